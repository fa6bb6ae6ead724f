//! The diary of any number of days.
//!
//! Clients ask for a week at a time (§5); whether a server gives a longer range is known of none. So a range is asked for
//! as a whole, and by the week where the server refuses it, or says nothing of its end while the same days asked for by
//! themselves have lessons.

use bytes::Bytes;
use peremena_model::Span;
use time::Date;

use super::FamilyApi;
use crate::{
    Ask, Enrolment, SchoolError,
    eljur::{
        map::{self, Journal},
        wire,
    },
    lenient::parsed,
    range::{WEEK, doubtful, probes, weeks},
};

/// One answer, and the last day of it with lessons.
struct Piece {
    body: Bytes,
    last: Option<Date>,
}

impl FamilyApi {
    pub(super) async fn journal(&self, student: &Enrolment, ask: &Ask) -> Result<Journal, SchoolError> {
        let pieces = self.pieces(student, ask).await?;
        let mut rooms: Vec<Option<String>> = pieces.iter().map(|_| None).collect();
        let mut answers = Vec::new();
        let mut broken = 0;
        for (piece, room) in pieces.iter().zip(rooms.iter_mut()) {
            let (answer, more) = parsed::<wire::Answered<wire::Diary<'_>>>(&piece.body, room)?;
            broken += more;
            answers.push(answer.result());
        }
        let mut days = Vec::new();
        for answer in &answers {
            days.extend(map::of_student(&answer.students, &student.person)?.map(|student| &student.days));
        }
        let mut journal = map::journal(&days, &self.view(ask));
        journal.skipped += broken;
        Ok(journal)
    }

    /// The answers that together hold the span.
    async fn pieces(&self, student: &Enrolment, ask: &Ask) -> Result<Vec<Piece>, SchoolError> {
        let long = ask.span.days() > WEEK;
        if long && self.kept().weeks_only.holds_for(ask.span, ask.now) {
            return self.by_week(student, ask).await;
        }
        let first = match self.piece(student, ask.span, ask).await {
            // The parameters are wrong; the length is the only one of them that ever differs.
            Err(SchoolError::Strange(_)) if long => {
                let pieces = self.by_week(student, ask).await?;
                self.kept().weeks_only.found(ask.now);
                return Ok(pieces);
            }
            outcome => outcome?,
        };
        let Some(rest) = doubtful(ask.span, first.last, false) else {
            self.kept().weeks_only.was_given(ask.span);
            return Ok(vec![first]);
        };
        // Nothing for weeks may be holidays, or a range that was cut short without a word, in which case the rest may be
        // cut to the holidays.
        let probes: Vec<Span> = probes(ask.span, first.last, rest).collect();
        let mut pieces = vec![first];
        for probe in probes {
            let piece = self.piece(student, probe, ask).await?;
            let found = piece.last.is_some();
            pieces.push(piece);
            if found {
                self.kept().weeks_only.found(ask.now);
                return self.by_week(student, ask).await;
            }
        }
        Ok(pieces)
    }

    async fn by_week(&self, student: &Enrolment, ask: &Ask) -> Result<Vec<Piece>, SchoolError> {
        let mut pieces = Vec::new();
        for week in weeks(ask.span) {
            pieces.push(self.piece(student, week, ask).await?);
        }
        Ok(pieces)
    }

    async fn piece(&self, student: &Enrolment, span: Span, ask: &Ask) -> Result<Piece, SchoolError> {
        let days = days(span);
        let query = [("student", student.person.as_str()), ("days", days.as_str()), ("rings", "true")];
        let body = self.door.get("getdiary", &query, ask.now).await?;
        let last = {
            let mut room = None;
            let (answer, _) = parsed::<wire::Answered<wire::Diary<'_>>>(&body, &mut room)?;
            let answer = answer.result();
            let student = map::of_student(&answer.students, &student.person)?;
            // A student without lessons has an empty map of days; without any this is another shape, and no news.
            if student.is_some_and(|student| !student.days.given) {
                return Err(SchoolError::Strange("a diary without days".into()));
            }
            let days = student.map(|student| student.days.entries.as_slice()).unwrap_or_default();
            let taught = days.iter().filter(|(_, day)| !day.items.entries.is_empty());
            taught.filter_map(|(key, day)| map::day(key.as_deref().or(day.name.get())?)).max()
        };
        Ok(Piece { body, last })
    }
}

/// "20260901-20260930"
pub(super) fn days(span: Span) -> String {
    let day = |date: Date| format!("{:04}{:02}{:02}", date.year(), u8::from(date.month()), date.day());
    format!("{}-{}", day(span.from()), day(span.to()))
}

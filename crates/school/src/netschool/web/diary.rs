//! The diary of any number of days, in as few requests as the server allows.

use std::collections::BTreeMap;

use bytes::Bytes;
use peremena_model::{Attachment, Homework, Kind, KindSet, Span};
use serde_json::json;
use time::{Date, OffsetDateTime};

use super::api::WebApi;
use crate::{
    Ask, Enrolment, SchoolError,
    lenient::{listed, parsed},
    netschool::{
        map::{self, Journal, View},
        reference::Year,
        wire,
    },
    range::{WEEK, doubtful, probes, weeks},
};

/// Assignments whose files are asked for at once.
const BATCH: usize = 100;

impl WebApi {
    /// The diary of the asked days, with the files of its homework.
    pub(super) async fn journal(
        &self,
        student: &Enrolment,
        year: &Year,
        kinds: KindSet,
        ask: &Ask,
    ) -> Result<Journal, SchoolError> {
        let person = id_of(student)?;
        // Outside of the year the server answers with an error; there is nothing there.
        let Some(span) = map::year_of(year, ask.span) else { return Ok(Journal::default()) };
        let pieces = self.diaries(student, year, span, ask).await?;
        self.learn_types(ask.now).await?;
        let mut journal = self.read(&pieces, person, ask)?;
        drop(pieces);
        if let Some(class) = &journal.class {
            // The identity does not tell it, and a child may change classes.
            self.kept().classes.insert(format!("{}/{}", student.person, year.id), class.clone());
        }
        if kinds.has(Kind::Homework) {
            self.add_files(student, &mut journal, ask).await?;
            journal.drop_empty_homework();
        }
        Ok(journal)
    }

    fn read(&self, pieces: &[Piece], person: i64, ask: &Ask) -> Result<Journal, SchoolError> {
        let types = self.kept().types.clone();
        let view = View { student: person, zone: self.zone, span: ask.span, types: &types };
        let mut rooms: Vec<Option<String>> = pieces.iter().map(|_| None).collect();
        let mut answers = Vec::new();
        let mut broken = 0;
        for (piece, room) in pieces.iter().zip(rooms.iter_mut()) {
            let (answer, more) = parsed::<wire::Diary<'_>>(&piece.body, room)?;
            broken += more;
            answers.push(answer);
        }
        let mut journal = map::journal(&answers, &view);
        journal.skipped += broken;
        Ok(journal)
    }

    /// The answers that together hold the span.
    ///
    /// One request, as long as the server gives what was asked for: whether it gives more than a week is known of some
    /// only. What an answer leaves out is asked for by the week, and that is remembered.
    async fn diaries(
        &self,
        student: &Enrolment,
        year: &Year,
        span: Span,
        ask: &Ask,
    ) -> Result<Vec<Piece>, SchoolError> {
        if span.days() > WEEK && self.kept().weeks_only.holds_for(span, ask.now) {
            return self.by_week(student, year, span, ask).await;
        }
        let first = match self.days(student, year, span, ask).await {
            Ok(piece) => piece,
            // Too long a range may be an error of any kind; a week tells.
            Err(SchoolError::Strange(_) | SchoolError::OutOfOrder(_) | SchoolError::Forbidden(_))
                if span.days() > WEEK =>
            {
                let pieces = self.by_week(student, year, span, ask).await?;
                self.kept().weeks_only.found(ask.now);
                return Ok(pieces);
            }
            Err(error) => return Err(error),
        };
        let cut_short = first.ends.is_some_and(|ends| ends < span.to());
        let Some(rest) = doubtful(span, first.last, cut_short) else {
            self.kept().weeks_only.was_given(span);
            return Ok(vec![first]);
        };
        let probes: Vec<Span> = probes(span, first.last, rest).collect();
        let mut pieces = vec![first];
        // Nothing for weeks may be holidays, or a range that was cut short without a word: after a week, or at a
        // term's edge.
        for probe in probes {
            let piece = self.days(student, year, probe, ask).await?;
            let found = piece.last.is_some();
            pieces.push(piece);
            if found {
                self.kept().weeks_only.found(ask.now);
                return self.by_week(student, year, span, ask).await;
            }
        }
        Ok(pieces)
    }

    async fn by_week(
        &self,
        student: &Enrolment,
        year: &Year,
        span: Span,
        ask: &Ask,
    ) -> Result<Vec<Piece>, SchoolError> {
        let mut pieces = Vec::new();
        for week in weeks(span) {
            pieces.push(self.days(student, year, week, ask).await?);
        }
        Ok(pieces)
    }

    /// One request; the answer is a diary, whatever is in it.
    async fn days(&self, student: &Enrolment, year: &Year, span: Span, ask: &Ask) -> Result<Piece, SchoolError> {
        let (year, from, to) = (year.id.to_string(), span.from().to_string(), span.to().to_string());
        let query = [
            ("studentId", student.person.as_str()),
            ("yearId", year.as_str()),
            ("weekStart", from.as_str()),
            ("weekEnd", to.as_str()),
            ("withLaAssigns", "true"),
            ("withPastMandatory", "true"),
        ];
        let body = self.door.get("student/diary", &query, ask.now).await?;
        let (ends, last) = {
            let mut room = None;
            let (diary, _) = parsed::<wire::Diary<'_>>(&body, &mut room)?;
            // In the holidays some servers leave the list out; the week's days still stand there.
            if !diary.week_days.given && (diary.week_start.0.is_none() || diary.week_end.0.is_none()) {
                return Err(SchoolError::Strange("a diary without days".into()));
            }
            let taught = diary.week_days.items.iter().filter(|day| !day.lessons.items.is_empty());
            (diary.week_end.day(self.zone), taught.filter_map(|day| day.date.day(self.zone)).max())
        };
        Ok(Piece { body, ends, last })
    }

    /// Files of homework: what is yet due is asked for at every sync, what was due is remembered. What cannot be had
    /// this time stays as it was known.
    async fn add_files(&self, student: &Enrolment, journal: &mut Journal, ask: &Ask) -> Result<(), SchoolError> {
        let today = ask.today(self.zone);
        let wanted: Vec<i64> = {
            let kept = self.kept();
            let settled = |homework: &&Homework, id: &i64| homework.due < today && kept.files.contains_key(id);
            let listed = journal.homework.iter().filter_map(|homework| Some((homework, homework.id.parse().ok()?)));
            listed.filter(|(homework, id)| !settled(homework, id)).map(|(_, id)| id).collect()
        };
        for batch in wanted.chunks(BATCH) {
            match self.files(student, batch, ask.now).await {
                Ok((mut found, skipped)) => {
                    journal.skipped += skipped;
                    let mut kept = self.kept();
                    for id in batch {
                        kept.add_files(*id, found.remove(id).unwrap_or_default());
                    }
                }
                Err(error @ (SchoolError::Refused(_) | SchoolError::Limited { .. })) => return Err(error),
                // Not on this server, or not now: homework has the files that the diary itself lists besides.
                Err(_) => break,
            }
        }
        let kept = self.kept();
        for homework in &mut journal.homework {
            let Ok(id) = homework.id.parse::<i64>() else { continue };
            homework.attachments.extend(kept.files.get(&id).cloned().unwrap_or_default());
            homework.attachments.sort();
            homework.attachments.dedup_by(|one, other| one.id == other.id);
        }
        Ok(())
    }

    /// Files by the assignments they belong to; and how much could not be read.
    async fn files(
        &self,
        student: &Enrolment,
        batch: &[i64],
        now: OffsetDateTime,
    ) -> Result<(BTreeMap<i64, Vec<Attachment>>, u32), SchoolError> {
        let query = [("studentId", student.person.as_str())];
        let answer =
            self.door.post("student/diary/get-attachments", &query, &json!({ "assignId": batch }), now).await?;
        let mut room = None;
        let (list, broken) = listed::<wire::Filed<'_>>(&answer, &mut room, "files")?;
        let mut found = BTreeMap::new();
        for filed in &list.items {
            if let Some(id) = filed.assignment_id.0 {
                found.entry(id).or_insert_with(|| map::attachments(&filed.attachments));
            }
        }
        Ok((found, list.skipped + broken))
    }
}

pub(super) fn id_of(student: &Enrolment) -> Result<i64, SchoolError> {
    student.person.parse().map_err(|_| SchoolError::Setting("not a student of this system".into()))
}

/// One answer.
struct Piece {
    body: Bytes,
    /// The last day that it says it holds.
    ends: Option<Date>,
    /// The last day with lessons.
    last: Option<Date>,
}

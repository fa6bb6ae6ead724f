//! What is told by term, and the school.

use bytes::Bytes;
use peremena_model::{Kind, KindSet, SchoolYear, Span, Term, TermKind};

use super::{FamilyApi, days::days};
use crate::{
    Answer, Ask, Enrolment, SchoolError,
    answer::{Found, items},
    eljur::{
        map::{self, Journal},
        wire,
    },
    lenient::parsed,
};

/// What periods tell of a year.
#[derive(Clone)]
pub(super) struct Terms {
    pub(super) terms: Vec<Term>,
    pub(super) skipped: u32,
    /// Whether a newer year is told beside it.
    is_past: bool,
}

fn one_year_alone() -> SchoolError {
    SchoolError::Forbidden("this system tells the current school year alone".into())
}

impl FamilyApi {
    /// The terms of the asked year.
    pub(super) async fn terms_of(&self, student: &Enrolment, ask: &Ask) -> Result<Terms, SchoolError> {
        let query = [("student", student.person.as_str()), ("weeks", "false"), ("show_disabled", "false")];
        let body = self.door.get("getperiods", &query, ask.now).await?;
        let mut room = None;
        let (answer, broken) = parsed::<wire::Answered<wire::Periods<'_>>>(&body, &mut room)?;
        let answer = answer.result();
        // Everybody who is taught has terms: an answer without him, or without any list of them, tells nothing.
        let student = map::of_student(&answer.students, &student.person)?.filter(|student| student.periods.given);
        let student = student.ok_or_else(|| SchoolError::Strange("periods of nobody".into()))?;
        let (terms, skipped) = map::terms(&student.periods, ask.year);
        let is_past = map::newest_year(&student.periods).is_some_and(|told: SchoolYear| told.0 > ask.year.0);
        if terms.is_empty() && is_past {
            return Err(one_year_alone());
        }
        Ok(Terms { terms, skipped: skipped + broken, is_past })
    }

    /// Terms, their marks and averages, as far as they are wanted. The terms are asked for once: they also tell which
    /// year the server speaks of, as its marks do not.
    pub(super) async fn by_term(
        &self,
        student: &Enrolment,
        ask: &Ask,
        kinds: KindSet,
        answer: &mut Answer,
    ) -> Result<(), SchoolError> {
        let wanted = kinds.and(KindSet::of(&[Kind::Term, Kind::TermMark, Kind::Average]));
        if wanted.is_empty() {
            return Ok(());
        }
        let told = match self.terms.take(&(student.person.clone(), ask.year)) {
            Some(told) => Ok(told),
            None => self.terms_of(student, ask).await,
        };
        let Terms { terms, skipped, is_past } = match told {
            Ok(found) => found,
            Err(error) => {
                for kind in wanted.iter() {
                    answer.optional(ask.scope(kind, true), Err(error.clone()))?;
                }
                return Ok(());
            }
        };
        answer.skipped += skipped;
        if wanted.has(Kind::TermMark) {
            // They say no year: beside a newer one they may be of either.
            let found = if is_past { Err(one_year_alone()) } else { self.finals(student, &terms, ask).await };
            answer.optional(ask.scope(Kind::TermMark, true), found)?;
        }
        if wanted.has(Kind::Average) {
            let found = self.averages(student, &terms, ask).await;
            answer.optional(ask.scope(Kind::Average, true), found)?;
        }
        if wanted.has(Kind::Term) {
            answer.optional(ask.scope(Kind::Term, true), Ok((items(terms), 0)))?;
        }
        Ok(())
    }

    /// In the summer, before the new year's terms are entered, what is told is still last year's.
    async fn finals(&self, student: &Enrolment, terms: &[Term], ask: &Ask) -> Found {
        if terms.is_empty() {
            return Ok((Vec::new(), 0));
        }
        let query = [("student", student.person.as_str())];
        let body = self.door.get("getfinalassessments", &query, ask.now).await?;
        let mut room = None;
        let (answer, broken) = parsed::<wire::Answered<wire::Finals<'_>>>(&body, &mut room)?;
        let answer = answer.result();
        let Some(student) = map::of_student(&answer.students, &student.person)? else { return Ok((Vec::new(), 0)) };
        let (marks, skipped) = map::finals(&student.items, terms, ask.year);
        Ok((items(marks), skipped + broken))
    }

    /// One request for each term that has begun: an average is that of the days that are asked for (§5).
    async fn averages(&self, student: &Enrolment, terms: &[Term], ask: &Ask) -> Found {
        let today = ask.today(self.door.place.zone);
        let mut found = Vec::new();
        let mut skipped = 0;
        for term in terms.iter().filter(|term| term.from <= today && term.kind != TermKind::Year) {
            let body = self.marks(student, term, ask).await?;
            let mut room = None;
            let (answer, broken) = parsed::<wire::Answered<wire::Subjects<'_>>>(&body, &mut room)?;
            let answer = answer.result();
            skipped += broken;
            if let Some(student) = map::of_student(&answer.students, &student.person)? {
                let (averages, more) = map::averages(&student.lessons, term);
                found.extend(averages);
                skipped += more;
            }
        }
        Ok((items(found), skipped))
    }

    async fn marks(&self, student: &Enrolment, term: &Term, ask: &Ask) -> Result<Bytes, SchoolError> {
        let days = days(Span::new(term.from, term.to).unwrap_or(Span::day(term.from)));
        let query = [("student", student.person.as_str()), ("days", days.as_str())];
        self.door.get("getmarks", &query, ask.now).await
    }

    pub(super) async fn school_info(&self, student: &Enrolment, journal: &Journal, ask: &Ask) -> Found {
        let body = match self.rules.take(&student.person) {
            Some(body) => body,
            None => self.door.get("getrules", &[], ask.now).await?,
        };
        let mut room = None;
        let (rules, broken) = parsed::<wire::Answered<wire::Rules<'_>>>(&body, &mut room)?;
        let hours = i32::from(self.door.place.zone.whole_hours());
        let info = map::school_info(&rules.result(), student, journal, hours);
        Ok((vec![info.into()], broken))
    }
}

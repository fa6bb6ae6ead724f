//! One child: what is asked for, and how it went.

use std::collections::HashSet;

use peremena_model::{Item, Kind, KindSet, SchoolYear, Span, StudentId, Term};
use peremena_school::{Answer, Ask, Enrolment, Part, SchoolApi, SchoolError};
use peremena_vault::{AccountRecord, SourceStatus, StudentRecord, VaultError};
use time::OffsetDateTime;

use super::{Engine, Reason, account::Round, going::Stage, settle::Pass};
use crate::{StudentReport, SyncFault, window};

/// How old terms and averages may be before they are asked for again.
pub(super) const REFERENCE_AGE: time::Duration = time::Duration::hours(24);

/// How old the description of the school and the class may be, unless the child has come into others.
const SCHOOL_AGE: time::Duration = time::Duration::WEEK;

/// After how long what is asked for rarely is asked for again where some of it could not be had.
pub(super) const RARE_AGAIN: time::Duration = time::Duration::hours(1);

/// The kinds that come with every look.
pub(super) const DAILY: &[Kind] = &[
    Kind::Lesson,
    Kind::Mark,
    Kind::Homework,
    Kind::Absence,
    Kind::Test,
    Kind::Remark,
    Kind::Event,
    Kind::Announcement,
    Kind::Message,
    Kind::Visit,
];

impl Engine {
    pub(super) async fn ask_child(
        &self,
        account: &AccountRecord,
        api: &dyn SchoolApi,
        child: &StudentRecord,
        status: &[SourceStatus],
        reason: Reason,
        round: &Round,
    ) -> Result<StudentReport, SyncFault> {
        let mut report = StudentReport::of(&child.student);
        let now = (self.clock)();
        let whole = self.wants_whole(&[child], status, reason);
        let outcome = self.child_pass(api, child, whole, reason, &mut report).await;
        let asks_to_wait = match outcome {
            Ok(()) => self.ticks_of_sync(api, child).await,
            Err(_) => None,
        };
        (report.requests, report.bytes) = round.spent();
        match outcome {
            Ok(()) => report.partial = asks_to_wait.or(report.partial.take()),
            // The session is the account's: nobody else is asked with it.
            Err(fault @ SyncFault::School(SchoolError::Refused(_))) => return Err(fault),
            Err(fault) => {
                self.note(account, &child.student, &fault, reason, report.requests, report.bytes).await?;
                report.error = Some(fault);
                return Ok(report);
            }
        }
        self.well(account, &child.student.id, &report, (whole, status), reason, now).await?;
        Ok(report)
    }

    /// One child: terms where they are old, then the window, each school year one transaction.
    async fn child_pass(
        &self,
        api: &dyn SchoolApi,
        child: &StudentRecord,
        whole: bool,
        reason: Reason,
        report: &mut StudentReport,
    ) -> Result<(), SyncFault> {
        let now = (self.clock)();
        let today = now.date();
        let student = &child.student.id;
        let enrolment: Enrolment =
            serde_json::from_str(&child.enrolment_json).map_err(|error| SyncFault::Store(error.to_string()))?;
        let year = SchoolYear::of(today);
        let prints = self.vault.prints(student).await?;
        let entered_at = self.waits_since(student, reason, now).await?;

        let mut extra: Vec<Part> = Vec::new();
        let mut rare = false;
        let mut terms_failed = false;
        if whole && is_old(prints.get("rare_at"), now, REFERENCE_AGE) {
            rare = true;
            self.going.step(&child.student, Stage::Terms, steps(rare, &window::whole(&[], today)));
            match api.terms(&enrolment, year).await {
                // Terms are asked for by enrolment alone: whose they are is known here.
                Ok(answer) => extra.extend(answer.parts.into_iter().map(|mut part| {
                    part.scope.student = student.clone();
                    part
                })),
                Err(fault @ SchoolError::Refused(_)) => return Err(fault.into()),
                Err(fault) => {
                    terms_failed = true;
                    report.partial = Some(fault.into());
                }
            }
        }
        let class = class_of(&enrolment, year);
        // In another class, or another year of school, what was told of the one before is wrong from now on.
        let school_is_another = prints.get("school_class").is_some_and(|known| *known != class);
        let school_is_old = rare && is_old(prints.get("school_at"), now, SCHOOL_AGE);
        let school = (school_is_another || school_is_old).then_some(Kind::SchoolInfo);
        let terms: Vec<Term> = match extra.iter().find(|part| part.scope.kind == Kind::Term) {
            Some(part) => terms_of(&part.items),
            None => terms_of(&self.vault.items(student, Kind::Term, year, None).await?),
        };
        let windows = if whole { window::whole(&terms, today) } else { window::quick(today) };
        for (place, (year, span)) in windows.iter().enumerate() {
            let mut kinds: KindSet = DAILY.iter().copied().collect();
            if whole && *year == SchoolYear::of(today) {
                kinds = kinds.iter().chain([Kind::TermMark]).collect();
                kinds = kinds.iter().chain(rare.then_some(Kind::Average)).chain(school).collect();
            }
            let ask = Ask { student: student.clone(), kinds, year: *year, span: *span, now };
            self.going.step(&child.student, Stage::Days, steps(rare, &windows));
            let mut answer = api.fetch(&enrolment, &ask).await?;
            if !whole && place == 0 {
                self.add_glance(api, &enrolment, &ask, &terms, &mut answer).await?;
            }
            answer.parts.extend(extra.drain(..).filter(|part| part.scope.year == *year));
            let pass = Pass {
                ask: &ask,
                live: true,
                whole,
                rare: rare && place == 0,
                class: Some(class.as_str()).filter(|_| ask.kinds.has(Kind::SchoolInfo)),
                terms_failed,
                prints: &prints,
                entered_at,
                history: None,
            };
            self.settle(api, &enrolment, pass, answer, report).await?;
        }
        Ok(())
    }

    /// Since when what this pass finds has been waiting to be told. Rule 3: what was missed while nobody was signed in
    /// has waited since the last success, and so comes as one digest.
    async fn waits_since(
        &self,
        student: &StudentId,
        reason: Reason,
        now: OffsetDateTime,
    ) -> Result<OffsetDateTime, VaultError> {
        let status = self.vault.status().await?;
        let Some(own) = status.into_iter().find(|status| status.student == *student) else { return Ok(now) };
        // Whoever stops the look right after the sign-in has not been told yet what was missed before it.
        let stopped = own.error.is_some_and(|error| error.code == SyncFault::Stopped.word());
        let missed = own.last_success.filter(|_| stopped || reason == Reason::SignedIn);
        Ok(missed.map_or(now, |last| last.min(now)))
    }

    /// The system's own feed of the latest covers the term beyond the quick window.
    async fn add_glance(
        &self,
        api: &dyn SchoolApi,
        enrolment: &Enrolment,
        ask: &Ask,
        terms: &[Term],
        answer: &mut Answer,
    ) -> Result<(), SyncFault> {
        let span = window::whole(terms, ask.now.date())
            .into_iter()
            .find(|(year, _)| *year == ask.year)
            .map_or(ask.span, |(_, span)| span);
        let ask = Ask { span, ..ask.clone() };
        match api.glance(enrolment, &ask).await {
            Ok(Some(glance)) => {
                answer.skipped += glance.skipped;
                answer.old_news.extend(glance.old_news);
                answer.comments_taken_back = answer.comments_taken_back.take().or(glance.comments_taken_back);
                // What the window itself has answered is whole; the feed adds what lies before it.
                for mut part in glance.parts {
                    let window = answer.parts.iter().find(|whole| whole.scope.kind == part.scope.kind);
                    if let Some(window) = window {
                        let named: HashSet<&str> = window.items.iter().map(Item::id).collect();
                        let covered = |item: &Item| matches!((window.scope.span, item.date()), (Some(span), Some(date)) if span.contains(date));
                        part.items.retain(|item| !covered(item) && !named.contains(item.id()));
                    }
                    if !part.items.is_empty() {
                        answer.parts.push(part);
                    }
                }
                Ok(())
            }
            Ok(None) => Ok(()),
            Err(fault @ SchoolError::Refused(_)) => Err(fault.into()),
            Err(fault) => {
                answer.failed.push((Kind::Mark, fault));
                Ok(())
            }
        }
    }
}

/// How many steps a child has: its terms, where they are asked for, and each school year of the window.
fn steps(terms: bool, windows: &[(SchoolYear, Span)]) -> u32 {
    u32::try_from(windows.len()).unwrap_or(u32::MAX).saturating_add(u32::from(terms))
}

fn terms_of(items: &[Item]) -> Vec<Term> {
    items
        .iter()
        .filter_map(|item| match item {
            Item::Term(term) => Some(term.clone()),
            _ => None,
        })
        .collect()
}

/// The school and the class as the identity names them, and the year: with others their description is another.
fn class_of(enrolment: &Enrolment, year: SchoolYear) -> String {
    format!("{:?} {:?} {}", enrolment.school, enrolment.class, year.0)
}

fn is_old(at: Option<&String>, now: OffsetDateTime, age: time::Duration) -> bool {
    let at = at.and_then(|at| at.parse().ok()).and_then(|at| OffsetDateTime::from_unix_timestamp(at).ok());
    at.is_none_or(|at| now - at >= age || at > now)
}

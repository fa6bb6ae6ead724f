//! One answer, weighed and committed as one transaction.

use std::collections::HashMap;

use peremena_model::{Coverage, Kind, SchoolYear, StudentId};
use peremena_school::{Answer, Ask, Enrolment, Part, SchoolApi};
use peremena_vault::{PassWrite, VaultError, Wanted};
use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};
use time::OffsetDateTime;

use super::{
    Engine,
    child::{RARE_AGAIN, REFERENCE_AGE},
};
use crate::{
    StudentReport, SyncFault,
    weigh::{Hold, Stored, keep_comments, suspects, weigh},
};

/// Why what is found while earlier terms and years are fetched is not told: `NotTold::History` of `notify`.
const NOT_TOLD: &str = "history";

/// What one answer is weighed with.
pub(super) struct Pass<'a> {
    pub(super) ask: &'a Ask,
    /// A sync's own window, which slides with the calendar; else days that somebody leafed to.
    pub(super) live: bool,
    /// The whole term was asked for.
    pub(super) whole: bool,
    /// What is asked for rarely was asked for too.
    pub(super) rare: bool,
    /// The school and the class whose description was asked for too, where it was.
    pub(super) class: Option<&'a str>,
    pub(super) terms_failed: bool,
    /// The child's fingerprints, as they were before this school year of it was asked for.
    pub(super) prints: &'a HashMap<String, String>,
    pub(super) entered_at: OffsetDateTime,
    /// Earlier terms and years are being fetched: nothing of it is told, and these prints are written with it.
    pub(super) history: Option<Vec<(String, String)>>,
}

impl Engine {
    /// Weighs one answer and commits what follows from it, as one transaction.
    pub(super) async fn settle(
        &self,
        api: &dyn SchoolApi,
        enrolment: &Enrolment,
        pass: Pass<'_>,
        mut answer: Answer,
        report: &mut StudentReport,
    ) -> Result<(), SyncFault> {
        let Pass { ask, live, whole, rare, class, terms_failed, prints, entered_at, history } = pass;
        let student = &ask.student;
        if let Some((kind, fault)) = answer.failed.first() {
            tracing::info!(kind = kind.word(), fault = %fault, "a kind could not be had");
            report.partial = Some(fault.clone().into());
        }
        // What was not told, or told as nothing, is asked for again with the next that is asked for rarely.
        let is_told = |part: &Part| part.scope.kind == Kind::SchoolInfo && !part.items.is_empty();
        let class = class.filter(|_| answer.parts.iter().any(is_told));
        let holds: HashMap<Kind, Hold> = read_all(self.vault.holds(student, ask.year).await?);
        let mut pass = PassWrite::new(student.clone(), ask.year, entered_at);
        // To the letter as before or not: a tick may have come and gone in between.
        let ticks = self.ticks_said(student, &answer.parts).await?;
        // An answer that is to the letter the one before cannot hold anything new: it is neither loaded nor compared.
        let mut fresh = Vec::new();
        for part in answer.parts.drain(..) {
            let key = print_key(&part, whole);
            let print = print_of(&part);
            if live && part.scope.whole && prints.get(&key) == Some(&print) && !holds.contains_key(&part.scope.kind) {
                continue;
            }
            fresh.push((part, key, print));
        }
        if answer.skipped > 0 {
            tracing::warn!(skipped = answer.skipped, "left out what could not be read");
        }
        let parts: Vec<Part> = fresh.iter().map(|(part, _, _)| part.clone()).collect();
        if !parts.is_empty() {
            let mut stored = self.stored(student, ask.year, &parts, holds).await?;
            let mut parts = parts;
            let suspects = suspects(&parts, &stored);
            if !suspects.is_empty() {
                // Rule 4: asked again before it is believed.
                let again = Ask { kinds: suspects.iter().copied().collect(), ..ask.clone() };
                let second = api.fetch(enrolment, &again).await?;
                for part in second.parts {
                    if let Some(first) = parts.iter_mut().find(|first| first.scope == part.scope) {
                        *first = part;
                    }
                }
                stored = self.stored(student, ask.year, &parts, stored.holds).await?;
            }
            if let Some(taken_back) = &answer.comments_taken_back {
                keep_comments(&mut parts, &stored, taken_back);
            }
            let mut weighed = weigh(student, ask.year, &parts, &stored, live, ask.now);
            weighed.leave_untold(&answer.old_news);
            if !weighed.held.is_empty() {
                report.partial = Some(SyncFault::Held);
            }
            for part in &parts {
                let kind = part.scope.kind;
                let touched = weighed.put.iter().any(|item| item.kind() == kind)
                    || weighed.drop.iter().any(|(dropped, _)| *dropped == kind);
                if touched {
                    report.lessons_touched |= kind == Kind::Lesson;
                    // Other windows' prints of the kind may no longer speak for what is stored.
                    let prefix = format!("{} {} ", kind.word(), ask.year.0);
                    pass.prints.extend(
                        prints.keys().filter(|key| key.starts_with(&prefix)).map(|key| (key.clone(), String::new())),
                    );
                }
                if live && part.scope.whole && !weighed.held.contains(&kind) {
                    pass.prints.push((print_key(part, whole), print_of(part)));
                }
            }
            pass.put = weighed.put;
            pass.drop = weighed.drop;
            pass.renamed = weighed.renamed;
            pass.outbox = weighed.changes.iter().map(|change| change.id.clone()).collect();
            pass.changes = weighed.changes;
            pass.coverage =
                weighed.coverage.into_iter().filter_map(|(kind, coverage)| Some((kind, json(&coverage)?))).collect();
            pass.holds = weighed
                .holds
                .into_iter()
                .filter_map(|(kind, hold)| match hold {
                    Some(hold) => Some((kind, Some(json(&hold)?))),
                    None => Some((kind, None)),
                })
                .collect();
        }
        if let Some(notes) = history {
            pass.suppressed = Some(NOT_TOLD);
            pass.prints.extend(notes);
        }
        if rare && !terms_failed {
            // Something that may not be seen at all must not be asked for at every sync.
            let age = if report.partial.is_none() { time::Duration::ZERO } else { REFERENCE_AGE - RARE_AGAIN };
            pass.prints.push(("rare_at".into(), (ask.now - age).unix_timestamp().to_string()));
        }
        if let Some(class) = class {
            pass.prints.push(("school_at".into(), ask.now.unix_timestamp().to_string()));
            pass.prints.push(("school_class".into(), class.to_owned()));
        }
        self.vault.commit(&pass).await?;
        self.vault.settle_ticks(student, &ticks).await?;
        report.changes.extend(pass.changes);
        Ok(())
    }

    async fn stored(
        &self,
        student: &StudentId,
        year: SchoolYear,
        parts: &[Part],
        holds: HashMap<Kind, Hold>,
    ) -> Result<Stored, VaultError> {
        let mut wanted = Wanted::default();
        for part in parts {
            wanted.spans.push((part.scope.kind, part.scope.span));
            wanted.named.push((part.scope.kind, part.items.iter().map(|item| item.id().to_owned()).collect()));
        }
        let items = self.vault.stored(student, year, &wanted).await?;
        let coverage: HashMap<Kind, Coverage> = read_all(self.vault.coverage(student, year).await?);
        Ok(Stored { items, coverage, holds })
    }
}

fn json<T: Serialize>(value: &T) -> Option<String> {
    serde_json::to_string(value).ok()
}

/// What cannot be read is as if it had not been kept: the baseline rule then errs to silence, a hold to doubt.
pub(super) fn read_all<T: DeserializeOwned>(kept: HashMap<Kind, String>) -> HashMap<Kind, T> {
    kept.into_iter().filter_map(|(kind, json)| Some((kind, serde_json::from_str(&json).ok()?))).collect()
}

/// One for each of the two windows: a day on, the window is another, and its print takes the old one's place.
fn print_key(part: &Part, whole: bool) -> String {
    let window = if whole { "term" } else { "week" };
    format!("{} {} {window}", part.scope.kind.word(), part.scope.year.0)
}

/// A fingerprint of the days and the items as they came.
fn print_of(part: &Part) -> String {
    let mut hash = Sha256::new();
    if let Some(span) = part.scope.span {
        hash.update(format!("{}..{}", span.from(), span.to()));
    }
    for item in &part.items {
        hash.update([0]);
        // An item of ours always can be written.
        hash.update(serde_json::to_vec(item).unwrap_or_default());
    }
    hex::encode(hash.finalize())
}

//! The one entry that the app, the command line and a phone's background job all call.

use std::{
    collections::HashMap,
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

use async_trait::async_trait;
use peremena_model::{Coverage, Item, Kind, KindSet, SchoolYear, Student, StudentId, Term};
use peremena_school::{Answer, Ask, Enrolment, Part, SchoolApi, SchoolError, Session, SessionKeeper, Traffic};
use peremena_vault::{
    AccountRecord, ChangeFilter, PassWrite, SourceError, SourceStatus, StudentChoice, StudentRecord, Vault, VaultError,
    Wanted,
};
use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};
use time::OffsetDateTime;
use tokio::sync::Mutex;

use crate::{
    LockTrouble, ProfileLock, StudentReport, SyncFault, SyncReport, pace,
    weigh::{Hold, Stored, suspects, weigh},
    window,
};

/// An account that can be asked.
pub struct Connected {
    /// The school's API.
    pub api: Box<dyn SchoolApi>,
    /// What it costs.
    pub traffic: Arc<Traffic>,
}

/// How the engine comes to an account's school: over the network, or in this process for the demo school.
pub trait Connect: Send + Sync {
    /// The API of the account.
    ///
    /// # Errors
    /// Where its system is not known or its settings make no sense.
    fn connect(
        &self,
        account: &AccountRecord,
        session: Session,
        keep: Arc<dyn SessionKeeper>,
    ) -> Result<Connected, SchoolError>;
}

/// Why a sync runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Somebody asked for it: everything is asked, whatever the planner's pause.
    Asked,
    /// The account was signed in to right now.
    SignedIn,
    /// The planner: only what is due, the cheap way where that will do.
    Planned {
        /// Whether a window is open.
        window_open: bool,
        /// A pace that somebody set.
        every: Option<time::Duration>,
    },
}

/// Runs syncs of one profile.
pub struct Engine {
    vault: Vault,
    /// Where the lock lies; none for the demo school, which has no files and one process.
    profile: Option<PathBuf>,
    connect: Arc<dyn Connect>,
    clock: Arc<dyn Fn() -> OffsetDateTime + Send + Sync>,
    /// One sync at a time in this process too, also where there is no lock file.
    running: Mutex<()>,
    pace: Mutex<HashMap<StudentId, Pace>>,
}

/// What the planner remembers between two tries. Kept in memory: a new process starts with a fresh try.
#[derive(Clone, Debug, Default)]
struct Pace {
    failures: u32,
    wait_until: Option<OffsetDateTime>,
    last_whole: Option<OffsetDateTime>,
}

/// How old terms, school and class may be before they are asked for again.
const REFERENCE_AGE: time::Duration = time::Duration::hours(24);

/// The kinds that come with every look.
const DAILY: &[Kind] = &[
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
    /// An engine over `vault`. `profile` is the folder that holds the lock; `clock` gives the moment with
    /// the device's offset.
    pub fn new(
        vault: Vault,
        profile: Option<PathBuf>,
        connect: Arc<dyn Connect>,
        clock: Arc<dyn Fn() -> OffsetDateTime + Send + Sync>,
    ) -> Engine {
        Engine { vault, profile, connect, clock, running: Mutex::new(()), pace: Mutex::default() }
    }

    /// When the next look at any child is due; none where no child may be asked.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn due(&self, window_open: bool, every: Option<time::Duration>) -> Result<Option<OffsetDateTime>, VaultError> {
        let now = (self.clock)();
        let accounts = self.vault.accounts().await?;
        let status = self.vault.status().await?;
        let students = self.vault.students().await?;
        let paces = self.pace.lock().await;
        let around = pace::Around { window_open, now, every };
        Ok(students
            .iter()
            .filter_map(|record| {
                let account = accounts.iter().find(|account| account.id == record.student.account)?;
                let status = status.iter().find(|status| status.student == record.student.id);
                pace::next(&past(account, status, paces.get(&record.student.id)), &around, &record.student.id)
            })
            .min())
    }

    /// Asks the schools of all children (or of one) and commits what they say. Ends within `deadline`
    /// whatever the schools do. Where another sync runs, in this or another process, it is waited for and
    /// its findings are taken over.
    pub async fn sync_once(&self, reason: Reason, only: Option<&StudentId>, deadline: Duration) -> SyncReport {
        let until = Instant::now() + deadline;
        let asked_at = (self.clock)();
        let (_turn, mut waited) = match self.running.try_lock() {
            Ok(turn) => (turn, false),
            Err(_) => match tokio::time::timeout(deadline, self.running.lock()).await {
                Ok(turn) => (turn, true),
                Err(_) => return self.all_failed(only, SyncFault::Late).await,
            },
        };
        let _lock = match &self.profile {
            Some(profile) => match ProfileLock::take(profile, until).await {
                Ok(lock) => {
                    waited |= lock.waited;
                    Some(lock)
                }
                Err(LockTrouble::Busy) => return self.all_failed(only, SyncFault::Late).await,
                Err(LockTrouble::Io(error)) => {
                    return self.all_failed(only, SyncFault::Store(error.to_string())).await;
                }
            },
            None => None,
        };
        match self.run(reason, only, until, asked_at, waited).await {
            Ok(report) => report,
            Err(error) => self.all_failed(only, error.into()).await,
        }
    }

    async fn all_failed(&self, only: Option<&StudentId>, fault: SyncFault) -> SyncReport {
        let students = self.vault.students().await.unwrap_or_default();
        SyncReport {
            students: students
                .into_iter()
                .filter(|record| only.is_none_or(|only| record.student.id == *only))
                .map(|record| StudentReport {
                    student: record.student.id,
                    account: record.student.account,
                    requests: 0,
                    bytes: 0,
                    changes: Vec::new(),
                    error: Some(fault.clone()),
                    partial: None,
                })
                .collect(),
            accounts: Vec::new(),
            joined: false,
        }
    }

    async fn run(
        &self,
        reason: Reason,
        only: Option<&StudentId>,
        until: Instant,
        asked_at: OffsetDateTime,
        waited: bool,
    ) -> Result<SyncReport, VaultError> {
        let accounts = self.vault.accounts().await?;
        let students = self.vault.students().await?;
        let status = self.vault.status().await?;
        let mut report = SyncReport { joined: waited, ..SyncReport::default() };
        let rounds = accounts.iter().filter_map(|account| {
            let children: Vec<&StudentRecord> = students
                .iter()
                .filter(|record| record.student.account == account.id)
                .filter(|record| only.is_none_or(|only| record.student.id == *only))
                .collect();
            // A child that was asked for names one account; an account without children is asked whenever all are.
            (!children.is_empty() || only.is_none())
                .then(|| self.account_round(account, children, &status, reason, until, asked_at, waited))
        });
        for round in futures_util::future::join_all(rounds).await {
            let (mut reports, fault) = round?;
            report.students.append(&mut reports);
            report.accounts.extend(fault);
        }
        Ok(report)
    }

    /// One account: who is signed in, then child after child.
    #[allow(clippy::too_many_arguments)]
    async fn account_round(
        &self,
        account: &AccountRecord,
        children: Vec<&StudentRecord>,
        status: &[SourceStatus],
        reason: Reason,
        until: Instant,
        asked_at: OffsetDateTime,
        waited: bool,
    ) -> Result<(Vec<StudentReport>, Option<(peremena_model::AccountId, SyncFault)>), VaultError> {
        let mut reports = Vec::new();
        let mut due = Vec::new();
        for child in children {
            let status = status.iter().find(|status| status.student == child.student.id);
            // Rule 7: what the sync that we waited for has just done is not done again.
            if waited && status.and_then(|status| status.last_success).is_some_and(|at| at >= asked_at) {
                reports.push(self.taken_over(child, asked_at).await?);
                continue;
            }
            if let Reason::Planned { window_open, every } = reason {
                let pace = self.pace.lock().await.get(&child.student.id).cloned();
                let around = pace::Around { window_open, now: (self.clock)(), every };
                match pace::next(&past(account, status, pace.as_ref()), &around, &child.student.id) {
                    Some(at) if at <= around.now => {}
                    _ => continue,
                }
            }
            due.push(child);
        }
        if due.is_empty() && (!reports.is_empty() || reason != Reason::SignedIn && !matches!(reason, Reason::Asked)) {
            return Ok((reports, None));
        }
        let left = until.saturating_duration_since(Instant::now());
        let asked = self.ask_account(account, &due, reason);
        let outcome = match tokio::time::timeout(left, asked).await {
            Ok(outcome) => outcome,
            Err(_) => Err(SyncFault::Late),
        };
        match outcome {
            Ok(mut fresh) => reports.append(&mut fresh),
            Err(fault) => {
                if let SyncFault::School(SchoolError::Refused(_)) = fault
                    && !account.signed_out
                {
                    let refused = AccountRecord { signed_out: true, ..account.clone() };
                    self.vault.put_account(&refused, None).await?;
                }
                if due.is_empty() {
                    return Ok((reports, Some((account.id.clone(), fault))));
                }
                for child in due {
                    self.note(&child.student, &fault, 0, 0, status).await?;
                    reports.push(StudentReport {
                        student: child.student.id.clone(),
                        account: account.id.clone(),
                        requests: 0,
                        bytes: 0,
                        changes: Vec::new(),
                        error: Some(fault.clone()),
                        partial: None,
                    });
                }
            }
        }
        Ok((reports, None))
    }

    async fn taken_over(&self, child: &StudentRecord, since: OffsetDateTime) -> Result<StudentReport, VaultError> {
        let filter = ChangeFilter { student: Some(child.student.id.clone()), since: Some(since), ..ChangeFilter::default() };
        let changes = self.vault.changes(&filter).await?.into_iter().map(|logged| logged.change).collect();
        Ok(StudentReport {
            student: child.student.id.clone(),
            account: child.student.account.clone(),
            requests: 0,
            bytes: 0,
            changes,
            error: None,
            partial: None,
        })
    }

    /// Asks one account's school. An error is one of the whole account; what goes wrong for one child is in its report.
    async fn ask_account(
        &self,
        account: &AccountRecord,
        due: &[&StudentRecord],
        reason: Reason,
    ) -> Result<Vec<StudentReport>, SyncFault> {
        if account.signed_out {
            return Err(SchoolError::Refused("signed out".into()).into());
        }
        let session = self.vault.session(&account.id).await?;
        let session: Session = session
            .as_deref()
            .and_then(|json| serde_json::from_str(json).ok())
            .ok_or_else(|| SchoolError::Refused("no session".into()))?;
        let reference = self.vault.reference(&account.id).await?;
        let keep = Arc::new(KeepInVault { vault: self.vault.clone(), account: account.id.clone() });
        let connected = self.connect.connect(account, session, keep)?;
        let api = connected.api.as_ref();
        if let Some(reference) = &reference {
            api.recall(reference);
        }

        let mut spent = (connected.traffic.requests(), connected.traffic.bytes());
        let due: Vec<StudentRecord> = if self.wants_whole(due, reason).await {
            let identity = api.identity().await?;
            let known = self.welcome(account, &identity.students).await?;
            let wanted: Vec<&StudentId> = due.iter().map(|child| &child.student.id).collect();
            // A child that has newly come to the account is synced at once, with the others.
            let all = due.is_empty() || matches!(reason, Reason::SignedIn);
            known
                .into_iter()
                .filter(|record| all || wanted.contains(&&record.student.id))
                .collect()
        } else {
            due.iter().map(|child| (*child).clone()).collect()
        };

        let mut reports = Vec::new();
        for child in &due {
            let mut report = self.ask_child(account, api, child, reason, &spent, &connected.traffic).await?;
            report.requests = connected.traffic.requests() - spent.0;
            report.bytes = connected.traffic.bytes() - spent.1;
            spent = (connected.traffic.requests(), connected.traffic.bytes());
            reports.push(report);
        }
        let learned = api.reference();
        if learned.is_some() && learned != reference
            && let Some(learned) = learned
        {
            self.vault.put_reference(&account.id, &learned).await?;
        }
        Ok(reports)
    }

    async fn wants_whole(&self, due: &[&StudentRecord], reason: Reason) -> bool {
        if !matches!(reason, Reason::Planned { .. }) {
            return true;
        }
        let now = (self.clock)();
        let paces = self.pace.lock().await;
        due.iter().any(|child| pace::wants_whole(paces.get(&child.student.id).and_then(|pace| pace.last_whole), now))
    }

    /// Writes the children that the account sees now. One that it no longer sees is kept with all it has.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn welcome(&self, account: &AccountRecord, seen: &[Enrolment]) -> Result<Vec<StudentRecord>, SyncFault> {
        let known = self.vault.students().await?;
        let position = known.iter().map(|record| record.choice.position).max().unwrap_or(-1);
        let mut records = Vec::new();
        for (place, enrolment) in seen.iter().enumerate() {
            let id = StudentId::of(&account.id, &enrolment.person);
            let before = known.iter().find(|record| record.student.id == id);
            let later = i64::try_from(place).unwrap_or(0);
            records.push(StudentRecord {
                student: Student {
                    id,
                    name: enrolment.name.clone(),
                    class: enrolment.class.clone(),
                    school: enrolment.school.clone(),
                    account: account.id.clone(),
                },
                enrolment_json: serde_json::to_string(enrolment).map_err(|error| SyncFault::Store(error.to_string()))?,
                choice: before.map_or_else(
                    || StudentChoice { position: position + 1 + later, ..StudentChoice::default() },
                    |record| record.choice.clone(),
                ),
            });
        }
        let changed = records.iter().any(|record| !known.contains(record));
        if changed {
            self.vault.put_students(&account.id, &records).await?;
            for record in &records {
                if !known.iter().any(|before| before.student.id == record.student.id) {
                    self.vault.put_student_choice(&record.student.id, record.choice.clone()).await?;
                }
            }
        }
        Ok(records)
    }

    async fn ask_child(
        &self,
        account: &AccountRecord,
        api: &dyn SchoolApi,
        child: &StudentRecord,
        reason: Reason,
        spent: &(u64, u64),
        traffic: &Traffic,
    ) -> Result<StudentReport, SyncFault> {
        let mut report = StudentReport {
            student: child.student.id.clone(),
            account: account.id.clone(),
            requests: 0,
            bytes: 0,
            changes: Vec::new(),
            error: None,
            partial: None,
        };
        let now = (self.clock)();
        let whole = self.wants_whole(&[child], reason).await;
        let outcome = self.child_pass(api, child, whole, &mut report).await;
        let fault = match outcome {
            Ok(()) => None,
            // The session is the account's: nobody else is asked with it.
            Err(fault @ SyncFault::School(SchoolError::Refused(_))) => return Err(fault),
            Err(fault) => Some(fault),
        };
        let requests = traffic.requests() - spent.0;
        let bytes = traffic.bytes() - spent.1;
        let status = self.vault.status().await?;
        match &fault {
            Some(fault) => self.note(&child.student, fault, requests, bytes, &status).await?,
            None => {
                let mut paces = self.pace.lock().await;
                let pace = paces.entry(child.student.id.clone()).or_default();
                pace.failures = 0;
                pace.wait_until = None;
                if whole {
                    pace.last_whole = Some(now);
                }
                drop(paces);
                self.vault
                    .put_status(&SourceStatus {
                        student: child.student.id.clone(),
                        account: account.id.clone(),
                        last_attempt: Some(now),
                        last_success: Some(now),
                        next_try: None,
                        error: report
                            .partial
                            .as_ref()
                            .map(|fault| SourceError { code: fault.word().into(), message: fault.to_string() }),
                        requests,
                        bytes,
                    })
                    .await?;
            }
        }
        report.error = fault;
        Ok(report)
    }

    /// Writes down that a try went wrong.
    async fn note(
        &self,
        student: &Student,
        fault: &SyncFault,
        requests: u64,
        bytes: u64,
        status: &[SourceStatus],
    ) -> Result<(), VaultError> {
        let now = (self.clock)();
        let mut paces = self.pace.lock().await;
        let pace = paces.entry(student.id.clone()).or_default();
        pace.failures = pace.failures.saturating_add(1);
        pace.wait_until = fault
            .retry_after()
            .and_then(|wait| time::Duration::try_from(wait).ok())
            .map(|wait| now.saturating_add(wait));
        drop(paces);
        let last_success =
            status.iter().find(|status| status.student == student.id).and_then(|status| status.last_success);
        self.vault
            .put_status(&SourceStatus {
                student: student.id.clone(),
                account: student.account.clone(),
                last_attempt: Some(now),
                last_success,
                next_try: None,
                error: Some(SourceError { code: fault.word().into(), message: fault.to_string() }),
                requests,
                bytes,
            })
            .await
    }

    /// One child: terms where they are old, then the window, each school year one transaction.
    async fn child_pass(
        &self,
        api: &dyn SchoolApi,
        child: &StudentRecord,
        whole: bool,
        report: &mut StudentReport,
    ) -> Result<(), SyncFault> {
        let now = (self.clock)();
        let today = now.date();
        let student = &child.student.id;
        let enrolment: Enrolment =
            serde_json::from_str(&child.enrolment_json).map_err(|error| SyncFault::Store(error.to_string()))?;
        let year = SchoolYear::of(today);
        let prints = self.vault.prints(student).await?;

        let mut extra: Vec<Part> = Vec::new();
        let mut rare = false;
        if whole && is_old(prints.get("rare_at"), now) {
            rare = true;
            match api.terms(&enrolment, year).await {
                // Terms are asked for by enrolment alone: whose they are is known here.
                Ok(answer) => extra.extend(answer.parts.into_iter().map(|mut part| {
                    part.scope.student = student.clone();
                    part
                })),
                Err(fault @ SchoolError::Refused(_)) => return Err(fault.into()),
                Err(fault) => report.partial = Some(fault.into()),
            }
        }
        let terms: Vec<Term> = match extra.iter().find(|part| part.scope.kind == Kind::Term) {
            Some(part) => terms_of(&part.items),
            None => terms_of(&self.vault.items(student, Kind::Term, year, None).await?),
        };
        let windows = if whole { window::whole(&terms, today) } else { window::quick(today) };
        for (place, (year, span)) in windows.iter().enumerate() {
            let mut kinds: KindSet = DAILY.iter().copied().collect();
            if whole && *year == SchoolYear::of(today) {
                kinds = kinds.iter().chain([Kind::TermMark]).collect();
                if rare {
                    kinds = kinds.iter().chain([Kind::Average, Kind::SchoolInfo]).collect();
                }
            }
            let ask = Ask { student: student.clone(), kinds, year: *year, span: *span, now };
            let mut answer = api.fetch(&enrolment, &ask).await?;
            if !whole && place == 0 {
                self.add_glance(api, &enrolment, &ask, &terms, &mut answer).await?;
            }
            answer.parts.extend(extra.drain(..).filter(|part| part.scope.year == *year));
            self.settle(api, &enrolment, child, &ask, answer, rare && place == 0, report).await?;
        }
        Ok(())
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
                // What the window itself has answered is whole; the feed adds what lies before it.
                for mut part in glance.parts {
                    let window = answer.parts.iter().find(|whole| whole.scope.kind == part.scope.kind);
                    if let Some(covered) = window.and_then(|whole| whole.scope.span) {
                        part.items.retain(|item| item.date().is_none_or(|date| !covered.contains(date)));
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

    /// Weighs one answer and commits what follows from it, as one transaction.
    #[allow(clippy::too_many_arguments)]
    async fn settle(
        &self,
        api: &dyn SchoolApi,
        enrolment: &Enrolment,
        child: &StudentRecord,
        ask: &Ask,
        mut answer: Answer,
        rare: bool,
        report: &mut StudentReport,
    ) -> Result<(), SyncFault> {
        let student = &child.student.id;
        if let Some((kind, fault)) = answer.failed.first() {
            tracing::info!(kind = kind.word(), fault = %fault, "a kind could not be had");
            report.partial = Some(fault.clone().into());
        }
        let prints = self.vault.prints(student).await?;
        let holds: HashMap<Kind, Hold> = read_all(self.vault.holds(student, ask.year).await?);
        let mut pass = PassWrite::new(student.clone(), ask.year, ask.now);
        // An answer that is to the letter the one before cannot hold anything new: it is neither loaded nor compared.
        let mut fresh = Vec::new();
        for part in answer.parts.drain(..) {
            let key = print_key(&part);
            let print = print_of(&part);
            if part.scope.whole && prints.get(&key) == Some(&print) && !holds.contains_key(&part.scope.kind) {
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
            let weighed = weigh(student, ask.year, &parts, &stored, true, ask.now);
            if !weighed.held.is_empty() {
                report.partial = Some(SyncFault::Held);
            }
            for part in &parts {
                let kind = part.scope.kind;
                let touched = weighed.put.iter().any(|item| item.kind() == kind)
                    || weighed.drop.iter().any(|(dropped, _)| *dropped == kind);
                if touched {
                    // Other windows' prints of the kind may no longer speak for what is stored.
                    let prefix = format!("{} {} ", kind.word(), ask.year.0);
                    pass.prints.extend(
                        prints.keys().filter(|key| key.starts_with(&prefix)).map(|key| (key.clone(), String::new())),
                    );
                }
                if part.scope.whole && !weighed.held.contains(&kind) {
                    pass.prints.push((print_key(part), print_of(part)));
                }
            }
            pass.put = weighed.put;
            pass.drop = weighed.drop;
            pass.renamed = weighed.renamed;
            pass.outbox = weighed.changes.iter().map(|change| change.id.clone()).collect();
            pass.changes = weighed.changes;
            pass.coverage = weighed.coverage.into_iter().filter_map(|(kind, coverage)| Some((kind, json(&coverage)?))).collect();
            pass.holds = weighed
                .holds
                .into_iter()
                .filter_map(|(kind, hold)| match hold {
                    Some(hold) => Some((kind, Some(json(&hold)?))),
                    None => Some((kind, None)),
                })
                .collect();
        }
        if rare && report.partial.is_none() {
            pass.prints.push(("rare_at".into(), ask.now.unix_timestamp().to_string()));
        }
        self.vault.commit(&pass).await?;
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

/// Leaves a renewed session in the file before it is used.
struct KeepInVault {
    vault: Vault,
    account: peremena_model::AccountId,
}

#[async_trait]
impl SessionKeeper for KeepInVault {
    async fn keep(&self, session: &Session) {
        let kept = match serde_json::to_string(session) {
            Ok(json) => self.vault.put_session(&self.account, &json).await.map_err(|error| error.to_string()),
            Err(error) => Err(error.to_string()),
        };
        if let Err(error) = kept {
            tracing::error!(%error, "a renewed session could not be kept");
        }
    }
}

fn past(account: &AccountRecord, status: Option<&SourceStatus>, pace: Option<&Pace>) -> pace::Past {
    pace::Past {
        last_attempt: status.and_then(|status| status.last_attempt),
        last_success: status.and_then(|status| status.last_success),
        failures: pace.map_or(0, |pace| pace.failures),
        wait_until: pace.and_then(|pace| pace.wait_until),
        refused: account.signed_out,
    }
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

fn is_old(at: Option<&String>, now: OffsetDateTime) -> bool {
    let at = at.and_then(|at| at.parse().ok()).and_then(|at| OffsetDateTime::from_unix_timestamp(at).ok());
    at.is_none_or(|at| now - at >= REFERENCE_AGE || at > now)
}

fn json<T: Serialize>(value: &T) -> Option<String> {
    serde_json::to_string(value).ok()
}

/// What cannot be read is as if it had not been kept: the baseline rule then errs to silence, a hold to doubt.
fn read_all<T: DeserializeOwned>(kept: HashMap<Kind, String>) -> HashMap<Kind, T> {
    kept.into_iter().filter_map(|(kind, json)| Some((kind, serde_json::from_str(&json).ok()?))).collect()
}

fn print_key(part: &Part) -> String {
    let span = part.scope.span.map(|span| format!("{}..{}", span.from(), span.to())).unwrap_or_default();
    format!("{} {} {span}", part.scope.kind.word(), part.scope.year.0)
}

/// A fingerprint of the items as they came.
fn print_of(part: &Part) -> String {
    let mut hash = Sha256::new();
    for item in &part.items {
        // An item of ours always can be written.
        hash.update(serde_json::to_vec(item).unwrap_or_default());
        hash.update([0]);
    }
    hex::encode(hash.finalize())
}


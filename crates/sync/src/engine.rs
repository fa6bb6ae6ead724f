//! The one entry that the app, the command line and a phone's background job all call.

mod leaf;

use std::{
    collections::{HashMap, HashSet},
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

use async_trait::async_trait;
use peremena_model::{AccountId, Coverage, Item, Kind, KindSet, SchoolYear, Student, StudentId, Term};
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

/// Whose schools are asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose<'a> {
    /// Every child of every account.
    Everyone,
    /// The children of one account.
    Account(&'a AccountId),
    /// One child.
    Student(&'a StudentId),
}

impl<'a> From<Option<&'a StudentId>> for Whose<'a> {
    fn from(only: Option<&'a StudentId>) -> Whose<'a> {
        only.map_or(Whose::Everyone, Whose::Student)
    }
}

impl<'a> From<&'a AccountId> for Whose<'a> {
    fn from(account: &'a AccountId) -> Whose<'a> {
        Whose::Account(account)
    }
}

impl Whose<'_> {
    fn has(self, student: &Student) -> bool {
        match self {
            Whose::Everyone => true,
            Whose::Account(account) => student.account == *account,
            Whose::Student(only) => student.id == *only,
        }
    }

    /// Whether all children of `account` are meant, those too that are not known yet.
    fn has_all_of(self, account: &AccountId) -> bool {
        match self {
            Whose::Everyone => true,
            Whose::Account(only) => only == account,
            Whose::Student(_) => false,
        }
    }
}

/// One call of [`Engine::sync_once`].
#[derive(Clone, Copy)]
struct Call<'a> {
    reason: Reason,
    whose: Whose<'a>,
    until: Instant,
    asked_at: OffsetDateTime,
    /// Another sync ran when this one came.
    waited: bool,
}

/// What one account's round has come to. Outside of the asking, so that a deadline does not lose it.
#[derive(Default)]
struct Round {
    reports: Vec<StudentReport>,
    traffic: Option<Arc<Traffic>>,
    /// A fingerprint of what the account was asked with.
    session: Option<String>,
}

impl Round {
    /// Requests and bytes that no report holds yet.
    fn spent(&self) -> (u64, u64) {
        let Some(traffic) = &self.traffic else { return (0, 0) };
        let (requests, bytes) = self
            .reports
            .iter()
            .fold((0, 0), |(requests, bytes), report| (requests + report.requests, bytes + report.bytes));
        (traffic.requests().saturating_sub(requests), traffic.bytes().saturating_sub(bytes))
    }
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

/// After how long what is asked for rarely is asked for again where some of it could not be had.
const RARE_AGAIN: time::Duration = time::Duration::hours(1);

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
    pub async fn due(
        &self,
        window_open: bool,
        every: Option<time::Duration>,
    ) -> Result<Option<OffsetDateTime>, VaultError> {
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

    /// Asks the schools of all children (or of some) and commits what they say. Ends within `deadline`
    /// whatever the schools do. Where another sync runs, in this or another process, it is waited for and
    /// its findings are taken over.
    pub async fn sync_once<'a>(&self, reason: Reason, whose: impl Into<Whose<'a>>, deadline: Duration) -> SyncReport {
        let whose = whose.into();
        let until = Instant::now() + deadline;
        let asked_at = (self.clock)();
        let (_turn, mut waited) = match self.running.try_lock() {
            Ok(turn) => (turn, false),
            Err(_) => match tokio::time::timeout(deadline, self.running.lock()).await {
                Ok(turn) => (turn, true),
                Err(_) => return self.all_failed(whose, SyncFault::Late).await,
            },
        };
        let _lock = match &self.profile {
            Some(profile) => match ProfileLock::take(profile, until).await {
                Ok(lock) => {
                    waited |= lock.waited;
                    Some(lock)
                }
                Err(LockTrouble::Busy) => return self.all_failed(whose, SyncFault::Late).await,
                Err(LockTrouble::Io(error)) => {
                    return self.all_failed(whose, SyncFault::Store(error.to_string())).await;
                }
            },
            None => None,
        };
        match self.run(Call { reason, whose, until, asked_at, waited }).await {
            Ok(report) => report,
            Err(error) => self.all_failed(whose, error.into()).await,
        }
    }

    async fn all_failed(&self, whose: Whose<'_>, fault: SyncFault) -> SyncReport {
        let students = self.vault.students().await.unwrap_or_default();
        SyncReport {
            students: students
                .iter()
                .filter(|record| whose.has(&record.student))
                .map(|record| StudentReport::failed(&record.student, fault.clone()))
                .collect(),
            accounts: Vec::new(),
            joined: false,
        }
    }

    async fn run(&self, call: Call<'_>) -> Result<SyncReport, VaultError> {
        let accounts = self.vault.accounts().await?;
        let students = self.vault.students().await?;
        let mut report = SyncReport { joined: call.waited, ..SyncReport::default() };
        let rounds = accounts.iter().filter_map(|account| {
            let children: Vec<&StudentRecord> = students
                .iter()
                .filter(|record| record.student.account == account.id && call.whose.has(&record.student))
                .collect();
            // A child that was asked for names one account; an account without children is asked whenever all are.
            (!children.is_empty() || call.whose.has_all_of(&account.id))
                .then(|| self.account_round(account, children, call))
        });
        for round in futures_util::future::join_all(rounds).await {
            let (mut reports, fault) = round?;
            report.students.append(&mut reports);
            report.accounts.extend(fault);
        }
        Ok(report)
    }

    /// One account: who is signed in, then child after child.
    async fn account_round(
        &self,
        account: &AccountRecord,
        children: Vec<&StudentRecord>,
        call: Call<'_>,
    ) -> Result<(Vec<StudentReport>, Option<(AccountId, SyncFault)>), VaultError> {
        let status = self.vault.status().await?;
        let mut reports = Vec::new();
        let mut due = Vec::new();
        for child in children {
            let status = status.iter().find(|status| status.student == child.student.id);
            // Rule 7: what the sync that we waited for has just done is not done again.
            if let Some(done) = status.filter(|status| call.waited && status.last_success >= Some(call.asked_at)) {
                reports.push(self.taken_over(child, done).await?);
                continue;
            }
            if let Reason::Planned { window_open, every } = call.reason {
                let pace = self.pace.lock().await.get(&child.student.id).cloned();
                let around = pace::Around { window_open, now: (self.clock)(), every };
                match pace::next(&past(account, status, pace.as_ref()), &around, &child.student.id) {
                    Some(at) if at <= around.now => {}
                    _ => continue,
                }
            }
            due.push(child);
        }
        if due.is_empty() && (!reports.is_empty() || matches!(call.reason, Reason::Planned { .. })) {
            return Ok((reports, None));
        }
        let left = call.until.saturating_duration_since(Instant::now());
        let mut round = Round::default();
        let asked = self.ask_account(account, &due, &status, call, &mut round);
        let outcome = match tokio::time::timeout(left, asked).await {
            Ok(outcome) => outcome,
            Err(_) => Err(SyncFault::Late),
        };
        let mut spent = round.spent();
        let known_to_fail = due.iter().filter(|child| {
            // What was done for one child before the account failed stays done, and is reported.
            outcome.is_err() && !round.reports.iter().any(|report| report.student == child.student.id)
        });
        let rest: Vec<&StudentRecord> = known_to_fail.copied().collect();
        let session = round.session.take();
        reports.append(&mut round.reports);
        let Err(fault) = outcome else { return Ok((reports, None)) };
        if matches!(fault, SyncFault::School(SchoolError::Refused(_))) {
            self.sign_out(account, session.as_deref()).await?;
        }
        if due.is_empty() {
            return Ok((reports, Some((account.id.clone(), fault))));
        }
        for child in rest {
            let (requests, bytes) = std::mem::take(&mut spent);
            self.note(account, &child.student, &fault, requests, bytes).await?;
            reports.push(StudentReport { requests, bytes, ..StudentReport::failed(&child.student, fault.clone()) });
        }
        Ok((reports, None))
    }

    /// Notes that the account's credentials were refused, unless the family has signed in anew meanwhile.
    async fn sign_out(&self, account: &AccountRecord, asked_with: Option<&str>) -> Result<(), VaultError> {
        let now = self.vault.session(&account.id).await?;
        let current = self.vault.accounts().await?.into_iter().find(|record| record.id == account.id);
        match current {
            Some(record)
                if !record.signed_out && now.as_deref().map(|json| fingerprint(json)).as_deref() == asked_with =>
            {
                self.vault.put_account(&AccountRecord { signed_out: true, ..record }, None).await
            }
            _ => Ok(()),
        }
    }

    /// What the sync that we waited for has found: its changes bear the moment at which it began with the child.
    async fn taken_over(&self, child: &StudentRecord, done: &SourceStatus) -> Result<StudentReport, VaultError> {
        let filter = ChangeFilter {
            student: Some(child.student.id.clone()),
            since: done.last_attempt,
            ..ChangeFilter::default()
        };
        let changes = self.vault.changes(&filter).await?.into_iter().map(|logged| logged.change).collect();
        Ok(StudentReport { changes, ..StudentReport::of(&child.student) })
    }

    /// Asks one account's school. An error is one of the whole account; what goes wrong for one child is in its report.
    async fn ask_account(
        &self,
        account: &AccountRecord,
        due: &[&StudentRecord],
        status: &[SourceStatus],
        call: Call<'_>,
        round: &mut Round,
    ) -> Result<(), SyncFault> {
        if account.signed_out {
            return Err(SchoolError::Refused("signed out".into()).into());
        }
        round.session = self.vault.session(&account.id).await?.as_deref().map(|json| fingerprint(json));
        let connected = self.connected(account).await?;
        round.traffic = Some(connected.traffic.clone());
        let api = connected.api.as_ref();
        let reference = self.vault.reference(&account.id).await?;

        let due: Vec<StudentRecord> = if self.wants_whole(due, call.reason).await {
            let identity = api.identity().await?;
            let known = self.welcome(account, &identity.students).await?;
            let wanted: Vec<&StudentId> = due.iter().map(|child| &child.student.id).collect();
            let seen: Vec<&StudentId> = known.iter().map(|record| &record.student.id).collect();
            // A child that has newly come to the account is synced at once, with the others.
            let is_new = |id: &StudentId| !status.iter().any(|status| status.student == *id);
            let new_too = call.whose.has_all_of(&account.id);
            if seen.is_empty() && !due.is_empty() {
                return Err(SchoolError::Strange("the account suddenly shows no child".into()).into());
            }
            // A child that has left the account keeps what it has, and is asked for ever more rarely.
            for child in due.iter().filter(|child| !seen.contains(&&child.student.id)) {
                let fault: SyncFault = SchoolError::Forbidden("the account no longer shows this child".into()).into();
                self.note(account, &child.student, &fault, 0, 0).await?;
                round.reports.push(StudentReport { partial: Some(fault), ..StudentReport::of(&child.student) });
            }
            known
                .into_iter()
                .filter(|record| wanted.contains(&&record.student.id) || (new_too && is_new(&record.student.id)))
                .collect()
        } else {
            due.iter().map(|child| (*child).clone()).collect()
        };

        let mut asks_to_wait: Option<SyncFault> = None;
        for child in &due {
            // Rule 10: who asks to wait for one child is not asked for the next.
            if let Some(fault) = &asks_to_wait {
                self.note(account, &child.student, fault, 0, 0).await?;
                round.reports.push(StudentReport::failed(&child.student, fault.clone()));
                continue;
            }
            let report = self.ask_child(account, api, child, call.reason, round).await?;
            asks_to_wait = [&report.error, &report.partial]
                .into_iter()
                .flatten()
                .find(|fault| matches!(fault, SyncFault::School(SchoolError::Limited { .. })))
                .cloned();
            round.reports.push(report);
        }
        let learned = api.reference();
        if learned.is_some()
            && learned != reference
            && let Some(learned) = learned
        {
            self.vault.put_reference(&account.id, &learned).await?;
        }
        Ok(())
    }

    /// The school of an account, with its session and what its connector had learned.
    async fn connected(&self, account: &AccountRecord) -> Result<Connected, SyncFault> {
        let session: Session = self
            .vault
            .session(&account.id)
            .await?
            .as_deref()
            .and_then(|json| serde_json::from_str(json).ok())
            .ok_or_else(|| SchoolError::Refused("no session".into()))?;
        let keep = Arc::new(KeepInVault { vault: self.vault.clone(), account: account.id.clone() });
        let connected = self.connect.connect(account, session, keep)?;
        if let Some(reference) = self.vault.reference(&account.id).await? {
            connected.api.recall(&reference);
        }
        Ok(connected)
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
                enrolment_json: serde_json::to_string(enrolment)
                    .map_err(|error| SyncFault::Store(error.to_string()))?,
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
        round: &Round,
    ) -> Result<StudentReport, SyncFault> {
        let mut report = StudentReport::of(&child.student);
        let now = (self.clock)();
        let whole = self.wants_whole(&[child], reason).await;
        let outcome = self.child_pass(api, child, whole, reason, &mut report).await;
        (report.requests, report.bytes) = round.spent();
        match outcome {
            Ok(()) => {}
            // The session is the account's: nobody else is asked with it.
            Err(fault @ SyncFault::School(SchoolError::Refused(_))) => return Err(fault),
            Err(fault) => {
                self.note(account, &child.student, &fault, report.requests, report.bytes).await?;
                report.error = Some(fault);
                return Ok(report);
            }
        }
        let wait_until = report.partial.as_ref().and_then(|fault| until(fault, now));
        let mut paces = self.pace.lock().await;
        let pace = paces.entry(child.student.id.clone()).or_default();
        pace.failures = 0;
        pace.wait_until = wait_until;
        if whole {
            pace.last_whole = Some(now);
        }
        drop(paces);
        self.vault
            .put_status(&SourceStatus {
                student: child.student.id.clone(),
                account: account.id.clone(),
                last_attempt: Some(now),
                // At its end: whoever came while it ran takes it over.
                last_success: Some((self.clock)().max(now)),
                next_try: wait_until,
                error: report.partial.as_ref().map(source_error),
                requests: report.requests,
                bytes: report.bytes,
            })
            .await?;
        Ok(report)
    }

    /// Writes down that a try went wrong, and when the next one is due.
    async fn note(
        &self,
        account: &AccountRecord,
        student: &Student,
        fault: &SyncFault,
        requests: u64,
        bytes: u64,
    ) -> Result<(), VaultError> {
        let now = (self.clock)();
        let refused = matches!(fault, SyncFault::School(SchoolError::Refused(_)));
        let status = self.vault.status().await?;
        let before = status.into_iter().find(|status| status.student == student.id);
        let mut status = SourceStatus {
            student: student.id.clone(),
            account: account.id.clone(),
            last_attempt: Some(now),
            last_success: before.and_then(|status| status.last_success),
            next_try: None,
            error: Some(source_error(fault)),
            requests,
            bytes,
        };
        let mut paces = self.pace.lock().await;
        let pace = paces.entry(student.id.clone()).or_default();
        pace.failures = pace.failures.saturating_add(1);
        pace.wait_until = until(fault, now);
        let past = pace::Past { refused, ..past(account, Some(&status), Some(&*pace)) };
        drop(paces);
        let around = pace::Around { window_open: false, now, every: None };
        status.next_try = pace::next(&past, &around, &student.id);
        self.vault.put_status(&status).await
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
        if whole && is_old(prints.get("rare_at"), now) {
            rare = true;
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
            let pass = Pass { ask: &ask, live: true, whole, rare: rare && place == 0, terms_failed, entered_at };
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
        if reason != Reason::SignedIn {
            return Ok(now);
        }
        let status = self.vault.status().await?;
        let last = status.into_iter().find(|status| status.student == *student).and_then(|status| status.last_success);
        Ok(last.map_or(now, |last| last.min(now)))
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

    /// Weighs one answer and commits what follows from it, as one transaction.
    async fn settle(
        &self,
        api: &dyn SchoolApi,
        enrolment: &Enrolment,
        pass: Pass<'_>,
        mut answer: Answer,
        report: &mut StudentReport,
    ) -> Result<(), SyncFault> {
        let Pass { ask, live, whole, rare, terms_failed, entered_at } = pass;
        let student = &ask.student;
        if let Some((kind, fault)) = answer.failed.first() {
            tracing::info!(kind = kind.word(), fault = %fault, "a kind could not be had");
            report.partial = Some(fault.clone().into());
        }
        let prints = self.vault.prints(student).await?;
        let holds: HashMap<Kind, Hold> = read_all(self.vault.holds(student, ask.year).await?);
        let mut pass = PassWrite::new(student.clone(), ask.year, entered_at);
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
            let weighed = weigh(student, ask.year, &parts, &stored, live, ask.now);
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
        if rare && !terms_failed {
            // Something that may not be seen at all must not be asked for at every sync.
            let age = if report.partial.is_none() { time::Duration::ZERO } else { REFERENCE_AGE - RARE_AGAIN };
            pass.prints.push(("rare_at".into(), (ask.now - age).unix_timestamp().to_string()));
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

/// What one answer is weighed with.
struct Pass<'a> {
    ask: &'a Ask,
    /// A sync's own window, which slides with the calendar; else days that somebody leafed to.
    live: bool,
    /// The whole term was asked for.
    whole: bool,
    /// What is asked for rarely was asked for too.
    rare: bool,
    terms_failed: bool,
    entered_at: OffsetDateTime,
}

/// Leaves a renewed session in the file before it is used.
struct KeepInVault {
    vault: Vault,
    account: AccountId,
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
    // A school's own wish outlives the process; a pause of ours does not.
    let asked_to_wait = status
        .filter(|status| status.error.as_ref().is_some_and(|error| error.code == LIMITED))
        .and_then(|status| status.next_try);
    pace::Past {
        last_attempt: status.and_then(|status| status.last_attempt),
        last_success: status.and_then(|status| status.last_success),
        failures: pace.map_or(0, |pace| pace.failures),
        wait_until: pace.and_then(|pace| pace.wait_until).max(asked_to_wait),
        refused: account.signed_out,
    }
}

/// The word of [`SchoolError::Limited`] in the status row.
const LIMITED: &str = "limited";

/// Until when the school asked to be left alone.
fn until(fault: &SyncFault, now: OffsetDateTime) -> Option<OffsetDateTime> {
    let wait = time::Duration::try_from(fault.retry_after()?).ok()?;
    Some(now.saturating_add(wait))
}

fn source_error(fault: &SyncFault) -> SourceError {
    SourceError { code: fault.word().into(), message: fault.to_string() }
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

fn fingerprint(text: &str) -> String {
    hex::encode(Sha256::digest(text.as_bytes()))
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

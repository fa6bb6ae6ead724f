//! The children, and how fresh the data of each is.

use std::collections::HashMap;

use peremena_model::{AccountId, Item, Kind, KindSet, SchoolYear, StudentId, TermKind};
use peremena_notify::{Arg, Rules, Words, dates};
use peremena_school::{Capabilities, Lack, Session, lacks, registry};
use peremena_sync::{Progress, Stage};
use peremena_vault::{AccountRecord, DataVersion, SourceStatus, StudentChoice, StudentRecord, Vault};
use time::{Duration, OffsetDateTime};

use crate::{
    App, AppError,
    attachments::Source,
    errors,
    profile::Profile,
    views::{
        AppEvent, ColourStudentRequest, ErrorView, FamilyView, Freshness, NameStudentRequest, Nothing,
        OrderStudentsRequest, StudentView, SyncProgressView, TroubleView,
    },
};

/// Data older than this is called old.
const FRESH_FOR: Duration = Duration::minutes(30);

/// A clock that is put right by so much was right enough. By more, and what bears a moment to come is of unknown age.
const CLOCK_STEP: Duration = Duration::minutes(1);

/// How many colours a child can have; each is a pair of ink and ground that can be read, in every theme.
pub(crate) const COLOURS: u8 = 6;

/// Everything that a child's line needs, loaded once for all children.
#[derive(Clone)]
pub(crate) struct Family {
    pub records: Vec<StudentRecord>,
    pub accounts: Vec<AccountRecord>,
    pub status: Vec<SourceStatus>,
    unseen: HashMap<StudentId, u32>,
    /// What an account is given, where that is less than its system can.
    given: HashMap<AccountId, KindSet>,
    /// How each child's school divides its year.
    divisions: HashMap<StudentId, TermKind>,
    syncing: bool,
    /// The syncs that are shown.
    progress: Vec<Progress>,
}

impl Family {
    pub(crate) async fn load(vault: &Vault, year: SchoolYear) -> Result<Family, AppError> {
        let (counts, terms, records, accounts, status) = tokio::try_join!(
            vault.unseen_counts(),
            vault.items_of_all(Kind::Term, year),
            vault.students(),
            vault.accounts(),
            vault.status(),
        )?;
        let mut unseen: HashMap<StudentId, u32> = HashMap::new();
        for (student, kind, count) in counts {
            if counts_as_unread(kind) {
                *unseen.entry(student).or_default() += u32::try_from(count).unwrap_or(u32::MAX);
            }
        }
        let mut divisions = HashMap::new();
        for (student, item) in terms {
            match item {
                // A school that has halves beside its quarters gives marks by the quarter: the shorter kind counts.
                Item::Term(term) if !matches!(term.kind, TermKind::Year | TermKind::Other) => {
                    let division = divisions.entry(student).or_insert(term.kind);
                    if *division == TermKind::HalfYear {
                        *division = term.kind;
                    }
                }
                _ => {}
            }
        }
        let mut given = HashMap::new();
        for account in &accounts {
            if let Some(kinds) = given_to(vault, account).await? {
                given.insert(account.id.clone(), kinds);
            }
        }
        Ok(Family { records, accounts, status, unseen, given, divisions, syncing: false, progress: Vec::new() })
    }

    /// The same while this process asks the schools, or not.
    pub(crate) fn while_syncing(self, syncing: bool, progress: Vec<Progress>) -> Family {
        Family { syncing, progress, ..self }
    }

    /// How far a sync is; none of an account that is not this family's.
    fn progress_view(&self, progress: &Progress, words: &Words) -> Option<SyncProgressView> {
        let account = self.accounts.iter().find(|account| account.id == progress.account)?;
        let system = registry::system(&account.system).map_or(account.system.as_str(), |system| system.name());
        let child = progress.student.as_ref().and_then(|student| self.record(student)).map(short_name);
        let stage = match progress.stage {
            Stage::Account => "sync-stage-account",
            Stage::Terms => "sync-stage-terms",
            Stage::Days => "sync-stage-days",
        };
        let args = [("child", Arg::Text(child.as_deref().unwrap_or_default())), ("system", Arg::Text(system))];
        let (step, of) = (progress.step, progress.of.max(progress.step));
        let steps = [("step", Arg::count(step)), ("of", Arg::count(of))];
        let steps = (step > 0).then(|| words.say_with("sync-steps", &steps));
        let requests = [("count", Arg::count(progress.requests))];
        let requests = (progress.requests > 0).then(|| words.say_with("sync-requests", &requests));
        let said: Vec<String> = steps.into_iter().chain(requests).collect();
        Some(SyncProgressView {
            text: words.say_with(stage, &args),
            steps: (!said.is_empty()).then(|| said.join(" · ")),
            share: if of == 0 { 0.0 } else { f64::from(step.saturating_sub(1)) / f64::from(of) },
        })
    }

    pub(crate) fn record(&self, student: &StudentId) -> Option<&StudentRecord> {
        self.records.iter().find(|record| record.student.id == *student)
    }

    /// Through which a child is seen.
    pub(crate) fn account(&self, record: &StudentRecord) -> Option<&AccountRecord> {
        self.accounts.iter().find(|account| account.id == record.student.account)
    }

    /// What the child's system can, of kinds those that the account is given; none where this program does not know it
    /// (any more): it has lost nothing of what it gave.
    pub(crate) fn capabilities(&self, record: &StudentRecord) -> Option<Capabilities> {
        let account = self.account(record)?;
        let can = registry::system(&account.system)?.capabilities();
        Some(Capabilities { kinds: self.given.get(&account.id).copied().unwrap_or(can.kinds), ..can })
    }

    /// What an account is not given, and why.
    pub(crate) fn lacks(&self, account: &AccountRecord) -> Vec<Lack> {
        let Some(system) = registry::system(&account.system) else { return Vec::new() };
        lacks(system, self.given.get(&account.id).copied().unwrap_or(system.capabilities().kinds))
    }

    /// Whether the school has closed something to the child's account, as far as the last sync says.
    pub(crate) fn is_refused(&self, record: &StudentRecord) -> bool {
        let status = self.status.iter().find(|status| status.student == record.student.id);
        let refused = |status: &SourceStatus| status.error.as_ref().is_some_and(|error| error.code == "forbidden");
        status.is_some_and(|status| status.last_success.is_some() && refused(status))
    }

    /// How the files of a child are come by.
    pub(crate) fn files_of(&self, record: &StudentRecord) -> Source {
        Source::of(self.account(record))
    }

    pub(crate) fn view(&self, words: &Words, now: OffsetDateTime) -> FamilyView {
        let students: Vec<StudentView> =
            self.records.iter().map(|record| self.student_view(record, words, now)).collect();
        FamilyView {
            unread: students.iter().map(|student| student.unread).sum(),
            students,
            progress: self.progress.iter().filter_map(|progress| self.progress_view(progress, words)).collect(),
        }
    }

    pub(crate) fn student_view(&self, record: &StudentRecord, words: &Words, now: OffsetDateTime) -> StudentView {
        let student = &record.student;
        let name = short_name(record);
        let account = self.account(record);
        let system = account.map_or("", |account| account.system.as_str());
        let system_name = registry::system(system).map_or(system, |system| system.name());
        let status = self.status.iter().find(|status| status.student == student.id);
        let (freshness, freshness_text, trouble) = freshness(account, status, self.syncing, system_name, words, now);
        StudentView {
            id: student.id.clone(),
            initial: name.chars().next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default(),
            name,
            full_name: student.name.clone(),
            class: student.class.clone(),
            school: student.school.clone(),
            colour: self.colour(record),
            unread: self.unseen.get(&student.id).copied().unwrap_or(0),
            account: student.account.clone(),
            system: system_name.to_owned(),
            terms_name: self.divisions.get(&student.id).and_then(|kind| terms_name(words, *kind)),
            freshness,
            freshness_text,
            trouble,
        }
    }

    /// Whether the child's system can give a kind at all.
    pub(crate) fn gives(&self, record: &StudentRecord, kind: Kind) -> bool {
        self.capabilities(record).is_none_or(|can| can.kinds.has(kind))
    }

    /// Whether the child is seen through an account of its own.
    pub(crate) fn is_student(&self, record: &StudentRecord) -> bool {
        self.account(record).is_some_and(|account| account.is_student)
    }

    /// The chosen colour, else the place among the children.
    pub(crate) fn colour(&self, record: &StudentRecord) -> u8 {
        let place = self.records.iter().position(|other| other.student.id == record.student.id).unwrap_or(0);
        let chosen = record.choice.colour.as_deref().and_then(|colour| colour.parse::<u8>().ok());
        let by_place = || u8::try_from(place).unwrap_or(u8::MAX) % COLOURS;
        chosen.filter(|colour| *colour < COLOURS).unwrap_or_else(by_place)
    }
}

/// The kinds that an account is given by how it signed in; none where its system makes no difference, or it has no session.
async fn given_to(vault: &Vault, account: &AccountRecord) -> Result<Option<KindSet>, AppError> {
    let Some(system) = registry::system(&account.system).filter(|system| system.gives_by_session()) else {
        return Ok(None);
    };
    let Some(body) = vault.session(&account.id).await? else { return Ok(None) };
    Ok(serde_json::from_str::<Session>(&body).ok().and_then(|session| system.kinds_with(&session)))
}

/// "Четверти": what the school divides its year into; none where nobody has a word for it.
fn terms_name(words: &Words, kind: TermKind) -> Option<String> {
    let id = match kind {
        TermKind::Quarter => "terms-quarters",
        TermKind::Trimester => "terms-trimesters",
        TermKind::HalfYear => "terms-half-years",
        TermKind::Module => "terms-modules",
        TermKind::Year | TermKind::Other => return None,
    };
    Some(words.say(id))
}

/// The family's own name for the child, else the first name.
pub(crate) fn short_name(record: &StudentRecord) -> String {
    record
        .choice
        .display_name
        .clone()
        .or_else(|| record.student.name.split_whitespace().next().map(str::to_owned))
        .unwrap_or_default()
}

fn freshness(
    account: Option<&AccountRecord>,
    status: Option<&SourceStatus>,
    syncing: bool,
    system: &str,
    words: &Words,
    now: OffsetDateTime,
) -> (Freshness, String, Option<TroubleView>) {
    let last = status.and_then(|status| status.last_success);
    let text = last.map_or_else(|| words.say("fresh-never"), |last| age(words, last, now));
    if account.is_some_and(|account| account.signed_out) {
        return (Freshness::SignInAgain, text, Some(errors::trouble(words, "credentials", system, true)));
    }
    let trouble = status.and_then(|status| status.error.as_ref()).map(|error| TroubleView {
        next_try: status.and_then(|status| status.next_try).map(|at| until(words, at, now)),
        ..errors::trouble(words, &error.code, system, true)
    });
    let of_unknown_age = last.is_some_and(|last| last - now >= CLOCK_STEP);
    let failed = status
        .is_some_and(|status| status.error.is_some() && (status.last_attempt > status.last_success || of_unknown_age));
    let freshness = match (last, failed, syncing) {
        (_, _, true) => Freshness::Syncing,
        (_, true, false) => Freshness::Failing,
        (None, false, false) => Freshness::Never,
        (Some(last), false, false) if now - last <= FRESH_FOR && !of_unknown_age => Freshness::Fresh,
        (Some(_), false, false) => Freshness::Old,
    };
    let text = if syncing && last.is_none() { words.say("fresh-syncing") } else { text };
    (freshness, text, trouble)
}

/// "через 3 минуты".
pub(crate) fn until(words: &Words, at: OffsetDateTime, now: OffsetDateTime) -> String {
    let minutes = dates::minutes_up(at - now);
    match minutes {
        _ if at <= now => words.say("next-soon"),
        0..=90 => words.say_with("next-minutes", &[("count", Arg::Count(minutes))]),
        _ => words.say_with("next-hours", &[("count", Arg::Count((minutes + 30) / 60))]),
    }
}

/// "обновлено 2 минуты назад".
pub(crate) fn age(words: &Words, last: OffsetDateTime, now: OffsetDateTime) -> String {
    if last - now >= CLOCK_STEP {
        return words.say("fresh-unknown");
    }
    let minutes = (now - last).whole_minutes();
    let last = last.to_offset(now.offset());
    let time = dates::clock(last.time());
    match (now.date() - last.date()).whole_days() {
        _ if minutes < 1 => words.say("fresh-now"),
        _ if minutes < 60 => words.say_with("fresh-minutes", &[("count", Arg::Count(minutes))]),
        0 => words.say_with("fresh-today", &[("time", Arg::Text(&time))]),
        1 => words.say_with("fresh-yesterday", &[("time", Arg::Text(&time))]),
        _ => {
            let day = dates::day_and_month(words, last.date(), now.date());
            words.say_with("fresh-date", &[("day", Arg::Text(&day))])
        }
    }
}

impl App {
    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn family(&self, _: Nothing) -> Result<FamilyView, ErrorView> {
        self.family_view().await.map_err(|error| self.said(&error))
    }

    pub(crate) async fn family_view(&self) -> Result<FamilyView, AppError> {
        let profile = self.profile().await?;
        let family = self.load_family(&profile).await?;
        Ok(family.view(&self.words(), self.now()))
    }

    pub(crate) async fn load_family(&self, profile: &Profile) -> Result<Family, AppError> {
        self.family_at(profile, profile.data_version().await?).await
    }

    /// The same for who has asked already where the file stands.
    pub(crate) async fn family_at(&self, profile: &Profile, version: Option<DataVersion>) -> Result<Family, AppError> {
        let syncing = self.inner.syncing.load(std::sync::atomic::Ordering::Relaxed) > 0;
        let family = profile.family(version, SchoolYear::of(self.now().date())).await?;
        Ok(family.while_syncing(syncing, self.shown_progress(profile)))
    }

    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn name_student(&self, request: NameStudentRequest) -> Result<FamilyView, ErrorView> {
        let named = async {
            let profile = self.profile().await?;
            let id = StudentId::from_text(request.student);
            let records = profile.vault.students().await?;
            let record =
                records.into_iter().find(|record| record.student.id == id).ok_or(AppError::Request("error-request"))?;
            let name: String = request.name.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(40).collect();
            let choice = StudentChoice { display_name: Some(name).filter(|name| !name.is_empty()), ..record.choice };
            profile.vault.put_student_choice(&id, choice).await?;
            self.emit(AppEvent::Changed { students: vec![id] });
            self.family_view().await
        };
        named.await.map_err(|error: AppError| self.said(&error))
    }

    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn colour_student(&self, request: ColourStudentRequest) -> Result<FamilyView, ErrorView> {
        let coloured = async {
            let profile = self.profile().await?;
            let id = StudentId::from_text(request.student);
            let records = profile.vault.students().await?;
            let record = records.into_iter().find(|record| record.student.id == id);
            let (Some(record), true) = (record, request.colour < COLOURS) else {
                return Err(AppError::Request("error-request"));
            };
            let choice = StudentChoice { colour: Some(request.colour.to_string()), ..record.choice };
            profile.vault.put_student_choice(&id, choice).await?;
            self.emit(AppEvent::Changed { students: vec![id] });
            self.family_view().await
        };
        coloured.await.map_err(|error: AppError| self.said(&error))
    }

    /// The command of this name. Children that are not named come after those that are, as they stood.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn order_students(&self, request: OrderStudentsRequest) -> Result<FamilyView, ErrorView> {
        let ordered = async {
            let profile = self.profile().await?;
            let family = self.load_family(&profile).await?;
            let place = |record: &StudentRecord| {
                request.students.iter().position(|id| *id == record.student.id).unwrap_or(usize::MAX)
            };
            let mut records: Vec<&StudentRecord> = family.records.iter().collect();
            // Stable: a list that is a moment old, without a child that came meanwhile, loses nobody.
            records.sort_by_key(|record| place(record));
            let order: Vec<(StudentId, String)> = records
                .into_iter()
                .map(|record| (record.student.id.clone(), family.colour(record).to_string()))
                .collect();
            profile.vault.put_student_order(&order).await?;
            self.emit(AppEvent::Status);
            self.family_view().await
        };
        ordered.await.map_err(|error: AppError| self.said(&error))
    }
}

/// Whether a kind is counted as unread and listed with a dot. Passing the door is told and over with it: two dots a
/// day for each child would hide the others.
pub(crate) fn counts_as_unread(kind: Kind) -> bool {
    Rules::SWITCHES.contains(&kind) && kind != Kind::Visit
}

#[cfg(test)]
mod tests;

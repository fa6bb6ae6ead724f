//! A school of the tests' own, and a family that looks at it: the school says what it is told, counts what it is
//! asked, and can fail, hang and mix things up. No network and no protocol.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    future::{Future, poll_fn},
    path::PathBuf,
    pin::pin,
    sync::{Arc, Mutex, MutexGuard},
    task::Poll,
    time::{Duration, Instant},
};

use async_trait::async_trait;
use peremena_model::{
    Absence, AbsenceStatus, AccountId, Change, Homework, Item, Kind, Lesson, LessonStatus, Mark, Message, PlannedTest,
    SchoolYear, Scope, Span, StudentId, Term, TermKind, TermMark, TermMarkOf,
};
use peremena_notify::{Language, Notice, Open, Rules, Who, Words, plan};
use peremena_school::{
    Answer, Arrived, Ask, Content, Enrolment, FileAsk, Identity, Letter, Part, Receiver, SchoolApi, SchoolError,
    Session, SessionKeeper, Traffic,
};
use peremena_sync::{Connect, Connected, Engine, Reason, SyncReport, Whose, pace::Around};
use peremena_vault::{AccountRecord, ChangeFilter, NoticeRecord, SourceStatus, Vault};
use time::{
    Date, OffsetDateTime,
    macros::{date, datetime},
};

/// Saturday noon in the third week of the second quarter.
pub const NOW: OffsetDateTime = datetime!(2026-11-21 12:00 +3);
pub const YEAR: SchoolYear = SchoolYear(2026);
/// Longer than any of these syncs takes.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// What the school was asked.
#[derive(Clone, Debug, PartialEq)]
pub enum Asked {
    Identity,
    Terms(String),
    Fetch {
        person: String,
        span: Span,
    },
    Glance(String),
    Alive,
    Letter(String),
    Tick {
        person: String,
        homework: String,
        done: bool,
    },
    /// Something that somebody opens.
    Opened(&'static str),
}

#[derive(Default)]
pub struct State {
    /// The children, by the school's own ids, in the order in which the account lists them.
    pub children: Vec<(String, String)>,
    /// The class, where it is another than 7 «Б».
    pub classes: HashMap<String, String>,
    /// All that the school has of each child.
    pub books: BTreeMap<String, Vec<Item>>,
    pub terms: Vec<Term>,
    /// How often a description of a child's school was asked for; who has none in the book gets no answer.
    pub described: u32,
    pub asked: Vec<Asked>,
    pub identity_fault: Option<SchoolError>,
    /// A session that the connector leaves in the file, once, before it is told who is signed in.
    pub renews_to: Option<Session>,
    /// As a connector does whose session has ended: whoever asks who is signed in waits for a renewal, which goes on to its
    /// end also where nobody waits any more.
    pub renewal: Option<SlowRenewal>,
    /// What each connection was given.
    pub connected_with: Vec<String>,
    /// Tokens that were renewed with.
    spent: BTreeSet<String>,
    keeper: Option<Arc<dyn SessionKeeper>>,
    pub terms_fault: Option<SchoolError>,
    pub fetch_faults: HashMap<String, SchoolError>,
    /// School years that are not given, and why.
    pub year_faults: HashMap<i32, SchoolError>,
    /// Marks that stand in every answer, whatever days were asked for.
    pub strays: Vec<Item>,
    /// Kinds that cannot be had.
    pub failing: HashMap<Kind, SchoolError>,
    /// Kinds that come back empty, and how many more times.
    pub empty: HashMap<Kind, u32>,
    /// After how long it ends a session; none where it does not.
    pub idles_out: Option<Duration>,
    /// What of the answers is no news.
    pub old_news: BTreeSet<(Kind, String)>,
    /// The marks from which a comment was taken back, where comments come from another place than marks.
    pub comments_taken_back: Option<BTreeSet<String>>,
    /// The feed of the latest; none where the school has no such feed.
    pub latest: Option<Vec<Item>>,
    pub hangs_for: HashSet<String>,
    /// What comes back of receivers, a letter or a file that somebody opens.
    pub opening_fault: Option<SchoolError>,
    /// What comes back of a letter.
    pub letter_fault: Option<SchoolError>,
    pub hangs_with_letters: bool,
    /// What comes back of a tick.
    pub tick_fault: Option<SchoolError>,
    pub hangs_with_ticks: bool,
    /// It takes ticks and shows none.
    pub hides_ticks: bool,
    pub slow: Duration,
    /// What the connector has learned so far.
    pub learned: Option<String>,
    /// What is done, once, while a timetable is being asked for.
    pub meanwhile: Option<Arc<dyn Fn() + Send + Sync>>,
}

/// A renewal with a token that works once.
#[derive(Clone)]
pub struct SlowRenewal {
    /// The token that has ended, and serves for one renewal.
    pub spends: String,
    pub to: String,
    pub takes: Duration,
}

/// The school's end. Clones are the same school.
#[derive(Clone, Default)]
pub struct School(Arc<Mutex<State>>);

impl School {
    pub fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }

    /// A school with these children, each known to it as "1", "2", …
    pub fn with(children: &[&str]) -> School {
        let school = School::default();
        for (place, name) in children.iter().enumerate() {
            school.enrol(&(place + 1).to_string(), name);
        }
        school.state().terms = quarters(2026);
        school
    }

    pub fn enrol(&self, person: &str, name: &str) {
        let mut state = self.state();
        state.children.push((person.into(), name.into()));
        state.books.insert(person.into(), Vec::new());
    }

    /// Writes something into a child's book; an item of the same kind and id is replaced.
    pub fn write(&self, person: &str, item: impl Into<Item>) {
        let item = item.into();
        let mut state = self.state();
        let book = state.books.get_mut(person).unwrap();
        match book.iter_mut().find(|old| old.kind() == item.kind() && old.id() == item.id()) {
            Some(old) => *old = item,
            None => book.push(item),
        }
    }

    pub fn rub_out(&self, person: &str, kind: Kind, id: &str) {
        self.state().books.get_mut(person).unwrap().retain(|item| item.kind() != kind || item.id() != id);
    }

    /// What was asked since the last time.
    pub fn asked(&self) -> Vec<Asked> {
        std::mem::take(&mut self.state().asked)
    }

    /// What the connector of the last sync leaves renewed sessions with.
    pub fn keeper(&self) -> Arc<dyn SessionKeeper> {
        self.state().keeper.clone().unwrap()
    }

    fn opened(&self, what: &'static str) -> Result<(), SchoolError> {
        let mut state = self.state();
        state.asked.push(Asked::Opened(what));
        state.opening_fault.clone().map_or(Ok(()), Err)
    }

    /// How often a timetable was asked for since the last time.
    pub fn fetches(&self) -> usize {
        self.asked().iter().filter(|asked| matches!(asked, Asked::Fetch { .. })).count()
    }
}

#[async_trait]
impl SchoolApi for School {
    async fn identity(&self) -> Result<Identity, SchoolError> {
        let (renewed, keeper, renewal, with) = {
            let mut state = self.state();
            state.asked.push(Asked::Identity);
            let with = state.connected_with.last().cloned();
            (state.renews_to.take(), state.keeper.clone(), state.renewal.clone(), with)
        };
        if let Some((renewal, keeper)) = renewal.zip(keeper.clone())
            && with.as_ref() == Some(&renewal.spends)
        {
            if !self.state().spent.insert(renewal.spends.clone()) {
                return Err(SchoolError::Refused("this refresh token was used before".into()));
            }
            let renewing = keeper.renewing();
            let task = tokio::spawn(async move {
                tokio::time::sleep(renewal.takes).await;
                keeper.keep(&serde_json::from_str(&session(&renewal.to)).unwrap()).await;
                drop(renewing);
            });
            task.await.unwrap();
        }
        if let Some((session, keeper)) = renewed.zip(keeper) {
            keeper.keep(&session).await;
        }
        let state = self.state();
        if let Some(fault) = &state.identity_fault {
            return Err(fault.clone());
        }
        let students = state.enrolled();
        Ok(Identity { user: "u".into(), name: "Патимат Гаджиева".into(), is_student: false, students })
    }

    async fn terms(&self, student: &Enrolment, year: SchoolYear) -> Result<Answer, SchoolError> {
        let mut state = self.state();
        state.asked.push(Asked::Terms(student.person.clone()));
        if let Some(fault) = &state.terms_fault {
            return Err(fault.clone());
        }
        let items = state.terms.iter().filter(|term| SchoolYear::of(term.from) == year).cloned().map(Item::Term);
        let scope =
            Scope { student: StudentId::from_text(&*student.person), kind: Kind::Term, year, span: None, whole: true };
        Ok(Answer { parts: vec![Part { scope, items: items.collect() }], ..Answer::default() })
    }

    async fn fetch(&self, student: &Enrolment, ask: &Ask) -> Result<Answer, SchoolError> {
        let (slow, hangs, meanwhile) = {
            let mut state = self.state();
            state.asked.push(Asked::Fetch { person: student.person.clone(), span: ask.span });
            (state.slow, state.hangs_for.contains(&student.person), state.meanwhile.take())
        };
        if let Some(meanwhile) = meanwhile {
            tokio::task::spawn_blocking(move || meanwhile()).await.unwrap();
        }
        if hangs {
            std::future::pending::<()>().await;
        }
        tokio::time::sleep(slow).await;
        let mut state = self.state();
        if let Some(fault) = state.fetch_faults.get(&student.person) {
            return Err(fault.clone());
        }
        if let Some(fault) = state.year_faults.get(&ask.year.0) {
            return Err(fault.clone());
        }
        let mut answer = Answer {
            old_news: state.old_news.clone(),
            comments_taken_back: state.comments_taken_back.clone(),
            ..Answer::default()
        };
        for kind in ask.kinds.iter().filter(|kind| GIVEN.contains(kind)) {
            if let Some(fault) = state.failing.get(&kind) {
                answer.failed.push((kind, fault.clone()));
                continue;
            }
            let emptied = match state.empty.get_mut(&kind) {
                Some(times) if *times > 0 => {
                    *times -= 1;
                    true
                }
                _ => false,
            };
            let span = (!kind.is_undated()).then_some(ask.span);
            let items = state.books[&student.person].iter().filter(|item| item.kind() == kind && !emptied);
            let within = |item: &&Item| match (span, item.date()) {
                (Some(span), Some(date)) => span.contains(date),
                _ => true,
            };
            let strays = state.strays.iter().filter(|item| item.kind() == kind);
            let items = items.filter(within).chain(strays).cloned().collect();
            let scope = Scope { student: ask.student.clone(), kind, year: ask.year, span, whole: true };
            answer.parts.push(Part { scope, items });
        }
        if ask.kinds.has(Kind::SchoolInfo) {
            state.described += 1;
            let items: Vec<Item> =
                state.books[&student.person].iter().filter(|item| item.kind() == Kind::SchoolInfo).cloned().collect();
            match state.failing.get(&Kind::SchoolInfo) {
                Some(fault) => answer.failed.push((Kind::SchoolInfo, fault.clone())),
                None if items.is_empty() => {}
                None => {
                    let (kind, span) = (Kind::SchoolInfo, None);
                    let scope = Scope { student: ask.student.clone(), kind, year: ask.year, span, whole: true };
                    answer.parts.push(Part { scope, items });
                }
            }
        }
        Ok(answer)
    }

    fn reference(&self) -> Option<String> {
        self.state().learned.clone()
    }

    fn idles_out(&self) -> Option<Duration> {
        self.state().idles_out
    }

    async fn keep_alive(&self) -> Result<(), SchoolError> {
        let mut state = self.state();
        state.asked.push(Asked::Alive);
        state.identity_fault.clone().map_or(Ok(()), Err)
    }

    async fn send_letter(&self, _student: &Enrolment, letter: &Letter) -> Result<(), SchoolError> {
        let (hangs, fault) = {
            let mut state = self.state();
            state.asked.push(Asked::Letter(letter.subject.clone()));
            (state.hangs_with_letters, state.letter_fault.clone())
        };
        if hangs {
            std::future::pending::<()>().await;
        }
        fault.map_or(Ok(()), Err)
    }

    async fn set_done(
        &self,
        student: &Enrolment,
        homework: &str,
        done: bool,
        _now: OffsetDateTime,
    ) -> Result<(), SchoolError> {
        let (hangs, fault) = {
            let mut state = self.state();
            let (person, homework) = (student.person.clone(), homework.to_owned());
            state.asked.push(Asked::Tick { person, homework, done });
            (state.hangs_with_ticks, state.tick_fault.clone())
        };
        if hangs {
            std::future::pending::<()>().await;
        }
        if let Some(fault) = fault {
            return Err(fault);
        }
        let mut state = self.state();
        if !state.hides_ticks {
            for item in state.books.get_mut(&student.person).unwrap() {
                match item {
                    Item::Homework(of) if of.id == homework => of.done = Some(done),
                    _ => {}
                }
            }
        }
        Ok(())
    }

    async fn receivers(&self, _student: &Enrolment) -> Result<Vec<Receiver>, SchoolError> {
        self.opened("receivers").map(|()| Vec::new())
    }

    async fn open_letter(&self, _student: &Enrolment, id: &str) -> Result<Message, SchoolError> {
        let (from, subject, text) = ("Сажина О. В.".into(), "Экскурсия".into(), "В девять.".into());
        let (to, attachments) = (Vec::new(), Vec::new());
        let letter = Message { id: id.into(), at: NOW, from, to, subject, text, attachments, read: Some(true) };
        self.opened("letter").map(|()| letter)
    }

    async fn attachment(&self, _: &Enrolment, _: &FileAsk, _: &Arrived) -> Result<Content, SchoolError> {
        self.opened("file").map(|()| Content::Gone)
    }

    async fn glance(&self, student: &Enrolment, ask: &Ask) -> Result<Option<Answer>, SchoolError> {
        let mut state = self.state();
        state.asked.push(Asked::Glance(student.person.clone()));
        Ok(state.latest.clone().map(|items| {
            let (kind, span) = (Kind::Mark, Some(ask.span));
            let scope = Scope { student: ask.student.clone(), kind, year: ask.year, span, whole: false };
            Answer { parts: vec![Part { scope, items }], ..Answer::default() }
        }))
    }
}

const GIVEN: &[Kind] = &[Kind::Lesson, Kind::Mark, Kind::Homework, Kind::Absence, Kind::Test, Kind::TermMark];

impl State {
    fn enrolled(&self) -> Vec<Enrolment> {
        let enrolment = |(person, name): &(String, String)| {
            let class = self.classes.get(person).cloned().unwrap_or_else(|| "7 «Б»".to_owned());
            // A connector keeps the class's own id here.
            let ids = BTreeMap::from([("class".to_owned(), class.clone())]);
            let (class, school) = (Some(class), Some("Школа № 3".to_owned()));
            Enrolment { person: person.clone(), name: name.clone(), class, school, ids }
        };
        self.children.iter().map(enrolment).collect()
    }
}

fn quarters(year: i32) -> Vec<Term> {
    let day = |year, month: u8, day| Date::from_calendar_date(year, month.try_into().unwrap(), day).unwrap();
    [
        (day(year, 9, 1), day(year, 10, 25)),
        (day(year, 11, 5), day(year, 12, 30)),
        (day(year + 1, 1, 11), day(year + 1, 3, 21)),
        (day(year + 1, 3, 30), day(year + 1, 5, 26)),
    ]
    .into_iter()
    .zip(1..)
    .map(|((from, to), number)| Term {
        id: format!("{year}-{number}"),
        name: format!("{number} четверть"),
        kind: TermKind::Quarter,
        number,
        from,
        to,
    })
    .collect()
}

/// The terms of the school year that begins in `year`.
pub fn terms_of(year: i32) -> Vec<Term> {
    quarters(year)
}

pub fn mark(id: &str, value: &str, day: Date) -> Mark {
    Mark {
        id: id.into(),
        subject: "Алгебра".into(),
        value: value.into(),
        weight: Some(1.0),
        lesson_date: Some(day),
        set_at: None,
        work_type: Some("Ответ на уроке".into()),
        comment: None,
        lesson: None,
        lesson_number: Some(2),
        work: None,
        topic: None,
        counts: None,
    }
}

pub fn term_mark(id: &str, value: &str) -> TermMark {
    TermMark {
        id: id.into(),
        subject: "Алгебра".into(),
        value: value.into(),
        of: TermMarkOf::Term,
        term: Some("2026-1".into()),
        term_number: Some(1),
        set_at: None,
    }
}

pub fn homework(id: &str, text: &str, due: Date) -> Homework {
    Homework {
        id: id.into(),
        subject: "Геометрия".into(),
        text: text.into(),
        due,
        set_at: None,
        set_in_lesson: None,
        lesson: None,
        done: None,
        attachments: Vec::new(),
    }
}

pub fn lesson(id: &str, day: Date, number: i32) -> Lesson {
    Lesson {
        id: id.into(),
        date: day,
        number: Some(number),
        starts_at: None,
        ends_at: None,
        subject: "Алгебра".into(),
        teacher: Some("Магомедова З. А.".into()),
        room: Some("203".into()),
        topic: None,
        status: LessonStatus::Planned,
    }
}

pub fn test_on(id: &str, day: Date) -> PlannedTest {
    PlannedTest {
        id: id.into(),
        date: day,
        subject: "Физика".into(),
        work_type: Some("Контрольная работа".into()),
        topic: None,
        lesson: None,
    }
}

pub fn absence(id: &str, day: Date) -> Absence {
    Absence {
        id: id.into(),
        date: day,
        lesson: None,
        lesson_number: Some(1),
        subject: Some("Химия".into()),
        status: AbsenceStatus::Ill,
        word: None,
        comment: None,
    }
}

/// The clock of the tests.
#[derive(Clone)]
pub struct Clock(Arc<Mutex<OffsetDateTime>>);

impl Clock {
    pub fn at(now: OffsetDateTime) -> Clock {
        Clock(Arc::new(Mutex::new(now)))
    }

    pub fn now(&self) -> OffsetDateTime {
        *self.0.lock().unwrap()
    }

    pub fn set(&self, now: OffsetDateTime) {
        *self.0.lock().unwrap() = now;
    }

    pub fn forward(&self, by: time::Duration) {
        *self.0.lock().unwrap() += by;
    }

    pub fn hand(&self) -> Arc<dyn Fn() -> OffsetDateTime + Send + Sync> {
        let clock = self.clone();
        Arc::new(move || clock.now())
    }
}

/// The schools by the user of the account.
#[derive(Clone, Default)]
pub struct Schools(Arc<Mutex<HashMap<String, School>>>);

impl Schools {
    /// Connects the account of `user` to this school.
    pub fn open(&self, user: &str, school: &School) {
        self.0.lock().unwrap().insert(user.into(), school.clone());
    }

    /// Nothing connects the account of `user` any more.
    pub fn close(&self, user: &str) {
        self.0.lock().unwrap().remove(user);
    }
}

impl Connect for Schools {
    fn connect(
        &self,
        account: &AccountRecord,
        session: Session,
        keep: Arc<dyn SessionKeeper>,
    ) -> Result<Connected, SchoolError> {
        let school = self.0.lock().unwrap().get(&account.user).cloned();
        let school = school.ok_or_else(|| SchoolError::Setting("no such school".into()))?;
        {
            let mut state = school.state();
            state.connected_with.push(session.values.get("token").cloned().unwrap_or_default());
            state.keeper = Some(keep);
        }
        Ok(Connected { api: Box::new(school), traffic: Arc::new(Traffic::default()) })
    }
}

/// A family with its file, its accounts and its clock.
pub struct Family {
    pub vault: Vault,
    pub engine: Engine,
    pub school: School,
    pub schools: Schools,
    pub clock: Clock,
    pub account: AccountRecord,
    profile: Option<PathBuf>,
}

impl Family {
    /// Amina, Timur and Madina, in memory, signed in and never synced.
    pub async fn new() -> Family {
        Family::over(Vault::open_in_memory().await.unwrap(), None).await
    }

    pub async fn over(vault: Vault, profile: Option<PathBuf>) -> Family {
        let (schools, clock) = (Schools::default(), Clock::at(NOW));
        let engine = Engine::new(vault.clone(), profile.clone(), Arc::new(schools.clone()), clock.hand());
        let school = School::with(&["Амина Гаджиева", "Тимур Гаджиев", "Мадина Гаджиева"]);
        let account = account("patimat");
        let family = Family { vault, engine, school: school.clone(), schools, clock, account, profile };
        family.sign_in("patimat", &school).await;
        family
    }

    /// The same family after the first, silent sync.
    pub async fn synced() -> Family {
        let family = Family::new().await;
        assert_eq!(family.sync().await.changes(), 0);
        family.school.asked();
        family
    }

    /// Another engine over the same file and folder: a second process, or the same one after a restart.
    pub fn other_engine(&self) -> Engine {
        Engine::new(self.vault.clone(), self.profile.clone(), Arc::new(self.schools.clone()), self.clock.hand())
    }

    /// What the app does at a sign-in: the account with a new session, and its children.
    pub async fn sign_in(&self, user: &str, school: &School) -> AccountRecord {
        self.schools.open(user, school);
        let account = account(user);
        self.vault.put_account(&account, Some(&session(&format!("{user} {}", self.clock.now())))).await.unwrap();
        let seen = school.state().enrolled();
        self.engine.welcome(&account, &seen).await.unwrap();
        account
    }

    /// The child that the first account's school knows as `person`.
    pub fn child(&self, person: &str) -> StudentId {
        StudentId::of(&self.account.id, person)
    }

    /// One sync of everybody, by hand.
    pub async fn sync(&self) -> SyncReport {
        self.engine.sync_once(Reason::Asked, Whose::Everyone, PATIENCE).await
    }

    /// One sync of everybody that must go well: what it found, in words.
    pub async fn news(&self) -> Vec<String> {
        let report = self.sync().await;
        for student in &report.students {
            assert!(student.error.is_none(), "{:?}", student.error);
        }
        self.in_words(report.students.iter().flat_map(|student| &student.changes)).await
    }

    /// One look of the planner.
    pub async fn look(&self) -> SyncReport {
        self.engine.sync_once(Reason::Planned(OPEN), Whose::Everyone, PATIENCE).await
    }

    /// The whole change log, in words.
    pub async fn log(&self) -> Vec<String> {
        let log = self.vault.changes(&ChangeFilter::default()).await.unwrap();
        self.in_words(log.iter().map(|logged| &logged.change)).await
    }

    async fn in_words(&self, changes: impl Iterator<Item = &Change>) -> Vec<String> {
        let names = self.names().await;
        changes
            .map(|change| {
                let value = |item: &Option<Item>| item.as_ref().map(said).unwrap_or_default();
                let (old, new) = (value(&change.old), value(&change.new));
                let said = match (old.as_str(), new.as_str()) {
                    ("", only) | (only, "") => only.to_owned(),
                    (old, new) => format!("{old} → {new}"),
                };
                format!("{}: {} {}: {said}", names[&change.student], change.kind.word(), change.what.word())
            })
            .collect()
    }

    async fn names(&self) -> HashMap<StudentId, String> {
        let students = self.vault.students().await.unwrap();
        let first = |name: &str| name.split(' ').next().unwrap().to_owned();
        students.into_iter().map(|record| (record.student.id, first(&record.student.name))).collect()
    }

    /// What stands in the file of one kind.
    pub async fn stored(&self, person: &str, kind: Kind) -> Vec<Item> {
        self.vault.items(&self.child(person), kind, YEAR, None).await.unwrap()
    }

    pub async fn status(&self, person: &str) -> SourceStatus {
        let status = self.vault.status().await.unwrap();
        status.into_iter().find(|status| status.student == self.child(person)).unwrap()
    }

    /// What the app does after a sync: fixes the notices in the file. Gives those that stand.
    pub async fn tell(&self, rules: &Rules, stale_before: OffsetDateTime) -> Vec<Notice> {
        let open: Vec<Open> = self
            .vault
            .outbox_open()
            .await
            .unwrap()
            .into_iter()
            .map(|entry| Open { change: entry.change, entered_at: entry.entered_at })
            .collect();
        let who = self.names().await.into_iter().map(|(id, name)| (id, Who { name, ..Who::default() })).collect();
        let now = self.clock.now();
        let planned = plan(&open, &who, rules, &Words::of(Language::RUSSIAN), now, stale_before);
        let records: Vec<NoticeRecord> = planned
            .notices
            .iter()
            .map(|notice| NoticeRecord {
                id: notice.id.clone(),
                members: notice.members.clone(),
                formed_at: now,
                body_json: serde_json::to_string(notice).unwrap(),
            })
            .collect();
        let suppressed: Vec<_> = planned.suppressed.iter().map(|(id, why)| (id.clone(), why.word())).collect();
        let standing = self.vault.put_notices(&records, &suppressed).await.unwrap();
        planned.notices.into_iter().filter(|notice| standing.contains(&notice.id)).collect()
    }
}

fn account(user: &str) -> AccountRecord {
    AccountRecord {
        id: AccountId::of("scripted", "", user),
        system: "scripted".into(),
        settings_json: "{}".into(),
        user: user.into(),
        name: user.into(),
        is_student: false,
        added_at: NOW,
        signed_out: false,
    }
}

/// A session with the given token, as it is kept.
pub fn session(token: &str) -> String {
    serde_json::json!({ "values": { "token": token } }).to_string()
}

fn said(item: &Item) -> String {
    match item {
        Item::Mark(mark) => mark.value.clone(),
        Item::TermMark(mark) => mark.value.clone(),
        Item::Homework(homework) => homework.text.clone(),
        Item::Lesson(lesson) => format!("{} №{}", lesson.date, lesson.number.unwrap()),
        Item::Test(test) => test.date.to_string(),
        other => other.date().unwrap().to_string(),
    }
}

/// Runs `future` for so long and then drops it wherever it stands, as a crash would. None where it did not come to
/// its end. Finer than the runtime's timers, which count milliseconds.
pub async fn killed_after<F: Future>(life: Duration, future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    let end = Instant::now() + life;
    poll_fn(move |context| match future.as_mut().poll(context) {
        Poll::Ready(output) => Poll::Ready(Some(output)),
        Poll::Pending if Instant::now() >= end => Poll::Ready(None),
        Poll::Pending => {
            context.waker().wake_by_ref();
            Poll::Pending
        }
    })
    .await
}

/// A day of this November.
/// A window is open, and nothing else is the matter.
pub const OPEN: Around = Around { window_open: true, every: None, saving: false, network_since: None };

pub fn november(day: u8) -> Date {
    date!(2026 - 11 - 01).replace_day(day).unwrap()
}

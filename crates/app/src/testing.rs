//! A family at home for the tests of this room: an app over a file in memory, a clock that is set by hand, and a
//! desktop that remembers what it shows. No school: what a sync would write is written.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, Ordering},
};

use async_trait::async_trait;
use peremena_model::{
    AccountId, Change, ChangeId, Homework, Item, Kind, Lesson, LessonStatus, Mark, SchoolYear, Student, StudentId,
    Term, TermKind, What,
};
use peremena_notify::{Action, NotShown, Notice, Notifier, Shown, desktop::Clicked};
use peremena_school::{Answer, Ask, Enrolment, Identity, SchoolApi, SchoolError};
use peremena_vault::{AccountRecord, PassWrite, SourceStatus, StudentChoice, StudentRecord, Vault};
use time::{
    Date, OffsetDateTime,
    macros::{date, datetime},
};

use crate::{
    App, Config, Host, KeyChoice, NoWindows,
    profile::{KeyKept, Standing},
    views::Typed,
};

pub(crate) const YEAR: SchoolYear = SchoolYear(2026);

/// A Saturday afternoon.
pub(crate) const NOW: OffsetDateTime = datetime!(2026-11-21 15:00 +3);

/// Sunday, for which homework is due, so that "tomorrow" is near.
pub(crate) const TOMORROW: Date = date!(2026 - 11 - 22);

/// A school that says who is signed in, where it does that, and nothing more: what else is asked for has no end.
pub(crate) struct SilentSchool(pub Option<Identity>);

#[async_trait]
impl SchoolApi for SilentSchool {
    async fn identity(&self) -> Result<Identity, SchoolError> {
        match &self.0 {
            Some(identity) => Ok(identity.clone()),
            None => std::future::pending().await,
        }
    }
    async fn terms(&self, _: &Enrolment, _: SchoolYear) -> Result<Answer, SchoolError> {
        std::future::pending().await
    }
    async fn fetch(&self, _: &Enrolment, _: &Ask) -> Result<Answer, SchoolError> {
        std::future::pending().await
    }
    async fn glance(&self, _: &Enrolment, _: &Ask) -> Result<Option<Answer>, SchoolError> {
        std::future::pending().await
    }
}

/// A desktop: what it shows, and whether it shows anything now.
#[derive(Default)]
pub(crate) struct Desktop {
    /// Every call, in order.
    pub shown: Mutex<Vec<Notice>>,
    /// No notification server, or one that refuses.
    pub refuses: AtomicBool,
    /// The process is killed after it has shown, before that is noted.
    pub hangs: AtomicBool,
}

impl Desktop {
    /// Titles and bodies of every call so far.
    pub(crate) fn said(&self) -> Vec<String> {
        let shown = self.shown.lock().unwrap();
        shown.iter().map(|notice| format!("{}: {}", notice.title, notice.body.replace('\n', " / "))).collect()
    }

    pub(crate) fn last(&self) -> Notice {
        self.shown.lock().unwrap().last().unwrap().clone()
    }

    /// What is heard when somebody chooses an action on the notice.
    pub(crate) fn choose(notice: &Notice, action: Action) -> Clicked {
        Clicked {
            notice: notice.id.clone(),
            link: notice.link.clone(),
            action: Some(action),
            members: notice.members.clone(),
            work: notice.work.clone(),
        }
    }
}

#[async_trait]
impl Notifier for Desktop {
    async fn show(&self, notice: &Notice, _open_label: &str) -> Result<Option<Shown>, NotShown> {
        if self.refuses.load(Ordering::Relaxed) {
            return Err(NotShown("nobody is there".into()));
        }
        self.shown.lock().unwrap().push(notice.clone());
        if self.hangs.load(Ordering::Relaxed) {
            std::future::pending::<()>().await;
        }
        Ok(Some(Shown { number: notice.number(), server: "bus :1.7".into(), by: ":1.20".into() }))
    }
}

/// A family at home.
pub(crate) struct Home {
    pub app: App,
    pub vault: Vault,
    pub desktop: Arc<Desktop>,
    clock: Arc<Mutex<OffsetDateTime>>,
    _folder: Arc<tempfile::TempDir>,
}

impl Home {
    /// Amina and Timur, seen by a parent.
    pub(crate) async fn new() -> Home {
        Home::of(account("patimat", false), &["Амина Гаджиева", "Тимур Гаджиев"]).await
    }

    /// Amina's own account.
    pub(crate) async fn of_a_student() -> Home {
        Home::of(account("amina", true), &["Амина Гаджиева"]).await
    }

    /// The same in a shell of its own.
    pub(crate) async fn hosted(host: Arc<dyn Host>) -> Home {
        let mut home = Home::new().await;
        home.app = app_over(home.vault.clone(), &home.desktop, &home.clock, &home._folder, host).await;
        home
    }

    /// Children of other names, seen by this account.
    pub(crate) async fn of(account: AccountRecord, names: &[&str]) -> Home {
        let vault = Vault::open_in_memory().await.unwrap();
        sign_in(&vault, &account, names).await;
        let (clock, folder) = (Arc::new(Mutex::new(NOW)), Arc::new(tempfile::tempdir().unwrap()));
        let desktop = Arc::new(Desktop::default());
        let app = app_over(vault.clone(), &desktop, &clock, &folder, Arc::new(NoWindows)).await;
        Home { app, vault, desktop, clock, _folder: folder }
    }

    /// The same over another file: after recovery.
    pub(crate) async fn over(vault: Vault) -> Home {
        let (clock, folder) = (Arc::new(Mutex::new(NOW)), Arc::new(tempfile::tempdir().unwrap()));
        let desktop = Arc::new(Desktop::default());
        let app = app_over(vault.clone(), &desktop, &clock, &folder, Arc::new(NoWindows)).await;
        Home { app, vault, desktop, clock, _folder: folder }
    }

    /// The process ends, however, and begins again over the same file.
    pub(crate) async fn restarted(&mut self) {
        let host = Arc::new(NoWindows);
        self.app = app_over(self.vault.clone(), &self.desktop, &self.clock, &self._folder, host).await;
    }

    pub(crate) fn now(&self) -> OffsetDateTime {
        *self.clock.lock().unwrap()
    }

    pub(crate) fn set(&self, now: OffsetDateTime) {
        *self.clock.lock().unwrap() = now;
    }

    pub(crate) fn forward(&self, by: time::Duration) {
        *self.clock.lock().unwrap() += by;
    }

    /// Something new of a child: it stands in the file, in the log and in the outbox.
    pub(crate) async fn news(&self, child: &StudentId, item: impl Into<Item>) -> ChangeId {
        news(&self.vault, child, item, self.now()).await
    }
}

/// Something new of a child: it stands in the file, in the log and in the outbox.
pub(crate) async fn news(vault: &Vault, child: &StudentId, item: impl Into<Item>, at: OffsetDateTime) -> ChangeId {
    let item = item.into();
    let change = change(child, None, Some(item.clone()), at);
    let id = change.id.clone();
    let mut pass = PassWrite::new(child.clone(), YEAR, at);
    pass.put.push(item);
    pass.outbox.push(id.clone());
    pass.changes.push(change);
    vault.commit(&pass).await.unwrap();
    id
}

async fn app_over(
    vault: Vault,
    desktop: &Arc<Desktop>,
    clock: &Arc<Mutex<OffsetDateTime>>,
    folder: &tempfile::TempDir,
    host: Arc<dyn Host>,
) -> App {
    let hand = clock.clone();
    let config = Config {
        profile: folder.path().join("profile"),
        key: None,
        clock: Arc::new(move || *hand.lock().unwrap()),
        every: None,
        locale: Some("ru_RU".into()),
        window: true,
    };
    let app = App::new(config, host, desktop.clone());
    let profile = app.profile_over(vault, KeyKept::Nowhere);
    *app.inner.standing.write().await = Standing::Open(profile);
    app
}

/// The passphrase of [`diary_in`].
pub(crate) const OWN: &str = "ключ этой машины";

/// An app over a real file that nobody has opened yet.
pub(crate) fn app_at(folder: &std::path::Path, key: Option<KeyChoice>) -> App {
    app_of(folder, key, true)
}

/// The same as a script or a phone's job is.
pub(crate) fn app_without_window(folder: &std::path::Path, key: Option<KeyChoice>) -> App {
    app_of(folder, key, false)
}

fn app_of(folder: &std::path::Path, key: Option<KeyChoice>, window: bool) -> App {
    let config = Config {
        profile: folder.join("profile"),
        key,
        clock: Arc::new(|| NOW),
        every: None,
        locale: Some("ru_RU".into()),
        window,
    };
    App::new(config, Arc::new(NoWindows), Arc::new(Desktop::default()))
}

/// An app over a real file, kept with a passphrase that was said at the start, with one child in it.
pub(crate) async fn diary_in(folder: &std::path::Path) -> App {
    let app = app_at(folder, Some(KeyChoice::Passphrase(Typed::new(OWN))));
    let profile = app.open_or_make().await.unwrap();
    sign_in(&profile.vault, &account("patimat", false), &["Амина Гаджиева"]).await;
    app
}

/// The school has answered for a child of the parent.
pub(crate) async fn answer(home: &Home, child: &StudentId) {
    let status = SourceStatus {
        student: child.clone(),
        account: account("patimat", false).id,
        last_attempt: Some(home.now()),
        last_success: Some(home.now()),
        next_try: None,
        error: None,
        requests: 1,
        bytes: 1,
        memory_json: None,
    };
    home.vault.put_status(&status).await.unwrap();
}

/// What a sign-in writes.
pub(crate) async fn sign_in(vault: &Vault, account: &AccountRecord, names: &[&str]) {
    let students: Vec<StudentRecord> = names
        .iter()
        .enumerate()
        .map(|(place, name)| StudentRecord {
            student: Student {
                id: StudentId::of(&account.id, &(place + 1).to_string()),
                name: (*name).to_owned(),
                class: None,
                school: None,
                account: account.id.clone(),
            },
            enrolment_json: "{}".into(),
            choice: StudentChoice::default(),
        })
        .collect();
    vault.put_account(account, Some("{}")).await.unwrap();
    vault.put_students(&account.id, &students).await.unwrap();
}

pub(crate) fn account(user: &str, is_student: bool) -> AccountRecord {
    AccountRecord {
        id: AccountId::of("dnevnik-ru", "", user),
        system: "dnevnik-ru".into(),
        settings_json: "{}".into(),
        user: user.into(),
        name: user.into(),
        is_student,
        added_at: NOW,
        signed_out: false,
    }
}

/// A quarter.
pub(crate) fn term(number: i32, from: Date, to: Date) -> Term {
    let name = format!("{number} четверть");
    Term { id: number.to_string(), name, kind: TermKind::Quarter, number, from, to }
}

/// The first child of the parent.
pub(crate) fn amina() -> StudentId {
    StudentId::of(&account("patimat", false).id, "1")
}

/// The second.
pub(crate) fn timur() -> StudentId {
    StudentId::of(&account("patimat", false).id, "2")
}

pub(crate) fn change(child: &StudentId, old: Option<Item>, new: Option<Item>, at: OffsetDateTime) -> Change {
    let item = new.as_ref().or(old.as_ref()).unwrap();
    let what = match (&old, &new) {
        (None, _) => What::Added,
        (Some(_), Some(_)) => What::Changed,
        (Some(_), None) => What::Removed,
    };
    let says = serde_json::to_string(item).unwrap();
    Change {
        id: ChangeId::of(child, item.kind().word(), item.id(), what.word(), &says, at.unix_timestamp_nanos()),
        at,
        student: child.clone(),
        kind: item.kind(),
        what,
        old,
        new,
    }
}

pub(crate) fn mark(id: &str, value: &str) -> Mark {
    Mark {
        id: id.into(),
        subject: "Алгебра".into(),
        value: value.into(),
        weight: None,
        lesson_date: Some(NOW.date()),
        set_at: None,
        work_type: None,
        comment: None,
        lesson: None,
        lesson_number: None,
        work: None,
        topic: None,
        counts: None,
    }
}

pub(crate) fn homework(id: &str, due: Date) -> Homework {
    Homework {
        id: id.into(),
        subject: "Физика".into(),
        text: format!("№ {id}"),
        due,
        set_at: None,
        set_in_lesson: None,
        lesson: None,
        done: None,
        attachments: Vec::new(),
    }
}

/// A lesson of this day from `from` to `to`.
pub(crate) fn lesson(id: &str, from: OffsetDateTime, to: OffsetDateTime) -> Lesson {
    Lesson {
        id: id.into(),
        date: from.date(),
        number: None,
        starts_at: Some(from),
        ends_at: Some(to),
        subject: "Физика".into(),
        teacher: None,
        room: None,
        topic: None,
        status: LessonStatus::Planned,
    }
}

/// Items that stand in the file and are no news.
pub(crate) async fn stand(vault: &Vault, child: &StudentId, items: Vec<Item>) {
    let mut pass = PassWrite::new(child.clone(), YEAR, NOW);
    pass.coverage.push((Kind::Mark, "{}".into()));
    pass.put = items;
    vault.commit(&pass).await.unwrap();
}

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    sync::atomic::{AtomicBool, Ordering},
};

use async_trait::async_trait;
use bytes::Bytes;
use peremena_model::{AccountId, KindSet, StudentId};
use peremena_school::{
    Answer, Ask, Credentials, Enrolment, FileAsk, Http, Identity, SchoolApi, SchoolError, SchoolSystem, Secret,
    Session, SessionKeeper, Settings, Traffic, netschool::NetSchool,
};
use peremena_school_sim::{Act, Clock, PARENT, School, SchoolSettings};
use peremena_sync::{Connect, Connected, Engine, Reason, Whose};
use peremena_vault::{AccountRecord, Vault};

use super::*;
use crate::{
    Config, Host, NoWindows, SchoolPage,
    profile::{KeyKept, Profile, Standing as At},
    testing::{Desktop, NOW},
    views::{AccountRequest, ChangeLockRequest, FileRow, FileWay, HomeworkRequest, Typed},
};

type Change = Arc<dyn Fn(&http::Request<Bytes>, &mut http::Response<Bytes>) + Send + Sync>;

/// A shell that remembers what it was to show.
struct Shell {
    shown: Mutex<Vec<Outside>>,
    runtime: PathBuf,
    /// It hands files over, and opens none.
    phone: AtomicBool,
    handed: Mutex<Vec<(String, Vec<u8>)>>,
}

#[async_trait]
impl Host for Shell {
    async fn sign_in_page(&self, page: SchoolPage) -> Result<Option<Typed>, AppError> {
        NoWindows.sign_in_page(page).await
    }

    fn opens_files(&self) -> bool {
        !self.shares()
    }

    fn shares(&self) -> bool {
        self.phone.load(Ordering::Relaxed)
    }

    async fn share(&self, file: crate::SharedFile) -> Result<(), AppError> {
        self.handed.lock().unwrap().push((file.name, file.content.to_vec()));
        Ok(())
    }

    async fn open_outside(&self, what: Outside) -> Result<(), AppError> {
        self.shown.lock().unwrap().push(what);
        Ok(())
    }

    fn runtime_folder(&self) -> Option<PathBuf> {
        Some(self.runtime.clone())
    }
}

/// The way to the simulated school, which may be told to change its answers, or to let a file hang.
#[derive(Clone)]
struct Way {
    school: School,
    change: Option<Change>,
    hangs: Arc<AtomicBool>,
}

impl Way {
    fn http(&self, traffic: Arc<Traffic>) -> Http {
        let (school, change) = (self.school.clone(), self.change.clone());
        let answer = move |request: http::Request<Bytes>| {
            let seen = request.clone();
            let mut answer = school.answer(request);
            if let Some(change) = &change {
                change(&seen, &mut answer);
            }
            answer
        };
        Http::in_process(Arc::new(answer), traffic)
    }
}

impl Connect for Way {
    fn connect(
        &self,
        _account: &AccountRecord,
        session: Session,
        keep: Arc<dyn SessionKeeper>,
    ) -> Result<Connected, SchoolError> {
        let traffic = Arc::new(Traffic::default());
        let api = NetSchool.connect(&settings(), session, keep, self.http(traffic.clone()))?;
        Ok(Connected { api: Box::new(MayHang { api, hangs: self.hangs.clone() }), traffic })
    }
}

struct MayHang {
    api: Box<dyn SchoolApi>,
    hangs: Arc<AtomicBool>,
}

#[async_trait]
impl SchoolApi for MayHang {
    fn kinds(&self) -> Option<KindSet> {
        self.api.kinds()
    }

    async fn identity(&self) -> Result<Identity, SchoolError> {
        self.api.identity().await
    }

    async fn terms(&self, student: &Enrolment, year: SchoolYear) -> Result<Answer, SchoolError> {
        self.api.terms(student, year).await
    }

    async fn fetch(&self, student: &Enrolment, ask: &Ask) -> Result<Answer, SchoolError> {
        self.api.fetch(student, ask).await
    }

    async fn glance(&self, student: &Enrolment, ask: &Ask) -> Result<Option<Answer>, SchoolError> {
        self.api.glance(student, ask).await
    }

    async fn attachment(&self, student: &Enrolment, ask: &FileAsk, arrived: &Arrived) -> Result<Content, SchoolError> {
        if self.hangs.load(Ordering::Relaxed) {
            std::future::pending::<()>().await;
        }
        self.api.attachment(student, ask, arrived).await
    }
}

fn settings() -> Settings {
    Settings { values: [("host".to_owned(), "sgo.example.ru".to_owned())].into(), ..Settings::default() }
}

/// Amina's family, with one homework that has a file.
struct Family {
    app: App,
    vault: Vault,
    shell: Arc<Shell>,
    way: Way,
    account: AccountId,
    folder: tempfile::TempDir,
}

impl Family {
    async fn with(file: &str) -> Family {
        Family::of(file, None).await
    }

    async fn of(file: &str, change: Option<Change>) -> Family {
        let folder = tempfile::tempdir().unwrap();
        let runtime = folder.path().join("run");
        fs::create_dir(&runtime).unwrap();
        fs::set_permissions(&runtime, fs::Permissions::from_mode(0o700)).unwrap();
        let school = School::new(SchoolSettings { clock: Clock::Fixed(NOW), ..SchoolSettings::default() });
        let act = Act::Homework {
            student: "Амина".into(),
            subject: "Алгебра".into(),
            text: Some("№ 1–3".into()),
            date: None,
            files: vec![file.into()],
        };
        school.act(act).unwrap();
        let way = Way { school, change, hangs: Arc::default() };
        let vault = Vault::open_in_memory().await.unwrap();
        let account = sign_in(&way, &vault).await;
        let shell = Arc::new(Shell {
            shown: Mutex::default(),
            runtime,
            phone: AtomicBool::new(false),
            handed: Mutex::default(),
        });
        let family = Family { app: app(&folder, &shell), vault, shell, way, account, folder };
        family.open().await;
        let profile = family.app.own_profile().await.unwrap();
        profile.engine.sync_once(Reason::SignedIn, Whose::Everyone, Duration::from_secs(30)).await;
        family.way.school.clear_journal();
        family
    }

    async fn open(&self) {
        let engine = Engine::new(self.vault.clone(), None, Arc::new(self.way.clone()), Arc::new(|| NOW));
        let profile =
            Profile { vault: self.vault.clone(), engine, key: KeyKept::Nowhere, remembered: Default::default() };
        *self.app.inner.standing.write().await = At::Open(Arc::new(profile));
    }

    /// The file as the screen of homework shows it.
    async fn row(&self) -> (StudentId, FileRow) {
        for record in self.vault.students().await.unwrap() {
            let student = record.student.id;
            let request = HomeworkRequest { student: student.to_string(), subject: None, weeks_back: 8 };
            let view = self.app.homework(request).await.unwrap();
            let days = view.days.into_iter().chain(view.past).flat_map(|day| day.homework);
            let mut rows = days.chain(view.overdue).filter(|task| task.row.text.as_deref() == Some("№ 1–3"));
            if let Some(task) = rows.next() {
                return (student, task.row.files[0].clone());
            }
        }
        panic!("no homework with a file");
    }

    async fn request(&self) -> AttachmentRequest {
        let (student, row) = self.row().await;
        AttachmentRequest { student: student.to_string(), kind: Some(row.kind), item: row.item, file: row.id }
    }

    async fn tap(&self) -> Result<FileShownView, ErrorView> {
        self.app.open_attachment(self.request().await).await
    }

    fn shown(&self) -> Vec<PathBuf> {
        let shown = self.shell.shown.lock().unwrap();
        shown.iter().filter_map(|what| if let Outside::File(path) = what { Some(path.clone()) } else { None }).collect()
    }

    /// What lies in the folder of copies.
    fn copies(&self) -> usize {
        fs::read_dir(&self.shell.runtime).unwrap().count()
    }

    fn fetched(&self) -> usize {
        let entries = self.way.school.journal().entries;
        entries.iter().filter(|entry| entry.path.contains("/attachments/")).count()
    }
}

fn app(folder: &tempfile::TempDir, shell: &Arc<Shell>) -> App {
    let config = Config {
        profile: folder.path().join("profile"),
        key: None,
        clock: Arc::new(|| NOW),
        every: None,
        locale: Some("ru_RU".into()),
        window: true,
    };
    App::new(config, shell.clone(), Arc::new(Desktop::default()))
}

async fn sign_in(way: &Way, vault: &Vault) -> AccountId {
    let http = way.http(Arc::default());
    let credentials = Credentials::Password {
        login: PARENT.login.into(),
        password: Secret::new(PARENT.password),
        school: Some("СОШ № 12".into()),
    };
    let session = NetSchool.sign_in(&settings(), credentials, &http).await.unwrap();
    let id = AccountId::of("netschool", "", "patimat");
    let account = AccountRecord {
        id: id.clone(),
        system: "netschool".into(),
        settings_json: serde_json::to_string(&settings()).unwrap(),
        user: "patimat".into(),
        name: "Патимат Гаджиева".into(),
        is_student: false,
        added_at: NOW,
        signed_out: false,
    };
    vault.put_account(&account, Some(&serde_json::to_string(&session).unwrap())).await.unwrap();
    id
}

/// Answers to requests for files, changed.
fn answered(change: impl Fn(&mut http::Response<Bytes>) + Send + Sync + 'static) -> Option<Change> {
    Some(Arc::new(move |request, answer| {
        if request.uri().path().contains("/attachments/") {
            change(answer);
        }
    }))
}

#[tokio::test]
async fn a_file_is_fetched_once_and_opens_again_without_the_school() {
    let family = Family::with("Вариант-7.pdf").await;
    let (_, row) = family.row().await;
    assert_eq!((row.name.as_str(), row.way, row.kept, row.why), ("Вариант-7.pdf", FileWay::Open, false, None));
    for _ in 0..2 {
        assert_eq!(family.tap().await.unwrap().host, None);
    }
    assert_eq!(family.fetched(), 1);
    let shown = family.shown();
    assert_eq!(shown.len(), 2);
    for copy in &shown {
        assert!(copy.starts_with(&family.shell.runtime) && copy.ends_with("Вариант-7.pdf"), "{copy:?}");
        assert!(fs::read_to_string(copy).unwrap().starts_with("Вариант-7 "));
        assert_eq!(fs::metadata(copy).unwrap().permissions().mode() & 0o777, 0o400);
    }
    assert!(family.row().await.1.kept);
    // Nothing of it lies in the profile's folder.
    assert!(!family.folder.path().join("profile/opened").exists());
}

#[tokio::test]
async fn a_sync_neither_writes_nor_takes_files_away() {
    let family = Family::with("Вариант-7.pdf").await;
    family.tap().await.unwrap();
    let profile = family.app.own_profile().await.unwrap();
    let written = family.vault.rows_written();
    profile.engine.sync_once(Reason::Asked, Whose::Everyone, Duration::from_secs(30)).await;
    assert_eq!(family.vault.rows_written(), written);
    assert!(family.row().await.1.kept);
    assert_eq!(family.fetched(), 1, "nor does it ask for any");
}

#[tokio::test]
async fn a_locked_window_opens_nothing_and_leaves_no_copy() {
    let family = Family::with("Вариант-7.pdf").await;
    family.tap().await.unwrap();
    assert_eq!(family.copies(), 1);
    let request = family.request().await;
    let lock = ChangeLockRequest { new: Some(Typed::new("4829")), ..ChangeLockRequest::default() };
    family.app.change_lock(lock).await.unwrap();
    family.app.lock().await;
    assert_eq!(family.copies(), 0);
    for command in ["open_attachment", "save_attachment", "browse_attachment", "attachment_place", "cancel_attachment"]
    {
        let refused = family.app.dispatch(command, serde_json::to_value(&request).unwrap()).await.unwrap_err();
        assert_eq!(refused.code, ErrorCode::Locked, "{command}");
    }
    // Nor does one that was under way when the lock fell.
    let pointed = family.app.pointed(&request).await.unwrap();
    let copied = family.app.copy(&pointed, Zeroizing::new(vec![1])).await;
    assert!(matches!(copied, Err(AppError::Locked)), "{copied:?}");
    assert_eq!(family.copies(), 0);
}

#[tokio::test]
async fn on_a_phone_a_file_is_handed_over_whole_and_kept_sealed() {
    let family = Family::with("Вариант-7.pdf").await;
    family.shell.phone.store(true, Ordering::Relaxed);
    let row = family.row().await.1;
    assert_eq!((row.way, row.why), (FileWay::Save, None), "what to do is plain");
    let request = family.request().await;
    family.app.share_attachment(request.clone()).await.unwrap();
    family.app.share_attachment(request).await.unwrap();
    let handed = family.shell.handed.lock().unwrap().clone();
    assert_eq!(handed.len(), 2);
    assert!(handed[0].0 == "Вариант-7.pdf" && handed[0].1.starts_with("Вариант-7 ".as_bytes()), "{}", handed[0].0);
    assert!(handed[0] == handed[1]);
    assert_eq!((family.fetched(), family.copies()), (1, 0), "fetched once, and no copy of ours");
}

#[tokio::test]
async fn signing_out_closing_and_starting_anew_leave_no_copy() {
    let family = Family::with("Вариант-7.pdf").await;
    family.tap().await.unwrap();
    // A run that was killed leaves its copy to the next, which removes it.
    let next = app(&family.folder, &family.shell);
    assert_eq!(family.copies(), 1);
    next.open().await;
    assert_eq!(family.copies(), 0);

    family.tap().await.unwrap();
    family.app.sign_out(AccountRequest { account: family.account.to_string() }).await.unwrap();
    assert_eq!(family.copies(), 0);

    let family = Family::with("Вариант-7.pdf").await;
    family.tap().await.unwrap();
    family.app.close().await;
    assert_eq!(family.copies(), 0);
}

#[tokio::test]
async fn what_runs_programs_is_only_saved() {
    let family = Family::with("реферат.pdf.exe").await;
    let (student, row) = family.row().await;
    assert_eq!((row.name.as_str(), row.way), ("реферат.pdf.exe", FileWay::Save));
    assert!(row.why.unwrap().contains(".exe"));
    let refused = family.tap().await.unwrap_err();
    assert_eq!(refused.message, family.app.say("error-file-runs"));
    assert_eq!((family.fetched(), family.shown().len(), family.copies()), (0, 0, 0));

    let path = family.folder.path().join("saved.exe");
    let request = family.request().await;
    let save = |path: &std::path::Path| SaveAttachmentRequest {
        student: student.to_string(),
        kind: request.kind,
        item: request.item.clone(),
        file: request.file.clone(),
        path: path.display().to_string(),
    };
    family.app.save_attachment(save(&path)).await.unwrap();
    assert!(fs::read_to_string(&path).unwrap().starts_with("реферат.pdf "));
    // What stands there stays, and the profile's folder holds nothing that is open.
    let again = family.app.save_attachment(save(&path)).await.unwrap_err();
    assert_eq!(again.message, family.app.say("error-export-exists"));
    let within = family.folder.path().join("profile");
    fs::create_dir(&within).unwrap();
    let inside = family.app.save_attachment(save(&within.join("a.pdf"))).await.unwrap_err();
    assert_eq!(inside.message, family.app.say("error-export-profile"));
    assert_eq!(family.fetched(), 1);
}

#[tokio::test]
async fn a_program_in_disguise_is_not_opened() {
    let change = answered(|answer| *answer.body_mut() = Bytes::from_static(b"MZ\x90\x00"));
    let family = Family::of("Вариант-7.pdf", change).await;
    assert_eq!(family.tap().await.unwrap_err().message, family.app.say("error-file-disguised"));
    assert_eq!((family.shown().len(), family.copies()), (0, 0));
}

#[tokio::test]
async fn nobody_is_sent_to_a_host_that_was_not_read() {
    let change = answered(|answer| {
        *answer.status_mut() = http::StatusCode::FOUND;
        answer.headers_mut().clear();
        answer.headers_mut().insert("location", "https://storage.example/f/1?sign=x".parse().unwrap());
    });
    let family = Family::of("Вариант-7.pdf", change).await;
    let request = family.request().await;
    let browse = |host: &str| BrowseRequest {
        student: request.student.clone(),
        kind: request.kind,
        item: request.item.clone(),
        file: request.file.clone(),
        host: host.into(),
    };
    assert!(family.app.browse_attachment(browse("storage.example")).await.is_err(), "nothing leads there yet");
    assert_eq!(family.tap().await.unwrap().host.as_deref(), Some("storage.example"));
    assert!(family.app.browse_attachment(browse("storage.example.evil")).await.is_err());
    assert!(family.shell.shown.lock().unwrap().is_empty());
    family.app.browse_attachment(browse("storage.example")).await.unwrap();
    let shown = family.shell.shown.lock().unwrap();
    assert!(matches!(&shown[..], [Outside::Page(link)] if link.address() == "https://storage.example/f/1?sign=x"));
}

#[tokio::test]
async fn why_a_file_does_not_come_is_said() {
    let page = answered(|answer| {
        answer.headers_mut().clear();
        *answer.body_mut() = Bytes::from_static(b"<html>nobody knows");
    });
    let gone = answered(|answer| *answer.status_mut() = http::StatusCode::NOT_FOUND);
    for (change, words) in [(page, "error-file-page"), (gone, "error-file-gone")] {
        let family = Family::of("Вариант-7.pdf", change).await;
        assert_eq!(family.tap().await.unwrap_err().message, family.app.say(words));
        assert!(!family.row().await.1.kept);
    }
    let family =
        Family::of("Вариант-7.pdf", answered(|answer| *answer.status_mut() = http::StatusCode::BAD_GATEWAY)).await;
    let said = family.tap().await.unwrap_err();
    assert_eq!(said.code, ErrorCode::School);
    assert!(said.message.contains("Сетевой город"), "{}", said.message);
}

#[tokio::test]
async fn a_file_that_hangs_is_called_off() {
    let family = Family::with("Вариант-7.pdf").await;
    family.way.hangs.store(true, Ordering::Relaxed);
    let request = family.request().await;
    let (app, asked) = (family.app.clone(), request.clone());
    let opening = tokio::spawn(async move { app.open_attachment(asked).await });
    while family.app.inner.files.fetched.lock().unwrap().is_empty() {
        tokio::task::yield_now().await;
    }
    let twice = family.app.open_attachment(request.clone()).await.unwrap_err();
    assert_eq!(twice.message, family.app.say("error-file-twice"));
    family.app.cancel_attachment(request).await.unwrap();
    assert_eq!(opening.await.unwrap().unwrap_err().code, ErrorCode::Cancelled);
    family.way.hangs.store(false, Ordering::Relaxed);
    family.tap().await.unwrap();
}

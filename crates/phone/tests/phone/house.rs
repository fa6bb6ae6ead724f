//! A house with a phone in it: a profile whose key the phone keeps, and a simulated school that it asks over http.

use std::{
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{Arc, OnceLock},
};

use async_trait::async_trait;
use peremena_app::{
    App, Config, Credentials, DeviceKey, Entry, KeyChoice, NoWindows, NotShown, Notice, Secret, Shown, ShowsNotices,
};
use peremena_school_sim::{Act, Clock, Misbehaviour, PARENT, School, SchoolSettings, Scope, Server};
use peremena_vault::{KeySource, Vault};
use tempfile::TempDir;
use time::{OffsetDateTime, macros::datetime};
use tokio::runtime::Runtime;

/// A Friday, the third lesson is going on.
pub const NOW: OffsetDateTime = datetime!(2026-11-20 10:43 +3);

/// The same each time, so that a test can say it; a phone's is random.
pub fn key() -> Vec<u8> {
    (0..32).map(|place: u8| place.wrapping_mul(11) ^ 0x5a).collect()
}

pub struct House {
    folder: TempDir,
    pub runtime: Runtime,
    server: Server,
    minutes: i64,
}

/// Who only looks shows nothing.
struct Silent;

#[async_trait]
impl ShowsNotices for Silent {
    async fn show(&self, _notice: &Notice, _open_label: &str) -> Result<Option<Shown>, NotShown> {
        Err(NotShown("not here".into()))
    }
}

/// What a phone has said until it ended.
#[derive(Debug, Default)]
pub struct Said {
    pub notices: Vec<Vec<String>>,
    pub ended: Vec<Ended>,
    pub widget: Vec<String>,
    /// KiB: the virtual machine alone, the most, at the end.
    pub memory: Option<[u64; 3]>,
    /// Whether the process ended by itself, with 0.
    pub well: bool,
}

/// One sync.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ended {
    pub outcome: i64,
    pub next: i64,
    pub wall_ms: i64,
    pub cpu_ms: i64,
    pub key_zeroed: bool,
}

impl House {
    /// The parent has signed in on the phone; nothing was asked yet.
    pub fn signed_in() -> House {
        let house = House::empty();
        let app = house.app();
        let parent = Credentials::Password {
            login: PARENT.login.to_owned(),
            password: Secret::new(PARENT.password),
            school: None,
        };
        house.runtime.block_on(async {
            let url = house.server.url();
            let entry = Entry { system: "dnevnik-ru".into(), base: Some(url), ..Entry::default() };
            app.sign_in(entry, parent, "error-credentials").await.unwrap();
            app.close().await;
        });
        house
    }

    /// Nobody has signed in yet.
    pub fn empty() -> House {
        let school = School::new(SchoolSettings { clock: Clock::Fixed(NOW), ..SchoolSettings::default() });
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let server = runtime.block_on(Server::start(school, ([127, 0, 0, 1], 0).into())).unwrap();
        House { folder: tempfile::tempdir().unwrap(), runtime, server, minutes: 0 }
    }

    /// Signed in, and the first, silent sync is over.
    pub fn synced() -> House {
        let mut house = House::signed_in();
        let said = house.phone(&["asked"]);
        assert!(said.notices.is_empty(), "{said:?}");
        assert_eq!(said.ended[0].outcome, 0, "{said:?}");
        house.later(1);
        house
    }

    pub fn school(&self) -> &School {
        self.server.school()
    }

    pub fn profile(&self) -> PathBuf {
        self.folder.path().join("profile")
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn now(&self) -> OffsetDateTime {
        NOW + time::Duration::minutes(self.minutes)
    }

    pub fn later(&mut self, minutes: i64) {
        self.minutes += minutes;
    }

    /// The teacher enters a mark for Amina.
    pub fn mark(&self, value: &str) {
        let act = Act::Mark {
            student: "Амина".into(),
            subject: "Алгебра".into(),
            value: value.into(),
            work: Some("Контрольная работа".into()),
            date: None,
            comment: None,
        };
        self.school().act(act).unwrap();
    }

    /// Every answer comes after a minute.
    pub fn school_hangs(&self) {
        self.school().misbehave(Misbehaviour::Slow { millis: 60_000 }, Scope::default());
    }

    /// The app over the same file, in this process: the window beside the job.
    pub fn app(&self) -> App {
        let now = self.now();
        let config = Config {
            profile: self.profile(),
            key: Some(KeyChoice::Device(DeviceKey::new(&key()).unwrap())),
            clock: Arc::new(move || now),
            every: None,
            locale: Some("ru-RU".into()),
            window: true,
        };
        App::new(config, Arc::new(NoWindows), Arc::new(Silent))
    }

    /// Reads every page of the file.
    pub fn verify(&self) {
        self.runtime.block_on(async {
            let source = KeySource::Device(peremena_vault::DeviceKey::new(&key()).unwrap());
            let vault = Vault::open(&self.profile(), source).await.unwrap();
            vault.verify().await.unwrap();
            vault.close().await;
        });
    }

    /// How many marks of Amina in algebra the app reads.
    pub fn marks(&self) -> usize {
        let app = self.app();
        self.runtime.block_on(async {
            app.open().await;
            let accounts = app.account_facts().await.unwrap();
            let amina = accounts.iter().flat_map(|it| &it.students).find(|it| it.name.contains("Амина")).unwrap();
            let facts = serde_json::to_value(app.mark_facts(&amina.id, None).await.unwrap()).unwrap();
            app.close().await;
            let subjects = facts["subjects"].as_array().unwrap();
            let algebra = subjects.iter().find(|it| it["subject"] == "Алгебра").unwrap();
            algebra["marks"].as_array().unwrap().len()
        })
    }

    /// Runs a phone to its end.
    pub fn phone(&self, what: &[&str]) -> Said {
        self.phone_with(&key(), 30_000, what)
    }

    pub fn phone_with(&self, key: &[u8], deadline_ms: u32, what: &[&str]) -> Said {
        ended(self.start_phone(key, deadline_ms, what))
    }

    /// Starts a phone: a virtual machine of its own.
    pub fn start_phone(&self, key: &[u8], deadline_ms: u32, what: &[&str]) -> Child {
        let mut java = Command::new("java");
        // As little of its own as it can do with: what is measured is the library.
        java.args(["-Xmx32m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-cp"])
            .arg(classes())
            .arg("app.peremena.phone.Harness")
            .arg(library())
            .arg(self.profile())
            .arg(hex::encode(key))
            .arg((self.now().unix_timestamp() * 1000).to_string())
            .args(["10800", &deadline_ms.to_string()])
            .args(what);
        java.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }
}

/// What a phone said that has ended.
pub fn ended(phone: Child) -> Said {
    let output = phone.wait_with_output().unwrap();
    // Shown of a test that fails.
    eprint!("{}", String::from_utf8_lossy(&output.stderr));
    let mut said = Said { well: output.status.success(), ..Said::default() };
    for line in String::from_utf8(output.stdout).unwrap().lines() {
        let mut fields = line.split('\t').map(str::to_owned);
        let kind = fields.next().unwrap_or_default();
        let fields: Vec<String> = fields.collect();
        let number = |place: usize| fields[place].parse().unwrap_or_else(|_| panic!("{line}"));
        match kind.as_str() {
            "notice" => said.notices.push(fields),
            "ended" => said.ended.push(Ended {
                outcome: number(0),
                next: number(1),
                wall_ms: number(2),
                cpu_ms: number(3),
                key_zeroed: fields[4] == "true",
            }),
            "widget" => said.widget = fields[0].split('|').map(str::to_owned).collect(),
            "memory" => said.memory = Some([0, 1, 2].map(|place| number(place).unsigned_abs())),
            _ => panic!("{line}"),
        }
    }
    said
}

/// The library as it was built for this test.
pub fn library() -> PathBuf {
    let deps = std::env::current_exe().unwrap().parent().unwrap().to_owned();
    let name = format!("{}peremena_phone{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
    [deps.join(&name), deps.with_file_name(&name)]
        .into_iter()
        .filter(|path| path.exists())
        .max_by_key(|path| path.metadata().and_then(|data| data.modified()).unwrap())
        .unwrap_or_else(|| panic!("{name} is not built"))
}

/// Sources of the native parts.
pub fn native(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../src-tauri").join(path)
}

/// `Core`, as the phone has it, and the harness that calls it.
fn classes() -> &'static Path {
    static CLASSES: OnceLock<TempDir> = OnceLock::new();
    CLASSES
        .get_or_init(|| {
            let folder = tempfile::tempdir().unwrap();
            let package = |part: &str| native("android/src").join(part).join("java/app/peremena/phone");
            let status = Command::new("javac")
                .args(["-Xlint:all", "-Werror", "-d"])
                .arg(folder.path())
                .arg(package("main").join("Core.java"))
                .arg(package("harness").join("Harness.java"))
                .status()
                .expect("javac: `cargo xtask setup` installs it");
            assert!(status.success());
            folder
        })
        .path()
}

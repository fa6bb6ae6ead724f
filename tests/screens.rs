//! Every screen in the real window: what WebKit makes of it at four sizes, in three themes and every language.
//!
//! Chromium draws the same pages in `ui/tests/browser`, over invented views; this one holds the facts that only the
//! real engine can break (`tests/screens/measure.js`), over what Rust really says. A picture of each goes to
//! `target/pictures`. It looks at pairs; with PEREMENA_ALL_SCREENS at the whole product.

// A test fails by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::{
    io::Write,
    path::{Path, PathBuf},
    process::Stdio,
    time::{Duration, Instant},
};

use peremena_rig::{Desktop, Keyring, Rig, wait_for};
use peremena_school_sim::{Act, Attendance, Server};
use serde_json::{Value, json};
use support::{PATIENCE, Window, built, school};
use time::{Date, macros::date};

const MEASURE: &str = include_str!("screens/measure.js");

/// Waits until the page has stood still for a moment.
const SETTLED: &str = "const done = arguments[0]; let last = '', same = 0, left = 120; const look = () => { \
    const main = document.querySelector('main'); const now = main ? main.innerHTML : ''; \
    same = now && now === last ? same + 1 : 0; last = now; left -= 1; \
    if (same >= 3 && document.fonts.status === 'loaded' || left === 0) done(left > 0); else setTimeout(look, 40) }; \
    setTimeout(look, 40)";

#[derive(Clone, Copy)]
struct Size {
    name: &'static str,
    width: u32,
    height: u32,
}

const PHONE: Size = Size { name: "phone", width: 360, height: 740 };
const TABLET: Size = Size { name: "tablet", width: 768, height: 1024 };
const SMALL: Size = Size { name: "small", width: 1000, height: 800 };
const DESK: Size = Size { name: "desk", width: 1440, height: 900 };

/// What is looked at where there is no time for all: each size, theme and language, and what breaks together.
const PAIRS: &[(Size, &str, &str)] = &[
    (PHONE, "light", "ru"),
    (PHONE, "dark", "en"),
    (TABLET, "dark", "ru"),
    (SMALL, "light", "ru"),
    (SMALL, "dark", "en"),
    (DESK, "light", "en"),
    (DESK, "black", "ru"),
];

/// Every language there is, as its folder is named.
fn languages() -> impl Iterator<Item = &'static str> {
    let folders = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/ui/locales")).unwrap().flatten();
    folders.map(|folder| -> &'static str { folder.file_name().into_string().unwrap().leak() })
}

fn looks() -> Vec<(Size, &'static str, &'static str)> {
    if std::env::var_os("PEREMENA_ALL_SCREENS").is_none() {
        return PAIRS.to_vec();
    }
    let mut all = Vec::new();
    for size in [PHONE, TABLET, SMALL, DESK] {
        for theme in ["light", "dark", "black"] {
            for language in languages() {
                all.push((size, theme, language));
            }
        }
    }
    all
}

struct Screen {
    name: &'static str,
    route: String,
    /// What is clicked before it is looked at, and once more after.
    click: Option<&'static str>,
}

fn screens(amina: &str, ilya: &str, mark: &str, lesson: &str) -> Vec<Screen> {
    let screen = |name, route: String| Screen { name, route, click: None };
    let mut screens = vec![
        screen("today", format!("#/today/{amina}")),
        screen("today-family", "#/today".to_owned()),
        screen("diary", format!("#/diary/{amina}/2026-11-20")),
        screen("diary-lesson", format!("#/diary/{amina}/2026-11-20?lesson={lesson}")),
        screen("diary-long-names", format!("#/diary/{ilya}/2026-11-19")),
        screen("diary-holidays", format!("#/diary/{amina}/2026-10-28")),
        screen("diary-month", format!("#/diary/{amina}/2026-11-20?view=month")),
        screen("diary-one-day", format!("#/diary/{amina}/2026-11-20?view=day")),
        screen("marks", format!("#/marks/{amina}")),
        screen("marks-long-names", format!("#/marks/{ilya}")),
        screen("subject", format!("#/marks/{amina}/Русский язык")),
        screen("subject-mark", format!("#/marks/{amina}/Алгебра?mark={mark}")),
        screen("subject-empty", format!("#/marks/{amina}/Музыка")),
        screen("homework", format!("#/homework/{amina}")),
        screen("attendance", format!("#/attendance/{amina}")),
        screen("analytics", format!("#/analytics/{amina}")),
        screen("terms", format!("#/terms/{amina}")),
        screen("terms-long-names", format!("#/terms/{ilya}")),
        screen("search", "#/search?q=контрольную".to_owned()),
        screen("school", format!("#/school/{amina}")),
        screen("record", format!("#/record/{amina}")),
        screen("events", format!("#/events/{amina}")),
        screen("more", "#/more".to_owned()),
        screen("help", "#/help".to_owned()),
        screen("feed", "#/feed".to_owned()),
        screen("settings", "#/settings".to_owned()),
        screen("settings-accounts", "#/settings/accounts".to_owned()),
        screen("settings-children", "#/settings/children".to_owned()),
        screen("settings-files", "#/settings/files".to_owned()),
        screen("settings-status", "#/settings/status".to_owned()),
        screen("settings-notifications", "#/settings/notifications".to_owned()),
        screen("settings-appearance", "#/settings/appearance".to_owned()),
        screen("settings-privacy", "#/settings/privacy".to_owned()),
        screen("add", "#/welcome".to_owned()),
        screen("sign-in", "#/sign-in/dnevnik-ru".to_owned()),
        screen("sign-in-mesh", "#/sign-in/mesh".to_owned()),
        screen("sign-in-netschool", "#/sign-in/netschool".to_owned()),
    ];
    screens.push(Screen { name: "switcher", route: format!("#/today/{amina}"), click: Some(".switcher") });
    screens
}

/// Looks at screens, one after the other, and keeps what is wrong.
struct Eye<'a> {
    rig: &'a Rig,
    window: &'a Window,
    id: String,
    folder: PathBuf,
    wrong: Vec<String>,
    pictures: usize,
}

impl<'a> Eye<'a> {
    fn of(rig: &'a Rig, window: &'a Window) -> Eye<'a> {
        let id = wait_for("the window", PATIENCE, || {
            let found =
                rig.command("xdotool").args(["search", "--onlyvisible", "--class", "peremena"]).output().ok()?;
            String::from_utf8_lossy(&found.stdout).split_whitespace().last().map(str::to_owned)
        })
        .unwrap();
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/pictures");
        std::fs::create_dir_all(&folder).unwrap();
        Eye { rig, window, id, folder, wrong: Vec::new(), pictures: 0 }
    }

    /// Makes the page as large as asked: the frame around it is not counted.
    async fn size(&self, size: Size) {
        let (mut width, mut height) = (size.width, size.height);
        for _ in 0..6 {
            self.window.client.set_window_rect(10, 10, width, height).await.unwrap();
            tokio::time::sleep(Duration::from_millis(200)).await;
            let is = self.window.client.execute("return [innerWidth, innerHeight]", vec![]).await.unwrap();
            let part = |at: usize| u32::try_from(is[at].as_u64().unwrap()).unwrap();
            if (part(0), part(1)) == (size.width, size.height) {
                return;
            }
            width = (width + size.width).saturating_sub(part(0));
            height = (height + size.height).saturating_sub(part(1));
        }
        panic!("the window does not become {}×{}", size.width, size.height);
    }

    async fn dress(&self, theme: &str, language: &str) {
        ask(self.window, "change_settings", json!({ "theme": theme, "language": language })).await;
        let dressed = format!(
            "return document.documentElement.dataset.theme === {} && document.documentElement.lang === {}",
            json!(theme),
            json!(language)
        );
        self.window.until("the theme and the language", &dressed).await;
    }

    async fn settle(&self) {
        let _ = self.window.client.execute_async(SETTLED, vec![]).await;
    }

    async fn look(&mut self, screen: &Screen, size: Size, theme: &str, language: &str) {
        self.window.go(&screen.route).await;
        self.settle().await;
        let click = "const it = [...document.querySelectorAll(arguments[0])].find((each) => each.offsetParent); \
                     it?.click(); return !!it";
        if let Some(css) = screen.click {
            assert_eq!(self.window.client.execute(click, vec![json!(css)]).await.unwrap(), json!(true), "{css}");
            self.settle().await;
        }
        let name = format!("{}-{}-{theme}-{language}", screen.name, size.name);
        let wrong = self.window.client.execute(MEASURE, vec![json!(size.width < 700)]).await.unwrap();
        for each in wrong.as_array().unwrap() {
            self.wrong.push(format!("{name}: {}", each.as_str().unwrap_or_default()));
        }
        // From the screen, not from the engine: what a person would see.
        let file = self.folder.join(format!("{name}.png"));
        let taken = self.rig.command("import").args(["-window", &self.id]).arg(&file).status().unwrap();
        assert!(taken.success(), "{name}: no picture");
        self.pictures += 1;
        if let Some(css) = screen.click {
            self.window.client.execute(click, vec![json!(css)]).await.unwrap();
        }
    }
}

/// Asks the app what its page asks it, by the same way.
async fn ask(window: &Window, command: &str, request: Value) -> Value {
    let script = "const [command, request, done] = arguments; window.__TAURI_INTERNALS__.invoke(command, { request })\
                  .then(done, (error) => done({ refused: error }))";
    let answer = window.client.execute_async(script, vec![json!(command), request]).await.unwrap();
    assert!(answer.get("refused").is_none(), "{command}: {answer}");
    answer
}

fn cli(rig: &Rig, profile: &Path, now: &str, args: &[&str], typed: Option<&str>) {
    let mut command = rig.command(built("peremena-cli"));
    command.arg("--profile").arg(profile).args(["--now", now]).args(args);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    if let Some(typed) = typed {
        child.stdin.as_mut().unwrap().write_all(typed.as_bytes()).unwrap();
    }
    drop(child.stdin.take());
    assert!(child.wait().unwrap().success(), "{args:?}");
}

/// A week in which everything happens that a diary can show.
fn teach(school: &Server, act: Act) -> peremena_school_sim::act::Acted {
    school.school().act(act).unwrap()
}

fn a_mark(student: &str, subject: &str, value: &str, work: Option<&str>, date: Option<Date>) -> Act {
    let (student, subject, value, work) = (student.into(), subject.into(), value.into(), work.map(str::to_owned));
    Act::Mark { student, subject, value, work, date, comment: None }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_screen_stands_in_the_real_window() {
    let begun = Instant::now();
    let school = school().await;
    let desktop = Desktop { keyring: Keyring::Unlocked, screen: Some((1500, 1100)), notifications: false };
    let mut rig = Rig::start(desktop).unwrap();
    let profile = rig.home().join("profile");
    let url = school.url();
    let before = "2026-11-19T21:10:00+03:00";
    for (login, password) in [("parent", "Parol-2026\n"), ("sidorov", "Sidorov-2026\n")] {
        let args = ["account", "add", "--system", "dnevnik-ru", "--url", &url, "--login", login, "--password-stdin"];
        cli(&rig, &profile, before, &args, Some(password));
    }
    cli(&rig, &profile, before, &["sync"], None);
    let work = Some("Контрольная работа");
    let mark = teach(&school, a_mark("Амина", "Алгебра", "4", work, Some(date!(2026 - 11 - 16)))).mark.unwrap();
    teach(&school, a_mark("Тимур", "Окружающий мир", "5", None, None));
    cli(&rig, &profile, "2026-11-19T22:10:00+03:00", &["sync"], None);
    teach(&school, Act::Correct { mark, value: "5".into() });
    teach(&school, a_mark("Амина", "Русский язык", "5", None, None));
    teach(
        &school,
        Act::Absence {
            student: "Амина".into(),
            subject: "Физическая культура".into(),
            status: Attendance::Late,
            comment: None,
            date: None,
        },
    );
    teach(
        &school,
        Act::Homework {
            student: "Амина".into(),
            subject: "История".into(),
            text: Some("§ 9, даты выучить; подготовить рассказ о самостоятельной жизни Новгорода".into()),
            date: None,
            files: vec!["Карта Новгородской земли.pdf".into()],
        },
    );
    let (student, subject) = ("Амина".to_owned(), "История".to_owned());
    teach(&school, Act::Substitute { student, subject, teacher: "Юсупова".into(), date: None });
    let (student, subject) = ("Тимур".to_owned(), "Музыка".to_owned());
    teach(&school, Act::CancelLesson { student, subject, date: None });
    cli(&rig, &profile, "2026-11-20T10:42:00+03:00", &["sync"], None);

    // The school is asked seldom from here on: a screen that is looked at stands still.
    let window = Window::open_at_pace(&mut rig, &profile, "3600").await;
    let family = ask(&window, "family", json!({})).await;
    let child = |name: &str| {
        let students = family["students"].as_array().unwrap();
        let found = students.iter().find(|student| student["full_name"].as_str().unwrap().contains(name));
        found.unwrap_or_else(|| panic!("no {name}"))["id"].as_str().unwrap().to_owned()
    };
    let (amina, ilya) = (child("Амина"), child("Илья"));
    let subject = ask(&window, "subject", json!({ "student": amina, "subject": "Алгебра" })).await;
    let mark = subject["marks"][0]["chip"]["id"].as_str().unwrap().to_owned();
    let week = ask(&window, "diary", json!({ "student": amina, "date": "2026-11-20" })).await;
    let lesson = week["days"][4]["lessons"][2]["id"].as_str().unwrap().to_owned();
    let screens = screens(&amina, &ilya, &mark, &lesson);

    let mut eye = Eye::of(&rig, &window);
    for (size, theme, language) in looks() {
        eye.size(size).await;
        eye.dress(theme, language).await;
        for screen in &screens {
            eye.look(screen, size, theme, language).await;
        }
    }

    // Everything that can be chosen about notifications is chosen.
    let chosen = json!({
        "switches": [{ "student": amina, "topic": "mark", "on": false }],
        "hiding": [{ "student": ilya, "hide": true }],
        "children": [{ "student": amina, "silent": true, "quiet": { "choice": "own", "from": "19:00", "to": "09:00" } }],
        "quiet": { "on": true, "from": "21:00", "to": "07:00" },
        "digests": { "on": true, "morning": "07:30", "evening": "19:00" },
        "school_hours": true,
        "undone_at": "22:30",
    });
    ask(&window, "change_notices", chosen).await;
    let chosen =
        Screen { name: "settings-notifications-chosen", route: "#/settings/notifications".to_owned(), click: None };
    for (size, theme, language) in
        [(PHONE, "light", "ru"), (PHONE, "dark", "en"), (DESK, "dark", "ru"), (DESK, "light", "en")]
    {
        eye.size(size).await;
        eye.dress(theme, language).await;
        eye.look(&chosen, size, theme, language).await;
    }

    // The school is gone: what is known stays, and that it is old is said.
    school.stop().await;
    ask(&window, "sync_now", json!({ "student": amina })).await;
    let failing = [
        Screen { name: "failing-today", route: format!("#/today/{amina}"), click: None },
        Screen { name: "failing-diary", route: format!("#/diary/{amina}/2026-11-20"), click: None },
    ];
    for (size, theme, language) in [(PHONE, "light", "ru"), (DESK, "dark", "en")] {
        eye.size(size).await;
        eye.dress(theme, language).await;
        for screen in &failing {
            eye.look(screen, size, theme, language).await;
        }
    }

    // The family signs out: the first screen again, and the window keeps no child's id.
    window.go(&format!("#/marks/{amina}")).await;
    let settings = ask(&window, "settings", json!({})).await;
    for account in settings["accounts"].as_array().unwrap() {
        ask(&window, "sign_out", json!({ "account": account["account"] })).await;
    }
    window.until("nobody", "return document.querySelector('.switcher') === null").await;
    let kept = "return JSON.stringify(Object.entries(localStorage))";
    let kept = window.client.execute(kept, vec![]).await.unwrap();
    assert!(!kept.as_str().unwrap().contains(&amina), "a child's id stays behind: {kept}");
    let first = Screen { name: "welcome", route: "#/welcome".to_owned(), click: None };
    for (size, theme, language) in [(DESK, "light", "en"), (PHONE, "light", "ru")] {
        eye.size(size).await;
        eye.dress(theme, language).await;
        eye.look(&first, size, theme, language).await;
    }

    println!("{} pictures in {:?}", eye.pictures, begun.elapsed());
    let wrong = std::mem::take(&mut eye.wrong);
    window.close().await;
    assert!(wrong.is_empty(), "{} things are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

//! The real window, the real keyring, the real notification daemon, the simulated Дневник.ру.

// A test fails by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod hostile;
mod support;
mod tray;

use std::{
    io::Write,
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use peremena_rig::{Rig, wait_for};
use peremena_school_sim::{Act, Server};
use serde_json::{Value, json};
use support::{NOW, PATIENCE, Window, built, files_with, files_with_bytes, mark, school};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};
use tokio::sync::Mutex;

/// One desktop at a time: four windows at once on a small machine measure its patience and nothing else.
static DESKTOP: Mutex<()> = Mutex::const_new(());

/// Signs in through the school's own page: in the isolated window, with real keys.
async fn sign_in(rig: &Rig, window: &Window, school: &Server) {
    window.press("Дневник.ру").await;
    window.find("form").await;
    window.press("Дополнительно").await;
    let base = window.find("input[name=base]").await;
    base.send_keys(&school.url()).await.unwrap();
    window
        .client
        .execute("document.querySelector('form button[type=submit], form button.main').click()", vec![])
        .await
        .unwrap();
    let page = wait_for("the sign-in window", PATIENCE, || {
        let found = rig.command("xdotool").args(["search", "--onlyvisible", "--name", "127.0.0.1"]).output().ok()?;
        String::from_utf8_lossy(&found.stdout).split_whitespace().last().map(str::to_owned)
    })
    .unwrap();
    // The page is drawn some time after the school has given it; the login has the focus then.
    wait_for("the sign-in page", PATIENCE, || (school.school().journal().count > 0).then_some(())).unwrap();
    tokio::time::sleep(Duration::from_secs(4)).await;
    let keys = |args: &[&str]| {
        let status = rig.command("xdotool").args(args).status().unwrap();
        assert!(status.success(), "xdotool {args:?}");
    };
    keys(&["windowfocus", "--sync", &page]);
    keys(&["type", "--delay", "60", "parent\tParol-2026"]);
    keys(&["key", "Return"]);
}

/// The parent's account, added on the command line.
fn add_account(rig: &Rig, profile: &Path, school: &Server) {
    let mut cli = rig.command(built("peremena-cli"));
    cli.arg("--profile").arg(profile).args(["--now", &NOW.format(&Rfc3339).unwrap()]);
    cli.args(["account", "add", "--system", "dnevnik-ru", "--url", &school.url(), "--token-stdin"]);
    let mut child = cli.stdin(Stdio::piped()).spawn().unwrap();
    let token = school.school().sign_in("parent", "Parol-2026").unwrap();
    child.stdin.take().unwrap().write_all(token.as_bytes()).unwrap();
    assert!(child.wait().unwrap().success());
}

/// What the command line says of a profile, at a moment.
fn cli(rig: &Rig, profile: &Path, now: OffsetDateTime, words: &[&str]) -> Value {
    let mut cli = rig.command(built("peremena-cli"));
    cli.arg("--json").arg("--profile").arg(profile).args(["--now", &now.format(&Rfc3339).unwrap()]);
    let output = cli.args(words).output().unwrap();
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stdout));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The change that told of the one new mark of a child in a subject, and the address that opens exactly that mark.
fn new_mark(rig: &Rig, profile: &Path, child: &str, subject: &str) -> (String, String) {
    let accounts = cli(rig, profile, NOW, &["account", "list"]);
    let mut students = accounts.as_array().unwrap().iter().flat_map(|it| it["students"].as_array().unwrap());
    let student = students.find(|it| it["name"].as_str().unwrap().contains(child)).unwrap()["id"].clone();
    let changes = cli(rig, profile, NOW, &["changes"]);
    let of_mark = |change: &&Value| {
        change["student"] == student && change["kind"] == "mark" && change["new"]["subject"] == subject
    };
    let found: Vec<&Value> = changes["items"].as_array().unwrap().iter().filter(of_mark).collect();
    assert_eq!(found.len(), 1, "{changes}");
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let route = format!("#/marks/{}/{subject}?mark={}", text(&student), text(&found[0]["new"]["id"]));
    (text(&found[0]["id"]), route)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_family_signs_in_and_is_told_first() {
    let _desktop = DESKTOP.lock().await;
    let school = school().await;
    let mut rig = Rig::whole(1280, 900).unwrap();
    let profile = rig.home().join("profile");
    let log = rig.home().join("app.log");
    let window = Window::open_traced(&mut rig, &profile, &log).await;

    // The first start: nothing is on the disk but the appearance, and no school was asked.
    window.shows("Дневник.ру").await;
    assert_eq!(school.school().journal().entries.len(), 0, "nothing is asked before a sign-in");

    sign_in(&rig, &window, &school).await;
    window.shows("Амина Гаджиева").await;
    assert_eq!(school.school().login_attempts().attempts, 1);
    window.press("Открыть дневник").await;

    // The week is there, marks and homework with it; the first sync has told nothing.
    window.go("#/today").await;
    window.shows("Амина").await;
    let amina = window
        .client
        .execute(
            "return [...document.querySelectorAll('a[href]')].map((a) => a.getAttribute('href')).join(' ')",
            vec![],
        )
        .await
        .unwrap();
    let amina = student_in(amina.as_str().unwrap_or_default());
    window.go(&format!("#/diary/{amina}/2026-11-18")).await;
    window.shows("Обществознание").await;
    assert!(rig.notified().is_empty(), "{:?}", rig.notified());

    // The teacher enters a mark: one notification, with the child, the subject and the mark.
    mark(&school, "Амина", "Алгебра", "5");
    let notified = rig.wait_notified(1, PATIENCE).unwrap();
    assert_eq!(notified[0].summary, "Амина · Алгебра");
    assert!(notified[0].body.contains('5') && notified[0].body.contains("Контрольная работа"), "{notified:?}");
    assert_eq!(notified[0].app, "Перемена");

    // A click opens exactly that mark.
    click_until(&rig, async || window.route().await.contains("mark=")).await;
    assert!(window.route().await.starts_with(&format!("#/marks/{amina}/Алгебра?mark=")), "{}", window.route().await);
    window.shows("Контрольная работа").await;
    // The daemon keeps a clicked notification and orders by number: the next click is to find the next one.
    rig.close_notifications().unwrap();

    // It arrived once, and stays once over more syncs.
    tokio::time::sleep(Duration::from_secs(4)).await;
    assert_eq!(rig.notified().len(), 1);

    // The window is closed; the app goes on telling, and a click brings the window back to the item.
    let id = rig.command("xdotool").args(["search", "--onlyvisible", "--class", "peremena"]).output().unwrap();
    let id = String::from_utf8_lossy(&id.stdout).split_whitespace().last().unwrap_or_default().to_owned();
    let close = ["windowactivate", "--sync", &id, "key", "--clearmodifiers", "alt+F4"];
    assert!(rig.command("xdotool").args(close).status().unwrap().success());
    wait_for("the window to go", PATIENCE, || {
        let shown = rig.command("xdotool").args(["search", "--onlyvisible", "--class", "peremena"]).output().ok()?;
        shown.stdout.is_empty().then_some(())
    })
    .unwrap();
    // No tray is on this desktop: the window waits in the taskbar.
    assert_eq!(state_of(&rig, &id), "Iconic");
    mark(&school, "Тимур", "Математика", "4");
    let notified = rig.wait_notified(2, PATIENCE).unwrap();
    assert_eq!(notified[1].summary, "Тимур · Математика");
    click_until(&rig, async || {
        let shown = rig.command("xdotool").args(["search", "--onlyvisible", "--class", "peremena"]).output();
        shown.is_ok_and(|shown| !shown.stdout.is_empty())
    })
    .await;
    let (_, route) = new_mark(&rig, &profile, "Тимур", "Математика");
    assert!(!route.contains(&amina), "the mark is the other child's");
    window.until("the second mark", &format!("return decodeURIComponent(location.hash) === {}", json!(route))).await;

    // The way is looked at link by link, with a real notification at its end.
    window.go("#/settings/status").await;
    window.press("Проверить сейчас").await;
    let notified = rig.wait_notified(3, PATIENCE).unwrap();
    assert_eq!(notified[2].summary, "Проверка");
    window.shows("Система приняла проверочное уведомление").await;
    window.press("Составить отчёт").await;
    window.press("Сохранить в файл").await;
    let report = wait_for("the report", PATIENCE, || {
        std::fs::read_to_string(rig.home().join("peremena-report-2026-11-20.txt")).ok().filter(|text| !text.is_empty())
    })
    .unwrap();
    assert!(report.contains("account 1: dnevnik-ru"), "{report}");
    assert!(!report.contains("127.0.0.1") && !report.contains("Амина"), "{report}");

    // It starts with the system where that is chosen, without a window.
    let entry = rig.home().join(".config/autostart/app.peremena.Peremena.desktop");
    assert!(!entry.exists(), "nobody has chosen it");
    window.press("Запускать вместе с системой").await;
    let text = wait_for("the entry", PATIENCE, || std::fs::read_to_string(&entry).ok().filter(|it| !it.is_empty()));
    let text = text.unwrap();
    assert!(text.contains("Exec=") && text.contains("peremena") && text.contains(" --background"), "{text}");
    window.press("Запускать вместе с системой").await;
    wait_for("the entry to go", PATIENCE, || (!entry.exists()).then_some(())).unwrap();

    // What widgets draw is written, and is among what holds no canary.
    assert!(profile.join("peremena.db.summary").exists());

    // Canaries: what the family keeps secret is in no file, in no address and in no log, however talkative.
    assert!(std::fs::read_to_string(&log).unwrap().contains("TRACE"), "nothing was logged");
    let tokens = school.school().issued_tokens();
    assert!(!tokens.is_empty(), "the app was given one");
    let mut secret = vec!["Гаджиева", "Контрольная работа", "Parol-2026", "Обществознание"];
    secret.extend(tokens.iter().map(String::as_str));
    let hits = files_with(rig.home(), &secret, &["notify.log"]);
    assert!(hits.is_empty(), "{hits:?}");
    let keys = rig.secrets().unwrap();
    assert!(keys.iter().any(|key| key.len() == 32), "the file's key is in the keyring: {} entries", keys.len());
    let spellings: Vec<(String, Vec<u8>)> = keys
        .iter()
        .flat_map(|key| [key.clone(), hex::encode(key).into_bytes(), hex::encode_upper(key).into_bytes()])
        .map(|spelling| ("the key".to_owned(), spelling))
        .collect();
    let hits = files_with_bytes(rig.home(), &spellings, &[]);
    assert!(hits.is_empty(), "{hits:?}");
    window.close().await;

    // A second start without any school: everything is there, and its age is said.
    school.stop().await;
    let window = Window::open(&mut rig, &profile).await;
    window.shows("Амина").await;
    // It was drawn from what the window was made with, and that does not lie about in the page.
    window.until("what came with it", "return performance.getEntriesByName('begun').length === 1").await;
    window.until("it taken away", "return !('__PEREMENA_FIRST__' in window)").await;
    // Found by the styles, each font would come only when something is to be written in it, and all be drawn again.
    window
        .until(
            "the fonts to be asked for with the page",
            "const asked = [...document.querySelectorAll('link[rel=preload][as=font]')].map((it) => it.href);\
             const used = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules])\
             .filter((rule) => rule instanceof CSSFontFaceRule)\
             .map((rule) => rule.style.getPropertyValue('src').split('/').pop().split('woff2')[0]);\
             return used.length > 0 && asked.length === used.length && used.every((name) => asked.some((it) => it.includes(name)))",
        )
        .await;
    window.go(&format!("#/diary/{amina}/2026-11-18")).await;
    window.shows("Обществознание").await;
    window.go(&format!("#/marks/{amina}/Алгебра")).await;
    window.shows("Контрольная работа").await;
    assert_eq!(rig.notified().len(), 3, "a restart tells nothing again");
    window.close().await;
}

/// How a window stands with the window manager: "Normal", "Iconic" or "Withdrawn".
fn state_of(rig: &Rig, id: &str) -> String {
    let said = rig.command("xprop").args(["-id", id, "WM_STATE"]).output().unwrap();
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    said.split("window state: ").nth(1).and_then(|rest| rest.split_whitespace().next()).unwrap_or("Withdrawn").into()
}

/// Closes a window as a person does: by the key, and by the key again where nothing came of it.
fn close_by_key(rig: &Rig, id: &str) {
    let keys = ["windowactivate", "--sync", id, "key", "--clearmodifiers", "alt+F4"];
    let until = Instant::now() + PATIENCE;
    while Instant::now() < until {
        assert!(rig.command("xdotool").args(keys).status().unwrap().success());
        let gone =
            wait_for("the window to go", Duration::from_secs(10), || (state_of(rig, id) != "Normal").then_some(()));
        if gone.is_ok() {
            assert_eq!(state_of(rig, id), "Withdrawn", "with a tray it is hidden");
            return;
        }
    }
    panic!("the window is still {} after {PATIENCE:?}", state_of(rig, id));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tray_keeps_the_window_and_says_the_day_at_a_glance() {
    let _desktop = DESKTOP.lock().await;
    let mut rig = Rig::whole(1280, 900).unwrap();
    rig.start_tray().unwrap();
    let profile = rig.home().join("profile");
    let window = Window::open(&mut rig, &profile).await;
    wait_for("the tray's menu", PATIENCE, || rig.tray_menu().ok().filter(|menu| menu.len() == 3)).unwrap();
    window.press("Показать на примере").await;
    window.shows("Амина").await;
    let menu = wait_for("the tray's quick look", PATIENCE, || {
        rig.tray_menu().ok().filter(|menu| menu.iter().any(|line| line.starts_with("Амина: ")))
    })
    .unwrap();
    // At 10:43 on a Friday: the lesson that comes next for each, with its time, then the commands.
    let glance: Vec<&String> = menu.iter().take_while(|line| *line != "-").collect();
    let next = |child: &str| {
        let line = glance.iter().find(|line| line.starts_with(child)).unwrap_or_else(|| panic!("{menu:?}"));
        line.contains("уроков сегодня больше нет") || line.contains(" · ")
    };
    assert!(next("Амина: ") && next("Тимур: ") && next("Мадина: "), "{menu:?}");
    assert_eq!(menu.iter().rev().take(3).collect::<Vec<_>>(), ["Выйти", "Обновить сейчас", "Открыть дневник"]);

    // Closed, the window is in the tray only; opened from there it is as it was.
    let id = rig.command("xdotool").args(["search", "--onlyvisible", "--class", "peremena"]).output().unwrap();
    let id = String::from_utf8_lossy(&id.stdout).split_whitespace().last().unwrap_or_default().to_owned();
    close_by_key(&rig, &id);
    let said = rig.wait_notified(1, PATIENCE).unwrap();
    assert_eq!(said[0].summary, "Перемена осталась у часов");
    let again = rig.command(env!("CARGO_BIN_EXE_peremena")).arg("--profile").arg(&profile).status().unwrap();
    assert!(again.success());
    wait_for("the window to come", PATIENCE, || (state_of(&rig, &id) == "Normal").then_some(())).unwrap();
    window.shows("Амина").await;

    // That is said once.
    close_by_key(&rig, &id);
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(rig.notified().len(), 1, "{:?}", rig.notified());
    window.close().await;
}

/// How many pages WebKit keeps for the programs of this desktop.
fn pages(rig: &Rig) -> usize {
    let home = format!("HOME={}", rig.home().display());
    let of_this = |id: &Path| {
        let name = std::fs::read_to_string(id.join("comm")).unwrap_or_default();
        let environment = std::fs::read(id.join("environ")).unwrap_or_default();
        name.starts_with("WebKitWebProces") && environment.split(|byte| *byte == 0).any(|line| line == home.as_bytes())
    };
    std::fs::read_dir("/proc").unwrap().flatten().filter(|entry| of_this(&entry.path())).count()
}

/// The id of the window that is on the screen.
fn on_screen(rig: &Rig) -> Option<String> {
    let found = rig.command("xdotool").args(["search", "--onlyvisible", "--class", "peremena"]).output().ok()?;
    String::from_utf8_lossy(&found.stdout).split_whitespace().last().map(str::to_owned)
}

/// How much two pictures of the screen differ: 0 for the same, 1 for black and white.
fn differ(rig: &Rig, one: &Path, other: &Path) -> f64 {
    let said = rig.command("compare").args(["-metric", "RMSE"]).args([one, other]).arg("null:").output().unwrap();
    let said = String::from_utf8_lossy(&said.stderr).into_owned();
    let share = said.split(['(', ')']).nth(1).and_then(|share| share.parse().ok());
    share.unwrap_or_else(|| panic!("compare: {said}"))
}

/// Waits until the screen shows a picture that stays, and is like `wanted` where one is.
fn stands_still(rig: &Rig, name: &str, wanted: Option<&Path>) -> std::path::PathBuf {
    let (last, next) = (rig.home().join(format!("{name}.png")), rig.home().join("next.png"));
    rig.screenshot(&last).unwrap();
    wait_for(name, PATIENCE, || {
        std::thread::sleep(Duration::from_secs(1));
        rig.screenshot(&next).ok()?;
        let still = differ(rig, &last, &next) < 0.002;
        std::fs::rename(&next, &last).ok()?;
        (still && wanted.is_none_or(|wanted| differ(rig, wanted, &last) < 0.01)).then_some(())
    })
    .unwrap_or_else(|_| panic!("{name}: see {}", last.display()));
    last
}

/// The app over a profile, as the desktop starts it.
fn started(rig: &Rig, profile: &Path) -> Command {
    let mut app = rig.command(env!("CARGO_BIN_EXE_peremena"));
    app.arg("--profile").arg(profile).env("LANG", "ru_RU.UTF-8").env("PEREMENA_EVERY", "1");
    app.env("PEREMENA_NOW", NOW.format(&Rfc3339).unwrap());
    app.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    app
}

/// In the tray the app soon is without its page, and so without most of its memory. Who wants the window finds it as it was.
#[tokio::test(flavor = "multi_thread")]
async fn a_window_that_stays_in_the_tray_gives_its_page_back_and_comes_again_as_it_was() {
    let _desktop = DESKTOP.lock().await;
    let mut rig = Rig::whole(1280, 900).unwrap();
    rig.start_tray().unwrap();
    let (profile, school) = (rig.home().join("profile"), school().await);
    add_account(&rig, &profile, &school);
    let screen = rig.home().join("screen");
    let app = |rig: &Rig| {
        let mut app = started(rig, &profile);
        app.env("PEREMENA_KEPT", "2").env("PEREMENA_SCREEN", &screen);
        app
    };
    let empty = stands_still(&rig, "empty", None);
    let mut first = app(&rig);
    first.arg("peremena://open/feed");
    rig.spawn(first).unwrap();
    let id = wait_for("the window", PATIENCE, || on_screen(&rig)).unwrap();
    wait_for("the tray's quick look", PATIENCE, || {
        rig.tray_menu().ok().filter(|menu| menu.iter().any(|line| line.starts_with("Амина: ")))
    })
    .unwrap();
    for place in [["windowsize", "--sync", &id, "1000", "700"], ["windowmove", "--sync", &id, "130", "90"]] {
        assert!(rig.command("xdotool").args(place).status().unwrap().success());
    }
    let before = stands_still(&rig, "before", None);
    assert!(differ(&rig, &empty, &before) > 0.05, "nothing is on the screen");
    assert_eq!(pages(&rig), 1);

    close_by_key(&rig, &id);
    wait_for("the page to go", PATIENCE, || (pages(&rig) == 0).then_some(())).unwrap();
    assert_eq!(std::fs::read_to_string(&screen).unwrap(), "/feed", "where the link of the cold start led");
    assert!(app(&rig).status().unwrap().success(), "the one that runs answers");
    let again = wait_for("the window to come again", PATIENCE, || on_screen(&rig)).unwrap();
    // The same screen of the diary, of the same size, at the same place.
    rig.close_notifications().unwrap();
    stands_still(&rig, "as it was", Some(&before));

    // Without a page it tells as with one, and a click finds its way.
    close_by_key(&rig, &again);
    wait_for("the page to go again", PATIENCE, || (pages(&rig) == 0).then_some(())).unwrap();
    let told = rig.notified().len();
    mark(&school, "Амина", "Алгебра", "5");
    let notices = rig.wait_notified(told + 1, PATIENCE).unwrap();
    assert!(notices.last().unwrap().body.contains("Алгебра") || notices.last().unwrap().summary.contains("Алгебра"));
    let unread = |rig: &Rig| rig.tray_menu().is_ok_and(|menu| menu.iter().any(|line| line.starts_with("Новое: ")));
    wait_for("the unread one in the tray", PATIENCE, || unread(&rig).then_some(())).unwrap();
    click_until(&rig, async || on_screen(&rig).is_some()).await;
    wait_for("it to be read", PATIENCE, || (!unread(&rig)).then_some(())).unwrap();
    assert_eq!(pages(&rig), 1);
    // To exactly that mark of that child: the page says so when it ends once more.
    let (_, route) = new_mark(&rig, &profile, "Амина", "Алгебра");
    let last = on_screen(&rig).unwrap();
    std::fs::remove_file(&screen).unwrap();
    close_by_key(&rig, &last);
    wait_for("the page to go at last", PATIENCE, || (pages(&rig) == 0).then_some(())).unwrap();
    let algebra: String = "Алгебра".bytes().map(|byte| format!("%{byte:02X}")).collect();
    assert_eq!(format!("#{}", std::fs::read_to_string(&screen).unwrap()), route.replace("Алгебра", &algebra));
}

/// Somebody clicks a link while no app runs: the page that comes up shows that very mark, not just a diary.
#[tokio::test(flavor = "multi_thread")]
async fn a_cold_start_with_a_link_opens_exactly_that_mark() {
    let _desktop = DESKTOP.lock().await;
    let mut rig = Rig::whole(1280, 900).unwrap();
    let (profile, school) = (rig.home().join("profile"), school().await);
    add_account(&rig, &profile, &school);
    cli(&rig, &profile, NOW, &["sync"]);
    // The second child's: a diary opens at the first.
    mark(&school, "Тимур", "Математика", "4");
    cli(&rig, &profile, NOW + Duration::from_secs(60), &["sync"]);
    let (change, route) = new_mark(&rig, &profile, "Тимур", "Математика");
    let window = Window::open_with_link(&mut rig, &profile, &format!("peremena://open/change/{change}")).await;
    window.until("the mark", &format!("return decodeURIComponent(location.hash) === {}", json!(route))).await;
    window.shows("Контрольная работа").await;
    window
        .until(
            "it to be marked and to have the focus",
            "const it = document.querySelectorAll('.picked'); return it.length === 1 \
             && it[0] === document.activeElement && it[0].innerText.includes('Контрольная работа')",
        )
        .await;
    window.close().await;
}

/// Clicks the notification on top as a person does: not in the very millisecond in which it appears, when nobody
/// listens to it yet, and again where nothing came of it.
async fn click_until(rig: &Rig, mut done: impl AsyncFnMut() -> bool) {
    let until = Instant::now() + PATIENCE;
    while Instant::now() < until {
        tokio::time::sleep(Duration::from_secs(1)).await;
        rig.click_notification().unwrap();
        for _ in 0..25 {
            tokio::time::sleep(Duration::from_millis(200)).await;
            if done().await {
                return;
            }
        }
    }
    panic!("nothing came of a click within {PATIENCE:?}");
}

/// The id of the first child that an address names.
fn student_in(addresses: &str) -> String {
    addresses
        .split_whitespace()
        .filter_map(|address| address.strip_prefix("#/diary/").or_else(|| address.strip_prefix("#/marks/")))
        .map(|rest| rest.split(['/', '?']).next().unwrap_or_default().to_owned())
        .find(|id| !id.is_empty())
        .unwrap_or_else(|| panic!("no child in {addresses}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_window_can_do_nothing_but_what_is_permitted() {
    let _desktop = DESKTOP.lock().await;
    let mut rig = Rig::whole(1000, 700).unwrap();
    let profile = rig.home().join("profile");
    let window = Window::open(&mut rig, &profile).await;
    let truth = async |what: &str, script: &str| {
        let value = window.client.execute(script, vec![]).await.unwrap();
        assert_eq!(value, json!(true), "{what}");
    };
    truth("no global Tauri", "return window.__TAURI__ === undefined").await;
    truth("a frozen prototype", "return Object.isFrozen(Object.prototype)").await;
    truth("no eval", "try { (0, eval)('1'); return false } catch { return true }").await;
    truth(
        "no inline script",
        "const it = document.createElement('script'); it.textContent = 'window.__inline = 1'; \
         document.head.append(it); return window.__inline === undefined",
    )
    .await;
    let refused = |command: &str| {
        format!(
            "const done = arguments[arguments.length - 1]; window.__TAURI_INTERNALS__.invoke({}, {{}})\
             .then(() => done('ran'), (error) => done('refused: ' + error))",
            json!(command)
        )
    };
    for command in ["plugin:window|set_title", "plugin:app|version", "plugin:event|emit", "no_such_command"] {
        let answer = window.client.execute_async(&refused(command), vec![]).await;
        let answer = answer.map(|answer| answer.to_string()).unwrap_or_else(|error| format!("refused: {error}"));
        assert!(answer.contains("refused"), "{command}: {answer}");
    }
    // A server that would answer anybody is asked by nobody: the policy lets no request out.
    let school = school().await;
    let remote = format!(
        "const done = arguments[arguments.length - 1]; fetch('{}/login/', {{ mode: 'no-cors' }})\
         .then(() => done('ran'), () => done('refused'))",
        school.url()
    );
    assert_eq!(window.client.execute_async(&remote, vec![]).await.unwrap(), json!("refused"));
    let picture = format!(
        "const done = arguments[arguments.length - 1]; const it = new Image(); it.onload = it.onerror = () => \
         done('over'); it.src = '{}/picture.png'; setTimeout(() => done('over'), 2000)",
        school.url()
    );
    window.client.execute_async(&picture, vec![]).await.unwrap();
    assert_eq!(school.school().journal().count, 0, "the school was not reached");
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_school_is_one_click_away_and_leaves_nothing() {
    let _desktop = DESKTOP.lock().await;
    let mut rig = Rig::whole(1280, 900).unwrap();
    let profile = rig.home().join("profile");
    let window = Window::open(&mut rig, &profile).await;
    window.press("Показать на примере").await;
    window.shows("Амина").await;
    window.shows("Тимур").await;
    let hits = files_with(rig.home(), &["Гаджиева", "Амина"], &[]);
    assert!(hits.is_empty(), "{hits:?}");
    assert!(!profile.join("peremena.db").exists(), "the demo makes no file");
    window.press("Выйти").await;
    window.shows("Дневник.ру").await;
    window.close().await;
}

/// What the system opens files with is a program of the test's own: it says what it was given, and who may read that.
#[tokio::test(flavor = "multi_thread")]
async fn a_viewer_is_given_one_private_copy_that_goes_with_the_lock_and_the_next_start() {
    let _desktop = DESKTOP.lock().await;
    let mut rig = Rig::whole(1280, 900).unwrap();
    let home = rig.home().to_owned();
    let (profile, school) = (home.join("profile"), school().await);
    let given = Act::Homework {
        student: "Амина".into(),
        subject: "Алгебра".into(),
        text: Some("№ 1–3".into()),
        date: None,
        files: vec!["Вариант-7.pdf".into()],
    };
    school.school().act(given).unwrap();
    let shown = home.join("shown");
    let viewer = format!(
        "#!/bin/sh\n[ \"$(head -c 4 \"$1\")\" = %PDF ] && printf '%s %s\\n' \"$(stat -c %a \"$1\")\" \"$1\" >> '{}'\n",
        shown.display()
    );
    rig.install("xdg-open", &viewer).unwrap();
    add_account(&rig, &profile, &school);
    let window = Window::open(&mut rig, &profile).await;
    window.shows("Амина").await;
    let accounts = cli(&rig, &profile, NOW, &["account", "list"]);
    let students = accounts[0]["students"].as_array().unwrap();
    let amina = students.iter().find(|it| it["name"].as_str().unwrap().contains("Амина")).unwrap()["id"].clone();
    let homework = format!("#/homework/{}", amina.as_str().unwrap());

    let viewed = |count: usize| {
        let line = wait_for("the viewer", PATIENCE, || {
            let said = std::fs::read_to_string(&shown).ok()?;
            said.lines().nth(count - 1).filter(|_| said.ends_with('\n')).map(str::to_owned)
        });
        let line = line.unwrap();
        let (mode, path) = line.split_once(' ').unwrap();
        assert_eq!(mode, "400", "{line}");
        let path = std::path::PathBuf::from(path);
        assert!(path.starts_with(home.join("run")) && path.ends_with("Вариант-7.pdf"), "{line}");
        path
    };
    let readable =
        || files_with(&home, &["%PDF"], &["programs/xdg-open"]).into_iter().map(|(path, _)| path).collect::<Vec<_>>();
    let gone = |path: &Path| wait_for("the copy to go", PATIENCE, || (!path.exists()).then_some(())).unwrap();

    window.go(&homework).await;
    window.press("Вариант-7.pdf").await;
    let copy = viewed(1);
    assert_eq!(readable(), std::slice::from_ref(&copy), "one readable copy, and it is the viewer's");

    window.go("#/settings/privacy").await;
    let type_into = async |css: &str, text: &str| window.find(css).await.send_keys(text).await.unwrap();
    type_into("input[minlength='4']", "4711").await;
    type_into("label:has(input[minlength='4']) + label input", "4711").await;
    window.press("Включить замок").await;
    window.press("Запереть сейчас").await;
    window.shows("Дневник заперт").await;
    gone(&copy);
    assert_eq!(readable(), [""; 0].map(std::path::PathBuf::from));

    window.find("main input").await.send_keys("4711").await.unwrap();
    window.press("Открыть").await;
    window.shows("Амина").await;
    window.go(&homework).await;
    window.press("Вариант-7.pdf").await;
    let second = viewed(2);
    assert_ne!(second, copy);
    // However the app ends, and be it killed: the next start clears it away.
    window.close().await;
    let window = Window::open(&mut rig, &profile).await;
    window.shows("Дневник заперт").await;
    gone(&second);
    assert_eq!(readable(), [""; 0].map(std::path::PathBuf::from));
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_keyring_is_said_within_the_window_and_costs_nothing() {
    let _desktop = DESKTOP.lock().await;
    use peremena_rig::{Desktop, Keyring};

    // A file is made on a desktop with a keyring…
    let school = school().await;
    let rig = Rig::whole(1000, 700).unwrap();
    let profile = rig.home().join("profile");
    add_account(&rig, &profile, &school);
    let before = std::fs::read(profile.join("peremena.db")).unwrap();

    // … and found on one whose keyring does not give the key.
    let desktop = Desktop { keyring: Keyring::Locked, screen: Some((1000, 700)), notifications: false };
    let mut locked = Rig::start(desktop).unwrap();
    let window = Window::open(&mut locked, &profile).await;
    window.shows("связк").await;
    assert_eq!(std::fs::read(profile.join("peremena.db")).unwrap(), before, "the file is as it was");
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_window_shows_nothing_and_is_told_nothing_until_the_pin_opens_it() {
    let _desktop = DESKTOP.lock().await;
    let school = school().await;
    let mut rig = Rig::whole(1280, 900).unwrap();
    let profile = rig.home().join("profile");
    add_account(&rig, &profile, &school);
    let window = Window::open(&mut rig, &profile).await;
    window.shows("Амина").await;

    window.go("#/settings/privacy").await;
    let type_into = async |css: &str, text: &str| window.find(css).await.send_keys(text).await.unwrap();
    type_into("input[minlength='4']", "4711").await;
    type_into("label:has(input[minlength='4']) + label input", "4711").await;
    window.press("Включить замок").await;
    window.press("Запереть сейчас").await;
    window.shows("Дневник заперт").await;

    let nothing_of_a_child = async |window: &Window| {
        let page = window.client.source().await.unwrap();
        for word in ["Амина", "Тимур", "Гаджиева", "Алгебра"] {
            assert!(!page.contains(word), "{word} stands in a locked window");
        }
        // Not even who drives the page by hand is told anything.
        for command in ["today", "family", "marks", "search", "settings", "change_lock"] {
            let script = format!(
                "const done = arguments[arguments.length - 1]; window.__TAURI_INTERNALS__.invoke('{command}', \
                 {{ request: {{}} }}).then(() => done('answered'), (error) => done(error.code ?? String(error)))"
            );
            assert_eq!(window.client.execute_async(&script, vec![]).await.unwrap(), json!("locked"), "{command}");
        }
    };
    nothing_of_a_child(&window).await;

    // What is new is told on, and says no mark.
    mark(&school, "Амина", "Алгебра", "2");
    let notified = rig.wait_notified(1, PATIENCE).unwrap();
    assert!(notified[0].body.contains("Новая оценка") && !notified[0].body.contains('2'), "{notified:?}");

    // Another start asks first, too.
    window.close().await;
    let window = Window::open(&mut rig, &profile).await;
    window.shows("Дневник заперт").await;
    nothing_of_a_child(&window).await;
    let pin = window.find("main input").await;
    pin.send_keys("0000").await.unwrap();
    window.press("Открыть").await;
    window.shows("ПИН-код не подходит").await;
    window.find("main input").await.send_keys("4711").await.unwrap();
    window.press("Открыть").await;
    window.shows("Амина").await;
    window.close().await;
}

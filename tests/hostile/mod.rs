//! What means harm, in the real window: a sign-in page that tries to get out of its window, and a school whose every
//! text is an attack.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use peremena_rig::{Rig, wait_for};
use peremena_school_sim::{Misbehaviour, Scope, hostile};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use crate::{
    DESKTOP, add_account, student_in,
    support::{PATIENCE, Window, files_with, school},
};

/// What its page leaves wherever a page may leave something.
const CANARY: &str = "zapiska-7391";

/// The screens of a child.
const SCREENS: &[&str] = &[
    "today",
    "diary",
    "diary?view=month",
    "marks",
    "homework",
    "attendance",
    "analytics",
    "terms",
    "school",
    "record",
    "events",
];

/// A server whose every page is the prying one, and what that page told it: "what it tried: what came of it".
struct Prying {
    url: String,
    told: Arc<Mutex<Vec<String>>>,
}

impl Prying {
    async fn start() -> Prying {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let told = Arc::new(Mutex::new(Vec::new()));
        let heard = told.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(answer(stream, heard.clone()));
            }
        });
        Prying { url, told }
    }

    fn told(&self) -> Vec<String> {
        self.told.lock().unwrap().clone()
    }
}

/// Answers one request, and keeps what its address tells.
async fn answer(mut stream: TcpStream, heard: Arc<Mutex<Vec<String>>>) -> std::io::Result<()> {
    let mut read = Vec::new();
    while !read.windows(4).any(|end| end == b"\r\n\r\n") && stream.read_buf(&mut read).await? > 0 {}
    let line = String::from_utf8_lossy(&read).lines().next().unwrap_or_default().to_owned();
    let path = line.split(' ').nth(1).unwrap_or_default();
    let body = match url::Url::parse("http://school/").and_then(|base| base.join(path)) {
        Ok(url) if url.path() == "/told" => {
            let told = url.query_pairs().next().map(|(what, _)| what.into_owned()).unwrap_or_default();
            heard.lock().unwrap().push(told);
            String::new()
        }
        _ => include_str!("prying.html").replace("['COMMANDS']", &json!(peremena_app::COMMANDS).to_string()),
    };
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: text/html; charset=utf-8\r\ncontent-length: {}\r\nconnection: close\r\n\
         set-cookie: kept={CANARY}; max-age=31536000\r\n\r\n",
        body.len()
    );
    stream.write_all(format!("{head}{body}").as_bytes()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_page_reaches_no_command_no_file_and_leaves_nothing() {
    let _desktop = DESKTOP.lock().await;
    let mut rig = Rig::whole(1280, 900).unwrap();
    let profile = rig.home().join("profile");
    let school = Prying::start().await;
    let window = Window::open(&mut rig, &profile).await;
    // What it will try is what the app's own window may do: or a refusal would tell nothing.
    let own = "const done = arguments[arguments.length - 1]; window.__TAURI_INTERNALS__.invoke('systems', { request: {} })\
               .then(() => done('ran'), (error) => done(JSON.stringify(error)))";
    assert_eq!(window.client.execute_async(own, vec![]).await.unwrap(), json!("ran"));

    window.press("Дневник.ру").await;
    window.find("form").await;
    window.press("Дополнительно").await;
    window.find("input[name=base]").await.send_keys(&school.url).await.unwrap();
    let submit = "document.querySelector('form button[type=submit], form button.main').click()";
    window.client.execute(submit, vec![]).await.unwrap();
    let over = || school.told().iter().any(|told| told.starts_with("over")).then_some(());
    wait_for("the page to have tried everything", PATIENCE, over).unwrap();
    // Its last attempt leads away from its own page.
    tokio::time::sleep(Duration::from_secs(2)).await;

    let told = school.told();
    let tried: Vec<&String> = told.iter().filter(|told| !told.starts_with("over")).collect();
    assert_eq!(tried.len(), 11, "{told:?}");
    for told in &tried[..10] {
        assert!(told.contains(": refused") || told.ends_with(": ran no answer"), "{told}");
    }
    let all = format!("every call of the app: refused all {} of them", peremena_app::COMMANDS.len());
    assert!(tried.iter().any(|told| **told == all), "{told:?}");
    assert!(tried[10].ends_with(CANARY), "it could leave something in its own window: {told:?}");
    assert!(window.text().await.contains("Дневник.ру"), "the demo school was not entered from outside");
    assert!(window.route().await.starts_with("#/sign-in"), "{}", window.route().await);

    window.press("Отмена").await;
    wait_for("its window to go", PATIENCE, || {
        let shown = rig.command("xdotool").args(["search", "--onlyvisible", "--name", "127.0.0.1"]).output().ok()?;
        shown.stdout.is_empty().then_some(())
    })
    .unwrap();
    window.close().await;
    let hits = files_with(rig.home(), &[CANARY], &[]);
    assert!(hits.is_empty(), "{hits:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_texts_stay_texts_in_the_real_window() {
    let _desktop = DESKTOP.lock().await;
    let mut rig = Rig::whole(1280, 900).unwrap();
    let profile = rig.home().join("profile");
    let school = school().await;
    school.school().misbehave(Misbehaviour::Hostile, Scope::always().on("/v2/"));
    add_account(&rig, &profile, &school);
    let window = Window::open(&mut rig, &profile).await;
    let links = "return [...document.querySelectorAll('a[href]')].map((a) => a.getAttribute('href')).join(' ')";
    window
        .until("a child", "return document.querySelector('a[href*=\"/diary/\"], a[href*=\"/today/\"]') !== null")
        .await;
    let student = student_in(window.client.execute(links, vec![]).await.unwrap().as_str().unwrap_or_default());
    let own = window.client.execute("return location.href.split('#')[0]", vec![]).await.unwrap();
    let texts: Vec<&str> = hostile().iter().map(|it| it.text.as_str()).filter(|text| text.len() > 7).collect();
    let mut seen = 0;
    for screen in SCREENS {
        let (name, view) = screen.split_at(screen.find('?').unwrap_or(screen.len()));
        window.go(&format!("#/{name}/{student}{view}")).await;
        window
            .until(screen, "const it = document.querySelector('main'); return it !== null && it.innerText.length > 40")
            .await;
        tokio::time::sleep(Duration::from_millis(500)).await;
        // They are there, letter for letter: or the test would look at a clean page.
        let shown = "const flat = (text) => text.replace(/[\\s\\u00A0\\u00AD\\u2060]+/g, ''); \
                     const here = flat(document.querySelector('main').textContent); \
                     return arguments[0].filter((text) => here.includes(flat(text))).length";
        let shown = window.client.execute(shown, vec![json!(texts)]).await.unwrap();
        seen += shown.as_u64().unwrap_or_default();
        // The frame of Tauri's isolation stands beside the app's own page, not in it.
        let live = "return ['__live' in window, ({}).polluted !== undefined, location.href.split('#')[0] !== arguments[0], \
                    [...document.querySelectorAll('#app :is(script, iframe, object, embed, base, meta, link, img, \
                    form[action], [srcdoc], [onerror], [onload], [onclick])')].map((it) => it.outerHTML.slice(0, 100))]";
        let live = window.client.execute(live, vec![own.clone()]).await;
        // A dialog that a text could open would be an error here.
        assert_eq!(live.unwrap(), json!([false, false, false, []]), "{screen}");
    }
    assert!(seen > 20, "{seen}");
    window.close().await;
}

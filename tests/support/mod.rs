//! A family's desktop with the app on it and the simulated school beside it.

// Each test program uses what it needs.
#![allow(dead_code)]

pub mod content;

use std::{
    net::TcpListener,
    path::{Path, PathBuf},
    process::Stdio,
    time::{Duration, Instant},
};

use fantoccini::{Client, ClientBuilder, Locator, elements::Element, wd::Capabilities};
use peremena_rig::Rig;
use peremena_school_sim::{Act, Clock, School, SchoolSettings, Server};
use serde_json::json;
use time::{OffsetDateTime, macros::datetime};

/// A Friday, the third lesson is going on.
pub const NOW: OffsetDateTime = datetime!(2026-11-20 10:43 +3);

/// How long a debug build on a busy machine may take for one thing.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// The simulated school, served on loopback. Its clock stands: nothing happens but what the test does.
pub async fn school() -> Server {
    let settings = SchoolSettings { clock: Clock::Fixed(NOW), ..SchoolSettings::default() };
    Server::start(School::new(settings), ([127, 0, 0, 1], 0).into()).await.unwrap()
}

/// The teacher enters a mark.
pub fn mark(school: &Server, student: &str, subject: &str, value: &str) {
    let act = Act::Mark {
        student: student.into(),
        subject: subject.into(),
        value: value.into(),
        work: Some("Контрольная работа".into()),
        date: None,
        comment: None,
    };
    school.school().act(act).unwrap();
}

/// A program of the workspace that was built beside the app.
pub fn built(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_BIN_EXE_peremena")).with_file_name(name);
    assert!(path.exists(), "{} is not built: run the tests with --workspace", path.display());
    path
}

/// The app's window, driven over WebDriver.
pub struct Window {
    pub client: Client,
    port: u16,
}

impl Window {
    /// Starts the app on the desktop, as a person would, and waits until it has painted.
    pub async fn open(rig: &mut Rig, profile: &Path) -> Window {
        Window::open_at_pace(rig, profile, "1").await
    }

    /// The same, with so many seconds between two looks at the school.
    pub async fn open_at_pace(rig: &mut Rig, profile: &Path, every: &str) -> Window {
        Window::started(rig, profile, every, None, None).await
    }

    /// As [`Window::open`], with a link to be followed: a cold start.
    pub async fn open_with_link(rig: &mut Rig, profile: &Path, link: &str) -> Window {
        Window::started(rig, profile, "1", None, Some(link)).await
    }

    /// As [`Window::open`], with everything that the app writes, at TRACE, in a file.
    pub async fn open_traced(rig: &mut Rig, profile: &Path, log: &Path) -> Window {
        Window::started(rig, profile, "1", Some(log), None).await
    }

    async fn started(rig: &mut Rig, profile: &Path, every: &str, log: Option<&Path>, link: Option<&str>) -> Window {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut driver = rig.command("WebKitWebDriver");
        driver
            .arg(format!("--port={port}"))
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("PEREMENA_NOW", "2026-11-20T10:43:00+03:00")
            .env("PEREMENA_EVERY", every)
            .env("LANG", "ru_RU.UTF-8")
            .stdin(Stdio::null())
            .stdout(Stdio::null());
        if let Some(log) = log {
            // The app's output goes where the driver's goes.
            let log = std::fs::OpenOptions::new().create(true).append(true).open(log).unwrap();
            driver.env("RUST_LOG", "trace").stdout(log.try_clone().unwrap()).stderr(log);
        }
        rig.spawn(driver).unwrap();
        let mut wanted = Capabilities::new();
        let mut args = vec![json!("--profile"), json!(profile)];
        args.extend(link.map(|link| json!(link)));
        wanted.insert(
            "webkitgtk:browserOptions".into(),
            json!({ "binary": env!("CARGO_BIN_EXE_peremena"), "args": args }),
        );
        let address = format!("http://127.0.0.1:{port}");
        let until = Instant::now() + PATIENCE;
        let client = loop {
            let mut builder = ClientBuilder::new(hyper_util_connector());
            match builder.capabilities(wanted.clone()).connect(&address).await {
                Ok(client) => break client,
                Err(error) if Instant::now() > until => panic!("no session: {error}"),
                Err(_) => tokio::time::sleep(Duration::from_millis(200)).await,
            }
        };
        let window = Window { client, port };
        window.until("painted", "return document.documentElement.dataset.painted === '1'").await;
        window
    }

    /// Waits until a script gives true.
    pub async fn until(&self, what: &str, script: &str) {
        let until = Instant::now() + PATIENCE;
        loop {
            if let Ok(value) = self.client.execute(script, vec![]).await
                && value == json!(true)
            {
                return;
            }
            if Instant::now() > until {
                let text = self.client.execute("return location.hash + '\\n' + document.body.innerText", vec![]).await;
                panic!("{what}: not within {PATIENCE:?}; the window shows {text:?}");
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Waits until the window shows a text.
    pub async fn shows(&self, text: &str) {
        let quoted = json!(text);
        self.until(text, &format!("return document.body.innerText.includes({quoted})")).await;
    }

    /// What the window shows, as text.
    pub async fn text(&self) -> String {
        let text = self.client.execute("return document.body.innerText", vec![]).await.unwrap();
        text.as_str().unwrap_or_default().to_owned()
    }

    /// The address within the app.
    pub async fn route(&self) -> String {
        let hash = self.client.execute("return decodeURIComponent(location.hash)", vec![]).await.unwrap();
        hash.as_str().unwrap_or_default().to_owned()
    }

    /// Goes to an address within the app.
    pub async fn go(&self, route: &str) {
        self.client.execute("location.hash = arguments[0]", vec![json!(route)]).await.unwrap();
    }

    /// Waits for an element.
    pub async fn find(&self, css: &str) -> Element {
        self.client
            .wait()
            .at_most(PATIENCE)
            .for_element(Locator::Css(css))
            .await
            .unwrap_or_else(|error| panic!("{css}: {error}"))
    }

    /// Clicks a button or link by what is written on it.
    pub async fn press(&self, text: &str) {
        let script = "const wanted = arguments[0]; const it = [...document.querySelectorAll('button, a, summary, label')]\
                      .find((each) => each.offsetParent !== null && each.innerText.trim().startsWith(wanted)); \
                      if (!it) return false; it.click(); return true";
        let until = Instant::now() + PATIENCE;
        loop {
            if self.client.execute(script, vec![json!(text)]).await.is_ok_and(|pressed| pressed == json!(true)) {
                return;
            }
            assert!(Instant::now() < until, "nothing to press says {text:?}; the window shows {}", self.text().await);
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Ends the session, and with it the app.
    pub async fn close(self) {
        let _ = self.client.close().await;
    }
}

fn hyper_util_connector() -> hyper_util::client::legacy::connect::HttpConnector {
    hyper_util::client::legacy::connect::HttpConnector::new()
}

/// Every file below a folder that holds one of the words, as UTF-8 or as UTF-16.
pub fn files_with(below: &Path, words: &[&str], except: &[&str]) -> Vec<(PathBuf, String)> {
    let needles: Vec<(String, Vec<u8>)> = words
        .iter()
        .flat_map(|word| {
            let wide: Vec<u8> = word.encode_utf16().flat_map(u16::to_le_bytes).collect();
            [((*word).to_owned(), word.as_bytes().to_vec()), ((*word).to_owned(), wide)]
        })
        .collect();
    files_with_bytes(below, &needles, except)
}

/// Every file below a folder that holds one of the named byte strings.
pub fn files_with_bytes(below: &Path, needles: &[(String, Vec<u8>)], except: &[&str]) -> Vec<(PathBuf, String)> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        let Ok(entries) = std::fs::read_dir(folder) else { return };
        for entry in entries.flatten() {
            let Ok(kind) = entry.file_type() else { continue };
            if kind.is_dir() {
                walk(&entry.path(), found);
            } else if kind.is_file() {
                found.push(entry.path());
            }
        }
    }
    let mut files = Vec::new();
    walk(below, &mut files);
    let mut hits = Vec::new();
    for file in files {
        if except.iter().any(|name| file.ends_with(name)) {
            continue;
        }
        let bytes = std::fs::read(&file).unwrap_or_default();
        for (word, needle) in needles {
            if memchr::memmem::find(&bytes, needle).is_some() {
                hits.push((file.clone(), word.clone()));
            }
        }
    }
    hits
}

//! The simulated school as a [`ContractSchool`] of МЭШ or of «Моя школа».

#[path = "../school/acts.rs"]
mod acts;
#[path = "../school/between.rs"]
mod between;

use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

use async_trait::async_trait;
pub use between::items;
use bytes::Bytes;
use peremena_model::{AccountId, Kind, KindSet, SchoolYear, Span, StudentId};
use peremena_school::{
    Ask, Credentials, Enrolment, Http, SchoolApi, SchoolSystem, Secret, Session, SessionKeeper, Settings, Traffic,
    contract::{ContractSchool, Forgetful, Trouble},
    registry,
};
use peremena_school_sim::{Clock, School, SchoolSettings, Scope, Server};
use time::{OffsetDateTime, macros::date, macros::datetime};

pub const PARENT: (&str, &str) = ("parent", "Parol-2026");

/// A Monday in the second quarter, after the lessons.
pub fn now() -> OffsetDateTime {
    datetime!(2026-11-16 18:00 +3)
}

/// The term and two weeks ahead, all kinds.
pub fn ask(student: &Enrolment) -> Ask {
    Ask {
        student: StudentId::of(&AccountId::of("mesh", "test", "parent"), &student.person),
        kinds: KindSet::of(Kind::ALL),
        year: SchoolYear(2026),
        span: Span::new(date!(2026 - 09 - 01), date!(2026 - 11 - 30)).unwrap(),
        now: now(),
    }
}

/// One request as the school saw it.
#[derive(Clone, Debug)]
pub struct Seen {
    pub method: http::Method,
    pub path: String,
    pub query: String,
    pub headers: http::HeaderMap,
}

/// What stands between the connector and the school.
#[derive(Clone, Default)]
pub struct Between {
    /// Every data request is answered with a sign-in page.
    login_page: Arc<AtomicBool>,
    /// The most days that the calendar is given for.
    pub longest: Arc<Mutex<Option<i64>>>,
    /// The status of a page that stands before the server of tokens.
    pub page_for_token: Arc<Mutex<Option<u16>>>,
    pub seen: Arc<Mutex<Vec<Seen>>>,
}

/// What nginx says that has waited in vain for whom it stands before.
const GATEWAY_TIME_OUT: &str = "<html>\r\n<head><title>504 Gateway Time-out</title></head>\r\n<body>\r\n\
    <center><h1>504 Gateway Time-out</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n";

/// The school, in this process or behind a listener.
pub struct Simulated {
    pub word: &'static str,
    pub school: School,
    server: Option<Server>,
    pub between: Between,
}

impl Simulated {
    fn school() -> School {
        School::new(SchoolSettings { clock: Clock::Fixed(now()), ..SchoolSettings::default() })
    }

    pub fn in_process(word: &'static str) -> Simulated {
        Simulated { word, school: Simulated::school(), server: None, between: Between::default() }
    }

    pub async fn listening(word: &'static str) -> Simulated {
        let school = Simulated::school();
        let server = Server::start(school.clone(), SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
        Simulated { word, school, server: Some(server), between: Between::default() }
    }

    pub fn counted(&self) -> (Http, Arc<Traffic>) {
        let traffic = Arc::new(Traffic::default());
        let http = match &self.server {
            Some(_) => Http::new(self.system().hosts(&self.settings()).unwrap(), traffic.clone()),
            None => {
                let (school, between) = (self.school.clone(), self.between.clone());
                Http::in_process(Arc::new(move |request| answer(&school, &between, request)), traffic.clone())
            }
        };
        (http, traffic)
    }

    /// A token as the web's cookie holds it, without the refresh token beside it.
    pub fn token(&self, (login, password): (&str, &str)) -> String {
        let body = format!(r#"{{"login":"{login}","password_plain":"{password}"}}"#);
        let request = http::Request::post("/lms/api/sessions").body(Bytes::from(body)).unwrap();
        let answer: serde_json::Value = serde_json::from_slice(self.school.answer(request).body()).unwrap();
        answer["authentication_token"].as_str().unwrap().to_owned()
    }

    /// Both tokens of a sign-in on the system's own page.
    pub fn session(&self, (login, password): (&str, &str)) -> Session {
        let body = format!("login={login}&password={password}");
        let form = http::Request::post("/sps/login/methods/password").body(Bytes::from(body)).unwrap();
        let back = self.school.answer(form).headers()["location"].to_str().unwrap().to_owned();
        let page = self.school.answer(http::Request::get(back).body(Bytes::new()).unwrap());
        let cookies = page.headers().get_all("set-cookie").iter().map(|line| line.to_str().unwrap().to_owned());
        let named = |cookies: &[String], name: &str| {
            let line = cookies.iter().find_map(|line| line.strip_prefix(name)).unwrap();
            line.split(';').next().unwrap().to_owned()
        };
        let cookies: Vec<String> = cookies.collect();
        let values = [
            ("token".to_owned(), named(&cookies, "aupd_token=")),
            ("refresh_token".to_owned(), named(&cookies, "aupd_refresh_token=")),
        ];
        Session { values: values.into(), ends: None }
    }

    pub fn connect(&self, session: Session, keep: Arc<dyn SessionKeeper>) -> (Box<dyn SchoolApi>, Arc<Traffic>) {
        let (http, traffic) = self.counted();
        (self.system().connect(&self.settings(), session, keep, http).unwrap(), traffic)
    }

    /// A connection of `account`, with the students it sees.
    pub async fn connected(&self, account: (&str, &str)) -> (Box<dyn SchoolApi>, Vec<Enrolment>) {
        let (api, _) = self.connect(self.session(account), Arc::new(Forgetful));
        let students = api.identity().await.unwrap().students;
        (api, students)
    }

    pub fn seen(&self) -> Vec<Seen> {
        self.between.seen.lock().unwrap().clone()
    }
}

fn answer(school: &School, between: &Between, request: http::Request<Bytes>) -> http::Response<Bytes> {
    let path = request.uri().path().to_owned();
    let query = request.uri().query().unwrap_or_default().to_owned();
    between.seen.lock().unwrap().push(Seen {
        method: request.method().clone(),
        path: path.clone(),
        query: query.clone(),
        headers: request.headers().clone(),
    });
    if path.contains("/v1/") && between.login_page.load(Ordering::Relaxed) {
        let page = Bytes::from_static(b"<!DOCTYPE html><html><form action=\"/login\"><input name=login></form></html>");
        return http::Response::builder().header("content-type", "text/html").body(page).unwrap();
    }
    let guarded = *between.page_for_token.lock().unwrap();
    if let Some(status) = guarded.filter(|_| path.ends_with("/token/refresh")) {
        let page = Bytes::from_static(b"<html><head><title>Forbidden</title></head><body>nginx</body></html>");
        return http::Response::builder().status(status).body(page).unwrap();
    }
    let longest = *between.longest.lock().unwrap();
    if let Some(longest) = longest.filter(|_| path.ends_with("/events")) {
        let date = |name: &str| {
            let text = query.split('&').find_map(|pair| pair.strip_prefix(name)).unwrap();
            time::Date::parse(text, time::macros::format_description!("[year]-[month]-[day]")).unwrap()
        };
        if (date("end_date=") - date("begin_date=")).whole_days() >= longest {
            let page = http::Response::builder().status(504).header("content-type", "text/html");
            return page.body(Bytes::from_static(GATEWAY_TIME_OUT.as_bytes())).unwrap();
        }
    }
    between::untwisted(school, request)
}

#[async_trait]
impl ContractSchool for Simulated {
    fn system(&self) -> &'static dyn SchoolSystem {
        registry::system(self.word).unwrap()
    }

    /// The school's door: weeks before the last one come with later syncs.
    fn seldom(&self) -> KindSet {
        KindSet::of(&[Kind::Visit]).and(self.kinds())
    }

    fn settings(&self) -> Settings {
        between::settings(self.server.as_ref(), &[])
    }

    fn http(&self) -> Http {
        self.counted().0
    }

    /// МЭШ takes a password on its own page only: there a token stands for it.
    fn credentials(&self) -> Credentials {
        match self.word {
            "mesh" => Credentials::Token(Secret::new(self.token(PARENT))),
            _ => {
                let (login, password) = PARENT;
                Credentials::Password { login: login.into(), password: Secret::new(password), school: None }
            }
        }
    }

    fn wrong_credentials(&self) -> Credentials {
        match self.word {
            "mesh" => Credentials::Token(Secret::new("a-token-that-nobody-gave")),
            _ => Credentials::Password { login: "parent".into(), password: Secret::new("Parol-2025"), school: None },
        }
    }

    async fn sign_in_attempts(&self) -> u32 {
        let proofs = || {
            let journal = self.school.journal();
            journal.entries.iter().filter(|entry| entry.path.ends_with("/profile_info")).count()
        };
        u32::try_from(match self.word {
            "mesh" => proofs() as u64,
            _ => self.school.login_attempts().attempts,
        })
        .unwrap()
    }

    fn now(&self) -> OffsetDateTime {
        now()
    }

    async fn enter_mark(&self, student: &Enrolment) -> String {
        acts::enter_mark(&self.school, student, "4+")
    }

    async fn misbehave(&self, trouble: Trouble) {
        if trouble == Trouble::LoginPage && self.server.is_none() {
            // The listener has no such page among its answers to data requests.
            self.between.login_page.store(true, Ordering::Relaxed);
            return;
        }
        let misbehaviour = acts::misbehaviour(trouble);
        self.school.misbehave(misbehaviour, Scope::always().on("/v1/"));
    }

    async fn behave(&self) {
        self.between.login_page.store(false, Ordering::Relaxed);
        self.school.behave();
    }

    async fn end_sessions(&self) {
        self.school.revoke_tokens(None);
    }

    fn secrets(&self) -> Vec<String> {
        vec!["Parol-2026".into(), "Parol-2025".into()]
    }
}

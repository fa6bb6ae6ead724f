//! The simulated school as a [`ContractSchool`].

mod acts;
mod between;

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use async_trait::async_trait;
pub use between::items;
use bytes::Bytes;
use peremena_model::{AccountId, Kind, KindSet, SchoolYear, Span, StudentId};
use peremena_school::{
    Ask, Credentials, Enrolment, Http, SchoolApi, SchoolSystem, Secret, Session, Settings, Traffic,
    contract::{ContractSchool, Forgetful, Trouble},
    registry,
};
use peremena_school_sim::{Clock, School, SchoolSettings, Scope, Server};
use time::{Date, Month, OffsetDateTime, macros::datetime};

/// A Monday in the second quarter, after the lessons.
pub fn now() -> OffsetDateTime {
    datetime!(2026-11-16 18:00 +3)
}

pub fn day(year: i32, month: u8, day: u8) -> Date {
    Date::from_calendar_date(year, Month::try_from(month).unwrap(), day).unwrap()
}

/// The term and two weeks ahead, all kinds.
pub fn ask(student: &Enrolment) -> Ask {
    Ask {
        student: StudentId::of(&AccountId::of("dnevnik-ru", "test", "parent"), &student.person),
        kinds: KindSet::of(Kind::ALL),
        year: SchoolYear(2026),
        span: Span::new(day(2026, 9, 1), day(2026, 11, 30)).unwrap(),
        now: now(),
    }
}

/// The school, in this process or behind a listener.
pub struct Simulated {
    pub school: School,
    server: Option<Server>,
    /// Every data request is answered with the sign-in page.
    login_page: Arc<AtomicBool>,
    /// The longest range of days that the timetable is given for.
    longest: Option<i64>,
}

impl Simulated {
    fn with(server: Option<Server>, school: School, longest: Option<i64>) -> Simulated {
        Simulated { school, server, login_page: Arc::default(), longest }
    }

    fn school() -> School {
        School::new(SchoolSettings { clock: Clock::Fixed(now()), ..SchoolSettings::default() })
    }

    pub fn in_process() -> Simulated {
        Simulated::with(None, Simulated::school(), None)
    }

    /// In this process, refusing ranges of more than `longest` days.
    pub async fn picky(longest: i64) -> Simulated {
        Simulated::with(None, Simulated::school(), Some(longest))
    }

    pub async fn listening() -> Simulated {
        let school = Simulated::school();
        let server = Server::start(school.clone(), SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
        Simulated::with(Some(server), school, None)
    }

    fn counted(&self) -> (Http, Arc<Traffic>) {
        let traffic = Arc::new(Traffic::default());
        let http = match &self.server {
            Some(_) => Http::new(self.system().hosts(&self.settings()).unwrap(), traffic.clone()),
            None => {
                let (school, page, longest) = (self.school.clone(), self.login_page.clone(), self.longest);
                let answer = move |request: http::Request<Bytes>| answer(&school, &page, longest, request);
                Http::in_process(Arc::new(answer), traffic.clone())
            }
        };
        (http, traffic)
    }

    pub fn api(&self, session: Session) -> Box<dyn SchoolApi> {
        self.system().connect(&self.settings(), session, Arc::new(Forgetful), self.http()).unwrap()
    }

    fn session(&self, login: &str) -> Session {
        let passwords = [("parent", "Parol-2026"), ("amina", "Amina-2026"), ("sidorov", "Sidorov-2026")];
        let password = passwords.iter().find(|(of, _)| *of == login).unwrap().1;
        let token = self.school.sign_in(login, password).unwrap();
        Session { values: [("access_token".to_owned(), token)].into(), ends: None }
    }

    /// A connection of `login`, with the students it sees.
    pub async fn connected(&self, login: &str) -> (Box<dyn SchoolApi>, Vec<Enrolment>) {
        let api = self.api(self.session(login));
        let students = api.identity().await.unwrap().students;
        (api, students)
    }

    /// A connection of `login` that has asked nothing yet, with its counters.
    pub async fn connect_counted(&self, login: &str) -> (Box<dyn SchoolApi>, Arc<Traffic>) {
        let (http, traffic) = self.counted();
        let api = self.system().connect(&self.settings(), self.session(login), Arc::new(Forgetful), http).unwrap();
        (api, traffic)
    }
}

fn answer(
    school: &School,
    login_page: &AtomicBool,
    longest: Option<i64>,
    request: http::Request<Bytes>,
) -> http::Response<Bytes> {
    let data = request.uri().path().starts_with("/v2/");
    if data && login_page.load(Ordering::Relaxed) {
        let page =
            Bytes::from_static(b"<!DOCTYPE html><html><form action=\"/login/\"><input name=login></form></html>");
        return http::Response::builder().header("content-type", "text/html").body(page).unwrap();
    }
    if let Some(longest) = longest.filter(|_| request.uri().path().ends_with("/schedules")) {
        let query = request.uri().query().unwrap_or_default();
        let date = |name: &str| {
            let text = query.split('&').find_map(|pair| pair.strip_prefix(name)).unwrap();
            Date::parse(text, time::macros::format_description!("[year]-[month]-[day]")).unwrap()
        };
        if (date("endDate=") - date("startDate=")).whole_days() + 1 > longest {
            let body = Bytes::from_static(br#"{"type":"parameterInvalid","description":"endDate"}"#);
            return http::Response::new(body);
        }
    }
    between::untwisted(school, request)
}

#[async_trait]
impl ContractSchool for Simulated {
    fn system(&self) -> &'static dyn SchoolSystem {
        registry::system("dnevnik-ru").unwrap()
    }

    /// What the mobile API tells.
    fn seldom(&self) -> KindSet {
        KindSet::of(&[Kind::Announcement, Kind::Remark])
    }

    fn settings(&self) -> Settings {
        between::settings(self.server.as_ref(), &[])
    }

    fn http(&self) -> Http {
        self.counted().0
    }

    fn credentials(&self) -> Credentials {
        Credentials::Password { login: "parent".into(), password: Secret::new("Parol-2026"), school: None }
    }

    fn wrong_credentials(&self) -> Credentials {
        Credentials::Password { login: "parent".into(), password: Secret::new("Parol-2025"), school: None }
    }

    async fn sign_in_attempts(&self) -> u32 {
        u32::try_from(self.school.login_attempts().attempts).unwrap()
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
            self.login_page.store(true, Ordering::Relaxed);
            return;
        }
        let misbehaviour = acts::misbehaviour(trouble);
        ["/v2/", "/mobile/"].iter().for_each(|api| self.school.misbehave(misbehaviour, Scope::always().on(*api)));
    }

    async fn behave(&self) {
        self.login_page.store(false, Ordering::Relaxed);
        self.school.behave();
    }

    async fn end_sessions(&self) {
        self.school.revoke_tokens(None);
    }

    fn secrets(&self) -> Vec<String> {
        vec!["Parol-2026".into(), "Parol-2025".into()]
    }
}

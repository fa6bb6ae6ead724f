//! The simulated school as a [`ContractSchool`] of «Сетевой город», over either of its APIs.

#[path = "../school/acts.rs"]
mod acts;
#[path = "../school/between.rs"]
mod between;

use std::{net::SocketAddr, sync::Arc};

use async_trait::async_trait;
pub use between::{Keeping, change_json, items};
use between::{Twist, answer, settings};
use bytes::Bytes;
use peremena_model::{AccountId, Kind, KindSet, SchoolYear, Span, StudentId};
use peremena_school::{
    Ask, Credentials, Enrolment, Http, SchoolApi, SchoolParts, SchoolSystem, Secret, Session, SessionKeeper, Settings,
    Traffic,
    contract::{ContractSchool, Forgetful, Trouble},
    registry,
};
use peremena_school_sim::{Clock, Misbehaviour, School, SchoolSettings, Scope, Server};
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
        student: StudentId::of(&AccountId::of("netschool", "test", "parent"), &student.person),
        kinds: KindSet::of(Kind::ALL),
        year: SchoolYear(2026),
        span: Span::new(day(2026, 9, 1), day(2026, 11, 30)).unwrap(),
        now: now(),
    }
}

/// Which API is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Api {
    Web,
    Mobile,
}

/// The school, in this process or behind a listener.
pub struct Simulated {
    pub school: School,
    pub api: Api,
    pub values: Vec<(&'static str, &'static str)>,
    server: Option<Server>,
    twist: Option<Twist>,
}

impl Simulated {
    fn with(api: Api, server: Option<Server>, school: School) -> Simulated {
        let mut values = vec![("host", "sgo.example.ru")];
        if api == Api::Mobile {
            values.extend([("client_id", "c-1"), ("client_secret", "s-1")]);
        }
        Simulated { school, api, values, server, twist: None }
    }

    fn school() -> School {
        School::new(SchoolSettings { clock: Clock::Fixed(now()), ..SchoolSettings::default() })
    }

    pub fn in_process(api: Api) -> Simulated {
        Simulated::with(api, None, Simulated::school())
    }

    /// In this process, with answers changed by `twist`.
    pub fn twisted(
        api: Api,
        twist: impl Fn(&http::Request<Bytes>, &mut http::Response<Bytes>) + Send + Sync + 'static,
    ) -> Simulated {
        Simulated { twist: Some(Arc::new(twist)), ..Simulated::in_process(api) }
    }

    pub async fn listening(api: Api) -> Simulated {
        let school = Simulated::school();
        let server = Server::start(school.clone(), SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
        Simulated::with(api, Some(server), school)
    }

    pub fn counted(&self) -> (Http, Arc<Traffic>) {
        let traffic = Arc::new(Traffic::default());
        let http = match &self.server {
            Some(_) => Http::new(self.system().hosts(&self.settings()).unwrap(), traffic.clone()),
            None => {
                let (school, twist) = (self.school.clone(), self.twist.clone());
                Http::in_process(Arc::new(move |request| answer(&school, twist.as_ref(), request)), traffic.clone())
            }
        };
        (http, traffic)
    }

    /// The school id that `login`'s children go to.
    pub async fn school_of(&self, login: &str) -> String {
        let name = if login == "sidorov" { "Лицей № 3" } else { "СОШ № 12" };
        let found = self.system().schools(&self.settings(), name, &self.http()).await.unwrap();
        found[0].id.clone()
    }

    pub async fn credentials_of(&self, login: &str, password: &str) -> Credentials {
        let school = Some(self.school_of(login).await);
        Credentials::Password { login: login.into(), password: Secret::new(password), school }
    }

    pub async fn session(&self, login: &str) -> Session {
        let passwords = [("parent", "Parol-2026"), ("amina", "Amina-2026"), ("sidorov", "Sidorov-2026")];
        let password = passwords.iter().find(|(of, _)| *of == login).unwrap().1;
        let credentials = self.credentials_of(login, password).await;
        self.system().sign_in(&self.settings(), credentials, &self.http()).await.unwrap()
    }

    pub fn connect(&self, session: Session, keep: Arc<dyn SessionKeeper>) -> Box<dyn SchoolApi> {
        self.system().connect(&self.settings(), session, keep, self.http()).unwrap()
    }

    /// A connection of `login`, with the students it sees.
    pub async fn connected(&self, login: &str) -> (Box<dyn SchoolApi>, Vec<Enrolment>) {
        let api = self.connect(self.session(login).await, Arc::new(Forgetful));
        let students = api.identity().await.unwrap().students;
        (api, students)
    }

    /// A connection of `login` that has asked nothing yet, with its counters.
    pub async fn connect_counted(&self, login: &str) -> (Box<dyn SchoolApi>, Arc<Traffic>) {
        let session = self.session(login).await;
        let (http, traffic) = self.counted();
        let api = self.system().connect(&self.settings(), session, Arc::new(Forgetful), http).unwrap();
        (api, traffic)
    }

    /// Paths that were asked since the journal was cleared, with their queries.
    pub fn asked(&self) -> Vec<String> {
        self.school.journal().entries.into_iter().map(|entry| format!("{} {}", entry.method, entry.path)).collect()
    }
}

#[async_trait]
impl ContractSchool for Simulated {
    fn system(&self) -> &'static dyn SchoolSystem {
        registry::system("netschool").unwrap()
    }

    fn kinds(&self) -> KindSet {
        let fewer = KindSet::of(&[
            Kind::Lesson,
            Kind::Mark,
            Kind::Homework,
            Kind::Test,
            Kind::Announcement,
            Kind::Message,
            Kind::Term,
            Kind::TermMark,
            Kind::SchoolInfo,
        ]);
        if self.api == Api::Web { fewer } else { self.system().capabilities().kinds }
    }

    /// Over the site's API final marks are a report.
    fn seldom(&self) -> KindSet {
        if self.api == Api::Web { KindSet::of(&[Kind::TermMark]) } else { KindSet::default() }
    }

    /// Only the site has a card of the school.
    fn school_parts(&self) -> SchoolParts {
        let declared = self.system().capabilities().school;
        let card = self.api == Api::Web;
        SchoolParts { address: declared.address && card, phone: declared.phone && card, ..declared }
    }

    fn settings(&self) -> Settings {
        settings(self.server.as_ref(), &self.values)
    }

    fn http(&self) -> Http {
        self.counted().0
    }

    fn credentials(&self) -> Credentials {
        // By name: the family need not know the id.
        let school = Some("СОШ № 12".to_owned());
        Credentials::Password { login: "parent".into(), password: Secret::new("Parol-2026"), school }
    }

    fn wrong_credentials(&self) -> Credentials {
        let school = Some("СОШ № 12".to_owned());
        Credentials::Password { login: "parent".into(), password: Secret::new("Parol-2025"), school }
    }

    async fn sign_in_attempts(&self) -> u32 {
        u32::try_from(self.school.login_attempts().attempts).unwrap()
    }

    fn now(&self) -> OffsetDateTime {
        now()
    }

    async fn enter_mark(&self, student: &Enrolment) -> String {
        // Whole numbers are all that this system has.
        acts::enter_mark(&self.school, student, "4")
    }

    async fn misbehave(&self, trouble: Trouble) {
        let misbehaviour = match trouble {
            // This system has no such object: the status alone says it.
            Trouble::RequestLimit => Misbehaviour::TooManyRequests { retry_after: None },
            Trouble::LoginPage => Misbehaviour::LoginPage,
            other => acts::misbehaviour(other),
        };
        let path = if self.api == Api::Web { "/webapi/" } else { "/api/mobile/" };
        self.school.misbehave(misbehaviour, Scope::always().on(path));
    }

    async fn behave(&self) {
        self.school.behave();
    }

    async fn end_sessions(&self) {
        self.school.revoke_tokens(None);
    }

    fn secrets(&self) -> Vec<String> {
        vec!["Parol-2026".into(), "Parol-2025".into()]
    }
}

//! The simulated school as a [`ContractSchool`] of a system with one API, told by `crate::PROTOCOL`.
// Each test takes of it what it needs.
#![allow(dead_code)]

#[path = "acts.rs"]
mod acts;
#[path = "between.rs"]
mod between;

use std::{net::SocketAddr, sync::Arc};

use async_trait::async_trait;
use bytes::Bytes;
use peremena_model::{AccountId, Kind, KindSet, SchoolYear, Span, StudentId};
use peremena_school::{
    Ask, Credentials, Enrolment, Http, SchoolApi, SchoolError, SchoolSystem, Secret, Session, SessionKeeper, Settings,
    Traffic,
    contract::{ContractSchool, Forgetful, Trouble},
};
use peremena_school_sim::{Clock, Misbehaviour, School, SchoolSettings, Scope, Server};
use time::{OffsetDateTime, macros::date, macros::datetime};

pub use between::{Keeping, change_json, items};
use between::{Twist, answer, settings};

use crate::{PROTOCOL, systems::System};

/// How a system's own calls are told from each other.
pub struct Protocol {
    pub system: System,
    /// Parts of the paths of all calls but the sign-in.
    pub everywhere: &'static [&'static str],
    /// Calls that a session may be refused and yet live.
    pub calls: &'static [&'static str],
    /// Of those and others the ones whose things have names: one that comes twice is one.
    pub named: &'static [&'static str],
    /// A call's name, by its path: "estimate/table".
    pub name: fn(&str) -> &str,
    pub secrets: &'static [&'static str],
}

/// A Monday in the second quarter, after the lessons.
pub fn now() -> OffsetDateTime {
    datetime!(2026-11-16 18:00 +3)
}

/// The year so far and two weeks ahead.
pub fn ask(student: &Enrolment, kinds: &[Kind]) -> Ask {
    Ask {
        student: StudentId::of(&AccountId::of(PROTOCOL.system.word, "test", "parent"), &student.person),
        kinds: KindSet::of(kinds),
        year: SchoolYear(2026),
        span: Span::new(date!(2026 - 09 - 01), date!(2026 - 11 - 30)).unwrap(),
        now: now(),
    }
}

/// The school, in this process or behind a listener.
pub struct Simulated {
    pub school: School,
    pub values: Vec<(&'static str, &'static str)>,
    server: Option<Server>,
    twist: Option<Twist>,
}

impl Simulated {
    fn with(server: Option<Server>, school: School) -> Simulated {
        Simulated { school, values: PROTOCOL.system.values.to_vec(), server, twist: None }
    }

    fn school() -> School {
        School::new(SchoolSettings { clock: Clock::Fixed(now()), ..SchoolSettings::default() })
    }

    pub fn in_process() -> Simulated {
        Simulated::with(None, Simulated::school())
    }

    /// In this process, with answers changed by `twist`.
    pub fn twisted(
        twist: impl Fn(&http::Request<Bytes>, &mut http::Response<Bytes>) + Send + Sync + 'static,
    ) -> Simulated {
        Simulated { twist: Some(Arc::new(twist)), ..Simulated::in_process() }
    }

    pub async fn listening() -> Simulated {
        let school = Simulated::school();
        let server = Server::start(school.clone(), SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
        Simulated::with(Some(server), school)
    }

    pub fn and(mut self, name: &'static str, value: &'static str) -> Simulated {
        self.values.retain(|(of, _)| *of != name);
        self.values.push((name, value));
        self
    }

    pub async fn sign_in(&self, credentials: Credentials) -> Result<Session, SchoolError> {
        self.system().sign_in(&self.settings(), credentials, &self.http()).await
    }

    pub async fn session(&self, login: &str) -> Session {
        let passwords = [("parent", "Parol-2026"), ("amina", "Amina-2026"), ("sidorov", "Sidorov-2026")];
        let password = passwords.iter().find(|(of, _)| *of == login).unwrap().1;
        self.sign_in(by_password(login, password)).await.unwrap()
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

    /// Calls that were made since the journal was cleared.
    pub fn asked(&self) -> Vec<String> {
        let entries = self.school.journal().entries.into_iter();
        entries.map(|entry| (PROTOCOL.name)(entry.path.split('?').next().unwrap()).to_owned()).collect()
    }
}

pub fn by_password(login: &str, password: &str) -> Credentials {
    Credentials::Password { login: login.into(), password: Secret::new(password), school: None }
}

#[async_trait]
impl ContractSchool for Simulated {
    fn system(&self) -> &'static dyn SchoolSystem {
        PROTOCOL.system.registered()
    }

    fn settings(&self) -> Settings {
        settings(self.server.as_ref(), &self.values)
    }

    fn http(&self) -> Http {
        let traffic = Arc::new(Traffic::default());
        match &self.server {
            Some(_) => Http::new(self.system().hosts(&self.settings()).unwrap(), traffic),
            None => {
                let (school, twist) = (self.school.clone(), self.twist.clone());
                Http::in_process(Arc::new(move |request| answer(&school, twist.as_ref(), request)), traffic)
            }
        }
    }

    fn credentials(&self) -> Credentials {
        by_password("parent", "Parol-2026")
    }

    fn wrong_credentials(&self) -> Credentials {
        by_password("parent", "Parol-2025")
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
        let tell = |misbehaviour, paths: &[&'static str]| {
            paths.iter().for_each(|path| self.school.misbehave(misbehaviour, Scope::always().on(*path)));
        };
        match trouble {
            // What is open to any session stays open: by that alone this is not an ended one.
            Trouble::NotAllowed => tell(Misbehaviour::SystemForbidden, PROTOCOL.calls),
            Trouble::Duplicated => tell(Misbehaviour::Duplicated, PROTOCOL.named),
            Trouble::LoginPage => tell(Misbehaviour::LoginPage, PROTOCOL.everywhere),
            other => tell(acts::misbehaviour(other), PROTOCOL.everywhere),
        }
    }

    async fn behave(&self) {
        self.school.behave();
    }

    async fn end_sessions(&self) {
        self.school.revoke_tokens(None);
    }

    fn secrets(&self) -> Vec<String> {
        ["Parol-2026", "Parol-2025"].iter().chain(PROTOCOL.secrets).map(|secret| (*secret).to_owned()).collect()
    }
}

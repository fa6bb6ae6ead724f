//! A family of one of the systems, with a proxy between it and the simulated school.

use std::{sync::Arc, time::Duration};

use peremena_model::{AccountId, Item, Kind, KindSet, Lesson, SchoolYear, Span, StudentId};
use peremena_school::{
    Answer, Ask, Bounds, Credentials, Enrolment, Http, SchoolApi, SchoolError, SchoolSystem, Secret, Session, Settings,
    Traffic, contract::Forgetful, registry,
};
use peremena_school_sim::{Clock, Fault, PARENT, Proxy, School, SchoolSettings, Server};
use time::{OffsetDateTime, macros::date, macros::datetime};

pub const NOW: OffsetDateTime = datetime!(2026-11-16 18:00 +3);

/// A system, and what it cannot do without.
#[derive(Clone, Copy)]
pub struct System {
    pub word: &'static str,
    pub values: &'static [(&'static str, &'static str)],
    /// Signs in with a token, since it takes no password.
    pub by_token: bool,
    /// How its requests for data begin; signing in does not.
    pub data: &'static str,
}

pub const DNEVNIK: System = System { word: "dnevnik-ru", values: &[], by_token: false, data: "/v2/" };
pub const MESH: System = System { word: "mesh", values: &[], by_token: true, data: "/api/" };
pub const MY_SCHOOL: System = System { word: "my-school", values: &[], by_token: false, data: "/api/" };
pub const NETSCHOOL: System =
    System { word: "netschool", values: &[("host", "sgo.example.ru")], by_token: false, data: "/webapi/" };
pub const ELJUR: System = System {
    word: "eljur",
    values: &[("vendor", "school12"), ("devkey", "devkey-canary")],
    by_token: false,
    data: "/apiv3/get",
};

pub const PETERSBURG: System = System { word: "petersburg", values: &[], by_token: false, data: "/api/journal/" };

/// A school with a listener, and the way to it.
pub struct Family {
    pub system: System,
    pub school: School,
    pub proxy: Proxy,
    _server: Server,
}

impl Family {
    pub async fn of(system: System) -> Family {
        let school = School::new(SchoolSettings { clock: Clock::Fixed(NOW), ..SchoolSettings::default() });
        let server = Server::start(school.clone(), ([127, 0, 0, 1], 0).into()).await.unwrap();
        let proxy = Proxy::start(server.address()).await.unwrap();
        Family { system, school, proxy, _server: server }
    }

    pub fn word(&self) -> &'static dyn SchoolSystem {
        registry::system(self.system.word).unwrap()
    }

    pub fn settings(&self) -> Settings {
        let mut settings = Settings::with_base(self.proxy.url().parse().unwrap()).unwrap();
        let values = self.system.values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        settings.values.extend(values);
        settings
    }

    pub fn http(&self, bounds: Bounds) -> (Http, Arc<Traffic>) {
        let traffic = Arc::new(Traffic::default());
        (Http::bounded(self.word().hosts(&self.settings()).unwrap(), traffic.clone(), bounds), traffic)
    }

    pub fn credentials(&self) -> Credentials {
        match self.system.by_token {
            true => Credentials::Token(Secret::new(self.school.sign_in(PARENT.login, PARENT.password).unwrap())),
            false => Credentials::Password {
                login: PARENT.login.into(),
                password: Secret::new(PARENT.password),
                school: (self.system.word == "netschool").then(|| "СОШ № 12".to_owned()),
            },
        }
    }

    pub async fn sign_in(&self, http: &Http) -> Result<Session, SchoolError> {
        self.word().sign_in(&self.settings(), self.credentials(), http).await
    }

    pub fn connect(&self, session: Session, http: Http) -> Box<dyn SchoolApi> {
        self.word().connect(&self.settings(), session, Arc::new(Forgetful), http).unwrap()
    }

    /// The quarter so far and two weeks ahead, all kinds.
    pub fn ask(&self, student: &Enrolment) -> Ask {
        Ask {
            student: StudentId::of(&AccountId::of(self.system.word, "test", "parent"), &student.person),
            kinds: KindSet::of(Kind::ALL),
            year: SchoolYear(2026),
            span: Span::new(date!(2026 - 11 - 02), date!(2026 - 11 - 30)).unwrap(),
            now: NOW,
        }
    }
}

/// Nobody waits long for a server that hangs; one that only takes its time is waited for on a busy machine too.
pub fn bounds(fault: &Fault) -> Bounds {
    let hangs = matches!(
        fault,
        Fault::Drip(_)
            | Fault::Stall
            | Fault::Silence
            | Fault::EndlessContinue
            | Fault::Switching
            | Fault::TlsBytes
            | Fault::UnendedChunks
    );
    let total = if hangs { Duration::from_millis(700) } else { Duration::from_secs(20) };
    Bounds { total, connect: Duration::from_secs(5), body: 4 << 20 }
}

/// The items of each kind as text, in the order of the texts. Without who teaches: a connector that has to ask for
/// each lesson does so over several syncs.
pub fn content(answer: &Answer) -> Vec<(Kind, Vec<String>)> {
    let text = |item: &Item| match item {
        Item::Lesson(lesson) => serde_json::to_string(&Lesson { teacher: None, ..lesson.clone() }).unwrap(),
        item => serde_json::to_string(item).unwrap(),
    };
    let mut content: Vec<(Kind, Vec<String>)> = Vec::new();
    for part in &answer.parts {
        let mut items: Vec<String> = part.items.iter().map(text).collect();
        items.sort();
        content.push((part.scope.kind, items));
    }
    content.sort();
    content
}

/// What an error means, in a word.
pub fn word(error: &SchoolError) -> &'static str {
    match error {
        SchoolError::Refused(_) => "refused",
        SchoolError::Forbidden(_) => "forbidden",
        SchoolError::Limited { .. } => "limited",
        SchoolError::Unreachable(_) => "unreachable",
        SchoolError::OutOfOrder(_) => "out of order",
        SchoolError::Strange(_) => "strange",
        SchoolError::Setting(_) => "setting",
    }
}

/// The words that may be said of a fault. None of them blames the family, but that a page to sign in on may mean
/// that the session is over.
pub fn fitting(fault: &Fault) -> &'static [&'static str] {
    match fault {
        Fault::LoginPage | Fault::LoginPageAsJson => &["strange", "refused", "forbidden"],
        // No answer of HTTP came, or not the whole of one.
        Fault::Drip(_)
        | Fault::Stall
        | Fault::Silence
        | Fault::Hangup
        | Fault::CutAt(_)
        | Fault::ResetAt(_)
        | Fault::LengthMore
        | Fault::LengthTwice
        | Fault::LengthNonsense
        | Fault::BrokenChunk
        | Fault::UnendedChunks
        | Fault::GzipCut
        | Fault::GzipUntrue
        | Fault::EndlessHeader
        | Fault::EndlessHeaders
        | Fault::EndlessContinue
        | Fault::Garbage
        | Fault::TlsBytes
        | Fault::ClosesKept => &["unreachable"],
        Fault::Switching | Fault::HugeHeader => &["unreachable", "strange"],
        _ => &["strange"],
    }
}

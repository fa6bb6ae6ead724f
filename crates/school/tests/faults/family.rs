//! A family of one of the systems, with a proxy between it and the simulated school.

use std::{sync::Arc, time::Duration};

use peremena_model::{AccountId, Item, Kind, KindSet, Lesson, SchoolYear, Span, StudentId};
use peremena_school::{
    Answer, Ask, Bounds, Credentials, Enrolment, Http, SchoolApi, SchoolError, SchoolSystem, Session, Settings,
    Traffic, contract::Forgetful,
};
use peremena_school_sim::{Clock, Fault, Proxy, School, SchoolSettings, Server};
use time::{OffsetDateTime, macros::date, macros::datetime};

pub use crate::systems::*;

pub const NOW: OffsetDateTime = datetime!(2026-11-16 18:00 +3);

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
        self.system.registered()
    }

    pub fn settings(&self) -> Settings {
        let base = Settings::with_base(self.proxy.url().parse().unwrap()).unwrap().base;
        Settings { base, ..self.system.settings() }
    }

    pub fn http(&self, bounds: Bounds) -> (Http, Arc<Traffic>) {
        let traffic = Arc::new(Traffic::default());
        (Http::bounded(self.word().hosts(&self.settings()).unwrap(), traffic.clone(), bounds), traffic)
    }

    pub fn credentials(&self) -> Credentials {
        self.system.credentials(&self.school)
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
    use Fault::*;
    let hangs = matches!(fault, Drip(_) | Stall | Silence | EndlessContinue | Switching | TlsBytes | UnendedChunks);
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
    use Fault::*;
    match fault {
        LoginPage | LoginPageAsJson => &["strange", "refused", "forbidden"],
        // No answer of HTTP came, or not the whole of one.
        Drip(_) | Stall | Silence | Hangup | CutAt(_) | ResetAt(_) | LengthMore | LengthTwice | LengthNonsense
        | BrokenChunk | UnendedChunks | GzipCut | GzipUntrue | EndlessHeader | EndlessHeaders | EndlessContinue
        | Garbage | TlsBytes | ClosesKept => &["unreachable"],
        Switching | HugeHeader => &["unreachable", "strange"],
        _ => &["strange"],
    }
}

//! What the suite lets pass of a connector that does not ask everything each time, and what it does not.
#![allow(clippy::unwrap_used)]

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use peremena_model::{Announcement, Holiday};
use rstest::rstest;
use time::macros::datetime;

use super::*;
use crate::{Capabilities, HostRule, Identity, Part, SchoolError, SchoolParts, SettingSpec, SignInWay, Traffic};

const NOW: OffsetDateTime = datetime!(2026-11-16 18:00 +3);

/// A system that tells a holiday and an announcement, and nothing of `kind` to whoever has asked less than `pause` ago.
#[derive(Clone, Copy)]
struct Sparing {
    kind: Kind,
    pause: Duration,
}

static HOURLY: Sparing = Sparing { kind: Kind::Announcement, pause: Duration::HOUR };
static ONCE: Sparing = Sparing { kind: Kind::Announcement, pause: Duration::MAX };
static HOLIDAYS_HOURLY: Sparing = Sparing { kind: Kind::Holiday, pause: Duration::HOUR };

struct Connection {
    to: Sparing,
    told_at: Mutex<Option<OffsetDateTime>>,
}

fn told_of(kind: Kind) -> Item {
    if kind == Kind::Holiday {
        let (from, to) = (NOW.date(), NOW.date());
        return Item::Holiday(Holiday { id: "1".into(), name: "Каникулы".into(), from, to });
    }
    let (title, text) = ("Собрание".into(), String::new());
    Item::Announcement(Announcement { id: "1".into(), at: NOW, title, text, author: None, attachments: Vec::new() })
}

#[async_trait]
impl SchoolApi for Connection {
    async fn identity(&self) -> Result<Identity, SchoolError> {
        let (class, school, ids) = (None, None, std::collections::BTreeMap::new());
        let mira = Enrolment { person: "1".into(), name: "Мира Тестова".into(), class, school, ids };
        Ok(Identity { user: "1".into(), name: String::new(), is_student: false, students: vec![mira] })
    }

    async fn terms(&self, _student: &Enrolment, _year: SchoolYear) -> Result<Answer, SchoolError> {
        Ok(Answer::default())
    }

    async fn fetch(&self, _student: &Enrolment, ask: &Ask) -> Result<Answer, SchoolError> {
        let mut told_at = self.told_at.lock().unwrap();
        let pauses = told_at.is_some_and(|then| ask.now - then < self.to.pause);
        if !pauses {
            *told_at = Some(ask.now);
        }
        let part = |kind| {
            let silent = pauses && kind == self.to.kind;
            let items = if silent { Vec::new() } else { vec![told_of(kind)] };
            Part { scope: ask.scope(kind, !silent), items }
        };
        Ok(Answer { parts: ask.kinds.iter().map(part).collect(), ..Answer::default() })
    }

    async fn glance(&self, _student: &Enrolment, _ask: &Ask) -> Result<Option<Answer>, SchoolError> {
        Ok(None)
    }
}

#[async_trait]
impl SchoolSystem for Sparing {
    fn word(&self) -> &'static str {
        "sparing"
    }

    fn name(&self) -> &'static str {
        "Sparing"
    }

    fn settings(&self) -> &'static [SettingSpec] {
        &[]
    }

    fn capabilities(&self) -> Capabilities {
        let kinds = KindSet::of(&[Kind::Holiday, Kind::Announcement]);
        Capabilities {
            kinds,
            glance: false,
            homework_done: false,
            write_messages: false,
            past_years: false,
            files: false,
            school: SchoolParts::default(),
        }
    }

    fn hosts(&self, _settings: &Settings) -> Result<Vec<HostRule>, SchoolError> {
        Ok(Vec::new())
    }

    fn ways_in(&self, _settings: &Settings) -> Result<Vec<SignInWay>, SchoolError> {
        Ok(Vec::new())
    }

    async fn sign_in(&self, _: &Settings, _: Credentials, _: &Http) -> Result<Session, SchoolError> {
        Ok(Session { values: [].into(), ends: None })
    }

    fn connect(
        &self,
        _settings: &Settings,
        _session: Session,
        _keep: Arc<dyn SessionKeeper>,
        _http: Http,
    ) -> Result<Box<dyn SchoolApi>, SchoolError> {
        Ok(Box::new(Connection { to: *self, told_at: Mutex::default() }))
    }
}

/// Of the suite's questions those that it is asked here.
struct Declared {
    system: &'static Sparing,
    seldom: KindSet,
}

#[async_trait]
impl ContractSchool for Declared {
    fn system(&self) -> &'static dyn SchoolSystem {
        self.system
    }

    fn seldom(&self) -> KindSet {
        self.seldom
    }

    fn settings(&self) -> Settings {
        Settings::default()
    }

    fn http(&self) -> Http {
        Http::in_process(Arc::new(|_| http::Response::new(Bytes::new())), Arc::new(Traffic::default()))
    }

    fn credentials(&self) -> Credentials {
        Credentials::Token(crate::Secret::new("t"))
    }

    fn wrong_credentials(&self) -> Credentials {
        self.credentials()
    }

    async fn sign_in_attempts(&self) -> u32 {
        0
    }

    fn now(&self) -> OffsetDateTime {
        NOW
    }

    async fn enter_mark(&self, _student: &Enrolment) -> String {
        String::new()
    }

    async fn misbehave(&self, _trouble: Trouble) {}

    async fn behave(&self) {}

    async fn end_sessions(&self) {}

    fn secrets(&self) -> Vec<String> {
        Vec::new()
    }
}

#[rstest]
#[case::as_declared(&HOURLY, &[Kind::Announcement], None)]
#[case::not_declared(&HOURLY, &[], Some("asked twice"))]
#[case::another_kind_is(&HOLIDAYS_HOURLY, &[Kind::Announcement], Some("asked twice"))]
#[case::for_good(&ONCE, &[Kind::Announcement], Some("asked a day later"))]
#[tokio::test]
async fn a_connector_may_say_nothing_for_a_while_of_what_it_asks_seldom(
    #[case] system: &'static Sparing,
    #[case] seldom: &[Kind],
    #[case] breach: Option<&str>,
) {
    let outcome = answers::determinism(&Declared { system, seldom: KindSet::of(seldom) }).await;
    let seen = outcome.as_ref().err().and_then(|seen| seen.split(':').next());
    assert_eq!(seen, breach, "{outcome:?}");
}

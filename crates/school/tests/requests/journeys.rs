//! What a family does in a year, with everything that makes a connector ask in another way.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
};

use bytes::Bytes;
use peremena_model::{AccountId, Item, Kind, KindSet, SchoolYear, Span, StudentId};
use peremena_school::{
    Arrived, Ask, Credentials, Enrolment, FileAsk, Http, Letter, SchoolApi, SchoolSystem, Secret, Session, Settings,
    contract::Forgetful, registry,
};
use peremena_school_sim::{
    AMINA, Act, Clock, CutOff, FamilyAccount, Misbehaviour, PARENT, School, SchoolSettings, Scope,
};
use time::{OffsetDateTime, macros::date, macros::datetime};

use crate::shape;

pub const NOW: OffsetDateTime = datetime!(2026-11-16 18:00 +3);

/// How one comes in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Enter {
    Password(FamilyAccount),
    /// A token that was pasted.
    Token,
}

/// One account.
pub struct Journey {
    pub values: &'static [(&'static str, &'static str)],
    pub enter: Enter,
}

const fn journey(values: &'static [(&'static str, &'static str)], enter: Enter) -> Journey {
    Journey { values, enter }
}

/// Every system with the accounts that make it ask all that it asks.
pub const SYSTEMS: &[(&str, &[Journey])] = &[
    (
        "dnevnik-ru",
        &[
            journey(&[], Enter::Password(PARENT)),
            journey(&[], Enter::Password(AMINA)),
            journey(&[("client_id", "c-1"), ("client_secret", "s-1")], Enter::Password(PARENT)),
            journey(&[], Enter::Token),
        ],
    ),
    ("mesh", &[journey(&[], Enter::Token)]),
    (
        "my-school",
        &[journey(&[], Enter::Password(PARENT)), journey(&[], Enter::Password(AMINA)), journey(&[], Enter::Token)],
    ),
    (
        "netschool",
        &[
            journey(&[("host", "sgo.example.ru")], Enter::Password(PARENT)),
            journey(&[("host", "sgo.example.ru"), ("keep_password", "yes")], Enter::Password(PARENT)),
            journey(
                &[("host", "sgo.example.ru"), ("client_id", "c-1"), ("client_secret", "s-1")],
                Enter::Password(PARENT),
            ),
        ],
    ),
    (
        "eljur",
        &[
            journey(&[("vendor", "school12"), ("devkey", "key")], Enter::Password(PARENT)),
            journey(&[("vendor", "school12"), ("devkey", "key"), ("keep_password", "yes")], Enter::Password(PARENT)),
            journey(&[("vendor", "school12"), ("devkey", "key"), ("read_letters", "yes")], Enter::Password(AMINA)),
            journey(&[("vendor", "school12"), ("devkey", "key")], Enter::Token),
        ],
    ),
    (
        "petersburg",
        &[
            journey(&[], Enter::Password(PARENT)),
            journey(&[("keep_password", "yes")], Enter::Password(AMINA)),
            journey(&[], Enter::Token),
        ],
    ),
];

/// Calls that are refused in turn, so that what is asked instead is seen.
const REFUSED: &[&[&str]] = &[
    &["recentmarks"],
    &["avg-marks"],
    &["avg-marks", "periodMarks"],
    &["reporting-periods-group"],
    &["homeworks"],
    &["/family/mobile/"],
    &["/terms/search"],
    &["getrules"],
    &["estimate/table"],
];

/// The requests of one account's life; with `refusals`, of one that is refused much.
pub async fn travelled(word: &str, values: &[(&str, &str)], enter: Enter, refusals: bool) -> BTreeSet<String> {
    let school = School::new(SchoolSettings { clock: Clock::Fixed(NOW), ..SchoolSettings::default() });
    act(&school);
    let heard: Arc<Mutex<BTreeSet<String>>> = Arc::default();
    let (asked, ears) = (school.clone(), heard.clone());
    let answer = move |request: http::Request<Bytes>| {
        ears.lock().unwrap().insert(shape::of(&request));
        let mut answer = asked.answer(request);
        let cut: Option<CutOff> = answer.extensions_mut().remove();
        assert!(cut.is_none());
        answer
    };
    let http = Http::in_process(Arc::new(answer), Arc::default());
    let system = registry::system(word).unwrap();
    let values = values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let settings = Settings { values, ..Settings::default() };
    let session = sign_in(&school, system, &settings, enter, &http).await;
    let api = live(system, &settings, &session, &http).await;
    let student = api.identity().await.unwrap().students.swap_remove(0);
    for paths in REFUSED.iter().filter(|_| refusals) {
        paths.iter().for_each(|path| school.misbehave(Misbehaviour::SystemForbidden, Scope::always().on(*path)));
        let api = connect(system, &settings, &session, &http);
        look(api.as_ref(), &student, NOW).await;
        school.behave();
    }
    // Whoever is signed out under way renews the session, where that is possible.
    school.revoke_tokens(None);
    look(api.as_ref(), &student, NOW + time::Duration::days(4)).await;
    api.sign_out().await;
    let heard = heard.lock().unwrap();
    heard.clone()
}

pub async fn sign_in(
    school: &School,
    system: &dyn SchoolSystem,
    settings: &Settings,
    enter: Enter,
    http: &Http,
) -> Session {
    let credentials = match enter {
        Enter::Token => Credentials::Token(Secret::new(school.sign_in(PARENT.login, PARENT.password).unwrap())),
        Enter::Password(account) => Credentials::Password {
            login: account.login.into(),
            password: Secret::new(account.password),
            school: (system.word() == "netschool").then(|| "СОШ № 12".to_owned()),
        },
    };
    system.sign_in(settings, credentials, http).await.unwrap()
}

fn connect(system: &dyn SchoolSystem, settings: &Settings, session: &Session, http: &Http) -> Box<dyn SchoolApi> {
    system.connect(settings, session.clone(), Arc::new(Forgetful), http.clone()).unwrap()
}

/// Two days running, what is asked some syncs later, and a past year.
async fn live(system: &dyn SchoolSystem, settings: &Settings, session: &Session, http: &Http) -> Box<dyn SchoolApi> {
    let api = connect(system, settings, session, http);
    let student = api.identity().await.unwrap().students.swap_remove(0);
    for days in 0..2 {
        look(api.as_ref(), &student, NOW + time::Duration::days(days)).await;
    }
    let past = Span::new(date!(2026 - 05 - 01), date!(2026 - 05 - 31)).unwrap();
    api.fetch(&student, &Ask { year: SchoolYear(2025), span: past, ..ask(&student, NOW) }).await.ok();
    api.keep_alive().await.ok();
    write(api.as_ref(), &student).await;
    open_a_file(api.as_ref(), &student).await;
    tick(api.as_ref(), &student).await;
    api
}

/// A homework is ticked off, and the tick taken back, where the system takes it.
async fn tick(api: &dyn SchoolApi, student: &Enrolment) {
    let Ok(answer) = api.fetch(student, &ask(student, NOW)).await else { return };
    let mut items = answer.parts.into_iter().flat_map(|part| part.items);
    let Some(homework) = items.find(|item| item.kind() == Kind::Homework) else { return };
    for done in [true, false] {
        api.set_done(student, homework.id(), done, NOW).await.ok();
    }
}

/// A file of a homework, where the account's system gives any.
async fn open_a_file(api: &dyn SchoolApi, student: &Enrolment) {
    let Ok(answer) = api.fetch(student, &ask(student, NOW)).await else { return };
    for item in answer.parts.into_iter().flat_map(|part| part.items) {
        let file = match &item {
            Item::Homework(homework) => homework.attachments.first().cloned(),
            _ => None,
        };
        if let Some(file) = file {
            api.attachment(student, &FileAsk { item, file, now: NOW }, &Arrived::default()).await.ok();
            return;
        }
    }
}

/// A letter to whoever may be written to, and the first of one's own opened, where that is possible.
async fn write(api: &dyn SchoolApi, student: &Enrolment) {
    let Ok(receivers) = api.receivers(student).await else { return };
    let to = vec![receivers[0].id.clone()];
    api.send_letter(student, &Letter { to, subject: "О походе".into(), text: "Едем.".into() }).await.unwrap();
    let letters = Ask { kinds: KindSet::of(&[Kind::Message]), ..ask(student, NOW) };
    for child in api.identity().await.unwrap().students {
        let answer = api.fetch(&child, &letters).await.unwrap();
        if let Some(letter) = answer.parts.iter().flat_map(|part| &part.items).next() {
            api.open_letter(&child, letter.id()).await.unwrap();
        }
    }
}

async fn look(api: &dyn SchoolApi, student: &Enrolment, now: OffsetDateTime) {
    let ask = ask(student, now);
    api.identity().await.ok();
    api.fetch(student, &ask).await.ok();
    api.glance(student, &ask).await.ok();
    api.terms(student, ask.year).await.ok();
}

fn ask(student: &Enrolment, now: OffsetDateTime) -> Ask {
    Ask {
        student: StudentId::of(&AccountId::of("any", "test", "parent"), &student.person),
        kinds: KindSet::of(Kind::ALL),
        year: SchoolYear(2026),
        span: Span::new(date!(2026 - 10 - 26), date!(2026 - 11 - 27)).unwrap(),
        now,
    }
}

/// Something of every kind that makes a further request.
fn act(school: &School) {
    let student = || "Амина".to_owned();
    let acts = [
        Act::Homework {
            student: student(),
            subject: "Алгебра".into(),
            text: None,
            date: None,
            files: vec!["Карточка.pdf".into()],
        },
        Act::Message {
            student: student(),
            subject: "Собрание".into(),
            text: "В среду".into(),
            from: None,
            files: Vec::new(),
        },
        Act::Announcement {
            student: student(),
            title: "Каникулы".into(),
            text: "С понедельника".into(),
            author: None,
            whole_school: true,
            files: Vec::new(),
        },
    ];
    for act in acts {
        school.act(act).unwrap();
    }
}

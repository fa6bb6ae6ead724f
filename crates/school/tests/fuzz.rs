//! Answers of a whole school, spoiled byte by byte, through every connector: nothing panics, nothing hangs, and what is
//! given for an answer speaks for what was asked.
//!
//! The answers are those of the simulated school, so every page that a connector reads is among them; what is put into
//! them is chance, other answers and the texts that mean harm. `PEREMENA_FUZZ_SECONDS` says for how long each system is
//! tried, `PEREMENA_FUZZ_SEED` with what chance begins: a failure names both the seed and the bytes.
// Helpers of tests may panic as tests do.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

#[path = "school/systems.rs"]
mod systems;

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use bytes::Bytes;
use peremena_model::{AccountId, Kind, KindSet, SchoolYear, Span, StudentId};
use peremena_school::{Answer, Ask, Enrolment, Http, SchoolSystem, Session, Settings, contract::Forgetful};
use peremena_school_sim::{Clock, School, SchoolSettings, hostile};
use systems::{System, for_every_system};
use time::{macros::date, macros::datetime};

/// One page that drives a connector round for longer than this is a hang.
const LONGEST: Duration = Duration::from_secs(20);

/// Pages by method and path, as the school gave them.
type Pages = BTreeMap<String, (u16, String, Bytes)>;

fn variable(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, count: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(count.max(1)).unwrap()).unwrap()
    }

    /// A piece of `bytes`, not long.
    fn piece<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        let from = self.below(bytes.len());
        let to = bytes.len().min(from + 1 + self.below(200));
        bytes.get(from..to).unwrap_or_default()
    }
}

/// `body` with one to eight things done to it.
fn spoiled(body: &[u8], pages: &Pages, dice: &mut Dice) -> Vec<u8> {
    const WORDS: [&str; 22] = [
        "null",
        "[]",
        "{}",
        "\"\"",
        "-1",
        "0",
        "1e999",
        "9223372036854775808",
        "true",
        "\"9999-99-99\"",
        "\"0001-01-01\"",
        "\"2026-02-30T25:61:61\"",
        "[[[[[[[[",
        "}}}}",
        ",",
        ":",
        "\\",
        "\"",
        "\\ud800",
        "\u{0}",
        "\"24:00\"",
        "1.7e308",
    ];
    let mut bytes = body.to_vec();
    for _ in 0..=dice.below(8) {
        let at = dice.below(bytes.len() + 1);
        let end = bytes.len().min(at + dice.below(40));
        match dice.below(9) {
            0 if at < bytes.len() => bytes[at] = u8::try_from(dice.next() & 0xff).unwrap(),
            1 => bytes.truncate(at),
            2 => drop(bytes.drain(at..end)),
            3 => {
                let word = WORDS[dice.below(WORDS.len())];
                bytes.splice(at..at, word.bytes());
            }
            4 => {
                // In the place of a value: behind a colon, up to what ends it.
                let colon = bytes.iter().skip(at).position(|byte| *byte == b':').map_or(at, |found| at + found + 1);
                let stop = bytes
                    .iter()
                    .skip(colon)
                    .position(|byte| b",}]".contains(byte))
                    .map_or(colon, |found| colon + found);
                let word = WORDS[dice.below(WORDS.len())];
                bytes.splice(colon.min(bytes.len())..stop.min(bytes.len()), word.bytes());
            }
            5 => {
                let other = pages.values().nth(dice.below(pages.len())).unwrap().2.clone();
                let piece = dice.piece(&other).to_vec();
                bytes.splice(at..at, piece);
            }
            6 => {
                let harm = &hostile()[dice.below(hostile().len())].text;
                bytes.splice(at..at, dice.piece(harm.as_bytes()).to_vec());
            }
            7 => {
                let again = dice.piece(&bytes.clone()).to_vec();
                bytes.splice(at..at, again);
            }
            _ => {
                let other = pages.values().nth(dice.below(pages.len())).unwrap().2.clone();
                bytes = other.to_vec();
            }
        }
    }
    bytes
}

struct Family {
    system: &'static dyn SchoolSystem,
    settings: Settings,
    session: Session,
    student: Enrolment,
}

fn ask(student: &Enrolment) -> Ask {
    Ask {
        student: StudentId::of(&AccountId::of("any", "test", "parent"), &student.person),
        kinds: KindSet::of(Kind::ALL),
        year: SchoolYear(2026),
        span: Span::new(date!(2026 - 11 - 09), date!(2026 - 11 - 22)).unwrap(),
        now: datetime!(2026-11-16 18:00 +3),
    }
}

/// Whether an answer speaks for what was asked and for nothing else.
fn is_sound(answer: &Answer, ask: &Ask) -> Result<(), String> {
    for part in &answer.parts {
        let kind = part.scope.kind;
        if part.scope.student != ask.student {
            return Err(format!("{kind:?} of another student"));
        }
        let mut ids = std::collections::BTreeSet::new();
        for item in &part.items {
            if item.kind() != kind {
                return Err(format!("{:?} among {kind:?}", item.kind()));
            }
            if !kind.is_undated() && !item.date().is_some_and(|date| ask.span.contains(date)) {
                return Err(format!("{kind:?}: {:?} on another day", item.id()));
            }
            if !ids.insert(item.id().to_owned()) {
                return Err(format!("{kind:?}: {:?} twice", item.id()));
            }
        }
    }
    Ok(())
}

/// A look at everything; what of it was an answer is sound.
async fn look(family: &Family, http: Http) -> Result<usize, String> {
    let api = family.system.connect(&family.settings, family.session.clone(), Arc::new(Forgetful), http).unwrap();
    let ask = ask(&family.student);
    let mut answers = 0;
    answers += usize::from(api.identity().await.is_ok());
    if let Ok(answer) = api.fetch(&family.student, &ask).await {
        is_sound(&answer, &ask)?;
        answers += 1;
    }
    if let Ok(Some(answer)) = api.glance(&family.student, &ask).await {
        is_sound(&answer, &ask)?;
        answers += 1;
    }
    answers += usize::from(api.terms(&family.student, ask.year).await.is_ok());
    if let Some(kept) = api.reference() {
        api.recall(&kept);
    }
    Ok(answers)
}

fn key(request: &http::Request<Bytes>) -> String {
    format!("{} {}", request.method(), request.uri().path())
}

/// The family, and every page that one look reads.
async fn recorded(of: System) -> (Family, Pages) {
    let clock = Clock::Fixed(datetime!(2026-11-16 18:00 +3));
    let school = School::new(SchoolSettings { clock, ..SchoolSettings::default() });
    let pages: Arc<Mutex<Pages>> = Arc::default();
    let (asked, kept) = (school.clone(), pages.clone());
    let answer = move |request: http::Request<Bytes>| {
        let key = key(&request);
        let answer = asked.answer(request);
        let kind = answer.headers().get("content-type").and_then(|it| it.to_str().ok()).unwrap_or_default().to_owned();
        kept.lock().unwrap().insert(key, (answer.status().as_u16(), kind, answer.body().clone()));
        answer
    };
    let http = Http::in_process(Arc::new(answer), Arc::default());
    let (system, settings, credentials) = (of.registered(), of.settings(), of.credentials(&school));
    let session = system.sign_in(&settings, credentials, &http).await.unwrap();
    let api = system.connect(&settings, session.clone(), Arc::new(Forgetful), http.clone()).unwrap();
    let student = api.identity().await.unwrap().students.swap_remove(0);
    let family = Family { system, settings, session, student };
    pages.lock().unwrap().clear();
    assert_eq!(look(&family, http).await, Ok(4 - usize::from(!system.capabilities().glance)));
    let pages = std::mem::take(&mut *pages.lock().unwrap());
    (family, pages)
}

for_every_system!(spoiled_answers_end_nothing);

/// The other API of «Сетевой город».
#[tokio::test]
async fn spoiled_answers_of_the_mobile_api_end_nothing() {
    let values = &[("host", "sgo.example.ru"), ("client_id", "c-1"), ("client_secret", "s-1")];
    spoiled_answers_end_nothing(System { values, ..systems::NETSCHOOL }).await;
}

async fn spoiled_answers_end_nothing(system: System) {
    let word = system.word;
    let (family, pages) = recorded(system).await;
    let seed = variable("PEREMENA_FUZZ_SEED", 0x2026);
    let until = Instant::now() + Duration::from_secs(variable("PEREMENA_FUZZ_SECONDS", 3));
    let (mut dice, mut rounds, mut answers) = (Dice(seed), 0_u64, 0);
    while rounds == 0 || Instant::now() < until {
        rounds += 1;
        let chosen = pages.keys().nth(dice.below(pages.len())).unwrap().clone();
        let bytes = Bytes::from(spoiled(&pages[&chosen].2, &pages, &mut dice));
        let (sent, bad, path) = (pages.clone(), bytes.clone(), chosen.clone());
        let answer = move |request: http::Request<Bytes>| {
            let key = key(&request);
            let (status, kind, body) = sent.get(&key).cloned().unwrap_or((404, String::new(), Bytes::new()));
            let body = if key == path { bad.clone() } else { body };
            http::Response::builder().status(status).header("content-type", kind).body(body).unwrap()
        };
        let began = Instant::now();
        let seen = look(&family, Http::in_process(Arc::new(answer), Arc::default())).await;
        let whose = || format!("seed {seed}, round {rounds}, {chosen}: {:?}", String::from_utf8_lossy(&bytes));
        answers += seen.unwrap_or_else(|seen| panic!("{seen}; {}", whose()));
        assert!(began.elapsed() < LONGEST, "{}", whose());
    }
    println!("{word}: {rounds} spoiled answers of {} pages, {answers} looks were answered all the same", pages.len());
    assert!(answers > 0);
}

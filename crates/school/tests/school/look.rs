//! One look of a connector at a school whose pages were recorded: what the fuzzers let it take. Shared by
//! `tests/fuzz.rs` and by `fuzz/` at the root.
// Helpers of tests may panic as tests do.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use bytes::Bytes;
use peremena_model::{AccountId, Kind, KindSet, SchoolYear, Span, StudentId};
use peremena_school::{Answer, Ask, Enrolment, Http, SchoolSystem, Session, Settings, contract::Forgetful};
use peremena_school_sim::{Clock, School, SchoolSettings};
use time::{macros::date, macros::datetime};

use crate::systems::System;

/// Pages by method and path, as the school gave them.
pub type Pages = BTreeMap<String, (u16, String, Bytes)>;

/// Who looks.
pub struct Family {
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
pub async fn look(family: &Family, http: Http) -> Result<usize, String> {
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

/// The school as it was recorded, but for one page.
pub fn with_one_page(pages: &Pages, page: &str, body: Bytes) -> Http {
    let (sent, page) = (pages.clone(), page.to_owned());
    let answer = move |request: http::Request<Bytes>| {
        let key = key(&request);
        let (status, kind, recorded) = sent.get(&key).cloned().unwrap_or((404, String::new(), Bytes::new()));
        let body = if key == page { body.clone() } else { recorded };
        http::Response::builder().status(status).header("content-type", kind).body(body).unwrap()
    };
    Http::in_process(Arc::new(answer), Arc::default())
}

/// The family, and every page that one look reads.
pub async fn recorded(of: System) -> (Family, Pages) {
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

//! Texts that mean harm, through every system: they arrive as texts, cost nothing of the diary, and end nothing.
// Helpers of tests may panic as tests do.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

#[path = "school/systems.rs"]
mod systems;

use std::sync::Arc;

use peremena_model::{AccountId, Kind, KindSet, SchoolYear, Span, StudentId};
use peremena_school::{Answer, Ask, Http, SchoolApi, contract::Forgetful};
use peremena_school_sim::{Clock, Misbehaviour, School, SchoolSettings, Scope, hostile};
use systems::{System, for_every_system};
use time::{macros::date, macros::datetime};

async fn connected(school: &School, system: System) -> Box<dyn SchoolApi> {
    let asked = school.clone();
    let http = Http::in_process(Arc::new(move |request| asked.answer(request)), Arc::default());
    let (settings, credentials) = (system.settings(), system.credentials(school));
    let session = system.registered().sign_in(&settings, credentials, &http).await.unwrap();
    system.registered().connect(&settings, session, Arc::new(Forgetful), http).unwrap()
}

async fn fetched(api: &dyn SchoolApi) -> Answer {
    let student = api.identity().await.unwrap().students.swap_remove(0);
    let ask = Ask {
        student: StudentId::of(&AccountId::of("any", "test", "parent"), &student.person),
        kinds: KindSet::of(Kind::ALL),
        year: SchoolYear(2026),
        span: Span::new(date!(2026 - 09 - 01), date!(2026 - 11 - 30)).unwrap(),
        now: datetime!(2026-11-16 18:00 +3),
    };
    api.fetch(&student, &ask).await.unwrap()
}

for_every_system!(hostile_texts_arrive_as_texts_and_cost_nothing);

async fn hostile_texts_arrive_as_texts_and_cost_nothing(system: System) {
    let word = system.word;
    let clock = Clock::Fixed(datetime!(2026-11-16 18:00 +3));
    let school = School::new(SchoolSettings { clock, ..SchoolSettings::default() });
    let good = fetched(connected(&school, system).await.as_ref()).await;
    let api = connected(&school, system).await;
    school.misbehave(Misbehaviour::Hostile, Scope::always());
    let bad = fetched(api.as_ref()).await;

    let count = |answer: &Answer, kind: Kind| {
        answer.parts.iter().filter(|part| part.scope.kind == kind).map(|part| part.items.len()).sum::<usize>()
    };
    for kind in [Kind::Lesson, Kind::Mark, Kind::Homework, Kind::Absence] {
        let (found, expected) = (count(&bad, kind), count(&good, kind));
        match word {
            // Subjects are keys in one answer and texts in another, and only texts are spoiled: marks cannot be matched.
            // And an absence is a mark with a letter, of which the spoiled one is none.
            "eljur" if kind == Kind::Mark => assert!(found >= expected, "{found} of {expected}"),
            "eljur" if kind == Kind::Absence => {}
            // Where texts are HTML, homework of nothing but markup has no words left, and is none.
            "netschool" | "eljur" => assert!(found * 10 >= expected * 9, "{kind:?}: {found} of {expected}"),
            _ => assert_eq!(found, expected, "{kind:?}"),
        }
    }
    assert!(bad.failed.is_empty(), "{:?}", bad.failed);

    // Every one of them stands in some text, but for what cleaning takes out on purpose.
    let texts = serde_json::to_string(&bad.parts.iter().flat_map(|part| &part.items).collect::<Vec<_>>()).unwrap();
    let quoted = |text: &str| {
        let quoted = serde_json::to_string(text.trim()).unwrap();
        quoted.trim_matches('"').to_owned()
    };
    let arrived = hostile().iter().filter(|it| texts.contains(&quoted(&it.text))).count();
    println!("{word}: {arrived} of {} hostile texts as they were sent", hostile().len());
    let least = match word {
        "netschool" | "eljur" => 40,
        // It tells neither letters nor announcements: there are fewer texts to stand in.
        "petersburg" => hostile().len() * 7 / 10,
        _ => hostile().len() * 8 / 10,
    };
    assert!(arrived >= least, "{arrived} of {}", hostile().len());
}

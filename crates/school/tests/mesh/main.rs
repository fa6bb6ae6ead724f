//! МЭШ and «Моя школа» against the simulated school: the promises of every connector, in this process and over the
//! network, and what this connector promises beyond them.
// Helpers of tests may panic as tests do.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

mod diary;
mod school;
mod session;
mod ticks;

use std::sync::Arc;

use peremena_model::{Item, Kind, KindSet};
use peremena_school::{
    Answer, Ask, Enrolment, SchoolApi, SchoolError,
    contract::{self, Forgetful},
};
use peremena_school_sim::{Act, Misbehaviour, Scope};
use rstest::rstest;
use school::{PARENT, Simulated, ask, items, now};
use time::macros::date;

#[rstest]
#[case("mesh")]
#[case("my-school")]
#[tokio::test]
async fn every_promise_holds_in_this_process(#[case] word: &'static str) {
    assert_eq!(contract::breaches(&Simulated::in_process(word)).await, []);
}

#[rstest]
#[case("mesh")]
#[case("my-school")]
#[tokio::test(flavor = "multi_thread")]
async fn every_promise_holds_over_the_network(#[case] word: &'static str) {
    assert_eq!(contract::breaches(&Simulated::listening(word).await).await, []);
}

const BOTH: [&str; 2] = ["mesh", "my-school"];

fn only(ask: &Ask, kinds: &[Kind]) -> Ask {
    Ask { kinds: KindSet::of(kinds), ..ask.clone() }
}

/// Syncs until there is nothing more to learn: who teaches is asked for some pages at a time.
async fn settled(api: &dyn SchoolApi, student: &Enrolment, ask: &Ask) -> Answer {
    for _ in 0..9 {
        let before = api.reference();
        let answer = api.fetch(student, ask).await.unwrap();
        if api.reference() == before {
            return answer;
        }
    }
    panic!("it goes on learning");
}

const CALM: [Kind; 9] = [
    Kind::Lesson,
    Kind::Mark,
    Kind::Homework,
    Kind::Absence,
    Kind::Test,
    Kind::Event,
    Kind::Visit,
    Kind::TermMark,
    Kind::Average,
];

#[rstest]
// The door's book of two weeks: on a Monday the week that ended yesterday may still change.
#[case("mesh", 8)]
#[case("my-school", 6)]
#[tokio::test]
async fn a_calm_sync_of_one_child_is_few_requests(#[case] word: &'static str, #[case] requests: u64) {
    let school = Simulated::in_process(word);
    let (api, students) = school.connected(PARENT).await;
    let ask = only(&ask(&students[0]), &CALM);
    settled(api.as_ref(), &students[0], &ask).await;
    let kept = api.reference().unwrap();

    let (api, traffic) = school.connect(school.session(PARENT), Arc::new(Forgetful));
    api.recall(&kept);
    let students = api.identity().await.unwrap().students;
    let answer = api.fetch(&students[0], &ask).await.unwrap();
    assert_eq!(traffic.requests(), requests);
    assert!(items(&answer, Kind::Lesson).len() > 300);
    assert_eq!((answer.failed.len(), answer.skipped), (0, 0));
}

#[tokio::test]
async fn a_look_is_one_request_where_nothing_is_new() {
    for word in BOTH {
        let school = Simulated::in_process(word);
        let (api, students) = school.connected(PARENT).await;
        let ask = ask(&students[0]);
        let first = api.glance(&students[0], &ask).await.unwrap().unwrap();
        assert!(!items(&first, Kind::Mark).is_empty() && !items(&first, Kind::Homework).is_empty());
        let kept = api.reference().unwrap();

        let (api, traffic) = school.connect(school.session(PARENT), Arc::new(Forgetful));
        api.recall(&kept);
        let calm = api.glance(&students[0], &ask).await.unwrap().unwrap();
        assert_eq!((traffic.requests(), calm.parts.len()), (1, 0));

        // A mark for a lesson of another week is found by its notification.
        let mark = Act::Mark {
            student: "Амина".into(),
            subject: "Алгебра".into(),
            value: "5-".into(),
            work: None,
            date: Some(date!(2026 - 10 - 15)),
            comment: None,
        };
        school.school.act(mark).unwrap();
        let news = api.glance(&students[0], &ask).await.unwrap().unwrap();
        assert_eq!(traffic.requests(), 4);
        let found = items(&news, Kind::Mark).into_iter().find_map(|item| match item {
            Item::Mark(mark) if mark.value == "5-" && mark.set_at == Some(now()) => Some(mark),
            _ => None,
        });
        assert_eq!(found.unwrap().lesson_date, Some(date!(2026 - 10 - 15)));
        api.glance(&students[0], &ask).await.unwrap().unwrap();
        assert_eq!(traffic.requests(), 5);
    }
}

#[tokio::test]
async fn a_calendar_that_gives_up_on_a_long_range_is_asked_in_pieces() {
    let school = Simulated::in_process("mesh");
    let (api, students) = school.connected(PARENT).await;
    let ask = only(&ask(&students[0]), &[Kind::Lesson]);
    let at_once = settled(api.as_ref(), &students[0], &ask).await;
    *school.between.longest.lock().unwrap() = Some(28);
    let pieces = api.fetch(&students[0], &ask).await.unwrap();
    assert_eq!(items(&pieces, Kind::Lesson), items(&at_once, Kind::Lesson));

    let kept = api.reference().unwrap();
    let (api, traffic) = school.connect(school.session(PARENT), Arc::new(Forgetful));
    api.recall(&kept);
    api.fetch(&students[0], &ask).await.unwrap();
    // 91 days in pieces of 28.
    assert_eq!(traffic.requests(), 4);
}

#[tokio::test]
async fn a_server_that_is_down_is_asked_three_times_at_most() {
    let school = Simulated::in_process("mesh");
    let (api, traffic) = school.connect(school.session(PARENT), Arc::new(Forgetful));
    let students = api.identity().await.unwrap().students;
    let before = traffic.requests();
    school.school.misbehave(Misbehaviour::ServerError, Scope::always());
    let outcome = api.fetch(&students[0], &ask(&students[0])).await;
    assert!(matches!(outcome, Err(SchoolError::OutOfOrder(_))));
    assert!(traffic.requests() - before <= 3);
    school.school.behave();
    let before = traffic.requests();
    school.school.misbehave(Misbehaviour::Maintenance, Scope::always());
    let Err(SchoolError::OutOfOrder(outage)) = api.fetch(&students[0], &ask(&students[0])).await else { panic!() };
    assert_eq!((outage.words.as_str(), traffic.requests() - before), ("Технические работы", 1));
}

#[tokio::test]
async fn where_the_mobile_api_refuses_us_the_web_is_asked() {
    let school = Simulated::in_process("my-school");
    school.school.misbehave(Misbehaviour::SystemForbidden, Scope::always().on("/family/mobile/"));
    let (api, students) = school.connected(PARENT).await;
    let ask = ask(&students[0]);
    let answer = api.fetch(&students[0], &ask).await.unwrap();
    assert!(answer.failed.is_empty(), "{:?}", answer.failed);
    assert!(!items(&answer, Kind::Holiday).is_empty() && !items(&answer, Kind::SchoolInfo).is_empty());
    assert!(api.glance(&students[0], &ask).await.unwrap().is_some());
    // Found out once, and remembered.
    let mobile = || school.seen().iter().filter(|seen| seen.path.contains("/family/mobile/")).count();
    assert_eq!(mobile(), 1);
}

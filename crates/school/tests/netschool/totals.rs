//! Final marks over the site: a report that a queue makes.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use peremena_model::{Item, Kind, KindSet, SchoolYear, TermMarkOf};
use peremena_school::{
    Answer, Ask, Bounds, Enrolment, Http, SchoolError, Traffic,
    contract::{ContractSchool, Forgetful},
};
use peremena_school_sim::{Act, Misbehaviour, Scope};
use rstest::rstest;
use serde_json::json;

use crate::school::{Api, Simulated, ask, change_json, items, now};

/// What the reader of a report sees of it.
type Told = Vec<(String, TermMarkOf, Option<i32>, String)>;

fn finals(answer: &Answer) -> Told {
    let read = |item: &Item| match item {
        Item::TermMark(mark) => (mark.subject.clone(), mark.of, mark.term_number, mark.value.clone()),
        other => panic!("{other:?}"),
    };
    let mut told: Told = items(answer, Kind::TermMark).into_iter().map(read).collect();
    told.sort_by(|one, other| format!("{one:?}").cmp(&format!("{other:?}")));
    told
}

fn only(student: &Enrolment) -> Ask {
    Ask { kinds: KindSet::of(&[Kind::TermMark]), ..ask(student) }
}

/// The teachers have summed up the first quarter for two of the children.
fn sum_up(school: &Simulated) {
    for (student, value) in [("Амина", "5"), ("Тимур", "3")] {
        let (student, subject) = (student.to_owned(), "Русский язык".to_owned());
        let mark =
            Act::PeriodMark { student: student.clone(), subject: subject.clone(), term: Some(1), value: value.into() };
        school.school.act(mark).unwrap();
        school.school.act(Act::YearMark { student, subject, value: value.into() }).unwrap();
    }
}

fn orders(school: &Simulated) -> usize {
    school.asked().iter().filter(|line| line.contains("/studenttotalmarks/queue")).count()
}

fn says_nothing(answer: &Answer) -> bool {
    let part = answer.parts.iter().find(|part| part.scope.kind == Kind::TermMark);
    answer.failed.is_empty() && part.is_some_and(|part| !part.scope.whole && part.items.is_empty())
}

/// The report tells what the mobile API tells, for each child its own.
#[rstest]
#[case::today("5.47.0.100", "/signalr/queueHub")]
#[case::before_it_moved("5.30.1.0", "/webapi/queueHub")]
#[case::older("5.25.0.0", "/signalr/poll")]
#[case::without_keys("5.21.0.0", "/signalr/poll")]
#[tokio::test]
async fn the_report_tells_each_child_its_own_final_marks(#[case] version: &'static str, #[case] path: &str) {
    let school = Simulated::twisted(Api::Web, move |request, answer| {
        if request.uri().path().ends_with("/context") {
            change_json(answer, |context| context["version"] = json!(version));
        }
    });
    let mobile = Simulated::in_process(Api::Mobile);
    let mut sums = Vec::new();
    for of in [&school, &mobile] {
        sum_up(of);
        let (api, students) = of.connected("parent").await;
        let mut told = Vec::new();
        for student in &students {
            told.push(finals(&api.fetch(student, &only(student)).await.unwrap()));
        }
        sums.push(told);
    }
    assert!(sums[0].iter().filter(|told| !told.is_empty()).count() > 1, "more than one child has final marks");
    assert_ne!(sums[0][0], sums[0][1], "each its own");
    assert_eq!(sums[0], sums[1]);
    assert!(school.asked().iter().any(|line| line.contains(path)), "{path} of {version}");
    let left = school.asked().iter().any(|line| line.contains("DELETE") || line.contains("/abort"));
    assert!(left, "the conversation is ended");
}

#[tokio::test]
async fn a_report_is_asked_for_once_a_day_and_never_of_another_year() {
    let school = Simulated::in_process(Api::Web);
    sum_up(&school);
    let (api, students) = school.connected("parent").await;
    let (amina, timur) = (&students[0], &students[1]);
    let first = finals(&api.fetch(amina, &only(amina)).await.unwrap());
    assert!(says_nothing(&api.fetch(amina, &only(amina)).await.unwrap()));
    // Another child is another report.
    assert!(!finals(&api.fetch(timur, &only(timur)).await.unwrap()).is_empty());
    assert_eq!(orders(&school), 2);

    let kept = api.reference().unwrap();
    let again = school.connect(school.session("parent").await, Arc::new(Forgetful));
    again.recall(&kept);
    let later = Ask { now: now() + time::Duration::hours(23), ..only(amina) };
    assert!(says_nothing(&again.fetch(amina, &later).await.unwrap()));
    assert_eq!(orders(&school), 2, "not by another start of the program either");
    let tomorrow = Ask { now: now() + time::Duration::days(1), ..only(amina) };
    assert_eq!(finals(&again.fetch(amina, &tomorrow).await.unwrap()), first);

    let past = Ask { year: SchoolYear(2025), now: now() + time::Duration::days(9), ..only(amina) };
    let told = again.fetch(amina, &past).await;
    assert!(told.is_err() || told.is_ok_and(|answer| items(&answer, Kind::TermMark).is_empty()));
    assert_eq!(orders(&school), 3);
}

/// What goes wrong with the report costs the report, and it is not asked for again on that day.
#[rstest]
#[case::fails(Misbehaviour::ReportFails, "/webapi/signalr")]
#[case::another(Misbehaviour::OtherReport, "/webapi/files")]
#[case::cut_off(Misbehaviour::CutOff, "/webapi/files")]
#[case::no_page(Misbehaviour::ErrorUnderSuccess, "/webapi/files")]
#[case::not_offered(Misbehaviour::Empty, "/webapi/reports")]
#[case::not_allowed(Misbehaviour::SystemForbidden, "/webapi/reports")]
#[case::no_queue(Misbehaviour::GarbageJson, "/webapi/signalr")]
#[tokio::test]
async fn a_report_that_goes_wrong_costs_itself(#[case] misbehaviour: Misbehaviour, #[case] path: &str) {
    let school = Simulated::in_process(Api::Web);
    sum_up(&school);
    let (api, students) = school.connected("parent").await;
    school.school.misbehave(misbehaviour, Scope::always().on(path));
    let answer = api.fetch(&students[0], &ask(&students[0])).await.unwrap();
    let failed: Vec<Kind> = answer.failed.iter().map(|(kind, _)| *kind).collect();
    assert_eq!(failed, [Kind::TermMark], "{:?}", answer.failed);
    assert!(!items(&answer, Kind::Lesson).is_empty() && !items(&answer, Kind::Mark).is_empty());
    school.school.behave();
    assert!(says_nothing(&api.fetch(&students[0], &only(&students[0])).await.unwrap()));
}

/// That the queue does not take the session says nothing of the session: nobody is signed out for it, and no password that
/// is kept is sent again.
#[rstest]
#[case(Misbehaviour::InvalidToken)]
#[case(Misbehaviour::LoginTimeout)]
#[case(Misbehaviour::LoginRedirect)]
#[case(Misbehaviour::AccessError)]
#[tokio::test]
async fn a_queue_that_does_not_take_the_session_ends_it_for_nobody(#[case] misbehaviour: Misbehaviour) {
    let mut school = Simulated::in_process(Api::Web);
    school.values.push(("keep_password", "yes"));
    let (api, students) = school.connected("parent").await;
    let attempts = school.school.login_attempts().attempts;
    school.school.misbehave(misbehaviour, Scope::always().on("/webapi/signalr"));
    let answer = api.fetch(&students[0], &ask(&students[0])).await.unwrap();
    assert!(matches!(answer.failed.as_slice(), [(Kind::TermMark, SchoolError::Forbidden(_))]), "{:?}", answer.failed);
    assert_eq!(school.school.login_attempts().attempts, attempts);
    assert!(says_nothing(&api.fetch(&students[0], &only(&students[0])).await.unwrap()));
}

/// A server that is not there has not been asked: the report comes with the next sync.
#[tokio::test]
async fn a_server_that_is_out_of_order_is_asked_again() {
    let school = Simulated::in_process(Api::Web);
    sum_up(&school);
    let (api, students) = school.connected("parent").await;
    school.school.misbehave(Misbehaviour::Unavailable, Scope::always().on("/webapi/reports"));
    let answer = api.fetch(&students[0], &only(&students[0])).await.unwrap();
    assert!(matches!(answer.failed.as_slice(), [(Kind::TermMark, SchoolError::OutOfOrder(_))]));
    school.school.behave();
    assert!(!finals(&api.fetch(&students[0], &only(&students[0])).await.unwrap()).is_empty());
}

#[tokio::test]
async fn a_report_of_another_child_is_not_taken() {
    let other: Mutex<Option<bytes::Bytes>> = Mutex::default();
    let school = Simulated::twisted(Api::Web, move |request, answer| {
        if request.uri().path().starts_with("/webapi/files/") {
            let page = other.lock().unwrap().get_or_insert(answer.body().clone()).clone();
            *answer.body_mut() = page;
        }
    });
    sum_up(&school);
    let (api, students) = school.connected("parent").await;
    assert!(!finals(&api.fetch(&students[0], &only(&students[0])).await.unwrap()).is_empty());
    let answer = api.fetch(&students[1], &only(&students[1])).await.unwrap();
    assert!(finals(&answer).is_empty());
    assert!(matches!(answer.failed.as_slice(), [(Kind::TermMark, SchoolError::Strange(_))]), "{:?}", answer.failed);
}

/// A queue that has no end is left after a while, politely: neither without a pause nor without a word.
#[rstest]
#[case::today("5.47.0.100", "DELETE")]
#[case::older("5.21.0.0", "/signalr/abort")]
#[tokio::test(flavor = "multi_thread")]
async fn a_report_that_is_never_done_is_left(#[case] version: &'static str, #[case] parting: &str) {
    let inner = Simulated::in_process(Api::Web);
    inner.school.misbehave(Misbehaviour::ReportStalls, Scope::always().on("/webapi/signalr"));
    let told = move |request: &http::Request<bytes::Bytes>, answer: &mut http::Response<bytes::Bytes>| {
        if request.uri().path().ends_with("/context") {
            change_json(answer, |context| context["version"] = json!(version));
        }
    };
    let school = inner.school.clone();
    let answer = move |request: http::Request<bytes::Bytes>| {
        let seen = request.clone();
        let mut answer = school.answer(request);
        told(&seen, &mut answer);
        answer
    };
    let bounds = Bounds { total: Duration::from_secs(4), ..Bounds::default() };
    let http = Http::in_process(Arc::new(answer), Arc::<Traffic>::default()).bounding(bounds);
    let api =
        inner.system().connect(&inner.settings(), inner.session("parent").await, Arc::new(Forgetful), http).unwrap();
    let students = api.identity().await.unwrap().students;
    let began = std::time::Instant::now();
    let answer = api.fetch(&students[0], &ask(&students[0])).await.unwrap();
    assert!(matches!(answer.failed.as_slice(), [(Kind::TermMark, SchoolError::Strange(_))]), "{:?}", answer.failed);
    assert!(!items(&answer, Kind::Lesson).is_empty());
    assert!((1..20).contains(&began.elapsed().as_secs()), "{:?}", began.elapsed());
    let asked = inner.asked();
    assert!(asked.iter().any(|line| line.contains(parting)), "{asked:#?}");
    let polls = asked.iter().filter(|line| line.contains("GET /webapi/signalr/queueHub?") || line.contains("/poll"));
    assert!(polls.count() <= 12, "{asked:#?}");
    assert_eq!(orders(&inner), 1);
    assert!(says_nothing(&api.fetch(&students[0], &only(&students[0])).await.unwrap()));
}

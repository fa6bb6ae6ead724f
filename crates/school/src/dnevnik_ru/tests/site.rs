//! What the site's own JSON tells, to whom it is asked, and with what.

use time::Duration;

use super::*;
use crate::{Credentials, Secret};

pub(super) const PATH: &str = "/api/v2/marks/school/1000009000100/person/1000009000001";

/// Every id is a text here; an empty comment is none.
const MARKS: &str = r#"{"groupId":"2300000000000000001","schoolId":"1000009000100","periodId":"2395000000000000001",
 "dateStart":"1788220800","dateFinish":"1792972800","showAverageMarks":false,"subjects":[
 {"id":"396000000000001","name":"Математика","average":null,"totalLessonNumber":29,"countAbsence":7,"works":[
  {"workId":"2443000000000000202","date":"1789344000","isHidden":false,"marks":[
   {"id":"2444000000000000301","value":"4","comment":"Молодец,<br>аккуратно"},
   {"id":"2444000000000000302","value":"5-","comment":""},
   {"id":"2444000000000000301","value":"4","comment":"Ещё раз"},{"value":"3","comment":"Без имени"},7]},
  {"workId":"2443000000000000203","isHidden":true,"marks":[{"id":"2444000000000000303","comment":"Не показано"}]},
  {"workId":"1","marks":null}],"lessonLogEntries":[{"id":"1","value":"Н"}]},
 {"id":"396000000000002","name":"Разговоры о важном","works":null}]}"#;

const WHOLE: [Kind; 6] = [Kind::Lesson, Kind::Mark, Kind::Homework, Kind::Absence, Kind::Test, Kind::TermMark];

pub(super) fn open() -> Canned {
    Canned { cookie: true, ..Canned::usual().with(PATH, MARKS) }
}

fn saying(text: &str) -> String {
    MARKS.replace("Молодец,<br>аккуратно", text)
}

fn later(kinds: &[Kind], after: Duration) -> Ask {
    Ask { now: ask(kinds).now + after, ..ask(kinds) }
}

fn to_site(school: &Canned) -> usize {
    school.asked().iter().filter(|path| path.starts_with("/api/")).count()
}

/// What stands beside each mark, and what of it is no news.
fn beside(answer: &Answer) -> (Vec<Option<String>>, Vec<&str>) {
    let marks: Vec<Mark> = all_of!(answer, Mark);
    let old = answer.old_news.iter().filter(|(kind, _)| *kind == Kind::Mark).map(|(_, id)| id.as_str());
    (marks.into_iter().map(|mark| mark.comment).collect(), old.collect())
}

const FIRST: &str = "2444000000000000301";

fn told(text: &str) -> Vec<Option<String>> {
    vec![Some(text.to_owned()), None, None]
}

#[tokio::test]
async fn a_comment_is_put_beside_its_mark() {
    let school = open();
    let answer = school.api().fetch(&mira(), &ask(&WHOLE)).await.unwrap();
    assert_eq!(beside(&answer), (told("Молодец,\nаккуратно"), vec![FIRST]), "at a first look it is no news");
    let usual = Canned::usual().api().fetch(&mira(), &ask(&WHOLE)).await.unwrap();
    let (without, mut with): (Vec<Mark>, Vec<Mark>) = (all_of!(&usual, Mark), all_of!(&answer, Mark));
    with[0].comment = None;
    assert_eq!((with, answer.skipped), (without, usual.skipped), "nothing else of a mark is another");
    assert_eq!(answer.failed.len(), 0);
}

/// One credential a request: the cookie goes to the site's host alone, and the token does not go along.
#[tokio::test]
async fn the_cookie_goes_to_the_site_and_the_token_does_not() {
    let school = open();
    school.api().fetch(&mira(), &ask(&WHOLE)).await.unwrap();
    let address = format!("https://dnevnik.ru{PATH}?groupId=2300000000000000001&periodId=");
    let sent = school.with_cookie.lock().unwrap().clone();
    assert_eq!(sent, [(address, "DnevnikAuth_a=t".to_owned(), false)]);
    assert!(school.trusted.lock().unwrap().iter().all(|host| host == "api.dnevnik.ru"));
}

#[tokio::test]
async fn a_token_that_is_no_cookie_of_the_site_is_not_sent_there() {
    let school = Canned { cookie: false, ..open() };
    let answer = school.api().fetch(&mira(), &ask(&WHOLE)).await.unwrap();
    assert_eq!((beside(&answer).0, to_site(&school)), (vec![None; 3], 0));
}

/// Only a whole sync asks, some times a day; what was told stands beside the mark at every other, over a restart too.
#[tokio::test]
async fn what_was_told_is_remembered() {
    let school = open();
    let api = school.api();
    api.fetch(&mira(), &ask(&DAILY)).await.unwrap();
    let september = Span::new(date!(2026 - 09 - 01), date!(2026 - 09 - 13)).unwrap();
    api.fetch(&mira(), &Ask { span: september, ..ask(&WHOLE) }).await.unwrap();
    assert_eq!(to_site(&school), 0, "neither by a quick sync nor of days that are over");
    api.fetch(&mira(), &ask(&WHOLE)).await.unwrap();
    let restarted = school.api();
    restarted.recall(&api.reference().unwrap());
    let expected = (told("Молодец,\nаккуратно"), vec![FIRST]);
    for kinds in [WHOLE.as_slice(), DAILY.as_slice()] {
        let answer = restarted.fetch(&mira(), &later(kinds, Duration::hours(5))).await.unwrap();
        assert_eq!((beside(&answer), to_site(&school)), (expected.clone(), 1));
    }
    let glance = restarted.glance(&mira(), &ask(&DAILY)).await.unwrap().unwrap();
    assert_eq!(beside(&glance), (vec![expected.0[0].clone()], vec![FIRST]));
    restarted.fetch(&mira(), &later(&WHOLE, Duration::hours(7))).await.unwrap();
    assert_eq!(to_site(&school), 2);
}

/// What a teacher writes later is news, and what he takes back is gone.
#[tokio::test]
async fn what_is_written_after_the_first_look_is_news() {
    let first = open().with(PATH, saying(""));
    let api = first.api();
    let answer = api.fetch(&mira(), &ask(&WHOLE)).await.unwrap();
    assert_eq!(beside(&answer), (vec![None; 3], vec![]));
    let mut reference = api.reference().unwrap();
    for (hours, text, comments) in
        [(7, "Лучше", told("Лучше")), (14, "Хорошо", told("Хорошо")), (21, "", vec![None; 3])]
    {
        let api = open().with(PATH, saying(text)).api();
        api.recall(&reference);
        let answer = api.fetch(&mira(), &later(&WHOLE, Duration::hours(hours))).await.unwrap();
        assert_eq!(beside(&answer), (comments, vec![]), "{text}");
        reference = api.reference().unwrap();
    }
}

/// Where the site does not answer as itself nothing has failed, the session stands, and it is asked again a day later.
#[rstest]
#[case::refused(401, "")]
#[case::not_allowed(403, "{}")]
#[case::elsewhere(302, "")]
#[case::no_path(404, "")]
#[case::a_page(200, "<!doctype html><form action=/login>")]
#[case::an_error(200, r#"{"type":"invalidToken","description":"x"}"#)]
#[case::another_shape(200, r#"{"groupId":"2300000000000000001","days":[]}"#)]
#[case::no_json(200, "[1,2")]
#[case::another_class(200, r#"{"groupId":"2300000000000000009","subjects":[]}"#)]
#[case::another_school(200, r#"{"schoolId":"1000009000200","subjects":[]}"#)]
#[tokio::test]
async fn a_site_that_does_not_answer_is_left_alone_for_a_day(#[case] status: u16, #[case] body: &str) {
    let school = Canned { site_status: status, ..open().with(PATH, body) };
    let api = school.api();
    for (hours, requests) in [(0, 1), (7, 1), (23, 1), (25, 2)] {
        let answer = api.fetch(&mira(), &later(&WHOLE, Duration::hours(hours))).await.unwrap();
        assert_eq!((answer.failed.len(), answer.parts.len(), to_site(&school)), (0, WHOLE.len(), requests));
        assert_eq!((beside(&answer), api.kinds()), ((vec![None; 3], vec![]), None));
    }
}

/// What was told before stands meanwhile.
#[tokio::test]
async fn what_was_told_stands_while_the_site_is_closed() {
    let api = open().api();
    api.fetch(&mira(), &ask(&WHOLE)).await.unwrap();
    let closed = Canned { site_status: 403, ..open() };
    let after = closed.api();
    after.recall(&api.reference().unwrap());
    for hours in [7, 20] {
        let answer = after.fetch(&mira(), &later(&WHOLE, Duration::hours(hours))).await.unwrap();
        assert_eq!((beside(&answer).0, to_site(&closed)), (told("Молодец,\nаккуратно"), 1));
    }
}

#[rstest]
#[case(503)]
#[case(429)]
#[tokio::test]
async fn a_bad_moment_of_the_site_is_waited_out(#[case] status: u16) {
    let school = Canned { site_status: status, ..open() };
    let api = school.api();
    for (hours, requests) in [(0, 1), (5, 1), (7, 2)] {
        let answer = api.fetch(&mira(), &later(&WHOLE, Duration::hours(hours))).await.unwrap();
        assert_eq!((answer.failed.len(), to_site(&school)), (0, requests));
    }
}

fn diary(text: &str) -> String {
    format!(
        r#"{{"type":"Success","weeks":[{{"firstWeekDayDate":"2026-09-14T00:00:00Z","days":[{{"date":"2026-09-14T00:00:00Z",
        "lessons":[{{"id":2442000000000000101,"subject":{{"name":"Математика"}},"comment":{{"text":"{text}"}}}}]}}]}}]}}"#
    )
}

/// The mobile API says the same of the lesson: whichever comes second is there, and is not told again.
#[tokio::test]
async fn what_is_said_in_two_places_is_told_once() {
    let kinds: Vec<Kind> = WHOLE.into_iter().chain([Kind::Remark]).collect();
    let quiet = open().with(PATH, saying("")).with("/diary", diary(""));
    let api = quiet.api();
    api.fetch(&mira(), &ask(&kinds)).await.unwrap();
    let reference = api.reference().unwrap();

    // Both at once: the remark is told.
    let both = open().with(PATH, saying("Лучше")).with("/diary", diary("Лучше")).api();
    both.recall(&reference);
    let answer = both.fetch(&mira(), &later(&kinds, Duration::hours(7))).await.unwrap();
    assert_eq!((beside(&answer), answer.old_news.len()), ((told("Лучше"), vec![FIRST]), 1));

    // The comment first.
    let comment = open().with(PATH, saying("Лучше")).with("/diary", diary("")).api();
    comment.recall(&reference);
    let answer = comment.fetch(&mira(), &later(&kinds, Duration::hours(7))).await.unwrap();
    assert_eq!(beside(&answer), (told("Лучше"), vec![]));
    let remark = open().with(PATH, saying("Лучше")).with("/diary", diary("Лучше")).api();
    remark.recall(&comment.reference().unwrap());
    let answer = remark.fetch(&mira(), &later(&kinds, Duration::hours(11))).await.unwrap();
    let old: Vec<_> = answer.old_news.iter().cloned().collect();
    assert_eq!(old, [(Kind::Remark, "2442000000000000101".to_owned())]);
    assert_eq!((crate::tampered::of(&answer, Kind::Remark).len(), beside(&answer).0), (1, told("Лучше")));
}

fn settings(values: &[(&str, &str)]) -> Settings {
    let values = values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Settings { values, ..Settings::default() }
}

/// Only what the site's own sign-in has set as its cookie is one.
#[rstest]
#[case::the_page(&[], Credentials::Caught(Secret::new("a1B2")), true)]
#[case::a_page_that_may_lead_back(&[("client_id", "c"), ("redirect_uri", "https://x.example/back")], Credentials::Caught(Secret::new("a1B2")), false)]
#[case::an_address(&[], Credentials::Caught(Secret::new("https://x.example/#access_token=a1B2")), false)]
#[case::pasted(&[], Credentials::Token(Secret::new("a1B2")), false)]
#[tokio::test]
async fn where_a_token_comes_from_is_remembered(
    #[case] values: &[(&str, &str)],
    #[case] given: Credentials,
    #[case] is_cookie: bool,
) {
    let http = Http::in_process(Arc::new(|_| http::Response::new(Bytes::new())), Arc::default());
    let session = DnevnikRu.sign_in(&settings(values), given, &http).await.unwrap();
    assert_eq!((session.values[TOKEN].as_str(), session.values.contains_key(COOKIE)), ("a1B2", is_cookie));
}

/// A value that would be two cookies, or none, is sent to no site; nor is one of another name.
#[rstest]
#[case("t;other=1", "DnevnikAuth_a", 0)]
#[case("t", "dnevnik_sst", 0)]
#[case("t", "DnevnikAuth_a", 1)]
#[tokio::test]
async fn what_is_no_cookie_is_not_sent(#[case] token: &str, #[case] name: &str, #[case] requests: usize) {
    let asked: Arc<Mutex<Vec<String>>> = Arc::default();
    let ears = asked.clone();
    let school = move |request: http::Request<Bytes>| {
        ears.lock().unwrap().push(request.uri().host().unwrap_or_default().to_owned());
        let days = if request.uri().path().ends_with("/schedules") { SCHEDULES } else { FORBIDDEN };
        http::Response::new(Bytes::from_static(days.as_bytes()))
    };
    let values = [(TOKEN.to_owned(), token.to_owned()), (COOKIE.to_owned(), name.to_owned())].into();
    let session = Session { values, ends: None };
    let http = Http::in_process(Arc::new(school), Arc::default());
    let other = settings(&[("site_host", "edu.example.ru")]);
    let api = DnevnikRu.connect(&other, session, Arc::new(Forgetful), http).unwrap();
    api.fetch(&mira(), &ask(&WHOLE)).await.unwrap();
    assert_eq!(asked.lock().unwrap().iter().filter(|host| *host == "edu.example.ru").count(), requests);
}

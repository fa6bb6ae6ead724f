//! What the mobile API tells, and an account that does not open it.

use peremena_model::{Announcement, Remark};
use time::Duration;

use super::*;

const POSTS: &str = r#"{"type":"Success","description":"Запрос выполнен","mobileSubscriptionStatus":"NotActive","unreadCount":1,"postList":[
 {"eventKey":"k2","title":null,"subtitle":"Экскурсия","text":"","createdDateTime":"2026-09-17T10:00:00.5Z","attachmentFiles":null},
 {"id":901,"eventKey":"k1","title":"Собрание","text":"<p>В четверг</p>","createdDateTime":1789560000,
  "authorFirstName":"Вера","authorMiddleName":"Олеговна","authorLastName":"Примерова","authorName":"Примерова В. О.",
  "attachmentFiles":[{"extension":"pdf","fileId":77,"fileName":"Повестка","fileLink":"https://files.example/77"}]},
 {"id":"901","title":"Собрание","createdDateTime":"1789560000"},
 {"id":902,"title":"Летом","createdDateTime":"1780000000"},
 {"title":"Без имени"},
 7]}"#;

const DIARY: &str = r#"{"type":"Success","description":"Запрос выполнен","weeks":[{"id":"2026-09-14",
 "firstWeekDayDate":"2026-09-14T00:00:00Z","days":[{"date":"2026-09-15T00:00:00Z","lessons":[
  {"id":1917000000000000101,"subject":{"name":"Математика"},"comment":{"date":1789480000,"text":"Забыла тетрадь",
   "author":{"firstName":"Вера","middleName":"Олеговна","lastName":"Примерова"}}},
  {"id":1917000000000000102,"subject":{"name":"Физика"},"comment":null},
  {"subject":{"name":"Химия"},"comment":{"text":"Без имени"}}]}]}]}"#;

/// Without what cannot be read.
fn sound() -> String {
    DIARY.replace(NAMELESS, "")
}

const NAMELESS: &str = r#",
  {"subject":{"name":"Химия"},"comment":{"text":"Без имени"}}"#;

pub(super) const BOTH: [Kind; 2] = [Kind::Announcement, Kind::Remark];

pub(super) fn open() -> Canned {
    Canned::usual().with("/notifications", POSTS).with("/diary", DIARY)
}

fn to_mobile(school: &Canned) -> usize {
    school.asked().iter().filter(|path| path.starts_with("/mobile/v8.5/")).count()
}

#[tokio::test]
async fn announcements_are_read_whatever_is_left_out_of_them() {
    let answer = open().api().fetch(&mira(), &ask(&[Kind::Announcement])).await.unwrap();
    let told: Vec<Announcement> = all_of!(&answer, Announcement);
    let [meeting, trip] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!((meeting.id.as_str(), meeting.title.as_str(), meeting.text.as_str()), ("901", "Собрание", "В четверг"));
    assert_eq!(meeting.at, datetime!(2026-09-16 17:00 +5));
    assert_eq!(meeting.author.as_deref(), Some("Примерова Вера Олеговна"));
    assert_eq!((meeting.attachments[0].id.as_str(), meeting.attachments[0].name.as_str()), ("77", "Повестка.pdf"));
    assert_eq!((trip.id.as_str(), trip.title.as_str(), trip.author.as_deref()), ("k2", "Экскурсия", None));
    // Where the list ends is not told.
    assert_eq!((answer.parts[0].scope.whole, answer.skipped), (false, 2));
}

#[tokio::test]
async fn what_a_teacher_says_of_a_lesson_is_a_remark() {
    let answer = open().api().fetch(&mira(), &ask(&[Kind::Remark])).await.unwrap();
    let expected = Remark {
        id: "1917000000000000101".into(),
        date: date!(2026 - 09 - 15),
        subject: Some("Математика".into()),
        lesson: Some("1917000000000000101".into()),
        text: "Забыла тетрадь".into(),
        author: Some("Примерова Вера Олеговна".into()),
    };
    assert_eq!(all_of!(&answer, Remark), [expected]);
    // One of a lesson without a name is known to be there, and not which it is.
    assert_eq!((answer.parts[0].scope.whole, answer.skipped), (false, 1));
    let answer = open().with("/diary", sound()).api().fetch(&mira(), &ask(&[Kind::Remark])).await.unwrap();
    assert_eq!((answer.parts[0].scope.whole, answer.parts[0].items.len(), answer.skipped), (true, 1, 0));
}

/// A word that nobody has seen, over what was asked for.
#[tokio::test]
async fn an_envelope_is_no_error_whatever_its_word() {
    let school = open()
        .with("/notifications", POSTS.replace("Success", "Completed"))
        .with("/diary", DIARY.replace("Success", "Completed"));
    let answer = school.api().fetch(&mira(), &ask(&BOTH)).await.unwrap();
    let told: Vec<_> = answer.parts.iter().map(|part| (part.scope.kind, part.items.len())).collect();
    assert_eq!(told, [(Kind::Announcement, 2), (Kind::Remark, 1)]);
}

const RESTRICTED: &str = r#""metadata":{"isRestricted":true}"#;

fn restricted() -> String {
    sound().replace(r#""comment":null"#, &format!(r#""comment":null,{RESTRICTED}"#))
}

/// What is shown to those alone who pay is blurred: it is no remark, and what is left is not the whole.
#[rstest]
#[case::another_lesson(restricted(), 1)]
#[case::the_lesson(sound().replace(r#""subject":{"name":"Математика"},"#, &format!(r#"{RESTRICTED},"#)), 0)]
#[case::the_comment(sound().replace(r#""date":1789480000,"#, &format!(r#"{RESTRICTED},"#)), 0)]
#[case::the_day(sound().replace(r#""lessons":["#, &format!(r#"{RESTRICTED},"lessons":["#)), 0)]
#[case::the_week(sound().replace(r#""days":["#, &format!(r#"{RESTRICTED},"days":["#)), 0)]
#[tokio::test]
async fn what_is_blurred_is_not_told(#[case] diary: String, #[case] remarks: usize) {
    let answer = open().with("/diary", diary).api().fetch(&mira(), &ask(&[Kind::Remark])).await.unwrap();
    assert_eq!((answer.parts[0].scope.whole, answer.parts[0].items.len()), (false, remarks));
}

/// A week that was not read to its end says nothing of what is gone from it.
#[rstest]
#[case::no_days(r#""days":null"#)]
#[case::other_than_days(r#""days":"none""#)]
#[case::a_day_that_is_none(r#""days":[7]"#)]
#[case::a_day_without_date(r#""days":[{"lessons":[]}]"#)]
#[case::a_day_without_lessons(r#""days":[{"date":"2026-09-15T00:00:00Z"}]"#)]
#[case::a_lesson_that_is_none(r#""days":[{"date":"2026-09-15T00:00:00Z","lessons":["x"]}]"#)]
#[tokio::test]
async fn a_week_that_cannot_be_read_is_not_the_whole(#[case] days: &str) {
    let diary = format!(r#"{{"type":"Success","weeks":[{{"firstWeekDayDate":"2026-09-14T00:00:00Z",{days}}}]}}"#);
    let answer = open().with("/diary", diary).api().fetch(&mira(), &ask(&[Kind::Remark])).await.unwrap();
    assert_eq!((answer.parts[0].scope.whole, answer.parts[0].items.len(), answer.failed.len()), (false, 0, 0));
}

/// A week that does not come, and an answer of another shape.
#[rstest]
#[case::another_week(DIARY.replace("2026-09-1", "2026-08-1"), 0)]
#[case::no_weeks(r#"{"type":"Success","description":"x"}"#.to_owned(), 1)]
#[tokio::test]
async fn a_diary_of_other_weeks_says_nothing(#[case] diary: String, #[case] failures: usize) {
    let answer = open().with("/diary", diary).api().fetch(&mira(), &ask(&[Kind::Remark])).await.unwrap();
    assert_eq!((answer.parts.len(), answer.failed.len()), (0, failures));
}

/// So long after the first.
fn later(kinds: &[Kind], after: Duration) -> Ask {
    Ask { now: ask(kinds).now + after, ..ask(kinds) }
}

#[rstest]
#[case::everything_told(sound())]
#[case::a_part_for_those_who_pay(restricted())]
#[case::another_week(sound().replace("2026-09-1", "2026-08-1"))]
#[case::no_days(r#"{"type":"Success","weeks":[{"firstWeekDayDate":"2026-09-14T00:00:00Z"}]}"#.to_owned())]
#[tokio::test]
async fn what_was_asked_is_not_asked_again_soon(#[case] diary: String) {
    let school = open().with("/diary", diary);
    let api = school.api();
    api.fetch(&mira(), &ask(&BOTH)).await.unwrap();
    assert_eq!(to_mobile(&school), 2);
    // Over a restart as well.
    let restarted = school.api();
    restarted.recall(&api.reference().unwrap());
    let soon = restarted.fetch(&mira(), &later(&BOTH, Duration::minutes(179))).await.unwrap();
    assert_eq!(to_mobile(&school), 2, "{:?}", school.asked());
    // Nothing is said of it.
    assert!(soon.parts.is_empty() && soon.failed.is_empty());
    restarted.fetch(&mira(), &later(&BOTH, Duration::minutes(181))).await.unwrap();
    assert_eq!(to_mobile(&school), 4);
    // Nothing of another session is known to a new one.
    school.api().fetch(&mira(), &ask(&BOTH)).await.unwrap();
    assert_eq!(to_mobile(&school), 6);
}

/// A look at the whole term, which is what "refresh" makes.
#[tokio::test]
async fn a_look_at_the_whole_term_asks_again_after_an_hour() {
    let school = open();
    let api = school.api();
    let term = Span::new(date!(2026 - 08 - 24), date!(2026 - 10 - 25)).unwrap();
    let asked = |after| Ask { span: term, ..later(&[Kind::Announcement], Duration::minutes(after)) };
    for (after, requests) in [(0, 1), (59, 1), (61, 2), (120, 2), (122, 3)] {
        api.fetch(&mira(), &asked(after)).await.unwrap();
        assert_eq!(to_mobile(&school), requests, "after {after} min");
    }
    // What it had answered a quick one need not ask for.
    api.fetch(&mira(), &later(&[Kind::Announcement], Duration::minutes(122 + 179))).await.unwrap();
    assert_eq!(to_mobile(&school), 3);
}

#[tokio::test]
async fn other_days_and_another_child_are_asked_for_at_once() {
    let school = open().with("/diary", sound());
    let api = school.api();
    api.fetch(&mira(), &ask(&BOTH)).await.unwrap();
    let longer = Span::new(date!(2026 - 09 - 07), date!(2026 - 09 - 20)).unwrap();
    let answer = api.fetch(&mira(), &Ask { span: longer, ..ask(&BOTH) }).await.unwrap();
    // One for announcements; the week around today was looked at just now.
    let kinds: Vec<Kind> = answer.parts.iter().map(|part| part.scope.kind).collect();
    assert_eq!((to_mobile(&school), kinds), (2 + 1, vec![Kind::Announcement]), "{:?}", school.asked());
    api.fetch(&brother(), &ask(&BOTH)).await.unwrap();
    assert_eq!(to_mobile(&school), 3 + 2);
    // The days asked for first lie within those asked for since.
    api.fetch(&mira(), &ask(&BOTH)).await.unwrap();
    assert_eq!(to_mobile(&school), 5);
}

fn brother() -> Enrolment {
    let ids = [("school", "1000009000100"), ("groups", "2300000000000000009:2026")];
    let ids = ids.map(|(name, id)| (name.to_owned(), id.to_owned())).into();
    Enrolment { person: "1000009000002".into(), name: "Лев Тестов".into(), ids, ..mira() }
}

/// Weeks that do not come with those around them are asked for by themselves, and none is asked for again in vain.
#[rstest]
#[case::a_part_for_those_who_pay(restricted())]
#[case::one_week_alone(sound())]
#[case::no_week(r#"{"type":"Success","weeks":[]}"#.to_owned())]
#[tokio::test]
async fn what_cannot_be_whole_is_not_asked_for_again_and_again(#[case] diary: String) {
    let school = open().with("/diary", diary);
    let api = school.api();
    let term = Span::new(date!(2026 - 08 - 24), date!(2026 - 10 - 25)).unwrap();
    let asked = |after| Ask { span: term, ..later(&[Kind::Remark], after) };
    let mut counts = Vec::new();
    for hours in [0, 2, 4, 25] {
        let before = to_mobile(&school);
        let answer = api.fetch(&mira(), &asked(Duration::hours(hours))).await.unwrap();
        // It speaks for the one week that came, if for any.
        assert!(answer.parts.iter().all(|part| part.scope.span == Some(ask(&[]).span)), "{:?}", answer.parts);
        counts.push(to_mobile(&school) - before);
    }
    // Today's week and the one before it; once, the two before those.
    assert_eq!(counts, [2, 4, 2, 2]);
}

/// That the account is not let in is no failure; that nobody knows the answer is, once.
#[rstest]
#[case::not_allowed(200, FORBIDDEN, &[])]
#[case::another_token(200, r#"{"type":"invalidToken","description":"Token is invalid"}"#, &[])]
#[case::elsewhere(302, "", &[])]
#[case::a_page(200, "<!doctype html><form action=/login>", &[])]
#[case::no_path(404, "", &[])]
#[case::not_understood(400, "", &BOTH)]
#[case::another_shape(200, r#"{"type":"Success","description":"x","items":[]}"#, &BOTH)]
#[case::no_json(200, "[1,2", &BOTH)]
#[tokio::test]
async fn what_is_not_opened_is_asked_again_a_day_later(
    #[case] status: u16,
    #[case] body: &str,
    #[case] failures: &[Kind],
) {
    let school = Canned { status, ..Canned::usual().with("/notifications", body).with("/diary", body) };
    let api = school.api();
    let first = api.fetch(&mira(), &ask(&BOTH)).await.unwrap();
    let failed: Vec<Kind> = first.failed.iter().map(|(kind, _)| *kind).collect();
    assert!(failed == failures && first.parts.is_empty() && to_mobile(&school) == 2, "{:?}", first.failed);
    let kinds = api.kinds().unwrap();
    assert!(!kinds.has(Kind::Announcement) && !kinds.has(Kind::Remark) && kinds.has(Kind::Mark));
    // Nothing failed, for nothing was asked.
    for after in [Duration::ZERO, Duration::hours(23)] {
        let again = api.fetch(&mira(), &later(&BOTH, after)).await.unwrap();
        assert!(again.failed.is_empty() && again.parts.is_empty() && to_mobile(&school) == 2);
    }
    let opened = open().api();
    opened.recall(&api.reference().unwrap());
    let answer = opened.fetch(&mira(), &later(&BOTH, Duration::hours(25))).await.unwrap();
    assert_eq!((answer.parts.len(), opened.kinds()), (2, None));
}

/// That a server is down, or wants no more for now, is no word on what it opens.
#[rstest]
#[case(503)]
#[case(429)]
#[tokio::test]
async fn a_bad_moment_closes_nothing(#[case] status: u16) {
    let school = Canned { status, ..open() };
    let api = school.api();
    for requests in [2, 4] {
        let answer = api.fetch(&mira(), &ask(&BOTH)).await.unwrap();
        assert_eq!((answer.failed.len(), to_mobile(&school), api.kinds()), (2, requests, None));
    }
}

#[tokio::test]
async fn one_refusal_is_of_one_kind_and_one_child() {
    let school = Canned::usual().with("/notifications", POSTS).with("2300000000000000001/diary", FORBIDDEN);
    let api = school.with("2300000000000000009/diary", DIARY).api();
    let first = api.fetch(&mira(), &ask(&BOTH)).await.unwrap();
    assert_eq!((first.parts.len(), first.failed.len()), (1, 0), "{:?}", first.failed);
    // Until somebody is told them, remarks are not given.
    assert!(api.kinds().is_some_and(|kinds| kinds.has(Kind::Announcement) && !kinds.has(Kind::Remark)));
    let other = api.fetch(&brother(), &ask(&BOTH)).await.unwrap();
    assert_eq!((other.parts.len(), other.failed.len(), api.kinds()), (2, 0, None));
    let again = api.fetch(&mira(), &later(&BOTH, Duration::hours(4))).await.unwrap();
    assert_eq!((again.parts.len(), again.failed.len()), (1, 0));
}

#[tokio::test]
async fn what_was_kept_before_this_was_remembered_is_read() {
    let before = r#"{"schools":{},"files":{"7":{"name":"План.pdf"}},"terms":{},"classes":{},"longest":null,
        "mobile_closed":"2026-09-18T11:00:00Z","looks":{"1000009000001":{"from":"2026-09-01","to":"2026-10-02","at":"2026-09-18T11:00:00Z"}}}"#;
    let api = open().api();
    api.recall(before);
    assert!(api.reference().unwrap().contains("План.pdf"));
    assert_eq!(api.fetch(&mira(), &ask(&BOTH)).await.unwrap().parts.len(), 2);
}

#[rstest]
#[case("v10.0", true)]
#[case("../v2", false)]
#[case("v8.5/x", false)]
#[case("", true)]
fn a_version_is_one_word(#[case] version: &str, #[case] fits: bool) {
    let settings = Settings { values: [("mobile_api".to_owned(), version.to_owned())].into(), ..Settings::default() };
    let http = Http::in_process(Arc::new(|_| http::Response::new(Bytes::new())), Arc::default());
    let session = Session { values: [(TOKEN.to_owned(), "t".to_owned())].into(), ends: None };
    assert_eq!(DnevnikRu.connect(&settings, session, Arc::new(Forgetful), http).is_ok(), fits);
}

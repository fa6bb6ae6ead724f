//! What the mobile API tells, and an account that does not open it.

use peremena_model::{Announcement, Remark};

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
    assert_eq!((answer.parts[0].scope.whole, answer.skipped), (true, 1));
    let paid = DIARY.replace("\"comment\":null", "\"comment\":null,\"metadata\":{\"isRestricted\":true}");
    let answer = open().with("/diary", paid).api().fetch(&mira(), &ask(&[Kind::Remark])).await.unwrap();
    assert!(!answer.parts[0].scope.whole, "some are shown to those alone who pay");
}

/// A week that does not come, and an answer of another shape.
#[rstest]
#[case::another_week(DIARY.replace("2026-09-1", "2026-08-1"), Some((false, 0)))]
#[case::no_weeks(r#"{"type":"Success","description":"x"}"#.to_owned(), None)]
#[tokio::test]
async fn a_diary_of_other_weeks_is_not_the_whole(#[case] diary: String, #[case] expected: Option<(bool, usize)>) {
    let answer = open().with("/diary", diary).api().fetch(&mira(), &ask(&[Kind::Remark])).await.unwrap();
    let told = answer.parts.first().map(|part| (part.scope.whole, part.items.len()));
    assert_eq!((told, answer.failed.len()), (expected, usize::from(expected.is_none())));
}

#[rstest]
#[case::not_allowed(FORBIDDEN)]
#[case::another_token(r#"{"type":"invalidToken","description":"Token is invalid"}"#)]
#[tokio::test]
async fn an_account_that_does_not_open_it_is_asked_again_a_day_later(#[case] refusal: &str) {
    let school = Canned::usual().with("/notifications", refusal).with("/diary", refusal);
    let api = school.api();
    let first = api.fetch(&mira(), &ask(&BOTH)).await.unwrap();
    assert!(matches!(first.failed.as_slice(), [(Kind::Announcement, SchoolError::Forbidden(_))]), "{:?}", first.failed);
    assert!(first.parts.is_empty() && to_mobile(&school) == 1);
    let kinds = api.kinds().unwrap();
    assert!(!kinds.has(Kind::Announcement) && !kinds.has(Kind::Remark) && kinds.has(Kind::Mark));
    let again = api.fetch(&mira(), &ask(&BOTH)).await.unwrap();
    assert!(again.failed.is_empty() && to_mobile(&school) == 1);

    let later = open();
    let reopened = later.api();
    reopened.recall(&api.reference().unwrap());
    let tomorrow = Ask { now: ask(&BOTH).now + time::Duration::hours(25), ..ask(&BOTH) };
    let answer = reopened.fetch(&mira(), &tomorrow).await.unwrap();
    assert_eq!((answer.parts.len(), reopened.kinds()), (2, None));
}

#[rstest]
#[case("v10.0", true)]
#[case("../v2", false)]
#[case("v8.5/x", false)]
#[case("", true)]
fn a_version_is_one_word(#[case] version: &str, #[case] fits: bool) {
    let settings = Settings { base: None, values: [("mobile_api".to_owned(), version.to_owned())].into() };
    let http = Http::in_process(Arc::new(|_| http::Response::new(Bytes::new())), Arc::default());
    let session = Session { values: [(TOKEN.to_owned(), "t".to_owned())].into(), ends: None };
    assert_eq!(DnevnikRu.connect(&settings, session, Arc::new(Forgetful), http).is_ok(), fits);
}

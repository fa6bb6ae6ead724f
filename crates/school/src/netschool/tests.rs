//! Answers in the shapes of the reference, and answers that somebody has tampered with.

mod mutation;

use std::{collections::BTreeMap, sync::Arc};

use bytes::Bytes;
use peremena_model::{AccountId, Item, Kind, KindSet, SchoolYear, Span, StudentId, TermKind};
use time::macros::{date, datetime, offset};

use super::*;
use crate::{Answer, Ask, Enrolment, Traffic, contract::Forgetful, tampered::of};

const DIARY: &str = include_str!("tests/answers/diary.json");
const INIT: &str = include_str!("tests/answers/init.json");

/// A server that says what it was given, by the end of the path.
#[derive(Clone)]
struct Canned {
    answers: BTreeMap<&'static str, String>,
}

impl Canned {
    fn usual() -> Canned {
        let answers = [
            ("student/diary/init", INIT),
            ("/context", include_str!("tests/answers/context.json")),
            ("student/diary", DIARY),
            ("grade/assignment/types", include_str!("tests/answers/types.json")),
            ("get-attachments", include_str!("tests/answers/files.json")),
            ("announcements", include_str!("tests/answers/announcements.json")),
            ("mail/registry", include_str!("tests/answers/registry.json")),
            ("messages/unread", "[7702]"),
            ("terms/search", include_str!("tests/answers/terms.json")),
            ("/card", include_str!("tests/answers/card.json")),
            ("assigns/*", include_str!("tests/answers/details.json")),
        ];
        Canned { answers: answers.into_iter().map(|(path, body)| (path, body.to_owned())).collect() }
    }

    fn with(mut self, path: &'static str, body: impl Into<String>) -> Canned {
        self.answers.insert(path, body.into());
        self
    }

    fn api(&self) -> Box<dyn SchoolApi> {
        let canned = self.clone();
        let answer = move |request: http::Request<Bytes>| {
            let path = request.uri().path();
            let path = if path.contains("/assigns/") { "assigns/*" } else { path };
            match canned.answers.iter().find(|(end, _)| path.ends_with(**end)) {
                Some((_, body)) => http::Response::new(Bytes::from(body.clone())),
                None => http::Response::builder().status(404).body(Bytes::new()).unwrap(),
            }
        };
        let http = Http::in_process(Arc::new(answer), Arc::new(Traffic::default()));
        let settings =
            Settings { values: [("host".to_owned(), "sgo.example.ru".to_owned())].into(), ..Settings::default() };
        let session = Session { values: [("at".to_owned(), "token".to_owned())].into(), ends: None };
        NetSchool.connect(&settings, session, Arc::new(Forgetful), http).unwrap()
    }
}

fn artyom() -> Enrolment {
    let ids = [("user", "9001"), ("school", "501"), ("mail", "1")];
    Enrolment {
        person: "7001".into(),
        name: "Артём Лугов".into(),
        class: None,
        school: None,
        ids: ids.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
    }
}

fn ask(kinds: &[Kind]) -> Ask {
    Ask {
        student: StudentId::of(&AccountId::of("netschool", "", "9001"), "7001"),
        kinds: KindSet::of(kinds),
        year: SchoolYear(2026),
        span: Span::new(date!(2026 - 09 - 07), date!(2026 - 09 - 13)).unwrap(),
        now: datetime!(2026-09-09 12:00 +3),
    }
}

fn all() -> Vec<Kind> {
    web_kinds().iter().collect()
}

async fn fetched(school: &Canned) -> Answer {
    let api = school.api();
    api.identity().await.unwrap();
    api.fetch(&artyom(), &ask(&all())).await.unwrap()
}

/// What is given is known from the session alone, as the connected account then declares it.
#[test]
fn what_an_account_is_given_depends_on_how_it_signed_in() {
    let settings =
        Settings { values: [("host".to_owned(), "sgo.example.ru".to_owned())].into(), ..Settings::default() };
    for (name, absences) in [("at", false), ("access_token", true)] {
        let session = Session { values: [(name.to_owned(), "token".to_owned())].into(), ends: None };
        let all = NetSchool.capabilities().kinds;
        let given = NetSchool.kinds_with(&session).unwrap_or(all);
        assert_eq!(
            (given.has(Kind::Absence), given.has(Kind::Average), given.has(Kind::Mark)),
            (absences, absences, true)
        );
        let http = Http::in_process(
            Arc::new(|_: http::Request<Bytes>| http::Response::new(Bytes::new())),
            Arc::new(Traffic::default()),
        );
        let api = NetSchool.connect(&settings, session, Arc::new(Forgetful), http).unwrap();
        assert_eq!(api.kinds().unwrap_or(all), given, "{name}");
    }
}

#[tokio::test]
async fn the_identity_reads_as_the_family_knows_it() {
    let identity = Canned::usual().api().identity().await.unwrap();
    assert_eq!(
        (identity.user.as_str(), identity.name.as_str(), identity.is_student),
        ("9001@sgo.example.ru", "Лугова И. О.", false)
    );
    let student = &identity.students[0];
    assert_eq!((student.person.as_str(), student.name.as_str()), ("7001", "Артём Лугов"));
    assert_eq!((student.class.as_deref(), student.school.as_deref()), (Some("7Б"), Some("Школа № 9")));
}

#[tokio::test]
async fn lessons_are_sorted_and_keep_their_hours() {
    let answer = fetched(&Canned::usual()).await;
    let lessons: Vec<_> = of(&answer, Kind::Lesson)
        .into_iter()
        .map(|item| if let Item::Lesson(lesson) = item { lesson } else { panic!() })
        .collect();
    let told: Vec<_> =
        lessons.iter().map(|lesson| (lesson.id.as_str(), lesson.number, lesson.subject.as_str())).collect();
    // Two subgroups share a number; the row without a subject is a gap.
    assert_eq!(
        told,
        [("50011", Some(1), "Алгебра"), ("50020", Some(2), "Информатика"), ("50021", Some(2), "Английский язык")]
    );
    assert_eq!(lessons[0].topic.as_deref(), Some("Линейная функция"));
    assert_eq!(lessons[0].starts_at, Some(datetime!(2026-09-07 08:30).assume_offset(offset!(+3))));
    assert_eq!(lessons[2].starts_at, Some(datetime!(2026-09-08 09:25).assume_offset(offset!(+3))));
}

#[tokio::test]
async fn marks_are_read_in_all_their_forms() {
    let answer = fetched(&Canned::usual()).await;
    let told: Vec<_> = of(&answer, Kind::Mark)
        .into_iter()
        .map(|item| match item {
            Item::Mark(mark) => (mark.id, mark.value, mark.weight, mark.work_type.unwrap_or_default()),
            _ => panic!(),
        })
        .collect();
    let expected = [
        ("90011", "•", Some(15.0), "Словарный диктант"),
        ("90004", "4", Some(20.0), "Контрольная работа"),
        ("90006", "УП", None, "Ответ на уроке"),
        ("90002", "5", Some(10.0), "Ответ на уроке"),
    ];
    let expected: Vec<_> =
        expected.into_iter().map(|(id, value, weight, kind)| (id.into(), value.into(), weight, kind.into())).collect();
    assert_eq!(told, expected);
}

#[tokio::test]
async fn homework_has_its_files_and_what_is_overdue_stands_beside_it() {
    let answer = fetched(&Canned::usual()).await;
    let told: Vec<_> = of(&answer, Kind::Homework)
        .into_iter()
        .map(|item| match item {
            Item::Homework(one) => {
                let files: Vec<String> =
                    one.attachments.into_iter().map(|file| format!("{}={}", file.id, file.name)).collect();
                (one.id, one.text, one.done, files.join(" "))
            }
            _ => panic!(),
        })
        .collect();
    let expected = [
        ("90001", "№ 12–14", None, ""),
        ("90003", "", None, "6001=Задание.docx a-b-c=g.pdf"),
        ("90005", "Отчёт", Some(false), ""),
    ];
    let expected: Vec<_> =
        expected.into_iter().map(|(id, text, done, files)| (id.into(), text.into(), done, files.into())).collect();
    assert_eq!(told, expected);
}

#[tokio::test]
async fn what_is_said_is_plain_text_of_the_schools_hours() {
    let answer = fetched(&Canned::usual()).await;
    let Some(Item::Announcement(said)) = of(&answer, Kind::Announcement).into_iter().next() else { panic!() };
    assert_eq!(said.text, "Четверг, 18:30\nкаб. 5 <старый корпус>");
    assert_eq!(said.at, datetime!(2026-09-08 12:50:31.8571234 +3));
    let letters = of(&answer, Kind::Message);
    let [Item::Message(first), Item::Message(second)] = letters.as_slice() else { panic!() };
    assert_eq!((first.read, second.read), (Some(true), Some(false)));
    assert_eq!(second.to, ["Лугова И. О.", "Лугов А."]);
}

#[tokio::test]
async fn terms_are_those_of_the_year_in_order() {
    let answer = Canned::usual().api().terms(&artyom(), SchoolYear(2026)).await.unwrap();
    let told: Vec<_> = of(&answer, Kind::Term)
        .into_iter()
        .map(|item| if let Item::Term(term) = item { (term.id, term.number, term.kind) } else { panic!() })
        .collect();
    assert_eq!(told, [("41".into(), 1, TermKind::Trimester), ("43".into(), 2, TermKind::Trimester)]);
}

#[tokio::test]
async fn an_older_server_names_one_teacher() {
    let answer = fetched(&Canned::usual()).await;
    let Some(Item::SchoolInfo(info)) = of(&answer, Kind::SchoolInfo).into_iter().next() else { panic!() };
    assert_eq!(info.teachers.len(), 1);
    assert_eq!(info.teachers[0].subjects, ["Алгебра", "Английский язык"]);
    assert_eq!(info.address.as_deref(), Some("г. Озёрск, ул. Лесная, 1"));
    assert_eq!((info.email, info.class.as_deref()), (None, Some("7Б")));
}

#[tokio::test]
async fn without_a_list_of_kinds_the_known_ids_serve() {
    let school = Canned::usual();
    let mut answers = school.answers.clone();
    answers.insert("grade/assignment/types", "[]".into());
    let answer = fetched(&Canned { answers }).await;
    assert_eq!(of(&answer, Kind::Homework).len(), 3);
    assert_eq!(of(&answer, Kind::Mark).len(), 4);
}

#[tokio::test]
async fn a_week_of_holidays_may_lack_its_list_and_anything_else_is_no_diary() {
    let holidays = r#"{"weekStart":"2026-09-07T00:00:00","weekEnd":"2026-09-13T00:00:00","className":"7Б"}"#;
    let answer = fetched(&Canned::usual().with("student/diary", holidays)).await;
    assert!(of(&answer, Kind::Lesson).is_empty());
    for body in ["{}", "[]", "null", r#"{"message":"x"}"#] {
        let api = Canned::usual().with("student/diary", body).api();
        let outcome = api.fetch(&artyom(), &ask(&[Kind::Lesson])).await;
        assert!(matches!(outcome, Err(SchoolError::Strange(_))), "{body}");
    }
}

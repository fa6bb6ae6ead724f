//! Answers in the shapes of the reference, with their oddities, and answers that somebody has tampered with.

mod mutation;

use std::{collections::BTreeMap, sync::Arc};

use bytes::Bytes;
use peremena_model::{AbsenceStatus, AccountId, Kind, KindSet, SchoolYear, Span, StudentId, TermMarkOf};
use rstest::rstest;
use serde_json::{Value, json};
use time::macros::{date, datetime};

use super::*;
use crate::{
    Answer, Ask, Enrolment, Traffic,
    contract::Forgetful,
    tampered::{all_of, of},
};

/// A server that says what it was given, by the end of the path.
#[derive(Clone)]
struct Canned {
    answers: BTreeMap<&'static str, String>,
}

const CHILDREN: &str = "person/related-child-list";
const PERIODS: &str = "group/get-list-period";
const SCHEDULE: &str = "schedule/list-by-education";
const LESSONS: &str = "lesson/list-by-education";
const TABLE: &str = "estimate/table";
const TEACHERS: &str = "teacher/list";
const CLASS_TEACHER: &str = "get-classroom-teacher/273001";
const PASSINGS: &str = "acs/list";

impl Canned {
    fn usual() -> Canned {
        let answers = [
            (CHILDREN, include_str!("answers/children.json")),
            (PERIODS, include_str!("answers/periods.json")),
            (SCHEDULE, include_str!("answers/schedule.json")),
            (LESSONS, include_str!("answers/lessons.json")),
            (TABLE, include_str!("answers/table.json")),
            (TEACHERS, include_str!("answers/teachers.json")),
            (PASSINGS, include_str!("answers/passings.json")),
        ];
        Canned { answers: answers.into_iter().map(|(path, body)| (path, body.to_owned())).collect() }
    }

    fn with(mut self, path: &'static str, body: impl Into<String>) -> Canned {
        self.answers.insert(path, body.into());
        self
    }

    /// With these entries for all of a list.
    fn with_items(self, path: &'static str, items: Value) -> Canned {
        let total = items.as_array().map(Vec::len);
        self.with(path, json!({ "data": { "items": items, "total_items": total } }).to_string())
    }

    /// With an answer changed.
    fn changed(self, path: &'static str, change: impl FnOnce(&mut Value)) -> Canned {
        let mut value = serde_json::from_str(&self.answers[path]).unwrap();
        change(&mut value);
        self.with(path, value.to_string())
    }

    fn api(&self) -> Box<dyn SchoolApi> {
        let canned = self.clone();
        let answer = move |request: http::Request<Bytes>| {
            let path = request.uri().path();
            match canned.answers.iter().find(|(end, _)| path.ends_with(*end)) {
                Some((_, body)) => http::Response::new(Bytes::from(body.clone())),
                None => http::Response::builder().status(404).body(Bytes::new()).unwrap(),
            }
        };
        let http = Http::in_process(Arc::new(answer), Arc::new(Traffic::default()));
        let values = [("token", "t"), ("origin", "https://dnevnik2.petersburgedu.ru")];
        let values = values.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        Petersburg.connect(&Settings::default(), Session { values, ends: None }, Arc::new(Forgetful), http).unwrap()
    }
}

fn artyom() -> Enrolment {
    let ids = [("education", "555001"), ("group", "273001"), ("parent", "Лугова Инна")];
    Enrolment {
        person: "7000001".into(),
        name: "Артём Лугов".into(),
        class: Some("7 д".into()),
        school: Some("ГБОУ школа № 900".into()),
        ids: ids.into_iter().map(|(name, id)| (name.to_owned(), id.to_owned())).collect(),
    }
}

fn ask(kinds: &[Kind]) -> Ask {
    Ask {
        student: StudentId::of(&AccountId::of("petersburg", "", "1"), "7000001"),
        kinds: KindSet::of(kinds),
        year: SchoolYear(2026),
        span: Span::new(date!(2026 - 09 - 07), date!(2026 - 09 - 13)).unwrap(),
        now: datetime!(2026-09-09 08:00 +3),
    }
}

async fn fetched(school: &Canned, kinds: &[Kind]) -> Answer {
    school.api().fetch(&artyom(), &ask(kinds)).await.unwrap()
}

#[tokio::test]
async fn a_child_of_several_educations_is_asked_for_by_the_one_that_goes_on() {
    let identity = Canned::usual().api().identity().await.unwrap();
    assert_eq!(identity.user, "child7000001@dnevnik2.petersburgedu.ru");
    assert_eq!((identity.name.as_str(), identity.is_student), ("Инна Лугова", false));
    // Who goes to no class is not asked for.
    let told: Vec<_> = identity.students.iter().map(|one| (one.name.as_str(), one.class.as_deref())).collect();
    assert_eq!(told, [("Артём Лугов", Some("7 д")), ("Вера Лугова", Some("2 а"))]);
    assert_eq!(identity.students[0], artyom());
}

#[rstest]
#[case::said_to_be_active(json!([{"education_id": 1, "is_active": true}, {"education_id": 2, "is_active": null}]), "1")]
#[case::nothing_said(json!([{"education_id": 1}, {"education_id": 3}, {"education_id": 2}]), "3")]
#[case::only_ended(json!([{"education_id": 1, "is_active": false}]), "1")]
#[case::with_a_class(json!([{"education_id": 1, "group_id": 7}, {"education_id": 2}]), "1")]
#[case::unusable(json!([{"education_id": null, "is_active": true}, {"education_id": 2, "is_active": false}]), "2")]
#[tokio::test]
async fn of_educations_the_likeliest_is_taken(#[case] educations: Value, #[case] expected: &str) {
    let child = json!([{"identity": {"id": 5}, "firstname": "Вера", "surname": null, "educations": educations}]);
    let identity = Canned::usual().with_items(CHILDREN, child).api().identity().await.unwrap();
    assert_eq!(
        (identity.students[0].ids["education"].as_str(), identity.students[0].name.as_str()),
        (expected, "Вера")
    );
}

/// One row for each of a child's two classes, and a total that counts both.
#[tokio::test]
async fn a_child_and_a_teacher_that_are_listed_twice_are_all_there_is() {
    let twice = |value: &mut Value| {
        let first = value["data"]["items"][0].clone();
        value["data"]["items"] = json!([first, first]);
        value["data"]["total_items"] = json!(2);
    };
    let identity = Canned::usual().changed(CHILDREN, twice).api().identity().await.unwrap();
    assert_eq!(identity.students, [artyom()]);
    let answer = fetched(&Canned::usual().changed(TEACHERS, twice), &[Kind::SchoolInfo]).await;
    assert_eq!((of(&answer, Kind::SchoolInfo).len(), answer.failed.len()), (1, 0));
}

#[rstest]
#[case(r#"{"data":{"items":[],"before":1,"current":0,"last":0,"next":0,"total_pages":0,"total_items":0}}"#)]
#[case(r#"{"data":{}}"#)]
#[case(r#"{"data":[]}"#)]
#[case(r#"{"data":{"items":{"0":{}}}}"#)]
#[tokio::test]
async fn an_account_without_children_is_no_identity(#[case] body: &str) {
    let outcome = Canned::usual().with(CHILDREN, body).api().identity().await;
    assert!(matches!(outcome, Err(SchoolError::Strange(_))), "{outcome:?}");
}

#[tokio::test]
async fn planned_and_held_are_one_lesson() {
    let answer = fetched(&Canned::usual(), &[Kind::Lesson]).await;
    let lessons = all_of!(&answer, Lesson);
    let told: Vec<_> =
        lessons.iter().map(|one| (one.id.as_str(), one.subject.as_str(), one.topic.as_deref())).collect();
    let expected = [
        ("2026-09-07/1/172002", "Физика", Some("Плотность")),
        ("2026-09-07/2/172001", "Алгебра", Some("Линейная функция")),
        ("2026-09-09/2/172001", "Алгебра", None),
        // Of two at one hour the one that says it stands over the other.
        ("2026-09-09/3/172002", "Физика", None),
    ];
    assert_eq!(told, expected);
    assert_eq!(lessons[0].starts_at, Some(datetime!(2026-09-07 09:00 +3)));
    assert_eq!((answer.skipped, answer.parts[0].scope.whole), (0, true));
}

#[tokio::test]
async fn two_groups_at_one_hour_are_two_lessons() {
    let equal = |value: &mut Value| value["data"]["items"][4]["priority"] = json!(0);
    let answer = fetched(&Canned::usual().changed(SCHEDULE, equal), &[Kind::Lesson]).await;
    assert_eq!(of(&answer, Kind::Lesson).len(), 5);
    let silent = |value: &mut Value| value["data"]["items"][4]["override_by_priority"] = json!(false);
    let answer = fetched(&Canned::usual().changed(SCHEDULE, silent), &[Kind::Lesson]).await;
    assert_eq!(of(&answer, Kind::Lesson).len(), 5);
}

#[tokio::test]
async fn homework_is_for_the_next_lesson_of_its_subject() {
    let homework = all_of!(&fetched(&Canned::usual(), &[Kind::Homework]).await, Homework);
    let [one] = homework.as_slice() else { panic!("{homework:?}") };
    assert_eq!((one.text.as_str(), one.due, one.subject.as_str()), ("№ 627", date!(2026 - 09 - 09), "Алгебра"));
    assert_eq!(one.set_in_lesson.as_deref(), Some("2026-09-07/2/172001"));
    assert_eq!(one.lesson.as_deref(), Some("2026-09-09/2/172001"));
}

#[tokio::test]
async fn a_homework_keeps_its_name_when_another_is_set_before_it() {
    let id_of = |answer: &Answer| {
        let homework = all_of!(answer, Homework);
        homework.into_iter().find(|one| one.text == "№ 627").map(|one| one.id).unwrap()
    };
    let before = id_of(&fetched(&Canned::usual(), &[Kind::Homework]).await);
    let another = |value: &mut Value| {
        let tasks = value["data"]["items"][0]["tasks"].as_array_mut().unwrap();
        tasks.insert(0, json!({"task_name": "Выучить правило", "task_kind_code": "homework", "files": []}));
    };
    let answer = fetched(&Canned::usual().changed(LESSONS, another), &[Kind::Homework]).await;
    assert_eq!((id_of(&answer), of(&answer, Kind::Homework).len()), (before, 2));
}

#[tokio::test]
async fn homework_without_a_lesson_to_come_stands_where_it_was_written() {
    let none = |value: &mut Value| drop(value["data"]["items"].as_array_mut().unwrap().remove(0));
    let answer = fetched(&Canned::usual().changed(SCHEDULE, none), &[Kind::Homework]).await;
    assert_eq!(all_of!(&answer, Homework)[0].due, date!(2026 - 09 - 07));
}

#[tokio::test]
async fn homework_that_is_files_alone_is_told_though_they_cannot_be_read() {
    let files = |value: &mut Value| {
        value["data"]["items"][0]["tasks"] = json!([
            {"task_name": null, "task_kind_code": "homework", "files": [{"x": 1}]},
            {"task_name": "", "task_kind_code": "homework", "files": []},
        ]);
    };
    let homework = all_of!(&fetched(&Canned::usual().changed(LESSONS, files), &[Kind::Homework]).await, Homework);
    assert_eq!(homework.iter().map(|one| one.text.as_str()).collect::<Vec<_>>(), [""]);
}

#[tokio::test]
async fn one_list_is_marks_absences_remarks_and_marks_of_terms() {
    let kinds = [Kind::Mark, Kind::Absence, Kind::Remark, Kind::TermMark];
    let answer = fetched(&Canned::usual(), &kinds).await;
    let marks = all_of!(&answer, Mark);
    let told: Vec<_> =
        marks.iter().map(|one| (one.value.as_str(), one.work_type.as_deref(), one.lesson_number)).collect();
    let expected = [
        ("5", Some("Работа на уроке"), Some(2)),
        ("4", Some("Самостоятельная работа"), Some(2)),
        // Its lesson is not told.
        ("зачёт", Some("Зачёт"), None),
    ];
    assert_eq!(told, expected);
    assert_eq!(
        (marks[1].comment.as_deref(), marks[1].topic.as_deref()),
        (Some("Аккуратнее"), Some("Линейная функция"))
    );
    assert!(marks.iter().all(|mark| mark.weight.is_none() && mark.set_at.is_none()));
    let absences = all_of!(&answer, Absence);
    assert_eq!((absences[0].status, absences[0].lesson_number, absences.len()), (AbsenceStatus::Ill, Some(1), 1));
    let remarks = all_of!(&answer, Remark);
    assert_eq!((remarks[0].text.as_str(), remarks[0].subject.as_deref()), ("Забыл ноты", Some("Музыка")));
    let finals = all_of!(&answer, TermMark);
    let told: Vec<_> =
        finals.iter().map(|one| (one.of, one.value.as_str(), one.term.as_deref(), one.term_number)).collect();
    let expected = [(TermMarkOf::Term, "4", Some("41001"), Some(1)), (TermMarkOf::Year, "5", None, None)];
    assert_eq!(told, expected);
}

/// Where a value is told as "5/5" alone.
#[tokio::test]
async fn a_mark_is_read_from_its_code_where_it_has_no_name() {
    let nameless = |value: &mut Value| {
        value["data"]["items"][0]["estimate_value_name"] = json!(null);
        value["data"]["items"][4]["estimate_value_name"] = json!(" ");
    };
    let answer = fetched(&Canned::usual().changed(TABLE, nameless), &[Kind::Mark]).await;
    let marks = all_of!(&answer, Mark);
    assert_eq!(marks.iter().map(|one| one.value.as_str()).collect::<Vec<_>>(), ["5", "4"]);
    assert_eq!(answer.skipped, 1);
}

#[tokio::test]
async fn marks_of_another_child_are_not_taken_for_ones_own() {
    let one = |value: &mut Value| value["data"]["items"][0]["education_id"] = json!(555002);
    let answer = fetched(&Canned::usual().changed(TABLE, one), &[Kind::Mark]).await;
    assert_eq!(of(&answer, Kind::Mark).len(), 2);
    let all = |value: &mut Value| {
        value["data"]["items"].as_array_mut().unwrap().iter_mut().for_each(|one| one["education_id"] = json!(555002));
    };
    let answer = fetched(&Canned::usual().changed(TABLE, all), &[Kind::Mark, Kind::Lesson]).await;
    assert!(matches!(answer.failed.as_slice(), [(Kind::Mark, SchoolError::Strange(_))]), "{:?}", answer.failed);
}

#[tokio::test]
async fn terms_are_those_within_the_year() {
    let school = Canned::usual();
    let answer = school.api().terms(&artyom(), SchoolYear(2026)).await.unwrap();
    let told: Vec<_> = all_of!(&answer, Term).into_iter().map(|term| (term.id, term.number, term.from)).collect();
    let expected = [("41001".to_owned(), 1, date!(2026 - 09 - 01)), ("41002".to_owned(), 2, date!(2026 - 11 - 05))];
    assert_eq!(told, expected);
    let before = school.api().terms(&artyom(), SchoolYear(2025)).await;
    assert!(matches!(before, Err(SchoolError::Forbidden(_))));
    // Those of the coming year are entered before this one ends.
    let coming = |value: &mut Value| {
        let mut first = value["data"]["items"][0].clone();
        first["identity"]["id"] = json!(42001);
        first["name"] = json!("1 четверть");
        (first["date_from"], first["date_to"]) = (json!("01.09.2027"), json!("24.10.2027"));
        value["data"]["items"].as_array_mut().unwrap().push(first);
        value["data"]["total_items"] = json!(null);
    };
    let still = school.clone().changed(PERIODS, coming).api().terms(&artyom(), SchoolYear(2026)).await.unwrap();
    assert_eq!(of(&still, Kind::Term), of(&answer, Kind::Term));
    let after = school.api().terms(&artyom(), SchoolYear(2027)).await.unwrap();
    assert_eq!(of(&after, Kind::Term), []);
}

#[rstest]
#[case::a_person(json!({"surname": "Рощина", "firstname": "Анна", "middlename": "Павловна"}), Some("Рощина Анна Павловна"))]
#[case::a_list(json!({"items": [{"surname": "Рощина", "firstname": "Анна"}]}), Some("Рощина Анна"))]
#[case::a_bare_list(json!([{"surname": "Рощина"}]), Some("Рощина"))]
#[case::something_else(json!({"teacher": 7}), None)]
#[tokio::test]
async fn a_class_teacher_is_told_in_whatever_shape_it_comes(#[case] data: Value, #[case] expected: Option<&str>) {
    let school = Canned::usual().with(CLASS_TEACHER, json!({ "data": data }).to_string());
    let infos = all_of!(&fetched(&school, &[Kind::SchoolInfo]).await, SchoolInfo);
    assert_eq!(infos[0].class_teacher.as_deref(), expected);
}

#[tokio::test]
async fn the_school_is_told_without_a_class_teacher_too() {
    let infos = all_of!(&fetched(&Canned::usual(), &[Kind::SchoolInfo]).await, SchoolInfo);
    let info = &infos[0];
    assert_eq!((info.school.as_deref(), info.class.as_deref()), (Some("ГБОУ школа № 900"), Some("7 д")));
    let taught: Vec<_> = info.teachers.iter().map(|one| (one.name.as_str(), one.subjects.join(", "))).collect();
    assert_eq!(taught, [("Ершов Илья", "Физика".to_owned()), ("Рощина Анна Павловна", "Алгебра".to_owned())]);
    assert_eq!(info.subjects, ["Алгебра", "Физика"]);
}

#[tokio::test]
async fn visits_are_those_of_the_span() {
    let visits = all_of!(&fetched(&Canned::usual(), &[Kind::Visit]).await, Visit);
    let told: Vec<_> = visits.iter().map(|visit| (visit.at, visit.entered)).collect();
    assert_eq!(told, [(datetime!(2026-09-07 08:41:10 +3), true), (datetime!(2026-09-07 14:20 +3), false)]);
    let odd = |value: &mut Value| value["data"]["items"][0]["direction"] = json!("sideways");
    let answer = fetched(&Canned::usual().changed(PASSINGS, odd), &[Kind::Visit]).await;
    assert_eq!((of(&answer, Kind::Visit).len(), answer.skipped), (1, 1));
}

/// A list is bare at times, and a server may take no notice of pages: the same ten for ever.
#[tokio::test]
async fn a_bare_list_is_read_once_whatever_page_is_asked_for() {
    let day = |day: usize| {
        json!({
            "number": 1, "datetime_from": format!("{:02}.09.2026 09:00:00", day + 4), "subject_id": 1,
            "datetime_to": format!("{:02}.09.2026 09:45:00", day + 4), "subject_name": "Алгебра",
        })
    };
    let days: Vec<Value> = (0..10).map(day).collect();
    let school = Canned::usual().with(SCHEDULE, json!({ "data": days }).to_string()).with_items(LESSONS, json!([]));
    let answer = fetched(&school, &[Kind::Lesson]).await;
    assert_eq!((of(&answer, Kind::Lesson).len(), answer.parts[0].scope.whole), (7, true));
}

#[rstest]
#[case::no_list(json!({"data": {"total_items": 4}}))]
#[case::another_shape(json!({"data": {"items": "none"}}))]
#[tokio::test]
async fn what_is_no_list_is_not_an_empty_one(#[case] body: Value) {
    let outcome = Canned::usual().with(SCHEDULE, body.to_string()).api().fetch(&artyom(), &ask(&[Kind::Lesson])).await;
    assert!(matches!(outcome, Err(SchoolError::Strange(_))), "{outcome:?}");
}

#[tokio::test]
async fn entries_that_are_counted_and_do_not_come_are_missed() {
    let more = |value: &mut Value| value["data"]["total_items"] = json!(9);
    let answer = fetched(&Canned::usual().changed(TABLE, more), &[Kind::Mark]).await;
    assert!(!answer.parts[0].scope.whole, "the rest never came");
}

/// A child, a term or a teacher that is counted and does not come: nothing is taken for gone because of it.
#[tokio::test]
async fn a_list_that_does_not_end_is_not_the_whole() {
    let more = |value: &mut Value| value["data"]["total_items"] = json!(40);
    let children = Canned::usual().changed(CHILDREN, more).api().identity().await;
    assert!(matches!(children, Err(SchoolError::Strange(_))), "{children:?}");
    let school = Canned::usual().changed(PERIODS, more);
    for terms in [school.api().terms(&artyom(), SchoolYear(2026)).await.unwrap(), fetched(&school, &[Kind::Term]).await]
    {
        assert_eq!((of(&terms, Kind::Term).len(), terms.parts[0].scope.whole), (2, false));
    }
    let info = fetched(&Canned::usual().changed(TEACHERS, more), &[Kind::SchoolInfo]).await;
    assert!(matches!(info.failed.as_slice(), [(Kind::SchoolInfo, SchoolError::Strange(_))]), "{:?}", info.failed);
}

#[tokio::test]
async fn a_student_of_another_system_is_not_asked_for() {
    let other = Enrolment { ids: BTreeMap::new(), ..artyom() };
    let outcome = Canned::usual().api().fetch(&other, &ask(&[Kind::Lesson])).await;
    assert!(matches!(outcome, Err(SchoolError::Setting(_))));
}

//! What the server is known to send, oddities and all, and what becomes of it. All people are invented.

mod mutation;

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use bytes::Bytes;
use peremena_model::{
    Absence, AbsenceStatus, Attachment, Event, Guardian, Homework, Kind, KindSet, Lesson, LessonStatus, Mark,
    SchoolYear, Span, StudentId, TermMark, TermMarkOf,
};
use rstest::rstest;
use time::macros::{date, datetime};

use super::MESH;
use crate::{
    Answer, Ask, Enrolment, Http, SchoolApi, SchoolError, SchoolSystem, Session, Settings, Traffic,
    contract::Forgetful, tampered::all_of,
};

const PROFILE: &str = include_str!("answers/profile.json");
const EVENTS: &str = include_str!("answers/events.json");
const MARKS: &str = include_str!("answers/marks.json");
const HOMEWORKS: &str = include_str!("answers/homeworks.json");
const SUBJECT_MARKS: &str = include_str!("answers/subject_marks.json");
const ATTENDANCE: &str = include_str!("answers/attendance.json");
const VISITS: &str = include_str!("answers/visits.json");
const NOTIFICATIONS: &str = include_str!("answers/notifications.json");
const SCHOOL_INFO: &str = include_str!("answers/school_info.json");
const FORBIDDEN: &str = r#"{"code":403,"description":"no"}"#;

/// A server that answers by the end of the path; what it does not know is forbidden.
#[derive(Clone, Default)]
struct Canned {
    answers: BTreeMap<&'static str, String>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Canned {
    fn usual() -> Canned {
        let answers = [
            ("/profile", PROFILE),
            ("/events", EVENTS),
            ("/marks", MARKS),
            ("/homeworks", HOMEWORKS),
            ("/subject_marks", SUBJECT_MARKS),
            ("/attendance", ATTENDANCE),
            ("/visit_durations", VISITS),
            ("/search", NOTIFICATIONS),
            ("/school_info", SCHOOL_INFO),
        ];
        let answers = answers.into_iter().map(|(path, body)| (path, body.to_owned())).collect();
        Canned { answers, ..Canned::default() }
    }

    fn with(mut self, path: &'static str, body: impl Into<String>) -> Canned {
        self.answers.insert(path, body.into());
        self
    }

    fn api(&self) -> Box<dyn SchoolApi> {
        let canned = self.clone();
        let school = move |request: http::Request<Bytes>| {
            let path = request.uri().path();
            canned.asked.lock().unwrap().push(request.uri().to_string());
            let body = canned.answers.iter().find(|(end, _)| path.ends_with(**end)).map(|(_, body)| body.clone());
            http::Response::new(Bytes::from(body.unwrap_or_else(|| FORBIDDEN.to_owned())))
        };
        let http = Http::in_process(Arc::new(school), Arc::new(Traffic::default()));
        let session = Session { values: [("token".to_owned(), "t".to_owned())].into(), ends: None };
        MESH.connect(&Settings::default(), session, Arc::new(Forgetful), http).unwrap()
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

fn mira() -> Enrolment {
    let ids = [
        ("student", "3000001"),
        ("profile", "2000001"),
        ("role", "parent"),
        ("class_unit", "410001"),
        ("school", "100"),
    ];
    Enrolment {
        person: "00000000-0000-4000-8000-000000000001".into(),
        name: "Мира Тестова".into(),
        class: Some("7-А".into()),
        school: Some("Школа № 0".into()),
        ids: ids.map(|(name, id)| (name.to_owned(), id.to_owned())).into(),
    }
}

fn ask(kinds: &[Kind]) -> Ask {
    Ask {
        student: StudentId::from_text("мира"),
        kinds: KindSet::of(kinds),
        year: SchoolYear(2026),
        span: Span::new(date!(2026 - 09 - 14), date!(2026 - 09 - 20)).unwrap(),
        now: datetime!(2026-09-18 12:00 UTC),
    }
}

const DAILY: [Kind; 6] = [Kind::Lesson, Kind::Mark, Kind::Homework, Kind::Absence, Kind::Test, Kind::Event];

async fn fetched(school: &Canned, kinds: &[Kind]) -> Answer {
    school.api().fetch(&mira(), &ask(kinds)).await.unwrap()
}

#[tokio::test]
async fn the_family_is_read() {
    let identity = Canned::usual().api().identity().await.unwrap();
    assert_eq!(
        (identity.user.as_str(), identity.name.as_str(), identity.is_student),
        ("1000777@school.mos.ru", "Олег Тестов", false)
    );
    assert_eq!(identity.students[0], mira());
    // An id as text, and no guid: he is there, and the calendar says that it cannot be his.
    let lev = &identity.students[1];
    assert_eq!(
        (lev.person.as_str(), lev.name.as_str(), lev.school.as_deref()),
        ("student-3000002", "Лев Тестов", None)
    );
    let lessons = Canned::usual().api().fetch(lev, &ask(&[Kind::Lesson])).await;
    assert!(matches!(lessons, Err(SchoolError::Forbidden(_))));
}

#[rstest]
#[case::told(
    r#"{"profile":{"id":5,"type":"student","first_name":"Мира"},"children":[{"id":5,"contingent_guid":"g"}]}"#
)]
#[case::told_by_the_ids(r#"{"profile":{"id":5},"children":[{"id":"5","contingent_guid":"g"}]}"#)]
#[tokio::test]
async fn a_pupil_is_told_from_a_parent_of_one(#[case] profile: &str) {
    let identity = Canned::usual().with("/profile", profile).api().identity().await.unwrap();
    assert!(identity.is_student);
    let parent = profile.replace(r#""profile":{"id":5"#, r#""profile":{"id":6"#).replace("\"student\"", "\"parent\"");
    assert!(!Canned::usual().with("/profile", parent).api().identity().await.unwrap().is_student);
}

#[tokio::test]
async fn lessons_are_read() {
    let answer = fetched(&Canned::usual(), &DAILY).await;
    assert_eq!(answer.skipped, 0);
    let lessons: Vec<Lesson> = all_of!(&answer, Lesson);
    let ids: Vec<&str> = lessons.iter().map(|lesson| lesson.id.as_str()).collect();
    assert_eq!(ids, ["EC-800000001", "800000001", "800000002", "800000003", "800000005"]);
    assert_eq!(
        lessons[1],
        Lesson {
            id: "800000001".into(),
            date: date!(2026 - 09 - 14),
            number: None,
            starts_at: Some(datetime!(2026-09-14 08:30 +3)),
            ends_at: Some(datetime!(2026-09-14 09:15 +3)),
            subject: "Математика".into(),
            teacher: None,
            room: Some("214, Корпус 1".into()),
            topic: Some("Дроби".into()),
            status: LessonStatus::Planned,
        }
    );
    // Cancelled says more than replaced; a hall has no number.
    assert_eq!((lessons[2].status, lessons[2].room.as_deref()), (LessonStatus::Cancelled, Some("Лингафонный кабинет")));
    assert_eq!(lessons[3].status, LessonStatus::Substituted);
    let tests: Vec<peremena_model::PlannedTest> = all_of!(&answer, Test);
    assert_eq!((tests.len(), tests[0].subject.as_str(), tests[0].topic.as_deref()), (1, "Физика", Some("Скорость")));
    let events: Vec<Event> = all_of!(&answer, Event);
    assert_eq!((events[0].title.as_str(), events[0].starts_at), ("Классный час", Some(datetime!(2026-09-16 15:00 +3))));
    assert_eq!(
        (events[1].title.as_str(), events[1].starts_at, events[1].date),
        ("День здоровья", None, date!(2026 - 09 - 17))
    );
}

#[tokio::test]
async fn marks_stand_in_their_lessons_and_say_when_they_were_entered() {
    let answer = fetched(&Canned::usual(), &[Kind::Mark]).await;
    let marks: Vec<Mark> = all_of!(&answer, Mark);
    // That of October was not asked for.
    assert_eq!(marks.len(), 4);
    assert_eq!(
        marks[0],
        Mark {
            id: "900001".into(),
            subject: "Математика".into(),
            value: "4".into(),
            weight: Some(2.0),
            lesson_date: Some(date!(2026 - 09 - 14)),
            set_at: Some(datetime!(2026-09-16 18:05 +3)),
            work_type: Some("Контрольная работа".into()),
            comment: None,
            lesson: Some("800000001".into()),
            lesson_number: None,
            work: None,
            topic: Some("Дроби".into()),
            counts: None,
        }
    );
    assert_eq!((marks[1].value.as_str(), marks[1].comment.as_deref()), ("См", Some("зайди ко мне")));
    assert_eq!(marks[1].set_at, Some(datetime!(2026-09-15 12:00 +3)));
    assert_eq!(marks[2].value, "Содержание: 3; Грамотность: 4");
    assert_eq!((marks[3].value.as_str(), marks[3].counts), ("•", Some(false)));
}

#[tokio::test]
async fn homework_comes_with_its_materials() {
    let answer = fetched(&Canned::usual(), &[Kind::Homework]).await;
    let homework: Vec<Homework> = all_of!(&answer, Homework);
    let file = |id: &str, name: &str, size| Attachment { id: id.into(), name: name.into(), size };
    assert_eq!(
        homework[0],
        Homework {
            id: "91000001".into(),
            subject: "Математика".into(),
            text: "№ 12, 14".into(),
            due: date!(2026 - 09 - 14),
            set_at: Some(datetime!(2026-09-11 10:00 +3)),
            set_in_lesson: None,
            lesson: Some("800000001".into()),
            done: Some(true),
            attachments: vec![file("https://school.mos.ru/t/1", "Дроби", None)],
        }
    );
    // Materials in groups, and files beside them.
    let files = [
        file("https://school.mos.ru/f/2", "Схема.jpg", Some(2048)),
        file("https://school.mos.ru/f/7", "Карточка.pdf", None),
    ];
    assert_eq!((homework[1].text.as_str(), homework[1].done, &homework[1].attachments[..]), ("", None, &files[..]));
}

/// A family's homework is ticked off by the id that the child has it under; one without is told, and not ticked.
#[tokio::test]
async fn homework_without_an_id_of_the_childs_own_has_the_classs() {
    let body = HOMEWORKS.replace("\"homework_entry_student_id\":91000001,", "");
    let answer = fetched(&Canned::usual().with("/homeworks", body), &[Kind::Homework]).await;
    let homework: Vec<Homework> = all_of!(&answer, Homework);
    assert_eq!([homework[0].id.as_str(), homework[1].id.as_str()], ["entry-90000001", "91000002"]);
}

#[rstest]
#[case(r#"{"success":true}"#, Ok(()))]
#[case("", Ok(()))]
#[case(" \n", Ok(()))]
#[case("{}", Ok(()))]
#[case(r#"{"success":false}"#, Err("forbidden"))]
#[case(r#"{"code":403,"description":"no"}"#, Err("forbidden"))]
#[case("[]", Err("strange"))]
#[case("true", Err("strange"))]
#[case(r#"{"success":"#, Err("strange"))]
#[case("<html><form>", Err("strange"))]
#[tokio::test]
async fn what_a_tick_is_answered_with_says_whether_it_was_taken(
    #[case] body: &'static str,
    #[case] expected: Result<(), &'static str>,
) {
    let canned = Canned::usual().with("/done", body);
    let told = canned.api().set_done(&mira(), "91000001", true, datetime!(2026-09-18 12:00 UTC)).await;
    let told = told.map_err(|error| match error {
        SchoolError::Forbidden(_) => "forbidden",
        SchoolError::Strange(_) => "strange",
        _ => "another",
    });
    assert_eq!(told, expected);
    assert_eq!(canned.asked(), ["https://school.mos.ru/api/family/web/v1/homeworks/91000001/done?type=OO"]);
}

#[tokio::test]
async fn absences_have_the_reason_of_either_list() {
    let answer = fetched(&Canned::usual(), &[Kind::Absence]).await;
    let absences: Vec<Absence> = all_of!(&answer, Absence);
    let told: Vec<_> = absences
        .iter()
        .map(|absence| (absence.subject.as_deref().unwrap(), absence.status, absence.comment.as_deref()))
        .collect();
    assert_eq!(
        told,
        [
            ("История", AbsenceStatus::Excused, Some("по заявлению")),
            ("Разговоры о важном", AbsenceStatus::Excused, None),
        ]
    );
    // Where the list is not for us, the calendar's word stands, and nothing has failed.
    let answer = fetched(&Canned::usual().with("/attendance", FORBIDDEN), &[Kind::Absence]).await;
    let absences: Vec<Absence> = all_of!(&answer, Absence);
    assert_eq!((absences.len(), absences[0].status, answer.failed.len()), (2, AbsenceStatus::Absent, 0));
    // A week in which nobody was missed is not asked about.
    let calm = Canned::usual().with("/events", r#"{"response":[],"total_count":0}"#);
    fetched(&calm, &[Kind::Absence]).await;
    assert!(calm.asked().iter().all(|path| !path.contains("/attendance")));
}

#[tokio::test]
async fn terms_of_any_division_are_read_and_their_marks() {
    let answer = fetched(&Canned::usual(), &[Kind::Term, Kind::TermMark, Kind::Average]).await;
    let terms: Vec<peremena_model::Term> = all_of!(&answer, Term);
    let told: Vec<_> = terms.iter().map(|term| (term.name.as_str(), term.number, term.from, term.to)).collect();
    // The second has no year beside its days.
    assert_eq!(
        told,
        [
            ("1 триместр", 1, date!(2026 - 09 - 01), date!(2026 - 11 - 30)),
            ("2 триместр", 2, date!(2026 - 12 - 01), date!(2027 - 02 - 28)),
        ]
    );
    let finals: Vec<TermMark> = all_of!(&answer, TermMark);
    let told: Vec<_> =
        finals.iter().map(|mark| (mark.subject.as_str(), mark.of, mark.term_number, mark.value.as_str())).collect();
    assert_eq!(
        told,
        [
            ("Математика", TermMarkOf::Term, Some(1), "4"),
            ("Математика", TermMarkOf::Year, None, "5"),
            ("Физика", TermMarkOf::Term, Some(1), "осв"),
        ]
    );
    assert_eq!(finals[0].term.as_deref(), Some(terms[0].id.as_str()));
    let averages: Vec<peremena_model::OfficialAverage> = all_of!(&answer, Average);
    assert_eq!(averages.iter().map(|average| average.value).collect::<Vec<_>>(), [4.5, 4.25]);
}

#[rstest]
#[case::all_of_last_year(SUBJECT_MARKS, 0)]
// One subject's terms are open already; the other shows its last year.
#[case::one_of_last_year(
    r#"{"payload":[
        {"subject_id":1,"subject_name":"Математика","year_mark":5,"periods":[{"title":"1 триместр","start_iso":"2026-09-01","end_iso":"2026-11-30"}]},
        {"subject_id":2,"subject_name":"Физика","year_mark":4,"periods":[{"title":"1 триместр","start_iso":"2027-09-01","end_iso":"2027-11-30","fixed_value":"3"}]},
        {"subject_id":3,"subject_name":"Музыка","year_mark":null,"periods":[{"title":"1 триместр","start_iso":"2027-09-01","end_iso":"2027-11-30"}]}]}"#,
    2
)]
#[tokio::test]
async fn last_years_mark_is_not_the_new_years(#[case] body: &str, #[case] expected: usize) {
    let september = Ask {
        year: SchoolYear(2027),
        span: Span::new(date!(2027 - 09 - 01), date!(2027 - 09 - 12)).unwrap(),
        ..ask(&[Kind::Term, Kind::TermMark, Kind::Average])
    };
    let answer = Canned::usual().with("/subject_marks", body).api().fetch(&mira(), &september).await.unwrap();
    let finals: Vec<TermMark> = all_of!(&answer, TermMark);
    assert_eq!(finals.len(), expected, "{finals:?}");
    assert!(finals.iter().all(|mark| mark.subject == "Физика"), "{finals:?}");
    assert_eq!((answer.parts.len(), answer.failed.len()), (3, 0));
}

#[tokio::test]
async fn the_door_knows_who_is_still_inside() {
    let answer = fetched(&Canned::usual(), &[Kind::Visit]).await;
    let visits: Vec<peremena_model::Visit> = all_of!(&answer, Visit);
    let told: Vec<_> = visits.iter().map(|visit| (visit.at, visit.entered, visit.place.as_deref().unwrap())).collect();
    assert_eq!(
        told,
        [
            (datetime!(2026-09-16 08:07 +3), true, "Школа № 0"),
            (datetime!(2026-09-16 14:33 +3), false, "Школа № 0"),
            (datetime!(2026-09-17 08:10 +3), true, "ГБОУ Школа № 0"),
        ]
    );
}

#[tokio::test]
async fn holidays_are_joined_out_of_days() {
    let day = |date: &str, kind: &str, title: &str| format!(r#"{{"date":"{date}","type":"{kind}","title":{title}}}"#);
    let days = [
        day("2026-10-24", "workday", "null"),
        day("2026-10-25", "vacation", "\"Осенние каникулы\""),
        day("2026-10-26", "holiday", "null"),
        day("2026-10-27", "vacation", "null"),
        day("2026-10-28", "workday", "null"),
        day("2026-12-31", "vacation", "null"),
    ];
    let school = Canned::usual().with("/periods_schedules", format!("[{}]", days.join(",")));
    let answer = fetched(&school, &[Kind::Holiday]).await;
    let holidays: Vec<peremena_model::Holiday> = all_of!(&answer, Holiday);
    let told: Vec<_> = holidays.iter().map(|holiday| (holiday.name.as_str(), holiday.from, holiday.to)).collect();
    assert_eq!(
        told,
        [
            ("Осенние каникулы", date!(2026 - 10 - 25), date!(2026 - 10 - 27)),
            ("Каникулы", date!(2026 - 12 - 31), date!(2026 - 12 - 31)),
        ]
    );
}

#[tokio::test]
async fn the_school_is_described_as_far_as_pages_are_for_us() {
    let answer = fetched(&Canned::usual(), &[Kind::SchoolInfo]).await;
    let info = &all_of!(&answer, SchoolInfo)[0];
    assert_eq!(info.class_teacher.as_deref(), Some("Примерова Вера Олеговна"));
    assert_eq!(info.address.as_deref(), Some("ул. Примерная, 1"));
    let guardian = |name: &str, relation: &str| Guardian { name: name.into(), relation: Some(relation.into()) };
    assert_eq!(info.guardians, [guardian("Тестов Олег Ильич", "Отец"), guardian("Тестова Ирина", "Мать")]);
    let answer = fetched(&Canned::usual().with("/school_info", FORBIDDEN), &[Kind::SchoolInfo]).await;
    let info = &all_of!(&answer, SchoolInfo)[0];
    assert_eq!((info.school.as_deref(), info.head.as_deref()), (Some("ГБОУ Школа № 0"), Some("Примеров О. И.")));
}

#[tokio::test]
async fn a_feed_leads_to_what_was_entered_and_to_no_other_childs_things() {
    let school = Canned::usual();
    let api = school.api();
    let mut ask = ask(&DAILY);
    ask.now = datetime!(2026-09-18 12:00 UTC);
    let look = api.glance(&mira(), &ask).await.unwrap().unwrap();
    let marks: Vec<Mark> = all_of!(&look, Mark);
    assert_eq!(marks.iter().map(|mark| mark.id.as_str()).collect::<Vec<_>>(), ["900001"]);
    let homework: Vec<Homework> = all_of!(&look, Homework);
    assert_eq!(homework.len(), 1);
    assert!(look.parts.iter().all(|part| !part.scope.whole && part.scope.span == Some(ask.span)));
    let asked = school.asked().len();
    assert!(api.glance(&mira(), &ask).await.unwrap().unwrap().parts.is_empty());
    assert_eq!(school.asked().len(), asked + 1);
}

#[rstest]
#[case("/marks", "[]", Kind::Mark, true)]
#[case("/marks", r#"{"payload":[]}"#, Kind::Mark, true)]
#[case("/marks", r#"{"payload":null}"#, Kind::Mark, false)]
#[case("/marks", "{}", Kind::Mark, false)]
#[case("/homeworks", "{}", Kind::Homework, false)]
#[case("/visit_durations", r#"{"message":"x"}"#, Kind::Visit, false)]
#[case("/subject_marks", "null", Kind::TermMark, false)]
#[tokio::test]
async fn nothing_is_empty_only_where_the_server_says_so(
    #[case] path: &'static str,
    #[case] body: &str,
    #[case] kind: Kind,
    #[case] empty: bool,
) {
    let answer = fetched(&Canned::usual().with(path, body), &[kind]).await;
    assert_eq!(answer.parts.iter().any(|part| part.scope.kind == kind), empty);
    assert_eq!(answer.failed.iter().any(|(of, _)| *of == kind), !empty);
}

#[rstest]
#[case::cut_short(r#"{"total_count":9,"response":[]}"#)]
#[case::no_list(r#"{"total_count":0}"#)]
#[case::text("\"x\"")]
#[tokio::test]
async fn a_calendar_that_is_not_whole_is_an_error(#[case] body: &str) {
    let outcome = Canned::usual().with("/events", body).api().fetch(&mira(), &ask(&DAILY)).await;
    assert!(matches!(outcome, Err(SchoolError::Strange(_))), "{outcome:?}");
}

//! What the server is known to send, oddities and all, and what becomes of it. All people are invented.

mod averages;
mod file;
mod mobile;
mod mutation;
mod pace;
mod site;

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use bytes::Bytes;
use peremena_model::{
    Absence, AbsenceStatus, Attachment, Homework, Kind, KindSet, Lesson, LessonStatus, Mark, PlannedTest, SchoolYear,
    Span, StudentId, TermMark, TermMarkOf,
};
use rstest::rstest;
use time::{
    OffsetDateTime,
    macros::{date, datetime, offset},
};

use super::{COOKIE, DnevnikRu, TOKEN};
use crate::{
    Answer, Ask, Enrolment, Http, SchoolApi, SchoolError, SchoolSystem, Session, Settings, Traffic,
    contract::Forgetful, tampered::all_of,
};

const CONTEXT: &str = include_str!("answers/context_parent.json");
const SCHEDULES: &str = include_str!("answers/schedules.json");
const FINALS: &str = include_str!("answers/finals.json");
const RECENT: &str = include_str!("answers/recent.json");
const FEED: &str = include_str!("answers/feed.json");
const HOMEWORKS: &str = include_str!("answers/homeworks.json");
const WORK_TYPES: &str = include_str!("answers/work_types.json");
const SCHOOL: &str = include_str!("answers/school.json");
const FORBIDDEN: &str = r#"{"type":"systemForbidden","description":"no"}"#;

/// A server that answers by the end of the path; what it does not know is forbidden.
#[derive(Clone, Default)]
struct Canned {
    answers: BTreeMap<&'static str, String>,
    /// Of every answer of the mobile API; 0 is 200.
    status: u16,
    /// Of every answer that is a file's; 0 is 200.
    file_status: u16,
    /// Of every answer of the site; 0 is 200.
    site_status: u16,
    /// Whether the session is that of the site's own sign-in.
    cookie: bool,
    asked: Arc<Mutex<Vec<String>>>,
    /// The hosts that were given the token.
    trusted: Arc<Mutex<Vec<String>>>,
    /// Requests with a cookie: the address, the cookie, and whether the token went along.
    with_cookie: Arc<Mutex<Vec<(String, String, bool)>>>,
}

impl Canned {
    fn usual() -> Canned {
        let answers = [
            ("users/me/context", CONTEXT),
            ("/schedules", SCHEDULES),
            ("/allfinalmarks", FINALS),
            ("/recentmarks", RECENT),
            ("users/me/feed", FEED),
            ("/homeworks", HOMEWORKS),
            ("work-types/1000009000100", WORK_TYPES),
            ("schools/1000009000100", SCHOOL),
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
            canned.asked.lock().unwrap().push(path.to_owned());
            if request.headers().contains_key("access-token") {
                canned.trusted.lock().unwrap().push(request.uri().host().unwrap().to_owned());
            }
            if let Some(cookie) = request.headers().get("cookie") {
                let token = request.headers().contains_key("access-token");
                let sent = (request.uri().to_string(), cookie.to_str().unwrap().to_owned(), token);
                canned.with_cookie.lock().unwrap().push(sent);
            }
            let body = canned.answers.iter().find(|(end, _)| path.ends_with(**end)).map(|(_, body)| body.clone());
            let mut answer = http::Response::new(Bytes::from(body.unwrap_or_else(|| FORBIDDEN.to_owned())));
            if canned.status != 0 && path.starts_with("/mobile/") {
                *answer.status_mut() = http::StatusCode::from_u16(canned.status).unwrap();
            }
            if canned.file_status != 0 && path == "/get" {
                *answer.status_mut() = http::StatusCode::from_u16(canned.file_status).unwrap();
            }
            if canned.site_status != 0 && path.starts_with("/api/") {
                *answer.status_mut() = http::StatusCode::from_u16(canned.site_status).unwrap();
            }
            answer
        };
        let http = Http::in_process(Arc::new(school), Arc::new(Traffic::default()));
        let mut session = Session { values: [(TOKEN.to_owned(), "t".to_owned())].into(), ends: None };
        if self.cookie {
            session.values.insert(COOKIE.to_owned(), "DnevnikAuth_a".to_owned());
        }
        DnevnikRu.connect(&Settings::default(), session, Arc::new(Forgetful), http).unwrap()
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

fn mira() -> Enrolment {
    let ids = [("school", "1000009000100"), ("groups", "2300000000000000001:2026"), ("parent", "Тестов Олег Ильич")];
    Enrolment {
        person: "1000009000001".into(),
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

const DAILY: [Kind; 5] = [Kind::Lesson, Kind::Mark, Kind::Homework, Kind::Absence, Kind::Test];

/// A moment at the school, whose clock stands at +5.
fn local(moment: OffsetDateTime) -> OffsetDateTime {
    moment.to_offset(offset!(+5))
}

async fn week() -> Answer {
    Canned::usual().api().fetch(&mira(), &ask(&DAILY)).await.unwrap()
}

#[tokio::test]
async fn lessons_keep_their_zeros_twins_and_gaps() {
    let answer = week().await;
    assert_eq!(answer.skipped, 0);
    let lessons: Vec<Lesson> = all_of!(&answer, Lesson);
    assert_eq!(lessons.len(), 5);
    assert_eq!(
        lessons[0],
        Lesson {
            id: "2442000000000000100".into(),
            date: date!(2026 - 09 - 14),
            number: Some(0),
            starts_at: Some(datetime!(2026-09-14 07:45 +5)),
            ends_at: Some(datetime!(2026-09-14 08:20 +5)),
            subject: "Разговоры о важном".into(),
            teacher: None,
            room: Some("12, Б".into()),
            topic: None,
            status: LessonStatus::Held,
        }
    );
    assert_eq!(lessons[1].teacher.as_deref(), Some("Примерова Вера Олеговна"));
    // Two subgroups at one number; an id as text; no hours; two teachers.
    assert_eq!((lessons[2].number, lessons[2].subject.as_str()), (Some(1), "Английский язык"));
    assert_eq!(lessons[2].teacher.as_deref(), Some("Иванова А. А., Примерова Вера Олеговна"));
    assert_eq!((lessons[2].starts_at, lessons[2].status), (None, LessonStatus::Planned));
    // The day's date, where the lesson has none.
    assert_eq!((lessons[3].date, lessons[3].status), (date!(2026 - 09 - 14), LessonStatus::Cancelled));
    // A subject that another day lists; a date with a zone.
    assert_eq!((lessons[4].date, lessons[4].subject.as_str()), (date!(2026 - 09 - 16), "Математика"));
}

#[tokio::test]
async fn marks_stand_on_the_day_of_their_lesson() {
    let marks: Vec<Mark> = all_of!(week().await, Mark);
    let ids: Vec<&str> = marks.iter().map(|mark| mark.id.as_str()).collect();
    // Without another child's and without the term's.
    assert_eq!(ids, ["2444000000000000301", "2444000000000000302", "2444000000000000303"]);
    assert_eq!(
        marks[0],
        Mark {
            id: "2444000000000000301".into(),
            subject: "Математика".into(),
            value: "4".into(),
            weight: Some(2.0),
            lesson_date: Some(date!(2026 - 09 - 14)),
            set_at: Some(local(datetime!(2026-09-14 07:42:11.1234567 UTC))),
            work_type: Some("Ответ на уроке".into()),
            comment: None,
            lesson: Some("2442000000000000101".into()),
            lesson_number: Some(1),
            work: Some("2443000000000000202".into()),
            topic: Some("Обыкновенные дроби".into()),
            counts: Some(true),
        }
    );
    // The second mark of one cell; entered after midnight at the school.
    assert_eq!((marks[1].value.as_str(), &marks[1].work, marks[1].counts), ("5-", &marks[0].work, None));
    assert_eq!(marks[1].set_at.unwrap().date(), date!(2026 - 09 - 15));
    // Listed under one day, of a lesson on another; a weight of zero is none given.
    assert_eq!((marks[2].lesson_date, marks[2].weight), (Some(date!(2026 - 09 - 16)), None));
    assert_eq!((marks[2].value.as_str(), marks[2].counts), ("н/а", Some(false)));
}

#[tokio::test]
async fn a_weight_of_zero_is_a_weight_where_the_school_reckons_with_weights() {
    let school =
        Canned::usual().with("schools/1000009000100", SCHOOL.replace("weighted_avg\":false", "weighted_avg\":true"));
    let marks: Vec<Mark> = all_of!(school.api().fetch(&mira(), &ask(&DAILY)).await.unwrap(), Mark);
    assert_eq!(marks[2].weight, Some(0.0));
}

#[tokio::test]
async fn homework_may_have_no_text_and_no_lesson() {
    let homework: Vec<Homework> = all_of!(week().await, Homework);
    assert_eq!(homework.len(), 2);
    assert_eq!((homework[0].text.as_str(), homework[0].done), ("№ 12, 14", Some(true)));
    assert_eq!(homework[0].set_at, Some(local(datetime!(2026-09-11 09:10 UTC))));
    assert_eq!((homework[1].text.as_str(), homework[1].due), ("", date!(2026 - 09 - 15)));
    assert_eq!((&homework[1].lesson, homework[1].subject.as_str()), (&None, "Английский язык"));
    let file = |id: &str, name: &str, size| Attachment { id: id.into(), name: name.into(), size: Some(size) };
    assert_eq!(homework[1].attachments, [file("555001", "Карточка.pdf", 20480), file("555002", "Схема.png", 512)]);
}

#[tokio::test]
async fn names_of_files_are_asked_for_once() {
    let school = Canned::usual();
    let api = school.api();
    for _ in 0..3 {
        api.fetch(&mira(), &ask(&DAILY)).await.unwrap();
    }
    let asked = school.asked();
    assert_eq!(asked.iter().filter(|path| path.ends_with("/homeworks")).count(), 1);
    assert_eq!(asked.len(), 3 + 2 + 1);
}

#[tokio::test]
async fn absences_are_told_apart() {
    let absences: Vec<Absence> = all_of!(week().await, Absence);
    let told: Vec<_> = absences.iter().map(|absence| (absence.lesson_number, absence.status)).collect();
    assert_eq!(told, [(Some(0), AbsenceStatus::Ill), (Some(1), AbsenceStatus::Late), (Some(2), AbsenceStatus::Other)]);
    assert_eq!(absences[0].comment.as_deref(), Some("справка"));
    assert_eq!(absences[2].word.as_deref(), Some("Excursion"));
}

#[tokio::test]
async fn important_works_are_tests() {
    let tests: Vec<PlannedTest> = all_of!(week().await, Test);
    assert_eq!(tests.len(), 1);
    assert_eq!((tests[0].date, tests[0].subject.as_str()), (date!(2026 - 09 - 16), "Математика"));
    assert_eq!(tests[0].work_type.as_deref(), Some("Контрольная работа"));
    assert_eq!(tests[0].topic.as_deref(), Some("Дроби"));
}

#[tokio::test]
async fn the_bare_list_of_days_is_the_same() {
    let bare = SCHEDULES.trim().strip_prefix("{\"days\":").unwrap().strip_suffix('}').unwrap();
    let answer = Canned::usual().with("/schedules", bare).api().fetch(&mira(), &ask(&DAILY)).await.unwrap();
    for (one, other) in answer.parts.iter().zip(&week().await.parts) {
        assert_eq!(one.items, other.items);
    }
}

#[tokio::test]
async fn final_marks_stand_for_terms_years_and_exams() {
    let answer = Canned::usual().api().fetch(&mira(), &ask(&[Kind::TermMark])).await.unwrap();
    let marks: Vec<TermMark> = all_of!(&answer, TermMark);
    let told: Vec<_> = marks.iter().map(|mark| (mark.of, mark.term_number, mark.value.as_str())).collect();
    assert_eq!(
        told,
        [
            (TermMarkOf::Term, Some(1), "4"),
            // The sealed mark of the year, not the other.
            (TermMarkOf::Year, None, "5"),
            (TermMarkOf::Exam, None, "зач"),
            // A kind of term that nobody has seen.
            (TermMarkOf::Term, Some(2), "5"),
        ]
    );
    // A mark whose work is not there says nothing.
    assert_eq!(answer.skipped, 1);
}

#[tokio::test]
async fn a_glance_reads_as_the_whole() {
    let school = Canned::usual();
    let whole: Vec<Mark> = all_of!(school.api().fetch(&mira(), &ask(&DAILY)).await.unwrap(), Mark);
    let recent = school.api().glance(&mira(), &ask(&DAILY)).await.unwrap().unwrap();
    assert_eq!(all_of!(&recent, Mark), &whole[..1]);
    let feed = school.clone().with("/recentmarks", FORBIDDEN).api();
    assert_eq!(all_of!(feed.glance(&mira(), &ask(&DAILY)).await.unwrap().unwrap(), Mark), &whole[..1]);
}

#[tokio::test]
async fn a_context_tells_the_children_and_their_classes() {
    let identity = Canned::usual().api().identity().await.unwrap();
    assert_eq!((identity.user.as_str(), identity.name.as_str()), ("1000009000777", "Олег Тестов"));
    assert!(!identity.is_student);
    assert_eq!(identity.students[0], mira());
    assert_eq!(identity.students[1].name, "Лев Тестов");
    assert_eq!(identity.students[1].class.as_deref(), Some("2-Б"));
}

#[rstest]
#[case(r#"["1000009000001", 1000009000003]"#)]
#[case(r#"[1000009000001, "1000009000003", null, {}]"#)]
#[tokio::test]
async fn children_may_be_ids_alone(#[case] children: &str) {
    let context = format!(
        r#"{{"userId":"1000009000777","roles":["EduParent"],"children":{children},"schools":[{{"id":1000009000100,"name":"Школа № 0"}}]}}"#
    );
    let school = Canned::usual()
        .with("users/me/context", context)
        .with("persons/1000009000001", r#"{"id":1000009000001,"firstName":"Мира","lastName":"Тестова"}"#)
        .with(
            "persons/1000009000001/edu-groups",
            r#"[{"id":2300000000000000002,"type":"Subgroup","name":"англ."},{"id":2300000000000000001,"type":"Group","name":"7-А","studyyear":2026}]"#,
        );
    let identity = school.api().identity().await.unwrap();
    assert_eq!(identity.students.len(), 2);
    assert_eq!(identity.students[0].name, "Мира Тестова");
    assert_eq!(identity.students[0].class.as_deref(), Some("7-А"));
    assert_eq!(identity.students[0].ids["groups"], "2300000000000000001:2026");
    // Nothing more is told of the other: the number stands for the name.
    assert_eq!(identity.students[1].name, "1000009000003");
}

#[tokio::test]
async fn a_pupil_is_the_only_student() {
    let context = r#"{"userId":1000009000778,"roles":["EduStudent"],"children":null,"personId":1000009000001,
        "firstName":"Мира","lastName":"Тестова","schoolIds":[1000009000100],"groupIds":[2300000000000000001],
        "schools":[{"id":1000009000100,"name":"Школа № 0"}],
        "eduGroups":[{"id":2300000000000000001,"type":"Group","name":"7-А","studyyear":2026}]}"#;
    let identity = Canned::usual().with("users/me/context", context).api().identity().await.unwrap();
    assert!(identity.is_student);
    let mut student = mira();
    student.ids.remove("parent");
    assert_eq!(identity.students, [student]);
}

#[tokio::test]
async fn an_error_object_is_never_an_answer() {
    let error = r#"{"type":"apiServerError","description":"Server error"}"#;
    let api = Canned::usual().with("/schedules", error).with("users/me/context", error).api();
    assert!(matches!(api.identity().await, Err(SchoolError::OutOfOrder(_))));
    assert!(matches!(api.fetch(&mira(), &ask(&DAILY)).await, Err(SchoolError::OutOfOrder(_))));
}

#[rstest]
#[case("{}")]
#[case(r#"{"days":null}"#)]
#[case("null")]
#[case("17")]
#[case("\"days\"")]
#[case("")]
#[case("[1,2")]
#[tokio::test]
async fn what_is_no_timetable_is_strange_and_not_empty(#[case] body: &str) {
    let outcome = Canned::usual().with("/schedules", body).api().fetch(&mira(), &ask(&DAILY)).await;
    assert!(matches!(outcome, Err(SchoolError::Strange(_))), "{outcome:?}");
}

#[tokio::test]
async fn one_broken_lesson_costs_one_lesson() {
    for broken in ["7", "null", "\"x\"", "[1]", "{}", r#"{"id":"\ud800"}"#, r#"{"id":1e999}"#] {
        let body = SCHEDULES.replacen("\"lessons\":[", &format!("\"lessons\":[{broken},"), 1);
        let answer = Canned::usual().with("/schedules", body).api().fetch(&mira(), &ask(&DAILY)).await.unwrap();
        assert_eq!(all_of!(&answer, Lesson), all_of!(week().await, Lesson), "{broken}");
        assert!(answer.skipped >= 1, "{broken}");
    }
}

#[tokio::test]
async fn what_is_said_of_terms_is_read_from_either_call() {
    let periods = r#"[{"id":2300000000000000022,"start":"2026-11-02T00:00:00","finish":"2026-12-27T00:00:00","number":1,"type":"Quarter","name":null,"year":2026},
        {"id":"2300000000000000021","start":"2026-09-01T00:00:00","finish":"2026-10-25T00:00:00","number":0,"type":"Quarter","name":"1 четверть","year":2026},
        {"id":3,"start":"2026-12-01","finish":"2026-11-01"}]"#;
    let holidays = r#"[{"id":9,"dateStart":"2026-10-26T00:00:00","dateFinish":"2026-11-01T00:00:00","name":"Осенние каникулы","description":"x"}]"#;
    let group = format!(r#"{{"id":1,"reportingPeriods":{periods},"holidays":{holidays}}}"#);
    let whole = Canned::usual().with("/reporting-periods-group", group).api();
    let answer = whole.terms(&mira(), SchoolYear(2026)).await.unwrap();
    let terms: Vec<peremena_model::Term> = all_of!(&answer, Term);
    assert_eq!(
        terms.iter().map(|term| (term.number, term.name.as_str())).collect::<Vec<_>>(),
        [(1, "1 четверть"), (2, "2 четверть")]
    );
    let holidays: Vec<peremena_model::Holiday> = all_of!(&answer, Holiday);
    assert_eq!(holidays[0].name, "Осенние каникулы");
    assert_eq!(answer.skipped, 1);

    let alone = Canned::usual().with("/reporting-periods", periods).api();
    let answer = alone.terms(&mira(), SchoolYear(2026)).await.unwrap();
    assert_eq!(all_of!(&answer, Term), terms);
    assert!(matches!(answer.failed.as_slice(), [(Kind::Holiday, SchoolError::Forbidden(_))]));
}

#[tokio::test]
async fn averages_have_commas_and_gaps() {
    let class = r#"[{"person":1000009000003,"per-subject-averages":[{"subject":396000000000001,"avg-mark-value":"2,00"}]},
        {"person":1000009000001,"per-subject-averages":[{"subject":396000000000001,"avg-mark-value":"4,53"},
         {"subject":396000000000003,"avg-mark-value":null},{"subject":396000000000002,"avg-mark-value":""}]}]"#;
    let group = r#"{"reportingPeriods":[{"id":2300000000000000021,"start":"2026-09-01","finish":"2026-10-25","number":0,"type":"Quarter"}]}"#;
    let kinds = [Kind::Lesson, Kind::Average];
    let school = Canned::usual()
        .with("/reporting-periods-group", group)
        .with("/reporting-periods/2300000000000000021/avg-marks/2026-09-18T00:00:00", class);
    let answer = school.api().fetch(&mira(), &ask(&kinds)).await.unwrap();
    let averages: Vec<peremena_model::OfficialAverage> = all_of!(&answer, Average);
    assert_eq!(averages.len(), 1);
    assert_eq!((averages[0].subject.as_str(), averages[0].value), ("Математика", 4.53));

    let single = "/reporting-periods/2300000000000000021/subjects/396000000000001/avg-mark";
    let school = Canned::usual()
        .with("/reporting-periods-group", group)
        .with("/subjects/396000000000002/avg-mark", "null")
        .with("/subjects/396000000000003/avg-mark", "\"\"")
        .with(single, "\"4,53\"");
    let answer = school.api().fetch(&mira(), &ask(&kinds)).await.unwrap();
    assert_eq!(all_of!(&answer, Average), averages);
}

#[tokio::test]
async fn a_range_that_is_cut_short_without_a_word_is_asked_for_to_its_end() {
    let whole = Span::new(date!(2026 - 09 - 01), date!(2026 - 10 - 31)).unwrap();
    let school = move |request: http::Request<Bytes>| {
        let query = request.uri().query().unwrap_or_default();
        let at = query.find("startDate=").map(|at| at + 10);
        let Some(start) = at.and_then(|at| query.get(at..at + 10)) else {
            return http::Response::new(FORBIDDEN.into());
        };
        // Never more than twenty days, whatever was asked.
        let days = whole.iter().skip_while(|day| day.to_string() != start).take(20);
        let days: Vec<String> = days
            .map(|day| {
                let id = 1000 + day.to_julian_day();
                format!(r#"{{"date":"{day}T00:00:00","lessons":[{{"id":{id},"number":1}}]}}"#)
            })
            .collect();
        http::Response::new(format!("{{\"days\":[{}]}}", days.join(",")).into())
    };
    let traffic = Arc::new(Traffic::default());
    let http = Http::in_process(Arc::new(school), traffic.clone());
    let session = Session { values: [(TOKEN.to_owned(), "t".to_owned())].into(), ends: None };
    let api = DnevnikRu.connect(&Settings::default(), session, Arc::new(Forgetful), http).unwrap();
    let mut ask = ask(&[Kind::Lesson]);
    ask.span = whole;
    let answer = api.fetch(&mira(), &ask).await.unwrap();
    assert_eq!(all_of!(&answer, Lesson).len(), 61);
    // Four pieces, and two for the school's facts.
    assert_eq!(traffic.requests(), 6);
}

#[tokio::test]
async fn requests_go_to_the_settings_hosts_under_v2() {
    let school = Canned::usual();
    school.api().fetch(&mira(), &ask(&DAILY)).await.unwrap();
    assert_eq!(school.asked()[0], "/v2/persons/1000009000001/groups/2300000000000000001/schedules");
}

//! МЭШ and «Моя школа» against the simulated school: the promises of every connector, in this process and over the
//! network, and what this connector promises beyond them.
// Helpers of tests may panic as tests do.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

mod mesh_school;

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
};

use async_trait::async_trait;
use mesh_school::{PARENT, Simulated, ask, now};
use peremena_model::{AbsenceStatus, Item, Kind, KindSet, LessonStatus, SchoolYear, TermMarkOf};
use peremena_school::{
    Answer, Ask, Credentials, SchoolApi, SchoolError, SchoolSystem, Secret, Session, SessionKeeper, Settings,
    SignInWay,
    contract::{self, Forgetful},
    mesh::{MESH, MY_SCHOOL},
    registry,
};
use peremena_school_sim::{Act, Attendance, Clock, Misbehaviour, Scope};
use rstest::rstest;
use time::macros::{date, datetime};

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

fn items(answer: &Answer, kind: Kind) -> Vec<&Item> {
    answer.parts.iter().filter(|part| part.scope.kind == kind).flat_map(|part| &part.items).collect()
}

fn only(ask: &Ask, kinds: &[Kind]) -> Ask {
    Ask { kinds: KindSet::of(kinds), ..ask.clone() }
}

/// Keeps every session that it is given, and says how many tokens the school had seen by then.
#[derive(Default)]
struct Kept(Mutex<Vec<Session>>);

#[async_trait]
impl SessionKeeper for Kept {
    async fn keep(&self, session: &Session) {
        self.0.lock().unwrap().push(session.clone());
    }
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
    api.fetch(&students[0], &ask).await.unwrap();
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
async fn no_request_brings_two_tokens_and_every_id_stands_in_its_place() {
    for word in BOTH {
        let school = Simulated::in_process(word);
        let (api, students) = school.connected(PARENT).await;
        for student in &students {
            api.fetch(student, &ask(student)).await.unwrap();
            api.glance(student, &ask(student)).await.unwrap();
            let [id, profile] = ["student", "profile"].map(|name| student.ids[name].clone());
            assert!(id != profile && id != student.person && profile != student.person);
        }
        for seen in school.seen() {
            let has = |name: &str| seen.headers.contains_key(name);
            let tokens = [has("authorization"), has("auth-token"), has("cookie")];
            assert!(tokens.into_iter().filter(|has| *has).count() <= 1, "{seen:?}");
            let query: Vec<(&str, &str)> = seen.query.split('&').filter_map(|pair| pair.split_once('=')).collect();
            let value = |name: &str| query.iter().find(|(of, _)| *of == name).map(|(_, value)| *value);
            if let Some(id) = value("student_id") {
                assert!(students.iter().any(|student| student.ids["student"] == id), "{seen:?}");
            }
            for name in ["person_ids", "personId"] {
                let known = |id: &str| students.iter().any(|student| student.person == id);
                assert!(value(name).is_none_or(known), "{seen:?}");
            }
            if let Some(profile) = seen.headers.get("profile-id") {
                assert_eq!(profile.to_str().unwrap(), students[0].ids["profile"], "{seen:?}");
            }
            assert!(!seen.query.contains("token") && !seen.query.contains("eyJ"), "{seen:?}");
        }
    }
}

#[tokio::test]
async fn a_session_that_ends_in_mid_sync_is_renewed_and_kept_before_it_is_used() {
    for word in BOTH {
        let school = Simulated::in_process(word);
        let kept = Arc::new(Kept::default());
        let (api, _) = school.connect(school.session(PARENT), kept.clone());
        let students = api.identity().await.unwrap().students;
        // A day later the token has ended; its refresh token lives.
        let later = now() + time::Duration::hours(25);
        school.school.set_clock(Clock::Fixed(later));
        let ask = Ask { now: later, ..ask(&students[0]) };
        let answer = api.fetch(&students[0], &ask).await.unwrap();
        assert!(answer.failed.is_empty() && !items(&answer, Kind::Lesson).is_empty());
        let sessions = kept.0.lock().unwrap().clone();
        assert_eq!(sessions.len(), 1, "{word}");
        let token = sessions[0].values["token"].clone();
        assert_eq!(sessions[0].ends.map(|ends| ends - later), Some(time::Duration::hours(24)));
        // What was kept works after a crash, and the new token was first used to activate itself.
        let used = school
            .seen()
            .into_iter()
            .find(|seen| seen.headers.values().any(|value| value.to_str().is_ok_and(|value| value.ends_with(&token))));
        assert!(used.unwrap().path.ends_with("/profile_info"));
        let (again, _) = school.connect(sessions[0].clone(), Arc::new(Forgetful));
        assert_eq!(again.identity().await.unwrap().students, students);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tasks_that_race_for_a_renewal_make_one() {
    for word in BOTH {
        let school = Simulated::in_process(word);
        let kept = Arc::new(Kept::default());
        let (api, _) = school.connect(school.session(PARENT), kept.clone());
        let students = api.identity().await.unwrap().students;
        school.school.set_clock(Clock::Fixed(now() + time::Duration::hours(25)));
        let api: Arc<dyn SchoolApi> = Arc::from(api);
        let tasks: Vec<_> = students
            .iter()
            .cycle()
            .take(8)
            .cloned()
            .map(|student| {
                let (api, ask) = (api.clone(), only(&ask(&student), &[Kind::Lesson, Kind::Mark]));
                tokio::spawn(async move { api.fetch(&student, &ask).await.map(|answer| answer.failed.len()) })
            })
            .collect();
        for task in tasks {
            assert_eq!(task.await.unwrap().unwrap(), 0);
        }
        let renewals = school.seen().iter().filter(|seen| seen.path.contains("/token/refresh")).count();
        assert_eq!((renewals, kept.0.lock().unwrap().len()), (1, 1), "{word}");
    }
}

#[tokio::test]
async fn without_a_refresh_token_the_family_is_asked_to_sign_in_again() {
    let school = Simulated::in_process("mesh");
    let (http, _) = school.counted();
    let token = Credentials::Token(Secret::new(school.token(PARENT)));
    let session = MESH.sign_in(&Settings::default(), token, &http).await.unwrap();
    assert!(!session.values.contains_key("refresh_token"));
    assert_eq!(session.ends, Some(now() + time::Duration::hours(24)));
    let (api, _) = school.connect(session, Arc::new(Forgetful));
    let students = api.identity().await.unwrap().students;
    school.school.set_clock(Clock::Fixed(now() + time::Duration::hours(25)));
    assert!(matches!(api.fetch(&students[0], &ask(&students[0])).await, Err(SchoolError::Refused(_))));
}

#[tokio::test]
async fn a_token_about_to_end_is_renewed_at_most_twice_an_hour() {
    let school = Simulated::in_process("my-school");
    let session = Session { values: [("token".to_owned(), school.token(PARENT))].into(), ends: None };
    let (api, _) = school.connect(session, Arc::new(Forgetful));
    let students = api.identity().await.unwrap().students;
    let renewals = || school.seen().iter().filter(|seen| seen.path == "/v2/token/refresh").count();
    for (minutes, expected) in [(0, 0), (23 * 60, 1), (23 * 60 + 10, 1), (23 * 60 + 40, 2)] {
        let at = now() + time::Duration::minutes(minutes);
        school.school.set_clock(Clock::Fixed(at));
        let ask = Ask { now: at, ..only(&ask(&students[0]), &[Kind::Lesson]) };
        api.fetch(&students[0], &ask).await.unwrap();
        assert_eq!(renewals(), expected, "after {minutes} minutes");
    }
}

#[tokio::test]
async fn tokens_of_every_kind_may_be_pasted() {
    let school = Simulated::in_process("mesh");
    let (http, _) = school.counted();
    let [first, second] = [school.session(PARENT), school.session(PARENT)];
    let (token, refresh) = (&first.values["token"], &first.values["refresh_token"]);
    for (credentials, renewable) in [
        (Credentials::Token(Secret::new(token.clone())), false),
        (Credentials::Token(Secret::new(format!(" Bearer {token}\n"))), false),
        (Credentials::Token(Secret::new(format!("x=y; aupd_token={token}; aupd_refresh_token={refresh}"))), true),
        // Used up by this.
        (Credentials::Token(Secret::new(refresh.clone())), true),
        (Credentials::Caught(Secret::new(second.values["refresh_token"].clone())), true),
        (Credentials::Caught(Secret::new(second.values["token"].clone())), false),
    ] {
        let session = MESH.sign_in(&Settings::default(), credentials, &http).await.unwrap();
        assert_eq!(session.values.contains_key("refresh_token"), renewable);
        let (api, _) = school.connect(session, Arc::new(Forgetful));
        assert_eq!(api.identity().await.unwrap().students.len(), 3);
    }
    let password = Credentials::Password { login: "parent".into(), password: Secret::new("Parol-2026"), school: None };
    let refused = MESH.sign_in(&Settings::default(), password, &http).await;
    assert!(matches!(refused, Err(SchoolError::Forbidden(_))));
    assert_eq!(school.school.login_attempts().refused, 0);
}

#[tokio::test]
async fn a_parent_sees_the_children_and_a_pupil_himself() {
    for word in BOTH {
        let school = Simulated::in_process(word);
        let (_, students) = school.connected(PARENT).await;
        let names: Vec<&str> = students.iter().map(|student| student.name.as_str()).collect();
        assert_eq!(names, ["Амина Гаджиева", "Тимур Гаджиев", "Мадина Гаджиева"]);
        assert_eq!(students[0].class.as_deref(), Some("7 «Б»"));

        let (api, own) = school.connected(("amina", "Amina-2026")).await;
        assert!(api.identity().await.unwrap().is_student);
        assert_eq!((own.len(), &own[0].person), (1, &students[0].person));
        let lessons = api.fetch(&own[0], &only(&ask(&own[0]), &[Kind::Lesson])).await.unwrap();
        let (parent, _) = school.connected(PARENT).await;
        let of_parent = parent.fetch(&students[0], &only(&ask(&students[0]), &[Kind::Lesson])).await.unwrap();
        assert_eq!(items(&lessons, Kind::Lesson), items(&of_parent, Kind::Lesson));
    }
}

#[tokio::test]
async fn the_door_is_told_and_past_weeks_are_asked_for_once() {
    let school = Simulated::in_process("mesh");
    let (api, students) = school.connected(PARENT).await;
    let ask = only(&ask(&students[0]), &[Kind::Visit]);
    let asked = || school.seen().iter().filter(|seen| seen.path.ends_with("/visit_durations")).count();
    let first = api.fetch(&students[0], &ask).await.unwrap();
    assert_eq!(asked(), 12);
    let again = api.fetch(&students[0], &ask).await.unwrap();
    // This week, and the one that ended yesterday.
    assert_eq!(asked(), 14);
    assert_eq!(items(&first, Kind::Visit), items(&again, Kind::Visit));
    let visits = items(&first, Kind::Visit);
    assert!(visits.len() > 60);
    assert!(visits.iter().all(|item| matches!(item, Item::Visit(visit) if visit.at <= now() && visit.place.is_some())));

    school.school.act(Act::Visit { student: "Амина".into(), entered: true }).unwrap();
    assert!(school.school.act(Act::Visit { student: "Амина".into(), entered: true }).is_err());
    let news = api.fetch(&students[0], &ask).await.unwrap();
    let came = items(&news, Kind::Visit).into_iter().find(|item| !visits.contains(item)).unwrap();
    assert!(matches!(came, Item::Visit(visit) if visit.entered && visit.at == now()));
}

#[tokio::test]
async fn what_teachers_enter_is_seen() {
    for word in BOTH {
        let school = Simulated::in_process(word);
        let (api, students) = school.connected(PARENT).await;
        let (student, subject) = ("Амина".to_owned(), "Алгебра".to_owned());
        let acts = [
            Act::Absence {
                student: student.clone(),
                subject: subject.clone(),
                status: Attendance::Ill,
                comment: Some("справка".into()),
                date: None,
            },
            Act::Event {
                student: student.clone(),
                title: "Классный час".into(),
                date: date!(2026 - 11 - 20),
                hour: 15,
                place: Some("Кабинет 214".into()),
                text: None,
            },
            Act::Homework {
                student: student.clone(),
                subject: subject.clone(),
                text: Some("№ 12".into()),
                date: None,
                files: vec!["Карточка.PDF".into()],
            },
            Act::Announce {
                student: student.clone(),
                subject: subject.clone(),
                work: "Контрольная работа".into(),
                date: None,
            },
            Act::CancelLesson { student: student.clone(), subject: "История".into(), date: None },
            Act::Substitute {
                student: student.clone(),
                subject: "Физика".into(),
                teacher: "Лебедева".into(),
                date: None,
            },
            Act::PeriodMark { student: student.clone(), subject: subject.clone(), value: "5".into(), term: Some(1) },
            Act::YearMark { student, subject, value: "4".into() },
        ];
        let acted: Vec<_> = acts.into_iter().map(|act| school.school.act(act).unwrap()).collect();
        let answer = api.fetch(&students[0], &ask(&students[0])).await.unwrap();
        assert!(answer.failed.is_empty(), "{:?}", answer.failed);

        assert!(items(&answer, Kind::Absence).into_iter().any(|item| matches!(item, Item::Absence(absence)
            if absence.status == AbsenceStatus::Ill && absence.comment.as_deref() == Some("справка")
                && absence.subject.as_deref() == Some("Алгебра") && absence.lesson.is_some())));
        assert!(items(&answer, Kind::Event).into_iter().any(|item| matches!(item, Item::Event(event)
            if event.title == "Классный час" && event.place.as_deref() == Some("Кабинет 214")
                && event.starts_at == Some(datetime!(2026-11-20 15:00 +3)))));
        assert!(items(&answer, Kind::Homework).into_iter().any(|item| matches!(item, Item::Homework(work)
            if work.text == "№ 12" && work.attachments.first().is_some_and(|file| file.name == "Карточка.pdf")
                && work.lesson.is_some() && work.done == Some(false) && work.set_at == Some(now()))));
        assert!(items(&answer, Kind::Test).into_iter().any(|item| matches!(item, Item::Test(test)
            if test.subject == "Алгебра" && Some(test.date) == acted[3].date)));
        let status = |subject: &str, date| {
            items(&answer, Kind::Lesson).into_iter().find_map(|item| match item {
                Item::Lesson(lesson) if lesson.subject == subject && Some(lesson.date) == date => Some(lesson.status),
                _ => None,
            })
        };
        assert_eq!(status("История", acted[4].date), Some(LessonStatus::Cancelled));
        assert_eq!(status("Физика", acted[5].date), Some(LessonStatus::Substituted));
        let finals: Vec<_> = items(&answer, Kind::TermMark)
            .into_iter()
            .filter_map(|item| match item {
                Item::TermMark(mark) if mark.subject == "Алгебра" => {
                    Some((mark.of, mark.term_number, mark.value.as_str()))
                }
                _ => None,
            })
            .collect();
        assert!(finals.contains(&(TermMarkOf::Term, Some(1), "5")), "{finals:?}");
        assert!(finals.contains(&(TermMarkOf::Year, None, "4")), "{finals:?}");
    }
}

#[tokio::test]
async fn a_mark_stands_in_its_lesson_with_kind_weight_and_comment() {
    let school = Simulated::in_process("mesh");
    let (api, students) = school.connected(PARENT).await;
    let mark = Act::Mark {
        student: "Амина".into(),
        subject: "Алгебра".into(),
        value: "4-".into(),
        work: Some("Контрольная работа".into()),
        date: None,
        comment: Some("аккуратнее".into()),
    };
    school.school.act(mark).unwrap();
    let answer = api.fetch(&students[0], &ask(&students[0])).await.unwrap();
    let mark = items(&answer, Kind::Mark).into_iter().find_map(|item| match item {
        Item::Mark(mark) if mark.value == "4-" && mark.set_at == Some(now()) => Some(mark.clone()),
        _ => None,
    });
    let mark = mark.unwrap();
    assert_eq!(mark.work_type.as_deref(), Some("Контрольная работа"));
    assert_eq!(mark.comment.as_deref(), Some("аккуратнее"));
    assert!(mark.weight.is_some_and(|weight| weight > 1.0));
    let lesson = items(&answer, Kind::Lesson).into_iter().find_map(|item| match item {
        Item::Lesson(lesson) if Some(&lesson.id) == mark.lesson.as_ref() => Some(lesson),
        _ => None,
    });
    let lesson = lesson.unwrap();
    assert_eq!((Some(lesson.date), &lesson.subject, &lesson.topic), (mark.lesson_date, &mark.subject, &mark.topic));
}

#[tokio::test]
async fn who_teaches_is_asked_for_once_for_each_course() {
    let school = Simulated::in_process("mesh");
    let (api, students) = school.connected(PARENT).await;
    let ask = only(&ask(&students[0]), &[Kind::Lesson]);
    let asked = || school.seen().iter().filter(|seen| seen.path.contains("/lesson_schedule_items/")).count();
    let answer = api.fetch(&students[0], &ask).await.unwrap();
    let lessons: Vec<_> = items(&answer, Kind::Lesson)
        .into_iter()
        .filter_map(|item| if let Item::Lesson(lesson) = item { Some(lesson.clone()) } else { None })
        .collect();
    assert!(lessons.iter().all(|lesson| lesson.teacher.is_some()));
    let courses: BTreeSet<&str> = lessons.iter().map(|lesson| lesson.subject.as_str()).collect();
    let stand_ins = lessons.iter().filter(|lesson| lesson.status == LessonStatus::Substituted).count();
    assert!(stand_ins > 0 && asked() == courses.len() + stand_ins, "{} pages", asked());
    let before = asked();
    api.fetch(&students[0], &ask).await.unwrap();
    assert_eq!(asked(), before);

    // Who comes to stand in is asked for at that lesson alone.
    let (student, subject) = ("Амина".to_owned(), "Физика".to_owned());
    let acted =
        school.school.act(Act::Substitute { student, subject, teacher: "Лебедева".into(), date: None }).unwrap();
    let answer = api.fetch(&students[0], &ask).await.unwrap();
    assert_eq!(asked(), before + 1);
    let stand_in = items(&answer, Kind::Lesson).into_iter().find_map(|item| match item {
        Item::Lesson(lesson) if lesson.subject == "Физика" && Some(lesson.date) == acted.date => Some(lesson),
        _ => None,
    });
    assert_eq!(stand_in.unwrap().teacher.as_deref(), Some("Лебедева Татьяна Юрьевна"));

    // Where the pages fail, the timetable is there without teachers.
    for (trouble, pages) in [(Misbehaviour::ServerError, 1), (Misbehaviour::SystemForbidden, courses.len())] {
        school.school.misbehave(trouble, Scope::always().on("/lesson_schedule_items/"));
        let (api, students) = school.connected(PARENT).await;
        let before = asked();
        let answer = api.fetch(&students[0], &only(&ask, &[Kind::Lesson])).await.unwrap();
        assert!(answer.failed.is_empty() && items(&answer, Kind::Lesson).len() == lessons.len());
        assert!(asked() - before >= pages && (pages > 1 || asked() - before == 1), "{trouble:?}");
        school.school.behave();
    }
}

#[tokio::test]
async fn a_page_in_between_does_not_end_a_session_that_can_be_renewed() {
    let school = Simulated::in_process("mesh");
    let (api, _) = school.connect(school.session(PARENT), Arc::new(Forgetful));
    let students = api.identity().await.unwrap().students;
    school.school.set_clock(Clock::Fixed(now() + time::Duration::hours(25)));
    let ask = only(&ask(&students[0]), &[Kind::Lesson]);
    for trouble in [Misbehaviour::Maintenance, Misbehaviour::BadGateway] {
        school.school.misbehave(trouble, Scope::next(1).on("/token/refresh"));
        let outcome = api.fetch(&students[0], &ask).await;
        assert!(matches!(outcome, Err(SchoolError::OutOfOrder(_))), "{trouble:?}: {outcome:?}");
    }
    assert!(!items(&api.fetch(&students[0], &ask).await.unwrap(), Kind::Lesson).is_empty());
}

#[tokio::test]
async fn a_calendar_that_gives_up_on_a_long_range_is_asked_in_pieces() {
    let school = Simulated::in_process("mesh");
    let (api, students) = school.connected(PARENT).await;
    let ask = only(&ask(&students[0]), &[Kind::Lesson]);
    let at_once = api.fetch(&students[0], &ask).await.unwrap();
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
    let Err(SchoolError::OutOfOrder(text)) = api.fetch(&students[0], &ask(&students[0])).await else { panic!() };
    assert_eq!((text.as_str(), traffic.requests() - before), ("Технические работы", 1));
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

#[tokio::test]
async fn lessons_have_moscows_clock() {
    let school = Simulated::in_process("mesh");
    let (api, students) = school.connected(("sidorov", "Sidorov-2026")).await;
    let answer = api.fetch(&students[0], &ask(&students[0])).await.unwrap();
    // The lyceum is two hours east; these systems run by Moscow's time.
    let Some(Item::Lesson(lesson)) = items(&answer, Kind::Lesson).first().copied() else { panic!("no lesson") };
    assert_eq!(lesson.starts_at, Some(datetime!(2026-09-01 06:00 +3)));
    for mark in items(&answer, Kind::Mark) {
        assert!(matches!(mark, Item::Mark(mark) if mark.set_at.unwrap().offset().whole_hours() == 3));
    }
}

#[tokio::test]
async fn another_year_is_empty_or_refused_never_mixed_in() {
    let school = Simulated::in_process("mesh");
    let (api, students) = school.connected(PARENT).await;
    let mut ask = only(&ask(&students[0]), &[Kind::Term, Kind::TermMark, Kind::Average]);
    ask.year = SchoolYear(2027);
    let coming = api.fetch(&students[0], &ask).await.unwrap();
    assert!(items(&coming, Kind::Term).is_empty() && items(&coming, Kind::Average).is_empty());
    ask.year = SchoolYear(2025);
    let past = api.fetch(&students[0], &ask).await.unwrap();
    assert!(past.parts.is_empty());
    assert!(past.failed.iter().all(|(_, error)| matches!(error, SchoolError::Forbidden(_))));
}

#[tokio::test]
async fn terms_are_numbered_and_have_holidays() {
    let school = Simulated::in_process("mesh");
    let (api, students) = school.connected(PARENT).await;
    let answer = api.terms(&students[0], SchoolYear(2026)).await.unwrap();
    let terms: Vec<_> = items(&answer, Kind::Term)
        .into_iter()
        .filter_map(|item| if let Item::Term(term) = item { Some((term.number, term.from)) } else { None })
        .collect();
    assert_eq!(terms.iter().map(|(number, _)| *number).collect::<Vec<_>>(), [1, 2, 3, 4]);
    assert_eq!(terms[1].1, date!(2026 - 11 - 05));
    assert_eq!(items(&answer, Kind::Holiday).len(), 3);
}

#[test]
fn the_page_comes_first_and_goes_nowhere_else() {
    let cases: [(&str, &str, &[&str], &[&str]); 2] = [
        (
            "mesh",
            "https://school.mos.ru/v3/auth/sudir/login",
            &["https://login.mos.ru/sps/oauth/ae", "https://school.mos.ru/diary", "https://esia.gosuslugi.ru/login"],
            &["https://mos.ru.example/", "https://mosreg.ru/", "https://yandex.ru/"],
        ),
        (
            "my-school",
            "https://authedu.mosreg.ru/v3/auth/esia/login",
            &["https://esia.gosuslugi.ru/aas", "https://myschool.mosreg.ru/"],
            &["https://gosuslugi.example/", "https://login.mos.ru/"],
        ),
    ];
    for (word, start, good, bad) in cases {
        let ways = registry::system(word).unwrap().ways_in(&Settings::default()).unwrap();
        let Some(SignInWay::Page(page)) = ways.first() else { panic!("no page") };
        assert_eq!(page.start.as_str(), start);
        let allowed = |address: &str| page.hosts.iter().any(|rule| rule.allows(&address.parse().unwrap()));
        assert!(good.iter().all(|address| allowed(address)), "{word}");
        assert!(!bad.iter().any(|address| allowed(address)), "{word}");
        let password = ways.iter().any(|way| matches!(way, SignInWay::Password(_)));
        assert_eq!(password, word == "my-school");
    }
}

#[test]
fn the_bases_are_settings() {
    let mut settings = Settings::default();
    for (name, base) in [
        ("school_base", "https://education.admoblkaluga.ru"),
        ("api_base", "api.admoblkaluga.ru/"),
        ("diary_base", "https://dnevnik.admoblkaluga.ru"),
        ("sign_in_page", "https://dnevnik.admoblkaluga.ru/v3/auth/esia/login"),
    ] {
        settings.values.insert(name.into(), base.into());
    }
    let hosts = MY_SCHOOL.hosts(&settings).unwrap();
    for host in ["education", "api", "dnevnik"] {
        let url = format!("https://{host}.admoblkaluga.ru/x").parse().unwrap();
        assert!(hosts.iter().any(|rule| rule.allows(&url)), "{host}");
    }
    settings.values.insert("api_base".into(), "https://user:secret@host/".into());
    assert!(matches!(MY_SCHOOL.hosts(&settings), Err(SchoolError::Setting(_))));
}

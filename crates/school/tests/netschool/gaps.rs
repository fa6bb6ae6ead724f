//! Servers that leave something out: days of a long range, assignments, files, kinds of work.

use peremena_model::{Item, Kind, KindSet, Span};
use peremena_school::Ask;
use peremena_school_sim::{Act, Misbehaviour, Scope};
use rstest::rstest;
use serde_json::{Value, json};

use crate::{
    quick::{self, Connections},
    reading::mark,
    school::{Api, Simulated, ask, change_json, day, items},
};

/// Keeps the first days of an answer.
fn first_days(value: &mut Value, days: i64, honest: bool) {
    let start = value["weekStart"].as_str().map(|start| start[..10].to_owned()).unwrap();
    let start = time::Date::parse(&start, time::macros::format_description!("[year]-[month]-[day]")).unwrap();
    let last = (start + time::Duration::days(days - 1)).to_string();
    if let Some(days) = value["weekDays"].as_array_mut() {
        days.retain(|day| day["date"].as_str().is_some_and(|date| date[..10] <= last[..]));
    }
    if honest && value["weekEnd"].as_str().is_some_and(|end| end[..10] > last[..]) {
        value["weekEnd"] = json!(format!("{last}T00:00:00"));
    }
}

/// Keeps the days of the first quarter, where there are any.
fn first_quarter(value: &mut Value) {
    let of_first = |day: &Value| day["date"].as_str().is_some_and(|date| &date[..10] < "2026-11-01");
    if let Some(days) = value["weekDays"].as_array_mut().filter(|days| days.iter().any(of_first)) {
        days.retain(of_first);
    }
}

/// So many days of the diary are asked for.
fn days_of(request: &http::Request<bytes::Bytes>) -> Option<i64> {
    if !request.uri().path().ends_with("/student/diary") {
        return None;
    }
    let query = request.uri().query().unwrap_or_default();
    let date = |name: &str| {
        let text = query.split('&').find_map(|pair| pair.strip_prefix(name)).unwrap();
        time::Date::parse(text, time::macros::format_description!("[year]-[month]-[day]")).unwrap()
    };
    Some((date("weekEnd=") - date("weekStart=")).whole_days() + 1)
}

#[rstest]
#[case::honest(1)]
#[case::silent(2)]
#[case::refusing(3)]
#[case::ending_with_the_term(4)]
#[tokio::test]
async fn a_server_that_gives_weeks_is_asked_by_the_week(#[case] how: u8) {
    let school = Simulated::twisted(Api::Web, move |request, answer| {
        if days_of(request).is_some_and(|days| days > 7) {
            match how {
                3 => *answer.status_mut() = http::StatusCode::INTERNAL_SERVER_ERROR,
                4 => change_json(answer, first_quarter),
                _ => change_json(answer, |value| first_days(value, 7, how == 1)),
            }
        }
    });
    let diary = KindSet::of(&[Kind::Lesson, Kind::Mark, Kind::Homework]);
    let told = async |school: &Simulated| {
        let (api, students) = school.connected("parent").await;
        let ask = Ask { kinds: diary, ..ask(&students[0]) };
        let answer = api.fetch(&students[0], &ask).await.unwrap();
        let told: Vec<Vec<Item>> = answer.parts.into_iter().map(|part| part.items).collect();
        (told, api.reference().unwrap())
    };
    let (weekly, kept) = told(&school).await;
    let (at_once, _) = told(&Simulated::in_process(Api::Web)).await;
    assert_eq!(weekly, at_once);

    let (api, traffic) = school.connect_counted("parent").await;
    api.recall(&kept);
    let students = api.identity().await.unwrap().students;
    let before = traffic.requests();
    api.fetch(&students[0], &Ask { kinds: diary, ..ask(&students[0]) }).await.unwrap();
    // Thirteen weeks and a Monday, and the files: the length that works is remembered.
    assert_eq!(traffic.requests() - before, 15);
}

#[tokio::test]
async fn a_quick_look_is_whole_however_long_ago_it_was_found() {
    let cutting = Simulated::twisted(Api::Web, |request, answer| {
        if days_of(request).is_some_and(|days| days > 21) {
            change_json(answer, |value| first_days(value, 21, false));
        }
    });
    let usual = Simulated::in_process(Api::Web);
    let (first, students) = cutting.connected("parent").await;
    let ((second, _), (whole, _)) = (cutting.connected("parent").await, usual.connected("parent").await);
    let to = Connections { cut: [&*first, &*second], usual: &*whole };
    let lessons = Ask { kinds: KindSet::of(&[Kind::Lesson]), ..ask(&students[0]) };
    let quick = quick::is_whole_ten_days_later(to, &students[0], &lessons).await;
    usual.school.clear_journal();
    whole.fetch(&students[0], &quick).await.unwrap();
    assert_eq!(usual.asked().iter().filter(|line| line.contains("/student/diary?")).count(), 1);
}

fn ids_of(request: &http::Request<bytes::Bytes>) -> Vec<String> {
    let query = request.uri().query().unwrap_or_default();
    query.split('&').filter_map(|pair| pair.strip_prefix("assignmentId=")).map(str::to_owned).collect()
}

#[tokio::test]
async fn assignments_that_a_server_leaves_out_are_asked_for_again_in_smaller_numbers() {
    // It gives twenty at most, and says nothing of the rest.
    let school = Simulated::twisted(Api::Mobile, |request, answer| {
        if ids_of(request).len() > 20 {
            change_json(answer, |value| value.as_array_mut().unwrap().truncate(20));
        }
    });
    let told = async |school: &Simulated| {
        let (api, students) = school.connected("parent").await;
        let answer = api.fetch(&students[0], &ask(&students[0])).await.unwrap();
        assert!(answer.failed.is_empty(), "{:?}", answer.failed);
        let of = |kind| {
            let mut told: Vec<String> = items(&answer, kind).into_iter().map(|item| format!("{item:?}")).collect();
            told.sort();
            told
        };
        [Kind::Mark, Kind::Homework, Kind::Test].map(of)
    };
    assert_eq!(told(&school).await, told(&Simulated::in_process(Api::Mobile)).await);
}

#[tokio::test]
async fn assignments_that_are_never_returned_are_not_taken_for_none() {
    let school = Simulated::twisted(Api::Mobile, |request, answer| {
        if request.uri().path().ends_with("/assignments") {
            change_json(answer, |value| value.as_array_mut().unwrap().clear());
        }
    });
    let (api, students) = school.connected("parent").await;
    let answer = api.fetch(&students[0], &ask(&students[0])).await.unwrap();
    assert!(!items(&answer, Kind::Lesson).is_empty(), "the timetable is there");
    for kind in [Kind::Mark, Kind::Homework, Kind::Test] {
        assert!(answer.parts.iter().all(|part| part.scope.kind != kind), "{kind:?} is not empty");
        assert!(answer.failed.iter().any(|(failed, _)| *failed == kind), "{kind:?} has failed");
    }
    let again = |line: &&String| line.contains("/assignments?") && line.matches("assignmentId=").count() <= 20;
    assert_eq!(school.asked().iter().filter(again).count(), 1, "and not asked for over and over");
}

/// One that stands in a lesson and is never returned costs itself alone; that it is not there says nothing of it.
#[tokio::test]
async fn an_assignment_that_is_never_returned_takes_no_others_along() {
    let lost: std::sync::Arc<std::sync::Mutex<Option<String>>> = Default::default();
    let now_lost = lost.clone();
    let school = Simulated::twisted(Api::Mobile, move |request, answer| {
        let lost = now_lost.lock().unwrap().clone();
        if let Some(lost) = lost.filter(|_| request.uri().path().ends_with("/assignments")) {
            change_json(answer, |value| {
                let lost: Value = lost.parse().unwrap();
                value.as_array_mut().unwrap().retain(|one| one["assignmentId"] != lost);
            });
        }
    });
    let (api, students) = school.connected("parent").await;
    let whole = api.fetch(&students[0], &ask(&students[0])).await.unwrap();
    let marked: Vec<&str> = items(&whole, Kind::Mark).into_iter().map(Item::id).collect();
    let homework = items(&whole, Kind::Homework);
    let gone = homework.iter().map(|item| item.id()).find(|id| !marked.contains(id)).unwrap().to_owned();
    *lost.lock().unwrap() = Some(gone.clone());
    let less = api.fetch(&students[0], &ask(&students[0])).await.unwrap();
    assert!(less.failed.is_empty(), "{:?}", less.failed);
    let others: Vec<&Item> = homework.into_iter().filter(|item| item.id() != gone).collect();
    assert!(!others.is_empty());
    assert_eq!(items(&less, Kind::Homework), others);
    assert_eq!(items(&less, Kind::Mark), items(&whole, Kind::Mark));
    for (kind, is_whole) in [(Kind::Homework, false), (Kind::Mark, false), (Kind::Test, false), (Kind::Lesson, true)] {
        let scope = |answer: &peremena_school::Answer| {
            answer.parts.iter().find(|part| part.scope.kind == kind).map(|part| part.scope.whole)
        };
        assert_eq!((scope(&whole), scope(&less)), (Some(true), Some(is_whole)), "{kind:?}");
    }
}

/// A server words its kinds of work itself; what is homework is seen by name, abbreviation or the id of the samples.
#[rstest]
#[case::another_word("Задание на дом", "")]
#[case::an_abbreviation_alone("Упражнение", "ДЗ")]
#[case::the_id_alone("Упражнение", "")]
#[tokio::test]
async fn homework_is_known_however_the_server_calls_it(
    #[values(Api::Web, Api::Mobile)] api: Api,
    #[case] name: &'static str,
    #[case] abbreviation: &'static str,
) {
    let told = async |school: &Simulated| {
        let (api, students) = school.connected("parent").await;
        let ask = Ask { kinds: KindSet::of(&[Kind::Homework]), ..ask(&students[0]) };
        let answer = api.fetch(&students[0], &ask).await.unwrap();
        items(&answer, Kind::Homework).into_iter().cloned().collect::<Vec<_>>()
    };
    let renamed = Simulated::twisted(api, move |request, answer| {
        let path = request.uri().path();
        if path.ends_with("assignment/types") || path.ends_with("/assignments") {
            change_json(answer, |value| {
                for one in value.as_array_mut().into_iter().flatten() {
                    for (of, word) in [("name", name), ("assignmentTypeName", name)] {
                        if one[of] == "Домашнее задание" {
                            one[of] = word.into();
                            let abbreviated = if of == "name" { "abbr" } else { "assignmentTypeAbbr" };
                            one[abbreviated] = abbreviation.into();
                        }
                    }
                }
            });
        }
    });
    let usual = told(&Simulated::in_process(api)).await;
    assert!(!usual.is_empty());
    assert_eq!(told(&renamed).await, usual);
}

#[tokio::test]
async fn files_that_are_left_out_once_stay_with_their_homework() {
    let left_out = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let now_left_out = left_out.clone();
    let school = Simulated::twisted(Api::Mobile, move |request, answer| {
        let leave_out = now_left_out.load(std::sync::atomic::Ordering::Relaxed);
        if leave_out && request.uri().path().ends_with("/attachments") {
            change_json(answer, |value| value.as_array_mut().unwrap().clear());
        }
    });
    let (api, students) = school.connected("parent").await;
    let homework = Act::Homework {
        student: "Амина".into(),
        subject: "Алгебра".into(),
        text: Some("№ 1–3".into()),
        date: None,
        files: vec!["Вариант-7.pdf".into()],
    };
    school.school.act(homework).unwrap();
    let ask = Ask { kinds: KindSet::of(&[Kind::Homework]), ..ask(&students[0]) };
    let whole = api.fetch(&students[0], &ask).await.unwrap();
    let with_files = |answer: &peremena_school::Answer| {
        let read = |item: &&Item| matches!(item, Item::Homework(homework) if !homework.attachments.is_empty());
        items(answer, Kind::Homework).into_iter().filter(read).count()
    };
    assert!(with_files(&whole) > 0);
    left_out.store(true, std::sync::atomic::Ordering::Relaxed);
    let again = api.fetch(&students[0], &ask).await.unwrap();
    assert_eq!(items(&again, Kind::Homework), items(&whole, Kind::Homework));
}

#[rstest]
#[case::closed(Misbehaviour::SystemForbidden)]
#[case::broken(Misbehaviour::ServerError)]
#[case::another_shape(Misbehaviour::GarbageJson)]
#[tokio::test]
async fn kinds_of_work_and_files_stay_as_they_were_known(#[case] trouble: Misbehaviour) {
    let school = Simulated::in_process(Api::Web);
    let (api, students) = school.connected("parent").await;
    let homework = Act::Homework {
        student: "Амина".into(),
        subject: "Алгебра".into(),
        text: Some("№ 1–3".into()),
        date: None,
        files: vec!["Вариант-7.pdf".into()],
    };
    school.school.act(homework).unwrap();
    school.school.act(mark("Алгебра", "5", Some("Контрольная работа"), None)).unwrap();
    let today = Ask { kinds: KindSet::of(&[Kind::Mark, Kind::Homework]), ..ask(&students[0]) };
    let whole = api.fetch(&students[0], &today).await.unwrap();
    for path in ["assignment/types", "get-attachments"] {
        school.school.misbehave(trouble, Scope::always().on(path));
    }
    // The list of kinds is a day old by then; so is what is known of the files.
    let (later, _) = school.connect_counted("parent").await;
    later.recall(&api.reference().unwrap());
    for hours in [30, 31] {
        let ask = Ask { now: today.now + time::Duration::hours(hours), ..today.clone() };
        let again = later.fetch(&students[0], &ask).await.unwrap();
        assert!(again.failed.is_empty(), "{:?}", again.failed);
        for kind in [Kind::Mark, Kind::Homework] {
            assert!(items(&again, kind) == items(&whole, kind), "{kind:?} after {hours} hours");
        }
    }
}

/// A kind of work, and the details of an assignment, that nobody can read: they cost a day's patience, not a request at
/// every sync.
#[tokio::test]
async fn what_cannot_be_read_is_not_asked_for_at_every_sync() {
    let school = Simulated::twisted(Api::Web, |request, answer| {
        if request.uri().path().ends_with("assignment/types") {
            change_json(answer, |value| value[0] = json!(7));
        }
        if request.uri().path().contains("diary/assigns/") && request.uri().path().ends_with(['1', '3', '5', '7', '9'])
        {
            *answer.body_mut() = bytes::Bytes::from_static(b"[]");
        }
    });
    let (api, students) = school.connected("parent").await;
    let asked = async |hours: i64| {
        school.school.clear_journal();
        let today = Ask { kinds: KindSet::of(&[Kind::Mark, Kind::SchoolInfo]), ..ask(&students[0]) };
        let later = Ask { now: today.now + time::Duration::hours(hours), ..today };
        let answer = api.fetch(&students[0], &later).await.unwrap();
        assert!(answer.failed.is_empty(), "{:?}", answer.failed);
        let asked = school.asked();
        let count = |of: &str| asked.iter().filter(|line| line.contains(of)).count();
        (count("assignment/types"), count("diary/assigns/"))
    };
    let first = asked(0).await;
    assert!(first.0 == 1 && first.1 > 3, "{first:?}");
    // It may have been by mistake.
    assert_eq!(asked(1).await, first);
    assert_eq!((asked(2).await, asked(24).await), ((0, 0), (0, 0)));
    assert_eq!(asked(30).await, first);
}

#[tokio::test]
async fn holidays_at_the_end_are_not_mistaken_for_a_short_answer() {
    let school = Simulated::in_process(Api::Web);
    let (api, students) = school.connected("parent").await;
    let span = Span::new(day(2026, 9, 1), day(2026, 11, 4)).unwrap();
    let ask = Ask { kinds: KindSet::of(&[Kind::Lesson]), span, ..ask(&students[0]) };
    let answer = api.fetch(&students[0], &ask).await.unwrap();
    assert!(items(&answer, Kind::Lesson).len() > 200);
    assert!(!api.reference().unwrap().contains("\"weeks_only\":\""));
}

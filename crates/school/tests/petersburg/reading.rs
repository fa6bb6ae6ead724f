//! What a family reads, and what it costs.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use bytes::Bytes;
use peremena_model::{AbsenceStatus, Homework, Item, Kind, Lesson, Mark, TermMark, TermMarkOf, Visit};
use peremena_school::{Answer, contract::Forgetful};
use peremena_school_sim::{Act, Attendance};
use serde_json::json;
use time::{Date, Duration, macros::date};

use crate::school::{Simulated, ask, change_json, items, now};

macro_rules! all {
    ($answer:expr, $kind:ident) => {
        items($answer, Kind::$kind)
            .into_iter()
            .map(|item| if let Item::$kind(one) = item { one.clone() } else { panic!("{item:?}") })
            .collect::<Vec<$kind>>()
    };
}

fn count(school: &Simulated, call: &str) -> usize {
    school.asked().iter().filter(|asked| *asked == call).count()
}

/// Everything but what was not declared.
async fn year(school: &Simulated) -> Answer {
    let (api, students) = school.connected("parent").await;
    let answer = api.fetch(&students[0], &ask(&students[0], Kind::ALL)).await.unwrap();
    assert!(answer.failed.is_empty() && answer.skipped == 0, "{:?}", answer.failed);
    assert!(answer.parts.iter().all(|part| part.scope.whole));
    answer
}

#[tokio::test]
async fn homework_stands_on_the_next_day_of_its_subject() {
    let answer = year(&Simulated::in_process()).await;
    let (lessons, homework) = (all!(&answer, Lesson), all!(&answer, Homework));
    assert!(homework.len() > 50);
    for one in &homework {
        let lesson = |id: &Option<String>| lessons.iter().find(|lesson| Some(&lesson.id) == id.as_ref()).cloned();
        let (Some(set_in), Some(due)) = (lesson(&one.set_in_lesson), lesson(&one.lesson)) else {
            panic!("{one:?}");
        };
        assert!(set_in.subject == one.subject && due.subject == one.subject && due.date == one.due);
        let taught = lessons.iter().filter(|lesson| lesson.subject == one.subject && lesson.date > set_in.date);
        assert_eq!(taught.map(|lesson| lesson.date).min(), Some(one.due));
    }
}

#[tokio::test]
async fn a_lesson_keeps_its_name_when_it_is_held() {
    let school = Simulated::in_process();
    let (api, students) = school.connected("parent").await;
    let today = ask(&students[0], &[Kind::Lesson]);
    let week = peremena_school::Ask {
        span: peremena_model::Span::new(date!(2026 - 11 - 16), date!(2026 - 11 - 22)).unwrap(),
        ..today
    };
    let before = all!(&api.fetch(&students[0], &week).await.unwrap(), Lesson);
    school.school.set_clock(peremena_school_sim::Clock::Fixed(now() + Duration::days(7)));
    let api = school.connect(school.session("parent").await, Arc::new(Forgetful));
    let after = all!(&api.fetch(&students[0], &week).await.unwrap(), Lesson);
    let names = |lessons: &[Lesson]| lessons.iter().map(|lesson| lesson.id.clone()).collect::<Vec<_>>();
    assert_eq!(names(&before), names(&after));
    let topics = |lessons: &[Lesson]| lessons.iter().filter(|lesson| lesson.topic.is_some()).count();
    assert!(topics(&before) < topics(&after));
}

#[tokio::test]
async fn lists_are_read_to_their_last_page() {
    let school = Simulated::in_process();
    school.school.clear_journal();
    let answer = year(&school).await;
    // Twelve weeks with what lies before and after, two hundred entries a page; the timetable is not counted.
    assert!(count(&school, "schedule/list-by-education") >= 3 && count(&school, "lesson/list-by-education") >= 2);
    let lessons = all!(&answer, Lesson);
    assert!(lessons.len() > 300, "{}", lessons.len());
    assert!(lessons.iter().any(|lesson| lesson.date == date!(2026 - 11 - 30)));
    assert!(!all!(&answer, Visit).is_empty());
}

#[tokio::test]
async fn a_quick_sync_is_a_request_for_each_list() {
    let school = Simulated::in_process();
    let (api, students) = school.connected("parent").await;
    let mut quick = ask(&students[1], &[Kind::Lesson, Kind::Mark, Kind::Homework, Kind::Absence, Kind::Visit]);
    quick.span = peremena_model::Span::new(date!(2026 - 11 - 09), date!(2026 - 11 - 15)).unwrap();
    school.school.clear_journal();
    api.fetch(&students[1], &quick).await.unwrap();
    let calls = school.asked();
    for call in ["lesson/list-by-education", "estimate/table", "acs/list"] {
        assert_eq!(calls.iter().filter(|asked| *asked == call).count(), 1, "{call}");
    }
    assert!(calls.len() <= 5, "{calls:?}");
}

fn day_of(text: &str) -> Option<Date> {
    let format = time::macros::format_description!("[day].[month].[year]");
    Date::parse(text.split(' ').next()?, format).ok()
}

/// The first day of a range that is asked for, and its length.
fn range_of(request: &http::Request<Bytes>) -> Option<(Date, i64)> {
    let query = url::form_urlencoded::parse(request.uri().query()?.as_bytes());
    let day = |names: [&str; 2]| day_of(&query.clone().find(|(key, _)| names.contains(&key.as_ref()))?.1);
    let (from, to) = (day(["p_datetime_from", "p_date_from"])?, day(["p_datetime_to", "p_date_to"])?);
    Some((from, (to - from).whole_days() + 1))
}

fn days_asked(request: &http::Request<Bytes>) -> Option<i64> {
    range_of(request).filter(|_| !request.uri().path().ends_with("/table")).map(|(_, days)| days)
}

/// Of a range that is too long for some servers the last day that those give: a month of marks, a week of anything else.
fn first_days(request: &http::Request<Bytes>) -> Option<Date> {
    let most = if request.uri().path().ends_with("/table") { 31 } else { 7 };
    range_of(request).filter(|(_, days)| *days > most).map(|(from, _)| from + Duration::days(most - 1))
}

#[tokio::test]
async fn a_server_that_gives_a_week_is_asked_by_the_week_and_remembered() {
    let refusals: Arc<AtomicUsize> = Arc::default();
    let counted = refusals.clone();
    let picky = || {
        Simulated::twisted(move |request, answer| {
            if days_asked(request).is_some_and(|days| days > 7) {
                counted.fetch_add(1, Ordering::Relaxed);
                *answer.status_mut() = http::StatusCode::BAD_REQUEST;
                *answer.body_mut() = Bytes::from_static(b"{\"message\":\"p_datetime_to\"}");
            }
        })
    };
    let (whole, school) = (year(&Simulated::in_process()).await, picky());
    let (api, students) = school.connected("parent").await;
    let asked = ask(&students[0], Kind::ALL);
    let by_week = api.fetch(&students[0], &asked).await.unwrap();
    for kind in [Kind::Lesson, Kind::Homework, Kind::Mark, Kind::Absence] {
        assert_eq!(items(&by_week, kind), items(&whole, kind), "{kind:?}");
    }
    let reference = api.reference().unwrap();
    school.school.clear_journal();
    api.fetch(&students[0], &asked).await.unwrap();
    let refused = || refusals.swap(0, Ordering::Relaxed);
    assert_eq!((refused(), count(&school, "schedule/list-by-education") > 10), (1, true));

    let fresh = school.connect(school.session("parent").await, Arc::new(Forgetful));
    fresh.recall(&reference);
    let days_later = |days| peremena_school::Ask { now: asked.now + Duration::days(days), ..asked.clone() };
    fresh.fetch(&students[0], &days_later(3)).await.unwrap();
    assert_eq!(fresh.reference().unwrap(), reference, "asking by the week finds out nothing new");

    // A week after it was found, the whole range is tried again.
    assert_eq!(refused(), 0);
    fresh.fetch(&students[0], &days_later(8)).await.unwrap();
    assert_eq!(refused(), 1);
    assert_ne!(fresh.reference().unwrap(), reference);
}

/// Leaves out what lies behind a day.
fn cut_after(answer: &mut http::Response<Bytes>, end: Date) {
    change_json(answer, |value| {
        let items = value["data"]["items"].as_array_mut().unwrap();
        items.retain(|item| {
            let of = item["datetime_from"].as_str().or(item["date"].as_str()).unwrap();
            day_of(of).unwrap() <= end
        });
        let left = items.len();
        if value["data"]["total_items"] != json!(0) {
            value["data"]["total_items"] = json!(left);
        }
    });
}

fn is_whole(answer: &Answer, kind: Kind) -> bool {
    answer.parts.iter().find(|part| part.scope.kind == kind).unwrap().scope.whole
}

/// A server that gives the first days of a long range and says nothing of the rest.
#[tokio::test]
async fn a_range_that_is_cut_short_without_a_word_is_asked_for_by_the_week() {
    let whole = year(&Simulated::in_process()).await;
    let school = Simulated::twisted(|request, answer| {
        if let Some(end) = first_days(request) {
            cut_after(answer, end);
        }
    });
    let answer = year(&school).await;
    for kind in [Kind::Lesson, Kind::Homework, Kind::Mark, Kind::Absence, Kind::TermMark] {
        assert_eq!(items(&answer, kind), items(&whole, kind), "{kind:?}");
    }
}

/// Last week and two weeks ahead.
fn quick(student: &peremena_school::Enrolment, now: time::OffsetDateTime) -> peremena_school::Ask {
    let from = peremena_model::Span::week_of(now.date() - Duration::WEEK).from();
    let span = peremena_model::Span::new(from, now.date() + Duration::weeks(2)).unwrap();
    peremena_school::Ask { span, now, ..ask(student, &[Kind::Mark, Kind::Lesson]) }
}

/// A quick look is too short to show that its marks are cut to a week: a whole one finds out, and is not forgotten.
#[tokio::test]
async fn marks_that_come_by_the_week_are_whole_in_a_quick_look() {
    let by_week = || {
        Simulated::twisted(|request, answer| {
            if let Some((from, days)) = range_of(request).filter(|_| request.uri().path().ends_with("/table")) {
                cut_after(answer, from + Duration::days(days.min(7) - 1));
            }
        })
    };
    let (cut, uncut) = (by_week(), Simulated::in_process());
    let reference = {
        let (api, students) = cut.connected("parent").await;
        api.fetch(&students[0], &ask(&students[0], Kind::ALL)).await.unwrap();
        api.reference().unwrap()
    };
    for days in [0, 3, 10] {
        let now = now() + Duration::days(days);
        let mut told = Vec::new();
        for school in [&cut, &uncut] {
            school.school.set_clock(peremena_school_sim::Clock::Fixed(now));
            let (api, students) = school.connected("parent").await;
            api.recall(&reference);
            let answer = api.fetch(&students[0], &quick(&students[0], now)).await.unwrap();
            assert!(is_whole(&answer, Kind::Mark));
            told.push(all!(&answer, Mark));
        }
        let this_week = peremena_model::Span::week_of(now.date()).from();
        assert!(days == 0 || told[1].iter().any(|mark| mark.lesson_date >= Some(this_week)), "{days}");
        assert_eq!(told[0], told[1], "{days}");
    }
}

/// Weeks without a mark are looked into once a day. What came since may be missing: then nothing is removed.
#[tokio::test]
async fn a_silence_is_looked_into_once_a_day() {
    let school = Simulated::twisted(|request, answer| {
        if request.uri().path().ends_with("/table") {
            cut_after(answer, date!(2026 - 10 - 25));
        }
    });
    let (api, students) = school.connected("parent").await;
    let asked = async |api: &dyn peremena_school::SchoolApi, hours| {
        school.school.clear_journal();
        let asked = ask(&students[0], &[Kind::Mark]);
        let later = peremena_school::Ask { now: asked.now + Duration::hours(hours), ..asked };
        let answer = api.fetch(&students[0], &later).await.unwrap();
        assert!(!all!(&answer, Mark).is_empty());
        (count(&school, "estimate/table") > 1, is_whole(&answer, Kind::Mark))
    };
    assert_eq!(asked(&*api, 0).await, (true, true));
    assert_eq!(asked(&*api, 2).await, (false, false));
    let fresh = school.connect(school.session("parent").await, Arc::new(Forgetful));
    fresh.recall(&api.reference().unwrap());
    assert_eq!(asked(&*fresh, 4).await, (false, false));
    assert_eq!(asked(&*fresh, 24).await, (true, true));
}

#[tokio::test]
async fn one_list_holds_marks_absences_and_marks_of_terms() {
    let school = Simulated::in_process();
    let (student, subject) = ("Амина".to_owned(), "Алгебра".to_owned());
    let acts = [
        Act::Mark {
            student: student.clone(),
            subject: subject.clone(),
            value: "4-".into(),
            work: Some("Контрольная работа".into()),
            date: None,
            comment: Some("За доску".into()),
        },
        Act::Absence {
            student: student.clone(),
            subject: subject.clone(),
            status: Attendance::Late,
            comment: None,
            date: None,
        },
        Act::PeriodMark { student: student.clone(), subject: subject.clone(), value: "5".into(), term: Some(1) },
        Act::YearMark { student, subject, value: "4".into() },
    ];
    for act in acts {
        school.school.act(act).unwrap();
    }
    let answer = year(&school).await;
    let marks = all!(&answer, Mark);
    let mark = marks.iter().find(|mark| mark.comment.as_deref() == Some("За доску")).unwrap();
    assert_eq!((mark.value.as_str(), mark.work_type.as_deref()), ("4-", Some("Контрольная работа")));
    assert!(mark.lesson.is_some() && mark.topic.is_some() && mark.lesson_number.is_some());
    let late = items(&answer, Kind::Absence).into_iter().any(|item| match item {
        Item::Absence(absence) => {
            absence.status == AbsenceStatus::Late && absence.subject.as_deref() == Some("Алгебра")
        }
        _ => false,
    });
    assert!(late);
    let finals: Vec<(TermMarkOf, String, Option<i32>, bool)> = all!(&answer, TermMark)
        .into_iter()
        .filter(|mark| mark.subject == "Алгебра")
        .map(|mark| (mark.of, mark.value, mark.term_number, mark.term.is_some()))
        .collect();
    let expected = [(TermMarkOf::Term, "5".to_owned(), Some(1), true), (TermMarkOf::Year, "4".to_owned(), None, false)];
    assert_eq!(finals, expected);
    assert!(marks.iter().all(|mark| mark.work_type.as_deref() != Some("1 четверть")));
}

#[tokio::test]
async fn a_pupils_own_account_sees_the_pupil() {
    let school = Simulated::in_process();
    let (_, students) = school.connected("amina").await;
    assert_eq!(students.iter().map(|student| student.name.as_str()).collect::<Vec<_>>(), ["Амина Гаджиева"]);
    let api = school.connect(school.session("parent").await, Arc::new(Forgetful));
    let identity = api.identity().await.unwrap();
    assert_eq!(identity.name, "Патимат Гаджиева");
    assert!(identity.user.ends_with("@dnevnik2.petersburgedu.ru"), "{}", identity.user);
}

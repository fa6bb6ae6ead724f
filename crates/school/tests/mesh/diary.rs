//! What a family is told.

use std::{collections::BTreeSet, sync::Arc};

use peremena_model::{AbsenceStatus, Item, Kind, LessonStatus, SchoolYear, Span, TermMarkOf, diff::diff};
use peremena_school::{Answer, Ask, SchoolError, contract::Forgetful};
use peremena_school_sim::{Act, Attendance, Misbehaviour, Scope};
use time::{
    Date,
    macros::{date, datetime, format_description},
};

use crate::{
    BOTH, items, only,
    school::{PARENT, Simulated, ask, now},
    settled,
};

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

/// The days that an answer speaks for of the door.
fn spans(answer: &Answer) -> Vec<Span> {
    answer.parts.iter().filter(|part| part.scope.kind == Kind::Visit).filter_map(|part| part.scope.span).collect()
}

/// The first sync asks for this week and the last; those before come four at a time with the next ones, a connection each,
/// and no week is asked for again that is over.
#[tokio::test]
async fn past_weeks_of_the_door_come_a_few_at_a_time_and_once() {
    let school = Simulated::in_process("mesh");
    let (_, students) = school.connected(PARENT).await;
    let ask = only(&ask(&students[0]), &[Kind::Visit]);
    let weeks = || {
        let seen = std::mem::take(&mut *school.between.seen.lock().unwrap());
        let seen = seen.into_iter().filter(|seen| seen.path.ends_with("/visit_durations"));
        seen.map(|seen| seen.query.split('&').find_map(|pair| pair.strip_prefix("from=")).unwrap().to_owned())
            .collect::<Vec<String>>()
    };
    let near = ["2026-11-09", "2026-11-16"];
    let mut asked = Vec::new();
    let mut kept = String::new();
    let mut said = Vec::new();
    for sync in 0..6 {
        let (api, _) = school.connect(school.session(PARENT), Arc::new(Forgetful));
        api.recall(&kept);
        let ask = Ask { now: ask.now + time::Duration::minutes(30 * sync), ..ask.clone() };
        let answer = api.fetch(&students[0], &ask).await.unwrap();
        assert_eq!((answer.failed.len(), answer.skipped), (0, 0));
        kept = api.reference().unwrap();
        let weeks = weeks();
        assert_eq!(weeks[..2], near);
        asked.push(weeks.len());
        assert!(weeks[2..].iter().all(|week| !said.contains(week)), "{weeks:?}");
        said.extend_from_slice(&weeks[2..]);
        // What was read before is said again, and no day more: what is not in it is not gone.
        let first = said.last().map_or("2026-11-09", String::as_str).max("2026-09-01");
        let from = Date::parse(first, format_description!("[year]-[month]-[day]")).unwrap();
        assert_eq!(spans(&answer), [Span::new(from, date!(2026 - 11 - 22)).unwrap()]);
    }
    assert_eq!(asked, [2, 6, 6, 4, 2, 2]);
    assert!(said.is_sorted_by(|later, earlier| later > earlier), "{said:?}");
}

/// What is here already of weeks that an answer does not speak for is not gone.
#[tokio::test]
async fn passings_of_weeks_that_were_not_asked_for_stay() {
    let school = Simulated::in_process("mesh");
    let (api, students) = school.connected(PARENT).await;
    let asked = only(&ask(&students[0]), &[Kind::Visit]);
    let later = |sync: i64| Ask { now: asked.now + time::Duration::minutes(30 * sync), ..asked.clone() };
    let mut all: Vec<Item> = Vec::new();
    for sync in 0..4 {
        let answer = api.fetch(&students[0], &later(sync)).await.unwrap();
        all = items(&answer, Kind::Visit).into_iter().cloned().collect();
    }
    assert!(all.len() > 60);
    let (anew, _) = school.connect(school.session(PARENT), Arc::new(Forgetful));
    let answer = anew.fetch(&students[0], &asked).await.unwrap();
    let part = answer.parts.iter().find(|part| part.scope.kind == Kind::Visit).unwrap();
    assert!(!part.items.is_empty() && part.items.len() < all.len() / 2);
    assert_eq!(diff(&all, &part.items, &part.scope).drop, [] as [String; 0]);
    let year = peremena_model::Scope { span: Some(asked.span), ..part.scope.clone() };
    assert!(!diff(&all, &part.items, &year).drop.is_empty(), "as if all weeks had been asked for");
}

/// A week of long ago that the server does not give holds up neither this week nor the others.
#[tokio::test]
async fn a_past_week_that_is_not_given_is_left_alone() {
    let school = Simulated::in_process("mesh");
    let (api, students) = school.connected(PARENT).await;
    let asked = only(&ask(&students[0]), &[Kind::Visit]);
    let later = |sync: i64| Ask { now: asked.now + time::Duration::minutes(30 * sync), ..asked.clone() };
    api.fetch(&students[0], &asked).await.unwrap();
    school.school.misbehave(Misbehaviour::SystemForbidden, Scope::always().on("from=2026-10-19"));
    let answer = api.fetch(&students[0], &later(1)).await.unwrap();
    assert!(matches!(answer.failed.as_slice(), [(Kind::Visit, SchoolError::Forbidden(_))]), "{:?}", answer.failed);
    let near = Span::new(date!(2026 - 10 - 26), date!(2026 - 11 - 22)).unwrap();
    assert_eq!(spans(&answer), [near]);
    let answer = api.fetch(&students[0], &later(2)).await.unwrap();
    assert_eq!((answer.failed.len(), spans(&answer).last()), (0, Some(&near)));
    assert_eq!(spans(&answer)[0], Span::new(date!(2026 - 09 - 21), date!(2026 - 10 - 18)).unwrap());
    api.fetch(&students[0], &later(3)).await.unwrap();
    // Nothing new: what was said of the weeks before stands.
    assert_eq!(spans(&api.fetch(&students[0], &later(4)).await.unwrap()), [near]);
    school.school.behave();
    let whole = api.fetch(&students[0], &later(7 * 48 + 2)).await.unwrap();
    assert_eq!(spans(&whole).last().unwrap().from(), date!(2026 - 09 - 01));
    assert_eq!(spans(&whole).len(), 1);
}

#[tokio::test]
async fn who_passes_the_door_is_told() {
    let school = Simulated::in_process("mesh");
    let (api, students) = school.connected(PARENT).await;
    let ask = only(&ask(&students[0]), &[Kind::Visit]);
    let first = api.fetch(&students[0], &ask).await.unwrap();
    let again = api.fetch(&students[0], &ask).await.unwrap();
    let visits = items(&first, Kind::Visit);
    assert_eq!(visits, items(&again, Kind::Visit));
    assert!(visits.len() >= 10);
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
    api.fetch(&students[0], &ask).await.unwrap();
    assert_eq!(asked(), 10, "a first sync does not ask for all");
    let answer = settled(api.as_ref(), &students[0], &ask).await;
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
    let wait = Misbehaviour::TooManyRequests { retry_after: Some(60) };
    for (trouble, pages) in [
        (Misbehaviour::ServerError, 1),
        (Misbehaviour::SystemForbidden, 10),
        (Misbehaviour::GarbageJson, 10),
        (wait, 1),
    ] {
        school.school.misbehave(trouble, Scope::always().on("/lesson_schedule_items/"));
        let (api, students) = school.connected(PARENT).await;
        let before = asked();
        let answer = api.fetch(&students[0], &only(&ask, &[Kind::Lesson])).await.unwrap();
        assert_eq!((items(&answer, Kind::Lesson).len(), asked() - before), (lessons.len(), pages), "{trouble:?}");
        let waits = matches!(answer.failed.first(), Some((_, SchoolError::Limited { .. })));
        assert_eq!((waits, answer.failed.len()), (trouble == wait, usize::from(waits)), "{trouble:?}");
        school.school.behave();
        // What was not for us is not asked for again tomorrow; what nobody could read, is.
        let again = asked();
        let answer = api.fetch(&students[0], &only(&ask, &[Kind::Lesson])).await.unwrap();
        let named = |lesson: &&Item| matches!(lesson, Item::Lesson(lesson) if lesson.teacher.is_some());
        assert!(items(&answer, Kind::Lesson).iter().any(named), "{trouble:?}");
        assert_eq!(asked() - again, 10, "{trouble:?}");
    }
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

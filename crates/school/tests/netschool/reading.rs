//! What a family is told, and at what cost.

use peremena_model::{AbsenceStatus, Item, Kind, KindSet, SchoolYear, TermKind, TermMarkOf};
use peremena_school::{Ask, SchoolApi, SchoolError, contract::Forgetful};
use peremena_school_sim::{Act, Attendance, Misbehaviour, Scope};
use rstest::rstest;
use serde_json::{Value, json};

use crate::school::{Api, Simulated, ask, change_json, day, items, now};

pub fn mark(subject: &str, value: &str, work: Option<&str>, comment: Option<&str>) -> Act {
    Act::Mark {
        student: "Амина".into(),
        subject: subject.into(),
        value: value.into(),
        work: work.map(str::to_owned),
        date: None,
        comment: comment.map(str::to_owned),
    }
}

#[tokio::test]
async fn a_calm_sync_of_one_child_is_four_requests_and_four_for_the_mail() {
    let school = Simulated::in_process(Api::Web);
    let (api, students) = school.connected("parent").await;
    let with_mail = students.iter().find(|student| student.ids.contains_key("mail")).unwrap();
    let without = students.iter().find(|student| !student.ids.contains_key("mail")).unwrap();
    for student in &students {
        api.fetch(student, &ask(student)).await.unwrap();
    }
    let kept = api.reference().unwrap();
    let calm = KindSet::of(&[
        Kind::Lesson,
        Kind::Mark,
        Kind::Homework,
        Kind::Test,
        Kind::Absence,
        Kind::TermMark,
        Kind::Announcement,
        Kind::Message,
    ]);
    for (student, requests) in [(without, 4), (with_mail, 8)] {
        let (api, traffic) = school.connect_counted("parent").await;
        api.recall(&kept);
        api.identity().await.unwrap();
        let answer = api.fetch(student, &Ask { kinds: calm, ..ask(student) }).await.unwrap();
        assert_eq!(traffic.requests(), requests);
        assert!(items(&answer, Kind::Lesson).len() > 200);
        assert!(answer.failed.is_empty());
        assert_eq!(answer.skipped, 0);
        assert_eq!(api.reference().unwrap(), kept, "nothing new is nothing to write");
    }
}

#[rstest]
#[case(Api::Web)]
#[case(Api::Mobile)]
#[tokio::test]
async fn a_parent_sees_the_children_and_a_pupil_himself(#[case] api: Api) {
    let school = Simulated::in_process(api);
    let (connection, students) = school.connected("parent").await;
    let names: Vec<&str> = students.iter().map(|student| student.name.as_str()).collect();
    assert_eq!(names, ["Амина Гаджиева", "Тимур Гаджиев", "Мадина Гаджиева"]);
    let classes: Vec<Option<&str>> = students.iter().map(|student| student.class.as_deref()).collect();
    assert_eq!(classes, [Some("7 «Б»"), Some("3 «А»"), Some("1 «В»")]);
    assert_eq!(students[0].school.as_deref(), Some("МБОУ СОШ № 12"));
    assert!(!connection.identity().await.unwrap().is_student);

    let (connection, own) = school.connected("amina").await;
    assert!(connection.identity().await.unwrap().is_student);
    assert_eq!(own.len(), 1);
    assert_eq!(own[0].person, students[0].person);
}

#[tokio::test]
async fn both_apis_tell_the_same_diary() {
    let (web, mobile) = (Simulated::in_process(Api::Web), Simulated::in_process(Api::Mobile));
    let told = async |school: &Simulated| {
        let (api, students) = school.connected("parent").await;
        let answer = api.fetch(&students[0], &ask(&students[0])).await.unwrap();
        let mut told: Vec<Value> = Vec::new();
        for kind in [Kind::Lesson, Kind::Mark, Kind::Homework, Kind::Test] {
            for item in items(&answer, kind) {
                let mut value = serde_json::to_value(item).unwrap();
                let fields = value.as_object_mut().unwrap();
                // What the site's API does not tell.
                fields.remove("teacher");
                fields.remove("set_at");
                fields.insert("kind".into(), kind.word().into());
                told.push(value);
            }
        }
        told.sort_by_key(Value::to_string);
        told
    };
    let (one, other) = (told(&web).await, told(&mobile).await);
    assert!(one.len() > 500);
    if let Some((one, other)) = one.iter().zip(&other).find(|(one, other)| one != other) {
        panic!("{one} against {other}");
    }
    assert_eq!(one.len(), other.len());
}

#[rstest]
#[case(Api::Web)]
#[case(Api::Mobile)]
#[tokio::test]
async fn marks_come_with_weight_kind_of_work_and_comment(#[case] api: Api) {
    let school = Simulated::in_process(api);
    let (connection, students) = school.connected("parent").await;
    school.school.act(mark("Алгебра", "5", Some("Контрольная работа"), Some("Молодец"))).unwrap();
    school.school.act(mark("Физика", "•", None, None)).unwrap();
    let answer = connection.fetch(&students[0], &ask(&students[0])).await.unwrap();
    let marks: Vec<_> = items(&answer, Kind::Mark)
        .into_iter()
        .filter_map(|item| if let Item::Mark(mark) = item { Some(mark) } else { None })
        .collect();
    let new = marks.iter().find(|mark| mark.comment.as_deref() == Some("Молодец")).unwrap();
    assert_eq!((new.subject.as_str(), new.value.as_str()), ("Алгебра", "5"));
    assert_eq!(new.work_type.as_deref(), Some("Контрольная работа"));
    assert_eq!(new.weight, Some(30.0));
    assert!(new.lesson.is_some() && new.lesson_date.is_some() && new.lesson_number.is_some());
    assert!(marks.iter().any(|mark| mark.value == "•" && mark.subject == "Физика"), "a debt is told");
    let tests = items(&answer, Kind::Test);
    assert!(tests.iter().any(|item| matches!(item, Item::Test(test) if test.subject == "Алгебра")));
}

#[tokio::test]
async fn homework_comes_with_files_and_what_is_overdue_is_not_done() {
    let school = Simulated::in_process(Api::Web);
    let (api, students) = school.connected("parent").await;
    let homework = |text: Option<&str>, files: &[&str]| Act::Homework {
        student: "Амина".into(),
        subject: "Алгебра".into(),
        text: text.map(str::to_owned),
        date: None,
        files: files.iter().map(|file| (*file).to_owned()).collect(),
    };
    school.school.act(homework(Some("№ 1–3"), &["б.pdf", "а.pdf"])).unwrap();
    school.school.act(homework(None, &["Вариант-7.pdf"])).unwrap();
    school.school.act(homework(Some("-"), &[])).unwrap();
    let before = api.fetch(&students[0], &ask(&students[0])).await.unwrap();
    let homework = |answer: &peremena_school::Answer| -> Vec<peremena_model::Homework> {
        let read = |item: &Item| if let Item::Homework(homework) = item { Some(homework.clone()) } else { None };
        items(answer, Kind::Homework).into_iter().filter_map(read).collect()
    };
    let found = homework(&before);
    let with = |name: &str| found.iter().find(|one| one.attachments.iter().any(|file| file.name == name)).unwrap();
    let both: Vec<&str> = with("а.pdf").attachments.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(both, ["б.pdf", "а.pdf"]);
    assert_eq!(with("Вариант-7.pdf").text, "");
    assert!(found.iter().all(|one| one.text != "-"), "a placeholder is no homework");

    let old = found.iter().find(|one| one.due == day(2026, 11, 12)).unwrap().clone();
    let debt = Act::Mark {
        student: "Амина".into(),
        subject: old.subject.clone(),
        value: "•".into(),
        work: Some("Домашняя работа".into()),
        date: Some(old.due),
        comment: None,
    };
    school.school.act(debt).unwrap();
    let after = homework(&api.fetch(&students[0], &ask(&students[0])).await.unwrap());
    let overdue: Vec<_> = after.iter().filter(|one| one.done == Some(false)).collect();
    assert_eq!(overdue.len(), 1);
    assert_eq!(overdue[0].id, old.id);
}

#[tokio::test]
async fn totals_and_attendance_come_over_the_mobile_api() {
    let school = Simulated::in_process(Api::Mobile);
    let (api, students) = school.connected("parent").await;
    let absence = Act::Absence {
        student: "Амина".into(),
        subject: "Алгебра".into(),
        status: Attendance::Ill,
        comment: None,
        date: None,
    };
    school.school.act(absence).unwrap();
    let period = |term| Act::PeriodMark {
        student: "Амина".into(),
        subject: "Алгебра".into(),
        value: "5".into(),
        term: Some(term),
    };
    school.school.act(period(1)).unwrap();
    school.school.act(Act::YearMark { student: "Амина".into(), subject: "Алгебра".into(), value: "4".into() }).unwrap();
    let answer = api.fetch(&students[0], &ask(&students[0])).await.unwrap();
    assert!(items(&answer, Kind::Absence).into_iter().any(|item| matches!(
        item,
        Item::Absence(absence) if absence.status == AbsenceStatus::Ill && absence.subject.as_deref() == Some("Алгебра")
    )));
    let finals: Vec<_> = items(&answer, Kind::TermMark)
        .into_iter()
        .filter_map(|item| match item {
            Item::TermMark(mark) if mark.subject == "Алгебра" => {
                Some((mark.of, mark.term_number, mark.value.as_str()))
            }
            _ => None,
        })
        .collect();
    assert_eq!(finals.len(), 2, "{finals:?}");
    assert!(finals.contains(&(TermMarkOf::Term, Some(1), "5")) && finals.contains(&(TermMarkOf::Year, None, "4")));
    assert!(items(&answer, Kind::Average).len() > 10);
    let Some(Item::Lesson(lesson)) = items(&answer, Kind::Lesson).first().copied() else { panic!("no lesson") };
    assert!(lesson.teacher.is_some() && lesson.topic.is_some());
}

#[rstest]
#[case(Api::Web, None, 3)]
#[case(Api::Mobile, Some("12"), 12)]
#[case(Api::Web, Some("2"), 2)]
#[tokio::test]
async fn the_clock_is_the_one_that_is_set(#[case] api: Api, #[case] set: Option<&'static str>, #[case] hours: i8) {
    let mut school = Simulated::in_process(api);
    school.values.extend(set.map(|hours| ("utc_offset", hours)));
    let (connection, students) = school.connected("parent").await;
    let answer = connection.fetch(&students[0], &ask(&students[0])).await.unwrap();
    for item in items(&answer, Kind::Lesson) {
        let Item::Lesson(lesson) = item else { continue };
        let starts = lesson.starts_at.unwrap();
        assert_eq!(starts.offset().whole_hours(), hours);
        assert_eq!(starts.date(), lesson.date);
        assert!((7..=15).contains(&starts.hour()), "local hours stay what they are");
    }
}

#[tokio::test]
async fn terms_come_from_a_report_where_their_list_is_closed() {
    let school = Simulated::in_process(Api::Web);
    let (api, students) = school.connected("parent").await;
    let numbers = async |api: &dyn SchoolApi| -> Vec<(i32, String, time::Date)> {
        let answer = api.terms(&students[0], SchoolYear(2026)).await.unwrap();
        let read = |item: &Item| match item {
            Item::Term(term) => Some((term.number, term.name.clone(), term.from)),
            _ => None,
        };
        items(&answer, Kind::Term).into_iter().filter_map(read).collect()
    };
    let listed = numbers(api.as_ref()).await;
    assert_eq!(listed.iter().map(|(number, ..)| *number).collect::<Vec<_>>(), [1, 2, 3, 4]);
    school.school.misbehave(Misbehaviour::SystemForbidden, Scope::always().on("terms/search"));
    assert_eq!(numbers(api.as_ref()).await, listed);
}

/// Kind and number of each term of a child.
async fn terms_of(api: &dyn SchoolApi, student: &peremena_school::Enrolment) -> Vec<(TermKind, i32)> {
    let answer = api.terms(student, SchoolYear(2026)).await.unwrap();
    let read = |item: &Item| match item {
        Item::Term(term) => Some((term.kind, term.number)),
        _ => None,
    };
    items(&answer, Kind::Term).into_iter().filter_map(read).collect()
}

/// The account's list holds the terms of all its children: each sees those of the own class, by either way to them.
#[rstest]
#[case::listed(None)]
#[case::of_the_report(Some(Misbehaviour::SystemForbidden))]
#[tokio::test]
async fn children_in_quarters_and_in_half_years_see_their_own_terms(#[case] trouble: Option<Misbehaviour>) {
    let school = Simulated::in_process(Api::Web);
    school.school.act(Act::ChangeClass { student: "Тимур".into(), class: "10 «А»".into() }).unwrap();
    if let Some(trouble) = trouble {
        school.school.misbehave(trouble, Scope::always().on("terms/search"));
    }
    let (api, students) = school.connected("parent").await;
    let of = async |name: &str| {
        let student = students.iter().find(|student| student.name.starts_with(name)).unwrap();
        terms_of(api.as_ref(), student).await
    };
    let quarters: Vec<_> = (1..=4).map(|number| (TermKind::Quarter, number)).collect();
    let halves: Vec<_> = (1..=2).map(|number| (TermKind::HalfYear, number)).collect();
    assert_eq!((of("Амина").await, of("Тимур").await), (quarters.clone(), halves));
    assert_eq!(of("Мадина").await, quarters);
}

/// The shape of the terms' list is known from one source.
#[rstest]
#[case::wrapped(|terms: serde_json::Value| serde_json::json!({ "items": terms }))]
#[case::empty(|_| serde_json::json!([]))]
#[case::renamed(|terms: serde_json::Value| {
    serde_json::json!(terms.as_array().unwrap().iter().map(|one| serde_json::json!({ "ident": one["id"] })).collect::<Vec<_>>())
})]
#[tokio::test]
async fn terms_come_from_a_report_where_their_list_cannot_be_read(
    #[case] shape: fn(serde_json::Value) -> serde_json::Value,
) {
    let school = Simulated::twisted(Api::Web, move |request, answer| {
        if request.uri().path().ends_with("terms/search") {
            change_json(answer, |value| *value = shape(value.take()));
        }
    });
    let (api, students) = school.connected("parent").await;
    let numbers: Vec<i32> = terms_of(api.as_ref(), &students[0]).await.iter().map(|(_, number)| *number).collect();
    assert_eq!(numbers, [1, 2, 3, 4]);
}

/// Of a child who moved in mid-year, and who goes to a school of music as well, the year of the own school counts.
#[tokio::test]
async fn of_several_educations_of_one_year_the_current_one_is_asked() {
    let school = Simulated::twisted(Api::Mobile, |request, answer| {
        if request.uri().path().ends_with("/education") {
            change_json(answer, |value| {
                let mut before = value[0].clone();
                before["schoolyear"]["id"] = 3.into();
                before["school"]["name"] = "Гимназия № 1".into();
                let mut beside = before.clone();
                beside["schoolyear"]["id"] = 2.into();
                beside["isAddSchool"] = true.into();
                let list = value.as_array_mut().unwrap();
                list.insert(0, beside);
                list.push(before);
            });
        }
    });
    let (api, students) = school.connected("parent").await;
    let answer = api.fetch(&students[0], &ask(&students[0])).await.unwrap();
    // The school refuses to tell terms, subjects and totals of any other year.
    assert!(answer.failed.is_empty(), "{:?}", answer.failed);
    let Some(Item::SchoolInfo(info)) = items(&answer, Kind::SchoolInfo).first().copied() else { panic!("no school") };
    assert_eq!(info.school.as_deref(), Some("МБОУ СОШ № 12"));
}

/// What is kept of a child's class is asked for once a day, and at once where the account names another class.
#[tokio::test]
async fn another_class_is_told_at_the_next_sync() {
    let school = Simulated::in_process(Api::Mobile);
    let mut learnt: Option<String> = None;
    let mut at = async |hours: i64| {
        let (api, students) = school.connected("parent").await;
        if let Some(learnt) = &learnt {
            api.recall(learnt);
        }
        let student = students.iter().find(|student| student.name.starts_with("Тимур")).unwrap();
        school.school.clear_journal();
        let now = now() + time::Duration::hours(hours);
        let answer =
            api.fetch(student, &Ask { kinds: KindSet::of(&[Kind::SchoolInfo]), now, ..ask(student) }).await.unwrap();
        let answered = items(&answer, Kind::SchoolInfo);
        let Some(Item::SchoolInfo(info)) = answered.first().copied() else { panic!("none") };
        learnt = api.reference();
        let asked = school.asked().iter().filter(|line| line.contains("/education?")).count();
        (info.class.clone().unwrap(), asked)
    };
    assert_eq!(at(0).await, ("3 «А»".to_owned(), 1));
    assert_eq!(at(2).await, ("3 «А»".to_owned(), 0));
    school.school.act(Act::ChangeClass { student: "Тимур".into(), class: "7 «Б»".into() }).unwrap();
    assert_eq!(at(3).await, ("7 «Б»".to_owned(), 1));
    assert_eq!(at(4).await, ("7 «Б»".to_owned(), 0));
    assert_eq!(at(28).await, ("7 «Б»".to_owned(), 1));
}

#[rstest]
#[case(Api::Web)]
#[case(Api::Mobile)]
#[tokio::test]
async fn the_school_is_described_with_its_teachers(#[case] api: Api) {
    let school = Simulated::in_process(api);
    let (connection, students) = school.connected("parent").await;
    let answer = connection.fetch(&students[0], &ask(&students[0])).await.unwrap();
    let Some(Item::SchoolInfo(info)) = items(&answer, Kind::SchoolInfo).first().copied() else { panic!("no school") };
    assert!(info.school.is_some());
    assert_eq!(info.class.as_deref(), Some("7 «Б»"));
    assert_eq!(info.utc_offset_hours, Some(3));
    // One who stood in may be named as well.
    let teaches = |name: &str, subject: &str| {
        info.teachers.iter().any(|one| one.name.starts_with(name) && one.subjects.contains(&subject.to_owned()))
    };
    assert!(teaches("Омаров", "Физика") && teaches("Курбанов", "История"), "{:?}", info.teachers);
    assert!(info.subjects.len() > 15);
    let parents: Vec<&str> = info.guardians.iter().map(|guardian| guardian.name.as_str()).collect();
    assert!(matches!(parents.as_slice(), [mother] if mother.starts_with("Гаджиева П")), "{parents:?}");
    let (pupil, own) = school.connected("amina").await;
    let answer = pupil.fetch(&own[0], &ask(&own[0])).await.unwrap();
    let Some(Item::SchoolInfo(info)) = items(&answer, Kind::SchoolInfo).first().copied() else { panic!("no school") };
    assert!(info.guardians.is_empty(), "a pupil is nobody's parent");
    if api == Api::Web {
        assert!(info.address.is_some() && info.phone.is_some() && info.head.is_some());
    }
}

#[rstest]
#[case(Api::Web)]
#[case(Api::Mobile)]
#[tokio::test]
async fn a_year_that_has_not_begun_is_empty_and_one_before_is_refused(#[case] api: Api) {
    let school = Simulated::in_process(api);
    let (connection, students) = school.connected("parent").await;
    let mut ask = ask(&students[0]);
    ask.year = SchoolYear(2027);
    let answer = connection.fetch(&students[0], &ask).await.unwrap();
    assert!(!answer.parts.is_empty() && answer.parts.iter().all(|part| part.items.is_empty()));
    ask.year = SchoolYear(2019);
    assert!(matches!(connection.fetch(&students[0], &ask).await, Err(SchoolError::Forbidden(_))));
}

#[tokio::test]
async fn children_may_come_as_an_object_keyed_by_index() {
    let school = Simulated::twisted(Api::Web, |request, answer| {
        if request.uri().path().ends_with("/diary/init") {
            change_json(answer, |value| {
                let list = value["students"].as_array().cloned().unwrap_or_default();
                let keyed = list.into_iter().zip(0..).map(|(one, at): (Value, u8)| (at.to_string(), one));
                value["students"] = Value::Object(keyed.collect());
            });
        }
    });
    let (_, students) = school.connected("parent").await;
    assert_eq!(students.len(), 3);
}

#[rstest]
#[case::no_names(json!([{"id": 1}, {"id": 2}]))]
#[case::another_shape(json!(["Амина", "Тимур"]))]
#[tokio::test]
async fn a_parent_of_children_that_cannot_be_read_is_no_pupil(#[case] children: Value) {
    let school = Simulated::twisted(Api::Mobile, move |request, answer| {
        if request.uri().path().ends_with("/users") {
            change_json(answer, |value| value[0]["children"] = children.clone());
        }
    });
    let api = school.connect(school.session("parent").await, std::sync::Arc::new(Forgetful));
    let outcome = api.identity().await;
    assert!(matches!(outcome, Err(SchoolError::Strange(_))), "{outcome:?}");
}

#[tokio::test]
async fn a_mark_of_another_child_is_left_out() {
    let school = Simulated::twisted(Api::Web, |request, answer| {
        if request.uri().path().ends_with("/student/diary") {
            let text = String::from_utf8_lossy(answer.body()).replace("\"studentId\":", "\"studentId\":7");
            *answer.body_mut() = text.into();
        }
    });
    let (api, students) = school.connected("parent").await;
    let answer = api.fetch(&students[0], &ask(&students[0])).await.unwrap();
    assert!(items(&answer, Kind::Mark).is_empty());
    assert!(!items(&answer, Kind::Lesson).is_empty());
}

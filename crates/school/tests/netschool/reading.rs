//! What a family is told, and at what cost.

use peremena_model::{AbsenceStatus, Item, Kind, KindSet, SchoolYear, Span, TermMarkOf};
use peremena_school::{Ask, Letter, SchoolApi, SchoolError, contract::Forgetful};
use peremena_school_sim::{Act, Attendance, Misbehaviour, Scope};
use rstest::rstest;
use serde_json::{Value, json};

use crate::school::{Api, Simulated, ask, change_json, day, items, now};

fn mark(subject: &str, value: &str, work: Option<&str>, comment: Option<&str>) -> Act {
    Act::Mark {
        student: "Амина".into(),
        subject: subject.into(),
        value: value.into(),
        work: work.map(str::to_owned),
        date: None,
        comment: comment.map(str::to_owned),
    }
}

/// A letter goes from the parent to the pupil, who finds and opens it.
#[tokio::test]
async fn a_letter_is_written_found_and_opened() {
    let school = Simulated::in_process(Api::Web);
    let (parent, children) = school.connected("parent").await;
    let receivers = parent.receivers(&children[0]).await.unwrap();
    assert!(receivers.len() > 5 && receivers.iter().all(|one| one.id.starts_with("VT0") && !one.name.is_empty()));
    let (pupil, own) = school.connected("amina").await;
    let to = format!("VT0{}==", own[0].person);
    let letter = Letter {
        to: vec![to, receivers[0].id.clone()],
        subject: "О дежурстве".into(),
        text: "Сегодня дежуришь ты.\nКлюч у вахтёра.".into(),
    };
    parent.send_letter(&children[0], &letter).await.unwrap();
    let found = async || {
        let answer = pupil.fetch(&own[0], &Ask { kinds: KindSet::of(&[Kind::Message]), ..ask(&own[0]) }).await.unwrap();
        let letters = items(&answer, Kind::Message).into_iter().filter_map(|item| match item {
            Item::Message(found) if found.subject == letter.subject => Some(found.clone()),
            _ => None,
        });
        letters.collect::<Vec<_>>()
    };
    let before = found().await;
    assert_eq!(before.iter().map(|found| found.read).collect::<Vec<_>>(), [Some(false)]);
    let opened = pupil.open_letter(&own[0], &before[0].id).await.unwrap();
    assert_eq!((opened.text.as_str(), opened.id.as_str()), (letter.text.as_str(), before[0].id.as_str()));
    assert!(opened.from.contains("Гаджиева") && opened.read == Some(true));
    assert_eq!(found().await[0].read, Some(true));

    let good = receivers[0].id.as_str();
    let to = |ids: &[&str]| Letter { to: ids.iter().map(|id| (*id).to_owned()).collect(), ..letter.clone() };
    let text = Letter { text: "\n".into(), ..letter.clone() };
    for unfit in [to(&[]), to(&[" "]), to(&[good, ""]), text] {
        school.school.clear_journal();
        let outcome = parent.send_letter(&children[0], &unfit).await;
        assert!(matches!(outcome, Err(SchoolError::Setting(_))) && school.asked().is_empty(), "{outcome:?}");
    }
    assert!(pupil.open_letter(&own[0], "../../login").await.is_err());
}

/// What the server says of a letter that is asked for by its id.
async fn told_of_a_letter(tell: fn(&mut Value)) -> (String, Result<peremena_model::Message, SchoolError>) {
    let school = Simulated::twisted(Api::Web, move |request, answer| {
        if request.uri().path().ends_with("/read") {
            change_json(answer, tell);
        }
    });
    let (api, students) = school.connected("amina").await;
    let letters = Ask { kinds: KindSet::of(&[Kind::Message]), ..ask(&students[0]) };
    let answer = api.fetch(&students[0], &letters).await.unwrap();
    let id = items(&answer, Kind::Message)[0].id().to_owned();
    let opened = api.open_letter(&students[0], &id).await;
    (id, opened)
}

#[tokio::test]
async fn what_is_opened_is_the_letter_that_was_asked_for_and_has_been_read() {
    let (id, silent) = told_of_a_letter(|letter| letter["read"] = Value::Null).await;
    let silent = silent.unwrap();
    assert_eq!((silent.id, silent.read), (id, Some(true)));
    let (_, another) = told_of_a_letter(|letter| letter["id"] = json!(1)).await;
    assert!(matches!(another, Err(SchoolError::Strange(_))), "{another:?}");
}

#[tokio::test]
async fn mail_without_an_owner_is_not_asked_for() {
    let school = Simulated::in_process(Api::Web);
    let (api, students) = school.connected("parent").await;
    for user in [None, Some("")] {
        let mut nobody = students[0].clone();
        nobody.ids.remove("user");
        nobody.ids.extend(user.map(|user| ("user".to_owned(), user.to_owned())));
        school.school.clear_journal();
        let (receivers, letter) = (api.receivers(&nobody).await, api.open_letter(&nobody, "1").await);
        assert!(matches!(receivers, Err(SchoolError::Setting(_))), "{receivers:?}");
        assert!(matches!(letter, Err(SchoolError::Setting(_))), "{letter:?}");
        assert!(school.asked().is_empty());
    }
}

#[tokio::test]
async fn a_calm_sync_of_one_child_is_four_requests_and_three_for_the_mail() {
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
    for (student, requests) in [(without, 4), (with_mail, 7)] {
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

#[rstest]
#[case(Api::Web)]
#[case(Api::Mobile)]
#[tokio::test]
async fn the_mail_is_told_once_and_not_marked_as_read(#[case] api: Api) {
    let school = Simulated::in_process(api);
    let (connection, students) = school.connected("parent").await;
    let announcement = Act::Announcement {
        student: "Амина".into(),
        title: "Собрание".into(),
        text: "В четверг <в 18:30>\n\n& без опозданий".into(),
        author: None,
        whole_school: true,
        files: vec!["план.docx".into()],
    };
    school.school.act(announcement).unwrap();
    let message = Act::Message {
        student: "Тимур".into(),
        subject: "Про дежурство".into(),
        text: "Добрый день!".into(),
        from: Some("Сулейманова".into()),
        files: Vec::new(),
    };
    school.school.act(message).unwrap();
    let (mut letters, mut said) = (Vec::new(), Vec::new());
    for _ in 0..2 {
        (letters, said) = (Vec::new(), Vec::new());
        for student in &students {
            let answer = connection.fetch(student, &ask(student)).await.unwrap();
            for item in items(&answer, Kind::Message).into_iter().chain(items(&answer, Kind::Announcement)) {
                match item {
                    Item::Message(message) => letters.push(message.clone()),
                    Item::Announcement(announcement) => said.push(announcement.clone()),
                    _ => {}
                }
            }
        }
    }
    let new: Vec<_> = letters.iter().filter(|letter| letter.subject == "Про дежурство").collect();
    assert_eq!(new.iter().filter(|letter| letter.read == Some(false)).count(), 1, "asking twice marks nothing as read");
    assert_eq!(new.len(), 1, "once, not once for each child");
    assert_eq!(new[0].from, "Сулейманова А. М.");
    assert_eq!(new[0].text, if api == Api::Web { "" } else { "Добрый день!" });
    let new: Vec<_> = said.iter().filter(|one| one.title == "Собрание").collect();
    assert_eq!(new.len(), if api == Api::Web { 1 } else { 3 }, "the mobile API tells whose they are");
    assert_eq!(new[0].text, "В четверг <в 18:30>\n& без опозданий");
    assert_eq!(new[0].author.as_deref(), Some("Юсупова Патимат Магомедовна"));
    assert_eq!(new[0].attachments[0].name, "план.docx");
    assert_eq!(new[0].at.date(), now().date());
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

/// Keeps the days of an answer that lie in its first week.
fn first_week(value: &mut Value, honest: bool) {
    let end = value["weekStart"].as_str().map(|start| start[..10].to_owned()).unwrap();
    let start = time::Date::parse(&end, time::macros::format_description!("[year]-[month]-[day]")).unwrap();
    let last = (start + time::Duration::days(6)).to_string();
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

fn is_long(request: &http::Request<bytes::Bytes>) -> bool {
    let query = request.uri().query().unwrap_or_default();
    let date = |name: &str| {
        let text = query.split('&').find_map(|pair| pair.strip_prefix(name)).unwrap();
        time::Date::parse(text, time::macros::format_description!("[year]-[month]-[day]")).unwrap()
    };
    (date("weekEnd=") - date("weekStart=")).whole_days() > 6
}

#[rstest]
#[case::honest(1)]
#[case::silent(2)]
#[case::refusing(3)]
#[case::ending_with_the_term(4)]
#[tokio::test]
async fn a_server_that_gives_weeks_is_asked_by_the_week(#[case] how: u8) {
    let school = Simulated::twisted(Api::Web, move |request, answer| {
        if request.uri().path().ends_with("/student/diary") && is_long(request) {
            match how {
                3 => *answer.status_mut() = http::StatusCode::INTERNAL_SERVER_ERROR,
                4 => change_json(answer, first_quarter),
                _ => change_json(answer, |value| first_week(value, how == 1)),
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

#[rstest]
#[case(Api::Web, "mail/registry")]
#[case(Api::Mobile, "mail/messages")]
#[tokio::test]
async fn a_mail_that_does_not_tell_its_end_is_not_whole(#[case] api: Api, #[case] path: &'static str) {
    // Whatever the page, the server says the same, and that there is more.
    let first: std::sync::Mutex<Option<bytes::Bytes>> = Default::default();
    let school = Simulated::twisted(api, move |request, answer| {
        if request.uri().path().ends_with(path) {
            change_json(answer, |value| value["totalItems"] = json!(100_000));
            let page = first.lock().unwrap().get_or_insert(answer.body().clone()).clone();
            *answer.body_mut() = page;
        }
    });
    let (connection, students) = school.connected("parent").await;
    let student = students.iter().find(|student| student.ids.contains_key("mail")).unwrap();
    school.school.clear_journal();
    let ask = Ask { kinds: KindSet::of(&[Kind::Message]), ..ask(student) };
    let answer = connection.fetch(student, &ask).await.unwrap();
    let part = answer.parts.iter().find(|part| part.scope.kind == Kind::Message).unwrap();
    assert!(!part.items.is_empty() && !part.scope.whole);
    assert_eq!(school.asked().iter().filter(|line| line.contains(path)).count(), 2);
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

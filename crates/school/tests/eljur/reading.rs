//! The diary of the simulated school, as a family gets it.

use std::sync::Arc;

use peremena_model::{AbsenceStatus, Item, Kind, Span};
use peremena_school::contract::Forgetful;
use peremena_school_sim::Act;
use rstest::rstest;
use serde_json::json;
use time::{
    Date,
    macros::{date, format_description},
};

use crate::{
    letters,
    quick::{self, Connections},
    school::{Simulated, ask, change_json, items},
};

fn methods(school: &Simulated) -> Vec<String> {
    let mut asked = school.asked();
    asked.sort();
    asked
}

/// A letter goes from the parent to the pupil, who finds and opens it.
#[tokio::test]
async fn a_letter_is_written_found_and_opened() {
    let school = Simulated::in_process();
    let (parent, children) = school.connected("parent").await;
    let (pupil, own) = school.connected("amina").await;
    let receivers = parent.receivers(&children[0]).await.unwrap();
    assert!(receivers.len() > 5 && receivers.iter().all(|one| one.of.as_deref() == Some("Учителя")));
    let (good, other) = (receivers[0].id.as_str(), receivers[1].id.as_str());
    let (from, asked) = ((&*parent, &children[0]), ask(&own[0], &[Kind::Message]));
    letters::arrives(from, (&*pupil, &own[0]), &letters::to(&[&own[0].person, good]), &asked).await;
    let two_in_one = letters::to(&[&format!("{good},{other}")]);
    letters::unfit_ones_are_not_sent(from, good, &[two_in_one], &school.school).await;
}

#[tokio::test]
async fn a_quick_sync_is_one_request_for_a_child() {
    let school = Simulated::in_process();
    let (api, students) = school.connected("parent").await;
    school.school.clear_journal();
    let quick = [Kind::Lesson, Kind::Mark, Kind::Homework, Kind::Absence];
    api.fetch(&students[0], &ask(&students[0], &quick)).await.unwrap();
    assert_eq!(methods(&school), ["getdiary"]);
    school.school.clear_journal();
    api.fetch(&students[0], &ask(&students[0], Kind::ALL)).await.unwrap();
    // Both quarters have begun. The rules were asked for to know who is signed in.
    let mut whole =
        vec!["getboardnotices", "getdiary", "getfinalassessments", "getmarks", "getmarks", "getmessages", "getperiods"];
    assert_eq!(methods(&school), whole);
    school.school.clear_journal();
    api.fetch(&students[0], &ask(&students[0], Kind::ALL)).await.unwrap();
    whole.push("getrules");
    assert_eq!(methods(&school), whole, "another sync asks for them again");
    // Letters and the board are the account's: another child brings none.
    school.school.clear_journal();
    let answer = api.fetch(&students[1], &ask(&students[1], &[Kind::Message, Kind::Announcement])).await.unwrap();
    assert!(school.asked().is_empty() && answer.parts.iter().all(|part| part.items.is_empty() && part.scope.whole));
}

#[tokio::test]
async fn a_teacher_who_corrects_a_mark_is_told_once() {
    let school = Simulated::in_process();
    let (api, students) = school.connected("parent").await;
    let asked = ask(&students[0], &[Kind::Mark]);
    let act = |value: &str| Act::Mark {
        student: "Амина".into(),
        subject: "Алгебра".into(),
        value: value.into(),
        work: None,
        date: None,
        comment: None,
    };
    let mut marks = Vec::new();
    for _ in 0..2 {
        marks.push(school.school.act(act("3")).unwrap());
    }
    let before = api.fetch(&students[0], &asked).await.unwrap();
    let threes = items(&before, Kind::Mark).into_iter().filter(|item| match item {
        Item::Mark(mark) => {
            mark.value == "3" && mark.subject == "Алгебра" && mark.lesson_date == Some(date!(2026 - 11 - 16))
        }
        _ => false,
    });
    assert_eq!(threes.count(), 2, "two equal marks of one lesson are two");
    let mark = marks[0].mark.unwrap();
    school.school.act(Act::Correct { mark, value: "4".into() }).unwrap();
    let after = api.fetch(&students[0], &asked).await.unwrap();
    let part = &after.parts[0];
    let told = peremena_model::diff::diff(&before.parts[0].items, &part.items, &part.scope).drafts;
    assert_eq!(told.len(), 1, "{told:?}");
    let values = [told[0].old.as_ref(), told[0].new.as_ref()].map(|item| match item {
        Some(Item::Mark(mark)) => mark.value.as_str(),
        _ => "",
    });
    assert_eq!(values, ["3", "4"]);
}

#[tokio::test]
async fn lateness_is_no_absence() {
    let school = Simulated::in_process();
    let (api, students) = school.connected("parent").await;
    let answer = api.fetch(&students[0], &ask(&students[0], &[Kind::Absence])).await.unwrap();
    let statuses: Vec<AbsenceStatus> = items(&answer, Kind::Absence)
        .into_iter()
        .map(|item| if let Item::Absence(absence) = item { absence.status } else { panic!() })
        .collect();
    assert!(statuses.contains(&AbsenceStatus::Absent) && statuses.contains(&AbsenceStatus::Late), "{statuses:?}");
}

#[tokio::test]
async fn letters_are_read_at_the_school_only_by_choice() {
    let school = Simulated::in_process();
    let texts = async |school: &Simulated, known: Option<String>| {
        let api = school.connect(school.session("parent").await, Arc::new(Forgetful));
        let students = api.identity().await.unwrap().students;
        let student = students.iter().find(|one| one.ids.contains_key("mail")).unwrap();
        api.recall(&known.unwrap_or_default());
        let answer = api.fetch(student, &ask(student, &[Kind::Message, Kind::Announcement])).await.unwrap();
        let mut texts: Vec<(String, Option<bool>)> = Vec::new();
        for item in items(&answer, Kind::Message) {
            if let Item::Message(letter) = item {
                texts.push((letter.text.clone(), letter.read));
            }
        }
        let long = items(&answer, Kind::Announcement).into_iter().filter(|item| match item {
            Item::Announcement(notice) => notice.text.contains('\n'),
            _ => false,
        });
        (texts, long.count(), api.reference().unwrap())
    };
    let (before, long, _) = texts(&school, None).await;
    assert!(!before.is_empty() && before.iter().all(|(_, read)| *read == Some(false)));
    assert_eq!((long, school.asked().iter().any(|method| method.ends_with("info"))), (0, false));
    let school = Simulated::in_process().and("read_letters", "yes");
    let (whole, long, known) = texts(&school, None).await;
    assert_eq!(whole.len(), before.len());
    assert!(long > 0, "paragraphs are those of the whole text");
    school.school.clear_journal();
    let (again, _, _) = texts(&school, Some(known)).await;
    assert!(!school.asked().iter().any(|method| method.ends_with("info")), "what is known is not asked for again");
    assert!(again.iter().all(|(_, read)| *read == Some(true)), "the school has seen them as read");
    assert_eq!(
        again.iter().map(|(text, _)| text).collect::<Vec<_>>(),
        whole.iter().map(|(text, _)| text).collect::<Vec<_>>()
    );
}

/// First and last day that are asked for of the diary.
fn range_of(request: &http::Request<bytes::Bytes>) -> Option<(Date, Date)> {
    let query = request.uri().query().filter(|_| request.uri().path().ends_with("getdiary"))?;
    let day = |text: &str| Date::parse(text, format_description!("[year][month][day]")).unwrap();
    let (from, to) = query.split('&').find_map(|pair| pair.strip_prefix("days="))?.split_once('-')?;
    Some((day(from), day(to)))
}

/// Keeps the first days of a diary where it is asked for more.
fn cut(request: &http::Request<bytes::Bytes>, answer: &mut http::Response<bytes::Bytes>, days: i64) {
    let Some((from, _)) = range_of(request).filter(|(from, to)| (*to - *from).whole_days() >= days) else { return };
    let end = (from + time::Duration::days(days)).to_string().replace('-', "");
    change_json(answer, |value| {
        let students = value["response"]["result"]["students"].as_object_mut().unwrap();
        for student in students.values_mut() {
            student["days"].as_object_mut().unwrap().retain(|day, _| *day < end);
        }
    });
}

/// Servers that give a week at most: one refuses more, one says nothing of the rest.
#[rstest]
#[case(date!(2026 - 09 - 01), 14)]
// The second week is the holidays.
#[case(date!(2026 - 10 - 19), 7)]
#[tokio::test]
async fn a_server_that_gives_a_week_at_a_time_tells_the_same(#[case] from: Date, #[case] weeks: usize) {
    let refusing = Simulated::twisted(|request, answer| {
        if range_of(request).is_some_and(|(from, to)| (to - from).whole_days() > 7) {
            *answer.status_mut() = http::StatusCode::BAD_REQUEST;
            *answer.body_mut() = json!({ "response": { "state": 400, "error": "days" } }).to_string().into();
        }
    });
    let cutting = Simulated::twisted(|request, answer| cut(request, answer, 7));
    let usual = Simulated::in_process();
    let mut told = Vec::new();
    for school in [&usual, &refusing, &cutting] {
        let (api, students) = school.connected("parent").await;
        let mut asked = ask(&students[0], &[Kind::Lesson, Kind::Mark]);
        asked.span = Span::new(from, asked.span.to()).unwrap();
        let answer = api.fetch(&students[0], &asked).await.unwrap();
        told.push((items(&answer, Kind::Lesson).len(), items(&answer, Kind::Mark).len()));
        school.school.clear_journal();
        // What was learnt is remembered.
        let again = school.connect(school.session("parent").await, Arc::new(Forgetful));
        again.recall(&api.reference().unwrap());
        again.fetch(&students[0], &asked).await.unwrap();
        told.push((methods(school).iter().filter(|method| *method == "getdiary").count(), 0));
    }
    assert_eq!((told[0], told[0]), (told[2], told[4]));
    assert_eq!((told[1].0, told[3].0, told[5].0), (1, weeks, weeks));
}

#[tokio::test]
async fn a_quick_look_is_whole_however_long_ago_it_was_found() {
    let (cutting, usual) = (Simulated::twisted(|request, answer| cut(request, answer, 21)), Simulated::in_process());
    let (first, students) = cutting.connected("parent").await;
    let ((second, _), (whole, _)) = (cutting.connected("parent").await, usual.connected("parent").await);
    let to = Connections { cut: [&*first, &*second], usual: &*whole };
    let quick = quick::is_whole_ten_days_later(to, &students[0], &ask(&students[0], &[Kind::Lesson])).await;
    usual.school.clear_journal();
    whole.fetch(&students[0], &quick).await.unwrap();
    assert_eq!(methods(&usual), ["getdiary"]);
}

/// A list without an end is no whole answer: nothing may be taken for gone because of it.
#[tokio::test]
async fn a_list_without_an_end_speaks_for_nothing_beyond_itself() {
    let school = Simulated::twisted(|request, answer| {
        if ["getmessages", "getboardnotices"].iter().any(|method| request.uri().path().ends_with(method)) {
            change_json(answer, |value| value["response"]["result"]["total"] = json!("900"));
        }
    });
    let (api, students) = school.connected("parent").await;
    let student = students.iter().find(|one| one.ids.contains_key("mail")).unwrap();
    let asked = ask(student, &[Kind::Message, Kind::Announcement]);
    let answer = api.fetch(student, &asked).await.unwrap();
    // The second page is empty, though there are said to be more.
    assert!(answer.parts.iter().all(|part| !part.scope.whole && !part.items.is_empty()));
    let repeating = Simulated::twisted(|request, answer| {
        let list = ["messages", "notices"].into_iter().find(|list| request.uri().path().ends_with(list));
        if let Some(list) = list.filter(|_| request.uri().path().contains("/get")) {
            change_json(answer, |value| {
                let entry = json!({ "id": 1, "subject": "О походе", "date": "2026-11-16 12:00:00", "unread": true });
                value["response"]["result"] = json!({ "total": 900, list: [entry] });
            });
        }
    });
    let (api, _) = repeating.connected("parent").await;
    let answer = api.fetch(student, &asked).await.unwrap();
    assert_eq!(answer.parts.len(), 2);
    assert!(answer.parts.iter().all(|part| !part.scope.whole && part.items.len() == 1));
}

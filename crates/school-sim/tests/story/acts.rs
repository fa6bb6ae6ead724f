//! What a teacher does stands in the very next answer.

use peremena_school_sim::{Act, ActError, Attendance, Clock, WireId};
use serde_json::json;
use time::macros::{date, datetime};

use crate::family::{Family, NOW, bare_school, by_id, school};

fn mark(student: &str, subject: &str, value: &str) -> Act {
    Act::Mark {
        student: student.to_owned(),
        subject: subject.to_owned(),
        value: value.to_owned(),
        work: None,
        date: None,
        comment: None,
    }
}

#[test]
fn a_mark_belongs_to_the_latest_lesson_held() {
    let school = bare_school();
    let family = Family::parent(&school);
    let acted = school.act(mark("Амина", "Алгебра", "5")).unwrap();
    assert_eq!(acted.date, Some(date!(2026 - 11 - 21)));

    let marks = family.of_days("marks", "Амина", "2026-11-21", "2026-11-21");
    assert_eq!(marks.len(), 1, "a bare school has no other mark");
    let put = &marks[0];
    assert_eq!(put["id"], json!(acted.mark.unwrap().0));
    assert_eq!((put["value"].as_str(), put["type"].as_str()), (Some("5"), Some("Mark5")));
    assert_eq!(put["date"], "2026-11-21T12:00:00", "UTC without an offset");
    assert_eq!(put["lesson_str"], json!(acted.lesson.unwrap().to_string()));
}

#[test]
fn a_mark_put_today_for_a_lesson_of_last_week_is_found_by_both_dates() {
    let school = bare_school();
    let family = Family::parent(&school);
    let act = Act::Mark {
        student: "Амина".to_owned(),
        subject: "Геометрия".to_owned(),
        value: "4-".to_owned(),
        work: Some("Контрольная работа".to_owned()),
        date: Some(date!(2026 - 11 - 12)),
        comment: Some("Хорошо".to_owned()),
    };
    school.act(act).unwrap();
    let person = family.student("Амина").person;
    let graded = family.get(&format!("persons/{person}/marks/2026-11-21"));
    let taught = family.get(&format!("lessons/2026-11-12/persons/{person}/marks"));
    assert_eq!(graded, taught);
    assert_eq!(graded[0]["value"], "4-");
}

#[test]
fn two_marks_for_one_work_are_numbered_from_zero() {
    let school = bare_school();
    let family = Family::parent(&school);
    let dictation = |value: &str| Act::Mark {
        student: "Тимур".to_owned(),
        subject: "Русский язык".to_owned(),
        value: value.to_owned(),
        work: Some("Диктант".to_owned()),
        date: Some(date!(2026 - 11 - 20)),
        comment: None,
    };
    let (first, second) = (school.act(dictation("5")).unwrap(), school.act(dictation("4")).unwrap());
    assert_eq!(first.work, second.work);
    let marks = family.of_days("marks", "Тимур", "2026-11-20", "2026-11-20");
    let numbers: Vec<_> = marks.iter().map(|mark| (mark["value"].as_str().unwrap(), mark["number"].as_u64())).collect();
    assert_eq!(numbers, [("5", Some(0)), ("4", Some(1))]);
}

#[test]
fn a_corrected_mark_keeps_its_id_and_a_removed_one_is_gone() {
    let school = bare_school();
    let family = Family::parent(&school);
    let put = school.act(mark("Амина", "Физика", "3")).unwrap().mark.unwrap();
    school.act(Act::Correct { mark: put, value: "4".to_owned() }).unwrap();
    assert_eq!(family.get(&format!("marks/{put}"))["value"], "4");
    let amina = family.student("Амина");
    let recent = format!("persons/{}/group/{}/recentmarks", amina.person, amina.group);
    assert_eq!(family.get(&recent)["marks"].as_array().unwrap().len(), 1);

    school.act(Act::RemoveMark { mark: put }).unwrap();
    assert_eq!(family.get(&recent)["marks"], json!([]));
    assert_eq!(family.get(&recent)["works"], json!([]), "the answers of the lesson are nobody's news");
    assert_eq!(school.act(Act::RemoveMark { mark: put }), Err(ActError::UnknownMark(put)));
}

#[test]
fn marks_beside_the_numbers_have_types_of_their_own() {
    let school = bare_school();
    let family = Family::parent(&school);
    for value in ["н/а", "зач", "осв", "Молодец!"] {
        school.act(mark("Амина", "Физическая культура", value)).unwrap();
    }
    let marks = family.of_days("marks", "Амина", "2026-11-20", "2026-11-20");
    let types: Vec<_> = marks.iter().map(|mark| mark["type"].as_str().unwrap()).collect();
    assert_eq!(types, ["MarkNA", "Test", "Dismiss", "MarkWords"]);
    assert!(marks.iter().all(|mark| mark["use_avg_calc"] == false && mark["mood"] == "NotSet"));
}

#[test]
fn homework_is_due_at_the_next_lesson_and_edited_under_one_id() {
    let school = school();
    let family = Family::parent(&school);
    let set = Act::Homework {
        student: "Амина".to_owned(),
        subject: "Алгебра".to_owned(),
        text: Some("№ 312, 315, 318 (б, г)".to_owned()),
        date: None,
        files: vec!["Карточка.pdf".to_owned()],
    };
    let acted = school.act(set).unwrap();
    assert_eq!(acted.date, Some(date!(2026 - 11 - 23)));
    let work = acted.work.unwrap();
    let monday = || family.of_days("homeworks", "Амина", "2026-11-23", "2026-11-23");
    let given = by_id(&monday(), work).unwrap().clone();
    assert_eq!(given["text"], "№ 312, 315, 318 (б, г)");
    assert_eq!(given["files"], json!([acted.files[0].0]));
    assert_eq!(given["tasks"][0]["status"], "New");

    school.act(Act::EditHomework { work, text: "№ 312".to_owned() }).unwrap();
    let texts: Vec<_> =
        monday().iter().filter(|item| item["id"] == json!(work.0)).map(|item| item["text"].clone()).collect();
    assert_eq!(texts, [json!("№ 312")]);

    school.act(Act::RemoveHomework { work }).unwrap();
    assert_eq!(by_id(&monday(), work), None);
}

#[test]
fn homework_of_a_subgroup_is_not_the_other_subgroups() {
    let school = school();
    let family = Family::parent(&school);
    let set = Act::Homework {
        student: "Амина".to_owned(),
        subject: "Информатика".to_owned(),
        text: Some("§ 7".to_owned()),
        date: None,
        files: Vec::new(),
    };
    let group = school.act(set).unwrap().group.unwrap();
    let amina = family.student("Амина");
    assert!(amina.subgroups.contains(&group));
    assert_ne!(group, amina.group);
}

#[test]
fn a_task_can_be_started() {
    let school = school();
    let family = Family::parent(&school);
    let homework = family.of_days("homeworks", "Амина", "2026-11-23", "2026-11-23");
    let task = &homework[0]["tasks"][0];
    let path = format!("works/{}/persons/{}/status", task["work"], task["person"]);
    assert_eq!(family.post(&path, r#"{"action":"StartWorking"}"#)["status"], "InWork");
    assert_eq!(family.get(&format!("tasks/{}", task["id"]))["status"], "InWork");
    assert_eq!(family.post(&path, r#"{"action":"Fly"}"#)["type"], "parameterInvalid");
}

#[test]
fn an_absence_is_recorded_and_withdrawn() {
    let school = bare_school();
    let family = Family::parent(&school);
    let absence = Act::Absence {
        student: "Амина".to_owned(),
        subject: "Физика".to_owned(),
        status: Attendance::Late,
        comment: Some("Опоздала на 5 минут".to_owned()),
        date: None,
    };
    let lesson = school.act(absence).unwrap().lesson.unwrap();
    let person = family.student("Амина").person;
    let log = || family.get(&format!("persons/{person}/lesson-log-entries?startDate=2026-09-01&endDate=2026-11-21"));
    assert_eq!(log()[0]["status"], "Late");
    assert_eq!(log()[0]["comment"], "Опоздала на 5 минут");
    assert_eq!(family.of_days("lessonLogEntries", "Амина", "2026-11-19", "2026-11-19").len(), 1);

    let withdraw = Act::WithdrawAbsence { student: "Амина".to_owned(), lesson };
    school.act(withdraw.clone()).unwrap();
    assert_eq!(log(), json!([]));
    assert_eq!(school.act(withdraw), Err(ActError::NothingRecorded(lesson)));
}

#[test]
fn a_term_has_one_mark_however_often_it_is_put() {
    let school = school();
    let family = Family::parent(&school);
    let put = |value: &str, term| {
        let (student, subject, value) = ("Амина".to_owned(), "Алгебра".to_owned(), value.to_owned());
        school.act(Act::PeriodMark { student, subject, value, term }).unwrap().mark.unwrap()
    };
    let (first, again) = (put("4", None), put("5", Some(2)));
    assert_eq!(first, again);
    // At the end of the term the school would have put its own.
    school.set_clock(Clock::Fixed(datetime!(2026-12-30 20:00 +3)));
    let amina = family.student("Амина");
    let finals = family.get(&format!("persons/{}/edu-groups/{}/allfinalmarks", amina.person, amina.group));
    let algebra = amina.subjects.iter().find(|subject| subject.name == "Алгебра").unwrap().id;
    let works: Vec<_> = finals["works"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|work| work["subjectId"] == json!(algebra.0) && work["periodNumber"] == 1)
        .collect();
    assert_eq!(works.len(), 1);
    let marks: Vec<_> =
        finals["marks"].as_array().unwrap().iter().filter(|mark| mark["work"] == works[0]["id"]).collect();
    assert_eq!((marks.len(), marks[0]["value"].as_str()), (1, Some("5")));
    assert_eq!(marks[0]["lesson"], json!(null));
}

#[test]
fn the_years_mark_is_told_from_the_terms() {
    let school = bare_school();
    let family = Family::parent(&school);
    let (student, subject) = ("Тимур".to_owned(), "Математика".to_owned());
    school.act(Act::YearMark { student, subject, value: "5".to_owned() }).unwrap();
    let timur = family.student("Тимур");
    let finals = family.get(&format!("persons/{}/edu-groups/{}/allfinalmarks", timur.person, timur.group));
    assert_eq!(finals["works"][0]["type"], "PeriodFinalMark");
    assert_eq!(finals["works"][0]["periodType"], "Year");
}

#[test]
fn a_lesson_is_cancelled_moved_and_taken_by_another_teacher() {
    let school = school();
    let family = Family::parent(&school);
    let (student, subject) = ("Амина".to_owned(), "Биология".to_owned());
    let date = Some(date!(2026 - 11 - 24));
    let lesson =
        |at: WireId| by_id(&family.of_days("lessons", "Амина", "2026-11-24", "2026-11-24"), at).unwrap().clone();
    let before = school
        .act(Act::ChangeRoom { student: student.clone(), subject: subject.clone(), room: "Двор".to_owned(), date })
        .unwrap();
    let id = before.lesson.unwrap();
    assert_eq!(lesson(id)["place"], "Двор");
    let usual = lesson(id)["teachers"].clone();
    school
        .act(Act::Substitute {
            student: student.clone(),
            subject: subject.clone(),
            teacher: "Лебедева".to_owned(),
            date,
        })
        .unwrap();
    assert_ne!(lesson(id)["teachers"], usual);
    school.act(Act::CancelLesson { student, subject, date }).unwrap();
    assert_eq!(lesson(id)["status"], "Cancelled");
}

#[test]
fn an_announced_test_is_seen_ahead() {
    let school = bare_school();
    let family = Family::parent(&school);
    let announce = Act::Announce {
        student: "Амина".to_owned(),
        subject: "Алгебра".to_owned(),
        work: "Контрольная работа".to_owned(),
        date: Some(date!(2026 - 11 - 30)),
    };
    let work = school.act(announce).unwrap().work.unwrap();
    let works = family.of_days("works", "Амина", "2026-11-30", "2026-11-30");
    assert_eq!(by_id(&works, work).unwrap()["isImportant"], true);
}

#[test]
fn what_cannot_be_done_says_why() {
    let school = school();
    let nobody = school.act(mark("Вася", "Алгебра", "5"));
    assert_eq!(nobody, Err(ActError::UnknownStudent("Вася".to_owned())));
    let nothing = school.act(mark("Тимур", "Алгебра", "5"));
    assert_eq!(nothing, Err(ActError::UnknownSubject("Алгебра".to_owned())));
    let act = Act::CancelLesson {
        student: "Амина".to_owned(),
        subject: "Алгебра".to_owned(),
        date: Some(date!(2026 - 11 - 22)),
    };
    assert_eq!(school.act(act), Err(ActError::NoLesson));
}

#[test]
fn an_act_is_written_as_json_tagged_by_its_name() {
    let text = r#"{"act":"mark","student":"Амина","subject":"Алгебра","value":"5","date":"2026-11-16"}"#;
    let act: Act = serde_json::from_str(text).unwrap();
    assert_eq!(serde_json::to_value(&act).unwrap(), serde_json::from_str::<serde_json::Value>(text).unwrap());
    for spelling in
        [r#"{"act":"remove-mark","mark":"2444000000000010007"}"#, r#"{"act":"remove-mark","mark":2444000000000010007}"#]
    {
        let act: Act = serde_json::from_str(spelling).unwrap();
        assert_eq!(act, Act::RemoveMark { mark: WireId(2_444_000_000_000_010_007) });
    }
}

#[test]
fn a_mark_of_the_future_shows_when_its_moment_comes() {
    let school = school();
    let family = Family::parent(&school);
    let seen = || family.of_days("marks", "Амина", "2026-11-05", "2026-12-30").len();
    let before = seen();
    school.set_clock(Clock::Fixed(NOW + time::Duration::days(7)));
    assert!(seen() > before);
}

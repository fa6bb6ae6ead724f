//! Answers in the shapes of the reference, with their oddities, and answers that somebody has tampered with.

mod mutation;

use std::{collections::BTreeMap, sync::Arc};

use bytes::Bytes;
use peremena_model::{AbsenceStatus, AccountId, Kind, KindSet, SchoolYear, Span, StudentId, TermKind, TermMarkOf};
use rstest::rstest;
use serde_json::{Value, json};
use time::macros::{date, datetime};

use super::*;
use crate::{
    Answer, Ask, Enrolment, Traffic,
    contract::Forgetful,
    tampered::{all_of, of},
};

const DIARY: &str = include_str!("answers/diary.json");
const RULES: &str = include_str!("answers/rules.json");

/// A server that says what it was given, by method.
#[derive(Clone)]
struct Canned {
    answers: BTreeMap<&'static str, String>,
    reads_letters: bool,
}

impl Canned {
    fn usual() -> Canned {
        let answers = [
            ("getrules", RULES),
            ("getperiods", include_str!("answers/periods.json")),
            ("getdiary", DIARY),
            ("getmarks", include_str!("answers/marks.json")),
            ("getfinalassessments", include_str!("answers/finals.json")),
            ("getmessages", include_str!("answers/messages.json")),
            ("getmessageinfo", include_str!("answers/message.json")),
            ("getboardnotices", include_str!("answers/notices.json")),
            ("getboardnoticeinfo", include_str!("answers/notice.json")),
        ];
        let answers = answers.into_iter().map(|(method, body)| (method, body.to_owned())).collect();
        Canned { answers, reads_letters: true }
    }

    fn with(mut self, method: &'static str, body: impl Into<String>) -> Canned {
        self.answers.insert(method, body.into());
        self
    }

    /// With `result` for the whole answer of a method.
    fn with_result(self, method: &'static str, result: Value) -> Canned {
        self.with(method, json!({ "response": { "state": 200, "error": null, "result": result } }).to_string())
    }

    fn api(&self) -> Box<dyn SchoolApi> {
        let canned = self.clone();
        let answer = move |request: http::Request<Bytes>| {
            let method = request.uri().path().rsplit('/').next().unwrap_or_default();
            match canned.answers.get(method) {
                Some(body) => http::Response::new(Bytes::from(body.clone())),
                None => http::Response::builder().status(404).body(Bytes::new()).unwrap(),
            }
        };
        let http = Http::in_process(Arc::new(answer), Arc::new(Traffic::default()));
        let mut settings = Settings::default();
        settings.values.insert("devkey".into(), "key".into());
        if self.reads_letters {
            settings.values.insert("read_letters".into(), "yes".into());
        }
        let values = [("token", "t"), ("origin", "https://api.eljur.ru"), ("vendor", "school9")];
        let values = values.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        Eljur.connect(&settings, Session { values, ends: None }, Arc::new(Forgetful), http).unwrap()
    }
}

fn artyom() -> Enrolment {
    Enrolment {
        person: "386".into(),
        name: "Артём Лугов".into(),
        class: Some("7Б".into()),
        school: None,
        ids: [("mail".to_owned(), "1".to_owned())].into(),
    }
}

fn ask(kinds: &[Kind]) -> Ask {
    Ask {
        student: StudentId::of(&AccountId::of("eljur", "", "1011"), "386"),
        kinds: KindSet::of(kinds),
        year: SchoolYear(2026),
        span: Span::new(date!(2026 - 09 - 07), date!(2026 - 09 - 13)).unwrap(),
        now: datetime!(2026-09-09 12:00 +3),
    }
}

async fn fetched(school: &Canned, kinds: &[Kind]) -> Answer {
    school.api().fetch(&artyom(), &ask(kinds)).await.unwrap()
}

#[tokio::test]
async fn a_parent_and_the_children_read_as_the_family_knows_them() {
    let identity = Canned::usual().api().identity().await.unwrap();
    assert_eq!((identity.user.as_str(), identity.name.as_str()), ("1011.school9@api.eljur.ru", "Инна Лугова"));
    assert!(!identity.is_student);
    let told: Vec<_> = identity
        .students
        .iter()
        .map(|one| (one.person.as_str(), one.name.as_str(), one.class.as_deref(), one.ids.contains_key("mail")))
        .collect();
    let expected = [("386", "Артём Лугов", Some("7Б"), false), ("52", "Вера Лугова", Some("2А"), true)];
    assert_eq!(told, expected);
    assert!(identity.students.iter().all(|one| one.school.as_deref() == Some("Школа № 9")));
}

/// The session's vendor is "school9": by a region's vendor and by the school's own it is one account.
#[tokio::test]
async fn an_account_is_named_by_the_school_that_the_rules_name() {
    for (vendor, named) in
        [(json!("School12"), "school12"), (json!(null), "school9"), (json!(""), "school9"), (json!("../x"), "school9")]
    {
        let rules = json!({ "name": "1011", "title": "Лугова Инна", "roles": ["parent"], "vendor": vendor });
        let identity = Canned::usual().with_result("getrules", rules).api().identity().await.unwrap();
        assert_eq!(identity.user, format!("1011.{named}@api.eljur.ru"), "{vendor}");
    }
}

#[tokio::test]
async fn a_student_sees_himself_listed_or_not() {
    let own = |students: Value| {
        json!({ "name": 386, "title": "Лугов Артём Ильич", "roles": ["student"],
            "relations": { "students": students, "groups": [{ "name": "7Б" }], "schools": [] } })
    };
    for students in [json!([]), json!({}), json!(null), json!({ "386": { "title": "Лугов Артём", "class": "7Б" } })]
    {
        let identity = Canned::usual().with_result("getrules", own(students)).api().identity().await.unwrap();
        assert!(identity.is_student);
        let told: Vec<_> = identity.students.iter().map(|one| (one.person.as_str(), one.class.as_deref())).collect();
        assert_eq!(told, [("386", Some("7Б"))]);
        assert_eq!(identity.students[0].name, "Артём Лугов");
    }
    let parent = json!({ "name": "1", "title": "Лугова Инна", "roles": ["parent"], "relations": [] });
    let identity = Canned::usual().with_result("getrules", parent).api().identity().await.unwrap();
    assert!(identity.students.is_empty() && !identity.is_student);
}

#[tokio::test]
async fn lessons_have_rings_or_not_and_gaps_are_none() {
    let answer = fetched(&Canned::usual(), &[Kind::Lesson]).await;
    let lessons = all_of!(&answer, Lesson);
    let told: Vec<_> = lessons
        .iter()
        .map(|one| (one.date.day(), one.number, one.subject.as_str(), one.starts_at.map(|at| at.hour())))
        .collect();
    let expected = [
        (7, Some(2), "Русский язык", None),
        (7, Some(4), "Физика", None),
        (7, Some(1), "Алгебра", Some(8)),
        (7, None, "Шахматы", Some(15)),
        (10, Some(2), "Физкультура", None),
        (10, Some(2), "Физкультура", None),
        (10, Some(1), "История", Some(8)),
    ];
    assert_eq!(told, expected);
    let algebra = &lessons[2];
    assert_eq!(algebra.ends_at, Some(datetime!(2026-09-07 09:10 +3)));
    assert_eq!((algebra.room.as_deref(), algebra.topic.as_deref()), (Some("312"), Some("Линейная функция")));
    // Two groups at one hour are two, one that is repeated is one; «перемена» cannot be read.
    assert_eq!(
        (lessons[4].teacher.as_deref(), lessons[5].teacher.as_deref()),
        (Some("Зорин П. П."), Some("Орлова В. В."))
    );
    assert_ne!(lessons[4].id, lessons[5].id);
    assert_eq!(answer.skipped, 1);
}

/// A list without numbers and hours.
#[tokio::test]
async fn two_lessons_that_look_alike_keep_their_marks() {
    let lesson = |value: &str| json!({ "name": "Труд", "assessments": [{ "value": value }] });
    let days = json!({ "20260907": { "items": [lesson("4"), lesson("5"), lesson("4")] } });
    let school =
        Canned::usual().with_result("getdiary", json!({ "students": { "386": { "name": "386", "days": days } } }));
    let answer = fetched(&school, &[Kind::Lesson, Kind::Mark]).await;
    let told: Vec<_> = all_of!(&answer, Mark).into_iter().map(|one| (one.lesson, one.value)).collect();
    let mark = |lesson: &str, value: &str| (Some(lesson.to_owned()), value.to_owned());
    assert_eq!(told, [mark("2026-09-07//Труд", "4"), mark("2026-09-07//Труд/2", "5")]);
    assert_eq!(of(&answer, Kind::Lesson).len(), 2);
}

#[tokio::test]
async fn two_equal_marks_are_two_and_an_empty_cell_is_none() {
    let answer = fetched(&Canned::usual(), &[Kind::Mark]).await;
    let marks = all_of!(&answer, Mark);
    let told: Vec<_> = marks.iter().map(|one| (one.id.as_str(), one.value.as_str(), one.weight, one.counts)).collect();
    let expected = [
        ("2026-09-07/1/Алгебра/гр. 1/4-/Контрольная работа", "4-", Some(2.5), Some(true)),
        ("2026-09-07/1/Алгебра/гр. 1/5/Ответ на уроке", "5", Some(1.0), Some(true)),
        ("2026-09-07/1/Алгебра/гр. 1/5/Ответ на уроке/2", "5", Some(1.0), Some(true)),
    ];
    assert_eq!(told, expected);
    assert_eq!(marks[0].comment.as_deref(), Some("Аккуратнее"));
    assert!(marks.iter().all(|one| one.lesson_date == Some(date!(2026 - 09 - 07)) && one.lesson_number == Some(1)));
}

#[tokio::test]
async fn a_weight_of_nought_is_one() {
    for (weight, told) in [(json!(0), Some(0.0)), (json!("0,5"), Some(0.5)), (json!(-1), None), (json!(null), None)] {
        let mark = json!({ "value": "5", "count": true, "weight_float": weight });
        let day = json!({ "items": [{ "name": "Алгебра", "assessments": [mark] }] });
        let of_him = json!({ "name": "386", "days": { "20260907": day } });
        let school = Canned::usual().with_result("getdiary", json!({ "students": { "386": of_him } }));
        let marks = all_of!(&fetched(&school, &[Kind::Mark]).await, Mark);
        assert_eq!(marks[0].weight, told, "{weight}");
    }
}

#[tokio::test]
async fn a_corrected_mark_is_one_change_and_a_removed_one_no_other() {
    let before = of(&fetched(&Canned::usual(), &[Kind::Mark]).await, Kind::Mark);
    let changed = async |change: fn(&mut Vec<Value>)| {
        let mut value: Value = serde_json::from_str(DIARY).unwrap();
        let day = &mut value["response"]["result"]["students"]["386"]["days"]["20260907"];
        change(day["items"]["1"]["assessments"].as_array_mut().unwrap());
        let answer = fetched(&Canned::usual().with("getdiary", value.to_string()), &[Kind::Mark]).await;
        let scope = &answer.parts[0].scope;
        let told = peremena_model::diff::diff(&before, &answer.parts[0].items, scope).drafts;
        told.iter().map(|draft| format!("{:?}", draft.what)).collect::<Vec<_>>()
    };
    assert_eq!(changed(|marks| marks.reverse()).await, [""; 0]);
    assert_eq!(changed(|marks| marks[2]["value"] = json!("4")).await, ["Changed"]);
    assert_eq!(changed(|marks| marks[0]["value"] = json!("3")).await, ["Changed"]);
    assert_eq!(changed(|marks| marks[1]["comment"] = json!("За доску")).await, ["Changed"]);
    assert_eq!(changed(|marks| drop(marks.remove(0))).await, ["Removed"]);
    assert_eq!(changed(|marks| marks.push(marks[0].clone())).await, ["Added"]);
}

#[tokio::test]
async fn absences_stand_among_the_marks() {
    let answer = fetched(&Canned::usual(), &[Kind::Absence]).await;
    let absences = all_of!(&answer, Absence);
    let told: Vec<_> = absences.iter().map(|one| (one.lesson_number, one.status, one.comment.as_deref())).collect();
    assert_eq!(told, [(Some(2), AbsenceStatus::Absent, None), (Some(4), AbsenceStatus::Late, Some("10 минут"))]);
}

#[tokio::test]
async fn homework_comes_as_a_map_or_a_list_with_its_files() {
    let answer = fetched(&Canned::usual(), &[Kind::Homework]).await;
    let told: Vec<_> = all_of!(&answer, Homework)
        .into_iter()
        .map(|one| {
            (one.id, one.subject, one.text, one.attachments.into_iter().map(|file| file.name).collect::<Vec<_>>())
        })
        .collect();
    let row = |id: &str, subject: &str, text: &str, files: &[&str]| {
        (id.to_owned(), subject.to_owned(), text.to_owned(), files.iter().map(|file| (*file).to_owned()).collect())
    };
    let expected = [
        row("91/2026-09-07", "Алгебра", "№ 12–14", &["zadanie.pdf"]),
        row("92/2026-09-07", "Шахматы", "Дебюты", &[]),
        row("93/2026-09-07", "Физика", "§ 4 & § 5", &[]),
        row("95/2026-09-07", "Русский язык", "", &["list.docx"]),
    ];
    assert_eq!(told, expected);
}

#[tokio::test]
async fn a_homework_of_several_days_has_the_same_names_in_every_span() {
    let day = json!({ "items": { "1": { "name": "Алгебра", "homework": { "91": { "id": 91, "value": "№ 12" } } } } });
    let days = json!({ "20260907": day, "20260910": day });
    let school =
        Canned::usual().with_result("getdiary", json!({ "students": { "386": { "name": "386", "days": days } } }));
    let named = async |from| {
        let mut asked = ask(&[Kind::Homework]);
        asked.span = Span::new(from, asked.span.to()).unwrap();
        let answer = school.api().fetch(&artyom(), &asked).await.unwrap();
        all_of!(&answer, Homework).into_iter().map(|one| one.id).collect::<Vec<_>>()
    };
    assert_eq!(named(date!(2026 - 09 - 07)).await, ["91/2026-09-07", "91/2026-09-10"]);
    assert_eq!(named(date!(2026 - 09 - 08)).await, ["91/2026-09-10"]);
}

#[tokio::test]
async fn terms_are_those_with_days() {
    let answer = Canned::usual().api().terms(&artyom(), SchoolYear(2026)).await.unwrap();
    let told: Vec<_> = all_of!(&answer, Term).into_iter().map(|one| (one.name, one.kind, one.number)).collect();
    let expected = [
        ("1 четверть".to_owned(), TermKind::Quarter, 1),
        ("I полугодие".to_owned(), TermKind::HalfYear, 1),
        ("2 четверть".to_owned(), TermKind::Quarter, 2),
    ];
    assert_eq!(told, expected);
    let past = Canned::usual().api().terms(&artyom(), SchoolYear(2025)).await;
    assert!(matches!(past, Err(SchoolError::Forbidden(_))));
    let coming = Canned::usual().api().terms(&artyom(), SchoolYear(2027)).await.unwrap();
    assert!(all_of!(&coming, Term).is_empty());
}

/// Terms of the coming year are entered before this one ends; of which of them final marks are is not told then.
#[tokio::test]
async fn a_year_is_told_beside_a_newer_one() {
    let mut told: Value = serde_json::from_str(include_str!("answers/periods.json")).unwrap();
    let next = json!({ "name": "1 четверть", "start": "20270901", "end": "20271024" });
    told["response"]["result"]["students"][1]["periods"].as_array_mut().unwrap().push(next);
    let school = Canned::usual().with("getperiods", told.to_string());
    let usual = Canned::usual().api().terms(&artyom(), SchoolYear(2026)).await.unwrap();
    let still = school.api().terms(&artyom(), SchoolYear(2026)).await.unwrap();
    assert_eq!(of(&still, Kind::Term), of(&usual, Kind::Term));
    let answer = fetched(&school, &[Kind::TermMark, Kind::Average]).await;
    assert!(matches!(answer.failed.as_slice(), [(Kind::TermMark, SchoolError::Forbidden(_))]), "{:?}", answer.failed);
    assert_eq!(of(&answer, Kind::Average).len(), 2);
}

#[tokio::test]
async fn final_marks_and_averages_go_with_their_terms() {
    let answer = fetched(&Canned::usual(), &[Kind::TermMark, Kind::Average]).await;
    let told: Vec<_> = all_of!(&answer, TermMark)
        .into_iter()
        .map(|one| (one.subject, one.value, one.of, one.term, one.term_number))
        .collect();
    let algebra = || "Алгебра".to_owned();
    let expected = [
        (algebra(), "5".into(), TermMarkOf::Term, Some("2026-1 четверть".to_owned()), Some(1)),
        (algebra(), "4".into(), TermMarkOf::Year, None, None),
        ("Химия".into(), "зач".into(), TermMarkOf::Exam, None, None),
    ];
    assert_eq!(told, expected);
    let averages: Vec<_> = all_of!(&answer, Average).into_iter().map(|one| (one.term.unwrap(), one.value)).collect();
    // The second quarter has not begun.
    assert_eq!(averages, [("2026-1 четверть".to_owned(), 4.67), ("2026-I полугодие".to_owned(), 4.67)]);
    // A final mark without a period.
    assert_eq!(answer.skipped, 1);
}

#[tokio::test]
async fn letters_are_whole_only_where_the_family_lets_them_be_read() {
    let mut school = Canned::usual();
    let answer = fetched(&school, &[Kind::Message, Kind::Announcement]).await;
    let letters = all_of!(&answer, Message);
    let told: Vec<_> = letters.iter().map(|one| (one.id.as_str(), one.from.as_str(), one.read)).collect();
    assert_eq!(told, [("770", "", Some(true)), ("771", "Рощина Анна Павловна", Some(false))]);
    assert_eq!(letters[0].at, datetime!(2026-09-07 23:30 +3));
    assert_eq!((letters[1].text.as_str(), letters[1].attachments.len()), ("В субботу в 9:00.\nВозьмите чай.", 1));
    let notice = &all_of!(&answer, Announcement)[0];
    assert_eq!((notice.at, notice.author.as_deref()), (datetime!(2026-09-07 0:00 +3), Some("Рощина А. П.")));
    assert_eq!(notice.text, "С понедельника — по новому расписанию звонков.");
    school.reads_letters = false;
    let answer = fetched(&school, &[Kind::Message]).await;
    let letters = all_of!(&answer, Message);
    assert_eq!((letters[1].text.as_str(), letters[1].attachments.len()), ("В субботу…", 0));
}

/// A letter with a file alone is known for good. One that the school did not show, by mistake or on purpose, is asked for
/// again a day later; until then what the list tells of it stands.
#[rstest]
#[case::a_file_alone(
    r#"{"state":200,"result":{"message":{"id":771,"text":"","files":[{"filename":"a","link":"https://s/f"}]}}}"#,
    1,
    true
)]
#[case::unknown(r#"{"state":400,"error":"Сообщение не найдено"}"#, 0, false)]
#[case::closed(r#"{"state":403,"error":"Доступ закрыт"}"#, 0, false)]
#[case::another_shape(r#"{"state":200,"result":{"message":null}}"#, 0, false)]
#[case::cut_off(r#"{"state":200,"result":{"mess"#, 0, false)]
#[tokio::test]
async fn a_letter_that_is_not_shown_is_asked_for_again_a_day_later(
    #[case] body: &str,
    #[case] files: usize,
    #[case] for_good: bool,
) {
    let read = async |api: &dyn SchoolApi, days: i64| {
        let usual = ask(&[Kind::Message]);
        let later = Ask { now: usual.now + time::Duration::days(days), ..usual };
        let letters = all_of!(&api.fetch(&artyom(), &later).await.unwrap(), Message);
        letters.into_iter().find(|one| one.id == "771").map(|one| (one.text, one.attachments.len())).unwrap()
    };
    let api = Canned::usual().with("getmessageinfo", format!("{{\"response\":{body}}}")).api();
    let told = read(&*api, 0).await;
    assert_eq!(told, ("В субботу…".to_owned(), files));
    // Whoever asks is told all of it now.
    let later = Canned::usual().api();
    later.recall(&api.reference().unwrap());
    assert_eq!(read(&*later, 0).await, told);
    assert_eq!(read(&*later, 2).await == told, for_good);
}

#[tokio::test]
async fn an_entry_that_cannot_be_read_is_one_of_the_total() {
    let letter = json!({ "id": 771, "subject": "О походе", "date": "2026-09-10 10:51:34" });
    let school = Canned::usual().with_result("getmessages", json!({ "total": 2, "messages": [letter, "письмо"] }));
    let answer = fetched(&school, &[Kind::Message]).await;
    assert_eq!((of(&answer, Kind::Message).len(), answer.skipped, answer.parts[0].scope.whole), (1, 1, true));
}

#[tokio::test]
async fn the_school_is_told_with_the_class_teacher() {
    let answer = fetched(&Canned::usual(), &[Kind::SchoolInfo]).await;
    let info = &all_of!(&answer, SchoolInfo)[0];
    assert_eq!(info.school.as_deref(), Some("МОУ «Школа № 9»"));
    assert_eq!((info.class.as_deref(), info.class_teacher.as_deref()), (Some("7Б"), Some("Рощина Анна Павловна")));
    let algebra = info.teachers.iter().find(|one| one.name == "Рощина Анна Павловна").unwrap();
    assert_eq!(algebra.subjects, ["Алгебра"]);
}

#[tokio::test]
async fn where_nothing_is_told_there_is_nothing() {
    for nothing in [json!([]), json!({}), json!(null), json!({ "students": [] }), json!({ "students": {} })] {
        let methods = ["getdiary", "getmarks", "getfinalassessments", "getmessages", "getboardnotices"];
        let mut school = Canned::usual();
        for method in methods {
            school = school.with_result(method, nothing.clone());
        }
        let answer = fetched(&school, &kinds().iter().collect::<Vec<_>>()).await;
        assert!(answer.failed.is_empty(), "{nothing}: {:?}", answer.failed);
        let found: Vec<_> = answer.parts.iter().filter(|part| !part.items.is_empty()).collect();
        let kinds: Vec<Kind> = found.iter().map(|part| part.scope.kind).collect();
        assert_eq!(kinds, [Kind::SchoolInfo, Kind::Term], "{nothing}: {found:?}");
    }
}

#[tokio::test]
async fn terms_of_nobody_are_no_answer() {
    let of_him = |periods: Value| json!({ "students": [{ "name": 386, "periods": periods }] });
    for shape in
        [json!([]), json!(null), json!("x"), json!({ "students": [] }), of_him(json!(null)), of_him(json!("x"))]
    {
        let api = Canned::usual().with_result("getperiods", shape.clone()).api();
        let outcome = api.terms(&artyom(), SchoolYear(2026)).await;
        assert!(matches!(outcome, Err(SchoolError::Strange(_))), "{shape}: {outcome:?}");
    }
    let none = Canned::usual().with_result("getperiods", of_him(json!([]))).api();
    let answer = none.terms(&artyom(), SchoolYear(2026)).await.unwrap();
    assert!(answer.parts[0].items.is_empty() && answer.parts[0].scope.whole);
}

#[tokio::test]
async fn a_child_without_days_in_the_answer_is_not_one_without_lessons() {
    let of_him = |days: Value| json!({ "students": { "386": { "name": "386", "days": days } } });
    let nameless = json!({ "students": { "386": { "name": "386" } } });
    for shape in [of_him(json!(null)), of_him(json!("x")), of_him(json!(7)), nameless] {
        let api = Canned::usual().with_result("getdiary", shape.clone()).api();
        let outcome = api.fetch(&artyom(), &ask(&[Kind::Lesson])).await;
        assert!(matches!(outcome, Err(SchoolError::Strange(_))), "{shape}: {outcome:?}");
    }
    for none in [json!([]), json!({})] {
        let answer = fetched(&Canned::usual().with_result("getdiary", of_him(none)), &[Kind::Lesson]).await;
        assert!(answer.parts[0].items.is_empty() && answer.parts[0].scope.whole);
    }
}

#[tokio::test]
async fn another_childs_days_are_not_taken_for_ones_own() {
    let other = json!({ "students": { "52": { "name": "52", "days": {} } } });
    let school = Canned::usual().with_result("getdiary", other);
    let outcome = school.api().fetch(&artyom(), &ask(&[Kind::Lesson])).await;
    assert!(matches!(outcome, Err(SchoolError::Strange(_))), "{outcome:?}");
    // A key that lies beside a name that does not.
    let mistaken =
        json!({ "students": { "386": { "name": "52", "days": { "20260907": { "items": [{ "name": "Чтение" }] } } } } });
    let school = Canned::usual().with_result("getdiary", mistaken);
    let outcome = school.api().fetch(&artyom(), &ask(&[Kind::Lesson])).await;
    assert!(matches!(outcome, Err(SchoolError::Strange(_))), "{outcome:?}");
}

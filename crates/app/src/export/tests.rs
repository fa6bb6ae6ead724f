//! Exports, held as text in `export/golden`. After a wanted change `GOLDEN=write cargo test -p peremena-app export`
//! writes them anew.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::{fs, path::Path};

use peremena_model::{Absence, AbsenceStatus, Event, Item, Lesson, LessonStatus, PlannedTest, Span};
use peremena_vault::OwnTask;
use time::macros::{date, datetime};

use super::ExportFormat;
use crate::testing::{Home, amina, homework, lesson, mark, stand, timur};

/// What a school may send, and what it should not.
async fn home() -> Home {
    let home = Home::new().await;
    let lesson = |id: &str, hour: u8| {
        let from = datetime!(2026-11-20 08:00 +3).replace_hour(hour).unwrap();
        lesson(id, from, from + time::Duration::minutes(45))
    };
    let mut marked = mark("m1", "5");
    marked.weight = Some(2.0);
    marked.work_type = Some("Контрольная работа".into());
    marked.comment = Some("=HYPERLINK(\"https://evil.example\";\"Отлично\")".into());
    marked.lesson_number = Some(2);
    let mut work = homework("h1", date!(2026 - 11 - 23));
    work.text = "№ 315, 316; \"слово\"\r\nи ещё\nEND:VTODO\nBEGIN:VEVENT".into();
    work.set_at = Some(datetime!(2026-11-20 13:10 UTC));
    work.done = Some(true);
    let items: Vec<Item> = vec![
        Lesson {
            room: Some("214, корпус 2".into()),
            topic: Some("Сила; тяжесть".into()),
            teacher: Some("Магомедова З. А.".into()),
            ..lesson("l1", 8)
        }
        .into(),
        Lesson { status: LessonStatus::Cancelled, ..lesson("l2", 9) }.into(),
        Lesson { starts_at: None, ends_at: None, ..lesson("l3", 10) }.into(),
        marked.into(),
        mark("m2", "-").into(),
        work.into(),
        homework("h2", date!(2026 - 11 - 24)).into(),
        Absence {
            id: "a1".into(),
            date: date!(2026 - 11 - 19),
            lesson: None,
            lesson_number: Some(4),
            subject: Some("Физика".into()),
            status: AbsenceStatus::Ill,
            word: Some("Б".into()),
            comment: None,
        }
        .into(),
        PlannedTest {
            id: "t 1\r\nX:".into(),
            date: date!(2026 - 11 - 25),
            subject: "Алгебра".into(),
            work_type: Some("Контрольная работа".into()),
            topic: Some("Линейные функции".into()),
            lesson: None,
        }
        .into(),
        Event {
            id: "e1".into(),
            date: date!(2026 - 11 - 27),
            starts_at: Some(datetime!(2026-11-27 18:00 +3)),
            title: "Родительское собрание с очень длинным названием, которое не помещается в одну строку календаря"
                .into(),
            text: None,
            place: Some("Актовый зал".into()),
        }
        .into(),
    ];
    stand(&home.vault, &amina(), items).await;
    stand(&home.vault, &timur(), vec![mark("canary", "2").into()]).await;
    home
}

async fn exported(format: ExportFormat, name: &str, count: usize) -> String {
    let (home, folder) = (home().await, tempfile::tempdir().unwrap());
    let file = folder.path().join(name);
    let fact = home.app.export(&amina(), format, &file).await.unwrap();
    assert_eq!((fact.items, fact.student), (count, amina()));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
    let text = fs::read_to_string(&file).unwrap();
    assert!(!text.contains("canary"), "another child's");
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/export/golden").join(name);
    if std::env::var("GOLDEN").is_ok_and(|word| word == "write") {
        fs::create_dir_all(golden.parent().unwrap()).unwrap();
        fs::write(&golden, &text).unwrap();
    }
    assert_eq!(text, fs::read_to_string(&golden).unwrap_or_default(), "{name}");
    text
}

#[tokio::test]
async fn a_table_holds_marks_homework_and_absences_and_no_formula() {
    let text = exported(ExportFormat::Csv, "amina.csv", 5).await;
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let columns = reader.headers().unwrap().clone();
    let at = |name: &str| columns.iter().position(|column| column == name).unwrap();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let row = |id: &str| rows.iter().find(|row| row[at("id")] == *id).unwrap();
    assert_eq!(row("h1")[at("text")].lines().count(), 4, "a text of several lines is one cell");
    assert_eq!(&row("m1")[at("comment")], "'=HYPERLINK(\"https://evil.example\";\"Отлично\")");
    assert_eq!(&row("m2")[at("value")], "'-");
    assert_eq!((&row("h1")[at("done")], &row("h2")[at("done")]), ("true", ""));
    for cell in rows.iter().flatten() {
        assert!(!cell.trim_start().starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell}");
    }
}

#[tokio::test]
async fn a_calendar_holds_lessons_tests_events_and_homework() {
    let text = exported(ExportFormat::Ics, "amina.ics", 6).await;
    let lines: Vec<&str> = text.split("\r\n").collect();
    let count = |line: &str| lines.iter().filter(|it| **it == line).count();
    // A lesson without hours is left out; a text of the school's begins and ends nothing.
    assert_eq!((count("BEGIN:VEVENT"), count("END:VEVENT")), (4, 4));
    assert_eq!((count("BEGIN:VTODO"), count("END:VTODO")), (2, 2));
    assert_eq!(count("STATUS:CANCELLED"), 1);
    assert_eq!(count("DTSTART:20261120T050000Z"), 1, "08:00 at the school");
    assert!(lines.iter().all(|line| line.len() <= 75 && !line.contains(['\r', '\n'])), "{text}");
    let uids: Vec<&&str> = lines.iter().filter(|line| line.starts_with("UID:")).collect();
    let unique: std::collections::HashSet<_> = uids.iter().collect();
    assert_eq!((uids.len(), unique.len()), (6, 6));
}

#[tokio::test]
async fn a_record_holds_everything_in_the_shapes_of_the_command_line() {
    let text = exported(ExportFormat::Json, "amina.json", 10).await;
    let record: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(record["days"][0]["lessons"].as_array().unwrap().len(), 3);
    assert_eq!(record["subjects"][0]["marks"].as_array().unwrap().len(), 2);
    assert_eq!(record["homework"][0]["done"], serde_json::json!(true));
}

#[tokio::test]
async fn an_export_replaces_the_one_before_and_makes_no_folder() {
    let (home, folder) = (home().await, tempfile::tempdir().unwrap());
    let file = folder.path().join("amina.csv");
    fs::write(&file, "the one before").unwrap();
    home.app.export(&amina(), ExportFormat::Csv, &file).await.unwrap();
    assert!(fs::read_to_string(&file).unwrap().starts_with("kind,date,"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600, "for the user alone");
    }
    let nowhere = folder.path().join("none/amina.csv");
    assert!(home.app.export(&amina(), ExportFormat::Csv, &nowhere).await.is_err());
    assert!(home.app.export(&peremena_model::StudentId::from_text("x"), ExportFormat::Csv, &file).await.is_err());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

/// It is readable, and nobody else would take it away.
#[tokio::test]
async fn what_a_kill_left_of_an_export_goes_with_the_next() {
    let (home, folder) = (home().await, tempfile::tempdir().unwrap());
    let at = |name: &str| folder.path().join(name);
    let written = |name: &str, seconds: u64| {
        fs::write(at(name), "Алгебра;2").unwrap();
        let then = std::time::SystemTime::now() - std::time::Duration::from_secs(seconds);
        fs::File::options().write(true).open(at(name)).unwrap().set_modified(then).unwrap();
    };
    written(".peremena-open-killed.part", 700);
    written(".peremena-open-under-way.part", 60);
    written("family.part", 700);
    home.app.export(&amina(), ExportFormat::Csv, &at("amina.csv")).await.unwrap();
    let entries = fs::read_dir(folder.path()).unwrap();
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert_eq!(names, [".peremena-open-under-way.part", "amina.csv", "family.part"]);
}

#[tokio::test]
async fn what_the_family_wrote_down_itself_is_in_the_facts() {
    let home = Home::new().await;
    let due = date!(2026 - 11 - 23);
    let task =
        OwnTask {
            id: "own-1".into(), subject: "География".into(), text: "Доклад".into(), due, made_at: home.now()
        };
    home.vault.put_task(&amina(), &task).await.unwrap();
    let listed = home.app.homework_facts(&amina()).await.unwrap().items;
    assert_eq!(listed.iter().map(|it| it.text.as_str()).collect::<Vec<_>>(), ["Доклад"]);
    let days = home.app.diary_facts(&amina(), Span::day(due)).await.unwrap().days;
    assert_eq!(days[0].homework.iter().map(|it| it.text.as_str()).collect::<Vec<_>>(), ["Доклад"]);
    assert!(home.app.homework_facts(&timur()).await.unwrap().items.is_empty());
}

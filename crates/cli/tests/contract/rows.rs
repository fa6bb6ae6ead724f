//! What each command answers, row by row.

use std::collections::HashSet;

use peremena_school_sim::{PARENT, act::Act, act::Attendance};
use serde_json::{Value, json};

use crate::{
    files::with_a_file,
    house::{House, NOW, files, has_shape, list, mark, start, text},
};

pub const STUDENT: &[(&str, &str)] =
    &[("id", "text"), ("name", "text"), ("class", "text?"), ("school", "text?"), ("account", "text")];

const LESSON: &[(&str, &str)] = &[
    ("id", "text"),
    ("date", "date"),
    ("number", "number?"),
    ("starts_at", "time?"),
    ("ends_at", "time?"),
    ("subject", "text"),
    ("teacher", "text?"),
    ("room", "text?"),
    ("topic", "text?"),
    ("status", "text"),
    ("homework", "list"),
    ("marks", "list"),
    ("attendance", "object?"),
];

const MARK: &[(&str, &str)] = &[
    ("id", "text"),
    ("subject", "text"),
    ("value", "text"),
    ("weight", "number?"),
    ("lesson_date", "date?"),
    ("set_at", "time?"),
    ("work_type", "text?"),
    ("comment", "text?"),
];

const HOMEWORK: &[(&str, &str)] = &[
    ("id", "text"),
    ("subject", "text"),
    ("text", "text"),
    ("due", "date"),
    ("set_at", "time?"),
    ("set_in_lesson", "text?"),
    ("done", "bool?"),
    ("attachments", "list"),
];

const CHANGE: &[(&str, &str)] = &[
    ("id", "text"),
    ("at", "time"),
    ("student", "text"),
    ("kind", "text"),
    ("what", "text"),
    ("old", "object?"),
    ("new", "object?"),
];

/// What a sync asks: the partner API, the mobile one, and the site's own.
fn of_the_api(path: &str) -> bool {
    ["/v2/", "/mobile/", "/api/v2/"].iter().any(|start| path.starts_with(start))
}

#[test]
fn every_shape_is_as_the_contract_says() {
    let house = House::new();
    house.sign_in(PARENT).well();
    let synced = house.run(&["sync"]).well();
    assert_eq!(list(&synced["students"]).len(), 3);
    for student in list(&synced["students"]) {
        has_shape(
            student,
            &[
                ("student", "text"),
                ("requests", "number"),
                ("bytes", "number"),
                ("changes", "list"),
                ("error", "object?"),
            ],
        );
        assert_eq!((&student["changes"], &student["error"]), (&json!([]), &Value::Null), "a first sync is silent");
    }
    let told: u64 = list(&synced["students"]).iter().map(|student| student["requests"].as_u64().unwrap()).sum();
    let asked = house.school().journal().entries.iter().filter(|entry| of_the_api(&entry.path)).count();
    // Signing in has asked who is there, too.
    assert_eq!(told, asked as u64 - 1, "every request is accounted for");

    let amina = house.id("Амина");
    let diary = house.run(&["diary", "--student", &amina, "--from", "2026-11-16", "--to", "2026-11-22"]).well();
    has_shape(&diary, &[("days", "list"), ("as_of", "time?")]);
    let days = list(&diary["days"]);
    assert_eq!(days.len(), 7, "every day that was asked for");
    for (day, number) in days.iter().zip(16..) {
        has_shape(day, &[("date", "date"), ("lessons", "list")]);
        assert_eq!(day["date"], format!("2026-11-{number}"));
    }
    assert_eq!(days[6]["lessons"], json!([]), "Sunday");
    let lessons: Vec<&Value> = days.iter().flat_map(|day| list(&day["lessons"])).collect();
    assert!(lessons.len() > 25);
    for lesson in &lessons {
        has_shape(lesson, LESSON);
        for mark in list(&lesson["marks"]) {
            has_shape(mark, MARK);
        }
        for homework in list(&lesson["homework"]) {
            has_shape(homework, HOMEWORK);
            assert_eq!(homework["due"], lesson["date"], "it stands in the lesson where it is due");
        }
    }
    assert!(lessons.iter().any(|lesson| !list(&lesson["marks"]).is_empty()));
    assert!(lessons.iter().any(|lesson| !list(&lesson["homework"]).is_empty()));

    let marks = house.run(&["marks", "--student", &amina]).well();
    has_shape(&marks, &[("subjects", "list"), ("as_of", "time?")]);
    for subject in list(&marks["subjects"]) {
        has_shape(
            subject,
            &[
                ("subject", "text"),
                ("average", "number?"),
                ("weighted_average", "number?"),
                ("official_average", "number?"),
                ("marks", "list"),
                ("term_marks", "list"),
            ],
        );
        for mark in list(&subject["marks"]) {
            has_shape(mark, MARK);
            assert_eq!(mark["subject"], subject["subject"]);
        }
    }
    let count =
        |marks: &Value| list(&marks["subjects"]).iter().map(|subject| list(&subject["marks"]).len()).sum::<usize>();
    assert!(count(&marks) > 5);

    let terms = house.run(&["terms", "--student", &amina]).well();
    has_shape(&terms, &[("items", "list"), ("as_of", "time?")]);
    assert_eq!(list(&terms["items"]).len(), 4);
    for term in list(&terms["items"]) {
        has_shape(term, &[("id", "text"), ("name", "text"), ("from", "date"), ("to", "date")]);
    }
    let second = text(&terms["items"][1]["id"]);
    let of_term = house.run(&["marks", "--student", &amina, "--term", second]).well();
    assert!(count(&of_term) > 0 && count(&of_term) <= count(&marks));

    let homework = house.run(&["homework", "--student", &amina]).well();
    has_shape(&homework, &[("items", "list"), ("as_of", "time?")]);
    assert!(!list(&homework["items"]).is_empty());
    for homework in list(&homework["items"]) {
        has_shape(homework, HOMEWORK);
        // What the log holds of a homework is the school's word, and says nothing of it.
        has_shape(homework, &[("at_school", "text?")]);
    }

    let attendance = house.run(&["attendance", "--student", &amina]).well();
    has_shape(&attendance, &[("items", "list"), ("as_of", "time?")]);
    for absence in list(&attendance["items"]) {
        has_shape(absence, &[("id", "text"), ("date", "date"), ("status", "text"), ("subject", "text?")]);
    }

    let changes = house.run(&["changes"]).well();
    assert_eq!(changes, json!({ "items": [] }));
    assert_eq!(diary["as_of"], homework["as_of"]);
    assert_eq!(
        time::OffsetDateTime::parse(text(&diary["as_of"]), &time::format_description::well_known::Rfc3339).unwrap(),
        NOW
    );
}

#[test]
fn what_a_teacher_does_is_exactly_what_the_next_sync_lists() {
    let house = House::synced();
    let put = house.act(mark("3"));
    assert_eq!(house.news(), ["Амина: mark added: 3"]);
    house.act(Act::Correct { mark: put.mark.unwrap(), value: "4".into() });
    assert_eq!(house.news(), ["Амина: mark changed: 3 → 4"]);
    house.act(Act::RemoveMark { mark: put.mark.unwrap() });
    assert_eq!(house.news(), ["Амина: mark removed: 4"]);
    assert_eq!(house.news(), [""; 0]);

    let set = house.act(Act::Homework {
        student: "Амина".into(),
        subject: "Геометрия".into(),
        text: Some("§ 12, № 5".into()),
        date: None,
        files: Vec::new(),
    });
    assert_eq!(house.news(), ["Амина: homework added: § 12, № 5"]);
    house.act(Act::EditHomework { work: set.work.unwrap(), text: "§ 12, № 5, 6".into() });
    assert_eq!(house.news(), ["Амина: homework changed: § 12, № 5 → § 12, № 5, 6"]);
    house.act(Act::RemoveHomework { work: set.work.unwrap() });
    assert_eq!(house.news(), ["Амина: homework removed: § 12, № 5, 6"]);

    let missed = house.act(Act::Absence {
        student: "Тимур".into(),
        subject: "Математика".into(),
        status: Attendance::Ill,
        comment: None,
        date: None,
    });
    assert_eq!(house.news(), ["Тимур: absence added: ill"]);
    house.act(Act::WithdrawAbsence { student: "Тимур".into(), lesson: missed.lesson.unwrap() });
    assert_eq!(house.news(), ["Тимур: absence removed: ill"]);

    let period = |value: &str| Act::PeriodMark {
        student: "Амина".into(),
        subject: "Алгебра".into(),
        value: value.into(),
        term: Some(2),
    };
    house.act(period("4"));
    assert_eq!(house.news(), ["Амина: term_mark added: 4"]);
    house.act(period("5"));
    assert_eq!(house.news(), ["Амина: term_mark changed: 4 → 5"]);

    // Of weeks ago, put today; and two things at once.
    house.act(Act::Mark {
        student: "Амина".into(),
        subject: "Алгебра".into(),
        value: "2".into(),
        work: None,
        date: Some(time::macros::date!(2026 - 11 - 09)),
        comment: None,
    });
    house.act(mark("5"));
    assert_eq!(house.news(), ["Амина: mark added: 2", "Амина: mark added: 5"]);

    let log = house.run(&["changes"]).well();
    let log = list(&log["items"]);
    assert_eq!(log.len(), 12);
    let ids: HashSet<&str> = log.iter().map(|change| text(&change["id"])).collect();
    assert_eq!(ids.len(), 12);
    for change in log {
        has_shape(change, CHANGE);
        match text(&change["what"]) {
            "added" => assert!(change["old"].is_null() && change["new"].is_object()),
            "changed" => assert!(change["old"].is_object() && change["new"].is_object()),
            "removed" => assert!(change["old"].is_object() && change["new"].is_null()),
            other => panic!("{other}"),
        }
    }
    has_shape(&log[0]["new"], MARK);
    has_shape(&log[3]["new"], HOMEWORK);

    // `since` is inclusive, and a student's own log is a part of all.
    let since = text(&log[6]["at"]);
    assert_eq!(list(&house.run(&["changes", "--since", since]).well()["items"]).len(), 6);
    let timur = house.id("Тимур");
    assert_eq!(list(&house.run(&["changes", "--student", &timur]).well()["items"]).len(), 2);
    let both = house.run(&["changes", "--student", &timur, "--since", text(&log[7]["at"])]).well();
    assert_eq!(list(&both["items"]).len(), 1);
}

#[test]
fn one_student_can_be_synced_alone() {
    let house = House::synced();
    house.later();
    let timur = house.id("Тимур");
    let synced = house.run(&["sync", "--student", &timur]).well();
    assert_eq!(list(&synced["students"]).len(), 1);
    assert_eq!(synced["students"][0]["student"], timur.as_str());
}

#[test]
fn what_other_systems_have_is_an_empty_list_with_its_age() {
    let house = House::synced();
    let amina = house.id("Амина");
    // Of these Дневник.ру gives announcements and remarks, of which there are none for this child now.
    for command in ["events", "announcements", "messages", "remarks", "visits"] {
        let found = house.run(&[command, "--student", &amina]).well();
        has_shape(&found, &[("items", "list"), ("as_of", "time")]);
        assert_eq!(found["items"], json!([]), "{command}");
        assert_eq!(house.run(&[command, "--student", "x"]).failed(2), "usage");
        assert_eq!(house.run(&[command]).failed(2), "usage");
    }
    let found = house.run(&["announcements", "--student", &house.id("Тимур")]).well();
    assert_eq!(found["items"][0]["title"], "Экскурсия в музей");
    let school = house.run(&["school", "--student", &amina]).well();
    has_shape(&school, &[("items", "list"), ("as_of", "time")]);
    assert_eq!(list(&school["items"]).len(), 1, "{school}");
    has_shape(&school["items"][0], &[("id", "text"), ("school", "text?"), ("class", "text?"), ("teachers", "list")]);
}

#[test]
fn an_export_is_a_file_of_one_student() {
    let house = House::synced();
    let (amina, timur) = (house.id("Амина"), house.id("Тимур"));
    let file = house.profile().parent().unwrap().join("export");
    let export = |format: &str, student: &str| {
        let ran = house.run(&["export", "--format", format, "--student", student, file.to_str().unwrap()]);
        let written = ran.well();
        has_shape(
            &written,
            &[("file", "text"), ("format", "text"), ("student", "text"), ("items", "number"), ("as_of", "time")],
        );
        assert!(written["items"].as_u64().unwrap() > 0, "{written}");
        (std::fs::read_to_string(&file).unwrap(), written["items"].as_u64().unwrap())
    };
    let (table, rows) = export("csv", &amina);
    assert!(table.starts_with("kind,date,lesson_number,subject,value,"));
    assert_eq!(u64::try_from(table.matches("\r\n").count()).unwrap(), rows + 1);
    let marks = house.run(&["marks", "--student", &amina]).well();
    let marks: usize = list(&marks["subjects"]).iter().map(|subject| list(&subject["marks"]).len()).sum();
    assert_eq!(table.matches("\r\nmark,").count(), marks);

    let (calendar, entries) = export("ics", &amina);
    let began = calendar.matches("BEGIN:VEVENT").count() + calendar.matches("BEGIN:VTODO").count();
    assert_eq!(u64::try_from(began).unwrap(), entries);
    assert_eq!(export("ics", &amina).0, calendar, "the same data is the same file");
    assert!(!export("ics", &timur).0.contains(&amina) && !calendar.contains(&timur));

    let record: Value = serde_json::from_str(&export("json", &amina).0).unwrap();
    has_shape(&record["student"], STUDENT);
    for lesson in list(&record["days"]).iter().flat_map(|day| list(&day["lessons"])) {
        has_shape(lesson, LESSON);
    }
    for homework in list(&record["homework"]) {
        has_shape(homework, HOMEWORK);
    }
    for mark in list(&record["subjects"]).iter().flat_map(|subject| list(&subject["marks"])) {
        has_shape(mark, MARK);
    }
    for kind in ["attendance", "terms", "tests", "remarks", "events", "announcements", "messages", "visits", "changes"]
    {
        list(&record[kind]);
    }
    let path = file.to_str().unwrap();
    for words in [
        vec!["export", "--format", "csv", "--student", "x", path],
        vec!["export", "--format", "doc", "--student", &amina, path],
        vec!["export", "--format", "csv", "--student", &amina, "/nonexistent/folder/file"],
        vec!["export", "--student", &amina, path],
    ] {
        assert_eq!(house.run(&words).failed(2), "usage", "{words:?}");
    }
}

/// Over the diary, beside it, by a path from here, and through a link.
#[test]
fn no_open_file_goes_into_the_profile() {
    let (house, amina, file) = with_a_file();
    let id = text(&file["id"]).to_owned();
    let profile = house.profile();
    let home = profile.parent().unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(&profile, home.join("link")).unwrap();
    let places = [
        profile.join("peremena.db"),
        profile.join("x.json"),
        home.join("link/x.json"),
        home.join("link/../profile/./peremena.db"),
        "profile/x.json".into(),
        "./link/profile.json".into(),
    ];
    let bytes = || {
        let mut found: Vec<_> = files(&profile).into_iter().map(|path| (std::fs::read(&path).unwrap(), path)).collect();
        found.sort();
        found
    };
    let before = bytes();
    for place in &places {
        let place = place.to_str().unwrap();
        for words in [
            vec!["export", "--format", "json", "--student", &amina, place],
            vec!["files", "save", "--force", "--student", &amina, &id, place],
        ] {
            let mut command = house.command(&words);
            command.current_dir(home);
            assert_eq!(start(command, "").ended().failed(2), "usage", "{words:?}");
            assert!(bytes() == before, "{words:?}");
        }
    }
    // Beside the profile it goes.
    let mut command = house.command(&["export", "--format", "json", "--student", &amina, "x.json"]);
    command.current_dir(home);
    start(command, "").ended().well();
    assert!(home.join("x.json").exists());
}

#[test]
fn the_summary_is_there_once_something_was_found_and_hides_nothing_of_who_it_is_for() {
    let house = House::new();
    assert_eq!(house.run(&["summary"]).well(), Value::Null, "no account yet");
    house.sign_in(PARENT).well();
    house.sync();
    house.act(mark("5"));
    house.later();
    house.sync();
    let summary = house.run(&["summary"]).well();
    has_shape(&summary, &[("version", "number"), ("day", "text"), ("children", "list")]);
    let child = &list(&summary["children"])[0];
    assert_eq!(child["name"], "Амина");
    assert_eq!(child["marks"][0]["value"], "5");
    assert!(!list(&child["lessons"]).is_empty());
}

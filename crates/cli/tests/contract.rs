//! The contract of `peremena-cli` (docs/cli.md), row by row, against the simulated school over http.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod house;

use std::collections::HashSet;

use house::{House, NOW, PASSPHRASE, Ran, files, has_shape, start, text};
use peremena_school_sim::{AMINA, Misbehaviour, PARENT, SIDOROV, Scope, act::Act, act::Attendance};
use rstest::rstest;
use serde_json::{Value, json};

const STUDENT: &[(&str, &str)] =
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

fn list(value: &Value) -> &Vec<Value> {
    value.as_array().unwrap_or_else(|| panic!("no list: {value}"))
}

fn mark(value: &str) -> Act {
    Act::Mark {
        student: "Амина".into(),
        subject: "Алгебра".into(),
        value: value.into(),
        work: None,
        date: None,
        comment: None,
    }
}

#[test]
fn signing_in_lists_the_students() {
    let house = House::new();
    assert_eq!(house.run(&["account", "list"]).well(), json!([]), "before the first one there is none");
    let added = house.sign_in(PARENT).well();
    has_shape(&added, &[("account", "text"), ("students", "list")]);
    assert_eq!(list(&added["students"]).len(), 3);
    for student in list(&added["students"]) {
        has_shape(student, STUDENT);
        assert_eq!(student["account"], added["account"]);
    }
    let ids: HashSet<&str> = list(&added["students"]).iter().map(|student| text(&student["id"])).collect();
    assert_eq!(ids.len(), 3);

    let accounts = house.run(&["account", "list"]).well();
    assert_eq!(list(&accounts).len(), 1);
    has_shape(&accounts[0], &[("id", "text"), ("system", "text"), ("name", "text"), ("students", "list")]);
    assert_eq!(accounts[0]["id"], added["account"]);
    assert_eq!(accounts[0]["students"], added["students"]);
    assert_eq!(house.school().login_attempts().attempts, 1);
}

#[test]
fn a_token_signs_in_too() {
    let house = House::new();
    let token = house.school().sign_in(AMINA.login, AMINA.password).unwrap();
    let words = ["account", "add", "--system", "dnevnik-ru", "--url", house.url(), "--token-stdin"];
    let added = house.run_with(&words, &token).well();
    assert_eq!(list(&added["students"]).len(), 1);
    let refused = House::new();
    let words = ["account", "add", "--system", "dnevnik-ru", "--url", refused.url(), "--token-stdin"];
    assert_eq!(refused.run_with(&words, "tokenthatisnone").failed(3), "credentials");
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
    let asked = house.school().journal().entries.iter().filter(|entry| entry.path.starts_with("/v2/")).count();
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
    list(&homework["items"]).iter().for_each(|homework| has_shape(homework, HOMEWORK));

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
fn a_wrong_password_is_tried_once() {
    let house = House::new();
    assert_eq!(house.sign_in_as(PARENT.login, "nicht-das-Passwort").failed(3), "credentials");
    let attempts = house.school().login_attempts();
    assert_eq!((attempts.attempts, attempts.refused), (1, 1));
    assert_eq!(house.run(&["account", "list"]).well(), json!([]));
}

#[test]
fn an_expired_session_ends_with_three_and_the_diary_stays() {
    let house = House::synced();
    house.act(mark("5"));
    assert_eq!(house.news().len(), 1);
    house.school().revoke_tokens(None);
    house.later();
    assert_eq!(house.run(&["sync"]).failed(3), "credentials");
    let amina = house.id("Амина");
    let diary = ["diary", "--student", &amina, "--from", "2026-11-16", "--to", "2026-11-21"];
    let before = house.run(&diary).well();
    assert!(!list(&before["days"][0]["lessons"]).is_empty());

    // From now on nobody knocks at the school.
    let asked = house.school().journal().count;
    house.later();
    assert_eq!(house.run(&["sync"]).failed(3), "credentials");
    assert_eq!(house.school().journal().count, asked);
    assert_eq!(house.school().login_attempts().attempts, 1);

    // Signing in to the same account anew keeps everything, and what was missed is listed.
    let first = house.run(&["account", "list"]).well();
    assert_eq!(first[0]["signed_out"], true);
    house.act(mark("2"));
    let again = house.sign_in(PARENT).well();
    assert_eq!(again["account"], first[0]["id"]);
    assert_eq!(again["students"], first[0]["students"]);
    assert_eq!(list(&house.run(&["changes"]).well()["items"]).len(), 1);
    assert_eq!(house.run(&diary).well(), before);
    assert_eq!(house.news(), ["Амина: mark added: 2"]);
}

#[test]
fn a_school_that_does_not_answer_as_one_ends_with_four_and_the_diary_stays() {
    let mut house = House::synced();
    let amina = house.id("Амина");
    let diary = ["diary", "--student", &amina, "--from", "2026-11-16", "--to", "2026-11-21"];
    let before = house.run(&diary).well();
    for (misbehaviour, code) in [
        (Misbehaviour::Maintenance, "order"),
        (Misbehaviour::TooManyRequests { retry_after: Some(30) }, "limited"),
        (Misbehaviour::RequestLimit, "limited"),
        (Misbehaviour::BadGateway, "order"),
        (Misbehaviour::ServerError, "order"),
        (Misbehaviour::GarbageJson, "strange"),
        (Misbehaviour::CutOff, "unreachable"),
    ] {
        house.school().misbehave(misbehaviour, Scope::always());
        house.later();
        let ran = house.run(&["sync"]);
        assert_eq!(ran.failed(4), code, "{misbehaviour:?}");
        let students = ran.json()["students"].clone();
        assert!(list(&students).iter().all(|student| student["error"]["code"] == code), "{students}");
        house.school().behave();
    }
    assert_eq!(house.run(&diary).well(), before, "what was known is still there");
    assert_eq!(house.news(), [""; 0], "a sync by hand always tries, and nothing was lost or told");

    house.stop_school();
    house.later();
    assert_eq!(house.run(&["sync"]).failed(4), "unreachable");
    let offline = house.run(&diary).well();
    assert_eq!(offline["days"], before["days"], "and without any school at all");
    for words in [["marks", "--student", &amina], ["homework", "--student", &amina], ["terms", "--student", &amina]] {
        house.run(&words).well();
    }
}

#[rstest]
#[case::page(Misbehaviour::Maintenance)]
#[case::down(Misbehaviour::Unavailable)]
fn signing_in_at_a_school_that_is_out_of_order_ends_with_four(#[case] misbehaviour: Misbehaviour) {
    let house = House::new();
    house.school().misbehave(misbehaviour, Scope::always());
    assert_eq!(house.sign_in(PARENT).failed(4), "school");
    assert!(house.school().login_attempts().attempts <= 1);
}

#[test]
fn an_optional_kind_that_fails_stands_in_error_and_ends_with_zero() {
    let house = House::synced();
    house.school().misbehave(Misbehaviour::ServerError, Scope::always().on("allfinalmarks"));
    let synced = house.sync();
    assert!(list(&synced["students"]).iter().all(|student| student["error"]["code"] == "order"), "{synced}");
}

#[test]
fn of_several_accounts_the_worst_gives_the_code_and_the_best_its_changes() {
    let house = House::synced();
    house.sign_in(SIDOROV).well();
    house.sync();
    house.act(mark("5"));
    // Ilya's session has ended, Timur's page is broken, Amina's is well.
    house.school().revoke_tokens(Some(SIDOROV.login));
    let people = house.school().people();
    let timur = people.students.iter().find(|student| student.first_name == "Тимур").unwrap().person;
    house.school().misbehave(Misbehaviour::Maintenance, Scope::always().on(format!("persons/{timur}/")));
    house.later();
    let ran = house.run(&["sync"]);
    assert_eq!(ran.failed(3), "credentials", "three comes before four");
    let names = house.names();
    let students = ran.json()["students"].clone();
    let of = |name: &str| {
        let id = &names.iter().find(|(_, known)| known == name).unwrap().0;
        list(&students).iter().find(|student| student["student"] == *id).unwrap().clone()
    };
    assert_eq!(of("Илья")["error"]["code"], "credentials");
    assert_eq!(of("Тимур")["error"]["code"], "order");
    assert_eq!(of("Амина")["error"], Value::Null);
    assert_eq!(list(&of("Амина")["changes"]).len(), 1);
    assert_eq!(of("Мадина")["error"], Value::Null, "one child's trouble is not the next one's");

    house.sign_in(SIDOROV).well();
    house.later();
    assert_eq!(house.run(&["sync"]).failed(4), "order");
}

#[test]
fn a_file_that_does_not_open_ends_with_five() {
    let house = House::synced();
    let amina = house.id("Амина");
    let attempts = house.school().login_attempts().attempts;
    let commands: [&[&str]; 3] = [&["sync"], &["homework", "--student", &amina], &["account", "list"]];

    // Another passphrase, and none at all.
    for words in commands {
        let mut command = house.command(words);
        command.env("PEREMENA_PASSPHRASE", "другая");
        assert_eq!(start(command, "").ended().failed(5), "wrong_key", "{words:?}");
    }
    let mut command = house.bare(&["sync", "--json"]);
    command.env_remove("PEREMENA_PASSPHRASE");
    assert_eq!(start(command, "").ended().failed(5), "key");

    // A marker of a newer app.
    let marker = house.profile().join("profile.json");
    let written = std::fs::read_to_string(&marker).unwrap();
    let newer = written.replacen("\"version\": 1", "\"version\": 2", 1);
    assert_ne!(newer, written);
    std::fs::write(&marker, newer).unwrap();
    assert_eq!(house.run(&["sync"]).failed(5), "newer");
    std::fs::write(&marker, written).unwrap();
    house.run(&["account", "list"]).well();

    // A file that something has written over. Nothing is thrown away.
    let file = house.profile().join("peremena.db");
    for beside in ["peremena.db-wal", "peremena.db-shm"] {
        let _ = std::fs::remove_file(house.profile().join(beside));
    }
    let length = usize::try_from(std::fs::metadata(&file).unwrap().len()).unwrap();
    let garbage: Vec<u8> = (0..length).map(|n| u8::try_from(n * 7919 % 251).unwrap()).collect();
    std::fs::write(&file, &garbage).unwrap();
    for words in commands {
        assert_eq!(house.run(words).failed(5), "damaged", "{words:?}");
    }
    assert_eq!(std::fs::read(&file).unwrap(), garbage);

    // Storage comes before the school: no password has left the house for any of this.
    assert_eq!(house.sign_in(PARENT).failed(5), "damaged");
    assert_eq!(house.school().login_attempts().attempts, attempts);
}

#[test]
fn a_profile_with_a_passphrase_takes_it_by_itself() {
    let house = House::synced();
    let ran = start(house.bare(&["account", "list", "--json"]), "").ended();
    assert_eq!(list(&ran.well()).len(), 1);
}

#[rstest]
#[case::no_command(&[])]
#[case::unknown_command(&["homewurk"])]
#[case::unknown_option(&["sync", "--fast"])]
#[case::option_missing(&["diary"])]
#[case::no_date(&["diary", "--student", "x", "--from", "yesterday", "--to", "2026-11-21"])]
#[case::no_time(&["changes", "--since", "lately"])]
#[case::unknown_student(&["diary", "--student", "x", "--from", "2026-11-20", "--to", "2026-11-21"])]
#[case::unknown_account(&["account", "remove", "x"])]
#[case::sync_of_an_unknown_student(&["sync", "--student", "x"])]
#[case::changes_of_an_unknown_student(&["changes", "--student", "x"])]
#[case::unknown_system(&["account", "add", "--system", "no-such-system", "--token-stdin"])]
#[case::plain_http(&["account", "add", "--system", "dnevnik-ru", "--url", "http://school.example", "--token-stdin"])]
#[case::no_address(&["account", "add", "--system", "dnevnik-ru", "--url", "school", "--token-stdin"])]
#[case::no_secret(&["account", "add", "--system", "dnevnik-ru"])]
#[case::setting_without_value(&["account", "add", "--system", "dnevnik-ru", "--token-stdin", "--set", "x"])]
fn what_makes_no_sense_ends_with_two(#[case] words: &[&str]) {
    let house = House::new();
    let ran = house.run_with(words, "token\n");
    assert_eq!(ran.failed(2), "usage");
    assert!(!ran.stderr.is_empty());
    assert_eq!(house.school().journal().count, 0);
}

#[test]
fn unknown_students_and_terms_end_with_two_in_a_profile_too() {
    let house = House::synced();
    let amina = house.id("Амина");
    let commands: [&[&str]; 9] = [
        &["sync", "--student", "x"],
        &["diary", "--student", "x", "--from", "2026-11-20", "--to", "2026-11-21"],
        &["diary", "--student", &amina, "--from", "2026-11-21", "--to", "2026-11-20"],
        &["marks", "--student", "x"],
        &["marks", "--student", &amina, "--term", "x"],
        &["homework", "--student", "x"],
        &["attendance", "--student", "x"],
        &["terms", "--student", "x"],
        &["changes", "--student", "x"],
    ];
    for words in commands {
        assert_eq!(house.run(words).failed(2), "usage", "{words:?}");
    }
    assert_eq!(house.run(&["account", "remove", "x"]).failed(2), "usage");
    assert_eq!(house.run_with(&["account", "add", "--system", "dnevnik-ru", "--token-stdin"], "\n").failed(2), "usage");
}

#[test]
fn help_and_version_are_no_failure() {
    let house = House::new();
    for words in [["--help"], ["--version"]] {
        let ran = start(house.bare(&words), "").ended();
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
        assert!(ran.stdout.contains("peremena"));
    }
}

#[test]
fn a_profile_that_was_never_made_is_not_made_by_looking() {
    let house = House::new();
    assert_eq!(house.run(&["sync"]).well(), json!({ "students": [] }));
    assert_eq!(house.run(&["changes"]).well(), json!({ "items": [] }));
    assert!(files(&house.profile()).is_empty());
}

#[test]
fn removing_the_last_account_leaves_an_empty_folder() {
    let house = House::synced();
    house.sign_in(SIDOROV).well();
    house.sync();
    let accounts = house.run(&["account", "list"]).well();
    let parent = list(&accounts).iter().find(|account| list(&account["students"]).len() == 3).unwrap();
    let parent = text(&parent["id"]);
    assert_eq!(house.run(&["account", "remove", parent]).well(), json!({ "removed": true }));
    let left = house.run(&["account", "list"]).well();
    assert_eq!(list(&left).len(), 1);
    assert_eq!(list(&left[0]["students"]).len(), 1);
    assert_eq!(list(&house.sync()["students"]).len(), 1, "the other goes on");

    house.run(&["account", "remove", text(&left[0]["id"])]).well();
    assert_eq!(files(&house.profile()), Vec::<std::path::PathBuf>::new());
    assert_eq!(house.run(&["account", "list"]).well(), json!([]));
    // And it can begin anew.
    house.sign_in(PARENT).well();
}

#[test]
fn nothing_readable_of_a_family_is_left_anywhere() {
    let house = House::new();
    let mut said = Vec::new();
    let mut loudly = |words: &[&str], stdin: &str| -> Ran {
        let mut command = house.command(words);
        command.env("RUST_LOG", "trace");
        let ran = start(command, stdin).ended();
        said.push(ran.stderr.clone());
        ran
    };
    let add =
        ["account", "add", "--system", "dnevnik-ru", "--url", house.url(), "--login", PARENT.login, "--password-stdin"];
    loudly(&add, PARENT.password).well();
    let token = house.school().sign_in(PARENT.login, PARENT.password).unwrap();
    let add = ["account", "add", "--system", "dnevnik-ru", "--url", house.url(), "--token-stdin"];
    loudly(&add, &token).well();
    house.act(Act::Mark {
        student: "Амина".into(),
        subject: "Алгебра".into(),
        value: "5".into(),
        work: None,
        date: None,
        comment: Some("канареечное замечание".into()),
    });
    loudly(&["sync"], "").well();
    let amina = house.id("Амина");
    loudly(&["diary", "--student", &amina, "--from", "2026-11-16", "--to", "2026-11-22"], "").well();
    house.school().revoke_tokens(None);
    assert_eq!(loudly(&["sync"], "").code, 3);
    assert_eq!(loudly(&add, "wrong-canary-token").code, 3);
    assert!(said.iter().any(|stderr| stderr.contains("answered")), "it was loud: requests are logged");

    let canaries = [
        "Амина",
        "Гаджиев",
        "Алгебра",
        "канареечное",
        PARENT.password,
        PASSPHRASE,
        token.as_str(),
        "wrong-canary-token",
    ];
    for canary in canaries {
        for stderr in &said {
            assert!(!stderr.contains(canary), "{canary} on stderr: {stderr}");
        }
        let kept = files(&house.profile());
        assert!(kept.iter().any(|path| path.ends_with("peremena.db")));
        for path in kept {
            let bytes = std::fs::read(&path).unwrap();
            let found = bytes.windows(canary.len()).any(|window| window == canary.as_bytes());
            assert!(!found, "{canary} in {}", path.display());
        }
    }
}

#[test]
fn two_syncs_at_once_ask_the_school_once() {
    let house = House::synced();
    house.act(mark("5"));
    house.later();
    // Long enough for the second one to come while the first one asks.
    house.school().misbehave(Misbehaviour::Slow { millis: 2_500 }, Scope::next(1).on("context"));
    let first = start(house.command(&["sync"]), "");
    let second = start(house.command(&["sync"]), "");
    let (first, second) = (first.ended().well(), second.ended().well());
    let schedules = house.school().journal().entries.iter().filter(|entry| entry.path.contains("/schedules")).count();
    assert_eq!(schedules, 3, "each child's timetable, once");
    for synced in [&first, &second] {
        let changes: usize = list(&synced["students"]).iter().map(|student| list(&student["changes"]).len()).sum();
        assert_eq!(changes, 1, "both say what was found");
    }
    assert_eq!(list(&house.run(&["changes"]).well()["items"]).len(), 1);
}

// watch

/// What one line of `watch` tells.
const NOTICE: &[(&str, &str)] =
    &[("id", "text"), ("title", "text"), ("body", "text"), ("link", "text"), ("student", "text?"), ("changes", "list")];

#[test]
fn watching_tells_each_change_in_one_line_once() {
    let house = House::synced();
    let watching = house.watch();
    house.school().act(mark("4")).unwrap();
    let told = watching.wait_told(1);
    has_shape(&told[0], NOTICE);
    assert!(text(&told[0]["title"]).contains("Алгебра") && text(&told[0]["body"]).contains('4'), "{told:?}");
    assert_eq!(list(&told[0]["changes"]).len(), 1);
    house.school().act(mark("5")).unwrap();
    assert_eq!(watching.wait_told(2).len(), 2);
    // The others' turns come a moment after the first child's, not half a minute.
    let asked = |school: &peremena_school_sim::School| school.journal().count;
    let before = asked(house.school());
    std::thread::sleep(std::time::Duration::from_secs(8));
    assert!(asked(house.school()) - before >= 12, "{} requests in 8 s", asked(house.school()) - before);
    assert_eq!(watching.end(), 0, "ended by its service manager, it ends well");

    // What came while nobody watched is told by the next one who does; what was told is not told again.
    house.later();
    house.school().act(mark("3")).unwrap();
    house.run(&["sync"]).well();
    let watching = house.watch();
    let told = watching.wait_told(1);
    assert!(text(&told[0]["body"]).contains('3'), "{told:?}");
    std::thread::sleep(std::time::Duration::from_secs(3));
    assert_eq!(watching.told().len(), 1, "{:?}", watching.told());
    watching.kill();
    let watching = house.watch();
    std::thread::sleep(std::time::Duration::from_secs(3));
    assert_eq!(watching.told(), Vec::<Value>::new());
    assert_eq!(watching.end(), 0);
}

#[test]
fn two_who_watch_and_a_sync_beside_them_tell_everything_once() {
    let house = House::synced();
    let (one, two) = (house.watch(), house.watch());
    let mut changes = HashSet::new();
    for round in 0..6 {
        house.school().act(mark(["2", "3", "4", "5", "3", "4"][round])).unwrap();
        house.run(&["sync"]);
        std::thread::sleep(std::time::Duration::from_millis(700));
    }
    let until = std::time::Instant::now() + std::time::Duration::from_secs(20);
    loop {
        let told: Vec<Value> = [one.told(), two.told()].concat();
        let members: Vec<String> =
            told.iter().flat_map(|notice| list(&notice["changes"]).clone()).map(|id| id.to_string()).collect();
        changes.extend(members.iter().cloned());
        assert_eq!(members.len(), changes.len(), "told twice: {told:?}");
        if changes.len() == 6 {
            break;
        }
        assert!(std::time::Instant::now() < until, "{} of 6 told", changes.len());
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    assert_eq!((one.end(), two.end()), (0, 0));
}

#[test]
fn watching_without_an_account_says_what_to_do() {
    let house = House::new();
    assert_eq!(house.run(&["watch"]).failed(2), "usage");
    assert_eq!(house.run(&["watch", "--interval", "0"]).code, 2);
}

#[test]
fn what_other_systems_have_is_an_empty_list_with_its_age() {
    let house = House::synced();
    let amina = house.id("Амина");
    // Дневник.ру, as it is connected here, gives none of these.
    for command in ["events", "announcements", "messages", "remarks", "visits"] {
        let found = house.run(&[command, "--student", &amina]).well();
        has_shape(&found, &[("items", "list"), ("as_of", "time")]);
        assert_eq!(found["items"], json!([]), "{command}");
        assert_eq!(house.run(&[command, "--student", "x"]).failed(2), "usage");
        assert_eq!(house.run(&[command]).failed(2), "usage");
    }
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

//! How a command ends: the exit code, the error, and what stays as it was.

use peremena_school_sim::{Misbehaviour, PARENT, SIDOROV, Scope};
use rstest::rstest;
use serde_json::{Value, json};

use crate::house::{House, list, mark, start, under};

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

/// sqlx closes a file that did not open in a thread of its own and waits for nobody. Here that thread is slow, and so
/// is the process in going: what is done at a program's end takes nothing away from it.
#[cfg(target_os = "linux")]
#[test]
fn a_file_still_being_closed_changes_no_code() {
    let house = House::synced();
    let file = house.profile().join("peremena.db");
    std::fs::write(&file, vec![7; usize::try_from(std::fs::metadata(&file).unwrap().len()).unwrap()]).unwrap();
    let mut strace = std::process::Command::new("strace");
    strace.args(["-f", "-qq", "-e", "trace=newfstatat,exit_group", "-o"]).arg(house.profile().with_extension("log"));
    strace.args(["-e", "inject=newfstatat:delay_exit=30000", "-e", "inject=exit_group:delay_enter=600000"]);
    let ran = start(under(strace, &house.command(&["account", "list"])), "").ended();
    assert_eq!(ran.failed(5), "damaged");
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

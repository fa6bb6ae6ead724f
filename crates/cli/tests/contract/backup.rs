//! The rows of the contract on backups.

use std::path::PathBuf;

use peremena_school_sim::{PARENT, act::Act};
use serde_json::{Value, json};

use crate::house::{House, PASSPHRASE, Ran, files, has_shape, start, text};

const BACKUP: &[(&str, &str)] = &[
    ("file", "text"),
    ("size", "number"),
    ("created_at", "time"),
    ("app", "text"),
    ("format", "number"),
    ("schema", "number"),
    ("holds", "object"),
];

fn mark(subject: &str, value: &str) -> Act {
    Act::Mark {
        student: "Амина".into(),
        subject: subject.into(),
        value: value.into(),
        work: None,
        date: None,
        comment: None,
    }
}

fn shelf(house: &House, name: &str) -> PathBuf {
    house.profile().parent().unwrap().join(name)
}

fn backup(house: &House, words: &[&str], name: &str) -> Ran {
    let file = shelf(house, name);
    let words: Vec<&str> = [&["backup"], words, &[file.to_str().unwrap()]].concat();
    house.run(&words)
}

#[test]
fn a_family_moves_to_another_computer_and_is_told_what_it_missed_as_one_digest() {
    let house = House::synced();
    // What the old computer knew and had not told yet.
    house.act(mark("Алгебра", "3"));
    assert_eq!(house.news(), ["Амина: mark added: 3"]);
    let made = backup(&house, &["create"], "1.backup").well();
    has_shape(&made, BACKUP);
    assert_eq!((&made["holds"]["accounts"], &made["holds"]["students"]), (&json!(1), &json!(3)));
    assert_eq!(made["holds"]["changes"], json!(1));
    let found = backup(&house, &["verify"], "1.backup").well();
    assert_eq!(found["whole"], json!(true));
    assert!(made.as_object().unwrap().iter().all(|(name, value)| found[name] == *value), "{made} {found}");
    let marks = house.run(&["marks", "--student", &house.id("Амина")]).well();

    // Two marks on the way.
    house.act(mark("Алгебра", "5"));
    house.act(mark("Физика", "4"));
    std::fs::rename(house.profile(), shelf(&house, "old computer")).unwrap();
    let restored = backup(&house, &["restore"], "1.backup").well();
    has_shape(&restored["backup"], BACKUP);
    assert_eq!(restored["set_aside"], Value::Null);
    assert_eq!(house.run(&["marks", "--student", &house.id("Амина")]).well(), marks, "all that was known is there");
    let accounts = house.run(&["account", "list"]).well();
    assert_eq!(accounts[0]["signed_out"], json!(true), "what it signed in with is in no backup");
    assert_eq!(house.run(&["sync"]).failed(3), "credentials");

    house.sign_in(PARENT).well();
    let watching = house.watch();
    let told = watching.wait_told(1);
    // Long enough for a second look at the school.
    std::thread::sleep(std::time::Duration::from_millis(2500));
    assert_eq!(watching.told().len(), 1, "{:?}", watching.told());
    assert_eq!(watching.end(), 0);
    assert_eq!(told[0]["changes"].as_array().unwrap().len(), 2, "{told:?}");
    let changes = house.run(&["changes"]).well();
    assert_eq!(changes["items"].as_array().unwrap().len(), 3, "the old one and two that were missed");
    // From now on this is a diary like any other: two marks are two notices again.
    house.act(mark("Алгебра", "2"));
    house.act(mark("Физика", "3"));
    house.later();
    let watching = house.watch();
    let told = watching.wait_told(2);
    assert!(told.iter().all(|notice| notice["changes"].as_array().unwrap().len() == 1), "{told:?}");
    assert_eq!(watching.end(), 0);
}

#[test]
fn what_is_wrong_with_a_backup_is_told_by_code() {
    let house = House::synced();
    backup(&house, &["create"], "1.backup").well();
    let whole = std::fs::read(shelf(&house, "1.backup")).unwrap();
    for (bytes, code) in [
        (
            {
                let mut bytes = whole.clone();
                bytes[400] ^= 1;
                bytes
            },
            "damaged",
        ),
        (whole[..whole.len() - 1].to_vec(), "damaged"),
        ([whole.as_slice(), b"\n"].concat(), "damaged"),
        (b"PK\x03\x04 something else altogether".to_vec(), "foreign"),
        (Vec::new(), "foreign"),
    ] {
        std::fs::write(shelf(&house, "other.backup"), bytes).unwrap();
        assert_eq!(backup(&house, &["verify"], "other.backup").failed(5), code);
        assert_eq!(backup(&house, &["restore", "--replace"], "other.backup").failed(5), code);
    }
    assert_eq!(backup(&house, &["verify"], "none.backup").failed(2), "usage");
    assert_eq!(backup(&house, &["create"], "no such folder/1.backup").failed(2), "usage");
    assert_eq!(backup(&house, &["restore"], "1.backup").failed(2), "usage", "there is a diary here");
    assert_eq!(house.run(&["backup", "create"]).failed(2), "usage");
    // After all of that the diary is as it was.
    assert!(house.news().is_empty());
    let files = files(&house.profile());
    assert!(!files.iter().any(|file| file.to_string_lossy().contains("replaced")), "{files:?}");
}

#[test]
fn a_backup_has_a_passphrase_of_its_own_where_one_is_given() {
    let house = House::synced();
    let file = shelf(&house, "1.backup");
    let run = |words: &[&str], passphrase: &str| {
        let words: Vec<&str> = [&["backup"], words, &[file.to_str().unwrap()]].concat();
        let mut command = house.command(&words);
        command.env("PEREMENA_BACKUP_PASSPHRASE", passphrase);
        start(command, "").ended()
    };
    assert_eq!(run(&["create"], "короче").failed(2), "usage");
    assert!(!file.exists());
    run(&["create"], "слова для копий").well();
    let ran = run(&["verify"], PASSPHRASE);
    assert_eq!(ran.failed(5), "wrong_key");
    assert!(ran.stderr.contains("passphrase"), "{ran:?}");
    assert_eq!(run(&["restore", "--replace"], PASSPHRASE).failed(5), "wrong_key");
    // What stands open in it is how it is closed, by which version and when: nothing of the family. What is sealed, the
    // vault's tests look into.
    let bytes = std::fs::read(&file).unwrap();
    let long = u32::from_be_bytes(bytes[16..20].try_into().unwrap());
    let open: Value = serde_json::from_slice(&bytes[20..20 + usize::try_from(long).unwrap()]).unwrap();
    let names: Vec<&String> = open.as_object().unwrap().keys().collect();
    assert_eq!(names, ["app", "created_at", "derivation", "format", "nonce", "sealed", "shape"]);
    let restored = run(&["restore", "--replace"], "слова для копий").well();
    let aside = text(&restored["set_aside"]);
    assert!(aside.ends_with("peremena.db.replaced-1") && std::path::Path::new(aside).exists());
    assert_eq!(house.run(&["account", "list"]).well()[0]["signed_out"], json!(true));
    house.sign_in(PARENT).well();
    assert!(house.news().is_empty(), "nothing old is news");
}

/// Whoever checks a file needs no profile, and makes none.
#[test]
fn checking_a_backup_makes_no_profile() {
    let house = House::synced();
    backup(&house, &["create"], "1.backup").well();
    std::fs::remove_dir_all(house.profile()).unwrap();
    backup(&house, &["verify"], "1.backup").well();
    assert!(!house.profile().exists());
    assert_eq!(backup(&house, &["create"], "2.backup").failed(2), "usage");
}

//! The rows of the contract on the key of the diary.

use peremena_school_sim::PARENT;
use serde_json::json;

use crate::house::{House, PASSPHRASE, Ran, start};

const NEW: &str = "зимняя вьюга";

/// A command with another passphrase than the house's, and one to come.
fn with(house: &House, words: &[&str], passphrase: &str, new: Option<&str>) -> Ran {
    let mut command = house.command(words);
    command.env("PEREMENA_PASSPHRASE", passphrase);
    match new {
        Some(new) => command.env("PEREMENA_NEW_PASSPHRASE", new),
        None => command.env_remove("PEREMENA_NEW_PASSPHRASE"),
    };
    start(command, "").ended()
}

#[test]
fn a_passphrase_is_changed_and_the_old_one_opens_nothing_more() {
    let house = House::synced();
    let marks = ["marks", "--student", &house.id("Амина")];
    let known = house.run(&marks).well();
    assert_eq!(with(&house, &["key", "passphrase"], PASSPHRASE, None).failed(2), "usage", "nobody is there to type");
    assert_eq!(with(&house, &["key", "passphrase"], PASSPHRASE, Some("коротко")).failed(2), "usage", "too short");
    assert_eq!(with(&house, &marks, PASSPHRASE, None).well(), known, "a refused one changes nothing");
    assert_eq!(
        with(&house, &["key", "passphrase"], PASSPHRASE, Some(NEW)).well(),
        json!({ "key_store": "passphrase" })
    );
    assert_eq!(with(&house, &marks, PASSPHRASE, None).failed(5), "wrong_key");
    assert_eq!(with(&house, &marks, NEW, None).well(), known);
}

#[test]
fn without_a_keyring_the_key_stays_under_its_passphrase() {
    let house = House::synced();
    let mut command = house.command(&["key", "keyring"]);
    command.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent");
    assert_eq!(start(command, "").ended().failed(2), "usage");
    assert_eq!(house.run(&["account", "list"]).well().as_array().unwrap().len(), 1);
}

#[test]
fn no_diary_is_made_under_a_passphrase_that_protects_nothing() {
    let house = House::new();
    for short in ["", "1", "коротко"] {
        let (url, login) = (house.url(), PARENT.login);
        let words = ["account", "add", "--system", "dnevnik-ru", "--url", url, "--login", login, "--password-stdin"];
        let mut command = house.command(&words);
        command.env("PEREMENA_PASSPHRASE", short);
        assert_eq!(start(command, &format!("{}\n", PARENT.password)).ended().failed(2), "usage", "{short:?}");
        assert!(!house.profile().join("profile.json").exists(), "{short:?}");
    }
    assert!(house.school().journal().entries.is_empty(), "the school was not asked");
    house.sign_in(PARENT).well();
}

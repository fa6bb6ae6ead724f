//! Files of homework: listed from the diary, saved from the school.

use std::fs;

use peremena_school_sim::{Misbehaviour, PARENT, Scope, act::Act};
use serde_json::{Value, json};

use crate::house::{House, has_shape, list, text};

/// The parent is signed in and synced; Amina's homework has a file.
pub fn with_a_file() -> (House, String, Value) {
    let house = House::new();
    house.act(Act::Homework {
        student: "Амина".into(),
        subject: "Алгебра".into(),
        text: Some("№ 1–3".into()),
        date: None,
        files: vec!["Вариант-7.pdf".into()],
    });
    house.sign_in(PARENT).well();
    house.run(&["sync"]).well();
    let amina = house.id("Амина");
    let files = house.run(&["files", "list", "--student", &amina]).well();
    let file = list(&files["items"]).iter().find(|file| file["name"] == "Вариант-7.pdf").unwrap().clone();
    house.school().clear_journal();
    (house, amina, file)
}

fn downloads(house: &House) -> usize {
    house.school().journal().entries.iter().filter(|entry| entry.path.starts_with("/get")).count()
}

#[test]
fn files_are_listed_from_the_diary() {
    let (mut house, amina, file) = with_a_file();
    let shape = [("id", "text"), ("name", "text"), ("size", "number?"), ("kind", "text"), ("item", "text")];
    has_shape(&file, &[&shape[..], &[("of", "text"), ("date", "date?"), ("at", "text"), ("host", "text?")]].concat());
    assert_eq!((&file["kind"], &file["of"], &file["at"]), (&json!("homework"), &json!("Алгебра"), &json!("school")));
    assert_eq!((&file["host"], &file["kept"]), (&Value::Null, &json!(false)));
    // Without a network as well.
    house.stop_school();
    let again = house.run(&["files", "list", "--student", &amina]).well();
    assert!(list(&again["items"]).contains(&file) && again["as_of"].is_string());
    assert_eq!(house.run(&["files", "list", "--student", "nobody"]).failed(2), "usage");
}

#[test]
fn a_file_is_saved_once_and_never_written_over_unasked() {
    let (mut house, amina, file) = with_a_file();
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("вариант.pdf");
    let save = ["files", "save", "--student", &amina, text(&file["id"]), to.to_str().unwrap()];
    let saved = house.run(&save).well();
    assert_eq!((&saved["file"], &saved["id"], &saved["name"]), (&json!(to), &file["id"], &file["name"]));
    let bytes = fs::read(&to).unwrap();
    assert_eq!((bytes.len() as u64, downloads(&house)), (file["size"].as_u64().unwrap(), 1));
    assert!(bytes.starts_with(b"%PDF"));

    // What stands there stays, and the school is not even asked.
    fs::write(&to, "чужое").unwrap();
    house.school().clear_journal();
    assert_eq!(house.run(&save).failed(2), "usage");
    assert_eq!((fs::read_to_string(&to).unwrap().as_str(), house.school().journal().entries.len()), ("чужое", 0));

    // From what is kept, without a network.
    house.stop_school();
    house.run(&[&save[..], &["--force"]].concat()).well();
    assert_eq!(fs::read(&to).unwrap(), bytes);
    let listed = house.run(&["files", "list", "--student", &amina]).well();
    assert!(list(&listed["items"]).iter().any(|row| row["id"] == file["id"] && row["kept"] == true));
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(left.len(), 1, "{left:?}");
}

#[test]
fn what_cannot_be_saved_is_told() {
    let (house, amina, file) = with_a_file();
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("f.pdf");
    let save = |id: &str, to: &str| house.run(&["files", "save", "--student", &amina, id, to]);
    assert_eq!(save("nothing", to.to_str().unwrap()).failed(2), "usage");
    assert_eq!(save(text(&file["id"]), "/nowhere/at/all/f.pdf").failed(2), "usage");
    assert_eq!(save(text(&file["id"]), folder.path().to_str().unwrap()).failed(2), "usage");
    house.school().misbehave(Misbehaviour::Unavailable, Scope::always().on("homeworks"));
    assert_eq!(save(text(&file["id"]), to.to_str().unwrap()).failed(4), "school");
    house.school().behave();
    house.school().revoke_tokens(None);
    assert_eq!(save(text(&file["id"]), to.to_str().unwrap()).failed(3), "credentials");
    // Noted, so that nobody tries what was refused.
    let accounts = house.run(&["account", "list"]).well();
    assert_eq!(list(&accounts)[0]["signed_out"], true);
    assert!(!to.exists());
}

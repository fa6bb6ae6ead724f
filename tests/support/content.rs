//! What a file holds after all that was done to it: every page whole, and what the school says, no more and no less.

use std::{collections::BTreeMap, path::Path, process::Stdio};

use peremena_rig::Rig;
use peremena_school_sim::Server;
use peremena_vault::{DeviceKey, KeySource, Vault, VaultError};
use serde_json::Value;

use super::built;

/// What the command line answers over a profile, at the moment of [`super::NOW`].
fn answer(rig: &Rig, profile: &Path, words: &[&str]) -> Value {
    let mut command = rig.command(built("peremena-cli"));
    command.arg("--json").arg("--profile").arg(profile).args(["--now", "2026-11-20T10:43:00+03:00"]).args(words);
    let output = command.stdin(Stdio::null()).output().unwrap();
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stdout));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Without what depends on when the school was asked: the moment itself, its own averages, which are asked for once a
/// day, and the order of what has none.
fn settled(value: Value) -> Value {
    match value {
        Value::Object(fields) => fields
            .into_iter()
            .filter(|(name, _)| name != "as_of" && name != "official_average")
            .map(|(name, value)| (name, settled(value)))
            .collect(),
        Value::Array(items) => {
            let mut items: Vec<Value> = items.into_iter().map(settled).collect();
            items.sort_by_cached_key(Value::to_string);
            Value::Array(items)
        }
        plain => plain,
    }
}

/// What a profile says of each child, by name: the children's own ids are those of the profile.
fn said(rig: &Rig, profile: &Path) -> BTreeMap<String, [Value; 3]> {
    let accounts = answer(rig, profile, &["account", "list"]);
    let students = accounts[0]["students"].as_array().unwrap();
    students
        .iter()
        .map(|student| {
            let id = student["id"].as_str().unwrap();
            let of = |words: &[&str]| settled(answer(rig, profile, &[words, &["--student", id]].concat()));
            let diary = of(&["diary", "--from", "2026-11-01", "--to", "2026-12-10"]);
            (student["name"].as_str().unwrap().to_owned(), [diary, of(&["marks"]), of(&["homework"])])
        })
        .collect()
}

/// The file's key lies in the keyring of the desktop, among those of other profiles.
async fn open(rig: &Rig, profile: &Path) -> Vault {
    for secret in rig.secrets().unwrap() {
        let Some(key) = DeviceKey::new(&secret) else { continue };
        match Vault::open(profile, KeySource::Device(key)).await {
            Err(VaultError::WrongKey) => {}
            opened => return opened.unwrap(),
        }
    }
    panic!("no key of the keyring opens {}", profile.display());
}

/// Every page of the profile's file is whole, and of every child it says what a profile does that was signed in to the
/// same school just now. Nobody else may have the file open.
pub async fn assert_as_new(rig: &Rig, school: &Server, profile: &Path) {
    let vault = open(rig, profile).await;
    vault.verify().await.unwrap_or_else(|error| panic!("{}: {error}", profile.display()));
    vault.close().await;

    let mut name = profile.file_name().unwrap().to_owned();
    name.push("-new");
    let new = profile.with_file_name(name);
    let mut add = rig.command(built("peremena-cli"));
    add.arg("--json").arg("--profile").arg(&new).args(["--now", "2026-11-20T10:43:00+03:00"]);
    add.args(["account", "add", "--system", "dnevnik-ru", "--url", &school.url(), "--login", "parent"]);
    let mut child = add.arg("--password-stdin").stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    std::io::Write::write_all(child.stdin.as_mut().unwrap(), b"Parol-2026\n").unwrap();
    drop(child.stdin.take());
    assert!(child.wait().unwrap().success());
    answer(rig, &new, &["sync"]);

    let (ours, theirs) = (said(rig, profile), said(rig, &new));
    assert!(ours.keys().eq(theirs.keys()), "{:?}, {:?}", ours.keys(), theirs.keys());
    for (place, (what, list)) in
        [("diary", "days"), ("marks", "subjects"), ("homework", "items")].into_iter().enumerate()
    {
        // Nothing would be equal to nothing.
        let is_something = |said: &[Value; 3]| said[place][list].as_array().is_some_and(|items| !items.is_empty());
        assert!(theirs.values().any(is_something), "no {what} of any child");
        for (child, said) in &theirs {
            assert_eq!(ours[child][place], said[place], "{what} of {child}");
        }
    }
}

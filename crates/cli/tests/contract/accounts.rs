//! Accounts come and go, and what they leave on the disk.

use std::collections::HashSet;

use peremena_school_sim::{AMINA, PARENT, SIDOROV, act::Act};
use serde_json::json;

use crate::{
    house::{House, PASSPHRASE, Ran, files, has_shape, list, start, text},
    rows::STUDENT,
};

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

/// Only a file that is an authority's certificate is taken, for the account that is named.
#[test]
fn an_account_is_told_to_trust_an_authority_and_to_trust_no_more() {
    let house = House::new();
    let account = text(&house.sign_in(PARENT).well()["account"]).to_owned();
    let folder = tempfile::tempdir().unwrap();
    let (root, key) = (folder.path().join("root.pem"), folder.path().join("root.key"));
    let mut params = rcgen::CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let pair = rcgen::KeyPair::generate().unwrap();
    std::fs::write(&root, params.self_signed(&pair).unwrap().pem()).unwrap();
    std::fs::write(&key, pair.serialize_pem()).unwrap();
    let (root, key) = (root.to_str().unwrap(), key.to_str().unwrap());

    assert_eq!(house.run(&["account", "list"]).well()[0]["authority"], json!(null), "off by default");
    assert_eq!(house.run(&["account", "trust", &account, key]).failed(2), "usage");
    assert_eq!(house.run(&["account", "trust", "nobody", root]).failed(2), "usage");
    let trusted = house.run(&["account", "trust", &account, root]).well();
    assert_eq!(text(&trusted["authority"]).split(':').count(), 32);
    assert_eq!(house.run(&["account", "list"]).well()[0]["authority"], trusted["authority"]);
    // The account signs in anew: what it trusts it trusts on. The school still answers over loopback.
    house.sign_in(PARENT).well();
    assert_eq!(house.run(&["account", "list"]).well()[0]["authority"], trusted["authority"]);
    house.run(&["sync"]).well();
    let none = house.run(&["account", "trust", &account, "--none"]).well();
    assert_eq!(none, json!({ "account": account, "authority": null }));
    assert_eq!(house.run(&["account", "list"]).well()[0]["authority"], json!(null));
}

/// A file of roots stands for what the system trusts, as `SSL_CERT_FILE` names it to every program.
#[test]
#[cfg(target_os = "linux")]
fn an_account_is_told_to_trust_what_the_machine_holds() {
    let house = House::new();
    let account = text(&house.sign_in(PARENT).well()["account"]).to_owned();
    let folder = tempfile::tempdir().unwrap();
    let bundle = folder.path().join("ca-certificates.crt");
    let root = |name: &str, owner: &str| {
        let mut params = rcgen::CertificateParams::new(Vec::new()).unwrap();
        params.distinguished_name.push(rcgen::DnType::CommonName, name);
        params.distinguished_name.push(rcgen::DnType::OrganizationName, owner);
        params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        params.self_signed(&rcgen::KeyPair::generate().unwrap()).unwrap().pem()
    };
    let national = root("Russian Trusted Root CA", "The Ministry of Digital Development and Communications");
    let run = |words: &[&str]| {
        let mut command = house.command(words);
        command.env("SSL_CERT_FILE", &bundle).env_remove("SSL_CERT_DIR");
        start(command, "").ended()
    };
    std::fs::write(&bundle, root("Root of Forest", "Forest")).unwrap();
    assert_eq!(run(&["account", "authorities"]).well(), json!([]), "what comes with the system is not offered");

    std::fs::write(&bundle, format!("{}{national}", root("Root of Forest", "Forest"))).unwrap();
    let held = run(&["account", "authorities"]).well();
    assert_eq!(list(&held).len(), 1);
    let fields =
        [("name", "text"), ("fingerprint", "text"), ("ends", "date"), ("national", "bool"), ("trusted", "bool")];
    has_shape(&held[0], &fields);
    assert_eq!((&held[0]["national"], &held[0]["trusted"]), (&json!(true), &json!(true)));
    assert_eq!(house.run(&["account", "list"]).well()[0]["authority"], json!(null), "to look trusts nothing");

    let fingerprint = text(&held[0]["fingerprint"]).to_owned();
    assert_eq!(run(&["account", "trust", &account, "--from-system", "00:11"]).failed(2), "usage");
    let typed = fingerprint.replace(':', "").to_lowercase();
    let trusted = run(&["account", "trust", &account, "--from-system", &typed]).well();
    assert_eq!(trusted, json!({ "account": account, "authority": fingerprint }));
    // It is kept: the machine may lose it.
    std::fs::write(&bundle, root("Root of Forest", "Forest")).unwrap();
    assert_eq!(run(&["account", "list"]).well()[0]["authority"], json!(fingerprint));
    // A bundle with one national root in it will do as a file.
    run(&["account", "trust", &account, "--none"]).well();
    let chain = folder.path().join("chain.pem");
    std::fs::write(&chain, format!("{}{national}", root("Russian Trusted Sub CA", "Forest"))).unwrap();
    let trusted = run(&["account", "trust", &account, chain.to_str().unwrap()]).well();
    assert_eq!(trusted["authority"], json!(fingerprint));
}

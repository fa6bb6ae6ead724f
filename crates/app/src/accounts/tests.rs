#![allow(clippy::unwrap_used)]

use super::*;
use crate::testing::{Home, account};

fn values(of: &[(&str, &str)]) -> BTreeMap<String, String> {
    of.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[tokio::test]
async fn whoever_signs_in_again_keeps_the_secret_that_the_form_does_not_show() {
    let home = Home::new().await;
    let kept =
        Settings { values: values(&[("client_id", "family"), ("client_secret", "s3cret")]), ..Settings::default() };
    let record = AccountRecord { settings_json: serde_json::to_string(&kept).unwrap(), ..account("patimat", false) };
    // An older account of the same client came in by a token, and has no secret.
    let older = Settings { values: values(&[("client_id", "family")]), ..Settings::default() };
    let older = AccountRecord {
        settings_json: serde_json::to_string(&older).unwrap(),
        added_at: record.added_at - time::Duration::DAY,
        ..account("murad", false)
    };
    for record in [&older, &record] {
        home.vault.put_account(record, None).await.unwrap();
    }
    let filled = async |of: &[(&str, &str)]| {
        let mut settings = Settings { values: values(of), ..Settings::default() };
        home.app.fill_in_secrets(system("dnevnik-ru").unwrap(), &mut settings).await;
        settings.values.get("client_secret").cloned()
    };
    assert_eq!(filled(&[("client_id", "family")]).await.as_deref(), Some("s3cret"));
    assert_eq!(filled(&[("client_id", "family"), ("client_secret", "new")]).await.as_deref(), Some("new"));
    assert_eq!(filled(&[("client_id", "another")]).await, None, "a secret is of one client");
}

#[tokio::test]
async fn a_switch_that_is_moved_costs_no_secret() {
    let home = Home::new().await;
    let host = ("host", "sgo.example.ru");
    let kept = Settings { values: values(&[host, ("client_secret", "s3cret")]), ..Settings::default() };
    let record = AccountRecord {
        system: "netschool".into(),
        settings_json: serde_json::to_string(&kept).unwrap(),
        ..account("patimat", false)
    };
    home.vault.put_account(&record, None).await.unwrap();
    let mut settings = Settings { values: values(&[host, ("keep_password", "yes")]), ..Settings::default() };
    home.app.fill_in_secrets(system("netschool").unwrap(), &mut settings).await;
    assert_eq!(settings.values.get("client_secret").map(String::as_str), Some("s3cret"));
}

/// «Петербургское образование» says nothing of who asks: an account without a login is named by a child.
#[tokio::test]
async fn the_same_children_by_a_token_and_by_a_password_are_one_account() {
    let home = Home::new().await;
    let petersburg = system("petersburg").unwrap();
    let enrolment = |person: &str| peremena_school::Enrolment {
        person: person.into(),
        name: format!("Child {person}"),
        class: None,
        school: None,
        ids: BTreeMap::new(),
    };
    let identity = |user: &str, persons: &[&str]| Identity {
        user: format!("{user}@dnevnik2.petersburgedu.ru"),
        name: String::new(),
        is_student: false,
        students: persons.iter().map(|person| enrolment(person)).collect(),
    };
    let account_of = |identity: &Identity| AccountRecord {
        system: "petersburg".into(),
        id: AccountId::of("petersburg", "", &identity.user),
        user: identity.user.clone(),
        ..account("any", false)
    };
    let by_token = identity("child7", &["7", "8"]);
    let record = account_of(&by_token);
    home.vault.put_account(&record, None).await.unwrap();
    let profile = home.app.profile().await.unwrap();
    profile.engine.welcome(&record, &by_token.students).await.unwrap();
    let (accounts, students) = (home.vault.accounts().await.unwrap(), home.vault.students().await.unwrap());
    let settings = Settings::default();
    let found = |identity: &Identity, settings: &Settings| {
        known_by_children(&accounts, &students, petersburg, settings, identity).map(|account| account.id.clone())
    };
    assert_eq!(found(&identity("mama", &["8", "7"]), &settings), Some(record.id.clone()));
    assert_eq!(found(&identity("mama", &["7"]), &settings), None, "one child fewer");
    assert_eq!(found(&identity("mama", &["7", "8", "9"]), &settings), None, "one child more");
    assert_eq!(found(&identity("mama", &["7", "9"]), &settings), None, "another child");
    assert_eq!(found(&identity("mama", &[]), &settings), None);
    let elsewhere = Settings::with_base(Url::parse("https://school.example/").unwrap()).unwrap();
    assert_eq!(found(&identity("mama", &["7", "8"]), &elsewhere), None, "at another server");
    // Two who are both named are two, whatever they see.
    let named = AccountRecord { user: "papa@dnevnik2.petersburgedu.ru".into(), ..record.clone() };
    let two = [named];
    let found = known_by_children(&two, &students, petersburg, &settings, &identity("mama", &["7", "8"]));
    assert!(found.is_none());
    assert!(known_by_children(&two, &students, petersburg, &settings, &by_token).is_some());
}

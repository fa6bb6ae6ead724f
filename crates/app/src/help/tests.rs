#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeMap;

use rstest::rstest;

use super::*;
use crate::testing::{Home, account, app_at, diary_in};

fn of(system: &str, values: &[(&str, &str)]) -> AccountRecord {
    let values: BTreeMap<String, String> =
        values.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
    let settings = Settings { values, ..Settings::default() };
    AccountRecord {
        system: system.into(),
        settings_json: serde_json::to_string(&settings).unwrap(),
        ..account("patimat", false)
    }
}

/// The hosts that are told are those that requests are let through to.
#[rstest]
#[case("netschool", &[("host", "sgo.example.ru")], "sgo.example.ru")]
#[case("eljur", &[("host", "eljur.example.ru"), ("vendor", "school9")], "eljur.example.ru")]
#[case("petersburg", &[], "dnevnik2.petersburgedu.ru")]
#[case("dnevnik-ru", &[], "api.dnevnik.ru")]
#[case("mesh", &[], "school.mos.ru")]
#[tokio::test]
async fn the_hosts_of_an_account_are_those_of_its_settings(
    #[case] system: &str,
    #[case] values: &[(&str, &str)],
    #[case] expected: &str,
) {
    let home = Home::new().await;
    let profile = home.app.profile().await.unwrap();
    let family = home.app.load_family(&profile).await.unwrap();
    let told = hosts(&home.app.words(), &family, &of(system, values));
    assert!(told.hosts.iter().any(|host| host == expected), "{:?}", told.hosts);
    let rules = registry::system(system).unwrap().hosts(&settings_of(&of(system, values))).unwrap();
    assert_eq!(told.hosts.len(), rules.len());
    assert_eq!(told.children, ["Амина", "Тимур"]);
}

#[tokio::test]
async fn a_page_of_a_system_may_lead_to_what_is_below_a_domain() {
    let home = Home::new().await;
    let profile = home.app.profile().await.unwrap();
    let family = home.app.load_family(&profile).await.unwrap();
    let told = hosts(&home.app.words(), &family, &of("mesh", &[]));
    assert!(told.sign_in_hosts.iter().any(|host| host == "gosuslugi.ru и всё, что ниже"), "{:?}", told.sign_in_hosts);
    // Of a system that this program does not know there is nothing to be told, and nobody is spoken to.
    let gone = hosts(&home.app.words(), &family, &of("gone", &[]));
    assert_eq!((gone.system.as_str(), gone.hosts.len(), gone.sign_in_hosts.len()), ("gone", 0, 0));
}

#[tokio::test]
async fn that_ticks_leave_is_told_of_the_account_whose_ticks_do() {
    let folder = tempfile::tempdir().unwrap();
    let app = diary_in(folder.path()).await;
    let vault = app.profile().await.unwrap().vault.clone();
    let told = async || app.help(Nothing {}).await.unwrap().sources[0].ticks_text.clone();
    vault.choose_ticks(&account("patimat", false).id, Some(true)).await.unwrap();
    assert_eq!(told().await, None, "Дневник.ру takes none");
    vault.put_account(&of("mesh", &[]), None).await.unwrap();
    assert!(told().await.is_some_and(|words| words.contains("сделанным")));
    vault.choose_ticks(&account("patimat", false).id, Some(false)).await.unwrap();
    assert_eq!(told().await, None);
}

#[tokio::test]
async fn what_is_kept_is_told_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let app = diary_in(folder.path()).await;
    let help = app.help(Nothing {}).await.unwrap();
    assert_eq!(help.places.len(), 1);
    assert_eq!((help.places[0].what.as_str(), help.places[0].open), ("Дневник", false));
    assert_eq!(help.places[0].path, folder.path().join("profile").display().to_string());
    assert_eq!((help.sources.len(), help.demo), (1, false));
}

#[tokio::test]
async fn before_the_first_sign_in_it_speaks_to_nobody_and_keeps_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let app = app_at(folder.path(), None);
    // Before anybody has looked for a file nothing is said of it.
    assert!(app.help(Nothing {}).await.is_err());
    app.open().await;
    let help = app.help(Nothing {}).await.unwrap();
    assert!(help.sources.is_empty() && help.places.is_empty() && help.key_words.is_none() && !help.demo);
}

#[tokio::test]
async fn a_diary_that_is_closed_is_not_told_of_as_one_that_is_not_there() {
    let folder = tempfile::tempdir().unwrap();
    diary_in(folder.path()).await.close().await;
    let app = app_at(folder.path(), None);
    app.open().await;
    assert!(app.help(Nothing {}).await.is_err());
}

#[tokio::test]
async fn the_example_speaks_to_nobody_and_keeps_nothing() {
    let home = Home::new().await;
    let help = home.app.help(Nothing {}).await.unwrap();
    assert!(help.demo && help.sources.is_empty() && help.places.is_empty());
}

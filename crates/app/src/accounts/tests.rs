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

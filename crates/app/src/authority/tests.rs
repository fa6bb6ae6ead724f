#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use peremena_school::SchoolError;
use peremena_vault::Vault;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, KeyPair, date_time_ymd};

use super::*;
use crate::{
    testing::{Home, account},
    views::Nothing,
};

fn certificate(ca: bool, ends: i32) -> String {
    named("Authority of a test", "Nobody", ca, ends)
}

fn named(name: &str, owner: &str, ca: bool, ends: i32) -> String {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.distinguished_name.push(DnType::CommonName, name);
    params.distinguished_name.push(DnType::OrganizationName, owner);
    params.is_ca = if ca { IsCa::Ca(BasicConstraints::Unconstrained) } else { IsCa::ExplicitNoCa };
    (params.not_before, params.not_after) = (date_time_ymd(2020, 1, 1), date_time_ymd(ends, 2, 27));
    params.self_signed(&KeyPair::generate().unwrap()).unwrap().pem()
}

fn request(certificate: Option<&str>) -> TrustAuthorityRequest {
    let account = account("patimat", false).id.to_string();
    TrustAuthorityRequest { account, certificate: certificate.map(|text| STANDARD.encode(text)) }
}

async fn kept(vault: &Vault, user: &str) -> Option<Authority> {
    let id = account(user, false).id;
    let accounts = vault.accounts().await.unwrap();
    accounts.iter().find(|record| record.id == id).and_then(|record| settings_of(record).authority)
}

#[tokio::test]
async fn an_account_is_told_to_trust_and_to_trust_no_more_and_no_other_is() {
    let home = Home::new().await;
    home.vault.put_account(&account("sidorov", false), Some("{}")).await.unwrap();
    let settings = home.app.settings(Nothing {}).await.unwrap();
    assert!(settings.accounts.iter().all(|account| account.authority.is_none()), "off by default");

    let settings = home.app.trust_authority(request(Some(&certificate(true, 2032)))).await.unwrap();
    let shown: Vec<_> = settings.accounts.iter().filter_map(|account| account.authority.as_ref()).collect();
    assert_eq!(shown.len(), 1, "that account alone");
    assert!(shown[0].name.starts_with("Authority of a test"), "{}", shown[0].name);
    assert_eq!(shown[0].validity, "Действителен до 27 февраля 2032");
    assert_eq!(shown[0].fingerprint.len(), 32 * 3 - 1);
    assert!(kept(&home.vault, "patimat").await.is_some() && kept(&home.vault, "sidorov").await.is_none());

    // Another sign-in of that account takes it over, one of anybody else does not.
    let again = TrustRequest { certificate: None, again: Some(account("patimat", false).id.to_string()) };
    assert_eq!(home.app.authority_of(&again).await.unwrap(), kept(&home.vault, "patimat").await);
    assert_eq!(home.app.authority_of(&TrustRequest::default()).await.unwrap(), None);

    let settings = home.app.trust_authority(request(None)).await.unwrap();
    assert!(settings.accounts.iter().all(|account| account.authority.is_none()));
    assert!(kept(&home.vault, "patimat").await.is_none());
}

#[tokio::test]
async fn a_file_that_is_no_authority_is_refused_in_words_and_changes_nothing() {
    let home = Home::new().await;
    let ours = certificate(true, 2032);
    home.app.trust_authority(request(Some(&ours))).await.unwrap();
    let before = kept(&home.vault, "patimat").await;
    for (file, words) in [
        (certificate(true, 2021), "Срок этого сертификата истёк"),
        (certificate(false, 2032), "а не удостоверяющего центра"),
        (format!("{ours}{}", certificate(true, 2031)), "несколько сертификатов: «Authority of a test"),
        ("привет".to_owned(), "нет сертификата"),
    ] {
        let error = home.app.trust_authority(request(Some(&file))).await.unwrap_err();
        assert!(error.message.contains(words), "{}", error.message);
        assert_eq!(kept(&home.vault, "patimat").await, before);
    }
    let nobody = TrustAuthorityRequest { account: "nobody".into(), certificate: None };
    assert!(home.app.trust_authority(nobody).await.is_err());
    let odd = TrustAuthorityRequest { certificate: Some("*".into()), ..request(None) };
    assert!(home.app.trust_authority(odd).await.unwrap_err().message.contains("нет сертификата"));
}

/// A sign-in that is to trust a file that is none does not get as far as the network.
#[tokio::test]
async fn a_sign_in_with_a_file_that_is_no_authority_asks_nobody() {
    let home = Home::new().await;
    let entry = crate::Entry {
        system: "netschool".into(),
        base: Some("http://127.0.0.1:9".into()),
        trust: TrustRequest::of_file(certificate(false, 2032).as_bytes()),
        ..crate::Entry::default()
    };
    let token = peremena_school::Credentials::Token(peremena_school::Secret::new("token"));
    match home.app.sign_in(entry, token, "error-token").await {
        Err(AppError::Request("error-authority-other")) => {}
        Err(AppError::School(SchoolError::Unreachable(_))) => panic!("the school was asked"),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn one_that_has_expired_meanwhile_is_said_to_have() {
    let home = Home::new().await;
    home.app.trust_authority(request(Some(&certificate(true, 2027)))).await.unwrap();
    home.forward(time::Duration::days(365));
    let settings = home.app.settings(Nothing {}).await.unwrap();
    let shown = settings.accounts[0].authority.as_ref().unwrap();
    assert_eq!(shown.validity, "Истёк 27 февраля 2027: ему больше не доверяем");
}

/// A folder stands for the machine's store. What is chosen there is kept as a file would be, for that account alone, and
/// what the system trusts is not offered as if it were news.
#[tokio::test]
async fn one_of_the_machine_is_offered_with_its_facts_and_kept_as_a_file_would_be() {
    let home = Home::new().await;
    home.vault.put_account(&account("sidorov", false), Some("{}")).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let (bundle, added) = (folder.path().join("ca-certificates.crt"), folder.path().join("added"));
    std::fs::create_dir(&added).unwrap();
    let national =
        named("Russian Trusted Root CA", "The Ministry of Digital Development and Communications", true, 2032);
    std::fs::write(&bundle, format!("{}{national}", certificate(true, 2032))).unwrap();
    std::fs::write(added.join("own.crt"), named("Own of the house", "House", true, 2030)).unwrap();
    let store = SystemStore { trusted: Some(bundle), added: vec![added] };

    let held = home.app.authorities_of(store.clone(), false).await.unwrap();
    assert_eq!(held.len(), 1, "the national root alone");
    assert!(held[0].authority.is_national() && held[0].trusted);
    let shown = home.app.shown_view(held[0].authority.shown().unwrap());
    assert_eq!(shown.validity, "Действителен до 27 февраля 2032");
    assert!(shown.name.starts_with("Russian Trusted Root CA, The Ministry"), "{}", shown.name);

    let held = home.app.authorities_of(store, true).await.unwrap();
    let names: Vec<(String, bool)> =
        held.iter().map(|held| (held.authority.shown().unwrap().name, held.trusted)).collect();
    assert_eq!(names.len(), 2);
    assert_eq!(names[1], ("Own of the house, House".to_owned(), false), "what comes with the system is left out");
    assert!(kept(&home.vault, "patimat").await.is_none(), "to look trusts nothing");

    // As the window sends it back.
    let certificate = STANDARD.encode(held[0].authority.der().unwrap());
    let chosen = TrustAuthorityRequest { certificate: Some(certificate), ..request(None) };
    let settings = home.app.trust_authority(chosen).await.unwrap();
    assert_eq!(settings.accounts.iter().filter(|account| account.authority.is_some()).count(), 1);
    assert_eq!(kept(&home.vault, "patimat").await.as_ref(), Some(&held[0].authority));
    assert_eq!(kept(&home.vault, "sidorov").await, None);
}

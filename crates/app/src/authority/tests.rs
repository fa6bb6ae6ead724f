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
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.distinguished_name.push(DnType::CommonName, "Authority of a test");
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
        (format!("{ours}{ours}"), "несколько сертификатов"),
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

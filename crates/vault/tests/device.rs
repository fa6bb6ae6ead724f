//! A key that the shell's native part keeps: it opens its own file, and nothing is made or given up in its place.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::path::Path;

use peremena_vault::{DeviceKey, KeySource, KeyStore, KeyTrouble, Passphrase, Vault, VaultError};

fn device(seed: u8) -> KeySource {
    let bytes: Vec<u8> = (0..32).map(|place| place ^ seed).collect();
    KeySource::Device(DeviceKey::new(&bytes).unwrap())
}

async fn made(profile: &Path) {
    let vault = Vault::open(profile, device(7)).await.unwrap();
    vault.put_setting("theme", &serde_json::json!("dark")).await.unwrap();
    vault.close().await;
}

#[tokio::test]
async fn a_file_opens_with_the_phones_key_and_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let profile = folder.path().join("profile");
    made(&profile).await;
    assert_eq!(Vault::key_store(&profile), Some(KeyStore::Device));
    assert!(matches!(Vault::open(&profile, device(8)).await, Err(VaultError::WrongKey)));
    assert!(matches!(
        Vault::open(&profile, KeySource::Keyring).await,
        Err(VaultError::KeyUnavailable(KeyTrouble::MissingKey))
    ));
    let words = KeySource::Passphrase(Passphrase::new("не та дверь".into()));
    assert!(matches!(Vault::open(&profile, words).await, Err(VaultError::WrongKey)));
    let vault = Vault::open(&profile, device(7)).await.unwrap();
    assert_eq!(vault.setting("theme").await.unwrap(), Some(serde_json::json!("dark")));
    vault.close().await;
}

#[tokio::test]
async fn the_key_can_be_locked_with_a_passphrase_and_still_opens_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let profile = folder.path().join("profile");
    made(&profile).await;
    let words = || KeySource::Passphrase(Passphrase::new("канарейка поёт на рассвете".into()));
    Vault::change_key_store(&profile, device(7), words()).await.unwrap();
    assert_eq!(Vault::key_store(&profile), Some(KeyStore::Passphrase));
    Vault::open(&profile, words()).await.unwrap().close().await;
    Vault::open(&profile, device(7)).await.unwrap().close().await;
    let another = Vault::change_key_store(&profile, words(), device(8)).await;
    assert!(matches!(another, Err(VaultError::WrongKey)), "{another:?}");
    Vault::change_key_store(&profile, words(), device(7)).await.unwrap();
    assert_eq!(Vault::key_store(&profile), Some(KeyStore::Device));
}

#[tokio::test]
async fn both_markers_lost_the_phones_key_still_opens_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let profile = folder.path().join("profile");
    made(&profile).await;
    for name in ["profile.json", "profile.copy.json"] {
        std::fs::remove_file(profile.join(name)).unwrap();
    }
    Vault::open(&profile, device(7)).await.unwrap().close().await;
}

#[test]
fn what_is_no_key_is_refused_and_a_key_is_never_printed() {
    assert!(DeviceKey::new(&[]).is_none() && DeviceKey::new(&[1; 31]).is_none() && DeviceKey::new(&[0; 32]).is_none());
    assert_eq!(format!("{:?}", device(1)), "Device(<redacted>)");
}

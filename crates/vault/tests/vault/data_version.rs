//! Whether anything was written since it was last asked.

use peremena_vault::{KeySource, PassWrite, Passphrase, Vault};
use time::macros::date;

use crate::school::{NOW, YEAR, family, mark, news};

fn typed() -> KeySource {
    KeySource::Passphrase(Passphrase::new("ключ этой машины".into()))
}

async fn write_is_seen(vault: &Vault) {
    let (_, amina, _) = family(vault).await;
    let before = vault.data_version().await.unwrap();
    vault.students().await.unwrap();
    assert_eq!(vault.data_version().await.unwrap(), before, "reading changes nothing");
    vault.commit(&news(&amina, NOW, vec![mark("1", "5", date!(2026 - 11 - 20))])).await.unwrap();
    let after = vault.data_version().await.unwrap();
    assert_ne!(after, before, "a pass");
    vault.commit(&PassWrite::new(amina, YEAR, NOW)).await.unwrap();
    assert_eq!(vault.data_version().await.unwrap(), after, "a pass without anything new");
    vault.put_setting("word", &1.into()).await.unwrap();
    assert_ne!(vault.data_version().await.unwrap(), after, "a setting");
}

#[tokio::test]
async fn a_write_is_seen_whoever_wrote() {
    let folder = tempfile::tempdir().unwrap();
    let profile = folder.path().join("profile");
    let vault = Vault::open(&profile, typed()).await.unwrap();
    write_is_seen(&vault).await;
    let other = Vault::open(&profile, typed()).await.unwrap();
    let before = vault.data_version().await.unwrap();
    other.writable().await.unwrap();
    assert_eq!(vault.data_version().await.unwrap(), before, "a write that is given up");
    other.put_setting("word", &2.into()).await.unwrap();
    assert_ne!(vault.data_version().await.unwrap(), before, "by another process");
    other.close().await;
    vault.close().await;
}

#[tokio::test]
async fn a_write_in_memory_is_seen() {
    write_is_seen(&Vault::open_in_memory().await.unwrap()).await;
}

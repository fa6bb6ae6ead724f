//! Backups: made whole or not at all, opened by their passphrase alone, and every changed byte is found.

mod killed;
mod made;
mod restored;
mod sealed;

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use flate2::{Compression, read::DeflateDecoder, write::GzEncoder};
use peremena_model::{AccountId, Kind, Span, StudentId};
use peremena_vault::{
    BackupError, BackupFacts, BackupLock, ChangeFilter, KeySource, LetterStage, NoticePlace, NoticeRecord, OwnLetter,
    OwnTask, Passphrase, Progress, SourceStatus, Unlock, Vault, VaultError, verify_backup,
};
use serde_json::json;
use time::{OffsetDateTime, macros::date};

use crate::rig::{self, Room, entries, entry, files, in_room};
use crate::school::{NOW, YEAR, family, homework, many, mark, news};

const CHUNK: usize = 64 * 1024 + 16;

fn words(text: &str) -> Passphrase {
    Passphrase::new(text.into())
}

/// How the profiles of these tests keep their key, where no keyring is needed.
fn typed() -> KeySource {
    KeySource::Passphrase(words("ключ этой машины"))
}

fn backups_words() -> Unlock {
    Unlock::Passphrase(words("слова для копий"))
}

async fn lock() -> BackupLock {
    BackupLock::of_passphrase(&words("слова для копий")).await.unwrap()
}

async fn back_up(vault: &Vault, to: &Path, lock: &BackupLock) -> BackupFacts {
    vault.back_up(to, lock, NOW, "0.1.0", &Progress::default()).await.unwrap()
}

async fn restore(
    profile: &Path,
    source: KeySource,
    from: &Path,
    replace: bool,
) -> Result<(Vault, Option<PathBuf>), BackupError> {
    let progress = Progress::default();
    let (vault, restored) = Vault::restore(profile, &source, from, backups_words(), replace, &progress).await?;
    Ok((vault, restored.set_aside))
}

async fn read(file: &Path, unlock: &Unlock) -> Result<BackupFacts, BackupError> {
    verify_backup(file, unlock.clone(), &Progress::default()).await
}

fn answered(account: &AccountId, child: &StudentId, at: OffsetDateTime) -> SourceStatus {
    SourceStatus {
        student: child.clone(),
        account: account.clone(),
        last_attempt: Some(at),
        last_success: Some(at),
        next_try: None,
        error: None,
        requests: 1,
        bytes: 1,
        memory_json: None,
    }
}

/// What the family wrote down itself.
fn own_task() -> OwnTask {
    let (subject, text) = ("Кружок".into(), "канарейка: краски".into());
    OwnTask { id: "own-1".into(), subject, text, due: date!(2026 - 11 - 24), made_at: NOW }
}

/// A letter that it has begun.
fn own_letter() -> OwnLetter {
    OwnLetter {
        id: "letter-1".into(),
        answers: None,
        to: Vec::new(),
        subject: "О походе".into(),
        text: "канарейка: едем".into(),
        stage: LetterStage::Draft,
        at: NOW,
    }
}

/// A family with something of everything: told, waiting, ticked, chosen.
async fn life(vault: &Vault) -> (StudentId, StudentId) {
    let (parent, amina, timur) = family(vault).await;
    let day = date!(2026 - 11 - 20);
    let mut pass = news(&amina, NOW, vec![mark("1", "5", day), mark("2", "4", day), mark("3", "3", day)]);
    pass.coverage.push((Kind::Mark, r#"{"spans":[]}"#.into()));
    pass.prints.push(("marks".into(), "abc".into()));
    vault.commit(&pass).await.unwrap();
    vault.commit(&news(&timur, NOW, vec![homework("h", "канарейка: читать", day)])).await.unwrap();
    let notice = |id: &str, change: usize| NoticeRecord {
        id: id.into(),
        members: vec![pass.changes[change].id.clone()],
        formed_at: NOW,
        body_json: "{}".into(),
    };
    vault.put_notices(&[notice("told", 0), notice("fixed", 1)], &[]).await.unwrap();
    let place = NoticePlace { number: 7, server: "bus :1.7".into(), shown_by: ":1.20".into() };
    vault.notice_shown("told", NOW, Some(&place)).await.unwrap();
    vault.put_done(&timur, "h", YEAR, true, NOW, true).await.unwrap();
    vault.put_task(&timur, &own_task()).await.unwrap();
    assert!(vault.keep_letter(&timur, &own_letter()).await.unwrap());
    vault.put_setting("quiet", &json!({"from": "22:00"})).await.unwrap();
    vault.put_setting("device.folders", &json!(["/media/canary-folder"])).await.unwrap();
    vault.put_reference(&parent.id, r#"["canary-reference"]"#).await.unwrap();
    vault.put_status(&answered(&parent.id, &amina, NOW)).await.unwrap();
    (amina, timur)
}

/// Texts that do not pack, so that the file has many chunks.
async fn large(vault: &Vault) {
    let (_, amina, _) = family(vault).await;
    let mut state = 1_u64;
    let mut noise = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        format!("{state:016x}")
    };
    let items = (0..400)
        .map(|n| homework(&n.to_string(), &(0..60).map(|_| noise()).collect::<String>(), date!(2026 - 11 - 20)))
        .collect();
    let mut pass = peremena_vault::PassWrite::new(amina, YEAR, NOW);
    pass.put = items;
    vault.commit(&pass).await.unwrap();
}

fn names(profile: &Path) -> Vec<String> {
    files(profile).into_iter().map(|(name, _)| name).collect()
}

/// A profile beside a shelf with one whole backup; the lock is kept in the profile.
async fn shelf(folder: &Path) -> (PathBuf, PathBuf, Unlock) {
    let (profile, shelf) = (folder.join("profile"), folder.join("shelf"));
    std::fs::create_dir(&shelf).unwrap();
    let vault = Vault::open(&profile, typed()).await.unwrap();
    large(&vault).await;
    let lock = lock().await;
    vault.put_backup_lock(Some(&lock)).await.unwrap();
    back_up(&vault, &shelf.join("1.backup"), &lock).await;
    vault.close().await;
    (profile, shelf, Unlock::Lock(lock))
}

async fn until(seen: impl Fn() -> bool) {
    let patience = std::time::Instant::now() + Duration::from_secs(30);
    while !seen() {
        assert!(std::time::Instant::now() < patience, "the other process did not get there");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

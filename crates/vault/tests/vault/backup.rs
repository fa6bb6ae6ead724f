//! Backups: made whole or not at all, opened by their passphrase alone, and every changed byte is found.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use flate2::{Compression, read::DeflateDecoder, write::GzEncoder};
use peremena_model::{AccountId, Kind, Span, StudentId};
use peremena_vault::{
    BackupError, BackupFacts, BackupLock, ChangeFilter, KeySource, NoticeRecord, OwnTask, Passphrase, Progress,
    SourceStatus, Unlock, Vault, VaultError, verify_backup,
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
    vault.notice_shown("told", NOW, Some(7)).await.unwrap();
    vault.put_done(&timur, "h", YEAR, true, NOW).await.unwrap();
    vault.put_task(&timur, &own_task()).await.unwrap();
    vault.put_setting("quiet", &json!({"from": "22:00"})).await.unwrap();
    vault.put_setting("device.folders", &json!(["/media/canary-folder"])).await.unwrap();
    vault.put_reference(&parent.id, r#"["canary-reference"]"#).await.unwrap();
    vault.put_status(&answered(&parent.id, &amina, NOW)).await.unwrap();
    (amina, timur)
}

#[tokio::test]
async fn a_backup_is_restored_on_another_machine() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let vault = Vault::open(&at("old"), typed()).await.unwrap();
    let (amina, timur) = life(&vault).await;
    let lock = lock().await;
    vault.put_backup_lock(Some(&lock)).await.unwrap();
    let file = at("family.backup");
    let made = back_up(&vault, &file, &lock).await;
    assert_eq!(made, read(&file, &backups_words()).await.unwrap());
    assert_eq!((made.created_at, made.app.as_str(), made.format), (NOW, "0.1.0", 1));
    assert_eq!(made.size, std::fs::metadata(&file).unwrap().len());
    assert_eq!((made.rows["student"], made.rows["change_log"], made.rows["item"]), (2, 4, 4));
    // What belongs to the device, and the setting that does not.
    assert_eq!((made.rows["setting"], made.rows.get("session"), made.rows.get("print")), (1, None, None));

    // Another machine, another passphrase for the profile.
    let other = || KeySource::Passphrase(words("другая машина"));
    let (new, set_aside) = restore(&at("new"), other(), &file, false).await.unwrap();
    assert_eq!(set_aside, None);
    for kind in [Kind::Mark, Kind::Homework] {
        for child in [&amina, &timur] {
            assert_eq!(
                new.items(child, kind, YEAR, None).await.unwrap(),
                vault.items(child, kind, YEAR, None).await.unwrap()
            );
        }
    }
    let all = ChangeFilter::default();
    assert_eq!(new.changes(&all).await.unwrap(), vault.changes(&all).await.unwrap());
    assert_eq!(new.students().await.unwrap(), vault.students().await.unwrap());
    assert_eq!(new.coverage(&amina, YEAR).await.unwrap(), vault.coverage(&amina, YEAR).await.unwrap());
    assert!(new.done(&timur, YEAR).await.unwrap().contains("h"));
    let week = Span::new(date!(2026 - 11 - 23), date!(2026 - 11 - 29)).unwrap();
    assert_eq!(new.tasks(&timur, week).await.unwrap(), [own_task()]);
    assert_eq!(new.setting("quiet").await.unwrap(), Some(json!({"from": "22:00"})));
    // What is left out: ways to sign in, caches, folders and locks of the old machine.
    let account = &new.accounts().await.unwrap()[0];
    assert!(account.signed_out, "to be signed in to again");
    assert!(new.session(&account.id).await.unwrap().is_none());
    assert_eq!(new.reference(&account.id).await.unwrap(), None);
    assert_eq!(new.setting("device.folders").await.unwrap(), None);
    assert!(new.backup_lock().await.unwrap().is_none() && vault.backup_lock().await.unwrap().is_some());
    // Nothing old is told: neither what waited nor what was fixed and not shown.
    assert_eq!(new.outbox_open().await.unwrap(), []);
    assert_eq!(new.notices_unshown().await.unwrap(), []);
    assert_eq!(new.notice_server_id("told").await.unwrap(), None, "the number was another desktop's");
    // Both are behind until the school has answered for them: as it says, not when.
    assert_eq!(new.catching_up().await.unwrap(), [amina.clone(), timur.clone()].into());
    assert!(new.answered().await.unwrap().is_empty());
    new.caught_up(&new.answered().await.unwrap()).await.unwrap();
    assert_eq!(new.catching_up().await.unwrap(), [amina.clone(), timur.clone()].into());
    for (child, left) in [(&amina, vec![timur.clone()]), (&timur, Vec::new())] {
        new.put_status(&answered(&account.id, child, NOW - time::Duration::DAY)).await.unwrap();
        new.caught_up(&new.answered().await.unwrap()).await.unwrap();
        assert_eq!(new.catching_up().await.unwrap(), left.into_iter().collect());
    }
    assert!(vault.catching_up().await.unwrap().is_empty(), "the old machine never was");
    new.verify().await.unwrap();
    new.close().await;
    let again = Vault::open(&at("new"), other()).await.unwrap();
    assert_eq!(again.students().await.unwrap().len(), 2);
    again.close().await;
    vault.close().await;
}

#[tokio::test]
async fn one_changed_byte_one_cut_one_addition_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let vault = Vault::open(&folder.path().join("profile"), typed()).await.unwrap();
    life(&vault).await;
    let file = folder.path().join("small.backup");
    let lock = lock().await;
    back_up(&vault, &file, &lock).await;
    vault.close().await;
    let unlock = Unlock::Lock(lock);
    let whole = std::fs::read(&file).unwrap();
    read(&file, &unlock).await.unwrap();
    let refused = async |bytes: &[u8], what: &str| {
        std::fs::write(&file, bytes).unwrap();
        let found = read(&file, &unlock).await;
        assert!(
            matches!(found, Err(BackupError::Damaged | BackupError::Foreign | BackupError::Empty)),
            "{what}: {found:?}"
        );
        // In the name alone it may be taken for something else; after it, it is a damaged backup.
        assert!(bytes.len() < 16 || bytes[..16] != whole[..16] || matches!(found, Err(BackupError::Damaged)), "{what}");
    };
    for place in 0..whole.len() {
        for change in [0x01, 0x80, 0xff] {
            let mut bytes = whole.clone();
            bytes[place] ^= change;
            refused(&bytes, &format!("byte {place} of {}", whole.len())).await;
        }
    }
    for length in 0..whole.len() {
        refused(&whole[..length], &format!("cut to {length}")).await;
    }
    for more in [&[0_u8][..], &[0; 16], &whole[whole.len() - 40..], &whole] {
        refused(&[&whole, more].concat(), "something after it").await;
    }
    println!("{} bytes: each changed in three ways, and every length", whole.len());
    std::fs::write(&file, &whole).unwrap();
    read(&file, &unlock).await.unwrap();
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

#[tokio::test]
async fn chunks_that_are_moved_repeated_or_missing_are_found() {
    let folder = tempfile::tempdir().unwrap();
    let vault = Vault::open(&folder.path().join("profile"), typed()).await.unwrap();
    large(&vault).await;
    let (one, two) = (folder.path().join("one.backup"), folder.path().join("two.backup"));
    let lock = lock().await;
    back_up(&vault, &one, &lock).await;
    back_up(&vault, &two, &lock).await;
    vault.close().await;
    let unlock = Unlock::Lock(lock);
    let (whole, other) = (std::fs::read(&one).unwrap(), std::fs::read(&two).unwrap());
    let head = 16 + 4 + u32::from_be_bytes(whole[16..20].try_into().unwrap()) as usize + 32;
    let chunks: Vec<&[u8]> = whole[head..].chunks(CHUNK).collect();
    assert!(chunks.len() > 3, "{} chunks", chunks.len());
    let refused = async |order: Vec<&[u8]>, what: &str| {
        std::fs::write(&one, [&[&whole[..head]], order.as_slice()].concat().concat()).unwrap();
        assert!(matches!(read(&one, &unlock).await, Err(BackupError::Damaged)), "{what}");
    };
    let mut swapped = chunks.clone();
    swapped.swap(0, 1);
    refused(swapped, "swapped").await;
    refused(chunks[1..].to_vec(), "the first is missing").await;
    refused(chunks[..chunks.len() - 1].to_vec(), "the last is missing").await;
    refused([&chunks[..1], &chunks[2..]].concat(), "one in the middle is missing").await;
    refused([&chunks[..1], &chunks[..]].concat(), "the first twice").await;
    refused([&chunks[..], &chunks[chunks.len() - 1..]].concat(), "the last twice").await;
    let theirs: Vec<&[u8]> = other[head..].chunks(CHUNK).collect();
    assert_eq!(theirs.len(), chunks.len());
    refused([&chunks[..1], &theirs[1..2], &chunks[2..]].concat(), "of another backup of the same lock").await;
    refused(theirs, "all of another backup").await;
    // And nothing is restored of one that is damaged at its very end.
    let mut late = whole.clone();
    *late.last_mut().unwrap() ^= 1;
    std::fs::write(&one, late).unwrap();
    let profile = folder.path().join("new");
    assert!(matches!(restore(&profile, typed(), &one, false).await, Err(BackupError::Damaged)));
    assert!(!Vault::exists(&profile));
    assert_eq!(names(&profile), ["peremena.lock"]);
}

fn names(profile: &Path) -> Vec<String> {
    files(profile).into_iter().map(|(name, _)| name).collect()
}

#[tokio::test]
async fn what_is_wrong_with_a_file_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let vault = Vault::open(&at("profile"), typed()).await.unwrap();
    life(&vault).await;
    let (file, lock) = (at("family.backup"), lock().await);
    back_up(&vault, &file, &lock).await;
    let whole = std::fs::read(&file).unwrap();
    let other = Unlock::Passphrase(words("не те слова"));
    assert!(matches!(read(&file, &other).await, Err(BackupError::WrongPassphrase)));
    let salted_anew = Unlock::Lock(self::lock().await);
    assert!(matches!(read(&file, &salted_anew).await, Err(BackupError::WrongPassphrase)));
    assert!(matches!(read(&at("none.backup"), &other).await, Err(BackupError::NoFile)));
    std::fs::write(at("empty.backup"), b"").unwrap();
    assert!(matches!(read(&at("empty.backup"), &other).await, Err(BackupError::Empty)));
    std::fs::write(at("cat.jpg"), b"\xff\xd8\xff\xe0 a picture of a cat").unwrap();
    assert!(matches!(read(&at("cat.jpg"), &other).await, Err(BackupError::Foreign)));
    assert!(matches!(read(folder.path(), &other).await, Err(BackupError::Foreign)));
    // A backup of a later version says which, before any passphrase is asked for.
    for newer in [r#"{"format":2,"app":"3.0.0","salt":"elsewhere"}"#.to_owned(), {
        let length = u32::from_be_bytes(whole[16..20].try_into().unwrap()) as usize;
        let mut header: serde_json::Value = serde_json::from_slice(&whole[20..20 + length]).unwrap();
        header["shape"] = json!(1000);
        header["app"] = json!("3.0.0");
        header.to_string()
    }] {
        use sha2::Digest;
        let mut bytes = whole[..16].to_vec();
        bytes.extend(u32::try_from(newer.len()).unwrap().to_be_bytes());
        bytes.extend(newer.as_bytes());
        let hash = sha2::Sha256::digest(&bytes);
        bytes.extend(hash);
        std::fs::write(at("newer.backup"), bytes).unwrap();
        let found = read(&at("newer.backup"), &other).await;
        assert!(matches!(&found, Err(BackupError::Newer { app }) if app == "3.0.0"), "{found:?}");
    }
    // Nothing but a backup is ever overwritten, and no folder is made up.
    let progress = Progress::default();
    let refused = vault.back_up(&at("cat.jpg"), &lock, NOW, "0.1.0", &progress).await;
    assert!(matches!(refused, Err(BackupError::InTheWay)));
    let refused = vault.back_up(&at("stick/family.backup"), &lock, NOW, "0.1.0", &progress).await;
    assert!(matches!(refused, Err(BackupError::NoFolder)));
    back_up(&vault, &at("empty.backup"), &lock).await;
    vault.close().await;
}

fn standing_in<'w>(bytes: &[u8], words: &[&'w str]) -> Vec<&'w str> {
    let stands = |word: &&&str| bytes.windows(word.len()).any(|at| at == word.as_bytes());
    words.iter().filter(stands).copied().collect()
}

/// The words that stand in a file as they are, or packed, wherever the packing begins.
fn readable<'w>(bytes: &[u8], words: &[&'w str]) -> Vec<&'w str> {
    let mut text = bytes.to_vec();
    for from in 0..bytes.len() {
        // What is unpacked before an error counts too, and the error is of no interest.
        let _ = DeflateDecoder::new(&bytes[from..]).take(1 << 20).read_to_end(&mut text);
    }
    standing_in(&text, words)
}

fn packed(text: &str) -> Vec<u8> {
    let mut packing = GzEncoder::new(Vec::new(), Compression::default());
    packing.write_all(text.as_bytes()).unwrap();
    packing.finish().unwrap()
}

#[tokio::test]
async fn no_word_of_a_child_stands_in_a_backup_or_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let vault = Vault::open(&folder.path().join("profile"), typed()).await.unwrap();
    life(&vault).await;
    let (shelf, lock) = (folder.path().join("shelf"), lock().await);
    std::fs::create_dir(&shelf).unwrap();
    back_up(&vault, &shelf.join("1.backup"), &lock).await;
    let (restored, _) = restore(&folder.path().join("new"), typed(), &shelf.join("1.backup"), false).await.unwrap();
    assert_eq!(names(&shelf), ["1.backup"]);
    let words = ["канарейка", "canary", "Амина", "Гаджиева", "Алгебра", "patimat", "CREATE TABLE", "SQLite format 3"];
    for (name, bytes) in files(&folder.path().join("new")) {
        assert_eq!(standing_in(&bytes, &words), [""; 0], "{name}");
    }
    // A backup is packed before it is sealed: without the seal its words would still not stand in it as they are.
    let backup = std::fs::read(shelf.join("1.backup")).unwrap();
    let unsealed = [&backup[..100], &packed("{\"row\":[\"Амина Гаджиева\"]}"), &backup[100..]].concat();
    assert_eq!(readable(&unsealed, &words), ["Амина", "Гаджиева"], "this test sees what is packed and not sealed");
    assert_eq!(readable(&backup, &words), [""; 0]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(shelf.join("1.backup")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "for the user alone");
    }
    restored.close().await;
    vault.close().await;
}

#[tokio::test]
async fn a_backup_is_one_moment_while_others_write() {
    let folder = tempfile::tempdir().unwrap();
    let vault = Vault::open(&folder.path().join("profile"), typed()).await.unwrap();
    let (amina, _) = life(&vault).await;
    let mut pass = peremena_vault::PassWrite::new(amina.clone(), YEAR, NOW);
    pass.put = many(4000);
    vault.commit(&pass).await.unwrap();
    let (file, lock) = (folder.path().join("1.backup"), lock().await);
    let (writer, child) = (vault.clone(), amina.clone());
    let writing = tokio::spawn(async move {
        for n in 0..400 {
            // An item and its entry in the log: in one moment there are as many of both as before.
            let new = mark(&format!("new-{n}"), "5", date!(2026 - 11 - 20));
            writer.commit(&news(&child, NOW, vec![new])).await.unwrap();
        }
    });
    let mut moments = Vec::new();
    while !writing.is_finished() {
        let made = back_up(&vault, &file, &lock).await;
        let (items, log) = (made.rows["item"] - 4004, made.rows["change_log"] - 4);
        assert_eq!(items, log);
        moments.push(items);
    }
    writing.await.unwrap();
    println!("passes that were in: {moments:?} of 400");
    assert!(moments.iter().any(|passes| (1..400).contains(passes)), "in the middle of the writing");
    vault.close().await;
}

#[tokio::test]
async fn a_backup_that_is_called_off_leaves_the_old_one() {
    let folder = tempfile::tempdir().unwrap();
    let vault = Vault::open(&folder.path().join("profile"), typed()).await.unwrap();
    life(&vault).await;
    let (shelf, lock) = (folder.path().join("shelf"), lock().await);
    std::fs::create_dir(&shelf).unwrap();
    let file = shelf.join("1.backup");
    back_up(&vault, &file, &lock).await;
    let before = std::fs::read(&file).unwrap();
    let progress = Progress::default();
    progress.cancel();
    let refused = vault.back_up(&file, &lock, NOW, "0.1.0", &progress).await;
    assert!(matches!(refused, Err(BackupError::Cancelled)));
    // The same where nobody waits for it any more.
    for steps in 0..30 {
        let progress = Progress::default();
        let making = vault.back_up(&file, &lock, NOW, "0.1.0", &progress);
        let _ = tokio::time::timeout(Duration::from_micros(steps * 300), making).await;
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(names(&shelf), ["1.backup"], "nothing half made is left");
    read(&file, &Unlock::Lock(lock)).await.unwrap();
    assert!(!before.is_empty());
    vault.close().await;
}

#[tokio::test]
#[ignore = "run by others in a process of its own"]
async fn role_backs_up() {
    let Some((profile, word)) = rig::told() else { return };
    let vault = Vault::open(&profile, typed()).await.unwrap();
    let lock = vault.backup_lock().await.unwrap().unwrap();
    let file = profile.parent().unwrap().join("shelf/1.backup");
    match word.as_str() {
        "without end" => loop {
            back_up(&vault, &file, &lock).await;
        },
        _ => {
            let refused = vault.back_up(&file, &lock, NOW, "0.1.0", &Progress::default()).await;
            assert!(matches!(refused, Err(BackupError::Vault(VaultError::Full))), "{refused:?}");
        }
    }
    // A process that ends while SQLite's own thread is at work may crash in the libraries' last words.
    vault.close().await;
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

#[tokio::test]
async fn a_kill_while_a_backup_is_made_leaves_a_whole_one() {
    let folder = tempfile::tempdir().unwrap();
    let (profile, shelf, unlock) = shelf(folder.path()).await;
    let (mut torn, mut renewed) = (0, 0);
    for kill in 0..12_u64 {
        let before = std::fs::read(shelf.join("1.backup")).unwrap();
        let mut child = rig::role_start("backup::role_backs_up", &profile, "without end");
        until(|| std::fs::read_dir(&shelf).unwrap().count() > 1).await;
        if kill % 4 == 3 {
            until(|| std::fs::read(shelf.join("1.backup")).unwrap() != before).await;
        }
        tokio::time::sleep(Duration::from_millis(kill * 20)).await;
        child.kill().unwrap();
        child.wait().unwrap();
        read(&shelf.join("1.backup"), &unlock).await.unwrap();
        renewed += usize::from(std::fs::read(shelf.join("1.backup")).unwrap() != before);
        for (name, _) in files(&shelf).into_iter().filter(|(name, _)| name != "1.backup") {
            torn += 1;
            std::fs::remove_file(shelf.join(name)).unwrap();
        }
    }
    println!("{renewed} of 12 runs had finished one, {torn} were killed in the middle of one");
    assert!(renewed > 0 && torn > 0, "the kills came before, between and within");
}

async fn until(seen: impl Fn() -> bool) {
    let patience = std::time::Instant::now() + Duration::from_secs(30);
    while !seen() {
        assert!(std::time::Instant::now() < patience, "the other process did not get there");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

/// A real file system of a real size, full in the middle of a backup.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_full_disk_while_a_backup_is_made_leaves_the_old_one() {
    let folder = tempfile::tempdir().unwrap();
    let (profile, shelf, unlock) = shelf(folder.path()).await;
    let size = std::fs::metadata(shelf.join("1.backup")).unwrap().len();
    let script = r#"mount -t tmpfs -o size="$3" none "$2" && cp "$4" "$2/1.backup" && "$0" --exact "$1" --include-ignored \
        && cp "$2"/* "$4.after/" && [ "$(ls -A "$2")" = 1.backup ]"#;
    for room in [size + 8192, size + size / 2] {
        let after = folder.path().join("kept.after");
        std::fs::create_dir_all(&after).unwrap();
        std::fs::copy(shelf.join("1.backup"), folder.path().join("kept")).unwrap();
        let ended = std::process::Command::new("unshare")
            .args(["--user", "--map-root-user", "--mount", "bash", "-c", script])
            .arg(std::env::current_exe().unwrap())
            .arg("backup::role_backs_up")
            .arg(&shelf)
            .arg(room.to_string())
            .arg(folder.path().join("kept"))
            .env("PEREMENA_TEST_PROFILE", &profile)
            .env("PEREMENA_TEST_WORD", "full")
            .output()
            .unwrap();
        assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
        assert!(std::fs::read(after.join("1.backup")).unwrap() == std::fs::read(folder.path().join("kept")).unwrap());
        read(&after.join("1.backup"), &unlock).await.unwrap();
    }
}

#[tokio::test]
async fn a_file_that_is_there_is_set_aside_and_only_when_that_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let vault = Vault::open(&at("profile"), typed()).await.unwrap();
    life(&vault).await;
    let lock = lock().await;
    back_up(&vault, &at("1.backup"), &lock).await;
    assert!(matches!(
        restore(&at("profile"), typed(), &at("1.backup"), true).await,
        Err(BackupError::Vault(VaultError::Busy))
    ));
    vault.put_setting("later", &json!(true)).await.unwrap();
    vault.close().await;
    let before = files(&at("profile"));
    assert!(matches!(restore(&at("profile"), typed(), &at("1.backup"), false).await, Err(BackupError::Occupied)));
    let other = KeySource::Passphrase(words("не та машина"));
    assert!(matches!(
        restore(&at("profile"), other, &at("1.backup"), true).await,
        Err(BackupError::Vault(VaultError::WrongKey))
    ));
    assert!(files(&at("profile")) == before, "nothing is touched");

    let (vault, set_aside) = restore(&at("profile"), typed(), &at("1.backup"), true).await.unwrap();
    assert_eq!(vault.setting("later").await.unwrap(), None);
    vault.close().await;
    let set_aside = set_aside.unwrap();
    assert_eq!(set_aside, at("profile").join("peremena.db.replaced-1"));
    assert!(std::fs::read(&set_aside).unwrap() == before.iter().find(|(name, _)| name == "peremena.db").unwrap().1);
    // Once more: the first one that was set aside is not overwritten. And it opens, with the key of the profile.
    let (vault, again) = restore(&at("profile"), typed(), &at("1.backup"), true).await.unwrap();
    assert_eq!(again.unwrap(), at("profile").join("peremena.db.replaced-2"));
    vault.close().await;
    std::fs::rename(&set_aside, at("profile").join("peremena.db")).unwrap();
    let vault = Vault::open(&at("profile"), typed()).await.unwrap();
    assert_eq!(vault.setting("later").await.unwrap(), Some(json!(true)));
    vault.destroy(&at("profile")).await.unwrap();
    assert_eq!(files(&at("profile")), [], "the last sign-out takes what was set aside too");
}

#[tokio::test]
#[ignore = "run by a_kill_while_a_backup_is_restored_leaves_a_profile_that_opens"]
async fn role_restores() {
    let Some((profile, _)) = rig::told() else { return };
    let file = profile.parent().unwrap().join("shelf/1.backup");
    let (vault, _) = restore(&profile, typed(), &file, true).await.unwrap();
    vault.close().await;
}

/// How many files a restore has set aside.
fn replaced(profile: &Path) -> usize {
    let entries = std::fs::read_dir(profile).unwrap().flatten();
    entries.filter(|entry| entry.file_name().to_string_lossy().starts_with("peremena.db.replaced")).count()
}

#[tokio::test]
async fn a_kill_while_a_backup_is_restored_leaves_a_profile_that_opens() {
    let folder = tempfile::tempdir().unwrap();
    let (profile, _, _) = shelf(folder.path()).await;
    let (mut old, mut new) = (0, 0);
    for kill in 0..14_u64 {
        let vault = Vault::open(&profile, typed()).await.unwrap();
        vault.put_setting("old", &json!(true)).await.unwrap();
        vault.close().await;
        // What the kill before has left is not what this one makes.
        let _ = std::fs::remove_file(profile.join("peremena.db.new"));
        let before = replaced(&profile);
        let mut child = rig::role_start("backup::role_restores", &profile, "");
        if kill % 4 == 3 {
            until(|| replaced(&profile) > before).await;
        } else {
            until(|| profile.join("peremena.db.new").exists()).await;
            tokio::time::sleep(Duration::from_millis(kill * 40)).await;
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let vault = Vault::open(&profile, typed()).await.unwrap();
        vault.verify().await.unwrap();
        assert_eq!(vault.students().await.unwrap().len(), 2);
        match vault.setting("old").await.unwrap() {
            Some(_) => old += 1,
            None => new += 1,
        }
        vault.close().await;
    }
    println!("{old} of 14 kills left the old file, {new} the restored one");
    assert!(old > 0 && new > 0);
}

/// As a killed process leaves a profile: what was written last stands in the log beside the file and nowhere else.
async fn left_by_a_kill(profile: &Path, to: &Path) {
    let vault = Vault::open(profile, typed()).await.unwrap();
    vault.put_setting("late", &json!(true)).await.unwrap();
    std::fs::create_dir(to).unwrap();
    for (name, bytes) in files(profile).into_iter().filter(|(name, _)| !name.ends_with("-shm")) {
        std::fs::write(to.join(name), bytes).unwrap();
    }
    vault.close().await;
    assert!(std::fs::metadata(to.join("peremena.db-wal")).unwrap().len() > 0);
}

/// Whether a file that was set aside has what was written last.
async fn late_is_in(aside: &Path, room: &Path) -> bool {
    std::fs::create_dir(room).unwrap();
    std::fs::copy(aside.with_file_name("profile.json"), room.join("profile.json")).unwrap();
    for suffix in ["", "-wal"] {
        let (name, from) = (format!("peremena.db{suffix}"), format!("{}{suffix}", aside.display()));
        if Path::new(&from).exists() {
            std::fs::copy(from, room.join(name)).unwrap();
        }
    }
    let vault = Vault::open(room, typed()).await.unwrap();
    vault.verify().await.unwrap();
    let late = vault.setting("late").await.unwrap();
    vault.close().await;
    late.is_some()
}

/// Kill −9 before every call that moves or removes a file. Needs the package `strace`.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn wherever_a_restore_is_killed_what_was_written_last_is_not_lost() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let vault = Vault::open(&at("old"), typed()).await.unwrap();
    life(&vault).await;
    std::fs::create_dir(at("shelf")).unwrap();
    back_up(&vault, &at("shelf").join("1.backup"), &lock().await).await;
    vault.close().await;
    left_by_a_kill(&at("old"), &at("left")).await;

    let (mut old, mut new) = (0, 0);
    for call in ["rename", "unlink"] {
        for point in 1.. {
            let profile = at("profile");
            std::fs::create_dir(&profile).unwrap();
            for (name, bytes) in files(&at("left")) {
                std::fs::write(profile.join(name), bytes).unwrap();
            }
            let ended = std::process::Command::new("strace")
                .args(["-f", "-qq", "-o", "/dev/null", "-e", &format!("trace={call}"), "-e"])
                .arg(format!("inject={call}:signal=KILL:when={point}"))
                .arg(std::env::current_exe().unwrap())
                .args(["--exact", "backup::role_restores", "--include-ignored"])
                .env("PEREMENA_TEST_PROFILE", &profile)
                .env("PEREMENA_TEST_WORD", "")
                .stdout(std::process::Stdio::null())
                .status()
                .unwrap();
            let vault = Vault::open(&profile, typed()).await.unwrap();
            vault.verify().await.unwrap();
            assert_eq!(vault.students().await.unwrap().len(), 2, "{call} {point}");
            let restored = !vault.catching_up().await.unwrap().is_empty();
            let late = vault.setting("late").await.unwrap();
            vault.close().await;
            if restored {
                assert_eq!(late, None, "{call} {point}: the log of the old file was read into the new one");
                let aside = profile.join("peremena.db.replaced-1");
                assert!(late_is_in(&aside, &at("room")).await, "{call} {point}");
                std::fs::remove_dir_all(at("room")).unwrap();
                new += 1;
            } else {
                assert!(late.is_some(), "{call} {point}: the log was taken away from the file");
                old += 1;
            }
            std::fs::remove_dir_all(&profile).unwrap();
            if ended.success() {
                break;
            }
            assert_eq!(std::os::unix::process::ExitStatusExt::signal(&ended), Some(9), "{call} {point}: {ended}");
        }
    }
    println!("{old} kills left the old file, {new} the restored one");
    assert!(old > 2 && new > 2, "both sides were hit: {old} and {new}");
}

#[tokio::test]
async fn a_restore_that_was_cut_off_is_finished_by_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let (profile, shelf, _) = shelf(folder.path()).await;
    let path = |name: &str| profile.join(name);
    let old_marker = std::fs::read(path("profile.json")).unwrap();
    // A profile whose key is of another passphrase takes the place of one that has lost its own: the states of the
    // folder between the last steps, made by hand from a restore into an empty profile.
    let other = || KeySource::Passphrase(words("другая машина"));
    let fresh = folder.path().join("fresh");
    let (vault, _) = restore(&fresh, other(), &shelf.join("1.backup"), false).await.unwrap();
    vault.close().await;
    std::fs::copy(fresh.join("peremena.db"), path("peremena.db.recovered")).unwrap();
    std::fs::copy(fresh.join("profile.json"), path("peremena.db.recovered.json")).unwrap();
    // 1. The new one is finished, the old one stands: it is the profile.
    let vault = Vault::open(&profile, typed()).await.unwrap();
    assert!(vault.catching_up().await.unwrap().is_empty());
    vault.close().await;
    assert!(std::fs::read(path("profile.json")).unwrap() == old_marker);
    // 2. The old one is set aside: the new one is the profile, with its own key.
    std::fs::rename(path("peremena.db"), path("peremena.db.replaced-1")).unwrap();
    assert!(Vault::exists(&profile));
    let vault = Vault::open(&profile, other()).await.unwrap();
    assert!(!vault.catching_up().await.unwrap().is_empty());
    vault.close().await;
    assert!(!path("peremena.db.recovered.json").exists());
    // 3. The marker is there, the file is not yet.
    std::fs::rename(path("peremena.db"), path("peremena.db.recovered")).unwrap();
    std::fs::copy(path("profile.json"), path("peremena.db.recovered.json")).unwrap();
    let vault = Vault::open(&profile, other()).await.unwrap();
    assert_eq!(vault.students().await.unwrap().len(), 2);
    vault.close().await;
}

#[test]
fn a_key_that_is_gone_is_what_backups_are_for() {
    in_room(Room::Open, "backup::a_key_that_is_gone_is_what_backups_are_for", async |profile| {
        let vault = Vault::open(&profile, KeySource::Keyring).await.unwrap();
        life(&vault).await;
        let file = profile.parent().unwrap().join("1.backup");
        back_up(&vault, &file, &lock().await).await;
        vault.close().await;
        // The family's new computer has the folder of the old one, and an empty keyring.
        let id = entry(&profile).get_secret().unwrap();
        entry(&profile).delete_credential().unwrap();
        let marker = std::fs::read(profile.join("profile.json")).unwrap();
        assert!(matches!(restore(&profile, KeySource::Keyring, &file, false).await, Err(BackupError::Occupied)));
        assert_eq!(entries(), 0);
        let (vault, set_aside) = restore(&profile, KeySource::Keyring, &file, true).await.unwrap();
        assert_eq!(vault.students().await.unwrap().len(), 2);
        vault.close().await;
        assert_eq!(entries(), 1);
        assert!(entry(&profile).get_secret().unwrap() != id, "a key of its own");
        // What was set aside keeps what led to its key, should that come back.
        let set_aside = set_aside.unwrap();
        let kept = std::fs::read(format!("{}.json", set_aside.display())).unwrap();
        let (kept, marker): (serde_json::Value, serde_json::Value) =
            (serde_json::from_slice(&kept).unwrap(), serde_json::from_slice(&marker).unwrap());
        assert_eq!(kept, marker);
        let vault = Vault::open(&profile, KeySource::Keyring).await.unwrap();
        vault.destroy(&profile).await.unwrap();
        assert_eq!((entries(), files(&profile)), (0, Vec::new()));
    });
}

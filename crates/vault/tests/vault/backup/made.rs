//! A backup that is being made, whatever happens meanwhile.

use super::*;

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

/// What the process on a full disk says once its backup was refused: one that never ran says nothing.
const REFUSED: &str = "= the disk was full";

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
            println!("{REFUSED}");
        }
    }
    // A process that ends while SQLite's own thread is at work may crash in the libraries' last words.
    vault.close().await;
}

#[tokio::test]
async fn a_kill_while_a_backup_is_made_leaves_a_whole_one() {
    let folder = tempfile::tempdir().unwrap();
    let (profile, shelf, unlock) = shelf(folder.path()).await;
    let (mut torn, mut renewed) = (0, 0);
    for kill in 0..12_u64 {
        let before = std::fs::read(shelf.join("1.backup")).unwrap();
        let mut child = rig::role_start("backup::made::role_backs_up", &profile, "without end");
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

/// A real file system of a real size, full in the middle of a backup.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_full_disk_while_a_backup_is_made_leaves_the_old_one() {
    let folder = tempfile::tempdir().unwrap();
    let (profile, shelf, unlock) = shelf(folder.path()).await;
    let size = std::fs::metadata(shelf.join("1.backup")).unwrap().len();
    let script = r#"mount -t tmpfs -o size="$3" none "$2" && cp "$4" "$2/1.backup" && "$0" --exact "$1" --nocapture --include-ignored \
        && cp "$2"/* "$4.after/" && [ "$(ls -A "$2")" = 1.backup ]"#;
    for room in [size + 8192, size + size / 2] {
        let after = folder.path().join("kept.after");
        std::fs::create_dir_all(&after).unwrap();
        std::fs::copy(shelf.join("1.backup"), folder.path().join("kept")).unwrap();
        let ended = std::process::Command::new("unshare")
            .args(["--user", "--map-root-user", "--mount", "bash", "-c", script])
            .arg(std::env::current_exe().unwrap())
            .arg("backup::made::role_backs_up")
            .arg(&shelf)
            .arg(room.to_string())
            .arg(folder.path().join("kept"))
            .env("PEREMENA_TEST_PROFILE", &profile)
            .env("PEREMENA_TEST_WORD", "full")
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&ended.stdout);
        assert!(ended.status.success(), "{said}{}", String::from_utf8_lossy(&ended.stderr));
        assert!(said.lines().any(|line| line == REFUSED), "no backup was tried on the full disk: {said}");
        assert!(std::fs::read(after.join("1.backup")).unwrap() == std::fs::read(folder.path().join("kept")).unwrap());
        read(&after.join("1.backup"), &unlock).await.unwrap();
    }
}

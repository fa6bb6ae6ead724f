//! A restore that is killed.

use super::*;

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
        let mut child = rig::role_start("backup::killed::role_restores", &profile, "");
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
                .args(["--exact", "backup::killed::role_restores", "--include-ignored"])
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

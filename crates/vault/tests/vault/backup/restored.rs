//! A backup in the place of a profile.

use super::*;

#[tokio::test]
async fn a_backup_is_restored_on_another_machine() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let vault = Vault::open(&at("old"), typed()).await.unwrap();
    let (amina, timur) = life(&vault).await;
    crate::school::chosen(&vault, &amina, &timur).await;
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
    assert!(crate::school::is_as_chosen(&new).await, "names, colours and order");
    assert_eq!(new.coverage(&amina, YEAR).await.unwrap(), vault.coverage(&amina, YEAR).await.unwrap());
    assert!(new.ticks(&timur, YEAR).await.unwrap().ticked().contains("h"));
    // The school was told long ago, or is another way now: it is not told of it by a copy.
    assert_eq!(vault.waiting_ticks(&timur).await.unwrap().len(), 1);
    assert_eq!(new.waiting_ticks(&timur).await.unwrap(), []);
    let week = Span::new(date!(2026 - 11 - 23), date!(2026 - 11 - 29)).unwrap();
    assert_eq!(new.tasks(&timur, week).await.unwrap(), [own_task()]);
    assert_eq!(new.own_letters(&timur).await.unwrap(), [own_letter()]);
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
    assert!(vault.notice_at("bus :1.7", 7).await.unwrap().is_some());
    assert_eq!(new.notice_at("bus :1.7", 7).await.unwrap(), None, "the number was another desktop's");
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

#[test]
fn a_key_that_is_gone_is_what_backups_are_for() {
    in_room(Room::Open, "backup::restored::a_key_that_is_gone_is_what_backups_are_for", async |profile| {
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

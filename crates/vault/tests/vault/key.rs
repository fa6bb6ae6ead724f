//! The key: made once, never doubled, never lost, and asked for without hanging.

use std::time::{Duration, Instant};

use peremena_vault::{DeviceKey, KeySource, KeyStore, KeyTrouble, Passphrase, Vault, VaultError};
use serde_json::json;

use crate::rig::{Room, entries, entry, entry_of, files, in_room, lock_keyring, signal_keyring, unlock_keyring};
use crate::school::family;

fn passphrase(words: &str) -> KeySource {
    KeySource::Passphrase(Passphrase::new(words.into()))
}

fn trouble(opened: Result<Vault, VaultError>) -> KeyTrouble {
    match opened {
        Err(VaultError::KeyUnavailable(trouble)) => trouble,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_first_start_makes_a_key_and_the_next_finds_it() {
    in_room(Room::Open, "key::a_first_start_makes_a_key_and_the_next_finds_it", async |profile| {
        assert!(!Vault::exists(&profile));
        assert_eq!(Vault::key_store(&profile), None);
        let vault = Vault::open(&profile, KeySource::Keyring).await.unwrap();
        family(&vault).await;
        vault.close().await;
        assert!(Vault::exists(&profile));
        assert_eq!(Vault::key_store(&profile), Some(KeyStore::Keyring));
        assert_eq!(entries(), 1);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
            assert_eq!(mode(&profile), 0o700);
            for (name, _) in files(&profile) {
                assert_eq!(mode(&profile.join(&name)), 0o600, "{name}");
            }
        }
        let vault = Vault::open(&profile, KeySource::Keyring).await.unwrap();
        assert_eq!(vault.students().await.unwrap().len(), 2);
        assert!(matches!(Vault::open(&profile, passphrase("x")).await, Err(VaultError::WrongKey)));
        vault.close().await;
        assert_eq!(entries(), 1);
    });
}

/// One process signs the last account out while another has the file open, where the family signs in again.
#[test]
fn a_sign_out_beside_an_open_file_costs_nobody_the_diary() {
    let name = "key::a_sign_out_beside_an_open_file_costs_nobody_the_diary";
    in_room(Room::Open, name, async |profile| {
        let leaving = Vault::open(&profile, KeySource::Keyring).await.unwrap();
        let (parent, ..) = family(&leaving).await;
        let beside = Vault::open(&profile, KeySource::Keyring).await.unwrap();
        leaving.remove_account(&parent.id).await.unwrap();
        let cut = leaving.destroy(&profile).await;
        assert!(matches!(cut, Err(VaultError::Busy)), "{cut:?}");
        family(&beside).await;
        beside.close().await;
        assert!(Vault::exists(&profile));
        let vault = Vault::open(&profile, KeySource::Keyring).await.unwrap();
        assert_eq!(vault.students().await.unwrap().len(), 2);
        vault.close().await;
        assert_eq!(entries(), 1);
    });
}

/// The same, but that the other process closes the file while the first still waits for it.
#[test]
fn who_signs_in_while_the_file_is_being_given_up_keeps_it() {
    let name = "key::who_signs_in_while_the_file_is_being_given_up_keeps_it";
    in_room(Room::Open, name, async |profile| {
        let leaving = Vault::open(&profile, KeySource::Keyring).await.unwrap();
        let (parent, ..) = family(&leaving).await;
        let beside = Vault::open(&profile, KeySource::Keyring).await.unwrap();
        leaving.remove_account(&parent.id).await.unwrap();
        let going = tokio::spawn({
            let profile = profile.clone();
            async move { leaving.destroy_left(&profile).await }
        });
        tokio::time::sleep(Duration::from_millis(300)).await;
        family(&beside).await;
        beside.close().await;
        assert!(matches!(going.await.unwrap(), Err(VaultError::Busy)));
        let vault = Vault::open(&profile, KeySource::Keyring).await.unwrap();
        assert_eq!(vault.students().await.unwrap().len(), 2);
        vault.close().await;
    });
}

/// Two processes find at once that the last account has gone; the family begins anew between them.
#[test]
fn a_file_that_another_has_given_up_is_not_given_up_again() {
    let name = "key::a_file_that_another_has_given_up_is_not_given_up_again";
    in_room(Room::Open, name, async |profile| {
        let first = Vault::open(&profile, KeySource::Keyring).await.unwrap();
        let (parent, ..) = family(&first).await;
        first.remove_account(&parent.id).await.unwrap();
        let second = Vault::open(&profile, KeySource::Keyring).await.unwrap();
        let going = tokio::spawn({
            let profile = profile.clone();
            async move { first.destroy_left(&profile).await }
        });
        tokio::time::sleep(Duration::from_millis(300)).await;
        second.destroy_left(&profile).await.unwrap();
        let anew = Vault::open(&profile, KeySource::Keyring).await.unwrap();
        family(&anew).await;
        going.await.unwrap().unwrap();
        assert_eq!((anew.students().await.unwrap().len(), entries()), (2, 1));
        anew.destroy(&profile).await.unwrap();
        assert_eq!(files(&profile), []);
        assert_eq!(entries(), 0);
    });
}

/// The goal: whoever opens a file waits about three seconds for a keyring that does not answer, and then says so.
fn in_time(begun: Instant) {
    let (took, goal) = (begun.elapsed(), Duration::from_secs(4));
    assert!(took < goal, "a keyring that does not answer is given up within {goal:?}: {took:?}");
}

#[test]
fn a_locked_keyring_never_costs_the_file() {
    in_room(Room::Open, "key::a_locked_keyring_never_costs_the_file", async |profile| {
        let vault = Vault::open(&profile, KeySource::Keyring).await.unwrap();
        family(&vault).await;
        vault.close().await;
        let before = files(&profile);
        lock_keyring();
        let begun = Instant::now();
        let trouble = trouble(Vault::open(&profile, KeySource::Keyring).await);
        assert!(matches!(trouble, KeyTrouble::Locked | KeyTrouble::TimedOut), "{trouble:?}");
        in_time(begun);
        assert!(files(&profile) == before, "the file, the marker and the lock are as they were");
        unlock_keyring();
        let vault = Vault::open(&profile, KeySource::Keyring).await.unwrap();
        assert_eq!(vault.students().await.unwrap().len(), 2);
        vault.close().await;
        assert_eq!(entries(), 1);
    });
}

#[test]
fn a_locked_keyring_makes_no_new_profile() {
    in_room(Room::Open, "key::a_locked_keyring_makes_no_new_profile", async |profile| {
        lock_keyring();
        let trouble = trouble(Vault::open(&profile, KeySource::Keyring).await);
        assert!(matches!(trouble, KeyTrouble::Locked | KeyTrouble::TimedOut), "{trouble:?}");
        assert!(!Vault::exists(&profile));
        assert_eq!(Vault::key_store(&profile), None);
    });
}

#[test]
fn without_a_bus_a_passphrase_is_offered() {
    in_room(Room::NoBus, "key::without_a_bus_a_passphrase_is_offered", no_keyring);
}

#[test]
fn without_a_keyring_a_passphrase_is_offered() {
    in_room(Room::NoService, "key::without_a_keyring_a_passphrase_is_offered", no_keyring);
}

async fn no_keyring(profile: std::path::PathBuf) {
    let begun = Instant::now();
    assert_eq!(trouble(Vault::open(&profile, KeySource::Keyring).await), KeyTrouble::NoKeyring);
    in_time(begun);
    assert!(!Vault::exists(&profile));
    assert_eq!(Vault::key_store(&profile), None, "nothing is half made");
}

#[test]
fn a_keyring_that_does_not_answer_is_waited_for_three_seconds() {
    let name = "key::a_keyring_that_does_not_answer_is_waited_for_three_seconds";
    in_room(Room::Open, name, async |profile| {
        Vault::open(&profile, KeySource::Keyring).await.unwrap().close().await;
        let before = files(&profile);
        signal_keyring("-STOP");
        for _ in 0..2 {
            let begun = Instant::now();
            assert_eq!(trouble(Vault::open(&profile, KeySource::Keyring).await), KeyTrouble::TimedOut);
            let waited = begun.elapsed();
            assert!(waited > Duration::from_millis(2900) && waited < Duration::from_secs(4), "{waited:?}");
        }
        assert!(files(&profile) == before);
        signal_keyring("-CONT");
        Vault::open(&profile, KeySource::Keyring).await.unwrap().close().await;
    });
}

/// The keyring ends while it is asked, as one that crashes: whoever asked is told so, in time.
async fn killed_in_mid_call(profile: &std::path::Path) {
    signal_keyring("-STOP");
    let begun = Instant::now();
    let (opened, ()) = tokio::join!(Vault::open(profile, KeySource::Keyring), async {
        tokio::time::sleep(Duration::from_millis(500)).await;
        signal_keyring("-KILL");
    });
    let trouble = trouble(opened);
    assert!(matches!(trouble, KeyTrouble::NoKeyring | KeyTrouble::TimedOut), "{trouble:?}");
    in_time(begun);
}

/// Opens with the keyring that takes the place of the one that was killed, as soon as it is on the bus.
async fn with_the_next_keyring(profile: &std::path::Path) -> Vault {
    unlock_keyring();
    let until = Instant::now() + Duration::from_secs(10);
    loop {
        match Vault::open(profile, KeySource::Keyring).await {
            Ok(vault) => return vault,
            Err(error) => assert!(Instant::now() < until, "{error:?}"),
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[test]
fn a_keyring_that_is_killed_in_mid_call_costs_neither_the_file_nor_its_key() {
    let name = "key::a_keyring_that_is_killed_in_mid_call_costs_neither_the_file_nor_its_key";
    in_room(Room::Open, name, async |profile| {
        let vault = Vault::open(&profile, KeySource::Keyring).await.unwrap();
        family(&vault).await;
        vault.close().await;
        let before = files(&profile);
        killed_in_mid_call(&profile).await;
        assert!(files(&profile) == before, "the file, the marker and the lock are as they were");
        let vault = with_the_next_keyring(&profile).await;
        assert_eq!(vault.students().await.unwrap().len(), 2);
        vault.close().await;
        assert_eq!(entries(), 1);
    });
}

#[test]
fn a_keyring_that_is_killed_in_mid_call_leaves_no_profile_half_made() {
    let name = "key::a_keyring_that_is_killed_in_mid_call_leaves_no_profile_half_made";
    in_room(Room::Open, name, async |profile| {
        killed_in_mid_call(&profile).await;
        assert!(!Vault::exists(&profile));
        assert_eq!(Vault::key_store(&profile), None, "nothing is half made");
        with_the_next_keyring(&profile).await.close().await;
        assert_eq!(entries(), 1);
    });
}

#[test]
fn a_key_that_is_gone_is_told_and_no_new_one_is_made() {
    in_room(Room::Open, "key::a_key_that_is_gone_is_told_and_no_new_one_is_made", async |profile| {
        Vault::open(&profile, KeySource::Keyring).await.unwrap().close().await;
        let before = files(&profile);
        let entry = entry(&profile);
        let key = entry.get_secret().unwrap();
        entry.delete_credential().unwrap();
        assert_eq!(trouble(Vault::open(&profile, KeySource::Keyring).await), KeyTrouble::MissingKey);
        assert_eq!(entries(), 0);
        assert!(files(&profile) == before);
        entry.set_secret(&key).unwrap();
        Vault::open(&profile, KeySource::Keyring).await.unwrap().close().await;
    });
}

#[test]
fn a_lost_marker_is_found_again_through_the_file() {
    in_room(Room::Open, "key::a_lost_marker_is_found_again_through_the_file", async |profile| {
        let vault = Vault::open(&profile, KeySource::Keyring).await.unwrap();
        family(&vault).await;
        vault.close().await;
        std::fs::remove_file(profile.join("profile.json")).unwrap();
        assert_eq!(Vault::key_store(&profile), Some(KeyStore::Keyring), "there is a second copy");
        std::fs::write(profile.join("profile.copy.json"), "{").unwrap();
        assert_eq!(Vault::key_store(&profile), None);
        let vault = Vault::open(&profile, KeySource::Keyring).await.unwrap();
        assert_eq!(vault.students().await.unwrap().len(), 2);
        vault.close().await;
        assert_eq!(Vault::key_store(&profile), Some(KeyStore::Keyring));
        assert_eq!(entries(), 1);
    });
}

#[test]
fn a_passphrase_opens_changes_and_gives_way_to_the_keyring() {
    let name = "key::a_passphrase_opens_changes_and_gives_way_to_the_keyring";
    in_room(Room::Open, name, async |profile| {
        let begun = Instant::now();
        let vault = Vault::open(&profile, passphrase("каша с маслом")).await.unwrap();
        println!("first open with a passphrase: {:?}", begun.elapsed());
        family(&vault).await;
        vault.close().await;
        assert_eq!(Vault::key_store(&profile), Some(KeyStore::Passphrase));
        assert_eq!(entries(), 0);
        let before = files(&profile);
        assert!(matches!(Vault::open(&profile, passphrase("каша")).await, Err(VaultError::WrongKey)));
        assert_eq!(trouble(Vault::open(&profile, KeySource::Keyring).await), KeyTrouble::PassphraseNeeded);
        assert!(files(&profile) == before);

        Vault::change_key_store(&profile, passphrase("каша с маслом"), passphrase("без масла")).await.unwrap();
        assert!(matches!(Vault::open(&profile, passphrase("каша с маслом")).await, Err(VaultError::WrongKey)));
        Vault::change_key_store(&profile, passphrase("без масла"), KeySource::Keyring).await.unwrap();
        assert_eq!(entries(), 1);
        let vault = Vault::open(&profile, KeySource::Keyring).await.unwrap();
        assert_eq!(vault.students().await.unwrap().len(), 2);
        vault.close().await;
        Vault::change_key_store(&profile, KeySource::Keyring, passphrase("снова")).await.unwrap();
        assert_eq!(entries(), 0);
    });
}

/// Two tries to give the key to a keyring that answers late: the first, given up, must not take away what the second put.
#[test]
fn a_keyring_that_took_the_key_late_keeps_that_of_the_second_try() {
    let name = "key::a_keyring_that_took_the_key_late_keeps_that_of_the_second_try";
    in_room(Room::Open, name, async |profile| {
        Vault::open(&profile, passphrase("каша с маслом")).await.unwrap().close().await;
        signal_keyring("-STOP");
        let change = || Vault::change_key_store(&profile, passphrase("каша с маслом"), KeySource::Keyring);
        let first = change().await;
        assert!(matches!(first, Err(VaultError::KeyUnavailable(KeyTrouble::TimedOut))), "{first:?}");
        let (second, ()) = tokio::join!(change(), async {
            tokio::time::sleep(Duration::from_secs(1)).await;
            signal_keyring("-CONT");
        });
        second.unwrap();
        // Whatever the first still does.
        tokio::time::sleep(Duration::from_secs(2)).await;
        assert_eq!(entries(), 1);
        Vault::open(&profile, KeySource::Keyring).await.unwrap().close().await;
    });
}

/// Given up by who asked, it comes to nothing: nothing of the key is left where nobody knows of it.
#[test]
fn a_keyring_that_took_the_key_late_forgets_it() {
    in_room(Room::Open, "key::a_keyring_that_took_the_key_late_forgets_it", async |profile| {
        Vault::open(&profile, passphrase("каша с маслом")).await.unwrap().close().await;
        signal_keyring("-STOP");
        for _ in 0..2 {
            let change = Vault::change_key_store(&profile, passphrase("каша с маслом"), KeySource::Keyring).await;
            assert!(matches!(change, Err(VaultError::KeyUnavailable(KeyTrouble::TimedOut))), "{change:?}");
        }
        signal_keyring("-CONT");
        tokio::time::sleep(Duration::from_secs(2)).await;
        assert_eq!(entries(), 0);
        Vault::open(&profile, passphrase("каша с маслом")).await.unwrap().close().await;
    });
}

/// From the keyring to a passphrase, while the keyring stops answering: the passphrase is in force, and is said to be.
#[test]
fn a_keyring_that_does_not_forget_at_once_is_asked_again() {
    let name = "key::a_keyring_that_does_not_forget_at_once_is_asked_again";
    in_room(Room::Open, name, async |profile| {
        Vault::open(&profile, KeySource::Keyring).await.unwrap().close().await;
        let known = entry(&profile).get_secret().unwrap();
        signal_keyring("-STOP");
        // With the key at hand, so that the keyring is first asked when it is to forget.
        let from = KeySource::Device(DeviceKey::new(&known).unwrap());
        Vault::change_key_store(&profile, from, passphrase("каша с маслом")).await.unwrap();
        assert_eq!(Vault::key_store(&profile), Some(KeyStore::Passphrase));
        signal_keyring("-CONT");
        // What was asked for comes true late; put back, it is as if the program had ended meanwhile.
        tokio::time::sleep(Duration::from_secs(2)).await;
        assert_eq!(entries(), 0);
        entry(&profile).set_secret(&known).unwrap();
        let vault = Vault::open(&profile, passphrase("каша с маслом")).await.unwrap();
        for _ in 0..100 {
            if entries() == 0 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        assert_eq!(entries(), 0);
        tokio::time::sleep(Duration::from_millis(300)).await;
        assert!(!std::fs::read_to_string(profile.join("profile.json")).unwrap().contains("to_forget"), "it is done");
        vault.close().await;
    });
}

#[test]
fn a_key_that_the_device_keeps_leaves_the_keyring() {
    in_room(Room::Open, "key::a_key_that_the_device_keeps_leaves_the_keyring", async |profile| {
        Vault::open(&profile, KeySource::Keyring).await.unwrap().close().await;
        let key = DeviceKey::new(&entry(&profile).get_secret().unwrap()).unwrap();
        Vault::change_key_store(&profile, KeySource::Keyring, KeySource::Device(key.clone())).await.unwrap();
        assert_eq!(entries(), 0);
        Vault::open(&profile, KeySource::Device(key)).await.unwrap().close().await;
    });
}

#[test]
fn a_diary_that_was_set_aside_outlives_the_next_ones_sign_out() {
    let name = "key::a_diary_that_was_set_aside_outlives_the_next_ones_sign_out";
    in_room(Room::Open, name, async |profile| {
        let vault = Vault::open(&profile, KeySource::Keyring).await.unwrap();
        family(&vault).await;
        let aside = vault.set_aside(&profile).await.unwrap();
        assert_eq!(aside, profile.join("peremena.db.locked-1"));
        assert!(!Vault::exists(&profile));
        // The family begins anew, and leaves.
        let next = Vault::open(&profile, KeySource::Keyring).await.unwrap();
        assert_eq!(next.accounts().await.unwrap(), []);
        assert_eq!(entries(), 2);
        next.destroy(&profile).await.unwrap();
        let left: Vec<String> = files(&profile).into_iter().map(|(name, _)| name).collect();
        assert_eq!(left, ["peremena.db.locked-1", "peremena.db.locked-1.json"]);
        assert_eq!(entries(), 1, "its key is kept");
        // Under its old names it is the diary again.
        std::fs::rename(&aside, profile.join("peremena.db")).unwrap();
        std::fs::rename(profile.join("peremena.db.locked-1.json"), profile.join("profile.json")).unwrap();
        let vault = Vault::open(&profile, KeySource::Keyring).await.unwrap();
        assert_eq!(vault.students().await.unwrap().len(), 2);
        vault.close().await;
    });
}

/// A kill between the two steps of setting aside leaves the marker; another may leave the summary as well.
#[test]
fn a_kill_while_a_diary_is_set_aside_does_not_cost_its_key() {
    let name = "key::a_kill_while_a_diary_is_set_aside_does_not_cost_its_key";
    in_room(Room::Open, name, async |profile| {
        for with_summary in [false, true] {
            let vault = Vault::open(&profile, KeySource::Keyring).await.unwrap();
            family(&vault).await;
            vault.put_summary(b"{}".to_vec().into()).await.unwrap();
            let (marker, summary) = (profile.join("profile.json"), profile.join("peremena.db.summary"));
            let (marker_was, summary_was) = (std::fs::read(&marker).unwrap(), std::fs::read(&summary).unwrap());
            let aside = vault.set_aside(&profile).await.unwrap();
            std::fs::write(&marker, marker_was).unwrap();
            if with_summary {
                std::fs::write(&summary, summary_was).unwrap();
            }
            // The family begins anew, and leaves.
            let next = Vault::open(&profile, KeySource::Keyring).await.unwrap();
            assert_eq!(next.accounts().await.unwrap(), []);
            assert_eq!(entries(), 2, "with a key of its own");
            next.destroy(&profile).await.unwrap();
            assert_eq!(entries(), 1, "the key of the first is kept");
            // Under its old names it is the diary again.
            std::fs::rename(aside.with_extension("locked-1.json"), &marker).unwrap();
            std::fs::rename(&aside, profile.join("peremena.db")).unwrap();
            let vault = Vault::open(&profile, KeySource::Keyring).await.unwrap();
            assert_eq!(vault.students().await.unwrap().len(), 2);
            vault.destroy(&profile).await.unwrap();
            assert_eq!(entries(), 0);
        }
    });
}

/// As an older version left it: the diary that was made after the first was set aside has the first one's key.
#[test]
fn a_key_that_two_diaries_share_outlives_the_second() {
    let name = "key::a_key_that_two_diaries_share_outlives_the_second";
    in_room(Room::Open, name, async |profile| {
        let vault = Vault::open(&profile, KeySource::Keyring).await.unwrap();
        family(&vault).await;
        vault.close().await;
        let aside = profile.join("peremena.db.locked-1");
        std::fs::copy(profile.join("peremena.db"), &aside).unwrap();
        std::fs::copy(profile.join("profile.json"), profile.join("peremena.db.locked-1.json")).unwrap();
        Vault::open(&profile, KeySource::Keyring).await.unwrap().destroy(&profile).await.unwrap();
        assert_eq!(entries(), 1, "the key of the first is kept");
    });
}

#[test]
fn wrong_key_damage_and_a_newer_shape_are_three_errors() {
    in_room(Room::Open, "key::wrong_key_damage_and_a_newer_shape_are_three_errors", async |profile| {
        let vault = Vault::open(&profile, KeySource::Keyring).await.unwrap();
        family(&vault).await;
        vault.close().await;
        let db = profile.join("peremena.db");
        let whole = std::fs::read(&db).unwrap();
        let entry = entry(&profile);
        let key = entry.get_secret().unwrap();

        entry.set_secret(&[7; 32]).unwrap();
        assert!(matches!(Vault::open(&profile, KeySource::Keyring).await, Err(VaultError::WrongKey)));
        assert!(std::fs::read(&db).unwrap() == whole);
        entry.set_secret(&key).unwrap();

        let mut damaged = whole.clone();
        damaged[100] ^= 1;
        std::fs::write(&db, &damaged).unwrap();
        assert!(matches!(Vault::open(&profile, KeySource::Keyring).await, Err(VaultError::Damaged)));
        assert!(std::fs::read(&db).unwrap() == damaged);
        std::fs::write(&db, &whole[..whole.len() / 2]).unwrap();
        assert!(matches!(Vault::open(&profile, KeySource::Keyring).await, Err(VaultError::Damaged)));
        std::fs::write(&db, &whole).unwrap();

        make_newer(&profile, &key).await;
        let newer = std::fs::read(&db).unwrap();
        match Vault::open(&profile, KeySource::Keyring).await {
            Err(VaultError::Newer { found: 99, known }) => assert!(known < 99),
            other => panic!("{other:?}"),
        }
        assert!(std::fs::read(&db).unwrap() == newer);
    });
}

/// Gives the file a shape of the future.
async fn make_newer(profile: &std::path::Path, key: &[u8]) {
    use sqlx::{ConnectOptions, Connection};
    let mut connection = sqlx::sqlite::SqliteConnectOptions::new()
        .filename(profile.join("peremena.db"))
        .pragma("key", format!("\"x'{}'\"", hex::encode(key)))
        .connect()
        .await
        .unwrap();
    sqlx::query("PRAGMA user_version = 99").execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

#[test]
fn the_last_sign_out_leaves_nothing() {
    in_room(Room::Open, "key::the_last_sign_out_leaves_nothing", async |profile| {
        let vault = Vault::open(&profile, KeySource::Keyring).await.unwrap();
        let clone = vault.clone();
        let (parent, ..) = family(&vault).await;
        vault.remove_account(&parent.id).await.unwrap();
        vault.destroy(&profile).await.unwrap();
        assert_eq!(files(&profile), []);
        assert_eq!(entries(), 0);
        assert!(clone.accounts().await.is_err(), "no clone writes any more");
        assert!(!Vault::exists(&profile));
        // And the family may come back.
        let vault = Vault::open(&profile, KeySource::Keyring).await.unwrap();
        assert_eq!(vault.accounts().await.unwrap(), []);
        vault.close().await;
    });
}

#[test]
fn a_sign_out_that_was_cut_off_is_finished_by_the_next_start() {
    let name = "key::a_sign_out_that_was_cut_off_is_finished_by_the_next_start";
    in_room(Room::Open, name, async |profile| {
        let vault = Vault::open(&profile, KeySource::Keyring).await.unwrap();
        family(&vault).await;
        let id = std::fs::read_to_string(profile.join("profile.json")).unwrap();
        let id = serde_json::from_str::<serde_json::Value>(&id).unwrap()["id"].as_str().unwrap().to_owned();
        signal_keyring("-STOP");
        // The keyring does not answer: the files go all the same, and what is left to do is remembered.
        let cut = vault.destroy(&profile).await;
        assert!(matches!(cut, Err(VaultError::KeyUnavailable(KeyTrouble::TimedOut))), "{cut:?}");
        assert!(!Vault::exists(&profile));
        assert!(files(&profile).iter().all(|(name, _)| !name.starts_with("peremena.db")));
        signal_keyring("-CONT");
        let vault = Vault::open(&profile, KeySource::Keyring).await.unwrap();
        vault.put_setting("theme", &json!("dark")).await.unwrap();
        assert_eq!(vault.accounts().await.unwrap(), []);
        assert!(entry_of(&id).get_secret().is_err(), "the old key is gone");
        assert_eq!(entries(), 1);
        vault.close().await;
    });
}

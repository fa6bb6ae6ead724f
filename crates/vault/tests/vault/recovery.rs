//! Damage: the file is set aside, what no school can give again is carried over.

use std::path::Path;

use peremena_model::{Kind, StudentId};
use peremena_vault::{ChangeFilter, KeySource, KeyTrouble, Recovered, Vault, VaultError};
use serde_json::json;
use time::{Duration, macros::date};

use crate::rig::{Room, entry, files, in_room};
use crate::school::{NOW, YEAR, chosen, family, homework, is_as_chosen, many, mark, news};

const PAGE: usize = 4096;

/// A family with a year behind it: 2,000 items, 600 log entries, ticks, settings.
async fn year(profile: &Path) -> (StudentId, Vec<u8>) {
    let vault = Vault::open(profile, KeySource::Keyring).await.unwrap();
    let (_, amina, timur) = family(&vault).await;
    chosen(&vault, &amina, &timur).await;
    let mut pass = news(&amina, NOW, many(600));
    pass.put.extend(many(2000));
    pass.coverage.push((Kind::Mark, "[]".into()));
    vault.commit(&pass).await.unwrap();
    vault.commit(&news(&timur, NOW, vec![homework("h", "читать", date!(2026 - 11 - 23))])).await.unwrap();
    vault.put_done(&timur, "h", YEAR, true, NOW, false).await.unwrap();
    vault.put_setting("theme", &json!("dark")).await.unwrap();
    vault.close().await;
    (amina, std::fs::read(profile.join("peremena.db")).unwrap())
}

async fn recover(profile: &Path) -> (Vault, Recovered) {
    Vault::recover(profile, KeySource::Keyring).await.unwrap()
}

#[test]
fn a_bad_page_among_the_items_costs_nothing_that_counts() {
    in_room(Room::Open, "recovery::a_bad_page_among_the_items_costs_nothing_that_counts", async |profile| {
        let (amina, whole) = year(&profile).await;
        let db = profile.join("peremena.db");
        let (mut harmless, mut found, mut signed_in_again) = (0, 0, false);
        // Every 23rd page in turn: whatever stood there, nothing else is lost.
        for page in (1..whole.len() / PAGE).step_by(23) {
            let mut damaged = whole.clone();
            damaged[page * PAGE + 1000] ^= 0x55;
            std::fs::write(&db, &damaged).unwrap();
            match Vault::open(&profile, KeySource::Keyring).await {
                Ok(vault) => {
                    // Whatever meets the page says so, and nothing else.
                    let read = [
                        vault.items(&amina, Kind::Mark, YEAR, None).await.map(drop),
                        vault.items(&amina, Kind::Lesson, YEAR, None).await.map(drop),
                        vault.changes(&ChangeFilter::default()).await.map(drop),
                        vault.outbox_open().await.map(drop),
                        vault.students().await.map(drop),
                    ];
                    assert!(read.iter().all(|read| matches!(read, Ok(()) | Err(VaultError::Damaged))), "{read:?}");
                    assert!(matches!(vault.verify().await, Err(VaultError::Damaged)), "page {page}");
                    vault.close().await;
                }
                // A page of the schema: without it no row has a table.
                Err(VaultError::Damaged) => {
                    println!("page {page}: schema");
                    continue;
                }
                Err(other) => panic!("{other}"),
            }
            let (vault, recovered) = recover(&profile).await;
            assert!(std::fs::read(&recovered.set_aside).unwrap() == damaged, "set aside as it was");
            vault.verify().await.unwrap();
            if recovered.lost.is_empty() {
                harmless += 1;
                assert_eq!(recovered.kept["change_log"], 601);
                assert_eq!(recovered.kept["outbox"], 601);
                assert!(is_as_chosen(&vault).await, "names, colours and order");
                assert_eq!(vault.setting("theme").await.unwrap(), Some(json!("dark")));
                assert_eq!(vault.outbox_open().await.unwrap().len(), 601);
            } else {
                found += 1;
                assert!(recovered.lost.len() == 1 || recovered.lost == ["account", "session"], "{recovered:?}");
                if recovered.lost[0] == "account" {
                    // The child's log waits until the family signs in again, under the same ids.
                    assert_eq!(vault.students().await.unwrap(), []);
                    assert_eq!(vault.outbox_open().await.unwrap(), []);
                    family(&vault).await;
                    assert_eq!(vault.changes(&ChangeFilter::default()).await.unwrap().len(), 601);
                    signed_in_again = true;
                }
                // A leaf holds a few rows; only the root of a table takes it all along.
                println!("page {page}: {:?} {:?}", recovered.lost, recovered.kept);
            }
            assert_eq!(vault.items(&amina, Kind::Mark, YEAR, None).await.unwrap(), [], "the next sync brings them");
            assert!(vault.coverage(&amina, YEAR).await.unwrap().is_empty(), "as baseline");
            vault.close().await;
            std::fs::remove_file(&recovered.set_aside).unwrap();
        }
        assert!(harmless > 0 && found > 0 && signed_in_again, "{harmless} {found}");
    });
}

#[test]
fn a_zeroed_header_loses_nothing() {
    in_room(Room::Open, "recovery::a_zeroed_header_loses_nothing", async |profile| {
        let (amina, whole) = year(&profile).await;
        let mut damaged = whole.clone();
        damaged[..16].fill(0);
        std::fs::write(profile.join("peremena.db"), &damaged).unwrap();
        // The marker knows the salt that stood there.
        let vault = Vault::open(&profile, KeySource::Keyring).await.unwrap();
        assert_eq!(vault.items(&amina, Kind::Mark, YEAR, None).await.unwrap().len(), 1000);
        vault.close().await;
    });
}

#[test]
fn a_lost_first_page_is_all_lost_and_set_aside() {
    in_room(Room::Open, "recovery::a_lost_first_page_is_all_lost_and_set_aside", async |profile| {
        let (_, whole) = year(&profile).await;
        let mut damaged = whole.clone();
        damaged[..PAGE].fill(0);
        std::fs::write(profile.join("peremena.db"), &damaged).unwrap();
        assert!(matches!(Vault::open(&profile, KeySource::Keyring).await, Err(VaultError::Damaged)));
        let key = entry(&profile).get_secret().unwrap();
        let (vault, recovered) = recover(&profile).await;
        assert_eq!(recovered.set_aside, profile.join("peremena.db.damaged-1"));
        assert!(std::fs::read(&recovered.set_aside).unwrap() == damaged);
        assert_eq!(recovered.lost.len(), 11);
        assert!(recovered.kept.values().all(|rows| *rows == 0));
        assert_eq!(vault.accounts().await.unwrap(), []);
        vault.close().await;
        assert!(entry(&profile).get_secret().unwrap() == key, "the same key");
        // Once more: the first one set aside is not overwritten.
        std::fs::write(profile.join("peremena.db"), b"nothing").unwrap();
        let (vault, again) = recover(&profile).await;
        assert_eq!(again.set_aside, profile.join("peremena.db.damaged-2"));
        assert!(std::fs::read(&recovered.set_aside).unwrap() == damaged);
        vault.destroy(&profile).await.unwrap();
        assert_eq!(files(&profile), [], "the last sign-out takes what was set aside too");
    });
}

#[test]
fn of_a_file_cut_short_what_is_left_is_carried_over() {
    in_room(Room::Open, "recovery::of_a_file_cut_short_what_is_left_is_carried_over", async |profile| {
        let (_, whole) = year(&profile).await;
        let db = profile.join("peremena.db");
        for part in [9, 5, 2] {
            let cut = whole.len() * part / 10 / PAGE * PAGE + 77;
            std::fs::write(&db, &whole[..cut]).unwrap();
            assert!(matches!(Vault::open(&profile, KeySource::Keyring).await, Err(VaultError::Damaged)));
            let (vault, recovered) = recover(&profile).await;
            println!("{part}/10: {recovered:?}");
            assert_eq!(recovered.kept["account"], 1);
            assert_eq!(recovered.kept["student"], 2);
            assert_eq!(vault.students().await.unwrap().len(), 2);
            let logged = vault.changes(&ChangeFilter::default()).await.unwrap();
            assert_eq!(u64::try_from(logged.len()).unwrap(), recovered.kept["change_log"]);
            vault.verify().await.unwrap();
            vault.close().await;
        }
    });
}

#[test]
fn what_stood_in_the_log_of_a_killed_process_is_carried_over() {
    let name = "recovery::what_stood_in_the_log_of_a_killed_process_is_carried_over";
    in_room(Room::Open, name, async |profile| {
        let (amina, _) = year(&profile).await;
        let vault = Vault::open(&profile, KeySource::Keyring).await.unwrap();
        let later = NOW + Duration::hours(1);
        vault.commit(&news(&amina, later, vec![mark("late", "5", date!(2026 - 11 - 20))])).await.unwrap();
        // As a kill leaves it: the file, and the log beside it.
        let (file, log) = (profile.join("peremena.db"), profile.join("peremena.db-wal"));
        let (mut main, wal) = (std::fs::read(&file).unwrap(), std::fs::read(&log).unwrap());
        vault.close().await;
        let last = main.len() - 500;
        main[last] ^= 1;
        std::fs::write(&file, &main).unwrap();
        std::fs::write(&log, &wal).unwrap();
        let (vault, recovered) = recover(&profile).await;
        assert_eq!(vault.history(&amina, Kind::Mark, YEAR, "late").await.unwrap().len(), 1);
        assert!(std::fs::read(profile.join("peremena.db.damaged-1-wal")).unwrap() == wal);
        println!("{recovered:?}");
        vault.close().await;
    });
}

#[test]
fn recovery_touches_nothing_without_the_key_or_beside_another() {
    let name = "recovery::recovery_touches_nothing_without_the_key_or_beside_another";
    in_room(Room::Open, name, async |profile| {
        year(&profile).await;
        let vault = Vault::open(&profile, KeySource::Keyring).await.unwrap();
        assert!(matches!(Vault::recover(&profile, KeySource::Keyring).await, Err(VaultError::Busy)));
        vault.close().await;
        let before = files(&profile);
        entry(&profile).delete_credential().unwrap();
        let refused = Vault::recover(&profile, KeySource::Keyring).await;
        assert!(matches!(refused, Err(VaultError::KeyUnavailable(KeyTrouble::MissingKey))));
        assert!(files(&profile) == before);
    });
}

#[test]
fn a_recovery_that_was_cut_off_is_finished_by_the_next_start() {
    let name = "recovery::a_recovery_that_was_cut_off_is_finished_by_the_next_start";
    in_room(Room::Open, name, async |profile| {
        year(&profile).await;
        let (vault, recovered) = recover(&profile).await;
        assert_eq!(recovered.lost, <[&str; 0]>::default());
        vault.close().await;
        // As a kill between the last two steps leaves it.
        std::fs::rename(profile.join("peremena.db"), profile.join("peremena.db.recovered")).unwrap();
        assert!(Vault::exists(&profile));
        let vault = Vault::open(&profile, KeySource::Keyring).await.unwrap();
        assert_eq!(vault.students().await.unwrap().len(), 2);
        vault.close().await;
    });
}

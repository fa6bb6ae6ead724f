//! Killed in the middle: the file opens, and a pass is there as a whole or not at all.

use std::time::Duration;

use peremena_model::{Item, Kind};
use peremena_vault::{ChangeFilter, KeySource, Vault};
use time::macros::date;

use crate::rig::{self, Room, in_room};
use crate::school::{NOW, YEAR, change, family, mark};

const MARKS: usize = 60;

/// Pass n gives every mark the value n, logs each, and puts each into the outbox.
#[test]
#[ignore = "run by a_killed_commit_is_whole_or_nothing"]
fn role_commits() {
    let Some((profile, word)) = rig::told() else { return };
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let vault = Vault::open(&profile, KeySource::Keyring).await.unwrap();
        let amina = vault.students().await.unwrap()[0].student.id.clone();
        let mut n: usize = word.parse().unwrap();
        loop {
            n += 1;
            let at = NOW + time::Duration::seconds(i64::try_from(n).unwrap());
            let day = date!(2026 - 11 - 20);
            let mut pass = peremena_vault::PassWrite::new(amina.clone(), YEAR, at);
            for id in 0..MARKS {
                let id = format!("{id}");
                pass.changes.push(change(
                    &amina,
                    Some(mark(&id, &(n - 1).to_string(), day)),
                    Some(mark(&id, &n.to_string(), day)),
                    at,
                ));
                pass.put.push(mark(&id, &n.to_string(), day));
            }
            pass.outbox = pass.changes.iter().map(|change| change.id.clone()).collect();
            pass.coverage.push((Kind::Mark, n.to_string()));
            vault.commit(&pass).await.unwrap();
        }
    });
}

#[test]
fn a_killed_commit_is_whole_or_nothing() {
    in_room(Room::Open, "crash::a_killed_commit_is_whole_or_nothing", async |profile| {
        let vault = Vault::open(&profile, KeySource::Keyring).await.unwrap();
        let (_, amina, _) = family(&vault).await;
        vault.close().await;
        let mut last = 0_usize;
        for kill in 0..12_u64 {
            let mut child = rig::role_start("crash::role_commits", &profile, &last.to_string());
            tokio::time::sleep(Duration::from_millis(150 + kill * 37)).await;
            child.kill().unwrap();
            child.wait().unwrap();

            let vault = Vault::open(&profile, KeySource::Keyring).await.unwrap();
            vault.verify().await.unwrap();
            let items = vault.items(&amina, Kind::Mark, YEAR, None).await.unwrap();
            let changes = vault.changes(&ChangeFilter::default()).await.unwrap();
            let open = vault.outbox_open().await.unwrap();
            let covered = vault.coverage(&amina, YEAR).await.unwrap();
            let n: usize = covered.get(&Kind::Mark).map_or(0, |n| n.parse().unwrap());
            assert!(n >= last, "a commit that was answered is not lost");
            assert!(items.iter().all(|item| matches!(item, Item::Mark(mark) if mark.value == n.to_string())));
            assert_eq!(items.len(), if n == 0 { 0 } else { MARKS });
            assert_eq!(changes.len(), n * MARKS);
            assert_eq!(open.len(), n * MARKS);
            last = n;
            vault.close().await;
        }
        assert!(last > 0, "something was written between the kills");
        println!("{last} passes over 12 kills");
    });
}

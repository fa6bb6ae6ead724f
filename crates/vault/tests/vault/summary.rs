//! The summary for widgets: drawn without the diary, and of use to nobody else.

use peremena_vault::{KeySource, Passphrase, Vault};
use zeroize::Zeroizing;

use crate::rig::{Room, files, in_room};
use crate::school::{account, child};

fn text(words: &str) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(words.as_bytes().to_vec())
}

async fn read(profile: &std::path::Path) -> Option<String> {
    let found = Vault::read_summary(profile, KeySource::Keyring).await.unwrap();
    found.map(|found| String::from_utf8(found.to_vec()).unwrap())
}

#[test]
fn the_summary_is_read_without_opening_the_file_and_says_nothing_without_the_key() {
    in_room(
        Room::Open,
        "summary::the_summary_is_read_without_opening_the_file_and_says_nothing_without_the_key",
        async |profile| {
            assert_eq!(read(&profile).await, None, "no profile, no summary");
            let vault = Vault::open(&profile, KeySource::Keyring).await.unwrap();
            assert_eq!(read(&profile).await, None);
            vault.put_summary(text("canary: Алгебра 11:15")).await.unwrap();
            vault.put_summary(text("canary: История 12:10")).await.unwrap();
            assert_eq!(read(&profile).await.as_deref(), Some("canary: История 12:10"), "also while the file is open");
            vault.close().await;
            for (name, bytes) in files(&profile) {
                assert!(!bytes.windows(6).any(|at| at == b"canary"), "in {name}");
            }
            // The diary's file may be gone or locked by whom it likes: it is not opened.
            let (db, aside) = (profile.join("peremena.db"), profile.join("aside"));
            std::fs::rename(&db, &aside).unwrap();
            assert_eq!(read(&profile).await.as_deref(), Some("canary: История 12:10"));
            std::fs::rename(&aside, &db).unwrap();

            // What was changed from outside, cut short or written by another file's key is no summary.
            let path = profile.join("peremena.db.summary");
            let whole = std::fs::read(&path).unwrap();
            for at in (0..whole.len()).step_by(9) {
                let mut flipped = whole.clone();
                flipped[at] ^= 1;
                std::fs::write(&path, &flipped).unwrap();
                assert_eq!(read(&profile).await, None, "byte {at}");
            }
            for end in [0, 1, 24, 25, whole.len() - 1] {
                std::fs::write(&path, &whole[..end]).unwrap();
                assert_eq!(read(&profile).await, None, "the first {end} bytes");
            }
        },
    );
}

#[test]
fn it_goes_with_the_last_account() {
    in_room(Room::Open, "summary::it_goes_with_the_last_account", async |profile| {
        let vault = Vault::open(&profile, KeySource::Keyring).await.unwrap();
        let parent = account("patimat");
        vault.put_account(&parent, None).await.unwrap();
        vault.put_students(&parent.id, &[child(&parent, "1", "Амина")]).await.unwrap();
        vault.put_summary(text("canary")).await.unwrap();
        vault.remove_account(&parent.id).await.unwrap();
        vault.destroy(&profile).await.unwrap();
        assert!(
            files(&profile).is_empty(),
            "{:?}",
            files(&profile).into_iter().map(|(name, _)| name).collect::<Vec<_>>()
        );
    });
}

/// A sync, a tick and a command beside the app write at once.
#[tokio::test]
async fn many_writers_leave_one_whole_summary_and_nothing_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let profile = folder.path().join("profile");
    let typed = || KeySource::Passphrase(Passphrase::new("ключ этой машины".into()));
    let vaults = [Vault::open(&profile, typed()).await.unwrap(), Vault::open(&profile, typed()).await.unwrap()];
    let of = |n: usize| format!("{n}{}", "-".repeat(n * 500));
    let writing: Vec<_> = (0..60)
        .map(|n| {
            let vault = vaults[n % 2].clone();
            tokio::spawn(async move { vault.put_summary(text(&of(n))).await })
        })
        .collect();
    for written in writing {
        written.await.unwrap().unwrap();
    }
    let found = Vault::read_summary(&profile, typed()).await.unwrap().expect("a whole one");
    let found = String::from_utf8(found.to_vec()).unwrap();
    assert!((0..60).any(|n| found == of(n)), "{} bytes", found.len());
    let beside = |name: &str| name.starts_with("peremena.db.summary") && name != "peremena.db.summary";
    assert!(!files(&profile).iter().any(|(name, _)| beside(name)));
    for vault in vaults {
        vault.close().await;
    }
}

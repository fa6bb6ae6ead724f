//! A file that can be written to no more, and again.

use std::path::Path;
use std::process::Command;

use peremena_vault::{KeySource, Passphrase, Vault, VaultError};
use serde_json::json;

use crate::rig;

/// What the process in the namespace says at its end: one that never ran says nothing.
const ENDED: &str = "= it was written to again";

fn typed() -> KeySource {
    KeySource::Passphrase(Passphrase::new("ключ этой машины".into()))
}

fn system(program: &str, words: &[&str], at: &Path) {
    assert!(Command::new(program).args(words).arg(at).status().unwrap().success(), "{program} {words:?}");
}

/// Root may write whatever a file's mode says, so it is a mount that takes the right away: in a namespace of the test's
/// own, where nobody else sees it.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_file_that_can_be_written_to_again_is() {
    let folder = tempfile::tempdir().unwrap();
    let profile = folder.path().join("profile");
    let inside = rig::role("read_only::role_meets_a_file_that_is_read_only", &profile, "");
    let mut command = Command::new("unshare");
    command.args(["--user", "--map-root-user", "--mount"]).arg(inside.get_program()).args(inside.get_args());
    command.envs(inside.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.lines().any(|line| line == ENDED), "{said}");
}

#[tokio::test]
#[ignore = "run by a_file_that_can_be_written_to_again_is, in a namespace of its own"]
async fn role_meets_a_file_that_is_read_only() {
    let Some((profile, _)) = rig::told() else { return };
    let vault = Vault::open(&profile, typed()).await.unwrap();
    vault.put_setting("color", &json!("blue")).await.unwrap();
    vault.close().await;
    let file = profile.join("peremena.db");
    system("mount", &["--bind", file.to_str().unwrap()], &file);
    system("mount", &["-o", "remount,bind,ro"], &file);

    let vault = Vault::open(&profile, typed()).await.unwrap();
    for color in ["red", "green"] {
        let refused = vault.put_setting("color", &json!(color)).await;
        assert!(matches!(refused, Err(VaultError::Io(_))), "{refused:?}");
    }
    assert_eq!(vault.setting("color").await.unwrap(), Some(json!("blue")), "it is read all the while");

    // Whoever holds the file open holds the mount: it goes from sight at once, and for good with the last of them.
    system("umount", &["--lazy"], &file);
    vault.put_setting("color", &json!("green")).await.unwrap();
    assert!(vault.writable().await.is_ok());
    assert_eq!(vault.setting("color").await.unwrap(), Some(json!("green")));
    vault.close().await;
    let vault = Vault::open(&profile, typed()).await.unwrap();
    assert_eq!(vault.setting("color").await.unwrap(), Some(json!("green")));
    vault.verify().await.unwrap();
    vault.close().await;
    println!("{ENDED}");
}

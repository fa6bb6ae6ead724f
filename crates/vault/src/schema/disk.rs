//! Migrations on a disk that fails at each of their calls: the file is of one of their shapes, and has all it had.
//!
//! `PEREMENA_POINTS=all` takes every call, as `cargo xtask prove faults-of-the-file` does.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::process::{Command, Stdio};

use peremena_rig::{Calls, FailingDisk, Fault};

use super::kills::{FILE, door, look, old_file};
use super::*;
use crate::connect;

#[tokio::test]
async fn a_migration_on_a_failing_disk_loses_nothing_and_is_done_the_next_time() {
    let (folder, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let old = outside.path().join("old.db");
    old_file(&old).await;
    let disk = FailingDisk::compile(outside.path()).unwrap();
    let path = folder.path().join("peremena.db");
    let migrate_under = |fault| {
        for suffix in ["-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{suffix}", path.display()));
        }
        std::fs::copy(&old, &path).unwrap();
        let mut role = Command::new(std::env::current_exe().unwrap());
        role.args(["--exact", "schema::kills::role_migrates", "--include-ignored"]).env(FILE, &path);
        disk.under(&mut role, folder.path(), fault).unwrap();
        role.stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap()
    };
    let all = std::env::var("PEREMENA_POINTS").is_ok_and(|points| points == "all");
    let (mut before, mut after) = (0, 0);
    for (calls, lasts) in [(Calls::Changes, false), (Calls::Changes, true), (Calls::Space, true), (Calls::Reads, false)]
    {
        assert!(migrate_under(Fault { calls, first: 0, lasts }).success());
        let count = disk.counted().unwrap();
        for first in (1..=count).step_by(if all { 1 } else { 23 }) {
            let fault = Fault { calls, first, lasts };
            let ended = migrate_under(fault);
            // An error that was told, no end in the middle.
            assert!(matches!(ended.code(), Some(0 | 101)), "{fault:?}: {ended}");
            let found = look(&path).await;
            assert!((1..=known()).contains(&found), "{fault:?}: shape {found}");
            assert!(!ended.success() || found == known(), "{fault:?}");
            *if found < known() { &mut before } else { &mut after } += 1;
            let mut connection = door(&path).connect().await.unwrap();
            migrate(&mut connection).await.unwrap();
            connect::close(connection).await.unwrap();
            assert_eq!(look(&path).await, known(), "{fault:?}");
        }
    }
    println!("= a migration: {} failures, {before} left an older shape, {after} the new one", before + after);
    assert!(before > 0 && after > 0, "both sides of the commit were hit: {before} before, {after} after");
}

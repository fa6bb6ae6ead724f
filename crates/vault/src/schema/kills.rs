//! Kill −9 before every write and every flush of the migrations: the file is of one of their shapes, and has all it
//! had. Needs the package `strace`.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::{collections::VecDeque, os::unix::process::ExitStatusExt, path::Path, process::Command};

use super::*;
use crate::{
    connect::{self, Door},
    key::{FileId, Key},
};

const ROWS: i64 = 500;
/// Each has a count of its own: `strace` counts every kind of call by itself.
const CALLS: &[&str] = &["pwrite64", "fsync", "fdatasync", "ftruncate"];
pub(super) const FILE: &str = "PEREMENA_OLD_FILE";

/// An encrypted file; its key hides nothing but what this test wrote.
pub(super) fn door(path: &Path) -> Door {
    Door { path: path.to_owned(), key: Key::from_bytes(&[7; 32]).unwrap(), id: FileId::from_bytes([9; 16]) }
}

/// A file of the first shape, with something in it that no school gives again.
pub(super) async fn old_file(path: &Path) {
    std::fs::File::create(path).unwrap();
    let mut connection = door(path).connect().await.unwrap();
    sqlx::raw_sql("PRAGMA journal_mode = WAL").execute(&mut connection).await.unwrap();
    sqlx::raw_sql(MIGRATIONS[0]).execute(&mut connection).await.unwrap();
    sqlx::query(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
         INSERT INTO setting (key, value) SELECT 'kept ' || i, i FROM n",
    )
    .bind(ROWS)
    .execute(&mut connection)
    .await
    .unwrap();
    sqlx::raw_sql("PRAGMA user_version = 1").execute(&mut connection).await.unwrap();
    connect::close(connection).await.unwrap();
}

/// The one that is killed.
#[tokio::test]
#[ignore = "run by a_migration_that_is_killed_loses_nothing"]
async fn role_migrates() {
    let Ok(path) = std::env::var(FILE) else { return };
    let migrated = async {
        let (writer, _, _) = door(Path::new(&path)).pools().await?;
        migrate(&mut *writer.acquire().await?).await?;
        writer.close().await;
        Ok::<_, VaultError>(())
    };
    // As our programs end: a connection that did not open may still be closing.
    crate::exit(if migrated.await.is_ok() { 0 } else { 101 })
}

#[tokio::test]
async fn a_migration_that_is_killed_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let old = folder.path().join("old.db");
    old_file(&old).await;
    let (mut before, mut after) = (0, 0);
    let mut points: VecDeque<(&str, u32)> = CALLS.iter().map(|call| (*call, 1)).collect();
    while let Some((call, point)) = points.pop_front() {
        let path = folder.path().join(format!("{call}-{point}.db"));
        std::fs::copy(&old, &path).unwrap();
        let ended = Command::new("strace")
            .args(["-f", "-qq", "-o", "/dev/null", "-e", &format!("trace={call}"), "-e"])
            .arg(format!("inject={call}:signal=KILL:when={point}"))
            .arg(std::env::current_exe().unwrap())
            .args(["--exact", "schema::kills::role_migrates", "--include-ignored"])
            .env(FILE, &path)
            .stdout(std::process::Stdio::null())
            .status()
            .unwrap();
        let found = look(&path).await;
        if ended.success() {
            // So many calls of this kind it does not make.
            assert_eq!(found, known());
            continue;
        }
        points.push_back((call, point + 1));
        assert_eq!(ended.signal(), Some(9), "{call} {point}: {ended}");
        assert!((1..=known()).contains(&found), "{call} {point}: shape {found}");
        if found < known() {
            before += 1;
        } else {
            after += 1;
        }
        // The next start goes on from there.
        let mut connection = door(&path).connect().await.unwrap();
        migrate(&mut connection).await.unwrap();
        connect::close(connection).await.unwrap();
        assert_eq!(look(&path).await, known(), "{call} {point}");
    }
    println!("{} kills: {before} left an older shape, {after} the new one", before + after);
    assert!(before > 0 && after > 0, "both sides of the commit were hit: {before} before, {after} after");
}

/// The shape of the file; fails where anything of it is gone.
pub(super) async fn look(path: &Path) -> i64 {
    let mut connection = door(path).connect().await.unwrap();
    let sound: String = sqlx::query_scalar("PRAGMA integrity_check").fetch_one(&mut connection).await.unwrap();
    assert_eq!(sound, "ok");
    let (count, sum): (i64, i64) = sqlx::query_as("SELECT count(*), sum(CAST(value AS INTEGER)) FROM setting")
        .fetch_one(&mut connection)
        .await
        .unwrap();
    assert_eq!((count, sum), (ROWS, ROWS * (ROWS + 1) / 2));
    let found = shape(&mut connection).await.unwrap();
    if found == known() {
        sqlx::raw_sql("SELECT memory FROM status").execute(&mut connection).await.unwrap();
    }
    connect::close(connection).await.unwrap();
    found
}

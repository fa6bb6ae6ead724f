//! Tests that look into a file without a key: what encryption would hide, right or wrong.
#![allow(clippy::unwrap_used)]

#[path = "../tests/school/mod.rs"]
pub(crate) mod school;

use std::path::Path;

use peremena_model::Kind;
use time::macros::date;

use crate::{PassWrite, Vault, VaultError, connect, data_version::VersionReader, key::Key, schema};
use school::{NOW, YEAR, account, child, family, many, mark, news};

async fn vault(path: &Path) -> Vault {
    let (writer, readers) = connect::plain(path).await;
    let mut first = writer.acquire().await.unwrap();
    schema::migrate(&mut first).await.unwrap();
    drop(first);
    Vault::new((writer.clone(), readers, VersionReader::of_only(writer)), &Key::random().unwrap(), None)
}

/// How often a word stands in the file and in its log.
fn count(path: &Path, word: &str) -> usize {
    ["", "-wal"]
        .map(|suffix| std::fs::read(format!("{}{suffix}", path.display())).unwrap_or_default())
        .iter()
        .map(|bytes| bytes.windows(word.len()).filter(|at| *at == word.as_bytes()).count())
        .sum()
}

#[tokio::test]
async fn after_signing_out_the_file_holds_no_byte_of_the_account() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plain.db");
    let vault = vault(&path).await;
    let (parent, amina, _) = family(&vault).await;
    let other = account("zaur");
    let leyla = child(&other, "1", "canary-leyla");
    vault.put_account(&other, None).await.unwrap();
    vault.put_students(&other.id, std::slice::from_ref(&leyla)).await.unwrap();
    let mut items = many(1500);
    items.push(mark("1", "canary-value", date!(2026 - 11 - 20)));
    vault.commit(&news(&amina, NOW, items)).await.unwrap();
    vault.put_reference(&parent.id, "canary-reference").await.unwrap();
    // A row that is replaced and one that is dropped leave nothing behind either.
    let before = vault.session(&parent.id).await.unwrap().unwrap();
    assert!(vault.replace_session(&parent.id, &before, "canary-session").await.unwrap());
    assert!(!vault.replace_session(&parent.id, &before, "late").await.unwrap(), "another stands there by now");
    let mut drop = PassWrite::new(amina.clone(), YEAR, NOW);
    drop.drop.push((Kind::Mark, "1".into()));
    vault.commit(&drop).await.unwrap();
    assert_eq!(vault.students().await.unwrap().len(), 3);

    let gone = ["canary-value", "canary-token", "canary-session", "canary-reference", "Амина", "Патимат", "Алгебра"];
    assert!(count(&path, "canary-value") > 0 && count(&path, "Алгебра") > 0, "the test sees what is there");
    vault.remove_account(&parent.id).await.unwrap();
    for word in gone.into_iter().chain([parent.id.as_str(), amina.as_str()]) {
        assert_eq!(count(&path, word), 0, "{word}");
    }
    assert!(count(&path, "canary-leyla") > 0, "the other account is whole");
    assert_eq!(vault.students().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_full_disk_leaves_the_file_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let vault = vault(&folder.path().join("plain.db")).await;
    let (_, amina, _) = family(&vault).await;
    vault.commit(&news(&amina, NOW, vec![mark("1", "5", date!(2026 - 11 - 20))])).await.unwrap();
    let set = async |pages: i64| {
        let query = sqlx::AssertSqlSafe(format!("PRAGMA max_page_count = {pages}"));
        sqlx::query(query).execute(vault.writer()).await.unwrap();
    };
    set(1).await;
    let before = vault.rows_written();
    assert!(matches!(vault.commit(&news(&amina, NOW, many(3000))).await, Err(VaultError::Full)));
    assert_eq!(vault.rows_written(), before);
    assert_eq!(vault.items(&amina, Kind::Mark, YEAR, None).await.unwrap().len(), 1);
    assert_eq!(vault.items(&amina, Kind::Lesson, YEAR, None).await.unwrap().len(), 0);
    set(100_000).await;
    vault.commit(&news(&amina, NOW, many(3000))).await.unwrap();
    assert_eq!(vault.items(&amina, Kind::Lesson, YEAR, None).await.unwrap().len(), 1500);
}

/// Where the disk fails in the middle of a transaction, SQLite itself takes it back, and sqlx does not know.
#[tokio::test]
async fn a_transaction_that_sqlite_gave_up_is_the_only_one_that_fails() {
    let folder = tempfile::tempdir().unwrap();
    let vault = vault(&folder.path().join("plain.db")).await;
    let mut tx = vault.write().await.unwrap();
    sqlx::raw_sql("ROLLBACK").execute(&mut *tx).await.unwrap();
    assert!(tx.commit().await.is_err());
    let (_, amina, _) = family(&vault).await;
    vault.commit(&news(&amina, NOW, vec![mark("1", "5", date!(2026 - 11 - 20))])).await.unwrap();
}

#[tokio::test]
async fn a_writer_beside_is_waited_for_and_then_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plain.db");
    let (ours, theirs) = (vault(&path).await, vault(&path).await);
    let (_, amina, _) = family(&ours).await;
    let pass = news(&amina, NOW, vec![mark("1", "5", date!(2026 - 11 - 20))]);
    let held = theirs.write().await.unwrap();
    assert_eq!(ours.items(&amina, Kind::Mark, YEAR, None).await.unwrap(), [], "reading goes on");
    let (waiting, ()) = tokio::join!(ours.commit(&pass), async {
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        held.rollback().await.unwrap();
    });
    waiting.unwrap();
    let held = theirs.write().await.unwrap();
    assert!(matches!(ours.commit(&pass).await, Err(VaultError::Busy)));
    drop(held);
}

#[tokio::test]
async fn a_calm_sync_leaves_every_byte_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plain.db");
    let vault = vault(&path).await;
    let (parent, amina, _) = family(&vault).await;
    let mut pass = news(&amina, NOW, many(500));
    pass.coverage.push((Kind::Mark, "[]".into()));
    pass.prints.push(("marks".into(), "abc".into()));
    vault.commit(&pass).await.unwrap();
    vault.put_reference(&parent.id, "[1]").await.unwrap();
    let bytes = || ["", "-wal"].map(|suffix| std::fs::read(format!("{}{suffix}", path.display())).unwrap());
    let before = bytes();
    vault.commit(&PassWrite::new(amina, YEAR, NOW)).await.unwrap();
    vault.put_reference(&parent.id, "[1]").await.unwrap();
    assert!(bytes() == before);
    // Even the whole answer once more.
    vault.commit(&pass).await.unwrap();
    assert!(bytes() == before);
}

#[tokio::test]
async fn the_week_and_the_pass_are_found_by_index() {
    let folder = tempfile::tempdir().unwrap();
    let vault = vault(&folder.path().join("plain.db")).await;
    for query in [
        "EXPLAIN QUERY PLAN SELECT kind, body FROM item WHERE student = ?1 AND kind IN (SELECT value FROM json_each(?2))
         AND day BETWEEN ?3 AND ?4 ORDER BY day, kind, id",
        "EXPLAIN QUERY PLAN SELECT i.kind, i.id, i.body FROM json_each(?4) w CROSS JOIN item i ON i.student = ?1
         AND i.kind = w.value ->> 0 AND i.day BETWEEN w.value ->> 1 AND w.value ->> 2 AND i.year = ?2",
        "EXPLAIN QUERY PLAN SELECT i.kind FROM json_each(?5) w CROSS JOIN item i ON i.student = ?1
         AND i.kind = w.value ->> 0 AND i.year = ?2 AND i.id = w.value ->> 1",
    ] {
        let plan: Vec<(i64, i64, i64, String)> =
            sqlx::query_as(query).fetch_all(vault.reader()).await.unwrap();
        assert!(
            plan.iter().any(|(.., step)| step.starts_with("SEARCH i") && step.contains("kind=")),
            "{plan:?}"
        );
    }
}

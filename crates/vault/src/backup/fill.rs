//! The new file that a backup becomes: its rows in the shape of their time, then the shape of today.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use sqlx::sqlite::SqliteArguments;
use sqlx::{Arguments, AssertSqlSafe, Connection, SqliteConnection};
use tokio::sync::mpsc;

use super::behind::{Behind, CATCHING_UP};
use super::header::Header;
use super::lines::{Cell, Counts, Line};
use super::verify::{BackupFacts, facts, finish, open, rows};
use super::{BackupError, Progress, Unlock};
use crate::connect::{self, Door};
use crate::open::begin;
use crate::{VaultError, row, schema};

/// Lines are handed over in pieces of this many.
const PIECE: usize = 500;

/// A backup that is open: what its passphrase is was right.
pub(super) struct Backup {
    header: Header,
    size: u64,
    lines: mpsc::Receiver<Vec<Line>>,
    counts: tokio::task::JoinHandle<Result<Counts, BackupError>>,
}

impl Backup {
    /// Opens the file and begins to hand over its lines, a few pieces ahead.
    pub(super) async fn open(file: &Path, unlock: Unlock, progress: &Progress) -> Result<Backup, BackupError> {
        let (path, progress) = (file.to_owned(), progress.clone());
        let opened = tokio::task::spawn_blocking(move || {
            let mut file = open(&path)?;
            let size = file.metadata().map_err(VaultError::from)?.len();
            let (header, bound) = Header::read(&mut file)?;
            let key = header.unlock(&unlock)?;
            progress.begin(size);
            Ok::<_, BackupError>((rows(file, &key, bound, &progress)?, header, size))
        });
        let (mut rows, header, size) = opened.await.map_err(|_| BackupError::Cancelled)??;
        let (hand, lines) = mpsc::channel(4);
        let counts = tokio::task::spawn_blocking(move || {
            loop {
                let mut piece = Vec::new();
                while piece.len() < PIECE {
                    match rows.next()? {
                        Some(line) => piece.push(line),
                        None => break,
                    }
                }
                if piece.is_empty() {
                    return finish(rows);
                }
                hand.blocking_send(piece).map_err(|_| BackupError::Cancelled)?;
            }
        });
        Ok(Backup { header, size, lines, counts })
    }
}

/// Builds the file: the shape that the rows were written in, the rows, the shape of today, and what restoring means.
pub(super) async fn fill(door: &Door, backup: Backup, progress: &Progress) -> Result<BackupFacts, BackupError> {
    let Backup { header, size, lines, counts } = backup;
    let mut new = begin(door).await?;
    let filled = async {
        schema::migrate_to(&mut new, header.shape).await?;
        // A child row may outlive its parent in a file that was once recovered.
        sqlx::query("PRAGMA foreign_keys = OFF").execute(&mut new).await?;
        let mut tx = new.begin().await?;
        put_rows(&mut tx, lines, progress).await?;
        // Only now is the last seal known to be whole.
        let counts = counts.await.map_err(|_| BackupError::Cancelled)??;
        tx.commit().await?;
        schema::migrate(&mut new).await?;
        begin_anew(&mut new).await?;
        Ok(counts)
    };
    let filled: Result<Counts, BackupError> = filled.await;
    let finished = connect::finish(new).await;
    let counts = filled?;
    finished?;
    Ok(facts(header, counts, size))
}

async fn put_rows(
    new: &mut SqliteConnection,
    mut lines: mpsc::Receiver<Vec<Line>>,
    progress: &Progress,
) -> Result<(), BackupError> {
    let known = known_tables(&mut *new).await?;
    let mut insert = None;
    while let Some(piece) = lines.recv().await {
        progress.step(0)?;
        for line in piece {
            match line {
                Line::Table { name, columns } => insert = Some(insert_into(&known, &name, &columns)?),
                Line::Row(cells) => {
                    let sql = insert.clone().ok_or(BackupError::Damaged)?;
                    sqlx::query_with(AssertSqlSafe(sql), arguments(cells)?).execute(&mut *new).await?;
                }
                Line::End(_) => {}
            }
        }
    }
    Ok(())
}

/// The tables of the shape and their columns.
async fn known_tables(new: &mut SqliteConnection) -> Result<BTreeMap<String, BTreeSet<String>>, BackupError> {
    let columns: Vec<(String, String)> = sqlx::query_as(
        "SELECT t.name, c.name FROM sqlite_schema t JOIN pragma_table_info(t.name) c WHERE t.type = 'table'",
    )
    .fetch_all(new)
    .await?;
    let mut known: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (table, column) in columns {
        known.entry(table).or_default().insert(column);
    }
    Ok(known)
}

/// Nothing of the backup's own wording becomes a statement: names are those of our tables, or it is no backup of ours.
fn insert_into(
    known: &BTreeMap<String, BTreeSet<String>>,
    table: &str,
    columns: &[String],
) -> Result<String, BackupError> {
    let ours = known.get(table).ok_or(BackupError::Damaged)?;
    if columns.is_empty() || !columns.iter().all(|column| ours.contains(column)) {
        return Err(BackupError::Damaged);
    }
    let places = vec!["?"; columns.len()].join(", ");
    Ok(format!("INSERT INTO {table} ({}) VALUES ({places})", columns.join(", ")))
}

fn arguments(cells: Vec<Cell>) -> Result<SqliteArguments, BackupError> {
    let mut values = SqliteArguments::default();
    for cell in cells {
        let added = match cell {
            Cell::Nothing => values.add(None::<i64>),
            Cell::Number(number) => values.add(number),
            Cell::Text(text) => values.add(text),
        };
        added.map_err(|_| BackupError::Damaged)?;
    }
    Ok(values)
}

/// A restored file announces nothing old: what waited to be told then is over, and no number of a notification that
/// stood on another desktop is used here. The spans that were covered stay, so that what came after them is news.
async fn begin_anew(new: &mut SqliteConnection) -> Result<(), BackupError> {
    let mut tx = new.begin().await?;
    for statement in [
        "UPDATE account SET signed_out = 1",
        "UPDATE outbox SET notice = NULL, place = NULL, suppressed = 'past'
         WHERE notice IN (SELECT id FROM notice WHERE shown_at IS NULL)",
        "UPDATE outbox SET suppressed = 'past' WHERE notice IS NULL AND suppressed IS NULL",
        "DELETE FROM notice WHERE shown_at IS NULL",
        "UPDATE notice SET server_id = NULL, server = NULL, shown_by = NULL",
        // What the school should have been told then may long be another way there.
        "UPDATE done_tick SET sending = 'kept' WHERE sending = 'waiting'",
    ] {
        sqlx::query(statement).execute(&mut *tx).await?;
    }
    let behind: Vec<(String, Option<i64>)> = sqlx::query_as(
        "SELECT s.id, max(t.last_success) FROM student s LEFT JOIN status t ON t.student = s.id GROUP BY s.id",
    )
    .fetch_all(&mut *tx)
    .await?;
    let behind: Behind = behind.into_iter().collect();
    sqlx::query("INSERT OR REPLACE INTO setting (key, value) VALUES (?1, ?2)")
        .bind(CATCHING_UP)
        .bind(row::json(&behind)?)
        .execute(&mut *tx)
        .await?;
    Ok(tx.commit().await?)
}

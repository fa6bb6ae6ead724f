//! Putting a backup in a profile's place.
//!
//! The steps, in an order that a kill cannot turn into a loss: (1) a new file is built under another name and finished;
//! (2) the file that is there is set aside; (3) the new one takes its place. A kill before 2 leaves the profile as it
//! was; one after it is finished by the next open.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use peremena_model::StudentId;
use serde_json::{Value, json};
use sqlx::sqlite::SqliteArguments;
use sqlx::{Arguments, AssertSqlSafe, Connection, SqliteConnection};
use tokio::sync::mpsc;

use super::header::Header;
use super::lines::{Cell, Counts, Line};
use super::verify::{BackupFacts, facts, finish, open, rows};
use super::{BackupError, Progress, Unlock};
use crate::connect::{self, Door};
use crate::home::{Home, beside};
use crate::key::{FileId, Key};
use crate::marker::Marker;
use crate::open::{begin, enter, key_of, lock, lost_marker, wipe};
use crate::{KeySource, KeyStore, KeyTrouble, SourceStatus, Vault, VaultError, keyring, row, schema};

/// The setting that says who is behind.
const CATCHING_UP: &str = "catching_up";

/// Lines are handed over in pieces of this many.
const PIECE: usize = 500;

/// Each child who was not seen since a backup was restored, with the last answer that the backup knows of.
type Behind = BTreeMap<String, Option<i64>>;

/// What became of a profile into which a backup was restored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// What was restored.
    pub backup: BackupFacts,
    /// Where the file is that was there before; its log, if it had one, is beside it. Never deleted by the vault but
    /// when the last account signs out.
    pub set_aside: Option<PathBuf>,
}

impl Vault {
    /// Puts a backup in the profile's place and opens it. The profile keeps its key; one without gets a new one, kept as
    /// `source` says. `replace`: a file that is there may be set aside (`peremena.db.replaced-1`, …).
    ///
    /// Every account is signed out, since what it signs in with is in no backup: signing in again goes on from where the
    /// backup ends. What waited to be told then is not told any more ([`Vault::catching_up`]).
    ///
    /// # Errors
    /// [`BackupError::Occupied`] without `replace`; what [`super::verify_backup`] says of a backup that is not whole; as
    /// [`Vault::open`] for the key, but for a key that is gone for good. The profile is as it was then.
    /// [`VaultError::Busy`]: a vault of this profile is still open, here or in another process.
    pub async fn restore(
        profile: &Path,
        source: &KeySource,
        from: &Path,
        unlock: Unlock,
        replace: bool,
        progress: &Progress,
    ) -> Result<(Vault, Restored), BackupError> {
        // A wrong passphrase or another file is told before the profile is even locked.
        let backup = Backup::open(from, unlock, progress).await?;
        let home = Home::new(profile);
        home.make()?;
        let alone = home.alone().await?;
        clear(&home).await?;
        let there = home.db().exists();
        if there && !replace {
            return Err(BackupError::Occupied);
        }
        let (door, pending) = door(&home, source).await?;
        let built = async {
            let facts = fill(&door.at(&home.unfinished()), backup, progress).await?;
            if let Some(marker) = &pending {
                keep(&home, marker, &door.key).await?;
            }
            Ok::<_, BackupError>(facts)
        };
        let facts = match built.await {
            Ok(facts) => facts,
            Err(error) => {
                Home::remove(&home.unfinished())?;
                drop_pending(&home).await?;
                return Err(error);
            }
        };
        fs::rename(home.unfinished(), home.recovered()).map_err(VaultError::from)?;
        home.sync();
        let set_aside = if there { Some(set_aside(&home, pending.is_some())?) } else { None };
        take_place(&home)?;
        drop(alone);
        let vault = enter(&door, home.shared().await?).await?;
        Ok((vault, Restored { backup: facts, set_aside }))
    }

    /// The children who were not seen since a backup was restored: what comes of them is what was missed meanwhile, and
    /// is told together. Nobody in a file that was never restored.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn catching_up(&self) -> Result<BTreeSet<StudentId>, VaultError> {
        Ok(self.behind().await?.into_keys().map(row::student).collect())
    }

    /// Takes those out whom the school has answered for since. Once what came of them is sure to be told together.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn caught_up(&self) -> Result<(), VaultError> {
        let mut behind = self.behind().await?;
        let before = behind.len();
        for SourceStatus { student, last_success, .. } in self.status().await? {
            // Another answer, not a later one: the other machine's clock may have been ahead.
            if behind.get(student.as_str()).is_some_and(|known| *known != last_success.map(row::nanos)) {
                behind.remove(student.as_str());
            }
        }
        match behind.len() {
            0 if before > 0 => self.put_setting(CATCHING_UP, &Value::Null).await,
            left if left < before => self.put_setting(CATCHING_UP, &json!(behind)).await,
            _ => Ok(()),
        }
    }

    async fn behind(&self) -> Result<Behind, VaultError> {
        let kept = self.setting(CATCHING_UP).await?;
        kept.map_or(Ok(Behind::new()), serde_json::from_value).map_err(|_| row::unreadable("who is behind"))
    }
}

/// Finishes or removes what a kill has left.
async fn clear(home: &Home) -> Result<(), VaultError> {
    if let Some(marker) = Marker::read(home)?.filter(|marker| marker.leaving) {
        wipe(home, Some(marker)).await?;
    }
    if home.recovered().exists() && !home.db().exists() {
        take_place(home)?;
    }
    Home::remove(&home.recovered())?;
    Home::remove(&home.unfinished())?;
    drop_pending(home).await
}

/// What opens the file that is to come: the profile's own key, or a new one with the marker that will lead to it.
async fn door(home: &Home, source: &KeySource) -> Result<(Door, Option<Marker>), VaultError> {
    let own = match Marker::read(home)? {
        Some(marker) => key_of(&marker, source).await.map(|key| (marker.id, key)),
        None => lost_marker(home, source).await,
    };
    match own {
        Ok((id, key)) => Ok((Door { path: home.db(), key, id }, None)),
        // Gone for good, or never there: this is what backups are for.
        Err(VaultError::KeyUnavailable(KeyTrouble::MissingKey)) => {
            let (id, key) = (FileId::random()?, Key::random()?);
            let locked = match source {
                KeySource::Passphrase(words) => Some(lock(key.clone(), words.clone(), id.clone()).await?),
                KeySource::Keyring => None,
            };
            let marker = Marker::new(id.clone(), source.store(), key.check(&id), locked);
            Ok((Door { path: home.db(), key, id }, Some(marker)))
        }
        Err(error) => Err(error),
    }
}

/// Keeps a new key before the file that needs it is there. The marker first: a kill in between leaves a marker without
/// a key, not a key that nobody knows of.
async fn keep(home: &Home, marker: &Marker, key: &Key) -> Result<(), VaultError> {
    marker.write_at(&home.pending())?;
    match marker.key_store {
        KeyStore::Keyring => Ok(keyring::put(&marker.id, key.clone()).await?),
        KeyStore::Passphrase => Ok(()),
    }
}

/// Sets aside the file that is there, with what leads to its key where the new file has another.
fn set_aside(home: &Home, other_key: bool) -> Result<PathBuf, VaultError> {
    if other_key && let Some(old) = Marker::read(home)? {
        old.write_at(&beside(&home.aside("replaced"), ".json"))?;
    }
    home.set_aside("replaced")
}

/// The last step: a finished file takes the place that is free, and its marker the place of the old one.
pub(crate) fn take_place(home: &Home) -> Result<(), VaultError> {
    let pending = Marker::read_at(&home.pending());
    if let Some(marker) = &pending {
        marker.write(home)?;
    }
    fs::rename(home.recovered(), home.db())?;
    home.sync();
    if pending.is_some() {
        fs::remove_file(home.pending())?;
    }
    Ok(())
}

/// Forgets a new key whose file never came.
pub(crate) async fn drop_pending(home: &Home) -> Result<(), VaultError> {
    let Some(pending) = Marker::read_at(&home.pending()) else { return Ok(()) };
    let in_use = Marker::read(home)?.is_some_and(|marker| marker.id == pending.id);
    if !in_use && pending.key_store == KeyStore::Keyring {
        // A keyring that cannot be asked keeps a key that opens nothing.
        let _ = keyring::delete(&pending.id).await;
    }
    Ok(fs::remove_file(home.pending())?)
}

/// A backup that is open: what its passphrase is was right.
struct Backup {
    header: Header,
    size: u64,
    lines: mpsc::Receiver<Vec<Line>>,
    counts: tokio::task::JoinHandle<Result<Counts, BackupError>>,
}

impl Backup {
    /// Opens the file and begins to hand over its lines, a few pieces ahead.
    async fn open(file: &Path, unlock: Unlock, progress: &Progress) -> Result<Backup, BackupError> {
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
async fn fill(door: &Door, backup: Backup, progress: &Progress) -> Result<BackupFacts, BackupError> {
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
    connect::close(new).await?;
    Ok(facts(header, filled?, size))
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
        "UPDATE notice SET server_id = NULL",
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

//! Making a backup.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use futures_util::TryStreamExt;
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, Row, SqliteConnection, TypeInfo, ValueRef};
use tempfile::NamedTempFile;
use time::OffsetDateTime;
use tokio::sync::mpsc;
use zeroize::Zeroizing;

use super::header::{Header, MAGIC};
use super::lines::{Cell, Counts, Line};
use super::seal::Sealer;
use super::verify::{BackupFacts, read_through};
use super::{BackupError, BackupLock, OF_THE_DEVICE, Progress};
use crate::key::Key;
use crate::{Vault, VaultError, row, schema};

/// Tables of which nothing is taken along. What an account signs in with is worth more to a thief than the record, ends
/// by itself and would be used from two devices at once; the others the next sync makes anew, and files are fetched again.
const LEFT_OUT: &[&str] = &["session", "reference", "print", "hold", "kept_file"];

/// Lines are handed to the sealing thread in pieces of about this many bytes.
const PIECE: usize = 64 * 1024;

/// What the sealing thread is handed.
pub(super) enum Piece {
    Lines(Zeroizing<Vec<u8>>),
    /// All was read. A channel that closes without it means that nobody waits for the file any more.
    End,
}

impl Vault {
    /// Writes a backup of the profile as it stands at this moment; others may read and write meanwhile.
    ///
    /// It is written beside `to` under a name of its own, read back, and only then takes its place: until then, and
    /// however this ends, an older backup at `to` stays whole. `at` and `app` (the app's version) stand in the header.
    ///
    /// # Errors
    /// [`BackupError::NoFolder`]; [`BackupError::InTheWay`] where `to` is a file that is no backup;
    /// [`BackupError::Cancelled`]; those of the store and the disk.
    pub async fn back_up(
        &self,
        to: &Path,
        lock: &BackupLock,
        at: OffsetDateTime,
        app: &str,
        progress: &Progress,
    ) -> Result<BackupFacts, BackupError> {
        // SQLite's words for it are of no use to whoever has typed the wrong folder.
        let to = std::path::absolute(to).map_err(VaultError::from)?;
        let place = to.clone();
        tokio::task::spawn_blocking(move || may_stand_at(&place)).await.map_err(|_| BackupError::Cancelled)??;
        let mut snapshot = self.reader().begin().await?;
        let shape = schema::shape(&mut snapshot).await?;
        let (header, key) = Header::new(lock, at, app, shape)?;
        let (pieces, received) = mpsc::channel(4);
        let (place, sealing) = (to.clone(), key.clone());
        let writing = tokio::task::spawn_blocking(move || write(&place, &header, &sealing, received));
        let read = read_out(&mut snapshot, pieces, progress).await;
        let written = writing.await.map_err(|_| BackupError::Cancelled)?;
        // The disk's word before that of the reader, who only sees that nobody listens.
        let part = match (written, read) {
            (Err(BackupError::Cancelled), Err(error)) => return Err(error),
            (Err(error), _) | (Ok(_), Err(error)) => return Err(error),
            (Ok(part), Ok(())) => part,
        };
        tokio::task::spawn_blocking(move || settle(part, &to, &key)).await.map_err(|_| BackupError::Cancelled)?
    }
}

/// A backup replaces a backup, and nothing else.
fn may_stand_at(to: &Path) -> Result<(), BackupError> {
    if !to.parent().is_some_and(Path::is_dir) {
        return Err(BackupError::NoFolder);
    }
    let mut first = Vec::new();
    match File::open(to) {
        Ok(file) => file.take(MAGIC.len() as u64).read_to_end(&mut first).map_err(VaultError::from)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(VaultError::from(error).into()),
    };
    if MAGIC.starts_with(&first) { Ok(()) } else { Err(BackupError::InTheWay) }
}

/// Reads every row that goes into the backup, in one snapshot.
async fn read_out(
    snapshot: &mut SqliteConnection,
    pieces: mpsc::Sender<Piece>,
    progress: &Progress,
) -> Result<(), BackupError> {
    let tables: Vec<String> = sqlx::query_scalar(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name",
    )
    .fetch_all(&mut *snapshot)
    .await?;
    let mut plan = Vec::new();
    let mut total = 0;
    for table in tables.into_iter().filter(|table| !LEFT_OUT.contains(&table.as_str())) {
        let columns: Vec<String> =
            sqlx::query_scalar("SELECT name FROM pragma_table_info(?1)").bind(&table).fetch_all(&mut *snapshot).await?;
        // Names of our own migrations, not of anybody's making.
        let rows = match table.as_str() {
            "setting" => format!("FROM setting WHERE substr(key, 1, {}) <> '{OF_THE_DEVICE}'", OF_THE_DEVICE.len()),
            name => format!("FROM {name}"),
        };
        let count: i64 =
            sqlx::query_scalar(AssertSqlSafe(format!("SELECT count(*) {rows}"))).fetch_one(&mut *snapshot).await?;
        total += count.unsigned_abs();
        plan.push((table, columns, rows));
    }
    progress.begin(total);
    let mut out = Out { pieces, lines: Zeroizing::default() };
    let mut counts = Counts::new();
    for (table, columns, rows) in plan {
        let sql = format!("SELECT {} {rows}", columns.join(", "));
        let width = columns.len();
        out.put(&Line::Table { name: table.clone(), columns }).await?;
        let mut count = 0;
        let mut stream = sqlx::query(AssertSqlSafe(sql)).fetch(&mut *snapshot);
        while let Some(row) = stream.try_next().await? {
            out.put(&Line::Row(cells(&row, width)?)).await?;
            progress.step(1)?;
            count += 1;
        }
        counts.insert(table, count);
    }
    out.put(&Line::End(counts)).await?;
    out.end().await
}

struct Out {
    pieces: mpsc::Sender<Piece>,
    lines: Zeroizing<Vec<u8>>,
}

impl Out {
    async fn put(&mut self, line: &Line) -> Result<(), BackupError> {
        serde_json::to_writer(&mut *self.lines, line).map_err(|_| VaultError::Store("a row is no JSON".into()))?;
        self.lines.push(b'\n');
        if self.lines.len() >= PIECE { self.hand_over().await } else { Ok(()) }
    }

    async fn hand_over(&mut self) -> Result<(), BackupError> {
        let lines = std::mem::take(&mut self.lines);
        self.pieces.send(Piece::Lines(lines)).await.map_err(|_| BackupError::Cancelled)
    }

    async fn end(mut self) -> Result<(), BackupError> {
        self.hand_over().await?;
        self.pieces.send(Piece::End).await.map_err(|_| BackupError::Cancelled)
    }
}

fn cells(row: &SqliteRow, width: usize) -> Result<Vec<Cell>, BackupError> {
    (0..width)
        .map(|column| {
            let raw = row.try_get_raw(column)?;
            match (raw.is_null(), raw.type_info().name()) {
                (true, _) => Ok(Cell::Nothing),
                (false, "INTEGER") => Ok(Cell::Number(row.try_get(column)?)),
                (false, "TEXT") => Ok(Cell::Text(row.try_get(column)?)),
                (false, _) => Err(row::unreadable("a value").into()),
            }
        })
        .collect()
}

/// Seals the pieces into a file beside `to`. Dropped, it is gone.
pub(super) fn write(
    to: &Path,
    header: &Header,
    key: &Key,
    mut pieces: mpsc::Receiver<Piece>,
) -> Result<NamedTempFile, BackupError> {
    let folder = to.parent().ok_or(BackupError::NoFolder)?;
    let part = tempfile::Builder::new().prefix(".peremena-").suffix(".part").tempfile_in(folder);
    let mut part = part.map_err(VaultError::from)?;
    let full = |error: io::Error| BackupError::Vault(error.into());
    let bound = header.write(part.as_file_mut())?;
    let sealer = Sealer::new(io::BufWriter::new(part.as_file_mut()), key, bound);
    let mut packing = GzEncoder::new(sealer, Compression::default());
    loop {
        match pieces.blocking_recv() {
            Some(Piece::Lines(lines)) => packing.write_all(&lines).map_err(full)?,
            Some(Piece::End) => break,
            None => return Err(BackupError::Cancelled),
        }
    }
    let mut written = packing.finish().and_then(Sealer::finish).map_err(full)?;
    written.flush().map_err(full)?;
    drop(written);
    part.as_file().sync_all().map_err(full)?;
    Ok(part)
}

/// Reads the finished file back, then lets it take its place.
pub(super) fn settle(part: NamedTempFile, to: &Path, key: &Key) -> Result<BackupFacts, BackupError> {
    let facts = read_through(part.reopen().map_err(VaultError::from)?, &Progress::default(), |_, _| Ok(key.clone()))?;
    part.persist(to).map_err(|error| VaultError::from(error.error))?;
    sync_folder(to);
    Ok(facts)
}

/// Makes the rename last. Windows has no such call, and a folder that cannot be synced is no reason to fail.
fn sync_folder(of: &Path) {
    if let Some(Ok(folder)) = of.parent().map(File::open) {
        let _ = folder.sync_all();
    }
}

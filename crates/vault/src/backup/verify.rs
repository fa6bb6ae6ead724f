//! Reading a backup: whole and unaltered, or not.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use flate2::read::GzDecoder;
use time::OffsetDateTime;

use super::error::Stopped;
use super::header::{Bound, Header};
use super::lines::{Counts, Lines};
use super::seal::Opener;
use super::{BackupError, Progress, Unlock};
use crate::VaultError;
use crate::key::Key;

/// What a backup is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackupFacts {
    /// When it was made.
    pub created_at: OffsetDateTime,
    /// The version of the app that made it.
    pub app: String,
    /// The version of the file's format.
    pub format: u32,
    /// The version of what its rows mean.
    pub shape: i64,
    /// Rows for each table.
    pub rows: Counts,
    /// Bytes of the file.
    pub size: u64,
}

/// Reads a backup from its first byte to its last, each under its seal. Writes nothing anywhere.
///
/// # Errors
/// [`BackupError::Damaged`] where one byte is not as it was written. Other errors say what it is instead: no file, an
/// empty one, no backup, one of a newer version, one of another passphrase.
pub async fn verify_backup(file: &Path, unlock: Unlock, progress: &Progress) -> Result<BackupFacts, BackupError> {
    let (file, progress) = (file.to_owned(), progress.clone());
    let reading =
        tokio::task::spawn_blocking(move || read_through(open(&file)?, &progress, |header, _| header.unlock(&unlock)));
    reading.await.map_err(|_| BackupError::Cancelled)?
}

pub(super) fn open(file: &Path) -> Result<File, BackupError> {
    match File::open(file) {
        Ok(file) if file.metadata().is_ok_and(|of| of.is_file()) => Ok(file),
        Ok(_) => Err(BackupError::Foreign),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Err(BackupError::NoFile),
        Err(error) => Err(VaultError::from(error).into()),
    }
}

/// The rows of a backup whose header was read and whose key is known.
pub(super) type Rows = Lines<BufReader<GzDecoder<Opener<Counted>>>>;

/// Begins to read the rows.
pub(super) fn rows(file: File, key: &Key, bound: Bound, progress: &Progress) -> Result<Rows, BackupError> {
    let counted = Counted { from: BufReader::new(file), progress: progress.clone() };
    Ok(Lines::new(BufReader::new(GzDecoder::new(Opener::new(counted, key, bound)?))))
}

/// Ends reading: what the packing has no use for is under the seal too.
pub(super) fn finish(rows: Rows) -> Result<Counts, BackupError> {
    let (counts, packed) = rows.finish();
    let mut sealed = packed.into_inner().into_inner();
    let rest = std::io::copy(&mut sealed, &mut std::io::sink())?;
    if rest == 0 { Ok(counts) } else { Err(BackupError::Damaged) }
}

/// Reads a backup from end to end. `key` gives the key for its header.
pub(super) fn read_through(
    mut file: File,
    progress: &Progress,
    key: impl FnOnce(&Header, &Bound) -> Result<Key, BackupError>,
) -> Result<BackupFacts, BackupError> {
    let size = file.metadata().map_err(VaultError::from)?.len();
    progress.begin(size);
    let (header, bound) = Header::read(&mut file)?;
    let key = key(&header, &bound)?;
    let mut rows = rows(file, &key, bound, progress)?;
    while rows.next()?.is_some() {}
    Ok(facts(header, finish(rows)?, size))
}

pub(super) fn facts(header: Header, rows: Counts, size: u64) -> BackupFacts {
    let Header { created_at, app, format, shape, .. } = header;
    BackupFacts { created_at, app, format, shape, rows, size }
}

/// Tells how far the reading is.
pub(super) struct Counted {
    from: BufReader<File>,
    progress: Progress,
}

impl Read for Counted {
    fn read(&mut self, to: &mut [u8]) -> std::io::Result<usize> {
        let read = self.from.read(to)?;
        self.progress.step(read as u64).map_err(|_| std::io::Error::other(Stopped))?;
        Ok(read)
    }
}

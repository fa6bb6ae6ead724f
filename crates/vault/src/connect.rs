//! Connections to one encrypted file.
//!
//! The key is in the options, so: statements are never logged, the options are never printed, and nothing here has a
//! derived `Debug`.

use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqlitePool, SqlitePoolOptions};
use sqlx::{ConnectOptions, Connection, SqliteConnection};

use crate::VaultError;
use crate::data_version::VersionReader;
use crate::error;
use crate::key::{FileId, Key};

/// Readers beside the one writer.
const READERS: u32 = 3;
/// How long a statement waits for another process: app and CLI at once.
const BUSY: Duration = Duration::from_secs(5);
/// A little above [`BUSY`], so that SQLite's own answer comes first.
const ACQUIRE: Duration = Duration::from_secs(8);

/// Which file, and what opens it.
#[derive(Clone)]
pub(crate) struct Door {
    pub(crate) path: PathBuf,
    pub(crate) key: Key,
    pub(crate) id: FileId,
}

impl Door {
    pub(crate) fn at(&self, path: &Path) -> Door {
        Door { path: path.to_owned(), ..self.clone() }
    }

    /// The file, its key and silence: nothing that reads the file yet.
    fn bare(&self) -> SqliteConnectOptions {
        SqliteConnectOptions::new()
            .disable_statement_logging()
            .filename(&self.path)
            .create_if_missing(false)
            .busy_timeout(BUSY)
            // sqlx sends the key first, whatever the order here.
            .pragma("key", self.key.pragma(&self.id).to_string())
            // SQLCipher writes to stderr where a page does not open. Before anything that reads the file.
            .pragma("cipher_log_level", "NONE")
    }

    fn options(&self) -> SqliteConnectOptions {
        settings(self.bare())
    }

    /// One connection, for making and recovering.
    pub(crate) async fn connect(&self) -> Result<SqliteConnection, VaultError> {
        Ok(self.options().connect().await?)
    }

    /// One connection to a file that is not whole.
    pub(crate) async fn connect_damaged(&self) -> Result<SqliteConnection, VaultError> {
        // Without this SQLite refuses a file that was cut short, whatever is left of it.
        Ok(self.bare().pragma("writable_schema", "ON").pragma("temp_store", "MEMORY").connect().await?)
    }

    /// The writer, the readers, and who is asked whether anything was written.
    pub(crate) async fn pools(&self) -> Result<(SqlitePool, SqlitePool, VersionReader), VaultError> {
        let writer = writer_of_file().connect_with(self.options()).await?;
        let reading = self.options().pragma("query_only", "ON");
        Ok((writer, of_file(READERS).connect_lazy_with(reading.clone()), VersionReader::of_file(reading)))
    }
}

/// An empty database that touches no disk.
pub(crate) async fn in_memory() -> Result<SqlitePool, VaultError> {
    let options = settings(SqliteConnectOptions::new().in_memory(true));
    // One connection that never ends: with it would go the data.
    Ok(pool(1).connect_with(options).await?)
}

/// A file without a key, so that a test can read what stands in it.
#[cfg(test)]
pub(crate) async fn plain(path: &Path) -> (SqlitePool, SqlitePool) {
    let options = settings(SqliteConnectOptions::new().filename(path).create_if_missing(true))
        .journal_mode(sqlx::sqlite::SqliteJournalMode::Wal);
    let writer = of_file(1).connect_with(options.clone()).await.unwrap();
    (writer, of_file(READERS).connect_lazy_with(options))
}

fn settings(options: SqliteConnectOptions) -> SqliteConnectOptions {
    options
        .disable_statement_logging()
        // No plain copy of anything on the disk; on Android there is no folder for it either.
        .pragma("temp_store", "MEMORY")
        // What is deleted is zeroed.
        .pragma("secure_delete", "ON")
        // A family's school year fits.
        .pragma("cache_size", "-8192")
        .pragma("journal_size_limit", "4194304")
        .pragma("trusted_schema", "OFF")
        // "Told once" must outlive a power cut, so every commit reaches the disk. Written large because sqlx sends
        // the small one before `cipher_log_level`, and it reads the file.
        .pragma("SYNCHRONOUS", "FULL")
}

/// Connections to a file. One that is given up is opened anew: not so in memory, where the data would go with it, and a
/// connection is given up too where nobody waits any more for what it is asked first.
pub(crate) fn of_file(connections: u32) -> SqlitePoolOptions {
    pool(connections).before_acquire(|connection, _| Box::pin(async move { Ok(is_of_use(connection).await) }))
}

/// The one connection that writes. Where SQLite may not open a file for writing it opens it for reading and says nothing of
/// it (<https://www.sqlite.org/c3ref/open.html>): that connection would refuse every write for as long as it lives, though
/// the file can long be written to again. So it is opened anew for whoever comes next; nobody asks for it in a process
/// whose every write was taken.
fn writer_of_file() -> SqlitePoolOptions {
    pool(1).before_acquire(|connection, _| {
        Box::pin(async move {
            // One that cannot even be asked is not used again either.
            let is_stuck = error::was_refused() && is_read_only(connection).await.unwrap_or(true);
            Ok(!is_stuck && is_of_use(connection).await)
        })
    })
}

/// SQLCipher keeps the error of a bad page: from then on the connection answers "out of memory" to everything. Such a one
/// is not used again, so that only what meets the page says so. Asking costs as much as a statement, so nobody asks in a
/// process in which every page opened.
async fn is_of_use(connection: &mut SqliteConnection) -> bool {
    // A disk that fails or is full ends SQLite's transaction, and sqlx believes in it for ever: no other could begin on
    // this connection.
    let free = !connection.is_in_transaction();
    free && (!error::in_doubt() || sqlx::query("PRAGMA schema_version").execute(connection).await.is_ok())
}

/// Whether a connection may only read. A write of nothing is tried, since a transaction by itself is begun as one that
/// reads; a file that another process writes to just then can be written to, and is not waited for.
async fn is_read_only(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    sqlx::query("PRAGMA busy_timeout = 0").execute(&mut *connection).await?;
    let tried = sqlx::query("DELETE FROM setting WHERE FALSE").execute(&mut *connection).await;
    let wait = format!("PRAGMA busy_timeout = {}", BUSY.as_millis());
    sqlx::query(sqlx::AssertSqlSafe(wait)).execute(connection).await?;
    let Err(sqlx::Error::Database(refused)) = tried else { return Ok(false) };
    Ok(refused.code().and_then(|code| code.parse::<i32>().ok()).is_some_and(|code| code & 0xff == error::READ_ONLY))
}

fn pool(connections: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(ACQUIRE)
        // Else a connection is opened with the file and closed with it.
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
}

/// Closes a connection. SQLite merges the log into the file where it was the last one, and says nothing where it could
/// not: whoever is to move the file without its log calls [`finish`].
pub(crate) async fn close(connection: SqliteConnection) -> Result<(), VaultError> {
    Ok(connection.close().await?)
}

/// Merges the log into the file and closes the only connection to it: all that was written stands in the one file and
/// has reached the disk.
///
/// # Errors
/// Those of the store: what is not merged stands in the log alone, and the file without it is no file.
pub(crate) async fn finish(mut connection: SqliteConnection) -> Result<(), VaultError> {
    let merged = merge_log(&mut connection).await;
    let closed = close(connection).await;
    merged.and(closed)
}

/// Merges the log into the file and empties it.
///
/// # Errors
/// Those of the store; [`VaultError::Busy`] where another connection still reads what is in the log.
pub(crate) async fn merge_log(connection: &mut SqliteConnection) -> Result<(), VaultError> {
    let (busy, _, _): (bool, i64, i64) =
        sqlx::query_as("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(connection).await?;
    if busy { Err(VaultError::Busy) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test]
    async fn what_is_in_memory_outlives_whoever_stops_waiting_for_it() {
        let pool = in_memory().await.unwrap();
        sqlx::query("CREATE TABLE kept (it INTEGER)").execute(&pool).await.unwrap();
        let broken = sqlx::query("SELECT * FROM nothing").execute(&pool).await.unwrap_err();
        assert!(matches!(VaultError::from(broken), VaultError::Store(_)) && error::in_doubt());
        for _ in 0..20 {
            let _ = tokio::time::timeout(Duration::ZERO, pool.acquire()).await;
            tokio::task::yield_now().await;
        }
        assert!(sqlx::query("SELECT it FROM kept").execute(&pool).await.is_ok());
    }
}

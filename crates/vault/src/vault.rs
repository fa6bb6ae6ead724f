//! The open file: one writer, a few readers.

use std::fmt;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, OnceLock};

use sqlx::sqlite::SqlitePool;
use sqlx::{ConnectOptions, Connection, Sqlite, Transaction};

use peremena_model::StudentId;

use crate::data_version::VersionReader;
use crate::home::Lease;
use crate::key::Key;
use crate::session::SessionSeal;
use crate::summary::Summary;
use crate::{VaultError, connect, row, schema};

/// The setting that says that an account has gone and its bytes were not yet overwritten.
pub(crate) const TO_SCRUB: &str = "device.to_scrub";

/// The setting that says that the last account has gone: what is to follow is [`Vault::destroy`].
pub(crate) const LEFT: &str = "device.left";

const ACCOUNTS: &str = "SELECT id FROM account";

/// The open file of one profile. Clones are the same file.
#[derive(Clone)]
pub struct Vault {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) writer: SqlitePool,
    pub(crate) readers: SqlitePool,
    pub(crate) version: VersionReader,
    pub(crate) sessions: SessionSeal,
    pub(crate) rows: AtomicU64,
    /// None in memory.
    pub(crate) lease: Option<Lease>,
    /// None in memory.
    pub(crate) summary: OnceLock<Summary>,
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // By hand: the pools' options hold the key.
        f.write_str("Vault")
    }
}

impl Vault {
    /// `key`: the file's own, or one that nobody keeps.
    pub(crate) fn new(
        (writer, readers, version): (SqlitePool, SqlitePool, VersionReader),
        key: &Key,
        lease: Option<Lease>,
    ) -> Vault {
        let (rows, summary, sessions) = (AtomicU64::new(0), OnceLock::new(), SessionSeal::of(key));
        Vault { inner: Arc::new(Inner { writer, readers, version, sessions, rows, lease, summary }) }
    }

    /// An empty vault that touches no disk and is gone when closed or dropped: the demo school.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn open_in_memory() -> Result<Vault, VaultError> {
        let pool = connect::in_memory().await?;
        schema::migrate(&mut *pool.acquire().await?).await?;
        Ok(Vault::new((pool.clone(), pool.clone(), VersionReader::of_only(pool)), &Key::random()?, None))
    }

    /// Closes the file, for all clones: what they are asked afterwards fails. The last process to close merges the
    /// write-ahead log into the file.
    pub async fn close(self) {
        self.close_pools().await;
        if let Some(lease) = &self.inner.lease {
            lease.release();
        }
    }

    pub(crate) async fn close_pools(&self) {
        // The writer last: a reader could not merge the log.
        self.inner.version.close().await;
        self.inner.readers.close().await;
        self.inner.writer.close().await;
    }

    /// Reads every page and every row's structure.
    ///
    /// # Errors
    /// [`VaultError::Damaged`] where a page was changed from outside or the structure does not hold together.
    pub async fn verify(&self) -> Result<(), VaultError> {
        let pages: Vec<String> = sqlx::query_scalar("PRAGMA cipher_integrity_check").fetch_all(self.reader()).await?;
        let rows: Vec<String> = sqlx::query_scalar("PRAGMA integrity_check(1)").fetch_all(self.reader()).await?;
        if pages.is_empty() && rows == ["ok"] { Ok(()) } else { Err(VaultError::Damaged) }
    }

    /// How the connections are set, for a report of a problem: name and value of each pragma that a promise rests on.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn pragmas(&self) -> Result<Vec<(&'static str, String)>, VaultError> {
        let mut found = Vec::new();
        for (name, query) in [
            ("journal_mode", "SELECT CAST(journal_mode AS TEXT) FROM pragma_journal_mode"),
            ("synchronous", "SELECT CAST(synchronous AS TEXT) FROM pragma_synchronous"),
            ("secure_delete", "SELECT CAST(secure_delete AS TEXT) FROM pragma_secure_delete"),
            ("temp_store", "SELECT CAST(temp_store AS TEXT) FROM pragma_temp_store"),
            ("foreign_keys", "SELECT CAST(foreign_keys AS TEXT) FROM pragma_foreign_keys"),
            ("cache_size", "SELECT CAST(cache_size AS TEXT) FROM pragma_cache_size"),
            ("trusted_schema", "SELECT CAST(trusted_schema AS TEXT) FROM pragma_trusted_schema"),
        ] {
            let value: String = sqlx::query_scalar(query).fetch_one(self.writer()).await?;
            found.push((name, value));
        }
        Ok(found)
    }

    /// Whether the file can be written to: a write is begun and given up.
    ///
    /// # Errors
    /// Those of the store: a disk that is full is not seen by it, a folder that is gone or closed is.
    pub async fn writable(&self) -> Result<(), VaultError> {
        let mut tx = self.write().await?;
        sqlx::query("INSERT INTO setting (key, value) VALUES ('writable', 'null') ON CONFLICT (key) DO NOTHING")
            .execute(&mut *tx)
            .await?;
        Ok(tx.rollback().await?)
    }

    /// How many items of each kind the file has of each child, and the number of its shape: for a report of a problem.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn tally(&self) -> Result<(i64, Vec<(StudentId, String, i64)>), VaultError> {
        let shape: i64 = sqlx::query_scalar("PRAGMA user_version").fetch_one(self.reader()).await?;
        let rows: Vec<(String, String, i64)> =
            sqlx::query_as("SELECT student, kind, count(*) FROM item GROUP BY student, kind ORDER BY student, kind")
                .fetch_all(self.reader())
                .await?;
        Ok((shape, rows.into_iter().map(|(student, kind, count)| (row::student(student), kind, count)).collect()))
    }

    /// Lets go of the file's pages that the connections keep in memory: what is read next comes from the disk again.
    /// A connection that is at work keeps its own.
    pub async fn cool(&self) {
        // Held until the end, or the same one would be asked again and again.
        let mut held = Vec::new();
        for pool in [self.writer(), self.reader()] {
            while let Some(mut connection) = pool.try_acquire() {
                // One that cannot keeps its memory, and whoever uses it next hears why.
                let _ = sqlx::query("PRAGMA shrink_memory").execute(&mut *connection).await;
                held.push(connection);
            }
        }
    }

    pub(crate) fn reader(&self) -> &SqlitePool {
        &self.inner.readers
    }

    pub(crate) fn writer(&self) -> &SqlitePool {
        &self.inner.writer
    }

    /// Begins a write that waits for its turn at the start, not in the middle.
    pub(crate) async fn write(&self) -> Result<Transaction<'static, Sqlite>, VaultError> {
        Ok(self.inner.writer.begin_with("BEGIN IMMEDIATE").await?)
    }

    /// Overwrites what was freed: the file is built anew without gaps, the log is emptied.
    pub(crate) async fn scrub(&self) -> Result<(), VaultError> {
        sqlx::query("VACUUM").execute(self.writer()).await?;
        connect::merge_log(&mut *self.writer().acquire().await?).await?;
        sqlx::query("DELETE FROM setting WHERE key = ?1").bind(TO_SCRUB).execute(self.writer()).await?;
        Ok(())
    }

    /// Whether the last account has gone, and the file only stands because the disk failed before it could go too.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn is_left(&self) -> Result<bool, VaultError> {
        let query = "SELECT EXISTS (SELECT 1 FROM setting WHERE key = ?1) AND NOT EXISTS (SELECT 1 FROM account)";
        Ok(sqlx::query_scalar(query).bind(LEFT).fetch_one(self.writer()).await?)
    }

    /// Whose accounts are in the file.
    pub(crate) async fn account_ids(&self) -> Result<Vec<String>, VaultError> {
        Ok(sqlx::query_scalar(ACCOUNTS).fetch_all(self.writer()).await?)
    }

    /// The same, after the file was closed, by a connection of its own.
    pub(crate) async fn account_ids_anew(&self) -> Result<Vec<String>, VaultError> {
        let mut connection = self.inner.writer.connect_options().connect().await?;
        let found = sqlx::query_scalar(ACCOUNTS).fetch_all(&mut connection).await;
        connection.close().await?;
        Ok(found?)
    }

    /// Overwrites what an account has left that went while the disk failed, or while another process still read it.
    pub(crate) async fn scrub_what_is_owed(&self) -> Result<(), VaultError> {
        let owed: bool = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM setting WHERE key = ?1)")
            .bind(TO_SCRUB)
            .fetch_one(self.reader())
            .await?;
        if owed { self.scrub().await } else { Ok(()) }
    }
}

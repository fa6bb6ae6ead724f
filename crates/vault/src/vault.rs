//! The open file: one writer, a few readers.

use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqlitePool, SqlitePoolOptions};
use sqlx::{ConnectOptions, Sqlite, Transaction};

use crate::{KeySource, KeyStore, KeyTrouble, VaultError, schema};

/// The open file of one profile. Clones are the same file.
#[derive(Clone)]
pub struct Vault {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    writer: SqlitePool,
    readers: SqlitePool,
    pub(crate) rows: AtomicU64,
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // By hand: the pools' options hold the key.
        f.write_str("Vault")
    }
}

impl Vault {
    /// Whether the profile has a file.
    pub fn exists(profile: &Path) -> bool {
        profile.join("peremena.db").exists()
    }

    /// How the profile's key is kept; none where there is no profile yet.
    pub fn key_store(_profile: &Path) -> Option<KeyStore> {
        None
    }

    /// Opens the profile's file.
    ///
    /// # Errors
    /// Not there yet.
    pub async fn open(_profile: &Path, _source: KeySource) -> Result<Vault, VaultError> {
        Err(KeyTrouble::NoKeyring.into())
    }

    /// An empty vault that touches no disk and is gone when dropped: the demo school.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn open_in_memory() -> Result<Vault, VaultError> {
        let options = SqliteConnectOptions::new()
            .in_memory(true)
            .disable_statement_logging()
            .pragma("temp_store", "MEMORY");
        // One connection that never ends: with it would go the data.
        let pool = SqlitePoolOptions::new()
            .max_connections(1)
            .min_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            .test_before_acquire(false)
            .acquire_timeout(Duration::from_secs(10))
            .connect_with(options)
            .await?;
        schema::migrate(&mut *pool.acquire().await?).await?;
        Ok(Vault { inner: Arc::new(Inner { writer: pool.clone(), readers: pool, rows: AtomicU64::new(0) }) })
    }

    /// Closes the file, for all clones.
    pub async fn close(self) {
        self.inner.readers.close().await;
        self.inner.writer.close().await;
    }

    pub(crate) fn reader(&self) -> &SqlitePool {
        &self.inner.readers
    }

    pub(crate) fn writer(&self) -> &SqlitePool {
        &self.inner.writer
    }

    /// Begins a write that waits its turn now, not in the middle.
    pub(crate) async fn write(&self) -> Result<Transaction<'static, Sqlite>, VaultError> {
        Ok(self.inner.writer.begin_with("BEGIN IMMEDIATE").await?)
    }

    /// Overwrites what was freed.
    pub(crate) async fn scrub(&self) -> Result<(), VaultError> {
        sqlx::query("VACUUM").execute(self.writer()).await?;
        let (busy, _, _): (bool, i64, i64) =
            sqlx::query_as("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(self.writer()).await?;
        if busy { Err(VaultError::Busy) } else { Ok(()) }
    }
}

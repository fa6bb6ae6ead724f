//! Whether anything was written since: what was read once need not be read again.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use sqlx::sqlite::{SqliteConnectOptions, SqlitePool};

use crate::{Vault, VaultError, connect};

/// The version of what is stored, when it was asked for. Where two are equal, nothing was written in between, by whatever
/// process; where they differ, something may have been. Those of two [`Vault`]s say nothing of each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DataVersion {
    /// Which connection was asked, counted as they were opened: SQLite's number means nothing to another one
    /// (<https://www.sqlite.org/pragma.html#pragma_data_version>).
    connection: u64,
    version: i64,
}

/// The connection that is asked. It never writes: its own writes it would not be told of.
pub(crate) struct VersionReader {
    pool: SqlitePool,
    opened: Arc<AtomicU64>,
    question: &'static str,
}

impl VersionReader {
    /// Opened when it is first asked.
    pub(crate) fn of_file(options: SqliteConnectOptions) -> VersionReader {
        let opened = Arc::new(AtomicU64::new(0));
        let counted = opened.clone();
        let pool = connect::of_file(1)
            .after_connect(move |_, _| {
                counted.fetch_add(1, Ordering::Relaxed);
                Box::pin(async { Ok(()) })
            })
            .connect_lazy_with(options);
        VersionReader { pool, opened, question: "PRAGMA data_version" }
    }

    /// Of the one connection that there is.
    pub(crate) fn of_only(pool: SqlitePool) -> VersionReader {
        VersionReader { pool, opened: Arc::default(), question: "SELECT total_changes()" }
    }

    async fn read(&self) -> Result<DataVersion, VaultError> {
        let mut connection = self.pool.acquire().await?;
        let version = sqlx::query_scalar(self.question).fetch_one(&mut *connection).await?;
        // While it is held nobody opens another.
        Ok(DataVersion { connection: self.opened.load(Ordering::Relaxed), version })
    }

    pub(crate) async fn close(&self) {
        self.pool.close().await;
    }
}

impl Vault {
    /// The version of what is stored. Asked for before something is read, it tells later whether that still holds.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn data_version(&self) -> Result<DataVersion, VaultError> {
        self.inner.version.read().await
    }
}

//! The shape of the file: numbered migrations, each in one transaction, run exactly once.

use sqlx::{Connection, SqliteConnection};

use crate::VaultError;

/// Migration n (from 1) brings a file of shape n-1 to shape n. Never edit one that was released.
const MIGRATIONS: &[&str] = &[
    include_str!("migrations/0001_first.sql"),
    include_str!("migrations/0002_pace.sql"),
    include_str!("migrations/0003_own_tasks.sql"),
    include_str!("migrations/0004_letters.sql"),
    include_str!("migrations/0005_kept_files.sql"),
    include_str!("migrations/0006_sent_ticks.sql"),
    include_str!("migrations/0007_clicks.sql"),
];

/// The newest shape that this program knows.
pub(crate) fn known() -> i64 {
    i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX)
}

pub(crate) async fn shape(connection: &mut SqliteConnection) -> Result<i64, VaultError> {
    Ok(sqlx::query_scalar("PRAGMA user_version").fetch_one(connection).await?)
}

/// Brings the file to the known shape. A file that has it already is only read.
///
/// # Errors
/// [`VaultError::Newer`] where the file is ahead of this program; it is not touched then.
pub(crate) async fn migrate(connection: &mut SqliteConnection) -> Result<(), VaultError> {
    migrate_to(connection, known()).await
}

/// Brings the file to a shape that was: that of the rows which an older version wrote.
pub(crate) async fn migrate_to(connection: &mut SqliteConnection, wanted: i64) -> Result<(), VaultError> {
    loop {
        let found = shape(connection).await?;
        if found == wanted {
            return Ok(());
        }
        let Some(script) = usize::try_from(found).ok().and_then(|n| MIGRATIONS.get(n)) else {
            return Err(VaultError::Newer { found, known: known() });
        };
        let mut tx = connection.begin_with("BEGIN IMMEDIATE").await?;
        // Another process may have run it while this one waited for the lock.
        if shape(&mut tx).await? == found {
            sqlx::raw_sql(*script).execute(&mut *tx).await?;
            let next = found + 1;
            sqlx::raw_sql(sqlx::AssertSqlSafe(format!("PRAGMA user_version = {next}"))).execute(&mut *tx).await?;
        }
        tx.commit().await?;
    }
}

#[cfg(all(test, target_os = "linux"))]
mod disk;
#[cfg(all(test, target_os = "linux"))]
mod kills;

#[cfg(test)]
mod tests {
    use super::*;

    /// A file of every older shape, with what stood in it.
    #[tokio::test]
    async fn an_older_file_is_brought_to_the_known_shape_with_all_it_has() {
        for older in 1..known() {
            let pool = crate::connect::in_memory().await.unwrap();
            let connection = &mut *pool.acquire().await.unwrap();
            migrate_to(connection, older).await.unwrap();
            assert_eq!(shape(connection).await.unwrap(), older);
            sqlx::raw_sql("INSERT INTO setting (key, value) VALUES ('kept', '1')")
                .execute(&mut *connection)
                .await
                .unwrap();
            migrate(connection).await.unwrap();
            assert_eq!(shape(connection).await.unwrap(), known());
            let kept: String =
                sqlx::query_scalar("SELECT value FROM setting").fetch_one(&mut *connection).await.unwrap();
            assert_eq!(kept, "1");
            sqlx::raw_sql("SELECT memory FROM status").execute(&mut *connection).await.unwrap();
            sqlx::raw_sql("SELECT body FROM kept_file").execute(&mut *connection).await.unwrap();
            sqlx::raw_sql("SELECT due FROM own_task").execute(&mut *connection).await.unwrap();
            sqlx::raw_sql("SELECT stage FROM own_letter").execute(&mut *connection).await.unwrap();
            sqlx::raw_sql("SELECT sending, tries FROM done_tick").execute(&mut *connection).await.unwrap();
            sqlx::raw_sql("SELECT server, shown_by FROM notice").execute(&mut *connection).await.unwrap();
            sqlx::raw_sql("SELECT body FROM opened_letter").execute(&mut *connection).await.unwrap();
            // The second time there is nothing to do.
            migrate(connection).await.unwrap();
        }
    }
}

//! What the family itself decides: settings and ticks on homework.

use std::collections::{BTreeMap, HashSet};

use peremena_model::{SchoolYear, StudentId};
use serde_json::Value;
use time::OffsetDateTime;

use crate::{Vault, VaultError, row};

impl Vault {
    /// One setting.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn setting(&self, key: &str) -> Result<Option<Value>, VaultError> {
        let text: Option<String> = sqlx::query_scalar("SELECT value FROM setting WHERE key = ?1")
            .bind(key)
            .fetch_optional(self.reader())
            .await?;
        text.map(|text| value(&text)).transpose()
    }

    /// Writes a setting; `null` takes it out.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn put_setting(&self, key: &str, value: &Value) -> Result<(), VaultError> {
        if value.is_null() {
            sqlx::query("DELETE FROM setting WHERE key = ?1").bind(key).execute(self.writer()).await?;
            return Ok(());
        }
        sqlx::query(
            "INSERT INTO setting (key, value) VALUES (?1, ?2)
             ON CONFLICT (key) DO UPDATE SET value = ?2 WHERE value <> ?2",
        )
        .bind(key)
        .bind(row::json(value)?)
        .execute(self.writer())
        .await?;
        Ok(())
    }

    /// All settings.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn settings(&self) -> Result<BTreeMap<String, Value>, VaultError> {
        let rows: Vec<(String, String)> =
            sqlx::query_as("SELECT key, value FROM setting").fetch_all(self.reader()).await?;
        rows.into_iter().map(|(key, text)| Ok((key, value(&text)?))).collect()
    }

    /// Ticks a homework, or takes the tick off.
    ///
    /// # Errors
    /// Those of the store; [`VaultError::Store`] where there is no such child.
    pub async fn put_done(
        &self,
        student: &StudentId,
        homework: &str,
        year: SchoolYear,
        done: bool,
        at: OffsetDateTime,
    ) -> Result<(), VaultError> {
        sqlx::query(
            "INSERT INTO done_tick (student, year, homework, done, at) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (student, year, homework) DO UPDATE SET done = ?4, at = ?5 WHERE done <> ?4",
        )
        .bind(student.as_str())
        .bind(year.0)
        .bind(homework)
        .bind(done)
        .bind(row::nanos(at))
        .execute(self.writer())
        .await?;
        Ok(())
    }

    /// Ids of the homework that the family ticked.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn done(&self, student: &StudentId, year: SchoolYear) -> Result<HashSet<String>, VaultError> {
        let rows: Vec<String> =
            sqlx::query_scalar("SELECT homework FROM done_tick WHERE student = ?1 AND year = ?2 AND done = 1")
                .bind(student.as_str())
                .bind(year.0)
                .fetch_all(self.reader())
                .await?;
        Ok(rows.into_iter().collect())
    }
}

fn value(text: &str) -> Result<Value, VaultError> {
    serde_json::from_str(text).map_err(|_| row::unreadable("a setting"))
}

//! What the family itself decides.

use std::collections::BTreeMap;

use serde_json::Value;

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
}

fn value(text: &str) -> Result<Value, VaultError> {
    serde_json::from_str(text).map_err(|_| row::unreadable("a setting"))
}

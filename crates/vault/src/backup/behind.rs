//! Who was not seen since a backup was restored.

use std::collections::{BTreeMap, BTreeSet};

use peremena_model::StudentId;
use serde_json::{Value, json};

use crate::{SourceStatus, Vault, VaultError, row};

/// The setting that says who is behind.
pub(super) const CATCHING_UP: &str = "catching_up";

/// Each child who was not seen since a backup was restored, with the last answer that the backup knows of.
pub(super) type Behind = BTreeMap<String, Option<i64>>;

impl Vault {
    /// The children who were not seen since a backup was restored: what comes of them is what was missed meanwhile, and
    /// is told together. Nobody in a file that was never restored.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn catching_up(&self) -> Result<BTreeSet<StudentId>, VaultError> {
        Ok(self.behind().await?.into_keys().map(row::student).collect())
    }

    /// Those of them whom the school has answered for since. To be asked before the changes are read that are to be
    /// told together: what comes of an answer after that is not among them.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn answered(&self) -> Result<BTreeSet<StudentId>, VaultError> {
        let behind = self.behind().await?;
        if behind.is_empty() {
            return Ok(BTreeSet::new());
        }
        // Another answer, not a later one: the other machine's clock may have been ahead.
        let another = |status: &SourceStatus| {
            behind.get(status.student.as_str()).is_some_and(|known| *known != status.last_success.map(row::nanos))
        };
        Ok(self.status().await?.into_iter().filter(another).map(|status| status.student).collect())
    }

    /// Takes those out who have answered ([`Vault::answered`]), once what came of them is sure to be told together.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn caught_up(&self, answered: &BTreeSet<StudentId>) -> Result<(), VaultError> {
        if answered.is_empty() {
            return Ok(());
        }
        let mut behind = self.behind().await?;
        let before = behind.len();
        behind.retain(|student, _| !answered.contains(&row::student(student.clone())));
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

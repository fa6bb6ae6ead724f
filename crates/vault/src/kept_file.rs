//! Files that somebody has opened, so that they open again without the school. They stand in the encrypted file and
//! nowhere else ([decision 0018](../../../docs/decisions/0018-opened-files.md)); no sync reads or writes them.

use std::collections::HashSet;

use peremena_model::{Kind, StudentId};
use time::{Duration, OffsetDateTime};
use zeroize::Zeroizing;

use crate::{Vault, VaultError, row};

/// All of them together are at most so many bytes; what was opened longest ago goes first.
const MOST: i64 = 100 << 20;

/// What nobody has opened for so long goes.
const KEPT_FOR: Duration = Duration::days(30);

/// Whose file it is, and which.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FileKey {
    /// Whose.
    pub student: StudentId,
    /// What it belongs to: homework, an announcement, a letter.
    pub kind: Kind,
    /// The system's id of it.
    pub file: String,
}

impl Vault {
    /// Keeps a file that was fetched, in place of an older one, and lets go of what is too old or too much. One that is
    /// larger than everything that may be kept is not kept.
    ///
    /// # Errors
    /// Those of the store; [`VaultError::Store`] where there is no such child.
    pub async fn keep_file(
        &self,
        key: &FileKey,
        name: &str,
        bytes: &[u8],
        now: OffsetDateTime,
    ) -> Result<(), VaultError> {
        let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        if size > MOST {
            return Ok(());
        }
        let mut tx = self.write().await?;
        sqlx::query(
            "INSERT INTO kept_file (student, kind, file, name, size, opened_at, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT (student, kind, file) DO UPDATE SET name = ?4, size = ?5, opened_at = ?6, body = ?7",
        )
        .bind(key.student.as_str())
        .bind(key.kind.word())
        .bind(&key.file)
        .bind(name)
        .bind(size)
        .bind(row::nanos(now))
        .bind(bytes)
        .execute(&mut *tx)
        .await?;
        thin(&mut tx, now, MOST).await?;
        Ok(tx.commit().await?)
    }

    /// A file that is kept, and notes that it was opened. None where it is not, or is by now called something else at the
    /// school: then it may be another.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn kept_file(
        &self,
        key: &FileKey,
        name: &str,
        now: OffsetDateTime,
    ) -> Result<Option<Zeroizing<Vec<u8>>>, VaultError> {
        let body: Option<Vec<u8>> = sqlx::query_scalar(
            "UPDATE kept_file SET opened_at = max(opened_at, ?5)
             WHERE student = ?1 AND kind = ?2 AND file = ?3 AND name = ?4 RETURNING body",
        )
        .bind(key.student.as_str())
        .bind(key.kind.word())
        .bind(&key.file)
        .bind(name)
        .bind(row::nanos(now))
        .fetch_optional(self.writer())
        .await?;
        Ok(body.map(Zeroizing::new))
    }

    /// Which files of a child are kept: kinds with ids.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn kept_files(&self, student: &StudentId) -> Result<HashSet<(Kind, String)>, VaultError> {
        let rows: Vec<(String, String)> = sqlx::query_as("SELECT kind, file FROM kept_file WHERE student = ?1")
            .bind(student.as_str())
            .fetch_all(self.reader())
            .await?;
        rows.into_iter().map(|(kind, file)| Ok((row::kind(&kind)?, file))).collect()
    }

    /// Lets go of what nobody has opened for long. Where there is no such file, nothing is written.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn thin_files(&self, now: OffsetDateTime) -> Result<(), VaultError> {
        let old: i64 = sqlx::query_scalar("SELECT count(*) FROM kept_file WHERE opened_at < ?1")
            .bind(row::nanos(now.saturating_sub(KEPT_FOR)))
            .fetch_one(self.reader())
            .await?;
        if old == 0 {
            return Ok(());
        }
        let mut tx = self.write().await?;
        thin(&mut tx, now, MOST).await?;
        Ok(tx.commit().await?)
    }
}

/// Deletes what is too old, then what was opened longest ago until the rest is at most `most` bytes. What is deleted is
/// overwritten (`secure_delete`).
async fn thin(connection: &mut sqlx::SqliteConnection, now: OffsetDateTime, most: i64) -> Result<(), VaultError> {
    sqlx::query("DELETE FROM kept_file WHERE opened_at < ?1")
        .bind(row::nanos(now.saturating_sub(KEPT_FOR)))
        .execute(&mut *connection)
        .await?;
    sqlx::query(
        "DELETE FROM kept_file WHERE rowid IN (
             SELECT rowid FROM (
                 SELECT rowid, sum(size) OVER (ORDER BY opened_at DESC, rowid DESC) AS so_far FROM kept_file
             ) WHERE so_far > ?1
         )",
    )
    .bind(most)
    .execute(&mut *connection)
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use peremena_model::AccountId;
    use time::macros::datetime;

    use super::*;
    use crate::{AccountRecord, StudentChoice, StudentRecord};

    const NOW: OffsetDateTime = datetime!(2026-11-20 18:00 +3);

    async fn with_amina() -> (Vault, StudentId) {
        let vault = Vault::open_in_memory().await.unwrap();
        let id = AccountId::of("netschool", "", "patimat");
        let account = AccountRecord {
            id: id.clone(),
            system: "netschool".into(),
            settings_json: "{}".into(),
            user: "patimat".into(),
            name: "Патимат Гаджиева".into(),
            is_student: false,
            added_at: NOW,
            signed_out: false,
        };
        vault.put_account(&account, None).await.unwrap();
        let amina = StudentId::of(&id, "amina");
        let student = peremena_model::Student {
            id: amina.clone(),
            name: "Амина Гаджиева".into(),
            class: None,
            school: None,
            account: id.clone(),
        };
        let record = StudentRecord { student, enrolment_json: "{}".into(), choice: StudentChoice::default() };
        vault.put_students(&id, &[record]).await.unwrap();
        (vault, amina)
    }

    fn key(student: &StudentId, file: &str) -> FileKey {
        FileKey { student: student.clone(), kind: Kind::Homework, file: file.into() }
    }

    async fn kept(vault: &Vault, student: &StudentId) -> Vec<String> {
        let mut files: Vec<String> = vault.kept_files(student).await.unwrap().into_iter().map(|(_, id)| id).collect();
        files.sort();
        files
    }

    #[tokio::test]
    async fn what_was_opened_longest_ago_makes_room() {
        let (vault, amina) = with_amina().await;
        for (minute, file) in ["1", "2", "3"].into_iter().enumerate() {
            let at = NOW + Duration::minutes(i64::try_from(minute).unwrap());
            vault.keep_file(&key(&amina, file), "a.pdf", &[0; 40], at).await.unwrap();
        }
        let later = NOW + Duration::hours(1);
        assert!(vault.kept_file(&key(&amina, "1"), "a.pdf", later).await.unwrap().is_some(), "opened again");
        let mut tx = vault.write().await.unwrap();
        thin(&mut tx, later, 100).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(kept(&vault, &amina).await, ["1", "3"]);
    }

    #[tokio::test]
    async fn what_nobody_opens_for_a_month_goes() {
        let (vault, amina) = with_amina().await;
        vault.keep_file(&key(&amina, "1"), "a.pdf", b"one", NOW).await.unwrap();
        vault.thin_files(NOW + Duration::days(30)).await.unwrap();
        assert_eq!(kept(&vault, &amina).await, ["1"]);
        vault.thin_files(NOW + Duration::days(31)).await.unwrap();
        assert_eq!(kept(&vault, &amina).await, [""; 0]);
    }

    #[tokio::test]
    async fn a_file_that_is_called_something_else_is_another() {
        let (vault, amina) = with_amina().await;
        vault.keep_file(&key(&amina, "1"), "a.pdf", b"one", NOW).await.unwrap();
        assert!(vault.kept_file(&key(&amina, "1"), "b.pdf", NOW).await.unwrap().is_none());
        let said = FileKey { kind: Kind::Announcement, ..key(&amina, "1") };
        assert!(vault.kept_file(&said, "a.pdf", NOW).await.unwrap().is_none(), "nor is one of another kind the same");
        vault.keep_file(&key(&amina, "1"), "b.pdf", b"two", NOW).await.unwrap();
        let found = vault.kept_file(&key(&amina, "1"), "b.pdf", NOW).await.unwrap().unwrap();
        assert_eq!(found.as_slice(), b"two");
    }

    #[tokio::test]
    async fn they_go_with_the_account() {
        let (vault, amina) = with_amina().await;
        vault.keep_file(&key(&amina, "1"), "a.pdf", b"one", NOW).await.unwrap();
        vault.remove_account(&AccountId::of("netschool", "", "patimat")).await.unwrap();
        let left: i64 = sqlx::query_scalar("SELECT count(*) FROM kept_file").fetch_one(vault.reader()).await.unwrap();
        assert_eq!(left, 0);
    }
}

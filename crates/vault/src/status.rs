//! How each source does: the one row that a calm sync may write.

use peremena_model::{AccountId, StudentId};
use sqlx::{Executor, Sqlite};
use time::OffsetDateTime;

use crate::{Vault, VaultError, row};

/// What is wrong with a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceError {
    /// A code on which the UI acts.
    pub code: String,
    /// Words for the log; the UI has its own.
    pub message: String,
}

/// How one source of one child does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceStatus {
    /// The child.
    pub student: StudentId,
    /// The account through which the child is seen.
    pub account: AccountId,
    /// The last try.
    pub last_attempt: Option<OffsetDateTime>,
    /// The last try that went well.
    pub last_success: Option<OffsetDateTime>,
    /// When it is tried next.
    pub next_try: Option<OffsetDateTime>,
    /// What is wrong; none when nothing is.
    pub error: Option<SourceError>,
    /// Requests of the last try.
    pub requests: u64,
    /// Bytes received in the last try.
    pub bytes: u64,
    /// What the planner remembers, JSON.
    pub memory_json: Option<String>,
}

type StatusRow =
    (String, String, Option<i64>, Option<i64>, Option<i64>, Option<String>, Option<String>, i64, i64, Option<String>);

impl Vault {
    /// How every source does.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn status(&self) -> Result<Vec<SourceStatus>, VaultError> {
        let rows: Vec<StatusRow> = sqlx::query_as(
            "SELECT student, account, last_attempt, last_success, next_try, error_code, error_message, requests, bytes,
                    memory
             FROM status ORDER BY student, account",
        )
        .fetch_all(self.reader())
        .await?;
        rows.into_iter()
            .map(|(student, account, last_attempt, last_success, next_try, code, message, requests, bytes, memory)| {
                Ok(SourceStatus {
                    student: row::student(student),
                    account: row::account(account),
                    last_attempt: last_attempt.map(row::moment).transpose()?,
                    last_success: last_success.map(row::moment).transpose()?,
                    next_try: next_try.map(row::moment).transpose()?,
                    error: code.map(|code| SourceError { code, message: message.unwrap_or_default() }),
                    requests: requests.unsigned_abs(),
                    bytes: bytes.unsigned_abs(),
                    memory_json: memory,
                })
            })
            .collect()
    }

    /// Writes how one source does.
    ///
    /// # Errors
    /// Those of the store; [`VaultError::Store`] where child or account is not known.
    pub async fn put_status(&self, status: &SourceStatus) -> Result<(), VaultError> {
        write_status(self.writer(), status).await
    }
}

pub(crate) async fn write_status<'c>(
    executor: impl Executor<'c, Database = Sqlite>,
    status: &SourceStatus,
) -> Result<(), VaultError> {
    sqlx::query(
        "INSERT INTO status (student, account, last_attempt, last_success, next_try, error_code, error_message,
             requests, bytes, memory)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
         ON CONFLICT (student, account) DO UPDATE SET last_attempt = ?3, last_success = ?4, next_try = ?5,
             error_code = ?6, error_message = ?7, requests = ?8, bytes = ?9, memory = ?10",
    )
    .bind(status.student.as_str())
    .bind(status.account.as_str())
    .bind(status.last_attempt.map(row::nanos))
    .bind(status.last_success.map(row::nanos))
    .bind(status.next_try.map(row::nanos))
    .bind(status.error.as_ref().map(|error| error.code.as_str()))
    .bind(status.error.as_ref().map(|error| error.message.as_str()))
    .bind(i64::try_from(status.requests).unwrap_or(i64::MAX))
    .bind(i64::try_from(status.bytes).unwrap_or(i64::MAX))
    .bind(status.memory_json.as_deref())
    .execute(executor)
    .await?;
    Ok(())
}

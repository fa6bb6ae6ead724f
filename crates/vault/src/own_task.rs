//! Homework that the family wrote down itself. No pass reads or writes it.

use peremena_model::{Span, StudentId};
use time::{Date, OffsetDateTime};

use crate::{Vault, VaultError, row};

/// One homework of the family's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnTask {
    /// Its id: begins with "own-", so that it is never one of a school's.
    pub id: String,
    /// Subject, or whatever the family calls it.
    pub subject: String,
    /// What is to be done.
    pub text: String,
    /// The day it is for.
    pub due: Date,
    /// When it was written down.
    pub made_at: OffsetDateTime,
}

impl OwnTask {
    /// Whether an id is that of a homework of the family's own.
    pub fn is_own(id: &str) -> bool {
        id.starts_with("own-")
    }
}

impl Vault {
    /// An id for a new task, which nothing else has.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn new_task_id(&self) -> Result<String, VaultError> {
        Ok(sqlx::query_scalar("SELECT 'own-' || lower(hex(randomblob(10)))").fetch_one(self.reader()).await?)
    }

    /// Writes a task: a new one, another text under a known id, or one that was taken out and is wanted back.
    ///
    /// # Errors
    /// Those of the store; [`VaultError::Store`] where there is no such child.
    pub async fn put_task(&self, student: &StudentId, task: &OwnTask) -> Result<(), VaultError> {
        sqlx::query(
            "INSERT INTO own_task (student, id, subject, text, due, made_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (student, id) DO UPDATE SET subject = ?3, text = ?4, due = ?5",
        )
        .bind(student.as_str())
        .bind(&task.id)
        .bind(&task.subject)
        .bind(&task.text)
        .bind(row::day(task.due))
        .bind(row::nanos(task.made_at))
        .execute(self.writer())
        .await?;
        Ok(())
    }

    /// Takes a task out. One that is not there is taken out already.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn remove_task(&self, student: &StudentId, id: &str) -> Result<(), VaultError> {
        sqlx::query("DELETE FROM own_task WHERE student = ?1 AND id = ?2")
            .bind(student.as_str())
            .bind(id)
            .execute(self.writer())
            .await?;
        Ok(())
    }

    /// The tasks for the given days, in the order of their days and of their making.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn tasks(&self, student: &StudentId, span: Span) -> Result<Vec<OwnTask>, VaultError> {
        let rows: Vec<(String, String, String, i64, i64)> = sqlx::query_as(
            "SELECT id, subject, text, due, made_at FROM own_task
             WHERE student = ?1 AND due BETWEEN ?2 AND ?3 ORDER BY due, made_at, id",
        )
        .bind(student.as_str())
        .bind(row::day(span.from()))
        .bind(row::day(span.to()))
        .fetch_all(self.reader())
        .await?;
        rows.into_iter()
            .map(|(id, subject, text, due, made_at)| {
                Ok(OwnTask { id, subject, text, due: row::date(due)?, made_at: row::moment(made_at)? })
            })
            .collect()
    }
}

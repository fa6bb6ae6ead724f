//! Letters that the family writes, and those that it has opened. No pass reads or writes them.
//!
//! A letter goes through stages, and only the file says which: of two who want to send it at once, in this process or
//! in another, one is told that it may. A process that ends while it sends leaves [`LetterStage::Sending`] behind, which
//! [`Vault::lose_track_of_letters`] makes what it is: nobody knows.

use std::collections::HashMap;

use peremena_model::{Message, StudentId};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::{Vault, VaultError, row};

/// How far a letter of the family's own has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LetterStage {
    /// It is being written.
    Draft,
    /// Somebody is sending it right now.
    Sending,
    /// It was sent, and nobody knows whether it has arrived.
    Unknown,
    /// The school has taken it.
    Sent,
}

impl LetterStage {
    fn word(self) -> &'static str {
        match self {
            LetterStage::Draft => "draft",
            LetterStage::Sending => "sending",
            LetterStage::Unknown => "unknown",
            LetterStage::Sent => "sent",
        }
    }

    fn from_word(word: &str) -> Result<LetterStage, VaultError> {
        [LetterStage::Draft, LetterStage::Sending, LetterStage::Unknown, LetterStage::Sent]
            .into_iter()
            .find(|stage| stage.word() == word)
            .ok_or_else(|| row::unreadable("the stage of a letter"))
    }
}

/// Somebody whom a letter goes to, as the school's list of receivers had it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Addressee {
    /// The system's id.
    pub id: String,
    /// The name as the system writes it.
    pub name: String,
}

/// A letter that the family writes, or has written here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnLetter {
    /// Its id: begins with "letter-", so that it is never one of a school's.
    pub id: String,
    /// The message that it answers.
    pub answers: Option<String>,
    /// To whom.
    pub to: Vec<Addressee>,
    /// Its heading.
    pub subject: String,
    /// Its text, plain.
    pub text: String,
    /// How far it has come.
    pub stage: LetterStage,
    /// Since when; of a draft: when it was last written.
    pub at: OffsetDateTime,
}

type LetterRow = (String, Option<String>, String, String, String, String, i64);

fn read((id, answers, to, subject, text, stage, at): LetterRow) -> Result<OwnLetter, VaultError> {
    Ok(OwnLetter {
        id,
        answers,
        to: serde_json::from_str(&to).map_err(|_| row::unreadable("to whom a letter goes"))?,
        subject,
        text,
        stage: LetterStage::from_word(&stage)?,
        at: row::moment(at)?,
    })
}

impl Vault {
    /// An id for a new letter, which nothing else has.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn new_letter_id(&self) -> Result<String, VaultError> {
        Ok(sqlx::query_scalar("SELECT 'letter-' || lower(hex(randomblob(10)))").fetch_one(self.reader()).await?)
    }

    /// Keeps what is written of a letter; its stage is not written: a new one is a draft, a known one is what it was. False
    /// where it is being sent or was, and so is not written over.
    ///
    /// # Errors
    /// Those of the store; [`VaultError::Store`] where there is no such child.
    pub async fn keep_letter(&self, student: &StudentId, letter: &OwnLetter) -> Result<bool, VaultError> {
        let kept = sqlx::query(
            "INSERT INTO own_letter (student, id, answers, receivers, subject, text, stage, at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'draft', ?7)
             ON CONFLICT (student, id) DO UPDATE SET receivers = ?4, subject = ?5, text = ?6,
                 at = CASE stage WHEN 'draft' THEN ?7 ELSE at END
             WHERE stage IN ('draft', 'unknown')",
        )
        .bind(student.as_str())
        .bind(&letter.id)
        .bind(&letter.answers)
        .bind(row::json(&letter.to)?)
        .bind(&letter.subject)
        .bind(&letter.text)
        .bind(row::nanos(letter.at))
        .execute(self.writer())
        .await?;
        Ok(kept.rows_affected() == 1)
    }

    /// The right to send a letter, given once: to a draft, and, where `again` says that somebody has been told, to one
    /// of which nobody knows whether it has arrived. False for whoever comes second.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn begin_sending(
        &self,
        student: &StudentId,
        id: &str,
        again: bool,
        at: OffsetDateTime,
    ) -> Result<bool, VaultError> {
        let begun = sqlx::query(
            "UPDATE own_letter SET stage = 'sending', at = ?4
             WHERE student = ?1 AND id = ?2 AND (stage = 'draft' OR (?3 AND stage = 'unknown'))",
        )
        .bind(student.as_str())
        .bind(id)
        .bind(again)
        .bind(row::nanos(at))
        .execute(self.writer())
        .await?;
        Ok(begun.rows_affected() == 1)
    }

    /// What became of a letter that was being sent. One that was lost track of meanwhile is told of too.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn end_sending(
        &self,
        student: &StudentId,
        id: &str,
        stage: LetterStage,
        at: OffsetDateTime,
    ) -> Result<(), VaultError> {
        sqlx::query(
            "UPDATE own_letter SET stage = ?3, at = ?4
             WHERE student = ?1 AND id = ?2 AND stage IN ('sending', 'unknown')",
        )
        .bind(student.as_str())
        .bind(id)
        .bind(stage.word())
        .bind(row::nanos(at))
        .execute(self.writer())
        .await?;
        Ok(())
    }

    /// Of letters that are said to be on their way since before `since`, or since a moment that is yet to come, nobody
    /// knows: whoever sent them has ended.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn lose_track_of_letters(&self, since: OffsetDateTime, now: OffsetDateTime) -> Result<(), VaultError> {
        let lost = "stage = 'sending' AND (at < ?1 OR at > ?2)";
        let any = format!("SELECT EXISTS (SELECT 1 FROM own_letter WHERE {lost})");
        let (since, now) = (row::nanos(since), row::nanos(now));
        // Seldom so, and a look at the letters should write nothing.
        let any: bool =
            sqlx::query_scalar(sqlx::AssertSqlSafe(any)).bind(since).bind(now).fetch_one(self.reader()).await?;
        if any {
            let mark = format!("UPDATE own_letter SET stage = 'unknown' WHERE {lost}");
            sqlx::query(sqlx::AssertSqlSafe(mark)).bind(since).bind(now).execute(self.writer()).await?;
        }
        Ok(())
    }

    /// Takes a letter out; one that is being sent stays. One that is not there is taken out already.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn remove_letter(&self, student: &StudentId, id: &str) -> Result<(), VaultError> {
        sqlx::query("DELETE FROM own_letter WHERE student = ?1 AND id = ?2 AND stage <> 'sending'")
            .bind(student.as_str())
            .bind(id)
            .execute(self.writer())
            .await?;
        Ok(())
    }

    /// The letters of the family about a child, the latest first.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn own_letters(&self, student: &StudentId) -> Result<Vec<OwnLetter>, VaultError> {
        let rows: Vec<LetterRow> = sqlx::query_as(
            "SELECT id, answers, receivers, subject, text, stage, at FROM own_letter
             WHERE student = ?1 ORDER BY at DESC, id",
        )
        .bind(student.as_str())
        .fetch_all(self.reader())
        .await?;
        rows.into_iter().map(read).collect()
    }

    /// One of them.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn own_letter(&self, student: &StudentId, id: &str) -> Result<Option<OwnLetter>, VaultError> {
        let found: Option<LetterRow> = sqlx::query_as(
            "SELECT id, answers, receivers, subject, text, stage, at FROM own_letter WHERE student = ?1 AND id = ?2",
        )
        .bind(student.as_str())
        .bind(id)
        .fetch_optional(self.reader())
        .await?;
        found.map(read).transpose()
    }

    /// Keeps a letter as it was opened.
    ///
    /// # Errors
    /// Those of the store; [`VaultError::Store`] where there is no such child.
    pub async fn put_opened(
        &self,
        student: &StudentId,
        letter: &Message,
        at: OffsetDateTime,
    ) -> Result<(), VaultError> {
        sqlx::query(
            "INSERT INTO opened_letter (student, id, at, body) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (student, id) DO UPDATE SET at = ?3, body = ?4",
        )
        .bind(student.as_str())
        .bind(&letter.id)
        .bind(row::nanos(at))
        .bind(row::json(letter)?)
        .execute(self.writer())
        .await?;
        Ok(())
    }

    /// One letter that was opened, as it was then; none where it was not. One that cannot be read is as if it was not.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn opened_letter(&self, student: &StudentId, id: &str) -> Result<Option<Message>, VaultError> {
        let body: Option<String> = sqlx::query_scalar("SELECT body FROM opened_letter WHERE student = ?1 AND id = ?2")
            .bind(student.as_str())
            .bind(id)
            .fetch_optional(self.reader())
            .await?;
        Ok(body.and_then(|body| serde_json::from_str(&body).ok()))
    }

    /// The letters that were opened, by their ids. One that cannot be read any more counts as not opened.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn opened(&self, student: &StudentId) -> Result<HashMap<String, Message>, VaultError> {
        let rows: Vec<String> = sqlx::query_scalar("SELECT body FROM opened_letter WHERE student = ?1")
            .bind(student.as_str())
            .fetch_all(self.reader())
            .await?;
        let letters = rows.iter().filter_map(|body| serde_json::from_str::<Message>(body).ok());
        Ok(letters.map(|letter| (letter.id.clone(), letter)).collect())
    }
}

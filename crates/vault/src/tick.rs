//! Ticks on homework: the family's own word beside the school's.
//!
//! A tick that goes to the school stands here until the school itself says the same; from then on the school's word is
//! the only one, so that a tick taken back there is taken back here. What was ticked for nobody but the family stays
//! beside whatever the school says.

use std::{
    collections::{HashMap, HashSet},
    sync::atomic::Ordering,
};

use peremena_model::{AccountId, Homework, SchoolYear, StudentId};
use serde_json::{Map, Value};
use time::OffsetDateTime;

use crate::{AccountRecord, Vault, VaultError, row};

/// The setting that says of which accounts ticks are sent: an object of account → bool.
const SENT: &str = "ticks_to_school";

/// After so many tries nobody tries any more.
const MOST_TRIES: i64 = 10;

/// What the school may yet say the same of. One that left and waits again was meant otherwise a moment ago: the school may
/// not have shown that yet.
const OPEN: &str = "sending IS NOT NULL AND (sending <> 'waiting' OR tries = 0)";

/// How far a tick has come on its way to the school.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sending {
    /// It is to be sent.
    Waiting,
    /// The school has taken it, and has not shown it yet.
    Taken,
    /// It is not sent any more: the school did not take it, nobody got through, or it was not to be sent after all.
    Kept,
}

impl Sending {
    /// As it stands in the file, and in what scripts read.
    pub fn word(self) -> &'static str {
        match self {
            Sending::Waiting => "waiting",
            Sending::Taken => "taken",
            Sending::Kept => "kept",
        }
    }

    fn from_word(word: &str) -> Result<Sending, VaultError> {
        [Sending::Waiting, Sending::Taken, Sending::Kept]
            .into_iter()
            .find(|sending| sending.word() == word)
            .ok_or_else(|| row::unreadable("how far a tick has come"))
    }
}

/// One tick, or the word that something is not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Tick {
    done: bool,
    sending: Option<Sending>,
}

/// The family's ticks of one child, by homework.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ticks(HashMap<String, Tick>);

impl Ticks {
    /// Whether a homework is done, as family and school have it; none where nobody says.
    pub fn word(&self, homework: &Homework) -> Option<bool> {
        match self.0.get(&homework.id) {
            Some(Tick { done: true, .. }) => Some(true),
            Some(Tick { done: false, sending: Some(_) }) => Some(false),
            // What was never for the school says nothing against it.
            Some(Tick { done: false, sending: None }) | None => homework.done,
        }
    }

    /// Whether a homework is done.
    pub fn done(&self, homework: &Homework) -> bool {
        self.word(homework) == Some(true)
    }

    /// How far what the family says of a homework has come on its way to the school; none where it is not meant for it,
    /// or the school says the same.
    pub fn sending(&self, homework: &str) -> Option<Sending> {
        self.0.get(homework).and_then(|tick| tick.sending)
    }

    /// Ids of what the family has ticked here.
    pub fn ticked(&self) -> HashSet<String> {
        self.0.iter().filter(|(_, tick)| tick.done).map(|(id, _)| id.clone()).collect()
    }

    /// Whether the family has ticked anything at all here.
    pub fn any(&self) -> bool {
        self.0.values().any(|tick| tick.done)
    }

    /// Takes those of another school year in.
    pub fn extend(&mut self, other: Ticks) {
        self.0.extend(other.0);
    }
}

/// A tick that the school is to be told of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingTick {
    /// The homework's id.
    pub homework: String,
    /// Its school year.
    pub year: SchoolYear,
    /// Ticked, or taken back.
    pub done: bool,
    /// When.
    pub at: OffsetDateTime,
    /// How often something of it has left already.
    pub tries: i64,
}

/// What became of sending a tick.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TickEnd {
    /// The school has taken it.
    Taken,
    /// The school will not take it, now or later.
    Refused,
    /// The school asked to wait: it has not arrived.
    Later,
    /// Nobody knows; it may be sent again.
    Unknown,
}

impl Vault {
    /// Ticks a homework, or takes the tick off. With `send` the school is to be told, unless it says the same already and
    /// was told nothing else; gives whether it is.
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
        send: bool,
    ) -> Result<bool, VaultError> {
        let mut tx = self.write().await?;
        let says: Option<bool> = sqlx::query_scalar(
            "SELECT body ->> '$.done' FROM item WHERE student = ?1 AND kind = 'homework' AND year = ?2 AND id = ?3",
        )
        .bind(student.as_str())
        .bind(year.0)
        .bind(homework)
        .fetch_optional(&mut *tx)
        .await?
        .flatten();
        let says = says == Some(true);
        let before: Option<(bool, Option<String>, i64)> = sqlx::query_as(
            "SELECT done, sending, tries FROM done_tick WHERE student = ?1 AND year = ?2 AND homework = ?3",
        )
        .bind(student.as_str())
        .bind(year.0)
        .bind(homework)
        .fetch_optional(&mut *tx)
        .await?;
        if let Some((was, sending, _)) = &before
            && *was == done
            && (!send || sending.is_some())
        {
            return Ok(sending.as_deref() == Some(Sending::Waiting.word()));
        }
        // Something has left: what the school says may be older than that.
        let told = before.is_some_and(|(_, _, tries)| tries > 0);
        if send && done == says && !told {
            sqlx::query("DELETE FROM done_tick WHERE student = ?1 AND year = ?2 AND homework = ?3")
                .bind(student.as_str())
                .bind(year.0)
                .bind(homework)
                .execute(&mut *tx)
                .await?;
            tx.commit().await?;
            return Ok(false);
        }
        let sending = match send {
            true => Some(Sending::Waiting.word()),
            // Only so it counts against what the school says.
            false => (!done && (says || told)).then_some(Sending::Kept.word()),
        };
        sqlx::query(
            "INSERT INTO done_tick (student, year, homework, done, at, sending) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (student, year, homework) DO UPDATE SET done = ?4, at = ?5, sending = ?6",
        )
        .bind(student.as_str())
        .bind(year.0)
        .bind(homework)
        .bind(done)
        .bind(row::nanos(at))
        .bind(sending)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(send)
    }

    /// What the family says of the homework of a school year.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn ticks(&self, student: &StudentId, year: SchoolYear) -> Result<Ticks, VaultError> {
        let rows: Vec<(String, bool, Option<String>)> =
            sqlx::query_as("SELECT homework, done, sending FROM done_tick WHERE student = ?1 AND year = ?2")
                .bind(student.as_str())
                .bind(year.0)
                .fetch_all(self.reader())
                .await?;
        let tick = |(id, done, sending): (String, bool, Option<String>)| {
            let sending = sending.map(|word| Sending::from_word(&word)).transpose()?;
            Ok((id, Tick { done, sending }))
        };
        rows.into_iter().map(tick).collect::<Result<_, VaultError>>().map(Ticks)
    }

    /// The ticks of a child that the school is to be told of, the oldest first.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn waiting_ticks(&self, student: &StudentId) -> Result<Vec<WaitingTick>, VaultError> {
        let rows: Vec<(String, i32, bool, i64, i64)> = sqlx::query_as(
            "SELECT homework, year, done, at, tries FROM done_tick
             WHERE student = ?1 AND sending = 'waiting' ORDER BY at, homework",
        )
        .bind(student.as_str())
        .fetch_all(self.reader())
        .await?;
        let tick = |(homework, year, done, at, tries)| {
            Ok(WaitingTick { homework, year: SchoolYear(year), done, at: row::moment(at)?, tries })
        };
        rows.into_iter().map(tick).collect()
    }

    /// The children with ticks that the school is to be told of, and when the last of each was made.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn last_waiting_ticks(&self) -> Result<Vec<(StudentId, OffsetDateTime)>, VaultError> {
        let rows: Vec<(String, i64)> =
            sqlx::query_as("SELECT student, max(at) FROM done_tick WHERE sending = 'waiting' GROUP BY student")
                .fetch_all(self.reader())
                .await?;
        rows.into_iter().map(|(student, at)| Ok((StudentId::from_text(student), row::moment(at)?))).collect()
    }

    /// Notes that a tick is about to leave, so that it counts as told whatever happens then. False where the family has
    /// thought better of it.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn begin_tick(&self, student: &StudentId, tick: &WaitingTick) -> Result<bool, VaultError> {
        let begun = self.change_waiting(student, tick, "tries = tries + 1").await?;
        self.inner.rows.fetch_add(begun, Ordering::Relaxed);
        Ok(begun > 0)
    }

    /// Notes what became of a tick that left ([`Vault::begin_tick`]). Where the family has said otherwise meanwhile, that
    /// stands.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn end_tick(&self, student: &StudentId, tick: &WaitingTick, end: TickEnd) -> Result<(), VaultError> {
        let change = match end {
            // One: what stands at the school is this.
            TickEnd::Taken => "sending = 'taken', tries = 1",
            TickEnd::Refused => "sending = 'kept', tries = max(tries - 1, 0)",
            TickEnd::Later => "tries = max(tries - 1, 0)",
            TickEnd::Unknown if tick.tries + 1 < MOST_TRIES => return Ok(()),
            TickEnd::Unknown => "sending = 'kept'",
        };
        self.change_waiting(student, tick, change).await.map(drop)
    }

    /// A tick that has waited too long is the family's alone.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn keep_tick(&self, student: &StudentId, tick: &WaitingTick) -> Result<(), VaultError> {
        self.change_waiting(student, tick, "sending = 'kept'").await.map(drop)
    }

    /// Changes a tick that still waits and still says the same; gives how many there were: one or none.
    async fn change_waiting(
        &self,
        student: &StudentId,
        tick: &WaitingTick,
        change: &'static str,
    ) -> Result<u64, VaultError> {
        let sql = format!(
            "UPDATE done_tick SET {change}
             WHERE student = ?1 AND year = ?2 AND homework = ?3 AND done = ?4 AND sending = 'waiting'"
        );
        let changed = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(student.as_str())
            .bind(tick.year.0)
            .bind(&tick.homework)
            .bind(tick.done)
            .execute(self.writer())
            .await?;
        Ok(changed.rows_affected())
    }

    /// What the family says of a child's homework until the school says the same: school year, homework, done or not.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn open_ticks(&self, student: &StudentId) -> Result<Vec<(SchoolYear, String, bool)>, VaultError> {
        let rows: Vec<(i32, String, bool)> = sqlx::query_as(sqlx::AssertSqlSafe(format!(
            "SELECT year, homework, done FROM done_tick WHERE student = ?1 AND {OPEN}"
        )))
        .bind(student.as_str())
        .fetch_all(self.reader())
        .await?;
        Ok(rows.into_iter().map(|(year, homework, done)| (SchoolYear(year), homework, done)).collect())
    }

    /// Lets go of those that the school itself says now ([`Vault::open_ticks`]): from then on its word is the only one.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn settle_ticks(
        &self,
        student: &StudentId,
        said: &[(SchoolYear, String, bool)],
    ) -> Result<(), VaultError> {
        for (year, homework, done) in said {
            let gone = sqlx::query(sqlx::AssertSqlSafe(format!(
                "DELETE FROM done_tick WHERE student = ?1 AND year = ?2 AND homework = ?3 AND done = ?4 AND {OPEN}"
            )))
            .bind(student.as_str())
            .bind(year.0)
            .bind(homework)
            .bind(done)
            .execute(self.writer())
            .await?;
            self.inner.rows.fetch_add(gone.rows_affected(), Ordering::Relaxed);
        }
        Ok(())
    }

    /// Whether ticks go to the account's school, where its system takes them: as the family has chosen, else of a
    /// student's own account alone.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn sends_ticks(&self, account: &AccountRecord) -> Result<bool, VaultError> {
        let chosen = self.ticks_chosen().await?.get(account.id.as_str()).and_then(Value::as_bool);
        Ok(chosen.unwrap_or(account.is_student))
    }

    /// Keeps the family's choice of it; none forgets it. What waits when it is switched off is not sent.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn choose_ticks(&self, account: &AccountId, send: Option<bool>) -> Result<(), VaultError> {
        let mut chosen = self.ticks_chosen().await?;
        match send {
            Some(send) => chosen.insert(account.as_str().to_owned(), Value::Bool(send)),
            None => chosen.remove(account.as_str()),
        };
        let value = if chosen.is_empty() { Value::Null } else { Value::Object(chosen) };
        self.put_setting(SENT, &value).await?;
        if send == Some(false) {
            sqlx::query(
                "UPDATE done_tick SET sending = 'kept'
                 WHERE sending = 'waiting' AND student IN (SELECT id FROM student WHERE account = ?1)",
            )
            .bind(account.as_str())
            .execute(self.writer())
            .await?;
        }
        Ok(())
    }

    async fn ticks_chosen(&self) -> Result<Map<String, Value>, VaultError> {
        match self.setting(SENT).await? {
            Some(Value::Object(chosen)) => Ok(chosen),
            _ => Ok(Map::new()),
        }
    }
}

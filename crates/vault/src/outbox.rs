//! What is to be told and what was told. A change is told in one notice, whatever crashes.

use std::collections::{HashMap, HashSet};

use peremena_model::{Change, ChangeId, Kind, SchoolYear, StudentId};
use sqlx::{QueryBuilder, Sqlite};
use time::OffsetDateTime;

use crate::log::{ChangeRow, OF_KNOWN, read_change};
use crate::{Vault, VaultError, row};

/// A change that waits to be told.
#[derive(Clone, Debug, PartialEq)]
pub struct OutboxEntry {
    /// The change.
    pub change: Change,
    /// When it came into the outbox.
    pub entered_at: OffsetDateTime,
}

/// A notice whose members are fixed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeRecord {
    /// Made from its changes: forming the same notice again finds the same id.
    pub id: String,
    /// What it tells, in its order.
    pub members: Vec<ChangeId>,
    /// When it was formed.
    pub formed_at: OffsetDateTime,
    /// Its words and all that the adapter needs, JSON.
    pub body_json: String,
}

/// Where a notice stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticePlace {
    /// The number that the notification server gave it.
    pub number: u32,
    /// That server, as no other is called: one that starts anew gives the same numbers again.
    pub server: String,
    /// Who showed it and sees to clicks on it: the process's name on the bus.
    pub shown_by: String,
}

/// A notice that was found by where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeThere {
    /// Its id.
    pub id: String,
    /// As [`NoticePlace::shown_by`].
    pub shown_by: String,
    /// As [`NoticeRecord::body_json`].
    pub body_json: String,
}

/// What became of a change in the outbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Telling {
    /// When it came into the outbox.
    pub entered_at: OffsetDateTime,
    /// Why it is not told; none where it is, or waits.
    pub suppressed: Option<String>,
    /// The notice that tells it; none where it waits or is suppressed.
    pub notice: Option<ToldIn>,
}

/// The notice in which a change is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldIn {
    /// Its id.
    pub id: String,
    /// When it was last shown; none where it was not, or where the notice itself could not be carried over from a
    /// damaged file.
    pub shown_at: Option<OffsetDateTime>,
    /// How many changes it tells.
    pub members: u64,
    /// As [`NoticeRecord::body_json`]; empty where the notice itself is gone.
    pub body_json: String,
}

/// What is not told yet. By its own index: what was told, or suppressed, is in the table for ever.
pub(crate) fn waiting() -> QueryBuilder<Sqlite> {
    let mut query = QueryBuilder::<Sqlite>::new(
        "SELECT c.id, c.at, c.student, c.kind, c.what, c.old, c.new, o.entered_at
         FROM outbox o INDEXED BY outbox_open JOIN change_log c ON c.id = o.change_id
         WHERE o.notice IS NULL AND o.suppressed IS NULL AND c.student ",
    );
    query.push(OF_KNOWN).push(" ORDER BY o.entered_at, c.seq");
    query
}

impl Vault {
    /// The changes that are neither in a notice nor suppressed, in the order they came.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn outbox_open(&self) -> Result<Vec<OutboxEntry>, VaultError> {
        let rows: Vec<ChangeRow> = waiting().build_query_as().fetch_all(self.reader()).await?;
        rows.into_iter()
            .map(|columns| {
                let (change, entered_at) = read_change(columns)?;
                Ok(OutboxEntry { entered_at: entered_at.unwrap_or(change.at), change })
            })
            .collect()
    }

    /// Fixes the members of notices, and notes which changes are not told and why, in one transaction; to be called
    /// before anything is shown. Gives the ids of the notices that stand: a notice with a member that is fixed in
    /// another notice, or suppressed, is left out (another process was first), and its free members stay open.
    ///
    /// # Errors
    /// Those of the store; [`VaultError::Store`] where a member is not in the log.
    pub async fn put_notices(
        &self,
        notices: &[NoticeRecord],
        suppressed: &[(ChangeId, &str)],
    ) -> Result<Vec<String>, VaultError> {
        if notices.is_empty() && suppressed.is_empty() {
            return Ok(Vec::new());
        }
        let mut tx = self.write().await?;
        let mut standing = Vec::new();
        for notice in notices {
            let members = row::json(&notice.members)?;
            let taken: bool = sqlx::query_scalar(
                "SELECT EXISTS (SELECT 1 FROM outbox WHERE change_id IN (SELECT value FROM json_each(?1))
                 AND (suppressed IS NOT NULL OR notice <> ?2))",
            )
            .bind(&members)
            .bind(&notice.id)
            .fetch_one(&mut *tx)
            .await?;
            if taken {
                continue;
            }
            sqlx::query("INSERT INTO notice (id, formed_at, body) VALUES (?1, ?2, ?3) ON CONFLICT (id) DO NOTHING")
                .bind(&notice.id)
                .bind(row::nanos(notice.formed_at))
                .bind(&notice.body_json)
                .execute(&mut *tx)
                .await?;
            sqlx::query(
                "INSERT INTO outbox (change_id, entered_at, notice, place)
                 SELECT value, ?3, ?2, key FROM json_each(?1) WHERE true
                 ON CONFLICT (change_id) DO UPDATE SET notice = excluded.notice, place = excluded.place
                 WHERE notice IS NULL",
            )
            .bind(&members)
            .bind(&notice.id)
            .bind(row::nanos(notice.formed_at))
            .execute(&mut *tx)
            .await?;
            standing.push(notice.id.clone());
        }
        for (change, reason) in suppressed {
            sqlx::query("UPDATE outbox SET suppressed = ?2 WHERE change_id = ?1 AND notice IS NULL")
                .bind(change.as_str())
                .bind(*reason)
                .execute(&mut *tx)
                .await?;
        }
        tx.commit().await?;
        Ok(standing)
    }

    /// Notices whose members are fixed and that were not shown, oldest first: after a crash they are shown again
    /// under the same id.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn notices_unshown(&self) -> Result<Vec<NoticeRecord>, VaultError> {
        let rows =
            sqlx::query_as("SELECT id, formed_at, body FROM notice WHERE shown_at IS NULL ORDER BY formed_at, id")
                .fetch_all(self.reader())
                .await?;
        self.with_members(rows).await
    }

    /// The latest notices, newest first, shown or not.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn notices(&self, limit: u32) -> Result<Vec<NoticeRecord>, VaultError> {
        let rows = sqlx::query_as("SELECT id, formed_at, body FROM notice ORDER BY formed_at DESC, id LIMIT ?1")
            .bind(i64::from(limit))
            .fetch_all(self.reader())
            .await?;
        self.with_members(rows).await
    }

    /// Notes that a notice was shown, and where it stands, as far as that is known. Showing it again renews both.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn notice_shown(
        &self,
        id: &str,
        at: OffsetDateTime,
        place: Option<&NoticePlace>,
    ) -> Result<(), VaultError> {
        sqlx::query("UPDATE notice SET shown_at = ?2, server_id = ?3, server = ?4, shown_by = ?5 WHERE id = ?1")
            .bind(id)
            .bind(row::nanos(at))
            .bind(place.map(|place| i64::from(place.number)))
            .bind(place.map(|place| place.server.as_str()))
            .bind(place.map(|place| place.shown_by.as_str()))
            .execute(self.writer())
            .await?;
        Ok(())
    }

    /// The notice that stands at a notification server under this number; of several that had it, the latest.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn notice_at(&self, server: &str, number: u32) -> Result<Option<NoticeThere>, VaultError> {
        let found: Option<(String, String, String)> = sqlx::query_as(
            "SELECT id, shown_by, body FROM notice WHERE server_id = ?1 AND server = ?2 AND shown_by IS NOT NULL
             ORDER BY shown_at DESC LIMIT 1",
        )
        .bind(i64::from(number))
        .bind(server)
        .fetch_optional(self.reader())
        .await?;
        Ok(found.map(|(id, shown_by, body_json)| NoticeThere { id, shown_by, body_json }))
    }

    /// From now on `to` sees to clicks on the notice, in the place of `from`, which is gone. False where another one
    /// was first.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn take_notice(&self, id: &str, from: &str, to: &str) -> Result<bool, VaultError> {
        let done = sqlx::query("UPDATE notice SET shown_by = ?3 WHERE id = ?1 AND shown_by = ?2")
            .bind(id)
            .bind(from)
            .bind(to)
            .execute(self.writer())
            .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Which of these notices stand, shown or not.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn notices_standing(&self, ids: &[String]) -> Result<HashSet<String>, VaultError> {
        let rows: Vec<String> =
            sqlx::query_scalar("SELECT id FROM notice WHERE id IN (SELECT value FROM json_each(?1))")
                .bind(row::json(ids)?)
                .fetch_all(self.reader())
                .await?;
        Ok(rows.into_iter().collect())
    }

    /// Takes out a notice of no changes that was never shown: a reminder whose time is over. One that was shown, or
    /// that tells a change, stays.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn drop_reminder(&self, id: &str) -> Result<(), VaultError> {
        sqlx::query(
            "DELETE FROM notice WHERE id = ?1 AND shown_at IS NULL
             AND NOT EXISTS (SELECT 1 FROM outbox WHERE notice = ?1)",
        )
        .bind(id)
        .execute(self.writer())
        .await?;
        Ok(())
    }

    /// Notices of no changes that were shown from `from` on and before `to`, newest first, with the moment.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn reminders(
        &self,
        from: OffsetDateTime,
        to: OffsetDateTime,
    ) -> Result<Vec<(NoticeRecord, OffsetDateTime)>, VaultError> {
        let rows: Vec<(String, i64, String, i64)> = sqlx::query_as(
            "SELECT id, formed_at, body, shown_at FROM notice
             WHERE formed_at >= ?1 AND formed_at < ?2 AND shown_at IS NOT NULL
             AND NOT EXISTS (SELECT 1 FROM outbox WHERE notice = notice.id)
             ORDER BY formed_at DESC, id",
        )
        .bind(row::nanos(from))
        .bind(row::nanos(to))
        .fetch_all(self.reader())
        .await?;
        rows.into_iter()
            .map(|(id, formed_at, body_json, shown_at)| {
                let formed_at = row::moment(formed_at)?;
                Ok((NoticeRecord { id, members: Vec::new(), formed_at, body_json }, row::moment(shown_at)?))
            })
            .collect()
    }

    /// What became of these changes. One that never entered the outbox is not among them.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn tellings(&self, changes: &[ChangeId]) -> Result<HashMap<ChangeId, Telling>, VaultError> {
        if changes.is_empty() {
            return Ok(HashMap::new());
        }
        type Columns = (String, i64, Option<String>, Option<String>, Option<i64>, Option<String>, i64);
        let rows: Vec<Columns> = sqlx::query_as(
            "SELECT o.change_id, o.entered_at, o.suppressed, o.notice, n.shown_at, n.body,
                 (SELECT count(*) FROM outbox m WHERE m.notice = o.notice)
             FROM json_each(?1) w CROSS JOIN outbox o ON o.change_id = w.value LEFT JOIN notice n ON n.id = o.notice",
        )
        .bind(row::json(changes)?)
        .fetch_all(self.reader())
        .await?;
        rows.into_iter()
            .map(|(change, entered_at, suppressed, notice, shown_at, body, members)| {
                let notice = match notice {
                    Some(id) => Some(ToldIn {
                        id,
                        shown_at: shown_at.map(row::moment).transpose()?,
                        members: members.unsigned_abs(),
                        body_json: body.unwrap_or_default(),
                    }),
                    None => None,
                };
                let telling = Telling { entered_at: row::moment(entered_at)?, suppressed, notice };
                Ok((ChangeId::from_text(change), telling))
            })
            .collect()
    }

    /// The homework that a change was about, under the id that it has now: whose, of which year; none where the
    /// change was of another kind, or is not known.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn homework_of(&self, change: &ChangeId) -> Result<Option<(StudentId, SchoolYear, String)>, VaultError> {
        let found: Option<(String, i32, String)> =
            sqlx::query_as("SELECT student, year, item FROM change_log WHERE id = ?1 AND kind = ?2")
                .bind(change.as_str())
                .bind(Kind::Homework.word())
                .fetch_optional(self.reader())
                .await?;
        Ok(found.map(|(student, year, item)| (row::student(student), SchoolYear(year), item)))
    }

    async fn with_members(&self, rows: Vec<(String, i64, String)>) -> Result<Vec<NoticeRecord>, VaultError> {
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let ids: Vec<&str> = rows.iter().map(|(id, _, _)| id.as_str()).collect();
        let members: Vec<(String, String)> = sqlx::query_as(
            "SELECT notice, change_id FROM outbox WHERE notice IN (SELECT value FROM json_each(?1))
             ORDER BY notice, place",
        )
        .bind(row::json(&ids)?)
        .fetch_all(self.reader())
        .await?;
        let mut of_notice: HashMap<String, Vec<ChangeId>> = HashMap::new();
        for (notice, change) in members {
            of_notice.entry(notice).or_default().push(ChangeId::from_text(change));
        }
        rows.into_iter()
            .map(|(id, formed_at, body_json)| {
                Ok(NoticeRecord {
                    members: of_notice.remove(&id).unwrap_or_default(),
                    id,
                    formed_at: row::moment(formed_at)?,
                    body_json,
                })
            })
            .collect()
    }
}

//! One pass of data: everything that one sync of one child writes, in ONE transaction.

use std::sync::atomic::Ordering;

use peremena_model::{Change, ChangeId, Item, Kind, SchoolYear, StudentId};
use sqlx::{QueryBuilder, Sqlite, SqliteConnection};
use time::OffsetDateTime;

use crate::{SourceStatus, Vault, VaultError, row, status::write_status};

/// Rows in one statement. Single rows cost ten times as much, more rows gain nothing.
const ROWS: usize = 250;

/// What one pass over one child and school year writes. Within the transaction the order is: drop, rename, put,
/// changes, outbox, coverage, holds, prints, status.
#[derive(Clone, Debug, PartialEq)]
pub struct PassWrite {
    /// Whose.
    pub student: StudentId,
    /// Of which school year.
    pub year: SchoolYear,
    /// When it was seen; the outbox remembers it.
    pub at: OffsetDateTime,
    /// Items to write; one that stands there already as it is writes nothing.
    pub put: Vec<Item>,
    /// Items to take out.
    pub drop: Vec<(Kind, String)>,
    /// Items that go on under another id: (kind, old id, new id). Done ticks and the thread of the change log go
    /// along, all at once, so that two items may trade ids. The items themselves are in `drop` and `put`.
    pub renamed: Vec<(Kind, String, String)>,
    /// Entries for the change log, in their order.
    pub changes: Vec<Change>,
    /// Which of the changes, of this pass or an earlier one, enter the outbox.
    pub outbox: Vec<ChangeId>,
    /// Why those that enter it are not told: they never wait there. None where they wait to be told.
    pub suppressed: Option<&'static str>,
    /// Days now covered, JSON, for each kind.
    pub coverage: Vec<(Kind, String)>,
    /// Suspicious answers to hold (JSON), or to let go (none).
    pub holds: Vec<(Kind, Option<String>)>,
    /// Fingerprints of answers.
    pub prints: Vec<(String, String)>,
    /// How the source does.
    pub status: Option<SourceStatus>,
}

impl PassWrite {
    /// A pass that writes nothing yet.
    pub fn new(student: StudentId, year: SchoolYear, at: OffsetDateTime) -> PassWrite {
        PassWrite {
            student,
            year,
            at,
            put: Vec::new(),
            drop: Vec::new(),
            renamed: Vec::new(),
            changes: Vec::new(),
            outbox: Vec::new(),
            suppressed: None,
            coverage: Vec::new(),
            holds: Vec::new(),
            prints: Vec::new(),
            status: None,
        }
    }

    /// Whether there is nothing to write to data, change log and outbox; a status may be there.
    pub fn is_calm(&self) -> bool {
        self.put.is_empty()
            && self.drop.is_empty()
            && self.renamed.is_empty()
            && self.changes.is_empty()
            && self.outbox.is_empty()
            && self.coverage.is_empty()
            && self.holds.is_empty()
            && self.prints.is_empty()
    }
}

impl Vault {
    /// Writes a pass: all of it or nothing. A pass with nothing to write opens no transaction; one with a status
    /// alone writes that row.
    ///
    /// # Errors
    /// Those of the store; [`VaultError::Store`] where the child is not known, or a change of the outbox is neither
    /// in this pass nor in the log. After any error the file is as before.
    pub async fn commit(&self, pass: &PassWrite) -> Result<(), VaultError> {
        if pass.is_calm() {
            return match &pass.status {
                Some(status) => self.put_status(status).await,
                None => Ok(()),
            };
        }
        let mut tx = self.write().await?;
        let mut rows = 0;
        rows += drop_items(&mut tx, pass).await?;
        rows += rename(&mut tx, pass).await?;
        rows += put_items(&mut tx, pass).await?;
        rows += log_changes(&mut tx, pass).await?;
        rows += enter_outbox(&mut tx, pass).await?;
        rows += write_scopes(&mut tx, pass).await?;
        if let Some(status) = &pass.status {
            write_status(&mut *tx, status).await?;
        }
        tx.commit().await?;
        self.inner.rows.fetch_add(rows, Ordering::Relaxed);
        Ok(())
    }

    /// Rows that passes have changed in data, change log and outbox since the file was opened, those of coverage,
    /// holds and prints included, and ticks that were sent or let go of; the status row is not counted.
    pub fn rows_written(&self) -> u64 {
        self.inner.rows.load(Ordering::Relaxed)
    }
}

async fn drop_items(connection: &mut SqliteConnection, pass: &PassWrite) -> Result<u64, VaultError> {
    let mut rows = 0;
    for &kind in Kind::ALL {
        let ids: Vec<&str> = pass.drop.iter().filter(|(of, _)| *of == kind).map(|(_, id)| id.as_str()).collect();
        if ids.is_empty() {
            continue;
        }
        rows += sqlx::query(
            "DELETE FROM item WHERE student = ?1 AND kind = ?2 AND year = ?3
             AND id IN (SELECT value FROM json_each(?4))",
        )
        .bind(pass.student.as_str())
        .bind(kind.word())
        .bind(pass.year.0)
        .bind(row::json(&ids)?)
        .execute(&mut *connection)
        .await?
        .rows_affected();
    }
    Ok(rows)
}

async fn rename(connection: &mut SqliteConnection, pass: &PassWrite) -> Result<u64, VaultError> {
    let mut rows = 0;
    for &kind in Kind::ALL {
        let names: Vec<(&str, &str)> = pass
            .renamed
            .iter()
            .filter(|(of, old, new)| *of == kind && old != new)
            .map(|(_, old, new)| (old.as_str(), new.as_str()))
            .collect();
        if names.is_empty() {
            continue;
        }
        let names = row::json(&names)?;
        // One statement reads every old id before it is overwritten by a trade: each row is written once.
        rows += sqlx::query(
            "UPDATE change_log SET item = n.value ->> 1 FROM json_each(?4) n
             WHERE student = ?1 AND kind = ?2 AND year = ?3 AND item = n.value ->> 0",
        )
        .bind(pass.student.as_str())
        .bind(kind.word())
        .bind(pass.year.0)
        .bind(&names)
        .execute(&mut *connection)
        .await?
        .rows_affected();
        if kind == Kind::Homework {
            rows += rename_ticks(connection, pass, &names).await?;
        }
    }
    Ok(rows)
}

/// Ticks are keyed by the id, so two that trade ids must both be out before one goes in.
async fn rename_ticks(connection: &mut SqliteConnection, pass: &PassWrite, names: &str) -> Result<u64, VaultError> {
    let ticks: Vec<(String, bool, i64, Option<String>, i64)> = sqlx::query_as(
        "SELECT n.value ->> 1, t.done, t.at, t.sending, t.tries FROM json_each(?3) n
         CROSS JOIN done_tick t ON t.student = ?1 AND t.year = ?2 AND t.homework = n.value ->> 0",
    )
    .bind(pass.student.as_str())
    .bind(pass.year.0)
    .bind(names)
    .fetch_all(&mut *connection)
    .await?;
    if ticks.is_empty() {
        return Ok(0);
    }
    let mut rows = sqlx::query(
        "DELETE FROM done_tick WHERE student = ?1 AND year = ?2
         AND homework IN (SELECT value ->> 0 FROM json_each(?3))",
    )
    .bind(pass.student.as_str())
    .bind(pass.year.0)
    .bind(names)
    .execute(&mut *connection)
    .await?
    .rows_affected();
    for (homework, done, at, sending, tries) in ticks {
        rows += sqlx::query(
            "INSERT OR REPLACE INTO done_tick (student, year, homework, done, at, sending, tries)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )
        .bind(pass.student.as_str())
        .bind(pass.year.0)
        .bind(homework)
        .bind(done)
        .bind(at)
        .bind(sending)
        .bind(tries)
        .execute(&mut *connection)
        .await?
        .rows_affected();
    }
    Ok(rows)
}

async fn put_items(connection: &mut SqliteConnection, pass: &PassWrite) -> Result<u64, VaultError> {
    let mut rows = 0;
    // In the order of the key, rows are appended to a page instead of splitting it.
    let mut put: Vec<&Item> = pass.put.iter().collect();
    put.sort_by_key(|item| (item.kind().word(), item.id()));
    for chunk in put.chunks(ROWS) {
        let bodies = chunk.iter().copied().map(row::json).collect::<Result<Vec<String>, VaultError>>()?;
        let mut query = QueryBuilder::<Sqlite>::new("INSERT INTO item (student, kind, year, id, day, body) ");
        query.push_values(chunk.iter().zip(bodies), |mut values, (item, body)| {
            values
                .push_bind(pass.student.as_str())
                .push_bind(item.kind().word())
                .push_bind(pass.year.0)
                .push_bind(item.id())
                .push_bind(item.date().map(row::day))
                .push_bind(body);
        });
        // `WHERE`: an equal item is no write, so a replayed answer leaves the file untouched.
        query.push(
            " ON CONFLICT (student, kind, year, id) DO UPDATE SET day = excluded.day, body = excluded.body
             WHERE (item.day, item.body) IS NOT (excluded.day, excluded.body)",
        );
        rows += query.build().persistent(chunk.len() == ROWS).execute(&mut *connection).await?.rows_affected();
    }
    Ok(rows)
}

async fn log_changes(connection: &mut SqliteConnection, pass: &PassWrite) -> Result<u64, VaultError> {
    let mut rows = 0;
    for chunk in pass.changes.chunks(ROWS) {
        let written = chunk
            .iter()
            .map(|change| {
                let item = change.item().ok_or_else(|| VaultError::Store("a change of nothing".into()))?;
                let old = change.old.as_ref().map(row::json).transpose()?;
                let new = change.new.as_ref().map(row::json).transpose()?;
                Ok((change, item.id(), old, new))
            })
            .collect::<Result<Vec<_>, VaultError>>()?;
        let mut query =
            QueryBuilder::<Sqlite>::new("INSERT INTO change_log (id, at, student, year, kind, item, what, old, new) ");
        query.push_values(written, |mut values, (change, item, old, new)| {
            values
                .push_bind(change.id.as_str())
                .push_bind(row::nanos(change.at))
                .push_bind(change.student.as_str())
                .push_bind(pass.year.0)
                .push_bind(change.kind.word())
                .push_bind(item)
                .push_bind(change.what.word())
                .push_bind(old)
                .push_bind(new);
        });
        // The id is made of the change and its moment: the same id is the same entry, written before.
        query.push(" ON CONFLICT (id) DO NOTHING");
        rows += query.build().persistent(chunk.len() == ROWS).execute(&mut *connection).await?.rows_affected();
    }
    Ok(rows)
}

async fn enter_outbox(connection: &mut SqliteConnection, pass: &PassWrite) -> Result<u64, VaultError> {
    if pass.outbox.is_empty() {
        return Ok(0);
    }
    Ok(sqlx::query(
        "INSERT INTO outbox (change_id, entered_at, suppressed) SELECT value, ?2, ?3 FROM json_each(?1) WHERE true
         ON CONFLICT (change_id) DO NOTHING",
    )
    .bind(row::json(&pass.outbox)?)
    .bind(row::nanos(pass.at))
    .bind(pass.suppressed)
    .execute(connection)
    .await?
    .rows_affected())
}

async fn write_scopes(connection: &mut SqliteConnection, pass: &PassWrite) -> Result<u64, VaultError> {
    let mut rows = 0;
    for (kind, body) in &pass.coverage {
        rows += sqlx::query(
            "INSERT INTO coverage (student, year, kind, body) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (student, year, kind) DO UPDATE SET body = ?4 WHERE body <> ?4",
        )
        .bind(pass.student.as_str())
        .bind(pass.year.0)
        .bind(kind.word())
        .bind(body)
        .execute(&mut *connection)
        .await?
        .rows_affected();
    }
    for (kind, body) in &pass.holds {
        let query = match body {
            Some(_) => {
                "INSERT INTO hold (student, year, kind, body) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (student, year, kind) DO UPDATE SET body = ?4 WHERE body <> ?4"
            }
            // ?4 is bound to nothing in this one; SQLite wants every bound number to be named.
            None => "DELETE FROM hold WHERE student = ?1 AND year = ?2 AND kind = ?3 AND ?4 IS NULL",
        };
        rows += sqlx::query(query)
            .bind(pass.student.as_str())
            .bind(pass.year.0)
            .bind(kind.word())
            .bind(body)
            .execute(&mut *connection)
            .await?
            .rows_affected();
    }
    for chunk in pass.prints.chunks(ROWS) {
        let mut query = QueryBuilder::<Sqlite>::new("INSERT INTO print (student, key, value) ");
        query.push_values(chunk, |mut values, (key, value)| {
            values.push_bind(pass.student.as_str()).push_bind(key).push_bind(value);
        });
        query.push(
            " ON CONFLICT (student, key) DO UPDATE SET value = excluded.value WHERE print.value <> excluded.value",
        );
        rows += query.build().persistent(false).execute(&mut *connection).await?.rows_affected();
    }
    Ok(rows)
}

//! The change log: never overwritten, the history of every mark.

use peremena_model::{Change, ChangeId, Item, Kind, SchoolYear, Span, StudentId};
use sqlx::{QueryBuilder, Sqlite};
use time::OffsetDateTime;

use crate::{Vault, VaultError, row};

/// Which entries of the log; everything that is none does not narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChangeFilter {
    /// Whose.
    pub student: Option<StudentId>,
    /// Seen at this moment or later.
    pub since: Option<OffsetDateTime>,
    /// Of what kind.
    pub kind: Option<Kind>,
    /// Of the item with this id, as it is now.
    pub item: Option<String>,
    /// Of one school year.
    pub year: Option<SchoolYear>,
    /// At most so many.
    pub limit: Option<u32>,
    /// The newest first; else the oldest.
    pub newest_first: bool,
}

/// An entry of the log and when the family saw it.
#[derive(Clone, Debug, PartialEq)]
pub struct LoggedChange {
    /// The entry.
    pub change: Change,
    /// When it was seen on a screen.
    pub seen_at: Option<OffsetDateTime>,
}

/// id, at, student, kind, what, old, new, and one more moment: when it was seen, or when it entered the outbox.
pub(crate) type ChangeRow = (String, i64, String, String, String, Option<String>, Option<String>, Option<i64>);

/// The entry in a row, and the row's further moment.
pub(crate) fn read_change(columns: ChangeRow) -> Result<(Change, Option<OffsetDateTime>), VaultError> {
    let (id, at, student, kind, what, old, new, further) = columns;
    let kind = row::kind(&kind)?;
    let item = |body: Option<String>| -> Result<Option<Item>, VaultError> {
        body.map(|body| row::item(kind, &body)).transpose()
    };
    let change = Change {
        id: ChangeId::from_text(id),
        at: row::moment(at)?,
        student: row::student(student),
        kind,
        what: row::what(&what)?,
        old: item(old)?,
        new: item(new)?,
    };
    Ok((change, further.map(row::moment).transpose()?))
}

fn logged(rows: Vec<ChangeRow>) -> Result<Vec<LoggedChange>, VaultError> {
    let entry = |columns| read_change(columns).map(|(change, seen_at)| LoggedChange { change, seen_at });
    rows.into_iter().map(entry).collect()
}

/// What recovery could carry over of a child whose account it could not waits, unseen, until that signs in again.
pub(crate) const OF_KNOWN: &str = "IN (SELECT s.id FROM student s JOIN account a ON a.id = s.account)";

pub(crate) const HISTORY: &str = "SELECT id, at, student, kind, what, old, new, seen_at FROM change_log
     WHERE student = ?1 AND kind = ?2 AND year = ?3 AND item = ?4 ORDER BY +at, seq";

pub(crate) const ON_DAYS: &str = "SELECT id, at, student, kind, what, old, new, seen_at FROM change_log
     WHERE student = ?1 AND kind = ?2 AND year = ?3 AND item IN (
         SELECT id FROM item INDEXED BY item_by_day WHERE student = ?1 AND kind = ?2 AND day BETWEEN ?4 AND ?5)
     ORDER BY +at, seq";

/// Asks for the entries that a filter lets through.
pub(crate) fn filtered(filter: &ChangeFilter) -> QueryBuilder<Sqlite> {
    let mut query = narrowed("id, at, student, kind, what, old, new, seen_at", filter);
    // Of an item there are few changes: ordered by the index of the time, a child's whole log were read.
    query.push(match (filter.item.is_some(), filter.newest_first) {
        (true, true) => " ORDER BY +at DESC, seq DESC",
        (true, false) => " ORDER BY +at, seq",
        (false, true) => " ORDER BY at DESC, seq DESC",
        (false, false) => " ORDER BY at, seq",
    });
    if let Some(limit) = filter.limit {
        query.push(" LIMIT ").push_bind(i64::from(limit));
    }
    query
}

/// Asks for columns of the entries that a filter lets through, in no order and without a limit.
fn narrowed(columns: &'static str, filter: &ChangeFilter) -> QueryBuilder<Sqlite> {
    let mut query = QueryBuilder::<Sqlite>::new("SELECT ");
    query.push(columns).push(" FROM change_log WHERE student ").push(OF_KNOWN);
    if let Some(student) = &filter.student {
        query.push(" AND student = ").push_bind(student.as_str());
    }
    if let Some(since) = filter.since {
        query.push(" AND at >= ").push_bind(row::nanos(since));
    }
    if let Some(kind) = filter.kind {
        query.push(" AND kind = ").push_bind(kind.word());
    }
    if let Some(item) = &filter.item {
        query.push(" AND item = ").push_bind(item.as_str());
    }
    if let Some(year) = filter.year {
        query.push(" AND year = ").push_bind(year.0);
    }
    query
}

impl Vault {
    /// Entries of the log, in the order of their time and, within one pass, of the pass.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn changes(&self, filter: &ChangeFilter) -> Result<Vec<LoggedChange>, VaultError> {
        let rows: Vec<ChangeRow> = filtered(filter).build_query_as().fetch_all(self.reader()).await?;
        logged(rows)
    }

    /// How many entries a filter lets through, whatever its limit.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn count_changes(&self, filter: &ChangeFilter) -> Result<u32, VaultError> {
        let count: i64 = narrowed("count(*)", filter).build_query_scalar().fetch_one(self.reader()).await?;
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }

    /// One entry of the log; none where there is none of this id.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn change(&self, id: &ChangeId) -> Result<Option<Change>, VaultError> {
        let row: Option<ChangeRow> =
            sqlx::query_as("SELECT id, at, student, kind, what, old, new, seen_at FROM change_log WHERE id = ?1")
                .bind(id.as_str())
                .fetch_optional(self.reader())
                .await?;
        row.map(|columns| read_change(columns).map(|(change, _)| change)).transpose()
    }

    /// Everything that happened to those items of one kind and school year that stand on the given days now, oldest
    /// first: of a week its own history, not the log of all that came since.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn changes_on(
        &self,
        student: &StudentId,
        kind: Kind,
        year: SchoolYear,
        days: Span,
    ) -> Result<Vec<LoggedChange>, VaultError> {
        let rows: Vec<ChangeRow> = sqlx::query_as(ON_DAYS)
            .bind(student.as_str())
            .bind(kind.word())
            .bind(year.0)
            .bind(row::day(days.from()))
            .bind(row::day(days.to()))
            .fetch_all(self.reader())
            .await?;
        logged(rows)
    }

    /// Everything that happened to one item, oldest first, also what happened while it had another id.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn history(
        &self,
        student: &StudentId,
        kind: Kind,
        year: SchoolYear,
        item: &str,
    ) -> Result<Vec<Change>, VaultError> {
        let rows: Vec<ChangeRow> = sqlx::query_as(HISTORY)
            .bind(student.as_str())
            .bind(kind.word())
            .bind(year.0)
            .bind(item)
            .fetch_all(self.reader())
            .await?;
        rows.into_iter().map(|columns| read_change(columns).map(|(change, _)| change)).collect()
    }

    /// Notes that the family saw these changes at `at`. What was seen before keeps its moment.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn mark_seen(&self, ids: &[ChangeId], at: OffsetDateTime) -> Result<(), VaultError> {
        if ids.is_empty() {
            return Ok(());
        }
        sqlx::query(
            "UPDATE change_log SET seen_at = ?2 WHERE seen_at IS NULL AND id IN (SELECT value FROM json_each(?1))",
        )
        .bind(row::json(ids)?)
        .bind(row::nanos(at))
        .execute(self.writer())
        .await?;
        Ok(())
    }

    /// Takes back that the family saw these changes.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn mark_unseen(&self, ids: &[ChangeId]) -> Result<(), VaultError> {
        if ids.is_empty() {
            return Ok(());
        }
        sqlx::query("UPDATE change_log SET seen_at = NULL WHERE id IN (SELECT value FROM json_each(?1))")
            .bind(row::json(ids)?)
            .execute(self.writer())
            .await?;
        Ok(())
    }

    /// How many changes of each child and kind the family has not seen.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn unseen_counts(&self) -> Result<Vec<(StudentId, Kind, u64)>, VaultError> {
        let mut query = QueryBuilder::<Sqlite>::new(
            "SELECT student, kind, count(*) FROM change_log WHERE seen_at IS NULL AND student ",
        );
        query.push(OF_KNOWN).push(" GROUP BY student, kind ORDER BY student, kind");
        let rows: Vec<(String, String, i64)> = query.build_query_as().fetch_all(self.reader()).await?;
        rows.into_iter()
            .map(|(student, kind, count)| Ok((row::student(student), row::kind(&kind)?, count.unsigned_abs())))
            .collect()
    }
}

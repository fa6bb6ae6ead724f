//! What the school says now: one row for each item.

use std::collections::{HashMap, HashSet};

use peremena_model::{Item, Kind, SchoolYear, Span, StudentId};

use crate::{Vault, VaultError, row};

/// Everything stored that one pass compares with, asked for at once. See [`Vault::stored`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wanted {
    /// Kinds with the days that were asked for; none: all of the kind in the year. Items without a day are not
    /// in any span.
    pub spans: Vec<(Kind, Option<Span>)>,
    /// Ids that an answer names, wherever in the year they stand.
    pub named: Vec<(Kind, Vec<String>)>,
}

// Left alone, SQLite orders by an index at the price of a look for each row, or reads every year of a kind for one week:
// it does not know that a file holds many years. The plus keeps an index from being used for the order alone.

pub(crate) const OF_YEAR: &str =
    "SELECT kind, body FROM item WHERE student = ?1 AND kind = ?2 AND year = ?3 ORDER BY +day, id";

pub(crate) const OF_ALL: &str = "SELECT i.student, i.body FROM student s
     CROSS JOIN item i ON i.student = s.id AND i.kind = ?1 AND i.year = ?2 ORDER BY s.id, +i.day, i.id";

pub(crate) const OF_DAYS: &str = "SELECT kind, body FROM item INDEXED BY item_by_day
     WHERE student = ?1 AND kind IN (SELECT value FROM json_each(?2)) AND day BETWEEN ?3 AND ?4
     ORDER BY day, kind, id";

fn read(rows: Vec<(String, String)>) -> Result<Vec<Item>, VaultError> {
    rows.iter().map(|(kind, body)| row::item(row::kind(kind)?, body)).collect()
}

impl Vault {
    /// The items of one kind in one school year, on the given days or all, in the order of their days.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn items(
        &self,
        student: &StudentId,
        kind: Kind,
        year: SchoolYear,
        span: Option<Span>,
    ) -> Result<Vec<Item>, VaultError> {
        let rows: Vec<(String, String)> = match span {
            None => {
                sqlx::query_as(OF_YEAR)
                    .bind(student.as_str())
                    .bind(kind.word())
                    .bind(year.0)
                    .fetch_all(self.reader())
                    .await?
            }
            Some(span) => {
                sqlx::query_as(
                    "SELECT kind, body FROM item
                     WHERE student = ?1 AND kind = ?2 AND day BETWEEN ?4 AND ?5 AND year = ?3 ORDER BY day, id",
                )
                .bind(student.as_str())
                .bind(kind.word())
                .bind(year.0)
                .bind(row::day(span.from()))
                .bind(row::day(span.to()))
                .fetch_all(self.reader())
                .await?
            }
        };
        read(rows)
    }

    /// The items of one kind in one school year, of every child, in the order of their days.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn items_of_all(&self, kind: Kind, year: SchoolYear) -> Result<Vec<(StudentId, Item)>, VaultError> {
        let rows: Vec<(String, String)> =
            sqlx::query_as(OF_ALL).bind(kind.word()).bind(year.0).fetch_all(self.reader()).await?;
        rows.iter().map(|(student, body)| Ok((row::student(student.clone()), row::item(kind, body)?))).collect()
    }

    /// The items of several kinds on the given days, of whatever school year, in the order of their days: a week in
    /// one query. Kinds without days give nothing here.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn items_many(&self, student: &StudentId, kinds: &[Kind], span: Span) -> Result<Vec<Item>, VaultError> {
        let words: Vec<&str> = kinds.iter().map(|kind| kind.word()).collect();
        let rows = sqlx::query_as(OF_DAYS)
            .bind(student.as_str())
            .bind(row::json(&words)?)
            .bind(row::day(span.from()))
            .bind(row::day(span.to()))
            .fetch_all(self.reader())
            .await?;
        read(rows)
    }

    /// The items of one kind in one school year that have one of the given ids.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn items_named(
        &self,
        student: &StudentId,
        kind: Kind,
        year: SchoolYear,
        ids: &[String],
    ) -> Result<Vec<Item>, VaultError> {
        let rows = sqlx::query_as(
            "SELECT kind, body FROM item
             WHERE student = ?1 AND kind = ?2 AND year = ?3 AND id IN (SELECT value FROM json_each(?4))
             ORDER BY day, id",
        )
        .bind(student.as_str())
        .bind(kind.word())
        .bind(year.0)
        .bind(row::json(ids)?)
        .fetch_all(self.reader())
        .await?;
        read(rows)
    }

    /// All stored items that a pass compares its answers with, in one query. Each item comes once, also where it is
    /// wanted twice; the order is of no meaning.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn stored(
        &self,
        student: &StudentId,
        year: SchoolYear,
        wanted: &Wanted,
    ) -> Result<Vec<Item>, VaultError> {
        let whole: Vec<&str> =
            wanted.spans.iter().filter(|(_, span)| span.is_none()).map(|(kind, _)| kind.word()).collect();
        let spans: Vec<(&str, i64, i64)> = wanted
            .spans
            .iter()
            .filter_map(|(kind, span)| span.map(|span| (kind.word(), row::day(span.from()), row::day(span.to()))))
            .collect();
        let named: Vec<(&str, &str)> =
            wanted.named.iter().flat_map(|(kind, ids)| ids.iter().map(|id| (kind.word(), id.as_str()))).collect();
        if whole.is_empty() && spans.is_empty() && named.is_empty() {
            return Ok(Vec::new());
        }
        // CROSS JOIN holds the order: the few wanted things first, the index of the items inside.
        let rows: Vec<(String, String, String)> = sqlx::query_as(
            "SELECT i.kind, i.id, i.body FROM json_each(?3) w
             CROSS JOIN item i ON i.student = ?1 AND i.kind = w.value AND i.year = ?2
             UNION ALL
             SELECT i.kind, i.id, i.body FROM json_each(?4) w
             CROSS JOIN item i ON i.student = ?1 AND i.kind = w.value ->> 0
                 AND i.day BETWEEN w.value ->> 1 AND w.value ->> 2 AND i.year = ?2
             UNION ALL
             SELECT i.kind, i.id, i.body FROM json_each(?5) w
             CROSS JOIN item i ON i.student = ?1 AND i.kind = w.value ->> 0 AND i.year = ?2 AND i.id = w.value ->> 1",
        )
        .bind(student.as_str())
        .bind(year.0)
        .bind(row::json(&whole)?)
        .bind(row::json(&spans)?)
        .bind(row::json(&named)?)
        .fetch_all(self.reader())
        .await?;
        let mut seen = HashSet::with_capacity(rows.len());
        rows.iter()
            .filter(|(kind, id, _)| seen.insert((kind.as_str(), id.as_str())))
            .map(|(kind, _, body)| row::item(row::kind(kind)?, body))
            .collect()
    }

    /// Which days of each kind were covered before, as the engine wrote them (JSON).
    ///
    /// # Errors
    /// Those of the store.
    pub async fn coverage(&self, student: &StudentId, year: SchoolYear) -> Result<HashMap<Kind, String>, VaultError> {
        by_kind(
            sqlx::query_as("SELECT kind, body FROM coverage WHERE student = ?1 AND year = ?2")
                .bind(student.as_str())
                .bind(year.0)
                .fetch_all(self.reader())
                .await?,
        )
    }

    /// Suspicious answers that wait to be asked again, as the engine wrote them (JSON).
    ///
    /// # Errors
    /// Those of the store.
    pub async fn holds(&self, student: &StudentId, year: SchoolYear) -> Result<HashMap<Kind, String>, VaultError> {
        by_kind(
            sqlx::query_as("SELECT kind, body FROM hold WHERE student = ?1 AND year = ?2")
                .bind(student.as_str())
                .bind(year.0)
                .fetch_all(self.reader())
                .await?,
        )
    }

    /// Fingerprints of the latest answers.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn prints(&self, student: &StudentId) -> Result<HashMap<String, String>, VaultError> {
        let rows: Vec<(String, String)> = sqlx::query_as("SELECT key, value FROM print WHERE student = ?1")
            .bind(student.as_str())
            .fetch_all(self.reader())
            .await?;
        Ok(rows.into_iter().collect())
    }
}

fn by_kind(rows: Vec<(String, String)>) -> Result<HashMap<Kind, String>, VaultError> {
    rows.into_iter().map(|(kind, body)| Ok((row::kind(&kind)?, body))).collect()
}

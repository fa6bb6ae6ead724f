//! Carries rows out of a damaged file: every row whose page is whole.
//!
//! A page that does not open ends its connection (SQLCipher keeps the error), so each failure costs a new one. A
//! table is read upwards from its beginning until a page fails, then downwards from its end; what lies between two
//! bad pages is looked for with probes: row ids by halving, hashed ids by their first two digits.

use std::collections::BTreeMap;

use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{AssertSqlSafe, Row, SqliteConnection, TypeInfo, ValueRef};

use crate::connect::{self, Door};
use crate::{VaultError, schema};

/// Failures after which a table is given up: a bad root page would fail every probe.
const FAILURES: u32 = 400;

/// The tables that no school can give again, parents before children, and the column that their pages are sorted by.
const TABLES: &[(&str, &str)] = &[
    ("account", "id"),
    ("session", "account"),
    ("student", "id"),
    ("student_choice", "student"),
    ("change_log", "seq"),
    ("outbox", "change_id"),
    ("notice", "id"),
    ("done_tick", "student"),
    ("own_task", "student"),
    ("own_letter", "student"),
    ("setting", "key"),
];

/// Tables that came later, and the shape that made each: a file of an older one has none, and nothing of it is lost.
const LATER: &[(&str, i64)] = &[("own_task", 3), ("own_letter", 4)];

/// Rows for each table, and the tables of which something is or may be lost.
pub(crate) type Carried = (BTreeMap<&'static str, u64>, Vec<&'static str>);

/// Carries what is whole from `from` to the empty file `to`.
///
/// # Errors
/// Those of writing. What cannot be read is lost, which is no error.
pub(crate) async fn salvage(from: &Door, to: &Door) -> Result<Carried, VaultError> {
    let mut target = to.connect().await?;
    // A child row may outlive its parent: the parent comes back, under the same id, when the account signs in again.
    sqlx::query("PRAGMA foreign_keys = OFF").execute(&mut target).await?;
    let mut source = Source { door: from, connection: None, failures: 0 };
    let shape = source.shape().await;
    let (mut kept, mut lost) = (BTreeMap::new(), Vec::new());
    for &(table, key) in TABLES {
        source.failures = 0;
        let columns = match source.columns(table).await {
            Some(theirs) => {
                let ours = columns(&mut target, table).await?;
                ours.into_iter().filter(|column| theirs.contains(column)).collect::<Vec<_>>()
            }
            None => Vec::new(),
        };
        if columns.is_empty() {
            kept.insert(table, 0);
            let made_in = LATER.iter().find(|(later, _)| *later == table).map(|(_, made_in)| *made_in);
            if made_in.zip(shape).is_none_or(|(made_in, shape)| shape >= made_in) {
                lost.push(table);
            }
            continue;
        }
        let mut shelf = Shelf { target: &mut target, table, columns: columns.join(", "), count: columns.len() };
        if !carry(&mut source, &mut shelf, key).await? {
            lost.push(table);
        }
        let rows: i64 =
            sqlx::query_scalar(AssertSqlSafe(format!("SELECT count(*) FROM {table}"))).fetch_one(&mut target).await?;
        kept.insert(table, rows.unsigned_abs());
    }
    // A way to sign in that belongs to no account any more is a secret that nobody would ever take out.
    let secrets = sqlx::query("DELETE FROM session WHERE account NOT IN (SELECT id FROM account)")
        .execute(&mut target)
        .await?
        .rows_affected();
    if secrets > 0 {
        kept.entry("session").and_modify(|rows| *rows -= secrets);
        lost.push("session");
    }
    if let Some(connection) = source.connection.take() {
        let _ = connect::close(connection).await;
    }
    connect::finish(target).await?;
    Ok((kept, lost))
}

/// Carries one table; false where something of it may be lost.
async fn carry(source: &mut Source<'_>, shelf: &mut Shelf<'_>, key: &str) -> Result<bool, VaultError> {
    if source.range(shelf, &format!("true ORDER BY {key}")).await? {
        return Ok(true);
    }
    source.range(shelf, &format!("true ORDER BY {key} DESC")).await?;
    if key == "seq" {
        let high: Option<i64> =
            sqlx::query_scalar("SELECT max(seq) FROM change_log").fetch_one(&mut *shelf.target).await?;
        // Row ids begin at 1; where the upper end is lost, what lies beyond the last known row is guessed.
        halves(source, shelf, 1, high.unwrap_or(0).saturating_add(65_536)).await?;
    } else {
        for first in 0..=0xff_u32 {
            let (from, to) = (format!("{first:02x}"), format!("{:02x}", first + 1));
            let end = if first == 0xff { String::new() } else { format!(" AND {key} < '{to}'") };
            for order in ["", "DESC"] {
                if source.range(shelf, &format!("{key} >= '{from}'{end} ORDER BY {key} {order}")).await? {
                    break;
                }
            }
        }
    }
    Ok(false)
}

/// Reads [low, high] by row id; a range that fails is read in halves.
async fn halves(source: &mut Source<'_>, shelf: &mut Shelf<'_>, low: i64, high: i64) -> Result<(), VaultError> {
    let mut ranges = vec![(low, high)];
    while let Some((low, high)) = ranges.pop() {
        if source.failures >= FAILURES {
            return Ok(());
        }
        if low > high || source.range(shelf, &format!("seq BETWEEN {low} AND {high} ORDER BY seq")).await? {
            continue;
        }
        if low < high {
            let middle = low + (high - low) / 2;
            ranges.push((middle + 1, high));
            ranges.push((low, middle));
        }
    }
    Ok(())
}

/// The damaged file, opened anew after each page that fails.
struct Source<'a> {
    door: &'a Door,
    connection: Option<SqliteConnection>,
    failures: u32,
}

impl Source<'_> {
    async fn open(&mut self) -> Option<&mut SqliteConnection> {
        if self.connection.is_none() {
            self.connection = Some(self.door.connect_damaged().await.ok()?);
        }
        self.connection.as_mut()
    }

    /// The shape of the damaged file; none where that cannot be read.
    async fn shape(&mut self) -> Option<i64> {
        let shape = schema::shape(self.open().await?).await;
        if shape.is_err() {
            self.connection = None;
        }
        shape.ok()
    }

    /// The columns that the damaged file gives a table; none where its schema cannot be read.
    async fn columns(&mut self, table: &str) -> Option<Vec<String>> {
        let connection = self.open().await?;
        match columns(connection, table).await {
            Ok(columns) => Some(columns),
            Err(_) => {
                self.connection = None;
                None
            }
        }
    }

    /// Carries the rows of one range; false where a page of it failed. Rows read before it are kept.
    async fn range(&mut self, shelf: &mut Shelf<'_>, range: &str) -> Result<bool, VaultError> {
        let sql = format!("SELECT {} FROM {} WHERE {range}", shelf.columns, shelf.table);
        if self.failures >= FAILURES {
            return Ok(false);
        }
        let Some(connection) = self.open().await else { return Ok(false) };
        let mut whole = true;
        let mut rows = Vec::new();
        {
            use futures_util::TryStreamExt;
            let mut stream = sqlx::query(AssertSqlSafe(sql)).fetch(connection);
            loop {
                match stream.try_next().await {
                    Ok(Some(row)) => rows.push(row),
                    Ok(None) => break,
                    Err(_) => {
                        whole = false;
                        break;
                    }
                }
            }
        }
        if !whole {
            self.failures += 1;
            self.connection = None;
        }
        shelf.put(&rows).await?;
        Ok(whole)
    }
}

/// One table of the new file.
struct Shelf<'a> {
    target: &'a mut SqliteConnection,
    table: &'static str,
    columns: String,
    count: usize,
}

impl Shelf<'_> {
    async fn put(&mut self, rows: &[SqliteRow]) -> Result<(), VaultError> {
        if rows.is_empty() {
            return Ok(());
        }
        let places = vec!["?"; self.count].join(", ");
        let sql = format!("INSERT OR IGNORE INTO {} ({}) VALUES ({places})", self.table, self.columns);
        sqlx::query("BEGIN").execute(&mut *self.target).await?;
        for row in rows {
            let values = arguments(row, self.count)?;
            sqlx::query_with(AssertSqlSafe(sql.clone()), values).execute(&mut *self.target).await?;
        }
        sqlx::query("COMMIT").execute(&mut *self.target).await?;
        Ok(())
    }
}

/// The values of a row, whatever their types: the tables are STRICT, so they are numbers, texts or nothing.
fn arguments(row: &SqliteRow, count: usize) -> Result<SqliteArguments, VaultError> {
    use sqlx::Arguments;
    let mut values = SqliteArguments::default();
    for column in 0..count {
        let raw = row.try_get_raw(column)?;
        let added = match raw.type_info().name() {
            "INTEGER" => values.add(row.try_get::<Option<i64>, _>(column)?),
            _ => values.add(row.try_get::<Option<String>, _>(column)?),
        };
        added.map_err(|_| VaultError::Store("a row cannot be carried over".into()))?;
    }
    Ok(values)
}

async fn columns(connection: &mut SqliteConnection, table: &str) -> Result<Vec<String>, VaultError> {
    Ok(sqlx::query_scalar("SELECT name FROM pragma_table_info(?1)").bind(table).fetch_all(connection).await?)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::key::{FileId, Key};
    use crate::open::{begin, build};

    /// What is carried over of a whole file of this shape, after one more statement.
    async fn carried(shape: i64, statement: &'static str) -> Carried {
        let folder = tempfile::tempdir().unwrap();
        let door = |name: &str| Door {
            path: folder.path().join(name),
            key: Key::from_bytes(&[7; 32]).unwrap(),
            id: FileId::from_bytes([9; 16]),
        };
        let mut old = begin(&door("old")).await.unwrap();
        schema::migrate_to(&mut old, shape).await.unwrap();
        sqlx::raw_sql("INSERT INTO setting (key, value) VALUES ('kept', '1')").execute(&mut old).await.unwrap();
        sqlx::raw_sql(statement).execute(&mut old).await.unwrap();
        connect::close(old).await.unwrap();
        build(&door("new")).await.unwrap();
        salvage(&door("old"), &door("new")).await.unwrap()
    }

    #[tokio::test]
    async fn a_table_may_be_missing_only_where_it_was_not_made_yet() {
        for (shape, statement, expected) in [
            (2, "", vec![]),
            (3, "", vec![]),
            (3, "DROP TABLE own_task", vec!["own_task"]),
            (4, "DROP TABLE own_letter", vec!["own_letter"]),
            (2, "DROP TABLE done_tick", vec!["done_tick"]),
        ] {
            let (kept, lost) = carried(shape, statement).await;
            assert_eq!(lost, expected, "shape {shape}, {statement}");
            assert_eq!((kept["setting"], kept["own_task"]), (1, 0));
        }
    }

    /// Whoever adds a table says so in [`LATER`].
    #[tokio::test]
    async fn every_shape_has_the_tables_that_it_is_said_to_have() {
        for shape in 1..=schema::known() {
            assert_eq!(carried(shape, "").await.1, [""; 0], "shape {shape}");
        }
    }
}

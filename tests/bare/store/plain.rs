//! The same rows in a plain SQLite file, and the statements of one week of the diary over it.

use std::path::Path;

use peremena_model::{Item, Kind, SchoolYear, Span};
use peremena_vault::{ChangeFilter, Vault};
use sqlx::{
    Row,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions},
};
use time::Date;

use crate::{Outcome, age::YEARS};

/// The shape of the app's own file.
const SHAPE: &[&str] = &[
    include_str!("../../../crates/vault/src/migrations/0001_first.sql"),
    include_str!("../../../crates/vault/src/migrations/0002_pace.sql"),
];

fn day(date: Date) -> i64 {
    i64::from(date.to_julian_day())
}

/// Copies into a new plain file at `path` everything that a week of the diary reads. Gives the number of items.
pub(crate) async fn copy(vault: &Vault, path: &Path) -> Outcome<(SqlitePool, usize)> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .pragma("temp_store", "MEMORY")
        .pragma("cache_size", "-8192");
    let pool = SqlitePoolOptions::new().max_connections(3).test_before_acquire(false).connect_with(options).await?;
    let mut tx = pool.begin().await?;
    for migration in SHAPE {
        sqlx::raw_sql(*migration).execute(&mut *tx).await?;
    }
    for account in vault.accounts().await? {
        sqlx::query("INSERT INTO account VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")
            .bind(account.id.as_str())
            .bind(account.system)
            .bind(account.settings_json)
            .bind(account.user)
            .bind(account.name)
            .bind(account.is_student)
            .bind(0_i64)
            .bind(account.signed_out)
            .execute(&mut *tx)
            .await?;
    }
    let mut count = 0;
    for record in vault.students().await? {
        let student = &record.student;
        sqlx::query("INSERT INTO student VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
            .bind(student.id.as_str())
            .bind(student.account.as_str())
            .bind(&student.name)
            .bind(&student.class)
            .bind(&student.school)
            .bind(&record.enrolment_json)
            .execute(&mut *tx)
            .await?;
        sqlx::query("INSERT INTO student_choice VALUES (?1, NULL, NULL, ?2)")
            .bind(student.id.as_str())
            .bind(record.choice.position)
            .execute(&mut *tx)
            .await?;
        for year in YEARS.map(SchoolYear) {
            for &kind in Kind::ALL {
                for item in vault.items(&student.id, kind, year, None).await? {
                    count += 1;
                    sqlx::query("INSERT INTO item VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
                        .bind(student.id.as_str())
                        .bind(kind.word())
                        .bind(year.0)
                        .bind(item.id())
                        .bind(item.date().map(day))
                        .bind(serde_json::to_string(&item)?)
                        .execute(&mut *tx)
                        .await?;
                }
            }
            for (kind, body) in vault.coverage(&student.id, year).await? {
                sqlx::query("INSERT INTO coverage VALUES (?1, ?2, ?3, ?4)")
                    .bind(student.id.as_str())
                    .bind(year.0)
                    .bind(kind.word())
                    .bind(body)
                    .execute(&mut *tx)
                    .await?;
            }
        }
    }
    for status in vault.status().await? {
        sqlx::query("INSERT INTO status (student, account, requests, bytes) VALUES (?1, ?2, ?3, 0)")
            .bind(status.student.as_str())
            .bind(status.account.as_str())
            .bind(i64::try_from(status.requests)?)
            .execute(&mut *tx)
            .await?;
    }
    for logged in vault.changes(&ChangeFilter::default()).await? {
        let change = logged.change;
        let Some(item) = change.item() else { continue };
        let year = item.date().map_or(0, |date| SchoolYear::of(date).0);
        let id = item.id().to_owned();
        let written = |item: &Option<Item>| item.as_ref().map(serde_json::to_string).transpose();
        let seen = logged.seen_at.map(|at| i64::try_from(at.unix_timestamp_nanos())).transpose()?;
        sqlx::query(
            "INSERT INTO change_log (id, at, student, year, kind, item, what, old, new, seen_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        )
        .bind(change.id.as_str())
        .bind(i64::try_from(change.at.unix_timestamp_nanos())?)
        .bind(change.student.as_str())
        .bind(year)
        .bind(change.kind.word())
        .bind(id)
        .bind(change.what.word())
        .bind(written(&change.old)?)
        .bind(written(&change.new)?)
        .bind(seen)
        .execute(&mut *tx)
        .await?;
    }
    tx.commit().await?;
    sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&pool).await?;
    Ok((pool, count))
}

/// What one week of the diary is made of where nothing is remembered, statement by statement, read into the model's
/// items. Gives their number.
pub(crate) async fn week(pool: &SqlitePool, student: &str, week: Span) -> Outcome<usize> {
    let year = SchoolYear::of(week.from());
    const OF_KNOWN: &str = "IN (SELECT s.id FROM student s JOIN account a ON a.id = s.account)";
    // The family.
    let unseen = format!(
        "SELECT student, kind, count(*) FROM change_log WHERE seen_at IS NULL AND student {OF_KNOWN}
         GROUP BY student, kind ORDER BY student, kind"
    );
    sqlx::query(sqlx::AssertSqlSafe(unseen)).fetch_all(pool).await?;
    sqlx::query(
        "SELECT s.id, s.account, s.name, s.class, s.school, s.enrolment, c.display_name, c.colour, c.position
         FROM student s JOIN account a ON a.id = s.account LEFT JOIN student_choice c ON c.student = s.id
         ORDER BY c.position IS NULL, c.position, s.id",
    )
    .fetch_all(pool)
    .await?;
    sqlx::query(
        "SELECT id, system, settings, user, name, is_student, added_at, signed_out FROM account ORDER BY added_at, id",
    )
    .fetch_all(pool)
    .await?;
    sqlx::query(
        "SELECT student, account, last_attempt, last_success, next_try, error_code, error_message, requests, bytes,
             memory
         FROM status ORDER BY student, account",
    )
    .fetch_all(pool)
    .await?;
    // The week.
    let rows = sqlx::query(
        "SELECT kind, body FROM item INDEXED BY item_by_day
         WHERE student = ?1 AND kind IN (SELECT value FROM json_each(?2)) AND day BETWEEN ?3 AND ?4
         ORDER BY day, kind, id",
    )
    .bind(student)
    .bind("[\"lesson\",\"mark\",\"homework\",\"absence\",\"test\"]")
    .bind(day(week.from()))
    .bind(day(week.to()))
    .fetch_all(pool)
    .await?;
    let items = read(&rows)?;
    sqlx::query("SELECT homework FROM done_tick WHERE student = ?1 AND year = ?2 AND done = 1")
        .bind(student)
        .bind(year.0)
        .fetch_all(pool)
        .await?;
    let log = sqlx::query(
        "SELECT id, at, student, kind, what, old, new, seen_at FROM change_log
         WHERE student = ?1 AND kind = 'mark' AND year = ?2 AND item IN (
             SELECT id FROM item INDEXED BY item_by_day WHERE student = ?1 AND kind = 'mark' AND day BETWEEN ?3 AND ?4)
         ORDER BY +at, seq",
    )
    .bind(student)
    .bind(year.0)
    .bind(day(week.from()))
    .bind(day(week.to()))
    .fetch_all(pool)
    .await?;
    for row in &log {
        for column in ["old", "new"] {
            if let Some(body) = row.try_get::<Option<&str>, _>(column)? {
                Item::from_json(Kind::Mark, body)?;
            }
        }
    }
    // The calendar.
    for kind in [Kind::Term, Kind::Holiday] {
        let rows =
            sqlx::query("SELECT kind, body FROM item WHERE student = ?1 AND kind = ?2 AND year = ?3 ORDER BY +day, id")
                .bind(student)
                .bind(kind.word())
                .bind(year.0)
                .fetch_all(pool)
                .await?;
        read(&rows)?;
    }
    sqlx::query("SELECT kind, body FROM coverage WHERE student = ?1 AND year = ?2")
        .bind(student)
        .bind(year.0)
        .fetch_all(pool)
        .await?;
    Ok(items.len())
}

fn read(rows: &[sqlx::sqlite::SqliteRow]) -> Outcome<Vec<Item>> {
    let item = |row: &sqlx::sqlite::SqliteRow| {
        let kind = Kind::from_word(row.try_get(0)?).ok_or("a kind")?;
        Ok(Item::from_json(kind, row.try_get(1)?)?)
    };
    rows.iter().map(item).collect()
}

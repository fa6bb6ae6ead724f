//! How SQLite goes about what is asked all the time: by the rows that are wanted, never by all that a family has.
#![allow(clippy::unwrap_used)]

use sqlx::Row;

use crate::{ChangeFilter, Vault, item, log, outbox};

/// The steps of a statement's plan.
async fn plan(vault: &Vault, statement: &str) -> String {
    let rows = sqlx::query(sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {statement}")));
    let rows = rows.fetch_all(vault.reader()).await.unwrap();
    rows.iter().map(|row| row.get::<String, _>("detail")).collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn a_week_is_read_by_its_days_and_a_year_by_its_year() {
    let vault = Vault::open_in_memory().await.unwrap();
    let week = plan(&vault, item::OF_DAYS).await;
    assert!(week.contains("USING INDEX item_by_day (student=? AND kind=? AND day>? AND day<?)"), "{week}");
    for statement in [item::OF_YEAR, item::OF_ALL] {
        let year = plan(&vault, statement).await;
        assert!(year.contains("USING PRIMARY KEY (student=? AND kind=? AND year=?)"), "{year}");
    }
}

#[tokio::test]
async fn the_changes_of_an_item_are_read_by_the_item() {
    let vault = Vault::open_in_memory().await.unwrap();
    let by_item = "USING INDEX change_of_item (student=? AND kind=? AND year=? AND item=?)";
    let history = plan(&vault, log::HISTORY).await;
    assert!(history.contains(by_item), "{history}");
    let week = plan(&vault, log::ON_DAYS).await;
    assert!(week.contains(by_item), "{week}");
    assert!(week.contains("USING COVERING INDEX item_by_day (student=? AND kind=? AND day>? AND day<?)"), "{week}");
    let of_one = ChangeFilter {
        student: Some(peremena_model::StudentId::from_text("x")),
        kind: Some(peremena_model::Kind::Mark),
        year: Some(peremena_model::SchoolYear(2026)),
        item: Some("1".into()),
        ..ChangeFilter::default()
    };
    for newest_first in [true, false] {
        let filter = ChangeFilter { newest_first, ..of_one.clone() };
        let found = plan(&vault, log::filtered(&filter).sql().as_str()).await;
        assert!(found.contains(by_item), "{found}");
    }
}

#[tokio::test]
async fn what_waits_is_found_among_what_waits() {
    let vault = Vault::open_in_memory().await.unwrap();
    let found = plan(&vault, outbox::waiting().sql().as_str()).await;
    assert!(found.contains("SCAN o USING INDEX outbox_open"), "{found}");
}

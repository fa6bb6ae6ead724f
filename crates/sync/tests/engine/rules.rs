//! The eleven rules of one pass of data (ARCHITECTURE.md), each with the tests that are named for it, and what
//! else an engine owes a family.

mod baseline;
mod honest;
mod items;
mod polite;
mod telling;

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
    time::{Duration, Instant},
};

use crate::school::*;
use peremena_model::{Announcement, Change, Homework, Item, Kind, Lesson, Mark, Remark, SchoolYear, Scope, Span, What};
use peremena_notify::{QuietHours, Rules};
use peremena_school::{Outage, Part, SchoolError};
use peremena_sync::{
    Reason, SyncFault, Whose, pace,
    weigh::{Stored, weigh},
};
use peremena_vault::{KeySource, Passphrase, Vault};
use rstest::rstest;
use time::macros::{date, datetime, time};

const MINUTE: time::Duration = time::Duration::MINUTE;
const HOUR: time::Duration = time::Duration::HOUR;
const DAY: time::Duration = time::Duration::DAY;

fn span(from: time::Date, to: time::Date) -> Span {
    Span::new(from, to).unwrap()
}

fn values(items: &[Item]) -> Vec<&str> {
    items
        .iter()
        .map(|item| match item {
            Item::Mark(mark) => mark.value.as_str(),
            other => panic!("{other:?}"),
        })
        .collect()
}

async fn family_with_marks() -> Family {
    let family = Family::new().await;
    for day in 9..21 {
        family.school.write("1", mark(&format!("m{day}"), "4", november(day)));
    }
    family.news().await;
    family.school.asked();
    family
}

fn amina_only(amina: &peremena_model::StudentId) -> Whose<'_> {
    Whose::Student(amina)
}

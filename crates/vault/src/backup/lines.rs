//! What stands in the sealed part: JSON lines.

use std::collections::BTreeMap;
use std::io::{BufRead, Read};

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::BackupError;

/// A row is a message or a homework at most.
const LONGEST: u64 = 64 * 1024 * 1024;

/// Rows for each table.
pub(super) type Counts = BTreeMap<String, u64>;

/// One line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Line {
    /// The rows that follow are of this table.
    Table { name: String, columns: Vec<String> },
    /// One row of it.
    Row(Vec<Cell>),
    /// That was all: the rows of each table, counted.
    End(Counts),
}

/// One value: the tables are STRICT and know whole numbers and texts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum Cell {
    Nothing,
    Number(i64),
    Text(String),
}

/// Reads line after line and looks that they hold together: rows as wide as their table says, as many as the end
/// counts, and nothing after it.
pub(super) struct Lines<R> {
    from: R,
    counts: Counts,
    table: Option<(String, usize)>,
    ended: bool,
}

impl<R: BufRead> Lines<R> {
    pub(super) fn new(from: R) -> Lines<R> {
        Lines { from, counts: Counts::new(), table: None, ended: false }
    }

    /// The next line, none after the end.
    pub(super) fn next(&mut self) -> Result<Option<Line>, BackupError> {
        let mut text = Zeroizing::new(Vec::new());
        self.from.by_ref().take(LONGEST).read_until(b'\n', &mut text)?;
        if text.is_empty() && self.ended {
            return Ok(None);
        }
        if self.ended || text.last() != Some(&b'\n') {
            return Err(BackupError::Damaged);
        }
        let line: Line = serde_json::from_slice(&text).map_err(|_| BackupError::Damaged)?;
        match &line {
            Line::Table { name, columns } => {
                if self.counts.insert(name.clone(), 0).is_some() {
                    return Err(BackupError::Damaged);
                }
                self.table = Some((name.clone(), columns.len()));
            }
            Line::Row(cells) => match &self.table {
                Some((name, width)) if *width == cells.len() => {
                    self.counts.entry(name.clone()).and_modify(|rows| *rows += 1);
                }
                _ => return Err(BackupError::Damaged),
            },
            Line::End(counts) if *counts == self.counts => self.ended = true,
            Line::End(_) => return Err(BackupError::Damaged),
        }
        Ok(Some(line))
    }

    /// The rows of each table, and what was read from.
    pub(super) fn finish(self) -> (Counts, R) {
        (self.counts, self.from)
    }
}

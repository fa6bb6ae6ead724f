//! Answers that somebody has tampered with, for the tests of every connector.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::collections::HashSet;

use peremena_model::Span;
use serde_json::{Value, json};

use crate::Answer;

/// Puts junk in a place of a JSON value, or takes the place out. `picks` lead to it, each taken modulo what is there.
pub(crate) fn tamper(value: &mut Value, picks: &[u16], how: u8) {
    let Some((pick, rest)) = picks.split_first() else {
        *value = junk(how);
        return;
    };
    match value {
        Value::Array(items) if !items.is_empty() => {
            let at = usize::from(*pick) % items.len();
            match how {
                0 if rest.is_empty() => drop(items.remove(at)),
                _ => tamper(&mut items[at], rest, how),
            }
        }
        Value::Object(fields) if !fields.is_empty() => {
            let at = usize::from(*pick) % fields.len();
            let name = fields.keys().nth(at).unwrap().clone();
            match how {
                0 if rest.is_empty() => drop(fields.remove(&name)),
                _ => tamper(fields.get_mut(&name).unwrap(), rest, how),
            }
        }
        other => *other = junk(how),
    }
}

/// Something that no school would send there.
pub(crate) fn junk(how: u8) -> Value {
    match how % 8 {
        0 => Value::Null,
        1 => json!(true),
        2 => json!(-1),
        3 => json!(1e300),
        4 => json!("\u{0}<b>&#x110000;&amp;amp;<"),
        5 => json!([]),
        6 => json!({}),
        _ => json!([{"id": {"x": [1]}}, "9999-12-31T23:59:59", u64::MAX]),
    }
}

/// Whether each item of a part stands once and on a day that was asked for; else which does not.
pub(crate) fn sound(answer: &Answer, span: Span) -> Result<(), String> {
    for part in &answer.parts {
        let mut seen = HashSet::new();
        for item in &part.items {
            if !seen.insert(item.id()) {
                return Err(format!("{} stands twice", item.id()));
            }
            if !part.scope.kind.is_undated() && !item.date().is_some_and(|date| span.contains(date)) {
                return Err(format!("{} stands on another day", item.id()));
            }
        }
    }
    Ok(())
}

//! Answers, and answers that somebody has tampered with, for the tests of every connector.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::collections::HashSet;

use peremena_model::{Item, Kind, SchoolYear, Span};
use serde_json::{Value, json};

use crate::{Answer, Ask, Enrolment, SchoolApi, SchoolError};

/// The items of a kind.
pub(crate) fn of(answer: &Answer, kind: Kind) -> Vec<Item> {
    let parts = answer.parts.iter().filter(|part| part.scope.kind == kind);
    parts.flat_map(|part| part.items.clone()).collect()
}

/// The items of a kind, as what they are: `all_of!(&answer, Mark)`.
macro_rules! all_of {
    ($answer:expr, $kind:ident) => {
        $crate::tampered::of(&$answer, peremena_model::Kind::$kind)
            .into_iter()
            .map(|item| if let peremena_model::Item::$kind(one) = item { one } else { panic!("{item:?}") })
            .collect::<Vec<_>>()
    };
}
pub(crate) use all_of;

/// How many items an answer holds.
pub(crate) fn count(answer: &Answer) -> usize {
    answer.parts.iter().map(|part| part.items.len()).sum()
}

/// Asks an account all that can be asked; gives what came of `ask`.
pub(crate) fn everything(api: &dyn SchoolApi, student: &Enrolment, ask: &Ask) -> Result<Answer, SchoolError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    runtime.block_on(async {
        let _ = api.identity().await;
        let _ = api.glance(student, ask).await;
        let _ = api.terms(student, SchoolYear(2026)).await;
        api.fetch(student, ask).await
    })
}

/// Does things to an answer: each a way to a place in it, and what is put there.
pub(crate) fn spoil(body: &mut String, tampers: &[(Vec<u16>, u8)]) {
    let mut value: Value = serde_json::from_str(body).unwrap();
    for (picks, how) in tampers {
        tamper(&mut value, picks, *how);
    }
    *body = value.to_string();
}

/// Puts junk in a place of a JSON value, or takes the place out. `picks` lead to it, each taken modulo what is there.
fn tamper(value: &mut Value, picks: &[u16], how: u8) {
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

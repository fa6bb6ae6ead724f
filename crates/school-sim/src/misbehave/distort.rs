//! Changes to a JSON answer that keep it JSON.

use bytes::Bytes;
use http::{Response, header};
use serde_json::{Map, Value, json};

use crate::ids::Kind;

/// Applies `change` to an answer's JSON; what is not JSON stays as it is.
pub(super) fn json(answer: &mut Response<Bytes>, change: fn(&mut Value)) {
    let is_json = answer
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .is_some_and(|kind| kind.starts_with("application/json"));
    let Some(mut value) = serde_json::from_slice::<Value>(answer.body()).ok().filter(|_| is_json) else { return };
    change(&mut value);
    *answer.body_mut() = value.to_string().into();
}

/// The lists of the answer lose their items.
pub(super) fn empty(value: &mut Value) {
    match value {
        Value::Array(items) => items.clear(),
        Value::Object(fields) => {
            for field in fields.values_mut() {
                if let Value::Array(items) = field {
                    items.clear();
                }
            }
        }
        _ => {}
    }
}

/// Every object in every list comes twice.
pub(super) fn duplicate(value: &mut Value) {
    if let Value::Array(items) = value {
        let twice = std::mem::take(items).into_iter().flat_map(|item| {
            let again = item.is_object().then(|| item.clone());
            std::iter::once(item).chain(again)
        });
        *items = twice.collect();
    }
    each_child(value, duplicate);
}

/// Every list is turned round.
pub(super) fn reorder(value: &mut Value) {
    if let Value::Array(items) = value {
        items.reverse();
    }
    each_child(value, reorder);
}

/// Marks and works get other ids, the same ones in every answer, wherever they are mentioned.
pub(super) fn change_ids(value: &mut Value) {
    const AWAY: i64 = 500_000_000_000;
    let changed = |id: i64| (Kind::Work.owns(id) || Kind::Mark.owns(id)).then_some(id + AWAY);
    match value {
        Value::Number(number) => {
            if let Some(id) = number.as_i64().and_then(changed) {
                *value = json!(id);
            }
        }
        Value::String(text) => {
            if let Some(id) = text.parse().ok().and_then(changed) {
                *value = json!(id.to_string());
            }
        }
        _ => each_child(value, change_ids),
    }
}

/// Every object grows, and words that look like one of a fixed set are new.
pub(super) fn add_novelties(value: &mut Value) {
    if let Value::Object(fields) = value {
        for (name, field) in fields.iter_mut() {
            let word = matches!(name.as_str(), "status" | "mood" | "kind" | "role" | "knowledgeArea" | "markType");
            // A client tells homework, final marks and holidays by these words: a new word there would be another school.
            let kept = ["Homework", "PeriodMark", "PeriodFinalMark", "vacation"];
            let kind = name == "type" && field.as_str().is_some_and(|text| !kept.contains(&text));
            if field.is_string() && (word || kind) {
                *field = json!("SomethingNew");
            }
        }
        fields.insert("novelty".to_owned(), json!({"level": 3, "tags": ["x"], "since": null}));
    }
    each_child(value, |child| {
        if !is_novelty(child) {
            add_novelties(child);
        }
    });
}

fn is_novelty(value: &Value) -> bool {
    value.get("level").is_some() && value.get("tags").is_some()
}

/// Large numbers and lesson numbers become text.
pub(super) fn ids_as_text(value: &mut Value) {
    if let Value::Object(fields) = value {
        for (name, field) in fields.iter_mut() {
            if name == "number" && field.is_number() {
                *field = json!(field.to_string());
            }
        }
    }
    if let Some(id) = value.as_i64().filter(|id| *id > 100_000_000) {
        *value = json!(id.to_string());
    }
    each_child(value, ids_as_text);
}

/// What has an id loses its lists.
pub(super) fn drop_arrays(value: &mut Value) {
    if let Value::Object(fields) = value
        && fields.contains_key("id")
    {
        fields.retain(|_, field| !field.is_array());
    }
    each_child(value, drop_arrays);
}

/// Texts for people are spoiled: those with a letter that no word of a protocol has.
pub(super) fn hostile(value: &mut Value) {
    if let Value::String(text) = value
        && text.chars().any(|sign| !sign.is_ascii() && sign.is_alphabetic())
    {
        *text = crate::hostile::spoiled(text);
    }
    each_child(value, hostile);
}

fn each_child(value: &mut Value, change: impl FnMut(&mut Value)) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(change),
        Value::Object(fields) => Map::values_mut(fields).for_each(change),
        _ => {}
    }
}

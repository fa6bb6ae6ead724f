//! The shape of a request: its names, without any value.

use std::collections::BTreeSet;

use bytes::Bytes;
use serde_json::Value;

/// "GET api.dnevnik.ru/v2/persons/{}/edu-groups/{}/allfinalmarks ?limit | accept access-token user-agent".
pub fn of(request: &http::Request<Bytes>) -> String {
    let uri = request.uri();
    let host = uri.host().unwrap_or("?");
    let path: Vec<String> = uri.path().split('/').map(without_value).collect();
    let mut line = format!("{} {host}{}", request.method(), path.join("/"));
    let query = names(uri.query().unwrap_or_default());
    if !query.is_empty() {
        line.push_str(&format!(" ?{}", query.join("&")));
    }
    let headers: BTreeSet<&str> =
        request.headers().keys().map(|name| name.as_str()).filter(|name| *name != "host").collect();
    line.push_str(&format!(" | {}", headers.into_iter().collect::<Vec<_>>().join(" ")));
    if !request.body().is_empty() {
        line.push_str(&format!(" | {}", body(request.body())));
    }
    line
}

/// An id, a date or a code in a path.
fn without_value(segment: &str) -> String {
    let digits = segment.bytes().filter(u8::is_ascii_digit).count();
    let value = digits > 2 || (digits > 0 && segment.bytes().all(|byte| byte.is_ascii_digit()));
    if value { "{}".to_owned() } else { segment.to_owned() }
}

fn names(form: &str) -> Vec<String> {
    let names: BTreeSet<String> =
        url::form_urlencoded::parse(form.as_bytes()).map(|(name, _)| name.into_owned()).collect();
    names.into_iter().collect()
}

fn body(bytes: &[u8]) -> String {
    // A message of a queue ends with a sign of its own.
    let bytes = bytes.strip_suffix(b"\x1e").unwrap_or(bytes);
    match serde_json::from_slice::<Value>(bytes) {
        Ok(value) => format!("json {}", json(&value)),
        Err(_) => format!("form {}", names(&String::from_utf8_lossy(bytes)).join("&")),
    }
}

fn json(value: &Value) -> String {
    match value {
        Value::Null => "null".into(),
        Value::Bool(_) => "bool".into(),
        Value::Number(_) => "number".into(),
        Value::String(_) => "text".into(),
        Value::Array(items) => format!("[{}]", items.first().map(json).unwrap_or_default()),
        Value::Object(fields) => {
            let fields: Vec<String> = fields.iter().map(|(name, value)| format!("{name}: {}", json(value))).collect();
            format!("{{{}}}", fields.join(", "))
        }
    }
}

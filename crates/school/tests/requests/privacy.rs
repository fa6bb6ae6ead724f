//! `docs/privacy.md` says of every request that it is made: method, host, path, every name of its query, of its headers and
//! of its body.

use std::{fs, path::Path};

use crate::{
    recorded,
    systems::{SYSTEMS, System},
};

/// Headers that the document speaks of once, for all systems.
const USUAL: &[&str] = &["accept", "user-agent", "content-type"];

/// A request as the document names it: the end of its path, with `{}` for a value, and the names of the query.
#[derive(Debug)]
struct Named {
    method: &'static str,
    path: Vec<String>,
    query: Vec<String>,
    /// A path whose end is any method of an API: what stands in its query is in every call's.
    of_all: bool,
}

fn section(system: &System) -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/privacy.md");
    let text = fs::read_to_string(file).unwrap().replace('\u{a0}', " ");
    let (_, after) = text.split_once(system.section).unwrap_or_else(|| panic!("no {}", system.section));
    after.split("\n## ").next().unwrap().to_owned()
}

/// What stands in backticks.
fn quoted(section: &str) -> impl Iterator<Item = &str> {
    section.split('`').skip(1).step_by(2)
}

/// Every path in backticks that says more than that there is a value.
fn named(section: &str) -> Vec<Named> {
    let mut found = Vec::new();
    for text in quoted(section) {
        let (method, text) = match text.split_once(' ') {
            Some(("POST", text)) => ("POST", text),
            Some(("GET", text)) => ("GET", text),
            Some(("DELETE", text)) => ("DELETE", text),
            _ => ("GET", text),
        };
        let (path, query) = text.split_once('?').unwrap_or((text, ""));
        let path = path.replace('…', "");
        let of_all = path.ends_with("/{method}");
        let segment = |part: &str| if part.starts_with('{') { "{}".to_owned() } else { part.to_owned() };
        let path: Vec<String> = path.split('/').filter(|part| !part.is_empty()).map(segment).collect();
        let query = query.split('&').filter(|name| !name.is_empty());
        let query = query.map(|name| name.split('=').next().unwrap_or_default().to_owned()).collect();
        if path.iter().any(|part| part != "{}") {
            found.push(Named { method, path, query, of_all });
        }
    }
    found
}

/// A line of a golden list.
struct Recorded<'a> {
    method: &'a str,
    host: &'a str,
    path: &'a str,
    query: Vec<&'a str>,
    headers: Vec<&'a str>,
    /// Names of a form, or of the outermost object.
    body: Vec<String>,
}

fn read(line: &str) -> Recorded<'_> {
    let mut parts = line.split(" | ");
    let mut words = parts.next().unwrap().split(' ');
    let method = words.next().unwrap();
    let (host, path) = words.next().unwrap().split_once('/').unwrap();
    let query = words.next().and_then(|names| names.strip_prefix('?')).unwrap_or_default();
    let headers = parts.next().unwrap_or_default().split(' ').collect();
    let body = match parts.next().and_then(|body| body.split_once(' ')) {
        Some(("form", names)) => names.split('&').map(str::to_owned).collect(),
        Some(("json", value)) => outermost(value),
        _ => Vec::new(),
    };
    let query = query.split('&').filter(|name| !name.is_empty()).collect();
    Recorded { method, host, path, query, headers, body }
}

/// "{a: [text], b: {c: null}}" → a, b.
fn outermost(value: &str) -> Vec<String> {
    let mut names = Vec::new();
    let (mut depth, mut word) = (0, String::new());
    for sign in value.chars() {
        match sign {
            '{' | '[' => depth += 1,
            '}' | ']' => depth -= 1,
            ':' if depth == 1 => names.push(std::mem::take(&mut word)),
            ',' | ' ' => word.clear(),
            _ => word.push(sign),
        }
    }
    names
}

/// Whether one of the named paths is the end of this one, and it and what every call has name all of the query.
fn is_described(method: &str, path: &str, query: &[&str], named: &[Named]) -> bool {
    let path: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let ends_with = |end: &[String]| {
        let tail = path.len().checked_sub(end.len()).and_then(|at| path.get(at..));
        !end.is_empty() && tail.is_some_and(|tail| tail.iter().zip(end).all(|(part, name)| part == name))
    };
    let of_all: Vec<&str> =
        named.iter().filter(|named| named.of_all).flat_map(|named| &named.query).map(String::as_str).collect();
    named.iter().filter(|named| named.method == method).any(|named| {
        // A host at the beginning is no part of the path.
        let host = named.path.first().is_some_and(|first| first.contains('.') || first == "{}");
        let known = |name: &&str| named.query.iter().any(|known| known == name) || of_all.contains(name);
        (ends_with(&named.path) || (host && ends_with(&named.path[1..]))) && query.iter().all(known)
    })
}

/// What of a request the section leaves out.
fn missing(line: &str, section: &str) -> Vec<String> {
    let Recorded { method, host, path, query, headers, body } = read(line);
    let names: Vec<&str> = quoted(section).collect();
    let mut missing = Vec::new();
    let names_host = |text: &&str| text.split(['/', ' ']).any(|part| part == host);
    if !names.iter().any(names_host) && host != "sgo.example.ru" {
        missing.push(format!("the host of {line}"));
    }
    // "Where the mobile API refuses us, the same path is asked of …"
    let instead = path.replace("family/web/v1", "family/mobile/v1");
    let named = named(section);
    if ![path, &instead].into_iter().any(|path| is_described(method, path, &query, &named)) {
        missing.push(line.to_owned());
    }
    let stands = |name: &str| names.iter().any(|text| *text == name || text.split(':').next() == Some(name));
    let unnamed = headers.into_iter().filter(|name| !USUAL.contains(name) && !stands(name));
    missing.extend(unnamed.map(|name| format!("the header {name} of {line}")));
    let unnamed = body.into_iter().filter(|name| !stands(name));
    missing.extend(unnamed.map(|name| format!("{name} in the body of {line}")));
    missing
}

#[test]
fn every_request_is_described_in_privacy_md() {
    let unsaid = |system: &System| -> Vec<String> {
        let section = section(system);
        recorded(system.word).iter().flat_map(|line| missing(line, &section)).collect()
    };
    let missing: Vec<String> = SYSTEMS.iter().flat_map(unsaid).collect();
    assert!(missing.is_empty(), "not in docs/privacy.md: {missing:#?}");
}

/// What the check is worth: each of these is another request than those of the text.
#[test]
fn a_request_that_is_not_described_is_noticed() {
    let section = "`api.example.ru`: `GET users/{u}/marks?from&to`, `POST sign-in`, JSON `login`, `password`; `{u}` the \
                   user; the token in `token`; `v2/{method}?key`";
    let said = [
        "GET api.example.ru/v2/users/{}/marks ?from&key&to | accept token",
        "POST api.example.ru/v2/sign-in | accept | json {login: text, password: text}",
    ];
    let unsaid = [
        "POST api.example.ru/v2/users/{}/marks ?from&to | accept",
        "GET api.example.ru/v2/users/{}/marks ?device&from&to | accept",
        "GET api.example.ru/v2/users/{}/marks ?from&to | accept x-device",
        "GET api.example.ru/v2/users/{} | accept",
        "GET api.example.ru/v2/marks | accept",
        "GET other.example.ru/v2/users/{}/marks ?from&to | accept",
        "POST api.example.ru/v2/sign-in | accept | json {login: text, device: {name: text}}",
        "POST api.example.ru/v2/sign-in | accept | form login&device",
    ];
    for line in said {
        assert_eq!(missing(line, section), [] as [String; 0]);
    }
    for line in unsaid {
        assert!(!missing(line, section).is_empty(), "{line}");
    }
}

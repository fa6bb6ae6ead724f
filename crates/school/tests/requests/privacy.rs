//! `docs/privacy.md` says of every request that it is made.

use std::{fs, path::Path};

use crate::{journeys::SYSTEMS, recorded};

/// The heading under which a system's requests are described.
const SECTIONS: &[(&str, &str)] = &[
    ("dnevnik-ru", "## Дневник.ру"),
    ("mesh", "## МЭШ and «Моя школа»"),
    ("my-school", "## МЭШ and «Моя школа»"),
    ("netschool", "## Сетевой город. Образование"),
    ("eljur", "## ЭлЖур"),
    ("petersburg", "## «Петербургское образование»"),
];

/// A path as the document names it: the end of it, with `{}` for a value, and the names of the query.
#[derive(Debug)]
struct Named {
    path: Vec<String>,
    query: Vec<String>,
}

fn section(system: &str) -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/privacy.md");
    let text = fs::read_to_string(file).unwrap().replace('\u{a0}', " ");
    let heading = SECTIONS.iter().find(|(of, _)| *of == system).unwrap_or_else(|| panic!("{system} has no section")).1;
    let (_, after) = text.split_once(heading).unwrap_or_else(|| panic!("no {heading}"));
    after.split("\n## ").next().unwrap().to_owned()
}

/// Every path in backticks.
fn named(section: &str) -> Vec<Named> {
    let mut found = Vec::new();
    for text in section.split('`').skip(1).step_by(2) {
        let text = text.trim_start_matches("GET ").trim_start_matches("POST ");
        let (path, query) = text.split_once('?').unwrap_or((text, ""));
        let path = path.replace('…', "");
        let segment = |part: &str| {
            if part.starts_with('{') || part.ends_with("00:00:00") { "{}".to_owned() } else { part.to_owned() }
        };
        let path: Vec<String> = path.split('/').filter(|part| !part.is_empty()).map(segment).collect();
        let query = query.split('&').filter(|name| !name.is_empty());
        let query = query.map(|name| name.split('=').next().unwrap_or_default().to_owned()).collect();
        if !path.is_empty() {
            found.push(Named { path, query });
        }
    }
    found
}

/// Whether one of the named paths is the end of this one, and has the names of its query, where it has any.
fn is_described(path: &str, query: &[&str], named: &[Named]) -> bool {
    let path: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let ends_with = |end: &[String]| {
        let tail = path.len().checked_sub(end.len()).and_then(|at| path.get(at..));
        !end.is_empty() && tail.is_some_and(|tail| tail.iter().zip(end).all(|(part, name)| part == name))
    };
    // What every call of a system has is said once, of a path whose end is any method.
    let of_all = named.iter().filter(|named| named.path.last().is_some_and(|last| last == "{}"));
    let common: Vec<&str> = of_all.flat_map(|named| &named.query).map(String::as_str).collect();
    named.iter().any(|named| {
        // A host at the beginning is no part of the path.
        let host = named.path.first().is_some_and(|first| first.contains('.') || first == "{}");
        let known = |name: &&str| {
            named.query.is_empty() || named.query.iter().any(|known| known == name) || common.contains(name)
        };
        (ends_with(&named.path) || (host && ends_with(&named.path[1..]))) && query.iter().all(known)
    })
}

#[test]
fn every_request_is_described_in_privacy_md() {
    for (system, _) in SYSTEMS {
        let section = section(system);
        let named = named(&section);
        let mut missing = Vec::new();
        for line in recorded(system) {
            let target = line.split(' ').nth(1).unwrap();
            let query: Vec<&str> = match line.split(' ').nth(2).and_then(|part| part.strip_prefix('?')) {
                Some(names) => names.split('&').collect(),
                None => Vec::new(),
            };
            let (host, path) = target.split_once('/').unwrap();
            if !section.contains(host) && host != "sgo.example.ru" {
                missing.push(format!("the host of {line}"));
            }
            // "Where the mobile API refuses us, the same path is asked of …"
            let instead = path.replace("family/web/v1", "family/mobile/v1");
            if ![path, &instead].into_iter().any(|path| is_described(path, &query, &named)) {
                missing.push(line);
            }
        }
        assert!(missing.is_empty(), "{system}: not in docs/privacy.md: {missing:#?}");
    }
}

//! Links are foreign: whatever they hold, they lead to a screen or nowhere.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use serde_json::{Value, json};

use super::route_of_link;
use crate::testing::{Home, amina, mark, timur};

/// Links tried; `PEREMENA_LINKS` says otherwise, as `prove` does.
fn count() -> u64 {
    std::env::var("PEREMENA_LINKS").ok().and_then(|count| count.parse().ok()).unwrap_or(20_000)
}

/// Another number for each number: the same ones on every machine.
fn dice(state: &mut u64) -> u64 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    *state
}

/// Bytes of a link turned, cut out, doubled and put in from another.
fn mutated(seeds: &[String], state: &mut u64) -> String {
    let pick = |state: &mut u64, count: usize| usize::try_from(dice(state)).unwrap_or_default() % count.max(1);
    let mut bytes = seeds[pick(state, seeds.len())].clone().into_bytes();
    for _ in 0..pick(state, 6) {
        let at = pick(state, bytes.len() + 1);
        match pick(state, 4) {
            0 if at < bytes.len() => bytes[at] = u8::try_from(dice(state) & 0xff).unwrap(),
            1 if at < bytes.len() => drop(bytes.remove(at)),
            2 => bytes.truncate(at),
            _ => {
                let other = &seeds[pick(state, seeds.len())].as_bytes();
                let from = pick(state, other.len());
                let piece = other[from..].to_vec();
                bytes.splice(at..at, piece);
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// "#/diary/…/2026-11-20?lesson=…": a known screen, and parts in which nothing means anything.
fn is_a_route(route: &str) -> bool {
    let Some(rest) = route.strip_prefix("#/") else { return false };
    let (path, query) = rest.split_once('?').unwrap_or((rest, "a=a"));
    let plain = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"%-_.*".contains(&byte))
    };
    let mut parts = path.split('/');
    let screen = parts.next().unwrap_or_default();
    ["feed", "today", "diary", "marks", "events"].contains(&screen)
        && parts.all(plain)
        && query.split_once('=').is_some_and(|(name, value)| plain(name) && plain(value))
}

fn seeds() -> Vec<String> {
    let written: Vec<Value> =
        serde_json::from_str(include_str!("../../../school-sim/src/hostile.json")).unwrap_or_default();
    let hostile = written.iter().filter_map(|it| it["text"].as_str());
    let whole = ["feed", "today", "feed/abc", "diary/abc/2026-11-20", "change/abc", "settings", "sign-out", "change/"];
    whole
        .iter()
        .map(|rest| format!("peremena://open/{rest}"))
        .chain(hostile.clone().map(|text| format!("peremena://open/feed/{text}")))
        .chain(hostile.clone().map(|text| format!("peremena://open/diary/{text}/2026-11-20")))
        .chain(hostile.map(str::to_owned))
        .collect()
}

#[test]
fn any_link_at_all_leads_to_a_screen_or_nowhere() {
    let (seeds, mut state) = (seeds(), 0x5eed_u64);
    let mut led = 0;
    for link in seeds.clone() {
        led +=
            u64::from(route_of_link(&link).inspect(|route| assert!(is_a_route(route), "{link:?}: {route}")).is_some());
    }
    for _ in 0..count() {
        let link = mutated(&seeds, &mut state);
        led +=
            u64::from(route_of_link(&link).inspect(|route| assert!(is_a_route(route), "{link:?}: {route}")).is_some());
    }
    println!("{led} of {} links led somewhere", count());
    assert!(led > count() / 50, "{led}: nothing was tried");
}

#[tokio::test]
async fn a_link_does_nothing_but_mark_its_change_as_seen() {
    let home = Home::new().await;
    let told = home.news(&amina(), mark("m1", "5")).await;
    home.news(&timur(), mark("m2", "4")).await;
    let state = || async {
        let mut said = Vec::new();
        for command in ["family", "settings", "feed", "notices"] {
            said.push(home.app.dispatch(command, json!({})).await.unwrap_or_else(|error| json!(error)));
        }
        said
    };
    let before = state().await;
    for link in seeds() {
        home.app.open_link(&link).await;
        let route = home.app.route_for(&link).await;
        assert!(route.as_deref().is_none_or(is_a_route), "{link:?}: {route:?}");
    }
    assert_eq!(state().await, before);

    home.app.open_link(&format!("peremena://open/change/{}?x#y", told.as_str())).await;
    home.app.open_link(&format!("peremena://open/change/{}", told.as_str())).await;
    let after = state().await;
    assert_ne!(after[0], before[0], "the one change is seen");
    let unread = |state: &[Value], child: usize| state[0]["students"][child]["unread"].clone();
    assert_eq!((unread(&after, 0), unread(&after, 1)), (json!(0), unread(&before, 1)));
}

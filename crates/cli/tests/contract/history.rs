//! `sync --history`: earlier terms and years, until all is here; Ctrl-C loses nothing.

use std::process::{Command, Stdio};

use peremena_school_sim::PARENT;
use serde_json::{Value, json};

use crate::house::{House, has_shape, list, start, text};

const HISTORY: &[(&str, &str)] = &[
    ("student", "text"),
    ("state", "text"),
    ("done", "number"),
    ("of", "number"),
    ("since", "date?"),
    ("not_given", "number?"),
    ("words", "text"),
];

fn asked(house: &House, part: &str) -> usize {
    house.school().journal().entries.iter().filter(|request| request.path.contains(part)).count()
}

#[test]
fn earlier_terms_and_years_are_fetched_once_and_are_no_news() {
    let house = House::with_past_years(1);
    house.sign_in(PARENT).well();
    house.run(&["sync"]).well();
    let amina = house.id("Амина");

    let fetched = house.run(&["sync", "--history", "--student", &amina]).well();
    let history = list(&fetched["history"]);
    assert_eq!(history.len(), 1);
    has_shape(&history[0], HISTORY);
    assert_eq!(history[0]["state"], "done", "{fetched}");
    assert_eq!((&history[0]["done"], &history[0]["of"]), (&json!(13), &json!(13)));
    assert_eq!((&history[0]["since"], &history[0]["not_given"]), (&json!("2025-09-01"), &json!(2024)));
    assert_eq!(list(&house.run(&["changes"]).well()["items"]), &Vec::<Value>::new(), "nothing of it is news");

    // A lesson of the last school year, in the class of that year.
    let days = house.run(&["diary", "--student", &amina, "--from", "2026-04-13", "--to", "2026-04-18"]).well();
    let lessons: usize = list(&days["days"]).iter().map(|day| list(&day["lessons"]).len()).sum();
    assert!(lessons > 20, "{lessons}");
    assert!(
        list(&days["days"]).iter().any(|day| list(&day["lessons"]).iter().any(|it| !list(&it["marks"]).is_empty()))
    );

    // Again: nothing but the sync is asked.
    house.school().clear_journal();
    let again = house.run(&["sync", "--history", "--student", &amina]).well();
    assert_eq!(again["history"], fetched["history"]);
    assert_eq!(asked(&house, "edu-groups/all"), 0, "a year that is not given is not asked for again");
    assert_eq!(asked(&house, "/schedules"), 1, "the sync's own");
}

#[cfg(unix)]
#[test]
fn ctrl_c_loses_nothing_and_the_next_call_goes_on() {
    let house = House::with_past_years(1);
    house.sign_in(PARENT).well();
    house.run(&["sync"]).well();
    let amina = house.id("Амина");
    house.school().clear_journal();
    let command = |house: &House| {
        let mut command = house.command(&["sync", "--history", "--student", &amina]);
        command.stderr(Stdio::null());
        command
    };
    let mut first = command(&house).spawn().unwrap();
    let until = std::time::Instant::now() + std::time::Duration::from_secs(30);
    while asked(&house, "/schedules") < 4 {
        assert!(std::time::Instant::now() < until && first.try_wait().unwrap().is_none(), "it ended by itself");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    assert!(Command::new("kill").args(["-INT", &first.id().to_string()]).status().unwrap().success());
    let ended = first.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(0), "{ended:?}");
    let said: Value = serde_json::from_slice(&ended.stdout).unwrap();
    assert_eq!(said["history"][0]["state"], "cancelled", "{said}");
    let done = said["history"][0]["done"].as_u64().unwrap();
    assert!((1..13).contains(&done), "{said}");

    let before = asked(&house, "/schedules");
    let rest = start(command(&house), "").ended().well();
    assert_eq!((text(&rest["history"][0]["state"]), &rest["history"][0]["done"]), ("done", &json!(13)));
    // The sync's own, and the months that were not here: what was is not asked for again.
    let more = u64::try_from(asked(&house, "/schedules") - before).unwrap();
    assert!(more <= 1 + 13 - done, "{more} after {done}");
}

#[test]
fn a_child_that_is_not_here_is_a_mistake_of_use() {
    let house = House::synced();
    assert_eq!(house.run(&["sync", "--history", "--student", "nobody"]).failed(2), "usage");
}

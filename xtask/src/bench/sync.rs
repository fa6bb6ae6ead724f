//! Дневник.ру: a child's school year against a published client, and what a sync with nothing new costs, here and of each
//! other system.

use peremena_rig::{Desktop, Keyring, Rig};
use serde_json::Value;

use super::{
    Figure, Kept, PASSPHRASE,
    clients::{DNEVNIK_RU, System},
    json, number, released, said,
    school::{AMINA, PARENT, School},
    year,
};

/// A Friday of the second quarter.
const NOW: &str = "2026-11-20T10:43:00+03:00";

pub(super) fn bench() -> Result<Vec<Figure>, String> {
    let mut figures = year::bench(&DNEVNIK_RU)?;
    figures.extend(calm()?);
    Ok(figures)
}

/// Three children of Дневник.ру, whose change feed is two requests a child.
fn calm() -> Result<Vec<Figure>, String> {
    let seen = nothing_new(&DNEVNIK_RU, PARENT)?;
    let children = number(&seen, "/children");
    Ok(vec![
        rows("a sync with nothing new, rows in data, log and outbox", &seen),
        Figure::most("a sync with nothing new, CPU, three children", number(&seen, "/quick/cpu"), 15.0, "ms"),
        Figure::most("a whole sync with nothing new, CPU, three children", number(&seen, "/whole/cpu"), 15.0, "ms"),
        Figure::most(
            "a sync with nothing new, requests a child by the feed",
            number(&seen, "/quick/requests") / children,
            2.0,
            "",
        ),
    ])
}

/// One child of another system.
pub(super) fn calm_of_one(system: &System) -> Result<Vec<Figure>, String> {
    let seen = nothing_new(system, AMINA)?;
    let both = |what: &str, digits: usize| {
        let of = |which: &str| number(&seen, &format!("/{which}/{what}"));
        format!("{:.digits$} / {:.digits$}", of("quick"), of("whole"))
    };
    let name = system.name;
    Ok(vec![
        rows(&format!("{name}: nothing new, rows in data, log and outbox"), &seen),
        Figure::told(&format!("{name}: nothing new, requests, quick / whole"), both("requests", 0)),
        Figure::told(&format!("{name}: nothing new, CPU, quick / whole, ms"), both("cpu", 1)),
    ])
}

fn rows(what: &str, seen: &Value) -> Figure {
    let rows = number(seen, "/rows");
    Figure { what: what.to_owned(), goal: "0".into(), measured: rows.to_string(), held: rows == 0.0 }
}

/// Syncs with nothing new, in a process that runs on, as the app does in the tray: quick ones, which look first where the
/// system has such a look, and whole ones.
fn nothing_new(system: &System, who: (&str, &str)) -> Result<Value, String> {
    let mut rig = Rig::start(Desktop { keyring: Keyring::Absent, screen: None, notifications: false }).map_err(said)?;
    let school = School::start(&mut rig, NOW)?;
    let profile = rig.home().join("calm");
    school.add(&rig, &profile, Kept::Passphrase, NOW, system, who)?;
    let mut store = rig.command(released("bare-store"));
    store.arg("calm").arg(&profile).args([NOW, "30"]).env("PEREMENA_PASSPHRASE", PASSPHRASE);
    let seen = json(&mut store)?;
    for (what, words) in [("quick", "looking first"), ("whole", "everything asked")] {
        let of = |which: &str| number(&seen, &format!("/{what}/{which}"));
        println!(
            "nothing new, {words}, children {}: wall {:.1} ms, cpu {:.1} ms (p99 {:.1}), {} requests",
            number(&seen, "/children"),
            of("wall"),
            of("cpu"),
            of("cpu_p99"),
            of("requests")
        );
    }
    Ok(seen)
}

//! The week of the diary, from one school year and from eleven, of three children.

use std::path::PathBuf;

use peremena_rig::{Desktop, Keyring, Rig};
use serde_json::Value;

use super::{
    Figure, Kept, PASSPHRASE, cli, json, number, output, released, said,
    school::{PARENT, School},
};

/// After the last lesson of a school year nothing is current, and a sync brings the whole year.
fn end_of(year: i32) -> String {
    format!("{}-05-30T12:00:00+03:00", year + 1)
}

const LAST: i32 = 2026;
const ROUNDS: &str = "1500";

pub(super) fn bench() -> Result<Vec<Figure>, String> {
    let mut rig = Rig::start(Desktop { keyring: Keyring::Absent, screen: None, notifications: false }).map_err(said)?;
    let school = School::start(&mut rig, &end_of(LAST))?;
    let mut figures = Vec::new();
    for (name, first) in [("one year", LAST), ("eleven years", LAST - 10)] {
        let profile = filled(&rig, &school, first)?;
        let plain = profile.join("plain.db");
        let mut store = rig.command(released("bare-store"));
        store
            .arg("week")
            .arg(&profile)
            .arg(&plain)
            .args([end_of(LAST).as_str(), ROUNDS])
            .env("PEREMENA_PASSPHRASE", PASSPHRASE);
        let seen = json(&mut store)?;
        let of = |what: &str, share: &str| number(&seen, &format!("/{what}/{share}"));
        println!(
            "{name}: three children, {} items, {} looks at any of {} weeks",
            number(&seen, "/items"),
            number(&seen, "/view/looks"),
            number(&seen, "/weeks")
        );
        for (what, words) in [
            ("view", "the app's view, from the encrypted file"),
            ("reads", "all that one is made of, by the vault, from the encrypted file"),
            ("plain", "the same statements on plain SQLite, read into the same items"),
            ("written", "the app's view where the file was written to since the last look"),
            ("plain_beside_writes", "plain SQLite beside it, to which nobody writes"),
        ] {
            println!("  {words:<64} p50 {:.3} ms  p99 {:.3} ms", of(what, "p50"), of(what, "p99"));
        }
        let line = |words: &str| format!("week, {name}: {words}");
        for (words, what) in [("view, p99", "view"), ("view after a write, p99", "written")] {
            figures.push(Figure::most(&line(words), of(what, "p99"), 1.0, "ms"));
        }
        for share in ["p50", "p99"] {
            for (words, what, plain) in [
                ("view", "view", "plain"),
                ("reads", "reads", "plain"),
                ("view after a write", "written", "plain_beside_writes"),
            ] {
                let words = format!("{words} against plain SQLite, {share}");
                figures.push(Figure::most(&line(&words), of(what, share) / of(plain, share), 1.05, "×"));
            }
        }
    }
    Ok(figures)
}

/// A profile into which every school year since `first` was synced, with a change log as of a family that was there.
fn filled(rig: &Rig, school: &School, first: i32) -> Result<PathBuf, String> {
    let profile = rig.home().join(format!("since-{first}"));
    school.set_clock(&end_of(first))?;
    school.sign_in(rig, &profile, Kept::Passphrase, &end_of(first), PARENT)?;
    for year in first..=LAST {
        school.set_clock(&end_of(year))?;
        let report: Value = json(cli(rig, &profile, Kept::Passphrase, &end_of(year)).arg("sync"))?;
        if report.pointer("/students").and_then(Value::as_array).is_none_or(|students| students.len() != 3) {
            return Err(format!("not three children: {report}"));
        }
    }
    output(rig.command(released("bare-store")).arg("age").arg(&profile).env("PEREMENA_PASSPHRASE", PASSPHRASE))?;
    Ok(profile)
}

//! A session that ends while several processes have the profile: it is renewed once, and none signs the family out.
//!
//! «Моя школа» is the system here: its refresh tokens work once, as those of МЭШ.

use std::time::Duration;

use peremena_school_sim::{Misbehaviour, PARENT, Scope};
use serde_json::Value;

use crate::house::{House, NOW, list, start};

/// Where the token is renewed.
const RENEWAL: &str = "/v3/token/refresh";

fn signed_in() -> House {
    let house = House::new();
    let words = ["account", "add", "--system", "my-school", "--url", house.url(), "--login", PARENT.login];
    house.run_with(&[&words[..], &["--password-stdin"]].concat(), &format!("{}\n", PARENT.password)).well();
    house.run(&["sync"]).well();
    house
}

fn renewals(house: &House) -> Vec<u16> {
    let journal = house.school().journal();
    journal.entries.iter().filter(|entry| entry.path.contains(RENEWAL)).map(|entry| entry.status).collect()
}

#[test]
fn seven_processes_that_find_the_session_ended_renew_it_once() {
    let house = signed_in();
    // A day later the token has ended; what renews it has not.
    house.set_clocks(NOW + time::Duration::hours(25));
    house.school().clear_journal();
    house.school().misbehave(Misbehaviour::Slow { millis: 1_500 }, Scope::always().on(RENEWAL));
    // One that looks by itself, as the open app does, and six commands. Each has another moment, so that none takes over
    // what another has found.
    let watch = house.watch();
    let commands: Vec<_> = (0..6)
        .map(|_| {
            house.later();
            std::thread::sleep(Duration::from_millis(50));
            start(house.command(&["sync"]), "")
        })
        .collect();
    for command in commands {
        let synced = command.ended().well();
        assert!(list(&synced["students"]).iter().all(|student| student["error"] == Value::Null), "{synced}");
    }
    assert_eq!(watch.end(), 0);
    assert_eq!(renewals(&house), [200], "one renewal, and it went well");
    // Nobody was signed out: the next one is asked, and answered.
    house.school().behave();
    house.sync();
    assert_eq!(renewals(&house), [200]);
    assert_eq!(house.school().login_attempts().attempts, 1);
}

/// Somebody ends a command while the server of tokens takes its time: what comes of it is kept, or the next one would send
/// a token that was spent.
#[test]
fn a_watch_that_is_ended_in_the_middle_of_a_renewal_keeps_what_comes_of_it() {
    let house = signed_in();
    house.set_clocks(NOW + time::Duration::hours(25));
    house.school().clear_journal();
    house.school().misbehave(Misbehaviour::Slow { millis: 1_500 }, Scope::always().on(RENEWAL));
    let watch = house.watch();
    let until = std::time::Instant::now() + Duration::from_secs(30);
    while renewals(&house).is_empty() {
        assert!(std::time::Instant::now() < until, "nothing was renewed");
        std::thread::sleep(Duration::from_millis(10));
    }
    assert_eq!(watch.end(), 0);
    house.school().behave();
    house.sync();
    // The new token opens nothing before its profiles were asked for, which the watch had no time for: then it is renewed
    // once more, with the refresh token that was kept. A spent one would be refused.
    assert!(renewals(&house).iter().all(|status| *status == 200), "{:?}", renewals(&house));
    assert_eq!(house.school().login_attempts().attempts, 1);
}

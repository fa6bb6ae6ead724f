//! Who passed the school's door of МЭШ: told by the week, so weeks of long ago come with later syncs.

use std::collections::BTreeSet;

use peremena_school_sim::{PARENT, act::Act};
use time::{Duration, OffsetDateTime, macros::datetime};

use crate::house::{House, list, text};

/// A Tuesday in the eighth week of the first quarter, in the afternoon.
const TUESDAY: OffsetDateTime = datetime!(2026-10-20 15:00 +3);

fn signed_in(now: OffsetDateTime) -> House {
    let house = House::new();
    house.set_clocks(now);
    let token = house.school().sign_in(PARENT.login, PARENT.password).unwrap();
    let words = ["account", "add", "--system", "mesh", "--url", house.url(), "--token-stdin"];
    house.run_with(&words, &format!("{token}\n")).well();
    house.run(&["sync"]).well();
    house
}

/// The days of Amina's passings that are here.
fn days(house: &House) -> BTreeSet<String> {
    let visits = house.run(&["visits", "--student", &house.id("Амина")]).well();
    list(&visits["items"]).iter().map(|visit| text(&visit["at"]).chars().take(10).collect()).collect()
}

fn told(house: &House) -> Vec<String> {
    house.news().into_iter().filter(|line| line.starts_with("Амина: visit ")).collect()
}

#[test]
fn passings_of_long_ago_come_without_a_word_and_a_new_one_is_told() {
    let house = signed_in(TUESDAY);
    let first = days(&house);
    assert!(first.iter().all(|day| day.as_str() >= "2026-10-12") && first.len() >= 6, "{first:?}");
    for hours in 1..=3 {
        house.set_clocks(TUESDAY + Duration::hours(hours));
        assert_eq!(told(&house), [""; 0], "{hours} hours later");
    }
    let all = days(&house);
    assert!(all.first().unwrap().as_str() <= "2026-09-02" && first.is_subset(&all), "{all:?}");

    house.act(Act::Visit { student: "Амина".into(), entered: true });
    assert_eq!(told(&house).len(), 1);
    assert_eq!(told(&house), [""; 0], "and once");
    assert!(days(&house).is_superset(&all), "nothing of it is gone");
}

/// Nobody asked for weeks: who passed meanwhile is told by the next sync.
#[test]
fn passings_while_nobody_asked_are_told() {
    let house = signed_in(TUESDAY - Duration::weeks(5));
    house.set_clocks(TUESDAY);
    let news = told(&house);
    assert!(news.len() > 40, "{news:?}");
    let days = days(&house);
    for day in ["2026-09-17", "2026-09-28", "2026-10-07", "2026-10-19"] {
        assert!(days.contains(day), "{day}: {days:?}");
    }
    house.set_clocks(TUESDAY + Duration::hours(2));
    assert_eq!(told(&house), [""; 0], "and once");
}

//! Years that are over: told to who asks for them, by their own classes, and to nobody else.

use std::collections::BTreeSet;

use peremena_school_sim::{Clock, School, SchoolSettings};
use serde_json::Value;

use crate::family::{Family, NOW, school};

fn with_past_years(past_years: u8) -> School {
    School::new(SchoolSettings { clock: Clock::Fixed(NOW), past_years, ..SchoolSettings::default() })
}

/// Classes of a child with their school years, the subgroups left out.
fn classes(family: &Family, first_name: &str) -> Vec<(i64, String, i64)> {
    let all = family.get(&format!("persons/{}/edu-groups/all", family.student(first_name).person));
    let groups = all.as_array().unwrap().iter().filter(|group| group["type"] == "Group");
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    groups
        .map(|group| (group["id"].as_i64().unwrap(), text(&group["name"]), group["studyyear"].as_i64().unwrap()))
        .collect()
}

fn lessons(family: &Family, first_name: &str, group: i64, days: (&str, &str)) -> Vec<i64> {
    let (person, (from, to)) = (family.student(first_name).person, days);
    let told = family.get(&format!("persons/{person}/groups/{group}/schedules?startDate={from}&endDate={to}"));
    let days = told["days"].as_array().unwrap().iter();
    days.flat_map(|day| day["lessons"].as_array().unwrap()).map(|lesson| lesson["id"].as_i64().unwrap()).collect()
}

#[test]
fn a_child_was_in_a_younger_class_each_year_and_in_none_before_the_first() {
    let family = Family::parent(&with_past_years(4));
    let named = |first_name: &str| -> Vec<(String, i64)> {
        classes(&family, first_name).into_iter().map(|(_, name, year)| (name, year)).collect()
    };
    let of = |name: &str, year: i64| (name.to_owned(), year);
    let amina = [of("7 «Б»", 2026), of("6 «Б»", 2025), of("5 «Б»", 2024), of("4 «Б»", 2023), of("3 «Б»", 2022)];
    assert_eq!(named("Амина"), amina);
    assert_eq!(named("Тимур"), [of("3 «А»", 2026), of("2 «А»", 2025), of("1 «А»", 2024)]);
    assert_eq!(named("Мадина"), [of("1 «В»", 2026)]);
    // The list of today's classes, with which a client begins, holds none of them.
    let now = family.get(&format!("persons/{}/edu-groups", family.student("Тимур").person));
    assert!(now.as_array().unwrap().iter().all(|group| group["studyyear"] == 2026), "{now}");
}

#[test]
fn a_past_year_has_lessons_and_marks_of_its_own() {
    let family = Family::parent(&with_past_years(1));
    let [(this, ..), (last, ..)] = classes(&family, "Амина")[..] else { panic!("two years") };
    let autumn = lessons(&family, "Амина", this, ("2026-09-01", "2026-10-25"));
    let before = lessons(&family, "Амина", last, ("2025-09-01", "2026-05-28"));
    assert!(before.len() > 900, "{}", before.len());
    let (autumn, before): (BTreeSet<i64>, BTreeSet<i64>) = (autumn.into_iter().collect(), before.into_iter().collect());
    assert!(autumn.is_disjoint(&before), "ids are of a year");
    assert_eq!(lessons(&family, "Амина", last, ("2026-09-01", "2026-10-25")), [0; 0], "nothing of this year");
    let finals = family.get(&format!("persons/{}/edu-groups/{last}/allfinalmarks", family.student("Амина").person));
    assert!(finals["marks"].as_array().unwrap().len() > 20);
    let periods = family.get(&format!("edu-groups/{last}/reporting-periods"));
    assert!(periods.to_string().contains("2025-09-01"), "{periods}");
}

/// What the school says of this year does not depend on whether it tells others.
#[test]
fn this_year_is_the_same_with_and_without() {
    let (without, with) = (Family::parent(&school()), Family::parent(&with_past_years(2)));
    for days in [("2026-09-01", "2026-10-25"), ("2026-11-05", "2026-12-30")] {
        assert_eq!(without.days("Амина", days.0, days.1), with.days("Амина", days.0, days.1));
    }
}

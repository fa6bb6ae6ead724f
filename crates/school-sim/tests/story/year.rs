//! The year as it is generated: the same for everybody who asks with the same seed, and like a school.

use std::collections::BTreeSet;
use std::fmt::Write;

use peremena_school_sim::{Clock, PARENT, SIDOROV, School, SchoolSettings};
use serde_json::Value;
use sha2::{Digest, Sha256};
use time::macros::datetime;

use crate::family::{Family, NOW, bare_school, school};

/// Answers whose bytes are our own to order (maps made ad hoc are ordered as serde_json is built).
fn fingerprint(school: &School) -> String {
    let mut digest = Sha256::new();
    for account in [PARENT, SIDOROV] {
        let family = Family::of(school, account);
        for name in account.students {
            let student = family.student(name);
            let (person, group) = (student.person, student.group);
            for path in [
                format!("persons/{person}/groups/{group}/schedules?startDate=2026-09-01&endDate=2027-05-31"),
                format!("persons/{person}/group/{group}/recentmarks?limit=100"),
                format!("persons/{person}/edu-groups/{group}/allfinalmarks"),
                format!("persons/{person}/lesson-log-entries?startDate=2026-09-01&endDate=2027-05-31"),
            ] {
                digest.update(family.answer(&path).body());
            }
        }
    }
    digest.finalize().iter().take(16).fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

#[test]
fn the_same_seed_makes_the_same_school_bit_for_bit() {
    assert_eq!(fingerprint(&school()), fingerprint(&school()));
    let other = School::new(SchoolSettings { seed: 7, clock: Clock::Fixed(NOW), ..SchoolSettings::default() });
    assert_ne!(fingerprint(&school()), fingerprint(&other));
    assert_eq!(
        fingerprint(&school()),
        include_str!("golden/fingerprint.txt").trim(),
        "if this is meant, write the new one down"
    );
}

/// A week in words.
fn week(family: &Family, name: &str, from: &str, to: &str) -> String {
    let mut text = String::new();
    for day in family.days(name, from, to) {
        let list = |list: &str| day[list].as_array().unwrap().clone();
        let name_of = |items: Vec<Value>, id: &Value| -> String {
            items
                .iter()
                .find(|item| item["id"] == *id)
                .map_or(String::new(), |item| item["name"].as_str().unwrap().to_owned())
        };
        writeln!(text, "{}", &day["date"].as_str().unwrap()[..10]).unwrap();
        for lesson in list("lessons") {
            let subject = name_of(list("subjects"), &lesson["subjectId"]);
            let topic = lesson["title"].as_str().unwrap_or("—");
            let (number, hours) = (&lesson["number"], lesson["hours"].as_str().unwrap());
            writeln!(text, "  {number}. {hours} {subject} [{}] {topic}", lesson["place"].as_str().unwrap()).unwrap();
            for homework in list("homeworks").iter().filter(|homework| homework["lesson"] == lesson["id"]) {
                let files = homework["files"].as_array().unwrap().len();
                let clip = if files > 0 { " (файл)" } else { "" };
                writeln!(text, "       д/з: {}{clip}", homework["text"].as_str().unwrap_or("—")).unwrap();
            }
            for mark in list("marks").iter().filter(|mark| mark["lesson"] == lesson["id"]) {
                let kind = name_of(list("workTypes"), &mark["workType"]);
                writeln!(text, "       {} ({kind})", mark["value"].as_str().unwrap()).unwrap();
            }
            for entry in list("lessonLogEntries").iter().filter(|entry| entry["lesson"] == lesson["id"]) {
                writeln!(
                    text,
                    "       {} {}",
                    entry["status"].as_str().unwrap(),
                    entry["comment"].as_str().unwrap_or("")
                )
                .unwrap();
            }
        }
    }
    text
}

#[test]
fn the_week_of_amina_reads_like_a_diary() {
    let seen = week(&Family::parent(&school()), "Амина", "2026-11-16", "2026-11-28");
    if std::env::var_os("WRITE_GOLDEN").is_some() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/story/golden");
        std::fs::write(format!("{folder}/week-of-amina.txt"), &seen).unwrap();
        std::fs::write(format!("{folder}/fingerprint.txt"), format!("{}\n", fingerprint(&school()))).unwrap();
    }
    assert_eq!(seen, include_str!("golden/week-of-amina.txt"), "WRITE_GOLDEN=1 writes it anew");
}

#[test]
fn every_child_has_a_year_of_its_own_kind() {
    let school = school();
    let family = Family::parent(&school);
    let amina = family.of_days("marks", "Амина", "2026-09-01", "2026-11-21");
    let values: BTreeSet<_> = amina.iter().map(|mark| mark["value"].as_str().unwrap().to_owned()).collect();
    assert!(amina.len() > 80, "{}", amina.len());
    assert!(["5", "4", "3", "4-", "5-"].iter().all(|value| values.contains(*value)), "{values:?}");
    assert!(amina.iter().any(|mark| mark["number"] == 1), "two marks for one work");

    let statuses: BTreeSet<_> = ["Амина", "Тимур", "Мадина"]
        .iter()
        .flat_map(|name| family.of_days("lessonLogEntries", name, "2026-09-01", "2026-11-21"))
        .map(|entry| entry["status"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(statuses.into_iter().collect::<Vec<_>>(), ["Absent", "Ill", "Late", "Pass"]);

    let madina = family.of_days("marks", "Мадина", "2026-09-01", "2026-11-21");
    assert!(!madina.is_empty() && madina.iter().all(|mark| mark["type"] == "MarkWords"));
    assert!(family.of_days("lessons", "Мадина", "2026-11-21", "2026-11-21").is_empty(), "five days a week");
    assert_eq!(family.of_days("lessons", "Амина", "2026-11-21", "2026-11-21").len(), 4, "six days a week");

    let homework = family.of_days("homeworks", "Амина", "2026-09-01", "2026-11-28");
    assert!(homework.iter().any(|work| work["files"] != serde_json::json!([])));
    assert!(homework.iter().any(|work| work["text"].is_null()), "a sheet without a word");
    let ahead = family.of_days("works", "Амина", "2026-11-22", "2026-12-05");
    assert!(ahead.iter().any(|work| work["isImportant"] == true), "a test ahead");
}

#[test]
fn a_few_marks_are_corrected_in_time() {
    let school = school();
    let family = Family::parent(&school);
    let values = || -> Vec<(i64, String)> {
        let marks = family.of_days("marks", "Амина", "2026-09-01", "2026-11-21");
        marks.iter().map(|mark| (mark["id"].as_i64().unwrap(), mark["value"].as_str().unwrap().to_owned())).collect()
    };
    let late: std::collections::BTreeMap<_, _> = values().into_iter().collect();
    let mut corrected = 0;
    for week in 0..10 {
        school.set_clock(Clock::Fixed(datetime!(2026-09-10 15:00 +3) + time::Duration::weeks(week)));
        corrected += values().iter().filter(|(id, value)| late.get(id) != Some(value)).count();
    }
    assert!(corrected > 0);
}

#[test]
fn terms_are_summed_up_when_they_end_and_the_year_in_may() {
    let school = school();
    let family = Family::parent(&school);
    let amina = family.student("Амина");
    let path = format!("persons/{}/edu-groups/{}/allfinalmarks", amina.person, amina.group);
    let kinds = || -> BTreeSet<(String, i64)> {
        let works = family.get(&path)["works"].as_array().unwrap().clone();
        works
            .iter()
            .map(|work| (work["periodType"].as_str().unwrap().to_owned(), work["periodNumber"].as_i64().unwrap()))
            .collect()
    };
    assert_eq!(kinds(), BTreeSet::from([("Quarter".to_owned(), 0)]));
    school.set_clock(Clock::Fixed(datetime!(2027-05-28 12:00 +3)));
    assert_eq!(kinds().len(), 5);
    assert!(kinds().contains(&("Year".to_owned(), 0)));
}

#[test]
fn the_other_school_keeps_other_hours() {
    let school = school();
    let family = Family::of(&school, SIDOROV);
    let ilya = family.student("Илья");
    assert_eq!(ilya.hours_from_utc, 5);
    let periods = family.get(&format!("edu-groups/{}/reporting-periods-group", ilya.group));
    let names: Vec<_> =
        periods["reportingPeriods"].as_array().unwrap().iter().map(|period| period["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["1 полугодие", "2 полугодие"]);
    assert_eq!(periods["holidays"].as_array().unwrap().len(), 3);
    assert_eq!(family.of_days("lessons", "Илья", "2026-11-16", "2026-11-16")[0]["hours"], "08:00 - 08:40");
}

#[test]
fn a_bare_school_has_lessons_and_homework_and_nothing_else() {
    let family = Family::parent(&bare_school());
    let of = |list: &str| family.of_days(list, "Амина", "2026-09-01", "2026-11-21").len();
    assert!(of("lessons") > 300 && of("homeworks") > 100);
    assert_eq!((of("marks"), of("works"), of("lessonLogEntries")), (0, 0, 0));
}

#[test]
fn a_family_can_be_as_large_as_a_bench_needs() {
    let settings = SchoolSettings { extra_children: 9, clock: Clock::Fixed(NOW), ..SchoolSettings::default() };
    let school = School::new(settings);
    let family = Family::parent(&school);
    let children = family.get("users/me/context")["children"].as_array().unwrap().clone();
    assert_eq!(children.len(), 12);
    let ids: BTreeSet<_> = children.iter().map(|child| child["personId"].as_i64()).collect();
    assert_eq!(ids.len(), 12);
    let (last, group) = (&children[11]["personId"], &children[11]["groupIds"][0]);
    let recent = family.get(&format!("persons/{last}/group/{group}/recentmarks"));
    assert!(recent["marks"].is_array());
}

#[test]
fn another_school_year_begins_when_the_clock_says_so() {
    let school = school();
    school.set_clock(Clock::Fixed(datetime!(2027-09-20 15:00 +3)));
    let family = Family::parent(&school);
    assert!(!family.of_days("lessons", "Амина", "2027-09-20", "2027-09-20").is_empty());
    let groups = family.get("users/me/context")["eduGroups"].clone();
    assert_eq!(groups[0]["studyyear"], 2027);
}

#[test]
fn recent_marks_page_back_by_date() {
    let school = school();
    let family = Family::parent(&school);
    let amina = family.student("Амина");
    let page = |more: &str| -> Vec<String> {
        let path = format!("persons/{}/group/{}/recentmarks?limit=5{more}", amina.person, amina.group);
        let marks = family.get(&path)["marks"].as_array().unwrap().clone();
        marks.iter().map(|mark| mark["date"].as_str().unwrap().to_owned()).collect()
    };
    let first = page("");
    assert!(first.is_sorted_by(|newer, older| newer >= older));
    let back = page("&fromDate=2026-10-01");
    assert!(!back.is_empty() && back.iter().all(|date| date.as_str() < "2026-10-02"), "{back:?}");
}

#[test]
fn the_journal_counts_what_it_answered() {
    let school = school();
    let family = Family::parent(&school);
    let bytes = family.answer("users/me").body().len() as u64;
    let journal = school.journal();
    assert_eq!((journal.count, journal.bytes), (1, bytes));
    assert_eq!(journal.entries[0].path, "/v2/users/me");
    school.clear_journal();
    assert_eq!(school.journal().count, 0);
}

/// Not a measurement, only a guard against rebuilding the register for each request.
#[test]
fn a_year_is_answered_without_building_it_anew() {
    let begun = std::time::Instant::now();
    let school = school();
    println!("a school: {:?}", begun.elapsed());
    let family = Family::parent(&school);
    let amina = family.student("Амина");
    let year = "startDate=2026-09-01&endDate=2027-05-31";
    let path = format!("persons/{}/groups/{}/schedules?{year}", amina.person, amina.group);
    let begun = std::time::Instant::now();
    for _ in 0..5 {
        assert_eq!(family.answer(&path).status(), 200);
    }
    let each = begun.elapsed() / 5;
    println!("a year of schedules: {each:?}");
    assert!(each < std::time::Duration::from_secs(1), "{each:?}");
}

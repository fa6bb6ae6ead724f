//! The turns of a family's life, one test for each: whatever happens, nothing old is told and nothing new is missed.
//! What is told is what stands in the outbox after a sync and would be shown: [`Family::tell`].

use crate::school::*;
use peremena_model::{Item, Kind, SchoolYear, Span};
use peremena_notify::{QuietHours, Rules};
use peremena_school::SchoolError;
use peremena_sync::{Reason, Whose, pace::Around};
use rstest::rstest;
use time::{
    Date, Duration, OffsetDateTime, UtcOffset,
    macros::{date, datetime, offset, time},
};

const HOUR: Duration = Duration::HOUR;
const DAY: Duration = Duration::DAY;
const TRAY: Around = Around { window_open: false, ..OPEN };

/// Bodies of the notices that stand now and did not before.
async fn told(family: &Family, rules: &Rules) -> Vec<String> {
    let long_ago = family.clock.now() - 1000 * DAY;
    family.tell(rules, long_ago).await.into_iter().map(|notice| format!("{}: {}", notice.title, notice.body)).collect()
}

/// One sync, and what is told after it.
async fn heard(family: &Family) -> Vec<String> {
    family.sync().await;
    told(family, &Rules::default()).await
}

/// A family that knows five marks, a homework and a week of lessons, and was told nothing of them.
async fn settled() -> Family {
    let family = Family::new().await;
    for day in 16..21 {
        family.school.write("1", mark(&format!("m{day}"), "4", november(day)));
        family.school.write("1", lesson(&format!("l{day}"), november(day), 2));
        family.school.write("1", lesson(&format!("next{day}"), november(day + 7), 2));
    }
    family.school.write("1", homework("h", "§ 12", november(24)));
    assert_eq!(heard(&family).await, [""; 0]);
    family
}

/// The school gives the same things other ids.
fn renumber(family: &Family, person: &str) {
    let mut state = family.school.state();
    for item in state.books.get_mut(person).unwrap() {
        match item {
            Item::Mark(it) => it.id = format!("new {}", it.id),
            Item::Lesson(it) => it.id = format!("new {}", it.id),
            Item::Homework(it) => it.id = format!("new {}", it.id),
            _ => panic!("no other kinds are written here"),
        }
    }
}

#[tokio::test]
async fn a_school_year_turns_over() {
    let family = settled().await;
    // The summer: the old year is asked for until its end, the new one is empty, then its terms come late.
    for (day, terms) in [
        (date!(2027 - 06 - 20), 2026),
        (date!(2027 - 08 - 31), 2026),
        (date!(2027 - 09 - 01), 2026),
        (date!(2027 - 09 - 02), 2027),
    ] {
        family.clock.set(day.with_time(time!(12:00)).assume_offset(offset!(+3)));
        family.school.state().terms = terms_of(terms);
        assert_eq!(heard(&family).await, [""; 0], "{day}");
    }
    family.school.write("1", mark("1", "5", date!(2027 - 09 - 02)));
    family.clock.forward(HOUR);
    assert_eq!(heard(&family).await, ["Амина · Алгебра: Оценка 5 · Ответ на уроке"]);
    // Another system begins to count its marks anew: the same id in another year is another mark.
    family.school.write("1", mark("m16", "3", date!(2027 - 09 - 03)));
    family.clock.forward(DAY);
    assert_eq!(heard(&family).await, ["Амина · Алгебра: Оценка 3 · Ответ на уроке"]);
    assert_eq!(family.stored("1", Kind::Mark).await.len(), 5, "last year's marks stand");
}

#[tokio::test]
async fn a_child_changes_its_class_in_mid_year() {
    let family = settled().await;
    family.school.state().classes.insert("1".into(), "7 «А»".into());
    renumber(&family, "1");
    family.school.write("1", mark("after", "5", november(23)));
    family.clock.set(datetime!(2026-11-23 15:00 +3));
    assert_eq!(heard(&family).await, ["Амина · Алгебра: Оценка 5 · Ответ на уроке"]);
    let students = family.vault.students().await.unwrap();
    assert_eq!(students[0].student.class.as_deref(), Some("7 «А»"));
    assert!(students[0].enrolment_json.contains("7 «А»"), "what is asked from now on is the new class");
    assert_eq!(family.stored("1", Kind::Mark).await.len(), 6, "the marks of the class before stay");
}

#[tokio::test]
async fn a_family_signs_in_again_after_a_fortnight() {
    let family = settled().await;
    family.school.state().identity_fault = Some(SchoolError::Refused("the session has ended".to_owned()));
    family.clock.forward(DAY);
    family.sync().await;
    family.clock.forward(14 * DAY);
    family.school.write("1", mark("missed", "2", november(30)));
    family.school.state().identity_fault = None;
    family.sign_in("patimat", &family.school).await;
    family.engine.sync_once(Reason::SignedIn, &family.account.id, PATIENCE).await;
    assert_eq!(told(&family, &Rules::default()).await, ["Амина · Алгебра: Оценка 2 · Ответ на уроке"]);
    assert_eq!(heard(&family).await, [""; 0]);
}

#[tokio::test]
async fn a_server_gives_everything_new_ids() {
    let family = settled().await;
    renumber(&family, "1");
    family.school.write("1", mark("new", "5", november(20)));
    family.clock.forward(HOUR);
    assert_eq!(heard(&family).await, ["Амина · Алгебра: Оценка 5 · Ответ на уроке"]);
    // And back again, with a correction of one.
    renumber(&family, "1");
    family.school.write("1", mark("new new m17", "2", november(17)));
    family.clock.forward(HOUR);
    assert_eq!(heard(&family).await, ["Амина · Алгебра: Исправлено: было 4, стало 2"]);
}

#[tokio::test]
async fn a_family_flies_across_the_country_and_back() {
    let family = settled().await;
    let zones = [offset!(+3), offset!(+10), offset!(+12), offset!(-11), offset!(+3)];
    for (zone, number) in zones.into_iter().zip(1..) {
        let now: OffsetDateTime = family.clock.now() + 2 * HOUR;
        family.clock.set(now.to_offset(zone));
        assert_eq!(heard(&family).await, [""; 0], "{zone}");
        family.school.write("1", mark(&format!("{number}"), "5", november(20)));
        assert_eq!(heard(&family).await, ["Амина · Алгебра: Оценка 5 · Ответ на уроке"], "{zone}");
    }
}

/// Quiet hours end in the hour that the clocks leap over: what waited comes, once.
#[tokio::test]
async fn the_clocks_go_forward_over_the_end_of_the_quiet_hours() {
    let family = settled().await;
    let rules = quiet();
    family.clock.set(datetime!(2027-03-28 01:50 +1));
    family.school.write("1", mark("spring", "5", date!(2027 - 03 - 20)));
    family.sync().await;
    assert_eq!(told(&family, &rules).await, [""; 0]);
    // 01:59:59 +1 is followed by 03:00:00 +2.
    family.clock.set(datetime!(2027-03-28 03:00 +2));
    assert_eq!(told(&family, &rules).await.len(), 1);
    assert_eq!(told(&family, &rules).await, [""; 0]);
}

/// The end of the quiet hours comes twice: what was told is not told again, what comes in the second is held.
#[tokio::test]
async fn the_clocks_go_back_over_the_end_of_the_quiet_hours() {
    let family = settled().await;
    let rules = quiet();
    family.clock.set(datetime!(2026-11-29 02:10 +2));
    family.school.write("1", mark("first", "5", november(20)));
    family.sync().await;
    assert_eq!(told(&family, &rules).await, [""; 0]);
    family.clock.set(datetime!(2026-11-29 02:40 +2));
    assert_eq!(told(&family, &rules).await.len(), 1);
    // 02:59:59 +2 is followed by 02:00:00 +1.
    family.clock.set(datetime!(2026-11-29 02:10 +1));
    family.school.write("1", mark("second", "4", november(20)));
    family.sync().await;
    assert_eq!(told(&family, &rules).await, [""; 0]);
    family.clock.set(datetime!(2026-11-29 02:40 +1));
    assert_eq!(told(&family, &rules).await.len(), 1);
    assert_eq!(told(&family, &rules).await, [""; 0]);
}

fn quiet() -> Rules {
    Rules { quiet: Some(QuietHours { from: time!(22:00), to: time!(02:30) }), ..Rules::default() }
}

#[tokio::test]
async fn the_clock_is_set_back() {
    let family = settled().await;
    family.school.write("1", mark("before", "5", november(20)));
    assert_eq!(heard(&family).await.len(), 1);
    for back in [HOUR, DAY, 40 * DAY] {
        family.clock.forward(-back);
        assert_eq!(heard(&family).await, [""; 0], "{back}");
        let number = format!("{back}");
        family.school.write("1", mark(&number, "4", november(20)));
        let due = family.engine.due(&OPEN).await.unwrap().unwrap();
        assert!(due - family.clock.now() < HOUR, "the planner does not sleep until the old time: {due}");
        family.clock.forward(back);
        assert_eq!(heard(&family).await.len(), 1, "{back}");
        assert_eq!(heard(&family).await, [""; 0], "{back}");
    }
}

/// A machine whose clock ran ahead until the network set it right: the planner alone asks, minute after minute.
#[tokio::test]
async fn the_clock_is_set_back_and_nobody_asks_by_hand() {
    let in_the_tray = Around { window_open: false, ..OPEN };
    for (back, around) in [(HOUR, OPEN), (DAY, OPEN), (HOUR, in_the_tray), (DAY, in_the_tray)] {
        let family = settled().await;
        family.school.asked();
        family.clock.forward(-back);
        let began = family.clock.now();
        let mut looks = Vec::new();
        while family.clock.now() - began < 3 * HOUR {
            if family.engine.due(&around).await.unwrap().unwrap() <= family.clock.now() {
                family.engine.sync_once(Reason::Planned(around), Whose::Everyone, PATIENCE).await;
                looks.push((family.clock.now() - began).whole_minutes());
                assert!(!family.school.asked().is_empty());
            }
            family.clock.forward(Duration::MINUTE);
        }
        assert_eq!(looks[0], 0, "{back}: {looks:?}");
        let pause = if around.window_open { 1 } else { 90 };
        assert!(looks.windows(2).all(|two| two[1] - two[0] <= pause), "{back}: {looks:?}");
        assert!(around.window_open || looks.len() < 25, "{back}: no more often than else: {looks:?}");
    }
}

/// An empty battery: the device believes in another year until the network tells it better.
#[tokio::test]
async fn the_clock_leaps_a_year_ahead_and_comes_back() {
    for away in [datetime!(2027-11-21 12:00 +3), datetime!(2017-01-01 00:00 +3)] {
        let family = settled().await;
        family.clock.set(away);
        assert_eq!(heard(&family).await, [""; 0]);
        family.school.write("1", mark("meanwhile", "5", november(20)));
        family.clock.set(NOW + HOUR);
        assert_eq!(heard(&family).await, ["Амина · Алгебра: Оценка 5 · Ответ на уроке"], "{away}");
        assert_eq!(family.stored("1", Kind::Mark).await.len(), 6, "nothing is lost by it");
        let due = family.engine.due(&OPEN).await.unwrap().unwrap();
        assert!(due - family.clock.now() < HOUR, "{due}");
    }
}

#[tokio::test]
async fn somebody_leafs_back_and_old_terms_are_fetched() {
    let family = settled().await;
    for day in 1..26 {
        family.school.write("1", mark(&format!("old{day}"), "3", date!(2026 - 09 - 01).replace_day(day).unwrap()));
    }
    let child = family.child("1");
    for (from, to) in [(date!(2026 - 09 - 07), date!(2026 - 09 - 13)), (date!(2026 - 09 - 01), date!(2026 - 10 - 25))] {
        family.engine.leaf(&child, Span::new(from, to).unwrap(), PATIENCE).await.unwrap();
        assert_eq!(told(&family, &Rules::default()).await, [""; 0]);
    }
    assert_eq!(family.stored("1", Kind::Mark).await.len(), 30);
    assert_eq!(heard(&family).await, [""; 0]);
    // What the school corrects there afterwards, somebody who leafs there again is told.
    family.school.write("1", mark("old7", "2", date!(2026 - 09 - 07)));
    let week = Span::new(date!(2026 - 09 - 07), date!(2026 - 09 - 13)).unwrap();
    family.engine.leaf(&child, week, PATIENCE).await.unwrap();
    assert_eq!(told(&family, &Rules::default()).await, ["Амина · Алгебра: Исправлено: было 3, стало 2"]);
}

#[tokio::test]
async fn a_device_sleeps_for_three_weeks() {
    let family = settled().await;
    family.clock.forward(21 * DAY);
    for day in 23..29 {
        family.school.write("1", mark(&format!("slept{day}"), "5", november(day)));
    }
    family.engine.sync_once(Reason::Planned(OPEN), Whose::Everyone, PATIENCE).await;
    assert_eq!(told(&family, &Rules::default()).await, ["Амина: что нового: 6 оценок"], "one digest, not six notices");
    assert_eq!(heard(&family).await, [""; 0]);
}

/// Nothing is reached from noon to noon, and the planner alone asks. What came meanwhile is told within the time that is
/// promised once the network is back, of every child, and once.
#[rstest]
#[case::in_the_tray(TRAY, 10 * Duration::MINUTE)]
#[case::looked_at(OPEN, 10 * Duration::SECOND)]
#[tokio::test]
async fn a_day_without_a_network_ends(#[case] around: Around, #[case] promised: Duration) {
    let family = settled().await;
    let gone = SchoolError::Unreachable("no connection".into());
    for person in ["1", "2", "3"] {
        family.school.state().fetch_faults.insert(person.into(), gone.clone());
    }
    family.school.state().identity_fault = Some(gone);
    family.school.write("1", mark("meanwhile", "5", november(20)));
    let began = family.clock.now();
    while family.clock.now() - began < DAY {
        let due = family.engine.due(&TRAY).await.unwrap().unwrap();
        family.clock.set(due.max(family.clock.now() + Duration::SECOND));
        family.engine.sync_once(Reason::Planned(TRAY), Whose::Everyone, PATIENCE).await;
        assert_eq!(told(&family, &Rules::default()).await, [""; 0]);
    }
    assert_eq!(family.status("1").await.error.unwrap().code, "unreachable");

    family.school.state().fetch_faults.clear();
    family.school.state().identity_fault = None;
    family.clock.forward(Duration::SECOND);
    let back = family.clock.now();
    let around = Around { network_since: Some(back), ..around };
    let due = family.engine.due(&around).await.unwrap().unwrap();
    assert!((back..=back + promised).contains(&due), "{due}");
    family.school.asked();
    family.clock.set(back + promised);
    family.engine.sync_once(Reason::Planned(around), Whose::Everyone, PATIENCE).await;
    assert_eq!(family.school.fetches(), 3, "each child in that time");
    assert_eq!(told(&family, &Rules::default()).await, ["Амина · Алгебра: Оценка 5 · Ответ на уроке"]);
    assert_eq!(family.status("1").await.error, None);
    family.clock.forward(2 * HOUR);
    family.engine.sync_once(Reason::Planned(around), Whose::Everyone, PATIENCE).await;
    assert_eq!(family.school.fetches(), 3);
    assert_eq!(told(&family, &Rules::default()).await, [""; 0]);
}

/// The year of a day does not depend on where the device is.
#[test]
fn the_school_year_of_a_day_is_the_same_everywhere() {
    let day = |day: Date, zone: UtcOffset| SchoolYear::of(day.with_time(time!(0:00)).assume_offset(zone).date());
    for zone in [offset!(-11), offset!(+3), offset!(+12)] {
        assert_eq!(day(date!(2027 - 08 - 01), zone), day(date!(2027 - 08 - 01), UtcOffset::UTC));
    }
}

/// Its description changes hardly ever, and is another with another class.
#[tokio::test]
async fn the_school_is_described_once_a_week_and_with_another_class() {
    let family = settled().await;
    let school = || peremena_model::SchoolInfo {
        id: "school".into(),
        school: Some("СОШ № 12".into()),
        address: None,
        phone: None,
        email: None,
        site: None,
        head: None,
        class: None,
        class_teacher: None,
        teachers: Vec::new(),
        subjects: Vec::new(),
        guardians: Vec::new(),
        utc_offset_hours: None,
    };
    let described = async |after: Duration| {
        family.clock.forward(after);
        family.sync().await;
        std::mem::take(&mut family.school.state().described)
    };
    // Who has told nothing of it is asked again the next day.
    described(Duration::ZERO).await;
    assert_eq!(described(DAY).await, 3);
    for person in ["1", "2", "3"] {
        family.school.write(person, school());
    }
    assert_eq!(described(DAY).await, 3);
    assert_eq!(described(DAY).await, 0);
    assert_eq!(described(5 * DAY).await, 0);
    assert_eq!(described(DAY).await, 3);
    // A class of which nobody knows the teachers is asked for at once, of the child that has come into it.
    family.school.state().classes.insert("2".into(), "8 «А»".into());
    assert_eq!(described(Duration::MINUTE).await, 1);
    assert_eq!(described(Duration::MINUTE).await, 0);
    // What could not be had is asked for again within the hour.
    family.school.state().failing.insert(Kind::SchoolInfo, SchoolError::Unreachable("no connection".into()));
    assert_eq!(described(7 * DAY).await, 3);
    assert_eq!(described(Duration::MINUTE).await, 0);
    family.school.state().failing.clear();
    assert_eq!(described(Duration::HOUR).await, 3);
}

//! Which notices the open changes make, and under which number they are shown.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod family;

use std::collections::{BTreeMap, HashSet};

use family::*;
use peremena_model::{Absence, Change, ChangeId, Event, Homework, Lesson, Mark, Message, PlannedTest};
use peremena_notify::{Language, NotTold, Notice, Open, Plan, QuietHours, Rules, Together, Topic, Words, plan};
use rstest::rstest;
use time::{
    Duration, Time,
    macros::{date, datetime, time},
};

fn planned(open: &[Open], rules: &Rules) -> Plan {
    plan(open, &who(), rules, &Words::of(Language::RUSSIAN), NOW, NOW - Duration::minutes(30))
}

fn marks(count: usize) -> Vec<Open> {
    (0..count).map(|n| open(numbered(&added(mark("5")), n))).collect()
}

#[rstest]
#[case(0, 0)]
#[case(1, 1)]
#[case(5, 5)]
#[case(6, 1)]
#[case(40, 1)]
fn up_to_five_are_told_one_by_one(#[case] changes: usize, #[case] notices: usize) {
    let plan = planned(&marks(changes), &Rules::default());
    assert_eq!(plan.notices.len(), notices);
    let told: usize = plan.notices.iter().map(|notice| notice.members.len()).sum();
    assert_eq!(told, changes, "each change is told in one notice");
}

#[rstest]
#[case::one_old(1, 1, 2)]
#[case::two_old(2, 0, 1)]
#[case::two_old_and_a_new_one(2, 1, 1)]
fn what_was_not_told_in_time_comes_together(#[case] old: usize, #[case] new: usize, #[case] notices: usize) {
    let mut open = marks(old + new);
    for late in open.iter_mut().take(old) {
        late.entered_at = NOW - Duration::hours(8);
    }
    let plan = planned(&open, &Rules::default());
    assert_eq!(plan.notices.len(), notices);
}

#[rstest]
#[case::before(datetime!(2026-11-21 20:59:59 +3), false)]
#[case::from(datetime!(2026-11-21 21:00 +3), true)]
#[case::midnight(datetime!(2026-11-22 00:00 +3), true)]
#[case::last(datetime!(2026-11-22 06:59:59 +3), true)]
#[case::to(datetime!(2026-11-22 07:00 +3), false)]
fn quiet_hours_over_midnight(#[case] now: time::OffsetDateTime, #[case] hold: bool) {
    assert_eq!(QuietHours { from: time!(21:00), to: time!(7:00) }.hold(now), hold);
}

#[rstest]
#[case(time!(12:59), false)]
#[case(time!(13:00), true)]
#[case(time!(14:30), false)]
fn quiet_hours_within_a_day(#[case] at: Time, #[case] hold: bool) {
    assert_eq!(QuietHours { from: time!(13:00), to: time!(14:30) }.hold(NOW.replace_time(at)), hold);
}

#[test]
fn quiet_hours_hold_and_drop_nothing() {
    let rules = Rules { quiet: Some(QuietHours { from: time!(14:00), to: time!(16:00) }), ..Rules::default() };
    let open = marks(3);
    let plan = planned(&open, &rules);
    assert!(plan.notices.is_empty() && plan.suppressed.is_empty());
    assert_eq!(plan.held.len(), 3);
}

#[test]
fn a_kind_that_is_switched_off_is_suppressed_with_its_reason() {
    let rules = Rules { kinds: BTreeMap::from([("homework".to_owned(), false)]), ..Rules::default() };
    let (homework, mark) = (added(homework("§ 12")), added(mark("5")));
    let plan = planned(&[open(homework.clone()), open(mark.clone())], &rules);
    assert_eq!(plan.suppressed, [(homework.id, NotTold::KindOff)]);
    assert_eq!(plan.notices[0].members, [mark.id]);
}

#[test]
fn what_is_suppressed_does_not_make_a_digest() {
    let mut open = marks(5);
    open.extend((0..20).map(|n| self::open(numbered(&removed(homework("§ 12")), n))));
    assert_eq!(planned(&open, &Rules::default()).notices.len(), 5);
}

#[test]
fn a_withdrawn_homework_disturbs_nobody() {
    let change = removed(homework("§ 12"));
    let plan = planned(&[open(change.clone())], &Rules::default());
    assert_eq!(plan.suppressed, [(change.id, NotTold::Silent)]);
    assert!(plan.notices.is_empty());
}

/// What happens to a change by itself: told (none), or not and why.
#[rstest]
#[case(added(mark("5")), None)]
#[case(removed(mark("5")), None)]
#[case(added(term_mark("5")), None)]
#[case(added(homework("§ 12")), None)]
#[case(added(absence()), None)]
#[case(added(Absence { date: date!(2026 - 11 - 2), ..absence() }), None)]
#[case(added(lesson()), None)]
#[case(removed(lesson()), None)]
#[case(added(test()), None)]
#[case(added(remark()), None)]
#[case(removed(remark()), None)]
#[case(added(event()), None)]
#[case(added(announcement()), None)]
#[case(added(message()), None)]
#[case(added(visit(true)), None)]
#[case(removed(homework("§ 12")), Some(NotTold::Silent))]
#[case(removed(announcement()), Some(NotTold::Silent))]
#[case(removed(message()), Some(NotTold::Silent))]
#[case(removed(visit(true)), Some(NotTold::Silent))]
#[case(changed(visit(true), visit(false)), Some(NotTold::Silent))]
#[case(added(Message { read: Some(true), ..message() }), Some(NotTold::Read))]
#[case(added(Message { read: Some(false), ..message() }), None)]
#[case(added(Homework { due: date!(2026 - 11 - 20), ..homework("§ 12") }), Some(NotTold::Past))]
#[case(added(Homework { due: TODAY, ..homework("§ 12") }), None)]
#[case(added(PlannedTest { date: TODAY, ..test() }), Some(NotTold::Past))]
#[case(changed(test(), PlannedTest { date: TODAY, ..test() }), Some(NotTold::Past))]
#[case(removed(PlannedTest { date: TODAY, ..test() }), None)]
#[case(removed(PlannedTest { date: date!(2026 - 11 - 20), ..test() }), Some(NotTold::Past))]
#[case(changed(PlannedTest { date: date!(2026 - 11 - 20), ..test() }, test()), None)]
#[case(added(Event { date: date!(2026 - 11 - 20), ..event() }), Some(NotTold::Past))]
#[case(removed(Lesson { date: date!(2026 - 11 - 20), ..lesson() }), Some(NotTold::Past))]
#[case(removed(Lesson { date: TODAY, ..lesson() }), None)]
#[case(removed(Lesson { date: TODAY, ends_at: Some(NOW), ..lesson() }), Some(NotTold::Past))]
#[case(removed(Lesson { date: TODAY, ends_at: Some(NOW + Duration::MINUTE), ..lesson() }), None)]
fn what_is_told_by_itself(#[case] change: Change, #[case] not: Option<NotTold>) {
    let plan = planned(&[open(change)], &Rules::default());
    assert_eq!(plan.suppressed.first().map(|(_, why)| *why), not);
    assert_eq!(plan.notices.len(), usize::from(not.is_none()));
}

#[rstest]
fn every_reason_is_read_back_from_the_store(
    #[values(NotTold::KindOff, NotTold::Silent, NotTold::Past, NotTold::Read)] why: NotTold,
) {
    assert_eq!(NotTold::from_word(why.word()), Some(why));
}

#[test]
fn a_comment_on_a_mark_is_a_remark_of_the_teacher() {
    let commented = changed(mark("5"), Mark { comment: Some("Молодец".into()), ..mark("5") });
    assert_eq!(Topic::of(&commented), Some(Topic::Remark));
    let corrected = changed(mark("4"), Mark { comment: Some("Молодец".into()), ..mark("5") });
    assert_eq!(Topic::of(&corrected), Some(Topic::Mark));
    let rules = Rules { kinds: BTreeMap::from([("remark".to_owned(), false)]), ..Rules::default() };
    assert_eq!(planned(&[open(commented.clone())], &rules).suppressed, [(commented.id, NotTold::KindOff)]);
    assert_eq!(planned(&[open(corrected)], &rules).notices.len(), 1);
}

#[test]
fn what_is_about_one_child_stands_together_in_its_order() {
    let changes = [
        of(TIMUR, added(mark("5"))),
        of(AMINA, added(homework("§ 12"))),
        of(TIMUR, added(absence())),
        of(AMINA, added(mark("4"))),
    ];
    let open: Vec<Open> = changes.iter().cloned().map(open).collect();
    let plan = planned(&open, &Rules::default());
    let titles: Vec<&str> = plan.notices.iter().map(|notice| notice.title.as_str()).collect();
    assert_eq!(titles, ["Тимур · Алгебра", "Тимур · Химия", "Амина · Геометрия", "Амина · Алгебра"]);
}

#[rstest]
#[case::of_one_child(&[AMINA], "peremena://open/feed/amina")]
#[case::of_two(&[AMINA, TIMUR], "peremena://open/feed")]
fn a_digest_opens_the_feed_of_its_child(#[case] children: &[&str], #[case] link: &str) {
    let open: Vec<Open> =
        children.iter().flat_map(|child| (0..6).map(|n| open(of(child, numbered(&added(mark("5")), n))))).collect();
    let plan = planned(&open, &Rules::default());
    assert_eq!(plan.notices[0].link, link);
    assert_eq!(plan.notices[0].together, Some(Together::Flood));
}

#[test]
fn the_same_members_in_any_order_are_the_same_notice() {
    let ids: Vec<ChangeId> = ["в", "а", "б"].into_iter().map(ChangeId::from_text).collect();
    let id = Notice::id_of(&ids);
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0], [1, 0, 2]] {
        let turned: Vec<ChangeId> = order.iter().map(|&place| ids[place].clone()).collect();
        assert_eq!(Notice::id_of(&turned), id);
    }
    // Written down: an update of the app must find the notices of the version before.
    assert_eq!(id, "6e06af2e27983664c6f8");
}

#[rstest]
#[case::one_less(&["а", "б"], &["а"])]
#[case::joined(&["аб"], &["а", "б"])]
#[case::another(&["а"], &["б"])]
fn other_members_are_another_notice(#[case] one: &[&str], #[case] other: &[&str]) {
    let id = |ids: &[&str]| Notice::id_of(&ids.iter().map(|id| ChangeId::from_text(*id)).collect::<Vec<_>>());
    assert_ne!(id(one), id(other));
}

#[test]
fn the_number_of_a_notice_is_its_own_and_never_none() {
    let one = planned(&marks(1), &Rules::default()).notices.remove(0);
    let notice = |id: usize| Notice { id: id.to_string(), ..one.clone() };
    let numbers: HashSet<u32> = (0..5_000).map(|id| notice(id).number()).collect();
    assert!(!numbers.contains(&0), "0 means: a new one each time");
    assert!(numbers.len() > 4_990);
    assert_eq!(notice(7).number(), notice(7).number());
}

#[test]
fn a_notice_of_an_older_version_is_still_shown() {
    let kept = r#"{"id":"1","title":"Амина","body":"Оценка 5","link":"peremena://open/feed","members":["а"]}"#;
    let notice: Notice = serde_json::from_str(kept).unwrap();
    assert!(notice.sound && notice.offers.is_empty() && notice.until.is_none());
}

#[test]
fn a_notice_outlives_the_process() {
    let plan = planned(&marks(1), &Rules::default());
    let kept = serde_json::to_string(&plan.notices[0]).unwrap();
    assert_eq!(serde_json::from_str::<Notice>(&kept).unwrap(), plan.notices[0]);
}

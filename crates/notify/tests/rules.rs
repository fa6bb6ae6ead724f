//! What is chosen for whom, what holds and until when, and the evening's reminder.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod family;

use std::collections::{BTreeMap, HashMap, HashSet};

use family::*;
use peremena_model::{Homework, StudentId};
use peremena_notify::{
    Action, ChildQuiet, DigestTimes, Hold, Language, NotTold, Notice, Open, Plan, QuietHours, Rules, Together, Topic,
    TopicRule, Who, Words, plan, reminders,
};
use rstest::rstest;
use serde_json::json;
use time::{
    Duration, OffsetDateTime, Time, UtcOffset,
    macros::{date, datetime, offset, time},
};

fn child(id: &str) -> StudentId {
    StudentId::from_text(id)
}

fn night() -> Rules {
    Rules { quiet: Some(QuietHours { from: time!(21:00), to: time!(7:00) }), ..Rules::default() }
}

fn twice_a_day() -> Rules {
    let digests = Some(DigestTimes { morning: Some(time!(7:30)), evening: Some(time!(18:00)) });
    Rules { digests, ..Rules::default() }
}

fn entered(at: OffsetDateTime, number: usize) -> Open {
    let mut change = numbered(&added(mark("5")), number);
    change.at = at;
    Open { entered_at: at, change }
}

fn planned(open: &[Open], rules: &Rules, now: OffsetDateTime) -> Plan {
    plan(open, &who(), rules, &Words::of(Language::RUSSIAN), now, now - Duration::minutes(30))
}

// What is chosen

#[test]
fn a_topic_switched_off_for_one_child_is_told_of_the_others() {
    let mut rules = Rules::default();
    rules.choose(&child(AMINA), Topic::Mark).on = Some(false);
    let (hers, his) = (of(AMINA, added(mark("5"))), of(TIMUR, added(mark("5"))));
    let plan = planned(&[open(hers.clone()), open(his.clone())], &rules, NOW);
    assert_eq!(plan.suppressed, [(hers.id, NotTold::KindOff)]);
    assert_eq!(plan.notices[0].members, [his.id]);
    assert!(rules.tells(&child(AMINA), Topic::Homework, false), "and only that topic");
}

#[test]
fn one_child_may_hear_what_is_off_for_all() {
    let mut rules = Rules::default();
    rules.switch_all(Topic::Visit, false);
    rules.choose(&child(AMINA), Topic::Visit).on = Some(true);
    assert!(rules.tells(&child(AMINA), Topic::Visit, false) && !rules.tells(&child(TIMUR), Topic::Visit, false));
    rules.switch_all(Topic::Visit, false);
    assert!(!rules.tells(&child(AMINA), Topic::Visit, false), "a switch for all is for all");
}

#[rstest]
fn by_itself_everything_is_told_but_a_students_own_door(#[values(true, false)] is_student: bool) {
    for topic in Topic::ALL {
        let told = Rules::default().tells(&child(AMINA), *topic, is_student);
        assert_eq!(told, !(is_student && *topic == Topic::Visit), "{}", topic.word());
    }
}

#[test]
fn a_sound_is_chosen_by_child_and_topic() {
    let mut rules = Rules::default();
    rules.choose(&child(AMINA), Topic::Mark).sound = Some(false);
    let sound = |rules: &Rules, change| planned(&[open(change)], rules, NOW).notices[0].sound;
    assert!(!sound(&rules, of(AMINA, added(mark("5")))));
    assert!(sound(&rules, of(TIMUR, added(mark("5")))) && sound(&rules, of(AMINA, added(absence()))));
    rules.sound = false;
    assert!(!sound(&rules, of(TIMUR, added(mark("5")))), "off is off for all");
}

#[test]
fn a_digest_sounds_where_one_of_its_changes_would() {
    let mut rules = Rules::default();
    rules.choose(&child(AMINA), Topic::Mark).sound = Some(false);
    let mut open: Vec<Open> = (0..6).map(|n| entered(NOW, n)).collect();
    assert!(!planned(&open, &rules, NOW).notices[0].sound);
    open.push(self::open(added(absence())));
    assert!(planned(&open, &rules, NOW).notices[0].sound);
}

#[test]
fn a_child_without_a_sound_has_none_for_any_topic() {
    let mut rules = Rules::default();
    rules.choose(&child(AMINA), Topic::Mark).sound = Some(true);
    rules.of_child(&child(AMINA)).silent = true;
    let open = [AMINA, TIMUR].map(|student| open(of(student, added(mark("5")))));
    let sounds: Vec<bool> = planned(&open, &rules, NOW).notices.iter().map(|notice| notice.sound).collect();
    assert_eq!(sounds, [false, true]);
}

// As they are kept

#[test]
fn the_rules_of_the_first_version_still_read() {
    let kept = json!({
        "kinds": { "homework": false, "mark": true },
        "hide_values": true,
        "quiet": { "from": "21:00:00.0", "to": "07:00:00.0" },
    });
    let rules = Rules::read(&kept);
    assert!(!rules.tells(&child(AMINA), Topic::Homework, false) && rules.hides(&child(AMINA), false));
    assert_eq!(rules.quiet, night().quiet);
    assert_eq!(Rules { kinds: BTreeMap::new(), hide_values: false, quiet: None, ..rules }, Rules::default());
    assert_eq!(Rules::read(&json!({})), Rules::default());
}

#[test]
fn what_cannot_be_read_loses_itself_only() {
    let kept = json!({ "hide_values": true, "quiet": "at night", "undone_at": 7, "digests": {"morning": null, "evening": null}, "new": 1 });
    let rules = Rules::read(&kept);
    assert_eq!(rules, Rules { hide_values: true, ..Rules::default() });
}

#[test]
fn rules_are_read_as_they_were_written() {
    let mut rules = Rules { school_hours: true, sound: false, undone_at: time!(20:15), ..night() };
    rules.digests = twice_a_day().digests;
    *rules.choose(&child(AMINA), Topic::Undone) = TopicRule { on: Some(false), sound: Some(true) };
    rules.of_child(&child(AMINA)).quiet = ChildQuiet::None;
    rules.of_child(&child(TIMUR)).quiet = ChildQuiet::Own(QuietHours { from: time!(19:00), to: time!(9:00) });
    rules.of_child(&child(TIMUR)).silent = true;
    assert_eq!(Rules::read(&serde_json::to_value(&rules).unwrap()), rules);
}

#[test]
fn a_child_of_an_older_version_is_as_all_and_one_of_a_newer_keeps_what_can_be_read() {
    let kept = json!({
        "quiet": { "from": "21:00:00.0", "to": "07:00:00.0" },
        "children": {
            "amina": { "topics": { "mark": { "on": false, "sound": null } }, "hide_values": true },
            "timur": { "topics": {}, "hide_values": true, "silent": true, "quiet": { "when": "it snows" } },
        },
    });
    let rules = Rules::read(&kept);
    for student in [child(AMINA), child(TIMUR)] {
        assert_eq!(rules.quiet_of(&student), night().quiet);
        assert!(rules.hides(&student, false));
    }
    assert!(!rules.tells(&child(AMINA), Topic::Mark, false) && rules.sounds(&child(AMINA), Topic::Homework));
    assert!(rules.silences(&child(TIMUR)));
}

// What holds, and until when

#[rstest]
#[case::in_the_evening(datetime!(2026-11-21 21:00 +3), datetime!(2026-11-22 07:00 +3))]
#[case::before_midnight(datetime!(2026-11-21 23:59:59 +3), datetime!(2026-11-22 07:00 +3))]
#[case::after_midnight(datetime!(2026-11-22 00:00 +3), datetime!(2026-11-22 07:00 +3))]
#[case::at_the_end_of_a_year(datetime!(2026-12-31 22:00 +3), datetime!(2027-01-01 07:00 +3))]
fn quiet_hours_over_midnight_end_once(#[case] now: OffsetDateTime, #[case] until: OffsetDateTime) {
    let plan = planned(&[entered(now, 1)], &night(), now);
    assert_eq!((plan.held[0].why, plan.held[0].until, plan.due()), (Hold::Quiet, until, Some(until)));
    assert!(planned(&[entered(now, 1)], &night(), until - Duration::SECOND).notices.is_empty());
    assert_eq!(planned(&[entered(now, 1)], &night(), until).notices.len(), 1);
}

#[test]
fn what_quiet_hours_held_is_one_digest_however_late_it_came() {
    // Two came in the last minutes of the night: not stale, but they waited.
    let at = datetime!(2026-11-22 06:55 +3);
    let plan = planned(&[entered(at, 1), entered(at, 2)], &night(), datetime!(2026-11-22 07:00 +3));
    assert_eq!(plan.notices.len(), 1);
    assert_eq!(plan.notices[0].together, Some(Together::Quiet));
    // One alone is no digest.
    let plan = planned(&[entered(at, 1)], &night(), datetime!(2026-11-22 07:00 +3));
    assert_eq!(plan.notices[0].together, None);
}

#[test]
fn school_hours_hold_the_child_that_is_at_school() {
    let rules = Rules { school_hours: true, ..Rules::default() };
    let mut who = who();
    let day = (datetime!(2026-11-21 08:30 +3), datetime!(2026-11-21 14:05 +3));
    who.get_mut(&child(AMINA)).unwrap().school = vec![day];
    let at = datetime!(2026-11-21 10:00 +3);
    let open =
        [open(of(AMINA, added(mark("5")))), open(of(AMINA, added(absence()))), open(of(TIMUR, added(mark("4"))))]
            .map(|it| Open { entered_at: at, ..it });
    let words = Words::of(Language::RUSSIAN);
    let planned = |open: &[Open], now| plan(open, &who, &rules, &words, now, now - Duration::minutes(30));
    let first = planned(&open, at);
    assert_eq!(first.notices.len(), 1, "Timur is at home");
    assert_eq!((first.held.len(), first.held[0].why, first.due()), (2, Hold::School, Some(day.1)));
    let second = planned(&open[..2], day.1);
    assert_eq!((second.notices.len(), second.notices[0].together), (1, Some(Together::School)));
    assert_eq!(second.due(), None);
    let off = plan(&open, &who, &Rules::default(), &words, at, at);
    assert!(off.held.is_empty(), "only where it was chosen");
}

#[rstest]
#[case::before_the_morning(datetime!(2026-11-21 06:00 +3), datetime!(2026-11-21 07:30 +3))]
#[case::after_the_morning(datetime!(2026-11-21 07:31 +3), datetime!(2026-11-21 18:00 +3))]
#[case::after_the_evening(datetime!(2026-11-21 18:01 +3), datetime!(2026-11-22 07:30 +3))]
fn digests_come_at_their_times(#[case] at: OffsetDateTime, #[case] due: OffsetDateTime) {
    let open = [entered(at, 1), entered(at, 2)];
    let plan = planned(&open, &twice_a_day(), at);
    assert_eq!((plan.held[0].why, plan.due()), (Hold::Digest, Some(due)));
    let plan = planned(&open, &twice_a_day(), due);
    assert_eq!((plan.notices.len(), plan.notices[0].together), (1, Some(Together::Digest)));
}

#[test]
fn a_digest_that_was_slept_through_comes_at_once() {
    let plan = planned(&[entered(datetime!(2026-11-20 12:00 +3), 1)], &twice_a_day(), datetime!(2026-11-21 12:00 +3));
    assert_eq!((plan.notices.len(), plan.held.len()), (1, 0));
}

#[test]
fn a_clock_set_back_does_not_hold_a_digest_for_ever() {
    let plan = planned(&[entered(NOW + Duration::days(400), 1)], &twice_a_day(), NOW);
    assert_eq!((plan.notices.len(), plan.held.len()), (1, 0));
}

#[test]
fn the_moment_is_after_everything_that_holds() {
    // At night, with digests: the night ends at 7:00, the digest comes at 7:30.
    let rules = Rules { quiet: night().quiet, ..twice_a_day() };
    let at = datetime!(2026-11-21 23:00 +3);
    let plan = planned(&[entered(at, 1)], &rules, at);
    assert_eq!((plan.held[0].why, plan.due()), (Hold::Quiet, Some(datetime!(2026-11-22 07:30 +3))));
    // A digest in the night comes when the night ends.
    let digests = Some(DigestTimes { morning: None, evening: Some(time!(22:00)) });
    let rules = Rules { digests, ..night() };
    let at = datetime!(2026-11-21 12:00 +3);
    let plan = planned(&[entered(at, 1)], &rules, at);
    assert_eq!((plan.held[0].why, plan.due()), (Hold::Digest, Some(datetime!(2026-11-22 07:00 +3))));
}

#[test]
fn the_first_of_what_is_held_is_due() {
    let rules = Rules { school_hours: true, ..twice_a_day() };
    let mut who = who();
    who.get_mut(&child(AMINA)).unwrap().school = vec![(NOW - Duration::HOUR, NOW + Duration::hours(5))];
    let open = [entered(NOW, 1), Open { change: of(TIMUR, added(mark("5"))), entered_at: NOW }];
    let plan = plan(&open, &who, &rules, &Words::of(Language::RUSSIAN), NOW, NOW);
    assert_eq!(plan.held[0].until, datetime!(2026-11-21 20:00 +3), "when school is over, which is after the digest");
    assert_eq!(plan.due(), Some(datetime!(2026-11-21 18:00 +3)));
}

/// Where the clock is put forward or back in the night, whoever waits looks each minute at the clock on the wall.
#[rstest]
#[case::forward(datetime!(2026-03-28 21:30 +1), datetime!(2026-03-29 01:00 UTC), offset!(+2))]
#[case::back(datetime!(2026-10-24 21:30 +2), datetime!(2026-10-25 01:00 UTC), offset!(+1))]
fn a_night_in_which_the_clock_is_changed_ends_at_seven_on_the_wall(
    #[case] at: OffsetDateTime,
    #[case] changed: OffsetDateTime,
    #[case] after: UtcOffset,
) {
    let wall = |moment: OffsetDateTime| moment.to_offset(if moment < changed { at.offset() } else { after });
    for rules in [night(), Rules { quiet: night().quiet, ..twice_a_day() }] {
        let open = [entered(at, 1), entered(at + Duration::hours(5), 2)];
        let mut now = wall(at + Duration::hours(5));
        let told = loop {
            let plan = planned(&open, &rules, now);
            if !plan.notices.is_empty() {
                break plan;
            }
            assert_eq!(plan.held.len(), 2);
            let nap = (plan.due().unwrap() - now).min(Duration::MINUTE);
            assert!(nap.is_positive(), "what waits sleeps: {nap}");
            now = wall(now + nap);
        };
        let expected = if rules.digests.is_some() { time!(7:30) } else { time!(7:00) };
        assert_eq!((now.time(), now.offset(), told.notices.len(), told.held.len()), (expected, after, 1, 0));
    }
}

// What holds one child

/// Quiet hours of Amina alone.
fn hers(from: Time, to: Time) -> Rules {
    let mut rules = Rules::default();
    rules.of_child(&child(AMINA)).quiet = ChildQuiet::Own(QuietHours { from, to });
    rules
}

fn entered_of(student: &str, at: OffsetDateTime, number: usize) -> Open {
    Open { change: of(student, entered(at, number).change), entered_at: at }
}

#[test]
fn quiet_hours_of_one_child_hold_nobody_else() {
    let at = datetime!(2026-11-21 20:00 +3);
    let open = [entered_of(AMINA, at, 1), entered_of(TIMUR, at, 1)];
    let plan = planned(&open, &hers(time!(19:00), time!(9:00)), at);
    assert_eq!((plan.notices.len(), plan.notices[0].student.clone()), (1, Some(child(TIMUR))));
    assert_eq!((plan.held.len(), &plan.held[0].change, plan.held[0].why), (1, &open[0].change.id, Hold::Quiet));
    assert_eq!(plan.due(), Some(datetime!(2026-11-22 09:00 +3)));
}

#[test]
fn the_hold_of_each_child_ends_at_its_own_hour() {
    let mut rules = Rules { quiet: night().quiet, ..hers(time!(21:00), time!(9:00)) };
    let at = datetime!(2026-11-21 22:00 +3);
    let (seven, nine) = (datetime!(2026-11-22 07:00 +3), datetime!(2026-11-22 09:00 +3));
    let of_amina = [entered_of(AMINA, at, 1), entered_of(AMINA, at, 2)];
    let of_timur = [entered_of(TIMUR, at, 1), entered_of(TIMUR, at, 2)];
    let open = [of_amina.clone(), of_timur].concat();
    assert_eq!(planned(&open, &rules, at).due(), Some(seven), "the first of them");
    let first = planned(&open, &rules, seven);
    assert_eq!((first.notices.len(), first.held.len(), first.due()), (1, 2, Some(nine)));
    let digest = &first.notices[0];
    assert_eq!((digest.together, digest.student.clone()), (Some(Together::Quiet), Some(child(TIMUR))));
    assert!(planned(&of_amina, &rules, nine - Duration::SECOND).notices.is_empty());
    let second = planned(&of_amina, &rules, nine);
    let digest = &second.notices[0];
    assert_eq!((second.notices.len(), digest.members.len(), digest.student.clone()), (1, 2, Some(child(AMINA))));
    // None of its own, whatever holds for all.
    rules.of_child(&child(AMINA)).quiet = ChildQuiet::None;
    let plan = planned(&open, &rules, at);
    assert_eq!((plan.notices.len(), plan.held.len()), (2, 2));
    assert!(plan.notices.iter().all(|notice| notice.student == Some(child(AMINA))));
}

#[test]
fn what_was_held_names_a_value_of_the_child_alone_whose_values_are_shown() {
    let mut rules = Rules { quiet: night().quiet, ..hers(time!(21:00), time!(9:00)) };
    rules.of_child(&child(AMINA)).hide_values = Some(true);
    let at = datetime!(2026-11-21 22:00 +3);
    let (seven, nine) = (datetime!(2026-11-22 07:00 +3), datetime!(2026-11-22 09:00 +3));
    let body = |student: &str, now| planned(&[entered_of(student, at, 1)], &rules, now).notices[0].body.clone();
    assert!(body(TIMUR, seven).starts_with("Оценка 5"), "{}", body(TIMUR, seven));
    assert_eq!(body(AMINA, nine), "Новая оценка");
    // Together they are counted, by child.
    let open = [entered_of(AMINA, at, 1), entered_of(TIMUR, at, 1)];
    let plan = planned(&open, &rules, nine);
    assert_eq!((plan.notices.len(), plan.notices[0].body.as_str()), (1, "Амина: 1 оценка\nТимур: 1 оценка"));
}

#[test]
fn a_digest_that_is_formed_waits_for_the_children_it_tells_of() {
    let (amina, timur) = (child(AMINA), child(TIMUR));
    let mut rules = hers(time!(19:00), time!(9:00));
    let (at, nine) = (datetime!(2026-11-21 20:00 +3), datetime!(2026-11-22 09:00 +3));
    assert_eq!(rules.hold_formed(&[&timur], &[], at), None);
    assert_eq!(rules.hold_formed(&[&amina, &timur], &[], at), Some(nine));
    assert_eq!(rules.hold_formed(&[&amina], &[], nine), None);
    // Between them they leave no moment: it is not held for ever.
    rules.of_child(&timur).quiet = ChildQuiet::Own(QuietHours { from: time!(9:00), to: time!(19:00) });
    assert_eq!(rules.hold_formed(&[&amina, &timur], &[], at), None);
    assert_eq!(rules.hold_formed(&[&amina], &[], at), Some(nine));
}

#[test]
fn a_digest_knows_whose_changes_it_tells() {
    let at = datetime!(2026-11-21 15:00 +3);
    let open: Vec<Open> = (0..3).flat_map(|n| [entered_of(AMINA, at, n), entered_of(TIMUR, at, n)]).collect();
    let digest = planned(&open, &Rules::default(), at).notices.remove(0);
    assert_eq!((digest.student.clone(), digest.members.len()), (None, 6));
    assert!(digest.is_about(&child(AMINA)) && digest.is_about(&child(TIMUR)) && !digest.is_about(&child("zaira")));
    let older = Notice { children: Vec::new(), ..digest };
    assert!(older.is_about(&child("zaira")), "an older version did not note them");
    let alone = planned(&open[..1], &Rules::default(), at).notices.remove(0);
    assert!(alone.is_about(&child(AMINA)) && !alone.is_about(&child(TIMUR)));
}

// The evening's reminder

fn due(student: &str, homework: &[Homework]) -> BTreeMap<StudentId, Vec<Homework>> {
    BTreeMap::from([(child(student), homework.to_vec())])
}

fn reminded(
    undone: &BTreeMap<StudentId, Vec<Homework>>,
    rules: &Rules,
    now: OffsetDateTime,
    delivered: &HashSet<String>,
) -> Vec<Notice> {
    reminders(undone, &who(), rules, &Words::of(Language::RUSSIAN), now, delivered)
}

const EVENING: OffsetDateTime = datetime!(2026-11-21 19:00 +3);

#[test]
fn the_evening_says_what_is_not_done_for_tomorrow() {
    let geometry = homework("§ 12, № 5");
    let files = Homework { id: "f".into(), subject: "Химия".into(), ..homework("") };
    let later = Homework { id: "l".into(), due: date!(2026 - 11 - 23), ..homework("§ 13") };
    let undone = due(AMINA, &[geometry, later, files]);
    let notices = reminded(&undone, &Rules::default(), EVENING, &HashSet::new());
    assert_eq!(notices.len(), 1);
    let notice = &notices[0];
    assert_eq!(notice.title, "Амина: на завтра не сделано 2 задания");
    assert_eq!(notice.body, "Геометрия: § 12, № 5\nХимия: 0 файлов");
    assert_eq!(notice.link, "peremena://open/diary/amina/2026-11-22");
    assert_eq!(notice.until, Some(datetime!(2026-11-22 00:00 +3)), "tomorrow it would be a lie");
    assert_eq!(notice.work.iter().map(|work| work.homework.as_str()).collect::<Vec<_>>(), ["h", "f"]);
    assert_eq!(notice.offers[0].action, Action::Done);
    assert!(notice.members.is_empty());
}

#[test]
fn an_evening_of_a_child_is_told_once() {
    let undone = due(AMINA, &[homework("§ 12")]);
    let first = reminded(&undone, &Rules::default(), EVENING, &HashSet::new());
    let delivered = HashSet::from([first[0].id.clone()]);
    // More is set, the time is chosen anew, the evening goes on: it stays one.
    let more = due(AMINA, &[homework("§ 12"), Homework { id: "2".into(), ..homework("§ 13") }]);
    let later = Rules { undone_at: time!(21:00), ..Rules::default() };
    assert!(reminded(&more, &later, EVENING + Duration::hours(3), &delivered).is_empty());
    let other = due(TIMUR, &[homework("§ 12")]);
    assert_eq!(reminded(&other, &Rules::default(), EVENING, &delivered).len(), 1, "his evening is his own");
    let tomorrow = due(AMINA, &[Homework { due: date!(2026 - 11 - 23), ..homework("§ 12") }]);
    assert_eq!(reminded(&tomorrow, &Rules::default(), EVENING + Duration::DAY, &delivered).len(), 1);
}

#[rstest]
#[case::too_early(EVENING - Duration::MINUTE, 0)]
#[case::on_time(EVENING, 1)]
#[case::the_app_was_not_running(datetime!(2026-11-21 23:30 +3), 1)]
#[case::the_next_day(datetime!(2026-11-22 00:00 +3), 0)]
fn a_reminder_has_its_evening(#[case] now: OffsetDateTime, #[case] notices: usize) {
    assert_eq!(reminded(&due(AMINA, &[homework("§ 12")]), &Rules::default(), now, &HashSet::new()).len(), notices);
}

#[test]
fn a_reminder_can_be_switched_off_for_a_child() {
    let mut rules = Rules::default();
    rules.choose(&child(AMINA), Topic::Undone).on = Some(false);
    assert!(reminded(&due(AMINA, &[homework("§ 12")]), &rules, EVENING, &HashSet::new()).is_empty());
}

#[rstest]
#[case::before_them(time!(21:00), time!(7:00), time!(19:00))]
#[case::covered(time!(18:30), time!(7:00), time!(18:15))]
#[case::in_the_day(time!(13:00), time!(15:00), time!(19:00))]
#[case::covered_since_the_morning(time!(9:00), time!(20:00), time!(19:00))]
fn quiet_hours_do_not_swallow_the_reminder(#[case] from: Time, #[case] to: Time, #[case] at: Time) {
    let rules = Rules { quiet: Some(QuietHours { from, to }), ..Rules::default() };
    assert_eq!(rules.reminder_time(), at);
    let undone = due(AMINA, &[homework("§ 12")]);
    let mut now = datetime!(2026-11-21 12:00 +3);
    let midnight = datetime!(2026-11-22 00:00 +3);
    let told = loop {
        if now >= midnight || !reminded(&undone, &rules, now, &HashSet::new()).is_empty() {
            break now;
        }
        let next = rules.next_reminder(now);
        assert!(next > now);
        now = next;
    };
    assert!(told < midnight, "told at {told}");
    assert!(!rules.quiet.unwrap().hold(told));
}

#[test]
fn the_reminder_of_a_child_comes_before_its_own_quiet_hours() {
    let rules = hers(time!(18:30), time!(7:00));
    let earlier = datetime!(2026-11-21 18:15 +3);
    assert_eq!((rules.reminder_time(), rules.reminder_time_of(&child(AMINA))), (time!(19:00), time!(18:15)));
    let mut undone = due(AMINA, &[homework("§ 12")]);
    undone.extend(due(TIMUR, &[homework("§ 12")]));
    let students = |now| -> Vec<StudentId> {
        reminded(&undone, &rules, now, &HashSet::new()).into_iter().filter_map(|notice| notice.student).collect()
    };
    assert_eq!(rules.next_reminder(datetime!(2026-11-21 12:00 +3)), earlier);
    assert_eq!(students(earlier), [child(AMINA)]);
    assert_eq!(rules.next_reminder(earlier), EVENING);
    assert_eq!(students(EVENING), [child(TIMUR)], "it is quiet for Amina");
}

#[test]
fn a_child_of_no_name_is_reminded_all_the_same() {
    let words = Words::of(Language::ENGLISH);
    let undone = due("stranger", &[homework("§ 12")]);
    let notices =
        reminders(&undone, &HashMap::<StudentId, Who>::new(), &Rules::default(), &words, EVENING, &HashSet::new());
    assert!(notices[0].title.contains("1 assignment for tomorrow is not done"), "{}", notices[0].title);
}

//! A real virtual machine loads the library and does what a phone's job does.

use std::time::{Duration, Instant};

use crate::house::{House, ended, key};

#[test]
fn the_first_sync_is_silent_and_a_mark_is_told_once() {
    let mut house = House::signed_in();
    let first = house.phone(&["asked"]);
    assert!(first.notices.is_empty() && first.well, "{first:?}");
    let sync = first.ended[0];
    assert_eq!((sync.outcome, sync.key_zeroed), (0, true), "{first:?}");
    let now = house.now().unix_timestamp() * 1000;
    assert!(sync.next > now && sync.next < now + 15 * 60_000, "lessons are going on: {first:?}");

    house.later(1);
    house.mark("5");
    let told = house.phone(&["asked", "asked"]);
    assert_eq!(told.notices.len(), 1, "{told:?}");
    let [number, _id, channel, name, title, text, hidden, link, group, sound] = told.notices[0].as_slice() else {
        panic!("{told:?}")
    };
    assert_ne!(number, "0");
    assert_eq!((channel.as_str(), sound.as_str()), ("mark", "true"));
    assert!(name.starts_with("Оценки"), "{name}");
    assert!(title.contains("Амина") && text.contains('5'), "{told:?}");
    assert!(!hidden.is_empty() && !hidden.contains("Амина") && !hidden.contains('5'), "{hidden}");
    assert!(link.starts_with("peremena://open/change/") && !group.is_empty(), "{told:?}");
    assert!(told.ended.iter().all(|sync| sync.outcome == 0), "{told:?}");
    house.later(1);
    assert!(house.phone(&["asked"]).notices.is_empty());
    house.verify();
}

#[test]
fn a_planned_look_asks_only_what_is_due() {
    let mut house = House::synced();
    house.school().clear_journal();
    let early = house.phone(&["planned"]);
    assert_eq!(early.ended[0].outcome, 0, "{early:?}");
    assert!(early.ended[0].next > house.now().unix_timestamp() * 1000, "{early:?}");
    assert!(house.school().journal().entries.is_empty(), "nothing is due one minute after");
    house.later(15);
    house.mark("4");
    let due = house.phone(&["planned"]);
    assert_eq!(due.notices.len(), 1, "{due:?}");
}

#[test]
fn two_at_once_tell_once_beside_the_open_app() {
    let mut house = House::synced();
    let app = house.app();
    house.runtime.block_on(app.open());
    house.mark("5");
    let threads = house.phone(&["twice"]);
    assert_eq!(threads.notices.len(), 1, "{threads:?}");
    assert_eq!(threads.ended.iter().map(|sync| sync.outcome).collect::<Vec<_>>(), [0, 0], "{threads:?}");

    house.later(1);
    house.mark("3");
    let both = [house.start_phone(&key(), 30_000, &["asked"]), house.start_phone(&key(), 30_000, &["asked"])];
    let said = both.map(ended);
    assert_eq!(said.iter().map(|one| one.notices.len()).sum::<usize>(), 1, "{said:?}");
    assert!(said.iter().all(|one| one.ended[0].outcome == 0), "{said:?}");
    house.runtime.block_on(app.close());
    house.verify();
}

#[test]
fn a_school_that_never_answers_holds_nothing_up() {
    let mut house = House::synced();
    let before = house.marks();
    house.mark("5");
    house.school_hangs();
    // A busy machine may wake us late; a school that hangs for a minute may not.
    for deadline in [2_000_u32, 6_000] {
        let said = house.phone_with(&key(), deadline, &["asked"]);
        let sync = said.ended[0];
        assert_eq!(sync.outcome, 1, "to be tried again: {said:?}");
        assert!(sync.wall_ms <= i64::from(deadline) + 2_500, "{said:?}");
        assert!(said.notices.is_empty(), "{said:?}");
    }
    let stopped = house.phone_with(&key(), 60_000, &["stopped"]);
    assert_eq!(stopped.ended[0].outcome, 1, "{stopped:?}");
    assert!(stopped.ended[0].wall_ms < 6_000, "the system has ended it: {stopped:?}");
    let early = house.phone_with(&key(), 60_000, &["early"]);
    assert_eq!(early.ended[0].outcome, 1, "{early:?}");
    assert!(early.ended[0].wall_ms < 6_000, "it was to end before it began: {early:?}");
    house.verify();
    assert_eq!(house.marks(), before, "the diary is as it was");

    house.school().behave();
    house.later(60);
    let back = house.phone(&["others"]);
    assert_eq!((back.ended[0].outcome, back.notices.len()), (0, 1), "the school is back, and only another was ended");
    assert_eq!(house.marks(), before + 1);
}

#[test]
fn a_notice_that_is_not_shown_is_shown_later_under_its_number() {
    let mut house = House::synced();
    house.mark("5");
    let refused = house.phone(&["refusing"]);
    assert_eq!((refused.notices.len(), refused.ended[0].outcome), (1, 0), "{refused:?}");
    let thrown = house.phone(&["throwing"]);
    assert_eq!((thrown.notices.len(), thrown.ended[0].outcome), (1, 0), "an exception ends nothing: {thrown:?}");
    let killed = house.phone(&["dying"]);
    assert!(!killed.well && killed.ended.is_empty(), "{killed:?}");
    house.later(1);
    let shown = house.phone(&["asked"]);
    assert_eq!(shown.notices.len(), 1, "{shown:?}");
    for before in [&refused, &thrown, &killed] {
        assert_eq!(before.notices[0][..2], shown.notices[0][..2], "it replaces itself");
    }
    house.later(1);
    assert!(house.phone(&["asked"]).notices.is_empty(), "and is told");
}

#[test]
fn a_job_that_is_killed_leaves_the_file_whole() {
    let mut house = House::synced();
    house.mark("5");
    house.school_hangs();
    let mut phone = house.start_phone(&key(), 60_000, &["asked"]);
    let until = Instant::now() + Duration::from_secs(30);
    let asked = house.school().journal().entries.len();
    while house.school().journal().entries.len() <= asked && Instant::now() < until {
        std::thread::sleep(Duration::from_millis(20));
    }
    assert!(house.school().journal().entries.len() > asked, "it has asked, and waits");
    assert!(phone.try_wait().unwrap().is_none(), "it runs");
    phone.kill().unwrap();
    phone.wait().unwrap();
    house.verify();
    house.school().behave();
    house.later(60);
    assert_eq!(house.phone(&["asked"]).notices.len(), 1);
}

#[test]
fn what_cannot_be_opened_is_said_and_left_as_it_is() {
    let mut house = House::synced();
    let file = house.profile().join("peremena.db");
    let before = std::fs::read(&file).unwrap();
    let wrong: Vec<u8> = key().into_iter().rev().collect();
    let said = house.phone_with(&wrong, 10_000, &["asked", "widget"]);
    assert_eq!(said.ended[0].outcome, 2, "{said:?}");
    assert_eq!(said.widget, ["nothing"]);
    for no_key in [&[][..], &[0; 32], &[7; 31]] {
        let said = house.phone_with(no_key, 10_000, &["asked"]);
        assert_eq!(said.ended[0].outcome, 2, "{said:?}");
    }
    assert!(std::fs::read(&file).unwrap() == before, "not a byte is another");
    let empty = House::empty().phone(&["asked", "widget"]);
    assert_eq!((empty.ended[0].outcome, empty.ended[0].next), (0, 0), "nobody has signed in: {empty:?}");
    house.later(1);
    assert_eq!(house.phone(&["asked"]).ended[0].outcome, 0);
}

#[test]
fn the_widget_draws_the_summary_with_the_diary_closed() {
    let mut house = House::synced();
    house.mark("5");
    house.phone(&["asked"]);
    // What it draws is all in one small file.
    let away = house.folder().join("away.db");
    std::fs::rename(house.profile().join("peremena.db"), &away).unwrap();
    let said = house.phone(&["widget"]);
    assert_eq!(said.widget.len() % 7, 0, "{said:?}");
    let amina = said.widget.chunks(7).find(|row| row[1] == "Амина").unwrap();
    assert!(amina[3].starts_with("11:"), "the next lesson today: {said:?}");
    assert!(amina[5].contains("Алгебра 5"), "{said:?}");
    assert!(amina[6].starts_with("peremena://open/feed/"), "there is something new: {said:?}");
    house.later(24 * 60);
    assert_ne!(house.phone(&["widget"]).widget[3], said.widget[3], "the next day it says another lesson");
}

/// Figures for docs/figures.md: `cargo test -p peremena-phone --test phone measure -- --nocapture`.
#[test]
fn measure() {
    let mut house = House::signed_in();
    let first = house.phone(&["asked", "measure"]);
    house.later(20);
    house.mark("5");
    let news = house.phone(&["planned", "measure"]);
    house.later(20);
    let calm = house.phone(&["planned", "measure"]);
    let profile = if cfg!(debug_assertions) { "debug" } else { "release" };
    println!("a sync through JNI, {profile} build, three children:");
    for (what, said) in [("the first", &first), ("one new mark", &news), ("nothing new", &calm)] {
        let (sync, [bare, most, end]) = (said.ended[0], said.memory.unwrap());
        assert_eq!(sync.outcome, 0, "{said:?}");
        println!(
            "  {what}: wall {} ms, CPU {} ms, peak {:.1} MiB above the virtual machine's {:.1} (raw {:.1}, at the end \
             {:.1})",
            sync.wall_ms,
            sync.cpu_ms,
            f64::from(u32::try_from(most - bare).unwrap()) / 1024.0,
            f64::from(u32::try_from(bare).unwrap()) / 1024.0,
            f64::from(u32::try_from(most).unwrap()) / 1024.0,
            f64::from(u32::try_from(end).unwrap()) / 1024.0,
        );
        assert!(most - bare <= 64 * 1024, "the goal is 64 MiB: {said:?}");
    }
    assert_eq!(news.notices.len(), 1);
}

//! Rules 6 to 8: told whole, by one sync at a time, in few notices.

use super::*;

// 6. Outbox

#[tokio::test]
async fn rule_06_a_crash_at_any_moment_leaves_all_of_a_change_or_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let key = KeySource::Passphrase(Passphrase::new("четыре слова для теста".into()));
    let vault = Vault::open(folder.path(), key).await.unwrap();
    let family = Family::over(vault, Some(folder.path().to_owned())).await;
    assert_eq!(family.news().await, [""; 0]);
    let amina = family.child("1");
    family.clock.forward(MINUTE);
    family.school.write("1", Mark { subject: "Физика".into(), ..mark("first", "5", november(20)) });
    let began = Instant::now();
    family.other_engine().sync_once(Reason::Asked, amina_only(&amina), PATIENCE).await;
    let usual = began.elapsed();
    let (mut nothing, mut all) = (0, 0);
    for crash in 0..120_u32 {
        family.clock.forward(MINUTE);
        let id = format!("m{crash}");
        family.school.write("1", Mark { subject: format!("Предмет {crash}"), ..mark(&id, "5", november(20)) });
        // A process that dies leaves nothing in memory: each has its own engine. It dies from its first moment on to
        // well after a sync's usual end.
        let engine = family.other_engine();
        let life = if crash < 119 { usual * crash / 60 } else { PATIENCE };
        killed_after(life, engine.sync_once(Reason::Asked, amina_only(&amina), PATIENCE)).await;
        // What was on its way to the disk is over when the next write is.
        family.vault.put_setting("crashes", &crash.into()).await.unwrap();

        let history = family.vault.history(&amina, Kind::Mark, YEAR, &id).await.unwrap();
        let told = family.vault.outbox_open().await.unwrap();
        let told = told.iter().filter(|entry| entry.change.item().unwrap().id() == id).count();
        let stands = family.vault.items_named(&amina, Kind::Mark, YEAR, std::slice::from_ref(&id)).await.unwrap().len();
        assert_eq!((history.len(), told), (stands, stands), "killed after {life:?}");
        match stands {
            0 => nothing += 1,
            _ => all += 1,
        }

        family.clock.forward(MINUTE);
        family.other_engine().sync_once(Reason::Asked, amina_only(&amina), PATIENCE).await;
        let history = family.vault.history(&amina, Kind::Mark, YEAR, &id).await.unwrap();
        assert_eq!(history.len(), 1, "killed after {life:?}: told all the same, and once");
    }
    assert!(nothing > 0 && all > 0, "{nothing} crashes came before the commit, {all} after it");
}

#[tokio::test]
async fn rule_06_a_notice_that_is_repeated_after_a_crash_is_the_same_notice() {
    let family = Family::synced().await;
    for id in 1..=6 {
        family.school.write("1", Mark { subject: format!("Предмет {id}"), ..mark(&id.to_string(), "5", november(20)) });
    }
    family.news().await;
    let before = family.clock.now() - HOUR;
    let notices = family.tell(&Rules::default(), before).await;
    assert_eq!((notices.len(), notices[0].members.len()), (1, 6));
    // Killed before it was shown: the next start finds the same notice with the same members, and forms no other.
    family.school.write("1", mark("7", "4", november(20)));
    family.clock.forward(MINUTE);
    family.news().await;
    let later = family.tell(&Rules::default(), before).await;
    assert_eq!(later.len(), 1);
    let unshown = family.vault.notices_unshown().await.unwrap();
    assert_eq!(unshown.len(), 2);
    assert_eq!((&unshown[0].id, unshown[0].members.len()), (&notices[0].id, 6));
    let told: Vec<_> = unshown.iter().flat_map(|notice| &notice.members).collect();
    assert_eq!(told.iter().collect::<HashSet<_>>().len(), 7, "no change stands in two notices");
}

// 7. One sync at a time

#[tokio::test]
async fn rule_07_a_sync_that_waits_takes_over_what_the_other_finds() {
    let folder = tempfile::tempdir().unwrap();
    let family = Family::over(Vault::open_in_memory().await.unwrap(), Some(folder.path().to_owned())).await;
    family.news().await;
    family.school.asked();
    family.school.write("1", mark("1", "5", november(20)));
    family.school.state().slow = Duration::from_millis(150);
    // Somebody asks while the first sync has long begun.
    let clock = family.clock.clone();
    family.school.state().meanwhile = Some(Arc::new(move || clock.forward(time::Duration::seconds(2))));
    let other = family.other_engine();
    let first = family.engine.sync_once(Reason::Asked, Whose::Everyone, PATIENCE);
    let second = async {
        tokio::time::sleep(Duration::from_millis(60)).await;
        other.sync_once(Reason::Asked, Whose::Everyone, PATIENCE).await
    };
    let (first, second) = tokio::join!(first, second);
    assert!(!first.joined && second.joined);
    assert_eq!((first.changes(), second.changes()), (1, 1), "both say what was found");
    assert_eq!(family.school.fetches(), 3, "each child was asked for once");
    assert_eq!(family.log().await.len(), 1);
}

#[tokio::test]
async fn rule_07_in_one_process_too() {
    let family = Family::synced().await;
    family.school.write("1", mark("1", "5", november(20)));
    family.school.state().slow = Duration::from_millis(50);
    let (first, second) = tokio::join!(family.sync(), family.sync());
    assert_eq!((first.changes(), second.changes()), (1, 1));
    assert_eq!(family.school.fetches(), 3);
}

#[tokio::test]
async fn rule_07_what_the_other_could_not_do_is_tried_by_the_one_that_waited() {
    let family = Family::synced().await;
    family.clock.forward(MINUTE);
    family.school.state().slow = Duration::from_millis(50);
    family.school.state().fetch_faults.insert("2".into(), SchoolError::Unreachable("no connection".into()));
    let (first, second) = tokio::join!(family.sync(), family.sync());
    assert!(first.students[1].error.is_some() && second.students.iter().any(|student| student.error.is_some()));
    assert_eq!(family.school.fetches(), 4, "Timur was tried twice, Amina and Madina once");
}

#[tokio::test]
async fn rule_07_a_wait_ends_with_the_deadline() {
    let folder = tempfile::tempdir().unwrap();
    let family = Family::over(Vault::open_in_memory().await.unwrap(), Some(folder.path().to_owned())).await;
    let _held = peremena_sync::ProfileLock::take(folder.path(), Instant::now()).await.unwrap();
    let began = Instant::now();
    let report = family.engine.sync_once(Reason::Asked, Whose::Everyone, Duration::from_millis(150)).await;
    let took = began.elapsed();
    assert!(took < Duration::from_secs(5), "a wait ends with its deadline of 150 ms, and a little: {took:?}");
    assert!(report.students.iter().all(|student| matches!(student.error, Some(SyncFault::Late))));
    assert!(family.school.asked().is_empty());
}

// 8. Quiet hours and digests

#[tokio::test]
async fn rule_08_quiet_hours_hold_and_end_in_one_digest() {
    let family = Family::synced().await;
    let rules = Rules { quiet: Some(QuietHours { from: time!(21:00), to: time!(7:00) }), ..Rules::default() };
    family.clock.set(datetime!(2026-11-21 23:30 +3));
    family.school.write("1", mark("1", "5", november(20)));
    family.news().await;
    assert!(family.tell(&rules, family.clock.now() - 30 * MINUTE).await.is_empty());
    family.clock.set(datetime!(2026-11-22 06:59 +3));
    family.school.write("2", homework("h", "§ 7", november(26)));
    family.news().await;
    assert!(family.tell(&rules, family.clock.now() - 30 * MINUTE).await.is_empty());
    assert_eq!(family.vault.outbox_open().await.unwrap().len(), 2, "held, not dropped");

    family.clock.set(datetime!(2026-11-22 07:30 +3));
    let notices = family.tell(&rules, family.clock.now() - 30 * MINUTE).await;
    assert_eq!(notices.len(), 1, "what waited over night comes together");
    assert_eq!(notices[0].body, "Амина: 1 оценка\nТимур: 1 задание");
    assert!(family.vault.outbox_open().await.unwrap().is_empty());
}

#[rstest]
#[case(5, 5)]
#[case(6, 1)]
#[tokio::test]
async fn rule_08_more_than_five_at_once_come_as_one_digest(#[case] changes: u8, #[case] notices: usize) {
    let family = Family::synced().await;
    for id in 1..=changes {
        family.school.write("1", Mark { subject: format!("Предмет {id}"), ..mark(&id.to_string(), "5", november(20)) });
    }
    family.news().await;
    assert_eq!(family.tell(&Rules::default(), family.clock.now() - 30 * MINUTE).await.len(), notices);
}

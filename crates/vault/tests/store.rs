//! What the store keeps, told on one family. The key and the file are told in the other files.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![allow(clippy::cloned_ref_to_slice_refs)] // a list of one reads like a list of several

mod school;

use peremena_model::{AccountId, ChangeId, Homework, Item, Kind, Span, StudentId};
use peremena_vault::{
    AccountRecord, Addressee, ChangeFilter, LetterStage, NoticePlace, NoticeRecord, OwnLetter, OwnTask, PassWrite,
    Sending, SourceError, SourceStatus, StudentChoice, TickEnd, Ticks, Vault, VaultError, WaitingTick, Wanted,
};
use school::{NOW, YEAR, account, change, child, chosen, family, homework, is_as_chosen, mark, news};
use serde_json::json;
use time::{Duration, macros::date};

async fn vault() -> Vault {
    Vault::open_in_memory().await.unwrap()
}

#[tokio::test]
async fn a_pass_is_kept_and_read_back() {
    let vault = vault().await;
    let (_, amina, _) = family(&vault).await;
    let five = mark("1", "5", date!(2026 - 11 - 20));
    let sums = homework("9", "№ 312, 314", date!(2026 - 11 - 23));
    vault.commit(&news(&amina, NOW, vec![five.clone(), sums.clone()])).await.unwrap();

    assert_eq!(vault.items(&amina, Kind::Mark, YEAR, None).await.unwrap(), [five.clone()]);
    assert_eq!(vault.items(&amina, Kind::Mark, YEAR, Some(Span::day(date!(2026 - 11 - 21)))).await.unwrap(), []);
    let week = Span::week_of(date!(2026 - 11 - 20));
    assert_eq!(vault.items_many(&amina, school::KINDS, week).await.unwrap(), [five.clone()]);
    assert_eq!(
        vault.items_named(&amina, Kind::Homework, YEAR, &["9".into(), "10".into()]).await.unwrap(),
        [sums.clone()]
    );
    assert_eq!(vault.rows_written(), 6);

    let wanted = Wanted {
        spans: vec![(Kind::Mark, Some(week)), (Kind::Homework, None)],
        named: vec![(Kind::Mark, vec!["1".into(), "2".into()])],
    };
    let mut stored = vault.stored(&amina, YEAR, &wanted).await.unwrap();
    stored.sort_by_key(|item| item.kind());
    assert_eq!(stored, [five, sums]);
    assert_eq!(vault.stored(&amina, YEAR, &Wanted::default()).await.unwrap(), []);
}

#[tokio::test]
async fn equal_ids_of_two_children_do_not_collide() {
    let vault = vault().await;
    let (_, amina, timur) = family(&vault).await;
    vault.commit(&news(&amina, NOW, vec![mark("7", "5", date!(2026 - 11 - 20))])).await.unwrap();
    vault.commit(&news(&timur, NOW, vec![mark("7", "2", date!(2026 - 11 - 20))])).await.unwrap();
    let mut drop = PassWrite::new(timur.clone(), YEAR, NOW);
    drop.drop.push((Kind::Mark, "7".into()));
    vault.commit(&drop).await.unwrap();
    assert_eq!(vault.items(&timur, Kind::Mark, YEAR, None).await.unwrap(), []);
    assert_eq!(vault.items(&amina, Kind::Mark, YEAR, None).await.unwrap(), [mark("7", "5", date!(2026 - 11 - 20))]);
    assert_eq!(vault.history(&timur, Kind::Mark, YEAR, "7").await.unwrap().len(), 1);
}

#[tokio::test]
async fn an_empty_pass_writes_no_row() {
    let vault = vault().await;
    let (parent, amina, _) = family(&vault).await;
    let mut pass = PassWrite::new(amina.clone(), YEAR, NOW);
    vault.commit(&pass).await.unwrap();
    pass.status = Some(status(&amina, &parent.id));
    vault.commit(&pass).await.unwrap();
    assert_eq!(vault.rows_written(), 0);
    assert_eq!(vault.status().await.unwrap(), [status(&amina, &parent.id)]);
}

#[tokio::test]
async fn a_replayed_answer_writes_no_row() {
    let vault = vault().await;
    let (_, amina, _) = family(&vault).await;
    let mut pass = news(&amina, NOW, vec![mark("1", "5", date!(2026 - 11 - 20))]);
    pass.coverage.push((Kind::Mark, "[1]".into()));
    pass.holds.push((Kind::Mark, Some("{}".into())));
    pass.prints.push(("marks".into(), "abc".into()));
    vault.commit(&pass).await.unwrap();
    let once = vault.rows_written();
    assert_eq!(once, 6);
    vault.commit(&pass).await.unwrap();
    assert_eq!(vault.rows_written(), once);
    assert_eq!(vault.coverage(&amina, YEAR).await.unwrap()[&Kind::Mark], "[1]");
    assert_eq!(vault.holds(&amina, YEAR).await.unwrap().len(), 1);
    assert_eq!(vault.prints(&amina).await.unwrap()["marks"], "abc");

    let mut release = PassWrite::new(amina.clone(), YEAR, NOW);
    release.holds.push((Kind::Mark, None));
    vault.commit(&release).await.unwrap();
    assert_eq!(vault.holds(&amina, YEAR).await.unwrap().len(), 0);
}

#[tokio::test]
async fn a_pass_that_fails_at_its_end_leaves_nothing() {
    let vault = vault().await;
    let (_, amina, _) = family(&vault).await;
    let mut pass = news(&amina, NOW, vec![mark("1", "5", date!(2026 - 11 - 20))]);
    pass.coverage.push((Kind::Mark, "[1]".into()));
    // No such change: the row of the outbox cannot stand.
    pass.outbox.push(ChangeId::from_text("nowhere"));
    assert!(matches!(vault.commit(&pass).await, Err(VaultError::Store(_))));
    let nobody = SourceStatus { student: StudentId::from_text("nobody"), ..status(&amina, &account("x").id) };
    pass.outbox.pop();
    pass.status = Some(nobody);
    assert!(matches!(vault.commit(&pass).await, Err(VaultError::Store(_))));

    assert_eq!(vault.items(&amina, Kind::Mark, YEAR, None).await.unwrap(), []);
    assert_eq!(vault.changes(&ChangeFilter::default()).await.unwrap(), []);
    assert_eq!(vault.outbox_open().await.unwrap(), []);
    assert!(vault.coverage(&amina, YEAR).await.unwrap().is_empty());
    assert_eq!(vault.rows_written(), 0);
}

#[tokio::test]
async fn a_mark_keeps_its_history_when_its_id_is_issued_anew() {
    let vault = vault().await;
    let (_, amina, _) = family(&vault).await;
    let day = date!(2026 - 11 - 20);
    let (four, five) = (mark("1", "4", day), mark("1", "5", day));
    vault.commit(&news(&amina, NOW, vec![four.clone()])).await.unwrap();
    let later = NOW + Duration::hours(1);
    let mut corrected = PassWrite::new(amina.clone(), YEAR, later);
    corrected.put.push(five.clone());
    corrected.changes.push(change(&amina, Some(four.clone()), Some(five), later));
    vault.commit(&corrected).await.unwrap();

    let mut renamed = PassWrite::new(amina.clone(), YEAR, later);
    renamed.drop.push((Kind::Mark, "1".into()));
    renamed.put.push(mark("71", "5", day));
    renamed.renamed.push((Kind::Mark, "1".into(), "71".into()));
    vault.commit(&renamed).await.unwrap();

    let history = vault.history(&amina, Kind::Mark, YEAR, "71").await.unwrap();
    assert_eq!(history.len(), 2);
    assert_eq!(history[0].new, Some(four));
    assert_eq!(history[1].new, Some(mark("1", "5", day)), "what was logged is not rewritten");
    assert_eq!(vault.history(&amina, Kind::Mark, YEAR, "1").await.unwrap(), []);
}

#[tokio::test]
async fn two_homeworks_may_trade_their_ids() {
    let vault = vault().await;
    let (_, amina, _) = family(&vault).await;
    let day = date!(2026 - 11 - 23);
    vault.commit(&news(&amina, NOW, vec![homework("a", "читать", day), homework("b", "учить", day)])).await.unwrap();
    vault.put_done(&amina, "a", YEAR, true, NOW, true).await.unwrap();
    let mut trade = PassWrite::new(amina.clone(), YEAR, NOW);
    trade.drop = vec![(Kind::Homework, "a".into()), (Kind::Homework, "b".into())];
    trade.put = vec![homework("b", "читать", day), homework("a", "учить", day)];
    trade.renamed = vec![(Kind::Homework, "a".into(), "b".into()), (Kind::Homework, "b".into(), "a".into())];
    vault.commit(&trade).await.unwrap();
    assert_eq!(vault.ticks(&amina, YEAR).await.unwrap().ticked(), ["b".to_owned()].into());
    let waiting: Vec<String> =
        vault.waiting_ticks(&amina).await.unwrap().into_iter().map(|tick| tick.homework).collect();
    assert_eq!(waiting, ["b"], "what the school is to be told goes under the new id");
    let history = vault.history(&amina, Kind::Homework, YEAR, "b").await.unwrap();
    assert_eq!(history.len(), 1);
    assert_eq!(history[0].new, Some(homework("a", "читать", day)));
}

#[tokio::test]
async fn a_weeks_log_is_that_of_the_items_that_stand_in_it_now() {
    let vault = vault().await;
    let (_, amina, timur) = family(&vault).await;
    let (monday, sunday, next) = (date!(2026 - 11 - 16), date!(2026 - 11 - 22), date!(2026 - 11 - 23));
    let week = peremena_model::Span::new(monday, sunday).unwrap();
    let ask = async |student: &StudentId, kind: Kind, year| {
        let found = vault.changes_on(student, kind, year, week).await.unwrap();
        found.iter().map(|logged| logged.change.item().unwrap().id().to_owned()).collect::<Vec<_>>()
    };
    let marks = vec![mark("1", "5", monday), mark("2", "4", sunday), mark("3", "3", next), homework("4", "", monday)];
    vault.commit(&news(&amina, NOW, marks)).await.unwrap();
    vault.commit(&news(&timur, NOW, vec![mark("1", "2", monday)])).await.unwrap();
    assert_eq!(ask(&amina, Kind::Mark, YEAR).await, ["1", "2"]);
    // It moved: its whole history goes with it.
    let mut moved = news(&amina, NOW + Duration::hours(1), vec![]);
    moved.put.push(mark("2", "4", next));
    moved.changes.push(change(&amina, Some(mark("2", "4", sunday)), Some(mark("2", "4", next)), moved.at));
    vault.commit(&moved).await.unwrap();
    assert_eq!(ask(&amina, Kind::Mark, YEAR).await, ["1"]);
    assert_eq!(ask(&amina, Kind::Homework, YEAR).await, ["4"]);
    assert_eq!(ask(&amina, Kind::Mark, peremena_model::SchoolYear(YEAR.0 - 1)).await, Vec::<String>::new());
}

#[tokio::test]
async fn the_log_is_asked_in_many_ways() {
    let vault = vault().await;
    let (_, amina, timur) = family(&vault).await;
    let later = NOW + Duration::hours(1);
    let day = date!(2026 - 11 - 20);
    vault.commit(&news(&amina, NOW, vec![mark("1", "5", day), homework("2", "читать", day)])).await.unwrap();
    vault.commit(&news(&timur, later, vec![mark("1", "3", day)])).await.unwrap();
    let ask = async |filter: ChangeFilter| {
        let found = vault.changes(&filter).await.unwrap();
        found.iter().map(|logged| logged.change.item().unwrap().id().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(ask(ChangeFilter::default()).await, ["1", "2", "1"]);
    assert_eq!(ask(ChangeFilter { student: Some(amina.clone()), ..Default::default() }).await, ["1", "2"]);
    assert_eq!(ask(ChangeFilter { since: Some(later), ..Default::default() }).await, ["1"], "since is inclusive");
    assert_eq!(ask(ChangeFilter { kind: Some(Kind::Homework), ..Default::default() }).await, ["2"]);
    assert_eq!(ask(ChangeFilter { item: Some("1".into()), ..Default::default() }).await, ["1", "1"]);
    assert_eq!(ask(ChangeFilter { year: Some(YEAR), ..Default::default() }).await, ["1", "2", "1"]);
    let before = Some(peremena_model::SchoolYear(YEAR.0 - 1));
    assert_eq!(ask(ChangeFilter { year: before, ..Default::default() }).await, Vec::<String>::new());
    let newest = ChangeFilter { newest_first: true, limit: Some(2), ..Default::default() };
    assert_eq!(ask(newest.clone()).await, ["1", "2"]);
    assert_eq!(vault.count_changes(&newest).await.unwrap(), 3, "of how many these are");
    let since = ChangeFilter { since: Some(later), ..Default::default() };
    assert_eq!(vault.count_changes(&since).await.unwrap(), 1);

    let all = vault.changes(&ChangeFilter::default()).await.unwrap();
    assert_eq!(vault.change(&all[0].change.id).await.unwrap().as_ref(), Some(&all[0].change));
    assert_eq!(vault.change(&ChangeId::from_text("no such")).await.unwrap(), None);
    assert_eq!(vault.unseen_counts().await.unwrap().iter().map(|(_, _, n)| n).sum::<u64>(), 3);
    vault.mark_seen(&[all[0].change.id.clone(), all[2].change.id.clone()], later).await.unwrap();
    assert_eq!(vault.unseen_counts().await.unwrap(), [(amina, Kind::Homework, 1)]);
    assert_eq!(vault.changes(&ChangeFilter::default()).await.unwrap()[0].seen_at, Some(later));
    vault.mark_unseen(&[all[0].change.id.clone()]).await.unwrap();
    let seen: Vec<_> =
        vault.changes(&ChangeFilter::default()).await.unwrap().into_iter().map(|logged| logged.seen_at).collect();
    assert_eq!(seen, [None, None, Some(later)], "of the two that were seen, one is not");
}

fn notice(id: &str, members: &[ChangeId]) -> NoticeRecord {
    NoticeRecord { id: id.into(), members: members.to_vec(), formed_at: NOW, body_json: r#"{"title":"5"}"#.into() }
}

#[tokio::test]
async fn a_change_is_told_in_one_notice() {
    let vault = vault().await;
    let (_, amina, _) = family(&vault).await;
    let day = date!(2026 - 11 - 20);
    let items = ["1", "2", "3", "4"].map(|id| mark(id, "5", day)).to_vec();
    vault.commit(&news(&amina, NOW, items)).await.unwrap();
    let open = vault.outbox_open().await.unwrap();
    let ids: Vec<ChangeId> = open.iter().map(|entry| entry.change.id.clone()).collect();
    assert_eq!(ids.len(), 4);

    let digest = notice("digest", &[ids[1].clone(), ids[0].clone()]);
    assert_eq!(vault.put_notices(&[digest.clone()], &[(ids[3].clone(), "muted")]).await.unwrap(), ["digest"]);
    // The same again after a crash stands; another process that was late does not.
    assert_eq!(vault.put_notices(&[digest.clone()], &[]).await.unwrap(), ["digest"]);
    let late = notice("late", &[ids[0].clone(), ids[2].clone()]);
    assert!(vault.put_notices(&[late], &[]).await.unwrap().is_empty());
    assert_eq!(vault.outbox_open().await.unwrap().len(), 1, "the third mark is still to be told");

    assert_eq!(vault.notices_unshown().await.unwrap(), [digest.clone()]);
    let place = NoticePlace { number: 42, server: "bus :1.7".into(), shown_by: ":1.20".into() };
    vault.notice_shown("digest", NOW, Some(&place)).await.unwrap();
    assert_eq!(vault.notices_unshown().await.unwrap(), []);
    assert_eq!(vault.notices(10).await.unwrap(), [digest]);

    let there = |server, number| vault.notice_at(server, number);
    assert_eq!(there("bus :1.7", 42).await.unwrap().map(|found| found.shown_by), Some(":1.20".to_owned()));
    // The server has begun anew: it gives the same numbers to others.
    assert_eq!(there("bus :1.9", 42).await.unwrap(), None);
    assert_eq!(there("bus :1.7", 43).await.unwrap(), None);
    assert!(vault.take_notice("digest", ":1.20", ":1.30").await.unwrap());
    assert!(!vault.take_notice("digest", ":1.20", ":1.31").await.unwrap(), "one of two takes its place");
    assert_eq!(there("bus :1.7", 42).await.unwrap().map(|found| found.shown_by), Some(":1.30".to_owned()));
}

#[tokio::test]
async fn a_reminder_that_was_missed_is_kept_and_shown_no_more() {
    let vault = vault().await;
    let (_, amina, _) = family(&vault).await;
    let pass = news(&amina, NOW, vec![mark("1", "5", date!(2026 - 11 - 20))]);
    vault.commit(&pass).await.unwrap();
    let of_a_change = notice("change", &[pass.changes[0].id.clone()]);
    let notices = [of_a_change.clone(), notice("missed", &[]), notice("shown", &[])];
    vault.put_notices(&notices, &[]).await.unwrap();
    vault.notice_shown("shown", NOW, None).await.unwrap();
    for notice in &notices {
        vault.reminder_missed(&notice.id).await.unwrap();
    }
    assert_eq!(vault.notices_unshown().await.unwrap(), [of_a_change], "a change is told however late");
    let kept = vault.reminders(NOW, NOW + Duration::SECOND).await.unwrap();
    let kept: Vec<_> = kept.iter().map(|(record, shown_at)| (record.id.as_str(), *shown_at)).collect();
    assert_eq!(kept, [("missed", None), ("shown", Some(NOW))]);
}

#[tokio::test]
async fn signing_in_again_keeps_everything() {
    let vault = vault().await;
    let (parent, amina, timur) = family(&vault).await;
    vault.commit(&news(&amina, NOW, vec![mark("1", "5", date!(2026 - 11 - 20))])).await.unwrap();
    let choice = StudentChoice { display_name: Some("Аминка".into()), colour: Some("teal".into()), position: 5 };
    vault.put_student_choice(&amina, choice.clone()).await.unwrap();

    let again = peremena_vault::AccountRecord {
        added_at: NOW + Duration::days(1),
        signed_out: true,
        name: "Патимат Г.".into(),
        ..parent.clone()
    };
    vault.put_account(&again, None).await.unwrap();
    let mut moved = child(&parent, "1", "Амина Гаджиева");
    moved.student.class = Some("8 «Б»".into());
    vault.put_students(&parent.id, &[moved]).await.unwrap();

    let accounts = vault.accounts().await.unwrap();
    assert_eq!(accounts, [peremena_vault::AccountRecord { added_at: NOW, ..again }]);
    assert!(vault.session(&parent.id).await.unwrap().unwrap().contains("canary-token"));
    let students = vault.students().await.unwrap();
    assert_eq!(students.iter().map(|s| &s.student.id).collect::<Vec<_>>(), [&timur, &amina], "by position");
    assert_eq!(students[1].choice, choice);
    assert_eq!(students[1].student.class.as_deref(), Some("8 «Б»"));
    assert_eq!(vault.items(&amina, Kind::Mark, YEAR, None).await.unwrap().len(), 1);
}

#[tokio::test]
async fn an_account_that_was_taken_out_does_not_come_back_as_signed_out() {
    let vault = vault().await;
    let (parent, _, _) = family(&vault).await;
    vault.note_refused(&parent.id, |_| true).await.unwrap();
    assert!(vault.accounts().await.unwrap()[0].signed_out);
    vault.remove_account(&parent.id).await.unwrap();
    vault.note_refused(&parent.id, |_| true).await.unwrap();
    assert_eq!(vault.accounts().await.unwrap(), []);
    assert!(vault.is_left().await.unwrap());
}

#[tokio::test]
async fn an_order_is_written_whole_and_leaves_the_chosen_colours() {
    let vault = vault().await;
    let (_, amina, timur) = family(&vault).await;
    chosen(&vault, &amina, &timur).await;
    assert!(is_as_chosen(&vault).await, "Amina keeps the colour that was chosen, Timur the one that he had");
    let nobody = StudentId::from_text("nobody");
    let order = [(amina, "2".to_owned()), (nobody, "3".to_owned()), (timur, "5".to_owned())];
    assert!(vault.put_student_order(&order).await.is_err());
    assert!(is_as_chosen(&vault).await, "nothing of it is written");
}

#[tokio::test]
async fn items_of_all_children_are_told_apart() {
    let vault = vault().await;
    let (_, amina, timur) = family(&vault).await;
    for (child, value) in [(&amina, "5"), (&timur, "3")] {
        vault.commit(&news(child, NOW, vec![mark("1", value, date!(2026 - 11 - 20))])).await.unwrap();
    }
    let mut all = vault.items_of_all(Kind::Mark, YEAR).await.unwrap();
    all.sort_by_key(|(child, _)| *child == timur);
    let day = date!(2026 - 11 - 20);
    assert_eq!(all, [(amina, mark("1", "5", day)), (timur, mark("1", "3", day))]);
    assert_eq!(vault.items_of_all(Kind::Term, YEAR).await.unwrap(), []);
}

#[tokio::test]
async fn signing_out_of_one_account_leaves_the_other_whole() {
    let vault = vault().await;
    let (parent, amina, timur) = family(&vault).await;
    let other = account("zaur");
    let leyla = child(&other, "1", "Лейла");
    vault.put_account(&other, Some("{}")).await.unwrap();
    vault.put_students(&other.id, &[leyla.clone()]).await.unwrap();
    let day = date!(2026 - 11 - 20);
    for student in [&amina, &timur, &leyla.student.id] {
        let mut pass = news(student, NOW, vec![mark("1", "5", day)]);
        pass.coverage.push((Kind::Mark, "[]".into()));
        vault.commit(&pass).await.unwrap();
    }
    let open = vault.outbox_open().await.unwrap();
    let ids: Vec<ChangeId> = open.iter().map(|entry| entry.change.id.clone()).collect();
    vault.put_notices(&[notice("shared", &[ids[0].clone(), ids[2].clone()])], &[]).await.unwrap();

    vault.remove_account(&parent.id).await.unwrap();
    assert_eq!(vault.accounts().await.unwrap(), [other.clone()]);
    assert!(vault.session(&parent.id).await.unwrap().is_none());
    assert!(vault.items(&amina, Kind::Mark, YEAR, None).await.unwrap().is_empty());
    assert!(vault.coverage(&amina, YEAR).await.unwrap().is_empty());
    assert_eq!(vault.changes(&ChangeFilter::default()).await.unwrap().len(), 1);
    assert_eq!(vault.notices_unshown().await.unwrap(), []);
    let open = vault.outbox_open().await.unwrap();
    assert_eq!(open.len(), 1, "Leyla's mark was in a notice that is gone unshown: it is told anew");
    assert_eq!(open[0].change.student, leyla.student.id);
}

#[tokio::test]
async fn settings_and_references_come_and_go() {
    let vault = vault().await;
    let (parent, _, _) = family(&vault).await;
    vault.put_setting("theme", &json!("dark")).await.unwrap();
    vault.put_setting("quiet", &json!({"from": "22:00"})).await.unwrap();
    vault.put_setting("theme", &json!(null)).await.unwrap();
    assert_eq!(vault.setting("theme").await.unwrap(), None);
    assert_eq!(vault.settings().await.unwrap().len(), 1);
    assert_eq!(vault.setting("quiet").await.unwrap(), Some(json!({"from": "22:00"})));
    assert_eq!(vault.reference(&parent.id).await.unwrap(), None);
    vault.put_reference(&parent.id, "[1]").await.unwrap();
    vault.put_reference(&parent.id, "[2]").await.unwrap();
    assert_eq!(vault.reference(&parent.id).await.unwrap().as_deref(), Some("[2]"));
}

fn status(student: &StudentId, account: &AccountId) -> SourceStatus {
    SourceStatus {
        student: student.clone(),
        account: account.clone(),
        last_attempt: Some(NOW),
        last_success: None,
        next_try: Some(NOW + Duration::minutes(15)),
        error: Some(SourceError { code: "school_down".into(), message: "502".into() }),
        requests: 4,
        bytes: 18_000,
        memory_json: Some("{}".into()),
    }
}

#[tokio::test]
async fn what_a_family_wrote_down_itself_stays_until_it_takes_it_out() {
    let vault = Vault::open_in_memory().await.unwrap();
    let (parent, amina, timur) = family(&vault).await;
    let (first, second) = (vault.new_task_id().await.unwrap(), vault.new_task_id().await.unwrap());
    assert!(first.starts_with("own-") && first != second);
    let task = |id: &str, text: &str, due| OwnTask {
        id: id.to_owned(),
        subject: "Алгебра".into(),
        text: text.into(),
        due,
        made_at: NOW,
    };
    let week = Span::new(date!(2026 - 11 - 16), date!(2026 - 11 - 22)).unwrap();
    let (poem, atlas) =
        (task(&first, "Выучить", date!(2026 - 11 - 20)), task(&second, "Принести атлас", date!(2026 - 11 - 18)));
    vault.put_task(&amina, &poem).await.unwrap();
    vault.put_task(&amina, &atlas).await.unwrap();
    vault.put_task(&amina, &task("own-later", "Потом", date!(2026 - 11 - 23))).await.unwrap();
    assert_eq!(vault.tasks(&amina, week).await.unwrap(), [atlas.clone(), poem.clone()]);
    assert_eq!(vault.tasks(&timur, week).await.unwrap(), []);
    // A pass of the school leaves it alone; another text is the same task; taken out and put back it is the same.
    vault.commit(&PassWrite::new(amina.clone(), YEAR, NOW)).await.unwrap();
    let longer = OwnTask { text: "Выучить и рассказать".into(), ..poem };
    vault.put_task(&amina, &longer).await.unwrap();
    vault.remove_task(&amina, &second).await.unwrap();
    vault.remove_task(&amina, &second).await.unwrap();
    assert_eq!(vault.tasks(&amina, week).await.unwrap(), [longer.clone()]);
    vault.put_task(&amina, &atlas).await.unwrap();
    assert_eq!(vault.tasks(&amina, week).await.unwrap(), [atlas, longer]);
    vault.remove_account(&parent.id).await.unwrap();
    assert_eq!(vault.tasks(&amina, week).await.unwrap(), []);
}

/// A letter that somebody began.
fn letter(id: &str, text: &str) -> OwnLetter {
    OwnLetter {
        id: id.to_owned(),
        answers: None,
        to: vec![Addressee { id: "7".into(), name: "Магомедова З. А.".into() }],
        subject: "О походе".into(),
        text: text.into(),
        stage: LetterStage::Draft,
        at: NOW,
    }
}

#[tokio::test]
async fn a_letter_is_given_to_one_sender_and_written_over_by_nobody_then() {
    let vault = Vault::open_in_memory().await.unwrap();
    let (parent, amina, timur) = family(&vault).await;
    let id = vault.new_letter_id().await.unwrap();
    assert!(id.starts_with("letter-"));
    assert!(vault.keep_letter(&amina, &letter(&id, "Едем")).await.unwrap());
    let longer = OwnLetter { at: NOW + Duration::MINUTE, ..letter(&id, "Едем в субботу") };
    assert!(vault.keep_letter(&amina, &longer).await.unwrap());
    assert_eq!(vault.own_letters(&amina).await.unwrap(), [longer.clone()]);
    assert_eq!(vault.own_letters(&timur).await.unwrap(), []);

    assert!(vault.begin_sending(&amina, &id, false, NOW).await.unwrap());
    assert!(!vault.begin_sending(&amina, &id, false, NOW).await.unwrap(), "the second press");
    assert!(!vault.begin_sending(&amina, &id, true, NOW).await.unwrap(), "nor one that would send again");
    assert!(!vault.keep_letter(&amina, &letter(&id, "")).await.unwrap(), "what is on its way is not written over");
    vault.remove_letter(&amina, &id).await.unwrap();
    vault.end_sending(&amina, &id, LetterStage::Sent, NOW).await.unwrap();
    let sent = vault.own_letter(&amina, &id).await.unwrap().unwrap();
    assert_eq!((sent.stage, sent.text), (LetterStage::Sent, longer.text));
    assert!(!vault.begin_sending(&amina, &id, true, NOW).await.unwrap(), "what was sent is not sent again");
    vault.remove_account(&parent.id).await.unwrap();
    assert_eq!(vault.own_letters(&amina).await.unwrap(), []);
}

#[tokio::test]
async fn a_letter_whose_sender_has_ended_is_one_of_which_nobody_knows() {
    let vault = Vault::open_in_memory().await.unwrap();
    let (_, amina, _) = family(&vault).await;
    for (id, at) in [("letter-1", NOW), ("letter-2", NOW + Duration::hours(3)), ("letter-3", NOW + Duration::HOUR)] {
        vault.keep_letter(&amina, &letter(id, "Едем")).await.unwrap();
        assert!(vault.begin_sending(&amina, id, false, at).await.unwrap());
    }
    // One from long ago, one by a clock that was put back, and one that is on its way.
    vault.lose_track_of_letters(NOW + Duration::MINUTE, NOW + Duration::hours(2)).await.unwrap();
    let stage = async |id| vault.own_letter(&amina, id).await.unwrap().unwrap().stage;
    assert_eq!(stage("letter-1").await, LetterStage::Unknown);
    assert_eq!(stage("letter-2").await, LetterStage::Unknown);
    assert_eq!(stage("letter-3").await, LetterStage::Sending);
    // It stays so while it is written on, and is sent again only by who says that it is again.
    assert!(vault.keep_letter(&amina, &letter("letter-1", "Едем!")).await.unwrap());
    assert_eq!(stage("letter-1").await, LetterStage::Unknown);
    assert!(!vault.begin_sending(&amina, "letter-1", false, NOW).await.unwrap());
    assert!(vault.begin_sending(&amina, "letter-1", true, NOW).await.unwrap());
}

fn done(id: &str, done: Option<bool>) -> Homework {
    match homework(id, "№ 312", date!(2026 - 11 - 23)) {
        Item::Homework(work) => Homework { done, ..work },
        other => panic!("{other:?}"),
    }
}

/// What stands of homework "1" in the file, after the school has said this of it.
async fn school_says(vault: &Vault, student: &StudentId, word: bool) {
    let mut pass = PassWrite::new(student.clone(), YEAR, NOW);
    pass.put = vec![done("1", Some(word)).into()];
    vault.commit(&pass).await.unwrap();
    let open = vault.open_ticks(student).await.unwrap();
    let said: Vec<_> = open.into_iter().filter(|(_, homework, done)| homework == "1" && *done == word).collect();
    vault.settle_ticks(student, &said).await.unwrap();
}

async fn is_done(vault: &Vault, student: &StudentId, said: bool) -> bool {
    vault.ticks(student, YEAR).await.unwrap().done(&done("1", Some(said)))
}

async fn sending(vault: &Vault, student: &StudentId) -> Option<Sending> {
    vault.ticks(student, YEAR).await.unwrap().sending("1")
}

/// Sends what waits, as the engine does.
async fn sent(vault: &Vault, student: &StudentId, end: TickEnd) -> Vec<bool> {
    let mut sent = Vec::new();
    for tick in vault.waiting_ticks(student).await.unwrap() {
        assert!(vault.begin_tick(student, &tick).await.unwrap());
        vault.end_tick(student, &tick, end).await.unwrap();
        sent.push(tick.done);
    }
    sent
}

#[tokio::test]
async fn a_tick_stands_until_the_school_says_the_same_and_follows_it_then() {
    let vault = vault().await;
    let (_, amina, timur) = family(&vault).await;
    for child in [&amina, &timur] {
        school_says(&vault, child, false).await;
    }
    assert!(vault.put_done(&amina, "1", YEAR, true, NOW, true).await.unwrap());
    assert!(is_done(&vault, &amina, false).await && !is_done(&vault, &timur, false).await, "equal ids, two children");
    assert_eq!(sent(&vault, &amina, TickEnd::Taken).await, [true]);
    assert!(sent(&vault, &timur, TickEnd::Taken).await.is_empty());
    assert_eq!(sending(&vault, &amina).await, Some(Sending::Taken));
    // A school that is slow to show it takes nothing back.
    school_says(&vault, &amina, false).await;
    assert!(is_done(&vault, &amina, false).await);
    school_says(&vault, &amina, true).await;
    assert_eq!(sending(&vault, &amina).await, None);
    assert!(is_done(&vault, &amina, true).await && !is_done(&vault, &amina, false).await, "taken back at the school");
}

#[tokio::test]
async fn a_tick_taken_back_before_it_left_sends_nothing_and_after_it_does() {
    let vault = vault().await;
    let (_, amina, _) = family(&vault).await;
    school_says(&vault, &amina, false).await;
    assert!(vault.put_done(&amina, "1", YEAR, true, NOW, true).await.unwrap());
    assert!(!vault.put_done(&amina, "1", YEAR, false, NOW, true).await.unwrap());
    assert_eq!(vault.waiting_ticks(&amina).await.unwrap(), []);
    assert_eq!(vault.ticks(&amina, YEAR).await.unwrap(), Ticks::default());
    // It has left, and nobody knows more: the school may have it.
    vault.put_done(&amina, "1", YEAR, true, NOW, true).await.unwrap();
    assert_eq!(sent(&vault, &amina, TickEnd::Unknown).await, [true]);
    assert!(vault.put_done(&amina, "1", YEAR, false, NOW, true).await.unwrap());
    school_says(&vault, &amina, false).await;
    assert_eq!(sent(&vault, &amina, TickEnd::Taken).await, [false], "the school may only be slow");
    // Thought better of while it was under way: what came last counts.
    let tick = WaitingTick { homework: "1".into(), year: YEAR, done: true, at: NOW, tries: 0 };
    vault.put_done(&amina, "1", YEAR, true, NOW, true).await.unwrap();
    assert!(vault.begin_tick(&amina, &tick).await.unwrap());
    vault.put_done(&amina, "1", YEAR, false, NOW, true).await.unwrap();
    vault.end_tick(&amina, &tick, TickEnd::Taken).await.unwrap();
    assert_eq!(sent(&vault, &amina, TickEnd::Taken).await, [false]);
    assert!(!vault.begin_tick(&amina, &tick).await.unwrap());
}

#[tokio::test]
async fn the_own_tick_holds_against_the_school_while_it_waits() {
    let vault = vault().await;
    let (_, amina, _) = family(&vault).await;
    school_says(&vault, &amina, true).await;
    assert!(vault.put_done(&amina, "1", YEAR, false, NOW, true).await.unwrap());
    assert!(!is_done(&vault, &amina, true).await);
    assert_eq!(sent(&vault, &amina, TickEnd::Refused).await, [false]);
    assert_eq!(sending(&vault, &amina).await, Some(Sending::Kept));
    assert!(!is_done(&vault, &amina, true).await, "refused at the school, it holds here");
    assert!(!vault.put_done(&amina, "1", YEAR, true, NOW, true).await.unwrap(), "as the school has it");
    assert_eq!(sending(&vault, &amina).await, None);
}

#[tokio::test]
async fn a_tick_is_tried_ten_times_at_most_and_waiting_costs_no_try() {
    let vault = vault().await;
    let (_, amina, _) = family(&vault).await;
    school_says(&vault, &amina, false).await;
    vault.put_done(&amina, "1", YEAR, true, NOW, true).await.unwrap();
    for _ in 0..30 {
        assert_eq!(sent(&vault, &amina, TickEnd::Later).await, [true]);
    }
    let mut tries = 0;
    while sent(&vault, &amina, TickEnd::Unknown).await == [true] {
        tries += 1;
    }
    assert_eq!((tries, sending(&vault, &amina).await), (10, Some(Sending::Kept)));
}

#[tokio::test]
async fn whose_ticks_go_to_the_school_is_the_accounts_choice() {
    let vault = vault().await;
    let (of_parent, amina, _) = family(&vault).await;
    let parents = of_parent.id.clone();
    assert!(!vault.sends_ticks(&of_parent).await.unwrap(), "a parent's own word first");
    assert!(vault.sends_ticks(&AccountRecord { is_student: true, ..of_parent.clone() }).await.unwrap());
    vault.choose_ticks(&parents, Some(true)).await.unwrap();
    assert!(vault.sends_ticks(&of_parent).await.unwrap());
    vault.put_done(&amina, "1", YEAR, true, NOW, true).await.unwrap();
    vault.choose_ticks(&parents, Some(false)).await.unwrap();
    assert_eq!(vault.waiting_ticks(&amina).await.unwrap(), [], "what waited is not sent");
    assert!(is_done(&vault, &amina, false).await);
    vault.choose_ticks(&parents, None).await.unwrap();
    assert_eq!(vault.setting("ticks_to_school").await.unwrap(), None);
}

/// Where nobody tells the school, a tick is what it always was: the family's, whatever the school says later.
#[tokio::test]
async fn a_tick_that_is_for_nobody_else_stays() {
    let vault = vault().await;
    let (_, amina, _) = family(&vault).await;
    assert!(!vault.put_done(&amina, "1", YEAR, true, NOW, false).await.unwrap());
    assert_eq!(vault.open_ticks(&amina).await.unwrap(), [], "the school's word is not waited for");
    assert!(is_done(&vault, &amina, false).await);
    assert_eq!((sending(&vault, &amina).await, vault.waiting_ticks(&amina).await.unwrap()), (None, vec![]));
    school_says(&vault, &amina, true).await;
    vault.put_done(&amina, "1", YEAR, false, NOW, false).await.unwrap();
    assert!(!is_done(&vault, &amina, true).await, "taken off here, whatever the school has");
}

//! Rule 3: what is baseline and what is news.

use super::*;

// 3. Baseline by scope

#[tokio::test]
async fn rule_02_two_changes_of_one_mark_under_a_clock_that_stands_are_two() {
    let family = Family::synced().await;
    family.school.write("1", mark("77", "5", november(20)));
    assert_eq!(family.news().await, ["Амина: mark added: 5"]);
    for value in ["4", "3"] {
        family.school.write("1", mark("77", value, november(20)));
        family.news().await;
    }
    assert_eq!(
        family.log().await,
        ["Амина: mark added: 5", "Амина: mark changed: 5 → 4", "Амина: mark changed: 4 → 3"]
    );
}

#[tokio::test]
async fn rule_03_the_first_sync_tells_nothing() {
    let family = Family::new().await;
    for day in 5..21 {
        family.school.write("1", mark(&format!("m{day}"), "4", november(day)));
        family.school.write("1", homework(&format!("h{day}"), "§ 1", november(day)));
        family.school.write("1", lesson(&format!("l{day}"), november(day), 1));
    }
    family.school.write("1", term_mark("t1", "4"));
    family.school.write("1", absence("a1", november(18)));
    family.school.write("1", test_on("k1", november(27)));
    assert_eq!(family.news().await, [""; 0]);
    assert_eq!(family.stored("1", Kind::Mark).await.len(), 16);
    assert!(family.vault.outbox_open().await.unwrap().is_empty());
}

#[tokio::test]
async fn rule_03_a_child_without_marks_gets_the_first_one_told() {
    let family = Family::synced().await;
    family.school.write("3", mark("1", "молодец", november(20)));
    assert_eq!(family.news().await, ["Мадина: mark added: молодец"]);
}

#[tokio::test]
async fn rule_03_the_first_mark_of_a_term_is_told() {
    let family = Family::synced().await;
    family.school.write("1", term_mark("t1", "5"));
    assert_eq!(family.news().await, ["Амина: term_mark added: 5"]);
}

#[rstest]
#[case::leafed_back(span(date!(2026 - 09 - 01), date!(2026 - 10 - 25)), date!(2026 - 09 - 15))]
#[case::leafed_ahead(span(date!(2026 - 12 - 14), date!(2026 - 12 - 20)), date!(2026 - 12 - 16))]
fn rule_03_browsing_and_back_fill_are_silent(#[case] leafed_to: Span, #[case] day: time::Date) {
    let amina = peremena_model::StudentId::from_text("amina");
    let part = |span, items| Part {
        scope: Scope { student: amina.clone(), kind: Kind::Mark, year: YEAR, span: Some(span), whole: true },
        items,
    };
    let first = weigh(
        &amina,
        YEAR,
        &[part(span(november(5), date!(2026 - 12 - 05)), Vec::new())],
        &Stored::default(),
        true,
        NOW,
    );
    let mut stored = Stored { coverage: first.coverage.into_iter().collect(), ..Stored::default() };
    let browsed = [part(leafed_to, vec![Item::Mark(mark("1", "5", day))])];
    let weighed = weigh(&amina, YEAR, &browsed, &stored, false, NOW + MINUTE);
    assert_eq!((weighed.changes.len(), weighed.put.len()), (0, 1), "kept, and not told");

    // What a teacher enters there later is news: the family has seen those days.
    stored.coverage.extend(weighed.coverage);
    stored.items = weighed.put;
    let more = [part(
        leafed_to,
        vec![Item::Mark(mark("1", "5", day)), Item::Mark(Mark { subject: "Физика".into(), ..mark("2", "2", day) })],
    )];
    assert_eq!(weigh(&amina, YEAR, &more, &stored, false, NOW + HOUR).changes.len(), 1);
}

/// What was written beside marks before anybody asked for it is kept, and is no news; what is new of such a mark is.
#[tokio::test]
async fn rule_03_a_comment_that_was_there_before_is_not_told() {
    let family = family_with_marks().await;
    let commented =
        |id: &str, value: &str, day| Mark { comment: Some("Молодец".into()), ..mark(id, value, november(day)) };
    let old = |id: &str| (Kind::Mark, id.to_owned());
    family.school.state().old_news = [old("m9"), old("m10"), old("m99")].into();
    family.school.write("1", commented("m9", "4", 9));
    family.school.write("1", commented("m10", "3", 10));
    family.school.write("1", commented("m11", "4", 11));
    family.school.write("1", commented("m99", "5", 20));
    let mut told = family.news().await;
    told.sort();
    assert_eq!(told, ["Амина: mark added: 5", "Амина: mark changed: 4 → 3", "Амина: mark changed: 4 → 4"]);
    let marks = family.stored("1", Kind::Mark).await;
    let comments = marks.iter().filter(|item| matches!(item, Item::Mark(mark) if mark.comment.is_some()));
    assert_eq!(comments.count(), 4);
    assert_eq!(family.news().await, [""; 0]);
}

/// The site that tells comments is closed, or what was known of it is lost: that none comes takes none away.
#[tokio::test]
async fn rule_04_a_comment_from_another_place_goes_only_where_that_place_says_so() {
    let family = family_with_marks().await;
    let plain = || mark("m9", "4", november(9));
    let comment = async || match &family.stored("1", Kind::Mark).await[..] {
        [Item::Mark(mark), ..] => mark.comment.clone(),
        other => panic!("{other:?}"),
    };
    family.school.write("1", Mark { comment: Some("Молодец".into()), ..plain() });
    assert_eq!(family.news().await.len(), 1);
    family.school.state().comments_taken_back = Some([].into());
    family.school.write("1", plain());
    assert_eq!(family.news().await, [""; 0]);
    assert_eq!(comment().await.as_deref(), Some("Молодец"));
    // Another value of it is told, and the comment stays all the same.
    family.school.write("1", Mark { value: "5".into(), ..plain() });
    assert_eq!(family.news().await, ["Амина: mark changed: 4 → 5"]);
    assert_eq!(comment().await.as_deref(), Some("Молодец"));
    family.school.state().comments_taken_back = Some(["m9".to_owned()].into());
    assert_eq!(family.news().await.len(), 1);
    assert_eq!(comment().await, None);
}

/// The same of a remark that says what a comment has said.
#[test]
fn rule_03_a_remark_that_was_told_already_is_not_told() {
    let around = |items| [weeks_of_remarks(november(9), november(29), items)];
    let (_, stored) = weighed_after(&Stored::default(), &around(Vec::new()));
    let both = around(vec![remark("1", november(16)), remark("2", november(17))]);
    let mut weighed = weigh(&both[0].scope.student, YEAR, &both, &stored, true, NOW);
    weighed.leave_untold(&[(Kind::Remark, "1".to_owned()), (Kind::Mark, "2".to_owned())].into());
    let told: Vec<&str> = weighed.changes.iter().filter_map(Change::item).map(Item::id).collect();
    assert_eq!((told, weighed.put.len()), (vec!["2"], 2));
    // That one is gone is news whatever it said.
    let stored = Stored { items: weighed.put, ..stored };
    let mut weighed = weigh(&both[0].scope.student, YEAR, &around(Vec::new()), &stored, true, NOW);
    weighed.leave_untold(&[(Kind::Remark, "1".to_owned())].into());
    assert_eq!(weighed.changes.len(), 2);
}

/// A school that gives its announcements as a list of the latest only: never whole, and yet the second look knows
/// what is new.
#[test]
fn rule_03_a_kind_that_only_comes_as_a_list_of_the_latest_is_told_from_the_second_look_on() {
    let amina = peremena_model::StudentId::from_text("amina");
    let told_of = |id: &str, day: u8| {
        Item::Announcement(Announcement {
            id: id.into(),
            at: datetime!(2026-11-01 09:00 +3).replace_day(day).unwrap(),
            title: "Собрание".into(),
            text: "В 18:00".into(),
            author: None,
            attachments: Vec::new(),
        })
    };
    let list = |items| Part {
        scope: Scope {
            student: amina.clone(),
            kind: Kind::Announcement,
            year: YEAR,
            span: Some(span(november(1), date!(2026 - 12 - 05))),
            whole: false,
        },
        items,
    };
    let first = weigh(&amina, YEAR, &[list(vec![told_of("1", 16)])], &Stored::default(), true, NOW);
    assert_eq!((first.changes.len(), first.put.len()), (0, 1), "the first look is silent");
    let stored = Stored { coverage: first.coverage.into_iter().collect(), items: first.put, ..Stored::default() };
    let second = [list(vec![told_of("1", 16), told_of("2", 20), told_of("3", 3)])];
    let weighed = weigh(&amina, YEAR, &second, &stored, true, NOW + HOUR);
    let told: Vec<&str> = weighed.changes.iter().filter_map(|change| change.item()).map(Item::id).collect();
    assert_eq!(told, ["2"], "what lies before the list's first day was there before, and is kept only");
    assert_eq!(weighed.put.len(), 2);
}

fn remark(id: &str, date: time::Date) -> Item {
    let (subject, text) = (Some("Алгебра".into()), format!("Замечание {id}"));
    Item::Remark(Remark { id: id.into(), date, subject, lesson: None, text, author: None })
}

/// What is weighed with what was kept before, as "id what"; the store after it.
fn weighed_after(stored: &Stored, parts: &[Part]) -> (Vec<String>, Stored) {
    let weighed = weigh(&parts[0].scope.student, YEAR, parts, stored, true, NOW);
    let said = |change: &Change| format!("{} {}", change.item().unwrap().id(), change.what.word());
    let mut told: Vec<String> = weighed.changes.iter().map(said).collect();
    told.sort();
    let mut after = Stored { coverage: stored.coverage.clone(), items: stored.items.clone(), holds: HashMap::new() };
    after.coverage.extend(weighed.coverage);
    let gone = |item: &Item| weighed.drop.iter().any(|(_, id)| id == item.id());
    after.items.retain(|item| !gone(item) && !weighed.put.iter().any(|put| put.id() == item.id()));
    after.items.extend(weighed.put);
    (told, after)
}

fn weeks_of_remarks(from: time::Date, to: time::Date, items: Vec<Item>) -> Part {
    let student = peremena_model::StudentId::from_text("amina");
    Part { scope: Scope { student, kind: Kind::Remark, year: YEAR, span: Some(span(from, to)), whole: true }, items }
}

/// A diary that is looked at a few weeks at a time: what lies in weeks that were not looked at before is old, and each part
/// speaks for its own weeks.
#[test]
fn rule_03_a_kind_that_comes_week_by_week_tells_nothing_old_and_misses_nothing_new() {
    let around = |items| weeks_of_remarks(november(9), november(29), items);
    let before = |items| weeks_of_remarks(date!(2026 - 10 - 19), november(8), items);
    let long_ago = |items| weeks_of_remarks(date!(2026 - 09 - 28), date!(2026 - 10 - 18), items);
    let (old, known) = (remark("old", date!(2026 - 10 - 20)), remark("known", november(16)));

    let (told, stored) = weighed_after(&Stored::default(), &[around(vec![known.clone()])]);
    assert_eq!(told, [""; 0], "a first look");
    let new = remark("new", november(17));
    let both = [around(vec![known.clone(), new.clone()]), before(vec![old.clone()])];
    let (told, stored) = weighed_after(&stored, &both);
    assert_eq!(told, ["new added"], "what stands weeks back stood there before");
    assert_eq!(stored.items.len(), 3);
    let oldest = remark("oldest", date!(2026 - 10 - 01));
    let (told, stored) = weighed_after(&stored, &[long_ago(vec![oldest.clone()])]);
    assert_eq!((told.len(), stored.items.len()), (0, 4), "nor was anything else taken for gone");

    // From then on it is as with the weeks around today.
    let late = remark("late", november(2));
    let (told, stored) = weighed_after(&stored, &[before(vec![late.clone()])]);
    assert_eq!(told, ["late added", "old removed"]);
    // Weeks that nobody looked at come with those around today: all of that is news.
    let december =
        weeks_of_remarks(date!(2026 - 12 - 21), date!(2027 - 01 - 10), vec![remark("today", date!(2026 - 12 - 29))]);
    let missed = weeks_of_remarks(november(30), date!(2026 - 12 - 20), vec![remark("missed", date!(2026 - 12 - 03))]);
    let (told, stored) = weighed_after(&stored, &[december, missed]);
    assert_eq!(told, ["missed added", "today added"]);
    assert_eq!(stored.coverage[&Kind::Remark].spans(), [span(date!(2026 - 09 - 28), date!(2027 - 01 - 10))]);
}

#[test]
fn rule_04_what_another_part_of_an_answer_names_is_not_gone() {
    let around = |items| weeks_of_remarks(november(9), november(29), items);
    let before = |items| weeks_of_remarks(date!(2026 - 10 - 19), november(8), items);
    let start = [around(Vec::new()), before(vec![remark("1", november(6))])];
    let (_, stored) = weighed_after(&Stored::default(), &start);
    for parts in [
        [around(vec![remark("1", november(10))]), before(Vec::new())],
        [before(Vec::new()), around(vec![remark("1", november(10))])],
    ] {
        let (told, after) = weighed_after(&stored, &parts);
        assert_eq!((told, after.items), (vec!["1 changed".to_owned()], vec![remark("1", november(10))]));
    }
}

#[tokio::test]
async fn rule_03_homework_that_comes_into_the_window_is_told_and_lessons_are_not() {
    let family = Family::new().await;
    // The window ends on 5 December.
    for day in 1..20 {
        family.school.write("1", lesson(&format!("l{day}"), date!(2026 - 12 - 01).replace_day(day).unwrap(), 1));
    }
    family.school.write("1", homework("far", "Реферат", date!(2026 - 12 - 08)));
    assert_eq!(family.news().await, [""; 0]);
    family.clock.forward(2 * DAY);
    assert_eq!(family.news().await, [""; 0], "7 December: its lesson is no news");
    family.clock.forward(DAY);
    assert_eq!(family.news().await, ["Амина: homework added: Реферат"]);
    assert_eq!(family.stored("1", Kind::Lesson).await.len(), 8);
}

#[tokio::test]
async fn rule_03_a_lesson_more_on_a_day_that_was_there_is_news() {
    let family = Family::new().await;
    family.school.write("1", lesson("l1", november(24), 1));
    family.news().await;
    family.school.write("1", lesson("l2", november(24), 7));
    family.clock.forward(MINUTE);
    assert_eq!(family.news().await, ["Амина: lesson added: 2026-11-24 №7"]);
}

#[tokio::test]
async fn rule_03_a_new_school_year_is_silent() {
    let family = Family::synced().await;
    family.school.write("1", mark("1", "5", november(20)));
    assert_eq!(family.news().await.len(), 1);

    family.clock.set(datetime!(2027-09-10 12:00 +3));
    family.school.state().terms = terms_of(2027);
    // Some systems begin to count anew.
    family.school.state().books.insert("1".into(), Vec::new());
    for day in 1..10 {
        family.school.write("1", mark(&day.to_string(), "4", date!(2027 - 09 - 01).replace_day(day).unwrap()));
    }
    assert_eq!(family.news().await, [""; 0]);
    assert_eq!(values(&family.stored("1", Kind::Mark).await), ["5"], "the year before stays");
    let new_year = family.vault.items(&family.child("1"), Kind::Mark, SchoolYear(2027), None).await.unwrap();
    assert_eq!(new_year.len(), 9);

    family.school.write("1", mark("10", "2", date!(2027 - 09 - 10)));
    family.clock.forward(HOUR);
    assert_eq!(family.news().await, ["Амина: mark added: 2"]);
}

#[tokio::test]
async fn rule_03_signing_in_again_tells_what_was_missed_in_one_digest() {
    let family = Family::new().await;
    family.school.write("1", mark("1", "3", november(20)));
    family.news().await;
    family.school.state().identity_fault = Some(SchoolError::Refused("the session has ended".into()));
    family.clock.forward(DAY);
    family.sync().await;

    family.clock.forward(3 * DAY);
    family.school.write("1", mark("1", "4", november(20)));
    family.school.write("1", mark("2", "5", november(23)));
    family.school.write("2", homework("h", "§ 7", november(26)));
    family.school.state().identity_fault = None;
    family.sign_in("patimat", &family.school).await;
    let report = family.engine.sync_once(Reason::SignedIn, &family.account.id, PATIENCE).await;
    assert_eq!(report.changes(), 3);
    assert_eq!(family.log().await.len(), 3, "what was known before is not told again");

    let notices = family.tell(&Rules::default(), family.clock.now() - 30 * MINUTE).await;
    assert_eq!(notices.len(), 1);
    assert_eq!(notices[0].title, "Что нового");
    assert_eq!(notices[0].body, "Амина: 1 оценка, 1 исправленная оценка\nТимур: 1 задание");
}

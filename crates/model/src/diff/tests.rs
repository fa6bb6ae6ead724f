//! Amina's register, edit by edit.

use rstest::rstest;
use time::macros::{date, datetime};
use time::{Date, OffsetDateTime};

use super::*;
use crate::{
    Absence, AbsenceStatus, Announcement, Attachment, Event, Holiday, Homework, Kind, Lesson, LessonStatus, Mark,
    Message, OfficialAverage, PlannedTest, Remark, SchoolInfo, SchoolYear, Span, StudentId, Term, TermKind, TermMark,
    TermMarkOf, Visit,
};

fn scope(kind: Kind) -> Scope {
    Scope {
        student: StudentId::from_text("amina"),
        kind,
        year: SchoolYear(2025),
        span: (!kind.is_undated()).then(|| Span::new(date!(2025 - 09 - 01), date!(2025 - 09 - 30)).unwrap()),
        whole: true,
    }
}

fn feed(kind: Kind) -> Scope {
    Scope { whole: false, ..scope(kind) }
}

const DAY: Date = date!(2025 - 09 - 04);
const MOMENT: OffsetDateTime = datetime!(2025-09-04 14:05 +3);

fn mark(id: &str, value: &str) -> Mark {
    Mark {
        id: id.into(),
        subject: "Алгебра".into(),
        value: value.into(),
        weight: Some(1.0),
        lesson_date: Some(DAY),
        set_at: Some(MOMENT),
        work_type: Some("Ответ на уроке".into()),
        comment: None,
        lesson: Some("lesson-1".into()),
        lesson_number: Some(2),
        work: None,
        topic: None,
        counts: None,
    }
}

fn lesson(id: &str, number: i32, subject: &str) -> Lesson {
    Lesson {
        id: id.into(),
        date: DAY,
        number: Some(number),
        starts_at: Some(datetime!(2025-09-04 9:00 +3)),
        ends_at: Some(datetime!(2025-09-04 9:45 +3)),
        subject: subject.into(),
        teacher: Some("Иванова А. П.".into()),
        room: Some("12".into()),
        topic: None,
        status: LessonStatus::Planned,
    }
}

fn homework(id: &str, text: &str) -> Homework {
    Homework {
        id: id.into(),
        subject: "Алгебра".into(),
        text: text.into(),
        due: DAY,
        set_at: None,
        set_in_lesson: Some("lesson-1".into()),
        lesson: Some("lesson-2".into()),
        done: Some(false),
        attachments: vec![file("1", "задачи.pdf"), file("2", "график.png")],
    }
}

fn file(id: &str, name: &str) -> Attachment {
    Attachment { id: id.into(), name: name.into(), size: None }
}

fn absence(id: &str, status: AbsenceStatus) -> Absence {
    Absence {
        id: id.into(),
        date: DAY,
        lesson: Some("lesson-1".into()),
        lesson_number: Some(2),
        subject: Some("Алгебра".into()),
        status,
        word: Some("Н".into()),
        comment: None,
    }
}

fn term_mark(id: &str, value: &str) -> TermMark {
    TermMark {
        id: id.into(),
        subject: "Алгебра".into(),
        value: value.into(),
        of: TermMarkOf::Term,
        term: Some("term-1".into()),
        term_number: Some(1),
        set_at: None,
    }
}

fn remark() -> Remark {
    Remark {
        id: "1".into(),
        date: DAY,
        subject: Some("Алгебра".into()),
        lesson: Some("lesson-1".into()),
        text: "Забыла тетрадь".into(),
        author: Some("Иванова А. П.".into()),
    }
}

fn test() -> PlannedTest {
    PlannedTest {
        id: "1".into(),
        date: DAY,
        subject: "Алгебра".into(),
        work_type: Some("Контрольная работа".into()),
        topic: Some("Дроби".into()),
        lesson: Some("lesson-1".into()),
    }
}

fn event() -> Event {
    Event {
        id: "1".into(),
        date: DAY,
        starts_at: Some(MOMENT),
        title: "Родительское собрание".into(),
        text: Some("Итоги четверти".into()),
        place: Some("Актовый зал".into()),
    }
}

fn announcement() -> Announcement {
    Announcement {
        id: "1".into(),
        at: MOMENT,
        title: "Питание".into(),
        text: "Сдать заявления до пятницы".into(),
        author: Some("Директор".into()),
        attachments: vec![file("1", "заявление.docx")],
    }
}

fn message() -> Message {
    Message {
        id: "1".into(),
        at: MOMENT,
        subject: "Экскурсия".into(),
        text: "Сбор в девять".into(),
        from: "Иванова А. П.".into(),
        to: vec!["Амина".into()],
        read: Some(false),
        attachments: Vec::new(),
    }
}

fn visit() -> Visit {
    Visit { id: "1".into(), at: MOMENT, entered: true, place: Some("Главный вход".into()) }
}

fn term() -> Term {
    Term {
        id: "1".into(),
        name: "1 четверть".into(),
        kind: TermKind::Quarter,
        number: 1,
        from: date!(2025 - 09 - 01),
        to: date!(2025 - 10 - 26),
    }
}

fn holiday() -> Holiday {
    Holiday { id: "1".into(), name: "Осенние".into(), from: date!(2025 - 10 - 27), to: date!(2025 - 11 - 04) }
}

fn average() -> OfficialAverage {
    OfficialAverage {
        id: "1".into(),
        subject: "Алгебра".into(),
        term: Some("term-1".into()),
        value: 4.53,
        weighted: true,
    }
}

/// The drafts in short: what, old value, new value.
fn said(difference: &Difference) -> Vec<(What, Option<&str>, Option<&str>)> {
    fn text(item: &Option<Item>) -> Option<&str> {
        item.as_ref().map(|item| match item {
            Item::Mark(mark) => mark.value.as_str(),
            Item::TermMark(mark) => mark.value.as_str(),
            Item::Lesson(lesson) => lesson.subject.as_str(),
            Item::Homework(homework) => homework.text.as_str(),
            item => item.id(),
        })
    }
    difference.drafts.iter().map(|draft| (draft.what, text(&draft.old), text(&draft.new))).collect()
}

fn put(difference: &Difference) -> Vec<&str> {
    difference.put.iter().map(Item::id).collect()
}

fn items<T: Into<Item>>(all: impl IntoIterator<Item = T>) -> Vec<Item> {
    all.into_iter().map(Into::into).collect()
}

fn marks(all: &[(&str, &str)]) -> Vec<Item> {
    items(all.iter().map(|(id, value)| mark(id, value)))
}

#[test]
fn the_same_answer_again_is_nothing() {
    let all = marks(&[("1", "5"), ("2", "4")]);
    assert!(diff(&all, &all, &scope(Kind::Mark)).is_empty());
    assert!(!diff(&all, &[], &scope(Kind::Mark)).is_empty());
}

/// Each by itself is something to write.
#[test]
fn what_is_only_put_or_dropped_or_told_is_not_nothing() {
    let put = Difference { put: marks(&[("1", "5")]), ..Difference::default() };
    let drop = Difference { drop: vec!["1".into()], ..Difference::default() };
    let draft = Draft { what: What::Removed, old: marks(&[("1", "5")]).pop(), new: None };
    let told = Difference { drafts: vec![draft], ..Difference::default() };
    for difference in [put, drop, told] {
        assert!(!difference.is_empty(), "{difference:?}");
    }
    assert!(Difference::default().is_empty());
}

#[test]
fn a_new_mark_a_corrected_mark_and_a_mark_taken_back() {
    let difference = diff(&marks(&[("1", "5"), ("2", "4")]), &marks(&[("2", "3"), ("3", "5")]), &scope(Kind::Mark));
    // 1 and 3 are equal fives of one cell: the same five under another id.
    assert_eq!(said(&difference), [(What::Changed, Some("4"), Some("3"))]);
    assert_eq!(put(&difference), ["2", "3"]);
    assert_eq!(difference.drop, ["1"]);
}

#[test]
fn a_mark_is_added_and_another_one_is_gone() {
    let mut other_day = mark("3", "5");
    other_day.lesson_date = Some(date!(2025 - 09 - 05));
    let mut new = marks(&[("2", "4")]);
    new.push(other_day.into());
    let difference = diff(&marks(&[("1", "5"), ("2", "4")]), &new, &scope(Kind::Mark));
    assert_eq!(said(&difference), [(What::Removed, Some("5"), None), (What::Added, None, Some("5"))]);
    assert_eq!((put(&difference), difference.drop.clone()), (vec!["3"], vec!["1".to_owned()]));
}

#[test]
fn a_repeated_item_is_one_item() {
    let difference = diff(&[], &marks(&[("1", "5"), ("1", "5"), ("1", "2")]), &scope(Kind::Mark));
    assert_eq!(said(&difference), [(What::Added, None, Some("5"))]);
    assert_eq!(put(&difference), ["1"]);
}

#[test]
fn two_equal_marks_of_one_cell_are_two() {
    let difference = diff(&marks(&[("1", "5")]), &marks(&[("1", "5"), ("2", "5")]), &scope(Kind::Mark));
    assert_eq!(said(&difference), [(What::Added, None, Some("5"))]);
    let difference = diff(&marks(&[("1", "5"), ("2", "5")]), &marks(&[("7", "5")]), &scope(Kind::Mark));
    assert_eq!(said(&difference), [(What::Removed, Some("5"), None)]);
    assert_eq!(difference.drop, ["1", "2"]);
}

#[test]
fn a_mark_deleted_and_entered_again_is_one_correction() {
    let difference = diff(&marks(&[("1", "3")]), &marks(&[("2", "5")]), &scope(Kind::Mark));
    assert_eq!(said(&difference), [(What::Changed, Some("3"), Some("5"))]);
    assert_eq!((put(&difference), difference.drop.clone()), (vec!["2"], vec!["1".to_owned()]));
}

#[test]
fn new_ids_for_everything_are_no_news() {
    let old = marks(&[("1", "5"), ("2", "4"), ("3", "5")]);
    let difference = diff(&old, &marks(&[("13", "5"), ("12", "4"), ("11", "5")]), &scope(Kind::Mark));
    assert_eq!(said(&difference), []);
    assert_eq!(put(&difference), ["11", "12", "13"]);
    assert_eq!(difference.drop, ["1", "2", "3"]);
}

#[test]
fn new_ids_do_not_hide_a_correction() {
    let old = marks(&[("1", "5"), ("2", "4"), ("3", "2")]);
    let difference = diff(&old, &marks(&[("11", "5"), ("12", "4"), ("13", "3")]), &scope(Kind::Mark));
    assert_eq!(said(&difference), [(What::Changed, Some("2"), Some("3"))]);
}

#[test]
fn of_two_marks_entered_anew_the_same_work_is_the_same_mark() {
    let work = |id: &str, value: &str, work: &str| Mark { work_type: Some(work.into()), ..mark(id, value) };
    let old = items([work("1", "5", "Контрольная работа"), work("2", "3", "Ответ на уроке")]);
    let new = items([work("11", "4", "Ответ на уроке"), work("12", "2", "Контрольная работа")]);
    let difference = diff(&old, &new, &scope(Kind::Mark));
    assert_eq!(said(&difference), [(What::Changed, Some("3"), Some("4")), (What::Changed, Some("5"), Some("2"))]);
}

#[test]
fn of_two_marks_entered_anew_alike_the_order_of_entry_decides() {
    let entered = |id: &str, value: &str, at: OffsetDateTime| Mark { set_at: Some(at), ..mark(id, value) };
    let later = datetime!(2025-09-04 15:00 +3);
    let old = items([entered("9", "2", later), entered("8", "3", MOMENT)]);
    let new = items([entered("1", "4", later), entered("2", "5", MOMENT)]);
    let difference = diff(&old, &new, &scope(Kind::Mark));
    assert_eq!(said(&difference), [(What::Changed, Some("2"), Some("4")), (What::Changed, Some("3"), Some("5"))]);
    // Without a moment, by number: 9 before 10.
    let old = marks(&[("9", "2"), ("10", "3")]);
    let difference = diff(&old, &marks(&[("100", "5"), ("99", "4")]), &scope(Kind::Mark));
    assert_eq!(said(&difference), [(What::Changed, Some("2"), Some("4")), (What::Changed, Some("3"), Some("5"))]);
}

#[test]
fn rows_numbered_anew_within_the_old_numbers_are_no_news() {
    let on = |id: u32, day: u8| Mark {
        lesson_date: Some(date!(2025 - 09 - 01).replace_day(day).unwrap()),
        ..mark(&id.to_string(), if day.is_multiple_of(2) { "4" } else { "5" })
    };
    let old = items((1..=20).map(|n| on(n, n as u8)));
    let new = items((1..=20).map(|n| on(n + 1, n as u8)));
    let difference = diff(&old, &new, &scope(Kind::Mark));
    assert_eq!(said(&difference), []);
    assert_eq!(difference.drop, ["1"], "an id that lives on is overwritten and never dropped");
    assert_eq!(difference.put.len(), 20);
}

#[test]
fn rows_numbered_anew_on_both_sides_of_the_span_are_no_news() {
    let on = |id: i64, day: i64| Mark {
        lesson_date: Some(date!(2025 - 09 - 26) + time::Duration::days(day)),
        ..mark(&id.to_string(), "5")
    };
    let old = items((0..10).map(|n| on(n, n)));
    let difference = diff(&old, &items((0..10).map(|n| on(n + 1, n))), &scope(Kind::Mark));
    assert_eq!(said(&difference), []);
    assert_eq!(difference.renamed.len(), 10);
}

#[test]
fn of_two_marks_under_new_ids_those_that_say_nothing_else_belong_together() {
    let weighing = |id: &str, value: &str, weight| Mark { weight, work_type: None, ..mark(id, value) };
    let old = items([weighing("1", "5", Some(1.0)), weighing("2", "4", Some(1.0))]);
    let new = items([weighing("11", "4", None), weighing("12", "5", None)]);
    assert_eq!(said(&diff(&old, &new, &scope(Kind::Mark))), []);
}

#[test]
fn a_mark_moved_to_another_day_is_one_change() {
    let moved = Mark { lesson_date: Some(date!(2025 - 09 - 11)), ..mark("1", "5") };
    let difference = diff(&marks(&[("1", "5")]), &items([moved]), &scope(Kind::Mark));
    assert_eq!(said(&difference), [(What::Changed, Some("5"), Some("5"))]);
    assert!(difference.drop.is_empty());
}

#[test]
fn a_mark_moved_to_where_an_equal_one_went_or_from_where_one_came_is_still_one_change() {
    let there = |id: &str| Mark { lesson_date: Some(date!(2025 - 09 - 11)), ..mark(id, "5") };
    let took_its_place = diff(&items([mark("1", "5"), there("2")]), &items([there("1")]), &scope(Kind::Mark));
    assert_eq!(said(&took_its_place), [(What::Changed, Some("5"), Some("5")), (What::Removed, Some("5"), None)]);
    let left_its_place = diff(&marks(&[("1", "5")]), &items([there("1"), mark("2", "5")]), &scope(Kind::Mark));
    assert_eq!(said(&left_its_place), [(What::Added, None, Some("5")), (What::Changed, Some("5"), Some("5"))]);
}

#[test]
fn two_marks_that_trade_values_are_unchanged_in_a_whole_answer_and_two_changes_in_a_feed() {
    let (old, new) = (marks(&[("1", "5"), ("2", "4")]), marks(&[("1", "4"), ("2", "5")]));
    assert_eq!(said(&diff(&old, &new, &scope(Kind::Mark))), []);
    assert_eq!(diff(&old, &new, &feed(Kind::Mark)).drafts.len(), 2);
}

#[test]
fn a_mark_moved_beside_marks_with_new_ids_is_still_one_change() {
    let there = |id: &str| Mark { lesson_date: Some(date!(2025 - 09 - 11)), ..mark(id, "5") };
    let old = items([mark("1", "5"), mark("2", "5"), there("3")]);
    let new = items([there("1"), mark("12", "5"), there("13")]);
    let difference = diff(&old, &new, &scope(Kind::Mark));
    assert_eq!(said(&difference), [(What::Changed, Some("5"), Some("5"))]);
}

#[rstest]
#[case::outside_the_span(date!(2025-10-01), true, 0)]
#[case::on_its_last_day(date!(2025-09-30), true, 1)]
#[case::on_its_first_day(date!(2025-09-01), true, 1)]
#[case::before_it(date!(2025-08-31), true, 0)]
#[case::in_a_feed(date!(2025-09-04), false, 0)]
fn nothing_is_removed_that_was_not_asked_for(#[case] day: Date, #[case] whole: bool, #[case] removed: usize) {
    let old = items([Mark { lesson_date: Some(day), ..mark("1", "5") }]);
    let difference = diff(&old, &[], &Scope { whole, ..scope(Kind::Mark) });
    assert_eq!((difference.drop.len(), difference.drafts.len()), (removed, removed));
}

#[test]
fn without_a_span_nothing_with_a_day_is_removed() {
    let asked = Scope { span: None, ..scope(Kind::Mark) };
    assert!(diff(&marks(&[("1", "5")]), &[], &asked).is_empty());
    let undated = items([term_mark("1", "5")]);
    assert_eq!(diff(&undated, &[], &scope(Kind::TermMark)).drop, ["1"]);
}

#[test]
fn a_mark_without_any_day_is_never_removed() {
    let old = items([Mark { lesson_date: None, set_at: None, ..mark("1", "5") }]);
    assert!(diff(&old, &[], &scope(Kind::Mark)).is_empty());
}

#[test]
fn an_answer_may_hold_more_than_was_asked() {
    let later = Mark { lesson_date: Some(date!(2025 - 10 - 02)), ..mark("1", "5") };
    let difference = diff(&[], &items([later.clone()]), &scope(Kind::Mark));
    assert_eq!(said(&difference), [(What::Added, None, Some("5"))]);
    let corrected = Mark { value: "4".into(), ..later.clone() };
    let difference = diff(&items([later]), &items([corrected]), &scope(Kind::Mark));
    assert_eq!(said(&difference), [(What::Changed, Some("5"), Some("4"))]);
}

#[test]
fn an_item_of_another_kind_is_passed_over() {
    let difference = diff(&items([term_mark("1", "5")]), &items([term_mark("2", "5")]), &scope(Kind::Mark));
    assert!(difference.is_empty());
}

// A feed of the latest.

#[test]
fn a_feed_adds_and_corrects() {
    let difference = diff(&marks(&[("1", "5"), ("2", "4")]), &marks(&[("2", "3"), ("3", "2")]), &feed(Kind::Mark));
    assert_eq!(said(&difference), [(What::Changed, Some("4"), Some("3")), (What::Added, None, Some("2"))]);
    assert!(difference.drop.is_empty(), "the five that the feed does not list is still there");
}

#[test]
fn a_second_five_in_a_feed_is_a_second_five() {
    let second = Mark { set_at: Some(datetime!(2025-09-04 14:06 +3)), ..mark("2", "5") };
    let difference = diff(&marks(&[("1", "5")]), &items([second]), &feed(Kind::Mark));
    assert_eq!(said(&difference), [(What::Added, None, Some("5"))]);
    assert!(difference.drop.is_empty());
}

#[test]
fn a_second_five_of_the_same_minute_is_one_when_the_feed_lists_both() {
    let difference = diff(&marks(&[("1", "5")]), &marks(&[("1", "5"), ("2", "5")]), &feed(Kind::Mark));
    assert_eq!(said(&difference), [(What::Added, None, Some("5"))]);
}

#[test]
fn an_exact_twin_in_a_feed_is_the_mark_under_another_id() {
    let difference = diff(&marks(&[("1", "5")]), &marks(&[("2", "5")]), &feed(Kind::Mark));
    assert_eq!(said(&difference), []);
    assert_eq!((put(&difference), difference.drop.clone()), (vec!["2"], vec!["1".to_owned()]));
    // Were it a second five after all, the next whole answer tells it.
    let difference = diff(&difference.put, &marks(&[("1", "5"), ("2", "5")]), &scope(Kind::Mark));
    assert_eq!(said(&difference), [(What::Added, None, Some("5"))]);
}

#[rstest]
#[case::no_moment(None)]
#[case::a_day_only(Some(datetime!(2025-09-04 0:00 +3)))]
fn without_a_minute_of_entry_no_mark_of_a_feed_is_a_twin(#[case] set_at: Option<OffsetDateTime>) {
    let five = |id: &str| items([Mark { set_at, ..mark(id, "5") }]);
    let difference = diff(&five("1"), &five("2"), &feed(Kind::Mark));
    assert_eq!(said(&difference), [(What::Added, None, Some("5"))]);
}

#[test]
fn one_homework_in_a_feed_under_another_id_is_one_homework() {
    let old = items([homework("1", "№ 5")]);
    let difference = diff(&old, &items([homework("2", "№  5")]), &feed(Kind::Homework));
    assert_eq!((said(&difference), difference.drop.clone()), (vec![], vec!["1".to_owned()]));
    let difference = diff(&old, &items([homework("2", "№ 6")]), &feed(Kind::Homework));
    assert_eq!(said(&difference), [(What::Added, None, Some("№ 6"))]);
}

// What a lesson's hour, a term and an absence are matched by.

#[test]
fn another_subject_at_the_same_hour_stands_in() {
    let old = items([lesson("1", 2, "Алгебра"), lesson("2", 3, "Физика")]);
    let new = items([lesson("7", 2, "История"), lesson("2", 3, "Физика")]);
    let difference = diff(&old, &new, &scope(Kind::Lesson));
    assert_eq!(said(&difference), [(What::Changed, Some("Алгебра"), Some("История"))]);
}

#[test]
fn of_two_subgroups_nobody_knows_who_stands_in_for_whom() {
    let old = items([lesson("1", 2, "Английский"), lesson("2", 2, "Немецкий")]);
    let difference = diff(&old, &items([lesson("7", 2, "История")]), &scope(Kind::Lesson));
    assert_eq!(difference.drafts.len(), 3);
    let turned = diff(&items([lesson("7", 2, "История")]), &old, &scope(Kind::Lesson));
    assert_eq!(turned.drafts.len(), 3);
    assert_eq!(
        said(&difference),
        [
            (What::Removed, Some("Английский"), None),
            (What::Removed, Some("Немецкий"), None),
            (What::Added, None, Some("История"))
        ]
    );
}

#[test]
fn lessons_without_numbers_go_by_their_beginning() {
    let at = |id: &str, hour: u8, subject: &str| Lesson {
        number: None,
        starts_at: Some(datetime!(2025-09-04 0:00 +3).replace_hour(hour).unwrap()),
        ..lesson(id, 0, subject)
    };
    let old = items([at("1", 9, "Алгебра"), at("2", 10, "Алгебра"), at("3", 11, "Физика")]);
    let new = items([at("11", 9, "Алгебра"), at("12", 10, "Алгебра"), at("13", 11, "Химия")]);
    let difference = diff(&old, &new, &scope(Kind::Lesson));
    assert_eq!(said(&difference), [(What::Changed, Some("Физика"), Some("Химия"))]);
}

#[test]
fn the_two_hours_of_a_double_lesson_keep_apart() {
    let in_room =
        |id: &str, number: i32, room: &str| Lesson { room: Some(room.into()), ..lesson(id, number, "Алгебра") };
    let old = items([in_room("1", 2, "12"), in_room("2", 3, "12")]);
    let new = items([in_room("11", 3, "13"), in_room("12", 2, "14")]);
    let difference = diff(&old, &new, &scope(Kind::Lesson));
    assert_eq!(difference.renamed, [("1".to_owned(), "12".to_owned()), ("2".to_owned(), "11".to_owned())]);
    assert_eq!(difference.drafts.len(), 2);
}

#[test]
fn numbers_of_lessons_that_one_answer_does_not_know_do_not_double_a_mark() {
    let blind = |id: &str, value: &str| Mark { lesson_number: None, ..mark(id, value) };
    let old = marks(&[("1", "5"), ("2", "4")]);
    let difference = diff(&old, &items([blind("11", "4"), blind("12", "5")]), &scope(Kind::Mark));
    assert_eq!(said(&difference), []);
    let old = items([blind("1", "5")]);
    assert_eq!(said(&diff(&old, &marks(&[("2", "5")]), &scope(Kind::Mark))), []);
    let other_lesson = Mark { lesson_number: Some(3), ..mark("2", "5") };
    let difference = diff(&marks(&[("1", "5")]), &items([other_lesson]), &scope(Kind::Mark));
    assert_eq!(difference.drafts.len(), 2, "two known lessons are two cells");
}

#[test]
fn numbers_of_lessons_that_one_answer_does_not_know_do_not_double_an_absence() {
    let old = items([absence("1", AbsenceStatus::Ill)]);
    let blind = Absence { lesson_number: None, lesson: None, ..absence("2", AbsenceStatus::Ill) };
    assert!(diff(&old, &items([blind]), &scope(Kind::Absence)).drafts.is_empty());
    let other = Absence { lesson_number: Some(5), ..absence("2", AbsenceStatus::Ill) };
    assert_eq!(diff(&old, &items([other]), &scope(Kind::Absence)).drafts.len(), 2);
}

#[test]
fn terms_with_new_ids_and_no_numbers_leave_final_marks_as_they_were() {
    let of = |id: &str, term: &str, value: &str| TermMark {
        term: Some(term.into()),
        term_number: None,
        ..term_mark(id, value)
    };
    let old = items([of("1", "t1", "5"), of("2", "t2", "4")]);
    let new = items([of("11", "t11", "5"), of("12", "t12", "3")]);
    let difference = diff(&old, &new, &scope(Kind::TermMark));
    assert_eq!(said(&difference), [(What::Changed, Some("4"), Some("3"))]);
    // A term that lives on under its id: its mark is gone, and another term's has come.
    let old = items([of("1", "t1", "5"), of("2", "t2", "4")]);
    let new = items([of("2", "t2", "4"), of("3", "t3", "5")]);
    assert_eq!(diff(&old, &new, &scope(Kind::TermMark)).drafts.len(), 2);
    let numbered = TermMark { term_number: Some(2), ..of("12", "t2", "5") };
    let numbered_old = items([TermMark { term_number: Some(1), ..of("2", "t1", "5") }]);
    assert_eq!(diff(&numbered_old, &items([numbered]), &scope(Kind::TermMark)).drafts.len(), 2);
}

#[test]
fn an_hour_of_thousands_is_matched_in_time() {
    let old = items((0..6_000).map(|n| mark(&n.to_string(), &format!("x{n}"))));
    let new = items((0..6_000).map(|n| mark(&format!("n{n}"), &format!("y{n}"))));
    assert_eq!(diff(&old, &new, &scope(Kind::Mark)).drafts.len(), 6_000);
}

/// Each part of each slot: what stands elsewhere under another id is something else.
#[rstest]
#[case::hour(lesson("1", 2, "Алгебра").into(), lesson("9", 5, "Алгебра").into())]
#[case::hour_and_subject(lesson("1", 2, "Алгебра").into(), lesson("9", 5, "Физика").into())]
#[case::subject(mark("1", "5").into(), Mark { subject: "Физика".into(), ..mark("9", "5") }.into())]
#[case::subject_without_number(
    mark("1", "5").into(),
    Mark { subject: "Физика".into(), lesson_number: None, ..mark("9", "5") }.into()
)]
#[case::subject(term_mark("1", "5").into(), TermMark { subject: "Физика".into(), ..term_mark("9", "5") }.into())]
#[case::of(term_mark("1", "5").into(), TermMark { of: TermMarkOf::Year, ..term_mark("9", "5") }.into())]
#[case::term(term_mark("1", "5").into(), TermMark { term_number: Some(2), ..term_mark("9", "5") }.into())]
#[case::subject_without_term(
    term_mark("1", "5").into(),
    TermMark { subject: "Физика".into(), term: None, term_number: None, ..term_mark("9", "5") }.into()
)]
#[case::of_without_term(
    term_mark("1", "5").into(),
    TermMark { of: TermMarkOf::Year, term: None, term_number: None, ..term_mark("9", "5") }.into()
)]
#[case::subject(homework("1", "№ 5").into(), Homework { subject: "Физика".into(), ..homework("9", "№ 5") }.into())]
#[case::due(homework("1", "№ 5").into(), Homework { due: date!(2025-09-05), ..homework("9", "№ 5") }.into())]
#[case::author(remark().into(), Remark { id: "9".into(), author: Some("Петров".into()), ..remark() }.into())]
#[case::subject(remark().into(), Remark { id: "9".into(), subject: Some("Физика".into()), ..remark() }.into())]
#[case::subject(test().into(), PlannedTest { id: "9".into(), subject: "Физика".into(), ..test() }.into())]
#[case::title(event().into(), Event { id: "9".into(), title: "Концерт".into(), ..event() }.into())]
#[case::title(announcement().into(), Announcement { id: "9".into(), title: "Обеды".into(), ..announcement() }.into())]
#[case::title(message().into(), Message { id: "9".into(), subject: "Поездка".into(), ..message() }.into())]
#[case::from(message().into(), Message { id: "9".into(), from: "Петров".into(), ..message() }.into())]
#[case::way(visit().into(), Visit { id: "9".into(), entered: false, ..visit() }.into())]
#[case::number(term().into(), Term { id: "9".into(), number: 2, ..term() }.into())]
#[case::kind(term().into(), Term { id: "9".into(), kind: TermKind::Module, ..term() }.into())]
#[case::name(holiday().into(), Holiday { id: "9".into(), name: "Зимние".into(), ..holiday() }.into())]
#[case::subject(average().into(), OfficialAverage { id: "9".into(), subject: "Физика".into(), ..average() }.into())]
#[case::weights(average().into(), OfficialAverage { id: "9".into(), weighted: false, ..average() }.into())]
fn what_stands_elsewhere_is_something_else(#[case] old: Item, #[case] new: Item) {
    let scope = scope(old.kind());
    let difference = diff(std::slice::from_ref(&old), std::slice::from_ref(&new), &scope);
    assert_eq!(difference.drafts.len(), if scope.kind.is_told() { 2 } else { 0 });
    assert_eq!((put(&difference), difference.drop.clone()), (vec!["9"], vec!["1".to_owned()]));
    assert_eq!(difference.renamed, []);
}

mod what_is_told;

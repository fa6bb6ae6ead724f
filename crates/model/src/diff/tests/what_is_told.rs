//! What is told, kind by kind and field by field.

use super::*;

/// What becomes of a pair.
#[derive(Debug, PartialEq)]
enum Fate {
    Same,
    Silent,
    Told,
}
use Fate::{Same, Silent, Told};

fn fate<T: Clone + Into<Item>>(old: &T, edit: impl FnOnce(&mut T)) -> Fate {
    let mut new = old.clone();
    edit(&mut new);
    let (old, new): (Item, Item) = (old.clone().into(), new.into());
    let scope = scope(old.kind());
    let difference = diff(std::slice::from_ref(&old), std::slice::from_ref(&new), &scope);
    assert!(difference.drop.is_empty());
    let fate = match (difference.put.len(), difference.drafts.len()) {
        (0, 0) => Same,
        (1, 0) => Silent,
        (1, 1) => {
            assert_eq!(difference.drafts[0].what, What::Changed);
            Told
        }
        other => panic!("{other:?}"),
    };
    // An edit under a new id has the same fate, as long as the slot is the same.
    let renamed = match new.clone() {
        Item::Mark(it) => Some(Mark { id: "new".into(), ..it }.into()),
        Item::Homework(it) => Some(Homework { id: "new".into(), ..it }.into()),
        Item::Absence(it) => Some(Absence { id: "new".into(), ..it }.into()),
        Item::TermMark(it) => Some(TermMark { id: "new".into(), ..it }.into()),
        Item::Remark(it) => Some(Remark { id: "new".into(), ..it }.into()),
        Item::Lesson(it) => Some(Lesson { id: "new".into(), ..it }.into()),
        _ => None,
    };
    if let Some(renamed) = renamed
        && slot::of(&old) == slot::of(&new)
    {
        let again = diff(std::slice::from_ref(&old), &[renamed], &scope);
        assert_eq!(again.drafts.len(), usize::from(fate == Told));
        assert_eq!(again.drop, [old.id()]);
    }
    // Whatever is told has another fingerprint, or pairing would overlook it.
    if fate == Told {
        assert_ne!(told::content(&old), told::content(&new));
    }
    fate
}

type Edit<T> = fn(&mut T);

#[rstest]
#[case::nothing(|_: &mut Mark| {}, Same)]
#[case::value(|it: &mut Mark| it.value = "4".into(), Told)]
#[case::a_space_in_the_value(|it: &mut Mark| it.value = " 5 ".into(), Silent)]
#[case::comment(|it: &mut Mark| it.comment = Some("Молодец".into()), Told)]
#[case::empty_comment(|it: &mut Mark| it.comment = Some(" ".into()), Silent)]
#[case::subject(|it: &mut Mark| it.subject = "Геометрия".into(), Told)]
#[case::day(|it: &mut Mark| it.lesson_date = Some(date!(2025-09-05)), Told)]
#[case::no_day(|it: &mut Mark| it.lesson_date = None, Told)]
#[case::weight(|it: &mut Mark| it.weight = Some(2.0), Told)]
#[case::no_weight(|it: &mut Mark| it.weight = None, Silent)]
#[case::work_type(|it: &mut Mark| it.work_type = Some("Диктант".into()), Told)]
#[case::no_work_type(|it: &mut Mark| it.work_type = None, Silent)]
#[case::counts(|it: &mut Mark| it.counts = Some(false), Silent)]
#[case::moment(|it: &mut Mark| it.set_at = Some(datetime!(2025-09-04 18:00 +3)), Silent)]
#[case::topic(|it: &mut Mark| it.topic = Some("Дроби".into()), Silent)]
#[case::lesson(|it: &mut Mark| it.lesson = Some("other".into()), Silent)]
#[case::work(|it: &mut Mark| it.work = Some("other".into()), Silent)]
#[case::lesson_number(|it: &mut Mark| it.lesson_number = Some(5), Silent)]
fn a_mark(#[case] edit: Edit<Mark>, #[case] expected: Fate) {
    assert_eq!(fate(&mark("1", "5"), edit), expected);
}

#[test]
fn a_comment_taken_back_is_told() {
    let commented = Mark { comment: Some("Молодец".into()), ..mark("1", "5") };
    assert_eq!(fate(&commented, |it: &mut Mark| it.comment = None), Told);
    assert_eq!(fate(&commented, |it: &mut Mark| it.comment = Some("Молодец!".into())), Told);
}

#[test]
fn a_weight_that_returns_is_silent() {
    let bare = Mark { weight: None, work_type: None, ..mark("1", "5") };
    assert_eq!(fate(&bare, |it: &mut Mark| it.weight = Some(2.0)), Silent);
    assert_eq!(fate(&bare, |it: &mut Mark| it.work_type = Some("Диктант".into())), Silent);
}

#[rstest]
#[case::value(|it: &mut TermMark| it.value = "4".into(), Told)]
#[case::moment(|it: &mut TermMark| it.set_at = Some(MOMENT), Silent)]
#[case::term_id(|it: &mut TermMark| it.term = Some("term-7".into()), Silent)]
#[case::number(|it: &mut TermMark| it.term_number = None, Silent)]
#[case::subject(|it: &mut TermMark| it.subject = "Алгебра и начала анализа".into(), Silent)]
fn a_final_mark(#[case] edit: Edit<TermMark>, #[case] expected: Fate) {
    assert_eq!(fate(&term_mark("1", "5"), edit), expected);
}

#[rstest]
#[case::text(|it: &mut Homework| it.text = "№ 6".into(), Told)]
#[case::wrapping(|it: &mut Homework| it.text = "№\u{a0}5\n".into(), Silent)]
#[case::due(|it: &mut Homework| it.due = date!(2025-09-05), Told)]
#[case::subject(|it: &mut Homework| it.subject = "Геометрия".into(), Told)]
#[case::file_added(|it: &mut Homework| it.attachments.push(file("3", "ещё.pdf")), Told)]
#[case::file_gone(|it: &mut Homework| it.attachments.truncate(1), Told)]
#[case::file_replaced(|it: &mut Homework| it.attachments[0].name = "другое.pdf".into(), Told)]
#[case::files_reordered(|it: &mut Homework| it.attachments.reverse(), Silent)]
#[case::files_with_new_ids(|it: &mut Homework| it.attachments[0].id = "77".into(), Silent)]
#[case::done(|it: &mut Homework| it.done = Some(true), Silent)]
#[case::moment(|it: &mut Homework| it.set_at = Some(MOMENT), Silent)]
#[case::lesson(|it: &mut Homework| it.lesson = None, Silent)]
#[case::set_in_lesson(|it: &mut Homework| it.set_in_lesson = None, Silent)]
fn a_homework(#[case] edit: Edit<Homework>, #[case] expected: Fate) {
    assert_eq!(fate(&homework("1", "№ 5"), edit), expected);
}

#[rstest]
#[case::subject(|it: &mut Lesson| it.subject = "Физика".into(), Told)]
#[case::teacher(|it: &mut Lesson| it.teacher = Some("Петров".into()), Told)]
#[case::no_teacher(|it: &mut Lesson| it.teacher = None, Silent)]
#[case::room(|it: &mut Lesson| it.room = Some("13".into()), Told)]
#[case::no_room(|it: &mut Lesson| it.room = None, Silent)]
#[case::begins(|it: &mut Lesson| it.starts_at = Some(datetime!(2025-09-04 9:05 +3)), Told)]
#[case::the_same_moment_elsewhere(|it: &mut Lesson| it.starts_at = Some(datetime!(2025-09-04 6:00 UTC)), Same)]
#[case::no_beginning(|it: &mut Lesson| it.starts_at = None, Silent)]
#[case::ends(|it: &mut Lesson| it.ends_at = Some(datetime!(2025-09-04 9:40 +3)), Told)]
#[case::no_end(|it: &mut Lesson| it.ends_at = None, Silent)]
#[case::day(|it: &mut Lesson| it.date = date!(2025-09-05), Told)]
#[case::number(|it: &mut Lesson| it.number = Some(7), Told)]
#[case::no_number(|it: &mut Lesson| it.number = None, Silent)]
#[case::topic(|it: &mut Lesson| it.topic = Some("Дроби".into()), Silent)]
#[case::held(|it: &mut Lesson| it.status = LessonStatus::Held, Silent)]
#[case::cancelled(|it: &mut Lesson| it.status = LessonStatus::Cancelled, Told)]
#[case::substituted(|it: &mut Lesson| it.status = LessonStatus::Substituted, Told)]
#[case::moved(|it: &mut Lesson| it.status = LessonStatus::Moved, Told)]
fn a_lesson(#[case] edit: Edit<Lesson>, #[case] expected: Fate) {
    assert_eq!(fate(&lesson("1", 2, "Алгебра"), edit), expected);
}

#[test]
fn a_cancelled_lesson_that_takes_place_after_all_is_told() {
    let cancelled = Lesson { status: LessonStatus::Cancelled, ..lesson("1", 2, "Алгебра") };
    assert_eq!(fate(&cancelled, |it: &mut Lesson| it.status = LessonStatus::Held), Told);
    assert_eq!(fate(&cancelled, |it: &mut Lesson| it.status = LessonStatus::Moved), Told);
}

#[rstest]
#[case::status(|it: &mut Absence| it.status = AbsenceStatus::Ill, Told)]
#[case::word(|it: &mut Absence| it.word = Some("НП".into()), Silent)]
#[case::comment(|it: &mut Absence| it.comment = Some("Справка".into()), Told)]
#[case::day(|it: &mut Absence| it.date = date!(2025-09-05), Told)]
#[case::number(|it: &mut Absence| it.lesson_number = Some(5), Told)]
#[case::no_number(|it: &mut Absence| it.lesson_number = None, Silent)]
#[case::subject(|it: &mut Absence| it.subject = Some("Физика".into()), Told)]
#[case::no_subject(|it: &mut Absence| it.subject = None, Silent)]
#[case::lesson(|it: &mut Absence| it.lesson = None, Silent)]
fn an_absence(#[case] edit: Edit<Absence>, #[case] expected: Fate) {
    assert_eq!(fate(&absence("1", AbsenceStatus::Absent), edit), expected);
}

#[test]
fn an_absence_that_only_the_school_has_a_word_for_goes_by_the_word() {
    assert_eq!(fate(&absence("1", AbsenceStatus::Other), |it: &mut Absence| it.word = Some("НП".into())), Told);
}

#[rstest]
#[case::text(|it: &mut Remark| it.text = "Забыла дневник".into(), Told)]
#[case::day(|it: &mut Remark| it.date = date!(2025-09-05), Told)]
#[case::subject(|it: &mut Remark| it.subject = None, Silent)]
#[case::author(|it: &mut Remark| it.author = None, Silent)]
#[case::lesson(|it: &mut Remark| it.lesson = None, Silent)]
fn a_remark(#[case] edit: Edit<Remark>, #[case] expected: Fate) {
    assert_eq!(fate(&remark(), edit), expected);
}

#[rstest]
#[case::day(|it: &mut PlannedTest| it.date = date!(2025-09-05), Told)]
#[case::subject(|it: &mut PlannedTest| it.subject = "Физика".into(), Told)]
#[case::work_type(|it: &mut PlannedTest| it.work_type = Some("Зачёт".into()), Told)]
#[case::no_work_type(|it: &mut PlannedTest| it.work_type = None, Silent)]
#[case::topic(|it: &mut PlannedTest| it.topic = Some("Степени".into()), Told)]
#[case::no_topic(|it: &mut PlannedTest| it.topic = None, Silent)]
#[case::lesson(|it: &mut PlannedTest| it.lesson = None, Silent)]
fn a_planned_test(#[case] edit: Edit<PlannedTest>, #[case] expected: Fate) {
    assert_eq!(fate(&test(), edit), expected);
}

#[test]
fn a_topic_that_becomes_known_is_told() {
    assert_eq!(
        fate(&PlannedTest { topic: None, ..test() }, |it: &mut PlannedTest| it.topic = Some("Дроби".into())),
        Told
    );
}

#[rstest]
#[case::day(|it: &mut Event| it.date = date!(2025-09-05), Told)]
#[case::hour(|it: &mut Event| it.starts_at = None, Told)]
#[case::title(|it: &mut Event| it.title = "Собрание".into(), Told)]
#[case::text(|it: &mut Event| it.text = None, Told)]
#[case::place(|it: &mut Event| it.place = Some("Класс 12".into()), Told)]
fn an_event(#[case] edit: Edit<Event>, #[case] expected: Fate) {
    assert_eq!(fate(&event(), edit), expected);
}

#[rstest]
#[case::moment(|it: &mut Announcement| it.at = datetime!(2025-09-05 10:00 +3), Told)]
#[case::title(|it: &mut Announcement| it.title = "Обеды".into(), Told)]
#[case::text(|it: &mut Announcement| it.text = "До субботы".into(), Told)]
#[case::file(|it: &mut Announcement| it.attachments.clear(), Told)]
#[case::file_with_new_id(|it: &mut Announcement| it.attachments[0].id = "9".into(), Silent)]
#[case::author(|it: &mut Announcement| it.author = None, Silent)]
fn an_announcement(#[case] edit: Edit<Announcement>, #[case] expected: Fate) {
    assert_eq!(fate(&announcement(), edit), expected);
}

#[rstest]
#[case::text(|it: &mut Message| it.text = "Сбор в десять".into(), Told)]
#[case::read(|it: &mut Message| it.read = Some(true), Silent)]
#[case::subject(|it: &mut Message| it.subject = "Re: Экскурсия".into(), Silent)]
#[case::to(|it: &mut Message| it.to.clear(), Silent)]
fn a_message(#[case] edit: Edit<Message>, #[case] expected: Fate) {
    assert_eq!(fate(&message(), edit), expected);
}

#[test]
fn what_is_only_kept_up_to_date_is_never_told() {
    assert_eq!(fate(&visit(), |it| it.entered = false), Silent);
    assert_eq!(fate(&term(), |it| it.to = date!(2025 - 10 - 30)), Silent);
    assert_eq!(fate(&holiday(), |it| it.to = date!(2025 - 11 - 09)), Silent);
    assert_eq!(fate(&average(), |it| it.value = 4.6), Silent);
    assert_eq!(fate(&SchoolInfo::default(), |it| it.head = Some("Петров".into())), Silent);
    for item in [Item::from(term()), holiday().into(), average().into()] {
        let scope = scope(item.kind());
        let all = [item];
        let (added, gone) = (diff(&[], &all, &scope), diff(&all, &[], &scope));
        assert_eq!((added.put.len(), added.drafts.len()), (1, 0));
        assert_eq!((gone.drop.len(), gone.drafts.len()), (1, 0));
    }
}

#[test]
fn a_passing_of_the_door_is_told_and_its_correction_is_not() {
    let visits = [Item::from(visit())];
    assert_eq!(diff(&[], &visits, &scope(Kind::Visit)).drafts.len(), 1);
    assert_eq!(fate(&visit(), |it| it.place = Some("Вход 2".into())), Silent);
}

/// Each kind under a new id, with new references: rows are renamed and nobody is told.
#[rstest]
#[case(mark("1", "5").into(), Mark { id: "9".into(), lesson: None, work: Some("w".into()), ..mark("1", "5") }.into())]
#[case(lesson("1", 2, "Алгебра").into(), lesson("9", 2, "Алгебра").into())]
#[case(homework("1", "№ 5").into(), Homework { lesson: None, set_in_lesson: None, ..homework("9", "№ 5") }.into())]
#[case(absence("1", AbsenceStatus::Ill).into(), Absence { lesson: None, ..absence("9", AbsenceStatus::Ill) }.into())]
#[case(term_mark("1", "5").into(), TermMark { term: Some("t".into()), ..term_mark("9", "5") }.into())]
#[case(remark().into(), Remark { id: "9".into(), lesson: None, ..remark() }.into())]
#[case(test().into(), PlannedTest { id: "9".into(), lesson: None, ..test() }.into())]
#[case(event().into(), Event { id: "9".into(), ..event() }.into())]
#[case(announcement().into(), Announcement { id: "9".into(), ..announcement() }.into())]
#[case(message().into(), Message { id: "9".into(), ..message() }.into())]
#[case(visit().into(), Visit { id: "9".into(), ..visit() }.into())]
#[case(term().into(), Term { id: "9".into(), ..term() }.into())]
#[case(holiday().into(), Holiday { id: "9".into(), ..holiday() }.into())]
#[case(average().into(), OfficialAverage { id: "9".into(), ..average() }.into())]
#[case(SchoolInfo { id: "1".into(), ..SchoolInfo::default() }.into(), SchoolInfo { id: "9".into(), ..SchoolInfo::default() }.into())]
fn a_new_id_alone_is_no_news(#[case] old: Item, #[case] new: Item) {
    for scope in [scope(old.kind()), feed(old.kind())] {
        let difference = diff(std::slice::from_ref(&old), std::slice::from_ref(&new), &scope);
        assert!(difference.drafts.is_empty());
        assert_eq!((put(&difference), difference.drop.clone()), (vec!["9"], vec!["1".to_owned()]));
    }
}

/// A text edited under a new id is one change, not a second item: no ghosts.
#[rstest]
#[case(remark().into(), Remark { id: "9".into(), text: "Иначе".into(), ..remark() }.into())]
#[case(test().into(), PlannedTest { id: "9".into(), topic: Some("Иначе".into()), ..test() }.into())]
#[case(event().into(), Event { id: "9".into(), text: Some("Иначе".into()), ..event() }.into())]
#[case(announcement().into(), Announcement { id: "9".into(), text: "Иначе".into(), ..announcement() }.into())]
#[case(message().into(), Message { id: "9".into(), text: "Иначе".into(), ..message() }.into())]
fn a_text_edited_under_a_new_id_is_one_change(#[case] old: Item, #[case] new: Item) {
    let scope = scope(old.kind());
    let difference = diff(std::slice::from_ref(&old), std::slice::from_ref(&new), &scope);
    assert_eq!(difference.drafts, [Draft { what: What::Changed, old: Some(old), new: Some(new) }]);
}

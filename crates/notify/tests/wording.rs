//! Every word that a notice says, held as text: `tests/golden`. After a wanted change `GOLDEN=write cargo test -p
//! peremena-notify` writes it anew, and the difference is read before it is committed.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod family;

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    fmt::Write,
    path::Path,
};

use family::*;
use peremena_model::{
    Absence, AbsenceStatus, Announcement, Attachment, Change, Event, Homework, Item, Lesson, LessonStatus, Mark,
    Message, PlannedTest, Remark, StudentId, TermMark, TermMarkOf,
};
use peremena_notify::{Language, Rules, Who, Words, change_line, plan, reminders};
use rstest::rstest;
use time::{Date, macros::date};

fn golden(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    if std::env::var_os("GOLDEN").is_some_and(|wish| wish == "write") {
        std::fs::write(&path, text).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    for (expected, said) in expected.lines().zip(text.lines()) {
        assert_eq!(said, expected, "{name}");
    }
    assert_eq!(text.lines().count(), expected.lines().count(), "{name}");
}

/// Everything that can happen, each with what it is called here.
fn everything() -> Vec<(&'static str, Change)> {
    let plain = Mark { work_type: None, ..mark("5") };
    let altered = Mark { comment: Some("Хорошо".into()), ..mark("5") };
    let files = |count: usize| {
        let file = |n| Attachment { id: format!("{n}"), name: format!("{n}.pdf"), size: None };
        Homework { text: String::new(), attachments: (0..count).map(file).collect(), ..homework("") }
    };
    let absent = |status| Absence { status, ..absence() };
    let held = |status| Lesson { status, ..lesson() };
    let at = |hour: u8, number| Lesson {
        starts_at: Some(NOW.replace_time(time::Time::from_hms(hour, 25, 0).unwrap())),
        number,
        ..lesson()
    };
    let nameless = Lesson { number: None, ..lesson() };
    let substituted = |lesson| Lesson { status: LessonStatus::Substituted, ..lesson };
    let topical = PlannedTest { topic: Some("Законы Ньютона".into()), ..test() };
    let evening = Event { starts_at: Some(NOW.replace_time(time::macros::time!(18:00))), ..event() };
    let sums = |of| TermMark { of, ..term_mark("5") };
    vec![
        ("mark", added(mark("5"))),
        ("mark of no work", added(plain.clone())),
        ("mark of words", added(mark("молодец"))),
        ("mark corrected", changed(mark("3"), mark("4-"))),
        ("mark corrected, of no work", changed(Mark { value: "3".into(), ..plain.clone() }, plain)),
        ("mark's comment", changed(mark("5"), altered.clone())),
        ("mark's details", changed(mark("5"), Mark { weight: Some(3.0), ..mark("5") })),
        ("mark removed", removed(mark("2"))),
        ("term mark", added(term_mark("5"))),
        ("term mark corrected", changed(term_mark("4"), term_mark("5"))),
        ("term mark removed", removed(term_mark("5"))),
        ("term mark of an unknown term", added(TermMark { term: None, ..term_mark("5") })),
        ("year mark", added(sums(TermMarkOf::Year))),
        ("exam mark", added(sums(TermMarkOf::Exam))),
        ("final mark", added(sums(TermMarkOf::Final))),
        ("homework", added(homework("§ 12, № 5"))),
        ("homework for today", added(Homework { due: TODAY, ..homework("§ 12") })),
        ("homework for a far day", added(Homework { due: date!(2027 - 01 - 12), ..homework("Реферат") })),
        ("homework, one file", added(files(1))),
        ("homework, three files", added(files(3))),
        ("homework, five files", added(files(5))),
        ("homework changed", changed(homework("§ 12"), homework("§ 13"))),
        ("homework changed, files", changed(files(1), files(2))),
        ("homework withdrawn", removed(homework("§ 12"))),
        ("absent", added(absent(AbsenceStatus::Absent))),
        ("absent, with a reason", added(Absence { comment: Some("семейные обстоятельства".into()), ..absence() })),
        ("ill", added(absent(AbsenceStatus::Ill))),
        ("excused", added(absent(AbsenceStatus::Excused))),
        ("late", added(absent(AbsenceStatus::Late))),
        ("another word", added(Absence { word: Some("на олимпиаде".into()), ..absent(AbsenceStatus::Other) })),
        ("another word, unsaid", added(absent(AbsenceStatus::Other))),
        ("absence changed", changed(absence(), absent(AbsenceStatus::Ill))),
        ("absence withdrawn", removed(absence())),
        ("lesson", added(lesson())),
        ("lesson of no number", added(nameless.clone())),
        ("lesson cancelled", changed(lesson(), held(LessonStatus::Cancelled))),
        (
            "lesson cancelled, of no number",
            changed(nameless.clone(), Lesson { status: LessonStatus::Cancelled, ..nameless.clone() }),
        ),
        ("lesson takes place after all", changed(held(LessonStatus::Cancelled), lesson())),
        (
            "lesson after all, of no number",
            changed(Lesson { status: LessonStatus::Cancelled, ..nameless.clone() }, nameless.clone()),
        ),
        ("lesson moved, unsaid where to", changed(lesson(), held(LessonStatus::Moved))),
        (
            "lesson moved to another day",
            changed(Lesson { date: date!(2026 - 11 - 22), ..lesson() }, held(LessonStatus::Moved)),
        ),
        ("lesson moved to another hour", changed(at(9, Some(2)), at(11, Some(4)))),
        ("lesson moved, without hours", changed(lesson(), Lesson { number: Some(4), ..lesson() })),
        ("lesson in place of another", changed(Lesson { subject: "История".into(), ..lesson() }, lesson())),
        (
            "lesson in place, of no number",
            changed(Lesson { subject: "История".into(), ..nameless.clone() }, nameless.clone()),
        ),
        ("lesson substituted", changed(lesson(), held(LessonStatus::Substituted))),
        ("lesson substituted, of no number", changed(nameless.clone(), substituted(nameless.clone()))),
        ("lesson substituted by nobody", changed(lesson(), substituted(Lesson { teacher: None, ..lesson() }))),
        (
            "lesson substituted by nobody, no number",
            changed(nameless.clone(), substituted(Lesson { teacher: None, ..nameless.clone() })),
        ),
        ("lesson's teacher", changed(lesson(), Lesson { teacher: Some("Юсупова П. М.".into()), ..lesson() })),
        (
            "lesson's teacher, of no number",
            changed(nameless.clone(), Lesson { teacher: Some("Юсупова П. М.".into()), ..nameless.clone() }),
        ),
        ("lesson's room", changed(lesson(), Lesson { room: Some("118".into()), ..lesson() })),
        (
            "lesson's room, of no number",
            changed(nameless.clone(), Lesson { room: Some("Малый зал".into()), ..nameless.clone() }),
        ),
        ("lesson's end", changed(lesson(), Lesson { ends_at: Some(NOW), ..lesson() })),
        ("lesson gone", removed(lesson())),
        ("lesson gone, of no number", removed(nameless)),
        ("test", added(test())),
        ("test of a topic", added(topical.clone())),
        ("test of no kind", added(PlannedTest { work_type: None, ..test() })),
        ("test moved", changed(test(), PlannedTest { date: date!(2026 - 11 - 30), ..test() })),
        ("test's topic", changed(test(), topical)),
        ("test's kind", changed(test(), PlannedTest { work_type: Some("Диктант".into()), ..test() })),
        ("test off", removed(test())),
        ("remark", added(remark())),
        ("remark changed", changed(remark(), Remark { text: "Опоздала на урок".into(), ..remark() })),
        ("remark removed", removed(remark())),
        ("event", added(event())),
        ("event with its hour", added(evening.clone())),
        ("event changed", changed(event(), Event { title: "Собрание перенесено".into(), ..event() })),
        ("event changed, with its hour", changed(event(), evening.clone())),
        ("event removed", removed(event())),
        ("event removed, with its hour", removed(evening)),
        ("announcement", added(announcement())),
        ("announcement of no title", added(Announcement { title: String::new(), ..announcement() })),
        ("announcement changed", changed(announcement(), Announcement { text: "…".into(), ..announcement() })),
        ("announcement removed", removed(announcement())),
        ("message", added(message())),
        ("message of no subject", added(Message { subject: String::new(), ..message() })),
        ("message changed", changed(message(), Message { text: "…".into(), ..message() })),
        ("message removed", removed(message())),
        ("came into school", added(visit(true))),
        ("left school", added(visit(false))),
    ]
}

#[rstest]
#[case::russian(Language::RUSSIAN, "lines.ru.txt")]
#[case::english(Language::ENGLISH, "lines.en.txt")]
fn every_change_is_said_in_these_words(#[case] language: Language, #[case] file: &str) {
    golden(file, &lines(language));
}

#[test]
fn every_change_is_said_in_words_in_every_language() {
    for language in Language::all() {
        assert_eq!(lines(language).lines().count(), everything().len(), "{language:?}");
    }
}

/// What is said of everything that can happen.
fn lines(language: Language) -> String {
    let words = Words::of(language);
    let mut text = String::new();
    for (name, change) in everything() {
        let term = match change.item() {
            Some(Item::TermMark(mark)) => mark.term.as_deref().map(|_| "2 четверть"),
            _ => None,
        };
        let line = |hidden| change_line(&words, &change, term, TODAY, hidden);
        let (open, hidden) = (line(false), line(true));
        assert!(!open.contains('{') && !open.contains("notice-"), "{language:?}: {name}: {open}");
        assert!(!open.trim().is_empty(), "{language:?}: {name}");
        write!(text, "{name:<41}{open}").unwrap();
        if hidden != open {
            write!(text, "  ||  {hidden}").unwrap();
        }
        text.push('\n');
    }
    text
}

#[test]
fn a_hidden_value_is_in_no_word_of_a_notice_in_any_language() {
    Language::all().for_each(hidden_values_are_in_no_word);
}

fn hidden_values_are_in_no_word(language: Language) {
    let rules = Rules { hide_values: true, ..Rules::default() };
    for (old, new) in [("КАНАРЕЙКА", "КЕНАР"), ("КЕНАР", "КАНАРЕЙКА")] {
        for change in [
            added(mark(new)),
            added(Mark { work_type: None, ..mark(new) }),
            changed(mark(old), mark(new)),
            changed(mark(new), Mark { weight: Some(3.0), ..mark(new) }),
            changed(mark(new), Mark { comment: Some(old.into()), ..mark(new) }),
            added(Mark { comment: Some(old.into()), ..mark("5") }),
            added(Absence { comment: Some(new.into()), ..absence() }),
            added(Absence { status: AbsenceStatus::Other, word: Some(new.into()), ..absence() }),
            removed(Absence { comment: Some(new.into()), ..absence() }),
            added(Remark { text: new.into(), ..remark() }),
            changed(Remark { text: old.into(), ..remark() }, Remark { text: new.into(), ..remark() }),
            removed(Remark { text: new.into(), ..remark() }),
            added(Message { subject: new.into(), from: old.into(), ..message() }),
            added(Message { subject: String::new(), text: new.into(), ..message() }),
            removed(mark(new)),
            added(term_mark(new)),
            changed(term_mark(old), term_mark(new)),
            removed(term_mark(new)),
        ] {
            let planned = plan(&[open(change)], &who(), &rules, &Words::of(language), NOW, NOW);
            let notice = &planned.notices[0];
            for text in [&notice.title, &notice.body, &notice.link] {
                assert!(!text.contains("КАНАРЕЙКА") && !text.contains("КЕНАР"), "{language:?}: {text}");
            }
        }
    }
}

#[rstest]
#[case::russian(Language::RUSSIAN, "digests.ru.txt")]
#[case::english(Language::ENGLISH, "digests.en.txt")]
fn every_plural_of_a_digest(#[case] language: Language, #[case] file: &str) {
    let words = Words::of(language);
    let mut text = String::new();
    for count in [1, 2, 5, 11, 21, 22, 25, 101] {
        for change in [
            added(mark("5")),
            changed(mark("3"), mark("4")),
            removed(mark("2")),
            added(term_mark("5")),
            added(homework("§ 12")),
            added(absence()),
            changed(mark("5"), Mark { comment: Some("Молодец".into()), ..mark("5") }),
            added(remark()),
            removed(lesson()),
            added(test()),
            added(event()),
            added(announcement()),
            added(message()),
            added(visit(true)),
        ] {
            let open: Vec<_> = (0..count).map(|n| open(numbered(&change, n))).collect();
            // One alone is no digest, unless something else waits too.
            let more = open.iter().cloned().chain([self::open(of(TIMUR, added(homework("§ 1"))))]).collect::<Vec<_>>();
            let planned = plan(&more, &who(), &Rules::default(), &words, NOW, NOW + time::Duration::MINUTE);
            assert_eq!(planned.notices.len(), 1);
            let line = planned.notices[0].body.lines().next().unwrap().to_owned();
            writeln!(text, "{line}").unwrap();
        }
    }
    for count in [1, 2, 4, 5, 6, 9, 25] {
        let due: Vec<_> = (0..count).map(|n| Homework { id: n.to_string(), ..homework(&format!("№ {n}")) }).collect();
        let undone = BTreeMap::from([(StudentId::from_text(AMINA), due)]);
        let evening = NOW.replace_time(time::macros::time!(19:00));
        let notice = &reminders(&undone, &who(), &Rules::default(), &words, evening, &HashSet::new())[0];
        let offers: Vec<&str> = notice.offers.iter().map(|offer| offer.label.as_str()).collect();
        writeln!(text, "{} | {} | {}", notice.title, notice.body.replace('\n', " / "), offers.join(", ")).unwrap();
    }
    golden(file, &text);
}

#[rstest]
#[case::one_child(Language::RUSSIAN, &[AMINA], "Амина: что нового", "6 оценок")]
#[case::two_children(
    Language::RUSSIAN, &[TIMUR, AMINA], "Что нового", "Тимур: 6 оценок\nАмина: 6 оценок"
)]
#[case::in_english(Language::ENGLISH, &[AMINA], "Амина: what is new", "6 marks")]
#[case::two_in_english(Language::ENGLISH, &[AMINA, TIMUR], "What is new", "Амина: 6 marks\nТимур: 6 marks")]
fn a_digest_says_what_there_is_for_whom(
    #[case] language: Language,
    #[case] children: &[&str],
    #[case] title: &str,
    #[case] body: &str,
) {
    let open: Vec<_> =
        children.iter().flat_map(|child| (0..6).map(|n| open(of(child, numbered(&added(mark("5")), n))))).collect();
    let planned = plan(&open, &who(), &Rules::default(), &Words::of(language), NOW, NOW);
    assert_eq!(planned.notices.len(), 1);
    let notice = &planned.notices[0];
    assert_eq!((notice.title.as_str(), notice.body.as_str()), (title, body));
    assert_eq!(notice.members.len(), open.len());
}

#[test]
fn a_digest_lists_marks_before_homework_before_absences() {
    let changes = [
        added(absence()),
        added(homework("§ 12")),
        added(term_mark("5")),
        removed(mark("2")),
        changed(mark("3"), mark("4")),
        added(mark("5")),
    ];
    let open: Vec<_> = changes.iter().enumerate().map(|(n, change)| open(numbered(change, n))).collect();
    let planned = plan(&open, &who(), &Rules::default(), &Words::of(Language::RUSSIAN), NOW, NOW);
    assert_eq!(
        planned.notices[0].body,
        "1 оценка, 1 исправленная оценка, 1 оценка убрана, 1 итоговая оценка, 1 задание, 1 отметка о посещении"
    );
}

#[rstest]
#[case::with_subject(added(mark("5")), "Амина · Алгебра", "Оценка 5 · Контрольная работа")]
#[case::of_a_term(added(term_mark("5")), "Амина · Алгебра", "2 четверть: 5")]
#[case::without_subject(
    added(Absence { subject: None, ..absence() }), "Амина · Посещаемость", "Сегодня: пропуск"
)]
#[case::with_a_comment(
    added(Mark { comment: Some("Молодец,\n так держать".into()), ..mark("5") }),
    "Амина · Алгебра",
    "Оценка 5 · Контрольная работа\nМолодец, так держать"
)]
#[case::of_nobody(added(announcement()), "Амина · Объявление", "Каникулы продлены")]
fn a_notice_names_the_child_and_the_subject(#[case] change: Change, #[case] title: &str, #[case] body: &str) {
    let id = change.id.clone();
    let planned = plan(&[open(change)], &who(), &Rules::default(), &Words::of(Language::RUSSIAN), NOW, NOW);
    let notice = &planned.notices[0];
    assert_eq!((notice.title.as_str(), notice.body.as_str()), (title, body));
    assert_eq!(notice.link, format!("peremena://open/change/{id}"));
    assert_eq!(notice.members, [id]);
}

#[test]
fn a_student_sees_no_value_on_the_lock_screen_and_a_parent_does() {
    let words = Words::of(Language::RUSSIAN);
    let body = |is_student, rules: &Rules| {
        let who =
            HashMap::from([(StudentId::from_text(AMINA), Who { name: "Амина".into(), is_student, ..Who::default() })]);
        plan(&[open(added(mark("2")))], &who, rules, &words, NOW, NOW).notices.remove(0).body
    };
    assert_eq!(body(true, &Rules::default()), "Новая оценка");
    assert_eq!(body(false, &Rules::default()), "Оценка 2 · Контрольная работа");
    let mut rules = Rules { hide_values: true, ..Rules::default() };
    assert_eq!(body(false, &rules), "Новая оценка");
    rules.children.entry(AMINA.into()).or_default().hide_values = Some(false);
    assert_eq!(body(true, &rules), "Оценка 2 · Контрольная работа", "what is chosen wins");
}

#[test]
fn a_child_that_nobody_knows_ends_nothing() {
    let planned =
        plan(&[open(added(mark("5")))], &HashMap::new(), &Rules::default(), &Words::of(Language::RUSSIAN), NOW, NOW);
    assert!(planned.notices[0].title.contains("Алгебра"));
}

#[rstest]
#[case::at_a_word("слово ".repeat(60))]
#[case::no_word_to_cut_at("Й".repeat(400))]
#[case::lines_and_tabs("одна\n\tдве\r\n".repeat(80))]
#[case::signs_of_many_bytes("👩‍👩‍👧‍👦".repeat(100))]
fn a_long_homework_is_cut_to_one_line(#[case] text: String) {
    let line = change_line(&Words::of(Language::RUSSIAN), &added(homework(&text)), None, TODAY, false);
    assert!(line.chars().count() <= 190 && line.ends_with('…'), "{line}");
    assert!(!line.contains('\n') && !line.contains('\t'));
}

#[test]
fn what_the_school_writes_is_never_a_message_of_ours() {
    // Fluent's own signs come through as they are.
    let text = "{ $day } { \"x\" } -term = { notice-open }";
    let line = change_line(&Words::of(Language::ENGLISH), &added(homework(text)), None, TODAY, false);
    assert_eq!(line, format!("Due tomorrow: {text}"));
}

#[rstest]
#[case::yesterday(date!(2026-11-20), "Вчера: пропуск")]
#[case::today(date!(2026-11-21), "Сегодня: пропуск")]
#[case::last_week(date!(2026-11-12), "12 ноября: пропуск")]
fn days_are_said_as_people_say_them(#[case] date: Date, #[case] said: &str) {
    let change = added(Absence { date, ..absence() });
    assert_eq!(change_line(&Words::of(Language::RUSSIAN), &change, None, TODAY, false), said);
}

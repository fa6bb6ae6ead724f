//! What a change says in one line.

use peremena_model::{Absence, AbsenceStatus, Change, Homework, Item, LessonStatus, TermMark, TermMarkOf, What};
use time::Date;

use crate::{Arg, Words, dates};

/// "пропуск, болел": status and reason of an absence.
pub(crate) fn absence_words(words: &Words, absence: &Absence) -> String {
    match (absence.status, absence.comment.as_deref().filter(|why| !why.trim().is_empty())) {
        (AbsenceStatus::Absent, Some(why)) => words.say_with("absence-absent-why", &[("why", Arg::Text(why))]),
        (AbsenceStatus::Absent, None) => words.say("absence-absent"),
        (AbsenceStatus::Ill, _) => words.say("absence-ill"),
        (AbsenceStatus::Excused, _) => words.say("absence-excused"),
        (AbsenceStatus::Late, _) => words.say("absence-late"),
        (AbsenceStatus::Other, _) => absence.word.clone().unwrap_or_else(|| words.say("absence-absent")),
    }
}

/// "2 четверть", "Год": what a final mark stands for. `term` is the school's name of the term.
pub(crate) fn term_words(words: &Words, mark: &TermMark, term: Option<&str>) -> String {
    match mark.of {
        TermMarkOf::Term => term.map_or_else(|| words.say("term-unnamed"), str::to_owned),
        TermMarkOf::Year => words.say("term-year"),
        TermMarkOf::Exam => words.say("term-exam"),
        TermMarkOf::Final => words.say("term-final"),
    }
}

fn homework_line(words: &Words, what: What, homework: &Homework, today: Date) -> String {
    let day = dates::near_day(words, homework.due, today);
    let text = shortened(&homework.text, 160);
    let files = i64::try_from(homework.attachments.len()).unwrap_or(0);
    let args = [("day", Arg::Text(&day)), ("text", Arg::Text(&text)), ("files", Arg::Count(files))];
    let id = match (what, text.is_empty()) {
        (What::Added, false) => "notice-homework-added",
        (What::Added, true) => "notice-homework-added-files",
        (What::Changed, false) => "notice-homework-changed",
        (What::Changed, true) => "notice-homework-changed-files",
        (What::Removed, _) => "notice-homework-removed",
    };
    words.say_with(id, &args)
}

/// What `change` says in one line: the body of its notice. `term` names the term of a final mark.
/// With `hide_values` a mark is told without its value.
pub fn change_line(words: &Words, change: &Change, term: Option<&str>, today: Date, hide_values: bool) -> String {
    let hidden = |id: &str| if hide_values { format!("{id}-hidden") } else { id.to_owned() };
    let day = change.item().and_then(Item::date).map(|day| dates::near_day(words, day, today)).unwrap_or_default();
    match change.item() {
        Some(Item::Mark(mark)) => {
            let old = match &change.old {
                Some(Item::Mark(old)) => old.value.as_str(),
                _ => "",
            };
            let work = mark.work_type.as_deref().unwrap_or_default();
            let args = [("value", Arg::Text(&mark.value)), ("old", Arg::Text(old)), ("work", Arg::Text(work))];
            let id = match change.what {
                What::Added if hide_values || work.is_empty() => hidden("notice-mark-added"),
                What::Added => "notice-mark-added-work".to_owned(),
                What::Changed if old == mark.value => hidden("notice-mark-altered"),
                What::Changed => hidden("notice-mark-changed"),
                What::Removed => hidden("notice-mark-removed"),
            };
            words.say_with(&id, &args)
        }
        Some(Item::TermMark(mark)) => {
            let old = match &change.old {
                Some(Item::TermMark(old)) => old.value.as_str(),
                _ => "",
            };
            let term = term_words(words, mark, term);
            let args = [("value", Arg::Text(&mark.value)), ("old", Arg::Text(old)), ("term", Arg::Text(&term))];
            words.say_with(&hidden(&format!("notice-term-mark-{}", change.what.word())), &args)
        }
        Some(Item::Homework(homework)) => homework_line(words, change.what, homework, today),
        Some(Item::Absence(absence)) => {
            let status = absence_words(words, absence);
            let args = [("day", Arg::Text(&day)), ("status", Arg::Text(&status))];
            capital(&day, words.say_with(&format!("notice-absence-{}", change.what.word()), &args))
        }
        Some(Item::Lesson(lesson)) => {
            let id = match (change.what, lesson.status) {
                (What::Changed, LessonStatus::Cancelled) => "notice-lesson-cancelled".to_owned(),
                (What::Changed, LessonStatus::Substituted) => "notice-lesson-substituted".to_owned(),
                (what, _) => format!("notice-lesson-{}", what.word()),
            };
            capital(&day, words.say_with(&id, &[("day", Arg::Text(&day))]))
        }
        Some(Item::Test(test)) => {
            let work = test.work_type.clone().unwrap_or_else(|| words.say("kind-test"));
            let args = [("day", Arg::Text(&day)), ("work", Arg::Text(&work))];
            capital(&day, words.say_with(&format!("notice-test-{}", change.what.word()), &args))
        }
        other => {
            let text = match other {
                Some(Item::Remark(remark)) => remark.text.clone(),
                Some(Item::Event(event)) => event.title.clone(),
                Some(Item::Announcement(announcement)) => announcement.title.clone(),
                Some(Item::Message(message)) => message.subject.clone(),
                _ => String::new(),
            };
            let text = shortened(&text, 160);
            words.say_with(&format!("notice-other-{}", change.what.word()), &[("text", Arg::Text(&text))])
        }
    }
}

/// A line that begins with its day begins with a capital: "Сегодня: пропуск".
fn capital(day: &str, line: String) -> String {
    let mut letters = line.chars();
    match letters.next() {
        Some(first) if line.starts_with(day) => first.to_uppercase().chain(letters).collect(),
        _ => line,
    }
}

/// `text` on one line, at most `most` characters, cut at a word with an ellipsis.
fn shortened(text: &str, most: usize) -> String {
    let one_line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if one_line.chars().count() <= most {
        return one_line;
    }
    let cut: String = one_line.chars().take(most).collect();
    let whole_words = cut.rsplit_once(' ').map_or(cut.as_str(), |(before, _)| before);
    format!("{}…", whole_words.trim_end_matches([',', '.', ';', ':']))
}

//! What a change says in one line.

mod lesson;
mod occasion;

use peremena_model::{Absence, AbsenceStatus, Change, Homework, Item, Mark, TermMark, TermMarkOf, What};
use time::Date;

use crate::{Arg, Words, dates, topic::is_comment};

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
    let text = shortened(&homework.text, LONGEST);
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

fn mark_line(words: &Words, change: &Change, mark: &Mark, hide_values: bool) -> String {
    let old = match &change.old {
        Some(Item::Mark(old)) => old.value.as_str(),
        _ => "",
    };
    let work = mark.work_type.as_deref().unwrap_or_default();
    let comment = shortened(mark.comment.as_deref().unwrap_or_default(), LONGEST);
    let args = [
        ("value", Arg::Text(&mark.value)),
        ("old", Arg::Text(old)),
        ("work", Arg::Text(work)),
        ("comment", Arg::Text(&comment)),
    ];
    let id = match change.what {
        What::Added if hide_values || work.is_empty() => "notice-mark-added",
        What::Added => "notice-mark-added-work",
        What::Changed if is_comment(change) => "notice-mark-comment",
        What::Changed if old == mark.value => "notice-mark-altered",
        What::Changed => "notice-mark-changed",
        What::Removed => "notice-mark-removed",
    };
    words.say_with(&hidden(id, hide_values), &args)
}

fn term_mark_line(words: &Words, change: &Change, mark: &TermMark, term: Option<&str>, hide_values: bool) -> String {
    let old = match &change.old {
        Some(Item::TermMark(old)) => old.value.as_str(),
        _ => "",
    };
    let term = term_words(words, mark, term);
    let args = [("value", Arg::Text(&mark.value)), ("old", Arg::Text(old)), ("term", Arg::Text(&term))];
    words.say_with(&hidden(&format!("notice-term-mark-{}", change.what.word()), hide_values), &args)
}

/// The message that says the same without the value.
fn hidden(id: &str, hide_values: bool) -> String {
    if hide_values { format!("{id}-hidden") } else { id.to_owned() }
}

/// How many characters of a text that the school wrote are told.
const LONGEST: usize = 160;

/// What `change` says in one line. `term` names the term of a final mark. With `hide_values` it says that there is
/// something new of a mark, an absence, a remark, a message or a passing of the door, but not what.
pub fn change_line(words: &Words, change: &Change, term: Option<&str>, today: Date, hide_values: bool) -> String {
    let day = change.item().and_then(Item::date).map(|day| dates::near_day(words, day, today)).unwrap_or_default();
    let line = match change.item() {
        Some(Item::Mark(mark)) => mark_line(words, change, mark, hide_values),
        Some(Item::TermMark(mark)) => term_mark_line(words, change, mark, term, hide_values),
        Some(Item::Homework(homework)) => homework_line(words, change.what, homework, today),
        Some(Item::Absence(absence)) => {
            let status = absence_words(words, absence);
            let args = [("day", Arg::Text(&day)), ("status", Arg::Text(&status))];
            words.say_with(&hidden(&format!("notice-absence-{}", change.what.word()), hide_values), &args)
        }
        Some(Item::Lesson(lesson)) => lesson::line(words, change, lesson, &day, today),
        Some(Item::Test(test)) => occasion::test(words, change, test, &day),
        Some(Item::Remark(remark)) => occasion::remark(words, change, remark, hide_values),
        Some(Item::Event(event)) => occasion::event(words, change, event, &day),
        Some(Item::Announcement(announcement)) => occasion::announcement(words, change, announcement),
        Some(Item::Message(message)) => occasion::message(words, change, message, hide_values),
        Some(Item::Visit(visit)) => occasion::visit(words, visit, &day, hide_values),
        // They are kept up to date and never told.
        Some(Item::Term(_) | Item::Holiday(_) | Item::Average(_) | Item::SchoolInfo(_)) | None => String::new(),
    };
    capital(&day, line)
}

/// What the notice of `change` says below its title: the line, and the teacher's comment on a new mark.
pub(crate) fn change_body(
    words: &Words,
    change: &Change,
    term: Option<&str>,
    today: Date,
    hide_values: bool,
) -> String {
    let line = change_line(words, change, term, today, hide_values);
    match (change.item(), change.what) {
        (Some(Item::Mark(mark)), What::Added) if !hide_values => {
            match shortened(mark.comment.as_deref().unwrap_or_default(), LONGEST) {
                comment if comment.is_empty() => line,
                comment => format!("{line}\n{comment}"),
            }
        }
        _ => line,
    }
}

/// "Алгебра: § 12, № 5": a homework in the list of what is not done.
pub(crate) fn undone_line(words: &Words, homework: &Homework) -> String {
    let text = shortened(&homework.text, 80);
    let files = i64::try_from(homework.attachments.len()).unwrap_or(0);
    let args = [("subject", Arg::Text(&homework.subject)), ("text", Arg::Text(&text)), ("files", Arg::Count(files))];
    words.say_with(if text.is_empty() { "undone-line-files" } else { "undone-line" }, &args)
}

/// A line that begins with its day begins with a capital: "Сегодня: пропуск".
fn capital(day: &str, line: String) -> String {
    let mut letters = line.chars();
    match letters.next() {
        Some(first) if !day.is_empty() && line.starts_with(day) => first.to_uppercase().chain(letters).collect(),
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

//! The rows of a day: lessons with what belongs to them.

use std::collections::HashMap;

use peremena_model::{
    Absence, AbsenceStatus, ChangeId, Homework, Item, Kind, Lesson, LessonStatus, Mark, PlannedTest, SchoolYear, Span,
    StudentId, TermMark, What, missed_lessons, tint,
};
use peremena_notify::{Arg, Words, dates};
use peremena_vault::{LoggedChange, Sending, Ticks, Vault};
use time::{Date, OffsetDateTime};

use crate::{
    AppError,
    attachments::Shelf,
    homework::own_homework,
    links::route_of_item,
    views::{DayLabel, HomeworkRow, LessonRow, LooseMark, MarkChip, Tint},
};

/// What the change log knows of marks: their last correction, and which were not looked at yet.
#[derive(Default)]
pub(crate) struct MarkNews {
    of: HashMap<String, OneMark>,
}

#[derive(Default)]
struct OneMark {
    corrections: Vec<(OffsetDateTime, String, String)>,
    unseen: Vec<ChangeId>,
}

impl MarkNews {
    /// Reads it from the log of marks or term marks, oldest first.
    pub(crate) fn of(log: &[LoggedChange]) -> MarkNews {
        let mut news = MarkNews::default();
        for logged in log {
            let Some(item) = logged.change.item() else { continue };
            let mark = news.of.entry(item.id().to_owned()).or_default();
            if logged.seen_at.is_none() {
                mark.unseen.push(logged.change.id.clone());
            }
            let values = (value(logged.change.old.as_ref()), value(logged.change.new.as_ref()));
            if let (What::Changed, (Some(old), Some(new))) = (logged.change.what, values)
                && old != new
            {
                mark.corrections.push((logged.change.at, old.to_owned(), new.to_owned()));
            }
        }
        news
    }

    /// The corrections of a mark, oldest first: when seen, before, after.
    pub(crate) fn corrections(&self, mark: &str) -> &[(OffsetDateTime, String, String)] {
        self.of.get(mark).map_or(&[], |mark| &mark.corrections)
    }

    fn was(&self, mark: &str) -> Option<String> {
        self.corrections(mark).last().map(|(_, old, _)| old.clone())
    }

    fn unseen(&self, mark: &str) -> Vec<ChangeId> {
        self.of.get(mark).map(|mark| mark.unseen.clone()).unwrap_or_default()
    }
}

fn value(item: Option<&Item>) -> Option<&str> {
    match item {
        Some(Item::Mark(mark)) => Some(&mark.value),
        Some(Item::TermMark(mark)) => Some(&mark.value),
        _ => None,
    }
}

/// The colour family of the UI for a value.
pub(crate) fn tint_of(text: &str) -> Tint {
    match tint(text) {
        peremena_model::Tint::Five => Tint::Five,
        peremena_model::Tint::Four => Tint::Four,
        peremena_model::Tint::Three => Tint::Three,
        peremena_model::Tint::Two | peremena_model::Tint::Failed => Tint::Two,
        peremena_model::Tint::Absent => Tint::Absent,
        peremena_model::Tint::Passed | peremena_model::Tint::None => Tint::Plain,
    }
}

/// A weight as people write it: "2", "1,5"; none for 1, which is no weight at all.
fn weight_text(words: &Words, weight: Option<f64>) -> Option<String> {
    let weight = weight.filter(|weight| weight.is_finite() && (*weight - 1.0).abs() > f64::EPSILON)?;
    let text = format!("{:.2}", weight);
    let text = text.trim_end_matches('0').trim_end_matches('.');
    Some(text.replace('.', &words.language().decimal().to_string()))
}

/// A mark as it is written.
pub(crate) fn mark_chip(words: &Words, mark: &Mark, news: &MarkNews) -> MarkChip {
    let weight = weight_text(words, mark.weight);
    let id = match (&weight, &mark.work_type) {
        (Some(_), Some(_)) => "mark-label-weight-work",
        (Some(_), None) => "mark-label-weight",
        (None, Some(_)) => "mark-label-work",
        (None, None) => "mark-label",
    };
    let label = words.say_with(
        id,
        &[
            ("value", Arg::Text(&mark.value)),
            ("weight", Arg::Text(weight.as_deref().unwrap_or_default())),
            ("work", Arg::Text(mark.work_type.as_deref().unwrap_or_default())),
        ],
    );
    let changes = news.unseen(&mark.id);
    MarkChip {
        id: mark.id.clone(),
        value: mark.value.clone(),
        weight,
        tint: tint_of(&mark.value),
        label,
        was: news.was(&mark.id),
        unread: !changes.is_empty(),
        changes,
    }
}

/// A term mark as it is written.
pub(crate) fn term_mark_chip(mark: &TermMark, news: &MarkNews) -> MarkChip {
    let changes = news.unseen(&mark.id);
    MarkChip {
        id: mark.id.clone(),
        value: mark.value.clone(),
        weight: None,
        tint: tint_of(&mark.value),
        label: mark.value.clone(),
        was: news.was(&mark.id),
        unread: !changes.is_empty(),
        changes,
    }
}

/// An absence as it is written: the letter of the class register.
pub(crate) fn absence_chip(words: &Words, absence: &Absence) -> MarkChip {
    let (letter, label) = match absence.status {
        AbsenceStatus::Absent => ("н", words.say("absence-absent")),
        AbsenceStatus::Ill => ("б", words.say("absence-ill")),
        AbsenceStatus::Excused => ("п", words.say("absence-excused")),
        AbsenceStatus::Late => ("о", words.say("absence-late")),
        AbsenceStatus::Other => ("?", absence.word.clone().unwrap_or_default()),
    };
    let label = match absence.comment.as_deref().map(str::trim).filter(|comment| !comment.is_empty()) {
        Some(comment) => format!("{label}, {comment}"),
        None => label,
    };
    MarkChip {
        id: absence.id.clone(),
        value: letter.to_owned(),
        weight: None,
        tint: Tint::Absent,
        label,
        was: None,
        unread: false,
        changes: Vec::new(),
    }
}

/// A homework as a row.
pub(crate) fn homework_row(words: &Words, homework: &Homework, ticked: &Ticks, shelf: &Shelf) -> HomeworkRow {
    let files = i64::try_from(homework.attachments.len()).unwrap_or(0);
    HomeworkRow {
        id: homework.id.clone(),
        subject: homework.subject.clone(),
        text: Some(homework.text.trim().to_owned()).filter(|text| !text.is_empty()),
        due: homework.due.to_string(),
        done: ticked.done(homework),
        sending_text: ticked.sending(&homework.id).map(|sending| {
            words.say(match sending {
                Sending::Waiting => "tick-waiting",
                Sending::Taken => "tick-taken",
                Sending::Kept if ticked.done(homework) => "tick-kept",
                Sending::Kept => "tick-kept-off",
            })
        }),
        files_text: (files > 0).then(|| words.say_with("files", &[("count", Arg::Count(files))])),
        files: shelf.rows(words, Kind::Homework, &homework.id, &homework.attachments),
    }
}

/// A day in words.
pub(crate) fn day_label(words: &Words, date: Date, today: Date) -> DayLabel {
    DayLabel {
        date: date.to_string(),
        weekday: dates::weekday(words, date),
        weekday_short: dates::weekday_short(words, date),
        day: dates::day_and_month(words, date, today),
        number: date.day().to_string(),
        relative: dates::relative(words, date, today),
        today: date == today,
    }
}

/// Everything that stands in some days of one child's diary, in one query, with ticks and news.
pub(crate) struct Days {
    pub lessons: Vec<Lesson>,
    pub marks: Vec<Mark>,
    pub homework: Vec<Homework>,
    /// What the family wrote down itself, in the shape of a homework.
    pub own: Vec<Homework>,
    pub absences: Vec<Absence>,
    pub tests: Vec<PlannedTest>,
    pub ticked: Ticks,
    pub news: MarkNews,
}

impl Days {
    pub(crate) async fn load(vault: &Vault, student: &StudentId, span: Span) -> Result<Days, AppError> {
        const KINDS: &[Kind] = &[Kind::Lesson, Kind::Mark, Kind::Homework, Kind::Absence, Kind::Test];
        let year = SchoolYear::of(span.from());
        let (items, ticked, tasks, log) = tokio::try_join!(
            vault.items_many(student, KINDS, span),
            vault.ticks(student, year),
            vault.tasks(student, span),
            vault.changes_on(student, Kind::Mark, year, span),
        )?;
        let mut days = Days {
            lessons: Vec::new(),
            marks: Vec::new(),
            homework: Vec::new(),
            own: tasks.into_iter().map(own_homework).collect(),
            absences: Vec::new(),
            tests: Vec::new(),
            ticked,
            news: MarkNews::of(&log),
        };
        for item in items {
            match item {
                Item::Lesson(lesson) => days.lessons.push(lesson),
                Item::Mark(mark) => days.marks.push(mark),
                Item::Homework(homework) => days.homework.push(homework),
                Item::Absence(absence) => days.absences.push(absence),
                Item::Test(test) => days.tests.push(test),
                _ => {}
            }
        }
        days.lessons.sort_by(|a, b| {
            (a.date, a.number, a.starts_at, &a.subject, &a.id).cmp(&(b.date, b.number, b.starts_at, &b.subject, &b.id))
        });
        days.marks.sort_by(|a, b| (a.lesson_date, a.set_at, &a.id).cmp(&(b.lesson_date, b.set_at, &b.id)));
        Ok(days)
    }

    /// The homework of the school and of the family.
    pub(crate) fn all_homework(&self) -> impl Iterator<Item = &Homework> {
        self.homework.iter().chain(&self.own)
    }

    /// The lessons of a day as rows, and what of the day belongs to none of them.
    pub(crate) fn rows(&self, words: &Words, date: Date, now: OffsetDateTime, shelf: &Shelf) -> DayRows<'_> {
        let lessons: Vec<&Lesson> = self.lessons.iter().filter(|lesson| lesson.date == date).collect();
        let mut rows: Vec<LessonRow> = lessons.iter().map(|lesson| bare_row(words, lesson, now)).collect();
        for (pair, row) in lessons.windows(2).zip(rows.iter_mut().skip(1)) {
            if let [before, lesson] = pair {
                row.gap = gap(words, before.number, lesson.number);
            }
        }
        let (mut homework, mut marks, mut absences) = (Vec::new(), Vec::new(), Vec::new());
        for mark in self.marks.iter().filter(|mark| mark.lesson_date == Some(date)) {
            let place = place(&lessons, mark.lesson.as_deref(), mark.lesson_number, Some(&mark.subject));
            match place.and_then(|place| rows.get_mut(place)) {
                Some(row) => row.marks.push(mark_chip(words, mark, &self.news)),
                None => marks.push(mark),
            }
        }
        for due in self.all_homework().filter(|homework| homework.due == date) {
            let row = homework_row(words, due, &self.ticked, shelf);
            let place = place(&lessons, due.lesson.as_deref(), None, Some(&due.subject));
            match place.and_then(|place| rows.get_mut(place)) {
                Some(lesson) => lesson.homework.push(row),
                None => homework.push(row),
            }
        }
        let missed = match self.absences.iter().any(|absence| absence.date == date) {
            true => missed_lessons(&self.absences, &self.lessons),
            false => Vec::new(),
        };
        for missed in missed.iter().filter(|missed| missed.absence.date == date) {
            let lesson = missed.lesson.and_then(|lesson| rows.iter_mut().find(|row| row.id == lesson.id));
            match lesson {
                Some(row) => row.absence = Some(absence_chip(words, missed.absence)),
                None => absences.push(missed.absence),
            }
        }
        DayRows { lessons: rows, homework, marks, absences }
    }
}

/// What stands in one day.
pub(crate) struct DayRows<'a> {
    pub lessons: Vec<LessonRow>,
    /// Homework that belongs to no lesson of the day.
    pub homework: Vec<HomeworkRow>,
    /// Marks of a lesson that the timetable does not have, or not any more.
    pub marks: Vec<&'a Mark>,
    /// Absences of such a lesson, and of a whole day without lessons.
    pub absences: Vec<&'a Absence>,
}

impl DayRows<'_> {
    /// The marks and absences that belong to no lesson, as rows.
    pub(crate) fn loose(&self, words: &Words, student: &StudentId, news: &MarkNews) -> Vec<LooseMark> {
        let marks = self.marks.iter().map(|mark| LooseMark {
            subject: Some(mark.subject.clone()).filter(|subject| !subject.trim().is_empty()),
            text: mark.work_type.clone(),
            chip: mark_chip(words, mark, news),
            route: Some(route_of_item(student, &Item::Mark((*mark).clone()))),
        });
        let absences = self.absences.iter().map(|absence| LooseMark {
            subject: absence.subject.clone().filter(|subject| !subject.trim().is_empty()),
            text: None,
            chip: absence_chip(words, absence),
            route: None,
        });
        marks.chain(absences).collect()
    }

    /// How many marks the day has.
    pub(crate) fn count(&self) -> usize {
        self.marks.len() + self.lessons.iter().map(|lesson| lesson.marks.len()).sum::<usize>()
    }

    /// Whether nothing stands there.
    pub(crate) fn is_empty(&self) -> bool {
        self.lessons.is_empty() && self.homework.is_empty() && self.marks.is_empty() && self.absences.is_empty()
    }
}

/// To which of the lessons something belongs: by id, else by number and subject, else by subject.
fn place(lessons: &[&Lesson], id: Option<&str>, number: Option<i32>, subject: Option<&str>) -> Option<usize> {
    let by_id = id.and_then(|id| lessons.iter().position(|lesson| lesson.id == id));
    let by_number = || {
        let number = number?;
        lessons
            .iter()
            .position(|lesson| lesson.number == Some(number) && subject.is_none_or(|subject| lesson.subject == subject))
    };
    let by_subject = || subject.and_then(|subject| lessons.iter().position(|lesson| lesson.subject == subject));
    by_id.or_else(by_number).or_else(by_subject)
}

/// What stands between two lessons whose numbers do not follow each other.
fn gap(words: &Words, before: Option<i32>, lesson: Option<i32>) -> Option<String> {
    let (first, last) = (before?.checked_add(1)?, lesson?.checked_sub(1)?);
    let (from, to) = (first.to_string(), last.to_string());
    let args = [("from", Arg::Text(&from)), ("to", Arg::Text(&to))];
    match last.checked_sub(first)? {
        0 => Some(words.say_with("gap-one", &args)),
        1.. => Some(words.say_with("gap-many", &args)),
        _ => None,
    }
}

fn bare_row(words: &Words, lesson: &Lesson, now: OffsetDateTime) -> LessonRow {
    let clock = |at: Option<OffsetDateTime>| at.map(|at| dates::clock(at.time()));
    LessonRow {
        id: lesson.id.clone(),
        number: lesson.number.map(|number| number.to_string()),
        starts: clock(lesson.starts_at),
        ends: clock(lesson.ends_at),
        subject: lesson.subject.clone(),
        teacher: lesson.teacher.clone(),
        room: lesson.room.clone(),
        topic: lesson.topic.clone(),
        cancelled: lesson.status == LessonStatus::Cancelled,
        notice: match lesson.status {
            LessonStatus::Planned | LessonStatus::Held => None,
            LessonStatus::Cancelled => Some(words.say("cancelled")),
            LessonStatus::Substituted => Some(words.say("substitution")),
            LessonStatus::Moved => Some(words.say("moved")),
        },
        homework: Vec::new(),
        marks: Vec::new(),
        absence: None,
        now: lesson.starts_at.zip(lesson.ends_at).is_some_and(|(from, to)| from <= now && now < to),
        gap: None,
    }
}

#[cfg(test)]
mod tests {
    use peremena_notify::Language;

    use super::*;

    #[test]
    fn a_gap_is_told_between_lessons_only() {
        let words = Words::of(Language::RUSSIAN);
        assert_eq!(gap(&words, Some(2), Some(4)).as_deref(), Some("Окно, 3-й урок"));
        assert_eq!(gap(&words, Some(1), Some(4)).as_deref(), Some("Окно, 2–3-й уроки"));
        // One after the other, two groups at once, and a school that does not count.
        for (before, lesson) in [(Some(0), Some(1)), (Some(3), Some(3)), (None, Some(4)), (Some(4), None)] {
            assert_eq!(gap(&words, before, lesson), None);
        }
    }
}

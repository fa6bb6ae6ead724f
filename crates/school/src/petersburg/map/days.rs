//! Days: the timetable with what was held of it, and homework.
//!
//! The timetable has no ids (§5), and a lesson gets one when it is held (§6): so it is named by day, number and subject,
//! before and after. Homework stands where it was written and has no day for which (§6): that is the next day on which
//! its subject is taught.

use std::collections::{BTreeMap, BTreeSet};

use peremena_model::{Homework, Lesson, LessonStatus, Span};
use sha2::{Digest, Sha256};
use time::{Date, Duration};

use super::dates;
use crate::petersburg::wire;

/// So long a homework waits for the next lesson of its subject; holidays are shorter. Where none comes within it, the
/// homework stands on the day on which it was written.
pub(in crate::petersburg) const REACH: Duration = Duration::days(28);

/// Where a lesson stands.
#[derive(Clone, Debug)]
struct Stand {
    lesson: Lesson,
    subject_id: Option<i64>,
}

/// Lessons of some days, by the system's ids too.
#[derive(Debug, Default)]
pub(in crate::petersburg) struct Days {
    /// In the order of time.
    stands: Vec<Stand>,
    /// Of those that were held, by the system's id of them: which of the above.
    held: BTreeMap<i64, usize>,
    pub(in crate::petersburg) skipped: u32,
}

/// What answers hold of some days: entries of the timetable, and lessons that were held.
#[derive(Debug, Default)]
pub(in crate::petersburg) struct Journal<'a> {
    pub(in crate::petersburg) scheduled: Vec<&'a wire::Scheduled<'a>>,
    pub(in crate::petersburg) held: Vec<&'a wire::Lesson<'a>>,
}

/// Names an entry of the timetable apart from its repetition: with all that it says.
pub(in crate::petersburg) fn scheduled_key(entry: &wire::Scheduled<'_>) -> String {
    let (from, to) = (entry.datetime_from.get().unwrap_or_default(), entry.datetime_to.get().unwrap_or_default());
    let (number, subject) = (entry.number.0.unwrap_or_default(), entry.subject_id.0.unwrap_or_default());
    let rank = entry.priority.0.unwrap_or_default();
    format!("{from}/{to}/{number}/{subject}/{}/{rank}", entry.subject_name.get().unwrap_or_default())
}

/// The same of a lesson.
pub(in crate::petersburg) fn lesson_key(lesson: &wire::Lesson<'_>) -> String {
    match wire::id(lesson.identity) {
        Some(id) => id.to_string(),
        None => {
            format!("{}/{}", lesson.datetime_from.get().unwrap_or_default(), lesson.subject_id.0.unwrap_or_default())
        }
    }
}

/// What of an entry decides where it stands; none where that cannot be read.
fn place(
    number: Option<i32>,
    from: Option<&str>,
    subject_id: Option<i64>,
    subject: Option<&str>,
) -> Option<(Date, String)> {
    let (from, subject) = (from?, subject?);
    let date = dates::day(from)?;
    let number = number.map(|number| number.to_string());
    // Without a number the hour tells two lessons of a day apart.
    let number = number.or_else(|| from.split_whitespace().nth(1).map(str::to_owned)).unwrap_or_default();
    let subject = subject_id.map_or_else(|| subject.to_owned(), |id| id.to_string());
    Some((date, format!("{date}/{number}/{subject}")))
}

/// Puts together what was planned and what was held, each lesson once, of all the days that were asked for.
pub(in crate::petersburg) fn timetable(journal: &Journal<'_>, span: Span) -> Days {
    type Both<'l, 'a> = (Vec<&'l wire::Scheduled<'a>>, Vec<&'l wire::Lesson<'a>>);
    let mut days = Days::default();
    let mut by_id: BTreeMap<String, Both<'_, '_>> = BTreeMap::new();
    for entry in in_force(&journal.scheduled) {
        let subject = entry.subject_name.get();
        match place(entry.number.0, entry.datetime_from.get(), entry.subject_id.0, subject) {
            Some((date, _)) if !span.contains(date) => {}
            Some((_, id)) => by_id.entry(id).or_default().0.push(entry),
            None => days.skipped += 1,
        }
    }
    for lesson in &journal.held {
        let subject = lesson.subject_name.get();
        match place(lesson.number.0, lesson.datetime_from.get(), lesson.subject_id.0, subject) {
            Some((date, _)) if !span.contains(date) => {}
            Some((_, id)) => by_id.entry(id).or_default().1.push(lesson),
            None => days.skipped += 1,
        }
    }
    for (id, (mut planned, mut held)) in by_id {
        planned.sort_by_key(|entry| scheduled_key(entry));
        planned.dedup();
        held.sort_by_key(|lesson| (wire::id(lesson.identity), lesson_key(lesson)));
        held.dedup_by_key(|lesson| lesson_key(lesson));
        for nth in 0..planned.len().max(held.len()) {
            let id = if nth == 0 { id.clone() } else { format!("{id}/{}", nth + 1) };
            days.put(id, planned.get(nth).copied(), held.get(nth).copied());
        }
    }
    days.in_order()
}

/// Of entries at one time those of the highest rank, where it says that it stands over the others. What the ranks mean is
/// not published (§5).
fn in_force<'l, 'a>(entries: &[&'l wire::Scheduled<'a>]) -> Vec<&'l wire::Scheduled<'a>> {
    let rank = |entry: &wire::Scheduled<'_>| entry.priority.0.unwrap_or_default();
    let mut highest: BTreeMap<&str, i32> = BTreeMap::new();
    for entry in entries.iter().filter(|entry| entry.override_by_priority.0 == Some(true)) {
        if let Some(at) = entry.datetime_from.get() {
            let known = highest.entry(at).or_insert(i32::MIN);
            *known = (*known).max(rank(entry));
        }
    }
    let stands = |entry: &&&wire::Scheduled<'_>| {
        entry.datetime_from.get().and_then(|at| highest.get(at)).is_none_or(|highest| rank(entry) >= *highest)
    };
    entries.iter().filter(stands).copied().collect()
}

impl Days {
    fn put(&mut self, id: String, planned: Option<&wire::Scheduled<'_>>, held: Option<&wire::Lesson<'_>>) {
        // What was held says better than what was planned.
        let subject_id = held.and_then(|held| held.subject_id.0).or(planned.and_then(|planned| planned.subject_id.0));
        let from = held.and_then(|held| held.datetime_from.get()).or(planned.and_then(|it| it.datetime_from.get()));
        let to = held.and_then(|held| held.datetime_to.get()).or(planned.and_then(|it| it.datetime_to.get()));
        let subject = held.and_then(|held| held.subject_name.get()).or(planned.and_then(|it| it.subject_name.get()));
        let (Some(date), Some(subject)) = (from.and_then(dates::day), subject) else { return };
        if let Some(held) = held.and_then(|held| wire::id(held.identity)) {
            self.held.insert(held, self.stands.len());
        }
        let lesson = Lesson {
            id,
            date,
            number: held.and_then(|held| held.number.0).or(planned.and_then(|planned| planned.number.0)),
            starts_at: from.and_then(dates::moment),
            ends_at: to.and_then(dates::moment),
            subject: subject.to_owned(),
            teacher: None,
            room: None,
            topic: held.and_then(|held| held.content_name.owned()),
            status: LessonStatus::Planned,
        };
        self.stands.push(Stand { lesson, subject_id });
    }

    fn in_order(mut self) -> Days {
        let mut places: Vec<usize> = (0..self.stands.len()).collect();
        let key = |at: &usize| {
            self.stands.get(*at).map(|stand| {
                let lesson = &stand.lesson;
                (lesson.date, lesson.starts_at, lesson.number, lesson.id.clone())
            })
        };
        places.sort_by_key(key);
        let moved: BTreeMap<usize, usize> = places.iter().copied().zip(0..).collect();
        for at in self.held.values_mut() {
            *at = moved.get(at).copied().unwrap_or_default();
        }
        let stands = places.iter().filter_map(|at| self.stands.get(*at).cloned()).collect();
        Days { stands, ..self }
    }

    /// The lesson that the system calls by this id.
    pub(super) fn held(&self, id: i64) -> Option<&Lesson> {
        self.held.get(&id).and_then(|at| self.stands.get(*at)).map(|stand| &stand.lesson)
    }

    /// The lessons of the span.
    pub(in crate::petersburg) fn lessons(&self, span: Span) -> Vec<Lesson> {
        let lessons = self.stands.iter().map(|stand| &stand.lesson);
        lessons.filter(|lesson| span.contains(lesson.date)).cloned().collect()
    }

    /// The first lesson of a subject on a later day that is not too late.
    fn next(&self, of: &Stand) -> Option<&Lesson> {
        let same = |stand: &&Stand| match of.subject_id {
            Some(id) => stand.subject_id == Some(id),
            None => stand.lesson.subject == of.lesson.subject,
        };
        let in_time = |lesson: &Lesson| lesson.date > of.lesson.date && lesson.date - of.lesson.date <= REACH;
        self.stands.iter().filter(same).map(|stand| &stand.lesson).find(|lesson| in_time(lesson))
    }
}

/// By its words, not by its place among those of the lesson: one that is set before it does not rename it.
fn homework_id(set_in: &Lesson, text: &str) -> String {
    let hash = Sha256::digest(text);
    format!("{}/{}", set_in.id, hex::encode(hash.get(..8).unwrap_or_default()))
}

/// The homework that is due in the span. `days` must reach [`REACH`] beyond it at both ends.
pub(in crate::petersburg) fn homework(journal: &Journal<'_>, days: &Days, span: Span) -> (Vec<Homework>, u32) {
    let mut found: BTreeMap<String, Homework> = BTreeMap::new();
    let mut skipped = 0;
    for lesson in &journal.held {
        let stand = wire::id(lesson.identity).and_then(|id| days.held.get(&id)).and_then(|at| days.stands.get(*at));
        let Some(set_in) = stand else {
            // One without an id is not found again.
            skipped += u32::from(!lesson.tasks.items.is_empty());
            continue;
        };
        let due = days.next(set_in).unwrap_or(&set_in.lesson);
        if !span.contains(due.date) {
            continue;
        }
        skipped += lesson.tasks.skipped;
        let is_homework = |task: &&wire::Task<'_>| {
            task.task_kind_code.get().is_some_and(|code| code.eq_ignore_ascii_case("homework"))
        };
        let mut texts: BTreeSet<String> = BTreeSet::new();
        for task in lesson.tasks.items.iter().filter(is_homework) {
            // How a file looks is not known, and yet there is something to do.
            let has_files = task.files.skipped > 0 || !task.files.items.is_empty();
            match task.task_name.owned() {
                Some(text) => drop(texts.insert(text)),
                None if has_files => drop(texts.insert(String::new())),
                None => {}
            }
        }
        for text in texts {
            let id = homework_id(&set_in.lesson, &text);
            let homework = Homework {
                id: id.clone(),
                subject: due.subject.clone(),
                text,
                due: due.date,
                set_at: None,
                set_in_lesson: Some(set_in.lesson.id.clone()),
                lesson: Some(due.id.clone()),
                done: None,
                attachments: Vec::new(),
            };
            found.entry(id).or_insert(homework);
        }
    }
    let mut homework: Vec<Homework> = found.into_values().collect();
    homework.sort_by(|one, other| (one.due, &one.id).cmp(&(other.due, &other.id)));
    (homework, skipped)
}

//! Announcements, and what teachers say of a lesson (§14).

use std::collections::{BTreeMap, BTreeSet, HashSet};

use peremena_model::{Announcement, Attachment, Remark, Span};
use time::{Date, Duration, UtcOffset};

use super::{full_name, person_name, wire};
use crate::{
    html::plain,
    lenient::{List, Moment},
};

/// Announcements of the span, each once, the oldest first; the number counts what could not be read.
pub(in crate::dnevnik_ru) fn announcements(
    posts: &List<wire::Post<'_>>,
    span: Span,
    zone: UtcOffset,
) -> (Vec<Announcement>, u32) {
    let mut skipped = posts.skipped;
    let mut seen = HashSet::new();
    let mut found = Vec::new();
    for post in &posts.items {
        let at = post.created_date_time.get().and_then(|at| Moment::of(at).utc(zone));
        let text = post.text.get().map(plain).unwrap_or_default();
        let title = post.title.get().or(post.subtitle.get()).map(plain).unwrap_or_default();
        let id = post.id.owned().or_else(|| post.event_key.owned());
        let (Some(id), Some(at)) = (id, at) else {
            skipped += 1;
            continue;
        };
        if (text.is_empty() && title.is_empty()) || !span.contains(at.date()) || !seen.insert(id.clone()) {
            continue;
        }
        let (last, first, middle) = (&post.author_last_name, &post.author_first_name, &post.author_middle_name);
        let author = full_name(last.get(), first.get(), middle.get(), post.author_name.get());
        let mut attachments: Vec<Attachment> = post.attachment_files.items.iter().filter_map(attachment).collect();
        attachments.sort();
        attachments.dedup();
        found.push(Announcement { id, at, title, text, author, attachments });
    }
    found.sort_by(|one, other| (one.at, &one.id).cmp(&(other.at, &other.id)));
    (found, skipped)
}

fn attachment(file: &wire::Attached<'_>) -> Option<Attachment> {
    let name = file.file_name.get()?;
    let name = match file.extension.get().map(|extension| extension.trim_start_matches('.').to_lowercase()) {
        Some(extension) if !name.to_lowercase().ends_with(&format!(".{extension}")) => format!("{name}.{extension}"),
        _ => name.to_owned(),
    };
    Some(Attachment { id: file.file_id.owned()?, name, size: None })
}

/// What answers of the diary hold.
#[derive(Debug, Default)]
pub(in crate::dnevnik_ru) struct Remarks {
    /// By the lesson's id: a lesson has one comment for a pupil.
    by_lesson: BTreeMap<String, Remark>,
    /// The Mondays of their weeks.
    weeks: BTreeSet<Date>,
    pub(in crate::dnevnik_ru) skipped: u32,
    /// Whether something is shown to those alone who pay.
    pub(in crate::dnevnik_ru) restricted: bool,
}

impl Remarks {
    /// Takes in an answer.
    pub(in crate::dnevnik_ru) fn add(&mut self, diary: &wire::Diary<'_>, zone: UtcOffset) {
        self.skipped += diary.weeks.skipped;
        for week in &diary.weeks.items {
            self.skipped += week.days.skipped;
            let mut days = Vec::new();
            for day in &week.days.items {
                self.skipped += day.lessons.skipped;
                let Some(date) = day.date.day(zone) else {
                    self.skipped += 1;
                    continue;
                };
                days.push(date);
                day.lessons.items.iter().for_each(|lesson| self.lesson(lesson, date));
            }
            let monday = week.first_week_day_date.day(zone).or(days.into_iter().min());
            self.weeks.extend(monday.map(monday_of));
        }
    }

    fn lesson(&mut self, lesson: &wire::MobileLesson<'_>, date: Date) {
        self.restricted |= lesson.metadata.0.as_ref().is_some_and(|said| said.is_restricted.0 == Some(true));
        let Some(comment) = &lesson.comment.0 else { return };
        let Some(text) = comment.text.get().map(plain).filter(|text| !text.is_empty()) else { return };
        let Some(id) = lesson.id.owned() else {
            self.skipped += 1;
            return;
        };
        let subject = lesson.subject.0.as_ref().and_then(|subject| subject.name.owned());
        let author = comment.author.0.as_ref().and_then(person_name);
        let remark = Remark { id: id.clone(), date, subject, lesson: Some(id.clone()), text, author };
        self.by_lesson.entry(id).or_insert(remark);
    }

    /// The first day of the span whose week has not come.
    pub(in crate::dnevnik_ru) fn missing(&self, span: Span) -> Option<Date> {
        let mondays = std::iter::successors(Some(monday_of(span.from())), |day| day.checked_add(Duration::WEEK));
        mondays.take_while(|monday| *monday <= span.to()).find(|monday| !self.weeks.contains(monday))
    }

    /// Those of the span, by day.
    pub(in crate::dnevnik_ru) fn within(self, span: Span) -> Vec<Remark> {
        let mut remarks: Vec<Remark> =
            self.by_lesson.into_values().filter(|remark| span.contains(remark.date)).collect();
        remarks.sort_by(|one, other| (one.date, &one.id).cmp(&(other.date, &other.id)));
        remarks
    }
}

fn monday_of(day: Date) -> Date {
    Span::week_of(day).from()
}

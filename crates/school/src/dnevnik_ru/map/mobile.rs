//! Announcements, and what teachers say of a lesson (§14).

use std::collections::{BTreeMap, BTreeSet, HashSet};

use peremena_model::{Announcement, Attachment, Remark, Span};
use time::{Date, UtcOffset};

use super::{full_name, person_name, wire};
use crate::{
    dnevnik_ru::reference::monday_of,
    html::plain,
    lenient::{List, Moment},
    range::weeks,
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
    /// The Mondays of the weeks that came.
    came: BTreeSet<Date>,
    /// Of these, those that were read to the last lesson.
    sound: BTreeSet<Date>,
    pub(in crate::dnevnik_ru) skipped: u32,
    /// Whether something is shown to those alone who pay.
    restricted: bool,
}

impl Remarks {
    /// Takes in an answer.
    pub(in crate::dnevnik_ru) fn add(&mut self, diary: &wire::Diary<'_>, zone: UtcOffset) {
        self.skipped += diary.weeks.skipped;
        diary.weeks.items.iter().for_each(|week| self.week(week, zone));
    }

    /// A week of which something could not be read is no word of what is gone from it.
    fn week(&mut self, week: &wire::Week<'_>, zone: UtcOffset) {
        let mut sound = week.days.given && week.days.skipped == 0 && !week.metadata.is_restricted();
        self.skipped += week.days.skipped;
        let mut first = None;
        for day in &week.days.items {
            self.skipped += day.lessons.skipped;
            let Some(date) = day.date.day(zone) else {
                self.skipped += 1;
                sound = false;
                continue;
            };
            sound &= day.lessons.given && day.lessons.skipped == 0;
            first = Some(first.map_or(date, |first: Date| first.min(date)));
            let restricted = week.metadata.is_restricted() || day.metadata.is_restricted();
            self.restricted |= restricted;
            for lesson in &day.lessons.items {
                sound &= self.lesson(lesson, date, restricted);
            }
        }
        let monday = week.first_week_day_date.day(zone).or(first).map(monday_of);
        self.came.extend(monday);
        self.sound.extend(monday.filter(|_| sound));
    }

    /// Takes in what is said of a lesson; false where something is said that cannot be told apart.
    fn lesson(&mut self, lesson: &wire::MobileLesson<'_>, date: Date, restricted: bool) -> bool {
        let Some(comment) = &lesson.comment.0 else {
            self.restricted |= lesson.metadata.is_restricted();
            return true;
        };
        if restricted || lesson.metadata.is_restricted() || comment.metadata.is_restricted() {
            // What stands there is blurred: no words of the teacher.
            self.restricted = true;
            return true;
        }
        let Some(text) = comment.text.get().map(plain).filter(|text| !text.is_empty()) else { return true };
        let Some(id) = lesson.id.owned() else {
            self.skipped += 1;
            return false;
        };
        let subject = lesson.subject.0.as_ref().and_then(|subject| subject.name.owned());
        let author = comment.author.0.as_ref().and_then(person_name);
        let remark = Remark { id: id.clone(), date, subject, lesson: Some(id.clone()), text, author };
        self.by_lesson.entry(id).or_insert(remark);
        true
    }

    /// Whether the week of this Monday has come.
    pub(in crate::dnevnik_ru) fn has(&self, monday: Date) -> bool {
        self.came.contains(&monday)
    }

    /// The Mondays of the weeks that have come.
    pub(in crate::dnevnik_ru) fn came(&self) -> impl Iterator<Item = Date> {
        self.came.iter().copied()
    }

    /// The weeks of the span that have come, in runs without a gap: those that were read to the last lesson speak for all
    /// that is there; the others, and all of them where something is shown to those alone who pay, for what they hold.
    pub(in crate::dnevnik_ru) fn runs(self, span: Span) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        for week in weeks(span).filter(|week| self.came.contains(&monday_of(week.from()))) {
            let whole = !self.restricted && self.sound.contains(&monday_of(week.from()));
            let joins = |run: &&mut Run| run.whole == whole && run.span.to().next_day() == Some(week.from());
            match runs.last_mut().filter(joins) {
                Some(run) => run.span = Span::new(run.span.from(), week.to()).unwrap_or(run.span),
                None => runs.push(Run { span: week, whole, remarks: Vec::new() }),
            }
        }
        let mut remarks: Vec<Remark> = self.by_lesson.into_values().collect();
        remarks.sort_by(|one, other| (one.date, &one.id).cmp(&(other.date, &other.id)));
        for remark in remarks {
            if let Some(run) = runs.iter_mut().find(|run| run.span.contains(remark.date)) {
                run.remarks.push(remark);
            }
        }
        runs
    }
}

/// Weeks that follow each other, and what teachers said in them.
#[derive(Debug)]
pub(in crate::dnevnik_ru) struct Run {
    pub(in crate::dnevnik_ru) span: Span,
    /// Whether that is all they said.
    pub(in crate::dnevnik_ru) whole: bool,
    /// By day.
    pub(in crate::dnevnik_ru) remarks: Vec<Remark>,
}

//! What a widget or a watch face draws without opening the diary: the next lessons, what is not done for the next
//! day, the last marks. Made anew when it says something else, sealed by the vault.

use std::sync::{Arc, Weak, atomic::Ordering};

use peremena_model::{Item, Kind, LessonStatus, Span, StudentId};
use peremena_vault::Vault;
use serde::{Deserialize, Serialize};
use time::{Date, Duration, OffsetDateTime};
use zeroize::Zeroizing;

use crate::{
    App, AppError,
    family::{Family, short_name},
    homework::due::Due,
    profile::{KeyKept, Profile},
};

/// A widget that is not refreshed for some days still knows the next lesson.
const LESSONS_AHEAD: Duration = Duration::days(4);
const MOST_LESSONS: usize = 16;
const MARKS_BACK: Duration = Duration::days(14);
const MOST_MARKS: usize = 3;
const MOST_TASKS: usize = 5;

/// The summary of a family. Fields may be added; these keep their names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// Version of the shape.
    pub version: u8,
    /// Day for which it was made.
    pub day: Date,
    /// The children, in the family's order.
    pub children: Vec<ChildSummary>,
}

/// What is drawn of one child.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChildSummary {
    /// Id, for the link that a tap follows.
    pub student: StudentId,
    /// Short name.
    pub name: String,
    /// Index of the child's colour, 0 to 5.
    pub colour: u8,
    /// Lessons of today and the days ahead, earliest first: who draws picks the next by its own clock.
    pub lessons: Vec<LessonSummary>,
    /// What is not done for the next day for which something is set.
    pub undone: Option<UndoneSummary>,
    /// The latest marks, newest first.
    pub marks: Vec<MarkSummary>,
    /// Unread changes.
    pub unread: u32,
}

/// A lesson to come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LessonSummary {
    /// When it begins, RFC 3339.
    #[serde(with = "time::serde::rfc3339")]
    pub starts_at: OffsetDateTime,
    /// When it ends, where that is known.
    #[serde(with = "time::serde::rfc3339::option")]
    pub ends_at: Option<OffsetDateTime>,
    /// Subject.
    pub subject: String,
    /// Room.
    pub room: Option<String>,
}

/// What is not done for a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UndoneSummary {
    /// The day.
    pub due: Date,
    /// How many assignments.
    pub count: usize,
    /// The subjects of the first of them.
    pub subjects: Vec<String>,
}

/// A mark.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarkSummary {
    /// Subject.
    pub subject: String,
    /// The value; none where the child's values are hidden on a locked screen.
    pub value: Option<String>,
    /// Day of the lesson.
    pub day: Date,
}

/// The summary as it was written last.
pub(crate) struct Written {
    /// The file that it was made of: another one, after a restore or a wipe, has another summary.
    profile: Weak<Profile>,
    summary: Summary,
}

impl Written {
    fn is_of(&self, profile: &Arc<Profile>) -> bool {
        std::ptr::eq(self.profile.as_ptr(), Arc::as_ptr(profile))
    }
}

impl App {
    /// Writes the family's summary where it says something else than before. What goes wrong is only noted: the
    /// diary itself is not touched by it.
    pub(crate) async fn refresh_summary(&self, profile: &Arc<Profile>) {
        if profile.key == KeyKept::Nowhere {
            return;
        }
        // Held until it is written: one that was made earlier must not replace a later one.
        let mut last = self.inner.summary.lock().await;
        // Before it is read: what changes meanwhile is for the next time.
        self.inner.summary_is_old.store(false, Ordering::Relaxed);
        let written = async {
            let summary = self.summarised(profile).await?;
            if last.as_ref().is_some_and(|last| last.is_of(profile) && last.summary == summary) {
                return Ok(());
            }
            let text = Zeroizing::new(serde_json::to_vec(&summary).unwrap_or_default());
            profile.vault.put_summary(text).await?;
            *last = Some(Written { profile: Arc::downgrade(profile), summary });
            Ok::<(), AppError>(())
        };
        if let Err(error) = written.await {
            // Nothing tells when the disk has room again: the next beat tries anew.
            self.inner.summary_is_old.store(true, Ordering::Relaxed);
            tracing::info!(%error, "the summary for widgets could not be written");
        }
    }

    /// As [`App::refresh_summary`], where something, the day or the file is another than when it was written last.
    pub(crate) async fn refresh_old_summary(&self, profile: &Arc<Profile>) {
        let as_it_was = {
            let last = self.inner.summary.lock().await;
            last.as_ref().is_some_and(|last| last.is_of(profile) && last.summary.day == self.now().date())
        };
        if self.inner.summary_is_old.load(Ordering::Relaxed) || !as_it_was {
            self.refresh_summary(profile).await;
        }
    }

    /// Reads the summary of the profile without opening its file. None where there is none yet.
    ///
    /// # Errors
    /// Those of the key.
    pub async fn read_summary(&self) -> Result<Option<Summary>, AppError> {
        let text = Vault::read_summary(&self.inner.config.profile, self.key_source()).await?;
        Ok(text.and_then(|text| serde_json::from_slice(&text).ok()))
    }

    async fn summarised(&self, profile: &Profile) -> Result<Summary, AppError> {
        let family = self.load_family(profile).await?;
        let mut rules = self.rules(profile).await?;
        self.follow_lock(profile).await?;
        if self.is_locked() {
            rules.hide_everything();
        }
        let (words, now) = (self.words(), self.now());
        let mut children = Vec::new();
        for record in &family.records {
            let id = &record.student.id;
            let hides = rules.hides(id, family.is_student(record));
            children.push(ChildSummary {
                student: id.clone(),
                name: short_name(record),
                colour: family.colour(record),
                lessons: lessons(&profile.vault, id, now).await?,
                undone: undone(&profile.vault, id, now.date()).await?,
                marks: marks(&profile.vault, id, now.date(), hides).await?,
                unread: unread(&family, id, &words, now),
            });
        }
        Ok(Summary { version: 1, day: now.date(), children })
    }
}

fn unread(family: &Family, id: &StudentId, words: &peremena_notify::Words, now: OffsetDateTime) -> u32 {
    family.record(id).map_or(0, |record| family.student_view(record, words, now).unread)
}

async fn lessons(vault: &Vault, student: &StudentId, now: OffsetDateTime) -> Result<Vec<LessonSummary>, AppError> {
    let today = now.date();
    let span = Span::new(today, today.saturating_add(LESSONS_AHEAD)).unwrap_or(Span::day(today));
    let mut lessons: Vec<LessonSummary> = vault
        .items_many(student, &[Kind::Lesson], span)
        .await?
        .into_iter()
        .filter_map(|item| match item {
            Item::Lesson(lesson) if lesson.status != LessonStatus::Cancelled => Some(LessonSummary {
                starts_at: lesson.starts_at?,
                ends_at: lesson.ends_at,
                subject: lesson.subject,
                room: lesson.room,
            }),
            _ => None,
        })
        .collect();
    lessons.sort_by_key(|lesson| lesson.starts_at);
    lessons.truncate(MOST_LESSONS);
    Ok(lessons)
}

/// What is not done for the first day after `today` for which something is set.
async fn undone(vault: &Vault, student: &StudentId, today: Date) -> Result<Option<UndoneSummary>, AppError> {
    let from = today.saturating_add(Duration::DAY);
    let span = Span::new(from, from.saturating_add(LESSONS_AHEAD)).unwrap_or(Span::day(from));
    let set = Due::within(vault, student, span).await?;
    let Some(due) = set.first_day() else { return Ok(None) };
    let left: Vec<String> = set.left(due).map(|homework| homework.subject).collect();
    Ok(Some(UndoneSummary { due, count: left.len(), subjects: left.into_iter().take(MOST_TASKS).collect() }))
}

async fn marks(vault: &Vault, student: &StudentId, today: Date, hides: bool) -> Result<Vec<MarkSummary>, AppError> {
    let from = today.checked_sub(MARKS_BACK).unwrap_or(today);
    let span = Span::new(from, today).unwrap_or(Span::day(today));
    let mut marks: Vec<_> = vault
        .items_many(student, &[Kind::Mark], span)
        .await?
        .into_iter()
        .filter_map(|item| match item {
            Item::Mark(mark) => Some((mark.set_at, mark.lesson_date?, mark)),
            _ => None,
        })
        .collect();
    // By the day of the lesson, and within it as they were entered.
    marks.sort_by_key(|(set_at, day, _)| std::cmp::Reverse((*day, *set_at)));
    let summary = |(_, day, mark): (_, Date, peremena_model::Mark)| MarkSummary {
        subject: mark.subject,
        value: (!hides).then_some(mark.value),
        day,
    };
    Ok(marks.into_iter().take(MOST_MARKS).map(summary).collect())
}

#[cfg(test)]
mod tests;

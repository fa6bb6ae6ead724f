//! What is known of a child, as a file for other programs: the whole school year from the encrypted file.
//!
//! An export is readable by whoever has it. It is written beside its place, for the user alone, and renamed: one that
//! fails leaves nothing readable behind. Only a kill in the moment of writing can, and what it leaves goes with the next
//! file that is written there.

pub(crate) mod calendar;
mod picture;
mod save;
mod table;

use std::{
    fs::{self, File},
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
    time::Duration as Wait,
};

use peremena_model::{Change, Item, Kind, SchoolYear, Span, Student, StudentId};
use peremena_vault::VaultError;
use serde::Serialize;
use time::{Duration, OffsetDateTime};

use crate::{
    App, AppError,
    diary::next_school_day,
    facts::{DayFact, HomeworkFact, SubjectFact},
    lessons::Days,
};

pub(crate) use self::save::{free_name, in_time};
pub use crate::views::ExportFormat;

/// An export that was written.
#[derive(Debug, Serialize)]
pub struct ExportFact {
    /// The file.
    pub file: String,
    /// Of what kind.
    pub format: ExportFormat,
    /// Whose.
    pub student: StudentId,
    /// How many rows, entries of the calendar, or items.
    pub items: usize,
    /// When the school was last asked with success.
    #[serde(with = "time::serde::rfc3339::option")]
    pub as_of: Option<OffsetDateTime>,
}

/// How long a folder is waited for from the window: a share whose server is gone may never answer.
pub(crate) const PATIENCE: Wait = Wait::from_secs(20);

/// How a file is called while it is written, before and after what is drawn by lot.
const PART: (&str, &str) = (".peremena-open-", ".part");

/// A part that nobody has written to for this long is of a run that was killed: no file takes as long.
const LEFT_OVER: Wait = Wait::from_secs(10 * 60);

/// What a file holds.
struct Content {
    bytes: Vec<u8>,
    items: usize,
    as_of: Option<OffsetDateTime>,
}

/// Everything that is known of a child in a school year.
#[derive(Debug, Serialize)]
struct Record {
    student: Student,
    #[serde(with = "time::serde::rfc3339::option")]
    as_of: Option<OffsetDateTime>,
    /// Days that have something.
    days: Vec<DayFact>,
    subjects: Vec<SubjectFact>,
    homework: Vec<HomeworkFact>,
    attendance: Vec<Item>,
    terms: Vec<Item>,
    holidays: Vec<Item>,
    tests: Vec<Item>,
    remarks: Vec<Item>,
    events: Vec<Item>,
    announcements: Vec<Item>,
    messages: Vec<Item>,
    visits: Vec<Item>,
    school: Vec<Item>,
    changes: Vec<Change>,
}

impl Record {
    fn items(&self) -> usize {
        let lessons: usize = self.days.iter().map(|day| day.lessons.len()).sum();
        let marks: usize = self.subjects.iter().map(|subject| subject.marks.len() + subject.term_marks.len()).sum();
        let others = [
            &self.attendance,
            &self.terms,
            &self.holidays,
            &self.tests,
            &self.remarks,
            &self.events,
            &self.announcements,
            &self.messages,
            &self.visits,
            &self.school,
        ];
        lessons + marks + self.homework.len() + others.iter().map(|items| items.len()).sum::<usize>()
    }
}

impl App {
    /// Writes what is known of a child in this school year to a file; one that stands there is replaced.
    ///
    /// # Errors
    /// Those of the file; [`AppError::Request`] where there is no such child, no such folder, or it is the profile's own,
    /// which holds nothing that is open.
    pub async fn export(&self, student: &StudentId, format: ExportFormat, file: &Path) -> Result<ExportFact, AppError> {
        let place = self.outside(absolute(file)?).await?;
        let content = self.content(student, format).await?;
        let written = tokio::task::spawn_blocking(move || write(&place, &content.bytes, Standing::Replaced)).await;
        written.map_err(|_| unwritten())??;
        let (items, as_of) = (content.items, content.as_of);
        Ok(ExportFact { file: file.display().to_string(), format, student: student.clone(), items, as_of })
    }

    async fn content(&self, student: &StudentId, format: ExportFormat) -> Result<Content, AppError> {
        let homework = self.homework_facts(student).await?;
        let as_of = homework.as_of;
        let items_of = async |kind| self.item_facts(student, kind).await.map(|facts| facts.items);
        let (bytes, items) = match format {
            ExportFormat::Csv => {
                let (marks, absences) = (items_of(Kind::Mark).await?, items_of(Kind::Absence).await?);
                table::table(&marks, &homework.items, &absences).map_err(|_| unwritten())?
            }
            ExportFormat::Ics => {
                let mut dated = items_of(Kind::Lesson).await?;
                dated.extend(items_of(Kind::Test).await?);
                dated.extend(items_of(Kind::Event).await?);
                let of = self.student_of(student).await?;
                // The moment of the data, so that an export of the same data is the same file.
                calendar::calendar(&of, &dated, &homework.items, as_of.unwrap_or_else(|| self.now()))
            }
            ExportFormat::Json => {
                let record = self.school_year_record(student, homework.items, as_of).await?;
                let mut text = serde_json::to_vec_pretty(&record).map_err(|_| unwritten())?;
                text.push(b'\n');
                (text, record.items())
            }
            ExportFormat::Svg => self.picture(student).await?,
        };
        Ok(Content { bytes, items, as_of })
    }

    /// The week of the next school day.
    async fn picture(&self, student: &StudentId) -> Result<(Vec<u8>, usize), AppError> {
        let (vault, now) = (&self.profile().await?.vault, self.now());
        let today = now.date();
        let ahead = Span::new(today, today.saturating_add(Duration::days(14))).unwrap_or(Span::day(today));
        let next = next_school_day(&Days::load(vault, student, ahead).await?, now);
        let week = Span::week_of(next.unwrap_or(today));
        let lessons = Days::load(vault, student, week).await?.lessons;
        Ok(picture::picture(&self.words(), week, &lessons, now))
    }

    async fn student_of(&self, student: &StudentId) -> Result<Student, AppError> {
        let records = self.profile().await?.vault.students().await?;
        let found = records.into_iter().find(|record| record.student.id == *student);
        Ok(found.ok_or(AppError::Request("error-request"))?.student)
    }

    async fn school_year_record(
        &self,
        student: &StudentId,
        homework: Vec<HomeworkFact>,
        as_of: Option<OffsetDateTime>,
    ) -> Result<Record, AppError> {
        let today = self.now().date();
        let year = SchoolYear::of(today).span().unwrap_or(Span::day(today));
        let mut days = self.diary_facts(student, year).await?.days;
        days.retain(|day| !day.lessons.is_empty() || !day.homework.is_empty());
        let items = async |kind| self.item_facts(student, kind).await.map(|facts| facts.items);
        Ok(Record {
            student: self.student_of(student).await?,
            as_of,
            days,
            subjects: self.mark_facts(student, None).await?.subjects,
            homework,
            attendance: items(Kind::Absence).await?,
            terms: items(Kind::Term).await?,
            holidays: items(Kind::Holiday).await?,
            tests: items(Kind::Test).await?,
            remarks: items(Kind::Remark).await?,
            events: items(Kind::Event).await?,
            announcements: items(Kind::Announcement).await?,
            messages: items(Kind::Message).await?,
            visits: items(Kind::Visit).await?,
            school: items(Kind::SchoolInfo).await?,
            changes: self.change_facts(Some(student), None).await?,
        })
    }
}

pub(crate) fn unwritten() -> AppError {
    AppError::Store(VaultError::Store("the export cannot be written".into()))
}

/// What becomes of a file that stands in the place of a new one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// It is replaced.
    Replaced,
    /// It stays, and nothing is written.
    Kept,
}

/// A path from the root on. Links and dots stay in it.
pub(crate) fn absolute(file: &Path) -> Result<PathBuf, AppError> {
    std::path::absolute(file).map_err(|error| AppError::Store(error.into()))
}

pub(crate) fn write(file: &Path, bytes: &[u8], standing: Standing) -> Result<(), AppError> {
    let full = |error: std::io::Error| AppError::Store(error.into());
    let file = absolute(file)?;
    let folder = file.parent().filter(|folder| folder.is_dir()).ok_or(AppError::Request("error-export-folder"))?;
    remove_left_over(folder);
    let mut part = tempfile::Builder::new().prefix(PART.0).suffix(PART.1).tempfile_in(folder).map_err(full)?;
    part.write_all(bytes).map_err(full)?;
    part.as_file().sync_all().map_err(full)?;
    let placed = match standing {
        Standing::Replaced => part.persist(&file),
        Standing::Kept => part.persist_noclobber(&file),
    };
    placed.map_err(|error| match error.error.kind() {
        ErrorKind::AlreadyExists => AppError::Request("error-export-exists"),
        _ => full(error.error),
    })?;
    // Makes the rename last, where the system has a way.
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
    Ok(())
}

/// Removes what runs that were killed have left here, readable as it is. Best effort: the next file does it again.
fn remove_left_over(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let is_left = |entry: &fs::DirEntry| {
        let written = entry.metadata().and_then(|of| of.modified());
        written.is_ok_and(|at| at.elapsed().is_ok_and(|since| since > LEFT_OVER))
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let part = name.to_str().is_some_and(|name| name.starts_with(PART.0) && name.ends_with(PART.1));
        if part && is_left(&entry) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

#[cfg(test)]
mod tests;

//! Calendars that are kept current: a plain file for each child that the family chose one for, written anew when what it
//! says has changed. It lies outside the encrypted file, open to whoever can read the folder; so it holds the
//! timetable, homework only by choice, and never marks, teachers or topics.

use std::{
    collections::{BTreeMap, HashMap},
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use peremena_model::{AccountId, Item, Kind, Lesson, SchoolYear, Student};
use peremena_vault::StudentRecord;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use time::{Date, OffsetDateTime};
use tokio::task::JoinHandle;

use crate::{
    App, AppError,
    export::{ExportFormat, PATIENCE, Standing, calendar, unwritten, write},
    family::{age, short_name},
    page::Page,
    profile::Profile,
    views::{ErrorView, ExportsView, KeepCalendarRequest, KeptCalendarView},
};

/// Of this device: a backup that is restored on another one writes no open files there.
const KEPT: &str = "device.calendars";

/// A calendar that is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Kept {
    file: PathBuf,
    #[serde(default)]
    homework: bool,
    /// When it was last written; [`Looked::current`] knows when it was last looked through.
    #[serde(default, with = "time::serde::timestamp::option")]
    current_at: Option<OffsetDateTime>,
    /// The message that says what is wrong.
    #[serde(default)]
    trouble: Option<String>,
}

/// What is known of the last look.
#[derive(Default)]
pub(crate) struct Looked {
    /// What the calendars were written from: while it is the same, there is nothing to look through.
    seen: Option<Seen>,
    /// One of them could not be written then. A drive that comes back tells nobody: each beat tries those anew.
    troubled: bool,
    /// When each was last found to say what it should. Not in the file, which a look that finds nothing new writes
    /// nothing into.
    current: HashMap<PathBuf, OffsetDateTime>,
    /// Writes that were given up waiting for, on threads that may never come back: one for each file, not one for each
    /// look.
    hung: HashMap<PathBuf, JoinHandle<Result<bool, Failure>>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
struct Seen {
    changes: u64,
    rows: u64,
    day: Date,
}

/// What came of writing one.
enum Failure {
    /// The folder is gone, or does not answer.
    Folder,
    /// Something else stands in its place.
    Foreign,
    /// All else: a full disk, no right to write.
    Other,
}

impl Failure {
    fn words(&self) -> &'static str {
        match self {
            Failure::Folder => "calendar-trouble-folder",
            Failure::Foreign => "calendar-trouble-foreign",
            Failure::Other => "calendar-trouble",
        }
    }
}

impl App {
    /// Writes the kept calendars anew where they say something else than before. What goes wrong is noted beside each:
    /// the diary itself is not touched by it.
    pub(crate) async fn refresh_calendars(&self, profile: &Arc<Profile>) {
        // The demo school leaves nothing behind.
        if !self.own_profile().await.is_ok_and(|own| Arc::ptr_eq(&own, profile)) {
            return;
        }
        let mut looked = self.inner.calendars.lock().await;
        let now = Seen {
            changes: self.inner.changes.load(Ordering::Relaxed),
            rows: profile.vault.rows_written(),
            day: self.now().date(),
        };
        let all = looked.seen != Some(now);
        if !all && !looked.troubled {
            return;
        }
        match self.write_calendars(profile, &mut looked, all).await {
            Ok(well) => (looked.seen, looked.troubled) = (Some(now), !well),
            Err(error) => {
                looked.seen = None;
                tracing::info!(%error, "the kept calendars could not be looked through");
            }
        }
    }

    /// Looks through `all`, or only through those that could not be written. False where one of them could not be.
    async fn write_calendars(&self, profile: &Arc<Profile>, looked: &mut Looked, all: bool) -> Result<bool, AppError> {
        let before = kept(profile).await?;
        if before.is_empty() {
            return Ok(true);
        }
        let records = profile.vault.students().await?;
        let mut after = BTreeMap::new();
        for (id, calendar) in &before {
            let Some(record) = records.iter().find(|record| record.student.id.as_str() == id) else { continue };
            let calendar = match all || calendar.trouble.is_some() {
                true => self.written(profile, record, calendar.clone(), looked).await?,
                false => calendar.clone(),
            };
            after.insert(id.clone(), calendar);
        }
        if after != before {
            put(profile, &after).await?;
        }
        Ok(after.values().all(|calendar| calendar.trouble.is_none()))
    }

    async fn written(
        &self,
        profile: &Profile,
        record: &StudentRecord,
        mut of: Kept,
        looked: &mut Looked,
    ) -> Result<Kept, AppError> {
        let bytes = self.calendar_of(profile, record, of.homework).await?;
        match write_in_time(&of.file, bytes, looked, PATIENCE).await {
            Ok(anew) => {
                looked.current.insert(of.file.clone(), self.now());
                if anew || of.current_at.is_none() {
                    of.current_at = Some(self.now());
                }
                of.trouble = None;
            }
            Err(failure) => of.trouble = Some(failure.words().to_owned()),
        }
        Ok(of)
    }

    async fn calendar_of(&self, profile: &Profile, record: &StudentRecord, all: bool) -> Result<Vec<u8>, AppError> {
        let id = &record.student.id;
        let lessons = profile.vault.items(id, Kind::Lesson, SchoolYear::of(self.now().date()), None).await?;
        let lessons: Vec<Item> = lessons
            .into_iter()
            .filter_map(|item| match item {
                Item::Lesson(lesson) => Some(Lesson { teacher: None, topic: None, ..lesson }.into()),
                _ => None,
            })
            .collect();
        let homework = if all { self.homework_of(profile, id).await? } else { Vec::new() };
        let named = Student { name: short_name(record), ..record.student.clone() };
        Ok(calendar::calendar(&named, &lessons, &homework, self.now()).0)
    }

    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn keep_calendar(&self, request: KeepCalendarRequest) -> Result<ExportsView, ErrorView> {
        let student = request.student.clone();
        let kept = async {
            if self.inner.demo.read().await.is_some() {
                return Err(AppError::Request("error-export-demo"));
            }
            self.change_calendar(request).await?;
            self.exports_view(&student).await
        };
        kept.await.map_err(|error| self.said(&error))
    }

    async fn change_calendar(&self, request: KeepCalendarRequest) -> Result<(), AppError> {
        let page = self.page(&request.student).await?;
        // Held to the end: a beat that began before must not write back what it read.
        let mut looked = self.inner.calendars.lock().await;
        let mut all = kept(&page.profile).await?;
        let id = page.id.as_str();
        all.remove(id);
        if let Some(file) = request.file.filter(|file| !file.trim().is_empty()) {
            let file = self.export_place(&file, ExportFormat::Ics).await?;
            if all.values().any(|other| other.file == file) {
                return Err(AppError::Request("error-export-taken"));
            }
            let records = page.profile.vault.students().await?;
            let record = records.iter().find(|record| record.student.id == page.id);
            let record = record.ok_or(AppError::Request("error-request"))?;
            let new = Kept { file, homework: request.homework, current_at: None, trouble: None };
            let written = self.written(&page.profile, record, new, &mut looked).await?;
            match written.trouble.as_deref() {
                None => {}
                Some("calendar-trouble-foreign") => return Err(AppError::Request("error-export-exists")),
                Some("calendar-trouble-folder") => return Err(AppError::Request("error-export-folder")),
                Some(_) => return Err(unwritten()),
            }
            all.insert(id.to_owned(), written);
        }
        put(&page.profile, &all).await?;
        looked.seen = None;
        Ok(())
    }

    pub(crate) async fn kept_calendar_view(&self, page: &Page) -> Result<Option<KeptCalendarView>, AppError> {
        let Some(calendar) = kept(&page.profile).await?.remove(page.id.as_str()) else { return Ok(None) };
        // While they are looked through it is what it was: a folder that does not answer keeps no page waiting.
        let looked = self.inner.calendars.try_lock().ok();
        let current = looked.and_then(|looked| looked.current.get(&calendar.file).copied());
        Ok(Some(KeptCalendarView {
            words: current.max(calendar.current_at).map(|at| age(&page.words, at, page.now)).unwrap_or_default(),
            file: calendar.file.display().to_string(),
            homework: calendar.homework,
            trouble: calendar.trouble.map(|id| page.words.say(&id)),
        }))
    }

    /// The files of all children.
    pub(crate) async fn kept_calendars(&self, profile: &Profile) -> Result<Vec<PathBuf>, AppError> {
        Ok(kept(profile).await?.into_values().map(|calendar| calendar.file).collect())
    }

    /// Keeps no more calendars of the children of an account, before the account goes. The files are the family's.
    pub(crate) async fn forget_calendars(&self, profile: &Profile, account: &AccountId) -> Result<(), AppError> {
        let _held = self.inner.calendars.lock().await;
        let mut all = kept(profile).await?;
        let before = all.len();
        for record in profile.vault.students().await?.iter().filter(|it| it.student.account == *account) {
            all.remove(record.student.id.as_str());
        }
        if all.len() == before { Ok(()) } else { put(profile, &all).await }
    }
}

/// By the ids of the children. A setting that cannot be read keeps none.
async fn kept(profile: &Profile) -> Result<BTreeMap<String, Kept>, AppError> {
    let value = profile.vault.setting(KEPT).await?;
    Ok(value.and_then(|value| serde_json::from_value(value).ok()).unwrap_or_default())
}

async fn put(profile: &Profile, all: &BTreeMap<String, Kept>) -> Result<(), AppError> {
    let value = if all.is_empty() { Value::Null } else { json!(all) };
    Ok(profile.vault.put_setting(KEPT, &value).await?)
}

/// As [`keep`], on a thread that is waited for so long and no longer.
async fn write_in_time(file: &Path, bytes: Vec<u8>, looked: &mut Looked, patience: Duration) -> Result<bool, Failure> {
    looked.hung.retain(|_, write| !write.is_finished());
    if looked.hung.contains_key(file) {
        return Err(Failure::Folder);
    }
    let place = file.to_owned();
    let mut write = tokio::task::spawn_blocking(move || keep(&place, &bytes));
    match tokio::time::timeout(patience, &mut write).await {
        Ok(written) => written.unwrap_or(Err(Failure::Other)),
        Err(_) => {
            looked.hung.insert(file.to_owned(), write);
            Err(Failure::Folder)
        }
    }
}

/// Writes a calendar where it says something else than what stands there; false where it says the same. What is none of
/// ours is not touched.
fn keep(file: &Path, bytes: &[u8]) -> Result<bool, Failure> {
    match fs::read(file) {
        Ok(standing) if !is_ours(&standing) => return Err(Failure::Foreign),
        Ok(standing) if says_the_same(&standing, bytes) => return Ok(false),
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(_) => return Err(Failure::Other),
    }
    write(file, bytes, Standing::Replaced).map(|()| true).map_err(|error| match error {
        AppError::Request(_) => Failure::Folder,
        _ => Failure::Other,
    })
}

fn is_ours(bytes: &[u8]) -> bool {
    let maker = format!("PRODID:{}", calendar::MAKER);
    bytes.split(|byte| *byte == b'\n').take(8).any(|line| line.trim_ascii_end() == maker.as_bytes())
}

/// All but the moment at which each was made.
fn says_the_same(one: &[u8], other: &[u8]) -> bool {
    let lines = |bytes| <[u8]>::split(bytes, |byte| *byte == b'\n').filter(|line| !line.starts_with(b"DTSTAMP"));
    lines(one).eq(lines(other))
}

#[cfg(test)]
mod tests;

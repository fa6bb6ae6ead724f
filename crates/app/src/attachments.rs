//! Files of homework, announcements and letters: fetched when somebody opens one, kept in the encrypted file, shown by
//! the system's viewer from a copy that goes again.
//!
//! Promises: what runs programs is never opened; a copy is the user's alone and is gone when the window is locked, the
//! account signs out, the app ends or starts anew; nobody is sent to another host before the host was read; a locked
//! window opens nothing. Not promised: what the viewer itself keeps of what it has shown.

mod facts;
mod name;
mod place;
mod shelf;
pub mod viewer;

use std::{
    collections::HashMap,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use peremena_model::{Attachment, Item, Kind, SchoolYear};
use peremena_notify::Arg;
use peremena_school::{Arrived, Content, FileAt, Link};
use peremena_sync::SyncFault;
use peremena_vault::FileKey;
use zeroize::Zeroizing;

pub use self::facts::{FileFact, FilePlace};
pub(crate) use self::shelf::{Shelf, Source};
use self::{name::Use, place::Place};
use crate::{
    App, AppError, SharedFile, errors,
    export::{Standing, unwritten, write},
    page::Page,
    views::{
        AppEvent, AttachmentRequest, BrowseRequest, ErrorCode, ErrorView, ExportedView, FilePlaceView, FileShownView,
        Nothing, SaveAttachmentRequest,
    },
};

/// How long a file is waited for. Shorter than a sync, which waits for it.
const DEADLINE: Duration = Duration::from_secs(90);

/// How often a window is told how much has come.
const TOLD_EVERY: Duration = Duration::from_millis(400);

/// What is shown outside of the app.
#[derive(Clone, Debug)]
pub enum Outside {
    /// A copy of a file, with the system's viewer.
    File(PathBuf),
    /// A page, with the family's browser.
    Page(Link),
}

/// What a process knows of the files that are being opened.
#[derive(Default)]
pub(crate) struct Files {
    /// Those that are being fetched, and who is to hear that they are not wanted any more.
    fetched: Mutex<HashMap<FileKey, Arc<tokio::sync::Notify>>>,
    /// Where the school has sent us on to: opened once the host was read.
    links: Mutex<HashMap<FileKey, Link>>,
    /// Held while a copy is made or all are removed: none is made after the lock has fallen.
    copies: tokio::sync::Mutex<()>,
}

/// A file that somebody points at.
struct Pointed {
    page: Page,
    key: FileKey,
    item: Item,
    file: Attachment,
    /// As it is shown and written.
    name: String,
}

/// What became of asking for a file.
enum Got {
    Bytes(Zeroizing<Vec<u8>>),
    Elsewhere(Link),
}

/// The right to be the one who fetches a file; it ends with this.
struct Fetching<'a> {
    app: &'a App,
    key: FileKey,
    unwanted: Arc<tokio::sync::Notify>,
}

impl Drop for Fetching<'_> {
    fn drop(&mut self) {
        self.app.inner.files.fetched.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.key);
    }
}

impl App {
    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them: the words say why it cannot be opened, and what to do.
    pub async fn open_attachment(&self, request: AttachmentRequest) -> Result<FileShownView, ErrorView> {
        let pointed = self.pointed(&request).await.map_err(|error| self.said(&error))?;
        let shown = self.show(&pointed).await;
        shown.map_err(|error| self.said_of_file(&error, &pointed.page))
    }

    async fn show(&self, pointed: &Pointed) -> Result<FileShownView, AppError> {
        if !self.inner.host.opens_files() {
            return Err(AppError::Request("error-file-no-viewer"));
        }
        match name::usage(&pointed.name) {
            Use::Opened => {}
            Use::Runs => return Err(AppError::Request("error-file-runs")),
            Use::Unknown => return Err(AppError::Request("error-file-unknown")),
        }
        let bytes = match self.content_of(pointed).await? {
            Got::Bytes(bytes) => bytes,
            Got::Elsewhere(link) => return Ok(FileShownView { host: Some(link.host()) }),
        };
        if name::is_program(&bytes) {
            return Err(AppError::Request("error-file-disguised"));
        }
        let copy = self.copy(pointed, bytes).await?;
        self.inner.host.open_outside(Outside::File(copy)).await?;
        Ok(FileShownView { host: None })
    }

    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them: of another host than the one that was read, [`ErrorCode::Request`].
    pub async fn browse_attachment(&self, request: BrowseRequest) -> Result<Nothing, ErrorView> {
        let browse = async {
            let asked = AttachmentRequest {
                student: request.student.clone(),
                kind: request.kind,
                item: request.item.clone(),
                file: request.file.clone(),
            };
            let pointed = self.pointed(&asked).await?;
            if self.inner.demo.read().await.is_some() {
                return Err(AppError::Request("error-file-demo"));
            }
            let link = match pointed.page.file_at(&pointed.file) {
                FileAt::Elsewhere(link) => Some(link),
                FileAt::School | FileAt::Unknown => {
                    let links = self.inner.files.links.lock().unwrap_or_else(PoisonError::into_inner);
                    links.get(&pointed.key).cloned()
                }
            };
            let link = link.filter(|link| link.host() == request.host).ok_or(AppError::Request("error-request"))?;
            self.inner.host.open_outside(Outside::Page(link)).await?;
            Ok(Nothing {})
        };
        browse.await.map_err(|error: AppError| self.said(&error))
    }

    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn attachment_place(&self, request: AttachmentRequest) -> Result<FilePlaceView, ErrorView> {
        let pointed = self.pointed(&request).await.map_err(|error| self.said(&error))?;
        let (folder, name) = (self.inner.host.downloads(), pointed.name);
        let free = crate::export::in_time(move || {
            let (folder, (stem, ending)) = (folder?, name::parts(&name));
            Some(match ending {
                Some(ending) => crate::export::free_name(&folder, stem, ending),
                None => folder.join(&name),
            })
        });
        // A folder that does not answer is none to suggest.
        Ok(FilePlaceView { file: free.await.ok().flatten().map(|file| file.display().to_string()) })
    }

    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn save_attachment(&self, request: SaveAttachmentRequest) -> Result<ExportedView, ErrorView> {
        let asked =
            AttachmentRequest { student: request.student, kind: request.kind, item: request.item, file: request.file };
        let pointed = self.pointed(&asked).await.map_err(|error| self.said(&error))?;
        let saved = async {
            let place = self.open_place(&request.path).await?;
            let path = place.display().to_string();
            self.put_content(&pointed, place, Standing::Kept).await?;
            Ok(ExportedView { words: self.words().say_with("file-saved", &[("path", Arg::Text(&path))]) })
        };
        saved.await.map_err(|error: AppError| self.said_of_file(&error, &pointed.page))
    }

    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn share_attachment(&self, request: AttachmentRequest) -> Result<Nothing, ErrorView> {
        let pointed = self.pointed(&request).await.map_err(|error| self.said(&error))?;
        let shared = async {
            let Got::Bytes(content) = self.content_of(&pointed).await? else {
                return Err(AppError::Request("error-file-elsewhere"));
            };
            // Nor once the child is gone.
            self.page(pointed.key.student.as_str()).await?;
            self.hand_over(SharedFile { name: pointed.name.clone(), content }).await
        };
        shared.await.map_err(|error: AppError| self.said_of_file(&error, &pointed.page))
    }

    /// Writes the content of a file to `to`: from what is kept, else from the school.
    async fn put_content(&self, pointed: &Pointed, to: PathBuf, standing: Standing) -> Result<(), AppError> {
        match self.content_of(pointed).await? {
            Got::Bytes(bytes) => crate::export::in_time(move || write(&to, &bytes, standing)).await?,
            Got::Elsewhere(_) => Err(AppError::Request("error-file-elsewhere")),
        }
    }

    /// The command of this name.
    ///
    /// # Errors
    /// None: what is not fetched is called off already.
    pub async fn cancel_attachment(&self, request: AttachmentRequest) -> Result<Nothing, ErrorView> {
        let fetched = self.inner.files.fetched.lock().unwrap_or_else(PoisonError::into_inner);
        let is_it = |key: &&FileKey| {
            key.student.as_str() == request.student && Some(key.kind) == request.kind && key.file == request.file
        };
        if let Some((_, unwanted)) = fetched.iter().find(|(key, _)| is_it(key)) {
            unwanted.notify_one();
        }
        Ok(Nothing {})
    }

    async fn pointed(&self, request: &AttachmentRequest) -> Result<Pointed, AppError> {
        let no_such = || AppError::Request("error-file-gone");
        let page = self.page(&request.student).await?;
        let kind = request.kind.ok_or_else(no_such)?;
        let (year, named) = (page.year(), [request.item.clone()]);
        // Over the turn of a school year what is shown may stand in either.
        for year in [year, SchoolYear(year.0 + 1), SchoolYear(year.0 - 1)] {
            let Some(item) = page.profile.vault.items_named(&page.id, kind, year, &named).await?.pop() else {
                continue;
            };
            // A list of messages may name no files: the message that was opened does.
            let opened = match kind {
                Kind::Message => page.profile.vault.opened_letter(&page.id, &request.item).await?,
                _ => None,
            };
            let item = opened.map_or(item, Item::Message);
            let Some(file) = files_of(&item).iter().find(|file| file.id == request.file).cloned() else { continue };
            let key = FileKey { student: page.id.clone(), kind, file: file.id.clone() };
            return Ok(Pointed { name: name::clean(&file.name), page, key, item, file });
        }
        Err(no_such())
    }

    /// What is kept, else what the school gives: that is kept then.
    async fn content_of(&self, pointed: &Pointed) -> Result<Got, AppError> {
        let vault = &pointed.page.profile.vault;
        if let Some(bytes) = vault.kept_file(&pointed.key, &pointed.file.name, self.now()).await? {
            return Ok(Got::Bytes(bytes));
        }
        match pointed.page.file_at(&pointed.file) {
            FileAt::School => {}
            FileAt::Elsewhere(link) => return Ok(Got::Elsewhere(link)),
            FileAt::Unknown => return Err(AppError::Request("error-file-nowhere")),
        }
        let fetching = self.begin_to_fetch(&pointed.key)?;
        let content = tokio::select! {
            content = self.fetched(pointed) => content?,
            () = fetching.unwanted.notified() => return Err(AppError::Cancelled),
        };
        let bytes = match content {
            Content::Whole(bytes) => Zeroizing::new(bytes.to_vec()),
            Content::Elsewhere(link) => {
                let mut links = self.inner.files.links.lock().unwrap_or_else(PoisonError::into_inner);
                links.insert(pointed.key.clone(), link.clone());
                return Ok(Got::Elsewhere(link));
            }
            Content::TooLarge(_) => return Err(AppError::Request("error-file-large")),
            Content::Cut => return Err(AppError::Request("error-file-cut")),
            Content::Gone => return Err(AppError::Request("error-file-gone")),
            Content::Page => return Err(AppError::Request("error-file-page")),
        };
        if let Err(error) = vault.keep_file(&pointed.key, &pointed.file.name, &bytes, self.now()).await {
            // It opens all the same, and is fetched again the next time.
            tracing::warn!(%error, "an opened file could not be kept");
        }
        Ok(Got::Bytes(bytes))
    }

    fn begin_to_fetch(&self, key: &FileKey) -> Result<Fetching<'_>, AppError> {
        let mut fetched = self.inner.files.fetched.lock().unwrap_or_else(PoisonError::into_inner);
        if fetched.contains_key(key) {
            return Err(AppError::Request("error-file-twice"));
        }
        let unwanted = Arc::new(tokio::sync::Notify::new());
        fetched.insert(key.clone(), unwanted.clone());
        Ok(Fetching { app: self, key: key.clone(), unwanted })
    }

    /// Asks the school, and tells the windows how much has come.
    async fn fetched(&self, pointed: &Pointed) -> Result<Content, AppError> {
        let arrived = Arrived::default();
        let engine = &pointed.page.profile.engine;
        let (item, file) = (pointed.item.clone(), pointed.file.clone());
        let asked = engine.attachment(&pointed.key.student, item, file, &arrived, DEADLINE);
        let told = async {
            let mut last = None;
            loop {
                tokio::time::sleep(TOLD_EVERY).await;
                let percent = percent(arrived.bytes(), arrived.size().or(pointed.file.size));
                if percent.is_some() && percent != last {
                    let (student, file) = (pointed.key.student.clone(), pointed.key.file.clone());
                    self.emit(AppEvent::File { student, file, percent: percent.unwrap_or_default() });
                    last = percent;
                }
            }
        };
        let asked = tokio::select! {
            content = asked => content,
            () = told => return Err(AppError::Cancelled),
        };
        self.heard(asked).map_err(|fault| match fault {
            SyncFault::School(error) => AppError::School(error),
            SyncFault::Late if arrived.bytes() > 0 => AppError::Request("error-file-cut"),
            SyncFault::Late | SyncFault::Held | SyncFault::Stopped => {
                AppError::School(peremena_school::SchoolError::Unreachable("no whole answer in time".into()))
            }
            SyncFault::Store(error) => AppError::Store(peremena_vault::VaultError::Store(error)),
        })
    }

    /// A copy for the viewer; none once the window is locked or the child is gone.
    async fn copy(&self, pointed: &Pointed, bytes: Zeroizing<Vec<u8>>) -> Result<PathBuf, AppError> {
        let _one = self.inner.files.copies.lock().await;
        if self.is_locked() {
            return Err(AppError::Locked);
        }
        self.page(pointed.key.student.as_str()).await?;
        let (place, name) = (self.place_of_copies(), pointed.name.clone());
        let copied = tokio::task::spawn_blocking(move || place.copy(&name, &bytes)).await;
        copied.map_err(|_| unwritten())?.map_err(|error| AppError::Store(error.into()))
    }

    fn place_of_copies(&self) -> Place {
        Place::of(&self.inner.config.profile, self.inner.host.runtime_folder().as_deref())
    }

    /// Calls off what is being fetched, and removes every copy that a viewer was given.
    pub(crate) async fn clear_copies(&self) {
        for unwanted in self.inner.files.fetched.lock().unwrap_or_else(PoisonError::into_inner).values() {
            unwanted.notify_one();
        }
        self.inner.files.links.lock().unwrap_or_else(PoisonError::into_inner).clear();
        let _one = self.inner.files.copies.lock().await;
        let place = self.place_of_copies();
        // Only a panic within would be an error.
        let _ = tokio::task::spawn_blocking(move || place.clear()).await;
    }

    /// What this run leaves, or one that was killed has left. Not where there is no window: a script must not take away
    /// what a window beside it has just opened.
    pub(crate) async fn clear_left_copies(&self) {
        if self.inner.config.window {
            self.clear_copies().await;
        }
    }

    /// Lets go of what nobody has opened for long.
    pub(crate) async fn thin_files(&self) {
        if let Ok(profile) = self.own_profile().await
            && let Err(error) = profile.vault.thin_files(self.now()).await
        {
            tracing::warn!(%error, "old files could not be let go of");
        }
    }

    /// The error with the name of the school's system in it.
    fn said_of_file(&self, error: &AppError, page: &Page) -> ErrorView {
        let mut said = self.said(error);
        if let (AppError::School(fault), ErrorCode::School) = (error, said.code) {
            let words = self.words();
            let trouble = errors::trouble(&words, errors::fault_word(fault), &page.student.system, false);
            said.message = format!("{} {}", trouble.what, words.say("error-file-again"));
        }
        said
    }
}

/// The files of an item, of the kinds that have any.
pub(crate) fn files_of(item: &Item) -> &[Attachment] {
    match item {
        Item::Homework(homework) => &homework.attachments,
        Item::Announcement(announcement) => &announcement.attachments,
        Item::Message(message) => &message.attachments,
        _ => &[],
    }
}

fn percent(bytes: u64, size: Option<u64>) -> Option<u8> {
    let size = size.filter(|size| *size > 0)?;
    u8::try_from((bytes.saturating_mul(100) / size).min(100)).ok()
}

#[cfg(all(test, unix))]
mod tests;

//! The one API that every shell calls: requests in, views and events out.
//!
//! A shell makes an [`App`] with a [`Config`], a [`Host`] (what only a shell can do) and a notifier,
//! and calls commands by name ([`App::dispatch`]) or as methods. [`commands`] is the one list of them.
//! What the window draws is in [`views`], what scripts read in [`facts`].
//!
//! Promises: no school rule is left to a shell; nothing is fetched before the first paint; errors are
//! said in the chosen language with one thing to do.

mod accounts;
mod analytics;
mod appearance;
pub mod attachments;
mod attendance;
mod authority;
mod background;
pub mod backup;
mod calendars;
mod clicks;
#[cfg(not(any(target_os = "android", target_os = "ios")))]
pub mod clock;
mod commands;
mod connect;
mod demo;
mod diary;
mod errors;
pub mod export;
pub mod facts;
mod family;
mod feed;
mod health;
mod help;
mod history;
mod homework;
mod key;
mod lacks;
mod lessons;
mod letters;
mod links;
mod lock;
mod marks;
mod month;
mod notices;
mod occasions;
mod once;
mod options;
mod page;
mod pick;
mod profile;
mod record;
mod remembered;
mod report;
mod school;
mod search;
mod share;
mod subject;
mod summary;
pub mod surroundings;
mod sync_now;
mod systems;
mod telling;
mod terms;
#[cfg(test)]
mod testing;
mod today;
#[cfg(test)]
mod typescript;
pub mod views;
mod what_if;
mod widget;

use std::{
    collections::HashMap,
    path::PathBuf,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
    },
};

use async_trait::async_trait;
use peremena_model::{ChangeId, StudentId};
use peremena_notify::{Language, Notifier, Words};
use peremena_school::SignInPage;
use time::{Date, OffsetDateTime};
use tokio::sync::{RwLock, broadcast};
use views::{AppEvent, Typed};

pub use accounts::{Entry, SignedIn};
pub use attachments::{Outside, viewer};
pub use background::Pulse;
pub use commands::COMMANDS;
pub use errors::AppError;
pub use history::{HistoryFact, HistoryOutcome};
pub use letters::Delivery;
pub use once::{Looked, Occasion};
pub use peremena_notify::{NotShown, Notice, Notifier as ShowsNotices, Shown, Urgency, desktop};
#[cfg(target_os = "android")]
pub use peremena_school::http::verify_with;
pub use peremena_school::{
    Catch, Credentials, HeldCookie, HostRule, Receiver, Secret, SignInPage as SchoolPage, SystemStore,
};
pub use peremena_sync::{StudentReport, SyncFault, SyncReport};
pub use peremena_vault::{Addressee, BackupError, DeviceKey, LetterStage, OwnLetter, VaultError, exit};
pub use pick::PickDialog;
pub use profile::{KeyChoice, default_profile, has_profile, wants_passphrase};
pub use share::SharedFile;
pub use summary::{ChildSummary, LessonSummary, MarkSummary, Summary, UndoneSummary};
pub use sync_now::DEADLINE as SYNC_DEADLINE;
pub use today::QuickLook;
pub use widget::WidgetRow;

use appearance::Appearance;
use profile::Standing;

/// What an app is made with.
#[derive(Clone)]
pub struct Config {
    /// Folder of the profile.
    pub profile: PathBuf,
    /// How the key is kept; none to find out: as the profile has it, else the keyring.
    pub key: Option<KeyChoice>,
    /// The moment, with the device's offset.
    pub clock: Arc<dyn Fn() -> OffsetDateTime + Send + Sync>,
    /// A pace that somebody set; none for the planner's.
    pub every: Option<time::Duration>,
    /// Language of the system ("ru_RU.UTF-8").
    pub locale: Option<String>,
    /// Whether a window shows it: an app lock is then asked for.
    pub window: bool,
}

/// What only a shell can do. It grows only when a command needs something new.
#[async_trait]
pub trait Host: Send + Sync {
    /// Shows a system's own sign-in page in an isolated window and gives what it caught; none where the
    /// window was closed.
    async fn sign_in_page(&self, page: SignInPage) -> Result<Option<Typed>, AppError>;

    /// Closes that window.
    fn cancel_sign_in(&self) {}

    /// Whether that window is in front: somebody who signs in there is not away from the app.
    fn is_signing_in(&self) -> bool {
        false
    }

    /// Whether the app is started with the system; none where this shell cannot see to it.
    fn starts_with_system(&self) -> Option<bool> {
        None
    }

    /// Has the app started with the system, without a window, or no more.
    ///
    /// # Errors
    /// Where the system does not let it, or this shell cannot see to it.
    fn start_with_system(&self, _on: bool) -> Result<(), AppError> {
        Err(AppError::Request("error-request"))
    }

    /// Whether the system takes no picture of the screen; none where this shell cannot see to it.
    fn secures_screen(&self) -> Option<bool> {
        None
    }

    /// Has the system take no picture of the screen, or allows it again.
    ///
    /// # Errors
    /// Where that cannot be kept, or this shell cannot see to it.
    fn secure_screen(&self, _on: bool) -> Result<(), AppError> {
        Err(AppError::Request("error-request"))
    }

    /// Where what a person saves is put; none where there is no such folder.
    fn downloads(&self) -> Option<PathBuf> {
        None
    }

    /// Whether this shell can hand a file to the system's viewer.
    fn opens_files(&self) -> bool {
        false
    }

    /// Hands a file to the system's viewer, or a page to the family's browser.
    ///
    /// # Errors
    /// Where the system has nothing for it, or this shell cannot.
    async fn open_outside(&self, _what: Outside) -> Result<(), AppError> {
        Err(AppError::Request("error-file-no-viewer"))
    }

    /// Whether this shell has a dialog in which a file or a folder is chosen.
    fn picks(&self) -> bool {
        false
    }

    /// Shows that dialog and gives what was chosen; none where it was closed without a choice.
    ///
    /// # Errors
    /// Where this shell has none.
    async fn pick(&self, _dialog: PickDialog) -> Result<Option<PathBuf>, AppError> {
        Err(AppError::Request("error-pick-none"))
    }

    /// Whether this shell hands files to other apps, and prints, in ways of its own: as phones do.
    fn shares(&self) -> bool {
        false
    }

    /// Lets the family choose an app, and hands it the file.
    ///
    /// # Errors
    /// Where the system has nothing for it, or this shell cannot.
    async fn share(&self, _file: SharedFile) -> Result<(), AppError> {
        Err(AppError::Request("error-share"))
    }

    /// Prints the page as it stands, under this name.
    ///
    /// # Errors
    /// Where the system does not let it, or this shell leaves it to the page.
    async fn print(&self, _name: String) -> Result<(), AppError> {
        Err(AppError::Request("error-print"))
    }

    /// A folder that the system keeps for the session of this user, and clears after it; none where there is no such.
    fn runtime_folder(&self) -> Option<PathBuf> {
        dirs::runtime_dir()
    }
}

/// A host without windows: scripts and tests.
pub struct NoWindows;

#[async_trait]
impl Host for NoWindows {
    async fn sign_in_page(&self, _page: SignInPage) -> Result<Option<Typed>, AppError> {
        Err(AppError::NoPage)
    }
}

/// The app, shared by everything in a process.
#[derive(Clone)]
pub struct App {
    inner: Arc<Inner>,
}

struct Inner {
    config: Config,
    host: Arc<dyn Host>,
    notifier: Arc<dyn Notifier>,
    standing: RwLock<Standing>,
    demo: RwLock<Option<Arc<profile::Profile>>>,
    appearance: Mutex<Appearance>,
    words: Mutex<Arc<Words>>,
    events: broadcast::Sender<AppEvent>,
    window_open: AtomicBool,
    /// Whether much of the file may be in memory: a sync or a window has read it.
    warm: AtomicBool,
    listens: tokio::sync::watch::Sender<bool>,
    syncing: AtomicUsize,
    /// How far the syncs were that the windows were told of last; none where they were told of none.
    progress: Mutex<Option<Vec<peremena_sync::Progress>>>,
    started_at: OffsetDateTime,
    telling: tokio::sync::Mutex<telling::Teller>,
    pulse: tokio::sync::Notify,
    backups: backup::Backups,
    histories: history::Histories,
    surroundings: Mutex<surroundings::Seen>,
    /// The report that was read last: what is saved is what was read.
    report: Mutex<Option<String>>,
    /// What was read all at once last, for whoever pressed that by accident.
    read_at_once: Mutex<Vec<ChangeId>>,
    /// What widgets draw, as it was written last, and for which file.
    summary: tokio::sync::Mutex<Option<summary::Written>>,
    /// Something may have changed since.
    summary_is_old: AtomicBool,
    /// What the kept calendars were written from.
    calendars: tokio::sync::Mutex<calendars::Looked>,
    /// What was indexed for the search.
    search: tokio::sync::Mutex<Option<search::Shelf>>,
    /// How often data or the set of children was said to have changed.
    changes: AtomicU64,
    /// Weeks that were asked for because somebody leafed to them, and when.
    leafed: Mutex<HashMap<(StudentId, Date), OffsetDateTime>>,
    guard: lock::Guard,
    wanted: links::Wanted,
    files: attachments::Files,
    /// A dialog for choosing stands open.
    picking: AtomicBool,
}

impl App {
    /// An app over a profile. Opens nothing yet.
    pub fn new(config: Config, host: Arc<dyn Host>, notifier: Arc<dyn Notifier>) -> App {
        let appearance = Appearance::read(&config.profile);
        let language = appearance.language(config.locale.as_deref());
        let (events, _) = broadcast::channel(64);
        let started_at = (config.clock)();
        App {
            inner: Arc::new(Inner {
                config,
                host,
                notifier,
                standing: RwLock::new(Standing::Unopened),
                demo: RwLock::new(None),
                appearance: Mutex::new(appearance),
                words: Mutex::new(Arc::new(Words::of(language))),
                events,
                window_open: AtomicBool::new(false),
                warm: AtomicBool::new(false),
                listens: tokio::sync::watch::channel(false).0,
                syncing: AtomicUsize::new(0),
                progress: Mutex::default(),
                started_at,
                telling: tokio::sync::Mutex::default(),
                pulse: tokio::sync::Notify::new(),
                backups: backup::Backups::default(),
                histories: history::Histories::default(),
                surroundings: Mutex::default(),
                report: Mutex::default(),
                read_at_once: Mutex::default(),
                summary: tokio::sync::Mutex::default(),
                summary_is_old: AtomicBool::new(false),
                calendars: tokio::sync::Mutex::default(),
                search: tokio::sync::Mutex::default(),
                changes: AtomicU64::new(0),
                leafed: Mutex::default(),
                guard: lock::Guard::default(),
                wanted: links::Wanted::default(),
                files: attachments::Files::default(),
                picking: AtomicBool::new(false),
            }),
        }
    }

    /// What windows are told from now on.
    pub fn events(&self) -> broadcast::Receiver<AppEvent> {
        self.inner.events.subscribe()
    }

    /// Tells the windows. Without a window nobody listens, which is fine.
    pub fn emit(&self, event: AppEvent) {
        if matches!(event, AppEvent::Changed { .. } | AppEvent::Family) {
            self.inner.changes.fetch_add(1, Ordering::Relaxed);
        }
        if !matches!(event, AppEvent::Open { .. } | AppEvent::File { .. } | AppEvent::Lock | AppEvent::Progress) {
            self.inner.summary_is_old.store(true, Ordering::Relaxed);
        }
        let _ = self.inner.events.send(event);
    }

    /// Whether a window is open: while it is, schools are asked more often.
    pub fn set_window_open(&self, open: bool) {
        self.inner.window_open.store(open, Ordering::Relaxed);
        self.inner.warm.store(true, Ordering::Relaxed);
        self.inner.pulse.notify_one();
        if !open {
            self.left_lock_screen();
        }
    }

    /// Waits until a window has asked for [`StartView`](views::StartView) and so listens to events.
    pub async fn window_listens(&self) {
        let mut listens = self.inner.listens.subscribe();
        // Only an app that is going away closes the channel.
        let _ = listens.wait_for(|listens| *listens).await;
    }

    /// A window that is to go no longer listens: what it is to be told waits for the next one's
    /// [`StartView`](views::StartView). One that stays after all listens again, and
    /// [goes where somebody wanted to go](App::follow_kept_link) meanwhile.
    pub fn set_window_listens(&self, listens: bool) {
        self.inner.listens.send_replace(listens);
    }

    /// Unread changes of all children of the shown profile.
    pub async fn unread(&self) -> u32 {
        self.family_view().await.map_or(0, |family| family.unread)
    }

    /// Whether closing the window should leave the app in the tray.
    pub fn stays_in_tray(&self) -> bool {
        self.appearance().stay_in_tray
    }

    /// The window was closed into the tray: says so, once in a profile's life.
    pub async fn closed_to_tray(&self) {
        let appearance = self.appearance();
        if appearance.tray_said {
            return;
        }
        let notice = Notice::of_the_app("tray", self.say("tray-said-title"), self.say("tray-said"));
        match self.show_notice(&notice).await {
            Ok(_) => self.set_appearance(Appearance { tray_said: true, ..appearance }),
            Err(error) => tracing::info!(%error, "that the window is in the tray could not be said"),
        }
    }

    /// A message of the app's words, for the shell's own menus.
    pub fn say(&self, id: &str) -> String {
        self.words().say(id)
    }

    /// How long it is until a moment.
    pub fn until(&self, moment: OffsetDateTime) -> std::time::Duration {
        std::time::Duration::try_from(moment - self.now()).unwrap_or_default()
    }

    pub(crate) fn now(&self) -> OffsetDateTime {
        (self.inner.config.clock)()
    }

    pub(crate) fn words(&self) -> Arc<Words> {
        self.inner.words.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn language(&self) -> Language {
        self.words().language()
    }

    pub(crate) fn appearance(&self) -> Appearance {
        self.inner.appearance.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn set_appearance(&self, appearance: Appearance) {
        let language = appearance.language(self.inner.config.locale.as_deref());
        if language != self.language() {
            *self.inner.words.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(Words::of(language));
        }
        appearance.write(&self.inner.config.profile);
        *self.inner.appearance.lock().unwrap_or_else(PoisonError::into_inner) = appearance;
    }
}

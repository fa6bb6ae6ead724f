//! Opening the encrypted file, and where the profile stands when it does not open.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use peremena_sync::{Engine, ProfileLock};
use peremena_vault::{DeviceKey, KeySource, KeyStore, KeyTrouble, Passphrase, Vault, VaultError};

use crate::{
    App, AppError,
    connect::OverNetwork,
    demo,
    key::chosen,
    lock,
    remembered::Remembered,
    views::{
        ErrorView, Nothing, ProfileState, RecoveredView, StartRequest, StartView, TodayRequest, Typed, UnlockRequest,
    },
};

/// So long a session that is being renewed is waited for before the file is closed: as long as its one request may take.
const RENEWAL_ENDS: Duration = Duration::from_secs(31);

/// How the key of the file is kept.
#[derive(Clone, Debug)]
pub enum KeyChoice {
    /// In the system's keyring.
    Keyring,
    /// Locked with a passphrase.
    Passphrase(Typed),
    /// In the phone's own key store: the shell's native part gives the key itself.
    Device(DeviceKey),
}

impl KeyChoice {
    /// What leads to the key.
    pub(crate) fn source(&self) -> KeySource {
        match self {
            KeyChoice::Keyring => KeySource::Keyring,
            KeyChoice::Passphrase(typed) => KeySource::Passphrase(Passphrase::new(typed.expose().to_owned())),
            KeyChoice::Device(key) => KeySource::Device(key.clone()),
        }
    }
}

/// An open file and the engine over it.
pub(crate) struct Profile {
    pub vault: Vault,
    pub engine: Engine,
    pub key: KeyKept,
    pub remembered: Remembered,
}

/// How the key of an open file is kept.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum KeyKept {
    Keyring,
    Passphrase,
    Device,
    Nowhere,
}

impl KeyKept {
    pub(crate) fn of(source: &KeySource) -> KeyKept {
        match source {
            KeySource::Keyring => KeyKept::Keyring,
            KeySource::Passphrase(_) => KeyKept::Passphrase,
            KeySource::Device(_) => KeyKept::Device,
        }
    }

    /// The message that says so.
    pub(crate) fn words(self) -> &'static str {
        match self {
            KeyKept::Keyring => "key-keyring",
            KeyKept::Passphrase => "key-passphrase",
            KeyKept::Device => "key-device",
            KeyKept::Nowhere => "key-memory",
        }
    }
}

/// Where the profile stands.
pub(crate) enum Standing {
    /// Nobody has tried yet.
    Unopened,
    /// There is no file, and none is made before it is needed.
    Fresh,
    /// It does not open.
    Closed {
        state: ProfileState,
        /// The message that says so.
        words: &'static str,
        /// The key with which it was tried: a recovery takes the same.
        tried: Option<KeySource>,
    },
    /// It is open.
    Open(Arc<Profile>),
}

impl Standing {
    pub(crate) fn closed(state: ProfileState, words: &'static str) -> Standing {
        Standing::Closed { state, words, tried: None }
    }

    /// What a file is that did not open with the key it was `tried` with.
    pub(crate) fn closed_by(error: &VaultError, tried: KeySource) -> Standing {
        let (state, words) = standing_of(error);
        Standing::Closed { state, words, tried: Some(tried) }
    }
}

impl App {
    /// The open profile: the demo school's while it is shown.
    pub(crate) async fn profile(&self) -> Result<Arc<Profile>, AppError> {
        if let Some(demo) = self.inner.demo.read().await.as_ref() {
            return Ok(demo.clone());
        }
        self.own_profile().await
    }

    /// The family's own profile, whatever is shown.
    pub(crate) async fn own_profile(&self) -> Result<Arc<Profile>, AppError> {
        match &*self.inner.standing.read().await {
            Standing::Open(profile) => Ok(profile.clone()),
            _ => Err(AppError::Closed),
        }
    }

    /// Opens the file where there is one. Where there is none, none is made: it comes with the first account.
    pub async fn open(&self) {
        let mut standing = self.inner.standing.write().await;
        if matches!(*standing, Standing::Open(_) | Standing::Closed { state: ProfileState::Locked, .. }) {
            return;
        }
        self.clear_left_copies().await;
        let profile = &self.inner.config.profile;
        if !Vault::exists(profile) {
            self.forget_lock();
            *standing = Standing::Fresh;
            return;
        }
        let source = match (&self.inner.config.key, Vault::key_store(profile)) {
            (Some(choice), _) => choice.source(),
            (None, Some(KeyStore::Passphrase)) => {
                *standing = Standing::closed(ProfileState::EnterPassphrase, "profile-enter");
                return;
            }
            (None, _) => KeySource::Keyring,
        };
        *standing = self.opened(source).await;
        let closed = self.close_where_it_rests(&mut standing).await;
        drop(standing);
        lock::close(closed).await;
        self.thin_files().await;
    }

    /// Closes a file that has just been opened, where a strict lock is on it; what widgets draw of it says no values.
    async fn close_where_it_rests(&self, standing: &mut Standing) -> Option<Vault> {
        if !self.rests() {
            return None;
        }
        if let Standing::Open(profile) = &*standing {
            self.refresh_summary(profile).await;
        }
        self.close_strictly(standing).await
    }

    /// What leads to the key of a file that is kept without a passphrase.
    pub(crate) fn key_source(&self) -> KeySource {
        self.inner.config.key.as_ref().map_or(KeySource::Keyring, KeyChoice::source)
    }

    /// Makes sure that there is an open file, making one where there is none.
    pub(crate) async fn open_or_make(&self) -> Result<Arc<Profile>, AppError> {
        self.open().await;
        let mut standing = self.inner.standing.write().await;
        if let Standing::Fresh = *standing {
            self.may_make()?;
            *standing = match self.opened(self.key_source()).await {
                // No file yet and no keyring to trust: the family chooses a passphrase.
                Standing::Closed { state: ProfileState::AwaitKey, .. } => {
                    Standing::closed(ProfileState::ChoosePassphrase, "profile-choose")
                }
                other => other,
            };
        }
        match &*standing {
            Standing::Open(profile) => Ok(profile.clone()),
            _ => Err(AppError::Closed),
        }
    }

    pub(crate) async fn opened(&self, source: KeySource) -> Standing {
        match self.entered(&source).await {
            Ok(None) => Standing::Fresh,
            Ok(Some(vault)) => match self.take_lock(&vault).await {
                Ok(()) => Standing::Open(self.profile_over(vault, KeyKept::of(&source))),
                Err(error) => {
                    tracing::warn!(%error, "whether there is a lock cannot be read");
                    vault.close().await;
                    Standing::closed_by(&error, source)
                }
            },
            Err(error) => {
                tracing::warn!(%error, "the file does not open");
                Standing::closed_by(&error, source)
            }
        }
    }

    pub(crate) fn profile_over(&self, vault: Vault, key: KeyKept) -> Arc<Profile> {
        let engine = Engine::new(
            vault.clone(),
            Some(self.inner.config.profile.clone()),
            Arc::new(OverNetwork),
            self.inner.config.clock.clone(),
        );
        Arc::new(Profile { vault, engine, key, remembered: Remembered::default() })
    }

    /// The error with which the file does not open, for scripts; none where it is open or there is none.
    pub async fn storage_trouble(&self) -> Option<ProfileState> {
        match &*self.inner.standing.read().await {
            Standing::Closed { state, .. } => Some(*state),
            _ => None,
        }
    }

    /// What is wrong with the file and one thing to do, in words; empty where nothing is.
    pub async fn storage_words(&self) -> String {
        match &*self.inner.standing.read().await {
            Standing::Closed { words, .. } => self.say(words),
            _ => String::new(),
        }
    }

    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn start(&self, request: StartRequest) -> Result<StartView, ErrorView> {
        // The window knows its system's language better than the environment does.
        if self.appearance().language.is_none()
            && let Some(locale) = request.locale
            && self.inner.config.locale.is_none()
        {
            let mut appearance = self.appearance();
            appearance.language = Some(peremena_notify::Language::for_tag(&locale).tag().to_owned());
            self.set_appearance(appearance);
        }
        self.open().await;
        self.inner.listens.send_replace(true);
        let start = self.start_view().await;
        self.follow_kept_link().await;
        start
    }

    /// What a window that is being made draws first, as JSON: with it in hand the page asks nothing before it paints.
    /// None where that is not known without asking the page.
    pub async fn first_view(&self) -> Option<String> {
        if self.appearance().language.is_none() && self.inner.config.locale.is_none() {
            return None;
        }
        // What was tried in vain is tried again when the page asks: a keyring may wait for its prompt for seconds.
        let untried = matches!(*self.inner.standing.read().await, Standing::Unopened);
        if untried {
            self.open().await;
        }
        serde_json::to_string(&self.start_view().await.ok()?).ok()
    }

    pub(crate) async fn start_view(&self) -> Result<StartView, ErrorView> {
        let demo = self.inner.demo.read().await.is_some() && !self.is_locked();
        let (mut state, words) = match &*self.inner.standing.read().await {
            _ if demo => (ProfileState::Ready, None),
            // It is still being closed.
            Standing::Open(_) if self.rests() => (ProfileState::Locked, Some(self.say("profile-locked-strict"))),
            Standing::Open(_) if self.is_locked() => (ProfileState::Locked, Some(self.say("profile-locked"))),
            Standing::Open(_) => (ProfileState::Ready, None),
            Standing::Unopened | Standing::Fresh => (ProfileState::Welcome, None),
            Standing::Closed { state, words, .. } => (*state, Some(self.say(words))),
        };
        let mut today = None;
        let mut family = crate::views::FamilyView { students: Vec::new(), unread: 0, progress: Vec::new() };
        if state == ProfileState::Ready {
            let loaded = self.load_today(&TodayRequest::default()).await.map_err(|error| self.said(&error))?;
            if self.is_locked() {
                // It fell while the day was read.
                return Box::pin(self.start_view()).await;
            }
            family = loaded.0;
            if family.students.is_empty() {
                state = ProfileState::Welcome;
            } else {
                today = Some(loaded.1);
            }
        }
        Ok(StartView {
            state,
            words,
            language: self.language().tag().to_owned(),
            theme: self.appearance().theme,
            demo,
            family,
            today,
            lock: self.lock_state(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            picks: self.inner.host.picks(),
            shares: self.inner.host.shares(),
        })
    }

    /// The file, opened. Where its last account had signed out, and the disk or another process did not let it go, it
    /// goes now: there is none then. One that still cannot go is as good as a new one.
    async fn entered(&self, source: &KeySource) -> Result<Option<Vault>, VaultError> {
        let path = &self.inner.config.profile;
        let vault = Vault::open(path, source.clone()).await?;
        if !vault.is_left().await.unwrap_or(false) {
            return Ok(Some(vault));
        }
        let gone = vault.destroy_left(path).await;
        self.forget_lock();
        if let Err(error) = gone {
            tracing::warn!(%error, "the file of a family that has left cannot be removed");
        }
        if !Vault::exists(path) {
            ProfileLock::remove(path);
            return Ok(None);
        }
        let vault = Vault::open(path, source.clone()).await?;
        // Whoever left has left the lock behind: a new file would have none.
        if vault.is_left().await.unwrap_or(false)
            && let Err(error) = lock::drop_lock(&vault).await
        {
            tracing::warn!(%error, "the app lock of a family that has left stays");
        }
        Ok(Some(vault))
    }

    /// Follows what another process has done to the file as a whole: one whose last account it has signed out is let go
    /// of here too, since it cannot be removed while it is open; one that it has made is opened.
    pub(crate) async fn follow_others(&self) {
        match self.own_profile().await {
            Ok(profile) if profile.vault.is_left().await.unwrap_or(false) => {
                drop(profile);
                if let Err(error) = self.let_go(Vault::destroy_left).await {
                    tracing::warn!(%error, "the file of a family that has left cannot be removed");
                }
            }
            Ok(_) => return,
            Err(_) => {
                let fresh = matches!(*self.inner.standing.read().await, Standing::Fresh);
                if !fresh || !Vault::exists(&self.inner.config.profile) {
                    return;
                }
                self.open().await;
            }
        }
        self.emit(crate::views::AppEvent::Family);
    }

    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn unlock(&self, request: UnlockRequest) -> Result<StartView, ErrorView> {
        let passphrase = request.passphrase.expose();
        let exists = Vault::exists(&self.inner.config.profile);
        if request.create && !exists {
            chosen(&request.passphrase).map_err(|error| self.said(&error))?;
        }
        if request.create || exists {
            let source = KeySource::Passphrase(Passphrase::new(passphrase.to_owned()));
            let mut standing = self.inner.standing.write().await;
            if !matches!(*standing, Standing::Open(_)) {
                match self.entered(&source).await {
                    Ok(None) => *standing = Standing::Fresh,
                    Ok(Some(vault)) => {
                        self.take_lock(&vault).await.map_err(|error| self.said(&error.into()))?;
                        // Who knows the passphrase needs no PIN.
                        self.let_in();
                        *standing = Standing::Open(self.profile_over(vault, KeyKept::Passphrase));
                    }
                    Err(VaultError::WrongKey) => return Err(self.said(&VaultError::WrongKey.into())),
                    Err(error) => *standing = Standing::closed_by(&error, source),
                }
            }
        }
        self.inner.pulse.notify_one();
        let start = self.start_view().await;
        self.follow_kept_link().await;
        start
    }

    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn retry_key(&self, _: Nothing) -> Result<StartView, ErrorView> {
        self.open().await;
        self.inner.pulse.notify_one();
        let start = self.start_view().await;
        self.follow_kept_link().await;
        start
    }

    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn recover(&self, _: Nothing) -> Result<RecoveredView, ErrorView> {
        let recovered = {
            let mut standing = self.inner.standing.write().await;
            let Standing::Closed { state: ProfileState::Damaged, tried: Some(source), .. } = &*standing else {
                return Err(self.said(&AppError::Request("error-request")));
            };
            let (key, source) = (KeyKept::of(source), source.clone());
            let recovered = Vault::recover(&self.inner.config.profile, source).await;
            let (vault, recovered) = recovered.map_err(|error| self.said(&error.into()))?;
            self.take_lock(&vault).await.map_err(|error| self.said(&error.into()))?;
            *standing = Standing::Open(self.profile_over(vault, key));
            let closed = self.close_where_it_rests(&mut standing).await;
            drop(standing);
            lock::close(closed).await;
            recovered
        };
        self.inner.pulse.notify_one();
        let history = recovered.kept.get("change_log").copied().unwrap_or(0).to_string();
        let file = recovered.set_aside.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let lost = recovered.lost.join(", ");
        let args = [
            ("file", peremena_notify::Arg::Text(&file)),
            ("history", peremena_notify::Arg::Text(&history)),
            ("lost", peremena_notify::Arg::Text(&lost)),
        ];
        let id = if recovered.lost.is_empty() { "recovered" } else { "recovered-lost" };
        let start = self.start_view().await?;
        self.follow_kept_link().await;
        Ok(RecoveredView { words: self.words().say_with(id, &args), start })
    }

    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn demo_enter(&self, _: Nothing) -> Result<StartView, ErrorView> {
        let profile = demo::open(self.inner.config.clock.clone()).await.map_err(|error| self.said(&error))?;
        *self.inner.demo.write().await = Some(Arc::new(profile));
        self.emit(crate::views::AppEvent::Family);
        self.start_view().await
    }

    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn demo_leave(&self, _: Nothing) -> Result<StartView, ErrorView> {
        *self.inner.demo.write().await = None;
        self.clear_copies().await;
        self.emit(crate::views::AppEvent::Family);
        self.start_view().await
    }

    /// Closes the file: its log is merged into it, and no thread of its own is left. To be called before the process
    /// ends, or what SQLite still does runs into the end of the process.
    pub async fn close(&self) {
        self.clear_left_copies().await;
        if let Ok(profile) = self.own_profile().await {
            profile.engine.renewals_end(RENEWAL_ENDS).await;
        }
        let mut standing = self.inner.standing.write().await;
        if let Standing::Open(profile) = std::mem::replace(&mut *standing, Standing::Unopened) {
            profile.vault.clone().close().await;
        }
    }

    /// Forgets the open file after its last account has gone.
    ///
    /// # Errors
    /// [`AppError::StillOpen`]: the account has gone, and another process keeps the empty file. Those of the file.
    pub(crate) async fn wipe(&self) -> Result<(), AppError> {
        self.let_go(Vault::destroy).await
    }

    async fn let_go(&self, destroy: impl AsyncFnOnce(Vault, &Path) -> Result<(), VaultError>) -> Result<(), AppError> {
        let mut standing = self.inner.standing.write().await;
        if let Standing::Open(profile) = std::mem::replace(&mut *standing, Standing::Fresh) {
            // What was made of the file goes before it, out of the memory too, and none is made meanwhile.
            let (mut search, mut summary) = (self.inner.search.lock().await, self.inner.summary.lock().await);
            (*search, *summary) = (None, None);
            let gone = destroy(profile.vault.clone(), &self.inner.config.profile).await;
            self.forget_lock();
            gone.map_err(|error| match error {
                VaultError::Busy => AppError::StillOpen,
                other => other.into(),
            })?;
            // Where another family has begun meanwhile, the locks are its own.
            if !Vault::exists(&self.inner.config.profile) {
                ProfileLock::remove(&self.inner.config.profile);
            }
        }
        Ok(())
    }
}

/// Where profiles lie on this system: never a folder that roams or is backed up to a cloud by itself.
pub fn default_profile() -> Option<PathBuf> {
    dirs::data_local_dir().map(|folder| folder.join("app.peremena.Peremena").join("profile"))
}

/// Whether there is a diary in `profile`.
pub fn has_profile(profile: &Path) -> bool {
    Vault::exists(profile)
}

/// Whether the file in `profile` is kept with a passphrase.
pub fn wants_passphrase(profile: &Path) -> bool {
    matches!(Vault::key_store(profile), Some(KeyStore::Passphrase))
}

fn standing_of(error: &VaultError) -> (ProfileState, &'static str) {
    match error {
        VaultError::KeyUnavailable(KeyTrouble::MissingKey) => (ProfileState::AwaitKey, "profile-missing"),
        VaultError::KeyUnavailable(KeyTrouble::PassphraseNeeded) => (ProfileState::EnterPassphrase, "profile-enter"),
        VaultError::KeyUnavailable(KeyTrouble::NoKeyring | KeyTrouble::Locked | KeyTrouble::TimedOut) => {
            (ProfileState::AwaitKey, "profile-await")
        }
        VaultError::WrongKey => (ProfileState::WrongKey, "profile-wrong-key"),
        VaultError::Damaged => (ProfileState::Damaged, "profile-damaged"),
        VaultError::Newer { .. } => (ProfileState::Newer, "profile-newer"),
        VaultError::Busy => (ProfileState::NoAccess, "profile-busy"),
        VaultError::Full | VaultError::Io(_) | VaultError::Store(_) => (ProfileState::NoAccess, "profile-no-access"),
    }
}

#[cfg(test)]
mod tests;

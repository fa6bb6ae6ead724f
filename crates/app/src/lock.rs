//! The app lock: a PIN or a password between somebody who holds the unlocked device and the diary.
//!
//! It closes the window's session, not the sync: what is new goes on being told, with the values hidden. A strict lock,
//! by choice, closes the file and drops its key too. What is locked is decided here and not by the page: a command
//! that is not named in [`OPEN`] is refused, whoever asks.
//!
//! It keeps nobody away who runs programs as the same user of the system: they can ask the keyring themselves.

// Elsewhere than on Linux there is no reader to be asked yet.
#[cfg_attr(not(target_os = "linux"), allow(dead_code))]
mod finger;
mod tries;

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use peremena_notify::{Arg, Words};
use peremena_sync::ProfileLock;
use peremena_vault::{Passphrase, Vault, VaultError, Verifier};
use serde::{Deserialize, Serialize};
use tokio::task::JoinHandle;

use crate::{
    App, AppError, KeyChoice,
    profile::{KeyKept, Profile, Standing},
    views::{
        AppEvent, ChangeLockRequest, EnterLockRequest, ErrorCode, ErrorView, LockAfterView, LockStateView, LockView,
        Nothing, ProfileState, StartView, Typed,
    },
};
use finger::Finger;
use tries::{Moment, Tries, idle_in};

/// The setting under which it is kept. Of this device: it is in no backup, and a diary that is restored elsewhere asks
/// nobody for a PIN of other days.
const LOCK: &str = "device.app_lock";

/// What a locked window may ask: where things stand, and to be let in.
const OPEN: &[&str] = &["start", "enter_lock", "scan_finger", "lock_now", "set_aside_locked", "unlock", "retry_key"];

/// What it may ask besides where the file behind the lock is damaged. It shows nothing: what was recovered has the lock.
const RECOVER: &str = "recover";

/// The minutes that can be chosen.
const AFTER: [u32; 5] = [1, 5, 15, 60, 240];
const AFTER_FIRST: u32 = 5;

/// Shorter ones are guessed within the free tries.
const SHORTEST_PIN: usize = 4;
const SHORTEST_PASSWORD: usize = 6;

/// After so many wrong guesses nobody remembers any more.
const MAY_SET_ASIDE: u32 = 5;

/// A sync that runs is let end before a strict lock closes the file.
const SYNC_ENDS: Duration = Duration::from_secs(110);

/// A look at the clock at least this often: the machine may have slept.
const LONGEST_LOOK: Duration = Duration::from_secs(60);

/// The lock as the file has it.
#[derive(Clone, Serialize, Deserialize)]
struct Kept {
    verifier: Verifier,
    digits: bool,
    after_minutes: u32,
    strict: bool,
    #[serde(default)]
    tries: Tries,
    /// The fingers that the system knew when they were let open it; none where none may.
    #[serde(default)]
    fingers: Option<Vec<String>>,
}

/// What is known of the lock without the file.
#[derive(Clone, Copy)]
struct Rule {
    digits: bool,
    after: Duration,
    strict: bool,
    tries: Tries,
    finger: bool,
}

impl Rule {
    fn of(kept: &Kept) -> Rule {
        Rule {
            digits: kept.digits,
            after: Duration::from_secs(60 * u64::from(kept.after_minutes)),
            strict: kept.strict,
            tries: kept.tries,
            finger: kept.fingers.is_some() && !kept.strict,
        }
    }
}

/// How the window stands.
#[derive(Clone, Copy)]
enum Door {
    /// There is no lock.
    None,
    /// There is one, and somebody opened it; touched last then.
    Open(Rule, Moment),
    /// There is one, and it is closed.
    Shut(Rule),
}

/// The lock of a running app.
pub(crate) struct Guard {
    door: Mutex<Door>,
    began: Instant,
    /// One guess at a time; the file is not closed, set aside or given another lock meanwhile.
    pub(crate) guessing: tokio::sync::Mutex<()>,
    changed: tokio::sync::Notify,
    pub(crate) finger: Finger,
}

impl Default for Guard {
    fn default() -> Guard {
        Guard {
            door: Mutex::new(Door::None),
            began: Instant::now(),
            guessing: tokio::sync::Mutex::default(),
            changed: tokio::sync::Notify::new(),
            finger: Finger::default(),
        }
    }
}

impl Guard {
    fn door(&self) -> Door {
        *self.door.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set(&self, door: Door) {
        self.turn(|_| Some(door));
    }

    /// Sets the door by how it stands at that very moment, where `next` says how. False where it says nothing.
    fn turn(&self, next: impl FnOnce(Door) -> Option<Door>) -> bool {
        let mut door = self.door.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(next) = next(*door) else { return false };
        *door = next;
        drop(door);
        self.changed.notify_one();
        self.finger.ring();
        true
    }
}

impl App {
    /// How the door stands now: one that nobody has touched for long enough is shut, also before the watch has woken,
    /// whose timer stands still while the machine sleeps.
    fn door(&self) -> Door {
        match self.inner.guard.door() {
            Door::Open(rule, since) if idle_in(since, self.moment(), rule.after).is_none() => {
                // The watch does the rest of it.
                self.inner.guard.changed.notify_one();
                Door::Shut(rule)
            }
            door => door,
        }
    }

    /// Whether the window is locked.
    pub fn is_locked(&self) -> bool {
        matches!(self.door(), Door::Shut(_))
    }

    /// Whether nothing is asked or told: the window is locked, and strictly.
    pub(crate) fn rests(&self) -> bool {
        matches!(self.door(), Door::Shut(rule) if rule.strict)
    }

    /// Whether a window may ask `command` now.
    ///
    /// # Errors
    /// [`ErrorCode::Locked`].
    pub fn permitted(&self, command: &str) -> Result<(), ErrorView> {
        let is_open = OPEN.contains(&command) || (command == RECOVER && self.is_damaged());
        match self.is_locked() && !is_open {
            true => Err(self.said(&AppError::Locked)),
            false => Ok(()),
        }
    }

    /// Whether the file was found damaged. Not while somebody is about to open or close it.
    fn is_damaged(&self) -> bool {
        let standing = self.inner.standing.try_read();
        standing.is_ok_and(|it| matches!(*it, Standing::Closed { state: ProfileState::Damaged, .. }))
    }

    fn moment(&self) -> Moment {
        Moment { wall: self.now(), steady: self.inner.guard.began.elapsed() }
    }

    /// Takes the lock of a file that is being opened. It is shut: who opens the app is asked first.
    pub(crate) async fn take_lock(&self, vault: &Vault) -> Result<(), VaultError> {
        let rule = kept(vault).await?.map(|kept| Rule::of(&kept));
        // Where there is no window, nobody can be asked: scripts go on, with the values hidden. A phone's job is no
        // script: the window comes after it.
        let config = &self.inner.config;
        let can_ask = config.window || matches!(config.key, Some(KeyChoice::Device(_)));
        let strict = |rule: Rule| Rule { strict: rule.strict && can_ask, ..rule };
        self.inner.guard.finger.begin();
        self.inner.guard.set(rule.map_or(Door::None, |rule| Door::Shut(strict(rule))));
        Ok(())
    }

    /// Takes the lock as the file has it now, where there is no window: there another process sets and changes it. To be
    /// asked before anything is said of values.
    ///
    /// # Errors
    /// Those of the file.
    pub(crate) async fn follow_lock(&self, profile: &Profile) -> Result<(), VaultError> {
        if self.inner.config.window || profile.key == KeyKept::Nowhere {
            return Ok(());
        }
        self.take_lock(&profile.vault).await
    }

    /// What the window is to know of the lock; none where there is none.
    pub(crate) fn lock_state(&self) -> Option<LockStateView> {
        let (mut rule, shut) = match self.door() {
            Door::None => return None,
            Door::Open(rule, _) => (rule, false),
            Door::Shut(rule) => (rule, true),
        };
        let wait = rule.tries.wait(self.now()).filter(|_| shut);
        Some(LockStateView {
            digits: rule.digits,
            strict: rule.strict,
            wait_text: wait.map(|wait| wait_text(&self.words(), wait)),
            may_set_aside: shut && rule.tries.failed >= MAY_SET_ASIDE,
            finger: (shut && rule.finger).then(|| self.finger_view(rule.digits)),
        })
    }

    /// Locks the window, where there is a lock: by hand, because nobody has looked for long, because the machine goes
    /// to sleep. Gives what closes the file, where the lock is a strict one.
    pub async fn lock(&self) -> Option<JoinHandle<()>> {
        let shut = |door| match door {
            Door::Open(rule, _) => Some(Door::Shut(rule)),
            Door::None | Door::Shut(_) => None,
        };
        if !self.inner.guard.turn(shut) {
            return None;
        }
        self.inner.guard.finger.fall();
        // A school's page does not stay open over a locked app.
        self.inner.host.cancel_sign_in();
        *self.inner.demo.write().await = None;
        self.clear_copies().await;
        *self.inner.report.lock().unwrap_or_else(PoisonError::into_inner) = None;
        self.emit(AppEvent::Family);
        if self.rests() {
            let app = self.clone();
            return Some(tokio::spawn(async move { app.drop_key().await }));
        }
        self.inner.pulse.notify_one();
        None
    }

    /// Closes the file of a strictly locked app, once no sync runs any more.
    async fn drop_key(&self) {
        let no_sync = ProfileLock::take(&self.inner.config.profile, Instant::now() + SYNC_ENDS).await.ok();
        let no_guess = self.inner.guard.guessing.lock().await;
        // Somebody may have come back while the sync ended.
        if !self.rests() {
            return;
        }
        if let Ok(profile) = self.own_profile().await {
            self.refresh_summary(&profile).await;
        }
        let mut standing = self.inner.standing.write().await;
        if self.rests() && matches!(*standing, Standing::Open(_)) {
            let vault = self.close_strictly(&mut standing).await;
            // A backup may still read the file: whoever comes back meanwhile opens it anew.
            drop((standing, no_guess, no_sync));
            self.emit(AppEvent::Family);
            close(vault).await;
        }
    }

    /// What a strict lock leaves of an open file: nothing that was made of it, and the words for who comes back. Gives
    /// the file, to be closed where nobody waits for it: a backup may still read it.
    pub(crate) async fn close_strictly(&self, standing: &mut Standing) -> Option<Vault> {
        let Standing::Open(profile) = std::mem::replace(standing, Standing::Unopened) else { return None };
        *standing = match profile.key {
            KeyKept::Passphrase => Standing::closed(ProfileState::EnterPassphrase, "profile-enter-strict"),
            KeyKept::Keyring | KeyKept::Device | KeyKept::Nowhere => {
                Standing::closed(ProfileState::Locked, "profile-locked-strict")
            }
        };
        let (mut search, mut summary) = (self.inner.search.lock().await, self.inner.summary.lock().await);
        (*search, *summary) = (None, None);
        Some(profile.vault.clone())
    }

    /// Somebody who typed the file's passphrase needs no PIN.
    pub(crate) fn let_in(&self) {
        let now = self.moment();
        self.inner.guard.turn(|door| match door {
            Door::Shut(rule) => Some(Door::Open(rule, now)),
            Door::None | Door::Open(..) => None,
        });
        self.inner.guard.finger.trust();
    }

    /// There is no file any more, and no lock.
    pub(crate) fn forget_lock(&self) {
        self.inner.wanted.forget();
        self.inner.guard.finger.begin();
        self.inner.guard.set(Door::None);
    }

    /// Locks when nobody has looked for long enough. Waits without waking where there is no lock.
    pub(crate) async fn keep_watch(&self) {
        loop {
            let changed = self.inner.guard.changed.notified();
            let left = match self.inner.guard.door() {
                Door::Open(rule, since) => match idle_in(since, self.moment(), rule.after) {
                    Some(left) => Some(left),
                    None => {
                        self.lock().await;
                        continue;
                    }
                },
                Door::None | Door::Shut(_) => None,
            };
            match left {
                Some(left) => {
                    let _ = tokio::time::timeout(left.min(LONGEST_LOOK), changed).await;
                }
                None => changed.await,
            }
        }
    }

    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn touch(&self, _: Nothing) -> Result<Nothing, ErrorView> {
        self.touched();
        Ok(Nothing {})
    }

    /// Somebody is there: the lock that is open stays so for its time.
    pub(crate) fn touched(&self) {
        let now = self.moment();
        let mut door = self.inner.guard.door.lock().unwrap_or_else(PoisonError::into_inner);
        match *door {
            // The watch is not woken for it: it looks when the time it knows is over.
            Door::Open(rule, since) if idle_in(since, now, rule.after).is_some() => *door = Door::Open(rule, now),
            _ => {}
        }
    }

    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn lock_now(&self, _: Nothing) -> Result<StartView, ErrorView> {
        self.lock().await;
        self.start_view().await
    }

    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them: a wrong guess, and one that comes too soon.
    pub async fn enter_lock(&self, request: EnterLockRequest) -> Result<StartView, ErrorView> {
        self.enter(&request.typed).await?;
        self.inner.pulse.notify_one();
        self.emit(AppEvent::Family);
        let start = self.start_view().await;
        self.follow_kept_link().await;
        start
    }

    async fn enter(&self, typed: &Typed) -> Result<(), ErrorView> {
        // The standing is not held: who guesses keeps nobody waiting but the next guess.
        let _one = self.inner.guard.guessing.lock().await;
        if let Ok(profile) = self.own_profile().await {
            let rule = self.guess(&profile.vault, typed).await?;
            self.opened_by(rule);
            return Ok(());
        }
        let Some(profile) = self.reopened().await? else { return Ok(()) };
        match self.guess(&profile.vault, typed).await {
            Ok(rule) => {
                self.opened_by(rule);
                *self.inner.standing.write().await = Standing::Open(profile);
                Ok(())
            }
            Err(error) => {
                profile.vault.clone().close().await;
                Err(error)
            }
        }
    }

    fn opened_by(&self, rule: Option<Rule>) {
        self.inner.guard.finger.trust();
        self.inner.guard.set(rule.map_or(Door::None, |rule| Door::Open(rule, self.moment())));
    }

    /// The file that a strict lock has closed, open again. None where it is damaged by now: that is how it stands then.
    async fn reopened(&self) -> Result<Option<Arc<Profile>>, ErrorView> {
        let path = &self.inner.config.profile;
        let closed = matches!(*self.inner.standing.read().await, Standing::Closed { state: ProfileState::Locked, .. });
        if !closed || !Vault::exists(path) {
            return Err(self.said(&AppError::Closed));
        }
        let source = self.key_source();
        let key = KeyKept::of(&source);
        match Vault::open(path, source.clone()).await {
            Ok(vault) => Ok(Some(self.profile_over(vault, key))),
            Err(error @ VaultError::Damaged) => {
                tracing::warn!(%error, "the file does not open");
                *self.inner.standing.write().await = Standing::closed_by(&error, source);
                Ok(None)
            }
            Err(error) => Err(self.said(&error.into())),
        }
    }

    /// Looks whether it is the right one. Gives the rule of the lock; none where there is no lock any more.
    async fn guess(&self, vault: &Vault, typed: &Typed) -> Result<Option<Rule>, ErrorView> {
        let said = |error: VaultError| self.said(&error.into());
        let Some(mut lock) = kept(vault).await.map_err(said)? else { return Ok(None) };
        let now = self.now();
        let before = lock.tries;
        if let Some(wait) = lock.tries.wait(now) {
            if lock.tries != before {
                put(vault, Some(&lock)).await.map_err(said)?;
            }
            return Err(self.not_now(&lock, wait));
        }
        lock.tries.begin(now);
        put(vault, Some(&lock)).await.map_err(said)?;
        if !lock.verifier.fits(Passphrase::new(typed.expose().to_owned())).await.map_err(said)? {
            return match lock.tries.wait(now) {
                Some(wait) => Err(self.not_now(&lock, wait)),
                None => {
                    self.note(&lock);
                    Err(self.said(&AppError::Refused(if lock.digits { "error-lock-pin" } else { "error-lock" })))
                }
            };
        }
        lock.tries = Tries::default();
        put(vault, Some(&lock)).await.map_err(said)?;
        Ok(Some(Rule::of(&lock)))
    }

    /// What the window is told of the lock from now on.
    fn note(&self, lock: &Kept) {
        self.inner.guard.turn(|door| match door {
            Door::Shut(rule) => Some(Door::Shut(Rule { strict: rule.strict, ..Rule::of(lock) })),
            Door::Open(_, since) => Some(Door::Open(Rule::of(lock), since)),
            Door::None => None,
        });
    }

    fn not_now(&self, lock: &Kept, wait: Duration) -> ErrorView {
        self.note(lock);
        let message = wait_text(&self.words(), wait);
        ErrorView { code: ErrorCode::Credentials, message, retry_after: Some(wait.as_secs().max(1)) }
    }

    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them: too soon, or nothing is locked.
    pub async fn set_aside_locked(&self, _: Nothing) -> Result<StartView, ErrorView> {
        let may = || match self.door() {
            Door::Shut(rule) if rule.tries.failed >= MAY_SET_ASIDE => Ok(()),
            _ => Err(self.said(&AppError::Request("error-request"))),
        };
        may()?;
        let _no_backup = self.begin_backup().map_err(|error| self.said(&error))?;
        let path = &self.inner.config.profile;
        // In the order of whoever closes the file.
        let _no_sync = ProfileLock::take(path, Instant::now() + SYNC_ENDS).await.ok();
        let _no_guess = self.inner.guard.guessing.lock().await;
        // Somebody may have guessed right meanwhile.
        may()?;
        let mut standing = self.inner.standing.write().await;
        let vault = match &*standing {
            Standing::Open(profile) => profile.vault.clone(),
            Standing::Closed { state: ProfileState::Locked, .. } if Vault::exists(path) => {
                Vault::open(path, self.key_source()).await.map_err(|error| self.said(&error.into()))?
            }
            _ => return Err(self.said(&AppError::Closed)),
        };
        let (mut search, mut summary) = (self.inner.search.lock().await, self.inner.summary.lock().await);
        (*search, *summary) = (None, None);
        *standing = Standing::Unopened;
        let set_aside = vault.set_aside(path).await;
        drop((search, summary));
        match set_aside {
            Ok(_) => {
                *standing = Standing::Fresh;
                self.forget_lock();
            }
            Err(error) => {
                drop(standing);
                self.open().await;
                return Err(self.said(&error.into()));
            }
        }
        drop(standing);
        self.emit(AppEvent::Family);
        self.start_view().await
    }

    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn lock_settings(&self, _: Nothing) -> Result<LockView, ErrorView> {
        self.lock_view().await.map_err(|error| self.said(&error))
    }

    async fn lock_view(&self) -> Result<LockView, AppError> {
        let profile = self.own_profile().await?;
        let lock = kept(&profile.vault).await?;
        let words = self.words();
        let name = |minutes: u32| match minutes.is_multiple_of(60) {
            true => words.say_with("lock-after-hours", &[("count", Arg::count(minutes / 60))]),
            false => words.say_with("lock-after-minutes", &[("count", Arg::count(minutes))]),
        };
        Ok(LockView {
            on: lock.is_some(),
            digits: lock.as_ref().is_some_and(|lock| lock.digits),
            after_minutes: lock.as_ref().map_or(AFTER_FIRST, |lock| lock.after_minutes),
            choices: AFTER.map(|minutes| LockAfterView { minutes, name: name(minutes) }).into(),
            strict: lock.is_some_and(|lock| lock.strict),
            passphrase: profile.key == KeyKept::Passphrase,
        })
    }

    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them: the current one is wrong or missing, the new one is too short.
    pub async fn change_lock(&self, request: ChangeLockRequest) -> Result<LockView, ErrorView> {
        let _one = self.inner.guard.guessing.lock().await;
        let profile = self.own_profile().await.map_err(|error| self.said(&error))?;
        self.knows_lock(&profile.vault, request.current.as_ref()).await?;
        self.chosen_lock(&profile, &request).await.map_err(|error| self.said(&error))?;
        self.lock_view().await.map_err(|error| self.said(&error))
    }

    /// Goes on for whoever knows the PIN or password of the app lock, and for anybody where there is none. Held
    /// meanwhile: the guard's `guessing`.
    pub(crate) async fn knows_lock(&self, vault: &Vault, typed: Option<&Typed>) -> Result<(), ErrorView> {
        if kept(vault).await.map_err(|error| self.said(&error.into()))?.is_none() {
            return Ok(());
        }
        let typed = typed.ok_or_else(|| self.said(&AppError::Request("error-lock-current")))?;
        self.guess(vault, typed).await.map(drop)
    }

    async fn chosen_lock(&self, profile: &Profile, request: &ChangeLockRequest) -> Result<(), AppError> {
        let before = kept(&profile.vault).await?;
        if request.remove {
            put(&profile.vault, None).await?;
            self.inner.guard.set(Door::None);
            return Ok(());
        }
        let (verifier, digits) = match (&request.new, &before) {
            (Some(new), _) => {
                let digits = long_enough(new.expose())?;
                (Verifier::of(Passphrase::new(new.expose().to_owned())).await?, digits)
            }
            (None, Some(before)) => (before.verifier.clone(), before.digits),
            (None, None) => return Err(AppError::Request("error-lock-short")),
        };
        let after_minutes = match (request.after_minutes, &before) {
            (Some(minutes), _) if AFTER.contains(&minutes) => minutes,
            (Some(_), _) => return Err(AppError::Request("error-request")),
            (None, before) => before.as_ref().map_or(AFTER_FIRST, |before| before.after_minutes),
        };
        let strict = request.strict.unwrap_or_else(|| before.as_ref().is_some_and(|before| before.strict));
        let fingers = self.fingers_to_be(request, before.and_then(|before| before.fingers), strict).await?;
        let lock = Kept { verifier, digits, after_minutes, strict, tries: Tries::default(), fingers };
        put(&profile.vault, Some(&lock)).await?;
        // Whoever may change it knows the PIN.
        self.inner.guard.finger.trust();
        let (rule, now) = (Rule::of(&lock), self.moment());
        self.inner.guard.turn(|door| match door {
            // Locked while it was changed: it stays so.
            Door::Shut(_) => Some(Door::Shut(rule)),
            Door::None | Door::Open(..) => Some(Door::Open(rule, now)),
        });
        Ok(())
    }

    /// Gives a diary that was restored over another the lock of this one: it is the device that is locked.
    pub(crate) async fn keep_lock(before: Option<serde_json::Value>, vault: &Vault) -> Result<(), VaultError> {
        match before {
            Some(lock) => vault.put_setting(LOCK, &lock).await,
            None => Ok(()),
        }
    }

    /// The lock of an open diary, to be given to another.
    pub(crate) async fn lock_of(vault: &Vault) -> Result<Option<serde_json::Value>, VaultError> {
        vault.setting(LOCK).await
    }
}

/// Closes a file that nothing is to wait for.
pub(crate) async fn close(vault: Option<Vault>) {
    if let Some(vault) = vault {
        vault.close().await;
    }
}

/// Whether it is a PIN; an error where it is guessed too soon.
fn long_enough(typed: &str) -> Result<bool, AppError> {
    let digits = typed.chars().all(|sign| sign.is_ascii_digit());
    let shortest = if digits { SHORTEST_PIN } else { SHORTEST_PASSWORD };
    match typed.chars().count() >= shortest {
        true => Ok(digits),
        false => Err(AppError::Request("error-lock-short")),
    }
}

/// That nobody may guess for so long.
fn wait_text(words: &Words, wait: Duration) -> String {
    let seconds = wait.as_secs().max(1);
    let (id, count) =
        if seconds < 60 { ("lock-wait-seconds", seconds) } else { ("lock-wait-minutes", seconds.div_ceil(60)) };
    let wait = words.say_with(id, &[("count", Arg::count(count))]);
    words.say_with("error-lock-wait", &[("wait", Arg::Text(&wait))])
}

async fn kept(vault: &Vault) -> Result<Option<Kept>, VaultError> {
    let Some(value) = vault.setting(LOCK).await? else { return Ok(None) };
    match serde_json::from_value(value) {
        Ok(kept) => Ok(Some(kept)),
        Err(error) => {
            // Nobody could ever open it again. Whoever can write into the file has its key.
            tracing::warn!(%error, "the app lock cannot be read: there is none");
            Ok(None)
        }
    }
}

/// Takes the lock out of a file that belongs to nobody any more.
pub(crate) async fn drop_lock(vault: &Vault) -> Result<(), VaultError> {
    put(vault, None).await
}

async fn put(vault: &Vault, lock: Option<&Kept>) -> Result<(), VaultError> {
    let value = lock.map(serde_json::to_value).transpose();
    let value = value.map_err(|_| VaultError::Store("the app lock cannot be written".into()))?;
    vault.put_setting(LOCK, &value.unwrap_or_default()).await
}

#[cfg(test)]
mod tests;

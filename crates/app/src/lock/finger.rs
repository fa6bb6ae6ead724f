//! A finger on the system's reader instead of the PIN: by choice, on Linux, where the system knows one.
//!
//! It opens the gate and no file: there is none with a strict lock, whose key is gone while it is shut. The reader is
//! held only while somebody is at the lock screen: the system's own one wants it too. What goes wrong with it is not
//! said: the PIN is there all the same. Why so: `docs/decisions/0019-fingerprints.md`.

#[cfg(target_os = "linux")]
mod reader;
mod way;

use std::sync::{Mutex, PoisonError, atomic::Ordering};

use peremena_notify::Arg;
use tokio::sync::watch;

use super::{Door, kept};
use crate::{
    App, AppError,
    views::{AppEvent, ChangeLockRequest, ErrorView, FingerOffer, FingerSettingsView, FingerView, Nothing},
};
use way::{Hint, Said, Way};

/// How long the settings wait for a service that does not answer.
#[cfg(target_os = "linux")]
const LOOK: std::time::Duration = std::time::Duration::from_secs(3);

/// The way by finger of a running app.
pub(crate) struct Finger {
    way: Mutex<Way>,
    /// The way, or the door behind it, stands otherwise.
    changed: watch::Sender<()>,
    /// The bus on which readers are looked for; none for the system's.
    bus: Mutex<Option<String>>,
}

impl Default for Finger {
    fn default() -> Finger {
        Finger { way: Mutex::default(), changed: watch::channel(()).0, bus: Mutex::default() }
    }
}

impl Finger {
    fn way(&self) -> Way {
        *self.way.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The lock of a file that is opened, or no lock any more.
    pub(super) fn begin(&self) {
        self.turn(Way::begin);
    }

    /// The lock fell.
    pub(super) fn fall(&self) {
        self.turn(Way::fall);
    }

    /// The PIN or password was given.
    pub(super) fn trust(&self) {
        self.turn(Way::trust);
    }

    /// Does something with the way. True where the lock screen says something else for it.
    fn turn<T>(&self, deed: impl FnOnce(&mut Way) -> T) -> (T, bool) {
        let mut way = self.way.lock().unwrap_or_else(PoisonError::into_inner);
        let before = way.said();
        let done = deed(&mut way);
        let says = way.said() != before;
        drop(way);
        self.ring();
        (done, says)
    }

    /// The door stands otherwise.
    pub(super) fn ring(&self) {
        self.changed.send_replace(());
    }

    fn bus(&self) -> Option<String> {
        self.bus.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl App {
    /// Does something with the way by finger, and tells a lock screen that then says something else.
    fn turn_finger<T>(&self, deed: impl FnOnce(&mut Way) -> T) -> T {
        let (done, says) = self.inner.guard.finger.turn(deed);
        if says && matches!(self.inner.guard.door(), Door::Shut(rule) if rule.finger) {
            self.emit(AppEvent::Lock);
        }
        done
    }

    /// Somebody who was at the lock screen is there no more, as far as the shell sees it.
    pub fn left_lock_screen(&self) {
        self.turn_finger(Way::leave);
    }

    /// Readers are looked for on the bus at this address, and not on the system's.
    pub fn look_for_readers_on(&self, address: String) {
        *self.inner.guard.finger.bus.lock().unwrap_or_else(PoisonError::into_inner) = Some(address);
    }

    /// What the lock screen says of the finger, where it is a way in.
    pub(super) fn finger_view(&self, digits: bool) -> FingerView {
        let said = self.inner.guard.finger.way().said();
        let words = self.words();
        let say = |id: &str| Some(words.say(id));
        let text = match said {
            Said::Nothing | Said::MayAsk => None,
            Said::Place => say("finger-place"),
            Said::Swipe => say("finger-swipe"),
            Said::Unread(Hint::Again) => say("finger-again"),
            Said::Unread(Hint::TooShort) => say("finger-too-short"),
            Said::Unread(Hint::OffCentre) => say("finger-off-centre"),
            Said::Unread(Hint::Lift) => say("finger-lift"),
            Said::Missed(left) => Some(words.say_with("finger-missed", &[("count", Arg::count(left))])),
            Said::First => say(if digits { "finger-first-pin" } else { "finger-first" }),
            Said::Ended => say(if digits { "finger-ended-pin" } else { "finger-ended" }),
        };
        FingerView { text, may_ask: said == Said::MayAsk }
    }

    /// The command of this name.
    ///
    /// # Errors
    /// None: where there is no way by finger, nothing becomes of it.
    pub async fn scan_finger(&self, _: Nothing) -> Result<Nothing, ErrorView> {
        if self.is_locked() && self.inner.window_open.load(Ordering::Relaxed) {
            let now = self.moment();
            self.turn_finger(|way| way.ask(now));
        }
        Ok(Nothing {})
    }

    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn finger_settings(&self, _: Nothing) -> Result<FingerSettingsView, ErrorView> {
        let chosen = async { Ok::<_, AppError>(kept(&self.own_profile().await?.vault).await?) };
        let chosen = chosen.await.map_err(|error| self.said(&error))?.and_then(|lock| lock.fingers);
        let offer = match (self.enrolled().await, &chosen) {
            (None, _) => FingerOffer::Absent,
            (Some(fingers), _) if fingers.is_empty() => FingerOffer::NoneEnrolled,
            (Some(fingers), Some(chosen)) if fingers.iter().any(|finger| !chosen.contains(finger)) => {
                FingerOffer::Others
            }
            (Some(_), _) => FingerOffer::Ready,
        };
        Ok(FingerSettingsView { on: chosen.is_some(), offer })
    }

    /// The fingers that a changed lock lets open it.
    pub(super) async fn fingers_to_be(
        &self,
        request: &ChangeLockRequest,
        before: Option<Vec<String>>,
        strict: bool,
    ) -> Result<Option<Vec<String>>, AppError> {
        match request.finger {
            Some(true) if strict => Err(AppError::Request("error-finger-strict")),
            Some(true) => match self.enrolled().await.filter(|fingers| !fingers.is_empty()) {
                Some(fingers) => Ok(Some(fingers)),
                None => Err(AppError::Request("error-finger-none")),
            },
            Some(false) => Ok(None),
            // A strict lock has no such way, also one that becomes strict.
            None => Ok(before.filter(|_| !strict)),
        }
    }

    /// The fingers that the system knows of this user; none where it has no reader.
    pub(super) async fn enrolled(&self) -> Option<Vec<String>> {
        #[cfg(target_os = "linux")]
        {
            let bus = self.inner.guard.finger.bus();
            tokio::time::timeout(LOOK, reader::enrolled(bus.as_deref())).await.ok().flatten()
        }
        #[cfg(not(target_os = "linux"))]
        None
    }
}

#[cfg(target_os = "linux")]
mod awaiting {
    use std::time::Duration;

    use super::{
        reader::{self, Reader},
        way::Next,
    };
    use crate::lock::{Door, kept};
    use crate::{App, views::AppEvent};

    /// How long fprintd is left to wake the reader.
    const WAKING: Duration = Duration::from_secs(2);

    /// What is to be given back, whatever becomes of the waiting.
    #[derive(Default)]
    struct Held {
        /// Of its own: with its end fprintd lets the reader go, whatever was asked or not answered before.
        bus: Option<zbus::Connection>,
        reader: Option<Reader>,
    }

    impl App {
        /// Waits for a finger whenever somebody is at the lock screen.
        pub async fn keep_reader(&self) {
            let mut changed = self.inner.guard.finger.changed.subscribe();
            loop {
                match self.awaited() {
                    Some((round, _)) => self.await_finger(round).await,
                    // The app, which is here, holds the sender.
                    None => drop(changed.changed().await),
                }
            }
        }

        /// The machine goes to sleep, or is awake again.
        pub(crate) fn sleep_with_reader(&self, asleep: bool) {
            self.turn_finger(|way| way.sleep(asleep));
        }

        /// Comes back once the machine is awake. fprintd hears of the sleep when we do, and has the reader sleep itself: who
        /// lets it go just then is refused, and nobody gets it any more until the service ends (fprintd 1.94.2).
        async fn slept(&self) {
            let mut changed = self.inner.guard.finger.changed.subscribe();
            while self.inner.guard.finger.way().asleep {
                // The app, which is here, holds the sender.
                let _ = changed.changed().await;
                if !self.inner.guard.finger.way().asleep {
                    tokio::time::sleep(WAKING).await;
                }
            }
        }

        /// The lock before which a finger is awaited now, and for how long still.
        fn awaited(&self) -> Option<(u64, Duration)> {
            let shut = matches!(self.inner.guard.door(), Door::Shut(rule) if rule.finger && !rule.strict);
            let way = self.inner.guard.finger.way();
            way.left(self.moment()).filter(|_| shut).map(|left| (way.round, left))
        }

        /// Comes back once no finger is awaited any more before this lock.
        async fn no_longer_awaited(&self, round: u64) {
            let mut changed = self.inner.guard.finger.changed.subscribe();
            while let Some((_, left)) = self.awaited().filter(|(now, _)| *now == round) {
                let _ = tokio::time::timeout(left, changed.changed()).await;
            }
        }

        async fn await_finger(&self, round: u64) {
            let mut held = Held::default();
            let next = tokio::select! {
                next = self.scan(&mut held, round) => next,
                () = self.no_longer_awaited(round) => Ok(Next::Leave),
            };
            match next {
                Ok(Next::Open) => self.open_by_finger(round).await,
                Ok(Next::Listen | Next::Leave) => {
                    let now = self.moment();
                    self.turn_finger(|way| way.tire(now));
                }
                Err(error) => {
                    tracing::debug!(%error, "no finger can be read");
                    self.turn_finger(|way| way.fail(round));
                }
            }
            self.slept().await;
            if let Some(reader) = held.reader {
                reader.release().await;
            }
            if let Some(bus) = held.bus {
                // It is gone either way.
                let _ = bus.close().await;
            }
        }

        /// Holds the reader until a finger opens the lock or there is no more to be waited for.
        async fn scan(&self, held: &mut Held, round: u64) -> zbus::Result<Next> {
            let Some(fingers) = self.chosen_fingers().await else {
                return Err(zbus::Error::Failure("no finger was chosen".into()));
            };
            let address = self.inner.guard.finger.bus();
            let bus = held.bus.insert(reader::connect(address.as_deref()).await?);
            let reader = held.reader.insert(Reader::claim(bus, &fingers).await?);
            reader.start().await?;
            self.turn_finger(|way| way.ready(reader.swipe));
            loop {
                let (answer, stopped) = reader.answer().await;
                let now = self.moment();
                match self.turn_finger(|way| way.hear(answer, round, now)) {
                    Next::Listen if stopped => reader.start_again().await?,
                    Next::Listen => {}
                    next => return Ok(next),
                }
            }
        }

        /// The fingers that were enrolled when this way was chosen.
        async fn chosen_fingers(&self) -> Option<Vec<String>> {
            kept(&self.own_profile().await.ok()?.vault).await.ok()??.fingers
        }

        /// Opens the lock before which the finger was laid on; one that fell after it stays shut.
        async fn open_by_finger(&self, round: u64) {
            let one = self.inner.guard.guessing.lock().await;
            let now = self.moment();
            let opened = self.inner.guard.turn(|door| match door {
                Door::Shut(rule) if rule.finger && !rule.strict && self.inner.guard.finger.way().round == round => {
                    Some(Door::Open(rule, now))
                }
                _ => None,
            });
            drop(one);
            if opened {
                self.inner.pulse.notify_one();
                self.emit(AppEvent::Family);
                self.follow_kept_link().await;
            }
        }
    }
}

//! A finger instead of the PIN: the real fprintd with libfprint's simulated reader, on a private bus that is taken for
//! the system's.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::{path::Path, time::Duration};

use peremena_app::{
    App,
    surroundings::lock_on_sleep,
    views::{
        AppEvent, ChangeLockRequest, EnterLockRequest, ErrorCode, FingerOffer, FingerView, Nothing, StartRequest, Typed,
    },
};
use peremena_rig::{Fprintd, Rig};
use support::{app_over, rig, until};
use tokio::task::JoinHandle;

const PIN: &str = "4711";
/// Whose finger the system knows, and whose it does not.
const ANNA: &str = "anna";
const BORIS: &str = "boris";

/// The simulated reader is one that a finger is drawn over.
const AWAITED: &str = "Проведите пальцем по сканеру.";

/// A locked diary on a machine with a reader.
struct Home {
    app: App,
    watch: JoinHandle<()>,
    reader: Fprintd,
    rig: Rig,
    folder: tempfile::TempDir,
}

impl Drop for Home {
    fn drop(&mut self) {
        self.watch.abort();
    }
}

/// An app over the file in `folder`, with a window that is seen.
async fn app(folder: &Path, bus: String) -> (App, JoinHandle<()>) {
    let app = app_over(folder).await;
    app.look_for_readers_on(bus);
    app.open().await;
    app.set_window_open(true);
    let watched = app.clone();
    (app, tokio::spawn(async move { watched.keep_reader().await }))
}

fn pin() -> ChangeLockRequest {
    ChangeLockRequest { new: Some(Typed::new(PIN)), ..ChangeLockRequest::default() }
}

fn change() -> ChangeLockRequest {
    ChangeLockRequest { current: Some(Typed::new(PIN)), ..ChangeLockRequest::default() }
}

impl Home {
    /// With a lock that Anna's finger opens too, open still.
    async fn new() -> Home {
        let mut rig = rig();
        let reader = rig.start_fprintd().unwrap();
        reader.enrol("right-index-finger", ANNA).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let (app, watch) = app(folder.path(), rig.bus_address()).await;
        app.change_lock(pin()).await.unwrap();
        app.change_lock(ChangeLockRequest { finger: Some(true), ..change() }).await.unwrap();
        Home { app, watch, reader, rig, folder }
    }

    /// The lock falls, and somebody comes to it.
    async fn come(&self) {
        self.app.lock().await;
        self.app.scan_finger(Nothing {}).await.unwrap();
    }

    async fn says(&self) -> Option<FingerView> {
        self.app.start(StartRequest::default()).await.unwrap().lock.unwrap().finger
    }

    async fn shows(&self, wanted: &str) {
        let text = async || self.says().await.and_then(|says| says.text).unwrap_or_default();
        for _ in 0..400 {
            if text().await == wanted {
                return;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("never said: {wanted}, but: {}", text().await);
    }

    /// Nothing is said of a finger, and none is waited for.
    async fn falls_silent(&self) {
        for _ in 0..400 {
            if self.says().await.is_some_and(|says| says.text.is_none() && !says.may_ask) {
                assert!(self.app.is_locked());
                return;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("it says still: {:?}", self.says().await);
    }

    /// It is silent, and was not only slow.
    async fn stays_silent(&self) {
        tokio::time::sleep(Duration::from_millis(500)).await;
        self.falls_silent().await;
    }

    async fn opens(&self) {
        until("the lock opens", || !self.app.is_locked()).await;
    }

    async fn enter_pin(&self) {
        self.app.enter_lock(EnterLockRequest { typed: Typed::new(PIN) }).await.unwrap();
        assert!(!self.app.is_locked());
    }

    async fn let_go(&self) {
        until("the reader is free", || self.reader.is_free()).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_finger_that_the_system_knows_opens_the_lock() {
    let home = Home::new().await;
    let mut events = home.app.events();
    home.come().await;
    home.shows(AWAITED).await;
    assert!(!home.reader.is_free() && home.app.is_locked());
    home.reader.put(ANNA).unwrap();
    home.opens().await;
    home.let_go().await;
    let mut heard = Vec::new();
    while let Ok(event) = events.try_recv() {
        heard.push(event);
    }
    assert!(heard.contains(&AppEvent::Lock), "what the lock screen says is drawn: {heard:?}");
    assert_eq!(heard.last(), Some(&AppEvent::Family), "the window draws the diary");
    // Another lock is another finger.
    home.app.lock().await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(home.app.is_locked() && home.reader.is_free(), "nobody has come");
    home.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn five_fingers_that_do_not_fit_leave_the_pin_alone() {
    let home = Home::new().await;
    home.come().await;
    home.shows(AWAITED).await;
    for left in ["Осталось 4 попытки.", "Осталось 3 попытки.", "Осталось 2 попытки.", "Осталась 1 попытка."]
    {
        // What cannot be read is said, and does not count.
        home.reader.smear(1).unwrap();
        home.shows("Слишком коротко. Проведите пальцем ещё раз.").await;
        home.reader.put(BORIS).unwrap();
        home.shows(&format!("Отпечаток не подходит. {left}")).await;
        // The reader is asked anew a moment later; what is put on it before that is lost.
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    home.reader.put(BORIS).unwrap();
    home.shows("Отпечаток не подошёл пять раз. Введите ПИН-код.").await;
    home.let_go().await;
    home.app.scan_finger(Nothing {}).await.unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(home.reader.is_free(), "nobody is waited for");
    home.enter_pin().await;
    home.come().await;
    home.shows(AWAITED).await;
    home.reader.put(ANNA).unwrap();
    home.opens().await;
    home.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_start_the_pin_comes_before_the_finger() {
    let mut home = Home::new().await;
    home.app.close().await;
    home.watch.abort();
    (home.app, home.watch) = app(home.folder.path(), home.rig.bus_address()).await;
    assert!(home.app.is_locked());
    home.app.scan_finger(Nothing {}).await.unwrap();
    home.shows("После запуска сначала введите ПИН-код, потом можно отпечатком.").await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(home.reader.is_free());
    home.enter_pin().await;
    home.come().await;
    home.shows(AWAITED).await;
    home.reader.put(ANNA).unwrap();
    home.opens().await;
    home.app.close().await;
}

/// Anybody on the bus can send a signal that looks like the reader's: to all, and straight to us.
#[tokio::test(flavor = "multi_thread")]
async fn a_signal_that_another_sends_opens_nothing() {
    let home = Home::new().await;
    let forger = zbus::connection::Builder::address(home.rig.bus_address().as_str()).build().await.unwrap();
    let bus = zbus::fdo::DBusProxy::new(&forger).await.unwrap();
    home.come().await;
    home.shows(AWAITED).await;
    let (_, device) = home.reader.who().unwrap();
    let forge = async |to: Option<&str>| {
        let body = ("verify-match", true);
        forger.emit_signal(to, device.as_str(), "net.reactivated.Fprint.Device", "VerifyStatus", &body).await.unwrap();
    };
    forge(None).await;
    let mut told = 0;
    for name in bus.list_names().await.unwrap().iter().filter(|name| name.starts_with(':')) {
        forge(Some(name.as_str())).await;
        told += 1;
    }
    assert!(told > 3, "the app among them: {told}");
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert!(home.app.is_locked());
    home.shows(AWAITED).await;
    home.reader.put(ANNA).unwrap();
    home.opens().await;
    home.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_fails_leaves_the_pin_and_is_asked_again_by_whoever_comes() {
    let mut home = Home::new().await;
    // In use by another: the system's own lock screen, say.
    let other = home.reader.claim().unwrap();
    home.come().await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    drop(other);
    home.stays_silent().await;
    home.app.scan_finger(Nothing {}).await.unwrap();
    home.shows(AWAITED).await;
    // The service ends in the middle.
    home.reader.kill().unwrap();
    home.falls_silent().await;
    home.app.scan_finger(Nothing {}).await.unwrap();
    home.falls_silent().await;
    home.reader = home.rig.start_reader().unwrap();
    home.app.scan_finger(Nothing {}).await.unwrap();
    home.shows(AWAITED).await;
    // The reader is pulled out in the middle.
    home.reader.unplug().unwrap();
    home.falls_silent().await;
    home.enter_pin().await;
    home.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_hangs_keeps_nobody_waiting() {
    let home = Home::new().await;
    home.reader.hang().unwrap();
    home.come().await;
    let began = std::time::Instant::now();
    home.enter_pin().await;
    assert!(began.elapsed() < Duration::from_secs(3), "{:?}", began.elapsed());
    // It is given up, also where it comes back.
    home.come().await;
    tokio::time::sleep(Duration::from_secs(6)).await;
    home.reader.wake().unwrap();
    home.stays_silent().await;
    home.app.scan_finger(Nothing {}).await.unwrap();
    home.shows(AWAITED).await;
    // While a finger is awaited nobody can tell it from one that has nothing to say.
    home.reader.hang().unwrap();
    home.enter_pin().await;
    let began = std::time::Instant::now();
    let settings = home.app.finger_settings(Nothing {}).await.unwrap();
    assert_eq!((settings.on, settings.offer), (true, FingerOffer::Absent));
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    home.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_reader_is_let_go_when_nobody_is_at_the_lock_and_after_the_machine_slept() {
    let mut home = Home::new().await;
    let again = async |home: &Home| {
        home.app.scan_finger(Nothing {}).await.unwrap();
        home.shows(AWAITED).await;
        assert!(!home.reader.is_free());
    };
    home.app.lock().await;
    again(&home).await;
    home.app.left_lock_screen();
    home.let_go().await;
    assert!(home.says().await.unwrap().may_ask);
    again(&home).await;
    home.app.set_window_open(false);
    home.let_go().await;
    home.app.scan_finger(Nothing {}).await.unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(home.reader.is_free(), "a window that is hidden");
    home.app.set_window_open(true);
    again(&home).await;
    home.enter_pin().await;
    home.let_go().await;

    home.rig.mock("logind").unwrap();
    assert_eq!(home.rig.inhibitors().unwrap(), [""; 0]);
    let bus = zbus::connection::Builder::address(home.rig.bus_address().as_str()).build().await.unwrap();
    let watched = home.app.clone();
    let watch = tokio::spawn(async move { lock_on_sleep(&watched, &bus).await });
    until("the machine waits", || home.rig.inhibitors().unwrap() == ["sleep delay"]).await;
    home.app.lock().await;
    again(&home).await;
    home.rig.prepare_for_sleep(true).unwrap();
    until("the machine may sleep", || home.rig.inhibitors().unwrap().is_empty()).await;
    home.app.scan_finger(Nothing {}).await.unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(home.says().await.unwrap().may_ask, "nobody is awaited while it sleeps");
    // fprintd, which sleeps too, would never let anybody have the reader again that was let go just now.
    home.rig.prepare_for_sleep(false).unwrap();
    home.let_go().await;
    until("the machine waits again", || !home.rig.inhibitors().unwrap().is_empty()).await;
    again(&home).await;
    home.reader.put(ANNA).unwrap();
    home.opens().await;
    watch.abort();
    home.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_by_choice_with_the_pin_and_never_with_a_strict_lock() {
    let mut rig = rig();
    let folder = tempfile::tempdir().unwrap();
    let (app, watch) = app(folder.path(), rig.bus_address()).await;
    app.change_lock(pin()).await.unwrap();
    let offer = async |app: &App| {
        let settings = app.finger_settings(Nothing {}).await.unwrap();
        (settings.on, settings.offer)
    };
    let on = || ChangeLockRequest { finger: Some(true), ..change() };
    assert_eq!(offer(&app).await, (false, FingerOffer::Absent), "nobody speaks for a reader");
    let reader = rig.start_fprintd().unwrap();
    assert_eq!(offer(&app).await, (false, FingerOffer::NoneEnrolled));
    assert_eq!(app.change_lock(on()).await.unwrap_err().message, app.say("error-finger-none"));
    reader.enrol("right-index-finger", ANNA).unwrap();
    assert_eq!(offer(&app).await, (false, FingerOffer::Ready));

    let without = ChangeLockRequest { current: None, ..on() };
    assert_eq!(app.change_lock(without).await.unwrap_err().code, ErrorCode::Request);
    let wrong = ChangeLockRequest { current: Some(Typed::new("0000")), ..on() };
    assert_eq!(app.change_lock(wrong).await.unwrap_err().code, ErrorCode::Credentials);
    let strict = ChangeLockRequest { strict: Some(true), ..on() };
    assert_eq!(app.change_lock(strict).await.unwrap_err().message, app.say("error-finger-strict"));
    assert_eq!(offer(&app).await, (false, FingerOffer::Ready), "all that was refused");

    let home = Home { app, watch, reader, rig, folder };
    // Nobody chose it: nothing is offered, and no reader held.
    home.come().await;
    assert!(home.says().await.is_none());
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(home.reader.is_free());
    home.enter_pin().await;
    home.app.change_lock(on()).await.unwrap();
    assert_eq!(offer(&home.app).await, (true, FingerOffer::Ready));

    // A finger that was enrolled later was not meant.
    home.reader.enrol("left-thumb", BORIS).unwrap();
    assert_eq!(offer(&home.app).await, (true, FingerOffer::Others));
    home.come().await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    home.stays_silent().await;
    assert!(home.reader.is_free());
    home.enter_pin().await;
    home.app.change_lock(on()).await.unwrap();
    assert_eq!(offer(&home.app).await, (true, FingerOffer::Ready));
    home.come().await;
    home.shows(AWAITED).await;
    home.reader.put(BORIS).unwrap();
    home.opens().await;

    // Whatever else is changed leaves it; a strict lock does not.
    home.app.change_lock(ChangeLockRequest { after_minutes: Some(15), ..change() }).await.unwrap();
    assert!(offer(&home.app).await.0);
    home.app.change_lock(ChangeLockRequest { strict: Some(true), ..change() }).await.unwrap();
    assert!(!offer(&home.app).await.0);
    home.app.change_lock(ChangeLockRequest { strict: Some(false), ..change() }).await.unwrap();
    assert!(!offer(&home.app).await.0, "it is chosen anew");
    home.app.change_lock(on()).await.unwrap();
    home.app.change_lock(ChangeLockRequest { finger: Some(false), ..change() }).await.unwrap();
    home.come().await;
    assert!(home.says().await.is_none());
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(home.reader.is_free() && home.app.is_locked());
    home.watch.abort();
    home.app.close().await;
}

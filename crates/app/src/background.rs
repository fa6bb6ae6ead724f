//! The pulse: asks what is due and tells what is new, whether a window is open or not.

use std::{
    pin::pin,
    sync::atomic::Ordering,
    time::{Duration, Instant},
};

use peremena_sync::{Reason, SyncFault, SyncReport, Whose};
use peremena_vault::Trace;
use time::OffsetDateTime;
use tokio::{sync::Notify, task::JoinHandle};

use crate::{App, profile::Profile, sync_now::DEADLINE, telling::nap_until, views::AppEvent};

/// A look at the clock at least this often: a machine that slept is awake again, a clock was set.
const LONGEST_NAP: Duration = Duration::from_secs(60);

/// Everything is looked at anew at least this often, whatever is known to be due.
const LONGEST_CALM: Duration = Duration::from_secs(600);

/// By how much the wall clock may be ahead of the time that passed, or behind it: it is put right by little steps.
const CLOCK_DRIFT: time::Duration = time::Duration::seconds(2);

/// How long one session may take to be kept alive.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// How long the end of a pulse waits for a notice that is being shown.
const ENDS_WITHIN: Duration = Duration::from_secs(3);

/// What is new of several children within this time is told together.
const TOGETHER: Duration = Duration::from_secs(2);

/// How long sending the ticks of one child may take.
const TICKS: Duration = Duration::from_secs(20);

/// How long a try that could not be noted is left alone.
const UNNOTED: Duration = Duration::from_secs(30);

/// A running pulse; it stops when this is dropped.
pub struct Pulse {
    tasks: Vec<JoinHandle<()>>,
}

impl Drop for Pulse {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

impl App {
    /// Starts the pulse.
    pub fn start_pulse(&self) -> Pulse {
        let app = self.clone();
        let beating = tokio::spawn(async move {
            let mut rest = None;
            loop {
                // Before anything is read: what is written meanwhile is looked at once more.
                let trace = app.trace();
                let beat = app.beat(&mut rest).await;
                app.rest_after(beat, trace, LONGEST_NAP).await;
            }
        });
        let app = self.clone();
        let copying = tokio::spawn(async move { app.keep_copies().await });
        let app = self.clone();
        let watching = tokio::spawn(async move { app.keep_watch().await });
        let app = self.clone();
        let looking_back = tokio::spawn(async move { app.keep_histories().await });
        #[cfg_attr(not(target_os = "linux"), allow(unused_mut))]
        let mut tasks = vec![beating, copying, watching, looking_back];
        #[cfg(target_os = "linux")]
        {
            let app = self.clone();
            tasks.push(tokio::spawn(crate::surroundings::on_system_bus(move |seen| app.set_surroundings(seen))));
            tasks.push(tokio::spawn(crate::surroundings::lock_before_sleep(self.clone())));
            let app = self.clone();
            tasks.push(tokio::spawn(async move { app.keep_reader().await }));
        }
        Pulse { tasks }
    }

    /// Ends the pulse, once the notice that is being shown is noted as shown: cut off between the two it would be shown
    /// again by whoever comes next. A notification server that hangs is not waited for long.
    pub async fn end_pulse(&self, pulse: Pulse) {
        let _told = tokio::time::timeout(ENDS_WITHIN, self.inner.telling.lock()).await;
        drop(pulse);
    }

    /// Waits until something is to be done again, or somebody rings; the clocks and the trace are looked at every `longest`.
    async fn rest_after(&self, beat: Beat, trace: Trace, longest: Duration) {
        let calm = beat.calm.then(|| Calm::begin(beat.next, self.now(), trace));
        loop {
            let nap = nap_until(beat.next, self.now(), longest).max(beat.rest);
            let rung = tokio::time::timeout(nap, self.inner.pulse.notified()).await.is_ok();
            let over = |calm: &Calm| calm.is_over(self.now(), calm.since.elapsed(), &self.trace());
            if rung || calm.as_ref().is_none_or(over) {
                return;
            }
        }
    }

    fn trace(&self) -> Trace {
        Trace::of(&self.inner.config.profile)
    }

    /// Asks what is due, tells what is new, and says when there is something to do again. `rest`: until when nothing
    /// is asked, because the last try could not even be noted.
    async fn beat(&self, rest: &mut Option<Instant>) -> Beat {
        if self.rests() {
            return Beat::default();
        }
        self.follow_others().await;
        let Ok(profile) = self.profile().await else { return Beat::default() };
        let window_open = self.inner.window_open.load(Ordering::Relaxed);
        let around = self.around(window_open);
        let due = async || profile.engine.due(&around).await.ok().flatten();
        let before = due().await.filter(|due| *due <= self.now());
        if rest.is_none_or(|rest| rest <= Instant::now()) && before.is_some() {
            let report = self.sync_and_tell(&profile, Reason::Planned(around)).await;
            let after = due().await.filter(|due| *due <= self.now());
            let store_failed = report.faults().any(|fault| matches!(fault, SyncFault::Store(_)));
            *rest = unnoted(before, after, store_failed).then(|| Instant::now() + UNNOTED);
        }
        let told = self.tell_until().await;
        if let Err(error) = &told {
            tracing::warn!(%error, "what is new could not be told");
        }
        // What is new comes first, what was long ago after it.
        self.inner.histories.ring();
        if let Err(error) = profile.engine.keep_alive(&around, KEEP_ALIVE).await {
            tracing::warn!(%error, "sessions could not be kept alive");
        }
        match profile.engine.send_new_ticks(TICKS).await {
            Ok(students) if students.is_empty() => {}
            Ok(students) => self.emit(AppEvent::Changed { students }),
            Err(error) => tracing::warn!(%error, "ticks could not be sent"),
        }
        // Telling comes first: nobody waits for a widget.
        self.refresh_old_summary(&profile).await;
        self.refresh_calendars(&profile).await;
        if !window_open {
            self.cool(&profile).await;
        }
        let (alive, sync) = (profile.engine.alive_due(&around).await, profile.engine.due(&around).await);
        let ticks = profile.engine.ticks_due().await;
        let rest = rest.map_or(Duration::ZERO, |rest| rest.saturating_duration_since(Instant::now()));
        Beat {
            calm: told.is_ok() && alive.is_ok() && sync.is_ok() && ticks.is_ok() && rest.is_zero(),
            next: [
                told.ok().and_then(|told| told.due),
                alive.ok().flatten(),
                sync.ok().flatten(),
                ticks.ok().flatten(),
            ]
            .into_iter()
            .flatten()
            .min(),
            rest: rest.min(LONGEST_NAP),
        }
    }

    /// Syncs, and tells what is new of one child while the school of another one is still waited for.
    async fn sync_and_tell(&self, profile: &Profile, reason: Reason) -> SyncReport {
        let ended = Notify::new();
        let syncing = async {
            let report = self.run_sync(profile, reason, Whose::Everyone, DEADLINE).await;
            ended.notify_one();
            report
        };
        let telling = async {
            let ends = ended.notified();
            let mut ends = pin!(ends);
            loop {
                tokio::select! {
                    () = &mut ends => return,
                    () = profile.engine.committed().notified() => {}
                }
                // What comes at once is told at once, as a digest where it is much: the others have some time.
                if tokio::time::timeout(TOGETHER, &mut ends).await.is_ok() {
                    return;
                }
                // Not given up when the sync ends: what was shown is to be noted as shown.
                if let Err(error) = self.tell_until().await {
                    tracing::warn!(%error, "what is new could not be told");
                }
            }
        };
        futures_util::future::join(syncing, telling).await.0
    }

    /// Lets go of what is in memory of the file, once, after a sync or a window that was closed. A process in the tray
    /// lives for months: without this each connection ends up with a file of its own in memory.
    pub(crate) async fn cool(&self, profile: &Profile) {
        if self.inner.warm.swap(false, Ordering::Relaxed) {
            profile.vault.cool().await;
        }
    }
}

/// What a beat left.
#[derive(Default)]
struct Beat {
    /// When something is due; none: nothing that is known.
    next: Option<OffsetDateTime>,
    /// All was well and is known: until something changes there is nothing to look at.
    calm: bool,
    /// For so long nothing is done, whatever is due.
    rest: Duration,
}

/// A time in which nothing is due. A look at the two clocks and at the file's trace costs next to nothing; what a beat
/// reads to find that nothing is due was most of what the app cost at night.
struct Calm {
    next: Option<OffsetDateTime>,
    began: OffsetDateTime,
    since: Instant,
    trace: Trace,
}

impl Calm {
    fn begin(next: Option<OffsetDateTime>, now: OffsetDateTime, trace: Trace) -> Calm {
        Calm { next, began: now, since: Instant::now(), trace }
    }

    /// Whether everything is to be looked at again: it is due, another day or another zone has begun, the clock was put
    /// or the machine slept (`passed` does not count that), somebody wrote to the file, or it was long enough.
    fn is_over(&self, now: OffsetDateTime, passed: Duration, trace: &Trace) -> bool {
        let apart = (now - self.began).saturating_sub(time::Duration::try_from(passed).unwrap_or(time::Duration::MAX));
        self.next.is_some_and(|next| next <= now)
            || (now.date(), now.offset()) != (self.began.date(), self.began.offset())
            || apart.abs() > CLOCK_DRIFT
            || passed >= LONGEST_CALM
            || *trace != self.trace
    }
}

/// Whether a sync left nothing behind: what was due is due as before. `before` and `after` are what was due by then;
/// another moment is that of another child, whose turn has come meanwhile.
///
/// A disk that is full or a folder that is gone leaves every try due, to be made again without end.
fn unnoted(before: Option<OffsetDateTime>, after: Option<OffsetDateTime>, store_failed: bool) -> bool {
    after.is_some() && (after == before || store_failed)
}

#[cfg(test)]
mod tests {
    use std::{sync::Arc, time::Duration};

    use peremena_school::{
        Credentials, Http, InProcess, SchoolApi, SchoolError, SchoolSystem, Secret, Session, SessionKeeper, Settings,
        Traffic, dnevnik_ru::DnevnikRu,
    };
    use peremena_school_sim::{Clock, PARENT, School, SchoolSettings, act::Act};
    use peremena_sync::{Connect, Connected, Engine, Reason, Whose};
    use peremena_vault::{AccountRecord, Trace, Vault};
    use time::macros::datetime;

    use super::{Beat, Calm, LONGEST_CALM, unnoted};
    use crate::{
        profile::{KeyKept, Profile, Standing},
        sync_now::DEADLINE,
        testing::{Home, NOW, SilentSchool, account, sign_in},
    };

    #[test]
    fn a_calm_ends_with_what_is_due_with_another_clock_and_with_somebodys_write() {
        let folder = tempfile::tempdir().unwrap();
        let trace = || Trace::of(folder.path());
        let began = datetime!(2026-11-20 23:50 +3);
        let calm = Calm::begin(Some(datetime!(2026-11-20 23:58 +3)), began, trace());
        let over = |seconds: u64| {
            let passed = Duration::from_secs(seconds);
            calm.is_over(began + passed, passed, &trace())
        };
        assert!(!over(60) && !over(420));
        assert!(over(480), "it is due");

        let calm = Calm::begin(None, began, trace());
        let at = |moment, seconds| calm.is_over(moment, Duration::from_secs(seconds), &trace());
        assert!(!at(datetime!(2026-11-20 23:51 +3), 60));
        assert!(at(datetime!(2026-11-21 00:00 +3), 600), "another day");
        assert!(at(datetime!(2026-11-20 22:51 +2), 60), "a flight, or the turn of summer time");
        assert!(at(datetime!(2026-11-20 23:55 +3), 60), "the machine slept for four minutes");
        assert!(at(datetime!(2026-11-20 23:40 +3), 60), "the clock was put back");
        assert!(at(datetime!(2026-11-20 23:59:59 +3), LONGEST_CALM.as_secs()), "long enough");
        std::fs::write(folder.path().join("peremena.db-wal"), "a row").unwrap();
        assert!(at(datetime!(2026-11-20 23:51 +3), 60), "another process wrote");
    }

    #[tokio::test]
    async fn the_pulse_rests_through_a_calm_and_no_longer() {
        let home = Home::new().await;
        let folder = &home.app.inner.config.profile;
        std::fs::create_dir_all(folder).unwrap();
        let before = Trace::of(folder);
        let rests = async |calm: bool| {
            let beat = Beat { calm, ..Beat::default() };
            let rest = home.app.rest_after(beat, before.clone(), Duration::from_millis(5));
            tokio::time::timeout(Duration::from_millis(500), rest).await.is_err()
        };
        assert!(rests(true).await);
        assert!(!rests(false).await, "where it is not known what is due all is looked at again");
        home.app.inner.pulse.notify_one();
        assert!(!rests(true).await, "somebody rang");
        std::fs::write(folder.join("peremena.db-wal"), "a row").unwrap();
        assert!(!rests(true).await, "another process wrote");
    }

    #[tokio::test]
    async fn the_file_is_let_go_of_once_no_window_is_open() {
        let home = Home::new().await;
        let is_warm = || home.app.inner.warm.load(std::sync::atomic::Ordering::Relaxed);
        home.app.set_window_open(true);
        home.app.beat(&mut None).await;
        assert!(is_warm(), "a window that is open reads it again");
        home.app.set_window_open(false);
        home.app.beat(&mut None).await;
        assert!(!is_warm());
    }

    /// Two accounts: one at a simulated school that answers, and one at a school that says nothing.
    struct Schools(InProcess);

    impl Connect for Schools {
        fn connect(
            &self,
            account: &AccountRecord,
            session: Session,
            keep: Arc<dyn SessionKeeper>,
        ) -> Result<Connected, SchoolError> {
            let traffic = Arc::new(Traffic::default());
            let http = Http::in_process(self.0.clone(), traffic.clone());
            let api: Box<dyn SchoolApi> = match account.user.as_str() {
                "slow" => Box::new(SilentSchool(None)),
                _ => DnevnikRu.connect(&Settings::default(), session, keep, http)?,
            };
            Ok(Connected { api, traffic })
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_school_that_says_nothing_holds_back_its_own_children_alone() {
        let school = School::new(SchoolSettings { clock: Clock::Fixed(NOW), ..SchoolSettings::default() });
        let behind = school.clone();
        let answers: InProcess = Arc::new(move |request| behind.answer(request));
        let http = Http::in_process(answers.clone(), Arc::new(Traffic::default()));
        let password = Secret::new(PARENT.password);
        let credentials = Credentials::Password { login: PARENT.login.into(), password, school: None };
        let session = DnevnikRu.sign_in(&Settings::default(), credentials, &http).await.unwrap();
        let home = Home::over(Vault::open_in_memory().await.unwrap()).await;
        let session = serde_json::to_string(&session).unwrap();
        home.vault.put_account(&account("patimat", false), Some(&session)).await.unwrap();
        let clock = home.app.inner.config.clock.clone();
        let engine = Engine::new(home.vault.clone(), None, Arc::new(Schools(answers)), clock);
        engine.sync_once(Reason::SignedIn, Whose::Everyone, DEADLINE).await;
        sign_in(&home.vault, &account("slow", false), &["Мадина Гаджиева"]).await;
        home.vault.put_account(&account("slow", false), Some(&session)).await.unwrap();
        let profile =
            Profile { vault: home.vault.clone(), engine, key: KeyKept::Nowhere, remembered: Default::default() };
        *home.app.inner.standing.write().await = Standing::Open(Arc::new(profile));

        let (student, subject, value) = ("Амина".to_owned(), "Алгебра".to_owned(), "5".to_owned());
        let mark = Act::Mark { student, subject, value, work: None, date: None, comment: None };
        school.act(mark).unwrap();
        home.forward(3 * time::Duration::HOUR);
        let app = home.app.clone();
        let beat = tokio::spawn(async move { app.beat(&mut None).await });
        let told = async {
            while home.desktop.said().is_empty() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        assert!(tokio::time::timeout(DEADLINE / 2, told).await.is_ok(), "told before the other school is given up");
        assert!(!beat.is_finished(), "which is waited for still");
        beat.abort();
        assert_eq!(home.desktop.said().len(), 1);
    }

    /// Three children whose turns come a few milliseconds apart: the first one's sync must not put the others off.
    #[test]
    fn the_turn_of_the_next_child_is_no_sign_of_trouble() {
        let (first, second) = (Some(datetime!(2026-11-20 10:43 +3)), Some(datetime!(2026-11-20 10:43:00.004 +3)));
        assert!(!unnoted(first, second, false));
        assert!(!unnoted(first, None, false) && !unnoted(first, None, true));
        assert!(unnoted(first, first, false), "it is due as it was");
        assert!(unnoted(first, second, true), "a child that was never asked is due at every moment");
    }

    /// Seen with a profile folder that was deleted under a running program: it asked hundreds of times a second.
    #[tokio::test]
    async fn what_cannot_be_noted_is_not_tried_in_a_loop() {
        // The folder of this profile was never made, so no lock can be had and nothing can be noted.
        let home = Home::new().await;
        let mut events = home.app.events();
        let pulse = home.app.start_pulse();
        tokio::time::sleep(Duration::from_millis(700)).await;
        drop(pulse);
        let mut heard = 0;
        while events.try_recv().is_ok() {
            heard += 1;
        }
        assert!((1..=4).contains(&heard), "{heard} events: one sync says that it begins and that it ended");
    }
}

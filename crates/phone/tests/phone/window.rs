//! The window and the job in one process, as on a phone: one file, one key, one library.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use peremena_app::{DeviceKey, Occasion};
use peremena_phone::{Job, Outcome, PhoneNotice, Prepared, Shares, Shows, announce};

use crate::house::{House, key};

/// The phone's list of notices, whoever shows them.
#[derive(Clone, Default)]
struct Shown(Arc<Mutex<Vec<String>>>);

impl Shows for Shown {
    fn show(&self, notice: &PhoneNotice) -> bool {
        self.0.lock().unwrap().push(notice.text.clone());
        true
    }
}

/// Nothing is handed over here.
struct Nobody;

impl Shares for Nobody {
    fn share(&self, _name: &str, _content: &[u8]) -> bool {
        false
    }

    fn print(&self, _name: &str) -> bool {
        false
    }
}

fn job(house: &House) -> Job {
    Job {
        number: announce(),
        profile: house.profile(),
        key: DeviceKey::new(&key()).unwrap(),
        now: house.now(),
        locale: Some("ru-RU".into()),
        deadline: Duration::from_secs(60),
        occasion: Occasion::Asked,
        saving: false,
    }
}

#[test]
fn the_window_and_the_job_of_one_process_tell_once_between_them() {
    let mut house = House::synced();
    let marks = house.marks();
    house.mark("5");
    house.later(20);
    let (shown, now) = (Shown::default(), house.now());
    let window = Prepared {
        profile: house.profile(),
        key: DeviceKey::new(&key()),
        clock: Arc::new(move || now),
        locale: Some("ru-RU".into()),
        shows: Box::new(shown.clone()),
        shares: Box::new(Nobody),
    };
    let app = window.app();
    let running = std::thread::spawn({
        let (job, shown) = (job(&house), shown.clone());
        move || peremena_phone::run(job, shown)
    });
    let pulse = house.runtime.block_on(async {
        app.open().await;
        app.set_window_open(true);
        app.start_pulse()
    });
    assert_eq!(running.join().unwrap().outcome, Outcome::Done);
    // Whoever comes second finds nothing to tell.
    house.runtime.block_on(app.sync(None, Duration::from_secs(60))).unwrap();
    assert_eq!(peremena_phone::run(job(&house), shown.clone()).outcome, Outcome::Done);
    let told = shown.0.lock().unwrap().clone();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains('5'), "{told:?}");

    house.mark("4");
    house.later(1);
    assert_eq!(peremena_phone::run(job(&house), shown.clone()).outcome, Outcome::Done);
    assert_eq!(shown.0.lock().unwrap().len(), 2);
    // The job's end leaves the window its locks: it writes on.
    house.mark("3");
    house.runtime.block_on(async {
        app.sync(None, Duration::from_secs(60)).await.unwrap();
        drop(pulse);
        app.close().await;
    });
    house.verify();
    assert_eq!(house.marks(), marks + 3);
}

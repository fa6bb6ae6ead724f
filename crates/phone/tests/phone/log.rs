//! What a job says of itself, with every log of every library on: nothing of a child, and no key.

use std::{env, process::Command, time::Duration};

use peremena_app::{DeviceKey, Occasion};
use peremena_phone::{Job, Outcome, PhoneNotice, Shows, announce};
use peremena_school_sim::PARENT;
use time::{OffsetDateTime, macros::offset};

use crate::house::{House, key};

const PROFILE: &str = "PEREMENA_TEST_PROFILE";
const NOW: &str = "PEREMENA_TEST_NOW";
/// Opens no file.
const WRONG: &[u8] = b"this opens nothing, not that one";

#[test]
fn nothing_secret_is_said() {
    let mut house = House::signed_in();
    // The first sync of all, and one with news.
    let mut said = said_by_a_job(&house);
    house.later(1);
    house.mark("5");
    said.push_str(&said_by_a_job(&house));
    // Logs of ours and of the network, and what a test says: what is looked for below could stand among them.
    for heard in ["the file does not open", "hyper", "a notice was shown: Амина"] {
        assert!(said.contains(heard), "{heard} is not in {} bytes", said.len());
    }
    let said = said.replace("a notice was shown: Амина", "");
    let mut secrets: Vec<String> = ["Амина", "Гаджиев", "Алгебра", PARENT.password].map(str::to_owned).into();
    for key in [&key(), WRONG] {
        // A quarter of it, as hexadecimal digits and as a list of numbers.
        let part = &key[..8];
        secrets.extend([hex::encode(part), hex::encode_upper(part), format!("{part:?}").replace(['[', ']'], "")]);
    }
    for secret in secrets {
        let line = said.lines().find(|line| line.contains(&secret));
        assert_eq!(line, None, "{secret}");
    }
}

/// All that a process of its own has logged, which runs a job with the key and one with another.
fn said_by_a_job(house: &House) -> String {
    let output = Command::new(env::current_exe().unwrap())
        .args(["--exact", "log::child_that_logs_everything", "--ignored", "--nocapture"])
        .env(PROFILE, house.profile())
        .env(NOW, house.now().unix_timestamp().to_string())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    said
}

/// Says what it shows: the test sees by it that it would see a name.
struct Speaking;

impl Shows for Speaking {
    fn show(&self, notice: &PhoneNotice) -> bool {
        let name = notice.title.split_whitespace().next().unwrap_or_default();
        println!("a notice was shown: {name}");
        true
    }
}

#[test]
#[ignore = "run by nothing_secret_is_said"]
fn child_that_logs_everything() {
    tracing_subscriber::fmt().with_max_level(tracing_subscriber::filter::LevelFilter::TRACE).with_ansi(false).init();
    let seconds: i64 = env::var(NOW).unwrap().parse().unwrap();
    let run = |key: &[u8]| {
        let job = Job {
            number: announce(),
            profile: env::var_os(PROFILE).unwrap().into(),
            key: DeviceKey::new(key).unwrap(),
            now: OffsetDateTime::from_unix_timestamp(seconds).unwrap().to_offset(offset!(+3)),
            locale: Some("ru-RU".into()),
            deadline: Duration::from_secs(30),
            occasion: Occasion::Asked,
            saving: false,
        };
        peremena_phone::run(job, Speaking).outcome
    };
    assert_eq!(run(&key()), Outcome::Done);
    assert_eq!(run(WRONG), Outcome::Failed);
}

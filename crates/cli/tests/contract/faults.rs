//! Whole syncs through a proxy that misbehaves: what the family has stays as it was, byte for byte, and nothing is told.

use peremena_school_sim::{Fault, PARENT};
use serde_json::{Value, json};

use crate::house::{House, list};

/// One of each sort; each of all the kinds is tried on every connector by itself (`crates/school/tests/faults`).
fn faults() -> Vec<Fault> {
    vec![
        Fault::Hangup,
        Fault::CutAt(300),
        Fault::CutUntold(2_000),
        Fault::CutUntold(20_000),
        Fault::ResetAt(400),
        Fault::LengthMore,
        Fault::LengthLess,
        Fault::BrokenChunk,
        Fault::GzipBomb,
        Fault::GzipCut,
        Fault::UnknownEncoding,
        Fault::Endless,
        Fault::EndlessHeaders,
        Fault::HugeChunked,
        Fault::DeepJson,
        Fault::RawNul,
        Fault::HugeNumber,
        Fault::OtherCharset,
        Fault::LoginPage,
        Fault::LoginPageAsJson,
        Fault::NoContent,
        Fault::RedirectLoop,
        Fault::RedirectTo("https://wifi.example/login".into()),
        Fault::Switching,
        Fault::Garbage,
        Fault::Empty,
    ]
}

#[test]
fn a_sync_through_any_fault_leaves_the_diary_as_it_was() {
    let (house, proxy) = House::behind_a_proxy();
    house.sign_in(PARENT).well();
    house.run(&["sync"]).well();
    let amina = house.id("Амина");
    let diary = || {
        let diary = ["diary", "--student", &amina, "--from", "2026-11-02", "--to", "2026-11-30"];
        let without_age = |mut value: Value| {
            value.as_object_mut().unwrap().remove("as_of");
            value
        };
        [&diary[..], &["marks", "--student", &amina]].map(|words| without_age(house.run(words).well()))
    };
    let before = diary();
    assert!(!list(&before[0]["days"]).is_empty());
    for fault in faults() {
        // The planner's pause does not hold for who asks by hand; a new hour makes it a whole sync.
        (0..61).for_each(|_| house.later());
        proxy.wrong(fault.clone(), |path| path.starts_with("/v2/"));
        let ran = house.run(&["sync"]);
        proxy.right();
        assert!([0, 4].contains(&ran.code), "{fault:?}: {ran:?}");
        if ran.code == 4 {
            assert_ne!(ran.json()["error"]["code"], "credentials", "{fault:?}");
        }
        assert_eq!(diary(), before, "{fault:?}");
    }
    // Nothing of it stayed: the next sync finds nothing new, and the log is empty.
    house.later();
    let synced = house.run(&["sync"]).well();
    for student in list(&synced["students"]) {
        assert_eq!((&student["changes"], &student["error"]), (&json!([]), &Value::Null));
    }
    assert_eq!(diary(), before);
    assert_eq!(house.run(&["changes"]).well()["items"], json!([]));
    assert_eq!(house.school().login_attempts().attempts, 1);
}

/// The longest that a sync may take, whatever the school does (docs/cli.md).
#[test]
fn a_school_that_is_silent_is_given_up_in_time() {
    let (house, proxy) = House::behind_a_proxy();
    house.sign_in(PARENT).well();
    house.run(&["sync"]).well();
    proxy.wrong(Fault::Silence, |path| path.starts_with("/v2/"));
    house.later();
    let began = std::time::Instant::now();
    let ran = house.run(&["sync"]);
    assert_eq!(ran.failed(4), "unreachable");
    let took = began.elapsed();
    assert!(took.as_secs() < 100, "a sync ends within 100 s, whatever the school does (docs/cli.md): {took:?}");
}

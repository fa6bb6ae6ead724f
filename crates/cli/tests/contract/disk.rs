//! The file on a disk that fails: at every call of a whole life, and on one that is full.
//!
//! What is run is the program itself on a real SQLCipher file; which call fails is decided beneath it, by a library that
//! stands before the C library (`peremena_rig::FailingDisk`). After each failure: the command ended well or said what is
//! wrong; the file opens; what was told or known before is there; the next try comes to the same diary as if nothing had
//! been; and nothing was told twice. `PEREMENA_POINTS=all` takes every call, as `prove` does, another number that many
//! of each stage.

mod full;
pub mod life;

use peremena_rig::{Calls, Fault};
use peremena_school_sim::PARENT;
use serde_json::json;

use crate::house::{list, mark, text};
use life::{Life, Stage};

/// A moment of trouble; a disk that is lost; one that is full.
const ONCE: Fault = Fault { calls: Calls::Changes, first: 0, lasts: false };
const LOST: Fault = Fault { calls: Calls::Changes, first: 0, lasts: true };
const FULL: Fault = Fault { calls: Calls::Space, first: 0, lasts: true };
const UNREAD: Fault = Fault { calls: Calls::Reads, first: 0, lasts: false };

#[test]
fn a_diary_that_cannot_be_made_is_made_the_next_time() {
    let life = Life::new();
    let add = life.add();
    let add: Vec<&str> = add.iter().map(String::as_str).collect();
    let stage = Stage { from: None, words: &add, stdin: &format!("{}\n", PARENT.password) };
    // Where the new file's log is merged into it comes about two thirds in.
    life.each(&stage, &[(ONCE, &[0.68]), (LOST, &[0.3]), (FULL, &[0.8]), (UNREAD, &[])], |_| {
        let accounts = life.house.run(&["account", "list"]).well();
        assert!(list(&accounts).len() <= 1);
        life.house.sign_in(PARENT).well();
        let accounts = life.house.run(&["account", "list"]).well();
        assert_eq!((list(&accounts).len(), list(&accounts[0]["students"]).len()), (1, 3));
    });
}

#[test]
fn a_sync_that_cannot_be_kept_is_made_up_for_and_tells_nothing_old() {
    let life = Life::new();
    life.house.sign_in(PARENT).well();
    let signed_in = life.keep();
    life.house.sync();
    let first = life.content();
    let stage = Stage { from: Some(&signed_in), words: &["sync"], stdin: "" };
    life.each(&stage, &[(ONCE, &[0.3]), (FULL, &[0.6]), (LOST, &[]), (UNREAD, &[0.5])], |_| {
        assert_eq!(life.house.news(), [""; 0], "what was known before the account was is no news");
        assert_eq!(life.content(), first);
        assert_eq!(life.house.run(&["changes"]).well()["items"], json!([]));
    });
    // What is new is found once, however often it is looked for.
    life.reset(Some(&signed_in));
    life.house.sync();
    let synced = life.keep();
    life.house.act(mark("5"));
    life.house.act(life::homework());
    life.house.sync();
    let (second, found) = (life.content(), life.changes());
    assert_eq!(found.len(), 2);
    let stage = Stage { from: Some(&synced), words: &["sync"], stdin: "" };
    life.each(&stage, &[(ONCE, &[0.5]), (FULL, &[]), (LOST, &[0.4]), (UNREAD, &[])], |_| {
        life.house.sync();
        assert_eq!(life.content(), second);
        assert_eq!(life.changes(), found);
        assert_eq!(life.house.news(), [""; 0]);
    });
}

#[test]
fn a_disk_that_fails_while_it_is_told_costs_no_notice_and_repeats_none() {
    let life = Life::synced();
    life.house.act(mark("5"));
    life.house.act(life::homework());
    life.house.sync();
    let waiting = life.keep();
    for (fault, few) in [(ONCE, &[0.5][..]), (FULL, &[0.3]), (LOST, &[]), (UNREAD, &[])] {
        if few.is_empty() && !life::asked_for_more() {
            continue;
        }
        life.reset(Some(&waiting));
        let count = life.calls_of_telling(fault);
        for fault in life::points((fault, few), count) {
            life.reset(Some(&waiting));
            let told = life.told_under(fault);
            let mut again = life.told_in_peace(&told);
            let mut ids = life::ids(&told);
            assert_eq!(ids.len(), told.len(), "{fault:?}: one process says a notice once: {told:?}");
            // One that was said and could not be noted is said again under its id, which replaces it.
            again.retain(|notice| !ids.contains(text(&notice["id"])));
            ids.extend(life::ids(&again));
            let members: usize = told.iter().chain(&again).map(|notice| list(&notice["changes"]).len()).sum();
            assert_eq!(
                (members, life::members(told.iter().chain(&again)).len()),
                (2, 2),
                "{fault:?}: {told:?} {again:?}"
            );
        }
    }
}

#[test]
fn a_backup_on_a_failing_disk_is_whole_or_the_one_before() {
    let life = Life::synced();
    let file = life.shelf("1.backup");
    let file = text(&file);
    life.house.run(&["backup", "create", file]).well();
    let (before, synced) = (std::fs::read(file).unwrap(), life.keep());
    let stage = Stage { from: Some(&synced), words: &["backup", "create", file], stdin: "" };
    life.each(&stage, &[(ONCE, &[0.9]), (FULL, &[0.5]), (LOST, &[]), (UNREAD, &[])], |ran| {
        life.house.run(&["backup", "verify", file]).well();
        if ran.code != 0 {
            assert!(std::fs::read(file).unwrap() == before || ran.json()["error"]["code"] == "storage");
        }
        life.house.run(&["account", "list"]).well();
        std::fs::write(file, &before).unwrap();
    });
}

#[test]
fn a_restore_on_a_failing_disk_leaves_the_diary_or_the_backups() {
    let life = Life::synced();
    life.house.act(mark("3"));
    life.house.sync();
    let file = life.shelf("1.backup");
    let file = text(&file);
    life.house.run(&["backup", "create", file]).well();
    let (content, changes, synced) = (life.content(), life.changes(), life.keep());
    let words = ["backup", "restore", "--replace", file];
    let stage = Stage { from: Some(&synced), words: &words, stdin: "" };
    life.each(&stage, &[(ONCE, &[0.85]), (FULL, &[0.8]), (LOST, &[]), (UNREAD, &[])], |_| {
        assert_eq!(life.changes(), changes, "the history is there either way");
        life.house.sign_in(PARENT).well();
        assert_eq!(life.house.news(), [""; 0]);
        assert_eq!(life.content(), content);
    });
}

#[test]
fn signing_out_on_a_failing_disk_is_finished_by_the_next_start() {
    let life = Life::synced();
    let synced = life.keep();
    let account = life.house.run(&["account", "list"]).well()[0]["id"].clone();
    let words = ["account", "remove", text(&account)];
    let stage = Stage { from: Some(&synced), words: &words, stdin: "" };
    life.each(&stage, &[(ONCE, &[0.6]), (FULL, &[0.75]), (LOST, &[0.9]), (UNREAD, &[])], |ran| {
        // The next start either has the account as it was or finishes what was begun.
        let accounts = life.house.run(&["account", "list"]).well();
        if !list(&accounts).is_empty() {
            assert_ne!(ran.code, 0);
            life.house.run(&words).well();
        }
        life.house.run(&["account", "list"]).well();
        assert_eq!(life.left_of_the_diary(), [""; 0], "{ran:?}");
    });
}

//! A real file system that is full: a few hundred kilobytes in memory, in a namespace of the test's own.

use std::{path::Path, process::Command};

use peremena_school_sim::PARENT;

use super::life::Life;
use crate::house::list;

const INSIDE: &str = "PEREMENA_IN_A_NAMESPACE";

/// Says that this machine has no namespaces for us.
const WITHOUT: &str = "PEREMENA_WITHOUT_NAMESPACES";

#[test]
fn a_life_on_a_full_disk_goes_on_where_there_is_room_again() {
    if std::env::var_os(WITHOUT).is_some() {
        eprintln!("NOT PROVEN: no namespace for a file system of the test's own ({WITHOUT} is set)");
        return;
    }
    let possible = Command::new("unshare").args(["-Urm", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]).output();
    assert!(
        possible.is_ok_and(|output| output.status.success()),
        "no file system can be mounted in a namespace here: `unshare -Urm mount -t tmpfs tmpfs /mnt` fails. What this \
         test proves, it cannot prove on this machine. Where that is known and wanted, set {WITHOUT}=1."
    );
    let mut inside = Command::new("unshare");
    inside.arg("-Urm").arg(std::env::current_exe().unwrap());
    inside.args(["--exact", "disk::full::inside", "--ignored", "--nocapture"]).env(INSIDE, "1");
    let output = inside.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.contains("1 passed"), "{said}");
    for line in said.lines().filter(|line| line.starts_with("= ")) {
        println!("{line}");
    }
}

#[test]
#[ignore = "run by a_life_on_a_full_disk_goes_on_where_there_is_room_again, in a namespace of its own"]
fn inside() {
    if std::env::var_os(INSIDE).is_none() {
        return;
    }
    let life = Life::synced();
    let content = life.content();
    // From a disk on which no file can be made to one on which everything fits.
    let sizes: Vec<u32> = match super::life::asked_for_more() {
        true => (16..=2_048).step_by(16).collect(),
        false => vec![200, 700],
    };
    for size in sizes {
        life.reset(None);
        let disk = life.house.profile().parent().unwrap().to_owned();
        mount(&disk, &format!("size={size}k"));
        let codes = a_life(&life);
        println!("= {size} KiB: {codes:?}");
        mount(&disk, "remount,size=64m");
        life.house.sign_in(PARENT).well();
        assert_eq!(life.house.news(), [""; 0], "{size} KiB: {codes:?}");
        assert_eq!(life.content(), content, "{size} KiB: {codes:?}");
        unmount(&disk);
    }
}

/// Everything that a family does, each of which ends well or says that there is no room.
fn a_life(life: &Life) -> Vec<i32> {
    let house = &life.house;
    let mut codes = vec![house.sign_in(PARENT).code];
    let backup = life.shelf("1.backup");
    let backup = backup.as_str().unwrap();
    for words in [&["sync"][..], &["account", "list"], &["backup", "create", backup], &["sync"], &["account", "list"]] {
        house.later();
        codes.push(house.run(words).code);
    }
    // A backup where there is no diary yet has nothing to hold.
    assert!(codes.iter().all(|code| [0, 2, 5].contains(code)), "{codes:?}");
    if codes[0] == 0 {
        assert_eq!(list(&house.run(&["account", "list"]).well()).len(), 1);
    }
    codes
}

fn mount(at: &Path, options: &str) {
    let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(at).status().unwrap();
    assert!(mounted.success(), "{options}");
}

fn unmount(at: &Path) {
    assert!(Command::new("umount").arg(at).status().unwrap().success());
}

//! The same door as Swift's, from a C program that is compiled against the header.

use std::process::Command;

use crate::house::{House, key, library, native};

#[test]
fn the_header_is_true_and_a_mark_comes_through_it() {
    let mut house = House::signed_in();
    let program = house.folder().join("harness");
    let library = library();
    let compiled = Command::new("cc")
        .args(["-std=c11", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-o"])
        .arg(&program)
        .arg(native("ios/test/harness.c"))
        .arg(&library)
        .arg(format!("-Wl,-rpath,{}", library.parent().unwrap().display()))
        .status()
        .unwrap();
    assert!(compiled.success());
    let run = |house: &House| {
        let output = Command::new(&program)
            .arg(house.profile())
            .arg(hex::encode(key()))
            .arg((house.now().unix_timestamp() * 1000).to_string())
            .arg("30000")
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        let said = String::from_utf8(output.stdout).unwrap();
        said.lines().map(|line| line.split('\t').map(str::to_owned).collect::<Vec<_>>()).collect::<Vec<_>>()
    };
    let first = run(&house);
    assert_eq!(first.len(), 1, "silent: {first:?}");
    assert_eq!((first[0][1].as_str(), first[0][4].as_str()), ("0", "1"), "done, the key zeroed: {first:?}");
    house.later(1);
    house.mark("5");
    let second = run(&house);
    assert_eq!(second.len(), 2, "{second:?}");
    let notice = &second[0];
    assert_eq!((notice[0].as_str(), notice[3].as_str()), ("notice", "mark"), "{second:?}");
    assert!(notice[5].contains("Амина") && notice[6].contains('5') && !notice[7].contains('5'), "{second:?}");
    assert!(notice[8].starts_with("peremena://open/change/"), "{second:?}");
    assert_eq!(notice[12], "handed back");
    house.verify();
}

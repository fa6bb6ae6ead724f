//! A family has downloaded a package, from wherever: `update verify` says whether it is a newer one of ours.

use std::{fs, io::Cursor, path::PathBuf};

use minisign::KeyPair;
use rstest::rstest;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::house::{House, Ran};

const NAME: &str = "peremena_9.0.0_amd64.deb";
const DEB: &[u8] = b"a package of 9.0.0";

/// A folder of downloads, as the release has them.
struct Downloads {
    house: House,
    keys: KeyPair,
}

impl Downloads {
    fn of(version: &str) -> Downloads {
        let downloads = Downloads { house: House::new(), keys: KeyPair::generate_unencrypted_keypair().unwrap() };
        fs::create_dir_all(downloads.path("")).unwrap();
        fs::write(downloads.path(NAME), DEB).unwrap();
        let file = json!({ "bytes": DEB.len(), "sha256": hex::encode(Sha256::digest(DEB)) });
        let list = json!({ "app": "app.peremena.Peremena", "version": version, "files": { NAME: file } });
        downloads.sign(list.to_string().as_bytes());
        downloads
    }

    fn path(&self, name: &str) -> PathBuf {
        self.house.profile().with_file_name("downloads").join(name)
    }

    fn sign(&self, list: &[u8]) {
        let signature = minisign::sign(Some(&self.keys.pk), &self.keys.sk, Cursor::new(list), None, None).unwrap();
        fs::write(self.path("release.json"), list).unwrap();
        fs::write(self.path("release.json.minisig"), signature.into_string()).unwrap();
    }

    fn verify(&self) -> Ran {
        self.verify_with(&self.keys.pk.to_base64())
    }

    fn verify_with(&self, key: &str) -> Ran {
        self.house.run(&["update", "verify", self.path(NAME).to_str().unwrap(), "--key", key])
    }
}

#[test]
fn a_package_of_a_newer_release_is_ours() {
    let downloads = Downloads::of("9.0.0");
    let expected = json!({ "file": NAME, "version": "9.0.0", "running": env!("CARGO_PKG_VERSION"), "key": "given" });
    assert_eq!(downloads.verify().well(), expected);
    // The list may lie elsewhere.
    let elsewhere = downloads.path("0.9.json");
    fs::rename(downloads.path("release.json"), &elsewhere).unwrap();
    fs::rename(downloads.path("release.json.minisig"), downloads.path("0.9.json.minisig")).unwrap();
    let key = downloads.keys.pk.to_base64();
    let (file, list) = (downloads.path(NAME), elsewhere.to_str().unwrap().to_owned());
    let words = ["update", "verify", "--list", &list, "--key", &key, file.to_str().unwrap()];
    assert_eq!(downloads.house.run(&words).well(), expected);
    assert!(!downloads.house.profile().exists(), "no profile is opened for it, and none is made");
}

#[rstest]
#[case("0.0.1")]
#[case(env!("CARGO_PKG_VERSION"))]
fn an_old_release_is_refused_however_well_signed(#[case] version: &str) {
    assert_eq!(Downloads::of(version).verify().failed(1), "not_newer");
}

#[test]
fn what_was_tampered_with_is_refused() {
    let downloads = Downloads::of("9.0.0");
    for bytes in [b"a package of 9.0.1".as_slice(), b"a package of 9.0", b"a package of 9.0.0 and more", b""] {
        fs::write(downloads.path(NAME), bytes).unwrap();
        assert_eq!(downloads.verify().failed(1), "changed");
    }
    fs::write(downloads.path(NAME), DEB).unwrap();
    let list = fs::read_to_string(downloads.path("release.json")).unwrap();
    fs::write(downloads.path("release.json"), list.replace("9.0.0", "9.0.1")).unwrap();
    assert_eq!(downloads.verify().failed(1), "unsigned");
}

#[test]
fn what_is_not_signed_by_us_is_refused() {
    let downloads = Downloads::of("9.0.0");
    let other = KeyPair::generate_unencrypted_keypair().unwrap();
    assert_eq!(downloads.verify_with(&other.pk.to_base64()).failed(1), "unsigned");
    for signature in ["", "untrusted comment: signature\n", "\u{feff}"] {
        fs::write(downloads.path("release.json.minisig"), signature).unwrap();
        assert_eq!(downloads.verify().failed(1), "unsigned");
    }
    fs::write(downloads.path("release.json.minisig"), [0xff; 9_000]).unwrap();
    assert_eq!(downloads.verify().failed(1), "unsigned");
}

#[test]
fn what_is_signed_and_says_nothing_of_this_file_is_refused() {
    let downloads = Downloads::of("9.0.0");
    let other = downloads.path("peremena_9.0.0_arm64.deb");
    fs::write(&other, DEB).unwrap();
    let key = downloads.keys.pk.to_base64();
    let ran = downloads.house.run(&["update", "verify", other.to_str().unwrap(), "--key", &key]);
    assert_eq!(ran.failed(1), "not_listed");
    downloads.sign(b"{}");
    assert_eq!(downloads.verify().failed(1), "strange");
    downloads.sign(" ".repeat(70_000).as_bytes());
    assert_eq!(downloads.verify().failed(1), "strange");
}

#[test]
fn what_is_not_there_is_said() {
    let downloads = Downloads::of("9.0.0");
    assert_eq!(downloads.verify_with("no key").failed(2), "usage");
    let without_key = downloads.house.run(&["update", "verify", downloads.path(NAME).to_str().unwrap()]);
    assert_eq!(without_key.failed(2), "usage");
    for missing in [NAME, "release.json.minisig", "release.json"] {
        fs::remove_file(downloads.path(missing)).unwrap();
        assert_eq!(downloads.verify().failed(2), "usage", "{missing}");
    }
}

//! What a family's computer is offered by somebody who holds the server, the line, or an old release.

use std::io::Cursor;

use minisign::KeyPair;

use super::*;

const NAME: &str = "peremena_0.2.0_amd64.deb";
const DEB: &[u8] = b"a package of 0.2.0";

fn running() -> Version {
    Version::new(0, 1, 0)
}

fn list(version: &str) -> String {
    let hash = hex::encode(Sha256::digest(DEB));
    format!(
        r#"{{"app":"{APP}","version":"{version}","files":{{"{NAME}":{{"bytes":{},"sha256":"{hash}"}}}}}}"#,
        DEB.len()
    )
}

fn keys() -> KeyPair {
    KeyPair::generate_unencrypted_keypair().unwrap()
}

fn signed(list: &str, keys: &KeyPair) -> String {
    let signature = minisign::sign(Some(&keys.pk), &keys.sk, Cursor::new(list.as_bytes()), None, None).unwrap();
    signature.into_string()
}

fn offered(list: &str, signature: &str, keys: &KeyPair) -> Result<Release, Refused> {
    Release::verified(list.as_bytes(), signature, &keys.pk.to_base64(), &running())
}

#[test]
fn a_signed_newer_release_is_taken_and_its_files_are_checked() {
    let keys = keys();
    let list = list("0.2.0");
    let release = offered(&list, &signed(&list, &keys), &keys).unwrap();
    assert_eq!(release.version(), &Version::new(0, 2, 0));
    assert_eq!(release.length(NAME), Ok(18));
    assert_eq!(release.accepts(NAME, DEB), Ok(()));
}

#[test]
fn an_unsigned_release_is_refused() {
    let (keys, list) = (keys(), list("0.2.0"));
    for nothing in ["", "untrusted comment: signature\n", "not a signature at all"] {
        assert_eq!(offered(&list, nothing, &keys), Err(Refused::Unsigned));
    }
}

#[test]
fn a_release_signed_by_another_is_refused() {
    let (ours, theirs, list) = (keys(), keys(), list("0.2.0"));
    assert_eq!(offered(&list, &signed(&list, &theirs), &ours), Err(Refused::Unsigned));
}

#[test]
fn a_list_with_any_byte_changed_is_refused() {
    let (keys, list) = (keys(), list("0.2.0"));
    let signature = signed(&list, &keys);
    for place in 0..list.len() {
        let mut bytes = list.clone().into_bytes();
        bytes[place] ^= 1;
        let verdict = Release::verified(&bytes, &signature, &keys.pk.to_base64(), &running());
        assert_eq!(verdict, Err(Refused::Unsigned), "byte {place}");
    }
    let cut = &list.as_bytes()[..list.len() - 1];
    assert_eq!(Release::verified(cut, &signature, &keys.pk.to_base64(), &running()), Err(Refused::Unsigned));
}

#[test]
fn a_signature_with_a_changed_comment_is_refused() {
    let (keys, list) = (keys(), list("0.2.0"));
    let signature = signed(&list, &keys).replace("trusted comment: ", "trusted comment: really, ");
    assert_eq!(offered(&list, &signature, &keys), Err(Refused::Unsigned));
}

#[test]
fn an_older_release_and_the_same_one_are_refused_however_well_signed() {
    let keys = keys();
    for version in ["0.0.9", "0.1.0", "0.1.0-rc.1", "0.1.0+rebuilt"] {
        let list = list(version);
        let refused = offered(&list, &signed(&list, &keys), &keys);
        assert!(matches!(refused, Err(Refused::NotNewer { .. })), "{version}: {refused:?}");
    }
}

#[test]
fn a_changed_cut_or_unnamed_file_is_refused() {
    let (keys, list) = (keys(), list("0.2.0"));
    let release = offered(&list, &signed(&list, &keys), &keys).unwrap();
    assert_eq!(release.accepts(NAME, b"a package of 0.2.1"), Err(Refused::Changed));
    assert_eq!(release.accepts(NAME, &DEB[..5]), Err(Refused::Changed));
    assert_eq!(release.accepts("peremena_0.2.0_arm64.deb", DEB), Err(Refused::Unknown));
    assert_eq!(release.length("peremena_0.2.0_arm64.deb"), Err(Refused::Unknown));
}

#[test]
fn what_is_signed_and_is_no_list_of_ours_is_refused() {
    let keys = keys();
    for text in ["{}", "[]", "", &list("2"), &list("0.2.0").replace(APP, "app.other")] {
        assert_eq!(offered(text, &signed(text, &keys), &keys), Err(Refused::Strange), "{text}");
    }
    assert_eq!(Release::verified(b"{}", "", "no key", &running()), Err(Refused::Key));
}

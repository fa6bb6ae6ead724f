//! The list of a release, for a person to sign: the packages of all systems in one folder, with lengths and sums.
//!
//! Signing is not done here: the key is on another machine (`minisign -Sm release.json`), and what it signs is read by
//! `peremena-update` alone (docs/decisions/0014).

use std::{collections::BTreeMap, fs, path::Path};

use peremena_update::{APP, LIST};
use serde_json::json;
use sha2::{Digest, Sha256};

/// Writes the list of everything that lies in a folder.
pub(crate) fn release(words: &[String]) -> Result<(), String> {
    let [folder] = words else { return Err("release FOLDER".to_owned()) };
    let list = list(Path::new(folder))?;
    let path = Path::new(folder).join(LIST);
    fs::write(&path, list).map_err(|error| format!("{}: {error}", path.display()))?;
    println!("{}: read it, then sign it where the key is: minisign -Sm {LIST}", path.display());
    Ok(())
}

/// The same files make the same list.
fn list(folder: &Path) -> Result<String, String> {
    let said = |error: std::io::Error| format!("{}: {error}", folder.display());
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).map_err(said)? {
        let entry = entry.map_err(said)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name == LIST || name.ends_with(".minisig") {
            continue;
        }
        if !entry.file_type().map_err(said)?.is_file() {
            return Err(format!("{name}: a release is a folder of files"));
        }
        // A package that was left of an earlier build would be signed as this one.
        if !name.contains(env!("CARGO_PKG_VERSION")) {
            return Err(format!("{name}: its name does not say {}", env!("CARGO_PKG_VERSION")));
        }
        let bytes = fs::read(entry.path()).map_err(said)?;
        files.insert(name, json!({ "bytes": bytes.len(), "sha256": hex::encode(Sha256::digest(&bytes)) }));
    }
    if files.is_empty() {
        return Err(format!("{}: nothing to be released", folder.display()));
    }
    let list = json!({ "app": APP, "version": env!("CARGO_PKG_VERSION"), "files": files });
    serde_json::to_string_pretty(&list).map(|list| list + "\n").map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use peremena_update::{Refused, Release, Version};

    use super::*;

    #[test]
    fn what_is_listed_and_signed_is_what_a_family_accepts() {
        let folder = crate::root().join(format!("target/release-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        assert!(list(&folder).unwrap_err().contains("nothing"));
        let named = |ending: &str| format!("a_{}.{ending}", env!("CARGO_PKG_VERSION"));
        fs::write(folder.join("a_0.0.9.deb"), "a package of before").unwrap();
        assert!(list(&folder).unwrap_err().contains("a_0.0.9.deb"));
        fs::remove_file(folder.join("a_0.0.9.deb")).unwrap();
        fs::write(folder.join(named("deb")), "a package").unwrap();
        fs::write(folder.join(named("rpm")), "another").unwrap();
        release(&[folder.to_string_lossy().into_owned()]).unwrap();
        let list = fs::read(folder.join(LIST)).unwrap();
        let keys = minisign::KeyPair::generate_unencrypted_keypair().unwrap();
        let signature = minisign::sign(Some(&keys.pk), &keys.sk, Cursor::new(&list), None, None).unwrap().into_string();
        fs::write(folder.join("release.json.minisig"), &signature).unwrap();
        let key = keys.pk.to_base64();
        let release = Release::verified(&list, &signature, &key, &Version::new(0, 0, 1)).unwrap();
        assert_eq!(release.accepts(&named("deb"), b"a package"), Ok(()));
        assert_eq!(release.accepts(&named("rpm"), b"a package"), Err(Refused::Changed));
        // Neither itself nor its signature, also where it is made once more.
        assert_eq!(release.length(LIST), Err(Refused::Unknown));
        assert_eq!(super::list(&folder).unwrap().into_bytes(), list);
        fs::create_dir(folder.join("b")).unwrap();
        assert!(super::list(&folder).is_err());
        fs::remove_dir_all(&folder).unwrap();
    }
}

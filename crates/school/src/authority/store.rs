//! The authorities that the machine itself holds, for a family that takes one from there.
//!
//! Two things stand there. What the system *trusts*, every account trusts as it is: the platform's own verifier asks for
//! no leave ([`Http`](crate::Http)). What somebody has *added* to the machine's folders may be trusted or not: a root that
//! lies there is only a file until the system was told to take it in. Which is which is told with each ([`Held`]), since
//! to choose one that the system trusts is to keep it for the day on which it no more does.

use std::{
    collections::BTreeSet,
    fs::File,
    io::Read,
    path::{Path, PathBuf},
};

use time::OffsetDateTime;

use super::{Authority, LONGEST_FILE};

/// Where Linux distributions have their owner put roots: Debian and its kin; Fedora and its kin, the same by a package;
/// Arch; ALT. Elsewhere what was added is not told from what came with the system.
const FOLDERS: [&str; 6] = [
    "/usr/local/share/ca-certificates",
    "/etc/pki/ca-trust/source/anchors",
    "/usr/share/pki/ca-trust-source/anchors",
    "/etc/ca-certificates/trust-source/anchors",
    "/usr/share/ca-certificates/trust-source/anchors",
    "/etc/pki/trust/anchors",
];

/// No folder is gone through further: a file among thousands is somebody's work folder, no store.
const MOST_FILES: usize = 1000;

/// How deep folders in folders are gone into.
const DEEPEST: usize = 2;

/// Where a machine keeps its authorities.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SystemStore {
    /// The file, or the folder of files, that says whom the system trusts; none to ask the system, which heeds
    /// `SSL_CERT_FILE` and `SSL_CERT_DIR` on Linux, as the verifier does.
    pub trusted: Option<PathBuf>,
    /// Folders of what was added.
    pub added: Vec<PathBuf>,
}

/// One that the machine holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// It.
    pub authority: Authority,
    /// Whether the system trusts it, and so each account already does.
    pub trusted: bool,
    /// Whether it stands among what was added.
    pub added: bool,
}

impl Default for SystemStore {
    /// The system's own.
    fn default() -> SystemStore {
        let added = if cfg!(target_os = "linux") { FOLDERS.iter().map(PathBuf::from).collect() } else { Vec::new() };
        SystemStore { trusted: None, added }
    }
}

impl SystemStore {
    /// Those that it holds and that are valid at `now`: the Russian national root first, then what was added, then the rest,
    /// each once. What cannot be read is as if it were not there: most machines lack most of the folders.
    ///
    /// It reads files, some hundred kilobytes of them.
    pub fn read(&self, now: OffsetDateTime) -> Vec<Held> {
        let trusted = match &self.trusted {
            Some(place) => authorities_at(place, now),
            None => trusted_by_system(now),
        };
        let added: Vec<Authority> = self.added.iter().flat_map(|folder| authorities_at(folder, now)).collect();
        let of = |them: &[Authority]| -> BTreeSet<String> { them.iter().map(|it| it.0.clone()).collect() };
        let (in_trusted, in_added) = (of(&trusted), of(&added));
        let mut seen = BTreeSet::new();
        let mut held: Vec<Held> = added
            .into_iter()
            .chain(trusted)
            .filter(|authority| seen.insert(authority.0.clone()))
            .map(|authority| Held {
                trusted: in_trusted.contains(&authority.0),
                added: in_added.contains(&authority.0),
                authority,
            })
            .collect();
        // A stable sort: among themselves they stay as they were found.
        held.sort_by_key(|it| (!it.authority.is_national(), !it.added));
        held
    }
}

/// Whom the platform trusts.
fn trusted_by_system(now: OffsetDateTime) -> Vec<Authority> {
    // A phone lists none of its own, and takes none of ours (Android).
    #[cfg(any(target_os = "android", target_os = "ios"))]
    let found: Vec<Vec<u8>> = Vec::new();
    #[cfg(not(any(target_os = "android", target_os = "ios")))]
    let found = rustls_native_certs::load_native_certs().certs;
    found.iter().filter_map(|der| Authority::of_der(der.as_ref(), now).ok()).collect()
}

/// Those of a file, or of the files in a folder and what is in it.
fn authorities_at(place: &Path, now: OffsetDateTime) -> Vec<Authority> {
    let mut files = Vec::new();
    gather(place, 0, &mut files);
    files.iter().filter_map(|file| contents(file)).flat_map(|bytes| Authority::all_in(&bytes, now)).collect()
}

/// The files at a place, in the order of their names.
fn gather(place: &Path, depth: usize, files: &mut Vec<PathBuf>) {
    if !place.is_dir() {
        files.push(place.to_owned());
        return;
    }
    let Ok(entries) = std::fs::read_dir(place) else { return };
    let mut entries: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).take(MOST_FILES).collect();
    entries.sort();
    for entry in entries {
        if depth < DEEPEST && files.len() < MOST_FILES {
            gather(&entry, depth + 1, files);
        }
    }
}

/// A plain file's bytes; none where it is no plain file, is too long to be one of certificates, or cannot be read.
fn contents(file: &Path) -> Option<Vec<u8>> {
    let known = std::fs::metadata(file).ok()?;
    // A pipe would be waited for.
    if !known.is_file() || known.len() > LONGEST_FILE as u64 {
        return None;
    }
    let mut bytes = Vec::new();
    File::open(file).ok()?.take(LONGEST_FILE as u64).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

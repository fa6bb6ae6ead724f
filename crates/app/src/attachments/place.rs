//! The copies that viewers are given: readable by the user alone, and gone as soon as they may be.
//!
//! A viewer needs a file, and a file is readable. It lies where the system keeps what does not outlive a session, in
//! memory on most (`XDG_RUNTIME_DIR`); only where there is no such place, in the profile's folder, on the disk.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};

/// Where the copies of one profile lie.
#[derive(Clone, Debug)]
pub(crate) struct Place(PathBuf);

impl Place {
    /// The place of `profile`; `runtime` is the session's own folder, where there is one.
    pub(crate) fn of(profile: &Path, runtime: Option<&Path>) -> Place {
        let name = hex_of(&Sha256::digest(profile.as_os_str().as_encoded_bytes()));
        match runtime.filter(|folder| is_private(folder)) {
            // The same for each run: what a killed one has left is found again.
            Some(folder) => Place(folder.join(format!("peremena-{name}"))),
            None => Place(profile.join("opened")),
        }
    }

    /// Writes a copy under a (clean) name, in a folder of its own: two files of one name stand side by side.
    ///
    /// # Errors
    /// Those of the file system. Nothing is left then.
    pub(crate) fn copy(&self, name: &str, bytes: &[u8]) -> io::Result<PathBuf> {
        private_folder(&self.0)?;
        if !is_private(&self.0) {
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, "the folder of copies is open to others"));
        }
        let mut folder = tempfile::Builder::new();
        #[cfg(unix)]
        folder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
        let folder = folder.prefix("").rand_bytes(12).tempdir_in(&self.0)?;
        let path = folder.path().join(name);
        let mut file = new_file(&path)?;
        file.write_all(bytes)?;
        file.flush()?;
        // From here on it is removed with all the others.
        let _kept = folder.keep();
        Ok(path)
    }

    /// Removes every copy there is, those of a run that was killed too.
    pub(crate) fn clear(&self) {
        // A link in its place is taken away, never followed.
        let outcome = match fs::symlink_metadata(&self.0) {
            Ok(found) if found.is_dir() => fs::remove_dir_all(&self.0),
            Ok(_) => fs::remove_file(&self.0),
            Err(error) => Err(error),
        };
        if let Err(error) = outcome
            && error.kind() != io::ErrorKind::NotFound
        {
            tracing::warn!(%error, "copies of opened files could not be removed");
        }
    }
}

fn hex_of(digest: &[u8]) -> String {
    digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

fn private_folder(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    match builder.create(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        outcome => outcome,
    }
}

/// A real folder, and on Unix nobody else's business.
fn is_private(path: &Path) -> bool {
    let Ok(found) = fs::symlink_metadata(path) else { return false };
    #[cfg(unix)]
    let open = std::os::unix::fs::PermissionsExt::mode(&found.permissions()) & 0o077 != 0;
    #[cfg(not(unix))]
    let open = false;
    found.is_dir() && !open
}

/// A new file for the user alone, that no viewer writes to.
fn new_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o400);
    options.open(path)
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;
    use crate::attachments::name::clean;

    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o700)).unwrap();
        folder
    }

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn a_copy_is_readable_by_the_user_alone_and_goes() {
        let (profile, runtime) = (folder(), folder());
        let place = Place::of(profile.path(), Some(runtime.path()));
        let copies = [place.copy("a.pdf", b"one").unwrap(), place.copy("a.pdf", b"two").unwrap()];
        assert_ne!(copies[0], copies[1]);
        assert_eq!(fs::read(&copies[1]).unwrap(), b"two");
        for copy in &copies {
            assert_eq!((mode(copy), mode(copy.parent().unwrap())), (0o400, 0o700));
            assert!(copy.starts_with(runtime.path()) && copy.ends_with("a.pdf"));
        }
        assert_eq!(mode(&place.0), 0o700);
        // The next run of the same profile finds them.
        Place::of(profile.path(), Some(runtime.path())).clear();
        assert_eq!(fs::read_dir(runtime.path()).unwrap().count(), 0);
        place.clear();
    }

    /// Whatever a school calls a file, its copy lies in a folder of its own here, under a name that hides nothing.
    #[test]
    fn no_hostile_name_leads_out_of_the_place() {
        let (profile, runtime) = (folder(), folder());
        let place = Place::of(profile.path(), Some(runtime.path()));
        for harm in peremena_school_sim::hostile().iter().map(|each| &each.text) {
            for name in [harm.clone(), format!("{harm}.pdf"), format!("../{harm}")] {
                let clean = clean(&name);
                assert!(!clean.starts_with('.') && !clean.chars().any(char::is_control), "{name:?}: {clean:?}");
                let copy = place.copy(&clean, b"text").unwrap();
                assert_eq!(copy.file_name().unwrap(), clean.as_str());
                assert_eq!(copy.parent().unwrap().parent().unwrap(), place.0, "{name:?}");
            }
        }
        place.clear();
        assert_eq!(fs::read_dir(runtime.path()).unwrap().count(), 0);
        assert_eq!(fs::read_dir(profile.path()).unwrap().count(), 0);
    }

    #[test]
    fn two_profiles_do_not_clear_each_others() {
        let runtime = folder();
        let [one, other] = ["one", "other"].map(|name| Place::of(Path::new(name), Some(runtime.path())));
        let copy = one.copy("a.pdf", b"one").unwrap();
        other.clear();
        assert!(copy.exists());
    }

    #[test]
    fn without_a_folder_of_the_session_they_lie_in_the_profile() {
        let (profile, open) = (folder(), folder());
        fs::set_permissions(open.path(), fs::Permissions::from_mode(0o755)).unwrap();
        for runtime in [None, Some(open.path()), Some(Path::new("/nowhere"))] {
            let copy = Place::of(profile.path(), runtime).copy("a.pdf", b"one").unwrap();
            assert!(copy.starts_with(profile.path().join("opened")));
        }
    }

    #[test]
    fn a_link_that_stands_in_the_way_is_not_followed() {
        let (profile, runtime, elsewhere) = (folder(), folder(), folder());
        fs::write(elsewhere.path().join("kept"), "x").unwrap();
        let place = Place::of(profile.path(), Some(runtime.path()));
        symlink(elsewhere.path(), &place.0).unwrap();
        assert!(place.copy("a.pdf", b"one").is_err());
        place.clear();
        assert!(elsewhere.path().join("kept").exists() && !place.0.exists());
    }
}

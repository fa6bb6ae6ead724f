//! The profile's folder: which files are ours, and who may use them.
//!
//! `peremena.db` is there only when it is whole: it is made under another name and renamed. Every open vault holds
//! `peremena.lock` shared; making, recovering and destroying hold it alone. Without that, SQLite's last closer of a
//! renamed file would delete the log of the new one.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use crate::VaultError;
use crate::key::FileId;
use crate::marker::Marker;

const DB: &str = "peremena.db";
const LOCK: &str = "peremena.lock";
/// What a diary that was set aside with its lock is called after the file's name.
const LOCKED: &str = ".locked-";
/// How long a process waits for another that is making, recovering or destroying.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);
/// How long it lets the other go on before it looks again.
pub(crate) const PAUSE: Duration = Duration::from_millis(5);

/// What anybody's write leaves behind, this process's or another's: the lengths of a profile's file and its log, and when
/// they were written last. Two looks at the folder, none into the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace([Option<(u64, SystemTime)>; 2]);

impl Trace {
    /// Of the profile in this folder, open or not; one that is not there has one too.
    #[must_use]
    pub fn of(profile: &Path) -> Trace {
        let db = Home::new(profile).db();
        let of = |path: &Path| fs::metadata(path).and_then(|data| Ok((data.len(), data.modified()?))).ok();
        Trace([of(&db), of(&beside(&db, "-wal"))])
    }
}

/// The folder of one profile.
#[derive(Clone)]
pub(crate) struct Home(PathBuf);

impl Home {
    pub(crate) fn new(profile: &Path) -> Home {
        // SQLite reads a name that begins with "file:" as an address; an absolute one never does.
        Home(std::path::absolute(profile).unwrap_or_else(|_| profile.to_owned()))
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    pub(crate) fn db(&self) -> PathBuf {
        self.file(DB)
    }

    /// What widgets draw.
    pub(crate) fn summary(&self) -> PathBuf {
        self.file("peremena.db.summary")
    }

    /// Where a file is made before it is there.
    pub(crate) fn unfinished(&self) -> PathBuf {
        self.file("peremena.db.new")
    }

    /// A recovered file that is whole and waits for its place.
    pub(crate) fn recovered(&self) -> PathBuf {
        self.file("peremena.db.recovered")
    }

    /// The marker of a restored file that has another key than the one whose place it takes.
    pub(crate) fn pending(&self) -> PathBuf {
        self.file("peremena.db.recovered.json")
    }

    /// A copy that recovery reads, since reading may write.
    pub(crate) fn copy(&self) -> PathBuf {
        self.file("peremena.db.copy")
    }

    /// Makes the folder, for the user alone. A folder that is there keeps its rights: it may be the user's own.
    pub(crate) fn make(&self) -> Result<(), VaultError> {
        if self.0.is_dir() {
            return Ok(());
        }
        let mut folder = fs::DirBuilder::new();
        folder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
        Ok(folder.create(&self.0)?)
    }

    /// An empty file for the user alone. SQLite gives its log the same rights.
    pub(crate) fn make_file(path: &Path) -> Result<File, VaultError> {
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        Ok(options.open(path)?)
    }

    /// Makes renames last.
    pub(crate) fn sync(&self) {
        // Windows has no such call, and a folder that cannot be synced is no reason to fail.
        if let Ok(folder) = File::open(&self.0) {
            let _ = folder.sync_all();
        }
    }

    /// The id in the first bytes of the file; none where they were zeroed.
    pub(crate) fn id_in_header(&self) -> Option<FileId> {
        let mut bytes = [0; 16];
        File::open(self.db()).ok()?.read_exact(&mut bytes).ok()?;
        (bytes != [0; 16]).then(|| FileId::from_bytes(bytes))
    }

    /// The first name for a file that is set aside, because it is "damaged", "replaced" or "locked", under which nothing
    /// is: what a kill has left of setting one aside is not taken for another's.
    fn aside(&self, why: &str) -> PathBuf {
        (1_u32..)
            .map(|n| self.file(&format!("{DB}.{why}-{n}")))
            .find(|path| ["", "-wal", ".json"].iter().all(|suffix| !beside(path, suffix).exists()))
            .unwrap_or_else(|| self.file(&format!("{DB}.{why}")))
    }

    /// Sets the file aside under a free name, with its log, and gives that name. `marker` is what leads to its key, kept
    /// beside it where the file that comes has another.
    ///
    /// The log is copied first and removed last: wherever a kill falls, the file has its log beside it. Without it, what
    /// was written last would be lost.
    pub(crate) fn set_aside(&self, why: &str, marker: Option<&Marker>) -> Result<PathBuf, VaultError> {
        let (db, aside) = (self.db(), self.aside(why));
        let (log, aside_log, aside_marker) = (beside(&db, "-wal"), beside(&aside, "-wal"), beside(&aside, ".json"));
        let moved = (|| {
            if let Some(marker) = marker {
                marker.write_at(&aside_marker)?;
            }
            if log.exists() {
                Home::copy_file(&log, &aside_log)?;
            }
            self.sync();
            Ok::<_, VaultError>(fs::rename(&db, &aside)?)
        })();
        if let Err(error) = moved {
            let _ = fs::remove_file(aside_log);
            let _ = fs::remove_file(aside_marker);
            return Err(error);
        }
        self.sync();
        Home::remove_logs(&db)?;
        Ok(aside)
    }

    /// Whether a diary that was set aside with its lock is the one of this id: its key is not given up with another's.
    pub(crate) fn is_set_aside(&self, id: &FileId) -> Result<bool, VaultError> {
        for entry in fs::read_dir(&self.0)? {
            let path = entry?.path();
            let name = path.file_name().and_then(|name| name.to_str()).and_then(|name| name.strip_prefix(DB));
            let is_marker = name.is_some_and(|rest| rest.starts_with(LOCKED) && rest.ends_with(".json"));
            // A marker alone is what a kill has left before the file was set aside.
            if is_marker && path.with_extension("").exists() && Marker::read_at(&path).is_some_and(|it| it.id == *id) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// A copy for the user alone, as all files here, that lasts.
    pub(crate) fn copy_file(from: &Path, to: &Path) -> Result<(), VaultError> {
        let mut copy = Home::make_file(to)?;
        io::copy(&mut File::open(from)?, &mut copy)?;
        Ok(copy.sync_all()?)
    }

    /// Reads the file and its log from end to end, for nothing but whether the disk gives them.
    pub(crate) fn read_through(&self) -> Result<(), VaultError> {
        for path in [self.db(), beside(&self.db(), "-wal")].iter().filter(|path| path.exists()) {
            io::copy(&mut File::open(path)?, &mut io::sink())?;
        }
        Ok(())
    }

    /// Every file of ours but marker and lock, and but a diary that was set aside with its lock: it is no part of this
    /// one, and whoever signs out of this one does not give that one up.
    pub(crate) fn db_files(&self) -> Result<Vec<PathBuf>, VaultError> {
        let mut found = Vec::new();
        for entry in fs::read_dir(&self.0)? {
            let entry = entry?;
            let is_ours = |name: &str| name.strip_prefix(DB).is_some_and(|rest| !rest.starts_with(LOCKED));
            if entry.file_name().to_str().is_some_and(is_ours) {
                found.push(entry.path());
            }
        }
        Ok(found)
    }

    /// Removes a file and its logs, where they are.
    pub(crate) fn remove(path: &Path) -> Result<(), VaultError> {
        remove_file(path)?;
        Home::remove_logs(path)
    }

    /// Removes what SQLite keeps beside a file.
    pub(crate) fn remove_logs(path: &Path) -> Result<(), VaultError> {
        ["-wal", "-shm", "-journal"].into_iter().try_for_each(|suffix| remove_file(&beside(path, suffix)))
    }

    /// Waits for the right to use the files beside others.
    pub(crate) async fn shared(&self) -> Result<Lease, VaultError> {
        self.lease(File::try_lock_shared).await
    }

    /// Waits for the right to be alone with the files.
    pub(crate) async fn alone(&self) -> Result<Lease, VaultError> {
        self.lease(File::try_lock).await
    }

    /// The right to be alone with the files, where nobody else uses them just now.
    pub(crate) fn try_alone(&self) -> Result<Option<Lease>, VaultError> {
        self.try_lease(File::try_lock)
    }

    async fn lease(&self, lock: fn(&File) -> Result<(), TryLockError>) -> Result<Lease, VaultError> {
        let until = Instant::now() + PATIENCE;
        loop {
            if let Some(lease) = self.try_lease(lock)? {
                return Ok(lease);
            }
            if Instant::now() > until {
                return Err(VaultError::Busy);
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    fn try_lease(&self, lock: fn(&File) -> Result<(), TryLockError>) -> Result<Option<Lease>, VaultError> {
        let path = self.file(LOCK);
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&path)?;
        // Who destroys the profile removes the lock too: what was waited for may be no longer the lock.
        Ok((try_lock(&file, lock)? && is_at(&file, &path)).then_some(Lease { file, path }))
    }
}

/// The right to use the profile's files, until dropped.
pub(crate) struct Lease {
    file: File,
    path: PathBuf,
}

impl Lease {
    /// Gives the right back while others still hold this lease's vault.
    pub(crate) fn release(&self) {
        let _ = self.file.unlock();
    }

    /// Turns the right to use into the right to be alone. False where another has destroyed the profile meanwhile, and
    /// the lock with it: what stands there now, if anything, this lock does not guard.
    pub(crate) async fn become_alone(&self) -> Result<bool, VaultError> {
        let _ = self.file.unlock();
        let until = Instant::now() + PATIENCE;
        while !try_lock(&self.file, File::try_lock)? {
            if Instant::now() > until {
                return Err(VaultError::Busy);
            }
            tokio::time::sleep(PAUSE).await;
        }
        Ok(is_at(&self.file, &self.path))
    }

    /// Removes the lock itself: the last thing that destroying does.
    pub(crate) fn remove(&self) -> Result<(), VaultError> {
        Ok(fs::remove_file(&self.path)?)
    }
}

fn try_lock(file: &File, lock: fn(&File) -> Result<(), TryLockError>) -> Result<bool, VaultError> {
    match lock(file) {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        // A file system without locks (some phones, some network folders): one process is the rule there.
        Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => Ok(true),
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    match (file.metadata(), fs::metadata(path)) {
        (Ok(held), Ok(there)) => (held.dev(), held.ino()) == (there.dev(), there.ino()),
        _ => false,
    }
}

#[cfg(not(unix))]
fn is_at(_file: &File, path: &Path) -> bool {
    path.exists()
}

fn remove_file(path: &Path) -> Result<(), VaultError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

/// `path` with `suffix` after its whole name, as SQLite names its logs.
pub(crate) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

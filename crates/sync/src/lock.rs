//! One sync, and one teller, at a time for a profile, across processes.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io,
    path::Path,
    time::{Duration, Instant},
};

use thiserror::Error;

/// Why the lock was not had.
#[derive(Debug, Error)]
pub enum LockTrouble {
    /// Another process holds it, and does not let go in time.
    #[error("another process holds the lock")]
    Busy,
    /// The lock file cannot be made.
    #[error("the lock file cannot be opened: {0}")]
    Io(#[from] io::Error),
}

/// Held while a sync runs. The operating system lets go of it when the process ends, however it ends.
#[derive(Debug)]
pub struct ProfileLock {
    _file: File,
    /// Whether somebody else held it when we came.
    pub waited: bool,
}

/// How often a lock that is held is tried again.
const TRY_EVERY: Duration = Duration::from_millis(40);

const NAME: &str = "sync.lock";

/// Two processes that show the same notice at once would show it twice.
const TELLING: &str = "tell.lock";

fn file(profile: &Path, name: &str) -> io::Result<File> {
    OpenOptions::new().create(true).truncate(false).write(true).open(profile.join(name))
}

impl ProfileLock {
    /// Removes the locks' files, once the profile's last account is gone. They hold nothing: where one cannot be
    /// removed it stays.
    pub fn remove(profile: &Path) {
        for name in [NAME, TELLING] {
            let _ = std::fs::remove_file(profile.join(name));
        }
    }

    /// The right to tell what is new.
    ///
    /// # Errors
    /// [`LockTrouble::Busy`] where another process is telling right now.
    pub fn telling(profile: &Path) -> Result<ProfileLock, LockTrouble> {
        let file = file(profile, TELLING)?;
        match file.try_lock() {
            Ok(()) => Ok(ProfileLock { _file: file, waited: false }),
            Err(TryLockError::WouldBlock) => Err(LockTrouble::Busy),
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
    }

    /// Waits for the lock of `profile` until `deadline`.
    ///
    /// # Errors
    /// [`LockTrouble::Busy`] where it is still held then.
    pub async fn take(profile: &Path, deadline: Instant) -> Result<ProfileLock, LockTrouble> {
        let file = file(profile, NAME)?;
        let mut waited = false;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(ProfileLock { _file: file, waited }),
                Err(TryLockError::WouldBlock) if Instant::now() < deadline => {
                    waited = true;
                    tokio::time::sleep(TRY_EVERY).await;
                }
                Err(TryLockError::WouldBlock) => return Err(LockTrouble::Busy),
                Err(TryLockError::Error(error)) => return Err(error.into()),
            }
        }
    }
}

//! One sync at a time for a profile, across processes.

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
    /// Another sync runs and does not end in time.
    #[error("another sync is running")]
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

impl ProfileLock {
    /// Removes the lock's file, once the profile's last account is gone. It holds nothing: where it cannot be removed
    /// it stays.
    pub fn remove(profile: &Path) {
        let _ = std::fs::remove_file(profile.join(NAME));
    }

    /// Waits for the lock of `profile` until `deadline`.
    ///
    /// # Errors
    /// [`LockTrouble::Busy`] where it is still held then.
    pub async fn take(profile: &Path, deadline: Instant) -> Result<ProfileLock, LockTrouble> {
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(profile.join(NAME))?;
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

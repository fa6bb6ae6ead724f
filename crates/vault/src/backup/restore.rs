//! Putting a backup in a profile's place.
//!
//! The steps, in an order that a kill cannot turn into a loss: (1) a new file is built under another name and finished;
//! (2) the file that is there is set aside; (3) the new one takes its place. A kill before 2 leaves the profile as it
//! was; one after it is finished by the next open.

use std::fs;
use std::path::{Path, PathBuf};

use super::fill::{Backup, fill};
use super::place::{clear, door, drop_pending, keep, make_way, take_place};
use super::verify::BackupFacts;
use super::{BackupError, Progress, Unlock};
use crate::home::Home;
use crate::open::enter;
use crate::{KeySource, Vault, VaultError};

/// What became of a profile into which a backup was restored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// What was restored.
    pub backup: BackupFacts,
    /// Where the file is that was there before; its log, if it had one, is beside it. Never deleted by the vault but
    /// when the last account signs out.
    pub set_aside: Option<PathBuf>,
}

impl Vault {
    /// Puts a backup in the profile's place and opens it. The profile keeps its key; one without gets a new one, kept as
    /// `source` says. `replace`: a file that is there may be set aside (`peremena.db.replaced-1`, …).
    ///
    /// Every account is signed out, since what it signs in with is in no backup: signing in again goes on from where the
    /// backup ends. What waited to be told then is not told any more ([`Vault::catching_up`]).
    ///
    /// # Errors
    /// [`BackupError::Occupied`] without `replace`; what [`super::verify_backup`] says of a backup that is not whole; as
    /// [`Vault::open`] for the key, but for a key that is gone for good. The profile is as it was then.
    /// [`VaultError::Busy`]: a vault of this profile is still open, here or in another process.
    pub async fn restore(
        profile: &Path,
        source: &KeySource,
        from: &Path,
        unlock: Unlock,
        replace: bool,
        progress: &Progress,
    ) -> Result<(Vault, Restored), BackupError> {
        // A wrong passphrase or another file is told before the profile is even locked.
        let backup = Backup::open(from, unlock, progress).await?;
        let home = Home::new(profile);
        home.make()?;
        let alone = home.alone().await?;
        clear(&home).await?;
        let there = home.db().exists();
        if there && !replace {
            return Err(BackupError::Occupied);
        }
        let (door, pending) = door(&home, source).await?;
        let built = async {
            let facts = fill(&door.at(&home.unfinished()), backup, progress).await?;
            if let Some(marker) = &pending {
                keep(&home, marker, &door.key).await?;
            }
            Ok::<_, BackupError>(facts)
        };
        let facts = match built.await {
            Ok(facts) => facts,
            Err(error) => {
                Home::remove(&home.unfinished())?;
                drop_pending(&home).await?;
                return Err(error);
            }
        };
        fs::rename(home.unfinished(), home.recovered()).map_err(VaultError::from)?;
        home.sync();
        let set_aside = match there {
            true => Some(make_way(&home, "replaced").await?),
            false => {
                take_place(&home)?;
                None
            }
        };
        drop(alone);
        let vault = enter(&door, home.shared().await?).await?;
        Ok((vault, Restored { backup: facts, set_aside }))
    }
}

//! After damage: the file is set aside, what no school can give again is carried into a new one.
//!
//! The steps, in an order that a kill cannot turn into a loss: (1) a copy is read and a new file is built and
//! finished under another name; (2) the damaged file is renamed; (3) the new one takes its place. A kill before 2
//! leaves the damaged file where it was; one between 2 and 3 is finished by the next open.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::backup::{drop_pending, make_way};
use crate::home::{Home, beside};
use crate::open::{build, door, enter, off_the_runtime};
use crate::salvage::salvage;
use crate::{KeySource, KeyTrouble, Vault, VaultError};

/// What became of a damaged file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recovered {
    /// Where the damaged file is now; its log, if it had one, is beside it. Never deleted by the vault but when the
    /// last account signs out.
    pub set_aside: PathBuf,
    /// What was carried over: rows for each of `account`, `session`, `student`, `student_choice`, `change_log`,
    /// `outbox`, `notice`, `done_tick`, `own_task`, `own_letter`, `setting`.
    pub kept: BTreeMap<&'static str, u64>,
    /// Of which of them something is lost, or may be.
    pub lost: Vec<&'static str>,
}

impl Vault {
    /// After [`VaultError::Damaged`]: sets the file aside under a free name (`peremena.db.damaged-1`, …), builds a
    /// new one with the same key, carries over what no school can give again, and opens it.
    ///
    /// Items, coverage, holds, prints, references and status are not carried over: the next sync brings them, and
    /// since the coverage is gone with the items, it is baseline and tells nothing old. What happened between the
    /// damage and that sync is therefore not told. Log entries of a child that could not be carried over wait in the
    /// file until its account signs in again.
    ///
    /// # Errors
    /// As [`Vault::open`]; with a key that is wrong or not to be had nothing is touched. [`VaultError::Busy`]: a
    /// vault of this profile is still open, here or in another process. [`VaultError::Full`]: there is no room for
    /// the copy and the new file; nothing is touched.
    pub async fn recover(profile: &Path, source: KeySource) -> Result<(Vault, Recovered), VaultError> {
        let home = Home::new(profile);
        let alone = home.alone().await?;
        if !home.db().exists() {
            return Err(VaultError::Io("there is no file to recover".into()));
        }
        let damaged = match door(&home, &source).await {
            // The header is gone with the marker: no way to the key.
            Err(VaultError::KeyUnavailable(KeyTrouble::MissingKey)) => return Err(KeyTrouble::MissingKey.into()),
            other => other?,
        };
        let copy = damaged.at(&home.copy());
        let fresh = damaged.at(&home.unfinished());
        let carried = async {
            Home::remove(&copy.path)?;
            let (from, to) = (damaged.path.clone(), copy.path.clone());
            off_the_runtime(move || copy_with_log(&from, &to)).await?;
            build(&fresh).await?;
            salvage(&copy, &fresh).await
        }
        .await;
        Home::remove(&copy.path)?;
        let (kept, lost) = match carried {
            Ok(carried) => carried,
            Err(error) => {
                Home::remove(&fresh.path)?;
                return Err(error);
            }
        };
        Home::remove(&home.recovered())?;
        drop_pending(&home).await?;
        fs::rename(&fresh.path, home.recovered())?;
        home.sync();
        let set_aside = make_way(&home, "damaged").await?;
        drop(alone);
        let vault = enter(&damaged, home.shared().await?).await?;
        Ok((vault, Recovered { set_aside, kept, lost }))
    }
}

fn copy_with_log(from: &Path, to: &Path) -> Result<(), VaultError> {
    Home::copy_file(from, to)?;
    let log = beside(from, "-wal");
    if log.exists() { Home::copy_file(&log, &beside(to, "-wal")) } else { Ok(()) }
}

//! The profile's place: what stands in it, the key it has, and how a finished file comes into it.

use std::fs;
use std::path::{Path, PathBuf};

use crate::connect::Door;
use crate::home::Home;
use crate::key::{FileId, Key};
use crate::marker::Marker;
use crate::open::{key_of, lock, lost_marker, off_the_runtime, wipe};
use crate::{KeySource, KeyStore, KeyTrouble, Vault, VaultError, keyring};

/// Finishes or removes what a kill has left.
pub(super) async fn clear(home: &Home) -> Result<(), VaultError> {
    if let Some(marker) = Marker::read(home)?.filter(|marker| marker.leaving) {
        wipe(home, Some(marker)).await?;
    }
    if home.recovered().exists() && !home.db().exists() {
        take_place(home)?;
    }
    Home::remove(&home.recovered())?;
    Home::remove(&home.unfinished())?;
    drop_pending(home).await
}

/// The key that the profile has; none where there is none yet, or where it is gone for good.
async fn own_key(home: &Home, source: &KeySource) -> Result<Option<(FileId, Key)>, VaultError> {
    let own = match Marker::read(home)? {
        Some(marker) => key_of(&marker, source).await.map(|key| (marker.id, key)),
        None => lost_marker(home, source).await,
    };
    match own {
        Ok(own) => Ok(Some(own)),
        Err(VaultError::KeyUnavailable(KeyTrouble::MissingKey)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// What opens the file that is to come: the profile's own key, or a new one with the marker that will lead to it.
pub(super) async fn door(home: &Home, source: &KeySource) -> Result<(Door, Option<Marker>), VaultError> {
    if let Some((id, key)) = own_key(home, source).await? {
        return Ok((Door { path: home.db(), key, id }, None));
    }
    // Gone for good, or never there: this is what backups are for.
    let (id, key) = (FileId::random()?, Key::fresh(source)?);
    let locked = match source {
        KeySource::Passphrase(words) => Some(lock(key.clone(), words.clone(), id.clone()).await?),
        KeySource::Keyring | KeySource::Device(_) => None,
    };
    let marker = Marker::new(id.clone(), source.store(), key.check(&id), locked);
    Ok((Door { path: home.db(), key, id }, Some(marker)))
}

impl Vault {
    /// Whether `source` leads to the profile's key: to be asked before a file is closed to restore a backup over it,
    /// since the file may be open meanwhile. False where there is no key to lead to, and a restore makes a new one.
    ///
    /// # Errors
    /// As [`Vault::open`] for the key, but for a key that is gone for good.
    pub async fn has_key(profile: &Path, source: &KeySource) -> Result<bool, VaultError> {
        Ok(own_key(&Home::new(profile), source).await?.is_some())
    }
}

/// Keeps a new key before the file that needs it is there. The marker first: a kill in between leaves a marker without
/// a key, not a key that nobody knows of.
pub(super) async fn keep(home: &Home, marker: &Marker, key: &Key) -> Result<(), VaultError> {
    marker.write_at(&home.pending())?;
    match marker.key_store {
        KeyStore::Keyring => Ok(keyring::put(&marker.id, key.clone()).await?),
        KeyStore::Passphrase | KeyStore::Device => Ok(()),
    }
}

/// The last two steps: the file that is there is set aside, and the finished one takes its place. Gives the name under
/// which the old one is.
pub(crate) async fn make_way(home: &Home, why: &str) -> Result<PathBuf, VaultError> {
    let old = match home.pending().exists() {
        true => Marker::read(home)?,
        false => None,
    };
    let (place, why) = (home.clone(), why.to_owned());
    match off_the_runtime(move || place.set_aside(&why, old.as_ref())).await {
        Ok(aside) => {
            take_place(home)?;
            Ok(aside)
        }
        Err(error) => {
            // The old one stands as it stood, unless it was set aside and only its log is left.
            if home.db().exists() {
                Home::remove(&home.recovered())?;
                drop_pending(home).await?;
            }
            Err(error)
        }
    }
}

/// The last step: a finished file takes the place that is free, and its marker the place of the old one.
pub(crate) fn take_place(home: &Home) -> Result<(), VaultError> {
    let pending = Marker::read_at(&home.pending());
    if let Some(marker) = &pending {
        marker.write(home)?;
    }
    // A log that a kill has left there is that of the file that was set aside, which has a copy of it. Read into this
    // one, it would destroy it.
    Home::remove_logs(&home.db())?;
    fs::rename(home.recovered(), home.db())?;
    home.sync();
    if pending.is_some() {
        fs::remove_file(home.pending())?;
    }
    Ok(())
}

/// Forgets a new key whose file never came.
pub(crate) async fn drop_pending(home: &Home) -> Result<(), VaultError> {
    let Some(pending) = Marker::read_at(&home.pending()) else { return Ok(()) };
    let in_use = Marker::read(home)?.is_some_and(|marker| marker.id == pending.id);
    if !in_use && pending.key_store == KeyStore::Keyring {
        // A keyring that cannot be asked keeps a key that opens nothing.
        let _ = keyring::delete(&pending.id).await;
    }
    Ok(fs::remove_file(home.pending())?)
}

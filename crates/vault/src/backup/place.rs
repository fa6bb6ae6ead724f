//! The profile's place: what stands in it, the key it has, and how a finished file comes into it.

use std::fs;
use std::path::PathBuf;

use crate::connect::Door;
use crate::home::{Home, beside};
use crate::key::{FileId, Key};
use crate::marker::Marker;
use crate::open::{key_of, lock, lost_marker, wipe};
use crate::{KeySource, KeyStore, KeyTrouble, VaultError, keyring};

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

/// What opens the file that is to come: the profile's own key, or a new one with the marker that will lead to it.
pub(super) async fn door(home: &Home, source: &KeySource) -> Result<(Door, Option<Marker>), VaultError> {
    let own = match Marker::read(home)? {
        Some(marker) => key_of(&marker, source).await.map(|key| (marker.id, key)),
        None => lost_marker(home, source).await,
    };
    match own {
        Ok((id, key)) => Ok((Door { path: home.db(), key, id }, None)),
        // Gone for good, or never there: this is what backups are for.
        Err(VaultError::KeyUnavailable(KeyTrouble::MissingKey)) => {
            let (id, key) = (FileId::random()?, Key::random()?);
            let locked = match source {
                KeySource::Passphrase(words) => Some(lock(key.clone(), words.clone(), id.clone()).await?),
                KeySource::Keyring => None,
            };
            let marker = Marker::new(id.clone(), source.store(), key.check(&id), locked);
            Ok((Door { path: home.db(), key, id }, Some(marker)))
        }
        Err(error) => Err(error),
    }
}

/// Keeps a new key before the file that needs it is there. The marker first: a kill in between leaves a marker without
/// a key, not a key that nobody knows of.
pub(super) async fn keep(home: &Home, marker: &Marker, key: &Key) -> Result<(), VaultError> {
    marker.write_at(&home.pending())?;
    match marker.key_store {
        KeyStore::Keyring => Ok(keyring::put(&marker.id, key.clone()).await?),
        KeyStore::Passphrase => Ok(()),
    }
}

/// Sets aside the file that is there, with what leads to its key where the new file has another.
pub(super) fn set_aside(home: &Home, other_key: bool) -> Result<PathBuf, VaultError> {
    if other_key && let Some(old) = Marker::read(home)? {
        old.write_at(&beside(&home.aside("replaced"), ".json"))?;
    }
    home.set_aside("replaced")
}

/// The last step: a finished file takes the place that is free, and its marker the place of the old one.
pub(crate) fn take_place(home: &Home) -> Result<(), VaultError> {
    let pending = Marker::read_at(&home.pending());
    if let Some(marker) = &pending {
        marker.write(home)?;
    }
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

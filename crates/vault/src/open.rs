//! Opening, making and leaving a profile's file.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use sqlx::SqliteConnection;
use tokio::sync::Mutex;

use crate::backup::{drop_pending, take_place};
use crate::connect::{self, Door};
use crate::home::{Home, Lease, PATIENCE, PAUSE};
use crate::key::{FileId, Key, LockedKey};
use crate::marker::Marker;
use crate::{KeySource, KeyStore, KeyTrouble, Passphrase, Vault, VaultError, keyring, schema};

/// Held by who writes a marker whose file is open: what one has chosen another does not undo.
static MARKING: Mutex<()> = Mutex::const_new(());

impl Vault {
    /// Whether the profile has a file.
    pub fn exists(profile: &Path) -> bool {
        let home = Home::new(profile);
        let leaving = matches!(Marker::read(&home), Ok(Some(marker)) if marker.leaving);
        !leaving && (home.db().exists() || home.recovered().exists())
    }

    /// How the profile's key is kept; none where there is no profile yet, or its marker is lost.
    pub fn key_store(profile: &Path) -> Option<KeyStore> {
        match Marker::read(&Home::new(profile)) {
            Ok(Some(marker)) if !marker.leaving => Some(marker.key_store),
            _ => None,
        }
    }

    /// Opens the profile's file. Where there is none, makes the folder, a key and an empty file; a key is made only
    /// then, and only after the keyring took it and gave it back. The keyring is waited for 3 s.
    ///
    /// Every error leaves the file as it is.
    ///
    /// # Errors
    /// [`VaultError::KeyUnavailable`], [`VaultError::WrongKey`], [`VaultError::Damaged`] and [`VaultError::Newer`]
    /// each mean what they say; a source of the other kind than the profile's is `PassphraseNeeded` or `WrongKey`.
    /// [`VaultError::Busy`]: another process makes, recovers or destroys the file. Else those of the store.
    pub async fn open(profile: &Path, source: KeySource) -> Result<Vault, VaultError> {
        let home = Home::new(profile);
        home.make()?;
        let lease = settle(&home, &source).await?;
        let door = door(&home, &source).await?;
        match enter(&door, lease).await {
            // SQLCipher takes what it could not read for what it cannot open. Damage is still there when one looks
            // again; a disk that does not read at all says so itself.
            Err(VaultError::Damaged) => {
                let reading = home.clone();
                off_the_runtime(move || reading.read_through()).await?;
                enter(&door, home.shared().await?).await
            }
            other => other,
        }
    }

    /// Keeps the file's key in another way from now on: under another passphrase, or in the keyring instead. The
    /// file itself is not touched and may be open. A keyring that does not forget the key at once is asked again by the
    /// next open.
    ///
    /// # Errors
    /// As [`Vault::open`] for `from`; the key stays where it was unless `to` took it.
    pub async fn change_key_store(profile: &Path, from: KeySource, to: KeySource) -> Result<(), VaultError> {
        let home = Home::new(profile);
        let _lease = home.shared().await?;
        let _one = MARKING.lock().await;
        let old = Marker::read(&home)?.ok_or(KeyTrouble::MissingKey)?;
        let key = key_of(&old, &from).await?;
        keep(&home, &old.id, &key, &to, old.is_in_keyring()).await?;
        // The new way is in force: what the keyring still has is no reason to say that it is not.
        let _ = forget_in_keyring(&home).await;
        Ok(())
    }

    /// The last account signed out: closes the file for all clones, deletes the key from the keyring, then every
    /// file of the profile, and looks that none is left. Killed in the middle, the next [`Vault::open`] of the
    /// profile finishes it. Where another process has done it meanwhile, there is nothing left to do. In memory it
    /// only closes.
    ///
    /// # Errors
    /// [`VaultError::Busy`]: another process has the file open, or somebody has signed in there since: the file stays
    /// as it is, and is closed here. [`VaultError::KeyUnavailable`]: the files are gone, the keyring could not be asked
    /// to forget the key; the next open asks again.
    pub async fn destroy(self, profile: &Path) -> Result<(), VaultError> {
        let known = self.account_ids().await;
        self.give_up(profile, known).await
    }

    /// As [`Vault::destroy`], of a file that [`Vault::is_left`]: whoever has signed in since keeps it.
    ///
    /// # Errors
    /// As [`Vault::destroy`].
    pub async fn destroy_left(self, profile: &Path) -> Result<(), VaultError> {
        self.give_up(profile, Ok(Vec::new())).await
    }

    /// `known`: the accounts that are given up with the file.
    async fn give_up(self, profile: &Path, known: Result<Vec<String>, VaultError>) -> Result<(), VaultError> {
        let Some(lease) = &self.inner.lease else {
            self.close_pools().await;
            return Ok(());
        };
        let home = Home::new(profile);
        self.close_pools().await;
        if !lease.become_alone().await? {
            return Ok(());
        }
        let marker = Marker::read(&home)?;
        let there = marker.as_ref().map(|marker| marker.id.clone()).or_else(|| home.id_in_header());
        if there.is_some_and(|there| self.inner.summary.get().is_some_and(|ours| *ours.id() != there)) {
            // Another process has finished it, and the family has begun anew: that diary is not ours to give up.
            lease.release();
            return Ok(());
        }
        // A disk that does not say keeps nobody here.
        if let (Ok(known), Ok(there)) = (known, self.account_ids_anew().await)
            && there.iter().any(|id| !known.contains(id))
        {
            lease.release();
            return Err(VaultError::Busy);
        }
        // Not before: a note that is taken while another process has the file open would cost what is written there.
        // A kill until here leaves a file without an account, which says so itself.
        let noted = marker.clone().map_or(Ok(()), |mut marker| {
            marker.leaving = true;
            marker.write(&home)
        });
        if noted.is_err() {
            // A full disk takes no note, and must keep nobody here. A kill now leaves a marker without a file, which
            // leads to nothing and goes with the next file that is made.
            Home::remove(&home.db())?;
        }
        wipe(&home, marker).await?;
        lease.remove()
    }

    /// Closes the file and sets it aside under a name of its own, with what leads to its key: there is no file then, and
    /// what stands in this one is not lost. Gives that name.
    ///
    /// # Errors
    /// [`VaultError::Busy`]: another process has the file open. [`VaultError::Store`]: in memory there is no file.
    pub async fn set_aside(self, profile: &Path) -> Result<PathBuf, VaultError> {
        let Some(lease) = &self.inner.lease else {
            return Err(VaultError::Store("there is no file to be set aside".into()));
        };
        self.close_pools().await;
        if !lease.become_alone().await? {
            return Err(VaultError::Store("there is no file to be set aside".into()));
        }
        let home = Home::new(profile);
        let set_aside = off_the_runtime(move || {
            let marker = Marker::read(&home)?;
            let aside = home.set_aside("locked", marker.as_ref())?;
            Marker::remove(&home)?;
            match fs::remove_file(home.summary()) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
                _ => Ok(aside),
            }
        });
        let aside = set_aside.await?;
        lease.remove()?;
        Ok(aside)
    }
}

/// Opens what is behind the door. The first read tells whether key and file go together.
pub(crate) async fn enter(door: &Door, lease: Lease) -> Result<Vault, VaultError> {
    let pools = door.pools().await?;
    schema::migrate(&mut *pools.0.acquire().await?).await?;
    let vault = Vault::new(pools, &door.key, Some(lease)).with_summary(door);
    let (opened, home) = (vault.clone(), door.path.parent().map(Home::new));
    tokio::spawn(async move {
        // What cannot be done now, the next open does. The first also opens the connection that the first screen's query
        // then finds.
        let _ = opened.scrub_what_is_owed().await;
        if let Some(home) = home
            && matches!(Marker::read(&home), Ok(Some(marker)) if marker.to_forget)
            && let Ok(_lease) = home.shared().await
        {
            let _one = MARKING.lock().await;
            let _ = forget_in_keyring(&home).await;
        }
    });
    Ok(vault)
}

/// Sees to it that there is a file, and gives the right to use it.
async fn settle(home: &Home, source: &KeySource) -> Result<Lease, VaultError> {
    let until = Instant::now() + PATIENCE;
    loop {
        let lease = home.shared().await?;
        let leaving = Marker::read(home)?.is_some_and(|marker| marker.leaving);
        if home.db().exists() && !leaving {
            return Ok(lease);
        }
        drop(lease);
        // Not waited for: whoever makes the file now is not alone with it for long, but may keep it open for days.
        let Some(_alone) = home.try_alone()? else {
            if Instant::now() > until {
                return Err(VaultError::Busy);
            }
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        let mut marker = Marker::read(home)?;
        if marker.as_ref().is_some_and(|marker| marker.leaving) {
            wipe(home, marker.take()).await?;
        }
        if home.db().exists() {
            continue;
        }
        if home.recovered().exists() {
            // A recovery or a restore was killed before its last step.
            take_place(home)?;
            continue;
        }
        make(home, source, marker).await?;
    }
}

/// The key and the file it opens. `alone` holders and users of the file may call it.
pub(crate) async fn door(home: &Home, source: &KeySource) -> Result<Door, VaultError> {
    let (id, key) = match Marker::read(home)? {
        Some(marker) => (marker.id.clone(), key_of(&marker, source).await?),
        None => lost_marker(home, source).await?,
    };
    Ok(Door { path: home.db(), key, id })
}

/// The key that a marker leads to.
pub(crate) async fn key_of(marker: &Marker, source: &KeySource) -> Result<Key, VaultError> {
    let missing = KeyTrouble::MissingKey;
    let key = match (marker.key_store, source) {
        (KeyStore::Keyring, KeySource::Keyring) => keyring::get(&marker.id).await?.ok_or(missing)?,
        (KeyStore::Passphrase, KeySource::Passphrase(passphrase)) => {
            let locked = marker.locked_key.clone().ok_or(missing)?;
            unlock(locked, passphrase.clone(), marker.id.clone()).await?
        }
        (_, KeySource::Device(given)) => given.key().clone(),
        (KeyStore::Passphrase, KeySource::Keyring) => return Err(KeyTrouble::PassphraseNeeded.into()),
        (KeyStore::Device, KeySource::Keyring) => return Err(missing.into()),
        (KeyStore::Keyring | KeyStore::Device, KeySource::Passphrase(_)) => return Err(VaultError::WrongKey),
    };
    if key.check(&marker.id) == marker.check { Ok(key) } else { Err(VaultError::WrongKey) }
}

/// Both copies of the marker are gone. The file's first bytes name its entry in the keyring; an entry of that name
/// holds its key and no other.
pub(crate) async fn lost_marker(home: &Home, source: &KeySource) -> Result<(FileId, Key), VaultError> {
    let missing = KeyTrouble::MissingKey;
    let id = home.id_in_header().ok_or(missing)?;
    // Whether a key that was given is this file's, nothing but the file can tell.
    if let KeySource::Device(given) = source {
        return Ok((id, given.key().clone()));
    }
    let KeySource::Keyring = source else { return Err(missing.into()) };
    let key = keyring::get(&id).await?.ok_or(KeyTrouble::MissingKey)?;
    Marker::new(id.clone(), KeyStore::Keyring, key.check(&id), None).write(home)?;
    Ok((id, key))
}

/// Makes an empty file. Only for one that is alone with a profile that has none.
async fn make(home: &Home, source: &KeySource, marker: Option<Marker>) -> Result<(), VaultError> {
    // What a kill left half made is nothing.
    Home::remove(&home.unfinished())?;
    Home::remove(&home.copy())?;
    drop_pending(home).await?;
    let marker = match marker {
        Some(marker) if home.is_set_aside(&marker.id)? => {
            // A kill has left it, when that diary was set aside. Its key is no other's.
            Home::remove(&home.summary())?;
            Marker::remove(home)?;
            None
        }
        marker => marker,
    };
    let door = match marker {
        // What was set aside is read with this key: it is not given up.
        Some(marker) if !home.db_files()?.is_empty() => {
            let key = key_of(&marker, source).await?;
            Door { path: home.db(), key, id: marker.id }
        }
        marker => {
            if let Some(marker) = marker {
                // A marker without any file leads to nothing; nor does its key, which may never have been kept.
                if marker.is_in_keyring() {
                    let _ = keyring::delete(&marker.id).await;
                }
                Marker::remove(home)?;
            }
            let (id, key) = (FileId::random()?, Key::fresh(source)?);
            if let Err(error) = keep(home, &id, &key, source, false).await {
                Marker::remove(home)?;
                return Err(error);
            }
            Door { path: home.db(), key, id }
        }
    };
    let unfinished = home.unfinished();
    build(&door.at(&unfinished)).await?;
    fs::rename(&unfinished, home.db())?;
    home.sync();
    Ok(())
}

/// Builds an empty file of the known shape at the door's path.
pub(crate) async fn build(door: &Door) -> Result<(), VaultError> {
    let mut connection = begin(door).await?;
    schema::migrate(&mut connection).await?;
    connect::finish(connection).await
}

/// A new file at the door's path that has no shape yet.
pub(crate) async fn begin(door: &Door) -> Result<SqliteConnection, VaultError> {
    Home::remove(&door.path)?;
    Home::make_file(&door.path)?;
    let mut connection = door.connect().await?;
    // Stays with the file: whoever opens it later finds it so.
    sqlx::query("PRAGMA journal_mode = WAL").execute(&mut connection).await?;
    Ok(connection)
}

/// Keeps a key as `source` says and writes the marker that leads to it. The marker first: a kill in between leaves a
/// marker without a key, not a key that nobody knows of.
///
/// `was_in_keyring`: where it is kept in another way now, the keyring is to forget it.
async fn keep(home: &Home, id: &FileId, key: &Key, source: &KeySource, was_in_keyring: bool) -> Result<(), VaultError> {
    let check = key.check(id);
    let elsewhere = |store, locked| Marker::new(id.clone(), store, check.clone(), locked).forgetting(was_in_keyring);
    match source {
        KeySource::Keyring if Marker::read(home)?.is_none() => {
            Marker::new(id.clone(), KeyStore::Keyring, check, None).write(home)?;
            keyring::put(id, key.clone()).await?;
        }
        // Only who gave the key has kept it: another one would lead nowhere.
        KeySource::Device(given) if given.key().check(id) != check => return Err(VaultError::WrongKey),
        KeySource::Device(_) => elsewhere(KeyStore::Device, None).write(home)?,
        // With a marker that leads to the key in another way, the key is never without one.
        KeySource::Keyring => {
            keyring::put(id, key.clone()).await?;
            Marker::new(id.clone(), KeyStore::Keyring, check, None).write(home)?;
        }
        KeySource::Passphrase(passphrase) => {
            let locked = lock(key.clone(), passphrase.clone(), id.clone()).await?;
            elsewhere(KeyStore::Passphrase, Some(locked)).write(home)?;
        }
    }
    Ok(())
}

/// Has the keyring forget a key that is kept in another way by now, where it was not yet seen to. Held meanwhile:
/// [`MARKING`], and the right to use the file.
async fn forget_in_keyring(home: &Home) -> Result<(), VaultError> {
    let owed = || Ok::<_, VaultError>(Marker::read(home)?.filter(|marker| marker.to_forget));
    let Some(marker) = owed()? else { return Ok(()) };
    keyring::delete(&marker.id).await?;
    // Another process may have chosen anew meanwhile.
    match owed()? {
        Some(now) if now.id == marker.id => now.forgetting(false).write(home),
        _ => Ok(()),
    }
}

pub(crate) async fn lock(key: Key, passphrase: Passphrase, id: FileId) -> Result<LockedKey, VaultError> {
    off_the_runtime(move || LockedKey::lock(&key, &passphrase, &id)).await
}

async fn unlock(locked: LockedKey, passphrase: Passphrase, id: FileId) -> Result<Key, VaultError> {
    off_the_runtime(move || locked.unlock(&passphrase, &id)).await
}

pub(crate) async fn off_the_runtime<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, VaultError> + Send + 'static,
) -> Result<T, VaultError> {
    tokio::task::spawn_blocking(work).await.map_err(|_| VaultError::Store("interrupted".into()))?
}

/// Deletes key and files. The key goes first: without it the bytes are noise, whatever the disk keeps of them.
pub(crate) async fn wipe(home: &Home, marker: Option<Marker>) -> Result<(), VaultError> {
    let entry = match &marker {
        Some(marker) if !marker.is_in_keyring() => None,
        Some(marker) => Some(marker.id.clone()),
        None => home.id_in_header(),
    };
    let key_gone = match &entry {
        Some(id) if home.is_set_aside(id)? => Ok(()),
        Some(id) => keyring::delete(id).await,
        None => Ok(()),
    };
    for path in home.db_files()? {
        Home::remove(&path)?;
    }
    if !home.db_files()?.is_empty() {
        return Err(VaultError::Io("files of the profile are left".into()));
    }
    key_gone?;
    // The marker last: as long as it is there, the wipe is not done.
    Marker::remove(home)
}

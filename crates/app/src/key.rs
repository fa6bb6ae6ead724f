//! How the key of the diary is kept: under a passphrase, or with the system; chosen anew while the diary is open.
//!
//! Promises: the key and what it locks stay as they are, only the way to it changes; whoever would change a passphrase
//! knows it; what goes wrong leaves the way that was. What an older copy of the profile's folder was locked with still
//! opens that copy.

use peremena_vault::{KeySource, Passphrase, Vault, VaultError};

use crate::{
    App, AppError, KeyChoice,
    profile::{KeyKept, Standing},
    views::{AppEvent, ChangeKeyRequest, ErrorView, SettingsView, Typed},
};

/// A passphrase that protects a child's record for years is not shorter.
pub(crate) const SHORTEST: usize = 8;

/// A passphrase for what is to be locked from now on.
pub(crate) fn chosen(typed: &Typed) -> Result<Passphrase, AppError> {
    if typed.expose().chars().count() < SHORTEST {
        return Err(AppError::Request("error-passphrase-short"));
    }
    Ok(words_of(typed))
}

pub(crate) fn words_of(typed: &Typed) -> Passphrase {
    Passphrase::new(typed.expose().to_owned())
}

impl App {
    /// Whether the file that is made where there is none may be kept as was said at the start. To be asked before
    /// anybody else is asked for anything.
    ///
    /// # Errors
    /// [`AppError::Request`]: a passphrase that is too short.
    pub(crate) fn may_make(&self) -> Result<(), AppError> {
        match &self.inner.config.key {
            Some(KeyChoice::Passphrase(typed)) if !Vault::exists(&self.inner.config.profile) => chosen(typed).map(drop),
            _ => Ok(()),
        }
    }

    /// The command of this name. Whoever comes by an open window is not to lock the family out of its diary: a first
    /// passphrase wants what opens the app lock, where there is one.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn change_key(&self, request: ChangeKeyRequest) -> Result<SettingsView, ErrorView> {
        let _one = self.inner.guard.guessing.lock().await;
        // What has no file of its own is refused below.
        if let Ok(profile) = self.own_profile().await
            && profile.key != KeyKept::Passphrase
        {
            self.knows_lock(&profile.vault, request.current.as_ref()).await?;
        }
        let changed = async {
            self.keep_key(request.current.as_ref(), request.new.as_ref()).await?;
            self.settings_view().await
        };
        changed.await.map_err(|error: AppError| self.said(&error))
    }

    /// Keeps the key under the passphrase `new`, or without one in the system's keyring. `current` is the passphrase that
    /// it is kept under now.
    ///
    /// # Errors
    /// [`AppError::Closed`] where no file of the family's own is open; a passphrase that is too short, or none where one
    /// is needed; [`VaultError::WrongKey`] where it is another.
    pub async fn keep_key(&self, current: Option<&Typed>, new: Option<&Typed>) -> Result<(), AppError> {
        if self.inner.demo.read().await.is_some() {
            return Err(AppError::Request("error-key-fixed"));
        }
        let mut standing = self.inner.standing.write().await;
        let Standing::Open(profile) = &*standing else { return Err(AppError::Closed) };
        let from = match profile.key {
            KeyKept::Passphrase => {
                KeySource::Passphrase(words_of(current.ok_or(AppError::Request("error-key-current"))?))
            }
            KeyKept::Keyring => KeySource::Keyring,
            KeyKept::Device | KeyKept::Nowhere => return Err(AppError::Request("error-key-fixed")),
        };
        let to = match new {
            Some(typed) => KeySource::Passphrase(chosen(typed)?),
            None if profile.key == KeyKept::Keyring => return Err(AppError::Request("error-request")),
            None => KeySource::Keyring,
        };
        let kept = KeyKept::of(&to);
        Vault::change_key_store(&self.inner.config.profile, from, to).await.map_err(|error| match error {
            VaultError::KeyUnavailable(_) => AppError::Request("error-key-keyring"),
            other => other.into(),
        })?;
        *standing = Standing::Open(self.profile_over(profile.vault.clone(), kept));
        drop(standing);
        self.emit(AppEvent::Status);
        Ok(())
    }
}

#[cfg(test)]
mod tests;

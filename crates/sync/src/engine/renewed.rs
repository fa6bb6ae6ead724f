//! What becomes of a session that a connector renews: it goes into the file before it is used.

use std::{
    any::Any,
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
};

use async_trait::async_trait;
use peremena_model::AccountId;
use peremena_school::{Session, SessionKeeper};
use peremena_vault::{Vault, VaultError};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::{
    Engine,
    turn::{Renewals, Turn},
};

/// A fingerprint of the session that an account is asked with: what was read from the file, and from then on what the
/// connector itself has left there, or has taken over. A refusal speaks of that session and of no other.
#[derive(Clone, Default)]
pub(super) struct AskedWith(Arc<Mutex<Option<String>>>);

impl AskedWith {
    pub(super) fn set(&self, session_json: &str) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(fingerprint(session_json));
    }

    /// Whether `session_json` is that session; where nothing was asked yet, whether there is none.
    pub(super) fn is(&self, session_json: Option<&str>) -> bool {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) == session_json.map(fingerprint)
    }
}

/// Leaves a renewed session in the file before it is used, in place of the one that was renewed and of no other: a
/// family that has signed in anew meanwhile keeps what it was given.
pub(super) struct KeepInVault {
    pub(super) vault: Vault,
    pub(super) account: AccountId,
    pub(super) asked_with: AskedWith,
    /// Of whoever asks. A connection that is still there does not hold it, a renewal does.
    pub(super) turn: Weak<Turn>,
    pub(super) renewals: Renewals,
    pub(super) unkept: Unkept,
}

impl KeepInVault {
    async fn replace(&self, session: &Session) -> Result<(), String> {
        let json = session.to_json().map_err(|error| error.to_string())?;
        let kept = self.put(&json).await;
        if kept.is_err() {
            self.unkept.remember(&self.account, &self.asked_with, json);
        }
        kept.map_err(|error| error.to_string())
    }

    async fn put(&self, json: &str) -> Result<(), VaultError> {
        let Some(stands) = self.vault.session(&self.account).await? else { return Ok(()) };
        if self.asked_with.is(Some(&stands)) && self.vault.replace_session(&self.account, &stands, json).await? {
            self.asked_with.set(json);
        }
        Ok(())
    }

    async fn stands(&self) -> Option<Zeroizing<String>> {
        match self.vault.session(&self.account).await {
            Ok(stands) => stands,
            Err(error) => {
                tracing::warn!(%error, "the session could not be looked at anew");
                None
            }
        }
    }
}

#[async_trait]
impl SessionKeeper for KeepInVault {
    async fn keep(&self, session: &Session) {
        if let Err(error) = self.replace(session).await {
            tracing::error!(%error, "a renewed session could not be kept: it waits in memory");
        }
    }

    fn renewing(&self) -> Box<dyn Any + Send> {
        Box::new((self.turn.upgrade(), self.renewals.begin()))
    }

    async fn superseded(&self) -> Option<Session> {
        let stands = self.stands().await.filter(|stands| !self.asked_with.is(Some(stands)))?;
        serde_json::from_str(&stands).ok()
    }

    async fn take_over(&self, session: &Session) {
        let is_this = |json: &str| serde_json::from_str::<Session>(json).is_ok_and(|stands| stands == *session);
        if let Some(stands) = self.stands().await.filter(|stands| is_this(stands)) {
            self.asked_with.set(&stands);
        }
    }
}

/// Renewed sessions that the file could not take, as on a full disk: in memory until it does. The ones that stand in the
/// file are spent.
#[derive(Clone, Default)]
pub(super) struct Unkept(Arc<Mutex<HashMap<AccountId, Waiting>>>);

struct Waiting {
    /// In place of which one.
    spent: AskedWith,
    json: Zeroizing<String>,
}

impl Unkept {
    fn waiting(&self) -> MutexGuard<'_, HashMap<AccountId, Waiting>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn remember(&self, account: &AccountId, asked_with: &AskedWith, json: Zeroizing<String>) {
        let spent = asked_with.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let spent = AskedWith(Arc::new(Mutex::new(spent)));
        self.waiting().insert(account.clone(), Waiting { spent, json });
    }

    /// What waits in place of `stands`. What waits in place of another is of no use any more.
    fn in_place_of(&self, account: &AccountId, stands: Option<&str>) -> Option<Zeroizing<String>> {
        let mut waiting = self.waiting();
        waiting.retain(|of, one| of != account || (stands.is_some() && one.spent.is(stands)));
        waiting.get(account).map(|one| one.json.clone())
    }

    fn forget(&self, account: &AccountId) {
        self.waiting().remove(account);
    }
}

impl Engine {
    /// What an account is asked with: what stands in the file, once what waits to be kept stands there.
    ///
    /// # Errors
    /// Those of the store. A file that does not take the session now would not take what the school says either.
    pub(super) async fn session(&self, account: &AccountId) -> Result<Option<Zeroizing<String>>, VaultError> {
        let stands = self.vault.session(account).await?;
        let waits = self.unkept.in_place_of(account, stands.as_deref().map(String::as_str));
        let Some(renewed) = waits else { return Ok(stands) };
        let Some(spent) = stands else { return Ok(None) };
        let kept = self.vault.replace_session(account, &spent, &renewed).await?;
        self.unkept.forget(account);
        if kept { Ok(Some(renewed)) } else { self.vault.session(account).await }
    }
}

fn fingerprint(text: &str) -> String {
    hex::encode(Sha256::digest(text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use peremena_school::SchoolError;
    use peremena_vault::AccountRecord;
    use time::macros::datetime;

    use super::*;
    use crate::engine::{Connect, Connected};

    struct Nobody;

    impl Connect for Nobody {
        fn connect(&self, _: &AccountRecord, _: Session, _: Arc<dyn SessionKeeper>) -> Result<Connected, SchoolError> {
            Err(SchoolError::Setting("nobody".into()))
        }
    }

    fn json(token: &str) -> String {
        serde_json::json!({ "values": { "token": token }, "ends": null }).to_string()
    }

    /// An account in a file, asked with "old".
    async fn engine() -> (Engine, AccountRecord, AskedWith) {
        let now = datetime!(2026-11-21 15:00 +3);
        let account = AccountRecord {
            id: AccountId::of("scripted", "", "u"),
            system: "scripted".into(),
            settings_json: "{}".into(),
            user: "u".into(),
            name: "u".into(),
            is_student: false,
            added_at: now,
            signed_out: false,
        };
        let vault = Vault::open_in_memory().await.unwrap();
        vault.put_account(&account, Some(&json("old"))).await.unwrap();
        let asked_with = AskedWith::default();
        asked_with.set(&json("old"));
        (Engine::new(vault, None, Arc::new(Nobody), Arc::new(move || now)), account, asked_with)
    }

    fn keeper(engine: &Engine, vault: Vault, account: &AccountRecord, asked_with: &AskedWith) -> KeepInVault {
        KeepInVault {
            vault,
            account: account.id.clone(),
            asked_with: asked_with.clone(),
            turn: Weak::new(),
            renewals: engine.renewals.clone(),
            unkept: engine.unkept.clone(),
        }
    }

    fn token(json: &str) -> String {
        let session: Session = serde_json::from_str(json).unwrap();
        session.values["token"].clone()
    }

    /// A full disk while a session is renewed signs nobody out: the one in the file is spent.
    #[tokio::test]
    async fn a_renewed_session_that_the_file_does_not_take_waits_until_it_does() {
        let (engine, account, asked_with) = engine().await;
        let broken = Vault::open_in_memory().await.unwrap();
        broken.clone().close().await;
        let new: Session = serde_json::from_str(&json("new")).unwrap();
        keeper(&engine, broken, &account, &asked_with).keep(&new).await;
        assert_eq!(token(&engine.vault.session(&account.id).await.unwrap().unwrap()), "old");
        assert_eq!(token(&engine.session(&account.id).await.unwrap().unwrap()), "new");
        assert_eq!(token(&engine.vault.session(&account.id).await.unwrap().unwrap()), "new", "and it is kept");
        assert!(engine.unkept.waiting().is_empty(), "and is in memory no more");
    }

    #[tokio::test]
    async fn a_session_that_waits_does_not_replace_that_of_a_new_sign_in() {
        let (engine, account, asked_with) = engine().await;
        let broken = Vault::open_in_memory().await.unwrap();
        broken.clone().close().await;
        let new: Session = serde_json::from_str(&json("new")).unwrap();
        keeper(&engine, broken, &account, &asked_with).keep(&new).await;
        engine.vault.put_account(&account, Some(&json("signed in anew"))).await.unwrap();
        assert_eq!(token(&engine.session(&account.id).await.unwrap().unwrap()), "signed in anew");
        assert!(engine.unkept.waiting().is_empty());
    }

    #[tokio::test]
    async fn what_another_has_put_in_its_place_is_told_until_it_is_taken_over() {
        let (engine, account, asked_with) = engine().await;
        let keep = keeper(&engine, engine.vault.clone(), &account, &asked_with);
        assert!(keep.superseded().await.is_none());
        assert!(engine.vault.replace_session(&account.id, &json("old"), &json("of another")).await.unwrap());
        let stands = keep.superseded().await.unwrap();
        assert_eq!(stands.values["token"], "of another");
        keep.take_over(&stands).await;
        assert!(keep.superseded().await.is_none());
        // A refusal speaks of it from then on, and what is renewed of it is kept.
        keep.keep(&serde_json::from_str(&json("renewed")).unwrap()).await;
        assert_eq!(token(&engine.vault.session(&account.id).await.unwrap().unwrap()), "renewed");
    }

    #[tokio::test]
    async fn the_end_of_a_renewal_is_waited_for() {
        let (engine, account, asked_with) = engine().await;
        let renewing = keeper(&engine, engine.vault.clone(), &account, &asked_with).renewing();
        let short = std::time::Duration::from_millis(20);
        assert!(tokio::time::timeout(short, engine.renewals.over()).await.is_err());
        engine.renewals_end(short).await;
        drop(renewing);
        engine.renewals.over().await;
    }
}

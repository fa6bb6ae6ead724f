//! What accounts sign in with: tokens, cookies, kept passwords. Sealed before SQLite sees them, though the file is
//! encrypted as a whole: what SQLite has read or was handed stays in freed memory of its own, which nobody overwrites
//! (`PRAGMA cipher_memory_security` would, and makes a commit three times as slow).

use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use peremena_model::AccountId;
use sha2::{Digest, Sha256};
use sqlx::SqliteConnection;
use zeroize::Zeroizing;

use crate::key::{Key, random};
use crate::{Vault, VaultError};

/// What a sealed body begins with; JSON never does. What follows is hex: a nonce, then XChaCha20-Poly1305.
const SEALED: &str = "sealed:";
const NONCE: usize = 24;

/// What seals the sessions of one file.
pub(crate) struct SessionSeal(XChaCha20Poly1305);

impl SessionSeal {
    /// Made from the file's key, one way: a file that is recovered under the same key keeps its sessions.
    pub(crate) fn of(key: &Key) -> SessionSeal {
        let mut hash = Sha256::new();
        hash.update(b"peremena session key 1\0");
        hash.update(key.bytes());
        let derived = Zeroizing::new(<[u8; 32]>::from(hash.finalize()));
        SessionSeal(XChaCha20Poly1305::new(derived.as_slice().into()))
    }

    fn seal(&self, account: &AccountId, session: &str) -> Result<String, VaultError> {
        let nonce: [u8; NONCE] = random()?;
        let payload = Payload { msg: session.as_bytes(), aad: account.as_str().as_bytes() };
        let sealed = self.0.encrypt(XNonce::from_slice(&nonce), payload);
        let sealed = sealed.map_err(|_| VaultError::Store("the session cannot be sealed".into()))?;
        Ok(format!("{SEALED}{}{}", hex::encode(nonce), hex::encode(sealed)))
    }

    /// None where it is another account's or another file's: the family signs in again. A body of before there was a
    /// seal stands as it is.
    fn open(&self, account: &AccountId, body: Zeroizing<String>) -> Option<Zeroizing<String>> {
        let Some(sealed) = body.strip_prefix(SEALED) else { return Some(body) };
        let sealed = hex::decode(sealed).ok()?;
        let (nonce, sealed) = sealed.split_at_checked(NONCE)?;
        let payload = Payload { msg: sealed, aad: account.as_str().as_bytes() };
        let session = self.0.decrypt(XNonce::from_slice(nonce), payload).ok()?;
        String::from_utf8(session).map(Zeroizing::new).ok()
    }
}

impl Vault {
    /// What the account signs in with, opaque JSON of its connector. It holds secrets: zeroed on drop.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn session(&self, account: &AccountId) -> Result<Option<Zeroizing<String>>, VaultError> {
        let body: Option<String> = sqlx::query_scalar("SELECT body FROM session WHERE account = ?1")
            .bind(account.as_str())
            .fetch_optional(self.reader())
            .await?;
        Ok(body.and_then(|body| self.inner.sessions.open(account, Zeroizing::new(body))))
    }

    /// Replaces what the account signs in with, where that is still `before`. False where it is not.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn replace_session(&self, account: &AccountId, before: &str, after: &str) -> Result<bool, VaultError> {
        let mut tx = self.write().await?;
        let stands = self.session_in(&mut tx, account).await?;
        if stands.is_none_or(|stands| stands.as_str() != before) {
            return Ok(false);
        }
        self.write_session(&mut tx, account, after).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// As [`Vault::session`], within a transaction.
    pub(crate) async fn session_in(
        &self,
        connection: &mut SqliteConnection,
        account: &AccountId,
    ) -> Result<Option<Zeroizing<String>>, VaultError> {
        let body: Option<String> = sqlx::query_scalar("SELECT body FROM session WHERE account = ?1")
            .bind(account.as_str())
            .fetch_optional(connection)
            .await?;
        Ok(body.and_then(|body| self.inner.sessions.open(account, Zeroizing::new(body))))
    }

    pub(crate) async fn write_session(
        &self,
        connection: &mut SqliteConnection,
        account: &AccountId,
        session: &str,
    ) -> Result<(), VaultError> {
        sqlx::query(
            "INSERT INTO session (account, body) VALUES (?1, ?2) ON CONFLICT (account) DO UPDATE SET body = ?2",
        )
        .bind(account.as_str())
        .bind(self.inner.sessions.seal(account, session)?)
        .execute(connection)
        .await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seal(key: u8) -> SessionSeal {
        SessionSeal::of(&Key::from_bytes(&[key; 32]).unwrap())
    }

    fn account(id: &str) -> AccountId {
        AccountId::from_text(id)
    }

    #[test]
    fn opens_what_it_has_sealed_of_the_same_account_and_file_alone() {
        let (ours, session) = (account("a"), r#"{"token":"canary"}"#);
        let body = seal(1).seal(&ours, session).unwrap();
        assert!(body.starts_with(SEALED) && !body.contains("canary") && body != seal(1).seal(&ours, session).unwrap());
        let open = |key, account: &AccountId, body: &str| seal(key).open(account, Zeroizing::new(body.to_owned()));
        assert_eq!(open(1, &ours, &body).unwrap().as_str(), session);
        assert!(open(2, &ours, &body).is_none());
        assert!(open(1, &account("b"), &body).is_none());
        assert!(open(1, &ours, "sealed:00").is_none());
    }

    #[tokio::test]
    async fn one_of_before_there_was_a_seal_is_read_and_replaced() {
        let vault = Vault::open_in_memory().await.unwrap();
        let parent = crate::plain_file::school::account("patimat");
        vault.put_account(&parent, None).await.unwrap();
        sqlx::query("INSERT INTO session (account, body) VALUES (?1, '{\"token\":\"old\"}')")
            .bind(parent.id.as_str())
            .execute(vault.writer())
            .await
            .unwrap();
        assert_eq!(vault.session(&parent.id).await.unwrap().unwrap().as_str(), r#"{"token":"old"}"#);
        assert!(!vault.replace_session(&parent.id, "another", "new").await.unwrap());
        assert!(vault.replace_session(&parent.id, r#"{"token":"old"}"#, "new").await.unwrap());
        assert_eq!(vault.session(&parent.id).await.unwrap().unwrap().as_str(), "new");
        let body: String = sqlx::query_scalar("SELECT body FROM session").fetch_one(vault.reader()).await.unwrap();
        assert!(body.starts_with(SEALED));
    }
}

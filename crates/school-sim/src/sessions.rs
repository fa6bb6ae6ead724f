//! Who is signed in: tokens and the count of sign-ins.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// How often somebody tried to sign in, by page or by API.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoginAttempts {
    /// All attempts.
    pub attempts: u64,
    /// Those with a wrong login or password.
    pub refused: u64,
}

/// Tokens follow from the seed, the login and the count of sign-ins, so they outlive a restart of the school,
/// as the real ones outlive a restart of the app.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sessions {
    pub(crate) attempts: LoginAttempts,
    issued: BTreeMap<&'static str, u16>,
    /// Tokens under this number are dead.
    living_from: BTreeMap<&'static str, u16>,
}

impl Sessions {
    /// A new token for an account.
    pub(crate) fn issue(&mut self, seed: u64, login: &'static str) -> String {
        let next = self.issued.entry(login).or_default();
        let number = *next;
        *next = next.saturating_add(1);
        token(seed, login, number)
    }

    /// Every token that was issued, whether it still lives or not.
    pub(crate) fn issued(&self, seed: u64) -> Vec<String> {
        self.issued
            .iter()
            .flat_map(|(login, count)| (0..*count).map(move |number| token(seed, login, number)))
            .collect()
    }

    /// A value that names a sign-in and opens nothing.
    pub(crate) fn label(seed: u64, token_of_sign_in: &str) -> String {
        token(seed, token_of_sign_in, 0)
    }

    /// Which of `logins` a token belongs to, while it lives.
    pub(crate) fn holder(&self, seed: u64, logins: &[&'static str], text: &str) -> Option<&'static str> {
        let number = text.get(text.len().checked_sub(4)?..)?;
        let number = u16::from_str_radix(number, 16).ok()?;
        logins.iter().copied().find(|login| {
            number >= self.living_from.get(login).copied().unwrap_or(0) && token(seed, login, number) == text
        })
    }

    /// Ends every token of an account (of all accounts without a login).
    pub(crate) fn revoke(&mut self, logins: &[&'static str], only: Option<&str>) {
        for login in logins.iter().filter(|login| only.is_none_or(|only| only == **login)) {
            let next = self.issued.get(login).copied().unwrap_or(0).max(1);
            self.issued.insert(login, next);
            self.living_from.insert(login, next);
        }
    }
}

fn token(seed: u64, login: &str, number: u16) -> String {
    const LETTERS: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let digest = Sha256::digest(format!("{seed}/{login}/{number}"));
    let body = digest.iter().take(28).filter_map(|byte| LETTERS.get(usize::from(*byte) % LETTERS.len()));
    let mut text: String = body.map(|letter| char::from(*letter)).collect();
    text.push_str(&format!("{number:04x}"));
    text
}

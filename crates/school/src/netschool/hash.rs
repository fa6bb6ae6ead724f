//! What stands for a password on the wire (docs/systems/netschool.md, "Signing in").

use md5::{Digest, Md5};

use crate::Secret;

/// A password as this system knows it: its hash, and how many signs it had. Opens the account as the password does,
/// here and nowhere else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hashed {
    pub(super) hash: Secret,
    pub(super) length: usize,
}

impl Hashed {
    /// None for a password with a sign that windows-1251 has not: it can be nobody's.
    pub(super) fn of(password: &Secret) -> Option<Hashed> {
        // Exposed to be hashed; the bytes are not kept.
        let text = password.expose();
        let (bytes, _, unmappable) = encoding_rs::WINDOWS_1251.encode(text);
        let bytes = zeroize::Zeroizing::new(bytes.into_owned());
        let hash = Secret::new(hex::encode(Md5::digest(&bytes)));
        (!unmappable).then(|| Hashed { hash, length: text.chars().count() })
    }

    /// The hash for one salt, whole and cut to the password's length: `pw2` and `pw`.
    pub(super) fn salted(&self, salt: &str) -> (Secret, Secret) {
        // Exposed to be hashed once more.
        let whole = hex::encode(Md5::digest(format!("{salt}{}", self.hash.expose())));
        let cut = whole.get(..self.length).unwrap_or(&whole).to_owned();
        (Secret::new(whole), Secret::new(cut))
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    // Reckoned with another implementation: md5 of the bytes, then of salt and hex.
    #[rstest]
    #[case::latin("Parol-2026", "3000003", "95fdae847e671f7b050311a22603a223", "95fdae847e")]
    #[case::cyrillic("пароль1", "3000003", "fc465d4e0e46f70dd96f629e57442264", "fc465d4")]
    #[case::long_letters("ёЁ№—«»", "104512", "68611560560665c93195efbf2ccff63b", "686115")]
    #[case::empty("", "7", "52ea7bda109de03e3990d772289e5f16", "")]
    fn known_hashes_come_out(#[case] password: &str, #[case] salt: &str, #[case] whole: &str, #[case] cut: &str) {
        let (pw2, pw) = Hashed::of(&Secret::new(password)).unwrap().salted(salt);
        assert_eq!((pw2.expose(), pw.expose()), (whole, cut));
    }

    #[test]
    fn a_password_longer_than_the_hash_is_not_cut() {
        let long = "а".repeat(40);
        let (whole, cut) = Hashed::of(&Secret::new(long)).unwrap().salted("1");
        assert_eq!(whole, cut);
    }

    #[test]
    fn what_windows_1251_cannot_write_is_no_password() {
        assert_eq!(Hashed::of(&Secret::new("пароль✓")), None);
        assert_eq!(Hashed::of(&Secret::new("密码")), None);
    }
}

//! A certificate authority that one account is told to trust, beside those that the system trusts.
//!
//! It is a file that the family brings, or one that stands among the machine's own; none is shipped. It is checked when
//! it is entered ([`Authority::read`]), kept with the account's settings, and used by that account's own
//! [`Http`](crate::Http) alone ([`Http::trusting`](crate::Http::trusting)). It adds one root and takes no check away:
//! name, dates, purpose and the signatures of a server's certificate are checked as those of any other.

mod store;

use std::collections::BTreeSet;

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;
use time::OffsetDateTime;
use x509_parser::{certificate::X509Certificate, pem::Pem, prelude::FromDer, time::ASN1Time};

pub use store::{Held, SystemStore};

/// No certificate is longer.
pub const LONGEST: usize = 64 * 1024;

/// No file of certificates is longer, a system's own list of some hundred among them: one that is something else is not
/// read to its end.
pub const LONGEST_FILE: usize = 1024 * 1024;

/// How many names of a file with several certificates are told ([`NotTaken::Several`]).
pub const MOST_NAMES: usize = 4;

/// How many signs of an authority's name are shown.
pub const LONGEST_NAME: usize = 120;

const NATIONAL_ROOT: &str = "Russian Trusted Root CA";
/// A part of who is named as the owner, in small letters.
const NATIONAL_OWNER: &str = "ministry of digital development";

/// A certificate authority, as it is kept: its certificate in base64.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Authority(String);

/// What is shown of an authority.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Whom it names: "Russian Trusted Root CA, The Ministry of Digital Development and Communications". In one line, at
    /// most [`LONGEST_NAME`] signs and one for what is left out: whoever makes a certificate writes what they like there.
    pub name: String,
    /// The SHA-256 of the certificate, as others print it: "D2:6D:2D:…".
    pub fingerprint: String,
    /// Until when it is valid.
    pub ends: OffsetDateTime,
}

/// Why a file is not taken.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NotTaken {
    /// It holds no certificate that can be read.
    #[error("no certificate can be read in it")]
    NoCertificate,
    /// It holds several, and none or more than one of them is the Russian national root: which is meant is the family's to
    /// say. With whom they name, each once, in the file's order: at most [`MOST_NAMES`].
    #[error("it holds several certificates")]
    Several(Vec<String>),
    /// A private key stands in it: nobody gives that to a diary.
    #[error("a private key stands in it")]
    PrivateKey,
    /// It is the certificate of a server or a person, not of an authority.
    #[error("it is not the certificate of an authority")]
    NoAuthority,
    /// It is not valid any more.
    #[error("it has expired")]
    Expired,
    /// It is not valid yet.
    #[error("it is not valid yet")]
    NotYet,
}

impl Authority {
    /// Reads a file, PEM or DER, at the moment `now`. Of several certificates the one is taken that is the Russian national
    /// root ([`Authority::is_national`]), where one is.
    ///
    /// # Errors
    /// Where it is not one certificate of an authority that is valid now.
    pub fn read(file: &[u8], now: OffsetDateTime) -> Result<Authority, NotTaken> {
        let mut found = certificates_in(file)?;
        if found.len() > 1 {
            let (mut national, others): (Vec<_>, Vec<_>) =
                found.into_iter().partition(|der| Authority::kept(der).is_national());
            if national.len() != 1 {
                national.extend(others);
                let names = national.iter().filter_map(|der| Authority::kept(der).shown()).map(|shown| shown.name);
                let mut told = Vec::new();
                for name in names {
                    if told.len() < MOST_NAMES && !told.contains(&name) {
                        told.push(name);
                    }
                }
                return Err(NotTaken::Several(told));
            }
            found = national;
        }
        let der = found.pop().ok_or(NotTaken::NoCertificate)?;
        Authority::of_der(&der, now)
    }

    /// Every authority that a file holds and that is valid at `now`, in the file's order. What else stands in it is left
    /// out; of a file with a private key nothing is taken.
    pub fn all_in(file: &[u8], now: OffsetDateTime) -> Vec<Authority> {
        let found = certificates_in(file).unwrap_or_default();
        found.iter().filter_map(|der| Authority::of_der(der, now).ok()).collect()
    }

    /// The one whose certificate is `der`, at the moment `now`.
    ///
    /// # Errors
    /// Where it is not the certificate of an authority that is valid now.
    pub fn of_der(der: &[u8], now: OffsetDateTime) -> Result<Authority, NotTaken> {
        if der.len() > LONGEST {
            return Err(NotTaken::NoCertificate);
        }
        let certificate = parsed(der).ok_or(NotTaken::NoCertificate)?;
        if !is_authority(&certificate) {
            return Err(NotTaken::NoAuthority);
        }
        let (validity, now) = (certificate.validity(), moment(now));
        if validity.not_after < now {
            return Err(NotTaken::Expired);
        }
        if validity.not_before > now {
            return Err(NotTaken::NotYet);
        }
        Ok(Authority::kept(der))
    }

    /// Its certificate, in DER; none where what was kept is none any more.
    pub fn der(&self) -> Option<Vec<u8>> {
        STANDARD.decode(&self.0).ok()
    }

    /// Whether it calls itself the Russian national root ("Russian Trusted Root CA" of the Ministry of Digital
    /// Development) and is signed by that name. A name proves nothing: it says which of several is likely meant, and the
    /// fingerprint is what a family compares.
    pub fn is_national(&self) -> bool {
        let Some(der) = self.der() else { return false };
        parsed(&der).is_some_and(|certificate| {
            let subject = certificate.subject();
            let mut names = subject.iter_common_name().filter_map(|name| name.as_str().ok());
            let mut owners = subject.iter_organization().filter_map(|name| name.as_str().ok());
            subject.as_raw() == certificate.issuer().as_raw()
                && names.any(|name| name.trim().eq_ignore_ascii_case(NATIONAL_ROOT))
                && owners.any(|name| name.to_lowercase().contains(NATIONAL_OWNER))
        })
    }

    /// What is shown of it; none where what was kept is none any more.
    pub fn shown(&self) -> Option<Shown> {
        let der = self.der()?;
        let certificate = parsed(&der)?;
        let subject = certificate.subject();
        let names = subject.iter_common_name().chain(subject.iter_organization());
        let names: Vec<&str> = names.filter_map(|name| name.as_str().ok()).collect();
        let fingerprint = Sha256::digest(&der).iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(":");
        Some(Shown {
            name: in_one_line(&if names.is_empty() { subject.to_string() } else { names.join(", ") }),
            fingerprint,
            ends: certificate.validity().not_after.to_datetime(),
        })
    }

    /// The certificate, where it may be trusted at `now`: whoever checks a server's certificate does not look at the dates
    /// of the root. None where it has expired, or what was kept is none any more.
    pub(crate) fn at(&self, now: OffsetDateTime) -> Option<Vec<u8>> {
        let der = self.der()?;
        let valid = parsed(&der).is_some_and(|it| is_authority(&it) && it.validity().is_valid_at(moment(now)));
        valid.then_some(der)
    }

    fn kept(der: &[u8]) -> Authority {
        Authority(STANDARD.encode(der))
    }
}

/// A foreign name as it is shown: nothing in it breaks the line, hides, or turns the direction of what stands around it.
fn in_one_line(name: &str) -> String {
    let hides = |sign: char| {
        let turns =
            matches!(sign, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}');
        sign.is_control() || turns || sign == '\u{feff}'
    };
    let words: Vec<&str> = name.split_whitespace().collect();
    let line: String = words.join(" ").chars().filter(|sign| !hides(*sign)).collect();
    match line.char_indices().nth(LONGEST_NAME) {
        Some((at, _)) => format!("{}…", line.get(..at).unwrap_or_default().trim_end()),
        None => line,
    }
}

/// The certificates of a file, each once, in its order.
fn certificates_in(file: &[u8]) -> Result<Vec<Vec<u8>>, NotTaken> {
    if file.len() > LONGEST_FILE {
        return Err(NotTaken::NoCertificate);
    }
    // DER begins with a sequence; PEM is text.
    if file.first() == Some(&0x30) {
        return Ok(vec![file.to_vec()]);
    }
    let (mut seen, mut found) = (BTreeSet::new(), Vec::new());
    for block in Pem::iter_from_buffer(file) {
        let block = block.map_err(|_| NotTaken::NoCertificate)?;
        if block.label.contains("PRIVATE KEY") {
            return Err(NotTaken::PrivateKey);
        }
        if block.label == "CERTIFICATE" && seen.insert(block.contents.clone()) {
            found.push(block.contents);
        }
    }
    if found.is_empty() { Err(NotTaken::NoCertificate) } else { Ok(found) }
}

/// None where it is no certificate, or something stands after it.
fn parsed(der: &[u8]) -> Option<X509Certificate<'_>> {
    X509Certificate::from_der(der).ok().filter(|(rest, _)| rest.is_empty()).map(|(_, certificate)| certificate)
}

/// Whether it may sign certificates of others.
fn is_authority(certificate: &X509Certificate<'_>) -> bool {
    let is_ca = matches!(certificate.basic_constraints(), Ok(Some(constraints)) if constraints.value.ca);
    // Where no use is named, every one is meant.
    let may_sign = match certificate.key_usage() {
        Ok(Some(usage)) => usage.value.key_cert_sign(),
        Ok(None) => true,
        Err(_) => false,
    };
    is_ca && may_sign
}

fn moment(now: OffsetDateTime) -> ASN1Time {
    ASN1Time::from(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_shown_in_one_short_line() {
        assert_eq!(in_one_line("Russian Trusted Root CA"), "Russian Trusted Root CA");
        assert_eq!(in_one_line("Root\r\n  \u{202e}AC\u{2066} \u{7}of\u{200b} ours"), "Root AC of ours");
        let (long, longer) = ("Ы".repeat(LONGEST_NAME), "Ы".repeat(LONGEST_NAME + 1));
        assert_eq!(in_one_line(&long), long);
        assert_eq!(in_one_line(&longer), format!("{long}…"));
    }
}

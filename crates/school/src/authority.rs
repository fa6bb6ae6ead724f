//! A certificate authority that one account is told to trust, beside those that the system trusts.
//!
//! It is a file that the family brings; none is shipped. It is checked when it is entered ([`Authority::read`]), kept
//! with the account's settings, and used by that account's own [`Http`](crate::Http) alone
//! ([`Http::trusting`](crate::Http::trusting)). It adds one root and takes no check away: name, dates, purpose and the
//! signatures of a server's certificate are checked as those of any other.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;
use time::OffsetDateTime;
use x509_parser::{certificate::X509Certificate, pem::Pem, prelude::FromDer, time::ASN1Time};

/// No certificate is longer: a file that is something else is not read to its end.
pub const LONGEST: usize = 64 * 1024;

/// How many signs of an authority's name are shown.
pub const LONGEST_NAME: usize = 120;

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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NotTaken {
    /// It holds no certificate that can be read.
    #[error("no certificate can be read in it")]
    NoCertificate,
    /// It holds several: which is meant is the family's to say.
    #[error("it holds several certificates")]
    Several,
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
    /// Reads a file, PEM or DER, at the moment `now`.
    ///
    /// # Errors
    /// Where it is not one certificate of an authority that is valid now.
    pub fn read(file: &[u8], now: OffsetDateTime) -> Result<Authority, NotTaken> {
        if file.len() > LONGEST {
            return Err(NotTaken::NoCertificate);
        }
        let der = certificate_in(file)?;
        let certificate = parsed(&der).ok_or(NotTaken::NoCertificate)?;
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
        Ok(Authority(STANDARD.encode(&der)))
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

    fn der(&self) -> Option<Vec<u8>> {
        STANDARD.decode(&self.0).ok()
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

/// The one certificate of a file.
fn certificate_in(file: &[u8]) -> Result<Vec<u8>, NotTaken> {
    // DER begins with a sequence; PEM is text.
    if file.first() == Some(&0x30) {
        return Ok(file.to_vec());
    }
    let mut found = Vec::new();
    for block in Pem::iter_from_buffer(file) {
        let block = block.map_err(|_| NotTaken::NoCertificate)?;
        if block.label.contains("PRIVATE KEY") {
            return Err(NotTaken::PrivateKey);
        }
        if block.label == "CERTIFICATE" {
            found.push(block.contents);
        }
    }
    match found.len() {
        0 => Err(NotTaken::NoCertificate),
        1 => Ok(found.swap_remove(0)),
        _ => Err(NotTaken::Several),
    }
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

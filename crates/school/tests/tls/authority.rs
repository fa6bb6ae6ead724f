//! An authority of a test's own, and the papers that it gives out.

use std::path::{Path, PathBuf};

use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};
use tempfile::TempDir;
use time::{Duration, OffsetDateTime};

/// The state of a server's certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paper {
    InOrder,
    SelfSigned,
    /// Signed by one of the same name with another key.
    OfAnotherAuthority,
    Expired,
    NotYetValid,
    ForAnotherHost,
    /// In order but for its purpose.
    ForClients,
}

/// A certificate and its key, as PEM.
pub struct Papers {
    pub certificate: String,
    pub key: String,
}

pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    folder: TempDir,
}

fn own_params() -> CertificateParams {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    let mut name = DistinguishedName::new();
    name.push(DnType::CommonName, "Authority of a test");
    params.distinguished_name = name;
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params
}

impl Authority {
    pub fn new() -> Authority {
        let folder = tempfile::tempdir().unwrap();
        let (params, key) = (own_params(), KeyPair::generate().unwrap());
        std::fs::write(folder.path().join("trusted.pem"), params.self_signed(&key).unwrap().pem()).unwrap();
        Authority { issuer: Issuer::new(params, key), folder }
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A file with the one certificate that is trusted.
    pub fn trusted(&self) -> PathBuf {
        self.folder.path().join("trusted.pem")
    }

    pub fn paper(&self, paper: Paper) -> Papers {
        let host = if paper == Paper::ForAnotherHost { "school.example" } else { "127.0.0.1" };
        let mut params = CertificateParams::new(vec![host.to_owned()]).unwrap();
        params.extended_key_usages = vec![match paper {
            Paper::ForClients => ExtendedKeyUsagePurpose::ClientAuth,
            _ => ExtendedKeyUsagePurpose::ServerAuth,
        }];
        (params.not_before, params.not_after) = match paper {
            Paper::Expired => Dates::Over,
            Paper::NotYetValid => Dates::ToCome,
            _ => Dates::Now,
        }
        .span();
        let key = KeyPair::generate().unwrap();
        let certificate = match paper {
            Paper::SelfSigned => params.self_signed(&key),
            Paper::OfAnotherAuthority => {
                params.signed_by(&key, &Issuer::new(own_params(), KeyPair::generate().unwrap()))
            }
            _ => params.signed_by(&key, &self.issuer),
        };
        Papers { certificate: certificate.unwrap().pem(), key: key.serialize_pem() }
    }
}

/// What a certificate that somebody brings is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    Authority,
    AuthorityThatMayNotSign,
    Server,
}

/// When it is valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dates {
    Now,
    Over,
    ToCome,
}

impl Dates {
    /// From when until when, by the clock of the system, which whoever checks a certificate goes by.
    fn span(self) -> (OffsetDateTime, OffsetDateTime) {
        // A certificate counts seconds.
        let now = OffsetDateTime::now_utc().replace_nanosecond(0).unwrap();
        let (from, to) = match self {
            Dates::Now => (-30, 30),
            Dates::Over => (-30, -1),
            Dates::ToCome => (1, 30),
        };
        (now + Duration::days(from), now + Duration::days(to))
    }
}

/// A certificate that signs itself, in both forms, with its key and when it ends.
pub struct Lone {
    pub pem: String,
    pub der: Vec<u8>,
    pub key: String,
    pub ends: OffsetDateTime,
}

pub fn lone(what: Use, dates: Dates) -> Lone {
    named(own_params(), what, dates)
}

/// An authority that calls itself so.
pub fn called(name: &str) -> Lone {
    let mut params = own_params();
    params.distinguished_name.push(DnType::CommonName, name);
    named(params, Use::Authority, Dates::Now)
}

/// One that calls itself the Russian national root.
pub fn national(dates: Dates) -> Lone {
    let mut params = own_params();
    params.distinguished_name.push(DnType::CommonName, "Russian Trusted Root CA");
    let owner = "The Ministry of Digital Development and Communications";
    params.distinguished_name.push(DnType::OrganizationName, owner);
    named(params, Use::Authority, dates)
}

fn named(mut params: CertificateParams, what: Use, dates: Dates) -> Lone {
    match what {
        Use::Authority => {}
        Use::AuthorityThatMayNotSign => params.key_usages = vec![KeyUsagePurpose::DigitalSignature],
        Use::Server => {
            params.is_ca = IsCa::ExplicitNoCa;
            params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        }
    }
    (params.not_before, params.not_after) = dates.span();
    let ends = params.not_after;
    let key = KeyPair::generate().unwrap();
    let certificate = params.self_signed(&key).unwrap();
    Lone { pem: certificate.pem(), der: certificate.der().to_vec(), key: key.serialize_pem(), ends }
}

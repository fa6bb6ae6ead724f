//! Servers whose certificate or whose TLS is not in order, one by one, beside one that is: the authority that has
//! signed is trusted, so that each is refused for what it is and for nothing else.
//!
//! Which authorities are trusted is read from the environment, as every program of the system does it; so whoever asks
//! is a process of its own.
// Helpers of tests may panic as tests do.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

mod authority;
mod servers;
mod trust;

use std::{ffi::OsStr, path::Path, process::Command, time::Duration};

use authority::{Authority, Paper};
use peremena_school::{Bounds, HostRule, Http, Secret, http::Request};
use rstest::rstest;
use servers::{Listening, half_a_handshake, old_server, silent};
use url::Url;

const ADDRESS: &str = "PEREMENA_TLS_ADDRESS";
const CANARY: &str = "token-canary-7f3a";

/// Runs the ignored test `child` in a process whose system trusts what `system` holds: the outcomes that it says.
async fn outcomes(child: &str, system: &Path, told: &[(&str, &OsStr)]) -> Vec<String> {
    let mut process = Command::new(std::env::current_exe().unwrap());
    process.args(["--exact", child, "--ignored", "--nocapture"]).envs(told.iter().copied());
    process.env("SSL_CERT_FILE", system).env_remove("SSL_CERT_DIR");
    let output = tokio::task::spawn_blocking(move || process.output().unwrap()).await.unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    let outcomes: Vec<_> = said.lines().filter_map(|line| Some(line.split_once("outcome: ")?.1.to_owned())).collect();
    assert!(!outcomes.is_empty(), "nothing was asked: {said}");
    outcomes
}

/// Asks `address` in a process that trusts what `trusted` holds; what it says of the outcome.
async fn asked(address: &str, trusted: &Path) -> String {
    outcomes("child_that_asks", trusted, &[(ADDRESS, address.as_ref())]).await.remove(0)
}

#[tokio::test]
#[ignore = "run by the tests of this file, each in a process of its own"]
async fn child_that_asks() {
    let Ok(address) = std::env::var(ADDRESS) else { return };
    let url = Url::parse(&address).unwrap();
    let rules = vec![HostRule::Exactly(url.host_str().unwrap().into(), url.port())];
    let bounds = Bounds { total: Duration::from_secs(5), connect: Duration::from_secs(2), ..Bounds::default() };
    let http = Http::bounded(rules, Default::default(), bounds);
    let began = std::time::Instant::now();
    let outcome = http.send(Request::get(url).secret_header("access-token", &Secret::new(CANARY))).await;
    let took = began.elapsed();
    assert!(took < Duration::from_secs(7), "a request is given up within its five seconds and a little: {took:?}");
    match outcome {
        Ok(response) => println!("\noutcome: {} {}", response.status, String::from_utf8_lossy(&response.body)),
        Err(error) => println!("\noutcome: {error:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_whose_papers_are_in_order_is_asked() {
    let authority = Authority::new();
    let versions = [&rustls::version::TLS13, &rustls::version::TLS12];
    let server = Listening::with(authority.paper(Paper::InOrder), &versions).await;
    assert_eq!(asked(&server.address(), &authority.trusted()).await, "200 {}");
    assert!(server.heard().contains(CANARY));
    for version in [&rustls::version::TLS12, &rustls::version::TLS13] {
        let server = Listening::with(authority.paper(Paper::InOrder), &[version]).await;
        assert_eq!(asked(&server.address(), &authority.trusted()).await, "200 {}", "{version:?}");
    }
}

#[rstest]
#[case(Paper::SelfSigned, &["UnknownIssuer", "CaUsedAsEndEntity"])]
#[case(Paper::OfAnotherAuthority, &["UnknownIssuer", "BadSignature"])]
#[case(Paper::Expired, &["expired", "Expired"])]
#[case(Paper::NotYetValid, &["not valid yet", "NotValidYet"])]
#[case(Paper::ForAnotherHost, &["not valid for name", "NotValidForName"])]
#[case(Paper::ForClients, &["EkuError", "extended key usage", "ExtendedKeyUsage", "purpose"])]
#[tokio::test(flavor = "multi_thread")]
async fn a_server_whose_papers_are_not_in_order_is_refused(#[case] paper: Paper, #[case] words: &[&str]) {
    let authority = Authority::new();
    let versions = [&rustls::version::TLS13, &rustls::version::TLS12];
    let server = Listening::with(authority.paper(paper), &versions).await;
    let outcome = asked(&server.address(), &authority.trusted()).await;
    assert!(outcome.starts_with("Unreachable("), "{outcome}");
    assert!(words.iter().any(|word| outcome.contains(word)), "{outcome}");
    assert_eq!(server.heard(), "", "something was sent before the papers were read");
}

#[rstest]
#[case("-tls1", "DEFAULT@SECLEVEL=0")]
#[case("-tls1_1", "DEFAULT@SECLEVEL=0")]
// RSA key exchange and CBC: what has no forward secrecy is not spoken either.
#[case("-tls1_2", "AES128-SHA@SECLEVEL=0")]
#[tokio::test(flavor = "multi_thread")]
async fn old_tls_is_refused(#[case] version: &str, #[case] ciphers: &str) {
    let authority = Authority::new();
    let server = old_server(&authority.paper(Paper::InOrder), authority.folder(), version, ciphers);
    // It is there, and its papers would do: a client that is told to lower itself is answered.
    assert!(server.answers_a_client_of_its_age(version, ciphers), "openssl does not speak {version} with itself");
    let outcome = asked(&server.address(), &authority.trusted()).await;
    assert!(outcome.starts_with("Unreachable("), "{outcome}");
    let words = ["ProtocolVersion", "protocol version", "HandshakeFailure", "handshake failure", "incompatible"];
    assert!(words.iter().any(|word| outcome.to_lowercase().contains(&word.to_lowercase())), "{outcome}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handshake_that_never_ends_is_given_up() {
    let authority = Authority::new();
    for address in [silent().await, half_a_handshake().await] {
        let outcome = asked(&address, &authority.trusted()).await;
        assert!(outcome.starts_with("Unreachable("), "{outcome}");
    }
}

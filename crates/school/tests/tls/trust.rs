//! One authority more, for one account: what it opens and what it does not, and which files are no such authority.

use peremena_school::{Authority as Trusted, HeldAuthority, LONGEST_AUTHORITY_NAME, NotTaken, SystemStore};
use time::OffsetDateTime;

use super::*;
use crate::{
    authority::{Dates, Use, called, lone, national},
    servers::openssl,
};

const TRUSTED: &str = "PEREMENA_TLS_TRUSTED";

/// Asks `address` in a process whose system trusts another authority: as an account that trusts `authority`, then as
/// another account that trusts nothing more, then as the first again.
async fn asked_by_two(address: &str, authority: &Authority) -> Vec<String> {
    let (system, trusted) = (Authority::new(), authority.trusted());
    let told = [(ADDRESS, address.as_ref()), (TRUSTED, trusted.as_os_str())];
    outcomes("trust::child_that_trusts", &system.trusted(), &told).await
}

#[tokio::test]
#[ignore = "run by the tests of this file, each in a process of its own"]
async fn child_that_trusts() {
    let (Ok(address), Ok(trusted)) = (std::env::var(ADDRESS), std::env::var(TRUSTED)) else { return };
    let url = Url::parse(&address).unwrap();
    let authority = Trusted::read(&std::fs::read(trusted).unwrap(), OffsetDateTime::now_utc()).unwrap();
    // As it is kept in the encrypted file, and read again.
    let kept = serde_json::to_string(&authority).unwrap();
    let authority: Trusted = serde_json::from_str(&kept).unwrap();
    let bounds = Bounds { total: Duration::from_secs(5), connect: Duration::from_secs(2), ..Bounds::default() };
    let way = || {
        let rules = vec![HostRule::Exactly(url.host_str().unwrap().into(), url.port())];
        Http::bounded(rules, Default::default(), bounds)
    };
    let (one, other) = (way().trusting(Some(&authority)), way().trusting(None));
    for http in [&one, &other, &one] {
        let asked = Request::get(url.clone()).secret_header("access-token", &Secret::new(CANARY));
        match http.send(asked).await {
            Ok(response) => println!("\noutcome: {}", response.status),
            Err(error) => println!("\noutcome: {error:?}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_authority_of_ones_own_opens_the_school_to_that_account_and_to_no_other() {
    let authority = Authority::new();
    let server = Listening::with(authority.paper(Paper::InOrder), &[&rustls::version::TLS13]).await;
    let outcomes = asked_by_two(&server.address(), &authority).await;
    assert_eq!((outcomes.len(), &*outcomes[0], &*outcomes[2]), (3, "200", "200"), "{outcomes:?}");
    // Both authorities of these tests have one name: the system's own is tried, and has not signed.
    let unknown = ["UnknownIssuer", "BadSignature"].iter().any(|word| outcomes[1].contains(word));
    assert!(outcomes[1].starts_with("Unreachable(") && unknown, "{outcomes:?}");
    assert_eq!(server.heard().matches(CANARY).count(), 2, "the other account has sent nothing");
}

/// It adds a root and takes no check away.
#[rstest]
#[case(Paper::OfAnotherAuthority)]
#[case(Paper::SelfSigned)]
#[case(Paper::Expired)]
#[case(Paper::NotYetValid)]
#[case(Paper::ForAnotherHost)]
#[case(Paper::ForClients)]
#[tokio::test(flavor = "multi_thread")]
async fn a_server_whose_papers_are_not_in_order_is_refused_all_the_same(#[case] paper: Paper) {
    let authority = Authority::new();
    let server = Listening::with(authority.paper(paper), &[&rustls::version::TLS13]).await;
    let outcomes = asked_by_two(&server.address(), &authority).await;
    assert!(outcomes.len() == 3 && outcomes.iter().all(|it| it.starts_with("Unreachable(")), "{outcomes:?}");
    assert_eq!(server.heard(), "");
}

#[rstest]
#[case::an_authority(Use::Authority, Dates::Now, Ok(()))]
#[case::of_a_server(Use::Server, Dates::Now, Err(NotTaken::NoAuthority))]
#[case::that_may_not_sign(Use::AuthorityThatMayNotSign, Dates::Now, Err(NotTaken::NoAuthority))]
#[case::expired(Use::Authority, Dates::Over, Err(NotTaken::Expired))]
#[case::not_yet_valid(Use::Authority, Dates::ToCome, Err(NotTaken::NotYet))]
fn a_file_is_taken_where_it_is_an_authority_now(
    #[case] what: Use,
    #[case] dates: Dates,
    #[case] taken: Result<(), NotTaken>,
) {
    let (lone, now) = (lone(what, dates), OffsetDateTime::now_utc());
    assert_eq!(Trusted::read(lone.pem.as_bytes(), now).map(|_| ()), taken, "PEM");
    assert_eq!(Trusted::read(&lone.der, now).map(|_| ()), taken, "DER");
    let with_words = format!("Корневой сертификат\r\n{}\r\n", lone.pem);
    assert_eq!(Trusted::read(with_words.as_bytes(), now).map(|_| ()), taken, "words around it");
}

#[test]
fn a_file_that_is_something_else_is_refused() {
    let one = lone(Use::Authority, Dates::Now);
    let refused = |file: &[u8]| Trusted::read(file, OffsetDateTime::now_utc()).unwrap_err();
    for file in [
        b"".as_slice(),
        b"0",
        b"\xff\xfe",
        b"<html></html>",
        b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    ] {
        assert_eq!(refused(file), NotTaken::NoCertificate, "{file:?}");
    }
    assert_eq!(refused(format!("{}{}", one.key, one.pem).as_bytes()), NotTaken::PrivateKey);
    assert_eq!(refused(&[one.der.as_slice(), b"0"].concat()), NotTaken::NoCertificate, "something stands after it");
    let long = vec![b' '; peremena_school::LONGEST_AUTHORITY_FILE + 1];
    assert_eq!(refused(&[&long, one.pem.as_bytes()].concat()), NotTaken::NoCertificate);
    for cut in [1, 10, one.der.len() / 2, one.der.len() - 1] {
        assert_eq!(refused(&one.der[..cut]), NotTaken::NoCertificate, "cut at {cut}");
    }
}

#[test]
fn what_is_shown_is_what_others_print() {
    let one = lone(Use::Authority, Dates::Now);
    let shown = Trusted::read(&one.der, OffsetDateTime::now_utc()).unwrap().shown().unwrap();
    assert_eq!(shown.name, "Authority of a test");
    assert_eq!(shown.ends, one.ends);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("one.pem");
    std::fs::write(&file, &one.pem).unwrap();
    let printed = openssl(&["x509", "-noout", "-fingerprint", "-sha256", "-in"]).arg(&file).output().unwrap();
    let printed = String::from_utf8(printed.stdout).unwrap();
    assert_eq!(printed.trim().rsplit('=').next(), Some(&*shown.fingerprint));
}

/// Whoever makes a certificate writes into it what they like.
#[test]
fn a_name_without_end_is_shown_in_part() {
    let one = called(&"Russian Trusted Root CA ".repeat(400));
    let shown = Trusted::read(&one.der, OffsetDateTime::now_utc()).unwrap().shown().unwrap();
    assert!(shown.name.starts_with("Russian Trusted Root CA Russian") && shown.name.ends_with('…'), "{}", shown.name);
    assert!(shown.name.chars().count() <= LONGEST_AUTHORITY_NAME + 1, "{}", shown.name);
}

#[test]
fn what_is_kept_and_broken_is_no_authority() {
    let broken: Trusted = serde_json::from_str("\"AAAA\"").unwrap();
    assert_eq!(broken.shown(), None);
}

/// Of a bundle the national root is taken where it is one; else it is said what stands in it.
#[test]
fn of_several_the_national_root_is_taken_and_else_none() {
    let now = OffsetDateTime::now_utc();
    let (one, other, root) = (called("One of Forest"), called("Other of Forest"), national(Dates::Now));
    let read = |parts: &[&str]| Trusted::read(parts.concat().as_bytes(), now);
    let root_alone = Trusted::read(&root.der, now).unwrap();
    assert!(root_alone.is_national());
    assert!(!Trusted::read(&called("Russian Trusted Root CA").der, now).unwrap().is_national(), "of somebody else");
    for bundle in [vec![&*one.pem, &*root.pem, &*other.pem], vec![&*root.pem, &*one.pem], vec![&*root.pem, &*root.pem]]
    {
        assert_eq!(read(&bundle).as_ref(), Ok(&root_alone));
    }
    assert_eq!(read(&[&one.pem, &one.pem]), Trusted::read(&one.der, now), "one, said twice");
    let names = |names: &[&str]| Err(NotTaken::Several(names.iter().map(|&name| name.to_owned()).collect()));
    assert_eq!(read(&[&one.pem, &other.pem]), names(&["One of Forest", "Other of Forest"]));
    let second = national(Dates::Now);
    let called_so = "Russian Trusted Root CA, The Ministry of Digital Development and Communications";
    assert_eq!(read(&[&one.pem, &root.pem, &second.pem]), names(&[called_so, "One of Forest"]), "which of two?");
    let old = national(Dates::Over);
    assert_eq!(read(&[&one.pem, &old.pem]), Err(NotTaken::Expired));
    assert_eq!(read(&[&root.pem, &one.key]), Err(NotTaken::PrivateKey));
    let many: Vec<String> = (0..9).map(|number| called(&format!("Forest {number}")).pem).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert_eq!(read(&many), names(&["Forest 0", "Forest 1", "Forest 2", "Forest 3"]));
}

/// A folder stands for the machine's own.
#[test]
fn the_systems_store_tells_what_it_trusts_from_what_lies_there() {
    let folder = tempfile::tempdir().unwrap();
    let (bundle, added) = (folder.path().join("ca-certificates.crt"), folder.path().join("added"));
    std::fs::create_dir_all(added.join("school")).unwrap();
    let (shipped, root, own) = (called("Shipped"), national(Dates::Now), called("Own of the house"));
    let both = called("Added and taken in");
    std::fs::write(&bundle, [&*shipped.pem, &both.pem].concat()).unwrap();
    for (file, text) in [
        ("a.crt", own.pem.as_bytes()),
        ("both.crt", both.pem.as_bytes()),
        ("again.crt", both.pem.as_bytes()),
        ("school/root.crt", root.pem.as_bytes()),
        ("root.der", root.der.as_slice()),
        ("old.crt", national(Dates::Over).pem.as_bytes()),
        ("server.crt", lone(Use::Server, Dates::Now).pem.as_bytes()),
        ("key.pem", [&*called("With its key").pem, &called("Of nobody").key].concat().as_bytes()),
        ("README", b"Put certificates here.".as_slice()),
    ] {
        std::fs::write(added.join(file), text).unwrap();
    }
    let store = SystemStore { trusted: Some(bundle), added: vec![added, folder.path().join("nowhere")] };
    let now = OffsetDateTime::now_utc();
    let held: Vec<(String, bool, bool)> = store
        .read(now)
        .iter()
        .map(|HeldAuthority { authority, trusted, added }| (authority.shown().unwrap().name, *trusted, *added))
        .collect();
    let held: Vec<(&str, bool, bool)> = held.iter().map(|(name, trusted, added)| (&**name, *trusted, *added)).collect();
    let called_so = "Russian Trusted Root CA, The Ministry of Digital Development and Communications";
    assert_eq!(
        held,
        [
            (called_so, false, true),
            ("Own of the house", false, true),
            ("Added and taken in", true, true),
            ("Shipped", true, false),
        ]
    );
    // What is taken from there is what a file would be.
    let taken = store.read(now).swap_remove(0).authority;
    assert_eq!(Ok(&taken), Trusted::read(&root.der, now).as_ref());
    assert_eq!(taken.der(), Some(root.der));
    let nowhere = SystemStore { trusted: Some(folder.path().join("none")), added: Vec::new() };
    assert!(nowhere.read(now).is_empty());
}

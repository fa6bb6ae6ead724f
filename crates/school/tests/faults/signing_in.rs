//! Signing in through every fault: a network that fails is never a wrong password, and nobody tries twice.

use peremena_school::SchoolError;
use peremena_school_sim::Fault;
use tokio::net::TcpListener;

use crate::family::{Family, System, bounds, fitting, for_every_system, word};

for_every_system!(a_fault_while_signing_in_is_no_wrong_password, no_redirect_leads_to_another_host);

async fn a_fault_while_signing_in_is_no_wrong_password(system: System) {
    let mut wrong = Vec::new();
    let family = Family::of(system).await;
    for fault in Fault::every_kind() {
        let (http, _) = family.http(bounds(&fault));
        let before = family.school.login_attempts().attempts;
        family.proxy.wrong(fault.clone(), |_| true);
        let credentials = family.credentials();
        let attempts = family.school.login_attempts().attempts - before;
        let outcome = family.word().sign_in(&family.settings(), credentials, &http).await;
        family.proxy.right();
        let seen = match &outcome {
            Ok(_) => None,
            Err(error) if fault.is_harmless() => Some(format!("fails for nothing: {error:?}")),
            Err(error) if fitting(&fault).contains(&word(error)) => None,
            Err(error) => Some(format!("{error:?}")),
        };
        wrong.extend(seen.map(|seen| format!("{fault:?}: {seen}")));
        let tried = family.school.login_attempts().attempts - before - attempts;
        if tried > 1 {
            wrong.push(format!("{fault:?}: {tried} attempts"));
        }
    }
    assert!(wrong.is_empty(), "{}:\n{}", system.word, wrong.join("\n"));
}

/// Neither what the family typed nor a token goes where a redirect leads, signing in or reading.
async fn no_redirect_leads_to_another_host(system: System) {
    let elsewhere = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let fault = Fault::RedirectTo(format!("http://localhost:{}/login/", elsewhere.local_addr().unwrap().port()));
    let family = Family::of(system).await;
    let (http, _) = family.http(bounds(&fault));
    let session = family.sign_in(&http).await.unwrap();
    let api = family.connect(session, http.clone());
    let student = api.identity().await.unwrap().students.swap_remove(0);

    family.proxy.wrong(fault, |_| true);
    let reading = [api.identity().await.err(), api.fetch(&student, &family.ask(&student)).await.err()];
    for error in reading {
        assert!(!matches!(error, None | Some(SchoolError::Refused(_) | SchoolError::Limited { .. })), "{error:?}");
    }
    // What it needs may have come with the redirect itself; where it leads, nobody goes.
    let again = family.sign_in(&http).await;
    assert!(!matches!(again, Err(SchoolError::Refused(_))), "{again:?}");
    api.sign_out().await;
    assert!(family.proxy.met() >= 2);
    let reached = tokio::time::timeout(std::time::Duration::from_millis(300), elsewhere.accept()).await;
    assert!(reached.is_err(), "somebody went where the redirect led");
}

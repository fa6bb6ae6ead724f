//! Promises about signing in, identities and secrets.

use super::{ContractSchool, connect, connected, ensure, session, told};
use crate::{Credentials, SchoolError, SignInWay};

pub(super) fn ways_are_told(school: &dyn ContractSchool) -> Result<(), String> {
    let system = school.system();
    let settings = school.settings();
    let ways = system.ways_in(&settings).map_err(told)?;
    ensure!(!ways.is_empty(), "no way in");
    for way in &ways {
        if let SignInWay::Page(page) = way {
            ensure!(
                page.hosts.iter().any(|rule| rule.allows(&page.start)),
                "the page begins at a host it may not show"
            );
            ensure!(!page.catch.is_empty(), "a page that catches nothing");
        }
    }
    ensure!(!system.hosts(&settings).map_err(told)?.is_empty(), "no host");
    let mut names: Vec<&str> = system.settings().iter().map(|spec| spec.name).collect();
    names.sort_unstable();
    names.dedup();
    ensure!(names.len() == system.settings().len(), "two settings of one name");
    Ok(())
}

pub(super) async fn wrong_password(school: &dyn ContractSchool) -> Result<(), String> {
    let before = school.sign_in_attempts().await;
    let outcome = school.system().sign_in(&school.settings(), school.wrong_credentials(), &school.http()).await;
    ensure!(matches!(outcome, Err(SchoolError::Refused(_))), "{:?}", outcome.map(|_| "a session"));
    let attempts = school.sign_in_attempts().await - before;
    ensure!(attempts == 1, "{attempts} attempts");
    Ok(())
}

pub(super) async fn identity_is_stable(school: &dyn ContractSchool) -> Result<(), String> {
    let api = connect(school, &session(school).await?)?;
    let first = api.identity().await.map_err(told)?;
    let again = api.identity().await.map_err(told)?;
    let anew = connect(school, &session(school).await?)?.identity().await.map_err(told)?;
    ensure!(first == again, "asked twice, two identities");
    ensure!(first == anew, "signed in twice, two identities");
    ensure!(!first.user.is_empty(), "no user");
    ensure!(!first.is_student && first.students.len() >= 2, "not a parent of two");
    for student in &first.students {
        ensure!(!student.person.is_empty() && !student.name.is_empty(), "a student without id or name");
        let twins = first.students.iter().filter(|other| other.person == student.person).count();
        ensure!(twins == 1, "a student stands twice");
    }
    Ok(())
}

pub(super) async fn ended_session(school: &dyn ContractSchool) -> Result<(), String> {
    let api = connect(school, &session(school).await?)?;
    api.identity().await.map_err(told)?;
    school.end_sessions().await;
    let outcome = api.identity().await;
    ensure!(matches!(outcome, Err(SchoolError::Refused(_))), "{:?}", outcome.map(|_| "an identity"));
    Ok(())
}

pub(super) async fn secrets_are_hidden(school: &dyn ContractSchool) -> Result<(), String> {
    let session = session(school).await?;
    let mut secrets = school.secrets();
    secrets.extend(session.values.values().cloned());
    let mut printed = format!("{session:?} {:?} {:?}", school.credentials(), school.wrong_credentials());
    let (api, students) = connected(school).await?;
    for student in &students {
        // What is kept between runs apart from the session may not hold it either.
        printed.push_str(&serde_json::to_string(student).unwrap_or_default());
    }
    printed.push_str(&api.reference().unwrap_or_default());
    let refused = school.system().sign_in(&school.settings(), school.wrong_credentials(), &school.http()).await;
    printed.push_str(&format!("{:?} ", refused.map(|_| ())));
    let broken = Credentials::Token(crate::Secret::new("canary-token with a space\nand a line"));
    let refused = school.system().sign_in(&school.settings(), broken, &school.http()).await;
    printed.push_str(&format!("{:?}", refused.map(|_| ())));
    secrets.push("canary-token".into());
    for secret in secrets.iter().filter(|secret| secret.len() >= 4) {
        ensure!(!printed.contains(secret.as_str()), "a secret is printed");
    }
    Ok(())
}

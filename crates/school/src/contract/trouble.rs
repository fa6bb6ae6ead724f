//! A school that misbehaves gives a typed error or its whole answer, never a part of it.

use peremena_model::{Kind, KindSet};

use super::{
    ContractSchool, Trouble, ask, connect, connected, content, difference, ensure, is_silent, later_difference,
    of_the_same_days, session, told,
};
use crate::{Answer, Identity, SchoolError};

pub(super) async fn is_told_apart(school: &dyn ContractSchool, trouble: Trouble) -> Result<(), String> {
    let outcome = attempt(school, trouble).await;
    school.behave().await;
    outcome
}

async fn attempt(school: &dyn ContractSchool, trouble: Trouble) -> Result<(), String> {
    let (api, students) = connected(school).await?;
    let Some(student) = students.first() else { return Ok(()) };
    let ask = ask(school, student);
    let good = api.fetch(student, &ask).await.map_err(told)?;
    let identity = api.identity().await.map_err(told)?;

    let session = session(school).await?;
    school.misbehave(trouble).await;
    let fresh = connect(school, &session)?;
    match fresh.identity().await {
        Ok(found) => ensure!(sorted(found) == sorted(identity), "another identity"),
        Err(error) => ensure!(fits(trouble, &error), "the identity says {error:?}"),
    }
    // A connection that has asked before, and one that has not.
    for (name, api, seldom) in [("old", &api, school.seldom()), ("new", &fresh, KindSet::default())] {
        match api.fetch(student, &ask).await {
            Ok(answer) => {
                whole(trouble, &answer, &good, seldom).map_err(|seen| format!("the {name} connection: {seen}"))?
            }
            Err(error) => ensure!(fits(trouble, &error), "the {name} connection's fetch says {error:?}"),
        }
        match api.glance(student, &ask).await {
            Ok(None) => {}
            Ok(Some(glance)) => {
                let known = content(&good);
                for (kind, items) in content(&glance) {
                    let known = known.iter().find(|(of, _)| *of == kind).map(|(_, items)| items.as_slice());
                    let new = items.iter().find(|item| !known.unwrap_or_default().contains(item));
                    ensure!(new.is_none(), "the {name} connection's glance shows {new:?}");
                }
            }
            Err(error) => ensure!(fits(trouble, &error), "the {name} connection's glance says {error:?}"),
        }
    }
    school.behave().await;
    let healed = api.fetch(student, &ask).await.map_err(told)?;
    match later_difference(&good, &healed, school.seldom()) {
        Some(seen) => Err(format!("afterwards: {seen}")),
        None => Ok(()),
    }
}

/// Children may come in another order.
fn sorted(mut identity: Identity) -> Identity {
    identity.students.sort_by(|one, other| one.person.cmp(&other.person));
    identity
}

/// Whether every kind is there whole, has failed with an error that fits, or, of those that are asked for `seldom`, says
/// nothing.
fn whole(trouble: Trouble, answer: &Answer, good: &Answer, seldom: KindSet) -> Result<(), String> {
    let answer = &of_the_same_days(good, answer, seldom);
    let silent = |kind| seldom.has(kind) && is_silent(answer, kind);
    for (kind, error) in &answer.failed {
        ensure!(fits(trouble, error), "{kind:?} says {error:?}");
        ensure!(*kind != Kind::Lesson, "the timetable failed and an answer was given");
    }
    for (kind, expected) in content(good) {
        match content(answer).into_iter().find(|(of, _)| *of == kind) {
            _ if silent(kind) => {}
            Some((_, items)) if trouble == Trouble::Novelties => {
                // Words that are new may be kept as they are; things may not be lost.
                ensure!(items.len() == expected.len(), "{kind:?}: {} of {}", items.len(), expected.len());
            }
            Some((_, items)) => {
                if let Some(seen) = difference(&[(kind, expected)], &[(kind, items)]) {
                    return Err(seen);
                }
            }
            None => ensure!(answer.failed.iter().any(|(of, _)| *of == kind), "{kind:?} is missing without a word"),
        }
    }
    Ok(())
}

fn fits(trouble: Trouble, error: &SchoolError) -> bool {
    match trouble {
        // With a session that was renewed just now it is the call that is not allowed.
        Trouble::SessionEnded => matches!(error, SchoolError::Refused(_) | SchoolError::Forbidden(_)),
        Trouble::NotAllowed => matches!(error, SchoolError::Forbidden(_)),
        Trouble::TooManyRequests { retry_after } => {
            matches!(error, SchoolError::Limited { retry_after: Some(wait) } if wait.as_secs() == retry_after)
        }
        Trouble::RequestLimit => matches!(error, SchoolError::Limited { .. }),
        Trouble::ServerError | Trouble::BadGateway | Trouble::Unavailable | Trouble::Maintenance => {
            matches!(error, SchoolError::OutOfOrder(_))
        }
        Trouble::Outage { retry_after } => {
            let told = error.retry_after().is_some_and(|wait| wait.as_secs() == retry_after);
            told && matches!(error, SchoolError::OutOfOrder(_))
        }
        Trouble::LoginPage => {
            matches!(error, SchoolError::Strange(_) | SchoolError::Refused(_) | SchoolError::Forbidden(_))
        }
        Trouble::ErrorUnderSuccess | Trouble::Garbage => {
            matches!(error, SchoolError::Strange(_) | SchoolError::Refused(_))
        }
        Trouble::CutOff => matches!(error, SchoolError::Unreachable(_) | SchoolError::Strange(_)),
        // These are no reason for an error at all.
        Trouble::Duplicated | Trouble::Reordered | Trouble::Novelties | Trouble::IdsAsText => false,
    }
}

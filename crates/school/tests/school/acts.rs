//! What a contract asks of a simulated school, whatever protocol it speaks.

use peremena_school::{Enrolment, contract::Trouble};
use peremena_school_sim::{Act, Misbehaviour, School};

/// A teacher enters a mark of this value for a lesson already held, in whichever subject takes one; gives the value.
pub fn enter_mark(school: &School, student: &Enrolment, value: &str) -> String {
    let first = student.name.split(' ').next().unwrap().to_owned();
    let people = school.people();
    let card = people.students.iter().find(|card| card.first_name == first).unwrap();
    let entered = card.subjects.iter().any(|subject| {
        let mark = Act::Mark {
            student: first.clone(),
            subject: subject.name.clone(),
            value: value.to_owned(),
            work: None,
            date: None,
            comment: None,
        };
        school.act(mark).is_ok()
    });
    assert!(entered, "no subject takes a mark");
    value.to_owned()
}

/// How the school does what a contract calls trouble, where every system has it in one form.
pub fn misbehaviour(trouble: Trouble) -> Misbehaviour {
    match trouble {
        Trouble::SessionEnded => Misbehaviour::InvalidToken,
        Trouble::NotAllowed => Misbehaviour::SystemForbidden,
        Trouble::TooManyRequests { retry_after } => Misbehaviour::TooManyRequests { retry_after: Some(retry_after) },
        Trouble::RequestLimit => Misbehaviour::RequestLimit,
        Trouble::ServerError => Misbehaviour::ServerError,
        Trouble::BadGateway => Misbehaviour::BadGateway,
        Trouble::Unavailable => Misbehaviour::Unavailable,
        Trouble::Outage { retry_after } => Misbehaviour::Outage { retry_after: Some(retry_after) },
        Trouble::Maintenance => Misbehaviour::Maintenance,
        Trouble::ErrorUnderSuccess => Misbehaviour::ErrorUnderSuccess,
        Trouble::LoginPage | Trouble::Garbage => Misbehaviour::GarbageJson,
        Trouble::CutOff => Misbehaviour::CutOff,
        Trouble::Duplicated => Misbehaviour::Duplicated,
        Trouble::Reordered => Misbehaviour::Reordered,
        Trouble::Novelties => Misbehaviour::Novelties,
        Trouble::IdsAsText => Misbehaviour::IdsAsText,
    }
}

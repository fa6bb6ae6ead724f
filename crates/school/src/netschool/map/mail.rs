//! Letters that are opened, and who may be written to: the same over both APIs.

use std::collections::HashSet;

use peremena_model::Message;
use time::UtcOffset;

use super::{ids, letter};
use crate::{
    Enrolment, Receiver, SchoolError,
    lenient::{Id, List, Maybe, parsed},
    netschool::wire,
};

/// Whose mail it is: without a name the server would take anybody's.
pub(in crate::netschool) fn owner(student: &Enrolment) -> Result<&str, SchoolError> {
    let user = student.ids.get(ids::USER).map(String::as_str).filter(|user| !user.trim().is_empty());
    user.ok_or_else(|| SchoolError::Setting("not a student of this system".into()))
}

/// The letter of this id that was opened.
///
/// # Errors
/// [`SchoolError::Strange`] where it is another one, or none.
pub(in crate::netschool) fn opened_letter(body: &[u8], id: u64, zone: UtcOffset) -> Result<Message, SchoolError> {
    let mut room = None;
    let (told, _) = parsed::<Maybe<wire::MobileMessage<'_>>>(body, &mut room)?;
    let found = told.0.as_ref().and_then(|told| letter(told, zone));
    let found = found.ok_or_else(|| SchoolError::Strange("a letter without a name or a moment".into()))?;
    if found.id != id.to_string() {
        return Err(SchoolError::Strange("another letter".into()));
    }
    // Whatever the answer says: it was written before the letter was read.
    Ok(Message { read: Some(true), ..found })
}

/// # Errors
/// [`SchoolError::Strange`] where a letter that was sent is given no number: then nobody knows whether it was taken.
pub(in crate::netschool) fn taken(answer: &[u8]) -> Result<(), SchoolError> {
    #[derive(Default, serde::Deserialize)]
    #[serde(default, rename_all = "camelCase")]
    struct Taken {
        message_id: Id,
    }
    let mut room = None;
    let (taken, _) = parsed::<Maybe<Taken>>(answer, &mut room)?;
    let id = taken.0.and_then(|taken| taken.message_id.0);
    id.map(drop).ok_or_else(|| SchoolError::Strange("a letter without a number".into()))
}

/// Somebody who may be written to; `group` is what stands over him in a list.
pub(in crate::netschool) fn receiver(told: &wire::Recipient<'_>, group: Option<&str>) -> Option<Receiver> {
    let of = told.organization_name.owned().or_else(|| group.map(str::to_owned));
    Some(Receiver { id: told.id.owned()?, name: told.name.owned()?, of })
}

/// Everybody of an address book, each once.
pub(in crate::netschool) fn receivers(groups: &List<wire::AddressGroup<'_>>) -> Vec<Receiver> {
    let mut found: Vec<Receiver> = Vec::new();
    let mut seen = HashSet::new();
    let mut open: Vec<&wire::AddressGroup<'_>> = groups.items.iter().rev().collect();
    while let Some(group) = open.pop() {
        for one in group.recipients.items.iter().filter_map(|told| receiver(told, group.name.get())) {
            if seen.insert(one.id.clone()) {
                found.push(one);
            }
        }
        open.extend(group.sub_groups.items.iter().rev());
    }
    found
}

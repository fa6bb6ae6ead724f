//! Letters that the family opens and writes.

use std::collections::HashSet;

use peremena_model::Message;
use serde_json::json;
use time::OffsetDateTime;

use super::api::WebApi;
use crate::{
    Enrolment, Letter, Receiver, SchoolError,
    lenient::{Id, List, listed},
    netschool::{
        map::{ids, opened_letter, owner, receiver, taken},
        wire,
    },
};

/// The groups of people that are asked for, nearest to the family first, and what the site calls them. Classmates (7)
/// are not: their parents are not among them.
const GROUPS: [(&str, &str); 4] =
    [("3", "Классные руководители"), ("4", "Учителя"), ("2", "Завучи"), ("1", "Администраторы")];

/// By whose id the mail is asked for. The published client that was run names the child, the other pages say nothing; a
/// server that refuses that is asked by the account's own user.
fn named(student: &Enrolment) -> Result<Vec<&str>, SchoolError> {
    let account = owner(student)?;
    Ok(if account == student.person { vec![account] } else { vec![student.person.as_str(), account] })
}

/// Whether the other id may be the one that is wanted.
fn is_refused(error: &SchoolError) -> bool {
    matches!(error, SchoolError::Forbidden(_) | SchoolError::Strange(_))
}

/// The people of a group, which has this name.
fn receivers_in(body: &[u8], group: &str) -> Result<Vec<Receiver>, SchoolError> {
    let mut room = None;
    let (list, _) = listed::<wire::Recipient<'_>>(body, &mut room, "receivers")?;
    let told = list.items.iter().filter_map(|told| receiver(told, None));
    Ok(told.map(|one| Receiver { of: Some(group.to_owned()), ..one }).collect())
}

fn ids_in(body: &[u8]) -> Result<Vec<i64>, SchoolError> {
    let mut room = None;
    let (list, _): (List<Id>, _) = listed(body, &mut room, "unread letters")?;
    Ok(list.items.iter().filter_map(|id| id.0).collect())
}

impl WebApi {
    pub(super) async fn may_write_to(&self, student: &Enrolment) -> Result<Vec<Receiver>, SchoolError> {
        let mut refused = None;
        let mut answered = false;
        for user in named(student)? {
            let (found, error) = self.groups_of(user, student).await?;
            if !found.is_empty() {
                return Ok(found);
            }
            answered |= error.is_none();
            refused = refused.or(error);
        }
        match refused {
            Some(error) if !answered => Err(error),
            _ => Ok(Vec::new()),
        }
    }

    /// Everybody of every group, each once, and why a group is missing. One may be closed to families.
    async fn groups_of(
        &self,
        user: &str,
        student: &Enrolment,
    ) -> Result<(Vec<Receiver>, Option<SchoolError>), SchoolError> {
        let school = student.ids.get(ids::SCHOOL).map(String::as_str).unwrap_or_default();
        let (mut found, mut refused) = (Vec::new(), None);
        let mut seen = HashSet::new();
        for (group, name) in GROUPS {
            let query =
                [("userId", user), ("organizationId", school), ("funcType", "2"), ("orgType", "1"), ("group", group)];
            let answer = self.door.get("mail/recipients", &query, OffsetDateTime::now_utc()).await;
            match answer.and_then(|body| receivers_in(&body, name)) {
                // A class teacher is a teacher as well: the first group names him.
                Ok(told) => found.extend(told.into_iter().filter(|one| seen.insert(one.id.clone()))),
                Err(error) if is_refused(&error) => refused = refused.or(Some(error)),
                Err(error) => return Err(error),
            }
        }
        Ok((found, refused))
    }

    /// The ids of the letters that were not read; none where the site does not say. Both ids may have a box of their own:
    /// a letter that is unread in one of them must not be taken for read, since what was read is not told.
    pub(super) async fn unread(
        &self,
        student: &Enrolment,
        now: OffsetDateTime,
    ) -> Result<Option<Vec<i64>>, SchoolError> {
        let mut unread: Option<Vec<i64>> = None;
        for user in named(student)? {
            let answer = self.door.get("mail/messages/unread", &[("userId", user)], now).await;
            match answer.and_then(|body| ids_in(&body)) {
                Ok(ids) => unread.get_or_insert_default().extend(ids),
                Err(error) if is_refused(&error) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(unread)
    }

    pub(super) async fn open(&self, student: &Enrolment, id: &str) -> Result<Message, SchoolError> {
        // It goes into the path: nothing but a number may.
        let id: u64 = id.parse().map_err(|_| SchoolError::Setting("not a letter of this system".into()))?;
        let path = format!("mail/messages/{id}/read");
        let mut refused = None;
        for user in named(student)? {
            match self.door.get(&path, &[("userId", user)], OffsetDateTime::now_utc()).await {
                Ok(body) => return opened_letter(&body, id, self.zone),
                Err(error) if is_refused(&error) => refused = refused.or(Some(error)),
                Err(error) => return Err(error),
            }
        }
        Err(refused.unwrap_or_else(|| SchoolError::Forbidden("the letter is closed".into())))
    }

    /// One attempt. A server that has no such address has taken nothing, and only then the other one that is known is tried.
    pub(super) async fn send(&self, letter: &Letter) -> Result<(), SchoolError> {
        letter.check()?;
        let now = OffsetDateTime::now_utc();
        let body = json!({
            "subject": letter.subject, "text": letter.text, "to": letter.to, "cc": [], "bcc": [], "notify": false,
            "draft": false, "fileAttachmentGuids": [],
        });
        let answer = match self.door.post_if_there("mail/messages", &body, now).await? {
            Some(answer) => answer,
            None => {
                let to: Vec<_> = letter.to.iter().map(|id| json!({ "id": id })).collect();
                let body = json!({
                    "subject": letter.subject, "text": letter.text, "to": to, "cc": [], "bcc": [], "notify": false,
                    "fileAttachments": [],
                });
                self.door.post("mail/messages/send", &[], &body, now).await?
            }
        };
        taken(&answer)
    }
}

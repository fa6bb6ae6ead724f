//! Letters that the family opens and writes.

use peremena_model::Message;
use serde_json::json;
use time::OffsetDateTime;

use super::api::WebApi;
use crate::{
    Enrolment, Letter, Receiver, SchoolError,
    lenient::{Maybe, listed, parsed},
    netschool::{
        map::{self, ids},
        wire,
    },
};

impl WebApi {
    pub(super) async fn may_write_to(&self, student: &Enrolment) -> Result<Vec<Receiver>, SchoolError> {
        let school = student.ids.get(ids::SCHOOL).map(String::as_str).unwrap_or_default();
        let query = [
            ("userId", owner(student)?),
            ("organizationId", school),
            ("funcType", "2"),
            ("orgType", "1"),
            ("group", "1"),
        ];
        let body = self.door.get("mail/recipients", &query, OffsetDateTime::now_utc()).await?;
        let mut room = None;
        let (list, _) = listed::<wire::Recipient<'_>>(&body, &mut room, "receivers")?;
        let receiver = |told: &wire::Recipient<'_>| {
            Some(Receiver { id: told.id.owned()?, name: told.name.owned()?, of: told.organization_name.owned() })
        };
        Ok(list.items.iter().filter_map(receiver).collect())
    }

    pub(super) async fn open(&self, student: &Enrolment, id: &str) -> Result<Message, SchoolError> {
        // It goes into the path: nothing but a number may.
        let id: u64 = id.parse().map_err(|_| SchoolError::Setting("not a letter of this system".into()))?;
        let user = owner(student)?;
        let path = format!("mail/messages/{id}/read");
        let body = self.door.get(&path, &[("userId", user)], OffsetDateTime::now_utc()).await?;
        let mut room = None;
        let (told, _) = parsed::<Maybe<wire::MobileMessage<'_>>>(&body, &mut room)?;
        let letter = told.0.as_ref().and_then(|letter| map::letter(letter, self.zone));
        let letter = letter.ok_or_else(|| SchoolError::Strange("a letter without a name or a moment".into()))?;
        if letter.id != id.to_string() {
            return Err(SchoolError::Strange("another letter".into()));
        }
        // Whatever the answer says: it was written before the letter was read.
        Ok(Message { read: Some(true), ..letter })
    }

    pub(super) async fn send(&self, letter: &Letter) -> Result<(), SchoolError> {
        letter.check()?;
        let to: Vec<_> = letter.to.iter().map(|id| json!({ "id": id })).collect();
        let body = json!({
            "subject": letter.subject, "text": letter.text, "to": to, "cc": [], "bcc": [], "notify": false,
            "fileAttachments": [],
        });
        self.door.post("mail/messages/send", &[], &body, OffsetDateTime::now_utc()).await.map(drop)
    }
}

/// Whose mail it is: without a name the server would take anybody's.
fn owner(student: &Enrolment) -> Result<&str, SchoolError> {
    let user = student.ids.get(ids::USER).map(String::as_str).filter(|user| !user.trim().is_empty());
    user.ok_or_else(|| SchoolError::Setting("not a student of this system".into()))
}

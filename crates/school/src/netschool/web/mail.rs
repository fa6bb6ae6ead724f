//! Letters that the family opens and writes.

use peremena_model::Message;
use serde_json::json;
use time::OffsetDateTime;

use super::api::WebApi;
use crate::{
    Enrolment, Letter, Receiver, SchoolError,
    lenient::listed,
    netschool::{
        map::{ids, opened_letter, owner, receiver},
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
        Ok(list.items.iter().filter_map(|told| receiver(told, None)).collect())
    }

    pub(super) async fn open(&self, student: &Enrolment, id: &str) -> Result<Message, SchoolError> {
        // It goes into the path: nothing but a number may.
        let id: u64 = id.parse().map_err(|_| SchoolError::Setting("not a letter of this system".into()))?;
        let path = format!("mail/messages/{id}/read");
        let body = self.door.get(&path, &[("userId", owner(student)?)], OffsetDateTime::now_utc()).await?;
        opened_letter(&body, id, self.zone)
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

//! Letters that the family opens and writes over the mobile API.

use peremena_model::Message;
use serde_json::json;
use time::OffsetDateTime;

use super::api::{MobileApi, list};
use crate::{
    Enrolment, Letter, Receiver, SchoolError,
    netschool::{
        map::{self, ids, opened_letter, owner, taken},
        wire,
    },
};

impl MobileApi {
    /// The address book: groups of people, which hold groups.
    pub(super) async fn may_write_to(&self, student: &Enrolment) -> Result<Vec<Receiver>, SchoolError> {
        let school = student.ids.get(ids::SCHOOL).map(String::as_str).unwrap_or_default();
        let query = [("userId", owner(student)?), ("orgId", school)];
        let body = self.door.get("address-book", &query, OffsetDateTime::now_utc()).await?;
        let mut room = None;
        let (groups, _) = list::<wire::AddressGroup<'_>>(&body, &mut room)?;
        Ok(map::receivers(&groups))
    }

    pub(super) async fn open(&self, student: &Enrolment, id: &str) -> Result<Message, SchoolError> {
        // It goes into the path: nothing but a number may.
        let id: u64 = id.parse().map_err(|_| SchoolError::Setting("not a letter of this system".into()))?;
        let path = format!("mail/messages/{id}/read");
        let body = self.door.post(&path, &[("userId", owner(student)?)], None, OffsetDateTime::now_utc()).await?;
        opened_letter(&body, id, self.zone)
    }

    pub(super) async fn send(&self, student: &Enrolment, letter: &Letter) -> Result<(), SchoolError> {
        letter.check()?;
        let user = owner(student)?;
        let body = json!({
            "authorId": user, "subject": letter.subject, "text": letter.text, "to": letter.to, "cc": [], "bcc": [],
            "notify": false, "draft": false, "fileAttachmentIds": [],
        });
        let now = OffsetDateTime::now_utc();
        let answer = self.door.post("mail/messages", &[("userId", user)], Some(&body), now).await?;
        taken(&answer)
    }
}

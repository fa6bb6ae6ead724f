//! Letters that the family opens and writes (§6).

use peremena_model::Message;
use time::OffsetDateTime;

use super::FamilyApi;
use crate::{
    Letter, Receiver, SchoolError,
    eljur::{map, wire},
    lenient::parsed,
};

impl FamilyApi {
    pub(super) async fn may_write_to(&self) -> Result<Vec<Receiver>, SchoolError> {
        let body = self.door.get("getmessagereceivers", &[], OffsetDateTime::now_utc()).await?;
        let mut room = None;
        let (told, _) = parsed::<wire::Answered<wire::Receivers<'_>>>(&body, &mut room)?;
        let told = told.result();
        if !told.groups.given {
            return Err(SchoolError::Strange("receivers without a list".into()));
        }
        Ok(map::receivers(&told))
    }

    pub(super) async fn open(&self, id: &str) -> Result<Message, SchoolError> {
        let body = self.door.get("getmessageinfo", &[("id", id)], OffsetDateTime::now_utc()).await?;
        let mut room = None;
        let told = parsed::<wire::Answered<wire::LetterWhole<'_>>>(&body, &mut room)?.0.result();
        let read = |letter: wire::Letter<'_>| {
            let whole = map::whole(&letter.text, &letter.files);
            map::letter(&letter, Some(&whole), self.door.place.zone)
        };
        let letter = told.message.0.and_then(read).filter(|letter| letter.id == id);
        letter
            .map(|letter| Message { read: Some(true), ..letter })
            .ok_or_else(|| SchoolError::Strange("another letter".into()))
    }

    pub(super) async fn send(&self, letter: &Letter) -> Result<(), SchoolError> {
        letter.check()?;
        // Of one id with a comma the server would make two, and write to somebody who was not chosen.
        if letter.to.iter().any(|id| id.contains(',')) {
            return Err(SchoolError::Setting("not a receiver of this system".into()));
        }
        let to = letter.to.join(",");
        let form = [("subject", letter.subject.as_str()), ("text", letter.text.as_str()), ("users_to", to.as_str())];
        self.door.post("sendmessage", &form, OffsetDateTime::now_utc()).await.map(drop)
    }
}

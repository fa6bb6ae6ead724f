//! Ticking homework off (§7.3): the one thing that is written to the school.

use time::OffsetDateTime;

use super::{Api, FamilyApi};
use crate::{
    SchoolError,
    lenient::{Maybe, parsed},
    mesh::{
        door::{Call, Verb},
        ids::Pupil,
        map, wire,
    },
};

/// A lesson of the plan, as all homework is of that a list was seen of.
const OF_PLAN: [(&str, &str); 1] = [("type", "OO")];

impl FamilyApi {
    pub(super) async fn tick(
        &self,
        pupil: &Pupil,
        homework: &str,
        done: bool,
        now: OffsetDateTime,
    ) -> Result<(), SchoolError> {
        // The id is this child's own: the whole class's would tick nobody's, or everybody's.
        let id = map::tick_id(homework)
            .ok_or_else(|| SchoolError::Setting("the school has given no id to tick this homework by".into()))?;
        let path = format!("homeworks/{id}/done");
        let call = Call { api: Api::Web, path: &path, query: &OF_PLAN, pupil: Some(pupil) };
        let verb = if done { Verb::Post } else { Verb::Delete };
        let body = self.door.send(verb, call, now).await?;
        // Some servers answer with nothing.
        if body.iter().all(u8::is_ascii_whitespace) {
            return Ok(());
        }
        let mut room = None;
        let (told, _) = parsed::<Maybe<wire::Ticked>>(&body, &mut room)?;
        match told.0.map(|told| told.success.0) {
            Some(Some(false)) => Err(SchoolError::Forbidden("the school did not take the tick".into())),
            Some(_) => Ok(()),
            None => Err(SchoolError::Strange("an answer to something else".into())),
        }
    }
}

//! The content of a file.

use peremena_model::{Attachment, Item};
use serde_json::json;

use super::{WebApi, diary::id_of};
use crate::{Arrived, Content, Enrolment, FileAsk, SchoolError, file::is_plain};

impl WebApi {
    /// The file, by its id or GUID. It may be closed in the words of a session that has ended: the session itself is asked
    /// then, which renews what can be renewed. Only its own word that it is over signs a family out, never that of one file.
    pub(super) async fn content(
        &self,
        student: &Enrolment,
        ask: &FileAsk,
        arrived: &Arrived,
    ) -> Result<Content, SchoolError> {
        if let Some(content) = self.shown(student, ask, arrived).await? {
            return Ok(content);
        }
        self.door.live(ask.now).await?;
        self.shown(student, ask, arrived).await?.ok_or_else(closed)
    }

    /// The list of the homework's files is asked for first, as the site's page does: a server may open a file to whoever has
    /// seen it listed (docs/systems/netschool.md, "Files").
    async fn shown(
        &self,
        student: &Enrolment,
        ask: &FileAsk,
        arrived: &Arrived,
    ) -> Result<Option<Content>, SchoolError> {
        let path = path_of(&ask.file)?;
        self.see_it_listed(student, ask).await?;
        self.door.get_file(&path, &ask.file.name, arrived, ask.now).await
    }

    async fn see_it_listed(&self, student: &Enrolment, ask: &FileAsk) -> Result<(), SchoolError> {
        if let (Item::Homework(homework), Ok(_)) = (&ask.item, id_of(student))
            && let Ok(assignment) = homework.id.parse::<i64>()
        {
            let query = [("studentId", student.person.as_str())];
            let body = json!({ "assignId": [assignment] });
            let listed = self.door.post_once("student/diary/get-attachments", &query, &body, ask.now).await;
            // Whatever else it says: the file may be open all the same.
            if let Err(error @ SchoolError::Limited { .. }) = listed {
                return Err(error);
            }
        }
        Ok(())
    }
}

/// Of a file that is not given in a session that lives.
pub(in crate::netschool) fn closed() -> SchoolError {
    SchoolError::Forbidden("the file is closed to this account".into())
}

/// Where both APIs have a file, below their roots.
pub(in crate::netschool) fn path_of(file: &Attachment) -> Result<String, SchoolError> {
    let no_id = || SchoolError::Setting("the file has no id of this system".into());
    is_plain(&file.id).then(|| format!("attachments/{}", file.id)).ok_or_else(no_id)
}

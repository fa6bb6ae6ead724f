//! The content of a file: the API tells an address for it, and what may be asked of that address follows from its host
//! (`Door::get_file`). The address is asked for anew each time: one that was kept may have run out.

use bytes::Bytes;
use peremena_model::Item;
use time::{Date, OffsetDateTime};

use super::{DnevnikApi, id_of};
use crate::{
    Arrived, Content, Enrolment, FileAsk, SchoolError,
    dnevnik_ru::{door::Refusal, map, wire},
    file::is_plain,
    lenient::{Maybe, parsed},
};

impl DnevnikApi {
    /// The file, where the list that names it still does. Of a homework that is the list of its day, of an announcement
    /// the mobile API's list of them.
    pub(super) async fn content(
        &self,
        student: &Enrolment,
        ask: &FileAsk,
        arrived: &Arrived,
    ) -> Result<Content, SchoolError> {
        if !is_plain(&ask.file.id) {
            return Err(SchoolError::Setting("the file has no id of this system".into()));
        }
        let address = match &ask.item {
            Item::Homework(homework) => self.address_in_homework(student, homework.due, ask).await?,
            Item::Announcement(_) => self.address_in_announcements(student, ask).await?,
            _ => None,
        };
        let Some(address) = address else { return Ok(Content::Gone) };
        match self.door.get_file(&address, &ask.file.name, arrived, ask.now).await {
            // The token was taken a moment ago, for the list: a file that is closed to it says nothing of the session.
            Err(SchoolError::Refused(why)) => Err(SchoolError::Forbidden(why)),
            content => content,
        }
    }

    async fn address_in_homework(
        &self,
        student: &Enrolment,
        due: Date,
        ask: &FileAsk,
    ) -> Result<Option<String>, SchoolError> {
        let school = school_of(student)?;
        let person = student.person.parse().map_err(|_| no_student())?;
        let body = self.homeworks(student, person, school, (due, due), ask.now).await?;
        let mut room = None;
        let (answer, _) = parsed::<Maybe<wire::Homeworks<'_>>>(&body, &mut room)?;
        let answer = answer.0.ok_or_else(|| SchoolError::Strange("homeworks that are none".into()))?;
        let named = |file: &&wire::File<'_>| file.id.0.is_some_and(|id| id.to_string() == ask.file.id);
        Ok(answer.files.items.iter().find(named).and_then(|file| file.download_url.owned()))
    }

    async fn address_in_announcements(
        &self,
        student: &Enrolment,
        ask: &FileAsk,
    ) -> Result<Option<String>, SchoolError> {
        let school = school_of(student)?;
        let path = format!("persons/{}/schools/{school}/notifications", student.person);
        let body = self.door.get_mobile(&path, &[], ask.now).await?;
        let mut room = None;
        let (told, _) = parsed::<Maybe<wire::Notifications<'_>>>(&body, &mut room)?;
        let posts = told.0.map(|told| told.post_list).unwrap_or_default();
        let mut files = posts.items.iter().flat_map(|post| &post.attachment_files.items);
        let file = files.find(|file| file.file_id.get() == Some(ask.file.id.as_str()));
        Ok(file.and_then(|file| file.file_link.owned()))
    }

    /// Homework of these days with its files: a parent asks for the child, a pupil for himself.
    pub(super) async fn homeworks(
        &self,
        student: &Enrolment,
        person: i64,
        school: i64,
        (from, to): (Date, Date),
        now: OffsetDateTime,
    ) -> Result<Bytes, Refusal> {
        let path = if student.ids.contains_key(map::ids::PARENT) {
            format!("persons/{person}/school/{school}/homeworks")
        } else {
            format!("users/me/school/{school}/homeworks")
        };
        let (from, to) = (from.to_string(), to.to_string());
        self.door.get(&path, &[("startDate", from.as_str()), ("endDate", to.as_str())], now).await
    }
}

fn school_of(student: &Enrolment) -> Result<i64, SchoolError> {
    id_of(student, map::ids::SCHOOL).ok_or_else(|| SchoolError::Forbidden("the student's school is not told".into()))
}

fn no_student() -> SchoolError {
    SchoolError::Setting("not a student of this system".into())
}

//! Announcements and letters of the mobile API.

use crate::lenient::parsed;
use peremena_model::{Item, Message};

use super::api::{MobileApi, list};
use crate::{
    Ask, Enrolment, SchoolError,
    answer::{Listed, items},
    netschool::{
        map::{self, ids},
        wire,
    },
    paging::{After, PAGE, Paging},
};

impl MobileApi {
    pub(super) async fn announcements(&self, student: &Enrolment, ask: &Ask) -> Result<(Vec<Item>, u32), SchoolError> {
        let body = self.door.get("announcements", &[("studentId", &student.person)], ask.now).await?;
        let mut room = None;
        let (said, broken) = list::<wire::MobileAnnouncement<'_>>(&body, &mut room)?;
        let (said, skipped) = map::mobile_announcements(&said, ask.span, self.zone);
        Ok((items(said), skipped + broken))
    }

    pub(super) async fn letters(&self, student: &Enrolment, ask: &Ask) -> Result<Listed<Message>, SchoolError> {
        let user = student.ids.get(ids::USER).map(String::as_str).unwrap_or_default();
        let size = PAGE.to_string();
        let mut bodies = Vec::new();
        let mut paging = Paging::default();
        let mut after = After::More;
        while after == After::More {
            let page = paging.number().to_string();
            let query = [
                ("userId", user),
                ("boxType", "inbox"),
                ("page", page.as_str()),
                ("pageSize", size.as_str()),
                ("expand", "text"),
                ("expand", "subject"),
                ("expand", "author"),
                ("OrderInfo.Field", "Sent"),
                ("OrderInfo.Ascending", "false"),
            ];
            let body = self.door.get("mail/messages", &query, ask.now).await?;
            let mut room = None;
            let (mail, _) = parsed::<wire::MobileMail<'_>>(&body, &mut room)?;
            if !mail.items.given {
                return Err(SchoolError::Strange("mail without a list".into()));
            }
            let letters = mail.items.items.iter().map(|letter| (letter.id.0, letter.sent.day(self.zone)));
            let total = mail.total_items.0.and_then(|total| usize::try_from(total).ok());
            after = paging.after(&letters.collect::<Vec<_>>(), total, ask.span);
            drop(mail);
            bodies.push(body);
        }
        let mut rooms: Vec<Option<String>> = bodies.iter().map(|_| None).collect();
        let mut pages = Vec::new();
        for (body, room) in bodies.iter().zip(rooms.iter_mut()) {
            pages.push(parsed::<wire::MobileMail<'_>>(body, room)?.0);
        }
        let (letters, skipped) = map::mobile_letters(&pages, ask.span, self.zone);
        Ok(Listed { items: letters, skipped, whole: after == After::Whole })
    }
}

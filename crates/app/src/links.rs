//! Where things open: routes of the UI, and the links that lead to them.

use peremena_model::{Change, ChangeId, Item, Mark, StudentId, TermMark, What};
use time::Date;
use url::form_urlencoded;

use crate::{
    App,
    diary::parse_date,
    views::{AppEvent, ErrorView, ResolveLinkRequest, RouteView, SeeRequest},
};

fn encoded(text: &str) -> String {
    // A path segment: a plus would be read as a plus.
    form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20")
}

/// The route that opens the item of a change.
pub(crate) fn route_of(change: &Change) -> String {
    match change.item() {
        Some(Item::Mark(mark)) if change.what == What::Removed => route_of_subject(&change.student, &mark.subject),
        Some(item) => route_of_item(&change.student, item),
        None => format!("#/feed/{}", encoded(change.student.as_str())),
    }
}

/// The route that opens an item of a child.
pub(crate) fn route_of_item(student: &StudentId, item: &Item) -> String {
    let whose = encoded(student.as_str());
    match item {
        Item::Mark(Mark { subject, id, .. }) | Item::TermMark(TermMark { subject, id, .. }) => {
            format!("{}?mark={}", route_of_subject(student, subject), encoded(id))
        }
        Item::Homework(homework) => format!("#/diary/{whose}/{}?homework={}", homework.due, encoded(&homework.id)),
        Item::Absence(absence) => match &absence.lesson {
            Some(lesson) => format!("#/diary/{whose}/{}?lesson={}", absence.date, encoded(lesson)),
            None => format!("#/diary/{whose}/{}", absence.date),
        },
        Item::Lesson(lesson) => format!("#/diary/{whose}/{}?lesson={}", lesson.date, encoded(&lesson.id)),
        Item::Test(test) => format!("#/diary/{whose}/{}", test.date),
        Item::Remark(_) | Item::Event(_) | Item::Announcement(_) | Item::Message(_) => {
            format!("#/events/{whose}/{}?item={}", item.kind().word(), encoded(item.id()))
        }
        _ => format!("#/feed/{whose}"),
    }
}

/// The route that opens a day of the diary.
pub(crate) fn route_of_day(student: &StudentId, day: Date) -> String {
    format!("#/diary/{}/{day}", encoded(student.as_str()))
}

/// The route that opens the page of a subject.
pub(crate) fn route_of_subject(student: &StudentId, subject: &str) -> String {
    format!("#/marks/{}/{}", encoded(student.as_str()), encoded(subject))
}

/// The route for a link that needs no file to be read: to a screen, to the feed of a child, to a day of one.
pub(crate) fn route_of_link(link: &str) -> Option<String> {
    let path = link.strip_prefix("peremena://open/")?;
    let mut parts = path.split(['/', '?', '#']).filter(|part| !part.is_empty());
    match (parts.next()?, parts.next(), parts.next()) {
        ("feed", None, _) => Some("#/feed".to_owned()),
        ("feed", Some(student), _) => Some(format!("#/feed/{}", encoded(student))),
        ("today", None, _) => Some("#/today".to_owned()),
        ("diary", Some(student), Some(day)) => {
            let day = parse_date(day).ok()?;
            Some(route_of_day(&StudentId::from_text(student), day))
        }
        _ => None,
    }
}

impl App {
    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn resolve_link(&self, request: ResolveLinkRequest) -> Result<RouteView, ErrorView> {
        Ok(RouteView { route: self.route_for(&request.link).await })
    }

    /// The route for a link `peremena://open/…`; none for anything else. The link is foreign: whoever can open
    /// links can send one, so it may only lead somewhere, never do anything.
    pub async fn route_for(&self, link: &str) -> Option<String> {
        match link.strip_prefix("peremena://open/change/") {
            Some(rest) => {
                let id = rest.split(['/', '?', '#']).next().unwrap_or_default();
                Some(self.change(id).await.as_ref().map_or("#/feed".to_owned(), route_of))
            }
            None => route_of_link(link),
        }
    }

    /// Goes where a notice leads: the window is told, and what the notice told counts as seen. A locked window goes
    /// there once it is opened, and sees nothing before.
    pub async fn open_link(&self, link: &str) {
        if self.keep_link(link) {
            return;
        }
        if let Some(route) = self.route_for(link).await {
            if let Some(id) = link.strip_prefix("peremena://open/change/") {
                let request = SeeRequest { changes: vec![ChangeId::from_text(id)], ..SeeRequest::default() };
                // A change that is gone by now is seen enough.
                let _ = self.see(request).await;
            }
            self.emit(AppEvent::Open { route });
        }
    }

    async fn change(&self, id: &str) -> Option<Change> {
        let profile = self.profile().await.ok()?;
        profile.vault.change(&ChangeId::from_text(id)).await.ok()?
    }
}

#[cfg(test)]
mod tests;

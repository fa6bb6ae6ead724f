//! Where things open: routes of the UI, and the links that lead to them.

use std::sync::{Mutex, MutexGuard, PoisonError};

use peremena_model::{Change, ChangeId, Item, Mark, StudentId, TermMark, What};
use time::Date;
use url::form_urlencoded;

use crate::{
    App,
    diary::parse_date,
    profile::Standing,
    views::{AppEvent, ErrorView, ResolveLinkRequest, RouteView},
};

fn encoded(text: &str) -> String {
    // A path segment: a plus would be read as a plus.
    form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20")
}

/// What a link to a change begins with.
const TO_CHANGE: &str = "peremena://open/change/";

/// Where somebody wants to go, until the window can show it.
#[derive(Default)]
pub(crate) struct Wanted {
    link: Mutex<Option<String>>,
    /// One link after the other: the newest is where the window ends.
    following: tokio::sync::Mutex<()>,
}

impl Wanted {
    fn link(&self) -> MutexGuard<'_, Option<String>> {
        self.link.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn keep(&self, link: &str) {
        *self.link() = Some(link.to_owned());
    }

    fn take(&self) -> Option<String> {
        self.link().take()
    }

    /// Keeps what was taken in vain, unless somebody wants to go elsewhere by now.
    fn put_back(&self, link: String) {
        let mut kept = self.link();
        if kept.is_none() {
            *kept = Some(link);
        }
    }

    /// Nobody wants to go there any more: the diary is gone.
    pub(crate) fn forget(&self) {
        *self.link() = None;
    }
}

/// The route that a notice of a change leads to: the item where it stands, else the line in the feed that tells of it.
pub(crate) fn route_of(change: &Change) -> String {
    let place = match change.item() {
        Some(item) if change.what != What::Removed => place_of(&change.student, item),
        _ => None,
    };
    place.unwrap_or_else(|| route_of_line(change))
}

/// The route that the line itself leads to: what is gone is told there, so it leads to where it stood.
pub(crate) fn route_from_line(change: &Change) -> String {
    if change.what != What::Removed {
        return route_of(change);
    }
    let whose = &change.student;
    match change.item() {
        Some(Item::Mark(Mark { subject, .. }) | Item::TermMark(TermMark { subject, .. })) => {
            route_of_subject(whose, subject)
        }
        Some(item @ (Item::Lesson(_) | Item::Homework(_) | Item::Absence(_) | Item::Test(_))) => {
            item.date().map_or_else(|| route_of_line(change), |day| route_of_day(whose, day))
        }
        Some(item @ (Item::Remark(_) | Item::Event(_) | Item::Announcement(_) | Item::Message(_))) => {
            format!("#/events/{}/{}", encoded(whose.as_str()), item.kind().word())
        }
        _ => route_of_line(change),
    }
}

/// The route that opens the line of a change in its child's feed.
fn route_of_line(change: &Change) -> String {
    format!("#/feed/{}?item={}", encoded(change.student.as_str()), encoded(change.id.as_str()))
}

/// The route that opens an item of a child.
pub(crate) fn route_of_item(student: &StudentId, item: &Item) -> String {
    place_of(student, item).unwrap_or_else(|| format!("#/feed/{}", encoded(student.as_str())))
}

/// The route to where an item stands; none for one that stands on no page.
fn place_of(student: &StudentId, item: &Item) -> Option<String> {
    let whose = encoded(student.as_str());
    Some(match item {
        Item::Mark(Mark { subject, id, .. }) | Item::TermMark(TermMark { subject, id, .. }) => {
            format!("{}?mark={}", route_of_subject(student, subject), encoded(id))
        }
        Item::Homework(homework) => format!("#/diary/{whose}/{}?homework={}", homework.due, encoded(&homework.id)),
        // Its own lesson, where the timetable has that; beside the lessons, or at all lessons of the day, else.
        Item::Absence(absence) => {
            let lesson = absence.lesson.as_deref().map(|lesson| format!("lesson={}&", encoded(lesson)));
            let lesson = lesson.unwrap_or_default();
            format!("#/diary/{whose}/{}?{lesson}absence={}", absence.date, encoded(&absence.id))
        }
        Item::Lesson(lesson) => format!("#/diary/{whose}/{}?lesson={}", lesson.date, encoded(&lesson.id)),
        Item::Test(test) => format!("#/diary/{whose}/{}?test={}", test.date, encoded(&test.id)),
        Item::Remark(_) | Item::Event(_) | Item::Announcement(_) | Item::Message(_) => {
            format!("#/events/{whose}/{}?item={}", item.kind().word(), encoded(item.id()))
        }
        Item::Visit(_) | Item::Term(_) | Item::Holiday(_) | Item::Average(_) | Item::SchoolInfo(_) => return None,
    })
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

/// The id of the change that a link leads to; none for a link that leads elsewhere.
fn change_in(link: &str) -> Option<&str> {
    link.strip_prefix(TO_CHANGE)?.split(['/', '?', '#']).next()
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
        match change_in(link) {
            Some(id) => Some(self.change(id).await.as_ref().map_or("#/feed".to_owned(), route_of)),
            None => route_of_link(link),
        }
    }

    /// Goes where a notice leads: the window is told, and what the notice told counts as seen. Where there is nothing
    /// to be shown yet, it goes there later, and has seen nothing before: a window may be locked, a page not listen
    /// yet, a file wait for its key. A newer link takes the place of one that waits.
    pub async fn open_link(&self, link: &str) {
        // What leads nowhere takes nobody from where he wanted to go.
        if change_in(link).is_none() && route_of_link(link).is_none() {
            return;
        }
        // Kept before it is looked whether it can be followed: whoever opens the diary in between follows it.
        self.inner.wanted.keep(link);
        self.follow_kept_link().await;
    }

    /// Goes where somebody wanted to go, if the window can show it by now. To be called whenever it may have become so.
    pub async fn follow_kept_link(&self) {
        let _one = self.inner.wanted.following.lock().await;
        while self.shows_diary().await {
            let Some(link) = self.inner.wanted.take() else { return };
            let Some(route) = self.route_for(&link).await else { continue };
            // It may have been locked while the file was read.
            if !self.shows_diary().await {
                self.inner.wanted.put_back(link);
                return;
            }
            self.emit(AppEvent::Open { route });
            // After that: the write may have to wait for a sync's. A change that is gone by now is seen enough.
            if let (Some(id), Ok(profile)) = (change_in(&link), self.profile().await)
                && profile.vault.mark_seen(&[ChangeId::from_text(id)], self.now()).await.is_ok()
            {
                self.emit(AppEvent::Status);
            }
        }
    }

    /// Whether the diary can be shown, or there is none, and somebody listens to be shown it. A shell without a window has
    /// no page to wait for.
    async fn shows_diary(&self) -> bool {
        let listens = !self.inner.config.window || *self.inner.listens.borrow();
        if !listens || self.is_locked() {
            return false;
        }
        matches!(*self.inner.standing.read().await, Standing::Open(_) | Standing::Fresh)
    }

    async fn change(&self, id: &str) -> Option<Change> {
        let profile = self.profile().await.ok()?;
        profile.vault.change(&ChangeId::from_text(id)).await.ok()?
    }
}

#[cfg(test)]
mod tests;

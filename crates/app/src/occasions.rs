//! Events, announcements, messages and remarks: what a school says beside lessons and marks.

use peremena_model::{Item, Kind, Span};
use peremena_notify::{Words, dates};
use time::OffsetDateTime;

use crate::{
    App, AppError,
    attachments::{Shelf, files_of},
    lessons::day_label,
    letters,
    page::Page,
    views::{ErrorView, OccasionKind, OccasionRow, OccasionsRequest, OccasionsView},
};

const KINDS: [Kind; 4] = [Kind::Event, Kind::Announcement, Kind::Message, Kind::Remark];

impl App {
    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn occasions(&self, request: OccasionsRequest) -> Result<OccasionsView, ErrorView> {
        self.occasions_view(request).await.map_err(|error| self.said(&error))
    }

    async fn occasions_view(&self, request: OccasionsRequest) -> Result<OccasionsView, AppError> {
        let page = self.page(&request.student).await?;
        let (words, today) = (page.words.clone(), page.today());
        let first = KINDS.into_iter().find(|kind| page.gives(*kind)).unwrap_or(Kind::Event);
        let kind = request.kind.unwrap_or(first);
        if !KINDS.contains(&kind) {
            return Err(AppError::Request("error-request"));
        }
        let year = page.year().span().unwrap_or(Span::day(today));
        let mut items = page.profile.vault.items_many(&page.id, &KINDS, year).await?;
        let chips = KINDS.into_iter().map(|each| {
            let count = items.iter().filter(|item| item.kind() == each).count();
            let (name, count) = (words.say(&format!("kind-{}", each.word())), u32::try_from(count).unwrap_or(u32::MAX));
            OccasionKind { kind: each, name, count }
        });
        let kinds = chips.collect();
        items.retain(|item| item.kind() == kind);
        if kind == Kind::Message {
            let mut opened = letters::opened(&page).await?;
            for item in &mut items {
                if let Item::Message(message) = item
                    && let Some(whole) = opened.remove(&message.id)
                {
                    *message = whole;
                }
            }
        }
        let filling = page.filling(kind, items.is_empty()).await?;
        let is_ahead = |item: &&Item| item.kind() == Kind::Event && item.date().is_some_and(|day| day >= today);
        let shelf = self.shelf(&page.profile, &page.id, page.files.clone()).await?;
        let ahead = items.iter().filter(is_ahead).filter_map(|item| row(&page, &shelf, item)).collect();
        let past: Vec<OccasionRow> =
            items.iter().rev().filter(|item| !is_ahead(item)).filter_map(|item| row(&page, &shelf, item)).collect();
        Ok(OccasionsView { lacks: page.lack(kind, filling), student: page.student, kinds, kind, ahead, past, filling })
    }
}

fn row(page: &Page, shelf: &Shelf, item: &Item) -> Option<OccasionRow> {
    let (words, today): (&Words, _) = (&page.words, page.today());
    let bare = |title: &str, text: Option<&str>, about: Option<String>| {
        Some(OccasionRow {
            id: item.id().to_owned(),
            day: day_label(words, item.date()?, today),
            time: None,
            title: title.to_owned(),
            text: text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned),
            about,
            files: shelf.rows(words, item.kind(), item.id(), files_of(item)),
            unread: false,
        })
    };
    let clock = |at: OffsetDateTime| Some(dates::clock(at.time()));
    match item {
        Item::Event(event) => Some(OccasionRow {
            time: event.starts_at.and_then(clock),
            ..bare(&event.title, event.text.as_deref(), event.place.clone())?
        }),
        Item::Announcement(it) => {
            Some(OccasionRow { time: clock(it.at), ..bare(&it.title, Some(&it.text), it.author.clone())? })
        }
        Item::Message(message) => Some(OccasionRow {
            time: clock(message.at),
            unread: message.read == Some(false),
            ..bare(&message.subject, Some(&message.text), Some(message.from.clone()))?
        }),
        Item::Remark(remark) => {
            bare(remark.subject.as_deref().unwrap_or_default(), Some(&remark.text), remark.author.clone())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests;

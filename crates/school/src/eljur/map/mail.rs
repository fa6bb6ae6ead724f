//! Letters, and what hangs on the school's board (§6).

use std::collections::{BTreeMap, HashSet};

use peremena_model::{Announcement, Attachment, Message};
use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime, UtcOffset};

use super::{View, dates, diary::attachment, plain};
use crate::{
    Receiver,
    eljur::wire::{self, Keyed},
    lenient::Text,
};

/// So long a letter that was not shown is not asked for again.
const CLOSED: Duration = Duration::days(1);

/// What a list leaves out of a letter or a notice.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(in crate::eljur) struct Whole {
    text: String,
    files: Vec<Attachment>,
    /// When it was asked for and not shown; then there is nothing here.
    #[serde(with = "time::serde::rfc3339::option")]
    closed: Option<OffsetDateTime>,
}

impl Whole {
    /// One that the school did not show at `now`: by mistake or for good, no answer tells.
    pub(in crate::eljur) fn closed(now: OffsetDateTime) -> Whole {
        Whole { closed: Some(now), ..Whole::default() }
    }

    /// Whether it need not be asked for.
    pub(in crate::eljur) fn holds(&self, now: OffsetDateTime) -> bool {
        self.closed.is_none_or(|then| (now - then).abs() < CLOSED)
    }
}

/// Texts that were asked for, by the letter's or the notice's id.
pub(in crate::eljur) type Texts = BTreeMap<String, Whole>;

/// Reads one, which may be files without a text.
pub(in crate::eljur) fn whole(text: &Text<'_>, files: &Keyed<wire::File<'_>>) -> Whole {
    let mut files: Vec<Attachment> = files.values().filter_map(attachment).collect();
    files.sort();
    files.dedup();
    Whole { text: text.get().map(plain).unwrap_or_default(), files, closed: None }
}

fn name(user: &wire::User<'_>) -> Option<String> {
    let parts = [&user.lastname, &user.firstname, &user.middlename];
    let parts: Vec<&str> = parts.into_iter().filter_map(Text::get).collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

/// Letters of the span, each once, the oldest first. Where the text is not known, what the list tells of it stands.
pub(in crate::eljur) fn letters(pages: &[wire::Mail<'_>], texts: &Texts, view: &View) -> (Vec<Message>, u32) {
    let known = |letter: &wire::Letter<'_>| letter.id.get().and_then(|id| texts.get(id));
    let read = pages.iter().flat_map(|page| page.messages.values());
    let read = read.map(|told| letter(told, known(told), view.zone));
    let (found, skipped) = once(read, view, |letter| (letter.at, letter.id.clone()));
    (found, skipped + pages.iter().map(|page| page.messages.skipped).sum::<u32>())
}

/// One letter, with what is known of its `whole`; none without an id and a moment.
pub(in crate::eljur) fn letter(letter: &wire::Letter<'_>, whole: Option<&Whole>, zone: UtcOffset) -> Option<Message> {
    let (text, attachments) = told(&letter.short_text, whole);
    Some(Message {
        id: letter.id.owned()?,
        at: dates::moment(letter.date.get()?, zone)?,
        subject: letter.subject.owned().unwrap_or_default(),
        text,
        from: letter.user_from.0.as_ref().and_then(name).unwrap_or_default(),
        to: Vec::new(),
        read: letter.unread.0.map(|unread| !unread),
        attachments,
    })
}

/// Those whom one may write to, each once.
pub(in crate::eljur) fn receivers(told: &wire::Receivers<'_>) -> Vec<Receiver> {
    let mut found: Vec<Receiver> = Vec::new();
    let mut seen = HashSet::new();
    for group in told.groups.values() {
        let users = group.users.values().chain(group.subgroups.values().flat_map(|subgroup| subgroup.users.values()));
        for user in users {
            let Some((id, name)) = user.name.owned().zip(name(user)) else { continue };
            if seen.insert(id.clone()) {
                found.push(Receiver { id, name, of: group.name.owned() });
            }
        }
    }
    found
}

/// Notices of the span, each once, the oldest first. They have a day and no hour.
pub(in crate::eljur) fn notices(pages: &[wire::Board<'_>], texts: &Texts, view: &View) -> (Vec<Announcement>, u32) {
    let read = pages.iter().flat_map(|page| page.notices.values()).map(|notice| {
        let (id, at) = (notice.id.owned()?, dates::moment(notice.date.get()?, view.zone)?);
        let (text, attachments) = told(&notice.short_text, texts.get(&id));
        let author = notice.user_from_string.owned().or_else(|| notice.user_from.0.as_ref().and_then(name));
        Some(Announcement { id, at, title: notice.subject.owned().unwrap_or_default(), text, author, attachments })
    });
    let (found, skipped) = once(read, view, |notice| (notice.at, notice.id.clone()));
    (found, skipped + pages.iter().map(|page| page.notices.skipped).sum::<u32>())
}

fn told(short: &Text<'_>, whole: Option<&Whole>) -> (String, Vec<Attachment>) {
    let whole = whole.cloned().unwrap_or_default();
    let text = if whole.text.is_empty() { short.get().map(plain).unwrap_or_default() } else { whole.text };
    (text, whole.files)
}

/// Those that can be read, of the span, each once, the oldest first; and how many cannot be read.
fn once<T>(
    list: impl Iterator<Item = Option<T>>,
    view: &View,
    key: impl Fn(&T) -> (OffsetDateTime, String),
) -> (Vec<T>, u32) {
    let mut skipped = 0;
    let mut seen = HashSet::new();
    let mut found = Vec::new();
    for one in list {
        let Some(one) = one else {
            skipped += 1;
            continue;
        };
        let (at, id) = key(&one);
        if view.span.contains(at.date()) && seen.insert(id) {
            found.push(one);
        }
    }
    found.sort_by_key(key);
    (found, skipped)
}

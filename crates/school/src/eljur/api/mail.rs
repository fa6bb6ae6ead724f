//! Letters and the school's board.
//!
//! The lists hold the first words of a text. The whole of it is a request for each, by which the school sees it as read
//! (§6): that is done only where the family has chosen so (`read_letters`), at once for all that are new, so that no
//! text changes later by itself.

use bytes::Bytes;
use peremena_model::Item;
use serde::Deserialize;
use time::UtcOffset;

use super::FamilyApi;
use crate::{
    Ask, SchoolError,
    answer::{Listed, items},
    eljur::{
        map::{self, Texts, View, Whole},
        wire,
    },
    lenient::{Text, parsed},
    paging::{After, PAGE, Paging, Row},
};

/// Texts of more letters are not asked for at once, the newest first: the older ones stay as the list tells them.
const MOST_AT_ONCE: usize = 100;

/// Where it lies.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Inbox,
    Board,
}

impl Place {
    fn list(self) -> &'static str {
        match self {
            Place::Inbox => "getmessages",
            Place::Board => "getboardnotices",
        }
    }

    fn one(self) -> &'static str {
        match self {
            Place::Inbox => "getmessageinfo",
            Place::Board => "getboardnoticeinfo",
        }
    }

    /// Ids and days of a page, of what cannot be read neither, and how many entries there are in all.
    fn rows(self, body: &[u8], zone: UtcOffset) -> Result<(Vec<Row<String>>, Option<usize>), SchoolError> {
        let row = |id: &Text<'_>, date: &Text<'_>| {
            (id.owned(), date.get().and_then(|date| map::moment(date, zone)).map(|at| at.date()))
        };
        let mut room = None;
        let (mut rows, skipped, total): (Vec<_>, _, _) = match self {
            Place::Inbox => {
                let page = parsed::<wire::Answered<wire::Mail<'_>>>(body, &mut room)?.0.result();
                let rows = page.messages.values().map(|letter| row(&letter.id, &letter.date)).collect();
                (rows, page.messages.skipped, page.total.0)
            }
            Place::Board => {
                let page = parsed::<wire::Answered<wire::Board<'_>>>(body, &mut room)?.0.result();
                let rows = page.notices.values().map(|notice| row(&notice.id, &notice.date)).collect();
                (rows, page.notices.skipped, page.total.0)
            }
        };
        // The total counts them too.
        rows.extend((0..skipped).map(|_| (None, None)));
        Ok((rows, total.and_then(|total| usize::try_from(total).ok())))
    }

    /// What the pages hold of the span, and how much of them cannot be read.
    fn items(self, bodies: &[Bytes], texts: &Texts, view: &View) -> Result<(Vec<Item>, u32), SchoolError> {
        let mut rooms = vec![None; bodies.len()];
        Ok(match self {
            Place::Inbox => {
                let (letters, skipped) = map::letters(&results(bodies, &mut rooms)?, texts, view);
                (items(letters), skipped)
            }
            Place::Board => {
                let (notices, skipped) = map::notices(&results(bodies, &mut rooms)?, texts, view);
                (items(notices), skipped)
            }
        })
    }

    fn whole(self, body: &[u8]) -> Result<Option<map::Whole>, SchoolError> {
        let mut room = None;
        Ok(match self {
            Place::Inbox => {
                let told = parsed::<wire::Answered<wire::LetterWhole<'_>>>(body, &mut room)?.0.result();
                told.message.0.map(|letter| map::whole(&letter.text, &letter.files))
            }
            Place::Board => {
                let told = parsed::<wire::Answered<wire::NoticeWhole<'_>>>(body, &mut room)?.0.result();
                told.notice.0.map(|notice| map::whole(&notice.text, &notice.files))
            }
        })
    }
}

fn results<'a, T>(bodies: &'a [Bytes], rooms: &'a mut [Option<String>]) -> Result<Vec<T>, SchoolError>
where
    T: Default + Deserialize<'a>,
{
    let pages = bodies.iter().zip(rooms);
    pages.map(|(body, room)| Ok(parsed::<wire::Answered<T>>(body, room)?.0.result())).collect()
}

impl FamilyApi {
    pub(super) async fn letters(&self, ask: &Ask) -> Result<Listed<Item>, SchoolError> {
        self.listed(Place::Inbox, ask).await
    }

    pub(super) async fn notices(&self, ask: &Ask) -> Result<Listed<Item>, SchoolError> {
        self.listed(Place::Board, ask).await
    }

    async fn listed(&self, of: Place, ask: &Ask) -> Result<Listed<Item>, SchoolError> {
        let (bodies, ids, whole) = self.pages(of, ask).await?;
        let texts = self.texts(of, &ids, ask).await?;
        let (items, skipped) = of.items(&bodies, &texts, &self.view(ask))?;
        Ok(Listed { items, skipped, whole })
    }

    /// The pages that hold the span, the ids that lie in it, the newest first, and whether that is all.
    async fn pages(&self, of: Place, ask: &Ask) -> Result<(Vec<Bytes>, Vec<String>, bool), SchoolError> {
        let size = PAGE.to_string();
        let mut paging = Paging::default();
        let mut bodies = Vec::new();
        let mut ids = Vec::new();
        let mut after = After::More;
        while after == After::More {
            let page = paging.number().to_string();
            let mut query = vec![("limit", size.as_str()), ("page", page.as_str())];
            if of == Place::Inbox {
                query.push(("folder", "inbox"));
            }
            let body = self.door.get(of.list(), &query, ask.now).await?;
            let (rows, total) = of.rows(&body, self.door.place.zone)?;
            after = paging.after(&rows, total, ask.span);
            let within = rows.into_iter().filter(|(_, day)| day.is_some_and(|day| ask.span.contains(day)));
            ids.extend(within.filter_map(|(id, _)| id));
            bodies.push(body);
        }
        Ok((bodies, ids, after == After::Whole))
    }

    /// What is known of their texts; where the family has chosen so, those that are not known yet are asked for.
    async fn texts(&self, of: Place, ids: &[String], ask: &Ask) -> Result<Texts, SchoolError> {
        if !self.reads_letters {
            return Ok(Texts::new());
        }
        let known = |api: &FamilyApi| match of {
            Place::Inbox => api.kept().letters.clone(),
            Place::Board => api.kept().notices.clone(),
        };
        let mut texts = known(self);
        let unknown = ids.iter().filter(|id| !texts.get(*id).is_some_and(|text| text.holds(ask.now)));
        let unknown: Vec<String> = unknown.take(MOST_AT_ONCE).cloned().collect();
        for id in unknown {
            let told = self.door.get(of.one(), &[("id", &id)], ask.now).await.and_then(|body| of.whole(&body));
            let whole = match told {
                Ok(Some(whole)) => whole,
                // This one is not shown: what the list says of it stands, and it is not asked for at every sync.
                Ok(None) | Err(SchoolError::Forbidden(_) | SchoolError::Strange(_)) => Whole::closed(ask.now),
                Err(error) => return Err(error),
            };
            texts.insert(id.clone(), whole.clone());
            let mut kept = self.kept();
            match of {
                Place::Inbox => kept.letters.insert(id.clone(), whole),
                Place::Board => kept.notices.insert(id.clone(), whole),
            };
            kept.trim();
        }
        Ok(texts)
    }
}

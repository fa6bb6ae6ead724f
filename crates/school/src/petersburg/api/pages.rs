//! Lists that come by pages.

use bytes::Bytes;
use peremena_model::Span;
use serde::Deserialize;
use time::{Date, OffsetDateTime};

use super::FamilyApi;
use crate::{
    Ask, SchoolError,
    lenient::{Element, parsed},
    paging::{After, Paging},
    petersburg::{map, wire::Answered},
    range::{WEEK, weeks},
};

/// So many entries of a page are asked for. Clients do; whether a server gives as many is not known (§1).
const LIMIT: &str = "500";

/// So many pages are read at most, should a server give its usual twenty on each.
const MOST: usize = 100;

/// Where the server does not count, a page of a round number of entries may have been cut there.
const ROUND: usize = 10;

/// The answers that together are a list.
#[derive(Debug, Default)]
pub(super) struct Pages {
    bodies: Vec<Bytes>,
    /// Whether they are all of it.
    pub(super) whole: bool,
}

/// An entry's own name, and its day.
pub(super) type Named = (Option<String>, Option<Date>);

/// What of a list is needed to know whether there is more of it.
pub(super) type Rows = fn(&[u8]) -> Result<(Vec<Named>, Option<usize>), SchoolError>;

/// Reads a page of `T` as far as [`Rows`] needs.
pub(super) fn rows<'a, T: Element<'a>>(
    body: &'a [u8],
    room: &'a mut Option<String>,
    name: impl Fn(&T) -> Named,
) -> Result<(Vec<Named>, Option<usize>), SchoolError> {
    let (list, total) = parsed::<Answered<T>>(body, room)?.0.page()?;
    let mut rows: Vec<Named> = list.items.iter().map(name).collect();
    // The total counts what cannot be read as well.
    rows.extend((0..list.skipped).map(|_| (None, None)));
    Ok((rows, total))
}

impl Pages {
    /// These, where they are all: for lists of which a part would be taken for the whole, `of` what.
    pub(super) fn all(self, of: &str) -> Result<Pages, SchoolError> {
        if self.whole { Ok(self) } else { Err(SchoolError::Strange(format!("a list of {of} that does not end"))) }
    }

    /// The entries of all pages, and how much of them cannot be read. `rooms` must outlive them.
    pub(super) fn entries<'a, T>(&'a self, rooms: &'a mut Vec<Option<String>>) -> Result<(Vec<T>, u32), SchoolError>
    where
        T: Element<'a>,
        Answered<T>: Deserialize<'a>,
    {
        *rooms = vec![None; self.bodies.len()];
        let mut entries = Vec::new();
        let mut skipped = 0;
        for (body, room) in self.bodies.iter().zip(rooms.iter_mut()) {
            let (answered, broken) = parsed::<Answered<T>>(body, room)?;
            let (list, _) = answered.page()?;
            skipped += broken + list.skipped;
            entries.extend(list.items);
        }
        Ok((entries, skipped))
    }
}

impl FamilyApi {
    /// All pages of a list, as far as the span needs them.
    pub(super) async fn pages(
        &self,
        path: &str,
        query: &[(&str, &str)],
        rows: Rows,
        span: Span,
        now: OffsetDateTime,
    ) -> Result<Pages, SchoolError> {
        let mut paging = Paging::new(ROUND, MOST);
        let mut pages = Pages::default();
        let mut before = Vec::new();
        loop {
            let page = paging.number().to_string();
            let mut query = query.to_vec();
            query.extend([("p_limit", LIMIT), ("p_page", page.as_str())]);
            let body = self.door.get(path, &query, now).await?;
            let (found, total) = rows(&body)?;
            if total.is_none() && !found.is_empty() && found == before {
                // It takes no notice of pages: all came with the first.
                return Ok(Pages { whole: true, ..pages });
            }
            let cut = found.len().is_multiple_of(ROUND);
            let after = paging.after(&found, total, span);
            pages.bodies.push(body);
            before = found;
            match after {
                After::More if total.is_some() || cut => {}
                After::More | After::Whole => return Ok(Pages { whole: true, ..pages }),
                After::Cut => return Ok(pages),
            }
        }
    }

    /// A list by days, asked for as a whole, and by the week where the server refuses that. Whether a server gives any
    /// range is known of none.
    pub(super) async fn by_days(
        &self,
        path: &str,
        education: &str,
        rows: Rows,
        span: Span,
        ask: &Ask,
    ) -> Result<Pages, SchoolError> {
        let long = span.days() > WEEK;
        if long && self.kept().weeks_only.holds(ask.now) {
            return self.by_week(path, education, rows, span, ask).await;
        }
        match self.of_days(path, education, rows, span, ask.now).await {
            // The parameters are wrong; the length is the only one of them that ever differs.
            Err(SchoolError::Strange(_)) if long => {
                let pages = self.by_week(path, education, rows, span, ask).await?;
                self.kept().weeks_only.found(ask.now);
                Ok(pages)
            }
            outcome => outcome,
        }
    }

    async fn by_week(
        &self,
        path: &str,
        education: &str,
        rows: Rows,
        span: Span,
        ask: &Ask,
    ) -> Result<Pages, SchoolError> {
        let mut pages = Pages { whole: true, ..Pages::default() };
        for week in weeks(span) {
            let more = self.of_days(path, education, rows, week, ask.now).await?;
            pages.bodies.extend(more.bodies);
            pages.whole &= more.whole;
        }
        Ok(pages)
    }

    async fn of_days(
        &self,
        path: &str,
        education: &str,
        rows: Rows,
        span: Span,
        now: OffsetDateTime,
    ) -> Result<Pages, SchoolError> {
        let (from, to) = (map::query_moment(span.from(), false), map::query_moment(span.to(), true));
        let query = [("p_educations[]", education), ("p_datetime_from", &from), ("p_datetime_to", &to)];
        self.pages(path, &query, rows, span, now).await
    }
}

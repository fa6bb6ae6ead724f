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
    petersburg::{map, reference::Reference, wire::Answered},
    range::{Silence, WEEK, WeeksOnly, doubtful, probes, weeks},
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
    /// The last day of an entry.
    pub(super) last: Option<Date>,
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

    /// With what another request of the same list gave.
    pub(super) fn and(mut self, more: Pages) -> Pages {
        self.bodies.extend(more.bodies);
        Pages { last: self.last.max(more.last), whole: self.whole && more.whole, ..self }
    }
}

/// What a list by days is of: it says how days are asked for, and what is remembered of the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Of {
    Lessons,
    Marks,
}

/// A list by days.
#[derive(Clone, Copy)]
pub(super) struct ByDays<'a> {
    pub(super) of: Of,
    pub(super) path: &'static str,
    pub(super) education: &'a str,
    pub(super) rows: Rows,
    /// The last day of which it may tell something.
    pub(super) until: Date,
}

impl ByDays<'_> {
    /// Whether the server gives a week of this list at a time.
    fn weeks_only(self, kept: &mut Reference) -> &mut WeeksOnly {
        match self.of {
            Of::Lessons => &mut kept.weeks_only,
            Of::Marks => &mut kept.marks_weeks_only,
        }
    }

    fn is_silent(self, rest: Span, now: OffsetDateTime, kept: &Reference) -> bool {
        self.of == Of::Marks && kept.no_marks.get(self.education).is_some_and(|silence| silence.covers(rest, now))
    }

    /// Of lessons it is not remembered: days to come get some at any time.
    fn was_silent(self, rest: Span, now: OffsetDateTime, kept: &mut Reference) {
        if self.of == Of::Marks {
            kept.no_marks.insert(self.education.to_owned(), Silence::of(rest, now));
        }
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
            pages.last = pages.last.max(found.iter().filter_map(|(_, day)| *day).max());
            pages.bodies.push(body);
            before = found;
            match after {
                After::More if total.is_some() || cut => {}
                After::More | After::Whole => return Ok(Pages { whole: true, ..pages }),
                After::Cut => return Ok(pages),
            }
        }
    }

    /// A list by days, asked for as a whole, and by the week where the server refuses that, or says nothing of its end
    /// while the same days asked for by themselves have entries. Whether a server gives any range is known of none.
    pub(super) async fn by_days(&self, list: ByDays<'_>, span: Span, ask: &Ask) -> Result<Pages, SchoolError> {
        let long = span.days() > WEEK;
        let told = Span::new(span.from(), span.to().min(list.until));
        if long && list.weeks_only(&mut self.kept()).holds_for(told.unwrap_or(span), ask.now) {
            return self.by_week(list, span, ask).await;
        }
        let first = match self.of_days(list, span, ask.now).await {
            // The parameters are wrong; the length is the only one of them that ever differs.
            Err(SchoolError::Strange(_)) if long => {
                let pages = self.by_week(list, span, ask).await?;
                list.weeks_only(&mut self.kept()).found(ask.now);
                return Ok(pages);
            }
            outcome => outcome?,
        };
        let Some(told) = told else { return Ok(first) };
        let Some(rest) = doubtful(told, first.last, false) else {
            list.weeks_only(&mut self.kept()).was_given(told);
            return Ok(first);
        };
        if list.is_silent(rest, ask.now, &self.kept()) {
            // What came since would be missing: nothing is to be removed by it.
            return Ok(Pages { whole: false, ..first });
        }
        self.probed(list, (span, told, rest), first, ask).await
    }

    /// Looks into the `rest` of `told`, of which `first` says nothing: that may be holidays, or a range that was cut short
    /// without a word.
    async fn probed(
        &self,
        list: ByDays<'_>,
        (span, told, rest): (Span, Span, Span),
        first: Pages,
        ask: &Ask,
    ) -> Result<Pages, SchoolError> {
        let mut pages = first;
        for probe in probes(told, pages.last, rest) {
            let more = self.of_days(list, probe, ask.now).await?;
            if more.last.is_some() {
                list.weeks_only(&mut self.kept()).found(ask.now);
                return self.by_week(list, span, ask).await;
            }
            pages = pages.and(more);
        }
        list.was_silent(rest, ask.now, &mut self.kept());
        Ok(pages)
    }

    async fn by_week(&self, list: ByDays<'_>, span: Span, ask: &Ask) -> Result<Pages, SchoolError> {
        let mut pages = Pages { whole: true, ..Pages::default() };
        for week in weeks(span) {
            pages = pages.and(self.of_days(list, week, ask.now).await?);
        }
        Ok(pages)
    }

    async fn of_days(&self, list: ByDays<'_>, span: Span, now: OffsetDateTime) -> Result<Pages, SchoolError> {
        let ([from_name, to_name], from, to) = match list.of {
            Of::Lessons => (
                ["p_datetime_from", "p_datetime_to"],
                map::query_moment(span.from(), false),
                map::query_moment(span.to(), true),
            ),
            Of::Marks => (["p_date_from", "p_date_to"], map::query_day(span.from()), map::query_day(span.to())),
        };
        let query = [("p_educations[]", list.education), (from_name, from.as_str()), (to_name, to.as_str())];
        self.pages(list.path, &query, list.rows, span, now).await
    }
}

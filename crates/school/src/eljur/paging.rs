//! How far a list is read that comes by pages, the newest first (§6).

use std::collections::HashSet;

use peremena_model::Span;
use time::Date;

/// Entries on a page.
pub(super) const PAGE: usize = 50;

/// So many pages are read at most.
const PAGES: usize = 20;

/// What is known of the pages read so far.
#[derive(Debug, Default)]
pub(super) struct Paging {
    pages: usize,
    rows: usize,
    seen: HashSet<String>,
}

/// An entry of a page: its id and its day.
pub(super) type Row = (Option<String>, Option<Date>);

/// What to do after a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum After {
    /// Ask for the next.
    More,
    /// All of the span has come.
    Whole,
    /// No more is asked for, and some may not have come.
    Cut,
}

impl Paging {
    /// The number of the page to ask for, from 1.
    pub(super) fn number(&self) -> usize {
        self.pages + 1
    }

    /// Takes in a page, and how many entries there are in all, where the server says so.
    pub(super) fn after(&mut self, rows: &[Row], total: Option<usize>, span: Span) -> After {
        self.pages += 1;
        self.rows += rows.len();
        let ids = rows.iter().filter_map(|(id, _)| id.as_deref());
        let mut new = 0;
        for id in ids {
            new += usize::from(self.seen.insert(id.to_owned()));
        }
        let done = total.is_some_and(|total| self.rows >= total) || (total.is_none() && rows.len() < PAGE);
        if rows.is_empty() || done || is_past(rows, span) {
            return After::Whole;
        }
        // A server that takes no notice of the page's number says the same for ever.
        if new == 0 || self.pages >= PAGES { After::Cut } else { After::More }
    }
}

/// Whether what follows lies before the span: the last entry does, and the page keeps the order; or all do.
fn is_past(rows: &[Row], span: Span) -> bool {
    let days: Vec<Date> = rows.iter().filter_map(|(_, day)| *day).collect();
    let older = |day: &Date| *day < span.from();
    let in_order = days.is_sorted_by(|one, next| one >= next);
    days.last().is_some_and(older) && (in_order || days.iter().all(older))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use time::macros::date;

    use super::*;

    const AUTUMN: Date = date!(2026 - 10 - 01);
    const SUMMER: Date = date!(2026 - 08 - 01);

    fn span() -> Span {
        Span::new(date!(2026 - 09 - 01), date!(2026 - 11 - 30)).unwrap()
    }

    fn page(ids: std::ops::Range<i64>, days: &[Date]) -> Vec<Row> {
        ids.zip(days.iter().cycle()).map(|(id, day)| (Some(id.to_string()), Some(*day))).collect()
    }

    #[rstest]
    #[case::full(page(0..50, &[AUTUMN]), None, After::More)]
    #[case::not_full(page(0..49, &[AUTUMN]), None, After::Whole)]
    #[case::more_to_come(page(0..50, &[AUTUMN]), Some(51), After::More)]
    #[case::all(page(0..50, &[AUTUMN]), Some(50), After::Whole)]
    #[case::nothing(vec![], Some(90), After::Whole)]
    // One that was pinned, or a server that keeps no order: the rest may be newer.
    #[case::one_old(page(0..50, &[SUMMER, AUTUMN]), Some(90), After::More)]
    #[case::all_old(page(0..50, &[SUMMER]), Some(90), After::Whole)]
    fn a_page_says_whether_to_go_on(#[case] rows: Vec<Row>, #[case] total: Option<usize>, #[case] expected: After) {
        assert_eq!(Paging::default().after(&rows, total, span()), expected);
    }

    #[test]
    fn a_list_that_repeats_itself_is_cut() {
        let mut paging = Paging::default();
        assert_eq!(paging.after(&page(0..50, &[AUTUMN]), Some(900), span()), After::More);
        assert_eq!(paging.number(), 2);
        assert_eq!(paging.after(&page(0..50, &[AUTUMN]), Some(900), span()), After::Cut);
    }
}

//! How far a list is read that comes by pages: letters or notices, the newest first, and whatever else is counted out.

use std::{cmp::Ordering, collections::BTreeSet};

use peremena_model::Span;
use time::Date;

/// Entries on a page.
pub(crate) const PAGE: usize = 50;

/// So many pages are read at most.
const PAGES: usize = 20;

/// What is known of the pages read so far, whose entries have ids of this type.
#[derive(Debug)]
pub(crate) struct Paging<Id> {
    /// A page of fewer entries is the last, where no total is told.
    full: usize,
    most: usize,
    pages: usize,
    /// What has come, without what an earlier page had.
    rows: usize,
    /// The same, without what its own page had already.
    distinct: usize,
    seen: BTreeSet<Id>,
    order: Order,
}

/// Which way the days of a list go, as far as it has been read: each entry compared with the one before.
#[derive(Debug, Default)]
struct Order {
    last: Option<Date>,
    falls: usize,
    rises: usize,
}

impl Order {
    fn take(&mut self, day: Date) {
        match self.last.replace(day).map(|before| day.cmp(&before)) {
            Some(Ordering::Less) => self.falls += 1,
            Some(Ordering::Greater) => self.rises += 1,
            Some(Ordering::Equal) | None => {}
        }
    }

    /// Whether it was seen to begin with the newest, but for single entries that stand out of it.
    fn is_newest_first(&self) -> bool {
        self.falls > self.rises
    }
}

/// An entry of a page: its id and its day.
pub(crate) type Row<Id> = (Option<Id>, Option<Date>);

impl<Id: Ord> Default for Paging<Id> {
    fn default() -> Self {
        Paging::new(PAGE, PAGES)
    }
}

/// What to do after a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum After {
    /// Ask for the next.
    More,
    /// All of the span has come.
    Whole,
    /// No more is asked for, and some may not have come.
    Cut,
}

impl<Id: Ord> Paging<Id> {
    /// For pages of `full` entries, of which `most` are read.
    pub(crate) fn new(full: usize, most: usize) -> Self {
        Paging { full, most, pages: 0, rows: 0, distinct: 0, seen: BTreeSet::new(), order: Order::default() }
    }
}

impl<Id: Ord + Clone> Paging<Id> {
    /// The number of the page to ask for, from 1.
    pub(crate) fn number(&self) -> usize {
        self.pages + 1
    }

    /// Takes in a page, and how many entries there are in all, where the server says so.
    pub(crate) fn after(&mut self, rows: &[Row<Id>], total: Option<usize>, span: Span) -> After {
        self.pages += 1;
        // Counted as they come: a server may give fewer on a page than it was asked for. One that an earlier page had is
        // no other.
        let known = |id: &Option<Id>| id.as_ref().is_some_and(|id| self.seen.contains(id));
        self.rows += rows.iter().filter(|(id, _)| !known(id)).count();
        let new = rows.iter().filter_map(|(id, _)| id.as_ref()).filter(|id| self.seen.insert((*id).clone())).count();
        self.distinct += new + rows.iter().filter(|(id, _)| id.is_none()).count();
        if rows.is_empty() {
            // A page that failed without a word looks the same.
            return if total.is_some_and(|total| self.rows < total) { After::Cut } else { After::Whole };
        }
        let days: Vec<Date> = rows.iter().filter_map(|(_, day)| *day).collect();
        days.iter().for_each(|day| self.order.take(*day));
        let past = is_past(&days, span) && self.order.is_newest_first();
        let counted = |rows: usize| total.is_some_and(|total| rows >= total);
        // A total may count one that its page lists twice, and a page may list all twice: where it matters which, the next
        // page tells.
        if counted(self.distinct) || past || (new == 0 && counted(self.rows)) {
            return After::Whole;
        }
        // Without a total a page that is not full is the last.
        if total.is_none() && rows.len() < self.full {
            return After::Whole;
        }
        // A server that takes no notice of the page's number says the same for ever.
        if new == 0 || self.pages >= self.most { After::Cut } else { After::More }
    }
}

/// Whether what follows a page lies before the span, if the list begins with the newest: the page's last entry does, and
/// the page keeps the order; or all do.
fn is_past(days: &[Date], span: Span) -> bool {
    let older = |day: &Date| *day < span.from();
    let in_order = days.is_sorted_by(|one, next| one >= next);
    days.last().is_some_and(older) && (in_order || days.iter().all(older))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use time::macros::date;

    use super::*;

    fn span() -> Span {
        Span::new(date!(2026 - 09 - 01), date!(2026 - 11 - 30)).unwrap()
    }

    fn page(ids: std::ops::Range<i64>, days: &[Date]) -> Vec<Row<i64>> {
        ids.zip(days.iter().cycle()).map(|(id, day)| (Some(id), Some(*day))).collect()
    }

    const AUTUMN: Date = date!(2026 - 10 - 01);
    const SUMMER: Date = date!(2026 - 08 - 01);
    const JUNE: Date = date!(2026 - 06 - 01);

    #[rstest]
    #[case::full_and_no_total(page(0..50, &[AUTUMN]), None, After::More)]
    #[case::not_full(page(0..49, &[AUTUMN]), None, After::Whole)]
    #[case::more_to_come(page(0..50, &[AUTUMN]), Some(51), After::More)]
    #[case::the_last(page(0..50, &[AUTUMN]), Some(50), After::Whole)]
    #[case::smaller_pages(page(0..20, &[AUTUMN]), Some(50), After::More)]
    #[case::nothing(vec![], None, After::Whole)]
    #[case::none_at_all(vec![], Some(0), After::Whole)]
    #[case::nothing_of_many(vec![], Some(90), After::Cut)]
    // One that was pinned, or a server that keeps no order: the rest may be newer.
    #[case::one_old(page(0..50, &[SUMMER, AUTUMN]), Some(90), After::More)]
    #[case::all_old(page(0..50, &[SUMMER, JUNE]), Some(90), After::Whole)]
    // The next page may be older, and it may be newer.
    #[case::all_of_one_old_day(page(0..50, &[SUMMER]), Some(90), After::More)]
    #[case::oldest_first(page(0..50, &[JUNE, SUMMER]), Some(90), After::More)]
    fn a_page_says_whether_to_go_on(
        #[case] rows: Vec<Row<i64>>,
        #[case] total: Option<usize>,
        #[case] expected: After,
    ) {
        assert_eq!(Paging::default().after(&rows, total, span()), expected);
    }

    #[test]
    fn the_end_of_the_span_is_enough_in_a_list_that_keeps_its_order() {
        let mut rows = page(0..40, &[AUTUMN]);
        rows.extend(page(40..50, &[SUMMER]));
        assert_eq!(Paging::default().after(&rows, Some(900), span()), After::Whole);
    }

    /// A door's book that begins in September, asked for November.
    #[test]
    fn a_list_that_begins_with_the_oldest_is_read_to_its_end() {
        let november = Span::new(date!(2026 - 11 - 01), date!(2026 - 11 - 30)).unwrap();
        let mut paging = Paging::default();
        let days = [date!(2026 - 09 - 01), date!(2026 - 09 - 20), date!(2026 - 10 - 10)];
        for (nth, day) in (0..).zip(days) {
            assert_eq!(paging.after(&page(nth * 50..nth * 50 + 50, &[day]), None, november), After::More, "{day}");
        }
        assert_eq!(paging.after(&page(150..180, &[date!(2026 - 11 - 02)]), None, november), After::Whole);
    }

    /// A child of two classes, or a total that counts what a page has twice.
    #[rstest]
    #[case::no_more(vec![])]
    #[case::the_same_for_ever(vec![(Some(1), None), (Some(1), None)])]
    fn one_that_its_page_has_twice_is_counted_as_the_server_counts(#[case] next: Vec<Row<i64>>) {
        let mut paging = Paging::default();
        let twice = [(Some(1), None), (Some(1), None)];
        assert_eq!(paging.after(&twice, Some(2), span()), After::More);
        assert_eq!(paging.after(&next, Some(2), span()), After::Whole);
    }

    #[test]
    fn a_page_that_has_all_twice_does_not_stand_for_the_rest() {
        let mut paging = Paging::default();
        let twice = [page(0..50, &[AUTUMN]), page(0..50, &[AUTUMN])].concat();
        assert_eq!(paging.after(&twice, Some(90), span()), After::More);
        assert_eq!(paging.after(&page(50..90, &[AUTUMN]), Some(90), span()), After::Whole);
    }

    #[test]
    fn a_list_that_repeats_itself_or_has_no_end_is_cut() {
        let mut paging = Paging::default();
        assert_eq!(paging.after(&page(0..50, &[AUTUMN]), Some(900), span()), After::More);
        assert_eq!(paging.number(), 2);
        assert_eq!(paging.after(&page(0..50, &[AUTUMN]), Some(900), span()), After::Cut);

        let mut paging = Paging::default();
        assert_eq!(paging.after(&page(0..50, &[AUTUMN]), Some(90), span()), After::More);
        assert_eq!(paging.after(&page(0..50, &[AUTUMN]), Some(90), span()), After::Cut, "of ninety there were fifty");

        let mut paging = Paging::default();
        let after: Vec<After> =
            (0..20).map(|nth| paging.after(&page(nth * 50..nth * 50 + 50, &[AUTUMN]), Some(9000), span())).collect();
        assert_eq!(after[18..], [After::More, After::Cut]);
    }
}

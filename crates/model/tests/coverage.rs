//! Spans of covered days against a plain set of days.

#![allow(clippy::unwrap_used)]

mod common;

use std::collections::BTreeSet;

use peremena_model::{Asked, Coverage, Kind, Span};
use proptest::collection::vec;
use proptest::prelude::*;
use time::{Date, Duration};

const DAYS: i64 = 60;

fn day(n: i64) -> Date {
    time::macros::date!(2025 - 09 - 01) + Duration::days(n)
}

fn asked() -> impl Strategy<Value = Asked> {
    (0..DAYS, 0..15i64, any::<bool>())
        .prop_map(|(from, length, live)| Asked { span: Span::new(day(from), day((from + length).min(DAYS - 1))), live })
}

proptest! {
    #![proptest_config(common::cases(2_000))]

    #[test]
    fn spans_are_a_set_of_days(asks in vec(asked(), 0..12), next in asked()) {
        let mut coverage = Coverage::default();
        let mut days = BTreeSet::new();
        let mut reached: Option<Date> = None;
        for asked in &asks {
            coverage.cover(asked);
            days.extend(asked.span.unwrap().iter());
            if asked.live {
                reached = reached.max(asked.span.map(Span::to));
            }
        }
        prop_assert_eq!(coverage.live_to(), reached);
        prop_assert_eq!(coverage.is_empty(), days.is_empty());
        let listed: Vec<Date> = coverage.spans().iter().flat_map(|span| span.iter()).collect();
        prop_assert_eq!(&listed, &days.iter().copied().collect::<Vec<_>>(), "in order, and none twice");
        for pair in coverage.spans().windows(2) {
            prop_assert!(pair[0].to().next_day().unwrap() < pair[1].from(), "spans that touch are one");
        }
        for day in (0..DAYS).map(day) {
            let slid_to = next.live && reached.is_some_and(|last| last < day);
            let news = !days.is_empty() && (days.contains(&day) || slid_to);
            prop_assert_eq!(coverage.baseline(Kind::Mark, Some(day), &next), !news);
            prop_assert_eq!(coverage.covers(day), days.contains(&day));
        }
        let json = serde_json::to_string(&coverage).unwrap();
        prop_assert_eq!(serde_json::from_str::<Coverage>(&json).unwrap(), coverage);
    }

    /// The order in which days were covered means nothing to what is covered.
    #[test]
    fn order_means_nothing(mut asks in vec(asked(), 0..12)) {
        let covered = |asks: &[Asked]| {
            let mut coverage = Coverage::default();
            asks.iter().for_each(|asked| coverage.cover(asked));
            coverage
        };
        let forth = covered(&asks);
        asks.reverse();
        prop_assert_eq!(covered(&asks), forth);
    }

    /// A window that slides day by day with the calendar, with days offline, tells everything once covered.
    #[test]
    fn a_window_that_slides_tells_all_that_is_new(gaps in vec(1..40i64, 1..6)) {
        let mut coverage = Coverage::default();
        let mut today = 10;
        coverage.cover(&Asked::live(Span::new(day(0), day(today + 14))));
        for gap in gaps {
            today += gap;
            let window = Asked::live(Span::new(day(0), day(today + 14)));
            for date in window.span.unwrap().iter() {
                prop_assert!(!coverage.baseline(Kind::Lesson, Some(date), &window));
            }
            coverage.cover(&window);
        }
        prop_assert_eq!(coverage.spans().len(), 1);
    }
}

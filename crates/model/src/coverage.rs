//! Which days of a child's school year were already looked at, so that what is seen there for the
//! first time is known to be new or known to be merely new to us.
//!
//! Recorded with every answer, never inferred from an empty table: a child without marks, once
//! looked at, gets the first mark told.
//!
//! ```
//! use peremena_model::{Asked, Coverage, Kind, Span};
//! use time::macros::date;
//!
//! let mut marks = Coverage::default();
//! let september = Asked::live(Span::new(date!(2025-09-01), date!(2025-09-30)));
//! assert!(marks.baseline(Kind::Mark, Some(date!(2025-09-04)), &september), "the first look tells nothing");
//! marks.cover(&september);
//! assert!(!marks.baseline(Kind::Mark, Some(date!(2025-09-04)), &september), "the second one does");
//! ```

use serde::{Deserialize, Serialize};
use time::Date;

use crate::{Kind, Span};

/// What was asked for, and why: the window of every sync, or a look elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The days; none for the kinds without days.
    pub span: Option<Span>,
    /// True for sync's own window, which slides forward with the calendar. False for browsing and
    /// for the back-fill of old terms.
    pub live: bool,
}

impl Asked {
    /// Sync's own window.
    pub fn live(span: Option<Span>) -> Asked {
        Asked { span, live: true }
    }

    /// Days that somebody leafed to, or that a back-fill fetches.
    pub fn browsed(span: Option<Span>) -> Asked {
        Asked { span, live: false }
    }

    /// The days that a list of the latest speaks for: from its oldest entry on. Before that there
    /// may be more than it lists, and to call those days covered would make news of it one day. An empty
    /// list speaks for the whole span.
    pub fn since(self, oldest: Option<Date>) -> Asked {
        match (self.span, oldest) {
            (Some(span), Some(oldest)) => {
                let from = oldest.clamp(span.from(), span.to());
                Asked { span: Span::new(from, span.to()), live: self.live }
            }
            _ => self,
        }
    }
}

/// What is covered of one (student, kind, school year).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    /// Covered days, in order; two spans neither overlap nor touch.
    spans: Vec<Span>,
    /// The last day that sync's own window has reached.
    #[serde(default)]
    live_to: Option<Date>,
    /// For the kinds without days: they were answered once.
    #[serde(default)]
    whole: bool,
}

impl Coverage {
    /// Whether an item of `kind` on the day `date`, seen in the answer to `asked` for the first time, was there before
    /// we looked, so that nobody is told. To be asked before the answer is [covered](Coverage::cover).
    ///
    /// - Nothing covered yet: all is baseline.
    /// - A covered day: news, whoever asked.
    /// - A day after the last that sync's own window reached: news if this is that window again. It slid
    ///   forward, be it by a day, by weeks without a network or across holidays.
    /// - Any other day (leafed or back-filled to, before the first covered one, in a gap): baseline.
    pub fn baseline(&self, kind: Kind, date: Option<Date>, asked: &Asked) -> bool {
        if kind.is_undated() {
            return !self.whole;
        }
        if self.spans.is_empty() {
            return true;
        }
        let Some(date) = date else {
            // Without a day it can be held against none. The kind was looked at before, so it is new.
            return false;
        };
        let slid_to = asked.live && self.live_to.is_some_and(|last| last < date);
        !slid_to && !self.covers(date)
    }

    /// Records that `asked` was answered.
    pub fn cover(&mut self, asked: &Asked) {
        let Some(span) = asked.span else {
            self.whole = true;
            return;
        };
        let touches = |other: &Span| {
            let before = |a: Span, b: Span| a.to().next_day().is_some_and(|next| next < b.from());
            !before(*other, span) && !before(span, *other)
        };
        let (joined, mut apart): (Vec<Span>, Vec<Span>) = self.spans.iter().partition(|other| touches(other));
        let from = joined.iter().map(|other| other.from()).fold(span.from(), Date::min);
        let to = joined.iter().map(|other| other.to()).fold(span.to(), Date::max);
        apart.extend(Span::new(from, to));
        apart.sort_unstable();
        self.spans = apart;
        if asked.live {
            self.live_to = self.live_to.max(Some(span.to()));
        }
    }

    /// Whether `date` is covered.
    pub fn covers(&self, date: Date) -> bool {
        self.spans.iter().any(|span| span.contains(date))
    }

    /// Whether nothing is covered yet.
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty() && !self.whole
    }

    /// The covered days, in order; two spans neither overlap nor touch.
    pub fn spans(&self) -> &[Span] {
        &self.spans
    }

    /// The last day that sync's own window has reached.
    pub fn live_to(&self) -> Option<Date> {
        self.live_to
    }
}

/// Whether an answer has so much less than the store that it should be held and asked again before
/// anything is removed: five or more before and none now, or twenty or more before and less than a quarter now.
///
/// Both numbers count the items of one whole scope. Fewer than five may well be deleted at once: a teacher who
/// entered marks into the wrong child's row takes them all out again.
pub fn suspicious(old_in_scope: usize, new_in_scope: usize) -> bool {
    (old_in_scope >= 5 && new_in_scope == 0) || (old_in_scope >= 20 && new_in_scope.saturating_mul(4) < old_in_scope)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use time::macros::date;

    use super::*;

    fn days(from: Date, to: Date) -> Option<Span> {
        Some(Span::new(from, to).unwrap())
    }

    fn autumn() -> Coverage {
        let mut coverage = Coverage::default();
        coverage.cover(&Asked::live(days(date!(2025 - 09 - 01), date!(2025 - 09 - 30))));
        coverage
    }

    #[test]
    fn a_child_without_marks_gets_the_first_one_told() {
        let asked = Asked::live(days(date!(2025 - 09 - 01), date!(2025 - 09 - 30)));
        assert!(Coverage::default().baseline(Kind::Mark, Some(date!(2025 - 09 - 04)), &asked));
        assert!(!autumn().baseline(Kind::Mark, Some(date!(2025 - 09 - 04)), &asked));
    }

    #[rstest]
    #[case::a_covered_day(date!(2025-09-15), true, false)]
    #[case::a_covered_day_leafed_to(date!(2025-09-15), false, false)]
    #[case::the_last_covered_day(date!(2025-09-30), false, false)]
    #[case::the_window_slid_by_a_day(date!(2025-10-01), true, false)]
    #[case::weeks_offline(date!(2025-12-01), true, false)]
    #[case::leafed_ahead(date!(2025-10-01), false, true)]
    #[case::before_all(date!(2025-08-31), true, true)]
    #[case::leafed_back(date!(2025-08-31), false, true)]
    fn what_is_first_seen(#[case] day: Date, #[case] live: bool, #[case] baseline: bool) {
        let asked = Asked { span: days(date!(2025 - 08 - 01), date!(2025 - 12 - 31)), live };
        assert_eq!(autumn().baseline(Kind::Mark, Some(day), &asked), baseline);
    }

    #[test]
    fn a_gap_that_the_window_jumped_over_stays_silent() {
        let mut coverage = autumn();
        let december = Asked::live(days(date!(2025 - 11 - 10), date!(2025 - 12 - 14)));
        assert!(!coverage.baseline(Kind::Mark, Some(date!(2025 - 11 - 12)), &december));
        coverage.cover(&december);
        for asked in [Asked::live, Asked::browsed] {
            let all = asked(days(date!(2025 - 09 - 01), date!(2025 - 12 - 14)));
            assert!(coverage.baseline(Kind::Mark, Some(date!(2025 - 10 - 15)), &all));
        }
        assert_eq!(coverage.spans().len(), 2);
        assert_eq!(coverage.live_to(), Some(date!(2025 - 12 - 14)));
    }

    #[test]
    fn leafing_ahead_does_not_move_the_window() {
        let mut coverage = autumn();
        coverage.cover(&Asked::browsed(days(date!(2026 - 01 - 01), date!(2026 - 01 - 31))));
        assert_eq!(coverage.live_to(), Some(date!(2025 - 09 - 30)));
        let asked = Asked::live(days(date!(2025 - 09 - 01), date!(2025 - 10 - 14)));
        assert!(!coverage.baseline(Kind::Lesson, Some(date!(2025 - 10 - 14)), &asked));
    }

    #[test]
    fn the_window_never_moves_back() {
        let mut coverage = autumn();
        coverage.cover(&Asked::live(days(date!(2025 - 09 - 01), date!(2025 - 09 - 10))));
        assert_eq!(coverage.live_to(), Some(date!(2025 - 09 - 30)), "a clock set back uncovers nothing");
    }

    #[test]
    fn leafed_days_first_leave_the_window_baseline() {
        let mut coverage = Coverage::default();
        coverage.cover(&Asked::browsed(days(date!(2025 - 09 - 01), date!(2025 - 09 - 07))));
        let window = Asked::live(days(date!(2025 - 09 - 01), date!(2025 - 09 - 30)));
        assert!(coverage.baseline(Kind::Mark, Some(date!(2025 - 09 - 20)), &window));
        assert!(!coverage.baseline(Kind::Mark, Some(date!(2025 - 09 - 07)), &window));
    }

    #[test]
    fn kinds_without_days_are_covered_at_once() {
        let mut coverage = Coverage::default();
        let asked = Asked::live(None);
        assert!(coverage.is_empty());
        assert!(coverage.baseline(Kind::TermMark, None, &asked));
        coverage.cover(&asked);
        assert!(!coverage.is_empty());
        assert!(!coverage.baseline(Kind::TermMark, None, &asked));
        assert!(!coverage.baseline(Kind::TermMark, None, &Asked::browsed(None)));
    }

    #[test]
    fn a_mark_without_any_day_is_news_once_marks_were_looked_at() {
        let asked = Asked::live(days(date!(2025 - 09 - 01), date!(2025 - 09 - 30)));
        assert!(Coverage::default().baseline(Kind::Mark, None, &asked));
        assert!(!autumn().baseline(Kind::Mark, None, &asked));
    }

    #[test]
    fn spans_that_touch_become_one() {
        let mut coverage = autumn();
        coverage.cover(&Asked::browsed(days(date!(2025 - 10 - 02), date!(2025 - 10 - 05))));
        assert_eq!(coverage.spans().len(), 2);
        coverage.cover(&Asked::browsed(days(date!(2025 - 10 - 01), date!(2025 - 10 - 01))));
        assert_eq!(coverage.spans(), [Span::new(date!(2025 - 09 - 01), date!(2025 - 10 - 05)).unwrap()]);
    }

    #[rstest]
    #[case::from_its_oldest(Some(date!(2025-09-20)), date!(2025-09-20))]
    #[case::empty(None, date!(2025-09-01))]
    #[case::older_than_asked(Some(date!(2025-08-01)), date!(2025-09-01))]
    #[case::newer_than_asked(Some(date!(2025-12-01)), date!(2025-09-30))]
    fn a_list_of_the_latest_covers_what_it_lists(#[case] oldest: Option<Date>, #[case] from: Date) {
        let asked = Asked::live(days(date!(2025 - 09 - 01), date!(2025 - 09 - 30))).since(oldest);
        assert_eq!(asked, Asked::live(days(from, date!(2025 - 09 - 30))));
    }

    #[test]
    fn it_is_kept_as_json() {
        let mut coverage = autumn();
        coverage.cover(&Asked::live(None));
        let json = serde_json::to_string(&coverage).unwrap();
        assert_eq!(json, r#"{"spans":[{"from":"2025-09-01","to":"2025-09-30"}],"live_to":"2025-09-30","whole":true}"#);
        assert_eq!(serde_json::from_str::<Coverage>(&json).unwrap(), coverage);
        assert_eq!(serde_json::from_str::<Coverage>(r#"{"spans":[]}"#).unwrap(), Coverage::default());
    }

    #[rstest]
    #[case(0, 0, false)]
    #[case(4, 0, false)]
    #[case(5, 0, true)]
    #[case(5, 1, false)]
    #[case(19, 1, false)]
    #[case(20, 4, true)]
    #[case(20, 5, false)]
    #[case(40, 0, true)]
    #[case(40, 9, true)]
    #[case(40, 10, false)]
    fn an_answer_with_too_little_is_suspicious(#[case] old: usize, #[case] new: usize, #[case] suspects: bool) {
        assert_eq!(suspicious(old, new), suspects);
    }
}

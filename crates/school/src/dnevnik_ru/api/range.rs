//! The timetable of any number of days, in as few requests as the server allows.

use bytes::Bytes;
use peremena_model::Span;
use time::{Date, Duration, OffsetDateTime};

use super::{DnevnikApi, Pupil};
use crate::{
    Ask, SchoolError,
    dnevnik_ru::{
        door::{Range, Refusal},
        reference::Longest,
    },
};

/// No range is cut shorter.
const WEEK: i64 = 7;

impl DnevnikApi {
    /// The answers that together hold the span, in the order of its days.
    ///
    /// One request, as long as the server takes it. Where it refuses a long range, the range is halved,
    /// down to a week, and the length that worked is remembered. Where the server only failed, one week
    /// is tried first, so that a server that is down is not asked again and again.
    pub(super) async fn timetable(&self, pupil: &Pupil, ask: &Ask) -> Result<Vec<Bytes>, SchoolError> {
        let mut longest = self.kept().longest(ask.now);
        let mut probed = false;
        let mut bodies = Vec::new();
        let mut rest = vec![ask.span];
        while let Some(piece) = rest.pop() {
            if piece.days() > longest
                && let Some((head, tail)) = cut(piece, longest)
            {
                rest.push(tail);
                rest.push(head);
                continue;
            }
            let refusal = match self.days(pupil, piece, ask.now).await {
                Ok(body) => {
                    bodies.push(body);
                    continue;
                }
                Err(refusal) => refusal,
            };
            let shorter = piece.days() > WEEK
                && match refusal.range {
                    Range::Sound => false,
                    Range::TooLong => true,
                    Range::Unclear if probed => true,
                    Range::Unclear => {
                        probed = true;
                        match cut(piece, WEEK) {
                            Some((week, _)) => self.days(pupil, week, ask.now).await.is_ok(),
                            None => false,
                        }
                    }
                };
            if !shorter {
                return Err(refusal.into());
            }
            longest = ((piece.days() + 1) / 2).max(WEEK);
            rest.push(piece);
        }
        if longest != i64::MAX {
            self.kept().longest = Some(Longest { days: longest, found_at: ask.now });
        }
        Ok(bodies)
    }

    async fn days(&self, pupil: &Pupil, span: Span, now: OffsetDateTime) -> Result<Bytes, Refusal> {
        let path = format!("persons/{}/groups/{}/schedules", pupil.person, pupil.class);
        let (from, to) = (span.from().to_string(), span.to().to_string());
        self.door.get(&path, &[("startDate", &from), ("endDate", &to)], now).await
    }
}

/// The first `days` days of `span`, and the rest.
fn cut(span: Span, days: i64) -> Option<(Span, Span)> {
    let turn: Date = span.from().checked_add(Duration::days(days))?;
    let head = Span::new(span.from(), turn.previous_day()?)?;
    Some((head, Span::new(turn, span.to())?))
}

//! The timetable of any number of days, in as few requests as the server allows.

use std::collections::BTreeSet;

use bytes::Bytes;
use peremena_model::Span;
use serde::Deserialize;
use time::{Date, Duration, OffsetDateTime, UtcOffset};

use super::{DnevnikApi, Pupil};
use crate::{
    Ask, SchoolError,
    dnevnik_ru::{
        door::{Range, Refusal},
        reference::Longest,
    },
    lenient::{Maybe, Moment},
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
        let known = self.kept().longest(ask.now);
        let mut longest = known;
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
                    rest.extend(left_out(&body, piece));
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
        // Written when it is news only: what is kept must not change at every sync.
        if longest != known {
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

/// The days at the end that a long answer lacks, where it lists every single day up to them: a server
/// that cuts a range short without a word must not make what lies behind look as if it were gone.
///
/// A server that lists school days only leaves gaps at week-ends, and nothing can be told from it.
fn left_out(body: &[u8], asked: Span) -> Option<Span> {
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Dated {
        date: Moment,
    }
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Days {
        days: Vec<Maybe<Dated>>,
    }
    /// Where the last day stands in an answer that has it: no day is longer.
    const TAIL: usize = 64 * 1024;
    let last = asked.to().to_string();
    let tail = body.get(body.len().saturating_sub(TAIL)..).unwrap_or_default();
    let has_last = tail.windows(last.len()).any(|text| text == last.as_bytes());
    if asked.days() <= 2 * WEEK || has_last {
        return None;
    }
    // What cannot be read here is told by the reading that matters.
    let days = serde_json::from_slice::<Days>(body).ok()?.days;
    let listed: BTreeSet<Date> = days.iter().filter_map(|day| day.0.as_ref()?.date.day(UtcOffset::UTC)).collect();
    let (first, last) = (*listed.first()?, *listed.last()?);
    let unbroken = i64::try_from(listed.len()).ok()? == (last - first).whole_days() + 1;
    if first != asked.from() || !unbroken || listed.len() < 8 {
        return None;
    }
    Span::new(last.next_day()?, asked.to())
}

/// The first `days` days of `span`, and the rest.
fn cut(span: Span, days: i64) -> Option<(Span, Span)> {
    let turn: Date = span.from().checked_add(Duration::days(days))?;
    let head = Span::new(span.from(), turn.previous_day()?)?;
    Some((head, Span::new(turn, span.to())?))
}

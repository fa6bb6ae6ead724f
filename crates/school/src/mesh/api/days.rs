//! What has days: the calendar, marks, homework, absences.

use bytes::Bytes;
use peremena_model::{Kind, KindSet, Span};
use time::{Duration, OffsetDateTime, UtcOffset};

use super::{Api, FamilyApi, settled};
use crate::{
    Answer, Ask, Part, SchoolError,
    answer::{Found, items},
    lenient::{Maybe, OneOrMany, parsed},
    mesh::{door::Call, ids::Pupil, judge::Unanswered, map, reference::Longest, wire},
};

/// What the calendar is asked to tell of each lesson.
const EXPAND: &str = "marks,homework,absence_reason_id,health_status,nonattendance_reason_id";

/// Where from; without this some servers leave the events out.
const SOURCES: &str = "PLAN,AE,EC,EVENTS,AFISHA,ORGANIZER,OLYMPIAD,PROF";

/// Lengths of a range of days, tried one after another where the server does not give a longer one.
const SHORTER: [i64; 2] = [28, 7];

/// Kinds that the calendar tells, or helps to tell.
fn of_calendar() -> KindSet {
    KindSet::of(&[Kind::Lesson, Kind::Mark, Kind::Homework, Kind::Absence, Kind::Test, Kind::Event])
}

/// `span` in pieces of at most `days` days.
fn pieces(span: Span, days: i64) -> Vec<Span> {
    let mut pieces = Vec::new();
    let mut from = span.from();
    loop {
        let step = Duration::days(days.clamp(1, 4000) - 1);
        let to = from.checked_add(step).unwrap_or(span.to()).min(span.to());
        pieces.extend(Span::new(from, to));
        match to.next_day() {
            Some(next) if next <= span.to() => from = next,
            _ => return pieces,
        }
    }
}

/// Whether a shorter range may be answered: the request is refused, or the server gives up on it.
fn may_be_too_long(unanswered: &Unanswered) -> bool {
    matches!(unanswered, Unanswered::Call(SchoolError::Strange(_) | SchoolError::OutOfOrder(_)))
}

impl FamilyApi {
    /// The calendar, where a kind that it tells is asked for; and what has lists of its own beside it.
    pub(super) async fn daily(
        &self,
        pupil: &Pupil,
        ask: &Ask,
        kinds: KindSet,
        answer: &mut Answer,
    ) -> Result<Option<map::Calendar>, SchoolError> {
        if kinds.and(of_calendar()).is_empty() {
            return Ok(None);
        }
        let calendar = self.calendar(pupil, ask.span, ask.now).await?;
        answer.skipped += calendar.skipped;
        if kinds.has(Kind::Mark) {
            let found = self.marks(pupil, ask.span, &calendar, ask.now).await;
            answer.optional(ask.scope(Kind::Mark, true), found)?;
        }
        if kinds.has(Kind::Homework) {
            let found = self.homework(pupil, ask.span, &calendar, ask.now).await;
            answer.optional(ask.scope(Kind::Homework, true), found)?;
        }
        if kinds.has(Kind::Absence) {
            let found = self.absences(pupil, &calendar, ask.now).await;
            answer.optional(ask.scope(Kind::Absence, true), found)?;
        }
        Ok(Some(calendar))
    }

    /// What stands in the calendar, with who teaches: that costs most, and everything else has been asked by then.
    pub(super) async fn lessons(
        &self,
        pupil: &Pupil,
        ask: &Ask,
        kinds: KindSet,
        mut calendar: map::Calendar,
        answer: &mut Answer,
    ) -> Result<(), SchoolError> {
        if kinds.has(Kind::Lesson) {
            match self.name_teachers(pupil, &mut calendar, ask.now).await {
                Ok(()) => {}
                Err(error @ SchoolError::Refused(_)) => return Err(error),
                // The lessons are there. That the school asks to wait is to be heard all the same, and first.
                Err(error) => answer.failed.insert(0, (Kind::SchoolInfo, error)),
            }
        }
        let lists = [
            (Kind::Lesson, items(calendar.lessons)),
            (Kind::Test, items(calendar.tests)),
            (Kind::Event, items(calendar.events)),
        ];
        let wanted = lists.into_iter().filter(|(kind, _)| kinds.has(*kind));
        answer.parts.extend(wanted.map(|(kind, items)| Part { scope: ask.scope(kind, true), items }));
        Ok(())
    }

    pub(super) async fn calendar(
        &self,
        pupil: &Pupil,
        span: Span,
        now: OffsetDateTime,
    ) -> Result<map::Calendar, SchoolError> {
        if map::is_nameless(&pupil.person) {
            return Err(SchoolError::Forbidden("the school has not linked this child to a person".into()));
        }
        let bodies = self.events(pupil, span, now).await?;
        let mut rooms: Vec<Option<String>> = bodies.iter().map(|_| None).collect();
        let mut events = Vec::new();
        let mut skipped = 0;
        for (body, room) in bodies.iter().zip(rooms.iter_mut()) {
            let (answer, broken) = parsed::<wire::Events<'_>>(body, room)?;
            let list = match answer {
                OneOrMany::One(answered) => answered.response,
                OneOrMany::Many(list) => list,
                OneOrMany::Neither => Default::default(),
            };
            // Things that are no events are another answer, not a calendar with nothing in it.
            let is_event =
                |event: &wire::Event<'_>| event.id.0.is_some() && event.start_at.day(UtcOffset::UTC).is_some();
            if (list.skipped > 0 || !list.items.is_empty()) && !list.items.iter().any(is_event) {
                return Err(SchoolError::Strange("a calendar of something else".into()));
            }
            skipped += broken + list.skipped;
            events.extend(list.items);
        }
        let mut calendar = map::calendar(&events, span);
        calendar.skipped += skipped;
        Ok(calendar)
    }

    /// The calendar's answers for a span, in as few pieces as the server gives.
    async fn events(&self, pupil: &Pupil, span: Span, now: OffsetDateTime) -> Result<Vec<Bytes>, SchoolError> {
        let known = self.kept().longest(now);
        let mut failed = None;
        let lengths = std::iter::once(known).chain(SHORTER.into_iter().filter(|days| *days < known.min(span.days())));
        for days in lengths {
            match self.events_in_pieces(pupil, span, days, now).await {
                Ok(bodies) => {
                    if failed.is_some() {
                        self.kept().longest = Some(Longest { days, found_at: now });
                    }
                    return Ok(bodies);
                }
                Err(unanswered) if may_be_too_long(&unanswered) => failed = failed.or(Some(unanswered.into())),
                Err(unanswered) => return Err(unanswered.into()),
            }
        }
        Err(failed.unwrap_or_else(|| SchoolError::Strange("a calendar without days".into())))
    }

    async fn events_in_pieces(
        &self,
        pupil: &Pupil,
        span: Span,
        days: i64,
        now: OffsetDateTime,
    ) -> Result<Vec<Bytes>, Unanswered> {
        let mut bodies = Vec::new();
        for piece in pieces(span, days) {
            let (from, to) = (piece.from().to_string(), piece.to().to_string());
            let query = [
                ("person_ids", pupil.person.0.as_str()),
                ("begin_date", &from),
                ("end_date", &to),
                ("expand", EXPAND),
                ("source_types", SOURCES),
            ];
            let call = Call { api: Api::Events, path: "events", query: &query, pupil: Some(pupil) };
            let body = self.door.get(call, now).await?;
            is_whole(&body)?;
            bodies.push(body);
        }
        Ok(bodies)
    }

    pub(super) async fn marks(
        &self,
        pupil: &Pupil,
        span: Span,
        calendar: &map::Calendar,
        now: OffsetDateTime,
    ) -> Found {
        let body = self.of_days("marks", pupil, span, now).await?;
        let mut room = None;
        let (answer, broken) = parsed::<wire::Payload<wire::Mark<'_>>>(&body, &mut room)?;
        let list = answer.list();
        given(list.given, "marks without a list")?;
        let (marks, skipped) = map::marks(&list, calendar, span);
        Ok((items(marks), skipped + broken))
    }

    pub(super) async fn homework(
        &self,
        pupil: &Pupil,
        span: Span,
        calendar: &map::Calendar,
        now: OffsetDateTime,
    ) -> Found {
        let body = self.of_days("homeworks", pupil, span, now).await?;
        let mut room = None;
        let (answer, broken) = parsed::<wire::Payload<wire::Homework<'_>>>(&body, &mut room)?;
        let list = answer.list();
        given(list.given, "homework without a list")?;
        let (homework, skipped) = map::homework(&list, calendar, span);
        Ok((items(homework), skipped + broken))
    }

    async fn of_days(&self, path: &str, pupil: &Pupil, span: Span, now: OffsetDateTime) -> Result<Bytes, SchoolError> {
        let (student, from, to) = (pupil.student.0.to_string(), span.from().to_string(), span.to().to_string());
        let query = [("student_id", student.as_str()), ("from", &from), ("to", &to)];
        self.get(Api::Web, path, &query, Some(pupil), now).await
    }

    /// The list of absences is asked for where there are any, for the days of those alone.
    async fn absences(&self, pupil: &Pupil, calendar: &map::Calendar, now: OffsetDateTime) -> Found {
        let days = calendar.missed.iter().map(|missed| missed.date);
        let (Some(from), Some(to)) = (days.clone().min(), days.max()) else { return Ok((Vec::new(), 0)) };
        let (student, from, to) = (pupil.student.0.to_string(), from.to_string(), to.to_string());
        let query = [("student_id", student.as_str()), ("from", &from), ("to", &to)];
        let body = match self.mobile("attendance", &query, pupil, now).await {
            Ok(body) => body,
            // Without it there are no words beside the absences.
            Err(error) if settled(&error) => return Ok((items(map::absences(&calendar.missed, None)), 0)),
            Err(error) => return Err(error),
        };
        let mut room = None;
        let (list, broken) = parsed::<Maybe<wire::Attendance<'_>>>(&body, &mut room)?;
        Ok((items(map::absences(&calendar.missed, list.0.as_ref())), broken))
    }
}

pub(super) fn given(is_given: bool, otherwise: &str) -> Result<(), SchoolError> {
    if is_given { Ok(()) } else { Err(SchoolError::Strange(otherwise.to_owned())) }
}

/// Whether a calendar's answer holds as many items as it says there are.
fn is_whole(body: &[u8]) -> Result<(), SchoolError> {
    let mut room = None;
    let (answer, _) = parsed::<wire::Events<'_>>(body, &mut room)?;
    let (list, total) = match &answer {
        OneOrMany::One(answered) => (&answered.response, answered.total_count.0),
        OneOrMany::Many(list) => (list, None),
        OneOrMany::Neither => return Err(SchoolError::Strange("a calendar without days".into())),
    };
    given(list.given, "a calendar without days")?;
    let listed = i64::try_from(list.items.len()).unwrap_or(i64::MAX).saturating_add(i64::from(list.skipped));
    if total.is_some_and(|total| i64::from(total) > listed) {
        return Err(SchoolError::Strange("the calendar was cut short".into()));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    #[test]
    fn pieces_lie_side_by_side_and_leave_nothing_out() {
        let span = Span::new(date!(2026 - 09 - 01), date!(2026 - 10 - 25)).unwrap();
        for days in [1, 7, 28, 55, 56, i64::MAX] {
            let pieces = pieces(span, days);
            assert_eq!(pieces.iter().map(|piece| piece.days()).sum::<i64>(), span.days());
            assert_eq!(pieces.first().unwrap().from(), span.from());
            assert_eq!(pieces.last().unwrap().to(), span.to());
            assert!(pieces.windows(2).all(|pair| pair[0].to().next_day() == Some(pair[1].from())));
        }
    }
}

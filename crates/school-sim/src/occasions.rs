//! What happens beside lessons: passings of the school's door, events.

use time::{Date, OffsetDateTime};

use crate::act::ActError;
use crate::register::Register;

/// One passing of the school's door.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Passing {
    pub(crate) person: i64,
    pub(crate) at: OffsetDateTime,
    pub(crate) entered: bool,
}

/// An event of a class, or of the whole school.
#[derive(Debug, Clone)]
pub(crate) struct Event {
    pub(crate) id: i64,
    pub(crate) school: i64,
    /// None where the whole school is meant.
    pub(crate) class: Option<i64>,
    pub(crate) begins: OffsetDateTime,
    pub(crate) ends: OffsetDateTime,
    pub(crate) title: String,
    pub(crate) text: Option<String>,
    pub(crate) place: Option<String>,
    pub(crate) published_at: OffsetDateTime,
}

/// All of them, each kind in the order in which it was written.
#[derive(Debug, Clone, Default)]
pub(crate) struct Occasions {
    pub(crate) passings: Vec<Passing>,
    pub(crate) events: Vec<Event>,
}

impl Occasions {
    /// The passings of a person from `from` to `to`, in the order of time. Days are those of `day_of`.
    pub(crate) fn passings(
        &self,
        person: i64,
        from: Date,
        to: Date,
        now: OffsetDateTime,
        day_of: impl Fn(OffsetDateTime) -> Date,
    ) -> Vec<Passing> {
        let within = |passing: &&Passing| {
            passing.person == person && passing.at <= now && (from..=to).contains(&day_of(passing.at))
        };
        let mut found: Vec<Passing> = self.passings.iter().filter(within).copied().collect();
        found.sort_by_key(|passing| passing.at);
        found
    }

    /// The events that a class is told of by `now`.
    pub(crate) fn events_of_class(&self, school: i64, class: i64, now: OffsetDateTime) -> impl Iterator<Item = &Event> {
        self.events.iter().filter(move |event| {
            event.school == school && event.class.is_none_or(|of| of == class) && event.published_at <= now
        })
    }
}

impl Register {
    /// Lets a pupil pass the door. Who is inside cannot come in again, nor who is outside go out.
    pub(crate) fn pass(&mut self, person: i64, at: OffsetDateTime, entered: bool) -> Result<(), ActError> {
        let before = self.occasions.passings.iter().filter(|passing| passing.person == person && passing.at <= at);
        let inside = before.max_by_key(|passing| passing.at).is_some_and(|passing| passing.entered);
        if inside == entered {
            return Err(ActError::AtTheWrongSide);
        }
        // What the day would have brought later does not fit any more.
        let day = at.date();
        self.occasions.passings.retain(|passing| {
            passing.person != person || passing.at <= at || passing.at.to_offset(at.offset()).date() != day
        });
        self.occasions.passings.push(Passing { person, at, entered });
        Ok(())
    }
}

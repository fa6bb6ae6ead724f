//! Ids as the real systems hand them out: lessons, works and marks stand far above 2^53.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::chance::Chance;

/// An id on the wire. As JSON it is text, since JavaScript would round it; a number is understood too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WireId(pub i64);

impl Serialize for WireId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for WireId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Spelling {
            Number(i64),
            Text(String),
        }
        match Spelling::deserialize(deserializer)? {
            Spelling::Number(id) => Ok(Self(id)),
            Spelling::Text(text) => text.parse().map(Self).map_err(de::Error::custom),
        }
    }
}

impl std::fmt::Display for WireId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl std::str::FromStr for WireId {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

/// What an id is the id of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Person,
    School,
    Group,
    Timetable,
    Subject,
    WorkType,
    Period,
    PeriodGroup,
    Lesson,
    Work,
    Mark,
    File,
    Event,
    Announcement,
    Message,
}

impl Kind {
    /// The number that ids of this kind grow from, in the real system's order of magnitude.
    pub(crate) const fn base(self) -> i64 {
        match self {
            Self::Person => 1_000_009_000_000,
            Self::School => 1_000_000_100_000,
            Self::Group => 2_300_000_000_000_000_000,
            Self::Timetable => 2_350_000_000_000_000_000,
            Self::Subject => 396_000_000_000_000,
            Self::WorkType => 1_714_000_000_000_000_000,
            Self::Period => 2_395_000_000_000_000_000,
            Self::PeriodGroup => 2_396_000_000_000_000_000,
            Self::Lesson => 2_442_000_000_000_000_000,
            Self::Work => 2_443_000_000_000_000_000,
            Self::Mark => 2_444_000_000_000_000_000,
            Self::File => 555_000_000,
            Self::Event => 2_447_000_000_000_000_000,
            Self::Announcement => 77_000_000,
            Self::Message => 88_000_000,
        }
    }

    /// How far apart two ids in a row stand: closer than an f64 can tell, for the large ones.
    const fn step(self) -> i64 {
        match self {
            Self::Person | Self::School | Self::Subject | Self::File | Self::Announcement | Self::Message => 1,
            Self::Group | Self::Timetable | Self::WorkType | Self::Period | Self::PeriodGroup => 3,
            Self::Lesson | Self::Work | Self::Mark | Self::Event => 7,
        }
    }

    /// Whether an id has this kind's magnitude.
    pub(crate) fn owns(self, id: i64) -> bool {
        id >= self.base() && id < self.base() + 1_000_000_000_000_000
    }
}

/// Hands out ids.
#[derive(Debug, Clone)]
pub(crate) struct Ids {
    shift: i64,
    /// Further on for what is another thing each year.
    year: i64,
    last: BTreeMap<Kind, i64>,
}

impl Ids {
    /// Ids of the school with this stream of chance.
    pub(crate) fn new(chance: &Chance) -> Self {
        let shift = chance.about("ids", 0).below(90_000) + 10_000;
        Self { shift: i64::try_from(shift).unwrap_or(10_000), year: 0, last: BTreeMap::new() }
    }

    /// Ids of a year that was so many years ago: people, schools, subjects and kinds of work keep theirs.
    pub(crate) fn of_a_year_ago(self, ago: u8) -> Self {
        Self { year: i64::from(ago) * 100_000_000, ..self }
    }

    /// A new id.
    pub(crate) fn next(&mut self, kind: Kind) -> i64 {
        let lasts = matches!(kind, Kind::Person | Kind::School | Kind::Subject | Kind::WorkType | Kind::Timetable);
        let first = kind.base() + self.shift + if lasts { 0 } else { self.year };
        let id = self.last.get(&kind).map_or(first, |last| last + kind.step());
        self.last.insert(kind, id);
        id
    }
}

/// The id of the task that a person has from a work. Tasks are not stored: the id says both halves.
pub(crate) fn task_id(work: i64, person_number: i64) -> i64 {
    2_445_000_000_000_000_000 + (work - Kind::Work.base()) * 512 + person_number
}

/// The work and the person's number that a task's id stands for.
pub(crate) fn task_parts(task: i64) -> Option<(i64, i64)> {
    let rest = task.checked_sub(2_445_000_000_000_000_000).filter(|rest| *rest >= 0)?;
    Some((Kind::Work.base() + rest / 512, rest % 512))
}

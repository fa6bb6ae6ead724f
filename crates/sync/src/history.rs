//! Earlier terms and years of a child: what of them is not here yet, in which order it is asked for, and when. Pure:
//! time is an argument.
//!
//! Months are asked for, the newest first: those of this school year, then year after year for as long as the system
//! gives any. A year begins with its terms and their marks, which also shows whether it is given. What is here is not
//! asked for again, so whoever was interrupted goes on where he was; a year that is not given is remembered as such.

use std::collections::{BTreeMap, HashSet};

use peremena_model::{Coverage, Kind, KindSet, SchoolYear, Span};
use time::{Date, Duration, Month, OffsetDateTime};

use crate::pace::{self, Around, BUDGET, Past, Seed};

/// Nobody goes to school for longer.
const MOST_YEARS: i32 = 11;

/// The part of a day's requests that may have been made before this waits for tomorrow: well below that at which the
/// look at what is new begins to come later.
const SHARE: u64 = BUDGET / 2;

/// The pause between two steps: while somebody waits for it, and in the background.
const WATCHED: Duration = Duration::milliseconds(800);
const UNWATCHED: Duration = Duration::seconds(30);

/// After a step that went wrong; doubled up to the other.
const FIRST_RETRY: Duration = Duration::seconds(30);
const LAST_RETRY: Duration = Duration::minutes(30);

/// What is asked for of a month. Letters, announcements and remarks are lists that many systems give from their newest
/// entry on or week by week: to ask for those of each month would cost more than all the rest.
pub fn kinds() -> KindSet {
    KindSet::of(&[Kind::Lesson, Kind::Mark, Kind::Homework, Kind::Absence, Kind::Test, Kind::Event])
}

/// What a year's own answer showed of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    /// There is something of it.
    Given,
    /// It was answered without terms and marks of terms: one month is tried.
    Bare,
    /// Nothing stands in it. Earlier years are not asked for.
    Nothing,
    /// The system does not give it. Earlier years are not asked for.
    NotGiven,
}

impl Said {
    const ALL: [Said; 4] = [Said::Given, Said::Bare, Said::Nothing, Said::NotGiven];

    /// The word for it in the store.
    pub fn word(self) -> &'static str {
        match self {
            Said::Given => "given",
            Said::Bare => "bare",
            Said::Nothing => "nothing",
            Said::NotGiven => "not given",
        }
    }

    /// What `word` names.
    pub fn from_word(word: &str) -> Option<Said> {
        Said::ALL.into_iter().find(|said| said.word() == word)
    }
}

/// What is known of one school year of a child.
#[derive(Clone, Debug, Default)]
pub struct KnownYear {
    /// What its own answer showed; none where it was never asked for.
    pub said: Option<Said>,
    /// The days that are here, one for each kind that must be.
    pub covered: Vec<Coverage>,
}

impl KnownYear {
    fn has(&self, date: Date) -> bool {
        !self.covered.is_empty() && self.covered.iter().all(|covered| covered.covers(date))
    }
}

/// One thing to ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// A year's terms and their marks.
    Year(SchoolYear),
    /// A month of a year that told no terms.
    Probe(SchoolYear),
    /// Days of one month that are not here.
    Days(Span),
}

impl Step {
    /// The school year that it belongs to.
    pub fn year(self) -> SchoolYear {
        match self {
            Step::Year(year) | Step::Probe(year) => year,
            Step::Days(span) => SchoolYear::of(span.from()),
        }
    }
}

/// Why it goes back no further.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The system gives the current school year alone.
    CurrentYear,
    /// The system does not give this year.
    NotGiven(SchoolYear),
    /// Nothing stands in this year.
    Nothing(SchoolYear),
    /// Nobody goes to school for longer.
    Whole,
    /// This year could not be had now.
    Trouble(SchoolYear),
}

/// How far it is, and what is next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// What is asked for next; none where all is here that can be had.
    pub next: Option<Step>,
    /// Months that are here.
    pub done: u32,
    /// Months of the years of which is known that they are given, the current one among them.
    pub of: u32,
    /// The first day of the oldest month from which on all is here without a gap.
    pub since: Option<Date>,
    /// Why it goes back no further; none while that is not known.
    pub end: Option<End>,
}

/// Plans for one child. `past_years`: whether the system gives any; `aside`: steps that went wrong too often.
pub fn plan(years: &BTreeMap<SchoolYear, KnownYear>, past_years: bool, aside: &HashSet<Step>, today: Date) -> Plan {
    let mut plan = Plan { next: None, done: 0, of: 0, since: None, end: None };
    let mut whole_so_far = true;
    let current = SchoolYear::of(today);
    let nothing = KnownYear::default();
    for back in 0..MOST_YEARS {
        let year = SchoolYear(current.0 - back);
        let known = years.get(&year).unwrap_or(&nothing);
        if back > 0 && !plan.goes_into(year, known, past_years, aside) {
            return plan;
        }
        for month in months(year, today) {
            plan.of += 1;
            let missing = missing(month, known);
            match missing {
                None => {
                    plan.done += 1;
                    if whole_so_far {
                        plan.since = Some(month.from());
                    }
                }
                Some(days) => {
                    whole_so_far = false;
                    if !aside.contains(&Step::Days(days)) {
                        plan.next.get_or_insert(Step::Days(days));
                    }
                }
            }
        }
    }
    plan.end = Some(End::Whole);
    plan
}

impl Plan {
    /// Whether the months of a past year are to be looked at; else notes what is to be asked instead, or why it ends.
    fn goes_into(&mut self, year: SchoolYear, known: &KnownYear, past_years: bool, aside: &HashSet<Step>) -> bool {
        if !past_years {
            self.end = Some(End::CurrentYear);
            return false;
        }
        let ask = |step| if aside.contains(&step) { Err(End::Trouble(year)) } else { Ok(step) };
        let asked = match known.said {
            Some(Said::Given) => return true,
            Some(Said::Nothing) => Err(End::Nothing(year)),
            Some(Said::NotGiven) => Err(End::NotGiven(year)),
            Some(Said::Bare) => ask(Step::Probe(year)),
            None => ask(Step::Year(year)),
        };
        match asked {
            Ok(step) => {
                self.next.get_or_insert(step);
            }
            Err(end) => self.end = Some(end),
        }
        false
    }
}

/// The month that is tried of a year without terms: one with lessons in every school, late in the year.
pub fn probed(year: SchoolYear) -> Option<Span> {
    month(year.0 + 1, Month::April)
}

fn month(year: i32, month: Month) -> Option<Span> {
    let from = Date::from_calendar_date(year, month, 1).ok()?;
    Span::new(from, from.replace_day(month.length(year)).ok()?)
}

/// The months of a school year in which anything is taught, the newest first, as far as they have begun.
fn months(year: SchoolYear, today: Date) -> impl Iterator<Item = Span> {
    use Month::{April, December, February, January, June, March, May, November, October, September};
    let second = [June, May, April, March, February, January].map(|month| (year.0 + 1, month));
    let first = [December, November, October, September].map(|month| (year.0, month));
    second
        .into_iter()
        .chain(first)
        .filter_map(|(year, of)| month(year, of))
        .filter_map(move |month| Span::new(month.from(), month.to().min(today)))
}

/// From the first to the last day of `month` that is not here.
fn missing(month: Span, known: &KnownYear) -> Option<Span> {
    let mut gaps = month.iter().filter(|date| !known.has(*date));
    let first = gaps.next()?;
    Span::new(first, gaps.last().unwrap_or(first))
}

/// What keeps a step from being taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pause {
    /// The family has to sign in again.
    SignIn,
    /// The school does not answer as it should: what is new comes first.
    School,
    /// The battery runs low, or the network is paid for by the byte.
    Saving,
    /// The day's requests are used up as far as this may.
    Budget,
}

/// When the next step is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// At this moment, or now where it is past.
    At(OffsetDateTime),
    /// Not while this lasts; until then, where that is known.
    Paused(Pause, Option<OffsetDateTime>),
}

/// What was done of it in this process.
#[derive(Clone, Copy, Debug, Default)]
pub struct Steps {
    /// When the last step ended.
    pub last: Option<OffsetDateTime>,
    /// Steps in a row that went wrong.
    pub failures: u32,
}

/// When the next step is taken. `now` has the device's offset.
pub fn turn(past: &Past, around: &Around, steps: Steps, now: OffsetDateTime, seed: Seed) -> Turn {
    if past.refused {
        return Turn::Paused(Pause::SignIn, None);
    }
    let asked_to_wait = pace::asked_to_wait(past, now).filter(|wait| *wait > now);
    // Without a whole look at the present nobody knows what is earlier.
    if asked_to_wait.is_some() || past.memory.failures > 0 || past.memory.last_whole.is_none() {
        return Turn::Paused(Pause::School, asked_to_wait);
    }
    if around.saving {
        return Turn::Paused(Pause::Saving, None);
    }
    if past.spent >= SHARE {
        let tomorrow = now.date().next_day().map(|day| day.midnight().assume_offset(now.offset()));
        return Turn::Paused(Pause::Budget, tomorrow);
    }
    // A clock that was set back must not silence this for the length of the step.
    let Some(last) = steps.last.filter(|last| *last <= now) else { return Turn::At(now) };
    let pause = match steps.failures {
        0 if around.window_open => WATCHED,
        0 => UNWATCHED,
        failures => (FIRST_RETRY * 2_i32.saturating_pow((failures - 1).min(10))).min(LAST_RETRY),
    };
    Turn::At(last + pause * (0.5 + 0.5 * seed.share(last)))
}

//! What the family wants to be told, how, and when. Pure: the clock is an argument.

use std::{collections::BTreeMap, iter};

use peremena_model::{Kind, StudentId};
use serde::{Deserialize, Deserializer, Serialize, de::DeserializeOwned};
use serde_json::Value;
use time::{Duration, OffsetDateTime, Time, macros::time};

use crate::Topic;

/// Hours in which nothing is shown. What comes in them waits for their end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuietHours {
    /// When they begin, by the device's clock.
    pub from: Time,
    /// When they end; before `from` where they go over midnight.
    pub to: Time,
}

impl QuietHours {
    /// Whether `now` (with the device's offset) lies in them.
    pub fn hold(self, now: OffsetDateTime) -> bool {
        self.cover(now.time())
    }

    /// Whether they hold at this time of day.
    pub fn cover(self, at: Time) -> bool {
        if self.from <= self.to { self.from <= at && at < self.to } else { self.from <= at || at < self.to }
    }
}

/// The times at which what came is told together, in place of at once. At least one of them is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DigestTimes {
    /// In the morning, by the device's clock.
    pub morning: Option<Time>,
    /// In the evening.
    pub evening: Option<Time>,
}

impl Default for DigestTimes {
    fn default() -> Self {
        Self { morning: Some(time!(7:30)), evening: Some(time!(19:00)) }
    }
}

impl DigestTimes {
    /// The first of them that is not before `moment`; none where none is set.
    fn next(self, moment: OffsetDateTime) -> Option<OffsetDateTime> {
        [self.morning, self.evening].into_iter().flatten().map(|at| not_before(moment, at)).min()
    }
}

/// What the family chose for one child and topic; none leaves it as it is for all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TopicRule {
    /// Told or not.
    pub on: Option<bool>,
    /// With a sound or without.
    pub sound: Option<bool>,
}

/// The quiet hours of one child.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChildQuiet {
    /// Those of all.
    #[default]
    LikeAll,
    /// There are none, whatever is chosen for all.
    None,
    /// These, in place of those of all.
    Own(QuietHours),
}

impl ChildQuiet {
    /// What it comes to where these are the quiet hours of all.
    fn among(self, of_all: Option<QuietHours>) -> Option<QuietHours> {
        match self {
            ChildQuiet::LikeAll => of_all,
            ChildQuiet::None => None,
            ChildQuiet::Own(hours) => Some(hours),
        }
    }

    /// What cannot be read is as if it were not chosen, and takes nothing else of the child with it.
    fn read<'de, D: Deserializer<'de>>(kept: D) -> Result<ChildQuiet, D::Error> {
        Ok(ChildQuiet::deserialize(Value::deserialize(kept)?).unwrap_or_default())
    }
}

/// What the family chose for one child.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ChildRules {
    /// By the words of the topics.
    pub topics: BTreeMap<String, TopicRule>,
    /// Whether notices say that there is a mark, but not which.
    pub hide_values: Option<bool>,
    /// Whether no notice of the child sounds, whatever is chosen for its topics.
    pub silent: bool,
    /// The child's quiet hours.
    #[serde(deserialize_with = "ChildQuiet::read")]
    pub quiet: ChildQuiet,
}

/// Why something is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Hold {
    /// Quiet hours.
    Quiet,
    /// The child is at school.
    School,
    /// It is told at chosen times.
    Digest,
}

impl Hold {
    /// The word for it in messages.
    pub fn word(self) -> &'static str {
        match self {
            Hold::Quiet => "quiet",
            Hold::School => "school",
            Hold::Digest => "digest",
        }
    }
}

/// From the first lesson of a day to the end of the last.
pub type SchoolDay = (OffsetDateTime, OffsetDateTime);

/// What the family wants to be told, how, and when. Kept as JSON: what an older version kept still reads, and what
/// cannot be read is as if it were not chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rules {
    /// Topics that were switched for every child.
    pub kinds: BTreeMap<String, bool>,
    /// Whether the notices of the children for whom nothing else was chosen hide values. Where not, those of a student's
    /// own account do.
    pub hide_values: bool,
    /// Quiet hours of the children that have none of their own, where there are any.
    pub quiet: Option<QuietHours>,
    /// What was chosen for single children, by their ids.
    pub children: BTreeMap<String, ChildRules>,
    /// Whether what comes while a child has lessons waits for the end of the last.
    pub school_hours: bool,
    /// Where set, notices come at these times only.
    pub digests: Option<DigestTimes>,
    /// When the evening's reminder of what is not done comes.
    pub undone_at: Time,
    /// Whether notices sound.
    pub sound: bool,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            kinds: BTreeMap::new(),
            hide_values: false,
            quiet: None,
            children: BTreeMap::new(),
            school_hours: false,
            digests: None,
            undone_at: time!(19:00),
            sound: true,
        }
    }
}

impl Rules {
    /// More changes at once than this come as one digest.
    pub const DIGEST_ABOVE: usize = 5;

    /// Kinds that can be switched. Their changes count as unread, but for [`Kind::Visit`].
    pub const SWITCHES: &'static [Kind] = &[
        Kind::Mark,
        Kind::TermMark,
        Kind::Homework,
        Kind::Absence,
        Kind::Remark,
        Kind::Lesson,
        Kind::Test,
        Kind::Event,
        Kind::Announcement,
        Kind::Message,
        Kind::Visit,
    ];

    /// Reads what was kept, field by field: one that a newer version wrote otherwise loses itself, not the others.
    pub fn read(kept: &Value) -> Rules {
        fn field<T: DeserializeOwned>(kept: &Value, name: &str, default: T) -> T {
            kept.get(name).and_then(|value| T::deserialize(value).ok()).unwrap_or(default)
        }
        let default = Rules::default();
        Rules {
            kinds: field(kept, "kinds", default.kinds),
            hide_values: field(kept, "hide_values", default.hide_values),
            quiet: field(kept, "quiet", default.quiet),
            children: field(kept, "children", default.children),
            school_hours: field(kept, "school_hours", default.school_hours),
            digests: field::<Option<DigestTimes>>(kept, "digests", default.digests)
                .filter(|times| times.morning.is_some() || times.evening.is_some()),
            undone_at: field(kept, "undone_at", default.undone_at),
            sound: field(kept, "sound", default.sound),
        }
    }

    /// Whether `topic` is told of this child.
    pub fn tells(&self, student: &StudentId, topic: Topic, is_student: bool) -> bool {
        let chosen = self.of(student, topic).and_then(|rule| rule.on);
        chosen.unwrap_or_else(|| self.tells_all(topic, is_student))
    }

    /// Whether `topic` is told of the children for whom nothing else was chosen.
    pub fn tells_all(&self, topic: Topic, is_student: bool) -> bool {
        self.kinds.get(topic.word()).copied().unwrap_or_else(|| topic.told_by_itself(is_student))
    }

    /// Whether a notice about `topic` of this child sounds.
    pub fn sounds(&self, student: &StudentId, topic: Topic) -> bool {
        self.sound && !self.silences(student) && self.of(student, topic).and_then(|rule| rule.sound).unwrap_or(true)
    }

    /// Whether no notice of this child sounds, whatever its topic.
    pub fn silences(&self, student: &StudentId) -> bool {
        self.children.get(student.as_str()).is_some_and(|child| child.silent)
    }

    /// The quiet hours of this child, where there are any.
    pub fn quiet_of(&self, student: &StudentId) -> Option<QuietHours> {
        self.children.get(student.as_str()).map_or(self.quiet, |child| child.quiet.among(self.quiet))
    }

    /// Whether notices of this child keep values to themselves: a student's phone lies on the desk in class, so
    /// there they do until somebody chooses otherwise.
    pub fn hides(&self, student: &StudentId, is_student: bool) -> bool {
        let chosen = self.children.get(student.as_str()).and_then(|child| child.hide_values);
        chosen.unwrap_or(self.hide_values || is_student)
    }

    /// Hides the values of every child, whatever was chosen: the app is locked.
    pub fn hide_everything(&mut self) {
        self.hide_values = true;
        self.children.values_mut().for_each(|child| child.hide_values = Some(true));
    }

    /// What was chosen for one child, to be changed.
    pub fn of_child(&mut self, student: &StudentId) -> &mut ChildRules {
        self.children.entry(student.as_str().to_owned()).or_default()
    }

    /// The chosen rule of one child and topic, to be changed.
    pub fn choose(&mut self, student: &StudentId, topic: Topic) -> &mut TopicRule {
        let child = self.of_child(student);
        child.topics.entry(topic.word().to_owned()).or_default()
    }

    /// Switches a topic for every child, whatever was chosen for one of them.
    pub fn switch_all(&mut self, topic: Topic, on: bool) {
        self.kinds.insert(topic.word().to_owned(), on);
        for child in self.children.values_mut() {
            if let Some(rule) = child.topics.get_mut(topic.word()) {
                rule.on = None;
            }
        }
    }

    fn of(&self, student: &StudentId, topic: Topic) -> Option<&TopicRule> {
        self.children.get(student.as_str())?.topics.get(topic.word())
    }

    /// Why a change of this child that came at `entered_at` is not told at `now` (with the device's offset), and until
    /// when it waits; none where it is told. The moment is after everything that holds, not only after the first of it.
    ///
    /// The moment takes it that the device's offset stays. Where it does not, whoever waits looks again before:
    /// whether something holds is asked of the clock on the wall each time.
    pub fn hold(
        &self,
        student: &StudentId,
        entered_at: OffsetDateTime,
        school: &[SchoolDay],
        now: OffsetDateTime,
    ) -> Option<(Hold, OffsetDateTime)> {
        let (why, mut until) = self.holds_at(student, entered_at, school, now)?;
        // One reason may end within another. They are few and the night has an end, so this has one too.
        for _ in 0..8 {
            match self.holds_at(student, entered_at, school, until) {
                Some((_, later)) => until = later,
                None => break,
            }
        }
        Some((why, until))
    }

    /// Until when a notice about these children that was formed before waits at `now`; none where it is shown. Chosen
    /// times of digests do not hold it: it was its turn when it was formed.
    pub fn hold_formed(
        &self,
        children: &[&StudentId],
        school: &[SchoolDay],
        now: OffsetDateTime,
    ) -> Option<OffsetDateTime> {
        let quiet: Vec<QuietHours> = match children {
            [] => self.quiet.into_iter().collect(),
            _ => children.iter().filter_map(|student| self.quiet_of(student)).collect(),
        };
        let mut until = now;
        for _ in 0..64 {
            let night = quiet.iter().find(|quiet| quiet.hold(until)).map(|quiet| not_before(until, quiet.to));
            match night.or_else(|| self.school_ends(school, until)) {
                Some(later) => until = later,
                None => return (until > now).then_some(until),
            }
        }
        // The hours of several children may leave no moment of the day between them: it would wait for ever.
        None
    }

    /// When the lessons end that hold something at this moment.
    fn school_ends(&self, school: &[SchoolDay], at: OffsetDateTime) -> Option<OffsetDateTime> {
        let mut days = school.iter().filter(|_| self.school_hours);
        days.find(|(begins, ends)| *begins <= at && at < *ends).map(|(_, ends)| ends.to_offset(at.offset()))
    }

    fn holds_at(
        &self,
        student: &StudentId,
        entered_at: OffsetDateTime,
        school: &[SchoolDay],
        at: OffsetDateTime,
    ) -> Option<(Hold, OffsetDateTime)> {
        if let Some(quiet) = self.quiet_of(student).filter(|quiet| quiet.hold(at)) {
            return Some((Hold::Quiet, not_before(at, quiet.to)));
        }
        if let Some(ends) = self.school_ends(school, at) {
            return Some((Hold::School, ends));
        }
        // What came "later than now" came before the clock was set back: it has waited enough.
        let times = self.digests.filter(|_| entered_at <= at)?;
        let due = times.next(entered_at.to_offset(at.offset()))?;
        (due > at).then_some((Hold::Digest, due))
    }

    /// Why a change was held when it came; none where nothing held it then.
    pub fn held_when_it_came(
        &self,
        student: &StudentId,
        entered_at: OffsetDateTime,
        school: &[SchoolDay],
        now: OffsetDateTime,
    ) -> Option<Hold> {
        let entered_at = entered_at.to_offset(now.offset());
        self.holds_at(student, entered_at, school, entered_at).map(|(why, _)| why)
    }

    /// When in the evening the reminder comes of a child without quiet hours of its own: at the chosen time, or a little
    /// before the quiet hours that cover it.
    pub fn reminder_time(&self) -> Time {
        self.reminder_before(self.quiet)
    }

    /// When in the evening the reminder of this child comes.
    pub fn reminder_time_of(&self, student: &StudentId) -> Time {
        self.reminder_before(self.quiet_of(student))
    }

    /// Whether it is time to remind of some child.
    pub fn reminds(&self, now: OffsetDateTime) -> bool {
        self.all_quiet().any(|quiet| self.reminds_in(quiet, now))
    }

    /// Whether it is time to remind of this child: the evening has come, and nothing is to be quiet.
    pub fn reminds_of(&self, student: &StudentId, now: OffsetDateTime) -> bool {
        self.reminds_in(self.quiet_of(student), now)
    }

    /// The next moment after `now` at which it may be time to remind of some child.
    pub fn next_reminder(&self, now: OffsetDateTime) -> OffsetDateTime {
        let of_all = self.next_reminder_in(self.quiet, now);
        self.all_quiet().map(|quiet| self.next_reminder_in(quiet, now)).fold(of_all, OffsetDateTime::min)
    }

    /// The quiet hours of all, and those of each child for whom something else was chosen.
    fn all_quiet(&self) -> impl Iterator<Item = Option<QuietHours>> {
        let of_all = self.quiet;
        let own = self.children.values().filter(|child| child.quiet != ChildQuiet::LikeAll);
        iter::once(of_all).chain(own.map(move |child| child.quiet.among(of_all)))
    }

    fn reminder_before(&self, quiet: Option<QuietHours>) -> Time {
        match quiet {
            Some(quiet) if quiet.cover(self.undone_at) && quiet.from >= time!(12:30) => {
                quiet.from - Duration::minutes(15)
            }
            _ => self.undone_at,
        }
    }

    fn reminds_in(&self, quiet: Option<QuietHours>, now: OffsetDateTime) -> bool {
        now.time() >= self.reminder_before(quiet) && !quiet.is_some_and(|quiet| quiet.hold(now))
    }

    fn next_reminder_in(&self, quiet: Option<QuietHours>, now: OffsetDateTime) -> OffsetDateTime {
        let at = self.reminder_before(quiet);
        let evening = after(now, at);
        match quiet {
            // The evening began in the quiet hours and they end before midnight.
            Some(quiet) if quiet.hold(now) && quiet.to > at => evening.min(after(now, quiet.to)),
            _ => evening,
        }
    }
}

/// The first moment at this time of day that is `moment` or later.
fn not_before(moment: OffsetDateTime, at: Time) -> OffsetDateTime {
    let today = moment.replace_time(at);
    if today >= moment { today } else { today.saturating_add(Duration::DAY) }
}

/// The first moment at this time of day that is later than `moment`.
fn after(moment: OffsetDateTime, at: Time) -> OffsetDateTime {
    let today = moment.replace_time(at);
    if today > moment { today } else { today.saturating_add(Duration::DAY) }
}

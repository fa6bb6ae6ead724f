//! What the family wants to be told, how, and when. Pure: the clock is an argument.

use std::collections::BTreeMap;

use peremena_model::{Kind, StudentId};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
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

/// What the family chose for one child.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ChildRules {
    /// By the words of the topics.
    pub topics: BTreeMap<String, TopicRule>,
    /// Whether notices say that there is a mark, but not which.
    pub hide_values: Option<bool>,
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
    /// Whether the notices of every child hide values. Where not, those of a student's own account do.
    pub hide_values: bool,
    /// Quiet hours, where there are any.
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
        self.sound && self.of(student, topic).and_then(|rule| rule.sound).unwrap_or(true)
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

    /// The chosen rule of one child and topic, to be changed.
    pub fn choose(&mut self, student: &StudentId, topic: Topic) -> &mut TopicRule {
        let child = self.children.entry(student.as_str().to_owned()).or_default();
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

    /// Why a change that came at `entered_at` is not told at `now` (with the device's offset), and until when it
    /// waits; none where it is told. The moment is after everything that holds, not only after the first of it.
    ///
    /// The moment takes it that the device's offset stays. Where it does not, whoever waits looks again before:
    /// whether something holds is asked of the clock on the wall each time.
    pub fn hold(
        &self,
        entered_at: OffsetDateTime,
        school: &[SchoolDay],
        now: OffsetDateTime,
    ) -> Option<(Hold, OffsetDateTime)> {
        let (why, mut until) = self.holds_at(entered_at, school, now)?;
        // One reason may end within another. They are few and the night has an end, so this has one too.
        for _ in 0..8 {
            match self.holds_at(entered_at, school, until) {
                Some((_, later)) => until = later,
                None => break,
            }
        }
        Some((why, until))
    }

    /// Until when a notice that was formed before waits at `now`; none where it is shown. Chosen times of digests do not
    /// hold it: it was its turn when it was formed.
    pub fn hold_formed(&self, school: &[SchoolDay], now: OffsetDateTime) -> Option<OffsetDateTime> {
        Rules { digests: None, ..self.clone() }.hold(now, school, now).map(|(_, until)| until)
    }

    fn holds_at(
        &self,
        entered_at: OffsetDateTime,
        school: &[SchoolDay],
        at: OffsetDateTime,
    ) -> Option<(Hold, OffsetDateTime)> {
        if let Some(quiet) = self.quiet.filter(|quiet| quiet.hold(at)) {
            return Some((Hold::Quiet, not_before(at, quiet.to)));
        }
        if self.school_hours
            && let Some((_, ends)) = school.iter().find(|(begins, ends)| *begins <= at && at < *ends)
        {
            return Some((Hold::School, ends.to_offset(at.offset())));
        }
        // What came "later than now" came before the clock was set back: it has waited enough.
        let times = self.digests.filter(|_| entered_at <= at)?;
        let due = times.next(entered_at.to_offset(at.offset()))?;
        (due > at).then_some((Hold::Digest, due))
    }

    /// Why a change was held when it came; none where nothing held it then.
    pub fn held_when_it_came(
        &self,
        entered_at: OffsetDateTime,
        school: &[SchoolDay],
        now: OffsetDateTime,
    ) -> Option<Hold> {
        let entered_at = entered_at.to_offset(now.offset());
        self.holds_at(entered_at, school, entered_at).map(|(why, _)| why)
    }

    /// When in the evening the reminder comes: at the chosen time, or a little before the quiet hours that cover it.
    pub fn reminder_time(&self) -> Time {
        match self.quiet {
            Some(quiet) if quiet.cover(self.undone_at) && quiet.from >= time!(12:30) => {
                quiet.from - Duration::minutes(15)
            }
            _ => self.undone_at,
        }
    }

    /// Whether it is time to remind: the evening has come, and nothing is to be quiet.
    pub fn reminds(&self, now: OffsetDateTime) -> bool {
        now.time() >= self.reminder_time() && !self.quiet.is_some_and(|quiet| quiet.hold(now))
    }

    /// The next moment after `now` at which it may be time to remind.
    pub fn next_reminder(&self, now: OffsetDateTime) -> OffsetDateTime {
        let evening = after(now, self.reminder_time());
        match self.quiet {
            // The evening began in the quiet hours and they end before midnight.
            Some(quiet) if quiet.hold(now) && quiet.to > self.reminder_time() => evening.min(after(now, quiet.to)),
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

//! Which notices the open changes make. Pure: the clock is an argument.

use std::collections::{BTreeMap, HashMap, HashSet};

use peremena_model::{Change, ChangeId, Homework, Item, Kind, StudentId, What};
use time::{Date, Duration, OffsetDateTime, Time};

use crate::{
    Action, Arg, DueWork, Hold, Notice, Offer, Rules, SchoolDay, Together, Topic, Urgency, Words, link_to_change,
    link_to_day, link_to_feed, topic::is_comment, wording,
};

/// A change that has not been told yet.
#[derive(Clone, Debug)]
pub struct Open {
    /// The change.
    pub change: Change,
    /// When it came into the outbox.
    pub entered_at: OffsetDateTime,
}

/// What a notice needs to know of a child.
#[derive(Clone, Debug, Default)]
pub struct Who {
    /// Short name.
    pub name: String,
    /// Names of the terms by id.
    pub terms: HashMap<String, String>,
    /// Whether the child is seen through an account of its own.
    pub is_student: bool,
    /// The school days around now; needed only where school hours hold.
    pub school: Vec<SchoolDay>,
}

/// Why a change is never told. It stands in the feed all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NotTold {
    /// The family has switched it off.
    KindOff,
    /// It disturbs nobody: a homework that is withdrawn, say.
    Silent,
    /// It is about what is over.
    Past,
    /// It was read at the school's own system.
    Read,
    /// It was found while earlier terms and years were fetched.
    History,
}

impl NotTold {
    const ALL: [NotTold; 5] = [NotTold::KindOff, NotTold::Silent, NotTold::Past, NotTold::Read, NotTold::History];

    /// The word for it in the store.
    pub fn word(self) -> &'static str {
        match self {
            NotTold::KindOff => "kind off",
            NotTold::Silent => "silent",
            NotTold::Past => "past",
            NotTold::Read => "read",
            NotTold::History => "history",
        }
    }

    /// What `word` names.
    pub fn from_word(word: &str) -> Option<NotTold> {
        NotTold::ALL.into_iter().find(|why| why.word() == word)
    }
}

/// A change that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The change.
    pub change: ChangeId,
    /// What holds it.
    pub why: Hold,
    /// When it will be told.
    pub until: OffsetDateTime,
}

/// What is done about one open change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is told now.
    Tell(Topic),
    /// It is told later.
    Hold(Hold, OffsetDateTime),
    /// It is not told.
    Not(NotTold),
}

/// What to do about the open changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// To be shown, in this order: what is about one child stands together.
    pub notices: Vec<Notice>,
    /// Never to be shown, each with the reason.
    pub suppressed: Vec<(ChangeId, NotTold)>,
    /// Left open.
    pub held: Vec<Held>,
}

impl Plan {
    /// When the first of what is held is to be told: whoever waits wakes for it. None where nothing is held.
    pub fn due(&self) -> Option<OffsetDateTime> {
        self.held.iter().map(|held| held.until).min()
    }
}

/// What is done about one open change.
pub fn judge(entry: &Open, who: &Who, rules: &Rules, now: OffsetDateTime) -> Verdict {
    let change = &entry.change;
    let Some(topic) = Topic::of(change) else { return Verdict::Not(NotTold::Silent) };
    if let Some(why) = not_worth_telling(change, now) {
        return Verdict::Not(why);
    }
    if !rules.tells(&change.student, topic, who.is_student) {
        return Verdict::Not(NotTold::KindOff);
    }
    match rules.hold(&change.student, entry.entered_at, &who.school, now) {
        Some((why, until)) => Verdict::Hold(why, until),
        None => Verdict::Tell(topic),
    }
}

/// Makes notices of the open changes.
///
/// `stale_before`: what entered before it was not told in time (the app was not running, say): more than one that
/// waited, for this or for any other reason, come as one digest.
pub fn plan(
    open: &[Open],
    who: &HashMap<StudentId, Who>,
    rules: &Rules,
    words: &Words,
    now: OffsetDateTime,
    stale_before: OffsetDateTime,
) -> Plan {
    let unknown = Who::default();
    let of = |entry: &Open| who.get(&entry.change.student).unwrap_or(&unknown);
    let mut plan = Plan::default();
    let mut told: Vec<(&Open, Topic)> = Vec::new();
    for entry in open {
        let id = || entry.change.id.clone();
        match judge(entry, of(entry), rules, now) {
            Verdict::Tell(topic) => told.push((entry, topic)),
            Verdict::Hold(why, until) => plan.held.push(Held { change: id(), why, until }),
            Verdict::Not(why) => plan.suppressed.push((id(), why)),
        }
    }
    // In the order in which the children first appear, which is that of the outbox; the order within a child stays.
    let mut children: Vec<&StudentId> = Vec::new();
    for (entry, _) in &told {
        if !children.contains(&&entry.change.student) {
            children.push(&entry.change.student);
        }
    }
    told.sort_by_key(|(entry, _)| children.iter().position(|child| **child == entry.change.student));
    let waited: Vec<Together> = told
        .iter()
        .filter_map(|(entry, _)| {
            let student = &entry.change.student;
            match rules.held_when_it_came(student, entry.entered_at, &of(entry).school, now) {
                Some(Hold::Quiet) => Some(Together::Quiet),
                Some(Hold::School) => Some(Together::School),
                Some(Hold::Digest) => Some(Together::Digest),
                None => (entry.entered_at < stale_before).then_some(Together::Late),
            }
        })
        .collect();
    let together = match waited.as_slice() {
        [first, _, ..] => Some(*first),
        _ => (told.len() > Rules::DIGEST_ABOVE).then_some(Together::Flood),
    };
    plan.notices = match together {
        Some(together) => vec![digest(&told, &children, together, who, rules, words)],
        None => {
            let today = now.date();
            told.iter().map(|(entry, topic)| single(&entry.change, *topic, of(entry), rules, words, today)).collect()
        }
    };
    plan
}

/// Why a change disturbs nobody, whatever is switched on.
fn not_worth_telling(change: &Change, now: OffsetDateTime) -> Option<NotTold> {
    let seen = change.at.to_offset(now.offset());
    let day_over = |day: Date| day < seen.date();
    let old_and_new = || [change.old.as_ref(), change.new.as_ref()].into_iter().flatten();
    let all_over = || old_and_new().filter_map(Item::date).all(day_over);
    match (change.item()?, change.what) {
        (Item::Homework(_) | Item::Announcement(_) | Item::Message(_), What::Removed) => Some(NotTold::Silent),
        (Item::Visit(_), What::Changed | What::Removed) => Some(NotTold::Silent),
        (Item::Message(message), _) if message.read == Some(true) => Some(NotTold::Read),
        (Item::Lesson(_), _) => {
            let over = old_and_new().all(|item| match item {
                Item::Lesson(lesson) => lesson.ends_at.map_or(day_over(lesson.date), |ends| ends <= seen),
                _ => true,
            });
            over.then_some(NotTold::Past)
        }
        // A test is told ahead. One that comes with its day comes with the marks for it, which are told.
        (Item::Test(test), What::Added | What::Changed) => (test.date <= seen.date()).then_some(NotTold::Past),
        (Item::Homework(_) | Item::Test(_) | Item::Event(_), _) => all_over().then_some(NotTold::Past),
        (
            Item::Mark(_)
            | Item::TermMark(_)
            | Item::Absence(_)
            | Item::Remark(_)
            | Item::Announcement(_)
            | Item::Message(_)
            | Item::Visit(_),
            _,
        ) => None,
        (Item::Term(_) | Item::Holiday(_) | Item::Average(_) | Item::SchoolInfo(_), _) => Some(NotTold::Silent),
    }
}

fn offers(words: &Words, done: Option<&str>) -> Vec<Offer> {
    let mut offers = vec![Offer { action: Action::Seen, label: words.say("notice-seen") }];
    offers.extend(done.map(|label| Offer { action: Action::Done, label: words.say(label) }));
    offers
}

fn single(change: &Change, topic: Topic, child: &Who, rules: &Rules, words: &Words, today: Date) -> Notice {
    let name = ("child", Arg::Text(&child.name));
    let about = match change.item().and_then(Item::subject) {
        Some(subject) => subject.to_owned(),
        None => words.say(&format!("notice-about-{}", topic.word())),
    };
    let term = match change.item() {
        Some(Item::TermMark(mark)) => mark.term.as_ref().and_then(|term| child.terms.get(term)),
        _ => None,
    };
    let hidden = rules.hides(&change.student, child.is_student);
    let members = vec![change.id.clone()];
    let homework = change.kind == Kind::Homework && change.what != What::Removed;
    Notice {
        id: Notice::id_of(&members),
        title: words.say_with("notice-title", &[name, ("subject", Arg::Text(&about))]),
        body: wording::change_body(words, change, term.map(String::as_str), today, hidden),
        link: link_to_change(change),
        members,
        student: Some(change.student.clone()),
        children: Vec::new(),
        together: None,
        sound: rules.sounds(&change.student, topic),
        urgency: urgency(topic),
        category: topic.word().to_owned(),
        offers: offers(words, homework.then_some("notice-done")),
        work: Vec::new(),
        says_values: !hidden,
        until: None,
    }
}

fn urgency(topic: Topic) -> Urgency {
    match topic {
        Topic::Visit | Topic::Announcement | Topic::Event => Urgency::Low,
        Topic::Mark
        | Topic::TermMark
        | Topic::Homework
        | Topic::Undone
        | Topic::Absence
        | Topic::Remark
        | Topic::Lesson
        | Topic::Test
        | Topic::Message => Urgency::Normal,
    }
}

fn digest(
    told: &[(&Open, Topic)],
    children: &[&StudentId],
    together: Together,
    who: &HashMap<StudentId, Who>,
    rules: &Rules,
    words: &Words,
) -> Notice {
    let name = |student: &StudentId| who.get(student).map(|who| who.name.as_str()).unwrap_or_default();
    let lists: Vec<String> = children
        .iter()
        .map(|student| counts(words, told.iter().map(|(entry, _)| *entry).filter(|it| it.change.student == **student)))
        .collect();
    let members: Vec<ChangeId> = told.iter().map(|(entry, _)| entry.change.id.clone()).collect();
    let (title, body) = match (children, lists.as_slice()) {
        ([child], [list]) => (words.say_with("digest-title-child", &[("child", Arg::Text(name(child)))]), list.clone()),
        _ => (
            words.say("digest-title"),
            children
                .iter()
                .zip(&lists)
                .map(|(child, list)| {
                    words.say_with("digest-line", &[("child", Arg::Text(name(child))), ("list", Arg::Text(list))])
                })
                .collect::<Vec<_>>()
                .join("\n"),
        ),
    };
    let only = match children {
        [child] => Some(*child),
        _ => None,
    };
    Notice {
        id: Notice::id_of(&members),
        title,
        body,
        link: link_to_feed(only),
        members,
        student: only.cloned(),
        children: children.iter().copied().cloned().collect(),
        together: Some(together),
        sound: told.iter().any(|(entry, topic)| rules.sounds(&entry.change.student, *topic)),
        urgency: Urgency::Normal,
        category: "digest".to_owned(),
        offers: offers(words, None),
        work: Vec::new(),
        says_values: false,
        until: None,
    }
}

/// "3 оценки, 2 задания".
fn counts<'a>(words: &Words, entries: impl Iterator<Item = &'a Open>) -> String {
    const LINES: [&str; 14] = [
        "digest-marks",
        "digest-marks-changed",
        "digest-marks-removed",
        "digest-term-marks",
        "digest-remarks",
        "digest-comments",
        "digest-homework",
        "digest-absences",
        "digest-lessons",
        "digest-tests",
        "digest-events",
        "digest-announcements",
        "digest-messages",
        "digest-visits",
    ];
    let mut of = HashMap::new();
    for entry in entries {
        let change = &entry.change;
        let line = match (change.kind, change.what) {
            (Kind::Mark, What::Changed) if is_comment(change) => "digest-comments",
            (Kind::Mark, What::Added) => "digest-marks",
            (Kind::Mark, What::Changed) => "digest-marks-changed",
            (Kind::Mark, What::Removed) => "digest-marks-removed",
            (Kind::TermMark, _) => "digest-term-marks",
            (Kind::Remark, _) => "digest-remarks",
            (Kind::Homework, _) => "digest-homework",
            (Kind::Absence, _) => "digest-absences",
            (Kind::Lesson, _) => "digest-lessons",
            (Kind::Test, _) => "digest-tests",
            (Kind::Event, _) => "digest-events",
            (Kind::Announcement, _) => "digest-announcements",
            (Kind::Message, _) => "digest-messages",
            (Kind::Visit, _) => "digest-visits",
            (Kind::Term | Kind::Holiday | Kind::Average | Kind::SchoolInfo, _) => continue,
        };
        *of.entry(line).or_insert(0_i64) += 1;
    }
    LINES
        .iter()
        .filter_map(|line| of.get(line).map(|count| words.say_with(line, &[("count", Arg::Count(*count))])))
        .collect::<Vec<_>>()
        .join(", ")
}

/// How many lines of homework a reminder lists.
const LISTED: usize = 4;

/// The evening's reminders: one for each child that has homework for tomorrow that is not done.
///
/// `undone`: by child, what is due tomorrow and ticked neither by the family nor by the school. `delivered`: ids of
/// notices that stand already; the evening of a child is told once, whatever is set or unticked after it.
pub fn reminders(
    undone: &BTreeMap<StudentId, Vec<Homework>>,
    who: &HashMap<StudentId, Who>,
    rules: &Rules,
    words: &Words,
    now: OffsetDateTime,
    delivered: &HashSet<String>,
) -> Vec<Notice> {
    let unknown = Who::default();
    let (today, tomorrow) = (now.date(), now.date().saturating_add(Duration::DAY));
    undone
        .iter()
        .filter_map(|(student, homework)| {
            let child = who.get(student).unwrap_or(&unknown);
            let homework: Vec<&Homework> = homework.iter().filter(|it| it.due == tomorrow).collect();
            let id = Notice::id_of_evening(student, today);
            if homework.is_empty() || delivered.contains(&id) || !rules.reminds_of(student, now) {
                return None;
            }
            if !rules.tells(student, Topic::Undone, child.is_student) {
                return None;
            }
            let mut lines: Vec<String> =
                homework.iter().take(LISTED).map(|it| wording::undone_line(words, it)).collect();
            let more = i64::try_from(homework.len().saturating_sub(LISTED)).unwrap_or(0);
            if more > 0 {
                lines.push(words.say_with("undone-more", &[("count", Arg::Count(more))]));
            }
            let count = i64::try_from(homework.len()).unwrap_or(i64::MAX);
            Some(Notice {
                id,
                title: words
                    .say_with("undone-title", &[("child", Arg::Text(&child.name)), ("count", Arg::Count(count))]),
                body: lines.join("\n"),
                link: link_to_day(student, tomorrow),
                members: Vec::new(),
                student: Some(student.clone()),
                children: Vec::new(),
                together: None,
                sound: rules.sounds(student, Topic::Undone),
                urgency: Urgency::Normal,
                category: Topic::Undone.word().to_owned(),
                offers: vec![Offer {
                    action: Action::Done,
                    label: words.say(if count == 1 { "notice-done" } else { "notice-all-done" }),
                }],
                work: homework
                    .iter()
                    .map(|it| DueWork { student: student.clone(), homework: it.id.clone(), due: it.due })
                    .collect(),
                says_values: false,
                // "Tomorrow" is another day then.
                until: Some(now.replace_time(Time::MIDNIGHT).saturating_add(Duration::DAY)),
            })
        })
        .collect()
}

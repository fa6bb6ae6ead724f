//! Which notices the open changes make. Pure: the clock is an argument.

use std::collections::HashMap;

use peremena_model::{Change, ChangeId, Item, Kind, StudentId, What};
use time::{Date, OffsetDateTime};

use crate::{Arg, Notice, Rules, Words, link_to_change, link_to_feed, wording};

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
}

/// What to do about the open changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// To be shown, in this order.
    pub notices: Vec<Notice>,
    /// Never to be shown, each with the reason: "kind off", "silent".
    pub suppressed: Vec<(ChangeId, &'static str)>,
    /// Left open: quiet hours hold them.
    pub held: Vec<ChangeId>,
}

/// Makes notices of the open changes.
///
/// `stale_before`: what entered before it was not told in time (the app was not running, or quiet
/// hours held it): more than one of that kind come as one digest.
pub fn plan(
    open: &[Open],
    who: &HashMap<StudentId, Who>,
    rules: &Rules,
    words: &Words,
    now: OffsetDateTime,
    stale_before: OffsetDateTime,
) -> Plan {
    let mut plan = Plan::default();
    let (told, off): (Vec<&Open>, Vec<&Open>) =
        open.iter().partition(|entry| rules.tells(entry.change.kind) && !silent(&entry.change));
    plan.suppressed = off
        .iter()
        .map(|entry| (entry.change.id.clone(), if silent(&entry.change) { "silent" } else { "kind off" }))
        .collect();
    if rules.quiet.is_some_and(|quiet| quiet.hold(now)) {
        plan.held = told.iter().map(|entry| entry.change.id.clone()).collect();
        return plan;
    }
    let stale = told.iter().filter(|entry| entry.entered_at < stale_before).count();
    if told.len() > Rules::DIGEST_ABOVE || stale > 1 {
        plan.notices.push(digest(&told, who, words));
    } else {
        let today = now.date();
        plan.notices = told.iter().map(|entry| single(&entry.change, who, rules, words, today)).collect();
    }
    plan
}

/// A homework that is withdrawn disturbs nobody: it stands in the feed.
fn silent(change: &Change) -> bool {
    change.kind == Kind::Homework && change.what == What::Removed
}

fn single(change: &Change, who: &HashMap<StudentId, Who>, rules: &Rules, words: &Words, today: Date) -> Notice {
    let unknown = Who::default();
    let child = who.get(&change.student).unwrap_or(&unknown);
    let title = match change.item().and_then(Item::subject) {
        Some(subject) => {
            words.say_with("notice-title", &[("child", Arg::Text(&child.name)), ("subject", Arg::Text(subject))])
        }
        None => words.say_with("notice-title-plain", &[("child", Arg::Text(&child.name))]),
    };
    let term = match change.item() {
        Some(Item::TermMark(mark)) => mark.term.as_ref().and_then(|term| child.terms.get(term)),
        _ => None,
    };
    let members = vec![change.id.clone()];
    Notice {
        id: Notice::id_of(&members),
        title,
        body: wording::change_line(words, change, term.map(String::as_str), today, rules.hide_values),
        link: link_to_change(change),
        members,
    }
}

fn digest(told: &[&Open], who: &HashMap<StudentId, Who>, words: &Words) -> Notice {
    // In the order in which the children first appear, which is the order of the outbox.
    let mut children: Vec<&StudentId> = Vec::new();
    for entry in told {
        if !children.contains(&&entry.change.student) {
            children.push(&entry.change.student);
        }
    }
    let name = |student: &StudentId| who.get(student).map(|who| who.name.as_str()).unwrap_or_default();
    let lists: Vec<String> = children
        .iter()
        .map(|student| counts(words, told.iter().filter(|entry| entry.change.student == **student)))
        .collect();
    let members: Vec<ChangeId> = told.iter().map(|entry| entry.change.id.clone()).collect();
    let (title, body) = match (children.as_slice(), lists.as_slice()) {
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
    Notice { id: Notice::id_of(&members), title, body, link: link_to_feed(), members }
}

/// "3 оценки, 2 задания".
fn counts<'a>(words: &Words, entries: impl Iterator<Item = &'a &'a Open>) -> String {
    const LINES: [&str; 7] = [
        "digest-marks",
        "digest-marks-changed",
        "digest-marks-removed",
        "digest-term-marks",
        "digest-homework",
        "digest-absences",
        "digest-other",
    ];
    let mut of = HashMap::new();
    for entry in entries {
        let line = match (entry.change.kind, entry.change.what) {
            (Kind::Mark, What::Added) => "digest-marks",
            (Kind::Mark, What::Changed) => "digest-marks-changed",
            (Kind::Mark, What::Removed) => "digest-marks-removed",
            (Kind::TermMark, _) => "digest-term-marks",
            (Kind::Homework, _) => "digest-homework",
            (Kind::Absence, _) => "digest-absences",
            _ => "digest-other",
        };
        *of.entry(line).or_insert(0_i64) += 1;
    }
    LINES
        .iter()
        .filter_map(|line| of.get(line).map(|count| words.say_with(line, &[("count", Arg::Count(*count))])))
        .collect::<Vec<_>>()
        .join(", ")
}

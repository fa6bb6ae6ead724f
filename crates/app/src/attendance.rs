//! Lessons missed and begun late, by day, subject and reason. To be late is not to be absent.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, HashSet},
};

use peremena_model::{
    Absence, AbsenceStatus, Coverage, Item, Kind, Lesson, LessonStatus, Missed, Remark, Span, Term, TermKind,
    missed_lessons,
};
use peremena_notify::{Arg, Words, dates};
use time::{Date, Duration};

use crate::{
    App, AppError,
    lessons::{absence_chip, day_label},
    marks::{choices, chosen},
    page::{Page, looked_at, year_looked_at},
    views::{
        AttendanceBar, AttendanceDay, AttendanceEntry, AttendanceMonth, AttendanceRequest, AttendanceTotal,
        AttendanceView, ErrorView, Filling, RemarkRow,
    },
};

/// Everything that the screen is made of.
struct Register {
    absences: Vec<Absence>,
    lessons: Vec<Lesson>,
    remarks: Vec<Remark>,
    terms: Vec<Term>,
}

impl Register {
    async fn load(page: &Page) -> Result<Register, AppError> {
        let mut register =
            Register { absences: Vec::new(), lessons: Vec::new(), remarks: Vec::new(), terms: Vec::new() };
        let vault = &page.profile.vault;
        for item in vault.items(&page.id, Kind::Term, page.year(), None).await? {
            if let Item::Term(term) = item {
                register.terms.push(term);
            }
        }
        register.terms.sort_by_key(|term| (term.kind == TermKind::Year, term.from, term.to));
        let Some(year) = page.year().span() else { return Ok(register) };
        for item in vault.items_many(&page.id, &[Kind::Absence, Kind::Lesson, Kind::Remark], year).await? {
            match item {
                Item::Absence(absence) => register.absences.push(absence),
                Item::Lesson(lesson) => register.lessons.push(lesson),
                Item::Remark(remark) => register.remarks.push(remark),
                _ => {}
            }
        }
        Ok(register)
    }
}

/// How many lessons were missed and begun late, by the rule that these are two things.
#[derive(Clone, Copy, Default)]
struct Tally {
    missed: u32,
    late: u32,
}

impl Tally {
    fn of<'a>(lessons: impl IntoIterator<Item = &'a Missed<'a>>) -> Tally {
        lessons.into_iter().fold(Tally::default(), |mut sum, lesson| {
            if lesson.absence.status.is_missed() {
                sum.missed = sum.missed.saturating_add(1);
            } else {
                sum.late = sum.late.saturating_add(1);
            }
            sum
        })
    }

    /// "2 урока, 1 опоздание".
    fn text(self, words: &Words) -> String {
        let missed = (self.missed > 0).then(|| words.say_with("lessons-count", &[("count", Arg::count(self.missed))]));
        let late = (self.late > 0).then(|| words.say_with("late-count", &[("count", Arg::count(self.late))]));
        missed.into_iter().chain(late).collect::<Vec<_>>().join(", ")
    }
}

fn reason(words: &Words, absence: &Absence) -> String {
    match absence.status {
        AbsenceStatus::Absent => words.say("reason-none"),
        AbsenceStatus::Ill => words.say("reason-ill"),
        AbsenceStatus::Excused => words.say("reason-excused"),
        AbsenceStatus::Late => words.say("absence-late"),
        AbsenceStatus::Other => absence.word.clone().unwrap_or_else(|| words.say("reason-other")),
    }
}

impl App {
    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn attendance(&self, request: AttendanceRequest) -> Result<AttendanceView, ErrorView> {
        self.attendance_view(request).await.map_err(|error| self.said(&error))
    }

    async fn attendance_view(&self, request: AttendanceRequest) -> Result<AttendanceView, AppError> {
        let page = self.page(&request.student).await?;
        let (words, today) = (page.words.clone(), page.today());
        let register = Register::load(&page).await?;
        let term = chosen(&register.terms, request.term.as_deref(), today);
        let inside = |date: Date| term.is_none_or(|term| term.from <= date && date <= term.to);
        let all = missed_lessons(&register.absences, &register.lessons);
        let shown: Vec<Missed<'_>> = all.iter().copied().filter(|missed| inside(missed.absence.date)).collect();
        let tally = Tally::of(&shown);
        let covered = page.covered(Kind::Absence).await?;
        let whole = match term {
            Some(term) => looked_at(&covered, term, today),
            None => year_looked_at(&covered, &register.terms, today),
        };
        let remarks: Vec<RemarkRow> = register
            .remarks
            .iter()
            .rev()
            .filter(|it| inside(it.date))
            .map(|it| remark_row(&words, it, today))
            .collect();
        let is_empty = register.absences.is_empty() && register.remarks.is_empty();
        let filling = page.filling(Kind::Absence, is_empty).await?;
        Ok(AttendanceView {
            terms: choices(&register.terms, &words, term),
            missed_text: match (tally.missed, whole) {
                (0, false) => words.say("attendance-unknown"),
                (missed, _) => words.say_with("attendance-missed", &[("count", Arg::count(missed))]),
            },
            partial_text: (!whole).then(|| words.say("attendance-partial")),
            late_text: (tally.late > 0)
                .then(|| words.say_with("attendance-late", &[("count", Arg::count(tally.late))])),
            reasons: bars(&words, &shown, |missed| {
                missed.absence.status.is_missed().then(|| reason(&words, missed.absence))
            }),
            subjects: bars(&words, &shown, |missed| {
                Some(missed.subject().map_or_else(|| words.say("whole-day"), str::to_owned))
            }),
            totals: totals(&words, &register.terms, &all, &covered, today),
            // Where the school publishes nothing, a calendar of nothing would say that nothing was missed.
            months: match filling {
                Filling::Full | Filling::Empty => months(&words, &page, term, &shown, &register.lessons),
                _ => Vec::new(),
            },
            entries: entries(&words, &shown, &register.lessons, today),
            lacks: page.lack(Kind::Absence, filling),
            student: page.student,
            remarks,
            filling,
        })
    }
}

/// Missed lessons and late ones by what `name` says, the most frequent first.
fn bars(words: &Words, lessons: &[Missed<'_>], name: impl Fn(&Missed<'_>) -> Option<String>) -> Vec<AttendanceBar> {
    let mut of: BTreeMap<String, Vec<Missed<'_>>> = BTreeMap::new();
    for lesson in lessons {
        if let Some(name) = name(lesson) {
            of.entry(name).or_default().push(*lesson);
        }
    }
    let most = of.values().map(|lessons| Tally::of(lessons).missed).max().unwrap_or(0).max(1);
    let mut bars: Vec<AttendanceBar> = of
        .into_iter()
        .map(|(name, lessons)| {
            let tally = Tally::of(&lessons);
            AttendanceBar {
                name,
                missed: tally.missed,
                late: tally.late,
                share: f64::from(tally.missed) / f64::from(most),
                text: tally.text(words),
            }
        })
        .collect();
    bars.sort_by_key(|bar| Reverse((bar.missed, bar.late)));
    bars
}

/// One line for each term that has begun, the year last. A term of which days were never looked at is not called one
/// without absences.
fn totals(words: &Words, terms: &[Term], all: &[Missed<'_>], covered: &Coverage, today: Date) -> Vec<AttendanceTotal> {
    let begun = |term: &&Term| term.kind != TermKind::Year && term.from <= today;
    let all_whole = terms.iter().filter(begun).all(|term| looked_at(covered, term, today));
    let line = |title: String, lessons: Vec<&Missed<'_>>, whole: bool| {
        let tally = Tally::of(lessons.iter().copied());
        let ill = lessons.iter().filter(|missed| missed.absence.status == AbsenceStatus::Ill).count();
        let text = match (tally.missed, tally.late, ill) {
            (0, 0, _) => words.say(if whole { "attendance-none" } else { "attendance-not-loaded" }),
            (_, _, 0) => tally.text(words),
            _ => {
                let args = [("text", tally.text(words)), ("ill", i64::try_from(ill).unwrap_or(i64::MAX).to_string())];
                let args: Vec<(&str, Arg<'_>)> = args.iter().map(|(name, text)| (*name, Arg::Text(text))).collect();
                words.say_with("attendance-ill", &args)
            }
        };
        let text = match (tally.missed, tally.late, whole) {
            (0, 0, _) | (_, _, true) => text,
            // What was counted is true as far as it goes.
            _ => words.say_with("attendance-in-part", &[("text", Arg::Text(&text))]),
        };
        AttendanceTotal { title, text }
    };
    let of_terms = terms.iter().filter(begun).map(|term| {
        let inside = |missed: &&Missed<'_>| term.from <= missed.absence.date && missed.absence.date <= term.to;
        line(term.name.clone(), all.iter().filter(inside).collect(), looked_at(covered, term, today))
    });
    let year = line(words.say("term-choice-year"), all.iter().collect(), all_whole);
    of_terms.chain([year]).collect()
}

/// The months of the term, or of the year, up to this one.
fn months(
    words: &Words,
    page: &Page,
    term: Option<&Term>,
    shown: &[Missed<'_>],
    lessons: &[Lesson],
) -> Vec<AttendanceMonth> {
    let today = page.today();
    let known = lessons.iter().map(|lesson| lesson.date);
    let first = term.map(|term| term.from).or(known.clone().min()).unwrap_or(today);
    let last = term.map(|term| term.to).or(known.max()).unwrap_or(today).min(today).max(first);
    let with_lessons: HashSet<Date> =
        lessons.iter().filter(|it| it.status != LessonStatus::Cancelled).map(|it| it.date).collect();
    let mut months = Vec::new();
    let mut month = first.replace_day(1).unwrap_or(first);
    while month <= last {
        let end = month.replace_day(month.month().length(month.year())).unwrap_or(month);
        let days = |week: Span| {
            week.iter()
                .map(|date| {
                    (month <= date && date <= end).then(|| {
                        let of_day: Vec<&Missed<'_>> = shown.iter().filter(|it| it.absence.date == date).collect();
                        let of_all =
                            lessons.iter().filter(|it| it.date == date && it.status != LessonStatus::Cancelled);
                        calendar_day(words, date, today, &of_day, of_all.count(), with_lessons.contains(&date))
                    })
                })
                .collect()
        };
        let mut weeks = Vec::new();
        let mut monday = Span::week_of(month);
        while monday.from() <= end {
            weeks.push(days(monday));
            monday = Span::week_of(monday.from().saturating_add(Duration::WEEK));
        }
        months.push(AttendanceMonth { title: words.say(&format!("month-name-{}", u8::from(month.month()))), weeks });
        month = end.saturating_add(Duration::DAY);
    }
    months
}

fn calendar_day(
    words: &Words,
    date: Date,
    today: Date,
    missed: &[&Missed<'_>],
    lessons: usize,
    has_lessons: bool,
) -> AttendanceDay {
    let tally = Tally::of(missed.iter().copied());
    let half = u32::try_from(lessons).unwrap_or(u32::MAX) / 2;
    let level = match tally.missed {
        0 => 0,
        1 => 1,
        missed if missed <= half => 2,
        _ => 3,
    };
    let text = (!missed.is_empty()).then(|| {
        let day = dates::day_and_month(words, date, today);
        let mut reasons: Vec<String> = Vec::new();
        for lesson in missed.iter().filter(|lesson| lesson.absence.status.is_missed()) {
            let reason = reason(words, lesson.absence);
            if !reasons.contains(&reason) {
                reasons.push(reason);
            }
        }
        let text = [tally.text(words)].into_iter().chain(reasons).collect::<Vec<_>>().join(", ");
        words.say_with("attendance-day", &[("day", Arg::Text(&day)), ("text", Arg::Text(&text))])
    });
    AttendanceDay {
        date: date.to_string(),
        number: date.day().to_string(),
        level,
        sign: match (tally.missed, tally.late) {
            (0, 0) => None,
            (0, _) => Some(words.say("late-sign")),
            (missed, _) => Some(missed.to_string()),
        },
        lessons: has_lessons,
        today: date == today,
        text,
    }
}

/// The latest day first; what is said of a whole day is one entry.
fn entries(words: &Words, shown: &[Missed<'_>], lessons: &[Lesson], today: Date) -> Vec<AttendanceEntry> {
    let mut told: HashSet<&str> = HashSet::new();
    let mut entries: Vec<AttendanceEntry> = shown
        .iter()
        .filter_map(|missed| {
            let absence = missed.absence;
            let whole_day = absence.lesson.is_none() && absence.lesson_number.is_none() && absence.subject.is_none();
            if whole_day && !told.insert(&absence.id) {
                return None;
            }
            let title = if whole_day {
                let of_day = shown.iter().filter(|other| other.absence.id == absence.id && other.lesson.is_some());
                match u32::try_from(of_day.count()).unwrap_or(0) {
                    0 => words.say("whole-day"),
                    count => words.say_with("whole-day-lessons", &[("count", Arg::count(count))]),
                }
            } else {
                let subject = missed.subject().unwrap_or_default().to_owned();
                match missed.lesson.and_then(|lesson| lesson.number).or(absence.lesson_number) {
                    Some(place) => {
                        let place = place.to_string();
                        let args = [("subject", Arg::Text(&subject)), ("number", Arg::Text(&place))];
                        words.say_with("lesson-of-subject", &args)
                    }
                    None => subject,
                }
            };
            let known = missed.lesson.filter(|_| !whole_day && !lessons.is_empty());
            let chip = absence_chip(words, absence);
            Some(AttendanceEntry {
                id: absence.id.clone(),
                day: day_label(words, absence.date, today),
                title,
                text: chip.label.clone(),
                chip,
                lesson: known.map(|lesson| lesson.id.clone()),
            })
        })
        .collect();
    entries.sort_by(|a, b| b.day.date.cmp(&a.day.date));
    entries
}

pub(crate) fn remark_row(words: &Words, remark: &Remark, today: Date) -> RemarkRow {
    RemarkRow {
        id: remark.id.clone(),
        day: day_label(words, remark.date, today),
        about: remark.subject.iter().chain(&remark.author).cloned().collect::<Vec<_>>().join(" · "),
        text: remark.text.clone(),
    }
}

#[cfg(test)]
mod tests;

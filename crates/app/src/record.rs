//! Whether the school's record of a child is complete and in time: the eleven kinds of data that must reach a family.

use std::collections::{BTreeSet, HashSet};

use peremena_model::{
    Holiday, Homework, Item, Kind, Lesson, LessonStatus, Mark, PlannedTest, SchoolInfo, Span, Term, TermKind, TermMark,
    TermMarkOf,
    record::{Limits, homework_in_time, marks_in_time, tests_without_marks},
};
use peremena_notify::{Arg, Words, dates};
use peremena_school::SchoolParts;
use peremena_vault::Vault;
use time::{Date, Duration};

use crate::{
    App, AppError,
    links::route_of_item,
    page::Page,
    school::school_info,
    views::{
        ErrorView, Filling, RecordKind, RecordLate, RecordLimit, RecordLimitChoice, RecordLimitOf, RecordLimits,
        RecordRequest, RecordState, RecordTimeliness, RecordView,
    },
};

/// The limits that the family chose, in the vault's settings.
const LIMITS: &str = "record.limits";

/// What is late is listed up to here.
const LISTED: usize = 20;

/// Limits to choose from: minutes for homework, days for marks.
const MINUTES: [u32; 7] = [0, 30, 60, 120, 180, 360, 720];
const DAYS: [u32; 8] = [1, 2, 3, 5, 7, 10, 14, 21];

/// Limits that anybody could mean.
const MINUTES_MOST: u32 = 24 * 60;
const DAYS_MOST: u32 = 60;

/// Everything that the screen is made of: the school year, also what of it is ahead.
#[derive(Default)]
struct Record {
    lessons: Vec<Lesson>,
    homework: Vec<Homework>,
    marks: Vec<Mark>,
    tests: Vec<PlannedTest>,
    events: usize,
    terms: Vec<Term>,
    holidays: Vec<Holiday>,
    term_marks: Vec<TermMark>,
    info: Option<SchoolInfo>,
}

impl Record {
    async fn load(page: &Page) -> Result<Record, AppError> {
        let (vault, year) = (&page.profile.vault, page.year());
        let mut record = Record { info: school_info(page).await?, ..Record::default() };
        let mut items = Vec::new();
        for kind in [Kind::Term, Kind::Holiday, Kind::TermMark] {
            items.extend(vault.items(&page.id, kind, year, None).await?);
        }
        if let Some(span) = year.span() {
            let kinds = [Kind::Lesson, Kind::Homework, Kind::Mark, Kind::Test, Kind::Event];
            items.extend(vault.items_many(&page.id, &kinds, span).await?);
        }
        for item in items {
            match item {
                Item::Lesson(lesson) => record.lessons.push(lesson),
                Item::Homework(homework) => record.homework.push(homework),
                Item::Mark(mark) => record.marks.push(mark),
                Item::Test(test) => record.tests.push(test),
                Item::Event(_) => record.events += 1,
                Item::Term(term) => record.terms.push(term),
                Item::Holiday(holiday) => record.holidays.push(holiday),
                Item::TermMark(mark) => record.term_marks.push(mark),
                _ => {}
            }
        }
        Ok(record)
    }

    /// Up to today: what is ahead can be neither late nor in time.
    fn so_far(mut self, today: Date) -> Record {
        self.lessons.retain(|lesson| lesson.date <= today);
        self.homework.retain(|homework| homework.due <= today);
        self.marks.retain(|mark| mark.day().is_none_or(|day| day <= today));
        self.tests.retain(|test| test.date <= today);
        self
    }

    fn is_empty(&self) -> bool {
        self.lessons.is_empty() && self.marks.is_empty() && self.homework.is_empty() && self.info.is_none()
    }
}

impl App {
    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn record(&self, request: RecordRequest) -> Result<RecordView, ErrorView> {
        self.record_view(request).await.map_err(|error| self.said(&error))
    }

    async fn record_view(&self, request: RecordRequest) -> Result<RecordView, AppError> {
        let page = self.page(&request.student).await?;
        if let Some(limits) = request.limits {
            let sound = limits.homework_minutes <= MINUTES_MOST && (1..=DAYS_MOST).contains(&limits.mark_days);
            if !sound {
                return Err(AppError::Request("error-request"));
            }
            let limits = Limits { homework_minutes: limits.homework_minutes, mark_days: limits.mark_days };
            let value = serde_json::to_value(limits).map_err(|_| AppError::Request("error-request"))?;
            page.profile.vault.put_setting(LIMITS, &value).await?;
        }
        let limits = limits(&page.profile.vault).await?;
        let record = Record::load(&page).await?;
        let kinds = kinds(&page, &record);
        let known = kinds.iter().filter(|kind| kind.state != RecordState::NotGiven);
        let filled = kinds.iter().filter(|kind| kind.state == RecordState::Filled).count();
        let filling = page.filling(Kind::Lesson, record.is_empty()).await?;
        let so_far = record.so_far(page.today());
        let args = [("filled", Arg::count(filled)), ("total", Arg::count(known.count()))];
        Ok(RecordView {
            summary: page.words.say_with("record-summary", &args),
            timeliness: match filling {
                Filling::Full => timeliness(&page, &so_far, limits),
                _ => Vec::new(),
            },
            limits: RecordLimits { homework_minutes: limits.homework_minutes, mark_days: limits.mark_days },
            since_text: so_far.lessons.iter().map(|lesson| lesson.date).min().map(|first| {
                let day = dates::day_and_month(&page.words, first, page.today());
                page.words.say_with("record-since", &[("day", Arg::Text(&day))])
            }),
            student: page.student,
            kinds,
            filling,
        })
    }
}

/// How much time the family gives a school.
pub(crate) async fn limits(vault: &Vault) -> Result<Limits, AppError> {
    let kept = vault.setting(LIMITS).await?;
    Ok(kept.and_then(|value| serde_json::from_value(value).ok()).unwrap_or_default())
}

/// "12 ноября, оценки нет 9 дней".
pub(crate) fn words_of_unmarked(words: &Words, test: &PlannedTest, today: Date) -> String {
    let day = dates::near_day(words, test.date, today);
    let days = (today - test.date).whole_days();
    words.say_with("record-no-mark", &[("day", Arg::Text(&day)), ("count", Arg::Count(days))])
}

/// The eleven kinds, in the order in which the order of the ministry names them.
fn kinds(page: &Page, record: &Record) -> Vec<RecordKind> {
    let words = &page.words;
    let kind = |title: &str, state: RecordState, text: String| RecordKind { title: words.say(title), state, text };
    let info = record.info.clone().unwrap_or_default();
    // Of each part: its word, whether it is there, and whether the child's system tells it at all.
    let parts = |title: &str, given: &[(&str, bool, bool)]| {
        let told: Vec<_> = given.iter().filter(|(_, is, tells)| *is || *tells).collect();
        // The words are headings elsewhere; here they stand in a sentence.
        let missing: Vec<String> =
            told.iter().filter(|(_, is, _)| !is).map(|(word, ..)| small(words.say(word))).collect();
        match (missing.len(), told.len()) {
            (_, 0) => kind(title, RecordState::NotGiven, words.say("record-not-given")),
            (0, _) => kind(title, RecordState::Filled, words.say("record-all")),
            (missing, all) if missing == all => kind(title, RecordState::Missing, words.say("record-nothing")),
            _ => {
                let list = missing.join(", ");
                kind(title, RecordState::Partly, words.say_with("record-lacks", &[("list", Arg::Text(&list))]))
            }
        }
    };
    let counted = |title: &str, gives: bool, number: usize, word: &str| {
        if number > 0 {
            kind(title, RecordState::Filled, words.say_with(word, &[("count", Arg::count(number))]))
        } else if gives {
            kind(title, RecordState::Missing, words.say("record-nothing"))
        } else {
            kind(title, RecordState::NotGiven, words.say("record-not-given"))
        }
    };
    let has = |value: &Option<String>| value.as_ref().is_some_and(|value| !value.trim().is_empty());
    let student = &page.student;
    let class = has(&info.class) || has(&student.class);
    let school = has(&info.school) || has(&student.school);
    let teachers = !info.teachers.is_empty() || record.lessons.iter().any(|it| has(&it.teacher));
    let tells = match page.gives(Kind::SchoolInfo) {
        true => page.school_parts,
        false => SchoolParts::default(),
    };
    vec![
        // Name and class come with the child itself, whatever else a system tells.
        parts("record-student", &[("school-class", class, true), ("school-name", school, true)]),
        counted("record-homework", page.gives(Kind::Homework), record.homework.len(), "record-homework-count"),
        counted("record-events", page.gives(Kind::Event), record.events, "record-events-count"),
        parts(
            "record-school",
            &[
                ("school-name", school, true),
                ("school-address", has(&info.address), tells.address),
                ("school-phone", has(&info.phone), tells.phone),
            ],
        ),
        parts(
            "record-class",
            &[
                ("school-class", class, true),
                ("school-class-teacher", has(&info.class_teacher), tells.class_teacher),
                ("record-teachers", teachers, true),
            ],
        ),
        parts(
            "record-terms",
            &[
                ("record-terms", !record.terms.is_empty(), page.gives(Kind::Term)),
                ("record-holidays", !record.holidays.is_empty(), page.gives(Kind::Holiday)),
            ],
        ),
        term_marks(page, record),
        year_marks(page, record),
        weekly(page, record),
        counted("record-marks", page.gives(Kind::Mark), record.marks.len(), "record-marks-count"),
        counted("record-guardians", tells.guardians, info.guardians.len(), "record-guardians-count"),
    ]
}

/// A heading in the middle of a sentence.
fn small(heading: String) -> String {
    let mut letters = heading.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// Marks of the terms that are over: every subject that had marks in one should have its own.
fn term_marks(page: &Page, record: &Record) -> RecordKind {
    let (words, today) = (&page.words, page.today());
    let kind = |state, text| RecordKind { title: words.say("record-term-marks"), state, text };
    if record.term_marks.is_empty() && !page.gives(Kind::TermMark) {
        return kind(RecordState::NotGiven, words.say("record-not-given"));
    }
    let over: Vec<&Term> = record.terms.iter().filter(|term| term.kind != TermKind::Year && term.to < today).collect();
    if over.is_empty() && record.term_marks.is_empty() {
        return kind(RecordState::NotYet, words.say("record-not-yet"));
    }
    let mut lacking: Vec<String> = Vec::new();
    for term in over {
        let inside = |mark: &&Mark| mark.lesson_date.is_some_and(|day| term.from <= day && day <= term.to);
        let subjects: HashSet<&str> = record.marks.iter().filter(inside).map(|mark| mark.subject.as_str()).collect();
        let given = |subject: &str| record.term_marks.iter().any(|mark| mark.subject == subject && mark.is_of(term));
        lacking.extend(subjects.into_iter().filter(|subject| !given(subject)).map(str::to_owned));
    }
    lacking.sort();
    lacking.dedup();
    match (record.term_marks.is_empty(), lacking.is_empty()) {
        (true, _) => kind(RecordState::Missing, words.say("record-nothing")),
        (false, true) => kind(RecordState::Filled, words.say("record-all")),
        (false, false) => {
            let list = lacking.join(", ");
            kind(RecordState::Partly, words.say_with("record-lacks", &[("list", Arg::Text(&list))]))
        }
    }
}

fn year_marks(page: &Page, record: &Record) -> RecordKind {
    let words = &page.words;
    let kind = |state, text| RecordKind { title: words.say("record-year-marks"), state, text };
    let of_year = record.term_marks.iter().filter(|mark| mark.of == TermMarkOf::Year).count();
    let last = record.terms.iter().map(|term| term.to).max();
    match (of_year, last) {
        (0, _) if !page.gives(Kind::TermMark) => kind(RecordState::NotGiven, words.say("record-not-given")),
        (0, Some(last)) if last < page.today() => kind(RecordState::Missing, words.say("record-nothing")),
        (0, _) => kind(RecordState::NotYet, words.say("record-not-yet")),
        (marks, _) => kind(RecordState::Filled, words.say_with("record-marks-count", &[("count", Arg::count(marks))])),
    }
}

/// The statistics of each week are made here, of marks: they are as complete as the marks of the weeks with lessons.
fn weekly(page: &Page, record: &Record) -> RecordKind {
    let words = &page.words;
    let kind = |state, text| RecordKind { title: words.say("record-weekly"), state, text };
    let week = |day: Date| Span::week_of(day).from();
    let held = record.lessons.iter().filter(|lesson| lesson.status != LessonStatus::Cancelled);
    let taught: HashSet<Date> = held.map(|lesson| week(lesson.date)).filter(|it| *it < week(page.today())).collect();
    let marked: HashSet<Date> = record.marks.iter().filter_map(|mark| mark.lesson_date).map(week).collect();
    let with = taught.intersection(&marked).count();
    let args = [("with", Arg::count(with)), ("weeks", Arg::count(taught.len()))];
    match (taught.len(), with) {
        (0, _) => kind(RecordState::NotYet, words.say("record-not-yet")),
        (_, 0) => kind(RecordState::Missing, words.say_with("record-weeks", &args)),
        (weeks, with) if with < weeks => kind(RecordState::Partly, words.say_with("record-weeks", &args)),
        _ => kind(RecordState::Filled, words.say_with("record-weeks", &args)),
    }
}

fn timeliness(page: &Page, record: &Record, limits: Limits) -> Vec<RecordTimeliness> {
    let (words, today) = (&page.words, page.today());
    let line = |title: &str, judged: u32, late: Vec<RecordLate>, all_late: usize, limit: RecordLimit| {
        let good = judged as usize - all_late.min(judged as usize);
        let text = match judged {
            0 => words.say("record-undated"),
            _ => words.say_with("record-in-time", &[("good", Arg::count(good)), ("total", Arg::count(judged))]),
        };
        RecordTimeliness { title: words.say(title), text, good: all_late == 0, limit: Some(limit), late }
    };
    let late = |item: Item, text: String| RecordLate {
        subject: item.subject().unwrap_or_default().to_owned(),
        text,
        route: route_of_item(&page.id, &item),
    };
    let homework = homework_in_time(&record.homework, &record.lessons, limits);
    let late_homework = homework.late.iter().rev().take(LISTED).map(|(homework, by)| {
        let day = dates::near_day(words, homework.due, today);
        let by = how_long(words, *by);
        let text = words.say_with("record-late-homework", &[("day", Arg::Text(&day)), ("by", Arg::Text(&by))]);
        late((*homework).clone().into(), text)
    });
    let marks = marks_in_time(&record.marks, limits);
    let late_marks = marks.late.iter().rev().take(LISTED).map(|(mark, by)| {
        let day = mark.lesson_date.map(|day| dates::near_day(words, day, today)).unwrap_or_default();
        let by = how_long(words, *by);
        let args = [("value", Arg::Text(&mark.value)), ("day", Arg::Text(&day)), ("by", Arg::Text(&by))];
        late((*mark).clone().into(), words.say_with("record-late-mark", &args))
    });
    let tests = tests_without_marks(&record.tests, &record.marks, today, limits);
    let unmarked: Vec<RecordLate> = tests
        .iter()
        .rev()
        .take(LISTED)
        .map(|test| late((*test).clone().into(), words_of_unmarked(words, test, today)))
        .collect();
    let tests_line = RecordTimeliness {
        title: words.say("record-tests"),
        text: match (record.tests.is_empty(), tests.is_empty()) {
            (true, _) => words.say("record-no-tests"),
            (false, true) => words.say("record-tests-marked"),
            (false, false) => words.say_with("record-tests-unmarked", &[("count", Arg::count(tests.len()))]),
        },
        good: tests.is_empty(),
        limit: None,
        late: unmarked,
    };
    vec![
        line(
            "record-homework",
            homework.judged,
            late_homework.collect(),
            homework.late.len(),
            for_homework(words, limits),
        ),
        line("record-marks", marks.judged, late_marks.collect(), marks.late.len(), for_marks(words, limits)),
        tests_line,
    ]
}

fn for_homework(words: &Words, limits: Limits) -> RecordLimit {
    let text = |minutes: u32| match (minutes, minutes % 60) {
        (0, _) => words.say("record-limit-none"),
        (minutes, 0) => words.say_with("hours-count", &[("count", Arg::count(minutes / 60))]),
        (minutes, _) => words.say_with("minutes-count", &[("count", Arg::count(minutes))]),
    };
    RecordLimit {
        of: RecordLimitOf::HomeworkMinutes,
        label: words.say("record-limit-homework"),
        chosen: limits.homework_minutes,
        choices: choices(&MINUTES, limits.homework_minutes, text),
    }
}

fn for_marks(words: &Words, limits: Limits) -> RecordLimit {
    let text = |days: u32| words.say_with("days-count", &[("count", Arg::count(days))]);
    RecordLimit {
        of: RecordLimitOf::MarkDays,
        label: words.say("record-limit-marks"),
        chosen: limits.mark_days,
        choices: choices(&DAYS, limits.mark_days, text),
    }
}

/// The usual ones, and the one in use wherever it comes from.
fn choices(usual: &[u32], chosen: u32, text: impl Fn(u32) -> String) -> Vec<RecordLimitChoice> {
    let all: BTreeSet<u32> = usual.iter().copied().chain([chosen]).collect();
    all.into_iter().map(|value| RecordLimitChoice { value, text: text(value) }).collect()
}

/// "3 часа", "2 дня".
fn how_long(words: &Words, by: Duration) -> String {
    let (minutes, hours, days) = (by.whole_minutes().max(1), by.whole_hours(), by.whole_days());
    match (days, hours) {
        (0, 0) => words.say_with("minutes-count", &[("count", Arg::Count(minutes))]),
        (0, hours) => words.say_with("hours-count", &[("count", Arg::Count(hours))]),
        (days, _) => words.say_with("days-count", &[("count", Arg::Count(days))]),
    }
}

#[cfg(test)]
mod tests;

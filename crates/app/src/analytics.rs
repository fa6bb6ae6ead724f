//! What a term adds up to: every subject week by week, what each weekday brings, the tests ahead.

use std::collections::{BTreeMap, BTreeSet};

use peremena_model::{
    Absence, Homework, Item, Kind, Lesson, LessonStatus, Mark, Missed, Span, average, missed_lessons,
};
use peremena_notify::{Arg, Words, dates};
use time::{Date, Duration, Weekday};

use crate::{
    App, AppError,
    lessons::mark_chip,
    marks::{Book, average_tint},
    page::{Page, looked_at, year_looked_at},
    today::{TESTS_AHEAD, test_rows},
    views::{AnalyticsRequest, AnalyticsView, AnalyticsWeek, ErrorView, WeekSubject, WeekdayLoad},
};

const KINDS: &[Kind] = &[Kind::Lesson, Kind::Homework, Kind::Absence];

/// The lowest and the highest number that a school in Russia marks with.
const LOWEST: f64 = 1.0;
const HIGHEST: f64 = 5.0;

/// A weekday stands out where it brings so much more than the one after it.
const STANDS_OUT: f64 = 1.05;

/// The register of a term, as far as it has come.
#[derive(Default)]
struct Register {
    lessons: Vec<Lesson>,
    homework: Vec<Homework>,
    absences: Vec<Absence>,
}

impl Register {
    async fn load(page: &Page, span: Span) -> Result<Register, AppError> {
        let mut register = Register::default();
        for item in page.profile.vault.items_many(&page.id, KINDS, span).await? {
            match item {
                Item::Lesson(lesson) => register.lessons.push(lesson),
                Item::Homework(homework) => register.homework.push(homework),
                Item::Absence(absence) => register.absences.push(absence),
                _ => {}
            }
        }
        Ok(register)
    }

    /// The lessons that took place, or will.
    fn held(&self) -> impl Iterator<Item = &Lesson> {
        self.lessons.iter().filter(|lesson| lesson.status != LessonStatus::Cancelled)
    }
}

/// What one subject had in one week.
#[derive(Default)]
struct Counts {
    marks: Vec<Mark>,
    lessons: usize,
    homework: usize,
    missed: usize,
}

/// Weeks by their Mondays, each with its subjects.
fn by_week<'a>(
    register: &'a Register,
    marks: impl Iterator<Item = (Date, &'a Mark)>,
    missed: &'a [Missed<'a>],
) -> BTreeMap<Date, BTreeMap<&'a str, Counts>> {
    let mut weeks: BTreeMap<Date, BTreeMap<&str, Counts>> = BTreeMap::new();
    let mut of = |day: Date, subject: &'a str, count: &dyn Fn(&mut Counts)| {
        count(weeks.entry(Span::week_of(day).from()).or_default().entry(subject).or_default());
    };
    for lesson in register.held() {
        of(lesson.date, &lesson.subject, &|counts| counts.lessons += 1);
    }
    for homework in &register.homework {
        of(homework.due, &homework.subject, &|counts| counts.homework += 1);
    }
    for (day, mark) in marks {
        of(day, &mark.subject, &|counts| counts.marks.push(mark.clone()));
    }
    for missed in missed.iter().filter(|missed| missed.absence.status.is_missed()) {
        if let Some(subject) = missed.subject() {
            of(missed.absence.date, subject, &|counts| counts.missed += 1);
        }
    }
    weeks
}

/// "12 оценок, 31 урок": of what there is any.
pub(crate) fn counted(words: &Words, counts: &[(&str, usize)]) -> String {
    let said = counts.iter().filter(|(_, count)| *count > 0);
    said.map(|(id, count)| words.say_with(id, &[("count", Arg::count(*count))])).collect::<Vec<_>>().join(", ")
}

fn subject_of(words: &Words, book: &Book, subject: &str, counts: &Counts) -> WeekSubject {
    let average = average::weighted_average(&counts.marks);
    WeekSubject {
        subject: subject.to_owned(),
        marks: counts.marks.iter().map(|mark| mark_chip(words, mark, &book.news)).collect(),
        average: average.map(|average| average::display(average, words.language().decimal())),
        tint: average_tint(average),
        text: counted(
            words,
            &[
                ("lessons-count", counts.lessons),
                ("record-homework-count", counts.homework),
                ("lessons-missed", counts.missed),
            ],
        ),
    }
}

fn week_view(
    words: &Words,
    book: &Book,
    order: &[&str],
    monday: Date,
    subjects: &BTreeMap<&str, Counts>,
    today: Date,
) -> AnalyticsWeek {
    let sum = |of: fn(&Counts) -> usize| subjects.values().map(of).sum::<usize>();
    let marks: Vec<Mark> = subjects.values().flat_map(|counts| counts.marks.iter().cloned()).collect();
    let average = average::weighted_average(&marks);
    let mut names: Vec<&str> = subjects.keys().copied().collect();
    // Subjects that the school does not list come last; the sort keeps those in the order of their names.
    names.sort_by_key(|name| order.iter().position(|known| known == name).unwrap_or(usize::MAX));
    let saturday = monday.saturating_add(Duration::days(5));
    AnalyticsWeek {
        from: monday.to_string(),
        title: dates::week(words, monday, saturday, today),
        short: format!("{}.{:02}", monday.day(), u8::from(monday.month())),
        text: counted(
            words,
            &[
                ("record-marks-count", marks.len()),
                ("lessons-count", sum(|counts| counts.lessons)),
                ("record-homework-count", sum(|counts| counts.homework)),
                ("lessons-missed", sum(|counts| counts.missed)),
            ],
        ),
        average: average.map(|average| average::display(average, words.language().decimal())),
        tint: average_tint(average),
        height: average.map(|average| ((average - LOWEST) / (HIGHEST - LOWEST)).clamp(0.0, 1.0)),
        subjects: names
            .into_iter()
            .filter_map(|name| Some(subject_of(words, book, name, subjects.get(name)?)))
            .collect(),
    }
}

/// What a day of one weekday brings: lessons, and homework that is due.
struct Load {
    weekday: Weekday,
    lessons: f64,
    homework: f64,
}

impl Load {
    fn sum(&self) -> f64 {
        self.lessons + self.homework
    }
}

/// On the average of the days that had lessons, Monday first.
fn loads(register: &Register) -> Vec<Load> {
    let mut days: BTreeMap<u8, (Weekday, BTreeSet<Date>)> = BTreeMap::new();
    for date in register.held().map(|lesson| lesson.date) {
        let weekday = date.weekday();
        days.entry(weekday.number_from_monday()).or_insert_with(|| (weekday, BTreeSet::new())).1.insert(date);
    }
    let mean = |count: usize, days: &BTreeSet<Date>| count as f64 / days.len().max(1) as f64;
    days.into_values()
        .map(|(weekday, days)| Load {
            weekday,
            lessons: mean(register.held().filter(|lesson| days.contains(&lesson.date)).count(), &days),
            homework: mean(register.homework.iter().filter(|homework| days.contains(&homework.due)).count(), &days),
        })
        .collect()
}

/// "4", "4,5": one digit is all that a mean of some weeks is worth.
fn about(value: f64, decimal: char) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map_or_else(|| text.replace('.', &decimal.to_string()), str::to_owned)
}

fn weekdays(words: &Words, loads: &[Load]) -> Vec<WeekdayLoad> {
    let most = loads.iter().map(Load::sum).fold(0.0, f64::max);
    let decimal = words.language().decimal();
    let line = |load: &Load| {
        let (lessons, homework) = (about(load.lessons, decimal), about(load.homework, decimal));
        WeekdayLoad {
            name: words.say(&format!("weekday-{}", load.weekday.number_from_monday())),
            share: if most > 0.0 { load.sum() / most } else { 0.0 },
            text: words.say_with("load-text", &[("lessons", Arg::Text(&lessons)), ("homework", Arg::Text(&homework))]),
        }
    };
    loads.iter().map(line).collect()
}

/// "Больше всего — в среду".
fn heaviest(words: &Words, loads: &[Load]) -> Option<String> {
    let mut sorted: Vec<&Load> = loads.iter().collect();
    sorted.sort_by(|a, b| b.sum().total_cmp(&a.sum()));
    let [first, second, ..] = sorted[..] else { return None };
    (first.sum() > second.sum() * STANDS_OUT)
        .then(|| words.say(&format!("heaviest-{}", first.weekday.number_from_monday())))
}

impl App {
    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn analytics(&self, request: AnalyticsRequest) -> Result<AnalyticsView, ErrorView> {
        self.analytics_view(request).await.map_err(|error| self.said(&error))
    }

    async fn analytics_view(&self, request: AnalyticsRequest) -> Result<AnalyticsView, AppError> {
        let page = self.page(&request.student).await?;
        let (words, today) = (page.words.clone(), page.today());
        let book = Book::load(&page.profile.vault, &page.id, page.year()).await?;
        let term = book.chosen(request.term.as_deref(), today);
        let year = page.year().span().unwrap_or(Span::day(today));
        // What is ahead is no week of the term yet; the week that goes on is.
        let to = Span::week_of(today).to().min(term.map_or(year.to(), |term| term.to));
        let span = Span::new(term.map_or(year.from(), |term| term.from), to);
        let register = match span {
            Some(span) => Register::load(&page, span).await?,
            None => Register::default(),
        };
        let dated = book.marks.iter().filter_map(|mark| Some((mark.day()?, mark)));
        let of_term = dated.filter(|(day, _)| span.is_some_and(|span| span.contains(*day)));
        let missed = missed_lessons(&register.absences, &register.lessons);
        let order = book.subject_names(None);
        let weeks: Vec<AnalyticsWeek> = by_week(&register, of_term, &missed)
            .iter()
            .rev()
            .map(|(monday, subjects)| week_view(&words, &book, &order, *monday, subjects, today))
            .collect();
        let loads = loads(&register);
        let ahead = Span::new(today, today.saturating_add(TESTS_AHEAD)).unwrap_or(Span::day(today));
        let tests = page.profile.vault.items_many(&page.id, &[Kind::Test], ahead).await?;
        let tests = tests.iter().filter_map(|item| match item {
            Item::Test(test) => Some(test),
            _ => None,
        });
        let mut whole = true;
        for kind in KINDS.iter().chain(&[Kind::Mark]).filter(|kind| page.gives(**kind)) {
            let covered = page.covered(*kind).await?;
            whole &= match term {
                Some(term) => looked_at(&covered, term, today),
                None => year_looked_at(&covered, &book.terms, today),
            };
        }
        Ok(AnalyticsView {
            terms: book.choices(&words, term),
            weekdays: weekdays(&words, &loads),
            heaviest_text: heaviest(&words, &loads),
            tests: test_rows(&words, tests, today),
            partial_text: (!whole && !weeks.is_empty()).then(|| words.say("attendance-partial")),
            filling: page.filling(Kind::Lesson, weeks.is_empty()).await?,
            student: page.student,
            weeks,
        })
    }
}

#[cfg(test)]
mod tests;

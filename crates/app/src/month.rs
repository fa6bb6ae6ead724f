//! A month of the diary: what each day holds, counted. From what is here alone: a month that is leafed to asks no
//! school, a day of it that is opened does.

use peremena_model::{Kind, LessonStatus, Missed, SchoolYear, Span, missed_lessons};
use peremena_notify::{Arg, Words, dates};
use time::{Date, Duration, OffsetDateTime};

use crate::{
    App, AppError,
    analytics::counted,
    diary::{Calendar, parse_date},
    lessons::{Days, mark_chip},
    views::{ErrorView, Filling, MarkChip, MonthDay, MonthRequest, MonthView, MonthWeekday},
};

/// So many marks are drawn in a day of a month; the others are counted.
const MARKS_DRAWN: usize = 5;

/// The days of one month.
fn month_of(day: Date) -> Span {
    let first = day.replace_day(1).unwrap_or(day);
    let last = day.replace_day(day.month().length(day.year())).unwrap_or(day);
    Span::new(first, last).unwrap_or(Span::day(day))
}

/// What the days of a month are made of.
struct Month<'a> {
    words: &'a Words,
    now: OffsetDateTime,
    days: &'a Days,
    calendar: &'a Calendar,
    missed: &'a [Missed<'a>],
}

impl Month<'_> {
    fn held(&self, date: Date) -> usize {
        let held = |status| status != LessonStatus::Cancelled;
        self.days.lessons.iter().filter(|lesson| lesson.date == date && held(lesson.status)).count()
    }

    /// Missed lessons of a day, and those begun late.
    fn missed(&self, date: Date) -> (usize, usize) {
        let of_day = || self.missed.iter().filter(|missed| missed.absence.date == date);
        let missed = of_day().filter(|missed| missed.absence.status.is_missed()).count();
        (missed, of_day().count() - missed)
    }

    fn marks(&self, date: Date) -> Vec<MarkChip> {
        let of_day = self.days.marks.iter().filter(|mark| mark.lesson_date == Some(date));
        of_day.map(|mark| mark_chip(self.words, mark, &self.days.news)).collect()
    }

    /// Assignments due on a day, and how many of them are done.
    fn homework(&self, date: Date) -> (usize, usize) {
        let due = || self.days.all_homework().filter(|homework| homework.due == date);
        let done = due().filter(|it| self.days.ticked.done(it)).count();
        (due().count(), done)
    }

    fn homework_text(&self, (due, done): (usize, usize)) -> Option<String> {
        let (words, count) = (self.words, Arg::count(due));
        match (due, done) {
            (0, _) => None,
            (_, 0) => Some(words.say_with("record-homework-count", &[("count", count)])),
            _ => Some(words.say_with("month-homework-done", &[("count", count), ("done", Arg::count(done))])),
        }
    }

    fn day(&self, date: Date) -> MonthDay {
        let (words, today) = (self.words, self.now.date());
        let any_lesson = self.days.lessons.iter().any(|lesson| lesson.date == date);
        let (filling, _) = self.calendar.filling(words, date, any_lesson, today);
        let holiday = self.calendar.holiday(date).filter(|_| filling == Filling::Holiday).map(|it| it.name.clone());
        let lessons = Some(self.held(date)).filter(|count| *count > 0);
        let lessons = lessons.map(|count| words.say_with("lessons-count", &[("count", Arg::count(count))]));
        let all_marks = self.marks(date);
        let tests: Vec<String> =
            self.days.tests.iter().filter(|test| test.date == date).map(|test| test.subject.clone()).collect();
        let homework = self.homework(date);
        let (missed, late) = self.missed(date);
        let mut day = MonthDay {
            date: date.to_string(),
            number: date.day().to_string(),
            today: date == today,
            filling,
            holiday,
            lessons,
            marks_count: Some(all_marks.len()).filter(|count| *count > 0).map(|count| count.to_string()),
            marks_more: u32::try_from(all_marks.len().saturating_sub(MARKS_DRAWN)).unwrap_or(u32::MAX),
            marks: Vec::new(),
            tests,
            homework: self.homework_text(homework),
            homework_count: Some(homework.0).filter(|count| *count > 0).map(|count| count.to_string()),
            missed: u32::try_from(missed).unwrap_or(u32::MAX),
            late: u32::try_from(late).unwrap_or(u32::MAX),
            label: String::new(),
        };
        day.label = self.label(date, &day, &all_marks, (missed, late));
        day.marks = all_marks.into_iter().take(MARKS_DRAWN).collect();
        day
    }

    /// All that a day holds, in one sentence.
    fn label(&self, date: Date, day: &MonthDay, marks: &[MarkChip], (missed, late): (usize, usize)) -> String {
        let words = self.words;
        let values = marks.iter().map(|mark| mark.value.as_str()).collect::<Vec<_>>().join(", ");
        let tests = day.tests.join(", ");
        let say =
            |is: bool, id: &str, name: &str, text: &str| is.then(|| words.say_with(id, &[(name, Arg::Text(text))]));
        let parts = [
            day.holiday.clone(),
            day.lessons.clone(),
            say(!marks.is_empty(), "month-marks", "marks", &values),
            say(!tests.is_empty(), "month-tests", "subjects", &tests),
            day.homework.clone(),
            (missed > 0).then(|| words.say_with("lessons-missed", &[("count", Arg::count(missed))])),
            (late > 0).then(|| words.say_with("late-count", &[("count", Arg::count(late))])),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        let what = match (parts.is_empty(), day.filling) {
            (true, Filling::NotLoaded) => words.say("month-not-loaded"),
            (true, _) => words.say("month-nothing"),
            (false, _) => parts.join(", "),
        };
        let weekday = dates::weekday(words, date).to_lowercase();
        let day = dates::day_and_month(words, date, date);
        let args = [("day", Arg::Text(&day)), ("weekday", Arg::Text(&weekday)), ("what", Arg::Text(&what))];
        words.say_with("month-day", &args)
    }

    fn summary(&self, span: Span) -> String {
        let held = self.days.lessons.iter().filter(|lesson| lesson.status != LessonStatus::Cancelled).count();
        // A mark without a lesson stands on no day of the diary.
        let inside = |date: Option<Date>| date.is_some_and(|date| span.contains(date));
        counted(
            self.words,
            &[
                ("lessons-count", held),
                ("record-marks-count", self.days.marks.iter().filter(|mark| inside(mark.lesson_date)).count()),
                ("record-homework-count", self.days.all_homework().count()),
                ("lessons-missed", self.missed.iter().filter(|missed| missed.absence.status.is_missed()).count()),
            ],
        )
    }
}

impl App {
    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn month(&self, request: MonthRequest) -> Result<MonthView, ErrorView> {
        self.month_view(request).await.map_err(|error| self.said(&error))
    }

    async fn month_view(&self, request: MonthRequest) -> Result<MonthView, AppError> {
        let page = self.page(&request.student).await?;
        let (words, today) = (page.words.clone(), page.today());
        let asked = request.date.as_deref().map(parse_date).transpose()?;
        let span = month_of(asked.unwrap_or(today));
        let days = Days::load(&page.profile.vault, &page.id, span).await?;
        let calendar = page.profile.calendar(page.version, &page.id, SchoolYear::of(span.from())).await?;
        let missed = missed_lessons(&days.absences, &days.lessons);
        let month = Month { words: &words, now: page.now, days: &days, calendar: &calendar, missed: &missed };
        let views: Vec<MonthDay> = span.iter().map(|date| month.day(date)).collect();
        let is_full =
            views.iter().any(|day| day.lessons.is_some() || day.marks_count.is_some() || day.homework.is_some());
        let is_past_unknown = |(date, day): (Date, &MonthDay)| date <= today && day.filling == Filling::NotLoaded;
        let unknown = span.iter().zip(&views).any(is_past_unknown);
        let year = span.from().year().to_string();
        let name = words.say(&format!("month-name-{}", u8::from(span.from().month())));
        Ok(MonthView {
            title: words.say_with("month-of-year", &[("month", Arg::Text(&name)), ("year", Arg::Text(&year))]),
            summary: month.summary(span),
            partial_text: (unknown && is_full).then(|| words.say("month-partial")),
            weekdays: Span::week_of(span.from()).iter().map(|date| weekday(&words, date)).collect(),
            previous: span.from().saturating_sub(Duration::DAY).to_string(),
            next: span.to().saturating_add(Duration::DAY).to_string(),
            open_on: asked
                .filter(|date| date.day() != 1)
                .unwrap_or(if span.contains(today) { today } else { span.from() })
                .to_string(),
            this_month: span.contains(today),
            filling: match (is_full, unknown) {
                (true, _) => Filling::Full,
                (false, _) if views.iter().all(|day| day.filling == Filling::Holiday) => Filling::Holiday,
                (false, true) => Filling::NotLoaded,
                (false, false) => page.filling(Kind::Lesson, true).await?,
            },
            weeks: weeks(span, views),
            student: page.student,
        })
    }
}

fn weekday(words: &Words, date: Date) -> MonthWeekday {
    MonthWeekday { short: dates::weekday_short(words, date), name: dates::weekday(words, date) }
}

/// The days of a month in weeks from Monday to Sunday.
fn weeks(span: Span, days: Vec<MonthDay>) -> Vec<Vec<Option<MonthDay>>> {
    let before = usize::from(span.from().weekday().number_days_from_monday());
    let mut cells: Vec<Option<MonthDay>> = std::iter::repeat_with(|| None).take(before).collect();
    cells.extend(days.into_iter().map(Some));
    let mut weeks = Vec::new();
    let mut cells = cells.into_iter().peekable();
    while cells.peek().is_some() {
        let mut week: Vec<Option<MonthDay>> = cells.by_ref().take(7).collect();
        week.resize_with(7, || None);
        weeks.push(week);
    }
    weeks
}

#[cfg(test)]
mod tests;

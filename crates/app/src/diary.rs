//! One week of the diary.

use std::sync::{Arc, PoisonError};

use peremena_model::{
    Coverage, Holiday, Item, Kind, Mark, SchoolYear, Span, StudentId, Term, average, current_term, missed_lessons,
    week_of_term,
};
use peremena_notify::{Arg, Words, dates};
use peremena_vault::Vault;
use time::{Date, Duration, OffsetDateTime, Weekday};

use crate::{
    App, AppError,
    lessons::{Days, day_label},
    profile::Profile,
    today::test_rows,
    views::{AppEvent, DayView, DiaryRequest, DiaryView, ErrorView, Filling},
};

/// What a child's calendar says: terms, holidays, and which days were looked at.
#[derive(Clone)]
pub(crate) struct Calendar {
    pub terms: Vec<Term>,
    pub holidays: Vec<Holiday>,
    covered: Coverage,
}

impl Calendar {
    pub(crate) async fn load(vault: &Vault, student: &StudentId, year: SchoolYear) -> Result<Calendar, AppError> {
        let mut calendar = Calendar { terms: Vec::new(), holidays: Vec::new(), covered: Coverage::default() };
        let (terms, holidays, coverage) = tokio::try_join!(
            vault.items(student, Kind::Term, year, None),
            vault.items(student, Kind::Holiday, year, None),
            vault.coverage(student, year),
        )?;
        for item in terms {
            if let Item::Term(term) = item {
                calendar.terms.push(term);
            }
        }
        for item in holidays {
            if let Item::Holiday(holiday) = item {
                calendar.holidays.push(holiday);
            }
        }
        calendar.terms.sort_by_key(|term| (term.from, term.to));
        if let Some(json) = coverage.get(&Kind::Lesson) {
            calendar.covered = serde_json::from_str(json).unwrap_or_default();
        }
        Ok(calendar)
    }

    pub(crate) fn holiday(&self, date: Date) -> Option<&Holiday> {
        self.holidays.iter().find(|holiday| holiday.from <= date && date <= holiday.to)
    }

    /// What there is to show of a day with or without lessons, and the words for one without.
    pub(crate) fn filling(&self, words: &Words, date: Date, lessons: bool, today: Date) -> (Filling, Option<String>) {
        if lessons {
            return (Filling::Full, None);
        }
        if let Some(holiday) = self.holiday(date) {
            let day = dates::day_and_month(words, holiday.to, today);
            let args = [("name", Arg::Text(&holiday.name)), ("day", Arg::Text(&day))];
            return (Filling::Holiday, Some(words.say_with("holiday-until", &args)));
        }
        if self.covered.covers(date) {
            (Filling::Empty, Some(words.say("no-lessons")))
        } else {
            (Filling::NotLoaded, Some(words.say("not-loaded")))
        }
    }
}

/// The day on which a diary opens: today while it has lessons that are not over, else the next day with lessons.
pub(crate) fn next_school_day(days: &Days, now: OffsetDateTime) -> Option<Date> {
    let today = now.date();
    days.lessons
        .iter()
        .filter(|lesson| lesson.date > today || lesson.date == today && lesson.ends_at.is_none_or(|ends| ends > now))
        .map(|lesson| lesson.date)
        .min()
}

impl App {
    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn diary(&self, request: DiaryRequest) -> Result<DiaryView, ErrorView> {
        self.diary_view(request).await.map_err(|error| self.said(&error))
    }

    async fn diary_view(&self, request: DiaryRequest) -> Result<DiaryView, AppError> {
        let profile = self.profile().await?;
        let (words, now) = (self.words(), self.now());
        let today = now.date();
        let student = StudentId::from_text(request.student);
        let asked = match &request.date {
            Some(date) => Some(parse_date(date)?),
            None => None,
        };
        let ahead = Span::new(today, today.saturating_add(Duration::days(14)));
        let open_on = match (asked, ahead) {
            (Some(date), _) => date,
            (None, Some(span)) => {
                next_school_day(&Days::load(&profile.vault, &student, span).await?, now).unwrap_or(today)
            }
            (None, None) => today,
        };
        let week = Span::week_of(open_on);
        let remembered = async {
            let version = profile.data_version().await?;
            tokio::try_join!(
                self.family_at(&profile, version),
                profile.calendar(version, &student, SchoolYear::of(open_on)),
            )
        };
        let files = async { Ok(profile.vault.kept_files(&student).await?) };
        let ((family, calendar), days, kept) =
            tokio::try_join!(remembered, Days::load(&profile.vault, &student, week), files)?;
        let record = family.record(&student).ok_or(AppError::Request("error-request"))?;
        let shelf = self.shelf_of(kept, family.files_of(record));
        let views: Vec<DayView> = week
            .iter()
            .filter_map(|date| {
                let rows = days.rows(&words, date, now, &shelf);
                let tests = test_rows(&words, days.tests.iter().filter(|test| test.date == date), today);
                // Sunday is a line of the diary only where it has something, or was asked for.
                let bare = rows.is_empty() && tests.is_empty();
                if date.weekday() == Weekday::Sunday && bare && asked != Some(date) {
                    return None;
                }
                let (filling, words_for) = calendar.filling(&words, date, !rows.lessons.is_empty(), today);
                Some(DayView {
                    label: day_label(&words, date, today),
                    filling,
                    words: words_for,
                    marks: u32::try_from(rows.count()).unwrap_or(0),
                    loose: rows.loose(&words, &student, &days.news),
                    lessons: rows.lessons,
                    homework: rows.homework,
                    tests,
                })
            })
            .collect();
        if views.iter().any(|day| day.filling == Filling::NotLoaded) {
            self.leaf(&profile, &student, week);
        }
        let filling = if views.iter().any(|day| day.filling == Filling::Full) {
            Filling::Full
        } else {
            views.first().map_or(Filling::Empty, |day| day.filling)
        };
        let last = views.last().map_or(week.to(), |_| week.iter().take(views.len()).last().unwrap_or(week.to()));
        let missed = missed_lessons(&days.absences, &days.lessons);
        let missed = missed.iter().filter(|missed| missed.absence.status.is_missed()).count();
        Ok(DiaryView {
            student: family.student_view(record, &words, now),
            title: dates::week(&words, week.from(), last, today),
            note: note(&words, &calendar.terms, week),
            open_on: views
                .iter()
                .find(|day| day.label.date == open_on.to_string())
                .or(views.first())
                .map_or_else(|| open_on.to_string(), |day| day.label.date.clone()),
            days: views,
            previous: week.from().saturating_sub(Duration::days(7)).to_string(),
            next: week.from().saturating_add(Duration::days(7)).to_string(),
            this_week: week.contains(today),
            average_text: average_text(&words, &days.marks),
            missed_text: (missed > 0).then(|| words.say_with("missed", &[("count", Arg::count(missed))])),
            filling,
        })
    }
}

/// A week that was asked for in vain is not asked for again at every look.
const LEAF_AGAIN: Duration = Duration::minutes(10);

/// How long a look at an earlier week may take.
const LEAF_DEADLINE: std::time::Duration = std::time::Duration::from_secs(45);

impl App {
    /// Fetches a week that is not here yet, beside what the window does; the window is told when it is here.
    fn leaf(&self, profile: &Arc<Profile>, student: &StudentId, week: Span) {
        let now = self.now();
        let mut leafed = self.inner.leafed.lock().unwrap_or_else(PoisonError::into_inner);
        leafed.retain(|_, at| now - *at < LEAF_AGAIN);
        if leafed.insert((student.clone(), week.from()), now).is_some() {
            return;
        }
        drop(leafed);
        let (app, profile, student) = (self.clone(), profile.clone(), student.clone());
        tokio::spawn(async move {
            match app.heard(profile.engine.leaf(&student, week, LEAF_DEADLINE).await) {
                Ok(()) => app.emit(AppEvent::Changed { students: vec![student] }),
                Err(fault) => tracing::info!(%fault, "a week that was leafed to could not be had"),
            }
        });
    }
}

pub(crate) fn parse_date(text: &str) -> Result<Date, AppError> {
    Date::parse(text, time::macros::format_description!("[year]-[month]-[day]"))
        .map_err(|_| AppError::Request("error-request"))
}

/// "Неделя 11, 2 четверть".
fn note(words: &Words, terms: &[Term], week: Span) -> Option<String> {
    let (term, day) = week.iter().find_map(|day| Some((current_term(terms, day)?, day)))?;
    let number = week_of_term(term, day)?;
    let args = [("week", Arg::Count(i64::from(number))), ("term", Arg::Text(&term.name))];
    Some(words.say_with("week-in-term", &args))
}

fn average_text(words: &Words, marks: &[Mark]) -> Option<String> {
    let average = average::display(average::weighted_average(marks)?, words.language().decimal());
    Some(words.say_with("average-week", &[("average", Arg::Text(&average))]))
}

#[cfg(test)]
mod tests;

//! School and class, the people of both, terms and holidays.

use std::collections::{BTreeMap, BTreeSet};

use peremena_model::{Holiday, Item, Kind, LessonStatus, SchoolInfo, Term, TermKind, current_term, next_holiday};
use peremena_notify::{Arg, Words, dates};
use time::Date;

use crate::{
    App, AppError,
    page::{Page, days_of},
    views::{ErrorView, SchoolDates, SchoolFact, SchoolRequest, SchoolView, TeacherRow},
};

impl App {
    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn school(&self, request: SchoolRequest) -> Result<SchoolView, ErrorView> {
        self.school_view(request).await.map_err(|error| self.said(&error))
    }

    async fn school_view(&self, request: SchoolRequest) -> Result<SchoolView, AppError> {
        let page = self.page(&request.student).await?;
        let (words, today) = (page.words.clone(), page.today());
        let info = school_info(&page).await?;
        let calendar = page.profile.calendar(page.version, &page.id, page.year()).await?;
        let given = info.clone().unwrap_or_default();
        let (teachers, teachers_of_lessons) = match given.teachers.is_empty() {
            false => (teachers_of(&given), false),
            true => (teachers_of_lessons(&page).await?, true),
        };
        let named = |word: &str, value: Option<String>| {
            value.filter(|value| !value.trim().is_empty()).map(|value| SchoolFact { label: words.say(word), value })
        };
        let school = [
            named("school-name", given.school.or(page.student.school.clone())),
            named("school-address", given.address),
            named("school-phone", given.phone),
            named("school-email", given.email),
            named("school-site", given.site),
            named("school-head", given.head),
        ];
        let class = [
            named("school-class", given.class.or(page.student.class.clone())),
            named("school-class-teacher", given.class_teacher),
        ];
        let guardians = given.guardians.into_iter().map(|guardian| SchoolFact {
            label: guardian.relation.unwrap_or_else(|| words.say("school-guardian")),
            value: guardian.name,
        });
        let is_empty = info.is_none() && teachers.is_empty() && calendar.terms.is_empty();
        Ok(SchoolView {
            school: school.into_iter().flatten().collect(),
            class: class.into_iter().flatten().collect(),
            guardians: guardians.collect(),
            dates: year_of(&words, &calendar.terms, &calendar.holidays, today),
            next_holiday: until_holiday(&words, &calendar.holidays, today),
            filling: page.filling(Kind::SchoolInfo, is_empty).await?,
            student: page.student,
            teachers,
            teachers_of_lessons,
        })
    }
}

/// What the school says of itself this year.
pub(crate) async fn school_info(page: &Page) -> Result<Option<SchoolInfo>, AppError> {
    let items = page.profile.vault.items(&page.id, Kind::SchoolInfo, page.year(), None).await?;
    Ok(items.into_iter().find_map(|item| match item {
        Item::SchoolInfo(info) => Some(info),
        _ => None,
    }))
}

fn teachers_of(info: &SchoolInfo) -> Vec<TeacherRow> {
    let mut rows: Vec<TeacherRow> = info
        .teachers
        .iter()
        .map(|teacher| TeacherRow { name: teacher.name.clone(), subjects: teacher.subjects.clone() })
        .collect();
    rows.sort_by(|a, b| a.name.cmp(&b.name));
    rows
}

/// Who teaches what by the timetable, where the school lists no teachers. Who only stood in is not of the class.
async fn teachers_of_lessons(page: &Page) -> Result<Vec<TeacherRow>, AppError> {
    let mut of: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for item in page.profile.vault.items(&page.id, Kind::Lesson, page.year(), None).await? {
        if let Item::Lesson(lesson) = item
            && lesson.status != LessonStatus::Substituted
            && let Some(teacher) = lesson.teacher
        {
            of.entry(teacher).or_default().insert(lesson.subject);
        }
    }
    Ok(of.into_iter().map(|(name, subjects)| TeacherRow { name, subjects: subjects.into_iter().collect() }).collect())
}

fn year_of(words: &Words, terms: &[Term], holidays: &[Holiday], today: Date) -> Vec<SchoolDates> {
    let current = current_term(terms, today).map(|term| term.id.as_str());
    let of_terms = terms.iter().filter(|term| term.kind != TermKind::Year).map(|term| {
        let view = SchoolDates {
            name: term.name.clone(),
            dates: days_of(words, term.from, term.to),
            holiday: false,
            current: current == Some(term.id.as_str()),
        };
        (term.from, view)
    });
    let of_holidays = holidays.iter().map(|holiday| {
        let view = SchoolDates {
            name: holiday.name.clone(),
            dates: days_of(words, holiday.from, holiday.to),
            holiday: true,
            current: holiday.from <= today && today <= holiday.to,
        };
        (holiday.from, view)
    });
    let mut all: Vec<(Date, SchoolDates)> = of_terms.chain(of_holidays).collect();
    all.sort_by_key(|(from, _)| *from);
    all.into_iter().map(|(_, view)| view).collect()
}

fn until_holiday(words: &Words, holidays: &[Holiday], today: Date) -> Option<String> {
    let next = next_holiday(holidays, today)?;
    let days = (next.from - today).whole_days();
    let name = ("name", Arg::Text(&next.name));
    Some(match days {
        ..=0 => {
            let day = dates::day_and_month(words, next.to, today);
            words.say_with("holiday-until", &[name, ("day", Arg::Text(&day))])
        }
        _ => words.say_with("holiday-in", &[name, ("count", Arg::Count(days))]),
    })
}

#[cfg(test)]
mod tests;

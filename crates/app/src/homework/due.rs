//! What is set for days, the family's own tasks among it, and what of it is left to do.

use std::collections::HashSet;

use peremena_model::{Homework, Item, Kind, Lesson, LessonStatus, SchoolYear, Span, StudentId};
use peremena_vault::{Ticks, Vault};
use time::Date;

use super::own_homework;
use crate::AppError;

/// Everything that is due within some days.
pub(crate) struct Due {
    homework: Vec<Homework>,
    ticked: Ticks,
}

impl Due {
    /// Reads it, with what the family wrote down itself.
    ///
    /// # Errors
    /// Those of the file.
    pub(crate) async fn within(vault: &Vault, student: &StudentId, span: Span) -> Result<Due, AppError> {
        let mut ticked = Ticks::default();
        for year in SchoolYear::of(span.from()).0..=SchoolYear::of(span.to()).0 {
            ticked.extend(vault.ticks(student, SchoolYear(year)).await?);
        }
        let of_school = vault.items_many(student, &[Kind::Homework], span).await?;
        let of_school = of_school.into_iter().filter_map(|item| match item {
            Item::Homework(homework) => Some(homework),
            _ => None,
        });
        let own = vault.tasks(student, span).await?.into_iter().map(own_homework);
        Ok(Due { homework: of_school.chain(own).collect(), ticked })
    }

    /// The first day for which something is set.
    pub(crate) fn first_day(&self) -> Option<Date> {
        self.homework.iter().map(|homework| homework.due).min()
    }

    /// What nobody has ticked for a day: neither the family nor the school.
    pub(crate) fn left(self, day: Date) -> impl Iterator<Item = Homework> {
        let ticked = self.ticked;
        let of_day = self.homework.into_iter().filter(move |homework| homework.due == day);
        of_day.filter(move |homework| !ticked.done(homework))
    }
}

/// Subjects of a day's lessons for which nothing is set, as the lessons come.
pub(crate) fn nothing_set<'a>(
    lessons: &[Lesson],
    homework: impl IntoIterator<Item = &'a Homework>,
    day: Date,
) -> Vec<String> {
    let due = homework.into_iter().filter(|homework| homework.due == day);
    let with: HashSet<&str> = due.map(|homework| homework.subject.as_str()).collect();
    let mut without: Vec<String> = Vec::new();
    for lesson in lessons.iter().filter(|it| it.date == day && it.status != LessonStatus::Cancelled) {
        if !with.contains(lesson.subject.as_str()) && !without.contains(&lesson.subject) {
            without.push(lesson.subject.clone());
        }
    }
    without
}

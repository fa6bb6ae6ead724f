//! Homework by the day it is for, with what the family wrote down itself.

pub(crate) mod due;

use std::collections::{BTreeMap, BTreeSet, HashSet};

use peremena_model::{Homework, Item, Kind, Lesson, LessonStatus, SchoolYear, Span, StudentId};
use peremena_notify::{Arg, Words, dates};
use peremena_vault::{OwnTask, Ticks};
use time::{Date, Duration};

use crate::{
    App, AppError,
    attachments::Shelf,
    diary::parse_date,
    lessons::{day_label, homework_row},
    page::Page,
    views::{
        AppEvent, ErrorView, HomeworkDay, HomeworkRequest, HomeworkView, Nothing, PutTaskRequest, TaskRequest, TaskRow,
    },
};

/// How far ahead homework is looked for. Schools set projects a term ahead.
const AHEAD: Duration = Duration::days(120);

/// What was not ticked is called overdue for so long; then it is only past.
const OVERDUE_FOR: Duration = Duration::days(7);

/// How many weeks come at the first look back, and at each further one.
const WEEKS_FIRST: u32 = 2;
const WEEKS_MORE: u32 = 4;
const WEEKS_MOST: u32 = 60;

/// How many days a new task can be chosen for, today among them.
const DAYS_TO_CHOOSE: i64 = 36;

/// The longest subject and text of a task of one's own, in letters.
const SUBJECT_MOST: usize = 100;
const TEXT_MOST: usize = 2000;

/// What the family wrote down itself, in the shape of a homework.
pub(crate) fn own_homework(task: OwnTask) -> Homework {
    Homework {
        id: task.id,
        subject: task.subject,
        text: task.text,
        due: task.due,
        set_at: Some(task.made_at),
        set_in_lesson: None,
        lesson: None,
        done: None,
        attachments: Vec::new(),
    }
}

/// All homework that the screen is made of.
struct Tasks {
    homework: Vec<Homework>,
    own: HashSet<String>,
    ticked: Ticks,
    lessons: Vec<Lesson>,
    school_ticks: bool,
    shelf: Shelf,
    today: Date,
}

impl Tasks {
    async fn load(page: &Page, shelf: Shelf) -> Result<Tasks, AppError> {
        let (vault, today, year) = (&page.profile.vault, page.today(), page.year());
        let mut tasks = Tasks {
            homework: Vec::new(),
            own: HashSet::new(),
            ticked: vault.ticks(&page.id, year).await?,
            lessons: Vec::new(),
            school_ticks: page.school_ticks,
            shelf,
            today,
        };
        // Over the turn of a school year homework may be ticked in either.
        tasks.ticked.extend(vault.ticks(&page.id, SchoolYear(year.0 + 1)).await?);
        let from = year.span().map_or(today, Span::from);
        let span = Span::new(from, today.saturating_add(AHEAD)).unwrap_or(Span::day(today));
        for item in vault.items_many(&page.id, &[Kind::Homework, Kind::Lesson], span).await? {
            match item {
                Item::Homework(homework) => tasks.homework.push(homework),
                Item::Lesson(lesson) => tasks.lessons.push(lesson),
                _ => {}
            }
        }
        for task in vault.tasks(&page.id, span).await? {
            tasks.own.insert(task.id.clone());
            tasks.homework.push(own_homework(task));
        }
        Ok(tasks)
    }

    fn done(&self, homework: &Homework) -> bool {
        self.ticked.done(homework)
    }

    /// Whether anybody ticks, here or at the school: one that takes ticks calls everything open where nobody does.
    fn somebody_ticks(&self) -> bool {
        self.ticked.any() || (self.school_ticks && self.homework.iter().any(|it| it.done == Some(true)))
    }

    /// Its day is over and it is not done, as far as anybody can know: where nobody ever ticks, nothing is overdue.
    fn overdue(&self, homework: &Homework, somebody_ticks: bool) -> bool {
        let lately = homework.due < self.today && homework.due >= self.today.saturating_sub(OVERDUE_FOR);
        let known = self.own.contains(&homework.id) || somebody_ticks;
        lately && known && !self.done(homework)
    }

    /// The next day after today that has lessons.
    fn next_school_day(&self) -> Option<Date> {
        self.lessons
            .iter()
            .filter(|lesson| lesson.status != LessonStatus::Cancelled)
            .map(|lesson| lesson.date)
            .filter(|date| *date > self.today)
            .min()
    }

    fn row(&self, words: &Words, homework: &Homework) -> TaskRow {
        let own = self.own.contains(&homework.id);
        let note = if homework.due < self.today {
            let day = dates::near_day(words, homework.due, self.today);
            Some(words.say_with("task-was-for", &[("day", Arg::Text(&day))]))
        } else {
            homework.set_at.filter(|_| !own).map(|at| {
                let day = dates::near_day(words, at.date(), self.today);
                words.say_with("task-set", &[("day", Arg::Text(&day))])
            })
        };
        let due = day_label(words, homework.due, self.today);
        TaskRow { row: homework_row(words, homework, &self.ticked, &self.shelf), own, due, note }
    }

    /// One day, what is not done first.
    fn day(&self, words: &Words, day: Date, due: &[&Homework], nothing_set: Vec<String>) -> HomeworkDay {
        let mut homework: Vec<TaskRow> = due.iter().map(|homework| self.row(words, homework)).collect();
        homework.sort_by(|a, b| (a.row.done, &a.row.subject).cmp(&(b.row.done, &b.row.subject)));
        for task in homework.iter_mut().filter(|_| day < self.today) {
            // The heading says the day already.
            task.note = None;
        }
        let done = homework.iter().filter(|task| task.row.done).count();
        let args = [("done", Arg::count(done)), ("total", Arg::count(homework.len()))];
        HomeworkDay {
            label: day_label(words, day, self.today),
            title: if day == self.today { words.say("on-today") } else { dates::for_day(words, day, self.today) },
            done_text: words.say_with("done-of", &args),
            homework,
            nothing_set,
        }
    }
}

impl App {
    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn homework(&self, request: HomeworkRequest) -> Result<HomeworkView, ErrorView> {
        self.homework_view(request).await.map_err(|error| self.said(&error))
    }

    async fn homework_view(&self, request: HomeworkRequest) -> Result<HomeworkView, AppError> {
        let page = self.page(&request.student).await?;
        let (words, today) = (page.words.clone(), page.today());
        let shelf = self.shelf(&page.profile, &page.id, page.files.clone()).await?;
        let tasks = Tasks::load(&page, shelf).await?;
        let chosen = |homework: &&Homework| request.subject.as_ref().is_none_or(|only| homework.subject == *only);
        let back = Duration::weeks(i64::from(request.weeks_back.min(WEEKS_MOST)));
        let since = Span::week_of(today.saturating_sub(back)).from();
        let mut by_day: BTreeMap<Date, Vec<&Homework>> = BTreeMap::new();
        for homework in tasks.homework.iter().filter(chosen) {
            by_day.entry(homework.due).or_default().push(homework);
        }
        let next_day = tasks.next_school_day();
        // A day for which nothing is set yet is a day of the list too.
        if let (Some(day), None) = (next_day, &request.subject) {
            by_day.entry(day).or_default();
        }
        let unset = |day: Date| match &request.subject {
            None if Some(day) == next_day => due::nothing_set(&tasks.lessons, &tasks.homework, day),
            _ => Vec::new(),
        };
        let days: Vec<HomeworkDay> =
            by_day.range(today..).map(|(day, due)| tasks.day(&words, *day, due, unset(*day))).collect();
        let shown_past = request.weeks_back > 0;
        let past: Vec<HomeworkDay> = by_day
            .range(..today)
            .rev()
            .filter(|(day, _)| shown_past && **day >= since)
            .map(|(day, due)| tasks.day(&words, *day, due, Vec::new()))
            .collect();
        let somebody_ticks = tasks.somebody_ticks();
        let overdue: Vec<TaskRow> = tasks
            .homework
            .iter()
            .filter(chosen)
            .filter(|homework| tasks.overdue(homework, somebody_ticks))
            .map(|homework| tasks.row(&words, homework))
            .collect();
        let open = days.iter().flat_map(|day| &day.homework).filter(|task| !task.row.done).count();
        let is_empty = tasks.homework.is_empty();
        let class_subjects: BTreeSet<&str> = tasks.lessons.iter().map(|lesson| lesson.subject.as_str()).collect();
        let subjects: BTreeSet<&str> = tasks.homework.iter().map(|homework| homework.subject.as_str()).collect();
        Ok(HomeworkView {
            summary: summary(&words, open, overdue.len()),
            subjects: subjects.into_iter().filter(|subject| !subject.is_empty()).map(str::to_owned).collect(),
            older: by_day
                .range(..today)
                .any(|(day, _)| !shown_past || *day < since)
                .then(|| if shown_past { request.weeks_back.saturating_add(WEEKS_MORE) } else { WEEKS_FIRST })
                .filter(|weeks| *weeks <= WEEKS_MOST),
            next_day: next_day.unwrap_or(today.saturating_add(Duration::DAY)).to_string(),
            days_ahead: (0..DAYS_TO_CHOOSE)
                .map(|days| day_label(&words, today.saturating_add(Duration::days(days)), today))
                .collect(),
            class_subjects: class_subjects.into_iter().map(str::to_owned).collect(),
            filling: page.filling(Kind::Homework, is_empty).await?,
            student: page.student,
            overdue,
            days,
            past,
        })
    }

    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn put_task(&self, request: PutTaskRequest) -> Result<Nothing, ErrorView> {
        let put = async {
            let page = self.page(&request.student).await?;
            let (subject, text) = (tidy(&request.subject, SUBJECT_MOST), tidy(&request.text, TEXT_MOST));
            if text.is_empty() {
                return Err(AppError::Request("error-task-empty"));
            }
            let id = match request.id {
                Some(id) if OwnTask::is_own(&id) => id,
                Some(_) => return Err(AppError::Request("error-request")),
                None => page.profile.vault.new_task_id().await?,
            };
            let due = parse_date(&request.due).map_err(|_| AppError::Request("error-task-day"))?;
            page.profile.vault.put_task(&page.id, &OwnTask { id, subject, text, due, made_at: page.now }).await?;
            self.emit(AppEvent::Changed { students: vec![page.id] });
            Ok(Nothing {})
        };
        put.await.map_err(|error: AppError| self.said(&error))
    }

    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn remove_task(&self, request: TaskRequest) -> Result<Nothing, ErrorView> {
        let removed = async {
            let student = StudentId::from_text(request.student);
            self.profile().await?.vault.remove_task(&student, &request.id).await?;
            self.emit(AppEvent::Changed { students: vec![student] });
            Ok(Nothing {})
        };
        removed.await.map_err(|error: AppError| self.said(&error))
    }
}

fn summary(words: &Words, open: usize, overdue: usize) -> String {
    let args = [("open", Arg::count(open)), ("overdue", Arg::count(overdue))];
    words.say_with(
        match (open, overdue) {
            (0, 0) => "homework-all-done",
            (_, 0) => "homework-open",
            (0, _) => "homework-overdue",
            _ => "homework-open-overdue",
        },
        &args,
    )
}

/// What somebody typed: lines kept, blanks at the ends and what is too long cut off.
fn tidy(text: &str, most: usize) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    lines.join("\n").trim().chars().take(most).collect()
}

#[cfg(test)]
mod tests;

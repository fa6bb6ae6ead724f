//! The rows of a home-screen widget, in words, from the summary alone. Pure: time is an argument.

use peremena_model::StudentId;
use peremena_notify::{Arg, Words, dates, link_to_day, link_to_feed};
use time::OffsetDateTime;

use crate::{App, AppError, ChildSummary, LessonSummary, Summary, UndoneSummary};

/// One child, as a widget draws it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WidgetRow {
    /// Whose.
    pub student: StudentId,
    /// Short name.
    pub name: String,
    /// Index of the child's colour, 0 to 5.
    pub colour: u8,
    /// The next lesson: "11:15 · История, 301".
    pub lesson: String,
    /// What is not done for the next day; empty where all is, or nothing is set.
    pub undone: String,
    /// The latest marks: "Алгебра 5, Физика 4"; without values where these are hidden, empty where there are none.
    pub marks: String,
    /// Where a tap leads.
    pub link: String,
}

impl App {
    /// What a widget draws now: opens the sealed summary and nothing else. Empty where there is none yet.
    ///
    /// # Errors
    /// Those of the key.
    pub async fn widget(&self) -> Result<Vec<WidgetRow>, AppError> {
        let summary = self.read_summary().await?;
        let (words, now) = (self.words(), self.now());
        Ok(summary.iter().flat_map(|summary| rows(summary, &words, now)).collect())
    }
}

fn rows(summary: &Summary, words: &Words, now: OffsetDateTime) -> Vec<WidgetRow> {
    summary.children.iter().map(|child| row(child, words, now)).collect()
}

fn row(child: &ChildSummary, words: &Words, now: OffsetDateTime) -> WidgetRow {
    let next = child.lessons.iter().find(|lesson| lesson.starts_at > now);
    let undone = child.undone.as_ref().filter(|undone| undone.count > 0 && undone.due >= now.date());
    let day = next.map_or(now, |lesson| lesson.starts_at).to_offset(now.offset()).date();
    WidgetRow {
        student: child.student.clone(),
        name: child.name.clone(),
        colour: child.colour,
        lesson: next.map_or_else(|| words.say("widget-no-lesson"), |lesson| lesson_line(lesson, words, now)),
        undone: undone.map(|undone| undone_line(undone, words, now)).unwrap_or_default(),
        marks: marks_line(child),
        // What is new is what a tap is for; else the day of which the row speaks.
        link: match child.unread {
            0 => link_to_day(&child.student, day),
            _ => link_to_feed(Some(&child.student)),
        },
    }
}

fn lesson_line(lesson: &LessonSummary, words: &Words, now: OffsetDateTime) -> String {
    let starts = lesson.starts_at.to_offset(now.offset());
    let what = match &lesson.room {
        Some(room) => format!("{}, {room}", lesson.subject),
        None => lesson.subject.clone(),
    };
    let time = dates::clock(starts.time());
    let day = dates::near_day(words, starts.date(), now.date());
    let args = [("day", Arg::Text(&day)), ("time", Arg::Text(&time)), ("lesson", Arg::Text(&what))];
    words.say_with(if starts.date() == now.date() { "widget-lesson-today" } else { "widget-lesson" }, &args)
}

fn undone_line(undone: &UndoneSummary, words: &Words, now: OffsetDateTime) -> String {
    let day = dates::for_day(words, undone.due, now.date());
    let subjects = undone.subjects.join(", ");
    let more = undone.count.saturating_sub(undone.subjects.len());
    let args = [("day", Arg::Text(&day)), ("subjects", Arg::Text(&subjects)), ("more", Arg::count(more))];
    words.say_with(if more == 0 { "widget-undone" } else { "widget-undone-more" }, &args)
}

fn marks_line(child: &ChildSummary) -> String {
    let marks: Vec<String> = child
        .marks
        .iter()
        .map(|mark| match &mark.value {
            Some(value) => format!("{} {value}", mark.subject),
            None => mark.subject.clone(),
        })
        .collect();
    marks.join(", ")
}

#[cfg(test)]
mod tests {
    use peremena_notify::Language;
    use time::macros::{date, datetime};

    use super::*;
    use crate::MarkSummary;

    fn amina() -> ChildSummary {
        let lesson = |starts_at, subject: &str| LessonSummary {
            starts_at,
            ends_at: None,
            subject: subject.into(),
            room: Some("301".into()),
        };
        ChildSummary {
            student: StudentId::from_text("s1"),
            name: "Амина".into(),
            colour: 2,
            // As the school sends them: in a zone that need not be the device's.
            lessons: vec![
                lesson(datetime!(2026-11-20 08:15 UTC), "История"),
                lesson(datetime!(2026-11-23 05:30 UTC), "Физика"),
            ],
            undone: Some(UndoneSummary {
                due: date!(2026 - 11 - 23),
                count: 2,
                subjects: vec!["Алгебра".into(), "Физика".into()],
            }),
            marks: vec![
                MarkSummary { subject: "Алгебра".into(), value: Some("5".into()), day: date!(2026 - 11 - 20) },
                MarkSummary { subject: "Физика".into(), value: None, day: date!(2026 - 11 - 19) },
            ],
            unread: 0,
        }
    }

    fn at(now: OffsetDateTime) -> WidgetRow {
        row(&amina(), &Words::of(Language::RUSSIAN), now)
    }

    #[test]
    fn a_row_says_the_next_lesson_by_the_clock_of_the_moment() {
        assert_eq!(at(datetime!(2026-11-20 11:00 +3)).lesson, "11:15 · История, 301");
        assert_eq!(at(datetime!(2026-11-20 11:15 +3)).lesson, "23 ноября, 08:30 · Физика, 301");
        assert_eq!(at(datetime!(2026-11-22 20:00 +3)).lesson, "завтра, 08:30 · Физика, 301");
        assert_eq!(at(datetime!(2026-11-24 20:00 +3)).lesson, "Уроков впереди не видно");
    }

    #[test]
    fn what_is_not_done_is_said_until_its_day_is_over() {
        assert_eq!(at(datetime!(2026-11-22 20:00 +3)).undone, "На завтра не сделано: Алгебра, Физика");
        assert_eq!(at(datetime!(2026-11-24 00:00 +3)).undone, "");
        let five = UndoneSummary { due: date!(2026 - 11 - 23), count: 5, subjects: vec!["Алгебра".into()] };
        let child = ChildSummary { undone: Some(five), ..amina() };
        let row = row(&child, &Words::of(Language::ENGLISH), datetime!(2026-11-22 20:00 +3));
        assert_eq!(row.undone, "For tomorrow, not done: Алгебра and 4 more");
    }

    #[test]
    fn a_hidden_value_is_not_in_the_row() {
        assert_eq!(at(datetime!(2026-11-20 11:00 +3)).marks, "Алгебра 5, Физика");
    }

    #[test]
    fn a_tap_leads_to_what_is_new_else_to_the_day() {
        assert_eq!(at(datetime!(2026-11-20 12:00 +3)).link, "peremena://open/diary/s1/2026-11-23");
        let unread = ChildSummary { unread: 3, ..amina() };
        let row = row(&unread, &Words::of(Language::RUSSIAN), datetime!(2026-11-20 12:00 +3));
        assert_eq!(row.link, "peremena://open/feed/s1");
    }
}

//! Amina and Timur, and one thing of each kind that can happen to them.
#![allow(dead_code, clippy::unwrap_used)]

use std::collections::HashMap;

use peremena_model::{
    Absence, AbsenceStatus, Announcement, Change, ChangeId, Event, Homework, Item, Lesson, LessonStatus, Mark, Message,
    PlannedTest, Remark, StudentId, TermMark, TermMarkOf, Visit, What,
};
use peremena_notify::{Open, Who};
use time::{
    Date, OffsetDateTime,
    macros::{date, datetime, time},
};

pub const NOW: OffsetDateTime = datetime!(2026-11-21 15:00 +3);
pub const TODAY: Date = date!(2026 - 11 - 21);
pub const AMINA: &str = "amina";
pub const TIMUR: &str = "timur";

pub fn who() -> HashMap<StudentId, Who> {
    [(AMINA, "Амина"), (TIMUR, "Тимур")]
        .into_iter()
        .map(|(id, name)| {
            let terms = HashMap::from([("t2".to_owned(), "2 четверть".to_owned())]);
            (StudentId::from_text(id), Who { name: name.into(), terms, ..Who::default() })
        })
        .collect()
}

pub fn mark(value: &str) -> Mark {
    Mark {
        id: "m".into(),
        subject: "Алгебра".into(),
        value: value.into(),
        weight: Some(2.0),
        lesson_date: Some(date!(2026 - 11 - 18)),
        set_at: None,
        work_type: Some("Контрольная работа".into()),
        comment: None,
        lesson: None,
        lesson_number: None,
        work: None,
        topic: None,
        counts: None,
    }
}

pub fn term_mark(value: &str) -> TermMark {
    TermMark {
        id: "t".into(),
        subject: "Алгебра".into(),
        value: value.into(),
        of: TermMarkOf::Term,
        term: Some("t2".into()),
        term_number: Some(2),
        set_at: None,
    }
}

/// For tomorrow.
pub fn homework(text: &str) -> Homework {
    Homework {
        id: "h".into(),
        subject: "Геометрия".into(),
        text: text.into(),
        due: date!(2026 - 11 - 22),
        set_at: None,
        set_in_lesson: None,
        lesson: None,
        done: None,
        attachments: Vec::new(),
    }
}

/// Today.
pub fn absence() -> Absence {
    Absence {
        id: "a".into(),
        date: TODAY,
        lesson: None,
        lesson_number: Some(2),
        subject: Some("Химия".into()),
        status: AbsenceStatus::Absent,
        word: None,
        comment: None,
    }
}

pub fn lesson() -> Lesson {
    Lesson {
        id: "l".into(),
        date: date!(2026 - 11 - 23),
        number: Some(2),
        starts_at: None,
        ends_at: None,
        subject: "Физика".into(),
        teacher: Some("Алиев Р. Г.".into()),
        room: Some("322".into()),
        topic: None,
        status: LessonStatus::Planned,
    }
}

pub fn test() -> PlannedTest {
    PlannedTest {
        id: "k".into(),
        date: date!(2026 - 11 - 27),
        subject: "Физика".into(),
        work_type: Some("Контрольная работа".into()),
        topic: None,
        lesson: None,
    }
}

pub fn remark() -> Remark {
    Remark {
        id: "r".into(), date: TODAY, subject: None, lesson: None, text: "Помогала на уроке".into(), author: None
    }
}

pub fn event() -> Event {
    Event {
        id: "e".into(),
        date: TODAY,
        starts_at: None,
        title: "Родительское собрание".into(),
        text: None,
        place: None,
    }
}

pub fn announcement() -> Announcement {
    Announcement {
        id: "n".into(),
        at: NOW,
        title: "Каникулы продлены".into(),
        text: "До 11 января".into(),
        author: None,
        attachments: Vec::new(),
    }
}

pub fn message() -> Message {
    Message {
        id: "s".into(),
        at: NOW,
        subject: "О поездке".into(),
        text: "Сбор в 8:00".into(),
        from: "Юсупова П. М.".into(),
        to: Vec::new(),
        read: None,
        attachments: Vec::new(),
    }
}

pub fn visit(entered: bool) -> Visit {
    Visit { id: "v".into(), at: NOW.replace_time(time!(8:12)), entered, place: None }
}

pub fn added(item: impl Into<Item>) -> Change {
    change(None, Some(item.into()))
}

pub fn changed(old: impl Into<Item>, new: impl Into<Item>) -> Change {
    change(Some(old.into()), Some(new.into()))
}

pub fn removed(item: impl Into<Item>) -> Change {
    change(Some(item.into()), None)
}

fn change(old: Option<Item>, new: Option<Item>) -> Change {
    let what = match (&old, &new) {
        (None, _) => What::Added,
        (Some(_), Some(_)) => What::Changed,
        (Some(_), None) => What::Removed,
    };
    let kind = new.as_ref().or(old.as_ref()).unwrap().kind();
    let id = ChangeId::from_text(format!("{} {}", kind.word(), what.word()));
    Change { id, at: NOW, student: StudentId::from_text(AMINA), kind, what, old, new }
}

/// The same for another child.
pub fn of(child: &str, change: Change) -> Change {
    let id = ChangeId::from_text(format!("{child} {}", change.id));
    Change { id, student: StudentId::from_text(child), ..change }
}

/// The same once more.
pub fn numbered(change: &Change, number: usize) -> Change {
    Change { id: ChangeId::from_text(format!("{} {number}", change.id)), ..change.clone() }
}

/// It waits in the outbox since now.
pub fn open(change: Change) -> Open {
    Open { entered_at: change.at, change }
}

//! Named children and their marks, for the stories.
#![allow(dead_code, clippy::unwrap_used)]

use peremena_model::{
    AccountId, Change, ChangeId, Homework, Item, Kind, Lesson, LessonStatus, Mark, SchoolYear, Student, StudentId, What,
};
use peremena_vault::{AccountRecord, PassWrite, StudentChoice, StudentRecord, Vault};
use time::{Date, Duration, OffsetDateTime, macros::datetime};

pub const YEAR: SchoolYear = SchoolYear(2026);
pub const NOW: OffsetDateTime = datetime!(2026-11-21 09:00 UTC);

pub fn account(user: &str) -> AccountRecord {
    AccountRecord {
        id: AccountId::of("netschool", "https://sgo.example", user),
        system: "netschool".into(),
        settings_json: "{}".into(),
        user: user.into(),
        name: format!("Родитель {user}"),
        is_student: false,
        added_at: NOW,
        signed_out: false,
    }
}

pub fn child(account: &AccountRecord, person: &str, name: &str) -> StudentRecord {
    StudentRecord {
        student: Student {
            id: StudentId::of(&account.id, person),
            name: name.into(),
            class: Some("7 «Б»".into()),
            school: Some("Школа № 3".into()),
            account: account.id.clone(),
        },
        enrolment_json: "{}".into(),
        choice: StudentChoice::default(),
    }
}

/// One family: Amina and Timur, whose marks may carry equal ids.
pub async fn family(vault: &Vault) -> (AccountRecord, StudentId, StudentId) {
    let parent = account("patimat");
    let (amina, timur) = (child(&parent, "1", "Амина Гаджиева"), child(&parent, "2", "Тимур Гаджиев"));
    vault.put_account(&parent, Some(r#"{"token":"canary-token"}"#)).await.unwrap();
    vault.put_students(&parent.id, &[amina.clone(), timur.clone()]).await.unwrap();
    (parent, amina.student.id, timur.student.id)
}

/// What the family chose for its children: a name, a colour, and the second child first.
pub async fn chosen(vault: &Vault, amina: &StudentId, timur: &StudentId) {
    let choice = StudentChoice { display_name: Some("Аминка".into()), colour: Some("4".into()), position: 0 };
    vault.put_student_choice(amina, choice).await.unwrap();
    vault.put_student_order(&[(timur.clone(), "1".into()), (amina.clone(), "0".into())]).await.unwrap();
}

/// Whether a file holds what [`chosen`] wrote.
pub async fn is_as_chosen(vault: &Vault) -> bool {
    let students = vault.students().await.unwrap();
    let choices: Vec<_> =
        students.iter().map(|it| (it.choice.display_name.as_deref(), it.choice.colour.as_deref())).collect();
    choices == [(None, Some("1")), (Some("Аминка"), Some("4"))]
}

pub fn mark(id: &str, value: &str, day: Date) -> Item {
    Item::Mark(Mark {
        id: id.into(),
        subject: "Алгебра".into(),
        value: value.into(),
        weight: Some(2.0),
        lesson_date: Some(day),
        set_at: None,
        work_type: Some("Контрольная работа".into()),
        comment: None,
        lesson: None,
        lesson_number: None,
        work: None,
        topic: None,
        counts: None,
    })
}

pub fn homework(id: &str, text: &str, due: Date) -> Item {
    Item::Homework(Homework {
        id: id.into(),
        subject: "Алгебра".into(),
        text: text.into(),
        due,
        set_at: None,
        set_in_lesson: None,
        lesson: None,
        done: None,
        attachments: Vec::new(),
    })
}

pub fn lesson(id: &str, date: Date, number: i32) -> Item {
    Item::Lesson(Lesson {
        id: id.into(),
        date,
        number: Some(number),
        starts_at: None,
        ends_at: None,
        subject: "Алгебра".into(),
        teacher: Some("Магомедова З. А.".into()),
        room: Some("203".into()),
        topic: None,
        status: LessonStatus::default(),
    })
}

pub fn change(student: &StudentId, old: Option<Item>, new: Option<Item>, at: OffsetDateTime) -> Change {
    let item = new.as_ref().or(old.as_ref()).unwrap();
    let what = match (&old, &new) {
        (None, _) => What::Added,
        (Some(_), Some(_)) => What::Changed,
        (Some(_), None) => What::Removed,
    };
    Change {
        id: ChangeId::of(student, item.kind().word(), item.id(), what.word(), "", at.unix_timestamp_nanos()),
        at,
        student: student.clone(),
        kind: item.kind(),
        what,
        old,
        new,
    }
}

/// A pass that adds the given items as news.
pub fn news(student: &StudentId, at: OffsetDateTime, items: Vec<Item>) -> PassWrite {
    let mut pass = PassWrite::new(student.clone(), YEAR, at);
    pass.changes = items.iter().map(|item| change(student, None, Some(item.clone()), at)).collect();
    pass.outbox = pass.changes.iter().map(|change| change.id.clone()).collect();
    pass.put = items;
    pass
}

/// A school year of lessons and marks: `count` items.
pub fn many(count: usize) -> Vec<Item> {
    let first = time::macros::date!(2026 - 09 - 01);
    (0..count)
        .map(|n| {
            let day = first + Duration::days(i64::try_from(n / 20).unwrap() % 270);
            match n % 2 {
                0 => lesson(&format!("l{n}"), day, i32::try_from(n % 8).unwrap()),
                _ => mark(&format!("m{n}"), "5", day),
            }
        })
        .collect()
}

pub const KINDS: &[Kind] = &[Kind::Lesson, Kind::Mark, Kind::Homework, Kind::Absence, Kind::Test];

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use peremena_model::{Guardian, Lesson, SubjectTeacher};
use time::macros::date;

use super::*;
use crate::{
    testing::{Home, NOW, amina, lesson, stand, term},
    views::Filling,
};

fn info() -> SchoolInfo {
    SchoolInfo {
        id: "school".into(),
        school: Some("МБОУ «СОШ № 2»".into()),
        address: Some("ул. Ленина, 1".into()),
        phone: Some(" ".into()),
        class: Some("7 «Б»".into()),
        class_teacher: Some("Магомедова З. А.".into()),
        teachers: vec![SubjectTeacher { name: "Омаров Ш. И.".into(), subjects: vec!["Физика".into()] }],
        guardians: vec![Guardian { name: "Гаджиева П.".into(), relation: None }],
        ..SchoolInfo::default()
    }
}

async fn seen(items: Vec<Item>) -> SchoolView {
    let home = Home::new().await;
    if !items.is_empty() {
        stand(&home.vault, &amina(), items).await;
    }
    home.app.school(SchoolRequest { student: amina().to_string() }).await.unwrap()
}

fn pairs(facts: &[SchoolFact]) -> Vec<(&str, &str)> {
    facts.iter().map(|fact| (fact.label.as_str(), fact.value.as_str())).collect()
}

#[tokio::test]
async fn the_school_is_told_with_what_it_says_and_nothing_else() {
    let view = seen(vec![info().into()]).await;
    assert_eq!(pairs(&view.school), [("Школа", "МБОУ «СОШ № 2»"), ("Адрес", "ул. Ленина, 1")]);
    assert_eq!(pairs(&view.class), [("Класс", "7 «Б»"), ("Классный руководитель", "Магомедова З. А.")]);
    assert_eq!(pairs(&view.guardians), [("Представитель", "Гаджиева П.")]);
    assert_eq!((view.teachers[0].name.as_str(), view.teachers_of_lessons), ("Омаров Ш. И.", false));
    assert_eq!(seen(Vec::new()).await.filling, Filling::NotLoaded);
}

#[tokio::test]
async fn where_the_school_lists_no_teachers_the_timetable_does() {
    let of = |id: &str, teacher: &str, status| {
        Item::Lesson(Lesson { teacher: Some(teacher.into()), status, ..lesson(id, NOW, NOW) })
    };
    let view = seen(vec![
        SchoolInfo { teachers: Vec::new(), ..info() }.into(),
        of("1", "Омаров Ш. И.", LessonStatus::Held),
        of("2", "Юсупова П. М.", LessonStatus::Substituted),
    ])
    .await;
    assert!(view.teachers_of_lessons);
    assert_eq!(view.teachers.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["Омаров Ш. И."]);
}

#[tokio::test]
async fn the_year_is_told_with_the_days_to_the_next_holidays() {
    let quarter = term(2, date!(2026 - 11 - 05), date!(2026 - 12 - 30));
    let winter = Holiday {
        id: "w".into(),
        name: "Зимние каникулы".into(),
        from: date!(2026 - 12 - 31),
        to: date!(2027 - 01 - 10),
    };
    let view = seen(vec![winter.into(), quarter.into()]).await;
    let told: Vec<(&str, bool, bool)> =
        view.dates.iter().map(|it| (it.name.as_str(), it.holiday, it.current)).collect();
    assert_eq!(told, [("2 четверть", false, true), ("Зимние каникулы", true, false)]);
    assert_eq!(view.next_holiday.as_deref(), Some("Зимние каникулы: через 40 дней"));
}

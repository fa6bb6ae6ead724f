#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::time::Instant;

use peremena_model::{Absence, AbsenceStatus, Homework, Lesson, Mark, Remark, SubjectTeacher, TermMark, TermMarkOf};
use peremena_vault::PassWrite;
use time::{Duration, macros::date};

use super::*;
use crate::{
    testing::{Home, NOW, YEAR, account, amina, diary_in, homework, lesson, mark, stand, term, timur},
    views::PutTaskRequest,
};

async fn found(home: &Home, query: &str) -> SearchView {
    home.app.search(SearchRequest { query: query.into(), ..SearchRequest::default() }).await.unwrap()
}

fn said(fragments: &[Fragment]) -> String {
    fragments.iter().map(|it| if it.hit { format!("[{}]", it.text) } else { it.text.clone() }).collect()
}

/// "Физика: [Контрольная] работа", one for each hit.
fn lines_of(view: &SearchView) -> Vec<String> {
    view.hits.iter().map(|hit| format!("{}: {}", said(&hit.title), said(&hit.text))).collect()
}

async fn home() -> Home {
    let home = Home::new().await;
    let test = Mark {
        work_type: Some("Контрольная работа".into()),
        topic: Some("Дроби".into()),
        comment: Some("Отлично!".into()),
        ..mark("m", "5")
    };
    let lesson = Lesson {
        topic: Some("Подготовка к контрольной работе".into()), ..lesson("l", NOW, NOW)
    };
    let remark = Remark {
        id: "r".into(),
        date: date!(2026 - 10 - 01),
        subject: None,
        lesson: None,
        text: "Забыла тетрадь для контрольных".into(),
        author: Some("Магомедова З. А.".into()),
    };
    let info = SchoolInfo {
        id: "school".into(),
        teachers: vec![SubjectTeacher {
            name: "Магомедова Зарема".into(), subjects: vec!["Алгебра".into()]
        }],
        ..SchoolInfo::default()
    };
    stand(&home.vault, &amina(), vec![test.into(), lesson.into(), info.into(), Item::Remark(remark)]).await;
    let atlas = Homework {
        text: "Принести атлас и контурную карту".into(), ..homework("h", date!(2026 - 11 - 23))
    };
    stand(&home.vault, &timur(), vec![atlas.into()]).await;
    home
}

#[tokio::test]
async fn everything_that_holds_a_word_in_any_form_is_found_the_latest_first() {
    let home = home().await;
    let view = found(&home, "контрольную").await;
    assert_eq!(
        lines_of(&view),
        [
            "Алгебра: 5 · [Контрольная] работа · Дроби · Отлично!",
            "Физика: Подготовка к [контрольной] работе",
            ": Забыла тетрадь для [контрольных] · Магомедова З. А."
        ]
    );
    assert_eq!(view.words.as_deref(), Some("Найдено: 3"));
    assert_eq!(view.kinds.iter().map(|it| (it.kind, it.count)).collect::<Vec<_>>().len(), 3);
    assert_eq!(view.hits[0].route, format!("#/marks/{}/%D0%90%D0%BB%D0%B3%D0%B5%D0%B1%D1%80%D0%B0?mark=m", amina()));
    let only =
        SearchRequest { query: "контрольную".into(), kind: Some(FoundKind::Lesson), student: Some(amina()) };
    assert_eq!(home.app.search(only).await.unwrap().hits.len(), 1);
}

#[tokio::test]
async fn subjects_and_people_come_first() {
    let view = found(&home().await, "магомедовой").await;
    assert_eq!(lines_of(&view)[0], "[Магомедова] Зарема: Алгебра");
    let algebra = found(&home().await, "алгебр").await;
    assert_eq!((algebra.hits[0].kind, said(&algebra.hits[0].title).as_str()), (FoundKind::Subject, "[Алгебра]"));
}

#[tokio::test]
async fn of_one_child_nothing_of_another_is_found() {
    let home = home().await;
    let of = |student: StudentId| SearchRequest { query: "атлас".into(), student: Some(student), kind: None };
    assert_eq!(home.app.search(of(timur())).await.unwrap().hits.len(), 1);
    assert_eq!(home.app.search(of(amina())).await.unwrap().hits.len(), 0);
    assert_eq!(found(&home, "атлас").await.hits[0].student_name, "Тимур");
}

#[tokio::test]
async fn what_is_new_is_found_and_other_years_too() {
    let home = home().await;
    assert!(found(&home, "вулканы").await.hits.is_empty());
    let task = PutTaskRequest {
        student: amina().to_string(),
        id: None,
        subject: "География".into(),
        text: "Доклад о вулканах".into(),
        due: "2026-11-25".into(),
    };
    home.app.put_task(task).await.unwrap();
    assert_eq!(lines_of(&found(&home, "вулканы").await), ["География: Доклад о [вулканах]"]);
    let before =
        Lesson { topic: Some("Вулкан Этна".into()), ..lesson("old", NOW - Duration::days(700), NOW) };
    let mut pass = PassWrite::new(amina(), SchoolYear(YEAR.0 - 2), NOW);
    pass.put.push(before.into());
    home.vault.commit(&pass).await.unwrap();
    let hits = found(&home, "вулканы").await.hits;
    let [_, of_then] = &hits[..] else { panic!("{hits:?}") };
    assert!(of_then.route.starts_with("#/diary/") && of_then.route.ends_with("/2024-12-21"), "{}", of_then.route);
    assert_eq!(found(&home, " … ").await.words, None);
    assert_eq!(found(&home, "динозавр").await.words.as_deref(), Some("Ничего не нашлось"));
}

#[tokio::test]
async fn what_was_indexed_goes_with_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let app = diary_in(folder.path()).await;
    app.search(SearchRequest { query: "физика".into(), ..SearchRequest::default() }).await.unwrap();
    assert!(app.inner.search.lock().await.is_some());
    assert!(app.remove_account(&account("patimat", false).id).await.unwrap());
    assert!(app.inner.search.lock().await.is_none() && app.inner.summary.lock().await.is_none());
}

#[test]
fn a_long_text_is_cut_around_what_was_found() {
    let stems = Stems::default();
    let query = Query::read(&stems, "атлас").unwrap();
    let long = format!("{} принести атлас {}", "слово ".repeat(60), "другое ".repeat(60));
    let part = around(&stems, &query, &long);
    assert!(part.starts_with("… слово") && part.ends_with("другое …") && part.contains("принести атлас"));
    assert!(part.chars().count() <= AROUND + 4);
    assert_eq!(around(&stems, &query, "принести  атлас\nзавтра"), "принести атлас завтра");
}

/// Three children, five years. Said, since it is why the index is made in memory.
#[tokio::test]
async fn five_years_of_two_children_are_indexed_while_one_types() {
    let home = Home::new().await;
    for child in [amina(), timur()] {
        let items: Vec<Item> = (0..6000_i64)
            .map(|number| {
                let at = NOW - Duration::hours(number * 7);
                let topic =
                    format!("Тема {number}: квадратные уравнения и контрольная работа о дробях {}", number % 700);
                if number % 2 == 0 {
                    Lesson { topic: Some(topic), ..lesson(&format!("l{number}"), at, at) }.into()
                } else {
                    Homework { text: topic, ..homework(&format!("h{number}"), at.date()) }.into()
                }
            })
            .collect();
        stand(&home.vault, &child, items).await;
    }
    let begun = Instant::now();
    found(&home, "контрольную работу").await;
    let first = begun.elapsed();
    let begun = Instant::now();
    let view = found(&home, "квадратное 69").await;
    let next = begun.elapsed();
    println!("12000 documents: first question {first:?}, the next {next:?}");
    assert!(!view.hits.is_empty() && view.hits.len() <= SHOWN);
    // Bounds for a test machine under load and without optimisation, not the figures themselves.
    assert!(first < std::time::Duration::from_secs(20) && next < std::time::Duration::from_secs(2));
}

/// A question for each of the eleven kinds that a school's record must hold (`record.rs`).
#[tokio::test]
async fn each_of_the_eleven_kinds_is_found() {
    let home = Home::new().await;
    let guardian =
        peremena_model::Guardian { name: "Гаджиева Патимат".into(), relation: Some("Мать".into()) };
    let info = SchoolInfo {
        id: "school".into(),
        school: Some("Гимназия имени Дибирова".into()),
        address: Some("Махачкала, улица Ярагского, 7".into()),
        phone: Some("+7 8722 00-00-07".into()),
        class: Some("7 «Б»".into()),
        class_teacher: Some("Омарова Шамсият".into()),
        guardians: vec![guardian],
        ..SchoolInfo::default()
    };
    let quarter = term(2, date!(2026 - 11 - 05), date!(2026 - 12 - 27));
    let holiday = peremena_model::Holiday {
        id: "w".into(),
        name: "Зимние каникулы".into(),
        from: date!(2026 - 12 - 28),
        to: date!(2027 - 01 - 10),
    };
    let of_term = TermMark {
        id: "t".into(),
        subject: "Химия".into(),
        value: "5".into(),
        of: TermMarkOf::Term,
        term: Some("2".into()),
        term_number: None,
        set_at: None,
    };
    let of_year =
        TermMark {
            id: "y".into(), of: TermMarkOf::Year, term: None, subject: "Астрономия".into(), ..of_term.clone()
        };
    let event = peremena_model::Event {
        id: "e".into(),
        date: NOW.date(),
        starts_at: None,
        title: "Концерт".into(),
        text: None,
        place: None,
    };
    let absence = Absence {
        id: "a".into(),
        date: NOW.date(),
        lesson: None,
        lesson_number: None,
        subject: None,
        status: AbsenceStatus::Ill,
        word: None,
        comment: Some("справка от врача".into()),
    };
    let of_week = Mark { topic: Some("Равнобедренный треугольник".into()), ..mark("m", "4") };
    let items: Vec<Item> = vec![
        info.into(),
        quarter.into(),
        holiday.into(),
        of_term.into(),
        of_year.into(),
        event.into(),
        absence.into(),
        of_week.into(),
        homework("12", date!(2026 - 11 - 23)).into(),
    ];
    stand(&home.vault, &amina(), items).await;
    let first = async |query: &str| {
        let view = found(&home, query).await;
        let hit = view.hits.first().unwrap_or_else(|| panic!("{query}: nothing"));
        (hit.kind, said(&hit.title), said(&hit.text), hit.route.clone())
    };
    let kind = async |query: &str| first(query).await.0;
    assert_eq!(kind("7 «Б»").await, FoundKind::School, "the child");
    assert_eq!(kind("№ 12").await, FoundKind::Homework);
    assert_eq!(kind("концерты").await, FoundKind::Event);
    assert_eq!(kind("дибирова").await, FoundKind::School);
    assert_eq!((kind("ярагского").await, kind("8722").await), (FoundKind::School, FoundKind::School));
    assert_eq!(kind("омаровой").await, FoundKind::Person, "the class teacher");
    assert_eq!((kind("четверти").await, kind("зимних").await), (FoundKind::Term, FoundKind::Term));
    let (of, title, text, route) = first("химия").await;
    assert_eq!((of, title.as_str(), text.as_str()), (FoundKind::TermMark, "[Химия]", "5 · 2 четверть"));
    assert!(route.contains("/marks/") && route.ends_with("?mark=t"), "{route}");
    let (of, _, text, _) = first("астрономия").await;
    assert_eq!((of, text.as_str()), (FoundKind::TermMark, "5 · Год"));
    assert_eq!(kind("треугольники").await, FoundKind::Mark, "the statistics of a week are made of marks");
    let (of, title, text, _) = first("патимат").await;
    assert_eq!((of, title.as_str(), text.as_str()), (FoundKind::Person, "Гаджиева [Патимат]", "Мать"));
    // And the absences with what the school says of them.
    assert_eq!(kind("справка").await, FoundKind::Absence);
    // In the language of the moment.
    let settings = crate::views::ChangeSettingsRequest { language: Some("en".into()), ..Default::default() };
    home.app.change_settings(settings).await.unwrap();
    assert_ne!(first("астрономия").await.2, "5 · Год");
}

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use peremena_model::{Asked, Item, OfficialAverage, SchoolInfo, Span};
use peremena_vault::PassWrite;
use time::macros::date;

use super::*;
use crate::testing::{Home, NOW, YEAR as SCHOOL_YEAR, amina, mark, term};

fn term_mark(id: &str, value: &str, of: TermMarkOf, term: Option<&str>) -> TermMark {
    TermMark {
        id: id.into(),
        subject: "Алгебра".into(),
        value: value.into(),
        of,
        term: term.map(str::to_owned),
        term_number: None,
        set_at: None,
    }
}

fn on(id: &str, value: &str, weight: f64, day: Date) -> Item {
    Mark { lesson_date: Some(day), weight: Some(weight), ..mark(id, value) }.into()
}

/// Marks of both terms; those of the first were looked at whole only where `whole`.
async fn sheet(whole: bool, more: Vec<Item>) -> TermsView {
    let home = Home::new().await;
    let mut covered = Coverage::default();
    let from = if whole { date!(2026 - 09 - 01) } else { date!(2026 - 11 - 01) };
    covered.cover(&Asked::live(Span::new(from, date!(2026 - 12 - 05))));
    let mut pass = PassWrite::new(amina(), SCHOOL_YEAR, NOW);
    pass.coverage.push((Kind::Mark, serde_json::to_string(&covered).unwrap()));
    pass.put = vec![
        term(1, date!(2026 - 09 - 01), date!(2026 - 10 - 25)).into(),
        term(2, date!(2026 - 11 - 05), date!(2026 - 12 - 30)).into(),
        SchoolInfo {
            id: "school".into(), subjects: vec!["Физика".into(), "Алгебра".into()], ..SchoolInfo::default()
        }
        .into(),
        on("1", "5", 3.0, date!(2026 - 09 - 10)),
        on("2", "3", 1.0, date!(2026 - 09 - 12)),
        on("3", "5", 1.0, date!(2026 - 11 - 10)),
        on("4", "4", 1.0, date!(2026 - 11 - 12)),
    ];
    pass.put.extend(more);
    home.vault.commit(&pass).await.unwrap();
    home.app.terms(TermsRequest { student: amina().to_string() }).await.unwrap()
}

fn official(value: f64) -> Item {
    OfficialAverage { id: "a".into(), subject: "Алгебра".into(), term: Some("1".into()), value, weighted: false }.into()
}

#[tokio::test]
async fn the_sheet_has_subjects_terms_and_the_year() {
    let view = sheet(true, vec![term_mark("t", "5", TermMarkOf::Term, Some("1")).into()]).await;
    let columns: Vec<(&str, &str, bool)> =
        view.columns.iter().map(|it| (it.name.as_str(), it.short.as_str(), it.current)).collect();
    assert_eq!(columns, [("1 четверть", "1", false), ("2 четверть", "2", true), ("Год", "Год", false)]);
    assert_eq!(view.columns[0].dates.as_deref(), Some("1 сентября – 25 октября"));
    assert_eq!(view.subjects.iter().map(|row| row.subject.as_str()).collect::<Vec<_>>(), ["Физика", "Алгебра"]);
    let cells = &view.subjects[1].cells;
    assert_eq!(cells[0].label, "оценка 5, средний 4,50");
    assert_eq!((cells[1].label.as_str(), cells[1].tint), ("средний 4,50, выходит 5", Tint::Five));
    assert_eq!(cells[2].label, "");
    let progress = view.progress.unwrap();
    assert_eq!(progress.text, "Неделя 3 из 9, до конца 39 дней");
    assert!(progress.share > 0.2 && progress.share < 0.4);
    assert!(view.notes.is_empty());
}

#[tokio::test]
async fn no_average_is_made_of_a_part_of_the_marks() {
    let view = sheet(false, Vec::new()).await;
    let cells = &view.subjects[1].cells;
    assert_eq!((cells[0].average.as_deref(), cells[1].average.as_deref()), (None, Some("4,50")));
}

#[tokio::test]
async fn where_the_numbers_differ_it_is_said_why() {
    let notes = |view: TermsView| -> Vec<String> { view.notes.into_iter().map(|note| note.text).collect() };
    assert_eq!(
        notes(sheet(true, vec![official(4.0)]).await),
        ["Школа пишет 4,00: она считает без веса оценок, с весом выходит 4,50."]
    );
    assert!(notes(sheet(true, vec![official(4.2)]).await)[0].starts_with("Школа пишет 4,20, а по оценкам дневника"));
    assert_eq!(notes(sheet(true, vec![official(4.5)]).await), Vec::<String>::new());
    let lower = notes(sheet(true, vec![term_mark("t", "4", TermMarkOf::Term, Some("1")).into()]).await);
    assert_eq!(lower, ["Стоит 4, хотя средний 4,50: оценку ставит учитель. О причине спросите его."]);
}

#[tokio::test]
async fn the_year_is_the_average_of_its_terms_and_exams_have_a_column() {
    let view = sheet(
        true,
        vec![
            term_mark("t", "5", TermMarkOf::Term, Some("1")).into(),
            term_mark("u", "4", TermMarkOf::Term, Some("2")).into(),
            term_mark("x", "5", TermMarkOf::Exam, None).into(),
        ],
    )
    .await;
    let cells = &view.subjects[1].cells;
    assert_eq!(cells[2].label, "средний 4,50, выходит 5");
    assert_eq!((view.columns[3].name.as_str(), cells[3].label.as_str()), ("Экзамен", "оценка 5"));
}

#![allow(clippy::unwrap_used)]

use peremena_model::{PlannedTest, TermMark, TermMarkOf};
use peremena_vault::PassWrite;
use time::macros::{date, datetime};

use super::*;
use crate::testing::{Home, NOW, YEAR, amina, change, mark, stand, term};

/// Two quarters, a mark in each, one in the holidays between them, one of nobody knows when, and the first quarter's.
async fn home() -> Home {
    let home = Home::new().await;
    let on = |id: &str, day: Option<Date>| Item::Mark(Mark { lesson_date: day, ..mark(id, "4") });
    let ended = TermMark {
        id: "final".into(),
        subject: "Алгебра".into(),
        of: TermMarkOf::Term,
        term: Some("1".into()),
        term_number: None,
        value: "5".into(),
        set_at: None,
    };
    let items = vec![
        term(1, date!(2026 - 09 - 01), date!(2026 - 10 - 25)).into(),
        term(2, date!(2026 - 11 - 05), date!(2026 - 12 - 27)).into(),
        on("autumn", Some(date!(2026 - 10 - 06))),
        on("holiday", Some(date!(2026 - 10 - 28))),
        on("now", Some(NOW.date())),
        on("undated", None),
        ended.into(),
    ];
    stand(&home.vault, &amina(), items).await;
    home
}

/// The chosen term, and the marks that stand there.
async fn shown(home: &Home, term: Option<&str>, mark: Option<&str>) -> (String, Vec<String>) {
    let request = SubjectRequest {
        student: amina().to_string(),
        subject: "Алгебра".into(),
        term: term.map(str::to_owned),
        mark: mark.map(str::to_owned),
    };
    let view = home.app.subject(request).await.unwrap();
    let chosen = view.terms.into_iter().find(|term| term.chosen).unwrap().id;
    (chosen, view.marks.into_iter().map(|entry| entry.chip.id).collect())
}

#[tokio::test]
async fn a_mark_that_an_address_picks_is_there_whatever_its_term() {
    let home = home().await;
    let now = ("2".to_owned(), vec!["now".to_owned()]);
    assert_eq!(shown(&home, None, None).await, now);
    assert_eq!(shown(&home, None, Some("now")).await, now);
    assert_eq!(shown(&home, None, Some("autumn")).await, ("1".to_owned(), vec!["autumn".to_owned()]));
    assert_eq!(shown(&home, Some("2"), Some("autumn")).await.0, "1", "another term was looked at before");
    for nowhere in ["holiday", "undated"] {
        let (chosen, marks) = shown(&home, None, Some(nowhere)).await;
        assert_eq!(chosen, "year", "{nowhere}");
        assert!(marks.iter().any(|id| id == nowhere), "{marks:?}");
    }
    // The year holds it as well, and a mark that is gone chooses nothing.
    assert_eq!(shown(&home, Some("year"), Some("autumn")).await.0, "year");
    assert_eq!(shown(&home, None, Some("gone")).await, now);
    // Marks of terms stand beside every term.
    assert_eq!(shown(&home, None, Some("final")).await, now);
}

#[tokio::test]
async fn a_test_that_waits_for_its_mark_longer_than_it_should_is_told_beside_the_marks() {
    let home = home().await;
    let test = |id: &str, subject: &str, day: Date, work: Option<&str>| -> Item {
        PlannedTest {
            id: id.into(),
            date: day,
            subject: subject.into(),
            work_type: work.map(str::to_owned),
            topic: None,
            lesson: None,
        }
        .into()
    };
    let items = vec![
        test("late", "Алгебра", date!(2026 - 11 - 12), Some("Самостоятельная")),
        test("later", "Алгебра", date!(2026 - 11 - 11), None),
        // Its time is not over; one that is marked; one of another subject; one of another term.
        test("soon", "Алгебра", date!(2026 - 11 - 16), None),
        test("marked", "Алгебра", date!(2026 - 11 - 06), None),
        test("other", "Физика", date!(2026 - 11 - 12), None),
        test("before", "Алгебра", date!(2026 - 10 - 08), None),
        Mark { lesson_date: Some(date!(2026 - 11 - 06)), ..mark("of-it", "4") }.into(),
    ];
    stand(&home.vault, &amina(), items).await;
    let told = async |term: Option<&str>| -> Vec<(String, String)> {
        let (student, term) = (amina().to_string(), term.map(str::to_owned));
        let request = SubjectRequest { student, subject: "Алгебра".into(), term, mark: None };
        let view = home.app.subject(request).await.unwrap();
        view.unmarked.into_iter().map(|test| (test.title, test.text)).collect()
    };
    let line = |title: &str, text: &str| (title.to_owned(), text.to_owned());
    let now =
        [line("Самостоятельная", "12 ноября, оценки нет 9 дней"), line("Контрольная", "11 ноября, оценки нет 10 дней")];
    assert_eq!(told(None).await, now);
    assert_eq!(told(Some("1")).await, [line("Контрольная", "8 октября, оценки нет 44 дня")]);
    assert_eq!(told(Some(crate::marks::YEAR)).await.len(), 3);
    // The family's own limit holds here too.
    let limits = Some(crate::views::RecordLimits { homework_minutes: 60, mark_days: 9 });
    home.app.record(crate::views::RecordRequest { student: amina().to_string(), limits }).await.unwrap();
    assert_eq!(told(None).await, now.split_at(1).1);
}

#[tokio::test]
async fn the_page_tells_the_trend_what_each_mark_did_and_what_it_was_before() {
    let home = Home::new().await;
    let on = |id: &str, value: &str, day: Date| -> Item { Mark { lesson_date: Some(day), ..mark(id, value) }.into() };
    let items = vec![
        term(2, date!(2026 - 11 - 05), date!(2026 - 12 - 27)).into(),
        on("first", "3", date!(2026 - 11 - 06)),
        on("best", "5", date!(2026 - 11 - 12)),
        on("away", "н", date!(2026 - 11 - 13)),
    ];
    stand(&home.vault, &amina(), items).await;
    let [before, after] = ["3", "4"].map(|value| on("mended", value, date!(2026 - 11 - 17)));
    let at = datetime!(2026-11-18 12:00 +3);
    let mut pass = PassWrite::new(amina(), YEAR, at);
    pass.put.push(after.clone());
    pass.changes.push(change(&amina(), Some(before), Some(after), at));
    home.vault.commit(&pass).await.unwrap();

    let request =
        SubjectRequest { student: amina().to_string(), subject: "Алгебра".into(), term: None, mark: None };
    let view = home.app.subject(request).await.unwrap();
    assert_eq!((view.average.as_deref(), view.trend), (Some("4,00"), 1));
    assert_eq!(view.trend_text.as_deref(), Some("1,00 за две недели"));
    // What is no grade is no point, and stands among the values.
    let points: Vec<(f64, f64)> = view.points.iter().map(|point| (point.value, point.average)).collect();
    assert_eq!(points, [(3.0, 3.0), (5.0, 4.0), (4.0, 4.0)]);
    let counts: Vec<(&str, u32)> = view.distribution.iter().map(|bar| (bar.value.as_str(), bar.count)).collect();
    assert_eq!(counts, [("5", 1), ("4", 1), ("3", 1), ("н", 1)]);
    let told = view.marks.iter().map(|it| (it.chip.value.as_str(), it.influence.as_deref(), it.influence_sign));
    assert_eq!(
        told.collect::<Vec<_>>(),
        [("4", Some("0,00"), 0), ("н", None, 0), ("5", Some("+0,50"), 1), ("3", Some("−0,50"), -1)]
    );
    let histories: Vec<String> = view.marks.iter().map(|it| it.history.join("; ")).collect();
    assert_eq!(histories, ["исправлено 18 ноября: 3 → 4", "", "", ""]);
}

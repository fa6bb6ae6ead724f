#![allow(clippy::unwrap_used)]

use peremena_model::{TermMark, TermMarkOf};
use time::macros::date;

use super::*;
use crate::testing::{Home, NOW, amina, mark, stand, term};

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

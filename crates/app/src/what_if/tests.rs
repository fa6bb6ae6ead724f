#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use peremena_model::Item;
use time::macros::date;

use super::*;
use crate::{
    testing::{Home, NOW, amina, lesson, mark, stand, term},
    views::{AddedMark, ChangedMark},
};

/// Four marks of algebra, and `left` lessons of it in the rest of the term.
async fn home(values: &[(&str, Option<f64>)], left: i64) -> Home {
    let home = Home::new().await;
    let quarter = term(2, date!(2026 - 11 - 05), date!(2026 - 12 - 06));
    let mut items: Vec<Item> = vec![quarter.into()];
    for (place, (value, weight)) in values.iter().enumerate() {
        items.push(Mark { weight: *weight, ..mark(&place.to_string(), value) }.into());
    }
    for day in 1..=left {
        let at = NOW + time::Duration::days(day);
        items.push(Item::Lesson(peremena_model::Lesson {
            subject: "Алгебра".into(),
            ..lesson(&format!("l{day}"), at, at)
        }));
    }
    // The timetable is known to the end of the term: nothing is to be guessed.
    let last = NOW + time::Duration::days(15);
    let cancelled = peremena_model::LessonStatus::Cancelled;
    items.push(Item::Lesson(peremena_model::Lesson { status: cancelled, ..lesson("last", last, last) }));
    stand(&home.vault, &amina(), items).await;
    home
}

fn about_algebra() -> WhatIfRequest {
    WhatIfRequest { student: amina().to_string(), subject: "Алгебра".into(), ..WhatIfRequest::default() }
}

async fn asked(home: &Home, request: WhatIfRequest) -> WhatIfView {
    home.app.what_if(request).await.unwrap()
}

#[tokio::test]
async fn marks_are_added_changed_and_dropped_and_nothing_is_kept() {
    let home = home(&[("4", None), ("4", None), ("3", None), ("5", None)], 10).await;
    let plain = asked(&home, about_algebra()).await;
    assert_eq!((plain.average.as_deref(), plain.delta.as_deref(), plain.delta_sign), (Some("4,00"), Some("0,00"), 0));
    assert_eq!(plain.text, "Выходит 4, как и сейчас");
    let add = WhatIfRequest { add: vec![AddedMark { value: "5".into(), weight: Some(4.0) }], ..about_algebra() };
    let added = asked(&home, add).await;
    assert_eq!((added.average.as_deref(), added.delta.as_deref()), (Some("4,50"), Some("+0,50")));
    assert_eq!(added.text, "Вышло бы 5, а выходит 4");
    let change = WhatIfRequest { change: vec![ChangedMark { mark: "2".into(), value: "5".into() }], ..about_algebra() };
    assert_eq!(asked(&home, change).await.average.as_deref(), Some("4,50"));
    let drop = WhatIfRequest { drop: vec!["3".into(), "gone".into()], ..about_algebra() };
    let dropped = asked(&home, drop).await;
    assert_eq!((dropped.average.as_deref(), dropped.delta_sign), (Some("3,67"), -1));
    let all = WhatIfRequest { drop: ["0", "1", "2", "3"].map(str::to_owned).to_vec(), ..about_algebra() };
    let none = asked(&home, all).await;
    assert_eq!((none.average, none.text.as_str()), (None, "Считать было бы не по чему"));
    assert_eq!(asked(&home, about_algebra()).await.average.as_deref(), Some("4,00"));
}

#[tokio::test]
async fn a_wish_says_what_it_takes_and_when_it_cannot_be() {
    let wish =
        |wish: &str, with: &str| WhatIfRequest { wish: Some(wish.into()), with: Some(with.into()), ..about_algebra() };
    let text = |view: WhatIfView| (view.possible, view.need.map(|need| format!("{}: {}", need.title, need.text)));
    let marks = [("4", None), ("4", None), ("3", None), ("5", None)];
    let home_of_ten = home(&marks, 10).await;
    let said = |possible: bool, words: &str| (possible, Some(words.to_owned()));
    assert_eq!(
        text(asked(&home_of_ten, wish("5", "5")).await),
        said(true, "До 5 за 2 четверть: нужно 4 оценки «5», уроков осталось 10")
    );
    assert_eq!(
        text(asked(&home_of_ten, wish("4,2", "5")).await),
        said(true, "До среднего 4,2: нужна 1 оценка «5», уроков осталось 10")
    );
    assert_eq!(text(asked(&home_of_ten, wish("4", "5")).await), said(true, "До 4 за 2 четверть: уже есть"));
    assert_eq!(
        text(asked(&home_of_ten, wish("5", "4")).await),
        said(false, "До 5 за 2 четверть: оценками «4» не получится, сколько бы их ни было")
    );
    let home_of_three = home(&marks, 3).await;
    assert_eq!(
        text(asked(&home_of_three, wish("5", "5")).await),
        said(false, "До 5 за 2 четверть: не получится: нужно 4 оценки «5», а уроков осталось 3")
    );
}

#[tokio::test]
async fn what_is_over_has_no_lessons_left_and_the_year_ends_with_its_last_term() {
    let home = home(&[("4", None), ("4", None)], 2).await;
    let before = term(1, date!(2026 - 09 - 01), date!(2026 - 10 - 25));
    let autumn = Mark { lesson_date: Some(date!(2026 - 10 - 06)), ..mark("autumn", "4") };
    stand(&home.vault, &amina(), vec![before.into(), autumn.into()]).await;
    let of = |term: &str, with: &str| WhatIfRequest {
        wish: Some("5".into()),
        with: Some(with.into()),
        term: Some(term.into()),
        ..about_algebra()
    };
    let text =
        |view: WhatIfView| (view.possible, view.need.map(|need| format!("{}: {}", need.title, need.text)).unwrap());
    let over = "До 5 за 1 четверть: не получится: учебный период закончился, оценок больше не будет";
    for with in ["5", "4"] {
        assert_eq!(text(asked(&home, of("1", with)).await), (false, over.to_owned()), "{with}");
    }
    let there = WhatIfRequest { wish: Some("4".into()), ..of("1", "5") };
    assert_eq!(text(asked(&home, there).await), (true, "До 4 за 1 четверть: уже есть".to_owned()));
    let year = "До 5 за год: не получится: нужно 3 оценки «5», а уроков осталось 2";
    assert_eq!(text(asked(&home, of("year", "5")).await), (false, year.to_owned()));
    home.set(time::macros::datetime!(2027-06-10 12:00 +3));
    let (possible, said) = text(asked(&home, of("year", "5")).await);
    assert!(!possible && said.starts_with("До 5 за год: не получится: учебный период закончился"), "{said}");
}

#[tokio::test]
async fn a_wish_that_is_none_is_said_so_and_the_rest_of_the_answer_holds() {
    let home = home(&[("4", None), ("4", None)], 3).await;
    let add = vec![AddedMark { value: "5".into(), weight: None }];
    let wish = |wish: &str, with: &str| WhatIfRequest {
        add: add.clone(),
        wish: Some(wish.into()),
        with: Some(with.into()),
        ..about_algebra()
    };
    for (nonsense, with) in [("7", "5"), ("сто", "5"), ("1,2", "5"), ("4,,6", "5"), ("5", "н")] {
        let view = asked(&home, wish(nonsense, with)).await;
        assert!(view.wish_problem.unwrap().starts_with("Напишите оценку"), "{nonsense}");
        assert_eq!((view.average.as_deref(), view.need.is_some()), (Some("4,33"), false), "{nonsense}");
    }
    for half in ["4,", "4,6", " 5 "] {
        let view = asked(&home, wish(half, "5")).await;
        assert_eq!((view.wish_problem, view.need.is_some()), (None, true), "{half}");
    }
    let view = asked(&home, about_algebra()).await;
    assert!(view.wishes.iter().all(|wish| view.values.contains(wish)));
}

#[tokio::test]
async fn weights_are_offered_where_the_school_gives_some() {
    let plain = home(&[("4", None), ("5", Some(1.0))], 3).await;
    assert!(asked(&plain, about_algebra()).await.weights.is_empty());
    let weighted = home(&[("4", Some(2.0)), ("5", Some(1.5))], 3).await;
    let weights = asked(&weighted, about_algebra()).await.weights;
    assert_eq!(weights.iter().map(|it| it.text.as_str()).collect::<Vec<_>>(), ["1", "1,5", "2"]);
}

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use time::macros::{date, datetime};

use super::*;
use crate::testing::{Home, TOMORROW, amina, homework, lesson, mark, stand, term};

async fn seen(home: &Home, limits: Option<RecordLimits>) -> RecordView {
    home.app.record(RecordRequest { student: amina().to_string(), limits }).await.unwrap()
}

fn states(view: &RecordView) -> Vec<(&str, RecordState)> {
    view.kinds.iter().map(|kind| (kind.title.as_str(), kind.state)).collect()
}

async fn home() -> Home {
    let home = Home::new().await;
    let thursday = datetime!(2026-11-12 09:00 +3);
    let late = Homework {
        set_at: Some(thursday + Duration::hours(4)),
        set_in_lesson: Some("l".into()),
        ..homework("late", date!(2026 - 11 - 16))
    };
    let slow = Mark { set_at: Some(datetime!(2026-11-21 12:00 +3)), ..mark("slow", "4") };
    let test = PlannedTest {
        id: "t".into(),
        date: thursday.date(),
        subject: "Физика".into(),
        work_type: None,
        topic: None,
        lesson: None,
    };
    let items: Vec<Item> = vec![
        lesson("l", thursday, thursday + Duration::minutes(45)).into(),
        late.clone().into(),
        Homework { id: "good".into(), set_at: Some(thursday + Duration::hours(1)), ..late }.into(),
        homework("undated", TOMORROW).into(),
        Mark { lesson_date: Some(date!(2026 - 11 - 10)), ..slow }.into(),
        test.into(),
        SchoolInfo { id: "school".into(), school: Some("СОШ № 2".into()), ..SchoolInfo::default() }.into(),
    ];
    stand(&home.vault, &amina(), items).await;
    home
}

#[tokio::test]
async fn each_of_the_eleven_kinds_is_told() {
    let view = seen(&home().await, None).await;
    use RecordState::{Filled, Missing, NotGiven, NotYet, Partly};
    assert_eq!(
        states(&view),
        [
            ("Ученик", Partly),
            ("Домашние задания", Filled),
            // What the connected system cannot give is not held against the school.
            ("События школы", NotGiven),
            ("Школа", Partly),
            ("Класс", Missing),
            ("Учебные периоды", Missing),
            ("Оценки за период", NotYet),
            ("Оценки за год", NotYet),
            ("Статистика по неделям", Filled),
            ("Текущие оценки", Filled),
            ("Родители", Missing),
        ]
    );
    assert_eq!(view.kinds[3].text, "нет: адрес, телефон");
    assert_eq!(view.summary, "Заполнено 3 из 10");
}

#[tokio::test]
async fn what_is_late_is_told_with_how_much_and_the_limits_are_the_familys() {
    let home = home().await;
    let view = seen(&home, None).await;
    let told = |view: &RecordView| -> Vec<(String, Vec<String>)> {
        let lines = view.timeliness.iter();
        lines.map(|it| (it.text.clone(), it.late.iter().map(|late| late.text.clone()).collect())).collect()
    };
    let text = |text: &str, late: &[&str]| (text.to_owned(), late.iter().map(|it| (*it).to_owned()).collect());
    assert_eq!(
        told(&view),
        [
            text("Вовремя 1 из 2", &["на 16 ноября, позже срока на 2 часа"]),
            text("Вовремя 0 из 1", &["4 за 10 ноября, позже срока на 4 дня"]),
            text("Без оценки: 1", &["12 ноября, оценки нет 9 дней"]),
        ]
    );
    assert!(view.timeliness[0].late[0].route.ends_with("?homework=late"));
    let gentle = RecordLimits { homework_minutes: 300, mark_days: 14 };
    let view = seen(&home, Some(gentle)).await;
    assert!(view.timeliness.iter().all(|line| line.good && line.late.is_empty()));
    assert_eq!(seen(&home, None).await.limits.mark_days, 14, "they are kept");
    let nonsense = RecordLimits { homework_minutes: 1, mark_days: 0 };
    let request = RecordRequest { student: amina().to_string(), limits: Some(nonsense) };
    assert!(home.app.record(request).await.is_err());
}

#[tokio::test]
async fn a_limit_is_chosen_out_of_a_list_that_holds_the_one_in_use() {
    let home = home().await;
    let odd = RecordLimits { homework_minutes: 90, mark_days: 4 };
    let view = seen(&home, Some(odd)).await;
    let limits: Vec<_> = view.timeliness.iter().filter_map(|line| line.limit.as_ref()).collect();
    let told: Vec<_> = limits.iter().map(|limit| (limit.of, limit.chosen)).collect();
    assert_eq!(told, [(RecordLimitOf::HomeworkMinutes, 90), (RecordLimitOf::MarkDays, 4)]);
    let texts = |at: usize| limits[at].choices.iter().map(|it| it.text.as_str()).collect::<Vec<_>>();
    assert_eq!(texts(0), ["сразу", "30 минут", "1 час", "90 минут", "2 часа", "3 часа", "6 часов", "12 часов"]);
    assert_eq!(texts(1), ["1 день", "2 дня", "3 дня", "4 дня", "5 дней", "7 дней", "10 дней", "14 дней", "21 день"]);
    for choice in limits.iter().flat_map(|limit| &limit.choices) {
        assert!(choice.value <= MINUTES_MOST, "what is offered is taken");
    }
}

#[tokio::test]
async fn what_is_not_loaded_is_not_called_missing() {
    let view = seen(&Home::new().await, None).await;
    assert_eq!((view.filling, view.timeliness.len()), (Filling::NotLoaded, 0));
}

fn state(view: &RecordView, title: &str) -> (RecordState, String) {
    view.kinds.iter().find(|kind| kind.title == title).map(|kind| (kind.state, kind.text.clone())).unwrap()
}

#[tokio::test]
async fn what_is_ahead_is_filled_in_and_is_neither_late_nor_in_time() {
    let home = Home::new().await;
    let event = peremena_model::Event {
        id: "e".into(),
        date: TOMORROW,
        starts_at: None,
        title: "Концерт".into(),
        text: None,
        place: None,
    };
    let at = home.now() + Duration::DAY;
    let set_late = Homework {
        set_at: Some(home.now() - Duration::HOUR),
        set_in_lesson: Some("l".into()),
        ..homework("h", TOMORROW)
    };
    let friday = home.now() - Duration::DAY;
    let items: Vec<Item> = vec![
        lesson("l", friday, friday + Duration::HOUR).into(),
        lesson("next", at, at + Duration::HOUR).into(),
        event.into(),
        set_late.into(),
    ];
    stand(&home.vault, &amina(), items).await;
    let view = seen(&home, None).await;
    assert_eq!(state(&view, "События школы").0, RecordState::Filled);
    assert_eq!(state(&view, "Домашние задания"), (RecordState::Filled, "1 задание".to_owned()));
    assert!(view.timeliness.iter().all(|line| line.late.is_empty()), "{:?}", view.timeliness);
    assert_eq!(view.since_text.as_deref(), Some("По тому, что загружено: с 20 ноября."));
}

#[tokio::test]
async fn what_a_system_never_tells_is_no_gap_of_the_school() {
    use RecordState::{Filled, Missing, Partly};
    let home = home().await;
    let of = async |system: &str| {
        let account = crate::testing::account("patimat", false);
        let other = peremena_vault::AccountRecord { system: system.into(), ..account };
        home.vault.put_account(&other, None).await.unwrap();
        seen(&home, None).await
    };
    let view = of("dnevnik-ru").await;
    assert_eq!((state(&view, "Родители").0, state(&view, "Школа").0), (Missing, Partly));
    assert_eq!(state(&view, "Школа").1, "нет: адрес, телефон");
    // ЭлЖур tells no address, and no holidays.
    let view = of("eljur").await;
    assert_eq!((state(&view, "Родители").0, state(&view, "Школа").0), (Missing, Filled));
    assert_eq!(state(&view, "Класс").0, Missing, "the class teacher is told, and not here");
    let gives_holidays = peremena_school::registry::system("eljur").unwrap().capabilities().kinds.has(Kind::Holiday);
    assert!(!gives_holidays);
    let quarter = term(2, date!(2026 - 11 - 05), date!(2026 - 12 - 27));
    stand(&home.vault, &amina(), vec![quarter.into()]).await;
    assert_eq!(state(&of("eljur").await, "Учебные периоды").0, Filled);
    let (state, text) = state(&of("dnevnik-ru").await, "Учебные периоды");
    assert_eq!((state, text.as_str()), (Partly, "нет: каникулы"));
}

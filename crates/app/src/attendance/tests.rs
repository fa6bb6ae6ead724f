#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use peremena_model::Asked;
use peremena_vault::PassWrite;
use time::macros::{date, datetime};

use super::*;
use crate::testing::{Home, YEAR, amina, lesson, term, timur};

fn absence(id: &str, day: Date, status: AbsenceStatus, lesson: Option<&str>) -> Absence {
    Absence {
        id: id.into(),
        date: day,
        lesson: lesson.map(str::to_owned),
        lesson_number: None,
        subject: None,
        status,
        word: None,
        comment: None,
    }
}

async fn home_since(from: Date) -> Home {
    let home = Home::new().await;
    let wednesday = datetime!(2026-11-18 08:00 +3);
    let mut items: Vec<Item> = vec![
        term(1, date!(2026 - 09 - 01), date!(2026 - 10 - 25)).into(),
        term(2, date!(2026 - 11 - 05), date!(2026 - 12 - 30)).into(),
        absence("day", wednesday.date(), AbsenceStatus::Ill, None).into(),
        absence("late", date!(2026 - 11 - 19), AbsenceStatus::Late, Some("next")).into(),
        absence("old", date!(2026 - 09 - 10), AbsenceStatus::Absent, Some("old")).into(),
        lesson("next", wednesday + Duration::DAY, wednesday + Duration::DAY).into(),
    ];
    for hour in 0..3 {
        let at = wednesday + Duration::hours(hour);
        items.push(Lesson { number: Some(1 + hour as i32), ..lesson(&hour.to_string(), at, at) }.into());
    }
    let mut covered = Coverage::default();
    covered.cover(&Asked::live(Span::new(from, date!(2026 - 12 - 05))));
    let mut pass = PassWrite::new(amina(), YEAR, home.now());
    pass.coverage.push((Kind::Absence, serde_json::to_string(&covered).unwrap()));
    pass.put = items;
    home.vault.commit(&pass).await.unwrap();
    home
}

async fn home() -> Home {
    home_since(date!(2026 - 09 - 01)).await
}

async fn seen(home: &Home, term: Option<&str>) -> AttendanceView {
    let request = AttendanceRequest { student: amina().to_string(), term: term.map(str::to_owned) };
    home.app.attendance(request).await.unwrap()
}

#[tokio::test]
async fn a_term_is_told_by_day_subject_and_reason_and_late_is_not_absent() {
    let view = seen(&home().await, None).await;
    assert_eq!(view.missed_text, "Пропущено 3 урока");
    assert_eq!(view.late_text.as_deref(), Some("1 опоздание. Опоздание — не пропуск"));
    let bars = |bars: &[AttendanceBar]| -> Vec<String> {
        bars.iter().map(|bar| format!("{}: {}", bar.name, bar.text)).collect()
    };
    assert_eq!(bars(&view.reasons), ["по болезни: 3 урока"]);
    assert_eq!(bars(&view.subjects), ["Физика: 3 урока, 1 опоздание"]);
    let titles: Vec<&str> = view.entries.iter().map(|entry| entry.title.as_str()).collect();
    assert_eq!(titles, ["Физика", "Весь день, 3 урока"]);
    assert_eq!(view.entries[0].lesson.as_deref(), Some("next"));
}

#[tokio::test]
async fn the_calendar_has_a_day_for_every_day_up_to_this_month() {
    let view = seen(&home().await, None).await;
    assert_eq!(view.months.iter().map(|month| month.title.as_str()).collect::<Vec<_>>(), ["Ноябрь"]);
    let days: Vec<&AttendanceDay> = view.months[0].weeks.iter().flatten().flatten().collect();
    assert_eq!((days.len(), view.months[0].weeks[0].len()), (30, 7));
    let (ill, late) = (days[17], days[18]);
    assert_eq!((ill.level, ill.sign.as_deref(), ill.lessons), (3, Some("3"), true));
    assert_eq!(ill.text.as_deref(), Some("18 ноября: 3 урока, по болезни"));
    assert_eq!((late.level, late.sign.as_deref()), (0, Some("о")));
    assert!(days[20].today && days[0].text.is_none());
}

#[tokio::test]
async fn every_term_and_the_year_have_their_totals() {
    let home = home().await;
    let view = seen(&home, Some("year")).await;
    let totals: Vec<(&str, &str)> =
        view.totals.iter().map(|total| (total.title.as_str(), total.text.as_str())).collect();
    assert_eq!(
        totals,
        [
            ("1 четверть", "1 урок"),
            ("2 четверть", "3 урока, 1 опоздание, по болезни 3"),
            ("Весь год", "4 урока, 1 опоздание, по болезни 3"),
        ]
    );
    assert_eq!(view.entries.len(), 3);
    // Nothing of it is another child's.
    let request = AttendanceRequest { student: timur().to_string(), term: None };
    let timurs = home.app.attendance(request).await.unwrap();
    assert_eq!((timurs.entries.len(), timurs.filling), (0, Filling::NotLoaded));
    assert!(timurs.months.is_empty());
}

#[tokio::test]
async fn what_was_read_in_part_is_counted_and_said_to_be_a_part() {
    let view = seen(&home_since(date!(2026 - 11 - 16)).await, Some("year")).await;
    let texts: Vec<&str> = view.totals.iter().map(|total| total.text.as_str()).collect();
    assert_eq!(texts[0], "1 урок; загружено не всё");
    assert_eq!(texts[2], "4 урока, 1 опоздание, по болезни 3; загружено не всё");
}

#[tokio::test]
async fn a_year_without_terms_is_not_called_whole() {
    let home = Home::new().await;
    crate::testing::stand(&home.vault, &amina(), vec![lesson("1", home.now(), home.now()).into()]).await;
    let view = seen(&home, Some("year")).await;
    assert_eq!((view.missed_text.as_str(), view.partial_text.is_some()), ("Ещё не загружено", true));
}

#[tokio::test]
async fn what_was_never_looked_at_is_not_called_attended() {
    let home = home_since(date!(2026 - 11 - 05)).await;
    let current = seen(&home, None).await;
    assert_eq!((current.missed_text.as_str(), current.partial_text), ("Пропущено 3 урока", None));
    let first = seen(&home, Some("1")).await;
    assert_eq!(first.missed_text, "Пропущен 1 урок");
    assert!(first.partial_text.is_some());
}

#![allow(clippy::unwrap_used)]

use rstest::rstest;

use super::*;
use crate::testing::{Home, amina, homework, lesson, stand};

async fn week(home: &Home, date: Option<&str>) -> DiaryView {
    home.app.diary(DiaryRequest { student: amina().to_string(), date: date.map(str::to_owned) }).await.unwrap()
}

/// Sunday, 22 November, with nothing in it: a day of the month that can be opened as any other.
#[rstest]
#[case(Some("2026-11-22"), "2026-11-22", "2026-11-22")]
#[case(Some("2026-11-20"), "2026-11-20", "2026-11-21")]
#[case(None, "2026-11-23", "2026-11-28")]
#[tokio::test]
async fn the_day_that_was_asked_for_is_the_day_that_opens(
    #[case] asked: Option<&str>,
    #[case] opens: &str,
    #[case] last: &str,
) {
    let home = Home::new().await;
    let at = home.now();
    let monday = at + Duration::days(2);
    stand(&home.vault, &amina(), vec![lesson("monday", monday, monday + Duration::HOUR).into()]).await;
    let view = week(&home, asked).await;
    assert_eq!(view.open_on, opens);
    assert_eq!(view.days.last().unwrap().label.date, last);
}

#[tokio::test]
async fn a_sunday_with_homework_is_a_line_of_every_look_at_its_week() {
    let home = Home::new().await;
    let sunday = home.now().date() + Duration::DAY;
    stand(&home.vault, &amina(), vec![homework("own", sunday).into()]).await;
    assert_eq!(week(&home, Some("2026-11-20")).await.days.last().unwrap().label.date, "2026-11-22");
}

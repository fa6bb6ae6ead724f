#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use peremena_model::{Attachment, Event, Message, Remark};
use time::{Date, macros::date, macros::datetime};

use super::*;
use crate::{
    testing::{Home, amina, stand},
    views::Filling,
};

fn event(id: &str, day: Date) -> Event {
    Event {
        id: id.into(),
        date: day,
        starts_at: Some(datetime!(2026-11-27 18:00 +3)),
        title: "Родительское собрание".into(),
        text: Some("  ".into()),
        place: Some("каб. 305".into()),
    }
}

async fn seen(home: &Home, kind: Option<Kind>) -> OccasionsView {
    home.app.occasions(OccasionsRequest { student: amina().to_string(), kind }).await.unwrap()
}

async fn home() -> Home {
    let home = Home::new().await;
    let message = Message {
        id: "m".into(),
        at: datetime!(2026-11-20 19:30 +3),
        subject: "Экскурсия".into(),
        text: "Сбор в девять".into(),
        from: "Магомедова З. А.".into(),
        to: Vec::new(),
        read: Some(false),
        attachments: vec![Attachment { id: "f".into(), name: "План.pdf".into(), size: None }],
    };
    let remark = Remark {
        id: "r".into(),
        date: date!(2026 - 11 - 18),
        subject: Some("История".into()),
        lesson: None,
        text: "Без тетради".into(),
        author: Some("Алиев Р. М.".into()),
    };
    let items: Vec<Item> = vec![
        event("later", date!(2026 - 12 - 25)).into(),
        event("next", date!(2026 - 11 - 27)).into(),
        event("was", date!(2026 - 09 - 01)).into(),
        message.into(),
        Item::Remark(remark),
    ];
    stand(&home.vault, &amina(), items).await;
    home
}

#[tokio::test]
async fn events_ahead_come_nearest_first_and_then_what_was() {
    let view = seen(&home().await, Some(Kind::Event)).await;
    assert_eq!(view.ahead.iter().map(|row| row.id.as_str()).collect::<Vec<_>>(), ["next", "later"]);
    assert_eq!(view.past.iter().map(|row| row.id.as_str()).collect::<Vec<_>>(), ["was"]);
    let next = &view.ahead[0];
    assert_eq!((next.time.as_deref(), next.text.as_deref()), (Some("18:00"), None));
    let kinds: Vec<(&str, u32)> = view.kinds.iter().map(|kind| (kind.name.as_str(), kind.count)).collect();
    assert_eq!(kinds, [("События", 3), ("Объявления", 0), ("Сообщения", 1), ("Замечания", 1)]);
}

#[tokio::test]
async fn messages_and_remarks_say_who_wrote_them() {
    let home = home().await;
    let message = seen(&home, Some(Kind::Message)).await.past.remove(0);
    assert_eq!((message.about.as_deref(), message.unread), (Some("Магомедова З. А."), true));
    assert_eq!(message.files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>(), ["План.pdf"]);
    let remark = seen(&home, Some(Kind::Remark)).await.past.remove(0);
    assert_eq!((remark.title.as_str(), remark.text.as_deref()), ("История", Some("Без тетради")));
}

#[tokio::test]
async fn a_system_that_lacks_a_kind_says_so() {
    let home = Home::new().await;
    let view = seen(&home, Some(Kind::Message)).await;
    assert_eq!(view.filling, Filling::NotPublished);
    assert_eq!(view.lacks.unwrap().what, "«Дневник.ру» не передаёт сюда сообщений");
    assert_eq!(seen(&home, None).await.kind, Kind::Announcement, "the first that the system gives");
    let request = OccasionsRequest { student: amina().to_string(), kind: Some(Kind::Mark) };
    assert!(home.app.occasions(request).await.is_err());
}

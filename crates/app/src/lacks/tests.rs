#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use peremena_model::KindSet;
use peremena_notify::Language;
use peremena_school::{lacks, registry};
use peremena_vault::SourceError;

use super::*;
use crate::{
    testing::{Home, account, amina, answer},
    views::{AttendanceRequest, AttendanceView, Nothing, OccasionsRequest, OccasionsView},
};

/// Every connector, every kind and matter, both languages: what is not given is said, with its reason, in words of its own.
#[test]
fn whatever_a_system_does_not_give_there_is_a_sentence_for_it() {
    for language in Language::all() {
        let words = Words::of(language);
        for matter in Matter::ALL {
            let id = format!("lacks-{}", matter.word());
            assert!(words.has(&id), "{language:?}: {id}");
        }
        for why in Why::ALL {
            let id = format!("why-{}", why.word());
            assert!(words.has(&id), "{language:?}: {id}");
        }
        for system in registry::systems() {
            let can = system.capabilities();
            let all = lacks(*system, can.kinds);
            // With each kind taken away by the way of signing in, too.
            let fewer = can.kinds.iter().flat_map(|gone| {
                let less: KindSet = can.kinds.iter().filter(|&kind| kind != gone).collect();
                lacks(*system, less)
            });
            for lack in all.iter().copied().chain(fewer) {
                let said = lack_view(&words, system.name(), lack);
                let named = said.what.contains(system.name()) && !said.what.contains("lack");
                assert!(named && !said.what.contains('{'), "{language:?} {}: {lack:?}: {said:?}", system.word());
                let reasoned = said.why.chars().count() > 20 && !said.why.starts_with("why-");
                assert!(reasoned && !said.why.contains('{'), "{language:?} {}: {lack:?}: {said:?}", system.word());
            }
            for &kind in Kind::ALL {
                let lack = all.iter().find(|lack| lack.matter == Matter::of(kind));
                let certain = lack.is_some_and(|lack| !lack.why.is_maybe());
                assert_eq!(certain, !can.kinds.has(kind), "{}: {kind:?}", system.word());
            }
        }
    }
}

async fn occasions(home: &Home, kind: Kind) -> OccasionsView {
    home.app.occasions(OccasionsRequest { student: amina().to_string(), kind: Some(kind) }).await.unwrap()
}

#[tokio::test]
async fn the_page_that_stays_empty_says_why_and_so_do_the_settings() {
    let home = Home::new().await;
    let said = occasions(&home, Kind::Message).await.lacks.unwrap();
    assert_eq!(said.what, "«Дневник.ру» не передаёт сюда сообщений");
    assert!(said.why.contains("под своим паролем"), "{}", said.why);
    let settings = home.app.settings(Nothing {}).await.unwrap();
    let lacking: Vec<&str> = settings.accounts[0].lacks.iter().map(|lack| lack.what.as_str()).collect();
    assert!(lacking.contains(&"«Дневник.ру» не передаёт сюда сообщений"), "{lacking:?}");
    assert!(
        !lacking.iter().any(|what| what.contains("текущих оценок")),
        "what it gives is not among them: {lacking:?}"
    );
    // What may come and has not come yet is not said never to come.
    let announcements = occasions(&home, Kind::Announcement).await;
    assert_eq!(announcements.filling, Filling::NotLoaded);
    let said = announcements.lacks.unwrap();
    assert!(said.what.contains("не каждому") && said.why.contains("вашему"), "{said:?}");
    let absences = home.app.attendance(AttendanceRequest { student: amina().to_string(), term: None }).await.unwrap();
    assert!(absences.lacks.is_none(), "they come with the next sync");
}

/// The school has said that something is closed to this account: what never came is put down to that.
#[tokio::test]
async fn what_is_closed_to_the_account_is_said_to_be() {
    let home = Home::new().await;
    answer(&home, &amina()).await;
    let mut status = home.vault.status().await.unwrap().into_iter().find(|it| it.student == amina()).unwrap();
    status.error = Some(SourceError { code: "forbidden".into(), message: "closed".into() });
    home.vault.put_status(&status).await.unwrap();
    let said = occasions(&home, Kind::Announcement).await.lacks.unwrap();
    assert!(said.why.contains("вашей учётной записи"), "{said:?}");
}

/// «Сетевой город» gives absences over one of its two APIs: the account that is signed in over the other is told so.
#[tokio::test]
async fn an_account_is_told_what_another_way_of_signing_in_would_give() {
    for (session, given) in [(r#"{"values":{"at":"t"}}"#, false), (r#"{"values":{"access_token":"t"}}"#, true)] {
        let mut record = account("patimat", false);
        record.system = "netschool".into();
        let home = Home::of(record.clone(), &["Амина Гаджиева"]).await;
        home.vault.put_account(&record, Some(session)).await.unwrap();
        let view: AttendanceView =
            home.app.attendance(AttendanceRequest { student: amina().to_string(), term: None }).await.unwrap();
        assert_eq!(view.filling == Filling::NotPublished, !given, "{session}");
        assert_eq!(view.lacks.is_some_and(|lack| lack.why.contains("мобильного приложения")), !given, "{session}");
    }
}

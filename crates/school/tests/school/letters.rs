//! A letter that is written, found and opened, over whichever protocol.

use peremena_model::{Item, Message};
use peremena_school::{Ask, Enrolment, Letter, SchoolApi, SchoolError};
use peremena_school_sim::School;

/// A connection, and for whom it is asked.
pub type Side<'a> = (&'a dyn SchoolApi, &'a Enrolment);

pub fn to(ids: &[&str]) -> Letter {
    Letter {
        to: ids.iter().map(|id| (*id).to_owned()).collect(),
        subject: "О дежурстве".into(),
        text: "Сегодня дежуришь ты.\nКлюч у вахтёра.".into(),
    }
}

/// The parent sends it; the pupil finds it by `ask`, unread, and opens it.
pub async fn arrives((parent, child): Side<'_>, (pupil, own): Side<'_>, letter: &Letter, ask: &Ask) {
    parent.send_letter(child, letter).await.unwrap();
    let found = async || -> Vec<Message> {
        let told = pupil.fetch(own, ask).await.unwrap().parts.into_iter().flat_map(|part| part.items);
        let of_it = |item| match item {
            Item::Message(found) if found.subject == letter.subject => Some(found),
            _ => None,
        };
        told.filter_map(of_it).collect()
    };
    let before = found().await;
    assert_eq!(before.iter().map(|found| found.read).collect::<Vec<_>>(), [Some(false)]);
    let opened = pupil.open_letter(own, &before[0].id).await.unwrap();
    assert_eq!((opened.text.as_str(), opened.id.as_str()), (letter.text.as_str(), before[0].id.as_str()));
    assert!(opened.from.contains("Гаджиева") && opened.read == Some(true));
    assert_eq!(found().await[0].read, Some(true));
}

/// Letters to nobody, or without a word, none of which the school gets to see; nor does it one of `more`.
pub async fn unfit_ones_are_not_sent((api, child): Side<'_>, good: &str, more: &[Letter], school: &School) {
    let silent = Letter { text: "\n".into(), ..to(&[good]) };
    for unfit in [to(&[]), to(&[" "]), to(&[good, ""]), silent].iter().chain(more) {
        school.clear_journal();
        let outcome = api.send_letter(child, unfit).await;
        assert!(matches!(outcome, Err(SchoolError::Setting(_))), "{outcome:?}");
        assert!(school.journal().entries.is_empty());
    }
    assert!(api.open_letter(child, "../../login").await.is_err());
}

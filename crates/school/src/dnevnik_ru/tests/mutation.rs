//! Answers that somebody has tampered with: nothing panics, and what can be read is kept.

use proptest::prelude::*;
use serde_json::Value;

use super::*;
use crate::tampered::{count, everything, junk, sound, spoil};

fn run(school: &Canned, kinds: &[Kind]) -> Result<Answer, SchoolError> {
    everything(school.api().as_ref(), &mira(), &ask(kinds))
}

const ALL: [Kind; 8] = [
    Kind::Lesson,
    Kind::Mark,
    Kind::Homework,
    Kind::Absence,
    Kind::Test,
    Kind::TermMark,
    Kind::Average,
    Kind::SchoolInfo,
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn tampered_answers_give_sound_items_or_an_error(
        which in 0usize..8,
        tampers in prop::collection::vec((prop::collection::vec(any::<u16>(), 1..7), 0u8..9), 1..6),
    ) {
        let mut school = Canned::usual();
        let body = school.answers.values_mut().nth(which).unwrap();
        spoil(body, &tampers);
        if let Ok(answer) = run(&school, &ALL) {
            let sound = sound(&answer, ask(&ALL).span);
            prop_assert!(sound.is_ok(), "{sound:?}");
        }
    }

    #[test]
    fn tampered_answers_of_the_mobile_api_give_sound_items_or_an_error(
        which in prop::sample::select(vec!["/notifications", "/diary"]),
        tampers in prop::collection::vec((prop::collection::vec(any::<u16>(), 1..9), 0u8..9), 1..6),
    ) {
        let mut school = mobile::open();
        spoil(school.answers.get_mut(which).unwrap(), &tampers);
        if let Ok(answer) = run(&school, &mobile::BOTH) {
            let sound = sound(&answer, ask(&ALL).span);
            prop_assert!(sound.is_ok(), "{sound:?}");
        }
    }

    #[test]
    fn tampered_answers_of_the_site_leave_the_marks(
        tampers in prop::collection::vec((prop::collection::vec(any::<u16>(), 1..9), 0u8..9), 1..6),
    ) {
        let mut school = site::open();
        spoil(school.answers.get_mut(site::PATH).unwrap(), &tampers);
        let marks = [Kind::Mark, Kind::TermMark];
        let answer = run(&school, &marks).unwrap();
        let sound = sound(&answer, ask(&ALL).span);
        prop_assert!(sound.is_ok(), "{sound:?}");
        prop_assert_eq!(count(&answer), count(&run(&Canned::usual(), &marks).unwrap()));
    }

    #[test]
    fn tampered_averages_of_the_mobile_api_give_sound_items(
        tampers in prop::collection::vec((prop::collection::vec(any::<u16>(), 1..9), 0u8..9), 1..6),
    ) {
        let mut school = averages::open();
        spoil(school.answers.get_mut(averages::PATH).unwrap(), &tampers);
        if let Ok(answer) = run(&school, &averages::KINDS) {
            let sound = sound(&answer, ask(&ALL).span);
            prop_assert!(sound.is_ok(), "{sound:?}");
        }
    }

    #[test]
    fn one_tampered_element_leaves_the_others(
        list in prop::sample::select(vec!["lessons", "marks", "homeworks", "lessonLogEntries", "works", "teachers"]),
        element in any::<u16>(),
        how in 1u8..9,
    ) {
        let mut value: Value = serde_json::from_str(SCHEDULES).unwrap();
        let items = value["days"][0][list].as_array_mut().unwrap();
        let at = usize::from(element) % items.len();
        items[at] = junk(how);
        let tampered = run(&Canned::usual().with("/schedules", value.to_string()), &DAILY).unwrap();
        let whole = run(&Canned::usual(), &DAILY).unwrap();
        // A lesson may take with it what stood in it alone: its absence.
        prop_assert!(count(&tampered) + 2 >= count(&whole), "{} of {}", count(&tampered), count(&whole));
    }

    #[test]
    fn an_answer_cut_off_anywhere_is_an_error(which in 0usize..2, at in any::<u32>()) {
        let (path, body) = [("/schedules", SCHEDULES), ("users/me/context", CONTEXT)][which];
        let body = body.trim_end();
        let at = at as usize % body.len();
        let cut: Vec<u8> = body.as_bytes()[..at].to_vec();
        let school = Canned::usual().with(path, String::from_utf8_lossy(&cut).into_owned());
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let api = school.api();
            match which {
                0 => assert!(api.fetch(&mira(), &ask(&DAILY)).await.is_err()),
                _ => assert!(api.identity().await.is_err()),
            }
        });
    }

    #[test]
    fn any_bytes_at_all_are_survived(body in prop::collection::vec(any::<u8>(), 0..200)) {
        let text = String::from_utf8_lossy(&body).into_owned();
        let school = Canned::usual().with("/schedules", text.clone()).with("users/me/context", text);
        prop_assert!(run(&school, &DAILY).is_err());
    }
}

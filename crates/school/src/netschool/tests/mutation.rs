//! Answers that somebody has tampered with: nothing panics, and what can be read is kept.

use proptest::prelude::*;
use serde_json::Value;

use super::*;
use crate::tampered::{count, everything, junk, sound, spoil};

fn run(school: &Canned) -> Result<Answer, SchoolError> {
    everything(school.api().as_ref(), &artyom(), &ask(&all()))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn tampered_answers_give_sound_items_or_an_error(
        which in 0usize..11,
        tampers in prop::collection::vec((prop::collection::vec(any::<u16>(), 1..8), 0u8..9), 1..6),
    ) {
        let mut school = Canned::usual();
        let body = school.answers.values_mut().nth(which).unwrap();
        spoil(body, &tampers);
        if let Ok(answer) = run(&school) {
            let sound = sound(&answer, ask(&[]).span);
            prop_assert!(sound.is_ok(), "{sound:?}");
        }
    }

    #[test]
    fn one_tampered_assignment_leaves_the_others(element in any::<u16>(), how in 1u8..9) {
        let mut value: Value = serde_json::from_str(DIARY).unwrap();
        let items = value["weekDays"][1]["lessons"][0]["assignments"].as_array_mut().unwrap();
        let at = usize::from(element) % items.len();
        items[at] = junk(how);
        let tampered = run(&Canned::usual().with("student/diary", value.to_string())).unwrap();
        let whole = run(&Canned::usual()).unwrap();
        // An assignment may be a mark and a test at once.
        prop_assert!(count(&tampered) + 2 >= count(&whole), "{} of {}", count(&tampered), count(&whole));
    }

    #[test]
    fn an_answer_cut_off_anywhere_is_an_error(which in 0usize..2, at in any::<u32>()) {
        let (path, body) = [("student/diary", DIARY), ("student/diary/init", INIT)][which];
        let body = body.trim_end();
        let cut = String::from_utf8_lossy(&body.as_bytes()[..at as usize % body.len()]).into_owned();
        let school = Canned::usual().with(path, cut);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(async {
            let api = school.api();
            match which {
                0 => assert!(api.fetch(&artyom(), &ask(&[Kind::Lesson])).await.is_err()),
                _ => assert!(api.identity().await.is_err()),
            }
        });
    }

    #[test]
    fn any_bytes_at_all_are_survived(body in prop::collection::vec(any::<u8>(), 0..200)) {
        let text = String::from_utf8_lossy(&body).into_owned();
        let school = Canned::usual().with("student/diary", text.clone()).with("student/diary/init", text);
        prop_assert!(run(&school).is_err());
    }
}

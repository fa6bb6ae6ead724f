//! A school year of a large family's worth of marks is compared in no time.
//!
//! The bound here is a loose one for debug builds on a busy machine: it catches what grows with the square.
//! Exact numbers: `cargo test --release -p peremena-model --test speed -- --nocapture`.

#![allow(clippy::unwrap_used)]

use std::time::{Duration, Instant};

use peremena_model::diff::diff;
use peremena_model::{Item, Kind, Mark, SchoolYear, Scope, StudentId};

const ITEMS: u32 = 20_000;

fn mark(n: u32, id: u32) -> Item {
    let span = SchoolYear(2025).span().unwrap();
    // Every tenth cell holds two marks.
    let cell = if n % 10 == 9 { n - 1 } else { n };
    let day = span.from() + time::Duration::days(i64::from(cell % 250));
    Item::Mark(Mark {
        id: id.to_string(),
        subject: format!("Предмет {}", cell / 2_000),
        value: (2 + n % 4).to_string(),
        weight: Some(f64::from(n % 3)),
        lesson_date: Some(day),
        set_at: Some(day.midnight().assume_utc() + time::Duration::minutes(i64::from(n % 1_440))),
        work_type: Some("Ответ на уроке".into()),
        comment: n.is_multiple_of(7).then(|| "Переписать к следующему уроку".into()),
        lesson: Some((id / 3).to_string()),
        lesson_number: Some((cell / 250 % 8) as i32),
        work: None,
        topic: None,
        counts: None,
    })
}

fn marks(first_id: u32) -> Vec<Item> {
    (0..ITEMS).map(|n| mark(n, first_id + n)).collect()
}

fn timed(name: &str, old: &[Item], new: &[Item], drafts: usize) {
    let scope = Scope {
        student: StudentId::from_text("amina"),
        kind: Kind::Mark,
        year: SchoolYear(2025),
        span: SchoolYear(2025).span(),
        whole: true,
    };
    let mut best = Duration::MAX;
    for _ in 0..if cfg!(debug_assertions) { 1 } else { 10 } {
        let begun = Instant::now();
        let difference = diff(old, new, &scope);
        best = best.min(begun.elapsed());
        assert_eq!(difference.drafts.len(), drafts, "{name}");
    }
    println!("{name}: {best:?}");
    assert!(best < Duration::from_secs(15), "{name} took {best:?}");
}

#[test]
fn twenty_thousand_marks() {
    let old = marks(1_000_000);
    timed("nothing new", &old, &old, 0);

    let mut edited = old.clone();
    for item in edited.iter_mut().step_by(200) {
        if let Item::Mark(mark) = item {
            mark.comment = Some("Молодец".into());
        }
    }
    timed("a hundred edits", &old, &edited, 100);

    timed("all ids new", &old, &marks(2_000_000), 0);
    timed("all rows numbered anew", &old, &marks(1_000_007), 0);
    timed("all new", &[], &old, ITEMS as usize);
    timed("all gone", &old, &[], ITEMS as usize);
}

//! What is supposed of marks, over marks made at random.
#![allow(clippy::unwrap_used)]

use peremena_model::{
    Mark,
    average::{Goal, Needed, Rule, Supposed, needed_for, weighted_average, what_if},
};
use proptest::prelude::*;

fn mark(id: usize, value: u32, weight: Option<f64>) -> Mark {
    Mark {
        id: id.to_string(),
        subject: "Алгебра".into(),
        value: value.to_string(),
        weight,
        lesson_date: None,
        set_at: None,
        work_type: None,
        comment: None,
        lesson: None,
        lesson_number: None,
        work: None,
        topic: None,
        counts: None,
    }
}

prop_compose! {
    fn some_marks()(of in prop::collection::vec((2_u32..=5, prop::option::of(1_u32..5)), 1..20)) -> Vec<Mark> {
        of.into_iter().enumerate().map(|(id, (value, weight))| mark(id, value, weight.map(f64::from))).collect()
    }
}

proptest! {
    /// To suppose nothing, or things of marks that are not there, changes nothing; the marks themselves never change.
    #[test]
    fn what_is_not_supposed_stays(marks in some_marks()) {
        let none = [
            Supposed::Dropped { mark: "none".into() },
            Supposed::Changed { mark: "none".into(), value: "2".into() },
        ];
        prop_assert_eq!(&what_if(&marks, &[]), &marks);
        prop_assert_eq!(&what_if(&marks, &none), &marks);
    }

    /// A mark changed to what it is, or added and dropped again, is as if nothing was supposed.
    #[test]
    fn there_and_back_is_nowhere(marks in some_marks(), value in 2_u32..=5) {
        let same = Supposed::Changed { mark: "0".into(), value: marks.first().unwrap().value.clone() };
        prop_assert_eq!(&what_if(&marks, &[same]), &marks);
        let added = Supposed::Added { value: value.to_string(), weight: None };
        let dropped = Supposed::Dropped { mark: "supposed-0".into() };
        prop_assert_eq!(&what_if(&marks, &[added, dropped]), &marks);
    }

    /// A better mark in place of one never lowers the average; the average stays between the marks.
    #[test]
    fn better_marks_make_no_worse_average(marks in some_marks(), value in 2_u32..=5) {
        let before = weighted_average(&marks).unwrap();
        let better = Supposed::Changed { mark: "0".into(), value: "5".into() };
        prop_assert!(weighted_average(&what_if(&marks, &[better])).unwrap() >= before - 1e-9);
        let added = Supposed::Added { value: value.to_string(), weight: Some(2.0) };
        let after = weighted_average(&what_if(&marks, &[added])).unwrap();
        let (low, high) = (before.min(f64::from(value)), before.max(f64::from(value)));
        prop_assert!(low - 1e-9 <= after && after <= high + 1e-9);
    }

    /// What a wish is said to take reaches it, one mark less does not, and what is said to be impossible is.
    #[test]
    fn what_a_wish_takes_is_enough_and_no_more(
        marks in some_marks(), tenths in 20_u32..=50, with in 2_u32..=5, left in 0_u32..40,
    ) {
        let (threshold, rule) = (f64::from(tenths) / 10.0, Rule::default());
        let goal = Goal { target: 0, with, weight: 1.0, lessons_left: Some(left) };
        let reached = |count: u32| {
            let more: Vec<Supposed> =
                (0..count).map(|_| Supposed::Added { value: with.to_string(), weight: Some(1.0) }).collect();
            weighted_average(&what_if(&marks, &more)).unwrap() + 1e-7 >= threshold
        };
        match needed_for(&marks, threshold, &goal, &rule) {
            Needed::AlreadyThere => prop_assert!(reached(0)),
            Needed::Marks(count) => prop_assert!(count <= left && reached(count) && !reached(count - 1)),
            Needed::Impossible => prop_assert!(!(0..=left).any(reached)),
        }
    }
}

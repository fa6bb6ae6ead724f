//! A quick look is too short to show that it is cut to three weeks: a whole one finds out, and that is not forgotten before
//! a long range was given.

use peremena_model::{Item, Span};
use peremena_school::{Ask, Enrolment, SchoolApi};
use time::{Duration, macros::date};

/// Connections that have asked nothing yet.
pub struct Connections<'a> {
    /// To a server that gives three weeks at most: one that asks for more, and one after it.
    pub cut: [&'a dyn SchoolApi; 2],
    /// To one that gives any number of days.
    pub usual: &'a dyn SchoolApi,
}

/// Looks ten days after `whole`, which must be of lessons alone. Gives the quick look, for which the usual server is known
/// to give any number of days at the end.
pub async fn is_whole_ten_days_later(to: Connections<'_>, student: &Enrolment, whole: &Ask) -> Ask {
    let later = whole.now + Duration::days(10);
    let span = Span::new(date!(2026 - 11 - 16), date!(2026 - 12 - 10)).unwrap();
    let quick = Ask { span, now: later, ..whole.clone() };
    let [finds_out, cut] = to.cut;
    finds_out.fetch(student, whole).await.unwrap();
    let found = finds_out.reference().unwrap();
    let mut told: Vec<Vec<Item>> = Vec::new();
    for api in [cut, to.usual] {
        api.recall(&found);
        let [part] = api.fetch(student, &quick).await.unwrap().parts.try_into().unwrap();
        assert!(part.scope.whole);
        told.push(part.items);
    }
    assert!(told[1].iter().any(|lesson| lesson.date() > Some(date!(2026 - 12 - 06))));
    assert_eq!(told[0], told[1]);
    to.usual.fetch(student, &Ask { now: later, ..whole.clone() }).await.unwrap();
    quick
}

//! Averages over Russian mark values, and what can still become of them.
//!
//! What of a value counts is read by [`crate::Grade`]. A mark counts unless the school says that it
//! does not, and in a weighted average unless its weight is nought; a mark without a weight weighs one, so without any weights
//! both averages are one. Where a school gives an average of its own, that one is shown first
//! ([`crate::OfficialAverage`]): it alone is what the term mark will be made of.

mod what_if;

use serde::{Deserialize, Serialize};
use time::Date;
use ts_rs::TS;

use crate::{Mark, Scale, Tint, grade::tint_on};

pub use what_if::{Supposed, what_if};

/// How a school makes a term mark of marks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rule {
    /// The numbers it marks with.
    pub scale: Scale,
    /// Whether weights count.
    pub weighted: bool,
    /// From which fraction on an average is rounded up: 0.5, in stricter schools 0.6 or 0.65.
    pub boundary: f64,
}

impl Default for Rule {
    fn default() -> Self {
        Rule { scale: Scale::Five, weighted: true, boundary: 0.5 }
    }
}

/// What is lost when fractions are added up; far below what two digits show.
const DUST: f64 = 1e-9;

impl Rule {
    /// The term mark that an average would give.
    pub fn rounds_to(&self, average: f64) -> u32 {
        // A cast from a float saturates and makes nought of what is no number.
        ((average - self.boundary + 1.0 + DUST).floor().max(0.0)) as u32
    }

    /// The average from which on the term mark is `target`.
    pub fn threshold(&self, target: u32) -> f64 {
        f64::from(target) - 1.0 + self.boundary
    }
}

/// What some marks bring into an average.
#[derive(Clone, Copy, Default)]
struct Share {
    points: f64,
    weight: f64,
}

impl Share {
    fn of(mark: &Mark, rule: &Rule) -> Share {
        if mark.counts == Some(false) {
            return Share::default();
        }
        let weight = match mark.weight {
            Some(weight) if rule.weighted && weight.is_finite() => weight.max(0.0),
            _ => 1.0,
        };
        let reading = rule.scale.read(&mark.value);
        reading
            .grades()
            .iter()
            .fold(Share::default(), |sum, grade| sum.and(Share { points: weight * f64::from(grade.number), weight }))
    }

    fn and(self, other: Share) -> Share {
        Share { points: self.points + other.points, weight: self.weight + other.weight }
    }

    fn average(self) -> Option<f64> {
        let average = self.points / self.weight;
        (self.weight > 0.0 && average.is_finite()).then_some(average)
    }
}

fn share_of_all(marks: &[Mark], rule: &Rule) -> Share {
    marks.iter().fold(Share::default(), |sum, mark| sum.and(Share::of(mark, rule)))
}

/// The average by `rule`; none where nothing counts.
pub fn average(marks: &[Mark], rule: &Rule) -> Option<f64> {
    share_of_all(marks, rule).average()
}

/// The average of a school of fives, weights left aside; none where nothing counts.
pub fn plain_average(marks: &[Mark]) -> Option<f64> {
    average(marks, &Rule { weighted: false, ..Rule::default() })
}

/// The weighted average of a school of fives; none where nothing counts.
pub fn weighted_average(marks: &[Mark]) -> Option<f64> {
    average(marks, &Rule::default())
}

/// An average for people: two digits, halves away from nought, with the decimal sign of their language.
///
/// ```
/// assert_eq!(peremena_model::average::display(4.125, ','), "4,13");
/// ```
pub fn display(average: f64, decimal: char) -> String {
    if !average.is_finite() {
        return "—".to_owned();
    }
    // 4.535 is stored as a little less than itself, and yet a family's calculator says 4.54.
    let cents = (average.abs() * 100.0 + DUST).round();
    let sign = if average < 0.0 && cents > 0.0 { "-" } else { "" };
    format!("{sign}{}{decimal}{:02}", (cents / 100.0).floor(), cents % 100.0)
}

/// What each mark did to the average: the average with it less the one without it. None for marks
/// that do not count, and for the only one that does.
pub fn influence(marks: &[Mark], rule: &Rule) -> Vec<Option<f64>> {
    let shares: Vec<Share> = marks.iter().map(|mark| Share::of(mark, rule)).collect();
    // Sums from both ends: to take a share off the whole would leave dust where nothing is left.
    let sums = |shares: &mut dyn Iterator<Item = &Share>| -> Vec<Share> {
        let add = |sum: &mut Share, share: &Share| {
            let before = *sum;
            *sum = sum.and(*share);
            Some(before)
        };
        shares.scan(Share::default(), add).collect()
    };
    let before = sums(&mut shares.iter());
    let after = sums(&mut shares.iter().rev());
    let whole = average(marks, rule);
    shares
        .iter()
        .zip(before.iter().zip(after.iter().rev()))
        .map(|(share, (before, after))| {
            if share.weight <= 0.0 {
                return None;
            }
            Some(whole? - before.and(*after).average()?)
        })
        .collect()
}

/// What somebody wants to reach, and by what marks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Goal {
    /// The term mark.
    pub target: u32,
    /// The mark to get, again and again.
    pub with: u32,
    /// Its weight.
    pub weight: f64,
    /// How many such marks there can still be; none where nobody knows.
    pub lessons_left: Option<u32>,
}

/// What it takes to reach a [`Goal`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Needed {
    /// The average is already there.
    AlreadyThere,
    /// So many marks, at least one.
    Marks(u32),
    /// No number of such marks does it, or there are too few lessons left.
    Impossible,
}

/// How many marks it takes to reach a goal.
pub fn needed(marks: &[Mark], goal: &Goal, rule: &Rule) -> Needed {
    needed_for(marks, rule.threshold(goal.target), goal, rule)
}

/// How many of a goal's marks it takes to an average of `threshold`, whatever its target is.
pub fn needed_for(marks: &[Mark], threshold: f64, goal: &Goal, rule: &Rule) -> Needed {
    let share = share_of_all(marks, rule);
    let with = f64::from(goal.with);
    let count = match share.average() {
        Some(average) if average + DUST >= threshold => return Needed::AlreadyThere,
        None if with + DUST >= threshold => 1.0,
        None => return Needed::Impossible,
        Some(_) => {
            let weight = if rule.weighted { goal.weight } else { 1.0 };
            let gain = weight * (with - threshold);
            let count = ((threshold * share.weight - share.points) / gain - DUST).ceil();
            if gain <= 0.0 || !count.is_finite() {
                return Needed::Impossible;
            }
            count.max(1.0)
        }
    };
    let most = goal.lessons_left.unwrap_or(u32::MAX);
    if count > f64::from(most) { Needed::Impossible } else { Needed::Marks(count as u32) }
}

/// How an average that a school gives stands to the one that its marks make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Agreement {
    /// The same, to as many digits as the school gives.
    Same,
    /// The same once weights are left aside.
    Unweighted,
    /// Another: the school counts marks that are not here, or otherwise.
    Other,
}

/// Compares a school's average with that of its marks; none where the marks make none.
pub fn agreement(marks: &[Mark], official: f64) -> Option<Agreement> {
    // A school gives one digit or two: 4.4 is what it says of 4.38.
    let digits = if ((official * 10.0) - (official * 10.0).round()).abs() < 1e-6 { 10.0 } else { 100.0 };
    let same = |average: f64| {
        let exact = (average - official).abs() < 0.005 + DUST;
        exact || ((average * digits + DUST).round() - official * digits).abs() < 1e-6
    };
    let weighted = weighted_average(marks)?;
    Some(match plain_average(marks) {
        _ if same(weighted) => Agreement::Same,
        Some(plain) if same(plain) => Agreement::Unweighted,
        _ => Agreement::Other,
    })
}

/// The average as it stood after one day.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct TrendPoint {
    /// The day.
    #[ts(type = "string")]
    pub date: Date,
    /// The average over all marks up to then.
    pub average: f64,
}

/// The average day by day: one point for each day with a mark that counts. Marks without any day are left out.
pub fn trend(marks: &[Mark], rule: &Rule) -> Vec<TrendPoint> {
    let mut shares: Vec<(Date, Share)> = marks
        .iter()
        .filter_map(|mark| Some((mark.day()?, Share::of(mark, rule))))
        .filter(|(_, share)| share.weight > 0.0)
        .collect();
    shares.sort_by_key(|(date, _)| *date);
    let mut sum = Share::default();
    let mut points: Vec<TrendPoint> = Vec::new();
    for (date, share) in shares {
        sum = sum.and(share);
        let Some(average) = sum.average() else { continue };
        match points.last_mut() {
            Some(last) if last.date == date => last.average = average,
            _ => points.push(TrendPoint { date, average }),
        }
    }
    points
}

/// How often a value was given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ValueCount {
    /// A grade without its sign, or any other value as the school writes it.
    pub value: String,
    /// How often.
    pub count: u32,
    /// Its colour family.
    pub tint: Tint,
}

/// How often each value was given: grades from the best down, then all other values by their letters.
/// The two grades of one cell are counted one by one.
pub fn distribution(marks: &[Mark], scale: Scale) -> Vec<ValueCount> {
    let mut values: Vec<(Option<u32>, String)> = Vec::new();
    for mark in marks {
        match scale.read(&mark.value).grades() {
            [] => values.push((None, mark.value.trim().to_owned())),
            grades => values.extend(grades.iter().map(|it| (Some(it.number), it.number.to_string()))),
        }
    }
    values.sort_by(|(a, a_text), (b, b_text)| b.cmp(a).then_with(|| a_text.cmp(b_text)));
    let mut counts: Vec<ValueCount> = Vec::new();
    for (_, value) in values {
        match counts.last_mut() {
            Some(last) if last.value == value => last.count = last.count.saturating_add(1),
            _ => counts.push(ValueCount { tint: tint_on(scale, &value), value, count: 1 }),
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use time::macros::{date, datetime};

    use super::*;

    fn mark(value: &str, weight: Option<f64>) -> Mark {
        Mark {
            id: String::new(),
            subject: "Алгебра".into(),
            value: value.into(),
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

    fn plain(values: &str) -> Vec<Mark> {
        values.split_whitespace().map(|value| mark(value, None)).collect()
    }

    fn weighted(values: &[(&str, f64)]) -> Vec<Mark> {
        values.iter().map(|(value, weight)| mark(value, Some(*weight))).collect()
    }

    #[rstest]
    #[case("5 4 3", Some(4.0))]
    #[case("5 4- 3+", Some(4.0))]
    #[case("5/4 3", Some(4.0))]
    #[case("5 н зач осв н/а ✓ 8", Some(5.0))]
    #[case("н б зач", None)]
    #[case("", None)]
    fn averages(#[case] values: &str, #[case] expected: Option<f64>) {
        assert_eq!(plain_average(&plain(values)), expected);
        assert_eq!(weighted_average(&plain(values)), expected);
    }

    #[rstest]
    #[case::weights_count(&[("5", 3.0), ("3", 1.0)], Some(4.5), Some(4.0))]
    #[case::nought_does_not_count(&[("5", 1.0), ("2", 0.0)], Some(5.0), Some(3.5))]
    #[case::nothing_but_noughts(&[("5", 0.0), ("2", 0.0)], None, Some(3.5))]
    #[case::both_of_a_cell_have_the_weight(&[("5/4", 2.0), ("3", 1.0)], Some(21.0 / 5.0), Some(4.0))]
    #[case::less_than_nought_is_nought(&[("5", 1.0), ("2", -1.0)], Some(5.0), Some(3.5))]
    #[case::no_number_is_no_weight(&[("5", f64::NAN), ("3", f64::INFINITY)], Some(4.0), Some(4.0))]
    fn weighted_averages(
        #[case] values: &[(&str, f64)],
        #[case] by_weight: Option<f64>,
        #[case] by_number: Option<f64>,
    ) {
        assert_eq!(weighted_average(&weighted(values)), by_weight);
        assert_eq!(plain_average(&weighted(values)), by_number);
    }

    #[test]
    fn a_mark_without_a_weight_weighs_one() {
        assert_eq!(weighted_average(&[mark("5", Some(3.0)), mark("3", None)]), Some(4.5));
    }

    #[test]
    fn a_mark_that_the_school_leaves_out_is_left_out() {
        let out = Mark { counts: Some(false), ..mark("2", Some(1.0)) };
        let kept = Mark { counts: Some(true), ..mark("5", Some(1.0)) };
        assert_eq!(plain_average(&[out.clone(), kept.clone()]), Some(5.0));
        assert_eq!(weighted_average(&[out, kept]), Some(5.0));
    }

    #[test]
    fn tens_count_where_tens_are_declared() {
        let rule = Rule { scale: Scale::Ten, ..Rule::default() };
        assert_eq!(average(&plain("10 8"), &rule), Some(9.0));
        assert_eq!(average(&plain("10 8"), &Rule::default()), None);
    }

    #[rstest]
    #[case(4.5, ',', "4,50")]
    #[case(4.125, '.', "4.13")]
    #[case(1.005, ',', "1,01")]
    #[case(4.535, ',', "4,54")]
    #[case(4.534, ',', "4,53")]
    #[case(4.996, ',', "5,00")]
    #[case(0.0, ',', "0,00")]
    #[case(0.07, ',', "0,07")]
    #[case(-0.25, ',', "-0,25")]
    #[case(-0.001, ',', "0,00")]
    #[case(87.5, ',', "87,50")]
    #[case(f64::NAN, ',', "—")]
    #[case(f64::INFINITY, ',', "—")]
    fn averages_for_people(#[case] average: f64, #[case] decimal: char, #[case] text: &str) {
        assert_eq!(display(average, decimal), text);
    }

    #[rstest]
    #[case(4.5, 0.5, 5)]
    #[case(4.49, 0.5, 4)]
    #[case(4.6, 0.6, 5)]
    #[case(4.59, 0.6, 4)]
    #[case(0.3 + 0.3 + 3.9, 0.5, 5)]
    #[case(f64::NAN, 0.5, 0)]
    #[case(-3.0, 0.5, 0)]
    fn an_average_gives_a_term_mark(#[case] average: f64, #[case] boundary: f64, #[case] mark: u32) {
        assert_eq!(Rule { boundary, ..Rule::default() }.rounds_to(average), mark);
    }

    #[test]
    fn each_mark_had_its_influence() {
        let marks = plain("5 н 3 4");
        let influence = influence(&marks, &Rule::default());
        assert_eq!(influence, [Some(0.5), None, Some(-0.5), Some(0.0)]);
    }

    #[test]
    fn the_only_mark_has_none() {
        assert_eq!(influence(&plain("5 зач"), &Rule::default()), [None, None]);
        assert_eq!(influence(&weighted(&[("5", 0.1), ("4", 0.0)]), &Rule::default()), [None, None]);
        assert_eq!(influence(&[], &Rule::default()), []);
    }

    #[test]
    fn a_heavy_mark_has_more_influence() {
        let influence = influence(&weighted(&[("5", 3.0), ("3", 1.0), ("3", 1.0)]), &Rule::default());
        assert!((influence[0].unwrap() - 1.2).abs() < DUST);
        assert!((influence[1].unwrap() + 0.3).abs() < DUST);
    }

    fn goal(target: u32, with: u32, lessons_left: Option<u32>) -> Goal {
        Goal { target, with, weight: 1.0, lessons_left }
    }

    #[rstest]
    #[case::there("5 4", goal(5, 5, Some(0)), Needed::AlreadyThere)]
    #[case::two_fives("4 4", goal(5, 5, Some(2)), Needed::Marks(2))]
    #[case::too_few_lessons("4 4", goal(5, 5, Some(1)), Needed::Impossible)]
    #[case::fours_never_make_a_five("4 4", goal(5, 4, None), Needed::Impossible)]
    #[case::fours_make_a_four("3 3", goal(4, 4, None), Needed::Marks(2))]
    #[case::fives_make_a_four_faster("3 3 3", goal(4, 5, None), Needed::Marks(1))]
    #[case::nobody_knows_how_many_lessons("2 2 2 2", goal(5, 5, None), Needed::Marks(20))]
    #[case::no_marks_yet("", goal(5, 5, Some(1)), Needed::Marks(1))]
    #[case::no_marks_yet_and_no_lessons("", goal(5, 5, Some(0)), Needed::Impossible)]
    #[case::no_marks_yet_and_fours("", goal(5, 4, None), Needed::Impossible)]
    fn what_it_takes(#[case] values: &str, #[case] goal: Goal, #[case] expected: Needed) {
        assert_eq!(needed(&plain(values), &goal, &Rule::default()), expected);
    }

    #[test]
    fn heavier_marks_take_fewer() {
        let marks = plain("3 3");
        let test = Goal { weight: 3.0, ..goal(4, 5, None) };
        assert_eq!(needed(&marks, &goal(5, 5, None), &Rule::default()), Needed::Marks(6));
        assert_eq!(needed(&marks, &Goal { weight: 3.0, ..goal(5, 5, None) }, &Rule::default()), Needed::Marks(2));
        assert_eq!(needed(&marks, &test, &Rule { weighted: false, ..Rule::default() }), Needed::Marks(1));
        let weightless = Goal { weight: 0.0, ..goal(5, 5, None) };
        assert_eq!(needed(&marks, &weightless, &Rule::default()), Needed::Impossible);
    }

    #[test]
    fn a_stricter_school_takes_more() {
        let rule = Rule { boundary: 0.75, ..Rule::default() };
        assert_eq!(needed(&plain("4 4"), &goal(5, 5, None), &rule), Needed::Marks(6));
    }

    #[test]
    fn what_is_needed_is_enough_and_no_more() {
        for boundary in [0.5, 0.6, 0.65] {
            let rule = Rule { boundary, ..Rule::default() };
            for values in ["2", "3 2 4", "4 4 4 4 4 4 3", "5 2 2 3", "4 5 4 5 3"] {
                for (target, with) in [(5, 5), (4, 5), (4, 4), (3, 3), (3, 4)] {
                    let Needed::Marks(count) = needed(&plain(values), &goal(target, with, None), &rule) else {
                        continue;
                    };
                    let reached = |count: u32| {
                        let more = format!(" {with}").repeat(count as usize);
                        rule.rounds_to(average(&plain(&format!("{values}{more}")), &rule).unwrap()) >= target
                    };
                    assert!(reached(count) && !reached(count - 1), "{values}: {count} × {with} for {target}");
                }
            }
        }
    }

    #[rstest]
    #[case::to_two_digits(&[("5", 1.0), ("4", 1.0), ("4", 1.0)], 4.33, Agreement::Same)]
    #[case::to_one_digit(&[("5", 1.0), ("4", 1.0), ("4", 1.0)], 4.3, Agreement::Same)]
    #[case::weights_left_aside(&[("5", 3.0), ("3", 1.0)], 4.0, Agreement::Unweighted)]
    #[case::weights_counted(&[("5", 3.0), ("3", 1.0)], 4.5, Agreement::Same)]
    #[case::another(&[("5", 1.0), ("5", 1.0)], 4.2, Agreement::Other)]
    fn a_schools_average_is_compared(
        #[case] values: &[(&str, f64)],
        #[case] official: f64,
        #[case] expected: Agreement,
    ) {
        assert_eq!(agreement(&weighted(values), official), Some(expected));
    }

    #[test]
    fn without_marks_there_is_nothing_to_compare() {
        assert_eq!(agreement(&plain("н"), 4.0), None);
    }

    #[test]
    fn the_average_day_by_day() {
        let on = |value: &str, date: Date| Mark { lesson_date: Some(date), ..mark(value, None) };
        let entered = Mark { set_at: Some(datetime!(2025-09-05 12:00 +3)), ..mark("2", None) };
        let marks = [
            on("4", date!(2025 - 09 - 04)),
            on("5", date!(2025 - 09 - 02)),
            on("3", date!(2025 - 09 - 04)),
            on("н", date!(2025 - 09 - 06)),
            entered,
            mark("2", None),
        ];
        let points = [(date!(2025 - 09 - 02), 5.0), (date!(2025 - 09 - 04), 4.0), (date!(2025 - 09 - 05), 3.5)];
        assert_eq!(trend(&marks, &Rule::default()), points.map(|(date, average)| TrendPoint { date, average }));
    }

    #[test]
    fn how_often_each_value_was_given() {
        let counts = distribution(&plain("3 5 н 5- 4/5 зач н 2"), Scale::Five);
        let counts: Vec<(&str, u32, Tint)> = counts.iter().map(|it| (it.value.as_str(), it.count, it.tint)).collect();
        assert_eq!(
            counts,
            [
                ("5", 3, Tint::Five),
                ("4", 1, Tint::Four),
                ("3", 1, Tint::Three),
                ("2", 1, Tint::Two),
                ("зач", 1, Tint::Passed),
                ("н", 2, Tint::Absent)
            ]
        );
    }
}

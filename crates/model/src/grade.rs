//! A mark's value, which schools write as text, read for what it counts.
//!
//! | written | read as |
//! |---|---|
//! | `5`, `4-`, `4−`, `5+`, `5.` | one grade; the sign is kept and does not count: a four with a minus is a four in the averages of the school systems |
//! | `5/4`, `5 4`, `5, 4`, `5;4` | several grades in one cell, each with the weight of the mark. `2/3` is two grades as well: dictations get one for spelling and one for grammar |
//! | `н/5` | one grade, for a work that was made up for |
//! | `зач`, `незач` | passed, failed: no number |
//! | `н/а` | not assessed: no number |
//! | `н`, `б`, `п`, `оп` | absent, ill, excused, late: no number |
//! | `осв` | exempt: no number |
//! | `+`, `✓`, `A`, `4,5`, `3/10`, words of the first class | something else: no number |
//!
//! A number counts only where the scale holds it: "8" is no grade in a school of fives.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::AbsenceStatus;

/// The numbers a school marks with. Never guessed from the marks: a child with fives alone may well be marked out of ten.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Scale {
    /// 1 to 5, as nearly everywhere in Russia.
    #[default]
    Five,
    /// 1 to 10.
    Ten,
    /// 1 to 12.
    Twelve,
    /// 0 to 100.
    Hundred,
}

impl Scale {
    /// The best number.
    pub fn best(self) -> u32 {
        match self {
            Scale::Five => 5,
            Scale::Ten => 10,
            Scale::Twelve => 12,
            Scale::Hundred => 100,
        }
    }

    /// Whether `number` is a grade.
    pub fn holds(self, number: u32) -> bool {
        let lowest = match self {
            Scale::Five | Scale::Ten | Scale::Twelve => 1,
            Scale::Hundred => 0,
        };
        (lowest..=self.best()).contains(&number)
    }

    /// Reads a mark's value.
    pub fn read(self, text: &str) -> Reading {
        let text = text.trim();
        if let Some(reading) = word(text) {
            return reading;
        }
        let mut grades = Vec::new();
        for part in text.split(|c: char| c.is_whitespace() || matches!(c, '/' | ';' | '|')) {
            let part = part.trim_end_matches(',');
            match (self.grade(part), word(part)) {
                (Some(grade), _) => grades.push(grade),
                (None, Some(Reading::Away(_))) => {}
                (None, None) if part.is_empty() => {}
                (None, _) => return Reading::Other,
            }
        }
        if grades.is_empty() { Reading::Other } else { Reading::Grades(grades) }
    }

    fn grade(self, part: &str) -> Option<Grade> {
        let digits = part.trim_end_matches(is_tail);
        let number: u32 = digits.parse().ok()?;
        // "05" and "+5" are no way to write a grade: part of something else.
        if digits != number.to_string() || !self.holds(number) {
            return None;
        }
        let mut signs = part.strip_prefix(digits)?.chars().filter(|&c| c != '.');
        let sign = signs.next().map(|c| if c == '+' { Sign::Plus } else { Sign::Minus });
        Some(Grade { number, sign })
    }

    /// The colour family of a grade.
    pub fn tint(self, number: u32) -> Tint {
        let (five, four, three) = match self {
            Scale::Five => (5, 4, 3),
            Scale::Ten => (9, 7, 4),
            Scale::Twelve => (10, 7, 4),
            Scale::Hundred => (85, 70, 50),
        };
        match number {
            n if n >= five => Tint::Five,
            n if n >= four => Tint::Four,
            n if n >= three => Tint::Three,
            _ => Tint::Two,
        }
    }
}

/// What may follow the digits: signs as keyboards and word processors make them, and a full stop.
fn is_tail(c: char) -> bool {
    matches!(c, '+' | '-' | '\u{2212}' | '\u{2010}'..='\u{2014}' | '.')
}

/// The whole text as one of the words that every school uses.
fn word(text: &str) -> Option<Reading> {
    let text = text.trim_end_matches('.').to_lowercase().replace('ё', "е");
    let reading = match text.as_str() {
        "зач" | "зачет" | "зачтено" | "зч" => Reading::Passed,
        "незач" | "незачет" | "не зач" | "не зачет" | "не зачтено" | "нзч" | "нз" | "н/з" => {
            Reading::Failed
        }
        "н/а" | "на" | "неатт" | "не аттестован" | "не аттестована" => {
            Reading::NotAssessed
        }
        "осв" | "освобожден" | "освобождена" => Reading::Exempt,
        "н" | "нб" | "нп" | "отс" => Reading::Away(AbsenceStatus::Absent),
        "б" => Reading::Away(AbsenceStatus::Ill),
        "п" | "у" | "уп" => Reading::Away(AbsenceStatus::Excused),
        "о" | "оп" => Reading::Away(AbsenceStatus::Late),
        _ => return None,
    };
    Some(reading)
}

/// A plus or a minus behind a grade.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Sign {
    Plus,
    Minus,
}

/// One number that counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Grade {
    /// On its scale.
    pub number: u32,
    /// Shown, and not counted.
    pub sign: Option<Sign>,
}

impl Grade {
    /// Reads a mark's value in a school of fives.
    pub fn read(text: &str) -> Reading {
        Scale::Five.read(text)
    }
}

/// What a mark's value says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reading {
    /// One grade, or the several of one cell. Never empty.
    Grades(Vec<Grade>),
    /// Passed («зач»).
    Passed,
    /// Failed («незач»).
    Failed,
    /// Not assessed («н/а»).
    NotAssessed,
    /// Exempt («осв»).
    Exempt,
    /// Was not there, or came late.
    Away(AbsenceStatus),
    /// Anything else.
    Other,
}

impl Reading {
    /// The grades, if any.
    pub fn grades(&self) -> &[Grade] {
        match self {
            Reading::Grades(grades) => grades,
            Reading::Passed
            | Reading::Failed
            | Reading::NotAssessed
            | Reading::Exempt
            | Reading::Away(_)
            | Reading::Other => &[],
        }
    }
}

/// The colour family of a mark, so that no screen needs a rule of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Tint {
    /// Excellent.
    Five,
    /// Good.
    Four,
    /// Satisfactory.
    Three,
    /// Not satisfactory; a one too.
    Two,
    /// Passed.
    Passed,
    /// Failed, or not assessed.
    Failed,
    /// Not there, ill, excused, late.
    Absent,
    /// Nothing to colour.
    None,
}

/// The colour family of a mark's value in a school of fives.
pub fn tint(text: &str) -> Tint {
    tint_on(Scale::Five, text)
}

/// The colour family of a mark's value. Of several grades in one cell the lowest decides: it is the one to see.
pub fn tint_on(scale: Scale, text: &str) -> Tint {
    match scale.read(text) {
        Reading::Grades(grades) => match grades.iter().map(|grade| grade.number).min() {
            Some(lowest) => scale.tint(lowest),
            None => Tint::None,
        },
        Reading::Passed => Tint::Passed,
        Reading::Failed | Reading::NotAssessed => Tint::Failed,
        Reading::Away(_) => Tint::Absent,
        Reading::Exempt | Reading::Other => Tint::None,
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("5", &[5])]
    #[case(" 5 ", &[5])]
    #[case("1", &[1])]
    #[case("4-", &[4])]
    #[case("4−", &[4])]
    #[case("4–", &[4])]
    #[case("5+", &[5])]
    #[case("5--", &[5])]
    #[case("5.", &[5])]
    #[case("4-.", &[4])]
    #[case("5/4", &[5, 4])]
    #[case("2/3", &[2, 3])]
    #[case("5/4/3", &[5, 4, 3])]
    #[case("5-/4+", &[5, 4])]
    #[case("5, 4", &[5, 4])]
    #[case("5 4", &[5, 4])]
    #[case("5;4", &[5, 4])]
    #[case("5 / 4", &[5, 4])]
    #[case("н/5", &[5])]
    #[case("Н 4", &[4])]
    fn grades_that_count(#[case] text: &str, #[case] numbers: &[u32]) {
        let read: Vec<u32> = Grade::read(text).grades().iter().map(|grade| grade.number).collect();
        assert_eq!(read, numbers);
    }

    #[rstest]
    #[case("4-", Some(Sign::Minus))]
    #[case("4−", Some(Sign::Minus))]
    #[case("5+", Some(Sign::Plus))]
    #[case("5.", None)]
    #[case("5.-", Some(Sign::Minus))]
    #[case("5", None)]
    fn signs_are_kept(#[case] text: &str, #[case] sign: Option<Sign>) {
        assert_eq!(Grade::read(text).grades()[0].sign, sign);
    }

    #[rstest]
    #[case("зач", Reading::Passed)]
    #[case("Зачёт", Reading::Passed)]
    #[case("незач", Reading::Failed)]
    #[case("незач.", Reading::Failed)]
    #[case("н/а", Reading::NotAssessed)]
    #[case("Н/А", Reading::NotAssessed)]
    #[case("осв", Reading::Exempt)]
    #[case("осв.", Reading::Exempt)]
    #[case("н", Reading::Away(AbsenceStatus::Absent))]
    #[case("Н", Reading::Away(AbsenceStatus::Absent))]
    #[case("б", Reading::Away(AbsenceStatus::Ill))]
    #[case("п", Reading::Away(AbsenceStatus::Excused))]
    #[case("оп", Reading::Away(AbsenceStatus::Late))]
    #[case("", Reading::Other)]
    #[case("/", Reading::Other)]
    #[case("+", Reading::Other)]
    #[case("✓", Reading::Other)]
    #[case(".", Reading::Other)]
    #[case("-", Reading::Other)]
    #[case("A", Reading::Other)]
    #[case("B+", Reading::Other)]
    #[case("0", Reading::Other)]
    #[case("6", Reading::Other)]
    #[case("10", Reading::Other)]
    #[case("05", Reading::Other)]
    #[case("+5", Reading::Other)]
    #[case("-5", Reading::Other)]
    #[case("4,5", Reading::Other)]
    #[case("4.5", Reading::Other)]
    #[case("3/10", Reading::Other)]
    #[case("45/100", Reading::Other)]
    #[case("5 баллов", Reading::Other)]
    #[case("5/зач", Reading::Other)]
    #[case("Умница!", Reading::Other)]
    #[case("осваивает уверенно", Reading::Other)]
    #[case("99999999999999999999", Reading::Other)]
    fn values_without_a_number(#[case] text: &str, #[case] reading: Reading) {
        assert_eq!(Grade::read(text), reading);
    }

    #[rstest]
    #[case(Scale::Ten, "10", true)]
    #[case(Scale::Ten, "11", false)]
    #[case(Scale::Ten, "0", false)]
    #[case(Scale::Ten, "8/10", true)]
    #[case(Scale::Twelve, "12", true)]
    #[case(Scale::Twelve, "13", false)]
    #[case(Scale::Hundred, "0", true)]
    #[case(Scale::Hundred, "100", true)]
    #[case(Scale::Hundred, "101", false)]
    #[case(Scale::Five, "8", false)]
    fn a_number_counts_where_the_declared_scale_holds_it(
        #[case] scale: Scale,
        #[case] text: &str,
        #[case] counts: bool,
    ) {
        assert_eq!(!scale.read(text).grades().is_empty(), counts);
    }

    #[rstest]
    #[case("5", Tint::Five)]
    #[case("5-", Tint::Five)]
    #[case("4", Tint::Four)]
    #[case("3", Tint::Three)]
    #[case("2", Tint::Two)]
    #[case("1", Tint::Two)]
    #[case("5/3", Tint::Three)]
    #[case("зач", Tint::Passed)]
    #[case("незач", Tint::Failed)]
    #[case("н/а", Tint::Failed)]
    #[case("н", Tint::Absent)]
    #[case("осв", Tint::None)]
    #[case("✓", Tint::None)]
    fn tints(#[case] text: &str, #[case] expected: Tint) {
        assert_eq!(tint(text), expected);
    }

    #[rstest]
    #[case(Scale::Ten, [(10, 9), (8, 7), (6, 4), (3, 1)])]
    #[case(Scale::Twelve, [(12, 10), (9, 7), (6, 4), (3, 1)])]
    #[case(Scale::Hundred, [(100, 85), (84, 70), (69, 50), (49, 0)])]
    fn tints_of_other_scales(#[case] scale: Scale, #[case] bands: [(u32, u32); 4]) {
        for ((from, to), tint) in bands.into_iter().zip([Tint::Five, Tint::Four, Tint::Three, Tint::Two]) {
            assert_eq!((scale.tint(from), scale.tint(to)), (tint, tint));
        }
    }
}

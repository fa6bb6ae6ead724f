//! What the name of a term says, where a system gives no more than that.

use peremena_model::{Term, TermKind};

/// «1 четверть», «I полугодие», «Модуль 2», "year": its kind, and its number where the name holds one.
pub(crate) fn read_name(name: &str) -> (TermKind, Option<i32>) {
    let lower = name.to_lowercase();
    let kinds = [
        ("четверт", TermKind::Quarter),
        ("триместр", TermKind::Trimester),
        ("полугод", TermKind::HalfYear),
        ("модул", TermKind::Module),
        ("год", TermKind::Year),
        ("year", TermKind::Year),
    ];
    let kind = kinds.into_iter().find(|(word, _)| lower.contains(word)).map_or(TermKind::Other, |(_, kind)| kind);
    let roman = |word: &str| ["i", "ii", "iii", "iv", "v", "vi"].iter().zip(1..).find(|(one, _)| **one == word);
    let mut words = lower.split(|sign: char| !sign.is_alphanumeric());
    let number = words.find_map(|word| {
        let digits = word.trim_matches(|sign: char| !sign.is_ascii_digit());
        let number = digits.parse().ok().or_else(|| roman(word).map(|(_, number)| number));
        // A year is no number of a term.
        number.filter(|number| (1..=12).contains(number))
    });
    (kind, number)
}

/// Puts terms in their order; one without a number gets the place that it has among those of its kind.
pub(crate) fn put_in_order(terms: &mut [Term]) {
    terms.sort_by_key(|term| (term.from, term.to));
    let mut counted: Vec<(TermKind, i32)> = Vec::new();
    for term in terms {
        let before = counted.iter().filter(|(kind, _)| *kind == term.kind).count();
        if term.number < 1 {
            term.number = i32::try_from(before).unwrap_or_default() + 1;
        }
        counted.push((term.kind, term.number));
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("1 четверть", TermKind::Quarter, Some(1))]
    #[case("3 триместр", TermKind::Trimester, Some(3))]
    #[case("2 полугодие", TermKind::HalfYear, Some(2))]
    #[case("1-я четверть", TermKind::Quarter, Some(1))]
    #[case("3ий триместр", TermKind::Trimester, Some(3))]
    #[case("II полугодие", TermKind::HalfYear, Some(2))]
    #[case("Модуль 4", TermKind::Module, Some(4))]
    #[case("Год", TermKind::Year, None)]
    #[case("year", TermKind::Year, None)]
    #[case("2026/2027 учебный год", TermKind::Year, None)]
    #[case("2026/2027, 2 четверть", TermKind::Quarter, Some(2))]
    #[case("четверть№3", TermKind::Quarter, Some(3))]
    #[case("ч4ть (четверть)", TermKind::Quarter, Some(4))]
    #[case("Аттестационный период", TermKind::Other, None)]
    fn names_say_what_a_term_is(#[case] name: &str, #[case] kind: TermKind, #[case] number: Option<i32>) {
        assert_eq!(read_name(name), (kind, number));
    }
}

//! The report of final marks: a table with a row for each subject.

use std::collections::BTreeMap;

use peremena_model::{Term, TermKind, TermMark, TermMarkOf};

use super::text::is_placeholder;
use crate::{SchoolError, term_names::read_name};

/// What stands behind the terms, in this order, whether or not there is anything in it.
const BEHIND: [(TermMarkOf, &str); 3] =
    [(TermMarkOf::Year, "year"), (TermMarkOf::Exam, "exam"), (TermMarkOf::Final, "final")];

/// Number and subject stand before them.
const BEFORE: usize = 2;

/// A column of a term: its ordinal in the year, and its id where that is known.
struct Column {
    number: i32,
    term: Option<String>,
}

/// Marks of terms, of the year and of exams, and how many rows could not be read.
///
/// # Errors
/// [`SchoolError::Strange`] where it is another table, or its columns are not the school's terms.
pub(in crate::netschool) fn totals_of_report(
    rows: &[Vec<String>],
    terms: &[Term],
) -> Result<(Vec<TermMark>, u32), SchoolError> {
    let first = rows.iter().position(|row| is_numbered(row));
    let (head, first) =
        first.and_then(|at| Some((rows.get(..at)?, rows.get(at)?))).ok_or_else(|| strange("subjects"))?;
    let width = first.len();
    let count = width.checked_sub(BEFORE + BEHIND.len()).ok_or_else(|| strange("all its columns"))?;
    let columns = columns(head, count, terms)?;
    let mut marks = BTreeMap::new();
    let mut skipped = 0;
    for row in rows.iter().filter(|row| is_numbered(row)) {
        let (Some(subject), true) = (row.get(1).filter(|subject| !is_placeholder(subject)), row.len() == width) else {
            skipped += 1;
            continue;
        };
        let cells = row.iter().skip(BEFORE);
        let of_terms = columns
            .iter()
            .map(|column| (TermMarkOf::Term, column.number.to_string(), column.term.clone(), Some(column.number)));
        let behind = BEHIND.into_iter().map(|(of, word)| (of, word.to_owned(), None, None));
        for (value, (of, word, term, term_number)) in cells.zip(of_terms.chain(behind)) {
            if is_placeholder(value) {
                continue;
            }
            let id = format!("{subject}/{word}");
            let mark = TermMark {
                id: id.clone(),
                subject: subject.clone(),
                value: value.clone(),
                of,
                term,
                term_number,
                set_at: None,
            };
            marks.entry(id).or_insert(mark);
        }
    }
    Ok((marks.into_values().collect(), skipped))
}

fn strange(without: &str) -> SchoolError {
    SchoolError::Strange(format!("a report of final marks without {without}"))
}

/// A row of a subject begins with its number.
fn is_numbered(row: &[String]) -> bool {
    let number = row.first().map(|cell| cell.trim_end_matches('.')).unwrap_or_default();
    row.len() > BEFORE && !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
}

/// What the columns of terms are: by their headings, else by their places among the school's terms.
fn columns(head: &[Vec<String>], count: usize, terms: &[Term]) -> Result<Vec<Column>, SchoolError> {
    let named = |row: &Vec<String>| -> Option<Vec<(TermKind, i32)>> {
        let names = row.iter().map(|cell| read_name(cell));
        let found: Vec<_> = names
            .filter(|(kind, _)| !matches!(kind, TermKind::Year | TermKind::Other))
            .filter_map(|(kind, number)| Some((kind, number?)))
            .collect();
        (found.len() == count && count > 0).then_some(found)
    };
    if let Some(names) = head.iter().find_map(named) {
        let column = |(kind, number)| {
            let term = terms.iter().find(|term| term.kind == kind && term.number == number);
            Column { number, term: term.map(|term| term.id.clone()) }
        };
        return Ok(names.into_iter().map(column).collect());
    }
    let known: Vec<&Term> = terms.iter().filter(|term| term.kind != TermKind::Year).collect();
    if !known.is_empty() && known.len() != count {
        return Err(strange("the school's terms"));
    }
    let numbers = (1..).take(count);
    let column = |(place, number): (usize, i32)| match known.get(place) {
        Some(term) => Column { number: term.number, term: Some(term.id.clone()) },
        None => Column { number, term: None },
    };
    Ok(numbers.enumerate().map(column).collect())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use time::macros::date;

    use super::*;

    fn quarters(count: i32) -> Vec<Term> {
        let term = |number: i32| Term {
            id: format!("4{number}"),
            name: format!("{number} четверть"),
            kind: TermKind::Quarter,
            number,
            from: date!(2026 - 09 - 01),
            to: date!(2026 - 10 - 25),
        };
        (1..=count).map(term).collect()
    }

    fn table(rows: &[&str]) -> Vec<Vec<String>> {
        rows.iter().map(|row| row.split('|').map(|cell| cell.trim().to_owned()).collect()).collect()
    }

    fn told(rows: &[&str], terms: &[Term]) -> Vec<String> {
        let (marks, skipped) = totals_of_report(&table(rows), terms).unwrap();
        let told = marks.iter().map(|mark| {
            let term = mark.term.as_deref().unwrap_or("-");
            format!("{} {:?} {term} {:?} {}", mark.id, mark.of, mark.term_number, mark.value)
        });
        told.chain((skipped > 0).then(|| format!("skipped {skipped}"))).collect()
    }

    #[test]
    fn each_column_is_what_its_heading_says() {
        let rows = [
            "№ | Предмет | 1 четверть | 2 четверть | Год | Экзамен | Итог",
            "1 | Алгебра | 4 | 5 | 5 | 4 | 5",
            "2. | Химия | н/а | - |  | — | ",
            " | Средний балл | 4,5 | 5 | | | ",
        ];
        assert_eq!(
            told(&rows, &quarters(4)),
            [
                "Алгебра/1 Term 41 Some(1) 4",
                "Алгебра/2 Term 42 Some(2) 5",
                "Алгебра/exam Exam - None 4",
                "Алгебра/final Final - None 5",
                "Алгебра/year Year - None 5",
                "Химия/1 Term 41 Some(1) н/а",
            ]
        );
    }

    #[test]
    fn without_headings_the_place_among_the_terms_says_it() {
        let rows = ["№ | Предмет | Учебные периоды | Итоги", "1 | Алгебра | 4 |  | 5 | |"];
        assert_eq!(told(&rows, &quarters(2)), ["Алгебра/1 Term 41 Some(1) 4", "Алгебра/year Year - None 5"]);
        assert_eq!(told(&rows, &[])[0], "Алгебра/1 Term - Some(1) 4");
    }

    #[test]
    fn a_row_of_another_width_costs_itself() {
        let rows = ["1 | Алгебра | 4 | | | ", "2 | Химия | 5 | 5 | | | ", "3 | - | 5 | | |"];
        assert_eq!(told(&rows, &quarters(1)), ["Алгебра/1 Term 41 Some(1) 4", "skipped 2"]);
    }

    #[rstest]
    #[case::another_table(&["Дата | Отметка", "07.09.2026 | 5"], 4)]
    #[case::other_terms(&["1 | Алгебра | 4 | 4 | | |"], 4)]
    #[case::narrow(&["1 | Алгебра | 4"], 4)]
    #[case::empty(&[], 4)]
    fn what_is_no_such_report_is_said_so(#[case] rows: &[&str], #[case] terms: i32) {
        let told = totals_of_report(&table(rows), &quarters(terms));
        assert!(matches!(told, Err(SchoolError::Strange(_))), "{told:?}");
    }
}

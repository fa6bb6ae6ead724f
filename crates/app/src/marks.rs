//! Subjects with marks, for a term.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use peremena_model::{
    Item, Kind, Mark, OfficialAverage, SchoolYear, Span, StudentId, Term, TermKind, TermMark, TermMarkOf, average,
    current_term, term_to_show,
};
use peremena_notify::{Arg, Words};
use peremena_vault::{ChangeFilter, Vault};
use time::Date;

use crate::{
    App, AppError,
    lessons::{MarkNews, mark_chip, term_mark_chip, tint_of},
    views::{ErrorView, Filling, MarkChip, MarksRequest, MarksView, SubjectRow, TermChoice, Tint},
};

/// The choice that means the whole year.
pub(crate) const YEAR: &str = "year";

/// Everything that stands in the marks of one child's school year.
pub(crate) struct Book {
    pub terms: Vec<Term>,
    pub marks: Vec<Mark>,
    pub term_marks: Vec<TermMark>,
    pub averages: Vec<OfficialAverage>,
    pub subjects: Vec<String>,
    pub news: MarkNews,
    pub term_news: MarkNews,
    pub loaded: bool,
}

impl Book {
    pub(crate) async fn load(vault: &Vault, student: &StudentId, year: SchoolYear) -> Result<Book, AppError> {
        let wanted = peremena_vault::Wanted {
            spans: [Kind::Mark, Kind::TermMark, Kind::Average, Kind::Term, Kind::SchoolInfo]
                .into_iter()
                .map(|kind| (kind, None))
                .collect(),
            ..peremena_vault::Wanted::default()
        };
        let log = |kind| ChangeFilter {
            student: Some(student.clone()),
            kind: Some(kind),
            since: year.span().map(|span| span.from().midnight().assume_utc()),
            ..ChangeFilter::default()
        };
        let mut book = Book {
            terms: Vec::new(),
            marks: Vec::new(),
            term_marks: Vec::new(),
            averages: Vec::new(),
            subjects: Vec::new(),
            news: MarkNews::of(&vault.changes(&log(Kind::Mark)).await?),
            term_news: MarkNews::of(&vault.changes(&log(Kind::TermMark)).await?),
            loaded: vault.coverage(student, year).await?.contains_key(&Kind::Mark),
        };
        for item in vault.stored(student, year, &wanted).await? {
            match item {
                Item::Mark(mark) => book.marks.push(mark),
                Item::TermMark(mark) => book.term_marks.push(mark),
                Item::Average(average) => book.averages.push(average),
                Item::Term(term) => book.terms.push(term),
                Item::SchoolInfo(info) => book.subjects = info.subjects,
                _ => {}
            }
        }
        book.terms.sort_by_key(|term| (term.kind == TermKind::Year, term.from, term.to));
        book.marks.sort_by(|a, b| {
            (a.lesson_date, a.lesson_number, a.set_at, &a.id).cmp(&(b.lesson_date, b.lesson_number, b.set_at, &b.id))
        });
        Ok(book)
    }

    /// The term that was asked for; none for the whole year.
    pub(crate) fn chosen(&self, asked: Option<&str>, today: Date) -> Option<&Term> {
        chosen(&self.terms, asked, today)
    }

    /// What is to be shown so that a mark of a subject is there: a term, or the whole year where none holds it. None where
    /// `chosen` holds it already, or there is no such mark.
    pub(crate) fn term_of(&self, id: &str, subject: &str, chosen: Option<&Term>) -> Option<Option<&Term>> {
        let mark = self.marks.iter().find(|mark| mark.id == id && mark.subject == subject)?;
        let day = mark.day();
        let holds = |term: &Term| day.is_some_and(|day| term.from <= day && day <= term.to);
        if chosen.is_none_or(holds) {
            return None;
        }
        Some(day.and_then(|day| current_term(&self.terms, day)).filter(|term| term.kind != TermKind::Year))
    }

    pub(crate) fn choices(&self, words: &Words, chosen: Option<&Term>) -> Vec<TermChoice> {
        choices(&self.terms, words, chosen)
    }

    /// The marks of a term, by subject.
    pub(crate) fn by_subject(&self, term: Option<&Term>) -> BTreeMap<&str, Vec<&Mark>> {
        let mut of: BTreeMap<&str, Vec<&Mark>> = BTreeMap::new();
        for mark in &self.marks {
            let inside = match (term, mark.day()) {
                (Some(term), Some(date)) => Span::new(term.from, term.to).is_some_and(|span| span.contains(date)),
                (Some(_), None) => false,
                (None, _) => true,
            };
            if inside {
                of.entry(&mark.subject).or_default().push(mark);
            }
        }
        of
    }

    /// The subjects, as the school sorts them; the ones it does not list after them, by name.
    pub(crate) fn subject_names(&self, term: Option<&Term>) -> Vec<&str> {
        let order: HashMap<&str, usize> =
            self.subjects.iter().enumerate().map(|(place, name)| (name.as_str(), place)).collect();
        let mut names: BTreeSet<(usize, &str)> = BTreeSet::new();
        let by_subject = self.by_subject(term);
        let of_marks = self.term_marks.iter().map(|mark| mark.subject.as_str());
        for name in self.subjects.iter().map(String::as_str).chain(by_subject.into_keys()).chain(of_marks) {
            names.insert((order.get(name).copied().unwrap_or(usize::MAX), name));
        }
        names.into_iter().map(|(_, name)| name).collect()
    }

    /// The final mark of a subject for a term, or for the year.
    pub(crate) fn final_mark(&self, subject: &str, term: Option<&Term>) -> Option<&TermMark> {
        self.term_marks.iter().filter(|mark| mark.subject == subject).find(|mark| match term {
            Some(term) => mark.is_of(term),
            None => mark.of == TermMarkOf::Year,
        })
    }

    /// The school's own average of a subject, weighted where it gives that one.
    pub(crate) fn official(&self, subject: &str, term: Option<&Term>) -> Option<f64> {
        self.averages
            .iter()
            .filter(|average| {
                average.subject == subject && average.term.as_deref() == term.map(|term| term.id.as_str())
            })
            .max_by_key(|average| average.weighted)
            .map(|average| average.value)
    }
}

/// The term that was asked for; none for the whole year.
pub(crate) fn chosen<'a>(terms: &'a [Term], asked: Option<&str>, today: Date) -> Option<&'a Term> {
    match asked {
        Some(YEAR) => None,
        Some(id) => terms.iter().find(|term| term.id == id),
        None => term_to_show(terms, today).filter(|term| term.kind != TermKind::Year),
    }
}

/// What a mark of a term, a year or an exam is for, in words. `term`: the name of the term that it stands for, where that
/// is known.
pub(crate) fn words_of_term_mark(words: &Words, mark: &TermMark, term: Option<String>) -> String {
    match (mark.of, term) {
        (TermMarkOf::Term, Some(term)) => term,
        (TermMarkOf::Term, None) => words.say("term-unnamed"),
        (TermMarkOf::Year, _) => words.say("term-year"),
        (TermMarkOf::Exam, _) => words.say("term-exam"),
        (TermMarkOf::Final, _) => words.say("term-final"),
    }
}

/// Terms to choose from, the whole year last.
pub(crate) fn choices(terms: &[Term], words: &Words, chosen: Option<&Term>) -> Vec<TermChoice> {
    let of_term = |term: &Term| TermChoice {
        id: term.id.clone(),
        name: term.name.clone(),
        short: short_name(&term.name),
        chosen: chosen.is_some_and(|chosen| chosen.id == term.id),
    };
    let year = TermChoice {
        id: YEAR.to_owned(),
        name: words.say("term-choice-year"),
        short: words.say("term-choice-year-short"),
        chosen: chosen.is_none(),
    };
    terms.iter().filter(|term| term.kind != TermKind::Year).map(of_term).chain([year]).collect()
}

/// "2" of "2 четверть", "II" of "II триместр"; a name without a number stays whole.
pub(crate) fn short_name(name: &str) -> String {
    let first = name.split_whitespace().next().unwrap_or(name);
    // "1-й": the number is what stands before the hyphen.
    let number = first.split(['-', '.']).next().unwrap_or(first);
    let is_number = !number.is_empty()
        && (number.chars().all(|letter| letter.is_ascii_digit())
            || number.chars().all(|letter| "IVX".contains(letter)));
    if is_number { number.to_owned() } else { name.to_owned() }
}

/// Whether any of the marks has a weight other than 1.
pub(crate) fn weighted(marks: &[Mark]) -> bool {
    marks.iter().any(|mark| mark.weight.is_some_and(|weight| (weight - 1.0).abs() > f64::EPSILON))
}

pub(crate) fn average_tint(average: Option<f64>) -> Tint {
    average.map_or(Tint::Plain, |average| tint_of(&average::Rule::default().rounds_to(average).to_string()))
}

impl App {
    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn marks(&self, request: MarksRequest) -> Result<MarksView, ErrorView> {
        self.marks_view(request).await.map_err(|error| self.said(&error))
    }

    async fn marks_view(&self, request: MarksRequest) -> Result<MarksView, AppError> {
        let profile = self.profile().await?;
        let (words, now) = (self.words(), self.now());
        let student = StudentId::from_text(request.student);
        let family = self.load_family(&profile).await?;
        let record = family.record(&student).ok_or(AppError::Request("error-request"))?;
        let book = Book::load(&profile.vault, &student, SchoolYear::of(now.date())).await?;
        let term = book.chosen(request.term.as_deref(), now.date());
        let subjects = subject_rows(&words, &book, term);
        Ok(MarksView {
            student: family.student_view(record, &words, now),
            terms: book.choices(&words, term),
            filling: match (subjects.is_empty(), book.loaded) {
                (false, _) => Filling::Full,
                (true, true) => Filling::Empty,
                (true, false) => Filling::NotLoaded,
            },
            subjects,
        })
    }
}

fn subject_rows(words: &Words, book: &Book, term: Option<&Term>) -> Vec<SubjectRow> {
    let by_subject = book.by_subject(term);
    let decimal = words.language().decimal();
    book.subject_names(term)
        .into_iter()
        .map(|subject| {
            let marks: Vec<Mark> = by_subject.get(subject).into_iter().flatten().map(|mark| (*mark).clone()).collect();
            let average = average::weighted_average(&marks);
            let ours = average.map(|average| average::display(average, decimal));
            // A list says the school's average only where it is another one.
            let official = book
                .official(subject, term)
                .map(|value| average::display(value, decimal))
                .filter(|official| ours.as_ref() != Some(official));
            SubjectRow {
                subject: subject.to_owned(),
                marks: marks.iter().map(|mark| mark_chip(words, mark, &book.news)).collect::<Vec<MarkChip>>(),
                average: ours,
                tint: average_tint(average),
                official: official.map(|average| words.say_with("official", &[("average", Arg::Text(&average))])),
                term_mark: book.final_mark(subject, term).map(|mark| term_mark_chip(mark, &book.term_news)),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_is_short_where_it_is_counted() {
        let short = ["2 четверть", "II триместр", "1-й триместр", "Лето", "Итоговый период"].map(short_name);
        assert_eq!(short, ["2", "II", "1", "Лето", "Итоговый период"]);
    }
}

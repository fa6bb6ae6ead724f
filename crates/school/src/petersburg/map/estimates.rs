//! The one list of marks (§7), in which absences, remarks and the marks of terms stand as well.

use std::collections::HashSet;

use peremena_model::{
    Absence, AbsenceStatus, Lesson, Mark, Remark, SchoolYear, Span, Term, TermKind, TermMark, TermMarkOf,
};
use time::Date;

use super::{Days, dates};
use crate::{SchoolError, petersburg::wire::Estimate, term_names::read_name};

/// What the list holds.
#[derive(Debug, Default)]
pub(in crate::petersburg) struct Estimates {
    /// Of the span.
    pub(in crate::petersburg) marks: Vec<Mark>,
    /// Of the span.
    pub(in crate::petersburg) absences: Vec<Absence>,
    /// Of the span.
    pub(in crate::petersburg) remarks: Vec<Remark>,
    /// Of the school year.
    pub(in crate::petersburg) finals: Vec<TermMark>,
    pub(in crate::petersburg) skipped: u32,
}

/// What an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Is {
    Mark,
    Absence(AbsenceStatus),
    Remark,
    Final(TermMarkOf),
}

/// Reads the entries of one education; terms give the marks of terms a name of their own.
///
/// # Errors
/// [`SchoolError::Strange`] where all of them are another child's: those must not stand in this one's place.
pub(in crate::petersburg) fn estimates(
    entries: &[&Estimate<'_>],
    education: i64,
    days: &Days,
    terms: &[Term],
    (year, span): (SchoolYear, Span),
) -> Result<Estimates, SchoolError> {
    let own: Vec<&Estimate<'_>> =
        entries.iter().filter(|entry| entry.education_id.0.is_none_or(|of| of == education)).copied().collect();
    if own.is_empty() && !entries.is_empty() {
        return Err(SchoolError::Strange("marks of another child".into()));
    }
    let mut found = Estimates::default();
    let mut seen = HashSet::new();
    for entry in own {
        let value = entry.estimate_value_name.get().or_else(|| of_code(entry.estimate_value_code.get()?));
        let date = entry.date.get().and_then(dates::day);
        let (Some(id), Some(value), Some(date)) = (entry.id.0, value, date) else {
            found.skipped += 1;
            continue;
        };
        if !seen.insert(id) {
            continue;
        }
        let told =
            Told { entry, id: id.to_string(), value, date, lesson: entry.lesson_id.0.and_then(|id| days.held(id)) };
        let kind = kind(entry, value);
        let Some(subject) = entry.subject_name.get() else {
            // A whole day may be missed, and a remark be of none.
            found.without_subject(&told, kind, span);
            continue;
        };
        match kind {
            Is::Final(_) if SchoolYear::of(date) != year => {}
            Is::Final(of) => found.finals.push(told.term_mark(of, subject, terms)),
            _ if !span.contains(date) => {}
            Is::Mark => found.marks.push(told.mark(subject)),
            Is::Absence(status) => found.absences.push(told.absence(status, Some(subject))),
            Is::Remark => found.remarks.push(told.remark(Some(subject))),
        }
    }
    found.marks.sort_by(|one, other| (one.lesson_date, &one.id).cmp(&(other.lesson_date, &other.id)));
    found.absences.sort_by(|one, other| (one.date, &one.id).cmp(&(other.date, &other.id)));
    found.remarks.sort_by(|one, other| (one.date, &one.id).cmp(&(other.date, &other.id)));
    found.finals.sort_by(|one, other| one.id.cmp(&other.id));
    Ok(found)
}

impl Estimates {
    fn without_subject(&mut self, told: &Told<'_, '_>, kind: Is, span: Span) {
        match kind {
            Is::Mark | Is::Final(_) => self.skipped += 1,
            _ if !span.contains(told.date) => {}
            Is::Absence(status) => self.absences.push(told.absence(status, None)),
            Is::Remark => self.remarks.push(told.remark(None)),
        }
    }
}

/// The mark in "5/5"; a code without a scale is a number in a list that nobody knows.
fn of_code(code: &str) -> Option<&str> {
    code.split_once('/').map(|(mark, _)| mark.trim()).filter(|mark| !mark.is_empty())
}

fn kind(entry: &Estimate<'_>, value: &str) -> Is {
    let type_name = entry.estimate_type_name.get().unwrap_or_default().to_lowercase();
    let code = entry.estimate_type_code.get().unwrap_or_default();
    let word = value.to_lowercase();
    match code {
        "30001" => return Is::Absence(AbsenceStatus::Late),
        "30000" => return Is::Absence(absence(entry.estimate_value_code.get(), &word)),
        _ if type_name.contains("посещаемость") => {
            return Is::Absence(absence(entry.estimate_value_code.get(), &word));
        }
        _ if type_name.contains("опоздан") => return Is::Absence(AbsenceStatus::Late),
        _ => {}
    }
    if type_name.contains("замечани") || word.contains("замечани") {
        return Is::Remark;
    }
    final_of(&type_name).map_or(Is::Mark, Is::Final)
}

/// 494 and 496 were seen, the words of the others (§7).
fn absence(code: Option<&str>, word: &str) -> AbsenceStatus {
    match code {
        Some("494") => AbsenceStatus::Excused,
        Some("496") => AbsenceStatus::Ill,
        _ if word.contains("неуважит") || word.contains("неизвест") => AbsenceStatus::Absent,
        _ if word.contains("уважит") => AbsenceStatus::Excused,
        _ if word.contains("болез") => AbsenceStatus::Ill,
        _ if word.contains("опоздан") => AbsenceStatus::Late,
        _ => AbsenceStatus::Other,
    }
}

/// What a kind of mark sums up, by words that were seen in its name (§7); those for half-years, trimesters and exams are
/// guessed. A year's test is a test.
fn final_of(type_name: &str) -> Option<TermMarkOf> {
    const WORKS: [&str; 7] = ["работ", "диктант", "тест", "контрол", "сочинен", "изложен", "проект"];
    if WORKS.iter().any(|word| type_name.contains(word)) {
        return None;
    }
    let of_term = ["четверт", "триместр", "полугод"].iter().any(|word| type_name.contains(word));
    match type_name {
        _ if of_term => Some(TermMarkOf::Term),
        name if name.contains("экзамен") => Some(TermMarkOf::Exam),
        name if name.contains("итогов") => Some(TermMarkOf::Final),
        name if name.contains("годов") => Some(TermMarkOf::Year),
        _ => None,
    }
}

/// An entry with what every kind of it needs.
struct Told<'l, 'a> {
    entry: &'l Estimate<'a>,
    id: String,
    value: &'l str,
    date: Date,
    lesson: Option<&'l Lesson>,
}

impl Told<'_, '_> {
    fn lesson_id(&self) -> Option<String> {
        self.lesson.map(|lesson| lesson.id.clone())
    }

    fn mark(&self, subject: &str) -> Mark {
        Mark {
            id: self.id.clone(),
            subject: subject.to_owned(),
            value: self.value.to_owned(),
            weight: None,
            lesson_date: Some(self.date),
            set_at: None,
            work_type: self.entry.estimate_type_name.owned(),
            comment: self.entry.estimate_comment.owned(),
            lesson: self.lesson_id(),
            lesson_number: self.lesson.and_then(|lesson| lesson.number),
            work: None,
            topic: self.lesson.and_then(|lesson| lesson.topic.clone()),
            counts: None,
        }
    }

    fn absence(&self, status: AbsenceStatus, subject: Option<&str>) -> Absence {
        Absence {
            id: self.id.clone(),
            date: self.date,
            lesson: self.lesson_id(),
            lesson_number: self.lesson.and_then(|lesson| lesson.number),
            subject: subject.map(str::to_owned),
            status,
            word: Some(self.value.to_owned()),
            comment: self.entry.estimate_comment.owned(),
        }
    }

    fn remark(&self, subject: Option<&str>) -> Remark {
        let kind = self.entry.estimate_type_name.get().unwrap_or(self.value);
        Remark {
            id: self.id.clone(),
            date: self.date,
            subject: subject.map(str::to_owned),
            lesson: self.lesson_id(),
            text: self.entry.estimate_comment.get().unwrap_or(kind).to_owned(),
            author: None,
        }
    }

    /// The term is that of the name, else the last that had begun by the day on which the mark stands.
    fn term_mark(&self, of: TermMarkOf, subject: &str, terms: &[Term]) -> TermMark {
        let (kind, number) = read_name(self.entry.estimate_type_name.get().unwrap_or_default());
        let named = || terms.iter().find(|term| term.kind == kind && Some(term.number) == number);
        let begun = || {
            let mut of_kind: Vec<&Term> = terms.iter().filter(|term| term.kind == kind).collect();
            of_kind.sort_by_key(|term| term.from);
            of_kind.into_iter().rfind(|term| term.from <= self.date && kind != TermKind::Other)
        };
        let term = if of == TermMarkOf::Term { named().or_else(begun) } else { None };
        TermMark {
            id: self.id.clone(),
            subject: subject.to_owned(),
            value: self.value.to_owned(),
            of,
            term: term.map(|term| term.id.clone()),
            term_number: term.map(|term| term.number).or(number.filter(|_| of == TermMarkOf::Term)),
            set_at: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("1 четверть", Some(TermMarkOf::Term))]
    #[case("четвертная отметка", Some(TermMarkOf::Term))]
    #[case("ii полугодие", Some(TermMarkOf::Term))]
    #[case("годовая отметка", Some(TermMarkOf::Year))]
    #[case("итоговая отметка", Some(TermMarkOf::Final))]
    #[case("экзаменационная", Some(TermMarkOf::Exam))]
    #[case("работа на уроке", None)]
    #[case("итоговая контрольная работа", None)]
    #[case("контрольная работа за 1 четверть", None)]
    #[case("зачёт", None)]
    fn what_sums_up_is_told_by_its_name(#[case] name: &str, #[case] expected: Option<TermMarkOf>) {
        assert_eq!(final_of(name), expected);
    }

    #[rstest]
    #[case(Some("494"), "уважительная", AbsenceStatus::Excused)]
    #[case(Some("496"), "по болезни", AbsenceStatus::Ill)]
    #[case(None, "неизвестная", AbsenceStatus::Absent)]
    #[case(Some("1"), "неуважительная", AbsenceStatus::Absent)]
    #[case(Some("2"), "уважительная", AbsenceStatus::Excused)]
    #[case(Some("3"), "по семейным обстоятельствам", AbsenceStatus::Other)]
    fn absences_are_told_by_code_and_word(#[case] code: Option<&str>, #[case] word: &str, #[case] is: AbsenceStatus) {
        assert_eq!(absence(code, word), is);
    }
}

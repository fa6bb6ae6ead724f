//! Averages that the school computed.

use std::collections::BTreeMap;

use peremena_model::OfficialAverage;

use super::wire;

/// The class's answer, of which one person's part is ours (§9). `subjects` are names by id.
pub(in crate::dnevnik_ru) fn averages(
    answer: &wire::SubjectAverages<'_>,
    person: i64,
    term: &str,
    subjects: &BTreeMap<i64, String>,
) -> Vec<OfficialAverage> {
    let ours = answer.items.iter().filter(|average| average.person.0 == Some(person));
    ours.flat_map(|average| &average.per_subject_averages.items)
        .filter_map(|average| one(average.subject.0?, average.avg_mark_value.0?, false, term, subjects))
        .collect()
}

/// The class's weighted averages, of which one person's are ours (§9).
pub(in crate::dnevnik_ru) fn weighted_averages(
    answer: &wire::WeightedAverages<'_>,
    person: i64,
    term: &str,
    subjects: &BTreeMap<i64, String>,
) -> Vec<OfficialAverage> {
    let mut averages = Vec::new();
    for subject in &answer.subject_marks.items {
        let ours = subject.marks.items.iter().find(|mark| mark.person.0 == Some(person));
        let value = ours.and_then(|mark| mark.value.0);
        averages.extend(subject.subject.0.zip(value).and_then(|(id, value)| one(id, value, true, term, subjects)));
    }
    averages
}

/// What the mobile API says of a term (§14.2): plain averages, and weighted ones. What is shown to those alone who pay is
/// none. None where it names no subject that is known: its ids are then others, or it tells nothing.
pub(in crate::dnevnik_ru) fn averages_of_term(
    answer: &wire::PeriodMarks<'_>,
    term: &str,
    subjects: &BTreeMap<i64, String>,
) -> Option<OfTerm> {
    let mut told = OfTerm::default();
    let mut is_known = false;
    for of in &answer.period_marks.items {
        let Some(subject) = of.subject.0.as_ref().and_then(|subject| subject.id.0) else { continue };
        is_known |= subjects.contains_key(&subject);
        let Some(averages) = of.average_marks.0.as_ref() else { continue };
        if of.metadata.is_restricted() || averages.metadata.is_restricted() {
            continue;
        }
        let average = |value: Option<f64>, weighted| one(subject, value?, weighted, term, subjects);
        told.plain.extend(average(averages.average_mark.0, false));
        told.weighted.extend(average(averages.weighted_average_mark.0, true));
    }
    is_known.then_some(told)
}

/// The averages of one term.
#[derive(Debug, Default)]
pub(in crate::dnevnik_ru) struct OfTerm {
    pub(in crate::dnevnik_ru) plain: Vec<OfficialAverage>,
    pub(in crate::dnevnik_ru) weighted: Vec<OfficialAverage>,
}

/// One average. Zero stands for "no marks yet"; a subject without a name could not be shown.
pub(in crate::dnevnik_ru) fn one(
    subject: i64,
    value: f64,
    weighted: bool,
    term: &str,
    subjects: &BTreeMap<i64, String>,
) -> Option<OfficialAverage> {
    let name = subjects.get(&subject)?;
    let way = if weighted { "weighted" } else { "plain" };
    (value > 0.0).then(|| OfficialAverage {
        id: format!("{term}-{subject}-{way}"),
        subject: name.clone(),
        term: Some(term.to_owned()),
        value,
        weighted,
    })
}

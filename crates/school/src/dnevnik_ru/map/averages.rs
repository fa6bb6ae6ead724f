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

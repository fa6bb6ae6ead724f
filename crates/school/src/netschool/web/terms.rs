//! Terms: of their own list, which is the account's, else of the filters of a report, which are a child's.

use bytes::Bytes;
use peremena_model::{Item, SchoolYear, Term, TermKind};
use serde_json::{Value, json};

use super::{
    api::WebApi,
    totals::{CHILD, child_of, item_of},
};
use crate::{
    Ask, Enrolment, SchoolError,
    answer::items,
    lenient::{List, Moment, OneOrMany, listed, parsed},
    netschool::{map, wire},
};

/// The report whose filters are a directory of terms.
const REPORT: &str = "studentgrades";

/// The filter that names a term.
const TERM: &str = "TERMID";

/// The terms that the report offers for a child.
struct Offered {
    /// Ids and names.
    terms: Vec<(String, String)>,
    /// Whether the server has chosen the child by itself.
    by_itself: bool,
}

/// Whether the list is of several children: nobody is in two terms at once.
fn is_of_several(terms: &[Term]) -> bool {
    let mut rest: Vec<&Term> = terms.iter().filter(|term| term.kind != TermKind::Year).collect();
    rest.sort_by_key(|term| (term.from, term.to));
    rest.windows(2).any(|pair| matches!(pair, [one, next] if next.from <= one.to))
}

/// Those of the listed terms that are a child's own: by their ids, and by their names where the list has left out the id,
/// as it does of two classes' terms that are alike. The year is everybody's. All of them where none fits.
fn own(listed: Vec<Term>, offered: &Offered) -> Vec<Term> {
    let is_listed = |id: &str| listed.iter().any(|term| term.id == id);
    let is_offered =
        |term: &Term| offered.terms.iter().any(|(id, name)| *id == term.id || (*name == term.name && !is_listed(id)));
    if !listed.iter().any(is_offered) {
        return listed;
    }
    listed.iter().filter(|term| term.kind == TermKind::Year || is_offered(term)).cloned().collect()
}

impl WebApi {
    /// The terms of one child. The shape of their own list was published by one source: where nothing of it can be read,
    /// the report is asked as it is where the list is closed.
    pub(super) async fn terms_of(&self, student: &Enrolment, ask: &Ask) -> Result<(Vec<Item>, u32), SchoolError> {
        let listed = match self.listed_terms(ask).await {
            Err(error) if !matches!(error, SchoolError::Forbidden(_) | SchoolError::Strange(_)) => return Err(error),
            listed => listed,
        };
        let (terms, skipped) = match listed {
            // The report is of the current year: of another one it says nothing.
            Ok((terms, skipped)) if !terms.is_empty() || ask.year != SchoolYear::of(ask.now.date()) => (terms, skipped),
            listed => match self.terms_of_report(student, ask).await {
                // That it has none either is believed of it, and not of a list that cannot be read.
                Ok((terms, skipped)) if !terms.is_empty() || !matches!(listed, Err(SchoolError::Strange(_))) => {
                    return Ok((items(terms), skipped));
                }
                Ok(_) | Err(SchoolError::Forbidden(_) | SchoolError::Strange(_)) => {
                    return listed.map(|(terms, skipped)| (items(terms), skipped));
                }
                Err(error) => return Err(error),
            },
        };
        if !is_of_several(&terms) {
            return Ok((items(terms), skipped));
        }
        match self.offered_terms(student, ask).await {
            Ok(offered) => Ok((items(own(terms, &offered)), skipped)),
            // Whose they are is not told: all of them are more than none.
            Err(SchoolError::Forbidden(_) | SchoolError::Strange(_)) => Ok((items(terms), skipped)),
            Err(error) => Err(error),
        }
    }

    async fn listed_terms(&self, ask: &Ask) -> Result<(Vec<Term>, u32), SchoolError> {
        let body = self.door.post("terms/search", &[], &json!({}), ask.now).await?;
        let mut room = None;
        let (list, broken) = listed::<wire::Term<'_>>(&body, &mut room, "terms")?;
        let (terms, skipped) = map::terms(&list, ask.year, self.zone);
        Ok((terms, skipped + broken))
    }

    async fn terms_of_report(&self, student: &Enrolment, ask: &Ask) -> Result<(Vec<Term>, u32), SchoolError> {
        let offered = self.offered_terms(student, ask).await?;
        let mut terms = Vec::new();
        for (id, name) in &offered.terms {
            let mut chosen = vec![json!({ "filterId": TERM, "filterValue": id })];
            if !offered.by_itself {
                chosen.insert(0, json!({ "filterId": CHILD, "filterValue": student.person }));
            }
            let body = self.filters(REPORT, &chosen, ask).await?;
            let mut room = None;
            let (sources, _) = parsed::<OneOrMany<wire::Report<'_>, wire::FilterSource<'_>>>(&body, &mut room)?;
            let sources = sources_of(sources);
            let range = sources.iter().find_map(|source| source.range.0.as_ref());
            let day = |moment: Option<Moment>| moment.and_then(|moment| moment.day(self.zone));
            let days = (day(range.map(|range| range.start)), day(range.map(|range| range.end)));
            if let (Some(from), Some(to)) = days {
                terms.push(json!({ "id": id, "name": name, "startDate": from.to_string(), "endDate": to.to_string() }));
            }
        }
        let terms = Value::Array(terms).to_string();
        let mut room = None;
        let (list, _) = parsed::<List<wire::Term<'_>>>(terms.as_bytes(), &mut room)?;
        Ok(map::terms(&list, ask.year, self.zone))
    }

    /// What the report offers for this child: as it comes, or, where the server has chosen another one, as it is then.
    async fn offered_terms(&self, student: &Enrolment, ask: &Ask) -> Result<Offered, SchoolError> {
        let body = self.door.get(&format!("reports/{REPORT}"), &[], ask.now).await?;
        {
            let mut room = None;
            let (report, _) = parsed::<wire::Report<'_>>(&body, &mut room)?;
            let sources = &report.filter_sources.items;
            match child_of(sources) {
                Some(child) if item_of(child, &student.person).is_none() => {
                    return Err(SchoolError::Forbidden("the report is not offered for this child".into()));
                }
                Some(child) if child.default_value.get() != Some(&student.person) => {}
                _ => return Ok(Offered { terms: terms_in(sources), by_itself: true }),
            }
        }
        let child = [json!({ "filterId": CHILD, "filterValue": student.person })];
        let body = self.filters(REPORT, &child, ask).await?;
        let mut room = None;
        let (sources, _) = parsed::<OneOrMany<wire::Report<'_>, wire::FilterSource<'_>>>(&body, &mut room)?;
        Ok(Offered { terms: terms_in(&sources_of(sources)), by_itself: false })
    }

    /// The filters of a report once some are chosen.
    pub(super) async fn filters(&self, report: &str, chosen: &[Value], ask: &Ask) -> Result<Bytes, SchoolError> {
        let chosen = json!({ "params": null, "selectedData": chosen });
        self.door.post(&format!("v2/reports/{report}/initfilters"), &[], &chosen, ask.now).await
    }
}

/// The filters of an answer, which come bare or within the report.
pub(super) fn sources_of<'a>(
    answered: OneOrMany<wire::Report<'a>, wire::FilterSource<'a>>,
) -> Vec<wire::FilterSource<'a>> {
    match answered {
        OneOrMany::One(report) => report.filter_sources.items,
        OneOrMany::Many(list) => list.items,
        OneOrMany::Neither => Vec::new(),
    }
}

fn terms_in(sources: &[wire::FilterSource<'_>]) -> Vec<(String, String)> {
    let source = sources.iter().find(|source| source.filter_id.get() == Some(TERM));
    let items = source.map(|source| source.items.items.as_slice()).unwrap_or_default();
    items.iter().filter_map(|item| Some((item.value.owned()?, item.title.owned()?))).collect()
}

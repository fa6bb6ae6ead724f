//! Marks of terms, of the year and of exams. The site has them in a report alone, which a queue makes: it is asked for
//! at most once a day, and given up after a while.

use std::time::Duration;

use peremena_model::{Item, Span, Term, TermMark};
use serde_json::{Value, json};
use tokio::time::{Instant, sleep, timeout, timeout_at};

use super::{
    api::WebApi,
    hub::{Hub, Said},
    terms::sources_of,
};
use crate::{
    Ask, Enrolment, SchoolError,
    answer::Listed,
    file::is_plain,
    html::rows,
    lenient::{List, Maybe, OneOrMany, parsed},
    netschool::{map, wire},
};

/// The report, as its address names it; lists name it with capitals.
const REPORT: &str = "studenttotalmarks";

/// The class of the table that a report is.
const TABLE: &str = "table-print";

/// How long the way out may take.
const PARTING: Duration = Duration::from_secs(2);

/// Between two looks at what the queue says, where it answers at once: the first pause, and the longest.
const PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// The filter that names the child.
pub(super) const CHILD: &str = "SID";

/// What is asked for.
struct Order {
    body: Value,
    /// Other children of the account, as the report would name them.
    others: Vec<String>,
    own: Option<String>,
}

impl WebApi {
    /// Final marks of the current school year. Of another one, and where they were asked for within a day, nothing is
    /// said.
    pub(super) async fn totals(&self, student: &Enrolment, ask: &Ask) -> Result<Listed<TermMark>, SchoolError> {
        let nothing = Listed { items: Vec::new(), skipped: 0, whole: false };
        if self.kept().knows_totals(&student.person, ask.now) {
            return Ok(nothing);
        }
        let body = match self.context.take(&student.person) {
            Some(body) => body,
            None => self.door.get("context", &[], ask.now).await?,
        };
        let mut room = None;
        let (context, _) = parsed::<Maybe<wire::Context<'_>>>(&body, &mut room)?;
        let context = context.0.unwrap_or_default();
        let current = context.schoolyear.0.as_ref().and_then(map::year);
        let Some((_, year)) = current.filter(|(begins, _)| *begins == ask.year.0) else { return Ok(nothing) };
        let found = self.report(student, &context, year.id, ask).await;
        // What nobody was there to answer is asked for again; whatever else it says, it says for a day.
        if !matches!(
            found,
            Err(SchoolError::Unreachable(_)
                | SchoolError::OutOfOrder(_)
                | SchoolError::Refused(_)
                | SchoolError::Limited { .. })
        ) {
            self.kept().note_totals(&student.person, ask.now);
        }
        let (items, skipped) = found?;
        Ok(Listed { items, skipped, whole: true })
    }

    async fn report(
        &self,
        student: &Enrolment,
        context: &wire::Context<'_>,
        year: i64,
        ask: &Ask,
    ) -> Result<(Vec<TermMark>, u32), SchoolError> {
        self.is_offered(ask).await?;
        let order = self.order(student, context, year, ask).await?;
        let terms = match self.terms.take(&(student.person.clone(), ask.year)) {
            Some(terms) => Ok(terms),
            None => self.terms_of(student, ask).await.map(|(terms, _)| terms),
        };
        let terms: Vec<Term> = match terms {
            Ok(items) => items.into_iter().filter_map(term).collect(),
            Err(error @ (SchoolError::Refused(_) | SchoolError::Limited { .. })) => return Err(error),
            // The report names its terms itself.
            Err(_) => Vec::new(),
        };
        let page = self.made(&order, context.version.get(), student, ask).await?;
        let page = String::from_utf8_lossy(&page);
        // A server that made it of the child that was looked at last.
        let names = |name: &String| page.contains(name.as_str());
        if order.others.iter().any(names) && !order.own.as_ref().is_some_and(names) {
            return Err(SchoolError::Strange("a report of another child".into()));
        }
        let table = rows(&page, TABLE);
        let table = table.ok_or_else(|| SchoolError::Strange("a report without its table".into()))?;
        map::totals_of_report(&table, &terms)
    }

    /// Whether the site offers this report to the family.
    async fn is_offered(&self, ask: &Ask) -> Result<(), SchoolError> {
        let body = self.door.get("reports", &[], ask.now).await?;
        let mut room = None;
        let (groups, _) = parsed::<List<wire::ReportGroup<'_>>>(&body, &mut room)?;
        if !groups.given {
            return Err(SchoolError::Strange("reports without a list".into()));
        }
        let mut reports = groups.items.iter().flat_map(|group| &group.reports.items);
        let named = |report: &wire::Named<'_>| report.id.get().is_some_and(|id| id.eq_ignore_ascii_case(REPORT));
        if reports.any(named) { Ok(()) } else { Err(SchoolError::Forbidden("the site offers no final marks".into())) }
    }

    /// What the report is to be made of, by its own filters.
    async fn order(
        &self,
        student: &Enrolment,
        context: &wire::Context<'_>,
        year: i64,
        ask: &Ask,
    ) -> Result<Order, SchoolError> {
        let no_filters = || SchoolError::Strange("a report without filters".into());
        let mut body = self.door.get(&format!("reports/{REPORT}"), &[], ask.now).await?;
        let is_ours = {
            let mut room = None;
            let (report, _) = parsed::<Maybe<wire::Report<'_>>>(&body, &mut room)?;
            let sources = report.0.ok_or_else(no_filters)?.filter_sources;
            let child = child_of(&sources.items).ok_or_else(no_filters)?;
            if item_of(child, &student.person).is_none() {
                return Err(SchoolError::Forbidden("the report is not offered for this child".into()));
            }
            child.default_value.get() == Some(&student.person)
        };
        // The other filters are those of the child that the server has chosen.
        if !is_ours {
            let child = [json!({ "filterId": CHILD, "filterValue": student.person })];
            body = self.filters(REPORT, &child, ask).await?;
        }
        let mut room = None;
        let (sources, _) = parsed::<OneOrMany<wire::Report<'_>, wire::FilterSource<'_>>>(&body, &mut room)?;
        let sources = sources_of(sources);
        let child = child_of(&sources).ok_or_else(no_filters)?;
        let own = item_of(child, &student.person).and_then(|item| item.title.owned());
        let others = child.items.items.iter().filter(|item| item.value.get() != Some(&student.person));
        let others = others.filter_map(|item| item.title.owned()).filter(|name| Some(name) != own.as_ref()).collect();
        let selected: Vec<Value> = sources.iter().filter_map(|source| self.selected(source, &student.person)).collect();
        let school = context.organization_name.get();
        let school = school.or_else(|| context.organization.0.as_ref()?.name.get()).unwrap_or_default();
        let body = json!({
            "selectedData": selected,
            "params": [
                { "name": "SCHOOLYEARID", "value": year.to_string() },
                // Published clients send this number in every region.
                { "name": "SERVERTIMEZONE", "value": 3 },
                { "name": "FULLSCHOOLNAME", "value": school },
                { "name": "DATEFORMAT", "value": context.date_format.get().unwrap_or_default() },
            ],
        });
        Ok(Order { body, others, own })
    }

    /// What stands in a filter: the child in its own, what the server proposes in the others.
    fn selected(&self, source: &wire::FilterSource<'_>, person: &str) -> Option<Value> {
        let id = source.filter_id.get()?;
        if let Some(span) = self.span_of(source) {
            let value = format!("{}T00:00:00 - {}T00:00:00", span.from(), span.to());
            return Some(json!({ "filterId": id, "filterValue": value, "filterText": value }));
        }
        let value = if id == CHILD { Some(person) } else { source.default_value.get() };
        let item = match value {
            Some(value) => item_of(source, value),
            None => Some(source.items.items.first()?).filter(|_| source.items.items.len() == 1),
        }?;
        let (value, text) = (item.value.get()?, item.title.get().unwrap_or_default());
        Some(json!({ "filterId": id, "filterValue": value, "filterText": text }))
    }

    fn span_of(&self, source: &wire::FilterSource<'_>) -> Option<Span> {
        let range = source.range.0.as_ref()?;
        Span::new(range.start.day(self.zone)?, range.end.day(self.zone)?)
    }

    /// The page that the queue makes of an order.
    async fn made(
        &self,
        order: &Order,
        version: Option<&str>,
        student: &Enrolment,
        ask: &Ask,
    ) -> Result<bytes::Bytes, SchoolError> {
        // A report that has not come by then is not waited for: a sync has other things to tell.
        let until = Instant::now() + self.door.patience();
        let late = |_| SchoolError::Strange("the report was not made in time".into());
        let mut hub = timeout_at(until, Hub::open(&self.door, version, ask.now)).await.map_err(late)??;
        // From here on the server is at work: it is not asked for the same again today.
        self.kept().note_totals(&student.person, ask.now);
        let file = timeout_at(until, self.waited_for(&mut hub, order, ask)).await;
        // Whatever came of it, in time or not.
        drop(timeout(PARTING, hub.close()).await);
        let file = file.map_err(late)??;
        if !is_plain(&file) {
            return Err(SchoolError::Strange("a report whose file has no name".into()));
        }
        self.door.get_report(&format!("files/{file}"), ask.now).await
    }

    /// The id of the file that comes of an order.
    async fn waited_for(&self, hub: &mut Hub<'_>, order: &Order, ask: &Ask) -> Result<String, SchoolError> {
        let body = self.door.post(&format!("reports/{REPORT}/queue"), &[], &order.body, ask.now).await?;
        let (task, key) = {
            let mut room = None;
            let (queued, _) = parsed::<Maybe<wire::Queued<'_>>>(&body, &mut room)?;
            let queued = queued.0.unwrap_or_default();
            let task = queued.task_id.0.ok_or_else(|| SchoolError::Strange("a report without a task".into()))?;
            (task, queued.queue_key.owned().unwrap_or_else(|| "report-v2".into()))
        };
        hub.start(task, &key).await?;
        let mut pause = PAUSE;
        loop {
            let asked_at = Instant::now();
            for said in hub.listen().await? {
                match said {
                    Said::Done(of, file) if of == task => return Ok(file),
                    // Somebody else's, over the same session.
                    Said::Done(..) => {}
                    Said::Unknown if hub.start(task, &key).await? => {}
                    Said::Unknown => return Err(SchoolError::Strange("a queue that knows no task".into())),
                    Said::Failed(words) => return Err(SchoolError::Strange(format!("the report failed: {words}"))),
                }
            }
            // A server that does not wait until there is something to say is not asked without a pause.
            sleep(pause.saturating_sub(asked_at.elapsed())).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }
}

fn term(item: Item) -> Option<Term> {
    match item {
        Item::Term(term) => Some(term),
        _ => None,
    }
}

pub(super) fn child_of<'l, 'a>(sources: &'l [wire::FilterSource<'a>]) -> Option<&'l wire::FilterSource<'a>> {
    sources.iter().find(|source| source.filter_id.get() == Some(CHILD))
}

pub(super) fn item_of<'l, 'a>(source: &'l wire::FilterSource<'a>, value: &str) -> Option<&'l wire::FilterItem<'a>> {
    source.items.items.iter().find(|item| item.value.get() == Some(value))
}

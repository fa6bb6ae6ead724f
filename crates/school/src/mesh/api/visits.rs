//! The school's door, week by week, as the looks at it plan it (`reference::weeks`).

use std::collections::BTreeMap;

use peremena_model::{Item, Kind, Scope, Span, Visit};
use time::{Date, OffsetDateTime};

use super::{Api, FamilyApi, days::given};
use crate::{
    Answer, Ask, Part, SchoolError,
    lenient::parsed,
    mesh::{
        ZONE,
        ids::Pupil,
        map,
        reference::{Plan, mondays, runs},
        wire,
    },
};

/// What was read now.
#[derive(Default)]
struct Read {
    /// By their Mondays.
    weeks: BTreeMap<Date, Vec<Visit>>,
    skipped: u32,
    /// Why there is no more of the weeks before.
    ended: Option<SchoolError>,
}

impl FamilyApi {
    /// Enters who passed the door: each run of weeks that were read speaks for its own days. What could not be had of the
    /// weeks before is told beside them.
    ///
    /// # Errors
    /// Where the session has ended.
    pub(super) async fn enter_visits(&self, pupil: &Pupil, ask: &Ask, answer: &mut Answer) -> Result<(), SchoolError> {
        let today = ask.today(ZONE);
        let plan = self.kept().plan(&pupil.person.0, ask.span, today, ask.now);
        if plan.wait {
            return Ok(());
        }
        let read = match self.weeks_of_visits(pupil, &plan, today, ask.now).await {
            Ok(read) => read,
            Err(error @ SchoolError::Refused(_)) => return Err(error),
            Err(error) => {
                answer.failed.push((Kind::Visit, error));
                return Ok(());
            }
        };
        match read.ended {
            Some(error @ SchoolError::Refused(_)) => return Err(error),
            // That the school asks to wait is to be heard, and first.
            Some(error) => answer.failed.insert(0, (Kind::Visit, error)),
            None => {}
        }
        self.kept().note(&pupil.person.0, &plan, ask.now);
        answer.skipped += read.skipped;
        let asked: Vec<Date> = read.weeks.keys().copied().collect();
        let weeks = self.with_kept(read.weeks, &pupil.person.0, mondays(ask.span, today));
        let spans = runs(&weeks.keys().copied().collect(), &asked);
        answer.parts.extend(spans.into_iter().filter_map(|run| run.and(ask.span)).map(|span| {
            let visits = weeks.values().flatten().filter(|visit| span.contains(visit.at.date()));
            let scope = Scope { span: Some(span), ..ask.scope(Kind::Visit, true) };
            Part { scope, items: visits.cloned().map(Item::from).collect() }
        }));
        Ok(())
    }

    /// What was read now, with what of these weeks was read before.
    fn with_kept(
        &self,
        mut weeks: BTreeMap<Date, Vec<Visit>>,
        person: &str,
        mondays: Vec<Date>,
    ) -> BTreeMap<Date, Vec<Visit>> {
        let kept = self.kept();
        for monday in mondays {
            if let (false, Some(visits)) = (weeks.contains_key(&monday), kept.week(person, monday)) {
                weeks.insert(monday, visits.to_vec());
            }
        }
        weeks
    }

    /// Asks for what is planned. A week of long ago that is not given holds up neither this one nor the others; what was
    /// missed is given whole or not at all, since it is news in one answer alone.
    async fn weeks_of_visits(
        &self,
        pupil: &Pupil,
        plan: &Plan,
        today: Date,
        now: OffsetDateTime,
    ) -> Result<Read, SchoolError> {
        let person = pupil.person.0.as_str();
        let mut read = Read::default();
        for monday in plan.near.iter().chain(&plan.before).copied() {
            match self.week_of_visits(pupil, Span::week_of(monday), now).await {
                Ok((visits, unread)) => {
                    read.skipped += unread;
                    self.kept().keep_week(person, monday, (visits.clone(), unread == 0), (today, now));
                    read.weeks.insert(monday, visits);
                }
                Err(error) => {
                    // This week will be no other tomorrow.
                    let settled = matches!(error, SchoolError::Strange(_) | SchoolError::Forbidden(_));
                    let may_wait = plan.before.contains(&monday);
                    if plan.needs(monday) || !(settled || may_wait) {
                        return Err(error);
                    }
                    if settled {
                        self.kept().has_not_read(person, monday, now);
                    }
                    read.ended = Some(error);
                    if may_wait {
                        break;
                    }
                }
            }
        }
        Ok(read)
    }

    async fn week_of_visits(
        &self,
        pupil: &Pupil,
        week: Span,
        now: OffsetDateTime,
    ) -> Result<(Vec<Visit>, u32), SchoolError> {
        let (from, to) = (week.from().to_string(), week.to().to_string());
        let query = [("personId", pupil.person.0.as_str()), ("from", &from), ("to", &to)];
        let body = self.get(Api::Passes, "visit_durations", &query, Some(pupil), now).await?;
        let mut room = None;
        let (answer, broken) = parsed::<wire::Payload<wire::VisitDay<'_>>>(&body, &mut room)?;
        let list = answer.list();
        given(list.given, "visits without a list")?;
        let (mut visits, skipped) = map::visits(&list);
        // A server that takes no notice of the days would have every week say the same.
        visits.retain(|visit| week.contains(visit.at.date()));
        Ok((visits, skipped + broken))
    }
}

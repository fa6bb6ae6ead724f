//! School days, holidays, years.

use serde_json::{Value, json};

use super::ask::Ask;
use super::{Refusal, Reply, bare, dates};

/// `periods_schedules?student_id&from&to`: a bare list of days.
pub(super) fn days(ask: &Ask<'_>) -> Reply {
    let pupil = ask.student()?;
    let (from, to) = ask.range("from", "to")?;
    let class = ask.class(pupil).ok_or_else(Refusal::forbidden)?;
    let year = ask.register.year;
    let holidays = year.holidays(class.parallel);
    let mut days = Vec::new();
    let mut date = from;
    while date <= to {
        let holiday = holidays.iter().find(|holiday| holiday.covers(date));
        let taught = year.is_taught(date, class.parallel, class.days_a_week);
        let kind = if holiday.is_some() {
            "vacation"
        } else if taught {
            "workday"
        } else {
            "holiday"
        };
        days.push(json!({
            "date": dates::day(date), "type": kind, "title": holiday.map(|holiday| holiday.name),
            "description": null, "events": null,
        }));
        let Some(next) = date.next_day() else { break };
        date = next;
    }
    bare(days)
}

/// `core/api/academic_years`
pub(super) fn academic_years(ask: &Ask<'_>) -> Reply {
    let year = ask.register.year.0;
    let years: Vec<Value> = (year - 2..=year)
        .map(|of| {
            json!({
                "id": of - 2012, "name": format!("{of}-{}", of + 1), "begin_date": format!("{of}-09-01"),
                "end_date": format!("{}-08-31", of + 1), "calendar_id": of - 2000, "current_year": of == year,
            })
        })
        .collect();
    bare(years)
}

//! The school's door (§9).

use std::collections::BTreeMap;

use peremena_model::Visit;
use time::{PrimitiveDateTime, Time};

use super::wire;
use crate::{lenient::List, mesh::ZONE};

/// Reads the stays of some days as passings; the number counts what could not be read. They have no ids: the minute
/// and the way are one.
pub(in crate::mesh) fn visits(days: &List<wire::VisitDay<'_>>) -> (Vec<Visit>, u32) {
    let mut skipped = days.skipped;
    let mut visits: BTreeMap<String, Visit> = BTreeMap::new();
    for day in &days.items {
        let Some(date) = day.date.day(ZONE) else {
            skipped += 1;
            continue;
        };
        skipped += day.visits.skipped;
        for stay in &day.visits.items {
            let place = stay.short_name.owned().or_else(|| stay.name.owned());
            for (text, entered, way) in [(stay.came.get(), true, "in"), (stay.left.get(), false, "out")] {
                // «-» stands where the child has not passed yet.
                let Some(time) = text.and_then(time) else { continue };
                let at = PrimitiveDateTime::new(date, time).assume_offset(ZONE);
                let id = format!("{date}T{:02}:{:02}-{way}", time.hour(), time.minute());
                visits.entry(id.clone()).or_insert(Visit { id, at, entered, place: place.clone() });
            }
        }
    }
    (visits.into_values().collect(), skipped)
}

/// «08:07», «8:07:30»
fn time(text: &str) -> Option<Time> {
    let mut parts = text.split(':');
    let (hour, minute) = (parts.next()?.trim().parse().ok()?, parts.next()?.trim().parse().ok()?);
    Time::from_hms(hour, minute, 0).ok()
}

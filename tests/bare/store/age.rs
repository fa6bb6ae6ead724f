//! The change log of a family that has used the app all the time.

use std::path::Path;

use peremena_model::{Change, ChangeId, Kind, SchoolYear, What};
use peremena_vault::{ChangeFilter, PassWrite};
use time::Time;

use crate::{Outcome, open};

/// The school years that a file may hold.
pub(crate) const YEARS: std::ops::RangeInclusive<i32> = 2010..=2030;

pub(crate) async fn age(profile: &Path) -> Outcome<()> {
    let vault = open(profile).await?;
    for record in vault.students().await? {
        let student = &record.student.id;
        for year in YEARS.map(SchoolYear) {
            let Some(span) = year.span() else { continue };
            let mut changes = Vec::new();
            for kind in [Kind::Mark, Kind::Homework] {
                for item in vault.items(student, kind, year, None).await? {
                    let day = item.date().unwrap_or_else(|| span.from());
                    changes.push(Change {
                        id: ChangeId::from_text(format!("{student} {} {} {}", kind.word(), year.0, item.id())),
                        at: day.with_time(Time::MIDNIGHT).assume_utc() + time::Duration::hours(14),
                        student: student.clone(),
                        kind,
                        what: What::Added,
                        old: None,
                        new: Some(item),
                    });
                }
            }
            let Some(last) = changes.last().map(|change| change.at) else { continue };
            vault.commit(&PassWrite { changes, ..PassWrite::new(student.clone(), year, last) }).await?;
        }
    }
    let log = vault.changes(&ChangeFilter::default()).await?;
    let seen: Vec<ChangeId> = log.iter().map(|logged| logged.change.id.clone()).collect();
    if let Some(last) = log.last() {
        vault.mark_seen(&seen, last.change.at).await?;
    }
    println!("{{\"changes\":{}}}", log.len());
    vault.close().await;
    Ok(())
}

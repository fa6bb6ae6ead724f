//! Syncs with nothing new, as the app in the tray makes them.

use std::{path::Path, sync::Arc, time::Duration};

use nix::sys::{
    resource::{UsageWho, getrusage},
    time::TimeValLike,
};
use peremena_school::{Http, SchoolError, Session, SessionKeeper, Settings, Traffic, registry};
use peremena_sync::{Connect, Connected, Engine, Reason, SyncReport, Whose, pace::Around};
use peremena_vault::AccountRecord;
use time::OffsetDateTime;

use crate::{Outcome, open, percentile};

/// As the app connects.
struct OverNetwork;

impl Connect for OverNetwork {
    fn connect(
        &self,
        account: &AccountRecord,
        session: Session,
        keep: Arc<dyn SessionKeeper>,
    ) -> Result<Connected, SchoolError> {
        let system =
            registry::system(&account.system).ok_or_else(|| SchoolError::Setting("no such system".to_owned()))?;
        let settings: Settings = serde_json::from_str(&account.settings_json).unwrap_or_default();
        let traffic = Arc::new(Traffic::default());
        let http = Http::new(system.hosts(&settings)?, traffic.clone());
        Ok(Connected { api: system.connect(&settings, session, keep, http)?, traffic })
    }
}

const DEADLINE: Duration = Duration::from_secs(60);

pub(crate) async fn calm(profile: &Path, now: OffsetDateTime, rounds: usize) -> Outcome<()> {
    let vault = open(profile).await?;
    let started = OffsetDateTime::now_utc();
    let clock = Arc::new(move || now + (OffsetDateTime::now_utc() - started));
    let engine = Engine::new(vault.clone(), Some(profile.to_owned()), Arc::new(OverNetwork), clock);
    let quick = Reason::Planned(Around { every: Some(time::Duration::ZERO), ..Around::default() });
    // Whatever there is of news comes now, and both kinds of sync remember their answers. From then on there is none.
    for reason in [Reason::Asked, quick, Reason::Asked, quick] {
        sound(&engine.sync_once(reason, Whose::Everyone, DEADLINE).await)?;
    }
    let mut out = serde_json::Map::new();
    let children = vault.students().await?.len();
    let rows = vault.rows_written();
    let mut changes = 0;
    for (name, reason) in [("quick", quick), ("whole", Reason::Asked)] {
        let mut cpu = Vec::new();
        let mut wall = Vec::new();
        let mut requests = 0;
        for _ in 0..rounds {
            let (before, began) = (spent()?, std::time::Instant::now());
            let report = engine.sync_once(reason, Whose::Everyone, DEADLINE).await;
            cpu.push(spent()? - before);
            wall.push(began.elapsed().as_secs_f64() * 1e3);
            sound(&report)?;
            if report.students.len() != children {
                return Err(format!("{} of {children} children were asked for", report.students.len()).into());
            }
            changes += report.changes();
            requests = report.students.iter().map(|student| student.requests).sum();
        }
        cpu.sort_by(f64::total_cmp);
        wall.sort_by(f64::total_cmp);
        out.insert(
            name.into(),
            serde_json::json!({
                "cpu": percentile(&cpu, 0.5), "cpu_p99": percentile(&cpu, 0.99), "wall": percentile(&wall, 0.5),
                "requests": requests,
            }),
        );
    }
    out.insert("children".into(), children.into());
    out.insert("changes".into(), changes.into());
    out.insert("rows".into(), (vault.rows_written() - rows).into());
    println!("{}", serde_json::Value::Object(out));
    vault.close().await;
    Ok(())
}

fn sound(report: &SyncReport) -> Outcome<()> {
    match report.faults().next() {
        Some(fault) => Err(fault.to_string().into()),
        None => Ok(()),
    }
}

/// The processor's time of this process, in milliseconds.
fn spent() -> Outcome<f64> {
    let usage = getrusage(UsageWho::RUSAGE_SELF)?;
    Ok((usage.user_time().num_microseconds() + usage.system_time().num_microseconds()) as f64 / 1e3)
}

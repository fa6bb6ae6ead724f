//! The processes of one program, its helpers included, and what they hold in memory.

use std::{collections::HashMap, fs, thread, time::Duration, time::Instant};

use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};

/// Set in the environment of a program that is measured: by it its helpers are found wherever they hang.
pub(super) const MARKER: &str = "PEREMENA_BENCH";

/// The kernel's clock ticks in a second, as `/proc` counts them on Linux.
const TICKS: f64 = 100.0;

/// The ids of all processes that bear the marker with this value, or descend from `root`.
pub(super) fn of(root: u32, marker: &str) -> Vec<u32> {
    let wanted = format!("{MARKER}={marker}");
    let ids: Vec<u32> = fs::read_dir("/proc")
        .map(|entries| entries.flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok()).collect())
        .unwrap_or_default();
    let parents: HashMap<u32, u32> = ids.iter().filter_map(|id| Some((*id, parent(*id)?))).collect();
    ids.into_iter()
        .filter(|id| {
            // A process that has rewritten its title has overwritten its environment too: it is found by its parents.
            let mut up = Some(*id);
            while let Some(at) = up.filter(|at| *at > 1) {
                if at == root {
                    return true;
                }
                up = parents.get(&at).copied();
            }
            fs::read(format!("/proc/{id}/environ"))
                .is_ok_and(|environ| environ.split(|byte| *byte == 0).any(|line| line == wanted.as_bytes()))
        })
        .collect()
}

fn parent(id: u32) -> Option<u32> {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()
}

/// Their proportional set size, in MiB.
pub(super) fn pss(ids: &[u32]) -> f64 {
    let kib: u64 = ids
        .iter()
        .filter_map(|id| {
            let text = fs::read_to_string(format!("/proc/{id}/smaps_rollup")).ok()?;
            text.lines().find(|line| line.starts_with("Pss:"))?.split_whitespace().nth(1)?.parse::<u64>().ok()
        })
        .sum();
    kib as f64 / 1024.0
}

/// What processes have used up since they began.
#[derive(Clone, Copy, Default)]
pub(super) struct Spent {
    /// User and system time, in seconds, that of ended children included.
    pub(super) cpu: f64,
    /// How often a thread of them woke up by itself.
    pub(super) woken: u64,
}

pub(super) fn spent(ids: &[u32]) -> Spent {
    let mut sum = Spent::default();
    for id in ids {
        // After the name, which may hold anything: state is the first, utime the twelfth, then stime, cutime, cstime.
        let stat = fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
        let fields = stat.rsplit_once(')').map_or("", |(_, rest)| rest).split_whitespace();
        let ticks: u64 = fields.skip(11).take(4).filter_map(|field| field.parse::<u64>().ok()).sum();
        sum.cpu += ticks as f64 / TICKS;
        let Ok(threads) = fs::read_dir(format!("/proc/{id}/task")) else { continue };
        sum.woken += threads
            .flatten()
            .filter_map(|thread| fs::read_to_string(thread.path().join("status")).ok())
            .filter_map(|status| {
                status
                    .lines()
                    .find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"))?
                    .trim()
                    .parse::<u64>()
                    .ok()
            })
            .sum::<u64>();
    }
    sum
}

/// Waits until all of them have ended; who has not after some seconds is ended.
pub(super) fn end(root: u32, marker: &str) {
    for signal in [Signal::SIGTERM, Signal::SIGKILL] {
        let until = Instant::now() + Duration::from_secs(5);
        loop {
            let left: Vec<u32> = of(root, marker).into_iter().filter(|id| !is_zombie(*id)).collect();
            if left.is_empty() {
                return;
            }
            if Instant::now() > until {
                for id in left {
                    // One that has ended meanwhile is no trouble.
                    let _ = kill(Pid::from_raw(i32::try_from(id).unwrap_or(0)), signal);
                }
                break;
            }
            thread::sleep(Duration::from_millis(20));
        }
    }
}

/// Whether a process beside these maps a library or program of that name: it bears a share of what is shared, and a
/// proportional set size means nothing then.
pub(super) fn shared_with_others(ids: &[u32], name: &str) -> bool {
    let Ok(entries) = fs::read_dir("/proc") else { return false };
    entries
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok())
        .filter(|id| !ids.contains(id))
        .any(|id| fs::read_to_string(format!("/proc/{id}/maps")).is_ok_and(|maps| maps.contains(name)))
}

fn is_zombie(id: u32) -> bool {
    fs::read_to_string(format!("/proc/{id}/stat"))
        .ok()
        .and_then(|stat| stat.rsplit_once(')').map(|(_, rest)| rest.trim_start().starts_with('Z')))
        .unwrap_or(true)
}

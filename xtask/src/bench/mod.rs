//! Figures as ratios, both sides measured in one run, next to their goals. What they mean is in `docs/figures.md`.

mod clients;
mod idle;
mod notice;
mod phone;
mod school;
mod screen;
mod sync;
mod tree;
mod week;
mod window;
mod year;

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Instant,
};

use nix::sys::{
    resource::{UsageWho, getrusage},
    time::TimeValLike,
};
use peremena_rig::Rig;

use crate::{FEATURES, cargo, root, run, setup};

type Part = (&'static str, fn() -> Result<Vec<Figure>, String>);

const PARTS: &[Part] = &[
    ("sync", sync::bench),
    ("clients", clients::bench),
    ("window", window::bench),
    ("week", week::bench),
    ("notice", notice::bench),
    (LONG, idle::bench),
    (APART, phone::bench),
];

/// The part that takes over an hour: only where it is named.
const LONG: &str = "idle";

/// The part that is built by itself: only where it is named.
const APART: &str = "phone";

/// One line of the table.
struct Figure {
    what: String,
    goal: String,
    measured: String,
    held: bool,
}

impl Figure {
    /// A value that is to be at most so much.
    fn most(what: &str, measured: f64, goal: f64, unit: &str) -> Figure {
        let text = |value: f64| if unit == "×" { format!("{value:.3} ×") } else { format!("{value:.2} {unit}") };
        Figure {
            what: what.to_owned(),
            goal: format!("≤ {}", text(goal)),
            measured: text(measured),
            held: measured <= goal,
        }
    }

    /// A value that has no goal.
    fn told(what: &str, measured: String) -> Figure {
        Figure { what: what.to_owned(), goal: "–".into(), measured, held: true }
    }
}

/// Measures everything, or the parts that are named. With `--built` what was built before is measured.
pub(crate) fn bench(args: &[String]) -> Result<(), String> {
    let names: Vec<&str> = args.iter().map(String::as_str).filter(|arg| *arg != "--built").collect();
    if let Some(unknown) = names.iter().find(|name| !PARTS.iter().any(|(part, _)| part == *name)) {
        let parts: Vec<&str> = PARTS.iter().map(|(name, _)| *name).collect();
        return Err(format!("{unknown}: the parts of the bench are {}", parts.join(", ")));
    }
    let parts = PARTS
        .iter()
        .filter(|(name, _)| if names.is_empty() { ![LONG, APART].contains(name) } else { names.contains(name) });
    if names != [APART] && !args.iter().any(|arg| arg == "--built") {
        build()?;
    }
    let mut figures = Vec::new();
    for (name, part) in parts {
        println!("\n── {name}, load {}", load());
        figures.extend(part()?);
    }
    let wide = |of: fn(&Figure) -> &str| figures.iter().map(|figure| of(figure).chars().count()).max().unwrap_or(0);
    let (what, goal, measured) =
        (wide(|figure| &figure.what), wide(|figure| &figure.goal), wide(|figure| &figure.measured));
    println!("\n── release builds, interleaved, load {}", load());
    for figure in &figures {
        let (name, held) = (&figure.what, if figure.held { "" } else { "  missed" });
        println!("{name:<what$}  {:<goal$}  {:>measured$}{held}", figure.goal, figure.measured);
    }
    Ok(())
}

fn build() -> Result<(), String> {
    setup::setup()?;
    setup::build_ui()?;
    let features = format!("{FEATURES},peremena-bare/yardsticks");
    run(cargo().args(["build", "--release", "--workspace", "--features", &features]))
}

/// The averages of the machine's run queue.
fn load() -> String {
    let text = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split_whitespace().take(3).collect::<Vec<_>>().join(" ")
}

/// A program of the release build.
fn released(name: &str) -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    target.join("release").join(name)
}

/// The passphrase that `peremena-loopback` opens its profile with; the other profiles without a keyring have it too.
const PASSPHRASE: &str = "loopback-passphrase";

/// How the key of a profile is kept.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kept {
    Keyring,
    Passphrase,
}

fn cli(rig: &Rig, profile: &Path, kept: Kept, now: &str) -> Command {
    let mut command = rig.command(released("peremena-cli"));
    command.arg("--profile").arg(profile).args(["--now", now, "--json"]);
    if kept == Kept::Passphrase {
        command.args(["--key-store", "passphrase"]).env("PEREMENA_PASSPHRASE", PASSPHRASE);
    }
    command
}

/// What a command cost, in seconds.
#[derive(Clone, Copy)]
struct Cost {
    wall: f64,
    cpu: f64,
}

/// Runs a command to its end. Nothing else of this process may end meanwhile.
fn timed(command: &mut Command) -> Result<(Cost, String), String> {
    let before = children_cpu()?;
    let started = Instant::now();
    let text = output(command)?;
    let wall = started.elapsed().as_secs_f64();
    Ok((Cost { wall, cpu: children_cpu()? - before }, text))
}

/// What a command prints.
fn output(command: &mut Command) -> Result<String, String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .output()
        .map_err(|error| format!("{name}: {error}"))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(format!("{name}: {}: {}", output.status, String::from_utf8_lossy(&output.stderr)))
    }
}

/// The JSON that a command prints.
fn json(command: &mut Command) -> Result<serde_json::Value, String> {
    let text = output(command)?;
    serde_json::from_str(&text).map_err(|error| format!("{error} in {text}"))
}

/// A number in what a program has printed; none of that name is not a number.
fn number(value: &serde_json::Value, pointer: &str) -> f64 {
    value.pointer(pointer).and_then(serde_json::Value::as_f64).unwrap_or(f64::NAN)
}

/// A text in what a program has printed.
fn text(value: &serde_json::Value, pointer: &str) -> Result<String, String> {
    let found = value.pointer(pointer).and_then(serde_json::Value::as_str);
    found.map(str::to_owned).ok_or_else(|| format!("no {pointer} in {value}"))
}

/// User and system time of all ended children, in seconds.
fn children_cpu() -> Result<f64, String> {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).map_err(|error| error.to_string())?;
    Ok((usage.user_time().num_microseconds() + usage.system_time().num_microseconds()) as f64 / 1e6)
}

fn sorted(values: impl IntoIterator<Item = f64>) -> Vec<f64> {
    let mut values: Vec<f64> = values.into_iter().collect();
    values.sort_by(f64::total_cmp);
    values
}

/// The value below which a share of the values lies.
fn percentile(values: impl IntoIterator<Item = f64>, share: f64) -> f64 {
    let values = sorted(values);
    let last = values.len().saturating_sub(1);
    values.get(((last as f64 * share).round() as usize).min(last)).copied().unwrap_or(f64::NAN)
}

fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    percentile(values, 0.5)
}

fn said(error: impl std::fmt::Display) -> String {
    error.to_string()
}

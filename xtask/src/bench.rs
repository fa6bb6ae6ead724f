//! Figures as ratios, both sides measured in one run. The numbers go to the screen; what they mean is in `docs/figures.md`.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use peremena_rig::{Desktop, Keyring, Rig};

use crate::{cargo, root, run, setup};

const NOW: &str = "2026-11-20T10:43:00+03:00";
/// What a sync asks for at [`NOW`]: the quarter that it is, and two weeks ahead.
const SPAN: (&str, &str) = ("2026-11-05", "2026-12-04");
const ROUNDS: usize = 10;

/// What a command cost.
#[derive(Clone, Copy)]
struct Cost {
    wall: f64,
    cpu: f64,
}

pub(crate) fn bench() -> Result<(), String> {
    setup::setup()?;
    run(cargo()
        .args(["build", "--release", "-p", "peremena-cli", "-p", "peremena-school-sim"])
        .args(["--features", "peremena-school-sim/server"]))?;
    let python = python()?;
    let failed = |error: std::io::Error| error.to_string();
    let mut rig =
        Rig::start(Desktop { keyring: Keyring::Unlocked, screen: None, notifications: false }).map_err(failed)?;
    let said = rig.home().join("school.json");
    let mut school = rig.command(released("school-sim"));
    school.args(["serve", "--now", NOW]).stdout(fs::File::create(&said).map_err(failed)?);
    rig.spawn(school).map_err(failed)?;
    let url = peremena_rig::wait_for("school-sim", Duration::from_secs(20), || {
        let text = fs::read_to_string(&said).ok()?;
        text.split('"').find(|part| part.starts_with("http")).map(str::to_owned)
    })
    .map_err(failed)?;

    let mut ours = Vec::new();
    let mut calm = Vec::new();
    let mut theirs = Vec::new();
    let (mut our_requests, mut calm_requests, mut their_requests) = (0, 0, 0);
    let token = token(&rig, &url)?;
    for round in 0..ROUNDS {
        let profile = rig.home().join(format!("profile-{round}"));
        add(&rig, &profile, &url)?;
        requests(&rig, &url)?;
        // A on B on A: what drifts, drifts for both.
        ours.push(timed(&mut cli(&rig, &profile, &["sync"]))?);
        our_requests = requests(&rig, &url)?;
        let mut fetch = rig.command(&python);
        fetch.arg(root().join("tests/clients/fetch_term.py")).args([&url, &token, SPAN.0, SPAN.1]);
        theirs.push(timed(&mut fetch)?);
        their_requests = requests(&rig, &url)?;
        calm.push(timed(&mut cli(&rig, &profile, &["sync"]))?);
        calm_requests = requests(&rig, &url)?;
    }
    let empty = rig.home().join("profile-0");
    let nothing =
        (0..ROUNDS).map(|_| timed(&mut cli(&rig, &empty, &["account", "list"]))).collect::<Result<Vec<_>, _>>()?;
    let line = |name: &str, costs: &[Cost], requests: Option<usize>| {
        let (wall, cpu) = (median(costs, |cost| cost.wall), median(costs, |cost| cost.cpu));
        let requests = requests.map(|count| format!("{count:>4} requests")).unwrap_or_default();
        println!("{name:<58} wall {:>7.1} ms  cpu {:>7.1} ms  {requests}", wall * 1e3, cpu * 1e3);
        (wall, cpu)
    };
    println!("\nmedian of {ROUNDS}, interleaved, whole processes, release");
    let (our_wall, our_cpu) = line("first sync of one pupil, fetched and stored encrypted", &ours, Some(our_requests));
    let (their_wall, their_cpu) =
        line("pydnevnikruapi 0.1.1, fetching the same, storing nothing", &theirs, Some(their_requests));
    let (_, calm_cpu) = line("a sync with nothing new", &calm, Some(calm_requests));
    let (_, idle_cpu) = line("a command that only opens the file", &nothing, None);
    println!("\nfirst sync against the client: wall {:.2} ×, cpu {:.3} ×", our_wall / their_wall, our_cpu / their_cpu);
    println!("a sync with nothing new, less opening the file: cpu {:.1} ms", (calm_cpu - idle_cpu) * 1e3);
    Ok(())
}

fn released(name: &str) -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    target.join("release").join(name)
}

fn python() -> Result<PathBuf, String> {
    let home = root().join("target").join("bench-venv");
    let python = home.join("bin").join("python");
    if !python.exists() {
        run(Command::new("python3").args(["-m", "venv"]).arg(&home))?;
        let wanted = root().join("tests/clients/requirements.txt");
        run(Command::new(&python).args(["-m", "pip", "install", "-q", "-r"]).arg(wanted))?;
    }
    Ok(python)
}

fn cli(rig: &Rig, profile: &Path, args: &[&str]) -> Command {
    let mut command = rig.command(released("peremena-cli"));
    command.arg("--profile").arg(profile).args(["--now", NOW, "--json"]).args(args);
    command
}

fn add(rig: &Rig, profile: &Path, url: &str) -> Result<(), String> {
    let mut command = cli(rig, profile, &["account", "add", "--system", "dnevnik-ru", "--url", url]);
    command.args(["--login", "amina", "--password-stdin"]).stdin(Stdio::piped()).stdout(Stdio::null());
    let mut child = command.spawn().map_err(|error| error.to_string())?;
    if let Some(mut stdin) = child.stdin.take() {
        let _ = stdin.write_all(b"Amina-2026\n");
    }
    let status = child.wait().map_err(|error| error.to_string())?;
    if status.success() { Ok(()) } else { Err(format!("account add: {status}")) }
}

/// A token for the other client, had as any client would have it.
fn token(rig: &Rig, url: &str) -> Result<String, String> {
    let ask = "import sys,urllib.request,json; r=urllib.request.Request(sys.argv[1]+'/v2/authorizations/bycredentials',\
               data=json.dumps({'client_id':'bench','client_secret':'bench','username':'amina','password':'Amina-2026',\
               'scope':'CommonInfo'}).encode(),headers={'Content-Type':'application/json'}); \
               print(json.load(urllib.request.urlopen(r))['accessToken'])";
    let output = rig.command("python3").args(["-c", ask, url]).output().map_err(|error| error.to_string())?;
    let token = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    if token.is_empty() { Err(String::from_utf8_lossy(&output.stderr).into_owned()) } else { Ok(token) }
}

/// The requests since the last time, by the school's own journal.
fn requests(rig: &Rig, url: &str) -> Result<usize, String> {
    let output = rig
        .command(released("school-sim"))
        .args(["journal", "--url", url, "--clear"])
        .output()
        .map_err(|error| error.to_string())?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let count = text.split("\"count\":").nth(1).unwrap_or_default();
    let digits: String = count.trim_start().chars().take_while(char::is_ascii_digit).collect();
    digits.parse().map_err(|_| format!("no count in the journal: {text}"))
}

/// Runs a command; what it cost is the growth of the children's times, in ticks of 10 ms.
fn timed(command: &mut Command) -> Result<Cost, String> {
    let before = children_cpu()?;
    let started = Instant::now();
    let output = command.stdout(Stdio::piped()).stderr(Stdio::piped()).output().map_err(|error| error.to_string())?;
    let wall = started.elapsed().as_secs_f64();
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    Ok(Cost { wall, cpu: children_cpu()? - before })
}

/// User and system time of all ended children, in seconds (proc(5): fields 16 and 17, of which there are 100 a second).
fn children_cpu() -> Result<f64, String> {
    let stat = fs::read_to_string("/proc/self/stat").map_err(|error| error.to_string())?;
    let after_name = stat.rsplit_once(')').map(|(_, rest)| rest).unwrap_or_default();
    let ticks: f64 = after_name.split_whitespace().skip(13).take(2).filter_map(|field| field.parse::<f64>().ok()).sum();
    Ok(ticks / 100.0)
}

fn median(costs: &[Cost], of: impl Fn(&Cost) -> f64) -> f64 {
    let mut values: Vec<f64> = costs.iter().map(of).collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

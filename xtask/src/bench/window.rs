//! From exec to the painted diary, and the memory of the process tree: the app, a bare Tauri window, and Chromium with
//! the same page. All three are looked at from outside, in the same way.

use std::{
    fs,
    path::PathBuf,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use peremena_rig::{Desktop, Keyring, Rig, wait_for};
use serde_json::json;

use super::{
    Figure, Kept, PASSPHRASE, cli, median, output, percentile, released, said,
    school::{PARENT, School},
    screen::Screen,
    tree,
};
use crate::root;

/// A Friday, the third lesson is going on.
const NOW: &str = "2026-11-20T10:43:00+03:00";
const ROUNDS: usize = 12;
/// The first rounds fill caches and count for nothing.
const WARM_UP: usize = 2;
/// Nothing moves for so long: then the picture is settled, and the memory is read.
const QUIET: Duration = Duration::from_secs(3);
const PATIENCE: Duration = Duration::from_secs(30);

#[derive(Default)]
struct Seen {
    painted: Vec<f64>,
    pss: Vec<f64>,
    blind: Vec<f64>,
    processes: usize,
}

/// A name, what is mapped into its processes, and how it is started.
type Start<'a> = (&'a str, &'a str, Box<dyn Fn(&Rig) -> Command + 'a>);

const WEBKIT: &str = "libwebkit2gtk-4.1";

pub(super) fn bench() -> Result<Vec<Figure>, String> {
    let mut rig = Rig::start(Desktop { keyring: Keyring::Unlocked, screen: Some((1280, 900)), notifications: false })
        .map_err(said)?;
    let school = School::start(&mut rig, NOW)?;
    let profile = |name: &str, kept: Kept| -> Result<PathBuf, String> {
        let profile = rig.home().join(name);
        school.sign_in(&rig, &profile, kept, NOW, PARENT)?;
        output(cli(&rig, &profile, kept, NOW).arg("sync"))?;
        // Closing the window ends the app: no round leaves a process to the next.
        fs::write(profile.join("appearance.json"), json!({ "stay_in_tray": false }).to_string()).map_err(said)?;
        Ok(profile)
    };
    let ours = profile("profile", Kept::Keyring)?;
    let served = profile("served", Kept::Passphrase)?;
    let page = serve(&mut rig, served)?;
    let browser = rig.home().join("chromium");

    let starts: [Start<'_>; 3] = [
        (
            "peremena",
            WEBKIT,
            Box::new(|rig| {
                let mut command = rig.command(released("peremena"));
                command.arg("--profile").arg(&ours).env("PEREMENA_NOW", NOW).env("LANG", "ru_RU.UTF-8");
                // The app sets it by itself, by starting anew: that is part of its start.
                command.env_remove("WEBKIT_DISABLE_DMABUF_RENDERER");
                command
            }),
        ),
        ("bare window", WEBKIT, Box::new(|rig| rig.command(released("bare-window")))),
        (
            "chromium",
            "/chromium/chromium",
            Box::new(|rig| {
                let mut command = rig.command("chromium");
                command
                    .arg(format!("--app={page}"))
                    .arg(format!("--user-data-dir={}", browser.display()))
                    .args(["--no-sandbox", "--no-first-run", "--password-store=basic", "--disable-gpu"])
                    .args(["--window-size=1180,780", "--lang=ru"]);
                command
            }),
        ),
    ];
    let display = rig.env().iter().find(|(name, _)| name == "DISPLAY").map(|(_, value)| value.clone());
    let screen = Screen::open(&display.ok_or("no display")?)?;
    let empty = screen.empty()?;
    let mut seen: [Seen; 3] = Default::default();
    for round in 0..WARM_UP + ROUNDS {
        for ((name, mapped, start), seen) in starts.iter().zip(seen.iter_mut()) {
            screen.wait_empty(&empty)?;
            let marker = format!("{round}-{}", name.replace(' ', "-"));
            let mut command = start(&rig);
            command.env(tree::MARKER, &marker).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
            let began = Instant::now();
            let mut child = command.spawn().map_err(|error| format!("{name}: {error}"))?;
            let settled = screen.watch(began, QUIET, PATIENCE);
            let ids = tree::of(child.id(), &marker);
            let pss = (!tree::shared_with_others(&ids, mapped)).then(|| tree::pss(&ids));
            if round + 1 == WARM_UP + ROUNDS {
                // To be looked at by a person: what was measured was the diary.
                let picture = root().join("target").join(format!("bench-{}.png", name.replace(' ', "-")));
                rig.screenshot(&picture).map_err(said)?;
            }
            screen.close_windows()?;
            let ended = wait_for(name, Duration::from_secs(5), || child.try_wait().ok().flatten());
            if ended.is_err() {
                let _ = child.kill();
                let _ = child.wait();
            }
            tree::end(child.id(), &marker);
            let settled = settled.map_err(|error| format!("{name}: {error}"))?;
            if round >= WARM_UP {
                seen.painted.push(settled.painted.as_secs_f64() * 1e3);
                seen.blind.push(settled.blind.as_secs_f64() * 1e3);
                seen.pss.extend(pss);
                seen.processes = ids.len();
            }
        }
    }
    for ((name, ..), seen) in starts.iter().zip(&seen) {
        let least = |values: &[f64]| values.iter().copied().fold(f64::INFINITY, f64::min);
        let most = |values: &[f64]| values.iter().copied().fold(0.0, f64::max);
        println!(
            "{name:<12} exec to painted: median {:>5.0} ms ({:.0}–{:.0}), seen to {:.0} ms; PSS {:>5.1} MiB ({:.1}–{:.1}), {} times alone on the machine, {} processes",
            median(seen.painted.iter().copied()),
            least(&seen.painted),
            most(&seen.painted),
            percentile(seen.blind.iter().copied(), 1.0),
            median(seen.pss.iter().copied()),
            least(&seen.pss),
            most(&seen.pss),
            seen.pss.len(),
            seen.processes,
        );
    }
    let [app, bare, chromium] = &seen;
    let ratio =
        |of: fn(&Seen) -> &Vec<f64>, other: &Seen| median(of(app).iter().copied()) / median(of(other).iter().copied());
    Ok(vec![
        Figure::most("exec → diary painted, against a bare window", ratio(|seen| &seen.painted, bare), 1.12, "×"),
        Figure::most("exec → diary painted, against Chromium --app", ratio(|seen| &seen.painted, chromium), 0.9, "×"),
        Figure::most("PSS of the process tree, against a bare window", ratio(|seen| &seen.pss, bare), 1.15, "×"),
        Figure::most("PSS of the process tree, against Chromium --app", ratio(|seen| &seen.pss, chromium), 0.65, "×"),
    ])
}

/// The same page over the same data for a browser. It runs already when the browser starts, and its memory is not counted.
fn serve(rig: &mut Rig, profile: PathBuf) -> Result<String, String> {
    let file = rig.home().join("loopback.json");
    let mut host = rig.command(released("peremena-loopback"));
    host.arg("--profile")
        .arg(profile)
        .arg("--ui")
        .arg(root().join("ui/dist"))
        .args(["--now", NOW, "--every", "86400"])
        .env("PEREMENA_PASSPHRASE", PASSPHRASE)
        .env("LANG", "ru_RU.UTF-8")
        .stdout(fs::File::create(&file).map_err(said)?);
    rig.spawn(host).map_err(said)?;
    wait_for("peremena-loopback", Duration::from_secs(20), || {
        let text = fs::read_to_string(&file).ok()?;
        text.split('"').find(|part| part.starts_with("http")).map(str::to_owned)
    })
    .map_err(said)
}

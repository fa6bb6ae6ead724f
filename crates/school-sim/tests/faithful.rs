//! Published clients of the real systems, as pip installs them, work against the simulated school.
//!
//! The checks are in `tests/clients`, one script for each client; this starts the school, keeps virtual environments
//! under the target directory, and fails when anything fails: no Python, no registry, or one check.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "the helpers of a test may fail as the test does; clippy excuses only the test functions themselves"
)]

use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::Command;

use peremena_school_sim::{School, SchoolSettings, Server};

fn clients() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/clients")
}

/// Runs a command and gives its output; panics with it when it fails.
fn run(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{command:?}\n{text}");
    text
}

/// The interpreter of an environment that holds just what the file of requirements says.
fn python(environment: &str, requirements: &str) -> PathBuf {
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join(environment);
    let file = clients().join(requirements);
    let requirements = fs::read_to_string(&file).unwrap();
    let installed = home.join("installed.txt");
    let python = home.join("bin/python");
    if fs::read_to_string(&installed).is_ok_and(|text| text == requirements) {
        return python;
    }
    run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&home));
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"];
    run(Command::new(&python).args(pip).arg(&file));
    fs::write(installed, requirements).unwrap();
    python
}

/// Lets a client's script drive a school of its own; at least so many checks must be made, and all hold.
async fn drive(script: &'static str, environment: &'static str, requirements: &'static str, least: u32) {
    let school = School::new(SchoolSettings::default());
    let server = Server::start(school, SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await.unwrap();
    let url = server.url();
    let report = tokio::task::spawn_blocking(move || {
        let python = python(environment, requirements);
        run(Command::new(python).arg(clients().join(script)).arg(url).env("PYTHONDONTWRITEBYTECODE", "1"))
    });
    let report = report.await.unwrap();
    // What the client itself logs may come after it.
    let last = report.lines().rfind(|line| line.contains(" passed, ")).unwrap_or_default();
    assert!(last.ends_with(" passed, 0 failed"), "{report}");
    let passed: u32 = last.split(' ').next().unwrap().parse().unwrap();
    assert!(passed >= least, "{last}: checks were lost");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_published_client_of_dnevnik_ru_works_against_the_school() {
    drive("dnevnik_ru.py", "clients-dnevnik-ru", "requirements.txt", 150).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_published_client_of_mesh_and_my_school_works_against_the_school() {
    drive("octodiary_mesh.py", "clients-octodiary", "requirements-octodiary.txt", 275).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn netschoolpy_works_against_the_school() {
    drive("netschool.py", "clients-netschoolpy", "netschool.txt", 85).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn netschoolapi_works_against_the_school() {
    drive("netschool_old.py", "clients-netschoolapi", "netschool_old.txt", 18).await;
}

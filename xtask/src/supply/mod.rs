//! What the app is made of, looked at without a network: the crates, the packages of the page, the finished program.
//!
//! `cargo xtask supply` checks the lock files, that of the fuzzer too, and writes the list of parts (`target/sbom.cdx.json`, CycloneDX 1.5);
//! `cargo xtask supply --binary PATH` looks at a release. Known flaws are the one thing that needs a network:
//! `cargo deny check advisories` reads `deny.toml`, where the same rules stand for CI.

mod binary;
mod crates;
mod licence;
mod npm;
mod sbom;

use std::path::Path;

pub(crate) fn supply(words: &[String]) -> Result<(), String> {
    match words {
        [] => parts(),
        [flag, path] if flag == "--binary" => binary(Path::new(path)),
        _ => Err("supply [--binary PATH]".to_owned()),
    }
}

/// Looks at a program that is to be given away.
pub(crate) fn binary(path: &Path) -> Result<(), String> {
    report(&path.display().to_string(), binary::faults(path)?)
}

fn parts() -> Result<(), String> {
    let metadata = crates::metadata(crates::APP)?;
    let lock = crates::lock(crates::APP)?;
    let fetch =
        |why: String| format!("{why}`cargo fetch --locked --manifest-path fuzz/Cargo.toml` brings its crates here");
    let fuzz = crates::metadata(crates::FUZZ).map_err(fetch)?;
    let fuzz_lock = crates::lock(crates::FUZZ)?;
    let (page, bundler) = (npm::lock(npm::PAGE)?, npm::lock(npm::BUNDLER)?);
    eprintln!(
        "{} crates of this platform, {} in the lock file, {} of the fuzzer, {} npm packages of the page, {} of the bundler",
        metadata.count(),
        lock.len(),
        fuzz.count(),
        page.count(),
        bundler.count()
    );
    let bill = sbom::bill(&metadata, &page);
    let path = crate::root().join("target/sbom.cdx.json");
    let text = serde_json::to_string_pretty(&bill).map_err(|error| error.to_string())?;
    std::fs::write(&path, text + "\n").map_err(|error| format!("{}: {error}", path.display()))?;
    eprintln!("{}", path.display());
    let of_fuzz = [fuzz.faults_of_tool(), crates::faults_of_lock(&fuzz_lock)].concat();
    let of_fuzz: Vec<String> = of_fuzz.into_iter().map(|fault| format!("fuzz: {fault}")).collect();
    let faults = [metadata.faults(), crates::faults_of_lock(&lock), of_fuzz, page.faults(), bundler.faults()].concat();
    report("the parts", faults)
}

fn report(what: &str, faults: Vec<String>) -> Result<(), String> {
    if faults.is_empty() {
        eprintln!("{what}: in order");
        return Ok(());
    }
    Err(format!("{what}:\n  {}", faults.join("\n  ")))
}

/// A field of an object; null where it is not there.
fn field<'a>(value: &'a serde_json::Value, name: &str) -> &'a serde_json::Value {
    value.get(name).unwrap_or(&serde_json::Value::Null)
}

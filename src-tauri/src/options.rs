//! The command line of the app: few things, all for the system that starts it.

use std::{path::PathBuf, sync::Arc};

use time::OffsetDateTime;

type Clock = Arc<dyn Fn() -> OffsetDateTime + Send + Sync>;

/// How the app is started.
pub(crate) struct Options {
    pub profile: PathBuf,
    /// Without a window, as at sign-in to the system.
    pub background: bool,
    pub link: Option<String>,
    pub clock: Clock,
    pub every: Option<time::Duration>,
}

impl Options {
    /// Reads `--profile DIR`, `--background` and a link.
    pub(crate) fn read(mut args: impl Iterator<Item = String>) -> Result<Options, String> {
        let mut profile = None;
        let mut background = false;
        let mut link = None;
        while let Some(arg) = args.next() {
            match arg.as_str() {
                "--profile" => profile = Some(PathBuf::from(args.next().ok_or("--profile wants a folder")?)),
                "--background" => background = true,
                _ if arg.starts_with("peremena://") => link = Some(arg),
                // What a desktop adds of its own (a session id, a debugger's flag) is not ours to refuse.
                _ => {}
            }
        }
        Ok(Options {
            profile: profile
                .or_else(peremena_app::default_profile)
                .ok_or("no data folder is known here: give --profile DIR")?,
            background,
            link,
            clock: clock(),
            every: every(),
        })
    }
}

/// The real clock.
#[cfg(not(feature = "test-hooks"))]
fn clock() -> Clock {
    peremena_app::clock::device()
}

/// The real clock, or one that runs from the moment in PEREMENA_NOW: so that a demo has lessons at night.
#[cfg(feature = "test-hooks")]
fn clock() -> Clock {
    use time::format_description::well_known::Rfc3339;

    let (device, start) = (peremena_app::clock::device(), OffsetDateTime::now_utc());
    let from = std::env::var("PEREMENA_NOW").ok().and_then(|text| OffsetDateTime::parse(&text, &Rfc3339).ok());
    Arc::new(move || from.map_or_else(|| device(), |from| from + (OffsetDateTime::now_utc() - start)))
}

#[cfg(not(feature = "test-hooks"))]
fn every() -> Option<time::Duration> {
    None
}

/// A pace of a test's own, in seconds, in PEREMENA_EVERY.
#[cfg(feature = "test-hooks")]
fn every() -> Option<time::Duration> {
    let seconds: f64 = std::env::var("PEREMENA_EVERY").ok()?.parse().ok()?;
    time::Duration::checked_seconds_f64(seconds)
}

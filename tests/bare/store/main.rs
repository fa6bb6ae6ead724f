//! The app's own parts in a program without a window, and plain SQLite beside them: `cargo xtask bench` runs it and
//! reads the one line of JSON that it prints.
//!
//! - `age PROFILE`: gives every mark and homework of the file an entry in the change log, as years of use would.
//! - `week PROFILE PLAIN NOW ROUNDS`: the week of a child, over and over, from the encrypted file and from a plain one.
//! - `calm PROFILE NOW ROUNDS`: syncs with nothing new.
//!
//! The profile is one that is kept with a passphrase, in PEREMENA_PASSPHRASE.

mod age;
mod calm;
mod plain;
mod week;

use std::path::Path;

use peremena_vault::{KeySource, Passphrase, Vault};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Outcome<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args.as_slice() {
        ["age", profile] => age::age(Path::new(profile)).await,
        ["week", profile, plain, now, rounds] => {
            week::week(Path::new(profile), Path::new(plain), moment(now)?, rounds.parse()?).await
        }
        ["calm", profile, now, rounds] => calm::calm(Path::new(profile), moment(now)?, rounds.parse()?).await,
        _ => Err("age PROFILE | week PROFILE PLAIN NOW ROUNDS | calm PROFILE NOW ROUNDS".into()),
    }
}

fn moment(text: &str) -> Outcome<OffsetDateTime> {
    Ok(OffsetDateTime::parse(text, &Rfc3339)?)
}

fn passphrase() -> Outcome<String> {
    std::env::var("PEREMENA_PASSPHRASE").map_err(|_| "PEREMENA_PASSPHRASE is not set".into())
}

async fn open(profile: &Path) -> Outcome<Vault> {
    Ok(Vault::open(profile, KeySource::Passphrase(Passphrase::new(passphrase()?))).await?)
}

/// The value below which a share of the sorted values lies.
fn percentile(sorted: &[f64], share: f64) -> f64 {
    let last = sorted.len().saturating_sub(1);
    let place = (last as f64 * share).round() as usize;
    sorted.get(place.min(last)).copied().unwrap_or(f64::NAN)
}

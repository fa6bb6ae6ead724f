//! Whether a package that somebody has downloaded is a newer one of ours. Nothing is fetched, nothing is installed.

use std::{
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};

use peremena_update::{KEY, LARGEST, LIST, Refused, Release, Version};
use serde::Serialize;

use crate::{
    args::UpdateCommand,
    output::{Failure, OTHER, USAGE},
    run::{line, shown},
};

/// A signature has four lines.
const LARGEST_SIGNATURE: usize = 4 * 1024;

#[derive(Serialize)]
struct Verified<'a> {
    file: &'a str,
    version: String,
    running: String,
    /// Whose key it was signed with: one that was "given", or the one that is "built_in".
    key: &'static str,
}

pub(crate) fn update(command: &UpdateCommand, json: bool) -> Result<u8, Failure> {
    let UpdateCommand::Verify { file, list, key } = command;
    let name = file.file_name().and_then(|name| name.to_str()).ok_or_else(|| Failure::usage("FILE has no name"))?;
    let whose = if key.is_some() { "given" } else { "built_in" };
    let key = key.as_deref().or(KEY).ok_or_else(|| Failure::usage("this build knows no key of ours: give --key"))?;
    let running = Version::parse(env!("CARGO_PKG_VERSION")).map_err(|error| Failure::other(error.to_string()))?;
    let list = list.clone().unwrap_or_else(|| file.with_file_name(LIST));
    let signature = read(&beside(&list), LARGEST_SIGNATURE)?;
    // One that is no text is none of minisign's.
    let signature = String::from_utf8(signature).unwrap_or_default();
    let release = Release::verified(&read(&list, LARGEST)?, &signature, key, &running).map_err(refused)?;
    let length = release.length(name).map_err(refused)?;
    let length = usize::try_from(length).map_err(|_| refused(Refused::Changed))?;
    release.accepts(name, &read(file, length)?).map_err(refused)?;
    let (version, running) = (release.version().to_string(), running.to_string());
    let verified = Verified { file: name, version, running, key: whose };
    Ok(shown(&verified, json, |it| {
        let by = if it.key == "given" { "signed with the key that was given" } else { "signed by us" };
        line(&format!("{}: {}, {by}, newer than {}", it.file, it.version, it.running))
    }))
}

fn beside(list: &Path) -> PathBuf {
    let mut name = list.as_os_str().to_owned();
    name.push(".minisig");
    name.into()
}

/// A file's bytes, at most one more than `most`: whoever wants no more sees that there are.
fn read(path: &Path, most: usize) -> Result<Vec<u8>, Failure> {
    let read = || -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let most = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
        File::open(path)?.take(most).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    read().map_err(|error| Failure::usage(format!("{}: {error}", path.display())))
}

fn refused(why: Refused) -> Failure {
    let (exit, code) = match why {
        Refused::Key => (USAGE, "usage"),
        Refused::Unsigned => (OTHER, "unsigned"),
        Refused::Strange => (OTHER, "strange"),
        Refused::NotNewer { .. } => (OTHER, "not_newer"),
        Refused::Unknown => (OTHER, "not_listed"),
        Refused::Changed => (OTHER, "changed"),
    };
    Failure { exit, code, message: why.to_string() }
}

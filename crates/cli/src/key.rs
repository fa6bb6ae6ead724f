//! The key of the diary, kept in another way.

use std::io::IsTerminal;

use peremena_app::{
    App,
    views::{Nothing, Typed},
};
use serde_json::json;

use crate::{
    args::KeyCommand,
    output::{self, Failure},
    run::{failure, line, passphrase},
};

pub(crate) async fn key(app: &App, command: KeyCommand, json: bool) -> Result<u8, Failure> {
    let settings = app.settings(Nothing {}).await.map_err(|error| Failure::other(error.message))?;
    // What opened the diary just now: from the same place.
    let current = if settings.passphrase == Some(true) { Some(passphrase()?) } else { None };
    let new = match command {
        KeyCommand::Passphrase => Some(new_passphrase()?),
        KeyCommand::Keyring => None,
    };
    app.keep_key(current.as_ref(), new.as_ref()).await.map_err(|error| failure(app, &error))?;
    let kept = match command {
        KeyCommand::Passphrase => "passphrase",
        KeyCommand::Keyring => "keyring",
    };
    if json {
        output::print(&json!({ "key_store": kept }));
    } else {
        line(&format!("the key is kept: {kept}"));
    }
    Ok(0)
}

/// As the variable has it, else as it is typed, twice.
fn new_passphrase() -> Result<Typed, Failure> {
    if let Ok(passphrase) = std::env::var("PEREMENA_NEW_PASSPHRASE") {
        return Ok(Typed::new(passphrase));
    }
    if !std::io::stdin().is_terminal() {
        return Err(Failure::usage("the new passphrase is wanted in PEREMENA_NEW_PASSPHRASE"));
    }
    let ask = |prompt: &str| {
        rpassword::prompt_password(prompt)
            .map(Typed::new)
            .map_err(|error| Failure::other(format!("the passphrase cannot be read: {error}")))
    };
    let typed = ask("New passphrase: ")?;
    if ask("Once more: ")?.expose() != typed.expose() {
        return Err(Failure::usage("these are two different passphrases"));
    }
    Ok(typed)
}

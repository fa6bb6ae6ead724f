//! The key of the diary, kept in another way.

use peremena_app::{App, views::Nothing};
use serde_json::json;

use crate::{
    args::KeyCommand,
    output::{self, Failure},
    run::{failure, line, passphrase, typed_or},
};

pub(crate) async fn key(app: &App, command: KeyCommand, json: bool) -> Result<u8, Failure> {
    let settings = app.settings(Nothing {}).await.map_err(|error| Failure::other(error.message))?;
    // What opened the diary just now: from the same place.
    let current = if settings.passphrase == Some(true) { Some(passphrase(false)?) } else { None };
    let new = match command {
        KeyCommand::Passphrase => Some(typed_or("PEREMENA_NEW_PASSPHRASE", "New passphrase: ", true)?),
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

//! Backups: make, check, restore.

use std::io::IsTerminal;

use peremena_app::{App, backup::BackupFact, views::Typed};
use serde_json::json;

use crate::{
    args::BackupCommand,
    output::{self, Failure},
    run::{failure, line, shown},
};

pub(crate) async fn backup(app: &App, command: BackupCommand, json: bool) -> Result<u8, Failure> {
    match command {
        BackupCommand::Create { file } => {
            let passphrase = passphrase(true)?;
            let made = app.back_up(&file, Some(&passphrase)).await.map_err(|error| failure(app, &error))?;
            Ok(shown(&made, json, |made| said("made", made)))
        }
        BackupCommand::Verify { file } => {
            let passphrase = passphrase(false)?;
            let found = app.check_backup(&file, Some(&passphrase)).await.map_err(|error| failure(app, &error))?;
            if json {
                let mut document = json!({ "whole": true });
                merge(&mut document, &found);
                output::print(&document);
            } else {
                said("whole", &found);
            }
            Ok(0)
        }
        BackupCommand::Restore { file, replace } => {
            let passphrase = passphrase(false)?;
            let restored = app.restore(&file, &passphrase, replace, None).await;
            let restored = restored.map_err(|error| failure(app, &error))?;
            Ok(shown(&restored, json, |restored| {
                said("restored", &restored.backup);
                if let Some(aside) = &restored.set_aside {
                    line(&format!("  what was there before: {aside}"));
                }
                line("  sign in again: `account add`");
            }))
        }
    }
}

fn merge(document: &mut serde_json::Value, fact: &BackupFact) {
    if let (Some(document), Ok(serde_json::Value::Object(fields))) =
        (document.as_object_mut(), serde_json::to_value(fact))
    {
        document.extend(fields);
    }
}

fn said(what: &str, fact: &BackupFact) {
    let holds = &fact.holds;
    line(&format!("{what}: {} of {}, {} bytes", fact.file, fact.created_at, fact.size));
    line(&format!("  {} students, {} changes, {} items", holds.students, holds.changes, holds.items));
}

/// The backup's own passphrase, else that of the profile, else as it is typed: twice, where it is a new one.
fn passphrase(new: bool) -> Result<Typed, Failure> {
    for name in ["PEREMENA_BACKUP_PASSPHRASE", "PEREMENA_PASSPHRASE"] {
        if let Ok(passphrase) = std::env::var(name) {
            return Ok(Typed::new(passphrase));
        }
    }
    if !std::io::stdin().is_terminal() {
        return Err(Failure::usage("the passphrase of the backup is wanted in PEREMENA_BACKUP_PASSPHRASE"));
    }
    let ask = |prompt: &str| {
        rpassword::prompt_password(prompt)
            .map(Typed::new)
            .map_err(|error| Failure::other(format!("the passphrase cannot be read: {error}")))
    };
    let typed = ask("Passphrase of the backup: ")?;
    if new && ask("Once more: ")?.expose() != typed.expose() {
        return Err(Failure::usage("these are two different passphrases"));
    }
    Ok(typed)
}

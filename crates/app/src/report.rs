//! A report of a problem: what a stranger needs to find it, and nothing that tells who the family is.
//!
//! It is made of what is listed here, never of what is at hand: no names, no addresses of schools, no ids, no marks,
//! no messages of errors (a network's own words name the host).

use std::{
    fmt::Write,
    fs::OpenOptions,
    io::Write as _,
    path::{Path, PathBuf},
    sync::PoisonError,
};

use peremena_model::Kind;
use peremena_notify::{Arg, QuietHours, Rules, Topic};
use peremena_school::registry;
use peremena_vault::{AccountRecord, SourceStatus};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};
use zeroize::Zeroizing;

use crate::{
    App, AppError, SharedFile,
    connect::settings_of,
    profile::{KeyKept, Profile},
    telling::{SHOWN_WITHIN, open_changes},
    views::{ErrorView, Nothing, ReportSavedView, ReportView},
};

impl App {
    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn report(&self, _: Nothing) -> Result<ReportView, ErrorView> {
        let text = self.report_text().await;
        *self.inner.report.lock().unwrap_or_else(PoisonError::into_inner) = Some(text.clone());
        Ok(ReportView { text, can_save: self.inner.host.downloads().is_some() })
    }

    /// The command of this name: the file never replaces another.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn save_report(&self, _: Nothing) -> Result<ReportSavedView, ErrorView> {
        let saved = async {
            let text = self.inner.report.lock().unwrap_or_else(PoisonError::into_inner).clone();
            let (Some(text), Some(folder)) = (text, self.inner.host.downloads()) else {
                return Err(AppError::Request("error-request"));
            };
            let name = format!("peremena-report-{}", self.now().date());
            let saved = tokio::task::spawn_blocking(move || save(&folder, &name, &text)).await;
            let path = saved.map_err(std::io::Error::other).flatten().map_err(|error| {
                tracing::warn!(%error, "the report could not be saved");
                AppError::Request("error-save")
            })?;
            let path = path.display().to_string();
            Ok(ReportSavedView { words: self.words().say_with("report-saved", &[("path", Arg::Text(&path))]) })
        };
        saved.await.map_err(|error: AppError| self.said(&error))
    }

    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them: of a report that nobody has read, and where this shell hands nothing over.
    pub async fn share_report(&self, _: Nothing) -> Result<Nothing, ErrorView> {
        let shared = async {
            let text = self.inner.report.lock().unwrap_or_else(PoisonError::into_inner).clone();
            let text = text.ok_or(AppError::Request("error-request"))?;
            let name = format!("peremena-report-{}.txt", self.now().date());
            self.hand_over(SharedFile { name, content: Zeroizing::new(text.into_bytes()) }).await
        };
        shared.await.map_err(|error: AppError| self.said(&error))
    }

    /// Also where the file does not open: that is when it is wanted most.
    async fn report_text(&self) -> String {
        let mut text = String::new();
        let appearance = self.appearance();
        let now = self.now();
        let seen = self.surroundings();
        line(
            &mut text,
            "app",
            &format!("Peremena {}, {} {}", env!("CARGO_PKG_VERSION"), std::env::consts::OS, std::env::consts::ARCH),
        );
        line(&mut text, "made", &moment(now));
        line(
            &mut text,
            "language",
            &format!("{} (chosen: {})", self.language().tag(), appearance.language.as_deref().unwrap_or("system")),
        );
        line(
            &mut text,
            "window",
            &format!(
                "theme {:?}, stays in the tray: {}, starts with the system: {:?}",
                appearance.theme,
                appearance.stay_in_tray,
                self.inner.host.starts_with_system()
            ),
        );
        line(&mut text, "around", &format!("online: {:?}, saving: {}", seen.online, seen.saving));
        let server = tokio::time::timeout(SHOWN_WITHIN, self.inner.notifier.server()).await.ok().flatten();
        line(&mut text, "notifications", server.as_deref().unwrap_or("nobody answers"));
        match self.profile().await {
            Ok(profile) => {
                if let Err(error) = self.report_profile(&profile, &mut text).await {
                    line(&mut text, "reading failed", kind_of(&error));
                }
            }
            Err(_) => line(&mut text, "file", "not open"),
        }
        text
    }

    async fn report_profile(&self, profile: &Profile, text: &mut String) -> Result<(), AppError> {
        let vault = &profile.vault;
        let (shape, tally) = vault.tally().await?;
        let key = match profile.key {
            KeyKept::Keyring => "keyring",
            KeyKept::Passphrase => "passphrase",
            KeyKept::Device => "key store of the phone",
            KeyKept::Nowhere => "none: the demo school, in memory",
        };
        let size = std::fs::metadata(self.inner.config.profile.join("peremena.db")).map_or(0, |file| file.len());
        line(text, "file", &format!("open, key: {key}, shape {shape}, {} KiB", size / 1024));
        let pragmas: Vec<String> =
            vault.pragmas().await?.into_iter().map(|(name, value)| format!("{name} {value}")).collect();
        line(text, "pragmas", &pragmas.join(", "));

        let family = self.load_family(profile).await?;
        let rules = self.rules(profile).await?;
        line(text, "rules", &rules_line(&rules));
        let unshown = vault.notices_unshown().await?.len();
        line(
            text,
            "outbox",
            &format!("{} to be told, {unshown} fixed and not shown", open_changes(vault).await?.len()),
        );
        for (account, number) in family.accounts.iter().zip(1..) {
            line(text, &format!("account {number}"), &account_line(account));
            let children = family.records.iter().zip(1..).filter(|(record, _)| record.student.account == account.id);
            for (record, number) in children {
                let id = &record.student.id;
                let topics = Topic::ALL.iter().filter(|topic| rules.tells(id, **topic, family.is_student(record)));
                let told = format!(
                    "{} of {} topics told, values hidden: {}, silent: {}, quiet hours: {}",
                    topics.count(),
                    Topic::ALL.len(),
                    rules.hides(id, family.is_student(record)),
                    rules.silences(id),
                    hours(rules.quiet_of(id))
                );
                line(text, &format!("  child {number}"), &told);
                if let Some(status) = family.status.iter().find(|status| status.student == *id) {
                    line(text, "    source", &source_line(status, self.now()));
                }
                // Only words that we know: anything else might be the school's.
                let kept: Vec<String> = tally
                    .iter()
                    .filter(|(student, kind, _)| student == id && Kind::from_word(kind).is_some())
                    .map(|(_, kind, count)| format!("{kind} {count}"))
                    .collect();
                line(text, "    kept", &kept.join(", "));
            }
        }
        Ok(())
    }
}

fn line(text: &mut String, name: &str, value: &str) {
    // Writing to a string does not fail.
    let _ = writeln!(text, "{name}: {value}");
}

fn moment(at: OffsetDateTime) -> String {
    at.replace_nanosecond(0).unwrap_or(at).format(&Rfc3339).unwrap_or_default()
}

fn kind_of(error: &AppError) -> &'static str {
    match error {
        AppError::Store(_) => "the store",
        AppError::Closed => "closed",
        _ => "other",
    }
}

fn rules_line(rules: &Rules) -> String {
    format!(
        "sound: {}, quiet hours: {}, school hours: {}, digests: {}, reminder: {}",
        rules.sound,
        hours(rules.quiet),
        rules.school_hours,
        rules
            .digests
            .map_or_else(|| "off".to_owned(), |digests| format!("{:?} {:?}", digests.morning, digests.evening)),
        rules.undone_at,
    )
}

fn hours(quiet: Option<QuietHours>) -> String {
    quiet.map_or_else(|| "off".to_owned(), |quiet| format!("{}–{}", quiet.from, quiet.to))
}

fn account_line(account: &AccountRecord) -> String {
    let settings = settings_of(account);
    // A system that is not in the registry has a word that we did not write.
    let system = registry::system(&account.system).map_or("unknown", |system| system.word());
    format!(
        "{system}, {}, address of its own: {}, signed out: {}, added {}",
        if account.is_student { "a student's" } else { "a parent's" },
        settings.base.is_some(),
        account.signed_out,
        account.added_at.date(),
    )
}

fn source_line(status: &SourceStatus, now: OffsetDateTime) -> String {
    let at =
        |at: Option<OffsetDateTime>| at.map_or_else(|| "never".to_owned(), |at| moment(at.to_offset(now.offset())));
    // The codes are our own words; the message beside them may name a host.
    let error = status.error.as_ref().map_or("none", |error| known(&error.code));
    let memory: serde_json::Value =
        status.memory_json.as_deref().and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default();
    format!(
        "tried {}, well {}, next {}, trouble: {error}, failures: {}, {} requests, {} bytes",
        at(status.last_attempt),
        at(status.last_success),
        at(status.next_try),
        memory.get("failures").and_then(serde_json::Value::as_u64).unwrap_or(0),
        status.requests,
        status.bytes,
    )
}

/// The word of a fault, where it is one of ours.
fn known(code: &str) -> &'static str {
    const WORDS: [&str; 10] = [
        "credentials",
        "forbidden",
        "limited",
        "unreachable",
        "order",
        "strange",
        "held",
        "storage",
        "setting",
        "stopped",
    ];
    WORDS.into_iter().find(|word| *word == code).unwrap_or("other")
}

/// Writes a file that was not there before.
fn save(folder: &Path, name: &str, text: &str) -> std::io::Result<PathBuf> {
    for number in 1..100 {
        let path = folder.join(if number == 1 { format!("{name}.txt") } else { format!("{name}-{number}.txt") });
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(mut file) => {
                file.write_all(text.as_bytes())?;
                return Ok(path);
            }
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(std::io::ErrorKind::AlreadyExists.into())
}

#[cfg(test)]
mod tests;

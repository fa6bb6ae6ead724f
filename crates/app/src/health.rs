//! How the way from the schools to the family does: what is known of it, and a look at every link of it by hand.

use std::time::Duration as Wait;

use peremena_notify::{Arg, Notice, Rules, Topic, Words};
use peremena_school::registry;
use peremena_sync::{Reason, SyncFault};
use peremena_vault::{AccountRecord, SourceStatus, StudentRecord};
use time::{Duration, OffsetDateTime};

use crate::{
    App, AppError, errors,
    family::{Family, age, short_name, until},
    notices::when,
    profile::{KeyKept, Profile},
    sync_now::DEADLINE,
    views::{CheckState, CheckStepView, CheckView, ErrorView, HealthView, Nothing, SourceView},
};

/// How long the schools of one account may take while somebody waits for the check.
const PATIENCE: Wait = Wait::from_secs(40);

impl App {
    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn health(&self, _: Nothing) -> Result<HealthView, ErrorView> {
        self.health_view().await.map_err(|error| self.said(&error))
    }

    async fn health_view(&self) -> Result<HealthView, AppError> {
        let profile = self.profile().await?;
        let (words, now) = (self.words(), self.now());
        let family = self.load_family(&profile).await?;
        let sources = family
            .records
            .iter()
            .map(|record| {
                let child = family.student_view(record, &words, now);
                let status = family.status.iter().find(|status| status.student == record.student.id);
                let next = status.and_then(|status| status.next_try).map(|next| until(&words, next, now));
                SourceView {
                    student: child.id,
                    name: child.name,
                    initial: child.initial,
                    colour: child.colour,
                    system: child.system,
                    freshness: child.freshness,
                    last: status.and_then(|status| status.last_success).map_or_else(
                        || words.say("health-never"),
                        |last| words.say_with("health-last", &[("last", Arg::Text(&age(&words, last, now)))]),
                    ),
                    next: next.map(|next| words.say_with("health-next", &[("next", Arg::Text(&next))])),
                    took: status.and_then(took).map(|took| said_took(&words, took)),
                    trouble: child.trouble,
                }
            })
            .collect();
        Ok(HealthView { sources })
    }

    /// The command of this name: every link of the way is tried, the last one by a real notification.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn check(&self, _: Nothing) -> Result<CheckView, ErrorView> {
        self.check_view().await.map_err(|error| self.said(&error))
    }

    async fn check_view(&self) -> Result<CheckView, AppError> {
        let profile = self.profile().await?;
        let words = self.words();
        let mut steps = vec![self.check_file(&profile, &words).await];
        steps.extend(self.check_network(&words));
        for account in profile.vault.accounts().await? {
            steps.push(self.check_account(&profile, &account, &words).await);
        }
        let family = self.load_family(&profile).await?;
        let rules = self.rules(&profile).await?;
        steps.push(check_rules(&family, &rules, &words, self.now()));
        steps.push(self.check_notice(&rules, &words).await);
        steps.extend(self.check_always_on(&words));
        let state = steps.iter().map(|step| step.state).max_by_key(|state| *state as u8).unwrap_or(CheckState::Good);
        let word = match state {
            CheckState::Good => "check-good",
            CheckState::Mind => "check-mind",
            CheckState::Bad => "check-bad",
        };
        Ok(CheckView { words: words.say(word), state, steps })
    }

    async fn check_file(&self, profile: &Profile, words: &Words) -> CheckStepView {
        let title = words.say("check-file");
        match profile.vault.writable().await {
            Ok(()) => {
                let text = words.say(match profile.key {
                    KeyKept::Keyring => "check-file-keyring",
                    KeyKept::Passphrase => "check-file-passphrase",
                    KeyKept::Device => "check-file-device",
                    KeyKept::Nowhere => "check-file-demo",
                });
                good(title, text)
            }
            Err(error) => {
                tracing::warn!(%error, "the file cannot be written to");
                let trouble = errors::trouble(words, "storage", "", false);
                CheckStepView { state: CheckState::Bad, title, text: trouble.what, todo: Some(trouble.todo) }
            }
        }
    }

    /// What is known of the network and the battery; nothing where nobody says.
    fn check_network(&self, words: &Words) -> Option<CheckStepView> {
        let seen = self.surroundings();
        let state = match (seen.online, seen.saving) {
            (Some(false), _) => "check-network-none",
            (_, true) => "check-network-saving",
            _ => return None,
        };
        Some(CheckStepView {
            state: if seen.online == Some(false) { CheckState::Bad } else { CheckState::Mind },
            title: words.say("check-network"),
            text: words.say(state),
            todo: words.has(&format!("{state}-todo")).then(|| words.say(&format!("{state}-todo"))),
        })
    }

    /// Asks the schools of the account now: a real sync, whose news is told as any other's.
    async fn check_account(&self, profile: &Profile, account: &AccountRecord, words: &Words) -> CheckStepView {
        let title =
            registry::system(&account.system).map_or(account.system.as_str(), |system| system.name()).to_owned();
        let report = self.run_sync(profile, Reason::Asked, (&account.id).into(), PATIENCE).await;
        let fault = report.faults().next().map(SyncFault::word);
        let fault = if account.signed_out { Some("credentials") } else { fault };
        if let Some(word) = fault {
            let trouble = errors::trouble(words, word, &title, true);
            return CheckStepView { state: CheckState::Bad, title, text: trouble.what, todo: Some(trouble.todo) };
        }
        let status = profile.vault.status().await.unwrap_or_default();
        let took = status.iter().filter(|status| status.account == account.id).filter_map(took).max();
        let count = i64::try_from(report.students.len()).unwrap_or(0);
        let children = words.say_with("check-account-children", &[("count", Arg::Count(count))]);
        good(
            title,
            [took.map(|took| said_took(words, took)), Some(children)]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(". "),
        )
    }

    /// Shows a real notification. Whether somebody sees it only somebody can say.
    async fn check_notice(&self, rules: &Rules, words: &Words) -> CheckStepView {
        let title = words.say("check-notice");
        let notice = Notice {
            sound: rules.sound,
            ..Notice::of_the_app("check", words.say("check-notice-title"), words.say("check-notice-body"))
        };
        match self.show_notice(&notice).await {
            Ok(_) => CheckStepView {
                state: CheckState::Good,
                title,
                text: words.say("check-notice-shown"),
                todo: Some(words.say("check-notice-shown-todo")),
            },
            Err(error) => {
                tracing::warn!(%error, "the test notification could not be shown");
                CheckStepView {
                    state: CheckState::Bad,
                    title,
                    text: words.say("check-notice-none"),
                    todo: Some(words.say("check-notice-none-todo")),
                }
            }
        }
    }

    /// Whether it goes on with the window closed and after a restart of the device.
    fn check_always_on(&self, words: &Words) -> Option<CheckStepView> {
        let starts = self.inner.host.starts_with_system()?;
        let title = words.say("check-always-on");
        Some(match (self.stays_in_tray(), starts) {
            (true, true) => good(title, words.say("check-always-on-both")),
            (stays, _) => CheckStepView {
                state: CheckState::Mind,
                title,
                text: words.say(if stays { "check-always-on-start" } else { "check-always-on-tray" }),
                todo: Some(words.say("check-always-on-todo")),
            },
        })
    }
}

/// What the family has chosen not to be told, or not now.
fn check_rules(family: &Family, rules: &Rules, words: &Words, now: OffsetDateTime) -> CheckStepView {
    let title = words.say("check-rules");
    let silent: Vec<String> = family
        .records
        .iter()
        .filter(|record| {
            let own = family.is_student(record);
            !Topic::ALL.iter().any(|topic| rules.tells(&record.student.id, *topic, own))
        })
        .map(short_name)
        .collect();
    if !silent.is_empty() {
        let text = words.say_with("check-rules-off", &[("names", Arg::Text(&silent.join(", ")))]);
        let todo = Some(words.say("check-rules-todo"));
        return CheckStepView { state: CheckState::Mind, title, text, todo };
    }
    if let Some(text) = quiet_now(family, rules, words, now) {
        return CheckStepView { state: CheckState::Mind, title, text, todo: None };
    }
    if rules.digests.is_some() {
        return CheckStepView { state: CheckState::Mind, title, text: words.say("check-rules-digests"), todo: None };
    }
    good(title, words.say("check-rules-on"))
}

/// For whom it is quiet now, and until when; none where it is for nobody.
fn quiet_now(family: &Family, rules: &Rules, words: &Words, now: OffsetDateTime) -> Option<String> {
    let end_of = |record: &StudentRecord| {
        let quiet = rules.quiet_of(&record.student.id).filter(|quiet| quiet.hold(now))?;
        let end = now.replace_time(quiet.to);
        Some(if end <= now { end.saturating_add(Duration::DAY) } else { end })
    };
    let ends: Vec<Option<OffsetDateTime>> = family.records.iter().map(end_of).collect();
    let first = ends.iter().flatten().min().copied()?;
    if ends.iter().all(|end| *end == Some(first)) {
        return Some(words.say_with("check-rules-quiet", &[("when", Arg::Text(&when(words, first, now)))]));
    }
    let mut children = Vec::new();
    for (record, end) in family.records.iter().zip(ends) {
        let Some(end) = end else { continue };
        let (child, when) = (short_name(record), when(words, end, now));
        let args = [("child", Arg::Text(&child)), ("when", Arg::Text(&when))];
        children.push(words.say_with("check-rules-quiet-child", &args));
    }
    Some(words.say_with("check-rules-quiet-of", &[("children", Arg::Text(&children.join("; ")))]))
}

fn good(title: String, text: String) -> CheckStepView {
    CheckStepView { state: CheckState::Good, title, text, todo: None }
}

/// How long the school took the last time that all went well; none where the last try did not, or where the clock was
/// set meanwhile: no sync takes longer than its deadline.
fn took(status: &SourceStatus) -> Option<Duration> {
    let took = status.last_success? - status.last_attempt?;
    Wait::try_from(took).is_ok_and(|took| took <= DEADLINE).then_some(took)
}

/// "Школа ответила за 0,8 с".
fn said_took(words: &Words, took: Duration) -> String {
    let tenths = (took.whole_milliseconds() + 50) / 100;
    let seconds = format!("{}{}{}", tenths / 10, words.language().decimal(), tenths % 10);
    let seconds = if tenths == 0 { format!("0{}1", words.language().decimal()) } else { seconds };
    words.say_with("health-took", &[("seconds", Arg::Text(&seconds))])
}

#[cfg(test)]
mod tests;

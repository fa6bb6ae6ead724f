//! The commands.

use std::{
    collections::BTreeMap,
    io::{BufRead, IsTerminal, Read, Write},
    path::{Path, PathBuf},
    sync::Arc,
    time::Instant,
};

use async_trait::async_trait;
use peremena_app::{
    App, AppError, Config, Entry, KeyChoice, NoWindows, NotShown, Notice, SYNC_DEADLINE, Shown, ShowsNotices, SignedIn,
    SyncFault, SyncReport, SystemStore, clock,
    export::ExportFormat,
    facts::{self, AccountFact, DiaryFact, MarksFact},
    views::{TrustRequest, Typed},
};
use peremena_app::{Credentials, Secret};
use peremena_model::{AccountId, Kind, Span, StudentId};
use serde::Serialize;
use serde_json::json;
use time::UtcOffset;

use crate::{
    args::{AccountCommand, Args, BackupCommand, Command, Format, KeyStore},
    backup, files, history, key, messages,
    output::{self, CREDENTIALS, Failure, OTHER, SCHOOL, STORAGE},
    update,
    watch::{self, Heard, Lines},
};

/// `sync` shows no notice: changes wait in the outbox for `watch` or the app.
struct Silent;

#[async_trait]
impl ShowsNotices for Silent {
    async fn show(&self, _notice: &Notice, _open_label: &str) -> Result<Option<Shown>, NotShown> {
        Err(NotShown("a command shows no notice".into()))
    }
}

pub(crate) async fn run(args: Args) -> Result<u8, Failure> {
    let key = match args.key_store {
        Some(KeyStore::Keyring) => Some(KeyChoice::Keyring),
        Some(KeyStore::Passphrase) => Some(KeyChoice::Passphrase(passphrase(is_new(&args)?)?)),
        None => match std::env::var("PEREMENA_PASSPHRASE") {
            // A profile that is kept with a passphrase is recognised by itself; a new one needs --key-store.
            Ok(passphrase) if peremena_app::wants_passphrase(&profile_of(&args)?) => {
                Some(KeyChoice::Passphrase(Typed::new(passphrase)))
            }
            _ => None,
        },
    };
    let (watching, interval) = match &args.command {
        Command::Watch { interval } => (true, *interval),
        _ => (false, None),
    };
    let began = Instant::now();
    let device = clock::device();
    let now = args.now.map(|now| now.by(device().offset()));
    let clock = move || match now {
        // Who watches sees time pass, from whatever moment.
        Some(now) if watching => now + began.elapsed(),
        Some(now) => now,
        None => device(),
    };
    let zone = clock().offset();
    let config = Config {
        profile: profile_of(&args)?,
        key,
        clock: Arc::new(clock),
        every: interval.map(|seconds| time::Duration::seconds(seconds.into())),
        // A variable that is set to nothing is as one that is not set.
        locale: ["LC_ALL", "LC_MESSAGES", "LANG"]
            .iter()
            .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty())),
        window: false,
    };
    let (lines, heard) = Lines::new(args.json, args.profile.clone());
    let notifier: Arc<dyn ShowsNotices> = if watching { Arc::new(lines) } else { Arc::new(Silent) };
    let app = App::new(config, Arc::new(NoWindows), notifier);
    if args.command.opens_the_profile() {
        app.open().await;
    }
    let outcome = carry_out(&app, args.command, args.json, zone, heard).await;
    app.close().await;
    outcome
}

async fn carry_out(app: &App, command: Command, json: bool, zone: UtcOffset, heard: Heard) -> Result<u8, Failure> {
    if let Some(state) = app.storage_trouble().await {
        return Err(Failure::storage(state, app.storage_words().await));
    }
    let failed = |error: AppError| failure(app, &error);
    match command {
        Command::Account { command } => account(app, command, json).await,
        Command::Sync { student, history } => {
            let student = student.map(StudentId::from_text);
            let report = match app.sync(student.as_ref(), SYNC_DEADLINE).await {
                Ok(report) => report,
                Err(AppError::Closed) if student.is_none() => SyncReport::default(),
                Err(error) => return Err(failed(error)),
            };
            if history && exit_code(&report) == 0 {
                return history::history(app, student.as_ref(), &report, json).await;
            }
            Ok(synced(&report, json))
        }
        Command::Diary { student, from, to } => {
            let span = Span::new(from, to).ok_or_else(|| Failure::usage("--to lies before --from"))?;
            let diary = app.diary_facts(&StudentId::from_text(student), span).await.map_err(failed)?;
            Ok(shown(&diary, json, print_diary))
        }
        Command::Marks { student, term } => {
            let marks = app.mark_facts(&StudentId::from_text(student), term.as_deref()).await.map_err(failed)?;
            Ok(shown(&marks, json, print_marks))
        }
        Command::Homework(one) => {
            let items = app.homework_facts(&StudentId::from_text(one.student)).await.map_err(failed)?;
            Ok(shown(&items, json, |items| {
                for item in &items.items {
                    line(&format!("{}  {}: {}", item.due, item.subject, item.text));
                }
            }))
        }
        Command::Attendance(one) => items(app, one.student, Kind::Absence, json).await,
        Command::Terms(one) => items(app, one.student, Kind::Term, json).await,
        Command::Key { command } => key::key(app, command, json).await,
        Command::Update { command } => update::update(&command, json),
        Command::Changes { student, since } => {
            let student = student.map(StudentId::from_text);
            let since = since.map(|since| since.by(zone));
            let changes = match app.change_facts(student.as_ref(), since).await {
                Ok(changes) => changes,
                Err(AppError::Closed) if student.is_none() => Vec::new(),
                Err(error) => return Err(failed(error)),
            };
            output::print(&json!({ "items": changes }));
            Ok(0)
        }
        Command::Summary => {
            output::print(&app.read_summary().await.map_err(failed)?);
            Ok(0)
        }
        Command::Backup { command } => backup::backup(app, command, json).await,
        Command::Watch { .. } => match app.account_facts().await.map_err(failed)? {
            accounts if accounts.is_empty() => Err(failed(AppError::Closed)),
            _ => watch::watch(app, heard).await,
        },
        Command::Events(one) => items(app, one.student, Kind::Event, json).await,
        Command::Announcements(one) => items(app, one.student, Kind::Announcement, json).await,
        Command::Messages { student, command } => messages::messages(app, student, command, json).await,
        Command::Files { command } => files::files(app, command, json).await,
        Command::Remarks(one) => items(app, one.student, Kind::Remark, json).await,
        Command::Visits(one) => items(app, one.student, Kind::Visit, json).await,
        Command::School(one) => items(app, one.student, Kind::SchoolInfo, json).await,
        Command::Export { format, student, file } => {
            let format = match format {
                Format::Csv => ExportFormat::Csv,
                Format::Ics => ExportFormat::Ics,
                Format::Json => ExportFormat::Json,
                Format::Svg => ExportFormat::Svg,
            };
            let written = app.export(&StudentId::from_text(student), format, &file).await.map_err(failed)?;
            Ok(shown(&written, json, |written| line(&format!("{}: {} items", written.file, written.items))))
        }
    }
}

pub(crate) async fn items(app: &App, student: String, kind: Kind, json: bool) -> Result<u8, Failure> {
    let items = app.item_facts(&StudentId::from_text(student), kind).await.map_err(|error| failure(app, &error))?;
    Ok(shown(&items, json, output::print))
}

/// A file that does not open was told of before any command ran: what is closed here was never made, and so knows
/// neither child nor account.
pub(crate) fn failure(app: &App, error: &AppError) -> Failure {
    match error {
        AppError::Closed => Failure::usage("there is no account here yet: `account add` signs in"),
        AppError::Backup(trouble) => Failure::of_backup(trouble, app.said(error)),
        error => Failure::of(app.said(error)),
    }
}

async fn account(app: &App, command: AccountCommand, json: bool) -> Result<u8, Failure> {
    let failed = |error: AppError| failure(app, &error);
    match command {
        AccountCommand::Add {
            system,
            url,
            login,
            school,
            settings,
            trust,
            trust_system,
            password_stdin,
            token_stdin: _,
        } => {
            let secret = secret_from_stdin()?;
            let (credentials, refused) = match login {
                Some(login) if password_stdin => {
                    (Credentials::Password { login, password: secret, school }, "error-credentials")
                }
                _ => (Credentials::Token(secret), "error-token"),
            };
            let settings: BTreeMap<String, String> = settings.into_iter().collect();
            let trust = certificate_of(app, trust.as_deref(), trust_system.as_deref()).await?;
            let trust = trust.map(|file| TrustRequest::of_file(&file)).unwrap_or_default();
            let entry = Entry { system, base: url, settings, trust };
            let signed_in = match app.sign_in(entry, credentials, refused).await {
                Ok(signed_in) => signed_in,
                Err(AppError::Closed) => {
                    // The file could not be made or opened: which of the ways it is, the profile knows.
                    let state = app.storage_trouble().await;
                    return Err(match state {
                        Some(state) => Failure::storage(state, app.storage_words().await),
                        None => Failure::other("the profile cannot be opened"),
                    });
                }
                Err(error) => return Err(failed(error)),
            };
            let SignedIn { account, .. } = signed_in;
            let facts = app.account_facts().await.map_err(failed)?;
            let students =
                facts.into_iter().find(|fact| fact.id == account).map(|fact| fact.students).unwrap_or_default();
            if json {
                output::print(&json!({ "account": account, "students": students }));
            } else {
                line(account.as_str());
                for student in &students {
                    line(&format!("  {}  {}", student.id, student.name));
                }
            }
            Ok(0)
        }
        AccountCommand::List => {
            let facts = app.account_facts().await.map_err(failed)?;
            Ok(shown(&facts, json, print_accounts))
        }
        AccountCommand::Trust { id, file, from_system, none: _ } => {
            let id = AccountId::from_text(id);
            let file = certificate_of(app, file.as_deref(), from_system.as_deref()).await?;
            app.trust(&id, file.as_deref()).await.map_err(failed)?;
            let facts = app.account_facts().await.map_err(failed)?;
            let authority = facts.into_iter().find(|fact| fact.id == id).and_then(|fact| fact.authority);
            if json {
                output::print(&json!({ "account": id, "authority": authority }));
            } else {
                line(authority.as_deref().unwrap_or("none but those of the system"));
            }
            Ok(0)
        }
        AccountCommand::Authorities { added } => {
            let held = app.authorities_of(SystemStore::default(), added).await.map_err(failed)?;
            let rows: Vec<_> = held
                .iter()
                .filter_map(|held| {
                    let shown = held.authority.shown()?;
                    let national = held.authority.is_national();
                    let ends = shown.ends.date().to_string();
                    Some(json!({ "name": shown.name, "fingerprint": shown.fingerprint, "ends": ends,
                        "national": national, "trusted": held.trusted }))
                })
                .collect();
            Ok(shown(&rows, json, |_| {
                for held in &held {
                    let Some(shown) = held.authority.shown() else { continue };
                    let state = if held.trusted { "  (trusted by the system, and so by every account)" } else { "" };
                    line(&format!("{}  until {}{state}", shown.name, shown.ends.date()));
                    line(&format!("  {}", shown.fingerprint));
                }
            }))
        }
        AccountCommand::Remove { id } => {
            let removed = match app.remove_account(&AccountId::from_text(id)).await {
                Ok(removed) => removed,
                Err(AppError::Closed) => false,
                Err(error) => return Err(failed(error)),
            };
            if !removed {
                return Err(Failure::usage("there is no such account"));
            }
            if json {
                output::print(&json!({ "removed": true }));
            }
            Ok(0)
        }
    }
}

/// The certificate that an account is to trust: of a file, or of the authority with this fingerprint among the machine's
/// own; none where neither is named.
async fn certificate_of(app: &App, file: Option<&Path>, fingerprint: Option<&str>) -> Result<Option<Vec<u8>>, Failure> {
    let Some(wanted) = fingerprint else { return file.map(certificate_in).transpose() };
    let bare = |text: &str| text.chars().filter(char::is_ascii_hexdigit).collect::<String>().to_ascii_uppercase();
    let held = app.authorities_of(SystemStore::default(), true).await.map_err(|error| failure(app, &error))?;
    let found =
        held.iter().find(|held| held.authority.shown().is_some_and(|shown| bare(&shown.fingerprint) == bare(wanted)));
    match found.and_then(|held| held.authority.der()) {
        Some(der) => Ok(Some(der)),
        None => Err(Failure::usage("this machine holds no such authority: see `account authorities --added`")),
    }
}

/// A file that should hold certificates; of one that holds more than any does, no more is read.
fn certificate_in(file: &Path) -> Result<Vec<u8>, Failure> {
    const LONGEST: u64 = 2 * 1024 * 1024;
    let mut bytes = Vec::new();
    let read = std::fs::File::open(file).and_then(|file| file.take(LONGEST).read_to_end(&mut bytes));
    read.map_err(|error| Failure::usage(format!("{}: {error}", file.display())))?;
    Ok(bytes)
}

fn print_accounts(accounts: &Vec<AccountFact>) {
    for account in accounts {
        let state = if account.signed_out { "  (sign in again)" } else { "" };
        line(&format!("{}  {}  {}{state}", account.id, account.system, account.name));
        for student in &account.students {
            line(&format!("  {}  {}", student.id, student.name));
        }
    }
}

fn print_diary(diary: &DiaryFact) {
    for day in &diary.days {
        line(&day.date.to_string());
        for lesson in &day.lessons {
            let number = lesson.lesson.number.map(|number| number.to_string()).unwrap_or_default();
            let homework: Vec<&str> = lesson.homework.iter().map(|homework| homework.text.as_str()).collect();
            let marks: Vec<&str> = lesson.marks.iter().map(|mark| mark.value.as_str()).collect();
            line(&format!("  {number:>2}  {}  {}  {}", lesson.lesson.subject, homework.join("; "), marks.join(" ")));
        }
        for homework in &day.homework {
            line(&format!("      {}  {}", homework.subject, homework.text));
        }
        for mark in &day.marks {
            line(&format!("      {}  {}", mark.subject, mark.value));
        }
    }
}

fn print_marks(marks: &MarksFact) {
    for subject in &marks.subjects {
        let values: Vec<&str> = subject.marks.iter().map(|mark| mark.value.as_str()).collect();
        let average = subject.weighted_average.map(|average| format!("{average:.2}")).unwrap_or_default();
        line(&format!("{}  {average}  {}", subject.subject, values.join(" ")));
    }
}

pub(crate) fn line(text: &str) {
    // A closed pipe leaves nobody to tell.
    let _ = writeln!(std::io::stdout(), "{}", output::plain(text));
}

pub(crate) fn shown<T: Serialize>(value: &T, json: bool, plain: impl Fn(&T)) -> u8 {
    if json {
        output::print(value);
    } else {
        plain(value);
    }
    0
}

fn synced(report: &SyncReport, json: bool) -> u8 {
    let code = exit_code(report);
    if json {
        let students = facts::synced(report);
        match worst(report) {
            // What went well stands beside what did not.
            Some(fault) => output::print(&json!({
                "error": { "code": fault.word(), "message": fault.to_string() },
                "students": students,
            })),
            None => output::print(&json!({ "students": students })),
        }
    } else {
        for student in facts::synced(report) {
            let trouble = student.error.map(|error| format!("  {}", error.message)).unwrap_or_default();
            line(&format!(
                "{}  {} changes, {} requests{trouble}",
                student.student,
                student.changes.len(),
                student.requests
            ));
        }
    }
    if code != 0 {
        for fault in report.faults() {
            output::complain(&fault.to_string());
        }
    }
    code
}

fn code_of(fault: &SyncFault) -> u8 {
    match fault.word() {
        "credentials" => CREDENTIALS,
        "storage" => STORAGE,
        "setting" => OTHER,
        _ => SCHOOL,
    }
}

/// Of several faults, credentials before storage before the school.
fn worst(report: &SyncReport) -> Option<&SyncFault> {
    report.faults().min_by_key(|fault| match code_of(fault) {
        CREDENTIALS => 0,
        STORAGE => 1,
        SCHOOL => 2,
        _ => 3,
    })
}

fn exit_code(report: &SyncReport) -> u8 {
    worst(report).map_or(0, code_of)
}

fn profile_of(args: &Args) -> Result<PathBuf, Failure> {
    args.profile
        .clone()
        .or_else(peremena_app::default_profile)
        .ok_or_else(|| Failure::usage("no data folder is known here: give --profile DIR"))
}

/// Whether the passphrase is one that a new diary is made with.
fn is_new(args: &Args) -> Result<bool, Failure> {
    let makes = matches!(
        args.command,
        Command::Account { command: AccountCommand::Add { .. } }
            | Command::Backup { command: BackupCommand::Restore { .. } }
    );
    Ok(makes && !peremena_app::has_profile(&profile_of(args)?))
}

/// As the variable has it, else as it is typed: twice, where it is a new one.
pub(crate) fn passphrase(new: bool) -> Result<Typed, Failure> {
    match new {
        true => typed_or("PEREMENA_PASSPHRASE", "Passphrase for the new diary: ", true),
        false => typed_or("PEREMENA_PASSPHRASE", "Passphrase: ", false),
    }
}

/// As the variable has it, else as it is typed after `prompt`.
pub(crate) fn typed_or(variable: &str, prompt: &str, twice: bool) -> Result<Typed, Failure> {
    if let Ok(passphrase) = std::env::var(variable) {
        return Ok(Typed::new(passphrase));
    }
    if !std::io::stdin().is_terminal() {
        return Err(Failure::usage(format!("the passphrase is wanted in {variable}")));
    }
    let ask = |prompt: &str| {
        rpassword::prompt_password(prompt)
            .map(Typed::new)
            .map_err(|error| Failure::other(format!("the passphrase cannot be read: {error}")))
    };
    let typed = ask(prompt)?;
    if twice && ask("Once more: ")?.expose() != typed.expose() {
        return Err(Failure::usage("these are two different passphrases"));
    }
    Ok(typed)
}

/// The first line of stdin, without its end.
fn secret_from_stdin() -> Result<Secret, Failure> {
    const LONGEST: u64 = 64 * 1024;
    let mut text = String::new();
    std::io::BufReader::new(std::io::stdin().take(LONGEST))
        .read_line(&mut text)
        .map_err(|error| Failure::usage(format!("stdin cannot be read: {error}")))?;
    let secret = text.trim_end_matches(['\r', '\n']);
    if secret.is_empty() {
        return Err(Failure::usage("stdin holds no password or token"));
    }
    Ok(Secret::new(secret))
}

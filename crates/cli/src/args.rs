//! The command line.

use std::path::PathBuf;

use clap::{ArgAction, Parser, Subcommand, ValueEnum};
use time::{Date, OffsetDateTime, UtcOffset, format_description::well_known::Rfc3339, macros::format_description};

/// Peremena without a window: the school diary that tells a family first.
#[derive(Debug, Parser)]
#[command(name = "peremena-cli", version)]
pub(crate) struct Args {
    /// Folder of the profile [default: the platform's data folder]
    #[arg(long, global = true, value_name = "DIR")]
    pub profile: Option<PathBuf>,
    /// How the key of the encrypted file is kept; the passphrase comes from PEREMENA_PASSPHRASE or a prompt
    #[arg(long, global = true, value_enum)]
    pub key_store: Option<KeyStore>,
    /// Another clock, RFC 3339 or YYYY-MM-DD
    #[arg(long, global = true, value_name = "TIME", value_parser = moment)]
    pub now: Option<Moment>,
    /// Print one JSON document on stdout
    #[arg(long, global = true, action = ArgAction::SetTrue)]
    pub json: bool,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum KeyStore {
    Keyring,
    Passphrase,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Csv,
    Ics,
    Json,
    Svg,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Accounts: sign in, list, sign out
    Account {
        #[command(subcommand)]
        command: AccountCommand,
    },
    /// Ask the schools now
    Sync {
        /// One student only
        #[arg(long, value_name = "ID")]
        student: Option<String>,
        /// Then fetch earlier terms and years, the newest first, until all is here or Ctrl-C
        #[arg(long)]
        history: bool,
    },
    /// Days of the diary
    Diary {
        #[arg(long, value_name = "ID")]
        student: String,
        /// First day, YYYY-MM-DD
        #[arg(long, value_name = "DATE", value_parser = date)]
        from: Date,
        /// Last day, YYYY-MM-DD
        #[arg(long, value_name = "DATE", value_parser = date)]
        to: Date,
    },
    /// Marks of a term, or of the school year so far
    Marks {
        #[arg(long, value_name = "ID")]
        student: String,
        #[arg(long, value_name = "ID")]
        term: Option<String>,
    },
    /// Homework of the school year
    Homework(OneStudent),
    /// Absences of the school year
    Attendance(OneStudent),
    /// Terms of the school year
    Terms(OneStudent),
    /// The change log
    Changes {
        #[arg(long, value_name = "ID")]
        student: Option<String>,
        /// Since this moment, inclusive: RFC 3339, or YYYY-MM-DD for the beginning of that day
        #[arg(long, value_name = "TIME", value_parser = moment)]
        since: Option<Moment>,
    },
    /// School events of the school year
    Events(OneStudent),
    /// Announcements of the school year
    Announcements(OneStudent),
    /// Messages of the school year; with a word behind it: open, write and send them
    #[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
    Messages {
        #[arg(long, value_name = "ID", required = true)]
        student: Option<String>,
        #[command(subcommand)]
        command: Option<MessagesCommand>,
    },
    /// Files of homework, announcements and messages: list them, save one
    Files {
        #[command(subcommand)]
        command: FilesCommand,
    },
    /// Remarks of the school year
    Remarks(OneStudent),
    /// Passings of the school's door in the school year
    Visits(OneStudent),
    /// School, class and teachers
    School(OneStudent),
    /// Ask in the background and tell what is new, one line for each notice, until it is ended
    Watch {
        /// A pace of one's own, in seconds, instead of the planner's
        #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u32).range(1..=86_400))]
        interval: Option<u32>,
    },
    /// What a widget draws of the family, read without opening the diary
    Summary,
    /// Backups: make, check, restore
    Backup {
        #[command(subcommand)]
        command: BackupCommand,
    },
    /// The key of the diary: lock it with a passphrase, or give it to the system's keyring
    Key {
        #[command(subcommand)]
        command: KeyCommand,
    },
    /// Downloaded packages: is this one newer, and signed by us
    Update {
        #[command(subcommand)]
        command: UpdateCommand,
    },
    /// What is known of a student in the school year, in a file that anybody can read
    Export {
        /// csv: marks, homework, absences; ics: timetable, tests, events, homework; json: everything
        #[arg(long, value_enum)]
        format: Format,
        #[arg(long, value_name = "ID")]
        student: String,
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

#[derive(Debug, clap::Args)]
pub(crate) struct OneStudent {
    #[arg(long, value_name = "ID")]
    pub student: String,
}

/// The passphrase is PEREMENA_BACKUP_PASSPHRASE, else that of the profile, else asked for.
impl Command {
    /// Whether the profile is opened for it. What is drawn stands beside it, a file that is only checked needs none,
    /// and who restores one may have lost the key of what is there.
    pub(crate) fn opens_the_profile(&self) -> bool {
        use BackupCommand::{Restore, Verify};
        !matches!(
            self,
            Command::Summary | Command::Update { .. } | Command::Backup { command: Verify { .. } | Restore { .. } }
        )
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum BackupCommand {
    /// Make a backup; one that stands there is replaced when the new one is whole
    Create {
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Read a backup from end to end
    Verify {
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Put a backup in the profile's place
    Restore {
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// Set aside the profile's file where there is one
        #[arg(long)]
        replace: bool,
    },
}

#[derive(Clone, Copy, Debug, Subcommand)]
pub(crate) enum KeyCommand {
    /// Lock it with a passphrase, from PEREMENA_NEW_PASSPHRASE or a prompt, in place of what keeps it now
    Passphrase,
    /// Keep it in the system's keyring instead of under a passphrase
    Keyring,
}

#[derive(Debug, Subcommand)]
pub(crate) enum MessagesCommand {
    /// Those whom the account may write to, asked of the school
    Receivers(OneStudent),
    /// A message with its text and files; asked of the school where it was not opened before, which sees it as read
    Show {
        #[arg(long, value_name = "ID")]
        student: String,
        #[arg(value_name = "MESSAGE")]
        message: String,
    },
    /// Write a message and send it, once
    Write {
        #[arg(long, value_name = "ID")]
        student: String,
        /// A receiver's id, from `messages receivers`; once for each of them
        #[arg(long, value_name = "ID", required = true)]
        to: Vec<String>,
        /// The heading [default: of an answer that of the message, with "Re:"]
        #[arg(long, value_name = "TEXT")]
        subject: Option<String>,
        /// The message that it answers
        #[arg(long, value_name = "MESSAGE")]
        answer: Option<String>,
        /// Read the text from stdin
        #[arg(long, required_unless_present = "text_file", conflicts_with = "text_file")]
        text_stdin: bool,
        /// Read the text from a file
        #[arg(long, value_name = "FILE")]
        text_file: Option<PathBuf>,
        /// Send it though the same message may have arrived already
        #[arg(long)]
        again: bool,
    },
    /// What was written here: begun, sent, and what nobody knows to have arrived
    Drafts(OneStudent),
    /// Send a draft
    Send {
        #[arg(long, value_name = "ID")]
        student: String,
        #[arg(value_name = "DRAFT")]
        draft: String,
        /// Send it though it may have arrived already
        #[arg(long)]
        again: bool,
    },
    /// Take a draft out
    Discard {
        #[arg(long, value_name = "ID")]
        student: String,
        #[arg(value_name = "DRAFT")]
        draft: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum FilesCommand {
    /// The files of the school year, as the diary knows them; nothing is asked
    List(OneStudent),
    /// Save one: from what is kept here, else asked of the school
    Save {
        #[arg(long, value_name = "ID")]
        student: String,
        /// What the file belongs to, where several things have a file of this id
        #[arg(long, value_name = "ITEM")]
        item: Option<String>,
        /// The file's id, from `files list`
        #[arg(value_name = "ID")]
        id: String,
        /// Where to
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// Write over what stands there
        #[arg(long)]
        force: bool,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum UpdateCommand {
    /// Check a package against the signed list of its release; nothing is fetched, nothing is installed
    Verify {
        /// The package, under the name that the release gave it
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// The list of the release, its signature beside it with `.minisig` [default: release.json beside FILE]
        #[arg(long, value_name = "LIST")]
        list: Option<PathBuf>,
        /// Another key than the one built in: minisign's, in base64
        #[arg(long, value_name = "KEY")]
        key: Option<String>,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum AccountCommand {
    /// Sign in and list the students; again for the same account: sign in anew, keep everything
    Add {
        /// dnevnik-ru, mesh, my-school, netschool, eljur, petersburg
        #[arg(long, value_name = "SYSTEM")]
        system: String,
        /// Replaces scheme, host and port of every host of the system
        #[arg(long, value_name = "URL")]
        url: Option<String>,
        /// Login, with --password-stdin
        #[arg(long, value_name = "LOGIN")]
        login: Option<String>,
        /// The system's id of the school, where it needs one
        #[arg(long, value_name = "ID")]
        school: Option<String>,
        /// A setting of the system: client_id=…
        #[arg(long = "set", value_name = "NAME=VALUE", value_parser = setting)]
        settings: Vec<(String, String)>,
        /// Trust this authority too, for this account alone: its certificate, PEM or DER
        #[arg(long, value_name = "FILE")]
        trust: Option<PathBuf>,
        /// Trust this authority of the machine's own too, for this account alone: its SHA-256, as `account authorities`
        /// prints it
        #[arg(long, value_name = "SHA-256", conflicts_with = "trust")]
        trust_system: Option<String>,
        /// Read the password from stdin
        #[arg(long, requires = "login", conflicts_with = "token_stdin")]
        password_stdin: bool,
        /// Read a token from stdin
        #[arg(long, required_unless_present = "password_stdin", conflicts_with = "login")]
        token_stdin: bool,
    },
    /// List the accounts
    List,
    /// Have an account trust one authority beside those of the system, or no more
    Trust {
        #[arg(value_name = "ID")]
        id: String,
        /// The authority's certificate, PEM or DER
        #[arg(value_name = "FILE", required_unless_present_any = ["none", "from_system"])]
        file: Option<PathBuf>,
        /// One of the machine's own: its SHA-256, as `account authorities` prints it
        #[arg(long, value_name = "SHA-256", conflicts_with = "file")]
        from_system: Option<String>,
        /// Trust no more than the system does
        #[arg(long, conflicts_with_all = ["file", "from_system"])]
        none: bool,
    },
    /// List the authorities that this machine holds and that an account may be told to trust: the Russian national root
    Authorities {
        /// Whatever else was added to this machine as well
        #[arg(long)]
        added: bool,
    },
    /// Sign an account out and remove all of it
    Remove {
        #[arg(value_name = "ID")]
        id: String,
    },
}

fn date(text: &str) -> Result<Date, String> {
    Date::parse(text, format_description!("[year]-[month]-[day]")).map_err(|_| "a date is YYYY-MM-DD".to_owned())
}

/// A moment as it was typed: a day begins where the clock stands, which the command line does not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Moment {
    At(OffsetDateTime),
    Day(Date),
}

impl Moment {
    /// The moment itself; of a day its first, by a clock at this offset from UTC.
    pub(crate) fn by(self, clock: UtcOffset) -> OffsetDateTime {
        match self {
            Moment::At(moment) => moment,
            Moment::Day(day) => day.midnight().assume_offset(clock),
        }
    }
}

fn moment(text: &str) -> Result<Moment, String> {
    OffsetDateTime::parse(text, &Rfc3339)
        .map(Moment::At)
        .or_else(|_| date(text).map(Moment::Day))
        .map_err(|_| "a time is RFC 3339, as 2026-11-20T12:00:00+03:00, or YYYY-MM-DD".to_owned())
}

fn setting(text: &str) -> Result<(String, String), String> {
    text.split_once('=')
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .ok_or_else(|| "a setting is NAME=VALUE".to_owned())
}

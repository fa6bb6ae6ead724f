//! The command line.

use clap::{Args, Subcommand};
use peremena_school_sim::{Act, Attendance, WireId};
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;
use time::{Date, OffsetDateTime};

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Open the school on loopback and print `{"url":…}` when it listens.
    Serve(Serve),
    /// Let a teacher act; prints the ids concerned.
    Act {
        /// The address `serve` printed.
        #[arg(long, env = "SCHOOL_SIM_URL", global = true, default_value = "http://127.0.0.1:8012")]
        url: String,
        #[command(subcommand)]
        act: ActCommand,
    },
    /// Tell the school to misbehave.
    Misbehave {
        #[command(flatten)]
        at: At,
        /// invalid-token, system-forbidden, too-many-requests, request-limit, server-error, bad-gateway, unavailable,
        /// outage, maintenance, error-under-success, slow, cut-off, empty, duplicated, reordered, changed-ids, novelties,
        /// ids-as-text, missing-arrays, hostile, garbage-json, second-login, access-error, login-timeout, login-page,
        /// login-redirect.
        kind: String,
        /// Only requests whose path and query contain this.
        #[arg(long)]
        path: Option<String>,
        /// Only the next so many requests.
        #[arg(long)]
        times: Option<u32>,
        /// How late `slow` is.
        #[arg(long, default_value_t = 3_000)]
        millis: u64,
        /// The seconds of Retry-After.
        #[arg(long)]
        retry_after: Option<u64>,
    },
    /// End all misbehaviour.
    Behave {
        #[command(flatten)]
        at: At,
    },
    /// Print the requests so far.
    Journal {
        #[command(flatten)]
        at: At,
        /// Forget them after.
        #[arg(long)]
        clear: bool,
    },
    /// Print accounts and students with their ids.
    People {
        #[command(flatten)]
        at: At,
    },
}

/// Which school.
#[derive(Args)]
pub(crate) struct At {
    /// The address `serve` printed.
    #[arg(long, env = "SCHOOL_SIM_URL", default_value = "http://127.0.0.1:8012")]
    pub(crate) url: String,
}

#[derive(Args)]
pub(crate) struct Serve {
    /// The port; 0 takes a free one.
    #[arg(long, default_value_t = 8012)]
    pub(crate) port: u16,
    /// Decides all that is left to chance.
    #[arg(long, default_value_t = 2026)]
    pub(crate) seed: u64,
    /// The time at which the school stands still, as RFC 3339.
    #[arg(long, value_parser = moment)]
    pub(crate) now: Option<OffsetDateTime>,
    /// Let the clock run on from `--now`.
    #[arg(long, requires = "now")]
    pub(crate) running: bool,
    /// Lessons and homework only.
    #[arg(long)]
    pub(crate) bare: bool,
    /// So many more children in the first family.
    #[arg(long, default_value_t = 0)]
    pub(crate) extra_children: u16,
    /// So many school years before this one, told by Дневник.ру to who asks.
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u8).range(..=10))]
    pub(crate) past_years: u8,
}

/// A student's lesson, as most acts name it.
#[derive(Args)]
pub(crate) struct Place {
    /// First name, full name or person id.
    #[arg(long)]
    student: String,
    /// Name or id.
    #[arg(long)]
    subject: String,
    /// The lesson's date; without it the latest lesson held, or the next to come.
    #[arg(long, value_parser = day)]
    date: Option<Date>,
}

#[derive(Subcommand)]
pub(crate) enum ActCommand {
    /// Put a mark.
    Mark {
        #[command(flatten)]
        place: Place,
        /// "5", "4-", "н/а", "зач" …
        #[arg(long)]
        value: String,
        /// The kind of work.
        #[arg(long)]
        work: Option<String>,
        #[arg(long)]
        comment: Option<String>,
    },
    /// Give a mark another value.
    Correct {
        #[arg(long)]
        mark: WireId,
        #[arg(long)]
        value: String,
    },
    /// Take a mark out.
    RemoveMark {
        #[arg(long)]
        mark: WireId,
    },
    /// Set homework.
    Homework {
        #[command(flatten)]
        place: Place,
        #[arg(long)]
        text: Option<String>,
        /// A file name; may be repeated.
        #[arg(long = "file")]
        files: Vec<String>,
    },
    /// Write homework anew.
    EditHomework {
        #[arg(long)]
        work: WireId,
        #[arg(long)]
        text: String,
    },
    /// Take homework back.
    RemoveHomework {
        #[arg(long)]
        work: WireId,
    },
    /// Record an absence: Absent, Ill, Late or Pass.
    Absence {
        #[command(flatten)]
        place: Place,
        #[arg(long, default_value = "Absent")]
        status: Attendance,
        #[arg(long)]
        comment: Option<String>,
    },
    /// Withdraw what was recorded.
    WithdrawAbsence {
        #[arg(long)]
        student: String,
        #[arg(long)]
        lesson: WireId,
    },
    /// Put or correct the mark of a term.
    PeriodMark {
        #[command(flatten)]
        place: Place,
        #[arg(long)]
        value: String,
        /// Counted from 1; the current term without it.
        #[arg(long)]
        term: Option<u8>,
    },
    /// Put or correct the mark of the year.
    YearMark {
        #[command(flatten)]
        place: Place,
        #[arg(long)]
        value: String,
    },
    /// Announce a test.
    Announce {
        #[command(flatten)]
        place: Place,
        #[arg(long, default_value = "Контрольная работа")]
        work: String,
    },
    /// Let another teacher take a lesson.
    Substitute {
        #[command(flatten)]
        place: Place,
        /// Last name or person id.
        #[arg(long)]
        teacher: String,
    },
    /// Cancel a lesson.
    CancelLesson {
        #[command(flatten)]
        place: Place,
    },
    /// Let a student pass the school's door.
    Visit {
        #[arg(long)]
        student: String,
        /// Out, not in.
        #[arg(long)]
        leaving: bool,
    },
    /// Announce an event of a class.
    Event {
        #[arg(long)]
        student: String,
        #[arg(long)]
        title: String,
        #[arg(long, value_parser = day)]
        date: Date,
        /// The hour at which it begins.
        #[arg(long, default_value_t = 15)]
        hour: u8,
        #[arg(long)]
        place: Option<String>,
        #[arg(long)]
        text: Option<String>,
    },
    /// Announce something to a class, or to the whole school.
    Announcement {
        /// Any student of the class.
        #[arg(long)]
        student: String,
        #[arg(long)]
        title: String,
        #[arg(long, default_value = "")]
        text: String,
        /// Last name or person id; the class teacher without it.
        #[arg(long)]
        author: Option<String>,
        #[arg(long)]
        whole_school: bool,
        /// A file name; may be repeated.
        #[arg(long = "file")]
        files: Vec<String>,
    },
    /// Write to a student and the parents.
    Message {
        #[arg(long)]
        student: String,
        /// What the message is about.
        #[arg(long)]
        subject: String,
        #[arg(long, default_value = "")]
        text: String,
        /// Last name or person id; the class teacher without it.
        #[arg(long)]
        from: Option<String>,
        /// A file name; may be repeated.
        #[arg(long = "file")]
        files: Vec<String>,
    },
    /// Move a lesson.
    ChangeRoom {
        #[command(flatten)]
        place: Place,
        #[arg(long)]
        room: String,
    },
}

impl From<ActCommand> for Act {
    fn from(command: ActCommand) -> Self {
        match command {
            ActCommand::Mark { place: Place { student, subject, date }, value, work, comment } => {
                Self::Mark { student, subject, value, work, date, comment }
            }
            ActCommand::Correct { mark, value } => Self::Correct { mark, value },
            ActCommand::RemoveMark { mark } => Self::RemoveMark { mark },
            ActCommand::Homework { place: Place { student, subject, date }, text, files } => {
                Self::Homework { student, subject, text, date, files }
            }
            ActCommand::EditHomework { work, text } => Self::EditHomework { work, text },
            ActCommand::RemoveHomework { work } => Self::RemoveHomework { work },
            ActCommand::Absence { place: Place { student, subject, date }, status, comment } => {
                Self::Absence { student, subject, status, comment, date }
            }
            ActCommand::WithdrawAbsence { student, lesson } => Self::WithdrawAbsence { student, lesson },
            ActCommand::PeriodMark { place: Place { student, subject, .. }, value, term } => {
                Self::PeriodMark { student, subject, value, term }
            }
            ActCommand::YearMark { place: Place { student, subject, .. }, value } => {
                Self::YearMark { student, subject, value }
            }
            ActCommand::Announce { place: Place { student, subject, date }, work } => {
                Self::Announce { student, subject, work, date }
            }
            ActCommand::Substitute { place: Place { student, subject, date }, teacher } => {
                Self::Substitute { student, subject, teacher, date }
            }
            ActCommand::CancelLesson { place: Place { student, subject, date } } => {
                Self::CancelLesson { student, subject, date }
            }
            ActCommand::Visit { student, leaving } => Self::Visit { student, entered: !leaving },
            ActCommand::Event { student, title, date, hour, place, text } => {
                Self::Event { student, title, date, hour, place, text }
            }
            ActCommand::Announcement { student, title, text, author, whole_school, files } => {
                Self::Announcement { student, title, text, author, whole_school, files }
            }
            ActCommand::Message { student, subject, text, from, files } => {
                Self::Message { student, subject, text, from, files }
            }
            ActCommand::ChangeRoom { place: Place { student, subject, date }, room } => {
                Self::ChangeRoom { student, subject, room, date }
            }
        }
    }
}

fn moment(text: &str) -> Result<OffsetDateTime, time::error::Parse> {
    OffsetDateTime::parse(text, &Rfc3339)
}

fn day(text: &str) -> Result<Date, time::error::Parse> {
    Date::parse(text, format_description!("[year]-[month]-[day]"))
}

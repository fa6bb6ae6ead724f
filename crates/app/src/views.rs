//! What the UI draws. Everything is ready to be drawn: words are in the chosen language, dates are
//! as people say them, averages are computed. `Tint` and `*_text` fields carry the school's rules,
//! so the UI needs none.

use peremena_model::{AccountId, ChangeId, StudentId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

macro_rules! views {
    ($($(#[$meta:meta])* $vis:vis struct $name:ident { $($body:tt)* })*) => {
        $(
            $(#[$meta])*
            #[derive(Clone, Debug, Serialize, TS)]
            $vis struct $name { $($body)* }
        )*
    };
}

macro_rules! requests {
    ($($(#[$meta:meta])* $vis:vis struct $name:ident { $($body:tt)* })*) => {
        $(
            $(#[$meta])*
            #[derive(Clone, Debug, Default, Serialize, Deserialize, TS)]
            #[serde(default)]
            $vis struct $name { $($body)* }
        )*
    };
}

macro_rules! words {
    ($($(#[$meta:meta])* $vis:vis enum $name:ident { $($body:tt)* })*) => {
        $(
            $(#[$meta])*
            #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
            #[serde(rename_all = "snake_case")]
            $vis enum $name { $($body)* }
        )*
    };
}

// After the macros, so that they see them.
mod analytics;
mod attachments;
mod attendance;
mod backup;
mod diary;
mod export;
mod feed;
mod health;
mod help;
mod history;
mod homework;
mod letters;
mod lock;
mod marks;
mod month;
mod notices;
mod occasions;
mod pick;
mod record;
mod school;
mod search;
mod settings;
mod sign_in;
mod terms;
mod today;
mod what_if;

pub use analytics::*;
pub use attachments::*;
pub use attendance::*;
pub use backup::*;
pub use diary::*;
pub use export::*;
pub use feed::*;
pub use health::*;
pub use help::*;
pub use history::*;
pub use homework::*;
pub use letters::*;
pub use lock::*;
pub use marks::*;
pub use month::*;
pub use notices::*;
pub use occasions::*;
pub use pick::*;
pub use record::*;
pub use school::*;
pub use search::*;
pub use settings::*;
pub use sign_in::*;
pub use terms::*;
pub use today::*;
pub use what_if::*;

/// Something secret as it was typed: does not print, is zeroed on drop.
#[derive(Clone, Default, Serialize, Deserialize, TS)]
#[serde(transparent)]
#[ts(type = "string")]
pub struct Typed(zeroize::Zeroizing<String>);

impl Typed {
    /// Takes the text over.
    pub fn new(text: impl Into<String>) -> Self {
        Self(zeroize::Zeroizing::new(text.into()))
    }

    /// The text itself, to hand it on.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Typed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("<redacted>")
    }
}

requests! {
    /// Nothing at all, in either direction.
    pub struct Nothing {}

    /// See [`StartView`].
    pub struct StartRequest {
        /// Language of the system ("ru-RU"), for when none was chosen.
        pub locale: Option<String>,
    }

    /// A passphrase as it was typed.
    pub struct UnlockRequest {
        /// The passphrase.
        pub passphrase: Typed,
        /// True to make a new file with it, where there is none.
        pub create: bool,
    }

    /// One account.
    pub struct AccountRequest {
        /// Its id.
        pub account: String,
    }

    /// A tick.
    pub struct TickRequest {
        /// Whose.
        pub student: String,
        /// Id of the homework.
        pub homework: String,
        /// Its due day: names the school year.
        pub due: String,
        /// Done or not.
        pub done: bool,
    }

    /// A sync by hand.
    pub struct SyncNowRequest {
        /// One child; none for all.
        #[ts(type = "string | null")]
        pub student: Option<StudentId>,
    }

    /// A link: `peremena://open/…`.
    pub struct ResolveLinkRequest {
        /// The link.
        pub link: String,
    }
}

words! {
    /// Where the profile stands.
    pub enum ProfileState {
        /// Open, with at least one child.
        Ready,
        /// Open or not yet made, nobody signed in.
        Welcome,
        /// The keyring is locked, silent, or hides the key: waiting, may be retried.
        AwaitKey,
        /// The system has no keyring and there is no file yet: a passphrase is to be chosen.
        ChoosePassphrase,
        /// The file is kept with a passphrase.
        EnterPassphrase,
        /// The key does not fit the file.
        WrongKey,
        /// The file is damaged; it can be set aside and rebuilt.
        Damaged,
        /// The file was written by a newer Peremena.
        Newer,
        /// The disk does not let us.
        NoAccess,
        /// The app lock is closed.
        Locked,
    }

    /// How fresh the data of a child is.
    pub enum Freshness {
        /// Never loaded yet.
        Never,
        /// Being asked right now.
        Syncing,
        /// Asked lately, all is well.
        Fresh,
        /// Asked some time ago.
        Old,
        /// The school cannot be reached or does not answer as a school.
        Failing,
        /// The session has ended.
        SignInAgain,
    }

    /// What there is to show.
    pub enum Filling {
        /// Something.
        Full,
        /// Not loaded yet.
        NotLoaded,
        /// Loaded, and there is nothing.
        Empty,
        /// Holidays.
        Holiday,
        /// The school does not publish this.
        NotPublished,
    }

    /// The colour family of a mark. Never the only sign: the value is always written.
    pub enum Tint {
        /// As a 5.
        Five,
        /// As a 4.
        Four,
        /// As a 3.
        Three,
        /// As a 2 or 1.
        Two,
        /// Absence.
        Absent,
        /// No school rule: words, pass and fail.
        Plain,
    }
}

views! {
    /// Where the profile stands, and the first screen.
    pub struct StartView {
        /// Where the profile stands.
        pub state: ProfileState,
        /// What is wrong and one thing to do, where the profile is not open.
        pub words: Option<String>,
        /// Tag of the language in use: "ru".
        pub language: String,
        /// Theme chosen.
        pub theme: Theme,
        /// True in the demo school.
        pub demo: bool,
        /// The children.
        pub family: FamilyView,
        /// The first screen, where there are children.
        pub today: Option<TodayView>,
        /// The app lock, where there is one.
        pub lock: Option<LockStateView>,
        /// The version of the app.
        pub version: String,
        /// Whether files and folders are chosen in a dialog of the system; else their paths are typed.
        pub picks: bool,
        /// Whether the shell hands files to other apps and prints the page, as on phones.
        pub shares: bool,
    }

    /// What was saved of a damaged file.
    pub struct RecoveredView {
        /// In words.
        pub words: String,
        /// Where the profile stands now.
        pub start: StartView,
    }

    /// The children.
    pub struct FamilyView {
        /// In the family's order.
        pub students: Vec<StudentView>,
        /// Unread changes of all.
        pub unread: u32,
        /// The syncs that somebody waits for, while they take longer than a moment; one for each account.
        pub progress: Vec<SyncProgressView>,
    }

    /// How far a sync is.
    pub struct SyncProgressView {
        /// "Амина: уроки, оценки и задания".
        pub text: String,
        /// "Шаг 2 из 2, 17 запросов к школе"; none before the first request.
        pub steps: Option<String>,
        /// The share of the child's steps that is behind it, 0 to 1.
        pub share: f64,
    }

    /// One child.
    pub struct StudentView {
        /// Id.
        pub id: StudentId,
        /// Short name: the family's own, else the first name.
        pub name: String,
        /// Name in full.
        pub full_name: String,
        /// One letter for the avatar.
        pub initial: String,
        /// Class: "7 «Б»".
        pub class: Option<String>,
        /// School.
        pub school: Option<String>,
        /// Index of the child's colour, 0 to 5.
        pub colour: u8,
        /// Unread changes.
        pub unread: u32,
        /// Account.
        pub account: AccountId,
        /// Name of the system: "Дневник.ру".
        pub system: String,
        /// "Четверти", "Полугодия": what this child's school divides its year into; none where that is not known.
        pub terms_name: Option<String>,
        /// How fresh the data is.
        pub freshness: Freshness,
        /// In words: "обновлено 2 минуты назад".
        pub freshness_text: String,
        /// What is wrong and one thing to do.
        pub trouble: Option<TroubleView>,
    }

    /// What is wrong with a source.
    pub struct TroubleView {
        /// What happened.
        pub what: String,
        /// One thing to do.
        pub todo: String,
        /// Whether the thing to do is to sign in again.
        pub sign_in: bool,
        /// When it is tried next: "через 3 минуты".
        pub next_try: Option<String>,
    }

    /// A day in words.
    pub struct DayLabel {
        /// `YYYY-MM-DD`, for addresses.
        pub date: String,
        /// "Пятница".
        pub weekday: String,
        /// "пт".
        pub weekday_short: String,
        /// "20 ноября".
        pub day: String,
        /// "20".
        pub number: String,
        /// "сегодня", "завтра", "вчера".
        pub relative: Option<String>,
        /// Whether it is today.
        pub today: bool,
    }

    /// One homework.
    pub struct HomeworkRow {
        /// Id.
        pub id: String,
        /// Subject.
        pub subject: String,
        /// Text; none where only files were given.
        pub text: Option<String>,
        /// Due day.
        pub due: String,
        /// Ticked.
        pub done: bool,
        /// "ещё не отправлено в школу": how far the tick has come; none where it is not meant for the school, or stands
        /// there.
        pub sending_text: Option<String>,
        /// "1 файл".
        pub files_text: Option<String>,
        /// The files.
        pub files: Vec<FileRow>,
    }

    /// A mark as it is written.
    pub struct MarkChip {
        /// Id of the mark.
        pub id: String,
        /// As the school writes it.
        pub value: String,
        /// Weight, where it is not 1.
        pub weight: Option<String>,
        /// Colour family.
        pub tint: Tint,
        /// For a screen reader: "5, вес 2, контрольная работа".
        pub label: String,
        /// What it was before its last correction.
        pub was: Option<String>,
        /// Not yet seen.
        pub unread: bool,
        /// Its changes not yet seen, to hand to `see` once the mark was looked at.
        #[ts(type = "string[]")]
        pub changes: Vec<ChangeId>,
    }

    /// A choice of term.
    pub struct TermChoice {
        /// Id, or "year".
        pub id: String,
        /// "2 четверть".
        pub name: String,
        /// The same where there is little room: "2", "Год".
        pub short: String,
        /// Chosen.
        pub chosen: bool,
    }

    /// A sync that ended.
    pub struct SyncedView {
        /// Number of changes found.
        pub changes: u32,
        /// "Нового нет", "2 новых".
        pub words: String,
        /// What is wrong.
        pub trouble: Option<TroubleView>,
    }

    /// Where a link leads.
    pub struct RouteView {
        /// A route of the UI; none where the link leads nowhere (any more).
        pub route: Option<String>,
    }
}

/// What a window is told: it re-reads what it shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum AppEvent {
    /// Data of these children changed.
    Changed {
        /// Whose.
        students: Vec<StudentId>,
    },
    /// Freshness changed: a sync began or ended.
    Status,
    /// A sync that somebody waits for has come further.
    Progress,
    /// Language, theme, the lock or the set of children changed.
    Family,
    /// A locked window is to say something else.
    Lock,
    /// So much of a file that is being fetched has come.
    File {
        /// Whose.
        student: StudentId,
        /// Id of the file.
        file: String,
        /// Of a hundred.
        percent: u8,
    },
    /// Go there: a notice was clicked, a link was opened.
    Open {
        /// A route of the UI.
        route: String,
    },
}

/// An error as the UI gets it. A code exists only where the UI acts on it.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct ErrorView {
    /// What to act on.
    pub code: ErrorCode,
    /// What happened and one thing to do, in the chosen language.
    pub message: String,
    /// Seconds to wait, where the school said so.
    #[ts(type = "number | null")]
    pub retry_after: Option<u64>,
}

words! {
    /// What the UI acts on.
    pub enum ErrorCode {
        /// Credentials refused or expired.
        Credentials,
        /// The school is not reachable or does not answer as a school.
        School,
        /// The file.
        Storage,
        /// What was asked makes no sense.
        Request,
        /// The sign-in window was closed.
        Cancelled,
        /// The app lock is closed.
        Locked,
        /// Anything else.
        Other,
    }
}

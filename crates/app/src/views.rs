//! What the UI draws. Everything is ready to be drawn: words are in the chosen language, dates are
//! as people say them, averages are computed. `Tint` and `*_text` fields carry the school's rules,
//! so the UI needs none.

use peremena_model::{AccountId, ChangeId, Kind, StudentId, What};
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
mod attendance;
mod backup;
mod health;
mod homework;
mod occasions;
mod record;
mod school;
mod search;
mod terms;
mod what_if;

pub use attendance::*;
pub use backup::*;
pub use health::*;
pub use homework::*;
pub use occasions::*;
pub use record::*;
pub use school::*;
pub use search::*;
pub use terms::*;
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

    /// Login and password for a system.
    pub struct SignInPasswordRequest {
        /// Word of the system: "dnevnik-ru".
        pub system: String,
        /// Another address in place of the system's own; empty for its own.
        pub base: Option<String>,
        /// Login.
        pub login: String,
        /// Password.
        pub password: Typed,
        /// The system's id of the school, where one is needed.
        pub school: Option<String>,
        /// Settings of the account by name ("client_id").
        pub settings: std::collections::BTreeMap<String, String>,
    }

    /// A token for a system.
    pub struct SignInTokenRequest {
        /// Word of the system.
        pub system: String,
        /// Another address in place of the system's own.
        pub base: Option<String>,
        /// The token.
        pub token: Typed,
        /// Settings of the account by name.
        pub settings: std::collections::BTreeMap<String, String>,
    }

    /// Schools of a system.
    pub struct FindSchoolsRequest {
        /// Word of the system.
        pub system: String,
        /// Another address in place of the system's own.
        pub base: Option<String>,
        /// Settings of the account by name.
        pub settings: std::collections::BTreeMap<String, String>,
        /// A part of the school's name.
        pub part: String,
    }

    /// The system's own page.
    pub struct SignInPageRequest {
        /// Word of the system.
        pub system: String,
        /// Another address in place of the system's own.
        pub base: Option<String>,
        /// Settings of the account by name.
        pub settings: std::collections::BTreeMap<String, String>,
    }

    /// One account.
    pub struct AccountRequest {
        /// Its id.
        pub account: String,
    }

    /// Today.
    pub struct TodayRequest {
        /// One child; none for the whole family.
        #[ts(type = "string | null")]
        pub student: Option<StudentId>,
    }

    /// A week of the diary.
    pub struct DiaryRequest {
        /// Whose.
        pub student: String,
        /// Any day of the week, `YYYY-MM-DD`; none for the week of the next school day.
        pub date: Option<String>,
    }

    /// Marks of a term.
    pub struct MarksRequest {
        /// Whose.
        pub student: String,
        /// Id of a term, "year" for the whole year; none for the current term.
        pub term: Option<String>,
    }

    /// One subject.
    pub struct SubjectRequest {
        /// Whose.
        pub student: String,
        /// The subject as the school writes it.
        pub subject: String,
        /// As in [`MarksRequest`].
        pub term: Option<String>,
    }

    /// What changed.
    pub struct FeedRequest {
        /// One child; none for all.
        #[ts(type = "string | null")]
        pub student: Option<StudentId>,
        /// One kind; none for all.
        pub kind: Option<Kind>,
        /// Only what came before this ([`FeedView::more`]).
        pub before: Option<String>,
    }

    /// Changes that were seen.
    pub struct SeeRequest {
        /// These.
        #[ts(type = "string[]")]
        pub changes: Vec<ChangeId>,
        /// Or all of this child.
        #[ts(type = "string | null")]
        pub all_of: Option<StudentId>,
        /// Or all there are.
        pub all: bool,
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

    /// Settings to change; none leaves as it is.
    pub struct ChangeSettingsRequest {
        /// "ru", "en", "system".
        pub language: Option<String>,
        /// Theme.
        pub theme: Option<Theme>,
        /// Whether the app stays in the tray when the window is closed.
        pub stay_in_tray: Option<bool>,
        /// Whether the app is started with the system, into the tray.
        pub start_with_system: Option<bool>,
    }

    /// What is told, to change; none leaves as it is.
    pub struct ChangeNoticesRequest {
        /// Cells of the table of children and topics.
        pub switches: Vec<NoticeCellSwitch>,
        /// Whether the notices of a child hide values.
        pub hiding: Vec<HidingSwitch>,
        /// Whether any notice sounds.
        pub sound: Option<bool>,
        /// Quiet hours.
        pub quiet: Option<QuietHoursRequest>,
        /// Whether what comes in the hours of school waits for their end.
        pub school_hours: Option<bool>,
        /// Digests at chosen times, in place of notices at once.
        pub digests: Option<DigestTimesRequest>,
        /// When the reminder of homework for tomorrow comes: "19:00", from noon on.
        pub undone_at: Option<String>,
    }

    /// Quiet hours, chosen.
    pub struct QuietHoursRequest {
        /// On or off.
        pub on: bool,
        /// "21:00".
        pub from: String,
        /// "07:00"; before `from` where they go over midnight.
        pub to: String,
    }

    /// Digests, chosen.
    pub struct DigestTimesRequest {
        /// On or off.
        pub on: bool,
        /// "07:30"; none for no digest in the morning.
        pub morning: Option<String>,
        /// "19:00"; none for no digest in the evening.
        pub evening: Option<String>,
    }

    /// A name of the family's own.
    pub struct NameStudentRequest {
        /// Whose.
        pub student: String,
        /// The name; empty for the school's.
        pub name: String,
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

/// One cell of the table of children and topics.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct NoticeCellSwitch {
    /// Of which child; none for all of them.
    #[serde(default)]
    #[ts(type = "string | null")]
    pub student: Option<StudentId>,
    /// Of which topic.
    pub topic: NoticeTopic,
    /// Told or not; none leaves it.
    #[serde(default)]
    pub on: Option<bool>,
    /// With a sound or without; none leaves it.
    #[serde(default)]
    pub sound: Option<bool>,
}

/// Whether the notices of one child hide values.
#[derive(Clone, Debug, Serialize, Deserialize, TS)]
pub struct HidingSwitch {
    /// Whose.
    #[ts(type = "string")]
    pub student: StudentId,
    /// Hidden or shown.
    pub hide: bool,
}

words! {
    /// What a family can be told about: a row of the table.
    pub enum NoticeTopic {
        /// Marks.
        Mark,
        /// Marks of terms and of the year.
        TermMark,
        /// Homework.
        Homework,
        /// Homework for tomorrow that is not done.
        Undone,
        /// Absences and lateness.
        Absence,
        /// Remarks and comments.
        Remark,
        /// Lessons cancelled, moved, substituted.
        Lesson,
        /// Tests ahead.
        Test,
        /// Events.
        Event,
        /// Announcements.
        Announcement,
        /// Messages.
        Message,
        /// The school's door.
        Visit,
    }

    /// What became of the notice about a change.
    pub enum ToldState {
        /// Shown by itself.
        Told,
        /// Shown in a digest.
        Digest,
        /// It waits for a moment.
        Held,
        /// It is not told.
        NotTold,
        /// It is to be shown and was not yet.
        Waiting,
    }

    /// How the app looks.
    pub enum Theme {
        /// As the system has it.
        System,
        /// Paper.
        Light,
        /// Night blue.
        Dark,
        /// Black, for screens that glow.
        Black,
    }

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

    /// Where in the day we are.
    pub enum DayPhase {
        /// Before the first lesson.
        Before,
        /// In a lesson.
        Lesson,
        /// In a break.
        Break,
        /// After the last lesson.
        After,
    }
}

views! {
    /// Where the profile stands, and the first screen.
    pub struct StartView {
        /// Where the profile stands.
        pub state: ProfileState,
        /// What is wrong and one thing to do, where the profile is not open.
        pub words: Option<String>,
        /// Language in use: "ru" or "en".
        pub language: String,
        /// Theme chosen.
        pub theme: Theme,
        /// True in the demo school.
        pub demo: bool,
        /// The children.
        pub family: FamilyView,
        /// The first screen, where there are children.
        pub today: Option<TodayView>,
        /// The version of the app.
        pub version: String,
    }

    /// What was saved of a damaged file.
    pub struct RecoveredView {
        /// In words.
        pub words: String,
        /// Where the profile stands now.
        pub start: StartView,
    }

    /// The school systems.
    pub struct SystemsView {
        /// In the order in which they are offered.
        pub systems: Vec<SystemView>,
    }

    /// One school system.
    pub struct SystemView {
        /// Its word: "dnevnik-ru".
        pub word: String,
        /// Its name: "Дневник.ру".
        pub name: String,
        /// Through its own page.
        pub page: bool,
        /// Through login and password.
        pub password: bool,
        /// Through a pasted token.
        pub token: bool,
        /// Where the password goes, in words.
        pub password_words: String,
        /// Whether the form with a password asks for a school.
        pub school: bool,
        /// What can be set for an account.
        pub settings: Vec<SystemSettingView>,
    }

    /// One setting of a system.
    pub struct SystemSettingView {
        /// Name.
        pub name: String,
        /// Its default.
        pub default: String,
        /// Whether it is hidden when typed.
        pub secret: bool,
        /// Whether a form with a password must ask for it.
        pub needed: bool,
        /// Values to choose from; another may be typed. Empty where nothing is known.
        pub choices: Vec<ChoiceView>,
        /// The value of "yes", where it is a switch.
        pub switch: Option<String>,
    }

    /// A value to choose.
    pub struct ChoiceView {
        /// The value.
        pub value: String,
        /// Its name: "Самарская область".
        pub name: String,
    }

    /// Schools whose names hold what was typed.
    pub struct SchoolsFoundView {
        /// As the system lists them.
        pub schools: Vec<SchoolFoundView>,
    }

    /// A school that was found.
    pub struct SchoolFoundView {
        /// The system's id of it.
        pub id: String,
        /// The name as families know it.
        pub name: String,
        /// Town or address: names repeat.
        pub place: Option<String>,
    }

    /// A sign-in that worked.
    pub struct SignedInView {
        /// The account.
        pub account: String,
        /// The children it sees.
        pub students: Vec<StudentView>,
        /// True where the account was known already: everything of it was kept.
        pub again: bool,
    }

    /// The children.
    pub struct FamilyView {
        /// In the family's order.
        pub students: Vec<StudentView>,
        /// Unread changes of all.
        pub unread: u32,
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

    /// Today, for one child or all.
    pub struct TodayView {
        /// One for each child.
        pub sections: Vec<TodaySection>,
    }

    /// Today of one child.
    pub struct TodaySection {
        /// Whose.
        pub student: StudentView,
        /// The day.
        pub day: DayLabel,
        /// What there is to show of the day.
        pub filling: Filling,
        /// For a day without lessons: "Осенние каникулы до 4 ноября".
        pub words: Option<String>,
        /// Now and next; none on a day without lessons.
        pub now: Option<NowView>,
        /// Today's lessons.
        pub lessons: Vec<LessonRow>,
        /// What changed, newest first, unread first; at most six.
        pub news: Vec<FeedEntry>,
        /// Homework for the next school day.
        pub next_day: Option<NextDayView>,
        /// Tests ahead.
        pub tests: Vec<TestRow>,
    }

    /// Now and next.
    pub struct NowView {
        /// Where in the day.
        pub phase: DayPhase,
        /// "Сейчас, третий урок · ещё 17 минут".
        pub caption: String,
        /// The subject of now, or of next.
        pub subject: Option<String>,
        /// "кабинет 214".
        pub room: Option<String>,
        /// How much of the lesson is over, 0 to 1.
        pub progress: Option<f64>,
        /// "Потом история, 11:15, кабинет 301".
        pub next: Option<String>,
        /// "Замена: Юсупова П. М."
        pub warning: Option<String>,
    }

    /// Homework for the next school day.
    pub struct NextDayView {
        /// The day.
        pub day: DayLabel,
        /// "На завтра", "На понедельник".
        pub title: String,
        /// "сделано 1 из 4".
        pub done_text: String,
        /// One for each lesson that has homework.
        pub homework: Vec<HomeworkRow>,
        /// Subjects of lessons with nothing set yet.
        pub nothing_set: Vec<String>,
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
        /// "1 файл".
        pub files_text: Option<String>,
        /// Names of the files.
        pub files: Vec<String>,
    }

    /// A test ahead.
    pub struct TestRow {
        /// Id.
        pub id: String,
        /// Day.
        pub day: DayLabel,
        /// Subject.
        pub subject: String,
        /// "Контрольная работа".
        pub title: String,
        /// Topic.
        pub topic: Option<String>,
    }

    /// One lesson in the diary.
    pub struct LessonRow {
        /// Id.
        pub id: String,
        /// Number; "0" is a number.
        pub number: Option<String>,
        /// "08:30".
        pub starts: Option<String>,
        /// "09:15".
        pub ends: Option<String>,
        /// Subject.
        pub subject: String,
        /// Teacher.
        pub teacher: Option<String>,
        /// Room.
        pub room: Option<String>,
        /// Topic.
        pub topic: Option<String>,
        /// True where it does not take place.
        pub cancelled: bool,
        /// "замена", "отменён", "перенесён": with what it was before, where known.
        pub notice: Option<String>,
        /// Homework due in it.
        pub homework: Vec<HomeworkRow>,
        /// Its marks.
        pub marks: Vec<MarkChip>,
        /// Absence or lateness.
        pub absence: Option<MarkChip>,
        /// Whether it is going on now.
        pub now: bool,
        /// Nothing to do before it: "Окно, 3-й урок". Between lessons only.
        pub gap: Option<String>,
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

    /// One week of the diary.
    pub struct DiaryView {
        /// Whose.
        pub student: StudentView,
        /// "16–21 ноября".
        pub title: String,
        /// "Неделя 11, вторая четверть".
        pub note: Option<String>,
        /// Monday to Saturday; Sunday where it has something.
        pub days: Vec<DayView>,
        /// The day on which a phone opens.
        pub open_on: String,
        /// A day of the week before.
        pub previous: String,
        /// A day of the week after.
        pub next: String,
        /// Whether it is the current week.
        pub this_week: bool,
        /// "Средний за неделю 4,3".
        pub average_text: Option<String>,
        /// "Пропущено уроков: 1".
        pub missed_text: Option<String>,
        /// What there is to show.
        pub filling: Filling,
    }

    /// One day of the diary.
    pub struct DayView {
        /// The day.
        pub label: DayLabel,
        /// What there is to show.
        pub filling: Filling,
        /// For a day without lessons, in words.
        pub words: Option<String>,
        /// Its lessons.
        pub lessons: Vec<LessonRow>,
        /// Homework that belongs to no lesson of the day.
        pub homework: Vec<HomeworkRow>,
        /// Number of marks, for the week strip.
        pub marks: u32,
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

    /// Marks of a term.
    pub struct MarksView {
        /// Whose.
        pub student: StudentView,
        /// Terms to choose from, the whole year last.
        pub terms: Vec<TermChoice>,
        /// Subjects, as the school sorts them.
        pub subjects: Vec<SubjectRow>,
        /// What there is to show.
        pub filling: Filling,
    }

    /// One subject in the list.
    pub struct SubjectRow {
        /// The subject as the school writes it.
        pub subject: String,
        /// Marks, oldest first.
        pub marks: Vec<MarkChip>,
        /// "4,38": weighted where the school gives weights.
        pub average: Option<String>,
        /// Colour family of the average.
        pub tint: Tint,
        /// "4,4 по данным школы".
        pub official: Option<String>,
        /// Mark of the term, or of the year.
        pub term_mark: Option<MarkChip>,
    }

    /// One subject.
    pub struct SubjectView {
        /// Whose.
        pub student: StudentView,
        /// The subject as the school writes it.
        pub subject: String,
        /// "Гаджиева С. К. · 2 четверть".
        pub caption: String,
        /// Terms to choose from.
        pub terms: Vec<TermChoice>,
        /// "4,38".
        pub average: Option<String>,
        /// "средний с учётом веса, 11 оценок".
        pub average_text: String,
        /// "4,4 по данным школы".
        pub official: Option<String>,
        /// "0,14 за две недели".
        pub trend_text: Option<String>,
        /// 1 up, −1 down, 0 the same.
        pub trend: i8,
        /// Points of the plot, oldest first.
        pub points: Vec<TrendPoint>,
        /// How many of each value.
        pub distribution: Vec<DistributionBar>,
        /// What is needed for the next mark up.
        pub need: Option<NeedView>,
        /// Every mark, newest first.
        pub marks: Vec<MarkEntry>,
        /// Marks of terms and year.
        pub term_marks: Vec<TermMarkEntry>,
        /// What there is to show.
        pub filling: Filling,
    }

    /// One point of the plot.
    pub struct TrendPoint {
        /// Place on the axis of time, 0 to 1.
        pub x: f64,
        /// The mark, 1 to 5.
        pub value: f64,
        /// The average after it.
        pub average: f64,
        /// Colour family.
        pub tint: Tint,
        /// For a screen reader.
        pub label: String,
    }

    /// How many of a value.
    pub struct DistributionBar {
        /// "5".
        pub value: String,
        /// How many.
        pub count: u32,
        /// Share of the largest, 0 to 1.
        pub share: f64,
        /// Colour family.
        pub tint: Tint,
    }

    /// What is needed for a mark.
    pub struct NeedView {
        /// The mark.
        pub value: String,
        /// Colour family.
        pub tint: Tint,
        /// "До пятёрки за четверть".
        pub title: String,
        /// "две пятёрки, уроков осталось 14".
        pub text: String,
    }

    /// One mark of a subject.
    pub struct MarkEntry {
        /// The mark.
        pub chip: MarkChip,
        /// "Контрольная работа".
        pub title: String,
        /// "20 ноября, линейная функция".
        pub subtitle: String,
        /// Comment of the teacher.
        pub comment: Option<String>,
        /// "+0,11".
        pub influence: Option<String>,
        /// 1 up, −1 down, 0 none.
        pub influence_sign: i8,
        /// Its corrections, newest first: "исправлено 18 ноября: 3 → 4".
        pub history: Vec<String>,
    }

    /// A mark of a term or the year.
    pub struct TermMarkEntry {
        /// "1 четверть".
        pub title: String,
        /// The mark.
        pub chip: MarkChip,
    }

    /// What changed.
    pub struct FeedView {
        /// Newest first.
        pub days: Vec<FeedDay>,
        /// For the next page; none where there is no more.
        pub more: Option<String>,
        /// Unread in this choice.
        pub unread: u32,
        /// Kinds that can be chosen.
        pub kinds: Vec<KindChoice>,
        /// What there is to show.
        pub filling: Filling,
    }

    /// A kind that can be chosen.
    pub struct KindChoice {
        /// Kind.
        pub kind: Kind,
        /// "Оценки".
        pub name: String,
    }

    /// One day of the feed.
    pub struct FeedDay {
        /// The day.
        pub label: DayLabel,
        /// Its changes, newest first.
        pub entries: Vec<FeedEntry>,
        /// Reminders that were shown that day, newest first.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        #[ts(optional, as = "Option<Vec<FeedReminder>>")]
        pub reminders: Vec<FeedReminder>,
    }

    /// One change.
    pub struct FeedEntry {
        /// Id of the change.
        pub id: ChangeId,
        /// Whose.
        pub student: StudentId,
        /// Short name of the child.
        pub student_name: String,
        /// Index of the child's colour.
        pub colour: u8,
        /// Kind.
        pub kind: Kind,
        /// What happened.
        pub what: What,
        /// "Алгебра".
        pub title: String,
        /// "Исправлено: было 3, диктант 17 ноября".
        pub text: String,
        /// "10:31", "вчера".
        pub when: String,
        /// The mark, where it is one.
        pub chip: Option<MarkChip>,
        /// Not yet seen.
        pub unread: bool,
        /// What became of its notice; none where there is nothing known of one, and on the screen of today.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub told: Option<ToldView>,
        /// Where it opens: a route of the UI.
        pub route: String,
    }

    /// The settings.
    pub struct SettingsView {
        /// "ru", "en" or "system".
        pub language: String,
        /// Language in use.
        pub language_in_use: String,
        /// Theme.
        pub theme: Theme,
        /// Whether the app stays in the tray when the window is closed.
        pub stay_in_tray: bool,
        /// Whether the app is started with the system; none where this cannot be chosen here.
        pub start_with_system: Option<bool>,
        /// Accounts.
        pub accounts: Vec<AccountView>,
        /// How the key of the file is kept, in words.
        pub key_words: String,
        /// True in the demo school.
        pub demo: bool,
        /// The version of the app.
        pub version: String,
    }

    /// What is told of whom, how and when.
    pub struct NoticesView {
        /// The rows of the table.
        pub topics: Vec<NoticeTopicView>,
        /// Its columns.
        pub children: Vec<NoticeChildView>,
        /// Whether any notice sounds.
        pub sound: bool,
        /// Quiet hours.
        pub quiet: QuietHoursView,
        /// Whether what comes in the hours of school waits for their end.
        pub school_hours: bool,
        /// Digests at chosen times, in place of notices at once.
        pub digests: DigestTimesView,
        /// When the reminder of homework for tomorrow comes: "19:00".
        pub undone_at: String,
        /// "Из-за тихих часов напомним в 18:45"; none where it comes when it was chosen.
        pub undone_text: Option<String>,
        /// "Ждут 3 изменения, расскажем завтра в 07:00".
        pub waiting: Option<String>,
    }

    /// A row of the table of what is told.
    pub struct NoticeTopicView {
        /// Topic.
        pub topic: NoticeTopic,
        /// "Оценки: новые, исправленные, убранные".
        pub name: String,
    }

    /// A column of the table of what is told.
    pub struct NoticeChildView {
        /// Whose.
        pub student: StudentId,
        /// Short name.
        pub name: String,
        /// Index of the child's colour.
        pub colour: u8,
        /// One for each topic, in the order of the rows.
        pub cells: Vec<NoticeCellView>,
        /// Whether the notices of this child hide values.
        pub hide_values: bool,
        /// What that means, in words.
        pub hide_text: String,
    }

    /// A cell of the table of what is told.
    pub struct NoticeCellView {
        /// Topic.
        pub topic: NoticeTopic,
        /// Told or not.
        pub on: bool,
        /// With a sound or without.
        pub sound: bool,
    }

    /// Quiet hours.
    pub struct QuietHoursView {
        /// On or off.
        pub on: bool,
        /// "21:00": as chosen, or what they begin with.
        pub from: String,
        /// "07:00".
        pub to: String,
        /// What they mean, in words, where they are on.
        pub text: Option<String>,
    }

    /// Digests at chosen times.
    pub struct DigestTimesView {
        /// On or off.
        pub on: bool,
        /// "07:30": as chosen, or what it begins with; none where there is no digest in the morning.
        pub morning: Option<String>,
        /// "19:00"; none where there is no digest in the evening.
        pub evening: Option<String>,
        /// What they mean, in words, where they are on.
        pub text: Option<String>,
    }

    /// What became of the notice about a change.
    pub struct ToldView {
        /// What became of it.
        pub state: ToldState,
        /// "Уведомление в 07:00, в сводке после тихих часов", "Без уведомления: выключено в настройках".
        pub text: String,
    }

    /// A reminder that was shown.
    pub struct FeedReminder {
        /// Id of its notice.
        pub id: String,
        /// Whose.
        pub student: StudentId,
        /// Short name of the child.
        pub student_name: String,
        /// Index of the child's colour.
        pub colour: u8,
        /// "На завтра не сделано 2 задания".
        pub title: String,
        /// What is not done, a line for each.
        pub text: String,
        /// "19:00".
        pub when: String,
        /// What became of it.
        pub told: ToldView,
        /// Where it opens: a route of the UI.
        pub route: String,
    }

    /// One account.
    pub struct AccountView {
        /// Id.
        pub account: AccountId,
        /// Name of the system.
        pub system: String,
        /// Word of the system.
        pub system_word: String,
        /// Another address in place of the system's own, where one is set.
        pub base: Option<String>,
        /// Who is signed in.
        pub name: String,
        /// The children it sees, with their state.
        pub students: Vec<StudentView>,
        /// "Последнее обновление сегодня в 10:31, следующее через 3 минуты".
        pub status_text: String,
        /// What is wrong.
        pub trouble: Option<TroubleView>,
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
    /// Language, theme or the set of children changed.
    Family,
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
        /// Anything else.
        Other,
    }
}

macro_rules! topics {
    ($($name:ident),* $(,)?) => {
        impl From<peremena_notify::Topic> for NoticeTopic {
            fn from(topic: peremena_notify::Topic) -> Self {
                match topic {
                    $(peremena_notify::Topic::$name => NoticeTopic::$name,)*
                }
            }
        }

        impl From<NoticeTopic> for peremena_notify::Topic {
            fn from(topic: NoticeTopic) -> Self {
                match topic {
                    $(NoticeTopic::$name => peremena_notify::Topic::$name,)*
                }
            }
        }
    };
}

topics! {
    Mark, TermMark, Homework, Undone, Absence, Remark, Lesson, Test, Event, Announcement, Message, Visit,
}

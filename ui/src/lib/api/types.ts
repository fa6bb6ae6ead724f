// Written by `cargo xtask generate` from crates/app/src/commands.in.rs and views.rs. Do not edit.

/**
 * One sign-in at one school system. Made from (system, address, the system's own user id), so
 * signing in again to the same account finds the same id.
 */
export type AccountId = string;

/**
 * One account.
 */
export type AccountRequest = { 
/**
 * Its id.
 */
account: string, };

/**
 * One account.
 */
export type AccountView = { 
/**
 * Id.
 */
account: AccountId, 
/**
 * Name of the system.
 */
system: string, 
/**
 * Word of the system.
 */
system_word: string, 
/**
 * Another address in place of the system's own, where one is set.
 */
base: string | null, 
/**
 * Settings of the account that are not secret, by name: what a form to sign in again is filled with.
 */
settings: { [key in string]: string }, 
/**
 * The authority that this account trusts beside those of the system; none by default.
 */
authority: AuthorityView | null, 
/**
 * Whether ticks on homework go to the school; none where its system takes none.
 */
sends_ticks: boolean | null, 
/**
 * What its system does not give it.
 */
lacks: Array<LackView>, 
/**
 * Who is signed in.
 */
name: string, 
/**
 * The children it sees, with their state.
 */
students: Array<StudentView>, 
/**
 * "Последнее обновление сегодня в 10:31, следующее через 3 минуты".
 */
status_text: string, 
/**
 * What is wrong.
 */
trouble: TroubleView | null, };

/**
 * One more mark.
 */
export type AddedMark = { 
/**
 * "5".
 */
value: string, 
/**
 * None for a mark without a weight.
 */
weight: number | null, };

/**
 * Somebody whom a letter goes to.
 */
export type AddresseeView = { 
/**
 * The system's id.
 */
id: string, 
/**
 * The name as the system writes it.
 */
name: string, };

/**
 * The analytics of a child.
 */
export type AnalyticsRequest = { 
/**
 * Whose.
 */
student: string, 
/**
 * Id of a term, "year" for the whole year; none for the current term.
 */
term: string | null, };

/**
 * What a child's term adds up to.
 */
export type AnalyticsView = { 
/**
 * Whose.
 */
student: StudentView, 
/**
 * Terms to choose from, the whole year last.
 */
terms: Array<TermChoice>, 
/**
 * The weeks of the term in which something was, up to this one, the latest first.
 */
weeks: Array<AnalyticsWeek>, 
/**
 * The weekdays with lessons, Monday first.
 */
weekdays: Array<WeekdayLoad>, 
/**
 * "Больше всего — в среду"; none where no day stands out.
 */
heaviest_text: string | null, 
/**
 * Tests ahead, the nearest first.
 */
tests: Array<TestRow>, 
/**
 * "Загружено не всё …": where not all days of the term were looked at yet.
 */
partial_text: string | null, 
/**
 * What there is to show.
 */
filling: Filling, };

/**
 * A week.
 */
export type AnalyticsWeek = { 
/**
 * Its Monday.
 */
from: string, 
/**
 * "16–21 ноября".
 */
title: string, 
/**
 * "16.11": under its column.
 */
short: string, 
/**
 * "12 оценок, 31 урок, 14 заданий".
 */
text: string, 
/**
 * "4,38": of the week's marks, weighted where the school gives weights.
 */
average: string | null, 
/**
 * Colour family of the average.
 */
tint: Tint, 
/**
 * How high the average stands between the lowest mark and the highest, 0 to 1.
 */
height: number | null, 
/**
 * Every subject that had a lesson, a mark or homework, as the school sorts them.
 */
subjects: Array<WeekSubject>, };

/**
 * What a window is told: it re-reads what it shows.
 */
export type AppEvent = { "event": "changed", 
/**
 * Whose.
 */
students: Array<StudentId>, } | { "event": "status" } | { "event": "progress" } | { "event": "family" } | { "event": "lock" } | { "event": "file", 
/**
 * Whose.
 */
student: StudentId, 
/**
 * Id of the file.
 */
file: string, 
/**
 * Of a hundred.
 */
percent: number, } | { "event": "open", 
/**
 * A route of the UI.
 */
route: string, };

/**
 * A file.
 */
export type AttachmentRequest = { 
/**
 * Whose.
 */
student: string, 
/**
 * What it belongs to: homework, an announcement, a letter.
 */
kind: Kind | null, 
/**
 * Id of that.
 */
item: string, 
/**
 * Id of the file.
 */
file: string, };

/**
 * How often something was the case.
 */
export type AttendanceBar = { 
/**
 * "Алгебра", "по болезни".
 */
name: string, 
/**
 * Missed lessons.
 */
missed: number, 
/**
 * Lessons begun late.
 */
late: number, 
/**
 * Share of the largest, 0 to 1.
 */
share: number, 
/**
 * "2 урока, 1 опоздание".
 */
text: string, };

/**
 * A day of the calendar.
 */
export type AttendanceDay = { 
/**
 * `YYYY-MM-DD`, for addresses.
 */
date: string, 
/**
 * "18".
 */
number: string, 
/**
 * How much of the day was missed: 0 nothing, 1 a lesson, 2 up to half, 3 more.
 */
level: number, 
/**
 * What is written in the day: the number of missed lessons, or the letter for late.
 */
sign: string | null, 
/**
 * Whether there were or will be lessons.
 */
lessons: boolean, 
/**
 * Whether it is today.
 */
today: boolean, 
/**
 * "18 ноября: пропущено 2 урока из 6, болезнь"; none where there is nothing to say.
 */
text: string | null, };

/**
 * One lesson that was missed or begun late, or a whole day of them.
 */
export type AttendanceEntry = { 
/**
 * Id of the absence.
 */
id: string, 
/**
 * The day.
 */
day: DayLabel, 
/**
 * "Алгебра, 3-й урок", "Весь день, 6 уроков".
 */
title: string, 
/**
 * "болезнь, справка".
 */
text: string, 
/**
 * The letter of the class register.
 */
chip: MarkChip, 
/**
 * Id of the lesson, for its address.
 */
lesson: string | null, };

/**
 * A month of the calendar.
 */
export type AttendanceMonth = { 
/**
 * "Ноябрь".
 */
title: string, 
/**
 * Weeks of seven days from Monday; none before the first and after the last day of the month.
 */
weeks: Array<Array<AttendanceDay | null>>, };

/**
 * Attendance of a child.
 */
export type AttendanceRequest = { 
/**
 * Whose.
 */
student: string, 
/**
 * Id of a term, "year" for the whole year; none for the current term.
 */
term: string | null, };

/**
 * Attendance of one term in a line.
 */
export type AttendanceTotal = { 
/**
 * "1 четверть".
 */
title: string, 
/**
 * "пропущено 5 уроков, из них по болезни 3".
 */
text: string, };

/**
 * Attendance of a child in a term.
 */
export type AttendanceView = { 
/**
 * Whose.
 */
student: StudentView, 
/**
 * Terms to choose from, the whole year last.
 */
terms: Array<TermChoice>, 
/**
 * "Пропущено 5 уроков".
 */
missed_text: string, 
/**
 * "Опозданий: 2. Опоздание — не пропуск"; none where there are none.
 */
late_text: string | null, 
/**
 * "Загружено не всё …": where not all days of the term were looked at yet.
 */
partial_text: string | null, 
/**
 * Missed lessons by reason, the most frequent first.
 */
reasons: Array<AttendanceBar>, 
/**
 * Missed lessons by subject, the most frequent first.
 */
subjects: Array<AttendanceBar>, 
/**
 * Term by term.
 */
totals: Array<AttendanceTotal>, 
/**
 * Month by month.
 */
months: Array<AttendanceMonth>, 
/**
 * Day by day, the latest first.
 */
entries: Array<AttendanceEntry>, 
/**
 * Remarks of teachers, the latest first.
 */
remarks: Array<RemarkRow>, 
/**
 * What there is to show.
 */
filling: Filling, 
/**
 * Why there is nothing, where the system or the school is why.
 */
lacks: LackView | null, };

/**
 * An authority that one account trusts.
 */
export type AuthorityView = { 
/**
 * Whom it names.
 */
name: string, 
/**
 * SHA-256 of its certificate: "D2:6D:2D:…".
 */
fingerprint: string, 
/**
 * "Действителен до 27 февраля 2032"; "Истёк 27 февраля 2032: ему больше не верят".
 */
validity: string, };

/**
 * One folder of copies.
 */
export type BackupFolderView = { 
/**
 * The folder.
 */
path: string, 
/**
 * The last copy in it, in words.
 */
words: string, 
/**
 * What is wrong with it, in words.
 */
trouble: string | null, };

/**
 * A backup that was made or found whole.
 */
export type BackupMadeView = { 
/**
 * In words.
 */
words: string, 
/**
 * How the copies stand now.
 */
backup: BackupView, };

/**
 * How far it is.
 */
export type BackupProgressView = { 
/**
 * Hundredths; none before it is known.
 */
percent: number | null, };

/**
 * The copies at set times.
 */
export type BackupView = { 
/**
 * The chosen folders.
 */
folders: Array<BackupFolderView>, 
/**
 * How many there may be.
 */
most_folders: number, 
/**
 * Whether a passphrase was chosen: without one there are no copies.
 */
has_passphrase: boolean, 
/**
 * Whether the diary itself is locked with a passphrase: restoring a backup over it wants that one too.
 */
has_own_passphrase: boolean, 
/**
 * The last copy and the next, or what is missing, in words.
 */
words: string, 
/**
 * A backup that is being made or read now.
 */
running: BackupProgressView | null, };

/**
 * A file that lies at another host.
 */
export type BrowseRequest = { 
/**
 * Whose.
 */
student: string, 
/**
 * What it belongs to.
 */
kind: Kind | null, 
/**
 * Id of that.
 */
item: string, 
/**
 * Id of the file.
 */
file: string, 
/**
 * The host that was read: to no other the browser is sent.
 */
host: string, };

/**
 * Changes the copies at set times; what is not named stays.
 */
export type ChangeBackupRequest = { 
/**
 * The folders, two at most; none at all ends the copies.
 */
folders: Array<string> | null, 
/**
 * A new passphrase for the copies to come. The old copies keep theirs.
 */
passphrase: Typed | null, };

/**
 * One entry of the change log.
 */
export type ChangeId = string;

/**
 * Another way to keep the key of the diary.
 */
export type ChangeKeyRequest = { 
/**
 * The passphrase that it is kept under now; without one what opens the app lock, where there is one.
 */
current: Typed | null, 
/**
 * The passphrase to come; none to keep the key in the system's keyring.
 */
new: Typed | null, };

/**
 * The lock to be; none leaves as it is.
 */
export type ChangeLockRequest = { 
/**
 * The PIN or password that is set; needed where one is.
 */
current: Typed | null, 
/**
 * Another one.
 */
new: Typed | null, 
/**
 * True to have no lock any more.
 */
remove: boolean, 
/**
 * After how many minutes without a touch the window is locked.
 */
after_minutes: number | null, 
/**
 * Whether the key is dropped too while the window is locked: nothing is told then.
 */
strict: boolean | null, 
/**
 * Whether a finger on the system's reader opens it too. The fingers are those that the system knows then.
 */
finger: boolean | null, };

/**
 * What is told, to change; none leaves as it is.
 */
export type ChangeNoticesRequest = { 
/**
 * Cells of the table of children and topics.
 */
switches: Array<NoticeCellSwitch>, 
/**
 * Whether the notices of a child hide values.
 */
hiding: Array<HidingSwitch>, 
/**
 * What else is chosen for single children.
 */
children: Array<ChildNoticesSwitch>, 
/**
 * Whether the notices of all children hide values for whom nothing else was chosen.
 */
hide_values: boolean | null, 
/**
 * Whether any notice sounds.
 */
sound: boolean | null, 
/**
 * Quiet hours.
 */
quiet: QuietHoursRequest | null, 
/**
 * Whether what comes in the hours of school waits for their end.
 */
school_hours: boolean | null, 
/**
 * Digests at chosen times, in place of notices at once.
 */
digests: DigestTimesRequest | null, 
/**
 * When the reminder of homework for tomorrow comes: "19:00", from noon on.
 */
undone_at: string | null, };

/**
 * Settings to change; none leaves as it is.
 */
export type ChangeSettingsRequest = { 
/**
 * The tag of a language, "ru", or "system".
 */
language: string | null, 
/**
 * Theme.
 */
theme: Theme | null, 
/**
 * Whether the app stays in the tray when the window is closed.
 */
stay_in_tray: boolean | null, 
/**
 * Whether the app is started with the system, into the tray.
 */
start_with_system: boolean | null, 
/**
 * Whether the phone is to take no picture of the screen.
 */
secure_screen: boolean | null, };

/**
 * A mark that would be another.
 */
export type ChangedMark = { 
/**
 * Id of the mark.
 */
mark: string, 
/**
 * "5".
 */
value: string, };

/**
 * How one link of the way does.
 */
export type CheckState = "good" | "mind" | "bad";

/**
 * One link of the way.
 */
export type CheckStepView = { 
/**
 * How it does.
 */
state: CheckState, 
/**
 * "Дневник на устройстве".
 */
title: string, 
/**
 * What was seen.
 */
text: string, 
/**
 * One thing to do, where there is one.
 */
todo: string | null, };

/**
 * What came of looking at every link of the way.
 */
export type CheckView = { 
/**
 * "Всё работает", "Есть о чём подумать", "Что-то не работает".
 */
words: string, 
/**
 * The worst of the links.
 */
state: CheckState, 
/**
 * The links, in the order of the way.
 */
steps: Array<CheckStepView>, };

/**
 * How the notices of one child sound and when they wait, chosen.
 */
export type ChildNoticesSwitch = { 
/**
 * Whose.
 */
student: string, 
/**
 * Whether none of them sounds; none leaves it.
 */
silent: boolean | null, 
/**
 * Quiet hours; none leaves them.
 */
quiet: ChildQuietRequest | null, };

/**
 * The quiet hours of one child, chosen.
 */
export type ChildQuietRequest = { 
/**
 * Whose hours they are.
 */
choice: QuietChoice, 
/**
 * "21:00", where they are the child's own.
 */
from: string, 
/**
 * "07:00".
 */
to: string, };

/**
 * Quiet hours of one child.
 */
export type ChildQuietView = { 
/**
 * Which hold.
 */
choice: QuietChoice, 
/**
 * "21:00": the child's own, or what they begin with.
 */
from: string, 
/**
 * "07:00".
 */
to: string, 
/**
 * What the child's choice means, in words, where it means something.
 */
text: string | null, };

/**
 * A value to choose.
 */
export type ChoiceView = { 
/**
 * The value.
 */
value: string, 
/**
 * Its name: "Самарская область".
 */
name: string, };

/**
 * A colour of the family's own.
 */
export type ColourStudentRequest = { 
/**
 * Whose.
 */
student: string, 
/**
 * The colour, 0 to 5.
 */
colour: number, };

/**
 * A backup now.
 */
export type CreateBackupRequest = { 
/**
 * Where to; none for a copy in the chosen folders.
 */
file: string | null, 
/**
 * Its passphrase; none for that of the copies.
 */
passphrase: Typed | null, };

/**
 * A day in words.
 */
export type DayLabel = { 
/**
 * `YYYY-MM-DD`, for addresses.
 */
date: string, 
/**
 * "Пятница".
 */
weekday: string, 
/**
 * "пт".
 */
weekday_short: string, 
/**
 * "20 ноября".
 */
day: string, 
/**
 * "20".
 */
number: string, 
/**
 * "сегодня", "завтра", "вчера".
 */
relative: string | null, 
/**
 * Whether it is today.
 */
today: boolean, };

/**
 * Where in the day we are.
 */
export type DayPhase = "before" | "lesson" | "break" | "after";

/**
 * One day of the diary.
 */
export type DayView = { 
/**
 * The day.
 */
label: DayLabel, 
/**
 * What there is to show.
 */
filling: Filling, 
/**
 * For a day without lessons, in words.
 */
words: string | null, 
/**
 * Its lessons.
 */
lessons: Array<LessonRow>, 
/**
 * Homework that belongs to no lesson of the day.
 */
homework: Array<HomeworkRow>, 
/**
 * Marks and absences that belong to no lesson of the day.
 */
loose: Array<LooseMark>, 
/**
 * Tests that are planned for it.
 */
tests: Array<TestRow>, 
/**
 * Number of marks, for the week strip.
 */
marks: number, };

/**
 * A week of the diary.
 */
export type DiaryRequest = { 
/**
 * Whose.
 */
student: string, 
/**
 * Any day of the week, `YYYY-MM-DD`; none for the week of the next school day.
 */
date: string | null, };

/**
 * One week of the diary.
 */
export type DiaryView = { 
/**
 * Whose.
 */
student: StudentView, 
/**
 * "16–21 ноября".
 */
title: string, 
/**
 * "Неделя 11, вторая четверть".
 */
note: string | null, 
/**
 * Monday to Saturday; Sunday where it has something.
 */
days: Array<DayView>, 
/**
 * The day on which a phone opens.
 */
open_on: string, 
/**
 * A day of the week before.
 */
previous: string, 
/**
 * A day of the week after.
 */
next: string, 
/**
 * Whether it is the current week.
 */
this_week: boolean, 
/**
 * "Средний за неделю 4,3".
 */
average_text: string | null, 
/**
 * "Пропущено уроков: 1".
 */
missed_text: string | null, 
/**
 * What there is to show.
 */
filling: Filling, };

/**
 * Digests, chosen.
 */
export type DigestTimesRequest = { 
/**
 * On or off.
 */
on: boolean, 
/**
 * "07:30"; none for no digest in the morning.
 */
morning: string | null, 
/**
 * "19:00"; none for no digest in the evening.
 */
evening: string | null, };

/**
 * Digests at chosen times.
 */
export type DigestTimesView = { 
/**
 * On or off.
 */
on: boolean, 
/**
 * "07:30": as chosen, or what it begins with; none where there is no digest in the morning.
 */
morning: string | null, 
/**
 * "19:00"; none where there is no digest in the evening.
 */
evening: string | null, 
/**
 * What they mean, in words, where they are on.
 */
text: string | null, };

/**
 * How many of a value.
 */
export type DistributionBar = { 
/**
 * "5".
 */
value: string, 
/**
 * How many.
 */
count: number, 
/**
 * Share of the largest, 0 to 1.
 */
share: number, 
/**
 * Colour family.
 */
tint: Tint, };

/**
 * The PIN or password of the lock.
 */
export type EnterLockRequest = { 
/**
 * What was typed.
 */
typed: Typed, };

/**
 * What the UI acts on.
 */
export type ErrorCode = "credentials" | "school" | "storage" | "request" | "cancelled" | "locked" | "other";

/**
 * An error as the UI gets it. A code exists only where the UI acts on it.
 */
export type ErrorView = { 
/**
 * What to act on.
 */
code: ErrorCode, 
/**
 * What happened and one thing to do, in the chosen language.
 */
message: string, 
/**
 * Seconds to wait, where the school said so.
 */
retry_after: number | null, };

/**
 * What kind of file.
 */
export type ExportFormat = "csv" | "ics" | "json" | "svg";

/**
 * A file that was written.
 */
export type ExportedView = { 
/**
 * "Записано в …: 412 строк".
 */
words: string, };

/**
 * Where the files of a child would go.
 */
export type ExportsRequest = { 
/**
 * Whose.
 */
student: string, };

/**
 * Where the files of a child would go.
 */
export type ExportsView = { 
/**
 * Whose.
 */
student: StudentView, 
/**
 * A file that is not there yet, for each kind; empty where nobody knows a folder for it.
 */
suggested: Array<SuggestedFile>, 
/**
 * The calendar that is kept current.
 */
calendar: KeptCalendarView | null, 
/**
 * A file for a calendar that is kept current; none where nobody knows a folder for it.
 */
calendar_file: string | null, };

/**
 * The children.
 */
export type FamilyView = { 
/**
 * In the family's order.
 */
students: Array<StudentView>, 
/**
 * Unread changes of all.
 */
unread: number, 
/**
 * The syncs that somebody waits for, while they take longer than a moment; one for each account.
 */
progress: Array<SyncProgressView>, };

/**
 * One day of the feed.
 */
export type FeedDay = { 
/**
 * The day.
 */
label: DayLabel, 
/**
 * Its changes, newest first.
 */
entries: Array<FeedEntry>, 
/**
 * Reminders of that day, newest first.
 */
reminders?: Array<FeedReminder>, };

/**
 * One change.
 */
export type FeedEntry = { 
/**
 * Id of the change.
 */
id: ChangeId, 
/**
 * Whose.
 */
student: StudentId, 
/**
 * Short name of the child.
 */
student_name: string, 
/**
 * Index of the child's colour.
 */
colour: number, 
/**
 * Kind.
 */
kind: Kind, 
/**
 * What happened.
 */
what: What, 
/**
 * "Алгебра".
 */
title: string, 
/**
 * "Исправлено: было 3, диктант 17 ноября".
 */
text: string, 
/**
 * "10:31", "вчера".
 */
when: string, 
/**
 * The mark, where it is one.
 */
chip: MarkChip | null, 
/**
 * Not yet seen.
 */
unread: boolean, 
/**
 * What became of its notice; none where there is nothing known of one, and on the screen of today.
 */
told?: ToldView, 
/**
 * Where it opens: a route of the UI.
 */
route: string, };

/**
 * A reminder that was shown, or that nobody could show in its evening.
 */
export type FeedReminder = { 
/**
 * Id of its notice.
 */
id: string, 
/**
 * Whose.
 */
student: StudentId, 
/**
 * Short name of the child.
 */
student_name: string, 
/**
 * Index of the child's colour.
 */
colour: number, 
/**
 * "На завтра не сделано 2 задания".
 */
title: string, 
/**
 * What is not done, a line for each.
 */
text: string, 
/**
 * "19:00".
 */
when: string, 
/**
 * What became of it.
 */
told: ToldView, 
/**
 * Where it opens: a route of the UI.
 */
route: string, };

/**
 * What changed.
 */
export type FeedRequest = { 
/**
 * One child; none for all.
 */
student: string | null, 
/**
 * One kind; none for all.
 */
kind: Kind | null, 
/**
 * All down to this place ([`FeedView::more`]) and a page beyond it; none for the first page.
 */
down_to: string | null, 
/**
 * The same down to this change, whatever its place.
 */
change: string | null, };

/**
 * What changed.
 */
export type FeedView = { 
/**
 * Newest first.
 */
days: Array<FeedDay>, 
/**
 * The place in the log at which this ends, to ask for more; none where there is no more. What comes later on top
 * does not move it.
 */
more: string | null, 
/**
 * Unread in this choice.
 */
unread: number, 
/**
 * Kinds that can be chosen.
 */
kinds: Array<KindChoice>, 
/**
 * What there is to show.
 */
filling: Filling, };

/**
 * Where a file would be saved.
 */
export type FilePlaceView = { 
/**
 * A whole path that is free; none where nobody knows a folder for it.
 */
file: string | null, };

/**
 * A file.
 */
export type FileRow = { 
/**
 * What it belongs to.
 */
kind: Kind, 
/**
 * Id of that.
 */
item: string, 
/**
 * Its id.
 */
id: string, 
/**
 * Its name, with nothing in it that hides or turns what stands there.
 */
name: string, 
/**
 * "1,4 МБ", where the school says so.
 */
size: string | null, 
/**
 * What can be done with it.
 */
way: FileWay, 
/**
 * The host that it lies at, where that is another.
 */
host: string | null, 
/**
 * Why it does not open here, or what else is to be known of it.
 */
why: string | null, 
/**
 * Whether it is kept here: it opens without the school.
 */
kept: boolean, };

/**
 * What became of opening a file.
 */
export type FileShownView = { 
/**
 * It was not opened: the school sends on to this host, which is to be read first. None where it was.
 */
host: string | null, };

/**
 * What can be done with a file.
 */
export type FileWay = "open" | "save" | "browser" | "none";

/**
 * What there is to show.
 */
export type Filling = "full" | "not_loaded" | "empty" | "holiday" | "not_published";

/**
 * Schools of a system.
 */
export type FindSchoolsRequest = { 
/**
 * Word of the system.
 */
system: string, 
/**
 * Another address in place of the system's own.
 */
base: string | null, 
/**
 * Settings of the account by name.
 */
settings: { [key in string]: string }, 
/**
 * A part of the school's name.
 */
part: string, 
/**
 * What the account trusts beside what the system trusts.
 */
trust: TrustRequest, };

/**
 * What the system has for fingerprints.
 */
export type FingerOffer = "absent" | "none_enrolled" | "others" | "ready";

/**
 * The finger, in the settings of the lock.
 */
export type FingerSettingsView = { 
/**
 * True where a finger opens the lock too.
 */
on: boolean, 
/**
 * What the system has for it.
 */
offer: FingerOffer, };

/**
 * The finger, on the lock screen.
 */
export type FingerView = { 
/**
 * What is to be done with it; none where there is nothing to say.
 */
text: string | null, 
/**
 * Whether the reader can be asked: it waits for nobody now.
 */
may_ask: boolean, };

/**
 * The kinds of things that can be found.
 */
export type FoundKind = "subject" | "person" | "school" | "term" | "term_mark" | "homework" | "mark" | "lesson" | "test" | "absence" | "remark" | "event" | "announcement" | "message";

/**
 * A kind in which something was found.
 */
export type FoundKindCount = { 
/**
 * The kind.
 */
kind: FoundKind, 
/**
 * "Домашние задания".
 */
name: string, 
/**
 * How much was found.
 */
count: number, };

/**
 * A piece of text.
 */
export type Fragment = { 
/**
 * The piece.
 */
text: string, 
/**
 * Whether it is what was searched for.
 */
hit: boolean, };

/**
 * How fresh the data of a child is.
 */
export type Freshness = "never" | "syncing" | "fresh" | "old" | "failing" | "sign_in_again";

/**
 * How each source does.
 */
export type HealthView = { 
/**
 * Child after child, in the family's order.
 */
sources: Array<SourceView>, };

/**
 * What only this device knows of how the app works for the family: the rest are words of the window.
 */
export type HelpView = { 
/**
 * Whom the app speaks to, account by account.
 */
sources: Array<SourceHosts>, 
/**
 * What is kept, and where.
 */
places: Array<KeptPlace>, 
/**
 * How the key of the file is kept, in words; none where there is no file yet.
 */
key_words: string | null, 
/**
 * True in the demo school: then the app speaks to nobody.
 */
demo: boolean, 
/**
 * Whether the window can be closed without ending the notices.
 */
stays_in_tray: boolean, };

/**
 * Whether the notices of one child hide values.
 */
export type HidingSwitch = { 
/**
 * Whose.
 */
student: string, 
/**
 * Hidden or shown; none for what holds for all.
 */
hide: boolean | null, };

/**
 * The earlier terms and years of every child.
 */
export type HistoriesView = { 
/**
 * Child after child, in the family's order.
 */
children: Array<HistoryView>, };

/**
 * A child whose earlier terms and years are wanted, or no more.
 */
export type HistoryRequest = { 
/**
 * Whose.
 */
student: string, };

/**
 * Where the fetching of earlier terms and years stands.
 */
export type HistoryState = "idle" | "running" | "paused" | "done";

/**
 * The earlier terms and years of one child.
 */
export type HistoryView = { 
/**
 * Whose.
 */
student: StudentId, 
/**
 * Short name.
 */
name: string, 
/**
 * One letter for the avatar.
 */
initial: string, 
/**
 * Index of the child's colour, 0 to 5.
 */
colour: number, 
/**
 * Where it stands.
 */
state: HistoryState, 
/**
 * "Загружено с сентября 2021 года"; "Март 2024: загружаем"; why it waits.
 */
text: string, 
/**
 * "14 месяцев из 30"; none where it is done.
 */
progress: string | null, 
/**
 * The share that is here, 0 to 1.
 */
share: number, 
/**
 * What the system does not give, or what could not be had; none while that is not known.
 */
end: string | null, };

/**
 * What is for one day.
 */
export type HomeworkDay = { 
/**
 * The day.
 */
label: DayLabel, 
/**
 * "На завтра", "На понедельник".
 */
title: string, 
/**
 * "сделано 1 из 4".
 */
done_text: string, 
/**
 * What is not done first.
 */
homework: Array<TaskRow>, 
/**
 * Subjects of lessons of the next school day with nothing set yet.
 */
nothing_set: Array<string>, };

/**
 * Homework of a child.
 */
export type HomeworkRequest = { 
/**
 * Whose.
 */
student: string, 
/**
 * Of this subject only, as the school writes it.
 */
subject: string | null, 
/**
 * How many weeks before this one are shown too.
 */
weeks_back: number, };

/**
 * One homework.
 */
export type HomeworkRow = { 
/**
 * Id.
 */
id: string, 
/**
 * Subject.
 */
subject: string, 
/**
 * Text; none where only files were given.
 */
text: string | null, 
/**
 * Due day.
 */
due: string, 
/**
 * Ticked.
 */
done: boolean, 
/**
 * "ещё не отправлено в школу": how far the tick has come; none where it is not meant for the school, or stands
 * there.
 */
sending_text: string | null, 
/**
 * "1 файл".
 */
files_text: string | null, 
/**
 * The files.
 */
files: Array<FileRow>, };

/**
 * Homework of a child.
 */
export type HomeworkView = { 
/**
 * Whose.
 */
student: StudentView, 
/**
 * "Не сделано 4, из них просрочено 1".
 */
summary: string, 
/**
 * Subjects that have homework, by name: what can be chosen.
 */
subjects: Array<string>, 
/**
 * Not done, and its day is over.
 */
overdue: Array<TaskRow>, 
/**
 * From today on, the nearest day first.
 */
days: Array<HomeworkDay>, 
/**
 * The weeks before that were asked for, the latest day first.
 */
past: Array<HomeworkDay>, 
/**
 * How many weeks back to ask for what is earlier; none where there is nothing earlier.
 */
older: number | null, 
/**
 * The day that a new task is for, unless somebody says another: the next school day.
 */
next_day: string, 
/**
 * Days that a new task can be for.
 */
days_ahead: Array<DayLabel>, 
/**
 * The subjects of the class, to choose from for a new task.
 */
class_subjects: Array<string>, 
/**
 * What there is to show.
 */
filling: Filling, };

/**
 * A calendar to keep current.
 */
export type KeepCalendarRequest = { 
/**
 * Whose.
 */
student: string, 
/**
 * The whole path of the file; none to keep it no more. The file that was written stays.
 */
file: string | null, 
/**
 * Whether it holds homework beside the timetable.
 */
homework: boolean, };

/**
 * A letter as it is written right now.
 */
export type KeepLetterRequest = { 
/**
 * Whose.
 */
student: string, 
/**
 * Its id.
 */
id: string, 
/**
 * Id of the message that it answers.
 */
answers: string | null, 
/**
 * To whom.
 */
to: Array<AddresseeView>, 
/**
 * Its heading.
 */
subject: string, 
/**
 * Its text.
 */
text: string, };

/**
 * A calendar that is kept current.
 */
export type KeptCalendarView = { 
/**
 * The whole path of the file.
 */
file: string, 
/**
 * Whether it holds homework beside the timetable.
 */
homework: boolean, 
/**
 * "обновлено 2 минуты назад".
 */
words: string, 
/**
 * What is wrong and one thing to do.
 */
trouble: string | null, };

/**
 * One thing that is kept.
 */
export type KeptPlace = { 
/**
 * "Дневник".
 */
what: string, 
/**
 * The file or folder.
 */
path: string, 
/**
 * "зашифрован".
 */
how: string, 
/**
 * Whether everybody who has the file can read it.
 */
open: boolean, };

/**
 * The kinds of things a school tells a family.
 */
export type Kind = "lesson" | "mark" | "term_mark" | "homework" | "absence" | "remark" | "test" | "event" | "announcement" | "message" | "visit" | "term" | "holiday" | "average" | "school_info";

/**
 * A kind that can be chosen.
 */
export type KindChoice = { 
/**
 * Kind.
 */
kind: Kind, 
/**
 * "Оценки".
 */
name: string, };

/**
 * Something that a school system does not give.
 */
export type LackView = { 
/**
 * "«Дневник.ру» не передаёт сюда сообщений".
 */
what: string, 
/**
 * Why that is so.
 */
why: string, };

/**
 * One lesson in the diary.
 */
export type LessonRow = { 
/**
 * Id.
 */
id: string, 
/**
 * Number; "0" is a number.
 */
number: string | null, 
/**
 * "08:30".
 */
starts: string | null, 
/**
 * "09:15".
 */
ends: string | null, 
/**
 * Subject.
 */
subject: string, 
/**
 * Teacher.
 */
teacher: string | null, 
/**
 * Room.
 */
room: string | null, 
/**
 * Topic.
 */
topic: string | null, 
/**
 * True where it does not take place.
 */
cancelled: boolean, 
/**
 * "замена", "отменён", "перенесён": with what it was before, where known.
 */
notice: string | null, 
/**
 * Homework due in it.
 */
homework: Array<HomeworkRow>, 
/**
 * Its marks.
 */
marks: Array<MarkChip>, 
/**
 * Absence or lateness.
 */
absence: MarkChip | null, 
/**
 * Whether it is going on now.
 */
now: boolean, 
/**
 * Nothing to do before it: "Окно, 3-й урок". Between lessons only.
 */
gap: string | null, };

/**
 * What was written is kept.
 */
export type LetterKeptView = { 
/**
 * "Сохранено в 15:02"; none where there was nothing to keep.
 */
words: string | null, };

/**
 * What became of a letter that was to be sent.
 */
export type LetterOutcome = "sent" | "kept" | "unknown" | "under_way";

/**
 * One message of the school's, or one letter of the family's own.
 */
export type LetterRequest = { 
/**
 * Whose.
 */
student: string, 
/**
 * Its id.
 */
id: string, };

/**
 * What became of a letter.
 */
export type LetterSentView = { 
/**
 * What.
 */
outcome: LetterOutcome, 
/**
 * The same in words, with one thing to do.
 */
words: string, 
/**
 * Whether the thing to do is to sign in again.
 */
sign_in: boolean, };

/**
 * A letter that is being written.
 */
export type LetterToWriteView = { 
/**
 * Whose.
 */
student: StudentView, 
/**
 * Its id.
 */
id: string, 
/**
 * Id of the message that it answers.
 */
answers: string | null, 
/**
 * "Ответ на письмо: Экскурсия".
 */
answers_text: string | null, 
/**
 * To whom.
 */
to: Array<AddresseeView>, 
/**
 * Its heading.
 */
subject: string, 
/**
 * Its text.
 */
text: string, 
/**
 * How far it has come.
 */
stage: OwnLetterStage, 
/**
 * What is to be known before it is sent again.
 */
caution: string | null, 
/**
 * Whether it can be sent.
 */
writing: WritingView, 
/**
 * The longest heading, in letters.
 */
most_subject: number, 
/**
 * The longest text, in letters.
 */
most_text: number, };

/**
 * One message of the school's.
 */
export type LetterView = { 
/**
 * Whose.
 */
student: StudentView, 
/**
 * Its id.
 */
id: string, 
/**
 * Its heading, or "Без темы".
 */
subject: string, 
/**
 * Who wrote it.
 */
from: string, 
/**
 * "Кому: …", where the school says so.
 */
to: string | null, 
/**
 * "вчера, 19:30".
 */
when: string, 
/**
 * The text: all of it, or what the list tells; none where it tells none.
 */
text: string | null, 
/**
 * Its files.
 */
files: Array<FileRow>, 
/**
 * It was opened: that is all of it.
 */
whole: boolean, 
/**
 * It can be opened, by which the school sees it as read.
 */
opens: boolean, 
/**
 * Whether it can be answered.
 */
writing: WritingView, };

/**
 * The letters of the family about a child.
 */
export type LettersRequest = { 
/**
 * Whose.
 */
student: string, };

/**
 * The letters of the family about a child.
 */
export type LettersView = { 
/**
 * Whose.
 */
student: StudentView, 
/**
 * Whether more can be written.
 */
writing: WritingView, 
/**
 * What was begun, and what has perhaps not arrived; the latest first.
 */
begun: Array<OwnLetterRow>, 
/**
 * What was sent from here, the latest first.
 */
sent: Array<OwnLetterRow>, };

/**
 * A time after which it locks.
 */
export type LockAfterView = { 
/**
 * Minutes.
 */
minutes: number, 
/**
 * In words.
 */
name: string, };

/**
 * What a window is to know of the lock.
 */
export type LockStateView = { 
/**
 * True where it is a PIN of digits.
 */
digits: boolean, 
/**
 * True where nothing is told while the window is locked.
 */
strict: boolean, 
/**
 * That nobody may guess for a while, and how long; none where one may.
 */
wait_text: string | null, 
/**
 * Whether so many guesses were wrong that the diary may be set aside instead.
 */
may_set_aside: boolean, 
/**
 * How it stands with the finger, where one opens it too.
 */
finger: FingerView | null, };

/**
 * The lock in the settings.
 */
export type LockView = { 
/**
 * True where there is one.
 */
on: boolean, 
/**
 * True where it is a PIN of digits.
 */
digits: boolean, 
/**
 * After how many minutes it locks.
 */
after_minutes: number, 
/**
 * The minutes that can be chosen, with their words.
 */
choices: Array<LockAfterView>, 
/**
 * Whether the key is dropped too.
 */
strict: boolean, 
/**
 * True where the file is kept with a passphrase: a strict lock asks for that.
 */
passphrase: boolean, };

/**
 * A mark or an absence of a lesson that the timetable does not have.
 */
export type LooseMark = { 
/**
 * Subject; none where the school names none.
 */
subject: string | null, 
/**
 * "Контрольная работа".
 */
text: string | null, 
/**
 * The mark.
 */
chip: MarkChip, 
/**
 * Where it opens: a route of the UI; none where it has no page.
 */
route: string | null, };

/**
 * A mark as it is written.
 */
export type MarkChip = { 
/**
 * Id of the mark.
 */
id: string, 
/**
 * As the school writes it.
 */
value: string, 
/**
 * Weight, where it is not 1.
 */
weight: string | null, 
/**
 * Colour family.
 */
tint: Tint, 
/**
 * For a screen reader: "5, вес 2, контрольная работа".
 */
label: string, 
/**
 * What it was before its last correction.
 */
was: string | null, 
/**
 * Not yet seen.
 */
unread: boolean, 
/**
 * Its changes not yet seen, to hand to `see` once the mark was looked at.
 */
changes: string[], };

/**
 * One mark of a subject.
 */
export type MarkEntry = { 
/**
 * The mark.
 */
chip: MarkChip, 
/**
 * "Контрольная работа".
 */
title: string, 
/**
 * "20 ноября, линейная функция".
 */
subtitle: string, 
/**
 * Comment of the teacher.
 */
comment: string | null, 
/**
 * "+0,11".
 */
influence: string | null, 
/**
 * 1 up, −1 down, 0 none.
 */
influence_sign: number, 
/**
 * Its corrections, newest first: "исправлено 18 ноября: 3 → 4".
 */
history: Array<string>, };

/**
 * Marks of a term.
 */
export type MarksRequest = { 
/**
 * Whose.
 */
student: string, 
/**
 * Id of a term, "year" for the whole year; none for the current term.
 */
term: string | null, };

/**
 * Marks of a term.
 */
export type MarksView = { 
/**
 * Whose.
 */
student: StudentView, 
/**
 * Terms to choose from, the whole year last.
 */
terms: Array<TermChoice>, 
/**
 * Subjects, as the school sorts them.
 */
subjects: Array<SubjectRow>, 
/**
 * What there is to show.
 */
filling: Filling, };

/**
 * A day of a month.
 */
export type MonthDay = { 
/**
 * `YYYY-MM-DD`.
 */
date: string, 
/**
 * "20".
 */
number: string, 
/**
 * Whether it is today.
 */
today: boolean, 
/**
 * What there is to show.
 */
filling: Filling, 
/**
 * "Осенние каникулы": where it is one of them.
 */
holiday: string | null, 
/**
 * "6 уроков"; none where there are none.
 */
lessons: string | null, 
/**
 * The first marks of the day, in the order of its lessons.
 */
marks: Array<MarkChip>, 
/**
 * How many marks there are beside those.
 */
marks_more: number, 
/**
 * How many marks there are in all, in figures; none where there are none.
 */
marks_count: string | null, 
/**
 * Subjects of the tests planned for the day.
 */
tests: Array<string>, 
/**
 * "3 задания", with how many are done; none where nothing is due.
 */
homework: string | null, 
/**
 * How many assignments are due, in figures; none where none are.
 */
homework_count: string | null, 
/**
 * Missed lessons.
 */
missed: number, 
/**
 * Lessons begun late.
 */
late: number, 
/**
 * All of it, for a screen reader: "20 ноября, пятница: 6 уроков, оценки 5, 4".
 */
label: string, };

/**
 * A month of the diary.
 */
export type MonthRequest = { 
/**
 * Whose.
 */
student: string, 
/**
 * Any day of the month, `YYYY-MM-DD`; none for this month.
 */
date: string | null, };

/**
 * A month of the diary, from what is here.
 */
export type MonthView = { 
/**
 * Whose.
 */
student: StudentView, 
/**
 * "Ноябрь 2026".
 */
title: string, 
/**
 * "116 уроков, 21 оценка, 3 урока пропущено": of what there is any.
 */
summary: string, 
/**
 * "Часть дней ещё не загружена …".
 */
partial_text: string | null, 
/**
 * The columns, Monday first.
 */
weekdays: Array<MonthWeekday>, 
/**
 * Weeks of seven days; none where a day is of another month.
 */
weeks: Array<Array<MonthDay | null>>, 
/**
 * A day of the month before.
 */
previous: string, 
/**
 * A day of the month after.
 */
next: string, 
/**
 * The day to which the views of a day and a week lead from here.
 */
open_on: string, 
/**
 * Whether it is the current month.
 */
this_month: boolean, 
/**
 * What there is to show.
 */
filling: Filling, };

/**
 * A column of a month.
 */
export type MonthWeekday = { 
/**
 * "пн".
 */
short: string, 
/**
 * "Понедельник".
 */
name: string, };

/**
 * A name of the family's own.
 */
export type NameStudentRequest = { 
/**
 * Whose.
 */
student: string, 
/**
 * The name; empty for the school's.
 */
name: string, };

/**
 * What is needed for a mark.
 */
export type NeedView = { 
/**
 * The mark.
 */
value: string, 
/**
 * Colour family.
 */
tint: Tint, 
/**
 * "До пятёрки за четверть".
 */
title: string, 
/**
 * "две пятёрки, уроков осталось 14".
 */
text: string, };

/**
 * Homework for the next school day.
 */
export type NextDayView = { 
/**
 * The day.
 */
day: DayLabel, 
/**
 * "На завтра", "На понедельник".
 */
title: string, 
/**
 * "сделано 1 из 4".
 */
done_text: string, 
/**
 * One for each lesson that has homework.
 */
homework: Array<HomeworkRow>, 
/**
 * Subjects of lessons with nothing set yet.
 */
nothing_set: Array<string>, };

/**
 * Nothing at all, in either direction.
 */
export type Nothing = Record<symbol, never>;

/**
 * One cell of the table of children and topics.
 */
export type NoticeCellSwitch = { 
/**
 * Of which child; none for all of them.
 */
student: string | null, 
/**
 * Of which topic.
 */
topic: NoticeTopic, 
/**
 * Told or not; none leaves it.
 */
on: boolean | null, 
/**
 * With a sound or without; none leaves it.
 */
sound: boolean | null, };

/**
 * A cell of the table of what is told.
 */
export type NoticeCellView = { 
/**
 * Topic.
 */
topic: NoticeTopic, 
/**
 * Told or not.
 */
on: boolean, 
/**
 * With a sound or without.
 */
sound: boolean, };

/**
 * A column of the table of what is told.
 */
export type NoticeChildView = { 
/**
 * Whose.
 */
student: StudentId, 
/**
 * Short name.
 */
name: string, 
/**
 * Index of the child's colour.
 */
colour: number, 
/**
 * One for each topic, in the order of the rows.
 */
cells: Array<NoticeCellView>, 
/**
 * Whether the notices of this child hide values.
 */
hide_values: boolean, 
/**
 * What that means, in words.
 */
hide_text: string, 
/**
 * Hidden or shown as it was chosen for this child; none where it is as for all.
 */
hide_chosen: boolean | null, 
/**
 * Whether no notice of this child sounds, whatever its topic.
 */
silent: boolean, 
/**
 * Quiet hours of this child.
 */
quiet: ChildQuietView, };

/**
 * What a family can be told about: a row of the table.
 */
export type NoticeTopic = "mark" | "term_mark" | "homework" | "undone" | "absence" | "remark" | "lesson" | "test" | "event" | "announcement" | "message" | "visit";

/**
 * A row of the table of what is told.
 */
export type NoticeTopicView = { 
/**
 * Topic.
 */
topic: NoticeTopic, 
/**
 * "Оценки: новые, исправленные, убранные".
 */
name: string, };

/**
 * What is told of whom, how and when.
 */
export type NoticesView = { 
/**
 * The rows of the table.
 */
topics: Array<NoticeTopicView>, 
/**
 * Its columns.
 */
children: Array<NoticeChildView>, 
/**
 * Whether any notice sounds.
 */
sound: boolean, 
/**
 * Whether the notices of all children hide values for whom nothing else was chosen.
 */
hide_values: boolean, 
/**
 * Quiet hours.
 */
quiet: QuietHoursView, 
/**
 * Whether what comes in the hours of school waits for their end.
 */
school_hours: boolean, 
/**
 * Digests at chosen times, in place of notices at once.
 */
digests: DigestTimesView, 
/**
 * When the reminder of homework for tomorrow comes: "19:00".
 */
undone_at: string, 
/**
 * "Из-за тихих часов напомним в 18:45"; none where it comes when it was chosen.
 */
undone_text: string | null, 
/**
 * "Ждут 3 изменения, расскажем завтра в 07:00".
 */
waiting: string | null, };

/**
 * Now and next.
 */
export type NowView = { 
/**
 * Where in the day.
 */
phase: DayPhase, 
/**
 * "Сейчас, третий урок · ещё 17 минут".
 */
caption: string, 
/**
 * The subject of now, or of next.
 */
subject: string | null, 
/**
 * "кабинет 214".
 */
room: string | null, 
/**
 * How much of the lesson is over, 0 to 1.
 */
progress: number | null, 
/**
 * "Потом история, 11:15, кабинет 301".
 */
next: string | null, 
/**
 * "Замена: Юсупова П. М."
 */
warning: string | null, };

/**
 * One of the four kinds.
 */
export type OccasionKind = { 
/**
 * The kind.
 */
kind: Kind, 
/**
 * "События".
 */
name: string, 
/**
 * How much there is.
 */
count: number, };

/**
 * One of them.
 */
export type OccasionRow = { 
/**
 * Id.
 */
id: string, 
/**
 * The day.
 */
day: DayLabel, 
/**
 * "18:00".
 */
time: string | null, 
/**
 * "Родительское собрание".
 */
title: string, 
/**
 * The text, plain.
 */
text: string | null, 
/**
 * Who wrote it, or where it is.
 */
about: string | null, 
/**
 * Its files.
 */
files: Array<FileRow>, 
/**
 * Not read at the school yet.
 */
unread: boolean, };

/**
 * Events, announcements, messages or remarks of a child.
 */
export type OccasionsRequest = { 
/**
 * Whose.
 */
student: string, 
/**
 * One of the four; none for the first that the system gives.
 */
kind: Kind | null, };

/**
 * Events, announcements, messages or remarks of a child.
 */
export type OccasionsView = { 
/**
 * Whose.
 */
student: StudentView, 
/**
 * The four kinds, with how much there is of each.
 */
kinds: Array<OccasionKind>, 
/**
 * The kind that is shown.
 */
kind: Kind, 
/**
 * What is still to come, the nearest first: events only.
 */
ahead: Array<OccasionRow>, 
/**
 * What was, the latest first.
 */
past: Array<OccasionRow>, 
/**
 * What there is to show.
 */
filling: Filling, 
/**
 * Why there is nothing, where the system or the school is why.
 */
lacks: LackView | null, };

/**
 * The children in the family's order.
 */
export type OrderStudentsRequest = { 
/**
 * The first one first.
 */
students: string[], };

/**
 * A letter of the family's own.
 */
export type OwnLetterRow = { 
/**
 * Its id.
 */
id: string, 
/**
 * How far it has come.
 */
stage: OwnLetterStage, 
/**
 * "Черновик", "Неизвестно, дошло ли", with the moment.
 */
stage_text: string, 
/**
 * "Кому: Магомедова З. А."; none where nobody was chosen yet.
 */
to: string | null, 
/**
 * Its heading, or "Без темы".
 */
subject: string, 
/**
 * Its text.
 */
text: string, };

/**
 * How far a letter of the family's own has come.
 */
export type OwnLetterStage = "draft" | "sending" | "unknown" | "sent";

/**
 * What is chosen.
 */
export type PickKind = "folder" | "backup" | "new_file";

/**
 * A file or a folder to be chosen.
 */
export type PickRequest = { 
/**
 * What; none is no request.
 */
kind: PickKind | null, 
/**
 * What stands in the field: the dialog begins there. Empty where nothing does.
 */
path: string, };

/**
 * What was chosen.
 */
export type PickedView = { 
/**
 * The whole path; none where the dialog was closed without a choice.
 */
path: string | null, };

/**
 * Where the profile stands.
 */
export type ProfileState = "ready" | "welcome" | "await_key" | "choose_passphrase" | "enter_passphrase" | "wrong_key" | "damaged" | "newer" | "no_access" | "locked";

/**
 * A homework of the family's own.
 */
export type PutTaskRequest = { 
/**
 * Whose.
 */
student: string, 
/**
 * Its id; none for a new one.
 */
id: string | null, 
/**
 * Subject, or whatever the family calls it.
 */
subject: string, 
/**
 * What is to be done.
 */
text: string, 
/**
 * The day it is for, `YYYY-MM-DD`.
 */
due: string, };

/**
 * Which quiet hours hold for a child.
 */
export type QuietChoice = "like_all" | "own" | "none";

/**
 * Quiet hours, chosen.
 */
export type QuietHoursRequest = { 
/**
 * On or off.
 */
on: boolean, 
/**
 * "21:00".
 */
from: string, 
/**
 * "07:00"; before `from` where they go over midnight.
 */
to: string, };

/**
 * Quiet hours.
 */
export type QuietHoursView = { 
/**
 * On or off.
 */
on: boolean, 
/**
 * "21:00": as chosen, or what they begin with.
 */
from: string, 
/**
 * "07:00".
 */
to: string, 
/**
 * What they mean, in words, where they are on.
 */
text: string | null, };

/**
 * Some of them.
 */
export type ReceiverGroup = { 
/**
 * "Учителя"; none where the system says nothing.
 */
name: string | null, 
/**
 * In the order of their names.
 */
people: Array<AddresseeView>, };

/**
 * Those whom the family may write to.
 */
export type ReceiversRequest = { 
/**
 * Whose.
 */
student: string, 
/**
 * Id of the message that is answered: who wrote it is proposed.
 */
answers: string | null, };

/**
 * Those whom the family may write to.
 */
export type ReceiversView = { 
/**
 * By what the school system says beside them.
 */
groups: Array<ReceiverGroup>, 
/**
 * Who wrote the message that is answered, where that is one of them and sure.
 */
proposed: AddresseeView | null, 
/**
 * Why nobody is proposed.
 */
unsure: string | null, };

/**
 * One kind of data.
 */
export type RecordKind = { 
/**
 * "Текущие оценки".
 */
title: string, 
/**
 * How complete it is.
 */
state: RecordState, 
/**
 * "83 оценки по 14 предметам".
 */
text: string, };

/**
 * Something that came late.
 */
export type RecordLate = { 
/**
 * "Алгебра".
 */
subject: string, 
/**
 * "на 20 ноября, позже на 3 часа".
 */
text: string, 
/**
 * Where it opens: a route of the UI.
 */
route: string, };

/**
 * A limit to choose.
 */
export type RecordLimit = { 
/**
 * Which of [`RecordLimits`].
 */
of: RecordLimitOf, 
/**
 * "Срок для задания после последнего урока".
 */
label: string, 
/**
 * The limit in use.
 */
chosen: number, 
/**
 * What can be chosen, the shortest first; the limit in use is among them.
 */
choices: Array<RecordLimitChoice>, };

/**
 * One length of a limit.
 */
export type RecordLimitChoice = { 
/**
 * In minutes or days, as the limit is.
 */
value: number, 
/**
 * "30 минут", "7 дней".
 */
text: string, };

/**
 * The limits by the names of their fields in [`RecordLimits`].
 */
export type RecordLimitOf = "homework_minutes" | "mark_days";

/**
 * How much time a school has.
 */
export type RecordLimits = { 
/**
 * Minutes after the end of a day's last lesson in which its homework is entered.
 */
homework_minutes: number, 
/**
 * Days after a work in which its mark is entered.
 */
mark_days: number, };

/**
 * The record of a child.
 */
export type RecordRequest = { 
/**
 * Whose.
 */
student: string, 
/**
 * Limits to keep for all children; none leaves them as they are.
 */
limits: RecordLimits | null, };

/**
 * How complete a kind of data is.
 */
export type RecordState = "filled" | "partly" | "missing" | "not_given" | "not_yet";

/**
 * Something that has a limit.
 */
export type RecordTimeliness = { 
/**
 * "Домашние задания".
 */
title: string, 
/**
 * "Вовремя 24 из 26", "Школа не сообщает, когда".
 */
text: string, 
/**
 * Whether all that could be judged was in time.
 */
good: boolean, 
/**
 * The limit that it is held to, where one can be chosen here.
 */
limit: RecordLimit | null, 
/**
 * What came late or not at all, the latest first; at most 20.
 */
late: Array<RecordLate>, };

/**
 * The record of a child.
 */
export type RecordView = { 
/**
 * Whose.
 */
student: StudentView, 
/**
 * "Заполнено 8 из 11".
 */
summary: string, 
/**
 * "По тому, что загружено: с 5 ноября"; none where nothing is.
 */
since_text: string | null, 
/**
 * The eleven kinds of data that must reach a family.
 */
kinds: Array<RecordKind>, 
/**
 * Homework, marks, tests: in time or late.
 */
timeliness: Array<RecordTimeliness>, 
/**
 * The limits in use: what is sent back with one of them changed.
 */
limits: RecordLimits, 
/**
 * What there is to show.
 */
filling: Filling, };

/**
 * What was saved of a damaged file.
 */
export type RecoveredView = { 
/**
 * In words.
 */
words: string, 
/**
 * Where the profile stands now.
 */
start: StartView, };

/**
 * Servers of a system's regions.
 */
export type RegionsFoundView = { 
/**
 * As the system lists them, by name: values of the setting that names a server.
 */
regions: Array<ChoiceView>, };

/**
 * A remark of a teacher.
 */
export type RemarkRow = { 
/**
 * Id.
 */
id: string, 
/**
 * The day.
 */
day: DayLabel, 
/**
 * "История · Алиев Р. М."
 */
about: string, 
/**
 * What it says.
 */
text: string, };

/**
 * A report that was saved.
 */
export type ReportSavedView = { 
/**
 * "Сохранено: /home/…/peremena-report-2026-11-22.txt".
 */
words: string, };

/**
 * A report of a problem, to be read before it is given to anybody.
 */
export type ReportView = { 
/**
 * Plain text without names, addresses, ids and marks.
 */
text: string, 
/**
 * Whether it can be saved as a file here; else it is copied.
 */
can_save: boolean, };

/**
 * A link: `peremena://open/…`.
 */
export type ResolveLinkRequest = { 
/**
 * The link.
 */
link: string, };

/**
 * A backup in the profile's place.
 */
export type RestoreBackupRequest = { 
/**
 * The file.
 */
file: string, 
/**
 * Its passphrase.
 */
passphrase: Typed, 
/**
 * True to set aside the file that is there.
 */
replace: boolean, 
/**
 * The passphrase of this device's own file, where it is kept with one or is to be.
 */
own_passphrase: Typed | null, };

/**
 * What became of a restore.
 */
export type RestoredView = { 
/**
 * In words.
 */
words: string, 
/**
 * Where the profile stands now.
 */
start: StartView, };

/**
 * Where a link leads.
 */
export type RouteView = { 
/**
 * A route of the UI; none where the link leads nowhere (any more).
 */
route: string | null, };

/**
 * A file to save.
 */
export type SaveAttachmentRequest = { 
/**
 * Whose.
 */
student: string, 
/**
 * What it belongs to.
 */
kind: Kind | null, 
/**
 * Id of that.
 */
item: string, 
/**
 * Id of the file.
 */
file: string, 
/**
 * The whole path to write it to; a file that stands there is not replaced.
 */
path: string, };

/**
 * A file to write.
 */
export type SaveExportRequest = { 
/**
 * Whose.
 */
student: string, 
/**
 * What kind of file.
 */
format: ExportFormat | null, 
/**
 * The whole path of the file; one that stands there is not replaced.
 */
file: string, };

/**
 * A term or holidays.
 */
export type SchoolDates = { 
/**
 * "2 четверть".
 */
name: string, 
/**
 * "5 ноября – 30 декабря".
 */
dates: string, 
/**
 * Whether they are holidays.
 */
holiday: boolean, 
/**
 * Whether today is in it.
 */
current: boolean, };

/**
 * A fact with its name.
 */
export type SchoolFact = { 
/**
 * "Адрес".
 */
label: string, 
/**
 * As the school writes it.
 */
value: string, };

/**
 * A school that was found.
 */
export type SchoolFoundView = { 
/**
 * The system's id of it.
 */
id: string, 
/**
 * The name as families know it.
 */
name: string, 
/**
 * Town or address: names repeat.
 */
place: string | null, };

/**
 * The school of a child.
 */
export type SchoolRequest = { 
/**
 * Whose.
 */
student: string, };

/**
 * The school of a child.
 */
export type SchoolView = { 
/**
 * Whose.
 */
student: StudentView, 
/**
 * Name, address, telephone and what else the school says of itself.
 */
school: Array<SchoolFact>, 
/**
 * Class and class teacher.
 */
class: Array<SchoolFact>, 
/**
 * Teachers by name.
 */
teachers: Array<TeacherRow>, 
/**
 * Whether the teachers are those of the timetable, since the school lists none.
 */
teachers_of_lessons: boolean, 
/**
 * Parents whom the school has linked to the child.
 */
guardians: Array<SchoolFact>, 
/**
 * Terms and holidays, in the order of their days.
 */
dates: Array<SchoolDates>, 
/**
 * "До каникул 12 дней"; none where there are none ahead.
 */
next_holiday: string | null, 
/**
 * What there is to show.
 */
filling: Filling, };

/**
 * Schools whose names hold what was typed.
 */
export type SchoolsFoundView = { 
/**
 * As the system lists them.
 */
schools: Array<SchoolFoundView>, };

/**
 * One thing that was found.
 */
export type SearchHit = { 
/**
 * Unique among the hits.
 */
key: string, 
/**
 * Its kind.
 */
kind: FoundKind, 
/**
 * Whose.
 */
student: StudentId, 
/**
 * Short name of the child.
 */
student_name: string, 
/**
 * Index of the child's colour.
 */
colour: number, 
/**
 * "Алгебра", with what was found in it.
 */
title: Array<Fragment>, 
/**
 * The text around what was found.
 */
text: Array<Fragment>, 
/**
 * "20 ноября".
 */
day: string | null, 
/**
 * Where it opens: a route of the UI.
 */
route: string, };

/**
 * A question of one or more words.
 */
export type SearchRequest = { 
/**
 * The words, in any form: all of them must be there. The last may be unfinished.
 */
query: string, 
/**
 * Of one child; none for all.
 */
student: string | null, 
/**
 * Of one kind; none for all.
 */
kind: FoundKind | null, };

/**
 * What was found.
 */
export type SearchView = { 
/**
 * Subjects, people and what else has no day first, then the latest first; at most 60.
 */
hits: Array<SearchHit>, 
/**
 * "Найдено 12", "Ничего не нашлось"; none where nothing was asked.
 */
words: string | null, 
/**
 * How much was found, of all kinds.
 */
total: number, 
/**
 * Whether more was found, of the chosen kind, than is shown.
 */
more: boolean, 
/**
 * Kinds in which something was found, with how much.
 */
kinds: Array<FoundKindCount>, };

/**
 * Changes that were seen.
 */
export type SeeRequest = { 
/**
 * These.
 */
changes: string[], 
/**
 * Or all of this child.
 */
all_of: string | null, 
/**
 * Or all there are.
 */
all: boolean, 
/**
 * What was read all at once last is unread again, whatever else is named.
 */
undo: boolean, };

/**
 * A letter to be sent.
 */
export type SendLetterRequest = { 
/**
 * As it is written right now.
 */
letter: KeepLetterRequest, 
/**
 * Somebody was told that it may have arrived, and sends it once more.
 */
again: boolean, };

/**
 * Whether ticks on homework go to an account's school.
 */
export type SendTicksRequest = { 
/**
 * The account.
 */
account: string, 
/**
 * Whether they do.
 */
on: boolean, };

/**
 * The settings.
 */
export type SettingsView = { 
/**
 * The tag of a language, "ru", or "system".
 */
language: string, 
/**
 * Language in use.
 */
language_in_use: string, 
/**
 * Theme.
 */
theme: Theme, 
/**
 * Whether the app stays in the tray when the window is closed.
 */
stay_in_tray: boolean, 
/**
 * Whether the app is started with the system; none where this cannot be chosen here.
 */
start_with_system: boolean | null, 
/**
 * Whether the phone takes no picture of the screen; none where this cannot be chosen here.
 */
secure_screen: boolean | null, 
/**
 * Accounts.
 */
accounts: Array<AccountView>, 
/**
 * How the key of the file is kept, in words.
 */
key_words: string, 
/**
 * Whether it is kept under a passphrase; none where that cannot be chosen here.
 */
passphrase: boolean | null, 
/**
 * True in the demo school.
 */
demo: boolean, 
/**
 * The version of the app.
 */
version: string, };

/**
 * A file to hand to another app.
 */
export type ShareExportRequest = { 
/**
 * Whose.
 */
student: string, 
/**
 * What kind of file.
 */
format: ExportFormat | null, };

/**
 * A cell of the summary sheet.
 */
export type SheetCell = { 
/**
 * The mark that stands there.
 */
mark: MarkChip | null, 
/**
 * "4,38", of the marks that are here; none where not all of the term's are.
 */
average: string | null, 
/**
 * The school's own: "4,4".
 */
official: string | null, 
/**
 * The mark that the average would give today, where none stands there yet.
 */
would: string | null, 
/**
 * Colour family of what it would give.
 */
tint: Tint, 
/**
 * Everything at once, for a screen reader: "средний 4,38, по данным школы 4,4".
 */
label: string, };

/**
 * A column of the summary sheet.
 */
export type SheetColumn = { 
/**
 * Id of the term, "year", "exam", "final".
 */
id: string, 
/**
 * "2 четверть".
 */
name: string, 
/**
 * "2".
 */
short: string, 
/**
 * "5 ноября – 30 декабря".
 */
dates: string | null, 
/**
 * Whether today is in it.
 */
current: boolean, };

/**
 * An explanation of a cell.
 */
export type SheetNote = { 
/**
 * The subject.
 */
subject: string, 
/**
 * The term.
 */
term: string, 
/**
 * "Школа пишет 4,00: она считает без веса оценок, с весом выходит 4,50."
 */
text: string, };

/**
 * A row of the summary sheet.
 */
export type SheetRow = { 
/**
 * The subject as the school writes it.
 */
subject: string, 
/**
 * One for each column.
 */
cells: Array<SheetCell>, };

/**
 * The system's own page, or all ways to sign in.
 */
export type SignInPageRequest = { 
/**
 * Word of the system.
 */
system: string, 
/**
 * Another address in place of the system's own.
 */
base: string | null, 
/**
 * Settings of the account by name.
 */
settings: { [key in string]: string }, 
/**
 * What the account trusts beside what the system trusts.
 */
trust: TrustRequest, };

/**
 * Login and password for a system.
 */
export type SignInPasswordRequest = { 
/**
 * Word of the system: "dnevnik-ru".
 */
system: string, 
/**
 * Another address in place of the system's own; empty for its own.
 */
base: string | null, 
/**
 * Login.
 */
login: string, 
/**
 * Password.
 */
password: Typed, 
/**
 * The system's id of the school, where one is needed.
 */
school: string | null, 
/**
 * Settings of the account by name ("client_id").
 */
settings: { [key in string]: string }, 
/**
 * What the account trusts beside what the system trusts.
 */
trust: TrustRequest, };

/**
 * A token for a system.
 */
export type SignInTokenRequest = { 
/**
 * Word of the system.
 */
system: string, 
/**
 * Another address in place of the system's own.
 */
base: string | null, 
/**
 * The token.
 */
token: Typed, 
/**
 * Settings of the account by name.
 */
settings: { [key in string]: string }, 
/**
 * What the account trusts beside what the system trusts.
 */
trust: TrustRequest, };

/**
 * A sign-in that worked.
 */
export type SignedInView = { 
/**
 * The account.
 */
account: string, 
/**
 * The children it sees.
 */
students: Array<StudentView>, 
/**
 * True where the account was known already: everything of it was kept.
 */
again: boolean, };

/**
 * The hosts of one account.
 */
export type SourceHosts = { 
/**
 * "Дневник.ру".
 */
system: string, 
/**
 * Who is signed in.
 */
name: string, 
/**
 * Short names of the children it sees.
 */
children: Array<string>, 
/**
 * Every host that the app's requests can go to: "api.dnevnik.ru".
 */
hosts: Array<string>, 
/**
 * Where the window of the system's own sign-in page may go; empty where it has none. A domain stands for all
 * below it: "gosuslugi.ru и ниже".
 */
sign_in_hosts: Array<string>, 
/**
 * That ticks on homework are sent there; none where they are not.
 */
ticks_text: string | null, };

/**
 * How what is known of one child is kept up to date.
 */
export type SourceView = { 
/**
 * Whose.
 */
student: StudentId, 
/**
 * Short name.
 */
name: string, 
/**
 * One letter for the avatar.
 */
initial: string, 
/**
 * Index of the child's colour, 0 to 5.
 */
colour: number, 
/**
 * Name of the system.
 */
system: string, 
/**
 * How fresh the data is.
 */
freshness: Freshness, 
/**
 * "Последний раз удалось: сегодня в 10:31"; "Ещё ни разу не удалось".
 */
last: string, 
/**
 * "Следующий раз: через 3 минуты"; none where nothing is planned.
 */
next: string | null, 
/**
 * "Школа ответила за 0,8 с"; none where it has not.
 */
took: string | null, 
/**
 * What is wrong.
 */
trouble: TroubleView | null, };

/**
 * See [`StartView`].
 */
export type StartRequest = { 
/**
 * Language of the system ("ru-RU"), for when none was chosen.
 */
locale: string | null, };

/**
 * Where the profile stands, and the first screen.
 */
export type StartView = { 
/**
 * Where the profile stands.
 */
state: ProfileState, 
/**
 * What is wrong and one thing to do, where the profile is not open.
 */
words: string | null, 
/**
 * Tag of the language in use: "ru".
 */
language: string, 
/**
 * Theme chosen.
 */
theme: Theme, 
/**
 * True in the demo school.
 */
demo: boolean, 
/**
 * The children.
 */
family: FamilyView, 
/**
 * The first screen, where there are children.
 */
today: TodayView | null, 
/**
 * The app lock, where there is one.
 */
lock: LockStateView | null, 
/**
 * The version of the app.
 */
version: string, 
/**
 * Whether files and folders are chosen in a dialog of the system; else their paths are typed.
 */
picks: boolean, 
/**
 * Whether the shell hands files to other apps and prints the page, as on phones.
 */
shares: boolean, };

/**
 * One child as one account sees it. Two children never share one, even where their systems
 * give both the same number.
 */
export type StudentId = string;

/**
 * One child.
 */
export type StudentView = { 
/**
 * Id.
 */
id: StudentId, 
/**
 * Short name: the family's own, else the first name.
 */
name: string, 
/**
 * Name in full.
 */
full_name: string, 
/**
 * One letter for the avatar.
 */
initial: string, 
/**
 * Class: "7 «Б»".
 */
class: string | null, 
/**
 * School.
 */
school: string | null, 
/**
 * Index of the child's colour, 0 to 5.
 */
colour: number, 
/**
 * Unread changes.
 */
unread: number, 
/**
 * Account.
 */
account: AccountId, 
/**
 * Name of the system: "Дневник.ру".
 */
system: string, 
/**
 * "Четверти", "Полугодия": what this child's school divides its year into; none where that is not known.
 */
terms_name: string | null, 
/**
 * How fresh the data is.
 */
freshness: Freshness, 
/**
 * In words: "обновлено 2 минуты назад".
 */
freshness_text: string, 
/**
 * What is wrong and one thing to do.
 */
trouble: TroubleView | null, };

/**
 * One subject.
 */
export type SubjectRequest = { 
/**
 * Whose.
 */
student: string, 
/**
 * The subject as the school writes it.
 */
subject: string, 
/**
 * As in [`MarksRequest`].
 */
term: string | null, 
/**
 * Id of a mark that is to be there: where it is outside the term that was asked for, the term that holds it is
 * shown.
 */
mark: string | null, };

/**
 * One subject in the list.
 */
export type SubjectRow = { 
/**
 * The subject as the school writes it.
 */
subject: string, 
/**
 * Marks, oldest first.
 */
marks: Array<MarkChip>, 
/**
 * "4,38": weighted where the school gives weights.
 */
average: string | null, 
/**
 * Colour family of the average.
 */
tint: Tint, 
/**
 * "4,4 по данным школы".
 */
official: string | null, 
/**
 * Mark of the term, or of the year.
 */
term_mark: MarkChip | null, };

/**
 * One subject.
 */
export type SubjectView = { 
/**
 * Whose.
 */
student: StudentView, 
/**
 * The subject as the school writes it.
 */
subject: string, 
/**
 * "Гаджиева С. К. · 2 четверть".
 */
caption: string, 
/**
 * Terms to choose from.
 */
terms: Array<TermChoice>, 
/**
 * "4,38".
 */
average: string | null, 
/**
 * "средний с учётом веса, 11 оценок".
 */
average_text: string, 
/**
 * "4,4 по данным школы".
 */
official: string | null, 
/**
 * "0,14 за две недели".
 */
trend_text: string | null, 
/**
 * 1 up, −1 down, 0 the same.
 */
trend: number, 
/**
 * Points of the plot, oldest first.
 */
points: Array<TrendPoint>, 
/**
 * How many of each value.
 */
distribution: Array<DistributionBar>, 
/**
 * What is needed for the next mark up.
 */
need: NeedView | null, 
/**
 * Every mark, newest first.
 */
marks: Array<MarkEntry>, 
/**
 * Its tests whose time for a mark is over, without one, newest first.
 */
unmarked: Array<UnmarkedTest>, 
/**
 * Marks of terms and year.
 */
term_marks: Array<TermMarkEntry>, 
/**
 * What there is to show.
 */
filling: Filling, };

/**
 * A file that could be written.
 */
export type SuggestedFile = { 
/**
 * What kind of file.
 */
format: ExportFormat, 
/**
 * Its whole path.
 */
file: string, };

/**
 * A sync by hand.
 */
export type SyncNowRequest = { 
/**
 * One child; none for all.
 */
student: string | null, };

/**
 * How far a sync is.
 */
export type SyncProgressView = { 
/**
 * "Амина: уроки, оценки и задания".
 */
text: string, 
/**
 * "Шаг 2 из 2, 17 запросов к школе"; none before the first request.
 */
steps: string | null, 
/**
 * The share of the child's steps that is behind it, 0 to 1.
 */
share: number, };

/**
 * A sync that ended.
 */
export type SyncedView = { 
/**
 * Number of changes found.
 */
changes: number, 
/**
 * "Нового нет", "2 новых".
 */
words: string, 
/**
 * What is wrong.
 */
trouble: TroubleView | null, };

/**
 * Which of the machine's own authorities are asked for.
 */
export type SystemAuthoritiesRequest = { 
/**
 * False: those alone that call themselves the Russian national root. True: whatever its owner has added as well.
 */
added: boolean, };

/**
 * Authorities that this machine holds.
 */
export type SystemAuthoritiesView = { 
/**
 * The Russian national root first.
 */
authorities: Array<SystemAuthorityView>, };

/**
 * An authority that this machine holds.
 */
export type SystemAuthorityView = { 
/**
 * Whom it names.
 */
name: string, 
/**
 * SHA-256 of its certificate.
 */
fingerprint: string, 
/**
 * "Действителен до 27 февраля 2032".
 */
validity: string, 
/**
 * Whether the system trusts it: then every account does already.
 */
trusted: boolean, 
/**
 * Its certificate in base64: what is sent back, as a file would be, to have an account trust it.
 */
certificate: string, };

/**
 * One setting of a system.
 */
export type SystemSettingView = { 
/**
 * Name.
 */
name: string, 
/**
 * Its default.
 */
default: string, 
/**
 * Whether it is hidden when typed.
 */
secret: boolean, 
/**
 * Whether a form with a password must ask for it.
 */
needed: boolean, 
/**
 * Values to choose from; another may be typed. Empty where nothing is known.
 */
choices: Array<ChoiceView>, 
/**
 * The value of "yes", where it is a switch.
 */
switch: string | null, };

/**
 * One school system.
 */
export type SystemView = { 
/**
 * Its word: "dnevnik-ru".
 */
word: string, 
/**
 * Its name: "Дневник.ру".
 */
name: string, 
/**
 * Regions whose schools keep their diary here, where all of them have one server.
 */
serves: Array<string>, 
/**
 * Through its own page.
 */
page: boolean, 
/**
 * Through login and password.
 */
password: boolean, 
/**
 * Through a pasted token.
 */
token: boolean, 
/**
 * Where the password goes, in words.
 */
password_words: string, 
/**
 * Whether the form with a password asks for a school.
 */
school: boolean, 
/**
 * Whether the system can be asked which regions have a server of it.
 */
directory: boolean, 
/**
 * What can be set for an account.
 */
settings: Array<SystemSettingView>, };

/**
 * The school systems.
 */
export type SystemsView = { 
/**
 * In the order in which they are offered.
 */
systems: Array<SystemView>, };

/**
 * One homework of the family's own.
 */
export type TaskRequest = { 
/**
 * Whose.
 */
student: string, 
/**
 * Its id.
 */
id: string, };

/**
 * One homework, and where it comes from.
 */
export type TaskRow = { 
/**
 * The homework.
 */
row: HomeworkRow, 
/**
 * Written down by the family: to be changed and taken out here.
 */
own: boolean, 
/**
 * The day it is for.
 */
due: DayLabel, 
/**
 * "на вчера", where its day is over; "задано 18 ноября", where the school says so.
 */
note: string | null, };

/**
 * A teacher.
 */
export type TeacherRow = { 
/**
 * As the school writes it.
 */
name: string, 
/**
 * What is taught.
 */
subjects: Array<string>, };

/**
 * A choice of term.
 */
export type TermChoice = { 
/**
 * Id, or "year".
 */
id: string, 
/**
 * "2 четверть".
 */
name: string, 
/**
 * The same where there is little room: "2", "Год".
 */
short: string, 
/**
 * Chosen.
 */
chosen: boolean, };

/**
 * A mark of a term or the year.
 */
export type TermMarkEntry = { 
/**
 * "1 четверть".
 */
title: string, 
/**
 * The mark.
 */
chip: MarkChip, };

/**
 * How far the current term is.
 */
export type TermProgress = { 
/**
 * "2 четверть".
 */
title: string, 
/**
 * How much is over, 0 to 1.
 */
share: number, 
/**
 * "Неделя 3 из 8, до конца 39 дней".
 */
text: string, };

/**
 * The summary sheet of a child.
 */
export type TermsRequest = { 
/**
 * Whose.
 */
student: string, };

/**
 * The summary sheet of a child's school year.
 */
export type TermsView = { 
/**
 * Whose.
 */
student: StudentView, 
/**
 * Terms, then the year, then exams and the final mark where there are any.
 */
columns: Array<SheetColumn>, 
/**
 * One row for each subject, as the school sorts them.
 */
subjects: Array<SheetRow>, 
/**
 * How far the current term is.
 */
progress: TermProgress | null, 
/**
 * Where marks, averages and what the school says do not go together, and why.
 */
notes: Array<SheetNote>, 
/**
 * What there is to show.
 */
filling: Filling, };

/**
 * A test ahead.
 */
export type TestRow = { 
/**
 * Id.
 */
id: string, 
/**
 * Day.
 */
day: DayLabel, 
/**
 * Subject.
 */
subject: string, 
/**
 * "Контрольная работа".
 */
title: string, 
/**
 * Topic.
 */
topic: string | null, };

/**
 * How the app looks.
 */
export type Theme = "system" | "light" | "dark" | "black";

/**
 * A tick.
 */
export type TickRequest = { 
/**
 * Whose.
 */
student: string, 
/**
 * Id of the homework.
 */
homework: string, 
/**
 * Its due day: names the school year.
 */
due: string, 
/**
 * Done or not.
 */
done: boolean, };

/**
 * The colour family of a mark. Never the only sign: the value is always written.
 */
export type Tint = "five" | "four" | "three" | "two" | "absent" | "plain";

/**
 * Today.
 */
export type TodayRequest = { 
/**
 * One child; none for the whole family.
 */
student: string | null, };

/**
 * Today of one child.
 */
export type TodaySection = { 
/**
 * Whose.
 */
student: StudentView, 
/**
 * The day.
 */
day: DayLabel, 
/**
 * What there is to show of the day.
 */
filling: Filling, 
/**
 * For a day without lessons: "Осенние каникулы до 4 ноября".
 */
words: string | null, 
/**
 * Now and next; none on a day without lessons.
 */
now: NowView | null, 
/**
 * Today's lessons.
 */
lessons: Array<LessonRow>, 
/**
 * Today's marks and absences that belong to none of them.
 */
loose: Array<LooseMark>, 
/**
 * What changed, newest first, unread first; at most six.
 */
news: Array<FeedEntry>, 
/**
 * Homework for the next school day.
 */
next_day: NextDayView | null, 
/**
 * Tests ahead.
 */
tests: Array<TestRow>, };

/**
 * Today, for one child or all.
 */
export type TodayView = { 
/**
 * One for each child.
 */
sections: Array<TodaySection>, };

/**
 * What became of the notice about a change.
 */
export type ToldState = "told" | "digest" | "held" | "not_told" | "waiting";

/**
 * What became of the notice about a change.
 */
export type ToldView = { 
/**
 * What became of it.
 */
state: ToldState, 
/**
 * "Уведомление в 07:00, в сводке после тихих часов", "Без уведомления: выключено в настройках".
 */
text: string, };

/**
 * One point of the plot.
 */
export type TrendPoint = { 
/**
 * Place on the axis of time, 0 to 1.
 */
x: number, 
/**
 * The mark, 1 to 5.
 */
value: number, 
/**
 * The average after it.
 */
average: number, 
/**
 * Colour family.
 */
tint: Tint, 
/**
 * For a screen reader.
 */
label: string, };

/**
 * What is wrong with a source.
 */
export type TroubleView = { 
/**
 * What happened.
 */
what: string, 
/**
 * One thing to do.
 */
todo: string, 
/**
 * Whether the thing to do is to sign in again.
 */
sign_in: boolean, 
/**
 * When it is tried next: "через 3 минуты".
 */
next_try: string | null, };

/**
 * What an account is to trust beside what the system trusts.
 */
export type TrustAuthorityRequest = { 
/**
 * The account.
 */
account: string, 
/**
 * The file with the authority's certificate, in base64; none: it trusts nothing more than the system does.
 */
certificate: string | null, };

/**
 * An authority that an account trusts, beside those that the system trusts.
 */
export type TrustRequest = { 
/**
 * The file with its certificate, in base64; none to take over that of `again`.
 */
certificate: string | null, 
/**
 * The account that is signed in to again.
 */
again: string | null, };

/**
 * Something secret as it was typed: does not print, is zeroed on drop.
 */
export type Typed = string;

/**
 * A passphrase as it was typed.
 */
export type UnlockRequest = { 
/**
 * The passphrase.
 */
passphrase: Typed, 
/**
 * True to make a new file with it, where there is none.
 */
create: boolean, };

/**
 * A test that the school has given no mark for.
 */
export type UnmarkedTest = { 
/**
 * Its id.
 */
id: string, 
/**
 * "Самостоятельная работа".
 */
title: string, 
/**
 * "12 ноября, оценки нет 8 дней".
 */
text: string, 
/**
 * Where it stands in the diary.
 */
route: string, };

/**
 * Whether a backup is whole.
 */
export type VerifyBackupRequest = { 
/**
 * The file.
 */
file: string, 
/**
 * Its passphrase; none for that of the copies.
 */
passphrase: Typed | null, };

/**
 * The ways to sign in to a system with some settings.
 */
export type WaysView = { 
/**
 * Through its own page.
 */
page: boolean, 
/**
 * Names of the settings without which that page cannot be used.
 */
page_needs: Array<string>, 
/**
 * Through login and password.
 */
password: boolean, 
/**
 * Through a pasted token.
 */
token: boolean, };

/**
 * One subject in a week.
 */
export type WeekSubject = { 
/**
 * The subject as the school writes it.
 */
subject: string, 
/**
 * Its marks of the week, oldest first.
 */
marks: Array<MarkChip>, 
/**
 * "4,5"; none where nothing counts.
 */
average: string | null, 
/**
 * Colour family of the average.
 */
tint: Tint, 
/**
 * "3 урока, 2 задания, пропущен 1 урок".
 */
text: string, };

/**
 * A weekday, on the average of the term.
 */
export type WeekdayLoad = { 
/**
 * "Понедельник".
 */
name: string, 
/**
 * Share of the heaviest, 0 to 1: lessons and homework together.
 */
share: number, 
/**
 * "уроков 6, заданий 4,5".
 */
text: string, };

/**
 * A weight to choose.
 */
export type WeightChoice = { 
/**
 * 1.5.
 */
weight: number, 
/**
 * "1,5".
 */
text: string, };

/**
 * What happened.
 */
export type What = "added" | "changed" | "removed";

/**
 * A question about a subject's marks.
 */
export type WhatIfRequest = { 
/**
 * Whose.
 */
student: string, 
/**
 * The subject as the school writes it.
 */
subject: string, 
/**
 * As in [`MarksRequest`](super::MarksRequest).
 */
term: string | null, 
/**
 * Marks that there would be more.
 */
add: Array<AddedMark>, 
/**
 * Marks that would be others.
 */
change: Array<ChangedMark>, 
/**
 * Ids of marks that would not be there.
 */
drop: Array<string>, 
/**
 * What is wished for: a mark ("5") or an average ("4,6"); none for the next mark up.
 */
wish: string | null, 
/**
 * The mark to get for it, again and again: "5".
 */
with: string | null, 
/**
 * Its weight; none for 1.
 */
weight: number | null, };

/**
 * What would become of it.
 */
export type WhatIfView = { 
/**
 * "4,38"; none where nothing would count.
 */
average: string | null, 
/**
 * Colour family of the mark it would give.
 */
tint: Tint, 
/**
 * "+0,11": against the average as it is.
 */
delta: string | null, 
/**
 * 1 up, −1 down, 0 the same.
 */
delta_sign: number, 
/**
 * "Вышла бы 5, а выходит 4".
 */
text: string, 
/**
 * What the wish takes, over the marks as they would stand; none where there is nothing to wish for.
 */
need: NeedView | null, 
/**
 * Whether the wish can be had at all.
 */
possible: boolean, 
/**
 * What is wrong with how the wish is written, with what to write; the rest of the answer holds all the same.
 */
wish_problem: string | null, 
/**
 * Values to choose from, the best first.
 */
values: Array<string>, 
/**
 * Marks that one may wish for, the best first.
 */
wishes: Array<string>, 
/**
 * Weights that occur in the subject, to choose from; empty where the school gives none.
 */
weights: Array<WeightChoice>, };

/**
 * A letter to be written or written on.
 */
export type WriteLetterRequest = { 
/**
 * Whose.
 */
student: string, 
/**
 * Id of one that was begun; none for a new one.
 */
id: string | null, 
/**
 * Id of the message that a new one answers. Where an answer was begun, it is written on.
 */
answers: string | null, };

/**
 * Whether letters can be written.
 */
export type Writing = "can" | "not_by_system" | "not_by_account" | "sign_in_again";

/**
 * Whether letters can be written, and why not.
 */
export type WritingView = { 
/**
 * Whether.
 */
state: Writing, 
/**
 * Why not, and one thing to do.
 */
words: string | null, };

/** Every command: what goes in, what comes out. */
export interface Commands {
  start: { request: StartRequest; response: StartView };
  unlock: { request: UnlockRequest; response: StartView };
  enter_lock: { request: EnterLockRequest; response: StartView };
  scan_finger: { request: Nothing; response: Nothing };
  lock_now: { request: Nothing; response: StartView };
  set_aside_locked: { request: Nothing; response: StartView };
  touch: { request: Nothing; response: Nothing };
  lock_settings: { request: Nothing; response: LockView };
  finger_settings: { request: Nothing; response: FingerSettingsView };
  change_lock: { request: ChangeLockRequest; response: LockView };
  retry_key: { request: Nothing; response: StartView };
  recover: { request: Nothing; response: RecoveredView };
  systems: { request: Nothing; response: SystemsView };
  ways_in: { request: SignInPageRequest; response: WaysView };
  find_schools: { request: FindSchoolsRequest; response: SchoolsFoundView };
  find_regions: { request: SignInPageRequest; response: RegionsFoundView };
  sign_in_password: { request: SignInPasswordRequest; response: SignedInView };
  sign_in_token: { request: SignInTokenRequest; response: SignedInView };
  sign_in_page: { request: SignInPageRequest; response: SignedInView };
  sign_in_cancel: { request: Nothing; response: Nothing };
  demo_enter: { request: Nothing; response: StartView };
  demo_leave: { request: Nothing; response: StartView };
  trust_authority: { request: TrustAuthorityRequest; response: SettingsView };
  system_authorities: { request: SystemAuthoritiesRequest; response: SystemAuthoritiesView };
  sign_out: { request: AccountRequest; response: StartView };
  family: { request: Nothing; response: FamilyView };
  today: { request: TodayRequest; response: TodayView };
  diary: { request: DiaryRequest; response: DiaryView };
  month: { request: MonthRequest; response: MonthView };
  marks: { request: MarksRequest; response: MarksView };
  subject: { request: SubjectRequest; response: SubjectView };
  what_if: { request: WhatIfRequest; response: WhatIfView };
  feed: { request: FeedRequest; response: FeedView };
  see: { request: SeeRequest; response: FamilyView };
  tick: { request: TickRequest; response: Nothing };
  send_ticks: { request: SendTicksRequest; response: SettingsView };
  homework: { request: HomeworkRequest; response: HomeworkView };
  put_task: { request: PutTaskRequest; response: Nothing };
  remove_task: { request: TaskRequest; response: Nothing };
  open_attachment: { request: AttachmentRequest; response: FileShownView };
  browse_attachment: { request: BrowseRequest; response: Nothing };
  attachment_place: { request: AttachmentRequest; response: FilePlaceView };
  save_attachment: { request: SaveAttachmentRequest; response: ExportedView };
  share_attachment: { request: AttachmentRequest; response: Nothing };
  cancel_attachment: { request: AttachmentRequest; response: Nothing };
  attendance: { request: AttendanceRequest; response: AttendanceView };
  analytics: { request: AnalyticsRequest; response: AnalyticsView };
  terms: { request: TermsRequest; response: TermsView };
  school: { request: SchoolRequest; response: SchoolView };
  record: { request: RecordRequest; response: RecordView };
  occasions: { request: OccasionsRequest; response: OccasionsView };
  letters: { request: LettersRequest; response: LettersView };
  letter: { request: LetterRequest; response: LetterView };
  open_letter: { request: LetterRequest; response: LetterView };
  receivers: { request: ReceiversRequest; response: ReceiversView };
  write_letter: { request: WriteLetterRequest; response: LetterToWriteView };
  keep_letter: { request: KeepLetterRequest; response: LetterKeptView };
  remove_letter: { request: LetterRequest; response: Nothing };
  send_letter: { request: SendLetterRequest; response: LetterSentView };
  search: { request: SearchRequest; response: SearchView };
  settings: { request: Nothing; response: SettingsView };
  change_settings: { request: ChangeSettingsRequest; response: SettingsView };
  notices: { request: Nothing; response: NoticesView };
  change_notices: { request: ChangeNoticesRequest; response: NoticesView };
  health: { request: Nothing; response: HealthView };
  history: { request: Nothing; response: HistoriesView };
  begin_history: { request: HistoryRequest; response: HistoriesView };
  cancel_history: { request: HistoryRequest; response: HistoriesView };
  check: { request: Nothing; response: CheckView };
  report: { request: Nothing; response: ReportView };
  save_report: { request: Nothing; response: ReportSavedView };
  share_report: { request: Nothing; response: Nothing };
  backup_settings: { request: Nothing; response: BackupView };
  change_backup: { request: ChangeBackupRequest; response: BackupView };
  create_backup: { request: CreateBackupRequest; response: BackupMadeView };
  cancel_backup: { request: Nothing; response: Nothing };
  verify_backup: { request: VerifyBackupRequest; response: BackupMadeView };
  restore_backup: { request: RestoreBackupRequest; response: RestoredView };
  name_student: { request: NameStudentRequest; response: FamilyView };
  colour_student: { request: ColourStudentRequest; response: FamilyView };
  order_students: { request: OrderStudentsRequest; response: FamilyView };
  help: { request: Nothing; response: HelpView };
  exports: { request: ExportsRequest; response: ExportsView };
  save_export: { request: SaveExportRequest; response: ExportedView };
  share_export: { request: ShareExportRequest; response: Nothing };
  keep_calendar: { request: KeepCalendarRequest; response: ExportsView };
  pick: { request: PickRequest; response: PickedView };
  print_page: { request: Nothing; response: Nothing };
  change_key: { request: ChangeKeyRequest; response: SettingsView };
  sync_now: { request: SyncNowRequest; response: SyncedView };
  stop_sync: { request: Nothing; response: Nothing };
  resolve_link: { request: ResolveLinkRequest; response: RouteView };
}

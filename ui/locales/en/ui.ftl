### Words of the window itself. What Rust tells is in words.ftl and notices.ftl.

app-name = Peremena
language-name = English

## Where to

skip = Skip to content
nav-label = Sections
nav-today = Today
nav-diary = Diary
nav-marks = Marks
nav-feed = Feed
nav-more = More
back = Back

## Who

switcher-label = Whose diary
family = Whole family
children = { $count ->
    [one] { $count } child
   *[other] { $count } children
}
add-account = Add a child or a school
unread-word = unread
unread-one = unread
unread-count = { $count } unread

## Common

cancel = Cancel
save = Save
open = Open
opening = Opening…
try-again = Try again
try-now = Try now
sync-now = Refresh
next-try = Next try { $when }.
trouble-label = Something is wrong
error-no-answer = The app did not answer. Please try again.
demo-label = Example
demo-more = The school and the children are invented, nothing of it stays
demo-leave = Leave

## Nothing here

filling-holiday = Holidays
filling-not-loaded = Not loaded yet
filling-not-loaded-more = It appears here as soon as the school answers.
filling-not-published = The school does not publish this
filling-not-published-more = The school’s diary system does not give this information.
empty-day = No lessons
empty-week = No lessons this week
empty-marks = No marks yet
empty-marks-more = The first one appears here as soon as it is given.
empty-subject = No marks in this subject yet
empty-feed = All quiet here
empty-feed-more = New marks, homework and substitutions are gathered in the feed.

## Today

news = New
no-news = Nothing new.
all-feed = Whole feed
tests = Ahead
lessons-today = Lessons today
lessons-of = Lessons, { $day }
open-diary = Open the diary
no-homework = Nothing is set.
nothing-set = { $subject }: nothing set yet
only-files = See the file

## Diary

lesson-word = Lesson
now = now
week-days = Days of the week
previous-week = Week before
next-week = Week after
this-week = This week
print = Print
signature = Parent’s signature
topic = Topic: { $topic }
subject-marks = All marks in this subject
other-homework = Also set
marks-count = { $count ->
    [one] { $count } mark
   *[other] { $count } marks
}

## Marks

term-choice = Term
average-short = Average
term-mark-short = Final
no-marks-yet = none yet
trend-label = The average over the term: { $points }
up = up by
down = down by
distribution = How many of each
term-marks = Final marks
influence = Influence on the average

## Feed

feed-filter = What to show
all-kinds = All
see-all = Mark all read, { $count }
older = Show earlier

## Homework

nav-homework = Homework
empty-homework = No homework
all-subjects = All subjects
subject-filter = Subject
overdue = Overdue
homework-before = Earlier
change = Change
remove = Remove
undo = Undo
task-own = own
task-new = Write down your own
task-new-title = A task of your own
task-change-title = Change the task
task-change = Change: { $text }
task-remove = Remove: { $text }
task-removed = Removed: { $text }
task-text = What to do
task-subject = Subject or matter
task-due = For which day
task-only-here = It stays here: nothing of it goes to the school.

## Attendance

nav-attendance = Attendance
empty-attendance = Nothing missed
attendance-totals = Term by term
attendance-reasons = By reason
attendance-subjects = By subject
attendance-days = Day by day
remarks = Remarks
weekday-1 = Mo
weekday-2 = Tu
weekday-3 = We
weekday-4 = Th
weekday-5 = Fr
weekday-6 = Sa
weekday-7 = Su

## Terms

nav-terms = Terms
empty-terms = No term marks yet
sheet-caption = Summary sheet: subjects by terms
sheet-subject = Subject
sheet-legend-would = what the average makes today, not a mark yet
sheet-legend-official = the school’s own average; the others are made of the diary’s marks
sheet-notes = Where the numbers differ

## What if

what-if = What if
what-if-unreal = These are no real marks: they are kept nowhere.
what-if-add = Add a mark
what-if-add-one = Add a { $value }
what-if-take = Take the added { $value } away
what-if-change = Change or drop one that was given
what-if-as-is = as it is
what-if-drop = drop
what-if-reset = Start again
weight = Weight
close = Close
wish = What it takes
wish-what = What for
wish-next = The next mark up
wish-mark = A { $value }
wish-average = An average
wish-which = Of
wish-with = By marks of
wish-none = There is nothing higher.

## Search

nav-search = Search
search-what = Topic, subject, teacher
search-hint = It searches all years that are on this device, offline: topics of lessons, homework, works and comments, remarks, subjects and teachers. A word may be written in any form.
search-more = Not everything is shown. Add a word, or choose where to look.

## Events, school, record

nav-events = Events and messages
empty-events = Nothing yet
empty-remarks = No remarks
events-past = Earlier
nav-school = School and class
empty-school = The school said nothing of itself
school = School
class = Class
guardians = Parents
guardians-note = whom the school linked to the child
teachers = Teachers
teachers-of-lessons = from the timetable
school-year = School year
nav-record = The child’s record
empty-record = Nothing yet
record-lead = What of all that a family is due the school has filled in, and whether in time. It is about the school’s record, not about the child.
record-complete = Completeness
record-filled = filled in
record-partly = partly filled in
record-missing = not filled in
record-not-given = not passed on
record-not-yet = too early
record-limit-homework = Time after the last lesson
record-limit-marks = Time after a work
minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}
hours = { $count ->
    [one] { $count } hour
   *[other] { $count } hours
}
days = { $count ->
    [one] { $count } day
   *[other] { $count } days
}

## Keys

shortcuts = Keys
shortcut-week = A week back and forward, in the diary
shortcut-this = This list
palette = Go anywhere
palette-what = A screen, a name, or what to find
palette-search = Search for «{ $text }»
keys-single = Keys without Ctrl
keys-single-more = Switch them off if they are in the way. This list opens through Ctrl+K too.

## First start

welcome-title = A diary for the whole family
welcome-lead = Peremena shows your children’s marks, homework and timetable, and is the first to say what changed. Everything is kept on this device, encrypted.
choose-system = Where does your school keep its diary?
show-demo = Show me an example
show-demo-more = An invented school with three children. No account, no network.

## Sign-in

sign-in = Sign in
sign-in-as = Sign in again: { $name }
sign-in-again = Sign in again
sign-in-keeps = Marks, history and settings stay as they are.
sign-in-do = Sign in
signing-in = Signing in…
signed-in = Here they are
signed-in-more = The diary is loading. You will not be notified of what happened before.
signed-in-again = Back in touch
signed-in-again-more = Everything was kept. What came meanwhile is told in one message.
no-children = You are signed in, but this account has no children.
way = How to sign in
way-page = On the school’s page
way-page-more = The page of { $system } opens in a window of its own. Sign in there as you always do.
way-password = Login and password
way-token = Access token
way-token-more = A token you got from the system itself. It is kept only here.
login = Login
password = Password
token = Access token
open-page = Open the sign-in page
page-open = The school’s window is open
more-settings = More settings
setting-base = Address, if your school has its own
setting-school = School (number or name)
setting-host = Region or server
setting-host-typed = Address of the server, like sgo.example.ru
setting-keep-password = Sign in again without asking
setting-keep-password-more = Sessions are short here. A fingerprint of the password is kept in the encrypted file; it opens the account as the password does
setting-keep-password-whole-more = The password itself is kept in the encrypted file: this system takes nothing else
setting-read-letters = Show letters and notices whole
setting-read-letters-more = The school then sees them as read. Otherwise only their beginning is shown here
setting-vendor = The school's name in its address, for example school9
setting-devkey = Developer key of ElJur
setting-utc-offset = Hours that the school is ahead of UTC
choose = Choose
choose-another = Another
school-part = A part of its name, or its number
school-looking = Looking…
school-none = There is no such school on this server
setting-region = Region
setting-client-id = Client id
setting-client-secret = Client secret
setting-scope = Client scope

## Storage

state-await-key = Waiting for the diary’s key
state-choose-passphrase = Choose a passphrase
state-enter-passphrase = Enter your passphrase
state-wrong-key = The key does not fit
state-damaged = The diary’s file is damaged
state-newer = The file is from a newer version
state-no-access = No access to the file
passphrase = Passphrase
passphrase-again = Once more
passphrase-set = Make the diary
passphrase-differs = The passphrases differ.
passphrase-warning = It cannot be recovered: write it down and keep it safe.
recover = Recover
recovering = Recovering…
recover-sure = Recover the diary?
recover-sure-more = The damaged file is set aside, not deleted. History, done ticks and names are saved as far as possible; marks and timetable are loaded from the school again.

## Settings

settings = Settings
settings-accounts = Accounts
settings-notifications = Notifications
settings-appearance = Appearance and language
settings-privacy = What leaves this device
settings-about = About
sign-out = Sign out
sign-out-sure = Sign out of { $system }?
sign-out-sure-more = Everything is removed from this device: { $children }. Marks, the history of changes, done ticks. Nothing changes at the school.
signed-out = You signed out of { $system }
rename = Change the name
rename-child = Give a name of your own: { $name }
name-of = Name: { $name }
hide-values = Hide values
hide-values-of = Hide values: { $name }
quiet-hours = Quiet hours
quiet-hours-more = At night notifications wait and come as one digest in the morning
school-hours = Quiet during lessons
school-hours-more = What comes during lessons is told after the last one
digests = As a digest at chosen times
digests-more = Instead of single notifications: in the morning, in the evening or both
digest-morning = Morning
digest-evening = Evening
time-from = From
time-to = To
time-none = none
undone-at = Remind of what is not done for tomorrow
notices-table = What the table shows
notices-told = What is told
notices-sounds = What makes a sound
notice-sound = With sound
stay-in-tray = Stay in the tray
stay-in-tray-more = You are told what is new with the window closed
settings-status = Connection check
start-with-system = Start with the system
start-with-system-more = Without a window, so that news comes after a restart too
check-more = We look at the whole way: the diary’s file, the school, the rules, and a real notification.
check-start = Check now
check-running = Checking…
check-is-good = works
check-is-mind = take note
check-is-bad = does not work
report-more = A report of a problem: without names, the school’s address or marks. Read it before you give it to anybody.
report-make = Write the report
report-text = Report of a problem
report-copy = Copy
report-save = Save to a file
report-copied = The report is copied
report-not-copied = The system did not let us copy: select the text
theme = Theme
theme-system = As the system
theme-light = Light
theme-dark = Dark
theme-black = Black
language = Language
language-system = As the system
privacy-school = Peremena talks only to your school’s system: it asks for timetable, marks and homework in your name, and sends your login and password to it when you sign in.
privacy-nothing-else = Nothing goes anywhere else: there are no servers of ours, no statistics, no crash reports.
privacy-stored = All that was received lies on this device in an encrypted file.

backup = Backups
backup-folder = Folder for copies
backup-second-folder = A second folder, in another place
backup-add-folder = Add
backup-forget = No more copies to { $folder }
backup-forget-short = No more copies here
backup-passphrase = Passphrase for copies
backup-new-passphrase = New passphrase for copies
backup-now = Make a copy now
backup-running = A backup is being made or read
backup-open = Check or restore a backup
backup-file = File of the backup
backup-its-passphrase = Its passphrase
backup-verify = Check
backup-restore = Restore
backup-restore-title = Restore the diary from a backup?
backup-restore-text = The diary of now stays beside it, set aside. You will have to sign in to the school again.
about-text = A school diary for families. Free software.

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
sync-runs = The diary is loading
sync-stopping = Stopping…
pull-more = Pull to refresh
pull-release = Release to refresh
pull-syncing = Refreshing…
next-try = Next try { $when }.
trouble-label = Something is wrong
error-no-answer = The app did not answer. Please try again.
demo-label = Example
demo-more = The school and the children are invented, nothing is saved
demo-leave = Leave

## Nothing here

filling-holiday = Holidays
filling-holiday-more = Lessons and homework appear here once school starts again.
filling-not-loaded = Not loaded yet
filling-not-loaded-more = It appears here once the school answers.
filling-not-published = The school does not publish this
filling-not-published-more = The school’s diary system does not provide it.
empty-day = No lessons
empty-day-more = They appear here once the school sets any.
empty-month = Nothing in this month
month-not-loaded-more = Open any day: its week loads once the school answers.
empty-month-more = Lessons and marks appear here once the school enters them.
empty-marks = No marks yet
empty-marks-more = The first one appears here once it is given.
empty-subject = No marks in this subject yet
empty-term = No current marks in this period
empty-feed = All quiet here
empty-feed-more = New marks, homework and substitutions are gathered in the feed.
empty-kind = Nothing of this kind yet
empty-kind-more = It appears here once it comes. “All” shows everything else.

## Today

news = New
no-news = Nothing new.
all-feed = Whole feed
tests = Ahead
day-tests = Tests
lessons-today = Lessons today
lessons-of = Lessons, { $day }
open-diary = Open the diary
no-homework = No homework.
nothing-set = { $subject }: no homework yet
only-files = The task is in the file

## Diary

lesson-word = Lesson
now = now
week-days = Days of the week
previous-week = Previous week
next-week = Next week
this-week = This week
previous-month = Previous month
next-month = Next month
this-month = This month
span-choice = How much to show
span-day = Day
span-week = Week
span-month = Month
month-missed = { $count ->
    [one] missed
   *[other] missed ×{ $count }
}
month-late = late
month-late-short = late
month-test = test: { $subject }
month-test-sign = T
month-legend-test = test
month-legend-homework = homework
month-legend-holiday = holidays
print = Print
signature = Parent’s signature
topic = Topic: { $topic }
subject-marks = All marks in this subject
other-homework = More homework
other-marks = Outside the timetable
marks-count = { $count ->
    [one] { $count } mark
   *[other] { $count } marks
}

## Marks

term-choice = Term
average-short = Average
term-mark-short = Final
no-marks-yet = none yet
trend-label = How the average went: { $points }
up = up by
down = down by
distribution = How many of each
term-marks = Final marks
influence = Influence on the average

## Feed

feed-filter = What to show
all-kinds = All
see-all = Mark all as read, { $count }
read-at-once = Marked as read: { $count }
older = Show earlier

## Homework

nav-homework = Homework
empty-homework = No homework
empty-homework-more = New homework appears here once teachers enter it. You can add your own now.
all-subjects = All subjects
subject = Subject
overdue = Overdue
earlier = Earlier
change = Change
remove = Remove
undo = Undo
task-own = own
task-new = Add your own
task-new-title = Your own task
task-change-title = Change the task
task-change = Change: { $text }
task-remove = Remove: { $text }
task-removed = Removed: { $text }
task-text = What to do
task-subject = Subject or activity
task-due = Due
task-only-here = Kept on this device only: the school does not see it.

## Attendance

nav-attendance = Attendance
empty-attendance = Nothing missed
empty-attendance-more = A missed lesson or a late start appears here.
attendance-totals = Totals
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
empty-terms-more = They appear here once the school gives them.
sheet-caption = Summary sheet: subjects, marks of terms and of the year
sheet-legend-would = what today’s average would give, not a mark yet
sheet-legend-official = the school’s own average; the others are worked out from the marks
sheet-notes = Where the numbers differ

## What if

what-if = What if
what-if-unreal = These are not real marks and are not saved anywhere.
what-if-add = Add a mark
what-if-add-one = Add a { $value }
what-if-take = Remove the added { $value }
what-if-change = Change or drop marks that were given
what-if-as-is = as is
what-if-drop = drop
what-if-reset = Start again
weight = Weight
close = Close
wish = What it takes
wish-what = Goal
wish-next = the next mark up
wish-mark = a { $value }
wish-average = an average
wish-which = Which average
wish-with = New marks
wish-none = There is nothing higher.

## Search

nav-search = Search
search-what = Topic, subject, name
search-hint = Works offline, over all years on this device: subjects, lesson topics, homework, marks and comments, tests, absence, remarks, events, announcements, messages, people, the school, terms and holidays. Write a word in any form.
search-none-more = Check the spelling, drop a word or type only the beginning of one.
search-more = Not everything is shown. Add a word or choose a kind.

## Events, school, record

nav-events = Events and messages
letter = Message
letter-write = Write
letter-new = New message
letter-answering = Answer
letter-answer = Reply
letter-open-named = Open the message: { $title }
letter-opening = Loading the whole message…
letter-read-note = When you open a message, the school sees it as read.
letter-no-text = The message has no text.
letter-not-open = The whole message is not loaded yet.
letter-begun = Drafts
letter-continue = Go on
letter-continue-named = Go on: { $title }
letter-sent-here = Sent from here: { $count }
letter-remove-named = Remove: { $title }
letter-remove-title = Remove the message?
letter-remove-text = It goes from this device only: its receivers keep it.
letter-receivers = To
letter-choose = Choose receivers
letter-receivers-asking = Asking the school whom you may write to…
letter-receivers-none = The school named nobody you may write to.
letter-find = Find by name
letter-found = { $count ->
        [one] { $count } person found
       *[other] { $count } people found
    }
letter-others = Others
letter-chosen = Done, chosen: { $count }
letter-take-out = Take out of the receivers: { $name }
letter-subject = Subject
letter-text = Text of the message
letter-send = Send
letter-sending = Sending…
letter-send-again = Send again
letter-again-title = Send again?
letter-note = The message goes in the name of your account at the school. It cannot be called back.
letter-not-kept = Not saved: { $why }
letter-discard = Delete the draft
letter-discard-title = Delete the draft?
letter-discard-text = What is written goes from this device.
nothing-yet = Nothing yet
empty-events-more = What is new appears here and in the feed.
empty-remarks = No remarks
empty-remarks-more = If a teacher writes one, it appears here and in the feed.
nav-school = School and class
empty-school = The school has told nothing about itself
empty-school-more = It appears here once the school fills it in.
school = School
class = Class
guardians = Parents
guardians-note = according to the school
teachers = Teachers
teachers-of-lessons = from the timetable
school-year = School year
nav-record = The child’s record
empty-record-more = It appears here once the school fills anything in.
record-lead = What a school must tell the family, how much of it is filled in, and whether on time. This is about the school’s record, not about the child.
record-complete = Completeness
record-filled = filled in
record-partly = partly filled in
record-missing = not filled in
record-not-given = not passed on
record-not-yet = too early

## Keys

shortcuts = Keys
shortcut-week = In the diary: previous and next day, week or month
shortcut-or = or
shortcut-this = This list
palette = Go anywhere
palette-what = A screen, a name, or what to find
palette-day = Day of the diary
palette-week = Week of the diary
palette-month = Month of the diary
palette-search = Search for “{ $text }”
keys-single = Keys without Ctrl
keys-single-more = Switch them off if they get in the way. This list also opens with Ctrl+K.

## First start

welcome-title = A diary for the whole family
welcome-lead = Peremena shows your children’s marks, homework and timetable, and tells you first when something changes. Everything is kept on this device, encrypted.
choose-system = Where does your school keep its diary?
find-system = Find by region or name
find-system-none = This region is not here. Ask the school what its diary is called: a server’s address can be typed
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
signed-in-again-more = Everything is still here. What came in the meantime is told in one message.
no-children = You are signed in, but there are no children in this account.
way = How to sign in
way-page = On the school’s page
way-page-more = The page of “{ $system }” opens in a separate window. Sign in there as you always do, through Gosuslugi too.
way-password = Login and password
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
setting-host-typed = Server address, for example sgo.example.ru
setting-keep-password = Do not ask for the password each time
setting-keep-password-more = This system ends sessions quickly. Peremena keeps a fingerprint of the password in its encrypted file and signs in by itself. The fingerprint opens the account just as the password does.
setting-keep-password-whole-more = The password itself is kept in the encrypted file: this system takes nothing else.
setting-read-letters = Show messages and announcements in full
setting-read-letters-more = The school then sees them as read. Otherwise only their beginning is shown here.
setting-vendor = The school’s name in its address, for example school9
setting-devkey = Developer key for ЭлЖур
setting-gosuslugi-school = Number or part of the name of the school, if Gosuslugi lists several
setting-utc-offset = The school’s time zone: hours from UTC
choose = Choose
choose-another = Another
school-part = A part of its name, or its number
school-looking = Looking…
find-regions = No region? Ask «Сетевой город» for its list
school-none = There is no such school on this server
setting-client-id = Client id
setting-client-secret = Client secret
setting-scopes = Client scopes
setting-redirect-uri = Redirect address of the client
setting-api = Path of the API: apiv3 or api
setting-api-base = Address of the API
setting-api-host = Server of the API
setting-login-host = Sign-in server
setting-mobile-api = Version of the mobile API
setting-site-host = Site of the diary
setting-school-base = Address of the school portal
setting-diary-base = Address of the diary
setting-sign-in-page = Address of the sign-in page
setting-identity-host = Sign-in server of the mobile app

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
passphrase-set = Create the diary
passphrase-differs = The passphrases do not match.
passphrase-warning = A forgotten passphrase cannot be recovered: write it down and keep it safe.

state-locked = The diary is locked
lock = App lock
lock-is-off = The lock keeps the diary from whoever takes your device for a minute. Notifications come while it is locked too, without marks, absences, remarks, messages and entries at the school’s door; homework, tests and announcements are shown.
lock-is-on = The diary locks itself when nobody has used it for a while, and when the device goes to sleep.
lock-now = Lock now
lock-pin = PIN
lock-choose = PIN or password
lock-new = New PIN or password, if wanted
lock-current = Current PIN or password
lock-after = Lock when untouched for
lock-strict = Strict lock
lock-strict-more = While the diary is locked its file is closed and nothing syncs. There are no notifications until you open the diary.
lock-strict-passphrase = While the diary is locked its file is closed and nothing syncs. There are no notifications until you enter the passphrase.
lock-finger = Open with a fingerprint too
lock-finger-more = Any fingerprint that the system knows for your account opens it. The PIN or password is needed after a start and after five failures.
lock-finger-strict = Not with a strict lock: its key is out of the memory, and a fingerprint gives no key.
lock-finger-none = There is a reader, but the system knows no finger of yours. Add a fingerprint in the system’s settings.
lock-finger-others = The system knows other fingerprints now, so they do not open the diary. If they are yours, switch it on again.
lock-finger-absent = The reader does not answer now: only the PIN or password opens.
finger-ask = Open with a fingerprint
lock-switch-on = Switch the lock on
lock-set = The lock is on.
lock-changed = The lock is changed.
lock-removed = The lock is off.
lock-edit = Change the lock or switch it off
lock-remove = Switch the lock off
lock-differs = The second entry is different. Type it again.
lock-honest = The lock does not stop whoever runs programs on this device in your name.
lock-forgotten = Forgotten? You can begin a new diary and sign in to the school again. The current one is kept and set aside.
lock-set-aside = Begin a new diary
lock-set-aside-sure = Set the current diary aside?
lock-set-aside-more = Your own tasks, the history of changes and the settings stay in the file that is set aside. Marks and lessons are loaded from the school anew.
recover = Recover
recovering = Recovering…
recover-sure = Recover the diary?
recover-sure-more = The damaged file is set aside, not deleted. History, done ticks and names are saved as far as possible; marks and timetable are loaded from the school again.

## Settings

settings = Settings
settings-accounts = Accounts
settings-children = Children
settings-files = Files for other programs
settings-notifications = Notifications
settings-appearance = Appearance and language
settings-privacy = Security
settings-about = About
sign-out = Sign out
sign-out-sure = Sign out of { $system }?
sign-out-sure-more = Everything kept on this device is removed: marks, the history of changes, done ticks ({ $children }). Nothing changes at the school.
signed-out = You signed out of { $system }
rename = Change the name
rename-child = Give a name of your own: { $name }
name-of = Name: { $name }
children-more = Choose what the children are called, the colour that stands for each, and their order, in notifications too. Nothing changes at the school.
colour-of = Colour: { $name }
colour-0 = Blue
colour-1 = Teal
colour-2 = Amber
colour-3 = Purple
colour-4 = Brick
colour-5 = Grey
child-up = Move up: { $name }
child-up-short = Move up
child-down = Move down: { $name }
child-down-short = Move down
child-moved = { $name }: place { $place } of { $count }
hide-values = Hide details on the lock screen
hide-values-more = For the children for whom nothing else is chosen below. For a student’s own account they are hidden from the start
values-on-lock = Details on the lock screen
values-hidden = Hidden
values-shown = Shown
like-all = As for all
child-sound = Sound
sound-off = Off
quiet-own = Own hours
quiet-none = No quiet hours
quiet-hours = Quiet hours
quiet-hours-more = At night notifications wait and come as one digest in the morning
school-hours = Quiet during lessons
school-hours-more = What comes during lessons is told after the last one
digests = Digests at chosen times
digests-more = Instead of single notifications: in the morning, in the evening or both
digest-morning = Morning
digest-evening = Evening
time-from = From
time-to = To
time-none = none
undone-at = Remind about unfinished homework for tomorrow
notices-table = What the table shows
notices-told = What to tell
notices-sounds = What to tell with sound
notice-sound = With sound
secure-screen = No pictures of the screen
secure-screen-more = Screenshots and recordings stay black, and the list of apps does not show the diary. It holds from the moment you leave it.
stay-in-tray = Stay in the tray
stay-in-tray-more = Tells you what is new with the window closed
settings-status = Connection check
start-with-system = Start with the system
start-with-system-more = Without a window, so that news arrives after a restart too
history = Earlier terms and years
history-more = By default the current term is here and what came since you signed in. We load the rest at your wish: little by little and without notifications, from newer months to older ones.
history-begin = Load past years
stop = Stop
history-runs = Earlier terms and years are being loaded
send-ticks = Send ticks on homework to the school
send-ticks-more = Whoever signs in to this system sees there what was ticked off here. Switched off, ticks stay on this device.
lacking = What this system does not give
authority = Root certificate for this account
authority-warning = Needed only where the school does not answer because of its own certificate, one of a national authority for example. Whoever holds the key of such a certificate can read all that this account sends to the school, the password too. Take the file from the official site and compare the fingerprint. Other accounts and the window with the sign-in page do not trust this certificate.
authority-none = This account trusts only what the system trusts.
authority-choose = File of the certificate, PEM or DER
authority-chosen = The certificate is chosen: it is checked when you sign in.
authority-system = Take one from the system
authority-system-more = A certificate that is on this computer already
authority-system-none = The Russian national root certificate is not among the certificates of this computer.
authority-system-none-added = Among the certificates that were added to this computer there is none to choose.
authority-system-added = Show others that were added
authority-system-trusted = The system trusts this certificate already, so all accounts do. Choose it only where this account is to trust it after the system no longer does.
authority-system-take = Trust this one
authority-system-looking = Looking…
authority-system-back = Take none from the system
authority-without = Sign in without it
authority-remove = Trust it no more
authority-fingerprint = Fingerprint, SHA-256
authority-too-long = This is no certificate: the file is too large.
authority-not-read = The file cannot be read. Choose it again.
check-more = Checks the whole way: the diary’s file, the school, the rules, and a real notification.
check-start = Check now
check-running = Checking…
check-is-good = works
check-is-mind = worth a look
check-is-bad = does not work
report-more = A problem report: without names, the school’s address or marks. Read it before you give it to anybody.
report-make = Write the report
report-ready = The report is ready: read it below
report-text = Problem report
report-copy = Copy
report-save = Save to a file
report-copied = The report is copied
report-not-copied = The system did not let us copy: select the text
theme = Theme
as-in-system = As in the system
theme-light = Light
theme-dark = Dark
theme-black = Black
language = Language
privacy-school = Peremena talks only to your school’s system: it asks for the timetable, marks and homework on your behalf, and sends your login and password to it when you sign in.
privacy-ticks = Where an account of МЭШ or «Моя школа» is set so, ticks on homework go there too; for a student’s own account this is on from the start.
privacy-nothing-else = When you sign in to «Сетевой город», the button “No region?” asks its developer for the list. Nothing goes anywhere else: there are no servers of ours, no statistics, no crash reports.
privacy-stored = Everything received is kept on this device in an encrypted file.
privacy-help = Which servers your Peremena talks to, and what is kept where

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
backup-own-passphrase = Passphrase of the current diary
backup-verify = Check
backup-restore = Restore
backup-restore-title = Restore the diary from a backup?
backup-restore-text = The current diary is kept and set aside. You will have to sign in to the school again.
about-text = A school diary for families. Free software.

## Analytics

nav-analytics = Analytics
empty-analytics = Nothing to count yet
empty-analytics-more = Averages by week and the load of each day appear here once there are lessons and marks.
analytics-weeks = Average by week
analytics-weeks-note = press a week
analytics-load = Load by weekday
analytics-load-note = On an average day: lessons, and homework due on it.
week-no-marks = no marks
average-is = average { $average }

## Files for other programs

file-whose = Whose data
file-kind = Which file
file-save = Write a file
file-open-more = Such a file is not encrypted: whoever has it can read it.
file-csv = Table
file-csv-more = Marks, homework and absences in rows, for Excel or Calc (CSV).
file-ics = Calendar
file-ics-more = Lessons, tests, events and homework, to be opened in a calendar once (ICS).
file-json = Everything
file-json-more = Everything the diary knows of this year, with the history of changes (JSON).
file-svg = Picture
file-svg-more = The timetable of a week as a picture (SVG): hours, subjects and rooms, without the names of child, school and teachers.
file-place = Where to write it: the whole path
file-write = Write
file-writing = Writing…
share = Share
share-title = Hand over a file
share-more = The phone asks to which app. The copy for it lies here unencrypted for up to an hour; what the app keeps is its own choice.
file-kept = kept here
file-loading = Loading…
file-loading-percent = Loading: { $percent }%
file-cancel = Stop
file-save-as = Save as…
file-save-one = Save “{ $name }”
file-elsewhere-title = A file on another site
file-elsewhere-ask = It lies on { $host }. Peremena does not go there: the browser opens the link. Open it if you know this site.
file-elsewhere-go = Open in the browser
row-files = Files
calendar-kept = A calendar that stays up to date
calendar-kept-more = Peremena writes this file anew when the timetable has changed. Let your calendar subscribe to it. The file is not encrypted and lies outside the diary: it holds lessons with their rooms and the name you call the child by; no marks, no teachers, no topics.
calendar-file = File of the calendar: the whole path
calendar-homework = Include homework
calendar-start = Keep this file up to date
calendar-stop = Stop updating it
calendar-stop-more = The file itself stays: delete it if it is not needed.

## Help

nav-help = Help
help-leaves = What leaves this device
help-leaves-lead = Peremena talks only to the servers of the school systems you signed in to. These are all of them, by your settings:
help-no-accounts = None yet: you have not signed in anywhere.
help-demo = The example school is invented and lives on this device: we talk to nobody and keep nothing.
help-page-hosts = The sign-in window
help-page-hosts-more = Signing in on a system’s page happens in a window of its own, as in a browser. The window can go only here, but the page itself may load pictures and programs from wherever it likes.
help-no-telemetry = When you sign in to «Сетевой город», the button “No region?” asks its developer for the list. Nothing goes anywhere else: Peremena has no servers of its own, collects no statistics, sends no crash reports and does not look for updates.
help-kept = What is kept where
help-kept-none = Nothing yet: the diary appears on this device with the first sign-in, as an encrypted file.
help-kept-more = Only what you wrote to a file yourself becomes an open file. Signing out removes everything of that account from the diary; files and copies that you made stay.
help-notices = How notifications arrive
help-notices-1 = Peremena asks the school by itself: often during this child’s lessons, less in the evening, seldom at night and on free days. What is new it shows as an ordinary notification of the system, each change once, several at a time as a digest.
help-notices-2 = While the device is off or asleep nobody can ask: what has gathered comes as a digest when it wakes. What to tell, with a sound or not, and when to be silent is chosen for each child.
help-notices-closed = At present closing the window ends the notifications too. Switch on “Stay in the tray” to have them without a window.
help-session = If a session has ended
help-session-1 = School systems ask you to sign in again from time to time. Peremena then stops asking the system, tells you so, and shows what it loaded before, with the time of it.
help-session-2 = Sign in again under “Accounts”: marks, history and settings stay as they are, and what was missed comes as one digest. If that is not it, the connection check shows at which step things get stuck.
help-backup = How to make a backup
help-backup-1 = Under “Security” choose a folder for copies and make up a passphrase. On each day that Peremena runs, a new encrypted copy appears there. The copies of the last seven days stay, and one for each of four weeks and twelve months.
help-backup-2 = Only its passphrase opens a copy. A forgotten passphrase cannot be recovered: write it down where you will not lose it. The diary can be restored from a copy on any device.
help-keys = Everything can be done from the keyboard: G and a letter lead to any screen, Ctrl+K anywhere, arrows turn the diary’s pages.
help-keys-show = List of keys

## Choosing files, the key of the diary, a backup on a new device

pick = Choose…
pick-named = Choose in a window of the system: { $what }
key = The key of the diary
key-change = Change the passphrase
key-choose = Lock the diary with a passphrase
key-choose-more = Then the key does not lie in the system’s keyring, and the passphrase alone opens the diary. After each start Peremena waits for it, and tells nothing before.
key-choose-do = Lock with it
key-lock = PIN or password of the app lock
key-current = The present passphrase
key-current-first = First type the present passphrase.
key-new = A new passphrase
key-changed = The passphrase is changed.
key-chosen = From now on your passphrase alone opens the diary.
key-in-system = Keep the key in the system
key-in-system-more = In the system’s keyring: the diary opens by itself while you are signed in there. The present passphrase is needed for this too.
key-in-system-said = The system keeps the key now.
restore-first = Restore the diary from a backup
restore-first-more = Of another device or of this one: tasks, names, history and settings come back. You sign in to the school once more.
restore-own = A new passphrase for this device
restore-own-more = This system has no keyring that answers. The diary here will be locked with a passphrase that you choose.
restoring = Restoring…

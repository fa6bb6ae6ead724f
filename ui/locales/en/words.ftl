# Words that Rust puts into views: days, freshness, troubles, captions.

month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December
weekday-1 = Monday
weekday-2 = Tuesday
weekday-3 = Wednesday
weekday-4 = Thursday
weekday-5 = Friday
weekday-6 = Saturday
weekday-7 = Sunday
weekday-short-1 = Mon
weekday-short-2 = Tue
weekday-short-3 = Wed
weekday-short-4 = Thu
weekday-short-5 = Fri
weekday-short-6 = Sat
weekday-short-7 = Sun
# "на понедельник"
on-weekday-1 = For Monday
on-weekday-2 = For Tuesday
on-weekday-3 = For Wednesday
on-weekday-4 = For Thursday
on-weekday-5 = For Friday
on-weekday-6 = For Saturday
on-weekday-7 = For Sunday
on-tomorrow = For tomorrow
on-date = For { $day }
day-month = { $day } { $month }
day-month-year = { $day } { $month } { $year }
week-in-month = { $from }–{ $to } { $month }
week-over-months = { $from } – { $to }
today = today
yesterday = yesterday
tomorrow = tomorrow
day-of-notice = { $day }

ordinal-0 = zero
ordinal-1 = first
ordinal-2 = second
ordinal-3 = third
ordinal-4 = fourth
ordinal-5 = fifth
ordinal-6 = sixth
ordinal-7 = seventh
ordinal-8 = eighth
ordinal-9 = ninth
ordinal-10 = tenth
ordinal-11 = eleventh
ordinal-12 = twelfth

now-lesson = Now, { $ordinal } lesson · { $minutes ->
        [one] { $minutes } minute left
       *[other] { $minutes } minutes left
    }
now-lesson-unnumbered = Now a lesson · { $minutes ->
        [one] { $minutes } minute left
       *[other] { $minutes } minutes left
    }
now-break = Break · { $minutes ->
        [one] { $minutes } minute left
       *[other] { $minutes } minutes left
    }
now-before = First lesson at { $time }
now-before-soon = First lesson in { $minutes ->
        [one] { $minutes } minute
       *[other] { $minutes } minutes
    }
now-after = No more lessons today
now-next = Then { $subject }, { $time }
now-next-room = Then { $subject }, { $time }, { $room }
now-last = This is the last lesson
room = room { $room }
substitution = substitution
substitution-teacher = Substitution: { $teacher }
cancelled = cancelled
moved = moved
gap-one = Free period, lesson { $from }
gap-many = Free period, lessons { $from }–{ $to }
was = was { $old }

done-of = { $done } of { $total } done
files = { $count ->
        [one] { $count } file
       *[other] { $count } files
    }

holiday-until = { $name } until { $day }
no-lessons = No lessons
not-loaded = This day is not loaded yet
week-in-term = Week { $week }, { $term }
average-week = Average of the week { $average }
missed = Lessons missed: { $count }

fresh-never = not loaded yet
fresh-syncing = updating
fresh-now = updated just now
fresh-unknown = update time unknown: the clock was set back
fresh-minutes = updated { $count ->
        [one] { $count } minute
       *[other] { $count } minutes
    } ago
fresh-today = updated today at { $time }
fresh-yesterday = updated yesterday at { $time }
fresh-date = updated { $day }
next-soon = now
next-minutes = in { $count ->
        [one] { $count } minute
       *[other] { $count } minutes
    }
next-hours = in { $count ->
        [one] { $count } hour
       *[other] { $count } hours
    }
status-line = { $last }
status-line-next = { $last }, next { $next }
status-never = Not updated yet

trouble-credentials = The sign-in at “{ $system }” has ended.
trouble-credentials-todo = Sign in again: all settings and the history stay.
trouble-forbidden = “{ $system }” does not give this to your account.
trouble-forbidden-todo = Check on the school’s site whether the diary is open to you.
trouble-limited = “{ $system }” asks us to wait.
trouble-limited-todo = Nothing to do: we will try again by ourselves.
trouble-unreachable = “{ $system }” cannot be reached.
trouble-unreachable-todo = Check the internet connection. Saved data is shown.
trouble-order = The server of “{ $system }” is out of order.
trouble-order-todo = Saved data is shown; we will try again by ourselves.
trouble-strange = The server does not answer as “{ $system }”.
trouble-strange-todo = Check the school’s address in the settings. Saved data is shown.
trouble-held = The school suddenly sent an empty diary. We do not believe it yet.
trouble-held-todo = The earlier data is shown; we will ask again.
trouble-storage = Data cannot be written to the disk.
trouble-storage-todo = Make room on the disk.
trouble-stopped = The update was stopped at your wish.
trouble-stopped-todo = What was loaded so far stays. It goes on later by itself, or now if you ask.
trouble-setting = A setting of the sign-in is wrong.
trouble-setting-todo = Check the address and the other fields.

error-credentials = Login or password was not accepted. We make no more attempts: check them on the school’s site.
error-token = This access key was not accepted. Get a new one and try again.
error-page = The school did not accept this sign-in. Try to sign in again.
error-no-students = This account sees no student.
error-cancelled = The sign-in was cancelled.
error-request = This cannot be done: check what was entered.
error-address = The address must begin with https://
error-unknown-system = We do not know this school system.
error-no-page = Signing in through the school’s page is not available here.
error-storage = The diary’s file does not open.
error-busy = The diary’s file is in use: another program has it open. Close that one and try again.
error-still-open = You are signed out and the data is erased. The empty file of the diary is still open in another program: it disappears when that one closes it.
error-closed = The diary is not open yet.
error-passphrase = The passphrase does not fit the diary’s file.
error-passphrase-short = The passphrase is too short: at least 8 characters are needed.
error-locked = The diary is locked.
error-lock = The password does not fit.
error-lock-pin = The PIN does not fit.
error-lock-wait = Too many wrong tries. Try again in { $wait }.
error-lock-current = Enter the current PIN or password.
error-lock-short = Too short: a PIN has at least 4 digits, a password at least 6 characters.
finger-place = Put your finger on the reader.
finger-swipe = Swipe your finger over the reader.
finger-again = It could not be read. Put your finger on the reader again.
finger-too-short = Too short. Swipe your finger again.
finger-off-centre = Put your finger on the reader again, on its middle.
finger-lift = Lift your finger and put it on the reader again.
finger-missed = { $count ->
    [one] The fingerprint does not fit. { $count } try is left.
   *[other] The fingerprint does not fit. { $count } tries are left.
}
finger-first = After a start enter the password first; then a fingerprint opens it.
finger-first-pin = After a start enter the PIN first; then a fingerprint opens it.
finger-ended = The fingerprint did not fit five times. Enter the password.
finger-ended-pin = The fingerprint did not fit five times. Enter the PIN.
error-finger-strict = A strict lock is opened with the PIN, the password or the passphrase only.
error-finger-none = The reader does not answer, or the system has no fingerprint of yours.
lock-wait-seconds = { $count ->
    [one] { $count } second
   *[other] { $count } seconds
}
lock-wait-minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}
lock-after-minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}
lock-after-hours = { $count ->
    [one] { $count } hour
   *[other] { $count } hours
}

profile-await = The key to the diary lies in the keyring, which is locked. Unlock it, and the diary opens.
profile-missing = The diary’s file is here, but the keyring does not give its key. Unlock it and try again.
profile-choose = This system has no keyring. Choose a passphrase that will lock the diary.
profile-enter = The diary is locked with a passphrase. Until you enter it there are no notifications.
profile-enter-strict = The diary is strictly locked: its key is out of the memory, and there are no notifications until you enter the passphrase.
profile-locked = Notifications still come, but without marks, absences, remarks, messages and entries at the school’s door.
profile-locked-strict = The diary is strictly locked: its key is out of the memory, and there are no notifications until you open it.
profile-wrong-key = The key does not fit the diary’s file. The file stays where it is.
profile-damaged = The diary’s file is damaged. We set it aside, save the history and load the rest from the school anew.
profile-newer = This file was written by a newer Peremena. Update the app.
profile-no-access = The diary’s folder cannot be read. Check the free space on the disk and the permissions.
profile-busy = Another program is using the diary’s file. Close it or wait a little, then try again.
recovered = The file was set aside: { $file }. Entries of history saved: { $history }. The rest comes from the school.
recovered-lost = The file was set aside: { $file }. Entries of history saved: { $history }. Could not be saved: { $lost }.

key-keyring = The key is kept in the system’s keyring.
key-passphrase = The key is locked with your passphrase.
key-device = The key is kept in the phone’s secure storage.
key-memory = Nothing is kept: this is the demo.

# How far a sync is that somebody waits for.
sync-stage-account = “{ $system }”: finding out which children this account has
sync-stage-terms = { $child }: loading terms and holidays
sync-stage-days = { $child }: loading lessons, marks and homework
sync-steps = Step { $step } of { $of }
sync-requests = { $count ->
        [one] { $count } request to the school
       *[other] { $count } requests to the school
    }
synced-nothing = Nothing new
synced-changes = { $count ->
        [one] { $count } change
       *[other] { $count } changes
    }

average-weighted = { $count ->
        [one] weighted average, { $count } mark
       *[other] weighted average, { $count } marks
    }
average-plain = { $count ->
        [one] average, { $count } mark
       *[other] average, { $count } marks
    }
average-none = { $count ->
        [0] no marks yet
        [one] { $count } mark without a number
       *[other] { $count } marks without a number
    }
official = the school says { $average }
trend-two-weeks = { $delta } in two weeks
trend-same = unchanged for two weeks
need-title-5 = To a five
need-title-4 = To a four
need-title-3 = To a three
need-text = { $count ->
        [one] { $count } mark “{ $value }” is needed
       *[other] { $count } marks “{ $value }” are needed
    }
need-text-left = { $need }, { $left } lessons left
need-impossible = out of reach: { $left } lessons left
mark-label = { $value }
mark-label-work = { $value }, { $work }
mark-label-weight = { $value }, weight { $weight }
mark-label-weight-work = { $value }, weight { $weight }, { $work }
mark-corrected = corrected { $day }: { $old } → { $value }
mark-no-work = Mark
term-choice-year = Whole year
term-choice-year-short = Year

feed-mark-added = { $work }
feed-mark-added-plain = New mark
feed-mark-changed = Corrected: was { $old }
feed-mark-changed-work = Corrected: was { $old }, { $work }
feed-mark-altered = Details of the mark changed
feed-mark-removed = Mark { $old } was removed
feed-term-mark = { $term }
feed-term-mark-changed = { $term }: was { $old }
feed-term-mark-removed = { $term }: mark { $old } was removed
feed-homework-added = Due { $day }: { $text }
feed-homework-changed = Changed, due { $day }: { $text }
feed-homework-removed = Homework due { $day } was withdrawn

kind-mark = Marks
kind-term_mark = Term and year marks
kind-homework = Homework
kind-absence = Attendance
kind-lesson = Timetable
kind-test = Tests
test-plain = Test
kind-remark = Remarks
kind-event = Events
kind-announcement = Announcements
kind-message = Messages
kind-visit = School door
notice-kind-mark = Marks: new, corrected, removed
notice-kind-term_mark = Term and year marks
notice-kind-homework = Homework: new and changed
notice-kind-absence = Absences and lateness
notice-kind-undone = Evening reminder: what is not done for tomorrow
notice-kind-remark = Remarks and comments on marks
notice-kind-lesson = Lessons: cancelled, moved, substituted
notice-kind-test = Tests
notice-kind-event = Events
notice-kind-announcement = Announcements
notice-kind-message = Messages
notice-kind-visit = Coming into school and leaving

password-words-netschool = The password goes to the server of your region as a hash and is not kept here unless you choose so.
password-words-dnevnik-ru = The password goes straight to the server of Дневник.ру and is not kept here.
password-words-mesh = МЭШ takes a password on its own page only.
password-words-eljur = The password goes straight to the server of your ЭлЖур and is not kept here unless you choose so.
password-words-petersburg = The password goes straight to the server of “Петербургское образование” and is not kept here unless you choose so.
password-words-my-school = The password goes straight to the server of “Моя школа” and is not kept here.
tray-said-title = Peremena stays in the tray
tray-said = It goes on telling you what is new. Its menu has a way to quit.
tray-next = { $child }: { $time } · { $lesson }
tray-over = { $child }: no more lessons today
tray-unread = New: { $count }
tray-open = Open the diary
tray-sync = Update now
tray-quit = Quit

# A home-screen widget. $day of "widget-undone" is "For tomorrow", "For Monday".
widget-lesson-today = { $time } · { $lesson }
widget-lesson = { $day }, { $time } · { $lesson }
widget-no-lesson = No lessons in sight
widget-undone = { $day }, not done: { $subjects }
widget-undone-more = { $day }, not done: { $subjects } and { $more } more

# Kinds of notifications in a phone's settings, and what a locked screen shows that hides the rest.
notice-kind-digest = Several changes together
notice-kind-app = About the app itself
notice-hidden = News from the diary

# The page of notices, and what became of each notice in the feed. $when is "when-today" or "when-day".
when-today = at { $time }
when-day = { $day } at { $time }
notices-quiet = No notifications from { $from } to { $to }, then one digest
notices-digest-twice = A digest at { $morning } and at { $evening }, none in between
notices-digest-once = A digest once a day, at { $time }
notices-undone-earlier = We remind at { $time }, before the quiet hours
notices-undone-of = We remind about unfinished homework at { $time }
notices-hidden = Marks are not shown on the lock screen
notices-hidden-student = Marks are not shown on the lock screen: this is a student’s account
notices-shown = Marks are shown on the lock screen
notices-waiting = { $count ->
        [one] { $count } change waits, told { $when }
       *[other] { $count } changes wait, told { $when }
    }
told-alone = Notified { $when }
told-digest-quiet = Notified { $when }, in a digest after quiet hours
told-digest-school = Notified { $when }, in a digest after lessons
told-digest-digest = Notified { $when }, in a digest
told-digest-late = Notified { $when }, in a digest: it was not possible before
told-digest-flood = Notified { $when }, in a digest: many came at once
told-held-quiet = Quiet hours: we notify { $when }
told-held-school = Lessons are on: we notify { $when }
told-held-digest = We notify { $when }, in a digest
told-not-kind-off = Not notified: switched off in the settings
told-not-silent = Not notified: we do not disturb you for this
told-not-past = Not notified: it is on or over already
told-not-read = Not notified: read on the school’s site
told-not-history = Not notified: found while earlier terms and years were loaded
told-not-shown = Not notified: it could not be shown that evening
told-not-unknown = Not notified
told-waiting = Not shown yet
told-shown = Notified

error-time = Write a time like this: 21:30.
error-quiet-hours = Quiet hours begin and end at the same time. Change one of them.
error-digest-none = A digest needs at least one time.
error-digest-order = The morning digest must come before the evening one.
error-undone-time = The reminder of homework for tomorrow comes in the afternoon or evening: from 12:00.

error-autostart = The system did not let us change how the app starts.
error-save = The file could not be saved. Copy the text instead.

health-never = never succeeded yet
health-last = { $last }
health-next = next { $next }
health-took = The school answered in { $seconds } s

authority-until = Valid until { $day }
authority-expired = Expired on { $day }: it is trusted no more
error-authority-here = Here certificates are checked by the phone. Add this one in its settings.
error-authority-none = There is no certificate in this file that can be read. A PEM or DER file is needed.
error-authority-several = There are several certificates in this file: { $names }. Choose one with the root alone.
error-authority-key = There is a private key in this file. Give it to nobody: choose the file with the certificate.
error-authority-other = This is the certificate of a site or a person, not of an authority. Choose the root certificate.
error-authority-expired = This certificate has expired. Download the new one.
error-authority-early = This certificate is not valid yet. Check the date of the device.

history-none = Earlier terms and years are not loaded yet
history-since = Loaded since { $month } { $year }
history-now-year = Loading: the school year { $year }, terms and their marks
history-now-month = Loading: { $month } { $year }
history-progress = Months here: { $done } of { $of }
history-pause-sign-in = Waiting: sign in to “{ $system }” again
history-pause-school = Waiting until “{ $system }” answers an ordinary request again
history-pause-saving = Waiting: the battery is low, or the network is paid for
history-pause-budget = Enough for today, so as not to burden the school. It goes on tomorrow
history-end-current-year = “{ $system }” gives the current school year alone.
history-end-not-given = “{ $system }” does not give the school year { $year } nor earlier ones.
history-end-nothing = Nothing stands in the diary for the school year { $year }; earlier ones are not looked for.
history-end-trouble = The school year { $year } could not be loaded. Try again later.
history-aside = Some months could not be loaded. Try again later.

check-good = Everything works
check-mind = It works, but look at what is marked
check-bad = Not everything works
check-file = The diary on this device
check-file-device = Open, encrypted, and can be written to. The key is in the phone’s secure storage
check-file-keyring = Open, encrypted, and can be written to. The key is in the system’s keyring
check-file-passphrase = Open, encrypted, and can be written to. The key is locked with your passphrase
check-file-demo = The demo school, in memory only
check-network = Network and battery
check-network-none = There is no network
check-network-none-todo = Check the internet connection.
check-network-saving = Low battery or a metered network: we ask the school less often
check-account-children = { $count ->
        [one] { $count } child is seen
       *[other] { $count } children are seen
    }
check-rules = Rules of notifications
check-rules-on = We tell you at once
check-rules-off = All is switched off: { $names }
check-rules-todo = Switch on what you need under “Notifications”.
check-rules-quiet = Quiet hours now: what is new comes { $when }
check-rules-quiet-of = Quiet hours now. { $children }
check-rules-quiet-child = { $child }: what is new comes { $when }
check-rules-digests = What is new comes as a digest at the times you chose
check-notice = Notification
check-notice-title = A test
check-notice-body = This is how news from school arrives.
check-notice-shown = The system took a test notification
check-notice-shown-todo = Did you not see it? Allow notifications of Peremena in the system’s settings and switch off “Do not disturb”.
check-notice-none = The system shows no notifications
check-notice-none-todo = Check that the system has a notification service and that it allows Peremena.
check-always-on = Working in the background
check-always-on-both = It starts with the system and stays in the tray
check-always-on-start = After a restart it is silent until it is opened
check-always-on-tray = With the window closed it is silent
check-always-on-todo = Switch on “Start with the system” and “Stay in the tray”.

report-saved = Saved: { $path }
backup-made = The backup was made and read back: it is whole. Children: { $children }, entries of history: { $changes }.
backup-whole = The backup of { $day }, { $time } is whole, not a byte is altered. Children: { $children }, entries of history: { $changes }.
backup-restored = The diary was restored from the backup of { $day }, { $time }. Sign in to the school again: what you have missed will come as one digest.
backup-copied = { $count ->
        [one] Copied to { $count } folder.
       *[other] Copied to { $count } folders.
    }
backup-off = There are no copies. Choose a folder and a passphrase, and a copy will be made every day.
backup-none-yet = No copies yet.
backup-last = Last copy: { $day }.
backup-trouble = The last copy could not be made. We will try again by ourselves.
backup-trouble-folder = The folder is not there. Plug in the drive or choose another folder.
backup-trouble-full = There is not enough room in this folder. Make some.

error-backup-passphrase = This passphrase does not open the backup.
error-backup-own-passphrase = The diary is locked with a passphrase: enter that one too.
error-backup-damaged = The backup is damaged or was altered. Take another one.
error-backup-foreign = This file is not a backup of Peremena.
error-backup-empty = The file is empty.
error-backup-newer = A newer Peremena ({ $version }) made this backup. Update the app.
error-backup-no-file = There is no such file.
error-backup-no-folder = There is no such folder. If it is a drive, plug it in.
error-backup-in-the-way = Another file stands there. Choose another name.
error-backup-occupied = There is a diary here already. To restore the backup, allow it to be set aside.
error-backup-cancelled = Cancelled. The earlier backups are in their place.
error-backup-full = There is not enough room on the disk.
error-backup-busy = The diary is open in another program. Close it and try again.
error-backup-running = A backup is being made or read already.
error-backup-no-passphrase = First choose a passphrase for the copies.
error-backup-no-folders = First choose a folder for the copies.
error-backup-folders = There may be two folders for copies at most.
error-backup-path = The whole path is needed: /home/family/Copies.

error-export-folder = There is no such folder. Choose another one.

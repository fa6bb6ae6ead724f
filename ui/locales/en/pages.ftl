# Words that Rust puts into the pages beside the diary: homework, attendance, terms, search, school, record.

on-today = For today
task-was-for = for { $day }
task-set = set { $day }
homework-all-done = All done
homework-open = Not done: { $open }
homework-overdue = Overdue: { $overdue }
homework-open-overdue = Not done: { $open }, overdue: { $overdue }
tick-waiting = not sent to the school yet
tick-taken = sent to the school
tick-kept = not sent to the school: ticked here only
tick-kept-off = not sent to the school: taken off here only
help-ticks = It is also told when you tick homework off, or take a tick back.
error-task-empty = Write down what is to be done.
error-task-day = Choose the day it is for.
error-letter-nobody = Choose whom to send it to.
error-letter-empty = Write the text of the message.
error-letter-long = That is more than a school may take: make the text, the subject or the list of receivers shorter.
error-letters-none = From here messages can be neither written to this school nor opened: use its site.
error-no-letter = There is no such message here.

lessons-count = { $count ->
        [one] { $count } lesson
       *[other] { $count } lessons
    }
late-count = { $count ->
        [one] late once
       *[other] late { $count } times
    }
attendance-missed = { $count ->
        [0] No lesson missed
        [one] { $count } lesson missed
       *[other] { $count } lessons missed
    }
attendance-late = { $count ->
        [one] Late once. Late is not absent
       *[other] Late { $count } times. Late is not absent
    }
attendance-none = nothing missed
attendance-ill = { $text }, ill { $ill }
attendance-day = { $day }: { $text }
reason-none = no reason given
reason-ill = ill
reason-excused = excused
reason-other = another reason
late-sign = L
whole-day = Whole day
whole-day-lessons = Whole day, { $count ->
        [one] { $count } lesson
       *[other] { $count } lessons
    }
lesson-of-subject = { $subject }, lesson { $number }
month-name-1 = January
month-name-2 = February
month-name-3 = March
month-name-4 = April
month-name-5 = May
month-name-6 = June
month-name-7 = July
month-name-8 = August
month-name-9 = September
month-name-10 = October
month-name-11 = November
month-name-12 = December

sheet-mark = mark { $value }
sheet-average = average { $value }
sheet-official = the school’s { $value }
sheet-would = makes a { $value }
sheet-note-unweighted = The school says { $official }: it does not count weights; with them it is { $ours }.
sheet-note-other = The school says { $official }, while the diary’s marks make { $ours }. The term mark follows the school’s number: it may leave marks out or count otherwise.
sheet-note-higher = It is a { $value } although the average is { $average }: the teacher decides, and chose the higher mark.
sheet-note-lower = It is a { $value } although the average is { $average }: the teacher decides. Ask about the reason.
term-progress = Week { $week } of { $weeks }, { $days ->
        [one] { $days } day
       *[other] { $days } days
    } to go
term-last-day = Week { $week } of { $weeks }, the last day is today

what-if-same = Gives a { $after }, the same as now
what-if-other = Would give a { $after }; now it is a { $before }
what-if-first = Would give a { $after }
what-if-none = There would be nothing to average
wish-there = already there
wish-too-few = not possible: { $need }, but { $left } lessons are left
wish-never = not possible with marks “{ $value }”, however many
wish-over = not possible: this period is over, no more marks will come
wish-mark-term = To a { $value } in { $term }
wish-mark = To a { $value } for the year
wish-average = To an average of { $value }
error-wish = Write a mark from 2 to 5 or an average, such as 4.6.

search-found = { $count ->
        [0] Nothing found
       *[other] Found: { $count }
    }
found-subject = Subjects
found-person = People
found-school = Child and school
found-term = Terms and holidays
found-lesson = Lesson topics

school-name = School
school-address = Address
school-phone = Telephone
school-email = E-mail
school-site = Site
school-head = Head
school-class = Class
school-class-teacher = Class teacher
school-guardian = Guardian
holiday-in = { $name }: in { $count ->
        [one] { $count } day
       *[other] { $count } days
    }

record-summary = { $filled } of { $total } filled in
record-all = all there
record-nothing = nothing there
record-lacks = missing: { $list }
record-not-given = the school system does not pass this on
record-not-yet = not due yet
record-student = Student
record-homework = Homework
record-homework-count = { $count ->
        [one] { $count } assignment
       *[other] { $count } assignments
    }
record-events = School events
record-events-count = { $count ->
        [one] { $count } event
       *[other] { $count } events
    }
record-school = School
record-class = Class
record-teachers = teachers
record-terms = Terms
record-holidays = holidays
record-term-marks = Marks of the term
record-year-marks = Marks of the year
record-weekly = Statistics by week
record-weeks = marks in { $with } of { $weeks } weeks of school
record-marks = Current marks
record-marks-count = { $count ->
        [one] { $count } mark
       *[other] { $count } marks
    }
record-guardians = Parents
record-guardians-count = { $count } named
record-limit-homework = Time for homework after the last lesson
record-limit-marks = Time for a mark after the work
record-limit-none = none
record-undated = The school does not say when this was entered
record-in-time = { $good } of { $total } on time
record-late-homework = for { $day }, late by { $by }
record-late-mark = { $value } of { $day }, late by { $by }
record-tests = Tests without a mark
record-no-tests = There were no tests
record-tests-marked = Every past test has its mark
record-tests-unmarked = Without a mark: { $count }
record-no-mark = { $day }, no mark for { $count ->
        [one] { $count } day
       *[other] { $count } days
    }
minutes-count = { $count ->
        [one] { $count } minute
       *[other] { $count } minutes
    }
hours-count = { $count ->
        [one] { $count } hour
       *[other] { $count } hours
    }
days-count = { $count ->
        [one] { $count } day
       *[other] { $count } days
    }

lacks-event = { $system } does not pass events on
lacks-announcement = { $system } does not pass announcements on
lacks-message = { $system } does not pass messages on
lacks-remark = { $system } does not pass remarks on
lacks-student = { $system } does not pass pupils on
lacks-lesson = { $system } does not pass the timetable on
lacks-homework = { $system } does not pass homework on
lacks-mark = { $system } does not pass current marks on
lacks-term-mark = { $system } does not pass marks of terms on
lacks-average = { $system } does not pass its own averages on
lacks-weekly = { $system } does not pass weekly statistics on
lacks-absence = { $system } does not pass absences and lateness on
lacks-test = { $system } does not pass planned tests on
lacks-writing = No message can be written to { $system } from here
lacks-visit = { $system } does not pass on when a child entered the school and left it
lacks-term = { $system } does not pass terms on
lacks-holiday = { $system } does not pass a list of holidays on
lacks-school = { $system } does not pass anything on about the school and its teachers
lacks-address = { $system } does not pass the address of the school on
lacks-phone = { $system } does not pass the telephone of the school on
lacks-class-teacher = { $system } does not pass on who the class teacher is
lacks-guardian = { $system } does not pass anything on about parents
lacks-tick = { $system } takes no ticks on homework from here
lacks-file = { $system } does not give what stands in files
may-lack-announcement = { $system } does not pass announcements on to everybody
may-lack-remark = { $system } does not pass remarks on to everybody
why-no-call = How a program can ask it for this nobody knows. Look on its site or in its own app.
why-no-shape = It is there, but in which form it comes is not known. Look on its site.
why-vendor-key = It wants a key that the system gives only to its own programs. Look on its site.
why-apart = Messages are kept apart there, under a password of their own. Read and write them on its site.
why-other-way = The way you signed in does not give this. With a key of the mobile app it comes.
why-reckoned = Peremena reckons this itself, from the marks.
why-by-link = A link comes in place of the file: it opens in the browser.
why-not-every = This does not open with every sign-in. If it stays empty for long, yours does not open it.
why-refused = It seems to be closed to your account. Check on the school's site whether you can see it there.
attendance-not-loaded = not loaded yet
attendance-in-part = { $text }; not everything is loaded
attendance-unknown = Not loaded yet
attendance-partial = Not all weeks are loaded: the others load when you open them in the diary. What is here is counted.
record-since = From what is loaded: since { $day }.

## Messages: to open and to write

letters-not-by-system = { $system } takes no messages from Peremena: write on the school’s site.
letters-not-by-account = By this sign-in { $system } takes no messages: sign in with the login and password of the site, or write on the school’s site.
letters-sign-in-again = To write, sign in to { $system } again. What is written stays here.
letters-forbidden = { $system } does not allow this to your account.
letters-todo = Try again later.
letters-todo-sign-in = Sign in again: what is written stays here.
letter-no-subject = No subject
letter-to = To: { $names }
letter-answers = Answer to the message “{ $subject }”
letter-unsure = Who of them “{ $name }” is, the school’s list does not tell: choose yourself.
letter-stage-draft = Draft, { $when }
letter-stage-sending = Being sent
letter-stage-unknown = Not known whether it has arrived; sent { $when }
letter-stage-sent = Sent { $when }
letter-kept-at = Saved at { $at }, on this device only
letter-sent = The message is sent.
letter-sent-already = This message was sent already.
letter-under-way = This message is being sent already. Wait a moment.
letter-kept = The message was not sent and is kept here: send it later.
letter-kept-sign-in = The message was not sent and is kept here: sign in again and send it.
letter-unknown = It is not known whether the message has arrived: the school did not answer. It is kept here. Before you send it again, look at the sent messages on the site of { $system }.

## Analytics

lessons-missed = { $count ->
        [one] { $count } lesson missed
       *[other] { $count } lessons missed
    }
load-text = lessons: { $lessons }, assignments: { $homework }
heaviest-1 = Mondays bring the most
heaviest-2 = Tuesdays bring the most
heaviest-3 = Wednesdays bring the most
heaviest-4 = Thursdays bring the most
heaviest-5 = Fridays bring the most
heaviest-6 = Saturdays bring the most
heaviest-7 = Sundays bring the most

## The month of the diary

month-of-year = { $month } { $year }
month-day = { $day }, { $weekday }: { $what }
month-marks = marks { $marks }
month-tests = test: { $subjects }
month-homework-done = { $count ->
        [one] { $count } assignment
       *[other] { $count } assignments
    }, { $done } done
month-nothing = nothing
month-not-loaded = not loaded yet
month-partial = Some days are not loaded yet: a day loads when you open it. What is here is counted.

## What a school divides its year into

terms-quarters = Terms
terms-trimesters = Trimesters
terms-half-years = Half-years
terms-modules = Modules

## Help

host-below = { $host } and all below it
place-diary = The diary
place-copies = Copies of the diary
place-calendar = Calendar for other programs
place-encrypted = encrypted
place-copies-encrypted = encrypted with your passphrase
place-open = an open file: whoever has it can read it

## Files for other programs

exported = Written to { $path }: { $count ->
        [one] { $count } entry
       *[other] { $count } entries
    }
calendar-trouble = It could not be written: check the free space and the rights to the folder.
calendar-trouble-folder = The folder is not there. Plug in the drive or choose another file.
calendar-trouble-foreign = Another file stands there now, and Peremena leaves it alone. Choose another name.
error-export-path = Write the whole path of the file, from the root of the drive.
error-export-exists = There is such a file already. Peremena does not replace it: choose another name.
error-export-taken = The calendar of another child is written to this file. Choose another name.
error-export-profile = Everything in the diary’s folder is encrypted; no open file goes there. Choose another folder.
error-export-csv = The name of a table ends in .csv
error-export-ics = The name of a calendar ends in .ics
error-export-json = The name of this file ends in .json
error-export-svg = The name of a picture ends in .svg
picture-title = Timetable, { $week }
error-export-demo = The example school leaves nothing behind.

## Files of homework, announcements and letters

size-kb = { $count } KB
size-mb = { $count } MB
file-saved = Written to { $path }
file-elsewhere = It lies on another site: { $host }. It opens in the browser.
file-nowhere = Peremena cannot get files from { $system } yet. Look on the school’s site.
file-runs = Files that end in .{ $ending } may run programs. They do not open here, they can only be saved.
file-unknown = Nobody knows what opens files that end in .{ $ending }. They can be saved.
file-endless = The name does not say what kind of file is inside. Such a one can be saved.
file-ends = The name ends in .{ $ending }: that is the kind of file it is.
error-file-no-viewer = Files do not open here. Open the diary on a computer.
error-file-viewer = Nothing on this computer opens such a file. Save it and open it yourself.
error-file-runs = Such files may run programs, so they do not open here. Save it if you expected it.
error-file-unknown = Nobody knows what opens such a file. It can be saved.
error-file-disguised = There is a program in this file, whatever its name says. It does not open here. Ask the teacher.
error-file-nowhere = Peremena cannot get such files yet. Look on the school’s site.
error-file-gone = The school no longer has this file. Refresh the diary.
error-file-page = The server sent a page in place of the file. Try later, or look at the file on the school’s site.
error-file-cut = The file did not come whole. Try again.
error-file-large = The file is larger than 25 MB, which is more than Peremena fetches. Look at it on the school’s site.
error-file-twice = This file is being fetched already.
error-file-elsewhere = The file lies on another site. Open it in the browser.
error-file-demo = In the demo school such links lead nowhere.
error-file-again = Try later.

## Choosing files and folders, and how the key is kept

pick-folder = Choose a folder
pick-backup = Choose the file of the backup
pick-new-file = Where to write the file
error-pick-none = Files are not chosen from a list here: type the path.
error-pick-twice = A window for choosing is open already.
error-share = The file could not be handed to another app. Try again.
error-print = It could not be printed from here. Try again.
error-pick-name = The name of this file is written in a way that Peremena cannot read. Rename it or type another path.
error-key-current = Type the present passphrase.
error-key-fixed = It cannot be changed here: the device itself keeps the key.
error-key-keyring = The system’s keyring is not available now. Unlock it and try again. Until then everything stays as it was.

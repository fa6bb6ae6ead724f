# Words that Rust puts into the pages beside the diary: homework, attendance, terms, search, school, record.

on-today = For today
task-was-for = for { $day }
task-set = set { $day }
homework-all-done = All done
homework-open = Not done: { $open }
homework-overdue = Overdue: { $overdue }
homework-open-overdue = Not done: { $open }, overdue: { $overdue }
error-task-empty = Write down what is to be done.
error-task-day = Choose the day it is for.

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
reason-excused = with leave
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

term-exam = Exam
term-final = Final
sheet-mark = mark { $value }
sheet-average = average { $value }
sheet-official = says the school { $value }
sheet-would = makes a { $value }
sheet-note-unweighted = The school says { $official }: it leaves weights aside, with them it is { $ours }.
sheet-note-other = The school says { $official }, while the diary’s marks make { $ours }. The term mark follows the school’s number: it may leave marks out or count otherwise.
sheet-note-higher = It is a { $value } although the average is { $average }: the teacher decides, and decided for more.
sheet-note-lower = It is a { $value } although the average is { $average }: the teacher decides. Ask about the reason.
term-progress = Week { $week } of { $weeks }, { $days ->
        [one] { $days } day
       *[other] { $days } days
    } to go
term-last-day = Week { $week } of { $weeks }, the last day is today

what-if-same = It makes a { $after }, as it does now
what-if-other = It would make a { $after }; now it makes a { $before }
what-if-first = It would make a { $after }
what-if-none = There would be nothing to count
wish-there = already there
wish-too-few = not possible: { $need }, but { $left } lessons are left
wish-never = not possible with any number of marks «{ $value }»
wish-mark-term = To a { $value } in { $term }
wish-mark = To a { $value } for the year
wish-average = To an average of { $value }
error-wish = Write a mark from 2 to 5 or an average, such as 4.6.

search-found = { $count ->
        [0] Nothing found
       *[other] Found: { $count }
    }
found-subject = Subjects
found-person = Teachers
found-lesson = Lesson topics

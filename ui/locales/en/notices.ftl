# Notices: the title names the child and the subject, the body says what happened.
# $child, $subject, $value, $old, $work, $day, $text are words of the school, never translated.

notice-title = { $child } · { $subject }

notice-mark-added = Mark { $value }
notice-mark-added-work = Mark { $value } · { $work }
notice-mark-added-hidden = New mark
notice-mark-changed = Corrected: { $old } became { $value }
notice-mark-changed-hidden = A mark was corrected
notice-mark-altered = Mark { $value }: its details changed
notice-mark-altered-hidden = Details of a mark changed
notice-mark-removed = Mark { $old } was removed
notice-mark-removed-hidden = A mark was removed

notice-term-mark-added = { $term }: { $value }
notice-term-mark-added-hidden = { $term }: a mark was given
notice-term-mark-changed = { $term }: { $old } became { $value }
notice-term-mark-changed-hidden = { $term }: the mark was corrected
notice-term-mark-removed = { $term }: mark { $old } was removed
notice-term-mark-removed-hidden = { $term }: the mark was removed

notice-homework-added = Due { $day }: { $text }
notice-homework-added-files = Due { $day }: { $files ->
        [one] { $files } file
       *[other] { $files } files
    }
notice-homework-changed = Changed, due { $day }: { $text }
notice-homework-changed-files = Changed, due { $day }: { $files ->
        [one] { $files } file
       *[other] { $files } files
    }
notice-homework-removed = Homework due { $day } was withdrawn

notice-absence-added = { $day }: { $status }
notice-absence-changed = { $day }: now { $status }
notice-absence-removed = { $day }: absence withdrawn
notice-absence-added-hidden = { $day }: a new attendance entry
notice-absence-changed-hidden = { $day }: an attendance entry was corrected
notice-absence-removed-hidden = { $day }: an attendance entry was withdrawn

notice-mark-comment = On mark { $value }: { $comment }
notice-mark-comment-hidden = A new comment on a mark

notice-lesson-added = { $day }: a new lesson
notice-lesson-added-number = { $day }, lesson { $number }: added to the timetable
notice-lesson-changed = { $day }: the lesson changed
notice-lesson-cancelled = { $day }: the lesson is cancelled
notice-lesson-cancelled-number = { $day }, lesson { $number }: cancelled
notice-lesson-held = { $day }: the lesson takes place after all
notice-lesson-held-number = { $day }, lesson { $number }: takes place after all
notice-lesson-removed = { $day }: the lesson is off
notice-lesson-removed-number = { $day }, lesson { $number }: taken off the timetable
notice-lesson-moved = { $day }: the lesson was moved
notice-lesson-moved-day = Lesson moved: it was { $old-day }, now { $day }
notice-lesson-moved-time = { $day }: the lesson is now at { $time }
notice-lesson-moved-hour = { $day }: it is now lesson { $number }
notice-lesson-instead = { $day }: in place of “{ $old }”
notice-lesson-instead-number = { $day }, lesson { $number }: in place of “{ $old }”
notice-lesson-substituted = { $day }: substitution
notice-lesson-substituted-number = { $day }, lesson { $number }: substitution
notice-lesson-substituted-teacher = { $day }: substitution, with { $teacher }
notice-lesson-substituted-teacher-number = { $day }, lesson { $number }: substitution, with { $teacher }
notice-lesson-teacher = { $day }: the lesson is with { $teacher }
notice-lesson-teacher-number = { $day }, lesson { $number }: with { $teacher }
notice-lesson-room = { $day }: the lesson is now here: { $room }
notice-lesson-room-number = { $day }, lesson { $number } is now here: { $room }

notice-test-unnamed = Test
notice-test-added = { $day }: { $work }
notice-test-added-topic = { $day }: { $work }, topic: { $topic }
notice-test-moved = Moved to { $day }: { $work }
notice-test-changed = { $day }: { $work }, details changed
notice-test-changed-topic = { $day }: { $work }, topic now: { $topic }
notice-test-removed = { $day }: { $work } is off

notice-remark-added = { $text }
notice-remark-added-hidden = A new note from a teacher
notice-remark-changed = Changed: { $text }
notice-remark-changed-hidden = A teacher’s note was changed
notice-remark-removed = Withdrawn: { $text }
notice-remark-removed-hidden = A teacher’s note was withdrawn

notice-event-added = { $day }: { $text }
notice-event-added-time = { $day }, { $time }: { $text }
notice-event-changed = Changed, { $day }: { $text }
notice-event-changed-time = Changed, { $day }, { $time }: { $text }
notice-event-removed = Off, { $day }: { $text }
notice-event-removed-time = Off, { $day }, { $time }: { $text }

notice-announcement-added = { $text }
notice-announcement-changed = Changed: { $text }
notice-announcement-removed = Removed: { $text }

notice-message-added = { $from }: { $text }
notice-message-added-hidden = A new message
notice-message-changed = Changed, { $from }: { $text }
notice-message-changed-hidden = A message was changed
notice-message-removed = Removed, { $from }: { $text }
notice-message-removed-hidden = A message was removed

notice-visit-in = { $day }: came into school at { $time }
notice-visit-out = { $day }: left school at { $time }
notice-visit-hidden = { $day }: an entry at the school’s door

# What stands beside the child's name where there is no subject.
notice-about-mark = Mark
notice-about-term_mark = Final mark
notice-about-homework = Homework
notice-about-absence = Attendance
notice-about-remark = Teacher’s note
notice-about-lesson = Timetable
notice-about-test = Test
notice-about-event = Event
notice-about-announcement = Announcement
notice-about-message = Message
notice-about-visit = School door

absence-absent = absent
absence-absent-why = absent, { $why }
absence-ill = ill
absence-excused = excused
absence-late = late
absence-other = { $word }

digest-title = What is new
digest-title-child = { $child }: what is new
digest-line = { $child }: { $list }
digest-marks = { $count ->
        [one] { $count } mark
       *[other] { $count } marks
    }
digest-marks-changed = { $count ->
        [one] { $count } corrected mark
       *[other] { $count } corrected marks
    }
digest-marks-removed = { $count ->
        [one] { $count } mark removed
       *[other] { $count } marks removed
    }
digest-term-marks = { $count ->
        [one] { $count } term mark
       *[other] { $count } term marks
    }
digest-homework = { $count ->
        [one] { $count } assignment
       *[other] { $count } assignments
    }
digest-absences = { $count ->
        [one] { $count } attendance entry
       *[other] { $count } attendance entries
    }
digest-remarks = { $count ->
        [one] { $count } teacher’s note
       *[other] { $count } teachers’ notes
    }
digest-comments = { $count ->
        [one] { $count } comment on a mark
       *[other] { $count } comments on marks
    }
digest-lessons = { $count ->
        [one] { $count } timetable change
       *[other] { $count } timetable changes
    }
digest-tests = { $count ->
        [one] { $count } piece of news on tests
       *[other] { $count } pieces of news on tests
    }
digest-events = { $count ->
        [one] { $count } event
       *[other] { $count } events
    }
digest-announcements = { $count ->
        [one] { $count } announcement
       *[other] { $count } announcements
    }
digest-messages = { $count ->
        [one] { $count } message
       *[other] { $count } messages
    }
digest-visits = { $count ->
        [one] { $count } entry at the school’s door
       *[other] { $count } entries at the school’s door
    }

term-year = Year
term-exam = Exam
term-final = Final
term-unnamed = Term

notice-open = Open
notice-seen = Seen
notice-done = Done
notice-all-done = All done

# The evening's reminder.
undone-title = { $child }: { $count ->
        [one] { $count } assignment for tomorrow is not done
       *[other] { $count } assignments for tomorrow are not done
    }
undone-line = { $subject }: { $text }
undone-line-files = { $subject }: { $files ->
        [one] { $files } file
       *[other] { $files } files
    }
undone-more = and { $count } more

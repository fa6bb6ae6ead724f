# Notices: the title names the child and the subject, the body says what happened.
# $child, $subject, $value, $old, $work, $day, $text are words of the school, never translated.

notice-title = { $child } · { $subject }
notice-title-plain = { $child }

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

notice-lesson-added = { $day }: a new lesson
notice-lesson-changed = { $day }: the lesson changed
notice-lesson-cancelled = { $day }: the lesson is cancelled
notice-lesson-substituted = { $day }: substitution
notice-lesson-removed = { $day }: the lesson is off

notice-test-added = { $day }: { $work }
notice-test-changed = Moved to { $day }: { $work }
notice-test-removed = { $day }: { $work } is off

notice-other-added = { $text }
notice-other-changed = Changed: { $text }
notice-other-removed = Removed: { $text }

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
        [one] { $count } homework
       *[other] { $count } homeworks
    }
digest-absences = { $count ->
        [one] { $count } attendance entry
       *[other] { $count } attendance entries
    }
digest-other = { $count ->
        [one] { $count } change
       *[other] { $count } changes
    }

term-year = Year
term-exam = Exam
term-final = Final
term-unnamed = Term

notice-open = Open

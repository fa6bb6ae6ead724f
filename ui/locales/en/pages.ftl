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

# Words that Rust puts into the pages beside the diary: homework, attendance, terms, search, school, record.

on-today = На сегодня
task-was-for = на { $day }
task-set = задано { $day }
homework-all-done = Всё сделано
homework-open = Не сделано: { $open }
homework-overdue = Просрочено: { $overdue }
homework-open-overdue = Не сделано: { $open }, просрочено: { $overdue }
error-task-empty = Напишите, что нужно сделать.
error-task-day = Выберите день, к которому это нужно сделать.

# Notices: the title names the child and the subject, the body says what happened.
# $child, $subject, $value, $old, $work, $day, $text are words of the school, never translated.

notice-title = { $child } · { $subject }

notice-mark-added = Оценка { $value }
notice-mark-added-work = Оценка { $value } · { $work }
notice-mark-added-hidden = Новая оценка
notice-mark-changed = Исправлено: было { $old }, стало { $value }
notice-mark-changed-hidden = Оценка исправлена
notice-mark-altered = Оценка { $value }: изменились сведения о ней
notice-mark-altered-hidden = Изменились сведения об оценке
notice-mark-removed = Оценка { $old } убрана
notice-mark-removed-hidden = Оценка убрана

notice-term-mark-added = { $term }: { $value }
notice-term-mark-added-hidden = { $term }: выставлена оценка
notice-term-mark-changed = { $term }: было { $old }, стало { $value }
notice-term-mark-changed-hidden = { $term }: оценка исправлена
notice-term-mark-removed = { $term }: оценка { $old } убрана
notice-term-mark-removed-hidden = { $term }: оценка убрана

notice-homework-added = Задано на { $day }: { $text }
notice-homework-added-files = Задано на { $day }: { $files ->
        [one] { $files } файл
        [few] { $files } файла
       *[many] { $files } файлов
    }
notice-homework-changed = Задание на { $day } изменено: { $text }
notice-homework-changed-files = Задание на { $day } изменено: { $files ->
        [one] { $files } файл
        [few] { $files } файла
       *[many] { $files } файлов
    }
notice-homework-removed = Задание на { $day } отменено

notice-absence-added = { $day }: { $status }
notice-absence-changed = { $day }: теперь { $status }
notice-absence-removed = { $day }: отметка о пропуске снята
notice-absence-added-hidden = { $day }: новая отметка о посещении
notice-absence-changed-hidden = { $day }: отметка о посещении исправлена
notice-absence-removed-hidden = { $day }: отметка о посещении снята

notice-mark-comment = К оценке { $value }: { $comment }
notice-mark-comment-hidden = Новый комментарий к оценке

notice-lesson-added = { $day }: новый урок
notice-lesson-added-number = { $day }, { $number }-й урок: добавлен в расписание
notice-lesson-changed = { $day }: урок изменён
notice-lesson-cancelled = { $day }: урок отменён
notice-lesson-cancelled-number = { $day }, { $number }-й урок: отменён
notice-lesson-held = { $day }: урок всё же состоится
notice-lesson-held-number = { $day }, { $number }-й урок: всё же состоится
notice-lesson-removed = { $day }: урока не будет
notice-lesson-removed-number = { $day }, { $number }-й урок: убран из расписания
notice-lesson-moved = { $day }: урок перенесён
notice-lesson-moved-day = Урок перенесён: был { $old-day }, теперь { $day }
notice-lesson-moved-time = { $day }: урок теперь в { $time }
notice-lesson-moved-hour = { $day }: урок теперь { $number }-й
notice-lesson-instead = { $day }: вместо урока «{ $old }»
notice-lesson-instead-number = { $day }, { $number }-й урок: вместо урока «{ $old }»
notice-lesson-substituted = { $day }: замена
notice-lesson-substituted-number = { $day }, { $number }-й урок: замена
notice-lesson-substituted-teacher = { $day }: замена, ведёт { $teacher }
notice-lesson-substituted-teacher-number = { $day }, { $number }-й урок: замена, ведёт { $teacher }
notice-lesson-teacher = { $day }: урок ведёт { $teacher }
notice-lesson-teacher-number = { $day }, { $number }-й урок: ведёт { $teacher }
notice-lesson-room = { $day }: урок теперь здесь: { $room }
notice-lesson-room-number = { $day }, { $number }-й урок теперь здесь: { $room }

notice-test-unnamed = Контрольная
notice-test-added = { $day }: { $work }
notice-test-added-topic = { $day }: { $work }, тема: { $topic }
notice-test-moved = Перенесено на { $day }: { $work }
notice-test-changed = { $day }: { $work }, изменились сведения
notice-test-changed-topic = { $day }: { $work }, тема теперь: { $topic }
notice-test-removed = { $day }: { $work }, отменено

notice-remark-added = { $text }
notice-remark-added-hidden = Новая запись учителя
notice-remark-changed = Изменено: { $text }
notice-remark-changed-hidden = Запись учителя изменена
notice-remark-removed = Снято: { $text }
notice-remark-removed-hidden = Запись учителя снята

notice-event-added = { $day }: { $text }
notice-event-added-time = { $day }, { $time }: { $text }
notice-event-changed = Изменено, { $day }: { $text }
notice-event-changed-time = Изменено, { $day }, { $time }: { $text }
notice-event-removed = Отменено, { $day }: { $text }
notice-event-removed-time = Отменено, { $day }, { $time }: { $text }

notice-announcement-added = { $text }
notice-announcement-changed = Изменено: { $text }
notice-announcement-removed = Убрано: { $text }

notice-message-added = { $from }: { $text }
notice-message-added-hidden = Новое сообщение
notice-message-changed = Изменено, { $from }: { $text }
notice-message-changed-hidden = Сообщение изменено
notice-message-removed = Убрано, { $from }: { $text }
notice-message-removed-hidden = Сообщение убрано

notice-visit-in = { $day }: вход в школу в { $time }
notice-visit-out = { $day }: выход из школы в { $time }
notice-visit-hidden = { $day }: отметка на проходной

# What stands beside the child's name where there is no subject.
notice-about-mark = Оценка
notice-about-term_mark = Итоговая оценка
notice-about-homework = Домашнее задание
notice-about-absence = Посещаемость
notice-about-remark = Запись учителя
notice-about-lesson = Расписание
notice-about-test = Контрольная
notice-about-event = Событие
notice-about-announcement = Объявление
notice-about-message = Сообщение
notice-about-visit = Проходная

absence-absent = пропуск
absence-absent-why = пропуск, { $why }
absence-ill = болезнь
absence-excused = уважительная причина
absence-late = опоздание
absence-other = { $word }

digest-title = Что нового
digest-title-child = { $child }: что нового
digest-line = { $child }: { $list }
digest-marks = { $count ->
        [one] { $count } оценка
        [few] { $count } оценки
       *[many] { $count } оценок
    }
digest-marks-changed = { $count ->
        [one] { $count } исправленная оценка
        [few] { $count } исправленные оценки
       *[many] { $count } исправленных оценок
    }
digest-marks-removed = { $count ->
        [one] { $count } оценка убрана
        [few] { $count } оценки убраны
       *[many] { $count } оценок убрано
    }
digest-term-marks = { $count ->
        [one] { $count } итоговая оценка
        [few] { $count } итоговые оценки
       *[many] { $count } итоговых оценок
    }
digest-homework = { $count ->
        [one] { $count } задание
        [few] { $count } задания
       *[many] { $count } заданий
    }
digest-absences = { $count ->
        [one] { $count } отметка о посещении
        [few] { $count } отметки о посещении
       *[many] { $count } отметок о посещении
    }
digest-remarks = { $count ->
        [one] { $count } запись учителя
        [few] { $count } записи учителей
       *[many] { $count } записей учителей
    }
digest-comments = { $count ->
        [one] { $count } комментарий к оценке
        [few] { $count } комментария к оценкам
       *[many] { $count } комментариев к оценкам
    }
digest-lessons = { $count ->
        [one] { $count } изменение в расписании
        [few] { $count } изменения в расписании
       *[many] { $count } изменений в расписании
    }
digest-tests = { $count ->
        [one] { $count } известие о контрольных
        [few] { $count } известия о контрольных
       *[many] { $count } известий о контрольных
    }
digest-events = { $count ->
        [one] { $count } событие
        [few] { $count } события
       *[many] { $count } событий
    }
digest-announcements = { $count ->
        [one] { $count } объявление
        [few] { $count } объявления
       *[many] { $count } объявлений
    }
digest-messages = { $count ->
        [one] { $count } сообщение
        [few] { $count } сообщения
       *[many] { $count } сообщений
    }
digest-visits = { $count ->
        [one] { $count } отметка на проходной
        [few] { $count } отметки на проходной
       *[many] { $count } отметок на проходной
    }

term-year = Год
term-exam = Экзамен
term-final = Итоговая
term-unnamed = Итог периода

notice-open = Открыть
notice-seen = Прочитано
notice-done = Сделано
notice-all-done = Всё сделано

# The evening's reminder.
undone-title = { $child }: на завтра не сделано { $count ->
        [one] { $count } задание
        [few] { $count } задания
       *[many] { $count } заданий
    }
undone-line = { $subject }: { $text }
undone-line-files = { $subject }: { $files ->
        [one] { $files } файл
        [few] { $files } файла
       *[many] { $files } файлов
    }
undone-more = и ещё { $count ->
        [one] { $count } задание
        [few] { $count } задания
       *[many] { $count } заданий
    }

# Notices: the title names the child and the subject, the body says what happened.
# $child, $subject, $value, $old, $work, $day, $text are words of the school, never translated.

notice-title = { $child } · { $subject }
notice-title-plain = { $child }

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

notice-lesson-added = { $day }: новый урок
notice-lesson-changed = { $day }: урок изменён
notice-lesson-cancelled = { $day }: урок отменён
notice-lesson-substituted = { $day }: замена
notice-lesson-removed = { $day }: урока не будет

notice-test-added = { $day }: { $work }
notice-test-changed = Перенесено на { $day }: { $work }
notice-test-removed = { $day }: { $work }, отменено

notice-other-added = { $text }
notice-other-changed = Изменено: { $text }
notice-other-removed = Убрано: { $text }

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
digest-other = { $count ->
        [one] { $count } изменение
        [few] { $count } изменения
       *[many] { $count } изменений
    }

term-year = Год
term-exam = Экзамен
term-final = Итоговая
term-unnamed = Итог периода

notice-open = Открыть

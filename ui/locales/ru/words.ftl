# Words that Rust puts into views: days, freshness, troubles, captions.

month-1 = января
month-2 = февраля
month-3 = марта
month-4 = апреля
month-5 = мая
month-6 = июня
month-7 = июля
month-8 = августа
month-9 = сентября
month-10 = октября
month-11 = ноября
month-12 = декабря
weekday-1 = Понедельник
weekday-2 = Вторник
weekday-3 = Среда
weekday-4 = Четверг
weekday-5 = Пятница
weekday-6 = Суббота
weekday-7 = Воскресенье
weekday-short-1 = пн
weekday-short-2 = вт
weekday-short-3 = ср
weekday-short-4 = чт
weekday-short-5 = пт
weekday-short-6 = сб
weekday-short-7 = вс
# "на понедельник"
on-weekday-1 = На понедельник
on-weekday-2 = На вторник
on-weekday-3 = На среду
on-weekday-4 = На четверг
on-weekday-5 = На пятницу
on-weekday-6 = На субботу
on-weekday-7 = На воскресенье
on-tomorrow = На завтра
on-date = На { $day }
day-month = { $day } { $month }
day-month-year = { $day } { $month } { $year }
week-in-month = { $from }–{ $to } { $month }
week-over-months = { $from } – { $to }
today = сегодня
yesterday = вчера
tomorrow = завтра
day-of-notice = { $day }

ordinal-0 = нулевой
ordinal-1 = первый
ordinal-2 = второй
ordinal-3 = третий
ordinal-4 = четвёртый
ordinal-5 = пятый
ordinal-6 = шестой
ordinal-7 = седьмой
ordinal-8 = восьмой
ordinal-9 = девятый
ordinal-10 = десятый
ordinal-11 = одиннадцатый
ordinal-12 = двенадцатый

now-lesson = Сейчас, { $ordinal } урок · ещё { $minutes ->
        [one] { $minutes } минута
        [few] { $minutes } минуты
       *[many] { $minutes } минут
    }
now-lesson-unnumbered = Сейчас урок · ещё { $minutes ->
        [one] { $minutes } минута
        [few] { $minutes } минуты
       *[many] { $minutes } минут
    }
now-break = Перемена · ещё { $minutes ->
        [one] { $minutes } минута
        [few] { $minutes } минуты
       *[many] { $minutes } минут
    }
now-before = Первый урок в { $time }
now-before-soon = До первого урока { $minutes ->
        [one] { $minutes } минута
        [few] { $minutes } минуты
       *[many] { $minutes } минут
    }
now-after = Уроки на сегодня закончились
now-next = Потом { $subject }, { $time }
now-next-room = Потом { $subject }, { $time }, { $room }
now-last = Это последний урок
room = кабинет { $room }
substitution = замена
substitution-teacher = Замена: { $teacher }
cancelled = отменён
moved = перенесён
gap-one = Окно, { $from }-й урок
gap-many = Окно, { $from }–{ $to }-й уроки
was = было { $old }

done-of = сделано { $done } из { $total }
files = { $count ->
        [one] { $count } файл
        [few] { $count } файла
       *[many] { $count } файлов
    }

holiday-until = { $name } до { $day }
no-lessons = Уроков нет
not-loaded = Этот день ещё не загружен
week-in-term = Неделя { $week }, { $term }
average-week = Средний за неделю { $average }
missed = Пропущено уроков: { $count }

fresh-never = ещё не загружено
fresh-syncing = обновляется
fresh-now = обновлено только что
fresh-unknown = время обновления неизвестно: часы переведены назад
fresh-minutes = обновлено { $count ->
        [one] { $count } минуту
        [few] { $count } минуты
       *[many] { $count } минут
    } назад
fresh-today = обновлено сегодня в { $time }
fresh-yesterday = обновлено вчера в { $time }
fresh-date = обновлено { $day }
next-soon = сейчас
next-minutes = через { $count ->
        [one] { $count } минуту
        [few] { $count } минуты
       *[many] { $count } минут
    }
next-hours = через { $count ->
        [one] { $count } час
        [few] { $count } часа
       *[many] { $count } часов
    }
status-line = { $last }
status-line-next = { $last }, следующее { $next }
status-never = Ещё ни разу не обновлялось

trouble-credentials = Вход в «{ $system }» больше не действует.
trouble-credentials-todo = Войдите ещё раз: все настройки и история останутся.
trouble-forbidden = «{ $system }» не даёт этих данных вашей учётной записи.
trouble-forbidden-todo = Проверьте на сайте школы, открыт ли вам дневник.
trouble-limited = «{ $system }» просит подождать.
trouble-limited-todo = Ничего делать не нужно: попробуем ещё раз сами.
trouble-unreachable = Не удаётся связаться с «{ $system }».
trouble-unreachable-todo = Проверьте интернет. Показаны сохранённые данные.
trouble-order = Сервер «{ $system }» сейчас не работает.
trouble-order-todo = Показаны сохранённые данные, попробуем ещё раз сами.
trouble-strange = Сервер отвечает не как «{ $system }».
trouble-strange-todo = Проверьте адрес школы в настройках. Показаны сохранённые данные.
trouble-held = Школа вдруг прислала пустой дневник. Мы пока не верим.
trouble-held-todo = Показаны прежние данные, спросим ещё раз.
trouble-storage = Не удаётся записать данные на диск.
trouble-storage-todo = Освободите место на диске.
trouble-stopped = Обновление остановлено по вашей просьбе.
trouble-stopped-todo = Что успели загрузить, осталось. Продолжим позже сами или сейчас, если попросите.
trouble-setting = В настройках входа ошибка.
trouble-setting-todo = Проверьте адрес и другие поля.

error-credentials = Логин или пароль не подошли. Попыток больше не делаем: проверьте их на сайте школы.
error-token = Этот ключ доступа не подошёл. Получите новый и попробуйте ещё раз.
error-page = Школа не приняла этот вход. Попробуйте войти ещё раз.
error-no-students = В этой учётной записи не видно ни одного ученика.
error-cancelled = Вход отменён.
error-request = Так сделать нельзя: проверьте введённое.
error-address = Адрес должен начинаться с https://
error-unknown-system = Такой школьной системы мы не знаем.
error-no-page = Вход через страницу школы здесь недоступен.
error-storage = Файл дневника не открывается.
error-busy = Файл дневника занят: он открыт ещё в одной программе. Закройте её и попробуйте снова.
error-still-open = Вы вышли, и данные стёрты. Пустой файл дневника ещё открыт в другой программе: он исчезнет, когда она его закроет.
error-closed = Дневник ещё не открыт.
error-passphrase = Эта фраза не подходит к файлу дневника.
error-passphrase-short = Фраза слишком короткая: нужно не меньше 8 знаков.
error-locked = Дневник заперт.
error-lock = Пароль не подходит.
error-lock-pin = ПИН-код не подходит.
error-lock-wait = Слишком много ошибок. Попробуйте снова через { $wait }.
error-lock-current = Введите нынешний ПИН-код или пароль.
error-lock-short = Слишком коротко: ПИН-код — не меньше 4 цифр, пароль — не меньше 6 знаков.
finger-place = Приложите палец к сканеру.
finger-swipe = Проведите пальцем по сканеру.
finger-again = Не разобрать. Приложите палец ещё раз.
finger-too-short = Слишком коротко. Проведите пальцем ещё раз.
finger-off-centre = Приложите палец ещё раз, по центру сканера.
finger-lift = Уберите палец и приложите снова.
finger-missed = { $count ->
    [one] Отпечаток не подходит. Осталась { $count } попытка.
    [few] Отпечаток не подходит. Осталось { $count } попытки.
   *[many] Отпечаток не подходит. Осталось { $count } попыток.
}
finger-first = После запуска сначала введите пароль, потом можно отпечатком.
finger-first-pin = После запуска сначала введите ПИН-код, потом можно отпечатком.
finger-ended = Отпечаток не подошёл пять раз. Введите пароль.
finger-ended-pin = Отпечаток не подошёл пять раз. Введите ПИН-код.
error-finger-strict = Строгий замок открывают только ПИН-кодом, паролем или кодовой фразой.
error-finger-none = Сканер не отвечает, или в системе нет вашего отпечатка.
lock-wait-seconds = { $count ->
    [one] { $count } секунду
    [few] { $count } секунды
   *[many] { $count } секунд
}
lock-wait-minutes = { $count ->
    [one] { $count } минуту
    [few] { $count } минуты
   *[many] { $count } минут
}
lock-after-minutes = { $count ->
    [one] { $count } минута
    [few] { $count } минуты
   *[many] { $count } минут
}
lock-after-hours = { $count ->
    [one] { $count } час
    [few] { $count } часа
   *[many] { $count } часов
}

profile-await = Ключ к дневнику лежит в связке ключей, а она пока закрыта. Разблокируйте её, и дневник откроется.
profile-missing = Файл дневника на месте, но связка ключей не отдаёт ключ к нему. Разблокируйте её и попробуйте ещё раз.
profile-choose = В этой системе нет связки ключей. Дневник будет закрыт фразой, которую вы придумаете.
profile-enter = Дневник закрыт кодовой фразой. Пока вы её не введёте, уведомлений не будет.
profile-enter-strict = Дневник заперт строго: ключ убран из памяти, уведомлений нет, пока вы не введёте кодовую фразу.
profile-locked = О новом мы рассказываем и сейчас, но без оценок, пропусков, замечаний, сообщений и входов в школу.
profile-locked-strict = Дневник заперт строго: ключ убран из памяти, уведомлений нет, пока вы его не откроете.
profile-wrong-key = Ключ не подходит к файлу дневника. Файл остаётся на месте.
profile-damaged = Файл дневника повреждён. Мы отложим его в сторону, спасём историю и загрузим остальное из школы заново.
profile-newer = Этот файл записан более новой версией «Перемены». Обновите приложение.
profile-no-access = Не удаётся прочитать папку дневника. Проверьте место на диске и права.
profile-busy = Файл дневника занят другой программой. Закройте её или подождите немного, потом попробуйте снова.
recovered = Файл отложен: { $file }. Спасено записей истории: { $history }. Остальное загрузится из школы.
recovered-lost = Файл отложен: { $file }. Спасено записей истории: { $history }. Не удалось спасти: { $lost }.

key-keyring = Ключ хранится в связке ключей системы.
key-passphrase = Ключ закрыт вашей кодовой фразой.
key-device = Ключ хранится в защищённом хранилище телефона.
key-memory = Ничего не хранится: это пример.

# How far a sync is that somebody waits for.
sync-stage-account = «{ $system }»: узнаём, какие дети в этой учётной записи
sync-stage-terms = { $child }: загружаем четверти и каникулы
sync-stage-days = { $child }: загружаем уроки, оценки и задания
sync-steps = Шаг { $step } из { $of }
sync-requests = { $count ->
        [one] { $count } запрос к школе
        [few] { $count } запроса к школе
       *[many] { $count } запросов к школе
    }
synced-nothing = Нового нет
synced-changes = { $count ->
        [one] { $count } изменение
        [few] { $count } изменения
       *[many] { $count } изменений
    }

average-weighted = { $count ->
        [one] средний с учётом веса, { $count } оценка
        [few] средний с учётом веса, { $count } оценки
       *[many] средний с учётом веса, { $count } оценок
    }
average-plain = { $count ->
        [one] средний, { $count } оценка
        [few] средний, { $count } оценки
       *[many] средний, { $count } оценок
    }
average-none = { $count ->
        [0] оценок пока нет
        [one] { $count } отметка без балла
        [few] { $count } отметки без балла
       *[many] { $count } отметок без балла
    }
official = { $average } по данным школы
trend-two-weeks = { $delta } за две недели
trend-same = без изменений за две недели
need-title-5 = До пятёрки
need-title-4 = До четвёрки
need-title-3 = До тройки
need-text = { $count ->
        [one] нужна { $count } оценка «{ $value }»
        [few] нужно { $count } оценки «{ $value }»
       *[many] нужно { $count } оценок «{ $value }»
    }
need-text-left = { $need }, уроков осталось { $left }
need-impossible = не получится: уроков осталось { $left }
mark-label = { $value }
mark-label-work = { $value }, { $work }
mark-label-weight = { $value }, вес { $weight }
mark-label-weight-work = { $value }, вес { $weight }, { $work }
mark-corrected = исправлено { $day }: { $old } → { $value }
mark-no-work = Оценка
term-choice-year = Весь год
term-choice-year-short = Год

feed-mark-added = { $work }
feed-mark-added-plain = Новая оценка
feed-mark-changed = Исправлено: было { $old }
feed-mark-changed-work = Исправлено: было { $old }, { $work }
feed-mark-altered = Изменились сведения об оценке
feed-mark-removed = Оценка { $old } убрана
feed-term-mark = { $term }
feed-term-mark-changed = { $term }: было { $old }
feed-term-mark-removed = { $term }: оценка { $old } убрана
feed-homework-added = На { $day }: { $text }
feed-homework-changed = Изменено, на { $day }: { $text }
feed-homework-removed = Отменено задание на { $day }

kind-mark = Оценки
kind-term_mark = Оценки за четверть и год
kind-homework = Домашние задания
kind-absence = Посещаемость
kind-lesson = Расписание
kind-test = Контрольные
test-plain = Контрольная
kind-remark = Замечания
kind-event = События
kind-announcement = Объявления
kind-message = Сообщения
kind-visit = Проход в школу
notice-kind-mark = Оценки: новые, исправленные, убранные
notice-kind-term_mark = Оценки за четверть и за год
notice-kind-homework = Домашние задания: новые и изменённые
notice-kind-absence = Пропуски и опоздания
notice-kind-undone = Напоминание вечером: на завтра не сделано
notice-kind-remark = Замечания и комментарии к оценкам
notice-kind-lesson = Уроки: отмены, переносы, замены
notice-kind-test = Контрольные
notice-kind-event = События
notice-kind-announcement = Объявления
notice-kind-message = Сообщения
notice-kind-visit = Вход в школу и выход

password-words-netschool = Пароль уходит на сервер вашего региона в виде хеша и здесь не хранится, если вы сами этого не выберете.
password-words-dnevnik-ru = Пароль уходит прямо на сервер Дневник.ру и здесь не хранится.
password-words-mesh = МЭШ принимает пароль только на своей странице.
password-words-eljur = Пароль уходит прямо на сервер вашего ЭлЖура и здесь не хранится, если вы сами этого не выберете.
password-words-petersburg = Пароль уходит прямо на сервер «Петербургского образования» и здесь не хранится, если вы сами этого не выберете.
password-words-my-school = Пароль уходит прямо на сервер «Моей школы» и здесь не хранится.
tray-said-title = Перемена осталась у часов
tray-said = Она продолжит рассказывать о новом. Выйти совсем можно в меню значка.
tray-next = { $child }: { $time } · { $lesson }
tray-over = { $child }: уроков сегодня больше нет
tray-unread = Новое: { $count }
tray-open = Открыть дневник
tray-sync = Обновить сейчас
tray-quit = Выйти

# A home-screen widget. $day of "widget-undone" is "На завтра", "На понедельник".
widget-lesson-today = { $time } · { $lesson }
widget-lesson = { $day }, { $time } · { $lesson }
widget-no-lesson = Уроков впереди не видно
widget-undone = { $day } не сделано: { $subjects }
widget-undone-more = { $day } не сделано: { $subjects } и ещё { $more }

# Kinds of notifications in a phone's settings, and what a locked screen shows that hides the rest.
notice-kind-digest = Несколько новостей вместе
notice-kind-app = О самом приложении
notice-hidden = Новость из дневника

# The page of notices, and what became of each notice in the feed. $when is "when-today" or "when-day".
when-today = в { $time }
when-day = { $day } в { $time }
notices-quiet = С { $from } до { $to } уведомлений нет, потом одна сводка
notices-digest-twice = Сводка в { $morning } и в { $evening }, до них уведомлений нет
notices-digest-once = Сводка раз в день, в { $time }
notices-undone-earlier = Напомним в { $time }, до тихих часов
notices-undone-of = О несделанном на завтра напомним в { $time }
notices-hidden = На заблокированном экране оценок не видно
notices-hidden-student = Оценок на заблокированном экране не видно: это учётная запись ученика
notices-shown = Оценки видны на заблокированном экране
notices-waiting = { $count ->
        [one] Ждёт { $count } изменение, расскажем { $when }
        [few] Ждут { $count } изменения, расскажем { $when }
       *[many] Ждут { $count } изменений, расскажем { $when }
    }
told-alone = Уведомление { $when }
told-digest-quiet = Уведомление { $when }, в сводке после тихих часов
told-digest-school = Уведомление { $when }, в сводке после уроков
told-digest-digest = Уведомление { $when }, в сводке
told-digest-late = Уведомление { $when }, в сводке: раньше не получилось
told-digest-flood = Уведомление { $when }, в сводке: пришло сразу много
told-held-quiet = Тихие часы: уведомим { $when }
told-held-school = Идут уроки: уведомим { $when }
told-held-digest = Уведомим { $when }, в сводке
told-not-kind-off = Без уведомления: выключено в настройках
told-not-silent = Без уведомления: о таком не беспокоим
told-not-past = Без уведомления: это уже идёт или прошло
told-not-read = Без уведомления: прочитано на сайте школы
told-not-history = Без уведомления: нашлось при загрузке прошлых четвертей и лет
told-not-shown = Без уведомления: в тот вечер показать его не удалось
told-not-unknown = Без уведомления
told-waiting = Уведомление ещё не показано
told-shown = Уведомление показано

error-time = Время пишется так: 21:30.
error-quiet-hours = Тихие часы начинаются и кончаются в одно время. Измените одно из них.
error-digest-none = Для сводки нужно хотя бы одно время.
error-digest-order = Утренняя сводка должна быть раньше вечерней.
error-undone-time = Напоминание о завтрашних заданиях приходит днём или вечером: с 12:00.

error-autostart = Система не дала изменить автозапуск.
error-save = Файл не удалось сохранить. Скопируйте текст.

health-never = ещё ни разу не удалось
health-last = { $last }
health-next = следующий раз { $next }
health-took = Школа ответила за { $seconds } с

authority-until = Действителен до { $day }
authority-expired = Истёк { $day }: ему больше не доверяем
error-authority-here = Здесь сертификаты проверяет телефон. Добавьте этот сертификат в его настройках.
error-authority-none = В этом файле нет сертификата, который можно прочитать. Нужен файл PEM или DER.
error-authority-several = В этом файле несколько сертификатов: { $names }. Выберите файл с одним корневым.
error-authority-key = В этом файле закрытый ключ. Его нельзя отдавать никому: выберите файл с сертификатом.
error-authority-other = Это сертификат сайта или человека, а не удостоверяющего центра. Выберите корневой сертификат.
error-authority-expired = Срок этого сертификата истёк. Скачайте новый.
error-authority-early = Этот сертификат ещё не действует. Проверьте дату на устройстве.

history-none = Прошлые четверти и годы ещё не загружены
history-since = Загружено с { $month } { $year } года
history-now-year = { $year } учебный год: загружаем четверти и итоги
history-now-month = { $month } { $year }: загружаем
history-progress = Месяцев здесь: { $done } из { $of }
history-pause-sign-in = Ждём: войдите в «{ $system }» ещё раз
history-pause-school = Ждём, пока «{ $system }» снова ответит на обычный запрос
history-pause-saving = Ждём: батарея почти села, или за трафик надо платить
history-pause-budget = На сегодня хватит, чтобы не нагружать школу. Продолжим завтра
history-end-current-year = «{ $system }» отдаёт только текущий учебный год.
history-end-not-given = { $year } учебный год и то, что раньше, «{ $system }» не отдаёт.
history-end-nothing = За { $year } учебный год в дневнике ничего нет, раньше не ищем.
history-end-trouble = { $year } учебный год загрузить не удалось. Попробуйте ещё раз позже.
history-aside = Часть месяцев загрузить не удалось. Попробуйте ещё раз позже.

check-good = Всё работает
check-mind = Работает, но посмотрите на отмеченное
check-bad = Не всё работает
check-file = Дневник на устройстве
check-file-device = Открыт, зашифрован и записывается. Ключ в защищённом хранилище телефона
check-file-keyring = Открыт, зашифрован и записывается. Ключ в хранилище паролей системы
check-file-passphrase = Открыт, зашифрован и записывается. Ключ заперт вашей фразой
check-file-demo = Демо-школа, только в памяти
check-network = Сеть и батарея
check-network-none = Сети нет
check-network-none-todo = Проверьте интернет.
check-network-saving = Мало заряда или платная сеть: спрашиваем школу реже
check-account-children = { $count ->
        [one] Виден { $count } ребёнок
        [few] Видно { $count } ребёнка
       *[many] Видно { $count } детей
    }
check-rules = Правила уведомлений
check-rules-on = Рассказываем сразу
check-rules-off = Всё выключено: { $names }
check-rules-todo = Включите нужное в разделе «Уведомления».
check-rules-quiet = Сейчас тихие часы: новое придёт { $when }
check-rules-quiet-of = Сейчас тихие часы. { $children }
check-rules-quiet-child = { $child }: новое придёт { $when }
check-rules-digests = Новое приходит сводкой в выбранное время
check-notice = Уведомление
check-notice-title = Проверка
check-notice-body = Так приходят новости из школы.
check-notice-shown = Система приняла проверочное уведомление
check-notice-shown-todo = Не увидели его? Разрешите уведомления «Перемены» в настройках системы и выключите «Не беспокоить».
check-notice-none = Система не показывает уведомлений
check-notice-none-todo = Проверьте, что в системе есть служба уведомлений и она разрешает «Перемену».
check-always-on = Работа в фоне
check-always-on-both = Запускается вместе с системой и остаётся у часов
check-always-on-start = После перезагрузки молчит, пока её не откроют
check-always-on-tray = С закрытым окном молчит
check-always-on-todo = Включите «Запускать вместе с системой» и «Оставаться у часов».

report-saved = Сохранено: { $path }
backup-made = Копия сделана и прочитана заново: она цела. Детей: { $children }, записей истории: { $changes }.
backup-whole = Копия от { $day }, { $time } цела, ни один байт не изменён. Детей: { $children }, записей истории: { $changes }.
backup-restored = Дневник восстановлен из копии от { $day }, { $time }. Войдите в школу ещё раз: о том, что вы пропустили, расскажем одной сводкой.
backup-copied = { $count ->
        [one] Копия сделана в { $count } папке.
        [few] Копия сделана в { $count } папках.
       *[many] Копия сделана в { $count } папках.
    }
backup-off = Копий нет. Выберите папку и кодовую фразу, и копия будет делаться каждый день.
backup-none-yet = Копий пока нет.
backup-last = Последняя копия: { $day }.
backup-trouble = Последнюю копию сделать не удалось. Попробуем ещё раз сами.
backup-trouble-folder = Папки нет на месте. Подключите диск или выберите другую папку.
backup-trouble-full = В этой папке не хватает места. Освободите его.

error-backup-passphrase = Эта фраза не подходит к копии.
error-backup-own-passphrase = Дневник закрыт кодовой фразой: введите и её.
error-backup-damaged = Копия повреждена или изменена. Возьмите другую.
error-backup-foreign = Этот файл не копия «Перемены».
error-backup-empty = Файл пуст.
error-backup-newer = Копия сделана более новой «Переменой» ({ $version }). Обновите приложение.
error-backup-no-file = Такого файла нет.
error-backup-no-folder = Такой папки нет. Если это диск, подключите его.
error-backup-in-the-way = На этом месте лежит другой файл. Выберите другое имя.
error-backup-occupied = Дневник здесь уже есть. Чтобы восстановить копию, разрешите отложить его в сторону.
error-backup-cancelled = Отменено. Прежние копии на месте.
error-backup-full = Не хватает места на диске.
error-backup-busy = Дневник открыт в другой программе. Закройте её и попробуйте ещё раз.
error-backup-running = Копия уже делается или читается.
error-backup-no-passphrase = Сначала выберите кодовую фразу для копий.
error-backup-no-folders = Сначала выберите папку для копий.
error-backup-folders = Папок для копий может быть не больше двух.
error-backup-path = Нужен полный путь, например /home/family/Копии.

error-export-folder = Такой папки нет. Выберите другую.

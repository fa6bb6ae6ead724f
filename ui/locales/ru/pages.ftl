# Words that Rust puts into the pages beside the diary: homework, attendance, terms, search, school, record.

on-today = На сегодня
task-was-for = на { $day }
task-set = задано { $day }
homework-all-done = Всё сделано
homework-open = Не сделано: { $open }
homework-overdue = Просрочено: { $overdue }
homework-open-overdue = Не сделано: { $open }, просрочено: { $overdue }
tick-waiting = ещё не отправлено в школу
tick-taken = отправлено в школу
tick-kept = в школу не отправлено: отметка только здесь
tick-kept-off = в школу не отправлено: снято только здесь
help-ticks = Сюда уходит и то, что вы отметили задание сделанным или сняли отметку.
error-task-empty = Напишите, что нужно сделать.
error-task-day = Выберите день, к которому это нужно сделать.
error-letter-nobody = Выберите, кому отправить.
error-letter-empty = Напишите текст сообщения.
error-letter-long = Так много школа может не принять: сократите текст, тему или список получателей.
error-letters-none = Отсюда в эту школу нельзя ни писать, ни открывать сообщения: пользуйтесь её сайтом.
error-no-letter = Такого сообщения здесь нет.

lessons-count = { $count ->
        [one] { $count } урок
        [few] { $count } урока
       *[many] { $count } уроков
    }
late-count = { $count ->
        [one] { $count } опоздание
        [few] { $count } опоздания
       *[many] { $count } опозданий
    }
attendance-missed = { $count ->
        [0] Пропусков нет
        [one] Пропущен { $count } урок
        [few] Пропущено { $count } урока
       *[many] Пропущено { $count } уроков
    }
attendance-late = { $count ->
        [one] { $count } опоздание. Опоздание — не пропуск
        [few] { $count } опоздания. Опоздание — не пропуск
       *[many] { $count } опозданий. Опоздание — не пропуск
    }
attendance-none = без пропусков
attendance-ill = { $text }, по болезни { $ill }
attendance-day = { $day }: { $text }
reason-none = причина не указана
reason-ill = по болезни
reason-excused = по уважительной причине
reason-other = другая причина
late-sign = о
whole-day = Весь день
whole-day-lessons = Весь день, { $count ->
        [one] { $count } урок
        [few] { $count } урока
       *[many] { $count } уроков
    }
lesson-of-subject = { $subject }, { $number }-й урок
month-name-1 = Январь
month-name-2 = Февраль
month-name-3 = Март
month-name-4 = Апрель
month-name-5 = Май
month-name-6 = Июнь
month-name-7 = Июль
month-name-8 = Август
month-name-9 = Сентябрь
month-name-10 = Октябрь
month-name-11 = Ноябрь
month-name-12 = Декабрь

sheet-mark = оценка { $value }
sheet-average = средний { $value }
sheet-official = по данным школы { $value }
sheet-would = выходит { $value }
sheet-note-unweighted = Школа пишет { $official }: она считает без веса оценок, с весом выходит { $ours }.
sheet-note-other = Школа пишет { $official }, а по оценкам дневника выходит { $ours }. Итог ставят по числу школы: она может учитывать не все оценки или считать иначе.
sheet-note-higher = Стоит { $value }, хотя средний { $average }: оценку ставит учитель, и он поставил выше.
sheet-note-lower = Стоит { $value }, хотя средний { $average }: оценку ставит учитель. О причине спросите его.
term-progress = Неделя { $week } из { $weeks }, до конца { $days ->
        [one] { $days } день
        [few] { $days } дня
       *[many] { $days } дней
    }
term-last-day = Неделя { $week } из { $weeks }, сегодня последний день

what-if-same = Выходит { $after }, как и сейчас
what-if-other = Вышло бы { $after }, а выходит { $before }
what-if-first = Вышло бы { $after }
what-if-none = Считать было бы не по чему
wish-there = уже есть
wish-too-few = не получится: { $need }, а уроков осталось { $left }
wish-never = оценками «{ $value }» не получится, сколько бы их ни было
wish-over = не получится: учебный период закончился, оценок больше не будет
wish-mark-term = До { $value } за { $term }
wish-mark = До { $value } за год
wish-average = До среднего { $value }
error-wish = Напишите оценку от 2 до 5 или средний балл, например 4,6.

search-found = { $count ->
        [0] Ничего не нашлось
       *[other] Найдено: { $count }
    }
found-subject = Предметы
found-person = Люди
found-school = Ученик и школа
found-term = Периоды и каникулы
found-lesson = Темы уроков

school-name = Школа
school-address = Адрес
school-phone = Телефон
school-email = Почта
school-site = Сайт
school-head = Директор
school-class = Класс
school-class-teacher = Классный руководитель
school-guardian = Представитель
holiday-in = { $name }: через { $count ->
        [one] { $count } день
        [few] { $count } дня
       *[many] { $count } дней
    }

record-summary = Заполнено { $filled } из { $total }
record-all = всё на месте
record-nothing = ничего нет
record-lacks = нет: { $list }
record-not-given = школьная система сюда этого не передаёт
record-not-yet = время ещё не пришло
record-student = Ученик
record-homework = Домашние задания
record-homework-count = { $count ->
        [one] { $count } задание
        [few] { $count } задания
       *[many] { $count } заданий
    }
record-events = События школы
record-events-count = { $count ->
        [one] { $count } событие
        [few] { $count } события
       *[many] { $count } событий
    }
record-school = Школа
record-class = Класс
record-teachers = учителя
record-terms = Учебные периоды
record-holidays = каникулы
record-term-marks = Оценки за период
record-year-marks = Оценки за год
record-weekly = Статистика по неделям
record-weeks = оценки есть в { $with } из { $weeks } учебных недель
record-marks = Текущие оценки
record-marks-count = { $count ->
        [one] { $count } оценка
        [few] { $count } оценки
       *[many] { $count } оценок
    }
record-guardians = Родители
record-guardians-count = { $count ->
        [one] указан { $count }
        [few] указано { $count }
       *[many] указано { $count }
    }
record-limit-homework = Срок для задания после последнего урока
record-limit-marks = Срок для оценки после работы
record-limit-none = сразу
record-undated = Школа не сообщает, когда это внесли
record-in-time = Вовремя { $good } из { $total }
record-late-homework = на { $day }, позже срока на { $by }
record-late-mark = { $value } за { $day }, позже срока на { $by }
record-tests = Контрольные без оценки
record-no-tests = Контрольных не было
record-tests-marked = За все прошедшие контрольные оценка стоит
record-tests-unmarked = Без оценки: { $count }
record-no-mark = { $day }, оценки нет { $count ->
        [one] { $count } день
        [few] { $count } дня
       *[many] { $count } дней
    }
minutes-count = { $count ->
        [one] { $count } минуту
        [few] { $count } минуты
       *[many] { $count } минут
    }
hours-count = { $count ->
        [one] { $count } час
        [few] { $count } часа
       *[many] { $count } часов
    }
days-count = { $count ->
        [one] { $count } день
        [few] { $count } дня
       *[many] { $count } дней
    }

lacks-event = «{ $system }» не передаёт сюда событий
lacks-announcement = «{ $system }» не передаёт сюда объявлений
lacks-message = «{ $system }» не передаёт сюда сообщений
lacks-remark = «{ $system }» не передаёт сюда замечаний
lacks-student = «{ $system }» не передаёт сюда учеников
lacks-lesson = «{ $system }» не передаёт сюда расписания
lacks-homework = «{ $system }» не передаёт сюда домашних заданий
lacks-mark = «{ $system }» не передаёт сюда текущих оценок
lacks-term-mark = «{ $system }» не передаёт сюда итоговых оценок
lacks-average = «{ $system }» не передаёт сюда своих средних
lacks-weekly = «{ $system }» не передаёт сюда недельной статистики
lacks-absence = «{ $system }» не передаёт сюда пропусков и опозданий
lacks-test = «{ $system }» не передаёт сюда назначенных контрольных
lacks-writing = В «{ $system }» отсюда нельзя написать сообщение
lacks-visit = «{ $system }» не передаёт сюда, когда ребёнок вошёл в школу и вышел
lacks-term = «{ $system }» не передаёт сюда учебных периодов
lacks-holiday = «{ $system }» не передаёт сюда списка каникул
lacks-school = «{ $system }» не передаёт сюда сведений о школе и учителях
lacks-address = «{ $system }» не передаёт сюда адреса школы
lacks-phone = «{ $system }» не передаёт сюда телефона школы
lacks-class-teacher = «{ $system }» не передаёт сюда, кто классный руководитель
lacks-guardian = «{ $system }» не передаёт сюда сведений о родителях
lacks-tick = «{ $system }» не принимает отсюда отметок «сделано»
lacks-file = «{ $system }» не отдаёт сюда содержимого файлов
may-lack-announcement = «{ $system }» передаёт объявления не каждому
may-lack-remark = «{ $system }» передаёт замечания не каждому
why-no-call = Как программе это у неё спросить, никто не знает. Смотрите на её сайте или в её приложении.
why-no-shape = Там это есть, но в каком виде приходит, неизвестно. Смотрите на её сайте.
why-vendor-key = Для этого нужен ключ, который система даёт только своим программам. Смотрите на её сайте.
why-apart = Переписка там устроена отдельно, под своим паролем. Читайте и пишите на её сайте.
why-other-way = Тем способом, которым вы вошли, этого не получить. С ключом мобильного приложения придёт.
why-reckoned = Перемена считает это сама, по оценкам.
why-by-link = Вместо файла приходит ссылка: она откроется в браузере.
why-not-every = Это открывается не при каждом входе. Если долго пусто, вашему не открылось.
why-refused = Похоже, вашей учётной записи это закрыто. Проверьте на сайте школы, видно ли это там.
attendance-not-loaded = ещё не загружено
attendance-in-part = { $text }; загружено не всё
attendance-unknown = Ещё не загружено
attendance-partial = Загружены не все недели: остальные загрузятся, когда вы откроете их в дневнике. Посчитано то, что есть.
record-since = По тому, что загружено: с { $day }.

## Сообщения: открыть и написать

letters-not-by-system = «{ $system }» не принимает сообщений из Перемены: пишите на сайте школы.
letters-not-by-account = По этому входу «{ $system }» не принимает сообщений: войдите с логином и паролем от сайта или пишите на сайте школы.
letters-sign-in-again = Чтобы писать, войдите в «{ $system }» ещё раз. Написанное остаётся здесь.
letters-forbidden = «{ $system }» не разрешает этого вашей учётной записи.
letters-todo = Попробуйте ещё раз позже.
letters-todo-sign-in = Войдите ещё раз: написанное остаётся здесь.
letter-no-subject = Без темы
letter-to = Кому: { $names }
letter-answers = Ответ на сообщение «{ $subject }»
letter-unsure = Кто из них «{ $name }», по списку школы не понять: выберите сами.
letter-stage-draft = Черновик, { $when }
letter-stage-sending = Отправляется
letter-stage-unknown = Неизвестно, дошло ли; отправлялось { $when }
letter-stage-sent = Отправлено { $when }
letter-kept-at = Сохранено в { $at }, только на этом устройстве
letter-sent = Сообщение отправлено.
letter-sent-already = Это сообщение уже отправлено.
letter-under-way = Это сообщение уже отправляется. Подождите немного.
letter-kept = Сообщение не отправлено и сохранено здесь: отправьте его позже.
letter-kept-sign-in = Сообщение не отправлено и сохранено здесь: войдите ещё раз и отправьте его.
letter-unknown = Неизвестно, дошло ли сообщение: ответа от школы не было. Оно сохранено здесь. Прежде чем отправлять снова, посмотрите в отправленных на сайте «{ $system }».

## Аналитика

lessons-missed = { $count ->
        [one] пропущен { $count } урок
        [few] пропущено { $count } урока
       *[many] пропущено { $count } уроков
    }
load-text = уроков { $lessons }, заданий { $homework }
heaviest-1 = Больше всего — в понедельник
heaviest-2 = Больше всего — во вторник
heaviest-3 = Больше всего — в среду
heaviest-4 = Больше всего — в четверг
heaviest-5 = Больше всего — в пятницу
heaviest-6 = Больше всего — в субботу
heaviest-7 = Больше всего — в воскресенье

## The month of the diary

month-of-year = { $month } { $year }
month-day = { $day }, { $weekday }: { $what }
month-marks = оценки { $marks }
month-tests = контрольная: { $subjects }
month-homework-done = { $count ->
        [one] { $count } задание
        [few] { $count } задания
       *[many] { $count } заданий
    }, сделано { $done }
month-nothing = ничего нет
month-not-loaded = ещё не загружено
month-partial = Часть дней ещё не загружена: день загрузится, когда вы его откроете. Посчитано то, что есть.

## What a school divides its year into

terms-quarters = Четверти
terms-trimesters = Триместры
terms-half-years = Полугодия
terms-modules = Модули

## Help

host-below = { $host } и всё, что ниже
place-diary = Дневник
place-copies = Копии дневника
place-calendar = Календарь для других программ
place-encrypted = зашифрован
place-copies-encrypted = зашифрованы вашей фразой
place-open = открытый файл: его прочитает всякий, у кого он есть

## Files for other programs

exported = Записано в { $path }: { $count ->
        [one] { $count } запись
        [few] { $count } записи
       *[many] { $count } записей
    }
calendar-trouble = Записать не удалось: проверьте место на диске и права на папку.
calendar-trouble-folder = Папки нет на месте. Подключите диск или выберите другой файл.
calendar-trouble-foreign = На этом месте теперь другой файл: Перемена его не трогает. Выберите другое имя.
error-export-path = Напишите полный путь к файлу, от корня диска.
error-export-exists = Такой файл уже есть. Перемена его не заменит: выберите другое имя.
error-export-taken = В этот файл уже пишется календарь другого ребёнка. Выберите другое имя.
error-export-profile = В папке дневника всё зашифровано, открытых файлов там не бывает. Выберите другую папку.
error-export-csv = Имя таблицы кончается на .csv
error-export-ics = Имя календаря кончается на .ics
error-export-json = Имя этого файла кончается на .json
error-export-svg = Имя картинки кончается на .svg
picture-title = Расписание, { $week }
error-export-demo = Школа для примера ничего не оставляет после себя.

## Files of homework, announcements and letters

size-kb = { $count } КБ
size-mb = { $count } МБ
file-saved = Записано в { $path }
file-elsewhere = Лежит на другом сайте: { $host }. Откроется в браузере.
file-nowhere = Перемена пока не умеет получать файлы из «{ $system }». Посмотрите на сайте школы.
file-runs = Файлы .{ $ending } могут запускать программы. Здесь они не открываются, их можно только сохранить.
file-unknown = Неизвестно, чем открывать файлы .{ $ending }. Их можно сохранить.
file-endless = По имени не понять, что за файл внутри. Такой можно сохранить.
file-ends = Имя кончается на .{ $ending }: это и есть его вид.
error-file-no-viewer = Здесь файлы не открываются. Откройте дневник на компьютере.
error-file-viewer = На этом компьютере нечем открыть такой файл. Сохраните его и откройте сами.
error-file-runs = Такие файлы могут запускать программы, поэтому здесь они не открываются. Если вы ждали его, сохраните.
error-file-unknown = Неизвестно, чем открывать такой файл. Его можно сохранить.
error-file-disguised = Внутри этого файла программа, что бы ни говорило имя. Здесь он не открывается. Спросите учителя.
error-file-nowhere = Перемена пока не умеет получать такие файлы. Посмотрите на сайте школы.
error-file-gone = Этого файла у школы больше нет. Обновите дневник.
error-file-page = Вместо файла сервер прислал страницу. Попробуйте позже или посмотрите файл на сайте школы.
error-file-cut = Файл пришёл не целиком. Попробуйте ещё раз.
error-file-large = Файл больше 25 МБ, так много Перемена не загружает. Посмотрите его на сайте школы.
error-file-twice = Этот файл уже загружается.
error-file-elsewhere = Файл лежит на другом сайте. Откройте его в браузере.
error-file-demo = В школе для примера такие ссылки никуда не ведут.
error-file-again = Попробуйте позже.

## Choosing files and folders, and how the key is kept

pick-folder = Выберите папку
pick-backup = Выберите файл копии
pick-new-file = Куда записать файл
error-pick-none = Здесь файлы не выбираются из списка: впишите путь.
error-pick-twice = Окно выбора уже открыто.
error-share = Передать файл другому приложению не удалось. Попробуйте ещё раз.
error-print = Напечатать отсюда не удалось. Попробуйте ещё раз.
error-pick-name = Имя этого файла записано так, что Перемена его не прочитает. Переименуйте его или впишите другой путь.
error-key-current = Введите нынешнюю кодовую фразу.
error-key-fixed = Здесь этого не изменить: ключ хранит само устройство.
error-key-keyring = Хранилище паролей системы сейчас недоступно. Разблокируйте его и попробуйте ещё раз. Пока всё осталось как было.

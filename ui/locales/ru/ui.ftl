### Words of the window itself. What Rust tells is in words.ftl and notices.ftl.

app-name = Перемена
language-name = Русский

## Where to

skip = К содержанию
nav-label = Разделы
nav-today = Сегодня
nav-diary = Дневник
nav-marks = Оценки
nav-feed = Лента
nav-more = Ещё
back = Назад

## Who

switcher-label = Чей дневник
family = Вся семья
children = { $count ->
    [one] { $count } ребёнок
    [few] { $count } ребёнка
   *[many] { $count } детей
}
add-account = Добавить ребёнка или школу
unread-word = непрочитанных
unread-one = новое
unread-count = { $count ->
    [one] { $count } непрочитанная
    [few] { $count } непрочитанные
   *[many] { $count } непрочитанных
}

## Common

cancel = Отмена
save = Сохранить
open = Открыть
opening = Открываю…
try-again = Попробовать ещё раз
try-now = Попробовать сейчас
sync-now = Обновить
next-try = Следующая попытка { $when }.
trouble-label = Не всё в порядке
error-no-answer = Приложение не ответило. Попробуйте ещё раз.
demo-label = Пример
demo-more = Школа и дети выдуманы, ничего из этого не сохранится
demo-leave = Выйти

## Nothing here

filling-holiday = Каникулы
filling-holiday-more = Уроки и задания появятся здесь к началу учёбы.
filling-not-loaded = Ещё не загружено
filling-not-loaded-more = Дневник спросит школу и покажет, как только она ответит.
filling-not-published = Школа этого не публикует
filling-not-published-more = Электронный дневник этой школы таких сведений не даёт.
empty-day = Уроков нет
empty-day-more = Если школа их поставит, они появятся здесь.
empty-month = В этом месяце ничего нет
month-not-loaded-more = Откройте любой день: его неделя загрузится, как только ответит школа.
empty-month-more = Уроки и оценки появятся здесь, когда их внесёт школа.
empty-marks = Оценок пока нет
empty-marks-more = Первая появится здесь сразу, как её поставят.
empty-subject = По этому предмету оценок пока нет
empty-feed = Здесь пока тихо
empty-feed-more = Новые оценки, задания и замены будут собираться в ленте.

## Сегодня

news = Новое
no-news = Нового нет.
all-feed = Вся лента
tests = Впереди
lessons-today = Уроки сегодня
lessons-of = Уроки, { $day }
open-diary = Открыть дневник
no-homework = Ничего не задано.
nothing-set = { $subject }: пока не задано
only-files = Задание в файле

## Дневник

lesson-word = Урок
now = сейчас
week-days = Дни недели
previous-week = Неделя назад
next-week = Неделя вперёд
this-week = Эта неделя
previous-month = Предыдущий месяц
next-month = Следующий месяц
this-month = Этот месяц
span-choice = Сколько показать
span-day = День
span-week = Неделя
span-month = Месяц
month-missed = { $count ->
    [one] пропуск
   *[other] пропуск ×{ $count }
}
month-late = опоздание
month-late-short = опозд.
month-test = контрольная: { $subject }
month-test-sign = К
month-legend-test = контрольная
month-legend-homework = задано
month-legend-holiday = каникулы
print = Печать
signature = Подпись родителей
topic = Тема: { $topic }
subject-marks = Все оценки по предмету
other-homework = Ещё задано
marks-count = { $count ->
    [one] { $count } оценка
    [few] { $count } оценки
   *[many] { $count } оценок
}

## Оценки

term-choice = Учебный период
average-short = Средний
term-mark-short = Итог
no-marks-yet = пока нет
trend-label = Как менялся средний балл: { $points }
up = выше на
down = ниже на
distribution = Сколько каких оценок
term-marks = Итоговые оценки
influence = Влияние на средний

## Лента

feed-filter = Что показать
all-kinds = Всё
see-all = Прочитать всё, { $count }
older = Показать раньше

## Домашние задания

nav-homework = Домашние задания
empty-homework = Ничего не задано
empty-homework-more = Новые задания появятся здесь, как только их внесут учителя. Своё можно записать и сейчас.
all-subjects = Все предметы
subject = Предмет
overdue = Просрочено
earlier = Раньше
change = Изменить
remove = Убрать
undo = Вернуть
task-own = своё
task-new = Записать своё
task-new-title = Своё задание
task-change-title = Изменить задание
task-change = Изменить: { $text }
task-remove = Убрать: { $text }
task-removed = Убрано: { $text }
task-text = Что сделать
task-subject = Предмет или дело
task-due = К какому дню
task-only-here = Останется только здесь: в школу это не уходит.

## Посещаемость

nav-attendance = Посещаемость
empty-attendance = Пропусков нет
empty-attendance-more = Если урок будет пропущен или начнётся с опоздания, это появится здесь.
attendance-totals = Итого
attendance-reasons = По причинам
attendance-subjects = По предметам
attendance-days = По дням
remarks = Замечания
weekday-1 = пн
weekday-2 = вт
weekday-3 = ср
weekday-4 = чт
weekday-5 = пт
weekday-6 = сб
weekday-7 = вс

## Четверти

nav-terms = Четверти
empty-terms = Итоговых оценок пока нет
empty-terms-more = Они появятся здесь, как только школа их выставит.
sheet-caption = Сводная ведомость: предметы, оценки за периоды и за год
sheet-legend-would = выходит по среднему на сегодня, это ещё не оценка
sheet-legend-official = средний по данным школы, остальные посчитаны по оценкам дневника
sheet-notes = Где числа расходятся

## Что если

what-if = Что если
what-if-unreal = Это не настоящие оценки: они нигде не сохранятся.
what-if-add = Добавить оценку
what-if-add-one = Добавить { $value }
what-if-take = Убрать добавленную { $value }
what-if-change = Изменить или убрать поставленные оценки
what-if-as-is = как есть
what-if-drop = убрать
what-if-reset = Начать заново
weight = Вес
close = Закрыть
wish = Что для этого нужно
wish-what = Цель
wish-next = следующая оценка
wish-mark = оценка { $value }
wish-average = средний балл
wish-which = Какой средний
wish-with = Новые оценки
wish-none = Выше уже некуда.

## Поиск

nav-search = Поиск
search-what = Тема, предмет, учитель
search-hint = Ищет без сети, по всем годам, что есть на этом устройстве: темы уроков, задания, работы и комментарии, замечания, предметы и учителя. Слово можно писать в любой форме.
search-more = Показано не всё. Добавьте слово или выберите вид.

## События, школа, запись

nav-events = События и сообщения
letter = Сообщение
letter-write = Написать
letter-new = Новое сообщение
letter-answering = Ответ
letter-answer = Ответить
letter-open-named = Открыть сообщение: { $title }
letter-opening = Загружаем сообщение целиком…
letter-read-note = Когда вы открываете сообщение, школа видит, что оно прочитано.
letter-no-text = Текста в сообщении нет.
letter-not-open = Целиком сообщение пока не загружено.
letter-begun = Черновики
letter-continue = Продолжить
letter-continue-named = Продолжить: { $title }
letter-sent-here = Отправлено отсюда: { $count }
letter-remove-named = Убрать: { $title }
letter-remove-title = Убрать сообщение?
letter-remove-text = Оно исчезнет только с этого устройства: у получателей останется.
letter-receivers = Кому
letter-choose = Выбрать получателей
letter-receivers-asking = Узнаём у школы, кому можно написать…
letter-receivers-none = Школа не назвала никого, кому можно написать.
letter-find = Найти по имени
letter-found = { $count ->
        [one] Найден { $count } человек
        [few] Найдено { $count } человека
       *[many] Найдено { $count } человек
    }
letter-others = Остальные
letter-chosen = Готово, выбрано: { $count }
letter-take-out = Убрать из получателей: { $name }
letter-subject = Тема
letter-text = Текст сообщения
letter-send = Отправить
letter-sending = Отправляем…
letter-send-again = Отправить ещё раз
letter-again-title = Отправить ещё раз?
letter-note = Сообщение уйдёт от имени вашей учётной записи в школе. Отменить отправку нельзя.
letter-not-kept = Не сохранилось: { $why }
letter-discard = Удалить черновик
letter-discard-title = Удалить черновик?
letter-discard-text = Написанное исчезнет с этого устройства.
nothing-yet = Пока ничего нет
empty-events-more = Новое появится здесь и в ленте.
empty-remarks = Замечаний нет
empty-remarks-more = Если учитель напишет замечание, оно появится здесь и в ленте.
nav-school = Школа и класс
empty-school = Школа о себе ничего не сообщила
empty-school-more = Сведения появятся здесь, когда школа их заполнит.
school = Школа
class = Класс
guardians = Родители
guardians-note = по данным школы
teachers = Учителя
teachers-of-lessons = по расписанию
school-year = Учебный год
nav-record = Запись ребёнка
empty-record-more = Появится, как только школа заполнит хотя бы что-то.
record-lead = Что школа должна сообщать семье, что из этого заполнено и вовремя ли. Это о записях школы, а не о ребёнке.
record-complete = Полнота
record-filled = заполнено
record-partly = заполнено не всё
record-missing = не заполнено
record-not-given = сюда не передаётся
record-not-yet = ещё рано

## Клавиши

shortcuts = Клавиши
shortcut-week = В дневнике: неделя назад и вперёд
shortcut-this = Этот список
palette = Быстрый переход
palette-what = Раздел, имя или что найти
palette-search = Искать «{ $text }»
keys-single = Клавиши без Ctrl
keys-single-more = Выключите, если они мешают. Этот список откроется и через Ctrl+K.

## Первый запуск

welcome-title = Дневник для всей семьи
welcome-lead = Перемена показывает оценки, задания и расписание ваших детей и первой говорит, что изменилось. Всё хранится на этом устройстве, в зашифрованном виде.
choose-system = Где ведут дневник в вашей школе?
show-demo = Показать на примере
show-demo-more = Выдуманная школа и трое детей. Без входа и без сети.

## Вход

sign-in = Вход
sign-in-as = Войти снова: { $name }
sign-in-again = Войти снова
sign-in-keeps = Оценки, история и настройки останутся на месте.
sign-in-do = Войти
signing-in = Вхожу…
signed-in = Вот кто нашёлся
signed-in-more = Дневник уже загружается. О том, что было раньше, уведомлений не будет.
signed-in-again = Снова на связи
signed-in-again-more = Всё сохранено. О том, что пришло за это время, скажем одним сообщением.
no-children = Вход удался, но детей в этой учётной записи нет.
way = Как войти
way-page = На странице школы
way-page-more = Страница «{ $system }» откроется в отдельном окне. Войдите там как обычно, можно и через Госуслуги.
way-password = Логин и пароль
way-token-more = Ключ, который вы получили в самой системе. Хранится только здесь.
login = Логин
password = Пароль
token = Ключ доступа
open-page = Открыть страницу входа
page-open = Окно школы открыто
more-settings = Дополнительно
setting-base = Адрес, если у вашей школы свой
setting-school = Школа (номер или название)
setting-host = Регион или сервер
setting-host-typed = Адрес сервера, например sgo.example.ru
setting-keep-password = Не спрашивать пароль каждый раз
setting-keep-password-more = Эта система быстро завершает сеанс. Перемена сохранит отпечаток пароля в своём зашифрованном файле и будет входить сама. Отпечаток открывает учётную запись так же, как пароль.
setting-keep-password-whole-more = Сам пароль будет храниться в зашифрованном файле: эта система не принимает ничего другого.
setting-read-letters = Показывать письма и объявления целиком
setting-read-letters-more = В школе они тогда отмечаются прочитанными. Иначе здесь видно только их начало.
setting-vendor = Имя школы в адресе, например school9
setting-devkey = Ключ разработчика ЭлЖур
setting-utc-offset = Часовой пояс школы: часов от UTC
choose = Выберите
choose-another = Другой
school-part = Часть названия или номер
school-looking = Ищем…
school-none = На этом сервере такой школы нет
setting-client-id = Идентификатор приложения
setting-client-secret = Секрет приложения
setting-scopes = Права приложения
setting-redirect-uri = Адрес возврата приложения
setting-api = Путь API: apiv3 или api
setting-api-base = Адрес API
setting-api-host = Сервер API
setting-login-host = Сервер входа
setting-mobile-api = Версия мобильного API
setting-site-host = Сайт дневника
setting-school-base = Адрес школьного портала
setting-diary-base = Адрес дневника
setting-sign-in-page = Адрес страницы входа
setting-identity-host = Сервер входа мобильного приложения

## Хранилище

state-await-key = Жду ключ от дневника
state-choose-passphrase = Придумайте кодовую фразу
state-enter-passphrase = Введите кодовую фразу
state-wrong-key = Ключ не подходит
state-damaged = Файл дневника повреждён
state-newer = Файл от новой версии
state-no-access = Нет доступа к файлу
passphrase = Кодовая фраза
passphrase-again = Ещё раз
passphrase-set = Создать дневник
passphrase-differs = Фразы не совпадают.
passphrase-warning = Забытую фразу восстановить нельзя: запишите её и спрячьте.

state-locked = Дневник заперт
lock = Замок
lock-is-off = Замок закрывает дневник от того, кто взял ваше устройство на минуту. Уведомления приходят и под замком, но без оценок, пропусков, замечаний, сообщений и входов в школу; задания, контрольные и объявления видны.
lock-is-on = Дневник запирается сам, когда им долго не пользуются, и когда устройство засыпает.
lock-now = Запереть сейчас
lock-pin = ПИН-код
lock-choose = ПИН-код или пароль
lock-new = Новый ПИН-код или пароль, если нужен
lock-current = Нынешний ПИН-код или пароль
lock-after = Запирать, если не трогать
lock-strict = Строгий замок
lock-strict-more = Пока дневник заперт, его файл закрыт и ничего не обновляется. Уведомлений не будет, пока вы не откроете дневник.
lock-strict-passphrase = Пока дневник заперт, его файл закрыт и ничего не обновляется. Уведомлений не будет, пока вы не введёте кодовую фразу.
lock-switch-on = Включить замок
lock-set = Замок включён.
lock-changed = Замок изменён.
lock-removed = Замок выключен.
lock-edit = Изменить или выключить замок
lock-remove = Выключить замок
lock-differs = Второй раз введено другое. Наберите ещё раз.
lock-honest = Замок не остановит того, кто запускает на этом устройстве свои программы от вашего имени.
lock-forgotten = Забыли? Можно начать новый дневник и снова войти в школу. Нынешний останется рядом, отложенный в сторону.
lock-set-aside = Начать новый дневник
lock-set-aside-sure = Отложить нынешний дневник в сторону?
lock-set-aside-more = Ваши задания, история изменений и настройки останутся в отложенном файле. Оценки и уроки загрузятся из школы заново.
recover = Восстановить
recovering = Восстанавливаю…
recover-sure = Восстановить дневник?
recover-sure-more = Повреждённый файл будет отложен, не удалён. История, отметки о сделанном и имена перенесём, сколько удастся; оценки и расписание снова загрузим из школы.

## Настройки

settings = Настройки
settings-accounts = Учётные записи
settings-children = Дети
settings-files = Файлы для других программ
settings-notifications = Уведомления
settings-appearance = Вид и язык
settings-privacy = Безопасность
settings-about = О программе
sign-out = Выйти
sign-out-sure = Выйти из «{ $system }»?
sign-out-sure-more = С этого устройства удалится всё, что собрано: оценки, история изменений, отметки о сделанном ({ $children }). В школе ничего не изменится.
signed-out = Вы вышли из «{ $system }»
rename = Изменить имя
rename-child = Назвать по-своему: { $name }
name-of = Имя: { $name }
children-more = Здесь вы выбираете, как звать детей, каким цветом отмечать и в каком порядке показывать, в уведомлениях тоже. В школе ничего не изменится.
colour-of = Цвет: { $name }
colour-0 = Синий
colour-1 = Бирюзовый
colour-2 = Янтарный
colour-3 = Лиловый
colour-4 = Кирпичный
colour-5 = Серый
child-up = Выше: { $name }
child-up-short = Выше
child-down = Ниже: { $name }
child-down-short = Ниже
child-moved = { $name }: место { $place } из { $count }
hide-values = Скрывать подробности на заблокированном экране
hide-values-of = Скрывать подробности: { $name }
quiet-hours = Тихие часы
quiet-hours-more = Ночью уведомления ждут, утром приходят одной сводкой
school-hours = Не отвлекать в школе
school-hours-more = Что пришло во время уроков, скажем после последнего
digests = Сводкой в выбранное время
digests-more = Вместо отдельных уведомлений: утром, вечером или дважды
digest-morning = Утром
digest-evening = Вечером
time-from = С
time-to = До
time-none = нет
undone-at = Напоминать о несделанном на завтра
notices-table = Что показывает таблица
notices-told = О чём рассказывать
notices-sounds = О чём со звуком
notice-sound = Со звуком
stay-in-tray = Оставаться у часов
stay-in-tray-more = Закрытое окно не мешает узнавать новое
settings-status = Проверка связи
start-with-system = Запускать вместе с системой
start-with-system-more = Без окна, чтобы новое приходило и после перезагрузки
history = Прошлые четверти и годы
history-more = По умолчанию здесь текущая четверть и всё, что было с тех пор, как вы вошли. Остальное загрузим по вашей просьбе: понемногу и без уведомлений, от новых месяцев к старым.
history-begin = Загрузить прошлые годы
history-cancel = Остановить
history-runs = Прошлые четверти и годы загружаются
authority = Корневой сертификат для этой учётной записи
authority-warning = Нужен, только если школа не отвечает из-за своего сертификата, например национального удостоверяющего центра. Владелец ключа такого сертификата может прочитать всё, что эта учётная запись отправляет школе, и пароль тоже. Возьмите файл на официальном сайте и сверьте отпечаток. Другие учётные записи и окно со страницей входа этому сертификату не доверяют.
authority-none = Эта учётная запись доверяет только тем, кому доверяет система.
authority-choose = Файл сертификата, PEM или DER
authority-chosen = Файл выбран: его проверим при входе.
authority-without = Войти без него
authority-remove = Больше не доверять
authority-fingerprint = Отпечаток SHA-256
authority-too-long = Это не сертификат: файл слишком большой.
authority-not-read = Файл не читается. Выберите его ещё раз.
check-more = Проверим весь путь: файл дневника, школу, правила и настоящее уведомление.
check-start = Проверить сейчас
check-running = Проверяем…
check-is-good = работает
check-is-mind = обратите внимание
check-is-bad = не работает
report-more = Отчёт о неполадке: без имён, адресов школы и оценок. Прочитайте его, прежде чем кому-то отдать.
report-make = Составить отчёт
report-ready = Отчёт составлен: прочитайте его ниже
report-text = Отчёт о неполадке
report-copy = Скопировать
report-save = Сохранить в файл
report-copied = Отчёт скопирован
report-not-copied = Система не дала скопировать: выделите текст
theme = Тема
as-in-system = Как в системе
theme-light = Светлая
theme-dark = Тёмная
theme-black = Чёрная
language = Язык
privacy-school = Перемена говорит только с системой вашей школы: спрашивает расписание, оценки и задания от вашего имени и отправляет ей логин и пароль при входе.
privacy-nothing-else = Больше никуда не уходит ничего: ни наших серверов, ни статистики, ни отчётов об ошибках нет.
privacy-stored = Всё полученное лежит на этом устройстве в зашифрованном файле.
privacy-help = С какими серверами говорит ваша Перемена и что где лежит

backup = Резервные копии
backup-folder = Папка для копий
backup-second-folder = Вторая папка, в другом месте
backup-add-folder = Добавить
backup-forget = Больше не копировать в { $folder }
backup-forget-short = Больше не копировать сюда
backup-passphrase = Кодовая фраза для копий
backup-new-passphrase = Новая кодовая фраза для копий
backup-now = Сделать копию сейчас
backup-running = Копия делается или читается
backup-open = Проверить или восстановить копию
backup-file = Файл копии
backup-its-passphrase = Её кодовая фраза
backup-own-passphrase = Кодовая фраза нынешнего дневника
backup-verify = Проверить
backup-restore = Восстановить
backup-restore-title = Восстановить дневник из копии?
backup-restore-text = Нынешний дневник останется рядом, отложенный в сторону. В школу нужно будет войти ещё раз.
about-text = Школьный дневник для семьи. Свободная программа.

## Аналитика

nav-analytics = Аналитика
empty-analytics = Считать пока нечего
empty-analytics-more = Здесь будут средние по неделям и нагрузка по дням, когда появятся уроки и оценки.
analytics-weeks = Средний балл по неделям
analytics-weeks-note = нажмите на неделю
analytics-load = Нагрузка по дням недели
analytics-load-note = В среднем за день: уроки и задания, которые к нему заданы.
week-no-marks = оценок нет
average-is = средний { $average }

## Файлы для других программ

file-whose = Чьи данные
file-kind = Какой файл
file-save = Записать файл
file-open-more = Такой файл не зашифрован: его прочитает всякий, у кого он окажется.
file-csv = Таблица
file-csv-more = Оценки, задания и пропуски строками, для Excel или Calc (CSV).
file-ics = Календарь
file-ics-more = Уроки, контрольные, события и задания, чтобы один раз открыть в календаре (ICS).
file-json = Всё
file-json-more = Всё, что дневник знает об этом годе, с историей изменений (JSON).
file-svg = Картинка
file-svg-more = Расписание недели картинкой (SVG): часы, предметы и кабинеты, без имени ребёнка, школы и учителей.
file-place = Куда записать: полный путь
file-write = Записать
file-writing = Записываем…
file-kept = хранится здесь
file-loading = Загружаем…
file-loading-percent = Загружаем: { $percent } %
file-cancel = Прервать
file-save-as = Сохранить как…
file-save-one = Сохранить «{ $name }»
file-elsewhere-title = Файл на другом сайте
file-elsewhere-ask = Он лежит на { $host }. Перемена туда не обращается: ссылку откроет браузер. Открывайте, если этот сайт вам знаком.
file-elsewhere-go = Открыть в браузере
row-files = Файлы
calendar-kept = Календарь, который обновляется сам
calendar-kept-more = Перемена переписывает этот файл, когда расписание изменилось. Подпишите на него свой календарь. Файл не зашифрован и лежит вне дневника: в нём уроки с кабинетами и имя, которым вы зовёте ребёнка; ни оценок, ни учителей, ни тем.
calendar-file = Файл календаря: полный путь
calendar-homework = Записывать в него и домашние задания
calendar-start = Обновлять этот файл
calendar-stop = Больше не обновлять
calendar-stop-more = Сам файл останется: удалите его, если он не нужен.

## Справка

nav-help = Справка
help-leaves = Что покидает это устройство
help-leaves-lead = Перемена обращается только к серверам школьных систем, в которые вы вошли. Вот все они, по вашим настройкам:
help-no-accounts = Пока их нет: вы ещё не вошли ни в одну систему.
help-demo = Школа для примера придумана и живёт на этом устройстве: ни к кому не обращаемся, ничего не храним.
help-page-hosts = Окно входа
help-page-hosts-more = Вход на странице системы идёт в отдельном окне, как в браузере. Перейти в нём можно только сюда, но сама страница может загружать картинки и программы откуда хочет.
help-no-telemetry = Больше никуда не уходит ничего: у Перемены нет своих серверов, она не собирает статистику, не отправляет отчётов об ошибках и не проверяет обновлений.
help-kept = Что где лежит
help-kept-none = Пока ничего: дневник появится на этом устройстве с первым входом, зашифрованным файлом.
help-kept-more = Открытыми файлами становится только то, что вы сами записали в файл. Выход из учётной записи удаляет из дневника всё, что к ней относится; записанные вами файлы и копии остаются.
help-notices = Как приходят уведомления
help-notices-1 = Перемена сама спрашивает школу: часто во время уроков этого ребёнка, реже вечером, совсем редко ночью и в выходные. Новое она показывает обычным уведомлением системы, каждое изменение один раз, сразу несколько — сводкой.
help-notices-2 = Пока устройство выключено или спит, спрашивать некому: накопившееся придёт сводкой, когда оно проснётся. О чём говорить, со звуком ли и когда молчать, выбирается для каждого ребёнка.
help-notices-closed = Сейчас закрытое окно останавливает и уведомления. Включите «Оставаться у часов», чтобы они приходили и без окна.
help-session = Если сеанс закончился
help-session-1 = Школьные системы время от времени просят войти заново. Тогда Перемена перестаёт обращаться к системе, сообщает вам об этом и показывает то, что загрузила раньше, с пометкой, когда это было.
help-session-2 = Войдите снова из «Учётных записей»: оценки, история и настройки останутся на месте, а пропущенное придёт одной сводкой. Если дело не в этом, проверка связи покажет, на каком шаге заминка.
help-backup = Как сделать копию
help-backup-1 = В разделе «Безопасность» выберите папку для копий и придумайте кодовую фразу. Каждый день, когда Перемена запущена, там появится новая зашифрованная копия. Остаются копии последних семи дней и по одной за четыре недели и двенадцать месяцев.
help-backup-2 = Копию откроет только её кодовая фраза. Забытую фразу восстановить нельзя: запишите её там, где не потеряете. Вернуть дневник из копии можно на любом устройстве.
help-keys = Всё делается с клавиатуры: G и буква ведут на любой экран, Ctrl+K — куда угодно, стрелки листают дневник.
help-keys-show = Список клавиш

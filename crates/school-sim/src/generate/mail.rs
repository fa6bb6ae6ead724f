//! The year's announcements and letters. Written last and from streams of their own, so that nothing else changes.

use time::{Date, Duration, Time};

use crate::calendar::{clock_time, local};
use crate::chance::Chance;
use crate::register::{Pupil, Register};

/// What a class teacher announces: heading and text.
const TO_CLASS: [(&str, &str); 6] = [
    ("Родительское собрание", "Собрание класса в четверг в 18:30, кабинет 214.\n\nПросьба быть одному из родителей."),
    ("Экскурсия в музей", "В субботу едем в краеведческий музей. Сбор в 9:00 у входа в школу."),
    ("Фотографирование класса", "Завтра приходит фотограф: просим надеть светлый верх."),
    ("Субботник", "В пятницу после уроков убираем школьный двор. Возьмите перчатки."),
    ("Сбор макулатуры", "Макулатуру принимают в среду с 8:00 до 8:30 у запасного входа."),
    ("Сменная обувь", "Напоминаем: без сменной обуви на уроки не пускают."),
];

/// What is announced to the whole school.
const TO_ALL: [(&str, &str); 3] = [
    ("Расписание звонков", "С понедельника звонки по основному расписанию.\n\nСуббота: уроки по 40 минут."),
    ("Вход по пропускам", "Турникеты работают с 7:30. Пропуск <восстанавливают> в канцелярии & на вахте."),
    ("Олимпиада", "Школьный этап олимпиады — с 20 числа. Записаться можно у учителя предмета."),
];

/// What a class teacher writes to a family.
const LETTERS: [(&str, &str); 5] = [
    ("О походе", "Добрый день! Подтвердите, пожалуйста, поездку в субботу."),
    ("Справка", "Принесите, пожалуйста, справку от врача за прошлую неделю."),
    ("Успехи", "Хочу похвалить: работа на уроках стала заметно лучше."),
    ("Проект", "Тему проекта нужно выбрать до конца месяца. Список прилагаю."),
    ("Питание", "Проверьте, пожалуйста, баланс карты в столовой."),
];

/// Every third week an announcement for each class, every seventh one for each school, a letter to each child's family
/// every second week.
pub(super) fn write(register: &mut Register, chance: &Chance) {
    let pupils: Vec<Pupil> = register.pupils.values().cloned().collect();
    let mut classes = Vec::new();
    let mut schools = Vec::new();
    for pupil in &pupils {
        if !classes.contains(&pupil.class) {
            classes.push(pupil.class);
            every(register, pupil, 21, chance.about("announcements", pupil.class.unsigned_abs()), &TO_CLASS, class);
        }
        if !schools.contains(&pupil.school) {
            schools.push(pupil.school);
            every(register, pupil, 49, chance.about("school news", pupil.school.unsigned_abs()), &TO_ALL, school);
        }
        every(register, pupil, 14, chance.about("letters", pupil.person.unsigned_abs()), &LETTERS, letter);
    }
}

type Said = (&'static str, &'static str);

fn every(
    register: &mut Register,
    pupil: &Pupil,
    days: i64,
    mut dice: Chance,
    texts: &[Said],
    say: fn(&mut Register, &Pupil, Said, Date, Time),
) {
    let mut date = register.year.first_day();
    while let Some(day) = date.checked_add(Duration::days(i64::try_from(dice.below(5)).unwrap_or(0))) {
        if day > register.year.last_day() {
            break;
        }
        let minute = u8::try_from(dice.below(60)).unwrap_or(0);
        if let Some(said) = dice.pick(texts) {
            say(register, pupil, *said, day, clock_time(15, minute));
        }
        let Some(next) = date.checked_add(Duration::days(days)) else { break };
        date = next;
    }
}

fn class(register: &mut Register, pupil: &Pupil, (title, text): Said, day: Date, time: Time) {
    let at = local(day, time, hours(register, pupil));
    let files =
        if title == "Экскурсия в музей" { vec!["Согласие.docx".to_owned()] } else { Vec::new() };
    register.announce(pupil, title.to_owned(), text.to_owned(), None, false, &files, at);
}

fn school(register: &mut Register, pupil: &Pupil, (title, text): Said, day: Date, time: Time) {
    let at = local(day, time, hours(register, pupil));
    register.announce(pupil, title.to_owned(), text.to_owned(), None, true, &[], at);
}

fn letter(register: &mut Register, pupil: &Pupil, (subject, text): Said, day: Date, time: Time) {
    let at = local(day, time, hours(register, pupil));
    let files = if subject == "Проект" { vec!["Темы проектов.pdf".to_owned()] } else { Vec::new() };
    register.write_to_family(pupil, subject.to_owned(), text.to_owned(), None, &files, at);
}

fn hours(register: &Register, pupil: &Pupil) -> i8 {
    register.schools.get(&pupil.school).map_or(3, |school| school.hours_from_utc)
}

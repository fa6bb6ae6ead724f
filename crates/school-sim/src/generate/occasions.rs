//! The school's door, and the events of the year.

use std::collections::BTreeSet;

use time::{Date, Duration, Month};

use crate::act::Attendance;
use crate::calendar::{clock_time, local};
use crate::chance::Chance;
use crate::ids::Kind;
use crate::occasions::{Event, Passing};
use crate::register::{Lesson, Pupil, Register};

/// Title, month and day, hour, place, whether it is the whole school's, and what is said of it.
type Planned = (&'static str, (Month, u8), u8, &'static str, bool, Option<&'static str>);

const EVENTS: &[Planned] = &[
    (
        "Родительское собрание",
        (Month::September, 10),
        18,
        "Кабинет классного руководителя",
        false,
        Some("Итоги набора, питание, форма"),
    ),
    (
        "Экскурсия в краеведческий музей",
        (Month::October, 8),
        14,
        "Музей",
        false,
        Some("Сбор у входа, сменная обувь не нужна"),
    ),
    ("Концерт ко Дню учителя", (Month::October, 5), 13, "Актовый зал", true, None),
    (
        "Родительское собрание",
        (Month::November, 19),
        18,
        "Кабинет классного руководителя",
        false,
        Some("Итоги первой четверти"),
    ),
    (
        "День открытых дверей",
        (Month::November, 28),
        11,
        "Актовый зал",
        true,
        Some("Ждём родителей будущих первоклассников"),
    ),
    ("Новогодний концерт", (Month::December, 25), 15, "Актовый зал", true, None),
    ("Лыжный поход", (Month::February, 6), 12, "Стадион", false, Some("Тёплая одежда обязательна")),
    ("Последний звонок", (Month::May, 25), 10, "Школьный двор", true, None),
];

pub(crate) fn write(register: &mut Register, missed: &BTreeSet<(i64, i64)>, chance: &Chance) {
    let pupils: Vec<Pupil> = register.pupils.values().cloned().collect();
    for pupil in &pupils {
        let (from, to) = (register.year.first_day(), register.year.last_day());
        let lessons: Vec<Lesson> = register.lessons_of_pupil(pupil, from, to).into_iter().cloned().collect();
        passings(register, pupil, &lessons, missed, chance);
    }
    events(register);
}

/// In some minutes before the first lesson that the pupil is at, out some minutes after the last.
fn passings(
    register: &mut Register,
    pupil: &Pupil,
    lessons: &[Lesson],
    missed: &BTreeSet<(i64, i64)>,
    chance: &Chance,
) {
    let mut rest = lessons;
    while let Some(date) = rest.first().map(|lesson| lesson.date) {
        let end = rest.iter().take_while(|lesson| lesson.date == date).count();
        let (day, later) = rest.split_at(end);
        rest = later;
        let there = |lesson: &&Lesson| !lesson.cancelled && !missed.contains(&(pupil.person, lesson.id));
        let (Some(first), Some(last)) = (day.iter().find(there), day.iter().rfind(there)) else { continue };
        let which = u64::from(date.ordinal()) ^ (pupil.number.unsigned_abs() << 20);
        let mut dice = chance.about("door", which);
        let mut minutes = |low, high| Duration::minutes(i64::try_from(dice.between(low, high)).unwrap_or(5));
        let early = minutes(4, 25);
        let late = register.log.get(&(pupil.person, first.id)).is_some_and(|entry| entry.status == Attendance::Late);
        let came = if late { first.begins + minutes(6, 12) } else { first.begins - early };
        let left = last.ends + minutes(3, 20);
        let passing = |at, entered| Passing { person: pupil.person, at, entered };
        register.occasions.passings.extend([passing(came, true), passing(left, false)]);
    }
}

fn events(register: &mut Register) {
    let schools: Vec<(i64, i8)> = register.schools.values().map(|school| (school.id, school.hours_from_utc)).collect();
    let year = register.year.first_day().year();
    for (school, hours) in schools {
        let classes = register.groups.values().filter(|group| group.school == school && group.parent.is_none());
        let classes: Vec<i64> = classes.map(|group| group.id).collect();
        for (title, (month, day), hour, place, whole, text) in EVENTS {
            let year = if u8::from(*month) >= 8 { year } else { year + 1 };
            let Ok(date) = Date::from_calendar_date(year, *month, *day) else { continue };
            let begins = local(date, clock_time(*hour, 0), hours);
            let of: Vec<Option<i64>> = if *whole { vec![None] } else { classes.iter().copied().map(Some).collect() };
            for class in of {
                let id = register.ids.next(Kind::Event);
                register.occasions.events.push(Event {
                    id,
                    school,
                    class,
                    begins,
                    ends: begins + Duration::hours(1),
                    title: (*title).to_owned(),
                    text: text.map(str::to_owned),
                    place: Some((*place).to_owned()),
                    published_at: begins - Duration::days(14),
                });
            }
        }
    }
}

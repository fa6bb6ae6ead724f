//! Lays the week's timetable over the year.

use std::collections::BTreeMap;

use time::Date;

use super::roll::{Course, FormedClass};
use crate::calendar::local;
use crate::chance::Chance;
use crate::curriculum::topics;
use crate::ids::Kind;
use crate::register::{Lesson, Register};

pub(crate) fn write(register: &mut Register, class: &FormedClass, chance: &Chance) {
    let year = register.year;
    let usual = class.courses.iter().map(|course| ((course.group, course.subject), course.teacher));
    register.usual_teachers.extend(usual);
    let mut date = year.first_day();
    let mut held: BTreeMap<(i64, i64), u64> = BTreeMap::new();
    while date <= year.last_day() {
        if year.is_taught(date, class.plan.parallel, class.plan.days_a_week) {
            write_day(register, class, date, &mut held, chance);
        }
        let Some(next) = date.next_day() else { break };
        date = next;
    }
}

fn write_day(
    register: &mut Register,
    class: &FormedClass,
    date: Date,
    held: &mut BTreeMap<(i64, i64), u64>,
    chance: &Chance,
) {
    let weekday = usize::from(date.weekday().number_days_from_monday());
    let subjects = class.plan.week.get(weekday).copied().unwrap_or_default();
    let first = class.plan.first_number.get(weekday).copied().unwrap_or(1);
    for (subject, number) in subjects.iter().zip(first..) {
        for course in class.courses.iter().filter(|course| course.subject_name == *subject) {
            let ordinal = held.entry((course.group, course.subject)).or_default();
            write_lesson(register, class, course, date, number, *ordinal, chance);
            *ordinal += 1;
        }
    }
}

fn write_lesson(
    register: &mut Register,
    class: &FormedClass,
    course: &Course,
    date: Date,
    number: u8,
    ordinal: u64,
    chance: &Chance,
) {
    let Some(group) = register.groups.get(&course.group) else { return };
    let Some((_, begin, end)) = group.bells.items.iter().find(|(bell, _, _)| *bell == number).copied() else { return };
    let id = register.ids.next(Kind::Lesson);
    let mut dice = chance.about("lesson", id.unsigned_abs());

    // About every fortieth lesson another teacher stands in, now and then in another room.
    let substitute = dice.percent(3);
    let staff = register.schools.get(&class.school).map(|school| school.teachers.as_slice()).unwrap_or_default();
    let stand_in = dice.pick(staff).copied();
    let teacher = if substitute { stand_in.unwrap_or(course.teacher) } else { course.teacher };
    let room = if dice.percent(2) { "Библиотека" } else { course.room };

    // The topics are spread over the 34 weeks of a school year.
    let a_week = class.plan.week.iter().flat_map(|day| day.iter()).filter(|name| **name == course.subject_name);
    let in_year = u64::try_from(a_week.count()).unwrap_or(1).max(1) * 34;
    let topics = topics(course.subject_name, class.plan.parallel);
    let place = ordinal.min(in_year - 1) * u64::try_from(topics.len()).unwrap_or(1) / in_year;
    let topic = usize::try_from(place).ok().and_then(|place| topics.get(place));
    let topic = topic.filter(|_| !dice.percent(6)).map(|topic| (*topic).to_owned());
    register.add_lesson(Lesson {
        id,
        group: course.group,
        school: class.school,
        date,
        number,
        subject: course.subject,
        teacher,
        room: room.to_owned(),
        topic,
        begins: local(date, begin, class.hours_from_utc),
        ends: local(date, end, class.hours_from_utc),
        cancelled: dice.percent(1),
    });
}

//! Planned works and the marks of the year, with the marks that sum up terms and the year.

use std::collections::{BTreeMap, BTreeSet};

use time::{Duration, OffsetDateTime};

use crate::calendar::{clock_time, local};
use crate::chance::Chance;
use crate::curriculum::{ANSWER, subject_plan};
use crate::register::{Lesson, Pupil, Register, Summed};
use crate::timetable::Scale;
use crate::works::counts_as;

/// Tests and other planned works. Important ones are announced a week or more ahead, the rest as the lesson begins.
pub(crate) fn write_planned_works(register: &mut Register, chance: &Chance) {
    let lessons: Vec<Lesson> = register.lessons.values().cloned().collect();
    let mut held: BTreeMap<(i64, i64), u64> = BTreeMap::new();
    for lesson in lessons {
        let ordinal = held.entry((lesson.group, lesson.subject)).or_default();
        *ordinal += 1;
        let graded = register.groups.get(&lesson.group).is_some_and(|group| group.scale == Scale::Five);
        let plan = register.subjects.get(&lesson.subject).and_then(|subject| subject_plan(subject.name));
        let Some(plan) = plan.filter(|_| graded && !lesson.cancelled) else { continue };
        let shift = chance.about("tests", lesson.group.unsigned_abs() ^ lesson.subject.unsigned_abs()).below(5);
        let Some((name, _)) = plan.tests.iter().find(|(_, every)| (*ordinal + shift).is_multiple_of(*every)) else {
            continue;
        };
        let Some(kind) = register.work_type(lesson.school, name).cloned() else { continue };
        let mut dice = chance.about("announced", lesson.id.unsigned_abs());
        let days = i64::try_from(dice.between(7, 14)).unwrap_or(7);
        let set_at = if kind.important { lesson.begins - Duration::days(days) } else { lesson.begins };
        let mut work = register.blank_work(&lesson, kind.id, set_at);
        work.planned = true;
        work.text = lesson.topic.as_ref().filter(|_| kind.important).map(|topic| format!("{name} по теме «{topic}»"));
        register.add_work(work);
    }
}

/// The marks of every family's child.
pub(crate) fn write(register: &mut Register, chance: &Chance, missed: &BTreeSet<(i64, i64)>) {
    let pupils: Vec<Pupil> = register.pupils.values().cloned().collect();
    for pupil in pupils {
        let (from, to) = (register.year.first_day(), register.year.last_day());
        let lessons: Vec<Lesson> = register.lessons_of_pupil(&pupil, from, to).into_iter().cloned().collect();
        let scale = register.groups.get(&pupil.class).map_or(Scale::Five, |class| class.scale);
        for lesson in lessons.iter().filter(|lesson| !lesson.cancelled) {
            let mut dice = chance.about("marks", lesson.id.unsigned_abs() ^ (pupil.number.unsigned_abs() << 40));
            let absent = missed.contains(&(pupil.person, lesson.id));
            match scale {
                Scale::Words => praise(register, &pupil, lesson, absent, &mut dice),
                Scale::Five => grade(register, &pupil, lesson, absent, &mut dice),
            }
        }
    }
}

fn praise(register: &mut Register, pupil: &Pupil, lesson: &Lesson, absent: bool, dice: &mut Chance) {
    if absent || !dice.percent(5) {
        return;
    }
    let words = ["Молодец!", "Справилась", "Хорошо читает", "Старается", "Нужно повторить"];
    let word = dice.pick(&words).copied().unwrap_or("Справилась");
    let at = soon(lesson, dice);
    if let Some(work) = register.work_at_lesson(lesson, ANSWER, at) {
        register.put_mark(pupil.person, work, word.to_owned(), at);
    }
}

fn grade(register: &mut Register, pupil: &Pupil, lesson: &Lesson, absent: bool, dice: &mut Chance) {
    let subject = register.subjects.get(&lesson.subject).map_or("", |subject| subject.name);
    let talk = subject_plan(subject).is_some_and(|plan| plan.area == "Other");
    if talk {
        return;
    }
    let planned = register.works_of_lesson(lesson.id).find(|work| work.planned && !work.homework);
    let planned = planned.and_then(|work| Some((work.id, register.work_types.get(&work.work_type)?.clone())));
    if let Some((work, kind)) = planned {
        let at = if kind.important { later(register, lesson, dice) } else { soon(lesson, dice) };
        if absent {
            if kind.important {
                register.put_mark(pupil.person, work, "н/а".to_owned(), at);
            }
            return;
        }
        let value = match kind.name {
            "Норматив" if dice.percent(15) => "осв".to_owned(),
            "Норматив" if dice.percent(25) => "зач".to_owned(),
            _ => value(pupil, dice),
        };
        if dice.percent(93) {
            enter(register, pupil, work, value, at, dice);
            if matches!(kind.name, "Диктант" | "Сочинение" | "Изложение") && dice.percent(60) {
                let second = self::value(pupil, dice);
                register.put_mark(pupil.person, work, second, at);
            }
        }
        return;
    }
    if absent {
        return;
    }
    if dice.percent(21) {
        let at = soon(lesson, dice);
        let value = value(pupil, dice);
        if let Some(work) = register.work_at_lesson(lesson, ANSWER, at) {
            enter(register, pupil, work, value, at, dice);
        }
    }
    let homework = register.works_of_lesson(lesson.id).find(|work| work.homework).map(|work| work.id);
    if let Some(work) = homework.filter(|_| dice.percent(6)) {
        let at = soon(lesson, dice);
        let value = value(pupil, dice);
        enter(register, pupil, work, value, at, dice);
    }
}

/// Puts a mark; a few are corrected some days later.
fn enter(register: &mut Register, pupil: &Pupil, work: i64, value: String, at: OffsetDateTime, dice: &mut Chance) {
    let better = match value.as_str() {
        "2" => Some("3"),
        "3" => Some("4"),
        "4" | "4-" => Some("5"),
        _ => None,
    };
    let mark = register.put_mark(pupil.person, work, value, at);
    let Some(better) = better.filter(|_| dice.percent(6)) else { return };
    let days = Duration::days(i64::try_from(dice.between(1, 6)).unwrap_or(1));
    if let Some(mark) = register.marks.get_mut(&mark) {
        mark.versions.push((at + days, better.to_owned()));
    }
}

fn value(pupil: &Pupil, dice: &mut Chance) -> String {
    let [fives, fours, threes] = pupil.ability;
    let roll = dice.below(100);
    let sign = dice.percent(9);
    let text = if roll < fives {
        if sign { "5-" } else { "5" }
    } else if roll < fives + fours {
        if sign { "4-" } else { "4" }
    } else if roll < fives + fours + threes {
        "3"
    } else {
        "2"
    };
    text.to_owned()
}

/// At the lesson or within some hours of it.
fn soon(lesson: &Lesson, dice: &mut Chance) -> OffsetDateTime {
    let minutes = if dice.percent(60) { dice.between(8, 44) } else { dice.between(50, 400) };
    blur(lesson.begins + Duration::minutes(i64::try_from(minutes).unwrap_or(8)), dice)
}

/// In the evening of one of the next days, when the exercise books are read.
fn later(register: &Register, lesson: &Lesson, dice: &mut Chance) -> OffsetDateTime {
    let hours = register.schools.get(&lesson.school).map_or(3, |school| school.hours_from_utc);
    let days = Duration::days(i64::try_from(dice.between(1, 4)).unwrap_or(1));
    let date = lesson.date.checked_add(days).unwrap_or(lesson.date);
    let hour = u8::try_from(dice.between(15, 21)).unwrap_or(15);
    let minute = u8::try_from(dice.below(60)).unwrap_or(0);
    blur(local(date, clock_time(hour, minute), hours), dice)
}

/// Adds seconds and the odd fraction: none, milliseconds, or the full seven digits.
fn blur(moment: OffsetDateTime, dice: &mut Chance) -> OffsetDateTime {
    let seconds = i64::try_from(dice.below(60)).unwrap_or(0);
    let fraction = match dice.below(3) {
        0 => 0,
        1 => dice.below(1_000) * 1_000_000,
        _ => dice.below(10_000_000) * 100,
    };
    moment + Duration::seconds(seconds) + Duration::nanoseconds(i64::try_from(fraction).unwrap_or(0))
}

/// Marks of the terms, from what the register then holds, and of the year in the last week of May.
pub(crate) fn write_terms(register: &mut Register) {
    let pupils: Vec<Pupil> = register.pupils.values().cloned().collect();
    for pupil in pupils {
        let graded = register.groups.get(&pupil.class).is_some_and(|class| class.scale == Scale::Five);
        let hours = register.schools.get(&pupil.school).map_or(3, |school| school.hours_from_utc);
        if !graded {
            continue;
        }
        let mut of_year: BTreeMap<i64, Vec<f64>> = BTreeMap::new();
        let periods: Vec<_> = register.periods_of_group(pupil.class).cloned().collect();
        for period in periods {
            let day = period.finish.previous_day().unwrap_or(period.finish);
            let at = local(day, clock_time(14, 5), hours);
            for (subject, average) in averages(register, &pupil, period.start, day, at) {
                of_year.entry(subject).or_default().push(average.round());
                if let Some(work) = register.final_work(pupil.class, subject, Summed::Term(period.number), at) {
                    register.put_mark(pupil.person, work, format!("{}", average.round()), at);
                }
            }
        }
        let last = register.year.last_day();
        let at = local(last.previous_day().unwrap_or(last), clock_time(16, 30), hours);
        for (subject, terms) in of_year {
            let average = terms.iter().sum::<f64>() / terms.len() as f64;
            if let Some(work) = register.final_work(pupil.class, subject, Summed::Year, at) {
                register.put_mark(pupil.person, work, format!("{}", average.round()), at);
            }
        }
    }
}

fn averages(
    register: &Register,
    pupil: &Pupil,
    from: time::Date,
    to: time::Date,
    at: OffsetDateTime,
) -> BTreeMap<i64, f64> {
    let mut sums: BTreeMap<i64, (f64, f64)> = BTreeMap::new();
    for mark in register.marks_of_person(pupil.person) {
        let Some(lesson) = mark.lesson.and_then(|id| register.lessons.get(&id)) else { continue };
        if lesson.date < from || lesson.date > to {
            continue;
        }
        if let Some(value) = mark.value(at).and_then(counts_as) {
            let (sum, count) = sums.entry(lesson.subject).or_default();
            *sum += value;
            *count += 1.0;
        }
    }
    sums.into_iter().map(|(subject, (sum, count))| (subject, sum / count)).collect()
}

//! Carries a teacher's act out on the register.

use std::collections::BTreeMap;

use time::{Date, Duration, OffsetDateTime, Time};

use crate::act::{Act, ActError, Acted};
use crate::calendar::{local, offset};
use crate::curriculum::{ANSWER, HOMEWORK};
use crate::ids::{Kind, WireId};
use crate::occasions::Event;
use crate::register::{Lesson, LogEntry, Pupil, Register, Summed};

/// The student learns in another class from now on, in the first of the subgroups of each subject.
fn change_class(register: &mut Register, person: i64, name: String) -> Result<Acted, ActError> {
    let class = register.groups.values().find(|group| group.parent.is_none() && group.name == name);
    let (class, school) = class.map(|class| (class.id, class.school)).ok_or(ActError::UnknownClass(name))?;
    let mut split = BTreeMap::new();
    for group in register.groups.values().filter(|group| group.parent == Some(class)) {
        split.entry(group.subjects.clone()).or_insert(group.id);
    }
    let subgroups: Vec<i64> = split.into_values().collect();
    for group in register.groups.values_mut() {
        group.members.retain(|member| *member != person);
        if group.id == class || subgroups.contains(&group.id) {
            group.members.push(person);
        }
    }
    if let Some(pupil) = register.pupils.get_mut(&person) {
        (pupil.class, pupil.school, pupil.subgroups) = (class, school, subgroups);
    }
    Ok(Acted { student: wire(person), group: wire(class), ..Acted::default() })
}

/// Does it, at `now`.
pub(crate) fn carry_out(register: &mut Register, act: Act, now: OffsetDateTime) -> Result<Acted, ActError> {
    match act {
        Act::Mark { student, subject, value, work, date, comment } => {
            let (pupil, lesson) = held_lesson(register, &student, &subject, date, now)?;
            let name = work.unwrap_or_else(|| ANSWER.to_owned());
            let work =
                register.work_at_lesson(&lesson, &name, now).ok_or_else(|| ActError::UnknownWorkType(name.clone()))?;
            let mark = register.put_mark(pupil.person, work, value, now);
            if let Some(mark) = register.marks.get_mut(&mark) {
                mark.comment = comment;
            }
            Ok(Acted { work: wire(work), mark: wire(mark), ..of_lesson(&pupil, &lesson) })
        }
        Act::Correct { mark, value } => {
            standing_mark(register, mark, now)?.versions.push((now, value));
            Ok(of_mark(register, mark))
        }
        Act::RemoveMark { mark } => {
            standing_mark(register, mark, now)?.removed_at = Some(now);
            Ok(of_mark(register, mark))
        }
        Act::Homework { student, subject, text, date, files } => {
            let (pupil, lesson) = coming_lesson(register, &student, &subject, date, now)?;
            let kind = register.work_type(lesson.school, HOMEWORK).map(|kind| kind.id);
            let kind = kind.ok_or_else(|| ActError::UnknownWorkType(HOMEWORK.to_owned()))?;
            let files: Vec<i64> =
                files.iter().map(|name| register.add_file(name, lesson.teacher, now, 20_480)).collect();
            let mut work = register.blank_work(&lesson, kind, now);
            work.homework = true;
            work.planned = true;
            work.text = text;
            work.files.clone_from(&files);
            let id = work.id;
            register.add_work(work);
            let files = files.into_iter().map(WireId).collect();
            Ok(Acted { work: wire(id), files, ..of_lesson(&pupil, &lesson) })
        }
        Act::EditHomework { work, text } => {
            let homework = standing_homework(register, work, now)?;
            homework.text = Some(text);
            Ok(of_work(register, work))
        }
        Act::RemoveHomework { work } => {
            standing_homework(register, work, now)?.removed_at = Some(now);
            Ok(of_work(register, work))
        }
        Act::Absence { student, subject, status, comment, date } => {
            let (pupil, lesson) = held_lesson(register, &student, &subject, date, now)?;
            let entry = LogEntry { person: pupil.person, lesson: lesson.id, status, comment, at: now };
            register.log.insert((pupil.person, lesson.id), entry);
            Ok(of_lesson(&pupil, &lesson))
        }
        Act::WithdrawAbsence { student, lesson } => {
            let pupil = find_pupil(register, &student)?;
            register.log.remove(&(pupil.person, lesson.0)).ok_or(ActError::NothingRecorded(lesson))?;
            Ok(Acted { student: wire(pupil.person), lesson: Some(lesson), ..Acted::default() })
        }
        Act::PeriodMark { student, subject, value, term } => {
            let pupil = find_pupil(register, &student)?;
            let today = local_date(register, &pupil, now);
            let period = register
                .periods_of_group(pupil.class)
                .filter(|period| term.map_or(period.start <= today, |term| period.number + 1 == term))
                .last();
            let number = period.map(|period| period.number).ok_or(ActError::UnknownTerm(term.unwrap_or(1)))?;
            sum_up(register, &pupil, &subject, Summed::Term(number), value, now)
        }
        Act::YearMark { student, subject, value } => {
            let pupil = find_pupil(register, &student)?;
            sum_up(register, &pupil, &subject, Summed::Year, value, now)
        }
        Act::Announce { student, subject, work, date } => {
            let (pupil, lesson) = coming_lesson(register, &student, &subject, date, now)?;
            let id =
                register.work_at_lesson(&lesson, &work, now).ok_or_else(|| ActError::UnknownWorkType(work.clone()))?;
            if let Some(announced) = register.works.get_mut(&id) {
                announced.planned = true;
            }
            Ok(Acted { work: wire(id), ..of_lesson(&pupil, &lesson) })
        }
        Act::Substitute { student, subject, teacher, date } => {
            let (pupil, lesson) = coming_lesson(register, &student, &subject, date, now)?;
            let person = find_teacher(register, lesson.school, &teacher)?;
            change_lesson(register, &lesson, |lesson| lesson.teacher = person);
            Ok(of_lesson(&pupil, &lesson))
        }
        Act::CancelLesson { student, subject, date } => {
            let (pupil, lesson) = coming_lesson(register, &student, &subject, date, now)?;
            change_lesson(register, &lesson, |lesson| lesson.cancelled = true);
            Ok(of_lesson(&pupil, &lesson))
        }
        Act::ChangeClass { student, class } => {
            let pupil = find_pupil(register, &student)?;
            change_class(register, pupil.person, class)
        }
        Act::Visit { student, entered } => {
            let pupil = find_pupil(register, &student)?;
            let hours = register.schools.get(&pupil.school).map_or(3, |school| school.hours_from_utc);
            register.pass(pupil.person, now.to_offset(offset(hours)), entered)?;
            Ok(Acted { student: wire(pupil.person), ..Acted::default() })
        }
        Act::Event { student, title, date, hour, place, text } => {
            let pupil = find_pupil(register, &student)?;
            let hours = register.schools.get(&pupil.school).map_or(3, |school| school.hours_from_utc);
            let time = Time::from_hms(hour, 0, 0).map_err(|_| ActError::UnknownHour(hour))?;
            let begins = local(date, time, hours);
            let id = register.ids.next(Kind::Event);
            register.occasions.events.push(Event {
                id,
                school: pupil.school,
                class: Some(pupil.class),
                begins,
                ends: begins + Duration::hours(1),
                title,
                text,
                place,
                published_at: now,
            });
            Ok(Acted { group: wire(pupil.class), event: wire(id), date: Some(date), ..Acted::default() })
        }
        Act::Announcement { student, title, text, author, whole_school, files } => {
            let pupil = find_pupil(register, &student)?;
            let author = author.map(|name| find_teacher(register, pupil.school, &name)).transpose()?;
            let id = register.announce(&pupil, title, text, author, whole_school, &files, now);
            Ok(Acted { student: wire(pupil.person), announcement: wire(id), ..Acted::default() })
        }
        Act::Message { student, subject, text, from, files } => {
            let pupil = find_pupil(register, &student)?;
            let from = from.map(|name| find_teacher(register, pupil.school, &name)).transpose()?;
            let id = register.write_to_family(&pupil, subject, text, from, &files, now);
            Ok(Acted { student: wire(pupil.person), message: wire(id), ..Acted::default() })
        }
        Act::ChangeRoom { student, subject, room, date } => {
            let (pupil, lesson) = coming_lesson(register, &student, &subject, date, now)?;
            change_lesson(register, &lesson, |lesson| lesson.room = room);
            Ok(of_lesson(&pupil, &lesson))
        }
    }
}

fn sum_up(
    register: &mut Register,
    pupil: &Pupil,
    subject: &str,
    summed: Summed,
    value: String,
    now: OffsetDateTime,
) -> Result<Acted, ActError> {
    let subject = find_subject(register, pupil, subject)?;
    let work = register
        .final_work(pupil.class, subject, summed, now)
        .ok_or_else(|| ActError::UnknownWorkType("final".to_owned()))?;
    let standing: Vec<i64> = register
        .marks_of_work(work)
        .filter(|mark| mark.person == pupil.person && mark.removed_at.is_none())
        .map(|mark| mark.id)
        .collect();
    let mut corrected = None;
    for id in standing {
        let Some(mark) = register.marks.get_mut(&id) else { continue };
        if mark.value(now).is_some() {
            mark.versions.push((now, value.clone()));
            corrected = Some(id);
        } else {
            // The mark the school would have put by itself at the end of the term is not needed any more.
            mark.removed_at = Some(mark.set_at);
        }
    }
    let mark = corrected.unwrap_or_else(|| register.put_mark(pupil.person, work, value, now));
    Ok(Acted {
        student: wire(pupil.person),
        group: wire(pupil.class),
        subject: wire(subject),
        work: wire(work),
        mark: wire(mark),
        ..Acted::default()
    })
}

fn find_pupil(register: &Register, student: &str) -> Result<Pupil, ActError> {
    let found = register.pupils.values().find(|pupil| {
        pupil.person.to_string() == student
            || register.persons.get(&pupil.person).is_some_and(|person| {
                person.first == student
                    || format!("{} {}", person.last, person.first) == student
                    || format!("{} {}", person.first, person.last) == student
            })
    });
    found.cloned().ok_or_else(|| ActError::UnknownStudent(student.to_owned()))
}

fn find_subject(register: &Register, pupil: &Pupil, subject: &str) -> Result<i64, ActError> {
    let learnt = register.groups.get(&pupil.class).map(|class| class.subjects.as_slice()).unwrap_or_default();
    learnt
        .iter()
        .filter_map(|id| register.subjects.get(id))
        .find(|known| known.name == subject || known.id.to_string() == subject)
        .map(|known| known.id)
        .ok_or_else(|| ActError::UnknownSubject(subject.to_owned()))
}

fn find_teacher(register: &Register, school: i64, teacher: &str) -> Result<i64, ActError> {
    let staff = register.schools.get(&school).map(|school| school.teachers.as_slice()).unwrap_or_default();
    staff
        .iter()
        .filter_map(|id| register.persons.get(id))
        .find(|person| person.last == teacher || person.short_name() == teacher || person.id.to_string() == teacher)
        .map(|person| person.id)
        .ok_or_else(|| ActError::UnknownTeacher(teacher.to_owned()))
}

/// The lesson of that day, or the latest that has begun.
fn held_lesson(
    register: &Register,
    student: &str,
    subject: &str,
    date: Option<Date>,
    now: OffsetDateTime,
) -> Result<(Pupil, Lesson), ActError> {
    let (pupil, lessons) = lessons_of_subject(register, student, subject)?;
    let held = |lesson: &Lesson| match date {
        Some(date) => lesson.date == date,
        None => lesson.begins <= now && !lesson.cancelled,
    };
    let lesson = lessons.into_iter().rfind(held);
    Ok((pupil, lesson.ok_or(ActError::NoLesson)?))
}

/// The lesson of that day, or the next that has not begun.
fn coming_lesson(
    register: &Register,
    student: &str,
    subject: &str,
    date: Option<Date>,
    now: OffsetDateTime,
) -> Result<(Pupil, Lesson), ActError> {
    let (pupil, lessons) = lessons_of_subject(register, student, subject)?;
    let coming = |lesson: &Lesson| match date {
        Some(date) => lesson.date == date,
        None => lesson.begins > now && !lesson.cancelled,
    };
    let lesson = lessons.into_iter().find(coming);
    Ok((pupil, lesson.ok_or(ActError::NoLesson)?))
}

fn lessons_of_subject(register: &Register, student: &str, subject: &str) -> Result<(Pupil, Vec<Lesson>), ActError> {
    let pupil = find_pupil(register, student)?;
    let subject = find_subject(register, &pupil, subject)?;
    let lessons = register
        .lessons_of_pupil(&pupil, register.year.first_day(), register.year.last_day())
        .into_iter()
        .filter(|lesson| lesson.subject == subject)
        .cloned()
        .collect();
    Ok((pupil, lessons))
}

fn change_lesson(register: &mut Register, lesson: &Lesson, change: impl FnOnce(&mut Lesson)) {
    if let Some(lesson) = register.lessons.get_mut(&lesson.id) {
        change(lesson);
    }
}

fn standing_mark(
    register: &mut Register,
    mark: WireId,
    now: OffsetDateTime,
) -> Result<&mut crate::register::Mark, ActError> {
    register.marks.get_mut(&mark.0).filter(|found| found.value(now).is_some()).ok_or(ActError::UnknownMark(mark))
}

fn standing_homework(
    register: &mut Register,
    work: WireId,
    now: OffsetDateTime,
) -> Result<&mut crate::register::Work, ActError> {
    register
        .works
        .get_mut(&work.0)
        .filter(|found| found.homework && found.is_known(now))
        .ok_or(ActError::UnknownHomework(work))
}

fn local_date(register: &Register, pupil: &Pupil, now: OffsetDateTime) -> Date {
    let hours = register.schools.get(&pupil.school).map_or(3, |school| school.hours_from_utc);
    now.to_offset(offset(hours)).date()
}

fn of_lesson(pupil: &Pupil, lesson: &Lesson) -> Acted {
    Acted {
        student: wire(pupil.person),
        group: wire(lesson.group),
        subject: wire(lesson.subject),
        lesson: wire(lesson.id),
        date: Some(lesson.date),
        ..Acted::default()
    }
}

fn of_work(register: &Register, work: WireId) -> Acted {
    let Some(found) = register.works.get(&work.0) else { return Acted::default() };
    Acted {
        group: wire(found.group),
        subject: wire(found.subject),
        lesson: found.lesson.map(WireId),
        date: found.lesson.map(|_| found.target),
        work: Some(work),
        ..Acted::default()
    }
}

fn of_mark(register: &Register, mark: WireId) -> Acted {
    let Some(found) = register.marks.get(&mark.0) else { return Acted::default() };
    Acted { student: wire(found.person), mark: Some(mark), ..of_work(register, WireId(found.work)) }
}

fn wire(id: i64) -> Option<WireId> {
    Some(WireId(id))
}

//! Who was missing: an illness of some days, a late morning, an excused hour.

use std::collections::BTreeSet;

use time::{Date, Duration};

use crate::act::Attendance;
use crate::chance::Chance;
use crate::register::{Lesson, LogEntry, Register};

/// Writes the attendance log and tells the (person, lesson) pairs where the pupil was not there.
pub(crate) fn write(register: &mut Register, chance: &Chance) -> BTreeSet<(i64, i64)> {
    let mut missed = BTreeSet::new();
    let pupils: Vec<_> = register.pupils.values().cloned().collect();
    for pupil in pupils {
        let (from, to) = (register.year.first_day(), register.year.last_day());
        let lessons: Vec<Lesson> = register.lessons_of_pupil(&pupil, from, to).into_iter().cloned().collect();
        let mut dice = chance.about("attendance", pupil.person.unsigned_abs());
        let mut ill_until: Option<Date> = None;
        let mut today: Option<(Date, u64)> = None;
        for lesson in lessons {
            let same_day = today.filter(|(date, _)| *date == lesson.date);
            let fate = same_day.map_or_else(|| dice.below(1000), |(_, fate)| fate);
            let first_of_day = same_day.is_none();
            today = Some((lesson.date, fate));
            if first_of_day && fate < 20 && ill_until.is_none_or(|until| until < lesson.date) {
                ill_until = lesson.date.checked_add(Duration::days(i64::try_from(dice.between(1, 5)).unwrap_or(2)));
            }
            let ill = ill_until.is_some_and(|until| lesson.date <= until);
            let written = match fate {
                _ if ill => Some((Attendance::Ill, first_of_day.then_some("Справка от врача"))),
                20..=49 if first_of_day => Some((Attendance::Late, Some("Опоздание 10 минут"))),
                50..=59 => Some((Attendance::Pass, first_of_day.then_some("По заявлению родителей"))),
                60..=79 if lesson.number >= 5 => Some((Attendance::Absent, None)),
                _ => None,
            };
            let Some((status, comment)) = written.filter(|_| !lesson.cancelled) else { continue };
            if status != Attendance::Late {
                missed.insert((pupil.person, lesson.id));
            }
            let at = lesson.begins + Duration::minutes(i64::try_from(dice.between(3, 40)).unwrap_or(5));
            let comment = comment.map(str::to_owned);
            register.log.insert(
                (pupil.person, lesson.id),
                LogEntry { person: pupil.person, lesson: lesson.id, status, comment, at },
            );
        }
    }
    missed
}

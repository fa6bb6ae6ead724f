//! The one list of marks, in which absences and the marks of terms stand as well.

use serde_json::{Value, json};
use time::Date;

use super::{Ask, Reply, wire};
use crate::act::Attendance;
use crate::register::{Lesson, LogEntry, Mark, Pupil, Summed, Work};
use crate::works::counts_as;

/// What is said of a mark, wherever it stands.
struct Told<'a> {
    type_code: String,
    type_name: &'a str,
    value_code: Option<String>,
    value_name: &'a str,
    comment: Option<&'a str>,
}

impl Told<'_> {
    fn fields(&self) -> Value {
        json!({
            "estimate_type_code": self.type_code, "estimate_type_name": self.type_name,
            "estimate_value_code": self.value_code, "estimate_value_name": self.value_name,
            "estimate_comment": self.comment,
        })
    }
}

/// What stands in a lesson: here nothing has an id.
pub(super) fn at_lesson(ask: &Ask<'_>, pupil: &Pupil, lesson: &Lesson) -> Vec<Value> {
    let marks = ask.register.marks_at_lesson(pupil.person, lesson.id);
    let mut told: Vec<Value> =
        marks.filter_map(|mark| of_mark(ask, pupil, mark)).map(|(_, told)| told.fields()).collect();
    told.extend(log(ask, pupil, lesson).map(|entry| of_absence(entry).fields()));
    told
}

fn log<'a>(ask: &'a Ask<'_>, pupil: &Pupil, lesson: &Lesson) -> Option<&'a LogEntry> {
    ask.register.log.get(&(pupil.person, lesson.id)).filter(|entry| entry.at <= ask.now)
}

/// «1 четверть» and «Годовая отметка» are kinds of marks as «Контрольная работа» is.
fn of_mark<'a>(ask: &'a Ask<'_>, pupil: &Pupil, mark: &'a Mark) -> Option<(&'a Work, Told<'a>)> {
    let work = ask.register.works.get(&mark.work)?;
    let kind = ask.register.work_types.get(&work.work_type)?;
    let value = mark.value(ask.now)?;
    let (type_code, type_name) = match work.summed {
        Some(Summed::Term(number)) => {
            let term = ask.register.periods_of_group(pupil.class).find(|period| period.number == number)?;
            (2000 + i64::from(number), term.name)
        }
        Some(Summed::Year) => (2010, kind.name),
        None => (1050 + (kind.id / 3) % 50, kind.name),
    };
    let value_code = counts_as(value).map(|_| format!("{value}/5"));
    let comment = mark.comment.as_deref();
    Some((work, Told { type_code: type_code.to_string(), type_name, value_code, value_name: value, comment }))
}

fn of_absence(entry: &LogEntry) -> Told<'_> {
    let (code, value_code, value_name) = match entry.status {
        Attendance::Absent => ("30000", None, "неизвестная"),
        Attendance::Ill => ("30000", Some("496"), "по болезни"),
        Attendance::Pass => ("30000", Some("494"), "уважительная"),
        Attendance::Late => ("30001", None, "опоздание"),
    };
    Told {
        type_code: code.to_owned(),
        type_name: if code == "30000" { "Посещаемость" } else { "Опоздание" },
        value_code: value_code.map(str::to_owned),
        value_name,
        comment: entry.comment.as_deref(),
    }
}

/// `estimate/table`, the newest first.
pub(super) fn table(ask: &Ask<'_>) -> Reply {
    let pupil = ask.pupil("p_educations[]")?;
    let (from, to) = ask.days("p_date_from", "p_date_to")?;
    let mut found: Vec<(Date, i64, Value)> = Vec::new();
    for mark in ask.register.marks_of_person(pupil.person) {
        let Some((work, told)) = of_mark(ask, pupil, mark) else { continue };
        let lesson = mark.lesson.and_then(|id| ask.register.lessons.get(&id));
        let date = lesson.map_or(work.target, |lesson| lesson.date);
        let id = wire::MARK.of(mark.id);
        let entry = entry(ask, pupil, (id, date), (lesson.map(|lesson| lesson.id), work.subject), &told);
        found.push((date, id, entry));
    }
    for lesson in ask.register.lessons_of_pupil(pupil, from, to) {
        let Some(absence) = log(ask, pupil, lesson) else { continue };
        let id = wire::absence(pupil.person, lesson.id);
        let told = of_absence(absence);
        let entry = entry(ask, pupil, (id, lesson.date), (Some(lesson.id), lesson.subject), &told);
        found.push((lesson.date, id, entry));
    }
    found.retain(|(date, _, _)| (from..=to).contains(date));
    found.sort_by_key(|(date, id, _)| std::cmp::Reverse((*date, *id)));
    ask.page(found.into_iter().map(|(_, _, entry)| entry).collect())
}

fn entry(
    ask: &Ask<'_>,
    pupil: &Pupil,
    (id, date): (i64, Date),
    (lesson, subject): (Option<i64>, i64),
    told: &Told<'_>,
) -> Value {
    let mut entry = told.fields();
    let place = json!({
        "id": id, "education_id": wire::education(pupil.person), "lesson_id": lesson.map(|id| wire::LESSON.of(id)),
        "subject_id": wire::SUBJECT.of(subject), "subject_name": ask.subject(subject), "date": wire::day(date),
    });
    if let (Some(fields), Value::Object(place)) = (entry.as_object_mut(), place) {
        fields.extend(place);
    }
    entry
}

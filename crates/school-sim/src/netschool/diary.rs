//! The diary: lessons with their assignments and marks, details, files.

use serde_json::{Map, Value, json};
use time::{Date, Duration, OffsetDateTime};

use super::people::{full_name, year_id};
use super::wire::Written;
use super::{Ask, BAD_REQUEST, FORBIDDEN, NOT_FOUND, Reply, bytes, data, wire};
use crate::curriculum::{ANSWER, HOMEWORK};
use crate::register::{Lesson, Mark, Pupil, Register, Work, WorkType};

/// Assignments that stand for a lesson's topic, and for a second mark of one work, have ids from here on.
const TOPICS: i64 = 50_000_000;
const SECONDS: i64 = 80_000_000;

/// Something on a pupil's list for a lesson.
pub(super) struct Assignment<'a> {
    pub(super) id: i64,
    pub(super) lesson: &'a Lesson,
    pub(super) kind: &'a WorkType,
    pub(super) name: String,
    pub(super) homework: bool,
    pub(super) work: Option<&'a Work>,
    pub(super) mark: Option<&'a Mark>,
}

/// Homework and answers have the ids of the real samples; the others are this installation's own.
pub(super) fn type_id(kind: &WorkType) -> i64 {
    match kind.name {
        HOMEWORK => 3,
        ANSWER => 10,
        _ => wire::WORK_TYPE.of(kind.id),
    }
}

/// `grade/assignment/types`
pub(super) fn types(ask: &Ask<'_>) -> Reply {
    let schools: Vec<i64> = ask.pupils().map(|pupil| pupil.school).collect();
    let kinds = ask.register.work_types.values().filter(|kind| schools.contains(&kind.school) && !kind.is_final);
    let kinds: Vec<Value> = kinds
        .zip(1..)
        .map(|(kind, order)| json!({ "id": type_id(kind), "name": kind.name, "abbr": kind.abbreviation, "order": order }))
        .collect();
    Ok(data(&json!(kinds)))
}

/// What stands on a pupil's list for a lesson.
pub(super) fn assignments<'a>(
    register: &'a Register,
    pupil: &Pupil,
    lesson: &'a Lesson,
    now: OffsetDateTime,
) -> Vec<Assignment<'a>> {
    let mut found = Vec::new();
    for work in register.works_of_lesson(lesson.id).filter(|work| work.is_known(now)) {
        let Some(kind) = register.work_types.get(&work.work_type) else { continue };
        let marks: Vec<&Mark> = register
            .marks_of_work(work.id)
            .filter(|mark| mark.person == pupil.person)
            .filter(|mark| mark.value(now).is_some_and(|value| !matches!(wire::written(value), Written::Nothing)))
            .collect();
        let name = match &work.text {
            Some(text) => text.clone(),
            None if work.homework => "-".to_owned(),
            None if kind.name == ANSWER => lesson.topic.clone().unwrap_or_else(|| "---Не указана---".to_owned()),
            None => kind.name.to_owned(),
        };
        let base = |id, mark| Assignment {
            id,
            lesson,
            kind,
            name: name.clone(),
            homework: work.homework,
            work: Some(work),
            mark,
        };
        if work.planned || !marks.is_empty() {
            found.push(base(wire::WORK.of(work.id), marks.first().copied()));
        }
        found.extend(marks.iter().skip(1).map(|mark| base(SECONDS + wire::MARK.of(mark.id), Some(*mark))));
    }
    let answered = found.iter().any(|one| one.kind.name == ANSWER);
    if let (Some(topic), Some(kind), false) = (&lesson.topic, register.work_type(lesson.school, ANSWER), answered) {
        let id = TOPICS + wire::LESSON.of(lesson.id);
        found.push(Assignment { id, lesson, kind, name: topic.clone(), homework: false, work: None, mark: None });
    }
    found
}

impl Assignment<'_> {
    /// The mark as a number, and whether it is a debt.
    pub(super) fn standing(&self, now: OffsetDateTime) -> Option<(Option<i64>, bool)> {
        match wire::written(self.mark?.value(now)?) {
            Written::Number(number) => Some((Some(number), false)),
            Written::Debt => Some((None, true)),
            Written::Nothing => None,
        }
    }

    /// "0" is this system's word for no weight.
    pub(super) fn weight(&self) -> i64 {
        if self.homework { 0 } else { self.kind.weight * 10 }
    }

    /// Fields that have nothing to say are absent, not null.
    fn wire(&self, ask: &Ask<'_>, pupil: &Pupil) -> Value {
        let mut fields = Map::new();
        fields.insert("id".into(), json!(self.id));
        fields.insert("typeId".into(), json!(type_id(self.kind)));
        fields.insert("assignmentName".into(), json!(self.name));
        fields.insert("weight".into(), json!(self.weight()));
        fields.insert("dueDate".into(), json!(wire::midnight(self.lesson.date)));
        fields.insert("classMeetingId".into(), json!(wire::LESSON.of(self.lesson.id)));
        fields.insert("existsTestPlan".into(), json!(false));
        if let Some((number, debt)) = self.standing(ask.now) {
            let mark = json!({
                "assignmentId": self.id, "studentId": wire::PERSON.of(pupil.person), "mark": number,
                "resultScore": null, "dutyMark": debt,
            });
            fields.insert("mark".into(), mark);
        }
        if let Some(comment) = self.mark.and_then(|mark| mark.comment.as_deref()) {
            let comment = json!({ "id": 1, "name": comment, "teacher": "", "wasRead": false, "editTime": null });
            fields.insert("markComment".into(), comment);
        }
        Value::Object(fields)
    }
}

/// The days that a call asks for, within the school year it names.
fn range(ask: &Ask<'_>) -> Result<(Date, Date), super::Refusal> {
    let (from, to) = (ask.date("weekStart")?, ask.date("weekEnd")?);
    let year = ask.register.year.0;
    let first = Date::from_calendar_date(year, time::Month::September, 1).unwrap_or(Date::MIN);
    let last = Date::from_calendar_date(year + 1, time::Month::August, 31).unwrap_or(Date::MAX);
    let known = ask.param("yearId").is_some_and(|id| id == year_id(ask).to_string());
    if !known || from > to || from < first || to > last { Err(BAD_REQUEST) } else { Ok((from, to)) }
}

/// `student/diary`: days without lessons are absent; lessons of a day are in no order.
pub(super) fn week(ask: &Ask<'_>) -> Reply {
    let pupil = ask.pupil()?;
    let (from, to) = range(ask)?;
    let hours = ask.register.schools.get(&pupil.school).map_or(3, |school| school.hours_from_utc);
    let mut days: Vec<(Date, Vec<Value>)> = Vec::new();
    for lesson in ask.register.lessons_of_pupil(pupil, from, to).into_iter().filter(|lesson| !lesson.cancelled) {
        if days.last().is_none_or(|(date, _)| *date != lesson.date) {
            days.push((lesson.date, Vec::new()));
        }
        let mut wired = json!({
            "classmeetingId": wire::LESSON.of(lesson.id), "day": wire::midnight(lesson.date),
            "number": lesson.number, "relay": 1, "room": lesson.room, "startTime": wire::clock(lesson.begins, hours),
            "endTime": wire::clock(lesson.ends, hours), "subjectName": subject(ask.register, lesson),
            "isEaLesson": false,
        });
        let list: Vec<Value> =
            assignments(ask.register, pupil, lesson, ask.now).iter().map(|one| one.wire(ask, pupil)).collect();
        if !list.is_empty() {
            wire::put(&mut wired, "assignments", json!(list));
        }
        if let Some((_, lessons)) = days.last_mut() {
            lessons.insert(lessons.len() / 2, wired);
        }
    }
    let term = ask.register.periods_of_group(pupil.class).filter(|period| period.start <= from).last();
    let days: Vec<Value> =
        days.into_iter().map(|(date, lessons)| json!({ "date": wire::midnight(date), "lessons": lessons })).collect();
    let past = if ask.param("withPastMandatory") == Some("true") { debts(ask, pupil, from, to) } else { Vec::new() };
    Ok(data(&json!({
        "weekStart": wire::midnight(from), "weekEnd": wire::midnight(to),
        "className": ask.register.groups.get(&pupil.class).map(|class| class.name.clone()),
        "termName": term.map(|term| term.name), "laAssigns": [], "pastMandatory": past, "weekDays": days,
    })))
}

/// `student/diary/pastMandatory`
pub(super) fn overdue(ask: &Ask<'_>) -> Reply {
    let pupil = ask.pupil()?;
    let (from, to) = range(ask)?;
    Ok(data(&json!(debts(ask, pupil, from, to))))
}

/// What a pupil has a debt for and should have handed in before today.
fn debts(ask: &Ask<'_>, pupil: &Pupil, from: Date, to: Date) -> Vec<Value> {
    let mut found = Vec::new();
    for lesson in ask.register.lessons_of_pupil(pupil, from, to) {
        for one in assignments(ask.register, pupil, lesson, ask.now) {
            let debt = one.standing(ask.now).is_some_and(|(_, debt)| debt) && lesson.date < ask.now.date();
            if debt {
                let mut wired = one.wire(ask, pupil);
                wire::put(&mut wired, "subjectName", json!(subject(ask.register, lesson)));
                found.push(wired);
            }
        }
    }
    found
}

pub(super) fn subject(register: &Register, lesson: &Lesson) -> &'static str {
    register.subjects.get(&lesson.subject).map_or("", |subject| subject.name)
}

/// `student/diary/assigns/{id}`: the one place that names a teacher.
pub(super) fn details(ask: &Ask<'_>, id: &str) -> Reply {
    let pupil = ask.pupil()?;
    let id: i64 = id.parse().map_err(|_| BAD_REQUEST)?;
    let one = find(ask, pupil, id).ok_or(NOT_FOUND)?;
    let group = ask.register.groups.get(&one.lesson.group).map(|group| group.name.as_str()).unwrap_or_default();
    let teacher = ask.register.persons.get(&one.lesson.teacher);
    let teachers: Vec<Value> =
        teacher.map(|person| wire::named(wire::PERSON.of(person.id), &full_name(person))).into_iter().collect();
    let group_name = format!("{group}/{}", subject(ask.register, one.lesson));
    Ok(data(&json!({
        "id": id, "assignmentName": one.name, "activityName": null, "problemName": null, "productId": null,
        "isDeleted": false, "weight": one.weight(), "date": wire::midnight(one.lesson.date), "description": null,
        "subjectGroup": wire::named(wire::GROUP.of(one.lesson.group), &group_name), "teachers": teachers,
        "attachments": files(ask, one.work), "contentElements": null, "codeContentElements": null,
    })))
}

/// The assignment of this id on a pupil's list.
pub(super) fn find<'a>(ask: &'a Ask<'_>, pupil: &Pupil, id: i64) -> Option<Assignment<'a>> {
    let register = &*ask.register;
    let lesson = if id >= SECONDS {
        register.marks.get(&wire::MARK.back(id - SECONDS))?.lesson?
    } else if id >= TOPICS {
        wire::LESSON.back(id - TOPICS)
    } else {
        register.works.get(&wire::WORK.back(id))?.lesson?
    };
    let lesson = register.lessons.get(&lesson).filter(|lesson| pupil.belongs_to(lesson.group))?;
    assignments(register, pupil, lesson, ask.now).into_iter().find(|one| one.id == id)
}

pub(super) fn file_name(ask: &Ask<'_>, file: i64) -> String {
    ask.register
        .files
        .get(&file)
        .map(|file| format!("{}.{}", file.name, file.extension.to_lowercase()))
        .unwrap_or_default()
}

pub(super) fn attached(ask: &Ask<'_>, file: i64) -> Value {
    let name = file_name(ask, file);
    json!({ "id": wire::FILE.of(file), "name": name, "originalFileName": name, "description": null })
}

fn files(ask: &Ask<'_>, work: Option<&Work>) -> Vec<Value> {
    work.map(|work| work.files.as_slice()).unwrap_or_default().iter().map(|file| attached(ask, *file)).collect()
}

/// `student/diary/get-attachments`: what has no file is not in the answer.
pub(super) fn attachments(ask: &Ask<'_>) -> Reply {
    let pupil = ask.pupil()?;
    let body = ask.json()?;
    let ids = body.get("assignId").and_then(Value::as_array).ok_or(BAD_REQUEST)?;
    let mut found = Vec::new();
    for id in ids.iter().filter_map(Value::as_i64) {
        let one = find(ask, pupil, id).ok_or(FORBIDDEN)?;
        let files = files(ask, one.work);
        if !files.is_empty() {
            found.push(json!({ "assignmentId": id, "attachments": files, "answerFiles": [] }));
        }
    }
    Ok(data(&json!(found)))
}

/// `attachments/{id}`
pub(super) fn file(ask: &Ask<'_>, id: &str) -> Reply {
    let file = wire::FILE.read(id).and_then(|id| ask.register.files.get(&id)).ok_or(NOT_FOUND)?;
    let content = format!("{} {}", file.name, file.id).into_bytes();
    Ok(bytes(&content, &file_name(ask, file.id)))
}

/// A week from Monday, for calls that name none.
pub(super) fn this_week(now: OffsetDateTime) -> (Date, Date) {
    let monday = now.date() - Duration::days(i64::from(now.weekday().number_days_from_monday()));
    (monday, monday + Duration::days(6))
}

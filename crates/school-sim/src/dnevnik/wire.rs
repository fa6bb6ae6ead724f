//! What is sent in bulk, as it is sent. Field names and twins are those of the reference (`dnevnik-ru.md`, 6–11).

use serde::{Serialize, Serializer};
use serde_json::value::RawValue;
use serde_json::{Value, json};
use time::OffsetDateTime;

use super::dates::{Day, Moment};
use crate::calendar::{Division, offset};
use crate::register::{Lesson, LogEntry, Mark, Person, Register, Subject, Summed, Work, WorkType};
use crate::works::counts_as;

/// The text twin of an id.
#[derive(Debug, Clone, Copy)]
pub(super) struct Twin(pub(super) i64);

impl Serialize for Twin {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

#[derive(Serialize)]
pub(super) struct WireDay<'a> {
    pub(super) date: Day,
    #[serde(rename = "nextDate")]
    pub(super) next_date: Day,
    pub(super) lessons: Vec<WireLesson<'a>>,
    pub(super) marks: Vec<WireMark<'a>>,
    pub(super) works: Vec<WireWork<'a>>,
    pub(super) homeworks: Vec<WireWork<'a>>,
    pub(super) subjects: Vec<&'a RawValue>,
    #[serde(rename = "workTypes")]
    pub(super) work_types: Vec<&'a RawValue>,
    #[serde(rename = "lessonLogEntries")]
    pub(super) log: Vec<WireLogEntry<'a>>,
    pub(super) teachers: Vec<&'a RawValue>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct WireLesson<'a> {
    id: i64,
    title: Option<&'a str>,
    date: Day,
    number: u8,
    subject_id: i64,
    status: &'static str,
    result_place_id: i64,
    building: Option<&'a str>,
    place: &'a str,
    floor: Option<&'a str>,
    hours: Hours,
    works: Vec<i64>,
    teachers: [i64; 1],
}

/// `08:30 - 09:15`, local.
struct Hours(OffsetDateTime, OffsetDateTime);

impl Serialize for Hours {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(from, to) = self;
        let text =
            format_args!("{:02}:{:02} - {:02}:{:02}", from.hour(), from.minute(), to.hour(), to.minute()).to_string();
        serializer.serialize_str(&text)
    }
}

impl<'a> WireLesson<'a> {
    pub(super) fn new(lesson: &'a Lesson, works: Vec<i64>, now: OffsetDateTime) -> Self {
        Self {
            id: lesson.id,
            title: lesson.topic.as_deref(),
            date: Day(lesson.date),
            number: lesson.number,
            subject_id: lesson.subject,
            status: status(lesson, now),
            result_place_id: 0,
            building: None,
            place: &lesson.room,
            floor: None,
            hours: Hours(lesson.begins, lesson.ends),
            works,
            teachers: [lesson.teacher],
        }
    }
}

/// The words are ours: the reference found no list of them.
pub(super) fn status(lesson: &Lesson, now: OffsetDateTime) -> &'static str {
    if lesson.cancelled {
        "Cancelled"
    } else if lesson.ends <= now {
        "Finished"
    } else if lesson.begins <= now {
        "InProgress"
    } else {
        "Planned"
    }
}

#[derive(Serialize)]
pub(super) struct WireMark<'a> {
    id: i64,
    id_str: Twin,
    #[serde(rename = "type")]
    kind: &'static str,
    value: &'a str,
    #[serde(rename = "textValue")]
    text_value: &'a str,
    person: i64,
    person_str: Twin,
    work: i64,
    work_str: Twin,
    lesson: Option<i64>,
    lesson_str: Option<Twin>,
    number: u8,
    date: Moment,
    #[serde(rename = "workType")]
    work_type: i64,
    mood: &'static str,
    use_avg_calc: bool,
}

impl<'a> WireMark<'a> {
    /// The mark as it stands now; none when it does not.
    pub(super) fn new(register: &'a Register, mark: &'a Mark, now: OffsetDateTime) -> Option<Self> {
        let value = mark.value(now)?;
        let number = counts_as(value);
        let kind = match value {
            _ if number.is_some() => "Mark5",
            "н/а" => "MarkNA",
            "осв" => "Dismiss",
            "зач" | "незач" => "Test",
            _ => "MarkWords",
        };
        let mood = match number.map(|number| number >= 4.0) {
            Some(true) => "Good",
            Some(false) if number == Some(3.0) => "Average",
            Some(false) => "Bad",
            None => "NotSet",
        };
        Some(Self {
            id: mark.id,
            id_str: Twin(mark.id),
            kind,
            value,
            text_value: value,
            person: mark.person,
            person_str: Twin(mark.person),
            work: mark.work,
            work_str: Twin(mark.work),
            lesson: mark.lesson,
            lesson_str: mark.lesson.map(Twin),
            number: mark.number,
            date: Moment(mark.set_at),
            work_type: register.works.get(&mark.work).map_or(0, |work| work.work_type),
            mood,
            use_avg_calc: number.is_some(),
        })
    }
}

#[derive(Serialize)]
pub(super) struct WireWork<'a> {
    id: i64,
    id_str: Twin,
    #[serde(rename = "type")]
    kind: &'a str,
    #[serde(rename = "workType")]
    work_type: i64,
    #[serde(rename = "markType")]
    mark_type: &'static str,
    #[serde(rename = "markCount")]
    mark_count: usize,
    lesson: Option<i64>,
    lesson_str: Option<Twin>,
    #[serde(rename = "displayInJournal")]
    display_in_journal: bool,
    status: &'static str,
    #[serde(rename = "eduGroup")]
    edu_group: i64,
    #[serde(rename = "eduGroup_str")]
    edu_group_str: Twin,
    tasks: Vec<WireTask<'a>>,
    text: Option<&'a str>,
    #[serde(rename = "periodNumber")]
    period_number: u8,
    #[serde(rename = "periodType")]
    period_type: &'static str,
    #[serde(rename = "subjectId")]
    subject_id: i64,
    #[serde(rename = "isImportant")]
    is_important: bool,
    #[serde(rename = "targetDate")]
    target_date: Day,
    #[serde(rename = "sentDate")]
    sent_date: Moment,
    #[serde(rename = "createdBy")]
    created_by: i64,
    files: &'a [i64],
    #[serde(rename = "oneDriveLinks")]
    one_drive_links: [i64; 0],
}

impl<'a> WireWork<'a> {
    pub(super) fn new(register: &'a Register, work: &'a Work, tasks: Vec<WireTask<'a>>) -> Self {
        let kind = register.work_types.get(&work.work_type);
        let division = register.groups.get(&work.group).map_or(Division::Quarters, |group| group.division);
        let period_type = period_type(division);
        let (period_number, period_type) = match work.summed {
            Some(Summed::Term(number)) => (number, period_type),
            Some(Summed::Year) => (0, "Year"),
            None => {
                let mut periods = register.periods_of_group(work.group);
                let period = periods.find(|period| period.start <= work.target && work.target <= period.finish);
                (period.map_or(0, |period| period.number), period_type)
            }
        };
        Self {
            id: work.id,
            id_str: Twin(work.id),
            kind: kind.map_or("CommonWork", |kind| kind.wire),
            work_type: work.work_type,
            mark_type: "Mark5",
            mark_count: if work.homework { 0 } else { 1 },
            lesson: work.lesson,
            lesson_str: work.lesson.map(Twin),
            display_in_journal: !work.homework,
            status: "New",
            edu_group: work.group,
            edu_group_str: Twin(work.group),
            tasks,
            text: work.text.as_deref(),
            period_number,
            period_type,
            subject_id: work.subject,
            is_important: kind.is_some_and(|kind| kind.important),
            target_date: Day(work.target),
            sent_date: Moment(work.set_at),
            created_by: work.created_by,
            files: &work.files,
            one_drive_links: [],
        }
    }
}

/// The word for a class's terms.
pub(super) fn period_type(division: Division) -> &'static str {
    match division {
        Division::Quarters => "Quarter",
        Division::HalfYears => "HalfYear",
    }
}

#[derive(Serialize)]
pub(super) struct WireTask<'a> {
    pub(super) id: i64,
    pub(super) id_str: Twin,
    pub(super) person: i64,
    pub(super) person_str: Twin,
    pub(super) work: i64,
    pub(super) work_str: Twin,
    pub(super) status: &'a str,
    #[serde(rename = "targetDate")]
    pub(super) target_date: Day,
}

#[derive(Serialize)]
pub(super) struct WireSubject<'a> {
    id: i64,
    id_str: Twin,
    name: &'a str,
    #[serde(rename = "knowledgeArea")]
    knowledge_area: &'a str,
    #[serde(rename = "fgosSubjectId")]
    fgos_subject_id: Option<i64>,
}

impl<'a> WireSubject<'a> {
    pub(super) fn new(subject: &'a Subject) -> Self {
        Self {
            id: subject.id,
            id_str: Twin(subject.id),
            name: subject.name,
            knowledge_area: subject.area,
            fgos_subject_id: None,
        }
    }
}

/// The embedded shape of a work type; the list of a school has another one.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct WireWorkType<'a> {
    id: i64,
    school_id: i64,
    abbreviation: &'a str,
    name: &'a str,
    is_final: bool,
    is_important: bool,
    kind_id: u8,
    kind: &'static str,
}

impl<'a> WireWorkType<'a> {
    pub(super) fn new(kind: &'a WorkType) -> Self {
        Self {
            id: kind.id,
            school_id: kind.school,
            abbreviation: kind.abbreviation,
            name: kind.name,
            is_final: kind.is_final,
            is_important: kind.important,
            kind_id: kind_id(kind),
            kind: kind_word(kind),
        }
    }
}

pub(super) fn kind_id(kind: &WorkType) -> u8 {
    if kind.is_final { 4 } else { 2 }
}

pub(super) fn kind_word(kind: &WorkType) -> &'static str {
    if kind.is_final { "Final" } else { "Common" }
}

#[derive(Serialize)]
pub(super) struct WireLogEntry<'a> {
    person: i64,
    lesson: i64,
    person_str: Twin,
    lesson_str: Twin,
    comment: Option<&'a str>,
    status: &'static str,
    #[serde(rename = "createdDate")]
    created_date: Moment,
}

impl<'a> WireLogEntry<'a> {
    pub(super) fn new(entry: &'a LogEntry) -> Self {
        Self {
            person: entry.person,
            lesson: entry.lesson,
            person_str: Twin(entry.person),
            lesson_str: Twin(entry.lesson),
            comment: entry.comment.as_deref(),
            status: entry.status.word(),
            created_date: Moment(entry.at),
        }
    }
}

#[derive(Serialize)]
pub(super) struct WireTeacher<'a> {
    person: WirePerson<'a>,
    role: &'static str,
}

impl<'a> WireTeacher<'a> {
    pub(super) fn new(person: &'a Person) -> Self {
        Self { person: WirePerson::new(person), role: "Teacher" }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct WirePerson<'a> {
    id: i64,
    #[serde(rename = "id_str")]
    id_str: Twin,
    user_id: i64,
    #[serde(rename = "userId_str")]
    user_id_str: Twin,
    first_name: &'a str,
    last_name: &'a str,
    middle_name: &'a str,
    short_name: String,
    sex: &'static str,
}

impl<'a> WirePerson<'a> {
    pub(super) fn new(person: &'a Person) -> Self {
        Self {
            id: person.id,
            id_str: Twin(person.id),
            user_id: person.user,
            user_id_str: Twin(person.user),
            first_name: person.first,
            last_name: person.last,
            middle_name: person.middle,
            short_name: person.short_name(),
            sex: sex(person),
        }
    }
}

pub(super) fn sex(person: &Person) -> &'static str {
    if person.female { "Female" } else { "Male" }
}

/// A class or subgroup.
pub(super) fn group(register: &Register, id: i64) -> Option<Value> {
    let group = register.groups.get(&id)?;
    let year = register.year.0;
    let parents: Vec<i64> = group.parent.into_iter().collect();
    Some(json!({
        "id": group.id, "id_str": group.id.to_string(),
        "parentIds": parents, "parentIds_str": parents.iter().map(i64::to_string).collect::<Vec<_>>(),
        "type": if group.parent.is_some() { "Subgroup" } else { "Group" },
        "name": group.name, "fullName": format!("{} {year}/{}", group.name, year + 1),
        "parallel": group.parallel,
        "timetable": group.bells.id, "timetable_str": group.bells.id.to_string(),
        "status": "Active", "studyyear": year, "journaltype": "NotSet",
        "subjects": group.subjects.iter().filter_map(|id| register.subjects.get(id)).map(WireSubject::new).collect::<Vec<_>>(),
    }))
}

/// The moment a school is in.
pub(super) fn today(register: &Register, school: i64, now: OffsetDateTime) -> time::Date {
    let hours = register.schools.get(&school).map_or(3, |school| school.hours_from_utc);
    now.to_offset(offset(hours)).date()
}

//! Schools, classes, terms, timetables, teachers, kinds of work.

use serde_json::{Value, json};
use time::{Date, Time};

use super::ask::{Ask, id};
use super::dates::Day;
use super::wire::{self, Twin, WirePerson, WireSubject};
use super::{Refusal, Reply, json as answer};
use crate::register::{Group, Period, Person, SchoolRecord};
use crate::timetable::Scale;

pub(super) fn profile(school: &SchoolRecord) -> Value {
    json!({
        "id": school.id, "id_str": school.id.to_string(), "name": school.name, "fullName": school.full_name,
        "avatarSmall": null, "city": school.city, "municipality": null, "regionid": 5, "markType": "Mark5",
        "timeZone": school.hours_from_utc, "uses_avg": true, "uses_weighted_avg": true, "educationType": "Regular",
        "tsoCityId": null, "tsoRegionTreePath": "",
    })
}

/// `schools/{s}`
pub(super) fn school(ask: &Ask<'_>, school: &str) -> Reply {
    Ok(answer(&profile(&ask.school(school)?)))
}

/// `schools?schools=…`
pub(super) fn many_schools(ask: &Ask<'_>) -> Reply {
    let asked = ask.ids("schools")?;
    let schools: Vec<SchoolRecord> =
        asked.iter().map(|school| ask.school(&school.to_string())).collect::<Result<_, _>>()?;
    Ok(answer(&schools.iter().map(profile).collect::<Vec<_>>()))
}

/// `schools/person-schools`
pub(super) fn person_schools(ask: &Ask<'_>) -> Reply {
    let pupils = ask.pupils();
    let schools = ask.register.schools.values().filter(|school| pupils.iter().any(|pupil| pupil.school == school.id));
    let schools: Vec<Value> = schools
        .map(|school| {
            json!({
                "id": school.id, "id_str": school.id.to_string(), "name": school.name, "educationType": "Regular",
                "tsoCityId": null, "tsoRegionTreePath": "",
            })
        })
        .collect();
    Ok(answer(&schools))
}

/// `schools/{s}/parameters`
pub(super) fn parameters(ask: &Ask<'_>, school: &str) -> Reply {
    let school = ask.school(school)?;
    let director = school.teachers.last().and_then(|person| ask.register.persons.get(person));
    let director = director.map(|person| format!("{} {} {}", person.last, person.first, person.middle));
    Ok(answer(&json!({
        "schoolId": school.id, "schoolId_str": school.id.to_string(), "fullName": school.full_name,
        "shortName": school.name, "address": [format!("{}, ул. Школьная, д. 1", school.city)],
        "website": "https://school.example", "email": "school@school.example", "schoolPhone": "+7 000 000-00-00",
        "workHours": "08:00–18:00", "directorFullName": director, "directorPhone": null,
    })))
}

/// `schools/cities`
pub(super) fn cities(ask: &Ask<'_>) -> Reply {
    let cities = ask.register.schools.values().zip(1..);
    Ok(answer(&cities.map(|(school, id)| json!({"id": id, "name": school.city})).collect::<Vec<_>>()))
}

/// `work-types/{s}`: the list's shape, with weights.
pub(super) fn work_types(ask: &Ask<'_>, school: &str) -> Reply {
    let school = ask.school(school)?;
    let kinds = ask.register.work_types.values().filter(|kind| kind.school == school.id);
    let kinds: Vec<Value> = kinds
        .map(|kind| {
            json!({
                "id": kind.id, "id_str": kind.id.to_string(), "schoolId": kind.school,
                "kindId": wire::kind_id(kind), "kind": wire::kind_word(kind), "title": kind.name,
                "abbr": kind.abbreviation, "weight": kind.weight,
            })
        })
        .collect();
    Ok(answer(&kinds))
}

/// `schools/{s}/subjects`
pub(super) fn school_subjects(ask: &Ask<'_>, school: &str) -> Reply {
    let school = ask.school(school)?;
    let subjects = ask.register.subjects.values().filter(|subject| subject.school == school.id);
    Ok(answer(&subjects.map(WireSubject::new).collect::<Vec<_>>()))
}

/// `edu-groups/{g}/subjects`
pub(super) fn group_subjects(ask: &Ask<'_>, group: &str) -> Reply {
    let group = ask.group(group)?;
    let subjects = group.subjects.iter().filter_map(|id| ask.register.subjects.get(id));
    Ok(answer(&subjects.map(WireSubject::new).collect::<Vec<_>>()))
}

/// `edu-groups/{g}`
pub(super) fn group(ask: &Ask<'_>, group: &str) -> Reply {
    let group = ask.group(group)?;
    Ok(answer(&wire::group(ask.register, group.id)))
}

/// `edu-groups?eduGroups=…`
pub(super) fn many_groups(ask: &Ask<'_>) -> Reply {
    let asked = ask.ids("eduGroups")?;
    let groups: Vec<Group> = asked.iter().map(|id| ask.group(&id.to_string())).collect::<Result<_, _>>()?;
    Ok(answer(&groups.iter().filter_map(|group| wire::group(ask.register, group.id)).collect::<Vec<_>>()))
}

/// `schools/{s}/edu-groups`
pub(super) fn school_groups(ask: &Ask<'_>, school: &str) -> Reply {
    let school = ask.school(school)?;
    let groups = ask.register.groups.values().filter(|group| group.school == school.id && group.parent.is_none());
    Ok(answer(&groups.filter_map(|group| wire::group(ask.register, group.id)).collect::<Vec<_>>()))
}

/// `edu-groups/{g}/parallel`: the classes of the same year.
pub(super) fn parallel(ask: &Ask<'_>, group: &str) -> Reply {
    let group = ask.group(group)?;
    let groups = ask
        .register
        .groups
        .values()
        .filter(|other| other.school == group.school && other.parallel == group.parallel && other.parent.is_none());
    Ok(answer(&groups.filter_map(|group| wire::group(ask.register, group.id)).collect::<Vec<_>>()))
}

/// `edu-groups/{g}/persons`, `edu-groups/{g}/students`, `persons?eduGroup=`
pub(super) fn members(ask: &Ask<'_>, group: &str) -> Reply {
    let group = ask.group(group)?;
    let mut members: Vec<&Person> = group.members.iter().filter_map(|id| ask.register.persons.get(id)).collect();
    members.sort_by_key(|person| (person.last, person.first));
    Ok(answer(&members.into_iter().map(WirePerson::new).collect::<Vec<_>>()))
}

/// `edu-groups/{g}/classteacher`
pub(super) fn class_teacher(ask: &Ask<'_>, group: &str) -> Reply {
    let group = ask.group(group)?;
    let teacher = ask.register.persons.get(&group.class_teacher);
    Ok(answer(&teacher.map(WirePerson::new).into_iter().collect::<Vec<_>>()))
}

/// `edu-groups/{g}/teachers`: those with lessons from a week ago to 30 days ahead.
pub(super) fn group_teachers(ask: &Ask<'_>, group: &str) -> Reply {
    let group = ask.group(group)?;
    let today = wire::today(ask.register, group.school, ask.now);
    let from = today.saturating_sub(time::Duration::days(7));
    let to = today.saturating_add(time::Duration::days(30));
    let lessons = ask.register.lessons_of_class(group.id, from, to);
    let teachers: std::collections::BTreeSet<i64> = lessons.iter().map(|lesson| lesson.teacher).collect();
    let teachers: Vec<Value> = teachers
        .iter()
        .filter_map(|id| ask.register.persons.get(id))
        .map(|person| {
            let subjects: std::collections::BTreeSet<&str> = lessons
                .iter()
                .filter(|lesson| lesson.teacher == person.id)
                .filter_map(|lesson| ask.register.subjects.get(&lesson.subject))
                .map(|subject| subject.name)
                .collect();
            json!({
                "id": person.id, "id_str": Twin(person.id), "userId": person.user, "userId_str": Twin(person.user),
                "firstName": person.first, "lastName": person.last, "middleName": person.middle,
                "shortName": person.short_name(), "sex": wire::sex(person),
                "subjects": Vec::from_iter(subjects).join(", "), "nameTeacherPosition": "Учитель",
            })
        })
        .collect();
    Ok(answer(&teachers))
}

/// `schools/{s}/teachers`: in PascalCase.
pub(super) fn school_teachers(ask: &Ask<'_>, school: &str) -> Reply {
    let school = ask.school(school)?;
    let teachers = school.teachers.iter().filter_map(|id| ask.register.persons.get(id));
    let teachers: Vec<Value> = teachers
        .map(|person| {
            let class = ask.register.groups.values().find(|group| group.class_teacher == person.id);
            json!({
                "Id": person.id, "IdStr": Twin(person.id), "UserId": person.user, "UserIdStr": Twin(person.user),
                "FirstName": person.first, "LastName": person.last, "MiddleName": person.middle,
                "ShortName": person.short_name(), "Sex": wire::sex(person), "Email": null,
                "Subjects": taught_by(ask, person.id), "NameTeacherPosition": "Учитель",
                "HouseMaster": class.map(|class| class.name.clone()),
            })
        })
        .collect();
    Ok(answer(&teachers))
}

/// The subjects of a teacher in one string, as the register's first weeks show them.
fn taught_by(ask: &Ask<'_>, person: i64) -> String {
    let first = ask.register.year.first_day();
    let until = first.saturating_add(time::Duration::days(21));
    let lessons = ask.register.lessons.values().filter(|lesson| lesson.teacher == person && lesson.date < until);
    let subjects = lessons.filter_map(|lesson| ask.register.subjects.get(&lesson.subject));
    let names: std::collections::BTreeSet<&str> = subjects.map(|subject| subject.name).collect();
    Vec::from_iter(names).join(", ")
}

fn reporting_period(ask: &Ask<'_>, group: &Group, period: &Period) -> Value {
    json!({
        "id": period.id, "id_str": Twin(period.id), "start": Day(period.start), "finish": Day(period.finish),
        "number": period.number, "type": wire::period_type(group.division), "name": period.name,
        "year": ask.register.year.0,
    })
}

/// `edu-groups/{g}/reporting-periods`
pub(super) fn reporting_periods(ask: &Ask<'_>, group: &str) -> Reply {
    let group = ask.group(group)?;
    let periods = ask.register.periods_of_group(group.id);
    Ok(answer(&periods.map(|period| reporting_period(ask, &group, period)).collect::<Vec<_>>()))
}

/// `edu-groups/{g}/reporting-periods-group`: with the holidays.
pub(super) fn reporting_periods_group(ask: &Ask<'_>, group: &str) -> Reply {
    let group = ask.group(group)?;
    let periods = ask.register.periods_of_group(group.id);
    let holidays = ask.register.year.holidays(group.parallel).into_iter().zip(1..);
    let holidays: Vec<Value> = holidays
        .map(|(span, place): (_, i64)| {
            json!({
                "id": group.period_group + place, "reportingPeriodGroupId": group.period_group,
                "dateStart": Day(span.start), "dateFinish": Day(span.finish), "name": span.name, "description": null,
            })
        })
        .collect();
    Ok(answer(&json!({
        "id": group.period_group, "id_str": Twin(group.period_group),
        "reportingPeriods": periods.map(|period| reporting_period(ask, &group, period)).collect::<Vec<_>>(),
        "holidays": holidays,
    })))
}

/// `edu-groups/{g}/timetables`
pub(super) fn group_timetables(ask: &Ask<'_>, group: &str) -> Reply {
    let group = ask.group(group)?;
    Ok(answer(&[timetable(ask, &group)]))
}

/// `schools/{s}/timetables`
pub(super) fn school_timetables(ask: &Ask<'_>, school: &str) -> Reply {
    let school = ask.school(school)?;
    let classes = ask.register.groups.values().filter(|group| group.school == school.id && group.parent.is_none());
    Ok(answer(&classes.map(|class| timetable(ask, class)).collect::<Vec<_>>()))
}

/// Bells, in PascalCase; of the date-times only the time counts.
fn timetable(ask: &Ask<'_>, group: &Group) -> Value {
    const DAYS: [&str; 6] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
    let first: Date = ask.register.year.first_day();
    let at = |time: Time| {
        format!(
            "{:04}-{:02}-{:02}T{:02}:{:02}:00",
            first.year(),
            u8::from(first.month()),
            first.day(),
            time.hour(),
            time.minute()
        )
    };
    let items = group.bells.items.iter().zip(1..).map(|((number, begin, end), id)| {
        json!({
            "Id": id, "Start": at(*begin), "Finish": at(*end), "Name": format!("{number} урок"), "Type": "Lesson",
            "DaysOfWeek": DAYS.iter().take(usize::from(group.days_a_week)).collect::<Vec<_>>(), "LessonNumber": number,
        })
    });
    json!({
        "Id": group.bells.id, "IdStr": Twin(group.bells.id), "Name": group.bells.name, "Start": Day(first),
        "FirstLessonNumber": group.bells.items.first().map(|(number, _, _)| number),
        "Items": items.collect::<Vec<_>>(),
    })
}

/// `edu-group/{g}[/subject/{s}]/criteria-marks-totals`: no class here is marked by criteria.
pub(super) fn no_criteria(ask: &Ask<'_>, group: &str) -> Reply {
    let group = ask.group(group)?;
    match group.scale {
        Scale::Five | Scale::Words => Ok(answer(&Value::Array(Vec::new()))),
    }
}

/// `schools/{s}/membership`
pub(super) fn membership(ask: &Ask<'_>, school: &str) -> Reply {
    let school = ask.school(school)?;
    let kind = ask.param("schoolMembershipType").ok_or_else(|| Refusal::parameter("schoolMembershipType"))?;
    let all = kind.eq_ignore_ascii_case("Staff");
    let people = school.teachers.iter().rev().take(if all { usize::MAX } else { 1 });
    let people = people.filter_map(|id| ask.register.persons.get(id));
    Ok(answer(&people.map(WirePerson::new).collect::<Vec<_>>()))
}

/// `school-rating/from/{}/to/{}`
pub(super) fn rating(ask: &Ask<'_>) -> Reply {
    let schools = ask.register.schools.values().zip(1..);
    let rated: Vec<Value> =
        schools.map(|(school, place): (_, u8)| json!({"school": id_of(school), "rating": place})).collect();
    Ok(answer(&rated))
}

fn id_of(school: &SchoolRecord) -> i64 {
    school.id
}

/// Whether a path names a person's own group: used where only the group is given in the query.
pub(super) fn members_by_query(ask: &Ask<'_>) -> Reply {
    let group = id("eduGroup", ask.param("eduGroup").unwrap_or_default())?;
    members(ask, &group.to_string())
}

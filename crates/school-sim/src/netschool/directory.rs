//! Terms, reports as a directory, bells.

use bytes::Bytes;
use http::Response;
use serde_json::{Value, json};
use time::Duration;

use super::{Ask, BAD_REQUEST, NOT_FOUND, Refusal, Reply, data, wire};
use crate::calendar::local;
use crate::register::{Period, Pupil};

/// `terms/search`: those of every child's class, each once.
pub(super) fn terms(ask: &Ask<'_>) -> Reply {
    ask.json()?;
    let mut found: Vec<&Period> = Vec::new();
    for pupil in ask.pupils() {
        for period in ask.register.periods_of_group(pupil.class) {
            let known = found.iter().any(|known| (known.name, known.start) == (period.name, period.start));
            if !known {
                found.push(period);
            }
        }
    }
    // In no order.
    found.reverse();
    let terms: Vec<Value> = found
        .iter()
        .map(|period| {
            json!({
                "id": wire::PERIOD.of(period.id), "name": period.name, "startDate": wire::midnight(period.start),
                "endDate": wire::midnight(period.finish),
            })
        })
        .collect();
    Ok(data(&json!(terms)))
}

/// `end-points` of the vendor's directory, which wants no session: regions with the addresses of their mobile API, in no
/// order.
pub(super) fn regions() -> Response<Bytes> {
    let region = |id: i64, name: &str, url: &str, demo: bool| {
        json!({
            "serverId": id, "name": name, "url": url, "demo": demo, "unavailable": false, "comment": null
        })
    };
    data(&json!({ "items": [
        region(4, "Озёрный край", "https://sgo.ozero.example.ru:444/api/mobile", false),
        region(1, "Лесная область", "https://sgo.example.ru/api/mobile", false),
        region(2, "Демонстрация", "https://demo.example.ru/api/mobile", true),
        region(3, "Demo server", "https://demo2.example.ru/api/mobile", false),
        region(5, "Степная область", "http://sgo.step.example.ru/api/mobile", false),
    ] }))
}

/// `reports`
pub(super) fn reports() -> Response<Bytes> {
    data(&json!([{
        "id": "StudentReports", "title": "Отчёты ученика",
        "reports": [
            { "id": "StudentTotalMarks", "title": "Итоговые отметки" },
            { "id": "StudentGrades", "title": "Отчёт об успеваемости" },
        ],
    }]))
}

/// `reports/{report}`
pub(super) fn report(ask: &Ask<'_>, report: &str) -> Reply {
    if !["studentgrades", "studenttotalmarks", "studenttotal"].contains(&report) {
        return Err(NOT_FOUND);
    }
    let pupil = ask.pupils().next().ok_or(NOT_FOUND)?;
    let today = ask.now.date();
    let current = ask.register.periods_of_group(pupil.class).filter(|period| period.start <= today).last();
    Ok(data(&json!({ "report": { "id": report }, "filterSources": sources(ask, pupil, current) })))
}

/// `v2/reports/{report}/initfilters`: what belongs to the chosen child, the server's first where none is; with a term of
/// that child its days.
pub(super) fn init_filters(ask: &Ask<'_>) -> Reply {
    let body = ask.json()?;
    let chosen = body.get("selectedData").and_then(Value::as_array).ok_or(BAD_REQUEST)?;
    let (child, term) = (value_of(chosen, "SID")?, value_of(chosen, "TERMID")?);
    let pupil = match child {
        Some(child) => ask.pupil_of(child)?,
        None => ask.pupils().next().filter(|_| term.is_some()).ok_or(NOT_FOUND)?,
    };
    let find = |id: &str| {
        let id = wire::PERIOD.read(id)?;
        ask.register.periods_of_group(pupil.class).find(|period| period.id == id)
    };
    let period = term.map(|term| find(term).ok_or(NOT_FOUND)).transpose()?;
    Ok(data(&json!(sources(ask, pupil, period))))
}

/// What is chosen in a filter.
fn value_of<'v>(chosen: &'v [Value], filter: &str) -> Result<Option<&'v str>, Refusal> {
    let one = chosen.iter().find(|one| one.get("filterId").and_then(Value::as_str) == Some(filter));
    one.map(|one| one.get("filterValue").and_then(Value::as_str).ok_or(BAD_REQUEST)).transpose()
}

/// All values are texts.
fn sources(ask: &Ask<'_>, pupil: &Pupil, term: Option<&Period>) -> Value {
    let item = |title: String, value: String| json!({ "title": title, "value": value });
    let students: Vec<Value> = ask
        .pupils()
        .filter_map(|pupil| ask.register.persons.get(&pupil.person))
        .map(|person| item(format!("{} {}", person.last, person.first), wire::PERSON.of(person.id).to_string()))
        .collect();
    let class = ask.register.groups.get(&pupil.class);
    let class_name = class.map(|class| class.name.clone()).unwrap_or_default();
    let class_id = wire::GROUP.of(pupil.class);
    let subjects: Vec<Value> = class
        .map(|class| class.subjects.as_slice())
        .unwrap_or_default()
        .iter()
        .filter_map(|id| ask.register.subjects.get(id))
        .map(|subject| item(subject.name.to_owned(), wire::SUBJECT.of(subject.id).to_string()))
        .collect();
    let terms: Vec<Value> = ask
        .register
        .periods_of_group(pupil.class)
        .map(|period| item(period.name.to_owned(), wire::PERIOD.of(period.id).to_string()))
        .collect();
    let range = term.map(|term| json!({ "start": wire::midnight(term.start), "end": wire::midnight(term.finish) }));
    json!([
        { "filterId": "SID", "items": students, "defaultValue": wire::PERSON.of(pupil.person).to_string() },
        { "filterId": "PCLID_IUP", "items": [item(class_name.clone(), format!("{class_id}_0"))],
          "defaultValue": format!("{class_id}_0") },
        { "filterId": "PCLID", "items": [item(class_name, class_id.to_string())], "defaultValue": class_id.to_string() },
        { "filterId": "SGID", "items": subjects, "defaultValue": null },
        { "filterId": "TERMID", "items": terms,
          "defaultValue": term.map(|term| wire::PERIOD.of(term.id).to_string()) },
        { "filterId": "period", "items": null, "range": range, "defaultRange": range, "minValue": null, "maxValue": null },
    ])
}

/// `schedule/times`: weekDay 1 is Sunday.
pub(super) fn bells(ask: &Ask<'_>) -> Reply {
    let pupil = ask.pupils().next().ok_or(NOT_FOUND)?;
    let class = ask.register.groups.get(&pupil.class).ok_or(NOT_FOUND)?;
    let today = ask.now.date();
    let mut bells = Vec::new();
    for week_day in 2..=7_i64 {
        let date = today + Duration::days(week_day - 1 - i64::from(today.weekday().number_days_from_sunday()));
        for (number, begin, end) in &class.bells.items {
            let id = week_day * 100 + i64::from(*number);
            bells.push(json!({
                "id": id, "variantId": 1, "used": true, "weekDay": week_day, "relay": 1, "number": number,
                "startTime": wire::moment(local(date, *begin, 0), 0), "endTime": wire::moment(local(date, *end, 0), 0),
            }));
        }
    }
    Ok(data(&json!(bells)))
}

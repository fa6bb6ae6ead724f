//! Marks, homework and absences as one table (RFC 4180, UTF-8).

use peremena_model::Item;
use time::{Date, OffsetDateTime, format_description::well_known::Rfc3339};

use crate::facts::HomeworkFact;

const COLUMNS: [&str; 13] = [
    "kind",
    "date",
    "lesson_number",
    "subject",
    "value",
    "weight",
    "work_type",
    "status",
    "text",
    "comment",
    "set_at",
    "done",
    "id",
];

#[derive(Default)]
struct Row<'a> {
    kind: &'static str,
    date: Option<Date>,
    number: Option<i32>,
    subject: &'a str,
    value: &'a str,
    weight: Option<f64>,
    work_type: &'a str,
    status: String,
    text: &'a str,
    comment: &'a str,
    set_at: Option<OffsetDateTime>,
    done: Option<bool>,
    id: &'a str,
}

/// The table and its number of rows, in the order of their days.
pub(super) fn table(
    marks: &[Item],
    homework: &[HomeworkFact],
    absences: &[Item],
) -> Result<(Vec<u8>, usize), csv::Error> {
    let items = marks.iter().chain(absences).filter_map(of_item);
    let mut rows: Vec<Row<'_>> = items.chain(homework.iter().map(of_homework)).collect();
    rows.sort_by(|a, b| (a.date, a.number, a.kind, a.id).cmp(&(b.date, b.number, b.kind, b.id)));
    let mut table = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    table.write_record(COLUMNS)?;
    for row in &rows {
        table.write_record([
            row.kind.to_owned(),
            row.date.map(|date| date.to_string()).unwrap_or_default(),
            row.number.map(|number| number.to_string()).unwrap_or_default(),
            cell(row.subject),
            cell(row.value),
            row.weight.map(|weight| weight.to_string()).unwrap_or_default(),
            cell(row.work_type),
            row.status.clone(),
            cell(row.text),
            cell(row.comment),
            row.set_at.and_then(|at| at.format(&Rfc3339).ok()).unwrap_or_default(),
            row.done.map(|done| done.to_string()).unwrap_or_default(),
            cell(row.id),
        ])?;
    }
    let bytes = table.into_inner().map_err(|error| csv::Error::from(error.into_error()))?;
    Ok((bytes, rows.len()))
}

/// A text of the school's. One that a spreadsheet would take for a formula gets an apostrophe before it:
/// <https://owasp.org/www-community/attacks/CSV_Injection>.
fn cell(text: &str) -> String {
    // What is not seen does not stand before it either: some programs pass over it as over a blank.
    let unseen = |sign: char| {
        sign.is_whitespace() || sign.is_control() || matches!(sign, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
    };
    let first = text.trim_start_matches(unseen).chars().next();
    let formula = matches!(first, Some('=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠'));
    if formula || text.starts_with(['\t', '\r', '\n']) { format!("'{text}") } else { text.to_owned() }
}

fn of_item(item: &Item) -> Option<Row<'_>> {
    match item {
        Item::Mark(mark) => Some(Row {
            kind: "mark",
            date: mark.day(),
            number: mark.lesson_number,
            subject: &mark.subject,
            value: &mark.value,
            weight: mark.weight,
            work_type: mark.work_type.as_deref().unwrap_or_default(),
            comment: mark.comment.as_deref().unwrap_or_default(),
            set_at: mark.set_at,
            id: &mark.id,
            ..Row::default()
        }),
        Item::Absence(absence) => Some(Row {
            kind: "absence",
            date: Some(absence.date),
            number: absence.lesson_number,
            subject: absence.subject.as_deref().unwrap_or_default(),
            value: absence.word.as_deref().unwrap_or_default(),
            // The word that JSON has for it.
            status: serde_json::to_value(absence.status)
                .ok()
                .and_then(|word| word.as_str().map(str::to_owned))
                .unwrap_or_default(),
            comment: absence.comment.as_deref().unwrap_or_default(),
            id: &absence.id,
            ..Row::default()
        }),
        _ => None,
    }
}

fn of_homework(homework: &HomeworkFact) -> Row<'_> {
    Row {
        kind: "homework",
        date: Some(homework.due),
        subject: &homework.subject,
        text: &homework.text,
        set_at: homework.set_at,
        done: homework.done,
        id: &homework.id,
        ..Row::default()
    }
}

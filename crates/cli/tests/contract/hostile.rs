//! A school whose every text means harm: what the command line prints, tells and writes into files stays what it is.

use std::fs;

use peremena_school_sim::{Misbehaviour, PARENT, Scope, act::Act, hostile};
use serde_json::Value;

use crate::house::{House, list, mark, text};

/// Signs by which a text could speak to a terminal, or make others look like something else.
fn speaks_to_a_terminal(sign: char) -> bool {
    (sign.is_control() && sign != '\n')
        || matches!(sign, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

fn house() -> House {
    let house = House::new();
    house.school().misbehave(Misbehaviour::Hostile, Scope::always().on("/v2/"));
    house.sign_in(PARENT).well();
    house.run(&["sync"]).well();
    house
}

/// Every text in a document.
fn texts(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) => found.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| texts(item, found)),
        Value::Object(fields) => fields.values().for_each(|field| texts(field, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// What a command answers, which speaks to no terminal: neither as JSON nor as people read it.
fn read(house: &House, words: &[&str]) -> Value {
    let ran = house.run(words);
    let odd = ran.stdout.chars().find(|sign| speaks_to_a_terminal(*sign));
    assert_eq!(odd, None, "{words:?}");
    let mut plain = house.bare(words);
    plain.args(["--key-store", "passphrase", "--now", &house.now()]);
    let output = plain.output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
    assert_eq!(said.chars().find(|sign| speaks_to_a_terminal(*sign)), None, "{words:?}");
    ran.well()
}

#[test]
fn hostile_texts_tell_a_terminal_nothing_and_stay_what_they_are() {
    let house = house();
    let amina = house.id("Амина");
    let diary = ["diary", "--student", &amina, "--from", "2026-09-01", "--to", "2026-12-05"];
    let mut found = Vec::new();
    for words in [
        &diary[..],
        &["marks", "--student", &amina],
        &["homework", "--student", &amina],
        &["attendance", "--student", &amina],
        &["school", "--student", &amina],
        &["terms", "--student", &amina],
        &["account", "list"],
        &["summary"],
    ] {
        texts(&read(&house, words), &mut found);
    }
    let here = |harm: &str| found.iter().any(|text| text.contains(harm.trim()));
    let arrived = hostile().iter().filter(|it| here(&it.text)).count();
    println!("{arrived} of {} hostile texts in JSON as they were sent", hostile().len());
    assert!(arrived >= 100, "{arrived}");
}

/// Kinds that Дневник.ру has few or none of, from two systems that have them.
#[test]
fn hostile_letters_and_notices_tell_a_terminal_nothing() {
    let house = House::new();
    let words = || "Сбор в девять у школы, не опаздывать.".to_owned();
    house.act(Act::Message {
        student: "Амина".into(),
        subject: "Экскурсия".into(),
        text: words(),
        from: None,
        files: Vec::new(),
    });
    house.act(Act::Announcement {
        student: "Амина".into(),
        title: "Каникулы".into(),
        text: words(),
        author: None,
        whole_school: true,
        files: Vec::new(),
    });
    let eljur = ["account", "add", "--system", "eljur", "--url", house.url(), "--login", PARENT.login];
    let more = ["--set", "vendor=school12", "--set", "devkey=key", "--password-stdin"];
    house.run_with(&[&eljur[..], &more].concat(), &format!("{}\n", PARENT.password)).well();
    let token = house.school().sign_in(PARENT.login, PARENT.password).unwrap();
    let mesh = ["account", "add", "--system", "mesh", "--url", house.url(), "--token-stdin"];
    house.run_with(&mesh, &format!("{token}\n")).well();
    house.school().misbehave(Misbehaviour::Hostile, Scope::always());
    house.run(&["sync"]).well();

    let accounts = read(&house, &["account", "list"]);
    let children = list(&accounts).iter().flat_map(|account| list(&account["students"]));
    let children: Vec<&str> = children.map(|student| text(&student["id"])).collect();
    let (mut letters, mut found) = (0, Vec::new());
    for child in children {
        for kind in ["events", "announcements", "messages", "remarks", "visits", "school"] {
            let answer = read(&house, &[kind, "--student", child]);
            letters += if kind == "messages" { list(&answer["items"]).len() } else { 0 };
            texts(&answer, &mut found);
        }
    }
    assert!(letters > 0);
    let here = |harm: &str| found.iter().any(|text| text.contains(harm.trim()));
    let arrived = hostile().iter().filter(|it| here(&it.text)).count();
    println!("{arrived} of {} hostile texts in what is read besides the diary", hostile().len());
    assert!(arrived >= 5, "{arrived}");
}

#[test]
fn hostile_texts_are_cells_and_entries_in_files() {
    let house = house();
    let amina = house.id("Амина");
    let export = |format: &str| {
        let file = house.profile().with_file_name(format!("amina.{format}"));
        house.run(&["export", "--format", format, "--student", &amina, file.to_str().unwrap()]).well();
        fs::read_to_string(file).unwrap()
    };

    let table = export("csv");
    let mut rows = csv::ReaderBuilder::new().has_headers(false).from_reader(table.as_bytes());
    let mut cells = 0;
    for row in rows.records() {
        // A row that a text has broken in two would have another number of cells.
        let row = row.unwrap();
        assert_eq!(row.len(), 13, "{row:?}");
        for cell in &row {
            let first = cell.chars().find(|sign| !sign.is_whitespace() && !sign.is_control() && *sign != '\u{feff}');
            assert!(!matches!(first, Some('=' | '+' | '-' | '@' | '＝')), "{cell:?}");
            cells += 1;
        }
    }
    assert!(cells > 1_000, "{cells}");

    let calendar = export("ics");
    assert!(!calendar.replace("\r\n", "").contains(['\r', '\n']), "a line that does not end as lines do");
    let unfolded = calendar.replace("\r\n ", "");
    let (mut open, mut entries) = (Vec::new(), 0);
    for line in unfolded.split_terminator("\r\n") {
        assert!(!line.chars().any(char::is_control), "{line:?}");
        let name = line.split([':', ';']).next().unwrap();
        let known = [
            "BEGIN",
            "END",
            "VERSION",
            "PRODID",
            "CALSCALE",
            "NAME",
            "X-WR-CALNAME",
            "UID",
            "DTSTAMP",
            "DTSTART",
            "DTEND",
            "DUE",
            "SUMMARY",
            "DESCRIPTION",
            "LOCATION",
            "STATUS",
            "PERCENT-COMPLETE",
            "COMPLETED",
            "CATEGORIES",
        ];
        assert!(known.contains(&name), "{line}");
        match line.split_once(':').unwrap() {
            ("BEGIN", part) => {
                assert!(["VCALENDAR", "VEVENT", "VTODO"].contains(&part), "{line}");
                open.push(part);
                entries += 1;
            }
            ("END", part) => assert_eq!(open.pop(), Some(part)),
            _ => {}
        }
    }
    assert!(open.is_empty() && entries > 150, "{entries}");

    // The picture has no element but those that we draw; what looks like one is a text in it.
    let picture = export("svg");
    for rest in picture.split('<').skip(1) {
        let tag = rest.trim_start_matches('/').split([' ', '>', '/']).next().unwrap();
        assert!(["svg", "style", "rect", "line", "text"].contains(&tag), "<{rest}");
    }
    assert!(picture.contains("&lt;") && !picture.chars().any(|sign| sign.is_control() && sign != '\n'));

    let whole: Value = serde_json::from_str(&export("json")).unwrap();
    let mut found = Vec::new();
    texts(&whole, &mut found);
    assert!(found.iter().any(|text| text.contains("<script>")));
}

#[test]
fn a_notice_of_hostile_texts_is_one_line() {
    let house = house();
    house.act(mark("5"));
    house.later();
    let watching = house.watch();
    let told = watching.wait_told(1);
    assert_eq!(watching.end(), 0);
    assert!(list(&told[0]["changes"]).len() == 1 && text(&told[0]["body"]).contains('5'), "{told:?}");
}

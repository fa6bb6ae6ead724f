//! One child's diary, fetched through every system from the same simulated school, is one diary: what differs is what
//! a system declares not to give, and what it has no field for.
//!
//! A further system is one line in [`COMPARED`].
// Helpers of tests may panic as tests do.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

#[path = "school/systems.rs"]
mod systems;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use peremena_model::{AccountId, Item, Kind, KindSet, LessonStatus, SchoolYear, Span, StudentId};
use peremena_school::{Ask, Enrolment, Http, SchoolApi, SchoolError, Traffic, contract::Forgetful};
use peremena_school_sim::{Act, Clock, CutOff, School, SchoolSettings};
use serde_json::{Value, json};
use systems::System;
use time::{OffsetDateTime, macros::date, macros::datetime};

/// Whether a system tells nothing of an item, which is one of all.
type Silent = fn(&Item, &[Item]) -> bool;

/// A system, and the fields that it has none for or that say another thing there, with the reason.
struct Compared {
    system: System,
    /// "kind.field", or a whole kind that says another thing there.
    untold: &'static [&'static [&'static str]],
    /// What it tells nothing of at all.
    silent: Silent,
}

/// The first is what the others are compared with.
const COMPARED: &[Compared] = &[
    // Its teachers are all who have ever stood in, with their subjects in one line.
    Compared { system: systems::DNEVNIK, untold: &[&["school_info.teachers"]], silent: |_, _| false },
    Compared { system: systems::MESH, untold: &[MESH], silent: |_, _| false },
    Compared { system: systems::MY_SCHOOL, untold: &[MESH], silent: |_, _| false },
    Compared { system: systems::NETSCHOOL, untold: &[NETSCHOOL, NAME_ALONE], silent: is_wordy },
    Compared { system: NETSCHOOL_MOBILE, untold: &[NETSCHOOL, NAME_ALONE], silent: is_wordy },
    Compared { system: systems::ELJUR, untold: &[ELJUR, NAME_ALONE], silent: is_cancelled },
    Compared { system: systems::PETERSBURG, untold: &[PETERSBURG, NAME_ALONE], silent: is_unseen },
];

/// The other API of «Сетевой город».
const NETSCHOOL_MOBILE: System = System {
    values: &[("host", "sgo.example.ru"), ("client_id", "c-1"), ("client_secret", "s-1")],
    ..systems::NETSCHOOL
};

/// Of a school whose name alone is told.
const NAME_ALONE: &[&str] = &[
    "school_info.address",
    "school_info.email",
    "school_info.phone",
    "school_info.site",
    "school_info.head",
    "school_info.guardians",
];

const NETSCHOOL: &[&str] = &[
    // They stand with one child of the account.
    "announcement",
    // The site names teachers by subject alone, the mobile API by their initials.
    "lesson.teacher",
    // Weights are of another scale, and nothing says which marks count.
    "mark.work",
    "mark.weight",
    "mark.counts",
    // A mark is a number, and beside it stands the assignment's name, not the lesson's topic.
    "mark.value.sign",
    "mark.topic",
    // Averages are plain here, and told of every term.
    "average",
    // The site tells no moments, and of totals neither does.
    "mark.set_at",
    "homework.set_at",
    "term_mark.set_at",
    // What is done is told only where it is overdue; the size of a file never.
    "homework.done",
    "homework.attachments.size",
    // An absence is a letter.
    "absence.comment",
    "absence.word",
    // The site knows no class teacher, and the mobile API the school's name alone.
    "school_info.school",
    "school_info.class_teacher",
];

const MESH: &[&str] = &[
    // The calendar has hours and no numbers.
    "lesson.number",
    "mark.lesson_number",
    "absence.lesson_number",
    // Only Дневник.ру groups marks by work, and says which count.
    "mark.work",
    "mark.counts",
    // A thematic test has neither the kind of work nor words of its own.
    "test.work_type",
    "test.topic",
    // The size of a file is not told; a file's id is its address.
    "homework.attachments.size",
    "homework.done",
    // No moment stands beside a final mark.
    "term_mark.set_at",
    "school_info.guardians",
];

const ELJUR: &[&str] = &[
    // They stand with one child of the account, by day, with their first words.
    "announcement",
    // Marks have neither ids nor moments.
    "mark.work",
    "mark.set_at",
    "term_mark.set_at",
    // Nor does homework say when it was set or whether it is done; a file's id is its address.
    "homework.set_at",
    "homework.done",
    "homework.attachments.size",
    // An absence is an absence, whatever the reason.
    "absence.status",
    "absence.word",
];

const PETERSBURG: &[&str] = &[
    // Here they are entries of the list of marks, of which the simulated school writes none.
    "remark",
    // The timetable has hours and subjects, and no more; topics come with the lessons that were held.
    "lesson.teacher",
    "lesson.room",
    "lesson.topic",
    // Marks have neither weights nor moments.
    "mark.work",
    "mark.weight",
    "mark.counts",
    "mark.set_at",
    "term_mark.set_at",
    // Nor does homework say when it was set or whether it is done; how its files look nobody has seen.
    "homework.set_at",
    "homework.done",
    "homework.attachments",
    // «по болезни», where others have a letter.
    "absence.word",
    // Of the school there is its short name alone.
    "school_info.school",
];

/// Петербург leaves out what does not take place, and a homework that is nothing but a file.
fn is_unseen(item: &Item, all: &[Item]) -> bool {
    let only_files = matches!(item, Item::Homework(homework) if homework.text.is_empty());
    only_files || is_cancelled(item, all)
}

/// «Сетевой город» has numbers for marks, and leaves out what does not take place.
fn is_wordy(item: &Item, all: &[Item]) -> bool {
    let in_words = matches!(item, Item::Mark(mark) if !mark.value.starts_with(|sign: char| sign.is_ascii_digit()));
    in_words || is_cancelled(item, all)
}

/// ЭлЖур leaves a lesson out that does not take place, and with it what was set for it.
fn is_cancelled(item: &Item, all: &[Item]) -> bool {
    let lesson = match item {
        Item::Lesson(lesson) => Some(&lesson.id),
        Item::Homework(homework) => homework.lesson.as_ref(),
        _ => None,
    };
    let cancelled = |item: &Item| match item {
        Item::Lesson(one) => Some(&one.id) == lesson && one.status == LessonStatus::Cancelled,
        _ => false,
    };
    lesson.is_some() && all.iter().any(cancelled)
}

fn now() -> OffsetDateTime {
    datetime!(2026-11-16 18:00 +3)
}

/// The school that all are asked of, with something of every kind in it.
fn school() -> School {
    let school = School::new(SchoolSettings { clock: Clock::Fixed(now()), ..SchoolSettings::default() });
    let (student, subject) = ("Амина".to_owned(), "Алгебра".to_owned());
    let acts = [
        Act::Mark {
            student: student.clone(),
            subject: subject.clone(),
            value: "4-".into(),
            work: Some("Контрольная работа".into()),
            date: None,
            comment: None,
        },
        Act::Homework {
            student: student.clone(),
            subject: subject.clone(),
            text: None,
            date: None,
            files: vec!["Карточка.PDF".into()],
        },
        Act::Announce {
            student: student.clone(),
            subject: subject.clone(),
            work: "Контрольная работа".into(),
            date: None,
        },
        Act::CancelLesson { student: student.clone(), subject: "История".into(), date: None },
        Act::ChangeRoom {
            student: student.clone(), subject: "Физика".into(), room: "Актовый зал".into(), date: None
        },
        Act::PeriodMark { student: student.clone(), subject: subject.clone(), value: "5".into(), term: Some(1) },
        Act::YearMark { student, subject, value: "4".into() },
    ];
    for act in acts {
        school.act(act).unwrap();
    }
    school
}

/// A connection of the family's account, with its children.
async fn connected(school: &School, of: System) -> (Box<dyn SchoolApi>, Vec<Enrolment>) {
    let system = of.registered();
    let asked = school.clone();
    let answer = move |request| {
        let mut answer = asked.answer(request);
        assert!(answer.extensions_mut().remove::<CutOff>().is_none());
        answer
    };
    let http = Http::in_process(Arc::new(answer), Arc::new(Traffic::default()));
    let (settings, credentials) = (of.settings(), of.credentials(school));
    let session = system.sign_in(&settings, credentials, &http).await.unwrap();
    let api = system.connect(&settings, session, Arc::new(Forgetful), http).unwrap();
    let identity = api.identity().await.unwrap();
    assert!(!identity.is_student);
    (api, identity.students)
}

/// What the system says of each of the family's children, by their names; and which kinds it can.
async fn diaries(school: &School, of: System) -> (BTreeMap<String, Vec<Item>>, KindSet) {
    let system = of.registered();
    let (api, students) = connected(school, of).await;
    let mut diaries = BTreeMap::new();
    for student in &students {
        let ask = Ask {
            student: StudentId::of(&AccountId::of(system.word(), "test", "parent"), &student.person),
            kinds: KindSet::of(Kind::ALL),
            year: SchoolYear(2026),
            span: Span::new(date!(2026 - 09 - 01), date!(2026 - 11 - 30)).unwrap(),
            now: now(),
        };
        // Who teaches is asked for some pages at a time, what is said beside the diary once an hour, a report once a day:
        // of what is not asked for again the first answer stands.
        let mut told: BTreeMap<Kind, Vec<Item>> = BTreeMap::new();
        for nth in 0..=5 {
            let now = ask.now + time::Duration::minutes(61 * nth);
            let answer = api.fetch(student, &Ask { now, ..ask.clone() }).await.unwrap();
            assert_eq!((answer.failed.len(), answer.skipped), (0, 0), "{}: {:?}", system.word(), answer.failed);
            for part in answer.parts {
                if part.scope.whole || !part.items.is_empty() {
                    told.insert(part.scope.kind, part.items);
                }
            }
        }
        let name = format!("{} {:?} {:?}", student.name, student.class, student.school);
        diaries.insert(name, told.into_values().flatten().collect());
    }
    (diaries, api.kinds().unwrap_or(system.capabilities().kinds))
}

/// An item without ids, which every system gives anew, and without the fields of `untold`.
fn bare(item: &Item, untold: &[&str]) -> Value {
    let mut value = serde_json::to_value(item).unwrap();
    for id in ["id", "lesson", "term", "set_in_lesson"] {
        value.as_object_mut().unwrap().remove(id);
    }
    for file in value.get_mut("attachments").and_then(Value::as_array_mut).into_iter().flatten() {
        file.as_object_mut().unwrap().remove("id");
    }
    // That a lesson was held is told by one system only; that it is not as planned, by all.
    if value.get("status") == Some(&json!("held")) || value.get("status") == Some(&json!("substituted")) {
        value["status"] = json!("planned");
    }
    if let Some(mark) = value.get("value").and_then(Value::as_str).filter(|_| untold.contains(&"mark.value.sign")) {
        value["value"] = json!(mark.trim_end_matches(['+', '-']));
    }
    // A second is enough.
    if let Some(text) = value.get("set_at").and_then(Value::as_str) {
        let (head, zone) = text.split_at(text.len() - 6);
        value["set_at"] = json!(format!("{}{zone}", head.split('.').next().unwrap()));
    }
    let kind = item.kind().word();
    for path in untold.iter().filter_map(|path| path.strip_prefix(kind)?.strip_prefix('.')) {
        match path.split_once('.') {
            None => {
                value.as_object_mut().unwrap().remove(path);
            }
            Some((list, field)) => {
                for element in value[list].as_array_mut().into_iter().flatten() {
                    element.as_object_mut().unwrap().remove(field);
                }
            }
        }
    }
    value
}

/// What is told by one system and not by another, though both have the kind.
fn compared(item: &Item, now: OffsetDateTime) -> bool {
    match item {
        // Who comes late is there: МЭШ has no word for it.
        Item::Absence(absence) => absence.status != peremena_model::AbsenceStatus::Late,
        // Дневник.ру tells the current term's averages, plain ones too.
        Item::Average(average) => {
            average.weighted
                && average.term.as_deref().is_some_and(|term| term.contains("2 ч") || !term.contains("четверть"))
        }
        // Дневник.ру lists works that were never announced as well.
        Item::Test(test) => test.date > now.date(),
        _ => true,
    }
}

fn of_kind(items: &[Item], kind: Kind, untold: &[&str], silent: Silent) -> Vec<String> {
    let told = |item: &&Item| item.kind() == kind && compared(item, now()) && !silent(item, items);
    let items = items.iter().filter(told);
    let mut bare: Vec<String> = items.map(|item| bare(item, untold).to_string()).collect();
    bare.sort();
    bare
}

#[test]
fn every_system_is_compared() {
    let mut compared: Vec<&str> = COMPARED.iter().map(|compared| compared.system.word).collect();
    compared.dedup();
    assert_eq!(compared, systems::words());
}

#[tokio::test]
async fn every_system_tells_the_same_diary() {
    let school = school();
    let (first, others) = COMPARED.split_first().unwrap();
    let (expected, known) = diaries(&school, first.system).await;
    assert_eq!(expected.len(), 3);
    let mut differences = Vec::new();
    for other in others {
        let word = other.system.word;
        let (found, kinds) = diaries(&school, other.system).await;
        assert_eq!(found.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>());
        let untold: Vec<&str> = first.untold.iter().chain(other.untold).flat_map(|untold| *untold).copied().collect();
        let kinds: KindSet = kinds.and(known).iter().filter(|kind| !untold.contains(&kind.word())).collect();
        let mut told = BTreeSet::new();
        for (child, items) in &found {
            for kind in kinds.iter() {
                let here = of_kind(items, kind, &untold, other.silent);
                let there = of_kind(&expected[child], kind, &untold, other.silent);
                let only = |one: &[String], other: &[String]| {
                    one.iter().filter(|item| !other.contains(item)).take(3).cloned().collect::<Vec<_>>()
                };
                let (more, less) = (only(&here, &there), only(&there, &here));
                if !more.is_empty() || !less.is_empty() || here.len() != there.len() {
                    differences.push(format!("{word}, {kind:?} of {child}: {more:#?} for {less:#?}"));
                }
                told.extend((!here.is_empty()).then_some(kind));
            }
        }
        // Of every kind there was something to compare.
        let silent: Vec<Kind> = kinds.iter().filter(|kind| !told.contains(kind)).collect();
        if !silent.is_empty() {
            differences.push(format!("{word} tells nothing of {silent:?}"));
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

/// A year that is over: its days are told by every system that says so, as those of that year and of that child, and what
/// is told of the current year alone is refused or empty, never mixed in.
#[tokio::test]
async fn a_past_year_is_told_by_its_days() {
    let settings = SchoolSettings { clock: Clock::Fixed(now()), past_years: 1, ..SchoolSettings::default() };
    let school = School::new(settings);
    // The youngest was in no class yet: the first system says so.
    let mut pupils: Option<BTreeSet<String>> = None;
    for system in [systems::DNEVNIK, systems::MESH, systems::MY_SCHOOL, systems::ELJUR, systems::PETERSBURG] {
        let word = system.word;
        assert!(system.registered().capabilities().past_years, "{word}");
        let (api, students) = connected(&school, system).await;
        let mut marks = BTreeMap::new();
        for student in students.iter().filter(|one| pupils.as_ref().is_none_or(|pupils| pupils.contains(&one.name))) {
            let ask = |span, year| Ask {
                student: StudentId::of(&AccountId::of(word, "test", "parent"), &student.person),
                kinds: KindSet::of(&[Kind::Lesson, Kind::Mark, Kind::Homework, Kind::TermMark]),
                year,
                span,
                now: now(),
            };
            let november = Span::new(date!(2025 - 11 - 10), date!(2025 - 11 - 30)).unwrap();
            let past = match api.fetch(student, &ask(november, SchoolYear(2025))).await {
                Err(SchoolError::Forbidden(_)) if pupils.is_none() => continue,
                past => past.unwrap(),
            };
            let of = |kind| past.parts.iter().filter(move |part| part.scope.kind == kind).flat_map(|part| &part.items);
            let (lessons, told) = (of(Kind::Lesson).count(), of(Kind::Mark).count());
            assert!(lessons > 40 && told > 5, "{word}: {lessons} lessons and {told} marks");
            for item in [Kind::Lesson, Kind::Mark, Kind::Homework].into_iter().flat_map(of) {
                assert!(item.date().is_some_and(|date| november.contains(date)), "{word}: {item:?}");
            }
            // Rule 4 hangs on it: where nothing is known of them, nothing is said to be gone.
            let finals = past.parts.iter().find(|part| part.scope.kind == Kind::TermMark);
            assert!(finals.is_none_or(|part| part.scope.year == SchoolYear(2025)), "{word}");
            let now = Span::new(date!(2026 - 11 - 09), date!(2026 - 11 - 16)).unwrap();
            let current = api.fetch(student, &ask(now, SchoolYear(2026))).await.unwrap();
            let ids = |answer: &peremena_school::Answer| -> BTreeSet<String> {
                let marks = answer.parts.iter().filter(|part| part.scope.kind == Kind::Mark);
                marks.flat_map(|part| &part.items).map(|item| item.id().to_owned()).collect()
            };
            assert!(ids(&past).is_disjoint(&ids(&current)), "{word}: a mark of both years");
            marks.insert(student.name.clone(), ids(&past));
        }
        let distinct: BTreeSet<&BTreeSet<String>> = marks.values().collect();
        assert_eq!(distinct.len(), marks.len(), "{word}: children are mixed");
        assert!(marks.len() > 1, "{word}");
        pupils = Some(marks.into_keys().collect());
    }
}

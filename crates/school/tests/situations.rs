//! What happens to families in a year, through every connector: one test for each situation and system, in which a teacher
//! or the school's office does something and the connector is to tell just that.
//!
//! What servers do wrong stands in the contract (`peremena_school::contract`) and in `tests/faults`; what the engine makes of
//! all this, in the tests of `peremena-sync`.
// Helpers of tests may panic as tests do.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

#[path = "school/systems.rs"]
mod systems;

use std::{
    collections::{BTreeMap, BTreeSet},
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use bytes::Bytes;
use peremena_model::{
    AccountId, Item, Kind, KindSet, LessonStatus, SchoolYear, Span, StudentId, What,
    diff::{Draft, diff},
};
use peremena_school::{
    Answer, Ask, Credentials, Enrolment, Http, Identity, SchoolApi, SchoolError, Secret, Settings, Traffic,
    contract::Forgetful,
};
use peremena_school_sim::{AMINA, Act, Clock, FamilyAccount, PARENT, School, SchoolSettings, Server};
use rstest::rstest;
use systems::{System, for_every_system};
use time::{
    Date, OffsetDateTime,
    macros::{date, datetime},
};

/// A Monday in the second quarter, after the lessons.
const NOW: OffsetDateTime = datetime!(2026-11-16 18:00 +3);

/// The quarter so far, and two weeks ahead.
const QUARTER: (Date, Date) = (date!(2026 - 11 - 05), date!(2026 - 11 - 30));

/// The other API of «Сетевой город».
const NETSCHOOL_MOBILE: System = System {
    values: &[("host", "sgo.example.ru"), ("client_id", "c-1"), ("client_secret", "s-1")],
    ..systems::NETSCHOOL
};

for_every_system!(
    a_pupils_own_account_tells_what_the_parents_does,
    a_week_of_holidays_is_empty_and_whole,
    an_hour_holds_one_lesson_of_a_child_in_a_subgroup,
    a_renamed_subject_doubles_nothing,
    a_corrected_mark_is_one_change_and_a_removed_one_one_removal,
    edited_homework_is_one_change,
    a_child_that_changes_its_class_stays_the_same_child,
    the_coming_school_year_holds_nothing_of_this_one,
    a_session_that_ends_under_way_loses_nothing_in_silence,
);

/// The system's APIs: one, but of «Сетевой город».
fn apis(system: System) -> Vec<System> {
    match system.word {
        "netschool" => vec![system, NETSCHOOL_MOBILE],
        _ => vec![system],
    }
}

fn school() -> School {
    School::new(SchoolSettings { clock: Clock::Fixed(NOW), ..SchoolSettings::default() })
}

/// The way to a school in this process.
fn way(school: &School) -> Http {
    let asked = school.clone();
    Http::in_process(Arc::new(move |request| asked.answer(request)), Arc::default())
}

fn credentials(system: System, school: &School, account: FamilyAccount) -> Credentials {
    match system.by_token {
        true => Credentials::Token(Secret::new(school.sign_in(account.login, account.password).unwrap())),
        false => Credentials::Password {
            login: account.login.into(),
            password: Secret::new(account.password),
            school: (system.word == "netschool").then(|| "СОШ № 12".to_owned()),
        },
    }
}

/// A connection of an account, and who it is.
async fn connected(
    system: System,
    settings: &Settings,
    credentials: Credentials,
    http: Http,
) -> (Box<dyn SchoolApi>, Identity) {
    let session = system.registered().sign_in(settings, credentials, &http).await.unwrap();
    let api = system.registered().connect(settings, session, Arc::new(Forgetful), http).unwrap();
    let identity = api.identity().await.unwrap();
    (api, identity)
}

/// The same of the parent of three.
async fn parent(system: System, school: &School) -> (Box<dyn SchoolApi>, Vec<Enrolment>) {
    let (api, identity) = connected(system, &system.settings(), credentials(system, school, PARENT), way(school)).await;
    assert!(!identity.is_student, "{}", system.word);
    (api, identity.students)
}

fn child<'a>(students: &'a [Enrolment], name: &str) -> &'a Enrolment {
    students.iter().find(|student| student.name.starts_with(name)).unwrap()
}

fn ask(student: &Enrolment, kinds: &[Kind], days: (Date, Date)) -> Ask {
    Ask {
        student: StudentId::of(&AccountId::of("any", "test", "parent"), &student.person),
        kinds: KindSet::of(kinds),
        year: SchoolYear(2026),
        span: Span::new(days.0, days.1).unwrap(),
        now: NOW,
    }
}

/// An answer in which nothing has failed.
async fn fetched(api: &dyn SchoolApi, student: &Enrolment, ask: &Ask) -> Answer {
    let answer = api.fetch(student, ask).await.unwrap();
    assert_eq!((answer.failed.len(), answer.skipped), (0, 0), "{:?}", answer.failed);
    answer
}

fn items(answer: &Answer, kind: Kind) -> Vec<Item> {
    let parts = answer.parts.iter().filter(|part| part.scope.kind == kind);
    parts.flat_map(|part| part.items.iter().cloned()).collect()
}

/// What a family is told of the difference between two answers.
fn told(kind: Kind, before: &Answer, after: &Answer) -> Vec<Draft> {
    let scope = after.parts.iter().find(|part| part.scope.kind == kind).unwrap().scope.clone();
    diff(&items(before, kind), &items(after, kind), &scope).drafts
}

fn subject(item: &Item) -> &str {
    match item {
        Item::Lesson(lesson) => &lesson.subject,
        Item::Mark(mark) => &mark.subject,
        Item::Homework(homework) => &homework.subject,
        _ => "",
    }
}

/// A mark's value, a homework's text.
fn says(item: Option<&Item>) -> &str {
    match item {
        Some(Item::Mark(mark)) => &mark.value,
        Some(Item::Homework(homework)) => &homework.text,
        _ => "",
    }
}

async fn a_pupils_own_account_tells_what_the_parents_does(system: System) {
    for system in apis(system) {
        let (word, school) = (system.word, school());
        let (of_parent, children) = parent(system, &school).await;
        let (of_pupil, own) =
            connected(system, &system.settings(), credentials(system, &school, AMINA), way(&school)).await;
        // Петербург does not say who is signed in.
        assert_eq!(own.is_student, word != "petersburg", "{word}");
        let [amina] = own.students.as_slice() else { panic!("{word}: {} students", own.students.len()) };
        let known = child(&children, "Амина");
        // The site of «Сетевой город» names whoever is signed in by surname and initials, and no class.
        if word != "netschool" {
            assert_eq!((&amina.name, &amina.class), (&known.name, &known.class), "{word}");
        }
        for kind in [Kind::Lesson, Kind::Mark, Kind::Homework] {
            let by_id = async |api: &dyn SchoolApi, student: &Enrolment| -> BTreeMap<String, String> {
                let answer = fetched(api, student, &ask(student, &[kind], QUARTER)).await;
                let said = |item: &Item| (item.id().to_owned(), format!("{} {}", subject(item), says(Some(item))));
                items(&answer, kind).iter().map(said).collect()
            };
            let (parents, pupils) = (by_id(&*of_parent, known).await, by_id(&*of_pupil, amina).await);
            assert!(!parents.is_empty(), "{word}: no {kind:?}");
            assert_eq!(pupils, parents, "{word}: {kind:?}");
        }
    }
}

async fn a_week_of_holidays_is_empty_and_whole(system: System) {
    for system in apis(system) {
        let (word, school) = (system.word, school());
        let (api, students) = parent(system, &school).await;
        let kinds = [Kind::Lesson, Kind::Mark, Kind::Homework];
        for student in &students {
            let holidays = ask(student, &kinds, (date!(2026 - 10 - 26), date!(2026 - 11 - 01)));
            let answer = fetched(&*api, student, &holidays).await;
            let lessons = answer.parts.iter().find(|part| part.scope.kind == Kind::Lesson).unwrap();
            assert_eq!((lessons.items.len(), lessons.scope.span), (0, Some(holidays.span)), "{word}: {}", student.name);
            // Only so would a lesson that was told before be taken back.
            assert!(lessons.scope.whole, "{word}");
            let before = ask(student, &kinds, (date!(2026 - 10 - 12), date!(2026 - 10 - 25)));
            assert!(!items(&fetched(&*api, student, &before).await, Kind::Lesson).is_empty(), "{word}");
        }
    }
}

/// Half of the class is elsewhere at that hour: what it does there is told to others.
async fn an_hour_holds_one_lesson_of_a_child_in_a_subgroup(system: System) {
    for system in apis(system) {
        let (word, school) = (system.word, school());
        let (api, students) = parent(system, &school).await;
        for student in &students {
            let answer = fetched(&*api, student, &ask(student, &[Kind::Lesson], QUARTER)).await;
            let mut hours = BTreeSet::new();
            for item in items(&answer, Kind::Lesson) {
                let Item::Lesson(lesson) = item else { panic!("{word}: {item:?}") };
                if lesson.status != LessonStatus::Cancelled {
                    assert!(lesson.starts_at.is_some(), "{word}: {lesson:?}");
                    assert!(hours.insert(lesson.starts_at), "{word}: {} has two lessons: {lesson:?}", student.name);
                }
            }
            assert!(hours.len() > 20, "{word}");
        }
    }
}

/// "Алгебра" is called otherwise from now on, wherever the school names it.
async fn a_renamed_subject_doubles_nothing(system: System) {
    const OTHERWISE: &str = "Основы алгебры";
    for system in apis(system) {
        let (word, school) = (system.word, school());
        let renamed: Arc<AtomicBool> = Arc::default();
        let (asked, otherwise) = (school.clone(), renamed.clone());
        let answer = move |request: http::Request<Bytes>| {
            let mut answer = asked.answer(request);
            if otherwise.load(Ordering::Relaxed)
                && let Ok(text) = std::str::from_utf8(answer.body())
            {
                let text = text.replace("Алгебра", OTHERWISE);
                *answer.body_mut() = Bytes::from(text);
            }
            answer
        };
        let http = Http::in_process(Arc::new(answer), Arc::default());
        let look = async || {
            let credentials = credentials(system, &school, PARENT);
            let (api, identity) = connected(system, &system.settings(), credentials, http.clone()).await;
            let amina = child(&identity.students, "Амина");
            fetched(&*api, amina, &ask(amina, &[Kind::Lesson, Kind::Mark, Kind::Homework], QUARTER)).await
        };
        let before = look().await;
        renamed.store(true, Ordering::Relaxed);
        let after = look().await;
        for kind in [Kind::Lesson, Kind::Mark, Kind::Homework] {
            let named =
                |answer: &Answer, name: &str| items(answer, kind).iter().filter(|item| subject(item) == name).count();
            let (old, new) = (named(&before, "Алгебра"), named(&after, OTHERWISE));
            assert_eq!((old, named(&after, "Алгебра")), (new, 0), "{word}: {kind:?}");
            assert_eq!(items(&before, kind).len(), items(&after, kind).len(), "{word}: {kind:?}");
            assert!(old > 0 || kind != Kind::Lesson, "{word}");
            // ЭлЖур names its lessons and marks by their subjects alone: there they are others.
            if word != "eljur" && kind != Kind::Homework {
                let told = told(kind, &before, &after);
                assert!(told.iter().all(|draft| draft.what == What::Changed), "{word}: {told:?}");
            }
        }
    }
}

async fn a_corrected_mark_is_one_change_and_a_removed_one_one_removal(system: System) {
    for system in apis(system) {
        let (word, school) = (system.word, school());
        let (api, students) = parent(system, &school).await;
        let amina = child(&students, "Амина");
        let ask = ask(amina, &[Kind::Mark], QUARTER);
        let mark = Act::Mark {
            student: "Амина".into(),
            subject: "Алгебра".into(),
            value: "3".into(),
            work: None,
            date: None,
            comment: None,
        };
        let mark = school.act(mark).unwrap().mark.unwrap();
        let entered = fetched(&*api, amina, &ask).await;
        school.act(Act::Correct { mark, value: "4".into() }).unwrap();
        let corrected = fetched(&*api, amina, &ask).await;
        match told(Kind::Mark, &entered, &corrected).as_slice() {
            [one] => {
                let values = (one.what, says(one.old.as_ref()), says(one.new.as_ref()));
                assert_eq!(values, (What::Changed, "3", "4"), "{word}");
            }
            other => panic!("{word}: {other:?}"),
        }
        school.act(Act::RemoveMark { mark }).unwrap();
        let removed = fetched(&*api, amina, &ask).await;
        match told(Kind::Mark, &corrected, &removed).as_slice() {
            [one] => assert_eq!((one.what, says(one.old.as_ref())), (What::Removed, "4"), "{word}"),
            other => panic!("{word}: {other:?}"),
        }
    }
}

async fn edited_homework_is_one_change(system: System) {
    for system in apis(system) {
        let (word, school) = (system.word, school());
        let (api, students) = parent(system, &school).await;
        let amina = child(&students, "Амина");
        let ask = ask(amina, &[Kind::Lesson, Kind::Homework], QUARTER);
        let homework = Act::Homework {
            student: "Амина".into(),
            subject: "Алгебра".into(),
            text: Some("Выучить правило 7".into()),
            date: None,
            files: Vec::new(),
        };
        let work = school.act(homework).unwrap().work.unwrap();
        let set = fetched(&*api, amina, &ask).await;
        school.act(Act::EditHomework { work, text: "Выучить правило 8".into() }).unwrap();
        let edited = fetched(&*api, amina, &ask).await;
        match told(Kind::Homework, &set, &edited).as_slice() {
            [one] => {
                assert_eq!(one.what, What::Changed, "{word}");
                assert!(says(one.old.as_ref()).contains("правило 7"), "{word}: {one:?}");
                assert!(says(one.new.as_ref()).contains("правило 8"), "{word}: {one:?}");
            }
            other => panic!("{word}: {other:?}"),
        }
    }
}

async fn a_child_that_changes_its_class_stays_the_same_child(system: System) {
    for system in apis(system) {
        let (word, school) = (system.word, school());
        let week = (date!(2026 - 11 - 16), date!(2026 - 11 - 22));
        let look = async || {
            let (api, students) = parent(system, &school).await;
            let timur = child(&students, "Тимур").clone();
            let answer = fetched(&*api, &timur, &ask(&timur, &[Kind::Lesson], week)).await;
            let subjects: BTreeSet<String> =
                items(&answer, Kind::Lesson).iter().map(|item| subject(item).to_owned()).collect();
            (timur, child(&students, "Амина").class.clone(), subjects)
        };
        let (before, amina, subjects) = look().await;
        assert_ne!(before.class, amina, "{word}");
        school.act(Act::ChangeClass { student: "Тимур".into(), class: "7 «Б»".into() }).unwrap();
        let (after, _, others) = look().await;
        assert_eq!((&after.person, &after.name, &after.class), (&before.person, &before.name, &amina), "{word}");
        assert!(!others.is_empty() && others != subjects, "{word}: the timetable is still that of the third form");
    }
}

async fn the_coming_school_year_holds_nothing_of_this_one(system: System) {
    for system in apis(system) {
        let (word, school) = (system.word, school());
        let (api, students) = parent(system, &school).await;
        let amina = child(&students, "Амина");
        let kinds = [Kind::Lesson, Kind::Mark, Kind::Homework, Kind::TermMark];
        let coming = (date!(2027 - 09 - 01), date!(2027 - 10 - 24));
        let ask = Ask { year: SchoolYear(2027), ..ask(amina, &kinds, coming) };
        match api.fetch(amina, &ask).await {
            Err(SchoolError::Forbidden(_)) => {}
            Err(error) => panic!("{word}: {error:?}"),
            Ok(answer) => {
                for part in &answer.parts {
                    let seen = (part.scope.kind, part.scope.year, part.items.len());
                    assert_eq!(seen, (part.scope.kind, SchoolYear(2027), 0), "{word}");
                }
                let refused = |(_, error): &(Kind, SchoolError)| matches!(error, SchoolError::Forbidden(_));
                assert!(answer.failed.iter().all(refused), "{word}: {:?}", answer.failed);
            }
        }
    }
}

/// Before each of a sync's requests in turn all sessions end. What can be renewed goes on; of the rest it is said.
async fn a_session_that_ends_under_way_loses_nothing_in_silence(system: System) {
    const KINDS: [Kind; 4] = [Kind::Lesson, Kind::Mark, Kind::Homework, Kind::Absence];
    for system in apis(system) {
        let (word, school) = (system.word, school());
        // Requests until the sessions end, and those that were made; none are counted while it is far away.
        let left = Arc::new(AtomicUsize::new(usize::MAX));
        let (asked, until) = (school.clone(), left.clone());
        let answer = move |request: http::Request<Bytes>| {
            if until.fetch_sub(1, Ordering::Relaxed) == 1 {
                asked.revoke_tokens(None);
            }
            asked.answer(request)
        };
        let http = Http::in_process(Arc::new(answer), Arc::default());
        let ended_before = async |nth: usize| {
            left.store(usize::MAX, Ordering::Relaxed);
            let credentials = credentials(system, &school, PARENT);
            let (api, identity) = connected(system, &system.settings(), credentials, http.clone()).await;
            let amina = child(&identity.students, "Амина");
            left.store(nth, Ordering::Relaxed);
            let outcome = api.fetch(amina, &ask(amina, &KINDS, QUARTER)).await;
            // Whether it came to that.
            (outcome, left.load(Ordering::Relaxed) > nth || left.load(Ordering::Relaxed) == 0)
        };
        let (good, _) = ended_before(usize::MAX).await;
        let good = good.unwrap();
        let mut met = 0;
        for nth in 1..=12 {
            let (outcome, ended) = ended_before(nth).await;
            met += usize::from(ended);
            let answer = match outcome {
                Err(SchoolError::Refused(_)) => continue,
                Err(error) => panic!("{word}, before request {nth}: {error:?}"),
                Ok(answer) => answer,
            };
            for part in &good.parts {
                let kind = part.scope.kind;
                let told = answer.failed.iter().any(|(of, error)| {
                    *of == kind && matches!(error, SchoolError::Refused(_) | SchoolError::Forbidden(_))
                });
                let (found, expected) = (items(&answer, kind).len(), items(&good, kind).len());
                assert!(told || found == expected, "{word}, before request {nth}: {kind:?}: {found} of {expected}");
            }
        }
        assert!(met > 0, "{word}: no session ended under way");
    }
}

/// Two calls find over the network that the session has ended: whoever let the password be kept is signed in once.
#[rstest]
#[case(systems::NETSCHOOL)]
#[case(systems::ELJUR)]
#[case(systems::PETERSBURG)]
#[tokio::test(flavor = "multi_thread")]
async fn two_calls_that_race_for_a_renewal_sign_in_once(#[case] system: System) {
    let school = school();
    let server = Server::start(school.clone(), SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
    let base = Settings::with_base(server.url().parse().unwrap()).unwrap().base;
    let mut settings = Settings { base, ..system.settings() };
    settings.values.insert("keep_password".to_owned(), "yes".to_owned());
    let http = Http::new(system.registered().hosts(&settings).unwrap(), Arc::new(Traffic::default()));
    let (api, _) = connected(system, &settings, credentials(system, &school, PARENT), http).await;
    school.revoke_tokens(None);
    let before = school.login_attempts().attempts;
    let outcomes = tokio::join!(api.identity(), api.identity());
    assert!(outcomes.0.is_ok() && outcomes.1.is_ok(), "{}: {outcomes:?}", system.word);
    assert_eq!(school.login_attempts().attempts - before, 1, "{}", system.word);
    server.stop().await;
}

/// From Kaliningrad to Kamchatka: the hours of the timetable are those of the school's clock, whichever it is. Дневник.ру
/// tells the school's own; МЭШ, «Моя школа» and Петербург have one clock each.
#[rstest]
#[case::kaliningrad(2)]
#[case::moscow(3)]
#[case::kamchatka(12)]
#[tokio::test]
async fn the_hours_are_those_of_the_schools_clock(#[case] hours: i8) {
    for system in [systems::DNEVNIK, systems::NETSCHOOL, NETSCHOOL_MOBILE, systems::ELJUR] {
        let (word, school) = (system.word, school());
        let asked = school.clone();
        let answer = move |request: http::Request<Bytes>| {
            let mut answer = asked.answer(request);
            if let Ok(text) = std::str::from_utf8(answer.body()) {
                let text = text.replace("\"timeZone\":3,", &format!("\"timeZone\":{hours},"));
                *answer.body_mut() = Bytes::from(text);
            }
            answer
        };
        let http = Http::in_process(Arc::new(answer), Arc::default());
        let mut settings = system.settings();
        if system.registered().settings().iter().any(|spec| spec.name == "utc_offset") {
            settings.values.insert("utc_offset".to_owned(), hours.to_string());
        }
        let (api, identity) = connected(system, &settings, credentials(system, &school, PARENT), http).await;
        let amina = child(&identity.students, "Амина");
        let answer = fetched(&*api, amina, &ask(amina, &[Kind::Lesson], QUARTER)).await;
        let lessons = items(&answer, Kind::Lesson);
        assert!(!lessons.is_empty(), "{word}");
        for lesson in lessons {
            let Item::Lesson(lesson) = lesson else { panic!("{word}: {lesson:?}") };
            let starts = lesson.starts_at.unwrap();
            assert_eq!((starts.offset().whole_hours(), starts.date()), (hours, lesson.date), "{word}");
        }
    }
}

//! How many requests a sync is, asked for in the engine's order: who is signed in, then of each child the terms and the
//! rest. No page is asked for twice in one.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use bytes::Bytes;
use peremena_model::{Kind, KindSet, SchoolYear, Span, StudentId};
use peremena_school::{
    Ask, Enrolment, Http, SchoolApi, SchoolSystem, Session, Settings, contract::Forgetful, registry,
};
use peremena_school_sim::{Clock, School, SchoolSettings};
use rstest::rstest;
use time::{Duration, OffsetDateTime, macros::date};

use crate::journeys::{Enter, NOW, SYSTEMS, sign_in};

/// What every sync asks for.
const DAILY: &[Kind] = &[
    Kind::Lesson,
    Kind::Mark,
    Kind::Homework,
    Kind::Absence,
    Kind::Test,
    Kind::Remark,
    Kind::Event,
    Kind::Announcement,
    Kind::Message,
    Kind::Visit,
];

/// What a sync asks for of the whole term, and what it asks for once a day.
const WHOLE: &[Kind] = &[Kind::TermMark];
const RARE: &[Kind] = &[Kind::Average, Kind::SchoolInfo];

/// A request with all that it asks for.
type Asked = String;

/// A family's account, and what it has asked the school for.
struct Family {
    system: &'static dyn SchoolSystem,
    settings: Settings,
    session: Session,
    http: Http,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Family {
    async fn signed_in(word: &str, values: &[(&str, &str)], enter: Enter) -> Family {
        let school = School::new(SchoolSettings { clock: Clock::Fixed(NOW), ..SchoolSettings::default() });
        let asked: Arc<Mutex<Vec<Asked>>> = Arc::default();
        let (sent, ears) = (school.clone(), asked.clone());
        let answer = move |request: http::Request<Bytes>| {
            let body = String::from_utf8_lossy(request.body()).into_owned();
            ears.lock().unwrap().push(format!("{} {} {body}", request.method(), request.uri()));
            sent.answer(request)
        };
        let http = Http::in_process(Arc::new(answer), Arc::default());
        let system = registry::system(word).unwrap();
        let values = values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let settings = Settings { values, ..Settings::default() };
        let session = sign_in(&school, system, &settings, enter, &http).await;
        Family { system, settings, session, http, asked }
    }

    /// One sync over a connection of its own, which knows what the one before has learnt: what it asked for.
    async fn sync(&self, learnt: &mut Option<String>, first: bool, children: usize, now: OffsetDateTime) -> Vec<Asked> {
        self.asked.lock().unwrap().clear();
        let api =
            self.system.connect(&self.settings, self.session.clone(), Arc::new(Forgetful), self.http.clone()).unwrap();
        if let Some(learnt) = learnt.as_deref() {
            api.recall(learnt);
        }
        for student in api.identity().await.unwrap().students.iter().take(children) {
            of_child(api.as_ref(), student, first, now).await;
        }
        *learnt = api.reference();
        std::mem::take(&mut *self.asked.lock().unwrap())
    }
}

async fn of_child(api: &dyn SchoolApi, student: &Enrolment, first: bool, now: OffsetDateTime) {
    let year = SchoolYear(2026);
    if first {
        assert!(!api.terms(student, year).await.unwrap().parts.is_empty());
    }
    let rare = if first { RARE } else { &[] };
    let ask = Ask {
        student: StudentId::from_text(&*student.person),
        kinds: DAILY.iter().chain(WHOLE).chain(rare).copied().collect::<KindSet>(),
        year,
        span: Span::new(date!(2026 - 08 - 01), date!(2026 - 11 - 30)).unwrap(),
        now,
    };
    let answer = api.fetch(student, &ask).await.unwrap();
    assert!(answer.failed.is_empty(), "{:?}", answer.failed);
}

/// The address alone: tokens stand behind it.
fn page(asked: &Asked) -> &str {
    asked.split([' ', '?']).nth(1).unwrap_or_default()
}

/// What is asked for more than once. The queue of reports is: a connection of it is asked whether the report is made.
fn twice(asked: &[Asked]) -> Vec<&str> {
    let mut counted: BTreeMap<&Asked, usize> = BTreeMap::new();
    for asked in asked.iter().filter(|asked| !page(asked).contains("/signalr/")) {
        *counted.entry(asked).or_default() += 1;
    }
    counted.into_iter().filter(|(_, times)| *times > 1).map(|(asked, _)| page(asked)).collect()
}

#[tokio::test]
async fn no_page_is_asked_for_twice_in_one_sync() {
    for (system, journeys) in SYSTEMS {
        for journey in *journeys {
            let family = Family::signed_in(system, journey.values, journey.enter).await;
            let mut learnt = None;
            let first = family.sync(&mut learnt, true, 1, NOW).await;
            assert_eq!(twice(&first), [""; 0], "{system}: a first sync");
            let calm = family.sync(&mut learnt, false, 1, NOW + Duration::minutes(30)).await;
            assert_eq!(twice(&calm), [""; 0], "{system}: a calm one");
        }
    }
}

/// With three children too, what is the account's own is asked for once.
#[rstest]
#[case("mesh", "/profile")]
#[case("my-school", "/profile")]
#[case("netschool", "/webapi/context")]
#[case("eljur", "/getrules")]
#[tokio::test]
async fn what_is_the_accounts_is_asked_for_once(#[case] system: &str, #[case] page: &str) {
    let (_, journeys) = SYSTEMS.iter().find(|(word, _)| *word == system).unwrap();
    let family = Family::signed_in(system, journeys[0].values, journeys[0].enter).await;
    let asked = family.sync(&mut None, true, 3, NOW).await;
    let times = asked.iter().filter(|asked| self::page(asked).ends_with(page)).count();
    assert_eq!(times, 1);
}

/// Of one child, by the first way in, over the year so far: a first sync, the whole one half an hour later, and one of
/// the same day in which nothing is left to learn.
#[rstest]
#[case("dnevnik-ru", [16, 4, 3])]
#[case("mesh", [21, 22, 8])]
#[case("my-school", [19, 16, 6])]
#[case("netschool", [46, 8, 8])]
#[case("eljur", [8, 6, 6])]
#[case("petersburg", [11, 9, 9])]
#[tokio::test]
async fn a_sync_is_so_many_requests(#[case] system: &str, #[case] requests: [usize; 3]) {
    let (_, journeys) = SYSTEMS.iter().find(|(word, _)| *word == system).unwrap();
    let family = Family::signed_in(system, journeys[0].values, journeys[0].enter).await;
    let (mut learnt, mut made) = (None, Vec::new());
    for sync in 0..12_i64 {
        let now = NOW + Duration::minutes(30 * sync);
        made.push(family.sync(&mut learnt, sync == 0, 1, now).await);
    }
    made.drain(2..11);
    let counts: Vec<usize> = made.iter().map(Vec::len).collect();
    let pages: Vec<Vec<&str>> = made.iter().map(|asked| asked.iter().map(page).collect()).collect();
    assert_eq!(counts, requests, "{pages:#?}");
}

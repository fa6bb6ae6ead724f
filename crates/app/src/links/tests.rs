//! Links are foreign: whatever they hold, they lead to a screen or nowhere.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use peremena_model::{
    Absence, AbsenceStatus, Announcement, Event, Holiday, Item, Kind, Message, OfficialAverage, PlannedTest, Remark,
    SchoolInfo, StudentId, TermMark, TermMarkOf, Visit, What,
};
use rstest::rstest;
use serde_json::{Value, json};
use tokio::sync::broadcast::Receiver;

use super::{route_from_line, route_of, route_of_item, route_of_link};
use crate::{
    App, KeyChoice,
    profile::Standing,
    testing::{Home, NOW, OWN, amina, app_at, change, diary_in, homework, lesson, mark, news, stand, term, timur},
    views::{AppEvent, FeedRequest, Nothing, ProfileState, RestoreBackupRequest, StartRequest, Typed, UnlockRequest},
};

/// Links tried; `PEREMENA_LINKS` says otherwise, as `prove` does.
fn count() -> u64 {
    std::env::var("PEREMENA_LINKS").ok().and_then(|count| count.parse().ok()).unwrap_or(20_000)
}

/// Another number for each number: the same ones on every machine.
fn dice(state: &mut u64) -> u64 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    *state
}

/// Bytes of a link turned, cut out, doubled and put in from another.
fn mutated(seeds: &[String], state: &mut u64) -> String {
    let pick = |state: &mut u64, count: usize| usize::try_from(dice(state)).unwrap_or_default() % count.max(1);
    let mut bytes = seeds[pick(state, seeds.len())].clone().into_bytes();
    for _ in 0..pick(state, 6) {
        let at = pick(state, bytes.len() + 1);
        match pick(state, 4) {
            0 if at < bytes.len() => bytes[at] = u8::try_from(dice(state) & 0xff).unwrap(),
            1 if at < bytes.len() => drop(bytes.remove(at)),
            2 => bytes.truncate(at),
            _ => {
                let other = &seeds[pick(state, seeds.len())].as_bytes();
                let from = pick(state, other.len());
                let piece = other[from..].to_vec();
                bytes.splice(at..at, piece);
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// "#/diary/…/2026-11-20?lesson=…": a known screen, and parts in which nothing means anything.
fn is_a_route(route: &str) -> bool {
    let Some(rest) = route.strip_prefix("#/") else { return false };
    let (path, query) = rest.split_once('?').unwrap_or((rest, "a=a"));
    let plain = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"%-_.*".contains(&byte))
    };
    let mut parts = path.split('/');
    let screen = parts.next().unwrap_or_default();
    ["feed", "today", "diary", "marks", "events"].contains(&screen)
        && parts.all(plain)
        && query.split_once('=').is_some_and(|(name, value)| plain(name) && plain(value))
}

fn seeds() -> Vec<String> {
    let written: Vec<Value> =
        serde_json::from_str(include_str!("../../../school-sim/src/hostile.json")).unwrap_or_default();
    let hostile = written.iter().filter_map(|it| it["text"].as_str());
    let whole = ["feed", "today", "feed/abc", "diary/abc/2026-11-20", "change/abc", "settings", "sign-out", "change/"];
    whole
        .iter()
        .map(|rest| format!("peremena://open/{rest}"))
        .chain(hostile.clone().map(|text| format!("peremena://open/feed/{text}")))
        .chain(hostile.clone().map(|text| format!("peremena://open/diary/{text}/2026-11-20")))
        .chain(hostile.map(str::to_owned))
        .collect()
}

#[test]
fn any_link_at_all_leads_to_a_screen_or_nowhere() {
    let (seeds, mut state) = (seeds(), 0x5eed_u64);
    let mut led = 0;
    for link in seeds.clone() {
        led +=
            u64::from(route_of_link(&link).inspect(|route| assert!(is_a_route(route), "{link:?}: {route}")).is_some());
    }
    for _ in 0..count() {
        let link = mutated(&seeds, &mut state);
        led +=
            u64::from(route_of_link(&link).inspect(|route| assert!(is_a_route(route), "{link:?}: {route}")).is_some());
    }
    println!("{led} of {} links led somewhere", count());
    assert!(led > count() / 50, "{led}: nothing was tried");
}

#[tokio::test]
async fn a_link_does_nothing_but_mark_its_change_as_seen() {
    let home = Home::new().await;
    home.app.set_window_listens(true);
    let told = home.news(&amina(), mark("m1", "5")).await;
    home.news(&timur(), mark("m2", "4")).await;
    let state = || async {
        let mut said = Vec::new();
        for command in ["family", "settings", "feed", "notices"] {
            said.push(home.app.dispatch(command, json!({})).await.unwrap_or_else(|error| json!(error)));
        }
        said
    };
    let before = state().await;
    for link in seeds() {
        home.app.open_link(&link).await;
        let route = home.app.route_for(&link).await;
        assert!(route.as_deref().is_none_or(is_a_route), "{link:?}: {route:?}");
    }
    assert_eq!(state().await, before);

    home.app.open_link(&format!("peremena://open/change/{}?x#y", told.as_str())).await;
    home.app.open_link(&format!("peremena://open/change/{}", told.as_str())).await;
    let after = state().await;
    assert_ne!(after[0], before[0], "the one change is seen");
    let unread = |state: &[Value], child: usize| state[0]["students"][child]["unread"].clone();
    assert_eq!((unread(&after, 0), unread(&after, 1)), (json!(0), unread(&before, 1)));
}

/// An item of a kind, with an id that has to be written with care.
fn item(kind: Kind) -> Item {
    let (id, date, at) = ("a/1?".to_owned(), NOW.date(), NOW);
    match kind {
        Kind::Lesson => lesson(&id, at, at).into(),
        Kind::Mark => mark(&id, "5").into(),
        Kind::TermMark => {
            let subject = "Алгебра".to_owned();
            let of = TermMarkOf::Term;
            TermMark { id, subject, value: "5".into(), of, term: None, term_number: Some(1), set_at: None }.into()
        }
        Kind::Homework => homework(&id, date).into(),
        Kind::Absence => Absence {
            id,
            date,
            lesson: None,
            lesson_number: Some(2),
            subject: None,
            status: AbsenceStatus::Absent,
            word: None,
            comment: None,
        }
        .into(),
        Kind::Remark => Remark { id, date, subject: None, lesson: None, text: "Забыл".into(), author: None }.into(),
        Kind::Test => {
            PlannedTest { id, date, subject: "Алгебра".into(), work_type: None, topic: None, lesson: None }.into()
        }
        Kind::Event => Event { id, date, starts_at: None, title: "Собрание".into(), text: None, place: None }.into(),
        Kind::Announcement => Announcement {
            id,
            at,
            title: "Объявление".into(),
            text: String::new(),
            author: None,
            attachments: Vec::new(),
        }
        .into(),
        Kind::Message => Message {
            id,
            at,
            subject: "Письмо".into(),
            text: String::new(),
            from: "Учитель".into(),
            to: Vec::new(),
            read: None,
            attachments: Vec::new(),
        }
        .into(),
        Kind::Visit => Visit { id, at, entered: true, place: None }.into(),
        Kind::Term => term(1, date, date).into(),
        Kind::Holiday => Holiday { id, name: "Каникулы".into(), from: date, to: date }.into(),
        Kind::Average => {
            OfficialAverage { id, subject: "Алгебра".into(), term: None, value: 4.5, weighted: true }.into()
        }
        Kind::SchoolInfo => SchoolInfo { id, ..SchoolInfo::default() }.into(),
    }
}

/// Who adds a kind has to say where it stands: the table below has all that are told.
#[rstest]
#[case(Kind::Lesson, "#/diary/CHILD/2026-11-21?lesson=a%2F1%3F", "#/diary/CHILD/2026-11-21")]
#[case(Kind::Mark, "#/marks/CHILD/ALGEBRA?mark=a%2F1%3F", "#/marks/CHILD/ALGEBRA")]
#[case(Kind::TermMark, "#/marks/CHILD/ALGEBRA?mark=a%2F1%3F", "#/marks/CHILD/ALGEBRA")]
#[case(Kind::Homework, "#/diary/CHILD/2026-11-21?homework=a%2F1%3F", "#/diary/CHILD/2026-11-21")]
#[case(Kind::Absence, "#/diary/CHILD/2026-11-21?absence=a%2F1%3F", "#/diary/CHILD/2026-11-21")]
#[case(Kind::Remark, "#/events/CHILD/remark?item=a%2F1%3F", "#/events/CHILD/remark")]
#[case(Kind::Test, "#/diary/CHILD/2026-11-21?test=a%2F1%3F", "#/diary/CHILD/2026-11-21")]
#[case(Kind::Event, "#/events/CHILD/event?item=a%2F1%3F", "#/events/CHILD/event")]
#[case(Kind::Announcement, "#/events/CHILD/announcement?item=a%2F1%3F", "#/events/CHILD/announcement")]
#[case(Kind::Message, "#/events/CHILD/message?item=a%2F1%3F", "#/events/CHILD/message")]
#[case(Kind::Visit, "#/feed/CHILD?item=CHANGE", "#/feed/CHILD?item=CHANGE")]
fn every_change_leads_to_exactly_its_item(
    #[case] kind: Kind,
    #[case] item_at: &str,
    #[case] stood_at: &str,
    #[values(What::Added, What::Changed, What::Removed)] what: What,
) {
    let told = match what {
        What::Added => change(&amina(), None, Some(item(kind)), NOW),
        What::Changed => change(&amina(), Some(item(kind)), Some(item(kind)), NOW),
        What::Removed => change(&amina(), Some(item(kind)), None, NOW),
    };
    assert_eq!((told.kind, told.what), (kind, what));
    let written = |route: &str| {
        let route = route.replace("ALGEBRA", "%D0%90%D0%BB%D0%B3%D0%B5%D0%B1%D1%80%D0%B0");
        route.replace("CHILD", amina().as_str()).replace("CHANGE", told.id.as_str())
    };
    // What is gone stands nowhere: the line in the feed says what it was, and leads from there to where it stood.
    let line = "#/feed/CHILD?item=CHANGE";
    let (notice, from_line) = if what == What::Removed { (line, stood_at) } else { (item_at, item_at) };
    assert_eq!(route_of(&told), written(notice));
    assert_eq!(route_from_line(&told), written(from_line));
}

#[test]
fn what_is_not_told_stands_on_no_page_and_what_is_does() {
    for kind in Kind::ALL {
        let route = route_of_item(&amina(), &item(*kind));
        let stands = kind.is_told() && *kind != Kind::Visit;
        assert_eq!(!route.starts_with("#/feed/"), stands, "{kind:?}: {route}");
    }
}

/// Its own lesson is found where the timetable has it, and the absence itself where it has not.
#[test]
fn an_absence_of_a_lesson_names_both() {
    let Item::Absence(absence) = item(Kind::Absence) else { panic!() };
    let absence = Item::Absence(Absence { lesson: Some("l&1".into()), ..absence });
    let route = route_of_item(&amina(), &absence);
    assert_eq!(route, format!("#/diary/{}/2026-11-21?lesson=l%261&absence=a%2F1%3F", amina()));
}

/// What the window was led to since it was last asked.
fn opened(events: &mut Receiver<AppEvent>) -> Vec<String> {
    let mut routes = Vec::new();
    while let Ok(event) = events.try_recv() {
        if let AppEvent::Open { route } = event {
            routes.push(route);
        }
    }
    routes
}

fn link_to(change: &str) -> String {
    format!("peremena://open/change/{change}")
}

fn to_mark(child: &StudentId, id: &str) -> String {
    format!("#/marks/{child}/%D0%90%D0%BB%D0%B3%D0%B5%D0%B1%D1%80%D0%B0?mark={id}")
}

fn begun() -> StartRequest {
    StartRequest { locale: None }
}

/// A cold start: the link is there before the page is.
#[tokio::test]
async fn a_link_waits_for_a_page_and_is_followed_once() {
    let home = Home::new().await;
    let (first, second) = (home.news(&amina(), mark("1", "2")).await, home.news(&timur(), mark("2", "5")).await);
    let mut events = home.app.events();
    home.app.open_link(&link_to(first.as_str())).await;
    home.app.open_link(&link_to(second.as_str())).await;
    // What leads nowhere takes the place of nothing.
    home.app.open_link("peremena://open/sign-out").await;
    home.app.open_link("https://school.example/").await;
    assert!(opened(&mut events).is_empty(), "nobody would hear it");
    home.app.start(begun()).await.unwrap();
    assert_eq!(opened(&mut events), [to_mark(&timur(), "2")], "the newer one");
    let unread = home.app.family_view().await.unwrap().students.iter().map(|it| it.unread).collect::<Vec<_>>();
    assert_eq!(unread, [1, 0], "what was not shown was not seen");
    home.app.start(begun()).await.unwrap();
    assert!(opened(&mut events).is_empty(), "once");

    // A page that was ended is waited for again, and one that stays after all is led on.
    home.app.set_window_listens(false);
    home.app.open_link(&link_to(first.as_str())).await;
    assert!(opened(&mut events).is_empty());
    home.app.set_window_listens(true);
    home.app.follow_kept_link().await;
    assert_eq!(opened(&mut events), [to_mark(&amina(), "1")]);
    home.app.open_link(&link_to(second.as_str())).await;
    assert_eq!(opened(&mut events), [to_mark(&timur(), "2")], "a page that listens is led at once");
}

/// A diary in a real file under a passphrase, closed, with one mark that was told.
async fn closed_diary(folder: &std::path::Path) -> String {
    let app = diary_in(folder).await;
    let profile = app.own_profile().await.unwrap();
    let told = news(&profile.vault, &amina(), mark("1", "2"), NOW).await;
    drop(profile);
    app.close().await;
    link_to(told.as_str())
}

fn own() -> KeyChoice {
    KeyChoice::Passphrase(Typed::new(OWN))
}

#[tokio::test]
async fn a_link_waits_for_the_passphrase() {
    let folder = tempfile::tempdir().unwrap();
    let link = closed_diary(folder.path()).await;
    let app = app_at(folder.path(), None);
    let mut events = app.events();
    app.open_link(&link).await;
    assert_eq!(app.start(begun()).await.unwrap().state, ProfileState::EnterPassphrase);
    let unlock = async |passphrase: &str| {
        app.unlock(UnlockRequest { passphrase: Typed::new(passphrase), create: false }).await.map(|start| start.state)
    };
    assert!(unlock("не тот ключ").await.is_err());
    assert!(opened(&mut events).is_empty(), "there is nothing to be shown yet");
    assert_eq!(unlock(OWN).await.unwrap(), ProfileState::Ready);
    assert_eq!(opened(&mut events), [to_mark(&amina(), "1")]);
    app.start(begun()).await.unwrap();
    assert!(opened(&mut events).is_empty(), "once");
    app.close().await;
}

#[tokio::test]
async fn a_link_waits_for_a_keyring_that_does_not_answer() {
    let folder = tempfile::tempdir().unwrap();
    let link = closed_diary(folder.path()).await;
    let app = app_at(folder.path(), Some(own()));
    *app.inner.standing.write().await = Standing::closed(ProfileState::AwaitKey, "profile-await");
    app.set_window_listens(true);
    let mut events = app.events();
    app.open_link(&link).await;
    assert!(opened(&mut events).is_empty());
    assert_eq!(app.retry_key(Nothing {}).await.unwrap().state, ProfileState::Ready);
    assert_eq!(opened(&mut events), [to_mark(&amina(), "1")]);
    app.close().await;
}

#[tokio::test]
async fn a_link_waits_for_a_damaged_file_to_be_set_aside() {
    let folder = tempfile::tempdir().unwrap();
    let link = closed_diary(folder.path()).await;
    let app = app_at(folder.path(), None);
    let tried = Some(own().source());
    *app.inner.standing.write().await =
        Standing::Closed { state: ProfileState::Damaged, words: "profile-damaged", tried };
    app.set_window_listens(true);
    let mut events = app.events();
    app.open_link(&link).await;
    assert!(opened(&mut events).is_empty());
    app.recover(Nothing {}).await.unwrap();
    // The log is carried over: the mark comes with the next sync, to where the link leads.
    assert_eq!(opened(&mut events), [to_mark(&amina(), "1")]);
    app.close().await;
}

#[tokio::test]
async fn a_link_waits_for_a_backup_in_the_place_of_a_damaged_file() {
    let folder = tempfile::tempdir().unwrap();
    let link = closed_diary(folder.path()).await;
    let (file, words) = (folder.path().join("1.backup"), "слова этой копии");
    let app = app_at(folder.path(), Some(own()));
    app.open().await;
    app.back_up(&file, Some(&Typed::new(words))).await.unwrap();
    app.close().await;

    let app = app_at(folder.path(), Some(own()));
    *app.inner.standing.write().await = Standing::closed(ProfileState::Damaged, "profile-damaged");
    app.set_window_listens(true);
    let mut events = app.events();
    app.open_link(&link).await;
    assert!(opened(&mut events).is_empty());
    let asked = RestoreBackupRequest {
        file: file.display().to_string(),
        passphrase: Typed::new(words),
        replace: true,
        own_passphrase: Some(Typed::new(OWN)),
    };
    app.restore_backup(asked).await.unwrap();
    assert_eq!(opened(&mut events), [to_mark(&amina(), "1")]);
    app.close().await;
}

#[tokio::test]
async fn the_line_that_a_link_leads_to_is_in_the_feed_however_much_came_since() {
    let home = Home::new().await;
    let old = home.news(&amina(), mark("0", "5")).await;
    for id in 1..80 {
        home.forward(time::Duration::MINUTE);
        home.news(&amina(), mark(&id.to_string(), "5")).await;
    }
    let feed = async |app: &App, change| {
        let view = app.feed(FeedRequest { change, ..FeedRequest::default() }).await.unwrap();
        view.days.iter().flat_map(|day| &day.entries).any(|entry| entry.id == old)
    };
    assert!(!feed(&home.app, None).await, "the first page does not reach it");
    assert!(feed(&home.app, Some(old.clone())).await);
}

/// The day, and a Sunday that has nothing else.
#[tokio::test]
async fn a_planned_test_stands_in_its_day() {
    let home = Home::new().await;
    let Item::Test(test) = item(Kind::Test) else { panic!() };
    let sunday = NOW.date().next_day().unwrap();
    let topic = Some("Окружность".to_owned());
    let other = PlannedTest { id: "b".into(), date: sunday, topic, ..test.clone() };
    stand(&home.vault, &amina(), vec![test.into(), other.into()]).await;
    let asked = json!({ "student": amina().to_string(), "date": "2026-11-20" });
    let view = home.app.dispatch("diary", asked).await.unwrap();
    let days = view["days"].as_array().unwrap().iter();
    let tests: Vec<(&str, &str)> = days
        .flat_map(|day| day["tests"].as_array().unwrap())
        .filter_map(|test| Some((test["id"].as_str()?, test["day"]["date"].as_str()?)))
        .collect();
    assert_eq!(tests, [("a/1?", "2026-11-21"), ("b", "2026-11-22")]);
}

//! Files: which host is asked for one, with the token or without, and what stands in a file's place.

use peremena_model::{Announcement, Item};

use super::*;
use crate::{Arrived, Content, FileAsk, FileAt};

const PDF: &str = "%PDF-1.7 Карточка";

fn listed(address: &str) -> String {
    format!(
        r#"{{"works":[],"subjects":[],"lessons":[],"teachers":[],"files":[7,
         {{"id":555001,"name":"Другая","type":"PDF","downloadUrl":"https://api.dnevnik.ru/other"}},
         {{"id":"555002","name":"Карточка","type":"PDF","downloadUrl":{address}}}]}}"#
    )
}

fn homework() -> Item {
    Item::Homework(Homework {
        id: "2443000000000000201".into(),
        subject: "Математика".into(),
        due: date!(2026 - 09 - 14),
        text: String::new(),
        set_at: None,
        set_in_lesson: None,
        lesson: None,
        done: None,
        attachments: vec![card("555002")],
    })
}

fn card(id: &str) -> Attachment {
    Attachment { id: id.into(), name: "Карточка.pdf".into(), size: None }
}

fn wanted(item: Item, id: &str) -> FileAsk {
    FileAsk { item, file: card(id), now: datetime!(2026-09-18 12:00 UTC) }
}

async fn open(school: &Canned, ask: &FileAsk) -> Result<Content, SchoolError> {
    school.api().attachment(&mira(), ask, &Arrived::default()).await
}

fn hosts(school: &Canned) -> Vec<String> {
    school.trusted.lock().unwrap().clone()
}

/// The token goes to the API's own host alone; what is not the platform's is asked of nobody.
#[rstest]
#[case::the_api(r#""https://api.dnevnik.ru/get?id=555002""#, "Whole(25 bytes)", &["api.dnevnik.ru"; 2], 2)]
#[case::another_of_the_platform(r#""https://files.dnevnik.ru/get?id=555002""#, "Whole(25 bytes)", &["api.dnevnik.ru"], 2)]
#[case::the_api_at_another_port(r#""https://api.dnevnik.ru:8443/get""#, "Whole(25 bytes)", &["api.dnevnik.ru"], 2)]
#[case::a_foreign_host(r#""https://disk.example.org/get""#, "Elsewhere(Link(disk.example.org))", &["api.dnevnik.ru"], 1)]
#[case::one_that_looks_like_it(r#""https://dnevnik.ru.example.org/get""#, "Elsewhere(Link(dnevnik.ru.example.org))", &["api.dnevnik.ru"], 1)]
#[case::another_that_does(r#""https://api-dnevnik.ru/get""#, "Elsewhere(Link(api-dnevnik.ru))", &["api.dnevnik.ru"], 1)]
#[case::a_login_before_it(r#""https://api.dnevnik.ru@example.org/get""#, "Gone", &["api.dnevnik.ru"], 1)]
#[case::in_plain(r#""http://api.dnevnik.ru/get""#, "Gone", &["api.dnevnik.ru"], 1)]
#[case::a_path(r#""/get?id=555002""#, "Gone", &["api.dnevnik.ru"], 1)]
#[case::no_address("null", "Gone", &["api.dnevnik.ru"], 1)]
#[case::a_number("7", "Gone", &["api.dnevnik.ru"], 1)]
#[tokio::test]
async fn a_host_is_asked_for_what_it_may_be(
    #[case] address: &str,
    #[case] expected: &str,
    #[case] trusted: &[&str],
    #[case] requests: usize,
) {
    let school = Canned::usual().with("/homeworks", listed(address)).with("/get", PDF);
    let content = open(&school, &wanted(homework(), "555002")).await.unwrap();
    assert_eq!((format!("{content:?}").as_str(), school.asked().len()), (expected, requests), "{:?}", school.asked());
    assert_eq!(hosts(&school), trusted);
}

/// Another host of the platform that wants to know who asks is left to the browser, where the family is signed in.
#[rstest]
#[case::a_page(200, "<!doctype html><form action=/login>")]
#[case::words(401, r#"{"type":"tokenRequired","description":"Sign in"}"#)]
#[case::not_allowed(403, "")]
#[case::not_shown(404, "")]
#[case::out_of_order(503, "")]
#[tokio::test]
async fn what_is_not_given_without_a_token_lies_elsewhere(#[case] status: u16, #[case] body: &str) {
    let school = Canned::usual().with("/homeworks", listed(r#""https://files.dnevnik.ru/get?k=canary""#));
    let school = Canned { file_status: status, ..school.with("/get", body) };
    let content = open(&school, &wanted(homework(), "555002")).await.unwrap();
    assert!(matches!(&content, Content::Elsewhere(link) if link.address().ends_with("/get?k=canary")), "{content:?}");
    assert!(!format!("{content:?}").contains("canary"));
    assert_eq!(hosts(&school), ["api.dnevnik.ru"]);
}

#[rstest]
#[case::gone(404, "", "Ok(Gone)")]
#[case::a_page(200, "<!doctype html><p>x", "Ok(Page)")]
#[case::closed(200, r#"{"type":"invalidToken","description":"x"}"#, "Err(Forbidden")]
#[case::closed_by_status(401, "", "Err(Forbidden")]
#[case::not_allowed(403, r#"{"type":"notOwner","description":"x"}"#, "Err(Forbidden")]
#[case::limit(429, "", "Err(Limited")]
#[case::server(503, "", "Err(OutOfOrder")]
#[tokio::test]
async fn what_the_api_says_in_place_of_a_file_is_told(#[case] status: u16, #[case] body: &str, #[case] expected: &str) {
    let school = Canned::usual().with("/homeworks", listed(r#""https://api.dnevnik.ru/get?id=555002""#));
    let school = Canned { file_status: status, ..school.with("/get", body) };
    let outcome = format!("{:?}", open(&school, &wanted(homework(), "555002")).await);
    assert!(outcome.starts_with(expected), "{outcome}");
}

#[tokio::test]
async fn an_announcements_file_is_found_in_the_list_of_them() {
    let school = super::mobile::open().with("/77", PDF);
    let said = Item::Announcement(Announcement {
        id: "901".into(),
        at: datetime!(2026-09-16 17:00 +5),
        title: "Собрание".into(),
        text: "В четверг".into(),
        author: None,
        attachments: vec![card("77")],
    });
    let content = open(&school, &wanted(said.clone(), "77")).await.unwrap();
    assert_eq!(format!("{content:?}"), "Elsewhere(Link(files.example))");
    assert_eq!(open(&school, &wanted(said, "78")).await.unwrap(), Content::Gone);
}

#[tokio::test]
async fn a_file_that_is_no_longer_listed_is_gone() {
    let school = Canned::usual().with("/homeworks", listed("null"));
    assert_eq!(open(&school, &wanted(homework(), "555003")).await.unwrap(), Content::Gone);
    // A token that has ended is told by the list.
    let ended = Canned::usual().with("/homeworks", r#"{"type":"invalidToken","description":"x"}"#);
    let outcome = open(&ended, &wanted(homework(), "555002")).await;
    assert!(matches!(outcome, Err(SchoolError::Refused(_))), "{outcome:?}");
    // A list that is refused is no word on the file.
    let refused = Canned::usual().with("/homeworks", FORBIDDEN);
    let outcome = open(&refused, &wanted(homework(), "555002")).await;
    assert!(matches!(outcome, Err(SchoolError::Forbidden(_))), "{outcome:?}");
}

#[rstest]
#[case("../../login")]
#[case("https://example.org/f")]
#[case("")]
#[tokio::test]
async fn an_id_that_is_none_is_asked_of_nobody(#[case] id: &str) {
    let school = Canned::usual();
    assert_eq!(DnevnikRu.file_at(&Settings::default(), &card(id)), FileAt::Unknown);
    let outcome = open(&school, &wanted(homework(), id)).await;
    assert!(matches!(outcome, Err(SchoolError::Setting(_))) && school.asked().is_empty(), "{outcome:?}");
}

#[rstest]
#[case(&[], "Below(\"dnevnik.ru\")")]
#[case(&[("site_host", "diary.example.ru")], "Below(\"diary.example.ru\")")]
#[case(&[("site_host", "diary.example.ru:444")], "Exactly(\"diary.example.ru\", Some(444))")]
#[case(&[("site_host", "10.0.0.1")], "Exactly(\"10.0.0.1\", Some(443))")]
fn the_platform_is_what_the_settings_name(#[case] values: &[(&str, &str)], #[case] expected: &str) {
    let values = values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let settings = Settings { values, ..Settings::default() };
    let hosts = DnevnikRu.hosts(&settings).unwrap();
    assert_eq!(format!("{:?}", hosts.last().unwrap()), expected);
    // An address of one's own is all there is.
    let own = Settings::with_base(url::Url::parse("http://127.0.0.1:4000").unwrap()).unwrap();
    let own = Settings { values: settings.values, ..own };
    assert_eq!(format!("{:?}", DnevnikRu.hosts(&own).unwrap()), "[Exactly(\"127.0.0.1\", Some(4000))]");
}

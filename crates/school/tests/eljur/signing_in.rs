//! Ways in, and what each refusal says.

use std::sync::{Arc, Mutex};

use peremena_school::{
    Catch, Credentials, Http, SchoolError, Secret, Session, Settings, SignInWay, Traffic,
    contract::{ContractSchool, Forgetful},
    registry,
};
use peremena_school_sim::{Misbehaviour, Scope};
use rstest::rstest;

use crate::school::{Simulated, by_password, change_json};

/// A school that writes down all requests.
fn overheard() -> (Simulated, Arc<Mutex<Vec<String>>>) {
    let heard: Arc<Mutex<Vec<String>>> = Arc::default();
    let ears = heard.clone();
    let school = Simulated::twisted(move |request, _| {
        let body = String::from_utf8_lossy(request.body()).into_owned();
        ears.lock().unwrap().push(format!("{} {} {body}", request.method(), request.uri()));
    });
    (school, heard)
}

#[tokio::test]
async fn a_password_stands_in_no_address_and_is_kept_only_by_choice() {
    let (school, heard) = overheard();
    let session = school.session("parent").await;
    let names: Vec<&String> = session.values.keys().collect();
    assert_eq!(names, ["origin", "token", "vendor"]);
    let ends = session.ends.unwrap() - school.now();
    assert_eq!(ends.whole_days(), 90);
    let heard = heard.lock().unwrap().clone();
    assert_eq!(heard.len(), 1);
    assert!(heard[0].starts_with("POST https://api.eljur.ru/apiv3/auth "), "{}", heard[0]);
    let kept = Simulated::in_process().and("keep_password", "yes").session("parent").await;
    assert_eq!(kept.values["password"], "Parol-2026");
    assert!(!format!("{kept:?}").contains("Parol-2026"));
}

#[rstest]
#[case::wrong_pair(Simulated::in_process(), "parent", "Parol-2025", "Refused(\"wrong login or password\")")]
// Another school's family.
#[case::other_school(Simulated::in_process(), "sidorov", "Sidorov-2026", "Refused(\"wrong login or password\")")]
#[case::no_such_school(
    Simulated::in_process().and("vendor", "school99"),
    "parent",
    "Parol-2026",
    "Setting(\"the server does not know this school (vendor)\")"
)]
#[case::key_taken_back(
    Simulated::in_process().and("devkey", "taken-back"),
    "parent",
    "Parol-2026",
    "Setting(\"the server refuses the developer key (devkey)\")"
)]
#[case::no_key(
    Simulated::in_process().and("devkey", " "),
    "parent",
    "Parol-2026",
    "Setting(\"the developer key (devkey) is missing\")"
)]
#[case::no_school(
    Simulated::in_process().and("vendor", ""),
    "parent",
    "Parol-2026",
    "Setting(\"the school (vendor) is missing\")"
)]
#[tokio::test]
async fn each_refusal_has_words_of_its_own(
    #[case] school: Simulated,
    #[case] login: &str,
    #[case] password: &str,
    #[case] words: &str,
) {
    let error = school.sign_in(by_password(login, password)).await.unwrap_err();
    assert_eq!(format!("{error:?}"), words);
}

#[tokio::test]
async fn the_school_may_be_named_in_the_form() {
    let school = Simulated::in_process().and("vendor", "school99");
    let named = |school: &str| Credentials::Password {
        login: "sidorov".into(),
        password: Secret::new("Sidorov-2026"),
        school: Some(school.into()),
    };
    let session = school.sign_in(named("https://school3.eljur.ru/")).await.unwrap();
    let api = school.connect(session, Arc::new(Forgetful));
    let identity = api.identity().await.unwrap();
    assert!(identity.user.ends_with(".school3@api.eljur.ru"), "{}", identity.user);
    assert_eq!(identity.students[0].name, "Илья Сидоров");
    assert!(matches!(school.sign_in(named("Лицей № 3")).await, Err(SchoolError::Setting(_))));
}

#[tokio::test]
async fn a_server_out_of_order_is_not_the_passwords_fault() {
    let school = Simulated::in_process();
    for trouble in [Misbehaviour::Unavailable, Misbehaviour::Maintenance, Misbehaviour::BadGateway] {
        school.school.misbehave(trouble, Scope::always());
        let outcome = school.sign_in(school.credentials()).await;
        assert!(matches!(outcome, Err(SchoolError::OutOfOrder(_))), "{trouble:?}: {outcome:?}");
        school.school.behave();
    }
}

#[tokio::test]
async fn a_token_may_be_pasted() {
    let school = Simulated::in_process();
    let token = school.session("parent").await.values["token"].clone();
    for pasted in [token.clone(), format!("  {token}\n"), format!("auth_token={token}"), format!("\"{token}\"")] {
        let session = school.sign_in(Credentials::Token(Secret::new(pasted))).await.unwrap();
        let api = school.connect(session, Arc::new(Forgetful));
        assert_eq!(api.identity().await.unwrap().students.len(), 3);
    }
    for nothing in ["", " ", "два слова", "a b"] {
        let outcome = school.sign_in(Credentials::Token(Secret::new(nothing))).await;
        assert!(matches!(outcome, Err(SchoolError::Refused(_))), "{nothing}");
    }
}

/// The address at which Госуслуги leave somebody.
async fn returned(school: &Simulated) -> String {
    let request = http::Request::get("https://edu.gounn.ru/journal-esia-region-action?flow=v2");
    let answer = school.school.answer(request.body(bytes::Bytes::new()).unwrap());
    format!("https://edu.gounn.ru{}", answer.headers()["location"].to_str().unwrap())
}

#[tokio::test]
async fn whoever_comes_back_from_gosuslugi_is_let_in_once() {
    let mut school = Simulated::in_process().and("host", "edu.gounn.ru");
    school.values.retain(|(name, _)| *name != "vendor");
    let address = returned(&school).await;
    let value = address.split_once("v_token=").unwrap().1.to_owned();
    let session = school.sign_in(Credentials::Caught(Secret::new(value))).await.unwrap();
    assert_eq!((session.values["vendor"].as_str(), session.ends.is_some()), ("school12", true));
    let api = school.connect(session, Arc::new(Forgetful));
    assert_eq!(api.identity().await.unwrap().students.len(), 3);
    let again = school.sign_in(Credentials::Token(Secret::new(address))).await;
    assert!(matches!(again, Err(SchoolError::Refused(_))), "{again:?}");
    let pasted = returned(&school).await;
    assert!(school.sign_in(Credentials::Token(Secret::new(pasted))).await.is_ok());
}

#[rstest]
#[case::set("lyceum3", Ok("lyceum3"))]
#[case::not_set("", Err("set vendor to one of school12, lyceum3"))]
#[case::another("school77", Err("nobody of this account"))]
#[tokio::test]
async fn of_several_schools_the_one_is_taken_that_is_set(
    #[case] vendor: &'static str,
    #[case] expected: Result<&str, &str>,
) {
    let school = Simulated::twisted(|request, answer| {
        if request.uri().path().ends_with("getusersvendors") {
            change_json(answer, |value| {
                let mut other = value["result"][0].clone();
                other["vendor"] = "lyceum3".into();
                value["result"].as_array_mut().unwrap().push(other);
            });
        }
    });
    let school = school.and("vendor", vendor);
    let pasted = returned(&school).await;
    let outcome = school.sign_in(Credentials::Token(Secret::new(pasted))).await;
    match (outcome, expected) {
        (Ok(session), Ok(vendor)) => assert_eq!(session.values["vendor"], vendor),
        (Err(SchoolError::Setting(words)), Err(part)) => assert!(words.contains(part), "{words}"),
        (outcome, _) => panic!("{outcome:?}"),
    }
}

#[tokio::test]
async fn a_token_goes_to_the_server_that_gave_it_and_to_no_other() {
    let school = Simulated::in_process();
    let session = school.session("parent").await;
    let elsewhere = Simulated::in_process().and("host", "edu.gounn.ru");
    let traffic = Arc::new(Traffic::default());
    let answer = |_| panic!("nothing may be asked");
    let http = Http::in_process(Arc::new(answer), traffic.clone());
    let outcome = school.system().connect(&elsewhere.settings(), session, Arc::new(Forgetful), http);
    assert!(matches!(outcome.err(), Some(SchoolError::Refused(_))));
    assert_eq!(traffic.requests(), 0);
    let empty = school.system().connect(&school.settings(), Session::default(), Arc::new(Forgetful), school.http());
    assert!(matches!(empty.err(), Some(SchoolError::Refused(_))));
}

#[test]
fn only_the_accounts_server_is_asked_and_the_page_is_a_regions() {
    let system = registry::system("eljur").unwrap();
    let settings =
        |host: &str| Settings { values: [("host".to_owned(), host.to_owned())].into(), ..Settings::default() };
    let hosts = system.hosts(&settings("edu.gounn.ru")).unwrap();
    let allowed = |address: &str| hosts.iter().any(|rule| rule.allows(&address.parse().unwrap()));
    assert!(allowed("https://edu.gounn.ru/apiv3/getrules") && !allowed("https://api.eljur.ru/apiv3/getrules"));
    let page = |settings: &Settings| {
        system.ways_in(settings).unwrap().into_iter().find_map(|way| match way {
            SignInWay::Page(page) => Some(page),
            SignInWay::Password(_) | SignInWay::Token => None,
        })
    };
    assert!(page(&Settings::default()).is_none() && page(&settings("school9.eljur.ru")).is_none());
    let page = page(&settings("edu.gounn.ru")).unwrap();
    assert_eq!(page.start.as_str(), "https://edu.gounn.ru/journal-esia-region-action?flow=v2");
    let end = Catch::Redirect {
        to: "https://edu.gounn.ru/journal-app".parse().unwrap(),
        parameter: "v_token".to_owned(),
        state: None,
    };
    assert_eq!(page.catch, [end]);
}

//! Ways in: the handshake, schools, roles, what is pasted.

use std::sync::{Arc, Mutex};

use peremena_school::{
    Catch, Credentials, SchoolError, Secret, Session, Settings, SignInWay,
    contract::{ContractSchool, Forgetful},
    registry,
};
use peremena_school_sim::{Misbehaviour, Scope};
use rstest::rstest;

use crate::school::{Api, Simulated, change_json};

async fn sign_in(school: &Simulated, credentials: Credentials) -> Result<Session, SchoolError> {
    school.system().sign_in(&school.settings(), credentials, &school.http()).await
}

/// A school that writes down the bodies of all requests.
fn overheard() -> (Simulated, Arc<Mutex<Vec<String>>>) {
    let heard: Arc<Mutex<Vec<String>>> = Arc::default();
    let ears = heard.clone();
    let school = Simulated::twisted(Api::Web, move |request, _| {
        let body = String::from_utf8_lossy(request.body()).into_owned();
        ears.lock().unwrap().push(format!("{} {:?} {body}", request.uri(), request.headers()));
    });
    (school, heard)
}

#[tokio::test]
async fn the_password_is_never_sent_and_no_salt_serves_twice() {
    let (school, heard) = overheard();
    school.session("parent").await;
    school.session("parent").await;
    let heard = heard.lock().unwrap().join("\n");
    assert!(!heard.contains("Parol-2026"));
    let hashes: Vec<&str> = heard.match_indices("pw2=").map(|(at, _)| &heard[at + 4..at + 36]).collect();
    assert_eq!(hashes.len(), 2);
    assert_ne!(hashes[0], hashes[1]);
    let cut: Vec<&str> = heard.match_indices("&pw=").map(|(at, _)| &heard[at + 4..at + 14]).collect();
    assert!(cut.iter().zip(&hashes).all(|(cut, whole)| whole.starts_with(cut)), "{cut:?} {hashes:?}");
    assert_eq!(school.school.login_attempts().attempts, 2);
}

#[tokio::test]
async fn a_password_is_kept_only_by_choice_and_never_in_plain() {
    let mut school = Simulated::in_process(Api::Web);
    let names = |session: &Session| session.values.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&school.session("parent").await), ["at", "cookie.NSSESSIONID", "ver"]);
    school.values.push(("keep_password", "yes"));
    let session = school.session("parent").await;
    assert_eq!(names(&session), ["at", "cookie.NSSESSIONID", "hash", "length", "login", "school", "ver"]);
    assert!(session.values.values().all(|value| !value.contains("Parol-2026")));
}

#[tokio::test]
async fn a_cyrillic_password_opens_and_one_that_cannot_be_written_is_not_tried() {
    let school = Simulated::in_process(Api::Web);
    school.school.change_password("parent", "Пароль№7ё");
    let right = school.credentials_of("parent", "Пароль№7ё").await;
    assert!(sign_in(&school, right).await.is_ok());
    for wrong in ["Пароль№7е", "пароль№7ё"] {
        let wrong = school.credentials_of("parent", wrong).await;
        assert!(matches!(sign_in(&school, wrong).await, Err(SchoolError::Refused(_))));
    }
    let attempts = school.school.login_attempts().attempts;
    let foreign = school.credentials_of("parent", "密码✓").await;
    assert!(matches!(sign_in(&school, foreign).await, Err(SchoolError::Refused(_))));
    assert_eq!(school.school.login_attempts().attempts, attempts);
}

#[tokio::test]
async fn three_wrong_passwords_ask_to_wait() {
    let school = Simulated::in_process(Api::Web);
    for _ in 0..3 {
        let wrong = school.credentials_of("parent", "wrong").await;
        assert!(matches!(sign_in(&school, wrong).await, Err(SchoolError::Refused(_))));
    }
    let right = school.credentials_of("parent", "Parol-2026").await;
    assert!(matches!(sign_in(&school, right).await, Err(SchoolError::Limited { .. })));
}

#[rstest]
#[case(Api::Web)]
#[case(Api::Mobile)]
#[tokio::test]
async fn somebody_with_two_roles_comes_in_as_a_parent(#[case] api: Api) {
    let mut school = Simulated::in_process(api);
    school.values.push(("utc_offset", "5"));
    let (connection, students) = school.connected("sidorov").await;
    assert_eq!(students.len(), 1);
    assert_eq!(students[0].name, "Илья Сидоров");
    assert!(!connection.identity().await.unwrap().is_student);
    let asked = school.asked();
    let of = |path: &str| asked.iter().filter(|line| line.contains(path)).count();
    // Once to be asked for a role, once with it; and the first session was left politely.
    assert_eq!(of("POST /webapi/login"), 2);
    assert_eq!(of("POST /webapi/auth/logout"), if api == Api::Web { 1 } else { 2 });
}

#[tokio::test]
async fn schools_are_found_by_a_part_of_their_name() {
    let school = Simulated::in_process(Api::Web);
    let find = async |part: &str| school.system().schools(&school.settings(), part, &school.http()).await.unwrap();
    let found = find("лицей").await;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].name, "МАОУ «Лицей № 3»");
    assert!(found[0].place.as_deref().is_some_and(|place| place.contains("Берёзовский")));
    assert_eq!(find("").await.len(), 2);
    assert!(find("Нигде").await.is_empty());
}

/// The vendor's own list, asked for by itself: no account's requests go there.
#[tokio::test]
async fn the_directory_names_regions_and_no_demonstrations() {
    let school = Simulated::in_process(Api::Web);
    let (system, settings) = (school.system(), school.settings());
    let found = system.regions(&settings, &school.http()).await.unwrap();
    let found: Vec<(&str, &str)> = found.iter().map(|region| (region.name.as_str(), region.host.as_str())).collect();
    assert_eq!(found, [("Лесная область", "sgo.example.ru"), ("Озёрный край", "sgo.ozero.example.ru:444")]);
    assert_eq!(school.asked().len(), 1, "{:?}", school.asked());
    let directory = system.directory(&settings).unwrap();
    assert_eq!(directory, peremena_school::HostRule::Exactly("mobile.ir-tech.ru".into(), Some(443)));
    assert!(!system.hosts(&settings).unwrap().contains(&directory));

    // Two of one name are told apart; one that lies deeper than an account's settings can say is left out.
    let list = r#"{"items":[{"name":"Край","url":"https://a.example.ru/api/mobile"},{"name":"Край","url":"https://b.example.ru/api/mobile/"},
        {"name":"Глубь","url":"https://c.example.ru/sgo/api/mobile"},{"name":"Край","url":"https://a.example.ru/api/mobile"},
        {"name":"\u202eЛ<b>","url":"javascript:alert(1)"},{"name":7,"url":"https://[::"},null]}"#;
    let strange = Simulated::twisted(Api::Web, move |_, answer| *answer.body_mut() = list.into());
    let found = strange.system().regions(&strange.settings(), &strange.http()).await.unwrap();
    let found: Vec<(&str, &str)> = found.iter().map(|region| (region.name.as_str(), region.host.as_str())).collect();
    let expected = [("Край (a.example.ru)", "a.example.ru"), ("Край (b.example.ru)", "b.example.ru")];
    assert_eq!(found, expected);

    let broken = Simulated::twisted(Api::Web, |_, answer| *answer.body_mut() = "{}".into());
    let outcome = broken.system().regions(&broken.settings(), &broken.http()).await;
    assert!(matches!(outcome, Err(SchoolError::Strange(_))), "{outcome:?}");
}

#[rstest]
#[case::none("Нигде")]
#[case::several("МОУ")]
#[case::several_of_all("№")]
#[tokio::test]
async fn a_school_must_be_one(#[case] named: &str) {
    let school = Simulated::in_process(Api::Web);
    let credentials = Credentials::Password {
        login: "parent".into(),
        password: Secret::new("Parol-2026"),
        school: Some(named.into()),
    };
    let outcome = sign_in(&school, credentials).await;
    assert!(matches!(outcome, Err(SchoolError::Setting(_))), "{outcome:?}");
    assert_eq!(school.school.login_attempts().attempts, 0);
}

#[tokio::test]
async fn a_server_out_of_order_is_not_the_passwords_fault() {
    let school = Simulated::in_process(Api::Web);
    let credentials = school.credentials_of("parent", "Parol-2026").await;
    for trouble in [Misbehaviour::Unavailable, Misbehaviour::Maintenance, Misbehaviour::BadGateway] {
        school.school.misbehave(trouble, Scope::always());
        let outcome = sign_in(&school, credentials.clone()).await;
        assert!(matches!(outcome, Err(SchoolError::OutOfOrder(_))), "{trouble:?}: {outcome:?}");
        school.school.behave();
    }
}

#[tokio::test]
async fn a_server_for_gosuslugi_alone_is_not_tried() {
    let school = Simulated::twisted(Api::Web, |request, answer| {
        if request.uri().path().ends_with("/logindata") {
            change_json(answer, |value| value["schoolLogin"] = false.into());
        }
    });
    let credentials = school.credentials_of("parent", "Parol-2026").await;
    assert!(matches!(sign_in(&school, credentials).await, Err(SchoolError::Refused(_))));
    assert_eq!(school.school.login_attempts().attempts, 0);
}

#[tokio::test]
async fn a_session_of_the_browser_may_be_pasted() {
    let school = Simulated::in_process(Api::Web);
    let session = school.session("parent").await;
    let (at, cookie) = (&session.values["at"], &session.values["cookie.NSSESSIONID"]);
    for pasted in [
        at.clone(),
        format!("  {at}\n"),
        format!("NSSESSIONID={cookie}"),
        format!("NSSESSIONID={cookie}; at={at}"),
        format!("[{{\"active\":true,\"accessToken\":\"{at}\"}}]"),
    ] {
        let session = sign_in(&school, Credentials::Token(Secret::new(pasted.clone()))).await.unwrap();
        let api = school.connect(session, Arc::new(Forgetful));
        assert_eq!(api.identity().await.unwrap().students.len(), 3, "{}", pasted.replace(at, "…"));
    }
    for nothing in [" ", "два слова", "{}", "[]", "theme=dark"] {
        let outcome = sign_in(&school, Credentials::Token(Secret::new(nothing))).await;
        assert!(matches!(outcome, Err(SchoolError::Refused(_))), "{nothing}");
    }
}

#[tokio::test]
async fn whoever_comes_back_from_gosuslugi_is_let_in() {
    let school = Simulated::in_process(Api::Web);
    let state = Secret::new("https://sgo.example.ru/?loginState=e51a-parent&x=1");
    let session = sign_in(&school, Credentials::Token(state)).await.unwrap();
    let api = school.connect(session, Arc::new(Forgetful));
    assert_eq!(api.identity().await.unwrap().students.len(), 3);
    let caught = Credentials::Caught(Secret::new("e51a-nobody"));
    assert!(matches!(sign_in(&school, caught).await, Err(SchoolError::Refused(_))));
}

/// Somebody who works at one school and has a child at another comes in as the child's parent.
#[tokio::test]
async fn whoever_works_at_a_school_too_comes_back_from_gosuslugi_as_a_parent() {
    let mut school = Simulated::in_process(Api::Web);
    school.values.push(("utc_offset", "5"));
    let session = sign_in(&school, Credentials::Caught(Secret::new("e51a-sidorov"))).await.unwrap();
    let students = school.connect(session, Arc::new(Forgetful)).identity().await.unwrap().students;
    assert_eq!(students.iter().map(|student| student.name.as_str()).collect::<Vec<_>>(), ["Илья Сидоров"]);
}

/// Two schools of one citizen: which of them is the family's to say.
#[tokio::test]
async fn of_two_schools_that_gosuslugi_know_one_is_chosen() {
    let twist = |request: &http::Request<bytes::Bytes>, answer: &mut http::Response<bytes::Bytes>| {
        if request.uri().path().ends_with("/account-info") {
            change_json(answer, |info| {
                let mut other = info["users"][0].clone();
                other["id"] = "1_777".into();
                other["organizationId"] = 777.into();
                other["displayName"] = "Гаджиева П. О. (Гимназия № 1)".into();
                info["users"].as_array_mut().unwrap().insert(0, other);
            });
        }
    };
    let mut school = Simulated::twisted(Api::Web, twist);
    let caught = || Credentials::Caught(Secret::new("e51a-parent"));
    let outcome = sign_in(&school, caught()).await;
    let words = match outcome {
        Err(SchoolError::Setting(words)) => words,
        other => panic!("{:?}", other.map(|_| "a session")),
    };
    assert!(words.contains("777 (Гимназия № 1)") && !words.contains("Гаджиева"), "{words}");
    assert_eq!(school.asked().iter().filter(|line| line.contains("auth/login")).count(), 0, "nothing is used up");
    let own = words.split_once("(Гимназия № 1), ").unwrap().1.split(' ').next().unwrap().to_owned();
    school.values.push(("school", &*Box::leak(own.into_boxed_str())));
    let session = sign_in(&school, caught()).await.unwrap();
    assert_eq!(school.connect(session, Arc::new(Forgetful)).identity().await.unwrap().students.len(), 3);
}

/// The page of Госуслуги, from the window's first address to a session.
#[tokio::test]
async fn gosuslugi_lead_from_the_regions_server_back_to_it() {
    let school = Simulated::in_process(Api::Web);
    let ways = school.system().ways_in(&school.settings()).unwrap();
    let page =
        ways.into_iter().find_map(|way| if let SignInWay::Page(page) = way { Some(page) } else { None }).unwrap();
    assert_eq!(page.start.as_str(), "https://sgo.example.ru/webapi/sso/esia/crosslogin");
    let allowed = |address: &str| page.hosts.iter().any(|rule| rule.allows(&address.parse().unwrap()));
    assert!(allowed("https://sgo.example.ru/") && allowed("https://esia.gosuslugi.ru/login"));
    assert!(!allowed("https://sgo.rso23.ru/") && !allowed("https://evil.example/?gosuslugi.ru"));
    let [Catch::Returned { to, parameter }] = page.catch.as_slice() else { panic!("{:?}", page.catch) };
    assert_eq!(
        (to.as_str(), parameter.as_str(), page.needs.as_slice()),
        ("https://sgo.example.ru/", "loginState", &["host"][..])
    );

    let asked = |method: &str, path: &str, body: &'static str| {
        let request =
            http::Request::builder().method(method).uri(path).body(bytes::Bytes::from_static(body.as_bytes()));
        school.school.answer(request.unwrap())
    };
    let form = asked("GET", page.start.path(), "");
    assert!(String::from_utf8_lossy(form.body()).contains("/webapi/sso/esia/simulated"));
    let wrong = asked("POST", "/webapi/sso/esia/simulated", "login=parent&password=x");
    assert!(wrong.headers().get("location").is_none());
    let back = asked("POST", "/webapi/sso/esia/simulated", "login=parent&password=Parol-2026");
    let back = page.start.join(back.headers()["location"].to_str().unwrap()).unwrap();
    let state = back.query_pairs().find(|(name, _)| name == parameter).unwrap().1.into_owned();
    let session = sign_in(&school, Credentials::Caught(Secret::new(state))).await.unwrap();
    assert_eq!(school.connect(session, Arc::new(Forgetful)).identity().await.unwrap().students.len(), 3);
}

/// What a window has caught goes into an address: nothing but a word of it does.
#[tokio::test]
async fn what_is_no_word_is_no_way_back() {
    let school = Simulated::in_process(Api::Web);
    for caught in ["", "../x", "a b", "a&b=c"] {
        let outcome = sign_in(&school, Credentials::Caught(Secret::new(caught))).await;
        assert!(matches!(outcome, Err(SchoolError::Refused(_))), "{caught}");
    }
    assert!(school.asked().is_empty());
}

#[tokio::test]
async fn a_code_opens_the_mobile_api_once() {
    let school = Simulated::in_process(Api::Mobile);
    let web = Simulated::in_process(Api::Web);
    // The session of the site is only the way to the code, and is left.
    let session = school.session("parent").await;
    let names: Vec<&String> = session.values.keys().collect();
    assert_eq!(names, ["access_token", "refresh_token"]);
    assert!(session.ends.is_some());
    let asked = school.asked();
    assert!(asked.iter().any(|line| line.contains("POST /webapi/auth/logout")));
    assert!(asked.iter().any(|line| line.contains("POST /connect/token")));
    let outcome = sign_in(&school, Credentials::Token(Secret::new("123456"))).await;
    assert!(matches!(outcome, Err(SchoolError::Refused(_))));
    let outcome = sign_in(&web, Credentials::Token(Secret::new("123456"))).await;
    assert!(matches!(outcome, Err(SchoolError::Setting(_))), "no client is shipped");
}

#[test]
fn only_the_regions_server_and_the_tokens_are_asked() {
    let system = registry::system("netschool").unwrap();
    let values = [("host".to_owned(), "edu.admoblkaluga.ru:444".to_owned())].into();
    let hosts = system.hosts(&Settings { values, ..Settings::default() }).unwrap();
    let allowed = |address: &str| hosts.iter().any(|rule| rule.allows(&address.parse().unwrap()));
    assert!(allowed("https://edu.admoblkaluga.ru:444/webapi/context"));
    assert!(allowed("https://identity.ir-tech.ru/connect/token"));
    assert!(!allowed("https://edu.admoblkaluga.ru/") && !allowed("https://sgo.rso23.ru/"));
    assert!(matches!(system.hosts(&Settings::default()), Err(SchoolError::Setting(_))));
    assert!(!system.ways_in(&Settings::default()).unwrap().is_empty());
}

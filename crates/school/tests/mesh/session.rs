//! Signing in, tokens and their renewal, and which id and which token stand where.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use peremena_model::Kind;
use peremena_school::{
    Ask, Credentials, HeldCookie, SchoolApi, SchoolError, SchoolSystem, Secret, Session, SessionKeeper, Settings,
    SignInWay,
    contract::{ContractSchool, Forgetful},
    mesh::{MESH, MY_SCHOOL},
    registry,
};
use peremena_school_sim::{Clock, Misbehaviour, Scope};

use crate::{
    BOTH, items, only,
    school::{PARENT, Simulated, ask, now},
};

/// Keeps every session that it is given, and says how many tokens the school had seen by then.
#[derive(Default)]
struct Kept(Mutex<Vec<Session>>);

#[async_trait]
impl SessionKeeper for Kept {
    async fn keep(&self, session: &Session) {
        self.0.lock().unwrap().push(session.clone());
    }
}

#[tokio::test]
async fn no_request_brings_two_tokens_and_every_id_stands_in_its_place() {
    for word in BOTH {
        let school = Simulated::in_process(word);
        let (api, students) = school.connected(PARENT).await;
        for student in &students {
            api.fetch(student, &ask(student)).await.unwrap();
            api.glance(student, &ask(student)).await.unwrap();
            let [id, profile] = ["student", "profile"].map(|name| student.ids[name].clone());
            assert!(id != profile && id != student.person && profile != student.person);
        }
        for seen in school.seen() {
            let has = |name: &str| seen.headers.contains_key(name);
            let tokens = [has("authorization"), has("auth-token"), has("cookie")];
            assert!(tokens.into_iter().filter(|has| *has).count() <= 1, "{seen:?}");
            let query: Vec<(&str, &str)> = seen.query.split('&').filter_map(|pair| pair.split_once('=')).collect();
            let value = |name: &str| query.iter().find(|(of, _)| *of == name).map(|(_, value)| *value);
            if let Some(id) = value("student_id") {
                assert!(students.iter().any(|student| student.ids["student"] == id), "{seen:?}");
            }
            for name in ["person_ids", "personId"] {
                let known = |id: &str| students.iter().any(|student| student.person == id);
                assert!(value(name).is_none_or(known), "{seen:?}");
            }
            if let Some(profile) = seen.headers.get("profile-id") {
                assert_eq!(profile.to_str().unwrap(), students[0].ids["profile"], "{seen:?}");
            }
            assert!(!seen.query.contains("token") && !seen.query.contains("eyJ"), "{seen:?}");
        }
    }
}

#[tokio::test]
async fn a_session_that_ends_in_mid_sync_is_renewed_and_kept_before_it_is_used() {
    for word in BOTH {
        let school = Simulated::in_process(word);
        let kept = Arc::new(Kept::default());
        let (api, _) = school.connect(school.session(PARENT), kept.clone());
        let students = api.identity().await.unwrap().students;
        // A day later the token has ended; its refresh token lives.
        let later = now() + time::Duration::hours(25);
        school.school.set_clock(Clock::Fixed(later));
        let ask = Ask { now: later, ..ask(&students[0]) };
        let answer = api.fetch(&students[0], &ask).await.unwrap();
        assert!(answer.failed.is_empty() && !items(&answer, Kind::Lesson).is_empty());
        let sessions = kept.0.lock().unwrap().clone();
        assert_eq!(sessions.len(), 1, "{word}");
        let token = sessions[0].values["token"].clone();
        assert_eq!(sessions[0].ends.map(|ends| ends - later), Some(time::Duration::hours(24)));
        // What was kept works after a crash, and the new token was first used to activate itself.
        let used = school
            .seen()
            .into_iter()
            .find(|seen| seen.headers.values().any(|value| value.to_str().is_ok_and(|value| value.ends_with(&token))));
        assert!(used.unwrap().path.ends_with("/profile_info"));
        let (again, _) = school.connect(sessions[0].clone(), Arc::new(Forgetful));
        assert_eq!(again.identity().await.unwrap().students, students);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tasks_that_race_for_a_renewal_make_one() {
    for word in BOTH {
        let school = Simulated::in_process(word);
        let kept = Arc::new(Kept::default());
        let (api, _) = school.connect(school.session(PARENT), kept.clone());
        let students = api.identity().await.unwrap().students;
        school.school.set_clock(Clock::Fixed(now() + time::Duration::hours(25)));
        let api: Arc<dyn SchoolApi> = Arc::from(api);
        let tasks: Vec<_> = students
            .iter()
            .cycle()
            .take(8)
            .cloned()
            .map(|student| {
                let (api, ask) = (api.clone(), only(&ask(&student), &[Kind::Lesson, Kind::Mark]));
                tokio::spawn(async move { api.fetch(&student, &ask).await.map(|answer| answer.failed.len()) })
            })
            .collect();
        for task in tasks {
            assert_eq!(task.await.unwrap().unwrap(), 0);
        }
        let renewals = school.seen().iter().filter(|seen| seen.path.contains("/token/refresh")).count();
        assert_eq!((renewals, kept.0.lock().unwrap().len()), (1, 1), "{word}");
    }
}

#[tokio::test]
async fn a_call_refused_right_after_a_renewal_is_not_allowed_and_the_session_lives() {
    let school = Simulated::in_process("mesh");
    let kept = Arc::new(Kept::default());
    let (api, _) = school.connect(school.session(PARENT), kept.clone());
    let students = api.identity().await.unwrap().students;
    school.school.misbehave(Misbehaviour::InvalidToken, Scope::always().on("/homeworks"));
    for _ in 0..2 {
        let answer = api.fetch(&students[0], &only(&ask(&students[0]), &[Kind::Lesson, Kind::Homework])).await.unwrap();
        assert!(!items(&answer, Kind::Lesson).is_empty());
        assert!(matches!(&answer.failed[..], [(Kind::Homework, SchoolError::Forbidden(_))]), "{:?}", answer.failed);
    }
    assert_eq!(kept.0.lock().unwrap().len(), 1, "one call does not renew for ever");
}

#[tokio::test]
async fn an_activation_that_failed_is_repeated() {
    for word in BOTH {
        let school = Simulated::in_process(word);
        let kept = Arc::new(Kept::default());
        let (api, _) = school.connect(school.session(PARENT), kept.clone());
        let students = api.identity().await.unwrap().students;
        let later = now() + time::Duration::hours(25);
        school.school.set_clock(Clock::Fixed(later));
        school.school.misbehave(Misbehaviour::Unavailable, Scope::next(1).on("/profile_info"));
        let ask = Ask { now: later, ..only(&ask(&students[0]), &[Kind::Lesson]) };
        let outcome = api.fetch(&students[0], &ask).await;
        assert!(matches!(outcome, Err(SchoolError::OutOfOrder(_))), "{word}: {outcome:?}");
        assert!(!items(&api.fetch(&students[0], &ask).await.unwrap(), Kind::Lesson).is_empty());
        assert_eq!(kept.0.lock().unwrap().len(), 1, "{word}: the token that was given serves");
    }
}

#[tokio::test]
async fn a_page_in_place_of_a_token_is_no_refusal() {
    let school = Simulated::in_process("mesh");
    let (api, _) = school.connect(school.session(PARENT), Arc::new(Forgetful));
    let students = api.identity().await.unwrap().students;
    let later = now() + time::Duration::hours(25);
    school.school.set_clock(Clock::Fixed(later));
    let ask = Ask { now: later, ..only(&ask(&students[0]), &[Kind::Lesson]) };
    for status in [400, 401, 403] {
        *school.between.page_for_token.lock().unwrap() = Some(status);
        let outcome = api.fetch(&students[0], &ask).await;
        assert!(!matches!(outcome, Ok(_) | Err(SchoolError::Refused(_))), "{status}: {outcome:?}");
    }
    *school.between.page_for_token.lock().unwrap() = None;
    assert!(api.fetch(&students[0], &ask).await.is_ok());
}

#[tokio::test]
async fn without_a_refresh_token_the_family_is_asked_to_sign_in_again() {
    let school = Simulated::in_process("mesh");
    let (http, _) = school.counted();
    let token = Credentials::Token(Secret::new(school.token(PARENT)));
    let session = MESH.sign_in(&Settings::default(), token, &http).await.unwrap();
    assert!(!session.values.contains_key("refresh_token"));
    assert_eq!(session.ends, Some(now() + time::Duration::hours(24)));
    let (api, _) = school.connect(session, Arc::new(Forgetful));
    let students = api.identity().await.unwrap().students;
    school.school.set_clock(Clock::Fixed(now() + time::Duration::hours(25)));
    assert!(matches!(api.fetch(&students[0], &ask(&students[0])).await, Err(SchoolError::Refused(_))));
}

#[tokio::test]
async fn a_token_about_to_end_is_renewed_at_most_twice_an_hour() {
    let school = Simulated::in_process("my-school");
    let session = Session { values: [("token".to_owned(), school.token(PARENT))].into(), ends: None };
    let (api, _) = school.connect(session, Arc::new(Forgetful));
    let students = api.identity().await.unwrap().students;
    let renewals = || school.seen().iter().filter(|seen| seen.path == "/v2/token/refresh").count();
    for (minutes, expected) in [(0, 0), (23 * 60, 1), (23 * 60 + 10, 1), (23 * 60 + 40, 2)] {
        let at = now() + time::Duration::minutes(minutes);
        school.school.set_clock(Clock::Fixed(at));
        let ask = Ask { now: at, ..only(&ask(&students[0]), &[Kind::Lesson]) };
        api.fetch(&students[0], &ask).await.unwrap();
        assert_eq!(renewals(), expected, "after {minutes} minutes");
    }
}

#[tokio::test]
async fn tokens_of_every_kind_may_be_pasted() {
    let school = Simulated::in_process("mesh");
    let (http, _) = school.counted();
    let [first, second] = [school.session(PARENT), school.session(PARENT)];
    let (token, refresh) = (&first.values["token"], &first.values["refresh_token"]);
    for (credentials, renewable) in [
        (Credentials::Token(Secret::new(token.clone())), false),
        (Credentials::Token(Secret::new(format!(" Bearer {token}\n"))), false),
        (Credentials::Token(Secret::new(format!("x=y; aupd_token={token}; aupd_refresh_token={refresh}"))), true),
        // Used up by this.
        (Credentials::Token(Secret::new(refresh.clone())), true),
        (Credentials::Caught(Secret::new(second.values["refresh_token"].clone())), true),
        (Credentials::Caught(Secret::new(second.values["token"].clone())), false),
    ] {
        let session = MESH.sign_in(&Settings::default(), credentials, &http).await.unwrap();
        assert_eq!(session.values.contains_key("refresh_token"), renewable);
        let (api, _) = school.connect(session, Arc::new(Forgetful));
        assert_eq!(api.identity().await.unwrap().students.len(), 3);
    }
    let password = Credentials::Password { login: "parent".into(), password: Secret::new("Parol-2026"), school: None };
    let refused = MESH.sign_in(&Settings::default(), password, &http).await;
    assert!(matches!(refused, Err(SchoolError::Forbidden(_))));
    assert_eq!(school.school.login_attempts().refused, 0);
}

/// What the window hands over of a sign-in on the system's page. That a server renews by the web's refresh token is known
/// from one source: where none does, the day's token beside it opens the diary all the same.
#[tokio::test]
async fn the_page_opens_the_diary_also_where_nothing_is_renewed() {
    for word in BOTH {
        let school = Simulated::in_process(word);
        let held = school.session(PARENT);
        let ways = school.system().ways_in(&Settings::default()).unwrap();
        let page = ways.into_iter().find_map(|way| if let SignInWay::Page(page) = way { Some(page) } else { None });
        let cookie = |name, value| HeldCookie { name, domain: None, value };
        let cookies = [
            cookie("aupd_token", held.values["token"].as_str()),
            cookie("aupd_refresh_token", held.values["refresh_token"].as_str()),
        ];
        let (caught, all) = page.unwrap().caught(&cookies).unwrap();
        assert!(all);
        school.school.misbehave(Misbehaviour::NotFound, Scope::always().on("/token/refresh"));
        let (http, _) = school.counted();
        let session = school.system().sign_in(&Settings::default(), Credentials::Caught(caught), &http).await.unwrap();
        assert!(session.values.contains_key("refresh_token"), "{word}: it may be renewed another day");
        let (api, _) = school.connect(session, Arc::new(Forgetful));
        assert_eq!(api.identity().await.unwrap().students.len(), 3, "{word}");
    }
}

#[tokio::test]
async fn a_page_in_between_does_not_end_a_session_that_can_be_renewed() {
    let school = Simulated::in_process("mesh");
    let (api, _) = school.connect(school.session(PARENT), Arc::new(Forgetful));
    let students = api.identity().await.unwrap().students;
    school.school.set_clock(Clock::Fixed(now() + time::Duration::hours(25)));
    let ask = only(&ask(&students[0]), &[Kind::Lesson]);
    for trouble in [Misbehaviour::Maintenance, Misbehaviour::BadGateway] {
        school.school.misbehave(trouble, Scope::next(1).on("/token/refresh"));
        let outcome = api.fetch(&students[0], &ask).await;
        assert!(matches!(outcome, Err(SchoolError::OutOfOrder(_))), "{trouble:?}: {outcome:?}");
    }
    assert!(!items(&api.fetch(&students[0], &ask).await.unwrap(), Kind::Lesson).is_empty());
}

#[test]
fn the_page_comes_first_and_goes_nowhere_else() {
    let cases: [(&str, &str, &[&str], &[&str]); 2] = [
        (
            "mesh",
            "https://school.mos.ru/v3/auth/sudir/login",
            &["https://login.mos.ru/sps/oauth/ae", "https://school.mos.ru/diary", "https://esia.gosuslugi.ru/login"],
            &["https://mos.ru.example/", "https://mosreg.ru/", "https://yandex.ru/"],
        ),
        (
            "my-school",
            "https://authedu.mosreg.ru/v3/auth/esia/login",
            &["https://esia.gosuslugi.ru/aas", "https://myschool.mosreg.ru/"],
            &["https://gosuslugi.example/", "https://login.mos.ru/"],
        ),
    ];
    for (word, start, good, bad) in cases {
        let ways = registry::system(word).unwrap().ways_in(&Settings::default()).unwrap();
        let Some(SignInWay::Page(page)) = ways.first() else { panic!("no page") };
        assert_eq!(page.start.as_str(), start);
        let allowed = |address: &str| page.hosts.iter().any(|rule| rule.allows(&address.parse().unwrap()));
        assert!(good.iter().all(|address| allowed(address)), "{word}");
        assert!(!bad.iter().any(|address| allowed(address)), "{word}");
        let password = ways.iter().any(|way| matches!(way, SignInWay::Password(_)));
        assert_eq!(password, word == "my-school");
    }
}

#[test]
fn the_bases_are_settings() {
    let mut settings = Settings::default();
    for (name, base) in [
        ("school_base", "https://education.admoblkaluga.ru"),
        ("api_base", "api.admoblkaluga.ru/"),
        ("diary_base", "https://dnevnik.admoblkaluga.ru"),
        ("sign_in_page", "https://dnevnik.admoblkaluga.ru/v3/auth/esia/login"),
    ] {
        settings.values.insert(name.into(), base.into());
    }
    let hosts = MY_SCHOOL.hosts(&settings).unwrap();
    for host in ["education", "api", "dnevnik"] {
        let url = format!("https://{host}.admoblkaluga.ru/x").parse().unwrap();
        assert!(hosts.iter().any(|rule| rule.allows(&url)), "{host}");
    }
    settings.values.insert("api_base".into(), "https://user:secret@host/".into());
    assert!(matches!(MY_SCHOOL.hosts(&settings), Err(SchoolError::Setting(_))));
}

#[tokio::test]
async fn one_number_at_two_systems_is_two_accounts() {
    let user = async |settings: Settings| {
        let school = Simulated::in_process("my-school");
        let (http, _) = school.counted();
        let api = MY_SCHOOL.connect(&settings, school.session(PARENT), Arc::new(Forgetful), http).unwrap();
        api.identity().await.unwrap().user
    };
    let region = user(Settings::default()).await;
    let mut kaluga = Settings::default();
    kaluga.values.insert("diary_base".into(), "https://dnevnik.admoblkaluga.ru".into());
    let (number, host) = region.split_once('@').unwrap();
    assert_eq!(host, "authedu.mosreg.ru");
    assert_eq!(user(kaluga).await, format!("{number}@dnevnik.admoblkaluga.ru"));
}

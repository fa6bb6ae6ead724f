//! The mail: letters that come, and letters that the family writes and opens.

use peremena_model::{Item, Kind, KindSet};
use peremena_school::{Ask, Receiver, SchoolError};
use peremena_school_sim::{Act, Misbehaviour, Scope};
use rstest::rstest;
use serde_json::{Value, json};

use crate::{
    letters,
    school::{Api, Simulated, ask, change_json, items, now},
};

#[rstest]
#[case(Api::Web)]
#[case(Api::Mobile)]
#[tokio::test]
async fn the_mail_is_told_once_and_not_marked_as_read(#[case] api: Api) {
    let school = Simulated::in_process(api);
    let (connection, students) = school.connected("parent").await;
    let announcement = Act::Announcement {
        student: "Амина".into(),
        title: "Собрание".into(),
        text: "В четверг <в 18:30>\n\n& без опозданий".into(),
        author: None,
        whole_school: true,
        files: vec!["план.docx".into()],
    };
    school.school.act(announcement).unwrap();
    let message = Act::Message {
        student: "Тимур".into(),
        subject: "Про дежурство".into(),
        text: "Добрый день!".into(),
        from: Some("Сулейманова".into()),
        files: Vec::new(),
    };
    school.school.act(message).unwrap();
    let (mut letters, mut said) = (Vec::new(), Vec::new());
    for _ in 0..2 {
        (letters, said) = (Vec::new(), Vec::new());
        for student in &students {
            let answer = connection.fetch(student, &ask(student)).await.unwrap();
            for item in items(&answer, Kind::Message).into_iter().chain(items(&answer, Kind::Announcement)) {
                match item {
                    Item::Message(message) => letters.push(message.clone()),
                    Item::Announcement(announcement) => said.push(announcement.clone()),
                    _ => {}
                }
            }
        }
    }
    let new: Vec<_> = letters.iter().filter(|letter| letter.subject == "Про дежурство").collect();
    assert_eq!(new.iter().filter(|letter| letter.read == Some(false)).count(), 1, "asking twice marks nothing as read");
    assert_eq!(new.len(), 1, "once, not once for each child");
    assert_eq!(new[0].from, "Сулейманова А. М.");
    assert_eq!(new[0].text, if api == Api::Web { "" } else { "Добрый день!" });
    let new: Vec<_> = said.iter().filter(|one| one.title == "Собрание").collect();
    assert_eq!(new.len(), if api == Api::Web { 1 } else { 3 }, "the mobile API tells whose they are");
    assert_eq!(new[0].text, "В четверг <в 18:30>\n& без опозданий");
    assert_eq!(new[0].author.as_deref(), Some("Юсупова Патимат Магомедовна"));
    assert_eq!(new[0].attachments[0].name, "план.docx");
    assert_eq!(new[0].at.date(), now().date());
}

#[rstest]
#[case(Api::Web, "mail/registry")]
#[case(Api::Mobile, "mail/messages")]
#[tokio::test]
async fn a_mail_that_does_not_tell_its_end_is_not_whole(#[case] api: Api, #[case] path: &'static str) {
    // Whatever the page, the server says the same, and that there is more.
    let first: std::sync::Mutex<Option<bytes::Bytes>> = Default::default();
    let school = Simulated::twisted(api, move |request, answer| {
        if request.uri().path().ends_with(path) {
            change_json(answer, |value| value["totalItems"] = json!(100_000));
            let page = first.lock().unwrap().get_or_insert(answer.body().clone()).clone();
            *answer.body_mut() = page;
        }
    });
    let (connection, students) = school.connected("parent").await;
    let student = students.iter().find(|student| student.ids.contains_key("mail")).unwrap();
    school.school.clear_journal();
    let ask = Ask { kinds: KindSet::of(&[Kind::Message]), ..ask(student) };
    let answer = connection.fetch(student, &ask).await.unwrap();
    let part = answer.parts.iter().find(|part| part.scope.kind == Kind::Message).unwrap();
    assert!(!part.items.is_empty() && !part.scope.whole);
    assert_eq!(school.asked().iter().filter(|line| line.contains(path)).count(), 2);
}

/// A letter goes from the parent to the pupil, who finds and opens it.
#[rstest]
#[case(Api::Web)]
#[case(Api::Mobile)]
#[tokio::test]
async fn a_letter_is_written_found_and_opened(#[case] api: Api) {
    let school = Simulated::in_process(api);
    let (parent, children) = school.connected("parent").await;
    let (pupil, own) = school.connected("amina").await;
    let receivers = parent.receivers(&children[0]).await.unwrap();
    assert!(receivers.len() > 5 && receivers.iter().all(|one| one.id.starts_with("VT0") && !one.name.is_empty()));
    assert!(parent.writes_letters());
    let good = receivers[0].id.as_str();
    let (from, asked) = ((&*parent, &children[0]), Ask { kinds: KindSet::of(&[Kind::Message]), ..ask(&own[0]) });
    let letter = letters::to(&[&format!("VT0{}==", own[0].person), good]);
    letters::arrives(from, (&*pupil, &own[0]), &letter, &asked).await;
    letters::unfit_ones_are_not_sent(from, good, &[], &school.school).await;
}

/// What the server says of a letter that is asked for by its id.
async fn told_of_a_letter(api: Api, tell: fn(&mut Value)) -> (String, Result<peremena_model::Message, SchoolError>) {
    let school = Simulated::twisted(api, move |request, answer| {
        if request.uri().path().ends_with("/read") {
            change_json(answer, tell);
        }
    });
    let (api, students) = school.connected("amina").await;
    let letters = Ask { kinds: KindSet::of(&[Kind::Message]), ..ask(&students[0]) };
    let answer = api.fetch(&students[0], &letters).await.unwrap();
    let id = items(&answer, Kind::Message)[0].id().to_owned();
    let opened = api.open_letter(&students[0], &id).await;
    (id, opened)
}

#[rstest]
#[case(Api::Web)]
#[case(Api::Mobile)]
#[tokio::test]
async fn what_is_opened_is_the_letter_that_was_asked_for_and_has_been_read(#[case] api: Api) {
    let (id, silent) = told_of_a_letter(api, |letter| letter["read"] = Value::Null).await;
    let silent = silent.unwrap();
    assert_eq!((silent.id, silent.read), (id, Some(true)));
    let (_, another) = told_of_a_letter(api, |letter| letter["id"] = json!(1)).await;
    assert!(matches!(another, Err(SchoolError::Strange(_))), "{another:?}");
}

/// Nobody knows whether it has arrived: it is not called sent, and it is not sent again by itself.
#[rstest]
#[case(Api::Web, "POST /webapi/mail/messages")]
#[case(Api::Mobile, "POST /api/mobile/mail/messages?")]
#[tokio::test]
async fn a_letter_of_which_no_number_is_told_was_sent_once_and_is_not_called_sent(
    #[case] api: Api,
    #[case] sending: &str,
) {
    let school = Simulated::twisted(api, |request, answer| {
        if request.method() == "POST" && request.uri().path().ends_with("/mail/messages") {
            *answer.body_mut() = bytes::Bytes::from_static(b"{}");
        }
    });
    let (parent, children) = school.connected("parent").await;
    let receivers = parent.receivers(&children[0]).await.unwrap();
    let outcome = parent.send_letter(&children[0], &letters::to(&[&receivers[0].id])).await;
    assert!(matches!(outcome, Err(SchoolError::Strange(_))), "{outcome:?}");
    assert_eq!(school.asked().iter().filter(|line| line.starts_with(sending)).count(), 1);
}

/// An address that the server has not has taken nothing: the other one is tried, and the letter arrives once.
#[tokio::test]
async fn a_server_with_the_other_address_for_letters_gets_one() {
    let school = Simulated::in_process(Api::Web);
    let (parent, children) = school.connected("parent").await;
    let (pupil, own) = school.connected("amina").await;
    let letter = letters::to(&[&format!("VT0{}==", own[0].person)]);
    school.school.misbehave(Misbehaviour::NotFound, Scope::next(1).on("/webapi/mail/messages"));
    let letters = Ask { kinds: KindSet::of(&[Kind::Message]), ..ask(&own[0]) };
    letters::arrives((&*parent, &children[0]), (&*pupil, &own[0]), &letter, &letters).await;
    let asked = school.asked();
    let sent: Vec<&String> = asked.iter().filter(|line| line.starts_with("POST /webapi/mail/messages")).collect();
    assert_eq!(sent, ["POST /webapi/mail/messages", "POST /webapi/mail/messages/send"]);
}

/// Of whatever else is said to a letter nobody knows what became of it: no second one is sent.
#[rstest]
#[case(Misbehaviour::ServerError)]
#[case(Misbehaviour::BadGateway)]
#[case(Misbehaviour::SystemForbidden)]
#[case(Misbehaviour::ErrorUnderSuccess)]
#[case(Misbehaviour::CutOff)]
#[case(Misbehaviour::Maintenance)]
#[tokio::test]
async fn a_letter_is_never_sent_twice(#[case] trouble: Misbehaviour) {
    let school = Simulated::in_process(Api::Web);
    let (parent, children) = school.connected("parent").await;
    let receivers = parent.receivers(&children[0]).await.unwrap();
    school.school.misbehave(trouble, Scope::always().on("/webapi/mail/messages"));
    school.school.clear_journal();
    assert!(parent.send_letter(&children[0], &letters::to(&[&receivers[0].id])).await.is_err());
    assert_eq!(school.asked(), ["POST /webapi/mail/messages"]);
}

/// The site tells receivers by groups.
#[tokio::test]
async fn teachers_can_be_written_to_and_stand_once_with_their_group() {
    let school = Simulated::in_process(Api::Web);
    let (parent, children) = school.connected("parent").await;
    let amina = children.iter().find(|child| child.name == "Амина Гаджиева").unwrap();
    let groups_of = |receivers: &[Receiver], name: &str| -> Vec<String> {
        let of_it = receivers.iter().filter(|one| one.name == name);
        of_it.map(|one| one.of.clone().unwrap_or_default()).collect()
    };
    let receivers = parent.receivers(amina).await.unwrap();
    assert_eq!(groups_of(&receivers, "Юсупова Патимат Магомедовна"), ["Классные руководители"]);
    assert_eq!(groups_of(&receivers, "Гаджиева Саният Курбановна"), ["Учителя"]);
    for group in ["Завучи", "Администраторы"] {
        assert_eq!(receivers.iter().filter(|one| one.of.as_deref() == Some(group)).count(), 1, "{group}");
    }
    // A group that is closed to families takes none of the others along.
    school.school.misbehave(Misbehaviour::SystemForbidden, Scope::always().on("group=3"));
    let fewer = parent.receivers(amina).await.unwrap();
    assert_eq!(groups_of(&fewer, "Юсупова Патимат Магомедовна"), ["Учителя"]);
    school.school.misbehave(Misbehaviour::SystemForbidden, Scope::always().on("mail/recipients"));
    let none = parent.receivers(amina).await;
    assert!(matches!(none, Err(SchoolError::Forbidden(_))), "{none:?}");
}

/// The letters of the box, by what is said of their being read, after the first of them was opened.
async fn read_flags(school: &Simulated) -> Vec<Option<bool>> {
    let (connection, students) = school.connected("parent").await;
    let student = students.iter().find(|student| student.ids.contains_key("mail")).unwrap();
    let ask = Ask { kinds: KindSet::of(&[Kind::Message]), ..ask(student) };
    let answer = connection.fetch(student, &ask).await.unwrap();
    connection.open_letter(student, items(&answer, Kind::Message)[0].id()).await.unwrap();
    let answer = connection.fetch(student, &ask).await.unwrap();
    assert!(answer.failed.is_empty(), "{:?}", answer.failed);
    let flag = |item: &Item| match item {
        Item::Message(message) => message.read,
        _ => None,
    };
    items(&answer, Kind::Message).into_iter().map(flag).collect()
}

/// Which letters are unread is asked for under an id of which the pages do not agree whose it is.
#[tokio::test]
async fn letters_are_told_also_where_nobody_says_which_are_unread() {
    let plain = read_flags(&Simulated::in_process(Api::Web)).await;
    assert!(plain.contains(&Some(false)) && plain.contains(&Some(true)), "{plain:?}");

    let closed = Simulated::in_process(Api::Web);
    closed.school.misbehave(Misbehaviour::SystemForbidden, Scope::always().on("messages/unread"));
    let unsaid = read_flags(&closed).await;
    assert_eq!((unsaid.len(), unsaid.iter().flatten().count()), (plain.len(), 0));

    let odd = Simulated::twisted(Api::Web, |request, answer| {
        if request.uri().path().ends_with("messages/unread") {
            *answer.body_mut() = bytes::Bytes::from_static(b"{}");
        }
    });
    let unread = read_flags(&odd).await;
    assert_eq!((unread.len(), unread.iter().flatten().count()), (plain.len(), 0), "an answer of another shape");

    // A server that keeps another box under each of the two ids: what is unread in either was not read.
    let of_child = std::sync::Mutex::new(bytes::Bytes::new());
    let other_box = Simulated::twisted(Api::Web, move |request, answer| {
        if !request.uri().path().ends_with("messages/unread") {
            return;
        }
        let mut of_child = of_child.lock().unwrap();
        if answer.status() == http::StatusCode::OK {
            *of_child = std::mem::replace(answer.body_mut(), bytes::Bytes::from_static(b"[]"));
        } else {
            *answer.status_mut() = http::StatusCode::OK;
            *answer.body_mut() = of_child.clone();
        }
    });
    assert_eq!(read_flags(&other_box).await, plain);
}

#[rstest]
#[case(Api::Web)]
#[case(Api::Mobile)]
#[tokio::test]
async fn mail_without_an_owner_is_not_asked_for(#[case] api: Api) {
    let school = Simulated::in_process(api);
    let (api, students) = school.connected("parent").await;
    for user in [None, Some("")] {
        let mut nobody = students[0].clone();
        nobody.ids.remove("user");
        nobody.ids.extend(user.map(|user| ("user".to_owned(), user.to_owned())));
        school.school.clear_journal();
        let (receivers, letter) = (api.receivers(&nobody).await, api.open_letter(&nobody, "1").await);
        assert!(matches!(receivers, Err(SchoolError::Setting(_))), "{receivers:?}");
        assert!(matches!(letter, Err(SchoolError::Setting(_))), "{letter:?}");
        assert!(school.asked().is_empty());
    }
}

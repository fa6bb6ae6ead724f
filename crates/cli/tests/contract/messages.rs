//! Messages over ЭлЖур's connector: opened, written, and sent once.

use peremena_school_sim::{Fault, PARENT, act::Act};
use serde_json::{Value, json};

use crate::house::{House, has_shape, list, text};

/// The parent is signed in and synced; the class teacher has written about Amina.
fn post() -> (House, String, Value) {
    let house = House::new();
    let (child, letter) = written_to(&house);
    (house, child, letter)
}

/// The child with whom the mail stands, and the class teacher's letter.
fn written_to(house: &House) -> (String, Value) {
    house.act(Act::Message {
        student: "Амина".into(),
        subject: "Экскурсия".into(),
        text: "Сбор в девять у школы. ".repeat(8),
        from: None,
        files: Vec::new(),
    });
    let words = ["account", "add", "--system", "eljur", "--url", house.url(), "--login", PARENT.login];
    let more = ["--password-stdin", "--set", "vendor=school12", "--set", "devkey=devkey-canary"];
    house.run_with(&[&words[..], &more].concat(), &format!("{}\n", PARENT.password)).well();
    house.run(&["sync"]).well();
    let of = |id: &Value| list(&house.run(&["messages", "--student", text(id)]).well()["items"]).clone();
    // The mail is the account's: it stands with one child.
    let (child, letters) = house
        .names()
        .into_iter()
        .map(|(id, _)| (text(&id).to_owned(), of(&id)))
        .find(|(_, letters)| !letters.is_empty())
        .unwrap();
    let letter = letters.into_iter().find(|letter| letter["subject"] == "Экскурсия").unwrap();
    house.school().clear_journal();
    (child, letter)
}

fn asked(house: &House, method: &str) -> usize {
    let asked = house.school().journal().entries.iter().filter(|entry| entry.path.contains(method)).count();
    house.school().clear_journal();
    asked
}

#[test]
fn a_message_is_opened_written_and_sent_once() {
    let (mut house, child, listed) = post();
    let show = ["messages", "show", "--student", &child, text(&listed["id"])];
    let opened = house.run(&show).well();
    assert_eq!(text(&opened["text"]).matches("у школы").count(), 8, "all of it, not the first words");
    assert_eq!((asked(&house, "getmessageinfo"), &opened["read"]), (1, &json!(true)));

    let receivers = house.run(&["messages", "receivers", "--student", &child]).well();
    let first = &list(&receivers["items"])[0];
    has_shape(first, &[("id", "text"), ("name", "text"), ("of", "text?")]);
    let to = text(&first["id"]);
    let answer = ["--to", to, "--answer", text(&listed["id"]), "--text-stdin"];
    let write = [&["messages", "write", "--student", &child][..], &answer].concat();
    let sent = house.run_with(&write, "Амина придёт.\n").well();
    assert_eq!(sent["stage"], "sent");
    assert_eq!(asked(&house, "sendmessage"), 1);
    let drafts = house.run(&["messages", "drafts", "--student", &child]).well();
    let kept = &list(&drafts["items"])[0];
    has_shape(kept, &[("id", "text"), ("answers", "text?"), ("to", "list"), ("at", "time")]);
    let said = (&kept["id"], &kept["subject"], &kept["text"], &kept["stage"]);
    assert_eq!(said, (&sent["letter"], &json!("Re: Экскурсия"), &json!("Амина придёт.\n"), &json!("sent")));
    house.run(&["messages", "send", "--student", &child, text(&sent["letter"]), "--again"]).well();
    assert_eq!(asked(&house, "sendmessage"), 0, "what was sent is not sent again");

    // Without a network: what was opened is read, what is written waits as a draft.
    house.stop_school();
    assert_eq!(house.run(&show).well()["text"], opened["text"]);
    let silent = house.run_with(&write, "И Тимур.\n");
    assert_eq!(silent.failed(4), "school");
    let sending = ["messages", "receivers", "--student", &child];
    assert_eq!(house.run(&sending).failed(4), "school");
}

#[test]
fn a_message_whose_answer_was_lost_is_not_sent_again_by_running_the_same_once_more() {
    let (house, proxy) = House::behind_a_proxy();
    let (child, _) = written_to(&house);
    let receivers = house.run(&["messages", "receivers", "--student", &child]).well();
    let to = text(&list(&receivers["items"])[0]["id"]);
    let write = ["messages", "write", "--student", &child, "--to", to, "--subject", "О дежурстве", "--text-stdin"];
    proxy.wrong(Fault::Empty, |path| path.contains("sendmessage"));
    let lost = house.run_with(&write, "Дежурит Амина.");
    proxy.right();
    assert_eq!(lost.failed(4), "unknown");
    let lost = lost.json();
    assert_eq!((&lost["stage"], asked(&house, "sendmessage")), (&json!("unknown"), 1));
    let once_more = house.run_with(&write, "Дежурит Амина.");
    assert_eq!(once_more.failed(4), "unknown");
    assert_eq!((&once_more.json()["letter"], asked(&house, "sendmessage")), (&lost["letter"], 0));
    // Another message is another message; who says so sends the same again.
    house.run_with(&write, "Дежурит Тимур.").well();
    let draft = text(&lost["letter"]);
    house.run(&["messages", "send", "--student", &child, draft, "--again"]).well();
    assert_eq!(asked(&house, "sendmessage"), 2);
    house.run(&["messages", "discard", "--student", &child, draft]).well();
    let drafts = house.run(&["messages", "drafts", "--student", &child]).well();
    assert_eq!(list(&drafts["items"]).len(), 1);
}

#[test]
fn what_makes_no_sense_is_usage_and_asks_nothing() {
    let (house, child, _) = post();
    let write = |more: &[&str], text: &str| {
        let words = [&["messages", "write", "--student", &child, "--to", "nobody"][..], more].concat();
        house.run_with(&words, text).failed(2)
    };
    assert_eq!(write(&["--text-stdin"], "Здравствуйте"), "usage", "no such receiver");
    assert_eq!(write(&[], ""), "usage", "no text");
    assert_eq!(write(&["--text-file", "/nonexistent"], ""), "usage");
    for words in [
        &["messages"][..],
        &["messages", "show", "--student", &child, "nothing"],
        &["messages", "send", "--student", &child, "letter-none"],
        &["messages", "receivers", "--student", "nobody"],
    ] {
        assert_eq!(house.run(words).failed(2), "usage", "{words:?}");
    }
    assert_eq!(asked(&house, "sendmessage"), 0);
}

#[test]
fn a_system_that_takes_no_messages_says_so() {
    let house = House::synced();
    let amina = house.id("Амина");
    assert_eq!(house.run(&["messages", "receivers", "--student", &amina]).failed(2), "usage");
    assert!(house.school().journal().entries.is_empty());
}

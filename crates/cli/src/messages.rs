//! Messages: to whom one may write, one that is opened, one that is written and sent.

use std::{io::Read, path::Path};

use peremena_app::{
    Addressee, App, AppError, Delivery, LetterStage, OwnLetter,
    views::{AddresseeView, KeepLetterRequest, LetterOutcome, LetterRequest},
};
use peremena_model::{Kind, StudentId};
use serde_json::{Value, json};
use time::format_description::well_known::Rfc3339;

use crate::{
    args::{MessagesCommand, OneStudent},
    output::{self, Failure, SCHOOL},
    run::{failure, items, line, shown},
};

/// What is longer is no letter.
const LONGEST: u64 = 256 * 1024;

pub(crate) async fn messages(
    app: &App,
    student: Option<String>,
    command: Option<MessagesCommand>,
    json: bool,
) -> Result<u8, Failure> {
    let failed = |error: AppError| failure(app, &error);
    match (command, student) {
        (None, Some(student)) => items(app, student, Kind::Message, json).await,
        (None, None) => Err(Failure::usage("--student ID is wanted")),
        (Some(MessagesCommand::Receivers(OneStudent { student })), _) => {
            let receivers = app.receiver_facts(&StudentId::from_text(student)).await.map_err(failed)?;
            let items = receivers.iter().map(|one| json!({ "id": one.id, "name": one.name, "of": one.of }));
            Ok(shown(&json!({ "items": items.collect::<Vec<_>>() }), json, |_| {
                for one in &receivers {
                    line(&format!("{}  {}  {}", one.id, one.name, one.of.as_deref().unwrap_or_default()));
                }
            }))
        }
        (Some(MessagesCommand::Show { student, message }), _) => {
            let opened = app.opened_letter(&StudentId::from_text(student), &message).await.map_err(failed)?;
            Ok(shown(&opened, json, |opened| {
                line(&format!("{}: {}", opened.from, opened.subject));
                opened.text.lines().for_each(line);
                opened.attachments.iter().for_each(|file| line(&format!("[{}]", file.name)));
            }))
        }
        (Some(MessagesCommand::Drafts(OneStudent { student })), _) => {
            let own = app.own_letter_facts(&StudentId::from_text(student)).await.map_err(failed)?;
            let items: Vec<Value> = own.iter().map(fact).collect();
            Ok(shown(&json!({ "items": items }), json, |_| {
                for letter in &own {
                    line(&format!("{}  {}  {}", letter.id, word(letter.stage), letter.subject));
                }
            }))
        }
        (Some(MessagesCommand::Write { student, to, subject, text_file, answer, again, .. }), _) => {
            let text = text_of(text_file.as_deref())?;
            let letter = written(app, student, to, subject, text, answer).await?;
            send(app, letter, again, json).await
        }
        (Some(MessagesCommand::Send { student, draft, again }), _) => {
            let own = app.own_letter_facts(&StudentId::from_text(student.clone())).await.map_err(failed)?;
            let letter = own.into_iter().find(|letter| letter.id == draft);
            let letter = letter.ok_or_else(|| Failure::usage("there is no such draft"))?;
            send(app, typed(student, letter), again, json).await
        }
        (Some(MessagesCommand::Discard { student, draft }), _) => {
            let removed = app.remove_letter(LetterRequest { student, id: draft }).await;
            removed.map_err(Failure::of)?;
            Ok(shown(&json!({ "removed": true }), json, |_| {}))
        }
    }
}

/// The letter that is to be sent: the same one as before, where the same was written before and is kept. So a script
/// that is run once more sends nothing twice of which nobody knows whether it has arrived.
async fn written(
    app: &App,
    student: String,
    to: Vec<String>,
    subject: Option<String>,
    text: String,
    answer: Option<String>,
) -> Result<KeepLetterRequest, Failure> {
    let failed = |error: AppError| failure(app, &error);
    let child = StudentId::from_text(student.clone());
    let new = app.new_letter_fact(&child, answer).await.map_err(failed)?;
    let known = app.receiver_facts(&child).await.map_err(failed)?;
    let found = to.iter().map(|id| {
        let one = known.iter().find(|one| one.id == *id);
        one.map(|one| AddresseeView { id: one.id.clone(), name: one.name.clone() })
            .ok_or_else(|| Failure::usage(format!("there is no receiver {id}: `messages receivers` lists them")))
    });
    let to: Vec<AddresseeView> = found.collect::<Result<_, _>>()?;
    let subject = subject.unwrap_or(new.subject);
    let letter = KeepLetterRequest { student, id: new.id, answers: new.answers, to, subject, text };
    let own = app.own_letter_facts(&child).await.map_err(failed)?;
    let same = own.into_iter().filter(|known| known.stage != LetterStage::Sent).find(|known| is_same(known, &letter));
    Ok(KeepLetterRequest { id: same.map_or(letter.id.clone(), |same| same.id), ..letter })
}

fn is_same(known: &OwnLetter, letter: &KeepLetterRequest) -> bool {
    let receivers = |to: &Addressee, other: &AddresseeView| to.id == other.id;
    known.answers == letter.answers
        && known.subject == letter.subject
        && known.text.trim() == letter.text.trim()
        && known.to.len() == letter.to.len()
        && known.to.iter().zip(&letter.to).all(|(to, other)| receivers(to, other))
}

async fn send(app: &App, letter: KeepLetterRequest, again: bool, json: bool) -> Result<u8, Failure> {
    let id = letter.id.clone();
    let delivery = app.deliver(letter, again).await.map_err(|error| failure(app, &error))?;
    match delivery.outcome {
        LetterOutcome::Sent => Ok(shown(&json!({ "letter": id, "stage": "sent" }), json, |_| line(&delivery.words))),
        _ => Ok(not_sent(&id, &delivery, json)),
    }
}

/// Says why it was not sent, or that nobody knows; the letter is kept under its id.
fn not_sent(id: &str, delivery: &Delivery, json: bool) -> u8 {
    let (exit, code, stage) = match delivery.outcome {
        LetterOutcome::Unknown => (SCHOOL, "unknown", "unknown"),
        LetterOutcome::UnderWay => (output::OTHER, "other", "sending"),
        LetterOutcome::Sent | LetterOutcome::Kept => {
            let (exit, code) = match delivery.fault.as_ref().map(|fault| fault.word()) {
                Some("credentials") => (output::CREDENTIALS, "credentials"),
                Some("storage") => (output::STORAGE, "storage"),
                Some("setting") => (output::USAGE, "usage"),
                _ => (SCHOOL, "school"),
            };
            (exit, code, "draft")
        }
    };
    output::complain(&delivery.words);
    if json {
        let error = json!({ "code": code, "message": delivery.words });
        output::print(&json!({ "error": error, "letter": id, "stage": stage }));
    }
    exit
}

fn typed(student: String, letter: OwnLetter) -> KeepLetterRequest {
    KeepLetterRequest {
        student,
        id: letter.id,
        answers: letter.answers,
        to: letter.to.into_iter().map(|to| AddresseeView { id: to.id, name: to.name }).collect(),
        subject: letter.subject,
        text: letter.text,
    }
}

fn word(stage: LetterStage) -> &'static str {
    match stage {
        LetterStage::Draft => "draft",
        LetterStage::Sending => "sending",
        LetterStage::Unknown => "unknown",
        LetterStage::Sent => "sent",
    }
}

fn fact(letter: &OwnLetter) -> Value {
    json!({
        "id": letter.id, "answers": letter.answers, "to": letter.to, "subject": letter.subject, "text": letter.text,
        "stage": word(letter.stage), "at": letter.at.format(&Rfc3339).ok(),
    })
}

/// The text of a file, or of stdin.
fn text_of(file: Option<&Path>) -> Result<String, Failure> {
    let mut text = String::new();
    let read = match file {
        Some(path) => std::fs::File::open(path).and_then(|file| file.take(LONGEST).read_to_string(&mut text)),
        None => std::io::stdin().take(LONGEST).read_to_string(&mut text),
    };
    read.map_err(|error| Failure::usage(format!("the text cannot be read: {error}")))?;
    Ok(text)
}

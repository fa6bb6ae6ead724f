//! A letter is sent: once for each press, and never again without a word.

use peremena_model::StudentId;
use peremena_notify::Arg;
use peremena_school::Letter;
use peremena_sync::{Sent, SyncFault};
use peremena_vault::{LetterStage, OwnLetter};

use super::{DEADLINE, lose_track, may_write, write};
use crate::{
    App, AppError, errors,
    page::Page,
    views::{AppEvent, ErrorView, KeepLetterRequest, LetterOutcome, LetterSentView, SendLetterRequest},
};

/// What became of a letter, for scripts.
#[derive(Debug)]
pub struct Delivery {
    /// What.
    pub outcome: LetterOutcome,
    /// What went wrong, where something did.
    pub fault: Option<SyncFault>,
    /// The same in words, with one thing to do.
    pub words: String,
}

impl App {
    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn send_letter(&self, request: SendLetterRequest) -> Result<LetterSentView, ErrorView> {
        let delivery = self.deliver(request.letter, request.again).await.map_err(|error| self.said(&error))?;
        Ok(LetterSentView {
            outcome: delivery.outcome,
            words: delivery.words,
            sign_in: delivery.fault.is_some_and(|fault| fault.word() == "credentials"),
        })
    }

    /// Keeps a letter as it is and sends it. `again`: somebody was told that it may have arrived, and sends it once
    /// more.
    ///
    /// # Errors
    /// [`AppError::Request`] where it has no receiver or no text, or its system takes none; those of the file. What the
    /// school says is in the delivery.
    pub async fn deliver(&self, typed: KeepLetterRequest, again: bool) -> Result<Delivery, AppError> {
        let page = self.page(&typed.student).await?;
        let letter = write::letter_of(&page, typed)?;
        if letter.to.is_empty() {
            return Err(AppError::Request("error-letter-nobody"));
        }
        if letter.text.trim().is_empty() {
            return Err(AppError::Request("error-letter-empty"));
        }
        may_write(&page).await?;
        let vault = &page.profile.vault;
        lose_track(&page.profile, page.now).await?;
        vault.keep_letter(&page.id, &letter).await?;
        if !vault.begin_sending(&page.id, &letter.id, again, page.now).await? {
            let stands = vault.own_letter(&page.id, &letter.id).await?.map(|letter| letter.stage);
            return Ok(as_it_stands(&page, stands));
        }
        // It goes on where whoever asked is gone: what becomes of it is to be known.
        let (app, profile, id) = (self.clone(), page.profile.clone(), page.id.clone());
        let sending = tokio::spawn(async move {
            let sent = profile.engine.send_letter(&id, &to_school(&letter), DEADLINE).await;
            app.write_down(&profile.vault, &id, &letter.id, &sent).await;
            app.emit(AppEvent::Changed { students: vec![id] });
            sent
        });
        let sent = sending.await.unwrap_or(Sent::Unknown(SyncFault::Late));
        if let Sent::Kept(fault) | Sent::Unknown(fault) = &sent {
            self.hear(fault);
        }
        Ok(delivery(&page, sent))
    }

    /// Writes down what became of a letter. Where that cannot be written, it counts as one of which nobody knows.
    async fn write_down(&self, vault: &peremena_vault::Vault, student: &StudentId, id: &str, sent: &Sent) {
        let stage = match sent {
            Sent::Taken => LetterStage::Sent,
            Sent::Kept(_) => LetterStage::Draft,
            Sent::Unknown(_) => LetterStage::Unknown,
        };
        if let Err(error) = vault.end_sending(student, id, stage, self.now()).await {
            tracing::error!(%error, "what became of a letter could not be written down");
        }
    }
}

fn to_school(letter: &OwnLetter) -> Letter {
    Letter {
        to: letter.to.iter().map(|to| to.id.clone()).collect(),
        subject: letter.subject.trim().to_owned(),
        text: letter.text.trim().to_owned(),
    }
}

/// What is said to whoever came second.
fn as_it_stands(page: &Page, stage: Option<LetterStage>) -> Delivery {
    let (outcome, id) = match stage {
        Some(LetterStage::Sent) => (LetterOutcome::Sent, "letter-sent-already"),
        Some(LetterStage::Unknown) => (LetterOutcome::Unknown, "letter-unknown"),
        // A draft: the one who sent it has just failed.
        Some(LetterStage::Sending | LetterStage::Draft) | None => (LetterOutcome::UnderWay, "letter-under-way"),
    };
    let system = [("system", Arg::Text(&page.student.system))];
    Delivery { outcome, fault: None, words: page.words.say_with(id, &system) }
}

fn delivery(page: &Page, sent: Sent) -> Delivery {
    let (words, system) = (&page.words, page.student.system.as_str());
    let unknown = || words.say_with("letter-unknown", &[("system", Arg::Text(system))]);
    match sent {
        Sent::Taken => Delivery { outcome: LetterOutcome::Sent, fault: None, words: words.say("letter-sent") },
        Sent::Unknown(fault) => Delivery { outcome: LetterOutcome::Unknown, words: unknown(), fault: Some(fault) },
        Sent::Kept(fault) => {
            let todo = match fault.word() {
                "credentials" => "letter-kept-sign-in",
                _ => "letter-kept",
            };
            let said = format!("{} {}", errors::letters(words, &fault, system), words.say(todo));
            Delivery { outcome: LetterOutcome::Kept, words: said, fault: Some(fault) }
        }
    }
}

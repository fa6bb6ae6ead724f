//! Letters: what a school sends is opened here, and what the family writes is kept until it is sent.

mod answer;
mod send;
mod write;

use std::{collections::HashMap, time::Duration};

use peremena_model::{Item, Kind, Message, StudentId};
use peremena_notify::{Arg, Words, dates};
use peremena_school::Receiver;
use peremena_sync::SyncFault;
use peremena_vault::{LetterStage, OwnLetter};
use time::{Date, OffsetDateTime};

pub use send::Delivery;

use crate::{
    App, AppError,
    page::Page,
    profile::Profile,
    views::{
        AddresseeView, AppEvent, ErrorView, LetterRequest, LetterView, LettersRequest, LettersView, OwnLetterRow,
        OwnLetterStage, ReceiverGroup, ReceiversRequest, ReceiversView, Writing, WritingView,
    },
};

/// How long a question about letters may take; sending one, once more as long.
const DEADLINE: Duration = Duration::from_secs(40);

/// One that is on its way for longer is on nobody's way any more.
const LOST_AFTER: time::Duration = time::Duration::minutes(5);

impl App {
    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn letters(&self, request: LettersRequest) -> Result<LettersView, ErrorView> {
        let letters = async {
            let page = self.page(&request.student).await?;
            let own = own_letters(&page).await?;
            let rows = |sent: bool| {
                let of = own.iter().filter(|letter| (letter.stage == LetterStage::Sent) == sent);
                of.map(|letter| own_row(&page, letter)).collect()
            };
            Ok(LettersView {
                writing: writing(&page).await,
                begun: rows(false),
                sent: rows(true),
                student: page.student.clone(),
            })
        };
        letters.await.map_err(|error: AppError| self.said(&error))
    }

    /// The command of this name. From the file: nothing is asked.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn letter(&self, request: LetterRequest) -> Result<LetterView, ErrorView> {
        let letter = async {
            let page = self.page(&request.student).await?;
            self.letter_view(page, &request.id).await
        };
        letter.await.map_err(|error: AppError| self.said(&error))
    }

    /// The command of this name. One that was opened before is not asked for again.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn open_letter(&self, request: LetterRequest) -> Result<LetterView, ErrorView> {
        let opened = async {
            self.opened_letter(&StudentId::from_text(request.student.clone()), &request.id).await?;
            let page = self.page(&request.student).await?;
            self.letter_view(page, &request.id).await
        };
        opened.await.map_err(|error: AppError| self.said(&error))
    }

    /// A message with its text and files: from the file where it was opened before, else from the school, which sees it
    /// as read from then on.
    ///
    /// # Errors
    /// [`AppError::Request`] where there is no such message, or its system opens none; those of school and file.
    pub async fn opened_letter(&self, student: &StudentId, id: &str) -> Result<Message, AppError> {
        let page = self.page(student.as_str()).await?;
        message(&page, id).await?;
        if let Some(opened) = page.profile.vault.opened_letter(&page.id, id).await? {
            return Ok(opened);
        }
        may_write(&page).await?;
        let opened = page.profile.engine.open_letter(&page.id, id, DEADLINE).await;
        let opened = self.heard(opened).map_err(|fault| letter_fault(&page, fault))?;
        self.emit(AppEvent::Changed { students: vec![page.id] });
        Ok(opened)
    }

    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn receivers(&self, request: ReceiversRequest) -> Result<ReceiversView, ErrorView> {
        let receivers = async {
            let page = self.page(&request.student).await?;
            let receivers = self.receiver_facts(&page.id).await?;
            let answered = match &request.answers {
                Some(id) => Some(message(&page, id).await?),
                None => None,
            };
            let proposed = answered.as_ref().and_then(|answered| answer::writer(&answered.from, &receivers));
            let unsure = answered.as_ref().filter(|_| proposed.is_none());
            Ok(ReceiversView {
                unsure: unsure.map(|it| page.words.say_with("letter-unsure", &[("name", Arg::Text(&it.from))])),
                proposed: proposed.map(addressee),
                groups: groups(&receivers),
            })
        };
        receivers.await.map_err(|error: AppError| self.said(&error))
    }

    /// Those whom the family may write to, as the school lists them.
    ///
    /// # Errors
    /// [`AppError::Request`] where the system takes no letters; those of school and file.
    pub async fn receiver_facts(&self, student: &StudentId) -> Result<Vec<Receiver>, AppError> {
        let page = self.page(student.as_str()).await?;
        may_write(&page).await?;
        let told = page.profile.engine.receivers(&page.id, DEADLINE).await;
        self.heard(told).map_err(|fault| letter_fault(&page, fault))
    }

    async fn letter_view(&self, page: Page, id: &str) -> Result<LetterView, AppError> {
        let listed = message(&page, id).await?;
        let opened = page.profile.vault.opened_letter(&page.id, id).await?;
        let (whole, shown) = (opened.is_some(), opened.unwrap_or(listed));
        let text = Some(shown.text.trim().to_owned()).filter(|text| !text.is_empty());
        let to = (!shown.to.is_empty())
            .then(|| page.words.say_with("letter-to", &[("names", Arg::Text(&shown.to.join(", ")))]));
        let writing = writing(&page).await;
        let shelf = self.shelf(&page.profile, &page.id, page.files.clone()).await?;
        Ok(LetterView {
            id: shown.id,
            subject: heading(&page.words, &shown.subject),
            from: shown.from,
            to,
            when: when(&page.words, shown.at, page.today()),
            text,
            files: shelf.rows(&page.words, Kind::Message, id, &shown.attachments),
            whole,
            opens: !whole && matches!(writing.state, Writing::Can | Writing::SignInAgain),
            writing,
            student: page.student,
        })
    }
}

fn letter_fault(page: &Page, fault: SyncFault) -> AppError {
    AppError::Letters { fault, system: page.student.system.clone() }
}

/// Whether letters can be written, and why not.
async fn writing(page: &Page) -> WritingView {
    let state = match page.writes {
        false => Writing::NotBySystem,
        true => match page.profile.engine.writes_letters(&page.id).await {
            Ok(true) => Writing::Can,
            Ok(false) => Writing::NotByAccount,
            Err(fault) if fault.word() == "credentials" => Writing::SignInAgain,
            // Whoever tries is told what is wrong.
            Err(_) => Writing::Can,
        },
    };
    let id = match state {
        Writing::Can => None,
        Writing::NotBySystem => Some("letters-not-by-system"),
        Writing::NotByAccount => Some("letters-not-by-account"),
        Writing::SignInAgain => Some("letters-sign-in-again"),
    };
    let system = [("system", Arg::Text(&page.student.system))];
    WritingView { state, words: id.map(|id| page.words.say_with(id, &system)) }
}

/// Nothing is asked of a school that takes no letters. One whose session has ended says so itself.
async fn may_write(page: &Page) -> Result<(), AppError> {
    match writing(page).await.state {
        Writing::Can | Writing::SignInAgain => Ok(()),
        Writing::NotBySystem | Writing::NotByAccount => Err(AppError::Request("error-letters-none")),
    }
}

/// The family's own letters, those among them that nobody sends any more for what they are.
async fn own_letters(page: &Page) -> Result<Vec<OwnLetter>, AppError> {
    lose_track(&page.profile, page.now).await?;
    Ok(page.profile.vault.own_letters(&page.id).await?)
}

async fn lose_track(profile: &Profile, now: OffsetDateTime) -> Result<(), AppError> {
    Ok(profile.vault.lose_track_of_letters(now.saturating_sub(LOST_AFTER), now).await?)
}

/// A message of this school year, as the list tells it.
async fn message(page: &Page, id: &str) -> Result<Message, AppError> {
    let named = page.profile.vault.items_named(&page.id, Kind::Message, page.year(), &[id.to_owned()]).await?;
    let message = named.into_iter().find_map(|item| match item {
        Item::Message(message) => Some(message),
        _ => None,
    });
    message.ok_or(AppError::Request("error-no-letter"))
}

/// Messages as lists show them: one that was opened as it was then.
pub(crate) async fn opened(page: &Page) -> Result<HashMap<String, Message>, AppError> {
    Ok(page.profile.vault.opened(&page.id).await?)
}

fn own_row(page: &Page, letter: &OwnLetter) -> OwnLetterRow {
    let id = match letter.stage {
        LetterStage::Draft => "letter-stage-draft",
        LetterStage::Sending => "letter-stage-sending",
        LetterStage::Unknown => "letter-stage-unknown",
        LetterStage::Sent => "letter-stage-sent",
    };
    let at = when(&page.words, letter.at.to_offset(page.now.offset()), page.today());
    let names: Vec<&str> = letter.to.iter().map(|to| to.name.as_str()).collect();
    OwnLetterRow {
        id: letter.id.clone(),
        stage: stage(letter.stage),
        stage_text: page.words.say_with(id, &[("when", Arg::Text(&at))]),
        to: (!names.is_empty()).then(|| page.words.say_with("letter-to", &[("names", Arg::Text(&names.join(", ")))])),
        subject: heading(&page.words, &letter.subject),
        text: letter.text.trim().to_owned(),
    }
}

fn stage(stage: LetterStage) -> OwnLetterStage {
    match stage {
        LetterStage::Draft => OwnLetterStage::Draft,
        LetterStage::Sending => OwnLetterStage::Sending,
        LetterStage::Unknown => OwnLetterStage::Unknown,
        LetterStage::Sent => OwnLetterStage::Sent,
    }
}

fn heading(words: &Words, subject: &str) -> String {
    match subject.trim() {
        "" => words.say("letter-no-subject"),
        subject => subject.to_owned(),
    }
}

/// "вчера, 19:30".
fn when(words: &Words, at: OffsetDateTime, today: Date) -> String {
    format!("{}, {}", dates::near_day(words, at.date(), today), dates::clock(at.time()))
}

fn addressee(receiver: &Receiver) -> AddresseeView {
    AddresseeView { id: receiver.id.clone(), name: receiver.name.clone() }
}

/// The receivers by what the system says beside them, in the system's order; within, by name.
fn groups(receivers: &[Receiver]) -> Vec<ReceiverGroup> {
    let mut groups: Vec<ReceiverGroup> = Vec::new();
    for receiver in receivers {
        let name = receiver.of.as_deref().map(str::trim).filter(|of| !of.is_empty());
        match groups.iter_mut().find(|group| group.name.as_deref() == name) {
            Some(group) => group.people.push(addressee(receiver)),
            None => groups.push(ReceiverGroup { name: name.map(str::to_owned), people: vec![addressee(receiver)] }),
        }
    }
    for group in &mut groups {
        group.people.sort_by(|one, other| one.name.cmp(&other.name));
    }
    groups
}

#[cfg(test)]
mod tests;

//! Letters that are being written: kept at every pause, so that neither a crash nor a lock costs a word.

use peremena_model::StudentId;
use peremena_notify::{Arg, dates};
use peremena_vault::{Addressee, LetterStage, OwnLetter};

use super::{answer, heading, lose_track, message, own_letters, stage, writing};
use crate::{
    App, AppError,
    page::Page,
    views::{
        AddresseeView, ErrorView, KeepLetterRequest, LetterKeptView, LetterRequest, LetterToWriteView, Nothing,
        WriteLetterRequest,
    },
};

/// The longest heading and text, in letters. What is longer is refused and never cut.
const SUBJECT_MOST: u32 = 250;
const TEXT_MOST: u32 = 20_000;

/// The most receivers of one letter.
const RECEIVERS_MOST: usize = 200;

impl App {
    /// The command of this name. Nothing is kept yet of a new one.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn write_letter(&self, request: WriteLetterRequest) -> Result<LetterToWriteView, ErrorView> {
        let written = async {
            let page = self.page(&request.student).await?;
            let begun = begun(&page, &request).await?;
            let letter = match begun {
                Some(letter) => letter,
                None => new_letter(&page, request.answers).await?,
            };
            let answers_text = match &letter.answers {
                // It may be of a year that is over.
                Some(id) => message(&page, id).await.ok().map(|answered| {
                    let subject = heading(&page.words, &answered.subject);
                    page.words.say_with("letter-answers", &[("subject", Arg::Text(&subject))])
                }),
                None => None,
            };
            let system = [("system", Arg::Text(&page.student.system))];
            Ok(LetterToWriteView {
                writing: writing(&page).await,
                id: letter.id,
                answers: letter.answers,
                answers_text,
                to: letter.to.into_iter().map(|to| AddresseeView { id: to.id, name: to.name }).collect(),
                subject: letter.subject,
                text: letter.text,
                stage: stage(letter.stage),
                caution: (letter.stage == LetterStage::Unknown).then(|| page.words.say_with("letter-unknown", &system)),
                most_subject: SUBJECT_MOST,
                most_text: TEXT_MOST,
                student: page.student,
            })
        };
        written.await.map_err(|error: AppError| self.said(&error))
    }

    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn keep_letter(&self, request: KeepLetterRequest) -> Result<LetterKeptView, ErrorView> {
        let kept = async {
            let page = self.page(&request.student).await?;
            let letter = letter_of(&page, request)?;
            if says_nothing(&letter) {
                page.profile.vault.remove_letter(&page.id, &letter.id).await?;
                return Ok(LetterKeptView { words: None });
            }
            let kept = page.profile.vault.keep_letter(&page.id, &letter).await?;
            let at = dates::clock(page.now.time());
            Ok(LetterKeptView { words: kept.then(|| page.words.say_with("letter-kept-at", &[("at", Arg::Text(&at))])) })
        };
        kept.await.map_err(|error: AppError| self.said(&error))
    }

    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn remove_letter(&self, request: LetterRequest) -> Result<Nothing, ErrorView> {
        let removed = async {
            let page = self.page(&request.student).await?;
            lose_track(&page.profile, page.now).await?;
            page.profile.vault.remove_letter(&page.id, &request.id).await?;
            self.emit(crate::views::AppEvent::Changed { students: vec![page.id] });
            Ok(Nothing {})
        };
        removed.await.map_err(|error: AppError| self.said(&error))
    }
}

/// For scripts.
impl App {
    /// What the family has written about a child, the latest first: drafts, what was sent, and what nobody knows to have
    /// arrived.
    ///
    /// # Errors
    /// [`AppError::Request`] where there is no such child; those of the file.
    pub async fn own_letter_facts(&self, student: &StudentId) -> Result<Vec<OwnLetter>, AppError> {
        own_letters(&self.page(student.as_str()).await?).await
    }

    /// A letter that is about to be written, with the heading of an answer where it is one. Nothing of it is kept yet.
    ///
    /// # Errors
    /// [`AppError::Request`] where there is no such child or message; those of the file.
    pub async fn new_letter_fact(&self, student: &StudentId, answers: Option<String>) -> Result<OwnLetter, AppError> {
        new_letter(&self.page(student.as_str()).await?, answers).await
    }
}

/// The letter that is meant, where it was begun: by its id, or as the answer to a message.
async fn begun(page: &Page, request: &WriteLetterRequest) -> Result<Option<OwnLetter>, AppError> {
    let own = own_letters(page).await?;
    let Some(id) = &request.id else {
        let answers = |letter: &OwnLetter| {
            letter.stage != LetterStage::Sent && letter.answers.is_some() && letter.answers == request.answers
        };
        return Ok(own.into_iter().find(answers));
    };
    own.into_iter().find(|letter| letter.id == *id).map(Some).ok_or(AppError::Request("error-no-letter"))
}

async fn new_letter(page: &Page, answers: Option<String>) -> Result<OwnLetter, AppError> {
    let subject = match &answers {
        Some(id) => answer::subject(&message(page, id).await?.subject),
        None => String::new(),
    };
    Ok(OwnLetter {
        id: page.profile.vault.new_letter_id().await?,
        answers,
        to: Vec::new(),
        subject,
        text: String::new(),
        stage: LetterStage::Draft,
        at: page.now,
    })
}

/// A letter as it was typed, letter for letter.
pub(super) fn letter_of(page: &Page, typed: KeepLetterRequest) -> Result<OwnLetter, AppError> {
    let longer = |text: &str, most: u32| text.chars().count() > usize::try_from(most).unwrap_or(usize::MAX);
    if !typed.id.starts_with("letter-") {
        return Err(AppError::Request("error-request"));
    }
    let too_many = typed.to.len() > RECEIVERS_MOST;
    if too_many || longer(&typed.subject, SUBJECT_MOST) || longer(&typed.text, TEXT_MOST) {
        return Err(AppError::Request("error-letter-long"));
    }
    Ok(OwnLetter {
        id: typed.id,
        answers: typed.answers,
        to: typed.to.into_iter().map(|to| Addressee { id: to.id, name: to.name }).collect(),
        subject: typed.subject,
        text: typed.text,
        stage: LetterStage::Draft,
        at: page.now,
    })
}

/// Whether nobody has written anything yet: the heading of an answer comes by itself.
fn says_nothing(letter: &OwnLetter) -> bool {
    let headed = letter.answers.is_none() && !letter.subject.trim().is_empty();
    letter.text.trim().is_empty() && letter.to.is_empty() && !headed
}

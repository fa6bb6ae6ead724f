//! Letters: those that are opened, those that are written, and to whom.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{FileRow, StudentView};

requests! {
    /// The letters of the family about a child.
    pub struct LettersRequest {
        /// Whose.
        pub student: String,
    }

    /// One message of the school's, or one letter of the family's own.
    pub struct LetterRequest {
        /// Whose.
        pub student: String,
        /// Its id.
        pub id: String,
    }

    /// A letter to be written or written on.
    pub struct WriteLetterRequest {
        /// Whose.
        pub student: String,
        /// Id of one that was begun; none for a new one.
        pub id: Option<String>,
        /// Id of the message that a new one answers. Where an answer was begun, it is written on.
        pub answers: Option<String>,
    }

    /// A letter as it is written right now.
    pub struct KeepLetterRequest {
        /// Whose.
        pub student: String,
        /// Its id.
        pub id: String,
        /// Id of the message that it answers.
        pub answers: Option<String>,
        /// To whom.
        pub to: Vec<AddresseeView>,
        /// Its heading.
        pub subject: String,
        /// Its text.
        pub text: String,
    }

    /// A letter to be sent.
    pub struct SendLetterRequest {
        /// As it is written right now.
        pub letter: KeepLetterRequest,
        /// Somebody was told that it may have arrived, and sends it once more.
        pub again: bool,
    }

    /// Those whom the family may write to.
    pub struct ReceiversRequest {
        /// Whose.
        pub student: String,
        /// Id of the message that is answered: who wrote it is proposed.
        pub answers: Option<String>,
    }

    /// Somebody whom a letter goes to.
    #[derive(PartialEq, Eq)]
    pub struct AddresseeView {
        /// The system's id.
        pub id: String,
        /// The name as the system writes it.
        pub name: String,
    }
}

words! {
    /// Whether letters can be written.
    pub enum Writing {
        /// They can.
        Can,
        /// The school system takes none here.
        NotBySystem,
        /// It does, but not by the way in which this account is signed in.
        NotByAccount,
        /// Not before somebody signs in again.
        SignInAgain,
    }

    /// How far a letter of the family's own has come.
    pub enum OwnLetterStage {
        /// It is being written.
        Draft,
        /// It is on its way right now.
        Sending,
        /// It was sent, and nobody knows whether it has arrived.
        Unknown,
        /// The school has taken it.
        Sent,
    }

    /// What became of a letter that was to be sent.
    pub enum LetterOutcome {
        /// The school has taken it.
        Sent,
        /// It has not left; it is kept.
        Kept,
        /// It may have arrived; it is kept.
        Unknown,
        /// Somebody is sending it already.
        UnderWay,
    }
}

views! {
    /// Whether letters can be written, and why not.
    pub struct WritingView {
        /// Whether.
        pub state: Writing,
        /// Why not, and one thing to do.
        pub words: Option<String>,
    }

    /// The letters of the family about a child.
    pub struct LettersView {
        /// Whose.
        pub student: StudentView,
        /// Whether more can be written.
        pub writing: WritingView,
        /// What was begun, and what has perhaps not arrived; the latest first.
        pub begun: Vec<OwnLetterRow>,
        /// What was sent from here, the latest first.
        pub sent: Vec<OwnLetterRow>,
    }

    /// A letter of the family's own.
    pub struct OwnLetterRow {
        /// Its id.
        pub id: String,
        /// How far it has come.
        pub stage: OwnLetterStage,
        /// "Черновик", "Неизвестно, дошло ли", with the moment.
        pub stage_text: String,
        /// "Кому: Магомедова З. А."; none where nobody was chosen yet.
        pub to: Option<String>,
        /// Its heading, or "Без темы".
        pub subject: String,
        /// Its text.
        pub text: String,
    }

    /// One message of the school's.
    pub struct LetterView {
        /// Whose.
        pub student: StudentView,
        /// Its id.
        pub id: String,
        /// Its heading, or "Без темы".
        pub subject: String,
        /// Who wrote it.
        pub from: String,
        /// "Кому: …", where the school says so.
        pub to: Option<String>,
        /// "вчера, 19:30".
        pub when: String,
        /// The text: all of it, or what the list tells; none where it tells none.
        pub text: Option<String>,
        /// Its files.
        pub files: Vec<FileRow>,
        /// It was opened: that is all of it.
        pub whole: bool,
        /// It can be opened, by which the school sees it as read.
        pub opens: bool,
        /// Whether it can be answered.
        pub writing: WritingView,
    }

    /// A letter that is being written.
    pub struct LetterToWriteView {
        /// Whose.
        pub student: StudentView,
        /// Its id.
        pub id: String,
        /// Id of the message that it answers.
        pub answers: Option<String>,
        /// "Ответ на письмо: Экскурсия".
        pub answers_text: Option<String>,
        /// To whom.
        pub to: Vec<AddresseeView>,
        /// Its heading.
        pub subject: String,
        /// Its text.
        pub text: String,
        /// How far it has come.
        pub stage: OwnLetterStage,
        /// What is to be known before it is sent again.
        pub caution: Option<String>,
        /// Whether it can be sent.
        pub writing: WritingView,
        /// The longest heading, in letters.
        pub most_subject: u32,
        /// The longest text, in letters.
        pub most_text: u32,
    }

    /// What was written is kept.
    pub struct LetterKeptView {
        /// "Сохранено в 15:02"; none where there was nothing to keep.
        pub words: Option<String>,
    }

    /// Those whom the family may write to.
    pub struct ReceiversView {
        /// By what the school system says beside them.
        pub groups: Vec<ReceiverGroup>,
        /// Who wrote the message that is answered, where that is one of them and sure.
        pub proposed: Option<AddresseeView>,
        /// Why nobody is proposed.
        pub unsure: Option<String>,
    }

    /// Some of them.
    pub struct ReceiverGroup {
        /// "Учителя"; none where the system says nothing.
        pub name: Option<String>,
        /// In the order of their names.
        pub people: Vec<AddresseeView>,
    }

    /// What became of a letter.
    pub struct LetterSentView {
        /// What.
        pub outcome: LetterOutcome,
        /// The same in words, with one thing to do.
        pub words: String,
        /// Whether the thing to do is to sign in again.
        pub sign_in: bool,
    }
}

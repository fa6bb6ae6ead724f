//! One trait over every school system, and a folder for each.
//!
//! A system is a [`SchoolSystem`] in the [`registry`]: how to sign in (as data), and how to connect.
//! A connected account is a [`SchoolApi`]: who the students are, and what a scope holds. Each folder
//! goes `wire` (as the server sends it) → `map` → `peremena_model`.
//!
//! Promises: no answer of a server panics; what cannot be read is left out and counted
//! ([`Answer::skipped`]), never guessed; no request goes to a host that the account's settings do not
//! name; secrets are [`Secret`] and do not print. `contract` (feature `contract`) holds what every connector is tested for.

mod answer;
mod authority;
#[cfg(any(test, feature = "contract"))]
pub mod contract;
pub mod dnevnik_ru;
pub mod eljur;
mod error;
mod file;
mod handed;
mod html;
pub mod http;
mod lack;
mod lenient;
pub mod mesh;
pub mod netschool;
mod paging;
mod people;
pub mod petersburg;
mod range;
pub mod registry;
mod renewal;
mod secret;
mod settings;
mod sign_in;
#[cfg(test)]
mod tampered;
mod term_names;

use std::{any::Any, collections::BTreeSet, sync::Arc};

use async_trait::async_trait;
use peremena_model::{Attachment, Item, Kind, KindSet, SchoolYear, Scope, Span, StudentId};

pub use authority::{
    Authority, Held as HeldAuthority, LONGEST as LONGEST_AUTHORITY, LONGEST_FILE as LONGEST_AUTHORITY_FILE,
    LONGEST_NAME as LONGEST_AUTHORITY_NAME, NotTaken, Shown as ShownAuthority, SystemStore,
};
pub use error::{Outage, SchoolError};
pub use file::{Arrived, Content, FileAsk, FileAt, Link};
pub use http::{Bounds, HostRule, Http, InProcess, Traffic};
pub use lack::{Lack, Matter, Why, lacks};
pub use secret::Secret;
pub use settings::{SettingForm, SettingSpec, Settings};
pub use sign_in::{Catch, Credentials, HeldCookie, PasswordForm, Session, SignInPage, SignInWay};

/// A school system, before anybody has signed in.
#[async_trait]
pub trait SchoolSystem: Send + Sync {
    /// The word for it in the store and on the command line: "dnevnik-ru".
    fn word(&self) -> &'static str;

    /// Its name as families know it: "Дневник.ру".
    fn name(&self) -> &'static str;

    /// Regions whose schools keep their diary here, at the addresses that hold where nothing is set; empty where each region
    /// has a server of its own ([`SchoolSystem::form_of`]), or none is told from the others.
    fn serves(&self) -> &'static [&'static str] {
        &[]
    }

    /// What can be set for an account of this system, with what holds where nothing is set.
    fn settings(&self) -> &'static [SettingSpec];

    /// How a form asks for the setting of this name.
    fn form_of(&self, _setting: &str) -> SettingForm {
        SettingForm::Text
    }

    /// What the system can give at all.
    fn capabilities(&self) -> Capabilities;

    /// The kinds that an account with this session can be given, where they are fewer than [`Capabilities::kinds`] says of
    /// the system, as [`SchoolApi::kinds`] has it: known before anything is asked. None where all of them can.
    fn kinds_with(&self, _session: &Session) -> Option<KindSet> {
        None
    }

    /// Whether [`SchoolSystem::kinds_with`] says more for some sessions than for others: else none need be looked at.
    fn gives_by_session(&self) -> bool {
        false
    }

    /// Why it does not give `matter`; asked only of what it does not give.
    fn why(&self, _matter: Matter) -> Why {
        Why::NoCall
    }

    /// Whether it gives `matter` to some accounts and not to others, so that nobody knows before it was asked for.
    fn may_refuse(&self, _matter: Matter) -> bool {
        false
    }

    /// The hosts that requests for an account with these settings go to: what [`Http::new`] is given.
    ///
    /// # Errors
    /// Where the settings do not make sense (an address that is none).
    fn hosts(&self, settings: &Settings) -> Result<Vec<HostRule>, SchoolError>;

    /// How one may sign in, the best way first.
    ///
    /// # Errors
    /// Where the settings do not make sense (an address that is none).
    fn ways_in(&self, settings: &Settings) -> Result<Vec<SignInWay>, SchoolError>;

    /// Whether [`Identity::user`] names who is signed in. Not where a system says nothing of him, and the account is named
    /// by what it sees: then the same children are the same account.
    fn names_user(&self, _user: &str) -> bool {
        true
    }

    /// Where the content of a file lies, as far as it tells itself. No request is made.
    fn file_at(&self, _settings: &Settings, _file: &Attachment) -> FileAt {
        FileAt::Unknown
    }

    /// The schools whose names hold `part`, for a form that asks for one ([`PasswordForm::school`]). Empty where the
    /// system has no such list.
    ///
    /// # Errors
    /// Where the system cannot be reached or does not answer as itself.
    async fn schools(&self, _settings: &Settings, _part: &str, _http: &Http) -> Result<Vec<SchoolChoice>, SchoolError> {
        Ok(Vec::new())
    }

    /// The host of the system's own list of the servers of its regions ([`SchoolSystem::regions`]): asked for that list and
    /// for nothing else. None where there is no such list.
    fn directory(&self, _settings: &Settings) -> Option<HostRule> {
        None
    }

    /// The servers of the system's regions as it lists them itself, for a form that asks for one. Empty where the system has
    /// no such list.
    ///
    /// # Errors
    /// Where the system cannot be reached or does not answer as itself.
    async fn regions(&self, _settings: &Settings, _http: &Http) -> Result<Vec<RegionChoice>, SchoolError> {
        Ok(Vec::new())
    }

    /// Turns what the family gave into a session. One attempt: never repeated by itself.
    ///
    /// # Errors
    /// [`SchoolError::Refused`] where the system does not accept it.
    async fn sign_in(&self, settings: &Settings, credentials: Credentials, http: &Http)
    -> Result<Session, SchoolError>;

    /// The API of a signed-in account. No request is made here.
    ///
    /// # Errors
    /// Where the settings do not make sense.
    fn connect(
        &self,
        settings: &Settings,
        session: Session,
        keep: Arc<dyn SessionKeeper>,
        http: Http,
    ) -> Result<Box<dyn SchoolApi>, SchoolError>;
}

/// Where a connector leaves a session that the system has renewed, before it uses it: a crash right
/// after a renewal must not sign the family out.
#[async_trait]
pub trait SessionKeeper: Send + Sync {
    /// Keeps the session in place of the one before.
    async fn keep(&self, session: &Session);

    /// What whoever renews the session holds, from before it is looked at anew until the new one is kept, also where
    /// nobody waits for that any more. Until it is dropped nobody else asks with this session, in whatever process: a
    /// refresh token that works once must not be sent by two.
    fn renewing(&self) -> Box<dyn Any + Send> {
        Box::new(())
    }

    /// What stands in place of this connection's session: another has renewed it, or the family has signed in anew. None
    /// where its own stands.
    async fn superseded(&self) -> Option<Session> {
        None
    }

    /// The connection goes on with what [`SessionKeeper::superseded`] gave: from now on that is its own.
    async fn take_over(&self, _session: &Session) {}
}

/// One signed-in account.
#[async_trait]
pub trait SchoolApi: Send + Sync {
    /// The kinds that this account can be given, where they are fewer than [`Capabilities::kinds`] says of the system:
    /// one that has several APIs. None where all of them can.
    fn kinds(&self) -> Option<KindSet> {
        None
    }

    /// Who is signed in, and which students the account sees. Always asked first: it also proves the session.
    ///
    /// # Errors
    /// [`SchoolError::Refused`] where the session has ended.
    async fn identity(&self) -> Result<Identity, SchoolError>;

    /// The parts of the school year of one student: asked rarely, needed to know the current term. Terms,
    /// and holidays where the system tells them.
    ///
    /// Scopes name the student by [`Enrolment::person`]: whoever knows the account puts the student's
    /// own id in its place.
    ///
    /// # Errors
    /// Where the system cannot be reached or does not answer as itself.
    async fn terms(&self, student: &Enrolment, year: SchoolYear) -> Result<Answer, SchoolError>;

    /// Everything of the wanted kinds in the wanted days, in as few requests as the system allows.
    /// An optional kind that fails is in [`Answer::failed`], one that this account is not given
    /// ([`SchoolApi::kinds`]), or that was asked for lately, nowhere; an error is returned where the timetable itself cannot
    /// be had. A kind may come in several parts, each of days of its own.
    ///
    /// # Errors
    /// Where the system cannot be reached or does not answer as itself.
    async fn fetch(&self, student: &Enrolment, ask: &Ask) -> Result<Answer, SchoolError>;

    /// The cheapest look at what is new, where the system has one ([`Capabilities::glance`]): a feed
    /// of the latest, not whole, so nothing is removed because of it.
    ///
    /// # Errors
    /// Where the system cannot be reached or does not answer as itself.
    async fn glance(&self, student: &Enrolment, ask: &Ask) -> Result<Option<Answer>, SchoolError>;

    /// What the connector has learnt and need not ask for again soon (kinds of work, names of files, the
    /// school's clock), as text that only it reads. To be kept with the account, encrypted, after a
    /// sync, and given to [`SchoolApi::recall`] of the next connection. None where there is nothing to keep.
    ///
    /// It is no part of any answer: without it the connector asks more often, and says the same or, of what was asked
    /// lately, nothing again.
    fn reference(&self) -> Option<String> {
        None
    }

    /// Takes back what [`SchoolApi::reference`] gave. What cannot be read, or is of another account's
    /// system, is ignored.
    fn recall(&self, _reference: &str) {}

    /// After how long without a request the system ends this session, so that the family would have to sign in again; none
    /// where it does not, or where the session is renewed by itself.
    fn idles_out(&self) -> Option<std::time::Duration> {
        None
    }

    /// Keeps the session from idling out, in one cheap request, where the system would end it
    /// ([`SchoolApi::idles_out`]). A sync does as much by itself.
    ///
    /// # Errors
    /// [`SchoolError::Refused`] where the session has ended.
    async fn keep_alive(&self) -> Result<(), SchoolError> {
        Ok(())
    }

    /// Whether this account can open and write letters: of a system that has several APIs, not all can
    /// ([`Capabilities::write_messages`]).
    fn writes_letters(&self) -> bool {
        false
    }

    /// Those whom the account may write to, where it can ([`Capabilities::write_messages`]).
    ///
    /// # Errors
    /// [`SchoolError::Forbidden`] where this account's API takes no letters.
    async fn receivers(&self, _student: &Enrolment) -> Result<Vec<Receiver>, SchoolError> {
        Err(no_letters())
    }

    /// A letter with its text and files, for a family that opens it: the school sees it as read from then on.
    ///
    /// # Errors
    /// [`SchoolError::Forbidden`] where this account's API opens none.
    async fn open_letter(&self, _student: &Enrolment, _id: &str) -> Result<peremena_model::Message, SchoolError> {
        Err(no_letters())
    }

    /// Sends a letter. One attempt, never repeated by itself: after [`SchoolError::Unreachable`] it may have arrived.
    ///
    /// # Errors
    /// [`SchoolError::Setting`] where it has no receiver or no text, [`SchoolError::Forbidden`] where this account's API
    /// takes no letters.
    async fn send_letter(&self, _student: &Enrolment, _letter: &Letter) -> Result<(), SchoolError> {
        Err(no_letters())
    }

    /// Ticks a homework off at the school, or takes the tick back, where the system takes it ([`Capabilities::homework_done`]).
    /// `homework` is the id that [`SchoolApi::fetch`] gave it for this child; `now` serves `Retry-After`. Setting what is
    /// set already changes nothing, so it may be repeated.
    ///
    /// # Errors
    /// [`SchoolError::Forbidden`] where this account or system takes no ticks, or none of this homework;
    /// [`SchoolError::Setting`] where that is no homework that can be named at the school; those of a school that does not
    /// answer.
    async fn set_done(
        &self,
        _student: &Enrolment,
        _homework: &str,
        _done: bool,
        _now: time::OffsetDateTime,
    ) -> Result<(), SchoolError> {
        Err(SchoolError::Forbidden("homework cannot be ticked off here".into()))
    }

    /// The content of a file for which [`SchoolSystem::file_at`] says [`FileAt::School`]: at most as much, and for as long,
    /// as [`Http::bounding_files`] lets. The token goes to the account's own hosts alone. `arrived` follows it.
    ///
    /// # Errors
    /// [`SchoolError::Forbidden`] where this account's API gives no files, [`SchoolError::Refused`] where the session has
    /// ended; those of a school that does not answer.
    async fn attachment(
        &self,
        _student: &Enrolment,
        _ask: &FileAsk,
        _arrived: &Arrived,
    ) -> Result<Content, SchoolError> {
        Err(SchoolError::Forbidden("files cannot be fetched here".into()))
    }

    /// Ends the session at the system, where it has a way. Best effort.
    async fn sign_out(&self) {}
}

fn no_letters() -> SchoolError {
    SchoolError::Forbidden("letters cannot be opened or written here".into())
}

/// Somebody whom an account may write to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receiver {
    /// The system's id: for [`Letter::to`].
    pub id: String,
    /// The name as the system writes it.
    pub name: String,
    /// What the system says beside it: a group of receivers, an organisation.
    pub of: Option<String>,
}

/// A letter that the family writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// To whom, by [`Receiver::id`].
    pub to: Vec<String>,
    /// Its heading.
    pub subject: String,
    /// Its text, plain.
    pub text: String,
}

impl Letter {
    /// # Errors
    /// [`SchoolError::Setting`] where one that it goes to is nobody, or it says nothing.
    pub(crate) fn check(&self) -> Result<(), SchoolError> {
        if self.to.is_empty() || self.to.iter().any(|id| id.trim().is_empty()) {
            return Err(SchoolError::Setting("the letter has no receiver".into()));
        }
        if self.text.trim().is_empty() {
            return Err(SchoolError::Setting("the letter has no text".into()));
        }
        Ok(())
    }
}

/// A school as a sign-in form offers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchoolChoice {
    /// The system's id of it: [`Credentials::Password`]'s `school`.
    pub id: String,
    /// The name as families know it.
    pub name: String,
    /// Town or address: names repeat.
    pub place: Option<String>,
}

/// A region with a server of its own, as a sign-in form offers it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RegionChoice {
    /// The name as families know it.
    pub name: String,
    /// The server, as the setting that names one takes it: "sgo.example.ru:444".
    pub host: String,
}

/// What a system can give.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capabilities {
    /// The kinds of items it can give.
    pub kinds: KindSet,
    /// Whether it has a cheap feed of the latest.
    pub glance: bool,
    /// Whether a homework can be ticked off at the school.
    pub homework_done: bool,
    /// Whether messages can be written.
    pub write_messages: bool,
    /// Whether past school years can be asked for.
    pub past_years: bool,
    /// Whether the content of a file can be fetched through the account.
    pub files: bool,
    /// What it can tell of the school itself, where it gives [`Kind::SchoolInfo`].
    pub school: SchoolParts,
}

/// Parts of a [`peremena_model::SchoolInfo`] that not every system tells: one that is never told is not a gap in what
/// the school has filled in. Of a system with several APIs, what one of them tells. Holidays are a kind of their own
/// ([`Kind::Holiday`] in [`Capabilities::kinds`]).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SchoolParts {
    /// [`peremena_model::SchoolInfo::address`].
    pub address: bool,
    /// [`peremena_model::SchoolInfo::phone`].
    pub phone: bool,
    /// [`peremena_model::SchoolInfo::class_teacher`].
    pub class_teacher: bool,
    /// [`peremena_model::SchoolInfo::guardians`]: to a parent's account at least the parent who is signed in.
    pub guardians: bool,
}

impl SchoolParts {
    /// All of them.
    pub const ALL: SchoolParts = SchoolParts { address: true, phone: true, class_teacher: true, guardians: true };
}

/// Who is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The system's own id of the user: names the account for good.
    pub user: String,
    /// The user's name as the system writes it.
    pub name: String,
    /// Whether the user is a student (sees only himself).
    pub is_student: bool,
    /// The students the account sees.
    pub students: Vec<Enrolment>,
}

/// A student, and the system's own ids by which he is asked for. The connector wrote them and reads
/// them; nobody else does. Kept between runs, so a sync need not ask for them anew.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Enrolment {
    /// The system's id of the person: with the account it names the student for good.
    pub person: String,
    /// "Амина Гаджиева".
    pub name: String,
    /// The class as the school writes it.
    pub class: Option<String>,
    /// The school's short name.
    pub school: Option<String>,
    /// Ids of school, class, profile, education, …, and what else only the identity tells (the parent's name): whatever the
    /// connector needs.
    pub ids: std::collections::BTreeMap<String, String>,
}

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Ask {
    /// Whose: goes into the scopes of the answer.
    pub student: StudentId,
    /// Which kinds; the connector leaves out what the system has not.
    pub kinds: KindSet,
    /// In which school year.
    pub year: SchoolYear,
    /// On which days, for the kinds that have days.
    pub span: Span,
    /// The moment of asking.
    pub now: time::OffsetDateTime,
}

/// What was answered.
#[derive(Debug, Default)]
pub struct Answer {
    /// The kinds that were answered, each with what it speaks for.
    pub parts: Vec<Part>,
    /// The kinds that could not be had this time.
    pub failed: Vec<(Kind, SchoolError)>,
    /// How many things were left out because they could not be read.
    pub skipped: u32,
    /// What was said already, in another place or before anybody asked for it, by kind and id: of a remark that it is
    /// there is no news, of a mark its comment is none. All else that is new of them is told.
    pub old_news: BTreeSet<(Kind, String)>,
    /// Where comments beside marks come from another place than the marks, the ids of those marks from which one was
    /// taken back. Of all others a comment that is known stays: that none is here does not say that it is gone. None
    /// where each mark comes with its comment.
    pub comments_taken_back: Option<BTreeSet<String>>,
}

/// All that was answered of one kind.
#[derive(Debug, Clone)]
pub struct Part {
    /// What the items speak for.
    pub scope: Scope,
    /// The items, as they came.
    pub items: Vec<Item>,
}

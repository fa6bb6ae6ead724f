//! The school itself, as the app, the tests and the server hold it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use http::{Request, Response};
use serde::{Deserialize, Serialize};
use time::{Date, OffsetDateTime};

use crate::act::{Act, ActError, Acted};
use crate::calendar::SchoolYear;
use crate::clock::Clock;
use crate::generate::{Order, write_past_year, write_year};
use crate::ids::WireId;
use crate::journal::{Journal, redacted};
use crate::misbehave::{Misbehaviour, Mood, Scope};
use crate::register::Register;
use crate::sessions::{LoginAttempts, Sessions};
use crate::{dnevnik, eljur, mesh, netschool, petersburg, protocols, teacher};

/// What a school is made from. The same settings make the same school, bit for bit, if the clock stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SchoolSettings {
    /// Decides everything that is left to chance.
    pub seed: u64,
    /// The school's clock.
    pub clock: Clock,
    /// Lessons and homework only: no marks and no absences but those a test enters.
    pub bare: bool,
    /// So many more children in the [`PARENT`](crate::PARENT) family, for benches. Up to 500.
    pub extra_children: u16,
    /// So many school years before this one, told to who asks for their days (Дневник.ру: for their classes). Up to 10.
    pub past_years: u8,
}

impl Default for SchoolSettings {
    fn default() -> Self {
        Self { seed: 2026, clock: Clock::Real, bare: false, extra_children: 0, past_years: 0 }
    }
}

/// A simulated school. Clones are the same school.
///
/// ```
/// use peremena_school_sim::{PARENT, School, SchoolSettings};
///
/// let school = School::new(SchoolSettings::default());
/// let token = school.sign_in(PARENT.login, PARENT.password).unwrap_or_default();
/// let request = http::Request::get("/v2/users/me/context").header("Access-Token", token);
/// let answer = school.answer(request.body(bytes::Bytes::new()).unwrap_or_default());
/// assert_eq!(answer.status(), 200);
/// ```
#[derive(Clone)]
pub struct School {
    state: Arc<Mutex<State>>,
}

impl std::fmt::Debug for School {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("School").finish_non_exhaustive()
    }
}

pub(crate) struct State {
    pub(crate) settings: SchoolSettings,
    pub(crate) register: Register,
    /// Registers of the years before, the newest first.
    pub(crate) past: Vec<Past>,
    pub(crate) fragments: dnevnik::Fragments,
    pub(crate) sessions: Sessions,
    pub(crate) mesh: mesh::Memory,
    pub(crate) netschool: netschool::Desk,
    pub(crate) eljur: eljur::Memory,
    pub(crate) petersburg: petersburg::Memory,
    mood: Mood,
    journal: Journal,
}

/// The register of a year that is over, with what is written of it once.
pub(crate) struct Past {
    pub(crate) register: Register,
    pub(crate) fragments: dnevnik::Fragments,
}

/// The register whose year holds a day; for days of no year that is here, the current one.
pub(crate) fn register_of<'s>(register: &'s mut Register, past: &'s mut [Past], day: Option<Date>) -> &'s mut Register {
    let of = |year: SchoolYear| day.is_some_and(|day| SchoolYear::of(day) == year);
    match past.iter_mut().find(|past| of(past.register.year)) {
        Some(past) => &mut past.register,
        None => register,
    }
}

/// An account and the students it shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountCard {
    /// The login.
    pub login: String,
    /// The password.
    pub password: String,
    /// The user id.
    pub user: WireId,
    /// The person id.
    pub person: WireId,
    /// Person ids of the students.
    pub students: Vec<WireId>,
}

/// A student with the ids a test needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StudentCard {
    /// The person id.
    pub person: WireId,
    /// First name.
    pub first_name: String,
    /// Last and first name.
    pub name: String,
    /// The class's name.
    pub class: String,
    /// The class's group id.
    pub group: WireId,
    /// The subgroups.
    pub subgroups: Vec<WireId>,
    /// The school.
    pub school: WireId,
    /// Whole hours the school's clock is ahead of UTC.
    pub hours_from_utc: i8,
    /// Subjects in the order of their ids.
    pub subjects: Vec<SubjectCard>,
}

/// A subject with its id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubjectCard {
    /// The id.
    pub id: WireId,
    /// The name.
    pub name: String,
}

/// Who is who.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct People {
    /// The accounts.
    pub accounts: Vec<AccountCard>,
    /// The students.
    pub students: Vec<StudentCard>,
}

impl School {
    /// A school in the school year its clock shows.
    pub fn new(settings: SchoolSettings) -> Self {
        let order = order(&settings, settings.clock.now());
        let register = write_year(&order);
        let state = State {
            settings,
            fragments: dnevnik::Fragments::of(&register),
            register,
            past: past(&order, settings.past_years),
            sessions: Sessions::default(),
            mesh: mesh::Memory::default(),
            netschool: netschool::Desk::default(),
            eljur: eljur::Memory::default(),
            petersburg: petersburg::Memory::default(),
            mood: Mood::default(),
            journal: Journal::default(),
        };
        Self { state: Arc::new(Mutex::new(state)) }
    }

    /// Answers a request to any host of a system; only path, query, headers and body count.
    ///
    /// An answer may carry the extensions [`Delay`](crate::Delay) and [`CutOff`](crate::CutOff).
    pub fn answer(&self, request: Request<Bytes>) -> Response<Bytes> {
        let state = &mut *self.lock();
        let path = request.uri().path_and_query().map_or("/", http::uri::PathAndQuery::as_str);
        let met = state.mood.meets(path);
        let say = protocols::error_form(request.uri().path());
        let refusal = met.iter().find_map(|misbehaviour| misbehaviour.refusal(say));
        let answer = refusal.unwrap_or_else(|| protocols::answer(state, &request));
        let answer = met.into_iter().fold(answer, |answer, misbehaviour| misbehaviour.spoil(answer));
        let bytes = u64::try_from(answer.body().len()).unwrap_or(u64::MAX);
        state.journal.note(request.method().as_str(), redacted(request.uri()), answer.status().as_u16(), bytes);
        answer
    }

    /// Opens a web socket, or gives the answer that refuses it.
    #[cfg(feature = "server")]
    pub(crate) fn plug_in(&self, request: &Request<Bytes>) -> Result<netschool::Plug, Box<Response<Bytes>>> {
        let state = &mut *self.lock();
        let path = request.uri().path_and_query().map_or("/", http::uri::PathAndQuery::as_str);
        let met = state.mood.meets(path);
        let say = protocols::error_form(request.uri().path());
        let refusal = met.iter().find_map(|misbehaviour| misbehaviour.refusal(say));
        let plug = refusal.map_or_else(|| netschool::plug_in(state, request), |answer| Err(Box::new(answer)));
        let status = plug.as_ref().err().map_or(http::StatusCode::SWITCHING_PROTOCOLS, |answer| answer.status());
        state.journal.note(request.method().as_str(), redacted(request.uri()), status.as_u16(), 0);
        plug
    }

    /// What comes over a web socket; false for what ends it.
    #[cfg(feature = "server")]
    pub(crate) fn hear(&self, plug: &netschool::Plug, sent: &str) -> bool {
        plug.hear(&mut self.lock(), sent)
    }

    /// What there is to say over a web socket; empty where there is nothing.
    #[cfg(feature = "server")]
    pub(crate) fn say(&self, plug: &netschool::Plug) -> String {
        plug.say(&mut self.lock())
    }

    /// Ends a web socket.
    #[cfg(feature = "server")]
    pub(crate) fn pull(&self, plug: netschool::Plug) {
        plug.pull(&mut self.lock());
    }

    /// Lets a teacher act, now.
    pub fn act(&self, act: Act) -> Result<Acted, ActError> {
        let state = &mut *self.lock();
        let now = state.settings.clock.now();
        teacher::carry_out(&mut state.register, act, now)
    }

    /// Tells the school to misbehave within `scope`, besides what it was told before.
    pub fn misbehave(&self, misbehaviour: Misbehaviour, scope: Scope) {
        self.lock().mood.tell(misbehaviour, scope);
    }

    /// Ends all misbehaviour.
    pub fn behave(&self) {
        self.lock().mood.behave();
    }

    /// The requests so far.
    pub fn journal(&self) -> Journal {
        self.lock().journal.clone()
    }

    /// Forgets the requests so far.
    pub fn clear_journal(&self) {
        self.lock().journal = Journal::default();
    }

    /// The clock.
    pub fn clock(&self) -> Clock {
        self.lock().settings.clock
    }

    /// Sets the clock. Within a school year nothing but "now" changes. In another school year the school begins it
    /// anew, and what teachers did by [`School::act`] is gone.
    pub fn set_clock(&self, clock: Clock) {
        let state = &mut *self.lock();
        state.settings.clock = clock;
        let order = order(&state.settings, clock.now());
        if order.year != state.register.year {
            state.register = write_year(&order);
            state.fragments = dnevnik::Fragments::of(&state.register);
            state.past = past(&order, state.settings.past_years);
        }
    }

    /// A token without a page: what a finished sign-in gives. None for a wrong login or password.
    pub fn sign_in(&self, login: &str, password: &str) -> Option<String> {
        self.lock().sign_in(login, password)
    }

    /// Every token that was issued so far: what a test looks for where none may be.
    pub fn issued_tokens(&self) -> Vec<String> {
        let state = self.lock();
        state.sessions.issued(state.settings.seed)
    }

    /// Ends the tokens of one account, or of all.
    pub fn revoke_tokens(&self, login: Option<&str>) {
        let state = &mut *self.lock();
        let logins = state.logins();
        state.sessions.revoke(&logins, login);
    }

    /// Gives an account another password. «Сетевой город» asks for it from then on; the other systems keep the one
    /// that the account was made with.
    pub fn change_password(&self, login: &str, password: &str) {
        self.lock().netschool.passwords.insert(login.to_owned(), password.to_owned());
    }

    /// How often somebody tried to sign in.
    pub fn login_attempts(&self) -> LoginAttempts {
        self.lock().sessions.attempts
    }

    /// Accounts and students with their ids.
    pub fn people(&self) -> People {
        let state = self.lock();
        let register = &state.register;
        let accounts = register.accounts.iter().map(|account| AccountCard {
            login: account.login.to_owned(),
            password: account.password.to_owned(),
            user: WireId(register.persons.get(&account.person).map_or(0, |person| person.user)),
            person: WireId(account.person),
            students: account.pupils.iter().copied().map(WireId).collect(),
        });
        let accounts = accounts.collect();
        let students = register.pupils.values().filter_map(|pupil| {
            let person = register.persons.get(&pupil.person)?;
            let class = register.groups.get(&pupil.class)?;
            let subjects = class.subjects.iter().filter_map(|id| register.subjects.get(id));
            Some(StudentCard {
                person: WireId(pupil.person),
                first_name: person.first.to_owned(),
                name: format!("{} {}", person.last, person.first),
                class: class.name.clone(),
                group: WireId(class.id),
                subgroups: pupil.subgroups.iter().copied().map(WireId).collect(),
                school: WireId(pupil.school),
                hours_from_utc: register.schools.get(&pupil.school)?.hours_from_utc,
                subjects: subjects
                    .map(|subject| SubjectCard { id: WireId(subject.id), name: subject.name.to_owned() })
                    .collect(),
            })
        });
        let students = students.collect();
        People { accounts, students }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // A panic of another test thread says nothing about the register.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    pub(crate) fn logins(&self) -> Vec<&'static str> {
        self.register.accounts.iter().map(|account| account.login).collect()
    }

    /// Counts the attempt, and issues a token if login and password are right.
    pub(crate) fn sign_in(&mut self, login: &str, password: &str) -> Option<String> {
        self.sessions.attempts.attempts += 1;
        let account =
            self.register.accounts.iter().find(|account| account.login == login && account.password == password);
        let Some(login) = account.map(|account| account.login) else {
            self.sessions.attempts.refused += 1;
            return None;
        };
        Some(self.sessions.issue(self.settings.seed, login))
    }

    /// The login that a token belongs to.
    pub(crate) fn holder(&self, token: &str) -> Option<&'static str> {
        self.sessions.holder(self.settings.seed, &self.logins(), token)
    }
}

fn order(settings: &SchoolSettings, now: OffsetDateTime) -> Order {
    Order {
        seed: settings.seed,
        year: SchoolYear::of(now.date()),
        bare: settings.bare,
        extra_children: settings.extra_children.min(500),
    }
}

/// The years before the ordered one, the newest first.
fn past(order: &Order, years: u8) -> Vec<Past> {
    (1..=years.min(10))
        .map(|ago| {
            let register = write_past_year(order, ago);
            Past { fragments: dnevnik::Fragments::of(&register), register }
        })
        .collect()
}

//! A request whose sender is known.

use bytes::Bytes;
use http::{Request, header};
use time::{Date, OffsetDateTime};
use url::form_urlencoded;

use super::{Memory, Refusal, dates, ids, token};
use crate::register::{Account, Group, Mark, Pupil, Register, SchoolRecord, Work};
use crate::school::{State, register_of};

/// Longer ranges are refused, so that a wrong year in a date does not ask for millions of days.
const LONGEST_RANGE_DAYS: i64 = 1_200;

pub(super) struct Ask<'a> {
    pub(super) register: &'a Register,
    pub(super) memory: &'a mut Memory,
    pub(super) account: Account,
    pub(super) now: OffsetDateTime,
    pub(super) query: Vec<(String, String)>,
    pub(super) origin: Option<String>,
}

/// All tokens that a request brings: header, header, cookie.
pub(super) fn tokens(request: &Request<Bytes>) -> Vec<String> {
    let text = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    let bearer = text("authorization").and_then(|value| value.strip_prefix("Bearer ")).map(str::to_owned);
    let own = text("auth-token").map(str::to_owned);
    let tokens = [bearer, own, cookie(request, "aupd_token")].into_iter().flatten();
    tokens.map(|token| token.trim().to_owned()).filter(|token| !token.is_empty()).collect()
}

pub(super) fn cookie(request: &Request<Bytes>, name: &str) -> Option<String> {
    let lines = request.headers().get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(of, _)| *of == name).map(|(_, value)| value.to_owned())
}

pub(super) fn query(request: &Request<Bytes>) -> Vec<(String, String)> {
    form_urlencoded::parse(request.uri().query().unwrap_or_default().as_bytes()).into_owned().collect()
}

/// The account that a request speaks for, by the first of its tokens.
pub(super) fn account(state: &State, request: &Request<Bytes>) -> Result<(Account, String), Refusal> {
    let token = tokens(request).into_iter().next().ok_or_else(Refusal::signed_out)?;
    let login = token::holder(state, &token).ok_or_else(Refusal::signed_out)?;
    let account = state.register.accounts.iter().find(|account| account.login == login).cloned();
    Ok((account.ok_or_else(Refusal::signed_out)?, token))
}

impl<'a> Ask<'a> {
    pub(super) fn new(state: &'a mut State, account: Account, request: &Request<Bytes>) -> Self {
        let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
        let name = host.map(|host| host.rsplit_once(':').map_or(host, |(name, _)| name));
        let loopback = name.is_some_and(|name| matches!(name, "127.0.0.1" | "localhost"));
        let query = query(request);
        // Days of a year that is over stand in that year's register; what has no days is told of the current one.
        let named = |name: &str| query.iter().find(|(key, _)| key == name).and_then(|(_, day)| dates::parse(day));
        let day = ["begin_date", "from"].into_iter().find_map(named);
        Self {
            register: register_of(&mut state.register, &mut state.past, day),
            memory: &mut state.mesh,
            account,
            now: state.settings.clock.now(),
            query,
            origin: host.filter(|_| loopback).map(|host| format!("http://{host}")),
        }
    }

    pub(super) fn param(&self, name: &str) -> Option<&str> {
        let found = self.query.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty() && *value != "null")
    }

    pub(super) fn number(&self, name: &str) -> Result<i64, Refusal> {
        self.param(name).and_then(|text| text.parse().ok()).ok_or_else(|| Refusal::parameter(name))
    }

    pub(super) fn date(&self, name: &str) -> Result<Date, Refusal> {
        self.param(name).and_then(dates::parse).ok_or_else(|| Refusal::parameter(name))
    }

    /// Days from and to, both included.
    pub(super) fn range(&self, from: &str, to: &str) -> Result<(Date, Date), Refusal> {
        let (first, last) = (self.date(from)?, self.date(to)?);
        if first > last || (last - first).whole_days() > LONGEST_RANGE_DAYS {
            return Err(Refusal::parameter(to));
        }
        Ok((first, last))
    }

    pub(super) fn today(&self) -> Date {
        dates::day_of(self.now)
    }

    /// The pupils of the account, in its order.
    pub(super) fn pupils(&self) -> impl Iterator<Item = &'a Pupil> {
        let register = self.register;
        let ids: Vec<i64> = self.account.pupils.clone();
        ids.into_iter().filter_map(move |person| register.pupils.get(&person))
    }

    fn pupil(&self, person: i64) -> Result<&'a Pupil, Refusal> {
        self.pupils().find(|pupil| pupil.person == person).ok_or_else(Refusal::forbidden)
    }

    /// The pupil of `student_id`. Another id of the same child is another's.
    pub(super) fn student(&self) -> Result<&'a Pupil, Refusal> {
        self.pupil(ids::person_of_student(self.number("student_id")?))
    }

    /// The pupil whom a guid names.
    pub(super) fn person(&self, name: &str) -> Result<&'a Pupil, Refusal> {
        let guid = self.param(name).ok_or_else(|| Refusal::parameter(name))?;
        self.pupils().find(|pupil| ids::guid(pupil.person) == guid).ok_or_else(Refusal::forbidden)
    }

    /// The account's own profile id.
    pub(super) fn profile(&self) -> i64 {
        own_profile(&self.account)
    }

    pub(super) fn class(&self, pupil: &Pupil) -> Option<&'a Group> {
        self.register.groups.get(&pupil.class)
    }

    pub(super) fn school(&self, pupil: &Pupil) -> Option<&'a SchoolRecord> {
        self.register.schools.get(&pupil.school)
    }

    pub(super) fn subject_name(&self, subject: i64) -> &'static str {
        self.register.subjects.get(&subject).map_or("", |subject| subject.name)
    }

    /// Whether a pupil sees a work: it was announced, or the pupil has a mark for it.
    pub(super) fn shows(&self, work: &Work, person: i64) -> bool {
        let marked = |mark: &Mark| mark.person == person && mark.value(self.now).is_some();
        work.is_known(self.now) && (work.planned || self.register.marks_of_work(work.id).any(marked))
    }
}

/// The id of the account's own profile: a pupil's is the student's.
pub(super) fn own_profile(account: &Account) -> i64 {
    if account.is_pupil() { ids::student(account.person) } else { ids::parent(account.person) }
}

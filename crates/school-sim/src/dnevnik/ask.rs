//! A request to the API whose sender is known.

use bytes::Bytes;
use http::{Request, StatusCode};
use serde_json::Value;
use time::{Date, OffsetDateTime};
use url::form_urlencoded;

use super::dates::{self, Asked};
use super::{Fragments, Refusal, percent_decoded, signin, wire};
use crate::register::{Account, Group, Mark, Period, Pupil, Register, Work};
use crate::school::{Past, State};

/// Longer ranges are refused, so that a wrong year in a date does not ask for millions of days.
const LONGEST_RANGE_DAYS: i64 = 1_200;

pub(super) struct Ask<'a> {
    pub(super) register: &'a mut Register,
    pub(super) fragments: &'a Fragments,
    /// A person's classes of the years before, where the request speaks of a person.
    pub(super) earlier: Vec<Value>,
    pub(super) account: Account,
    pub(super) now: OffsetDateTime,
    pub(super) query: Vec<(String, String)>,
    pub(super) body: &'a Bytes,
    /// Scheme and host the request came to, when it came over loopback.
    pub(super) origin: Option<String>,
}

impl<'a> Ask<'a> {
    /// The request of a token that is one.
    pub(super) fn of(state: &'a mut State, request: &'a Request<Bytes>) -> Result<Ask<'a>, Refusal> {
        let required = || Refusal::new(StatusCode::UNAUTHORIZED, "tokenRequired", "Access token is required");
        let token = signin::api_token(request).ok_or_else(required)?;
        Ask::with(state, request, &token)
    }

    /// The request of whoever holds this token, wherever it stood.
    pub(super) fn with(state: &'a mut State, request: &'a Request<Bytes>, token: &str) -> Result<Ask<'a>, Refusal> {
        let unknown = || Refusal::new(StatusCode::UNAUTHORIZED, "invalidToken", "Token is invalid or expired");
        let account = signin::account_of(state, token).ok_or_else(unknown)?;
        let of = register_of(state, request);
        let earlier: Vec<Value> = match of {
            None => segments(request).get(1).map_or_else(Vec::new, |person| earlier_groups(state, person)),
            Some(_) => Vec::new(),
        };
        let now = state.settings.clock.now();
        let (register, fragments) = match of.and_then(|place| state.past.get_mut(place)) {
            Some(past) => (&mut past.register, &past.fragments),
            None => (&mut state.register, &state.fragments),
        };
        Ok(Ask {
            now,
            register,
            fragments,
            earlier,
            account,
            query: query(request),
            body: request.body(),
            origin: origin(request),
        })
    }
}

/// Whose register a request asks: the place of that year's among those of the past; none for the current one. The group
/// that it names tells.
fn register_of(state: &State, request: &Request<Bytes>) -> Option<usize> {
    let parts = segments(request);
    let named: Vec<i64> = parts.iter().filter_map(|part| part.parse().ok()).collect();
    state.past.iter().position(|past| named.iter().any(|id| past.register.groups.contains_key(id)))
}

fn earlier_groups(state: &State, person: &str) -> Vec<Value> {
    let of = |past: &Past| {
        let pupil = past.register.pupils.get(&person.parse().ok()?)?;
        let groups = std::iter::once(&pupil.class).chain(&pupil.subgroups);
        Some(groups.filter_map(|group| wire::group(&past.register, *group)).collect::<Vec<_>>())
    };
    state.past.iter().filter_map(of).flatten().collect()
}

impl Ask<'_> {
    /// A query parameter by name, whatever its case.
    pub(super) fn param(&self, name: &str) -> Option<&str> {
        let found = self.query.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    /// Every id given under a name: repeated, or separated by commas.
    pub(super) fn ids(&self, name: &str) -> Result<Vec<i64>, Refusal> {
        let given = self.query.iter().filter(|(key, _)| key.eq_ignore_ascii_case(name));
        given.flat_map(|(_, value)| value.split(',')).map(|value| id(name, value)).collect()
    }

    /// The ids in a body: a JSON list, a JSON object with one list, or a form.
    pub(super) fn body_ids(&self) -> Result<Vec<i64>, Refusal> {
        let json = serde_json::from_slice::<serde_json::Value>(self.body).ok();
        let list = json.and_then(|value| match value {
            serde_json::Value::Array(items) => Some(items),
            serde_json::Value::Object(fields) => fields.into_iter().find_map(|(_, value)| value.as_array().cloned()),
            _ => None,
        });
        match list {
            Some(items) => items
                .iter()
                .map(|item| item.as_i64().or_else(|| item.as_str()?.parse().ok()))
                .map(|item| item.ok_or_else(|| Refusal::parameter("lessons")))
                .collect(),
            None => form_urlencoded::parse(self.body).map(|(_, value)| id("lessons", &value)).collect(),
        }
    }

    /// A query parameter that must be an id.
    pub(super) fn id_param(&self, name: &str) -> Result<i64, Refusal> {
        id(name, self.param(name).ok_or_else(|| Refusal::parameter(name))?)
    }

    /// Days from and to, both included.
    pub(super) fn range_param(&self, from: &str, to: &str) -> Result<(Date, Date), Refusal> {
        let value = |name: &str| self.param(name).ok_or_else(|| Refusal::parameter(name));
        range(value(from)?, value(to)?)
    }

    /// A pupil that this account may look at.
    pub(super) fn pupil(&self, person: &str) -> Result<Pupil, Refusal> {
        self.pupil_by_id(id("person", person)?)
    }

    pub(super) fn pupil_by_id(&self, person: i64) -> Result<Pupil, Refusal> {
        let own = self.account.pupils.contains(&person);
        self.register.pupils.get(&person).filter(|_| own).cloned().ok_or_else(Refusal::not_owner)
    }

    /// The pupils of this account.
    pub(super) fn pupils(&self) -> Vec<Pupil> {
        self.account.pupils.iter().filter_map(|person| self.register.pupils.get(person)).cloned().collect()
    }

    /// A group that a pupil of this account belongs to (or the class of one of its subgroups).
    pub(super) fn group(&self, group: &str) -> Result<Group, Refusal> {
        let group = id("eduGroup", group)?;
        let found = self.register.groups.get(&group).ok_or_else(|| Refusal::unknown("EduGroup"))?;
        let class = found.parent.unwrap_or(group);
        let own = self.pupils().iter().any(|pupil| pupil.class == class);
        if own { Ok(found.clone()) } else { Err(Refusal::forbidden()) }
    }

    /// The pupils of this account in a group.
    pub(super) fn pupils_in(&self, group: i64) -> Vec<Pupil> {
        self.pupils().into_iter().filter(|pupil| pupil.belongs_to(group)).collect()
    }

    /// A school that a pupil of this account goes to.
    pub(super) fn school(&self, school: &str) -> Result<crate::register::SchoolRecord, Refusal> {
        let school = id("school", school)?;
        let found = self.register.schools.get(&school).ok_or_else(|| Refusal::unknown("School"))?;
        let own = self.pupils().iter().any(|pupil| pupil.school == school);
        if own { Ok(found.clone()) } else { Err(Refusal::forbidden()) }
    }

    /// A term of a class that a pupil of this account belongs to.
    pub(super) fn period(&self, period: &str) -> Result<Period, Refusal> {
        let period = id("period", period)?;
        let found = self.register.periods.get(&period).ok_or_else(|| Refusal::unknown("ReportingPeriod"))?;
        let own = self.pupils().iter().any(|pupil| pupil.class == found.group);
        if own { Ok(found.clone()) } else { Err(Refusal::forbidden()) }
    }

    /// A lesson of a pupil of this account.
    pub(super) fn lesson(&self, lesson: i64) -> Result<crate::register::Lesson, Refusal> {
        let found = self.register.lessons.get(&lesson).ok_or_else(|| Refusal::unknown("Lesson"))?;
        let class = self.register.class_of(found.group);
        let own = self.pupils().iter().any(|pupil| pupil.class == class);
        if own { Ok(found.clone()) } else { Err(Refusal::forbidden()) }
    }

    /// A work of a pupil of this account, known by now.
    pub(super) fn work(&self, work: i64) -> Result<&Work, Refusal> {
        let found = self.register.works.get(&work).filter(|work| work.is_known(self.now));
        let found = found.ok_or_else(|| Refusal::unknown("Work"))?;
        let class = self.register.class_of(found.group);
        let own = self.pupils().iter().any(|pupil| pupil.class == class);
        if own { Ok(found) } else { Err(Refusal::forbidden()) }
    }

    /// Whether a pupil sees a work: it was announced, or the pupil has a mark for it.
    pub(super) fn shows(&self, work: &Work, person: i64) -> bool {
        work.is_known(self.now)
            && (work.planned || self.register.marks_of_work(work.id).any(|mark| self.stands(mark, person)))
    }

    /// Whether a mark is this person's and stands now.
    pub(super) fn stands(&self, mark: &Mark, person: i64) -> bool {
        mark.person == person && mark.value(self.now).is_some()
    }
}

/// An id in a path or a query.
pub(super) fn id(name: &str, text: &str) -> Result<i64, Refusal> {
    text.trim().parse().map_err(|_| Refusal::parameter(name))
}

/// A date in a path or a query.
pub(super) fn date(name: &str, text: &str) -> Result<Asked, Refusal> {
    dates::parse(text).ok_or_else(|| Refusal::parameter(name))
}

/// Days from and to, both included.
pub(super) fn range(from: &str, to: &str) -> Result<(Date, Date), Refusal> {
    let (from, to) = (date("startDate", from)?.date, date("endDate", to)?.date);
    if from > to || (to - from).whole_days() > LONGEST_RANGE_DAYS {
        return Err(Refusal::parameter("endDate"));
    }
    Ok((from, to))
}

/// The path of an API call in parts, without the version. The published client 0.1.1 glues a whole address to its
/// base (`/v2/https://api.dnevnik.ru/v2.0/…`): that is the one wrong path that is understood.
pub(super) fn segments(request: &Request<Bytes>) -> Vec<String> {
    let mut parts: Vec<String> =
        request.uri().path().split('/').filter(|part| !part.is_empty()).map(percent_decoded).collect();
    let version = |part: &str| matches!(part.to_lowercase().as_str(), "v1" | "v2" | "v2.0");
    if parts.iter().skip(1).take(2).eq(["https:", "api.dnevnik.ru"]) && parts.get(3).is_some_and(|part| version(part)) {
        parts.drain(..3);
    }
    if parts.first().is_some_and(|part| version(part)) {
        parts.remove(0);
    }
    parts
}

/// The query in pairs.
pub(super) fn query(request: &Request<Bytes>) -> Vec<(String, String)> {
    let query = request.uri().query().unwrap_or_default();
    form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

/// Scheme and host as the client wrote them, when the school is reached over loopback. In process a client may name the
/// real host, and then files are promised there.
fn origin(request: &Request<Bytes>) -> Option<String> {
    let host = request.headers().get(http::header::HOST)?.to_str().ok()?;
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    matches!(name, "127.0.0.1" | "localhost" | "[::1]").then(|| format!("http://{host}"))
}

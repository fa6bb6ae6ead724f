//! A family that looks at its diary: the requests that the stories are told with.

use bytes::Bytes;
use http::{Request, Response};
use peremena_school_sim::{Clock, FamilyAccount, PARENT, School, SchoolSettings, StudentCard};
use serde_json::Value;
use time::OffsetDateTime;
use time::macros::datetime;

/// Saturday afternoon in the third week of the second quarter.
pub(crate) const NOW: OffsetDateTime = datetime!(2026-11-21 15:00 +3);

/// A school whose clock stands at [`NOW`].
pub(crate) fn school() -> School {
    School::new(SchoolSettings { clock: Clock::Fixed(NOW), ..SchoolSettings::default() })
}

/// The same without a mark or an absence.
pub(crate) fn bare_school() -> School {
    School::new(SchoolSettings { clock: Clock::Fixed(NOW), bare: true, ..SchoolSettings::default() })
}

/// One request as it is.
pub(crate) fn ask(school: &School, request: http::request::Builder, body: &str) -> Response<Bytes> {
    school.answer(request.body(Bytes::from(body.to_owned())).unwrap())
}

/// Somebody signed in.
pub(crate) struct Family {
    pub(crate) school: School,
    pub(crate) token: String,
}

impl Family {
    pub(crate) fn of(school: &School, account: FamilyAccount) -> Self {
        let token = school.sign_in(account.login, account.password).unwrap();
        Self { school: school.clone(), token }
    }

    pub(crate) fn parent(school: &School) -> Self {
        Self::of(school, PARENT)
    }

    /// The answer to a call of the API.
    pub(crate) fn answer(&self, path: &str) -> Response<Bytes> {
        let request = Request::get(format!("/v2/{path}")).header("Access-Token", &self.token);
        ask(&self.school, request, "")
    }

    /// Its JSON.
    pub(crate) fn get(&self, path: &str) -> Value {
        serde_json::from_slice(self.answer(path).body()).unwrap()
    }

    pub(crate) fn post(&self, path: &str, body: &str) -> Value {
        let request = Request::post(format!("/v2/{path}")).header("Access-Token", &self.token);
        serde_json::from_slice(ask(&self.school, request, body).body()).unwrap()
    }

    pub(crate) fn student(&self, first_name: &str) -> StudentCard {
        let students = self.school.people().students;
        students.into_iter().find(|student| student.first_name == first_name).unwrap()
    }

    /// The days of a student's schedule.
    pub(crate) fn days(&self, first_name: &str, from: &str, to: &str) -> Vec<Value> {
        let student = self.student(first_name);
        let path =
            format!("persons/{}/groups/{}/schedules?startDate={from}&endDate={to}", student.person, student.group);
        self.get(&path)["days"].as_array().unwrap().clone()
    }

    /// Everything of one list of the schedule, over the days.
    pub(crate) fn of_days(&self, list: &str, first_name: &str, from: &str, to: &str) -> Vec<Value> {
        let days = self.days(first_name, from, to);
        days.iter().flat_map(|day| day[list].as_array().unwrap().clone()).collect()
    }
}

/// The item with this id.
pub(crate) fn by_id(items: &[Value], id: peremena_school_sim::WireId) -> Option<&Value> {
    items.iter().find(|item| item["id"].as_i64() == Some(id.0))
}

/// The kind of an error object.
pub(crate) fn kind(answer: &Response<Bytes>) -> String {
    let error: Value = serde_json::from_slice(answer.body()).unwrap();
    assert!(error["description"].is_string(), "{error}");
    error["type"].as_str().unwrap().to_owned()
}

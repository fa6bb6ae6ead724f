//! Every way to misbehave, and the return to good behaviour.

use std::time::Duration;

use peremena_school_sim::{CutOff, Delay, Misbehaviour, Scope};
use rstest::rstest;
use serde_json::Value;

use crate::family::{Family, kind, school};

#[rstest]
#[case(Misbehaviour::InvalidToken, 401, "invalidToken")]
#[case(Misbehaviour::SystemForbidden, 403, "systemForbidden")]
#[case(Misbehaviour::TooManyRequests { retry_after: None }, 429, "requestLimit")]
#[case(Misbehaviour::RequestLimit, 200, "requestLimit")]
#[case(Misbehaviour::ServerError, 500, "apiServerError")]
#[case(Misbehaviour::ErrorUnderSuccess, 200, "parameterInvalid")]
fn a_refusal_has_its_status_and_its_error_object(
    #[case] misbehaviour: Misbehaviour,
    #[case] status: u16,
    #[case] error: &str,
) {
    let school = school();
    let family = Family::parent(&school);
    school.misbehave(misbehaviour, Scope::next(1));
    let refused = family.answer("users/me/context");
    assert_eq!((refused.status().as_u16(), kind(&refused).as_str()), (status, error));
    assert_eq!(family.answer("users/me/context").status(), 200, "only one request was met");
}

#[rstest]
#[case(Misbehaviour::BadGateway, 502)]
#[case(Misbehaviour::Unavailable, 503)]
#[case(Misbehaviour::Outage { retry_after: None }, 503)]
#[case(Misbehaviour::Maintenance, 200)]
fn a_page_comes_where_json_was_asked_for(#[case] misbehaviour: Misbehaviour, #[case] status: u16) {
    let school = school();
    let family = Family::parent(&school);
    school.misbehave(misbehaviour, Scope::always());
    let page = family.answer("users/me/context");
    assert_eq!((page.status().as_u16(), &page.headers()["content-type"]), (status, &"text/html".parse().unwrap()));
    assert!(String::from_utf8_lossy(page.body()).contains("error__description"));
    school.behave();
    assert_eq!(family.answer("users/me/context").headers()["content-type"], "application/json; charset=utf-8");
}

#[rstest]
#[case::limit(Misbehaviour::TooManyRequests { retry_after: Some(30) })]
#[case::outage(Misbehaviour::Outage { retry_after: Some(30) })]
fn a_limit_and_an_outage_can_name_the_seconds_to_wait(#[case] misbehaviour: Misbehaviour) {
    let school = school();
    let family = Family::parent(&school);
    school.misbehave(misbehaviour, Scope::next(1));
    assert_eq!(family.answer("users/me").headers()["retry-after"], "30");
}

#[test]
fn only_the_named_path_and_the_counted_requests_are_met() {
    let school = school();
    let family = Family::parent(&school);
    school.misbehave(Misbehaviour::ServerError, Scope::next(2).on("recentmarks"));
    let amina = family.student("Амина");
    let recent = format!("persons/{}/group/{}/recentmarks", amina.person, amina.group);
    let statuses = [
        family.answer("users/me").status().as_u16(),
        family.answer(&recent).status().as_u16(),
        family.answer(&recent).status().as_u16(),
        family.answer(&recent).status().as_u16(),
    ];
    assert_eq!(statuses, [200, 500, 500, 200]);
}

#[test]
fn late_and_broken_answers_say_so_to_whoever_delivers_them() {
    let school = school();
    let family = Family::parent(&school);
    school.misbehave(Misbehaviour::Slow { millis: 1_500 }, Scope::next(1));
    school.misbehave(Misbehaviour::CutOff, Scope::next(1));
    let answer = family.answer("users/me");
    assert_eq!(answer.extensions().get::<Delay>(), Some(&Delay(Duration::from_millis(1_500))));
    assert_eq!(answer.extensions().get::<CutOff>(), Some(&CutOff { after: answer.body().len() / 2 }));
}

/// A week of Амина, as it is and as it is spoilt.
fn week_when(misbehaviour: Misbehaviour) -> (Value, Value) {
    let school = school();
    let family = Family::parent(&school);
    let amina = family.student("Амина");
    let path =
        format!("persons/{}/groups/{}/schedules?startDate=2026-11-16&endDate=2026-11-22", amina.person, amina.group);
    let good = family.get(&path);
    school.misbehave(misbehaviour, Scope::next(1));
    (good, family.get(&path))
}

#[test]
fn an_empty_answer_has_its_lists_but_nothing_in_them() {
    let (_, spoilt) = week_when(Misbehaviour::Empty);
    assert_eq!(spoilt, serde_json::json!({ "days": [] }));
}

#[test]
fn duplicated_and_reordered_items_are_the_same_items() {
    let (good, twice) = week_when(Misbehaviour::Duplicated);
    assert_eq!(twice["days"].as_array().unwrap().len(), 14);
    assert_eq!(
        twice["days"][0]["marks"].as_array().unwrap().len(),
        2 * good["days"][0]["marks"].as_array().unwrap().len()
    );
    let (good, turned) = week_when(Misbehaviour::Reordered);
    assert_eq!(turned["days"][6]["date"], good["days"][0]["date"]);
    assert_eq!(turned["days"][6]["lessons"][6]["id"], good["days"][0]["lessons"][0]["id"]);
}

#[test]
fn changed_ids_stay_consistent_and_concern_marks_and_works_alone() {
    let (good, changed) = week_when(Misbehaviour::ChangedIds);
    let ids = |week: &Value, list: &str| -> Vec<i64> {
        let days = week["days"].as_array().unwrap().iter();
        days.flat_map(|day| day[list].as_array().unwrap().clone()).map(|item| item["id"].as_i64().unwrap()).collect()
    };
    assert_eq!(ids(&good, "lessons"), ids(&changed, "lessons"));
    for list in ["marks", "homeworks"] {
        assert!(ids(&good, list).iter().zip(ids(&changed, list)).all(|(old, new)| *old != new));
    }
    for day in changed["days"].as_array().unwrap() {
        for homework in day["homeworks"].as_array().unwrap() {
            assert_eq!(homework["id"].to_string(), homework["id_str"].as_str().unwrap());
            let lessons = day["lessons"].as_array().unwrap();
            let lesson = lessons.iter().find(|lesson| lesson["id"] == homework["lesson"]).unwrap();
            assert!(lesson["works"].as_array().unwrap().contains(&homework["id"]));
        }
    }
}

#[test]
fn novelties_are_fields_and_words_but_homework_stays_homework() {
    let (_, week) = week_when(Misbehaviour::Novelties);
    let day = &week["days"][0];
    assert_eq!(day["lessons"][0]["status"], "SomethingNew");
    assert!(day["lessons"][0]["novelty"].is_object());
    assert_eq!(day["homeworks"][0]["type"], "Homework");
}

#[test]
fn ids_come_as_text() {
    let (good, week) = week_when(Misbehaviour::IdsAsText);
    let (as_number, as_text) = (&good["days"][0]["lessons"][0], &week["days"][0]["lessons"][0]);
    assert_eq!(as_text["id"], as_number["id"].to_string());
    assert_eq!(as_text["number"], "0");
}

#[test]
fn lists_inside_lessons_are_missing() {
    let (_, week) = week_when(Misbehaviour::MissingArrays);
    assert!(week["days"][0]["lessons"][0].get("works").is_none());
    assert!(week["days"][0]["lessons"][0].get("teachers").is_none());
}

#[test]
fn garbage_is_no_json_under_the_type_of_json() {
    let school = school();
    let family = Family::parent(&school);
    school.misbehave(Misbehaviour::GarbageJson, Scope::next(1));
    let answer = family.answer("users/me");
    assert!(serde_json::from_slice::<Value>(answer.body()).is_err());
    assert_eq!(answer.status(), 200);
}

#[test]
fn a_misbehaviour_is_written_as_json_tagged_by_its_kind() {
    let told: Misbehaviour = serde_json::from_str(r#"{"kind":"slow","millis":20}"#).unwrap();
    assert_eq!(told, Misbehaviour::Slow { millis: 20 });
    let told: Misbehaviour = serde_json::from_str(r#"{"kind":"too-many-requests"}"#).unwrap();
    assert_eq!(told, Misbehaviour::TooManyRequests { retry_after: None });
}

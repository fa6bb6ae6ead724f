//! Nobody sees another family's child.

use http::Request;
use peremena_school_sim::{AMINA, SIDOROV};
use rstest::rstest;

use crate::family::{Family, ask, kind, school};

#[rstest]
#[case("persons/{p}/groups/{g}/schedules?startDate=2026-11-16&endDate=2026-11-22")]
#[case("persons/{p}/group/{g}/recentmarks")]
#[case("persons/{p}/edu-groups/{g}/allfinalmarks")]
#[case("persons/{p}/edu-groups")]
#[case("persons/{p}/school/{s}/homeworks?startDate=2026-11-16&endDate=2026-11-22")]
#[case("persons/{p}/schools/{s}/marks/2026-11-16/2026-11-22")]
#[case("persons/{p}/lesson-log-entries?startDate=2026-11-16&endDate=2026-11-22")]
#[case("persons/{p}/marks/2026-11-16")]
#[case("persons/{p}")]
#[case("users/me/feed?childPersonId={p}")]
fn another_familys_child_is_not_shown(#[case] path: &str) {
    let school = school();
    let amina = Family::parent(&school).student("Амина");
    let path = path.replace("{p}", &amina.person.to_string()).replace("{g}", &amina.group.to_string());
    let path = path.replace("{s}", &amina.school.to_string());
    assert_eq!(Family::parent(&school).answer(&path).status(), 200, "the family itself sees it");
    let refused = Family::of(&school, SIDOROV).answer(&path);
    assert_eq!((refused.status().as_u16(), kind(&refused).as_str()), (403, "notOwner"));
}

#[rstest]
#[case("edu-groups/{g}/persons")]
#[case("edu-groups/{g}/marks/2026-11-16/2026-11-22")]
#[case("edu-groups/{g}/final-marks")]
#[case("schools/{s}")]
#[case("work-types/{s}")]
fn another_class_and_another_school_are_forbidden(#[case] path: &str) {
    let school = school();
    let amina = Family::parent(&school).student("Амина");
    let path = path.replace("{g}", &amina.group.to_string()).replace("{s}", &amina.school.to_string());
    let refused = Family::of(&school, SIDOROV).answer(&path);
    assert_eq!((refused.status().as_u16(), kind(&refused).as_str()), (403, "systemForbidden"));
}

#[test]
fn single_marks_lessons_works_and_tasks_are_guarded_too() {
    let school = school();
    let family = Family::parent(&school);
    let marks = family.of_days("marks", "Амина", "2026-11-16", "2026-11-21");
    let homework = family.of_days("homeworks", "Амина", "2026-11-16", "2026-11-21");
    let stranger = Family::of(&school, SIDOROV);
    for path in [
        format!("marks/{}", marks[0]["id"]),
        format!("lessons/{}", marks[0]["lesson"]),
        format!("works/{}", homework[0]["id"]),
        format!("works/{}/marks", marks[0]["work"]),
        format!("tasks/{}", homework[0]["tasks"][0]["id"]),
    ] {
        assert_eq!(family.answer(&path).status(), 200, "{path}");
        assert!(stranger.answer(&path).status().is_client_error(), "{path}");
    }
}

#[test]
fn a_pupil_does_not_see_a_brother() {
    let school = school();
    let amina = Family::of(&school, AMINA);
    let timur = amina.student("Тимур");
    assert_eq!(kind(&amina.answer(&format!("persons/{}/edu-groups", timur.person))), "notOwner");
    assert_eq!(amina.get("users/me/context")["children"], serde_json::Value::Null);
}

#[rstest]
#[case("persons/someone/edu-groups", 400, "parameterInvalid")]
#[case("persons/{p}/groups/{g}/schedules", 400, "parameterInvalid")]
#[case("persons/{p}/groups/{g}/schedules?startDate=soon&endDate=2026-11-22", 400, "parameterInvalid")]
#[case("persons/{p}/groups/{g}/schedules?startDate=2026-11-22&endDate=2026-11-16", 400, "parameterInvalid")]
#[case("persons/{p}/groups/1/schedules?startDate=2026-11-16&endDate=2026-11-22", 400, "parameterInvalid")]
#[case("persons/{p}/group/{g}/recentmarks?limit=101", 400, "parameterInvalid")]
#[case("lessons/1", 404, "resourceUnavailable")]
#[case("nothing/of/the/kind", 404, "resourceUnavailable")]
#[case("teacher/1/students", 403, "systemForbidden")]
fn an_error_is_an_object_with_type_and_description(#[case] path: &str, #[case] status: u16, #[case] error: &str) {
    let school = school();
    let family = Family::parent(&school);
    let amina = family.student("Амина");
    let path = path.replace("{p}", &amina.person.to_string()).replace("{g}", &amina.group.to_string());
    let refused = family.answer(&path);
    assert_eq!((refused.status().as_u16(), kind(&refused).as_str()), (status, error));
}

#[test]
fn a_family_cannot_write_the_register() {
    let school = school();
    let family = Family::parent(&school);
    let request = Request::delete("/v2/lessons/1/log-entries").header("Access-Token", &family.token);
    assert_eq!(kind(&ask(&school, request, "")), "systemForbidden");
    assert_eq!(family.post("works", "{}")["type"], "systemForbidden");
    let request = Request::patch("/v2/users/me").header("Access-Token", &family.token);
    assert_eq!(kind(&ask(&school, request, "")), "methodNotSupported");
}

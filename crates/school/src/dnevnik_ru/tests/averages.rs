//! The averages of a term over the mobile API, where the partner API does not tell those of the class.

use peremena_model::OfficialAverage;

use super::*;

pub(super) const PATH: &str = "/periodMarks";
pub(super) const KINDS: [Kind; 2] = [Kind::Lesson, Kind::Average];

const TERMS: &str = r#"{"reportingPeriods":[{"id":2300000000000000021,"start":"2026-09-01","finish":"2026-10-25","number":0,"type":"Quarter"}]}"#;

const TERM: &str = r#"{"type":"Success","description":"Запрос выполнен","periodNumber":1,"periodMarks":[
 {"subject":{"id":396000000000001,"name":"Математика"},"averageMarks":{"averageMark":"4.53","weightedAverageMark":"4.61"}},
 {"subject":{"id":"396000000000003"},"averageMarks":{"averageMark":3.5,"weightedAverageMark":null}},
 {"subject":{"id":396000000000002},"averageMarks":{"averageMark":null,"weightedAverageMark":"0"}},
 {"subject":{"id":396000000000002},"averageMarks":{"averageMark":"5.00"},"metadata":{"isRestricted":true}},
 {"subject":{"id":777},"averageMarks":{"averageMark":"2.00"}},
 {"subject":null,"averageMarks":null},7]}"#;

pub(super) fn open() -> Canned {
    let weighted = SCHOOL.replace("weighted_avg\":false", "weighted_avg\":true");
    Canned::usual().with("/reporting-periods-group", TERMS).with("schools/1000009000100", weighted).with(PATH, TERM)
}

/// Subject, average, and whether weights went into it.
async fn told(school: &Canned) -> Vec<(String, f64, bool)> {
    let answer = school.api().fetch(&mira(), &ask(&KINDS)).await.unwrap();
    assert!(answer.failed.is_empty(), "{:?}", answer.failed);
    let averages: Vec<OfficialAverage> = all_of!(&answer, Average);
    assert!(averages.iter().all(|average| average.term.as_deref() == Some("2300000000000000021")));
    let mut told: Vec<_> = averages.into_iter().map(|one| (one.subject, one.value, one.weighted)).collect();
    told.sort_by(|one, other| (&one.0, one.2).cmp(&(&other.0, other.2)));
    told
}

fn asked_of(school: &Canned, part: &str) -> usize {
    school.asked().iter().filter(|path| path.contains(part)).count()
}

const ENGLISH: &str = "Английский язык";
const MATHS: &str = "Математика";

#[tokio::test]
async fn where_the_class_is_not_told_one_answer_tells_the_term() {
    let school = open();
    let expected = [(ENGLISH, 3.5, false), (MATHS, 4.53, false), (MATHS, 4.61, true)];
    assert_eq!(told(&school).await, expected.map(|(of, value, weighted)| (of.to_owned(), value, weighted)));
    assert_eq!(
        (asked_of(&school, PATH), asked_of(&school, "/avg-mark")),
        (1, 1),
        "that of the class, and no subject's"
    );
}

/// The partner API's own stand; of a school without weights none is weighted.
#[tokio::test]
async fn what_the_class_is_told_stands() {
    let class =
        r#"[{"person":1000009000001,"per-subject-averages":[{"subject":396000000000001,"avg-mark-value":"4,50"}]}]"#;
    let school = open().with("/avg-marks/2026-09-18T00:00:00", class);
    assert_eq!(told(&school).await, [(MATHS.to_owned(), 4.5, false), (MATHS.to_owned(), 4.61, true)]);
    let school = school.with("schools/1000009000100", SCHOOL);
    assert_eq!(told(&school).await, [(MATHS.to_owned(), 4.5, false)]);
    assert_eq!(asked_of(&school, PATH), 1, "for the weights of the first");
}

/// Not open to the account, or speaking of other subjects: each subject is asked for, and this one again a day later. That
/// it is closed closes no kind.
#[rstest]
#[case::not_allowed(FORBIDDEN)]
#[case::a_page("<!doctype html><form action=/login>")]
#[case::other_subjects(
    r#"{"type":"Success","periodMarks":[{"subject":{"id":1},"averageMarks":{"averageMark":"5.00"}}]}"#
)]
#[case::another_shape(r#"{"type":"Success","description":"x"}"#)]
#[tokio::test]
async fn otherwise_each_subject_is_asked_for(#[case] body: &str) {
    let school = open().with(PATH, body).with("/subjects/396000000000001/avg-mark", "\"4,53\"");
    let api = school.api();
    for requests in [1, 1, 2] {
        let after = time::Duration::hours(if requests == 2 { 25 } else { 1 });
        let asked = Ask { now: ask(&KINDS).now + after, ..ask(&KINDS) };
        let answer = api.fetch(&mira(), &asked).await.unwrap();
        let averages: Vec<OfficialAverage> = all_of!(&answer, Average);
        assert_eq!((averages.len(), averages[0].value, answer.failed.len()), (1, 4.53, 0));
        assert_eq!((asked_of(&school, PATH), api.kinds()), (requests, None));
    }
}

#[tokio::test]
async fn a_bad_moment_of_the_mobile_api_fails_the_averages_once() {
    let school = Canned { status: 503, ..open() };
    let answer = school.api().fetch(&mira(), &ask(&KINDS)).await.unwrap();
    let [(kind, SchoolError::OutOfOrder(_))] = answer.failed.as_slice() else { panic!("{:?}", answer.failed) };
    assert_eq!((*kind, asked_of(&school, "/avg-mark")), (Kind::Average, 1));
}

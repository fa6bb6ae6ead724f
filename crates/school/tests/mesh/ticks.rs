//! Homework is ticked off at the school, of the child that it is, and what was ticked there is told.

use peremena_model::{Homework, Item, Kind};
use peremena_school::{Enrolment, SchoolApi, SchoolError};
use peremena_school_sim::{Act, Clock, Misbehaviour, Scope};
use rstest::rstest;

use crate::{
    BOTH, items, only,
    school::{PARENT, Simulated, ask, now},
};

async fn homework(api: &dyn SchoolApi, student: &Enrolment) -> Vec<Homework> {
    let answer = api.fetch(student, &only(&ask(student), &[Kind::Homework])).await.unwrap();
    let of = items(&answer, Kind::Homework).into_iter().filter_map(|item| match item {
        Item::Homework(homework) => Some(homework.clone()),
        _ => None,
    });
    of.collect()
}

/// Ids of what is done.
async fn done(api: &dyn SchoolApi, student: &Enrolment) -> Vec<String> {
    let all = homework(api, student).await.into_iter();
    all.filter(|homework| homework.done == Some(true)).map(|homework| homework.id).collect()
}

/// What was written to the school: method and end of the path.
fn written(school: &Simulated) -> Vec<String> {
    let seen = school.seen().into_iter().filter(|seen| seen.method != http::Method::GET);
    seen.filter(|seen| seen.path.contains("/homeworks/")).map(|seen| format!("{} {}", seen.method, seen.path)).collect()
}

#[tokio::test]
async fn a_tick_is_the_childs_whose_homework_it_is() {
    for word in BOTH {
        let school = Simulated::in_process(word);
        let (api, students) = school.connected(PARENT).await;
        let (own, _) = school.connected(("amina", "Amina-2026")).await;
        let work = homework(api.as_ref(), &students[0]).await.swap_remove(0);
        assert_eq!(work.done, Some(false));
        api.set_done(&students[0], &work.id, true, now()).await.unwrap();
        assert_eq!(done(api.as_ref(), &students[0]).await, [work.id.as_str()], "{word}");
        for other in &students[1..] {
            assert_eq!(done(api.as_ref(), other).await, [""; 0], "{word}: {}", other.name);
        }
        // The pupil sees it, and takes it back; the family sees that.
        let own_self = own.identity().await.unwrap().students.swap_remove(0);
        assert_eq!(done(own.as_ref(), &own_self).await, [work.id.as_str()]);
        own.set_done(&own_self, &work.id, false, now()).await.unwrap();
        assert_eq!(done(api.as_ref(), &students[0]).await, [""; 0]);
        let base = format!("/api/family/web/v1/homeworks/{}/done", work.id);
        assert_eq!(written(&school), [format!("POST {base}"), format!("DELETE {base}")]);
    }
}

#[tokio::test]
async fn homework_that_is_written_anew_stays_ticked() {
    let school = Simulated::in_process("mesh");
    let (api, students) = school.connected(PARENT).await;
    let homework_of = |text: &str| Act::Homework {
        student: "Амина".into(),
        subject: "Алгебра".into(),
        text: Some(text.into()),
        date: None,
        files: Vec::new(),
    };
    let set = school.school.act(homework_of("№ 12")).unwrap();
    let named = async |text: &str| {
        let all = homework(api.as_ref(), &students[0]).await;
        all.into_iter().find(|homework| homework.text == text).unwrap()
    };
    let work = named("№ 12").await;
    api.set_done(&students[0], &work.id, true, now()).await.unwrap();
    school.school.act(Act::EditHomework { work: set.work.unwrap(), text: "№ 12, 13".into() }).unwrap();
    let after = named("№ 12, 13").await;
    assert_eq!((after.id, after.done), (work.id, Some(true)));
}

#[rstest]
#[case(Misbehaviour::SystemForbidden, "forbidden")]
#[case(Misbehaviour::TooManyRequests { retry_after: Some(60) }, "limited")]
#[case(Misbehaviour::RequestLimit, "limited")]
#[case(Misbehaviour::ServerError, "out of order")]
#[case(Misbehaviour::BadGateway, "out of order")]
#[case(Misbehaviour::Maintenance, "out of order")]
#[case(Misbehaviour::ErrorUnderSuccess, "strange")]
#[tokio::test]
async fn what_is_not_taken_says_why(#[case] trouble: Misbehaviour, #[case] expected: &str) {
    for word in BOTH {
        let school = Simulated::in_process(word);
        let (api, students) = school.connected(PARENT).await;
        let work = homework(api.as_ref(), &students[0]).await.swap_remove(0);
        school.school.misbehave(trouble, Scope::always().on("/done"));
        let outcome = api.set_done(&students[0], &work.id, true, now()).await;
        let told = match &outcome {
            Err(SchoolError::Forbidden(_)) => "forbidden",
            Err(SchoolError::Limited { .. }) => "limited",
            Err(SchoolError::OutOfOrder(_)) => "out of order",
            Err(SchoolError::Strange(_)) => "strange",
            _ => "",
        };
        assert_eq!(told, expected, "{word}: {outcome:?}");
        school.school.behave();
        assert_eq!(done(api.as_ref(), &students[0]).await, [""; 0]);
    }
}

#[tokio::test]
async fn a_session_that_has_ended_is_renewed_for_a_tick_as_for_any_call() {
    let school = Simulated::in_process("mesh");
    let (api, students) = school.connected(PARENT).await;
    let work = homework(api.as_ref(), &students[0]).await.swap_remove(0);
    let later = now() + time::Duration::hours(25);
    school.school.set_clock(Clock::Fixed(later));
    api.set_done(&students[0], &work.id, true, later).await.unwrap();
    assert_eq!(written(&school).len(), 2, "refused once, then taken with the renewed session");
    assert_eq!(done(api.as_ref(), &students[0]).await, [work.id]);
}

/// An id that is no child's own ticks nothing, and another family's child cannot be ticked for.
#[tokio::test]
async fn an_id_that_is_not_the_childs_own_is_not_sent_or_not_taken() {
    let school = Simulated::in_process("mesh");
    let (api, students) = school.connected(PARENT).await;
    for id in ["entry-690000001", "", "-5", "7/../8"] {
        let outcome = api.set_done(&students[0], id, true, now()).await;
        assert!(matches!(outcome, Err(SchoolError::Setting(_))), "{id}: {outcome:?}");
    }
    assert_eq!(written(&school), [""; 0]);
    let (own, amina) = school.connected(("amina", "Amina-2026")).await;
    let of_brother = homework(api.as_ref(), &students[1]).await.swap_remove(0);
    assert!(own.set_done(&amina[0], &of_brother.id, true, now()).await.is_err());
    assert_eq!(done(api.as_ref(), &students[1]).await, [""; 0]);
}

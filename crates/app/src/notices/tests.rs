//! The page of notices, asked and changed as a window does.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use peremena_vault::AccountRecord;
use rstest::rstest;

use super::*;
use crate::{
    testing::*,
    views::{ChildNoticesSwitch, DigestTimesRequest, ErrorCode, HidingSwitch, NoticeCellSwitch, QuietHoursRequest},
};

async fn view(home: &Home) -> NoticesView {
    home.app.notices(Nothing {}).await.unwrap()
}

async fn change(home: &Home, request: ChangeNoticesRequest) -> NoticesView {
    home.app.change_notices(request).await.unwrap()
}

fn cell(view: &NoticesView, child: usize, topic: NoticeTopic) -> (bool, bool) {
    let cell = view.children[child].cells.iter().find(|cell| cell.topic == topic).unwrap();
    (cell.on, cell.sound)
}

#[tokio::test]
async fn a_table_of_children_and_topics_is_drawn_in_words() {
    let home = Home::new().await;
    let view = view(&home).await;
    assert_eq!(view.topics.len(), Topic::ALL.len());
    assert!(view.topics.iter().all(|topic| !topic.name.starts_with("notice-kind")), "{:?}", view.topics);
    let names: Vec<&str> = view.children.iter().map(|child| child.name.as_str()).collect();
    assert_eq!(names, ["Амина", "Тимур"]);
    for child in &view.children {
        assert!(child.cells.iter().map(|cell| cell.topic).eq(view.topics.iter().map(|topic| topic.topic)));
        assert!(child.cells.iter().all(|cell| cell.on && cell.sound));
        assert_eq!(child.hide_text, "Оценки видны на заблокированном экране");
    }
    assert_eq!((view.quiet.on, view.quiet.from.as_str(), view.quiet.to.as_str()), (false, "21:00", "07:00"));
    assert_eq!((view.digests.on, view.undone_at.as_str(), view.waiting), (false, "19:00", None));
}

#[tokio::test]
async fn one_cell_is_changed_and_the_others_stay() {
    let home = Home::new().await;
    let switch = NoticeCellSwitch { student: Some(amina()), topic: NoticeTopic::Lesson, on: Some(false), sound: None };
    let view = change(&home, ChangeNoticesRequest { switches: vec![switch], ..ChangeNoticesRequest::default() }).await;
    assert_eq!(cell(&view, 0, NoticeTopic::Lesson), (false, true));
    assert_eq!(cell(&view, 1, NoticeTopic::Lesson), (true, true));
    let switch = NoticeCellSwitch { student: None, topic: NoticeTopic::Lesson, on: Some(true), sound: Some(false) };
    let view = change(&home, ChangeNoticesRequest { switches: vec![switch], ..ChangeNoticesRequest::default() }).await;
    assert_eq!(
        (cell(&view, 0, NoticeTopic::Lesson), cell(&view, 1, NoticeTopic::Lesson)),
        ((true, false), (true, false))
    );
    assert_eq!(cell(&view, 0, NoticeTopic::Mark), (true, true));
}

#[tokio::test]
async fn a_students_own_account_hides_until_it_is_chosen() {
    let home = Home::of_a_student().await;
    let child = view(&home).await.children.remove(0);
    assert!(child.hide_values && child.hide_text.contains("учётная запись ученика"));
    assert_eq!(cell(&view(&home).await, 0, NoticeTopic::Visit), (false, true));
    let hiding = vec![HidingSwitch { student: child.student, hide: Some(false) }];
    let view = change(&home, ChangeNoticesRequest { hiding, ..ChangeNoticesRequest::default() }).await;
    assert!(!view.children[0].hide_values);
}

#[tokio::test]
async fn hours_and_times_are_kept_and_said() {
    let home = Home::new().await;
    let request = ChangeNoticesRequest {
        quiet: Some(QuietHoursRequest { on: true, from: "18:30".into(), to: "7:00".into() }),
        digests: Some(DigestTimesRequest { on: true, morning: Some("07:15".into()), evening: None }),
        school_hours: Some(true),
        sound: Some(false),
        undone_at: Some("20:00".into()),
        ..ChangeNoticesRequest::default()
    };
    change(&home, request).await;
    let view = view(&home).await;
    assert_eq!(view.quiet.text.as_deref(), Some("С 18:30 до 07:00 уведомлений нет, потом одна сводка"));
    assert_eq!(view.digests.text.as_deref(), Some("Сводка раз в день, в 07:15"));
    assert_eq!(view.undone_text.as_deref(), Some("Напомним в 18:15, до тихих часов"));
    assert!(view.school_hours && !view.sound && view.quiet.on && view.digests.on);
    home.news(&amina(), mark("1", "5")).await;
    home.news(&timur(), mark("1", "5")).await;
    let waiting = home.app.notices(Nothing {}).await.unwrap().waiting;
    assert_eq!(waiting.as_deref(), Some("Ждут 2 изменения, расскажем завтра в 07:15"));
}

#[rstest]
#[case::no_time(Some(("25:00", "7:00")), None, None, "Время пишется так: 21:30.")]
#[case::never_over(Some(("21:00", "21:00")), None, None, "Тихие часы начинаются и кончаются")]
#[case::at_no_time(None, Some((None, None)), None, "Для сводки нужно хотя бы одно время.")]
#[case::in_no_order(None, Some((Some("19:00"), Some("7:30"))), None, "Утренняя сводка")]
#[case::in_the_morning(None, None, Some("07:00"), "с 12:00")]
#[tokio::test]
async fn a_time_that_makes_no_sense_changes_nothing(
    #[case] quiet: Option<(&str, &str)>,
    #[case] digests: Option<(Option<&str>, Option<&str>)>,
    #[case] undone_at: Option<&str>,
    #[case] says: &str,
) {
    let home = Home::new().await;
    let request = ChangeNoticesRequest {
        sound: Some(false),
        quiet: quiet.map(|(from, to)| QuietHoursRequest { on: true, from: from.into(), to: to.into() }),
        digests: digests.map(|(morning, evening)| DigestTimesRequest {
            on: true,
            morning: morning.map(str::to_owned),
            evening: evening.map(str::to_owned),
        }),
        undone_at: undone_at.map(str::to_owned),
        ..ChangeNoticesRequest::default()
    };
    let error = home.app.change_notices(request).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Request);
    assert!(error.message.contains(says), "{}", error.message);
    assert!(view(&home).await.sound, "nothing of it");
}

#[tokio::test]
async fn nothing_can_be_chosen_for_a_child_of_somebody_else() {
    let home = Home::new().await;
    let hiding = vec![HidingSwitch { student: StudentId::from_text("stranger"), hide: Some(true) }];
    let request = ChangeNoticesRequest { hiding, ..ChangeNoticesRequest::default() };
    assert_eq!(home.app.change_notices(request).await.unwrap_err().code, ErrorCode::Request);
}

fn of_child(student: StudentId, choice: QuietChoice, from: &str, to: &str) -> ChangeNoticesRequest {
    let quiet = Some(ChildQuietRequest { choice, from: from.into(), to: to.into() });
    let children = vec![ChildNoticesSwitch { student, silent: None, quiet }];
    ChangeNoticesRequest { children, ..ChangeNoticesRequest::default() }
}

#[tokio::test]
async fn what_is_chosen_for_one_child_holds_for_it_alone_and_is_kept() {
    let mut home = Home::new().await;
    let mut request = of_child(amina(), QuietChoice::Own, "18:30", "9:00");
    request.children[0].silent = Some(true);
    request.hiding = vec![HidingSwitch { student: timur(), hide: Some(false) }];
    request.hide_values = Some(true);
    request.quiet = Some(QuietHoursRequest { on: true, from: "21:00".into(), to: "7:00".into() });
    change(&home, request).await;
    // The session ends and somebody signs in again.
    home.vault.put_account(&AccountRecord { signed_out: true, ..account("patimat", false) }, None).await.unwrap();
    sign_in(&home.vault, &account("patimat", false), &["Амина Гаджиева", "Тимур Гаджиев"]).await;
    home.restarted().await;

    let seen = view(&home).await;
    let (hers, his) = (&seen.children[0], &seen.children[1]);
    assert!(seen.hide_values);
    assert_eq!((hers.hide_values, hers.hide_chosen), (true, None));
    assert_eq!((his.hide_values, his.hide_chosen), (false, Some(false)));
    assert!(hers.silent && hers.cells.iter().all(|cell| cell.on && !cell.sound));
    assert!(!his.silent && his.cells.iter().all(|cell| cell.sound));
    assert_eq!(
        (hers.quiet.choice, hers.quiet.from.as_str(), hers.quiet.to.as_str()),
        (QuietChoice::Own, "18:30", "09:00")
    );
    assert_eq!(
        hers.quiet.text.as_deref(),
        Some("С 18:30 до 09:00 уведомлений нет, потом одна сводка. О несделанном на завтра напомним в 18:15")
    );
    assert_eq!(
        (his.quiet.choice, his.quiet.from.as_str(), his.quiet.text.as_deref()),
        (QuietChoice::LikeAll, "21:00", None)
    );

    // Taken back, one by one.
    let mut request = of_child(amina(), QuietChoice::LikeAll, "18:30", "9:00");
    request.hiding = vec![HidingSwitch { student: timur(), hide: None }];
    let seen = change(&home, request).await;
    let (hers, his) = (&seen.children[0], &seen.children[1]);
    assert_eq!((hers.quiet.choice, hers.quiet.from.as_str(), hers.silent), (QuietChoice::LikeAll, "21:00", true));
    assert_eq!((his.hide_values, his.hide_chosen), (true, None));
}

#[rstest]
#[case::never_over(amina(), "21:00", "21:00")]
#[case::no_time(amina(), "21:00", "утром")]
#[case::of_somebody_else(StudentId::from_text("stranger"), "21:00", "7:00")]
#[tokio::test]
async fn quiet_hours_of_a_child_that_make_no_sense_are_refused(
    #[case] student: StudentId,
    #[case] from: &str,
    #[case] to: &str,
) {
    let home = Home::new().await;
    let error = home.app.change_notices(of_child(student, QuietChoice::Own, from, to)).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Request);
    assert!(view(&home).await.children.iter().all(|child| child.quiet.choice == QuietChoice::LikeAll));
}

#[tokio::test]
async fn what_was_chosen_for_a_child_goes_with_its_account() {
    let home = Home::new().await;
    let hiding = vec![HidingSwitch { student: amina(), hide: Some(true) }];
    change(&home, ChangeNoticesRequest { hiding, ..ChangeNoticesRequest::default() }).await;
    let profile = home.app.profile().await.unwrap();
    home.app.forget_choices(&profile, &account("patimat", false).id).await.unwrap();
    let kept = home.vault.setting(RULES).await.unwrap().unwrap().to_string();
    assert!(!kept.contains(amina().as_str()), "{kept}");
}

#[tokio::test]
async fn rules_of_the_first_version_are_still_obeyed() {
    let home = Home::new().await;
    let old = serde_json::json!({ "kinds": { "homework": false }, "hide_values": true, "quiet": null });
    home.vault.put_setting(RULES, &old).await.unwrap();
    let view = view(&home).await;
    assert!(view.children.iter().all(|child| child.hide_values));
    assert_eq!(
        (cell(&view, 0, NoticeTopic::Homework), cell(&view, 0, NoticeTopic::Mark)),
        ((false, true), (true, true))
    );
}

#[rstest]
#[case("21:30", Some(time!(21:30)))]
#[case(" 7:05 ", Some(time!(7:05)))]
#[case("00:00", Some(time!(0:00)))]
#[case("23:59", Some(time!(23:59)))]
#[case("24:00", None)]
#[case("12:60", None)]
#[case("12:5", None)]
#[case("+1:30", None)]
#[case("12", None)]
#[case("", None)]
#[case("полдень", None)]
#[case("1２:30", None)]
fn a_time_is_hours_and_minutes(#[case] text: &str, #[case] time: Option<Time>) {
    assert_eq!(clock_time(text).ok(), time);
}

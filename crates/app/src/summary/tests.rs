#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use peremena_model::{Lesson, Mark};
use peremena_notify::Rules;
use time::macros::{date, datetime};

use super::*;
use crate::{testing::*, views::PutTaskRequest};

async fn summary(home: &Home) -> Summary {
    let profile = home.app.profile().await.unwrap();
    home.app.summarised(&profile).await.unwrap()
}

fn of_subject(subject: &str, lesson: Lesson) -> Item {
    Lesson { subject: subject.into(), ..lesson }.into()
}

#[tokio::test]
async fn it_names_the_next_lessons_what_is_undone_and_the_last_marks() {
    let home = Home::new().await;
    let at = |day: u8, hour: u8| NOW.replace_day(day).unwrap().replace_hour(hour).unwrap();
    let off = Lesson { status: LessonStatus::Cancelled, ..lesson("off", at(23, 8), at(23, 9)) };
    let items = vec![
        of_subject("История", lesson("2", at(23, 10), at(23, 11))),
        of_subject("Алгебра", lesson("1", at(23, 9), at(23, 10))),
        off.into(),
        homework("a", date!(2026 - 11 - 23)).into(),
        homework("b", date!(2026 - 11 - 23)).into(),
        homework("later", date!(2026 - 11 - 24)).into(),
        Mark { lesson_date: Some(date!(2026 - 11 - 18)), ..mark("1", "3") }.into(),
        mark("2", "5").into(),
    ];
    stand(&home.vault, &amina(), items).await;
    home.vault.put_done(&amina(), "a", YEAR, true, NOW, false).await.unwrap();
    home.news(&timur(), mark("t", "4")).await;

    let found = summary(&home).await;
    let [amina, timur] = &found.children[..] else { panic!("two children") };
    let subjects: Vec<&str> = amina.lessons.iter().map(|lesson| lesson.subject.as_str()).collect();
    assert_eq!(subjects, ["Алгебра", "История"], "what is off is no next lesson");
    let undone = amina.undone.as_ref().unwrap();
    assert_eq!((undone.due, undone.count, undone.subjects.len()), (date!(2026 - 11 - 23), 1, 1));
    let values: Vec<Option<&str>> = amina.marks.iter().map(|mark| mark.value.as_deref()).collect();
    assert_eq!(values, [Some("5"), Some("3")], "newest first");
    assert_eq!((amina.unread, timur.unread), (0, 1));
    assert!(timur.lessons.is_empty() && timur.undone.is_none(), "nothing of one child stands under another");
}

#[tokio::test]
async fn values_that_are_hidden_on_the_lock_screen_are_not_in_it() {
    let home = Home::new().await;
    stand(&home.vault, &amina(), vec![mark("1", "2").into()]).await;
    stand(&home.vault, &timur(), vec![mark("2", "5").into()]).await;
    let mut rules = Rules::default();
    rules.children.entry(amina().as_str().into()).or_default().hide_values = Some(true);
    let profile = home.app.profile().await.unwrap();
    home.app.keep_rules(&profile, rules).await.unwrap();
    let found = summary(&home).await;
    assert_eq!(found.children[0].marks[0].value, None);
    assert_eq!(found.children[0].marks[0].subject, "Алгебра");
    assert_eq!(found.children[1].marks[0].value.as_deref(), Some("5"));
}

#[tokio::test]
async fn it_stays_tiny_whatever_the_school_has() {
    let home = Home::new().await;
    let mut items = Vec::new();
    for hour in 0..200_i64 {
        let from = datetime!(2026-11-21 15:00 +3) + Duration::minutes(hour * 20);
        items.push(of_subject(&"я".repeat(60), lesson(&hour.to_string(), from, from + Duration::minutes(15))));
        items.push(homework(&hour.to_string(), date!(2026 - 11 - 23)).into());
        items.push(mark(&hour.to_string(), "5").into());
    }
    stand(&home.vault, &amina(), items).await;
    let found = summary(&home).await;
    let size = serde_json::to_vec(&found).unwrap().len();
    assert!(size < 8 * 1024, "{size} bytes");
    assert_eq!(found.children[0].undone.as_ref().unwrap().count, 200, "the number is true, the list is short");
}

/// What a widget would read now, or after a while: the pulse writes it when it comes to it.
async fn read_once(app: &App, as_wanted: impl Fn(&Summary) -> bool) -> Summary {
    for _ in 0..500 {
        if let Some(read) = app.read_summary().await.unwrap()
            && as_wanted(&read)
        {
            return read;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("it was never written so: {:?}", app.read_summary().await)
}

#[tokio::test]
async fn what_widgets_read_follows_the_diary_without_a_sync() {
    let folder = tempfile::tempdir().unwrap();
    let app = diary_in(folder.path()).await;
    assert_eq!(app.read_summary().await.unwrap(), None);
    let pulse = app.start_pulse();
    let first = read_once(&app, |_| true).await;
    assert_eq!((first.children.len(), &first.children[0].undone), (1, &None));

    // A task of one's own is no sync's news.
    let student = first.children[0].student.clone();
    let task = PutTaskRequest {
        student: student.to_string(),
        id: None,
        subject: "География".into(),
        text: "Доклад".into(),
        due: "2026-11-23".into(),
    };
    app.put_task(task).await.unwrap();
    app.inner.pulse.notify_one();
    let with_task = read_once(&app, |read| read.children[0].undone.is_some()).await;
    assert_eq!(with_task.children[0].undone.as_ref().unwrap().subjects, ["География"]);
    drop(pulse);
    app.close().await;
}

#[tokio::test]
async fn a_child_that_is_gone_is_in_no_widget() {
    let folder = tempfile::tempdir().unwrap();
    let app = diary_in(folder.path()).await;
    let vault = app.own_profile().await.unwrap().vault.clone();
    sign_in(&vault, &account("murad", false), &["Хадижа Алиева"]).await;
    app.refresh_old_summary(&app.own_profile().await.unwrap()).await;
    assert_eq!(app.read_summary().await.unwrap().unwrap().children.len(), 2);
    assert!(app.remove_account(&account("murad", false).id).await.unwrap());
    let left = app.read_summary().await.unwrap().unwrap();
    assert_eq!(left.children.iter().map(|child| child.name.as_str()).collect::<Vec<_>>(), ["Амина"]);
    app.close().await;
}

/// The file beside the diary is another after a restore or a wipe, though it would say the same.
#[tokio::test]
async fn another_file_gets_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let app = diary_in(folder.path()).await;
    let profile = app.own_profile().await.unwrap();
    app.refresh_old_summary(&profile).await;
    let file = folder.path().join("profile/peremena.db.summary");
    std::fs::remove_file(&file).unwrap();
    app.refresh_old_summary(&profile).await;
    assert!(!file.exists(), "what says the same is not written again");
    let reopened = app.profile_over(profile.vault.clone(), KeyKept::Passphrase);
    app.refresh_old_summary(&reopened).await;
    assert!(file.exists());
    app.close().await;
}

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use peremena_model::{Lesson, StudentId};
use tempfile::TempDir;
use time::macros::date;

use super::*;
use crate::testing::{Home, NOW, account, amina, homework, lesson, mark, stand, timur};

struct Kitchen {
    home: Home,
    folder: TempDir,
}

impl Kitchen {
    async fn new() -> Kitchen {
        let home = Home::new().await;
        let of = Lesson {
            teacher: Some("Магомедова З. А.".into()),
            topic: Some("Сила тяжести".into()),
            room: Some("214".into()),
            ..lesson("l1", NOW, NOW + time::Duration::HOUR)
        };
        let work = homework("h1", date!(2026 - 11 - 23)).into();
        stand(&home.vault, &amina(), vec![of.into(), work, mark("m1", "2").into()]).await;
        Kitchen { home, folder: tempfile::tempdir().unwrap() }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    async fn keep(&self, child: &StudentId, file: Option<&Path>, homework: bool) -> Result<ExportsView, ErrorView> {
        let file = file.map(|file| file.display().to_string());
        self.home.app.keep_calendar(KeepCalendarRequest { student: child.to_string(), file, homework }).await
    }

    async fn beat(&self) {
        let profile = self.home.app.profile().await.unwrap();
        self.home.app.refresh_calendars(&profile).await;
    }

    async fn trouble(&self) -> Option<String> {
        let request = crate::views::ExportsRequest { student: amina().to_string() };
        self.home.app.exports(request).await.unwrap().calendar.unwrap().trouble
    }
}

fn read(file: &Path) -> String {
    fs::read_to_string(file).unwrap()
}

#[tokio::test]
async fn it_holds_the_timetable_alone_and_homework_by_choice() {
    let kitchen = Kitchen::new().await;
    let file = kitchen.file("amina.ics");
    let view = kitchen.keep(&amina(), Some(&file), false).await.unwrap();
    assert_eq!(view.calendar.unwrap().words, "обновлено только что");
    let text = read(&file);
    assert!(text.contains("SUMMARY:Физика") && text.contains("LOCATION:214"), "{text}");
    for other in ["VTODO", "Магомедова", "Сила тяжести", "Гаджиева", "m1"] {
        assert!(!text.contains(other), "{other} in {text}");
    }
    kitchen.keep(&amina(), Some(&file), true).await.unwrap();
    assert!(read(&file).contains("BEGIN:VTODO"));
    kitchen.keep(&amina(), None, false).await.unwrap();
    assert!(file.exists(), "the file is the family's");
    assert_eq!(kitchen.home.vault.setting(KEPT).await.unwrap(), None);
}

#[tokio::test]
async fn it_is_written_anew_where_something_has_changed_and_only_then() {
    let kitchen = Kitchen::new().await;
    let file = kitchen.file("amina.ics");
    kitchen.keep(&amina(), Some(&file), false).await.unwrap();
    let first = read(&file);
    kitchen.home.forward(time::Duration::hours(1));
    kitchen.beat().await;
    kitchen.home.news(&amina(), mark("m2", "5")).await;
    kitchen.beat().await;
    assert_eq!(read(&file), first, "a mark is nothing to it");
    let later = NOW + time::Duration::DAY;
    kitchen.home.news(&amina(), lesson("l2", later, later + time::Duration::HOUR)).await;
    kitchen.beat().await;
    assert_eq!(read(&file).matches("BEGIN:VEVENT").count(), 2);
    fs::remove_file(&file).unwrap();
    kitchen.home.news(&amina(), mark("m3", "5")).await;
    kitchen.beat().await;
    assert!(file.exists(), "what was thrown away comes back");
}

#[tokio::test]
async fn a_folder_that_is_gone_is_said_and_tried_again() {
    let kitchen = Kitchen::new().await;
    let (drive, away) = (kitchen.file("drive"), kitchen.file("away"));
    fs::create_dir(&drive).unwrap();
    let file = drive.join("amina.ics");
    kitchen.keep(&amina(), Some(&file), false).await.unwrap();
    fs::rename(&drive, &away).unwrap();
    kitchen.home.news(&amina(), mark("m2", "5")).await;
    kitchen.beat().await;
    assert!(kitchen.trouble().await.unwrap().contains("Папки нет"));
    fs::rename(&away, &drive).unwrap();
    fs::remove_file(&file).unwrap();
    kitchen.beat().await;
    assert!(file.exists() && kitchen.trouble().await.is_none());
}

/// Each beat tries what could not be written, and each sync writes rows: neither may cost a row of the calendars' own.
#[tokio::test]
async fn a_look_that_finds_nothing_new_writes_no_row() {
    let kitchen = Kitchen::new().await;
    let (drive, away) = (kitchen.file("drive"), kitchen.file("away"));
    fs::create_dir(&drive).unwrap();
    kitchen.keep(&amina(), Some(&drive.join("amina.ics")), false).await.unwrap();
    kitchen.keep(&timur(), Some(&kitchen.file("timur.ics")), false).await.unwrap();
    let rows = || kitchen.home.vault.rows_written();
    kitchen.beat().await;
    kitchen.home.news(&amina(), mark("m2", "5")).await;
    kitchen.home.forward(time::Duration::hours(1));
    let before = rows();
    kitchen.beat().await;
    assert_eq!(rows(), before, "a mark is nothing to a calendar");
    let request = crate::views::ExportsRequest { student: amina().to_string() };
    let words = kitchen.home.app.exports(request).await.unwrap().calendar.unwrap().words;
    assert_eq!(words, "обновлено только что", "it was looked through");
    fs::rename(&drive, &away).unwrap();
    kitchen.home.news(&amina(), mark("m3", "5")).await;
    kitchen.beat().await;
    let before = rows();
    for _ in 0..3 {
        kitchen.home.forward(time::Duration::MINUTE);
        kitchen.beat().await;
    }
    assert_eq!(rows(), before, "that the folder is gone was noted once");
}

/// Two spellings of one folder, through a link: one file cannot be two children's.
#[cfg(unix)]
#[tokio::test]
async fn one_file_under_two_names_is_one() {
    let kitchen = Kitchen::new().await;
    let (drive, other) = (kitchen.file("drive"), kitchen.file("other"));
    fs::create_dir(&drive).unwrap();
    std::os::unix::fs::symlink(&drive, &other).unwrap();
    kitchen.keep(&amina(), Some(&drive.join("family.ics")), false).await.unwrap();
    let second = kitchen.keep(&timur(), Some(&other.join("family.ics")), false).await;
    assert!(second.unwrap_err().message.contains("другого ребёнка"));
}

/// The demo school is shown while the family's own calendar is looked through.
#[tokio::test]
async fn while_the_demo_is_shown_the_familys_homework_stays_its_own() {
    let kitchen = Kitchen::new().await;
    let file = kitchen.file("amina.ics");
    kitchen.keep(&amina(), Some(&file), true).await.unwrap();
    let own = kitchen.home.app.profile().await.unwrap();
    kitchen.home.app.demo_enter(crate::views::Nothing {}).await.unwrap();
    let demo = kitchen.home.app.profile().await.unwrap();
    kitchen.home.news(&amina(), homework("h2", date!(2026 - 11 - 24))).await;
    kitchen.home.app.refresh_calendars(&own).await;
    assert_eq!(read(&file).matches("BEGIN:VTODO").count(), 2);
    kitchen.home.app.demo_leave(crate::views::Nothing {}).await.unwrap();
    // Read before it was left: it is nobody's any more, and leaves nothing behind.
    let (child, file) = (demo.vault.students().await.unwrap().remove(0).student.id, kitchen.file("demo.ics"));
    let chosen = Kept { file: file.clone(), homework: false, current_at: None, trouble: None };
    put(&demo, &BTreeMap::from([(child.to_string(), chosen)])).await.unwrap();
    kitchen.home.app.refresh_calendars(&demo).await;
    assert!(!file.exists());
}

#[tokio::test]
async fn what_is_none_of_ours_is_left_alone() {
    let kitchen = Kitchen::new().await;
    let file = kitchen.file("amina.ics");
    fs::write(&file, "BEGIN:VCALENDAR\r\nPRODID:-//Another//EN\r\nEND:VCALENDAR\r\n").unwrap();
    assert!(kitchen.keep(&amina(), Some(&file), false).await.unwrap_err().message.contains("уже есть"));
    fs::remove_file(&file).unwrap();
    kitchen.keep(&amina(), Some(&file), false).await.unwrap();
    assert!(kitchen.keep(&timur(), Some(&file), false).await.unwrap_err().message.contains("другого ребёнка"));
    fs::write(&file, "письмо бабушке").unwrap();
    kitchen.home.news(&amina(), mark("m2", "5")).await;
    kitchen.beat().await;
    assert_eq!(read(&file), "письмо бабушке");
    assert!(kitchen.trouble().await.unwrap().contains("не трогает"));
}

#[tokio::test]
async fn an_account_that_goes_takes_the_choice_along() {
    let kitchen = Kitchen::new().await;
    kitchen.keep(&amina(), Some(&kitchen.file("amina.ics")), false).await.unwrap();
    let profile = kitchen.home.app.profile().await.unwrap();
    kitchen.home.app.forget_calendars(&profile, &account("patimat", false).id).await.unwrap();
    assert_eq!(kitchen.home.vault.setting(KEPT).await.unwrap(), None);
}

/// A named pipe that nobody writes to: who reads it waits without end, as on a share whose server is gone.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_folder_that_never_answers_holds_one_thread_and_no_look() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("amina.ics");
    assert!(std::process::Command::new("mkfifo").arg(&file).status().unwrap().success());
    let mut looked = Looked::default();
    let patience = Duration::from_millis(200);
    assert!(matches!(write_in_time(&file, b"x".to_vec(), &mut looked, patience).await, Err(Failure::Folder)));
    assert_eq!(looked.hung.len(), 1);
    let asked = std::time::Instant::now();
    assert!(matches!(write_in_time(&file, b"x".to_vec(), &mut looked, patience).await, Err(Failure::Folder)));
    assert!(looked.hung.len() == 1 && asked.elapsed() < patience, "nobody waits for it again");
    // The thread comes back once somebody ends the pipe: the test would wait for it at its end.
    drop(fs::OpenOptions::new().write(true).open(&file).unwrap());
}

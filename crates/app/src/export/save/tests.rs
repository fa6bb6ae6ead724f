#![allow(clippy::unwrap_used, clippy::panic)]

use std::fs;

use rstest::rstest;

use super::*;
use crate::testing::{Home, NOW, amina, lesson, stand};

async fn saved(home: &Home, file: &Path) -> Result<ExportedView, ErrorView> {
    let (student, file) = (amina().to_string(), file.display().to_string());
    home.app.save_export(SaveExportRequest { student, format: Some(ExportFormat::Ics), file }).await
}

#[tokio::test]
async fn a_file_is_written_once_and_never_over_another() {
    let (home, folder) = (Home::new().await, tempfile::tempdir().unwrap());
    stand(&home.vault, &amina(), vec![lesson("l", NOW, NOW + time::Duration::HOUR).into()]).await;
    let file = folder.path().join("Амина.ICS");
    let words = saved(&home, &file).await.unwrap().words;
    assert_eq!(words, format!("Записано в {}: 1 запись", file.display()));
    fs::write(&file, "письмо бабушке").unwrap();
    assert!(saved(&home, &file).await.unwrap_err().message.contains("уже есть"));
    assert_eq!(fs::read_to_string(&file).unwrap(), "письмо бабушке");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "and nothing is left beside it");
}

#[rstest]
#[case("amina.ics", "полный путь")]
#[case("{folder}/amina.txt", ".ics")]
#[case("{folder}/none/amina.ics", "папки нет")]
#[case("{folder}", ".ics")]
#[tokio::test]
async fn a_place_that_is_none_is_said(#[case] file: &str, #[case] words: &str) {
    let (home, folder) = (Home::new().await, tempfile::tempdir().unwrap());
    let file = file.replace("{folder}", &folder.path().display().to_string());
    let error = saved(&home, Path::new(&file)).await.unwrap_err();
    assert!(error.message.contains(words), "{}", error.message);
}

#[tokio::test]
async fn no_open_file_goes_into_the_profile() {
    let home = Home::new().await;
    let profile = home.app.inner.config.profile.clone();
    fs::create_dir_all(profile.join("sub")).unwrap();
    for place in [profile.join("a.ics"), profile.join("sub/a.ics"), profile.join("sub/../a.ics")] {
        let error = saved(&home, &place).await.unwrap_err();
        assert!(error.message.contains("зашифровано"), "{}: {}", place.display(), error.message);
    }
}

#[test]
fn a_suggested_name_is_free_and_any_system_takes_it() {
    let folder = tempfile::tempdir().unwrap();
    let free = || free_name(folder.path(), "peremena-Амина-2026-11-21", "csv");
    assert!(free().ends_with("peremena-Амина-2026-11-21.csv"));
    fs::write(free(), "").unwrap();
    assert!(free().ends_with("peremena-Амина-2026-11-21-2.csv"));
}

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::sync::{Arc, Mutex};

use super::*;
use crate::{
    Host, NoWindows,
    testing::*,
    views::{ChangeLockRequest, ErrorCode, ExportFormat, SaveExportRequest, ShareExportRequest, StartRequest, Typed},
};

/// A phone that remembers what it was to hand over.
#[derive(Default)]
struct Phone {
    shared: Mutex<Vec<(String, String)>>,
    printed: Mutex<Vec<String>>,
}

#[async_trait::async_trait]
impl Host for Phone {
    async fn sign_in_page(&self, page: crate::SchoolPage) -> Result<Option<Typed>, AppError> {
        NoWindows.sign_in_page(page).await
    }

    fn shares(&self) -> bool {
        true
    }

    async fn share(&self, file: SharedFile) -> Result<(), AppError> {
        self.shared.lock().unwrap().push((file.name, String::from_utf8(file.content.to_vec()).unwrap()));
        Ok(())
    }

    async fn print(&self, name: String) -> Result<(), AppError> {
        self.printed.lock().unwrap().push(name);
        Ok(())
    }
}

fn of(format: ExportFormat) -> ShareExportRequest {
    ShareExportRequest { student: amina().to_string(), format: Some(format) }
}

#[tokio::test]
async fn an_export_that_is_handed_over_is_the_one_that_would_be_written() {
    let phone = Arc::new(Phone::default());
    let home = Home::hosted(phone.clone()).await;
    stand(&home.vault, &amina(), vec![lesson("l", NOW, NOW + time::Duration::HOUR).into()]).await;
    assert!(home.app.start(StartRequest::default()).await.unwrap().shares);
    let folder = tempfile::tempdir().unwrap();
    for (format, ending) in [
        (ExportFormat::Csv, "csv"),
        (ExportFormat::Ics, "ics"),
        (ExportFormat::Json, "json"),
        (ExportFormat::Svg, "svg"),
    ] {
        home.app.share_export(of(format)).await.unwrap();
        let file = folder.path().join(format!("amina.{ending}")).display().to_string();
        let request = SaveExportRequest { student: amina().to_string(), format: Some(format), file: file.clone() };
        home.app.save_export(request).await.unwrap();
        let (name, content) = phone.shared.lock().unwrap().pop().unwrap();
        assert_eq!(name, format!("peremena-Амина-2026-11-21.{ending}"));
        assert!(content == std::fs::read_to_string(file).unwrap(), "{ending}");
    }
}

#[tokio::test]
async fn a_report_that_is_handed_over_is_the_one_that_was_read() {
    let phone = Arc::new(Phone::default());
    let home = Home::hosted(phone.clone()).await;
    assert!(home.app.share_report(Nothing {}).await.is_err(), "nothing was read yet");
    let read = home.app.report(Nothing {}).await.unwrap().text;
    home.app.share_report(Nothing {}).await.unwrap();
    assert_eq!(*phone.shared.lock().unwrap(), [("peremena-report-2026-11-21.txt".to_owned(), read)]);
}

#[tokio::test]
async fn a_page_is_printed_under_a_name_that_tells_of_no_child() {
    let phone = Arc::new(Phone::default());
    let home = Home::hosted(phone.clone()).await;
    home.app.print_page(Nothing {}).await.unwrap();
    assert_eq!(*phone.printed.lock().unwrap(), ["peremena-2026-11-21"]);
}

#[tokio::test]
async fn a_locked_window_hands_nothing_over() {
    let phone = Arc::new(Phone::default());
    let home = Home::hosted(phone.clone()).await;
    home.app.report(Nothing {}).await.unwrap();
    let lock = ChangeLockRequest { new: Some(Typed::new("4829")), ..ChangeLockRequest::default() };
    home.app.change_lock(lock).await.unwrap();
    home.app.lock().await;
    for command in ["share_export", "share_attachment", "share_report", "print_page"] {
        let refused = home.app.dispatch(command, serde_json::json!({})).await.unwrap_err();
        assert_eq!(refused.code, ErrorCode::Locked, "{command}");
    }
    // Nor what was being made when the lock fell.
    let refused = home.app.share_export(of(ExportFormat::Csv)).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::Locked);
    assert!(phone.shared.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_computer_says_that_it_hands_nothing_over() {
    let home = Home::new().await;
    assert!(!home.app.start(StartRequest::default()).await.unwrap().shares);
    let refused = home.app.share_export(of(ExportFormat::Csv)).await.unwrap_err();
    assert!(refused.message.contains("другому приложению"), "{}", refused.message);
    assert!(home.app.print_page(Nothing {}).await.unwrap_err().message.contains("апечатать"));
}

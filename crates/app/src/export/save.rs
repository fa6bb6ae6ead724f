//! Exports from the window: a new file, in a place that was chosen there.

use std::path::{Path, PathBuf};

use peremena_model::StudentId;
use peremena_notify::Arg;
use peremena_vault::StudentRecord;
use zeroize::Zeroizing;

use super::{ExportFormat, PATIENCE, Standing, unwritten, write};
use crate::{
    App, AppError, SharedFile,
    family::short_name,
    views::{
        ErrorView, ExportedView, ExportsRequest, ExportsView, Nothing, SaveExportRequest, ShareExportRequest,
        SuggestedFile,
    },
};

const FORMATS: [ExportFormat; 4] = [ExportFormat::Csv, ExportFormat::Ics, ExportFormat::Svg, ExportFormat::Json];

impl ExportFormat {
    /// How the name of such a file ends.
    pub(crate) fn ending(self) -> &'static str {
        match self {
            ExportFormat::Csv => "csv",
            ExportFormat::Ics => "ics",
            ExportFormat::Json => "json",
            ExportFormat::Svg => "svg",
        }
    }
}

impl App {
    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn exports(&self, request: ExportsRequest) -> Result<ExportsView, ErrorView> {
        self.exports_view(&request.student).await.map_err(|error| self.said(&error))
    }

    pub(crate) async fn exports_view(&self, student: &str) -> Result<ExportsView, AppError> {
        let page = self.page(student).await?;
        let records = page.profile.vault.students().await?;
        let record = records.iter().find(|record| record.student.id == page.id);
        let name = record.map(name_in_files).unwrap_or_default();
        let (folder, today) = (self.inner.host.downloads(), page.today());
        let calendar = self.kept_calendar_view(&page).await?;
        let calendar_file = folder.as_ref().map(|folder| folder.join(format!("{name}.ics")).display().to_string());
        let suggested = in_time(move || {
            let Some(folder) = folder else { return Vec::new() };
            let free = |format: ExportFormat| free_name(&folder, &format!("{name}-{today}"), format.ending());
            FORMATS.map(|format| SuggestedFile { format, file: free(format).display().to_string() }).into()
        });
        Ok(ExportsView {
            student: page.student,
            // A folder that does not answer is none to suggest.
            suggested: suggested.await.unwrap_or_default(),
            calendar,
            calendar_file,
        })
    }

    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn save_export(&self, request: SaveExportRequest) -> Result<ExportedView, ErrorView> {
        let saved = async {
            let format = request.format.ok_or(AppError::Request("error-request"))?;
            let file = self.export_place(&request.file, format).await?;
            let content = self.content(&StudentId::from_text(request.student), format).await?;
            let (count, path) = (i64::try_from(content.items).unwrap_or(i64::MAX), file.display().to_string());
            in_time(move || write(&file, &content.bytes, Standing::Kept)).await??;
            let args = [("path", Arg::Text(&path)), ("count", Arg::Count(count))];
            Ok(ExportedView { words: self.words().say_with("exported", &args) })
        };
        saved.await.map_err(|error: AppError| self.said(&error))
    }

    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn share_export(&self, request: ShareExportRequest) -> Result<Nothing, ErrorView> {
        let shared = async {
            let format = request.format.ok_or(AppError::Request("error-request"))?;
            let page = self.page(&request.student).await?;
            let records = page.profile.vault.students().await?;
            let record = records.iter().find(|record| record.student.id == page.id);
            let name = record.map(name_in_files).ok_or(AppError::Request("error-request"))?;
            let content = self.content(&page.id, format).await?;
            let name = format!("{name}-{}.{}", page.today(), format.ending());
            self.hand_over(SharedFile { name, content: Zeroizing::new(content.bytes) }).await
        };
        shared.await.map_err(|error: AppError| self.said(&error))
    }

    /// The path of an open file, as it was asked for in the window: whole, named as its kind is, and not in the profile,
    /// which holds nothing that is open.
    pub(crate) async fn export_place(&self, path: &str, format: ExportFormat) -> Result<PathBuf, AppError> {
        let path = PathBuf::from(path.trim());
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        if !path.is_absolute() {
            return Err(AppError::Request("error-export-path"));
        }
        if !ending.eq_ignore_ascii_case(format.ending()) {
            return Err(AppError::Request(match format {
                ExportFormat::Csv => "error-export-csv",
                ExportFormat::Ics => "error-export-ics",
                ExportFormat::Json => "error-export-json",
                ExportFormat::Svg => "error-export-svg",
            }));
        }
        self.open_place(&path.to_string_lossy()).await
    }

    /// The same of a file of any kind.
    pub(crate) async fn open_place(&self, path: &str) -> Result<PathBuf, AppError> {
        let path = PathBuf::from(path.trim());
        if !path.is_absolute() {
            return Err(AppError::Request("error-export-path"));
        }
        self.outside(path).await
    }

    /// A whole path of an open file, spelled out, where it leads nowhere into the profile.
    pub(crate) async fn outside(&self, path: PathBuf) -> Result<PathBuf, AppError> {
        let profile = self.inner.config.profile.clone();
        in_time(move || match (path.parent().filter(|folder| folder.is_dir()).map(whole), path.file_name()) {
            (Some(folder), _) if folder.starts_with(whole(&profile)) => Err(AppError::Request("error-export-profile")),
            // One spelling for one file, or two children would be given the same.
            (Some(folder), Some(name)) => Ok(folder.join(name)),
            _ => Err(AppError::Request("error-export-folder")),
        })
        .await?
    }
}

/// A path without links and dots, where it is there.
fn whole(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

/// What a folder says, as long as it says anything.
pub(crate) async fn in_time<T: Send + 'static>(look: impl FnOnce() -> T + Send + 'static) -> Result<T, AppError> {
    match tokio::time::timeout(PATIENCE, tokio::task::spawn_blocking(look)).await {
        Ok(looked) => looked.map_err(|_| unwritten()),
        Err(_) => Err(AppError::Request("error-export-folder")),
    }
}

/// "peremena-Амина": letters, figures and dashes only, since every system takes them.
fn name_in_files(record: &StudentRecord) -> String {
    let name: String =
        short_name(record).chars().map(|letter| if letter.is_alphanumeric() { letter } else { '-' }).collect();
    format!("peremena-{}", name.trim_matches('-'))
}

/// A file of this name that is not there yet.
pub(crate) fn free_name(folder: &Path, name: &str, ending: &str) -> PathBuf {
    let numbered = (2..100).map(|number| folder.join(format!("{name}-{number}.{ending}")));
    let first = folder.join(format!("{name}.{ending}"));
    std::iter::once(first.clone()).chain(numbered).find(|path| !path.exists()).unwrap_or(first)
}

#[cfg(test)]
mod tests;

//! Choosing a file or a folder in the system's own dialog, where the shell has one.
//!
//! Promises: nothing is read or written, and nothing but the chosen path is told; one dialog at a time; whoever locks the
//! window meanwhile is told nothing. What may be written where, those decide who are given the path.

use std::{
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
};

use crate::{
    App, AppError,
    views::{ErrorView, PickKind, PickRequest, PickedView},
};

/// A dialog as a shell is to show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PickDialog {
    /// What is chosen in it.
    pub kind: PickKind,
    /// Its title, in words.
    pub title: String,
    /// The folder that it begins in; none for the system's own choice.
    pub folder: Option<PathBuf>,
    /// The name that a new file begins with.
    pub name: Option<String>,
}

/// The right to show the one dialog; it ends with this.
struct Turn<'a>(&'a AtomicBool);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Release);
    }
}

impl App {
    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them: where this shell has no dialog, where one is open, and of a name that no text can hold.
    pub async fn pick(&self, request: PickRequest) -> Result<PickedView, ErrorView> {
        let picked = self.picked(request).await.map_err(|error| self.said(&error))?;
        // A diary that was locked while the dialog stood open says nothing more.
        self.permitted("pick")?;
        Ok(picked)
    }

    async fn picked(&self, request: PickRequest) -> Result<PickedView, AppError> {
        let kind = request.kind.ok_or(AppError::Request("error-request"))?;
        if !self.inner.host.picks() {
            return Err(AppError::Request("error-pick-none"));
        }
        if self.inner.picking.swap(true, Ordering::Acquire) {
            return Err(AppError::Request("error-pick-twice"));
        }
        let _turn = Turn(&self.inner.picking);
        let (folder, name) = begins(kind, Path::new(request.path.trim()), self.inner.host.downloads());
        let title = self.say(match kind {
            PickKind::Folder => "pick-folder",
            PickKind::Backup => "pick-backup",
            PickKind::NewFile => "pick-new-file",
        });
        match self.inner.host.pick(PickDialog { kind, title, folder, name }).await? {
            // A lossy path would be another one.
            Some(path) => match path.into_os_string().into_string() {
                Ok(path) => Ok(PickedView { path: Some(path) }),
                Err(_) => Err(AppError::Request("error-pick-name")),
            },
            None => Ok(PickedView { path: None }),
        }
    }
}

/// Where a dialog begins, and with which name, by what stands in the field. A path that is not whole begins where what
/// is saved is put.
fn begins(kind: PickKind, path: &Path, otherwise: Option<PathBuf>) -> (Option<PathBuf>, Option<String>) {
    let whole = path.is_absolute();
    let folder = match kind {
        PickKind::Folder => whole.then(|| path.to_owned()),
        PickKind::Backup | PickKind::NewFile => path.parent().filter(|_| whole).map(Path::to_owned),
    };
    let name = match kind {
        PickKind::NewFile => path.file_name().map(|name| name.to_string_lossy().into_owned()),
        PickKind::Folder | PickKind::Backup => None,
    };
    (folder.or(otherwise), name)
}

#[cfg(test)]
mod tests;

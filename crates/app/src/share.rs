//! What the window hands out of the app on a phone: a file to an app of the family's choice, the page to a printer.
//!
//! Promises: nothing is handed out while the window is locked; nothing is kept of it here. What is handed over is readable
//! by whoever gets it; the shell removes the copy that it has to lay down for the other app.

use zeroize::Zeroizing;

use crate::{
    App, AppError,
    views::{ErrorView, Nothing},
};

/// A file for another app, as a shell is to hand it over.
pub struct SharedFile {
    /// Its name, with its ending. It may hold what a school sends: a shell makes a name of it that its system takes.
    pub name: String,
    /// What it holds, readable.
    pub content: Zeroizing<Vec<u8>>,
}

impl App {
    /// Has the family choose who gets a file.
    pub(crate) async fn hand_over(&self, file: SharedFile) -> Result<Nothing, AppError> {
        // The lock may have fallen while the file was made.
        if self.is_locked() {
            return Err(AppError::Locked);
        }
        self.inner.host.share(file).await?;
        Ok(Nothing {})
    }

    /// The command of this name.
    ///
    /// # Errors
    /// As the UI gets them: where this shell leaves printing to the page.
    pub async fn print_page(&self, _: Nothing) -> Result<Nothing, ErrorView> {
        // No child's name: it stands in the printer's list of jobs.
        let name = format!("peremena-{}", self.now().date());
        let printed = self.inner.host.print(name).await;
        printed.map(|()| Nothing {}).map_err(|error| self.said(&error))
    }
}

#[cfg(test)]
mod tests;

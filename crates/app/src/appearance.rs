//! Language, theme and the tray: what the window needs before the encrypted file is open. Nothing of
//! a child is in it, so it lies beside the file in plain text.

use std::path::Path;

use peremena_notify::Language;
use serde::{Deserialize, Serialize};

use crate::views::Theme;

const FILE: &str = "appearance.json";

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Appearance {
    /// The tag of a language, "ru"; none for the system's.
    pub language: Option<String>,
    pub theme: Theme,
    pub stay_in_tray: bool,
    /// That the closed window goes on in the tray was said.
    pub tray_said: bool,
}

impl Default for Appearance {
    fn default() -> Self {
        Self { language: None, theme: Theme::System, stay_in_tray: true, tray_said: false }
    }
}

impl Appearance {
    /// What the profile has; the defaults where there is none, or none that can be read.
    pub(crate) fn read(profile: &Path) -> Self {
        std::fs::read(profile.join(FILE)).ok().and_then(|text| serde_json::from_slice(&text).ok()).unwrap_or_default()
    }

    /// Keeps it. A disk that does not let us loses a theme, nothing else: it is said in the log only.
    pub(crate) fn write(&self, profile: &Path) {
        let written = serde_json::to_vec_pretty(self).map_err(std::io::Error::other).and_then(|text| {
            std::fs::create_dir_all(profile)?;
            std::fs::write(profile.join(FILE), text)
        });
        if let Err(error) = written {
            tracing::warn!(%error, "the appearance could not be kept");
        }
    }

    /// The language in use, for a system in `locale`.
    pub(crate) fn language(&self, locale: Option<&str>) -> Language {
        Language::for_tag(self.language.as_deref().or(locale).unwrap_or("ru"))
    }
}

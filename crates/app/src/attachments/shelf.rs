//! Files as rows: what each is called, and what can be done with it.

use std::collections::HashSet;

use peremena_model::{Attachment, Kind, StudentId};
use peremena_notify::{Arg, Words};
use peremena_school::{FileAt, SchoolSystem, Settings, registry};
use peremena_vault::AccountRecord;

use super::name::{self, Use};
use crate::{
    App, AppError,
    connect::settings_of,
    page::Page,
    profile::Profile,
    views::{FileRow, FileWay},
};

/// How a child's files are come by.
#[derive(Clone, Default)]
pub(crate) struct Source {
    system: Option<&'static dyn SchoolSystem>,
    settings: Settings,
}

impl Source {
    pub(crate) fn of(account: Option<&AccountRecord>) -> Source {
        let system = account.and_then(|account| registry::system(&account.system));
        Source { system, settings: account.map(settings_of).unwrap_or_default() }
    }

    fn at(&self, file: &Attachment) -> FileAt {
        self.system.map_or(FileAt::Unknown, |system| system.file_at(&self.settings, file))
    }

    fn name(&self) -> &'static str {
        self.system.map_or("", |system| system.name())
    }
}

impl Page {
    /// Where the content of a file of this child lies.
    pub(crate) fn file_at(&self, file: &Attachment) -> FileAt {
        self.files.at(file)
    }
}

/// What rows of files are made with. An empty one knows nothing: for whoever shows no files.
#[derive(Clone, Default)]
pub(crate) struct Shelf {
    source: Source,
    kept: HashSet<(Kind, String)>,
    viewer: bool,
    /// Whether what cannot be opened here is handed to an app that can.
    shares: bool,
}

impl App {
    /// The shelf of a child.
    ///
    /// # Errors
    /// Those of the store.
    pub(crate) async fn shelf(
        &self,
        profile: &Profile,
        student: &StudentId,
        source: Source,
    ) -> Result<Shelf, AppError> {
        Ok(self.shelf_of(profile.vault.kept_files(student).await?, source))
    }

    /// The same for who has read already which files are kept here.
    pub(crate) fn shelf_of(&self, kept: HashSet<(Kind, String)>, source: Source) -> Shelf {
        let host = &self.inner.host;
        Shelf { source, kept, viewer: host.opens_files(), shares: host.shares() }
    }
}

impl Shelf {
    pub(crate) fn rows(&self, words: &Words, kind: Kind, item: &str, files: &[Attachment]) -> Vec<FileRow> {
        files.iter().map(|file| self.row(words, kind, item, file)).collect()
    }

    fn row(&self, words: &Words, kind: Kind, item: &str, file: &Attachment) -> FileRow {
        let name = name::clean(&file.name);
        let kept = self.kept.contains(&(kind, file.id.clone()));
        let ending = name::parts(&name).1.map(str::to_lowercase).unwrap_or_default();
        let dotted = [("ending", Arg::Text(&ending))];
        let (way, host, why) = match self.source.at(file) {
            FileAt::Elsewhere(link) => {
                let host = link.host();
                let why = words.say_with("file-elsewhere", &[("host", Arg::Text(&host))]);
                (FileWay::Browser, Some(host), Some(why))
            }
            FileAt::Unknown if !kept => {
                let why = words.say_with("file-nowhere", &[("system", Arg::Text(self.source.name()))]);
                (FileWay::None, None, Some(why))
            }
            FileAt::School | FileAt::Unknown => match name::usage(&name) {
                Use::Opened if self.viewer => (FileWay::Open, None, None),
                Use::Opened if self.shares => (FileWay::Save, None, None),
                Use::Opened => (FileWay::Save, None, Some(words.say("error-file-no-viewer"))),
                Use::Runs => (FileWay::Save, None, Some(words.say_with("file-runs", &dotted))),
                Use::Unknown if ending.is_empty() => (FileWay::Save, None, Some(words.say("file-endless"))),
                Use::Unknown => (FileWay::Save, None, Some(words.say_with("file-unknown", &dotted))),
            },
        };
        let second = name::behind_another(&name).map(|_| words.say_with("file-ends", &dotted));
        FileRow {
            kind,
            item: item.to_owned(),
            id: file.id.clone(),
            size: file.size.map(|size| size_text(words, size)),
            // What it is called last is said first of all.
            why: match (why, second) {
                (Some(why), _) => Some(why),
                (None, second) => second,
            },
            way,
            host,
            kept,
            name,
        }
    }
}

/// "20 КБ", "1,4 МБ".
fn size_text(words: &Words, size: u64) -> String {
    let tenths = size.saturating_mul(10) / (1 << 20);
    if tenths < 10 {
        let count = (size.div_ceil(1 << 10)).max(1).to_string();
        return words.say_with("size-kb", &[("count", Arg::Text(&count))]);
    }
    let (whole, rest, point) = (tenths / 10, tenths % 10, words.language().decimal());
    let count = if rest == 0 { whole.to_string() } else { format!("{whole}{point}{rest}") };
    words.say_with("size-mb", &[("count", Arg::Text(&count))])
}

#[cfg(test)]
mod tests {
    use peremena_notify::Language;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(0, "1 КБ")]
    #[case(20_480, "20 КБ")]
    #[case(1 << 20, "1 МБ")]
    #[case(1_500_000, "1,4 МБ")]
    #[case(u64::MAX, "1759218604441,5 МБ")]
    fn a_size_is_said(#[case] size: u64, #[case] expected: &str) {
        let said = size_text(&Words::of(Language::RUSSIAN), size).replace('\u{a0}', " ");
        assert_eq!(said.replace(['\u{2068}', '\u{2069}'], ""), expected);
    }
}

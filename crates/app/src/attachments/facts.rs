//! Files for scripts: those that the file knows of a child, and one of them saved.

use std::path::Path;

use peremena_model::{Attachment, Item, Kind, SchoolYear, StudentId};
use peremena_school::FileAt;
use serde::Serialize;
use time::Date;

use super::files_of;
use crate::{
    App, AppError,
    export::{Standing, absolute, in_time},
    facts::ItemsFact,
    page::Page,
    views::{AttachmentRequest, ErrorView},
};

/// A file of a homework, an announcement or a letter.
#[derive(Clone, Debug, Serialize)]
pub struct FileFact {
    /// The system's id of it.
    pub id: String,
    /// As the school calls it.
    pub name: String,
    /// Bytes, where the school says so.
    pub size: Option<u64>,
    /// What it belongs to.
    pub kind: Kind,
    /// The id of what it belongs to.
    pub item: String,
    /// The subject of the homework, or the heading.
    pub of: String,
    /// The day it is for, or on which it came.
    pub date: Option<Date>,
    /// Where its content stands.
    pub at: FilePlace,
    /// The other host, where it stands at one.
    pub host: Option<String>,
    /// Whether it was opened here and is kept.
    pub kept: bool,
}

/// Where the content of a file stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FilePlace {
    /// At the school: it can be saved. The school may still name another host when it is asked.
    School,
    /// At another host, which is left to a browser.
    Elsewhere,
    /// Nothing that is known leads to it.
    Unknown,
}

/// What has files.
const KINDS: [Kind; 3] = [Kind::Homework, Kind::Announcement, Kind::Message];

impl App {
    /// The files of a child's school year, in the order of their days. From the encrypted file: nothing is asked.
    ///
    /// # Errors
    /// Those of the file; [`AppError::Request`] where there is no such child.
    pub async fn file_facts(&self, student: &StudentId) -> Result<ItemsFact<FileFact>, AppError> {
        let page = self.page(student.as_str()).await?;
        let vault = &page.profile.vault;
        let kept = vault.kept_files(student).await?;
        let opened = vault.opened(student).await?;
        let mut items = Vec::new();
        for kind in KINDS {
            for item in vault.items(student, kind, SchoolYear::of(self.now().date()), None).await? {
                // A list of messages may name no files: the message that was opened does.
                let whole = opened.get(item.id()).filter(|_| kind == Kind::Message);
                let item = whole.map_or(item, |message| Item::Message(message.clone()));
                items.extend(files_of(&item).iter().map(|file| fact(&page, &item, file)));
            }
        }
        for fact in &mut items {
            fact.kept = kept.contains(&(fact.kind, fact.id.clone()));
        }
        items.sort_by(|a, b| (a.date, &a.item, &a.id).cmp(&(b.date, &b.item, &b.id)));
        let status = vault.status().await?;
        let as_of = status.iter().find(|status| status.student == *student).and_then(|status| status.last_success);
        Ok(ItemsFact { items, as_of })
    }

    /// Saves the content of a file: from what is kept, else from the school. What stands at `to` is written over only
    /// where `replace` says so, and is looked at before the school is asked. Nothing open goes into the profile.
    ///
    /// # Errors
    /// As the UI gets them.
    pub async fn save_file(&self, request: &AttachmentRequest, to: &Path, replace: bool) -> Result<(), ErrorView> {
        let free = async {
            let to = self.outside(absolute(to)?).await?;
            in_time(move || {
                if to.is_dir() {
                    return Err(AppError::Request("error-export-folder"));
                }
                // A link that leads nowhere is in the way as well.
                if !replace && to.symlink_metadata().is_ok() {
                    return Err(AppError::Request("error-export-exists"));
                }
                Ok(to)
            })
            .await?
        };
        let to = free.await.map_err(|error: AppError| self.said(&error))?;
        let pointed = self.pointed(request).await.map_err(|error| self.said(&error))?;
        let standing = if replace { Standing::Replaced } else { Standing::Kept };
        let saved = self.put_content(&pointed, to, standing).await;
        saved.map_err(|error| self.said_of_file(&error, &pointed.page))
    }
}

fn fact(page: &Page, item: &Item, file: &Attachment) -> FileFact {
    let of = match item {
        Item::Homework(homework) => homework.subject.clone(),
        Item::Announcement(announcement) => announcement.title.clone(),
        Item::Message(message) => message.subject.clone(),
        _ => String::new(),
    };
    let (at, host) = match page.file_at(file) {
        FileAt::School => (FilePlace::School, None),
        FileAt::Elsewhere(link) => (FilePlace::Elsewhere, Some(link.host())),
        FileAt::Unknown => (FilePlace::Unknown, None),
    };
    FileFact {
        id: file.id.clone(),
        name: file.name.clone(),
        size: file.size,
        kind: item.kind(),
        item: item.id().to_owned(),
        of,
        date: item.date(),
        at,
        host,
        kept: false,
    }
}

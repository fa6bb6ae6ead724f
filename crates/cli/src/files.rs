//! Files of homework, announcements and messages: which there are, and one of them saved.

use std::path::{Path, PathBuf};

use peremena_app::{App, attachments::FileFact, views::AttachmentRequest};
use peremena_model::StudentId;
use serde_json::json;

use crate::{
    args::{FilesCommand, OneStudent},
    output::Failure,
    run::{failure, line, shown},
};

pub(crate) async fn files(app: &App, command: FilesCommand, json: bool) -> Result<u8, Failure> {
    let listed = async |student: String| {
        let facts = app.file_facts(&StudentId::from_text(student)).await;
        facts.map_err(|error| failure(app, &error))
    };
    match command {
        FilesCommand::List(OneStudent { student }) => {
            let facts = listed(student).await?;
            Ok(shown(&facts, json, |facts| {
                for file in &facts.items {
                    let size = file.size.map(|size| format!("{size} B")).unwrap_or_default();
                    let host = file.host.as_deref().unwrap_or_default();
                    line(&format!("{}  {}  {size}  {}  {host}", file.id, file.name, file.of));
                }
            }))
        }
        FilesCommand::Save { student, item, id, file: to, force } => {
            let facts = listed(student.clone()).await?.items;
            let file = the_one(&facts, &id, item.as_deref())?;
            save(app, student, file, &to, force).await?;
            let saved = json!({ "file": to.display().to_string(), "id": file.id, "name": file.name });
            Ok(shown(&saved, json, |_| line(&to.display().to_string())))
        }
    }
}

/// The file that is meant. One that two pieces of homework share is one file.
fn the_one<'a>(facts: &'a [FileFact], id: &str, item: Option<&str>) -> Result<&'a FileFact, Failure> {
    let mut meant = facts.iter().filter(|file| file.id == id && item.is_none_or(|item| file.item == item));
    let first = meant.next().ok_or_else(|| Failure::usage("there is no such file: `files list` lists them"))?;
    if meant.any(|file| (file.kind, &file.name) != (first.kind, &first.name)) {
        return Err(Failure::usage("several things have a file of this id: say which with --item"));
    }
    Ok(first)
}

async fn save(app: &App, student: String, file: &FileFact, to: &Path, force: bool) -> Result<(), Failure> {
    let request = AttachmentRequest { student, kind: Some(file.kind), item: file.item.clone(), file: file.id.clone() };
    let to: PathBuf = std::path::absolute(to).map_err(|error| Failure::usage(format!("{}: {error}", to.display())))?;
    app.save_file(&request, &to, force).await.map_err(Failure::of)
}

// The folders of `ui/locales` as a table in Rust: a language is one folder there. Read when the crate is built
// (`build.rs`) and by the tests of `words.rs`.

use std::{fmt::Write, fs, path::Path, path::PathBuf};

/// What every folder holds; the first says what the language is, the last is the page's own.
pub const FILES: [&str; 5] = ["language.ftl", "words.ftl", "notices.ftl", "pages.ftl", "ui.ftl"];

/// One folder.
#[derive(Debug)]
pub struct Locale {
    /// Its name: the primary tag of a language, "ru".
    pub tag: String,
    /// The sign between whole and fraction.
    pub decimal: char,
    /// Primary tags of other languages that are served in this one.
    pub serves: Vec<String>,
    /// `words.ftl`, `notices.ftl`, `pages.ftl`.
    pub files: Vec<PathBuf>,
}

/// Every language below `folder`, by its tag.
///
/// # Errors
/// A folder that is no language, or lacks a file or a message: in words for whoever adds one.
pub fn read(folder: &Path) -> Result<Vec<Locale>, String> {
    let said = |error: std::io::Error| format!("{}: {error}", folder.display());
    let mut locales = Vec::new();
    for entry in fs::read_dir(folder).map_err(said)? {
        let path = entry.map_err(said)?.path();
        if path.is_dir() {
            locales.push(one(&path)?);
        }
    }
    locales.sort_by(|a, b| a.tag.cmp(&b.tag));
    // Whom a language serves may get a folder, and is spoken to in it: nothing need be taken out elsewhere.
    for (at, locale) in locales.iter().enumerate() {
        for other in locales.iter().skip(at + 1) {
            if let Some(tag) = locale.serves.iter().find(|tag| other.serves.contains(tag)) {
                return Err(format!("{} and {} both say that they serve {tag}", locale.tag, other.tag));
            }
        }
    }
    Ok(locales)
}

fn one(path: &Path) -> Result<Locale, String> {
    let tag = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    if !(2..=3).contains(&tag.len()) || !tag.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return Err(format!("{}: a folder of languages is named by two or three small letters", path.display()));
    }
    if let Some(missing) = FILES.iter().find(|file| !path.join(file).is_file()) {
        return Err(format!("the language {tag} has no {missing}"));
    }
    let file = path.join("language.ftl");
    let text = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    let value = |key: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(key)?.trim_start().strip_prefix('='));
        line.map(str::trim).ok_or_else(|| format!("{}: no message `{key}`", file.display()))
    };
    let mut decimal = value("decimal")?.chars();
    let (Some(decimal), None) = (decimal.next(), decimal.next()) else {
        return Err(format!("{}: `decimal` is one sign", file.display()));
    };
    let serves = value("serves")?.split_whitespace().map(str::to_owned).collect();
    let files = ["words.ftl", "notices.ftl", "pages.ftl"].map(|file| path.join(file));
    Ok(Locale { tag: tag.to_owned(), decimal, serves, files: files.to_vec() })
}

/// The table in Rust, with the texts in it.
///
/// # Errors
/// Without Russian or English: the one is what schools write, the other what everybody else is served in.
pub fn table(locales: &[Locale]) -> Result<String, String> {
    let mut text = format!("static SPOKEN: [Spoken; {}] = [\n", locales.len());
    for locale in locales {
        let files: Vec<String> = locale.files.iter().map(|file| format!("include_str!({file:?})")).collect();
        let _ = writeln!(
            text,
            "    Spoken {{ tag: {:?}, decimal: {:?}, serves: &{:?}, files: [{}] }},",
            locale.tag,
            locale.decimal,
            locale.serves,
            files.join(", "),
        );
    }
    text.push_str("];\n");
    for (name, tag) in [("RUSSIAN", "ru"), ("ENGLISH", "en")] {
        let at = locales.iter().position(|locale| locale.tag == tag).ok_or_else(|| format!("no folder {tag}"))?;
        let _ = writeln!(text, "const {name}: usize = {at};");
    }
    Ok(text)
}

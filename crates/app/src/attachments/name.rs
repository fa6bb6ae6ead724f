//! What a file is called here, and what may be done with one that is called so. Names are foreign.

/// The longest name, in bytes: file systems take 255, encrypted ones 143.
const LONGEST: usize = 120;

/// What may be done with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Use {
    /// Shown by the system's viewer.
    Opened,
    /// It runs programs, or may: never opened here.
    Runs,
    /// Nobody knows what opens it: only saved.
    Unknown,
}

/// Documents, pictures, sound and archives: what a teacher gives. Not here, since it runs what stands in it: pages and
/// drawings with scripts, documents with macros.
const OPENED: &[&str] = &[
    "7z", "aac", "avi", "bmp", "csv", "djvu", "doc", "docx", "epub", "fb2", "flac", "gif", "gz", "heic", "jpeg", "jpg",
    "key", "m4a", "md", "mkv", "mov", "mp3", "mp4", "numbers", "odp", "ods", "odt", "ogg", "opus", "pages", "pdf",
    "png", "ppt", "pptx", "rar", "rtf", "tif", "tiff", "txt", "wav", "webm", "webp", "xls", "xlsx", "zip",
];

/// What systems run, install, or hand to something that does.
const RUNS: &[&str] = &[
    "apk",
    "app",
    "appimage",
    "bash",
    "bat",
    "bin",
    "cmd",
    "com",
    "command",
    "cpl",
    "csh",
    "deb",
    "desktop",
    "dll",
    "dmg",
    "docm",
    "dotm",
    "elf",
    "exe",
    "flatpak",
    "flatpakref",
    "gadget",
    "hta",
    "htm",
    "html",
    "inf",
    "ipa",
    "iso",
    "jar",
    "jnlp",
    "js",
    "jse",
    "ksh",
    "lnk",
    "mht",
    "mhtml",
    "msc",
    "msi",
    "msix",
    "msp",
    "out",
    "php",
    "pif",
    "pkg",
    "pl",
    "potm",
    "ppam",
    "ppsm",
    "pptm",
    "ps1",
    "psm1",
    "py",
    "pyc",
    "pyw",
    "rb",
    "reg",
    "rpm",
    "run",
    "scf",
    "scr",
    "sct",
    "service",
    "sh",
    "shtml",
    "slk",
    "snap",
    "so",
    "svg",
    "svgz",
    "swf",
    "url",
    "vb",
    "vbe",
    "vbs",
    "webloc",
    "ws",
    "wsc",
    "wsf",
    "wsh",
    "xbap",
    "xht",
    "xhtml",
    "xlam",
    "xll",
    "xlsb",
    "xlsm",
    "xltm",
    "xml",
    "xsl",
    "zsh",
];

/// The name under which a file is shown and written: no path, no sign that hides or turns what stands beside it, nothing
/// that a file system refuses, not too long; the ending stays.
pub(crate) fn clean(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).find(|part| !part.trim().is_empty()).unwrap_or_default();
    let kept: String =
        last.chars().filter(|sign| !hides(*sign)).map(|sign| if is_refused(sign) { '_' } else { sign }).collect();
    // A leading dot hides the file, a dot or blank at the end is dropped by some systems: the ending would be another.
    let kept = kept.split_whitespace().collect::<Vec<_>>().join(" ");
    let kept = kept.trim_matches(['.', ' ']);
    let (stem, ending) = parts(kept);
    let room = LONGEST.saturating_sub(ending.map_or(0, |ending| ending.len() + 1));
    let stem = cut(stem, room);
    let stem = match stem.split('.').next() {
        None | Some("") => "file".to_owned(),
        Some(first) if is_of_windows(first) => format!("_{stem}"),
        Some(_) => stem.to_owned(),
    };
    ending.map_or_else(|| stem.clone(), |ending| format!("{stem}.{ending}"))
}

/// What may be done with a file of this (clean) name.
pub(crate) fn usage(name: &str) -> Use {
    let Some(ending) = parts(name).1.map(str::to_lowercase) else { return Use::Unknown };
    match ending.as_str() {
        ending if RUNS.contains(&ending) => Use::Runs,
        ending if OPENED.contains(&ending) => Use::Opened,
        _ => Use::Unknown,
    }
}

/// Whether the content is a program, whatever its name says.
pub(crate) fn is_program(bytes: &[u8]) -> bool {
    const SIGNS: [&[u8]; 8] = [
        b"MZ",
        b"\x7fELF",
        b"#!",
        b"\xca\xfe\xba\xbe",
        b"\xfe\xed\xfa\xce",
        b"\xfe\xed\xfa\xcf",
        b"\xcf\xfa\xed\xfe",
        b"[Desktop Entry]",
    ];
    SIGNS.iter().any(|sign| bytes.starts_with(sign))
}

/// The last ending, where there is one, with what stands before it. Endings are short; what is longer is a name.
pub(crate) fn parts(name: &str) -> (&str, Option<&str>) {
    match name.rsplit_once('.') {
        Some((stem, ending))
            if !stem.is_empty() && (1..=12).contains(&ending.chars().count()) && !ending.contains(' ') =>
        {
            (stem, Some(ending))
        }
        _ => (name, None),
    }
}

/// The last ending, where something that looks like one stands before it: "реферат.pdf.exe".
pub(crate) fn behind_another(name: &str) -> Option<&str> {
    let (stem, ending) = parts(name);
    let before = parts(stem).1?.to_lowercase();
    let known = OPENED.contains(&before.as_str()) || RUNS.contains(&before.as_str());
    ending.filter(|_| known)
}

/// Controls, and what is not seen or turns the order of what is: an ending could stand in the middle.
fn hides(sign: char) -> bool {
    sign.is_control()
        || matches!(sign, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180b}'..='\u{180e}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

fn is_refused(sign: char) -> bool {
    matches!(sign, ':' | '*' | '?' | '"' | '<' | '>' | '|')
}

fn is_of_windows(stem: &str) -> bool {
    let stem = stem.trim().to_ascii_lowercase();
    let numbered = |of: &str| {
        stem.strip_prefix(of).is_some_and(|rest| rest.len() == 1 && rest.bytes().all(|b| b.is_ascii_digit()))
    };
    ["con", "prn", "aux", "nul"].contains(&stem.as_str()) || numbered("com") || numbered("lpt")
}

/// At most so many bytes, whole signs, no blank or dot at the end.
fn cut(text: &str, most: usize) -> &str {
    let ends = text.char_indices().map(|(at, sign)| at + sign.len_utf8()).take_while(|end| *end <= most);
    text.get(..ends.last().unwrap_or_default()).unwrap_or_default().trim_end_matches(['.', ' '])
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("Вариант 7.pdf", "Вариант 7.pdf")]
    #[case("../../.bashrc", "bashrc")]
    #[case("/etc/passwd", "passwd")]
    #[case("C:\\Windows\\notes.txt", "notes.txt")]
    #[case("..", "file")]
    #[case("", "file")]
    #[case("a/", "a")]
    #[case("реферат\u{202e}fdp.exe", "рефератfdp.exe")]
    #[case("a\u{200b}.\u{0}p\u{7}df\n", "a.pdf")]
    #[case("a.pdf. . ", "a.pdf")]
    #[case("a.pdf.\u{200b}", "a.pdf")]
    #[case("  два   слова .pdf", "два слова.pdf")]
    #[case(".hidden.pdf", "hidden.pdf")]
    #[case("что?*.pdf", "что__.pdf")]
    #[case("con.pdf", "_con.pdf")]
    #[case("COM1.tar.gz", "_COM1.tar.gz")]
    #[case("-rf.pdf", "-rf.pdf")]
    fn a_name_is_a_name(#[case] name: &str, #[case] expected: &str) {
        assert_eq!(clean(name), expected);
        assert_eq!(clean(expected), expected, "once is enough");
    }

    #[test]
    fn a_long_name_keeps_its_ending() {
        let long = clean(&format!("{}.docx", "ы".repeat(400)));
        assert!(long.len() <= LONGEST && long.ends_with("ы.docx"), "{long}");
        let ending = clean(&format!("a.{}", "b".repeat(400)));
        assert!(ending.len() <= LONGEST, "{ending}");
    }

    #[rstest]
    #[case("a.pdf", Use::Opened)]
    #[case("A.DOCX", Use::Opened)]
    #[case("реферат.pdf.exe", Use::Runs)]
    #[case("a.desktop", Use::Runs)]
    #[case("a.AppImage", Use::Runs)]
    #[case("a.sh", Use::Runs)]
    #[case("a.bat", Use::Runs)]
    #[case("a.jar", Use::Runs)]
    #[case("a.html", Use::Runs)]
    #[case("a.svg", Use::Runs)]
    #[case("a.docm", Use::Runs)]
    #[case("a.exe.pdf", Use::Opened)]
    #[case("a.quux", Use::Unknown)]
    #[case("Дроби", Use::Unknown)]
    fn what_runs_programs_is_never_opened(#[case] name: &str, #[case] expected: Use) {
        assert_eq!(usage(name), expected);
    }

    #[test]
    fn no_ending_is_both() {
        assert!(OPENED.iter().all(|ending| !RUNS.contains(ending)));
        assert!(OPENED.is_sorted() && RUNS.is_sorted());
    }

    #[rstest]
    #[case("реферат.pdf.exe", Some("exe"))]
    #[case("a.exe.pdf", Some("pdf"))]
    #[case("глава 1.2.pdf", None)]
    #[case("a.pdf", None)]
    fn a_second_ending_is_told(#[case] name: &str, #[case] expected: Option<&str>) {
        assert_eq!(behind_another(name), expected);
    }

    #[test]
    fn a_program_is_one_whatever_it_is_called() {
        for bytes in [&b"MZ\x90"[..], b"\x7fELF\x02", b"#!/bin/sh", b"[Desktop Entry]\nExec=x"] {
            assert!(is_program(bytes));
        }
        for bytes in [&b"%PDF-1.7"[..], b"PK\x03\x04", b"", b"M", "Мама".as_bytes()] {
            assert!(!is_program(bytes));
        }
    }
}

//! The promises, as `docs/threat-model.md` has them.

use std::fs;

use crate::root;

/// One row.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Promise {
    /// "P-08".
    pub(super) number: String,
    pub(super) text: String,
    /// Names of tests in Rust.
    pub(super) tests: Vec<String>,
    /// Files of tests of the page, from the root.
    pub(super) page_tests: Vec<String>,
    /// Classes of tests of the Android part.
    pub(super) java_tests: Vec<String>,
    /// Whether something of it needs a device that is not here.
    pub(super) not_provable: bool,
    /// Whether something of it is held by nothing so far.
    pub(super) not_yet: bool,
}

impl Promise {
    /// Everything that is run for it.
    pub(super) fn all_tests(&self) -> impl Iterator<Item = &String> {
        self.tests.iter().chain(&self.page_tests).chain(&self.java_tests)
    }
}

pub(super) fn read() -> Result<Vec<Promise>, String> {
    let text = fs::read_to_string(root().join("docs/threat-model.md")).map_err(|error| error.to_string())?;
    Ok(text.lines().filter_map(promise).collect())
}

/// "| P-08 | Requests go only … | `a_test`, `another` (`tests/file.rs`) |"
fn promise(line: &str) -> Option<Promise> {
    let mut cells = line.strip_prefix("| P-")?.splitn(3, " | ");
    let (number, text, held) = (cells.next()?, cells.next()?, cells.next()?);
    // What stands between backticks is every second piece.
    let coded: Vec<&str> = held.split('`').skip(1).step_by(2).collect();
    let is_name = |text: &&str| {
        text.contains('_') && text.chars().all(|sign| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '_')
    };
    let of = |wanted: &dyn Fn(&&str) -> bool| coded.iter().copied().filter(wanted).map(str::to_owned).collect();
    Some(Promise {
        number: format!("P-{}", number.trim()),
        text: text.trim().to_owned(),
        tests: of(&is_name),
        page_tests: of(&|text| text.starts_with("ui/") && text.ends_with(".test.ts")),
        java_tests: of(&|text| text.ends_with("Test") && text.starts_with(|first: char| first.is_ascii_uppercase())),
        not_provable: held.contains("not provable here"),
        not_yet: held.contains("*not yet*"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_names_tests_and_places() {
        let row = "| P-08 | Requests go | first: `a_test`, `b_2` (`school/tests/http.rs`), `ui/tests/unit/x.test.ts`, \
                   `KeyBoxTest`. On a phone: not provable here |";
        let read = promise(row).unwrap();
        assert_eq!((read.number.as_str(), read.text.as_str()), ("P-08", "Requests go"));
        assert_eq!(read.tests, ["a_test", "b_2"]);
        assert_eq!(read.page_tests, ["ui/tests/unit/x.test.ts"]);
        assert_eq!(read.java_tests, ["KeyBoxTest"]);
        assert!(read.not_provable && !read.not_yet);
        assert_eq!(read.all_tests().count(), 4);
        assert!(promise("| P-09 | Less | `a_test`. The rest: *not yet* |").unwrap().not_yet);
        assert_eq!(promise("| actor | can |"), None);
    }
}

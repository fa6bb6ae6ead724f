//! The rows of a table in a page, for reports that a server gives as pages alone.

use std::mem::take;

use html5gum::{StartTag, Token, Tokenizer};

/// A merged cell stands for no more cells than this.
const WIDEST: usize = 50;

/// The texts of the cells, row by row, of the first table one of whose classes is `class`. None where the page has no such
/// table, or ends within it.
pub(crate) fn rows(page: &str, class: &str) -> Option<Vec<Vec<String>>> {
    let mut reading: Option<Table> = None;
    for Ok(token) in Tokenizer::new(page) {
        let Some(table) = &mut reading else {
            if let Token::StartTag(tag) = token
                && *tag.name == *b"table"
                && has_class(&tag, class)
            {
                reading = Some(Table::default());
            }
            continue;
        };
        match token {
            Token::String(text) => table.text(&String::from_utf8_lossy(&text)),
            Token::StartTag(tag) => table.open(&tag),
            Token::EndTag(tag) => table.close(&tag.name),
            _ => {}
        }
        if table.over {
            return Some(take(&mut table.rows));
        }
    }
    None
}

fn attribute(tag: &StartTag<()>, name: &str) -> Option<String> {
    Some(String::from_utf8_lossy(tag.attributes.get(name.as_bytes())?).into_owned())
}

fn has_class(tag: &StartTag<()>, class: &str) -> bool {
    attribute(tag, "class").is_some_and(|classes| classes.split_whitespace().any(|one| one == class))
}

/// A table that is being read. A table within a cell is text of that cell.
#[derive(Default)]
struct Table {
    rows: Vec<Vec<String>>,
    /// The cell that is open: its text, and how many it stands for.
    cell: Option<(String, usize)>,
    /// Tables that are open within it.
    inner: usize,
    over: bool,
}

impl Table {
    fn text(&mut self, text: &str) {
        if let Some((cell, _)) = &mut self.cell {
            cell.push_str(text);
        }
    }

    fn open(&mut self, tag: &StartTag<()>) {
        match tag.name.as_slice() {
            b"table" => self.inner += 1,
            b"tr" if self.inner == 0 => {
                self.end_cell();
                self.rows.push(Vec::new());
            }
            b"td" | b"th" if self.inner == 0 => {
                self.end_cell();
                let wide = attribute(tag, "colspan").and_then(|wide| wide.trim().parse().ok());
                self.cell = Some((String::new(), wide.unwrap_or(1).clamp(1, WIDEST)));
            }
            // "5<br>4" are two words.
            _ => self.text(" "),
        }
    }

    fn close(&mut self, name: &[u8]) {
        match name {
            b"table" if self.inner == 0 => {
                self.end_cell();
                self.over = true;
            }
            b"table" => self.inner -= 1,
            b"td" | b"th" | b"tr" if self.inner == 0 => self.end_cell(),
            _ => self.text(" "),
        }
    }

    /// Puts the open cell into its row, once for each that it stands for.
    fn end_cell(&mut self) {
        let Some((text, wide)) = self.cell.take() else { return };
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if self.rows.is_empty() {
            self.rows.push(Vec::new());
        }
        if let Some(row) = self.rows.last_mut() {
            row.extend(std::iter::repeat_n(words, wide));
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn told(page: &str) -> Option<String> {
        let rows = rows(page, "print")?;
        Some(rows.iter().map(|row| row.join("|")).collect::<Vec<_>>().join("/"))
    }

    #[rstest]
    #[case::plain(
        "<table class=\"print\"><tr><th>№<th>Предмет</tr><tr><td>1</td><td>Алгебра</td></tr></table>",
        "№|Предмет/1|Алгебра"
    )]
    #[case::loud("<TABLE CLASS='wide print'><TBODY><TR><TD>1<TR><TD>2</TABLE>", "1/2")]
    #[case::bare("<table class=print><tr><td>1</table>", "1")]
    #[case::merged("<table class=\"print\"><tr><td colspan=\"2\">a</td><td>b</td></tr></table>", "a|a|b")]
    #[case::endless_merge("<table class=\"print\"><tr><td colspan=-1>a</td><td colspan=x>b</td></tr></table>", "a|b")]
    #[case::entities(
        "<table class=\"print\"><tr><td>&nbsp;5&nbsp;</td><td>a &amp; b</td><td>1 < 2</td></tr></table>",
        "5|a & b|1 < 2"
    )]
    #[case::words("<table class=\"print\"><tr><td><b>5</b><br/>4</td></tr></table>", "5 4")]
    #[case::quoted("<table class=\"print\"><tr><td title='a > b'>5</td></tr></table>", "5")]
    #[case::inner(
        "<table class=\"print\"><tr><td>a<table><tr><td>b</td></tr></table>c</td><td>d</td></tr></table>",
        "a b c|d"
    )]
    #[case::comment("<!-- <table class=\"print\"> --><table class=\"print\"><tr><td>1</td></tr></table>", "1")]
    #[case::second("<table><tr><td>x</td></tr></table><table class=\"print\"><tr><td>1</td></tr></table>", "1")]
    #[case::empty("<table class=\"print\"></table>", "")]
    fn a_table_is_read(#[case] page: &str, #[case] expected: &str) {
        assert_eq!(told(page).as_deref(), Some(expected));
    }

    /// Half a table is no table: what was cut off would count as gone.
    #[rstest]
    #[case("<table class=\"print\"><tr><td>1</td></tr>")]
    #[case("<table class=\"print\"><tr><td title=\"")]
    #[case("<table class=\"printed\"><tr><td>1</td></tr></table>")]
    #[case("<!-- <table class=\"print\"></table>")]
    #[case("")]
    #[case("<")]
    // Each of these opens a tag that does not end.
    #[case(&"<a '".repeat(100_000))]
    fn what_is_no_whole_table_is_none(#[case] page: &str) {
        assert_eq!(told(page), None);
    }
}

//! The rows of a table in a page.
//!
//! For reports that a server gives as pages alone. A whole HTML parser would be the project's largest dependency for one
//! table; what is read here is what a table is made of, and whatever else stands in the page is passed over.

use super::plain;

/// A merged cell stands for no more cells than this.
const WIDEST: usize = 50;

/// The texts of the cells, row by row, of the first table one of whose classes is `class`. None where the page has no such
/// table, or ends within it.
pub(crate) fn rows(page: &str, class: &str) -> Option<Vec<Vec<String>>> {
    let mut reading: Option<Table> = None;
    let mut rest = page;
    while let Some((before, after)) = rest.split_once('<') {
        if let Some(table) = &mut reading {
            table.text(before);
        }
        if let Some(comment) = after.strip_prefix("!--") {
            rest = comment.split_once("-->")?.1;
            continue;
        }
        let Some(tag) = Tag::read(after) else {
            // A bare "<" in a text.
            if let Some(table) = &mut reading {
                table.text("<");
            }
            rest = after;
            continue;
        };
        rest = tag.rest;
        if reading.as_mut().is_some_and(|table| table.tag(&tag)) {
            return reading.map(|table| table.rows);
        }
        if reading.is_none() && tag.opens("table") && tag.has_class(class) {
            reading = Some(Table::default());
        }
    }
    None
}

/// One tag.
struct Tag<'a> {
    /// In lower case, with the slash of an end tag.
    name: String,
    attributes: &'a str,
    /// What follows it.
    rest: &'a str,
}

impl<'a> Tag<'a> {
    /// The tag that begins behind a "<"; none where it is none, or does not end.
    fn read(text: &'a str) -> Option<Tag<'a>> {
        let begins = text.starts_with(|sign: char| sign.is_ascii_alphabetic() || matches!(sign, '/' | '!' | '?'));
        let mut quote = None;
        // What stands in quotes may hold a ">".
        let end = text.char_indices().find(|(_, sign)| {
            match (quote, *sign) {
                (None, '"' | '\'') => quote = Some(*sign),
                (Some(open), sign) if open == sign => quote = None,
                (None, '>') => return true,
                _ => {}
            }
            false
        });
        let (inside, rest) = text.split_at_checked(end.filter(|_| begins)?.0)?;
        let name = inside.split(|sign: char| sign.is_whitespace()).next()?;
        let attributes = inside.strip_prefix(name)?;
        let name = name.strip_suffix('/').filter(|bare| !bare.is_empty()).unwrap_or(name).to_ascii_lowercase();
        Some(Tag { name, attributes, rest: rest.strip_prefix('>')? })
    }

    fn opens(&self, name: &str) -> bool {
        self.name == name
    }

    fn closes(&self, name: &str) -> bool {
        self.name.strip_prefix('/') == Some(name)
    }

    /// The value of an attribute, with or without quotes.
    fn attribute(&self, wanted: &str) -> Option<&str> {
        let mut rest = self.attributes;
        while let Some((name, after)) = rest.split_once('=') {
            let name = name.split_whitespace().next_back().unwrap_or_default();
            let after = after.trim_start();
            let (value, next) = match after.chars().next()? {
                quote @ ('"' | '\'') => after.strip_prefix(quote)?.split_once(quote)?,
                _ => after.split_once(char::is_whitespace).unwrap_or((after.trim_end_matches('/'), "")),
            };
            if name.eq_ignore_ascii_case(wanted) {
                return Some(value);
            }
            rest = next;
        }
        None
    }

    fn has_class(&self, class: &str) -> bool {
        self.attribute("class").is_some_and(|classes| classes.split_whitespace().any(|one| one == class))
    }
}

/// A table that is being read. A table within a cell is text of that cell.
#[derive(Default)]
struct Table {
    rows: Vec<Vec<String>>,
    /// The cell that is open: its HTML, and how many it stands for.
    cell: Option<(String, usize)>,
    /// Tables that are open within it.
    inner: usize,
}

impl Table {
    fn text(&mut self, html: &str) {
        if let Some((cell, _)) = &mut self.cell {
            cell.push_str(html);
        }
    }

    /// True where the table is over.
    fn tag(&mut self, tag: &Tag<'_>) -> bool {
        if tag.opens("table") {
            self.inner += 1;
        } else if tag.closes("table") {
            if self.inner == 0 {
                self.end_cell();
                return true;
            }
            self.inner -= 1;
        } else if self.inner > 0 {
            self.text(" ");
        } else if tag.opens("tr") {
            self.end_cell();
            self.rows.push(Vec::new());
        } else if tag.opens("td") || tag.opens("th") {
            self.end_cell();
            let wide = tag.attribute("colspan").and_then(|wide| wide.trim().parse().ok());
            self.cell = Some((String::new(), wide.unwrap_or(1).clamp(1, WIDEST)));
        } else if tag.closes("td") || tag.closes("th") || tag.closes("tr") {
            self.end_cell();
        } else {
            // "5<br>4" are two words.
            self.text(" ");
        }
        false
    }

    /// Puts the open cell into its row, once for each that it stands for.
    fn end_cell(&mut self) {
        let Some((html, wide)) = self.cell.take() else { return };
        let words = plain(&html);
        let text = words.split_whitespace().collect::<Vec<_>>().join(" ");
        if self.rows.is_empty() {
            self.rows.push(Vec::new());
        }
        if let Some(row) = self.rows.last_mut() {
            row.extend(std::iter::repeat_n(text, wide));
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
    fn what_is_no_whole_table_is_none(#[case] page: &str) {
        assert_eq!(told(page), None);
    }
}

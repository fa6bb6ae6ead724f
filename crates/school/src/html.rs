//! Plain text out of the HTML that teachers write.

/// The text of a piece of HTML: tags gone, paragraphs and breaks as lines, entities read, those that were escaped twice
/// too.
pub(crate) fn plain(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, tag_on)) = rest.split_once('<') {
        text.push_str(before);
        let Some((tag, after)) = tag_on.split_once('>').filter(|(tag, _)| is_tag(tag)) else {
            // A bare "<" in a plain text.
            text.push('<');
            rest = tag_on;
            continue;
        };
        if breaks(tag) && !text.ends_with('\n') && !text.is_empty() {
            text.push('\n');
        }
        rest = after;
    }
    text.push_str(rest);
    let once = html_escape::decode_html_entities(&text);
    let twice = html_escape::decode_html_entities(&once).replace('\u{a0}', " ");
    let lines: Vec<&str> = twice.lines().map(str::trim).collect();
    lines.join("\n").trim().to_owned()
}

fn is_tag(tag: &str) -> bool {
    tag.starts_with(|sign: char| sign.is_ascii_alphabetic() || matches!(sign, '/' | '!'))
}

fn breaks(tag: &str) -> bool {
    let name = tag.trim_start_matches('/').split(|sign: char| !sign.is_ascii_alphanumeric()).next().unwrap_or_default();
    ["p", "br", "div", "li", "tr", "h1", "h2", "h3", "h4"].iter().any(|known| name.eq_ignore_ascii_case(known))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("<p>Собрание</p><p>В четверг</p>", "Собрание\nВ четверг")]
    #[case("<P style=\"x\">а<br/>б</P>", "а\nб")]
    #[case("<p>&amp;lt;в 18:30&amp;gt; &amp;amp; без опозданий</p>", "<в 18:30> & без опозданий")]
    #[case("a&nbsp;b &quot;c&quot;", "a b \"c\"")]
    #[case("3 < 5", "3 < 5")]
    #[case("a <b", "a <b")]
    #[case("", "")]
    #[case("а<br/>б &amp; в", "а\nб & в")]
    fn html_becomes_text(#[case] html: &str, #[case] text: &str) {
        assert_eq!(plain(html), text);
    }
}

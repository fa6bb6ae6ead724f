//! Plain text out of the HTML that teachers write.

/// The text of a piece of HTML: tags gone, paragraphs and breaks as lines, entities read. A bare "<" stays.
pub(in crate::eljur) fn plain(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('<') {
        text.push_str(before);
        let tag = after.split_once('>').filter(|(tag, _)| is_tag(tag));
        rest = match tag {
            Some((tag, after)) => {
                if is_line(tag) && !text.is_empty() && !text.ends_with('\n') {
                    text.push('\n');
                }
                after
            }
            None => {
                text.push('<');
                after
            }
        };
    }
    text.push_str(rest);
    let read = html_escape::decode_html_entities(&text).replace('\u{a0}', " ");
    let lines: Vec<&str> = read.lines().map(str::trim).collect();
    lines.join("\n").trim().to_owned()
}

fn is_tag(tag: &str) -> bool {
    tag.starts_with(|sign: char| sign.is_ascii_alphabetic() || matches!(sign, '/' | '!'))
}

fn is_line(tag: &str) -> bool {
    let name = tag.trim_start_matches('/').split(|sign: char| !sign.is_ascii_alphanumeric()).next().unwrap_or_default();
    ["p", "br", "div", "li", "tr"].iter().any(|line| name.eq_ignore_ascii_case(line))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("<p>Собрание</p><p>В четверг</p>", "Собрание\nВ четверг")]
    #[case("а<br/>б &amp; в", "а\nб & в")]
    #[case("№ 12–14, x < 5", "№ 12–14, x < 5")]
    #[case("", "")]
    fn html_becomes_text(#[case] html: &str, #[case] text: &str) {
        assert_eq!(plain(html), text);
    }
}

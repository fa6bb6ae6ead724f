//! Plain text out of the HTML that teachers write, and tables out of pages.

mod table;

pub(crate) use table::rows;

/// The text of a piece of HTML: tags gone, paragraphs and breaks as lines, entities read, those that were escaped twice
/// too.
pub(crate) fn plain(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    // Where no tag ends any more, each of many brackets would look through all that follows it.
    let last = html.rfind('>').unwrap_or_default();
    while let Some((before, tag_on)) = rest.split_once('<') {
        text.push_str(before);
        let ended = if is_tag(tag_on) && html.len() - tag_on.len() <= last { tag_on.split_once('>') } else { None };
        let Some((tag, after)) = ended else {
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

/// Whether a tag begins here, behind its bracket.
fn is_tag(tag: &str) -> bool {
    tag.starts_with(|sign: char| sign.is_ascii_alphabetic() || matches!(sign, '/' | '!'))
}

fn breaks(tag: &str) -> bool {
    let name = tag.trim_start_matches('/').split(|sign: char| !sign.is_ascii_alphanumeric()).next().unwrap_or_default();
    ["p", "br", "div", "li", "tr", "h1", "h2", "h3", "h4"].iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// How two words in a row begin.
type Pair = (&'static str, &'static str);

/// The adjective alone says nothing: «техническая поддержка» is named on any page.
const WORKS: [Pair; 3] = [("техническ", "работ"), ("профилактическ", "работ"), ("регламентн", "работ")];

const CLOSED: [Pair; 1] = [("временно", "недоступ")];

/// Whether a page for people says that the server is being worked on, or closed for a while. A page that asks for a
/// password may say as much of one of several ways in: ask [`asks_for_a_password`] first.
pub(crate) fn speaks_of_works(page: &[u8]) -> bool {
    let text = String::from_utf8_lossy(page);
    holds(&text, &WORKS) || holds(&text, &CLOSED)
}

/// Whether words about one account say that the server is being worked on: there «временно недоступна» may be the account
/// itself.
pub(crate) fn names_works(words: &str) -> bool {
    holds(words, &WORKS)
}

fn holds(text: &str, pairs: &[Pair]) -> bool {
    let lower = plain(text).to_lowercase();
    let words: Vec<&str> = lower.split(|sign: char| !sign.is_alphabetic()).filter(|word| !word.is_empty()).collect();
    words.windows(2).any(|pair| match pair {
        [one, next] => pairs.iter().any(|(of, works)| one.starts_with(of) && next.starts_with(works)),
        _ => false,
    })
}

/// Whether a page for people has a field for a password: it is that of a sign-in, whatever else stands there.
pub(crate) fn asks_for_a_password(page: &[u8]) -> bool {
    let lower = String::from_utf8_lossy(page).to_lowercase().replace('\'', "\"");
    lower.contains("type=\"password\"") || lower.split_whitespace().any(|word| word.starts_with("type=password"))
}

/// Foreign words for people: without tags and control signs, in one line, at most 200 signs.
pub(crate) fn clean(words: &str) -> String {
    short(&line(words))
}

fn line(words: &str) -> String {
    plain(words).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn short(line: &str) -> String {
    line.chars().filter(|sign| !sign.is_control()).take(200).collect()
}

/// The same, of a server that may repeat what the request brought: words that hold one of `secrets`, as it is or as it
/// stands in an address or a form, are not quoted.
pub(crate) fn quoted(words: &str, secrets: &[&str]) -> String {
    let whole = line(words);
    let repeats = |secret: &str| {
        let written: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
        [secret, &written].into_iter().any(|secret| words.contains(secret) || whole.contains(secret))
    };
    if secrets.iter().any(|secret| !secret.is_empty() && repeats(secret)) {
        return "the server's words hold a secret".into();
    }
    short(&whole)
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

    #[rstest]
    #[case("Неверный <b>пароль</b>\n", "Неверный пароль")]
    #[case("token: t0<i></i>ken", "the server's words hold a secret")]
    #[case("пароль %D0%BF%D0%B0%D1%80%D0%BE%D0%BB%D1%8C-7", "the server's words hold a secret")]
    fn words_are_quoted_without_secrets(#[case] words: &str, #[case] expected: &str) {
        assert_eq!(quoted(words, &["", "t0ken", "пароль-7"]), expected);
    }

    /// A page is of sixteen megabytes at most, and a text within an answer nearly so.
    #[rstest]
    #[case("<")]
    #[case("<a")]
    #[case("< ")]
    #[case("<a>")]
    #[case("&")]
    #[case("&#")]
    fn many_brackets_are_read_in_no_time(#[case] bracket: &str) {
        let (text, began) = (bracket.repeat(4 << 20), std::time::Instant::now());
        assert!(plain(&text).len() <= text.len());
        assert!(began.elapsed() < std::time::Duration::from_secs(20), "{bracket}: {:?}", began.elapsed());
    }

    /// A secret that ends behind the two hundredth sign is one all the same.
    #[test]
    fn a_secret_is_not_quoted_in_part() {
        let words = format!("{} t0ken", "x".repeat(197));
        assert_eq!(quoted(&words, &["t0ken"]), "the server's words hold a secret");
        assert_eq!(quoted(&words, &[]).chars().count(), 200);
    }

    #[rstest]
    #[case("<html>Ведутся технические работы", true)]
    #[case("<p>Проводятся технические <b>работы</b>", true)]
    #[case("закрыто из-за профилактических работ", true)]
    #[case("Регламентные работы до 6:00", true)]
    #[case("Сервис временно недоступен", true)]
    #[case("Техническая поддержка. Работаем с 9", false)]
    fn works_are_told_from_support(#[case] page: &str, #[case] works: bool) {
        assert_eq!(speaks_of_works(page.as_bytes()), works);
    }

    #[rstest]
    #[case("Ведутся технические работы", true)]
    #[case("Учётная запись временно недоступна", false)]
    fn words_about_an_account_may_be_of_the_account(#[case] words: &str, #[case] works: bool) {
        assert_eq!(names_works(words), works);
    }

    #[rstest]
    #[case("<form><INPUT name=\"pw\" Type=\"password\"></form>", true)]
    #[case("<input type='password'/>", true)]
    #[case("<input type=password>", true)]
    #[case("<v-text-field label=\"Пароль\" type=\"password\"></v-text-field>", true)]
    #[case("<input type=\"text\" name=\"search\">", false)]
    #[case("<a href=\"/forgot?type=password\">Забыли пароль?</a>", false)]
    fn a_field_for_a_password_is_seen(#[case] page: &str, #[case] asks: bool) {
        assert_eq!(asks_for_a_password(page.as_bytes()), asks);
    }
}

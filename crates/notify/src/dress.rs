//! How a notice is put to a notification server, by what the server can do. Pure.

use crate::{Notice, Urgency};

/// What a notification server can do, by its own words (`GetCapabilities`). By default nothing but a title.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Capabilities {
    /// It shows a body.
    pub body: bool,
    /// It reads the body as markup.
    pub markup: bool,
    /// It offers actions, the click on the body among them.
    pub actions: bool,
    /// It sounds.
    pub sound: bool,
}

impl Capabilities {
    /// Reads the server's words; those that we have no use for are passed over.
    pub fn of<'a>(words: impl IntoIterator<Item = &'a str>) -> Capabilities {
        let mut can = Capabilities::default();
        for word in words {
            match word {
                "body" => can.body = true,
                "body-markup" => can.markup = true,
                "actions" => can.actions = true,
                "sound" => can.sound = true,
                _ => {}
            }
        }
        can
    }
}

/// A notice as a server gets it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dressed {
    /// First line, plain.
    pub summary: String,
    /// The rest: markup where the server reads it so.
    pub body: String,
    /// Keys and names of the actions: the click first. Empty where the server has none.
    pub actions: Vec<(String, String)>,
    /// The category, of the standard's own or of ours.
    pub category: String,
    /// How much it disturbs.
    pub urgency: Urgency,
    /// The sound by its name; none where the server makes none.
    pub sound: Option<&'static str>,
    /// Whether a sound of the server's own is not wanted.
    pub silent: bool,
}

impl Dressed {
    /// `notice` for a server that can do this. `open_label` names the click.
    pub fn of(notice: &Notice, open_label: &str, can: Capabilities) -> Dressed {
        let (summary, body) = match (can.body, can.markup) {
            (true, true) => (one_line(&notice.title), escaped(&sendable(&notice.body))),
            (true, false) => (one_line(&notice.title), sendable(&notice.body)),
            // Only a line is shown: the title alone would not say what happened.
            (false, _) => {
                let first = notice.body.lines().next().unwrap_or_default();
                (one_line(&format!("{}: {first}", notice.title)), String::new())
            }
        };
        let mut actions = Vec::new();
        if can.actions {
            // Without an action of this name a click on the body is not reported.
            actions.push(("default".to_owned(), open_label.to_owned()));
            actions.extend(notice.offers.iter().map(|offer| (offer.action.key().to_owned(), offer.label.clone())));
        }
        Dressed {
            summary,
            body,
            actions,
            category: match notice.category.as_str() {
                "message" => "im.received".to_owned(),
                "visit" => "presence".to_owned(),
                "" => "x-peremena.notice".to_owned(),
                word => format!("x-peremena.{word}"),
            },
            urgency: notice.urgency,
            sound: (can.sound && notice.sound).then_some("message-new-instant"),
            silent: !notice.sound,
        }
    }
}

/// Text as the bus takes it. A NUL in a string, which a school may send as well as any other sign, is against the
/// bus's own grammar: it would end the connection, and nothing more would be told.
fn sendable(text: &str) -> String {
    text.chars().filter(|sign| *sign == '\n' || !sign.is_control()).collect()
}

fn one_line(text: &str) -> String {
    sendable(&text.replace('\n', " "))
}

/// Servers with "body-markup" read the body as HTML: what the school wrote must stay text.
fn escaped(body: &str) -> String {
    body.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::{Action, Offer};

    const ALL: [&str; 8] =
        ["body", "body-markup", "actions", "sound", "persistence", "icon-static", "body-hyperlinks", "x-odd"];

    fn notice(body: &str) -> Notice {
        Notice {
            id: "1".into(),
            title: "Амина · <b>Алгебра</b> & co".into(),
            body: body.into(),
            link: "peremena://open/feed".into(),
            members: Vec::new(),
            student: None,
            children: Vec::new(),
            together: None,
            sound: true,
            urgency: Urgency::Normal,
            category: "homework".into(),
            offers: [(Action::Seen, "Прочитано"), (Action::Done, "Сделано")]
                .map(|(action, label)| Offer { action, label: label.into() })
                .into(),
            work: Vec::new(),
            says_values: false,
            until: None,
        }
    }

    fn without(word: &str) -> Capabilities {
        Capabilities::of(ALL.into_iter().filter(|each| *each != word))
    }

    #[rstest]
    #[case("§ 12, № 5", "§ 12, № 5")]
    #[case("a < b && c > d", "a &lt; b &amp;&amp; c &gt; d")]
    #[case("<b>&", "&lt;b&gt;&amp;")]
    #[case("<img src=\"http://x\"> <b>", "&lt;img src=\"http://x\"&gt; &lt;b&gt;")]
    #[case("&lt;", "&amp;lt;")]
    #[case("\u{202e}\u{1f600}", "\u{202e}\u{1f600}")]
    fn what_the_school_wrote_stays_text(#[case] body: &str, #[case] shown: &str) {
        assert_eq!(Dressed::of(&notice(body), "Открыть", Capabilities::of(ALL)).body, shown);
    }

    /// The texts that the simulated school sends when it means harm.
    fn hostile() -> Vec<String> {
        let written = include_str!("../../school-sim/src/hostile.json");
        let written: Vec<serde_json::Value> = serde_json::from_str(written).unwrap();
        let times = |it: &serde_json::Value| it["times"].as_u64().unwrap_or(1) as usize;
        written.iter().map(|it| it["text"].as_str().unwrap().repeat(times(it))).collect()
    }

    #[test]
    fn a_hostile_text_is_no_markup_and_breaks_no_connection() {
        assert!(hostile().len() >= 100);
        for text in hostile() {
            let harmful = Notice { title: text.clone(), ..notice(&text) };
            for can in [Capabilities::of(ALL), without("body-markup"), Capabilities::default()] {
                let dressed = Dressed::of(&harmful, "Открыть", can);
                let odd = |text: &str| text.chars().any(|sign| sign.is_control() && sign != '\n');
                assert!(!odd(&dressed.summary) && !odd(&dressed.body), "{text:?}");
                assert!(!dressed.summary.contains('\n'), "{text:?}");
                if can.markup {
                    assert!(!dressed.body.contains(['<', '>']), "{text:?}");
                    // Read as markup it is the text again.
                    let read = dressed.body.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
                    assert_eq!(read, sendable(&text));
                }
            }
        }
    }

    #[test]
    fn a_server_without_markup_gets_the_text_as_it_is() {
        assert_eq!(Dressed::of(&notice("<b>&"), "Открыть", without("body-markup")).body, "<b>&");
    }

    #[test]
    fn a_title_is_never_markup() {
        // By the standard a summary is plain text: escaped, a family would read "&amp;".
        let dressed = Dressed::of(&notice("§ 12"), "Открыть", Capabilities::of(ALL));
        assert_eq!(dressed.summary, "Амина · <b>Алгебра</b> & co");
    }

    #[test]
    fn the_click_comes_before_what_can_be_done() {
        let dressed = Dressed::of(&notice("§ 12"), "Открыть", Capabilities::of(ALL));
        let actions: Vec<(&str, &str)> =
            dressed.actions.iter().map(|(key, label)| (key.as_str(), label.as_str())).collect();
        assert_eq!(actions, [("default", "Открыть"), ("seen", "Прочитано"), ("done", "Сделано")]);
        assert_eq!(Action::of_key("done"), Some(Action::Done));
        assert_eq!(Action::of_key("default"), None);
    }

    #[test]
    fn a_server_without_actions_is_sent_none() {
        let dressed = Dressed::of(&notice("§ 12"), "Открыть", without("actions"));
        assert!(dressed.actions.is_empty());
        assert_eq!(dressed.body, "§ 12", "the rest is as ever");
    }

    #[test]
    fn a_server_without_a_body_still_says_what_happened() {
        let dressed = Dressed::of(&notice("Оценка 5\nМолодец"), "Открыть", without("body"));
        assert_eq!((dressed.summary.as_str(), dressed.body.as_str()), ("Амина · <b>Алгебра</b> & co: Оценка 5", ""));
    }

    #[rstest]
    #[case::sounds(true, Capabilities::of(ALL), Some("message-new-instant"), false)]
    #[case::is_silent(false, Capabilities::of(ALL), None, true)]
    #[case::cannot(true, without("sound"), None, false)]
    #[case::knows_nothing(true, Capabilities::default(), None, false)]
    fn a_sound_is_asked_for_where_it_is_wanted(
        #[case] sound: bool,
        #[case] can: Capabilities,
        #[case] named: Option<&str>,
        #[case] silent: bool,
    ) {
        let dressed = Dressed::of(&Notice { sound, ..notice("§ 12") }, "Открыть", can);
        assert_eq!((dressed.sound, dressed.silent), (named, silent));
    }

    #[test]
    fn persistence_changes_nothing() {
        let (with, without) = (Capabilities::of(ALL), without("persistence"));
        assert_eq!(Dressed::of(&notice("§ 12"), "Открыть", with), Dressed::of(&notice("§ 12"), "Открыть", without));
    }

    #[rstest]
    #[case("message", "im.received")]
    #[case("visit", "presence")]
    #[case("mark", "x-peremena.mark")]
    #[case("digest", "x-peremena.digest")]
    #[case("", "x-peremena.notice")]
    fn a_category_is_the_standards_or_ours(#[case] category: &str, #[case] sent: &str) {
        let notice = Notice { category: category.into(), ..notice("§ 12") };
        assert_eq!(Dressed::of(&notice, "Открыть", Capabilities::of(ALL)).category, sent);
    }
}

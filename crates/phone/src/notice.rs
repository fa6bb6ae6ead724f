//! A notice as a phone shows it, and who shows it.

use std::{
    collections::HashMap,
    sync::{Arc, OnceLock},
};

use async_trait::async_trait;
use peremena_app::{App, Config, Host, NotShown, Notice, Shown, ShowsNotices};

/// A notice with what a phone wants to know of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhoneNotice {
    /// Made from its changes: the same notice has the same id for ever.
    pub id: String,
    /// The number under which a repeat replaces it, made from the id.
    pub number: i32,
    /// The kind, under which a phone lets one choose sound and importance: a topic's word, "digest" or "app".
    pub channel: String,
    /// What the settings call that kind.
    pub channel_name: String,
    /// First line.
    pub title: String,
    /// The rest.
    pub text: String,
    /// What a locked screen shows that hides the rest: no name, no subject, no value.
    pub hidden_text: String,
    /// Where a tap leads: `peremena://open/…`.
    pub link: String,
    /// The child, under whom notices stand together; empty where it is about several.
    pub group: String,
    /// Whether it sounds.
    pub sound: bool,
    /// It can wait.
    pub low: bool,
}

/// The native part's way to show a notice.
pub trait Shows: Send + Sync {
    /// Shows it, in the place of one of the same number. False where it is not shown: it is tried again later.
    fn show(&self, notice: &PhoneNotice) -> bool;
}

impl Shows for Box<dyn Shows> {
    fn show(&self, notice: &PhoneNotice) -> bool {
        (**self).show(notice)
    }
}

/// An app whose notices the native part shows.
pub(crate) fn app(config: Config, host: Arc<dyn Host>, shows: impl Shows + 'static) -> App {
    let handing = Arc::new(Handing { shows, words: OnceLock::new() });
    let app = App::new(config, host, handing.clone());
    let channels: HashMap<&'static str, String> = app.notice_kinds().into_iter().collect();
    // Only now, and once.
    let _ = handing.words.set(Words { channels, hidden: app.say("notice-hidden") });
    app
}

/// What the phone's words are, known once the app is made.
#[derive(Default)]
struct Words {
    channels: HashMap<&'static str, String>,
    hidden: String,
}

/// Hands the app's notices to the native part.
struct Handing<S> {
    shows: S,
    words: OnceLock<Words>,
}

#[async_trait]
impl<S: Shows> ShowsNotices for Handing<S> {
    async fn show(&self, notice: &Notice, _open_label: &str) -> Result<Option<Shown>, NotShown> {
        let words = self.words.get().ok_or_else(|| NotShown("nobody knows the words".into()))?;
        match self.shows.show(&dressed(notice, words)) {
            true => Ok(None),
            false => Err(NotShown("the phone shows no notifications now".into())),
        }
    }
}

fn dressed(notice: &Notice, words: &Words) -> PhoneNotice {
    let channel = match notice.category.as_str() {
        // A kind that this version does not know was fixed by a newer one: it is shown all the same.
        word if words.channels.contains_key(word) => word,
        _ => "app",
    };
    PhoneNotice {
        id: notice.id.clone(),
        number: notice.number().cast_signed(),
        channel: channel.to_owned(),
        channel_name: words.channels.get(channel).cloned().unwrap_or_default(),
        title: notice.title.clone(),
        text: notice.body.clone(),
        hidden_text: words.hidden.clone(),
        link: notice.link.clone(),
        group: notice.student.as_ref().map(|student| student.as_str().to_owned()).unwrap_or_default(),
        sound: notice.sound,
        low: notice.urgency == peremena_app::Urgency::Low,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> Words {
        let channels = [("mark", "Оценки".to_owned()), ("app", "О приложении".to_owned())].into();
        Words { channels, hidden: "Новость из дневника".into() }
    }

    #[test]
    fn a_locked_screen_gets_words_that_say_nothing_of_a_child() {
        let mut notice = Notice::of_the_app("probe", "Амина · Алгебра".into(), "Оценка 5".into());
        notice.category = "mark".into();
        let dressed = dressed(&notice, &words());
        assert_eq!((dressed.channel.as_str(), dressed.channel_name.as_str()), ("mark", "Оценки"));
        for secret in ["Амина", "Алгебра", "5"] {
            assert!(!dressed.hidden_text.contains(secret));
        }
        assert_eq!(dressed.number.cast_unsigned(), notice.number());
    }

    #[test]
    fn a_kind_of_a_newer_version_is_shown_all_the_same() {
        let mut notice = Notice::of_the_app("probe", String::new(), String::new());
        notice.category = "telepathy".into();
        assert_eq!(dressed(&notice, &words()).channel, "app");
    }
}

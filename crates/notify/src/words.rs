//! Words in the chosen language.

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use unic_langid::{LanguageIdentifier, langid};

/// A language in which the app speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// Russian.
    Russian,
    /// English.
    English,
}

impl Language {
    /// The language for a tag such as "ru-RU" or "en". Russian for the languages of Russia's
    /// neighbours and peoples too, since the words of the schools are Russian; English for the rest.
    pub fn for_tag(tag: &str) -> Language {
        let primary = tag.split(['-', '_', '.']).next().unwrap_or_default().to_ascii_lowercase();
        match primary.as_str() {
            "ru" | "be" | "uk" | "kk" | "tt" | "ba" | "cv" | "ce" | "av" | "os" | "sah" => Language::Russian,
            _ => Language::English,
        }
    }

    /// "ru" or "en".
    pub fn tag(self) -> &'static str {
        match self {
            Language::Russian => "ru",
            Language::English => "en",
        }
    }

    /// The sign between whole and fraction.
    pub fn decimal(self) -> char {
        match self {
            Language::Russian => ',',
            Language::English => '.',
        }
    }

    fn id(self) -> LanguageIdentifier {
        match self {
            Language::Russian => langid!("ru"),
            Language::English => langid!("en"),
        }
    }

    fn files(self) -> [&'static str; 3] {
        match self {
            Language::Russian => [
                include_str!("../../../ui/locales/ru/words.ftl"),
                include_str!("../../../ui/locales/ru/notices.ftl"),
                include_str!("../../../ui/locales/ru/pages.ftl"),
            ],
            Language::English => [
                include_str!("../../../ui/locales/en/words.ftl"),
                include_str!("../../../ui/locales/en/notices.ftl"),
                include_str!("../../../ui/locales/en/pages.ftl"),
            ],
        }
    }
}

/// A value for a place in a message.
#[derive(Clone, Copy, Debug)]
pub enum Arg<'a> {
    /// Text.
    Text(&'a str),
    /// A number, which also chooses the plural form.
    Count(i64),
}

impl Arg<'static> {
    /// A number of things.
    pub fn count(number: impl TryInto<i64>) -> Arg<'static> {
        Arg::Count(number.try_into().unwrap_or(i64::MAX))
    }
}

/// The words of one language.
pub struct Words {
    language: Language,
    bundle: FluentBundle<FluentResource>,
}

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Words").field(&self.language).finish()
    }
}

impl Words {
    /// The words of `language`.
    pub fn of(language: Language) -> Words {
        let mut bundle = FluentBundle::new_concurrent(vec![language.id()]);
        // Views are plain text in one direction: no isolation marks around values.
        bundle.set_use_isolating(false);
        for file in language.files() {
            // A broken line loses itself only; `every_message_is_there_in_both_languages` fails on it.
            let resource = match FluentResource::try_new(file.to_owned()) {
                Ok(resource) | Err((resource, _)) => resource,
            };
            bundle.add_resource_overriding(resource);
        }
        Words { language, bundle }
    }

    /// Which language it is.
    pub fn language(&self) -> Language {
        self.language
    }

    /// The message `id`. A message that is missing reads as its id, so nothing is ever blank.
    pub fn say(&self, id: &str) -> String {
        self.say_with(id, &[])
    }

    /// The message `id` with values in its places.
    pub fn say_with(&self, id: &str, args: &[(&str, Arg<'_>)]) -> String {
        let Some(pattern) = self.bundle.get_message(id).and_then(|message| message.value()) else {
            return id.to_owned();
        };
        let mut values = FluentArgs::with_capacity(args.len());
        for (name, value) in args {
            match value {
                Arg::Text(text) => values.set(*name, FluentValue::from(*text)),
                Arg::Count(count) => values.set(*name, FluentValue::from(*count)),
            }
        }
        let mut errors = Vec::new();
        self.bundle.format_pattern(pattern, Some(&values), &mut errors).into_owned()
    }

    /// Whether there is a message `id`.
    pub fn has(&self, id: &str) -> bool {
        self.bundle.has_message(id)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use fluent_bundle::FluentResource;
    use rstest::rstest;

    use super::*;

    fn keys(language: Language) -> BTreeSet<String> {
        language
            .files()
            .iter()
            .flat_map(|file| {
                assert!(FluentResource::try_new((*file).to_owned()).is_ok(), "{language:?} has a broken message");
                file.lines()
                    .filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()))
                    .filter_map(|line| line.split_once(" =").map(|(key, _)| key.to_owned()))
                    .collect::<Vec<_>>()
            })
            .collect()
    }

    #[test]
    fn every_message_is_there_in_both_languages() {
        assert_eq!(keys(Language::Russian), keys(Language::English));
    }

    #[rstest]
    #[case(1, "1 оценка")]
    #[case(2, "2 оценки")]
    #[case(5, "5 оценок")]
    #[case(11, "11 оценок")]
    #[case(21, "21 оценка")]
    #[case(22, "22 оценки")]
    #[case(0, "0 оценок")]
    fn russian_plurals_are_right(#[case] count: i64, #[case] expected: &str) {
        let words = Words::of(Language::Russian);
        assert_eq!(words.say_with("digest-marks", &[("count", Arg::Count(count))]), expected);
    }

    #[rstest]
    #[case("ru_RU.UTF-8", Language::Russian)]
    #[case("ru", Language::Russian)]
    #[case("tt-RU", Language::Russian)]
    #[case("en-GB", Language::English)]
    #[case("de", Language::English)]
    #[case("", Language::English)]
    fn a_tag_finds_its_language(#[case] tag: &str, #[case] language: Language) {
        assert_eq!(Language::for_tag(tag), language);
    }
}

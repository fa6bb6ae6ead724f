//! Words in the chosen language.

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use unic_langid::LanguageIdentifier;

#[cfg(test)]
#[path = "../locales.rs"]
mod locales;

/// What a folder of `ui/locales` holds.
#[derive(Debug)]
struct Spoken {
    tag: &'static str,
    decimal: char,
    serves: &'static [&'static str],
    files: [&'static str; 3],
}

include!(concat!(env!("OUT_DIR"), "/languages.rs"));

/// A language in which the app speaks: a folder of `ui/locales`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Language(usize);

impl Language {
    /// Russian: what schools write.
    pub const RUSSIAN: Language = Language(RUSSIAN);
    /// English: for whoever has none of the others.
    pub const ENGLISH: Language = Language(ENGLISH);

    /// Every language there is, by its tag.
    pub fn all() -> impl Iterator<Item = Language> {
        (0..SPOKEN.len()).map(Language)
    }

    /// The language for a tag such as "ru-RU" or "en": its own, else the one that says that it serves it, else English.
    pub fn for_tag(tag: &str) -> Language {
        let primary = tag.split(['-', '_', '.']).next().unwrap_or_default().to_ascii_lowercase();
        let serves = |language: &Language| language.spoken().serves.contains(&primary.as_str());
        Language::of_tag(&primary).or_else(|| Language::all().find(serves)).unwrap_or(Language::ENGLISH)
    }

    /// The language of exactly this tag, "ru".
    pub fn of_tag(tag: &str) -> Option<Language> {
        Language::all().find(|language| language.tag() == tag)
    }

    /// Its primary tag: "ru".
    pub fn tag(self) -> &'static str {
        self.spoken().tag
    }

    /// The sign between whole and fraction.
    pub fn decimal(self) -> char {
        self.spoken().decimal
    }

    fn spoken(self) -> &'static Spoken {
        // Every language is made of a place in the table.
        SPOKEN.get(self.0).unwrap_or(&SPOKEN[ENGLISH])
    }

    fn id(self) -> LanguageIdentifier {
        // A tag is two or three letters, which `build.rs` looks at.
        self.tag().parse().unwrap_or_default()
    }
}

impl std::fmt::Debug for Language {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.tag())
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
        for file in language.spoken().files {
            // A broken line loses itself only; `every_message_is_there_in_every_language` fails on it.
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
    use std::{collections::BTreeSet, fs, path::Path};

    use fluent_bundle::FluentResource;
    use rstest::rstest;

    use super::*;

    fn keys(language: Language) -> BTreeSet<String> {
        let spoken = language.spoken();
        spoken
            .files
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
    fn every_message_is_there_in_every_language() {
        assert!(Language::all().count() >= 2);
        for language in Language::all() {
            assert_eq!(keys(language), keys(Language::RUSSIAN), "{language:?}");
            assert_eq!(language.id().to_string(), language.tag());
        }
    }

    fn folder(of: &str) -> std::path::PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/locales").join(of)
    }

    fn copied(from: &str, to: &Path) {
        fs::create_dir_all(to).unwrap();
        for file in locales::FILES {
            fs::copy(folder(from).join(file), to.join(file)).unwrap();
        }
    }

    #[test]
    fn a_third_language_is_one_folder() {
        let place = tempfile::tempdir().unwrap();
        for (from, tag) in [("ru", "ru"), ("en", "en"), ("en", "hy")] {
            copied(from, &place.path().join(tag));
        }
        let read = || locales::read(place.path());
        fs::write(place.path().join("hy/language.ftl"), "decimal = ٫\nserves = xcl hyw\n").unwrap();
        let found = read().unwrap();
        let tags: Vec<&str> = found.iter().map(|locale| locale.tag.as_str()).collect();
        assert_eq!(tags, ["en", "hy", "ru"]);
        assert_eq!((found[1].decimal, &found[1].serves[..]), ('٫', &["xcl".to_owned(), "hyw".to_owned()][..]));
        let table = locales::table(&found).unwrap();
        assert!(
            table.contains("[Spoken; 3]") && table.contains("hy/notices.ftl") && table.contains("RUSSIAN: usize = 2")
        );
        // What is wrong with a folder is said when the app is built, not when a family reads it.
        fs::write(place.path().join("hy/language.ftl"), "decimal = ,\nserves = ru\n").unwrap();
        assert_eq!(read().unwrap_err(), "hy says that it serves ru, which has a folder of its own");
        fs::write(place.path().join("hy/language.ftl"), "serves =\n").unwrap();
        assert!(read().unwrap_err().ends_with("language.ftl: no message `decimal`"));
        fs::remove_file(place.path().join("hy/pages.ftl")).unwrap();
        assert_eq!(read().unwrap_err(), "the language hy has no pages.ftl");
        fs::remove_dir_all(place.path().join("hy")).unwrap();
        fs::create_dir(place.path().join("Deutsch")).unwrap();
        assert!(read().unwrap_err().ends_with("a folder of languages is named by two or three small letters"));
    }

    #[test]
    fn every_folder_is_a_language_here() {
        let tags: Vec<String> = locales::read(&folder("")).unwrap().into_iter().map(|locale| locale.tag).collect();
        assert_eq!(Language::all().map(Language::tag).collect::<Vec<_>>(), tags);
        assert!(Language::all().all(|language| Language::of_tag(language.tag()) == Some(language)));
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
        let words = Words::of(Language::RUSSIAN);
        assert_eq!(words.say_with("digest-marks", &[("count", Arg::Count(count))]), expected);
    }

    #[rstest]
    #[case("ru_RU.UTF-8", Language::RUSSIAN)]
    #[case("ru", Language::RUSSIAN)]
    #[case("tt-RU", Language::RUSSIAN)]
    #[case("en-GB", Language::ENGLISH)]
    #[case("de", Language::ENGLISH)]
    #[case("", Language::ENGLISH)]
    fn a_tag_finds_its_language(#[case] tag: &str, #[case] language: Language) {
        assert_eq!(Language::for_tag(tag), language);
    }
}

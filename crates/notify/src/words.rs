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
        place(&SPOKEN, tag).map_or(Language::ENGLISH, Language)
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

/// Where in a table the language for a tag stands: its own, else the one that says that it serves it.
fn place(spoken: &[Spoken], tag: &str) -> Option<usize> {
    let primary = tag.split(['-', '_', '.']).next().unwrap_or_default().to_ascii_lowercase();
    let own = spoken.iter().position(|one| one.tag == primary);
    own.or_else(|| spoken.iter().position(|one| one.serves.iter().any(|served| *served == primary)))
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
    use std::{
        collections::{BTreeMap, BTreeSet},
        fs,
        path::Path,
    };

    use rstest::rstest;

    use super::*;

    /// Each message of a language, with the names of the values in it.
    fn messages(language: Language) -> BTreeMap<&'static str, BTreeSet<&'static str>> {
        let ends = |sign: char| !sign.is_ascii_alphanumeric() && sign != '-';
        let mut found = BTreeMap::new();
        for text in language.spoken().files {
            assert!(FluentResource::try_new(text.to_owned()).is_ok(), "{language:?} has a broken message");
            let mut key = "";
            for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
                if line.starts_with(|c: char| c.is_ascii_lowercase()) {
                    key = line.split_once(" =").unwrap().0;
                    assert!(found.insert(key, BTreeSet::new()).is_none(), "{language:?} has {key} twice");
                }
                let values = line.split('$').skip(1).filter_map(|rest| rest.split(ends).next());
                found.get_mut(key).unwrap().extend(values);
            }
        }
        found
    }

    #[test]
    fn every_message_is_there_in_every_language() {
        assert!(Language::all().count() >= 2);
        let wanted = messages(Language::RUSSIAN);
        assert!(wanted.len() > 500, "{}", wanted.len());
        for language in Language::all() {
            let there = messages(language);
            let lacks = wanted.keys().filter(|key| !there.contains_key(*key)).collect::<Vec<_>>();
            assert!(lacks.is_empty(), "{language:?} lacks {lacks:?}");
            let more = there.keys().filter(|key| !wanted.contains_key(*key)).collect::<Vec<_>>();
            assert!(more.is_empty(), "{language:?} alone has {more:?}");
            for (key, values) in there {
                assert_eq!(Some(&values), wanted.get(key), "{language:?}: the values in {key}");
            }
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
        fs::write(place.path().join("hy/language.ftl"), "decimal = ,\nserves = xcl tt\n").unwrap();
        assert_eq!(read().unwrap_err(), "hy and ru both say that they serve tt");
        fs::write(place.path().join("hy/language.ftl"), "serves =\n").unwrap();
        assert!(read().unwrap_err().ends_with("language.ftl: no message `decimal`"));
        fs::remove_file(place.path().join("hy/pages.ftl")).unwrap();
        assert_eq!(read().unwrap_err(), "the language hy has no pages.ftl");
        fs::remove_dir_all(place.path().join("hy")).unwrap();
        fs::create_dir(place.path().join("Deutsch")).unwrap();
        assert!(read().unwrap_err().ends_with("a folder of languages is named by two or three small letters"));
    }

    #[test]
    fn whom_russian_serves_may_have_a_folder_and_is_spoken_to_in_it() {
        let folders = tempfile::tempdir().unwrap();
        let spoken_to = |tag: &str| {
            let found = locales::read(folders.path()).unwrap();
            let kept = |text: &String| -> &'static str { text.clone().leak() };
            let table: Vec<Spoken> = found
                .iter()
                .map(|locale| Spoken {
                    tag: kept(&locale.tag),
                    decimal: locale.decimal,
                    serves: locale.serves.iter().map(kept).collect::<Vec<_>>().leak(),
                    files: [""; 3],
                })
                .collect();
            place(&table, tag).map(|at| table[at].tag)
        };
        for tag in ["ru", "en"] {
            copied(tag, &folders.path().join(tag));
        }
        assert_eq!((spoken_to("tt_RU.UTF-8"), spoken_to("de-DE")), (Some("ru"), None));
        copied("en", &folders.path().join("tt"));
        assert_eq!((spoken_to("tt_RU.UTF-8"), spoken_to("ba")), (Some("tt"), Some("ru")));
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

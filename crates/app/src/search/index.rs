//! An index of texts by the stems of their words. Pure: texts in, places out.
//!
//! ```text
//! "Контрольная работа"  →  контрольн, работ
//! "контрольную раб"     →  контрольн, раб…   (the last word may be unfinished)
//! ```

use std::collections::{BTreeMap, BTreeSet};

use rust_stemmers::{Algorithm, Stemmer};

/// From how many letters on stems that differ by one letter at the end are alike.
const ALIKE_FROM: usize = 5;

/// The longest word that is looked at, in letters: what is longer is no word.
const WORD_MOST: usize = 40;

/// The most words of one question.
const QUERY_MOST: usize = 8;

/// Turns words into stems.
pub(crate) struct Stems {
    russian: Stemmer,
    english: Stemmer,
}

impl Default for Stems {
    fn default() -> Self {
        Stems { russian: Stemmer::create(Algorithm::Russian), english: Stemmer::create(Algorithm::English) }
    }
}

impl Stems {
    /// The stem of a word that is folded already.
    fn of(&self, word: &str) -> String {
        if word.is_ascii() { self.english.stem(word) } else { self.russian.stem(word) }.into_owned()
    }
}

/// A stem without its last letter, where it is long enough to do without.
fn shorter(stem: &str) -> Option<&str> {
    let (last, _) = stem.char_indices().next_back()?;
    stem.get(..last).filter(|rest| rest.chars().count() >= ALIKE_FROM)
}

/// Whether two stems are of one word. The algorithm takes a letter too many off some forms: "вулканы" → "вулка", but
/// "вулканах" → "вулкан".
fn alike(a: &str, b: &str) -> bool {
    a == b || shorter(a) == Some(b) || shorter(b) == Some(a)
}

/// A word of a text: where it stands, in bytes, and how it is compared.
struct Word {
    from: usize,
    to: usize,
    folded: String,
}

/// The words of a text, folded: small letters, е for ё. Numbers are words.
fn words(text: &str) -> Vec<Word> {
    let mut found: Vec<Word> = Vec::new();
    let mut open: Option<Word> = None;
    for (place, letter) in text.char_indices() {
        if letter.is_alphanumeric() {
            let word = open.get_or_insert_with(|| Word { from: place, to: place, folded: String::new() });
            word.to = place + letter.len_utf8();
            word.folded.extend(letter.to_lowercase().map(|letter| if letter == 'ё' { 'е' } else { letter }));
        } else if let Some(word) = open.take() {
            found.push(word);
        }
    }
    found.extend(open);
    found.retain(|word| word.folded.chars().count() <= WORD_MOST);
    found
}

/// A question, ready to be asked.
pub(crate) struct Query {
    /// Each word: its stem, and the word itself where it may be unfinished.
    parts: Vec<(String, Option<String>)>,
}

impl Query {
    /// Reads a question; none where it has no word.
    pub(crate) fn read(stems: &Stems, text: &str) -> Option<Query> {
        let words = words(text);
        let ended = text.ends_with(char::is_whitespace);
        let last = words.len().checked_sub(1)?;
        let part = |(place, word): (usize, &Word)| {
            // From two letters on a word may be unfinished: one letter begins everything.
            let open = place == last && !ended && word.folded.chars().count() > 1;
            (stems.of(&word.folded), open.then(|| word.folded.clone()))
        };
        Some(Query { parts: words.iter().enumerate().take(QUERY_MOST).map(part).collect() })
    }

    fn finds(&self, stem: &str, word: &str) -> bool {
        self.parts.iter().any(|(wanted, open)| {
            alike(wanted, stem) || open.as_deref().is_some_and(|beginning| word.starts_with(beginning))
        })
    }

    /// A text in pieces: what this question finds, and what stands between.
    pub(crate) fn pieces<'a>(&self, stems: &Stems, text: &'a str) -> Vec<(&'a str, bool)> {
        let mut pieces = Vec::new();
        let mut at = 0;
        for word in words(text) {
            if self.finds(&stems.of(&word.folded), &word.folded) {
                pieces.extend(text.get(at..word.from).filter(|piece| !piece.is_empty()).map(|piece| (piece, false)));
                pieces.extend(text.get(word.from..word.to).map(|piece| (piece, true)));
                at = word.to;
            }
        }
        pieces.extend(text.get(at..).filter(|piece| !piece.is_empty()).map(|piece| (piece, false)));
        pieces
    }
}

/// Which texts hold which words. A text is known by its number, in the order in which it was put in.
#[derive(Default)]
pub(crate) struct Index {
    stems: Stems,
    by_stem: BTreeMap<String, Vec<u32>>,
    by_word: BTreeMap<String, Vec<u32>>,
    size: u32,
}

impl Index {
    /// Puts in one text, made of several.
    pub(crate) fn put<'a>(&mut self, texts: impl IntoIterator<Item = &'a str>) {
        let number = self.size;
        self.size = self.size.saturating_add(1);
        for text in texts {
            for word in words(text) {
                let known = |places: &Vec<u32>| places.last() == Some(&number);
                // The same word in another text has the same stem: most are known.
                match self.by_word.get_mut(&word.folded) {
                    Some(places) if known(places) => continue,
                    Some(places) => places.push(number),
                    None => {
                        self.by_word.insert(word.folded.clone(), vec![number]);
                    }
                }
                let places = self.by_stem.entry(self.stems.of(&word.folded)).or_default();
                if !known(places) {
                    places.push(number);
                }
            }
        }
    }

    pub(crate) fn stems(&self) -> &Stems {
        &self.stems
    }

    /// The numbers of the texts that hold every word of the question.
    pub(crate) fn find(&self, query: &Query) -> BTreeSet<u32> {
        let mut found: Option<BTreeSet<u32>> = None;
        for (stem, open) in &query.parts {
            let longer =
                self.by_stem.range::<String, _>(stem..).take_while(|(other, _)| other.starts_with(stem.as_str()));
            let mut places: BTreeSet<u32> =
                longer.filter(|(other, _)| alike(stem, other)).flat_map(|(_, places)| places).copied().collect();
            places.extend(shorter(stem).and_then(|stem| self.by_stem.get(stem)).into_iter().flatten());
            if let Some(beginning) = open {
                let words = self.by_word.range::<String, _>(beginning..);
                let begun = words.take_while(|(word, _)| word.starts_with(beginning.as_str()));
                places.extend(begun.flat_map(|(_, places)| places));
            }
            found = Some(match found {
                Some(before) => before.intersection(&places).copied().collect(),
                None => places,
            });
        }
        found.unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use rstest::rstest;

    use super::*;

    fn finds(text: &str, question: &str) -> bool {
        let mut index = Index::default();
        index.put(["Другое", "и ещё одно"]);
        index.put([text]);
        Query::read(index.stems(), question).is_some_and(|query| index.find(&query).contains(&1))
    }

    #[rstest]
    #[case::the_one_that_was_asked_for("Контрольная работа № 3", "контрольную")]
    #[case::plural("Контрольные работы", "контрольная")]
    #[case::case("К контрольной по теме «Дроби»", "контрольные дроби")]
    #[case::verb("Подготовиться к диктанту", "диктанты")]
    #[case::yo("Чёрное море, ребёнок", "черное ребенок")]
    #[case::yo_the_other_way("Черное море", "чёрного")]
    #[case::capitals("ФИЗИКА", "физику")]
    #[case::unfinished("Сочинение по «Тарасу Бульбе»", "сочи")]
    #[case::unfinished_second("Сочинение по «Тарасу Бульбе»", "сочинения бул")]
    #[case::a_letter_too_many("Доклад о вулканах", "вулканы")]
    #[case::number("Упр. 231, стр. 104", "231")]
    #[case::name("Гаджиева С. К.", "гаджиевой")]
    #[case::latin("Read the stories, unit 4", "story")]
    #[case::hyphen("Северо-Кавказский край", "кавказский")]
    fn a_word_is_found_in_any_form(#[case] text: &str, #[case] question: &str) {
        assert!(finds(text, question), "{question} in {text}");
    }

    #[rstest]
    #[case::another_word("Контрольная работа", "самостоятельная")]
    #[case::not_all_words("Контрольная работа", "контрольная диктант")]
    #[case::finished("Сочинение", "сочи ")]
    #[case::alike_at_the_beginning_only("Страница 12", "страна")]
    #[case::one_letter("Сочинение", "с")]
    #[case::no_word("Сочинение", "— … !")]
    #[case::empty("Сочинение", "")]
    fn what_is_not_there_is_not_found(#[case] text: &str, #[case] question: &str) {
        assert!(!finds(text, question), "{question} in {text}");
    }

    #[test]
    fn what_was_found_is_shown_in_the_text_as_it_is_written() {
        let stems = Stems::default();
        let query = Query::read(&stems, "чёрные моря").unwrap();
        let pieces = query.pieces(&stems, "О Чёрном море, §\u{a0}9");
        assert_eq!(pieces, [("О ", false), ("Чёрном", true), (" ", false), ("море", true), (", §\u{a0}9", false)]);
        assert_eq!(query.pieces(&stems, ""), []);
    }

    #[test]
    fn no_text_and_no_question_is_too_strange() {
        let long = "ы".repeat(5000);
        let strange = ["", "ъъъ", "ё", "İstanbul ǅ ﬃ", "👩‍👩‍👧 e\u{301}", "\u{0}\u{7f}", "ѣ ӏ ҳ", "وшкола", &long];
        let stems = Stems::default();
        for text in strange {
            for question in strange {
                finds(text, question);
                let whole =
                    |query: Query| query.pieces(&stems, text).iter().map(|(piece, _)| *piece).collect::<String>();
                assert_eq!(Query::read(&stems, question).map_or(text.to_owned(), whole), text);
            }
        }
    }
}

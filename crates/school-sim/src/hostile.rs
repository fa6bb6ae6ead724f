//! Texts that mean harm: what a person who can write into a school's register could write there, and what one would
//! write who does not look like it. They stand in `hostile.json`, which the page's own tests read too.

use std::sync::OnceLock;

use serde::Deserialize;

/// One text that means harm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hostile {
    /// What it tries: "img onerror".
    pub name: String,
    /// The text.
    pub text: String,
}

/// All of them, each name once.
pub fn hostile() -> &'static [Hostile] {
    #[derive(Deserialize)]
    struct Written {
        name: String,
        text: String,
        times: Option<usize>,
    }
    static ALL: OnceLock<Vec<Hostile>> = OnceLock::new();
    ALL.get_or_init(|| {
        // The file is ours, and a test reads it.
        let written: Vec<Written> = serde_json::from_str(include_str!("hostile.json")).unwrap_or_default();
        let whole = |it: Written| Hostile { name: it.name, text: it.text.repeat(it.times.unwrap_or(1)) };
        written.into_iter().map(whole).collect()
    })
}

/// A text of the school with something hostile about it: always the same for the same text, so that one subject stays
/// one subject. Behind it, before it, or in the place of a whole sentence.
pub(crate) fn spoiled(text: &str) -> String {
    /// Names are no longer.
    const SENTENCE: usize = 24;
    // FNV-1a: any hash that is the same on every machine.
    let hash = text
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    let all = hostile();
    let count = u64::try_from(all.len()).unwrap_or(1).max(1);
    let chosen = usize::try_from(hash % count).ok().and_then(|at| all.get(at));
    let Some(Hostile { text: harm, .. }) = chosen else { return text.to_owned() };
    match (hash / count) % 3 {
        0 => format!("{text} {harm}"),
        1 => format!("{harm} {text}"),
        _ if text.chars().count() > SENTENCE => harm.clone(),
        _ => format!("{text}{harm}"),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn there_are_more_than_a_hundred_and_no_two_alike() {
        let names: BTreeSet<&str> = hostile().iter().map(|it| it.name.as_str()).collect();
        let texts: BTreeSet<&str> = hostile().iter().map(|it| it.text.as_str()).collect();
        assert!(names.len() >= 100, "{}", names.len());
        assert_eq!((names.len(), texts.len()), (hostile().len(), hostile().len()));
    }

    #[test]
    fn one_text_is_spoiled_in_one_way() {
        assert_eq!(spoiled("Алгебра"), spoiled("Алгебра"));
        assert_ne!(spoiled("Алгебра"), "Алгебра");
    }
}

//! What stands where nothing was written.

/// A placeholder that stands where nothing was written: «-», «не задано», «---Не указана---».
pub(super) fn is_placeholder(text: &str) -> bool {
    let bare = text.trim_matches(|sign: char| !sign.is_alphanumeric()).to_lowercase();
    bare.is_empty() || ["не задано", "не указана", "не указано", "нет задания"].contains(&bare.as_str())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("-", true)]
    #[case("---Не указана---", true)]
    #[case("Не задано.", true)]
    #[case("", true)]
    #[case("№ 5", false)]
    #[case("Не задано по болезни учителя", false)]
    fn placeholders_are_known(#[case] text: &str, #[case] expected: bool) {
        assert_eq!(is_placeholder(text), expected);
    }
}

//! What an answer takes over from the letter that it answers. Pure.

use peremena_school::Receiver;

/// Words that mail programs put before a subject, for "in answer to".
const ANSWER: [&str; 3] = ["re", "ре", "отв"];

/// The heading of an answer: "Re: " once, however often it went to and fro.
pub(super) fn subject(answered: &str) -> String {
    let mut rest = answered.trim();
    while let Some(inner) = without_sign(rest) {
        rest = inner;
    }
    if rest.is_empty() { String::new() } else { format!("Re: {rest}") }
}

/// What stands behind "Re:", "RE[2]:" or "Отв:"; none where nothing of the kind stands there.
fn without_sign(subject: &str) -> Option<&str> {
    let (sign, rest) = subject.split_once(':')?;
    let sign = sign.trim().trim_end_matches(|sign: char| sign.is_ascii_digit() || "[]()".contains(sign)).to_lowercase();
    ANSWER.contains(&sign.as_str()).then(|| rest.trim())
}

/// The one receiver who wrote a letter. Systems sign letters with a name, and another one than their list of receivers
/// has: "Магомедова З. А." there, "Магомедова Зарема Ахмедовна" here. None where nobody fits, or more than one.
pub(super) fn writer<'a>(from: &str, receivers: &'a [Receiver]) -> Option<&'a Receiver> {
    let from = words_of(from);
    let only = |fits: &dyn Fn(&[String]) -> bool| {
        let mut found = receivers.iter().filter(|receiver| fits(&words_of(&receiver.name)));
        found.next().filter(|first| found.all(|other| other.id == first.id))
    };
    let exactly = receivers.iter().any(|receiver| words_of(&receiver.name) == from);
    match exactly {
        true => only(&|name| name == from),
        false => only(&|name| agree(&from, name)),
    }
}

/// The words of a name: small letters, «ё» as «е», initials apart.
fn words_of(name: &str) -> Vec<String> {
    let plain = name.to_lowercase().replace('ё', "е").replace('.', ". ");
    plain.split_whitespace().map(|word| word.trim_end_matches('.').to_owned()).filter(|word| !word.is_empty()).collect()
}

/// Whether two names may be one person's: the same surname first, then words of which one may be the other's initial.
/// A surname alone says too little.
fn agree(one: &[String], other: &[String]) -> bool {
    let (Some((surname, one)), Some((of_other, other))) = (one.split_first(), other.split_first()) else {
        return false;
    };
    let fits = |(one, other): (&String, &String)| {
        let initial = one.chars().count() == 1 || other.chars().count() == 1;
        if initial { one.chars().next() == other.chars().next() } else { one == other }
    };
    surname == of_other && !one.is_empty() && !other.is_empty() && one.iter().zip(other).all(fits)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("Экскурсия", "Re: Экскурсия")]
    #[case("Re: Экскурсия", "Re: Экскурсия")]
    #[case(" RE:re: Re[2]: Экскурсия ", "Re: Экскурсия")]
    #[case("Отв: Ре: Экскурсия", "Re: Экскурсия")]
    #[case("Важно: сбор в 9:00", "Re: Важно: сбор в 9:00")]
    #[case("Результаты: 7 «Б»", "Re: Результаты: 7 «Б»")]
    #[case("Re:", "")]
    #[case("", "")]
    fn an_answer_is_marked_once(#[case] answered: &str, #[case] expected: &str) {
        assert_eq!(subject(answered), expected);
    }

    fn receiver(id: &str, name: &str) -> Receiver {
        Receiver { id: id.into(), name: name.into(), of: None }
    }

    #[rstest]
    #[case("Магомедова Зарема Ахмедовна", Some("1"))]
    #[case("Магомедова З. А.", Some("1"))]
    #[case("магомедова З.А.", Some("1"))]
    #[case("Семёнов П. К.", Some("4"))]
    #[case("Алиев Р. М.", None)]
    #[case("Алиев Руслан Муратович", Some("2"))]
    #[case("Магомедова", None)]
    #[case("Магомедова К. А.", None)]
    #[case("Администратор", None)]
    #[case("", None)]
    fn who_wrote_is_proposed_only_where_it_is_sure(#[case] from: &str, #[case] expected: Option<&str>) {
        let receivers = [
            receiver("1", "Магомедова Зарема Ахмедовна"),
            receiver("2", "Алиев Руслан Муратович"),
            receiver("3", "Алиев Рашид Магомедович"),
            receiver("4", "Семенов Пётр Кириллович"),
        ];
        assert_eq!(writer(from, &receivers).map(|one| one.id.as_str()), expected);
    }

    #[test]
    fn two_of_one_name_are_nobody_and_one_that_is_listed_twice_is_one() {
        let name = "Алиев Руслан Муратович";
        assert_eq!(writer(name, &[receiver("2", name), receiver("3", name)]), None);
        assert_eq!(writer(name, &[receiver("2", name), receiver("2", name)]).unwrap().id, "2");
    }
}

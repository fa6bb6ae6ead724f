//! Names, and what belongs to an account and to none of its children.

use peremena_model::Guardian;

use crate::Enrolment;

/// "Лугов Артём Ильич" → "Артём Лугов", as families read it; other forms stay.
pub(crate) fn familiar(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    match words.as_slice() {
        [last, first] | [last, first, _] if !first.contains('.') => format!("{first} {last}"),
        _ => words.join(" "),
    }
}

/// The linked parents, where a system names the parent who is signed in and no other: himself.
pub(crate) fn signed_in_parent(name: Option<&String>) -> Vec<Guardian> {
    let name = name.filter(|name| !name.trim().is_empty());
    name.map(|name| Guardian { name: name.clone(), relation: None }).into_iter().collect()
}

/// Marks, under `name` of its ids, the one student with whom the account's own letters stand: with each of them
/// everything would be told as often as there are children. The smallest id decides, since servers change the order.
pub(crate) fn mark_one(students: &mut [Enrolment], name: &str) {
    let first = students.iter_mut().min_by_key(|student| (student.person.len(), student.person.clone()));
    if let Some(student) = first {
        student.ids.insert(name.to_owned(), "1".to_owned());
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::familiar;

    #[rstest]
    #[case("Лугов Артём Ильич", "Артём Лугов")]
    #[case("Лугов  Артём", "Артём Лугов")]
    #[case("Лугов А. И.", "Лугов А. И.")]
    #[case("Гаджиева Амина Мурад кызы", "Гаджиева Амина Мурад кызы")]
    fn a_name_is_read_as_families_do(#[case] written: &str, #[case] read: &str) {
        assert_eq!(familiar(written), read);
    }
}

//! The systems that Peremena knows. A new one is a folder and a line here.

use crate::SchoolSystem;

/// Every system, in the order in which they are offered.
pub fn systems() -> &'static [&'static dyn SchoolSystem] {
    static SYSTEMS: &[&dyn SchoolSystem] = &[
        &crate::dnevnik_ru::DnevnikRu,
        &crate::mesh::MESH,
        &crate::mesh::MY_SCHOOL,
        &crate::netschool::NetSchool,
        &crate::eljur::Eljur,
        &crate::petersburg::Petersburg,
    ];
    SYSTEMS
}

/// The system that `word` names.
pub fn system(word: &str) -> Option<&'static dyn SchoolSystem> {
    systems().iter().copied().find(|system| system.word() == word)
}

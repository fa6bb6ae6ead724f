//! The child, the school and the people around them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{AccountId, StudentId};

/// A child as one account sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Student {
    /// Unique in the profile.
    pub id: StudentId,
    /// The name as the family reads it: "Амина Гаджиева".
    pub name: String,
    /// "7 «Б»" or "7-А", as the school writes it.
    pub class: Option<String>,
    /// The school's short name.
    pub school: Option<String>,
    /// The account through which the child is seen.
    pub account: AccountId,
}

/// A teacher and what is taught.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SubjectTeacher {
    /// The name as the school writes it.
    pub name: String,
    /// Subjects as the school writes them.
    pub subjects: Vec<String>,
}

/// A parent or legal representative whom the school has linked to the child.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Guardian {
    /// The name as the school writes it.
    pub name: String,
    /// "Мать", "Отец", "Опекун" as the school writes it.
    pub relation: Option<String>,
}

/// School, class and people: one for each child and school year.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct SchoolInfo {
    /// Always "school".
    pub id: String,
    /// The school's name in full.
    pub school: Option<String>,
    /// Address in one line.
    pub address: Option<String>,
    /// Telephone as the school writes it.
    pub phone: Option<String>,
    /// E-mail.
    pub email: Option<String>,
    /// Web site.
    pub site: Option<String>,
    /// Head of the school.
    pub head: Option<String>,
    /// The class as the school writes it.
    pub class: Option<String>,
    /// The class teacher.
    pub class_teacher: Option<String>,
    /// Teachers of the class.
    #[serde(default)]
    pub teachers: Vec<SubjectTeacher>,
    /// Subjects of the class.
    #[serde(default)]
    pub subjects: Vec<String>,
    /// Linked parents.
    #[serde(default)]
    pub guardians: Vec<Guardian>,
    /// Hours from UTC of the school's clock.
    pub utc_offset_hours: Option<i32>,
}

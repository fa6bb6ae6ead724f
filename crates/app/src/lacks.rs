//! What a child's school system does not give, and why, in words: in the settings, and on the page that stays empty.

use peremena_model::Kind;
use peremena_notify::{Arg, Words};
use peremena_school::{Lack, Matter, Why};

use crate::{
    page::Page,
    views::{Filling, LackView},
};

/// "«ЭлЖур» не передаёт сюда событий", and why that is so. `system` is the system's name.
pub(crate) fn lack_view(words: &Words, system: &str, lack: Lack) -> LackView {
    let args = [("system", Arg::Text(system))];
    let what = match lack.why {
        Why::NotEvery => format!("may-lack-{}", lack.matter.word()),
        _ => format!("lacks-{}", lack.matter.word()),
    };
    LackView { what: words.say_with(&what, &args), why: words.say_with(&format!("why-{}", lack.why.word()), &args) }
}

impl Page {
    /// Why a page of `kind` stays empty; none where it does not, or may be filled any day.
    pub(crate) fn lack(&self, kind: Kind, filling: Filling) -> Option<LackView> {
        let matter = Matter::of(kind);
        let declared = self.lacks.iter().find(|lack| lack.matter == matter).copied();
        let lack = match filling {
            Filling::NotPublished => declared?,
            // It was asked for, and never came.
            Filling::NotLoaded if self.refused => Lack { matter, why: Why::Refused },
            Filling::NotLoaded => declared.filter(|lack| lack.why.is_maybe())?,
            Filling::Full | Filling::Empty | Filling::Holiday => return None,
        };
        Some(lack_view(&self.words, &self.student.system, lack))
    }
}

#[cfg(test)]
mod tests;

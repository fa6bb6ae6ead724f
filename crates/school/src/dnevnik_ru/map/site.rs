//! What the site's own JSON says beside marks (§15).

use std::collections::BTreeMap;

use super::wire;
use crate::html::plain;

/// More than that nobody writes beside a mark.
const LONGEST: usize = 2000;

/// The marks of the term, each with what the teacher wrote beside it, if anything; the number counts what could not be
/// read. What stands in a hidden work is not shown by the site either.
pub(in crate::dnevnik_ru) fn comments(told: &wire::SiteMarks<'_>) -> (BTreeMap<i64, Option<String>>, u32) {
    let mut skipped = told.subjects.skipped;
    let mut found = BTreeMap::new();
    for subject in &told.subjects.items {
        skipped += subject.works.skipped;
        for work in subject.works.items.iter().filter(|work| work.is_hidden.0 != Some(true)) {
            skipped += work.marks.skipped;
            for mark in &work.marks.items {
                let Some(id) = mark.id.0 else {
                    skipped += 1;
                    continue;
                };
                let text = mark.comment.get().map(plain).filter(|text| !text.is_empty());
                found.entry(id).or_insert_with(|| text.map(|text| text.chars().take(LONGEST).collect()));
            }
        }
    }
    (found, skipped)
}

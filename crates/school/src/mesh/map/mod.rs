//! From what МЭШ and «Моя школа» send to the school's nouns. Pure: no request, no clock.

mod calendar;
mod diary;
mod feed;
mod people;
mod terms;
mod visits;

pub(super) use calendar::{Calendar, Missed, Taught, calendar};
pub(super) use diary::{absences, homework, marks, tick_id};
pub(super) use feed::feed;
pub(super) use people::{Pages, identity, is_nameless, school_info, teacher};
pub(super) use terms::{averages, finals, holidays, newest_year, terms};
pub(super) use visits::visits;

use super::wire;

/// «Примерова Вера Олеговна»; none where neither last nor first name is told.
fn full_name(last: Option<&str>, first: Option<&str>, middle: Option<&str>) -> Option<String> {
    match (last, first) {
        (Some(_), Some(_)) => Some([last, first, middle].into_iter().flatten().collect::<Vec<_>>().join(" ")),
        _ => last.or(first).map(str::to_owned),
    }
}

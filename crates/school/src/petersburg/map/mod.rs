//! From what «Петербургское образование» sends to the school's nouns. Pure: no request, no clock.

mod dates;
mod days;
mod estimates;
mod people;
mod terms;
mod visits;

pub(super) use dates::{day, query_day, query_moment};
pub(super) use days::{Days, Journal, REACH, homework, lesson_key, scheduled_key, timetable};
pub(super) use estimates::{Estimates, estimates};
pub(super) use people::{Place, class_teacher, identity, is_named_by_child, place, school_info};
pub(super) use terms::{newest_year, terms};
pub(super) use visits::{passing_day, visits};

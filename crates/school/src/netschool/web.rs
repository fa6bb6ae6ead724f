//! The site's own API.

mod api;
mod diary;
mod door;
mod file;
mod hub;
mod judge;
mod mail;
mod rare;
mod terms;
mod totals;

pub(super) use api::WebApi;
pub(super) use api::nothing;
pub(super) use door::Door;
pub(super) use file::{closed, path_of};
pub(super) use judge::{Verdict, judge, judge_file};

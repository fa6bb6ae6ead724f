//! The mobile API: tokens that are renewed, and answers in which marks, totals and attendance are plain.

mod api;
mod door;
mod education;
mod mail;
mod said;

pub(super) use api::MobileApi;
pub(super) use door::{Door, by_code};

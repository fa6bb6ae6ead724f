//! The one API that every shell calls: requests in, views and events out.
pub mod views;

//! Formats reports of every command but ranking, as pure functions.

pub mod calibrate;
pub mod check;
pub mod diff;
pub mod eval;
mod html;
pub mod models;

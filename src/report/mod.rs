//! Reports: what commands other than ranking print, each a pure function to bytes.

pub mod check;
pub mod diff;
pub mod eval;
pub mod models;

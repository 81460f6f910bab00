//! Reports: what commands other than ranking print, each a pure function to bytes.

pub mod doctor;
pub mod models;

//! Reports that are no ranking, written to whatever takes bytes. Each is a pure function of its facts.

mod doctor;
mod models;

pub use doctor::{Finding, Findings, Status};
pub use models::{Model, Models};

/// How a report is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For people, fitted to so many columns.
    Table(usize),
    /// One line an entry, tabs between its columns, no header.
    Tsv,
    /// One JSON document.
    Json,
}

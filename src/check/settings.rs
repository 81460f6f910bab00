//! Settings for loading a suite of cases.

use super::floor::MeasureFloor;
use crate::input::{Fields, Format, Notice};
use crate::source::Source;

/// The case file and how to read its documents.
#[derive(Clone, Debug)]
pub struct SuiteSettings {
    /// Relative paths in cases on standard input are relative to the working folder.
    pub cases: Source,
    /// The documents of cases that name none. If empty, every case must name its own.
    pub docs: Vec<Source>,
    pub format: Format,
    pub fields: Fields,
    /// The floors of cases that have `rel` and no floor of their own.
    pub floors: Vec<MeasureFloor>,
}

/// Called with notices about sources of documents.
pub type OnSource = fn(Notice);

//! Settings for loading a suite of cases.

use std::path::Path;

use super::floor::MeasureFloor;
use crate::input::{Fields, Format, Notice};
use crate::source::Source;

/// The case file and how to read its documents.
#[derive(Clone, Debug)]
pub struct SuiteSettings {
    pub cases: Source,
    /// The documents of cases that name none. If empty, every case must name its own.
    pub docs: Vec<Source>,
    pub format: Format,
    pub fields: Fields,
    /// The floors of cases that have `rel` and no floor of their own.
    pub floors: Vec<MeasureFloor>,
}

impl SuiteSettings {
    /// Returns the folder to which paths in cases are relative.
    pub(super) fn folder(&self) -> &Path {
        let parent = match &self.cases {
            Source::File(cases) => cases.parent(),
            Source::Stdin => None,
        };
        parent.unwrap_or(Path::new(""))
    }
}

/// Called with notices about sources of documents.
pub type OnSource = fn(Notice);

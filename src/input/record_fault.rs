//! Records that cannot be read.

use crate::diagnostic::Diagnostic;

/// A record that cannot be read.
#[derive(Debug)]
pub struct RecordFault {
    pub diagnostic: Diagnostic,
    /// True if the next record can be found.
    pub is_recoverable: bool,
}

impl From<Diagnostic> for RecordFault {
    fn from(diagnostic: Diagnostic) -> Self {
        Self { diagnostic, is_recoverable: false }
    }
}

impl RecordFault {
    /// Creates the fault of a record after which the next one can be found.
    pub fn recoverable(diagnostic: Diagnostic) -> Self {
        Self { diagnostic, is_recoverable: true }
    }
}

//! Notices about sources, which are not errors.

use super::format::Format;

/// A notice about a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The format in which the source with this name is read.
    Format(String, Format),
    /// A detail for those who want to know.
    Detail(String),
    /// Something that is probably not intended.
    Warning(String),
}

/// Returns a number with its noun.
pub(super) fn counted(count: u64, noun: &str) -> String {
    match count {
        1 => format!("1 {noun}"),
        many => format!("{many} {noun}s"),
    }
}

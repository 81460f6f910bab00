//! Notices about sources, which are not errors.

use super::format::Format;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The format in which the source with this name is read.
    Format(String, Format),
    /// A detail for those who want to know.
    Detail(String),
    /// Something that is probably not intended.
    Warning(String),
}

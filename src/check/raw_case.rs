//! A case as written in the file: documents are named by id and not yet looked up.

use super::case::Expectation;

/// One case of the file.
#[derive(Debug, Default)]
pub(super) struct RawCase {
    pub(super) line: u64,
    pub(super) id: Option<String>,
    pub(super) query: String,
    pub(super) docs: RawDocuments,
    pub(super) text_fields: Vec<String>,
    pub(super) id_field: Option<String>,
    /// With the line that states each. All but floors of measures.
    pub(super) expectations: Vec<(u64, Expectation<String>)>,
    /// Line, id and grade.
    pub(super) rel: Vec<(u64, String, i32)>,
    pub(super) at_least: Vec<(String, f64)>,
    pub(super) xfail: Option<String>,
    pub(super) tags: Vec<String>,
    pub(super) note: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum RawDocuments {
    /// The files of `--docs`.
    #[default]
    Shared,
    /// A file, by its path as written.
    File(String),
    /// A JSON array in the case itself.
    Inline(String),
}

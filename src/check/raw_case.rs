//! A case as it is written: documents are named by id, and nothing is known of them yet.

/// One case of the file.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) line: u64,
    pub(super) id: Option<String>,
    pub(super) query: String,
    pub(super) docs: Docs,
    pub(super) top: Vec<String>,
    pub(super) within: Vec<(String, usize)>,
    pub(super) outside: Vec<(String, usize)>,
    pub(super) above: Vec<(String, String)>,
    pub(super) min_score: Vec<(String, f64)>,
    pub(super) max_score: Vec<(String, f64)>,
    pub(super) rel: Vec<(String, i32)>,
    pub(super) at_least: Vec<(String, f64)>,
    pub(super) xfail: Option<String>,
    pub(super) tags: Vec<String>,
    pub(super) note: Option<String>,
}

/// Where the documents of a case are.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Docs {
    /// Those that were named for all cases.
    #[default]
    Shared,
    /// In a file, by its path as written.
    File(String),
    /// In the case itself, as a JSON array.
    Here(String),
}

//! The fields or columns that hold the text and the id of a document.

/// Names of text fields that are tried when the user names none; the first one found counts.
pub(super) const TEXT_FIELDS: [&str; 7] = [
    "text",
    "passage",
    "content",
    "contents",
    "page_content",
    "document",
    "body",
];

/// Names of id fields that are tried when the user names none.
pub(super) const ID_FIELDS: [&str; 4] = ["id", "_id", "docid", "doc_id"];

/// The fields or columns that the user named.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields {
    /// The fields with the text, joined by a newline. If empty, [`TEXT_FIELDS`] are tried.
    pub text: Vec<String>,
    /// The field with the id. `None` means that [`ID_FIELDS`] are tried.
    pub id: Option<String>,
}

impl Fields {
    /// Returns true if the user named any.
    pub(super) fn are_named(&self) -> bool {
        !self.text.is_empty() || self.id.is_some()
    }

    /// Returns the names of text fields that are looked for.
    pub(super) fn text_names(&self) -> Vec<&str> {
        if self.text.is_empty() {
            TEXT_FIELDS.to_vec()
        } else {
            self.text.iter().map(String::as_str).collect()
        }
    }

    /// Returns a hint that names the field that probably holds the text: one with a usual name, else one that
    /// is no id.
    pub(super) fn text_hint(&self, names: &[&str]) -> Option<String> {
        let sought = self.text_names();
        let mut spare = names
            .iter()
            .filter(|name| !sought.contains(name) && is_plain_name(name));
        let usual = spare.clone().find(|name| TEXT_FIELDS.contains(name));
        let likely = usual.or_else(|| spare.find(|name| !ID_FIELDS.contains(name)))?;
        Some(format!("name the text with `--text-field {likely}`"))
    }
}

/// Returns true for a name without characters that a shell would interpret. Others are a sign of another format.
fn is_plain_name(name: &str) -> bool {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    !name.is_empty() && name.chars().all(is_plain)
}

/// Returns the names in backticks, with commas.
pub(super) fn quoted(names: &[&str]) -> String {
    let quoted: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}

/// Returns a sentence that lists the fields or columns of a record.
pub(super) fn listed(noun: &str, names: &[&str]) -> String {
    match names {
        [] => format!("it has no {noun}s"),
        names => format!("its {noun}s are {}", quoted(names)),
    }
}

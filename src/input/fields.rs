//! The fields or columns that hold the text and the id of a document.

/// Names of text fields that are tried when the user names none; the first one found counts.
pub(super) const TEXT_FIELDS: [&str; 7] =
    ["text", "passage", "content", "contents", "page_content", "document", "body"];

/// Names of id fields that are tried when the user names none.
pub(super) const ID_FIELDS: [&str; 4] = ["id", "_id", "docid", "doc_id"];

/// The fields or columns that the user named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fields {
    /// The fields with the text. A `?` after a name makes it optional. If empty, the usual names are tried.
    pub text: Vec<String>,
    /// The separator between several text fields.
    pub join: String,
    /// The field with the id. `None` means that the usual names are tried.
    pub id: Option<String>,
}

impl Default for Fields {
    fn default() -> Self {
        Self { text: Vec::new(), join: "\n".into(), id: None }
    }
}

/// A text field that the user named.
#[derive(Clone, Copy)]
pub(super) struct TextField<'a> {
    pub(super) name: &'a str,
    pub(super) is_optional: bool,
}

impl Fields {
    /// Returns true if the user named any.
    pub(super) fn are_named(&self) -> bool {
        !self.text.is_empty() || self.id.is_some()
    }

    /// Iterates over the text fields that the user named.
    pub(super) fn named_text(&self) -> impl Iterator<Item = TextField<'_>> {
        self.text.iter().map(|typed| match typed.strip_suffix('?') {
            Some(name) => TextField { name, is_optional: true },
            None => TextField { name: typed, is_optional: false },
        })
    }

    /// Returns the names of text fields that are looked for.
    pub(super) fn text_names(&self) -> Vec<&str> {
        if self.text.is_empty() {
            TEXT_FIELDS.to_vec()
        } else {
            self.named_text().map(|field| field.name).collect()
        }
    }

    /// Joins the parts of a text. Empty parts of optional fields add no separator.
    pub(super) fn join<T: AsRef<[u8]>>(&self, parts: &[(TextField<'_>, T)]) -> Vec<u8> {
        let parts: Vec<_> = parts
            .iter()
            .filter(|(field, part)| !(field.is_optional && part.as_ref().is_empty()))
            .map(|(_, part)| part.as_ref())
            .collect();
        parts.join(self.join.as_bytes())
    }

    /// Returns true if a field is named like an id.
    pub(super) fn is_id(&self, name: &str) -> bool {
        self.id.as_deref() == Some(name)
            || ID_FIELDS.contains(&name)
            || name.len() >= 2 && name.to_ascii_lowercase().ends_with("id")
    }
}

/// Returns the names in backticks, with commas.
pub fn quoted(names: &[&str]) -> String {
    let quoted: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}

/// Returns a sentence that lists the fields or columns of a record.
pub fn listed(noun: &str, names: &[&str]) -> String {
    match names {
        [] => format!("it has no {noun}s"),
        names => format!("its {noun}s are {}", quoted(names)),
    }
}

/// Returns true for a name without characters that a shell would interpret. Others are a sign of another format.
pub fn is_plain_name(name: &str) -> bool {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    !name.is_empty() && !name.starts_with('-') && name.chars().all(is_plain)
}

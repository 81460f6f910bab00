//! The sources of documents and how they are read.

use super::fields::Fields;
use super::format::Format;
use crate::source::{Source, Spool};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DocumentSource {
    /// A file or standard input.
    Stream(Source),
    /// A source that can be read only once, with a copy of it.
    Spooled(Spool),
    /// Texts given as arguments.
    Arguments(Vec<String>),
    /// A JSON array of objects or strings inside another file.
    Array {
        /// The name of that file.
        name: String,
        /// The line on which the array begins, from 1.
        line: u64,
        json: String,
    },
}

#[derive(Clone, Debug, Default)]
pub struct InputSettings {
    pub sources: Vec<DocumentSource>,
    pub format: Format,
    /// True if `lines` and `paths` end in NUL instead of a newline.
    pub nul: bool,
    pub fields: Fields,
    /// The names of the columns of tables that have no header.
    pub columns: Option<Vec<String>>,
    /// The delimiter of tables. `None` means that it is detected.
    pub delimiter: Option<u8>,
    /// The path of the array of records inside each JSON value.
    pub records: Option<String>,
    /// True if the field `image` is ordinary data.
    pub ignores_images: bool,
}

impl InputSettings {
    /// Returns the settings with sources that can be read more than once.
    #[must_use]
    pub fn rereadable(mut self) -> Self {
        for source in &mut self.sources {
            if let DocumentSource::Stream(stream) = source
                && !stream.is_rereadable()
            {
                *source = DocumentSource::Spooled(Spool::new(stream.clone()));
            }
        }
        self
    }
}

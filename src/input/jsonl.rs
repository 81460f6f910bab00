//! `jsonl`: one JSON object or string a line. Blank lines are passed over.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::record::{self, Fields};
use super::split::Splitter;
use super::{InputError, Stream};
use crate::model::{Document, Form, Source};

/// The lines of a source as documents.
pub(super) struct Records {
    lines: Splitter,
    fields: Arc<Fields>,
    folder: PathBuf,
}

/// The folder of the file that a source is, for paths that are relative to it.
pub(super) fn folder_of(name: &str) -> PathBuf {
    Path::new(name).parent().unwrap_or(Path::new("")).into()
}

impl Records {
    pub(super) fn new(name: String, stream: Stream, fields: Arc<Fields>) -> Self {
        let folder = folder_of(&name);
        let source = Source {
            name,
            form: Form::Json,
        };
        Self {
            lines: Splitter::new(source, stream, b'\n'),
            fields,
            folder,
        }
    }

    fn read(&mut self) -> Result<Option<Document>, InputError> {
        while let Some(line) = self.lines.next()? {
            if line.bytes().trim_ascii().is_empty() {
                continue;
            }
            let draft = line.draft(line.number);
            let record = line.bytes().len();
            let document = record::document(draft, record, line.text(), &self.fields, &self.folder);
            return match document {
                Ok(document) => Ok(Some(document)),
                Err(flaw) => Err(self.lines.place().flaw(flaw)),
            };
        }
        Ok(None)
    }
}

impl Iterator for Records {
    type Item = Result<Document, InputError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read().transpose()
    }
}

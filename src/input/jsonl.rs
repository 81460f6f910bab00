//! `jsonl`: one JSON object or string a line. Blank lines are passed over.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::lines::Splitter;
use super::record::{self, Fields};
use super::{InputError, Stream};
use crate::model::{Document, Form, Source};

/// The lines of a source as documents.
pub(super) struct Records {
    lines: Splitter,
    source: Arc<Source>,
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
            name: name.clone(),
            form: Form::Json,
        };
        Self {
            lines: Splitter::new(name, stream, b'\n'),
            source: Arc::new(source),
            fields,
            folder,
        }
    }

    fn read(&mut self) -> Result<Option<Document>, InputError> {
        while let Some((number, line)) = self.lines.next()? {
            if line.trim_ascii().is_empty() {
                continue;
            }
            let document = record::document(&self.source, number, line, &self.fields, &self.folder);
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

//! The texts of `--doc` as documents.

use std::sync::Arc;
use std::vec;

use super::DocumentReader;
use crate::diagnostic::Diagnostic;
use crate::model::{Document, DocumentBuilder, FieldValue, RecordFormat, SourceInfo, Spelling};

pub(super) struct Arguments {
    source: Arc<SourceInfo>,
    texts: vec::IntoIter<String>,
    number: u64,
}

impl Arguments {
    pub(super) fn new(texts: Vec<String>) -> Self {
        let source = SourceInfo { name: "--doc".into(), format: RecordFormat::Argument };
        Self { source: Arc::new(source), texts: texts.into_iter(), number: 0 }
    }
}

impl DocumentReader for Arguments {
    fn next(&mut self) -> Result<Option<Document>, Diagnostic> {
        let Some(text) = self.texts.next() else {
            return Ok(None);
        };
        self.number += 1;
        DocumentBuilder::new(&self.source, self.number, text.as_bytes())
            .text(FieldValue::Within(0..text.len()), Spelling::Plain)
            .finish()
            .map(Some)
            .map_err(|fault| fault.at(format!("--doc {}", self.number)))
    }
}

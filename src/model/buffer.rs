//! A stretch of a source that was read at once. The documents in it share it, so that a record is never
//! copied for being a document.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use super::Source;

/// Bytes of a source; whether they are UTF-8 is asked once, when they come.
#[derive(Debug)]
pub struct Block {
    source: Arc<Source>,
    content: Content,
}

#[derive(Debug)]
enum Content {
    Text(Box<str>),
    Bytes(Box<[u8]>),
}

impl Block {
    /// A block of these bytes.
    pub fn new(source: &Arc<Source>, bytes: &[u8]) -> Arc<Self> {
        let content = match simdutf8::basic::from_utf8(bytes) {
            Ok(text) => Content::Text(text.into()),
            Err(_) => Content::Bytes(bytes.into()),
        };
        Arc::new(Self {
            source: Arc::clone(source),
            content,
        })
    }

    /// A block that takes these bytes as they are.
    pub fn own(source: Arc<Source>, bytes: Vec<u8>) -> Arc<Self> {
        let content = match String::from_utf8(bytes) {
            Ok(text) => Content::Text(text.into()),
            Err(error) => Content::Bytes(error.into_bytes().into()),
        };
        Arc::new(Self { source, content })
    }

    /// Where the bytes are from.
    pub fn source(&self) -> &Arc<Source> {
        &self.source
    }

    /// All bytes.
    pub fn bytes(&self) -> &[u8] {
        match &self.content {
            Content::Text(text) => text.as_bytes(),
            Content::Bytes(bytes) => bytes,
        }
    }

    /// A part as text, if it is UTF-8.
    pub fn text(&self, range: Range<usize>) -> Option<&str> {
        match &self.content {
            Content::Text(text) => text.get(range),
            Content::Bytes(bytes) => simdutf8::basic::from_utf8(bytes.get(range)?).ok(),
        }
    }

    /// A part as text; bytes that are not UTF-8 are read as U+FFFD.
    pub fn readable(&self, range: Range<usize>) -> Cow<'_, str> {
        match self.text(range.clone()) {
            Some(text) => Cow::Borrowed(text),
            None => String::from_utf8_lossy(self.bytes().get(range).unwrap_or_default()),
        }
    }
}

//! A stretch of a source that was read at once. The documents in it share it, so that no record is copied to
//! become a document.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use super::SourceInfo;

/// Bytes of a source. They are checked for UTF-8 once, when they come.
#[derive(Debug)]
pub struct Block {
    source: Arc<SourceInfo>,
    content: BlockContent,
}

#[derive(Debug)]
enum BlockContent {
    Text(Box<str>),
    Bytes(Box<[u8]>),
}

impl Block {
    /// Creates a block with a copy of these bytes.
    pub fn new(source: &Arc<SourceInfo>, bytes: &[u8]) -> Arc<Self> {
        let content = match simdutf8::basic::from_utf8(bytes) {
            Ok(text) => BlockContent::Text(text.into()),
            Err(_) => BlockContent::Bytes(bytes.into()),
        };
        Arc::new(Self { source: Arc::clone(source), content })
    }

    /// Creates a block that takes these bytes without a copy.
    pub fn own(source: Arc<SourceInfo>, bytes: Vec<u8>) -> Arc<Self> {
        let content = match String::from_utf8(bytes) {
            Ok(text) => BlockContent::Text(text.into()),
            Err(error) => BlockContent::Bytes(error.into_bytes().into()),
        };
        Arc::new(Self { source, content })
    }

    pub fn source(&self) -> &Arc<SourceInfo> {
        &self.source
    }

    pub fn bytes(&self) -> &[u8] {
        match &self.content {
            BlockContent::Text(text) => text.as_bytes(),
            BlockContent::Bytes(bytes) => bytes,
        }
    }

    /// Returns a part as text, if it is UTF-8.
    pub fn text(&self, range: Range<usize>) -> Option<&str> {
        match &self.content {
            BlockContent::Text(text) => text.get(range),
            BlockContent::Bytes(bytes) => simdutf8::basic::from_utf8(bytes.get(range)?).ok(),
        }
    }

    /// Returns a part as text; bytes that are not UTF-8 are read as U+FFFD.
    pub fn text_lossy(&self, range: Range<usize>) -> Cow<'_, str> {
        match self.text(range.clone()) {
            Some(text) => Cow::Borrowed(text),
            None => String::from_utf8_lossy(self.bytes().get(range).unwrap_or_default()),
        }
    }
}

//! Blocks of a source, which the documents in them share, so that records are not copied.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use yoke::Yoke;

use super::SourceInfo;

/// Bytes of a source. UTF-8 is validated once for all of them.
#[derive(Debug)]
pub struct Block {
    source: Arc<SourceInfo>,
    /// A buffer, and the content as text if it is UTF-8.
    content: Yoke<Option<&'static str>, Vec<u8>>,
    /// The length of the content; the rest of the buffer is unused.
    length: usize,
}

impl Block {
    /// Creates a block with a copy of these bytes.
    pub fn new(source: &Arc<SourceInfo>, bytes: &[u8]) -> Arc<Self> {
        Self::own(Arc::clone(source), bytes.to_vec())
    }

    /// Creates a block that takes these bytes without a copy.
    pub fn own(source: Arc<SourceInfo>, mut bytes: Vec<u8>) -> Arc<Self> {
        bytes.shrink_to_fit();
        let length = bytes.len();
        Self::from_buffer(source, bytes, length)
    }

    /// Creates a block of the first `length` bytes of a buffer, without a copy.
    pub fn from_buffer(source: Arc<SourceInfo>, buffer: Vec<u8>, length: usize) -> Arc<Self> {
        let content =
            Yoke::attach_to_cart(buffer, |bytes| simdutf8::basic::from_utf8(&bytes[..length]).ok());
        Arc::new(Self { source, content, length })
    }

    /// Returns the buffer; `None` if the block is still shared.
    pub fn into_buffer(self: Arc<Self>) -> Option<Vec<u8>> {
        Some(Arc::into_inner(self)?.content.into_backing_cart())
    }

    pub fn source(&self) -> &Arc<SourceInfo> {
        &self.source
    }

    pub fn bytes(&self) -> &[u8] {
        &self.content.backing_cart()[..self.length]
    }

    /// Returns a part as text, if it is UTF-8.
    pub fn text(&self, range: Range<usize>) -> Option<&str> {
        match self.content.get() {
            Some(text) => text.get(range),
            None => simdutf8::basic::from_utf8(self.bytes().get(range)?).ok(),
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

//! Buffers for the blocks of a source, used again once no document needs their block.

use std::sync::Arc;

use crate::model::Block;

/// The maximum number of blocks whose buffers are used again.
const MOST: usize = 32;

#[derive(Default)]
pub(super) struct Buffers {
    /// The last blocks, the newest at the end.
    lent: Vec<Arc<Block>>,
}

impl Buffers {
    /// Returns a buffer of at least this length, with any content.
    pub(super) fn next(&mut self, length: usize) -> Vec<u8> {
        // The newest is most likely still in the cache of the processor.
        if let Some(free) = self.lent.iter().rposition(|block| Arc::strong_count(block) == 1)
            && let Some(buffer) = self.lent.remove(free).into_buffer()
            && buffer.len() >= length
        {
            return buffer;
        }
        // Zeroed by the system, page by page as it fills: a small input touches little of it.
        vec![0; length]
    }

    /// Notes the block that took a buffer.
    pub(super) fn lend(&mut self, block: &Arc<Block>) {
        if self.lent.len() == MOST {
            self.lent.remove(0);
        }
        self.lent.push(Arc::clone(block));
    }
}

//! Reuses the buffers of blocks that documents no longer need.

use std::sync::Arc;

use crate::model::Block;

/// The maximum number of blocks whose buffers are reused.
const MAX_BLOCKS: usize = 32;

#[derive(Default)]
pub(super) struct BufferPool {
    /// The last blocks that were added, oldest first.
    blocks: Vec<Arc<Block>>,
}

impl BufferPool {
    /// Returns a buffer of at least this length. Its content is arbitrary.
    pub(super) fn get(&mut self, length: usize) -> Vec<u8> {
        // The newest is most likely still in the CPU cache.
        if let Some(free) = self.blocks.iter().rposition(|block| Arc::strong_count(block) == 1)
            && let Some(buffer) = self.blocks.remove(free).into_buffer()
            && buffer.len() >= length
        {
            return buffer;
        }
        // The system zeroes it page by page on first use, so a small input touches little of it.
        vec![0; length]
    }

    /// Adds a block, whose buffer is reused once nothing else holds it.
    pub(super) fn add(&mut self, block: &Arc<Block>) {
        if self.blocks.len() == MAX_BLOCKS {
            self.blocks.remove(0);
        }
        self.blocks.push(Arc::clone(block));
    }
}

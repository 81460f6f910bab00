//! A compact list of the documents of one query. A run can have millions, so their ids share one buffer.

use crate::diagnostic::Diagnostic;

/// Documents, each with a score or a grade.
#[derive(Debug)]
pub(super) struct DocList<T> {
    ids: Vec<u8>,
    entries: Vec<DocEntry<T>>,
}

#[derive(Debug)]
struct DocEntry<T> {
    value: T,
    /// The end of the id in the buffer; it begins at the end of the one before.
    end: u32,
    line: u32,
}

/// A document of a list.
#[derive(Clone, Copy, Debug)]
pub(super) struct Doc<'a, T> {
    pub(super) id: &'a [u8],
    /// The score or the grade.
    pub(super) value: T,
    pub(super) line: u32,
}

impl<T> Default for DocList<T> {
    fn default() -> Self {
        Self { ids: Vec::new(), entries: Vec::new() }
    }
}

impl<T: Copy> DocList<T> {
    pub(super) fn push(&mut self, id: &[u8], value: T, line: u64) -> Result<(), Diagnostic> {
        self.ids.extend_from_slice(id);
        let (Ok(end), Ok(line)) = (u32::try_from(self.ids.len()), u32::try_from(line)) else {
            return Err(Diagnostic::new(
                "too large: more than 4 GiB of ids for one query, or of lines",
            ));
        };
        self.entries.push(DocEntry { value, end, line });
        Ok(())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub(super) fn iter(&self) -> impl ExactSizeIterator<Item = Doc<'_, T>> {
        let mut start = 0;
        self.entries.iter().map(move |entry| {
            let end = entry.end as usize;
            let id = &self.ids[start..end];
            start = end;
            Doc { id, value: entry.value, line: entry.line }
        })
    }
}

//! The documents of one query in little room, for there may be millions: their ids one after the other.

use super::error::Flaw;

/// Documents, each with its score or its grade and the line it stands on.
#[derive(Debug)]
pub(super) struct Docs<T> {
    ids: Vec<u8>,
    marks: Vec<Mark<T>>,
}

#[derive(Debug)]
struct Mark<T> {
    value: T,
    /// Where the id ends; it begins where the one before it ends.
    end: u32,
    line: u32,
}

/// A document: its id, its score or grade, and the line it stands on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Doc<'a, T> {
    pub(super) id: &'a [u8],
    pub(super) value: T,
    pub(super) line: u32,
}

impl<T> Default for Docs<T> {
    fn default() -> Self {
        Self {
            ids: Vec::new(),
            marks: Vec::new(),
        }
    }
}

impl<T: Copy> Docs<T> {
    pub(super) fn push(&mut self, id: &[u8], value: T, line: u64) -> Result<(), Flaw> {
        self.ids.extend_from_slice(id);
        let end = u32::try_from(self.ids.len()).map_err(|_| Flaw::TooLarge)?;
        let line = u32::try_from(line).map_err(|_| Flaw::TooLarge)?;
        self.marks.push(Mark { value, end, line });
        Ok(())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.marks.is_empty()
    }

    pub(super) fn iter(&self) -> impl ExactSizeIterator<Item = Doc<'_, T>> {
        let mut start = 0;
        self.marks.iter().map(move |mark| {
            let end = mark.end as usize;
            let id = &self.ids[start..end];
            start = end;
            Doc {
                id,
                value: mark.value,
                line: mark.line,
            }
        })
    }
}

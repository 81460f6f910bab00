//! Keeps the occurrences of the terms of a query in all documents of a collection: in memory, and from a size on in a
//! temporary file without a name, which the system removes when the program ends.

use std::io::{self, Read as _, Seek as _, Write as _};

use tempfile::SpooledTempFile;

use super::occurrences::{PassageTerms, push_number, take_number};

/// The size up to which a log is in memory.
const MEMORY: usize = 4 << 20;
/// The minimum size of a block. Blocks are read and written at once.
const BLOCK: usize = 64 << 10;

/// The log. After a failed write it cannot be used any more, which its readers report.
pub struct OccurrenceLog {
    file: io::Result<SpooledTempFile>,
    /// The entries that are not in the file yet: the difference of the index of a document to the index before it,
    /// and its terms.
    block: Vec<u8>,
    previous: u64,
}

impl Default for OccurrenceLog {
    fn default() -> Self {
        Self::new(MEMORY)
    }
}

impl OccurrenceLog {
    /// Creates a log that is in memory up to a size.
    fn new(memory: usize) -> Self {
        Self { file: Ok(tempfile::spooled_tempfile(memory)), block: Vec::new(), previous: 0 }
    }

    /// Adds a document by its index. Documents may come in any order.
    pub fn add(&mut self, index: u64, terms: PassageTerms<'_>) {
        push_number(&mut self.block, index.wrapping_sub(self.previous));
        self.previous = index;
        terms.write(&mut self.block);
        if self.block.len() >= BLOCK {
            self.write_block();
        }
    }

    fn write_block(&mut self) {
        let block = std::mem::take(&mut self.block);
        self.previous = 0;
        let Ok(file) = &mut self.file else {
            return;
        };
        let size = (block.len() as u64).to_le_bytes();
        if let Err(error) = file.write_all(&size).and_then(|()| file.write_all(&block)) {
            self.file = Err(error);
        }
        self.block = block;
        self.block.clear();
    }

    /// Visits all documents with their indexes, in the order in which they were added, until `visit` returns false.
    ///
    /// # Errors
    /// The temporary file could not be written, or cannot be read.
    pub fn read(mut self, mut visit: impl FnMut(u64, PassageTerms<'_>) -> bool) -> io::Result<()> {
        self.write_block();
        let mut file = self.file?;
        let end = file.stream_position()?;
        file.rewind()?;
        let mut block = self.block;
        while file.stream_position()? < end {
            let mut size = [0; 8];
            file.read_exact(&mut size)?;
            block.clear();
            let size = u64::from_le_bytes(size);
            if (&mut file).take(size).read_to_end(&mut block)? as u64 != size {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            let (mut rest, mut index) = (block.as_slice(), 0_u64);
            while let Some(difference) = take_number(&mut rest) {
                index = index.wrapping_add(difference);
                let terms = PassageTerms::take(&mut rest).ok_or(io::ErrorKind::InvalidData)?;
                if !visit(index, terms) {
                    return Ok(());
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::Passage;
    use super::super::query_terms::{QueryTerms, TermCounter, WordMemory};
    use super::super::{Occurrences, Text};
    use super::*;

    #[test]
    fn documents_come_back_from_memory_and_from_the_file() {
        let terms = QueryTerms::new("router bread");
        let mut counter = TermCounter::new(&terms, WordMemory::default());
        let texts = ["router and bread, bread", "", "salt"];
        let passages =
            texts.map(|text| Passage { text: Some(Text::Plain(text.into())), image: None });
        let occurrences = Occurrences::of(&mut counter, &passages);
        let expected: Vec<Vec<_>> =
            occurrences.iter().map(|terms| terms.counts().collect()).collect();
        assert_eq!(expected, [vec![(0, 1), (1, 2)], vec![], vec![]]);
        // Batches complete in any order.
        let indexes = |documents: u64| (0..documents).map(|number| number ^ 1024);
        for (documents, memory) in [(0, 0), (3, MEMORY), (100_000, MEMORY), (100_000, 1000)] {
            let mut log = OccurrenceLog::new(memory);
            for (index, at) in indexes(documents).zip((0..3).cycle()) {
                log.add(index, occurrences.iter().nth(at).expect("three passages"));
            }
            let is_in_file = log.file.as_ref().is_ok_and(SpooledTempFile::is_rolled);
            assert_eq!(is_in_file, memory == 1000);
            let mut left = indexes(documents).zip(expected.iter().cycle());
            let read = log.read(|index, terms| {
                let counts: Vec<_> = terms.counts().collect();
                left.next() == Some((index, &counts))
            });
            read.expect("it can be read");
            assert_eq!(left.next(), None);
        }
    }
}

//! Keeps a copy of a source that can be read only once, such as a pipe, so that it can be read again: in memory, and
//! from a size on in a temporary file without a name, which the system removes when the program ends.

use std::fs::File;
use std::io::{self, Read, Seek as _, SeekFrom, Write as _};
use std::sync::Arc;

use parking_lot::Mutex;

use super::{Source, Stream};
use crate::diagnostic::Diagnostic;

/// The size up to which a copy is in memory.
const MEMORY: usize = 64 << 20;
/// The number of bytes that the copy returns in reads of the original sizes. The format is detected from the first
/// reads, so it is the same for source and copy.
const HEAD: usize = 64 << 10;

/// A source and what was read from it. Clones share the copy.
#[derive(Clone, Debug)]
pub struct Spool {
    pub source: Source,
    copy: Arc<Mutex<SpoolCopy>>,
}

#[derive(Debug, Default)]
struct SpoolCopy {
    /// Set when the source has been opened.
    is_open: bool,
    memory: Vec<u8>,
    file: Option<File>,
    /// The ends of the first reads.
    ends: Vec<usize>,
}

impl PartialEq for Spool {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.copy, &other.copy)
    }
}

impl Eq for Spool {}

impl Spool {
    pub fn new(source: Source) -> Self {
        Self { source, copy: Arc::default() }
    }

    /// Opens the source as text that may hold NUL bytes, from the second time on its copy. Each stream must have been
    /// read to its end before the next is opened.
    ///
    /// # Errors
    /// As [`Source::open`].
    pub fn open_with_nul(&self) -> Result<Stream, Diagnostic> {
        let copy = Arc::clone(&self.copy);
        let is_open = std::mem::replace(&mut copy.lock().is_open, true);
        self.source.decode(if is_open {
            Box::new(CopyReader { copy, at: 0 })
        } else {
            Box::new(Tee { reader: self.source.bytes()?, copy })
        })
    }
}

impl SpoolCopy {
    fn add(&mut self, bytes: &[u8]) -> io::Result<()> {
        if let Some(file) = &mut self.file {
            return file.write_all(bytes);
        }
        self.memory.extend_from_slice(bytes);
        if self.memory.len() <= HEAD {
            self.ends.push(self.memory.len());
        }
        if self.memory.len() > MEMORY {
            let file = self.file.insert(tempfile::tempfile()?);
            file.write_all(&std::mem::take(&mut self.memory))?;
        }
        Ok(())
    }

    fn read(&mut self, at: usize, buffer: &mut [u8]) -> io::Result<usize> {
        let end = self.ends.iter().find(|end| **end > at);
        let most = end.map_or(buffer.len(), |end| buffer.len().min(end - at));
        let buffer = &mut buffer[..most];
        match &mut self.file {
            None => self.memory.get(at..).unwrap_or_default().read(buffer),
            Some(file) => {
                file.seek(SeekFrom::Start(at as u64))?;
                file.read(buffer)
            }
        }
    }
}

/// Reads a source and keeps what it reads.
struct Tee {
    reader: Box<dyn Read + Send>,
    copy: Arc<Mutex<SpoolCopy>>,
}

impl Read for Tee {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        let added = self.copy.lock().add(&buffer[..read]);
        added.map_err(|error| {
            let folder = std::env::temp_dir();
            io::Error::new(error.kind(), format!("no copy in {}: {error}", folder.display()))
        })?;
        Ok(read)
    }
}

/// Reads the copy from its beginning.
struct CopyReader {
    copy: Arc<Mutex<SpoolCopy>>,
    at: usize,
}

impl Read for CopyReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.copy.lock().read(self.at, buffer)?;
        self.at += read;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_copy_is_read_in_the_pieces_of_the_source() {
        for long in [HEAD, MEMORY] {
            let mut copy = SpoolCopy::default();
            let long = vec![b'x'; long];
            let pieces = [&b"ab"[..], b"c", &long, b"end"];
            for piece in pieces {
                copy.add(piece).expect("it can be written");
            }
            assert_eq!(copy.file.is_some(), long.len() == MEMORY);
            let mut buffer = vec![0; 2 * HEAD];
            let mut read = |at| {
                let count = copy.read(at, &mut buffer).expect("it can be read");
                buffer[..count].to_vec()
            };
            assert_eq!(read(0), b"ab");
            assert_eq!(read(2), b"c");
            assert_eq!(read(long.len() + 3), b"end");
            assert_eq!(read(long.len() + 6), b"");
        }
    }
}

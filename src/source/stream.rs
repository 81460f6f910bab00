//! A buffered reader that can look ahead.

use std::io::{self, BufRead, Read};

use super::kind::NUL_BYTES;

const BLOCK: usize = 64 << 10;
/// The minimum size of a read that bypasses the buffer.
const DIRECT: usize = 8 << 10;
/// The length up to which each new part of a text is looked at.
const SHORT: usize = 4 << 10;

pub struct Stream {
    reader: Box<dyn Read + Send>,
    /// Bytes from `start` to `end` were read and not yet consumed.
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    ended: bool,
    /// The number of bytes after the buffer in which NUL is refused.
    text: usize,
}

impl Stream {
    pub fn new(reader: Box<dyn Read + Send>) -> Self {
        Self { reader, buffer: Vec::new(), start: 0, end: 0, ended: false, text: 0 }
    }

    /// Returns the next bytes without consuming them: at least `count`, unless the stream ends before.
    ///
    /// # Errors
    /// The stream cannot be read.
    pub fn peek(&mut self, count: usize) -> io::Result<&[u8]> {
        while self.end - self.start < count && !self.ended {
            self.fill()?;
        }
        Ok(&self.buffer[self.start..self.end])
    }

    /// Returns the bytes that can be seen without waiting for more than the first.
    ///
    /// # Errors
    /// The stream cannot be read.
    pub fn head(&mut self) -> io::Result<&[u8]> {
        self.peek(1)
    }

    /// Fails when NUL is read in the next bytes after those that were read ahead.
    pub(super) fn refuse_nul(&mut self, count: usize) {
        self.text = count;
    }

    /// Looks ahead until `decide` returns a value for the bytes seen so far. Its second argument is true if there are
    /// no more, which also holds once `most` bytes were seen.
    ///
    /// # Errors
    /// The stream cannot be read.
    pub fn peek_until<T>(
        &mut self,
        most: usize,
        mut decide: impl FnMut(&[u8], bool) -> Option<T>,
    ) -> io::Result<Option<T>> {
        let mut count = 1;
        loop {
            let seen = self.peek(count)?.len();
            let is_last = self.ended || seen >= most;
            let decision = decide(&self.buffer[self.start..self.end], is_last);
            if decision.is_some() || is_last {
                return Ok(decision);
            }
            // A slow producer may wait for its first lines to be used, so the first looks follow each read. Every look
            // starts from the beginning, so later ones wait until the text has doubled: their total time is linear.
            count = if seen < SHORT { seen + 1 } else { (seen * 2).min(most) };
        }
    }

    /// Reads more after the bytes read so far.
    fn fill(&mut self) -> io::Result<()> {
        if self.start > 0 {
            self.buffer.copy_within(self.start..self.end, 0);
            self.end -= self.start;
            self.start = 0;
        }
        if self.end == self.buffer.len() {
            self.buffer.resize((self.end * 2).max(BLOCK), 0);
        }
        let read = retry(|| self.reader.read(&mut self.buffer[self.end..]))?;
        check(&mut self.text, &self.buffer[self.end..self.end + read])?;
        self.ended = read == 0;
        self.end += read;
        Ok(())
    }
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.start == self.end && buffer.len() >= DIRECT && !self.ended {
            let read = retry(|| self.reader.read(buffer))?;
            check(&mut self.text, &buffer[..read])?;
            self.ended = read == 0;
            return Ok(read);
        }
        let available = self.fill_buf()?;
        let count = available.len().min(buffer.len());
        buffer[..count].copy_from_slice(&available[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl BufRead for Stream {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.peek(1)
    }

    fn consume(&mut self, count: usize) {
        self.start = self.end.min(self.start + count);
    }
}

/// Refuses NUL in the first of some bytes; `count` is the number of bytes that are still checked.
fn check(count: &mut usize, bytes: &[u8]) -> io::Result<()> {
    let checked = &bytes[..bytes.len().min(*count)];
    *count -= checked.len();
    match memchr::memchr(0, checked) {
        None => Ok(()),
        Some(_) => Err(io::Error::new(io::ErrorKind::InvalidData, NUL_BYTES.refusal())),
    }
}

/// Repeats a read that a signal interrupted.
fn retry(mut read: impl FnMut() -> io::Result<usize>) -> io::Result<usize> {
    loop {
        match read() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}

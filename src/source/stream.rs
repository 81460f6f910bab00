//! A buffered reader that can look ahead.

use std::io::{self, BufRead, Read};

/// The size of a read.
const BLOCK: usize = 64 << 10;
/// The length up to which each new part of a text is looked at.
const SHORT: usize = 4 << 10;

/// The bytes of a source.
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
            // A slow producer may wait for its first lines to be used. Every look starts from the beginning, though, so
            // in a long text the next one waits until there is twice as much to see.
            count = if seen < SHORT { seen + 1 } else { (seen * 2).min(most) };
        }
    }

    /// Reads more behind the bytes that are there.
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
        if self.start == self.end && buffer.len() >= BLOCK && !self.ended {
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
        Some(_) => Err(io::Error::new(
            io::ErrorKind::InvalidData,
            "the input is not text (it has NUL bytes)",
        )),
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns a byte at a time, and panics if it is read after its end.
    struct Drops(Vec<u8>, bool);

    impl Read for Drops {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            assert!(!self.1, "read after the end");
            let count = self.0.len().min(1).min(buffer.len());
            buffer[..count].copy_from_slice(&self.0[..count]);
            self.0.drain(..count);
            self.1 = count == 0;
            Ok(count)
        }
    }

    #[test]
    fn peeked_bytes_are_read_again() {
        let mut stream = Stream::new(Box::new(Drops(b"abcdef".to_vec(), false)));
        assert_eq!(stream.peek(2).expect("readable"), b"ab");
        stream.consume(1);
        assert_eq!(stream.peek(99).expect("readable"), b"bcdef");
        let mut rest = String::new();
        stream.read_to_string(&mut rest).expect("readable");
        assert_eq!(rest, "bcdef");
        assert_eq!(stream.peek(1).expect("readable"), b"");
    }

    #[test]
    fn a_decision_gets_as_much_as_it_needs() {
        let mut stream = Stream::new(Box::new(Drops(b"abcdef".to_vec(), false)));
        let find = |byte: u8| move |seen: &[u8], _| seen.iter().position(|b| *b == byte);
        assert_eq!(stream.peek_until(99, find(b'd')).expect("readable"), Some(3));
        assert_eq!(stream.peek_until(99, find(b'x')).expect("readable"), None);
    }
}

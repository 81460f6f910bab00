//! Lines of a file or of standard input, cut out of large blocks without a copy of each.

use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::PathBuf;

use memchr::memchr;

use super::error::{EvalError, Flaw};
use super::fields::is_blank;

/// How much is read at once, if there is so much.
const BLOCK: usize = 1 << 18;

/// Where judgements or a run are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// Standard input.
    Stdin,
    /// A file.
    File(PathBuf),
}

impl Source {
    /// What messages call it.
    pub fn name(&self) -> String {
        match self {
            Self::Stdin => "stdin".into(),
            Self::File(path) => path.display().to_string(),
        }
    }
}

/// A source on its way into lines.
pub(super) struct Lines {
    pub(super) name: String,
    reader: Box<dyn Read>,
    buffer: Vec<u8>,
    /// The part of the buffer that holds what was read and not yet taken.
    start: usize,
    end: usize,
    /// How far that part is known to have no newline.
    looked: usize,
    number: u64,
    ended: bool,
}

impl Lines {
    /// Opens a source and looks at its beginning: a byte order mark is dropped.
    pub(super) fn open(source: &Source) -> Result<Self, EvalError> {
        let name = source.name();
        let reader: Box<dyn Read> = match source {
            Source::Stdin => Box::new(io::stdin()),
            Source::File(path) => match File::open(path) {
                Ok(file) => Box::new(file),
                Err(cause) => return Err(EvalError::Read { name, cause }),
            },
        };
        Self::of(name, reader)
    }

    /// The lines of a reader that messages are to call `name`.
    pub(super) fn of(name: String, reader: Box<dyn Read>) -> Result<Self, EvalError> {
        let mut lines = Self {
            name,
            reader,
            buffer: vec![0; BLOCK],
            start: 0,
            end: 0,
            looked: 0,
            number: 0,
            ended: false,
        };
        while lines.end < 3 && lines.fill()? {}
        match &lines.buffer[..lines.end] {
            [0xEF, 0xBB, 0xBF, ..] => (lines.start, lines.looked) = (3, 3),
            [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => return Err(lines.bad(1, Flaw::Utf16)),
            [0x1F, 0x8B, ..] => return Err(lines.bad(1, Flaw::Compressed)),
            _ => {}
        }
        Ok(lines)
    }

    /// The next line, with its number from 1 and without its newline; none at the end.
    pub(super) fn next(&mut self) -> Result<Option<(u64, &[u8])>, EvalError> {
        let end = loop {
            if let Some(at) = memchr(b'\n', &self.buffer[self.looked..self.end]) {
                break self.looked + at;
            }
            self.looked = self.end;
            if !self.fill()? {
                break self.end;
            }
        };
        if self.start == self.end {
            return Ok(None);
        }
        let line = self.start..end;
        self.start = self.end.min(end + 1);
        self.looked = self.start;
        self.number += 1;
        Ok(Some((self.number, &self.buffer[line])))
    }

    /// The first line that says something, neither blank nor a comment. Nothing is taken by that.
    pub(super) fn peek(&mut self) -> Result<Option<&[u8]>, EvalError> {
        // Both count from the start, which moves when more is read.
        let (mut from, mut looked) = (0, 0);
        loop {
            let unread = &self.buffer[self.start..self.end];
            let newline = memchr(b'\n', &unread[looked..]).map(|at| looked + at);
            let whole = unread.len();
            if newline.is_none() && self.fill()? {
                looked = whole;
                continue;
            }
            let line = self.start + from..self.start + newline.unwrap_or(whole);
            if says_something(&self.buffer[line.clone()]) {
                return Ok(Some(&self.buffer[line]));
            }
            let Some(newline) = newline else {
                return Ok(None);
            };
            (from, looked) = (newline + 1, newline + 1);
        }
    }

    /// How many lines were taken.
    pub(super) fn taken(&self) -> u64 {
        self.number
    }

    /// What was not yet taken, as bytes.
    pub(super) fn rest(mut self) -> impl Read {
        self.buffer.truncate(self.end);
        self.buffer.drain(..self.start);
        Cursor::new(self.buffer).chain(self.reader)
    }

    /// An error on a line of this source.
    pub(super) fn bad(&self, line: u64, flaw: Flaw) -> EvalError {
        let name = self.name.clone();
        EvalError::Bad { name, line, flaw }
    }

    /// Reads more behind what is there; false at the end.
    fn fill(&mut self) -> Result<bool, EvalError> {
        if self.start > 0 {
            self.buffer.copy_within(self.start..self.end, 0);
            self.end -= self.start;
            self.looked -= self.start;
            self.start = 0;
        }
        if self.end == self.buffer.len() {
            self.buffer.resize(2 * self.end, 0);
        }
        while !self.ended {
            match self.reader.read(&mut self.buffer[self.end..]) {
                Ok(0) => self.ended = true,
                Ok(read) => {
                    self.end += read;
                    return Ok(true);
                }
                Err(cause) if cause.kind() == io::ErrorKind::Interrupted => {}
                Err(cause) => {
                    let name = self.name.clone();
                    return Err(EvalError::Read { name, cause });
                }
            }
        }
        Ok(false)
    }
}

/// Whether a line is neither blank nor a comment, which begins with `#` at its very start: ids may hold one.
pub(super) fn says_something(line: &[u8]) -> bool {
    !line.starts_with(b"#") && !line.iter().all(|byte| is_blank(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A reader that gives a few bytes at a time, and is not asked again after its end.
    struct Drops(Vec<u8>, bool);

    impl Read for Drops {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            assert!(!self.1, "asked again after the end");
            let count = self.0.len().min(2).min(buffer.len());
            buffer[..count].copy_from_slice(&self.0[..count]);
            self.0.drain(..count);
            self.1 = count == 0;
            Ok(count)
        }
    }

    fn lines(text: &[u8]) -> Lines {
        let reader = Box::new(Drops(text.to_vec(), false));
        Lines::of("name".into(), reader).expect("it can be read")
    }

    fn all(mut lines: Lines) -> Vec<String> {
        let mut all = Vec::new();
        while let Some((number, line)) = lines.next().expect("it can be read") {
            all.push(format!("{number} {}", String::from_utf8_lossy(line)));
        }
        all
    }

    #[test]
    fn lines_come_with_their_numbers_whatever_is_read_at_once() {
        assert_eq!(all(lines(b"")), [""; 0]);
        assert_eq!(all(lines(b"a")), ["1 a"]);
        assert_eq!(
            all(lines(b"\n\nab\r\ncdefg\n")),
            ["1 ", "2 ", "3 ab\r", "4 cdefg"]
        );
        assert_eq!(all(lines(b"\xEF\xBB\xBFab\nc")), ["1 ab", "2 c"]);
    }

    #[test]
    fn a_line_may_be_longer_than_a_block() {
        let long = "x".repeat(BLOCK + 3);
        let text = format!("a\n{long}\nb\n");
        let reader = Box::new(Cursor::new(text.into_bytes()));
        let lines = Lines::of(String::new(), reader).expect("it can be read");
        assert_eq!(
            all(lines),
            ["1 a".into(), format!("2 {long}"), "3 b".into()]
        );
    }

    #[test]
    fn a_look_ahead_takes_nothing() {
        let text = b"# comment\n \t\r\n#\n #a b\nc\n";
        let mut ahead = lines(text);
        let first = ahead.peek().ok().flatten().map(<[u8]>::to_vec);
        assert_eq!(first.as_deref(), Some(&b" #a b"[..]));
        assert_eq!(all(ahead), all(lines(text)));
        let mut rest = Vec::new();
        let mut ahead = lines(text);
        assert!(ahead.peek().is_ok());
        ahead.rest().read_to_end(&mut rest).expect("it can be read");
        assert_eq!(rest, text);
        for nothing in [&b""[..], b"\n", b"#\n\n", b"  "] {
            assert!(matches!(lines(nothing).peek(), Ok(None)), "{nothing:?}");
        }
    }
}

//! Reads the lines of a source that are neither blank nor a comment.

use std::io::{BufRead as _, Cursor, Read as _};

use memchr::memchr;

use super::fields::is_blank;
use crate::diagnostic::Diagnostic;
use crate::source::{Source, Stream};

/// The number of bytes that decide how lines end.
const START: usize = 1 << 16;

pub(super) struct LineReader {
    /// The name of the source in messages.
    pub(super) name: String,
    stream: Stream,
    /// The byte that ends lines: a newline, or a carriage return in files of old spreadsheets.
    end: u8,
    /// True while lines that begin with `#` are comments.
    pub(super) has_comments: bool,
    line: Vec<u8>,
    /// The number of the line, from 1.
    number: u64,
    /// True if the line was read ahead by `peek`.
    is_ahead: bool,
}

impl LineReader {
    /// Opens a source.
    pub(super) fn open(source: &Source) -> Result<Self, Diagnostic> {
        let name = source.name();
        let mut stream = source.open()?;
        let start = stream.peek(START);
        let start = start.map_err(|error| Diagnostic::io(&*name, &error))?;
        let is_cr_only = memchr(b'\n', start).is_none() && memchr(b'\r', start).is_some();
        Ok(Self {
            name,
            end: if is_cr_only { b'\r' } else { b'\n' },
            stream,
            has_comments: true,
            line: Vec::new(),
            number: 0,
            is_ahead: false,
        })
    }

    /// Creates a reader of a text that follows `before` lines of its source.
    pub(super) fn of_text(name: &str, before: u64, text: Vec<u8>) -> Self {
        Self {
            name: name.to_owned(),
            stream: Stream::new(Box::new(Cursor::new(text))),
            end: b'\n',
            has_comments: true,
            line: Vec::new(),
            number: before,
            is_ahead: false,
        }
    }

    /// Returns the next line with its number, without its end.
    pub(super) fn next(&mut self) -> Result<Option<(u64, &[u8])>, Diagnostic> {
        let found = std::mem::take(&mut self.is_ahead) || self.read()?;
        Ok(found.then_some((self.number, &*self.line)))
    }

    /// Returns the next line without consuming it.
    pub(super) fn peek(&mut self) -> Result<Option<&[u8]>, Diagnostic> {
        self.is_ahead = self.is_ahead || self.read()?;
        Ok(self.is_ahead.then_some(&*self.line))
    }

    /// Returns the number of lines that were consumed, and the stream after them.
    pub(super) fn into_rest(mut self) -> (u64, Stream) {
        if !self.is_ahead {
            return (self.number, self.stream);
        }
        self.line.push(self.end);
        let rest = Cursor::new(self.line).chain(self.stream);
        (self.number - 1, Stream::new(Box::new(rest)))
    }

    /// Returns true if the next line begins like JSON.
    pub(super) fn is_json(&mut self) -> Result<bool, Diagnostic> {
        let line = self.peek()?.unwrap_or_default().trim_ascii_start();
        let after = |start: &[u8]| Some(line.strip_prefix(start)?.trim_ascii_start().first());
        Ok(matches!(after(b"{"), Some(None | Some(b'"' | b'}')))
            || matches!(after(b"["), Some(None | Some(b'{' | b'[' | b']'))))
    }

    /// Returns the number of lines that were consumed, and the text after them.
    pub(super) fn into_text(self) -> Result<(u64, Vec<u8>), Diagnostic> {
        let name = self.name.clone();
        let (before, mut rest) = self.into_rest();
        let mut text = Vec::new();
        rest.read_to_end(&mut text).map_err(|error| Diagnostic::io(name, &error))?;
        Ok((before, text))
    }

    /// Returns an error on the current line.
    pub(super) fn locate(&self, error: Diagnostic) -> Diagnostic {
        error.at(format!("{}:{}", self.name, self.number))
    }

    fn read(&mut self) -> Result<bool, Diagnostic> {
        loop {
            self.line.clear();
            let read = self
                .stream
                .read_until(self.end, &mut self.line)
                .map_err(|error| Diagnostic::io(&*self.name, &error))?;
            if read == 0 {
                return Ok(false);
            }
            self.number += 1;
            for end in [self.end, b'\r'] {
                if self.line.last() == Some(&end) {
                    self.line.pop();
                }
            }
            // Only `#` in the first column begins a comment: ids can contain it.
            let is_comment = self.has_comments && self.line.starts_with(b"#");
            if !is_comment && !self.line.iter().all(|byte| is_blank(*byte)) {
                return Ok(true);
            }
        }
    }
}

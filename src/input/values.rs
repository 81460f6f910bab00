//! Cuts JSON text at the ends of its values: the elements of arrays at the top, or values one after the other. An
//! array of any size is read one element at a time.

use std::io::{self, BufRead};

use memchr::memchr2;

use super::Stream;
use super::raw_json::Position;
use crate::diagnostic::Diagnostic;

/// The tokens that may come next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ExpectedToken {
    /// Outside any array: a value or an array.
    Anything,
    /// After `[`: a value or `]`.
    First,
    /// After a comma: a value.
    Element,
    /// After a value: a comma or `]`.
    Comma,
}

/// The values of a source; each is still to be parsed.
pub(super) struct JsonValues {
    name: String,
    cursor: Cursor,
    expected: ExpectedToken,
    /// The number of arrays at the top that have begun.
    pub(super) arrays: u64,
}

/// A stream with the position of its next byte.
struct Cursor {
    stream: Stream,
    position: Position,
}

impl Cursor {
    fn peek(&mut self) -> io::Result<Option<u8>> {
        Ok(self.stream.fill_buf()?.first().copied())
    }

    fn skip(&mut self, byte: u8) {
        self.stream.consume(1);
        self.position = self.position.after(&[byte]);
    }

    fn peek_past_space(&mut self) -> io::Result<Option<u8>> {
        while let Some(byte) = self.peek()? {
            // Record separators (RFC 7464) count as white space.
            if !byte.is_ascii_whitespace() && byte != 0x1E {
                return Ok(Some(byte));
            }
            self.skip(byte);
        }
        Ok(None)
    }

    /// Takes one value; whether it is valid JSON is left to the parser.
    fn value(&mut self) -> io::Result<Vec<u8>> {
        let (mut value, mut nesting) = (Vec::new(), Nesting::default());
        loop {
            let buffer = self.stream.fill_buf()?;
            let end = nesting.end(buffer);
            let taken = end.unwrap_or(buffer.len());
            let (start, at_end) = (value.len(), buffer.is_empty());
            value.extend_from_slice(&buffer[..taken]);
            self.stream.consume(taken);
            self.position = self.position.after(&value[start..]);
            if end.is_some() || at_end {
                return Ok(value);
            }
        }
    }
}

/// The state within a value after the bytes that were taken of it.
#[derive(Default)]
pub(super) struct Nesting {
    begun: bool,
    depth: usize,
    quoted: bool,
    escaped: bool,
}

impl Nesting {
    /// Takes further bytes, and returns the offset in them at which the value ends; `None` if it goes on.
    pub(super) fn end(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut at = 0;
        while at < bytes.len() {
            if self.quoted && !self.escaped {
                at += memchr2(b'"', b'\\', &bytes[at..]).unwrap_or(bytes.len() - at);
            }
            let byte = *bytes.get(at)?;
            let ends = byte.is_ascii_whitespace() || matches!(byte, b',' | b']' | b'}');
            if self.depth == 0 && !self.quoted && self.begun && ends {
                return Some(at);
            }
            at += 1;
            self.begun = true;
            self.step(byte);
            let closed = matches!(byte, b'"' | b'}' | b']');
            if self.depth == 0 && !self.quoted && closed {
                return Some(at);
            }
        }
        None
    }

    /// Returns true if white space may follow: inside the value and outside a string.
    pub(super) fn is_between_tokens(&self) -> bool {
        self.depth > 0 && !self.quoted
    }

    fn step(&mut self, byte: u8) {
        if self.quoted {
            self.quoted = self.escaped || byte != b'"';
            self.escaped = !self.escaped && byte == b'\\';
            return;
        }
        match byte {
            b'"' => self.quoted = true,
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
    }
}

impl JsonValues {
    /// Creates a reader of a text that begins on `line` of its file.
    pub(super) fn new(name: String, stream: Stream, line: u64) -> Self {
        Self {
            name,
            cursor: Cursor { stream, position: Position { line, column: 1 } },
            expected: ExpectedToken::Anything,
            arrays: 0,
        }
    }

    /// Returns the next value and where it begins.
    ///
    /// # Errors
    /// The source cannot be read, or an array is broken between its elements.
    pub(super) fn next(&mut self) -> Result<Option<(Vec<u8>, Position)>, Diagnostic> {
        loop {
            let next = self.cursor.peek_past_space();
            let next = next.map_err(|error| self.unreadable(&error))?;
            match (self.expected, next) {
                (ExpectedToken::Anything, None) => return Ok(None),
                (ExpectedToken::Anything, Some(byte @ b'[')) => {
                    self.step(byte, ExpectedToken::First);
                    self.arrays += 1;
                }
                (ExpectedToken::First | ExpectedToken::Comma, Some(byte @ b']')) => {
                    self.step(byte, ExpectedToken::Anything);
                }
                (ExpectedToken::Comma, Some(byte @ b',')) => {
                    self.step(byte, ExpectedToken::Element);
                }
                (ExpectedToken::Comma, Some(_)) => return Err(self.broken("expected `,` or `]`")),
                (ExpectedToken::Element, Some(b']' | b',')) => {
                    return Err(self.broken("expected a value"));
                }
                (_, None) => return Err(self.broken("it ends before its `]`")),
                (_, Some(_)) => {
                    let start = self.cursor.position;
                    let value = self.cursor.value();
                    let value = value.map_err(|error| self.unreadable(&error))?;
                    if self.expected != ExpectedToken::Anything {
                        self.expected = ExpectedToken::Comma;
                    }
                    return Ok(Some((value, start)));
                }
            }
        }
    }

    /// Returns true if the last value is an element of an array.
    pub(super) fn is_in_array(&self) -> bool {
        self.expected == ExpectedToken::Comma
    }

    fn step(&mut self, byte: u8, expected: ExpectedToken) {
        self.cursor.skip(byte);
        self.expected = expected;
    }

    fn unreadable(&self, error: &io::Error) -> Diagnostic {
        Diagnostic::io(&self.name, error)
    }

    fn broken(&self, reason: &str) -> Diagnostic {
        let Position { line, column } = self.cursor.position;
        Diagnostic::new("the JSON array is broken")
            .at(format!("{}:{line}", self.name))
            .cause(format!("{reason} at column {column}"))
    }
}

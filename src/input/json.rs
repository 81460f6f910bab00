//! `json`: an array of objects or strings, or such values one after the other. The text is cut at the
//! borders of the values and each is read like a line of JSONL, so that an array of any size passes
//! through one element at a time.

use std::io::{self, BufRead};
use std::path::PathBuf;
use std::sync::Arc;

use super::error::{Flaw, Place};
use super::jsonl::folder_of;
use super::record::{self, Fields};
use super::{InputError, Stream};
use crate::model::{Document, Form, Source};

/// Where in the text the reader stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Outside any array: a value or an array may come.
    Outside,
    /// After `[`: a value or `]`.
    First,
    /// After a comma: a value.
    Next,
    /// After a value: a comma or `]`.
    Comma,
}

/// The values of a source as documents.
pub(super) struct Records {
    name: String,
    bytes: Bytes,
    state: State,
    source: Arc<Source>,
    fields: Arc<Fields>,
    folder: PathBuf,
}

/// A stream read byte by byte, with the position of the next byte.
struct Bytes {
    stream: Stream,
    line: u64,
    column: usize,
}

impl Bytes {
    fn peek(&mut self) -> io::Result<Option<u8>> {
        loop {
            match self.stream.fill_buf() {
                Ok(buffer) => return Ok(buffer.first().copied()),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    fn skip(&mut self, byte: u8) {
        self.stream.consume(1);
        self.column += 1;
        if byte == b'\n' {
            self.line += 1;
            self.column = 1;
        }
    }

    fn peek_past_space(&mut self) -> io::Result<Option<u8>> {
        while let Some(byte) = self.peek()? {
            if !byte.is_ascii_whitespace() {
                return Ok(Some(byte));
            }
            self.skip(byte);
        }
        Ok(None)
    }

    /// Reads one value, whatever it holds; whether it is JSON is for the parser to say.
    fn value(&mut self) -> io::Result<Vec<u8>> {
        let mut value = Vec::new();
        let mut depth = 0_usize;
        let (mut quoted, mut escaped) = (false, false);
        while let Some(byte) = self.peek()? {
            let ends = byte.is_ascii_whitespace() || matches!(byte, b',' | b']' | b'}');
            if depth == 0 && !quoted && !value.is_empty() && ends {
                break;
            }
            self.skip(byte);
            value.push(byte);
            if quoted {
                quoted = escaped || byte != b'"';
                escaped = !escaped && byte == b'\\';
            } else {
                match byte {
                    b'"' => quoted = true,
                    b'{' | b'[' => depth += 1,
                    b'}' | b']' => depth = depth.saturating_sub(1),
                    _ => {}
                }
            }
            let closed = matches!(byte, b'"' | b'}' | b']');
            if depth == 0 && !quoted && closed {
                break;
            }
        }
        Ok(value)
    }
}

impl Records {
    pub(super) fn new(name: String, stream: Stream, fields: Arc<Fields>) -> Self {
        let source = Source {
            name: name.clone(),
            form: Form::Json,
        };
        Self {
            folder: folder_of(&name),
            name,
            bytes: Bytes {
                stream,
                line: 1,
                column: 1,
            },
            state: State::Outside,
            source: Arc::new(source),
            fields,
        }
    }

    /// The same, for a text that begins on another line of its file than the first.
    pub(super) fn on_line(mut self, line: u64) -> Self {
        self.bytes.line = line;
        self
    }

    fn read(&mut self) -> Result<Option<Document>, InputError> {
        loop {
            let next = self.bytes.peek_past_space();
            let next = next.map_err(|cause| InputError::read(&self.name, cause))?;
            match (self.state, next) {
                (State::Outside, None) => return Ok(None),
                (State::Outside, Some(byte @ b'[')) => self.step(byte, State::First),
                (State::First | State::Comma, Some(byte @ b']')) => self.step(byte, State::Outside),
                (State::Comma, Some(byte @ b',')) => self.step(byte, State::Next),
                (State::Comma, Some(_)) => return Err(self.broken("expected `,` or `]`")),
                (State::Next, Some(b']' | b',')) => return Err(self.broken("expected a value")),
                (_, None) => return Err(self.broken("it ends before its `]`")),
                (_, Some(_)) => return self.element().map(Some),
            }
        }
    }

    fn step(&mut self, byte: u8, state: State) {
        self.bytes.skip(byte);
        self.state = state;
    }

    fn broken(&self, words: &'static str) -> InputError {
        Place::new(&self.name, self.bytes.line).flaw(Flaw::BrokenArray(words, self.bytes.column))
    }

    fn element(&mut self) -> Result<Document, InputError> {
        let (line, column) = (self.bytes.line, self.bytes.column);
        let value = self.bytes.value();
        let value = value.map_err(|cause| InputError::read(&self.name, cause))?;
        if self.state != State::Outside {
            self.state = State::Comma;
        }
        let document = record::document(&self.source, line, &value, &self.fields, &self.folder);
        document.map_err(|flaw| located(flaw, &value, line, column, &self.name))
    }
}

/// Turns a column within an element into one within the file, on the line where the parser stopped.
fn located(flaw: Flaw, value: &[u8], line: u64, column: usize, name: &str) -> InputError {
    let Flaw::NotJson(words, _) = flaw else {
        return Place::new(name, line).flaw(flaw);
    };
    let text = String::from_utf8_lossy(value);
    let stop = serde_json::from_str::<serde::de::IgnoredAny>(&text).err();
    let (down, across) = stop.map_or((1, 1), |error| (error.line(), error.column()));
    let down = down.saturating_sub(1);
    let across = if down == 0 {
        column + across.saturating_sub(1)
    } else {
        across
    };
    Place::new(name, line + down as u64).flaw(Flaw::NotJson(words, across))
}

impl Iterator for Records {
    type Item = Result<Document, InputError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read().transpose()
    }
}

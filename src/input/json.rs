//! `json`: an array of objects or strings, or such values one after the other. The text is cut at the
//! borders of the values and each is read like a line of JSONL, so that an array of any size passes
//! through one element at a time.

use std::io::{self, BufRead};
use std::path::PathBuf;
use std::sync::Arc;

use memchr::{memchr_iter, memchr2, memrchr};

use super::error::{Flaw, Place};
use super::jsonl::folder_of;
use super::record::{self, Fields};
use super::{InputError, Stream};
use crate::model::{Block, Document, Draft, Form, Source};

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
        self.count(&[byte]);
    }

    /// Moves the position past bytes that were read.
    fn count(&mut self, bytes: &[u8]) {
        self.line += memchr_iter(b'\n', bytes).count() as u64;
        match memrchr(b'\n', bytes) {
            Some(last) => self.column = bytes.len() - last,
            None => self.column += bytes.len(),
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
        let (mut value, mut nesting) = (Vec::new(), Nesting::default());
        loop {
            let buffer = match self.stream.fill_buf() {
                Ok(buffer) => buffer,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            let end = nesting.end(buffer);
            let taken = end.unwrap_or(buffer.len());
            let (start, at_end) = (value.len(), buffer.is_empty());
            value.extend_from_slice(&buffer[..taken]);
            self.stream.consume(taken);
            self.count(&value[start..]);
            if end.is_some() || at_end {
                return Ok(value);
            }
        }
    }
}

/// How deep within a value the bytes are that were read of it.
#[derive(Default)]
struct Nesting {
    begun: bool,
    depth: usize,
    quoted: bool,
    escaped: bool,
}

impl Nesting {
    /// Where in further bytes the value ends, if it does.
    fn end(&mut self, bytes: &[u8]) -> Option<usize> {
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
        let block = Block::own(Arc::clone(&self.source), value);
        let whole = 0..block.bytes().len();
        let (draft, text) = (
            Draft::within(&block, line, whole.clone()),
            block.readable(whole.clone()),
        );
        let document = record::document(draft, whole.end, text, &self.fields, &self.folder);
        document.map_err(|flaw| located(flaw, block.bytes(), line, column, &self.name))
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

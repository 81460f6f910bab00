//! Reading ahead in a stream.

use std::io::{self, BufRead as _, Read};

use nimrank::testing::source::Stream;

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

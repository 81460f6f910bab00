//! Formats many results on several threads, and writes them in order, in few large pieces. Ranked records are
//! scattered over memory, so a single thread would mostly wait for cache misses.

use std::io::{self, Write};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::{self, Scope};

/// The number of results in a piece.
const PIECE: usize = 256;
/// The maximum number of threads; more would wait for the one that writes.
const MAX_THREADS: usize = 4;
/// The number of finished pieces that a thread is ahead.
const AHEAD: usize = 2;

/// A thread that formats every nth piece.
struct Formatter {
    finished: Receiver<io::Result<Vec<u8>>>,
    /// Takes buffers back, so that their memory is used again.
    written: Sender<Vec<u8>>,
}

/// Writes `items`, which `format` appends to a buffer. It gets the position of the first of them, too.
pub(super) fn write<T: Sync>(
    items: &[T],
    format: impl Fn(usize, &[T], &mut Vec<u8>) -> io::Result<()> + Sync,
    out: &mut dyn Write,
) -> io::Result<()> {
    let pieces = items.len().div_ceil(PIECE);
    let threads = thread::available_parallelism().map_or(1, usize::from).min(MAX_THREADS);
    if threads == 1 || pieces < 2 * threads {
        return write_alone(items, format, out);
    }
    let (format, mut is_started) = (&format, true);
    thread::scope(|scope| {
        let start = |first| start(scope, items, (first, threads), format);
        let Ok(formatters) = (0..threads).map(start).collect::<io::Result<Vec<_>>>() else {
            is_started = false;
            return Ok::<_, io::Error>(());
        };
        for formatter in formatters.iter().cycle().take(pieces) {
            let buffer = formatter.finished.recv().map_err(io::Error::other)??;
            out.write_all(&buffer)?;
            // A thread without further pieces takes none back.
            let _ = formatter.written.send(buffer);
        }
        Ok(())
    })?;
    // Where the system allows no more threads, this one does the work.
    if is_started { Ok(()) } else { write_alone(items, format, out) }
}

fn write_alone<T>(
    items: &[T],
    format: impl Fn(usize, &[T], &mut Vec<u8>) -> io::Result<()>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut buffer = Vec::new();
    for (number, piece) in items.chunks(PIECE).enumerate() {
        buffer.clear();
        format(number * PIECE, piece, &mut buffer)?;
        out.write_all(&buffer)?;
    }
    Ok(())
}

/// Starts the thread for the pieces from `first` on, with `step` from one to the next.
fn start<'scope, T: Sync>(
    scope: &'scope Scope<'scope, '_>,
    items: &'scope [T],
    (first, step): (usize, usize),
    format: &'scope (impl Fn(usize, &[T], &mut Vec<u8>) -> io::Result<()> + Sync),
) -> io::Result<Formatter> {
    let (sender, finished) = mpsc::sync_channel(AHEAD);
    let (written, free) = mpsc::channel();
    let work = move || {
        for (number, piece) in items.chunks(PIECE).enumerate().skip(first).step_by(step) {
            let mut buffer: Vec<u8> = free.try_recv().unwrap_or_default();
            buffer.clear();
            let formatted = format(number * PIECE, piece, &mut buffer).map(|()| buffer);
            if sender.send(formatted).is_err() {
                return;
            }
        }
    };
    thread::Builder::new().spawn_scoped(scope, work)?;
    Ok(Formatter { finished, written })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ITEMS: usize = 20 * PIECE + 1;

    fn lines(before: usize, items: &[usize], buffer: &mut Vec<u8>) -> io::Result<()> {
        items.iter().enumerate().try_for_each(|(at, item)| {
            let position = before + at;
            writeln!(buffer, "{position} {item}")
        })
    }

    #[test]
    fn pieces_are_in_order_on_any_number_of_threads() {
        for count in [0, 1, PIECE, ITEMS] {
            let items: Vec<usize> = (0..count).collect();
            let (mut alone, mut several) = (Vec::new(), Vec::new());
            write_alone(&items, lines, &mut alone).expect("memory takes writes");
            write(&items, lines, &mut several).expect("memory takes writes");
            let expected: String = items.iter().map(|item| format!("{item} {item}\n")).collect();
            assert_eq!(String::from_utf8(alone).as_ref(), Ok(&expected));
            assert_eq!(String::from_utf8(several).as_ref(), Ok(&expected));
        }
    }

    #[test]
    fn the_first_fault_ends_the_output() {
        let items: Vec<usize> = (0..ITEMS).collect();
        let mut written = Vec::new();
        let format = |before: usize, items: &[usize], buffer: &mut Vec<u8>| match before {
            before if before >= 10 * PIECE => Err(io::Error::other(before.to_string())),
            _ => lines(before, items, buffer),
        };
        let error = write(&items, format, &mut written).expect_err("the format fails");
        assert_eq!(error.to_string(), (10 * PIECE).to_string());
        assert_eq!(memchr::memchr_iter(b'\n', &written).count(), 10 * PIECE);
        let full = write(&items, lines, &mut [0; 100].as_mut_slice());
        assert_eq!(full.map_err(|error| error.kind()), Err(io::ErrorKind::WriteZero));
    }
}

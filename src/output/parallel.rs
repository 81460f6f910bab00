//! Formats many results on several threads, and writes them in order, in few large pieces. Ranked records are
//! scattered over memory, so a single thread would mostly wait for cache misses.

use std::io::{self, Write};
use std::ops::Range;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::{self, Scope};

/// The number of results in a piece.
const PIECE: usize = 256;
/// The maximum number of threads; more would wait for the one that writes.
const MAX_THREADS: usize = 4;
/// The number of finished pieces of a thread that can wait to be written.
const AHEAD: usize = 2;

/// A thread that formats every nth piece.
struct Formatter {
    finished: Receiver<io::Result<Vec<u8>>>,
    /// Returns buffers to the thread, which reuses them.
    written: Sender<Vec<u8>>,
}

/// Writes `count` results. `format` appends those in a range to a buffer.
pub(super) fn write(
    count: usize,
    format: impl Fn(Range<usize>, &mut Vec<u8>) -> io::Result<()> + Sync,
    out: &mut dyn Write,
) -> io::Result<()> {
    let pieces = count.div_ceil(PIECE);
    let threads = thread::available_parallelism().map_or(1, usize::from).min(MAX_THREADS);
    if threads == 1 || pieces < 2 * threads {
        return write_alone(count, format, out);
    }
    let (format, mut is_started) = (&format, true);
    thread::scope(|scope| {
        let start = |first| start(scope, count, (first, threads), format);
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
    if is_started { Ok(()) } else { write_alone(count, format, out) }
}

fn write_alone(
    count: usize,
    format: impl Fn(Range<usize>, &mut Vec<u8>) -> io::Result<()>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut buffer = Vec::new();
    for piece in pieces(count) {
        buffer.clear();
        format(piece, &mut buffer)?;
        out.write_all(&buffer)?;
    }
    Ok(())
}

/// Returns the ranges of the pieces.
fn pieces(count: usize) -> impl Iterator<Item = Range<usize>> {
    (0..count).step_by(PIECE).map(move |start| start..count.min(start + PIECE))
}

/// Starts the thread for the pieces from `first` on, with `step` from one to the next.
fn start<'scope>(
    scope: &'scope Scope<'scope, '_>,
    count: usize,
    (first, step): (usize, usize),
    format: &'scope (impl Fn(Range<usize>, &mut Vec<u8>) -> io::Result<()> + Sync),
) -> io::Result<Formatter> {
    let (sender, finished) = mpsc::sync_channel(AHEAD);
    let (written, free) = mpsc::channel();
    let work = move || {
        for piece in pieces(count).skip(first).step_by(step) {
            let mut buffer: Vec<u8> = free.try_recv().unwrap_or_default();
            buffer.clear();
            let formatted = format(piece, &mut buffer).map(|()| buffer);
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

    fn lines(mut piece: Range<usize>, buffer: &mut Vec<u8>) -> io::Result<()> {
        piece.try_for_each(|position| writeln!(buffer, "{position}"))
    }

    #[test]
    fn pieces_are_in_order_on_any_number_of_threads() {
        for count in [0, 1, PIECE, ITEMS] {
            let (mut alone, mut several) = (Vec::new(), Vec::new());
            write_alone(count, lines, &mut alone).expect("memory takes writes");
            write(count, lines, &mut several).expect("memory takes writes");
            let expected: String = (0..count).map(|position| format!("{position}\n")).collect();
            assert_eq!(String::from_utf8(alone).as_ref(), Ok(&expected));
            assert_eq!(String::from_utf8(several).as_ref(), Ok(&expected));
        }
    }

    #[test]
    fn the_first_fault_ends_the_output() {
        let mut written = Vec::new();
        let format = |piece: Range<usize>, buffer: &mut Vec<u8>| match piece.start {
            start if start >= 10 * PIECE => Err(io::Error::other(start.to_string())),
            _ => lines(piece, buffer),
        };
        let error = write(ITEMS, format, &mut written).expect_err("the format fails");
        assert_eq!(error.to_string(), (10 * PIECE).to_string());
        assert_eq!(memchr::memchr_iter(b'\n', &written).count(), 10 * PIECE);
        let full = write(ITEMS, lines, &mut [0; 100].as_mut_slice());
        assert_eq!(full.map_err(|error| error.kind()), Err(io::ErrorKind::WriteZero));
    }
}

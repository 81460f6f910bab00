//! A child process from its start to its end, whatever it does.

use std::io::{Read, Write as _};
use std::mem::take;
use std::process::{Child, Command, ExitStatus};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// How long a run may take: far longer than any does, so that only a program
/// that hangs gets there, and shorter than anybody's patience.
const DEADLINE: Duration = Duration::new(60, 0);

/// How often to look whether a child is gone which has closed its output. An
/// ordinary exit is noticed at once, or one of these later.
const TICK: Duration = Duration::from_millis(2);

/// What became of a child.
pub struct End {
    /// None when it did not end by itself.
    pub status: Option<ExitStatus>,
    pub stdout: Vec<u8>,
    pub stderr: Vec<u8>,
}

/// Runs a command, whose output is piped, and whose input is if any is given. A
/// child that hangs is killed.
pub fn run(mut command: Command, stdin: Option<Vec<u8>>) -> End {
    let mut child = command.spawn().expect("the command can be started");
    if let (Some(mut pipe), Some(bytes)) = (child.stdin.take(), stdin) {
        // The program is free to stop reading, which is a broken pipe here.
        thread::spawn(move || drop(pipe.write_all(&bytes)));
    }
    let output = Arc::new(Output::default());
    Output::collect(&output, child.stdout.take(), |written| &mut written.stdout);
    Output::collect(&output, child.stderr.take(), |written| &mut written.stderr);
    let status = output.wait(&mut child);
    if status.is_none() {
        child.kill().expect("a child that hangs can be killed");
        child.wait().expect("a killed child ends");
    }
    let mut written = output.lock();
    End {
        status,
        stdout: take(&mut written.stdout),
        stderr: take(&mut written.stderr),
    }
}

/// What a child has written so far, gathered by a thread for each of its pipes,
/// so that it cannot fill one and wait for ever.
#[derive(Default)]
struct Output {
    written: Mutex<Written>,
    pipe_ended: Condvar,
}

#[derive(Default)]
struct Written {
    stdout: Vec<u8>,
    stderr: Vec<u8>,
    ended: usize,
}

impl Output {
    fn lock(&self) -> MutexGuard<'_, Written> {
        let written = self.written.lock();
        written.unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads a pipe to its end, on a thread.
    fn collect(
        output: &Arc<Self>,
        pipe: Option<impl Read + Send + 'static>,
        into: fn(&mut Written) -> &mut Vec<u8>,
    ) {
        let output = Arc::clone(output);
        let mut pipe = pipe.expect("the output is a pipe");
        thread::spawn(move || {
            let mut buffer = vec![0; 64 * 1024];
            while let Ok(count @ 1..) = pipe.read(&mut buffer) {
                into(&mut output.lock()).extend(&buffer[..count]);
            }
            output.lock().ended += 1;
            output.pipe_ended.notify_all();
        });
    }

    /// Waits for the child and for the end of both its pipes; none if that is
    /// not over by the deadline.
    fn wait(&self, child: &mut Child) -> Option<ExitStatus> {
        let start = Instant::now();
        let mut written = self.lock();
        loop {
            let status = child.try_wait().expect("one's own child can be waited for");
            if status.is_some() && written.ended == 2 {
                return status;
            }
            if start.elapsed() > DEADLINE {
                return None;
            }
            let woken = self.pipe_ended.wait_timeout(written, TICK);
            written = woken.unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

//! Ctrl-C: the run ends at once with the code for it, a half-written file goes away, and the progress line is
//! cleared. Calls under way are left behind.

use std::io::Write as _;
use std::path::PathBuf;

use crate::exit;
use crate::output::Target;

/// Sees to it that an interrupted run leaves nothing behind.
pub(super) fn leave_clean<'a>(targets: impl IntoIterator<Item = &'a Target>, shows_progress: bool) {
    let half_written = targets.into_iter().filter_map(|target| match target {
        Target::Atomic { file, .. } => Some(file.path().to_owned()),
        Target::Stdout | Target::Direct { .. } => None,
    });
    let half_written: Vec<_> = half_written.collect();
    // Where no handler can be set the system ends the program, as it does everywhere else.
    let _ = ctrlc::set_handler(move || leave(&half_written, shows_progress));
}

fn leave(half_written: &[PathBuf], shows_progress: bool) {
    for path in half_written {
        let _ = std::fs::remove_file(path);
    }
    if shows_progress {
        let _ = std::io::stderr().write_all(b"\r\x1b[K");
    }
    #[expect(clippy::exit, reason = "other threads are in the middle of their work")]
    std::process::exit(exit::INTERRUPTED.into());
}

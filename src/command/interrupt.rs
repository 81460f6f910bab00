//! Clean-up when a signal ends the run: half-written files are removed and the progress line is cleared. Then
//! the signal ends the process, so that a shell loop stops too. Requests in flight are abandoned.

use std::io::Write as _;
use std::path::PathBuf;

use crate::output::Target;

/// Prepares the clean-up of `targets`, and of the progress line if it `shows_progress`.
pub(super) fn clean_up_on_signal<'a>(
    targets: impl IntoIterator<Item = &'a Target>,
    shows_progress: bool,
) {
    let temporary: Vec<PathBuf> = targets
        .into_iter()
        .filter_map(|target| match target {
            Target::Atomic { file, .. } => Some(file.path().to_owned()),
            Target::Stdout | Target::Direct { .. } => None,
        })
        .collect();
    // The default action of a signal is all that is left then, and a handler takes a thread.
    if cfg!(unix) && temporary.is_empty() && !shows_progress {
        return;
    }
    let clean_up = move || {
        for path in &temporary {
            let _ = std::fs::remove_file(path);
        }
        if shows_progress {
            let _ = std::io::stderr().write_all(b"\r\x1b[K");
        }
    };
    handle_signals(clean_up);
}

/// Runs `clean_up` at the first signal, and then its default action. Where no handler can be set the system
/// ends the program at once.
#[cfg(unix)]
fn handle_signals(clean_up: impl Fn() + Send + 'static) {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;
    use signal_hook::low_level::emulate_default_handler;

    let signals = [SIGINT, SIGTERM, SIGHUP]
        .into_iter()
        // nohup, and shells that start background jobs, expect that an ignored signal stays so.
        .filter(|signal| !crate::sys::is_ignored(*signal));
    // A handler without its thread would make the program immune, so the thread comes first.
    let (ready, is_ready) = std::sync::mpsc::channel();
    let signals: Vec<_> = signals.collect();
    let thread = std::thread::Builder::new().spawn(move || {
        let signals = Signals::new(signals);
        drop(ready);
        if let Ok(mut signals) = signals
            && let Some(signal) = signals.forever().next()
        {
            clean_up();
            let _ = emulate_default_handler(signal);
        }
    });
    if thread.is_ok() {
        // The sender is dropped when the handlers are set.
        let _: Result<(), _> = is_ready.recv();
    }
}

#[cfg(not(unix))]
fn handle_signals(clean_up: impl Fn() + Send + 'static) {
    let _ = ctrlc::set_handler(move || {
        clean_up();
        #[expect(clippy::exit, reason = "other threads are in the middle of their work")]
        std::process::exit(crate::exit::INTERRUPTED.into());
    });
}

//! System calls that the standard library lacks. This is the only file with unsafe code.
#![cfg(unix)]
#![expect(unsafe_code, reason = "calls of libc")]

use std::fs::File;
use std::io;
use std::os::fd::{BorrowedFd, RawFd};
use std::sync::atomic::{AtomicBool, Ordering};

/// Set if standard input and standard output were closed when the program started.
static WAS_CLOSED: [AtomicBool; 2] = [AtomicBool::new(false), AtomicBool::new(false)];

/// Runs before the Rust runtime, which opens `/dev/null` in place of a closed standard stream.
#[used]
#[cfg_attr(
    any(target_os = "linux", target_os = "android", target_os = "freebsd"),
    unsafe(link_section = ".init_array")
)]
#[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__mod_init_func"))]
static AT_START: extern "C" fn() = {
    extern "C" fn note_closed() {
        for (fd, was_closed) in [libc::STDIN_FILENO, libc::STDOUT_FILENO].iter().zip(&WAS_CLOSED) {
            // SAFETY: F_GETFD takes any number and has no effect.
            let flags = unsafe { libc::fcntl(*fd, libc::F_GETFD) };
            was_closed.store(flags == -1, Ordering::Relaxed);
        }
    }
    note_closed
};

/// Resolves host names with the resolvers of glibc itself, in a static binary. Those that the system configures are
/// shared libraries, which need the system's own version of glibc and crash a program linked with another one.
pub fn use_builtin_resolvers() {
    #[cfg(all(target_os = "linux", target_env = "gnu", target_feature = "crt-static"))]
    {
        unsafe extern "C" {
            fn __nss_configure_lookup(
                database: *const libc::c_char,
                services: *const libc::c_char,
            ) -> libc::c_int;
        }
        // SAFETY: both strings are constant, and no other thread runs yet.
        unsafe {
            __nss_configure_lookup(c"hosts".as_ptr(), c"files dns".as_ptr());
        }
    }
}

/// Fails if standard input is closed or not open for reading. The standard library takes it for empty then.
pub fn check_stdin() -> io::Result<()> {
    check_stream(libc::STDIN_FILENO, &WAS_CLOSED[0], libc::O_WRONLY)
}

/// Fails if standard output is closed or not open for writing. The standard library ignores both.
pub fn check_stdout() -> io::Result<()> {
    check_stream(libc::STDOUT_FILENO, &WAS_CLOSED[1], libc::O_RDONLY)
}

/// Fails if a standard stream was closed, or is open only in the wrong mode.
fn check_stream(fd: RawFd, was_closed: &AtomicBool, wrong_mode: i32) -> io::Result<()> {
    // SAFETY: F_GETFL has no effect.
    let flags = unsafe { libc::fcntl(fd, libc::F_GETFL) };
    if flags == -1 || flags & libc::O_ACCMODE == wrong_mode || was_closed.load(Ordering::Relaxed) {
        Err(io::Error::from_raw_os_error(libc::EBADF))
    } else {
        Ok(())
    }
}

/// Duplicates an inherited file descriptor, which shares its offset with the original.
pub fn duplicate(fd: RawFd) -> io::Result<File> {
    if fd < 0 {
        return Err(io::Error::from_raw_os_error(libc::EBADF));
    }
    // SAFETY: the descriptor is borrowed for this call only, which fails if it is not open.
    let borrowed = unsafe { BorrowedFd::borrow_raw(fd) };
    borrowed.try_clone_to_owned().map(File::from)
}

/// Returns true if a signal is ignored, as those of background jobs and under nohup are.
pub fn is_ignored(signal: i32) -> bool {
    let mut action = std::mem::MaybeUninit::<libc::sigaction>::uninit();
    // SAFETY: without a new action the call only fills in the current one, which is read after success.
    unsafe {
        libc::sigaction(signal, std::ptr::null(), action.as_mut_ptr()) == 0
            && action.assume_init().sa_sigaction == libc::SIG_IGN
    }
}

/// Ignores the signal of a file that grows beyond the limit, so that the write fails instead.
pub fn ignore_file_size_signal() {
    // SAFETY: ignoring a signal runs no code.
    unsafe {
        libc::signal(libc::SIGXFSZ, libc::SIG_IGN);
    }
}

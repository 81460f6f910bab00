//! The exit codes. Help, man page and tests read this table; no other module contains the numbers.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// A ranking or report was printed.
    Success,
    /// It worked and the result is negative: no results, or a failed check.
    Failure,
    /// The user has to fix something.
    UserError,
    /// The service failed.
    ServiceError,
}

impl Exit {
    /// Returns the code for the system.
    pub const fn code(self) -> u8 {
        match self {
            Self::Success => 0,
            Self::Failure => 1,
            Self::UserError => 2,
            Self::ServiceError => 3,
        }
    }
}

/// The code of an interrupted run, as shells report a process that SIGINT ended.
pub const INTERRUPTED: u8 = 130;

/// Every exit code with its meaning.
pub const CODES: [(u8, &str); 5] = [
    (Exit::Success.code(), "success; also when the reader of a pipe closes it early"),
    (
        Exit::Failure.code(),
        "it worked and the result is negative: nothing to rank, nothing above the threshold, a check \
         failed, an order differs, a mean is below its floor",
    ),
    (
        Exit::UserError.code(),
        "fix something on your side: usage, files, data, key, model, endpoint",
    ),
    (
        Exit::ServiceError.code(),
        "the service failed: unreachable, timed out, overloaded, or an invalid response",
    ),
    (INTERRUPTED, "interrupted"),
];

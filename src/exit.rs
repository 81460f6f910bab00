//! The exit codes. Help, man page and tests read this table; no other module contains the numbers.

/// The exit code of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// A ranking or report was printed.
    Success,
    /// No results, or a check failed.
    Negative,
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
            Self::Negative => 1,
            Self::UserError => 2,
            Self::ServiceError => 3,
        }
    }
}

/// The code of an interrupted run, as shells report a process that SIGINT ended.
pub const INTERRUPTED: u8 = 130;

/// Every exit code with its meaning.
pub const CODES: [(u8, &str); 5] = [
    (
        Exit::Success.code(),
        "a ranking or a report was printed, or every check passed; also when the reader of the pipe went away",
    ),
    (
        Exit::Negative.code(),
        "it worked and the answer is no: nothing to rank, nothing above the threshold, a check failed, \
         an order differs, a mean is below its floor",
    ),
    (
        Exit::UserError.code(),
        "something on your side must change: usage, files, data, key, model, endpoint",
    ),
    (
        Exit::ServiceError.code(),
        "the service: unreachable, timed out, overloaded, or it answered nonsense",
    ),
    (INTERRUPTED, "interrupted"),
];

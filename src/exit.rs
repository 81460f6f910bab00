//! The exit codes: what they are called and who has to act. The help, the man page and the tests read
//! this table; nothing else in the program writes a number.

/// How a run ended, as the shell sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// A ranking was printed.
    Success,
    /// It worked, and the answer is no.
    Negative,
    /// Something on the user's side must change.
    UserError,
    /// The service's side must change, or time must pass.
    ServiceError,
}

impl Exit {
    /// The number given to the system.
    pub const fn code(self) -> u8 {
        match self {
            Self::Success => 0,
            Self::Negative => 1,
            Self::UserError => 2,
            Self::ServiceError => 3,
        }
    }
}

/// The code of a run that Ctrl-C ended, which is also what a shell makes of one that the system ended.
pub const INTERRUPTED: u8 = 130;

/// Every code a user can meet, with its meaning.
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

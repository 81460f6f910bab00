//! Error messages of the operating system, without the number that Rust adds to them.

use std::error::Error;

/// Returns the message of an error.
pub fn words(error: &dyn Error) -> String {
    let message = error.to_string();
    match message.split_once(" (os error ") {
        Some((message, _)) => message.into(),
        None => message,
    }
}

/// Returns the message of the deepest cause of an error, which is the most specific.
pub fn root_words(error: &(dyn Error + 'static)) -> String {
    let mut deepest = error;
    while let Some(source) = deepest.source() {
        deepest = source;
    }
    words(deepest)
}

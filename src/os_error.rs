//! What the system says of a failure, in its own words and without the number that Rust adds to them.

use std::error::Error;

/// The words of an error.
pub fn words(error: &dyn Error) -> String {
    let words = error.to_string();
    match words.split_once(" (os error ") {
        Some((words, _)) => words.into(),
        None => words,
    }
}

/// The words of the deepest cause of an error, which is the one that says something.
pub fn root_words(error: &(dyn Error + 'static)) -> String {
    let mut deepest = error;
    while let Some(source) = deepest.source() {
        deepest = source;
    }
    words(deepest)
}

//! Error messages of the operating system and of libraries, without error numbers and links.

use std::error::Error;

/// Returns the message of an error. Links into the manual of a library are left out.
pub fn words(error: &dyn Error) -> String {
    let message = error.to_string();
    let ends = [" (os error ", ": https://docs.rs/"].map(|end| message.find(end));
    match ends.into_iter().flatten().min() {
        Some(end) => message[..end].into(),
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

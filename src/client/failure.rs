//! What a status of a service means to the user, whatever service it is.

/// What a status means to the user.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    Redirect,
    KeyRefused,
    Payment,
    NotFound,
    Gone,
    TooLarge,
    Rejected,
    NotServed,
    Degraded,
    Unfinished,
    Busy,
    Failed,
}

/// Whether the words say that a passage is longer than the model takes.
pub(super) fn is_too_long(words: &str) -> bool {
    let words = words.to_lowercase();
    words.contains("token") && TOO_LONG.iter().any(|phrase| words.contains(phrase))
}

/// What services say of such a passage.
const TOO_LONG: [&str; 7] = [
    "exceeds maximum allowed",
    "must have less than",
    "too large to process",
    "too long",
    "maximum context length",
    "longer than the maximum",
    "exceeds the maximum",
];

/// Makes out what a status means; the words decide where services use one status for two things.
pub(super) fn meaning(status: u16, words: Option<&str>) -> Meaning {
    let degraded = words.is_some_and(|words| words.contains("DEGRADED function"));
    match status {
        202 => Meaning::Unfinished,
        300..=399 => Meaning::Redirect,
        400 if degraded => Meaning::Degraded,
        // 498 is Cohere's.
        401 | 403 | 498 => Meaning::KeyRefused,
        402 => Meaning::Payment,
        404 | 405 => Meaning::NotFound,
        410 => Meaning::Gone,
        413 => Meaning::TooLarge,
        429 => Meaning::Busy,
        501 => Meaning::NotServed,
        // llama.cpp says so with a status that says something else.
        500 if words.is_some_and(is_too_long) => Meaning::Rejected,
        // 424 is a model that failed behind text-embeddings-inference and Bedrock.
        408 | 424 | 425 | 500.. => Meaning::Failed,
        _ => Meaning::Rejected,
    }
}

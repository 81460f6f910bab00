//! Classifies a response that is not a ranking, from its status and the words of the service.
//!
//! Pure and the only place that interprets those words.

use super::error_message::ErrorText;
use super::failure::FailureKind;
use super::phrases::{MessageWords, UNKNOWN_FIELD};

/// Classifies a response with a status other than success to a request of `sent` passages.
pub(super) fn classify(status: u16, text: &ErrorText, sent: usize) -> FailureKind {
    let words = MessageWords::of(text);
    match status {
        202 => FailureKind::Unfinished,
        300..=399 => FailureKind::Redirect(None),
        // A server that is still loading its reranker says 503, which passes.
        400 | 404 | 405 | 422 | 424 | 500 | 501 if words.says_no_reranker() => {
            FailureKind::NotReranker
        }
        400 if words.has(&["http request was sent to https port", "http request to an https"]) => {
            FailureKind::NeedsTls
        }
        407 => FailureKind::ProxyAuthentication,
        400 if words.has(&["degraded function"]) => FailureKind::Degraded,
        400 | 404 | 422 | 500 if words.says_invalid_key() => FailureKind::KeyRejected,
        401 | 403 if words.is_about_access(status) => FailureKind::AccessDenied,
        // 498 is Cohere's.
        401 | 403 | 498 => FailureKind::KeyRejected,
        402 => FailureKind::PaymentRequired,
        404 if words.has(&["not found for account"]) => FailureKind::NotEnabled,
        404 | 405 => FailureKind::NotFound,
        410 => FailureKind::Retired,
        501 => FailureKind::NotReranker,
        429 if words.says_quota() => FailureKind::QuotaExhausted,
        429 if words.is_passage_cap(sent) && !words.is_rate() => FailureKind::TooManyPassages,
        429 => FailureKind::Busy,
        400 | 413 | 422 | 500 | 502 | 503 | 507 if words.says_out_of_memory() => {
            FailureKind::OutOfMemory
        }
        400 | 413 | 422 | 500 | 503 => classify_limit(status, &words, sent),
        408 | 425 | 500.. => FailureKind::ServerError,
        _ => FailureKind::Rejected,
    }
}

/// Classifies a request that exceeds a limit, or is rejected for another reason. Some engines report with 500
/// or 503 that a request is too long; other failures of these statuses pass.
fn classify_limit(status: u16, words: &MessageWords, sent: usize) -> FailureKind {
    let is_server_error = status >= 500;
    if words.has(&["long prompt"]) {
        FailureKind::TooManyTokens
    } else if is_server_error && (status == 503 || words.is_rate()) {
        FailureKind::ServerError
    } else if is_server_error && words.is_named_passage_cap(sent) {
        FailureKind::TooManyPassages
    } else if words.is_query_limit() {
        FailureKind::QueryTooLong
    } else if words.is_token_sum() {
        FailureKind::TooManyTokens
    } else if words.is_length_limit() {
        FailureKind::PassageTooLong
    } else if is_server_error {
        FailureKind::ServerError
    } else if words.is_passage_cap(sent) {
        FailureKind::TooManyPassages
    } else if status == 413 || words.is_size_limit() {
        FailureKind::RequestTooLarge
    } else if words.has(&UNKNOWN_FIELD) {
        FailureKind::UnknownField
    } else if words.has(&["missing", "required", "field"]) {
        FailureKind::WrongFields
    } else {
        FailureKind::Rejected
    }
}

/// Classifies an error object that came under a status of success. If it names a status of its own, that one
/// counts.
pub(in crate::client) fn classify_success(text: &ErrorText, sent: usize) -> FailureKind {
    let words = MessageWords::of(text);
    match text.status {
        // Other statuses in there are those of backends of the service.
        Some(status @ 400..=499) => classify(status, text, sent),
        _ if words.says_no_reranker() => FailureKind::NotReranker,
        _ if words.has(&["unexpected endpoint or method"]) => FailureKind::NoReranking("LM Studio"),
        _ if words.says_no_endpoint() => FailureKind::NotFound,
        _ if words.says_invalid_key() => FailureKind::KeyRejected,
        _ if words.says_out_of_memory() => FailureKind::OutOfMemory,
        _ if words.is_passage_cap(sent) => FailureKind::TooManyPassages,
        _ => FailureKind::ErrorBody,
    }
}

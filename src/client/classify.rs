//! Classifies a response that is not a ranking, from its status and the words of the service.
//!
//! Pure and the only place that interprets those words.

use super::error_message::ErrorText;
use super::failure::FailureKind;
use super::phrases::{INVALID_KEY, OUT_OF_MEMORY, Words};

/// Classifies a response with a status other than success to a request of `sent` passages.
pub(super) fn classify(status: u16, text: &ErrorText, sent: usize) -> FailureKind {
    let words = Words::of(text);
    match status {
        202 => FailureKind::Unfinished,
        400 | 422 | 424 | 500 | 503 if words.says_no_reranker() => FailureKind::NotReranker,
        400 if words.has(&["degraded function"]) => FailureKind::Degraded,
        400 if words.has(&INVALID_KEY) => FailureKind::KeyRejected,
        403 if words.is_about_access() => FailureKind::AccessDenied,
        // 498 is Cohere's.
        401 | 403 | 498 => FailureKind::KeyRejected,
        402 => FailureKind::PaymentRequired,
        404 if words.has(&["not found for account"]) => FailureKind::NotEnabled,
        404 | 405 => FailureKind::NotFound,
        410 => FailureKind::Retired,
        501 => FailureKind::NotReranker,
        429 if words.says_quota() => FailureKind::QuotaExhausted,
        429 if words.is_passage_cap(sent) && !words.is_pace() => FailureKind::TooManyPassages,
        429 => FailureKind::Busy,
        500 | 503 if words.has(&OUT_OF_MEMORY) => FailureKind::OutOfMemory,
        400 | 413 | 422 | 500 => classify_limits(status, &words, sent),
        408 | 425 | 500.. => FailureKind::ServerError,
        300..=399 => FailureKind::Redirect(None),
        _ => FailureKind::Rejected,
    }
}

/// Classifies a request that exceeds a limit, or is rejected for another reason. llama.cpp reports limits
/// with 500.
fn classify_limits(status: u16, words: &Words, sent: usize) -> FailureKind {
    if words.is_query_limit() {
        FailureKind::QueryTooLong
    } else if words.is_token_sum() || words.has(&["long prompt"]) {
        FailureKind::TooManyTokens
    } else if words.is_length_limit() {
        FailureKind::PassageTooLong
    } else if status == 500 {
        FailureKind::ServerError
    } else if words.is_passage_cap(sent) {
        FailureKind::TooManyPassages
    } else if status == 413 {
        FailureKind::RequestTooLarge
    } else if words.has(&[
        "unknown field",
        "unexpected field",
        "extra inputs",
        "extra_forbidden",
    ]) {
        FailureKind::UnknownField
    } else if words.has(&["missing", "required", "field"]) {
        FailureKind::WrongFields
    } else {
        FailureKind::Rejected
    }
}

/// Classifies an error object that came under a status of success.
pub(in crate::client) fn classify_success(text: &ErrorText) -> FailureKind {
    let words = Words::of(text);
    if words.says_no_reranker() {
        FailureKind::NotReranker
    } else if words.has(&[
        "unexpected endpoint",
        "endpoint not found",
        "no such endpoint",
    ]) {
        FailureKind::NotFound
    } else if words.has(&INVALID_KEY) {
        FailureKind::KeyRejected
    } else {
        FailureKind::ErrorBody
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(status: u16, message: &str) -> FailureKind {
        classify(status, &ErrorText::from_message(message), 200)
    }

    #[test]
    fn limits_on_number_size_and_length_are_told_apart() {
        for message in [
            "body.passages: List should have at most 64 items after validation, not 1000",
            "batch size 133 > maximum allowed batch size 32",
            "too many documents",
            "the number of records exceeds the limit of 64",
        ] {
            assert_eq!(
                kind(422, message),
                FailureKind::TooManyPassages,
                "{message}"
            );
        }
        for message in [
            "Input length 1728 exceeds maximum allowed token size 512",
            "inputs must have less than 512 tokens. Given: 3006",
            "input (8006 tokens) is too large to process. increase the physical batch size",
        ] {
            assert_eq!(kind(422, message), FailureKind::PassageTooLong, "{message}");
        }
        let sum = "Request to model 'rerank-lite-1' failed. The max allowed tokens per submitted batch \
                   is 300000. Your batch has 301018 tokens after truncation.";
        assert_eq!(kind(400, sum), FailureKind::TooManyTokens);
        assert_eq!(
            kind(400, "query must have at most 100 characters"),
            FailureKind::QueryTooLong
        );
        assert_eq!(kind(413, "Payload Too Large"), FailureKind::RequestTooLarge);
        for other in [
            "top_n must be at most 64 documents",
            "documents: at most 1000 are allowed",
            "document 5 is not valid",
        ] {
            assert_ne!(kind(400, other), FailureKind::TooManyPassages, "{other}");
        }
    }

    #[test]
    fn rates_pass_and_quotas_do_not() {
        assert_eq!(
            kind(429, "too many documents: at most 64"),
            FailureKind::TooManyPassages
        );
        for busy in [
            "Rate limit exceeded: 100 documents per minute",
            "Model is overloaded",
            "",
            "quota of 40 requests per minute exceeded",
        ] {
            assert_eq!(kind(429, busy), FailureKind::Busy, "{busy}");
        }
        for quota in [
            "check your plan and billing details",
            "limited to 1000 calls / month",
        ] {
            assert_eq!(kind(429, quota), FailureKind::QuotaExhausted, "{quota}");
        }
    }

    #[test]
    fn a_quotation_is_not_the_service_s_own_message() {
        let echo = r#"cannot read "log: DEGRADED function cannot be invoked", sorry"#;
        assert_eq!(kind(400, echo), FailureKind::Rejected);
        let own = "Function id 'f': DEGRADED function cannot be invoked";
        assert_eq!(kind(400, own), FailureKind::Degraded);
    }
}

//! The phrases by which services name their failures.

use super::error_message::ErrorText;

/// A rejected key under a status that says something else; LiteLLM's proxy does so.
pub(super) const INVALID_KEY: [&str; 5] = [
    "authentication error",
    "auth_error",
    "invalid api key",
    "invalid_api_key",
    "incorrect api key",
];

pub(super) const OUT_OF_MEMORY: [&str; 4] = [
    "out of memory",
    "outofmemory",
    "cannot allocate memory",
    "failed to allocate",
];

/// The words of a limit.
const LIMITS: [&str; 17] = [
    "at most",
    "maximum",
    "max number",
    "max allowed",
    "max_",
    "too many",
    "too_long",
    "too long",
    "too large",
    "limit",
    "exceed",
    "larger than",
    "longer than",
    "more than",
    "greater than",
    "less than",
    "up to",
];

/// The words for passages.
const PASSAGES: [&str; 12] = [
    "item",
    "passage",
    "document",
    "text",
    "batch size",
    "batch_size",
    "list",
    "array",
    "record",
    "element",
    "inputs",
    "candidates",
];

/// The message of a service in lower case, without its longer quotations.
pub(super) struct Words {
    message: String,
    /// The message with the codes next to it.
    all: String,
}

impl Words {
    /// A longer quotation is commonly an echo of the input, which must not be mistaken for the service's
    /// own words. Names of fields and models are shorter.
    pub(super) fn of(text: &ErrorText) -> Self {
        let message = without_quotations(&text.whole).to_lowercase();
        Self {
            all: format!("{message} {}", text.codes.to_lowercase()),
            message,
        }
    }

    pub(super) fn has(&self, phrases: &[&str]) -> bool {
        phrases.iter().any(|phrase| self.all.contains(phrase))
    }

    /// Returns true if one of the words occurs as a whole word.
    fn has_word(&self, words: &[&str]) -> bool {
        let mut found = self.all.split(|c: char| !c.is_alphanumeric());
        found.any(|word| words.contains(&word))
    }

    pub(super) fn says_no_reranker(&self) -> bool {
        let negation = [
            "not support",
            "not a re",
            "no support",
            "unsupported",
            "not available",
        ];
        self.has(&["rerank", "re-rank", "score api", "cross-encoder"]) && self.has(&negation)
    }

    /// Returns true if access is refused for a reason that is not the key.
    pub(super) fn is_about_access(&self) -> bool {
        let generic = ["forbidden", "access denied", "permission denied", ""];
        let key = [
            "key",
            "token",
            "credential",
            "authoriz",
            "authentic",
            "subscription",
        ];
        let bare = self.message.trim_matches(|c: char| !c.is_alphanumeric());
        !generic.contains(&bare) && !self.has(&key)
    }

    /// Returns true if a quota, not a rate, is exhausted.
    pub(super) fn says_quota(&self) -> bool {
        self.has_word(&[
            "quota", "billing", "credit", "credits", "plan", "day", "daily", "month", "monthly",
        ]) && !self.is_pace()
    }

    /// Returns true for a limit on requests or tokens within seconds or minutes.
    pub(super) fn is_pace(&self) -> bool {
        self.has_word(&[
            "second", "seconds", "sec", "minute", "minutes", "min", "rpm", "tpm",
        ]) || self.has(&["rate limit"])
    }

    pub(super) fn is_query_limit(&self) -> bool {
        self.has_word(&["query"]) && self.has(&LIMITS) && !self.has_word(&["documents", "passages"])
    }

    /// Returns true if all passages together have too many tokens.
    pub(super) fn is_token_sum(&self) -> bool {
        self.has(&["tokens"])
            && self.has(&["batch is", "submitted batch", "per batch", "your batch"])
    }

    /// Returns true if one passage is too long.
    pub(super) fn is_length_limit(&self) -> bool {
        let unit = self.has(&["token", "character", "context length", "sequence length"]);
        let excess = [
            "exceeds maximum allowed",
            "must have less than",
            "too large to process",
            "too long",
            "maximum context length",
            "longer than the maximum",
            "exceeds the maximum",
            "at most",
        ];
        unit && self.has(&excess)
    }

    /// Returns true for a cap on the number of passages. A number that comes with it must be one that a
    /// request of `sent` passages exceeds; caps of other things are numbers too.
    pub(super) fn is_passage_cap(&self, sent: usize) -> bool {
        let names_other = self.has(&["top_n", "top_k", "topn", "topk", "token", "character"]);
        if names_other || !self.has(&LIMITS) || !self.has(&PASSAGES) {
            return false;
        }
        let mut numbers = self
            .message
            .split(|c: char| !c.is_ascii_digit())
            .filter_map(|number| number.parse::<usize>().ok())
            .peekable();
        numbers.peek().is_none() || numbers.any(|number| (1..sent).contains(&number))
    }
}

/// The longest quotation that is kept, in bytes.
const MAX_QUOTATION: usize = 24;

/// Removes longer quotations. An apostrophe inside a word neither opens nor closes one.
fn without_quotations(message: &str) -> String {
    let mut kept = String::with_capacity(message.len());
    let mut rest = message;
    while let Some(at) = rest.find(['"', '\'', '`']) {
        let (before, quoted) = rest.split_at(at);
        kept.push_str(before);
        let (quote, inner) = quoted.split_at(1);
        let ends = |close: &usize| !inner[close + 1..].starts_with(char::is_alphanumeric);
        let mut closes = inner.match_indices(quote).map(|(at, _)| at);
        let close = closes.find(ends).filter(|close| *close > MAX_QUOTATION);
        rest = match close {
            Some(close) if !kept.ends_with(char::is_alphanumeric) => &inner[close + 1..],
            _ => {
                kept.push_str(quote);
                inner
            }
        };
    }
    kept + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_longer_quotations_are_removed() {
        assert_eq!(without_quotations("it isn't 'a'"), "it isn't 'a'");
        assert_eq!(
            without_quotations("the input 'a text of more than 24 bytes' is wrong"),
            "the input  is wrong"
        );
    }
}

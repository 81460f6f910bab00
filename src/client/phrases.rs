//! The phrases by which services name their failures.

use super::error_message::ErrorText;
use super::quotation::own_words;

/// Phrases of a rejected key under a status that says something else. LiteLLM's proxy looks up unknown keys in a
/// database, and reports a missing database instead of a wrong key.
const INVALID_KEY: [&str; 8] = [
    "authentication error",
    "authentication failed",
    "auth error",
    "unauthorized",
    "unauthenticated",
    "no connected db",
    "no_db_connection",
    "no api key",
];

/// The names of a key, and what can be wrong with one.
const KEY_NAMES: [&str; 7] = [
    "api key",
    "apikey",
    "bearer token",
    "access token",
    "auth token",
    "credential",
    "invalid key",
];
const KEY_FAULTS: [&str; 9] = [
    "invalid",
    "incorrect",
    "missing",
    "not valid",
    "expired",
    "revoked",
    "required",
    "wrong",
    "unknown",
];

pub(super) const UNKNOWN_FIELD: [&str; 7] = [
    "unknown field",
    "unexpected field",
    "unrecognized",
    "extra inputs",
    "extra_forbidden",
    "extra fields",
    "additional properties",
];

/// The service's own words in lower case: its message without what it quotes.
pub(super) struct MessageWords {
    /// The message alone.
    pub(super) message: String,
    /// The message with the codes and the other messages of the body, as they are and with their words apart.
    text: String,
    /// Split where anything but a letter or a digit is, and before a capital letter.
    pub(super) split: Vec<String>,
}

impl MessageWords {
    pub(super) fn of(text: &ErrorText) -> Self {
        let message = own_words(&text.whole);
        let all = format!("{message} {}", own_words(&text.others));
        let split = split_words(&all);
        let text = format!("{} {}", all.to_lowercase(), split.join(" "));
        Self { split, message: message.to_lowercase(), text }
    }

    pub(super) fn has(&self, phrases: &[&str]) -> bool {
        phrases.iter().any(|phrase| self.text.contains(phrase))
    }

    pub(super) fn has_word(&self, words: &[&str]) -> bool {
        self.split.iter().any(|word| words.contains(&word.as_str()))
    }

    pub(super) fn says_no_reranker(&self) -> bool {
        let text = self.text.replace("re-rank", "rerank").replace("re rank", "rerank");
        let names =
            ["rerank", "score api", "score task", "support score", "'score'", "cross encoder"];
        let negations = [
            "not support",
            "n't support",
            "unsupported",
            "no support",
            "not a rerank",
            "not a cross",
            "not rerank",
            "cannot rerank",
            "can't rerank",
            "not appear to be a rerank",
            "not implement",
            "not enabled",
            "not available",
            "no rerank",
            "is disabled",
            "no attribute",
            "the ability",
            "cannot be used",
            "not possible",
            "not in the list",
            "not started with",
            "wrong model type",
            "pooling type",
        ];
        names.iter().any(|name| text.contains(name))
            && negations.iter().any(|negation| text.contains(negation))
    }

    pub(super) fn says_invalid_key(&self) -> bool {
        self.has(&INVALID_KEY) || self.has(&KEY_NAMES) && self.has(&KEY_FAULTS)
    }

    /// Returns true if there is no such path; LM Studio and others say so under a status of success.
    pub(super) fn says_no_endpoint(&self) -> bool {
        let bare = self.message.trim_matches(|c: char| !c.is_alphanumeric());
        bare == "not found"
            || self.has_word(&["endpoint", "path", "route", "url", "page", "method"])
                && self.has(&[
                    "unexpected",
                    "unknown",
                    "invalid",
                    "no such",
                    "not found",
                    "not exist",
                    "unsupported",
                    "not support",
                    "not allowed",
                    "no route",
                ])
    }

    /// Returns true if access is refused for a reason that is not the key.
    pub(super) fn is_about_access(&self, status: u16) -> bool {
        let key = [
            "key",
            "token",
            "credential",
            "authoriz",
            "authentic",
            "subscription",
            "bearer",
            "login",
        ];
        if self.has(&key) {
            return false;
        }
        if status == 401 {
            return self
                .has_word(&["ip", "address", "region", "country", "rbac", "blocked", "firewall"]);
        }
        let generic = ["forbidden", "access denied", "permission denied", "403 forbidden", ""];
        !generic.contains(&self.message.trim_matches(|c: char| !c.is_alphanumeric()))
    }

    /// Returns true if a quota, which a wait of minutes does not renew, is exhausted.
    pub(super) fn says_quota(&self) -> bool {
        (self.has_word(&[
            "quota",
            "quotas",
            "billing",
            "credit",
            "credits",
            "balance",
            "funds",
            "plan",
            "day",
            "days",
            "daily",
            "tomorrow",
            "week",
            "weekly",
            "month",
            "monthly",
            "rpd",
            "tpd",
            "spending",
            "payment",
            "subscription",
            "overdue",
            "arrearage",
            "kontingent",
        ]) || self.has(&["24 hours", "free tier", "余额", "额度", "配额", "欠费"]))
            && !self.is_rate()
    }

    /// Returns true for a limit on requests or tokens within seconds or minutes.
    pub(super) fn is_rate(&self) -> bool {
        let is_seconds = |word: &str| {
            word.strip_suffix('s').is_some_and(|number| {
                !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit())
            })
        };
        self.has_word(&[
            "second", "seconds", "sec", "secs", "minute", "minutes", "min", "mins", "rpm", "tpm",
            "rps", "qps", "qpm",
        ]) || self.split.iter().any(|word| is_seconds(word))
    }

    pub(super) fn says_out_of_memory(&self) -> bool {
        let memory = [
            "memory",
            "memoria",
            "mémoire",
            "speicher",
            "памят",
            "显存",
            "内存",
            "メモリ",
            "메모리",
        ];
        let lack = [
            "out of",
            "not enough",
            "not available",
            "unavailable",
            "no gpu",
            "insuffi",
            "insufi",
            "exhausted",
            "exceed",
            "alloc",
            "too big",
            "too large",
            "limit",
            "pressure",
            "smaller than requested",
            "nicht genug",
            "недостат",
            "не хватает",
            "不足",
            "부족",
        ];
        self.has(&memory) && self.has(&lack)
            || self.has(&[
                "outofmemory",
                "memoryerror",
                "bad_alloc",
                "alloc_failed",
                "failed to alloc",
            ])
            || self.has_word(&["oom"])
    }
}

/// Returns the service's own words in lower case, names of fields whole.
pub(super) fn names(text: &ErrorText) -> Vec<String> {
    let own = own_words(&format!("{} {}", text.whole, text.others)).to_lowercase();
    let mut names: Vec<_> = own
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// Splits a text in lower case where anything but a letter or a digit is, and before a capital letter.
fn split_words(text: &str) -> Vec<String> {
    let mut spaced = String::with_capacity(text.len() + 16);
    let mut last = ' ';
    for c in text.chars() {
        if last.is_lowercase() && c.is_uppercase() {
            spaced.push(' ');
        }
        spaced.push(c);
        last = c;
    }
    let words = spaced.to_lowercase();
    words.split(|c: char| !c.is_alphanumeric()).map(str::to_owned).collect()
}

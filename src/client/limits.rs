//! The phrases by which services say what a request exceeds.

use super::phrases::MessageWords;

/// The words of a limit. Parts of words serve several languages.
const LIMITS: [&str; 59] = [
    "at most",
    "maximum",
    "max ",
    "max_",
    "max:",
    "too many",
    "too_long",
    "too long",
    "too large",
    "too big",
    "limit",
    "exceed",
    "larger than",
    "longer than",
    "more than",
    "greater than",
    "fewer than",
    "less than",
    "up to",
    "out of range",
    "between",
    "only",
    "smaller than",
    "<=",
    "< ",
    "≤",
    "or less",
    "or fewer",
    "capped",
    "reduce",
    "allowed number",
    "are allowed",
    "are supported",
    "at a time",
    "maxim",
    "máxim",
    "massim",
    "höchstens",
    "zu viele",
    "dépass",
    "trop ",
    "tropp",
    "límite",
    "supera",
    "demasiad",
    "excede",
    "слишком",
    "максим",
    "превыш",
    "не более",
    "最多",
    "最大",
    "上限",
    "限制",
    "大于",
    "超",
    "以内",
    "초과",
    "최대",
];

/// The words for passages, whole or in the plural.
const PASSAGES: [&str; 21] = [
    "item",
    "passage",
    "document",
    "doc",
    "text",
    "batch",
    "list",
    "array",
    "record",
    "element",
    "input",
    "candidate",
    "pair",
    "chunk",
    "sentence",
    "entry",
    "node",
    "hit",
    "result",
    "snippet",
    "row",
];

/// Parts of the words for passages in other languages.
const FOREIGN_PASSAGES: [&str; 12] = [
    "docum",
    "dokum",
    "текст",
    "докум",
    "文档",
    "文件",
    "文本",
    "文書",
    "ドキュメント",
    "テキスト",
    "문서",
    "텍스트",
];

/// The subjects of limits that are not about passages.
const OTHER_LIMITS: [&str; 12] = [
    "topn",
    "topk",
    "top_n",
    "top_k",
    "token",
    "tokens",
    "character",
    "characters",
    "char",
    "chars",
    "query",
    "queries",
];

/// Numbers that messages repeat, and that are no caps.
const STATUSES: [usize; 4] = [400, 413, 422, 429];

impl MessageWords {
    /// Returns true if the words are about passages.
    fn names_passages(&self) -> bool {
        self.split.iter().any(|word| {
            let singular = match word.strip_suffix("ies") {
                Some(stem) => format!("{stem}y"),
                None => word.trim_end_matches('s').to_owned(),
            };
            PASSAGES.contains(&singular.as_str())
                || FOREIGN_PASSAGES.iter().any(|part| word.contains(part))
        })
    }

    pub(super) fn is_query_limit(&self) -> bool {
        let passages =
            ["document", "documents", "passage", "passages", "text", "texts", "pair", "pairs"];
        self.has_word(&["query"]) && self.has(&LIMITS) && !self.has_word(&passages)
    }

    /// Returns true if all passages together have too many tokens.
    pub(super) fn is_token_sum(&self) -> bool {
        let sum = [
            "batch is",
            "submitted batch",
            "per batch",
            "your batch",
            "total tokens",
            "total number of tokens",
            "tokens in total",
            "per request",
            "batched_tokens",
        ];
        self.has(&["tokens"]) && self.has(&sum) && self.has(&LIMITS)
    }

    /// Returns true if one passage is too long.
    pub(super) fn is_length_limit(&self) -> bool {
        let is_measured = self.has(&[
            "token",
            "character",
            "context",
            "sequence length",
            "prompt",
            "physical batch",
        ]);
        let is_exceeded = [
            "exceed",
            "must have less than",
            "must have fewer than",
            "should have at most",
            "too large",
            "too long",
            "maximum context length",
            "longer than",
            "larger than",
            "more than",
            "at most",
        ];
        let is_setting = self.has(&["top_n", "top_k", "topn", "topk", "max_tokens", "max_chunks"]);
        is_measured && self.has(&is_exceeded) && !is_setting
    }

    /// Returns true if the request has too many bytes.
    pub(super) fn is_size_limit(&self) -> bool {
        self.has(&["too large", "too big", "length limit", "size limit", "exceed"])
            && self.has_word(&["request", "payload", "body", "bytes", "entity", "mb", "kb", "size"])
    }

    /// Returns true for a cap on the number of passages whose message also names the number sent. Only that
    /// distinguishes it from a passing error, if the status is that of a server error.
    pub(super) fn is_named_passage_cap(&self, sent: usize) -> bool {
        self.numbers().any(|number| number == sent) && self.is_passage_cap(sent)
    }

    /// Returns the numbers in the message that can be caps.
    fn numbers(&self) -> impl Iterator<Item = usize> {
        self.message
            .split(|c: char| !c.is_ascii_digit())
            .filter_map(|number| number.parse::<usize>().ok())
            .filter(|number| !STATUSES.contains(number))
    }

    /// Returns true for a cap on the number of passages. If the message has numbers, one of them must be less than
    /// `sent`, or it is a cap on something else.
    pub(super) fn is_passage_cap(&self, sent: usize) -> bool {
        let is_other = self.split.iter().any(|word| OTHER_LIMITS.contains(&word.as_str()))
            || self.has(&["top_n", "top_k"]);
        if is_other || !self.has(&LIMITS) || !self.names_passages() {
            return false;
        }
        let mut numbers = self.numbers().peekable();
        match numbers.peek() {
            Some(_) => numbers.any(|number| (1..sent).contains(&number)),
            None => self.has(&[
                "too many",
                "too long",
                "too large",
                "too_long",
                "exceed",
                "limit",
                "maximum",
            ]),
        }
    }
}

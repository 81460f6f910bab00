//! Tells the words of a service from what it quotes.

/// The members of an object whose text is the service's own.
const OWN_MEMBERS: [&str; 10] = [
    "message",
    "msg",
    "detail",
    "error",
    "reason",
    "title",
    "type",
    "code",
    "description",
    "errors",
];

/// Returns a message without its quotations of more than one word. These usually repeat the input, and a document
/// that quotes an error message must not be mistaken for one. Single words are names of fields and models. The text
/// of a `message` in quoted JSON, which gateways embed, is not a quotation.
pub(super) fn own_words(message: &str) -> String {
    let message = message.replace("\\\"", "\"").replace("\\'", "'");
    let mut kept = String::with_capacity(message.len());
    let mut rest = message.as_str();
    while let Some(at) = rest.find(['"', '\'', '`', '“']) {
        let (before, quoted) = rest.split_at(at);
        kept.push_str(before);
        let quote = quoted.chars().next().unwrap_or_default();
        let inner = &quoted[quote.len_utf8()..];
        // An apostrophe inside a word opens nothing.
        if kept.ends_with(char::is_alphanumeric) {
            kept.push(quote);
            rest = inner;
            continue;
        }
        let close = closing(inner, quote).unwrap_or(inner.len());
        let content = &inner[..close];
        if is_own_member(&kept) {
            kept.push(quote);
            kept.push_str(&own_words(content));
            kept.push(quote);
        } else if !content.trim().contains(char::is_whitespace) {
            kept.push(quote);
            kept.push_str(content);
            kept.push(quote);
        }
        let mut after = inner[close..].chars();
        after.next();
        rest = after.as_str();
    }
    kept.push_str(rest);
    // A message that is one quotation is the service's.
    if kept.contains(char::is_alphabetic) { kept } else { message }
}

/// Returns the position of the quote that closes a quotation: one that no letter follows.
fn closing(inner: &str, quote: char) -> Option<usize> {
    let quote = if quote == '“' { '”' } else { quote };
    inner
        .match_indices(quote)
        .map(|(at, _)| at)
        .find(|at| !inner[at + quote.len_utf8()..].starts_with(char::is_alphanumeric))
}

/// Returns true if a text ends with the name of a message and a colon or an equals sign, as in `"detail": ` or
/// `message=`.
fn is_own_member(before: &str) -> bool {
    let before = before.trim_end();
    let quoted =
        before.strip_suffix(':').and_then(|name| name.trim_end().strip_suffix(['"', '\'']));
    let Some(name) = quoted.or_else(|| before.strip_suffix('=')) else {
        return false;
    };
    let start = name.rfind(|c: char| !c.is_alphanumeric() && c != '_');
    let word = name[start.map_or(0, |at| at + 1)..].to_lowercase();
    OWN_MEMBERS.contains(&word.as_str())
}

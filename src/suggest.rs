//! "Did you mean" suggestions for unknown commands, keys, columns and ids.

/// The least similarity of two words of which one is taken for a misspelling of the other, from 0 to 1.
const SIMILAR: f64 = 0.7;
/// Bounds the time of a search in a large collection.
const MAX_WORDS: usize = 10_000;

/// Returns the word most similar to `typed`, if any is similar enough.
pub fn nearest<'a>(typed: &str, words: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let mut best = None;
    for word in words.into_iter().take(MAX_WORDS) {
        let similarity = strsim::normalized_damerau_levenshtein(&typed.to_lowercase(), word)
            .max(strsim::jaro_winkler(typed, word) - 0.1);
        if similarity >= SIMILAR && best.is_none_or(|(known, _)| similarity > known) {
            best = Some((similarity, word));
        }
    }
    best.map(|(_, word)| word)
}

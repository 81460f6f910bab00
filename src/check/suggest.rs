//! The word that was probably meant by one that is unknown.

/// How alike two words must be for the one to be taken for a misspelling of the other, from 0 to 1.
const ALIKE: f64 = 0.7;
/// More words than this are not looked through.
const MOST: usize = 10_000;

/// The word most like `typed` among those there are, if any is like it.
pub(super) fn nearest<'a>(
    typed: &str,
    words: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let mut best = None;
    for word in words.into_iter().take(MOST) {
        let alike = strsim::normalized_damerau_levenshtein(&typed.to_lowercase(), word)
            .max(strsim::jaro_winkler(typed, word) - 0.1);
        if alike >= ALIKE && best.is_none_or(|(known, _)| alike > known) {
            best = Some((alike, word));
        }
    }
    best.map(|(_, word)| word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_word_finds_its_neighbour_and_another_word_none() {
        let keys = ["top", "within", "outside", "above", "min_score"];
        for (typed, meant) in [
            ("Top", Some("top")),
            ("topp", Some("top")),
            ("withn", Some("within")),
            ("min-score", Some("min_score")),
            ("minscore", Some("min_score")),
            ("expected", None),
            ("", None),
        ] {
            assert_eq!(nearest(typed, keys), meant, "{typed}");
        }
    }
}

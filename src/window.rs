//! Cuts a long text into windows, which are scored by themselves.
//!
//! A word is a run of characters other than white space. Every word is in a window, and no window has more words than
//! the settings allow: each begins a few words before the end of the one before it, and the last one ends the text.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// The sizes of windows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WindowSettings {
    /// The maximum number of words; at least one.
    pub words: usize,
    /// The number of words that a window shares with the one before it, less than `words`. The last window may share
    /// more.
    pub overlap: usize,
}

/// A window of a text, as it is reported.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct TextWindow {
    /// Its position among the windows of the text, from 0.
    pub index: usize,
    /// The number of windows of the text.
    pub of: usize,
    /// Its first character in the text, from 0, and the one after its last.
    pub start: usize,
    pub end: usize,
}

impl TextWindow {
    /// Returns a window by its range of bytes.
    pub fn new(text: &str, range: Range<usize>, index: usize, of: usize) -> Self {
        let start = text[..range.start].chars().count();
        Self { index, of, start, end: start + text[range].chars().count() }
    }

    /// Returns the part of a text that is in the window.
    pub fn of<'a>(&self, text: &'a str) -> &'a str {
        let mut offsets = text.char_indices().map(|(offset, _)| offset).chain([text.len()]);
        let start = offsets.nth(self.start).unwrap_or(text.len());
        let end = match self.end - self.start {
            0 => start,
            length => offsets.nth(length - 1).unwrap_or(text.len()),
        };
        &text[start..end]
    }
}

impl WindowSettings {
    /// Returns the ranges of the windows of a text in bytes; none if all its words fit one.
    pub fn cut(self, text: &str) -> Vec<Range<usize>> {
        if text.split_whitespace().nth(self.words).is_none() {
            return Vec::new();
        }
        let words: Vec<Range<usize>> = words(text).collect();
        let range = |first: usize, end: usize| words[first].start..words[end - 1].end;
        let mut windows = Vec::new();
        let mut first = 0;
        while words.len() - first > self.words {
            let end = first + self.length(text, &words[first..]);
            windows.push(range(first, end));
            first = end - self.overlap;
        }
        windows.push(range(words.len() - self.words, words.len()));
        windows
    }

    /// Returns the number of words of the window with which a text of more words begins. It ends with a sentence or a
    /// line, if one of them ends in its last quarter and after the words that the next window shares with it.
    fn length(self, text: &str, words: &[Range<usize>]) -> usize {
        let least = (self.words * 3 / 4).max(self.overlap) + 1;
        let ends = |length: &usize| {
            let (last, next) = (&words[*length - 1], &words[*length]);
            ends_sentence(&text[last.clone()]) || text[last.end..next.start].contains(['\n', '\r'])
        };
        (least..=self.words).rev().find(ends).unwrap_or(self.words)
    }
}

/// Returns the ranges of the words of a text.
fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    text.split_whitespace().map(|word| {
        let start = word.as_ptr() as usize - text.as_ptr() as usize;
        start..start + word.len()
    })
}

fn ends_sentence(word: &str) -> bool {
    let closing = ['"', '\'', ')', ']', '}', '”', '’', '»', '›', '」', '』'];
    word.trim_end_matches(closing).ends_with(['.', '!', '?'])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cut(text: &str, words: usize, overlap: usize) -> Vec<&str> {
        let windows = WindowSettings { words, overlap }.cut(text);
        windows.into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn windows_end_at_sentences_and_lines_in_their_last_quarter() {
        assert!(cut(" a b c d ", 4, 1).is_empty());
        assert_eq!(cut(" a b c d e ", 4, 1), ["a b c d", "b c d e"]);
        assert_eq!(cut("a b c d e f g h i j", 4, 1), ["a b c d", "d e f g", "g h i j"]);
        assert_eq!(cut("a b c. d e f g. h i", 8, 0), ["a b c. d e f g.", "b c. d e f g. h i"]);
        assert_eq!(cut("a b c d e f (g!”) h i", 8, 0)[0], "a b c d e f (g!”)");
        assert_eq!(cut("a b c d e f. g h i", 8, 0)[0], "a b c d e f. g h");
        assert_eq!(cut("a b c d e f g\nh i", 8, 0)[0], "a b c d e f g");
        assert_eq!(cut("a b. c. d", 3, 2), ["a b. c.", "b. c. d"]);
    }

    #[test]
    fn a_window_is_found_again_by_its_characters() {
        let text = "é ü 猫 d e";
        let ranges = WindowSettings { words: 2, overlap: 0 }.cut(text);
        let windows = ranges.iter().cloned().enumerate();
        let found: Vec<_> =
            windows.map(|(at, range)| TextWindow::new(text, range, at, 3)).collect();
        assert_eq!(found[1], TextWindow { index: 1, of: 3, start: 4, end: 7 });
        for (range, window) in ranges.into_iter().zip(found) {
            assert_eq!(window.of(text), &text[range]);
        }
    }

    proptest! {
        #[test]
        fn every_word_is_in_a_window_that_is_short_enough(
            text in "([ab猫\u{a0}.!?\"] ?|[ \n\t]|c ){0,80}", size in 1_usize..9, share in 0_usize..9,
        ) {
            let overlap = share % size;
            let words: Vec<_> = words(&text).collect();
            let windows = WindowSettings { words: size, overlap }.cut(&text);
            if words.len() <= size {
                prop_assert!(windows.is_empty());
                return Ok(());
            }
            let within = |window: &Range<usize>, word: &Range<usize>| window.start <= word.start && word.end <= window.end;
            let mut next = 0;
            for (at, window) in windows.iter().enumerate() {
                let own: Vec<_> = (0..words.len()).filter(|word| within(window, &words[*word])).collect();
                let (first, last) = (own[0], own[own.len() - 1]);
                prop_assert_eq!(window, &(words[first].start..words[last].end));
                prop_assert!(own.len() <= size && first <= next);
                if at == windows.len() - 1 {
                    prop_assert_eq!((own.len(), last), (size, words.len() - 1));
                } else {
                    prop_assert!(at == 0 || first + overlap == next);
                    prop_assert!(4 * own.len() > 3 * size && last >= next);
                }
                next = last + 1;
            }
            prop_assert_eq!(next, words.len());
        }
    }
}

//! Texts of others as people are shown them: on one line, cut to the columns there are, and without effect on
//! what shows them. Control characters appear as pictures of themselves, marks that turn the direction of
//! text as replacement characters.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthChar as _;

/// The beginning of a text, some `most` columns of it, on one line and without effect on a terminal.
pub fn harmless(text: &str, most: usize) -> String {
    let mut shown = String::new();
    let mut width = 0;
    for word in text.split_whitespace() {
        if !shown.is_empty() {
            shown.push(' ');
        }
        shown.extend(word.chars().take(most).map(picture));
        width += columns(word) + 1;
        if width > most {
            break;
        }
    }
    shown
}

/// A character as it can be shown.
fn picture(c: char) -> char {
    match c {
        '\0'..='\u{1F}' => char::from_u32(0x2400 + c as u32).unwrap_or('\u{FFFD}'),
        '\u{7F}' => '\u{2421}',
        '\u{80}'..='\u{9F}'
        | '\u{AD}'
        | '\u{200B}'
        | '\u{FEFF}'
        | '\u{E0000}'..='\u{E007F}'
        | '\u{200E}'
        | '\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2066}'..='\u{2069}' => '\u{FFFD}',
        c => c,
    }
}

/// A line with an ellipsis at its end, no wider than before or than `width`.
pub fn shortened(line: &str, width: usize) -> String {
    let mut short = String::new();
    let mut used = 1;
    for grapheme in line.trim_end().graphemes(true) {
        used += columns(grapheme);
        if used > width {
            break;
        }
        short.push_str(grapheme);
    }
    short.truncate(short.trim_end().len());
    short + "…"
}

/// The columns a text takes on a terminal that joins no characters, which is the most it can take: many
/// terminals show a flag or a family as the several characters it is made of.
pub fn columns(text: &str) -> usize {
    text.chars().map(|c| c.width().unwrap_or(0)).sum()
}

/// The beginning of a text in so many columns at most, made harmless, with an ellipsis if that is not all.
pub fn cut(text: &str, width: usize) -> String {
    let shown = harmless(text, width + 1);
    if columns(&shown) <= width {
        shown
    } else {
        shortened(&shown, width)
    }
}

/// A text that the log of a workflow takes for no command. GitHub's runner finds the old form of one, two
/// number signs and a bracket, anywhere in a line; the new one only at its beginning, where no text of others
/// stands here.
pub fn inert(text: &str) -> String {
    text.replace("##[", "## [")
}

/// A line of a message: names of files, of models and of what was typed may hold anything.
pub fn line(text: &str) -> String {
    inert(&text.replace(char::is_control, "\u{FFFD}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_sequences_are_shown_and_not_done() {
        assert_eq!(
            harmless("a\u{1b}[31mb\n\tc\u{202e}d\u{7f}", 80),
            "a␛[31mb c\u{FFFD}d␡"
        );
    }

    #[test]
    fn a_text_is_cut_only_where_it_is_too_long() {
        assert_eq!(cut("ab\n cd", 5), "ab cd");
        assert_eq!(cut("ab cde", 5), "ab c…");
        assert_eq!(cut("ab cd e", 4), "ab…");
        assert_eq!(cut("abcde f", 5), "abcd…");
        assert_eq!(cut("猫猫猫", 5), "猫猫…");
    }

    #[test]
    fn a_log_finds_no_command() {
        assert_eq!(inert("a ##[error]b ###[x #[y"), "a ## [error]b ### [x #[y");
    }
}

//! Makes untrusted text safe to print: on one line, without control characters, cut to a number of terminal
//! columns.

mod inert_writer;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthChar as _;

pub use inert_writer::InertWriter;

/// Returns the start of a text, about `width` columns, on one line and without control characters.
pub fn harmless(text: &str, width: usize) -> String {
    let mut shown = String::new();
    let mut used = 0;
    for word in text.split_whitespace() {
        if !shown.is_empty() {
            shown.push(' ');
        }
        shown.extend(word.chars().take(width).map(visible));
        used += columns(word) + 1;
        if used > width {
            break;
        }
    }
    inert(&shown)
}

/// Replaces control characters by pictures of them, and other invisible characters by U+FFFD.
fn visible(c: char) -> char {
    match c {
        '\0'..='\u{1F}' => char::from_u32(0x2400 + c as u32).unwrap_or('\u{FFFD}'),
        '\u{7F}' => '\u{2421}',
        c if is_invisible(c) => '\u{FFFD}',
        c => c,
    }
}

/// Returns true for characters that control a terminal, change the direction of text, or cannot be seen. The
/// joiners that emoji and some scripts need are none of them.
pub fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{AD}'
                | '\u{61C}'
                | '\u{115F}'
                | '\u{1160}'
                | '\u{180E}'
                | '\u{200B}'
                | '\u{200E}'
                | '\u{200F}'
                | '\u{2028}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}'
                | '\u{3164}'
                | '\u{FEFF}'
                | '\u{FFA0}'
                | '\u{FFF9}'..='\u{FFFB}'
                | '\u{E0000}'..='\u{E007F}'
        )
}

/// Ends a line with an ellipsis, and cuts it to `width` columns.
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

/// Returns the number of columns of a text on a terminal that joins no characters, which is the maximum: many
/// terminals show a flag or a family as the characters it is made of.
pub fn columns(text: &str) -> usize {
    text.chars().map(|c| c.width().unwrap_or(0)).sum()
}

/// Returns the start of a text in at most `width` columns, made harmless, with an ellipsis if it is cut.
pub fn cut(text: &str, width: usize) -> String {
    let shown = harmless(text, width + 1);
    if columns(&shown) <= width { shown } else { shortened(&shown, width) }
}

/// Wraps `text` into lines of at most `width`: at spaces where possible, within words that are longer than a
/// line. Lines after `max_height` are replaced by an ellipsis.
pub fn wrap(text: &str, width: usize, max_height: usize) -> String {
    let mut lines = Vec::new();
    for line in text.lines() {
        wrap_line(line, width, max_height, &mut lines);
    }
    if lines.len() > max_height {
        lines.truncate(max_height);
        if let Some(last) = lines.last_mut() {
            *last = shortened(last, width);
        }
    }
    lines.join("\n")
}

fn wrap_line(text: &str, width: usize, max_height: usize, lines: &mut Vec<String>) {
    let (mut line, mut used) = (String::new(), 0);
    for word in text.split(' ') {
        let gap = usize::from(used > 0);
        let word_width = columns(word);
        if used + gap + word_width > width && (word_width <= width || used + gap >= width) {
            lines.push(std::mem::take(&mut line));
            used = 0;
        } else if gap > 0 {
            line.push(' ');
            used += 1;
        }
        if used + word_width <= width {
            line.push_str(word);
            used += word_width;
            continue;
        }
        for grapheme in word.graphemes(true) {
            let grapheme_width = columns(grapheme);
            if used + grapheme_width > width {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            line.push_str(grapheme);
            used += grapheme_width;
        }
        if lines.len() > max_height {
            return;
        }
    }
    lines.push(line);
}

/// Changes a text that GitHub's runner would take for a command. It finds the old form, two number signs and a
/// bracket, anywhere in a line; the new form, two colons, only at the start of a line.
pub fn inert(text: &str) -> String {
    text.replace("##[", "## [")
}

/// Changes a line that GitHub's runner would take for a command, also if it is indented.
pub fn inert_line(line: &str) -> String {
    let line = inert(line);
    let text = line.trim_start();
    match text.strip_prefix("::") {
        Some(rest) => format!("{}∷ {rest}", &line[..line.len() - text.len()]),
        None => line,
    }
}

/// Makes the text of a message one inert line: names of files and models, and what the user typed, can hold
/// anything.
pub fn line(text: &str) -> String {
    inert(&text.replace(is_invisible, "\u{FFFD}"))
}

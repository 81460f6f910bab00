//! Roff from the small part of Markdown that the man pages are written in.
//!
//! A page is blocks separated by blank lines:
//! - `# SECTION` and `## Subsection`;
//! - a paragraph;
//! - a list of items that begin with `- `, or with `1. `, `2. ` and so on;
//! - terms: a line `Term`, then lines that begin with `:   `, which are its definition;
//! - an example: lines indented by four spaces, kept as they are.
//!
//! Inside a block `**bold**`, `*italic*` and `` `code` `` set the font.

/// Output lines are at most this long, which is what linters ask for.
const WIDTH: usize = 78;

/// A space at which no line ends.
pub(super) const NO_BREAK: char = '\u{a0}';

/// Returns the roff of a page's body.
pub(super) fn from_markdown(markdown: &str) -> String {
    let mut roff = String::new();
    let mut lines = markdown.lines().peekable();
    while let Some(line) = lines.next() {
        if let Some(title) = line.strip_prefix("## ") {
            roff += &format!(".SS {}\n", quoted(title));
        } else if let Some(title) = line.strip_prefix("# ") {
            roff += &format!(".SH {}\n", quoted(title));
        } else if line.starts_with("    ") {
            let mut example = vec![line];
            while let Some(line) = lines.next_if(|line| line.starts_with("    ")) {
                example.push(line);
            }
            roff += &verbatim(&example);
        } else if !line.is_empty() {
            let mut block = vec![line];
            while let Some(line) = lines.next_if(|line| !line.is_empty()) {
                block.push(line);
            }
            roff += &text_block(&block);
        }
    }
    roff
}

/// Returns a term and its definition, whose paragraphs are separated by empty strings.
pub(super) fn entry(term: &str, paragraphs: &[String]) -> String {
    let mut roff = format!(".TP\n{}\n", inline(term));
    for (number, paragraph) in paragraphs.iter().enumerate() {
        if number > 0 {
            roff += ".IP\n";
        }
        roff += &filled(paragraph);
    }
    roff
}

fn text_block(block: &[&str]) -> String {
    if block.get(1).is_some_and(|line| line.starts_with(":   ")) {
        let definition: Vec<_> = block[1..].iter().map(|line| line[4..].trim()).collect();
        return entry(block[0], &[definition.join(" ")]);
    }
    if marker(block[0]).is_none() {
        return format!(".PP\n{}", filled(&block.join(" ")));
    }
    let mut items: Vec<(&str, String)> = Vec::new();
    for line in block {
        match (marker(line), items.last_mut()) {
            (Some((marker, text)), _) => items.push((marker, text.into())),
            (None, Some((_, item))) => {
                item.push(' ');
                item.push_str(line.trim());
            }
            (None, None) => unreachable!("the first line has a marker"),
        }
    }
    let mut roff = String::new();
    for (marker, item) in items {
        let tag = if marker == "-" { "\\(bu" } else { marker };
        let indent = if marker == "-" { 3 } else { 4 };
        roff += &format!(".IP {tag} {indent}\n{}", filled(&item));
    }
    roff
}

/// Splits the marker off the first line of a list item.
fn marker(line: &str) -> Option<(&str, &str)> {
    let (marker, text) = line.split_once(' ')?;
    let number = marker.strip_suffix('.').unwrap_or_default();
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    (marker == "-" || is_number).then_some((marker, text))
}

pub(super) fn verbatim(lines: &[&str]) -> String {
    let mut roff = String::from(".PP\n.RS 4\n.nf\n");
    for line in lines {
        roff += &escaped(line.strip_prefix("    ").unwrap_or(line), true);
        roff.push('\n');
    }
    roff + ".fi\n.RE\n"
}

/// Returns a paragraph in lines of limited length, which the formatter fills; its own line breaks stay.
fn filled(paragraph: &str) -> String {
    let lines: Vec<_> = paragraph.lines().map(filled_line).collect();
    lines.join(".br\n")
}

/// Fonts may span lines of the output.
fn filled_line(text: &str) -> String {
    let mut roff = String::new();
    let mut line = String::new();
    for word in inline(text).split_whitespace() {
        if !line.is_empty() && line.len() + 1 + word.len() > WIDTH {
            // Formatters put two spaces after a sentence that ends its line, and one after any other.
            let ends_sentence = line.trim_end_matches("\\fR").ends_with(['.', '?', '!']);
            roff += &line;
            roff += if ends_sentence { "\\&\n" } else { "\n" };
            line.clear();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        // A line that begins with one of these would be a request.
        if line.is_empty() && word.starts_with(['.', '\'']) {
            line.push_str("\\&");
        }
        line.push_str(word);
    }
    roff + &line + "\n"
}

/// Sets the fonts inside a paragraph.
fn inline(text: &str) -> String {
    let mut roff = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(['*', '`']) {
        let (before, marked) = rest.split_at(start);
        roff += &escaped(before, false);
        let (mark, font) = match marked {
            _ if marked.starts_with("**") => ("**", 'B'),
            _ if marked.starts_with('*') => ("*", 'I'),
            _ => ("`", 'B'),
        };
        let inside = &marked[mark.len()..];
        let (inside, after) =
            inside.split_once(mark).unwrap_or_else(|| panic!("`{mark}` is not closed: {text}"));
        roff += &format!("\\f{font}{}\\fR", escaped(inside, true));
        rest = after;
    }
    roff + &escaped(rest, false)
}

/// Escapes text. In what a reader may paste, a hyphen stays the ASCII character, and no line breaks after it.
fn escaped(text: &str, literal: bool) -> String {
    let words: Vec<_> = text
        .split(' ')
        .map(|word| escaped_word(word, literal || word.contains("--") || word.contains('/')))
        .collect();
    let roff = words.join(" ");
    if literal && roff.starts_with(['.', '\'']) { format!("\\&{roff}") } else { roff }
}

fn escaped_word(word: &str, literal: bool) -> String {
    let mut roff = String::new();
    for c in word.chars() {
        match c {
            '\\' => roff += "\\e",
            '-' if literal => roff += "\\-",
            '\'' => roff += "\\(aq",
            '`' => roff += "\\(ga",
            '^' => roff += "\\(ha",
            '~' => roff += "\\(ti",
            // Formatters expand the character to a longer escape, and terminals may not have it.
            '…' => roff += "...",
            NO_BREAK => roff += "\\~",
            _ => roff.push(c),
        }
    }
    roff
}

fn quoted(title: &str) -> String {
    format!("\"{}\"", escaped(title, false))
}

#[test]
fn blocks_and_fonts_become_roff() {
    let markdown = "# NAME\n\nSay *x* or `a-b`\nagain.\n\n- one\n  more\n- two\n\n1. first\n\n\
                    **-n** *N*\n:   A term.\n\n    .literal 'q'\n    - x\n";
    let roff = ".SH \"NAME\"\n.PP\nSay \\fIx\\fR or \\fBa\\-b\\fR again.\n.IP \\(bu 3\none more\n\
                .IP \\(bu 3\ntwo\n.IP 1. 4\nfirst\n.TP\n\\fB\\-n\\fR \\fIN\\fR\nA term.\n\
                .PP\n.RS 4\n.nf\n\\&.literal \\(aqq\\(aq\n\\- x\n.fi\n.RE\n";
    assert_eq!(from_markdown(markdown), roff);
}

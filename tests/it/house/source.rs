//! A source file as a list of words and signs, without comments, texts and the tests below the code.

use std::collections::BTreeSet;

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Word {
    /// A name, a keyword or a number.
    Name(String),
    /// Any other character.
    Sign(char),
    /// A text or a character, whatever is in it.
    Text,
}

impl Word {
    pub(super) fn spelled(&self) -> String {
        match self {
            Self::Name(name) => name.clone(),
            Self::Sign(sign) => sign.to_string(),
            Self::Text => "\"\"".to_owned(),
        }
    }

    fn is(&self, name: &str) -> bool {
        matches!(self, Self::Name(own) if own == name)
    }
}

/// The words of a file, but for those of `#[cfg(test)] mod …`.
pub(super) fn words(text: &str) -> Vec<Word> {
    without_tests(all_words(text))
}

fn all_words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let name = rest.find(|c: char| !(c.is_alphanumeric() || c == '_'));
        let name = &rest[..name.unwrap_or(rest.len())];
        let taken = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if first.is_whitespace() {
            first.len_utf8()
        } else if let Some(length) = literal(rest, name) {
            words.push(Word::Text);
            length
        } else if name.is_empty() {
            words.push(Word::Sign(first));
            first.len_utf8()
        } else {
            words.push(Word::Name(name.to_owned()));
            name.len()
        };
        rest = &rest[taken..];
    }
    words
}

/// The length of the text or character that begins here, after a prefix such as `b`, if one does.
fn literal(rest: &str, prefix: &str) -> Option<usize> {
    if !matches!(prefix, "" | "b" | "c" | "r" | "br" | "cr") {
        return None;
    }
    let body = &rest[prefix.len()..];
    let end = if prefix.ends_with('r') {
        let hashes = body.bytes().take_while(|byte| *byte == b'#').count();
        let inner = body[hashes..].strip_prefix('"')?;
        let close = format!("\"{}", "#".repeat(hashes));
        hashes + 1 + inner.find(&close)? + close.len()
    } else if let Some(inner) = body.strip_prefix('"') {
        1 + closing(inner, '"')?
    } else {
        let inner = body.strip_prefix('\'')?;
        let mut chars = inner.chars();
        let first = chars.next()?;
        // Without a quote after one character it is the name of a lifetime.
        if first != '\\' && chars.next() != Some('\'') {
            return None;
        }
        1 + closing(inner, '\'')?
    };
    Some(prefix.len() + end)
}

/// Where a text ends that may hold its own quote behind a backslash.
fn closing(inner: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    for (at, c) in inner.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return Some(at + 1),
            _ => {}
        }
    }
    None
}

fn without_tests(mut words: Vec<Word>) -> Vec<Word> {
    let mark = all_words("#[cfg(test)] mod");
    let begins = |words: &[Word]| words.windows(mark.len()).position(|found| *found == *mark);
    while let Some(start) = begins(&words) {
        let mut depth = 0;
        let mut end = words.len();
        for (at, word) in words.iter().enumerate().skip(start) {
            match word {
                Word::Sign('{') => depth += 1,
                Word::Sign('}') if depth == 1 => {
                    end = at + 1;
                    break;
                }
                Word::Sign('}') => depth -= 1,
                _ => {}
            }
        }
        words.drain(start..end);
    }
    words
}

/// The top-level modules that a file names, by `crate::` or by as many `super::` as lead to the top.
pub(super) fn uses(file: &str, words: &[Word]) -> BTreeSet<String> {
    let steps = file.trim_end_matches(".rs").split('/');
    let depth = steps.filter(|step| *step != "mod").count();
    let mut found = BTreeSet::new();
    let mut at = 0;
    while at < words.len() {
        let mut end = at + 1;
        let on_top = if words[at].is("super") {
            let mut ups = 1;
            while is_path(words, end) && words[end + 2].is("super") {
                end += 3;
                ups += 1;
            }
            ups == depth
        } else {
            words[at].is("crate")
        };
        if on_top && is_path(words, end) {
            found.extend(first_names(&words[end + 2..]));
        }
        at = end;
    }
    found
}

fn is_path(words: &[Word], at: usize) -> bool {
    let colon = Some(&Word::Sign(':'));
    words.get(at) == colon && words.get(at + 1) == colon && words.len() > at + 2
}

/// The name that a path goes on with, or the names if it goes on with a group.
fn first_names(path: &[Word]) -> Vec<String> {
    match path.first() {
        Some(Word::Name(name)) => vec![name.clone()],
        Some(Word::Sign('{')) => {
            let mut names = Vec::new();
            let (mut depth, mut begins) = (0, false);
            for word in path {
                match word {
                    Word::Sign('{') => {
                        depth += 1;
                        begins = depth == 1;
                    }
                    Word::Sign('}') if depth == 1 => break,
                    Word::Sign('}') => depth -= 1,
                    Word::Sign(',') => begins = depth == 1,
                    Word::Name(name) if begins => {
                        names.push(name.clone());
                        begins = false;
                    }
                    _ => {}
                }
            }
            names
        }
        _ => Vec::new(),
    }
}

#[test]
fn comments_texts_and_tests_are_no_words() {
    let text = r##"
        //! crate::a
        /* crate::b */
        use crate::{c::{x, y}, d};
        const T: &str = "crate::e \" crate::f";
        const R: &[u8] = br#"crate::g " crate::h"#;
        fn f<'a>(c: char) -> bool { c == '"' || c == '\'' || b'{' == crate::i::B }
        #[cfg(test)]
        mod tests { use crate::j; fn g() { crate::k::x() } }
        fn h() { crate::l::y(crate::m::Z) }
    "##;
    let found = uses("room/file.rs", &words(text));
    let found: Vec<_> = found.iter().map(String::as_str).collect();
    assert_eq!(found, ["c", "d", "i", "l", "m"]);
}

#[test]
fn only_as_many_supers_as_lead_to_the_top_leave_a_room() {
    let text =
        "use super::a; use super::super::b::x; pub(super) fn f() { super::super::super::c() }";
    let found = |file| uses(file, &words(text)).into_iter().collect::<String>();
    assert_eq!(found("room.rs"), "a");
    assert_eq!(found("room/mod.rs"), "a");
    assert_eq!(found("room/file.rs"), "b");
    assert_eq!(found("room/deep/mod.rs"), "b");
    assert_eq!(found("room/deep/file.rs"), "c");
}

//! Paths as git prints them: after a revision, and in quotes with C escapes.

use std::borrow::Cow;

use super::paths::path;

/// Returns the name of an existing file that is spelled with a revision, in quotes, or as it is.
pub(super) fn spelled(name: &[u8]) -> Option<Cow<'_, [u8]>> {
    if exists(name) {
        return Some(Cow::Borrowed(name));
    }
    let bare = revision(name).map_or(name, |length| &name[length + 1..]);
    if bare.first() == Some(&b'"') {
        let (unquoted, length) = unquote(bare)?;
        return (length == bare.len() && exists(&unquoted)).then_some(Cow::Owned(unquoted));
    }
    if bare.len() == name.len() {
        return None;
    }
    if exists(bare) {
        return Some(Cow::Borrowed(bare));
    }
    // A path within a tree: `HEAD:src:main.rs` is `src/main.rs`.
    let joined: Vec<u8> =
        bare.iter().map(|byte| if *byte == b':' { b'/' } else { *byte }).collect();
    exists(&joined).then_some(Cow::Owned(joined))
}

/// Returns the length of a revision in front of a colon, by its looks.
pub(super) fn revision(name: &[u8]) -> Option<usize> {
    let length = memchr::memchr(b':', name)?;
    let is_plain = |byte: &u8| *byte > b' ' && !matches!(byte, b'"' | b'?' | b'*' | b'[' | b'\\');
    (length > 1 && name[..length].iter().all(is_plain)).then_some(length)
}

/// Decodes a path in the quotes of C, as git writes it; returns it with the length of its spelling.
pub(super) fn unquote(text: &[u8]) -> Option<(Vec<u8>, usize)> {
    let mut path = Vec::new();
    let mut at = 1;
    loop {
        match *text.get(at)? {
            b'"' => return Some((path, at + 1)),
            b'\\' => {
                let escape = *text.get(at + 1)?;
                if matches!(escape, b'0'..=b'3') {
                    let digits = std::str::from_utf8(text.get(at + 1..at + 4)?).ok()?;
                    path.push(u8::from_str_radix(digits, 8).ok()?);
                    at += 4;
                    continue;
                }
                path.push(match escape {
                    b'a' => 0x07,
                    b'b' => 0x08,
                    b't' => b'\t',
                    b'n' => b'\n',
                    b'v' => 0x0B,
                    b'f' => 0x0C,
                    b'r' => b'\r',
                    b'"' | b'\\' => escape,
                    _ => return None,
                });
                at += 2;
            }
            byte => {
                path.push(byte);
                at += 1;
            }
        }
    }
}

/// Returns true for the name of something that exists and is no directory.
pub(super) fn exists(name: &[u8]) -> bool {
    !name.is_empty() && std::fs::metadata(path(name)).is_ok_and(|meta| !meta.is_dir())
}

//! A walk through a JSON object that looks at most bytes once, for the plain objects that nearly all records are.

use std::borrow::Cow;

use memchr::memchr2;
use serde_json::value::RawValue;

/// A name, and a value as spelled.
pub(super) type Member<'a> = (Cow<'a, str>, &'a str);

/// A walk through an object. Every step returns `None` where it meets what it does not know for sure.
pub(super) struct Walk<'a> {
    json: &'a str,
    at: usize,
    /// True if a nested value may hold a character spelled `\u`; the strings met here hold none.
    pub(super) has_unicode_escapes: bool,
}

impl<'a> Walk<'a> {
    pub(super) fn new(json: &'a str) -> Self {
        Self { json, at: 0, has_unicode_escapes: false }
    }

    /// Returns the members of the object that is the whole text.
    pub(super) fn object(&mut self) -> Option<Vec<Member<'a>>> {
        let mut members = Vec::with_capacity(4);
        self.skip_space();
        self.take(b'{')?;
        loop {
            self.skip_space();
            let (quoted, escaped) = self.string()?;
            // A name with escapes is left to the parser.
            let name = quoted.get(1..quoted.len() - 1).filter(|_| !escaped)?;
            self.skip_space();
            self.take(b':')?;
            self.skip_space();
            let value = match self.peek()? {
                b'"' => self.string()?.0,
                _ => self.other()?,
            };
            members.push((Cow::Borrowed(name), value));
            self.skip_space();
            match self.peek()? {
                b',' => self.at += 1,
                b'}' => break,
                _ => return None,
            }
        }
        self.at += 1;
        self.skip_space();
        (self.at == self.json.len()).then_some(members)
    }

    fn peek(&self) -> Option<u8> {
        self.json.as_bytes().get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.at += 1)
    }

    fn skip_space(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    /// Takes a string with its quotes; the flag is true if it has escapes.
    fn string(&mut self) -> Option<(&'a str, bool)> {
        let start = self.at;
        let mut escaped = false;
        self.take(b'"')?;
        let bytes = self.json.as_bytes();
        loop {
            self.at += memchr2(b'"', b'\\', bytes.get(self.at..)?)?;
            if bytes[self.at] == b'"' {
                break;
            }
            // `\u` is left to the parser: its digits take more than a look.
            if !matches!(
                bytes.get(self.at + 1)?,
                b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't'
            ) {
                return None;
            }
            escaped = true;
            self.at += 2;
        }
        self.at += 1;
        let string = self.json.get(start..self.at)?;
        // A fold over all bytes is vectorized, a search for the first is not.
        let least = string.bytes().fold(u8::MAX, u8::min);
        (least >= b' ').then_some((string, escaped))
    }

    /// Takes a value other than a string.
    fn other(&mut self) -> Option<&'a str> {
        let rest = self.json.get(self.at..)?;
        let mut values = serde_json::Deserializer::from_str(rest).into_iter::<&RawValue>();
        let value = values.next()?.ok()?;
        self.at += values.byte_offset();
        self.has_unicode_escapes |= value.get().contains('\\');
        Some(value.get())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use std::borrow::Cow;

    use serde_json::value::RawValue;

    use super::super::object::Parsed;
    use super::*;

    fn parsed(json: &str) -> Option<Vec<(String, String)>> {
        let own = |(name, value): (Cow<'_, str>, &str)| (name.into_owned(), value.to_owned());
        // Control characters in names, which the parser lets pass and the walk must not.
        serde_json::from_str::<&RawValue>(json).ok()?;
        let members: Parsed = serde_json::from_str(json).ok()?;
        Some(members.0.into_iter().map(own).collect())
    }

    fn walked(json: &str) -> Option<Vec<(String, String)>> {
        let own = |(name, value): (Cow<'_, str>, &str)| (name.into_owned(), value.to_owned());
        let members = Walk::new(json).object()?;
        Some(members.into_iter().map(own).collect())
    }

    #[test]
    fn the_walk_takes_plain_records() {
        for json in [
            r#"{"id":"d1","text":"a \"b\" \\ c\n","n":[1,{"x":null}],"f":-1.5e3,"t":true}"#,
            r#" { "a" : "" , "b" : {} } "#,
        ] {
            assert!(walked(json).is_some(), "{json}");
            assert_eq!(walked(json), parsed(json), "{json}");
        }
    }

    proptest! {
        /// The parser accepts everything that the walk accepts, and both find the same.
        #[test]
        fn the_walk_agrees_with_the_parser(json in "\\{?( ?\"(a|\\\\\\\\|\\\\\"|\\\\u0041|\\\\x|\u{1}|\u{e9}|\t)*\" ?[:,] ?(\"(b|\\\\n|\\\\\")*\"|1|-0|01|1\\.|null|nul|\\[1,2\\]|\\[,\\]|\\{\\}) ?,?){0,3}\\}?.?") {
            if let Some(members) = walked(&json) {
                prop_assert_eq!(Some(members), parsed(&json));
            }
        }
    }
}

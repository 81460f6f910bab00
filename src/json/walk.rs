//! A walk through JSON that reads most bytes once, for the plain objects that nearly all records are.

use std::borrow::Cow;

use serde_json::value::RawValue;
use smallvec::SmallVec;

use super::search::{find_quote_or_backslash, has_controls};

/// A name, and a value as spelled.
pub(super) type Member<'a> = (Cow<'a, str>, &'a str);

/// The members of an object. Up to 8 need no allocation.
pub(super) type Members<'a> = SmallVec<[Member<'a>; 8]>;

/// The depth of arrays and objects inside each other that is walked; what is deeper is left to the parser.
const DEPTH: usize = 16;

/// A walk through a value. Every step returns `None` where it meets what it does not know for sure.
pub struct Walk<'a> {
    pub(super) json: &'a str,
    pub(super) at: usize,
    /// True if a value may hold a character spelled `\u`.
    pub(super) has_unicode_escapes: bool,
    /// True if there are control characters, which may be white space between values but not inside strings.
    has_controls: bool,
}

impl<'a> Walk<'a> {
    pub fn new(json: &'a str) -> Self {
        Self { json, at: 0, has_unicode_escapes: false, has_controls: has_controls(json) }
    }

    /// Collects the members of an object.
    pub(super) fn members(&mut self, members: &mut Members<'a>) -> Option<()> {
        self.each_member(|walk, name| {
            members.push((Cow::Borrowed(name), walk.value()?));
            Some(())
        })
    }

    /// Returns the elements of the array that is the whole text.
    pub(super) fn array(&mut self) -> Option<Vec<&'a str>> {
        let mut elements = Vec::new();
        self.each_element(|walk| {
            elements.push(walk.value()?);
            Some(())
        })?;
        self.ends().then_some(elements)
    }

    /// Takes an object; `take` is called with each name and takes the value.
    pub fn each_member(
        &mut self,
        mut take: impl FnMut(&mut Self, &'a str) -> Option<()>,
    ) -> Option<()> {
        self.skip_space();
        self.take(b'{')?;
        self.each(b'}', |walk| {
            let name = walk.name()?;
            walk.take_after_space(b':')?;
            walk.skip_space();
            take(walk, name)
        })
    }

    /// Takes an array; `take` is called to take each element.
    pub fn each_element(&mut self, take: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.skip_space();
        self.take(b'[')?;
        self.each(b']', take)
    }

    /// Takes what is inside an array or object, and its end.
    pub(super) fn each(
        &mut self,
        end: u8,
        mut take: impl FnMut(&mut Self) -> Option<()>,
    ) -> Option<()> {
        self.skip_space();
        if self.take(end).is_some() {
            return Some(());
        }
        loop {
            take(self)?;
            if self.take_after_space(b',').is_none() {
                return self.take(end);
            }
            self.skip_space();
        }
    }

    /// Returns true if nothing but white space follows.
    pub fn ends(&mut self) -> bool {
        self.skip_space();
        self.at == self.json.len()
    }

    pub fn peek(&self) -> Option<u8> {
        self.json.as_bytes().get(self.at).copied()
    }

    pub(super) fn take(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.at += 1)
    }

    /// Takes a byte with the white space before it, of which there mostly is none.
    pub(super) fn take_after_space(&mut self, byte: u8) -> Option<()> {
        self.take(byte).or_else(|| {
            self.skip_space();
            self.take(byte)
        })
    }

    pub fn skip_space(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    /// Takes a name. One with escapes is left to the parser.
    #[inline]
    fn name(&mut self) -> Option<&'a str> {
        self.take(b'"')?;
        let start = self.at;
        self.at += find_quote_or_backslash(self.json.as_bytes().get(start..)?)?;
        let name = self.json.get(start..self.at)?;
        self.take(b'"').filter(|()| self.may_be_inside(name)).map(|()| name)
    }

    /// Takes a string with its quotes.
    pub(super) fn string(&mut self) -> Option<&'a str> {
        let start = self.at;
        self.take(b'"')?;
        let bytes = self.json.as_bytes();
        let mut at = self.at;
        loop {
            at += find_quote_or_backslash(bytes.get(at..)?)?;
            at += match bytes[at..] {
                [b'"', ..] => break,
                [_, b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't', ..] => 2,
                [_, b'u', a, b, c, d, ..] if [a, b, c, d].iter().all(u8::is_ascii_hexdigit) => {
                    self.has_unicode_escapes = true;
                    6
                }
                _ => return None,
            };
        }
        self.at = at + 1;
        let string = self.json.get(start..self.at)?;
        self.may_be_inside(string).then_some(string)
    }

    /// Returns true if a text may be inside a string as it is.
    fn may_be_inside(&self, text: &str) -> bool {
        !self.has_controls || !has_controls(text)
    }

    /// Goes back to where it was if `take` returns `None`.
    pub fn attempt<T>(&mut self, take: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let start = self.at;
        let taken = take(self);
        if taken.is_none() {
            self.at = start;
        }
        taken
    }

    /// Takes a value.
    #[inline]
    pub fn value(&mut self) -> Option<&'a str> {
        match self.peek()? {
            b'"' => self.string(),
            _ => self.other_value(),
        }
    }

    /// Takes a value that is no string.
    #[inline(never)]
    fn other_value(&mut self) -> Option<&'a str> {
        let start = self.at;
        if self.skip_value(DEPTH).is_some() {
            return self.json.get(start..self.at);
        }
        let rest = self.json.get(start..)?;
        let mut values = serde_json::Deserializer::from_str(rest).into_iter::<&RawValue>();
        let value = values.next()?.ok()?;
        self.at = start + values.byte_offset();
        self.has_unicode_escapes |= value.get().contains('\\');
        Some(value.get())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use std::borrow::Cow;

    use serde_json::value::RawValue;

    use super::super::parsed::Parsed;
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
        let (mut walk, mut members) = (Walk::new(json), Members::new());
        walk.members(&mut members).filter(|()| walk.ends())?;
        Some(members.into_iter().map(own).collect())
    }

    fn elements(json: &str) -> Option<Vec<String>> {
        let elements: Vec<&RawValue> = serde_json::from_str(json).ok()?;
        Some(elements.into_iter().map(|element| element.get().to_owned()).collect())
    }

    fn walked_elements(json: &str) -> Option<Vec<String>> {
        Some(Walk::new(json).array()?.into_iter().map(str::to_owned).collect())
    }

    #[test]
    fn the_walk_takes_plain_records() {
        for json in [
            r#"{"id":"d1","text":"a \"b\" \\ c\n","n":[1,{"x":null}],"f":-1.5e3,"t":true}"#,
            r#"{"a":"\u00e9\ud83d","b":[[],{},[{"c":[0,"\u0041"]} , -0.5E+7]]}"#,
            r#" { "a" : "" , "b" : {} } "#,
        ] {
            assert!(walked(json).is_some(), "{json}");
            assert_eq!(walked(json), parsed(json), "{json}");
        }
    }

    proptest! {
        /// The parser accepts everything that the walk accepts, and both find the same.
        #[test]
        fn the_walk_agrees_with_the_parser(json in "\\{?([ \t\n]?\"(a|abcdefg|\\\\\\\\|\\\\\"|\\\\u0041|\\\\x|\u{1}|\u{e9}|\t)*\"[ \n]?[:,] ?(\"(b|[a-z]{30,70}|\u{2}|\\\\n|\\\\\")*\"|1|-0|01|1\\.|null|nul|\\[1,2\\]|\\[,\\]|\\{\\})[ \r]?,?){0,3}\\}?.?") {
            if let Some(members) = walked(&json) {
                prop_assert_eq!(Some(members), parsed(&json));
            }
        }

        /// The same for arrays, and there are few of them that it leaves to the parser.
        #[test]
        fn elements_agree_with_the_parser(json in "\\[( ?(\"(a|\\\\u00e9|\\\\u00|\t)\"|-?(0|1|01)(\\.|\\.5)?(e|E-1)?|null|tru|\\[(1|,)?\\]|\\{(\"a\" ?:[1{])?\\}) ?,?){0,4}\\]?.?") {
            if let Some(elements) = elements(&json) {
                prop_assert_eq!(Some(elements), walked_elements(&json));
            } else {
                prop_assert_eq!(walked_elements(&json), None);
            }
        }
    }
}

//! The members of a JSON object, in order, their values as they are spelled.
//!
//! Almost all records are flat, plain and valid; these are walked, which reads most bytes once. All others go to the
//! parser of serde_json, which also reports what is wrong with them.

use std::borrow::Cow;

use serde_json::value::RawValue;

use super::array::{Array, has_documents};
use super::parsed::Parsed;
use super::surrogates::replace_lone_surrogates;
use super::walk::{Member, Members, Walk};

/// The members of a JSON object, in order, their values as spelled.
#[derive(Clone, Default)]
pub struct Object<'a> {
    /// Empty if the members are `shared`.
    own: Members<'a>,
    /// A part of a list with the members of several objects.
    shared: &'a [Member<'a>],
    /// The arrays whose elements were parsed in the same pass.
    arrays: Vec<Array<'a>>,
    /// True if there may be characters spelled `\u`.
    has_unicode_escapes: bool,
}

impl<'a> Object<'a> {
    /// Parses an object.
    ///
    /// # Errors
    /// The text is not JSON, or not an object.
    pub fn parse(json: &'a str) -> Result<Self, serde_json::Error> {
        let mut object = Self::default();
        object.read(json)?;
        Ok(object)
    }

    /// Parses an object into this one, which must be empty. Unlike [`Self::parse`], this does not move the members.
    ///
    /// # Errors
    /// The text is not JSON, or not an object.
    pub fn read(&mut self, json: &'a str) -> Result<(), serde_json::Error> {
        let mut walk = Walk::new(json);
        if walk.members(&mut self.own).is_some() && walk.ends() {
            self.has_unicode_escapes = walk.has_unicode_escapes;
            return Ok(());
        }
        *self = Self::parse_odd(json)?;
        Ok(())
    }

    /// Parses an object, and in the same pass the elements of its arrays of texts and objects.
    ///
    /// # Errors
    /// The text is not JSON, or not an object.
    pub fn parse_with_elements(json: &'a str) -> Result<Self, serde_json::Error> {
        let (mut walk, mut object) = (Walk::new(json), Self::default());
        let walked = walk.each_member(|walk, name| {
            let value = if has_documents(walk) {
                let array = Array::parse(walk)?;
                let text = array.text;
                object.arrays.push(array);
                text
            } else {
                walk.value()?
            };
            object.own.push((Cow::Borrowed(name), value));
            Some(())
        });
        if walked.is_none() || !walk.ends() {
            return Self::parse_odd(json);
        }
        object.has_unicode_escapes = walk.has_unicode_escapes;
        Ok(object)
    }

    fn parse_odd(json: &'a str) -> Result<Self, serde_json::Error> {
        let Parsed(members) = serde_json::from_str(json)?;
        if members.iter().any(|(name, _)| name.contains(char::is_control)) {
            // Names are read as bytes, where the parser lets a bare control character pass, which is not JSON.
            serde_json::from_str::<&RawValue>(json)?;
        }
        Ok(Self::odd(members))
    }

    /// Returns the members of a damaged object that come before the damage.
    pub fn parse_start(json: &'a str) -> Self {
        let (mut walk, mut members) = (Walk::new(json), Members::new());
        let _ = walk.members(&mut members);
        Self::odd(members)
    }

    fn odd(own: Members<'a>) -> Self {
        Self { own, has_unicode_escapes: true, ..Self::default() }
    }

    /// Converts the elements of an array that is a value in this object. `convert` is called with the index and the
    /// text of each element, and with its members if it is a plain object.
    ///
    /// # Errors
    /// `convert` fails.
    pub fn map_elements<T, E>(
        &self,
        array: &'a str,
        mut convert: impl FnMut(usize, &'a str, Option<&Object<'_>>) -> Result<T, E>,
    ) -> Result<Vec<T>, E> {
        let parsed = self.arrays.iter().find(|own| std::ptr::eq(own.text, array));
        let parsed = match parsed {
            Some(array) => Cow::Borrowed(array),
            // The array is valid, and a walk finds its way through anything valid.
            None => Cow::Owned(Array::parse(&mut Walk::new(array)).unwrap_or_default()),
        };
        let mut members = &*parsed.members;
        let mut object =
            Object { has_unicode_escapes: self.has_unicode_escapes, ..Object::default() };
        let mut converted = Vec::with_capacity(parsed.elements.len());
        for (index, element) in parsed.elements.iter().enumerate() {
            let object = element.members.map(|count| {
                (object.shared, members) = members.split_at(count);
                &object
            });
            converted.push(convert(index, element.text, object)?);
        }
        Ok(converted)
    }

    fn members(&self) -> &[Member<'a>] {
        if self.shared.is_empty() { &self.own } else { self.shared }
    }

    /// Returns the value of a field as spelled. The whole name comes first; if there is no such member, a dot
    /// reaches inside.
    pub fn field(&self, path: &str) -> Option<&'a str> {
        if let Some(value) = self.get(path) {
            return Some(value);
        }
        let (outer, inner) = path.split_once('.')?;
        Self::parse(self.get(outer)?).ok()?.field(inner)
    }

    /// Returns the value of the member of exactly this name, as spelled; of duplicates the last.
    pub fn get(&self, name: &str) -> Option<&'a str> {
        let mut members = self.members().iter().rev();
        members.find(|(own, _)| own == name).map(|(_, value)| *value)
    }

    /// Returns the value of the member of this name, unless the name is a duplicate.
    pub fn get_unique(&self, name: &str) -> Option<&'a str> {
        self.get(name).filter(|_| !self.has_duplicate(name))
    }

    /// Returns true if more than one member has this name.
    pub fn has_duplicate(&self, name: &str) -> bool {
        self.members().iter().filter(|(own, _)| own == name).count() > 1
    }

    /// Iterates over names and values in the order of the text.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &'a str)> {
        self.members().iter().map(|(name, value)| (&**name, *value))
    }

    /// Returns a value of this object in which lone halves of surrogate pairs are U+FFFD.
    pub fn without_lone_surrogates(&self, value: &'a str) -> Cow<'a, str> {
        if self.has_unicode_escapes { replace_lone_surrogates(value) } else { Cow::Borrowed(value) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn elements_are_the_same_whether_parsed_on_the_way_or_later() {
        let array = r#"[ {"a":1,"b":[{}]} , "x", 5,{"\u0061":2},{},[] ]"#;
        let json = format!(r#"{{"n":[1,2], "list" : {array},"none":[ ]}}"#);
        let expected = [
            (r#"{"a":1,"b":[{}]}"#, Some(Some("1".to_owned()))),
            (r#""x""#, None),
            ("5", None),
            (r#"{"\u0061":2}"#, None),
            ("{}", Some(None)),
            ("[]", None),
        ];
        for (parsed, on_the_way) in
            [(Object::parse(&json), 0), (Object::parse_with_elements(&json), 1)]
        {
            let object = parsed.expect("it is an object");
            assert_eq!(object.arrays.len(), on_the_way);
            let elements = |name: &str| {
                let array = object.get(name).expect("an array");
                object.map_elements(array, |_, text, object| {
                    let first = object.map(|object| object.get("a").map(str::to_owned));
                    Ok::<_, ()>((text, first))
                })
            };
            assert_eq!(elements("list"), Ok(expected.to_vec()));
            assert_eq!(elements("none"), Ok(vec![]));
        }
    }

    proptest! {
        /// An element that is given as an object has the members that the object has on its own.
        #[test]
        fn elements_have_their_own_members(json in "\\{(\"(a|b)\":(\\[((\\{( ?\"(a|b|\\\\u0061)\":(1|01|\"x\"|\\{\"b\":\\[\\{\\}\\]\\}),?){0,3}\\}|\"b\"|5),?){0,4}\\]|2),?){0,3}\\}") {
            let parsed = Object::parse_with_elements(&json);
            prop_assert_eq!(parsed.is_ok(), Object::parse(&json).is_ok());
            let members = |object: &Object<'_>| {
                let own = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
                object.iter().map(own).collect::<Vec<_>>()
            };
            let Ok(object) = parsed else {
                return Ok(());
            };
            for (_, array) in object.iter().filter(|(_, value)| value.starts_with('[')) {
                let texts = object.map_elements(array, |_, text, element| {
                    let parsed = Object::parse(text).ok();
                    if let Some(element) = element {
                        prop_assert_eq!(Some(members(element)), parsed.as_ref().map(members));
                    }
                    Ok(text)
                })?;
                prop_assert_eq!(texts, super::super::elements(array).expect("an array"));
            }
        }
    }
}

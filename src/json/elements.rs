//! The elements of an array that is known to be valid, one at a time.

use super::Object;
use super::walk::Walk;

/// The elements of an array. Objects among them are parsed on the way.
pub struct Elements<'a> {
    walk: Walk<'a>,
    has_ended: bool,
}

impl<'a> Elements<'a> {
    /// Creates an iterator over the elements of an array, which was part of a value that was parsed.
    pub fn of_array(json: &'a str) -> Self {
        let mut walk = Walk::new(json);
        walk.skip_space();
        let has_begun = walk.take(b'[').is_some();
        walk.skip_space();
        Self { has_ended: !has_begun || walk.take(b']').is_some(), walk }
    }
}

impl<'a> Iterator for Elements<'a> {
    /// An element as spelled, and its members if it is a plain object.
    type Item = (&'a str, Option<Object<'a>>);

    fn next(&mut self) -> Option<Self::Item> {
        if self.has_ended {
            return None;
        }
        let walk = &mut self.walk;
        walk.skip_space();
        let start = walk.at;
        let object = Object::of_walk(walk);
        let element = match &object {
            Some(_) => walk.json.get(start..walk.at),
            None => {
                walk.at = start;
                walk.value()
            }
        };
        self.has_ended = element.is_none() || walk.goes_on(b']') != Some(true);
        element.map(|element| (element, object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_are_parsed_on_the_way() {
        let array = r#" [ {"a":1,"b":[{}]} , "x", 5,{"\u0061":2},[] ] "#;
        let elements: Vec<_> = Elements::of_array(array)
            .map(|(text, object)| (text, object.and_then(|object| object.get("a"))))
            .collect();
        let expected = [
            (r#"{"a":1,"b":[{}]}"#, Some("1")),
            (r#""x""#, None),
            ("5", None),
            (r#"{"\u0061":2}"#, None),
            ("[]", None),
        ];
        assert_eq!(elements, expected);
        assert_eq!(Elements::of_array(" [ ] ").count(), 0);
    }
}

//! Parses arrays of texts and objects, with the members of their elements.

use std::borrow::Cow;

use super::walk::{Member, Walk};

/// An array with its elements.
#[derive(Clone, Default)]
pub(super) struct Array<'a> {
    pub(super) text: &'a str,
    pub(super) elements: Vec<Element<'a>>,
    /// The members of all plain objects among the elements, in order.
    pub(super) members: Vec<Member<'a>>,
}

#[derive(Clone)]
pub(super) struct Element<'a> {
    pub(super) text: &'a str,
    /// The number of members; `None` means that it is not a plain object.
    pub(super) members: Option<usize>,
}

/// Returns true if the next value is an array of texts or objects. Others, such as embeddings, are not worth the memory.
pub(super) fn has_documents(walk: &Walk<'_>) -> bool {
    let array = walk.json.get(walk.at..).and_then(|rest| rest.strip_prefix('['));
    array.is_some_and(|elements| elements.trim_start().starts_with(['"', '{']))
}

/// The number of elements that fit without another allocation.
const CAPACITY: usize = 32;

impl<'a> Array<'a> {
    /// Parses the next value of a walk, which is an array.
    pub(super) fn parse(walk: &mut Walk<'a>) -> Option<Self> {
        let start = walk.at;
        let mut array = Self {
            elements: Vec::with_capacity(CAPACITY),
            members: Vec::with_capacity(2 * CAPACITY),
            ..Self::default()
        };
        walk.each_element(|walk| {
            let (start, first) = (walk.at, array.members.len());
            let is_object = walk.peek()? == b'{'
                && walk
                    .each_member(|walk, name| {
                        array.members.push((Cow::Borrowed(name), walk.value()?));
                        Some(())
                    })
                    .is_some();
            let element = if is_object {
                let text = walk.json.get(start..walk.at)?;
                Element { text, members: Some(array.members.len() - first) }
            } else {
                array.members.truncate(first);
                walk.at = start;
                Element { text: walk.value()?, members: None }
            };
            array.elements.push(element);
            Some(())
        })?;
        array.text = walk.json.get(start..walk.at)?;
        Some(array)
    }
}

//! What can be wrong with a case file: where, what, why, and what to try. All of it is found before anything
//! is asked of a service.

use std::fmt;
use std::io;

use super::case::FloorError;
use crate::diagnostic::Diagnostic;
use crate::os_error;

/// The cases cannot be read, or one of them is bad.
#[derive(Debug)]
pub enum CheckError {
    /// The case file cannot be read: its name and the system's words.
    Read(String, io::Error),
    /// No line of the file is a case; holds its name.
    Empty(String),
    /// No case has one of the tags asked for; holds these, and all there are.
    NoSuchTag(Vec<String>, Vec<String>),
    /// The documents of `--docs` are bad.
    Docs(Flaw),
    /// A line is bad: the file's name, the line from 1, and what is wrong.
    Bad(String, u64, Flaw),
}

/// What is wrong with a case.
#[derive(Debug)]
pub enum Flaw {
    /// Not JSON: the parser's words and the column, from 1.
    NotJson(String, usize),
    /// JSON, but no object; holds what it is.
    NotAnObject(&'static str),
    /// Not UTF-8.
    NotUtf8,
    /// UTF-16.
    Utf16,
    /// A table that cannot be cut into rows: why.
    NotARow(String),
    /// A key or column that is unknown; what it is, its name, and the one that was probably meant or those
    /// there are.
    Unknown(&'static str, String, String),
    /// A key that stands twice.
    Twice(String),
    /// No value for a key that must have one.
    Missing(&'static str),
    /// A text that says nothing.
    Blank(&'static str),
    /// A value of another kind: the key, what was expected, what there is.
    Kind(&'static str, &'static str, String),
    /// A list or an object with nothing in it.
    Nothing(&'static str),
    /// The case has no documents, and there are none of `--docs`.
    NoDocs,
    /// There are no documents in a file.
    NoDocuments(String),
    /// The documents cannot be read.
    Input(Diagnostic),
    /// Two documents have the same id: it, and where the two stand.
    DoubledId(String, String, String),
    /// An id that no document has: the key it stands in, the id, what has no such document, and what is
    /// there instead.
    NoSuchId(&'static str, String, String, String),
    /// Two cases of the same id; holds it and the line of the first.
    DoubledCase(String, u64),
    /// The case expects nothing.
    ExpectsNothing,
    /// Judgements without anything that is expected of them.
    RelAlone,
    /// A floor without judgements.
    NoRel,
    /// Judgements of which none is above 0, so that every measure is 0.
    NothingRelevant,
    /// A floor that is none.
    Floor(FloorError),
    /// Something that cannot fail, or cannot pass, whatever the scores are: what, and why.
    Moot(String, String),
}

impl CheckError {
    /// Where it went wrong.
    pub fn place(&self) -> String {
        match self {
            Self::Read(name, _) | Self::Empty(name) => name.clone(),
            Self::NoSuchTag(..) => "--tag".into(),
            Self::Docs(_) => "--docs".into(),
            Self::Bad(name, line, _) => format!("{name}:{line}"),
        }
    }

    fn flaw(&self) -> Option<&Flaw> {
        match self {
            Self::Docs(flaw) | Self::Bad(.., flaw) => Some(flaw),
            Self::Read(..) | Self::Empty(_) | Self::NoSuchTag(..) => None,
        }
    }

    /// What stands behind it, where that says more.
    pub fn cause(&self) -> Option<String> {
        match self.flaw()? {
            Flaw::NotJson(words, column) => Some(format!("{words} at column {column}")),
            Flaw::NotARow(words) => Some(words.clone()),
            Flaw::Input(fault) => fault.get_cause().map(Into::into),
            Flaw::DoubledId(_, first, second) => Some(format!("at {first} and at {second}")),
            Flaw::Moot(_, why) => Some(why.clone()),
            _ => None,
        }
    }

    /// What to try.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Empty(_) => {
                Some(r#"a case is a line like {"query":"…","docs":"…","top":"ID"}"#.into())
            }
            Self::NoSuchTag(_, there) if there.is_empty() => {
                Some(r#"no case has tags; they are written "tags":["smoke"]"#.into())
            }
            Self::NoSuchTag(_, there) => Some(format!("the tags are {}", there.join(", "))),
            Self::Read(..) => None,
            Self::Docs(flaw) => flaw.hint(true),
            Self::Bad(.., flaw) => flaw.hint(false),
        }
    }
}

impl Flaw {
    fn hint(&self, on_command_line: bool) -> Option<String> {
        let words = match self {
            Self::NotJson(..) => "a case is one line; jq -c . puts each on its own",
            Self::NotAnObject("an array") => "a case is one line; jq -c '.[]' puts each on its own",
            Self::Unknown(.., hint) | Self::NoSuchId(.., hint) => hint,
            Self::Utf16 => "convert it first: iconv -f UTF-16 -t UTF-8",
            Self::NoDocs => "give the case `docs`, or name documents for all with `--docs`",
            // Faults of content have a hint or a line of their own.
            Self::Input(fault) if !on_command_line && fault.get_hint().is_none() => {
                "a path in `docs` is relative to the folder of the case file"
            }
            Self::Input(fault) => return fault.get_hint().map(Into::into),
            Self::Kind("xfail", ..) => "say why it is expected to fail",
            Self::Kind("tag", ..) => r#"several are written "tags":["one","two"]"#,
            Self::Kind("tags", ..) => r#"one is written "tag":"smoke""#,
            Self::Kind("above", ..) => r#"pairs are written [["better","worse"]]"#,
            Self::Kind("within" | "outside", ..) => r#"it is written {"ID":3}"#,
            Self::ExpectsNothing => {
                "expect one of `top`, `within`, `outside`, `above`, `min_score`, `max_score`, `rel`"
            }
            Self::RelAlone => {
                r#"add "at_least":{"ndcg@5":0.9}, or `--at-least ndcg@5=0.9` for all"#
            }
            Self::NoRel => r#"judge the documents: "rel":{"ID":1}"#,
            Self::NothingRelevant => {
                "give the documents that answer a grade above 0, or drop the case"
            }
            Self::DoubledId(..) => {
                "give each document an id of its own, or name another `--id-field`"
            }
            _ => return None,
        };
        Some(words.into())
    }
}

impl fmt::Display for CheckError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read(_, cause) => f.write_str(&os_error::words(cause)),
            Self::Empty(_) => f.write_str("there are no cases in it"),
            Self::NoSuchTag(wanted, _) => {
                write!(f, "no case is tagged {}", wanted.join(" or "))
            }
            Self::Docs(flaw) | Self::Bad(.., flaw) => flaw.fmt(f),
        }
    }
}

impl std::error::Error for CheckError {}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotJson(..) => f.write_str("not a JSON object"),
            Self::NotAnObject(found) => write!(f, "not a JSON object, but {found}"),
            Self::NotUtf8 => f.write_str("the text is not UTF-8"),
            Self::Utf16 => f.write_str("the text is UTF-16, not UTF-8"),
            Self::NotARow(_) => f.write_str("not a row of the table"),
            Self::Unknown(what, name, _) => write!(f, "unknown {what} `{name}`"),
            Self::Twice(key) => write!(f, "`{key}` stands twice"),
            Self::Missing(key) => write!(f, "no `{key}`"),
            Self::Blank(key) => write!(f, "`{key}` is blank"),
            Self::Kind(key, expected, found) => {
                write!(f, "`{key}`: {expected} is expected, not {found}")
            }
            Self::Nothing(key) => write!(f, "`{key}` is empty"),
            Self::NoDocs => f.write_str("the case has no documents"),
            Self::NoDocuments(name) => write!(f, "{name}: there are no documents in it"),
            Self::Input(error) => error.fmt(f),
            Self::DoubledId(id, ..) => write!(f, "two documents have the id `{id}`"),
            Self::NoSuchId(key, id, name, _) => {
                write!(f, "`{key}`: no document `{id}` in {name}")
            }
            Self::DoubledCase(id, line) => {
                write!(f, "the id `{id}` is taken by the case on line {line}")
            }
            Self::ExpectsNothing => f.write_str("the case expects nothing"),
            Self::RelAlone => f.write_str("`rel` alone expects nothing"),
            Self::NoRel => f.write_str("`at_least` without `rel`"),
            Self::NothingRelevant => {
                f.write_str("`rel` has no grade above 0, so that no measure could be more than 0")
            }
            Self::Floor(error) => write!(f, "`at_least`: {error}"),
            Self::Moot(what, _) => f.write_str(what),
        }
    }
}

//! What can be wrong with the input: where, what, why, and what to try.

use std::fmt;
use std::io;
use std::path::Path;

use super::record::{ID_FIELDS, TEXT_FIELDS};
use crate::os_error;

/// The input cannot be read, or a record in it is bad.
#[derive(Debug)]
pub enum InputError {
    /// A file cannot be opened.
    Open {
        /// The path as it was typed.
        path: String,
        /// The system's words.
        cause: io::Error,
    },
    /// A source broke off while it was read.
    Read {
        /// The source.
        name: String,
        /// The system's words.
        cause: io::Error,
    },
    /// A record is bad.
    Bad {
        /// Where it stands.
        place: Place,
        /// What is wrong with it.
        flaw: Flaw,
    },
}

/// A line of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    name: String,
    line: u64,
}

impl Place {
    pub(super) fn new(name: &str, line: u64) -> Self {
        Self {
            name: name.into(),
            line,
        }
    }

    pub(super) fn flaw(self, flaw: Flaw) -> InputError {
        InputError::Bad { place: self, flaw }
    }
}

/// What is wrong with a record.
#[derive(Debug)]
pub enum Flaw {
    /// Not JSON: the parser's words and the column, from 1.
    NotJson(String, usize),
    /// JSON, but neither an object nor a string; holds what it is.
    NotARecord(&'static str),
    /// An array of JSON values ends before its closing bracket, or lacks a comma; holds the column.
    BrokenArray(&'static str, usize),
    /// No field of the names sought; holds the fields there are.
    NoText(Vec<String>, Vec<String>),
    /// The text field holds something that is not text.
    NotText(String, &'static str),
    /// No field of the one name sought; holds the fields there are.
    NoField(String, Vec<String>),
    /// The id field holds something that cannot be an id.
    NotAnId(String, &'static str),
    /// A table without a column for the text; holds the columns there are.
    NoColumn(Vec<String>, Vec<String>),
    /// A table without the column sought for the id; holds the columns there are.
    NoIdColumn(String, Vec<String>),
    /// A format without fields, though some were named; holds the format.
    NoFields(&'static str),
    /// A row of another length than the header's.
    RowLength(usize, usize),
    /// A quoted field that never ends.
    OpenQuote,
    /// A line that is not an event of `rg --json`.
    NotAnEvent(String),
    /// A file named by the input cannot be read.
    File(String, io::Error),
    /// A picture that cannot be sent.
    Image(String, &'static str),
    /// UTF-16.
    Utf16,
    /// More than 4 GiB.
    TooLarge,
}

impl InputError {
    pub(super) fn open(path: &Path, cause: io::Error) -> Self {
        Self::Open {
            path: path.display().to_string(),
            cause,
        }
    }

    pub(super) fn read(name: &str, cause: io::Error) -> Self {
        Self::Read {
            name: name.into(),
            cause,
        }
    }

    /// Where it went wrong.
    pub fn place(&self) -> String {
        match self {
            Self::Open { path: name, .. } | Self::Read { name, .. } => name.clone(),
            Self::Bad {
                place,
                flaw: Flaw::NoColumn(..) | Flaw::NoIdColumn(..) | Flaw::NoFields(_),
            } => place.name.clone(),
            Self::Bad { place, .. } if place.name == "--doc" => format!("--doc {}", place.line),
            Self::Bad { place, .. } => format!("{}:{}", place.name, place.line),
        }
    }

    /// What stands behind it, where that says more.
    pub fn cause(&self) -> Option<String> {
        let Self::Bad { flaw, .. } = self else {
            return None;
        };
        match flaw {
            Flaw::NotJson(words, column) => Some(format!("{words} at column {column}")),
            Flaw::BrokenArray(words, column) => Some(format!("{words} at column {column}")),
            Flaw::NoText(_, fields) | Flaw::NoField(_, fields) => Some(listed("field", fields)),
            Flaw::NoColumn(_, columns) | Flaw::NoIdColumn(_, columns) => {
                Some(listed("column", columns))
            }
            Flaw::NotAnEvent(words) => Some(words.clone()),
            Flaw::File(_, cause) => Some(os_error::words(cause)),
            _ => None,
        }
    }

    /// What to try.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Open { path, cause } => match cause.kind() {
                io::ErrorKind::NotFound if path.contains(char::is_whitespace) => {
                    Some("`--doc` takes a text as a document".into())
                }
                io::ErrorKind::IsADirectory => Some(
                    "name its files, or pipe them: find DIR -type f | nimrank --input paths …"
                        .into(),
                ),
                _ => None,
            },
            Self::Read { .. } => None,
            Self::Bad { flaw, .. } => flaw.hint(),
        }
    }
}

impl Flaw {
    fn hint(&self) -> Option<String> {
        match self {
            Self::NotJson(..) | Self::NotARecord(_) => {
                Some("`--input lines` takes each line as plain text".into())
            }
            Self::NoText(sought, fields) | Self::NoColumn(sought, fields) => {
                let likely = likely_text(sought, fields)?;
                Some(format!("name the text with `--text-field {likely}`"))
            }
            Self::NotText(field, "an object") => {
                Some(format!("dots reach inside: `--text-field {field}.NAME`"))
            }
            Self::NotAnId(field, "an object") => {
                Some(format!("dots reach inside: `--id-field {field}.NAME`"))
            }
            Self::RowLength(fields, columns) if fields > columns => {
                Some("a field that holds the delimiter must be in double quotes".into())
            }
            Self::NoFields(_) => {
                Some("say how it is written with `--input`, or name no field".into())
            }
            Self::File(_, cause) if cause.kind() == io::ErrorKind::IsADirectory => {
                Some("list files only: find DIR -type f".into())
            }
            Self::File(path, _) if path.contains('\0') => {
                Some("do the names end in NUL? then add `-0`".into())
            }
            Self::File(path, _) if path.contains('\n') => {
                Some("do the names end in newlines? then leave out `-0`".into())
            }
            Self::NotAnEvent(_) => Some("is it the output of `rg --json`?".into()),
            Self::Image(_, "is not on this machine") => {
                Some("download it and name the file, or drop the field: jq -c 'del(.image)'".into())
            }
            Self::Utf16 => Some("convert it first: iconv -f UTF-16 -t UTF-8".into()),
            _ => None,
        }
    }
}

impl fmt::Display for InputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open { cause, .. } | Self::Read { cause, .. } => {
                f.write_str(&os_error::words(cause))
            }
            Self::Bad { flaw, .. } => flaw.fmt(f),
        }
    }
}

impl std::error::Error for InputError {}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotJson(..) => f.write_str("not a JSON object"),
            Self::NotARecord(found) => write!(f, "not a JSON object or string, but {found}"),
            Self::BrokenArray(..) => f.write_str("the JSON array is broken"),
            Self::NoText(sought, _) => write!(f, "no field {}", alternatives(sought)),
            Self::NotText(field, found) => write!(f, "the field `{field}` is {found}, not a text"),
            Self::NoField(field, _) => write!(f, "no field `{field}`"),
            Self::NotAnId(field, found) => write!(f, "the field `{field}` is {found}, not an id"),
            Self::NoColumn(sought, _) => write!(f, "no column {}", alternatives(sought)),
            Self::NoIdColumn(column, _) => write!(f, "no column `{column}`"),
            Self::RowLength(1, columns) => write!(f, "1 field under a header of {columns}"),
            Self::RowLength(fields, columns) => {
                write!(f, "{fields} fields under a header of {columns}")
            }
            Self::NoFields(format) => {
                write!(
                    f,
                    "read as {format}, which has no fields to take a text or an id from"
                )
            }
            Self::OpenQuote => f.write_str("a quoted field that begins here is never closed"),
            Self::NotAnEvent(_) => f.write_str("not an event of `rg --json`"),
            Self::File(path, _) => {
                let shown: String = path.chars().take(200).collect();
                write!(f, "cannot read `{shown}`")
            }
            Self::Image(name, what) => write!(f, "the image `{name}` {what}"),
            Self::Utf16 => f.write_str("the text is UTF-16, not UTF-8"),
            Self::TooLarge => f.write_str("a document of more than 4 GiB"),
        }
    }
}

/// The field that probably holds the text: one with a usual name, else one that is no id.
fn likely_text<'a>(sought: &[String], fields: &'a [String]) -> Option<&'a String> {
    let usual = |names: &[&str], field: &String| names.contains(&field.as_str());
    // What is no plain word is the sign of another format, and would not survive a shell.
    let is_word = |field: &&String| {
        let in_words = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
        !field.is_empty() && field.chars().all(in_words)
    };
    let mut spare = fields
        .iter()
        .filter(|field| !sought.contains(field))
        .filter(is_word);
    let named = spare.clone().find(|field| usual(&TEXT_FIELDS, field));
    named.or_else(|| spare.find(|field| !usual(&ID_FIELDS, field)))
}

fn alternatives(names: &[String]) -> String {
    let quoted: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}

fn listed(noun: &str, names: &[String]) -> String {
    match names {
        [] => format!("it has no {noun}s"),
        names => format!("its {noun}s are {}", alternatives(names)),
    }
}

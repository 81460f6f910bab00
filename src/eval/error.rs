//! What can be wrong with judgements and runs: where, what, why, and what to try.

use std::fmt;
use std::io;

use crate::os_error;
use crate::recording::RecordingError;

/// Judgements or a run cannot be read, or do not go together.
#[derive(Debug)]
pub enum EvalError {
    /// A source cannot be opened, or breaks off.
    Read {
        /// The source.
        name: String,
        /// The system's words.
        cause: io::Error,
    },
    /// A line is wrong.
    Bad {
        /// The source.
        name: String,
        /// The line, from 1.
        line: u64,
        /// What is wrong with it.
        flaw: Flaw,
    },
    /// A run that is a recording is wrong.
    Recording(RecordingError),
    /// Nothing is in a source; holds its name and what it should hold.
    Empty(String, &'static str),
    /// The id of a query cannot stand in JSON.
    NotUtf8(String),
    /// No query of the run has judgements.
    NothingShared {
        /// The run.
        run: String,
        /// A query of the run.
        found: String,
        /// A query that has judgements.
        judged: String,
    },
}

/// What is wrong with a line.
#[derive(Debug, PartialEq, Eq)]
pub enum Flaw {
    /// Too few or too many columns.
    Columns {
        /// How many there are.
        found: usize,
        /// What they should be.
        needed: &'static [&'static str],
        /// The one that is missing, if that can be told.
        missing: Option<&'static str>,
    },
    /// A score that is no number, or NaN.
    Score(String),
    /// A grade that is no whole number, or takes more than 32 bits.
    Grade(String),
    /// A document stands there for the second time.
    Twice {
        /// Its query.
        query: String,
        /// Its id.
        doc: String,
        /// The line on which it stands for the first time.
        earlier: u32,
    },
    /// A quoted field of a table goes beyond its line.
    OpenQuote,
    /// UTF-16.
    Utf16,
    /// A file that is compressed.
    Compressed,
    /// A line number or the ids of one query go beyond four thousand million.
    TooLarge,
}

impl EvalError {
    /// What stands behind it, where that says more.
    pub fn cause(&self) -> Option<String> {
        match self {
            Self::Read { .. } | Self::Empty(..) | Self::NotUtf8(_) => None,
            Self::Bad { flaw, .. } => flaw.cause(),
            Self::Recording(error) => error.cause(),
            Self::NothingShared { found, judged, .. } => Some(format!(
                "the run has `{found}`, and the judgements have `{judged}`"
            )),
        }
    }

    /// What to try.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Read { .. } | Self::Empty(..) => None,
            Self::Bad { flaw, .. } => flaw.hint(),
            Self::Recording(error) => error.hint(),
            Self::NotUtf8(_) => Some("`--format csv` prints its bytes".into()),
            Self::NothingShared { .. } => {
                Some("are `--qrels` and `--run` of the same queries, and not swapped?".into())
            }
        }
    }
}

impl From<RecordingError> for EvalError {
    fn from(error: RecordingError) -> Self {
        Self::Recording(error)
    }
}

impl Flaw {
    fn cause(&self) -> Option<String> {
        match self {
            Self::Columns { needed, .. } => Some(format!("they should be: {}", needed.join(" "))),
            Self::Twice { query, earlier, .. } => Some(format!(
                "it is on line {earlier}, for the same query `{query}`"
            )),
            _ => None,
        }
    }

    fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::Columns {
                found: 6, needed, ..
            } if needed.len() == 4 => {
                "six columns are those of a run, and four those of judgements: are they swapped?"
            }
            Self::Columns {
                found: 4, needed, ..
            } if needed.len() == 6 => {
                "four columns are those of judgements, and six those of a run: are they swapped?"
            }
            Self::Columns {
                found: 3, needed, ..
            } if needed.len() == 4 => {
                "three columns need a header, such as `query,docid,rating`, and commas or tabs"
            }
            Self::Columns { found, needed, .. } if *found > needed.len() => {
                "ids hold no white space, unless in a table with a header"
            }
            Self::OpenQuote => "a quote at the beginning of a field is closed at its end",
            Self::Utf16 => "convert it first: iconv -f UTF-16 -t UTF-8",
            Self::Compressed => "unpack it first: gunzip -c FILE.gz | nimrank … -",
            _ => return None,
        };
        Some(hint.into())
    }
}

impl fmt::Display for EvalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read { name, cause } => write!(f, "{name}: {}", os_error::words(cause)),
            Self::Bad { name, line, flaw } => write!(f, "{name}:{line}: {flaw}"),
            Self::Recording(error) => error.fmt(f),
            Self::Empty(name, what) => write!(f, "{name}: there are no {what} in it"),
            Self::NotUtf8(query) => {
                write!(
                    f,
                    "the query `{query}` is not UTF-8, which JSON cannot hold"
                )
            }
            Self::NothingShared { run, .. } => {
                write!(f, "{run}: no query of the run has judgements")
            }
        }
    }
}

impl std::error::Error for EvalError {}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Columns {
                found,
                needed,
                missing,
            } => {
                let plural = if *found == 1 { "" } else { "s" };
                write!(f, "{found} column{plural}, not {}", needed.len())?;
                match missing {
                    Some(missing) => write!(f, ": the {missing} is missing"),
                    None => Ok(()),
                }
            }
            Self::Score(text) if text.to_lowercase().ends_with("nan") => {
                f.write_str("the score is NaN, which has no place in an order")
            }
            Self::Score(text) => write!(f, "the score `{}` is not a number", cut(text)),
            Self::Grade(text) if text.parse::<f64>().is_ok_and(|grade| grade.abs() > 2e9) => {
                write!(f, "the grade `{}` is out of range", cut(text))
            }
            Self::Grade(text) => write!(f, "the grade `{}` is not a whole number", cut(text)),
            Self::Twice { doc, .. } => {
                write!(f, "the document `{}` is here for the second time", cut(doc))
            }
            Self::OpenQuote => f.write_str("a quoted field that begins here goes beyond its line"),
            Self::Utf16 => f.write_str("the text is UTF-16, not UTF-8"),
            Self::Compressed => f.write_str("the file is compressed (gzip)"),
            Self::TooLarge => {
                f.write_str("too large: more than 4 GiB of ids for one query, or of lines")
            }
        }
    }
}

/// The beginning of a text, which may be a whole file.
fn cut(text: &str) -> String {
    text.chars().take(100).collect()
}

/// An id as messages show it.
pub fn shown(id: &[u8]) -> String {
    String::from_utf8_lossy(&id[..id.len().min(400)])
        .chars()
        .take(100)
        .collect()
}

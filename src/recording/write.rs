//! A ranking as a line of a recording.

use std::io::{self, Write};

use serde::Serialize;

use super::{Entry, Head, Ranking};
use crate::client::Truncate;

#[derive(Serialize)]
struct Line<'a> {
    case: Option<&'a str>,
    model: Option<&'a str>,
    api: Option<&'a str>,
    truncate: &'static str,
    query: &'a str,
    docs: &'a [Entry],
}

impl Ranking {
    /// Writes the ranking with its line end.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let Head {
            case,
            model,
            api,
            truncate,
            query,
        } = &self.head;
        let line = Line {
            case: case.as_deref(),
            model: model.as_deref(),
            api: api.as_deref(),
            truncate: name(*truncate),
            query,
            docs: self.docs(),
        };
        serde_json::to_writer(&mut *out, &line)?;
        out.write_all(b"\n")
    }
}

/// How a recording calls it, as `--truncate` does.
pub(super) const fn name(truncate: Truncate) -> &'static str {
    match truncate {
        Truncate::End => "end",
        Truncate::None => "none",
    }
}

//! A ranking as a line of a recording.

use std::io::{self, Write};

use serde::{Serialize, Serializer};

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

impl Serialize for Entry {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Doc<'a> {
            id: &'a str,
            hash: super::Hash,
            score: Option<f64>,
        }
        let (hash, score) = (self.hash, self.score);
        let id = &*self.id;
        Doc { id, hash, score }.serialize(serializer)
    }
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

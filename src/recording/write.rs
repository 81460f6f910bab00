//! Writes a ranking as a line of a recording.

use std::io::{self, Write};

use serde::ser::{Serialize, SerializeMap as _, Serializer};

use super::RecordedRanking;

impl RecordedRanking {
    /// Writes the ranking and a line end.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        serde_json::to_writer(&mut *out, self)?;
        out.write_all(b"\n")
    }
}

impl Serialize for RecordedRanking {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut line = serializer.serialize_map(None)?;
        line.serialize_entry("case", &self.header.case)?;
        line.serialize_entry("model", &self.header.model)?;
        line.serialize_entry("api", &self.header.api)?;
        line.serialize_entry("truncate", self.header.truncate.name())?;
        if let Some(window) = self.header.window {
            line.serialize_entry("window", &window.words)?;
            line.serialize_entry("overlap", &window.overlap)?;
        }
        line.serialize_entry("query", &self.header.query)?;
        line.serialize_entry("docs", self.docs())?;
        line.end()
    }
}

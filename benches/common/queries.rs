//! Queries with their documents, and the request bodies that hold them.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::data::{Chance, QUERY, text};

/// Writes `queries` records with a query and its documents, one a line, and the request bodies `body-0.json`,
/// `body-1.json` and so on, unless an earlier run did. Returns the path of the records.
pub fn make(folder: &Path, queries: usize, documents: usize) -> io::Result<PathBuf> {
    let path = folder.join("queries.jsonl");
    if folder.join("made").exists() {
        return Ok(path);
    }
    fs::create_dir_all(folder)?;
    let mut chance = Chance(20_261_127);
    let mut lines = BufWriter::new(File::create(&path)?);
    let (mut docs, mut passages, mut passage) = (String::new(), String::new(), String::new());
    for number in 0..queries {
        docs.clear();
        passages.clear();
        for document in 0..documents {
            passage.clear();
            text(&mut chance, &mut passage);
            let comma = if document > 0 { "," } else { "" };
            let _ =
                write!(docs, "{comma}{{\"id\":\"d{number}-{document}\",\"text\":\"{passage}\"}}");
            let _ = write!(passages, "{comma}{{\"text\":\"{passage}\"}}");
        }
        let query = format!("{QUERY} {number}");
        writeln!(lines, "{{\"id\":{number},\"query\":\"{query}\",\"documents\":[{docs}]}}")?;
        let body = format!(
            "{{\"model\":\"m\",\"query\":{{\"text\":\"{query}\"}},\"passages\":[{passages}],\"truncate\":\"END\"}}"
        );
        fs::write(folder.join(format!("body-{number}.json")), body)?;
    }
    lines.flush()?;
    fs::write(folder.join("made"), "")?;
    Ok(path)
}

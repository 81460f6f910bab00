//! Documents for one query, and the request bodies that hold them.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::data::{Chance, QUERY, text};

/// The number of passages of one prepared request.
pub const BATCH: usize = 512;

/// Writes the data into a folder unless an earlier run did: `documents.jsonl`, and prepared request bodies
/// `body-0.json`, `body-1.json` and so on.
pub fn make(folder: &Path, count: usize) -> io::Result<PathBuf> {
    let folder = folder.join(count.to_string());
    if !folder.join("made").exists() {
        fs::create_dir_all(&folder)?;
        write_documents(&folder, &folder.join("documents.jsonl"), count)?;
        fs::write(folder.join("made"), "")?;
    }
    Ok(folder)
}

fn write_documents(folder: &Path, documents: &Path, count: usize) -> io::Result<()> {
    let mut chance = Chance(20_261_120);
    let mut lines = BufWriter::new(File::create(documents)?);
    let mut passage = String::new();
    for first in (0..count).step_by(BATCH) {
        let path = folder.join(format!("body-{}.json", first / BATCH));
        let mut body = BufWriter::new(File::create(path)?);
        write!(body, "{{\"model\":\"m\",\"query\":{{\"text\":\"{QUERY}\"}},\"passages\":[")?;
        for number in first..count.min(first + BATCH) {
            passage.clear();
            text(&mut chance, &mut passage);
            writeln!(lines, "{{\"id\":\"d{number}\",\"text\":\"{passage}\"}}")?;
            let comma = if number > first { "," } else { "" };
            write!(body, "{comma}{{\"text\":\"{passage}\"}}")?;
        }
        write!(body, "],\"truncate\":\"END\"}}")?;
        body.flush()?;
    }
    lines.flush()
}

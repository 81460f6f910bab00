//! Generates documents with a fixed seed and the sizes of real text: most have 30 to 120 words, some are very
//! long, some have escapes or non-ASCII characters.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// The number of passages of one prepared request.
pub const BATCH: usize = 512;
pub const QUERY: &str = "which of these is the most relevant";

const WORDS: [&str; 24] = [
    "memory",
    "bandwidth",
    "is",
    "the",
    "of",
    "a",
    "server",
    "that",
    "reads",
    "documents",
    "and",
    "scores",
    "them",
    "by",
    "relevance",
    "with",
    "which",
    "every",
    "query",
    "returns",
    "order",
    "from",
    "network",
    "latency",
];
const FOREIGN: [&str; 6] = ["naïve", "Übung", "猫は", "данные", "σειρά", "🐈"];

/// A linear congruential generator (Knuth's MMIX), so that the data are the same everywhere.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }

    fn pick<'a>(&mut self, words: &[&'a str]) -> &'a str {
        let bound = words.len() as u64;
        words[usize::try_from(self.below(bound)).unwrap_or_default()]
    }
}

/// Appends the text of a document as the content of a JSON string.
fn text(chance: &mut Chance, out: &mut String) {
    let kind = chance.below(100);
    let words = if kind == 0 { 1500 } else { 30 + chance.below(91) };
    for word in 0..words {
        if word > 0 {
            out.push(' ');
        }
        match kind {
            1..=5 if chance.below(8) == 0 => out.push_str(chance.pick(&FOREIGN)),
            6..=10 if chance.below(12) == 0 => out.push_str("\\\"quoted\\\"\\n"),
            _ => out.push_str(chance.pick(&WORDS)),
        }
    }
}

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

//! Generates documents with a fixed seed and the sizes of real text: most have 30 to 120 words, some are very
//! long, some have escapes or non-ASCII characters.

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
pub struct Chance(pub u64);

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
pub fn text(chance: &mut Chance, out: &mut String) {
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

//! How requests are written and answers read, one file for each request form. Pure: bytes in, bytes out.
//! What a service calls things stays in here.

mod answer;
mod cohere;
mod nim;
mod tei;

use super::{Passage, ScoreKind, Text};

pub(super) use answer::{Misread, read};

/// A way to write requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Api {
    /// NVIDIA NIM, hosted or your own.
    Nim,
    /// The form that Cohere began and most others follow.
    Cohere,
    /// Hugging Face text-embeddings-inference.
    Tei,
}

/// What happens to a passage that is too long for the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Truncate {
    /// Its end is cut off.
    End,
    /// The request fails.
    None,
}

impl Api {
    /// The name that `--api` takes.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Nim => "nim",
            Self::Cohere => "cohere",
            Self::Tei => "tei",
        }
    }

    /// The most passages one request may hold; none where each server decides for itself.
    pub const fn batch_cap(self) -> Option<usize> {
        match self {
            // The limit of NIM 2; the hosted reference says 1000, but 512 is what was enforced.
            Self::Nim => Some(512),
            // Cohere advises against more.
            Self::Cohere => Some(1000),
            Self::Tei => None,
        }
    }

    /// What the scores of this form are.
    pub const fn score_kind(self) -> ScoreKind {
        match self {
            // TEI gives logits because they are asked for.
            Self::Nim | Self::Tei => ScoreKind::Logit,
            Self::Cohere => ScoreKind::Unknown,
        }
    }

    /// Whether a request names the model.
    pub const fn names_model(self) -> bool {
        !matches!(self, Self::Tei)
    }

    /// Whether a request says what happens to a passage that is too long.
    pub const fn says_truncate(self) -> bool {
        !matches!(self, Self::Cohere)
    }

    /// Whether a passage may hold a picture.
    pub(super) const fn takes_images(self) -> bool {
        matches!(self, Self::Nim)
    }

    /// The path below a base URL.
    pub const fn leaf(self) -> &'static str {
        match self {
            Self::Nim => "ranking",
            Self::Cohere | Self::Tei => "rerank",
        }
    }

    /// Whether the path below a base URL begins with a version.
    pub const fn versioned(self) -> bool {
        !matches!(self, Self::Tei)
    }

    /// The body of a request.
    pub(super) fn encode(self, request: &Request<'_>) -> Vec<u8> {
        let texts: usize = request.passages.iter().map(|p| p.size() + 16).sum();
        let mut body = Vec::with_capacity(request.query.len() + texts + 256);
        match self {
            Self::Nim => nim::encode(request, &mut body),
            Self::Cohere => cohere::encode(request, &mut body),
            Self::Tei => tei::encode(request, &mut body),
        }
        body
    }
}

/// What a request says.
pub(super) struct Request<'a> {
    pub(super) model: Option<&'a str>,
    pub(super) query: &'a str,
    pub(super) passages: &'a [Passage<'a>],
    pub(super) truncate: Truncate,
}

/// Appends a text as a JSON string.
fn string(body: &mut Vec<u8>, text: &str) {
    // Writing to memory and encoding a string cannot fail.
    let _ = serde_json::to_writer(body, text);
}

/// Appends a list, its items written one by one and parted by commas.
fn list<T>(body: &mut Vec<u8>, items: &[T], mut write: impl FnMut(&mut Vec<u8>, &T)) {
    body.push(b'[');
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            body.push(b',');
        }
        write(body, item);
    }
    body.push(b']');
}

/// Appends the text of a passage as a JSON string.
fn text(body: &mut Vec<u8>, passage: &Passage<'_>) {
    match &passage.text {
        None => string(body, ""),
        Some(Text::Plain(text)) => string(body, text),
        Some(Text::Literal(literal)) => body.extend_from_slice(literal.as_bytes()),
    }
}

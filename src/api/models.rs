//! The table of NVIDIA's rerank models: spelling, hosted path, limits, retirement. A model that is not in it is sent
//! as typed.
//!
//! Source: NVIDIA's documentation and public reports as of the month [`AS_OF`].

use super::DEFAULT_MODEL;

/// The month of the table.
pub const AS_OF: &str = "2026-10";

#[derive(Clone, Copy, Debug)]
pub struct KnownModel {
    pub id: &'static str,
    /// The path below `/v1/retrieval/`, if it is not the id with `_` for every `.`.
    path: Option<&'static str>,
    pub hosting: Hosting,
    /// The token limit of query and passage together, if it is documented.
    pub context: Option<u32>,
    /// True if passages can be images.
    pub images: bool,
    /// The replacement on the hosted service, or the newer name.
    pub successor: Option<&'static str>,
}

/// The availability of a model on the hosted service. A self-hosted NIM can serve any of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hosting {
    Hosted,
    /// Not since this day.
    Retired(&'static str),
    /// Never hosted.
    SelfHosted,
    /// Dropped from NVIDIA's tools; no report says whether it still responds.
    Unknown,
}

/// The defaults: self-hosted, 8192 tokens of text.
const fn text(id: &'static str) -> KnownModel {
    KnownModel {
        id,
        path: None,
        hosting: Hosting::SelfHosted,
        context: Some(8192),
        images: false,
        successor: None,
    }
}

const fn retired(id: &'static str, day: &'static str) -> KnownModel {
    KnownModel { hosting: Hosting::Retired(day), successor: Some(DEFAULT_MODEL), ..text(id) }
}

const fn unknown(id: &'static str) -> KnownModel {
    KnownModel { hosting: Hosting::Unknown, successor: Some(DEFAULT_MODEL), ..text(id) }
}

/// The models, usable ones first.
pub const KNOWN: [KnownModel; 9] = [
    // The documentation of NIM 1.12 says 10240 tokens, that of 2.0 says 8192.
    KnownModel { hosting: Hosting::Hosted, images: true, ..text(DEFAULT_MODEL) },
    text("nvidia/llama-nemotron-rerank-500m-v2"),
    KnownModel {
        successor: Some("nvidia/llama-nemotron-rerank-500m-v2"),
        ..text("nvidia/llama-3.2-nemoretriever-500m-rerank-v2")
    },
    KnownModel { context: None, ..text("baai/bge-reranker-v2-m3") },
    retired("nvidia/llama-nemotron-rerank-1b-v2", "2026-08-25"),
    retired("nvidia/llama-3.2-nv-rerankqa-1b-v2", "2026-05-18"),
    KnownModel { context: None, ..unknown("nvidia/llama-3.2-nv-rerankqa-1b-v1") },
    KnownModel { context: Some(512), ..unknown("nvidia/nv-rerankqa-mistral-4b-v3") },
    KnownModel { path: Some("nvidia"), context: None, ..unknown("nv-rerank-qa-mistral-4b:1") },
];

/// Returns the model of an id in any spelling, if it is in the table.
pub fn known_model(id: &str) -> Option<&'static KnownModel> {
    let even = |id: &str| id.replace(['.', '_'], "-");
    KNOWN.iter().find(|known| even(known.id) == even(id))
}

/// Returns the id of a hosted model in the spelling of the service: documentation writes the dot of a version as
/// a dot, a hyphen or an underscore.
pub fn spelled(id: &str) -> String {
    known_model(id).map_or(id, |known| known.id).into()
}

/// Returns the path of a hosted model between `/v1/retrieval/` and `/reranking`.
pub fn hosted_path(id: &str) -> String {
    let exception = KNOWN.iter().find(|known| known.id == id);
    match exception.and_then(|known| known.path) {
        Some(path) => path.into(),
        None => id.replace('.', "_"),
    }
}

/// Returns the model of a hosted path.
pub fn model_of_slug(path: &str) -> String {
    let known = KNOWN.iter().find(|known| hosted_path(known.id) == path);
    known.map_or_else(|| path.into(), |known| known.id.into())
}

/// Returns the day on which the hosted service stopped serving a model, if it is known.
pub fn retired_on(id: &str) -> Option<&'static str> {
    match known_model(id)?.hosting {
        Hosting::Retired(day) => Some(day),
        Hosting::Hosted | Hosting::SelfHosted | Hosting::Unknown => None,
    }
}

/// Returns the replacement of a retired model: its successor, or for another model of NVIDIA's the one that is
/// hosted now.
pub fn successor(id: &str) -> Option<&'static str> {
    let known = known_model(id)?;
    let is_theirs = known.id.starts_with("nvidia/") && known.id != DEFAULT_MODEL;
    known.successor.or(is_theirs.then_some(DEFAULT_MODEL))
}

/// Returns whether a model takes images; `None` if it is unknown.
pub fn takes_images(id: &str) -> Option<bool> {
    known_model(id).map(|known| known.images)
}

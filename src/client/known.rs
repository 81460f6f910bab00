//! The rerank models NVIDIA is known to serve: how they are spelled, where the hosted ones are, what they
//! take, and which of them has come to an end. A model that is not here is sent as it was typed; the table only ever helps.
//!
//! From NVIDIA's documentation and public reports, as they stood on 2026-11-20.

pub use crate::api::DEFAULT_MODEL;

/// One model.
struct Known {
    /// The id, as it goes into a request.
    id: &'static str,
    /// The path below `/v1/retrieval/` where it is not the id with every `.` as `_`.
    path: Option<&'static str>,
    /// Whether passages may hold pictures.
    images: bool,
    /// The day on which the hosted service stopped serving it.
    retired: Option<&'static str>,
}

const fn text(id: &'static str) -> Known {
    Known {
        id,
        path: None,
        images: false,
        retired: None,
    }
}

const fn retired(id: &'static str, day: &'static str) -> Known {
    Known {
        retired: Some(day),
        ..text(id)
    }
}

const KNOWN: [Known; 8] = [
    Known {
        images: true,
        ..text(DEFAULT_MODEL)
    },
    retired("nvidia/llama-nemotron-rerank-1b-v2", "2026-08-25"),
    text("nvidia/llama-nemotron-rerank-500m-v2"),
    retired("nvidia/llama-3.2-nv-rerankqa-1b-v2", "2026-05-18"),
    text("nvidia/llama-3.2-nemoretriever-500m-rerank-v2"),
    text("nvidia/llama-3.2-nv-rerankqa-1b-v1"),
    text("nvidia/nv-rerankqa-mistral-4b-v3"),
    Known {
        path: Some("nvidia"),
        ..text("nv-rerank-qa-mistral-4b:1")
    },
];

/// The id of a hosted model in the spelling its service wants: documentation writes the dot of a version
/// as a dot, a hyphen or an underscore.
pub fn spelled(id: &str) -> String {
    let even = |id: &str| id.replace(['.', '_'], "-");
    let known = KNOWN.iter().find(|known| even(known.id) == even(id));
    known.map_or_else(|| id.into(), |known| known.id.into())
}

/// The path of a hosted model between `/v1/retrieval/` and `/reranking`.
pub fn hosted_path(id: &str) -> String {
    let exception = KNOWN.iter().find(|known| known.id == id);
    match exception.and_then(|known| known.path) {
        Some(path) => path.into(),
        None => id.replace('.', "_"),
    }
}

/// The model whose hosted path this is.
pub fn model_of_slug(path: &str) -> String {
    let known = KNOWN.iter().find(|known| hosted_path(known.id) == path);
    known.map_or_else(|| path.into(), |known| known.id.into())
}

/// The day on which the hosted service stopped serving a model, where that is known.
pub(super) fn retired_on(id: &str) -> Option<&'static str> {
    KNOWN.iter().find(|known| known.id == id)?.retired
}

/// The model to ask for instead of one that has come to an end.
pub(super) fn successor(id: &str) -> Option<&'static str> {
    let is_known = KNOWN.iter().any(|known| known.id == id);
    (is_known && id != DEFAULT_MODEL).then_some(DEFAULT_MODEL)
}

/// Whether a model takes pictures; none where that is not known.
pub(super) fn takes_images(id: &str) -> Option<bool> {
    let known = KNOWN.iter().find(|known| known.id == spelled(id));
    known.map(|known| known.images)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_may_be_spelled_in_three_ways() {
        for id in ["3.2", "3-2", "3_2"].map(|v| format!("nvidia/llama-{v}-nv-rerankqa-1b-v2")) {
            assert_eq!(spelled(&id), "nvidia/llama-3.2-nv-rerankqa-1b-v2");
        }
        assert_eq!(spelled("my/model_1.0"), "my/model_1.0");
    }

    #[test]
    fn the_hosted_path_has_underscores_for_dots() {
        let id = "nvidia/llama-3.2-nv-rerankqa-1b-v2";
        assert_eq!(hosted_path(id), "nvidia/llama-3_2-nv-rerankqa-1b-v2");
        assert_eq!(model_of_slug(&hosted_path(id)), id);
        assert_eq!(hosted_path("nv-rerank-qa-mistral-4b:1"), "nvidia");
    }
}

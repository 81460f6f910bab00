//! The rerank models NVIDIA is known to serve: how they are spelled, where the hosted ones are, what they
//! take, and which of them has come to an end. A model that is not here is sent as it was typed; the table only
//! ever helps.
//!
//! From NVIDIA's documentation and public reports, as they stood in the month of [`AS_OF`].

use super::DEFAULT_MODEL;

/// The month that the table tells of.
pub const AS_OF: &str = "2026-10";

/// One model.
#[derive(Clone, Copy, Debug)]
pub struct Known {
    /// The id, as it goes into a request.
    pub id: &'static str,
    /// The path below `/v1/retrieval/` where it is not the id with every `.` as `_`.
    path: Option<&'static str>,
    /// Whether the hosted service has it.
    pub hosting: Hosting,
    /// The most tokens of a query and a passage together; none where that is not documented.
    pub context: Option<u32>,
    /// Whether passages may hold pictures.
    pub images: bool,
    /// What to ask instead of it: what took its place on the hosted service, or its newer name.
    pub successor: Option<&'static str>,
}

/// Whether the hosted service has a model. A NIM of your own can serve any of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hosting {
    /// It does.
    Hosted,
    /// No longer, since this day.
    Retired(&'static str),
    /// It never did.
    SelfHosted,
    /// Its tools have dropped it, and no report says whether it still answers.
    Unknown,
}

/// What most of them are: hosted by nobody but you, for 8192 tokens of text.
const fn text(id: &'static str) -> Known {
    Known {
        id,
        path: None,
        hosting: Hosting::SelfHosted,
        context: Some(8192),
        images: false,
        successor: None,
    }
}

const fn retired(id: &'static str, day: &'static str) -> Known {
    Known {
        hosting: Hosting::Retired(day),
        successor: Some(DEFAULT_MODEL),
        ..text(id)
    }
}

const fn unknown(id: &'static str) -> Known {
    Known {
        hosting: Hosting::Unknown,
        successor: Some(DEFAULT_MODEL),
        ..text(id)
    }
}

/// The models, those that can be asked for first.
pub const KNOWN: [Known; 9] = [
    // The documentation of NIM 1.12 says 10240 tokens, that of 2.0 says 8192.
    Known {
        hosting: Hosting::Hosted,
        images: true,
        ..text(DEFAULT_MODEL)
    },
    text("nvidia/llama-nemotron-rerank-500m-v2"),
    Known {
        successor: Some("nvidia/llama-nemotron-rerank-500m-v2"),
        ..text("nvidia/llama-3.2-nemoretriever-500m-rerank-v2")
    },
    Known {
        context: None,
        ..text("baai/bge-reranker-v2-m3")
    },
    retired("nvidia/llama-nemotron-rerank-1b-v2", "2026-08-25"),
    retired("nvidia/llama-3.2-nv-rerankqa-1b-v2", "2026-05-18"),
    Known {
        context: None,
        ..unknown("nvidia/llama-3.2-nv-rerankqa-1b-v1")
    },
    Known {
        context: Some(512),
        ..unknown("nvidia/nv-rerankqa-mistral-4b-v3")
    },
    Known {
        path: Some("nvidia"),
        context: None,
        ..unknown("nv-rerank-qa-mistral-4b:1")
    },
];

/// The model of that id, in whatever spelling, if it is in the table.
pub fn known_model(id: &str) -> Option<&'static Known> {
    let even = |id: &str| id.replace(['.', '_'], "-");
    KNOWN.iter().find(|known| even(known.id) == even(id))
}

/// The id of a hosted model in the spelling its service wants: documentation writes the dot of a version
/// as a dot, a hyphen or an underscore.
pub fn spelled(id: &str) -> String {
    known_model(id).map_or(id, |known| known.id).into()
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
pub fn retired_on(id: &str) -> Option<&'static str> {
    match known_model(id)?.hosting {
        Hosting::Retired(day) => Some(day),
        Hosting::Hosted | Hosting::SelfHosted | Hosting::Unknown => None,
    }
}

/// The model to ask for instead of one that comes to an end: its own successor, or for a model of NVIDIA's,
/// which has been hosted then, the one that is hosted now.
pub fn successor(id: &str) -> Option<&'static str> {
    let known = known_model(id)?;
    let is_theirs = known.id.starts_with("nvidia/") && known.id != DEFAULT_MODEL;
    known.successor.or(is_theirs.then_some(DEFAULT_MODEL))
}

/// Whether a model takes pictures; none where that is not known.
pub fn takes_images(id: &str) -> Option<bool> {
    known_model(id).map(|known| known.images)
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

    #[test]
    fn a_successor_is_that_of_the_model() {
        let newer = Some("nvidia/llama-nemotron-rerank-500m-v2");
        for (id, expected) in [
            ("nvidia/llama-3.2-nv-rerankqa-1b-v2", Some(DEFAULT_MODEL)),
            ("nv-rerank-qa-mistral-4b:1", Some(DEFAULT_MODEL)),
            ("nvidia/llama-3.2-nemoretriever-500m-rerank-v2", newer),
            ("nvidia/llama-nemotron-rerank-500m-v2", Some(DEFAULT_MODEL)),
            ("baai/bge-reranker-v2-m3", None),
            (DEFAULT_MODEL, None),
            ("my/model", None),
        ] {
            assert_eq!(successor(id), expected, "{id}");
        }
    }

    #[test]
    fn a_successor_is_served_where_the_model_was() {
        for model in KNOWN {
            let has_ended = matches!(model.hosting, Hosting::Retired(_) | Hosting::Unknown);
            assert!(!has_ended || model.successor.is_some(), "{}", model.id);
            if let Some(successor) = model.successor {
                let successor = known_model(successor).expect("it is in the table");
                assert_eq!(successor.successor, None, "{}", model.id);
                let was_hosted = model.hosting != Hosting::SelfHosted;
                assert_eq!(
                    successor.hosting == Hosting::Hosted,
                    was_hosted,
                    "{}",
                    model.id
                );
            }
        }
        assert_eq!(KNOWN[0].id, DEFAULT_MODEL);
    }
}

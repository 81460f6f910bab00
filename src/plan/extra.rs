//! `--extra`: what it may say, and what the scores are called then.

use anyhow::Result;

use super::endpoint::Endpoint;
use super::usage;
use crate::api::{self, ScoreKind};
use crate::client::{Fields, ModelChoice};

/// Refuses fields that are not for `--extra`.
pub(super) fn check(extra: Option<&Fields>) -> Result<()> {
    let mut names = extra.into_iter().flat_map(Fields::keys);
    match names.find_map(|name| taken(name).map(|option| (name, option))) {
        Some((name, option)) => usage(&format!("--extra cannot set `{name}`: {option}")),
        None => Ok(()),
    }
}

/// Why a field of a request is not for `--extra`, whatever the API: another option says it, or it would
/// leave documents without a score.
fn taken(field: &str) -> Option<&'static str> {
    let bodies = || api::ALL.iter().map(|api| api.body);
    if field == "model" {
        Some("name the model with --model")
    } else if bodies().any(|body| body.query.0 == field) {
        Some("the query is that of --query")
    } else if bodies().any(|body| body.documents.0 == field) {
        Some("the documents are those of the input")
    } else if bodies().any(|body| body.top_n == Some(field)) {
        Some("every document needs a score; keep the best with --top-n")
    } else {
        None
    }
}

/// What the raw scores are. Where raw ones come only because they are asked for, and the user asks for
/// something else, nobody can say.
pub(super) fn score_kind(endpoint: &Endpoint, extra: Option<&Fields>) -> ScoreKind {
    let model = match &endpoint.model {
        ModelChoice::Named(model) => Some(model.as_str()),
        ModelChoice::Listed(_) | ModelChoice::Unnamed => None,
    };
    let asks: Fields = serde_json::from_str(endpoint.api.body.asks).unwrap_or_default();
    let mut extra = extra.into_iter().flat_map(Fields::keys);
    match endpoint.api.score_kind(model, endpoint.at_home) {
        ScoreKind::Logit if extra.any(|name| asks.contains_key(name)) => ScoreKind::Unknown,
        kind => kind,
    }
}

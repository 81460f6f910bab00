//! Validates `--extra`, and determines the kind of scores with it.

use anyhow::Result;

use super::endpoint::Endpoint;
use super::usage;
use crate::api::{self, ScoreKind};
use crate::client::{JsonObject, ModelChoice};

/// Rejects fields that `--extra` cannot set.
pub(super) fn check(extra: Option<&JsonObject>) -> Result<()> {
    for name in extra.into_iter().flat_map(JsonObject::keys) {
        if let Some(reason) = reserved(name) {
            return usage(&format!("--extra cannot set `{name}`: {reason}"));
        }
    }
    Ok(())
}

/// Returns the reason why `--extra` cannot set a field, whatever the API: another option sets it, or it would
/// leave documents without a score.
fn reserved(field: &str) -> Option<&'static str> {
    let bodies = || api::ALL.iter().map(|api| api.request);
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

/// Returns the kind of the raw scores. It is unknown if logits must be requested by a field that `extra` changes.
pub(super) fn score_kind(endpoint: &Endpoint, extra: Option<&JsonObject>) -> ScoreKind {
    let model = match &endpoint.model {
        ModelChoice::Named(model) => Some(model.as_str()),
        ModelChoice::Listed(_) | ModelChoice::Unnamed => None,
    };
    let requested: JsonObject =
        serde_json::from_str(endpoint.api.request.fixed_fields).unwrap_or_default();
    let mut names = extra.into_iter().flat_map(JsonObject::keys);
    match endpoint.api.score_kind(model, endpoint.at_home) {
        ScoreKind::Logit | ScoreKind::RequestedLogit
            if names.any(|name| requested.contains_key(name)) =>
        {
            ScoreKind::Unknown
        }
        kind => kind,
    }
}

//! Reads what a self-hosted server reports about itself: its models, and how much it takes.
//!
//! The model is requested once, by the thread that needs it first. Threads that need it meanwhile wait and share
//! the result, success or failure. After a transient failure the next thread requests it again.

use parking_lot::{Condvar, Mutex};
use serde::Deserialize;
use serde_json::Value;

use super::error::ClientError;
use crate::exit::Exit;

/// The model of a run, requested when it is first needed.
pub(super) struct ModelDiscovery {
    state: Mutex<DiscoveryState>,
    completed: Condvar,
}

struct DiscoveryState {
    model: Option<String>,
    is_requesting: bool,
    /// The number of requests, and the failure of the last one.
    requests: u64,
    failure: Option<ClientError>,
}

impl ModelDiscovery {
    /// Starts with a known model, or with `None` if it must be requested.
    pub(super) fn new(model: Option<String>) -> Self {
        Self {
            state: Mutex::new(DiscoveryState {
                model,
                is_requesting: false,
                requests: 0,
                failure: None,
            }),
            completed: Condvar::new(),
        }
    }

    pub(super) fn known(&self) -> Option<String> {
        let state = self.state.lock();
        state.model.clone()
    }

    /// Returns the model, after `request` if no other thread has requested it.
    pub(super) fn model(
        &self,
        request: impl FnOnce() -> Result<String, ClientError>,
    ) -> Result<String, ClientError> {
        let mut state = self.state.lock();
        let before = state.requests;
        while state.is_requesting {
            self.completed.wait(&mut state);
        }
        if let Some(model) = &state.model {
            return Ok(model.clone());
        }
        // A fault on the user's side is the same the next time.
        let is_final =
            |failure: &&ClientError| state.requests > before || failure.exit() == Exit::UserError;
        if let Some(failure) = state.failure.as_ref().filter(is_final) {
            return Err(failure.clone());
        }
        state.is_requesting = true;
        drop(state);
        let guard = RequestGuard(self);
        let result = request();
        let mut state = self.state.lock();
        state.requests += 1;
        match &result {
            Ok(model) => state.model = Some(model.clone()),
            Err(failure) => state.failure = Some(failure.clone()),
        }
        drop(state);
        drop(guard);
        result
    }
}

/// Wakes the waiting threads when the request ends, also by a panic.
struct RequestGuard<'a>(&'a ModelDiscovery);

impl Drop for RequestGuard<'_> {
    fn drop(&mut self) {
        self.0.state.lock().is_requesting = false;
        self.0.completed.notify_all();
    }
}

#[derive(Clone, Debug)]
pub struct ListedModel {
    pub id: String,
    /// The software that lists it, in many servers.
    pub owner: Option<String>,
    is_reranker: bool,
    is_own_root: bool,
    has_parent: bool,
}

impl ListedModel {
    /// Reads an entry; `None` for one without an id.
    fn of(entry: &Value) -> Option<Self> {
        const MARKS: [&str; 8] =
            ["type", "model_type", "task", "tasks", "mode", "capabilities", "kind", "pipeline_tag"];
        let text = |name: &str| Some(entry.get(name)?.as_str()?.to_owned());
        let id = text("id").filter(|id| !id.trim().is_empty())?;
        Some(Self {
            owner: text("owned_by"),
            is_reranker: MARKS.iter().filter_map(|name| entry.get(*name)).any(names_reranking),
            is_own_root: text("root").is_some_and(|root| root == id),
            has_parent: entry.get("parent").is_some_and(|parent| !parent.is_null()),
            id,
        })
    }
}

/// Returns true if a mark, or one of several, says that a model reranks: `"rerank"`, `["rerank"]`,
/// `{"rerank": true}`.
fn names_reranking(mark: &Value) -> bool {
    let is_name = |text: &str| text.to_lowercase().contains("rerank");
    match mark {
        Value::String(text) => is_name(text),
        Value::Array(marks) => marks.iter().any(names_reranking),
        Value::Object(marks) => marks
            .iter()
            .any(|(name, mark)| is_name(name) && *mark != Value::Bool(false) && !mark.is_null()),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Parses a list of models: under `data`, under `models`, or a bare array. Entries without an id are skipped.
/// `None` if the body is no such list.
pub(super) fn parse_models(body: &[u8]) -> Option<Vec<ListedModel>> {
    let value: Value = serde_json::from_slice(body).ok()?;
    let lists = [value.get("data"), value.get("models"), Some(&value)];
    let list = lists.into_iter().flatten().find_map(Value::as_array)?;
    Some(list.iter().filter_map(ListedModel::of).collect())
}

/// Returns the listed model to use: the first that is marked as a reranker, else named as one, else one that is
/// its own root, as adapters are not, else one without a parent, else the first.
pub fn preferred(models: &[ListedModel]) -> Option<&ListedModel> {
    let preferences: [fn(&ListedModel) -> bool; 5] = [
        |model| model.is_reranker,
        |model| model.id.to_lowercase().contains("rerank"),
        |model| model.is_own_root,
        |model| !model.has_parent,
        |_| true,
    ];
    preferences.iter().find_map(|prefers| models.iter().find(|model| prefers(model)))
}

pub(super) fn preferred_model(body: &[u8]) -> Option<ListedModel> {
    preferred(&parse_models(body)?).cloned()
}

/// Returns the number of texts that text-embeddings-inference takes in a request: each also takes one of the
/// permits for concurrent requests.
pub(super) fn max_passages(body: &[u8]) -> Option<usize> {
    #[derive(Deserialize)]
    struct TeiInfo {
        max_client_batch_size: usize,
        max_concurrent_requests: Option<usize>,
    }
    let info: TeiInfo = serde_json::from_slice(body).ok()?;
    let permits = info.max_concurrent_requests.unwrap_or(usize::MAX);
    Some(info.max_client_batch_size.min(permits)).filter(|most| *most > 0)
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, mpsc};
    use std::thread;
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_request_that_panics_leaves_no_thread_waiting() {
        let discovery = Arc::new(ModelDiscovery::new(None));
        let first = Arc::clone(&discovery);
        let panicked = thread::spawn(move || first.model(|| panic!("a request that panics")));
        assert!(panicked.join().is_err());
        let (sender, receiver) = mpsc::channel();
        thread::spawn(move || sender.send(discovery.model(|| Ok("model".into())).ok()));
        let model = receiver.recv_timeout(Duration::from_secs(10));
        assert_eq!(model, Ok(Some("model".into())), "it hangs");
    }
}

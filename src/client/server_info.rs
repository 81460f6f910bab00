//! Requests what a service reports about itself: its models, its limits, its health.

use std::time::Duration;

use url::Url;

use super::error::ClientError;
use super::error_message;
use super::failure::{Failure, FailureKind};
use super::http::ResponseBounds;
use super::model_list::{self, ListedModel};
use super::remote::Remote;

/// The largest list of models, or other description of a service, in bytes.
const DESCRIPTION: ResponseBounds = ResponseBounds { passages: 0, bytes: 16 << 20 };

/// The timeout of a description that is only needed for a better batch size.
const INFO_TIMEOUT: Duration = Duration::from_secs(10);

impl Remote {
    /// Requests the number of passages that the service takes at once. `None` if it does not report one; a
    /// service that cannot be reached reports its failure with the first ranking.
    pub fn max_passages(&self) -> Option<usize> {
        let url = self.settings.info.clone()?;
        let http = self.http().ok()?;
        let timeout = http.timeout().min(INFO_TIMEOUT);
        let body = http.get(url, timeout, DESCRIPTION).body.ok()?;
        model_list::max_passages(&body)
    }

    pub fn list_models(&self, url: &Url) -> Result<Vec<ListedModel>, ClientError> {
        let http = self.http()?;
        let mut call = http.get(url.clone(), http.timeout(), DESCRIPTION);
        if let Ok(body) = &call.body {
            match model_list::parse_models(&http.secrets().redact(body.clone())) {
                Some(models) => return Ok(models),
                None => call.body = Err(not_a_model_list(body)),
            }
        }
        Err(self.error(url, call))
    }

    /// Requests a URL of the service and returns the body of the response.
    pub fn get(&self, url: &Url) -> Result<Vec<u8>, ClientError> {
        let http = self.http()?;
        let mut call = http.get(url.clone(), http.timeout(), DESCRIPTION);
        match std::mem::replace(&mut call.body, Ok(Vec::new())) {
            Ok(body) => Ok(body),
            Err(failure) => {
                call.body = Err(failure);
                Err(self.error(url, call))
            }
        }
    }

    pub(super) fn discover_model(&self, url: &Url) -> Result<String, ClientError> {
        let http = self.http()?;
        let mut call = http.get(url.clone(), http.timeout(), DESCRIPTION);
        let (status, reason) = match &call.body {
            Ok(body) => match model_list::preferred_model(body) {
                Some(model) => {
                    if let Some(owner) = model.owner {
                        let _ = self.owner.set(owner);
                    }
                    return Ok(model.id);
                }
                None => {
                    let message = not_a_model_list(body).message;
                    (None, message.unwrap_or_else(|| "the list has no model".into()))
                }
            },
            Err(Failure { kind: FailureKind::NotFound, status, .. }) => {
                (None, format!("there is no list of models ({})", status.unwrap_or_default()))
            }
            Err(_) => return Err(self.error(url, call)),
        };
        call.body = Err(Failure { status, ..Failure::with_message(FailureKind::NoModel, reason) });
        Err(self.error(url, call))
    }
}

impl Remote {
    /// Returns the server that has no such path because it never reranks, if it is known.
    pub(super) fn server_without_reranking(&self, failure: &Failure) -> Option<&'static str> {
        // Ollama's models are owned by its library; without a list its port says who it is.
        let is_ollama = self.owner.get().is_some_and(|owner| owner == "library")
            || failure.names == ["404", "found", "not", "page"]
                && self.settings.url.port() == Some(11434);
        is_ollama.then_some("Ollama")
    }
}

/// Returns the failure of a body that is not a list of models, with the message of an error object.
fn not_a_model_list(body: &[u8]) -> Failure {
    let value = serde_json::from_slice(body).unwrap_or_default();
    Failure {
        message: error_message::error_in(&value).and_then(|text| text.message),
        ..FailureKind::NotAModelList.into()
    }
}

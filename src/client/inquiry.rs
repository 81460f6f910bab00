//! What is asked of a service besides scores: which models it lists, and whether it is ready.

use url::Url;

use super::error::{ClientError, Trouble};
use super::model_list::listed;
use super::remote::{MOST_LIST, Remote, RemoteSettings};

/// The ids that a service lists at `url`, in its order. Asked once, never again.
///
/// # Errors
/// There is no answer, or none that is a list of models.
pub fn list_models(settings: RemoteSettings, url: &Url) -> Result<Vec<String>, ClientError> {
    let remote = Remote::new(settings);
    let http = remote.http()?;
    let mut outcome = http.get(url.clone(), http.timeout(), MOST_LIST);
    if let Ok(body) = &outcome.result {
        match listed(&http.secrets().redact(body.clone())) {
            Some(models) => return Ok(models.into_iter().map(|model| model.id).collect()),
            None => outcome.result = Err(Trouble::NotAList),
        }
    }
    Err(remote.error(url, outcome))
}

/// Asks for what is at `url`, whatever it is.
///
/// # Errors
/// There is no answer, or one with a status other than success.
pub fn look(settings: RemoteSettings, url: &Url) -> Result<(), ClientError> {
    let remote = Remote::new(settings);
    let http = remote.http()?;
    let outcome = http.get(url.clone(), http.timeout(), MOST_LIST);
    match outcome.result {
        Ok(_) => Ok(()),
        Err(_) => Err(remote.error(url, outcome)),
    }
}

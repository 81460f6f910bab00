//! A service as a scorer: one request per call, its response checked, every failure with its endpoint.

use std::borrow::Cow;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use parking_lot::Mutex;
use serde_json::Value;
use url::Url;

use super::error::ClientError;
use super::failure::FailureKind;
use super::http::{Http, HttpSettings, PreparedRequest, ProxySettings, ResponseBounds};
use super::listwise::ListwiseRequests;
use super::model_list::ModelDiscovery;
use super::response::CallResult;
use super::score_stats::ScoreStats;
use super::secret::{Secret, is_secret_field};
use super::wire::{JsonObject, Truncate, Writer, decode_ranking};
use super::{Passage, Scorer, Scores, deprecation, poll};
use crate::api::{self, Api, ItemForm};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ModelChoice {
    Named(String),
    /// One of those that the service lists at this URL, requested when there is something to score.
    Listed(Url),
    /// The service has a single model.
    Unnamed,
}

/// A service and how to use it.
#[derive(Clone, Debug)]
pub struct RemoteSettings {
    /// The URL of ranking requests.
    pub url: Url,
    pub api: &'static Api,
    pub model: ModelChoice,
    pub truncate: Truncate,
    /// Fields to merge into every request body.
    pub extra: JsonObject,
    pub http: HttpSettings,
    /// The source of the key, for messages.
    pub key_origin: Option<String>,
    /// The URL at which the service reports how much it takes; `None` means not to request it.
    pub info: Option<Url>,
}

impl RemoteSettings {
    /// Returns the number of tokens that the model takes, if it is named and known.
    pub fn token_limit(&self) -> Option<usize> {
        match &self.model {
            ModelChoice::Named(model) => api::known_model(model)?.context?.try_into().ok(),
            ModelChoice::Listed(_) | ModelChoice::Unnamed => None,
        }
    }

    /// Returns true unless the API or the model is known to take text only.
    pub fn may_take_images(&self) -> bool {
        let model = match &self.model {
            ModelChoice::Named(model) => api::takes_images(model),
            ModelChoice::Listed(_) | ModelChoice::Unnamed => None,
        };
        self.api.request.documents.1 == ItemForm::Picture && model != Some(false)
    }
}

/// A service. Its HTTP client is created for the first request.
pub struct Remote {
    pub settings: RemoteSettings,
    pub(super) writer: Writer,
    http: Mutex<Option<Arc<Http>>>,
    model: ModelDiscovery,
    requests: AtomicU64,
    listwise: ListwiseRequests,
    stats: ScoreStats,
    deprecation: OnceLock<String>,
    /// The software that lists the model.
    pub(super) owner: OnceLock<String>,
}

impl Remote {
    /// Creates a service; nothing is sent yet.
    pub fn new(settings: RemoteSettings) -> Self {
        let model = match &settings.model {
            ModelChoice::Named(model) => Some(model.clone()),
            ModelChoice::Listed(_) | ModelChoice::Unnamed => None,
        };
        let writer = Writer::new(settings.api, settings.truncate, &settings.extra);
        Self {
            settings,
            writer,
            http: Mutex::new(None),
            model: ModelDiscovery::new(model),
            requests: AtomicU64::new(0),
            listwise: ListwiseRequests::default(),
            stats: ScoreStats::default(),
            deprecation: OnceLock::new(),
            owner: OnceLock::new(),
        }
    }

    /// Returns the request that would score these passages.
    pub fn prepare(
        &self,
        model: Option<&str>,
        query: &str,
        passages: &[Passage<'_>],
    ) -> PreparedRequest {
        PreparedRequest {
            url: self.settings.url.clone(),
            body: self.writer.write(model, query, passages),
        }
    }

    /// Returns the model that scores, fit to print; `None` if it is not known yet, or the service has a single one.
    pub fn model(&self) -> Option<String> {
        let model = self.model.known()?;
        let http = self.http.lock();
        match (&self.settings.model, &*http) {
            (ModelChoice::Listed(_), Some(http)) => Some(http.secrets().redact_text(&model)),
            _ => Some(model),
        }
    }

    /// Returns the number of ranking requests sent so far, failed ones included.
    pub fn requests(&self) -> u64 {
        self.requests.load(Ordering::Relaxed)
    }

    /// Returns true if a score outside 0 to 1 was seen.
    pub fn has_unbounded_scores(&self) -> bool {
        self.stats.is_unbounded()
    }

    /// Returns what the user should know although the service responded.
    pub fn notice(&self) -> Option<String> {
        let retirement = self.deprecation.get().zip(self.model());
        let retirement = retirement.map(|(date, model)| deprecation::notice(&model, date));
        let incomparable = self.model().and_then(|model| self.listwise.notice(&model));
        let notices = [retirement, incomparable, self.stats.notice()];
        let notices: Vec<_> = notices.into_iter().flatten().collect();
        (!notices.is_empty()).then(|| notices.join("; "))
    }

    pub(super) fn http(&self) -> Result<Arc<Http>, ClientError> {
        let mut http = self.http.lock();
        if let Some(http) = &*http {
            return Ok(Arc::clone(http));
        }
        let url = &self.settings.url;
        let secrets = self.other_secrets();
        let created = Http::new(&self.settings.http, url.scheme() == "https", &secrets);
        let created = created.map_err(|failure| self.error(url, failure.into()))?;
        Ok(Arc::clone(http.insert(Arc::new(created))))
    }

    /// Returns the secrets that a service or a proxy can repeat besides the key and the headers: the values of the
    /// URL's query, fields of the body whose name says so, and the credentials for the proxy.
    fn other_secrets(&self) -> Vec<Secret> {
        fn collect(name: &str, value: &Value, secrets: &mut Vec<Secret>) {
            match value {
                Value::String(text) if is_secret_field(name) => {
                    secrets.push(Secret::of_header(text));
                }
                Value::Array(items) => items.iter().for_each(|item| collect(name, item, secrets)),
                Value::Object(fields) => {
                    fields.iter().for_each(|(name, value)| collect(name, value, secrets));
                }
                _ => {}
            }
        }
        let url = &self.settings.url;
        let pairs = url.query().into_iter().flat_map(|query| query.split('&'));
        let values = url.query_pairs().map(|(_, value)| Secret::of_header(&value));
        let mut secrets: Vec<_> = pairs.map(Secret::of_header).chain(values).collect();
        secrets.extend(self.settings.http.proxy.iter().flat_map(ProxySettings::secrets));
        for (name, value) in &self.settings.extra {
            collect(name, value, &mut secrets);
        }
        secrets
    }

    /// Returns the model to name in requests, if one is named. It is requested from the service if need be.
    pub fn requested_model(&self) -> Result<Option<String>, ClientError> {
        match &self.settings.model {
            ModelChoice::Named(model) => Ok(Some(model.clone())),
            ModelChoice::Listed(url) => self.model.model(|| self.discover_model(url)).map(Some),
            ModelChoice::Unnamed => Ok(None),
        }
    }

    /// Returns the bounds of a response: some bytes for each score, and for APIs that can echo the texts as much
    /// as those take with every character escaped.
    fn expected(&self, request: &PreparedRequest, passages: usize) -> ResponseBounds {
        let echo = usize::from(self.settings.api.response.echoes) * request.body.len() * 3;
        ResponseBounds { passages, bytes: (1 << 20) + passages * 1024 + echo }
    }

    /// Returns the passages without their images, where it is known that these cannot be scored: they are
    /// ordinary data then. A passage without text is an error.
    fn scorable<'p, 'a>(
        &self,
        model: Option<&str>,
        passages: &'p [Passage<'a>],
    ) -> Result<Cow<'p, [Passage<'a>]>, ClientError> {
        let name = match model {
            _ if passages.iter().all(|passage| passage.image.is_none()) => None,
            _ if self.settings.api.request.documents.1 != ItemForm::Picture => {
                Some(format!("the {} api", self.settings.api.name))
            }
            Some(model) if api::takes_images(model) == Some(false) => Some(format!("`{model}`")),
            _ => None,
        };
        let Some(name) = name else {
            return Ok(Cow::Borrowed(passages));
        };
        if let Some(at) = passages.iter().position(|passage| passage.text.is_none()) {
            let mut call = CallResult::from(FailureKind::TextOnly(name));
            call.passage = Some(at);
            return Err(self.error(&self.settings.url, call));
        }
        let texts =
            passages.iter().map(|passage| Passage { text: passage.text.clone(), image: None });
        Ok(Cow::Owned(texts.collect()))
    }
}

impl Scorer for Remote {
    fn score(&self, query: &str, passages: &[Passage<'_>]) -> Result<Scores, ClientError> {
        let model = self.requested_model()?;
        let passages = &*self.scorable(model.as_deref(), passages)?;
        let request = self.prepare(model.as_deref(), query, passages);
        let expected = self.expected(&request, passages.len());
        let http = self.http()?;
        self.requests.fetch_add(1, Ordering::Relaxed);
        let begun = Instant::now();
        let first = http.post(request, expected);
        let mut call = poll::until_ready(&http, &self.settings.url, expected, begun, first);
        if let Some(date) = &call.deprecation {
            let _ = self.deprecation.set(date.clone());
        }
        if let Ok(body) = &call.body {
            match decode_ranking(self.settings.api, body, passages.len()) {
                Ok(scores) => {
                    self.stats.add(passages, &scores.numbers);
                    if model.as_deref().is_some_and(|model| self.settings.api.is_listwise(model)) {
                        self.listwise.count(query);
                    }
                    return Ok(scores);
                }
                Err(mut failure) => {
                    // The raw body decides the kind of the failure, and a body without secrets gives its message.
                    let safe = http.secrets().redact(body.clone());
                    if let Err(redacted) = decode_ranking(self.settings.api, &safe, passages.len())
                        && std::mem::discriminant(&redacted.kind)
                            == std::mem::discriminant(&failure.kind)
                    {
                        failure = redacted;
                    }
                    failure.redact(http.secrets());
                    call.body = Err(failure);
                }
            }
        }
        Err(self.ranking_error(model.as_deref(), passages, call))
    }
}

/// Returns a URL without its query, which can hold secrets.
pub fn shown_url(url: &Url) -> String {
    let mut url = url.clone();
    url.set_query(None);
    url.into()
}

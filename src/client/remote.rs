//! A service on the network as a scorer: one request per call, its answer checked, every failure told
//! with the endpoint it came from.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Instant;

use serde::Deserialize;
use url::Url;

use super::error::{ClientError, Trouble};
use super::http::{Http, HttpSettings, Outcome, Prepared};
use super::poll;
use super::wire::{self, Api, Misread, Request, Truncate};
use super::{Passage, Scorer, Scores, known};

/// Which model is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ModelChoice {
    /// This one.
    Named(String),
    /// The first that the service lists at this URL; asked once, when there is something to score.
    First(Url),
    /// None is named: the service has but one.
    Unnamed,
}

/// A service and how it is asked.
#[derive(Clone, Debug)]
pub struct RemoteSettings {
    /// Where ranking requests go.
    pub url: Url,
    /// How they are written.
    pub api: Api,
    /// The model.
    pub model: ModelChoice,
    /// What happens to passages that are too long.
    pub truncate: Truncate,
    /// How requests are sent.
    pub http: HttpSettings,
    /// Where the key came from, for messages.
    pub key_origin: Option<String>,
}

/// A service. The client is made when the first request is.
pub struct Remote {
    settings: RemoteSettings,
    http: OnceLock<Http>,
    model: Mutex<Option<String>>,
    requests: AtomicU64,
    deprecation: OnceLock<String>,
}

/// The most bytes of a list of models.
const MOST_LIST: u64 = 16 << 20;

impl Remote {
    /// A service; nothing is sent yet.
    pub fn new(settings: RemoteSettings) -> Self {
        let model = match &settings.model {
            ModelChoice::Named(model) => Some(model.clone()),
            ModelChoice::First(_) | ModelChoice::Unnamed => None,
        };
        Self {
            settings,
            http: OnceLock::new(),
            model: Mutex::new(model),
            requests: AtomicU64::new(0),
            deprecation: OnceLock::new(),
        }
    }

    /// The request that would score these passages.
    pub fn prepare(&self, model: Option<&str>, query: &str, passages: &[Passage<'_>]) -> Prepared {
        let request = Request {
            model,
            query,
            passages,
            truncate: self.settings.truncate,
        };
        Prepared {
            url: self.settings.url.clone(),
            body: self.settings.api.encode(&request),
        }
    }

    fn http(&self) -> Result<&Http, ClientError> {
        if let Some(http) = self.http.get() {
            return Ok(http);
        }
        let url = &self.settings.url;
        let http = Http::new(&self.settings.http, url.scheme() == "https");
        let http = http.map_err(|trouble| self.error(url, trouble.into()))?;
        Ok(self.http.get_or_init(|| http))
    }

    /// The model to name, found out if it must be. Threads that come meanwhile wait for the answer.
    fn named_model(&self) -> Result<Option<String>, ClientError> {
        let mut model = self.model.lock().unwrap_or_else(PoisonError::into_inner);
        if let (None, ModelChoice::First(url)) = (&*model, &self.settings.model) {
            *model = Some(self.first_model(url)?);
        }
        Ok(model.clone())
    }

    fn first_model(&self, url: &Url) -> Result<String, ClientError> {
        let http = self.http()?;
        let outcome = http.get(url.clone(), http.timeout(), MOST_LIST);
        let body = match outcome.result {
            Ok(body) => body,
            Err(Trouble::Status {
                status: status @ (404 | 405),
                ..
            }) => {
                let words = format!("the list of models is not there ({status})");
                return Err(self.error(url, Trouble::NoModel(words).into()));
            }
            Err(_) => return Err(self.error(url, outcome)),
        };
        first_listed(&body).ok_or_else(|| {
            let words = "the answer lists none".to_owned();
            self.error(url, Trouble::NoModel(words).into())
        })
    }

    /// Refuses pictures where it is known that they cannot be scored.
    fn check_images(
        &self,
        model: Option<&str>,
        passages: &[Passage<'_>],
    ) -> Result<(), ClientError> {
        let Some(at) = passages.iter().position(|passage| passage.image.is_some()) else {
            return Ok(());
        };
        let name = match model {
            _ if !self.settings.api.takes_images() => {
                format!("the {} api", self.settings.api.name())
            }
            Some(model) if known::takes_images(model) == Some(false) => format!("`{model}`"),
            _ => return Ok(()),
        };
        let mut outcome = Outcome::from(Trouble::TextOnly(name));
        outcome.passage = Some(at);
        Err(self.error(&self.settings.url, outcome))
    }

    /// Adds to the error of a model that has come to an end when that was, and what came after it.
    fn gone(model: Option<&str>, mut error: ClientError) -> ClientError {
        if let (
            Trouble::Status {
                status: 410, words, ..
            },
            Some(model),
        ) = (&mut error.trouble, model)
        {
            error.successor = known::successor(model);
            if words.is_none() {
                *words =
                    known::retired_on(model).map(|day| format!("{model} was retired on {day}"));
            }
        }
        error
    }

    /// The error of a call that failed. `outcome` must hold one.
    fn error(&self, url: &Url, outcome: Outcome) -> ClientError {
        let trouble = match outcome.result {
            Err(trouble) => trouble,
            Ok(_) => Trouble::BrokeOff("no answer".into()),
        };
        let endpoint = match &trouble {
            // Before there is a connection the path has nothing to do with it.
            Trouble::Unreachable(_) | Trouble::Certificate(_) | Trouble::NotTls(_) => {
                url.origin().ascii_serialization()
            }
            _ => shown(url),
        };
        ClientError {
            request_id: outcome.request_id,
            passage: outcome.passage,
            key_origin: self.settings.key_origin.clone(),
            retry_after: outcome.retry_after,
            proxy_variable: self.settings.http.proxy_variable,
            ..ClientError::new(&endpoint, trouble)
        }
    }
}

impl Scorer for Remote {
    fn score(&self, query: &str, passages: &[Passage<'_>]) -> Result<Scores, ClientError> {
        let model = self.named_model()?;
        self.check_images(model.as_deref(), passages)?;
        let request = self.prepare(model.as_deref(), query, passages);
        let most = most_bytes(&request, passages.len());
        let http = self.http()?;
        self.requests.fetch_add(1, Ordering::Relaxed);
        let begun = Instant::now();
        let first = http.post(request, most);
        let mut outcome = poll::until_ready(http, &self.settings.url, most, begun, first);
        if let Some(day) = &outcome.deprecation {
            let _ = self.deprecation.set(day.clone());
        }
        let answer = match outcome.result {
            Ok(body) => read_answer(self.settings.api, &body, passages.len()),
            Err(_) => {
                return Err(Self::gone(
                    model.as_deref(),
                    self.error(&self.settings.url, outcome),
                ));
            }
        };
        match answer {
            Ok(scores) => Ok(scores),
            Err(trouble) => {
                outcome.result = Err(trouble);
                Err(self.error(&self.settings.url, outcome))
            }
        }
    }

    fn model(&self) -> Option<String> {
        let model = self.model.lock().unwrap_or_else(PoisonError::into_inner);
        model.clone()
    }

    fn requests(&self) -> u64 {
        self.requests.load(Ordering::Relaxed)
    }

    fn notice(&self) -> Option<String> {
        let day = self.deprecation.get()?;
        let model = self.model()?;
        let day = day.split('T').next().unwrap_or(day);
        let instead = match known::successor(&model) {
            Some(successor) => format!("; its successor is {successor}"),
            None => String::new(),
        };
        Some(format!("the service retires {model} on {day}{instead}"))
    }
}

/// The most bytes an answer may have: some for each score, and the request's own texts, which some services
/// send back with every character escaped.
fn most_bytes(request: &Prepared, passages: usize) -> u64 {
    let body = request.body.len() as u64;
    (1 << 20) + passages as u64 * 1024 + body * 6
}

/// Reads the body of an answer that came under a status of success.
///
/// # Errors
/// It is not one finite score for each of the `sent` passages.
pub fn read_answer(api: Api, body: &[u8], sent: usize) -> Result<Scores, Trouble> {
    match wire::read(api, body, sent) {
        Ok(answer) => Ok(Scores {
            numbers: answer.numbers,
            tokens: answer.tokens,
        }),
        Err(misread) => Err(misread.trouble(sent)),
    }
}

impl Misread {
    fn trouble(self, sent: usize) -> Trouble {
        match self {
            Self::CutOff => Trouble::BrokeOff("the body ends before the ranking does".into()),
            Self::NotARanking(why, api) => Trouble::NotARanking(why, api),
            Self::Refusal(words) => Trouble::Refusal(words),
            Self::Incomplete(what) => Trouble::Incomplete(sent, what),
            Self::NotFinite(what) => Trouble::NotFinite(what),
        }
    }
}

/// A URL without its query, which may hold what is nobody's business.
fn shown(url: &Url) -> String {
    let mut url = url.clone();
    url.set_query(None);
    url.into()
}

/// The first model of a list that stands for itself: one with another `root` is an adapter on top of it.
fn first_listed(body: &[u8]) -> Option<String> {
    #[derive(Deserialize)]
    struct List {
        data: Vec<Entry>,
    }
    #[derive(Deserialize)]
    struct Entry {
        id: String,
        root: Option<String>,
    }
    let list: List = serde_json::from_slice(body).ok()?;
    let own = |entry: &Entry| entry.root.as_ref().is_none_or(|root| *root == entry.id);
    list.data.into_iter().find(own).map(|entry| entry.id)
}

//! A service on the network as a scorer: one request per call, its answer checked, every failure told
//! with the endpoint it came from.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant, UNIX_EPOCH};

use url::Url;

use super::discovery::{Discovery, first_listed};
use super::error::{ClientError, Trouble};
use super::http::{Http, HttpSettings, Prepared};
use super::outcome::Outcome;
use super::poll;
use super::wire::{self, Api, Misread, Request, Truncate};
use super::{Passage, Scorer, Scores, known, words};

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
    http: Mutex<Option<Arc<Http>>>,
    model: Discovery,
    requests: AtomicU64,
    deprecation: OnceLock<String>,
}

/// The most bytes of a list of models.
pub(super) const MOST_LIST: u64 = 16 << 20;

impl Remote {
    /// A service; nothing is sent yet.
    pub fn new(settings: RemoteSettings) -> Self {
        let model = match &settings.model {
            ModelChoice::Named(model) => Some(model.clone()),
            ModelChoice::First(_) | ModelChoice::Unnamed => None,
        };
        Self {
            settings,
            http: Mutex::new(None),
            model: Discovery::new(model),
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

    pub(super) fn http(&self) -> Result<Arc<Http>, ClientError> {
        let mut http = self.http.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(http) = &*http {
            return Ok(Arc::clone(http));
        }
        let url = &self.settings.url;
        let made = Http::new(&self.settings.http, url.scheme() == "https");
        let made = made.map_err(|trouble| self.error(url, trouble.into()))?;
        Ok(Arc::clone(http.insert(Arc::new(made))))
    }

    /// The model to name, if one is named.
    fn named_model(&self) -> Result<Option<String>, ClientError> {
        match &self.settings.model {
            ModelChoice::Named(model) => Ok(Some(model.clone())),
            ModelChoice::First(url) => self.model.model(|| self.first_model(url)).map(Some),
            ModelChoice::Unnamed => Ok(None),
        }
    }

    fn first_model(&self, url: &Url) -> Result<String, ClientError> {
        let http = self.http()?;
        let mut outcome = http.get(url.clone(), http.timeout(), MOST_LIST);
        let why = match &outcome.result {
            Ok(body) => match first_listed(body) {
                Some(model) => return Ok(model),
                None => "the answer lists none".to_owned(),
            },
            Err(Trouble::Status {
                status: status @ (404 | 405),
                ..
            }) => format!("the list of models is not there ({status})"),
            Err(_) => return Err(self.error(url, outcome)),
        };
        outcome.result = Err(Trouble::NoModel(why));
        Err(self.error(url, outcome))
    }

    /// The most bytes an answer may have: some for each score, and for forms that may send the texts back
    /// as much as those take with every character escaped.
    fn most_bytes(&self, request: &Prepared, passages: usize) -> u64 {
        let echo = match self.settings.api {
            Api::Nim => 0,
            Api::Cohere | Api::Tei => request.body.len() as u64 * 3,
        };
        (1 << 20) + passages as u64 * 1024 + echo
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
    fn gone(model: &str, error: &mut ClientError) {
        let Trouble::Status {
            status: 410, words, ..
        } = &mut error.trouble
        else {
            return;
        };
        error.successor = known::successor(model);
        let has_day = words.as_ref().is_some_and(|words| words.contains("20"));
        if let (Some(day), false) = (known::retired_on(model), has_day) {
            let said = words
                .as_ref()
                .map_or_else(String::new, |words| format!("{words}; "));
            *words = Some(format!("{said}{model} was retired on {day}"));
        }
    }

    /// The error of a request for scores.
    fn refusal(
        &self,
        model: Option<&str>,
        passages: &[Passage<'_>],
        outcome: Outcome,
    ) -> ClientError {
        let mut error = self.error(&self.settings.url, outcome);
        if let Trouble::Status {
            words: Some(words), ..
        } = &mut error.trouble
        {
            *words = words::without_texts(words, passages.iter().map(Passage::plain));
        }
        if let Some(model) = model {
            Self::gone(model, &mut error);
        }
        error
    }

    /// The error of a call that failed. `outcome` must hold one.
    pub(super) fn error(&self, url: &Url, outcome: Outcome) -> ClientError {
        let trouble = match outcome.result {
            Err(trouble) => trouble,
            Ok(_) => Trouble::BrokeOff("no answer".into()),
        };
        let api = self.settings.api;
        let endpoint = match &trouble {
            // Before there is a connection the path has nothing to do with it.
            Trouble::Unreachable(_) | Trouble::Certificate(_) | Trouble::NotTls(_) => {
                url.origin().ascii_serialization()
            }
            _ => shown_url(url),
        };
        ClientError {
            request_id: outcome.request_id,
            passage: outcome.passage,
            key_origin: self.settings.key_origin.clone(),
            retry_after: outcome.retry_after,
            can_truncate: api.says_truncate() && self.settings.truncate == Truncate::None,
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
        let most = self.most_bytes(&request, passages.len());
        let http = self.http()?;
        self.requests.fetch_add(1, Ordering::Relaxed);
        let begun = Instant::now();
        let first = http.post(request, most);
        let mut outcome = poll::until_ready(&http, &self.settings.url, most, begun, first);
        if let Some(day) = &outcome.deprecation {
            let _ = self.deprecation.set(day.clone());
        }
        let read = |body: &[u8]| read_answer(self.settings.api, body, passages.len());
        let trouble = match &outcome.result {
            Ok(body) => match read(body) {
                Ok(scores) => return Ok(scores),
                // Scores are read from the body as it came, messages are made from one without secrets.
                Err(trouble) => {
                    let safe = http.secrets().redact(body.clone());
                    read(&safe).err().unwrap_or(trouble)
                }
            },
            Err(_) => return Err(self.refusal(model.as_deref(), passages, outcome)),
        };
        outcome.result = Err(trouble);
        Err(self.error(&self.settings.url, outcome))
    }

    fn model(&self) -> Option<String> {
        self.model.known()
    }

    fn requests(&self) -> u64 {
        self.requests.load(Ordering::Relaxed)
    }

    fn notice(&self) -> Option<String> {
        let day = self.deprecation.get()?;
        let model = self.model()?;
        let when = day_of(day).map_or_else(|| "soon".into(), |day| format!("on {day}"));
        let instead = match known::successor(&model) {
            Some(successor) => format!("; its successor is {successor}"),
            None => String::new(),
        };
        Some(format!("the service retires {model} {when}{instead}"))
    }
}

/// The day that a `Deprecation` header names: the beginning of an RFC 3339 date, which NVIDIA's gateway sends,
/// a number of seconds after `@` (RFC 9745), or an HTTP date.
fn day_of(value: &str) -> Option<String> {
    let is_date = |day: &&str| {
        day.bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'-')
    };
    if let Some(day) = value.get(..10).filter(is_date) {
        return Some(day.into());
    }
    let date = match value.strip_prefix('@') {
        Some(seconds) => UNIX_EPOCH.checked_add(Duration::from_secs(seconds.parse().ok()?))?,
        None => httpdate::parse_http_date(value).ok()?,
    };
    let text = httpdate::fmt_http_date(date);
    text.get(..16).map(Into::into)
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
pub fn shown_url(url: &Url) -> String {
    let mut url = url.clone();
    url.set_query(None);
    url.into()
}

//! A service on the network as a scorer: one request per call, its answer checked, every failure told
//! with the endpoint it came from.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use url::Url;

use super::error::{ClientError, Trouble};
use super::http::{Http, HttpSettings, Prepared};
use super::model_list::{self, Discovery, first_listed};
use super::poll;
use super::response::Outcome;
use super::wire::{self, Fields, Misread, Truncate, Writer};
use super::{Passage, Scorer, Scores, deprecation, error_message};
use crate::api::{self, Api, ItemForm};

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
    pub api: &'static Api,
    /// The model.
    pub model: ModelChoice,
    /// What happens to passages that are too long.
    pub truncate: Truncate,
    /// Fields of every request besides its own, or in the place of some of those.
    pub extra: Fields,
    /// How requests are sent.
    pub http: HttpSettings,
    /// Where the key came from, for messages.
    pub key_origin: Option<String>,
    /// Where the service tells how much it takes; none: nobody wants to know.
    pub info: Option<Url>,
}

/// A service. The client is made when the first request is.
pub struct Remote {
    settings: RemoteSettings,
    writer: Writer,
    http: Mutex<Option<Arc<Http>>>,
    model: Discovery,
    requests: AtomicU64,
    /// How many requests each query took so far, where that makes a difference.
    answered: Mutex<HashMap<String, u64>>,
    deprecation: OnceLock<String>,
}

/// The most bytes of a list of models, or of what a service tells of itself.
pub(super) const MOST_LIST: u64 = 16 << 20;

/// How long a service may take to tell of itself.
const INFO_TIME: Duration = Duration::from_secs(10);

impl Remote {
    /// A service; nothing is sent yet.
    pub fn new(settings: RemoteSettings) -> Self {
        let model = match &settings.model {
            ModelChoice::Named(model) => Some(model.clone()),
            ModelChoice::First(_) | ModelChoice::Unnamed => None,
        };
        let writer = Writer::new(settings.api, settings.truncate, &settings.extra);
        Self {
            settings,
            writer,
            http: Mutex::new(None),
            model: Discovery::new(model),
            requests: AtomicU64::new(0),
            answered: Mutex::default(),
            deprecation: OnceLock::new(),
        }
    }

    /// The request that would score these passages.
    pub fn prepare(&self, model: Option<&str>, query: &str, passages: &[Passage<'_>]) -> Prepared {
        Prepared {
            url: self.settings.url.clone(),
            body: self.writer.write(model, query, passages),
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
        let echo = if self.settings.api.answer.echoes {
            request.body.len() as u64 * 3
        } else {
            0
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
            _ if self.settings.api.body.documents.1 != ItemForm::Picture => {
                format!("the {} api", self.settings.api.name)
            }
            Some(model) if api::takes_images(model) == Some(false) => format!("`{model}`"),
            _ => return Ok(()),
        };
        let mut outcome = Outcome::from(Trouble::TextOnly(name));
        outcome.passage = Some(at);
        Err(self.error(&self.settings.url, outcome))
    }

    /// Counts a request of a query whose scores mean nothing beside those of another.
    fn note_answer(&self, model: Option<&str>, query: &str) {
        if model.is_some_and(|model| self.settings.api.is_listwise(model)) {
            let mut answered = self.answered.lock().unwrap_or_else(PoisonError::into_inner);
            *answered.entry(query.into()).or_default() += 1;
        }
    }

    /// That scores of several requests were merged which cannot be compared, if they were. Those of
    /// different queries are not merged.
    fn incomparable(&self) -> Option<String> {
        let model = self.model()?;
        let answered = self.answered.lock().unwrap_or_else(PoisonError::into_inner);
        let answered = answered.values().max().filter(|count| **count > 1);
        answered.map(|answered| {
            format!(
                "{model} scores the documents of a request against each other, and these took \
                 {answered} requests: scores of different requests cannot be compared"
            )
        })
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
            *words = error_message::without_texts(words, passages.iter().map(Passage::plain));
        }
        if let Some(model) = model {
            deprecation::explain(model, &mut error);
        }
        error
    }

    /// The error of a call that failed. `outcome` must hold one.
    pub(super) fn error(&self, url: &Url, outcome: Outcome) -> ClientError {
        let trouble = match outcome.result {
            Err(trouble) => trouble,
            Ok(_) => Trouble::BrokeOff("no answer".into()),
        };
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
            busy_if_large: self.settings.api.batch.busy_if_large,
            can_truncate: self.settings.truncate == Truncate::None,
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
                Ok(scores) => {
                    self.note_answer(model.as_deref(), query);
                    return Ok(scores);
                }
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

    fn most_passages(&self) -> Option<usize> {
        let url = self.settings.info.clone()?;
        let http = self.http().ok()?;
        let time = http.timeout().min(INFO_TIME);
        // Who cannot be asked says what is wrong when it is asked for a ranking.
        let body = http.get(url, time, MOST_LIST).result.ok()?;
        model_list::most_passages(&body)
    }

    fn notice(&self) -> Option<String> {
        let day = self.deprecation.get();
        let retirement = day.zip(self.model());
        let retirement = retirement.map(|(day, model)| deprecation::notice(&model, day));
        let notices = [retirement, self.incomparable()];
        let notices: Vec<_> = notices.into_iter().flatten().collect();
        (!notices.is_empty()).then(|| notices.join("; "))
    }
}

/// Reads the body of an answer that came under a status of success.
///
/// # Errors
/// It is not one finite score for each of the `sent` passages.
pub fn read_answer(api: &'static Api, body: &[u8], sent: usize) -> Result<Scores, Trouble> {
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

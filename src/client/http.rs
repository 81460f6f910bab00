//! The only file that names reqwest: one request, a bounded body, a classified failure. The status is
//! looked at before the body, and the body is read before anything is decided, so that the service's own
//! words are never lost.

use std::collections::HashSet;
use std::error::Error;
use std::io::{self, Read};
use std::time::Duration;

use reqwest::blocking::{Client, Response};
use reqwest::header::{self, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Certificate, Url, redirect};

use super::error::Trouble;
use super::secret::Secret;
use super::words;
use crate::system;

/// The headers by which services name a request.
const REQUEST_IDS: [&str; 3] = ["nvcf-reqid", "x-request-id", "x-amzn-requestid"];

/// How requests are sent.
#[derive(Clone, Debug)]
pub struct HttpSettings {
    /// How long one request may take, head and body together.
    pub timeout: Duration,
    /// How long a connection may take to come about.
    pub connect_timeout: Duration,
    /// Whether the proxies that the environment names are passed by.
    pub no_proxy: bool,
    /// The variable that names a proxy for the endpoint, for messages.
    pub proxy_variable: Option<&'static str>,
    /// A root certificate to trust besides the system's, in PEM.
    pub cacert: Option<Vec<u8>>,
    /// The key, sent as a bearer token.
    pub key: Option<Secret>,
    /// Further headers; they take the place of the program's own.
    pub headers: Vec<(String, Secret)>,
}

/// A request ready to be sent, or to be shown.
#[derive(Debug)]
pub struct Prepared {
    /// Where it goes.
    pub url: Url,
    /// The body, JSON.
    pub body: Vec<u8>,
}

/// A status of success and its body, or whatever went wrong.
pub(super) struct Outcome {
    pub(super) result: Result<Vec<u8>, Trouble>,
    pub(super) request_id: Option<String>,
    /// The passage that a rejection names.
    pub(super) passage: Option<usize>,
    /// How long the service wants to be left alone.
    pub(super) retry_after: Option<Duration>,
    /// The day on which what was asked comes to an end.
    pub(super) deprecation: Option<String>,
    /// Where an answer that is not ready will be.
    pub(super) location: Option<String>,
}

impl From<Trouble> for Outcome {
    fn from(trouble: Trouble) -> Self {
        Self {
            result: Err(trouble),
            request_id: None,
            passage: None,
            retry_after: None,
            deprecation: None,
            location: None,
        }
    }
}

/// Whether a header can be sent as it is.
pub fn check_header(name: &str, value: &str) -> bool {
    HeaderName::from_bytes(name.as_bytes()).is_ok() && HeaderValue::from_str(value).is_ok()
}

/// A client of one service.
pub(super) struct Http {
    client: Client,
    headers: HeaderMap,
    timeout: Duration,
    secrets: Vec<Secret>,
}

impl Http {
    /// Sets up the client. A plain `http://` endpoint loads no certificates.
    pub(super) fn new(settings: &HttpSettings, secure: bool) -> Result<Self, Trouble> {
        // It fails only if a provider is there already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let header_map = headers(settings)?;
        let mut builder = Client::builder()
            .user_agent(concat!("nimrank/", env!("CARGO_PKG_VERSION")))
            .redirect(redirect::Policy::none())
            .connect_timeout(settings.connect_timeout)
            .timeout(settings.timeout);
        if settings.no_proxy {
            builder = builder.no_proxy();
        }
        if let Some(pem) = &settings.cacert {
            let roots = Certificate::from_pem_bundle(pem);
            let roots = roots.ok().filter(|roots| !roots.is_empty());
            let unread = || Trouble::Setup("`--cacert`: no certificate in PEM form".into());
            builder = builder.tls_certs_merge(roots.ok_or_else(unread)?);
        } else if !secure {
            builder = builder.tls_certs_only([]);
        }
        let client = builder
            .build()
            .map_err(|error| Trouble::Setup(root(&error)))?;
        let values = settings.headers.iter().map(|(_, value)| value);
        Ok(Self {
            client,
            headers: header_map,
            timeout: settings.timeout,
            secrets: settings.key.iter().chain(values).cloned().collect(),
        })
    }

    /// Sends a request with a JSON body; a successful answer may have at most `most` bytes.
    pub(super) fn post(&self, request: Prepared, most: u64) -> Outcome {
        let builder = self.client.post(request.url).body(request.body);
        let builder = builder.headers(self.headers.clone());
        self.finish(builder.timeout(self.timeout).send(), most)
    }

    /// Asks for a JSON document, for at most so long.
    pub(super) fn get(&self, url: Url, timeout: Duration, most: u64) -> Outcome {
        let builder = self.client.get(url).headers(self.headers.clone());
        self.finish(builder.timeout(timeout).send(), most)
    }

    /// How long one request may take.
    pub(super) fn timeout(&self) -> Duration {
        self.timeout
    }

    fn finish(&self, sent: reqwest::Result<Response>, most: u64) -> Outcome {
        match sent {
            Ok(response) => self.receive(response, most),
            Err(error) => self.failed(&error).into(),
        }
    }

    /// What came from outside, without the secrets that some services repeat. This comes before anything is
    /// cut, so that not even a part of one is left.
    fn redacted(&self, text: Vec<u8>) -> Vec<u8> {
        self.secrets
            .iter()
            .fold(text, |text, secret| secret.redact(text))
    }

    fn receive(&self, response: Response, most: u64) -> Outcome {
        let status = response.status().as_u16();
        let header = |name: &str| {
            let value = self.redacted(response.headers().get(name)?.as_bytes().to_vec());
            let value = words::shown(&String::from_utf8_lossy(&value));
            Some(value).filter(|value| !value.is_empty())
        };
        let request_id = REQUEST_IDS.iter().find_map(|name| header(name));
        let location = header("location").map(|location| match response.url().join(&location) {
            Ok(url) => url.into(),
            Err(_) => location,
        });
        let retry_after = header("retry-after").and_then(|value| delay(&value));
        let deprecation = header("deprecation");
        let success = (200..300).contains(&status) && status != 202;
        let encoding = header("content-encoding").filter(|encoding| encoding != "identity");
        let body = match encoding {
            // None was asked for, and to unpack what comes unasked is how memory is filled.
            Some(encoding) if success => {
                let words = format!("it is encoded as {encoding}, which was not asked for");
                Err(Trouble::NotARanking(words, None))
            }
            _ => self.body(response, most),
        };
        let mut passage = None;
        let result = if success {
            match body {
                Ok(body) if body.len() as u64 > most => Err(Trouble::TooLarge(most)),
                other => other,
            }
        } else {
            // A failure whose body breaks off is still that failure.
            let body = body.unwrap_or_default();
            let (trouble, blamed) = read_failure(status, &body, location.clone());
            passage = blamed;
            Err(trouble)
        };
        Outcome {
            result,
            request_id,
            passage,
            retry_after,
            deprecation,
            location,
        }
    }

    /// Reads at most one byte more than the limit.
    fn body(&self, response: Response, limit: u64) -> Result<Vec<u8>, Trouble> {
        let mut body = Vec::new();
        match response.take(limit + 1).read_to_end(&mut body) {
            Ok(_) => Ok(self.redacted(body)),
            Err(error) => Err(self.broken(&error)),
        }
    }

    fn broken(&self, error: &io::Error) -> Trouble {
        let inner = error
            .get_ref()
            .and_then(|inner| inner.downcast_ref::<reqwest::Error>());
        match inner {
            Some(inner) if inner.is_timeout() => Trouble::TimedOut(self.timeout),
            Some(inner) => Trouble::BrokeOff(root(inner)),
            None => Trouble::BrokeOff(root(error)),
        }
    }

    /// Classifies a request that got no answer. Whether it timed out is asked first, because a stalled
    /// body is a timeout and a decoding error at once.
    fn failed(&self, error: &reqwest::Error) -> Trouble {
        if let Some(tls) = find::<rustls::Error>(error) {
            return match tls {
                rustls::Error::InvalidCertificate(_) => {
                    Trouble::Certificate(words::shown(&tls.to_string()))
                }
                _ => Trouble::NotTls(words::shown(&tls.to_string())),
            };
        }
        match error {
            error if error.is_timeout() && error.is_connect() => {
                Trouble::Unreachable("no connection in time".into())
            }
            error if error.is_timeout() => Trouble::TimedOut(self.timeout),
            error if error.is_connect() => Trouble::Unreachable(root(error)),
            error if error.is_builder() => Trouble::Setup(root(error)),
            error => Trouble::BrokeOff(root(error)),
        }
    }
}

fn headers(settings: &HttpSettings) -> Result<HeaderMap, Trouble> {
    let json = HeaderValue::from_static("application/json");
    let mut headers = HeaderMap::new();
    let mut replaced = HashSet::new();
    headers.insert(header::CONTENT_TYPE, json.clone());
    headers.insert(header::ACCEPT, json);
    let bearer = |key: &Secret| Secret::of_header(&format!("Bearer {}", key.reveal()));
    let key = settings.key.as_ref().map(bearer);
    let key = key.map(|bearer| ("authorization".to_owned(), bearer));
    for (name, value) in key.iter().chain(&settings.headers) {
        let name = HeaderName::from_bytes(name.as_bytes());
        let value = HeaderValue::from_str(value.reveal());
        let (Ok(name), Ok(mut value)) = (name, value) else {
            return Err(Trouble::Setup("a header cannot be sent".into()));
        };
        value.set_sensitive(true);
        // The first of a name takes the place of the program's own; more of it are sent beside it.
        if replaced.insert(name.clone()) {
            headers.insert(name, value);
        } else {
            headers.append(name, value);
        }
    }
    Ok(headers)
}

/// Reads the body of an answer that came under a status other than success: what it says, and the position
/// of the passage that it blames. NVIDIA's gateway wraps the status of what is behind it into a 502 whose
/// words name it.
pub fn read_failure(
    status: u16,
    body: &[u8],
    location: Option<String>,
) -> (Trouble, Option<usize>) {
    let words = words::of_body(body);
    let wrapped = words.as_deref().and_then(|words| {
        let (_, rest) = words.split_once("Backend returned ")?;
        rest.get(..3)?.parse().ok()
    });
    let status = match wrapped {
        Some(inner @ 400..=499) if status == 502 => inner,
        _ => status,
    };
    let trouble = Trouble::Status {
        status,
        words,
        location,
    };
    (trouble, words::passage_in(body))
}

/// `Retry-After`: seconds, or the date to come back at.
fn delay(value: &str) -> Option<Duration> {
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = httpdate::parse_http_date(value).ok()?;
    let left = date.duration_since(std::time::SystemTime::now());
    Some(left.unwrap_or_default())
}

/// The deepest cause of an error, fit to print.
fn root(error: &(dyn Error + 'static)) -> String {
    words::shown(&system::root_words(error))
}

/// Looks for an error of one type among the causes, inside I/O errors too.
fn find<'a, T: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a T> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref::<T>() {
            return Some(found);
        }
        let inner = error
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref);
        next = match inner {
            Some(inner) => Some(inner),
            None => error.source(),
        };
    }
    None
}

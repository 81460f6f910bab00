//! The only file that names reqwest: one request, a bounded body, a classified failure. The status is
//! looked at before the body, and the body is read before anything is decided, so that the service's own
//! words are never lost.

use std::collections::HashSet;
use std::error::Error;
use std::io::{self, Read};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use reqwest::blocking::{Client, Response};
use reqwest::header::{self, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Certificate, Url, redirect};

use super::error::Trouble;
use super::error_message;
use super::response::{Head, Outcome};
use super::secret::{Secret, Secrets, is_secret_header};
use crate::api::Auth;
use crate::os_error;

/// How much of a failure's body is read for its words. A validator may echo a whole request beside them.
const MOST_WORDS: u64 = 1 << 20;

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
    /// The key.
    pub key: Option<Secret>,
    /// How it is sent.
    pub auth: Auth,
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

/// Whether a header can be sent as it is.
pub fn check_header(name: &str, value: &str) -> bool {
    HeaderName::from_bytes(name.as_bytes()).is_ok() && HeaderValue::from_str(value).is_ok()
}

/// A client of one service.
pub(super) struct Http {
    settings: HttpSettings,
    secure: bool,
    /// Clients without a request under way. Each makes one request at a time and keeps one connection: a
    /// client that many share opens more connections than there are requests, when one that it waits for
    /// becomes free first.
    idle: Mutex<Vec<Client>>,
    headers: HeaderMap,
    timeout: Duration,
    secrets: Secrets,
}

impl Http {
    /// Sets up the first connection. A plain `http://` endpoint loads no certificates.
    pub(super) fn new(settings: &HttpSettings, secure: bool) -> Result<Self, Trouble> {
        // It fails only if a provider is there already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let shy = settings
            .headers
            .iter()
            .filter(|(name, value)| is_secret_header(name, value.reveal()));
        let secrets = settings.key.iter().chain(shy.map(|(_, value)| value));
        Ok(Self {
            settings: settings.clone(),
            secure,
            idle: Mutex::new(vec![client(settings, secure)?]),
            headers: headers(settings)?,
            timeout: settings.timeout,
            secrets: Secrets::new(secrets),
        })
    }

    /// Lets a request be sent by a client that has nothing else under way, and answers with what it got.
    fn with_client(&self, ask: impl FnOnce(&Client) -> Outcome) -> Outcome {
        let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let client = match idle().pop() {
            Some(client) => client,
            None => match client(&self.settings, self.secure) {
                Ok(client) => client,
                Err(trouble) => return trouble.into(),
            },
        };
        let outcome = ask(&client);
        idle().push(client);
        outcome
    }

    /// Sends a request with a JSON body; a successful answer may have at most `most` bytes.
    pub(super) fn post(&self, request: Prepared, most: u64) -> Outcome {
        self.with_client(|client| {
            let builder = client.post(request.url).body(request.body);
            let builder = builder.headers(self.headers.clone());
            self.finish(builder.timeout(self.timeout).send(), self.timeout, most)
        })
    }

    /// Asks for a JSON document, for at most so long.
    pub(super) fn get(&self, url: Url, timeout: Duration, most: u64) -> Outcome {
        self.with_client(|client| {
            let builder = client.get(url).headers(self.headers.clone());
            self.finish(builder.timeout(timeout).send(), timeout, most)
        })
    }

    /// How long one request may take.
    pub(super) fn timeout(&self) -> Duration {
        self.timeout
    }

    fn finish(&self, sent: reqwest::Result<Response>, timeout: Duration, most: u64) -> Outcome {
        match sent {
            Ok(response) => self.receive(response, timeout, most),
            Err(error) => failed(&error, timeout).into(),
        }
    }

    fn receive(&self, mut response: Response, timeout: Duration, most: u64) -> Outcome {
        let headers = response.headers().iter();
        let head = Head {
            status: response.status().as_u16(),
            url: response.url().clone(),
            headers: headers
                .map(|(name, value)| (name.as_str().to_owned(), value.as_bytes().to_vec()))
                .collect(),
        };
        let body = if head.is_success() {
            let body = body(&mut response, timeout, most + 1);
            let is_whole = |body: &Vec<u8>| body.len() as u64 <= most;
            body.and_then(|body| Some(body).filter(is_whole).ok_or(Trouble::TooLarge(most)))
        } else {
            // Of a failure the beginning will do.
            body(&mut response, timeout, MOST_WORDS)
        };
        Outcome::of(&head, body, &self.secrets)
    }

    /// What must not be shown of this client's requests.
    pub(super) fn secrets(&self) -> &Secrets {
        &self.secrets
    }
}

/// Reads a body, but no more than `most` bytes of it.
fn body(response: &mut Response, timeout: Duration, most: u64) -> Result<Vec<u8>, Trouble> {
    let mut body = Vec::new();
    match response.take(most).read_to_end(&mut body) {
        Ok(_) => Ok(body),
        Err(error) => Err(broken(&error, timeout)),
    }
}

fn broken(error: &io::Error, timeout: Duration) -> Trouble {
    let inner = error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<reqwest::Error>());
    match inner {
        Some(inner) if inner.is_timeout() => Trouble::TimedOut(timeout),
        Some(inner) => Trouble::BrokeOff(root(inner)),
        None => Trouble::BrokeOff(root(error)),
    }
}

/// Classifies a request that got no answer. Whether it timed out is asked first, because a stalled
/// body is a timeout and a decoding error at once.
fn failed(error: &reqwest::Error, timeout: Duration) -> Trouble {
    if let Some(tls) = find::<rustls::Error>(error) {
        return match tls {
            rustls::Error::InvalidCertificate(_) => {
                Trouble::Certificate(error_message::shown(&tls.to_string()))
            }
            _ => Trouble::NotTls(error_message::shown(&tls.to_string())),
        };
    }
    match error {
        error if error.is_timeout() && error.is_connect() => {
            Trouble::Unreachable("no connection in time".into())
        }
        error if error.is_timeout() => Trouble::TimedOut(timeout),
        error if error.is_connect() => Trouble::Unreachable(root(error)),
        error if error.is_builder() => Trouble::Setup(root(error)),
        error => Trouble::BrokeOff(root(error)),
    }
}

/// A client that keeps one connection.
fn client(settings: &HttpSettings, secure: bool) -> Result<Client, Trouble> {
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
    builder
        .build()
        .map_err(|error| Trouble::Setup(root(&error)))
}

fn headers(settings: &HttpSettings) -> Result<HeaderMap, Trouble> {
    let json = HeaderValue::from_static("application/json");
    let mut headers = HeaderMap::new();
    let mut replaced = HashSet::new();
    headers.insert(header::CONTENT_TYPE, json.clone());
    headers.insert(header::ACCEPT, json);
    let auth = settings.auth;
    let sent = |key: &Secret| Secret::of_header(&format!("{}{}", auth.before, key.reveal()));
    let key = settings.key.as_ref().map(sent);
    let key = key.map(|key| (auth.header.to_owned(), key));
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

/// The deepest cause of an error, fit to print.
fn root(error: &(dyn Error + 'static)) -> String {
    error_message::shown(&os_error::root_words(error))
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

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;
    use crate::api;

    #[test]
    fn the_limit_that_is_told_is_that_of_the_request() {
        let silent = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = silent.local_addr().expect("an address");
        let settings = HttpSettings {
            timeout: Duration::from_secs(60),
            connect_timeout: Duration::from_secs(60),
            no_proxy: true,
            proxy_variable: None,
            cacert: None,
            key: None,
            auth: api::usual().auth,
            headers: Vec::new(),
        };
        let http = Http::new(&settings, false).expect("a client");
        let url = format!("http://{address}/").parse().expect("a URL");
        let limit = Duration::from_millis(50);
        let outcome = http.get(url, limit, 1 << 20);
        assert!(matches!(outcome.result, Err(Trouble::TimedOut(told)) if told == limit));
    }
}

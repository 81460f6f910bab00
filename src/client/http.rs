//! Sends one request and reads a bounded response. No other file uses reqwest.
//!
//! The body is read before anything is decided, so that the message of a failure is never lost.

use std::collections::HashSet;
use std::error::Error;
use std::io::{self, Read};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD as STANDARD;
use percent_encoding::percent_decode_str;
use reqwest::blocking::{Client, Response};
use reqwest::header::{self, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Proxy, Url, redirect};
use rustls::{CertificateError, ClientConfig, OtherError};

use super::error_message;
use super::failure::{Failure, FailureKind};
use super::redact::Secrets;
use super::response::{Head, Outcome};
use super::secret::{Secret, is_harmless_header, is_secret_header};
use super::tls::{self, TlsFault, TlsSettings};
use crate::api::Auth;
use crate::os_error;

/// The number of bytes of a failure's body that are read. A validator can echo a whole request before its message.
const MAX_ERROR_BODY: u64 = 1 << 20;

/// The bytes from which the value of any header counts as a secret.
const LONG_VALUE: usize = 16;

/// The settings of an HTTP client.
#[derive(Clone, Debug)]
pub struct HttpSettings {
    /// The timeout of one request, head and body together.
    pub timeout: Duration,
    pub connect_timeout: Duration,
    pub proxy: Option<ProxySettings>,
    pub tls: TlsSettings,
    pub key: Option<Secret>,
    /// The header of the key.
    pub auth: Auth,
    /// Further headers; they replace the program's own.
    pub headers: Vec<(String, Secret)>,
}

/// The proxy of an endpoint.
#[derive(Clone, Debug)]
pub struct ProxySettings {
    /// The variable that names it, for messages.
    pub variable: &'static str,
    pub url: String,
}

impl ProxySettings {
    /// Returns the credentials in the URL, as they are, as typed, and as they are sent.
    pub(super) fn secrets(&self) -> Vec<Secret> {
        let Ok(url) = Url::parse(&self.url) else {
            return Vec::new();
        };
        let decode = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        let (typed_name, typed_password) = (url.username(), url.password().unwrap_or_default());
        let (name, password) = (decode(typed_name), decode(typed_password));
        let sent = STANDARD.encode(format!("{name}:{password}"));
        [typed_name, typed_password, &name, &password, &sent]
            .into_iter()
            .filter(|secret| !secret.is_empty() && !(name.is_empty() && password.is_empty()))
            .map(Secret::of_header)
            .collect()
    }
}

/// A request ready to be sent or printed.
#[derive(Debug)]
pub struct Prepared {
    pub url: Url,
    /// JSON.
    pub body: Vec<u8>,
}

/// Returns true if a header can be sent as it is.
pub fn check_header(name: &str, value: &str) -> bool {
    HeaderName::from_bytes(name.as_bytes()).is_ok() && HeaderValue::from_str(value).is_ok()
}

/// The bounds of a response.
#[derive(Clone, Copy)]
pub(super) struct ResponseBounds {
    /// The number of passages sent.
    pub(super) passages: usize,
    /// The largest body of a success, in bytes.
    pub(super) bytes: u64,
}

/// Clients that make one request at a time and keep one connection each: a shared client opens more connections
/// than there are requests, when one that it waits for becomes free first.
struct Clients {
    /// Those without a request in flight.
    idle: Vec<Client>,
    /// The number of all.
    count: usize,
}

/// The HTTP client of one service.
pub(super) struct Http {
    settings: HttpSettings,
    /// The configuration of TLS; `None` means plain HTTP.
    tls: Option<ClientConfig>,
    /// There has been a response.
    has_responded: AtomicBool,
    clients: Mutex<Clients>,
    /// Notified when a client becomes idle.
    is_idle: Condvar,
    headers: HeaderMap,
    secrets: Secrets,
}

impl Http {
    /// Sets up the first client. A plain `http://` endpoint loads no certificates.
    pub(super) fn new(
        settings: &HttpSettings,
        secure: bool,
        other_secrets: &[Secret],
    ) -> Result<Self, Failure> {
        // This fails only if a provider is installed already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let secret_headers = settings.headers.iter().filter(|(name, value)| {
            let value = value.reveal();
            is_secret_header(name, value) || !is_harmless_header(name) && value.len() >= LONG_VALUE
        });
        let secrets =
            settings.key.iter().chain(secret_headers.map(|(_, value)| value)).chain(other_secrets);
        let tls = secure.then(|| settings.tls.config()).transpose();
        let tls = tls.map_err(|error| {
            if tls::lacks_certificates(&error) {
                FailureKind::NoCertificates
            } else {
                FailureKind::Setup(error_message::shown(&error.to_string()))
            }
        })?;
        Ok(Self {
            settings: settings.clone(),
            clients: Mutex::new(Clients { idle: vec![client(settings, tls.as_ref())?], count: 1 }),
            is_idle: Condvar::new(),
            tls,
            has_responded: AtomicBool::new(false),
            headers: headers(settings)?,
            secrets: Secrets::new(secrets),
        })
    }

    /// Sends a request with a client that has no other in flight.
    fn with_client(&self, send: impl FnOnce(&Client) -> Outcome) -> Outcome {
        let client = match self.take_client() {
            Ok(client) => client,
            Err(failure) => return failure.into(),
        };
        let outcome = send(&client);
        self.clients().idle.push(client);
        self.is_idle.notify_one();
        outcome
    }

    fn clients(&self) -> MutexGuard<'_, Clients> {
        self.clients.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns an idle client, or a new one. Where the system allows no more, waits for an idle one: fewer
    /// concurrent requests do the work.
    fn take_client(&self) -> Result<Client, Failure> {
        if let Some(client) = self.clients().idle.pop() {
            return Ok(client);
        }
        let failure = match client(&self.settings, self.tls.as_ref()) {
            Ok(client) => {
                self.clients().count += 1;
                return Ok(client);
            }
            Err(failure) => failure,
        };
        let mut clients = self.clients();
        loop {
            match clients.idle.pop() {
                Some(client) => return Ok(client),
                None if clients.count == 0 => return Err(failure),
                None => {
                    let wait = self.is_idle.wait(clients);
                    clients = wait.unwrap_or_else(PoisonError::into_inner);
                }
            }
        }
    }

    /// Sends a request with a JSON body.
    pub(super) fn post(&self, request: Prepared, expected: ResponseBounds) -> Outcome {
        self.with_client(|client| {
            let builder = client.post(request.url).body(request.body);
            let builder = builder.headers(self.headers.clone());
            let timeout = self.settings.timeout;
            self.finish(builder.timeout(timeout).send(), timeout, expected)
        })
    }

    /// Requests a JSON document.
    pub(super) fn get(&self, url: Url, timeout: Duration, expected: ResponseBounds) -> Outcome {
        self.with_client(|client| {
            let builder = client.get(url).headers(self.headers.clone());
            self.finish(builder.timeout(timeout).send(), timeout, expected)
        })
    }

    pub(super) fn timeout(&self) -> Duration {
        self.settings.timeout
    }

    fn finish(
        &self,
        sent: reqwest::Result<Response>,
        timeout: Duration,
        expected: ResponseBounds,
    ) -> Outcome {
        match sent {
            Ok(response) => {
                self.has_responded.store(true, Ordering::Relaxed);
                self.receive(response, timeout, expected)
            }
            Err(error) => {
                let mut failure = classify_error(&error, timeout, self.settings.tls.has_identity());
                let is_first = !self.has_responded.load(Ordering::Relaxed);
                if failure.kind == FailureKind::CutOff && self.tls.is_none() && is_first {
                    failure.kind = FailureKind::HungUp;
                }
                failure.into()
            }
        }
    }

    fn receive(
        &self,
        mut response: Response,
        timeout: Duration,
        expected: ResponseBounds,
    ) -> Outcome {
        let headers = response.headers().iter();
        let head = Head {
            status: response.status().as_u16(),
            url: response.url().clone(),
            headers: headers
                .map(|(name, value)| (name.as_str().to_owned(), value.as_bytes().to_vec()))
                .collect(),
        };
        let body = if head.is_success() {
            match body(&mut response, timeout, expected.bytes + 1) {
                Ok(body) if body.len() as u64 > expected.bytes => {
                    Err(FailureKind::ResponseTooLarge(expected.bytes).into())
                }
                body => body,
            }
        } else {
            body(&mut response, timeout, MAX_ERROR_BODY)
        };
        Outcome::of(&head, body, expected.passages, &self.secrets)
    }

    /// Returns the secrets in this client's requests.
    pub(super) fn secrets(&self) -> &Secrets {
        &self.secrets
    }
}

/// Reads at most `most` bytes of a body.
fn body(response: &mut Response, timeout: Duration, most: u64) -> Result<Vec<u8>, Failure> {
    let mut body = Vec::new();
    match response.take(most).read_to_end(&mut body) {
        Ok(_) => Ok(body),
        Err(error) => Err(broken(&error, timeout)),
    }
}

fn broken(error: &io::Error, timeout: Duration) -> Failure {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<reqwest::Error>());
    match inner {
        Some(inner) if inner.is_timeout() => FailureKind::Timeout(timeout).into(),
        Some(inner) => Failure::with_message(FailureKind::CutOff, root(inner)),
        None => Failure::with_message(FailureKind::CutOff, root(error)),
    }
}

/// Classifies a request that got no response. The timeout comes before the rest, because a stalled body is a
/// timeout and a decoding error at once.
fn classify_error(error: &reqwest::Error, timeout: Duration, has_identity: bool) -> Failure {
    if let Some(tls) = find::<rustls::Error>(error) {
        let kind = FailureKind::Tls(TlsFault::of(tls, has_identity));
        let message = match tls {
            rustls::Error::InvalidCertificate(CertificateError::Other(OtherError(inner))) => {
                format!("invalid peer certificate: {inner}")
            }
            tls => tls.to_string(),
        };
        return Failure::with_message(kind, error_message::shown(&message));
    }
    if root(error).contains("proxy authorization required") {
        return FailureKind::ProxyAuthentication.into();
    }
    match error {
        error if error.is_timeout() && error.is_connect() => {
            Failure::with_message(FailureKind::Unreachable, "no connection in time".into())
        }
        error if error.is_timeout() => FailureKind::Timeout(timeout).into(),
        error if error.is_connect() => Failure::with_message(FailureKind::Unreachable, root(error)),
        error if error.is_builder() => FailureKind::Setup(root(error)).into(),
        error => Failure::with_message(FailureKind::CutOff, root(error)),
    }
}

/// A client that keeps one connection.
fn client(settings: &HttpSettings, tls: Option<&ClientConfig>) -> Result<Client, Failure> {
    let mut builder = Client::builder()
        .user_agent(concat!("nimrank/", env!("CARGO_PKG_VERSION")))
        .redirect(redirect::Policy::none())
        // Retries are counted and paced in one place, those of HTTP/2 too.
        .retry(reqwest::retry::never())
        .no_proxy()
        .connect_timeout(settings.connect_timeout)
        .timeout(settings.timeout);
    if let Some(proxy) = &settings.proxy {
        let proxy = Proxy::all(&proxy.url).map_err(|error| FailureKind::Setup(root(&error)))?;
        builder = builder.proxy(proxy);
    }
    builder = match tls {
        Some(tls) => builder.tls_backend_preconfigured(tls.clone()),
        None if is_tls_proxy(settings) => builder,
        None => builder.tls_certs_only([]),
    };
    builder.build().map_err(|error| FailureKind::Setup(root(&error)).into())
}

/// Returns true if the connection to the proxy itself uses TLS.
fn is_tls_proxy(settings: &HttpSettings) -> bool {
    let proxy = settings.proxy.as_ref();
    proxy.is_some_and(|proxy| proxy.url.starts_with("https:"))
}

fn headers(settings: &HttpSettings) -> Result<HeaderMap, Failure> {
    let json = HeaderValue::from_static("application/json");
    let mut headers = HeaderMap::new();
    let mut replaced = HashSet::new();
    headers.insert(header::CONTENT_TYPE, json.clone());
    headers.insert(header::ACCEPT, json);
    // Without it a server may choose any coding (RFC 9110, 12.5.3).
    let identity = HeaderValue::from_static("identity");
    headers.insert(header::ACCEPT_ENCODING, identity);
    let auth = settings.auth;
    let sent = |key: &Secret| Secret::of_header(&format!("{}{}", auth.before, key.reveal()));
    let key = settings.key.as_ref().map(sent);
    let key = key.map(|key| (auth.header.to_owned(), key));
    for (name, value) in key.iter().chain(&settings.headers) {
        let name = HeaderName::from_bytes(name.as_bytes());
        let value = HeaderValue::from_str(value.reveal());
        let (Ok(name), Ok(mut value)) = (name, value) else {
            return Err(FailureKind::Setup("a header cannot be sent".into()).into());
        };
        value.set_sensitive(true);
        // The first of a name replaces the program's own; more of it are sent in addition.
        if replaced.insert(name.clone()) {
            headers.insert(name, value);
        } else {
            headers.append(name, value);
        }
    }
    Ok(headers)
}

/// Returns the deepest cause of an error, fit to print.
fn root(error: &(dyn Error + 'static)) -> String {
    error_message::shown(&os_error::root_words(error))
}

/// Finds an error of one type among the causes, inside I/O errors too.
fn find<'a, T: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a T> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref::<T>() {
            return Some(found);
        }
        let inner = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        next = match inner {
            Some(inner) => Some(inner),
            None => error.source(),
        };
    }
    None
}

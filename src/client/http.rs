//! Sends one request and reads a bounded response. Only the files of this module use reqwest.
//!
//! The body is read before anything is decided, so that the message of a failure is never lost.

mod settings;
mod transport_error;

use std::io::Read;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use reqwest::Url;
use reqwest::blocking::{Client, Response};
use reqwest::header::HeaderMap;
use rustls::ClientConfig;

use super::error_message;
use super::failure::{Failure, FailureKind};
use super::redact::Secrets;
use super::response::{CallResult, ResponseHead};
use super::secret::{Secret, is_harmless_header, is_secret_header};
use super::tls;
pub use settings::{HttpSettings, ProxySettings, check_header};
use settings::{client, headers};
use transport_error::{classify_body_error, classify_error};

/// The number of bytes of a failure's body that are read. A validator can echo a whole request before its message.
const MAX_ERROR_BODY: u64 = 1 << 20;

/// The bytes from which the value of any header counts as a secret.
const LONG_VALUE: usize = 16;

/// A request ready to be sent or printed.
#[derive(Debug)]
pub struct PreparedRequest {
    pub url: Url,
    /// JSON.
    pub body: Vec<u8>,
}

/// The bounds of a response.
#[derive(Clone, Copy)]
pub(super) struct ResponseBounds {
    /// The number of passages sent.
    pub(super) passages: usize,
    /// The largest body of a success, in bytes.
    pub(super) bytes: u64,
}

/// Clients that make one request at a time and keep one connection each. A shared client would open more connections
/// than there are requests: it opens one whenever none is idle, and uses the first that becomes free.
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
    fn with_client(&self, send: impl FnOnce(&Client) -> CallResult) -> CallResult {
        let client = match self.take_client() {
            Ok(client) => client,
            Err(failure) => return failure.into(),
        };
        let call = send(&client);
        self.clients().idle.push(client);
        self.is_idle.notify_one();
        call
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
    pub(super) fn post(&self, request: PreparedRequest, expected: ResponseBounds) -> CallResult {
        self.with_client(|client| {
            let builder = client.post(request.url).body(request.body);
            let builder = builder.headers(self.headers.clone());
            let timeout = self.settings.timeout;
            self.finish(builder.timeout(timeout).send(), timeout, expected)
        })
    }

    /// Requests a JSON document.
    pub(super) fn get(&self, url: Url, timeout: Duration, expected: ResponseBounds) -> CallResult {
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
    ) -> CallResult {
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
    ) -> CallResult {
        let headers = response.headers().iter();
        let head = ResponseHead {
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
        CallResult::of(&head, body, expected.passages, &self.secrets)
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
        Err(error) => Err(classify_body_error(&error, timeout)),
    }
}

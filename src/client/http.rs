//! Sends one request and reads a bounded response. Only the files of this module use reqwest.
//!
//! The body is read before anything is decided, so that the message of a failure is never lost.

mod connection;
mod settings;
mod transport_error;

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use parking_lot::{Condvar, Mutex};
use reqwest::header::HeaderMap;
use reqwest::{Method, Request, Response, Url};
use rustls::ClientConfig;

use super::error_message;
use super::failure::{Failure, FailureKind};
use super::redact::Secrets;
use super::response::{CallResult, ResponseHead};
use super::secret::{Secret, is_harmless_header, is_secret_header};
use super::tls;
use connection::Connection;
pub use settings::{HttpSettings, ProxySettings, check_header};
use settings::{connect, headers};
use transport_error::{classify_body_error, classify_error};

/// The number of bytes of a failure's body that are read. A validator can echo a whole request before its message.
const MAX_ERROR_BODY: usize = 1 << 20;

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
    pub(super) bytes: usize,
}

/// Connections, one for each request in flight. A client with several would open more than there are requests: it opens
/// one whenever none is idle, and uses the first that becomes free.
struct Connections {
    /// Those without a request in flight.
    idle: Vec<Connection>,
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
    connections: Mutex<Connections>,
    /// Notified when a connection becomes idle.
    is_idle: Condvar,
    headers: HeaderMap,
    secrets: Secrets,
}

impl Http {
    /// Sets up the first connection. A plain `http://` endpoint loads no certificates.
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
        let first = connect(settings, tls.as_ref())?;
        Ok(Self {
            settings: settings.clone(),
            connections: Mutex::new(Connections { idle: vec![first], count: 1 }),
            is_idle: Condvar::new(),
            tls,
            has_responded: AtomicBool::new(false),
            headers: headers(settings)?,
            secrets: Secrets::new(secrets),
        })
    }

    /// Sends a request over a connection that has no other in flight, and reads the response.
    fn call(
        &self,
        mut request: Request,
        timeout: Duration,
        expected: ResponseBounds,
    ) -> CallResult {
        let connection = match self.take_connection() {
            Ok(connection) => connection,
            Err(failure) => return failure.into(),
        };
        request.headers_mut().clone_from(&self.headers);
        *request.timeout_mut() = Some(timeout);
        let call = match connection.send(request) {
            Ok(response) => {
                self.has_responded.store(true, Ordering::Relaxed);
                let (head, body) = receive(&connection, response, timeout, expected.bytes);
                CallResult::of(&head, body, expected.passages, &self.secrets)
            }
            Err(error) => self.no_response(&error, timeout).into(),
        };
        self.connections.lock().idle.push(connection);
        self.is_idle.notify_one();
        call
    }

    /// Returns an idle connection, or a new one. Where the system allows no more, waits for an idle one: fewer
    /// concurrent requests do the work.
    fn take_connection(&self) -> Result<Connection, Failure> {
        if let Some(connection) = self.connections.lock().idle.pop() {
            return Ok(connection);
        }
        let failure = match connect(&self.settings, self.tls.as_ref()) {
            Ok(connection) => {
                self.connections.lock().count += 1;
                return Ok(connection);
            }
            Err(failure) => failure,
        };
        let mut connections = self.connections.lock();
        loop {
            match connections.idle.pop() {
                Some(connection) => return Ok(connection),
                None if connections.count == 0 => return Err(failure),
                None => self.is_idle.wait(&mut connections),
            }
        }
    }

    /// Sends a request with a JSON body.
    pub(super) fn post(&self, request: PreparedRequest, expected: ResponseBounds) -> CallResult {
        let mut post = Request::new(Method::POST, request.url);
        *post.body_mut() = Some(request.body.into());
        self.call(post, self.settings.timeout, expected)
    }

    /// Requests a JSON document.
    pub(super) fn get(&self, url: Url, timeout: Duration, expected: ResponseBounds) -> CallResult {
        self.call(Request::new(Method::GET, url), timeout, expected)
    }

    pub(super) fn timeout(&self) -> Duration {
        self.settings.timeout
    }

    /// Classifies a request that got no response.
    fn no_response(&self, error: &reqwest::Error, timeout: Duration) -> Failure {
        let mut failure = classify_error(error, timeout, self.settings.tls.has_identity());
        let is_first = !self.has_responded.load(Ordering::Relaxed);
        if failure.kind == FailureKind::CutOff && self.tls.is_none() && is_first {
            failure.kind = FailureKind::HungUp;
        }
        failure
    }

    /// Returns the secrets in this client's requests.
    pub(super) fn secrets(&self) -> &Secrets {
        &self.secrets
    }
}

/// Reads a response: at most `most` bytes of the body of a success.
fn receive(
    connection: &Connection,
    response: Response,
    timeout: Duration,
    most: usize,
) -> (ResponseHead, Result<Vec<u8>, Failure>) {
    let headers = response.headers().iter();
    let head = ResponseHead {
        status: response.status().as_u16(),
        url: response.url().clone(),
        headers: headers
            .map(|(name, value)| (name.as_str().to_owned(), value.as_bytes().to_vec()))
            .collect(),
    };
    let limit = if head.is_success() { most + 1 } else { MAX_ERROR_BODY };
    let body = connection.body(response, limit);
    let body = body.map_err(|error| classify_body_error(&error, timeout)).and_then(|body| {
        if head.is_success() && body.len() > most {
            Err(FailureKind::ResponseTooLarge(most as u64).into())
        } else {
            Ok(body)
        }
    });
    (head, body)
}

//! Classifies requests that got no response, or only a part of one.

use std::error::Error;
use std::io;
use std::time::Duration;

use rustls::{CertificateError, OtherError};

use crate::client::error_message;
use crate::client::failure::{Failure, FailureKind};
use crate::client::tls::TlsFault;
use crate::os_error;

/// Classifies a body that ended early.
pub(super) fn classify_body_error(error: &reqwest::Error, timeout: Duration) -> Failure {
    if error.is_timeout() {
        return FailureKind::Timeout(timeout).into();
    }
    Failure::with_message(FailureKind::CutOff, root(error))
}

/// Classifies a request that got no response. The timeout comes before the rest, because a stalled body is a
/// timeout and a decoding error at once.
pub(super) fn classify_error(
    error: &reqwest::Error,
    timeout: Duration,
    has_identity: bool,
) -> Failure {
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

/// Returns the deepest cause of an error, fit to print.
pub(super) fn root(error: &(dyn Error + 'static)) -> String {
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

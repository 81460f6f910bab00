//! The checks of `doctor` before the first ranking request: connection, TLS and health.

use anyhow::Result;

use super::checklist::{Checklist, Step};
use super::tcp;
use crate::client::{ClientError, Failure, FailureKind, Remote, RemoteSettings, TlsFault};
use crate::os_error;
use crate::plan::DoctorTarget;

/// Checks connection, TLS and health. Returns false if requests are pointless.
pub(super) fn check(target: &DoctorTarget, checklist: &mut Checklist) -> Result<bool> {
    let settings = &target.unkeyed;
    if target.proxy.is_none() {
        match tcp::connect(&settings.url, settings.http.connect_timeout) {
            Ok((address, time)) => {
                checklist.timed(Step::Connection, &address.to_string(), time)?;
            }
            Err(error) => {
                checklist.failed_call(Step::Connection, cannot_connect(settings, &error))?;
                return Ok(false);
            }
        }
    }
    let health = Remote::new(settings.clone()).get(&target.health);
    if let Some(variable) = target.proxy {
        if let Err(error) = &health
            && *error.kind() == FailureKind::Unreachable
        {
            checklist.failed_call(Step::Connection, error.clone())?;
            return Ok(false);
        }
        let text = format!("through the proxy in {variable}, unless it excludes this host");
        checklist.ok(Step::Connection, &text)?;
    }
    if settings.url.scheme() != "https" {
        checklist.skipped(Step::Tls, "not used: plain http://")?;
    } else if let Err(error) = &health
        && is_before_http(error)
    {
        checklist.failed_call(Step::Tls, tls_failure(error, target))?;
        return Ok(false);
    } else {
        checklist.ok(Step::Tls, "the certificate is trusted")?;
    }
    check_health(target, health, checklist)
}

fn cannot_connect(settings: &RemoteSettings, error: &std::io::Error) -> ClientError {
    let message = match error.kind() {
        std::io::ErrorKind::TimedOut => "no connection in time".into(),
        _ => os_error::words(error),
    };
    let origin = settings.url.origin().ascii_serialization();
    ClientError::new(&origin, Failure::with_message(FailureKind::Unreachable, message))
}

/// Returns true for a failure before the first byte of HTTP.
fn is_before_http(error: &ClientError) -> bool {
    matches!(
        error.kind(),
        FailureKind::Tls(_)
            | FailureKind::Unreachable
            | FailureKind::Setup(_)
            | FailureKind::NoCertificates
    )
}

/// Reports a connection that fails right after a plain TCP connection succeeded as a failure of TLS.
fn tls_failure(error: &ClientError, target: &DoctorTarget) -> ClientError {
    let mut error = error.clone();
    if target.proxy.is_none() && *error.kind() == FailureKind::Unreachable {
        error.failure.kind = FailureKind::Tls(TlsFault::NotTls);
    }
    error
}

/// Checks the health path. Only a status that asks to wait ends the diagnosis: with any other one the service
/// may score all the same.
fn check_health(
    target: &DoctorTarget,
    health: Result<Vec<u8>, ClientError>,
    checklist: &mut Checklist,
) -> Result<bool> {
    let path = target.health.path();
    match health {
        _ if target.is_hosted => {
            checklist.skipped(Step::Health, "a hosted service has no health path")?;
        }
        // LM Studio answers every path with 200.
        Ok(body) if is_error_object(&body) => {
            checklist.skipped(Step::Health, &format!("not reported ({path}: an error)"))?;
        }
        Ok(_) => checklist.ok(Step::Health, &format!("ready ({path})"))?,
        Err(error) => match error.failure.status {
            Some(status) if !matches!(status, 429 | 503) => {
                checklist.skipped(Step::Health, &format!("not reported ({path}: {status})"))?;
            }
            _ => {
                checklist.failed_call(Step::Health, error)?;
                return Ok(false);
            }
        },
    }
    Ok(true)
}

fn is_error_object(body: &[u8]) -> bool {
    let value: serde_json::Value = serde_json::from_slice(body).unwrap_or_default();
    value.get("error").is_some_and(|error| !error.is_null())
}

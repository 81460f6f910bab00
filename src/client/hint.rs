//! Hints: what to try after each kind of failure.

use std::time::Duration;

use super::error::ClientError;
use super::failure::FailureKind;

/// The end of a hint for a service that may speak another API.
pub const SEE_DOCTOR: &str = ", or run `nimrank doctor` with the same options";

impl ClientError {
    /// Returns the one thing to try.
    pub fn hint(&self) -> Option<String> {
        let kind = self.kind();
        if let Some(wait) = self.retry_after
            && !wait.is_zero()
            && kind.is_transient()
        {
            let wait = duration(wait);
            return Some(format!("the service asked to retry after {wait}"));
        }
        if let Some(hint) = self.proxy_hint() {
            return Some(hint);
        }
        self.hint_of_kind()
    }

    fn hint_of_kind(&self) -> Option<String> {
        let is_too_long = matches!(
            self.kind(),
            FailureKind::RequestTooLarge
                | FailureKind::TooManyPassages
                | FailureKind::TooManyTokens
                | FailureKind::PassageTooLong
        );
        Some(match self.kind() {
            FailureKind::Unreachable => self.unreachable_hint(),
            FailureKind::NotARanking(_, Some(api)) => format!("use `--api {}`", api.name),
            FailureKind::NotARanking(_, None) => {
                format!("is this the URL of a reranker? see `--base-url` and `--api`{SEE_DOCTOR}")
            }
            FailureKind::Redirect(location) => self.redirect_hint(location.as_ref()?),
            FailureKind::KeyRejected => self.key_hint(),
            FailureKind::NotFound => {
                format!("check `--base-url`, `--model` and `--api`{SEE_DOCTOR}")
            }
            FailureKind::Retired => self.successor_hint(),
            _ if is_too_long && self.passage.is_some() && !self.can_truncate => {
                "shorten the document, or leave it out".into()
            }
            FailureKind::PassageTooLong if self.can_truncate => {
                "truncate long documents with `--truncate end`".into()
            }
            FailureKind::RefusedField(field, true) => {
                format!("leave `{field}` out with `--truncate none`")
            }
            FailureKind::RefusedField(field, false) => {
                format!("leave it out with `--extra '{{\"{field}\":null}}'`, or see `--api`")
            }
            FailureKind::ServerError if matches!(self.failure.status, Some(504 | 524)) => {
                "a gateway gave up waiting; send fewer documents per request with `--batch-size`"
                    .into()
            }
            kind => kind.words().1.into(),
        })
        .filter(|hint| !hint.is_empty())
    }

    fn redirect_hint(&self, location: &str) -> String {
        let leaf = |url: &str| {
            let last = url.trim_end_matches('/').rsplit('/').next();
            last.map(str::to_owned)
        };
        let url = location.split('?').next().unwrap_or_default();
        // The service chooses it, and the hint may be pasted into a shell.
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b":/._-~%+".contains(&byte);
        // A page to sign in is not a ranking.
        if url.bytes().all(is_plain) && leaf(url) == leaf(&self.endpoint) {
            format!("if you trust it: `--base-url {url}`")
        } else {
            "is a sign-in needed, or another `--base-url`?".into()
        }
    }

    /// Returns the hint for a failure over plain HTTP that is probably the proxy's.
    fn proxy_hint(&self) -> Option<String> {
        let variable = self.proxy_variable?;
        let (_, rest) = self.endpoint.split_once("http://")?;
        let is_from_proxy = match self.kind() {
            FailureKind::HungUp | FailureKind::CutOff | FailureKind::NotARanking(_, None) => true,
            FailureKind::AccessDenied | FailureKind::ServerError => {
                matches!(self.failure.status, Some(403 | 502..=504))
            }
            _ => false,
        };
        let host = rest.split(['/', '?']).next()?;
        let host = match host.rsplit_once(':') {
            Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
            _ => host,
        };
        is_from_proxy.then(|| {
            format!("{variable} names a proxy on the way; to go without it, set NO_PROXY={host}")
        })
    }

    fn unreachable_hint(&self) -> String {
        match self.proxy_variable {
            Some(name) => format!("is it running? {name} names a proxy; is that running?"),
            None => "is it running, and is this its address?".into(),
        }
    }

    fn key_hint(&self) -> String {
        match &self.key_origin {
            Some(origin) => {
                format!("the key came from {origin}; is it complete, valid and for this service?")
            }
            None => "no key was sent; set NIMRANK_API_KEY, or use `--api-key-file`".into(),
        }
    }

    fn successor_hint(&self) -> String {
        match self.successor {
            Some(model) => format!("use its successor: `--model {model}`"),
            None => "choose another model with `--model`".into(),
        }
    }
}

/// Formats a duration for reading, rounded up to seconds.
fn duration(time: Duration) -> String {
    let seconds = time.as_secs().saturating_add(u64::from(time.subsec_nanos() > 0));
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    match (hours, minutes, seconds % 60) {
        (0, 0, seconds) => format!("{seconds} s"),
        (0, minutes, 0) => format!("{minutes} min"),
        (0, minutes, seconds) => format!("{minutes} min {seconds} s"),
        (hours, 0, _) => format!("{hours} h"),
        (hours, minutes, _) => format!("{hours} h {minutes} min"),
    }
}

//! Settings of HTTP clients, and connections and headers made of them.

use std::collections::HashSet;
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD as STANDARD;
use percent_encoding::percent_decode_str;
use reqwest::header::{self, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Client, Proxy, Url, redirect};
use rustls::ClientConfig;

use super::connection::{Connection, Resolver};
use super::transport_error::root;
use crate::api::Auth;
use crate::client::failure::{Failure, FailureKind};
use crate::client::secret::Secret;
use crate::client::tls::TlsSettings;

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
    pub(in crate::client) fn secrets(&self) -> Vec<Secret> {
        let url = Url::parse(&self.url).ok();
        let Some(url) = url.filter(|url| !url.username().is_empty() || url.password().is_some())
        else {
            return Vec::new();
        };
        let decode = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        let (typed_name, typed_password) = (url.username(), url.password().unwrap_or_default());
        let (name, password) = (decode(typed_name), decode(typed_password));
        let sent = STANDARD.encode(format!("{name}:{password}"));
        [typed_name, typed_password, &name, &password, &sent]
            .into_iter()
            .filter(|secret| !secret.is_empty())
            .map(Secret::of_header)
            .collect()
    }
}

/// Returns true if a header can be sent as it is.
pub fn check_header(name: &str, value: &str) -> bool {
    HeaderName::from_bytes(name.as_bytes()).is_ok() && HeaderValue::from_str(value).is_ok()
}

/// Prepares a connection, which opens with its first request.
pub(super) fn connect(
    settings: &HttpSettings,
    tls: Option<&ClientConfig>,
) -> Result<Connection, Failure> {
    let mut builder = Client::builder()
        .user_agent(concat!("nimrank/", env!("CARGO_PKG_VERSION")))
        .redirect(redirect::Policy::none())
        // Retries are counted and paced in one place, those of HTTP/2 too.
        .retry(reqwest::retry::never())
        .no_proxy()
        .dns_resolver(Resolver)
        .connect_timeout(settings.connect_timeout);
    if let Some(proxy) = &settings.proxy {
        let proxy = Proxy::all(&proxy.url).map_err(|error| FailureKind::Setup(root(&error)))?;
        builder = builder.proxy(proxy);
    }
    builder = match tls {
        Some(tls) => builder.tls_backend_preconfigured(tls.clone()),
        None if is_tls_proxy(settings) => builder,
        None => builder.tls_certs_only([]),
    };
    let client = builder.build().map_err(|error| FailureKind::Setup(root(&error)))?;
    Ok(Connection::new(client).map_err(|error| FailureKind::Setup(root(&error)))?)
}

/// Returns true if the connection to the proxy itself uses TLS.
fn is_tls_proxy(settings: &HttpSettings) -> bool {
    let proxy = settings.proxy.as_ref();
    proxy.is_some_and(|proxy| proxy.url.starts_with("https:"))
}

/// Returns the headers of every request.
pub(super) fn headers(settings: &HttpSettings) -> Result<HeaderMap, Failure> {
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

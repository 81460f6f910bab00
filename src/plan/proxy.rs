//! Resolves the proxy of an endpoint from the environment, as curl and reqwest do.

use hyper_util::client::proxy::matcher::Matcher;
use url::Url;

use super::variable;
use crate::client::ProxySettings;
use crate::diagnostic::Diagnostic;

/// The kinds of proxy.
const SCHEMES: [&str; 6] = ["http", "https", "socks4", "socks4a", "socks5", "socks5h"];

/// Returns the proxy of an endpoint; `None` if there is none, or `NO_PROXY` excludes the host.
pub(super) fn resolve(endpoint: &Url) -> Result<Option<ProxySettings>, Diagnostic> {
    let Some((name, value)) = named(endpoint.scheme() == "https") else {
        return Ok(None);
    };
    if !applies(endpoint) {
        return Ok(None);
    }
    let value = value.trim();
    let (scheme, rest) = value.split_once("://").unwrap_or(("http", value));
    let scheme = scheme.to_ascii_lowercase();
    // The value can hold a password, which no message may repeat.
    let fault = |problem: &str| {
        Diagnostic::new(problem).at(name).hint("write it as http://HOST:PORT or socks5://HOST:PORT")
    };
    if !SCHEMES.contains(&scheme.as_str()) {
        return Err(fault("this kind of proxy is not supported"));
    }
    let url = format!("{scheme}://{rest}");
    match Url::parse(&url) {
        Ok(parsed) if parsed.has_host() => Ok(Some(ProxySettings { variable: name, url })),
        _ => Err(fault("not the URL of a proxy")),
    }
}

/// Returns the variable that names the proxy of a scheme, and its value.
fn named(is_secure: bool) -> Option<(&'static str, String)> {
    let names = if is_secure {
        ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"]
    } else {
        ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"]
    };
    // A CGI server sets HTTP_PROXY to a header of the request.
    let is_cgi = variable("REQUEST_METHOD").is_some();
    names
        .into_iter()
        .filter(|name| !(is_cgi && *name == "HTTP_PROXY"))
        .find_map(|name| Some((name, variable(name)?)))
}

/// Returns true unless `NO_PROXY` excludes the host of a URL.
fn applies(endpoint: &Url) -> bool {
    let excluded = variable("NO_PROXY").or_else(|| variable("no_proxy"));
    if excluded.as_deref().map(str::trim) == Some("*") {
        return false;
    }
    let matcher = Matcher::builder().all("http://proxy").no(excluded.unwrap_or_default()).build();
    endpoint.as_str().parse().is_ok_and(|uri| matcher.intercept(&uri).is_some())
}

//! Finds and parses the base URL: the one that was named, or the default of an API. Pure.

use std::net::{Ipv4Addr, Ipv6Addr};

use url::Url;

use super::redact::Masked;
use crate::api::{self, Api};
use crate::diagnostic::Diagnostic;
use crate::shell;

/// The option that names the base URL, and its variable.
const OPTION: &str = "--base-url";
const VARIABLE: &str = "NIMRANK_BASE_URL";
/// The hint where it is not clear what was meant.
const EXAMPLE: &str = "write it as in `--base-url http://localhost:8000`";

pub(super) type VariableLookup<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Returns the base URL, and the API if it is known without looking at the URL.
pub(super) fn find(
    base: Option<&str>,
    model: Option<&str>,
    api: Option<&'static Api>,
    variable: VariableLookup<'_>,
) -> Result<(Url, Option<&'static Api>), Diagnostic> {
    if let Some(base) = base {
        let from_variable = variable(VARIABLE).is_some_and(|value| value == base);
        let origin = if from_variable { VARIABLE } else { OPTION };
        return Ok((parse(base, origin)?, api));
    }
    let api = api.or(model.and_then(api::of_model));
    let (base, origin) = default_base(api.unwrap_or(api::default_api()), variable)?;
    Ok((parse(&base, origin)?, api))
}

/// Returns the base URL of an API and the variable that names it: one of the vendor's tools, or that of the
/// region.
fn default_base(
    api: &Api,
    variable: VariableLookup<'_>,
) -> Result<(String, &'static str), Diagnostic> {
    let no_base = Diagnostic::new(format!("the {} api has no default URL", api.name))
        .hint("name its URL with `--base-url`");
    let Some(home) = api.home else {
        return Err(no_base);
    };
    if let Some((name, base)) = find_variable(home.bases, variable) {
        return Ok((base, name));
    }
    let base = home.base.ok_or(no_base)?;
    let Some(first) = home.regions.first() else {
        return Ok((base.into(), ""));
    };
    let hint = |name: &str| format!("set {name}, or name the URL with `--base-url`");
    let (name, region) = find_variable(home.regions, variable)
        .ok_or_else(|| Diagnostic::new("no region is named").hint(hint(first)))?;
    let is_region = region.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if !is_region {
        return Err(Diagnostic::new("not the name of a region").at(name).hint(hint(name)));
    }
    Ok((base.replace("{region}", &region), name))
}

/// Returns the first of the variables that is set, and its value.
fn find_variable(
    names: &[&'static str],
    variable: VariableLookup<'_>,
) -> Option<(&'static str, String)> {
    names.iter().find_map(|name| Some((*name, variable(name)?)))
}

/// Parses a base URL as typed. No message repeats what may be a password.
fn parse(text: &str, origin: &str) -> Result<Url, Diagnostic> {
    let text = text.trim();
    check_characters(text).map_err(|fault| fault.at(origin))?;
    if text.is_empty() {
        return Err(Diagnostic::new("the base URL is empty").hint(EXAMPLE));
    }
    if !text.contains("://") {
        return Err(if text.contains('@') { user_info() } else { no_scheme(text) });
    }
    let invalid = |error: &str| Diagnostic::new(format!("invalid base URL: {error}"));
    let mut url = Url::parse(text).map_err(|error| invalid(&error.to_string()).hint(EXAMPLE))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(user_info());
    }
    if !matches!(url.scheme(), "http" | "https") {
        return Err(Diagnostic::new(format!(
            "the base URL begins with {}://, not http(s)://",
            url.scheme()
        ))
        .hint(EXAMPLE));
    }
    let host = url.host_str().unwrap_or_default();
    if matches!(host, "http" | "https") {
        let inner = text.split_once("://").map_or("", |(_, inner)| inner);
        let word = Masked::url(&with_scheme(inner));
        let hint = format!("write `--base-url {}`{}", shell::word(&word.text), word.remark());
        return Err(invalid("it has two schemes").hint(hint));
    }
    // The parser takes `http:///v1` for a host `v1`.
    if text.contains(":///") || !host.contains(|c: char| c.is_alphanumeric() || c == ':') {
        return Err(invalid("empty host").hint(EXAMPLE));
    }
    url.set_fragment(None);
    collapse_slashes(&mut url);
    Ok(url)
}

/// Removes the empty segments that a base with a final slash and a path give together.
fn collapse_slashes(url: &mut Url) {
    let mut path = url.path().to_owned();
    while path.contains("//") {
        path = path.replace("//", "/");
    }
    url.set_path(&path);
}

/// Rejects what was pasted along with a URL, or in its place.
fn check_characters(text: &str) -> Result<(), Diagnostic> {
    let (start, _) = text.split_once('?').unwrap_or((text, ""));
    let is_assignment = start.split_once('=').is_some_and(|(name, _)| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    });
    let host = start.split_once("://").map_or("", |(_, rest)| rest).split('/').next();
    let is_quoted = start.contains(['"', '\'', '`', '“', '”', '‘', '’', '«', '»'])
        || text.ends_with(['"', '\'', '”', '’'])
        || text.starts_with('<') && text.ends_with('>');
    let (problem, hint) = if is_quoted {
        ("the base URL has quotes", "give the bare URL, without quotes")
    } else if host.is_some_and(|host| host.contains(['<', '>', '{', '}', '*'])) {
        ("the base URL has a placeholder", "put the name or the address of the host in its place")
    } else if text.ends_with([',', ';']) {
        ("the base URL ends in a comma or a semicolon", "give the bare URL")
    } else if is_assignment {
        ("the base URL has the form NAME=value", "give the value alone")
    } else if start.contains('$') {
        ("the base URL has a `$`", "give the value of the variable, not its name")
    } else if text.contains(char::is_whitespace) {
        ("the base URL has white space inside", "give one URL")
    } else {
        return Ok(());
    };
    Err(Diagnostic::new(problem).hint(hint))
}

fn user_info() -> Diagnostic {
    Diagnostic::new("the base URL holds a user name or a password")
        .hint("send it as a header: -H 'Authorization: Basic …'")
}

/// Reports a URL without a scheme, with the spelling that was probably meant.
fn no_scheme(text: &str) -> Diagnostic {
    let problem = Diagnostic::new("the base URL has no http:// or https:// in front");
    let meant = Masked::url(&with_scheme(text));
    if text.starts_with('/') && !text.starts_with("//") || !text.contains(char::is_alphanumeric) {
        return problem.hint(EXAMPLE);
    }
    // The brackets of an IPv6 address match no file, so they need no quotes.
    let is_plain_ipv6 = text.parse::<Ipv6Addr>().is_ok();
    let word = match shell::word(&meant.text) {
        _ if is_plain_ipv6 => meant.text.as_str().into(),
        word => word,
    };
    problem.hint(format!("write `--base-url {word}`{}", meant.remark()))
}

/// Returns the spelling that was probably meant: a name with a dot is a public host, anything else is local.
fn with_scheme(text: &str) -> String {
    for scheme in ["http", "https"] {
        if let Some(rest) = text.strip_prefix(scheme)
            && let Some(rest) = rest.strip_prefix([':', ';', '/', '\\'])
        {
            return format!("{scheme}://{}", rest.trim_start_matches([':', '/', '\\']));
        }
    }
    let text = text.trim_start_matches('/');
    if let Some(port) = text.strip_prefix(':')
        && port.starts_with(|c: char| c.is_ascii_digit())
    {
        return format!("http://localhost:{port}");
    }
    if text.parse::<Ipv6Addr>().is_ok() {
        return format!("http://[{text}]");
    }
    let host = text.split(['/', ':']).next().unwrap_or_default();
    let is_public = host.contains('.') && host.parse::<Ipv4Addr>().is_err() && !text.contains(':');
    format!("{}://{text}", if is_public { "https" } else { "http" })
}

/// Returns the host of a URL, as the table of APIs spells it.
pub(super) fn host(url: &Url) -> String {
    url.host_str().unwrap_or_default().trim_end_matches('.').into()
}

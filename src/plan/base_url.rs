//! The base URL: the one that was named, or the one that is asked when none is. Pure.

use url::Url;

use super::redact::Masked;
use crate::api::{self, Api};
use crate::diagnostic::Diagnostic;

/// Options that select an endpoint.
pub(super) struct EndpointOptions<'a> {
    pub(super) base: Option<&'a str>,
    pub(super) model: Option<&'a str>,
    pub(super) api: Option<&'static Api>,
}

/// Returns a variable of the environment.
pub(super) type GetVariable<'a> = &'a dyn Fn(&str) -> Option<String>;

/// The base, and the API that is spoken there if that is settled without looking at it.
pub(super) fn of(
    options: &EndpointOptions<'_>,
    variable: GetVariable<'_>,
) -> Result<(Url, Option<&'static Api>), Diagnostic> {
    if let Some(base) = options.base {
        return Ok((parse(base)?, options.api));
    }
    let told = options.api.or(options.model.and_then(api::of_model));
    let base = usual(told.unwrap_or(api::usual()), variable)?;
    Ok((parse(&base)?, told))
}

/// Where an API is asked when no base is named: at what a variable of its vendor's tools names, or at its
/// vendor's.
fn usual(api: &Api, variable: GetVariable<'_>) -> Result<String, Diagnostic> {
    let no_base = Diagnostic::new(format!("the {} api has no default URL", api.name))
        .hint("name its URL with `--base-url`");
    let Some(home) = api.home else {
        return Err(no_base);
    };
    if let Some(base) = home.bases.iter().find_map(|name| variable(name)) {
        return Ok(base);
    }
    let base = home.base.ok_or(no_base)?;
    let Some(usual) = home.regions.first() else {
        return Ok(base.into());
    };
    let mut regions = home.regions.iter();
    let set = regions.find_map(|name| Some((*name, variable(name)?)));
    let hint = |name| format!("set {name}, or name the URL with `--base-url`");
    let no_region = || Diagnostic::new("no region is named").hint(hint(usual));
    let (name, region) = set.ok_or_else(no_region)?;
    let is_region = region
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if !is_region {
        return Err(Diagnostic::new("not the name of a region")
            .at(name)
            .hint(hint(&name)));
    }
    Ok(base.replace("{region}", &region))
}

fn parse(text: &str) -> Result<Url, Diagnostic> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Diagnostic::new("the base URL is empty"));
    }
    if !text.contains("://") {
        // The part before an @ can be a password, which no message may repeat.
        if text.contains('@') {
            return Err(user_info());
        }
        let meant = Masked::url(&with_scheme(text));
        return Err(
            Diagnostic::new("the base URL has no http:// or https:// in front").hint(format!(
                "write `--base-url {}`{}",
                meant.text,
                meant.remark()
            )),
        );
    }
    let mut url =
        Url::parse(text).map_err(|error| Diagnostic::new(format!("invalid base URL: {error}")))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(user_info());
    }
    if !matches!(url.scheme(), "http" | "https") {
        return Err(Diagnostic::new(format!(
            "the base URL begins with {}://, not http(s)://",
            url.scheme()
        )));
    }
    url.set_fragment(None);
    Ok(url)
}

fn user_info() -> Diagnostic {
    Diagnostic::new("the base URL holds a user name or a password")
        .hint("send it as a header: -H 'Authorization: Basic …'")
}

/// Returns the spelling that was probably meant: a name with a dot is a host on the net, anything else is near.
fn with_scheme(text: &str) -> String {
    let host = text.split(['/', ':']).next().unwrap_or_default();
    let near =
        !host.contains('.') || host.parse::<std::net::Ipv4Addr>().is_ok() || text.contains(':');
    format!("{}://{text}", if near { "http" } else { "https" })
}

/// The host of a URL, as the table of APIs spells it.
pub(super) fn host(url: &Url) -> String {
    url.host_str()
        .unwrap_or_default()
        .trim_end_matches('.')
        .into()
}

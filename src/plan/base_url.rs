//! The base URL: the one that was named, or the one that is asked when none is. Pure.

use url::Url;

use super::endpoint::{Asked, Lookup};
use super::error::PlanError;
use super::redact::Masked;
use crate::api::{self, Api};

/// The base, and the API that is spoken there if that is settled without looking at it.
pub(super) fn of(
    asked: &Asked<'_>,
    variable: Lookup<'_>,
) -> Result<(Url, Option<&'static Api>), PlanError> {
    if let Some(base) = asked.base {
        return Ok((parse(base)?, asked.api));
    }
    let told = asked.api.or(asked.model.and_then(api::of_model));
    let base = usual(told.unwrap_or(api::usual()), variable)?;
    Ok((parse(&base)?, told))
}

/// Where an API is asked when no base is named: at what a variable of its vendor's tools names, or at its
/// vendor's.
fn usual(api: &Api, variable: Lookup<'_>) -> Result<String, PlanError> {
    let no_base = PlanError::NoBase(api.name);
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
    let (name, region) = set.ok_or(PlanError::Region(usual, false))?;
    let is_region = region
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if !is_region {
        return Err(PlanError::Region(name, true));
    }
    Ok(base.replace("{region}", &region))
}

fn parse(text: &str) -> Result<Url, PlanError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(PlanError::BadUrl("it is empty".into()));
    }
    if !text.contains("://") {
        // What stands before an @ may be a password, which no message may repeat.
        if text.contains('@') {
            return Err(PlanError::UserInfo);
        }
        return Err(PlanError::NoScheme(Masked::url(&with_scheme(text))));
    }
    let mut url = Url::parse(text).map_err(|error| PlanError::BadUrl(error.to_string()))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(PlanError::UserInfo);
    }
    if !matches!(url.scheme(), "http" | "https") {
        return Err(PlanError::Scheme(url.scheme().into()));
    }
    url.set_fragment(None);
    Ok(url)
}

/// The spelling that was probably meant: a name with a dot is a host on the net, anything else is near.
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

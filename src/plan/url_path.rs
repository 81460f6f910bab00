//! Paths of rankings: appends the path of an API to a base URL in any spelling, with the model in its place.
//! Pure.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use url::Url;

use crate::client;

/// The characters of a model id that are encoded in a path segment: all but the unreserved ones of RFC 3986.
const SEGMENT: AsciiSet = NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
/// The same for an id that may span segments.
const SEGMENTS: AsciiSet = SEGMENT.remove(b'/');

/// Paths that are copied from the documentation of OpenAI-compatible servers, below their version.
const OTHER_ENDPOINTS: [&str; 6] = [
    "/chat/completions",
    "/completions",
    "/embeddings",
    "/models",
    "/health/ready",
    "/health/live",
];

/// Pages of servers that are not below a version.
const PAGES: [&str; 6] = ["/docs", "/redoc", "/openapi.json", "/metrics", "/health", "/ping"];

/// Appends a path to a base URL, which may end in the beginning of the path, or in a version of its own.
pub(super) fn extend(url: &mut Url, path: &str) {
    let base = without_endpoint(url.path().trim_end_matches('/'));
    let segments: Vec<&str> = path.split('/').skip(1).collect();
    let common = (1..segments.len())
        .rev()
        .map(|count| format!("/{}", segments[..count].join("/")))
        .find(|beginning| base.ends_with(beginning.as_str()));
    let has_version = without_version(base) != base;
    let rest = match (common, segments.last()) {
        (Some(common), _) => path[common.len()..].to_owned(),
        (None, Some(leaf)) if has_version && !path.contains('{') => format!("/{leaf}"),
        (None, _) => path.to_owned(),
    };
    url.set_path(&format!("{base}{rest}"));
}

/// Returns a path without its last segment, if that is a version such as `v1`.
pub(super) fn without_version(path: &str) -> &str {
    match path.rsplit_once("/v") {
        Some((start, number))
            if !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) =>
        {
            start
        }
        _ => path,
    }
}

/// Returns a path without another endpoint of the same server.
fn without_endpoint(path: &str) -> &str {
    if let Some(start) = PAGES.iter().find_map(|page| path.strip_suffix(page)) {
        return start;
    }
    OTHER_ENDPOINTS
        .iter()
        .filter_map(|endpoint| path.strip_suffix(endpoint))
        .find(|start| without_version(start) != *start)
        .unwrap_or(path)
}

/// Returns true if the path of a base URL is a beginning of `path`, or nothing but a version.
pub(super) fn is_beginning(base: &Url, path: &str) -> bool {
    let base = base.path().trim_end_matches('/');
    path.strip_prefix(base).is_some_and(|rest| rest.starts_with('/'))
        || without_version(base).is_empty()
}

/// Returns a URL with another last segment.
pub(super) fn sibling(url: &Url, leaf: &str) -> Url {
    let mut sibling = url.clone();
    let path = url.path().trim_end_matches('/');
    let parent = path.rsplit_once('/').map_or("", |(parent, _)| parent);
    sibling.set_path(&format!("{parent}/{leaf}"));
    sibling
}

/// Returns a path with the model in its place; `None` if it has a place and there is no model.
pub(super) fn with_model(path: &str, model: Option<&str>) -> Option<String> {
    let Some((before, place, after)) = split_at_place(path) else {
        return Some(path.into());
    };
    let model = model?;
    let encoded = match place {
        "slug" => client::hosted_path(model),
        "segment" => utf8_percent_encode(model, &SEGMENT).to_string(),
        _ => utf8_percent_encode(model, &SEGMENTS).to_string(),
    };
    Some(format!("{before}{encoded}{after}"))
}

/// Returns the model in the path of a URL, if the URL has that path.
pub(super) fn model_in<'a>(url: &'a Url, path: &str) -> Option<&'a str> {
    let (before, _, after) = split_at_place(path)?;
    let (_, rest) = url.path().trim_end_matches('/').split_once(before)?;
    rest.strip_suffix(after).filter(|model| !model.is_empty())
}

/// Splits a path at the place of the model; the name of the place is the second part.
fn split_at_place(path: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = path.split_once('{')?;
    let (place, after) = rest.split_once('}')?;
    Some((before, place, after))
}

//! Paths of rankings: the path of an API put below a base URL in whatever form, with the model in it where it
//! belongs there. Pure.

use url::Url;

use crate::client;

/// Puts a path below a base, which may end in the beginning of the path, or in a version of its own.
pub(super) fn extend(url: &mut Url, path: &str) {
    let base = url.path().trim_end_matches('/').to_owned();
    let parts: Vec<&str> = path.split('/').skip(1).collect();
    let beginnings = (1..parts.len()).rev().map(|count| parts[..count].join("/"));
    let kept = beginnings.map(|beginning| format!("/{beginning}"));
    let common = kept.into_iter().find(|kept| base.ends_with(kept));
    let versioned = ["/v1", "/v2"].iter().any(|version| base.ends_with(version));
    let rest = match (common, parts.last()) {
        (Some(common), _) => path[common.len()..].to_owned(),
        (None, Some(leaf)) if versioned && !path.contains('{') => format!("/{leaf}"),
        (None, _) => path.to_owned(),
    };
    url.set_path(&format!("{base}{rest}"));
}

/// The URL beside another one, with another last part.
pub(super) fn sibling(url: &Url, leaf: &str) -> Url {
    let mut sibling = url.clone();
    let path = url.path().trim_end_matches('/');
    let parent = path.rsplit_once('/').map_or("", |(parent, _)| parent);
    sibling.set_path(&format!("{parent}/{leaf}"));
    sibling
}

/// A path with the model in its place; none if there is a place and no model.
pub(super) fn with_model(path: &str, model: Option<&str>) -> Option<String> {
    let Some((before, place, after)) = parted(path) else {
        return Some(path.into());
    };
    let model = model?;
    let spelled = match place {
        "slug" => client::hosted_path(model),
        "segment" => encoded(model, &[]),
        _ => encoded(model, b"/"),
    };
    Some(format!("{before}{spelled}{after}"))
}

/// What stands in the place of the model in the path of a URL, if it is such a path.
pub(super) fn model_in<'a>(url: &'a Url, path: &str) -> Option<&'a str> {
    let (before, _, after) = parted(path)?;
    let given = url.path().trim_end_matches('/');
    let (_, rest) = given.split_once(before)?;
    rest.strip_suffix(after).filter(|model| !model.is_empty())
}

/// A path around the place of the model, and what the place is called.
fn parted(path: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = path.split_once('{')?;
    let (place, after) = rest.split_once('}')?;
    Some((before, place, after))
}

/// A text as a part of a path, percent-encoded but for what needs no encoding anywhere, and `kept`.
fn encoded(text: &str, kept: &[u8]) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let spelled = text.bytes().map(|byte| match byte {
        byte if plain(byte) || kept.contains(&byte) => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    });
    spelled.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_put_below_a_base_once() {
        for (base, path, expected) in [
            ("", "/v1/ranking", "/v1/ranking"),
            ("/", "/v1/ranking", "/v1/ranking"),
            ("/v1/", "/v1/ranking", "/v1/ranking"),
            ("/a/v1", "/v1/ranking", "/a/v1/ranking"),
            ("/v2", "/v1/rerank", "/v2/rerank"),
            ("/v1", "/rerank", "/v1/rerank"),
            ("/dev1", "/v1/rerank", "/dev1/v1/rerank"),
            ("/api", "/api/v1/rerank", "/api/v1/rerank"),
            ("/api/v1", "/api/v1/rerank", "/api/v1/rerank"),
            (
                "/providers/cohere/v2",
                "/providers/cohere/v2/rerank",
                "/providers/cohere/v2/rerank",
            ),
            ("/v1/inference", "/v1/inference/a/b", "/v1/inference/a/b"),
        ] {
            let mut url = Url::parse(&format!("http://h{base}?a=b")).expect("a URL");
            extend(&mut url, path);
            assert_eq!(url.path(), expected, "{base} {path}");
            assert_eq!(url.query(), Some("a=b"));
        }
    }

    #[test]
    fn a_model_has_its_place_in_a_path() {
        let path = |path, model| with_model(path, Some(model)).expect("a path");
        let arn = "arn:aws:bedrock:eu-central-1::foundation-model/cohere.rerank-v3-5:0";
        assert_eq!(
            path("/model/{segment}/invoke", arn),
            "/model/arn%3Aaws%3Abedrock%3Aeu-central-1%3A%3Afoundation-model%2Fcohere.rerank-v3-5%3A0/invoke"
        );
        assert_eq!(
            path("/v1/inference/{model}", "Qwen/a:b"),
            "/v1/inference/Qwen/a%3Ab"
        );
        assert_eq!(path("/x/{slug}/y", "nvidia/a-3.2"), "/x/nvidia/a-3_2/y");
        assert_eq!(with_model("/x/{slug}", None), None);
        assert_eq!(with_model("/x", None).as_deref(), Some("/x"));
        let url = Url::parse("http://h/p/v1/retrieval/nvidia/a/reranking/").expect("a URL");
        assert_eq!(
            model_in(&url, "/v1/retrieval/{slug}/reranking"),
            Some("nvidia/a")
        );
        assert_eq!(model_in(&url, "/v1/inference/{model}"), None);
    }
}

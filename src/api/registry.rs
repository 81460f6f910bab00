//! All supported APIs.

use super::{Api, defaults, self_hosted, vendors};

/// All APIs, the default first. Of APIs with the same response format, the first is reported when a response
/// has the format of another API.
pub static ALL: [Api; 19] = [
    defaults::NIM,
    defaults::COHERE,
    self_hosted::TEI,
    self_hosted::LITELLM,
    self_hosted::VLLM,
    self_hosted::INFINITY,
    self_hosted::LLAMACPP,
    self_hosted::SGLANG,
    vendors::JINA,
    vendors::VOYAGE,
    vendors::TOGETHER,
    vendors::AZURE,
    vendors::BEDROCK,
    vendors::OPENROUTER,
    vendors::SILICONFLOW,
    vendors::PINECONE,
    vendors::MIXEDBREAD,
    vendors::DEEPINFRA,
    vendors::NVIDIA_GATEWAY,
];

/// The requests, in this order, that identify the API of a self-hosted server: the API and the path below the
/// base URL. Most servers follow Cohere, under one of three paths.
pub static PROBES: [(&Api, &str); 7] = [
    (&ALL[1], ""),
    (&ALL[1], "/rerank"),
    (&ALL[1], "/v2"),
    (&ALL[0], ""),
    (&ALL[2], ""),
    (&ALL[1], "/reranking"),
    (&ALL[1], "/v1/reranking"),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_rows_are_taken_for_each_other() {
        let unique = |texts: Vec<&str>| texts.len() == texts.iter().collect::<BTreeSet<_>>().len();
        assert!(unique(ALL.iter().map(|api| api.name).collect()));
        assert!(unique(ALL.iter().flat_map(|api| api.leaves).copied().collect()));
        let prefixes = ALL.iter().filter_map(|api| api.prefix);
        assert!(unique(prefixes.map(|prefix| prefix.text).collect()));
        let homes = || ALL.iter().filter_map(|api| api.home);
        assert!(unique(homes().flat_map(|home| home.keys).copied().collect()));
        let hosts = homes().flat_map(|home| home.hosts);
        assert!(unique(hosts.map(|host| host.name).collect()));
    }

    #[test]
    fn every_row_is_sound() {
        let is_object = |text: &str| {
            let value: serde_json::Value = serde_json::from_str(text).expect("JSON");
            assert!(value.is_object(), "{text}");
        };
        for api in &ALL {
            is_object(api.body.asks);
            is_object(api.body.truncate_end);
            api.body.truncate_none.into_iter().for_each(is_object);
            assert!(api.batch.cap.is_none_or(|cap| cap >= api.batch.usual), "{api:?}");
            assert!(api.path.starts_with('/') && !api.answer.lists.is_empty());
            let positional = api.answer.score.is_none();
            assert_eq!(positional, api.answer.lists == ["scores"], "{api:?}");
            let Some(home) = api.home else { continue };
            assert!(!home.keys.is_empty() && !home.hosts.is_empty(), "{api:?}");
            assert!(api.batch.cap.is_none_or(|cap| cap >= home.batch), "{api:?}");
            let base = home.base.map(|base| base.replace("{region}", "r"));
            if let Some(base) = base {
                let host = base.strip_prefix("https://").expect("TLS");
                let host = host.split('/').next().unwrap_or_default();
                assert_eq!(super::super::of_host(host).map(|(api, _)| api), Some(api));
            }
        }
    }
}

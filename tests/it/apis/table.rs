//! Rows of the tables of APIs and models: what they say about hosts and models, and that they contradict neither
//! themselves nor each other.

use std::collections::BTreeSet;

use nimrank::testing::api::{
    ALL, DEFAULT_MODEL, Hosting, KNOWN, hosted_path, known_model, model_of_slug, of_host, spelled,
    successor,
};

#[test]
fn hosts_are_known_by_their_whole_names() {
    let name = |host| of_host(host).map_or("", |(api, _)| api.name);
    for (host, api) in [
        ("ai.api.nvidia.com", "nim"),
        ("ai.api.nvidia.com.", "nim"),
        ("api.cohere.com", "cohere"),
        ("ai.mongodb.com", "voyage"),
        ("mine.models.ai.azure.com", "azure"),
        ("mine.eastus2.models.ai.azure.com", "azure"),
        ("bedrock-runtime.eu-central-1.amazonaws.com", "bedrock"),
        ("inference-api.nvidia.com", "nvidia-gateway"),
        // Names that only look like one.
        (".api.nvidia.com", ""),
        ("api.nvidia.com", ""),
        ("evilapi.cohere.com", ""),
        ("api.cohere.com.evil.example", ""),
        ("x.api.cohere.com", ""),
        ("bedrock-runtime.evil.example", ""),
        ("bedrock-runtime.evil.s3.amazonaws.com", ""),
        ("bedrock-runtime-fips.evil.s3.amazonaws.com", ""),
        ("bedrock-runtime..amazonaws.com", ""),
        ("evil.ai.api.nvidia.com", ""),
        ("a.b.c.models.ai.azure.com", ""),
        ("a.b.services.ai.azure.com", ""),
        ("bedrock-agent-runtime.us-east-1.amazonaws.com", ""),
        ("localhost", ""),
    ] {
        assert_eq!(name(host), api, "{host}");
    }
}

#[test]
fn a_version_may_be_spelled_in_three_ways() {
    for id in ["3.2", "3-2", "3_2"].map(|v| format!("nvidia/llama-{v}-nv-rerankqa-1b-v2")) {
        assert_eq!(spelled(&id), "nvidia/llama-3.2-nv-rerankqa-1b-v2");
    }
    assert_eq!(spelled("my/model_1.0"), "my/model_1.0");
}

#[test]
fn the_hosted_path_has_underscores_for_dots() {
    let id = "nvidia/llama-3.2-nv-rerankqa-1b-v2";
    assert_eq!(hosted_path(id), "nvidia/llama-3_2-nv-rerankqa-1b-v2");
    assert_eq!(model_of_slug(&hosted_path(id)), id);
    assert_eq!(hosted_path("nv-rerank-qa-mistral-4b:1"), "nvidia");
}

#[test]
fn a_successor_is_that_of_the_model() {
    let newer = Some("nvidia/llama-nemotron-rerank-500m-v2");
    for (id, expected) in [
        ("nvidia/llama-3.2-nv-rerankqa-1b-v2", Some(DEFAULT_MODEL)),
        ("nv-rerank-qa-mistral-4b:1", Some(DEFAULT_MODEL)),
        ("nvidia/llama-3.2-nemoretriever-500m-rerank-v2", newer),
        ("nvidia/llama-nemotron-rerank-500m-v2", Some(DEFAULT_MODEL)),
        ("baai/bge-reranker-v2-m3", None),
        (DEFAULT_MODEL, None),
        ("my/model", None),
    ] {
        assert_eq!(successor(id), expected, "{id}");
    }
}

#[test]
fn a_successor_is_served_where_the_model_was() {
    for model in KNOWN {
        let has_ended = matches!(model.hosting, Hosting::Retired(_) | Hosting::Unknown);
        assert!(!has_ended || model.successor.is_some(), "{}", model.id);
        if let Some(successor) = model.successor {
            let successor = known_model(successor).expect("it is in the table");
            assert_eq!(successor.successor, None, "{}", model.id);
            let was_hosted = model.hosting != Hosting::SelfHosted;
            assert_eq!(successor.hosting == Hosting::Hosted, was_hosted, "{}", model.id);
        }
    }
    assert_eq!(KNOWN[0].id, DEFAULT_MODEL);
}

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
        is_object(api.request.fixed_fields);
        is_object(api.request.truncate_end);
        api.request.truncate_none.into_iter().for_each(is_object);
        assert!(api.batch.cap.is_none_or(|cap| cap >= api.batch.usual), "{api:?}");
        assert!(api.path.starts_with('/') && !api.response.lists.is_empty());
        let positional = api.response.score.is_none();
        assert_eq!(positional, api.response.lists == ["scores"], "{api:?}");
        let Some(home) = api.home else { continue };
        assert!(!home.keys.is_empty() && !home.hosts.is_empty(), "{api:?}");
        assert!(api.batch.cap.is_none_or(|cap| cap >= home.batch), "{api:?}");
        let base = home.base.map(|base| base.replace("{region}", "r"));
        if let Some(base) = base {
            let host = base.strip_prefix("https://").expect("TLS");
            let host = host.split('/').next().unwrap_or_default();
            assert_eq!(of_host(host).map(|(api, _)| api), Some(api));
        }
    }
}

//! Finds an API by its name, a host, the end of a URL, or the prefix of a model.

use super::{Api, Host, Model, ScoreKind, registry::ALL};

/// Returns the default API.
pub fn usual() -> &'static Api {
    &ALL[0]
}

/// Returns the API of this name.
pub fn named(name: &str) -> Option<&'static Api> {
    ALL.iter().find(|api| api.name == name)
}

/// Returns the API whose vendor runs this host (in lower case, as in URLs), and the host. Only keys of this
/// vendor may go there.
pub fn of_host(name: &str) -> Option<(&'static Api, &'static Host)> {
    ALL.iter().find_map(|api| Some((api, api.host(name)?)))
}

/// Returns the API that the last segment of a full URL implies.
pub fn of_leaf(leaf: &str) -> Option<&'static Api> {
    ALL.iter().find(|api| api.leaves.contains(&leaf))
}

/// Returns the API that a model in the spelling of `LiteLLM` selects.
pub fn of_model(id: &str) -> Option<&'static Api> {
    ALL.iter().find(|api| {
        let prefix = api.prefix;
        prefix.is_some_and(|prefix| id.starts_with(prefix.text))
    })
}

impl Api {
    /// Returns a host by its name, if the vendor runs it.
    pub fn host(&'static self, name: &str) -> Option<&'static Host> {
        let name = name.trim_end_matches('.');
        let hosts = self.home.as_ref()?.hosts;
        hosts.iter().find(|host| host.is(name))
    }

    /// Returns the scale of a model's raw scores, at the vendor's hosts or elsewhere.
    pub fn score_kind(&self, model: Option<&str>, at_home: bool) -> ScoreKind {
        let home = self.home.as_ref().filter(|_| at_home);
        let usual = home.map_or(self.score, |home| home.score);
        model.map_or(usual, |model| self.known(model).map_or(usual, |model| model.score))
    }

    /// Returns true if a model scores the documents of a request relative to each other.
    pub fn is_listwise(&self, model: &str) -> bool {
        self.known(model).is_some_and(|model| model.listwise)
    }

    fn known(&self, model: &str) -> Option<&Model> {
        self.models.iter().find(|known| model.starts_with(known.begins))
    }
}

impl Host {
    fn is(&self, name: &str) -> bool {
        let labels = name.split('.');
        let own = self.name.split('.');
        own.clone().count() == labels.clone().count()
            && own.zip(labels).all(|(own, label)| match own {
                "*" => !label.is_empty(),
                own => own == label,
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn the_scale_depends_on_model_and_host() {
        let kind = |api, model, at_home| {
            let api = named(api).expect("an api");
            api.score_kind(model, at_home).name()
        };
        assert_eq!(kind("nim", None, true), "logit");
        assert_eq!(kind("cohere", Some("rerank-v3.5"), true), "probability");
        assert_eq!(kind("cohere", Some("rerank-v3.5"), false), "unknown");
        let v2 = Some("jina-reranker-v2-base-multilingual");
        assert_eq!(kind("jina", v2, true), "probability");
        assert_eq!(kind("jina", Some("jina-reranker-v3"), true), "unknown");
        assert_eq!(kind("jina", Some("jina-reranker-m0"), true), "unknown");
        let jina = named("jina").expect("an api");
        assert!(jina.is_listwise("jina-reranker-v3.5"));
        assert!(!jina.is_listwise("jina-reranker-v2-base-multilingual"));
    }

    #[test]
    fn the_spelling_of_litellm_names_an_api() {
        let name = |id| of_model(id).map_or("", |api| api.name);
        for (id, api) in [
            ("nvidia_nim/nvidia/x", "nim"),
            ("cohere/rerank-v3.5", "cohere"),
            ("jina_ai/jina-reranker-v3", "jina"),
            ("together_ai/Salesforce/Llama-Rank-V1", "together"),
            ("huggingface/BAAI/bge-reranker-base", "tei"),
            ("infinity/x", "infinity"),
            ("voyage/rerank-2.5", "voyage"),
            ("bedrock/amazon.rerank-v1:0", "bedrock"),
            ("azure_ai/Cohere-rerank-v4.0-pro", "azure"),
            ("hosted_vllm/x", "vllm"),
            ("nvidia/x", ""),
            ("cohere", ""),
        ] {
            assert_eq!(name(id), api, "{id}");
        }
    }
}

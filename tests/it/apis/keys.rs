//! A vendor's key is sent only to hosts of that vendor, over TLS, in the header that the vendor reads.

use super::{APIS, DOCUMENTS, answer};
use crate::support::Case;
use crate::support::nim::{FakeNim, Reply};

/// Every key variable, with a host of its vendor.
const VENDORS: [(&str, &str); 19] = [
    ("NVIDIA_API_KEY", "https://ai.api.nvidia.com"),
    ("NVIDIA_NIM_API_KEY", "https://ai.api.nvidia.com"),
    ("NGC_API_KEY", "https://ai.api.nvidia.com"),
    ("COHERE_API_KEY", "https://api.cohere.com"),
    ("CO_API_KEY", "https://api.cohere.com"),
    ("JINA_API_KEY", "https://api.jina.ai"),
    ("JINA_AI_API_KEY", "https://api.jina.ai"),
    ("VOYAGE_API_KEY", "https://ai.mongodb.com"),
    ("TOGETHER_API_KEY", "https://api.together.xyz"),
    ("TOGETHERAI_API_KEY", "https://api.together.ai"),
    ("AZURE_AI_API_KEY", "https://mine.services.ai.azure.com"),
    ("AWS_BEARER_TOKEN_BEDROCK", "https://bedrock-runtime.us-east-1.amazonaws.com"),
    ("OPENROUTER_API_KEY", "https://openrouter.ai"),
    ("SILICONFLOW_API_KEY", "https://api.siliconflow.com"),
    ("PINECONE_API_KEY", "https://api.pinecone.io"),
    ("MXBAI_API_KEY", "https://api.mixedbread.com"),
    ("DEEPINFRA_API_KEY", "https://api.deepinfra.com"),
    ("DEEPINFRA_TOKEN", "https://api.deepinfra.com"),
    ("NGC_INFERENCE_API_KEY", "https://inference-api.nvidia.com"),
];

#[test]
fn each_vendor_reads_its_own_variables() {
    for (variable, base) in VENDORS {
        let case = Case::new().env(variable, "fake-key");
        let command = format!("--base-url {base} -m m -q x --doc y");
        let run = case.run(&format!("--dry-run {command}"));
        let scheme =
            if variable.starts_with("PINECONE") { "Api-Key: " } else { "Authorization: Bearer " };
        let header = format!("-H \"{scheme}${variable}\"");
        assert!(run.code(0).stdout_str().contains(&header), "{run}");
        // Not without TLS.
        let plain = command.replace("https:", "http:");
        let run = case.run(&plain);
        let hint = format!("  hint: the key in {variable} goes over https:// only\n");
        assert!(run.code(2).stderr_str().ends_with(&hint), "{run}");
        assert!(run.stderr_str().contains(": an API key is needed\n"), "{run}");
    }
}

#[test]
fn no_vendor_gets_another_vendors_key() {
    for (_, base) in VENDORS {
        let own: Vec<_> = VENDORS.iter().filter(|(_, other)| alike(base, other)).collect();
        let others = VENDORS.iter().filter(|vendor| !own.contains(vendor));
        let case = others.fold(Case::new(), |case, (name, _)| case.env(name, "fake-key"));
        let run = case.run(&format!("--base-url {base} -m m -q x --doc y"));
        let first = format!("nimrank: {base}: an API key is needed\n");
        assert!(run.code(2).stderr_str().starts_with(&first), "{run}");
        let variable = own[0].0;
        let hint = format!(
            "  hint: set {variable}, name your own server with `--base-url`, or try `--model local/bm25`\n"
        );
        assert!(run.stderr_str().ends_with(&hint), "{run}");
    }
}

/// Returns true if two hosts belong to the same vendor.
fn alike(one: &str, other: &str) -> bool {
    let name = |base: &str| base.trim_start_matches("https://api.").replace(".xyz", ".ai");
    name(one) == name(other)
}

/// With any API.
#[test]
fn no_vendor_key_is_sent_to_a_self_hosted_server() {
    for (api, model) in APIS {
        let nim = FakeNim::script([Reply::json(200, answer(api))]);
        let case = Case::new().nim(&nim).stdin(DOCUMENTS);
        let case = VENDORS.iter().fold(case, |case, (name, _)| case.env(name, "fake-vendor-key"));
        let run = case.run(&format!("--api {api} -m {model} -q apple"));
        for seen in &run.code(0).requests {
            let held = |(_, value): &(String, String)| value.contains("fake-vendor-key");
            assert!(!seen.headers.iter().any(held), "{api}: {:?}", seen.headers);
        }
    }
}

#[test]
fn an_explicitly_named_key_uses_the_header_of_the_api() {
    for (api, model) in APIS {
        let nim = FakeNim::script([Reply::json(200, answer(api))]);
        let case = Case::new().nim(&nim).stdin(DOCUMENTS);
        let case = case.env("NIMRANK_API_KEY", "fake-key");
        let run = case.run(&format!("--api {api} -m {model} -q apple"));
        let seen = &run.code(0).requests[0];
        let expected = match api {
            "pinecone" => (None, Some("fake-key")),
            _ => (Some("Bearer fake-key"), None),
        };
        let found = (seen.header("authorization"), seen.header("api-key"));
        assert_eq!(found, expected, "{api}");
        let version = seen.header("x-pinecone-api-version");
        assert_eq!(version.is_some(), api == "pinecone");
    }
}

/// A header option replaces the key.
#[test]
fn a_key_given_as_a_header_is_enough() {
    for (base, header) in [
        ("https://api.cohere.com", "authorization: Bearer typed"),
        ("https://api.pinecone.io", "api-key: typed"),
        ("https://mine.services.ai.azure.com", "api-key: typed"),
        ("https://mine.services.ai.azure.com", "Authorization: typed"),
    ] {
        let case = Case::new().env("AZURE_AI_API_KEY", "fake-key");
        let run = case.run(&format!("--dry-run --base-url {base} -m m -q x --doc y -H '{header}'"));
        assert!(!run.code(0).stdout_str().contains('$'), "{run}");
        let name = header.split(':').next().expect("a name");
        assert!(run.stdout_str().contains(&format!("-H '{name}: ***'")), "{run}");
    }
}

#[test]
fn a_refused_key_is_reported_with_its_source() {
    for (api, status, body, words) in [
        ("cohere", 498, r#"{"message":"invalid api token"}"#, "invalid api token"),
        ("cohere", 401, r#"{"id":"x","message":"no api key supplied"}"#, "no api key supplied"),
        ("siliconflow", 401, "\"Invalid token\"", "Invalid token"),
        ("infinity", 401, r#"{"detail":"Unauthorized"}"#, "Unauthorized"),
        ("vllm", 401, r#"{"error":"Unauthorized"}"#, "Unauthorized"),
        (
            "bedrock",
            403,
            r#"{"Message":"The security token included in the request is invalid."}"#,
            "The security token included in the request is invalid.",
        ),
        (
            "pinecone",
            401,
            r#"{"error":{"code":"UNAUTHENTICATED","message":"Invalid API Key"},"status":401}"#,
            "Invalid API Key",
        ),
    ] {
        let nim = FakeNim::script([Reply::json(status, body)]);
        let case = Case::new().nim(&nim).env("TEAM_KEY", "fake-key");
        let run = case.run(&format!("--api {api} -m m -q x --doc y --api-key-env TEAM_KEY"));
        let expected = format!(
            ": the API key was refused ({status})\n  cause: {words}\n  hint: the key came from TEAM_KEY; is it complete, valid and for this service?\n"
        );
        assert!(run.code(2).stderr_str().ends_with(&expected), "{run}");
    }
}

//! Base URLs and models in all spellings, and the list of models of a self-hosted service.

use crate::support::nim::{FakeNim, Gate, Reply};
use crate::support::{Case, Transcript};

fn path(run: &Transcript) -> &str {
    &run.requests.last().expect("a request").path
}

/// Ranks with this base URL, in which `NIM` stands for the service.
#[track_caller]
fn at(base: &str, options: &str) -> Transcript {
    let nim = FakeNim::new();
    let case = Case::new().nim(&nim);
    let base = base.replace("NIM", &nim.url());
    let run = case.run(&format!("--base-url '{base}' -q apple --doc 'green apple' {options}"));
    run.code(0);
    run
}

#[test]
fn every_form_of_base_url_resolves_to_the_ranking_path() {
    for (base, expected) in [
        ("NIM", "/v1/ranking"),
        ("NIM/", "/v1/ranking"),
        ("NIM/v1", "/v1/ranking"),
        ("NIM/v1/", "/v1/ranking"),
        (" NIM/v1 ", "/v1/ranking"),
        ("NIM/v1/ranking", "/v1/ranking"),
        ("NIM/proxy/nim", "/proxy/nim/v1/ranking"),
        ("NIM/proxy/nim/v1", "/proxy/nim/v1/ranking"),
        ("NIM/v1?tenant=a%20b", "/v1/ranking?tenant=a%20b"),
        ("NIM?tenant=a&x", "/v1/ranking?tenant=a&x"),
        ("NIM/v1/ranking?tenant=a", "/v1/ranking?tenant=a"),
        ("NIM/v1#part", "/v1/ranking"),
        ("NIM//v1", "/v1/ranking"),
        ("NIM/docs", "/v1/ranking"),
        ("NIM/proxy/openapi.json", "/proxy/v1/ranking"),
    ] {
        assert_eq!(path(&at(base, "-m nvidia/fake")), expected, "{base}");
    }
}

#[test]
fn every_form_of_base_url_resolves_for_other_apis() {
    for (base, options, expected) in [
        ("NIM", "--api cohere", "/v1/rerank"),
        ("NIM/v1", "--api cohere", "/v1/rerank"),
        ("NIM/v2/", "--api cohere", "/v2/rerank"),
        ("NIM/prefix", "--api cohere", "/prefix/v1/rerank"),
        ("NIM/v2/rerank", "--api cohere", "/v2/rerank"),
        ("NIM", "--api tei", "/rerank"),
        ("NIM/rerank", "--api tei", "/rerank"),
        ("NIM/prefix", "--api tei", "/prefix/rerank"),
    ] {
        let run = at(base, &format!("-m nvidia/fake {options}"));
        assert_eq!(path(&run), expected, "{base} {options}");
    }
}

#[test]
fn the_api_is_inferred_from_the_end_of_a_full_url() {
    let run = at("NIM/v2/rerank", "-m fake");
    assert!(run.requests[0].json().get("documents").is_some(), "{run}");
    let run = at("NIM/rerank", "--api tei");
    assert!(run.requests[0].json().get("texts").is_some(), "{run}");
    let run = at("NIM/v1/ranking", "-m fake");
    assert!(run.requests[0].json().get("passages").is_some(), "{run}");
    let run = at("NIM/v1/retrieval/nvidia/fake/reranking", "-m fake");
    assert_eq!(path(&run), "/v1/retrieval/nvidia/fake/reranking");
    assert!(run.requests[0].json().get("passages").is_some(), "{run}");
}

/// Prefixes of LiteLLM users.
#[test]
fn model_prefixes_are_not_sent() {
    for (typed, named) in [
        ("nvidia/fake", "nvidia/fake"),
        ("nvidia_nim/nvidia/fake", "nvidia/fake"),
        ("ranking/nvidia/fake", "nvidia/fake"),
        ("nvidia_nim/ranking/nvidia/fake", "nvidia/fake"),
        ("my-model:2.0", "my-model:2.0"),
        ("nvidia/llama-3-2-nv-rerankqa-1b-v2", "nvidia/llama-3-2-nv-rerankqa-1b-v2"),
    ] {
        let run = at("NIM", &format!("-m {typed}"));
        assert_eq!(path(&run), "/v1/ranking", "{typed}");
        assert_eq!(run.requests[0].json()["model"], named);
    }
}

#[test]
fn the_model_of_a_self_hosted_service_is_requested_once() {
    for (base, list) in [
        ("NIM", "/v1/models"),
        ("NIM/v1/", "/v1/models"),
        ("NIM/v1/ranking", "/v1/models"),
        ("NIM/proxy/nim", "/proxy/nim/v1/models"),
        ("NIM/v1?tenant=a", "/v1/models?tenant=a"),
    ] {
        let run = at(base, "");
        let [models, ranking] = run.requests.as_slice() else {
            panic!("not two requests\n{run}");
        };
        assert_eq!((models.method.as_str(), models.path.as_str()), ("GET", list));
        assert!(models.body.is_empty());
        assert_eq!(ranking.json()["model"], "nvidia/llama-nemotron-rerank-1b-v2");
    }
}

/// Four requests are in progress before any response, and the model is requested before all of them.
#[test]
fn the_model_is_requested_once_for_several_batches() {
    let gate = Gate::opening_at(4);
    let nim = FakeNim::with(move |_| Reply::ok().after(gate.clone())).model("nvidia/mine");
    let case = Case::new().nim(&nim).stdin("a\nb\nc\nd\ne\nf\ng\nh\n");
    let run = case.run("-q a -j 4 --batch-size 1 -f json");
    run.code(0);
    let seen = nim.requests();
    assert_eq!(seen[0].path, "/v1/models");
    assert_eq!(seen.len(), 9, "{run}");
    for ranking in &seen[1..] {
        assert_eq!((ranking.method.as_str(), ranking.path.as_str()), ("POST", "/v1/ranking"));
        assert_eq!(ranking.json()["model"], "nvidia/mine");
    }
    assert!(run.stdout_str().starts_with(r#"{"model":"nvidia/mine","#), "{run}");
}

#[test]
fn the_model_is_not_requested_without_documents() {
    for (input, words) in [
        ("", "nimrank: no documents to rank\n"),
        ("\n \n", "nimrank: no documents to rank: all of them are blank\n"),
    ] {
        let nim = FakeNim::new().expect_no_calls();
        let run = Case::new().nim(&nim).stdin(input).run("-q apple");
        assert_eq!(run.code(1).stderr_str(), words, "{run}");
    }
    let nim = FakeNim::new();
    let run = Case::new().nim(&nim).run("-q apple --doc apple -m nvidia/fake");
    assert_eq!(run.code(0).requests.len(), 1, "a named model is not asked for\n{run}");
}

#[test]
fn the_model_is_requested_with_the_same_headers() {
    let nim = FakeNim::new();
    let case = Case::new().nim(&nim).env("NIMRANK_API_KEY", "fake-key");
    let run = case.run("-q apple --doc apple -H 'X-Team: search'");
    for seen in &run.code(0).requests {
        assert_eq!(seen.header("authorization"), Some("Bearer fake-key"), "{seen}");
        assert_eq!(seen.header("x-team"), Some("search"), "{seen}");
    }
}

#[test]
fn adapters_in_the_list_of_models_are_skipped() {
    let list = r#"{"object":"list","data":[
        {"id":"adapter-a","root":"base"},
        {"id":"base","root":"base","owned_by":"vllm"},
        {"id":"other","root":null}]}"#;
    let nim = FakeNim::new().models(Reply::json(200, list));
    let run = Case::new().nim(&nim).run("-q apple --doc apple");
    assert_eq!(run.code(0).requests[1].json()["model"], "base");
}

#[test]
fn a_marked_or_named_reranker_comes_first() {
    for (list, expected) in [
        (r#"{"data":[{"id":"a"},{"id":"b","task":"text-rerank"}]}"#, "b"),
        (r#"{"data":[{"id":"a"},{"id":"b","capabilities":{"rerank":true}}]}"#, "b"),
        (r#"{"models":[{"id":"a"},{"id":"my-ReRanker"}]}"#, "my-ReRanker"),
        (r#"[{"id":"a-lora","root":"a","parent":"a"},{"id":"a","root":"a"}]"#, "a"),
        (
            r#"{"data":[{"id":"t","root":"/w/l","parent":"a"},{"id":"a","root":"/w/a","parent":null}]}"#,
            "a",
        ),
        (r#"{"data":[7,{"name":"x"},{"id":null},{"id":" "},{"id":"a"}]}"#, "a"),
        (r#"{"data":[{"id":"a","capabilities":{"rerank":false}},{"id":"b-rerank"}]}"#, "b-rerank"),
        (r#"{"data":[{"id":"a","parent":"b"},{"id":"b"}]}"#, "b"),
        (r#"{"data":[{"id":"a"},{"id":"b","root":"b"}]}"#, "b"),
        (r#"{"data":null,"models":[{"id":"a"}]}"#, "a"),
    ] {
        let nim = FakeNim::new().models(Reply::json(200, list));
        let run = Case::new().nim(&nim).run("-q apple --doc apple");
        assert_eq!(run.code(0).requests[1].json()["model"], expected, "{list}");
    }
}

#[test]
fn a_service_without_a_list_of_models_needs_model() {
    for (reply, cause) in [
        (Reply::json(200, r#"{"object":"list","data":[]}"#), "the list has no model"),
        (Reply::json(200, "{}"), "the list has no model"),
        (Reply::json(200, "null"), "the list has no model"),
        (Reply::html(200, "<html>hello</html>"), "the list has no model"),
        (Reply::text(404, "404 page not found\n"), "there is no list of models (404)"),
        (Reply::status(405), "there is no list of models (405)"),
    ] {
        let nim = FakeNim::new().models(reply);
        let run = Case::new().nim(&nim).run("-q apple --doc apple");
        let expected = format!(
            "nimrank: {}/v1/models: cannot find out which model it serves\n  cause: {cause}\n  hint: name the model with `--model`\n",
            nim.url()
        );
        assert_eq!(run.code(2).stderr_str(), expected, "{run}");
        assert_eq!(run.requests.len(), 1, "{run}");
    }
}

#[test]
fn a_failing_list_of_models_is_reported() {
    for (reply, code, what) in [
        (Reply::text(401, "no"), 2, "an API key is needed (401)"),
        (Reply::text(503, "loading"), 3, "the service failed (503)"),
        (Reply::status(302), 2, "redirected to nowhere (302); not followed"),
    ] {
        let nim = FakeNim::new().models(reply);
        let run = Case::new().nim(&nim).run("-q apple --doc apple");
        let first = format!("nimrank: {}/v1/models: {what}\n", nim.url());
        assert!(run.code(code).stderr_str().starts_with(&first), "{run}");
    }
}

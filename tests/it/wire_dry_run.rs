//! The curl commands of a dry run: their form, that nothing is sent, and that they send what the program
//! would.

#![allow(clippy::needless_raw_string_hashes, reason = "the snapshot tool writes them")]

use std::process::Command;

use serde_json::Value;
use snapbox::str;

use crate::support::nim::{FakeNim, Seen};
use crate::support::{Case, Transcript};

#[test]
fn dry_run_prints_one_command_per_request() {
    let nim = FakeNim::new().expect_no_calls();
    let case = Case::new().nim(&nim).stdin("green apple\n\nit's \"red\"\nplum $HOME `id`\n");
    case.run("--dry-run -m nvidia/fake -q 'green apple' --batch-size 2")
        .is(str![[r#"
$ nimrank --dry-run -m nvidia/fake -q 'green apple' --batch-size 2
[code 0]
-- stdout
curl -sS --fail-with-body '[NIM]/v1/ranking' \
  -H 'Content-Type: application/json' \
  -H 'Accept: application/json' \
  -H 'Accept-Encoding: identity' \
  --data-binary @- <<'NIMRANK'
{"model":"nvidia/fake","query":{"text":"green apple"},"passages":[{"text":"green apple"},{"text":"it's \"red\""}],"truncate":"END"}
NIMRANK
curl -sS --fail-with-body '[NIM]/v1/ranking' \
  -H 'Content-Type: application/json' \
  -H 'Accept: application/json' \
  -H 'Accept-Encoding: identity' \
  --data-binary @- <<'NIMRANK'
{"model":"nvidia/fake","query":{"text":"green apple"},"passages":[{"text":"plum $HOME `id`"}],"truncate":"END"}
NIMRANK

"#]]);
}

/// No key is needed.
#[test]
fn dry_run_names_the_variable_of_the_key() {
    Case::new()
        .run("--dry-run -q 'green apple' --doc apple")
        .is(str![[r#"
$ nimrank --dry-run -q 'green apple' --doc apple
[code 0]
-- stdout
curl -sS --fail-with-body 'https://ai.api.nvidia.com/v1/retrieval/nvidia/llama-nemotron-rerank-vl-1b-v2/reranking' \
  -H 'Content-Type: application/json' \
  -H 'Accept: application/json' \
  -H 'Accept-Encoding: identity' \
  -H "Authorization: Bearer $NVIDIA_API_KEY" \
  --data-binary @- <<'NIMRANK'
{"model":"nvidia/llama-nemotron-rerank-vl-1b-v2","query":{"text":"green apple"},"passages":[{"text":"apple"}],"truncate":"END"}
NIMRANK

"#]]);
}

#[test]
fn dry_run_shows_the_source_of_the_key() {
    let key = "fake-key-0123456789abcdef";
    let case = Case::new().env("TEAM_KEY", key).env("NIMRANK_API_KEY", key).file("it's.key", key);
    for (options, place) in [
        ("", r#"-H "Authorization: Bearer $NIMRANK_API_KEY" "#),
        ("--api-key-env TEAM_KEY", r#"-H "Authorization: Bearer $TEAM_KEY" "#),
        ("--api-key-file \"it's.key\"", r#"-H "Authorization: Bearer $(cat 'it'\''s.key')" "#),
        ("-H 'Authorization: Bearer fake-key-0123456789abcdef'", "-H 'Authorization: ***' "),
    ] {
        let run = case.run(&format!(
            "--dry-run -v --base-url http://127.0.0.1:1 -m nvidia/fake -q x --doc y {options}"
        ));
        let shown = run.code(0).stdout_str();
        assert!(shown.contains(place), "{run}");
        assert_eq!(shown.matches("uthorization").count(), 1, "{run}");
        assert!(!shown.contains(key) && !run.stderr_str().contains(key), "{run}");
    }
}

/// A dry run does not read the key, so it works without access to it.
#[test]
fn dry_run_reads_no_key() {
    for (options, place) in [
        ("--api-key-file missing.key", "$(cat 'missing.key')\""),
        ("--api-key-env MISSING_KEY", "$MISSING_KEY\""),
    ] {
        let run = Case::new().run(&format!("--dry-run -q x --doc y {options}"));
        assert!(run.code(0).stdout_str().contains(place), "{run}");
    }
}

#[test]
fn dry_run_for_a_self_hosted_service_has_no_vendor_key() {
    let case = Case::new().env("NVIDIA_API_KEY", "nvapi-fake");
    let run = case.run("--dry-run --base-url http://127.0.0.1:1 -m nvidia/fake -q x --doc y");
    assert!(!run.code(0).stdout_str().contains("uthorization"), "{run}");
}

#[test]
fn dry_run_masks_secret_headers() {
    let case = Case::new();
    for name in [
        "X-Api-Key",
        "api-key",
        "X-Auth-Token",
        "Cookie",
        "Proxy-Authorization",
        "X-Client-Secret",
        "X-Amz-Security-Token",
        "Ocp-Apim-Subscription-Key",
    ] {
        let run = case.run(&format!(
            "--dry-run --base-url http://127.0.0.1:1 -m x -q x --doc y -H '{name}: fake-secret' -H 'traceparent: 00-1'"
        ));
        let shown = run.code(0).stdout_str();
        assert!(shown.contains(&format!("-H '{name}: ***'")), "{run}");
        assert!(shown.contains("-H 'traceparent: 00-1'"), "{run}");
        assert!(!shown.contains("fake-secret"), "{run}");
    }
}

#[test]
fn dry_run_of_a_self_hosted_service_needs_model() {
    let nim = FakeNim::new().expect_no_calls();
    let case = Case::new().nim(&nim);
    case.run("--dry-run -q apple --doc apple").is(str![[r#"
$ nimrank --dry-run -q apple --doc apple
[code 2]
-- stderr
nimrank: --dry-run sends nothing, so it cannot ask the server for its model
  hint: name it with `--model`

"#]]);
}

#[test]
fn dry_run_without_documents_prints_no_command() {
    let case = Case::new();
    case.run("--dry-run -m local/bm25 -q apple --doc apple").is(str![[r#"
$ nimrank --dry-run -m local/bm25 -q apple --doc apple
[code 0]
-- stderr
nimrank: the model is built in: there is no request to show

"#]]);
    let case = case.stdin("\n");
    case.run("--dry-run -q apple").is(str![[r#"
$ nimrank --dry-run -q apple
[code 1]
-- stderr
nimrank: no documents to rank: all of them are blank

"#]]);
}

#[test]
fn dry_run_with_a_bad_line_prints_no_command() {
    let case = Case::new().stdin("{\"text\":\"apple\"}\n{\n");
    let run = case.run("--dry-run -q apple --batch-size 1 -i jsonl");
    assert!(run.code(2).stdout.is_empty(), "{run}");
    assert!(run.stderr_str().starts_with("nimrank: stdin:2: "), "{run}");
}

#[test]
fn dry_run_writes_commands_to_a_file() {
    let case = Case::new();
    let run = case.run("--dry-run -q apple --doc apple -o commands.sh");
    assert!(run.code(0).stdout.is_empty(), "{run}");
    let commands =
        std::fs::read_to_string(case.dir().join("commands.sh")).expect("the file exists");
    let printed = case.run("--dry-run -q apple --doc apple");
    assert_eq!(commands, printed.stdout_str());
}

fn has_curl() -> bool {
    Command::new("curl").arg("--version").output().is_ok()
}

/// The relevant parts of a request. `User-Agent` differs, and the length follows from the body.
fn relevant_parts(seen: &Seen) -> (String, String, Vec<(String, String)>, Value) {
    let by_client = ["user-agent", "content-length", "expect"];
    let headers = seen.headers.iter().filter(|(name, _)| !by_client.contains(&name.as_str()));
    let mut headers: Vec<_> = headers.cloned().collect();
    headers.sort();
    (seen.method.clone(), seen.path.clone(), headers, seen.json())
}

/// Runs the program, then the commands of its dry run, and compares the requests.
#[track_caller]
fn same(case: &Case, nim: &FakeNim, options: &str) -> Transcript {
    let own = case.run(options);
    let own: Vec<_> = own.code(0).requests.iter().map(relevant_parts).collect();
    let printed = case.run(&format!("--dry-run {options}"));
    assert!(printed.code(0).requests.is_empty(), "{printed}");
    let pasted = case.sh(printed.stdout_str());
    let of_curl: Vec<_> = pasted.code(0).requests.iter().map(relevant_parts).collect();
    assert_eq!(own, of_curl, "{options}\n{pasted}");
    assert_eq!(pasted.stdout_str().matches("\"index\":0").count(), of_curl.len(), "{pasted}");
    assert!(!nim.requests().is_empty());
    pasted
}

/// Texts that a shell would expand, and some that would end the here-document.
const TEXTS: &str = "it's a \"green\" apple\n$HOME `id` $(id) ${x} !! \\n \\\\ \\\nNIMRANK\n\
                     'EOF' \t 苹果 Grüße 😀\n\u{1}\u{7f} %s @file {} [1] & ; | > < # ~ * ?\n";

#[test]
fn pasted_commands_send_the_same_requests() {
    if !has_curl() {
        return;
    }
    let nim = FakeNim::new();
    let case = Case::new()
        .nim(&nim)
        .file("texts.txt", TEXTS)
        .file(
            "records.jsonl",
            "{\"text\":\"it's \\u00fc \\\"x\\\" \\ud83d\\ude00 \\\\ \\n\"}\n\"NIMRANK\"\n",
        )
        .file("it's $HOME.key", "fake-key-of-file\n")
        .env("NIMRANK_API_KEY", "fake-key")
        .env("TEAM_KEY", "fake-key-of-team");
    for options in [
        "",
        "--api cohere",
        "--api tei",
        "--truncate none",
        "--batch-size 2 -j 1",
        "--api-key-env TEAM_KEY",
        "--api-key-file \"it's \\$HOME.key\"",
        "-H \"tracestate: it's \\$HOME \\\"quoted\\\" \\`id\\`\" -H 'Accept-Language: a:b'",
    ] {
        let options = format!("-m \"it's/fake\" -q \"it's \\$HOME\" texts.txt {options}");
        same(&case, &nim, &options);
    }
    same(&case, &nim, "-m nvidia/fake -q apple records.jsonl");
    let url = nim.url();
    for query in ["a=1&b=2", "q=it's&x=%20y", "a=$HOME"] {
        same(
            &case,
            &nim,
            &format!("-m x -q x --doc y --base-url \"{url}/v1?{query}\"").replace('$', "\\$"),
        );
    }
}

#[test]
fn dry_run_omits_replaced_headers() {
    if !has_curl() {
        return;
    }
    let nim = FakeNim::new();
    let case = Case::new().nim(&nim);
    same(&case, &nim, "-m nvidia/fake -q x --doc y -H 'Accept: */*'");
}

#[test]
fn dry_run_keeps_headers_without_a_value() {
    if !has_curl() {
        return;
    }
    let nim = FakeNim::new();
    let case = Case::new().nim(&nim);
    same(&case, &nim, "-m nvidia/fake -q x --doc y -H 'X-Empty:'");
}

#[test]
fn braces_in_a_url_are_not_a_curl_pattern() {
    if !has_curl() {
        return;
    }
    let nim = FakeNim::new();
    let case = Case::new().nim(&nim);
    for query in ["a={b,c}", "a[]=1", "a=[1-3]"] {
        same(&case, &nim, &format!("-m x -q x --doc y --base-url '{}/v1?{query}'", nim.url()));
    }
}

/// The command does not send the key either.
#[test]
fn dry_run_over_plain_http_has_no_vendor_key() {
    let case = Case::new().env("COHERE_API_KEY", "fake-key");
    let run = case.run("--base-url http://api.cohere.com -m x -q x --doc y --dry-run");
    let expected = "nimrank: http://api.cohere.com: an API key is needed\n  hint: the key in COHERE_API_KEY goes over https:// only\n";
    assert_eq!(run.code(2).stderr_str(), expected);
}

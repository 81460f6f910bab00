//! Captured responses of services in `tests/fixtures/wire`. Each is for the same three documents, in the same
//! order of relevance.

use std::path::Path;

use nimrank::testing::api::named;
use nimrank::testing::client::{Failure, decode_ranking};
use serde_json::{Value, json};

use crate::support::Case;
use crate::support::nim::{FakeNim, Reply};

const DOCUMENTS: &str = "a yellow banana\na green apple\na red apple\n";

/// A response: its file, the options, the scores in ranked order, their type, and the tokens.
type Answer = (&'static str, &'static str, [&'static str; 3], &'static str, Option<u64>);

const ANSWERS: [Answer; 25] = [
    ("nim-hosted", "nim", ["6.828125", "-1.5595703125", "-12.40625"], "logit", Some(57)),
    ("nim-container", "nim", ["20.59375", "-1.2392578125", "-23.109375"], "logit", None),
    ("cohere-v2", "cohere", ["0.999071", "0.0327845", "5.6028e-6"], "unknown", None),
    ("jina", "cohere", ["0.4271", "0.0312", "-0.1194"], "unknown", Some(42)),
    (
        "vllm",
        "cohere",
        ["0.99853515625", "0.0005860328674316406", "0.00015211105346679688"],
        "unknown",
        Some(27),
    ),
    (
        "llamacpp",
        "cohere",
        ["7.0215935707092285", "-5.306572437286377", "-11.033154487609863"],
        "unknown",
        Some(28),
    ),
    (
        "infinity",
        "cohere",
        ["0.9983136057853699", "0.012430403381586075", "0.00003752015"],
        "unknown",
        Some(57),
    ),
    ("litellm-proxy", "cohere", ["0.98", "0.5", "0.0"], "unknown", None),
    ("together", "cohere", ["0.9", "0.25", "0.125"], "unknown", Some(99)),
    ("tei", "tei", ["8.734375", "-3.5292969", "-10.9453125"], "logit", None),
    ("tei-plain", "tei", ["1.0", "0.0", "-1.0"], "logit", None),
    ("cohere-v1", "cohere", ["0.99", "0.03", "5.1e-6"], "unknown", None),
    ("voyage", "voyage", ["0.87109375", "0.4375", "0.2421875"], "probability", Some(41)),
    ("mixedbread", "mixedbread", ["0.9823", "0.3114", "0.0102"], "probability", Some(63)),
    ("pinecone", "pinecone", ["0.99847", "0.0241", "0.00003"], "probability", None),
    ("deepinfra", "deepinfra", ["0.9934", "0.1875", "0.0012"], "unknown", Some(66)),
    ("bedrock", "bedrock", ["0.9821", "0.0311", "7.1e-6"], "probability", None),
    ("azure", "azure", ["0.812034", "0.4075214", "0.10415994"], "probability", None),
    ("openrouter", "openrouter", ["0.98", "0.11", "0.02"], "unknown", Some(31)),
    ("siliconflow", "siliconflow", ["0.9973", "0.0411", "0.0003"], "probability", Some(29)),
    ("sglang", "sglang", ["0.9912", "0.3412", "0.0121"], "unknown", None),
    ("nvidia-gateway", "nvidia-gateway", ["0.91", "0.22", "0.02"], "unknown", None),
    ("vllm-raw", "vllm", ["6.523437", "-7.441406", "-8.789062"], "logit", Some(27)),
    ("infinity-raw", "infinity", ["6.384765625", "-4.375", "-10.1875"], "logit", Some(57)),
    (
        "llamacpp-tei",
        "llamacpp",
        ["7.0215935707092285", "-5.306572437286377", "-11.033154487609863"],
        "unknown",
        None,
    ),
];

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/wire")
}

#[test]
fn scores_are_parsed_to_the_last_digit() {
    for (name, api, scores, kind, tokens) in ANSWERS {
        let body = std::fs::read_to_string(folder().join(format!("{name}.json")));
        let body = body.expect("the answer is there");
        let nim = FakeNim::script([body.clone(), body].map(|body| Reply::json(200, body)));
        let case = Case::new().nim(&nim).stdin(DOCUMENTS);
        let command = format!("--api {api} -m nvidia/fake -q 'a green apple'");

        let run = case.run(&command);
        let [first, second, third] = scores;
        let expected = format!(
            "1\t{first}\tstdin:2\ta green apple\n2\t{second}\tstdin:3\ta red apple\n3\t{third}\tstdin:1\ta yellow banana\n"
        );
        assert_eq!(run.code(0).stdout_str(), expected, "{name}");
        assert!(run.stderr.is_empty(), "{name}\n{run}");

        let run = case.run(&format!("{command} -f json"));
        let printed: Value = serde_json::from_str(run.code(0).stdout_str()).expect("JSON");
        let meta = &printed["meta"];
        assert_eq!((&meta["api"], &meta["score"]), (&json!(api), &json!(kind)), "{name}");
        assert_eq!(meta["usage"]["total_tokens"].as_u64(), tokens, "{name}");
    }
}

#[test]
fn every_captured_response_is_parsed() {
    let files = std::fs::read_dir(folder()).expect("the folder is there");
    let mut files: Vec<_> = files
        .map(|file| file.expect("a file").file_name().into_string().expect("a name"))
        .collect();
    files.sort();
    let mut known = ANSWERS.map(|(name, ..)| format!("{name}.json"));
    known.sort();
    assert_eq!(files, known);
}

/// A truncated response is not a ranking, not even a shorter one.
#[test]
fn a_truncated_response_is_never_a_ranking() {
    for (name, api, ..) in [ANSWERS[0], ANSWERS[3], ANSWERS[9], ANSWERS[12], ANSWERS[15]] {
        let body = std::fs::read_to_string(folder().join(format!("{name}.json")));
        let body = body.expect("the answer is there");
        let body = body.trim_end();
        for end in (0..body.len()).step_by(9) {
            let nim = FakeNim::script([Reply::json(200, &body[..end])]);
            let case = Case::new().nim(&nim).stdin(DOCUMENTS);
            let run = case.run(&format!("--api {api} -m nvidia/fake -q apple"));
            let what = "the response ended early\n  cause: the body ends before the ranking does\n";
            assert!(run.code(3).stderr_str().ends_with(what), "{name} {end}\n{run}");
            assert!(run.stdout.is_empty(), "{name} {end}\n{run}");
        }
    }
}

fn scores(body: &str) -> Result<Vec<f64>, Failure> {
    let api = named("nim").expect("an api");
    decode_ranking(api, body.as_bytes(), 2).map(|answer| answer.numbers)
}

#[test]
fn responses_without_a_ranking_are_described() {
    for (body, problem) in [
        ("", "the response ended early"),
        (r#"{"rankings":[{"index":0"#, "the response ended early"),
        ("<html>", "the response is not a ranking: it begins with `<html>`"),
        ("{}", "the response is not a ranking: missing field `rankings`"),
        (r#"{"rankings":null}"#, "the response is not a ranking: missing field `rankings`"),
        (r#"{"rankings":{}}"#, "the response is not a ranking: `rankings` is not a list"),
        (
            r#"{"rankings":[{"index":0}]}"#,
            "the response is not a ranking: a result lacks `index` or `logit`",
        ),
        (r#"{"results":[]}"#, "the response is not a ranking: it has the form of the cohere api"),
        ("[]", "the response is not a ranking: it has the form of the tei api"),
        (r#"{"error":{"message":"no"}}"#, "the service returned an error (200)"),
        (r#"{"rankings":[]}"#, "2 passages were sent, but 0 scores came back, none for index 0"),
        (
            r#"{"rankings":[{"index":0,"logit":1}]}"#,
            "2 passages were sent, but 1 score came back, none for index 1",
        ),
        (
            r#"{"rankings":[{"index":"0","logit":1}]}"#,
            "2 passages were sent, but index \"0\" is not one of them",
        ),
    ] {
        let problem_found = scores(body).expect_err("refused").to_string();
        assert_eq!(problem_found, problem, "{body}");
    }
}

#[test]
fn the_strict_reader_decides_what_the_fast_one_refuses() {
    for (body, numbers) in [
        // Names can be spelled with escapes.
        (r#"{"rank\u0069ngs":[{"index":1,"logit":2},{"index":0,"logit":1}]}"#, Ok(vec![1.0, 2.0])),
        // Of several scores the first name counts, and another that is `null` is ignored.
        (
            r#"{"rankings":[{"index":1,"logit":2,"score":null},{"index":0,"relevanceScore":1}]}"#,
            Ok(vec![1.0, 2.0]),
        ),
        (
            r#"{"rankings":[{"index":1,"logit":null,"score":2},{"index":0,"logit":1}]}"#,
            Err("index 1 is null"),
        ),
        // A duplicate list is rejected.
        (
            r#"{"rankings":[{"index":1,"logit":2},{"index":0,"logit":1}],"rankings":[]}"#,
            Err("rankings"),
        ),
        (
            r#"{"rankings":[],"rankings":[{"index":1,"logit":2},{"index":0,"logit":1}]}"#,
            Err("rankings"),
        ),
    ] {
        match (scores(body), numbers) {
            (Ok(found), Ok(expected)) => assert_eq!(found, expected, "{body}"),
            (Err(found), Err(part)) => {
                assert!(format!("{found:?}").contains(part), "{body}: {found:?}");
            }
            (found, _) => panic!("{body}: {found:?}"),
        }
    }
}

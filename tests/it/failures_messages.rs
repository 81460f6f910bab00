//! Classification and wording of service failures.

use nimrank::testing::client::read_failure;

use crate::support::nim::{FakeNim, Reply};
use crate::support::{Case, Transcript};

const ARGS: &str = "-q dog -m test/model --max-wait 0.01 --retries 3";

fn message(reply: Reply, documents: &str) -> Transcript {
    let nim = FakeNim::with(move |_| reply.clone());
    Case::new().nim(&nim).stdin(documents).run(ARGS)
}

#[test]
fn a_key_that_is_a_word_of_the_response_does_not_corrupt_it() {
    for key in ["rankings", "my-model"] {
        let nim = FakeNim::new().model("my-model");
        let case = Case::new().nim(&nim).env("NIMRANK_API_KEY", key);
        let run = case.run("-q dog --doc 'a dog'");
        run.code(0);
        assert_eq!(nim.requests()[1].json()["model"], "my-model");
    }
}

#[test]
fn a_stalled_list_of_models_is_awaited_once() {
    let nim = FakeNim::new().models(Reply::stall());
    let case = Case::new().nim(&nim).stdin("dog\n".repeat(40));
    let run = case.run("-q dog --batch-size 1 -j 8 --timeout 1 --retries 0");
    run.code(3);
    assert!(run.stderr_str().contains("/v1/models: no response within 1 s"), "{run}");
    assert_eq!(run.requests.len(), 1, "{run}");
}

#[test]
fn polling_keeps_to_the_location_once_given() {
    let unready = || Reply::status(202).header("nvcf-reqid", "abc-1");
    let whole = r#"{"rankings":[{"index":0,"logit":1}]}"#;
    let nim = FakeNim::script([
        unready().header("location", "/jobs/status/7"),
        unready(),
        Reply::json(200, whole),
    ]);
    let run = Case::new().nim(&nim).stdin("dog\n").run(ARGS);
    run.code(0);
    let paths: Vec<_> = nim.requests().into_iter().map(|seen| seen.path).collect();
    assert_eq!(paths, ["/v1/ranking", "/jobs/status/7", "/jobs/status/7"]);
}

#[test]
fn echoed_documents_are_never_printed() {
    let document = "the private words of somebody";
    for reply in [
        Reply::json(422, format!(r#"{{"detail":"bad passage: {document}"}}"#)),
        Reply::json(400, format!(r#"{{"detail":[{{"loc":["body"],"msg":"not: {document}"}}]}}"#)),
        Reply::text(400, format!("cannot read {{\"passages\":[{{\"text\":\"{document}\"}}]}}")),
    ] {
        let run = message(reply, &format!("{document}\n"));
        assert!(!run.code(2).stderr_str().contains("private"), "{run}");
        assert!(run.stderr_str().contains("…"), "{run}");
    }
}

#[test]
fn a_too_long_document_is_a_user_error_with_any_status() {
    let words = "input (8006 tokens) is too large to process. increase the physical batch size";
    let run = message(Reply::json(500, format!(r#"{{"error":{{"message":"{words}"}}}}"#)), "dog\n");
    assert!(run.code(2).stderr_str().contains("because of stdin:1"), "{run}");
    assert_eq!(run.requests.len(), 1);
}

#[test]
fn a_number_in_an_error_location_is_not_always_a_passage_index() {
    let body = r#"{"detail":[{"loc":["body",1],"msg":"JSON decode error"}]}"#;
    let run = message(Reply::json(422, body), "dog\ncat\n");
    assert!(!run.code(2).stderr_str().contains("because of"), "{run}");
}

#[test]
fn one_large_document_does_not_shrink_all_requests() {
    let nim =
        FakeNim::with(|seen| if seen.body.len() > 4000 { Reply::status(413) } else { Reply::ok() });
    let large = format!("{}\n", "dog ".repeat(800));
    let documents = format!("{large}{large}{}", "dog\n".repeat(200));
    let case = Case::new().nim(&nim).stdin(documents);
    let run = case.run(&format!("{ARGS} --batch-size 20 -j 1"));
    run.code(0);
    assert_eq!(run.stdout_str().lines().count(), 202);
    // Eleven batches, and the halves of the first.
    assert!(run.requests.len() < 25, "{}", run.requests.len());
}

/// Many requests are waiting when the first one fails for good; all report the message of the service.
#[test]
fn all_waiting_requests_report_the_first_failure() {
    for _ in 0..10 {
        let nim = FakeNim::with(|_| Reply::json(500, r#"{"error":"worker crashed"}"#));
        let case = Case::new().nim(&nim).stdin("dog\n".repeat(64));
        let ask = "-q dog -m test/model --batch-size 1 -j 16 --rpm 600 --retries 0";
        let failed = format!(
            "{}/v1/ranking: the service failed (500)\n  cause: worker crashed\n",
            nim.url()
        );
        let run = case.run(ask);
        let message = format!("nimrank: {failed}  hint: try again later\n");
        assert_eq!(run.code(3).stderr_str(), message, "{run}");
        let run = case.run(&format!("{ask} --on-error passthrough"));
        assert!(run.stderr_str().contains(failed.trim_end()), "{run}");
    }
}

/// A number in the message is not the retirement date of the model.
#[test]
fn the_retirement_date_is_added_unless_the_service_names_one() {
    for (words, cause) in [
        (
            "Error 2001: gone.",
            "Error 2001: gone.; nvidia/llama-nemotron-rerank-1b-v2 was retired on 2026-08-25",
        ),
        ("Gone since 2026-08-25.", "Gone since 2026-08-25."),
    ] {
        let nim = FakeNim::script([Reply::json(410, format!(r#"{{"detail":"{words}"}}"#))]);
        let case = Case::new().nim(&nim);
        let run = case.run("-q dog --doc dog -m nvidia/llama-nemotron-rerank-1b-v2");
        let message = format!(
            "nimrank: {}/v1/ranking: the model is retired (410)\n  cause: {cause}\n  hint: use its \
             successor: `--model nvidia/llama-nemotron-rerank-vl-1b-v2`\n",
            nim.url()
        );
        assert_eq!(run.code(2).stderr_str(), message, "{run}");
    }
}

/// The message comes before an echo of which only the beginning is read.
#[test]
fn a_rejection_with_a_long_echo_is_classified() {
    let nim = FakeNim::with(|seen| {
        if seen.passages().len() <= 2 {
            return Reply::ok();
        }
        let head = r#"{"detail":[{"loc":["body","passages"],"msg":"List should have at most 2 items","input":["#;
        let input = r#"{"text":"private words"},"#.repeat(100_000);
        Reply::json(422, format!("{head}{input}{{}}]}}]}}"))
    });
    let case = Case::new().nim(&nim).stdin("a dog\nb\nc\nd\n");
    let run = case.run("-q dog -m test/model -n 1 -f raw -j 1");
    assert_eq!(run.code(0).stdout_str(), "a dog\n", "{run}");
    assert_eq!(run.requests.len(), 3, "{run}");
}

/// Returns the message of an error body, and the position of the passage that it names.
fn read(body: impl AsRef<[u8]>) -> (Option<String>, Option<usize>) {
    let (failure, passage) = read_failure(400, body.as_ref(), 9);
    (failure.message, passage)
}

#[test]
fn the_message_of_a_body_is_found() {
    for (body, words) in [
        (r#"{"error":"too long"}"#, "too long"),
        (r#"{"error":{"message":"too long","code":400}}"#, "too long"),
        (r#"{"errors":[{"message":"too long"}]}"#, "too long"),
        (r#"{"errors":["too long"]}"#, "too long"),
        (r#"{"Message":"too long"}"#, "too long"),
        (r#"{"detail":{"message":"too long"}}"#, "too long"),
        (r#"[{"error":{"message":"too long"}}]"#, "too long"),
        (r#"{"message":"too long"}"#, "too long"),
        (r#"{"status":403,"title":"Forbidden","detail":"no"}"#, "no"),
        (r#"{"status":429,"title":"Too Many Requests"}"#, "Too Many Requests"),
        (r#"{"detail":{"error":"too long"}}"#, "too long"),
        ("404 page not found\n", "404 page not found"),
        ("\"Invalid token\"", "Invalid token"),
        ("<html><head><TITLE>502 Bad\nGateway</title>", "502 Bad Gateway"),
        ("a\u{1b}[31mb\u{202e}c", "a [31mb c"),
        (r#"{"error":{"error":{"msg":"too long"}}}"#, "too long"),
        (r#"{"errors":{"texts":["too long"]}}"#, "texts: too long"),
        (r#"{"message":"{\"error\":{\"reason\":\"too long\"}}"}"#, "too long"),
        (r#"["too long"]"#, "too long"),
        ("<?xml?><Error><Message>too long</Message></Error>", "too long"),
        ("<html><body><h1 id='a'>too long</h1>", "too long"),
        ("[E12] too long", "[E12] too long"),
        ("{'error': 'too long'}", "too long"),
        ("<html><head><title>502 Bad Gateway</title></head>", "502 Bad Gateway"),
        ("<html><title lang='en'>It&#39;s down</title>", "It's down"),
        ("<title>Error</title><body><pre>Cannot POST /v1/ranking</pre>", "Cannot POST /v1/ranking"),
        ("<html><body><center><h1>413</h1></center></body>", "413"),
        ("<body><style>b{}</style><div><b>Forbidden</b></div>", "Forbidden"),
        ("<html><body>no healthy upstream</body></html>", "no healthy upstream"),
        ("<?xml?><Error><Code>X</Code><Message>too long</Message></Error>", "too long"),
        ("<s:Fault><faultstring>denied</faultstring></s:Fault>", "denied"),
    ] {
        assert_eq!(read(body).0.as_deref(), Some(words), "{body}");
    }
    assert_eq!(read("<html></html>").0, None);
    assert_eq!(read("{}").0, None);
}

#[test]
fn a_validator_does_not_echo_documents() {
    let body = br#"{"detail":[{"loc":["body","passages",3,"text"],"msg":"too long","input":"my secret"}]}"#;
    assert_eq!(read(body), (Some("body.passages.3.text: too long".into()), Some(3)));
}

#[test]
fn the_message_before_a_missing_end_is_found() {
    let detail = r#"{"detail":[{"loc":["body","passages",3],"msg":"too \"long\", or so","input":"#;
    for rest in ["", "[", r#"[{"text":"my}"#, r#"[{"text":"mine"},{"te"#, r#"{"msg":"mine","#] {
        let body = format!("{detail}{rest}");
        let words = "body.passages.3: too \"long\", or so";
        assert_eq!(read(&body), (Some(words.into()), Some(3)), "{body}");
    }
    for nothing in ["{", r#"{"message":"my se"#, "[[[", "{]", r#"{"input":[1,2,"#] {
        assert_eq!(read(nothing).0, None, "{nothing}");
    }
}

/// They could make a name look like another one.
#[test]
fn invisible_characters_of_names_are_replaced_in_messages() {
    for c in ['\u{202e}', '\u{2066}', '\u{200b}', '\u{61c}', '\u{fff9}', '\u{115f}', '\u{3164}'] {
        let run = Case::new().run(&format!("-m local/bm25 -q x 'cod{c}txt'"));
        assert!(run.code(2).stderr_str().starts_with("nimrank: cod\u{fffd}txt: "), "{run}");
    }
}

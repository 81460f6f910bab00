use serde_json::json;
use snapbox::str;

use super::{scored, uncalled};
use crate::support::Case;
use crate::support::nim::{FakeNim, Seen};

const VISION: &str = "-m nvidia/llama-nemotron-rerank-vl-1b-v2";
const PNG: &[u8] = b"\x89PNG\r\n\x1A\n";
const PNG_URL: &str = "data:image/png;base64,iVBORw0KGgo=";
const GIF: &[u8] = b"GIF89a";

/// Returns the passages of the only request.
#[track_caller]
fn passages(requests: &[Seen]) -> serde_json::Value {
    assert_eq!(requests.len(), 1, "{requests:?}");
    requests[0].json()["passages"].clone()
}

#[test]
fn image_paths_are_relative_to_the_file_that_names_them() {
    let records = "{\"text\":\"a cat\",\"image\":\"cat.png\"}\n";
    let case = Case::new()
        .nim(&FakeNim::new())
        .file("docs/pets.jsonl", records)
        .file("docs/cat.png", PNG)
        .file("cat.png", GIF);
    let run = case.run(&format!("-q cat {VISION} docs/pets.jsonl -f raw"));
    assert_eq!(passages(&run.requests), json!([{"text": "a cat", "image": PNG_URL}]));
    assert_eq!(run.code(0).stdout_str(), records);
}

#[test]
fn image_paths_on_stdin_are_relative_to_the_working_directory() {
    let case = Case::new().nim(&FakeNim::new()).file("pics/cat.png", PNG);
    let case = case.stdin("{\"text\":\"a cat\",\"image\":\"pics/cat.png\"}\n");
    let run = case.run(&format!("-q cat {VISION}"));
    assert_eq!(passages(&run.requests), json!([{"text": "a cat", "image": PNG_URL}]));
}

#[test]
fn data_urls_are_sent_verbatim() {
    let case = Case::new().nim(&FakeNim::new());
    let case = case.stdin(format!("{{\"image\":\"{PNG_URL}\",\"text\":\"a cat\"}}\n"));
    let run = case.run(&format!("-q cat {VISION}"));
    assert_eq!(passages(&run.requests), json!([{"text": "a cat", "image": PNG_URL}]));
}

#[test]
fn an_image_without_text_is_scored() {
    let records = format!(
        "{{\"id\":\"c\",\"image\":\"{PNG_URL}\"}}\n{{\"text\":\" \",\"image\":\"{PNG_URL}\"}}\n"
    );
    let case = Case::new().nim(&FakeNim::new()).stdin(records);
    let run = case.run(&format!("-q cat {VISION}"));
    assert_eq!(passages(&run.requests), json!([{"image": PNG_URL}, {"image": PNG_URL}]));
    run.is(str![[r#"
$ nimrank -q cat -m nvidia/llama-nemotron-rerank-vl-1b-v2
[code 0]
-- stdout
1	-5.0	c	
2	-5.0	stdin:2	 
-- requests
POST /v1/ranking  2 passages, truncate END, model nvidia/llama-nemotron-rerank-vl-1b-v2

"#]]);
}

#[test]
fn a_null_image_is_absent() {
    let case = Case::new().nim(&FakeNim::new());
    let case = case.stdin("{\"text\":\"a cat\",\"image\":null}\n");
    let run = case.run(&format!("-q cat {VISION}"));
    assert_eq!(passages(&run.requests), json!([{"text": "a cat"}]));
}

/// Expects that a record is scored without its field `image`.
#[track_caller]
fn assert_ignored(image: &str, options: &str, detail: &str) {
    let record = format!("{{\"text\":\"a cat\",\"image\":{image}}}\n");
    let case = scored().stdin(record).file("cat.txt", "a cat\n");
    let run = case.run(&format!("-q cat -v -f raw {options}"));
    let is_noted = run.code(0).stderr_str().contains("`image` is not an image");
    assert_eq!(is_noted, detail == "noted", "{run}");
    for seen in &run.requests {
        assert_eq!(seen.passages(), ["a cat"], "{run}");
    }
}

#[test]
fn a_text_model_ignores_images() {
    let image = format!("\"{PNG_URL}\"");
    assert_ignored(&image, "-m nvidia/llama-nemotron-rerank-1b-v2", "");
    assert_ignored(&image, "-m m --api cohere", "");
}

#[test]
fn the_built_in_scorer_ignores_images() {
    let record = format!("{{\"text\":\"a cat\",\"image\":\"{PNG_URL}\"}}\n");
    let run = uncalled().stdin(&record).run("-q cat -m local/bm25 -f raw");
    assert_eq!(run.code(0).stdout_str(), record);
}

#[test]
fn a_field_that_holds_no_image_is_data() {
    for image in [
        "12",
        "{\"src\":\"cat.png\"}",
        "\"nginx:1.25\"",
        "\"https://example.com/cat.png\"",
        "\"missing.png\"",
        "\"cat.txt\"",
        "\"data:text/plain;base64,Y2F0\"",
        "\"data:image/png,cat\"",
        "\"data:image/png;base64,*\"",
    ] {
        assert_ignored(image, VISION, "noted");
    }
    assert_ignored("null", VISION, "");
}

#[test]
fn a_record_without_text_needs_an_image() {
    let case = uncalled().stdin("{\"image\":\"nginx:1.25\"}\n");
    let run = case.run(&format!("-q cat {VISION}"));
    assert!(run.code(2).stderr_str().starts_with("nimrank: stdin:1: no field"), "{run}");
}

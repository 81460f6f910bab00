use serde_json::json;
use snapbox::str;

use super::uncalled;
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
    assert_eq!(
        passages(&run.requests),
        json!([{"text": "a cat", "image": PNG_URL}])
    );
    assert_eq!(run.code(0).stdout_str(), records);
}

#[test]
fn image_paths_on_stdin_are_relative_to_the_working_directory() {
    let case = Case::new().nim(&FakeNim::new()).file("pics/cat.png", PNG);
    let case = case.stdin("{\"text\":\"a cat\",\"image\":\"pics/cat.png\"}\n");
    let run = case.run(&format!("-q cat {VISION}"));
    assert_eq!(
        passages(&run.requests),
        json!([{"text": "a cat", "image": PNG_URL}])
    );
}

#[test]
fn data_urls_are_sent_verbatim() {
    let case = Case::new().nim(&FakeNim::new());
    let case = case.stdin(format!("{{\"image\":\"{PNG_URL}\",\"text\":\"a cat\"}}\n"));
    let run = case.run(&format!("-q cat {VISION}"));
    assert_eq!(
        passages(&run.requests),
        json!([{"text": "a cat", "image": PNG_URL}])
    );
}

#[test]
fn an_image_without_text_is_scored() {
    let records = format!(
        "{{\"id\":\"c\",\"image\":\"{PNG_URL}\"}}\n{{\"text\":\" \",\"image\":\"{PNG_URL}\"}}\n"
    );
    let case = Case::new().nim(&FakeNim::new()).stdin(records);
    let run = case.run(&format!("-q cat {VISION}"));
    assert_eq!(
        passages(&run.requests),
        json!([{"image": PNG_URL}, {"image": PNG_URL}])
    );
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

#[test]
fn a_text_model_refuses_images_and_names_the_document() {
    let records = format!("{{\"text\":\"dog\"}}\n{{\"text\":\"cat\",\"image\":\"{PNG_URL}\"}}\n");
    let case = uncalled().file("pets.jsonl", records);
    case.run("-q cat pets.jsonl -m nvidia/llama-nemotron-rerank-1b-v2")
        .is(str![[r#"
$ nimrank -q cat pets.jsonl -m nvidia/llama-nemotron-rerank-1b-v2
[code 2]
-- stderr
nimrank: [NIM]/v1/ranking: `nvidia/llama-nemotron-rerank-1b-v2` takes text only, and this has an image, because of pets.jsonl:2
  hint: drop the field, as with jq -c 'del(.image)', or choose another model

"#]]);
    case.run("-q cat pets.jsonl -m local/bm25").is(str![[r#"
$ nimrank -q cat pets.jsonl -m local/bm25
[code 2]
-- stderr
nimrank: local/bm25: it takes text only, and this has an image, because of pets.jsonl:2
  hint: drop the field, as with jq -c 'del(.image)', or choose another model

"#]]);
}

#[test]
fn an_image_url_is_refused() {
    let case = uncalled().stdin("{\"text\":\"cat\",\"image\":\"https://example.com/cat.png\"}\n");
    case.run(&format!("-q cat {VISION}")).is(str![[r#"
$ nimrank -q cat -m nvidia/llama-nemotron-rerank-vl-1b-v2
[code 2]
-- stderr
nimrank: stdin:1: the image `https://example.com/cat.png` is not on this machine
  hint: download it and name the file, or drop the field: jq -c 'del(.image)'

"#]]);
}

#[test]
fn a_missing_image_is_reported() {
    let case = uncalled().stdin("{\"text\":\"dog\"}\n{\"text\":\"cat\",\"image\":\"cat.png\"}\n");
    case.run(&format!("-q cat {VISION}")).is(str![[r#"
$ nimrank -q cat -m nvidia/llama-nemotron-rerank-vl-1b-v2
[code 2]
-- stderr
nimrank: stdin:2: cannot read `cat.png`
  cause: No such file or directory

"#]]);
}

#[test]
fn a_file_that_is_not_an_image_is_refused() {
    let case = uncalled().file("cat.png", "a cat\n");
    case.stdin("{\"text\":\"cat\",\"image\":\"cat.png\"}\n")
        .run(&format!("-q cat {VISION}"))
        .is(str![[r#"
$ nimrank -q cat -m nvidia/llama-nemotron-rerank-vl-1b-v2
[code 2]
-- stderr
nimrank: stdin:1: the image `cat.png` is of no known image type

"#]]);
    for url in [
        "data:text/plain;base64,Y2F0",
        "data:image/png,cat",
        "data:image/png;base64,*",
    ] {
        let record = format!("{{\"text\":\"cat\",\"image\":\"{url}\"}}\n");
        let run = uncalled().stdin(record).run(&format!("-q cat {VISION}"));
        let message =
            format!("nimrank: stdin:1: the image `{url}` is not a base64 data URL of an image\n");
        assert_eq!(run.code(2).stderr_str(), message);
    }
}

#[test]
fn an_image_that_is_not_a_string_is_refused() {
    let case = uncalled().stdin("{\"text\":\"cat\",\"image\":12}\n");
    let run = case.run(&format!("-q cat {VISION}"));
    let message = "nimrank: stdin:1: the image `12` is not a name or a data URL\n";
    assert_eq!(run.code(2).stderr_str(), message);
}

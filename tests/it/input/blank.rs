use snapbox::str;

use super::{scored, sent, uncalled};

const LINES: &str = "a cat\n\n \t \na dog\n\u{3000}\n";

#[test]
fn blank_documents_are_not_sent_and_come_last_without_a_score() {
    let run = scored().stdin(LINES).run("-q dog");
    assert_eq!(sent(&run), ["a cat", "a dog"]);
    run.is(str![[r#"
$ nimrank -q dog
[code 0]
-- stdout
1	-3.0	stdin:4	a dog
2	-5.0	stdin:1	a cat
3		stdin:2	
4		stdin:3	 \t 
5		stdin:5	　
-- requests
POST /v1/ranking  2 passages, truncate END, model m

"#]]);
}

#[test]
fn the_score_of_a_blank_document_is_null() {
    let run = scored().stdin("\ndog\n").run("-q dog -f json");
    run.is(str![[r#"
$ nimrank -q dog -f json
[code 0]
-- stdout
{"model":"m","query":"dog","results":[{"index":1,"relevance_score":-3.0,"document":{"text":"dog"},"rank":1,"id":null,"origin":"stdin:2"},{"index":0,"relevance_score":null,"document":{"text":""},"rank":2,"id":null,"origin":"stdin:1"}],"meta":{"api":"nim","endpoint":"[NIM]/v1/ranking","score":"logit","documents":2,"requests":1,"usage":{"total_tokens":2}}}
-- requests
POST /v1/ranking  1 passage, truncate END, model m

"#]]);
}

#[test]
fn one_blank_document_is_one() {
    let run = scored().stdin("\ndog\n").run("-q dog");
    run.is(str![[r#"
$ nimrank -q dog
[code 0]
-- stdout
1	-3.0	stdin:2	dog
2		stdin:1	
-- requests
POST /v1/ranking  1 passage, truncate END, model m

"#]]);
}

#[test]
fn quiet_hides_the_warning_about_blank_documents() {
    let run = scored().stdin("\ndog\n").run("-q dog --quiet");
    run.is(str![[r#"
$ nimrank -q dog --quiet
[code 0]
-- stdout
1	-3.0	stdin:2	dog
2		stdin:1	
-- requests
POST /v1/ranking  1 passage, truncate END, model m

"#]]);
}

#[test]
fn min_score_drops_blank_documents() {
    let run = scored().stdin(LINES).run("-q dog --min-score=-9");
    run.is(str![[r#"
$ nimrank -q dog --min-score=-9
[code 0]
-- stdout
1	-3.0	stdin:4	a dog
2	-5.0	stdin:1	a cat
-- requests
POST /v1/ranking  2 passages, truncate END, model m

"#]]);
}

#[test]
fn top_n_takes_blank_documents_last() {
    let case = scored().stdin("\na cat\na dog\n");
    case.run("-q dog -n 2 --quiet").is(str![[r#"
$ nimrank -q dog -n 2 --quiet
[code 0]
-- stdout
1	-3.0	stdin:3	a dog
2	-5.0	stdin:2	a cat
-- requests
POST /v1/ranking  2 passages, truncate END, model m

"#]]);
    case.run("-q dog -n 9 --quiet").is(str![[r#"
$ nimrank -q dog -n 9 --quiet
[code 0]
-- stdout
1	-3.0	stdin:3	a dog
2	-5.0	stdin:2	a cat
3		stdin:1	
-- requests
POST /v1/ranking  2 passages, truncate END, model m

"#]]);
}

#[test]
fn only_blank_documents_is_nothing_to_rank() {
    let run = uncalled().stdin("\n  \n").run("-q dog");
    run.is(str![[r#"
$ nimrank -q dog
[code 1]
-- stdout
1		stdin:1	
2		stdin:2	  
-- stderr
nimrank: no documents to rank: all of them are blank

"#]]);
}

#[test]
fn no_model_is_requested_for_blank_documents() {
    let nim = crate::support::nim::FakeNim::new().expect_no_calls();
    let case = crate::support::Case::new().nim(&nim);
    case.stdin("\n  \n").run("-q dog").code(1);
}

#[test]
fn blank_documents_appear_in_every_format() {
    for (options, content) in [
        (
            "-i jsonl",
            "{\"text\":\"\"}\n{\"text\":\" \\n \"}\n{\"text\":null}\n\"\"\n{\"text\":\"dog\"}\n",
        ),
        ("-i json", "[\"\",{\"text\":\"\\t\"},{\"text\":null},\" \",\"dog\"]"),
        ("-i csv", "id,text\n1,\n2,\"\"\n3,\"\n\"\n4,  \n5,dog\n"),
        ("-i tsv", "id\ttext\n1\t\n2\t\"\"\n3\t \n4\t  \n5\tdog\n"),
        ("-i grep", "x.c:1:\nx.c:2: \nx.c-3-\nx.c:4:\t\nx.c:5:dog\n"),
        ("-0", "\0 \0\n\0\t\0dog\0"),
    ] {
        let run = scored().stdin(content).run(&format!("-q dog -f jsonl {options}"));
        assert_eq!(sent(&run), ["dog"], "{run}");
        let scores = run.stdout_str().lines().map(|line| {
            let result: serde_json::Value = serde_json::from_str(line).expect("JSON");
            (result["index"].as_u64(), result["relevance_score"].as_f64())
        });
        let expected = [
            (Some(4), Some(-3.0)),
            (Some(0), None),
            (Some(1), None),
            (Some(2), None),
            (Some(3), None),
        ];
        assert_eq!(scores.collect::<Vec<_>>(), expected, "{run}");
        // Blank lines are usual, other blank documents are not.
        let warned = match options {
            "-i grep" | "-0" => "",
            _ => "nimrank: warning: 4 documents are blank: not scored, put last\n",
        };
        assert_eq!(run.code(0).stderr_str(), warned, "{run}");
    }
}

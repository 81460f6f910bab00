//! `diff`: output and exit codes.

#![allow(clippy::needless_raw_string_hashes, reason = "the snapshot tool writes them")]

use std::fmt::Write as _;

use serde_json::Value;
use snapbox::str;

use crate::support::Case;

/// Returns a line of a recording: a case, and ids with scores in input order.
fn line(case: &str, docs: &[(&str, Option<f64>)]) -> String {
    let docs = docs.iter().map(|(id, score)| {
        let hash = if score.is_some() { "af63dc4c8601ec8c" } else { "cbf29ce484222325" };
        serde_json::json!({"id": id, "hash": hash, "score": score})
    });
    let docs: Vec<Value> = docs.collect();
    let line = serde_json::json!({
        "case": case, "model": "test/model", "api": "nim", "truncate": "end", "query": "q", "docs": docs,
    });
    line.to_string() + "\n"
}

/// Returns documents with falling scores.
fn falling<'a>(ids: &[&'a str]) -> Vec<(&'a str, Option<f64>)> {
    let scores = (0..).map(|at| Some(4.0 - f64::from(at)));
    ids.iter().copied().zip(scores).collect()
}

/// Three cases: the first stays, the second swaps its end, the third is reversed.
fn three() -> Case {
    let old = ["same", "tail", "all"].map(|case| line(case, &falling(&["a", "b", "c", "d"])));
    let new = [
        line("same", &falling(&["a", "b", "c", "d"])),
        line("all", &falling(&["d", "e", "b", "a"])),
        line("tail", &falling(&["a", "b", "d", "c"])),
    ];
    Case::new().file("old.jsonl", old.concat()).file("new.jsonl", new.concat())
}

#[test]
fn the_most_different_query_is_printed_first() {
    three().run("diff old.jsonl new.jsonl").is(str![[r#"
$ nimrank diff old.jsonl new.jsonl
[code 1]
-- stdout
all
  RBO 0.5738, tau-b -1.0000, overlap 0.7500, another first
  ↑ 4 → 1  d  1.0000 → 4.0000
  ↓ 1 → 4  a  4.0000 → 1.0000
  ↑ - → 2  e       - → 3.0000  entered
  ↓ 2 → 3  b  3.0000 → 2.0000
  ↓ 3 → -  c  2.0000 →      -  left

tail
  RBO 0.9730, tau-b 0.6667, overlap 1.0000
  ↑ 4 → 3  d  1.0000 → 2.0000
  ↓ 3 → 4  c  2.0000 → 1.0000

3 queries, 2 differ; mean RBO 0.8489, tau-b 0.2222, overlap 0.9167

"#]]);
}

#[test]
fn documents_that_enter_or_leave_the_top_are_shown() {
    three().run("diff -k 2 old.jsonl new.jsonl").is(str![[r#"
$ nimrank diff -k 2 old.jsonl new.jsonl
[code 1]
-- stdout
all
  RBO 0.0000, tau-b -1.0000, overlap 0.0000, another first
  ↑ 4 → 1  d  1.0000 → 4.0000  entered
  ↓ 1 → 4  a  4.0000 → 1.0000  left
  ↑ - → 2  e       - → 3.0000  entered
  ↓ 2 → 3  b  3.0000 → 2.0000  left

3 queries, 1 differs; mean RBO 0.6667, tau-b 0.2222, overlap 0.6667

"#]]);
}

#[test]
fn json_has_all_queries_and_their_mean() {
    three()
        .run("diff old.jsonl new.jsonl -f json")
        .is(str![[r#"
$ nimrank diff old.jsonl new.jsonl -f json
[code 1]
-- stdout
{"queries":[{"query":"all","rbo":0.5737500000000001,"tau_b":-1.0,"overlap":0.75,"moved":[{"id":"d","old_rank":4,"new_rank":1,"old_score":1.0,"new_score":4.0},{"id":"a","old_rank":1,"new_rank":4,"old_score":4.0,"new_score":1.0},{"id":"e","old_rank":null,"new_rank":2,"old_score":null,"new_score":3.0},{"id":"b","old_rank":2,"new_rank":3,"old_score":3.0,"new_score":2.0},{"id":"c","old_rank":3,"new_rank":null,"old_score":2.0,"new_score":null}]},{"query":"tail","rbo":0.9730000000000001,"tau_b":0.6666666666666666,"overlap":1.0,"moved":[{"id":"d","old_rank":4,"new_rank":3,"old_score":1.0,"new_score":2.0},{"id":"c","old_rank":3,"new_rank":4,"old_score":2.0,"new_score":1.0}]},{"query":"same","rbo":1.0,"tau_b":1.0,"overlap":1.0,"moved":[]}],"mean":{"rbo":0.8489166666666668,"tau_b":0.2222222222222222,"overlap":0.9166666666666666}}

"#]]);
}

#[test]
fn jsonl_is_one_query_per_line() {
    let case = three();
    let whole = case.run("diff old.jsonl new.jsonl -f json");
    let lines = case.run("diff old.jsonl new.jsonl -f jsonl");
    let whole: Value = serde_json::from_str(whole.code(1).stdout_str()).expect("it is JSON");
    let lines = lines.code(1).stdout_str().lines();
    let lines: Vec<Value> =
        lines.map(|line| serde_json::from_str(line).expect("it is JSON")).collect();
    assert_eq!(whole["queries"], Value::Array(lines));
}

#[test]
fn identical_rankings_exit_0() {
    let case = three();
    case.run("diff old.jsonl old.jsonl").is(str![[r#"
$ nimrank diff old.jsonl old.jsonl
[code 0]
-- stdout
3 queries, none differs; mean RBO 1.0000, tau-b 1.0000, overlap 1.0000

"#]]);
}

#[test]
fn different_scores_in_the_same_order_exit_0() {
    let old = line("c", &[("a", Some(2.0)), ("b", Some(1.0)), ("z", None)]);
    let new = line("c", &[("b", Some(1.5)), ("z", None), ("a", Some(1.75))]);
    let case = Case::new().file("old.jsonl", old).file("new.jsonl", new);
    let run = case.run("diff old.jsonl new.jsonl");
    assert_eq!(
        run.code(0).stdout_str(),
        "1 query, none differs; mean RBO 1.0000, tau-b 1.0000, overlap 1.0000\n"
    );
}

#[test]
fn min_rbo_replaces_the_rule_for_every_query() {
    let case = three();
    case.run("diff old.jsonl new.jsonl --min-rbo 0.2").code(0);
    let run = case.run("diff old.jsonl new.jsonl --min-rbo 0.9 -f json -o out.json");
    run.is(str![[r#"
$ nimrank diff old.jsonl new.jsonl --min-rbo 0.9 -f json -o out.json
[code 1]
-- stderr
nimrank: queries below an RBO of 0.9: 1 of 3

"#]]);
    assert!(case.dir().join("out.json").is_file());
    // A minimum of 1 accepts only the same order.
    let run = case.run("diff old.jsonl new.jsonl --min-rbo 1");
    assert!(run.code(1).stderr_str().contains("2 of 3"), "{run}");
    case.run("diff new.jsonl new.jsonl --min-rbo 1").code(0);
}

#[test]
fn a_swap_within_the_tolerance_exits_0() {
    let old = line("c", &[("a", Some(2.03)), ("b", Some(2.0)), ("c", Some(1.0))]);
    let new = line("c", &[("a", Some(2.0)), ("b", Some(2.03)), ("c", Some(1.0))]);
    let case = Case::new().file("old.jsonl", old).file("new.jsonl", new);
    case.run("diff old.jsonl new.jsonl --tolerance 0.05").code(0);
    case.run("diff old.jsonl new.jsonl --tolerance 0.01").code(1);
    case.run("diff old.jsonl new.jsonl").code(1);
}

/// Ties are in input order, so a model that now ties everything is detected.
#[test]
fn a_ranking_of_ties_differs() {
    let old = line("c", &[("a", Some(1.0)), ("b", Some(2.0))]);
    let new = line("c", &[("a", Some(0.0)), ("b", Some(0.0))]);
    let case = Case::new().file("old.jsonl", old).file("new.jsonl", new);
    let run = case.run("diff old.jsonl new.jsonl -f json");
    assert!(run.code(1).stdout_str().contains("\"tau_b\":null"), "{run}");
}

#[test]
fn a_query_on_one_side_only_exits_1() {
    let case = three().file("less.jsonl", line("same", &falling(&["a", "b", "c", "d"])));
    case.run("diff old.jsonl less.jsonl").is(str![[r#"
$ nimrank diff old.jsonl less.jsonl
[code 1]
-- stdout
tail
  only in the old file

all
  only in the old file

3 queries, 2 differ; mean RBO 0.3333, tau-b 1.0000, overlap 0.3333

"#]]);
    case.run("diff less.jsonl old.jsonl -f jsonl")
        .is(str![[r#"
$ nimrank diff less.jsonl old.jsonl -f jsonl
[code 1]
-- stdout
{"query":"tail","rbo":0.0,"tau_b":null,"overlap":0.0,"moved":[{"id":"a","old_rank":null,"new_rank":1,"old_score":null,"new_score":4.0},{"id":"b","old_rank":null,"new_rank":2,"old_score":null,"new_score":3.0},{"id":"c","old_rank":null,"new_rank":3,"old_score":null,"new_score":2.0},{"id":"d","old_rank":null,"new_rank":4,"old_score":null,"new_score":1.0}]}
{"query":"all","rbo":0.0,"tau_b":null,"overlap":0.0,"moved":[{"id":"a","old_rank":null,"new_rank":1,"old_score":null,"new_score":4.0},{"id":"b","old_rank":null,"new_rank":2,"old_score":null,"new_score":3.0},{"id":"c","old_rank":null,"new_rank":3,"old_score":null,"new_score":2.0},{"id":"d","old_rank":null,"new_rank":4,"old_score":null,"new_score":1.0}]}
{"query":"same","rbo":1.0,"tau_b":1.0,"overlap":1.0,"moved":[]}

"#]]);
    let run = case.run("diff less.jsonl old.jsonl --min-rbo 0.1");
    assert!(run.code(1).stdout_str().contains("only in the new file"), "{run}");
}

#[test]
fn files_without_a_common_query_cannot_be_compared() {
    let case = three().file("other.jsonl", line("other", &falling(&["a"])));
    case.run("diff old.jsonl other.jsonl").is(str![[r#"
$ nimrank diff old.jsonl other.jsonl
[code 2]
-- stderr
nimrank: old.jsonl and other.jsonl have no query in common
  cause: one has `same`, the other `other`

"#]]);
}

#[test]
fn rankings_without_a_case_are_compared_by_query() {
    let case = Case::new().stdin("green apple\nred cherry\n");
    case.run("-m local/bm25 -q cherry --record old.jsonl").code(0);
    let run = case.run("diff old.jsonl old.jsonl -f jsonl");
    assert!(run.code(0).stdout_str().starts_with("{\"query\":\"cherry\""), "{run}");
}

const RUN: &str = "1 Q0 a 1 3.5 t\n1 Q0 b 2 2.5 t\n1 Q0 c 3 2.5 t\n2\tQ0\td\t1\t1\tt\r\n";

#[test]
fn trec_runs_are_sorted_like_trec_eval() {
    // Of b and c, which tie, c comes first, whatever the rank column and line order.
    let new = "2 Q0 d 1 1 t\n1 Q0 c 1 3.0 t\n1 Q0 b 1 2.5 t\n1 Q0 a 1 1e1 t\n";
    let case = Case::new().file("old.txt", RUN).file("new.txt", new);
    case.run("diff old.txt new.txt").code(0);
    let swapped = new.replace("c 1 3.0", "c 1 2.0");
    let case = case.file("new.txt", swapped);
    case.run("diff old.txt new.txt").is(str![[r#"
$ nimrank diff old.txt new.txt
[code 1]
-- stdout
1
  RBO 0.9550, tau-b 0.8165, overlap 1.0000
  ↑ 3 → 2  b  2.5000 → 2.5000
  ↓ 2 → 3  c  2.5000 → 2.0000

2 queries, 1 differs; mean RBO 0.9775, tau-b 0.8165, overlap 1.0000
-- stderr
nimrank: note: old.txt:3: equal scores are ordered by document id, last first, not by rank

"#]]);
}

#[test]
fn a_recording_and_a_run_can_be_compared() {
    let case = Case::new()
        .file("old.txt", RUN)
        .file("new.jsonl", line("2", &falling(&["d"])) + &line("1", &falling(&["a", "c", "b"])));
    case.run("diff old.txt new.jsonl").code(0);
}

#[test]
fn either_side_may_be_stdin() {
    let case = three();
    for ask in ["diff - new.jsonl <old.jsonl", "diff old.jsonl - <new.jsonl"] {
        let run = case.sh(&format!("nimrank {ask} -k 1 -f jsonl | head -c 40"));
        assert!(run.stdout_str().starts_with("{\"query\":\"all\""), "{run}");
    }
    let run = case.run("diff - -");
    let message = "nimrank: standard input can be read only once\n";
    assert!(run.code(2).stderr_str().starts_with(message), "{run}");
}

#[test]
fn incomparable_files_are_reported() {
    let twice = RUN.replace("b 2", "a 2");
    let case = three()
        .file("run.txt", RUN)
        .file("twice.txt", twice)
        .file("short.txt", "1 Q0 a 1 t\n")
        .file("empty.txt", "\n");
    let two = line("all", &falling(&["a"]))
        + &line("all", &falling(&["a"])).replace("test/model", "other");
    let case = case.file("two.jsonl", two).file("bad.jsonl", line("c", &falling(&["a"])) + "{}\n");
    for (file, message) in [
        ("twice.txt", "nimrank: twice.txt:2: duplicate document `a`\n"),
        ("short.txt", "nimrank: short.txt:1: 5 columns, not 6"),
        ("empty.txt", "nimrank: empty.txt: there are no results in it\n"),
        ("no.txt", "nimrank: no.txt: No such file or directory\n"),
        ("two.jsonl", "nimrank: two.jsonl:2: `all` is on line 1 too\n"),
        ("bad.jsonl", "nimrank: bad.jsonl:2: not a line of a recording\n"),
    ] {
        for ask in [format!("diff run.txt {file}"), format!("diff {file} run.txt")] {
            let run = case.run(&ask);
            assert!(
                run.code(2).stderr_str().starts_with(message) && run.stdout.is_empty(),
                "{run}"
            );
        }
    }
}

#[test]
fn invalid_option_values_are_refused() {
    let case = three();
    for option in
        ["-k 0", "--tolerance -1", "--tolerance nan", "--min-rbo 1.5", "--min-rbo -0.1", "-f tsv"]
    {
        let run = case.run(&format!("diff old.jsonl new.jsonl {option}"));
        assert!(run.code(2).stderr_str().starts_with("nimrank: invalid value"), "{run}");
    }
    case.run("diff old.jsonl").code(2);
}

#[test]
fn control_characters_of_document_ids_are_not_printed() {
    let old = line("\u{1b}]0;x\u{7}case", &falling(&["\u{1b}[31mred", "b\nb", "猫"]));
    let new = line("\u{1b}]0;x\u{7}case", &falling(&["猫", "\u{1b}[31mred", "b\nb"]));
    let case = Case::new().file("old.jsonl", old).file("new.jsonl", new);
    case.run("diff old.jsonl new.jsonl").is(str![[r#"
$ nimrank diff old.jsonl new.jsonl
[code 1]
-- stdout
␛]0;x␇case
  RBO 0.8550, tau-b -0.3333, overlap 1.0000, another first
  ↑ 3 → 1  猫        2.0000 → 4.0000
  ↓ 1 → 2  ␛[31mred  4.0000 → 3.0000
  ↓ 2 → 3  b b       3.0000 → 2.0000

1 query, 1 differs; mean RBO 0.8550, tau-b -0.3333, overlap 1.0000

"#]]);
}

#[test]
fn color_always_colors_the_report() {
    let case = three();
    let colored = case.run("diff old.jsonl new.jsonl --color always");
    assert!(colored.stdout_str().contains("  \u{1b}[32m↑\u{1b}[0m 4 → 3  d"), "{colored}");
    assert!(!case.run("diff old.jsonl new.jsonl").stdout_str().contains('\u{1b}'));
}

#[test]
fn a_closed_pipe_keeps_the_exit_code() {
    let ids: Vec<_> = (0..20_000).map(|at| at.to_string()).collect();
    let run = |ids: &mut dyn Iterator<Item = &String>| {
        ids.zip(0..).fold(String::new(), |mut run, (id, at)| {
            writeln!(run, "q Q0 {id} 1 {} t", -at).expect("strings take writes");
            run
        })
    };
    let case = Case::new()
        .file("old.txt", run(&mut ids.iter()))
        .file("new.txt", run(&mut ids.iter().rev()));
    for format in ["table", "json"] {
        let script = format!(
            "(nimrank diff old.txt new.txt -f {format}; echo $? >code) | head -c 9 >head; cat code"
        );
        let run = case.sh(&script);
        assert_eq!(run.code(0).stdout_str(), "1\n", "{run}");
        assert!(run.stderr.is_empty(), "{run}");
    }
}

//! Output formats and exit codes.
#![allow(clippy::needless_raw_string_hashes, reason = "the snapshot tool writes them")]

use std::fmt::Write as _;

use snapbox::str;

use super::{RUN, both, case};
use crate::support::Case;

const FILES: &str = "--qrels q.txt --run r.txt";

#[test]
fn means_are_printed_as_a_table() {
    both().run(&format!("eval {FILES}")).is(str![[r#"
$ nimrank eval --qrels q.txt --run r.txt
[code 0]
-- stdout
measure      mean
ndcg@10    0.4824
rr         0.5000
recall@10  0.6667
ap         0.4185

3 queries; 1 not in the run, counted as 0
-- stderr
nimrank: note: 1 query of the run without judgments, ignored

"#]]);
}

#[test]
fn queries_are_printed_as_a_table() {
    both().run(&format!("eval {FILES} -q -m ndcg@3,nDCG,P@3,judged@3")).is(str![[r#"
$ nimrank eval --qrels q.txt --run r.txt -q -m ndcg@3,nDCG,P@3,judged@3
[code 0]
-- stdout
query  ndcg@3    nDCG     P@3  judged@3
q1     0.7350  0.8162  0.6667    1.0000
q2     0.6309  0.6309  0.3333    0.5000
q3     0.0000  0.0000  0.0000    0.0000
mean   0.4553  0.4824  0.3333    0.5000

3 queries; 1 not in the run, counted as 0
-- stderr
nimrank: note: 1 query of the run without judgments, ignored

"#]]);
}

#[test]
fn json_has_means_and_queries() {
    both().run(&format!("eval {FILES} -f json -m ndcg@3,rr")).is(str![[r#"
$ nimrank eval --qrels q.txt --run r.txt -f json -m ndcg@3,rr
[code 0]
-- stdout
{"queries":3,"missing":1,"mean":{"ndcg@3":0.4553122462367773,"rr":0.5}}
-- stderr
nimrank: note: 1 query of the run without judgments, ignored

"#]]);
    both().run(&format!("eval {FILES} -f json -q -m rr --intersect --quiet")).is(str![[r#"
$ nimrank eval --qrels q.txt --run r.txt -f json -q -m rr --intersect --quiet
[code 0]
-- stdout
{"queries":2,"missing":1,"mean":{"rr":0.75},"per_query":{"q1":{"rr":1.0},"q2":{"rr":0.5}}}

"#]]);
}

#[test]
fn csv_has_one_line_per_query_and_measure() {
    both().run(&format!("eval {FILES} -f csv -q -m ndcg@3,RR")).is(str![[r#"
$ nimrank eval --qrels q.txt --run r.txt -f csv -q -m ndcg@3,RR
[code 0]
-- stdout
query,measure,value
q1,ndcg@3,0.7350069851388743
q1,RR,1.0
q2,ndcg@3,0.6309297535714575
q2,RR,0.5
q3,ndcg@3,0.0
q3,RR,0.0
all,ndcg@3,0.4553122462367773
all,RR,0.5
-- stderr
nimrank: warning: 1 query not in the run, counted as 0
nimrank: note: 1 query of the run without judgments, ignored

"#]]);
    both().run(&format!("eval {FILES} -f csv -m ap --intersect")).is(str![[r#"
$ nimrank eval --qrels q.txt --run r.txt -f csv -m ap --intersect
[code 0]
-- stdout
query,measure,value
all,ap,0.6277777777777778
-- stderr
nimrank: warning: 1 query not in the run, skipped
nimrank: note: 1 query of the run without judgments, ignored

"#]]);
}

#[test]
fn trec_prints_lines_of_trec_eval() {
    both().run(&format!("eval {FILES} --trec -q -m success.1,ndcg@3,map,p@3")).is(str![[r#"
$ nimrank eval --qrels q.txt --run r.txt --trec -q -m success.1,ndcg@3,map,p@3
[code 0]
-- stdout
map                   	q1	0.7556
P_3                   	q1	0.6667
ndcg_cut_3            	q1	0.7350
success_1             	q1	1.0000
map                   	q2	0.5000
P_3                   	q2	0.3333
ndcg_cut_3            	q2	0.6309
success_1             	q2	0.0000
map                   	q3	0.0000
P_3                   	q3	0.0000
ndcg_cut_3            	q3	0.0000
success_1             	q3	0.0000
map                   	all	0.4185
P_3                   	all	0.3333
ndcg_cut_3            	all	0.4553
success_1             	all	0.3333
-- stderr
nimrank: warning: 1 query not in the run, counted as 0
nimrank: note: 1 query of the run without judgments, ignored

"#]]);
}

#[test]
fn level_decides_relevance_and_not_gain() {
    let run = both().run(&format!("eval {FILES} -f csv -m rr,ndcg@3,recall@3 --quiet"));
    let high = both().run(&format!("eval {FILES} -f csv -m rr,ndcg@3,recall@3 --quiet -l 3"));
    run.is(str![[r#"
$ nimrank eval --qrels q.txt --run r.txt -f csv -m rr,ndcg@3,recall@3 --quiet
[code 0]
-- stdout
query,measure,value
all,rr,0.5
all,ndcg@3,0.4553122462367773
all,recall@3,0.5555555555555555

"#]]);
    high.is(str![[r#"
$ nimrank eval --qrels q.txt --run r.txt -f csv -m rr,ndcg@3,recall@3 --quiet -l 3
[code 0]
-- stdout
query,measure,value
all,rr,0.1111111111111111
all,ndcg@3,0.4553122462367773
all,recall@3,0.3333333333333333

"#]]);
}

#[test]
fn a_measure_keeps_its_name_and_is_printed_once() {
    both().run(&format!("eval {FILES} --quiet -m nDCG@3 -m P.1,3,recip_rank,ndcg@3,map_cut_2")).is(
        str![[r#"
$ nimrank eval --qrels q.txt --run r.txt --quiet -m nDCG@3 -m P.1,3,recip_rank,ndcg@3,map_cut_2
[code 0]
-- stdout
measure       mean
nDCG@3      0.4553
P.1         0.3333
P.3         0.3333
recip_rank  0.5000
map_cut_2   0.2778

3 queries; 1 not in the run, counted as 0

"#]],
    );
}

#[test]
fn a_reached_minimum_exits_0() {
    both().run(&format!("eval {FILES} --quiet -m rr --min rr=0.5")).is(str![[r#"
$ nimrank eval --qrels q.txt --run r.txt --quiet -m rr --min rr=0.5
[code 0]
-- stdout
measure    mean
rr       0.5000

3 queries; 1 not in the run, counted as 0

"#]]);
}

#[test]
fn a_missed_minimum_exits_1() {
    both()
        .run(&format!("eval {FILES} --quiet -m rr --min nDCG@3=0.62 --min rr=0.1 --min p@1=1"))
        .is(str![[r#"
$ nimrank eval --qrels q.txt --run r.txt --quiet -m rr --min nDCG@3=0.62 --min rr=0.1 --min p@1=1
[code 1]
-- stdout
measure    mean
rr       0.5000
nDCG@3   0.4553
p@1      0.3333

3 queries; 1 not in the run, counted as 0
-- stderr
nimrank: the mean of nDCG@3 is 0.4553122462367773, below the floor of 0.62
nimrank: the mean of p@1 is 0.3333333333333333, below the floor of 1.0

"#]]);
    // The report is complete whatever the verdict.
    let run = both().sh(&format!(
        "nimrank eval {FILES} --quiet -m rr --min rr=0.9 -f csv -o out.csv; echo $?; cat out.csv"
    ));
    run.is(str![[r#"
$ nimrank eval --qrels q.txt --run r.txt --quiet -m rr --min rr=0.9 -f csv -o out.csv; echo $?; cat out.csv
[code 0]
-- stdout
1
query,measure,value
all,rr,0.5
-- stderr
nimrank: the mean of rr is 0.5, below the floor of 0.9

"#]]);
}

#[test]
fn a_mean_equal_to_its_minimum_passes() {
    let files = || case("q 0 a 1\np 0 b 1\nr 0 c 1\n", "q Q0 a 1 1 t\n");
    let run = files().run(&format!("eval {FILES} --quiet -f json -m rr"));
    let mean = run.stdout_str().split("\"rr\":").nth(1);
    let mean = mean.and_then(|rest| rest.split('}').next()).expect("a mean");
    files().run(&format!("eval {FILES} --quiet -m rr --min rr={mean}")).code(0);
    files().run(&format!("eval {FILES} --quiet -m rr --min rr=0.33333333333333337")).code(1);
}

#[test]
fn queries_that_depend_on_tie_order_are_counted() {
    // The tie of q1 matters; that of q2 is below rank 1, and that of q3 is between equally relevant
    // documents.
    let qrels = "q1 0 a 2\nq1 0 b 1\nq1 0 c 0\nq1 0 d 3\nq2 0 a 1\nq2 0 b 1\nq3 0 a 1\nq3 0 b 1\nq3 0 d 0\n";
    let run = "q1 Q0 a 1 1.0 t\nq1 Q0 b 1 1 t\nq1 Q0 c 1 1e0 t\nq1 Q0 x 1 0.5 t\n\
        q2 Q0 a 1 5 t\nq2 Q0 b 2 1 t\nq2 Q0 c 2 1 t\n\
        q3 Q0 a 1 -0 t\nq3 Q0 b 1 0 t\nq3 Q0 c 1 -1 t\nq3 Q0 d 1 -1 t\n";
    case(qrels, run).run(&format!("eval {FILES} -q -m ndcg@3,rr,success@1")).is(str![[r#"
$ nimrank eval --qrels q.txt --run r.txt -q -m ndcg@3,rr,success@1
[code 0]
-- stdout
query  ndcg@3      rr  success@1
q1     0.3425  0.5000     0.0000
q2     0.9197  1.0000     1.0000
q3     1.0000  1.0000     1.0000
mean   0.7541  0.8333     0.6667

3 queries
-- stderr
nimrank: note: 2 queries depend on tie order: equal scores are ordered by document id, last first

"#]]);
    case(qrels, run).run(&format!("eval {FILES} -m ndcg@3,recall@2")).is(str![[r#"
$ nimrank eval --qrels q.txt --run r.txt -m ndcg@3,recall@2
[code 0]
-- stdout
measure     mean
ndcg@3    0.7541
recall@2  0.6111

3 queries
-- stderr
nimrank: note: 2 queries depend on tie order: equal scores are ordered by document id, last first

"#]]);
    // A document can be judged and not relevant.
    case("q 0 a 0\n", "q Q0 a 1 1 t\nq Q0 b 1 1 t\n")
        .run(&format!("eval {FILES} -m rr,judged@1"))
        .is(str![[r#"
$ nimrank eval --qrels q.txt --run r.txt -m rr,judged@1
[code 0]
-- stdout
measure     mean
rr        0.0000
judged@1  0.0000

1 query
-- stderr
nimrank: note: 1 query depends on tie order: equal scores are ordered by document id, last first

"#]]);
}

#[test]
fn ranks_that_contradict_scores_are_reported_once() {
    let qrels = "q1 0 a 1\nq2 0 a 1\n";
    let run = "q1 Q0 a 1 0.1 t\nq1 Q0 b 2 0.2 t\nq1 Q0 c 3 0.3 t\nq2 Q0 a 4 9 t\n";
    case(qrels, run).run(&format!("eval {FILES} -m rr")).is(str![[r#"
$ nimrank eval --qrels q.txt --run r.txt -m rr
[code 0]
-- stdout
measure    mean
rr       0.6667

2 queries
-- stderr
nimrank: warning: r.txt:2: rank and score disagree; the order is that of the scores

"#]]);
    // Ranks of other queries, equal ranks, equal scores and ranks that are not numbers are not
    // contradictions.
    let run = "q1 Q0 a 1 0.1 t\nq2 Q0 b 2 0.2 t\nq2 Q0 a 2 0.3 t\nq2 Q0 c 1 0.3 t\nq2 Q0 d - 9 t\n";
    let run = case(qrels, run).run(&format!("eval {FILES} -m rr"));
    assert!(!run.code(0).stderr_str().contains("rank and"), "{run}");
}

#[test]
fn invalid_options_are_usage_errors() {
    for wrong in [
        "-m ndgc@10",
        "-m recall",
        "-m p@0",
        "-m ''",
        "-m 10",
        "--min ndcg@10",
        "--min ndcg@10=high",
        "--min ndcg@10=1.5",
        "--min ndcg@10=NaN",
        "--min mdcg=0.5",
        "--trec -m rr@10",
        "--trec --min judged@10=0.5",
        "--trec -f json",
        "-f tsv",
        "-l 0",
        "-l 1.5",
    ] {
        let run = both().run(&format!("eval {FILES} {wrong}"));
        assert!(run.code(2).stdout.is_empty(), "{run}");
        assert!(run.stderr_str().starts_with("nimrank: "), "{run}");
    }
}

#[test]
fn usage_errors_show_the_usage_of_the_command() {
    both().run(&format!("eval {FILES} -m ndgc@10")).is(str![[r#"
$ nimrank eval --qrels q.txt --run r.txt -m ndgc@10
[code 2]
-- stderr
nimrank: no measure is called `ndgc@10`; there are ndcg, ndcg@k, rr, rr@k, p@k, recall@k, ap, ap@k, success@k, judged@k, ndcg_exp, ndcg_exp@k

"#]]);
    both().run(&format!("eval {FILES} -m recall")).is(str![[r#"
$ nimrank eval --qrels q.txt --run r.txt -m recall
[code 2]
-- stderr
nimrank: `recall` needs a depth, as in `recall@10`

"#]]);
    both().run(&format!("eval {FILES} --min rr")).is(str![[r#"
$ nimrank eval --qrels q.txt --run r.txt --min rr
[code 2]
-- stderr
nimrank: --min rr: write MEASURE=VALUE, as in ndcg@10=0.6

"#]]);
    both().run(&format!("eval {FILES} --trec -m ndcg,ndcg_exp@5")).is(str![[r#"
$ nimrank eval --qrels q.txt --run r.txt --trec -m ndcg,ndcg_exp@5
[code 2]
-- stderr
nimrank: --trec: trec_eval does not have the measure ndcg_exp@5

"#]]);
    Case::new().run("eval --qrels - --run -").is(str![[r#"
$ nimrank eval --qrels - --run -
[code 2]
-- stderr
nimrank: standard input can be read only once

"#]]);
    Case::new().run("eval --qrels q.txt").is(str![[r#"
$ nimrank eval --qrels q.txt
[code 2]
-- stderr
nimrank: the following required arguments were not provided: --run <FILE>
  hint: see `nimrank eval --help`

"#]]);
}

#[test]
fn output_file_is_written_or_kept() {
    let run = both().sh(&format!(
        "nimrank eval {FILES} --quiet -f csv -m rr -o out.csv && cat out.csv; \
         nimrank eval {FILES} --quiet -o missing/out.csv; echo $?; \
         echo old > kept.csv; nimrank eval {FILES} --run r.txt -m rr --qrels r.txt -o kept.csv; echo $?; cat kept.csv; \
         nimrank eval {FILES} -m rr > /dev/full; echo $?"
    ));
    run.is(str![[r#"
$ nimrank eval --qrels q.txt --run r.txt --quiet -f csv -m rr -o out.csv && cat out.csv; nimrank eval --qrels q.txt --run r.txt --quiet -o missing/out.csv; echo $?; echo old > kept.csv; nimrank eval --qrels q.txt --run r.txt --run r.txt -m rr --qrels r.txt -o kept.csv; echo $?; cat kept.csv; nimrank eval --qrels q.txt --run r.txt -m rr > /dev/full; echo $?
[code 0]
-- stdout
query,measure,value
all,rr,0.5
2
2
old
2
-- stderr
nimrank: missing/out.csv: No such file or directory
nimrank: r.txt:1: 6 columns, not 4
  cause: they should be: query iteration document grade
  hint: six columns are those of a run, and four those of judgments: are they swapped?
nimrank: note: 1 query of the run without judgments, ignored
nimrank: standard output: No space left on device

"#]]);
}

#[test]
fn a_closed_pipe_is_not_an_error() {
    let mut qrels = String::new();
    let mut run = String::new();
    for query in 0..5000 {
        writeln!(qrels, "q{query} 0 a 1").expect("strings take writes");
        writeln!(run, "q{query} Q0 a 1 1 t").expect("strings take writes");
    }
    let run =
        case(qrels, run).sh(&format!("(nimrank eval {FILES} -q -f csv; echo $? >&2) | head -n 2"));
    run.is(str![[r#"
$ (nimrank eval --qrels q.txt --run r.txt -q -f csv; echo $? >&2) | head -n 2
[code 0]
-- stdout
query,measure,value
q0,ndcg@10,1.0
-- stderr
0

"#]]);
}

#[test]
fn huge_ids_are_truncated_in_messages() {
    let id = "x".repeat(1 << 20);
    let files = case(format!("q 0 {id} 1\n"), format!("q Q0 {id} 1 1 t\n"));
    let run = files.run("eval --qrels q.txt --run r.txt -m rr");
    assert!(run.code(0).stdout_str().contains("1.0000"), "{run}");
    let files = Case::new().file("q.txt", format!("q 0 {id} 1\nq 0 {id} 1\n"));
    let run = files.file("r.txt", RUN).run("eval --qrels q.txt --run r.txt -m rr");
    assert!(run.code(2).stderr.len() < 1000, "{run}");
}

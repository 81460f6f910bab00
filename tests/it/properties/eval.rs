//! Measures, and properties of files that do not matter.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use nimrank::testing::measure::{Graded, Measure};
use proptest::prelude::*;

use super::cases;
use crate::support::Case;

const MEASURES: [&str; 16] = [
    "ndcg",
    "ndcg@1",
    "ndcg@3",
    "ndcg_exp",
    "ndcg_exp@2",
    "rr",
    "rr@2",
    "p@1",
    "p@4",
    "recall@2",
    "ap",
    "ap@3",
    "success@2",
    "judged@1",
    "judged@3",
    "hit@5",
];

fn value(name: &str, graded: &Graded, level: i32) -> f64 {
    let measure: Measure = name.parse().expect("a name");
    measure.value(graded, level)
}

/// The results of a query and all its judgments.
type Query = (Vec<Option<i32>>, Vec<i32>);

/// Grades of results, and further judgments of documents that are not returned.
fn query(grade: impl Strategy<Value = i32> + Clone) -> impl Strategy<Value = Query> {
    let result = prop::option::weighted(0.7, grade.clone());
    let results = prop::collection::vec(result, 0..12);
    let others = prop::collection::vec(grade, 0..6);
    (results, others).prop_map(|(results, others)| {
        let judged = results.iter().flatten().copied().chain(others).collect();
        (results, judged)
    })
}

fn any_grade() -> impl Strategy<Value = i32> + Clone {
    prop_oneof![4 => -2..5, 1 => any::<i32>()]
}

proptest! {
    #![proptest_config(cases(500))]

    #[test]
    fn values_are_from_0_to_1((results, judged) in query(any_grade()), level in 1..4) {
        let graded = Graded::new(results, judged);
        for name in MEASURES {
            let value = value(name, &graded, level);
            prop_assert!((0.0..=1.0).contains(&value), "{}: {}", name, value);
        }
    }

    #[test]
    fn the_ideal_order_has_value_1(judged in prop::collection::vec(-2..5_i32, 1..12)) {
        let mut best = judged.clone();
        best.sort_unstable_by(|one, other| other.cmp(one));
        let found = best.iter().any(|grade| *grade > 0);
        let graded = Graded::new(best.into_iter().map(Some).collect(), judged);
        for name in ["ndcg", "ndcg@3", "ndcg_exp", "rr", "ap", "success@1"] {
            let value = value(name, &graded, 1);
            prop_assert!((value - f64::from(u8::from(found))).abs() < 1e-12, "{}: {}", name, value);
        }
    }

    #[test]
    fn moving_a_relevant_document_up_never_lowers_values(
        (mut results, mut judged) in query(0..2),
        above in prop::collection::vec(prop::option::of(0..2), 1..8),
        to in any::<prop::sample::Index>(),
    ) {
        let (from, to) = (above.len(), to.index(above.len()));
        judged.extend(above.iter().flatten().chain(&[1]));
        results.splice(0..0, above.into_iter().chain([Some(1)]));
        let before = Graded::new(results.clone(), judged.clone());
        results[to..=from].rotate_right(1);
        let after = Graded::new(results, judged);
        for name in MEASURES.iter().filter(|name| !name.starts_with("judged")) {
            let (before, after) = (value(name, &before, 1), value(name, &after, 1));
            prop_assert!(after >= before, "{}: {} after {}", name, after, before);
        }
    }
}

/// Scores and grades of documents by query, with few distinct scores, so that many tie.
type Files = (BTreeMap<u8, BTreeMap<u8, i8>>, BTreeMap<u8, BTreeMap<u8, i8>>);

fn files() -> impl Strategy<Value = Files> {
    let docs = |numbers| prop::collection::btree_map(0..9_u8, numbers, 1..8);
    let queries = |numbers| prop::collection::btree_map(0..4_u8, docs(numbers), 1..4);
    (queries(-1..3_i8), queries(-2..3_i8))
}

/// Returns the lines of both files, with these ids for the numbers of queries and documents.
fn lines(files: &Files, query: &str, doc: &str) -> [Vec<String>; 2] {
    let of = |side: &BTreeMap<u8, BTreeMap<u8, i8>>, is_run: bool| {
        let mut lines = Vec::new();
        for (q, docs) in side {
            for (d, number) in docs {
                lines.push(if is_run {
                    format!("{query}{q} Q0 {doc}{d} 0 {number}.5 tag")
                } else {
                    format!("{query}{q} 0 {doc}{d} {number}")
                });
            }
        }
        lines
    };
    [of(&files.0, false), of(&files.1, true)]
}

/// Returns the output of the program without ids.
fn printed([qrels, run]: &[Vec<String>; 2]) -> (Option<i32>, Vec<String>) {
    let case = Case::new();
    let case = case.file("q.txt", qrels.join("\n")).file("r.txt", run.join("\r\n"));
    let run =
        case.run("eval --qrels q.txt --run r.txt -f csv -q -m ndcg,ndcg@2,rr,p@1,ap,judged@2");
    let values = run.stdout_str().lines().map(|line| {
        let (_, value) = line.split_once(',').expect("columns");
        value.to_owned()
    });
    (run.code, values.collect())
}

/// Bytes that look like lines of judgments, runs and recordings with all kinds of mistakes.
fn anything() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        4 => prop::sample::select(vec!["q1", "q2", "d1", "d2", "0", "Q0", "1", "2.5", "-1", "tag"]),
        4 => prop::sample::select(vec![" ", "\t", "\n", "\r\n", ","]),
        2 => prop::sample::select(vec![
            "q1 0 d1 1\n",
            "q1 Q0 d1 1 2.5 tag\n",
            "query,doc,rating\n",
            "qid;score;docid\n",
            "q1\td1\t1\n",
            "{\"q1\":{\"d1\":1}}",
            "{\"qid\":1,\"docid\":\"d1\",\"score\":2}\n",
            "{\"id\":\"q1\",\"results\":[{\"index\":0,\"relevance_score\":1}]}",
        ]),
        1 => prop::sample::select(vec!["#", "\"", "{", "}", "[", "]", "\r", "sep=;\n", "null", "\0", "\u{feff}", "nan", "é", "{\"docs\":[]}"]),
    ];
    let pieces =
        prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat().into_bytes());
    prop_oneof![5 => pieces, 1 => prop::collection::vec(any::<u8>(), 0..60)]
}

proptest! {
    #![proptest_config(cases(100))]

    #[test]
    fn arbitrary_files_never_cause_a_panic(qrels in anything(), run in anything()) {
        let case = Case::new().file("q", qrels).file("r", run);
        let run = case.run("eval --qrels q --run r -f csv -q");
        prop_assert!(matches!(run.code, Some(0 | 2)), "{}", run);
        prop_assert_eq!(run.stdout.is_empty(), run.code == Some(2), "{}", run);
        prop_assert!(run.code == Some(0) || run.stderr.starts_with(b"nimrank: "), "{}", run);
    }
}

proptest! {
    #![proptest_config(cases(25))]

    #[test]
    fn names_and_line_order_do_not_matter(
        (files, shuffled) in files().prop_flat_map(|files| {
            let [qrels, run] = lines(&files, "q", "d");
            (Just(files), (Just(qrels).prop_shuffle(), Just(run).prop_shuffle()))
        }),
    ) {
        let plain = printed(&lines(&files, "q", "d"));
        prop_assert_eq!(&printed(&shuffled.into()), &plain);
        let mut long = String::new();
        write!(long, "{}é#", "name".repeat(90)).expect("strings take writes");
        prop_assert_eq!(&printed(&lines(&files, "0/", &long)), &plain);
    }
}

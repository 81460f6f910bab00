//! Names of measures in every spelling, and values that trec_eval does not compute.

use nimrank::testing::measure::{Graded, Measure};

const NAMES: [&str; 8] = ["ndcg@1", "ndcg@3", "ndcg", "rr", "p@3", "recall@3", "ap", "ap@3"];

fn value(name: &str, graded: &Graded, level: i32) -> f64 {
    let measure: Measure = name.parse().expect("a name");
    measure.value(graded, level)
}

#[test]
fn measures_without_a_counterpart_in_trec_eval() {
    let graded = Graded::new(vec![None, Some(0), Some(-1), Some(3), Some(1)], vec![3, 1, 0, -1, 2]);
    for (name, expected) in [
        ("rr@3", 0.0),
        ("rr@4", 0.25),
        ("success@3", 0.0),
        ("success@4", 1.0),
        ("judged@1", 0.0),
        ("judged@4", 0.5),
        ("judged@100", 0.6),
    ] {
        let value = value(name, &graded, 1);
        assert!((value - expected).abs() < 1e-15, "{name}: {value}");
    }
    let dcg = 7.0 / 5.0_f64.log2() + 1.0 / 6.0_f64.log2();
    let ideal = 7.0 + 3.0 / 3.0_f64.log2() + 1.0 / 4.0_f64.log2();
    let exponential = value("ndcg_exp", &graded, 1);
    assert!((exponential - dcg / ideal).abs() < 1e-15, "{exponential}");
}

#[test]
fn without_results_or_judgments_every_value_is_0() {
    let judged = || vec![1, 2];
    for graded in [
        Graded::new(vec![], judged()),
        Graded::new(vec![None, None], judged()),
        Graded::new(vec![None], vec![]),
    ] {
        for name in NAMES.iter().chain(&["ndcg_exp", "ndcg_exp@2", "judged@5", "success@5"]) {
            let value = value(name, &graded, 1);
            assert!(value == 0.0 && value.is_sign_positive(), "{name}: {value}");
        }
    }
}

#[test]
fn extreme_grades_do_not_overflow() {
    let high = [i32::MAX, 1, 2000, i32::MIN, i32::MAX, 0];
    let results = high.iter().map(|grade| Some(*grade)).rev().collect();
    let graded = Graded::new(results, high.to_vec());
    for name in NAMES.iter().chain(&["ndcg_exp", "ndcg_exp@2"]) {
        let value = value(name, &graded, 1);
        assert!((0.0..=1.0).contains(&value), "{name}: {value}");
    }
}

fn parse(typed: &str) -> Measure {
    typed.parse().expect("valid")
}

#[test]
fn every_spelling_of_a_measure_is_the_same_measure() {
    for spellings in [
        &["ndcg@10", "nDCG@10", "NDCG@10", "ndcg_cut.10", "ndcg_cut_10"][..],
        &["ndcg", "nDCG"],
        &["ndcg_exp", "NDCG_EXP"],
        &["rr", "RR", "recip_rank", "mrr", "MRR"],
        &["rr@10", "RR@10", "mrr@10"],
        &["p@5", "P@5", "P.5", "P_5"],
        &["recall@50", "R@50", "recall.50", "recall_50"],
        &["ap", "AP", "map", "MAP"],
        &["ap@5", "AP@5", "map_cut.5", "map_cut_5"],
        &["success@1", "Success@1", "success.1", "success_1", "hit@1"],
        &["judged@10", "Judged@10"],
    ] {
        let first = parse(spellings[0]);
        for spelling in spellings {
            assert_eq!(parse(spelling), first, "{spelling}");
        }
    }
    assert_ne!(parse("ndcg@10"), parse("ndcg_exp@10"));
    assert_ne!(parse("ndcg@10"), parse("ndcg@1"));
    assert_ne!(parse("ndcg"), parse("ndcg@1"));
}

#[test]
fn invalid_names_are_explained() {
    for typed in [
        "",
        "@",
        "@10",
        "ndgc@10",
        "ndcg.10",
        "ndcg_10",
        "rr.10",
        "map.5",
        "judged.5",
        "ndcg_exp_3",
        "precision_5",
        " ndcg",
    ] {
        let error = typed.parse::<Measure>().expect_err(typed).to_string();
        let unknown = format!("no measure is called `{typed}`; there are ");
        assert!(error.starts_with(&unknown), "{typed}: {error}");
    }
    for typed in ["ndcg@", "ndcg@0", "P.x", "p@-1", "p@+1", "p@1.5", "ap@4294967296", "recall@@5@"]
    {
        let error = typed.parse::<Measure>().expect_err(typed).to_string();
        assert_eq!(error, format!("the depth of `{typed}` is not a whole number from 1 up"));
    }
    for (typed, better) in [("P", "P@10"), ("recall", "recall@10"), ("ndcg_cut", "ndcg_cut.10")] {
        let error = typed.parse::<Measure>().expect_err(typed).to_string();
        assert_eq!(error, format!("`{typed}` needs a depth, as in `{better}`"));
        better.parse::<Measure>().expect("the suggested name is valid");
    }
}

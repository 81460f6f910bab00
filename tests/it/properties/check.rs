//! Verdicts do not depend on ids and order of documents, a constant score passes no expectation of order, and
//! a larger tolerance never helps.

use std::collections::BTreeMap;

use nimrank::testing::check::{
    self, Case, CaseStatus, Expectation, Finding, ScoreBounds, SuiteSettings,
};
use nimrank::testing::input::{Fields, Format};
use nimrank::testing::source::Source;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use super::cases;
use crate::support::Case as Folder;

/// A collection with expectations by document number, and a score for each document.
#[derive(Clone, Debug)]
struct Suite {
    scores: Vec<Option<f64>>,
    top: Vec<usize>,
    within: BTreeMap<usize, usize>,
    outside: BTreeMap<usize, usize>,
    above: Vec<(usize, usize)>,
    min_score: BTreeMap<usize, i32>,
    rel: BTreeMap<usize, i32>,
    floor: f64,
    tolerance: f64,
}

fn suite() -> impl Strategy<Value = Suite> {
    // Few distinct scores, so that many are tied, and some blank documents.
    let score = prop::option::weighted(0.9, (0..6_i32).prop_map(|score| f64::from(score) / 2.0));
    prop::collection::vec(score, 3..9).prop_flat_map(|scores| {
        let count = scores.len();
        let doc = 0..count;
        let ranks = || prop::collection::btree_map(0..count, 1..count, 0..3);
        (
            Just(scores),
            prop::sample::subsequence((0..count).collect::<Vec<_>>(), 0..count),
            ranks(),
            ranks(),
            prop::collection::vec((doc.clone(), doc.clone()), 0..3),
            prop::collection::btree_map(doc.clone(), -1..4, 0..2),
            prop::collection::btree_map(doc, -1..4, 0..count),
            0.01..=1.0,
            prop::sample::select(vec![0.0, 0.25, 0.5, 1.0]),
        )
            .prop_map(
                |(scores, top, within, outside, above, min_score, rel, floor, tolerance)| Suite {
                    scores,
                    top,
                    within,
                    outside,
                    above,
                    min_score,
                    rel,
                    floor,
                    tolerance,
                },
            )
    })
}

impl Suite {
    /// Returns the case with the documents in this order and with these ids.
    fn written(&self, order: &[usize], name: impl Fn(usize) -> String) -> String {
        let docs: Vec<Value> = order
            .iter()
            .map(|doc| {
                let blank = self.scores[*doc].is_none();
                let text = if blank { " ".to_owned() } else { format!("text {doc}") };
                json!({"id": name(*doc), "text": text})
            })
            .collect();
        let by_name = |map: &BTreeMap<usize, usize>| -> BTreeMap<String, usize> {
            map.iter().map(|(doc, rank)| (name(*doc), *rank)).collect()
        };
        let numbers = |map: &BTreeMap<usize, i32>| -> BTreeMap<String, i32> {
            map.iter().map(|(doc, number)| (name(*doc), *number)).collect()
        };
        let pairs: Vec<_> = self.above.iter().map(|(a, b)| [name(*a), name(*b)]).collect();
        let top: Vec<_> = self.top.iter().map(|doc| name(*doc)).collect();
        let mut case = json!({"query": "q", "docs": docs});
        let mut expect = |key: &str, value: Value, is_empty: bool| {
            if !is_empty {
                case[key] = value;
            }
        };
        expect("top", json!(top), top.is_empty());
        expect("within", json!(by_name(&self.within)), self.within.is_empty());
        expect("outside", json!(by_name(&self.outside)), self.outside.is_empty());
        expect("above", json!(pairs), pairs.is_empty());
        expect("min_score", json!(numbers(&self.min_score)), self.min_score.is_empty());
        let judged = self.rel.values().any(|grade| *grade > 0);
        expect("rel", json!(numbers(&self.rel)), !judged);
        expect(
            "at_least",
            json!({"ndcg@3": self.floor, "ap": self.floor, "rr": self.floor}),
            !judged,
        );
        case.to_string()
    }
}

/// Reads one case; returns `None` if it is invalid.
fn read(written: &str) -> Option<Case> {
    let folder = Folder::new().file("cases.jsonl", written);
    let settings = SuiteSettings {
        cases: Source::File(folder.dir().join("cases.jsonl")),
        docs: Vec::new(),
        format: Format::Auto,
        fields: Fields::default(),
        floors: Vec::new(),
    };
    let mut cases = check::load(&settings, |_| {}).ok()?;
    cases.pop()
}

/// Returns the kind and the finding of each expectation, in the order of the keys and of the ids in them.
fn findings(
    suite: &Suite,
    order: &[usize],
    name: impl Fn(usize) -> String,
) -> Option<Vec<(&'static str, Finding)>> {
    let case = read(&suite.written(order, name))?;
    let scores: Vec<_> = order.iter().map(|doc| suite.scores[*doc]).collect();
    let findings = check::evaluate(&case, &scores, suite.tolerance, ScoreBounds::Compared);
    let kinds = case.expectations.iter().map(Expectation::kind);
    Some(kinds.zip(findings).collect())
}

/// Returns the verdicts, whatever the order of their ids.
fn verdicts(
    findings: Option<Vec<(&'static str, Finding)>>,
) -> Option<Vec<(&'static str, bool, String)>> {
    let mut verdicts: Vec<_> = findings?
        .into_iter()
        .map(|(kind, finding)| (kind, finding.passed, format!("{:?}", finding.actual)))
        .collect();
    verdicts.sort_unstable();
    Some(verdicts)
}

proptest! {
    #![proptest_config(cases(300))]

    /// Neither ids nor positions of documents matter.
    #[test]
    fn ids_and_order_of_documents_change_no_verdict(
        suite in suite(),
        seed in any::<u64>(),
    ) {
        let plain: Vec<usize> = (0..suite.scores.len()).collect();
        let mut shuffled = plain.clone();
        let mut state = seed | 1;
        for at in (1..shuffled.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            shuffled.swap(at, usize::try_from(state >> 33).expect("31 bits") % (at + 1));
        }
        let named = |doc: usize| format!("d{doc}");
        let renamed = |doc: usize| format!("{} {doc} ü", 9 - doc);
        let first = verdicts(findings(&suite, &plain, named));
        prop_assert_eq!(&first, &verdicts(findings(&suite, &plain, renamed)));
        prop_assert_eq!(&first, &verdicts(findings(&suite, &shuffled, named)));
        prop_assert_eq!(&first, &verdicts(findings(&suite, &shuffled, renamed)));
    }

    /// Including `outside`, which needs a document that is certainly not among the first.
    #[test]
    fn constant_scores_pass_no_expectation_of_order(mut suite in suite(), score in -9..9_i32) {
        suite.scores.fill(Some(f64::from(score)));
        let order: Vec<usize> = (0..suite.scores.len()).collect();
        let found = findings(&suite, &order, |doc| doc.to_string()).unwrap_or_default();
        let ordering = ["top", "within", "outside", "above"];
        for (kind, finding) in found {
            prop_assert!(!ordering.contains(&kind) || !finding.passed, "{} {:?}", kind, finding);
        }
    }

    /// A larger tolerance means fewer passes, and a margin is larger than the tolerance.
    #[test]
    fn tolerance_never_helps(suite in suite()) {
        let order: Vec<usize> = (0..suite.scores.len()).collect();
        let found = |tolerance| {
            let suite = Suite { tolerance, ..suite.clone() };
            findings(&suite, &order, |doc| doc.to_string()).unwrap_or_default()
        };
        for ((_, strict), (_, exact)) in found(suite.tolerance).iter().zip(found(0.0)) {
            prop_assert!(exact.passed || !strict.passed, "{:?} {:?}", strict, exact);
            if let Some(margin) = strict.margin {
                prop_assert!(margin.gap > suite.tolerance && strict.passed);
            }
        }
    }

    /// A case passes if all of its expectations pass.
    #[test]
    fn a_case_passes_if_all_its_expectations_are_met(suite in suite()) {
        let order: Vec<usize> = (0..suite.scores.len()).collect();
        if let Some(case) = read(&suite.written(&order, |doc| doc.to_string())) {
            let found = check::evaluate(&case, &suite.scores, suite.tolerance, ScoreBounds::Compared);
            let met = found.iter().all(|finding| finding.passed);
            prop_assert_eq!(CaseStatus::of(&case, &found) == CaseStatus::Pass, met);
        }
    }
}

/// The properties above are not vacuous: many generated cases are valid.
#[test]
fn generated_cases_are_valid() {
    let mut runner = TestRunner::deterministic();
    let sound = (0..200).filter(|_| {
        let suite = suite().new_tree(&mut runner).expect("a suite").current();
        let order: Vec<usize> = (0..suite.scores.len()).collect();
        findings(&suite, &order, |doc| doc.to_string()).is_some()
    });
    let sound = sound.count();
    assert!(sound >= 60, "{sound}");
}

//! Comparison of two rankings: values of known changes and definition of a move.

use nimrank::testing::compare::{CompareSettings, Comparison, RankedDoc, compare};

use crate::support::root;

fn scored(id: &str, score: f64) -> RankedDoc<'_> {
    let score = Some(score);
    RankedDoc { id, score }
}

/// Returns a ranking of ten letters, or of others, with falling scores.
fn ranking(ids: &str) -> Vec<RankedDoc<'_>> {
    let scores = (0..).map(|at| f64::from(-at));
    let letters = ids.char_indices().map(|(at, _)| &ids[at..=at]);
    let items = letters.zip(scores);
    items.map(|(id, score)| RankedDoc { id, score: Some(score) }).collect()
}

fn compared<'a>(old: &'a str, new: &'a str, depth: Option<usize>) -> Comparison<'a> {
    let tolerance = 0.0;
    compare(&ranking(old), &ranking(new), CompareSettings { depth, tolerance })
}

/// Returns the moves as `id old>new`.
fn moves(comparison: &Comparison<'_>) -> String {
    let rank = |rank: Option<usize>| rank.map_or("-".into(), |rank| rank.to_string());
    let moved = comparison
        .moved
        .iter()
        .map(|moved| format!("{}{}>{}", moved.id, rank(moved.old_rank), rank(moved.new_rank)));
    moved.collect::<Vec<_>>().join(" ")
}

/// Values of the Python packages `rbo` and `scipy`.
#[test]
fn known_changes_have_known_values() {
    let old = "abcdefghij";
    for (new, rbo, tau, overlap) in [
        ("abcdefghij", 1.0, Some(1.0), 3),
        ("bacdefghij", 0.9000, Some(0.9556), 3),
        ("acbdefghij", 0.9550, Some(0.9556), 3),
        ("abcdefghji", 0.9952, Some(0.9556), 3),
        ("bcdefghija", 0.7685, Some(0.6), 2),
        ("jabcdefghi", 0.7685, Some(0.6), 2),
        ("jbcdefghia", 0.7685, Some(0.2444), 2),
        ("jihgfedcba", 0.5116, Some(-1.0), 0),
        ("xabcdefghi", 0.7297, Some(1.0), 2),
        ("abcdefghix", 0.9613, Some(1.0), 3),
    ] {
        let all = compared(old, new, None);
        assert!((all.rbo - rbo).abs() < 0.000_05, "{new}: {}", all.rbo);
        let near = |found: f64, tau: f64| (found - tau).abs() < 0.000_05;
        assert!(all.tau_b.zip(tau).is_some_and(|(a, b)| near(a, b)), "{new}: {:?}", all.tau_b);
        let three = compared(old, new, Some(3));
        assert!((three.overlap * 3.0 - f64::from(overlap)).abs() < 1e-12, "{new}");
    }
}

/// Returns tau-b of documents with these scores on the two sides.
fn tau(scores: &[(f64, f64)]) -> Option<f64> {
    let ids: Vec<_> = (0..scores.len()).map(|at| at.to_string()).collect();
    let side = |score: fn(&(f64, f64)) -> f64| {
        let mut items: Vec<_> =
            ids.iter().zip(scores).map(|(id, pair)| scored(id, score(pair))).collect();
        items.sort_by(|a, b| b.score.partial_cmp(&a.score).expect("scores are finite"));
        items
    };
    compare(&side(|pair| pair.0), &side(|pair| pair.1), CompareSettings::default()).tau_b
}

#[test]
fn ties_count_as_neither() {
    let found = tau(&[(3.0, 3.0), (2.0, 2.0), (2.0, 1.0), (1.0, 1.0)]);
    assert!(found.is_some_and(|tau| (tau - 0.8).abs() < 1e-12), "{found:?}");
    // Ten documents: the square of the root of 45 is not 45.
    let same: Vec<_> = (0..10).map(|n| (f64::from(n), f64::from(n))).collect();
    assert_eq!(tau(&same), Some(1.0));
    assert_eq!(tau(&[(1.0, 2.0), (1.0, 3.0)]), None);
    assert_eq!(tau(&[(1.0, 0.0), (2.0, -0.0)]), None);
    assert_eq!(tau(&[(1.0, 2.0)]), None);
    assert_eq!(tau(&[]), None);
}

#[test]
fn empty_rankings_equal_only_each_other() {
    assert!((compared("", "", None).rbo - 1.0).abs() < 1e-12);
    assert!(compared("", "a", None).rbo.abs() < 1e-12);
    assert!(compared("a", "", Some(5)).overlap.abs() < 1e-12);
    assert_eq!(moves(&compared("a", "", None)), "a1>-");
}

#[test]
fn moves_are_listed_from_the_top() {
    assert_eq!(moves(&compared("abcd", "abcd", None)), "");
    assert_eq!(moves(&compared("abcd", "acbd", None)), "c3>2 b2>3");
    assert_eq!(moves(&compared("abcd", "xabc", None)), "x->1 a1>2 b2>3 c3>4 d4>-");
    assert_eq!(moves(&compared("abcd", "xabc", Some(1))), "x->1 a1>2");
    assert_eq!(moves(&compared("abcd", "dcba", Some(2))), "d4>1 a1>4 c3>2 b2>3");
    assert!(compared("abcd", "bacd", None).has_new_first());
    assert!(!compared("abcd", "acbd", None).has_new_first());
}

/// Returns the moves between rankings with these scores.
fn moved_with(old: &[(&str, f64)], new: &[(&str, f64)], tolerance: f64) -> String {
    let old: Vec<_> = old.iter().map(|(id, score)| scored(id, *score)).collect();
    let new: Vec<_> = new.iter().map(|(id, score)| scored(id, *score)).collect();
    let depth = None;
    moves(&compare(&old, &new, CompareSettings { depth, tolerance }))
}

#[test]
fn a_swap_of_ties_is_not_a_move() {
    let tied = [[("a", 1.0), ("b", 1.0)], [("b", 2.0), ("a", 2.0)]];
    assert_eq!(moved_with(&tied[0], &tied[1], 0.0), "");
    let near = [[("a", 1.01), ("b", 1.0)], [("b", 1.01), ("a", 1.0)]];
    assert_eq!(moved_with(&near[0], &near[1], 0.0), "b2>1 a1>2");
    assert_eq!(moved_with(&near[0], &near[1], 0.02), "");
    // A document that was clearly ahead and no longer is has moved.
    assert_eq!(moved_with(&[("a", 9.0), ("b", 1.0)], &near[1], 0.02), "b2>1 a1>2");
    assert_eq!(moved_with(&near[0], &[("b", 9.0), ("a", 1.0)], 0.02), "b2>1 a1>2");
    // Ties are not transitive: each of these is near its neighbors, but the ends are not near each other.
    let up = [("a", 3.0), ("b", 2.0), ("c", 1.0)];
    let down = [("c", 3.0), ("b", 2.0), ("a", 1.0)];
    assert_eq!(moved_with(&up, &down, 1.0), "c3>1 a1>3");
    assert_eq!(moved_with(&up, &down, 2.0), "");
}

#[test]
fn unscored_documents_tie_only_with_each_other() {
    let item = |(id, score)| RankedDoc { id, score };
    let old = [("a", Some(-1e300)), ("b", None), ("c", None)].map(item);
    let new = [("a", Some(1.0)), ("c", None), ("b", None)].map(item);
    let settings = CompareSettings { depth: None, tolerance: 5.0 };
    assert_eq!(moves(&compare(&old, &new, settings)), "");
    let new = [("c", Some(1.0)), ("a", Some(0.0)), ("b", None)].map(item);
    assert_eq!(moves(&compare(&old, &new, settings)), "c3>1 a1>2 b2>3");
    assert_eq!(compare(&old, &new, settings).tau_b, None);
}

/// A pair of rankings with the values of other programs; see `make.py` next to the file.
#[derive(serde::Deserialize)]
struct Known {
    old: Vec<(String, f64)>,
    new: Vec<(String, f64)>,
    depth: Option<usize>,
    rbo: f64,
    tau_b: Option<f64>,
}

fn items(list: &[(String, f64)]) -> Vec<RankedDoc<'_>> {
    list.iter().map(|(id, score)| scored(id, *score)).collect()
}

#[test]
fn values_equal_those_of_other_programs() {
    let file = std::fs::read_to_string(root().join("tests/fixtures/compare/pairs.jsonl"));
    let mut count = 0;
    for (number, line) in (1..).zip(file.expect("the values are there").lines()) {
        let known: Known = serde_json::from_str(line).expect("a pair of rankings");
        let (old, new, depth) = (items(&known.old), items(&known.new), known.depth);
        let tolerance = 0.0;
        let found = compare(&old, &new, CompareSettings { depth, tolerance });
        assert!((found.rbo - known.rbo).abs() < 1e-12, "{number}: {}", found.rbo);
        match (found.tau_b, known.tau_b) {
            (Some(found), Some(known)) => {
                assert!((found - known).abs() < 1e-12, "{number}: {found}");
            }
            (found, known) => assert_eq!(found, known, "{number}"),
        }
        count += 1;
    }
    assert!(count >= 400, "these are not all: {count}");
}

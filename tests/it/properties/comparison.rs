//! Comparison of two rankings.

use nimrank::testing::compare::{CompareSettings, Comparison, RankedDoc, compare};
use proptest::prelude::*;

use super::cases;

type Scored = Vec<(String, f64)>;

fn items(list: &Scored) -> Vec<RankedDoc<'_>> {
    list.iter().map(|(id, score): &(String, f64)| RankedDoc { id, score: Some(*score) }).collect()
}

/// Two rankings of some of 30 documents, with scores that often tie.
fn two_rankings() -> impl Strategy<Value = [Scored; 2]> {
    let scores = proptest::collection::vec((0_u8..40, 0_u8..40), 30);
    scores.prop_map(|scores| {
        let side = |side: fn(&(u8, u8)) -> u8| {
            let scores = scores.iter().enumerate().map(|(at, pair)| (at, side(pair)));
            // A quarter of the documents is absent.
            let there = scores.filter(|(_, score)| *score >= 10);
            let mut list: Vec<_> =
                there.map(|(at, score)| (at.to_string(), f64::from(score))).collect();
            list.sort_by(|a, b| b.1.total_cmp(&a.1));
            list
        };
        [side(|pair| pair.0), side(|pair| pair.1)]
    })
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn a_ranking_equals_itself([old, _] in two_rankings(), tolerance in 0_u8..3) {
        let settings = CompareSettings { depth: None, tolerance: f64::from(tolerance) };
        let same = compare(&items(&old), &items(&old), settings);
        prop_assert!((same.rbo - 1.0).abs() < 1e-12 && (same.overlap - 1.0).abs() < 1e-12);
        prop_assert!(same.moved.is_empty());
        prop_assert!(same.tau_b.is_none_or(|tau| (tau - 1.0).abs() < 1e-12));
    }

    #[test]
    fn comparison_is_symmetric([old, new] in two_rankings(), depth in 1_usize..40, tolerance in 0_u8..9) {
        let settings = CompareSettings { depth: Some(depth), tolerance: f64::from(tolerance) };
        let there = compare(&items(&old), &items(&new), settings);
        let back = compare(&items(&new), &items(&old), settings);
        prop_assert!((0.0..=1.0).contains(&there.rbo) && (0.0..=1.0).contains(&there.overlap));
        prop_assert!((there.rbo - back.rbo).abs() < 1e-12);
        prop_assert!((there.overlap - back.overlap).abs() < 1e-12);
        prop_assert_eq!(there.tau_b.is_some(), back.tau_b.is_some());
        if let (Some(there), Some(back)) = (there.tau_b, back.tau_b) {
            prop_assert!((there - back).abs() < 1e-12 && (-1.0..=1.0).contains(&there));
        }
        let ids = |comparison: &Comparison<'_>| {
            let mut ids: Vec<_> = comparison.moved.iter().map(|moved| moved.id.to_owned()).collect();
            ids.sort();
            ids
        };
        prop_assert_eq!(ids(&there), ids(&back));
    }

    /// Moves are found in one pass over each list; here every pair is compared.
    #[test]
    fn moves_equal_those_found_by_comparing_every_pair([old, new] in two_rankings(), tolerance in 0_u8..9) {
        let tolerance = f64::from(tolerance);
        let place = |list: &Scored, id: &str| list.iter().position(|doc| doc.0 == id);
        let absent = |list: &Scored, other: &Scored, above: usize| {
            list[..above].iter().filter(|doc| place(other, &doc.0).is_none()).count()
        };
        let mut expected = Vec::new();
        for (at, (id, score)) in old.iter().enumerate() {
            let Some(now) = place(&new, id) else {
                expected.push(id.clone());
                continue;
            };
            let swapped = old.iter().enumerate().any(|(other, (other_id, other_score))| {
                place(&new, other_id).is_some_and(|other_now| {
                    let flipped = (other < at) != (other_now < now) && other != at;
                    let apart = (score - other_score).abs().max((new[now].1 - new[other_now].1).abs());
                    flipped && apart > tolerance
                })
            });
            if at != now && (swapped || absent(&old, &new, at) != absent(&new, &old, now)) {
                expected.push(id.clone());
            }
        }
        expected.extend(new.iter().map(|doc| doc.0.clone()).filter(|id| place(&old, id).is_none()));
        let (old, new) = (items(&old), items(&new));
        let found = compare(&old, &new, CompareSettings { depth: None, tolerance });
        let mut found: Vec<_> = found.moved.iter().map(|moved| moved.id.to_owned()).collect();
        expected.sort();
        found.sort();
        prop_assert_eq!(found, expected);
    }
}

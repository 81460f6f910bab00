//! Order and batches.

use std::borrow::Cow;

use nimrank::testing::client::{AsPassage, Batches, Limits, Passage, Text};
use nimrank::testing::model::{Scale, Scored};
use nimrank::testing::rank::{Collector, Selection};
use proptest::prelude::*;

use super::cases;

type Scores = Vec<Option<f64>>;

/// Scores with many ties, some that differ only as doubles, both zeros and documents without one.
fn scores() -> impl Strategy<Value = Scores> {
    let frequent =
        vec![-7.25, -1.0, -1e-300, -0.0, 0.0, 1e-300, 1e-9, 2.5, 2.5 + 1e-12, 1e9, 1e300];
    let score = prop_oneof![
        1 => Just(None),
        4 => prop::sample::select(frequent).prop_map(Some),
        2 => (-50.0..50.0_f64).prop_map(Some),
    ];
    prop::collection::vec(score, 0..40)
}

const ALL: Selection = Selection { top_n: None, min_score: None, scale: Scale::Raw };

/// Returns index and score of the documents kept, collected in this order.
fn ranked(selection: Selection, arrivals: &[(u64, Option<f64>)]) -> Vec<(u64, Option<f64>)> {
    let mut collector = Collector::new(selection);
    for (index, score) in arrivals {
        let scored = Scored { index: *index, score: *score, window: None, document: () };
        collector.add(scored, |()| {});
    }
    let ranking = collector.finish();
    assert_eq!(ranking.documents, arrivals.len() as u64);
    let blank = arrivals.iter().filter(|(_, score)| score.is_none()).count();
    assert_eq!(ranking.blank, blank as u64);
    let results = ranking.results.iter();
    results.map(|scored| (scored.index, scored.score)).collect()
}

fn numbered(scores: &Scores) -> Vec<(u64, Option<f64>)> {
    (0..).zip(scores.iter().copied()).collect()
}

fn selection() -> impl Strategy<Value = Selection> {
    let scale = prop_oneof![Just(Scale::Raw), Just(Scale::Sigmoid)];
    let least = prop_oneof![Just(0.0), Just(0.5), Just(2.5), -9.0..9.0_f64];
    let (top_n, min_score) = (prop::option::of(1..12_usize), prop::option::of(least));
    (top_n, min_score, scale).prop_map(|(top_n, min_score, scale)| Selection {
        top_n,
        min_score,
        scale,
    })
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn a_ranking_is_a_permutation(scores in scores()) {
        let input = numbered(&scores);
        let mut ranking = ranked(ALL, &input);
        ranking.sort_unstable_by_key(|(index, _)| *index);
        prop_assert_eq!(ranking, input);
    }

    #[test]
    fn scores_never_rise_and_ties_keep_input_order(scores in scores()) {
        for pair in ranked(ALL, &numbered(&scores)).windows(2) {
            let ((before, above), (after, below)) = (pair[0], pair[1]);
            match (above, below) {
                (Some(above), Some(below)) => {
                    prop_assert!(above >= below && (above > below || before < after));
                }
                (None, None) => prop_assert!(before < after),
                (above, _) => prop_assert!(above.is_some()),
            }
        }
    }

    #[test]
    fn top_n_is_a_prefix(scores in scores(), n in 1..50_usize) {
        let input = numbered(&scores);
        let mut whole = ranked(ALL, &input);
        let best = ranked(Selection { top_n: Some(n), ..ALL }, &input);
        whole.truncate(n);
        prop_assert_eq!(best, whole);
    }

    #[test]
    fn min_score_keeps_a_prefix(scores in scores(), selection in selection()) {
        let input = numbered(&scores);
        let selection = Selection { top_n: None, ..selection };
        let passed = ranked(selection, &input);
        let whole = ranked(ALL, &input);
        prop_assert_eq!(&passed[..], &whole[..passed.len()]);
        let Some(least) = selection.min_score else {
            prop_assert_eq!(passed.len(), whole.len());
            return Ok(());
        };
        // It is the longest such prefix, too.
        let passes = |score: Option<f64>| score.is_some_and(|raw| selection.scale.of(raw) >= least);
        prop_assert!(passed.iter().all(|(_, score)| passes(*score)));
        prop_assert!(!whole[passed.len()..].iter().any(|(_, score)| passes(*score)));
    }

    #[test]
    fn the_order_of_arrival_does_not_matter(
        (input, shuffled) in scores().prop_flat_map(|scores| {
            let input = numbered(&scores);
            (Just(input.clone()), Just(input).prop_shuffle())
        }),
        selection in selection(),
    ) {
        prop_assert_eq!(ranked(selection, &shuffled), ranked(selection, &input));
    }
}

/// Returns an item with a passage of this many bytes, or without one.
#[derive(Clone, Debug, PartialEq)]
struct Item(usize, Option<String>);

impl AsPassage for Item {
    fn passage(&self) -> Option<Passage<'_>> {
        let text = self.1.as_deref()?;
        Some(Passage { text: Some(Text::Plain(Cow::Borrowed(text))), image: None })
    }
}

fn items() -> impl Strategy<Value = Vec<Item>> {
    let size = prop_oneof![1 => Just(None), 3 => (1..40_usize).prop_map(Some)];
    prop::collection::vec(size, 0..60).prop_map(|sizes| {
        let texts = sizes.into_iter().map(|size| size.map(|size| "x".repeat(size)));
        texts.enumerate().map(|(at, text)| Item(at, text)).collect()
    })
}

fn cut(items: &[Item], limits: Limits) -> Vec<Vec<Item>> {
    let items = items.iter().cloned().map(Ok::<_, ()>);
    let batches: Result<_, ()> = Batches::new(items, limits).collect();
    batches.expect("no item is an error")
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn batches_concatenate_to_the_input(items in items(), passages in 1..9_usize, bytes in 1..90_usize) {
        let batches = cut(&items, Limits { bytes, ..Limits::of_requests(passages) });
        prop_assert!(batches.iter().all(|batch| !batch.is_empty()));
        prop_assert_eq!(batches.concat(), items);
    }

    #[test]
    fn batches_obey_the_limits(items in items(), passages in 1..9_usize, bytes in 1..90_usize) {
        for batch in cut(&items, Limits { bytes, ..Limits::of_requests(passages) }) {
            let sizes: Vec<_> = batch.iter().filter_map(|item| item.1.as_ref()).map(String::len).collect();
            prop_assert!(sizes.len() <= passages);
            // A larger passage is sent alone.
            prop_assert!(sizes.iter().sum::<usize>() <= bytes || sizes.len() == 1);
        }
    }

    #[test]
    fn batches_are_as_full_as_possible(items in items(), passages in 1..9_usize, bytes in 1..90_usize) {
        let sent: Vec<_> = items.into_iter().filter(|item| item.1.is_some()).collect();
        for pair in cut(&sent, Limits { bytes, ..Limits::of_requests(passages) }).windows(2) {
            let size = |item: &Item| item.1.as_ref().map_or(0, String::len);
            let first: usize = pair[0].iter().map(size).sum();
            prop_assert!(pair[0].len() == passages || first + size(&pair[1][0]) > bytes);
        }
    }

    #[test]
    fn an_error_ends_the_batches(items in items(), at in 0..60_usize) {
        let at = at.min(items.len());
        let broken = items[..at].iter().cloned().map(Ok).chain([Err("broken")]);
        let limits = Limits { bytes: 1 << 20, ..Limits::of_requests(4) };
        let batches: Vec<_> = Batches::new(broken, limits).collect();
        prop_assert_eq!(batches.last(), Some(&Err("broken")));
        prop_assert!(batches[..batches.len() - 1].iter().all(Result::is_ok));
    }
}

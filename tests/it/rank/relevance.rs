//! Rankings of the built-in model, for documents with other words than the query among many with common
//! words.

use crate::support::Case;

/// Returns the ids of the documents in order.
#[track_caller]
fn ranked(case: &Case, query: &str, more: &str) -> Vec<(String, f64)> {
    let run = case.run(&format!("-m local/bm25 -f tsv -q \"{query}\" {more}"));
    run.code(0);
    let row = |line: &str| {
        let fields: Vec<_> = line.split('\t').collect();
        let score = fields[1].parse().expect("a score is a number");
        (fields[2].to_owned(), score)
    };
    run.stdout_str().lines().map(row).collect()
}

#[test]
fn the_relevant_paragraph_comes_first() {
    let case = Case::new().file("h.jsonl", include_str!("../../data/handbook.jsonl"));
    for (query, id) in [
        ("how to feed a sourdough starter with flour and water", "cook-bread-01"),
        ("measure bicycle chain wear with a gauge", "ride-bike-05"),
        ("what tyre pressure for a rider on road tyres", "ride-bike-01"),
        ("set up port forwarding on the router for a game", "home-net-04"),
        ("liquid cooling racks with cold plates and water on each GPU", "tech-gpu-03"),
        ("brown patch of rot on the bottom of tomatoes", "grow-garden-01"),
        ("smelly compost stinks of ammonia", "grow-garden-05"),
        ("how to watch a solar eclipse safely with glasses", "sky-astro-07"),
        ("first aid for a nosebleed: pinch the nose", "care-aid-05"),
        ("descaling a coffee machine with citric acid", "brew-coffee-12"),
        ("how much anchor chain for the depth", "sea-sail-09"),
        ("tones of Mandarin words", "talk-lang-01"),
    ] {
        let found = ranked(&case, query, "h.jsonl -n 2");
        assert_eq!(found[0].0, id, "{query}: {found:?}");
        assert!(found[0].1 > found[1].1, "{query}: {found:?}");
    }
}

#[test]
fn every_script_is_searched_word_by_word() {
    let case = Case::new().file("s.txt", include_str!("../../data/sayings.txt"));
    for (query, line) in [
        ("bird worm", 2),
        ("ÜBUNG", 7),
        ("Apfel Stamm", 9),
        ("vale tarde", 10),
        ("moine", 15),
        ("水滴石穿", 20),
        ("千里", 18),
        ("猿", 22),
        ("花", 25),
        ("الصبر", 26),
        ("РЫБКУ из пруда", 31),
        ("सागर", 36),
        ("σακούλι", 39),
    ] {
        let found = ranked(&case, query, "s.txt -n 2");
        assert_eq!(found[0].0, format!("s.txt:{line}"), "{query}: {found:?}");
        assert!(found[0].1 > found[1].1, "{query}: {found:?}");
    }
}

#[test]
fn a_query_of_stop_words_matches_them() {
    let documents = "--doc apples --doc 'to be or not to be' --doc 'he is'";
    let found = ranked(&Case::new(), "to be or not", documents);
    assert_eq!(found[0].0, "--doc 2", "{found:?}");
    assert!(found[0].1 > 0.0, "{found:?}");
}

#[test]
fn stop_words_are_ignored_next_to_other_words() {
    let documents = "--doc 'it is in the box of the boy' --doc 'a parcel'";
    let found = ranked(&Case::new(), "where is the parcel", documents);
    assert_eq!(found[0].0, "--doc 2", "{found:?}");
    assert!(found[1].1 == 0.0, "{found:?}");
}

#[test]
fn english_words_match_by_stem() {
    let documents = "--doc 'the baker baked' --doc 'connections' --doc 'tests'";
    for (query, document) in
        [("baking", "--doc 1"), ("connecting", "--doc 2"), ("TESTED", "--doc 3")]
    {
        let found = ranked(&Case::new(), query, documents);
        assert_eq!(found[0].0, document, "{query}: {found:?}");
        assert!(found[0].1 > 0.0, "{query}: {found:?}");
    }
}

#[test]
fn identifiers_match_by_their_parts() {
    let documents = "--doc 'fn read_timeout()' --doc 'let connectTimeout' --doc 'HTTPServer'";
    for (query, document) in
        [("read", "--doc 1"), ("connect", "--doc 2"), ("http server", "--doc 3")]
    {
        let found = ranked(&Case::new(), query, documents);
        assert_eq!(found[0].0, document, "{query}: {found:?}");
        assert!(found[0].1 > 0.0, "{query}: {found:?}");
    }
}

#[test]
fn rare_words_weigh_more_than_common_ones() {
    let documents = "--doc 'pump water' --doc 'water cup' --doc 'water can' --doc 'pump stop'";
    let found = ranked(&Case::new(), "water stop", documents);
    assert_eq!(found[0].0, "--doc 4", "{found:?}");
}

#[test]
fn a_query_without_matches_keeps_input_order() {
    let found = ranked(&Case::new(), "zzz", "--doc b --doc a --doc c");
    let expected = [("--doc 1", 0.0), ("--doc 2", 0.0), ("--doc 3", 0.0)];
    let expected = expected.map(|(name, score)| (name.to_owned(), score));
    assert_eq!(found, expected);
}

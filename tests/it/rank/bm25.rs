//! Scores of the built-in model against a straightforward BM25, and its memory and its independence of how documents
//! are read.

use proptest::prelude::*;

use crate::support::Case;

/// Words of several scripts and languages, all their own terms: neither stop words nor changed by stemming.
const WORDS: [&str; 19] = [
    "router",
    "bread",
    "gpu",
    "drum",
    "x1",
    "1,000",
    "übung",
    "naïve",
    "данные",
    "рыба",
    "σειρά",
    "सागर",
    "الصبر",
    "पानी",
    "猫",
    "水",
    "千",
    "한국어",
    "שלום",
];

/// Returns the score of each document for the words of a query, by the formula of Robertson and Zaragoza.
fn bm25(query: &[&str], documents: &[Vec<&str>]) -> Vec<f64> {
    let count = documents.len() as f64;
    let average = documents.iter().map(Vec::len).sum::<usize>() as f64 / count;
    let score = |document: &Vec<&str>| {
        let share = |word: &&str| {
            let df = documents.iter().filter(|document| document.contains(word)).count() as f64;
            let tf = document.iter().filter(|own| own == &word).count() as f64;
            let norm = 1.2 * (1.0 - 0.75 + 0.75 * document.len() as f64 / average);
            ((count - df + 0.5) / (df + 0.5) + 1.0).ln() * tf * 2.2 / (tf + norm)
        };
        query.iter().map(share).sum()
    };
    documents.iter().map(score).collect()
}

fn words(most: usize) -> impl Strategy<Value = Vec<&'static str>> {
    prop::collection::vec(prop::sample::select(WORDS.to_vec()), 1..most)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn scores_are_those_of_a_plain_bm25(query in words(6), documents in prop::collection::vec(words(30), 1..30)) {
        let lines: Vec<_> = documents.iter().map(|words| words.join(" ")).collect();
        let case = Case::new().file("documents.txt", lines.join("\n") + "\n");
        let run = case.run(&format!("-m local/bm25 -q '{}' -f jsonl --no-documents documents.txt", query.join(" ")));
        run.code(0);
        let expected = bm25(&query, &documents);
        let results = run.stdout_str();
        prop_assert_eq!(results.lines().count(), documents.len());
        for line in results.lines() {
            let result: serde_json::Value = serde_json::from_str(line).expect("JSON");
            let index = usize::try_from(result["index"].as_u64().expect("an index")).expect("small");
            let score = result["relevance_score"].as_f64().expect("a score");
            prop_assert!((score - expected[index]).abs() < 1e-4, "{} for {}: {}", score, lines[index], expected[index]);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// `batch` looks the words of queries up in an index of the collection.
    #[test]
    fn queries_over_a_collection_score_as_each_by_itself(
        queries in prop::collection::vec(words(5), 1..6),
        documents in prop::collection::vec(prop::collection::vec(prop::sample::select(WORDS.to_vec()), 0..20), 1..30),
    ) {
        let lines = |texts: &[Vec<&str>]| texts.iter().map(|words| words.join(" ") + "\n").collect::<String>();
        let case = Case::new().file("queries.txt", lines(&queries)).file("documents.txt", lines(&documents));
        let batch = "batch -m local/bm25 --queries queries.txt --docs documents.txt -f jsonl";
        let run = case.run(&format!("{batch} --resume journal.jsonl"));
        prop_assert_eq!(run.code(0).stdout_str().lines().count(), queries.len());
        for (line, query) in run.stdout_str().lines().zip(&queries) {
            let report: serde_json::Value = serde_json::from_str(line).expect("JSON");
            let alone = case.run(&format!("-m local/bm25 -q '{}' -f json documents.txt", query.join(" ")));
            let alone: serde_json::Value = serde_json::from_str(alone.stdout_str()).expect("JSON");
            prop_assert_eq!(&report["results"], &alone["results"]);
        }
        let again = case.run(&format!("{batch} --resume journal.jsonl"));
        prop_assert_eq!(again.stdout_str(), run.stdout_str());
        let best = case.run(&format!("{batch} -n 2 --no-documents"));
        for (line, all) in best.stdout_str().lines().zip(run.stdout_str().lines()) {
            let best: serde_json::Value = serde_json::from_str(line).expect("JSON");
            let all: serde_json::Value = serde_json::from_str(all).expect("JSON");
            let first = |report: &serde_json::Value| {
                let results = report["results"].as_array().expect("results").iter().take(2);
                results.map(|result| (result["index"].clone(), result["relevance_score"].clone())).collect::<Vec<_>>()
            };
            prop_assert_eq!(first(&best), first(&all));
        }
    }
}

/// Returns lines that take several batches and blocks, a few with words of the query.
fn many_lines() -> String {
    let line = |number: usize| {
        let router = if number % 997 == 3 { "router " } else { "" };
        format!("{number} {router}{}bread\n", "flour and water ".repeat(1 + number % 7))
    };
    (0..20_000).map(line).collect()
}

#[test]
fn files_pipes_and_slow_pipes_rank_alike() {
    let case = Case::new().file("many.txt", many_lines());
    let rank = "nimrank -m local/bm25 -q 'router with bread' --no-documents -f csv";
    let file = case.sh(&format!("{rank} -i lines <many.txt"));
    file.code(0);
    assert_eq!(file.stdout_str().lines().count(), 20_001);
    let piped = case.sh(&format!("cat many.txt | {rank} -i lines"));
    assert_eq!(piped.stdout_str(), file.stdout_str());
    let slow =
        case.sh(&format!("{{ head -c 3 many.txt; sleep 0.1; tail -c +4 many.txt; }} | {rank}"));
    assert_eq!(slow.stdout_str(), file.stdout_str());
    let one =
        case.sh(&format!("taskset -c 0 {rank} -i lines <many.txt || {rank} -i lines <many.txt"));
    assert_eq!(one.stdout_str(), file.stdout_str());
    let best = case.sh(&format!("{rank} -n 5 many.txt"));
    let all = case.sh(&format!("{rank} many.txt"));
    let first: String = all.stdout_str().split_inclusive('\n').take(6).collect();
    assert_eq!(best.stdout_str(), first);
}

/// At first nearly all documents have `router`, then none. So those that have nothing else seem the worst until the
/// others are read, and are the best then.
#[test]
fn the_best_documents_are_found_although_they_seemed_the_worst() {
    let lines = |range: std::ops::Range<usize>, text: fn(usize) -> &'static str| {
        range.map(|number| format!("{} {number}\n", text(number))).collect::<String>()
    };
    let early = |number: usize| match number % 4 {
        3 => "router router router",
        _ => "router and bread",
    };
    let text = lines(0..8_000, early) + "\n\n" + &lines(8_000..30_000, |_| "water and bread");
    let case = Case::new().file("many.txt", text);
    let rank = "nimrank -m local/bm25 -q 'router bread' -f csv";
    let most = usize::MAX;
    let all = case.sh(&format!("{rank} many.txt -n {most}"));
    assert_eq!(all.code(0).stdout_str(), case.sh(&format!("{rank} many.txt")).stdout_str());
    for command in [format!("{rank} many.txt"), format!("cat many.txt | {rank} -i lines")] {
        let all = case.sh(&command);
        let first: String = all.code(0).stdout_str().split_inclusive('\n').take(31).collect();
        assert!(first.lines().skip(1).all(|line| line.contains("router router")), "{first}");
        let best = case.sh(&format!("{command} -n 30"));
        assert_eq!(best.code(0).stdout_str(), first, "{command}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn the_best_documents_are_the_first_of_all(
        query in words(6),
        documents in prop::collection::vec(prop::collection::vec(prop::sample::select(WORDS.to_vec()), 0..6), 1..40),
        copies in 1_usize..120,
        best in 1_usize..50,
    ) {
        let lines: String = documents.iter().map(|words| words.join(" ") + "\n").collect();
        let case = Case::new().file("documents.txt", lines.repeat(copies));
        let rank = format!("-m local/bm25 -q '{}' -f csv documents.txt", query.join(" "));
        let all = case.run(&rank);
        let run = case.run(&format!("{rank} -n {best}"));
        let first: String = all.stdout_str().split_inclusive('\n').take(1 + best).collect();
        prop_assert_eq!(run.stdout_str(), first);
        prop_assert_eq!((run.code, run.stderr_str()), (all.code, all.stderr_str()));
    }
}

#[test]
fn a_pipe_beyond_the_memory_limit_is_kept_in_a_temporary_file() {
    let case = Case::new();
    let rank = "nimrank -m local/bm25 -q router -n 1 -f raw -i lines";
    let feed = "{ head -c 70000000 /dev/zero | tr '\\0' ' '; echo; echo the router; }";
    let run = case.sh(&format!("mkdir spool; {feed} | TMPDIR=spool {rank}; ls spool"));
    assert_eq!(run.code(0).stdout_str(), "the router\n");
    let run = case.sh(&format!("{feed} | TMPDIR=absent {rank}"));
    run.code(2);
    assert!(run.stderr_str().contains("absent"), "{run}");
}

#[test]
fn a_document_that_changes_between_the_passes_is_reported() {
    // The list is read a second time after the file that it names has changed.
    let case = Case::new().file("a", "a dog\n");
    let run =
        case.sh("{ echo a; sleep 0.3; echo a cat >>a; } | nimrank -m local/bm25 -q dog -i paths");
    run.code(2);
    assert!(run.stderr_str().contains("changed while they were read"), "{run}");
}

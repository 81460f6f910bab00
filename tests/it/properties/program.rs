//! The whole program: batch size, concurrency and input format do not change the output.

use proptest::prelude::*;

use super::cases;
use crate::support::Case;
use crate::support::nim::FakeNim;

/// Lines of few words, so that many have the same score, some of them blank.
fn lines() -> impl Strategy<Value = Vec<String>> {
    let word = prop::sample::select(vec!["red", "green", "apple", "pie", "猫", ""]);
    let line = prop::collection::vec(word, 0..4).prop_map(|words| words.join(" "));
    prop::collection::vec(line, 1..30)
}

proptest! {
    #![proptest_config(cases(12))]

    #[test]
    fn batch_size_and_concurrency_do_not_matter(
        lines in lines(),
        size in 1..9_usize,
        concurrency in 1..9_usize,
        top_n in prop::option::of(1..9_usize),
    ) {
        prop_assume!(lines.iter().any(|line| !line.trim().is_empty()));
        let case = Case::new().nim(&FakeNim::new()).stdin(lines.join("\n"));
        let top_n = top_n.map_or(String::new(), |n| format!("-n {n}"));
        let arguments = format!("-m m -q 'red apple' -f tsv {top_n}");
        let whole = case.run(&arguments);
        whole.code(0);
        let parts = case.run(&format!("{arguments} --batch-size {size} -j {concurrency}"));
        parts.code(0);
        prop_assert_eq!(whole.stdout_str(), parts.stdout_str());
        let sent: usize = parts.requests.iter().map(|request| request.passages().len()).sum();
        prop_assert_eq!(sent, lines.iter().filter(|line| !line.trim().is_empty()).count());
        prop_assert!(parts.requests.iter().all(|request| request.passages().len() <= size));
    }

    #[test]
    fn the_formats_of_the_program_agree(lines in lines()) {
        prop_assume!(lines.iter().any(|line| !line.trim().is_empty()));
        let case = Case::new().stdin(lines.join("\n"));
        let printed = |format: &str| {
            let run = case.run(&format!("-m local/bm25 -q 'green pie' -f {format}"));
            run.code(0);
            run.stdout_str().to_owned()
        };
        let tsv = printed("tsv");
        let raw = printed("raw");
        let texts: Vec<_> = tsv.lines().map(|line| line.splitn(4, '\t').nth(3).unwrap_or_default()).collect();
        prop_assert_eq!(&texts, &raw.lines().collect::<Vec<_>>());
        let json: serde_json::Value = serde_json::from_str(&printed("json")).expect("JSON parses");
        let results = json["results"].as_array().expect("a list");
        let of_json: Vec<_> = results.iter().map(|result| result["document"]["text"].as_str().expect("a text")).collect();
        prop_assert_eq!(&texts, &of_json);
    }

    #[test]
    fn a_filter_keeps_every_line(lines in lines()) {
        prop_assume!(lines.iter().any(|line| !line.trim().is_empty()));
        let run = Case::new().stdin(lines.join("\n")).run("-m local/bm25 -q 'green pie' -f raw");
        run.code(0);
        let mut lines: Vec<_> = lines.join("\n").lines().map(str::to_owned).collect();
        let mut kept: Vec<_> = run.stdout_str().lines().map(str::to_owned).collect();
        lines.sort();
        kept.sort();
        prop_assert_eq!(kept, lines);
    }
}

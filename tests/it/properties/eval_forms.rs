//! Judgments and runs are the same in every form, with whatever line ends and separators.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::cases;
use crate::support::Case;

/// The value of each document, by query.
type Entries = BTreeMap<String, BTreeMap<String, u8>>;

/// Returns entries with distinct values per query.
fn entries(most_queries: usize) -> impl Strategy<Value = Entries> {
    let docs = prop::collection::btree_map(0..9_u8, any::<u8>(), 1..7);
    prop::collection::btree_map(0..5_u8, docs, 1..most_queries).prop_map(|queries| {
        let docs = |docs: BTreeMap<u8, u8>| {
            let mut seen = BTreeSet::new();
            docs.into_iter()
                .filter(|(_, value)| seen.insert(*value))
                .map(|(doc, value)| (format!("d-{doc}"), value))
                .collect()
        };
        let queries = queries.into_iter();
        queries.map(|(query, all)| (format!("q{query}"), docs(all))).collect()
    })
}

/// The details in which files of one form differ.
#[derive(Clone, Debug)]
struct Variation {
    form: usize,
    line_end: &'static str,
    mark: bool,
    comments: bool,
    fractions: bool,
    trailing: &'static str,
}

fn variation() -> impl Strategy<Value = Variation> {
    let line_end = prop::sample::select(vec!["\n", "\r\n", "\r"]);
    let trailing = prop::sample::select(vec!["", " ", "\t"]);
    let flags = (any::<bool>(), any::<bool>(), any::<bool>());
    (0..10_usize, line_end, flags, trailing).prop_map(
        |(form, line_end, (mark, comments, fractions), trailing)| Variation {
            form,
            line_end,
            mark,
            comments,
            fractions,
            trailing,
        },
    )
}

/// A query, a document, its rank by value from 1, and its value as text.
type Row = (String, String, usize, String);

/// Returns the rows in the order of the ranks.
fn rows(entries: &Entries, value: impl Fn(u8) -> String) -> Vec<Row> {
    let mut rows = Vec::new();
    for (query, docs) in entries {
        let mut docs: Vec<_> = docs.iter().collect();
        docs.sort_by(|a, b| b.1.cmp(a.1));
        for (rank, (doc, number)) in (1..).zip(docs) {
            rows.push((query.clone(), doc.clone(), rank, value(*number)));
        }
    }
    rows
}

fn number(text: &str) -> Value {
    text.parse().expect("a number")
}

fn dictionary(rows: &[Row], pretty: bool) -> String {
    let mut queries = serde_json::Map::new();
    for (query, doc, _, value) in rows {
        let docs = queries.entry(query).or_insert_with(|| json!({}));
        docs[doc] = number(value);
    }
    let queries = Value::from(queries);
    if pretty { format!("{queries:#}") } else { queries.to_string() }
}

/// Joins lines below a header, if there is one. Comments and blanks at line ends are for lines without one.
fn join(header: &str, lines: Vec<String>, variation: &Variation) -> String {
    let Variation { line_end, trailing, .. } = variation;
    let mut text = String::new();
    if variation.comments {
        write!(text, "# made up{line_end}{line_end}").expect("memory takes it");
    }
    let trailing = if header.is_empty() {
        trailing
    } else {
        write!(text, "{header}{line_end}").expect("memory takes it");
        ""
    };
    for line in lines {
        write!(text, "{line}{trailing}{line_end}").expect("memory takes it");
    }
    text
}

fn marked(text: String, variation: &Variation) -> String {
    if variation.mark { format!("\u{feff}{text}") } else { text }
}

/// Returns a table or JSON of these rows; both serve judgments and runs.
fn table_or_json(rows: &[Row], variation: &Variation, value_name: &str) -> String {
    let table = |header: &str, row: fn(&Row) -> String| {
        let header = header.replace("VALUE", value_name);
        join(&header, rows.iter().map(row).collect(), variation)
    };
    match variation.form {
        2 => table("query-id\tcorpus-id\tscore", |(q, d, _, v)| format!("{q}\t{d}\t{v}")),
        3 => table("Query,DocID,VALUE", |(q, d, _, v)| format!("{q},\"{d}\",{v}")),
        4 => table(";VALUE;docno;qid", |(q, d, r, v)| format!("{r};{v};{d};{q}")),
        5 => table("qid|pid|VALUE", |(q, d, _, v)| format!("{q}|{d}|{v}")),
        6 => dictionary(rows, variation.comments),
        7 => rows.iter().fold(String::new(), |text, (q, d, _, v)| {
            let record = json!({"query_id": q, "doc_id": d, value_name: number(v)});
            text + &record.to_string() + "\n"
        }),
        _ => {
            let record = |(q, d, _, v): &Row| json!({"qid": q, "docno": d, value_name: number(v)});
            format!("{:#}", Value::from(rows.iter().map(record).collect::<Vec<_>>()))
        }
    }
}

fn qrels(entries: &Entries, variation: &Variation) -> String {
    let rows = rows(entries, |number| {
        let fraction = if variation.fractions { ".0" } else { "" };
        format!("{}{fraction}", number % 4)
    });
    let lines = |row: fn(&Row) -> String| join("", rows.iter().map(row).collect(), variation);
    let text = match variation.form {
        0 => lines(|(q, d, _, v)| format!("{q} 0 {d} {v}")),
        1 => lines(|(q, d, _, v)| format!("{q}\tQ0\t{d}\t{v}")),
        _ => table_or_json(&rows, variation, "rating"),
    };
    marked(text, variation)
}

fn run(entries: &Entries, variation: &Variation) -> String {
    let rows = rows(entries, |number| {
        let fraction = if variation.fractions { ".5" } else { "" };
        format!("{number}{fraction}")
    });
    let lines = |row: fn(&Row) -> String| join("", rows.iter().map(row).collect(), variation);
    let text = match variation.form {
        0 => lines(|(q, d, r, v)| format!("{q} Q0 {d} {r} {v} my tag")),
        1 => lines(|(q, d, r, v)| format!("{q}\t0\t{d}\t{r}\t{v}\ttag")),
        8 => lines(|(q, d, r, v)| format!("{q}\t{d}\t{r}\t{v}")),
        9 => lines(|(q, d, r, _)| format!("{q}\t{d}\t{r}")),
        _ => table_or_json(&rows, variation, "score"),
    };
    marked(text, variation)
}

proptest! {
    #![proptest_config(cases(60))]

    #[test]
    fn the_form_of_judgments_and_runs_does_not_matter(
        (judged, found) in (entries(4), entries(5)),
        (of_qrels, of_run) in (variation(), variation()),
    ) {
        prop_assume!(judged.keys().any(|query| found.contains_key(query)));
        let plain = Variation {
            form: 0,
            line_end: "\n",
            mark: false,
            comments: false,
            fractions: false,
            trailing: "",
        };
        let evaluate = |qrels: String, run: String| {
            let case = Case::new().file("q", qrels).file("r", run);
            case.run("eval --qrels q --run r -q -f csv --quiet -m ndcg,ndcg@2,rr,recall@3,ap")
        };
        let expected = evaluate(qrels(&judged, &plain), run(&found, &plain));
        expected.code(0);
        let result = evaluate(qrels(&judged, &of_qrels), run(&found, &of_run));
        prop_assert_eq!(result.stdout_str(), expected.stdout_str(), "{}", result);
    }
}

//! `batch`: the order of the output, look-ahead, failures, and runs that are killed.

mod order; // order, look-ahead, flushing
mod resume; // continued runs

use std::fmt::Write as _;

/// Returns this many records with ids `q0`, `q1`, …, the queries `query 0`, … and two documents each.
fn records(count: usize) -> String {
    let mut lines = String::new();
    for number in 0..count {
        let record = serde_json::json!({
            "qid": format!("q{number}"),
            "query": format!("query {number}"),
            "docs": [format!("text {number}"), "other"],
        });
        writeln!(lines, "{record}").expect("strings take writes");
    }
    lines
}

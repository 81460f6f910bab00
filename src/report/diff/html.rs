//! The HTML page of a comparison: each query that differs, the most different first.

use maud::{Markup, html};

use super::table::{remark, round};
use super::{DiffReport, DiffStyle, QueryDiff, Side};
use crate::compare::Moved;
use crate::report::html::{
    Line, PageBudget, PageVerdict, Series, anchor, file_name, histogram, movements, page, shown,
};

/// The most documents of a query in a table, and the ranks that are drawn.
const MAX_DOCUMENTS: usize = 20;
const DRAWN_RANKS: usize = 10;
/// The most bytes of all queries.
const MAX_BYTES: usize = 28 << 20;

impl DiffReport<'_> {
    /// Returns the page of the comparison of two files. `verdict` is what `--min-rbo` gave, if it is used.
    pub fn html(
        &self,
        (old, new): (&str, &str),
        style: &DiffStyle,
        has_failed: bool,
        verdict: Option<String>,
    ) -> String {
        let differing: Vec<_> = self.queries.iter().filter(|query| query.differs()).collect();
        let outcome = if has_failed { PageVerdict::Bad } else { PageVerdict::Good };
        let mut budget = PageBudget::new(MAX_BYTES);
        let shown_queries: Vec<_> = differing
            .iter()
            .map_while(|query| budget.admit(html! { (query_section(query, style)) }))
            .collect();
        let left_out = differing.len() - shown_queries.len();
        let content = html! {
            p { "Old: " b { (shown(file_name(old))) } ". New: " b { (shown(file_name(new))) } "." }
            @if let Some(depth) = style.depth { p { "Only the first " (depth) " ranks are compared." } }
            h2 { "RBO" }
            p class="note" { "Rank-biased overlap of the old and the new ranking: 1 if no document moved." }
            (histogram(&[Series { name: "queries", values: self.queries.iter().map(|query| query.comparison.rbo).collect() }]))
            @if !differing.is_empty() {
                h2 { "Queries that differ, the most different first" }
                @for query in shown_queries { (query) }
            }
            @if left_out > 0 { p { (left_out) " queries that differ are left out: the page would be too large." } }
            p class="note" { (self.queries.len() - differing.len()) " queries do not differ and are not listed." }
        };
        let verdict: Vec<_> = [self.summary()].into_iter().chain(verdict).collect();
        page("nimrank diff", outcome, &verdict, &content)
    }
}

fn query_section(query: &QueryDiff<'_>, style: &DiffStyle) -> Markup {
    html! {
        section id=(anchor(query.name)) {
            h3 dir="auto" { (shown(query.name)) }
            @match query.only {
                Some(Side::Old) => p { "Only in the old file." },
                Some(Side::New) => p { "Only in the new file." },
                None => (moved_documents(query, style)),
            }
        }
    }
}

fn moved_documents(query: &QueryDiff<'_>, style: &DiffStyle) -> Markup {
    let comparison = &query.comparison;
    let moved = &comparison.moved[..comparison.moved.len().min(MAX_DOCUMENTS)];
    let depth = style.depth.unwrap_or(DRAWN_RANKS).min(DRAWN_RANKS);
    let is_drawn = |rank: Option<usize>| rank.is_some_and(|rank| rank <= depth);
    let lines: Vec<_> = comparison
        .moved
        .iter()
        .filter(|moved| is_drawn(moved.old_rank) || is_drawn(moved.new_rank))
        .map(|moved| Line { id: moved.id, old: moved.old_rank, new: moved.new_rank })
        .collect();
    html! {
        p {
            (format!("RBO {:.4}, tau-b {}, overlap {:.4}", comparison.rbo, round(comparison.tau_b), comparison.overlap))
            @if let Some(first) = comparison.moved.iter().find(|moved| moved.new_rank == Some(1)) {
                ". New first result: " b { (shown(first.id)) }
                @match first.old_rank { Some(rank) => { ", formerly rank " (rank) }, None => ", formerly absent" }
            }
            "."
        }
        @if !lines.is_empty() { (movements(&lines, depth)) }
        div class="scroll" tabindex="0" {
            table {
                caption { "Documents that moved" }
                thead { tr {
                    th scope="col" { "Document" }
                    @for title in ["Old rank", "New rank", "Change", "Old score", "New score"] { th scope="col" class="n" { (title) } }
                    th scope="col" { "" }
                } }
                tbody { @for moved in moved { (moved_row(moved, style)) } }
            }
        }
        @if comparison.moved.len() > moved.len() {
            p class="note" { (comparison.moved.len() - moved.len()) " more documents moved." }
        }
    }
}

fn moved_row(moved: &Moved<'_>, style: &DiffStyle) -> Markup {
    let rank = |rank: Option<usize>| rank.map_or_else(|| "-".into(), |rank| rank.to_string());
    let (class, change) = match (moved.old_rank, moved.new_rank) {
        (Some(old), Some(new)) if new < old => ("n good", format!("▲ {}", old - new)),
        (Some(old), Some(new)) => ("n bad", format!("▼ {}", new - old)),
        (None, _) => ("n good", "▲ new".into()),
        (_, None) => ("n bad", "▼ gone".into()),
    };
    html! { tr {
        th scope="row" dir="auto" { (shown(moved.id)) }
        td class="n" { (rank(moved.old_rank)) }
        td class="n" { (rank(moved.new_rank)) }
        td class=(class) { (change) }
        td class="n" { (round(moved.old_score)) }
        td class="n" { (round(moved.new_score)) }
        td { (remark(moved, style)) }
    } }
}

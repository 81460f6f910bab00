//! The HTML page of an evaluation: the comparison with the first run, and the queries that differ most.

use std::collections::HashSet;

use maud::{Markup, html};

use super::several::{comparison_cells, notes};
use super::single::missing_queries;
use super::verdict::verdicts;
use super::{EvalReport, EvalStyle, count_queries, four_decimals, signed};
use crate::eval::QueryValues;
use crate::report::html::{
    PageBudget, PageVerdict, Series, anchor, difference_bar, file_name, histogram, page, shown,
    value_bar,
};

/// The most queries that are all listed; of more, half as many from each end.
const MAX_QUERIES: usize = 100;
/// The most bytes of all lists of queries.
const MAX_BYTES: usize = 4 << 20;

impl EvalReport {
    /// Removes the directories of absolute paths from the names of runs.
    pub fn hide_directories(&mut self) {
        for run in &mut self.runs {
            run.name = file_name(&run.name).to_owned();
        }
    }

    /// Returns the page. `failures` are the limits that are missed; `None` means that there are no limits.
    pub fn html(&self, style: &EvalStyle, failures: Option<&[String]>) -> String {
        let mut content = EvalPage {
            report: self,
            style,
            anchored: HashSet::new(),
            budget: PageBudget::new(MAX_BYTES),
        };
        let (mut sentences, content) = match &*self.runs {
            [_] => (Vec::new(), content.single()),
            _ => (verdicts(self, style), content.several()),
        };
        let outcome = match failures {
            None => PageVerdict::Neutral,
            Some([]) => PageVerdict::Good,
            Some(_) => PageVerdict::Bad,
        };
        let failures =
            failures.unwrap_or_default().iter().map(|failure| format!("fail: {failure}"));
        let new: Vec<_> = failures.filter(|failure| !sentences.contains(failure)).collect();
        sentences.extend(new);
        if outcome == PageVerdict::Good && self.losses.is_empty() {
            sentences.push("pass: every mean reaches its floor".into());
        }
        if sentences.is_empty() {
            sentences.push(count_queries(self.queries()));
        }
        page("nimrank eval", outcome, &sentences, &content)
    }
}

/// A page that is being built.
struct EvalPage<'a> {
    report: &'a EvalReport,
    style: &'a EvalStyle,
    /// The queries that have an anchor: an id must be unique on a page.
    anchored: HashSet<&'a [u8]>,
    budget: PageBudget,
}

/// The value of a query in the first run and in another; the same with one run.
#[derive(Clone, Copy)]
struct QueryPair<'a> {
    query: &'a QueryValues,
    old: f64,
    new: f64,
}

impl<'a> EvalPage<'a> {
    fn single(&mut self) -> Markup {
        let run = &self.report.runs[0];
        let evaluation = &run.evaluation;
        html! {
            p { "Run: " b { (shown(&run.name)) } "." }
            div class="scroll" tabindex="0" { table {
                caption { (missing_queries(evaluation, self.style)) }
                thead { tr { th scope="col" { "Measure" } th scope="col" class="n" { "Mean" } } }
                tbody { @for (name, mean) in self.style.names.iter().zip(&evaluation.means) {
                    tr { th scope="row" { (shown(name)) } td class="n" { (four_decimals(*mean)) } }
                } }
            } }
            @for (measure, name) in self.style.names.iter().enumerate() {
                h2 { (shown(name)) }
                (self.queries(0, measure))
            }
        }
    }

    fn several(&mut self) -> Markup {
        let report = self.report;
        html! {
            p { "First run, which the others are compared with: " b { (shown(&report.runs[0].name)) } ". "
                (count_queries(report.queries())) "." }
            (self.comparison_table())
            @for comparison in &report.comparisons {
                @let name = &report.runs[comparison.run].name;
                h2 { (shown(&self.style.names[comparison.measure])) ": " (shown(name)) }
                (self.queries(comparison.run, comparison.measure))
            }
        }
    }

    /// Returns the distribution of the values, and the queries.
    fn queries(&mut self, run: usize, measure: usize) -> Markup {
        let mut series = vec![self.series(0, measure)];
        if run > 0 {
            series.push(self.series(run, measure));
        }
        let part = html! { (histogram(&series)) (self.query_table(run, measure)) };
        self.budget.admit(part).unwrap_or_else(|| {
            html! { p { "The queries are left out: the page would be too large." } }
        })
    }

    fn series(&self, run: usize, measure: usize) -> Series<'a> {
        let run = &self.report.runs[run];
        let values = run.evaluation.queries.iter().map(|query| query.values[measure]);
        Series { name: &run.name, values: values.collect() }
    }

    fn comparison_table(&self) -> Markup {
        let numbers = [
            "Mean",
            "Difference",
            "95% interval",
            "p (t-test)",
            "p (random)",
            "Win/tie/loss",
            "d_z",
            "Detectable",
        ];
        html! {
            div class="scroll" tabindex="0" { table {
                caption { "Means, and differences from the first run" }
                thead { tr {
                    @for title in ["Measure", "Run"] { th scope="col" { (title) } }
                    @for title in numbers { th scope="col" class="n" { (title) } }
                } }
                tbody {
                    @for (measure, name) in self.style.names.iter().enumerate() {
                        @for (index, run) in self.report.runs.iter().enumerate() {
                            tr {
                                th scope="row" { (shown(name)) }
                                td { (shown(&run.name)) }
                                td class="n" { (four_decimals(run.evaluation.means[measure])) }
                                @match self.report.comparison(index, measure) {
                                    Some(comparison) => @for cell in comparison_cells(comparison) { td class="n" { (cell) } }
                                    None => @for _ in 1..numbers.len() { td {} }
                                }
                            }
                        }
                    }
                }
            } }
            @for note in notes(self.report, self.style) { p class="note" { (shown(&note)) } }
        }
    }

    /// Returns the queries with their values, the worst first.
    fn query_table(&mut self, run: usize, measure: usize) -> Markup {
        let runs = &self.report.runs;
        let queries = runs[0].evaluation.queries.iter().zip(&runs[run].evaluation.queries);
        let mut pairs: Vec<_> = queries
            .map(|(old, new)| QueryPair {
                query: old,
                old: old.values[measure],
                new: new.values[measure],
            })
            .collect();
        let is_single = run == 0;
        pairs.sort_by(|a, b| {
            let key = |pair: &QueryPair<'_>| if is_single { pair.new } else { pair.new - pair.old };
            key(a).total_cmp(&key(b))
        });
        let left_out = pairs.len().saturating_sub(MAX_QUERIES);
        let (worst, best) = if left_out == 0 {
            pairs.split_at(pairs.len())
        } else {
            (&pairs[..MAX_QUERIES / 2], &pairs[pairs.len() - MAX_QUERIES / 2..])
        };
        let columns: &[&str] =
            if is_single { &["Value"] } else { &["First run", "This run", "Difference"] };
        html! {
            div class="scroll" tabindex="0" { table {
                caption { "Queries, the worst first" }
                thead { tr {
                    th scope="col" { "Query" }
                    @for title in columns { th scope="col" class="n" { (title) } }
                    th scope="col" {}
                } }
                tbody {
                    @for pair in worst { (self.query_row(*pair, is_single)) }
                    @if left_out > 0 { tr { td colspan=(columns.len() + 2) class="note" {
                        (count_queries(left_out)) " in between are left out"
                    } } }
                    @for pair in best { (self.query_row(*pair, is_single)) }
                }
            } }
        }
    }

    fn query_row(&mut self, pair: QueryPair<'a>, is_single: bool) -> Markup {
        let id = String::from_utf8_lossy(&pair.query.id);
        let anchor = self.anchored.insert(&pair.query.id).then(|| anchor(&pair.query.id));
        let difference = pair.new - pair.old;
        let class = match signed(difference).bytes().next() {
            Some(b'+') => "n good",
            Some(b'-') => "n bad",
            _ => "n",
        };
        html! { tr id=[anchor] {
            th scope="row" dir="auto" { (shown(&id)) }
            @if !is_single { td class="n" { (four_decimals(pair.old)) } }
            td class="n" { (four_decimals(pair.new)) }
            @if is_single {
                td { (value_bar(pair.new)) }
            } @else {
                td class=(class) { (signed(difference)) }
                td { (difference_bar(difference)) }
            }
        } }
    }
}

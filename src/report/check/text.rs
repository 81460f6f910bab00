//! The report for people: failures in full, everything else as counts. Every line begins with fixed text, so
//! that untrusted text is never taken for a command by a log viewer.

use std::collections::HashMap;

use super::{CheckReport, ShownDocument, TOP, explain::short, four_decimals, shown_documents};
use crate::check::{
    BaselineChange, BaselineDiff, CaseResult, CaseStatus, ClosestCall, MeasureMean,
};
use crate::diagnostic::Diagnostic;
use crate::sanitize::{cut, harmless, inert};
use crate::table::{BOLD, Column, GREEN, RED, TextStyle, TextTable, YELLOW, paint};
use crate::text::count;

#[derive(Clone, Copy, Debug)]
pub struct CheckStyle {
    /// Only failures and counts.
    pub quiet: bool,
    /// The best documents of every case.
    pub verbose: bool,
    pub color: bool,
    pub width: usize,
}

const INDENT: &str = "      ";
/// The columns that the text of a document gets even if lines become too long.
const MIN_TEXT: usize = 10;
/// The most columns of an id.
const MAX_ID: usize = 32;
/// The most columns of untrusted text in a line.
const MAX_PART: usize = 500;

pub fn text(report: &CheckReport<'_>, style: &CheckStyle) -> String {
    let mut text = TextReport { report, style, text: String::new() };
    let mut last_error: Option<&CaseResult<'_>> = None;
    for result in &report.cases {
        let same = last_error.filter(|last| last.error == result.error);
        text.add_case(result, same.map(|last| &*last.case.id));
        if result.error.is_some() && same.is_none() {
            last_error = Some(result);
        }
    }
    text.add_summary();
    inert(&text.text)
}

/// Formats why cases have no verdict, as other failures are reported on stderr.
pub fn errors(report: &CheckReport<'_>) -> String {
    let mut counts: HashMap<&Diagnostic, usize> = HashMap::new();
    for error in report.cases.iter().filter_map(|case| case.error.as_ref()) {
        *counts.entry(error).or_default() += 1;
    }
    let mut text = String::new();
    for result in &report.cases {
        // Each error is reported once, at the first case that has it.
        let error = result.error.as_ref();
        let Some((error, cases)) = error.and_then(|error| counts.remove_entry(error)) else {
            continue;
        };
        let more = match cases - 1 {
            0 => String::new(),
            more => format!(" (and {} more)", count(more as u64, "case")),
        };
        let head = format!("{}: {}: {error}", report.place(result.case), result.case.id);
        text.extend(["nimrank: ", &one_line(&head), &more, "\n"]);
        for (label, words) in error.details() {
            text.extend(["  ", label, ": ", &one_line(words), "\n"]);
        }
    }
    inert(&text)
}

struct TextReport<'a> {
    report: &'a CheckReport<'a>,
    style: &'a CheckStyle,
    text: String,
}

impl TextReport<'_> {
    fn line(&mut self, line: &str) {
        self.text.extend([line.trim_end(), "\n"]);
    }

    fn indented(&mut self, line: &str) {
        self.line(&format!("{INDENT}{line}"));
    }

    /// Adds what there is to say about a case. `same_error` is the id of one with the same error.
    fn add_case(&mut self, result: &CaseResult<'_>, same_error: Option<&str>) {
        let needs_attention = result.needs_attention();
        let is_notable =
            result.status != CaseStatus::Pass || result.has_change(BaselineChange::Fixed);
        let CheckStyle { quiet, verbose, .. } = *self.style;
        if !needs_attention && (quiet || !verbose && !is_notable) {
            return;
        }
        self.add_headline(result);
        if let (CaseStatus::XFail, Some(reason)) = (result.status, &result.case.xfail) {
            self.indented(&format!("expected: {}", one_line(reason)));
        }
        if let Some(first) = same_error {
            self.indented(&format!("the same as {}", one_line(first)));
            return;
        }
        if needs_attention || verbose {
            for reason in self.report.reasons(result) {
                self.indented(&one_line(&reason));
            }
            self.add_ranking(result);
        }
        if let (true, Some(note)) = (needs_attention, &result.case.note) {
            self.indented(&format!("note: {}", one_line(note)));
        }
    }

    fn add_headline(&mut self, result: &CaseResult<'_>) {
        let case = result.case;
        let (word, color) = match result.status {
            _ if result.has_change(BaselineChange::Fixed) => ("FIXED", GREEN),
            CaseStatus::Pass => ("PASS", GREEN),
            CaseStatus::Fail | CaseStatus::XPass if !result.is_failure() => ("STILL FAILS", YELLOW),
            CaseStatus::Fail => ("FAIL", RED),
            CaseStatus::XPass => ("XPASS", RED),
            CaseStatus::XFail => ("XFAIL", YELLOW),
            CaseStatus::Error => ("ERROR", RED),
            CaseStatus::Stale => ("STALE", RED),
        };
        let word =
            if self.style.color { paint(word, &format!("{BOLD};{color}")) } else { word.into() };
        let place = one_line(&self.report.place(case));
        let (id, query) = (one_line(&case.id), one_line(&case.query));
        self.line(&format!("{word}  {place}  {id}  \"{query}\""));
    }

    /// Adds the best documents, and those that are not where they should be.
    fn add_ranking(&mut self, result: &CaseResult<'_>) {
        let docs = &result.case.docs;
        let before = result.baseline.as_ref().and_then(BaselineDiff::ranks);
        let mut columns = vec![
            Column::new("").gap(" "),
            Column::new("").right(),
            Column::new("").right(),
            Column::new(""),
            Column::new("").rest_of_line(MIN_TEXT),
        ];
        if before.is_some() {
            columns.insert(3, Column::new(""));
        }
        let mut table = TextTable::new(columns).indent(INDENT.len()).max_height(1);
        for ShownDocument { rank, doc, is_marked } in shown_documents(result, TOP) {
            let mark = if is_marked { ">" } else { " " };
            let mut cells = vec![mark.into(), rank.to_string(), four_decimals(result.scores[doc])];
            cells.extend(before.as_ref().map(|ranks| format!("was {}", ranks[doc])));
            cells.push(cut(&docs.ids[doc], MAX_ID));
            cells.push(harmless(&docs.documents[doc].text(), self.style.width));
            table.add_row(cells);
        }
        let style = TextStyle { color: false, width: self.style.width };
        for line in table.lines(style) {
            self.line(&line);
        }
    }

    fn add_summary(&mut self) {
        let report = self.report;
        self.line(&format!("{}   {}", report.counts(), totals(report)));
        let baseline = report.summary.baseline.as_ref();
        if let Some(baseline) = baseline.filter(|baseline| !baseline.gone.is_empty()) {
            let gone: Vec<_> = baseline.gone.iter().map(|id| one_line(id)).collect();
            let (file, gone) = (one_line(&report.file), gone.join(", "));
            self.line(&format!("in the baseline and not in {file}: {gone}"));
        }
        if self.style.quiet {
            return;
        }
        if let Some(closest) = &report.summary.closest {
            self.line(&closest_call(closest));
        }
        self.line(&without_reranking(report));
        for mean in &report.summary.means {
            self.line(&measure_mean(mean));
        }
    }
}

fn one_line(text: &str) -> String {
    cut(text, MAX_PART)
}

fn totals(report: &CheckReport<'_>) -> String {
    let seconds = report.seconds.map_or_else(String::new, |seconds| format!(", {seconds:.1} s"));
    format!(
        "({}, {}, {}{seconds})",
        count(report.cases.len() as u64, "case"),
        count(report.requests, "request"),
        count(report.passages as u64, "passage"),
    )
}

/// Returns how many cases prove nothing about the reranker.
pub(super) fn without_reranking(report: &CheckReport<'_>) -> String {
    format!(
        "{} of {} cases pass without reranking, {} with local/bm25",
        report.summary.pass_in_input_order,
        report.cases.len(),
        report.summary.pass_with_bm25,
    )
}

pub(super) fn closest_call(closest: &ClosestCall) -> String {
    format!(
        "closest call: {}, {} over {} by {}",
        one_line(&closest.case),
        one_line(&closest.above),
        one_line(&closest.below),
        short(closest.gap)
    )
}

pub(super) fn measure_mean(mean: &MeasureMean) -> String {
    let bm25 = match mean.bm25_cases {
        0 => "none with local/bm25".into(),
        all if all == mean.cases => format!("{:.4} with local/bm25", mean.bm25),
        some => format!("{:.4} with local/bm25 (of {})", mean.bm25, count(some.into(), "case")),
    };
    format!(
        "mean {} of {}: {:.4} in input order, {bm25}, {:.4} reranked",
        mean.name,
        count(mean.cases.into(), "case"),
        mean.input_order,
        mean.reranked
    )
}

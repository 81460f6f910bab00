//! The HTML page of a suite: every case, failures first and open.

use maud::{Markup, html};

use super::explain::short;
use super::text::{closest_call, measure_mean, without_reranking};
use super::{CheckReport, four_decimals, shown_documents};
use crate::check::{BaselineDiff, CaseResult, CaseStatus};
use crate::report::html::{PageBudget, PageVerdict, anchor, file_name, page, shown};

/// The best documents of a case that needs attention. As many again may be those that failed.
const TOP_OF_FAILURES: usize = 10;
const TOP_OF_OTHERS: usize = 5;
/// The most reasons of a case.
const MAX_REASONS: usize = 20;
/// The most bytes of all explanations and rankings.
const MAX_BYTES: usize = 14 << 20;

impl CheckReport<'_> {
    pub fn html(&self) -> String {
        let is_error = |result: &&CaseResult<'_>| result.status.is_error();
        let is_failure = |result: &&CaseResult<'_>| result.is_failure();
        let rest = |result: &&CaseResult<'_>| !result.needs_attention();
        let groups = [
            ("failed", "Failed", self.group(is_failure)),
            ("errors", "Without a verdict", self.group(is_error)),
            ("others", "Passed and expected", self.group(rest)),
        ];
        let needs_attention = self.cases.iter().any(CaseResult::needs_attention);
        let outcome = if needs_attention { PageVerdict::Bad } else { PageVerdict::Good };
        let mut cases = CasePage { report: self, budget: PageBudget::new(MAX_BYTES), left_out: 0 };
        let content = html! {
            nav { @for (id, title, results) in &groups {
                @if !results.is_empty() { a href={ "#" (id) } { (title) ": " (results.len()) } " " }
            } }
            @for line in self.summary_lines() { p { (self.local(&line)) } }
            @for (id, title, results) in &groups {
                @if !results.is_empty() {
                    h2 id=(id) { (title) ": " (results.len()) }
                    @for result in results { (cases.case(result)) }
                }
            }
            @if cases.left_out > 0 {
                p { "Explanations and rankings of " (cases.left_out) " cases are left out: the page would be too large." }
            }
            p class="note" { "This page contains the texts of queries and documents." }
        };
        let title = format!("nimrank check: {}", file_name(&self.file));
        page(&title, outcome, &[self.verdict()], &content)
    }

    /// Returns a text without the directory of the case file: a page says nothing about the machine.
    fn local(&self, text: &str) -> Markup {
        match self.file.strip_suffix(file_name(&self.file)) {
            // The root directory is no secret, and every path has a slash.
            Some(directory) if directory.len() > 1 => {
                html! { (shown(&text.replace(directory, ""))) }
            }
            _ => html! { (shown(text)) },
        }
    }

    fn group(&self, filter: impl Fn(&&CaseResult<'_>) -> bool) -> Vec<&CaseResult<'_>> {
        self.cases.iter().filter(filter).collect()
    }

    fn summary_lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        let baseline = self.summary.baseline.as_ref();
        if let Some(baseline) = baseline.filter(|baseline| !baseline.gone.is_empty()) {
            let gone = baseline.gone.join(", ");
            lines.push(format!("in the baseline and not in {}: {gone}", self.file));
        }
        lines.extend(self.summary.closest.as_ref().map(closest_call));
        lines.push(without_reranking(self));
        lines.extend(self.summary.means.iter().map(measure_mean));
        lines
    }
}

/// The cases of a page that is being built.
struct CasePage<'a> {
    report: &'a CheckReport<'a>,
    budget: PageBudget,
    /// Cases whose explanation and ranking are left out.
    left_out: usize,
}

impl CasePage<'_> {
    fn case(&mut self, result: &CaseResult<'_>) -> Markup {
        let case = result.case;
        let body = self.budget.admit(html! { (self.body(result)) });
        self.left_out += usize::from(body.is_none());
        let (class, word) = status(result);
        html! {
            details id=(anchor(&case.id)) open[result.needs_attention()] {
                summary { b class=(class) { (word) } " " b dir="auto" { (shown(&case.id)) } " " span dir="auto" { (shown(&case.query)) } }
                p class="note" { (self.report.local(&self.report.place(case))) }
                (body.unwrap_or_default())
            }
        }
    }

    fn body(&self, result: &CaseResult<'_>) -> Markup {
        let reasons = if result.status == CaseStatus::Pass {
            Vec::new()
        } else {
            self.report.reasons(result)
        };
        html! {
            @if !reasons.is_empty() { ul {
                @for reason in reasons.iter().take(MAX_REASONS) { li { (self.report.local(reason)) } }
                @if reasons.len() > MAX_REASONS { li { "and " (reasons.len() - MAX_REASONS) " more" } }
            } }
            @if let (CaseStatus::XFail, Some(reason)) = (result.status, &result.case.xfail) {
                p { "Expected: " (shown(reason)) }
            }
            @if let Some(note) = &result.case.note { p { "Note: " (shown(note)) } }
            @if !result.scores.is_empty() { (ranking(result)) }
        }
    }
}

/// Returns the class and the word of a status.
fn status(result: &CaseResult<'_>) -> (&'static str, &'static str) {
    use crate::check::BaselineChange::{Fixed, Still};
    match result.status {
        _ if result.has_change(Fixed) => ("good", "FIXED"),
        _ if result.has_change(Still) => ("warn", "STILL FAILS"),
        CaseStatus::Pass => ("good", "PASS"),
        CaseStatus::Fail => ("bad", "FAIL"),
        CaseStatus::XPass => ("bad", "XPASS"),
        CaseStatus::XFail => ("warn", "XFAIL"),
        CaseStatus::Error => ("bad", "ERROR"),
        CaseStatus::Stale => ("bad", "STALE"),
    }
}

fn ranking(result: &CaseResult<'_>) -> Markup {
    let docs = &result.case.docs;
    let grades = &result.case.grades;
    let before = result.baseline.as_ref().and_then(BaselineDiff::ranks);
    let top = if result.needs_attention() { TOP_OF_FAILURES } else { TOP_OF_OTHERS };
    let rows = shown_documents(result, top);
    let gap = |index: usize| {
        let next = rows.get(index + 1).filter(|next| next.rank == rows[index].rank + 1)?;
        Some(short(result.scores[rows[index].doc]? - result.scores[next.doc]?))
    };
    html! {
        div class="scroll" tabindex="0" { table {
            caption { "Best documents of " (docs.ids.len()) "; ▶ failed expectation" }
            thead { tr {
                th scope="col" { "" }
                th scope="col" class="n" { "Rank" }
                @if before.is_some() { th scope="col" class="n" { "Was" } }
                th scope="col" class="n" { "Score" }
                th scope="col" class="n" { "Gap" }
                @if !grades.is_empty() { th scope="col" class="n" { "Grade" } }
                th scope="col" { "Document" }
                th scope="col" { "Text" }
            } }
            tbody { @for (index, row) in rows.iter().enumerate() {
                tr class=[row.is_marked.then_some("mark")] {
                    td { @if row.is_marked { "▶" } }
                    td class="n" { (row.rank) }
                    @if let Some(before) = &before { (former_rank(before[row.doc], row.rank)) }
                    td class="n" { (four_decimals(result.scores[row.doc])) }
                    td class="n" { (gap(index).unwrap_or_default()) }
                    @if !grades.is_empty() { td class="n" {
                        @match grades[row.doc] { Some(grade) => (grade), None => "-" }
                    } }
                    th scope="row" dir="auto" { (shown(&docs.ids[row.doc])) }
                    td class="text" dir="auto" { (shown(&docs.documents[row.doc].text())) }
                }
            } }
        } }
    }
}

/// Returns the rank in the baseline, with a sign if the document moved.
fn former_rank(old: usize, new: usize) -> Markup {
    html! {
        @if new < old { td class="n good" { "▲ " (old) } }
        @else if new > old { td class="n bad" { "▼ " (old) } }
        @else { td class="n" { (old) } }
    }
}

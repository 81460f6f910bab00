//! Sums up a comparison of runs in sentences.

use super::{EvalReport, EvalStyle, MAX_ID_WIDTH, count_queries, four_decimals, p_value};
use crate::eval::{LossFinding, RunComparison};
use crate::sanitize::cut;
use crate::text::number;

/// Returns a sentence on each run but the first one, and then the verdict of `--max-loss`.
pub(super) fn verdicts(report: &EvalReport, style: &EvalStyle) -> Vec<String> {
    let others = report.runs.iter().enumerate().skip(1);
    let mut sentences: Vec<_> =
        others.map(|(run, _)| compare_with_first(report, run, style)).collect();
    let has_failed = report.losses.iter().any(LossFinding::is_failure);
    // Passed limits are not worth a sentence after a failure.
    let findings = report.losses.iter().filter(|finding| finding.is_failure() == has_failed);
    let word = if has_failed { "fail" } else { "pass" };
    sentences.extend(findings.map(|finding| format!("{word}: {}", describe_loss(report, finding))));
    sentences
}

/// Returns the sentence that says in which measures a run is better or worse than the first one.
fn compare_with_first(report: &EvalReport, run: usize, style: &EvalStyle) -> String {
    let name = |run: usize| cut(&report.runs[run].name, MAX_ID_WIDTH);
    let pair = format!("{} compared with {}", name(run), name(0));
    if report.queries() < 2 {
        return format!("{pair}: one query cannot show a difference");
    }
    let measures = |test: fn(&RunComparison) -> bool| {
        let found = report.comparisons.iter().filter(|found| found.run == run && test(found));
        let names: Vec<_> = found.map(|found| &*style.names[found.measure]).collect();
        names.join(", ")
    };
    let is_better = |found: &RunComparison| found.is_significant && found.paired.difference > 0.0;
    let is_worse = |found: &RunComparison| found.is_significant && found.paired.difference < 0.0;
    let parts = [
        ("significantly better in", measures(is_better)),
        ("significantly worse in", measures(is_worse)),
        (
            "no significant difference in",
            measures(|found| !found.is_significant && found.paired.test.is_some()),
        ),
        ("no difference in", measures(|found| found.paired.test.is_none())),
    ];
    let parts = parts.iter().filter(|(_, names)| !names.is_empty());
    let parts: Vec<_> = parts.map(|(words, names)| format!("{words} {names}")).collect();
    format!("{pair}: {}", parts.join("; "))
}

/// Describes the outcome of `--max-loss` for one run and measure.
pub fn describe_loss(report: &EvalReport, finding: &LossFinding) -> String {
    let run = cut(&report.runs[finding.run].name, MAX_ID_WIDTH);
    let (measure, allowed) = (&finding.limit.name, number(finding.limit.value));
    if !finding.exceeds() {
        return format!("{run} loses no more than {allowed} of {measure}");
    }
    let loss = match four_decimals(finding.loss) {
        // Rounding must not hide by how little the limit is exceeded.
        rounded if rounded.parse().is_ok_and(|rounded: f64| rounded > finding.limit.value) => {
            rounded
        }
        _ => number(finding.loss),
    };
    let p = match p_value(finding.p) {
        small if small.starts_with('<') => format!("p {small}"),
        p => format!("p = {p}"),
    };
    let loses = format!("{run} loses {loss} of {measure}, more than the {allowed} allowed");
    if finding.is_failure() {
        return format!("{loses} (one-sided {p})");
    }
    format!(
        "{loses}, but not significantly (one-sided {p}); {} can show a difference of {}",
        count_queries(report.queries()),
        four_decimals(finding.detectable)
    )
}

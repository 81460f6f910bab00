//! What comes of all cases together.

use super::case_result::{Change, Judged, Status, are_met};
use super::evaluate::{Amount, Finding, Target};

/// What came of all cases.
#[derive(Debug, Default, PartialEq)]
pub struct Summary {
    /// Cases that passed.
    pub passed: usize,
    /// Cases that failed, those that passed unexpectedly included.
    pub failed: usize,
    /// Cases without a verdict.
    pub errors: usize,
    /// Cases that failed as was expected.
    pub xfailed: usize,
    /// The narrowest that a passed case passed by.
    pub closest: Option<Closest>,
    /// Cases whose expectations are met in the order of the input.
    pub pass_in_input_order: usize,
    /// Cases whose expectations are met by the scorer built in.
    pub pass_with_bm25: usize,
    /// The means of the measures that floors were set for, in the order they were met.
    pub means: Vec<Mean>,
    /// How the cases stand beside the baseline, if there is one.
    pub beside: Option<Changes>,
}

/// The narrowest call of all.
#[derive(Debug, PartialEq)]
pub struct Closest {
    /// The case.
    pub case: String,
    /// The document that had to be ahead.
    pub above: String,
    /// The one it was ahead of.
    pub below: String,
    /// By how much.
    pub gap: f64,
}

/// The mean of a measure over the cases that have scores and a floor for it.
#[derive(Debug, PartialEq)]
pub struct Mean {
    /// The measure.
    pub name: String,
    /// How many cases.
    pub cases: u32,
    /// In the order of the input.
    pub input_order: f64,
    /// With the scorer built in, over the cases that it can score; 0 where there are none.
    pub bm25: f64,
    /// How many cases it can score.
    pub bm25_cases: u32,
    /// With the scores that were judged.
    pub now: f64,
}

/// How many cases stand how beside the baseline.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Failures that are not in the baseline.
    pub new: usize,
    /// Failures that are.
    pub still: usize,
    /// Failures of the baseline that are none any more.
    pub fixed: usize,
}

impl Summary {
    /// Sums up.
    pub fn of(judged: &[Judged<'_>]) -> Self {
        let mut summary = Self::default();
        for one in judged {
            match one.status {
                Status::Pass => summary.passed += 1,
                Status::Fail | Status::XPass => summary.failed += 1,
                Status::Error | Status::Stale => summary.errors += 1,
                Status::XFail => summary.xfailed += 1,
            }
            summary.pass_in_input_order += usize::from(are_met(&one.controls.input_order));
            summary.pass_with_bm25 += usize::from(are_met(&one.controls.bm25));
            summary.note_call(one);
            summary.note_change(one);
            summary.note_means(one);
        }
        for mean in &mut summary.means {
            let cases = f64::from(mean.cases);
            mean.input_order /= cases;
            mean.now /= cases;
            mean.bm25 /= f64::from(mean.bm25_cases.max(1));
        }
        summary
    }

    fn note_call(&mut self, one: &Judged<'_>) {
        if one.status != Status::Pass {
            return;
        }
        let ids = &one.case.docs.ids;
        for call in one.findings.iter().filter_map(|finding| finding.call) {
            let closest = self.closest.as_ref();
            if closest.is_none_or(|closest| call.gap < closest.gap) {
                self.closest = Some(Closest {
                    case: one.case.id.clone(),
                    above: ids[call.above].clone(),
                    below: ids[call.below].clone(),
                    gap: call.gap,
                });
            }
        }
    }

    fn note_change(&mut self, one: &Judged<'_>) {
        let Some(beside) = &one.beside else {
            return;
        };
        let changes = self.beside.get_or_insert_default();
        match beside.change {
            Change::New => changes.new += 1,
            Change::Still => changes.still += 1,
            Change::Fixed => changes.fixed += 1,
            Change::Same => {}
        }
    }

    fn note_means(&mut self, one: &Judged<'_>) {
        for (at, finding) in one.findings.iter().enumerate() {
            let Target::Measure(name) = &finding.target else {
                continue;
            };
            let known = self.means.iter().position(|mean| mean.name == *name);
            let place = known.unwrap_or_else(|| {
                self.means.push(Mean::new(name));
                self.means.len() - 1
            });
            let mean = &mut self.means[place];
            mean.cases += 1;
            mean.now += number(finding);
            let input_order = one.controls.input_order.get(at);
            mean.input_order += input_order.map_or(0.0, number);
            if let Some(bm25) = one.controls.bm25.get(at) {
                mean.bm25 += number(bm25);
                mean.bm25_cases += 1;
            }
        }
    }
}

impl Mean {
    fn new(name: &str) -> Self {
        Self {
            name: name.into(),
            cases: 0,
            input_order: 0.0,
            bm25: 0.0,
            bm25_cases: 0,
            now: 0.0,
        }
    }
}

/// The value of a measure that was found.
fn number(finding: &Finding) -> f64 {
    match finding.actual {
        Some(Amount::Number(number)) => number,
        _ => 0.0,
    }
}

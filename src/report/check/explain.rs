//! Explains why expectations were not met: where a document is, how far from where it should be, and what it is
//! tied with.

use crate::check::{Case, CaseResult, Expectation, Finding, Quantity, Ranks, ideal};

/// Explains each expectation of a case that was not met.
pub(super) fn explain(result: &CaseResult<'_>, tolerance: f64) -> Vec<String> {
    let explanation =
        Explanation { case: result.case, ranks: Ranks::new(&result.scores, tolerance) };
    result
        .case
        .expectations
        .iter()
        .zip(&result.findings)
        .filter(|(_, finding)| !finding.passed)
        .map(|(expectation, finding)| explanation.of(expectation, finding))
        .collect()
}

struct Explanation<'a> {
    case: &'a Case,
    ranks: Ranks<'a>,
}

impl Explanation<'_> {
    fn of(&self, expectation: &Expectation, finding: &Finding) -> String {
        let kind = expectation.kind();
        match *expectation {
            Expectation::Top { doc, rank: 1 } => format!("top: {}", self.not_within(doc, 1)),
            Expectation::Top { doc, rank } | Expectation::Within { doc, rank } => {
                format!("{kind} {rank}: {}", self.not_within(doc, rank))
            }
            Expectation::Outside { doc, rank } => {
                format!("outside {rank}: {}", self.not_outside(doc, rank))
            }
            Expectation::Above { above, below } => {
                format!("above: {}", self.not_above(above, below))
            }
            Expectation::MinScore { doc, bound } => {
                format!("min_score: {}, below {bound}", self.score(doc))
            }
            Expectation::MaxScore { doc, bound } => {
                format!("max_score: {}, above {bound}", self.score(doc))
            }
            Expectation::AtLeast(ref floor) => {
                let value = finding.actual.map_or(0.0, Quantity::number);
                let (name, least) = (&floor.name, floor.value);
                let best = ideal(self.case, floor);
                let limit = if best < least {
                    format!("; no order of these documents gives more than {best:.4}")
                } else {
                    String::new()
                };
                format!("at_least: {name} is {value:.4}, below {least}{limit}")
            }
        }
    }

    fn id(&self, doc: usize) -> &str {
        &self.case.docs.ids[doc]
    }

    fn score(&self, doc: usize) -> String {
        match self.ranks.score(doc) {
            Some(score) => format!("{} scores {score}", self.id(doc)),
            None => format!("{} is blank and has no score", self.id(doc)),
        }
    }

    fn not_within(&self, doc: usize, rank: usize) -> String {
        let (id, actual) = (self.id(doc), self.ranks.worst_rank(doc));
        if self.ranks.score(doc).is_none() {
            return format!("{id} is blank and has no rank");
        }
        let ties = self.ties(doc);
        if self.ranks.best_rank(doc) <= rank {
            return format!("{id} is {ties}, which makes it rank {actual}");
        }
        let mut explanation = format!("{id} is rank {actual}");
        let rival = self.ranks.rival(doc, rank);
        if let Some(gap) = rival.and_then(|rival| self.ranks.gap(rival, doc)) {
            explanation += &match rank {
                1 => format!(", {} below the winner", short(gap)),
                rank => format!(", {} below rank {rank}", short(gap)),
            };
        }
        if !ties.is_empty() {
            explanation.extend([", ", &ties]);
        }
        explanation
    }

    fn not_outside(&self, doc: usize, rank: usize) -> String {
        let (id, actual) = (self.id(doc), self.ranks.best_rank(doc));
        if self.ranks.score(doc).is_none() {
            return format!("{id} is blank, and so are too many others");
        }
        if self.ranks.worst_rank(doc) > rank {
            let ties = self.ties(doc);
            return format!("{id} is {ties}, which makes it rank {actual}");
        }
        let rival = self.ranks.rival(doc, rank);
        match rival.and_then(|rival| self.ranks.gap(doc, rival)) {
            Some(gap) => format!("{id} is rank {actual}, {} above rank {}", short(gap), rank + 1),
            None => format!("{id} is rank {actual}"),
        }
    }

    fn not_above(&self, above: usize, below: usize) -> String {
        let (one, other) = (self.id(above), self.id(below));
        match self.ranks.gap(above, below) {
            None if self.ranks.score(above).is_none() => {
                format!("{one} is blank and has no score")
            }
            Some(gap) if self.ranks.beats(below, above) => {
                format!("{one} is {} below {other}", short(-gap))
            }
            _ => format!("{one} is {}", self.tie(above, below)),
        }
    }

    /// Describes what a document is tied with: one with the same text, else the best. Empty without a tie.
    fn ties(&self, doc: usize) -> String {
        let tied: Vec<usize> = self.ranks.tied(doc).collect();
        let twin = tied.iter().find(|other| self.have_same_text(doc, **other));
        let Some(other) = twin.or(tied.first()) else {
            return String::new();
        };
        let tie = self.tie(doc, *other);
        match tied.len() - 1 {
            0 => tie,
            1 => format!("{tie} and one other"),
            more => format!("{tie} and {more} others"),
        }
    }

    fn tie(&self, doc: usize, other: usize) -> String {
        let id = self.id(other);
        let gap = self.ranks.gap(doc, other).unwrap_or_default();
        if self.have_same_text(doc, other) {
            format!("tied with {id} (identical text)")
        } else if gap == 0.0 {
            format!("tied with {id}")
        } else {
            let side = if gap > 0.0 { "above" } else { "below" };
            let tolerance = self.ranks.tolerance();
            let gap = short(gap.abs());
            format!("tied with {id}, only {gap} {side} it (tolerance {tolerance})")
        }
    }

    fn have_same_text(&self, one: usize, other: usize) -> bool {
        let [one, other] = [one, other].map(|doc| &self.case.docs.documents[doc]);
        one.text() == other.text() && one.image() == other.image()
    }
}

/// Formats a gap with two decimals, or with the first two digits of a small one.
pub(super) fn short(gap: f64) -> String {
    let size = gap.abs();
    let text = if size >= 1e9 || size > 0.0 && size < 1e-6 {
        return format!("{gap:.1e}");
    } else if size >= 0.1 || size == 0.0 {
        format!("{gap:.2}")
    } else {
        let mut decimals = 2;
        while decimals < 8 && size * 10_f64.powi(decimals) < 9.5 {
            decimals += 1;
        }
        format!("{gap:.*}", usize::try_from(decimals).unwrap_or(2))
    };
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').into() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_gaps_keep_two_digits() {
        for (gap, text) in [
            (2.7617, "2.76"),
            (12.0, "12"),
            (0.5, "0.5"),
            (0.0199, "0.02"),
            (0.0039, "0.0039"),
            (0.000_012, "0.000012"),
            (1e-9, "1.0e-9"),
            (0.0, "0"),
        ] {
            assert_eq!(short(gap), text);
        }
    }
}

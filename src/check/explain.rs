//! Why an expectation was not met: which document is where, how far that is from where it should be, and
//! what it is tied with.

use super::case::{Case, Expectation};
use super::evaluate::{Amount, Finding, ideal};
use super::ranks::Order;

/// The words for a finding that did not pass.
pub(super) fn of(
    case: &Case,
    expectation: &Expectation,
    order: &Order<'_>,
    finding: &Finding,
) -> String {
    let why = Why { case, order };
    match *expectation {
        Expectation::Top { doc, rank: 1 } => format!("top: {}", why.not_within(doc, 1)),
        Expectation::Top { doc, rank } => format!("top {rank}: {}", why.not_within(doc, rank)),
        Expectation::Within { doc, rank } => {
            format!("within {rank}: {}", why.not_within(doc, rank))
        }
        Expectation::Outside { doc, rank } => {
            format!("outside {rank}: {}", why.not_outside(doc, rank))
        }
        Expectation::Above { above, below } => format!("above: {}", why.not_above(above, below)),
        Expectation::MinScore { doc, bound } => {
            format!("min_score: {}, below {bound}", why.score(doc))
        }
        Expectation::MaxScore { doc, bound } => {
            format!("max_score: {}, above {bound}", why.score(doc))
        }
        Expectation::AtLeast(ref floor) => {
            let value = match finding.actual {
                Some(Amount::Number(value)) => value,
                _ => 0.0,
            };
            let most = ideal(case, floor);
            let limit = if most < floor.value {
                format!("; no order of these documents gives more than {most:.4}")
            } else {
                String::new()
            };
            let (name, least) = (&floor.name, floor.value);
            format!("at_least: {name} is {value:.4}, below {least}{limit}")
        }
    }
}

struct Why<'a> {
    case: &'a Case,
    order: &'a Order<'a>,
}

impl Why<'_> {
    fn id(&self, doc: usize) -> &str {
        &self.case.docs.ids[doc]
    }

    fn score(&self, doc: usize) -> String {
        match self.order.score(doc) {
            Some(score) => format!("{} scores {score}", self.id(doc)),
            None => format!("{} is blank and has no score", self.id(doc)),
        }
    }

    fn not_within(&self, doc: usize, rank: usize) -> String {
        let (id, at) = (self.id(doc), self.order.worst_rank(doc));
        if self.order.score(doc).is_none() {
            return format!("{id} is blank and has no rank");
        }
        let ties = self.ties(doc);
        if self.order.best_rank(doc) <= rank {
            return format!("{id} is {ties}, which makes it rank {at}");
        }
        let behind = self.order.rival(doc, rank);
        let gap = behind.and_then(|rival| self.order.gap(rival, doc));
        let gap = gap.map_or_else(String::new, |gap| match rank {
            1 => format!(", {} below the winner", short(gap)),
            rank => format!(", {} below rank {rank}", short(gap)),
        });
        let ties = if ties.is_empty() {
            ties
        } else {
            format!(", {ties}")
        };
        format!("{id} is rank {at}{gap}{ties}")
    }

    fn not_outside(&self, doc: usize, rank: usize) -> String {
        let (id, at) = (self.id(doc), self.order.best_rank(doc));
        if self.order.score(doc).is_none() {
            return format!("{id} is blank, and so are too many others");
        }
        if self.order.worst_rank(doc) > rank {
            let ties = self.ties(doc);
            return format!("{id} is {ties}, which makes it rank {at}");
        }
        let next = self.order.rival(doc, rank);
        let gap = next.and_then(|rival| self.order.gap(doc, rival));
        let gap = gap.map_or_else(String::new, |gap| {
            format!(", {} above rank {}", short(gap), rank + 1)
        });
        format!("{id} is rank {at}{gap}")
    }

    fn not_above(&self, above: usize, below: usize) -> String {
        let (one, other) = (self.id(above), self.id(below));
        match self.order.gap(above, below) {
            None if self.order.score(above).is_none() => {
                format!("{one} is blank and has no score")
            }
            Some(gap) if self.order.beats(below, above) => {
                format!("{one} is {} below {other}", short(-gap))
            }
            _ => format!("{one} is {}", self.tie(above, below)),
        }
    }

    /// What a document is tied with: one whose text is the same, else the best.
    fn ties(&self, doc: usize) -> String {
        let tied: Vec<usize> = self.order.tied(doc).collect();
        let twin = tied.iter().find(|other| self.same_text(doc, **other));
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
        let gap = self.order.gap(doc, other).unwrap_or_default();
        if self.same_text(doc, other) {
            format!("tied with {id} (identical text)")
        } else if gap == 0.0 {
            format!("tied with {id}")
        } else {
            let side = if gap > 0.0 { "above" } else { "below" };
            let tolerance = self.order.tolerance();
            let gap = short(gap.abs());
            format!("tied with {id}, only {gap} {side} it (tolerance {tolerance})")
        }
    }

    fn same_text(&self, one: usize, other: usize) -> bool {
        let (one, other) = (
            &self.case.docs.documents[one],
            &self.case.docs.documents[other],
        );
        one.text() == other.text() && one.image() == other.image()
    }
}

/// A gap for reading: two decimals, or the first two digits of one that is small.
pub fn short(gap: f64) -> String {
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
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').into()
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_short_and_never_nothing() {
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

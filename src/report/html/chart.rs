//! Charts as SVG, with geometry and colors in attributes, so that they do not depend on a style sheet. Every
//! number is also in a table or a label.

use std::cmp::Ordering;

use maud::{Markup, html};

use super::text::shown;

// In the middle of the scale, so that they are visible on white and on black.
const GOOD: &str = "#2da44e";
const BAD: &str = "#d1434b";
const NEUTRAL: &str = "#8b949e";
const SERIES: [&str; 2] = [NEUTRAL, "#3b82d6"];

/// Returns a bar from the middle: to the left for a loss, to the right for a gain, for a difference of -1 to 1.
pub fn difference_bar(difference: f64) -> Markup {
    const HALF: f64 = 80.0;
    let width = round(HALF * difference.abs().min(1.0));
    let start = if difference < 0.0 { HALF - width } else { HALF };
    let color = if difference < 0.0 { BAD } else { GOOD };
    html! {
        svg width="160" height="12" viewBox="0 0 160 12" aria-hidden="true" {
            rect x=(round(start)) y="1" width=(width) height="10" fill=(color) {}
            line x1="80" y1="0" x2="80" y2="12" stroke=(NEUTRAL) {}
        }
    }
}

/// Returns a bar for a value of 0 to 1.
pub fn value_bar(value: f64) -> Markup {
    html! {
        svg width="160" height="12" viewBox="0 0 160 12" aria-hidden="true" {
            rect x="0" y="1" width=(round(160.0 * value.clamp(0.0, 1.0))) height="10" fill=(SERIES[1]) {}
            line x1="160" y1="0" x2="160" y2="12" stroke=(NEUTRAL) {}
        }
    }
}

/// Values of 0 to 1 under a name.
pub struct Series<'a> {
    pub name: &'a str,
    pub values: Vec<f64>,
}

/// Returns a histogram of one or two series in ten bins, with the counts above the bars.
pub fn histogram(series: &[Series<'_>]) -> Markup {
    const BINS: usize = 10;
    const WIDTH: f64 = 64.0;
    const HEIGHT: f64 = 120.0;
    let counts: Vec<[usize; BINS]> = series.iter().map(|series| bins(&series.values)).collect();
    let highest = counts.iter().flatten().copied().max().unwrap_or(0).max(1);
    let bar = (WIDTH - 10.0) / series.len().max(1) as f64;
    html! {
        svg width="660" height="190" viewBox="0 0 660 190" role="img" fill="currentColor" font-size="11" font-family="sans-serif" {
            title { "Number of queries by value" }
            @for (index, counts) in counts.iter().enumerate() {
                @for (bin, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
                    @let x = round(15.0 + WIDTH * bin as f64 + bar * index as f64);
                    @let height = round(HEIGHT * *count as f64 / highest as f64);
                    rect x=(x) y=(round(20.0 + HEIGHT - height)) width=(round(bar - 1.0)) height=(height) fill=(SERIES[index % 2]) {}
                    text x=(round(x + bar / 2.0)) y=(round(16.0 + HEIGHT - height)) text-anchor="middle" { (count) }
                }
            }
            line x1="10" y1="140" x2="650" y2="140" stroke=(NEUTRAL) {}
            @for bin in 0..=BINS {
                text x=(round(10.0 + WIDTH * bin as f64)) y="155" text-anchor="middle" { (format!("{:.1}", bin as f64 / BINS as f64)) }
            }
            @for (index, series) in series.iter().enumerate() {
                @let y = 172 + 14 * index;
                rect x="10" y=(y - 9) width="10" height="10" fill=(SERIES[index % 2]) {}
                text x="26" y=(y) { (shown(series.name)) }
            }
        }
    }
}

fn bins<const BINS: usize>(values: &[f64]) -> [usize; BINS] {
    let mut counts = [0; BINS];
    for value in values {
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "it is from 0 to 1"
        )]
        let bin = (value * BINS as f64) as usize;
        counts[bin.min(BINS - 1)] += 1;
    }
    counts
}

/// The way of a document from one ranking to another. Ranks count from 1, `None` means absent.
pub struct Line<'a> {
    pub id: &'a str,
    pub old: Option<usize>,
    pub new: Option<usize>,
}

/// Returns two lists of ranks up to `depth`, and lines between them. Lines of documents that are not in a list
/// end below it.
pub fn movements(lines: &[Line<'_>], depth: usize) -> Markup {
    let height = 22 * depth + 30;
    let y = |rank: Option<usize>| 22 * rank.map_or(depth + 1, |rank| rank.min(depth + 1)) - 4;
    let is_listed = |rank: Option<usize>| rank.is_some_and(|rank| rank <= depth);
    html! {
        svg width="560" height=(height) viewBox=(format!("0 0 560 {height}")) role="img" fill="currentColor" font-size="12" font-family="sans-serif" {
            title { "Old ranks on the left, new ranks on the right" }
            g stroke-width="2" {
                @for line in lines {
                    line x1="215" y1=(y(line.old) - 4) x2="345" y2=(y(line.new) - 4) stroke=(direction(y(line.old), y(line.new))) {}
                }
            }
            g text-anchor="end" {
                @for line in lines.iter().filter(|line| is_listed(line.old)) {
                    text x="210" y=(y(line.old)) { (label(line.id)) " " (line.old.unwrap_or_default()) }
                }
            }
            @for line in lines.iter().filter(|line| is_listed(line.new)) {
                text x="350" y=(y(line.new)) { (line.new.unwrap_or_default()) " " (label(line.id)) }
            }
        }
    }
}

/// Returns the color of a line between two heights, counted from the top.
fn direction(old: usize, new: usize) -> &'static str {
    match new.cmp(&old) {
        Ordering::Less => GOOD,
        Ordering::Greater => BAD,
        Ordering::Equal => NEUTRAL,
    }
}

/// Returns the start of an id that fits next to a list.
fn label(id: &str) -> Markup {
    const MAX_LABEL: usize = 24;
    let end = id.char_indices().nth(MAX_LABEL).map(|(end, _)| end);
    html! { (shown(&id[..end.unwrap_or(id.len())])) @if end.is_some() { "…" } }
}

/// Rounds a coordinate to a tenth of a pixel.
fn round(coordinate: f64) -> f64 {
    (coordinate * 10.0).round() / 10.0
}

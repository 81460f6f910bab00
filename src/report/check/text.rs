//! The report for people: what went wrong in full, the rest as counts. Every line begins with words of our
//! own, so that no text of others can stand for a command of a log.

use std::collections::HashMap;
use std::fmt::Write as _;

use super::{Report, counted, counts, marked, place, reasons, shown};
use crate::check::{Beside, Change, Closest, Judged, Mean, Status, Trouble, short, sorted};
use crate::sanitize::{columns, cut, inert};

/// How the text is shown.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Only what went wrong, and the counts.
    pub quiet: bool,
    /// The best documents of every case.
    pub verbose: bool,
    /// Whether there are colours.
    pub color: bool,
    /// How many columns a line may take.
    pub width: usize,
}

/// What stands before the lines about a case.
const INDENT: &str = "      ";
/// The most columns of an id.
const ID: usize = 32;

/// The report as text, with line ends.
pub fn text(report: &Report<'_>, style: &Style) -> String {
    let mut text = String::new();
    let mut last: Option<&Judged<'_>> = None;
    for judged in &report.cases {
        let again = last.filter(|last| last.trouble.is_some() && last.trouble == judged.trouble);
        block(
            report,
            judged,
            again.map(|last| &*last.case.id),
            style,
            &mut text,
        );
        if judged.trouble.is_some() && again.is_none() {
            last = Some(judged);
        }
    }
    summary(report, style, &mut text);
    inert(&text)
}

/// Why cases have no verdict, in the form of all other failures: for standard error, where the report itself
/// does not say it.
pub fn troubles(report: &Report<'_>) -> String {
    let mut text = String::new();
    let all = report.cases.iter();
    let mut same: HashMap<&Trouble, usize> = HashMap::new();
    for trouble in all.filter_map(|judged| judged.trouble.as_ref()) {
        *same.entry(trouble).or_default() += 1;
    }
    for judged in &report.cases {
        let trouble = judged.trouble.as_ref();
        // What is taken out is told, at the first case that has it.
        let Some((trouble, count)) = trouble.and_then(|trouble| same.remove_entry(trouble)) else {
            continue;
        };
        let more = match count - 1 {
            0 => String::new(),
            more => format!(" (and {} more)", counted(more as u64, "case")),
        };
        let place = place(&report.file, judged.case);
        let head = format!("{place}: {}: {}", judged.case.id, trouble.what);
        line(&mut text, &format!("nimrank: {}{more}", one_line(&head)));
        for (name, words) in [("cause", &trouble.cause), ("hint", &trouble.hint)] {
            if let Some(words) = words {
                line(&mut text, &format!("  {name}: {}", one_line(words)));
            }
        }
    }
    inert(&text)
}

fn line(text: &mut String, words: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{}", words.trim_end());
}

/// What is told of a case, if anything; `again` is one with the same trouble.
fn block(
    report: &Report<'_>,
    judged: &Judged<'_>,
    again: Option<&str>,
    style: &Style,
    text: &mut String,
) {
    let failed = judged.is_failure();
    let matters = failed || judged.status.is_error();
    let told = matters
        || !style.quiet && (style.verbose || judged.status != Status::Pass || is_fixed(judged));
    if !told {
        return;
    }
    line(text, &headline(&report.file, judged, style));
    let in_full = matters || style.verbose;
    if let (Status::XFail, Some(reason)) = (judged.status, &judged.case.xfail) {
        line(text, &format!("{INDENT}expected: {}", one_line(reason)));
    }
    if let Some(first) = again {
        line(text, &format!("{INDENT}the same as {}", one_line(first)));
        return;
    }
    if in_full {
        for reason in reasons(judged) {
            line(text, &format!("{INDENT}{}", one_line(&reason)));
        }
        ranking(judged, style, text);
    }
    if let (true, Some(note)) = (matters, &judged.case.note) {
        line(text, &format!("{INDENT}note: {}", one_line(note)));
    }
}

fn is_fixed(judged: &Judged<'_>) -> bool {
    let beside = judged.beside.as_ref();
    beside.is_some_and(|beside| beside.change == Change::Fixed)
}

fn headline(file: &str, judged: &Judged<'_>, style: &Style) -> String {
    let case = judged.case;
    let (word, color) = match judged.status {
        _ if is_fixed(judged) => ("FIXED", "32"),
        Status::Pass => ("PASS", "32"),
        Status::Fail | Status::XPass if !judged.is_failure() => ("STILL FAILS", "33"),
        Status::Fail => ("FAIL", "31"),
        Status::XPass => ("XPASS", "31"),
        Status::XFail => ("XFAIL", "33"),
        Status::Error => ("ERROR", "31"),
        Status::Stale => ("STALE", "31"),
    };
    let word = if style.color {
        format!("\u{1b}[1;{color}m{word}\u{1b}[0m")
    } else {
        word.into()
    };
    let (place, id, query) = (
        one_line(&place(file, case)),
        one_line(&case.id),
        one_line(&case.query),
    );
    format!("{word}  {place}  {id}  \"{query}\"")
}

/// The best documents, and those that are not where they should be.
fn ranking(judged: &Judged<'_>, style: &Style, text: &mut String) {
    if judged.scores.is_empty() {
        return;
    }
    let case = judged.case;
    let marked = marked(&judged.findings);
    let shown = shown(&judged.scores, &marked);
    let before = judged.beside.as_ref().and_then(Beside::ranks);
    let rows: Vec<_> = shown
        .iter()
        .map(|(rank, doc)| {
            let score =
                judged.scores[*doc].map_or_else(|| "-".into(), |score| format!("{score:.4}"));
            let was = before
                .as_ref()
                .map_or_else(String::new, |ranks| format!("was {}  ", ranks[*doc]));
            let id = cut(&case.docs.ids[*doc], ID);
            let mark = if marked.contains(doc) { '>' } else { ' ' };
            (mark, rank.to_string(), score, was, id, *doc)
        })
        .collect();
    let widest = |part: &dyn Fn(usize) -> usize| (0..rows.len()).map(part).max().unwrap_or(0);
    let ranks = widest(&|row| rows[row].1.len());
    let scores = widest(&|row| rows[row].2.len());
    let wases = widest(&|row| rows[row].3.len());
    let ids = widest(&|row| columns(&rows[row].4));
    for (mark, rank, score, was, id, doc) in rows {
        let gap = " ".repeat(ids - columns(&id));
        let head =
            format!("{INDENT}{mark} {rank:>ranks$}  {score:>scores$}  {was:<wases$}{id}{gap}  ");
        let room = style.width.saturating_sub(columns(&head)).max(10);
        let passage = cut(&case.docs.documents[doc].text(), room);
        line(text, &format!("{head}{passage}"));
    }
}

impl Beside {
    /// The rank of each document there, from 1.
    fn ranks(&self) -> Option<Vec<usize>> {
        let scores = self.scores.as_ref()?;
        let mut ranks = vec![0; scores.len()];
        for (rank, doc) in (1..).zip(sorted(scores)) {
            ranks[doc] = rank;
        }
        Some(ranks)
    }
}

/// The most columns of a text that stands in a line with others.
const PART: usize = 500;

/// A text of others on one line.
fn one_line(text: &str) -> String {
    cut(text, PART)
}

fn summary(report: &Report<'_>, style: &Style, text: &mut String) {
    let counts = counts(report);
    line(text, &format!("{counts}   {}", work(report)));
    if !report.gone.is_empty() {
        let gone: Vec<_> = report.gone.iter().map(|id| one_line(id)).collect();
        let (file, gone) = (one_line(&report.file), gone.join(", "));
        line(text, &format!("in the baseline and not in {file}: {gone}"));
    }
    if style.quiet {
        return;
    }
    if let Some(closest) = &report.summary.closest {
        line(text, &call(closest));
    }
    let (all, first, bm25) = (
        report.cases.len(),
        report.summary.pass_in_input_order,
        report.summary.pass_with_bm25,
    );
    line(
        text,
        &format!(
            "{first} of {all} cases would also pass in input order, without the reranker; \
             {bm25} with local/bm25"
        ),
    );
    for mean in &report.summary.means {
        line(text, &means(mean));
    }
}

/// What it took.
fn work(report: &Report<'_>) -> String {
    let seconds = report.seconds;
    let seconds = seconds.map_or_else(String::new, |seconds| format!(", {seconds:.1} s"));
    let number = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    format!(
        "({}, {}, {}{seconds})",
        counted(number(report.cases.len()), "case"),
        counted(report.requests, "request"),
        counted(number(report.passages), "passage"),
    )
}

fn call(closest: &Closest) -> String {
    format!(
        "closest call: {}, {} over {} by {}",
        one_line(&closest.case),
        one_line(&closest.above),
        one_line(&closest.below),
        short(closest.gap)
    )
}

fn means(mean: &Mean) -> String {
    let bm25 = match mean.bm25_cases {
        0 => "none with local/bm25".into(),
        all if all == mean.cases => format!("{:.4} with local/bm25", mean.bm25),
        some => format!(
            "{:.4} with local/bm25 (of {})",
            mean.bm25,
            counted(some.into(), "case")
        ),
    };
    format!(
        "mean {} of {}: {:.4} in input order, {bm25}, {:.4} reranked",
        mean.name,
        counted(mean.cases.into(), "case"),
        mean.input_order,
        mean.now
    )
}

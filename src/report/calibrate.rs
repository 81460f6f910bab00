//! Prints a calibration as text or JSON.

use std::io::{self, Write};

use clap::ValueEnum;

use crate::eval::{Calibration, CutoffMeasures};
use crate::sanitize::line;
use crate::table::{Column, TextStyle, TextTable};
use crate::text::{count, number};

/// Output format of a calibration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CalibrationFormat {
    /// For people, rounded except for thresholds
    #[value(alias = "auto")]
    Text,
    /// One JSON document
    Json,
}

/// Writes the calibration of a run.
///
/// # Errors
/// Writing fails.
pub fn write(
    calibration: &Calibration,
    run: &str,
    format: CalibrationFormat,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        CalibrationFormat::Text => write_text(calibration, run, out)?,
        CalibrationFormat::Json => {
            serde_json::to_writer(&mut *out, calibration)?;
            out.write_all(b"\n")?;
        }
    }
    out.flush()
}

fn write_text(calibration: &Calibration, run: &str, out: &mut dyn Write) -> io::Result<()> {
    let right = |title| Column::new(title).right();
    let titles = ["threshold", "kept", "precision", "recall", "f1"].map(right);
    let mut table = TextTable::new([Column::new("target")].into_iter().chain(titles));
    for threshold in &calibration.thresholds {
        table.add_row(cells(threshold.target, number(threshold.score), threshold.measures));
    }
    table.add_row(cells("keep all", "-".into(), calibration.keep_all));
    table.write(TextStyle { color: false, width: usize::MAX }, out)?;
    writeln!(out)?;
    for sentence in sentences(calibration, run) {
        writeln!(out, "{}", line(&sentence))?;
    }
    Ok(())
}

fn cells(target: &str, threshold: String, measures: CutoffMeasures) -> [String; 6] {
    let [kept, precision, recall, f1] =
        [measures.kept, measures.precision, measures.recall, measures.f1]
            .map(|share| format!("{share:.4}"));
    [target.into(), threshold, kept, precision, recall, f1]
}

fn sentences(calibration: &Calibration, run: &str) -> Vec<String> {
    let queries = match calibration.queries {
        1 => "1 query".into(),
        many => format!("{many} queries"),
    };
    let mut sentences = vec![format!(
        "{} relevant and {} irrelevant documents of {queries}; {} not judged, {} not scored",
        calibration.relevant, calibration.irrelevant, calibration.unjudged, calibration.unscored
    )];
    let range = |(low, high)| format!("{} to {}", number(low), number(high));
    sentences.push(match (calibration.irrelevant_range, &calibration.overlap) {
        (None, _) => format!(
            "relevant scores: {}; without irrelevant documents no threshold can be judged",
            range(calibration.relevant_range)
        ),
        (Some(irrelevant), overlap) => {
            let overlap = overlap.as_ref().map_or_else(
                || "no overlap".into(),
                |overlap| {
                    let documents = count(overlap.documents as u64, "document");
                    format!("overlap: {} with {documents}", range((overlap.low, overlap.high)))
                },
            );
            let relevant = range(calibration.relevant_range);
            format!("relevant scores: {relevant}; irrelevant: {}; {overlap}", range(irrelevant))
        }
    });
    sentences.push(format!("thresholds are on the scale of the scores in {run}"));
    sentences.extend(verdict(calibration));
    sentences
}

/// Returns the verdict; `None` without thresholds, which never happens.
fn verdict(calibration: &Calibration) -> Option<String> {
    let best = calibration.thresholds.last()?;
    let keep_all = calibration.keep_all.f1;
    Some(if calibration.separable {
        let threshold = number(best.score);
        format!(
            "separable: `--min-score {threshold}` has F1 {:.4}, keeping all {keep_all:.4}",
            best.measures.f1
        )
    } else {
        format!("not separable: no threshold has a better F1 than keeping all, {keep_all:.4}")
    })
}

//! `calibrate`: chooses score thresholds from judged documents.

use anyhow::Result;

use super::{notify, open, write_report};
use crate::diagnostic::Diagnostic;
use crate::eval::{self, JudgedRun};
use crate::exit::Exit;
use crate::plan::CalibratePlan;
use crate::report::calibrate::{CalibrationFormat, write};
use crate::text::count;

pub(super) fn run(plan: &CalibratePlan) -> Result<Exit> {
    let (target, _) = open(plan.output.as_deref(), None, false)?;
    let judgments = eval::read_judgments(&plan.qrels)?;
    let mut run = JudgedRun::new(&judgments);
    let warnings = eval::read_run(&plan.run, |result| run.add(result))?;
    let name = plan.run.name();
    if warnings.has_ranks_only {
        return Err(Diagnostic::new("the run has ranks and no scores")
            .at(name)
            .hint("give a run with scores, or a recording made with `--record`")
            .into());
    }
    if warnings.unscored > 0 {
        let unscored = count(warnings.unscored as u64, "document");
        notify(plan.warn, &format!("note: {unscored} of the run without a score, ignored"));
    }
    let calibration = eval::calibrate(&run, &name, plan.level)?;
    let is_json = plan.format == CalibrationFormat::Json;
    write_report(target, is_json, |out| write(&calibration, &name, plan.format, out))?;
    if calibration.separable {
        return Ok(Exit::Success);
    }
    notify(true, "not separable: no threshold is better than keeping every document");
    Ok(Exit::Failure)
}

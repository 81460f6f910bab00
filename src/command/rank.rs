//! The default command: reads documents, scores them, sorts them and prints the ranking.

mod collect;
mod live;
mod local;
mod local_collection;
mod prefilter;
mod replay;
mod run;
mod shortlist;
mod tables;

use std::mem;
use std::time::Instant;

use anyhow::Result;

use super::record::{self, Recorder};
use super::{notify, notify_of_input, open};
use crate::client::{AsPassage, Passage, Text};
use crate::error::Error;
use crate::exit::Exit;
use crate::input::{self, InputSettings};
use crate::model::{Document, Ranking, RunInfo, Scale, Scored};
use crate::output::{self, OutputFormat, OutputStyle, RankingReport, Target};
use crate::plan::{self, MessageSettings, RankPlan, ScoreSource};
use crate::recording::RankingHeader;
use crate::text::count;
use collect::Tally;
pub(super) use prefilter::prefilter;

impl AsPassage for Document {
    fn passage(&self) -> Option<Passage<'_>> {
        let image = self.image();
        let text = match self.text_literal() {
            _ if self.is_blank() => None,
            Some(literal) => Some(Text::Literal(literal)),
            None => Some(Text::Plain(self.text())),
        };
        (text.is_some() || image.is_some()).then_some(Passage { text, image })
    }

    fn passage_size(&self) -> Option<usize> {
        let text = (!self.is_blank()).then(|| self.text_size());
        let image = self.image().map(str::len);
        (text.is_some() || image.is_some()).then(|| text.unwrap_or(0) + image.unwrap_or(0))
    }
}

impl AsPassage for Scored {
    fn passage(&self) -> Option<Passage<'_>> {
        self.document.passage()
    }

    fn passage_size(&self) -> Option<usize> {
        self.document.passage_size()
    }
}

pub(super) fn run(plan: &RankPlan) -> Result<Exit> {
    let record = plan.record.as_ref().map(|record| record.path.as_path());
    let shows_progress = plan.messages.progress.is_some();
    let (target, recording) = open(plan.output.as_deref(), record, shows_progress)?;
    let start = Instant::now();
    let mut tally = Tally::new(plan);
    let (mut info, failure) = match &plan.scores {
        ScoreSource::BuiltIn => (local::score(plan, &mut tally)?, None),
        ScoreSource::Service(service) => live::score(plan, service, &mut tally)?,
        ScoreSource::Recording(replay) => (replay::score(plan, replay, &mut tally)?, None),
    };
    info.passages = plan.window.map(|_| tally.passages());
    info.prefiltered = tally.prefiltered();
    let recorder = tally.recorder();
    let shares_words = tally.has_positive_score() || !matches!(plan.scores, ScoreSource::BuiltIn);
    let ranking = tally.finish(failure.is_some());
    report_work(plan, &ranking, &info, start);
    warn_about_blank(plan, &ranking);
    if !shares_words && ranking.documents > ranking.blank {
        let message = "note: no document shares a word with the query; all scores are 0";
        notify(plan.messages.warn, message);
    }
    let style = final_style(plan, &ranking, &info)?;
    if failure.is_none() {
        write_recording(plan, recorder.zip(recording), &info)?;
    }
    let report = RankingReport {
        query: &plan.query,
        query_id: plan.query_id.as_deref().unwrap_or("0"),
        ranking: &ranking,
        run: &info,
    };
    target.write(|out| output::write(&report, &style, out))?;
    if style.format == OutputFormat::Trec && !output::is_sorted_by_trec_eval(&ranking) {
        let message = format!("note: documents have equal scores; {}", output::TREC_EVAL_ORDER);
        notify(plan.messages.warn, &message);
    }
    let exit = match failure {
        None => Ok(exit(plan, &ranking)),
        Some(error) => {
            warn_about_passthrough(plan);
            Err(Error::Call(error, None).into())
        }
    };
    // The process ends now. Freeing a million documents one by one would take longer than leaving them to the system.
    mem::forget(ranking);
    exit
}

/// Returns the style with what the scores have shown of their kind.
fn final_style(plan: &RankPlan, ranking: &Ranking, info: &RunInfo) -> Result<OutputStyle> {
    let mut style = plan.output_style();
    let kind = plan.kind.with_evidence(info.is_unbounded);
    if style.scale == Scale::Raw {
        style.score_name = kind.name();
    } else if ranking.results.iter().any(|result| result.score.is_some()) {
        plan::check_logits(kind)?;
    }
    Ok(style)
}

/// Returns the documents with their indexes, and adds them to `recorder`.
pub(super) fn documents(
    input: InputSettings,
    messages: MessageSettings,
    recorder: Option<Recorder>,
) -> Result<impl Iterator<Item = Result<Scored>> + Send + use<>> {
    let on_notice = move |notice| notify_of_input(notice, messages.warn, messages.verbose);
    let documents = input::read(input, Box::new(on_notice))?;
    Ok((0..).zip(documents).map(move |(index, document)| {
        let scored = Scored { index, score: None, window: None, document: document? };
        if let Some(recorder) = &recorder {
            recorder.add(&scored)?;
        }
        Ok(scored)
    }))
}

/// Writes the recording for `--record`, if there is any score.
fn write_recording(
    plan: &RankPlan,
    recording: Option<(Recorder, Target)>,
    info: &RunInfo,
) -> Result<()> {
    let (Some(record), Some((recorder, target))) = (&plan.record, recording) else {
        return Ok(());
    };
    let ranking = recorder.finish(RankingHeader {
        case: plan.query_id.clone(),
        model: info.model.clone(),
        api: info.api.clone(),
        truncate: record.truncate,
        window: record.window,
        query: plan.query.clone(),
    })?;
    let Some(ranking) = ranking else {
        notify(plan.messages.warn, "warning: there is no score to record");
        return Ok(());
    };
    Ok(record::write(target, &[ranking])?)
}

/// Reports documents, requests, model and time for `--verbose`.
fn report_work(plan: &RankPlan, ranking: &Ranking, info: &RunInfo, start: Instant) {
    let endpoint = match &info.endpoint {
        Some(endpoint) => format!(" to {endpoint}"),
        None => String::new(),
    };
    let message = format!(
        "{}, {}{endpoint}, model {}, {:.2} s",
        count(ranking.documents, "document"),
        count(info.requests, "request"),
        info.model.as_deref().unwrap_or("unnamed"),
        start.elapsed().as_secs_f64(),
    );
    notify(plan.messages.verbose, &message);
}

fn warn_about_blank(plan: &RankPlan, ranking: &Ranking) {
    let (documents, blank) = (ranking.documents, ranking.blank);
    if ranking.blank_lines > 0 && blank < documents {
        let message = format!("{} not scored", count(ranking.blank_lines, "blank line"));
        notify(plan.messages.verbose, &message);
    }
    let blank = blank - ranking.blank_lines;
    if blank == 0 || ranking.blank == documents {
        return;
    }
    let is_run = plan.style.format == OutputFormat::Trec;
    let place = if is_run || plan.selection.min_score.is_some() { "left out" } else { "put last" };
    let message = match blank {
        1 => format!("1 document is blank: not scored, {place}"),
        many => format!("{many} documents are blank: not scored, {place}"),
    };
    notify(plan.messages.warn, &format!("warning: {message}"));
}

fn warn_about_passthrough(plan: &RankPlan) {
    let ignored = match plan.selection.min_score {
        Some(_) => "; --min-score was not applied",
        None => "",
    };
    let message = match plan.style.format {
        OutputFormat::Trec => "warning: not ranked: a run has no documents without scores".into(),
        _ => format!("warning: not ranked: the documents are in input order{ignored}"),
    };
    notify(plan.messages.warn, &message);
}

/// Returns the message for a ranking without scores.
pub(super) fn nothing_to_rank(has_documents: bool) -> &'static str {
    if has_documents {
        "no documents to rank: all of them are blank"
    } else {
        "no documents to rank"
    }
}

/// Returns the exit code of a ranking, and prints why it is [`Exit::Failure`].
fn exit(plan: &RankPlan, ranking: &Ranking) -> Exit {
    let message = match (ranking.documents, plan.selection.min_score) {
        (documents, _) if ranking.blank == documents => nothing_to_rank(documents > 0).to_owned(),
        (_, Some(min_score)) if ranking.results.is_empty() => {
            format!("no document scores {min_score} or more")
        }
        _ => return Exit::Success,
    };
    notify(true, &message);
    Exit::Failure
}

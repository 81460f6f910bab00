//! Ranking: the corridor from the input to the output.

mod collect;
mod live;
mod replay;

use std::time::Instant;

use anyhow::Result;

use super::record::{self, Notes};
use super::{notify, open};
use crate::client::{AsPassage, Batches, ClientError, Limits, Passage, Text};
use crate::error::Error;
use crate::exit::Exit;
use crate::input;
use crate::model::{Document, Ranking, Scored};
use crate::output::{self, Report, Target};
use crate::plan::{Plan, ScoresFrom};
use crate::recording::RankingHeader;
use collect::Tally;

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
}

impl AsPassage for Scored {
    fn passage(&self) -> Option<Passage<'_>> {
        self.document.passage()
    }
}

/// How the scores came about.
struct Account {
    /// The model, if one was named or asked for.
    model: Option<String>,
    /// The form of the requests; none where nothing is asked for over a network.
    api: Option<String>,
    /// Where they went; none where they went nowhere.
    endpoint: Option<String>,
    /// How many there were.
    requests: u64,
    /// The tokens they took, if the service told.
    tokens: Option<u64>,
    /// The failure that the run was to outlive, if there was one.
    failure: Option<ClientError>,
}

/// Ranks and prints.
pub(super) fn run(plan: &Plan) -> Result<Exit> {
    let record = plan.record.as_ref().map(|record| record.path.as_path());
    let shows_progress = plan.messages.progress.is_some();
    let (target, recording) = open(plan.output.as_deref(), record, shows_progress)?;
    let begun = Instant::now();
    let mut tally = Tally::new(plan);
    let account = match &plan.scores {
        ScoresFrom::Scorer(scoring) => live::score(plan, scoring, &mut tally)?,
        ScoresFrom::Recording(replay) => replay::score(plan, replay, &mut tally)?,
    };
    let notes = tally.notes();
    let ranking = tally.finish(account.failure.is_some());
    tell(plan, &ranking, &account, begun);
    if account.failure.is_none() {
        keep(plan, notes.zip(recording), &account)?;
    }
    print(plan, &ranking, &account, target)?;
    match account.failure {
        None => Ok(verdict(plan, &ranking)),
        Some(error) => {
            warn_of_passing_through(plan);
            Err(Error::Call(error, None).into())
        }
    }
}

/// The documents, numbered, and named in `notes` if they are to be recorded.
fn documents(
    plan: &Plan,
    notes: Option<Notes>,
) -> Result<impl Iterator<Item = Result<Scored>> + Send + use<>> {
    let verbose = plan.messages.verbose;
    let told = move |name: &str, format: input::Format| {
        notify(verbose, &format!("{name}: read as {}", format.name()));
    };
    let documents = input::read(plan.input.clone(), Box::new(told)).map_err(Error::Input)?;
    Ok((0..).zip(documents).map(move |(index, document)| {
        let scored = Scored {
            index,
            score: None,
            document: document.map_err(Error::Input)?,
        };
        if let Some(notes) = &notes {
            notes.name(&scored)?;
        }
        Ok(scored)
    }))
}

/// The documents in batches.
pub(super) fn batches(
    plan: &Plan,
    limits: Limits,
    notes: Option<Notes>,
) -> Result<Batches<impl Iterator<Item = Result<Scored>> + Send + use<>, Scored>> {
    Ok(Batches::new(documents(plan, notes)?, limits))
}

/// Keeps the scores, if they are to be kept and there are any.
fn keep(plan: &Plan, notes: Option<(Notes, Target)>, account: &Account) -> Result<()> {
    let (Some(record), Some((notes, target))) = (&plan.record, notes) else {
        return Ok(());
    };
    let ranking = notes.ranking(RankingHeader {
        case: None,
        model: account.model.clone(),
        api: account.api.clone(),
        truncate: record.truncate,
        query: plan.query.clone(),
    })?;
    let Some(ranking) = ranking else {
        notify(plan.messages.warn, "warning: there is no score to record");
        return Ok(());
    };
    record::write(target, &[ranking])
}

fn print(plan: &Plan, ranking: &Ranking, account: &Account, target: Target) -> Result<(), Error> {
    let report = Report {
        query: &plan.query,
        ranking,
        model: account.model.as_deref(),
        api: account.api.as_deref(),
        endpoint: account.endpoint.as_deref(),
        requests: account.requests,
        tokens: account.tokens,
    };
    let written = target.write(|out| output::write(&report, &plan.style, out));
    written.map_err(Error::Output)
}

/// Says what was done, if that is wanted, and what the user may not have expected.
fn tell(plan: &Plan, ranking: &Ranking, account: &Account, begun: Instant) {
    let (documents, blank) = (ranking.documents, ranking.blank);
    let endpoint = account.endpoint.as_ref();
    let done = format!(
        "{}, {}{}, model {}, {:.2} s",
        counted(documents, "document"),
        counted(account.requests, "request"),
        endpoint.map_or_else(String::new, |endpoint| format!(" to {endpoint}")),
        account.model.as_deref().unwrap_or("unnamed"),
        begun.elapsed().as_secs_f64(),
    );
    notify(plan.messages.verbose, &done);
    if blank == 0 || blank == documents {
        return;
    }
    let place = match plan.selection.min_score {
        Some(_) => "left out",
        None => "put last",
    };
    let words = match blank {
        1 => format!("1 document is blank: not scored, {place}"),
        many => format!("{many} documents are blank: not scored, {place}"),
    };
    notify(plan.messages.warn, &format!("warning: {words}"));
}

/// A number of things.
fn counted(number: u64, thing: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {thing}{plural}")
}

fn warn_of_passing_through(plan: &Plan) {
    let ignored = match plan.selection.min_score {
        Some(_) => "; --min-score was not applied",
        None => "",
    };
    let words = format!("warning: not ranked: the documents are in input order{ignored}");
    notify(plan.messages.warn, &words);
}

/// Why there was nothing to rank; `blank`, if there were documents.
pub(super) fn nothing_to_rank(blank: bool) -> &'static str {
    if blank {
        "no documents to rank: all of them are blank"
    } else {
        "no documents to rank"
    }
}

/// Says what came of it: no is an answer that a script must be able to see.
fn verdict(plan: &Plan, ranking: &Ranking) -> Exit {
    let words = match (ranking.documents, plan.selection.min_score) {
        (documents, _) if ranking.blank == documents => nothing_to_rank(documents > 0).to_owned(),
        (_, Some(least)) if ranking.results.is_empty() => {
            format!("no document scores {least} or more")
        }
        _ => return Exit::Success,
    };
    notify(true, &words);
    Exit::Negative
}

//! `--record`, `--replay` and `--baseline`. A recording is read here because it decides the kind of the scores.

use std::path::{Path, PathBuf};
use std::slice;
use std::sync::Arc;

use anyhow::Result;

use super::{endpoint, extra, service, usage, variable};
use crate::api;
use crate::cli;
use crate::client::{self, Bm25, ScoreKind, Truncate};
use crate::diagnostic::Diagnostic;
use crate::recording::{RecordedRanking, Recording, RecordingKey, Stale};
use crate::source::Source;
use crate::window::WindowSettings;

/// The file that scores are recorded to.
#[derive(Debug)]
pub struct RecordTarget {
    pub path: PathBuf,
    pub truncate: Truncate,
    pub window: Option<WindowSettings>,
}

/// The recorded scores of one query.
#[derive(Debug)]
pub struct Replay {
    pub name: String,
    pub ranking: Arc<RecordedRanking>,
    pub kind: ScoreKind,
    /// True if the recording has cases of `check`, which `--record` would overwrite.
    pub has_cases: bool,
}

impl Replay {
    /// Returns the error for a recording that does not match what is ranked at `place`.
    pub fn stale(&self, stale: &Stale, place: String) -> Diagnostic {
        stale_ranking(stale, place, &self.name, self.has_cases)
    }
}

fn stale_ranking(stale: &Stale, place: String, name: &str, has_cases: bool) -> Diagnostic {
    let diagnostic = stale.diagnostic(place, name);
    if has_cases && *stale != Stale::NoCase(None) {
        diagnostic.hint(format!(
            "record to another file with `--record`; {name} holds rankings with an id"
        ))
    } else {
        diagnostic
    }
}

/// The recorded scores of the cases of `check`, and the settings that they must have.
#[derive(Debug)]
pub struct CaseReplay {
    pub recording: Recording,
    model: Option<String>,
    api: Option<&'static str>,
    truncate: Truncate,
    window: Option<WindowSettings>,
}

impl CaseReplay {
    pub fn find(&self, case: Option<&str>, query: &str) -> Result<&Arc<RecordedRanking>, Stale> {
        self.recording.find(&RecordingKey {
            case,
            query,
            model: self.model.as_deref(),
            api: self.api,
            truncate: self.truncate,
            window: self.window,
        })
    }

    /// Returns the kind of the scores, as they show it.
    pub fn score_kind(&self) -> ScoreKind {
        score_kind(self.recording.rankings())
    }
}

pub(super) fn record(
    options: &cli::RecordingOptions,
    service: &cli::ServiceOptions,
    requests: &cli::RequestOptions,
    window: Option<WindowSettings>,
) -> Result<Option<RecordTarget>> {
    let Some(path) = &options.record else {
        return Ok(None);
    };
    if path.is_file() && !options.force && is_ci() {
        return Err(Diagnostic::new("already exists; not overwritten because CI is set")
            .at(path.display().to_string())
            .hint("`--force` replaces it")
            .into());
    }
    check_extra(service, requests)?;
    Ok(Some(RecordTarget { path: path.clone(), truncate: requests.truncate, window }))
}

/// Rejects `--extra` fields that change the kind of the scores, because recordings do not store them.
pub(super) fn check_extra(
    service: &cli::ServiceOptions,
    requests: &cli::RequestOptions,
) -> Result<()> {
    let model = service.model.as_deref();
    let is_built_in = model.is_some_and(|model| model.starts_with("local/"));
    let Some(extra) = requests.extra.as_ref().filter(|_| !is_built_in) else {
        return Ok(());
    };
    let endpoint = service::endpoint(&service.access, model)?;
    if extra::score_kind(&endpoint, Some(extra)) == extra::score_kind(&endpoint, None) {
        Ok(())
    } else {
        usage("--record cannot be used with --extra fields that change the scores")
    }
}

/// Rejects options that only concern requests.
fn check_no_requests(requests: &cli::RequestOptions) -> Result<()> {
    match requests.extra {
        Some(_) => usage("--extra has no effect with --replay, which sends no requests"),
        None => Ok(()),
    }
}

/// Returns true if the program runs in continuous integration.
fn is_ci() -> bool {
    variable("CI").is_some_and(|value| value != "0" && !value.eq_ignore_ascii_case("false"))
}

/// Finds the recorded scores of a query.
pub(super) fn replay(
    path: &Path,
    service: &cli::ServiceOptions,
    requests: &cli::RequestOptions,
    window: Option<WindowSettings>,
    case: Option<&str>,
    query: &str,
) -> Result<Replay> {
    let cases = replay_cases(path, service, requests, window)?;
    let Recording { name, .. } = &cases.recording;
    let has_cases = cases.recording.rankings().iter().any(|ranking| ranking.header.case.is_some());
    let found = cases.find(case, query);
    let ranking = found.map_err(|stale| stale_ranking(&stale, name.clone(), name, has_cases))?;
    Ok(Replay {
        kind: score_kind(slice::from_ref(ranking)),
        ranking: Arc::clone(ranking),
        has_cases,
        name: name.clone(),
    })
}

/// Opens the recording for `check --replay`.
pub(super) fn replay_cases(
    path: &Path,
    service: &cli::ServiceOptions,
    requests: &cli::RequestOptions,
    window: Option<WindowSettings>,
) -> Result<CaseReplay> {
    check_no_requests(requests)?;
    let recording = load(path)?;
    Ok(CaseReplay {
        model: find_model(&recording, service.model.as_deref())?,
        api: service.access.api.map(|api| api.name),
        truncate: requests.truncate,
        window,
        recording,
    })
}

/// Opens the recording for `check --baseline`. It can be of another model; `--model` counts only if the
/// recording has several.
pub(super) fn baseline(
    path: &Path,
    service: &cli::ServiceOptions,
    requests: &cli::RequestOptions,
    window: Option<WindowSettings>,
) -> Result<CaseReplay> {
    let recording = load(path)?;
    let has_several = recording.models().len() > 1;
    let typed = service.model.as_deref().filter(|_| has_several);
    Ok(CaseReplay {
        model: find_model(&recording, typed)?,
        api: None,
        truncate: requests.truncate,
        window,
        recording,
    })
}

fn load(path: &Path) -> Result<Recording> {
    Ok(Recording::load(&Source::File(path.into()))?)
}

/// Returns the model to look for, as the recording spells it; `None` if it has only one.
fn find_model(recording: &Recording, typed: Option<&str>) -> Result<Option<String>> {
    let models = recording.models();
    if let Some(typed) = typed {
        let id = endpoint::model_id(typed);
        let known = [typed, id].into_iter().find(|id| models.contains(&Some(id)));
        return Ok(Some(known.map_or_else(|| client::spelled(id), Into::into)));
    }
    if models.len() > 1 {
        let names: Vec<_> =
            models.iter().map(|model| format!("`{}`", model.unwrap_or("unnamed"))).collect();
        return Err(Diagnostic::new(format!("recorded with several models: {}", names.join(", ")))
            .at(&*recording.name)
            .hint("name one with `--model`")
            .into());
    }
    Ok(None)
}

/// Returns the kind of the scores of rankings by one API, as they show it.
fn score_kind(rankings: &[Arc<RecordedRanking>]) -> ScoreKind {
    let mut scores = rankings.iter().flat_map(|ranking| ranking.docs()).filter_map(|doc| doc.score);
    let declared = rankings.first().map_or(ScoreKind::Unknown, |ranking| declared_kind(ranking));
    declared.with_evidence(scores.any(ScoreKind::is_unbounded))
}

/// Returns the kind that the API declares: unknown if the API is, or if it depends on the host.
fn declared_kind(ranking: &RecordedRanking) -> ScoreKind {
    let model = ranking.header.model.as_deref();
    match ranking.header.api.as_deref() {
        Some(name) => api::named(name).map_or(ScoreKind::Unknown, |api| {
            let at_vendor = api.score_kind(model, true);
            if at_vendor == api.score_kind(model, false) { at_vendor } else { ScoreKind::Unknown }
        }),
        None if model == Some(Bm25::MODEL) => ScoreKind::Bm25,
        None => ScoreKind::Unknown,
    }
}

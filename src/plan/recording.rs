//! Where scores are kept, and which kept scores are taken. A recording is read here, for it decides what
//! scores are.

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Result;

use super::{PlanError, endpoint, extra, same_file, service, usage, variable};
use crate::api;
use crate::cli;
use crate::client::{self, Bm25, ScoreKind, Truncate};
use crate::recording::{Ranking, Recording, RecordingError, Stale, Wanted};

/// Where scores are kept.
#[derive(Debug)]
pub struct Record {
    /// The file.
    pub path: PathBuf,
    /// What happens to passages that are too long.
    pub truncate: Truncate,
}

/// Which kept scores are taken.
#[derive(Debug)]
pub struct Replay {
    /// The file, for messages.
    pub name: String,
    /// The ranking that was recorded for the query.
    pub ranking: Arc<Ranking>,
    /// What its scores are.
    pub kind: ScoreKind,
}

/// The kept scores of many cases, and which of them are taken.
#[derive(Debug)]
pub struct Kept {
    /// All that was kept.
    pub recording: Recording,
    model: Option<String>,
    api: Option<&'static str>,
    truncate: Truncate,
}

impl Kept {
    /// The scores that were kept for a case.
    pub fn find(&self, case: &str, query: &str) -> Result<&Ranking, Stale> {
        let wanted = Wanted {
            case: Some(case),
            query,
            model: self.model.as_deref(),
            api: self.api,
            truncate: self.truncate,
        };
        self.recording.find(&wanted).map(AsRef::as_ref)
    }
}

/// Where scores are to be kept, if they are.
pub(super) fn record(
    options: &cli::Recording,
    service: &cli::Service,
    sending: &cli::Sending,
    output: Option<&Path>,
) -> Result<Option<Record>> {
    let Some(path) = &options.record else {
        return Ok(None);
    };
    if same_file::are_same(Some(path), output) {
        return usage("--record and --output are the same file");
    }
    if path.is_file() && !options.force && in_ci() {
        return Err(PlanError::KeepRecording(path.display().to_string()).into());
    }
    check_kind(service, sending)?;
    Ok(Some(Record {
        path: path.clone(),
        truncate: service::truncate(sending.truncate),
    }))
}

/// Refuses fields for a request that change what the scores are: what was asked for besides is not kept, so that
/// the scores would be taken for others later.
fn check_kind(service: &cli::Service, sending: &cli::Sending) -> Result<()> {
    let model = service.model.as_deref();
    let (Some(extra), false) = (
        &sending.extra,
        model.is_some_and(|model| model.starts_with("local/")),
    ) else {
        return Ok(());
    };
    let endpoint = service::endpoint(&service.access, model)?;
    if extra::score_kind(&endpoint, Some(extra)) == extra::score_kind(&endpoint, None) {
        Ok(())
    } else {
        usage("--record does not keep what --extra makes of the scores")
    }
}

/// Refuses what is for requests only.
fn check_unasked(sending: &cli::Sending) -> Result<()> {
    match sending.extra {
        Some(_) => usage("--extra asks a service, and --replay asks none"),
        None => Ok(()),
    }
}

/// Whether a machine runs the program that nobody watches, as such machines say themselves.
fn in_ci() -> bool {
    let says_no = |value: &str| value == "0" || value.eq_ignore_ascii_case("false");
    variable("CI").is_some_and(|value| !says_no(&value))
}

/// The kept scores for a query.
pub(super) fn replay(
    path: &Path,
    service: &cli::Service,
    sending: &cli::Sending,
    query: &str,
) -> Result<Replay> {
    check_unasked(sending)?;
    let recording = load(path)?;
    let model = model(&recording, service.model.as_deref())?;
    let api = service.access.api.map(|api| api.name);
    let found = recording.find(&Wanted {
        case: None,
        query,
        model: model.as_deref(),
        api,
        truncate: service::truncate(sending.truncate),
    });
    let ranking = found.map_err(|stale| RecordingError::Stale {
        place: recording.name.clone(),
        name: recording.name.clone(),
        stale,
    })?;
    Ok(Replay {
        kind: kind(ranking),
        ranking: Arc::clone(ranking),
        name: recording.name,
    })
}

/// The kept scores of all cases.
pub(super) fn kept(path: &Path, service: &cli::Service, sending: &cli::Sending) -> Result<Kept> {
    check_unasked(sending)?;
    let recording = load(path)?;
    Ok(Kept {
        model: model(&recording, service.model.as_deref())?,
        api: service.access.api.map(|api| api.name),
        truncate: service::truncate(sending.truncate),
        recording,
    })
}

/// The kept scores that others are compared with. They may be of another model; only where there are
/// several does the one that is asked for count.
pub(super) fn baseline(
    path: &Path,
    service: &cli::Service,
    sending: &cli::Sending,
) -> Result<Kept> {
    let recording = load(path)?;
    let several = recording.models().len() > 1;
    let typed = service.model.as_deref().filter(|_| several);
    Ok(Kept {
        model: model(&recording, typed)?,
        api: None,
        truncate: service::truncate(sending.truncate),
        recording,
    })
}

/// Reads a recording.
fn load(path: &Path) -> Result<Recording> {
    let name = path.display().to_string();
    let opened = File::open(path).map_err(|cause| RecordingError::Read {
        name: name.clone(),
        cause,
    });
    Ok(Recording::read(&name, BufReader::new(opened?))?)
}

/// The model to look for: the one typed as the recording spells it; none if there is no choice.
fn model(recording: &Recording, typed: Option<&str>) -> Result<Option<String>> {
    let models = recording.models();
    if let Some(typed) = typed {
        let id = endpoint::model_id(typed);
        let mut known = [typed, id].into_iter();
        let known = known.find(|id| models.contains(&Some(id)));
        let spelled = known.map_or_else(|| client::spelled(id), Into::into);
        return Ok(Some(spelled));
    }
    if models.len() > 1 {
        let names = models.into_iter().map(|model| model.unwrap_or("unnamed"));
        let names = names.map(|name| format!("`{name}`")).collect();
        return Err(PlanError::SeveralModels(recording.name.clone(), names).into());
    }
    Ok(None)
}

/// What the scores of a ranking are. Nothing is known of an API that is not known here, nor where it
/// depends on who was asked.
fn kind(ranking: &Ranking) -> ScoreKind {
    let head = &ranking.head;
    match head.api.as_deref() {
        Some(name) => api::named(name).map_or(ScoreKind::Unknown, |api| {
            let [here, away] =
                [true, false].map(|home| api.score_kind(head.model.as_deref(), home));
            if here == away {
                here
            } else {
                ScoreKind::Unknown
            }
        }),
        None if head.model.as_deref() == Some(Bm25::MODEL) => ScoreKind::Bm25,
        None => ScoreKind::Unknown,
    }
}

//! What is asked of the service under examination, and what its answers mean: a list of models, and one real
//! pair to score.

use std::time::{Duration, Instant};

use url::Url;

use crate::api::{self, Hosting, ModelPlace, ScoreKind};
use crate::client::{
    self, ClientError, ModelChoice, Passage, Remote, RemoteSettings, Scorer, Text, Trouble,
};
use crate::error::Told;
use crate::exit::Exit;

/// The query that is asked.
pub(super) const QUERY: &str = "how much memory does a GPU have?";
/// The document that is scored.
pub(super) const DOCUMENT: &str = "The H100 GPU has 80 GB of memory.";
/// How many models of a list are named.
const NAMED: usize = 5;

/// A score that came back.
pub(super) struct Answer {
    pub(super) score: f64,
    pub(super) time: Duration,
    /// What the service said besides.
    pub(super) notice: Option<String>,
}

impl Answer {
    /// Asks a service for one score, once.
    pub(super) fn to(settings: RemoteSettings) -> Result<Self, ClientError> {
        Self::of(&Remote::new(settings))
    }

    /// Asks a scorer for one score, once.
    pub(super) fn of(scorer: &dyn Scorer) -> Result<Self, ClientError> {
        let passage = Passage {
            text: Some(Text::Plain(DOCUMENT.into())),
            image: None,
        };
        let begun = Instant::now();
        let answer = scorer.score(QUERY, &[passage])?;
        Ok(Self {
            score: answer.numbers.first().copied().unwrap_or_default(),
            time: begun.elapsed(),
            notice: scorer.notice(),
        })
    }
}

/// What the scores of a service are.
pub(super) fn kind(settings: &RemoteSettings) -> &'static str {
    let model = match &settings.model {
        ModelChoice::Named(model) => Some(model.as_str()),
        ModelChoice::First(_) | ModelChoice::Unnamed => None,
    };
    let host = settings.url.host_str().unwrap_or_default();
    let at_home = settings.api.host(host).is_some();
    match settings.api.score_kind(model, at_home) {
        ScoreKind::Unknown => "scale unknown",
        kind => kind.name(),
    }
}

/// Whether a failure may come from asking in a form that the service does not speak: there is no such path, a
/// field is missing or one too many, or the answer is none.
pub(super) fn may_speak_otherwise(error: &ClientError) -> bool {
    match &error.trouble {
        Trouble::NotARanking(..)
        | Trouble::Refusal(_)
        | Trouble::Status {
            status: 404 | 405 | 415 | 501,
            ..
        } => true,
        Trouble::Status {
            status: 400 | 422,
            words,
            ..
        } => {
            let words = words.as_deref().unwrap_or_default().to_lowercase();
            let names = [
                "field",
                "missing",
                "required",
                "unknown",
                "unexpected",
                "extra",
            ];
            names.iter().any(|name| words.contains(name))
        }
        _ => false,
    }
}

/// What a service lists.
pub(super) enum Listing {
    /// Nothing, for this reason.
    None(String),
    /// These models.
    Models(Vec<String>),
    /// It could not be asked, which is a matter of the key.
    Failed(ClientError),
}

impl Listing {
    /// Asks for the list, if there is one.
    pub(super) fn of(list: Option<&Url>, settings: &RemoteSettings) -> Self {
        let Some(url) = list else {
            return Self::None(String::new());
        };
        match client::list_models(settings.clone(), url) {
            Ok(models) => Self::Models(models),
            Err(error) if error.trouble.is_refusal() && !is_named(settings) => Self::Failed(error),
            Err(error) => Self::None(format!("the list of models: {}", error.trouble)),
        }
    }

    /// The settings with the first model of the list, if the model was not named.
    pub(super) fn settled(&self, settings: &RemoteSettings) -> RemoteSettings {
        let mut settled = settings.clone();
        if let (ModelChoice::First(_), Self::Models(models)) = (&settings.model, self)
            && let Some(first) = models.first()
        {
            settled.model = ModelChoice::Named(first.clone());
        }
        settled
    }

    /// The settings of another API with the model of the chosen one.
    pub(super) fn lent(&self, chosen: &RemoteSettings, other: &RemoteSettings) -> RemoteSettings {
        let mut lent = other.clone();
        lent.model = match (&chosen.model, self) {
            _ if other.api.model == ModelPlace::Nowhere => ModelChoice::Unnamed,
            (ModelChoice::Named(model), _) => ModelChoice::Named(model.clone()),
            (_, Self::Models(models)) if !models.is_empty() => {
                ModelChoice::Named(models[0].clone())
            }
            _ => ModelChoice::Unnamed,
        };
        lent
    }

    /// The model that is asked for, and what is known of it.
    pub(super) fn words(&self, settings: &RemoteSettings) -> String {
        match (&settings.model, self) {
            (ModelChoice::Named(model), Self::Models(models)) => match models.len() {
                _ if !models.contains(model) => format!("{model}, which is not listed"),
                1 => format!("{model}, the only one listed"),
                count => format!("{model}, one of {count} listed"),
            },
            // Of a vendor's models it is the table that knows.
            (ModelChoice::Named(model), Self::None(why)) if why.is_empty() => {
                format!("{model}{}", by_table(model))
            }
            (ModelChoice::Named(model), _) => model.clone(),
            (_, Self::None(why)) if !why.is_empty() => format!("none is named; {why}"),
            _ => "none is named".into(),
        }
    }

    /// What is wrong with the model that was named, if the service lists others.
    pub(super) fn unlisted(&self, settings: &RemoteSettings) -> Option<Told> {
        let (ModelChoice::Named(model), Self::Models(models)) = (&settings.model, self) else {
            return None;
        };
        let first = models.first().filter(|_| !models.contains(model))?;
        let named: Vec<_> = models
            .iter()
            .take(NAMED)
            .map(|id| format!("`{id}`"))
            .collect();
        let more = if models.len() > NAMED { ", …" } else { "" };
        Some(Told {
            words: format!("`{model}` is not listed"),
            cause: Some(format!("what is listed: {}{more}", named.join(", "))),
            hint: Some(format!("ask with `--model {first}`")),
            exit: Exit::UserError,
        })
    }

    /// Nothing answered, and the chosen API could not be asked without a model.
    pub(super) fn unknown_model(&self, chosen: &RemoteSettings) -> Told {
        let cause = match self {
            Self::None(why) => Some(why.clone()),
            Self::Models(_) => Some("the service lists no models".into()),
            Self::Failed(_) => None,
        };
        Told {
            words: format!(
                "no API that is known answers here, and {} wants a model named",
                chosen.api.name
            ),
            cause,
            hint: Some("is this the address of a reranker? if so, name its `--model`".into()),
            exit: Exit::UserError,
        }
    }
}

/// What the table says of a hosted model.
fn by_table(model: &str) -> String {
    let month = api::AS_OF;
    match api::known_model(model).map(|known| known.hosting) {
        Some(Hosting::Hosted) => format!(", hosted as of {month}"),
        Some(Hosting::Retired(day)) => format!(", retired on {day} as of {month}"),
        Some(Hosting::SelfHosted) => format!(", not hosted as of {month}"),
        Some(Hosting::Unknown) | None => String::new(),
    }
}

fn is_named(settings: &RemoteSettings) -> bool {
    matches!(settings.model, ModelChoice::Named(_))
}

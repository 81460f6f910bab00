//! The requests of `doctor` and what their responses imply: a list of models, and one real score.

use std::time::{Duration, Instant};

use url::Url;

use crate::api::{self, Hosting, ModelPlace, ScoreKind};
use crate::client::{
    self, Bm25, ClientError, ListedModel, ModelChoice, Passage, Remote, RemoteSettings, Scorer,
    Text,
};
use crate::diagnostic::Diagnostic;
use crate::shell;

pub(super) const QUERY: &str = "how much memory does a GPU have?";
pub(super) const DOCUMENT: &str = "The H100 GPU has 80 GB of memory.";
/// The number of listed models that a message names.
const MAX_NAMED: usize = 5;

pub(super) struct Probe {
    pub(super) score: f64,
    pub(super) time: Duration,
    pub(super) notice: Option<String>,
}

impl Probe {
    /// Requests one score from a service, without retries.
    pub(super) fn send(settings: RemoteSettings) -> Result<Self, ClientError> {
        let remote = Remote::new(settings);
        let probe = Self::of(&remote)?;
        Ok(Self { notice: remote.notice(), ..probe })
    }

    /// Requests one score from the built-in scorer.
    pub(super) fn built_in() -> Result<Self, ClientError> {
        Self::of(&Bm25)
    }

    fn of(scorer: &dyn Scorer) -> Result<Self, ClientError> {
        let passage = Passage { text: Some(Text::Plain(DOCUMENT.into())), image: None };
        let begun = Instant::now();
        let scores = scorer.score(QUERY, &[passage])?;
        Ok(Self {
            score: scores.numbers.first().copied().unwrap_or_default(),
            time: begun.elapsed(),
            notice: None,
        })
    }

    pub(super) fn describe(&self, kind: ScoreKind) -> String {
        let scale = match kind.with_evidence(ScoreKind::is_unbounded(self.score)) {
            ScoreKind::Unknown => "scale unknown",
            kind => kind.name(),
        };
        format!("{} ({scale}) for one document", self.score)
    }
}

pub(super) fn score_kind(settings: &RemoteSettings) -> ScoreKind {
    let host = settings.url.host_str().unwrap_or_default();
    let is_vendor = settings.api.host(host).is_some();
    settings.api.score_kind(named_model(settings), is_vendor)
}

/// The models that a service lists.
pub(super) enum ListedModels {
    Models(Vec<ListedModel>),
    /// The service has no list, or it cannot be read for this reason.
    Unavailable(Option<String>),
    KeyRefused(ClientError),
}

impl ListedModels {
    /// Requests the list at `url`, if there is one.
    pub(super) fn request(url: Option<&Url>, settings: &RemoteSettings) -> Self {
        let Some(url) = url else {
            return Self::Unavailable(None);
        };
        match Remote::new(settings.clone()).list_models(url) {
            Ok(models) => Self::Models(models),
            // With a model named, the list is not needed, and the score will show what the key is worth.
            Err(error) if error.kind().is_about_key() && named_model(settings).is_none() => {
                Self::KeyRefused(error)
            }
            Err(error) => Self::Unavailable(Some(format!("the list of models: {}", error.failure))),
        }
    }

    pub(super) fn models(&self) -> &[ListedModel] {
        match self {
            Self::Models(models) => models,
            Self::Unavailable(_) | Self::KeyRefused(_) => &[],
        }
    }

    /// Returns the id of the model that ranking would use.
    fn preferred(&self) -> Option<&str> {
        client::preferred(self.models()).map(|model| model.id.as_str())
    }

    fn has(&self, id: &str) -> bool {
        self.models().iter().any(|model| model.id == id)
    }

    /// Returns the settings with the preferred model of the list, if no model was named.
    pub(super) fn with_listed_model(&self, settings: &RemoteSettings) -> RemoteSettings {
        let mut settings = settings.clone();
        if let (ModelChoice::Listed(_), Some(id)) = (&settings.model, self.preferred()) {
            settings.model = ModelChoice::Named(id.into());
        }
        settings
    }

    /// Returns the settings of another API with the model of the chosen one.
    pub(super) fn with_model_of(
        &self,
        chosen: &RemoteSettings,
        other: &RemoteSettings,
    ) -> RemoteSettings {
        let model = named_model(chosen).or(self.preferred());
        let model = model.filter(|_| other.api.model != ModelPlace::Nowhere);
        RemoteSettings {
            model: model.map_or(ModelChoice::Unnamed, |id| ModelChoice::Named(id.into())),
            ..other.clone()
        }
    }

    /// Describes the model of the request and what is known about it.
    pub(super) fn describe_model(&self, settings: &RemoteSettings) -> String {
        match (named_model(settings), self) {
            (Some(model), Self::Models(models)) => match models.len() {
                _ if !self.has(model) => format!("{model}, not listed"),
                1 => format!("{model}, the only one listed"),
                count => format!("{model}, one of {count} listed"),
            },
            (Some(model), Self::Unavailable(None)) => format!("{model}{}", hosting(model)),
            (Some(model), _) => model.into(),
            (None, Self::Unavailable(Some(reason))) => format!("not named; {reason}"),
            (None, _) => "not named".into(),
        }
    }

    /// Returns the failure of a named model that is not among those that the service lists.
    pub(super) fn unlisted(&self, settings: &RemoteSettings) -> Option<Diagnostic> {
        let model = named_model(settings).filter(|model| !self.has(model))?;
        let preferred = self.preferred()?;
        let ids = self.models().iter().map(|model| format!("`{}`", model.id));
        let named = ids.take(MAX_NAMED);
        let more = if self.models().len() > MAX_NAMED { ", …" } else { "" };
        Some(
            Diagnostic::new(format!("the service does not list `{model}`"))
                .cause(format!("listed: {}{more}", named.collect::<Vec<_>>().join(", ")))
                .hint(format!("try `--model {}`", shell::word(preferred))),
        )
    }

    /// Returns the failure of a service that speaks none of the APIs, where the chosen one needs a model.
    pub(super) fn no_known_api(&self, chosen: &RemoteSettings) -> Diagnostic {
        let cause = match self {
            Self::Unavailable(reason) => reason.clone(),
            Self::Models(_) => Some("the service lists no models".into()),
            Self::KeyRefused(_) => None,
        };
        let api = chosen.api.name;
        Diagnostic::new(format!("no known API found, and {api} needs a model"))
            .maybe_cause(cause)
            .hint("is this the URL of a reranker? if so, name its model with `--model`")
    }
}

/// Describes the state of a hosted model by the built-in table.
fn hosting(model: &str) -> String {
    let month = api::AS_OF;
    match api::known_model(model).map(|known| known.hosting) {
        Some(Hosting::Hosted) => format!(", hosted as of {month}"),
        Some(Hosting::Retired(day)) => format!(", retired on {day} as of {month}"),
        Some(Hosting::SelfHosted) => format!(", not hosted as of {month}"),
        Some(Hosting::Unknown) | None => String::new(),
    }
}

fn named_model(settings: &RemoteSettings) -> Option<&str> {
    match &settings.model {
        ModelChoice::Named(model) => Some(model),
        ModelChoice::Listed(_) | ModelChoice::Unnamed => None,
    }
}

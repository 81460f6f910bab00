//! Finds an API by its name, a host, the end of a URL, or the prefix of a model.

use super::{Api, Host, ModelScores, ScoreKind, registry::ALL};

/// Returns the default API.
pub fn default_api() -> &'static Api {
    &ALL[0]
}

pub fn named(name: &str) -> Option<&'static Api> {
    ALL.iter().find(|api| api.name == name)
}

/// Returns the API whose vendor runs this host (in lower case, as in URLs), and the host. Only keys of this
/// vendor may go there.
pub fn of_host(name: &str) -> Option<(&'static Api, &'static Host)> {
    ALL.iter().find_map(|api| Some((api, api.host(name)?)))
}

/// Returns the API that the last segment of a full URL implies.
pub fn of_leaf(leaf: &str) -> Option<&'static Api> {
    ALL.iter().find(|api| api.leaves.contains(&leaf))
}

/// Returns the API that a model in the spelling of `LiteLLM` selects.
pub fn of_model(id: &str) -> Option<&'static Api> {
    ALL.iter().find(|api| {
        let prefix = api.prefix;
        prefix.is_some_and(|prefix| id.starts_with(prefix.text))
    })
}

impl Api {
    /// Returns a host by its name, if the vendor runs it.
    pub fn host(&'static self, name: &str) -> Option<&'static Host> {
        let name = name.trim_end_matches('.');
        let hosts = self.home.as_ref()?.hosts;
        hosts.iter().find(|host| host.is(name))
    }

    /// Returns the scale of a model's raw scores, at the vendor's hosts or elsewhere.
    pub fn score_kind(&self, model: Option<&str>, at_home: bool) -> ScoreKind {
        let home = self.home.as_ref().filter(|_| at_home);
        let usual = home.map_or(self.score, |home| home.score);
        model.map_or(usual, |model| self.known(model).map_or(usual, |model| model.score))
    }

    /// Returns true if a model scores the documents of a request relative to each other.
    pub fn is_listwise(&self, model: &str) -> bool {
        self.known(model).is_some_and(|model| model.listwise)
    }

    fn known(&self, model: &str) -> Option<&ModelScores> {
        self.models.iter().find(|known| model.starts_with(known.begins))
    }
}

impl Host {
    fn is(&self, name: &str) -> bool {
        let labels = name.split('.');
        let own = self.name.split('.');
        own.clone().count() == labels.clone().count()
            && own.zip(labels).all(|(own, label)| match own {
                "*" => !label.is_empty(),
                own => own == label,
            })
    }
}

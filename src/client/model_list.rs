//! What a service of your own tells of itself: its model, and how much it takes. The model is asked for once,
//! by whoever needs it first; the threads that come meanwhile wait, and share the answer, a failure too; those
//! that come later share one that lasts.

use std::sync::{Condvar, Mutex, PoisonError};

use serde::Deserialize;

use super::error::ClientError;
use crate::exit::Exit;

/// What is known of the model.
pub(super) struct Discovery {
    state: Mutex<State>,
    answered: Condvar,
}

struct State {
    model: Option<String>,
    asking: bool,
    /// How often it was asked, and what came of it the last time.
    asked: u64,
    failure: Option<ClientError>,
}

impl Discovery {
    /// A model that is known, or one that is to be found out.
    pub(super) fn new(model: Option<String>) -> Self {
        Self {
            state: Mutex::new(State {
                model,
                asking: false,
                asked: 0,
                failure: None,
            }),
            answered: Condvar::new(),
        }
    }

    /// The model, if it is known.
    pub(super) fn known(&self) -> Option<String> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.model.clone()
    }

    /// The model, found out with `ask` if nobody has and nobody is about to.
    pub(super) fn model(
        &self,
        ask: impl FnOnce() -> Result<String, ClientError>,
    ) -> Result<String, ClientError> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let before = state.asked;
        while state.asking {
            let woken = self.answered.wait(state);
            state = woken.unwrap_or_else(PoisonError::into_inner);
        }
        if let Some(model) = &state.model {
            return Ok(model.clone());
        }
        // What the user has to mend is the same however often it is asked.
        let holds =
            |failure: &&ClientError| state.asked > before || failure.exit() == Exit::UserError;
        if let Some(failure) = state.failure.as_ref().filter(holds) {
            return Err(failure.clone());
        }
        state.asking = true;
        drop(state);
        let asking = Asking(self);
        let answer = ask();
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.asked += 1;
        match &answer {
            Ok(model) => state.model = Some(model.clone()),
            Err(failure) => state.failure = Some(failure.clone()),
        }
        drop(state);
        drop(asking);
        answer
    }
}

/// The one question that is open. Its end is told when this is dropped, by a panic too, so that nobody waits
/// for an answer that never comes.
struct Asking<'a>(&'a Discovery);

impl Drop for Asking<'_> {
    fn drop(&mut self) {
        let state = self.0.state.lock();
        state.unwrap_or_else(PoisonError::into_inner).asking = false;
        self.0.answered.notify_all();
    }
}

/// A model that a service lists.
#[derive(Deserialize)]
pub(super) struct Listed {
    pub(super) id: String,
    /// What it is an adapter on top of; absent, or its own id, where it stands for itself.
    root: Option<String>,
}

/// The models of a list, if it is one: `{"data":[{"id"}…]}`.
pub(super) fn listed(body: &[u8]) -> Option<Vec<Listed>> {
    #[derive(Deserialize)]
    struct List {
        data: Vec<Listed>,
    }
    let list: List = serde_json::from_slice(body).ok()?;
    Some(list.data)
}

/// The first model of a list that stands for itself.
pub(super) fn first_listed(body: &[u8]) -> Option<String> {
    let own = |model: &Listed| model.root.as_ref().is_none_or(|root| *root == model.id);
    listed(body)?.into_iter().find(own).map(|model| model.id)
}

/// The most texts that text-embeddings-inference takes in a request: each of them takes one of the permits for
/// requests at once, too.
pub(super) fn most_passages(body: &[u8]) -> Option<usize> {
    #[derive(Deserialize)]
    struct Info {
        max_client_batch_size: usize,
        max_concurrent_requests: Option<usize>,
    }
    let info: Info = serde_json::from_slice(body).ok()?;
    let permits = info.max_concurrent_requests.unwrap_or(usize::MAX);
    Some(info.max_client_batch_size.min(permits)).filter(|most| *most > 0)
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, mpsc};
    use std::thread;
    use std::time::Duration;

    use super::*;

    #[test]
    fn nobody_waits_for_a_question_that_panicked() {
        let discovery = Arc::new(Discovery::new(None));
        let asked = Arc::clone(&discovery);
        let panicked = thread::spawn(move || asked.model(|| panic!("a question that panics")));
        assert!(panicked.join().is_err());
        let (tell, told) = mpsc::channel();
        thread::spawn(move || tell.send(discovery.model(|| Ok("model".into())).ok()));
        let model = told.recv_timeout(Duration::from_secs(10));
        assert_eq!(model, Ok(Some("model".into())), "it hangs");
    }
}

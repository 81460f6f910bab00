//! Reports with `--verbose` that the service does not score the whole of a long document.

use super::notify;
use crate::client::Truncate;
use crate::model::Document;
use crate::plan::{MessageSettings, ServicePlan};
use crate::window::WindowSettings;

/// Looks for the first document that has more words than the model takes tokens, which the service cuts without a
/// word.
pub(super) struct LengthNote {
    /// The number of tokens that the model takes; `None` means not to look any more.
    tokens: Option<usize>,
}

impl LengthNote {
    pub(super) fn new(
        service: &ServicePlan,
        window: Option<WindowSettings>,
        messages: MessageSettings,
    ) -> Self {
        let is_cut = window.is_none() && service.settings.truncate == Truncate::End;
        let tokens = service.settings.token_limit().filter(|_| is_cut && messages.verbose);
        Self { tokens }
    }

    /// Reports the document if it is too long, unless another one was reported.
    pub(super) fn check(&mut self, document: &Document) {
        let Some(tokens) = self.tokens else {
            return;
        };
        if document.text().split_whitespace().nth(tokens).is_some() {
            let origin = document.origin();
            let window = if tokens <= 512 { 300 } else { 2000 };
            let message = format!(
                "{origin}: more than {tokens} words, and the model takes {tokens} tokens; the rest is not scored \
                 (`--window {window}` scores all)"
            );
            notify(true, &message);
            self.tokens = None;
        }
    }
}

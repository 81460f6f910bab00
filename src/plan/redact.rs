//! Redacts secrets in user input before it is repeated.

use crate::client;

const MASK: &str = "***";

/// A text without secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Masked {
    pub text: String,
    /// Part of the original is masked.
    pub hides: bool,
}

impl Masked {
    /// Wraps a text that holds no secret.
    pub fn plain(text: String) -> Self {
        Self { text, hides: false }
    }

    /// Returns the remark to print after the text.
    pub fn remark(&self) -> &'static str {
        if self.hides { ", with your own in place of ***" } else { "" }
    }

    /// Masks a URL: the values of its query. The fragment is dropped, as it is never sent.
    pub(super) fn url(typed: &str) -> Self {
        let sent = typed.split_once('#').map_or(typed, |(sent, _)| sent);
        let Some((start, query)) = sent.split_once('?') else {
            return Self::plain(sent.into());
        };
        let masked: Vec<_> = query
            .split('&')
            .map(|part| match part.split_once('=') {
                Some((_, "")) => part.to_owned(),
                Some((name, _)) => format!("{name}={MASK}"),
                None if part.is_empty() => String::new(),
                None => MASK.into(),
            })
            .collect();
        let masked = masked.join("&");
        Self { hides: masked != query, text: format!("{start}?{masked}") }
    }

    /// Masks a header `Name: value`, unless it is harmless.
    pub(super) fn header(typed: &str) -> Self {
        let (name, value) = typed.split_once(':').unwrap_or((typed, ""));
        if client::is_harmless_header(name.trim()) || value.trim().is_empty() {
            return Self::plain(typed.into());
        }
        Self { text: format!("{name}: {MASK}"), hides: true }
    }
}

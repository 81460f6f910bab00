//! The one error type for faults on the user's side: a file, a record, an option, a recording.
//!
//! A diagnostic is built where the fault is found, with everything that a message says. Nothing matches on
//! it afterwards; failures that decide behavior are enums of their own. It always ends the run with
//! [`Exit::UserError`](crate::exit::Exit::UserError).

use std::fmt;
use std::io;

use crate::os_error;

/// A fault on the user's side, as it is printed:
///
/// ```text
/// nimrank: <place>: <problem>
///   cause: <the system's or a parser's own words>
///   hint: <the one thing to try>
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Diagnostic(Box<Content>);

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Content {
    place: Option<String>,
    problem: String,
    cause: Option<String>,
    hint: Option<String>,
}

impl Diagnostic {
    /// Creates a diagnostic that has no place, cause or hint yet.
    pub fn new(problem: impl Into<String>) -> Self {
        Self(Box::new(Content { place: None, problem: problem.into(), cause: None, hint: None }))
    }

    /// Creates a diagnostic for an operation on `place` that failed: because the system refused it, or with a diagnostic
    /// without a place.
    pub fn io(place: impl Into<String>, error: &io::Error) -> Self {
        let own = error.get_ref().and_then(|inner| inner.downcast_ref::<Self>());
        own.cloned().unwrap_or_else(|| Self::new(os_error::words(error))).at(place)
    }

    /// Sets the place: a file, `file:line`, an option.
    #[must_use]
    pub fn at(mut self, place: impl Into<String>) -> Self {
        self.0.place = Some(place.into());
        self
    }

    /// Sets an outer place, such as the case whose documents are at fault. The place so far becomes part of the
    /// problem, unless it is the same.
    #[must_use]
    pub fn within(mut self, place: impl Into<String>) -> Self {
        let place = place.into();
        if self.0.place.as_ref() != Some(&place) {
            self.0.problem = self.to_string();
            self.0.place = Some(place);
        }
        self
    }

    /// Sets the system's or a parser's own words.
    #[must_use]
    pub fn cause(mut self, cause: impl Into<String>) -> Self {
        self.0.cause = Some(cause.into());
        self
    }

    /// Sets the cause if there is one.
    #[must_use]
    pub fn maybe_cause(mut self, cause: Option<String>) -> Self {
        self.0.cause = cause.or(self.0.cause);
        self
    }

    /// Sets the one thing to try: a command or an option that works when typed.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.0.hint = Some(hint.into());
        self
    }

    /// Sets the hint if there is one.
    #[must_use]
    pub fn maybe_hint(mut self, hint: Option<String>) -> Self {
        self.0.hint = hint.or(self.0.hint);
        self
    }

    pub fn get_place(&self) -> Option<&str> {
        self.0.place.as_deref()
    }

    /// Returns the problem without its place.
    pub fn problem(&self) -> &str {
        &self.0.problem
    }

    pub fn get_cause(&self) -> Option<&str> {
        self.0.cause.as_deref()
    }

    pub fn get_hint(&self) -> Option<&str> {
        self.0.hint.as_deref()
    }

    /// Returns the cause and the hint, each with its label.
    pub fn details(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let details = [("cause", self.get_cause()), ("hint", self.get_hint())];
        details.into_iter().filter_map(|(label, words)| Some((label, words?)))
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.place {
            Some(place) => write!(f, "{place}: {}", self.0.problem),
            None => f.write_str(&self.0.problem),
        }
    }
}

impl std::error::Error for Diagnostic {}

//! Scored documents by rank, in little memory: a ranking may have millions. They are sorted without being moved.

use std::collections::HashMap;

use super::{Document, Scored};
use crate::window::TextWindow;

/// Scored documents in the order of their ranks.
#[derive(Debug)]
pub struct Results<D = Document> {
    entries: Vec<ResultEntry<D>>,
    /// The windows of documents that were cut, by their positions in `entries`.
    windows: HashMap<usize, Box<TextWindow>>,
    /// The positions in `entries` by rank; `None` means that `entries` are in this order.
    order: Option<Vec<usize>>,
}

#[derive(Debug)]
struct ResultEntry<D> {
    index: u64,
    /// NaN if the document has none.
    score: f64,
    document: D,
}

impl<D> ResultEntry<D> {
    fn score(&self) -> Option<f64> {
        (!self.score.is_nan()).then_some(self.score)
    }
}

/// One of the [`Results`].
#[derive(Debug)]
pub struct RankedDocument<'a, D = Document> {
    /// Position in the input, from 0.
    pub index: u64,
    /// The raw score; `None` for a blank document.
    pub score: Option<f64>,
    /// The window with that score; `None` if the document was scored whole.
    pub window: Option<&'a TextWindow>,
    pub document: &'a D,
}

impl<D> Results<D> {
    pub fn new() -> Self {
        Self { entries: Vec::new(), windows: HashMap::new(), order: None }
    }

    /// Adds a result after all others. Its score must be finite.
    pub fn push(&mut self, scored: Scored<D>) {
        let Scored { index, score, window, document } = scored;
        if let Some(window) = window {
            self.windows.insert(self.entries.len(), window);
        }
        self.entries.push(ResultEntry { index, score: score.unwrap_or(f64::NAN), document });
        debug_assert!(self.order.is_none(), "a result has no rank in an order set before");
    }

    /// Sets the order of the results, as the positions at which they were added.
    #[must_use]
    pub fn with_order(self, order: Vec<usize>) -> Self {
        debug_assert_eq!(self.entries.len(), order.len());
        Self { order: Some(order), ..self }
    }

    pub fn len(&self) -> usize {
        self.entries.len()
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Returns the result at a place in the order, from 0.
    pub fn get(&self, place: usize) -> RankedDocument<'_, D> {
        let position = self.order.as_ref().map_or(place, |order| order[place]);
        let entry = &self.entries[position];
        let window = if self.windows.is_empty() {
            None
        } else {
            self.windows.get(&position).map(|window| &**window)
        };
        RankedDocument {
            index: entry.index,
            score: entry.score(),
            window,
            document: &entry.document,
        }
    }

    pub fn iter(&self) -> impl ExactSizeIterator<Item = RankedDocument<'_, D>> {
        (0..self.len()).map(|place| self.get(place))
    }

    /// Moves the results into the order of their ranks.
    pub fn into_vec(self) -> Vec<Scored<D>> {
        let mut windows = self.windows;
        let scored = self.entries.into_iter().enumerate().map(|(position, entry)| Scored {
            index: entry.index,
            score: entry.score(),
            window: windows.remove(&position),
            document: entry.document,
        });
        let Some(order) = self.order else {
            return scored.collect();
        };
        let mut scored: Vec<_> = scored.map(Some).collect();
        order.into_iter().filter_map(|position| scored[position].take()).collect()
    }
}

impl<D> FromIterator<Scored<D>> for Results<D> {
    fn from_iter<I: IntoIterator<Item = Scored<D>>>(scored: I) -> Self {
        let mut results = Self::new();
        scored.into_iter().for_each(|scored| results.push(scored));
        results
    }
}

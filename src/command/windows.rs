//! The units that are scored: documents, and with `--window` the windows of those that are long. The score of a
//! document is that of its best window.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;
use std::{iter, mem};

use crate::client::{AsPassage, Passage, Text};
use crate::window::{TextWindow, WindowSettings};

/// A document, or one of its windows.
pub(super) enum Piece<D> {
    Whole(D),
    Window { document: Arc<CutDocument<D>>, index: usize },
}

/// A document with more than one window.
pub(super) struct CutDocument<D> {
    document: D,
    text: String,
    windows: Vec<Range<usize>>,
}

impl<D> Piece<D> {
    pub(super) fn document(&self) -> &D {
        match self {
            Self::Whole(document) => document,
            Self::Window { document, .. } => &document.document,
        }
    }
}

impl<D: AsPassage> AsPassage for Piece<D> {
    fn passage(&self) -> Option<Passage<'_>> {
        match self {
            Self::Whole(document) => document.passage(),
            Self::Window { document: cut, index } => Some(Passage {
                text: Some(Text::Plain(cut.text[cut.windows[*index].clone()].into())),
                image: cut.document.passage().and_then(|passage| passage.image),
            }),
        }
    }

    fn passage_size(&self) -> Option<usize> {
        match self {
            Self::Whole(document) => document.passage_size(),
            Self::Window { .. } => self.passage().map(|passage| passage.size()),
        }
    }
}

/// Returns the pieces of a document; without settings it is whole.
pub(super) fn pieces<D: AsPassage>(document: D, settings: Option<WindowSettings>) -> Pieces<D> {
    let cut = settings.zip(document.passage()).and_then(|(settings, passage)| {
        let text = passage.plain();
        let windows = settings.cut(&text);
        (!windows.is_empty()).then(|| (text.into_owned(), windows))
    });
    match cut {
        None => Pieces::Whole(document),
        Some((text, windows)) => {
            Pieces::Windows { next: 0, document: Arc::new(CutDocument { document, text, windows }) }
        }
    }
}

/// The pieces of a document that are left.
pub(super) enum Pieces<D> {
    Whole(D),
    Windows { document: Arc<CutDocument<D>>, next: usize },
    None,
}

impl<D> Iterator for Pieces<D> {
    type Item = Piece<D>;

    fn next(&mut self) -> Option<Self::Item> {
        match mem::replace(self, Self::None) {
            Self::Whole(document) => Some(Piece::Whole(document)),
            Self::Windows { document, next } => {
                // The last window takes the document along: when all are scored, nothing else holds it.
                if next + 1 < document.windows.len() {
                    *self = Self::Windows { document: Arc::clone(&document), next: next + 1 };
                }
                Some(Piece::Window { document, index: next })
            }
            Self::None => None,
        }
    }
}

/// Returns the pieces of all documents.
pub(super) fn all_pieces<D: AsPassage, E>(
    mut documents: impl Iterator<Item = Result<D, E>>,
    settings: Option<WindowSettings>,
) -> impl Iterator<Item = Result<Piece<D>, E>> {
    let mut rest = Pieces::None;
    iter::from_fn(move || {
        if let Some(piece) = rest.next() {
            return Some(Ok(piece));
        }
        let document = match documents.next()? {
            Ok(document) => document,
            Err(error) => return Some(Err(error)),
        };
        if settings.is_none() {
            return Some(Ok(Piece::Whole(document)));
        }
        rest = pieces(document, settings);
        rest.next().map(Ok)
    })
}

/// A document with its score.
pub(super) struct Folded<D> {
    pub(super) document: D,
    /// The score of the best window; `None` without a score.
    pub(super) score: Option<f64>,
    /// The best window; `None` means that the document was not cut.
    pub(super) window: Option<TextWindow>,
}

/// Folds the scores of windows, which arrive in any order, into scores of documents.
#[derive(Default)]
pub(super) struct WindowFold {
    /// The windows that are missing and the best one so far, for each document by the address of what its windows
    /// share.
    partial: HashMap<usize, (usize, Option<(f64, usize)>)>,
}

impl WindowFold {
    /// Adds the score of a piece, and returns the document once it is complete.
    pub(super) fn add<D>(&mut self, piece: Piece<D>, score: Option<f64>) -> Option<Folded<D>> {
        match piece {
            Piece::Whole(document) => Some(Folded { document, score, window: None }),
            Piece::Window { document, index } => self.add_window(document, index, score),
        }
    }

    fn add_window<D>(
        &mut self,
        document: Arc<CutDocument<D>>,
        index: usize,
        score: Option<f64>,
    ) -> Option<Folded<D>> {
        let key = Arc::as_ptr(&document) as usize;
        let of = document.windows.len();
        let (missing, best) = self.partial.entry(key).or_insert((of, None));
        *missing -= 1;
        if let Some(score) = score {
            // Of equal windows the first.
            let is_better = |(other, at): (f64, usize)| {
                score.partial_cmp(&other).is_some_and(|order| order.then(at.cmp(&index)).is_gt())
            };
            if best.is_none_or(is_better) {
                *best = Some((score, index));
            }
        }
        if *missing > 0 {
            return None;
        }
        let (_, best) = self.partial.remove(&key)?;
        let cut = Arc::into_inner(document)?;
        let window = best
            .map(|(_, index)| TextWindow::new(&cut.text, cut.windows[index].clone(), index, of));
        Some(Folded { document: cut.document, score: best.map(|(score, _)| score), window })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Words(&'static str);

    impl AsPassage for Words {
        fn passage(&self) -> Option<Passage<'_>> {
            Some(Passage { text: Some(Text::Plain(self.0.into())), image: None })
        }
    }

    /// The thread that cuts documents can wait for the next one while the last window is being scored.
    #[test]
    fn a_document_is_complete_with_the_score_of_its_last_window() {
        let settings = WindowSettings { words: 2, overlap: 0 };
        let documents = [Words("a b c d e"), Words("f g h")].map(Ok::<_, ()>);
        let mut all = all_pieces(documents.into_iter(), Some(settings));
        let mut fold = WindowFold::default();
        let mut complete = Vec::new();
        for score in 1..=5 {
            let Some(Ok(piece)) = all.next() else { panic!("there are five windows") };
            complete.push(fold.add(piece, Some(f64::from(score))).map(|folded| folded.document.0));
        }
        assert_eq!(complete, [None, None, Some("a b c d e"), None, Some("f g h")]);
        assert!(all.next().is_none(), "no window is left");
    }
}

//! The units that are scored: documents, and with `--window` the windows of those that are long. The score of a
//! document is that of its best window.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

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
}

/// Returns the pieces of a document; without settings it is whole.
pub(super) fn pieces<D: AsPassage>(document: D, settings: Option<WindowSettings>) -> Pieces<D> {
    let cut = settings.zip(document.passage()).and_then(|(settings, passage)| {
        let text = passage.plain();
        let windows = settings.cut(&text);
        (!windows.is_empty()).then(|| (text.into_owned(), windows))
    });
    match cut {
        None => Pieces::Whole(Some(document)),
        Some((text, windows)) => Pieces::Windows {
            left: 0..windows.len(),
            document: Arc::new(CutDocument { document, text, windows }),
        },
    }
}

/// The pieces of a document.
pub(super) enum Pieces<D> {
    Whole(Option<D>),
    Windows { document: Arc<CutDocument<D>>, left: Range<usize> },
}

impl<D> Iterator for Pieces<D> {
    type Item = Piece<D>;

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::Whole(document) => document.take().map(Piece::Whole),
            Self::Windows { document, left } => {
                let document = Arc::clone(document);
                left.next().map(|index| Piece::Window { document, index })
            }
        }
    }
}

/// Returns the pieces of all documents.
pub(super) fn all_pieces<D: AsPassage, E>(
    documents: impl Iterator<Item = Result<D, E>>,
    settings: Option<WindowSettings>,
) -> impl Iterator<Item = Result<Piece<D>, E>> {
    documents.flat_map(move |document| {
        let (document, error) = match document {
            Ok(document) => (Some(document), None),
            Err(error) => (None, Some(Err(error))),
        };
        let pieces = document.into_iter().flat_map(move |document| pieces(document, settings));
        pieces.map(Ok).chain(error)
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
        let (document, index) = match piece {
            Piece::Whole(document) => return Some(Folded { document, score, window: None }),
            Piece::Window { document, index } => (document, index),
        };
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

//! Cuts a stream of passages into batches: as many as a request may hold, by number and by size.

use super::AsPassage;

/// How large a request may become. Documents with nothing to score travel along without counting, but
/// not without end.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The most passages.
    pub passages: usize,
    /// The most bytes of text and pictures; a passage that is larger by itself goes alone. Load balancers
    /// commonly refuse bodies of more than some 20 MiB.
    pub bytes: usize,
    /// How many batches at the beginning are smaller than that, so that few documents make work for all
    /// threads.
    pub openings: usize,
    /// The most passages in those.
    pub opening: usize,
}

impl Limits {
    /// What a request to a service may hold.
    pub const fn of_requests(passages: usize) -> Self {
        Self {
            passages,
            bytes: 16 << 20,
            openings: 0,
            opening: passages,
        }
    }

    /// Everything at once, for a scorer that must see the whole collection.
    pub const NONE: Self = Self {
        bytes: usize::MAX,
        ..Self::of_requests(usize::MAX)
    };

    /// The most passages in the batch after `before` others.
    fn passages_after(&self, before: usize) -> usize {
        if before < self.openings {
            self.opening
        } else {
            self.passages
        }
    }
}

/// How many passages any service takes, so that it need not be asked about them.
const SURE: usize = 8;

/// Finds out how many passages a request may hold; none: what is set already stays.
type Ask = Box<dyn FnOnce() -> Option<usize> + Send>;

/// An iterator of batches over an iterator of items. An error ends it.
pub struct Batches<I, T> {
    items: I,
    limits: Limits,
    ask: Option<Ask>,
    left_over: Option<T>,
    cut: usize,
}

impl<I, T> Batches<I, T> {
    /// Cuts `items` by `limits`.
    pub fn new(items: I, limits: Limits) -> Self {
        Self {
            items,
            limits,
            ask: None,
            left_over: None,
            cut: 0,
        }
    }

    /// Asks how many passages a request may hold, once and only when there are more than `SURE`.
    #[must_use]
    pub fn asking(mut self, ask: impl FnOnce() -> Option<usize> + Send + 'static) -> Self {
        self.ask = Some(Box::new(ask));
        self
    }

    /// The most passages in the next batch, of which there is one.
    fn most(&mut self) -> usize {
        if let Some(most) = self.ask.take().and_then(|ask| ask()) {
            self.limits = Limits {
                passages: most,
                openings: 0,
                ..self.limits
            };
        }
        self.limits.passages_after(self.cut)
    }
}

impl<I, T, E> Iterator for Batches<I, T>
where
    I: Iterator<Item = Result<T, E>>,
    T: AsPassage,
{
    type Item = Result<Vec<T>, E>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut batch = Vec::new();
        let (mut passages, mut bytes) = (0, 0_usize);
        let mut most = self.limits.passages_after(self.cut);
        loop {
            let item = match self.left_over.take() {
                Some(item) => item,
                None => match self.items.next() {
                    Some(Ok(item)) => item,
                    Some(Err(error)) => return Some(Err(error)),
                    None => break,
                },
            };
            if let Some(passage) = item.passage() {
                let size = passage.size();
                if passages >= SURE && self.ask.is_some() {
                    most = self.most();
                }
                let is_too_large = bytes.saturating_add(size) > self.limits.bytes;
                if passages > 0 && is_too_large || passages >= most {
                    self.left_over = Some(item);
                    break;
                }
                passages += 1;
                bytes = bytes.saturating_add(size);
            }
            batch.push(item);
            if passages == most || batch.len() / 8 >= most {
                break;
            }
        }
        self.cut += 1;
        if batch.is_empty() {
            None
        } else {
            Some(Ok(batch))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::client::{Passage, Text};

    struct Sized(usize);

    impl AsPassage for Sized {
        fn passage(&self) -> Option<Passage<'_>> {
            (self.0 > 0).then(|| Passage {
                text: Some(Text::Plain(Cow::Owned("x".repeat(self.0)))),
                image: None,
            })
        }
    }

    fn cut(passages: usize, bytes: usize, sizes: &[usize]) -> Vec<Vec<usize>> {
        let items = sizes.iter().map(|size| Ok::<_, ()>(Sized(*size)));
        let limits = Limits {
            bytes,
            ..Limits::of_requests(passages)
        };
        let batches = Batches::new(items, limits);
        let sizes = |batch: Vec<Sized>| batch.iter().map(|item| item.0).collect();
        batches
            .map(|batch| batch.map(sizes).expect("no error"))
            .collect()
    }

    #[test]
    fn batches_are_cut_by_number_and_by_size() {
        assert_eq!(
            cut(2, 100, &[1, 1, 1, 1, 1]),
            [vec![1, 1], vec![1, 1], vec![1]]
        );
        assert_eq!(
            cut(9, 10, &[6, 4, 1, 30, 2]),
            [vec![6, 4], vec![1], vec![30], vec![2]]
        );
        assert!(cut(2, 100, &[]).is_empty());
    }

    #[test]
    fn the_first_batches_may_be_smaller() {
        let limits = Limits {
            openings: 2,
            opening: 1,
            ..Limits::of_requests(3)
        };
        let items = [1; 7].map(|size| Ok::<_, ()>(Sized(size))).into_iter();
        let batches = Batches::new(items, limits).map(|batch| batch.expect("no error").len());
        assert_eq!(batches.collect::<Vec<_>>(), [1, 1, 3, 2]);
    }

    #[test]
    fn the_service_is_asked_once_and_only_if_there_is_much_to_send() {
        let batches = |sizes: &[usize], answer| {
            let asked = Arc::new(AtomicUsize::new(0));
            let count = Arc::clone(&asked);
            let items: Vec<_> = sizes.iter().map(|size| Ok::<_, ()>(Sized(*size))).collect();
            let batches = Batches::new(items.into_iter(), Limits::of_requests(10));
            let batches = batches.asking(move || {
                count.fetch_add(1, Ordering::Relaxed);
                answer
            });
            let lengths = batches.map(|batch| batch.expect("no error").len());
            (lengths.collect::<Vec<_>>(), asked.load(Ordering::Relaxed))
        };
        assert_eq!(batches(&[1; 30], Some(12)), (vec![12, 12, 6], 1));
        assert_eq!(batches(&[1; 12], Some(3)), (vec![8, 3, 1], 1));
        assert_eq!(batches(&[1; 12], None), (vec![10, 2], 1));
        assert_eq!(batches(&[1; 8], Some(3)), (vec![8], 0));
        assert_eq!(batches(&[0; 12], Some(3)), (vec![12], 0));
    }

    #[test]
    fn what_is_not_sent_does_not_count_but_does_not_pile_up() {
        assert_eq!(cut(2, 100, &[1, 0, 0, 1, 0]), [vec![1, 0, 0, 1], vec![0]]);
        assert_eq!(
            cut(1, 100, &[0; 17])
                .iter()
                .map(Vec::len)
                .collect::<Vec<_>>(),
            [8, 8, 1]
        );
    }
}
